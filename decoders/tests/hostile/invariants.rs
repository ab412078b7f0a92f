//! What holds of every tape, whatever the bytes were.

use nltrace_decoders::decode::{Context, decode};
use nltrace_decoders::schema::{Kind, Show};
use nltrace_decoders::tape::{Field, Tape};
use nltrace_decoders::value::{Integer, Value, flags, parts, read};

/// Deepest field that may be: the interpreter stops at 40, and what stops there may have a header or value below.
const DEEPEST: u8 = 48;

/// Decodes a message and checks the tape.
pub(crate) fn hold(message: &[u8], context: &Context<'_>, tape: &mut Tape) {
    decode(message, context, tape);
    spans(message, tape);
    values(message, tape);
}

/// Every byte belongs to exactly one leaf, in order; parts lie inside what they are parts of.
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
    // A leaf has a byte at least, and so has what it is in: a nest its header, a struct or element its first member.
    // Structs in structs share theirs, three deep at most; an empty nest owns four bytes and is one field.
    assert!(tape.len() <= 3 * message.len() + 1, "{} fields of {} bytes", tape.len(), message.len());
}

/// Every value can be read, and whoever shows it gets to an end.
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
            Value::Integer(integer) => an_integer(&integer, tape, 0),
            Value::Text(text, rest) => assert!(text.len() + rest.len() <= field.len as usize),
            Value::Bytes(_, bytes) | Value::Raw(bytes) => assert!(bytes.len() <= field.len as usize),
            Value::Empty | Value::MessageType(..) => (),
        }
    }
}

fn an_integer(integer: &Integer, tape: &Tape, depth: usize) {
    let _ = (integer.name(), integer.as_signed());
    assert!(integer.width <= 8 && depth < 4);
    match integer.show {
        Show::Flags(names) => {
            let (known, rest) = flags(names, integer.raw);
            assert!(known.count() <= 64);
            assert_eq!(rest & !integer.raw, 0, "no bit is left that was not set");
        }
        Show::Parts(list) | Show::BitFields(list) => {
            for (name, part) in parts(list, integer, tape) {
                assert!(!name.is_empty());
                an_integer(&part, tape, depth + 1);
            }
        }
        _ => (),
    }
}
