//! `--bytes`: literals that their languages take, and that are the bytes they came from.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use super::support::{Packet, capture, captures, nltrace, packets, stdout};

/// Returns some packets of every fixture, and one whose text ends comments and strings of every language.
fn chosen() -> Vec<Packet> {
    let mut chosen: Vec<Packet> = Vec::new();
    for path in captures() {
        let packets = packets(&path);
        chosen.extend(packets.iter().step_by(packets.len() / 40 + 1).cloned());
    }
    let text = b"*/ /* \"\n\" ''' \\\r // # \\u{202e}\x1b";
    let mut nasty = vec![0, 4, 3, 0x38, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    let len = 16 + 16 + 4 + text.len();
    nasty.extend(u32::try_from(len).unwrap().to_le_bytes());
    nasty.extend([16, 0, 5, 0, 1, 0, 0, 0, 0, 0, 0, 0]);
    nasty.extend([0; 16]);
    nasty.extend(u16::try_from(text.len() + 4).unwrap().to_le_bytes());
    nasty.extend([3, 0]);
    nasty.extend(text);
    chosen.push(nasty);
    chosen
}

fn file(packets: &[Packet]) -> Vec<u8> {
    capture(packets.iter().map(|packet| (packet.as_slice(), packet.len())))
}

fn literals(language: &str, packets: &[Packet]) -> String {
    stdout(&["--bytes", language, "-r", "-"], &file(packets))
}

/// Returns the same, with keys: without `--show-secrets` there are zeros in their place.
fn faithful(language: &str, packets: &[Packet]) -> String {
    stdout(&["--bytes", language, "--show-secrets", "-r", "-"], &file(packets))
}

fn scratch(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("bytes-{}-{name}", std::process::id()))
}

/// Runs a compiler or interpreter on a text. `None` where it is not installed.
fn accepts(program: &str, arguments: &[&str], extension: &str, text: &str) -> Option<String> {
    let path = scratch(&format!("{program}.{extension}"));
    fs::write(&path, text).unwrap();
    let output = Command::new(program).args(arguments).arg(&path).output();
    let _ = fs::remove_file(&path);
    let Ok(output) = output else {
        eprintln!("SKIPPED {program}: it is not installed");
        return None;
    };
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program}: {complaint}");
    Some(String::from_utf8(output.stdout).unwrap())
}

/// Returns the messages, in hexadecimal and each in a line, as the literals should hold them: those of datagrams without a tail.
fn expected(packets: &[Packet]) -> String {
    packets
        .iter()
        .map(|packet| packet[16..].iter().map(|byte| format!("{byte:02x}")).collect::<String>())
        .collect()
}

/// Packets that are one whole message each: for them nothing but a literal is written.
fn simple() -> Vec<Packet> {
    let is_simple = |packet: &Packet| {
        // A capture may hold bytes that are too short for a message.
        packet[16..].first_chunk().is_some_and(|len| u32::from_le_bytes(*len) as usize == packet.len() - 16)
    };
    chosen().into_iter().filter(is_simple).collect()
}

#[test]
fn python_reads_the_same_bytes() {
    let packets = simple();
    let text = faithful("python", &packets)
        + "\nimport sys\nprint(b''.join(v for k, v in list(globals().items()) if isinstance(v, bytes)).hex(), end='')\n";
    if let Some(output) = accepts("python3", &[], "py", &text) {
        assert_eq!(output, expected(&packets));
    }
}

#[test]
fn rust_reads_the_same_bytes() {
    let packets = simple();
    let text = faithful("rust", &packets);
    let names =
        text.lines().filter_map(|line| line.strip_prefix("const ")).filter_map(|line| line.split(':').next());
    let prints: String =
        names.map(|name| format!("for b in {name} {{ print!(\"{{b:02x}}\"); }}\n")).collect();
    let program = scratch("rust");
    let out = program.to_str().unwrap();
    let text = format!("#![deny(warnings)]\n{text}fn main() {{\n{prints}}}\n");
    if accepts("rustc", &["--edition=2024", "-o", out], "rs", &text).is_some() {
        let output = Command::new(&program).output().unwrap();
        let _ = fs::remove_file(&program);
        assert_eq!(String::from_utf8(output.stdout).unwrap(), expected(&packets));
    }
}

#[test]
fn c_compiles() {
    let text = literals("c", &chosen());
    accepts("cc", &["-fsyntax-only", "-Wall", "-Wextra", "-Werror", "-Wno-unused"], "c", &text);
}

#[test]
fn go_has_its_shape() {
    let text = literals("go", &chosen());
    accepts("gofmt", &["-e"], "go", &format!("package p\n\n{text}"));
    for line in text.lines() {
        let is_comment = line.trim_start().starts_with("// ");
        let is_row = line.starts_with("\t0x") && line.contains(',');
        let is_frame =
            line.starts_with("var ") && line.ends_with(" = []byte{") || line == "}" || line.is_empty();
        assert!(is_comment || is_row || is_frame, "{line}");
    }
}

#[test]
fn what_is_written_can_be_pasted() {
    let packets = simple();
    let fields = ["-F", "json", "--messages-only"];
    // Each decodes as the capture does: the protocol is the only thing a literal does not say.
    for protocol in ["0", "4"] {
        let number = protocol.parse::<u8>().unwrap();
        let ours: Vec<Packet> = packets.iter().filter(|packet| packet[15] == number).cloned().collect();
        if ours.is_empty() {
            continue;
        }
        let captured = stdout(&[&fields[..], &["-r", "-"]].concat(), &file(&ours));
        let captured: Vec<&str> = captured.lines().map(untimed).collect();
        for language in ["c", "rust", "go", "python"] {
            let text = literals(language, &ours);
            let pasted =
                stdout(&[&fields[..], &["--protocol", protocol, "-x", "-"]].concat(), text.as_bytes());
            let pasted: Vec<&str> = pasted.lines().map(untimed).collect();
            assert_eq!(pasted, captured, "{language}");
        }
    }
}

fn untimed(line: &str) -> &str {
    line.split_once(',').map_or(line, |(_, rest)| rest)
}

#[test]
fn a_literal_is_not_a_format() {
    assert_eq!(nltrace(&["--bytes", "c", "-F", "json", "-x", "00"], b"").status.code(), Some(2));
}

/// A whole conversation: literals, and a list of them that the language takes.
#[test]
fn a_conversation_is_a_test_file() {
    let packets: Vec<Packet> = packets(&captures()[0]).into_iter().take(6).collect();
    let list = |language: &str| stdout(&["--bytes", language, "--conversation", "-r", "-"], &file(&packets));
    let c = list("c")
        + "#include <stdio.h>\nint main(void) { for (unsigned i = 0; i < sizeof conversation / sizeof *conversation; i++) printf(\"%d %lu\\n\", conversation[i].sent, conversation[i].len); return 0; }\n";
    let path = scratch("conversation");
    accepts("gcc", &["-Wall", "-Werror", "-o", path.to_str().unwrap()], "c", &c);
    if let Ok(output) = Command::new(&path).output() {
        let lines = String::from_utf8(output.stdout).unwrap();
        assert!(lines.lines().count() >= packets.len(), "{lines}");
        let _ = fs::remove_file(&path);
    }
    let python = list("python") + "\nprint(len(conversation), all(len(m) >= 16 for _, m in conversation))\n";
    if let Some(printed) = accepts("python3", &[], "py", &python) {
        assert!(printed.ends_with("True\n"), "{printed}");
    }
    let rust = list("rust");
    assert!(rust.contains("const CONVERSATION: &[(bool, &[u8])] = &[\n    ("), "{rust}");
    let go = list("go");
    assert!(go.contains("var conversation = []struct {"), "{go}");
    // The comments carry offsets.
    assert!(rust.contains("//   0  ") && rust.contains("//  16  "), "{rust}");
}
