//! The same messages in every form give the same bytes.

use std::fmt::Write;

use nltrace_decoders::wire::Endian;

use super::*;
use crate::strange::{Strange, TEXTS};

/// A form in which bytes are written down: its name, and who writes it.
type Form = (&'static str, fn(&[u8]) -> String);

fn joined_by(bytes: &[u8], between: &str, each: impl Fn(&u8) -> String) -> String {
    bytes.iter().map(each).collect::<Vec<_>>().join(between)
}

fn ascii(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| if matches!(byte, 0x20..0x7f) { char::from(*byte) } else { '.' }).collect()
}

/// Lines with offsets: `wide` bytes in groups of `group`, padded to the width of a full line.
fn rows(
    bytes: &[u8],
    (wide, group): (usize, usize),
    line: impl Fn(usize, &str, &str) -> String,
    middle: bool,
) -> String {
    let digits = |chunk: &[u8]| {
        let mut text = String::new();
        for (at, byte) in chunk.iter().enumerate() {
            if at > 0 && at % group == 0 {
                text.push_str(if middle && at == 8 { "  " } else { " " });
            }
            let _ = write!(text, "{byte:02x}");
        }
        text
    };
    let full = digits(&vec![0; wide]).len();
    let lines = bytes.chunks(wide).enumerate().map(|(at, chunk)| {
        let text = format!("{:full$}", digits(chunk));
        line(at * wide, &text, &ascii(chunk))
    });
    lines.collect()
}

const FORMS: &[Form] = &[
    ("plain", |b| joined_by(b, "", |b| format!("{b:02x}"))),
    ("spaced", |b| joined_by(b, " ", |b| format!("{b:02X}"))),
    ("colons", |b| joined_by(b, ":", |b| format!("{b:02x}"))),
    ("pairs of bytes", |b| {
        b.chunks(2).map(|c| joined_by(c, "", |b| format!("{b:02x}"))).collect::<Vec<_>>().join(" ")
    }),
    ("0x in one", |b| format!("0x{}", joined_by(b, "", |b| format!("{b:02x}")))),
    ("0x list", |b| joined_by(b, ", ", |b| format!("0x{b:02x}"))),
    ("0x list, short", |b| joined_by(b, ",", |b| format!("{b:#x}"))),
    ("xxd -p", |b| b.chunks(30).map(|c| joined_by(c, "", |b| format!("{b:02x}")) + "\n").collect()),
    ("xxd -i", |b| {
        let list = joined_by(b, ", ", |b| format!("0x{b:02x}"));
        format!("unsigned char m_bin[] = {{\n  {list}\n}};\nunsigned int m_bin_len = {};\n", b.len())
    }),
    ("C", |b| {
        format!("static const char m[{}] = {{ {} }};", b.len(), joined_by(b, ", ", |b| format!("{b:#04x}")))
    }),
    ("C with characters", |b| {
        let each = |b: &u8| match *b {
            b'a'..=b'z' => format!("'{}'", char::from(*b)),
            0 => "0".to_owned(),
            b => format!("0x{b:02x}"),
        };
        format!("{{{}, {:#x}}}", joined_by(&b[..b.len() - 1], ", ", each), b[b.len() - 1])
    }),
    ("C string", |b| {
        b.chunks(8).map(|c| format!("\t\"{}\"\n", joined_by(c, "", |b| format!("\\x{b:02x}")))).collect()
    }),
    ("Rust", |b| {
        format!("const M: [u8; {}] = [{}];", b.len(), joined_by(b, ", ", |b| format!("0x{b:02x}_u8")))
    }),
    ("Rust Debug", |b| format!("{b:?}")),
    ("Rust byte string", |b| format!("let m = b\"{}\";", b.escape_ascii())),
    ("Go", |b| format!("m := []byte{{{}}}", joined_by(b, ", ", |b| format!("0x{b:x}")))),
    ("Go decimal", |b| format!("[]byte{{{}}}", joined_by(b, ", ", u8::to_string))),
    ("Go Println", |b| format!("[{}]", joined_by(b, " ", u8::to_string))),
    ("Python", |b| format!("b'{}'", joined_by(b, "", |b| format!("\\x{b:02x}")))),
    ("Python fromhex", |b| format!("bytes.fromhex(\"{}\")", joined_by(b, " ", |b| format!("{b:02x}")))),
    ("Python list", |b| format!("bytes([{}])", joined_by(b, ", ", u8::to_string))),
    ("JSON", |b| format!("{{\"len\":{},\"raw\":\"{}\"}}", b.len(), joined_by(b, "", |b| format!("{b:02x}")))),
    ("Wireshark escaped", |b| {
        b.chunks(16)
            .map(|c| format!("\"{}\"", joined_by(c, "", |b| format!("\\x{b:02x}"))))
            .collect::<Vec<_>>()
            .join(" \\\n")
    }),
    ("escapes without quotes", |b| joined_by(b, "", |b| format!("\\x{b:02x}"))),
    ("strace -xx", |b| {
        let text = joined_by(b, "", |b| format!("\\x{b:02x}"));
        format!("[pid    17] 14:03:22.104512 sendto(3, \"{text}\", {0}, 0, NULL, 0) = {0}\n", b.len())
    }),
    ("strace", |b| {
        let text = joined_by(b, "", |b| match *b {
            b'a'..=b'z' => char::from(*b).to_string(),
            b => format!("\\{b:03o}"),
        });
        format!(
            "openat(AT_FDCWD, \"\\57etc\", O_RDONLY) = 3\nsendmsg(3, {{msg_name=NULL, msg_iov=[{{iov_base=\"{text}\", iov_len={0}}}], msg_iovlen=1}}, 0) = {0}\n",
            b.len()
        )
    }),
    ("strace -e write=", |b| {
        let lines = rows(b, (16, 1), |at, hex, text| format!(" | {at:05x}  {hex}  {text:<16} |\n"), true);
        format!(
            "sendto(3, [{{nlmsg_len={0}, nlmsg_type=0x10}}, \"\\0\"], {0}, 0, NULL, 0) = {0}\n{lines}",
            b.len()
        )
    }),
    ("hexdump -C", |b| {
        rows(b, (16, 1), |at, hex, text| format!("{at:08x}  {hex}  |{text}|\n"), true)
            + &format!("{:08x}\n", b.len())
    }),
    ("hexdump", |b| {
        let words = |c: &[u8]| format!("{:04x}", u16::from_le_bytes([c[0], c.get(1).copied().unwrap_or(0)]));
        let lines = b.chunks(16).enumerate().map(|(at, line)| {
            format!("{:07x} {}\n", at * 16, line.chunks(2).map(words).collect::<Vec<_>>().join(" "))
        });
        lines.collect::<String>() + &format!("{:07x}\n", b.len())
    }),
    ("xxd", |b| rows(b, (16, 2), |at, hex, text| format!("{at:08x}: {hex}  {text}\n"), false)),
    ("xxd -c8 -g1", |b| rows(b, (8, 1), |at, hex, text| format!("{at:08x}: {hex}  {text}\n"), false)),
    ("xxd -g4", |b| rows(b, (16, 4), |at, hex, text| format!("{at:08x}: {hex}  {text}\n"), false)),
    ("od -tx1", |b| {
        rows(b, (16, 1), |at, hex, _| format!("{at:07o} {hex}\n"), false) + &format!("{:07o}\n", b.len())
    }),
    ("od -Ad -tx1z", |b| {
        rows(b, (16, 1), |at, hex, text| format!("{at:07} {hex}  >{text}<\n"), false)
            + &format!("{:07}\n", b.len())
    }),
    ("tcpdump -X", |b| {
        let lines = rows(b, (16, 2), |at, hex, text| format!("\t0x{at:04x}:  {hex}  {text}\n"), false);
        format!("06:22:17.914693 UNSUPPORTED\n{lines}")
    }),
    ("Wireshark hex dump", |b| {
        rows(b, (16, 1), |at, hex, text| format!("{at:04x}  {hex}   {text}\n"), false)
    }),
    ("gdb x/xb", |b| {
        let line = |(at, c): (usize, &[u8])| {
            format!(
                "{:#x} <buffer+{}>:\t{}\n",
                0x7ffe_0010 + at * 8,
                at * 8,
                joined_by(c, "\t", |b| format!("0x{b:02x}"))
            )
        };
        b.chunks(8).enumerate().map(line).collect()
    }),
    ("gdb x/xw", |b| gdb(b, 4, "0x", |c| format!("{:08x}", u32::from_le_bytes(wide(c))))),
    ("gdb x/xh", |b| gdb(b, 2, "0x", |c| format!("{:04x}", u16::from_le_bytes(wide(c))))),
    ("gdb x/xg", |b| gdb(b, 8, "0x", |c| format!("{:016x}", u64::from_le_bytes(wide(c))))),
    ("gdb x/db", |b| gdb(b, 1, "", |c| c[0].cast_signed().to_string())),
    ("gdb x/ub", |b| gdb(b, 1, "", |c| c[0].to_string())),
    ("gdb x/uw", |b| gdb(b, 4, "", |c| u32::from_le_bytes(wide(c)).to_string())),
    ("gdb x/dw", |b| gdb(b, 4, "", |c| i32::from_le_bytes(wide(c)).to_string())),
    ("od", |b| od(b, 2, |c| format!("{:06o}", u16::from_le_bytes(wide(c))))),
    ("od -b", |b| od(b, 1, |c| format!("{:03o}", c[0]))),
    ("od -tu1", |b| od(b, 1, |c| format!("{:3}", c[0]))),
    ("od -td1", |b| od(b, 1, |c| format!("{:4}", c[0].cast_signed()))),
    ("od -tu2", |b| od(b, 2, |c| format!("{:5}", u16::from_le_bytes(wide(c))))),
    ("od -td2", |b| od(b, 2, |c| format!("{:6}", i16::from_le_bytes(wide(c))))),
    ("od -tx2", |b| od(b, 2, |c| format!("{:04x}", u16::from_le_bytes(wide(c))))),
    ("od -tx4", |b| od(b, 4, |c| format!("{:08x}", u32::from_le_bytes(wide(c))))),
    ("od -tx8", |b| od(b, 8, |c| format!("{:016x}", u64::from_le_bytes(wide(c))))),
    ("od -tu4", |b| od(b, 4, |c| format!("{:10}", u32::from_le_bytes(wide(c))))),
    ("od -to4", |b| od(b, 4, |c| format!("{:011o}", u32::from_le_bytes(wide(c))))),
    ("xxd -e", |b| {
        let lines = b.chunks(16).enumerate().map(|(at, line)| {
            let words: Vec<String> = line
                .chunks(4)
                .map(|c| joined_by(&c.iter().rev().copied().collect::<Vec<_>>(), "", |b| format!("{b:02x}")))
                .collect();
            format!("{:08x}: {:35}  {}\n", at * 16, words.join(" "), ascii(line))
        });
        lines.collect()
    }),
    ("xxd -b", |b| {
        let lines = b.chunks(6).enumerate().map(|(at, line)| {
            format!("{:08x}: {:53}  {}\n", at * 6, joined_by(line, " ", |b| format!("{b:08b}")), ascii(line))
        });
        lines.collect()
    }),
    ("print_hex_dump with offsets", |b| {
        rows(b, (16, 1), |at, hex, text| format!("[ 1234.{:06}] nl: {at:08x}: {hex}  {text}\n", at), false)
    }),
    ("print_hex_dump with addresses", |b| {
        rows(
            b,
            (16, 1),
            |at, hex, text| format!("[ 1234.{at:06}] nl: 00000000{:08x}: {hex}  {text}\n", 0x8f00_1000 + at),
            false,
        )
    }),
    ("print_hex_dump without a prefix", |b| {
        rows(b, (16, 1), |at, hex, _| format!("[ 1234.{at:06}] nl: {}\n", hex.trim_end()), false)
    }),
    ("print_hex_dump in words", |b| {
        let lines = b.chunks(16).enumerate().map(|(at, line)| {
            let words: Vec<String> =
                line.chunks_exact(4).map(|c| format!("{:08x}", u32::from_le_bytes(wide(c)))).collect();
            let rest = line.chunks_exact(4).remainder();
            let rest = if rest.is_empty() {
                String::new()
            } else {
                format!(
                    " {}",
                    joined_by(&rest.iter().rev().copied().collect::<Vec<_>>(), "", |b| format!("{b:02x}"))
                )
            };
            format!("[   12.5] nl: {:08x}: {}{rest}\n", at * 16, words.join(" "))
        });
        lines.collect()
    }),
    ("the journal", |b| {
        rows(
            b,
            (16, 1),
            |at, hex, text| format!("Nov 30 06:53:12 host kernel: skb linear: {at:08x}: {hex}  {text}\n"),
            false,
        )
    }),
    ("an e-mail's quote", |b| {
        rows(b, (16, 1), |at, hex, text| format!("> {at:08x}  {hex}  |{text}|\n"), true)
    }),
    ("spew", |b| {
        let lines = rows(b, (16, 1), |at, hex, text| format!(" {at:08x}  {hex}  |{text}|\n"), true);
        format!("([]uint8) (len={0} cap={0}) {{\n{lines}}}\n", b.len())
    }),
    ("Go %#v", |b| format!("[]byte{{{}}}", joined_by(b, ", ", |b| format!("{b:#x}")))),
    ("Go header and list", |b| {
        format!(
            "netlink.Message{{Header:netlink.Header{{Length:{:#x}, Type:0x10, Flags:0x5, Sequence:0x6b0134b6, PID:0x0}}, Data:[]uint8{{{}}}}}",
            b.len(),
            joined_by(&b[16..], ", ", |b| format!("{b:#x}"))
        )
    }),
    ("Go NLDEBUG", |b| {
        format!(
            "nl: 2024/01/02 03:04:05 send: {{Header:{{Length:{} Type:unknown(16) Flags:request|acknowledge Sequence:1795241142 PID:0}} Data:[{}]}}",
            b.len(),
            joined_by(&b[16..], " ", u8::to_string)
        )
    }),
    ("netlink-packet's buffer", |b| {
        format!(
            "NetlinkBuffer {{ length: {}, message_type: 16, flags: 5, sequence_number: 1795241142, port_number: 0, payload: [{}] }}",
            b.len(),
            joined_by(&b[16..], ", ", u8::to_string)
        )
    }),
    ("Rust Debug of Bytes", |b| {
        let each = |b: &u8| match *b {
            0 => "\\0".to_owned(),
            b if b.is_ascii_graphic() && b != b'"' && b != b'\\' || b == b' ' => char::from(b).to_string(),
            b => format!("\\x{b:02x}"),
        };
        format!("b\"{}\"", joined_by(b, "", each))
    }),
    ("Java", |b| format!("[{}]", joined_by(b, ", ", |b| b.cast_signed().to_string()))),
    ("Node", |b| format!("<Buffer {}>", joined_by(b, " ", |b| format!("{b:02x}")))),
    ("Python hex()", |b| format!("[{}]", joined_by(b, ", ", |b| format!("'{b:#x}'")))),
    ("Python bytearray", |b| format!("bytearray(b'{}')", joined_by(b, "", |b| format!("\\x{b:02x}")))),
    ("base64", |b| base64(b)),
    ("base64 in lines", |b| {
        base64(b).as_bytes().chunks(40).map(|c| format!("{}\n", String::from_utf8_lossy(c))).collect()
    }),
    ("base64 in JSON", |b| format!("{{\"seq\": 7, \"data\": \"{}\"}}", base64(b))),
    ("Wireshark JSON", |b| {
        format!(
            "[{{\"_source\": {{\"layers\": {{\"frame_raw\": [\"{}\", 0, {}, 0, 1], \"netlink\": {{\"netlink.hdr_raw\": [\"{}\", 0, 16, 0, 1]}}}}}}}}]",
            joined_by(b, "", |b| format!("{b:02x}")),
            b.len(),
            joined_by(&b[..16], "", |b| format!("{b:02x}"))
        )
    }),
    ("pyroute2's file", |b| {
        let lines: String =
            b.chunks(16).map(|c| joined_by(c, "", |b| format!("\\x{b:02x}")) + "\n").collect();
        format!("# 2023, a message\n; and another comment\n{lines}\n.\n# parsed\n# [1, 2]\n")
    }),
    ("strace of 2017", |b| {
        format!(
            "sendto(3, {{{{len={0}, type=0x10 /* NLMSG_??? */, flags=NLM_F_REQUEST|0x4, seq=1795241142, pid=0}}, \"{1}\"}}, {0}, 0, NULL, 0) = {0}",
            b.len(),
            joined_by(&b[16..], "", |b| format!("\\x{b:02x}"))
        )
    }),
    ("strace of today", |b| {
        format!(
            "[pid 12] sendmsg(3, {{msg_name={{sa_family=AF_NETLINK, nl_pid=0, nl_groups=00000000}}, msg_namelen=12, msg_iov=[{{iov_base=[{{nlmsg_len={0}, nlmsg_type=RTM_NEWLINK, nlmsg_flags=NLM_F_REQUEST|NLM_F_ACK, nlmsg_seq=1795241142, nlmsg_pid=0}}, \"{1}\"], iov_len={0}}}], msg_iovlen=1, msg_controllen=0, msg_flags=0}}, 0) = {0}",
            b.len(),
            joined_by(&b[16..], "", |b| format!("\\x{b:02x}"))
        )
    }),
    ("libnl's debug output", libnl),
    ("words among text", |b| {
        let lines: String =
            b.chunks(16).map(|c| format!("   {}\n", joined_by(c, " ", |b| format!("{b:02x}")))).collect();
        format!("Hello, this is what I send, can't understand it:\n\n{lines}\nThanks!\n")
    }),
];

fn wide<const N: usize>(bytes: &[u8]) -> [u8; N] {
    let mut out = [0; N];
    out[..bytes.len()].copy_from_slice(bytes);
    out
}

/// gdb's `x`, which writes what is in memory: a message padded to the width of a word.
fn gdb(bytes: &[u8], width: usize, before: &str, word: fn(&[u8]) -> String) -> String {
    let line = |(at, line): (usize, &[u8])| {
        let words: Vec<String> = line.chunks(width).map(|c| format!("{before}{}", word(c))).collect();
        format!("{:#x} <buf+{}>:\t{}\n", 0x7ffe_0010 + at * 16, at * 16, words.join("\t"))
    };
    bytes.chunks(16).enumerate().map(line).collect()
}

fn od(bytes: &[u8], width: usize, word: fn(&[u8]) -> String) -> String {
    let line = |(at, line): (usize, &[u8])| {
        let words: Vec<String> = line.chunks(width).map(word).collect();
        format!("{:07o} {}\n", at * 16, words.join(" "))
    };
    bytes.chunks(16).enumerate().map(line).collect::<String>() + &format!("{:07o}\n", bytes.len())
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let group = |c: &[u8]| {
        let number = c.iter().chain(&[0, 0]).take(3).fold(0usize, |n, b| n << 8 | usize::from(*b));
        let digit =
            |at: usize| if at > c.len() { '=' } else { char::from(DIGITS[number >> (18 - 6 * at) & 63]) };
        (0..4).map(digit).collect::<String>()
    };
    bytes.chunks(3).map(group).collect()
}

/// Returns libnl's dump of a message of `ifinfomsg` and one attribute.
fn libnl(b: &[u8]) -> String {
    let number = |at: usize| u32::from_le_bytes(wide(&b[at..at + 4]));
    let hex = |bytes: &[u8]| -> String {
        bytes
            .chunks(16)
            .map(|c| format!("    {:47} {}\n", joined_by(c, " ", |b| format!("{b:02x}")), ascii(c)))
            .collect()
    };
    format!(
        "-- Debug: Sent Message:\n--------------------------   BEGIN NETLINK MESSAGE ---------------------------\n  [NETLINK HEADER] 16 octets\n    .nlmsg_len = {}\n    .type = {} <route/link::new>\n    .flags = {} <REQUEST,ACK>\n    .seq = {}\n    .port = {}\n  [PAYLOAD] 16 octets\n{}  [ATTR {:02}] {} octets\n{}---------------------------  END NETLINK MESSAGE   ---------------------------\n",
        b.len(),
        number(4) & 0xffff,
        number(4) >> 16,
        number(8),
        number(12),
        hex(&b[16..32]),
        b[34],
        b.len() - 36,
        hex(&b[36..])
    )
}

/// Returns a message of a length: header, `ifinfomsg` and a name whose letters look like digits.
fn message(len: usize) -> Vec<u8> {
    let mut bytes = u32::try_from(len).unwrap().to_le_bytes().to_vec();
    bytes.extend([16, 0, 5, 0, 0xb6, 0x34, 1, 0x6b, 0, 0, 0, 0]);
    bytes.extend([0; 16]);
    bytes.extend(u16::try_from(len - 32).unwrap().to_le_bytes());
    bytes.extend([3, 0]);
    bytes.extend(b"ab cd 12 34 56 beef 00 11 22".iter().cycle().take(len - 36));
    bytes
}

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
    // Last lines of every length.
    for len in 38..=72 {
        let message = message(len);
        for (name, form) in FORMS {
            let text = form(&message);
            // Memory has no end in the middle of a word.
            let found = bytes(&text);
            let is_padded = name.starts_with("gdb") && found.len() == 1 && found[0].starts_with(&message);
            assert!(
                is_padded || found == [message.as_slice()],
                "{name}:\n{text}\n{found:02x?}\n{message:02x?}"
            );
        }
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
    let said = PasteOptions { protocol: Some(6), ..PasteOptions::default() };
    let mut pasted = Pasted::read(FORMS[0].1(&message(48)).as_bytes(), said);
    assert!(pasted.notes.is_empty());
    assert_eq!(pasted.next().unwrap().protocol, Some(6));
}

#[test]
fn several_messages_in_sequence() {
    let (first, second) = (message(48), message(60));
    let both = [first.clone(), second.clone()].concat();
    // Side by side they are one datagram.
    assert_eq!(bytes(&FORMS[1].1(&both)), [both.as_slice()]);
    // Dumps whose offsets begin anew, paragraphs, lists and lines are several.
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
        assert_eq!(bytes(&text), [first.as_slice(), &second], "{}:\n{text}", form.0);
    }
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
            let _ = paste(&seed[..at]);
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

/// A hundred thousand quotes of each kind cost no more than a moment: each is looked at a few times, not a hundred thousand.
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
        let begun = std::time::Instant::now();
        let _ = paste(&text);
        assert!(begun.elapsed().as_secs() < 20, "{:?} is read again and again", &text[..12]);
    }
}
