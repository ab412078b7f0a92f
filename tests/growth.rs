//! Captures in which every packet is about something new: nltrace's memory of them is bounded.

use crate::wire::{attribute, message};
use std::fs;
use std::process::Command;

/// Packets of each capture.
const PACKETS: u32 = 20_000;
/// The most resident memory, in KiB. A few thousand entries of each kind are remembered: 45 MB at most.
const MOST: i64 = 96 << 10;

fn link(index: u32, name: &str) -> Vec<u8> {
    let mut body = vec![0; 4];
    body.extend(index.to_le_bytes());
    body.extend([0; 8]);
    body.extend(attribute(3, format!("{name}\0").as_bytes()));
    body
}

/// Returns a pcap with these messages of a protocol.
fn capture(protocol: u16, messages: impl Iterator<Item = Vec<u8>>) -> Vec<u8> {
    let mut file = [0xa1b2_c3d4u32, 0x0004_0002, 0, 0, 0x7fff_ffff, 253].map(u32::to_le_bytes).concat();
    for message in messages {
        let len = u32::try_from(16 + message.len()).unwrap().to_le_bytes();
        file.extend([1u32.to_le_bytes(), 0u32.to_le_bytes(), len, len].concat());
        file.extend([0, 0, 3, 0x38, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        file.extend(protocol.to_be_bytes());
        file.extend(message);
    }
    file
}

fn block(kind: u32, body: &[u8]) -> Vec<u8> {
    let len = u32::try_from(body.len() + 12).unwrap().to_le_bytes();
    [&kind.to_le_bytes()[..], &len, body, &len].concat()
}

/// Returns a pcapng with nltrace's comments about callers: each a process, a socket and a namespace of its own.
fn callers() -> Vec<u8> {
    let mut file =
        block(0x0a0d_0d0a, &[0x4d, 0x3c, 0x2b, 0x1a, 1, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255]);
    file.extend(block(1, &[253, 0, 0, 0, 0, 0, 0, 0]));
    for i in 1..=PACKETS {
        let name = ["socket", "bind", "interface", "blind"][i as usize % 4];
        let more = ["kind=3 of=0", "peer=9 peer_groups=0x7", "index=1 name=n", "text=no"][i as usize % 4];
        let mut comment = format!(
            "nltrace event={name} pid={i} tid={i} comm=c{i} fd=3 syscall=bind inode={i} portid={i} protocol=0 \
             learned=sock_diag netns={i} {more}{}",
            if i % 4 > 1 { i.to_string() } else { String::new() }
        );
        let len = u16::try_from(comment.len()).unwrap().to_le_bytes();
        while !comment.len().is_multiple_of(4) {
            comment.push('\0');
        }
        file.extend(block(5, &[&[0; 12][..], &[1, 0], &len, comment.as_bytes(), &[0; 4]].concat()));
    }
    file
}

/// Reads a capture; returns the lines of its output and the most memory that was resident, in KiB. The command that takes the
/// output looks at nltrace, which waits for it.
fn read(name: &str, file: &[u8], options: &[&str]) -> (usize, i64) {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"));
    let path = folder.join(format!("{}-growth-{name}", std::process::id()));
    fs::write(&path, file).unwrap();
    let mut nltrace = Command::new(env!("CARGO_BIN_EXE_nltrace"));
    nltrace.args(["-q", "--threads", "1", "-o", "|wc -l; grep VmHWM /proc/$PPID/status", "-r"]).arg(&path);
    let output = nltrace.args(options).output().unwrap();
    assert!(output.status.success(), "{name} {options:?}: {output:?}");
    fs::remove_file(path).unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let numbers: Vec<i64> = text.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    let [lines, memory] = numbers[..] else { panic!("{name}: {text}") };
    (usize::try_from(lines).unwrap(), memory)
}

#[test]
fn packets_that_are_all_about_something_new() {
    let links = capture(0, (0..PACKETS).map(|i| message(16, 2, 0, 0, &link(i + 1, &format!("if{i}")))));
    let requests = capture(0, (0..PACKETS).map(|i| message(18, 1, i, 1000 + i, &link(i, "x"))));
    let failures = capture(
        0,
        (0..PACKETS).map(|i| {
            let request = message(16, 5, i / 2, 1000 + i / 2, &link(i / 2, &format!("if{i}")));
            let error = -1 - (i / 2).cast_signed() % 130;
            let echo = [&error.to_le_bytes()[..], &request].concat();
            if i % 2 == 0 { request } else { message(2, 0, i / 2, 1000 + i / 2, &echo) }
        }),
    );
    let families = capture(
        16,
        (0..PACKETS).map(|i| {
            let number = u16::try_from(1024 + i % 60_000).unwrap().to_le_bytes();
            let name = attribute(2, format!("fam{i}\0").as_bytes());
            message(16, 0, i, 0, &[&[1, 2, 0, 0][..], &attribute(1, &number), &name].concat())
        }),
    );
    let types = capture(9, (0..PACKETS).map(|i| message(u16::try_from(i).unwrap(), 1, 1, 1, &[])));
    for (name, file) in [
        ("links", links),
        ("requests", requests),
        ("failures", failures),
        ("families", families),
        ("types", types),
        ("callers", callers()),
    ] {
        for options in [&["-F", "json", "-C"][..], &["-F", "brief"]] {
            let (lines, memory) = read(name, &file, options);
            assert!(memory < MOST, "{name} {options:?}: {memory} KiB");
            let is_quiet = name == "types" || name == "callers" || options.len() == 2;
            assert!(is_quiet || lines >= PACKETS as usize, "{name} {options:?}: {lines} lines");
        }
    }
}

/// The row of all other types has the name of none of them, and the table's lines end at the width.
#[test]
fn the_row_of_all_other_types() {
    let types = capture(9, (0..4000).map(|i| message(u16::try_from(i).unwrap(), 1, 1, 1, &[])));
    let path =
        std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{}-others", std::process::id()));
    fs::write(&path, types).unwrap();
    let mut nltrace = Command::new(env!("CARGO_BIN_EXE_nltrace"));
    let output = nltrace.args(["-c", "--width", "30", "-r"]).arg(&path).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.lines().any(|line| line.ends_with(" others")), "{text}");
    let rules: Vec<&str> = text.lines().filter(|line| line.starts_with("---")).collect();
    assert!(rules.len() == 2 && rules.iter().all(|rule| rule.len() <= 30), "{rules:?}");
    fs::remove_file(path).unwrap();
}

/// A paste without an end is refused before it fills the memory.
#[test]
fn a_paste_without_an_end() {
    let mut nltrace = Command::new(env!("CARGO_BIN_EXE_nltrace"));
    let input = fs::File::open("/dev/zero").unwrap();
    let output = nltrace.args(["-x", "-"]).stdin(input).output().unwrap();
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(error.contains("more than 64 MiB") && output.status.code() == Some(2), "{error}");
}
