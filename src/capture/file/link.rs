//! Link types: finds the netlink datagram in a packet, and reads the header before it.

use std::collections::BTreeMap;

use nltrace_decoders::wire::{self, Endian};
use pcap_file::DataLink;

use crate::comment::UNKNOWN_PROTOCOL;
use crate::datagram::{Cut, Datagram};

const LINKTYPE_LINUX_SLL: u32 = 113;
const LINKTYPE_NETLINK: u32 = 253;
const LINKTYPE_LINUX_SLL2: u32 = 276;

/// `ARPHRD_NETLINK`: what the cooked headers call the device.
const ARPHRD_NETLINK: u16 = 824;

/// The header before a datagram.
pub(super) struct Cooked {
    /// Its length.
    pub(super) header: usize,
    /// `NETLINK_*`.
    pub(super) protocol: u16,
}

/// Why a packet is not decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Other {
    /// Of another link type.
    Link(u32),
    /// From another sort of device.
    Device(u16),
    /// Shorter than its link type's header, as a small snaplen makes them.
    Short,
}

/// Reads the header before a datagram.
#[inline]
pub(super) fn cooked(link: u32, packet: &[u8]) -> Result<Cooked, Other> {
    match link {
        LINKTYPE_NETLINK | LINKTYPE_LINUX_SLL => {
            let (rest, header) = wire::cooked_header(packet).map_err(|_| Other::Short)?;
            // A capture of LINKTYPE_NETLINK contains nothing else, whatever the header has.
            if link == LINKTYPE_LINUX_SLL && header.arphrd != ARPHRD_NETLINK {
                return Err(Other::Device(header.arphrd));
            }
            Ok(Cooked { header: packet.len() - rest.len(), protocol: header.protocol })
        }
        LINKTYPE_LINUX_SLL2 => {
            let (rest, header) = wire::cooked_header_2(packet).map_err(|_| Other::Short)?;
            if header.arphrd != ARPHRD_NETLINK {
                return Err(Other::Device(header.arphrd));
            }
            Ok(Cooked { header: packet.len() - rest.len(), protocol: header.protocol })
        }
        _ => Err(Other::Link(link)),
    }
}

/// Returns the datagram in the bytes after its header. `whole_len` is the packet's.
pub(super) fn datagram<'a>(bytes: &'a [u8], cooked: &Cooked, whole_len: usize, file: Endian) -> Datagram<'a> {
    let whole_len = whole_len.saturating_sub(cooked.header).max(bytes.len());
    Datagram {
        protocol: Some(cooked.protocol).filter(|protocol| *protocol != UNKNOWN_PROTOCOL),
        endian: byte_order(bytes, whole_len, file),
        bytes,
        whole_len,
        cut: (whole_len > bytes.len()).then_some(Cut::Snaplen),
        ..Datagram::of_capture()
    }
}

/// Returns the byte order of a datagram that had this length: the file's, unless only the other makes its first length one that can be.
fn byte_order(bytes: &[u8], whole_len: usize, file: Endian) -> Endian {
    let other = match file {
        Endian::Little => Endian::Big,
        Endian::Big => Endian::Little,
    };
    let plausible = |endian| {
        wire::message_header(bytes, endian)
            .is_ok_and(|(_, header)| (16..=whole_len.max(16)).contains(&(header.len as usize)))
    };
    if !plausible(file) && plausible(other) { other } else { file }
}

/// Counts of packets that are not decoded.
#[derive(Default)]
pub(super) struct Others {
    counts: BTreeMap<Other, u64>,
}

impl Others {
    /// Counts one.
    pub(super) fn count(&mut self, other: Other) {
        *self.counts.entry(other).or_default() += 1;
    }

    /// Returns the counts in a sentence.
    pub(super) fn sentence(&self) -> Option<String> {
        let total: u64 = self.counts.values().sum();
        if total == 0 {
            return None;
        }
        let parts: Vec<String> = self
            .counts
            .iter()
            .map(|(other, count)| match other {
                Other::Link(link) => match DataLink::from(*link) {
                    DataLink::Unknown(_) => format!("{count} of link type {link}"),
                    known => format!("{count} of link type {known:?}, {link}"),
                },
                Other::Device(arphrd) => match nltrace_decoders::names::ARPHRD.get((*arphrd).into()) {
                    Some(name) => format!("{count} from devices of type {name}"),
                    None => format!("{count} from devices of type {arphrd}"),
                },
                Other::Short => format!("{count} shorter than the header of a netlink packet"),
            })
            .collect();
        let packets = if total == 1 { "1 packet is".to_owned() } else { format!("{total} packets are") };
        let why = if self.counts.contains_key(&Other::Short) { "" } else { "not netlink and " };
        Some(format!("{packets} {why}not shown: {}", parts.join("; ")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A message of 65536 bytes, most of which were cut off, looks like one of 256 bytes in the other byte order.
    #[test]
    fn a_cut_datagram_has_the_length_it_had() {
        let mut bytes = vec![0; 300];
        bytes[..4].copy_from_slice(&65_536u32.to_le_bytes());
        assert_eq!(byte_order(&bytes, 65_536, Endian::Little), Endian::Little);
        assert_eq!(byte_order(&bytes, 300, Endian::Little), Endian::Big);
        assert_eq!(byte_order(&bytes[..3], 300, Endian::Big), Endian::Big);
    }
}
