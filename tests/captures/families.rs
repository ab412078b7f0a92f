//! Generic netlink in captures: only earlier messages of the capture decide which family a number is.

use std::process::Command;

use super::made::{self, NETLINK, Order};
use super::{nltrace, texts};
use crate::wire::attribute;

const NLM_F_REQUEST: u16 = 1;
const NEW_FAMILY: u8 = 1;
const DEL_FAMILY: u8 = 2;
const CARILLON: u16 = 30;

/// Returns a packet with a message of a family.
fn packet((family, cmd): (u16, u8), flags: u16, seq: u32, body: &[u8]) -> Vec<u8> {
    let mut message = u32::try_from(20 + body.len()).unwrap().to_le_bytes().to_vec();
    message.extend([family.to_le_bytes(), flags.to_le_bytes()].concat());
    message.extend([seq.to_le_bytes(), [if flags & NLM_F_REQUEST == 0 { 9 } else { 0 }, 0, 0, 0]].concat());
    message.extend([cmd, 1, 0, 0]);
    message.extend(body);
    let mut packet = made::packet(&message);
    packet[15] = 16;
    packet
}

/// Returns nlctrl's message about a family without tables.
fn printed(cmd: u8) -> Vec<u8> {
    let body = [attribute(2, b"carillon\0"), attribute(1, &CARILLON.to_le_bytes())].concat();
    packet((16, cmd), 0, 0, &body)
}

/// Returns a request to it, with attributes that no table knows.
fn asked(seq: u32) -> Vec<u8> {
    packet((CARILLON, 3), NLM_F_REQUEST, seq, &[attribute(1, &[1, 2]), attribute(7, b"x")].concat())
}

/// The number is used, announced, used and answered. Much later it is used again, withdrawn and used once more.
fn capture() -> Vec<u8> {
    let mut packets = vec![asked(1), printed(NEW_FAMILY), asked(2), packet((CARILLON, 9), 0, 2, b"junk!")];
    // Several batches that other cores only skim.
    packets.extend((0..20_000).map(|seq| packet((16, 3), NLM_F_REQUEST, 100 + seq, &[])));
    packets.extend([asked(3), printed(DEL_FAMILY), asked(4)]);
    let mut file = made::pcap(Order::Little, false, 0x40000, NETLINK);
    for packet in packets {
        file.extend(made::record(Order::Little, (1, 0), &packet, packet.len()));
    }
    file
}

#[test]
fn a_number_is_the_family_that_was_told_before() {
    let capture = capture();
    let tree = |threads| texts(&nltrace(&["--time", "none", "--threads", threads], &capture)).0;
    let one = tree("1");
    let titles: Vec<&str> = one
        .lines()
        .filter(|line| line.starts_with("  ") && line.contains(" cmd=") && line.contains("seq="))
        .collect();
    assert_eq!(
        titles,
        [
            "  family 30 cmd=3  seq=1 portid=0  NLM_F_REQUEST  family 30 was not announced",
            "  carillon cmd=3  seq=2 portid=0  NLM_F_REQUEST",
            "  carillon cmd=9  seq=2 portid=9  answers carillon cmd=3 after 0 ns",
            "  carillon cmd=3  seq=3 portid=0  NLM_F_REQUEST",
            "  family 30 cmd=3  seq=4 portid=0  NLM_F_REQUEST  family 30 was not announced",
        ]
    );
    // Attributes by number, and bytes where there are none.
    assert_eq!(
        one.matches("    genlmsghdr  cmd=3 version=1 reserved=0\n    #1  01 02\n    #7  78\n").count(),
        4
    );
    assert!(one.contains("    genlmsghdr  cmd=9 version=1 reserved=0\n    …  6a 75 6e 6b 21\n"), "{one}");
    for threads in ["2", "5"] {
        assert!(one == tree(threads), "{threads} threads");
    }
}

#[test]
fn what_programs_read_of_a_family() {
    let (text, ..) = texts(&nltrace(&["-F", "json", "-e", "type != CTRL_CMD_GETFAMILY"], &capture()));
    let messages: Vec<serde_json::Value> =
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(messages.len(), 7);
    let [unknown, printed, named, answer, ..] = messages.as_slice() else { panic!("{text}") };
    assert_eq!((&unknown["type"], &unknown["type_id"]), (&serde_json::Value::Null, &30.into()));
    assert!(unknown.get("family").is_none());
    assert_eq!(unknown["notes"][0], "family 30 was not announced");
    assert_eq!((&printed["type"], &printed["family"]), (&"CTRL_CMD_NEWFAMILY".into(), &"nlctrl".into()));
    assert_eq!((&named["type"], &named["family"]), (&serde_json::Value::Null, &"carillon".into()));
    assert_eq!(named["notes"], serde_json::json!([]));
    assert_eq!((&answer["answers"]["type_id"], &answer["answers"]["cmd"]), (&30.into(), &3.into()));
    let chosen = |filter| texts(&nltrace(&["-F", "json", "-e", filter], &capture())).0.lines().count();
    assert_eq!(
        [chosen("genl == carillon"), chosen("genl == carillon and cmd == 9"), chosen("genl == none")],
        [3, 1, 0]
    );
    assert_eq!(chosen("type == CTRL_CMD_NEWFAMILY or type == CTRL_CMD_DELFAMILY"), 2);
}

#[test]
fn a_family_is_counted_by_its_commands() {
    let (table, ..) = texts(&nltrace(&["-c"], &capture()));
    for row in [
        "nlctrl CTRL_CMD_GETFAMILY",
        "nlctrl CTRL_CMD_NEWFAMILY",
        "carillon cmd=3",
        "carillon cmd=9",
        "family 30 cmd=3",
    ] {
        assert_eq!(table.matches(&format!("NETLINK_GENERIC {row}\n")).count(), 1, "{row} in {table}");
    }
    let (report, ..) = texts(&nltrace(&["--coverage"], &capture()));
    for path in ["NETLINK_GENERIC/carillon/3#7", "NETLINK_GENERIC/30/3#7", "NETLINK_GENERIC/carillon/9+rest"]
    {
        assert!(report.contains(&format!("\"{path}\"")), "{path} in {report}");
    }
}

/// Returns the output for a pasted message.
fn pasted(arguments: &[&str], packet: &[u8]) -> String {
    let hex: String = packet[16..].iter().map(|byte| format!("{byte:02x}")).collect();
    let mut nltrace = Command::new(env!("CARGO_BIN_EXE_nltrace"));
    texts(&nltrace.args(["-q", "-x", &hex]).args(arguments).output().unwrap()).0
}

#[test]
fn lints_about_families_with_tables() {
    let lints = |packet: &[u8]| {
        let text = pasted(&["--protocol", "generic", "--lint", "-F", "json"], packet);
        let message: serde_json::Value = serde_json::from_str(text.trim()).unwrap();
        let lints = message["lints"].as_array().cloned().unwrap_or_default();
        let words = |lint: &serde_json::Value| format!("{} {}", lint["name"], lint["text"]).replace('"', "");
        lints.iter().map(words).collect::<Vec<_>>().join("; ")
    };
    let request = |cmd, body: &[u8]| packet((16, cmd), NLM_F_REQUEST, 1, body);
    assert_eq!(lints(&request(77, &[])), "type-unknown nlctrl cmd=77");
    let mut short = request(3, &[]);
    short.truncate(16 + 17);
    short[16] = 17;
    assert_eq!(lints(&short), "head-short 1 of 4 bytes");
    assert!(lints(&request(3, &attribute(99, &[1]))).starts_with("attribute-unknown"));
    assert_eq!(
        lints(&request(3, &attribute(1, &[1]))),
        "attribute-short 1 byte where 2 are read (kernel log: attribute type 1 has an invalid length)"
    );
    // The faults of other messages are not known.
    assert_eq!(lints(&asked(1)), "");
}

#[test]
fn a_family_named_as_the_protocol() {
    let printed = |protocol: &str| pasted(&["--protocol", protocol], &asked(1));
    assert!(printed("generic").contains("\n  family 30 cmd=3  seq=1 "));
    // The user's option is the only statement about the family, so it counts as nlctrl's.
    let nlctrl = printed("nlctrl");
    assert!(
        nlctrl.contains("\n  nlctrl CTRL_CMD_GETFAMILY  seq=1 ") && nlctrl.contains("CTRL_ATTR_FAMILY_ID"),
        "{nlctrl}"
    );
}

/// The number of a radio that was made is no error.
#[test]
fn an_acknowledgement_above_zero() {
    let printed = |arguments: &[&str]| {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/generic/radios.pcap");
        let output =
            Command::new(env!("CARGO_BIN_EXE_nltrace")).args(arguments).args(["-r", path]).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let shown = printed(&[]);
    assert!(shown.contains("    error  1\n"), "{shown}");
    assert_eq!(printed(&["-e", "error"]), "");
    let counts = printed(&["-c"]);
    assert!(!counts.contains("EPERM") && !counts.contains("errors"), "{counts}");
    assert!(counts.contains("HWSIM_CMD_NEW_RADIO"), "{counts}");
}

/// Returns a message of a policy dump: one attribute of the policy 0, with the facts of its type.
fn policy(id: u16, facts: &[u8]) -> Vec<u8> {
    let of_attribute = attribute(8, &attribute(0, &attribute(id, facts)));
    packet((16, 10), 2, 0, &[attribute(1, &CARILLON.to_le_bytes()), of_attribute].concat())
}

#[test]
fn a_family_without_a_table_is_read_by_the_policy_that_the_capture_has() {
    let number = |kind, value: u32| attribute(kind, &value.to_le_bytes());
    let of_command = attribute(9, &attribute(3, &number(1, 0)));
    let nested = [number(1, 13), number(8, 0)].concat();
    let packets = [
        printed(NEW_FAMILY),
        packet((16, 10), 2, 0, &[attribute(1, &CARILLON.to_le_bytes()), of_command].concat()),
        policy(1, &number(1, 3)),
        policy(7, &number(1, 11)),
        policy(8, &nested),
        packet(
            (CARILLON, 3),
            NLM_F_REQUEST,
            5,
            &[attribute(8, &attribute(7, b"in")), attribute(1, &[1, 2])].concat(),
        ),
        packet((CARILLON, 4), 0, 5, &attribute(7, b"out")),
    ];
    let mut file = made::pcap(Order::Little, false, 0x40000, NETLINK);
    for packet in packets {
        file.extend(made::record(Order::Little, (1, 0), &packet, packet.len()));
    }
    for threads in ["1", "3"] {
        let (tree, error, _) = texts(&nltrace(&["--time", "none", "--threads", threads], &file));
        assert_eq!(error, "");
        for line in [
            "  carillon cmd=3  seq=5 portid=0  NLM_F_REQUEST  types by the kernel's policy",
            "    attr 8",
            "      attr 7  \"in\"",
            "    attr 1  513",
            "    attr 7  \"out\"",
        ] {
            assert!(tree.lines().any(|found| found.starts_with(line)), "{line}: {tree}");
        }
    }
    let (json, ..) = texts(&nltrace(&["-F", "json", "-e", "genl == carillon"], &file));
    let first: serde_json::Value = serde_json::from_str(json.lines().next().unwrap()).unwrap();
    assert_eq!(first["notes"][0], "types by the kernel's policy");
    assert_eq!((&first["fields"][2]["name"], &first["fields"][2]["type_id"]), (&"attr 1".into(), &1.into()));
}

/// Returns the facts about an attribute of a policy: `NL_POLICY_TYPE_ATTR_*` by number.
fn facts(facts: &[(u16, u64)]) -> Vec<u8> {
    let fact = |(kind, value): &(u16, u64)| match kind {
        1 | 6 | 7 => attribute(*kind, &u32::try_from(*value).unwrap().to_le_bytes()),
        _ => attribute(*kind, &value.to_le_bytes()),
    };
    facts.iter().flat_map(fact).collect()
}

#[test]
fn values_that_the_policy_does_not_accept() {
    let command = attribute(9, &attribute(3, &attribute(1, &0u32.to_le_bytes())));
    let request = |seq, level: u16, name: &[u8]| {
        let body = [attribute(1, &level.to_le_bytes()), attribute(7, name), attribute(8, &[5, 0, 0, 0])];
        packet((CARILLON, 3), NLM_F_REQUEST, seq, &body.concat())
    };
    let packets = [
        printed(NEW_FAMILY),
        packet((16, 10), 2, 0, &[attribute(1, &CARILLON.to_le_bytes()), command].concat()),
        policy(1, &facts(&[(1, 3), (4, 1), (5, 64)])),
        policy(7, &facts(&[(1, 12), (7, 4)])),
        policy(8, &facts(&[(1, 4), (12, 6)])),
        request(1, 64, b"bell\0"),
        request(2, 65, b"bells\0"),
    ];
    let mut file = made::pcap(Order::Little, false, 0x40000, NETLINK);
    for packet in packets {
        file.extend(made::record(Order::Little, (1, 0), &packet, packet.len()));
    }
    let (text, ..) = texts(&nltrace(&["-F", "json", "--lint", "-e", "genl == carillon"], &file));
    let messages: Vec<serde_json::Value> =
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let [good, bad] = messages.as_slice() else { panic!("{text}") };
    assert_eq!(good["notes"], serde_json::json!(["types by the kernel's policy"]));
    assert_eq!((&good["fields"][1]["name"], &good["fields"][1]["value"]), (&"attr 1".into(), &64.into()));
    assert_eq!(good["fields"][2]["value"], "bell");
    let lints = |message: &serde_json::Value| {
        let lints = message["lints"].as_array().cloned().unwrap_or_default();
        let words = |lint: &serde_json::Value| format!("{} {}", lint["path"], lint["text"]).replace('"', "");
        lints.iter().map(words).collect::<Vec<_>>()
    };
    assert_eq!(lints(good), ["attr 8 0x5, where the kernel accepts bits of 0x6"]);
    assert_eq!(
        lints(bad),
        [
            "attr 1 65, where the kernel accepts 1..64",
            "attr 7 5 bytes, where the kernel accepts at most 4 bytes",
            "attr 8 0x5, where the kernel accepts bits of 0x6",
        ]
    );
}
