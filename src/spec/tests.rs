use std::collections::BTreeMap;

use nltrace_decoders::Decoder;
use nltrace_decoders::runtime;
use nltrace_decoders::schema::{Class, Family, Kind, Marks, Traits, Turn};

use super::*;

fn family(text: &str) -> &'static Generic {
    match spec(text) {
        Ok(Spec::Generic(family)) => family,
        Ok(Spec::Raw(_)) => panic!("a spec of netlink-raw"),
        Err(error) => panic!("{error}"),
    }
}

/// Makes the protocol of a spec of netlink-raw, without the library's own messages if `number` is another.
fn protocol(text: &str) -> &'static Family {
    let Ok(Spec::Raw(spec)) = spec(text) else { panic!("{}", error(text)) };
    let mut additions = Additions::default();
    assert_eq!(additions.add_messages(spec), None);
    additions.tables().1[0]
}

fn attribute(id: u16, payload: &[u8]) -> Vec<u8> {
    let len = u16::try_from(payload.len() + 4).unwrap();
    let mut bytes = [&len.to_ne_bytes()[..], &id.to_ne_bytes(), payload].concat();
    bytes.resize(bytes.len().next_multiple_of(4), 0);
    bytes
}

fn message(kind: u16, body: &[u8]) -> Vec<u8> {
    let len = u32::try_from(16 + body.len()).unwrap();
    [&len.to_ne_bytes()[..], &kind.to_ne_bytes(), &1u16.to_ne_bytes(), &[0; 8], body].concat()
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
fn sub_messages_structs_and_selectors() {
    let orchard = protocol(&own("orchard.yaml"));
    assert_eq!((orchard.protocol, orchard.name), (29, "NETLINK_ORCHARD"));
    assert_eq!(orchard.groups.get(1), Some("ORCHGRP_TREES"));
    let classes = [16, 18, 20].map(|id| orchard.message(id).map(|row| (row.name, row.class)));
    let names = [
        ("ORCHARD_CMD_NEWTREE", Class::New),
        ("ORCHARD_CMD_GETTREE", Class::Get),
        ("ORCHARD_CMD_COUNT", Class::Other),
    ];
    assert_eq!(classes, names.map(Some));
    let head = [&[7, 0, 0, 0][..], &(-2i16).to_ne_bytes(), &5i16.to_be_bytes()].concat();
    let apple = [&9u32.to_ne_bytes()[..], &2u16.to_ne_bytes(), &3u16.to_ne_bytes()].concat();
    let body = [
        head,
        // What is selected may come before its selector.
        attribute(2, &[apple, attribute(1, b"reinette\0")].concat()),
        attribute(1, b"apple\0"),
        attribute(3, &[attribute(1, &[1, 0, 0, 0]), attribute(2, &[0; 8])].concat()),
        attribute(4, &21u32.to_ne_bytes()),
        attribute(5, &attribute(1, &[4])),
        attribute(6, &[&8u64.to_ne_bytes()[..], &2u32.to_ne_bytes(), &[0; 4]].concat()),
        attribute(7, &[6]),
        attribute(8, &2u16.to_ne_bytes()),
        attribute(9, b"one\0"),
        attribute(10, &attribute(1, &[6])),
    ]
    .concat();
    let decoded = Decoder::of(orchard).decode(message(16, &body));
    assert_eq!(decoded.notes(), []);
    assert_eq!(decoded.type_name(), Some("ORCHARD_CMD_NEWTREE"));
    for (name, value) in [
        ("place.x", "-2"),
        ("place.y", "5"),
        ("ORCH_OPTIONS.weight", "9"),
        ("ORCH_OPTIONS.columns", "3"),
        ("ORCH_OPTIONS.ORCH_APPLE_SORT", "\"reinette\""),
        ("ORCH_CROP.ORCH_CROP_SIZE", "1"),
        ("ORCH_CROP.ORCH_CROP_DETAIL.rows", "0"),
        ("ORCH_FRUIT", "ORCHARD_FRUIT_PLUM"),
        ("ORCH_FRUIT_DATA.ORCH_PEAR_LENGTH", "4"),
        ("ORCH_HARVEST.days", "2"),
        ("ORCH_CARE", "ORCHARD_CARE_WATER|ORCHARD_CARE_PRUNE"),
        ("ORCH_TOOLS", "ORCHARD_CARE_WATER"),
        ("ORCH_BY_PLACE.ORCH_PEAR_LENGTH", "6"),
    ] {
        let shown = decoded.get(name).map(|field| field.value().to_string());
        assert_eq!(shown.as_deref(), Some(value), "{name}");
    }
    // A selector that no form has: the content stays bytes, with a note.
    let other = [vec![0; 8], attribute(1, b"fig\0"), attribute(2, &[1, 2, 3, 4])].concat();
    let decoded = Decoder::of(orchard).decode(message(18, &other));
    assert!(!decoded.notes().is_empty());
    assert_eq!(decoded.get("ORCH_OPTIONS").map(|field| field.span().len()), Some(8));
}

/// Returns the messages of a capture.
fn messages(capture: &str) -> Vec<Vec<u8>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/captures").join(capture);
    let bytes = fs::read(path).unwrap();
    let mut rest = &bytes[24..];
    let mut found = Vec::new();
    while let Some((head, following)) = rest.split_at_checked(16) {
        let len = usize::try_from(u32::from_le_bytes(head[8..12].try_into().unwrap())).unwrap();
        // The packet's header of 16 bytes precedes the datagram.
        let mut datagram = &following[16..len];
        while let Some(claimed) = datagram.first_chunk().map(|len| u32::from_le_bytes(*len)) {
            let claimed = usize::try_from(claimed).unwrap();
            found.push(datagram[..claimed].to_vec());
            datagram = datagram.get(claimed.next_multiple_of(4)..).unwrap_or_default();
        }
        rest = &following[len..];
    }
    found
}

#[test]
fn a_spec_alone_says_the_same_as_the_built_in_tables() {
    // Under another number the spec gets nothing from the library.
    let alone = Decoder::of(protocol(&own("links.yaml").replace("protonum: 0", "protonum: 99")));
    let library = Decoder::of(&nltrace_decoders::family::route::FAMILY);
    let mut compared = BTreeMap::new();
    for capture in ["link-vlan.pcap", "link-bond.pcap", "link-vrf.pcap"] {
        for bytes in messages(capture) {
            if !matches!(bytes[4..6], [16..=18, 0]) {
                continue;
            }
            let (own, known) = (alone.decode(bytes.clone()), library.decode(bytes));
            assert_eq!(own.type_name(), known.type_name());
            for field in own.fields().filter(|field| field.kernel_name().is_some()) {
                let same = known
                    .fields()
                    .find(|other| (other.span(), other.kernel_name()) == (field.span(), field.kernel_name()));
                let same = same.unwrap_or_else(|| panic!("{} {:?}", field.path(), field.span()));
                assert_eq!(same.path(), field.path());
                if !field.has_parts() && !same.has_parts() {
                    let (value, other) = (field.value(), same.value());
                    match (value.as_u64(), other.as_u64()) {
                        (Some(value), Some(other)) => assert_eq!(value, other, "{}", field.path()),
                        _ => assert_eq!(value.to_string(), other.to_string(), "{}", field.path()),
                    }
                }
                *compared.entry(field.path()).or_insert(0) += 1;
            }
        }
    }
    for path in [
        "ifinfomsg.ifi_index",
        "IFLA_MAP.mem_end",
        "IFLA_LINKINFO.IFLA_INFO_DATA.IFLA_VLAN_PROTOCOL",
        "IFLA_LINKINFO.IFLA_INFO_DATA.IFLA_VLAN_FLAGS.mask",
        "IFLA_LINKINFO.IFLA_INFO_DATA.IFLA_BOND_ARP_IP_TARGET",
        "IFLA_LINKINFO.IFLA_INFO_DATA.IFLA_VRF_TABLE",
    ] {
        assert!(compared.contains_key(path), "{path}: {compared:?}");
    }
}

#[test]
fn a_spec_of_a_protocol_replaces_messages_and_keeps_the_others() {
    let route = protocol(&own("links.yaml"));
    let known = nltrace_decoders::family::route::FAMILY.message(20).unwrap();
    assert!(std::ptr::eq(route.message(20).unwrap().request, known.request));
    let (new, get) = (route.message(16).unwrap(), route.message(18).unwrap());
    assert_eq!((new.name, get.name), ("RTM_NEWLINK", "RTM_GETLINK"));
    let built_in = nltrace_decoders::family::route::FAMILY.message(16).unwrap();
    assert!(!std::ptr::eq(new.request, built_in.request));
    // Facts that specs do not have come from the library: who sends it, with which flags.
    assert_eq!((new.traits, get.traits.has(Traits::SHORT_DUMP)), (built_in.traits, true));
    assert_eq!(route.name, "NETLINK_ROUTE");
}

#[test]
fn errors_in_specs_of_protocols() {
    let with = |part: &str| format!("protocol: netlink-raw\nname: foo\nprotonum: 40\n{part}\n");
    let set = |attribute: &str| {
        with(&format!(
            "attribute-sets: [{{name: a, attributes: [{{name: k, type: string}},\n{attribute}]}}]\n\
             sub-messages: [{{name: m, formats: [{{value: x, attribute-set: a}}]}}]\n\
             operations: {{list: [{{name: get, value: 16, attribute-set: a, do: {{}}}}]}}"
        ))
    };
    let operation =
        |value: u32| with(&format!("operations: {{list: [{{name: get, value: {value}, do: {{}}}}]}}"));
    for (text, wanted) in [
        ("protocol: netlink-raw\nname: foo\n".to_owned(), "1:1: the member protonum is missing"),
        (
            operation(15),
            "4:21: messages of a protocol have the numbers 16 to 65535; this has 15 (0 to 15 are control messages)",
        ),
        (
            set("{name: d, type: sub-message, sub-message: n, selector: k}"),
            "5:43: no sub-message is called n",
        ),
        (
            set("{name: d, type: sub-message, sub-message: m, selector: z}"),
            "5:56: no attribute called z is in this set or around it",
        ),
        (set("{name: d, type: sub-message, sub-message: m}"), "5:1: the member selector is missing"),
        (
            set("{name: d, type: u8}, {name: e, type: sub-message, sub-message: m, selector: d}"),
            "6:44: \"x\" is no number, and no entry of an enum that the selector has",
        ),
        (
            set("{name: d, type: u8, checks: {max: u16-most}}"),
            "5:35: \"u16-most\" is no limit: a number, a constant, or one as u16-max",
        ),
        (set("{name: d, type: u8, checks: {flags-mask: f}}"), "5:42: no definition is called f"),
        (
            set("{name: d, type: u8, checks: {min: 5, max: 2}}"),
            "5:29: the smallest value is larger than the largest",
        ),
        (set("{name: d, type: u8}, {name: d, type: u8}"), "5:29: two attributes of the set are called d"),
    ] {
        assert_eq!(error(&text), wanted, "{text}");
    }
    assert_eq!(
        error("protocol: netlink-raw\nname: foo\nprotonum: 16\noperations: {list: []}\n"),
        "3:11: 16 is generic netlink, whose specs have the protocol genetlink"
    );
}

#[test]
fn a_family_of_the_library_keeps_what_its_spec_does_not_say() {
    let text = "name: wireguard\nattribute-sets:\n - name: wgdevice\n   name-prefix: wgdevice-a-\n   \
                attributes: [{name: ifindex, type: u32}, {name: private-key, type: binary, value: 3}, \
                {name: added, type: u8, value: 99}]\n\
                operations: {name-prefix: wg-cmd-, list: [{name: get-device, value: 0, attribute-set: wgdevice, dump: {}}]}\n";
    let wireguard = family(text);
    let get = wireguard.requests.get(0).unwrap();
    assert_eq!(get.name, "WG_CMD_GET_DEVICE");
    let Kind::Nest(set) = get.request.attrs else { panic!("{:?}", get.request.attrs) };
    let row = |name: &str| set.named(name).copied();
    // A key stays a secret, and attributes that only the library has stay.
    assert!(row("WGDEVICE_A_PRIVATE_KEY").unwrap().marks.has(Marks::SECRET));
    assert!(row("WGDEVICE_A_LISTEN_PORT").is_some() && row("WGDEVICE_A_ADDED").is_some());
    assert_eq!(names(wireguard, Turn::Asked)[1], (1, "WG_CMD_SET_DEVICE"));
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
    for name in ["kettle.yaml", "relay.yaml", "oldfamily.yaml", "orchard.yaml", "links.yaml"] {
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
    fs::write(
        folder.join("d.yaml"),
        "name: rt-link\nprotocol: netlink-raw\nprotonum: 0\noperations: {list: []}\n",
    )
    .unwrap();
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

#[test]
fn a_family_can_have_any_name_in_ascii() {
    let text = |name: &str| {
        let operations = "operations:\n  name-prefix: x-\n  list:\n    - {name: a, value: 1, do: {}}\n";
        format!("name: {name:?}\ndoc: d\nattribute-sets: []\n{operations}")
    };
    assert_eq!(family(&text("802.15.4 MAC")).name, "802.15.4 MAC");
    assert_eq!(error(&text("a name of more than 15")), "1:7: the name of a family has at most 15 characters");
    for name in ["", "a\tb", "k\u{e4}se"] {
        assert!(error(&text(name)).contains("no name of a family"), "{name:?}");
    }
}
