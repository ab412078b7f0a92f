//! Compares the library with the program: `Decoder` gives the same for the fixtures as JSON and the tree.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;
use std::process::Command;

use nltrace_decoders::value::Value as Typed;
use nltrace_decoders::wire::cooked_header;
use nltrace_decoders::{Decoder, Endian, Message};
use serde_json::Value;

use super::support::{captures, packets, stdout};

/// Members of JSON that come from other messages or from the kernel.
fn without_names(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.remove("called");
            members.values_mut().for_each(without_names);
        }
        Value::Array(elements) => elements.iter_mut().for_each(without_names),
        _ => (),
    }
}

/// Returns the messages of a capture: as JSON shows them, and as the library decodes them with the same knowledge.
fn both(path: &Path) -> Vec<(Value, Message)> {
    let shown = stdout(&["-F", "json", "-r", path.to_str().unwrap()], b"");
    let mut shown = shown.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let mut requests: HashMap<(u64, u64), Vec<u8>> = HashMap::new();
    let mut decoders: HashMap<u16, Decoder> = HashMap::new();
    let mut found = Vec::new();
    for packet in packets(path) {
        let Ok((datagram, cooked)) = cooked_header(&packet) else { continue };
        let decoder = decoders
            .entry(cooked.protocol)
            .or_insert_with(|| Decoder::new(cooked.protocol).endian(Endian::Little));
        let messages: Vec<Vec<u8>> =
            decoder.datagram(datagram).flatten().map(|message| message.bytes().to_vec()).collect();
        for bytes in messages {
            let object = shown.find(|object| object.get("fields").is_some()).expect("as many messages");
            let number = |of: &Value, key: &str| of.get(key).and_then(Value::as_u64);
            let answers = object.get("answers").filter(|answers| answers.is_object());
            let mut with = decoder.clone();
            if let Some(answers) = answers {
                let key = (number(answers, "type_id").unwrap(), number(answers, "seq").unwrap());
                with = with.from_kernel();
                if let Some(request) = requests.get(&key) {
                    with = with.answering(request.clone());
                }
            } else if object.get("notification").is_some() || object.get("answers").is_some() {
                with = with.from_kernel();
            }
            let message = with.decode(bytes);
            if object.get("answers").is_none()
                && let (Some(kind), Some(seq)) = (number(&object, "type_id"), number(&object, "seq"))
            {
                requests.insert((kind, seq), message.bytes().to_vec());
            }
            found.push((object, message));
        }
    }
    found
}

#[test]
fn serde_writes_the_documented_json() {
    let mut compared = 0;
    for path in captures() {
        for (mut object, message) in both(&path) {
            without_names(&mut object);
            let own = serde_json::to_value(&message).unwrap();
            for (key, value) in own.as_object().unwrap() {
                // Whether the kernel takes it for a message depends on the datagram, and some notes do.
                if key == "notes" || key == "type_id" && object.get("type_number").is_some() {
                    continue;
                }
                assert_eq!(object.get(key), Some(value), "{}: {key} of {object}", path.display());
            }
            compared += 1;
        }
    }
    assert!(compared > 5000, "{compared} messages were compared");
}

/// Returns the tree of a capture, whose lines nothing breaks.
fn tree(path: &Path) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nltrace"));
    let output = command.args(["-v", "-r"]).arg(path).env("COLUMNS", "100000").output().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_value_reads_as_in_the_tree() {
    let mut compared = 0;
    for path in captures() {
        let tree = tree(&path);
        let lines: BTreeSet<&str> = tree.lines().map(str::trim).collect();
        for (_, message) in both(&path) {
            for field in message.fields() {
                let value = field.value();
                let text = value.to_string();
                // An attribute has a line of its own, unless it is a struct's.
                let is_line = field.id().is_some() && field.kernel_name().is_some() && !field.has_parts();
                let is_cut = matches!(value, Typed::Raw(bytes) | Typed::Bytes(_, bytes) if bytes.len() > 16);
                if !is_line || is_cut || text.is_empty() {
                    continue;
                }
                let line = format!("{}  {text}", field.name());
                let found = lines.range(line.as_str()..).next();
                let is_there = found.and_then(|found| found.strip_prefix(line.as_str()));
                let is_there = is_there.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
                let inside = format!("{}=", field.name());
                assert!(is_there || tree.contains(&inside), "{}: the tree has no {line:?}", path.display());
                compared += usize::from(is_there);
            }
        }
    }
    assert!(compared > 20_000, "{compared} values were compared");
}
