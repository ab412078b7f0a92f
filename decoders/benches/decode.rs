//! How fast messages are decoded: bytes of message a second on one core, from a real dump of links.
//!
//! `cargo bench -p nltrace-decoders`

#![allow(clippy::indexing_slicing, clippy::expect_used, reason = "a capture of ours; if it is wrong, stop")]

use divan::Bencher;
use divan::counter::BytesCount;
use nltrace_decoders::decode::{Context, Remembering, decode};
use nltrace_decoders::family;
use nltrace_decoders::tape::Tape;
use nltrace_decoders::value::read;
use nltrace_decoders::wire::{Endian, Piece, messages};

/// A capture of `ip -d link` with 33 links of many kinds.
const CAPTURE: &[u8] = include_bytes!("../../testdata/route/link-dump.pcap");

/// Messages in the dump that is decoded.
const MESSAGES: usize = 4000;

fn main() {
    divan::main();
}

/// Returns the `RTM_NEWLINK` messages of the capture, over and over.
fn dump() -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    let mut rest = &CAPTURE[24..];
    while rest.len() > 16 {
        let len = u32::from_le_bytes(rest[8..12].try_into().expect("four bytes")) as usize;
        let datagram = &rest[32..16 + len];
        for piece in messages(datagram, Endian::Little) {
            match piece {
                Piece::Message { header, start, next, .. } if header.kind == 16 => {
                    found.push(datagram[start..next].to_vec());
                }
                _ => (),
            }
        }
        rest = &rest[16 + len..];
    }
    assert!(found.len() > 30, "the capture holds a dump of links");
    found.iter().cycle().take(MESSAGES).cloned().collect()
}

fn bytes(dump: &[Vec<u8>]) -> BytesCount {
    BytesCount::new(dump.iter().map(Vec::len).sum::<usize>())
}

fn context() -> Context<'static> {
    Context {
        family: family::by_protocol(0),
        endian: Endian::Little,
        to_kernel: None,
        request: None,
        ids: None,
    }
}

#[divan::bench]
fn link_dump(bencher: Bencher<'_, '_>) {
    let dump = dump();
    let mut tape = Tape::new();
    bencher.counter(bytes(&dump)).bench_local(|| {
        for message in &dump {
            decode(divan::black_box(message), &context(), &mut tape);
            divan::black_box(tape.fields());
        }
    });
}

/// As a capture is read: messages of the same shape follow each other.
#[divan::bench]
fn link_dump_remembered(bencher: Bencher<'_, '_>) {
    let dump = dump();
    let mut remembering = Remembering::default();
    bencher.counter(bytes(&dump)).bench_local(|| {
        for message in &dump {
            divan::black_box(remembering.decode(divan::black_box(message), &context()).fields());
        }
    });
}

#[divan::bench]
fn link_dump_and_every_value(bencher: Bencher<'_, '_>) {
    let dump = dump();
    let mut tape = Tape::new();
    bencher.counter(bytes(&dump)).bench_local(|| {
        for message in &dump {
            decode(divan::black_box(message), &context(), &mut tape);
            for leaf in tape.leaves() {
                divan::black_box(read(leaf, message, &tape));
            }
        }
    });
}
