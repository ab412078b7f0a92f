//! Nothing that came from outside reaches a terminal as it was: not from messages, captures, traced programs, files' names or
//! arguments, in any format, note or error.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// Harmful bytes: control characters of both sets, characters that reorder or hide text, and a line in nltrace's own form.
const HARM: [&[u8]; 14] = [
    b"\x1b[31m",
    b"\x07\x08",
    b"\x7f\x00",
    b"\x9b31m",
    "\u{9b}31m".as_bytes(),
    "\u{90}$q".as_bytes(),
    "\u{202e}".as_bytes(),
    "\u{2066}".as_bytes(),
    "\u{200f}\u{61c}".as_bytes(),
    "\u{200b}\u{feff}".as_bytes(),
    "\u{2028}\u{2029}".as_bytes(),
    "\u{e0041}".as_bytes(),
    b"\nINJECTED",
    b"\rINJECTED",
];

/// The formats, with all that they can say.
const FORMATS: [&[&str]; 21] = [
    &["-v", "--lint"],
    &["-v", "-F", "line", "--lint", "-yy"],
    &["-v", "-F", "line", "--const", "verbose", "-s", "9999"],
    &["-v", "-F", "hex", "--lint"],
    &["-F", "json", "--lint"],
    &["-C", "-F", "json"],
    &["-c"],
    &["-c", "-F", "json"],
    &["--coverage"],
    &["--bytes", "c"],
    &["--bytes", "rust"],
    &["--bytes", "go"],
    &["--bytes", "python"],
    &["-v", "-F", "brief"],
    &["-F", "flat", "--lint"],
    &["-F", "html", "--lint"],
    &["-c", "-F", "openmetrics"],
    &["--overview"],
    &["--overview", "-F", "json"],
    &["--overview", "-F", "html"],
    &["--normalize", "-v"],
];

/// A format that [`FORMATS`] lacks would go unchecked.
#[test]
fn every_format_is_in_the_list() {
    let refused = nltrace(["-F", "none of them", "-r", "x"]);
    let text = String::from_utf8(refused.stderr).unwrap();
    let (_, names) = text.split_once("possible values: ").unwrap();
    let names: Vec<&str> = names.split(']').next().unwrap().split(", ").collect();
    assert!(names.len() > 8, "{text}");
    for name in names {
        // Messages are shown as trees unless -F says otherwise. Only --list writes specs.
        let is_listed = FORMATS.iter().any(|format| format.windows(2).any(|two| two == ["-F", name]));
        assert!(is_listed || ["tree", "ynl"].contains(&name), "{name}");
    }
}

fn is_harmful(c: char) -> bool {
    let hides = matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}');
    hides || c.is_control() && c != '\n'
}

/// Checks that an output is harmless. Literals are indented by tabs.
fn assert_harmless(output: &[u8], context: &str) {
    let text = std::str::from_utf8(output).unwrap_or_else(|error| panic!("{context}: {error}"));
    for line in text.lines() {
        let line = line.trim_start_matches('\t');
        assert!(!line.contains(is_harmful), "{context}: {line:?}");
        assert!(!line.starts_with("INJECTED"), "{context}: a line of its own");
    }
}

fn scratch(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{}-outside-{name}", std::process::id()))
}

fn nltrace<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Output {
    Command::new(env!("CARGO_BIN_EXE_nltrace")).args(arguments).stdin(Stdio::null()).output().unwrap()
}

/// Reads a capture in every format. Checks that the output is harmless, also after `-w` and reading back. A rich capture has
/// something to escape in every format.
fn assert_read_harmless(name: &str, capture: &[u8], is_rich: bool) {
    let (path, again) = (scratch(name), scratch(&format!("{name}-again")));
    fs::write(&path, capture).unwrap();
    let mut shown = 0;
    for format in FORMATS {
        let from = [["-r", path.to_str().unwrap()].as_slice(), format].concat();
        let output = nltrace(&from);
        shown += output.stdout.len();
        assert_harmless(&output.stdout, &format!("{name} {format:?}"));
        assert_harmless(&output.stderr, &format!("{name} {format:?}"));
        let text = String::from_utf8_lossy(&output.stdout);
        let escaped = ["\\x1b", "\\33[", "\\u{1b}", "\\u001b", "\\x07", "\\x9b"];
        let counts = format.iter().any(|word| ["-c", "--coverage", "--overview"].contains(word));
        assert!(
            counts || escaped.iter().any(|escaped| text.contains(escaped)) || !is_rich,
            "{name} {format:?}"
        );
    }
    let output = nltrace(["-r", path.to_str().unwrap(), "-w", again.to_str().unwrap(), "-o", "/dev/null"]);
    assert_harmless(&output.stderr, &format!("{name} -w"));
    for format in [FORMATS[0], FORMATS[4]] {
        let output = nltrace([["-r", again.to_str().unwrap()].as_slice(), format].concat());
        assert_harmless(&output.stdout, &format!("{name} {format:?}, read back"));
    }
    assert!(shown > 10_000, "{name}: something is shown");
    let _ = (fs::remove_file(path), fs::remove_file(again));
}

/// Returns every capture of the tests as one, with harm in place of all that could be a text: of each kind in turn, from one on.
fn texts_replaced(first: usize) -> Vec<u8> {
    let mut harm = HARM.iter().cycle().skip(first);
    let mut files: Vec<PathBuf> = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "pcap")
                && fs::metadata(&path).unwrap().len() < 200_000
            {
                files.push(path);
            }
        }
    }
    files.sort();
    let mut all = Vec::new();
    for file in &files {
        let mut bytes = fs::read(file).unwrap();
        let is_first = all.is_empty();
        if !is_first && bytes[..4] != all[..4] || bytes[20..24] != 253u32.to_le_bytes() {
            continue;
        }
        let mut at = 24;
        while at + 16 <= bytes.len() {
            let len = u32::from_le_bytes(bytes[at + 8..at + 12].try_into().unwrap()) as usize;
            replace(&mut bytes[at + 16..at + 16 + len], &mut harm);
            at += 16 + len;
        }
        all.extend(&bytes[if is_first { 0 } else { 24 }..]);
    }
    assert!(files.len() > 20 && all.len() > 200_000, "the captures are there");
    all
}

/// Replaces the bytes after the headers that could be a text.
fn replace<'h>(bytes: &mut [u8], harm: &mut impl Iterator<Item = &'h &'h [u8]>) {
    let (mut run, mut next) = (0, harm.next().unwrap());
    for at in 32..bytes.len() {
        run = if bytes[at].is_ascii_alphanumeric() { run + 1 } else { 0 };
        if run == next.len().max(3) {
            bytes[at + 1 - next.len()..=at].copy_from_slice(next);
            (run, next) = (0, harm.next().unwrap());
        }
    }
}

#[test]
fn of_messages() {
    for first in [0, 5] {
        assert_read_harmless(&format!("messages-{first}"), &texts_replaced(first), true);
    }
}

/// `%xx`, as nltrace writes bytes into comments.
fn percent(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("%{byte:02x}")).collect()
}

fn block(kind: u32, body: &[u8]) -> Vec<u8> {
    let mut body = body.to_vec();
    body.resize(body.len().next_multiple_of(4), 0);
    let len = u32::try_from(body.len() + 12).unwrap().to_le_bytes();
    [&kind.to_le_bytes()[..], &len, &body, &len].concat()
}

fn option(code: u16, value: &[u8]) -> Vec<u8> {
    let mut bytes = [code.to_le_bytes(), u16::try_from(value.len()).unwrap().to_le_bytes()].concat();
    bytes.extend(value);
    bytes.resize(bytes.len().next_multiple_of(4), 0);
    bytes
}

/// Returns a capture with harm in every option, and in all that nltrace notes beside packets and between them.
fn noted(harm: &[u8]) -> Vec<u8> {
    let end = [0; 4];
    let all = |codes: &[u16]| {
        let mut options: Vec<u8> = codes.iter().flat_map(|code| option(*code, harm)).collect();
        options.extend(end);
        options
    };
    let mut section = vec![0x4d, 0x3c, 0x2b, 0x1a, 1, 0, 0, 0];
    section.extend([0xff; 8]);
    let mut file = block(0x0a0d_0d0a, &[section, all(&[1, 2, 3, 4])].concat());
    let interface = [&[253, 0, 0, 0, 0, 0, 0, 0][..], &all(&[1, 2, 3, 12, 15, 17])].concat();
    file.extend(block(1, &interface));
    let harm = percent(harm);
    let caller = |syscall: &str| {
        format!(
            "pid=7 tid=8 comm={harm} fd=3 syscall={syscall} inode=77 portid=9 protocol=16 learned=sock_diag netns=5"
        )
    };
    let mut event = |words: String| {
        let comment = option(1, words.as_bytes());
        file.extend(block(5, &[&[0; 12][..], &comment, &end].concat()));
    };
    event(format!("nltrace event=blind {} text={harm}and{harm}", caller("execve")));
    event(format!("nltrace event=interface {} index=1 name={harm}", caller("sendmsg")));
    for (name, more) in [
        ("socket", " kind=3 of=16"),
        ("bind", " peer=9 peer_groups=0x7"),
        ("setsockopt", " level=270 option=1 value=1 optlen=4"),
        ("receive", " flags=0x0 room=9"),
        ("killed", " signal=9 core=0"),
        ("exit", " status=1"),
    ] {
        event(format!("nltrace event={name} {}{more}", caller("bind")));
    }
    let message =
        [32u32.to_le_bytes().as_slice(), &18u16.to_le_bytes(), &0x301u16.to_le_bytes(), &[1; 8], &[0; 4]]
            .concat();
    let mut link = [message, 1u32.to_le_bytes().to_vec(), vec![0; 8]].concat();
    link.resize(32, 0);
    for comment in [format!("nltrace {} direction=send", caller("sendmsg")), harm.clone()] {
        let packet = [&[0, 4, 3, 0x38, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0][..], &link].concat();
        let mut body = vec![0; 12];
        body.extend(48u32.to_le_bytes());
        body.extend(48u32.to_le_bytes());
        body.extend(packet);
        body.extend(option(1, comment.as_bytes()));
        body.extend(option(2, &[1; 4]));
        body.extend(end);
        file.extend(block(6, &body));
    }
    file
}

#[test]
fn of_captures_notes() {
    let capture: Vec<u8> = HARM.iter().flat_map(|harm| noted(harm)).collect();
    assert_read_harmless("notes", &capture, false);
    let (path, shown) = (scratch("blind"), "\\u{1b}[31mand\\u{1b}[31m");
    fs::write(&path, &capture).unwrap();
    for format in [&[][..], &["-F", "hex"]] {
        let output = nltrace([&["-r", path.to_str().unwrap()], format].concat());
        assert!(String::from_utf8(output.stdout).unwrap().contains(shown), "{format:?}");
    }
    fs::remove_file(path).unwrap();
}

#[test]
fn of_file_names_and_arguments() {
    for harm in HARM {
        if harm.contains(&0) {
            continue;
        }
        let harm = OsString::from_vec(harm.to_vec());
        let path = |name: &str| {
            let mut path = scratch(name).into_os_string();
            path.push(&harm);
            path
        };
        let there = path("there");
        fs::write(&there, b"this is no capture").unwrap();
        let with = |before: &[&str], last: &OsStr| {
            before.iter().map(OsString::from).chain([last.to_owned()]).collect::<Vec<_>>()
        };
        let prefixed = |prefix: &str| {
            let mut text = OsString::from(prefix);
            text.push(&harm);
            text
        };
        let nowhere = path("nowhere/x");
        for arguments in [
            with(&["-r"], &there),
            with(&["-r"], &nowhere),
            with(&["-x", "00", "-o"], &nowhere),
            with(&["-x", "00", "-w"], &nowhere),
            [with(&["-r"], &there), with(&["-o"], &there)].concat(),
            with(&["-p"], &harm),
            with(&["-i"], &harm),
            with(&["-x"], &harm),
            with(&["-x"], &prefixed("0x")),
            with(&["-x"], &prefixed("\"\\x20")),
            with(&["-e"], &harm),
            with(&["-x", "00", "-e"], &prefixed("IFLA_IFNAME == ")),
            with(&["-x", "00", "-e"], &prefixed("IFLA_MTU == '")),
            with(&["-x", "00", "-e"], &{
                let mut text = prefixed("IFLA_MTU == '");
                text.push("'");
                text
            }),
            with(&["-x", "00", "-e"], &prefixed("seq == 1 or ")),
            with(&["-x", "00", "--calls"], &harm),
            with(&["-x", "00", "--protocol"], &harm),
            with(&["-x", "00", "-F"], &harm),
            with(&["-x", "00", "-s"], &harm),
            with(&["-x", "00", "--decode-fds"], &harm),
            with(&["--threads"], &harm),
            with(&["--list"], &harm),
            with(&["--completions"], &harm),
            with(&[], &prefixed("--option-")),
            with(&[], &prefixed("-Z")),
            with(&["--color"], &harm),
            with(&["--"], &harm),
            with(&["--"], &there),
            with(&["--"], &nowhere),
        ] {
            let output = nltrace(&arguments);
            assert_harmless(&output.stderr, &format!("{arguments:?}"));
            assert_harmless(&output.stdout, &format!("{arguments:?}"));
            assert!(!output.stderr.is_empty(), "{arguments:?}: something is wrong with it");
            assert_ne!(output.status.code(), Some(101), "{arguments:?}: {output:?}");
        }
        fs::remove_file(there).unwrap();
    }
}

/// A program that changes its name to harmful bytes, and uses them for files too.
const PROGRAM: &str = "
import ctypes, os, socket, struct, sys
harm = os.fsencode(sys.argv[1])
ctypes.CDLL(None).prctl(15, harm, 0, 0, 0)
s = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)
name = harm + b'\\0'
attribute = struct.pack('=HH', 4 + len(name), 3) + name + b'\\0' * (-len(name) % 4)
s.send(struct.pack('=IHHII', 32 + len(attribute), 18, 5, 1, 0) + b'\\0' * 16 + attribute)
s.recv(65536)
";

#[test]
fn of_traced_programs() {
    if !nltrace(["-o", "/dev/null", "--", "python3", "-c", ""]).status.success() {
        eprintln!("SKIPPED of_traced_programs: nothing can be traced here, or there is no python3");
        return;
    }
    for harm in HARM {
        if harm.contains(&0) {
            continue;
        }
        for format in [FORMATS[0], FORMATS[1], FORMATS[3], FORMATS[4], FORMATS[6], FORMATS[9]] {
            let shown = scratch("traced");
            let mut arguments: Vec<&OsStr> = format.iter().map(OsStr::new).collect();
            arguments.extend(["-o".as_ref(), shown.as_os_str()]);
            arguments.extend(["--", "python3", "-c", PROGRAM].map(OsStr::new));
            arguments.push(OsStr::from_bytes(harm));
            let output = nltrace(arguments);
            assert!(output.status.success(), "{output:?}");
            let text = fs::read(&shown).unwrap();
            assert!(!text.is_empty(), "{format:?}");
            assert_harmless(&text, &format!("traced {format:?}"));
            assert_harmless(&output.stderr, &format!("traced {format:?}"));
            fs::remove_file(shown).unwrap();
        }
    }
}
