//! The invariants of every tape, for any bytes.

use std::cell::RefCell;

use nltrace_decoders::decode::{Context, Remembering, decode};
use nltrace_decoders::schema::{Kind, Msg, Set, Show};
use nltrace_decoders::tape::{Field, Tape};
use nltrace_decoders::value::{Integer, Value, flags, parts, read};

/// Deepest field that may be: the interpreter stops at 40, and the field where it stops may have a header or value below.
const DEEPEST: u8 = 48;

/// Decodes a message and checks the tape.
pub(crate) fn hold(message: &[u8], context: &Context<'_>, tape: &mut Tape) {
    decode(message, context, tape);
    spans(message, tape);
    values(message, tape);
    REMEMBERING.with_borrow_mut(|other| {
        // The second time, the decoded message is kept.
        for _ in 0..2 {
            same(tape, other.decode(message, context));
        }
    });
}

thread_local! {
    /// The messages that a test has decoded so far.
    static REMEMBERING: RefCell<Remembering> = RefCell::default();
}

/// Checks that decoding with `Remembering` gives the same fields as without.
fn same(tape: &Tape, other: &Tape) {
    assert_eq!(tape.len(), other.len(), "as many fields");
    for (at, (a, b)) in tape.fields().iter().zip(other.fields()).enumerate() {
        let as_text = |field: &Field| {
            (field.name, field.start, field.len, field.index, field.depth, field.role, field.state)
        };
        assert_eq!(as_text(a), as_text(b), "field {at}");
        assert!(std::ptr::eq(a.kind, b.kind), "field {at} ({}) is of another kind", a.name);
    }
    let address = |message: Option<&'static Msg>| message.map(std::ptr::from_ref);
    assert_eq!(address(tape.message), address(other.message));
    let address = |set: Option<&'static Set>| set.map(std::ptr::from_ref);
    assert_eq!(address(tape.attributes), address(other.attributes));
    let as_text = |tape: &Tape| tape.owner.map(|owner| (owner.id, owner.name, owner.cmd));
    assert_eq!(as_text(tape), as_text(other));
    assert_eq!(tape.endian, other.endian);
}

/// Checks that every byte belongs to exactly one leaf, in order, and that parts are inside their field.
fn spans(message: &[u8], tape: &Tape) {
    let mut around: Vec<&Field> = Vec::new();
    let mut next = 0;
    for (at, field) in tape.fields().iter().enumerate() {
        let depth = usize::from(field.depth);
        assert!(depth <= around.len(), "field {at} ({}) is deeper than a part can be", field.name);
        assert!(field.depth <= DEEPEST, "field {at} ({}) is {depth} deep", field.name);
        around.truncate(depth);
        if let Some(parent) = around.last() {
            assert!(
                parent.span().start <= field.span().start && field.end() <= parent.end(),
                "field {at} ({}) at {:?} reaches out of {} at {:?}",
                field.name,
                field.span(),
                parent.name,
                parent.span()
            );
        }
        if !tape.has_parts(at) {
            assert_eq!(
                field.span().start,
                next,
                "field {at} ({}) begins where the last leaf ended",
                field.name
            );
            next = field.end();
        }
        around.push(field);
    }
    assert_eq!(next, message.len(), "the leaves own every byte");
    // A leaf has at least one byte, and so has its parent: a nest its header, a struct or element its first member.
    // Structs in structs share theirs, three deep at most; an empty nest owns four bytes and is one field.
    assert!(tape.len() <= 3 * message.len() + 1, "{} fields of {} bytes", tape.len(), message.len());
}

/// Checks that every value can be read, and that showing it ends.
fn values(message: &[u8], tape: &Tape) {
    for (at, field) in tape.fields().iter().enumerate() {
        if let Kind::Gloss(_, gloss) = field.kind {
            let mut text = String::new();
            let payload = message.get(field.payload()).unwrap_or_default();
            gloss(payload, tape.endian, &mut text).expect("a String takes all that is written");
            assert!(
                text.len() <= 256 * (payload.len() + 1),
                "{} of {} bytes: {text}",
                text.len(),
                payload.len()
            );
        }
        if tape.has_parts(at) {
            continue;
        }
        match read(field, message, tape) {
            Value::Integer(integer) => an_integer(&integer, 0),
            Value::Text(text, rest) => assert!(text.len() + rest.len() <= field.len as usize),
            Value::Bytes(_, bytes) | Value::Raw(bytes) => assert!(bytes.len() <= field.len as usize),
            Value::Hidden(len) => assert!(len <= field.len as usize),
            _ => (),
        }
    }
}

fn an_integer(integer: &Integer, depth: usize) {
    let _ = (integer.name(), integer.as_signed());
    assert!(integer.width <= 8 && depth < 4);
    match integer.show {
        Show::Flags(names) => {
            let (known, rest) = flags(names, integer.raw);
            assert!(known.count() <= 64);
            assert_eq!(rest & !integer.raw, 0, "no bit is left that was not set");
        }
        Show::Parts(list) | Show::BitFields(list) => {
            for (name, part) in parts(list, integer) {
                assert!(!name.is_empty() || part.raw != 0);
                an_integer(&part, depth + 1);
            }
        }
        _ => (),
    }
}
