//! `-w`: writes a capture that Wireshark opens. One packet per datagram, with a comment that names the process and the call.
//!
//! Packets have the form of an nlmon recording. Facts that this form cannot hold are in the comment
//! ([`crate::comment`]), so that reading the file shows the same as tracing did. Other events are comments of interface
//! statistics blocks, which have a time and are not packets for other programs.

#![deny(clippy::unwrap_used, clippy::indexing_slicing, clippy::cast_possible_truncation)]

use std::borrow::Cow;
use std::time::Duration;

use byteorder_slice::NativeEndian;
use pcap_file::pcapng::Block;
use pcap_file::pcapng::blocks::enhanced_packet::{EnhancedPacketBlock, EnhancedPacketOption};
use pcap_file::pcapng::blocks::interface_description::{
    InterfaceDescriptionBlock, InterfaceDescriptionOption,
};
use pcap_file::pcapng::blocks::interface_statistics::{InterfaceStatisticsBlock, InterfaceStatisticsOption};
use pcap_file::pcapng::blocks::section_header::{SectionHeaderBlock, SectionHeaderOption};
use pcap_file::{DataLink, Endianness};

use crate::comment::{self, UNKNOWN_PROTOCOL};
use crate::datagram::{Datagram, Direction, Notice, NoticeKind, Timestamp};

const ARPHRD_NETLINK: u16 = 824;
/// `PACKET_OUTGOING`, as every packet from nlmon is marked, and `PACKET_HOST` for what was received.
const OUTGOING: u16 = 4;
const INCOMING: u16 = 0;

/// A section holds times of so many seconds: in nanoseconds they fit in 64 bits.
const ERA: u64 = 1 << 34;
/// The longest comment that a block can hold.
const COMMENT: usize = u16::MAX as usize;

/// The longest verdict, in bytes: more than any that nltrace writes.
const VERDICT: usize = 4096;

/// Appends what a file begins with.
pub(crate) fn head(out: &mut Vec<u8>) {
    section(0, out);
}

/// Appends what a section begins with: its interface's times count from `since`, in seconds of 1970.
fn section(since: u64, out: &mut Vec<u8>) {
    let application = concat!("nltrace ", env!("CARGO_PKG_VERSION"));
    let section = SectionHeaderBlock {
        endianness: Endianness::native(),
        options: vec![SectionHeaderOption::UserApplication(Cow::Borrowed(application))],
        ..SectionHeaderBlock::default()
    };
    block(&Block::SectionHeader(section), out);
    let mut options = vec![
        InterfaceDescriptionOption::IfName(Cow::Borrowed("netlink")),
        InterfaceDescriptionOption::IfTsResol(9),
    ];
    if since > 0 {
        options.push(InterfaceDescriptionOption::IfTsOffset(since));
    }
    let interface = InterfaceDescriptionBlock { linktype: DataLink::NETLINK, snaplen: 0, options };
    block(&Block::InterfaceDescription(interface), out);
}

/// Writes packets.
#[derive(Default)]
pub(crate) struct Packets {
    packet: Vec<u8>,
    comment: String,
    /// Datagrams that were lost so far.
    lost: u64,
    /// The times of the section that is being written count from here, in seconds.
    since: u64,
}

impl Packets {
    /// Begins a section where a time does not fit in the one that is being written: of years after 2514, or before again. Returns
    /// the time in the section.
    fn time(&mut self, when: Timestamp, out: &mut Vec<u8>) -> Timestamp {
        let since = (when.as_secs() & !(ERA - 1)).min(i64::MAX as u64 & !(ERA - 1));
        if since != self.since {
            self.since = since;
            section(since, out);
        }
        when.saturating_sub(Duration::from_secs(since)).min(Duration::from_nanos(u64::MAX))
    }

    /// Ends what is written in one piece: what follows is in a section of today's times.
    pub(crate) fn end(&mut self, out: &mut Vec<u8>) {
        if self.since != 0 {
            self.since = 0;
            section(0, out);
        }
    }

    /// Appends a datagram. A sentence about each request that failed by it becomes a comment of its own.
    pub(crate) fn packet(&mut self, datagram: &Datagram<'_>, verdicts: &[String], out: &mut Vec<u8>) {
        let packet_type = if datagram.direction == Direction::Receive { INCOMING } else { OUTGOING };
        self.packet.clear();
        self.packet.extend(packet_type.to_be_bytes());
        self.packet.extend(ARPHRD_NETLINK.to_be_bytes());
        self.packet.extend([0; 10]);
        self.packet.extend(datagram.protocol.unwrap_or(UNKNOWN_PROTOCOL).to_be_bytes());
        let header = self.packet.len();
        self.packet.extend(datagram.bytes);
        self.comment.clear();
        comment::PacketComment::write(datagram, &mut self.comment);
        self.comment.truncate(COMMENT);
        let timestamp = self.time(datagram.when, out);
        let whole_len = datagram.whole_len.max(datagram.bytes.len()) + header;
        let mut options = Vec::new();
        if !self.comment.is_empty() {
            options.push(EnhancedPacketOption::Comment(Cow::Borrowed(&self.comment)));
        }
        for verdict in verdicts {
            options
                .push(EnhancedPacketOption::Comment(Cow::Owned(shortened(&format!("nltrace: {verdict}")))));
        }
        // Inbound and outbound, as Wireshark names the two lowest bits.
        match datagram.direction {
            Direction::Receive => options.push(EnhancedPacketOption::Flags(1)),
            Direction::Send => options.push(EnhancedPacketOption::Flags(2)),
            Direction::Unknown => (),
        }
        let packet = EnhancedPacketBlock {
            interface_id: 0,
            timestamp,
            original_len: u32::try_from(whole_len).unwrap_or(u32::MAX),
            data: Cow::Borrowed(&self.packet),
            options,
        };
        block(&Block::EnhancedPacket(packet), out);
    }

    /// Records a notice that another pipeline writes.
    pub(crate) fn skim(&mut self, notice: &Notice<'_>) {
        if let NoticeKind::Lost(count) = notice.what {
            self.lost = self.lost.saturating_add(count);
        }
    }

    /// Appends a notice.
    pub(crate) fn notice(&mut self, notice: &Notice<'_>, out: &mut Vec<u8>) {
        self.skim(notice);
        self.comment.clear();
        comment::EventComment::write(notice, &mut self.comment);
        self.comment.truncate(COMMENT);
        let when = self.time(notice.when, out);
        let mut options = vec![InterfaceStatisticsOption::Comment(Cow::Borrowed(&self.comment))];
        if let NoticeKind::Lost(_) = notice.what {
            options.push(InterfaceStatisticsOption::IsbIfDrop(self.lost));
        }
        let ticks = u64::try_from(when.as_nanos()).unwrap_or(u64::MAX);
        // The upper half comes first in either byte order, which the library does not know.
        let timestamp = if cfg!(target_endian = "little") { ticks.rotate_left(32) } else { ticks };
        let lost = InterfaceStatisticsBlock { interface_id: 0, timestamp, options };
        block(&Block::InterfaceStatistics(lost), out);
    }
}

/// Returns the beginning of a text that is too long for a comment.
fn shortened(text: &str) -> String {
    let end = (0..=text.len().min(VERDICT)).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    text.get(..end).unwrap_or_default().to_owned()
}

fn block(block: &Block<'_>, out: &mut Vec<u8>) {
    // Writing to a vector does not fail.
    let _ = block.write_to::<NativeEndian, _>(out);
}
