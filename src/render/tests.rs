//! Every renderer ends on every message, and what it writes keeps its promises, whatever the bytes were.
//!
//! The messages are those of the captures, whole, cut, and with bytes changed: a sample, the same one each time. The whole
//! product is taken with `HOSTILE=all cargo test --release hostile`.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::tables::by_protocol;
use nltrace_decoders::decode::{Context, Remembering, decode};
use nltrace_decoders::generic::Ids;
use nltrace_decoders::tape::Tape;
use nltrace_decoders::wire::{Endian, Piece, message_header, messages};
use serde_json::Value;

use super::bytes::Language;
use super::clock::Time;
use super::tree::Style;
use super::{Format, bytes, coverage, hex, json, line, tree};
use crate::calls::Calls;
use crate::capture::file::{Input, Reader};
use crate::datagram::{Cut, Datagram, Direction, Observation};
use crate::event::Event;
use crate::outlet::{Outlet, OutputFile};
use crate::pipeline::{Pipeline, Show};
use crate::session::{Interfaces, MessageRole};
use crate::sink::Sink;

/// Variations of one message, if not all are asked for.
const VARIATIONS: usize = 12;

/// Returns every message of the captures once, with its protocol.
fn samples() -> Vec<(u16, Vec<u8>)> {
    let mut found = BTreeSet::new();
    let mut rest = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata")];
    while let Some(path) = rest.pop() {
        for entry in std::fs::read_dir(&path).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                rest.push(path);
            } else if path.extension().is_some_and(|extension| extension == "pcap") {
                let mut reader = Reader::new(Input::open(&path, Box::new(|| ())).unwrap()).unwrap();
                while let Some(seen) = reader.next().unwrap() {
                    let Observation::Datagram(datagram) = seen else { continue };
                    for piece in messages(datagram.bytes, datagram.endian) {
                        let (Piece::Message { start, next: end, .. } | Piece::Rest { start, end }) = piece;
                        found.insert((datagram.protocol.unwrap(), datagram.bytes[start..end].to_vec()));
                    }
                }
            }
        }
    }
    assert!(found.len() > 1000, "the captures are there");
    found.into_iter().collect()
}

/// Returns a message as it was, and cut, and with a byte changed at a few places; and how long it was.
fn variations(message: &[u8], turn: usize) -> Vec<(Vec<u8>, usize)> {
    let len = message.len();
    let step = if std::env::var_os("HOSTILE").is_some() { 1 } else { (len / VARIATIONS).max(1) };
    let mut found = vec![(message.to_vec(), len)];
    for at in (turn % step..len).step_by(step) {
        if at % 4 == 0 {
            found.push((message[..at].to_vec(), len));
        }
        let mut changed = message.to_vec();
        changed[at] = [0x00, 0xff, changed[at] ^ 0x80][(turn + at) % 3];
        found.push((changed, len));
    }
    found
}

fn datagram(protocol: u16, bytes: &[u8], whole_len: usize, turn: usize) -> Datagram<'_> {
    Datagram {
        when: Duration::new(1_795_237_161, 123_456_789),
        direction: [Direction::Unknown, Direction::Send, Direction::Receive][turn % 3],
        protocol: Some(protocol),
        endian: if turn % 7 == 6 { Endian::Big } else { Endian::Little },
        bytes,
        whole_len,
        cut: (whole_len > bytes.len()).then_some(Cut::Snaplen),
        ..Datagram::of_capture()
    }
}

/// An output that is read afterwards.
#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Vec<u8>>>);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Shows every variation of every message with formats made by `format`, and hands the output of each to `check`, with the message's
/// length.
///
/// One in `share` of the messages is taken, another one for each `turn`.
fn show(
    share: usize,
    turn: usize,
    format: impl Fn() -> Box<dyn Format>,
    check: impl Fn(&[u8], usize),
) -> usize {
    let mut count = 0;
    for (at, (protocol, message)) in samples().iter().enumerate() {
        if at % share != turn % share && std::env::var_os("HOSTILE").is_none() {
            continue;
        }
        // One pipeline for all of them: replies find requests that are not theirs.
        let output = Shared::default();
        let outlet = Outlet {
            shown: OutputFile::new("output", Box::new(output.clone())),
            captured: None,
            per_process: None,
        };
        let mut pipeline = Pipeline::new(format(), Show::Everything, false).into(outlet);
        for (bytes, whole_len) in variations(message, at + turn) {
            let datagram = datagram(*protocol, &bytes, whole_len, at + count);
            pipeline.take(&Observation::Datagram(datagram)).unwrap();
            count += 1;
        }
        assert!(pipeline.finish().is_empty());
        check(&output.0.lock().unwrap(), message.len());
    }
    count
}

#[test]
fn hostile_trees_leave_the_terminal_alone() {
    for (turn, (width, colour)) in
        [(40, false), (80, false), (200, false), (40, true), (80, true), (200, true)].into_iter().enumerate()
    {
        let style = Style { colour, width, limit: 48, verbose: turn % 2 == 1, time: Time::Day };
        let count =
            show(3, turn, || Box::new(tree::Tree::new(style)), |output, _| is_harmless(output, colour));
        assert!(count > 1000);
    }
}

#[test]
fn what_is_found_again_is_what_is_written() {
    let (mut tape, mut remembering, mut interfaces) =
        (Tape::new(), Remembering::default(), Interfaces::default());
    let ids = Ids::new(crate::tables::generic());
    for colour in [false, true] {
        let style = Style { colour, width: 70, limit: 48, verbose: colour, time: Time::None };
        // One tree for all messages finds lines and words again, one for each writes all of them.
        let mut common = tree::Tree::new(style);
        let mut shapes = 0;
        for (turn, (protocol, sample)) in samples().into_iter().enumerate() {
            interfaces.learn(0, (turn % 7) as u32, ["eth0", "wlan0", ""][turn % 3]);
            let mut other = sample.clone();
            other[sample.len() - 1 - turn * 5 % sample.len()] ^= 1;
            // In the other byte order they are other messages, and bit-fields lie the other way round.
            for (message, endian) in [&sample, &sample, &other, &sample]
                .into_iter()
                .flat_map(|m| [(m, Endian::Little), (m, Endian::Big)])
            {
                let Ok((_, header)) = message_header(message, endian) else { continue };
                let family = by_protocol(protocol);
                let context = Context { family, endian, to_kernel: None, request: None, ids: Some(&ids) };
                decode(message, &context, &mut tape);
                let event = Event {
                    index: 0,
                    datagram: &datagram(protocol, message, message.len(), 0),
                    header,
                    message,
                    tape: &tape,
                    is_whole: true,
                    role: MessageRole::Unknown,
                    serial: None,
                    fault: None,
                    echo: None,
                    mark: None,
                    findings: &[],
                    author: None,
                    interfaces: &interfaces,
                    ids: &ids,
                    netns: turn as u64 % 2,
                };
                let (mut found, mut written) = (Vec::new(), Vec::new());
                tree::Tree::new(style).message(&event, &mut written);
                let tape = remembering.decode(message, &context);
                shapes += usize::from(tape.shape.is_some());
                common.message(&Event { tape, ..event }, &mut found);
                assert_eq!(str::from_utf8(&found), str::from_utf8(&written));
            }
        }
        assert!(shapes > 3000, "{shapes} messages had the shape of another");
    }
}

/// Holds that a text has no control characters but those that end lines and set colours, and none that reorder text.
fn is_harmless(output: &[u8], colour: bool) {
    let text = str::from_utf8(output).unwrap();
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        if c == '\x1b' && colour {
            let sequence: String = rest.by_ref().take_while(|c| *c != 'm').collect();
            assert!(sequence.starts_with('['), "an escape that sets no colour: {sequence:?}");
            assert!(sequence[1..].chars().all(|c| c.is_ascii_digit() || c == ';'), "{sequence:?}");
            continue;
        }
        let is_bidi =
            matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        assert!(matches!(c, '\n' | '\t') || !(c.is_control() || is_bidi), "{c:?} in {text}");
    }
}

#[test]
fn hostile_bytes_on_a_page_and_in_literals() {
    for (turn, (width, colour)) in [(40, false), (80, true), (200, false)].into_iter().enumerate() {
        let format = || -> Box<dyn Format> { Box::new(hex::Hex::new(colour, width, Time::Day, false)) };
        assert!(show(12, turn, format, |output, _| is_harmless(output, colour)) > 300);
    }
    for (turn, language) in
        [Language::C, Language::Rust, Language::Go, Language::Python].into_iter().enumerate()
    {
        let format = || -> Box<dyn Format> { Box::new(bytes::Bytes::new(language, Time::Day)) };
        assert!(show(12, turn, format, |output, _| is_harmless(output, false)) > 300);
    }
}

#[test]
fn hostile_lines_stay_lines() {
    let styles =
        [(line::Constants::Abbrev, 32), (line::Constants::Verbose, 4), (line::Constants::Raw, 1 << 20)];
    for (turn, (constants, limit)) in styles.into_iter().enumerate() {
        let style = line::Style {
            limit,
            verbose: turn == 1,
            constants,
            descriptors: line::Descriptors::Sockets,
            calls: Calls::All,
            align: 40,
            remarks: turn % 2 == 0,
            lints: true,
            recorded: turn == 2,
            secrets: turn == 1,
            time: Time::Day,
            spent: turn == 0,
            whose: line::Whose::Always,
        };
        let format = || -> Box<dyn Format> { Box::new(line::Line::new(style.clone(), false)) };
        let check = |output: &[u8], _| {
            is_harmless(output, false);
            assert!(output.is_ascii() && !output.contains(&b'\t'));
        };
        assert!(show(6, turn, format, check) > 600);
    }
}

#[test]
fn hostile_json_keeps_its_contract() {
    let count = show(
        1,
        0,
        || Box::new(json::Json::new(false)),
        |output, len| {
            let text = str::from_utf8(output).unwrap();
            assert!(text.is_empty() || text.ends_with('\n'));
            for line in text.lines() {
                let object: Value =
                    serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
                a_message(&object, len as u64, line);
            }
        },
    );
    assert!(count > 1000);
}

fn a_message(object: &Value, len: u64, line: &str) {
    assert!(object["time"].is_number() && object["direction"].is_string(), "{line}");
    assert!(object["notes"].as_array().is_some_and(|notes| notes.iter().all(Value::is_string)), "{line}");
    let is_event = object.get("event").is_some_and(Value::is_string);
    assert_ne!(is_event, object.get("type_id").is_some(), "a message or an event: {line}");
    let Some(fields) = object.get("fields") else {
        assert!(is_event, "{line}");
        return;
    };
    // A message without a header has no field of a header.
    if object.get("event") != Some(&Value::from("uevent")) {
        assert!(object["type"].is_string() || object["type"].is_null(), "{line}");
        assert!(object["flags"].as_array().is_some_and(|flags| flags.iter().all(Value::is_string)), "{line}");
        for key in ["flags_id", "seq", "portid"] {
            assert!(object[key].is_u64(), "{key}: {line}");
        }
    }
    assert!(object["len"].is_u64(), "{line}");
    // All bytes that exist, padding included: nlmsg_len may claim more.
    for field in fields.as_array().unwrap() {
        a_field(field, (0, len), line);
    }
}

fn a_field(field: &Value, (start, end): (u64, u64), line: &str) {
    assert!(field["name"].is_string() || field["name"].is_null(), "{field} in {line}");
    let (Some(offset), Some(len)) = (field["offset"].as_u64(), field["len"].as_u64()) else {
        panic!("{field} has no place in {line}");
    };
    assert!(start <= offset && offset + len <= end, "{field} reaches out of {start}..{end} in {line}");
    let kinds = ["value", "flags", "fields", "raw", "hidden"]
        .iter()
        .filter(|kind| field.get(**kind).is_some())
        .count();
    assert_eq!(kinds, 1, "one kind of value: {field} in {line}");
    if let Some(raw) = field.get("raw").or(field.get("extra")) {
        let raw = raw.as_str().unwrap();
        assert!(raw.len() % 2 == 0 && raw.bytes().all(|byte| byte.is_ascii_hexdigit()), "{field}");
    }
    if let Some(value) = field.get("value") {
        assert!(value.is_number() || value.is_string() || value.is_boolean(), "{field} in {line}");
    }
    if let Some(flags) = field.get("flags") {
        assert!(
            flags.as_array().unwrap().iter().all(Value::is_string) && field["raw_value"].is_number(),
            "{field}"
        );
    }
    assert!(field.get("type_id").is_none_or(|id| id.as_u64().is_some_and(|id| id <= 0x3fff)), "{field}");
    for part in field.get("fields").and_then(Value::as_array).into_iter().flatten() {
        a_field(part, (offset, offset + len), line);
    }
}

#[test]
fn hostile_coverage_adds_up() {
    show(
        1,
        0,
        || Box::new(coverage::Coverage::default()),
        |output, _| {
            let report: Value = serde_json::from_slice(output).unwrap();
            let number = |key: &str| report[key].as_u64().unwrap();
            let unexplained = report["unexplained"].as_array().unwrap();
            let missing: u64 = unexplained.iter().map(|row| row["bytes"].as_u64().unwrap()).sum();
            let others = report["unexplained_others"]["bytes"].as_u64().unwrap_or(0);
            assert_eq!(number("bytes_explained") + missing + others, number("bytes"));
            assert!(number("messages_unknown") <= number("messages"));
            assert!(unexplained.iter().all(|row| row["path"].is_string() && row["count"].as_u64() > Some(0)));
        },
    );
}
