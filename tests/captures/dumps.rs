//! Dumps as captures have them: counted, timed, and called out where they are not to be trusted.

use super::made::{NETLINK, Order, packet, pcap, record};
use super::{messages, nltrace, texts};

const MULTI: u16 = 0x2;
const INTERRUPTED: u16 = 0x12;

fn message(kind: u16, flags: u16, portid: u32, body: &[u8]) -> Vec<u8> {
    let mut bytes = (16 + body.len() as u32).to_le_bytes().to_vec();
    bytes.extend([kind.to_le_bytes(), flags.to_le_bytes()].concat());
    bytes.extend([5u32.to_le_bytes(), portid.to_le_bytes()].concat());
    bytes.extend(body);
    bytes
}

/// Returns a dump of three links in two datagrams, a second apart, and its end; with these flags.
fn dump(links: [u16; 3], end: u16) -> Vec<u8> {
    let [one, two, three] = links.map(|flags| message(16, flags, 100, &[0; 16]));
    let datagrams =
        [message(18, 0x301, 0, &[0; 16]), [one, two].concat(), three, message(3, end, 100, &[0; 4])];
    let mut file = pcap(Order::Little, false, 0x40000, NETLINK);
    for (second, datagram) in (1..).zip(&datagrams) {
        let packet = packet(datagram);
        file.extend(record(Order::Little, (second, 0), &packet, packet.len()));
    }
    file
}

fn words(capture: &[u8]) -> String {
    let (out, _, _) = texts(&nltrace(&["-F", "tree"], capture));
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_dump_is_one_thing() {
    let capture = dump([MULTI; 3], MULTI);
    assert!(words(&capture).ends_with("answers RTM_GETLINK after 3 s, 3 messages in 3 datagrams"));
    let all = messages(&capture);
    let end = &all[4];
    assert_eq!(end["answers"]["messages"], 3, "{end}");
    assert_eq!((end["answers"]["datagrams"].as_u64(), end["latency"].as_f64()), (Some(3), Some(3.0)));
    assert!(all.iter().all(|message| message.get("lints").is_none()));
}

/// Wherever the kernel notices it: in a part, or at the end alone.
#[test]
fn a_dump_that_changed_meanwhile_is_called_out() {
    for (links, end, first) in [
        ([MULTI, INTERRUPTED, MULTI], MULTI, 2),
        ([MULTI; 3], INTERRUPTED, 4),
        ([INTERRUPTED; 3], INTERRUPTED, 1),
    ] {
        let capture = dump(links, end);
        let printed = words(&capture);
        assert!(printed.contains("inconsistent: repeat it"), "{printed}");
        assert_eq!(printed.matches("dump-interrupted").count(), 1, "{printed}");
        let all = messages(&capture);
        let found = all.iter().position(|message| message.get("lints").is_some());
        assert_eq!(found, Some(first));
        assert_eq!(all[first]["lints"][0]["name"], "dump-interrupted");
        assert_eq!(all[4]["answers"]["interrupted"], true, "{}", all[4]);
    }
}
