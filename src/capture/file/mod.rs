//! Datagrams from a capture: pcap and pcapng, packed or not, as tcpdump and Wireshark write them from an nlmon interface.
//!
//! This room reads one packet or block at a time and holds no more than [`LONGEST`] bytes of it: longer ones are skipped
//! and reported. The readers of the library ([`pcap_file`]) refuse packets of real files (longer than
//! the snaplen in the header, microseconds of a million), do not end on a wrong length, and collect options.

#![deny(clippy::unwrap_used, clippy::indexing_slicing, clippy::cast_possible_truncation)]

mod families;
mod input;
mod large;
mod link;
mod nflog;
mod pcap;
mod pcapng;
mod random;
mod source;
mod zstd;

use std::io;
use std::ops::Range;

use nltrace_decoders::wire::Endian;

pub(crate) use families::guess_families;
pub(crate) use input::Input;
pub(crate) use random::CaptureLayout;
pub(crate) use source::Capture;

use crate::comment::{EventComment, PacketComment};
use crate::datagram::{Datagram, Observation, Timestamp};

/// The longest packet or block that is read, with its header and options. A netlink datagram ends at what a socket buffer holds:
/// 416 KiB unless an administrator has raised `net.core.wmem_max`, and few sockets of root's have more.
const LONGEST: usize = 8 << 20;
/// A length above this is damage: no program writes such a record.
const IMPOSSIBLE: usize = 256 << 20;

/// The reason why a capture could not be read, or not to its end.
#[derive(Debug)]
pub(crate) enum Error {
    /// Reading failed.
    Io(io::Error),
    /// It is not a capture, or of an unsupported sort.
    Format(String),
    /// It is damaged from this offset on.
    Damaged {
        /// Offset of the damaged packet.
        offset: u64,
        /// Whether that is the offset in what was packed.
        is_packed: bool,
        /// The damage.
        what: String,
    },
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Error::Io(error) => write!(f, "{error}"),
            Error::Format(what) => f.write_str(what),
            Error::Damaged { offset, is_packed: false, what } => {
                write!(f, "damaged at offset {offset}: {what}")
            }
            Error::Damaged { offset, is_packed: true, what } => {
                write!(f, "damaged at offset {offset} of what is unpacked: {what}")
            }
        }
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Error {
        Error::Io(error)
    }
}

/// A packet. Its bytes are the input's; ranges count from the input's position.
struct Packet {
    when: Timestamp,
    /// `LINKTYPE_*`.
    link: u32,
    bytes: Range<usize>,
    /// The length it had when it was recorded.
    whole_len: usize,
    /// The comment that `-w` wrote for the packet.
    origin: Option<Box<PacketComment>>,
    /// Byte order of the file.
    order: Endian,
    /// Length of the record that holds it.
    record: usize,
}

/// A notice that `-w` recorded between packets.
struct NoticeComment {
    when: Timestamp,
    event: EventComment,
    /// Length of the record that holds it.
    record: usize,
}

/// The next record of a file.
enum Record {
    Packet(Packet),
    Notice(Box<NoticeComment>),
    /// A packet or another block that is longer than [`LONGEST`] and was skipped.
    Large {
        is_packet: bool,
        offset: u64,
    },
}

#[derive(Clone)]
enum FileFormat {
    Pcap(pcap::Pcap),
    PcapNg(pcapng::PcapNg),
}

/// Reads datagrams from a capture.
pub(crate) struct Reader<'h> {
    input: Input<'h>,
    format: FileFormat,
    /// Length of the record that is being read.
    record: usize,
    origin: Option<Box<PacketComment>>,
    notice: Option<Box<NoticeComment>>,
    others: link::Others,
    /// A message made from a packet that holds none (NFLOG).
    made: Vec<u8>,
    /// Packets read so far, of any kind.
    packets: u64,
    large: large::Large,
    /// Says where each record is, for whoever wants to come back.
    mark: Option<std::rc::Rc<random::Mark>>,
}

impl<'h> Reader<'h> {
    /// Reads the file's header.
    pub(crate) fn new(mut input: Input<'h>) -> Result<Reader<'h>, Error> {
        let there = input.ensure(pcapng::MAGIC.len()).map_err(|error| unreadable(&input, error))?;
        let format = match input.bytes() {
            bytes if bytes.starts_with(&pcapng::MAGIC) => FileFormat::PcapNg(pcapng::PcapNg::default()),
            _ if there == 0 => return Err(Error::Format("the file is empty".to_owned())),
            _ => FileFormat::Pcap(pcap::Pcap::new(&mut input)?),
        };
        Ok(Reader {
            input,
            format,
            record: 0,
            origin: None,
            notice: None,
            others: link::Others::default(),
            made: Vec::new(),
            packets: 0,
            large: large::Large::default(),
            mark: None,
        })
    }

    /// Returns the next datagram, or a notice recorded between two; `None` at the end.
    pub(crate) fn next(&mut self) -> Result<Option<Observation<'_>>, Error> {
        loop {
            self.input.consume(std::mem::take(&mut self.record));
            let next = match &mut self.format {
                FileFormat::Pcap(pcap) => pcap.next(&mut self.input)?,
                FileFormat::PcapNg(pcapng) => pcapng.next(&mut self.input)?,
            };
            self.mark_record();
            let packet = match next {
                Some(Record::Packet(packet)) => packet,
                Some(Record::Notice(notice)) => {
                    self.record = notice.record;
                    let notice = self.notice.insert(notice);
                    return Ok(Some(Observation::Notice(notice.event.notice(notice.when))));
                }
                Some(Record::Large { is_packet: true, .. }) => {
                    self.packets += 1;
                    self.large.packet(self.packets);
                    continue;
                }
                Some(Record::Large { is_packet: false, offset }) => {
                    self.large.block(offset);
                    continue;
                }
                None => return Ok(None),
            };
            self.packets += 1;
            self.record = packet.record;
            let bytes = self.input.bytes().get(packet.bytes.clone()).unwrap_or_default();
            if nflog::message(packet.link, bytes, packet.whole_len, packet.order, &mut self.made) {
                let mut datagram = nflog::datagram(&self.made, packet.whole_len, packet.order);
                datagram.when = packet.when;
                datagram.number = self.packets;
                return Ok(Some(Observation::Datagram(datagram)));
            }
            match link::cooked(packet.link, bytes) {
                Ok(cooked) => {
                    self.origin = packet.origin;
                    // Found again, since a loan may not outlive the turn of a loop it was taken in.
                    let start = packet.bytes.start + cooked.header;
                    let bytes = self.input.bytes().get(start..packet.bytes.end).unwrap_or_default();
                    let mut datagram: Datagram<'_> =
                        link::datagram(bytes, &cooked, packet.whole_len, packet.order);
                    datagram.when = packet.when;
                    datagram.number = self.packets;
                    if let Some(origin) = &self.origin {
                        origin.apply(&mut datagram);
                    }
                    return Ok(Some(Observation::Datagram(datagram)));
                }
                Err(other) => self.others.count(other),
            }
        }
    }

    /// Returns a sentence about skipped packets, if any.
    pub(crate) fn passed_over(&self) -> Option<String> {
        self.others.sentence()
    }

    /// Returns a sentence about packets that were too large, if any.
    pub(crate) fn too_large(&self) -> Option<String> {
        self.large.sentence()
    }

    /// Returns how many bytes were read, and how many there are, if known.
    pub(crate) fn progress(&self) -> (u64, Option<u64>) {
        self.input.progress()
    }
}

/// Passes over a record that is too large to be held. `what` is what it is called where the file ends in it.
fn pass_over(input: &mut Input<'_>, len: usize, what: &str) -> Result<u64, Error> {
    let offset = input.offset();
    let there = input.skip(len as u64).map_err(|error| unreadable(input, error))?;
    if there == len as u64 {
        return Ok(offset);
    }
    let what = format!("the file ends in the middle of a {what}");
    Err(Error::Damaged { offset, is_packed: input.is_packed(), what })
}

fn damaged(input: &Input<'_>, what: impl Into<String>) -> Error {
    Error::Damaged { offset: input.offset(), is_packed: input.is_packed(), what: what.into() }
}

/// Returns the error for a failed read: damage if the input is compressed, otherwise an unreadable file.
fn unreadable(input: &Input<'_>, error: io::Error) -> Error {
    if input.is_packed() { damaged(input, error.to_string()) } else { Error::Io(error) }
}
