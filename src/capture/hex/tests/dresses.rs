//! Forms with what pages, mails, chats and logs put around them.

use super::forms::{FORMS, message};
use super::{bytes, paste};

/// Escapes a text for a page.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#x27;")
}

/// Writes a text as a string of JSON.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

fn each_line(text: &str, dress: impl Fn(usize, &str) -> String) -> String {
    text.lines().enumerate().map(|(at, line)| dress(at, line) + "\n").collect()
}

/// Breaks lines at a width.
fn broken(text: &str, width: usize, indent: &str) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let mut rest = line;
        let mut before = "";
        while !rest.is_empty() {
            let (part, following) = rest.split_at((width - before.len()).min(rest.len()));
            out.push_str(&format!("{before}{part}\n"));
            (rest, before) = (following, indent);
        }
    }
    out
}

type Dress = (&'static str, fn(&str) -> String);

const DRESSES: &[Dress] = &[
    ("CRLF", |text| text.replace('\n', "\r\n")),
    ("CR", |text| text.replace('\n', "\r")),
    ("a fence of Markdown", |text| format!("I run:\n\n```console\n$ prog\n{text}\n```\nthanks")),
    ("a chat's fence", |text| format!("```{}```", text.trim())),
    ("details", |text| format!("<details><summary>dump</summary>\n\n```\n{text}\n```\n</details>\n")),
    ("a page", |text| format!("<pre><code>{}</code></pre>", escaped(text))),
    ("a page's breaks", |text| {
        format!("<p>{}</p>", escaped(text).replace(' ', "&nbsp;").replace('\n', "<br/>"))
    }),
    ("an answer", |text| format!("X wrote:\n{}", each_line(text, |_, line| format!("> > {line}")))),
    ("a comment of C", |text| format!("/*\n{} */\n", each_line(text, |_, line| format!(" * {line}")))),
    ("a comment of C++", |text| each_line(text, |_, line| format!("// {line}"))),
    ("a diff", |text| each_line(text, |_, line| format!("+{line}"))),
    ("a table", |text| each_line(text, |_, line| format!("| {line} |"))),
    ("line numbers", |text| each_line(text, |at, line| format!("{:6}\t{line}", at + 1))),
    ("cat -A", |text| text.replace('\t', "^I").replace('\n', "$\n")),
    ("lost escapes", |text| each_line(text, |_, line| format!("[1;32m{line}[0m"))),
    ("quoted-printable", |text| text.replace('=', "=3D")),
    ("a string of JSON", quoted),
    ("a member of JSON", |text| {
        format!("{{\"level\":\"debug\",\"msg\":{}}}", quoted(&format!("sent:\n{text}")))
    }),
    ("JSON in JSON", |text| format!("{{\"log\":{}}}", quoted(&format!("{{\"msg\":{}}}", quoted(text))))),
    ("a kernel's log with dates", |text| {
        each_line(text, |at, line| format!("[Mon May  6 12:{:02}:05 2024] {line}", at % 60))
    }),
    ("the journal", |text| {
        each_line(text, |at, line| format!("May 06 12:{:02}:05 host-1 nltest[1234]: {line}", at % 60))
    }),
    ("syslog", |text| {
        each_line(text, |_, line| format!("2024-05-06T12:00:05.123456+02:00 host kernel: {line}"))
    }),
    ("a composition of containers", |text| each_line(text, |_, line| format!("agent_1  | {line}"))),
    ("a build's log", |text| each_line(text, |_, line| format!("2024-05-06T12:00:05.1234567Z {line}"))),
    ("Android's log", |text| {
        each_line(text, |_, line| format!("05-06 12:00:05.123  1234  1240 D NetlinkTest: {line}"))
    }),
    ("glog", |text| each_line(text, |_, line| format!("I0506 12:00:05.123456   1234 conn.go:88] {line}"))),
    ("env_logger", |text| {
        each_line(text, |_, line| format!("[2024-05-06T12:00:05Z DEBUG netlink_proto::codecs] {line}"))
    }),
    ("Python's logging", |text| {
        each_line(text, |_, line| format!("2024-05-06 12:00:05,123 - DEBUG - {line}"))
    }),
    ("Go's log", |text| each_line(text, |_, line| format!("2024/05/06 12:00:05 {line}"))),
    ("seconds", |text| each_line(text, |at, line| format!("[ 4711.{:06}] nl: {line}", at * 17))),
    ("a label", |text| format!("Received message: {text}")),
    ("a list's number", |text| format!("1. {text}")),
    ("code within a line", |text| format!("`{}`", text.trim_end())),
    ("grep -n", |text| each_line(text, |at, line| format!("{}:{line}", at + 1))),
    ("grep -H", |text| each_line(text, |_, line| format!("dump.txt:{line}"))),
    ("blank lines", |text| each_line(text, |_, line| format!("{line}\n"))),
    ("a narrow window", |text| broken(text, 76, "")),
    ("an indented narrow window", |text| broken(text, 76, "    ")),
    ("a container's log", |text| {
        each_line(text, |_, line| format!("2026-11-30T12:00:00.123456789Z stdout F {line}"))
    }),
];

/// Forms with offsets, digits, strings, lists, words.
const DRESSED: &[&str] = &[
    "hexdump -C",
    "xxd",
    "od -tx1",
    "od",
    "od -tu1",
    "spaced",
    "colons",
    "xxd -p",
    "Rust Debug",
    "Java",
    "base64 in lines",
    "Python",
    "strace -xx",
    "strace of today",
];

/// What a dress does to a form that cannot be undone: grep's colon is one of the bytes' own.
const SPOILT: &[(&str, &str)] = &[("grep -n", "colons")];

#[test]
fn every_dress_is_taken_off() {
    let mut wrong = Vec::new();
    let message = message(52);
    for name in DRESSED {
        let (_, form) = FORMS.iter().find(|(known, _)| known == name).unwrap();
        let text = form(&message);
        let text = if text.ends_with('\n') { text } else { text + "\n" };
        for (dress, put_on) in DRESSES.iter().filter(|(dress, _)| !SPOILT.contains(&(*dress, *name))) {
            let dressed = put_on(&text);
            let pasted = paste(&dressed);
            let found: Vec<Vec<u8>> = pasted.parcels.into_iter().map(|parcel| parcel.bytes).collect();
            if pasted.error.is_some() || found != [message.as_slice()] {
                wrong.push(format!("{dress}, {name}: {:?} {found:02x?}\n{dressed}", pasted.error));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n\n"));
}

/// What looks like a dress may be bytes.
#[test]
fn a_text_that_reads_well_keeps_its_dress() {
    // An interface that is called <b>, with an entity in its name.
    let mut message = message(38);
    message.extend(*b"<b>&lt;[0m\0\0");
    message[0] = u8::try_from(message.len()).unwrap();
    let text = format!("sendto(3, \"{}\", {}, 0, NULL, 0) = {1}", message.escape_ascii(), message.len());
    assert_eq!(bytes(&text), [message.as_slice()]);
}

/// Text that was wrapped and holds no bytes gives the error of the text as it is.
#[test]
fn errors_name_the_line_of_the_paste() {
    let error = paste("<p>nothing here\n<br>at all</p>").error.unwrap().to_string();
    assert!(error.starts_with("line 1, column 1"), "{error}");
}

#[test]
fn names_of_characters_lack_a_bit() {
    let text = "0000000  sp nul nul nul dc2 nul soh etx bel nul nul nul nul nul nul nul\n\
                0000020 nul nul nul nul nul nul nul nul nul nul nul nul nul nul nul nul\n0000040\n";
    let pasted = paste(text);
    assert_eq!(pasted.parcels.first().map(|parcel| parcel.bytes.len()), Some(32));
    let error = pasted.error.unwrap().to_string();
    assert!(error.contains("od -a leaves out the highest bit"), "{error}");
}

/// Text that was decoded already gets a sentence, not bytes.
#[test]
fn decoded_text_has_no_bytes() {
    for (text, words) in [
        (
            "ZEBRA: [JAS4D] nlmsghdr [len=80 type=(32) NEWRULE flags=(0x0001) {REQUEST} seq=17 pid=36]\nZEBRA:     rta [len=8 (payload=4) type=(6) PRIORITY]\n",
            "FRR has decoded this message",
        ),
        (
            "Frame 1: 56 bytes\nLinux netlink (cooked header)\n    Family: Route (0x0000)\nLinux rtnetlink\n    Length: 40\n    Data: 01000000\nFrame 2: 36 bytes\nLinux netlink (cooked header)\n0000  00 00 00 00                                       ....\n",
            "Wireshark's details hold no bytes",
        ),
        (
            "<pdml>\n<packet>\n<field name=\"netlink.hdr_len\" show=\"40\"/>\n</packet></pdml>",
            "these fields have no bytes",
        ),
    ] {
        let pasted = paste(text);
        let error = pasted.error.map(|error| error.to_string()).unwrap_or_default();
        assert!(pasted.parcels.is_empty() && error.contains(words), "{text}: {error}");
    }
}
