//! The forms in which people paste bytes, each as a function that writes them.

use std::fmt::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// A form in which bytes are written down: its name, and who writes it.
pub(super) type Form = (&'static str, fn(&[u8]) -> String);

pub(super) fn joined_by(bytes: &[u8], between: &str, each: impl Fn(&u8) -> String) -> String {
    bytes.iter().map(each).collect::<Vec<_>>().join(between)
}

fn ascii(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| if matches!(byte, 0x20..0x7f) { char::from(*byte) } else { '.' }).collect()
}

/// Lines with offsets: `wide` bytes in groups of `group`, padded to the width of a full line.
pub(super) fn rows(
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

pub(super) const FORMS: &[Form] = &[
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
    ("od -c", |b| od(b, 1, |c| format!("{:>3}", character(c)))),
    ("od -An -c", |b| {
        b.chunks(16).map(|c| joined_by(c, "", |b| format!("{:>4}", character(&[*b]))) + "\n").collect()
    }),
    ("od -tx1c", |b| {
        let lines = b.chunks(16).enumerate().map(|(at, c)| {
            let hex = joined_by(c, "", |b| format!("  {b:02x}"));
            let text = joined_by(c, "", |b| format!("{:>4}", character(&[*b])));
            format!("{:07o}{hex}\n       {text}\n", at * 16)
        });
        lines.collect::<String>() + &format!("{:07o}\n", b.len())
    }),
    ("hexdump -x", |b| od(b, 2, |c| format!("   {:04x}", u16::from_le_bytes(wide(c))))),
    ("od -An -tx4", |b| without_offsets(&od(b, 4, |c| format!("{:08x}", u32::from_le_bytes(wide(c)))))),
    ("od -An -tu2", |b| without_offsets(&od(b, 2, |c| format!("{:5}", u16::from_le_bytes(wide(c)))))),
    ("od -An", |b| without_offsets(&od(b, 2, |c| format!("{:06o}", u16::from_le_bytes(wide(c)))))),
    ("print_hex_dump with hashed addresses", |b| {
        rows(
            b,
            (16, 1),
            |at, hex, text| {
                let address = 0x9e37_79b9_7f4a_7c15u64.wrapping_mul(at as u64 + 1) >> 16;
                format!("[ 1234.{at:06}] nl: {address:016x}: {hex}  {text}\n")
            },
            false,
        )
    }),
    ("a label before the bytes", |b| {
        b.chunks(16)
            .map(|c| format!("[  1.5] netlink: msg={}\n", joined_by(c, " ", |b| format!("{b:02x}"))))
            .collect()
    }),
    ("a length before the bytes", |b| {
        format!("ip-12 [001] ..... 45.6: nl: len={} {}\n", b.len(), joined_by(b, " ", |b| format!("{b:02x}")))
    }),
    ("a year in brackets", |b| {
        let row =
            |c: &[u8]| format!("[Mon Nov 30 14:01:05 2026] {}\n", joined_by(c, " ", |b| format!("{b:02x}")));
        b.chunks(16).map(row).collect()
    }),
    ("Netty", |b| rows(b, (16, 1), |at, hex, text| format!("|{at:08x}| {hex} |{text:<16}|\n"), false)),
    ("the debugger of Windows", |b| {
        let lines = b.chunks(16).enumerate().map(|(at, c)| {
            let halves: Vec<String> =
                c.chunks(8).map(|c| joined_by(c, " ", |b| format!("{b:02x}"))).collect();
            format!("00000000`{:08x}  {:47}  {}\n", 0x1000 + at * 16, halves.join("-"), ascii(c))
        });
        lines.collect()
    }),
    ("Android", |b| {
        rows(b, (16, 1), |at, hex, text| format!("0x{at:08x} {} {text}\n", hex.to_uppercase()), false)
    }),
    ("QEMU", |b| {
        let lines = b.chunks(16).enumerate().map(|(at, c)| {
            let words: Vec<String> = c.chunks(4).map(|c| joined_by(c, " ", |b| format!("{b:02x}"))).collect();
            format!("{:04x}: {:50}  {}\n", at * 16, words.join("  "), ascii(c))
        });
        lines.collect()
    }),
    ("numbered lines", |b| {
        let dump = rows(b, (16, 1), |at, hex, text| format!("{at:08x}  {hex}  |{text}|\n"), true);
        dump.lines().enumerate().map(|(at, line)| format!("{:4}\t{line}\n", at + 1)).collect()
    }),
    ("a comment of C", |b| rows(b, (16, 1), |at, hex, text| format!("// {at:08x}  {hex}  |{text}|\n"), true)),
    ("a patch", |b| rows(b, (16, 1), |at, hex, text| format!("+{at:08x}  {hex}  |{text}|\n"), true)),
    ("colours of a terminal", |b| {
        rows(b, (16, 1), |at, hex, text| format!("\x1b[32m{at:08x}\x1b[0m  {hex}  |{text}|\n"), true)
    }),
    ("spaces of a web page", |b| {
        rows(b, (16, 1), |at, hex, _| format!("{at:08x}  {hex}\n"), true).replace(' ', "\u{a0}")
    }),
    ("gdb x/cb", |b| {
        gdb(b, 1, "", |c| format!("{} '{}'", c[0].cast_signed(), if c[0] == b'\'' { '"' } else { '.' }))
    }),
    ("gdb x/tw", |b| gdb(b, 4, "", |c| format!("{:032b}", u32::from_le_bytes(wide(c))))),
    ("gdb p/x", |b| {
        let runs = b.chunk_by(|one, other| one == other).map(|run| match run.len() {
            len @ 10.. => format!("{:#x} <repeats {len} times>", run[0]),
            _ => joined_by(run, ", ", |b| format!("{b:#x}")),
        });
        format!("$1 = {{{}}}", runs.collect::<Vec<_>>().join(", "))
    }),
    ("gdb p", |b| {
        let runs = b.chunk_by(|one, other| one == other).map(|run| match run.len() {
            len @ 10.. => format!("'\\{:03o}' <repeats {len} times>", run[0]),
            _ => format!("\"{}\"", joined_by(run, "", |b| format!("\\{b:03o}"))),
        });
        format!("$1 = {}", runs.collect::<Vec<_>>().join(", "))
    }),
    ("digits in quotes", |b| format!("[{}]", joined_by(b, ", ", |b| format!("'{b:02x}'")))),
    ("a list in a log's member", |b| {
        format!(
            "time=\"2026-11-30\" level=debug msg=\"send\" data=\"[{}]\"",
            joined_by(b, " ", u8::to_string)
        )
    }),
    ("Go %v of a message", |b| {
        format!(
            "{{{{{} unknown(16) request|acknowledge 1795241142 0}} [{}]}}",
            b.len(),
            joined_by(&b[16..], " ", u8::to_string)
        )
    }),
    ("spew of a message", |b| {
        let dump = rows(&b[16..], (16, 1), |at, hex, text| format!("   {at:08x}  {hex}  |{text}|\n"), true);
        format!(
            "(netlink.Message) {{\n Header: (netlink.Header) {{\n  Length: (uint32) {},\n  Type: (netlink.HeaderType) unknown(16),\n  Flags: (netlink.HeaderFlags) request|acknowledge,\n  Sequence: (uint32) 1795241142,\n  PID: (uint32) 0\n }},\n Data: ([]uint8) (len={1} cap={1}) {{\n{dump} }}\n}}\n",
            b.len(),
            b.len() - 16
        )
    }),
    ("neli", |b| {
        format!(
            "Nlmsghdr {{ nl_len: {}, nl_type: Newlink, nl_flags: NlmF(5), nl_seq: 1795241142, nl_pid: 0, nl_payload: Payload(Buffer([{}])) }}",
            b.len(),
            joined_by(&b[16..], ", ", u8::to_string)
        )
    }),
    ("Elixir", |b| format!("iex> <<{}>>", joined_by(b, ", ", u8::to_string))),
    ("Lisp", |b| format!("#({})", joined_by(b, " ", u8::to_string))),
    ("Java's casts", |b| {
        format!(
            "new byte[]{{{}}}",
            joined_by(b, ", ", |b| if *b > 127 { format!("(byte) {b:#04x}") } else { format!("{b:#04x}") })
        )
    }),
    ("digits in joined strings", |b| {
        let parts: Vec<String> =
            b.chunks(8).map(|c| format!("    \"{}\"", joined_by(c, "", |b| format!("{b:02x}")))).collect();
        format!("String m =\n{};", parts.join(" +\n"))
    }),
    ("C with suffixes", |b| format!("{{{}}}", joined_by(b, ", ", |b| format!("0x{b:02x}U")))),
    ("an assembler", |b| joined_by(b, " ", |b| format!("{b:02x}h"))),
    ("pipes", |b| joined_by(b, "|", |b| format!("{b:02x}"))),
    ("an address", |b| joined_by(b, "", |b| format!("%{b:02X}"))),
    ("Apple's data", |b| {
        format!(
            "<{}>",
            b.chunks(4).map(|c| joined_by(c, "", |b| format!("{b:02x}"))).collect::<Vec<_>>().join(" ")
        )
    }),
    ("base64 in PEM", |b| {
        let lines: String =
            base64(b).as_bytes().chunks(64).map(|c| format!("{}\n", String::from_utf8_lossy(c))).collect();
        format!("-----BEGIN MESSAGE-----\n{lines}-----END MESSAGE-----\n")
    }),
    ("base64 in escaped JSON", |b| {
        format!("{{\"data\":\"{}\"}}", base64(b).replace('+', "\\u002b").replace('/', "\\/"))
    }),
    ("strace in a narrow terminal", |b| {
        let line = format!(
            "sendto(3, [{{nlmsg_len={0}, nlmsg_type=RTM_NEWLINK, nlmsg_flags=NLM_F_REQUEST|NLM_F_ACK, nlmsg_seq=1795241142, nlmsg_pid=0}}, \"{1}\"], {0}, 0, NULL, 0) = {0}",
            b.len(),
            joined_by(&b[16..], "", |b| format!("\\x{b:02x}"))
        );
        line.as_bytes().chunks(71).map(|c| format!("{}\n", String::from_utf8_lossy(c))).collect()
    }),
    ("words among text", |b| {
        let lines: String =
            b.chunks(16).map(|c| format!("   {}\n", joined_by(c, " ", |b| format!("{b:02x}")))).collect();
        format!("Hello, this is what I send, can't understand it:\n\n{lines}\nThanks!\n")
    }),
    ("hexyl", |b| {
        let text = |c: &[u8]| c.iter().map(|b| if *b == 0 { '\u{22c4}' } else { 'x' }).collect::<String>();
        let halves = |c: &[u8]| {
            let (left, right) = c.split_at(c.len().min(8));
            [left, right].map(|half| (joined_by(half, " ", |b| format!("{b:02x}")), text(half)))
        };
        let line = |(at, c): (usize, &[u8])| {
            let [(left, first), (right, second)] = halves(c);
            format!("│{:08x}│ {left:23} ┊ {right:23} │{first:8}┊{second:8}│\n", at * 16)
        };
        let lines: String = b.chunks(16).enumerate().map(line).collect();
        format!("┌────────┬─────────────────────────┐\n{lines}└────────┴─────────────────────────┘\n")
    }),
    ("OpenSSL", |b| {
        rows(
            b,
            (16, 1),
            |at, hex, text| {
                let (left, right) = hex.split_at(23);
                format!("{at:04x} - {left}-{}   {text}\n", right.trim_start())
            },
            false,
        )
    }),
    ("FRR", |b| {
        let lines = rows(
            b,
            (8, 1),
            |at, hex, text| format!("0x{:016x}: {hex} {text:8}\n", 0x7f83_07e6_1990 + at),
            false,
        );
        format!(
            "2019/12/10 12:45:06 ZEBRA: netlink_talk_info: >> netlink message dump [sent]\n2019/12/10 12:45:06 ZEBRA: \n{lines}\n"
        )
    }),
    ("VS Code", |b| {
        let lines = rows(b, (16, 1), |at, hex, text| format!("{at:08X}: {hex}    {text}\n"), false);
        format!("  Offset: 00 01 02 03 04 05 06 07 08 09 0A 0B 0C 0D 0E 0F \t\n{lines}")
    }),
    ("Format-Hex", |b| {
        let lines = rows(b, (16, 1), |at, hex, text| format!("{at:016X} {hex} {text}\n"), false);
        format!(
            "          Offset Bytes                                           Ascii\n                 00 01 02 03 04 05 06 07 08 09 0A 0B 0C 0D 0E 0F\n          ------ ----------------------------------------------- -----\n{lines}"
        )
    }),
    ("HxD", |b| {
        let lines = rows(b, (16, 1), |at, hex, text| format!("{at:08X}  {hex}  {text}\n"), false);
        format!("Offset(h) 00 01 02 03 04 05 06 07 08 09 0A 0B 0C 0D 0E 0F\n\n{lines}")
    }),
    ("od -to1z", |b| {
        let line = |(at, c): (usize, &[u8])| {
            let bytes = joined_by(c, " ", |b| format!("{b:03o}"));
            format!("{:07o} {bytes:63}  >{}<\n", at * 16, ascii(c))
        };
        b.chunks(16).enumerate().map(line).collect::<String>() + &format!("{:07o}\n", b.len())
    }),
    ("the journal in JSON", |b| {
        format!("{{\"__REALTIME_TIMESTAMP\":\"1700000000000000\",\"_PID\":\"17\",\"MESSAGE\":{b:?}}}\n")
    }),
    ("a log with tabs", |b| {
        let line = |c: &[u8]| {
            format!(
                "2026-11-30T12:00:00.000Z\tDEBUG\tconn.go:88\t{}\n",
                joined_by(c, " ", |b| format!("{b:02x}"))
            )
        };
        b.chunks(16).map(line).collect()
    }),
    ("a member of logfmt", |b| {
        format!("time=2026-11-30T12:00:00Z level=debug data={}\n", STANDARD.encode(b))
    }),
    ("elements with numbers", |b| {
        b.iter().enumerate().map(|(at, b)| format!("buf[{at}] = 0x{b:02x}\n")).collect()
    }),
    ("numbered bytes", |b| b.iter().enumerate().map(|(at, b)| format!("{at}: {b}\n")).collect()),
    ("escapes among letters", |b| {
        let byte = |b: &u8| match b {
            b'a'..=b'z' | b'0'..=b'9' => char::from(*b).to_string(),
            _ => format!("\\x{b:02x}"),
        };
        format!("@message: {}\n", joined_by(b, "", byte))
    }),
    ("PDML", |b| {
        let field = |(at, c): (usize, &[u8])| {
            let value = joined_by(c, "", |b| format!("{b:02x}"));
            format!(
                "    <field name=\"netlink.attr_data\" size=\"{}\" pos=\"{}\" show=\"{value}\" value=\"{value}\"/>\n",
                c.len(),
                at * 4
            )
        };
        let fields: String = b.chunks(4).enumerate().map(field).collect();
        format!(
            "<pdml version=\"0\">\n<packet>\n  <proto name=\"netlink\">\n{fields}  </proto>\n</packet>\n</pdml>\n"
        )
    }),
];

/// Returns a byte as `od -c` writes it.
fn character(c: &[u8]) -> String {
    match c[0] {
        0 => "\\0".to_owned(),
        b'\n' => "\\n".to_owned(),
        b'\t' => "\\t".to_owned(),
        byte @ 0x20..=0x7e => format!("{:>3}", char::from(byte)),
        byte => format!("{byte:03o}"),
    }
}

/// Returns a dump of od's without its offsets.
fn without_offsets(dump: &str) -> String {
    dump.lines().filter_map(|line| line.split_once(' ')).map(|(_, row)| format!(" {row}\n")).collect()
}

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
    STANDARD.encode(bytes)
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
pub(super) fn message(len: usize) -> Vec<u8> {
    let mut bytes = u32::try_from(len).unwrap().to_le_bytes().to_vec();
    bytes.extend([16, 0, 5, 0, 0xb6, 0x34, 1, 0x6b, 0, 0, 0, 0]);
    bytes.extend([0; 16]);
    bytes.extend(u16::try_from(len - 32).unwrap().to_le_bytes());
    bytes.extend([3, 0]);
    bytes.extend(b"ab cd 12 34 56 beef 00 11 22".iter().cycle().take(len - 36));
    bytes
}
