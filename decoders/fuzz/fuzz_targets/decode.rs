//! Any bytes as a message of any protocol: decoding ends, every byte is in one leaf, every value can be read.

#![no_main]

use libfuzzer_sys::fuzz_target;
use nltrace_decoders::decode::{Context, decode};
use nltrace_decoders::family::FAMILIES;
use nltrace_decoders::schema::Kind;
use nltrace_decoders::tape::Tape;
use nltrace_decoders::value::read;
use nltrace_decoders::wire::Endian;

fuzz_target!(|input: &[u8]| {
    // The first byte says how the others are meant.
    let Some((how, bytes)) = input.split_first() else { return };
    let (message, request) = match how & 0x80 {
        0 => (bytes, None),
        _ => {
            let (request, message) = bytes.split_at(bytes.len() / 2);
            (message, Some(request))
        }
    };
    let context = Context {
        family: FAMILIES.get(usize::from(how & 0x0f)).or(FAMILIES.first()).copied(),
        endian: if how & 0x10 == 0 { Endian::Little } else { Endian::Big },
        to_kernel: (how & 0x20 != 0).then_some(how & 0x40 != 0),
        request,
        ids: None,
    };
    let mut tape = Tape::new();
    decode(message, &context, &mut tape);
    let mut next = 0;
    for leaf in tape.leaves() {
        assert_eq!(leaf.span().start, next, "{} begins where the last leaf ended", leaf.name);
        next = leaf.end();
        let _ = read(leaf, message, &tape);
    }
    assert_eq!(next, message.len(), "the leaves own every byte");
    for field in tape.fields() {
        if let Kind::Gloss(_, gloss) = field.kind {
            let mut text = String::new();
            let _ = gloss(message.get(field.payload()).unwrap_or_default(), tape.endian, &mut text);
        }
    }
});
