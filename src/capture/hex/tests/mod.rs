//! The same messages in every form give the same bytes.

use nltrace_decoders::wire::Endian;

use super::*;
use crate::strange::{Strange, TEXTS};
use forms::{FORMS, joined_by, message, rows};

mod dresses;
mod forms;

fn paste(text: &str) -> Pasted {
    Pasted::read(text.as_bytes(), PasteOptions::default())
}

/// Returns the beginning of the first note, before its advice.
fn taken(pasted: &Pasted) -> &str {
    let first = pasted.notes.first().map_or("", String::as_str);
    first.split(';').next().unwrap_or_default()
}

fn read(text: &str) -> Pasted {
    let pasted = paste(text);
    assert_eq!(pasted.error, None, "{text}");
    pasted
}

fn bytes(text: &str) -> Vec<Vec<u8>> {
    read(text).parcels.into_iter().map(|parcel| parcel.bytes).collect()
}

fn error(text: &str) -> String {
    paste(text).error.map_or_else(|| format!("understood: {:?}", bytes(text)), |error| error.to_string())
}

#[test]
fn the_same_message_in_every_form() {
    let mut wrong = Vec::new();
    for (name, form) in FORMS {
        // Last lines of every length.
        for len in 38..=72 {
            let message = message(len);
            let text = form(&message);
            let pasted = paste(&text);
            let found: Vec<Vec<u8>> = pasted.parcels.into_iter().map(|parcel| parcel.bytes).collect();
            // Memory has no end in the middle of a word.
            let is_padded = name.starts_with("gdb") && found.len() == 1 && found[0].starts_with(&message);
            if pasted.error.is_some() || !is_padded && found != [message.as_slice()] {
                wrong.push(format!("{name}, {len} bytes: {:?} {found:02x?}\n{text}", pasted.error));
                break;
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn every_form_is_in_the_documentation() {
    let text = include_str!("../../../../docs/paste.md");
    for (name, _) in FORMS {
        assert!(text.contains(&format!("`{name}`")), "{name} is missing in docs/paste.md");
    }
}

#[test]
fn every_form_gives_the_protocol() {
    let message = message(48);
    for (name, form) in FORMS {
        let pasted = read(&form(&message));
        assert_eq!(pasted.parcels[0].protocol, Some(0), "{name}: {:?}", pasted.notes);
    }
    let cooked = [&[0, 4, 3, 0x38, 0, 0, 0xde, 0xad, 0, 0, 0, 0, 0, 0, 0, 4][..], &message].concat();
    // A cooked header is no part of a message whose header is text.
    let headed = [
        "C with characters",
        "Go header and list",
        "Go NLDEBUG",
        "netlink-packet's buffer",
        "Go %v of a message",
        "spew of a message",
        "neli",
        "strace in a narrow terminal",
        "strace of 2017",
        "strace of today",
        "libnl's debug output",
    ];
    for (name, form) in FORMS.iter().filter(|(name, _)| !headed.contains(name)) {
        let mut pasted = read(&form(&cooked));
        assert!(pasted.notes.is_empty(), "{name}: {:?}", pasted.notes);
        let datagram = pasted.next().unwrap();
        assert_eq!((datagram.protocol, datagram.bytes), (Some(4), message.as_slice()), "{name}");
    }
}

#[test]
fn what_the_user_says_counts() {
    let options = PasteOptions { protocol: Some(6), ..PasteOptions::default() };
    let mut pasted = Pasted::read(FORMS[0].1(&message(48)).as_bytes(), options);
    assert!(pasted.notes.is_empty());
    assert_eq!(pasted.next().unwrap().protocol, Some(6));
}

#[test]
fn several_messages_in_sequence() {
    let (first, second) = (message(48), message(60));
    let both = [first.clone(), second.clone()].concat();
    // Side by side they are one datagram.
    assert_eq!(bytes(&FORMS[1].1(&both)), [both.as_slice()]);
    let mut wrong = Vec::new();
    // Dumps whose offsets begin again, paragraphs, lists and lines are several.
    for form in FORMS.iter().filter(|(name, _)| {
        ![
            "od -tx1",
            "C string",
            "Wireshark escaped",
            "escapes without quotes",
            "0x in one",
            "0x list",
            "0x list, short",
            "xxd -p",
        ]
        .contains(name)
            && !name.starts_with("gdb")
            && !name.starts_with("base64")
    }) {
        let text = form.1(&first) + "\n\n" + &form.1(&second);
        let pasted = paste(&text);
        let found: Vec<Vec<u8>> = pasted.parcels.into_iter().map(|parcel| parcel.bytes).collect();
        if pasted.error.is_some() || found != [first.as_slice(), &second] {
            wrong.push(format!("{}: {:?} {found:02x?}\n{text}", form.0, pasted.error));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn a_packet_that_tcpdump_writes_twice_is_one() {
    let message = message(48);
    let dump = rows(&message, (16, 2), |at, hex, text| format!("\t0x{at:04x}:  {hex}  {text}\n"), false);
    let bare = rows(&message, (16, 2), |at, hex, _| format!("\t0x{at:04x}:  {}\n", hex.trim_end()), false);
    let text = format!("1 UNSUPPORTED\n{dump}{bare}2 UNSUPPORTED\n{dump}{bare}");
    assert_eq!(bytes(&text), [message.as_slice(), &message]);
}

#[test]
fn a_star_stands_for_lines_like_the_one_before() {
    let text = "00000000  50 00 00 00 10 00 00 00  00 00 00 00 00 00 00 00  |P...............|\n\
                00000010  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  |................|\n*\n00000050\n";
    let found = bytes(text);
    assert_eq!(found[0].len(), 0x50);
    assert!(found[0][5..].iter().all(|byte| *byte == 0));
}

#[test]
fn strace_says_which_way() {
    let text = "sendto(3, \"\\24\\0\\0\\0\\22\\0\\1\\3\\1\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\", 20, 0, NULL, 0) = 20\n\
                recvmsg(3, {msg_name={sa_family=AF_NETLINK}, msg_iov=[{iov_base=\"\\x14\\x00\\x00\\x00\\x03\\0\\2\\0\\1\\0\\0\\0\"..., iov_len=4096}]}, 0) = 20\n";
    let mut pasted = read(text);
    let sent = pasted.next().unwrap();
    assert_eq!((sent.direction, sent.bytes.len(), sent.cut), (Direction::Send, 20, None));
    let received = pasted.next().unwrap();
    assert_eq!((received.direction, received.bytes.len()), (Direction::Receive, 12));
    assert_eq!(received.cut, Some(Cut::Snaplen));
}

#[test]
fn a_message_in_parts_is_one() {
    let message = message(48);
    let parts: Vec<String> = message
        .chunks(16)
        .map(|part| format!("vec![{}]", joined_by(part, ", ", |b| format!("{b:#x}"))))
        .collect();
    assert_eq!(bytes(&parts.join(",\n")), [message.as_slice()]);
}

#[test]
fn literals_with_comments() {
    let text = "M = (\n    b\"\\x14\\x00\\x00\\x00\"  # nlmsg_len: \"20\" [20]\n    b\"\\x12\\x00\\x01\\x03\\x01\\0\\0\\0\"\n    b\"\\0\\0\\0\\0\\0\\0\\0\\0\"\n)\n";
    assert_eq!(bytes(text)[0].len(), 20);
    let text = "{\n\t0x14, 0x00, 0x00, 0x00, /* nlmsg_len: {20, 0} */\n\t0x12, 0, 1, 3, // 'type'\n\t1, 0, 0, 0, 0, 0, 0, 0,\n\t0, 0, 0, 0,\n}";
    assert_eq!(bytes(text)[0].len(), 20);
}

#[test]
fn byte_order_by_the_lengths() {
    let big = [&[0, 0, 0, 20][..], &[0, 18, 3, 1, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 0]].concat();
    assert_eq!(read(&FORMS[1].1(&big)).next().unwrap().endian, Endian::Big);
    assert_eq!(read(&FORMS[1].1(&message(40))).next().unwrap().endian, Endian::Little);
}

#[test]
fn which_protocol_by_the_tables() {
    // SOCK_DIAG_BY_FAMILY for TCP: type 20, which is RTM_NEWADDR elsewhere.
    let mut request = vec![72, 0, 0, 0, 20, 0, 1, 3, 1, 0, 0, 0, 0, 0, 0, 0, 2, 6, 0, 0, 0xff, 0xf, 0, 0];
    request.resize(72, 0);
    assert_eq!(taken(&read(&FORMS[0].1(&request))), "fits NETLINK_SOCK_DIAG best");
    // The end of a dump is the same in all.
    let done = [20, 0, 0, 0, 3, 0, 2, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    assert_eq!(taken(&read(&FORMS[0].1(&done))), "the bytes do not show their protocol");
    // The words beside it decide.
    let text = FORMS[1].1(&request) + "\n\n" + &FORMS[1].1(&done);
    assert_eq!(taken(&read(&text)), "fits NETLINK_SOCK_DIAG best");
}

#[test]
fn errors_name_the_spot() {
    for (text, expected) in [
        ("", "line 1, column 1: there are no bytes"),
        ("28 00 00\n00 1g 00", "line 2, column 4: can't understand \"1g\""),
        ("28 00 000", "line 1, column 7: \"000\" has an odd number of digits"),
        ("{0x28, 0x1000, 0, 0, 0}", "line 1, column 8: this is wider than a byte"),
        ("{0x28, 0x10, 0, LEN, 0, 0}", "line 1, column 17: can't understand \"LEN\""),
        ("[40, 0, 256, 0]", "line 1, column 9: this is more than a byte holds"),
        ("b\"\\x14\\x00", "line 1, column 2: this string does not end"),
        ("00000000  28 00 00 zz  |(...|\n", "line 1, column 20: \"zz\" is no byte in hexadecimal"),
        (
            "00000000: 2800 0000  (...\n00000008: 1000 0500  ....\n",
            "line 2, column 1: this offset should be 0x4",
        ),
        ("0000000 0028 0000 0010 0a05\n0000008\n", "line 1, column 1: 16-bit words"),
        (
            "sendto(3, [{nlmsg_len=20, nlmsg_type=0x12}], 20, 0, NULL, 0) = 20",
            "line 1, column 13: strace has decoded",
        ),
        ("20, 0, 0, 0, 18", "line 1, column 1: decimal or hexadecimal?"),
        ("hello", "line 1, column 1: can't understand \"hello\""),
    ] {
        let error = error(text);
        assert!(error.starts_with(expected), "{text:?}: {error}");
    }
}

#[test]
fn what_stands_before_an_error_is_kept() {
    let good = rows(&message(48), (16, 1), |at, hex, text| format!("{at:08x}  {hex}  |{text}|\n"), true);
    let pasted = paste(&(good + "\n\n00000000  28 00 zz 00\n"));
    assert!(pasted.error.is_some());
    assert_eq!(pasted.parcels.first().map(|parcel| parcel.bytes.clone()), Some(message(48)));
}

#[test]
fn no_text_makes_it_panic() {
    let seeds = FORMS.iter().map(|(_, form)| form(&message(44)));
    for seed in seeds {
        let bytes = seed.as_bytes();
        // Every place in a short text, some in a long one.
        for at in (0..bytes.len()).step_by(bytes.len() / 24 + 1) {
            for odd in [b"\"".as_slice(), b"\\", b"{", b"x", b"\xff", b"", b"\n*\n"] {
                let text = [&bytes[..at], odd, &bytes[(at + 1).min(bytes.len())..]].concat();
                let _ = Pasted::read(&text, PasteOptions::default());
            }
            let _ = paste(seed.get(..at).unwrap_or_default());
        }
    }
}

#[test]
fn no_text_is_too_strange() {
    let mut strange = Strange::new(&[
        "\"\\x14\\0\\u{12}\\u0041\\n\"",
        "'a' '\\'' b'\\x00'",
        "{ 0x14, 0x00, '\\0', 18 }",
        "[pid 17] sendto(3, \"\\24\\0\\0\\0\"..., 20, 0, NULL, 0) = 20",
        "00000000  14 00 00 00 12 00 01 03  |........|\n00000008  00 00",
        "14000000120001030100000000000000",
        "const X: [u8; 4] = [20u8, 0, 0, 0];",
        "bytes.fromhex('14 00')",
        "/* a */ 0x14 // b\n# c\n0x00",
        "\\x14\\x00\\x00",
    ]);
    for _ in 0..TEXTS {
        let text = strange.text();
        let mut pasted = paste(&text);
        while pasted.next().is_some() {}
    }
}

/// Four times the text takes about four times the steps, in each form and in texts that are nearly one.
#[test]
fn work_grows_with_the_length_alone() {
    let message = message(48);
    let odd = [
        "[[[[{{{{((((\n",
        "'\"'\n",
        "\"\\x14\", ",
        "20 00 00 01 00 00 00 00 nothing 20 00 00 00\n",
        "0000: 00\n*\n",
        "{nlmsg_len=4000, nlmsg_type=RTM_GETLINK, nlmsg_flags=0, nlmsg_seq=1, nlmsg_pid=0}, [{nla_len=8, nla_type=1}, [{nla_len=8, nla_type=1}, \n",
        "sendto(3, [{nlmsg_len=20, nlmsg_type=0x12, \n",
        "0x0 <repeats 15 times>, ",
        "20 0 0 0 18 0 1 3\n*\n",
    ];
    let texts = FORMS.iter().map(|(name, form)| (*name, form(&message) + "\n\n"));
    for (name, text) in texts.chain(odd.iter().map(|text| (*text, (*text).to_owned()))) {
        let steps = |count: usize| {
            effort::steps();
            let _ = paste(&text.repeat(count));
            effort::steps()
        };
        let once = 4096 / text.len() + 1;
        let (few, many) = (steps(once), steps(4 * once));
        assert!(many <= 6 * few + 1000, "{name}: {few} steps, {many} for four times the text");
    }
}

/// A short text that stands for much takes bounded memory.
#[test]
fn abridged_bytes_are_bounded() {
    let list = "{0x1, 0x0 <repeats 1000000 times>}\n".repeat(100);
    let strings = "\"\\001\", '\\000' <repeats 1000000 times>\n".repeat(100);
    let dump = "00000000  20 00 00 00 12 00 01 03  00 00 00 00 00 00 00 00\n*\n00100000\n\n".repeat(100);
    for text in [list, strings, dump] {
        let total: usize = paste(&text).parcels.iter().map(|parcel| parcel.bytes.len()).sum();
        // What is left of a text is read a few times more.
        assert!(total < 96 << 20, "{total} bytes of {} characters", text.len());
    }
}

/// Escapes that end too soon, in every form.
#[test]
fn unfinished_escapes() {
    for escape in [
        "\\",
        "\\x",
        "\\u",
        "\\u{",
        "\\u{é}",
        "\\u{é",
        "\\u{1f600",
        "\\U",
        "\\7",
        "\\u{110000}",
        "\\xé",
        "\\\n",
    ] {
        for text in [
            format!("\"{escape}"),
            format!("\"{escape}\""),
            format!("'{escape}"),
            escape.to_owned(),
            format!("\\x00{escape}"),
        ] {
            let _ = paste(&text);
        }
    }
}

/// A hundred thousand quotes of each kind: each is looked at a few times, not a hundred thousand.
#[test]
fn quotes_are_read_once() {
    let many = 100_000;
    for text in [
        format!("'{}", "\\'".repeat(many)),
        "'".repeat(many),
        format!("sendto(3, {}, 4) = 4", "\"\\x14\", ".repeat(many)),
        format!("\"{}", "\\\"".repeat(many)),
        "{'".repeat(many),
    ] {
        effort::steps();
        let _ = paste(&text);
        let steps = effort::steps();
        assert!(steps < 40 * text.len() as u64, "{:?} takes {steps} steps", &text[..12]);
    }
}
