//! A capture with keys reads the same with any number of threads, also where a message that holds one is followed by what may be
//! the rest of it.

use super::made::{NETLINK, Order, pcap, record};
use super::{nltrace, texts};

fn message(kind: u16, seq: u32, body: &[u8]) -> Vec<u8> {
    let mut bytes = u32::try_from(16 + body.len()).unwrap().to_le_bytes().to_vec();
    bytes.extend([kind.to_le_bytes(), 1u16.to_le_bytes()].concat());
    bytes.extend([seq.to_le_bytes(), [0; 4]].concat());
    bytes.extend(body);
    bytes
}

fn xfrm(payload: &[u8]) -> Vec<u8> {
    let head = [0, 4, 3, 0x38, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 6];
    [&head, payload].concat()
}

/// `XFRM_MSG_NEWSA` that ends in a key.
fn association(seq: u32) -> Vec<u8> {
    let key = [&b"cbc(aes)"[..], &[0; 56], &256u32.to_le_bytes(), &[0x5a; 32]].concat();
    let attribute = [&104u16.to_le_bytes()[..], &2u16.to_le_bytes(), &key].concat();
    message(16, seq, &[&[0; 224], &attribute[..]].concat())
}

#[test]
fn one_two_and_five_threads_agree() {
    // The beginning of XFRM_MSG_GETSA. After a key it counts as the rest of the key.
    let part = |seq| {
        let mut bytes = message(18, seq, &[0; 24]);
        bytes[0] = 200;
        bytes
    };
    let mut file = pcap(Order::Little, false, 0x40000, NETLINK);
    let mut add = |payload: &[u8]| {
        let packet = xfrm(payload);
        file.extend(record(Order::Little, (1, 0), &packet, packet.len()));
    };
    for turn in 0..12u32 {
        let seq = 1000 + turn;
        // After a key, and after a message without one, where it is a request that was cut.
        add(&[association(1), part(seq)].concat());
        add(&[message(21, 2, &[0; 16]), part(seq + 500)].concat());
        // Several batches lie between this and the answers.
        for filler in 0..2000 {
            add(&message(21, 100_000 + turn * 2000 + filler, &[0; 16]));
        }
        add(&message(16, seq, &[0; 224]));
        add(&message(16, seq + 500, &[0; 224]));
    }
    for options in [&["-F", "json"][..], &["--time", "none"], &["-c"], &["-F", "json", "-e", "error"]] {
        let of = |threads| texts(&nltrace(&[options, &["--threads", threads]].concat(), &file)).0;
        let one = of("1");
        for threads in ["2", "5"] {
            let several = of(threads);
            let differs = one.lines().zip(several.lines()).find(|(one, other)| one != other);
            assert_eq!(differs, None, "{options:?}, {threads} threads");
            assert!(one == several, "{options:?}, {threads} threads: one is longer");
        }
    }
}
