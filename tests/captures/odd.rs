//! Captures as they are found: cut, damaged, and at odds with their own headers. The part before the damage is shown, the
//! damage is named with its offset, and the exit status reports it.

use super::made::{self, ETHERNET, NETLINK, Order, SLL, SLL2, message, packet};
use super::{messages, nltrace, seqs, texts};

/// Checks that so many messages are shown, and the report about the damage after them.
fn damaged(file: &[u8], shown: usize, what: &str) {
    for threads in ["1", "2"] {
        let (out, err, code) = texts(&nltrace(&["-F", "json", "--threads", threads], file));
        assert_eq!(out.lines().count(), shown, "{what}: {out}");
        assert_eq!((err.as_str(), code), (format!("nltrace: error: -: {what}\n").as_str(), Some(1)));
    }
}

#[test]
fn packets_longer_than_the_snaplen() {
    for snaplen in [0, 16] {
        let mut file = made::pcap(Order::Little, false, snaplen, NETLINK);
        let packet = packet(&message(Order::Little, 1));
        file.extend(made::record(Order::Little, (1, 0), &packet, packet.len()));
        assert_eq!(seqs(&messages(&file)), [1]);
    }
}

#[test]
fn a_million_microseconds_and_more() {
    let mut file = made::pcap(Order::Little, false, 0, NETLINK);
    let packet = packet(&message(Order::Little, 1));
    file.extend(made::record(Order::Little, (1, 2_500_000), &packet, packet.len()));
    assert_eq!(messages(&file)[0]["time"].as_f64(), Some(3.5));
}

#[test]
fn packets_cut_by_the_snaplen() {
    let mut file = made::pcap(Order::Little, false, 36, NETLINK);
    let packet = packet(&message(Order::Little, 1));
    file.extend(made::record(Order::Little, (1, 0), &packet, 36));
    file.extend(made::record(Order::Little, (1, 0), &packet, packet.len()));
    let found = messages(&file);
    assert_eq!(seqs(&found), [1, 1]);
    let notes = found[0]["notes"].to_string();
    assert!(notes.contains("nlmsg_len is 32, but there are 20 bytes"), "{notes}");
    assert_eq!(found[1]["notes"].to_string(), "[]");
}

/// A snaplen may leave less than the header before a message: nothing to show, and no damage either.
#[test]
fn packets_cut_within_their_header() {
    let mut file = made::pcap(Order::Little, false, 9, NETLINK);
    let whole = packet(&message(Order::Little, 1));
    file.extend(made::record(Order::Little, (1, 0), &whole, 9));
    file.extend(made::record(Order::Little, (1, 0), &whole, 0));
    file.extend(made::record(Order::Little, (1, 0), &whole, whole.len()));
    let (out, err, code) = texts(&nltrace(&["-F", "json"], &file));
    assert_eq!((out.lines().count(), code), (1, Some(0)), "{err}");
    let what = "2 packets are not shown: 2 shorter than the header of a netlink packet";
    assert_eq!(err, format!("nltrace: note: -: {what}\n"));
}

#[test]
fn messages_without_padding_and_what_is_behind_them() {
    let mut file = made::pcap(Order::Little, false, 0, NETLINK);
    // 17 bytes, padded or not, the last one not; then bytes that are no message.
    let mut odd = message(Order::Little, 1);
    odd.truncate(17);
    odd[0] = 17;
    let payload = [&odd[..], &[0; 3], &odd].concat();
    let packet = packet(&payload);
    file.extend(made::record(Order::Little, (1, 0), &packet, packet.len()));
    let trailing = made::packet(&[message(Order::Little, 2), vec![0; 6]].concat());
    file.extend(made::record(Order::Little, (1, 0), &trailing, trailing.len()));
    assert_eq!(seqs(&messages(&file)), [1, 1, 2]);
}

#[test]
fn hundreds_of_messages_in_a_packet() {
    let mut file = made::pcap(Order::Little, false, 0, NETLINK);
    let payload: Vec<u8> = (0..800).flat_map(|seq| message(Order::Little, seq)).collect();
    let packet = packet(&payload);
    file.extend(made::record(Order::Little, (1, 0), &packet, packet.len()));
    assert_eq!(seqs(&messages(&file)), (0..800).collect::<Vec<u64>>());
}

#[test]
fn files_that_end_too_soon() {
    let file = made::simple(1..=2);
    let second = 24 + 16 + 48;
    for cut in [1, 15] {
        let what = format!("damaged at offset {second}: the file ends in a packet's header");
        damaged(&file[..second + cut], 1, &what);
    }
    for cut in [16, 17, 63] {
        let what = format!("damaged at offset {second}: the file ends in the middle of a packet");
        damaged(&file[..second + cut], 1, &what);
    }
    assert_eq!(seqs(&messages(&file[..second])), [1]);
}

#[test]
fn lengths_that_are_lies() {
    let mut file = made::simple(1..=2);
    let second = 24 + 16 + 48;
    file[second + 8..second + 12].fill(0xff);
    damaged(&file, 1, &format!("damaged at offset {second}: a packet of impossible length"));
    // Long, but not impossible: the file's end shows that it is a lie, and it takes no memory before.
    file[second + 8..second + 12].copy_from_slice(&(200u32 << 20).to_le_bytes());
    damaged(&file, 1, &format!("damaged at offset {second}: the file ends in the middle of a packet"));
}

#[test]
fn damaged_pcapng() {
    let order = Order::Little;
    let mut file = made::section(order);
    file.extend(made::interface(order, NETLINK, 0, &[]));
    file.extend(made::enhanced(order, 0, 0, &packet(&message(order, 1)), &[]));
    let at = file.len();
    let next = made::enhanced(order, 0, 0, &packet(&message(order, 2)), &[]);
    let with = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut next = next.clone();
        change(&mut next);
        [&file[..], &next].concat()
    };
    let holds = |change: &dyn Fn(&mut Vec<u8>), what: &str| {
        damaged(&with(change), 1, &format!("damaged at offset {at}: {what}"));
    };
    holds(&|next| next.truncate(9), "the file ends in a block's header");
    holds(&|next| next.truncate(40), "the file ends in the middle of a block");
    holds(&|next| next[4] = 8, "a block of impossible length");
    holds(&|next| next[4] += 2, "a block of impossible length");
    holds(&|next| *next.last_mut().unwrap() = 1, "a block with two lengths that differ");
    holds(&|next| next[8] = 1, "a packet of an interface that is not described");
    holds(&|next| next[20] = 0xff, "a packet longer than its block");
    let mut file = with(&|_| ());
    file.extend(made::section(order));
    let at = file.len() - made::section(order).len();
    file[at + 8] = 0;
    damaged(&file, 2, &format!("damaged at offset {at}: a section of neither byte order"));
}

#[test]
fn what_is_no_capture() {
    for (bytes, what) in [
        (&b""[..], "the file is empty"),
        (&[0; 24], "this is no pcap or pcapng file"),
        (b"GET / HTTP/1.1\r\n", "this is no pcap or pcapng file"),
    ] {
        let (out, err, code) = texts(&nltrace(&["-F", "json"], bytes));
        let wanted = format!("nltrace: error: -: {what}\n");
        assert_eq!((out.as_str(), err, code), ("", wanted, Some(2)), "nothing could be begun");
    }
    let (_, err, code) = texts(&nltrace(&["-r", "/nonexistent"], b""));
    assert_eq!(code, Some(2), "-r twice: {err}");
}

#[test]
fn what_is_not_netlink_is_counted() {
    let order = Order::Little;
    let mut file = made::section(order);
    file.extend(made::interface(order, ETHERNET, 0, &[]));
    file.extend(made::interface(order, NETLINK, 0, &[]));
    file.extend(made::interface(order, SLL, 0, &[]));
    file.extend(made::interface(order, SLL2, 0, &[]));
    file.extend(made::interface(order, 9999, 0, &[]));
    let mut ether = packet(&message(order, 1));
    ether[2..4].copy_from_slice(&[0, 1]);
    for (interface, packet) in [
        (0, vec![0; 60]),
        (1, packet(&message(order, 7))),
        (0, vec![0; 60]),
        (2, ether),
        (3, made::packet_2(772, &[0; 20])),
        (4, vec![0; 3]),
    ] {
        file.extend(made::enhanced(order, interface, 0, &packet, &[]));
    }
    let (out, err, code) = texts(&nltrace(&["-F", "json"], &file));
    assert_eq!((out.lines().count(), code), (1, Some(0)), "{err}");
    assert_eq!(
        err,
        "nltrace: note: -: 5 packets are not netlink and not shown: 2 of link type ETHERNET, 1; 1 of link type 9999; \
         1 from devices of type ARPHRD_ETHER; 1 from devices of type ARPHRD_LOOPBACK\n"
    );
    assert_eq!(texts(&nltrace(&["-q", "-F", "json"], &file)).1, "");
}
