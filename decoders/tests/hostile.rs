//! Whatever the bytes, decoding ends, and its result can be believed: every byte in one leaf, no part outside of what it
//! is part of, no more fields than the bytes can have, and a value that can be read for each of them.
//!
//! Real messages are cut at every byte and have every byte changed; random ones are made by a walk through the tables.
//! The whole product takes minutes in a debug build: a sample of it is taken, the same one each time.
//! `HOSTILE=all cargo test --release -p nltrace-decoders --test hostile` takes all.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "a test that fails is meant to panic"
)]

#[path = "hostile/captures.rs"]
mod captures;
#[path = "hostile/heavy.rs"]
mod heavy;
#[path = "hostile/invariants.rs"]
mod invariants;
#[path = "hostile/random.rs"]
mod random;

use std::collections::HashSet;
use std::sync::LazyLock;

use nltrace_decoders::decode::{Context, decode, take_steps};
use nltrace_decoders::family::{self, FAMILIES};
use nltrace_decoders::generic::Ids;
use nltrace_decoders::tape::{State, Tape};
use nltrace_decoders::walk::{Item, tables};
use nltrace_decoders::wire::Endian;

use proptest::test_runner::Config as ProptestConfig;

use captures::{Sample, samples};
use invariants::hold;
use random::{Wanted, Writer};

/// Families of generic netlink, by the numbers that random messages have.
static IDS: LazyLock<Ids> = LazyLock::new(heavy::ids);

/// Bytes of one message that are decoded in all its variations, if not all are asked for.
const BUDGET: usize = 32 << 10;

/// Returns the places in a message at which something is done to it: all, or as many as the budget allows, other ones in each.
fn places(message: &[u8], turn: usize, budget: usize) -> impl Iterator<Item = usize> + use<> {
    let len = message.len();
    let step = if std::env::var_os("HOSTILE").is_some() { 1 } else { (len * len / budget).max(1) };
    // Headers are where lengths are: they are never left out.
    (0..len.min(24)).chain((24 + turn % step..len).step_by(step))
}

fn context(sample: &Sample, endian: Endian) -> Context<'static> {
    Context {
        family: family::by_protocol(sample.protocol),
        endian,
        to_kernel: None,
        request: None,
        ids: Some(&IDS),
    }
}

#[test]
fn real_messages_in_every_context() {
    let samples = samples();
    let mut tape = Tape::new();
    for (at, sample) in samples.iter().enumerate() {
        let other = &samples[(at * 7 + 13) % samples.len()].bytes;
        for endian in [Endian::Little, Endian::Big] {
            for to_kernel in [None, Some(true), Some(false)] {
                for request in [None, Some(other.as_slice()), Some(&sample.bytes[..sample.bytes.len() / 2])] {
                    let context = Context { to_kernel, request, ..context(sample, endian) };
                    hold(&sample.bytes, &context, &mut tape);
                }
            }
        }
        // Protocols whose tables are not meant for these bytes.
        for family in FAMILIES {
            hold(
                &sample.bytes,
                &Context { family: Some(family), ..context(sample, Endian::Little) },
                &mut tape,
            );
        }
    }
    eprintln!("{} real messages", samples.len());
}

#[test]
fn real_messages_cut_anywhere() {
    let mut tape = Tape::new();
    let mut count = 0;
    for (turn, sample) in samples().iter().enumerate() {
        for at in places(&sample.bytes, turn, BUDGET) {
            let endian = if at % 5 == 4 { Endian::Big } else { Endian::Little };
            hold(&sample.bytes[..at], &context(sample, endian), &mut tape);
            // Cut, and its own length says so.
            let mut cut = sample.bytes[..at].to_vec();
            if let Some(len) = cut.first_chunk_mut() {
                *len = (at as u32).to_le_bytes();
            }
            hold(&cut, &context(sample, Endian::Little), &mut tape);
            count += 2;
        }
    }
    eprintln!("{count} cuts");
}

#[test]
fn real_messages_with_any_byte_changed() {
    let mut tape = Tape::new();
    let mut count = 0;
    for (turn, sample) in samples().iter().enumerate() {
        let mut bytes = sample.bytes.clone();
        for at in places(&sample.bytes, turn, BUDGET) {
            for changed in [0x00, 0xff, bytes[at] ^ 0x80] {
                let before = std::mem::replace(&mut bytes[at], changed);
                hold(&bytes, &context(sample, Endian::Little), &mut tape);
                bytes[at] = before;
                count += 1;
            }
        }
    }
    eprintln!("{count} changes");
}

#[test]
fn random_messages_meet_most_of_the_tables() {
    let wanted = Wanted::new();
    let mut tape = Tape::new();
    let mut met = HashSet::new();
    // xorshift64: any generator does, as long as it is the same each time.
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut bytes = vec![0; 4000];
    for _ in 0..60_000 {
        for byte in &mut bytes {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            *byte = (state >> 32) as u8;
        }
        let endian = if state & 1 == 0 { Endian::Little } else { Endian::Big };
        let (protocol, message) = Writer::new(&wanted, &bytes, endian).message();
        hold(&message, &context(&Sample { protocol, bytes: Vec::new() }, endian), &mut tape);
        met.extend(tape.fields().iter().filter(|field| field.state == State::Good).map(|field| field.name));
    }
    let all: HashSet<&str> = tables(FAMILIES)
        .items()
        .filter_map(|item| if let Item::Set(set) = item { Some(set.attrs) } else { None })
        .flatten()
        .map(|attr| attr.name)
        .collect();
    let known = all.iter().filter(|name| met.contains(*name)).count();
    eprintln!("random messages met {known} of {} attributes", all.len());
    assert!(known * 4 > all.len() * 3, "the walk reaches {known} of {} attributes", all.len());
}

/// Steps that decoding may take for each byte of a message, and for each message.
///
/// An attribute has four bytes at least. It can be a choice whose name is looked up in all that encloses it, which is 40 deep at most.
const STEPS_PER_BYTE: u64 = 12;
const STEPS: u64 = 4000;

/// Work is linear: steps are counted, not seconds.
#[test]
fn steps_grow_as_bytes_do() {
    let (seeds, sizes) = match std::env::var_os("HOSTILE") {
        Some(_) => (40_000, [1 << 10, 1 << 14, 1 << 17, 1 << 20]),
        None => (600, [1 << 9, 1 << 12, 1 << 16, 1 << 18]),
    };
    let mut tape = Tape::new();
    let (mut runs, mut bytes, mut longest, mut worst) = (0u64, 0u64, 0, (0, 0));
    for seed in 0u32..seeds {
        // Large messages are few: most of the time goes into them.
        let size = sizes[if seed % 40 == 39 { 3 } else { seed as usize % 40 / 13 }.min(3)];
        let heavy = heavy::heavy(&seed.to_le_bytes(), size);
        let sample = Sample { protocol: heavy.protocol, bytes: heavy.message };
        // A value that no sibling gives may be in the request: this one is as long as the message.
        let request = (seed % 3 == 0).then_some(sample.bytes.as_slice());
        let context = Context { request, ..context(&sample, heavy.endian) };
        let _ = take_steps();
        decode(&sample.bytes, &context, &mut tape);
        if let Some(steps) = take_steps() {
            let len = (sample.bytes.len() + request.map_or(0, <[u8]>::len)) as u64;
            assert!(
                steps <= STEPS_PER_BYTE * len + STEPS,
                "seed {seed}: {steps} steps for {len} bytes of protocol {}",
                sample.protocol
            );
            worst = worst.max((steps.saturating_sub(STEPS) * 10 / len.max(1), seed));
        }
        if size <= sizes[1] || std::env::var_os("HOSTILE").is_some() {
            hold(&sample.bytes, &context, &mut tape);
        }
        runs += 1;
        bytes += sample.bytes.len() as u64;
        longest = longest.max(sample.bytes.len());
    }
    let (worst, seed) = worst;
    eprintln!(
        "{runs} messages, {bytes} bytes, longest {longest}; at most {}.{} steps a byte, of seed {seed}",
        worst / 10,
        worst % 10
    );
}

proptest::proptest! {
    // A failing case is printed, reduced to the smallest one: no file needs to record it.
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_messages(choices in proptest::collection::vec(proptest::num::u8::ANY, 0..1500), big in proptest::bool::ANY) {
        static WANTED: LazyLock<Wanted> = LazyLock::new(Wanted::new);
        let wanted = &*WANTED;
        let endian = if big { Endian::Big } else { Endian::Little };
        let (protocol, message) = Writer::new(wanted, &choices, endian).message();
        let mut tape = Tape::new();
        for to_kernel in [None, Some(true)] {
            let context = Context { to_kernel, ..context(&Sample { protocol, bytes: Vec::new() }, endian) };
            hold(&message, &context, &mut tape);
        }
    }

    #[test]
    fn heavy_messages(choices in proptest::collection::vec(proptest::num::u8::ANY, 0..60), size in 64usize..4096) {
        let heavy = heavy::heavy(&choices, size);
        let sample = Sample { protocol: heavy.protocol, bytes: heavy.message };
        hold(&sample.bytes, &context(&sample, heavy.endian), &mut Tape::new());
    }

    #[test]
    fn random_bytes(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..200), kind in 0u8..110) {
        let mut bytes = bytes;
        if let Some(at) = bytes.get_mut(4) {
            *at = kind;
        }
        let mut tape = Tape::new();
        for family in FAMILIES {
            let context = Context { family: Some(family), ..context(&Sample { protocol: 0, bytes: Vec::new() }, Endian::Little) };
            hold(&bytes, &context, &mut tape);
        }
    }
}
