//! Datagrams from a capture: pcap and pcapng, packed or not, as tcpdump and Wireshark write them from an nlmon interface.
//!
//! The formats are the library's to know ([`pcap_file`]); this room reads the bytes of one packet or block at a time and hands
//! them over whole, since the library's own readers refuse what real files hold (a packet longer than the snaplen the header
//! claims, microseconds of a million) and never end on a length that is a lie.

mod input;
mod link;
mod pcap;
mod pcapng;
mod zstd;

use std::io;
use std::ops::Range;

use nltrace_decoders::wire::Endian;

pub(crate) use input::Input;

use crate::comment::{Event, Origin};
use crate::datagram::{Datagram, Observation, Timestamp};

/// A packet longer than this is not one: netlink's datagrams end at what a socket buffer holds.
const LONGEST: usize = 256 << 20;

/// Why a capture could not be read, or not to its end.
#[derive(Debug)]
pub(crate) enum Error {
    /// It could not be read.
    Io(io::Error),
    /// It is no capture, or of a sort that is not read.
    Format(String),
    /// It is damaged from this offset on.
    Damaged {
        /// Offset of the damaged packet.
        offset: u64,
        /// Whether that is the offset in what was packed.
        is_packed: bool,
        /// What is wrong with it.
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

/// A packet, as a format tells it. Its bytes are the input's; ranges count from where the input stands.
struct Packet {
    when: Timestamp,
    /// `LINKTYPE_*`.
    link: u32,
    bytes: Range<usize>,
    /// The length it had when it was recorded.
    whole_len: usize,
    /// What `-w` noted.
    origin: Option<Box<Origin>>,
    /// Byte order of the file.
    order: Endian,
    /// Length of the record it stands in.
    record: usize,
}

/// What `-w` noted between packets.
struct Told {
    when: Timestamp,
    event: Event,
    /// Length of the record it stands in.
    record: usize,
}

/// What a format finds next.
enum Record {
    Packet(Packet),
    Told(Box<Told>),
}

enum Format {
    Pcap(pcap::Pcap),
    PcapNg(pcapng::PcapNg),
}

/// Reads datagrams from a capture.
pub(crate) struct Reader<'h> {
    input: Input<'h>,
    format: Format,
    /// Length of the record that is being shown.
    record: usize,
    origin: Option<Box<Origin>>,
    told: Option<Box<Told>>,
    others: link::Others,
}

impl<'h> Reader<'h> {
    /// Reads the file's header.
    pub(crate) fn new(mut input: Input<'h>) -> Result<Reader<'h>, Error> {
        let there = input.ensure(pcapng::MAGIC.len()).map_err(|error| unreadable(&input, error))?;
        let format = match input.bytes() {
            bytes if bytes.starts_with(&pcapng::MAGIC) => Format::PcapNg(pcapng::PcapNg::default()),
            _ if there == 0 => return Err(Error::Format("the file is empty".to_owned())),
            _ => Format::Pcap(pcap::Pcap::new(&mut input)?),
        };
        Ok(Reader { input, format, record: 0, origin: None, told: None, others: link::Others::default() })
    }

    /// The next datagram, or what was told between two; `None` at the end.
    pub(crate) fn next(&mut self) -> Result<Option<Observation<'_>>, Error> {
        loop {
            self.input.consume(std::mem::take(&mut self.record));
            let next = match &mut self.format {
                Format::Pcap(pcap) => pcap.next(&mut self.input)?,
                Format::PcapNg(pcapng) => pcapng.next(&mut self.input)?,
            };
            let packet = match next {
                Some(Record::Packet(packet)) => packet,
                Some(Record::Told(told)) => {
                    self.record = told.record;
                    let told = self.told.insert(told);
                    return Ok(Some(Observation::Notice(told.event.notice(told.when))));
                }
                None => return Ok(None),
            };
            self.record = packet.record;
            let bytes = &self.input.bytes()[packet.bytes.clone()];
            match link::cooked(packet.link, bytes) {
                Ok(cooked) => {
                    self.origin = packet.origin;
                    // Found again, since a loan may not outlive the turn of a loop it was taken in.
                    let start = packet.bytes.start + cooked.header;
                    let bytes = &self.input.bytes()[start..packet.bytes.end];
                    let mut datagram: Datagram<'_> =
                        link::datagram(bytes, &cooked, packet.whole_len, packet.order);
                    datagram.when = packet.when;
                    if let Some(origin) = &self.origin {
                        origin.apply(&mut datagram);
                    }
                    return Ok(Some(Observation::Datagram(datagram)));
                }
                Err(other) => self.others.count(other),
            }
        }
    }

    /// What was passed over, in one sentence.
    pub(crate) fn passed_over(&self) -> Option<String> {
        self.others.sentence()
    }

    /// How many bytes were read, and how many there are, where that is known.
    pub(crate) fn progress(&self) -> (u64, Option<u64>) {
        self.input.progress()
    }
}

fn damaged(input: &Input<'_>, what: impl Into<String>) -> Error {
    Error::Damaged { offset: input.offset(), is_packed: input.is_packed(), what: what.into() }
}

/// What a failed read means: of what is packed, damage; of a file, a file that can't be read.
fn unreadable(input: &Input<'_>, error: io::Error) -> Error {
    if input.is_packed() { damaged(input, error.to_string()) } else { Error::Io(error) }
}
