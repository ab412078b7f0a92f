//! Makes a big capture of small real ones, for benchmarks: dumps of links, routes, neighbours, sockets and queueing disciplines
//! as a busy machine's would be, with other indices, addresses and ports in every message. With `--mix` it takes all captures of
//! testdata in turn, in proportion to what programs send, with other times, sequence numbers, port ids, addresses, indices and counters.
//!
//! ```sh
//! cargo run --release --example make-capture -- --size 100M --mix OUT.pcap
//! cargo run --release --example make-capture -- --size 100M OUT.pcap
//! cargo run --release --example make-capture -- --size 100M --one-per-packet --of route OUT.pcap
//! ```

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Parser, ValueEnum};
use nltrace_decoders::decode::{Context, decode};
use nltrace_decoders::family;
use nltrace_decoders::generic::Ids;
use nltrace_decoders::schema::{Kind, Look, Show};
use nltrace_decoders::tape::{State, Tape};
use nltrace_decoders::wire::{self, Endian, MessageHeader, NLMSG_HDRLEN, Piece};

/// Makes a big capture of small real ones.
#[derive(Parser)]
struct Arguments {
    /// Size of the capture in bytes, or with K, M or G after the number
    #[arg(long, default_value = "100M", value_parser = size)]
    size: u64,
    /// A message a packet; otherwise as many as fit in 32 KiB, as the kernel sends them
    #[arg(long)]
    one_per_packet: bool,
    /// The dumps to write
    #[arg(long, value_enum, default_value_t = Of::All)]
    of: Of,
    /// All captures of testdata in turn, instead of dumps
    #[arg(long, conflicts_with_all = ["one_per_packet", "of"])]
    mix: bool,
    /// Where to ('-': standard output)
    out: PathBuf,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Of {
    All,
    Link,
    Route,
    Neigh,
    Sock,
    Tc,
}

/// Bytes that a kernel puts into one datagram of a dump, if the reader has room.
const ROOM: usize = 32 << 10;
/// Bytes of `struct nlmsghdr` and `struct ifinfomsg`.
const IFINFOMSG_END: usize = 32;
const NLM_F_MULTI: u16 = 2;
const NLM_F_REQUEST_DUMP: u16 = 0x301;

/// A dump: what asks for it, where its answers are found, and how many a busy machine has.
struct Dump {
    of: Of,
    file: &'static str,
    protocol: u16,
    request: u16,
    reply: u16,
    count: usize,
    /// Bytes of the answers' head, header included: the attributes follow.
    head: usize,
}

const DUMPS: [Dump; 5] = [
    Dump {
        of: Of::Link,
        file: "rtnl-link",
        protocol: 0,
        request: 18,
        reply: 16,
        count: 600,
        head: IFINFOMSG_END,
    },
    Dump { of: Of::Route, file: "rtnl-route", protocol: 0, request: 26, reply: 24, count: 20_000, head: 28 },
    Dump { of: Of::Neigh, file: "rtnl-neigh", protocol: 0, request: 30, reply: 28, count: 4000, head: 28 },
    Dump { of: Of::Sock, file: "sock-diag", protocol: 4, request: 20, reply: 20, count: 6000, head: 88 },
    Dump { of: Of::Tc, file: "tc-qdisc", protocol: 0, request: 38, reply: 36, count: 600, head: 36 },
];

fn size(text: &str) -> Result<u64, String> {
    let (number, unit) = match text.char_indices().find(|(_, c)| !c.is_ascii_digit()) {
        Some((at, _)) => text.split_at(at),
        None => (text, ""),
    };
    let shift = match unit {
        "" => 0,
        "K" => 10,
        "M" => 20,
        "G" => 30,
        _ => return Err(format!("{unit} is no unit")),
    };
    number.parse::<u64>().map(|number| number << shift).map_err(|error| error.to_string())
}

/// Returns the messages of a type in a capture: those of dumps, with attributes.
fn samples(dump: &Dump) -> Vec<Vec<u8>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/captures").join(dump.file);
    let file = std::fs::read(path.with_extension("pcap")).expect("a capture of testdata");
    let mut found = Vec::new();
    let mut at = 24;
    while let Some(header) = file.get(at..at + 16) {
        let len = u32::from_le_bytes(header[8..12].try_into().expect("four bytes")) as usize;
        let packet = &file[at + 16..at + 16 + len];
        let protocol = u16::from_be_bytes([packet[14], packet[15]]);
        for piece in wire::messages(&packet[16..], Endian::Little) {
            if let Piece::Message { header: MessageHeader { kind, flags, .. }, start, end, next } = piece
                && (protocol, kind) == (dump.protocol, dump.reply)
                && flags & 1 == 0
                && next - start > dump.head
                && end <= next
            {
                found.push(packet[16 + start..16 + next].to_vec());
            }
        }
        at += 16 + len;
    }
    found
}

/// Makes a message another one of its sort.
fn vary(message: &mut [u8], dump: &Dump, seq: u32, count: u32) {
    let flags = u16::from_le_bytes([message[6], message[7]]) | NLM_F_MULTI;
    message[6..8].copy_from_slice(&flags.to_le_bytes());
    message[8..12].copy_from_slice(&seq.to_le_bytes());
    match dump.of {
        Of::Link | Of::Tc => message[20..24].copy_from_slice(&(count % 600 + 1).to_le_bytes()),
        // idiag_family AF_INET and AF_INET6: the ports, then the inode.
        Of::Sock if matches!(message[16], 2 | 10) => {
            message[20..22].copy_from_slice(&(count as u16).to_be_bytes());
            message[84..88].copy_from_slice(&(count + 10_000).to_le_bytes());
        }
        _ => (),
    }
    // The first attributes of routes and neighbours are addresses: destination.
    let wanted = if matches!(dump.of, Of::Route | Of::Neigh) { 1 } else { return };
    let mut at = dump.head;
    while let Some(attribute) = message.get(at..).and_then(|rest| wire::attribute(rest, Endian::Little)) {
        let payload = at + 4..at + 4 + attribute.payload;
        if attribute.kind == wanted && attribute.payload >= 4 {
            let tail = payload.end - 3..payload.end;
            message[tail].copy_from_slice(&count.to_be_bytes()[1..]);
        }
        at = payload.end + attribute.padding;
    }
}

fn header(len: usize, kind: u16, flags: u16, seq: u32) -> Vec<u8> {
    let mut bytes = u32::try_from(len).expect("a short message").to_le_bytes().to_vec();
    bytes.extend(kind.to_le_bytes());
    bytes.extend(flags.to_le_bytes());
    bytes.extend(seq.to_le_bytes());
    bytes.extend([0; 4]);
    bytes.resize(len, 0);
    bytes
}

/// A capture that grows.
struct Capture<W> {
    out: W,
    written: u64,
    when: Duration,
}

impl<W: Write> Capture<W> {
    fn packet(&mut self, protocol: u16, bytes: &[u8]) -> std::io::Result<()> {
        self.when += Duration::from_micros(37);
        let len = u32::try_from(bytes.len() + 16).expect("a short packet").to_le_bytes();
        let seconds = u32::try_from(self.when.as_secs()).unwrap_or(0);
        self.out.write_all(
            &[seconds.to_le_bytes(), self.when.subsec_micros().to_le_bytes(), len, len].concat(),
        )?;
        self.out.write_all(&[0, 4, 3, 0x38, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])?;
        self.out.write_all(&protocol.to_be_bytes())?;
        self.out.write_all(bytes)?;
        self.written += 32 + bytes.len() as u64;
        Ok(())
    }
}

/// Returns how often in a round a capture of testdata is taken. Most traffic is NETLINK_ROUTE's and sock_diag's: every `ip`,
/// `ss`, resolver and network manager dumps links, addresses, routes and sockets. Firewalls come next. Other families are rare.
fn share(folder: &str, file: &str) -> usize {
    match (folder, file) {
        ("captures", "malformed" | "errors") => 1,
        ("captures", _) if file.starts_with("link-") => 1,
        ("captures", _) => 6,
        ("route" | "netfilter", _) => 2,
        _ => 1,
    }
}

/// A packet of a capture of testdata: its protocol and its bytes.
type Sample = (u16, Vec<u8>);

/// Returns the packets of a capture; none if it is not of `LINKTYPE_NETLINK` in little-endian byte order, as recorded ones are.
fn packets(file: &[u8]) -> Vec<Sample> {
    let word = |at: usize| Some(u32::from_le_bytes(file.get(at..at + 4)?.try_into().ok()?));
    let mut found = Vec::new();
    if !matches!(word(0), Some(0xa1b2_c3d4 | 0xa1b2_3c4d)) || word(20) != Some(253) {
        return found;
    }
    let mut at = 24;
    while let Some(len) = word(at + 8) {
        let Some(packet) = file.get(at + 16..at + 16 + len as usize).filter(|packet| packet.len() > 16)
        else {
            break;
        };
        found.push((u16::from_be_bytes([packet[14], packet[15]]), packet[16..].to_vec()));
        at += 16 + len as usize;
    }
    found
}

/// Returns all captures of testdata, each with its share, in a fixed order in which those of one folder are apart.
fn mix() -> std::io::Result<Vec<Vec<Sample>>> {
    let testdata = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
    let mut files = Vec::new();
    for folder in std::fs::read_dir(testdata)? {
        let folder = folder?.path();
        for file in folder.read_dir().into_iter().flatten() {
            let path = file?.path();
            let [folder, stem] = [folder.file_name(), path.file_stem()]
                .map(|name| name.unwrap_or_default().to_string_lossy().into_owned());
            if path.extension().is_some_and(|extension| extension == "pcap") {
                files.push((stem, folder, path));
            }
        }
    }
    files.sort();
    let mut round = Vec::new();
    for turn in 0..6 {
        for (stem, folder, path) in &files {
            if turn < share(folder, stem) {
                round.push(packets(&std::fs::read(path)?));
            }
        }
    }
    Ok(round)
}

/// Makes other messages of those in a packet: other sequence numbers and port ids, which still match each other, and other
/// addresses, interface indices and counters.
fn vary_packet(protocol: u16, bytes: &mut [u8], round: u32, ids: &mut Ids, tape: &mut Tape) {
    let add = |bytes: &mut [u8], at: usize, number: u32| {
        if let Some(place) = bytes.get_mut(at..at + 4) {
            let old = u32::from_le_bytes([place[0], place[1], place[2], place[3]]);
            if old != 0 {
                place.copy_from_slice(&old.wrapping_add(number).to_le_bytes());
            }
        }
    };
    let pieces: Vec<Piece> = wire::messages(bytes, Endian::Little).collect();
    for piece in pieces {
        let Piece::Message { header, start, next, .. } = piece else { continue };
        let Some(message) = bytes.get_mut(start..next) else { continue };
        let family = family::by_protocol(protocol);
        let context =
            Context { family, endian: Endian::Little, to_kernel: None, request: None, ids: Some(ids) };
        decode(message, &context, tape);
        if protocol == 16 {
            ids.observe(message, Endian::Little);
        }
        for field in tape.leaves().filter(|field| field.state == State::Good) {
            let payload = field.payload();
            match field.kind {
                Kind::Int { width: 4, show: Show::Interface, .. } => add(message, payload.start, round % 512),
                Kind::Int { width: 8, show: Show::Dec, .. } => {
                    add(message, payload.start, round.wrapping_mul(7919))
                }
                Kind::Bytes { look: Look::Ip4 | Look::Ip6 | Look::Mac, .. } if payload.len() >= 4 => {
                    add(message, payload.end - 4, (round % 255) << 24 | (round / 255 % 255) << 16);
                }
                _ => (),
            }
        }
        // The header, and that of the request which an error repeats.
        for at in [0, NLMSG_HDRLEN + 4] {
            if at == 0 || header.kind == 2 {
                add(message, at + 8, round.wrapping_mul(1_000_003));
                add(message, at + 12, round % 4000);
            }
        }
    }
}

fn main() -> std::io::Result<()> {
    let arguments = Arguments::parse();
    let out: Box<dyn Write> = if arguments.out == Path::new("-") {
        Box::new(std::io::stdout().lock())
    } else {
        Box::new(std::fs::File::create(&arguments.out)?)
    };
    let out = BufWriter::with_capacity(1 << 20, out);
    let mut capture = Capture { out, written: 24, when: Duration::from_secs(1_790_000_000) };
    capture.out.write_all(&0xa1b2_c3d4_u32.to_le_bytes())?;
    capture.out.write_all(&[2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 253, 0, 0, 0])?;
    if arguments.mix {
        let captures = mix()?;
        let mut ids = Ids::new(family::generic::FAMILIES);
        let mut tape = Tape::new();
        for round in 0.. {
            for sample in &captures {
                for (protocol, bytes) in sample {
                    let mut bytes = bytes.clone();
                    vary_packet(*protocol, &mut bytes, round, &mut ids, &mut tape);
                    capture.packet(*protocol, &bytes)?;
                }
                if capture.written >= arguments.size {
                    return capture.out.flush();
                }
            }
        }
    }
    let dumps: Vec<_> = DUMPS
        .iter()
        .filter(|dump| arguments.of == Of::All || arguments.of == dump.of)
        .map(|dump| (dump, samples(dump)))
        .collect();
    let room = if arguments.one_per_packet { 0 } else { ROOM };
    let (mut seq, mut made) = (1_790_000_000, 0);
    let mut packet: Vec<u8> = Vec::new();
    'full: loop {
        for (dump, samples) in &dumps {
            seq += 1;
            capture.packet(dump.protocol, &header(dump.head, dump.request, NLM_F_REQUEST_DUMP, seq))?;
            for at in 0..dump.count {
                let sample = &samples[at % samples.len()];
                if !packet.is_empty() && packet.len() + sample.len() > room {
                    capture.packet(dump.protocol, &packet)?;
                    packet.clear();
                    if capture.written >= arguments.size {
                        break 'full;
                    }
                }
                let start = packet.len();
                packet.extend(sample);
                vary(&mut packet[start..], dump, seq, made);
                made += 1;
            }
            capture.packet(dump.protocol, &packet)?;
            packet.clear();
            capture.packet(dump.protocol, &header(20, 3, NLM_F_MULTI, seq))?;
        }
    }
    capture.out.flush()
}
