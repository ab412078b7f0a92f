//! Captures for tests, and the binary's output.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A packet of a capture: cooked header and datagram.
pub(crate) type Packet = Vec<u8>;

/// Runs nltrace with arguments and standard input.
pub(crate) fn nltrace(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_nltrace"))
        .args(arguments)
        .env("COLUMNS", "80")
        .env_remove("NO_COLOR")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("nltrace starts");
    let mut stdin = child.stdin.take().expect("it is piped");
    let input = input.to_vec();
    let writer = std::thread::spawn(move || {
        let _ = stdin.write_all(&input);
    });
    let output = child.wait_with_output().expect("nltrace ends");
    writer.join().expect("the writer ends");
    output
}

/// Returns nltrace's standard output. The run must succeed.
pub(crate) fn stdout(arguments: &[&str], input: &[u8]) -> String {
    let output = nltrace(arguments, input);
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {complaint}");
    String::from_utf8(output.stdout).expect("it is UTF-8")
}

/// Returns all captures among the fixtures.
pub(crate) fn captures() -> Vec<PathBuf> {
    fn walk(directory: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "pcap") {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata"), &mut found);
    found.sort();
    assert!(!found.is_empty(), "there are fixtures");
    found
}

/// Returns the packets of a little-endian capture.
pub(crate) fn packets(path: &Path) -> Vec<Packet> {
    let bytes = fs::read(path).expect("the fixture can be read");
    let mut packets = Vec::new();
    let mut at = 24;
    while let Some(len) = bytes.get(at + 8..at + 12) {
        let len = u32::from_le_bytes(len.try_into().expect("four bytes")) as usize;
        packets.push(bytes[at + 16..(at + 16 + len).min(bytes.len())].to_vec());
        at += 16 + len;
    }
    packets
}

/// Returns a capture of packets, each with the length it had on the wire.
pub(crate) fn capture<'a>(packets: impl IntoIterator<Item = (&'a [u8], usize)>) -> Vec<u8> {
    let mut bytes = 0xa1b2_c3d4u32.to_le_bytes().to_vec();
    bytes.extend([2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 253, 0, 0, 0]);
    for (packet, whole) in packets {
        bytes.extend([0; 8]);
        bytes.extend(u32::try_from(packet.len()).expect("short").to_le_bytes());
        bytes.extend(u32::try_from(whole).expect("short").to_le_bytes());
        bytes.extend(packet);
    }
    bytes
}
