//! `-x` and `--protocol`: what was pasted, what it was taken for, and what can't be understood.

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
    assert_eq!(note, "nltrace: note: taken for NETLINK_ROUTE; --protocol says otherwise\n");
    assert_eq!(said(&["-x", "-"], REQUEST), (code, out, note));
}

/// What no table knows is shown all the same, and errors don't point at what has no name.
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
    let out = stdout(&["-F", "json", "--protocol", "99", "-r", "-"], &file);
    assert!(out.contains("\"protocol\":99"), "{out}");
}

#[test]
fn what_cannot_be_understood_is_named() {
    let (code, out, complaint) = said(&["-x", "20 00 zz"], "");
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(
        complaint.starts_with("nltrace: error: -x: line 1, column 7: can't understand \"zz\""),
        "{complaint}"
    );
    let (code, _, complaint) = said(&["-x", "-"], "");
    assert_eq!(code, 1);
    assert!(complaint.contains("there are no bytes"), "{complaint}");
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
        assert_eq!(pasted, captured, "{path:?}");
    }
}
