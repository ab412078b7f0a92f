//! The guess, held against every message of every fixture: what it says of a message's bytes alone, and what the capture says.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use nltrace_decoders::generic::owner;
use nltrace_decoders::schema::Family;
use nltrace_decoders::wire::{align, cooked_header};

use super::*;

use crate::tables;

/// A message and what it is: its protocol, and of generic netlink its family.
struct Sample {
    bytes: Vec<u8>,
    endian: Endian,
    family: &'static Family,
    generic: Option<&'static str>,
}

fn captures(directory: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            captures(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "pcap" || extension == "pcapng") {
            found.push(path);
        }
    }
}

/// Returns the packets of a capture in little-endian order, which all fixtures are: classic pcap, or the enhanced packets of pcapng.
fn packets(file: &[u8]) -> Vec<&[u8]> {
    let number =
        |at: usize| file.get(at..at + 4).map(|bytes| u32::from_le_bytes(bytes.try_into().unwrap()) as usize);
    let is_ng = number(0) == Some(0x0a0d_0d0a);
    let mut packets = Vec::new();
    let mut at = if is_ng { 0 } else { 24 };
    while let Some(first) = number(at).filter(|_| is_ng || number(at + 8).is_some()) {
        let (start, len, next) = if is_ng {
            let next = at + number(at + 4).unwrap().max(12);
            // Only enhanced packet blocks hold packets here.
            if first != 6 {
                at = next;
                continue;
            }
            (at + 28, number(at + 20).unwrap(), next)
        } else {
            let len = number(at + 8).unwrap();
            (at + 16, len, at + 16 + len)
        };
        packets.push(&file[start..(start + len).min(file.len())]);
        at = next;
    }
    packets
}

/// Returns the messages of a capture.
fn samples(path: &Path) -> Vec<Sample> {
    let file = fs::read(path).unwrap();
    let mut samples = Vec::new();
    let mut ids = Ids::new(tables::generic());
    for packet in packets(&file) {
        let Ok((datagram, cooked)) = cooked_header(packet) else { continue };
        let Some(family) = tables::by_protocol(cooked.protocol) else { continue };
        let endian = lengths::byte_order(datagram);
        let pieces: Vec<(usize, usize)> = match family.framing {
            Framing::Messages => messages(datagram, endian)
                .filter_map(|piece| match piece {
                    Piece::Message { header, start, end, .. } if header.len as usize == end - start => {
                        Some((start, end))
                    }
                    _ => None,
                })
                .collect(),
            _ => vec![(0, datagram.len())],
        };
        for (start, end) in pieces {
            let bytes = datagram[start..end].to_vec();
            if family.protocol == NETLINK_GENERIC {
                ids.observe(&bytes, endian);
            }
            let generic =
                owner(family, Some(&ids), &bytes, endian).and_then(|owner| owner.family).map(|of| of.name);
            samples.push(Sample { bytes, endian, family, generic });
        }
    }
    samples
}

fn all() -> Vec<Sample> {
    let mut paths = Vec::new();
    captures(&Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata"), &mut paths);
    if let Some(more) = std::env::var_os("GUESS_CAPTURES") {
        captures(Path::new(&more), &mut paths);
    }
    paths.sort();
    assert!(paths.len() >= 90, "there are fixtures: {}", paths.len());
    let samples: Vec<Vec<Sample>> = paths.iter().map(|path| samples(path)).collect();
    // Each file is read, whatever its format.
    for (path, samples) in paths.iter().zip(&samples) {
        assert!(!samples.is_empty(), "{path:?}");
    }
    samples.into_iter().flatten().collect()
}

/// Message by message: which protocol it is, against which it was taken for.
#[test]
fn the_confusion_matrix() {
    let mut guesser = Guesser::new();
    let mut matrix: BTreeMap<(&str, String), usize> = BTreeMap::new();
    let (mut right, mut wrong, mut open, mut confident) = (0, 0, 0, Vec::new());
    let mut seen = std::collections::HashSet::new();
    for sample in all() {
        // Dumps repeat themselves: what differs in nothing but sequence number and port is one message.
        let mut key = sample.bytes.clone();
        key.iter_mut().skip(8).take(8).for_each(|byte| *byte = 0);
        if !seen.insert(key) {
            continue;
        }
        let scores = guesser.scores(&sample.bytes, sample.endian, Direction::Unknown);
        let verdict = guesser.protocol(&scores);
        let (guessed, is_certain) = match &verdict {
            Verdict::Certain(best) => (Some(best.family), true),
            Verdict::Likely(best) => (Some(best.family), false),
            Verdict::Tie(_) | Verdict::Unclear => (None, false),
        };
        match guessed {
            Some(guessed) if guessed.protocol == sample.family.protocol => right += 1,
            Some(guessed) => {
                wrong += 1;
                if is_certain {
                    confident.push(format!(
                        "{} for {}: {:02x?}",
                        guessed.name,
                        sample.family.name,
                        &sample.bytes[..sample.bytes.len().min(64)]
                    ));
                }
                if std::env::var_os("GUESS_SHOW").is_some() {
                    eprintln!(
                        "{} for {}: {:02x?}",
                        guessed.name,
                        sample.family.name,
                        &sample.bytes[..sample.bytes.len().min(64)]
                    );
                }
            }
            None => {
                open += 1;
                if std::env::var_os("GUESS_OPEN").is_some() && sample.bytes.len() > 36 {
                    let names = match &verdict {
                        Verdict::Tie(all) => all.iter().map(|one| one.name()).collect::<Vec<_>>().join(" "),
                        _ => "-".to_owned(),
                    };
                    eprintln!(
                        "OPEN {} ({names}): {:02x?}",
                        sample.family.name,
                        &sample.bytes[..sample.bytes.len().min(64)]
                    );
                }
            }
        }
        let guessed = guessed
            .map_or(if matches!(verdict, Verdict::Tie(_)) { "tie" } else { "unclear" }, |guessed| {
                guessed.name
            });
        *matrix.entry((sample.family.name, guessed.to_owned())).or_default() += 1;
    }
    for ((is, guessed), count) in &matrix {
        eprintln!("{is:24} {guessed:24} {count:6}");
    }
    eprintln!("right {right}, wrong {wrong}, open {open}");
    assert!(confident.is_empty(), "{} certain and wrong: {confident:#?}", confident.len());
    assert!(right > 3000, "{right}");
    assert!(100 * wrong <= right, "{wrong} of {} wrong", right + wrong);
    assert!(8 * open <= right, "{open} open");
}

/// Of generic netlink: which family it is, against which fits best.
#[test]
fn families_of_generic_netlink() {
    let mut guesser = Guesser::new();
    let mut matrix: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let (mut right, mut wrong, mut open) = (0, 0, 0);
    for sample in all() {
        let Some(name) = sample.generic else { continue };
        let scores = guesser.scores(&sample.bytes, sample.endian, Direction::Unknown);
        let guessed = match guesser.generic(&scores) {
            Verdict::Certain(best) | Verdict::Likely(best) => best.name(),
            Verdict::Tie(_) => "tie",
            Verdict::Unclear => "unclear",
        };
        match guessed {
            "tie" | "unclear" => open += 1,
            guessed if guessed == name => right += 1,
            _ => wrong += 1,
        }
        *matrix.entry((name, guessed)).or_default() += 1;
    }
    for ((is, guessed), count) in &matrix {
        if is != guessed {
            eprintln!("{is:24} {guessed:24} {count:6}");
        }
    }
    eprintln!("right {right}, wrong {wrong}, open {open}");
    assert!(100 * wrong <= right, "{wrong} wrong, {right} right");
}

#[test]
fn control_messages_say_nothing() {
    let mut guesser = Guesser::new();
    let done = [20, 0, 0, 0, 3, 0, 2, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    let scores = guesser.scores(&done, Endian::Little, Direction::Unknown);
    assert!(matches!(guesser.protocol(&scores), Verdict::Unclear));
    assert_eq!(align(done.len()), 20);
}
