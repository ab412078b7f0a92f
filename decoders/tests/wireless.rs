//! Elements and frames of the air: generated ones are explained to the last byte, and tshark sees the same fields at the same places.
//!
//! The same frames are the capture `testdata/generic/nl80211-frames.pcap`, so golden files and hostile tests cover them.
//! `UPDATE_EXPECT=1 cargo test -p nltrace-decoders --test wireless` writes it again.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that fails is meant to panic"
)]

#[path = "wireless/frames.rs"]
mod frames;
#[path = "wireless/tshark.rs"]
mod tshark;

use std::collections::BTreeSet;
use std::path::Path;

use frames::{Made, all};
use nltrace_decoders::decode::{Context, decode};
use nltrace_decoders::family;
use nltrace_decoders::generic::Ids;
use nltrace_decoders::schema::Kind;
use nltrace_decoders::tape::{Field, State, Tape};
use nltrace_decoders::wire::Endian;

/// The number that nl80211 has in these captures.
const NL80211: u16 = 32;

/// Bytes before the frame in [`message`]: the header, that of generic netlink, that of the attribute.
const BEFORE: usize = 16 + 4 + 4;

fn attribute(kind: u16, payload: &[u8]) -> Vec<u8> {
    let len = u16::try_from(4 + payload.len()).unwrap();
    let mut bytes = [&len.to_le_bytes()[..], &kind.to_le_bytes(), payload].concat();
    bytes.resize(bytes.len().next_multiple_of(4), 0);
    bytes
}

fn netlink(kind: u16, seq: u32, body: &[u8]) -> Vec<u8> {
    let len = u32::try_from(16 + body.len()).unwrap();
    [&len.to_le_bytes()[..], &kind.to_le_bytes(), &[0, 0], &seq.to_le_bytes(), &[0; 4], body].concat()
}

/// `NL80211_CMD_FRAME` with a frame.
fn message(seq: u32, frame: &[u8]) -> Vec<u8> {
    netlink(NL80211, seq, &[&[59, 1, 0, 0][..], &attribute(51, frame)].concat())
}

/// The announcement of the family.
fn announcement() -> Vec<u8> {
    let attributes = [attribute(1, &NL80211.to_le_bytes()), attribute(2, b"nl80211\0")].concat();
    netlink(16, 0, &[&[1, 2, 0, 0][..], &attributes].concat())
}

fn decoded(message: &[u8]) -> Tape {
    let generic = family::by_protocol(16).unwrap();
    let mut ids = Ids::new(generic.generic);
    ids.observe(&announcement(), Endian::Little);
    let context = Context {
        family: Some(generic),
        endian: Endian::Little,
        to_kernel: Some(false),
        request: None,
        ids: Some(&ids),
    };
    let mut tape = Tape::new();
    decode(message, &context, &mut tape);
    tape
}

/// The leaves of a frame, each with its place in the frame.
fn leaves(tape: &Tape, frame: &[u8]) -> Vec<(usize, usize, Field)> {
    let is_inside = |field: &Field| field.span().start >= BEFORE && field.end() <= BEFORE + frame.len();
    let fields = tape.fields().iter().enumerate();
    let leaves = fields.filter(|(at, field)| !tape.has_parts(*at) && field.len > 0 && is_inside(field));
    leaves.map(|(_, field)| (field.span().start - BEFORE, field.end() - BEFORE, *field)).collect()
}

fn pcap(link: u32, packets: &[Vec<u8>]) -> Vec<u8> {
    let mut file = [0xa1b2_c3d4u32.to_le_bytes(), [2, 0, 4, 0], [0; 4], [0; 4], [0, 0, 4, 0]].concat();
    file.extend(link.to_le_bytes());
    for (at, packet) in packets.iter().enumerate() {
        let len = u32::try_from(packet.len()).unwrap().to_le_bytes();
        file.extend(
            [1_796_000_000u32.to_le_bytes(), u32::try_from(at).unwrap().to_le_bytes(), len, len].concat(),
        );
        file.extend(packet);
    }
    file
}

/// The frames as a capture of netlink.
fn capture(made: &[Made]) -> Vec<u8> {
    let cooked = [0, 4, 3, 0x38, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 16];
    let frames = (1..).zip(made).map(|(seq, made)| message(seq, &made.frame));
    let packets = [announcement()].into_iter().chain(frames);
    pcap(253, &packets.map(|message| [&cooked[..], &message].concat()).collect::<Vec<_>>())
}

#[test]
fn the_capture_has_these_frames() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata/generic/nl80211-frames.pcap");
    let now = capture(&all());
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(&path, &now).unwrap();
    }
    let file = std::fs::read(&path).unwrap_or_default();
    assert!(file == now, "{}: UPDATE_EXPECT=1 writes it again", path.display());
}

/// Bytes that no table explains, by the frame's name.
const UNEXPLAINED: &[&str] = &["an organisation without a table: data"];

#[test]
fn frames_are_explained() {
    let mut unexplained = BTreeSet::new();
    for made in all() {
        let message = message(1, &made.frame);
        let tape = decoded(&message);
        let leaves = leaves(&tape, &made.frame);
        assert!(!leaves.is_empty(), "{}", made.name);
        for (start, end, field) in leaves {
            if matches!(field.kind, Kind::Raw) || field.state != State::Good {
                let bytes = &made.frame[start..end];
                unexplained.insert(match field.state {
                    State::Unknown => format!("{}: {}", made.name, field.name),
                    state => format!("{}: {} {state:?} {bytes:02x?}", made.name, field.name),
                });
            }
        }
    }
    let unexplained: Vec<String> = unexplained.into_iter().collect();
    assert_eq!(unexplained, UNEXPLAINED);
}

/// A frame that ends in the middle of its last element, or whose elements claim to be longer, is marked there.
#[test]
fn short_and_overlong_elements_are_marked() {
    let is_marked =
        |frame: &[u8]| decoded(&message(1, frame)).fields().iter().any(|field| field.state != State::Good);
    let mut marked = 0;
    for made in all().iter().filter(|made| made.frame[0] == 0x80) {
        let cut = &made.frame[..made.frame.len() - 1];
        assert!(is_marked(cut), "{} without its last byte", made.name);
        marked += 1;
    }
    assert!(marked > 20, "{marked} beacons");
    // A count that leads beyond the element, and lengths inside one.
    for element in [
        &[48, 12, 1, 0, 0, 0x0f, 0xac, 4, 9, 0, 0, 0x0f, 0xac, 4][..],
        &[221, 8, 0, 0x50, 0xf2, 4, 0x10, 0x4a, 0, 9],
        &[221, 8, 0x50, 0x6f, 0x9a, 9, 2, 200, 0, 1],
        &[255, 5, 107, 0, 0, 9, 1],
        &[201, 6, 0x10, 13, 81, 6, 1, 2],
        &[130, 3, 0, 0, 0],
        &[55, 4, 0, 0, 1, 2],
    ] {
        let frame = frames::beacon(element);
        assert!(is_marked(&frame), "{element:02x?}");
    }
}
