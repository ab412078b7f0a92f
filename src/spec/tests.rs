use nltrace_decoders::Decoder;
use nltrace_decoders::runtime;
use nltrace_decoders::schema::{Class, Turn};

use super::*;

fn family(text: &str) -> &'static Generic {
    match spec(text) {
        Ok(Spec::Generic(family)) => family,
        Ok(Spec::Raw(_)) => panic!("a spec of netlink-raw"),
        Err(error) => panic!("{error}"),
    }
}

fn error(text: &str) -> String {
    spec(text).err().map(|error| error.to_string()).unwrap_or_default()
}

fn own(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/specs").join(name);
    fs::read_to_string(path).unwrap()
}

fn names(family: &'static Generic, turn: Turn) -> Vec<(u16, &'static str)> {
    family.commands(turn).0.list.iter().map(|command| (command.id, command.name)).collect()
}

#[test]
fn a_unified_family_and_its_names() {
    let kettle = family(&own("kettle.yaml"));
    assert_eq!(
        names(kettle, Turn::Asked),
        [
            (1, "KETTLE_CMD_GET"),
            (2, "KETTLE_CMD_SET"),
            (5, "KETTLE_CMD_BOIL_NTF"),
            (6, "KETTLE_CMD_LID_REMOVE"),
        ]
    );
    let classes: Vec<Class> = kettle.requests.list.iter().map(|command| command.class).collect();
    assert_eq!(classes, [Class::Get, Class::New, Class::Other, Class::Delete]);
    assert!(std::ptr::eq(kettle.requests, kettle.replies));
}

#[test]
fn a_directional_family_counts_both_ways() {
    let relay = family(&own("relay.yaml"));
    assert_eq!(
        names(relay, Turn::Asked),
        [(1, "RELAY_MSG_STATE_GET"), (2, "RELAY_MSG_PORT_GET"), (3, "RELAY_MSG_RESET")]
    );
    assert_eq!(
        names(relay, Turn::Answered),
        [(1, "RELAY_MSG_STATE_GET_REPLY"), (4, "RELAY_MSG_PORT_GET_REPLY"), (5, "RELAY_MSG_STATE_NTF")]
    );
    let old = family(&own("oldfamily.yaml"));
    assert_eq!(names(old, Turn::Asked), [(1, "OLD_CMD_GET"), (2, "OLD_CMD_NEW")]);
    // Each reply has a number, so there is one enum: the answer to GET is called NEW.
    assert_eq!(names(old, Turn::Answered), [(2, "OLD_CMD_NEW")]);
}

#[test]
fn every_kind_of_attribute_decodes() {
    let kettle = family(&own("kettle.yaml"));
    let decoder = Decoder::of(runtime::generic_protocol(vec![kettle])).family_id(30, "kettle");
    let attribute = |id: u16, payload: &[u8]| {
        let len = u16::try_from(payload.len() + 4).unwrap();
        let mut bytes = [&len.to_ne_bytes()[..], &id.to_ne_bytes(), payload].concat();
        bytes.resize(bytes.len().next_multiple_of(4), 0);
        bytes
    };
    let zone = [attribute(1, &21u32.to_ne_bytes()), attribute(2, b"lid\0")].concat();
    let body = [
        attribute(1, &7u32.to_ne_bytes()),
        attribute(2, &2u8.to_ne_bytes()),
        attribute(3, &6u32.to_ne_bytes()),
        attribute(4, &443u16.to_be_bytes()),
        attribute(5, &[10, 0, 0, 1]),
        attribute(6, &zone),
        attribute(7, &attribute(1, &zone)),
        attribute(8, &[&3u32.to_ne_bytes()[..], &[2, 0xfc, 0, 0, 0, 1, 0, 0], &9u64.to_ne_bytes()].concat()),
        attribute(9, &[1u32.to_ne_bytes(), 3u32.to_ne_bytes()].concat()),
        attribute(10, &[]),
        attribute(20, &[]),
        attribute(21, &attribute(4, &attribute(5, &zone))),
        attribute(22, &[1u16.to_ne_bytes(), 2u16.to_ne_bytes()].concat()),
    ]
    .concat();
    let len = u32::try_from(20 + body.len()).unwrap();
    let bytes =
        [&len.to_ne_bytes()[..], &30u16.to_ne_bytes(), &0u16.to_ne_bytes(), &[0; 8], &[1, 1, 0, 0], &body]
            .concat();
    let message = decoder.decode(bytes);
    assert_eq!(message.notes(), []);
    assert_eq!(message.type_name(), Some("KETTLE_CMD_GET"));
    let shown = |name: &str| message.get(name).map(|field| field.value().to_string()).unwrap_or_default();
    assert_eq!(shown("KETTLE_A_STATE"), "KETTLE_STATE_COOLING");
    assert_eq!(shown("KETTLE_A_FEATURES"), "KETTLE_FEATURE_LID|KETTLE_FEATURE_LIGHT");
    assert_eq!(shown("KETTLE_A_PORT"), "443");
    assert_eq!(shown("KETTLE_A_ADDRESS"), "10.0.0.1");
    assert_eq!(shown("KETTLE_A_ZONE.KETTLE_ZONE_ATTR_NAME"), "\"lid\"");
    assert_eq!(shown("KETTLE_A_LEVEL.fill_level"), "3");
    assert_eq!(shown("KETTLE_A_LEVEL.mac"), "02:fc:00:00:00:01");
    assert_eq!(shown("KETTLE_A_LEVEL.joules"), "9");
    assert_eq!(shown("KETTLE_A_SELECTED.value"), "KETTLE_FEATURE_WHISTLE");
    assert!(message.get("KETTLE_A_BY_ROW").is_some() && message.get("KETTLE_A_HOT").is_some());
}

#[test]
fn a_set_inside_itself_ends() {
    let text = "name: foo\nattribute-sets:\n - {name: a, attributes: [{name: b, type: nest, nested-attributes: a}]}\n\
                operations: {list: [{name: get, attribute-set: a, do: {}}]}\n";
    let foo = family(text);
    assert_eq!(names(foo, Turn::Asked), [(1, "FOO_CMD_GET")]);
}

#[test]
fn errors_name_line_and_column() {
    let with = |set: &str| {
        format!(
            "name: foo\nattribute-sets:\n  - name: a\n    attributes:\n      - {set}\noperations: {{list: []}}\n"
        )
    };
    assert_eq!(error("name: foo\n"), "1:1: the member operations is missing");
    assert_eq!(
        error("name: a-very-long-family-name\n"),
        "1:7: the name of a family has at most 15 characters"
    );
    assert_eq!(
        error("protocol: ipc\nname: foo\n"),
        "1:11: \"ipc\" is no kind of spec: genetlink, genetlink-c, genetlink-legacy, netlink-raw"
    );
    assert_eq!(error(&with("{name: b}")), "5:9: the member type is missing");
    assert_eq!(
        error(&with("{name: b, type: u8, value: 16384}")),
        "5:36: attributes have the numbers 0 to 16383"
    );
    assert_eq!(
        error(&with("{name: 'b c', type: u8}")),
        "5:16: \"b c\" is no name: letters, digits, '-', '_' and '.'"
    );
    assert_eq!(
        error(&with("{name: b, type: nest, nested-attributes: c}")),
        "5:50: no attribute set is called c"
    );
}

#[test]
fn unused_sets_are_checked_when_a_message_has_them() {
    let text = |of: &str| {
        format!(
            "name: foo\nattribute-sets: [{{name: a, attributes: [{{name: b, {of}}}]}}]\noperations: {{list: [{{name: get, attribute-set: a}}]}}\n"
        )
    };
    assert_eq!(error(&text("type: u128")), "2:57: \"u128\" is no type of an attribute");
    assert_eq!(error(&text("type: binary, struct: s")), "2:73: no definition is called s");
    assert_eq!(error(&text("type: u8, enum: e")), "2:67: no definition is called e");
    assert_eq!(
        error(&text("type: u8, byte-order: middle")),
        "2:73: \"middle\" is no byte order: big-endian or little-endian"
    );
}

#[test]
fn hostile_specs_are_bounded() {
    use std::fmt::Write;
    let mut sets = String::new();
    for at in 0..200 {
        let _ = writeln!(
            sets,
            " - {{name: s{at}, attributes: [{{name: b, type: nest, nested-attributes: s{}}}]}}",
            at + 1
        );
    }
    sets += " - {name: s200, attributes: []}\n";
    let deep = format!(
        "name: foo\nattribute-sets:\n{sets}operations: {{list: [{{name: get, attribute-set: s0}}]}}\n"
    );
    assert!(error(&deep).ends_with("attribute sets nest more than 48 deep"), "{}", error(&deep));
    // One long list of attributes, which many sets share by an alias.
    let mut list = String::new();
    for at in 1..2000 {
        let _ = write!(list, "{{name: a{at}, type: u8}},");
    }
    let mut shared = format!("name: foo\nattribute-sets:\n - {{name: s0, attributes: &all [{list}]}}\n");
    for at in 1..200 {
        let _ = writeln!(shared, " - {{name: s{at}, attributes: *all}}");
    }
    assert!(
        error(&shared).ends_with("a spec that makes more than 200000 rows is not read"),
        "{}",
        error(&shared)
    );
    let members: String = (0..20)
        .map(|at| {
            format!(
                " - {{type: struct, name: s{at}, members: [{{name: a, type: binary, struct: s{}}}]}}\n",
                (at + 1) % 20
            )
        })
        .collect();
    let rings = format!(
        "name: foo\ndefinitions:\n{members}attribute-sets: [{{name: a, attributes: [{{name: b, type: binary, struct: s0}}]}}]\noperations: {{list: [{{name: get, attribute-set: a}}]}}\n"
    );
    assert!(error(&rings).ends_with("structs nest more than 16 deep"), "{}", error(&rings));
}

#[test]
fn a_broken_spec_is_an_error_and_never_a_panic() {
    for name in ["kettle.yaml", "relay.yaml", "oldfamily.yaml"] {
        let text = own(name);
        for end in text.char_indices().map(|(at, _)| at).step_by(7) {
            let _ = spec(&text[..end]);
        }
        let words: Vec<&str> = text.split_inclusive([' ', '\n']).collect();
        for at in 0..words.len() {
            let mut changed = words.clone();
            changed[at] = "- \n";
            let _ = spec(&changed.concat());
            changed[at] = "99999999999999999999 ";
            let _ = spec(&changed.concat());
        }
    }
}

#[test]
fn the_command_line_comes_before_built_in_tables_and_folders_after() {
    let folder = std::env::temp_dir().join(format!("nltrace-specs-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let write = |name: &str, family: &str| {
        let path = folder.join(name);
        fs::write(&path, format!("name: {family}\noperations: {{list: [{{name: get, do: {{}}}}]}}\n"))
            .unwrap();
        path
    };
    let given = write("given", "fou");
    write("a.yaml", "fou");
    write("b.yaml", "foo");
    fs::write(folder.join("c.yaml"), "name: [").unwrap();
    fs::write(folder.join("d.yaml"), "name: rt-link\nprotocol: netlink-raw\nprotonum: 0\n").unwrap();
    let folders = [folder.clone()];
    let of = |additions: &Additions| additions.generic.iter().map(|family| family.name).collect::<Vec<_>>();
    let (families, complaints) = read_all(&[], &folders).unwrap();
    assert_eq!(of(&families), ["foo"]);
    assert!(matches!(complaints.as_slice(), [one] if one.contains("c.yaml:")), "{complaints:?}");
    let (families, _) = read_all(std::slice::from_ref(&given), &folders).unwrap();
    assert_eq!(of(&families), ["fou", "foo"]);
    let twice = read_all(&[given.clone(), given], &[]).err().unwrap();
    assert!(twice.contains("another --spec has the family fou already"), "{twice}");
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn the_folder_of_the_configuration() {
    let folder = |config: &str, home: &str| config_folder(Some(config.into()), Some(home.into()));
    assert_eq!(folder("", "/home/a"), Some("/home/a/.config/nltrace/specs".into()));
    assert_eq!(folder("/etc/a", "/home/a"), Some("/etc/a/nltrace/specs".into()));
    assert_eq!(folder("", ""), None);
}
