//! `-x` and `--protocol`: the forms of pasted bytes, the protocol chosen for them, and bytes that can't be understood.

use super::support::{capture, captures, nltrace, packets, stdout};

const REQUEST: &str =
    "20 00 00 00 12 00 01 03 07 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00";

fn said(arguments: &[&str], input: &str) -> (i32, String, String) {
    let output = nltrace(arguments, input.as_bytes());
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

#[test]
fn the_argument_and_standard_input() {
    let (code, out, note) = said(&["-x", REQUEST], "");
    assert_eq!(code, 0);
    assert!(
        out.starts_with(
            "NETLINK_ROUTE →? 32 bytes\n  RTM_GETLINK  seq=7 portid=0  NLM_F_REQUEST|NLM_F_DUMP\n"
        ),
        "{out}"
    );
    assert_eq!(note, "nltrace: note: fits NETLINK_ROUTE best; --protocol says otherwise\n");
    assert_eq!(said(&["-x", "-"], REQUEST), (code, out, note));
}

/// Messages without a table are shown too, and errors do not point at fields without a name.
#[test]
fn control_messages_to_the_last_byte() {
    let (_, out, _) = said(&["--protocol", "99", "-x", "14000000 0100 0000 07000000 09000000 41424344"], "");
    assert_eq!(out, "NETLINK_99 ←? 20 bytes\n  NLMSG_NOOP  seq=7 portid=9\n    …  41 42 43 44\n");
    let error = "3c000000 0200 0002 07000000 09000000 eaffffff 20000000 1200 0500 07000000 00000000 00000000000000000000000000000000";
    let (_, out, _) = said(&["--protocol", "99", "-x", &format!("{error} 0800020010000000")], "");
    assert!(out.ends_with("    NLMSGERR_ATTR_OFFS  16\n"), "{out}");
}

#[test]
fn the_protocol_by_name_or_number() {
    for name in ["route", "ROUTE", "NETLINK_ROUTE", "netlink_route", "0"] {
        let (code, out, note) = said(&["--protocol", name, "-x", REQUEST], "");
        assert_eq!((code, note.as_str()), (0, ""), "{name}");
        assert!(out.starts_with("NETLINK_ROUTE →? 32 bytes\n"), "{out}");
    }
    let (_, out, _) = said(&["--protocol", "sock_diag", "-x", REQUEST], "");
    assert!(out.starts_with("NETLINK_SOCK_DIAG →? 32 bytes\n"), "{out}");
    let (code, _, complaint) = said(&["--protocol", "rout", "-x", REQUEST], "");
    assert_eq!(code, 2);
    assert!(complaint.contains("route"), "{complaint}");
    // A program's sockets have their protocol.
    assert_eq!(said(&["--protocol", "route", "true"], "").0, 2);
}

#[test]
fn the_protocol_of_a_capture() {
    let packet = &packets(&captures()[0])[0];
    let file = capture([(packet.as_slice(), packet.len())]);
    let stated = stdout(&["-F", "json", "-r", "-"], &file);
    // The protocol that the capture states is not overridden.
    assert_eq!(stdout(&["-F", "json", "--protocol", "99", "-r", "-"], &file), stated);
}

#[test]
fn what_cannot_be_understood_is_named() {
    let (code, out, complaint) = said(&["-x", "20 00 zz"], "");
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(
        complaint.starts_with("nltrace: error: -x: line 1, column 7: can't understand \"zz\""),
        "{complaint}"
    );
    let (code, _, complaint) = said(&["-x", "-"], "");
    assert_eq!(code, 1);
    assert!(complaint.contains("there are no bytes"), "{complaint}");
}

/// Returns JSON without the findings of one lint.
fn without(json: &str, lint: &str) -> String {
    let start = format!("{{\"name\":\"{lint}\"");
    let mut out = String::new();
    let mut rest = json;
    while let Some((before, found)) = rest.split_once(&start) {
        out.push_str(before);
        rest = found.split_once('}').unwrap().1;
        rest = rest.strip_prefix(',').unwrap_or(rest);
    }
    (out + rest).replace(",\"lints\":[]", "")
}

#[test]
fn what_was_pasted_reads_as_what_was_captured() {
    for path in captures() {
        let packets = packets(&path);
        let chosen = || packets.iter().step_by(packets.len() / 20 + 1);
        let mut text = String::new();
        for packet in chosen() {
            for (at, row) in packet.chunks(16).enumerate() {
                let digits: Vec<String> = row.iter().map(|byte| format!("{byte:02x}")).collect();
                text.push_str(&format!("{:04x}  {}\n", at * 16, digits.join(" ")));
            }
            text.push('\n');
        }
        let file = capture(chosen().map(|packet| (packet.as_slice(), packet.len())));
        let fields = ["-F", "json", "--messages-only"];
        let captured = stdout(&[&fields[..], &["-r", "-"]].concat(), &file);
        let pasted = stdout(&[&fields[..], &["-x", "-"]].concat(), text.as_bytes());
        // Families that nothing announces are guessed in a paste, and left alone in a capture.
        if path.components().any(|part| part.as_os_str() == "generic") {
            assert_eq!(pasted.lines().count(), captured.lines().count(), "{path:?}");
            continue;
        }
        // The rest of a pasted message's batch is not known.
        assert_eq!(pasted, without(&captured, "batch-missing"), "{path:?}");
    }
}

/// A request to `nl80211` under a number that no message announced.
const SCAN: &str = "240000002400050050212c63f02040ac21000000080003000400000008002d0004000100";

#[test]
fn a_family_of_unknown_number_is_named_by_what_fits() {
    let (code, out, note) = said(&["-x", SCAN], "");
    assert_eq!(code, 0);
    assert!(out.contains("nl80211 NL80211_CMD_TRIGGER_SCAN"), "{out}");
    assert!(note.contains("family 36 fits nl80211 NL80211_CMD_TRIGGER_SCAN best"), "{note}");
    assert!(out.contains("NL80211_CMD_TRIGGER_SCAN?") && out.contains("family 36 is a guess"), "{out}");
    for format in ["hex", "brief"] {
        let (_, out, _) = said(&["-F", format, "-x", SCAN], "");
        assert!(out.contains("nl80211 NL80211_CMD_TRIGGER_SCAN?"), "{format}: {out}");
    }
    for format in ["json", "flat", "html"] {
        let mark = if format == "html" { "nl80211 NL80211_CMD_TRIGGER_SCAN?" } else { "\"guess\":true" };
        let is_marked =
            |args: &[&str]| said(&[&["-F", format, "-x", SCAN], args].concat(), "").1.contains(mark);
        assert!(is_marked(&[]) && !is_marked(&["--protocol", "36=nl80211"]), "{format}");
    }
    // Stated, it is no guess.
    let (_, same, note) = said(&["--protocol", "36=nl80211", "-x", SCAN], "");
    let stated = out.replace("TRIGGER_SCAN?", "TRIGGER_SCAN").replace("  family 36 is a guess", "");
    assert_eq!((same, note.as_str()), (stated, ""));
    let (_, other, _) =
        said(&["--protocol", "37=nl80211", "-q", "-x", "14000000240001030700000000000000 01010000"], "");
    assert!(!other.contains("nl80211"), "{other}");
    for wrong in ["36=nothing", "12=nl80211", "x=nl80211"] {
        assert_eq!(said(&["--protocol", wrong, "-x", SCAN], "").0, 2, "{wrong}");
    }
}

#[test]
fn several_forms_in_one_paste() {
    let dump: String = REQUEST
        .split(' ')
        .collect::<Vec<_>>()
        .chunks(16)
        .enumerate()
        .map(|(at, row)| format!("{:08x}  {}\n", at * 16, row.join(" ")))
        .collect();
    let text = format!(
        "Hello, I don't understand this:\n\nsendto(3, [{{nlmsg_len=20, nlmsg_type=RTM_GETADDR, nlmsg_flags=NLM_F_REQUEST|NLM_F_DUMP, nlmsg_seq=9, nlmsg_pid=0}}, \"\\0\\0\\0\\0\"], 20, 0, NULL, 0) = 20\n\nand below it:\n{dump}\nThanks\n"
    );
    let (code, out, complaint) = said(&["-x", "-"], &text);
    assert_eq!(code, 0, "{complaint}");
    let messages: Vec<&str> = out.lines().filter(|line| line.contains("seq=")).map(str::trim).collect();
    assert!(
        messages.len() == 2
            && messages[0].starts_with("RTM_GETADDR  seq=9")
            && messages[1].starts_with("RTM_GETLINK  seq=7"),
        "{out}"
    );
}

#[test]
fn strace_s_sockets_say_the_protocol() {
    let text = "socket(AF_NETLINK, SOCK_RAW|SOCK_CLOEXEC, NETLINK_SOCK_DIAG) = 5\n\
                sendto(5, [{nlmsg_len=20, nlmsg_type=0x14 /* NLMSG_??? */, nlmsg_flags=NLM_F_REQUEST|NLM_F_DUMP, nlmsg_seq=1, nlmsg_pid=0}, \"\\x10\\x00\\x00\\x00\"], 20, 0, NULL, 0) = 20\n\
                recvfrom(6<NETLINK:[XFRM:12]>, [{nlmsg_len=20, nlmsg_type=NLMSG_DONE, nlmsg_flags=NLM_F_MULTI, nlmsg_seq=1, nlmsg_pid=12}, 0], 8192, 0, NULL, NULL) = 20\n";
    let (code, out, note) = said(&["-x", "-"], text);
    assert_eq!((code, note.as_str()), (0, ""));
    assert!(out.contains("NETLINK_SOCK_DIAG → 20 bytes") && out.contains("NETLINK_XFRM ← 20 bytes"), "{out}");
}

#[test]
fn what_an_error_echoes_is_rebuilt() {
    let text = "recvmsg(3, {msg_iov=[{iov_base=[{nlmsg_len=56, nlmsg_type=NLMSG_ERROR, nlmsg_flags=0, nlmsg_seq=5, nlmsg_pid=77}, {error=-EEXIST, msg=[{nlmsg_len=36, nlmsg_type=RTM_NEWROUTE, nlmsg_flags=NLM_F_REQUEST|NLM_F_EXCL|NLM_F_CREATE, nlmsg_seq=5, nlmsg_pid=0}, \"\\x02\\x08\\x00\\x00\\xfe\\x03\\x00\\x01\\x00\\x00\\x00\\x00\\x08\\x00\\x01\\x00\\x0a\\x00\\x00\\x00\"]}], iov_len=4096}], msg_iovlen=1}, 0) = 56";
    let (code, out, complaint) = said(&["--protocol", "route", "-x", text], "");
    assert_eq!(code, 0, "{complaint}");
    assert!(out.contains("EEXIST") && out.contains("RTA_DST  10.0.0.0"), "{out}");
}

#[test]
fn a_string_that_strace_cut_is_told_as_cut() {
    let text = "sendto(3, [{nlmsg_len=136, nlmsg_type=RTM_NEWLINK, nlmsg_flags=NLM_F_REQUEST, nlmsg_seq=5, nlmsg_pid=0}, \"\\x00\\x00\\x00\\x00\\x03\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\"...], 136, 0, NULL, 0) = 136";
    let (code, out, complaint) = said(&["-x", text], "");
    assert_eq!(code, 0, "{complaint}");
    assert!(out.contains("cut") && out.contains("ifi_index=3") && !out.contains("message-length"), "{out}");
}

#[test]
fn what_strace_decoded_holds_no_bytes() {
    let text = "sendto(3, [{nlmsg_len=40, nlmsg_type=RTM_GETLINK, nlmsg_flags=NLM_F_REQUEST, nlmsg_seq=1, nlmsg_pid=0}, {ifi_family=AF_UNSPEC, ifi_type=ARPHRD_NETROM, ifi_index=0, ifi_flags=0, ifi_change=0}, [{nla_len=7, nla_type=IFLA_IFNAME}, \"lo\"]], 40, 0, NULL, 0) = 40";
    let (code, out, complaint) = said(&["-x", text], "");
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(complaint.contains("strace has decoded this message, its bytes are not here"), "{complaint}");
}

#[test]
fn raw_bytes_on_standard_input() {
    let bytes: Vec<u8> = REQUEST.split(' ').map(|byte| u8::from_str_radix(byte, 16).unwrap()).collect();
    let output = nltrace(&["-x", "-"], &[bytes.as_slice(), &bytes].concat());
    let out = String::from_utf8(output.stdout).unwrap();
    assert_eq!(out.matches("RTM_GETLINK  seq=7").count(), 2, "{out}");
}

#[test]
fn a_uevent_has_no_header() {
    let text = b"add@/devices/virtual/net/veth0\0ACTION=add\0SUBSYSTEM=net\0";
    let out = stdout(&["-x", "-"], text);
    assert!(out.starts_with("NETLINK_KOBJECT_UEVENT"), "{out}");
    let digits: String = text.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(stdout(&["-x", &digits], b""), out);
}

#[test]
fn a_file_that_is_no_capture() {
    let bytes: Vec<u8> = REQUEST.split(' ').map(|byte| u8::from_str_radix(byte, 16).unwrap()).collect();
    let path = std::path::PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
        .join(format!("paste-{}.log", std::process::id()));
    let escapes: String = bytes.iter().map(|byte| format!("\\x{byte:02x}")).collect();
    let log = format!(
        "execve(\"/bin/ip\", [\"ip\"], 0x1) = 0\nsocket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE) = 3\nsendto(3, \"{escapes}\", 32, 0, NULL, 0) = 32\n"
    );
    // Messages one after the other, as rtmon writes them, with the time before each.
    let time = [
        24u32.to_le_bytes(),
        [15, 0, 0, 0],
        [0; 4],
        [0; 4],
        1_700_000_000u32.to_le_bytes(),
        5u32.to_le_bytes(),
    ]
    .concat();
    for (contents, times) in [(log.as_bytes(), 0), (&[time.as_slice(), &bytes].concat(), 1)] {
        std::fs::write(&path, contents).unwrap();
        let out = stdout(&["-r", path.to_str().unwrap()], b"");
        assert!(out.contains("RTM_GETLINK  seq=7"), "{out}");
        assert_eq!(out.matches("NLMSG_TSTAMP").count(), times, "{out}");
    }
    std::fs::remove_file(&path).unwrap();
}

/// Parts of messages are decoded by their place in the tables: vectors of the kinds that libraries test with.
#[test]
fn less_than_a_message() {
    for (place, bytes, expected) in [
        ("RTM_NEWROUTE", "02080000fe03000100000000 08000100 0a000000", "RTA_DST  10.0.0.0"),
        ("IFLA_LINKINFO", "0a000100 76786c616e000000 0c000200 08000100 2a000000", "IFLA_VXLAN_ID  42"),
        (
            "IFLA_LINKINFO",
            "1c001200 0a000100 76786c616e000000 0c000200 08000100 2a000000",
            "IFLA_VXLAN_ID  42",
        ),
        ("IFLA_INFO_DATA[vxlan]", "08000100 2a000000", "IFLA_VXLAN_ID  42"),
        ("IFLA_MTU", "dc050000", "IFLA_MTU  1500"),
        ("IFLA_MTU", "08000400 dc050000", "IFLA_MTU  1500"),
        ("IFLA_IFNAME", "657468 3000", "IFLA_IFNAME  \"eth0\""),
        (
            "NFTA_RULE_EXPRESSIONS",
            "24000180 0c000100 7061796c6f616400 14000280 08000100 00000001 08000200 00000000",
            "NFTA_PAYLOAD_DREG  NFT_REG_1",
        ),
        ("NFTA_EXPR_DATA[payload]", "08000100 00000001 08000200 00000000", "NFTA_PAYLOAD_DREG  NFT_REG_1"),
        (
            "ethtool:STRINGSET_GET",
            "10000180 09000200 6574683000000000",
            "ETHTOOL_A_HEADER_DEV_NAME  \"eth0\"",
        ),
        ("ethtool:STRSET_GET", "1b010000 10000180 09000200 6574683000000000", "ETHTOOL_MSG_"),
        ("CTRL_CMD_GETFAMILY", "0c000200 6e6c383032313100", "CTRL_ATTR_FAMILY_NAME  \"nl80211\""),
        ("TCA_OPTIONS[fq_codel]", "08000200 00280000", "TCA_FQ_CODEL_LIMIT  10240"),
        ("RTA_ENCAP", "08000100 2a000000", "RTA_ENCAP"),
        ("CTA_PROTO_NUM", "06", "CTA_PROTO_NUM"),
        // A name that several places have, with a value that only a later one knows.
        ("TCA_OPTIONS[flower]", "06000800 08000000", "TCA_FLOWER_KEY_ETH_TYPE"),
        ("RTA_GATEWAY[AF_INET]", "0a000001", "RTA_GATEWAY  10.0.0.1"),
        ("tcp_info", "01", "tcpi_state=TCP_ESTABLISHED"),
        ("ifla_mtu", "dc050000", "IFLA_MTU  1500"),
        ("rtm_newroute", "02180000 fe030001 00000000", "rtm_dst_len=24"),
    ] {
        let (code, out, note) = said(&["--as", place, "-x", bytes], "");
        assert_eq!(code, 0, "{place}: {note}");
        assert!(out.contains(expected), "{place}: {out}");
        assert!(note.contains("made up"), "{place}: {note}");
    }
    let info = "01".to_owned() + &"00".repeat(103);
    assert!(said(&["--as", "struct:tcp_info", "-x", &info], "").1.contains("tcpi_state=TCP_ESTABLISHED"));
    for wrong in
        ["NOTHING", "struct:nothing", "nothing:GET", "ethtool:NOTHING", "struct:", ":", "IFLA_INFO_DATA["]
    {
        assert_eq!(said(&["--as", wrong, "-x", "00"], "").0, 2, "{wrong}");
    }
    for (wrong, hint) in [
        ("IFLA_INFO_DATA[vxlam]", "did you mean vxlan"),
        ("IFLA_INFO_DATA[]", "did you mean"),
        ("IFLA_MTU[3]", "means the same with any value"),
        ("struct:tcp_inf", "did you mean tcp_info"),
        ("RTM_NEWROUT", "did you mean RTM_NEWROUTE"),
        ("ethtol:STRSET_GET", "did you mean ethtool?"),
        ("ethtool:STRSET_GTE", "did you mean STRSET_GET"),
    ] {
        let (code, _, note) = said(&["--as", wrong, "-x", "00"], "");
        assert!(code == 2 && note.contains(hint), "{wrong}: {note}");
    }
    let (_, _, note) = said(&["--as", "IFLA_INFO_DATA", "-x", "08000100 2a000000"], "");
    assert!(note.contains("its meaning depends on IFLA_INFO_KIND"), "{note}");
}

/// A message of udev from a machine of the other byte order.
#[test]
fn the_byte_order_of_udev() {
    let header = |order: fn(u32) -> [u8; 4]| {
        let numbers = [40u32, 40, 11].map(order).concat();
        [
            &b"libudev\0"[..],
            &[0xfe, 0xed, 0xca, 0xfe],
            &numbers,
            &[0x12, 0x34, 0x56, 0x78],
            &[0; 12],
            b"ACTION=add\0",
        ]
        .concat()
    };
    for order in [u32::to_le_bytes as fn(u32) -> [u8; 4], u32::to_be_bytes] {
        let hex: String = header(order).iter().map(|byte| format!("{byte:02x}")).collect();
        let (code, out, _) = said(&["-x", &hex], "");
        let out = out.split_whitespace().collect::<Vec<_>>().join(" ");
        let expected = "magic=0xfeedcafe header_size=40B properties_off=40B properties_len=11B filter_subsystem_hash=0x12345678";
        assert!(code == 0 && out.contains(expected) && out.contains("\"ACTION=add\""), "{out}");
    }
}

/// The body of a control message, as neli's log and extended acknowledgements of a dump have it.
#[test]
fn less_than_a_control_message() {
    let done = "[234, 255, 255, 255, 12, 0, 1, 0, 78, 111, 32, 108, 105, 110, 107, 0]";
    let (code, out, note) = said(&["--as", "NLMSG_DONE", "-x", done], "");
    assert_eq!(code, 0, "{note}");
    assert!(out.contains("EINVAL") && out.contains("NLMSGERR_ATTR_MSG  \"No link\""), "{out}");
    let error =
        format!("[255, 255, 255, 255, 32, 0, 0, 0, 18, 0, 1, 3, 7, 0, 0, 0, 0, 0, 0, 0{}]", ", 0".repeat(16));
    let (code, out, note) = said(&["--as", "NLMSG_ERROR", "-x", &error], "");
    assert_eq!(code, 0, "{note}");
    assert!(out.contains("EPERM") && out.contains("nlmsg_type=RTM_GETLINK"), "{out}");
}

/// Strings that a language joins are one body.
#[test]
fn a_body_in_several_strings() {
    let text = "[]byte(\"\\x02\\x00\\x00\\x00\" + \"\\x0b\\x00\\x01\\x00\\x66\\x69\\x6c\\x74\\x65\\x72\\x00\\x00\" +\n\t\"\\x08\\x00\\x02\\x00\\x00\\x00\\x00\\x00\"),";
    let (code, out, note) = said(&["--as", "NFT_MSG_NEWTABLE", "-x", "-"], text);
    assert_eq!(code, 0, "{note}");
    assert_eq!(out.matches("NFT_MSG_NEWTABLE").count(), 1, "{out}");
    assert!(out.contains("NFTA_TABLE_NAME  \"filter\"") && out.contains("NFTA_TABLE_FLAGS"), "{out}");
}

/// The log of a parser shows a message, and its parts again.
#[test]
fn fragments_beside_messages_are_left_out() {
    let bytes: Vec<u8> = REQUEST.split(' ').map(|byte| u8::from_str_radix(byte, 16).unwrap()).collect();
    let text = format!(
        "TRACE [neli::nl] Buffer to be deserialized: {bytes:?}\nTRACE [neli::nl] Buffer to be deserialized: {:?}\nTRACE Field deserialized: 32\nTRACE [neli::nl] Buffer to be deserialized: {:?}\n",
        &bytes[..4],
        &bytes[4..6]
    );
    let (code, out, note) = said(&["-x", "-"], &text);
    assert_eq!(code, 0, "{note}");
    assert_eq!(out.matches("seq=").count(), 1, "{out}");
    assert!(note.contains("no messages, and left out"), "{note}");
}

/// A byte after a message is not lost.
#[test]
fn what_follows_a_message_is_shown() {
    let (_, out, _) = said(&["--lint", "--protocol", "route", "-x", &format!("{REQUEST} ff")], "");
    assert!(out.contains("33 bytes") && out.contains("ff"), "{out}");
}

/// Open vSwitch's log has headers only, with numbers in hexadecimal.
#[test]
fn the_log_of_open_vswitch() {
    let text = "2019-07-05T05:28:55Z|00212|netlink_socket|DBG|nl_sock_send__ (Success): nl(len:24, type=30(ovs_flow), flags=305[REQUEST][ACK][DUMP], seq=81, pid=10,genl(cmd=3,version=1)\n\
                2019-07-05T05:28:55Z|00213|netlink_socket|DBG|nl_sock_recv__ (Success): nl(len:36, type=2(error), flags=100, seq=81, pid=10 error(-2(No such file or directory), in-reply-to(nl(len:44, type=30(ovs_flow), flags=5[REQUEST][ACK], seq=81, pid=10))))\n";
    let (code, out, note) = said(&["-x", "-"], text);
    assert_eq!(code, 0, "{note}");
    for part in [
        "ovs_flow OVS_FLOW_CMD_GET  seq=129 portid=10",
        "NLM_F_REQUEST|NLM_F_ACK|NLM_F_DUMP  ",
        "error  ENOENT",
        "nlmsg_type=ovs_flow",
    ] {
        assert!(out.contains(part), "{part}: {out}");
    }
}

/// libnl 1 writes other names and 18 bytes a row; libnl's Python port puts a place before each line.
#[test]
fn other_versions_of_libnl() {
    let old = "-- Debug: Sent Message:\n--- BEGIN NETLINK MESSAGE ---\n[HEADER] 16 octets\n.nlmsg_len = 36\n.nlmsg_type = 22 <0x16>\n.nlmsg_flags = 5 <REQUEST,ACK>\n.nlmsg_seq = 13\n.nlmsg_pid = 41\n[PAYLOAD] 20 octets\n05 00 00 00 08 00 03 00 02 00 00 00 08 00 01 00 00 00 ..................\n00 00 ..\n--- END NETLINK MESSAGE ---\n";
    let python = "DBG<0>/usr/libnl/msg.py:640  print_msg: ---   BEGIN NETLINK MESSAGE ---\nDBG<0>/usr/libnl/msg.py:645  print_msg:   [NETLINK HEADER] 16 octets\nDBG<0>/usr/libnl/msg.py:512  print_hdr:     .nlmsg_len = 36\nDBG<0>/usr/libnl/msg.py:513  print_hdr:     .type = 22 <0x16>\nDBG<0>/usr/libnl/msg.py:514  print_hdr:     .flags = 5 <REQUEST,ACK>\nDBG<0>/usr/libnl/msg.py:515  print_hdr:     .seq = 13\nDBG<0>/usr/libnl/msg.py:516  print_hdr:     .port = 41\nDBG<0>/usr/libnl/msg.py:654  print_msg:   [PAYLOAD] 20 octets\nDBG<0>/usr/libnl/msg.py:489  dump_hex:     05 00 00 00 08 00 03 00 02 00 00 00 08 00 01 00 ................\nDBG<0>/usr/libnl/msg.py:489  dump_hex:     00 00 00 00                                     ....\nDBG<0>/usr/libnl/msg.py:670  print_msg: ---  END NETLINK MESSAGE   ---\n";
    for text in [old, python] {
        let (code, out, note) = said(&["--protocol", "22=nl80211", "-x", "-"], text);
        assert_eq!(code, 0, "{note}");
        assert!(
            out.contains("NL80211_CMD_GET_INTERFACE  seq=13 portid=41  NLM_F_REQUEST|NLM_F_ACK\n"),
            "{out}"
        );
        assert!(out.contains("NL80211_ATTR_IFINDEX  2") && out.contains("NL80211_ATTR_WIPHY  0"), "{out}");
    }
}

/// A capture that begins after its families were announced.
#[test]
fn a_capture_without_announcements() {
    let bytes: Vec<u8> =
        (0..SCAN.len()).step_by(2).map(|at| u8::from_str_radix(&SCAN[at..at + 2], 16).unwrap()).collect();
    let packet = [&[0, 4, 3, 0x38, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 16][..], &bytes].concat();
    let path = std::path::PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
        .join(format!("unannounced-{}.pcap", std::process::id()));
    std::fs::write(&path, capture([(packet.as_slice(), packet.len())])).unwrap();
    let (code, out, note) = said(&["-r", path.to_str().unwrap()], "");
    assert_eq!(code, 0, "{note}");
    assert!(out.contains("nl80211 NL80211_CMD_TRIGGER_SCAN"), "{out}");
    assert!(note.contains("family 36 fits nl80211 NL80211_CMD_TRIGGER_SCAN best"), "{note}");
    assert!(out.contains("family 36 is a guess"), "{out}");
    // A comparison guesses too.
    let path_text = path.to_str().unwrap();
    let (_, _, note) = said(&["--diff", path_text, path_text], "");
    assert!(note.contains("family 36 fits nl80211"), "{note}");
    // The user's word counts more than the guess.
    let (_, out, note) = said(&["--protocol", "36=ethtool", "-r", path.to_str().unwrap()], "");
    assert!(out.contains("ethtool") && !note.contains("fits"), "{out} {note}");
    std::fs::remove_file(&path).unwrap();
}

/// A paste that was cut shows what is there, as cut.
#[test]
fn the_end_of_a_paste_may_be_missing() {
    let list = "buffer: [\n 0x30, 0, 0, 0, // len\n 0x10, 0, // type\n 5, 0, 7, 0, 0, 0, 0, 0, 0, 0,\n 0, 0, 0, 0, 3, 0, 0, 0,\n";
    let (code, out, note) = said(&["--protocol", "route", "-x", "-"], list);
    assert_eq!(code, 0, "{note}");
    assert!(out.contains("24 bytes  cut") && out.contains("RTM_NEWLINK  seq=7"), "{out}");
    // A string without an end is an error, but what precedes it is shown.
    let whole = "sendto(3, [{nlmsg_len=20, nlmsg_type=RTM_GETADDR, nlmsg_flags=NLM_F_REQUEST|NLM_F_DUMP, nlmsg_seq=9, nlmsg_pid=0}, \"\\0\\0\\0\\0\"], 20, 0, NULL, 0) = 20\n";
    let broken = "sendto(3, [{nlmsg_len=40, nlmsg_type=RTM_NEWADDR, nlmsg_flags=NLM_F_REQUEST, nlmsg_seq=10, nlmsg_pid=0}, \"\\x02\\x08\\x00\\x00\\x05\\x00";
    let (code, out, note) = said(&["-x", "-"], &format!("{whole}{broken}"));
    assert_eq!(code, 1, "{note}");
    assert!(out.contains("RTM_GETADDR  seq=9") && out.contains("RTM_NEWADDR  seq=10"), "{out}");
    assert!(note.contains("line 2") && note.contains("this string does not end"), "{note}");
}

/// libnl's output from the middle of a log: a message without its first line, and one that ends in its header.
#[test]
fn the_begin_of_a_log_may_be_missing() {
    let text = "  [NETLINK HEADER] 16 octets\n    .nlmsg_len = 36\n    .type = 2 <ERROR>\n    .flags = 256 <ROOT>\n    .seq = 17\n    .port = -15\n  [ERRORMSG] 20 octets\n    .error = 0 \"Success\"\n  [ORIGINAL MESSAGE] 16 octets\nDBG<2>/src/libnl/lib/msg.c:285  __nlmsg_alloc: msg 0x555b: Allocated new message, maxlen=4096\n    .nlmsg_len = 16\n    .type = 16 <0x10>\n    .flags = 5 <REQUEST,ACK>\n    .seq = 17\n    .port = -15\n---  END NETLINK MESSAGE   ---\n--- BEGIN NETLINK MESSAGE ---\n  [NETLINK HEADER] 16 octets\n    .nlmsg_len = 596\n";
    let (code, out, note) = said(&["--protocol", "route", "-x", "-"], text);
    assert_eq!(code, 1, "{note}");
    assert!(note.contains("no header, or not all of it"), "{note}");
    assert_eq!(out.matches("  seq=17").count(), 1, "{out}");
    assert!(
        out.contains("NLMSG_ERROR  acknowledged  seq=17") && out.contains("NLM_F_REQUEST|NLM_F_ACK"),
        "{out}"
    );
}

/// Words between escapes are comments, and strings in a decoded message are not its body.
#[test]
fn words_are_not_bytes() {
    let text = "\\x20\\x00 \\x00\\x00 total length\n\\x12\\x00 type=18 \\x01\\x03 flags (request, dump)\n\\x07\\x00\\x00\\x00 seq\n\\x00\\x00\\x00\\x00 port id\n\\x00\\x00\\x00\\x00 \\x00\\x00\\x00\\x00\n\\x00\\x00\\x00\\x00 \\x00\\x00\\x00\\x00 zeros\n";
    let (code, out, note) = said(&["-x", "-"], text);
    assert_eq!(code, 0, "{note}");
    assert!(out.contains("32 bytes\n  RTM_GETLINK  seq=7 portid=0  NLM_F_REQUEST|NLM_F_DUMP\n"), "{out}");
    let text = "sendto(3, [{nlmsg_len=68, nlmsg_type=RTM_NEWLINK, nlmsg_flags=NLM_F_REQUEST, nlmsg_seq=1, nlmsg_pid=0}, {ifi_family=AF_UNSPEC, ifi_\nindex=0, ifi_change=0xffffffff}, [[{nla_len=13, nla_type=IFLA_IFNAME}, \"test_test\"...], [{nla_len=20, nla_type=IFLA_LINKINFO}, [{nla_len=13, nla_type=IFLA_INFO_KIND}, \"wireguard\"...]]]], 68, 0, NULL, 0) = 68\n";
    let (code, out, note) = said(&["-x", "-"], text);
    assert_eq!((code, out.as_str()), (1, ""), "{note}");
    assert!(note.contains("its bytes are not here"), "{note}");
}

/// Numbers of which two readings add up: as bytes and as wider numbers, in this machine's byte order and in the other.
#[test]
fn the_likelier_of_two_readings() {
    // An error of generic netlink, which says little in either order.
    let bytes = "240000000200000107000000090000 00feffffff1c0000001b00050007000000090000 00";
    let (_, expected, _) = said(&["-q", "-x", bytes], "");
    assert!(expected.contains("NLMSG_ERROR  seq=7"), "{expected}");
    let words = "0000000 00000024 01000002 00000007 00000009\n0000020 fffffffe 0000001c 0005001b 00000007\n0000040 00000009\n0000044\n";
    let decimal = "0000000  36   0   0   0   2   0   0   1   7   0   0   0   9   0   0   0\n0000020 254 255 255 255  28   0   0   0  27   0   5   0   7   0   0   0\n0000040   9   0   0   0\n0000044\n";
    for text in [words, decimal] {
        assert_eq!(said(&["-q", "-x", "-"], text).1, expected, "{text}");
        assert_eq!(
            said(&["-q", "-x", "-"], &format!("I send this:\n\n{text}\nWhy?\n")).1,
            expected,
            "{text}"
        );
    }
}

/// What has no bytes ends with status 1 and a sentence.
#[test]
fn forms_without_bytes_are_named() {
    for (text, expected) in [
        (
            "0000000  sp nul nul nul dc2 nul soh etx bel nul nul nul nul nul nul nul\n",
            "od -a leaves out the highest bit",
        ),
        (
            "| 01 00 00 00  |\t|  extra header  |\n|00008|--|00002|\t|len |flags| type|\n| 00 00 00 01  |\t|      data      |\n",
            "after the message's header",
        ),
        (
            "NetlinkMessage { header: NetlinkHeader { length: 60, message_type: 32, flags: 1541, sequence_number: 0, port_number: 0 }, payload: InnerMessage(NewRule(RuleMessage { attributes: [Table(254)] })) }",
            "bytes are not here",
        ),
    ] {
        let (code, out, complaint) = said(&["-x", "-"], text);
        assert_eq!((code, out.as_str()), (1, ""), "{text}: {complaint}");
        assert!(complaint.contains(expected), "{text}: {complaint}");
    }
}

/// Long texts of each form, and of nearly each, end with a result or an error. The unit test `work_grows_with_the_length_alone`
/// counts their steps.
#[test]
fn long_pastes_end() {
    let bytes: Vec<u8> = REQUEST.split(' ').map(|byte| u8::from_str_radix(byte, 16).unwrap()).collect();
    let escapes: String = bytes.iter().map(|byte| format!("\\x{byte:02x}")).collect();
    let list: String = bytes.iter().map(|byte| format!("{byte:#x}, ")).collect();
    let rows = [
        format!("\"{escapes}\",\n"),
        format!("{{ {list} }},\n"),
        format!("{REQUEST}\n"),
        "20 00 00 01 00 00 00 00 nothing 20 00 00 00\n".to_owned(),
        "[[[[{{{{((((\n".to_owned(),
        "'\"'\n".to_owned(),
        "{nlmsg_len=4000, nlmsg_type=RTM_GETLINK, nlmsg_flags=0, nlmsg_seq=1, nlmsg_pid=0}, [{nla_len=8, nla_type=1}, [{nla_len=8, nla_type=1}, \n".to_owned(),
        "00000000: 20000000 12000103\n".to_owned(),
        "0000: 00\n*\n".to_owned(),
        "IAAAABIAAQMHAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n".to_owned(),
    ];
    for row in rows {
        let text = row.repeat((1 << 16) / row.len() + 1);
        let output = nltrace(&["-q", "-c", "-x", "-"], text.as_bytes());
        assert!(
            output.status.code().is_some_and(|code| code < 2),
            "{row}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
}

/// The examples of docs/paste.md are all the same message.
#[test]
fn the_examples_of_the_documentation() {
    let text = include_str!("../../docs/paste.md");
    let examples: Vec<&str> =
        text.split("```paste\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert!(examples.len() > 10, "{}", examples.len());
    for example in examples {
        let (code, out, complaint) = said(&["-x", "-"], example);
        assert_eq!(code, 0, "{example}: {complaint}");
        let requests = out
            .lines()
            .filter(|line| line.trim().starts_with("RTM_GETLINK  seq=7 portid=0  NLM_F_REQUEST|NLM_F_DUMP"));
        assert_eq!(requests.count(), 1, "{example}: {out}");
        assert_eq!(out.lines().filter(|line| line.contains("seq=")).count(), 1, "{example}: {out}");
    }
}

/// A packet of link type NFLOG is the body of an `NFULNL_MSG_PACKET`.
#[test]
fn packets_of_nflog() {
    let mut packet = vec![2, 0, 0, 5];
    packet.extend([10, 0, 10, 0, b'd', b'r', b'o', b'p', b':', 0, 0, 0]);
    packet.extend([8, 0, 5, 0, 0, 0, 0, 3]);
    let mut file = capture([(packet.as_slice(), packet.len())]);
    file[20] = 239;
    let out = stdout(&["-r", "-"], &file);
    assert!(
        out.contains("NFULNL_MSG_PACKET")
            && out.contains("NFULA_PREFIX  \"drop:\"")
            && out.contains("NFULA_IFINDEX_OUTDEV"),
        "{out}"
    );
    // Shorter than its head it is none.
    let mut file = capture([(&packet[..3], 3)]);
    file[20] = 239;
    assert_eq!(stdout(&["-q", "-r", "-"], &file), "");
}
