//! Datagrams from a capture: classic pcap, as tcpdump writes it from an nlmon interface.
//!
//! The format is the library's to know ([`pcap_file`]); this room reads the bytes of one packet at a time and hands them
//! over whole, since the library's own readers refuse what real files hold (a packet longer than the snaplen the header
//! claims, microseconds of a million) and never end on a length that is a lie.

use std::io::{self, Read};
use std::time::Duration;

use nltrace_decoders::wire::{self, Endian};
use pcap_file::pcap::{PcapParser, RawPcapPacket};
use pcap_file::{DataLink, Endianness, TsResolution};

use crate::datagram::{Cut, Datagram, Direction, Outcome};

const FILE_HEADER: usize = 24;
const PACKET_HEADER: usize = 16;
const COOKED_HEADER: usize = 16;
/// A packet longer than this is not one: netlink's datagrams end at what a socket buffer holds.
const LONGEST: usize = 256 << 20;

/// Why a capture could not be read, or not to its end.
#[derive(Debug)]
pub(crate) enum Error {
    /// It could not be read.
    Io(io::Error),
    /// It is no pcap file, or of a sort that is not read.
    Format(String),
    /// It is damaged from this offset on.
    Damaged {
        /// Offset of the damaged packet.
        offset: u64,
        /// What is wrong with it.
        what: &'static str,
    },
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Error::Io(error) => write!(f, "{error}"),
            Error::Format(what) => f.write_str(what),
            Error::Damaged { offset, what } => write!(f, "damaged at offset {offset}: {what}"),
        }
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Error {
        Error::Io(error)
    }
}

/// Reads datagrams from a capture.
pub(crate) struct Reader<R> {
    input: R,
    parser: PcapParser,
    offset: u64,
    packet: Vec<u8>,
}

impl<R: Read> Reader<R> {
    /// Reads the file's header.
    pub(crate) fn new(mut input: R) -> Result<Reader<R>, Error> {
        let mut header = Vec::with_capacity(FILE_HEADER);
        input.by_ref().take(FILE_HEADER as u64).read_to_end(&mut header)?;
        if header.starts_with(&[0x0a, 0x0d, 0x0d, 0x0a]) {
            return Err(Error::Format(
                "pcapng is not read yet; `editcap -F pcap` makes a pcap of it".to_owned(),
            ));
        }
        let Ok((_, parser)) = PcapParser::new(&header) else {
            return Err(Error::Format("this is no pcap file".to_owned()));
        };
        let link = parser.header().datalink;
        // The upper bits say how frames end, which netlink has none of.
        if u32::from(link) & 0xffff != u32::from(DataLink::NETLINK) {
            let number = u32::from(link);
            return Err(Error::Format(format!(
                "its packets are not netlink but of link type {number}; record on an nlmon interface"
            )));
        }
        Ok(Reader { input, parser, offset: FILE_HEADER as u64, packet: Vec::new() })
    }

    /// The next datagram; `None` at the end.
    pub(crate) fn next(&mut self) -> Result<Option<Datagram<'_>>, Error> {
        let offset = self.offset;
        let damaged = |what| Error::Damaged { offset, what };
        self.packet.clear();
        self.input.by_ref().take(PACKET_HEADER as u64).read_to_end(&mut self.packet)?;
        match self.packet.len() {
            0 => return Ok(None),
            PACKET_HEADER => (),
            _ => return Err(damaged("the file ends in a packet's header")),
        }
        let file = self.parser.header();
        let order = match file.endianness {
            Endianness::Big => Endian::Big,
            Endianness::Little => Endian::Little,
        };
        let len = wire::uint(&self.packet[8..12], order).and_then(|len| usize::try_from(len).ok());
        let len = len.filter(|len| *len <= LONGEST).ok_or(damaged("a packet of impossible length"))?;
        self.input.by_ref().take(len as u64).read_to_end(&mut self.packet)?;
        self.offset += self.packet.len() as u64;
        let is_whole = self.packet.len() == PACKET_HEADER + len;
        if !is_whole {
            return Err(damaged("the file ends in the middle of a packet"));
        }
        let Ok((_, raw)) = self.parser.next_raw_packet(&self.packet) else {
            return Err(damaged("a packet that can't be read"));
        };
        let RawPcapPacket { ts_sec, ts_frac, orig_len, .. } = raw;
        let fraction = match file.ts_resolution {
            TsResolution::MicroSecond => Duration::from_micros(ts_frac.into()),
            TsResolution::NanoSecond => Duration::from_nanos(ts_frac.into()),
        };
        let Ok((bytes, cooked)) = wire::cooked_header(&self.packet[PACKET_HEADER..]) else {
            return Err(damaged("a packet shorter than the header of a netlink packet"));
        };
        let whole_len = (orig_len as usize).saturating_sub(COOKED_HEADER).max(bytes.len());
        Ok(Some(Datagram {
            when: Duration::from_secs(ts_sec.into()) + fraction,
            caller: None,
            direction: Direction::Unknown,
            protocol: Some(cooked.protocol),
            endian: byte_order(bytes, order),
            bytes,
            whole_len,
            cut: (whole_len > bytes.len()).then_some(Cut::Snaplen),
            base_addr: 0,
            outcome: Outcome::None,
            peer: None,
            flags: 0,
            group: None,
            nsid: None,
        }))
    }
}

/// The byte order of a datagram: the file's, unless only the other makes its first length one that can be.
fn byte_order(bytes: &[u8], file: Endian) -> Endian {
    let other = match file {
        Endian::Little => Endian::Big,
        Endian::Big => Endian::Little,
    };
    let plausible = |endian| {
        wire::message_header(bytes, endian)
            .is_ok_and(|(_, header)| (16..=bytes.len().max(16)).contains(&(header.len as usize)))
    };
    if !plausible(file) && plausible(other) { other } else { file }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(packets: &[&[u8]]) -> Vec<u8> {
        let mut bytes = 0xa1b2_c3d4u32.to_le_bytes().to_vec();
        bytes.extend([2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 16, 0, 0, 0, 253, 0, 0, 0]);
        for packet in packets {
            let len = u32::try_from(packet.len()).unwrap().to_le_bytes();
            bytes.extend([1, 0, 0, 0, 0x40, 0x42, 0x0f, 0]);
            bytes.extend([len, len].concat());
            bytes.extend(*packet);
        }
        bytes
    }

    fn packet(endian: Endian) -> Vec<u8> {
        let mut bytes = vec![0, 4, 3, 0x38, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4];
        let len = if endian == Endian::Big { 16u32.to_be_bytes() } else { 16u32.to_le_bytes() };
        bytes.extend(len);
        bytes.extend([0; 12]);
        bytes
    }

    #[test]
    fn what_the_library_refuses_is_read() {
        // A snaplen of 16 and packets of 32; a million microseconds.
        let bytes = file(&[&packet(Endian::Little), &packet(Endian::Big)]);
        let mut reader = Reader::new(bytes.as_slice()).unwrap();
        let first = reader.next().unwrap().unwrap();
        assert_eq!((first.when, first.protocol), (Duration::from_secs(2), Some(4)));
        assert_eq!(first.endian, Endian::Little);
        assert_eq!(reader.next().unwrap().unwrap().endian, Endian::Big);
        assert!(reader.next().unwrap().is_none());
    }

    #[test]
    fn damage_is_named_with_its_offset() {
        let mut bytes = file(&[&packet(Endian::Little)]);
        bytes.truncate(60);
        let error = Reader::new(bytes.as_slice()).unwrap().next().unwrap_err();
        assert_eq!(error.to_string(), "damaged at offset 24: the file ends in the middle of a packet");
        let mut bytes = file(&[&packet(Endian::Little)]);
        bytes[32..36].fill(0xff);
        let error = Reader::new(bytes.as_slice()).unwrap().next().unwrap_err();
        assert_eq!(error.to_string(), "damaged at offset 24: a packet of impossible length");
    }

    #[test]
    fn what_is_no_netlink_capture_is_refused() {
        let mut bytes = file(&[]);
        bytes[20] = 1;
        assert!(matches!(Reader::new(bytes.as_slice()), Err(Error::Format(_))));
        assert!(matches!(Reader::new([0; 24].as_slice()), Err(Error::Format(_))));
    }
}
