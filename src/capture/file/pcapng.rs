//! pcapng: blocks, each with a type and a length; sections in either byte order, interfaces with clocks of their own.
//!
//! Where the library refuses a block for its options alone (a comment that is not UTF-8, a list without an end), the
//! block is read without them: a packet is worth more than what is noted beside it.

use std::time::Duration;

use byteorder_slice::{BigEndian, ByteOrder, LittleEndian};
use nltrace_decoders::wire::{self, Endian};
use pcap_file::pcapng::blocks::enhanced_packet::{EnhancedPacketBlock, EnhancedPacketOption};
use pcap_file::pcapng::blocks::interface_description::{
    InterfaceDescriptionBlock, InterfaceDescriptionOption,
};
use pcap_file::pcapng::blocks::interface_statistics::{InterfaceStatisticsBlock, InterfaceStatisticsOption};
use pcap_file::pcapng::blocks::packet::PacketBlock;
use pcap_file::pcapng::blocks::simple_packet::SimplePacketBlock;
use pcap_file::pcapng::{PcapNgBlock, RawBlock};

use super::{Error, Input, LONGEST, Packet, Record, Told, damaged, unreadable};
use crate::comment::{Event, Origin};

/// What a file begins with: the type of a section header block, the same in both byte orders.
pub(super) const MAGIC: [u8; 4] = [0x0a, 0x0d, 0x0d, 0x0a];

const SECTION_HEADER: u32 = 0x0a0d_0d0a;
const INTERFACE_DESCRIPTION: u32 = 1;
const PACKET: u32 = 2;
const SIMPLE_PACKET: u32 = 3;
const INTERFACE_STATISTICS: u32 = 5;
const ENHANCED_PACKET: u32 = 6;

/// Type and length before a block's body.
const HEAD: usize = 8;
/// And the length behind it.
const FRAME: usize = 12;
/// Members before the packet in an enhanced and in an obsolete packet block.
const PACKET_HEAD: usize = 20;

/// What was read of the section so far.
pub(super) struct PcapNg {
    order: Endian,
    interfaces: Vec<Interface>,
}

impl Default for PcapNg {
    fn default() -> PcapNg {
        PcapNg { order: Endian::NATIVE, interfaces: Vec::new() }
    }
}

struct Interface {
    link: u32,
    snaplen: usize,
    /// `if_tsresol`: a power of ten, or of two where the highest bit is set; negative.
    resolution: u8,
    /// `if_tsoffset`: seconds to add.
    offset: i64,
}

impl PcapNg {
    /// The next packet, or what `-w` noted between packets; `None` at the end.
    pub(super) fn next(&mut self, input: &mut Input<'_>) -> Result<Option<Record>, Error> {
        loop {
            match input.ensure(FRAME).map_err(|error| unreadable(input, error))? {
                0 => return Ok(None),
                there if there < FRAME => return Err(damaged(input, "the file ends in a block's header")),
                _ => (),
            }
            if input.bytes().starts_with(&MAGIC) {
                self.interfaces.clear();
                self.order = match input.bytes()[8..12] {
                    [0x1a, 0x2b, 0x3c, 0x4d] => Endian::Big,
                    [0x4d, 0x3c, 0x2b, 0x1a] => Endian::Little,
                    _ => return Err(damaged(input, "a section of neither byte order")),
                };
            }
            let len =
                wire::uint(&input.bytes()[4..HEAD], self.order).and_then(|len| usize::try_from(len).ok());
            let Some(len) = len.filter(|len| (FRAME..=LONGEST).contains(len) && len % 4 == 0) else {
                return Err(damaged(input, "a block of impossible length"));
            };
            if input.ensure(len).map_err(|error| unreadable(input, error))? < len {
                return Err(damaged(input, "the file ends in the middle of a block"));
            }
            let block = &input.bytes()[..len];
            let record = match self.order {
                Endian::Big => self.block::<BigEndian>(block),
                Endian::Little => self.block::<LittleEndian>(block),
            };
            match record {
                Ok(Some(record)) => return Ok(Some(record)),
                Ok(None) => input.consume(len),
                Err(what) => return Err(damaged(input, what)),
            }
        }
    }

    fn block<B: ByteOrder>(&mut self, block: &[u8]) -> Result<Option<Record>, &'static str> {
        let Ok((_, raw)) = RawBlock::from_slice::<B>(block) else {
            return Err("a block with two lengths that differ");
        };
        let body = &block[HEAD..block.len() - 4];
        match raw.type_ {
            SECTION_HEADER => Ok(None),
            INTERFACE_DESCRIPTION => {
                let described = InterfaceDescriptionBlock::from_slice::<B>(body).or_else(|_| {
                    InterfaceDescriptionBlock::from_slice::<B>(body.get(..8).unwrap_or_default())
                });
                let Ok((_, described)) = described else { return Err("an interface that can't be read") };
                self.interfaces.push(Interface::new(&described));
                Ok(None)
            }
            ENHANCED_PACKET => {
                let read = EnhancedPacketBlock::from_slice::<B>(body)
                    .or_else(|_| EnhancedPacketBlock::from_slice::<B>(self.bare(body)));
                let Ok((_, read)) = read else { return Err("a packet longer than its block") };
                let origin = read.options.iter().find_map(|option| match option {
                    EnhancedPacketOption::Comment(text) => Origin::parse(text).map(Box::new),
                    _ => None,
                });
                let ticks = u64::try_from(read.timestamp.as_nanos()).unwrap_or(u64::MAX);
                let whole_len = read.original_len as usize;
                self.packet(block, read.interface_id, Some(ticks), read.data.len(), whole_len, origin)
                    .map(packet)
            }
            PACKET => {
                let read = PacketBlock::from_slice::<B>(body)
                    .or_else(|_| PacketBlock::from_slice::<B>(self.bare(body)));
                let Ok((_, read)) = read else { return Err("a packet longer than its block") };
                let ticks = self.ticks(read.timestamp);
                let whole_len = read.original_len as usize;
                self.packet(block, read.interface_id.into(), Some(ticks), read.data.len(), whole_len, None)
                    .map(packet)
            }
            SIMPLE_PACKET => {
                let Ok((_, read)) = SimplePacketBlock::from_slice::<B>(body) else {
                    return Err("a packet without a length");
                };
                let whole_len = read.original_len as usize;
                let snaplen = self.interfaces.first().map_or(usize::MAX, |interface| interface.snaplen);
                let len = whole_len.min(snaplen).min(read.data.len());
                let mut simple = self.packet(block, 0, None, len, whole_len, None)?;
                simple.bytes = HEAD + 4..HEAD + 4 + len;
                Ok(packet(simple))
            }
            INTERFACE_STATISTICS => Ok(self.told::<B>(body, block.len())),
            _ => Ok(None),
        }
    }

    /// What `-w` noted between packets. Statistics say nothing else that is shown, and what is wrong with them is nobody's loss.
    fn told<B: ByteOrder>(&self, body: &[u8], record: usize) -> Option<Record> {
        let (_, read) = InterfaceStatisticsBlock::from_slice::<B>(body).ok()?;
        let event = read.options.iter().find_map(|option| match option {
            InterfaceStatisticsOption::Comment(text) => Event::parse(text),
            _ => None,
        })?;
        let interface = self.interfaces.get(usize::try_from(read.interface_id).ok()?)?;
        let when = interface.time(self.ticks(read.timestamp));
        Some(Record::Told(Box::new(Told { when, event, record })))
    }

    /// A time that the library took for one number: the upper half stands first in either byte order.
    fn ticks(&self, timestamp: u64) -> u64 {
        match self.order {
            Endian::Big => timestamp,
            Endian::Little => timestamp.rotate_left(32),
        }
    }

    /// A packet block's body without its options.
    fn bare<'b>(&self, body: &'b [u8]) -> &'b [u8] {
        let len = body.get(12..16).and_then(|len| wire::uint(len, self.order)).unwrap_or(0);
        let len =
            usize::try_from(len).unwrap_or(usize::MAX).checked_next_multiple_of(4).unwrap_or(usize::MAX);
        body.get(..len.saturating_add(PACKET_HEAD)).unwrap_or(body)
    }

    fn packet(
        &self,
        block: &[u8],
        interface: u32,
        ticks: Option<u64>,
        len: usize,
        whole_len: usize,
        origin: Option<Box<Origin>>,
    ) -> Result<Packet, &'static str> {
        let Some(interface) = usize::try_from(interface).ok().and_then(|at| self.interfaces.get(at)) else {
            return Err("a packet of an interface that is not described");
        };
        Ok(Packet {
            when: ticks.map_or(Duration::ZERO, |ticks| interface.time(ticks)),
            link: interface.link,
            bytes: HEAD + PACKET_HEAD..HEAD + PACKET_HEAD + len,
            whole_len,
            origin,
            order: self.order,
            record: block.len(),
        })
    }
}

fn packet(packet: Packet) -> Option<Record> {
    Some(Record::Packet(packet))
}

impl Interface {
    fn new(described: &InterfaceDescriptionBlock<'_>) -> Interface {
        let mut interface = Interface {
            link: u32::from(described.linktype),
            snaplen: match described.snaplen {
                0 => usize::MAX,
                snaplen => snaplen as usize,
            },
            resolution: 6,
            offset: 0,
        };
        for option in &described.options {
            match option {
                InterfaceDescriptionOption::IfTsResol(resolution) => interface.resolution = *resolution,
                InterfaceDescriptionOption::IfTsOffset(offset) => interface.offset = offset.cast_signed(),
                _ => (),
            }
        }
        interface
    }

    fn time(&self, ticks: u64) -> Duration {
        let power = u32::from(self.resolution & 0x7f);
        let a_second = if self.resolution & 0x80 == 0 {
            10u128.checked_pow(power)
        } else {
            1u128.checked_shl(power).filter(|a_second| *a_second > 0)
        };
        // A clock that is finer than any number of ticks has not told a nanosecond.
        let a_second = a_second.unwrap_or(u128::MAX);
        let ticks = u128::from(ticks);
        let nanoseconds = (ticks % a_second).saturating_mul(1_000_000_000) / a_second;
        let seconds = u64::try_from(ticks / a_second).unwrap_or(u64::MAX);
        let seconds = seconds.saturating_add_signed(self.offset);
        Duration::new(seconds, u32::try_from(nanoseconds).unwrap_or(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(resolution: u8, offset: i64, ticks: u64) -> Duration {
        Interface { link: 253, snaplen: 0, resolution, offset }.time(ticks)
    }

    #[test]
    fn clocks_of_every_resolution() {
        assert_eq!(time(6, 0, 1_500_000), Duration::from_millis(1500));
        assert_eq!(time(9, 0, u64::MAX), Duration::from_nanos(u64::MAX));
        assert_eq!(time(12, 0, 1_000_000_007_999), Duration::from_nanos(1_000_000_007));
        assert_eq!(time(0, 10, 5), Duration::from_secs(15));
        assert_eq!(time(0, -10, 5), Duration::ZERO);
        assert_eq!(time(0x80 | 10, 0, 1536), Duration::from_millis(1500));
        assert_eq!(time(0x80 | 63, 0, 1 << 62), Duration::from_millis(500));
        assert_eq!(time(0x7f, 0, u64::MAX), Duration::ZERO);
        assert_eq!(time(0xff, 0, u64::MAX), Duration::ZERO);
    }
}
