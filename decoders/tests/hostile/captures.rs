//! Real messages: those of the captures in `testdata`, each once.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use nltrace_decoders::wire::{Endian, Piece, cooked_header, messages};

/// A message and the protocol that it is of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Sample {
    pub(crate) protocol: u16,
    pub(crate) bytes: Vec<u8>,
}

/// Returns every message of every capture.
pub(crate) fn samples() -> Vec<Sample> {
    let mut found = BTreeSet::new();
    let mut rest = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata")];
    let mut files: Vec<PathBuf> = Vec::new();
    while let Some(path) = rest.pop() {
        for entry in std::fs::read_dir(&path).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                rest.push(path);
            } else if path.extension().is_some_and(|extension| extension == "pcap") {
                files.push(path);
            }
        }
    }
    for path in &files {
        datagrams(&std::fs::read(path).unwrap(), &mut found);
    }
    assert!(found.len() > 1000, "the captures are there: {} messages in {} files", found.len(), files.len());
    found.into_iter().collect()
}

/// The messages of a classic pcap file in little-endian; bytes that are no message are taken for one too.
fn datagrams(file: &[u8], found: &mut BTreeSet<Sample>) {
    let word =
        |at: usize| file.get(at..at + 4).map(|bytes| u32::from_le_bytes(bytes.try_into().unwrap()) as usize);
    assert_eq!(word(0), Some(0xa1b2_c3d4), "a classic pcap in little-endian");
    let mut at = 24;
    while let Some(len) = word(at + 8) {
        let packet = &file[at + 16..at + 16 + len];
        let (datagram, cooked) = cooked_header(packet).unwrap();
        for piece in messages(datagram, Endian::Little) {
            let (Piece::Message { start, next: end, .. } | Piece::Rest { start, end }) = piece;
            found.insert(Sample { protocol: cooked.protocol, bytes: datagram[start..end].to_vec() });
        }
        at += 16 + len;
    }
}
