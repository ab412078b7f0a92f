//! `-F flat` has every value that `-F json` has, under the same name.

use std::collections::BTreeMap;

use serde_json::Value;

use super::schema::{captures, lines};

/// How often each name has each value.
type Values = BTreeMap<(String, String), i64>;

/// Adds the values of fields of `-F json`. Elements of an array have the name of the array.
fn of_fields(fields: &Value, around: &str, values: &mut Values) {
    for field in fields.as_array().into_iter().flatten() {
        let own = field["name"].as_str();
        // Bytes and bits without a name are among the details.
        let Some(name) = own.or(field.get("type_id").and(Some("#"))) else { continue };
        let index = name.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        let number = field["type_id"].as_u64().unwrap_or_default();
        let name = match (own, index) {
            (None, _) => format!("#{number}"),
            (_, Some(_)) => around.to_owned(),
            _ => name.to_owned(),
        };
        let hidden = field.get("hidden").map(|_| Value::Null);
        let value = field.get("value").or(field.get("flags")).or(field.get("raw")).or(hidden.as_ref());
        if let Some(value) = value.filter(|_| field.get("fields").is_none()) {
            *values.entry((name.clone(), value.to_string())).or_default() += 1;
        }
        of_fields(&field["fields"], &name, values);
    }
}

/// Adds the values of an object of `-F flat`. A list of strings may be the names of flags or the elements of an array.
fn of_members(value: &Value, name: &str, values: &mut Values, expected: &Values) {
    let key = (name.to_owned(), value.to_string());
    match value {
        Value::Array(_) if expected.contains_key(&key) => *values.entry(key).or_default() += 1,
        Value::Array(list) => list.iter().for_each(|value| of_members(value, name, values, expected)),
        Value::Object(members) => {
            for (key, value) in members {
                let named = key.strip_suffix("_name").is_some_and(|number| members.contains_key(number));
                // Names of an array's elements: those without are numbers.
                let key = if key.starts_with('[') { name } else { key };
                if !named {
                    of_members(value, key, values, expected);
                }
            }
        }
        _ => *values.entry(key).or_default() += 1,
    }
}

#[test]
fn flat_lines_have_every_value() {
    let mut count = 0;
    for path in captures() {
        let json = lines("json", &path, &["--messages-only"]);
        let flat = lines("flat", &path, &["--messages-only"]);
        let parse = |line: &str| serde_json::from_str::<Value>(line).unwrap();
        let flat: Vec<Value> = flat.lines().map(parse).filter(|line| !line["type_id"].is_null()).collect();
        let json: Vec<Value> =
            json.lines().map(parse).filter(|line| !line["notes"].to_string().contains("MSG_PEEK")).collect();
        assert_eq!(json.len(), flat.len(), "{path:?}");
        for (json, flat) in json.iter().zip(&flat) {
            for name in ["time", "time_ns", "packet", "number", "seq", "type_id", "len"] {
                assert_eq!(json[name], flat[name], "{path:?}: {name}\n{flat}");
            }
            let (mut expected, mut found) = (Values::new(), Values::new());
            of_fields(&json["fields"], "", &mut expected);
            of_members(&flat["head"], "", &mut found, &expected);
            of_members(&flat["attrs"], "", &mut found, &expected);
            for (value, times) in &expected {
                // Of a malformed attribute `-F json` writes the number as that of an element.
                let is_numbered =
                    |(name, text): &&(String, String)| name.starts_with('#') && *text == value.1;
                let is_there = found.get(value) >= Some(times) || found.keys().any(|key| is_numbered(&key));
                assert!(is_there, "{path:?}: {value:?} is missing in\n{flat}\n{json}");
                count += 1;
            }
        }
    }
    assert!(count > 50_000, "{count} values");
}

/// Prints a message of NETLINK_ROUTE, given in hexadecimal.
fn pasted(hex: &str, arguments: &[&str]) -> Value {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_nltrace"))
        .args(["-q", "-F", "flat", "--protocol", "ROUTE", "-x", hex])
        .args(arguments)
        .output()
        .unwrap();
    serde_json::from_slice(&output.stdout).unwrap()
}

/// RTM_NEWLINK with two names of one kind, an attribute without a name twice, an MTU of two bytes, and flags.
const LINK: &str = "58000000100005000100000000000000 00000100020000000100000000000080 \
    0800350061310000 0800350061320000 0600ff0301020000 0600ff0303040000 06000400dc050000 08000d00e8030000 0500100006000000";

#[test]
fn shapes_of_values() {
    let line = pasted(LINK, &[]);
    assert_eq!(line["attrs"]["IFLA_ALT_IFNAME"], serde_json::json!(["a1", "a2"]), "{line}");
    assert_eq!(line["attrs"]["#1023"], serde_json::json!(["0102", "0304"]), "{line}");
    assert_eq!(line["attrs"]["IFLA_MTU"], "dc05", "{line}");
    assert_eq!(line["attrs"]["IFLA_OPERSTATE"], "IF_OPER_UP", "{line}");
    assert_eq!(line["attrs"]["IFLA_TXQLEN"], 1000, "{line}");
    assert_eq!(line["head"]["ifi_flags"], serde_json::json!(["IFF_UP"]), "{line}");
    assert_eq!(line["head"]["ifi_change"], serde_json::json!(["0x80000000"]), "{line}");
    assert_eq!(
        line["details"],
        serde_json::json!([{"name": "IFLA_MTU", "offset": 64, "state": "short"}]),
        "{line}"
    );
    let raw = pasted(LINK, &["--const", "raw"]);
    assert_eq!((&raw["type"], &raw["flags"], &raw["protocol"]), (&16.into(), &5.into(), &0.into()), "{raw}");
    assert_eq!((&raw["head"]["ifi_flags"], &raw["attrs"]["IFLA_OPERSTATE"]), (&1.into(), &6.into()), "{raw}");
}

/// Names are found in one pass, however many there are: 15,000 attributes without a name, each twice.
#[test]
fn many_names_take_no_longer() {
    let mut message = vec![0u8; 32];
    for id in (1000..8500u16).chain(1000..8500) {
        message.extend(4u16.to_le_bytes());
        message.extend(id.to_le_bytes());
    }
    let len = u32::try_from(message.len()).unwrap();
    message[..8].copy_from_slice(&[len.to_le_bytes(), [16, 0, 1, 0]].concat());
    let hex: String = message.iter().map(|byte| format!("{byte:02x}")).collect();
    let line = pasted(&hex, &[]);
    let attrs = line["attrs"].as_object().unwrap();
    assert_eq!(attrs.len(), 7500);
    assert!(attrs.values().all(|value| value == &serde_json::json!(["", ""])));
}
