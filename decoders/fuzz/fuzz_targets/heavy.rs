//! Messages of up to 1 MiB made to cost much, from few bytes of choices: what holds of every tape holds of theirs, and steps stay in
//! proportion to bytes.

#![no_main]

#[path = "../../tests/hostile/heavy.rs"]
mod heavy;
#[path = "../../tests/hostile/invariants.rs"]
mod invariants;

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use nltrace_decoders::decode::{Context, decode, take_steps};
use nltrace_decoders::family;
use nltrace_decoders::generic::Ids;
use nltrace_decoders::tape::Tape;

static IDS: LazyLock<Ids> = LazyLock::new(heavy::ids);

fuzz_target!(|input: &[u8]| {
    // The first byte is the size, on a scale from 64 bytes to 1 MiB, and whether the message answers one like itself.
    let Some((how, choices)) = input.split_first() else { return };
    let heavy = heavy::heavy(choices, 64 << (how % 15));
    let message = heavy.message.as_slice();
    let context = Context {
        family: family::by_protocol(heavy.protocol),
        endian: heavy.endian,
        to_kernel: None,
        request: (how & 0x80 != 0).then_some(message),
        ids: Some(&IDS),
    };
    let mut tape = Tape::new();
    let _ = take_steps();
    decode(message, &context, &mut tape);
    if let Some(steps) = take_steps() {
        let bytes = message.len() as u64;
        assert!(steps <= 24 * bytes + 4000, "{steps} steps for {bytes} bytes");
    }
    invariants::hold(message, &context, &mut tape);
});
