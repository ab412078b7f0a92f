//! pcapng: blocks, each with a type and a length; sections in either byte order, interfaces with clocks of their own.
//!
//! Options are read in place: a block may hold a million of them, and most are irrelevant. A damaged option, or a list
//! without an end, does not make the packet unreadable.

use std::time::Duration;

use nltrace_decoders::wire::{self, Endian};

use super::{
    Error, IMPOSSIBLE, Input, LONGEST, NoticeComment, Packet, Record, damaged, pass_over, unreadable,
};
use crate::comment::{EventComment, PacketComment};

/// The beginning of a file: the type of a section header block, the same in both byte orders.
pub(super) const MAGIC: [u8; 4] = [0x0a, 0x0d, 0x0d, 0x0a];

const INTERFACE_DESCRIPTION: u32 = 1;
const PACKET: u32 = 2;
const SIMPLE_PACKET: u32 = 3;
const INTERFACE_STATISTICS: u32 = 5;
const ENHANCED_PACKET: u32 = 6;

/// Type and length before a block's body.
const HEAD: usize = 8;
/// The length of that and of the length at the end of a block.
const FRAME: usize = 12;
/// Members before the packet in an enhanced and in an obsolete packet block.
const PACKET_HEAD: usize = 20;
/// Members before the options of an interface's description and of its statistics.
const INTERFACE_HEAD: usize = 8;
const STATISTICS_HEAD: usize = 12;

/// Options.
const END_OF_OPTIONS: u16 = 0;
const COMMENT: u16 = 1;
const IF_TSRESOL: u16 = 9;
const IF_TSOFFSET: u16 = 14;

/// Interfaces that a section may have. A file that only describes interfaces must not take memory without end.
const INTERFACES: usize = 1 << 16;

/// The state of the current section.
#[derive(Clone)]
pub(super) struct PcapNg {
    order: Endian,
    interfaces: Vec<Interface>,
    /// How often that changed.
    changes: u64,
}

impl Default for PcapNg {
    fn default() -> PcapNg {
        PcapNg { order: Endian::NATIVE, interfaces: Vec::new(), changes: 0 }
    }
}

#[derive(Clone)]
struct Interface {
    link: u32,
    snaplen: usize,
    /// `if_tsresol`: a power of ten, or of two where the highest bit is set; negative.
    resolution: u8,
    /// `if_tsoffset`: seconds to add.
    offset: i64,
}

impl PcapNg {
    /// Returns how often what later packets depend on changed.
    pub(super) fn changes(&self) -> u64 {
        self.changes
    }

    /// Returns how many interfaces the section has.
    pub(super) fn interfaces(&self) -> usize {
        self.interfaces.len()
    }

    /// Returns the next packet, or what `-w` noted between packets; `None` at the end.
    pub(super) fn next(&mut self, input: &mut Input<'_>) -> Result<Option<Record>, Error> {
        loop {
            match input.ensure(FRAME).map_err(|error| unreadable(input, error))? {
                0 => return Ok(None),
                there if there < FRAME => return Err(damaged(input, "the file ends in a block's header")),
                _ => (),
            }
            if input.bytes().starts_with(&MAGIC) {
                self.interfaces.clear();
                self.changes += 1;
                self.order = match input.bytes().get(HEAD..FRAME) {
                    Some([0x1a, 0x2b, 0x3c, 0x4d]) => Endian::Big,
                    Some([0x4d, 0x3c, 0x2b, 0x1a]) => Endian::Little,
                    _ => return Err(damaged(input, "a section of neither byte order")),
                };
            }
            let number = |at| number(input.bytes(), at, self.order);
            let (kind, len) = (number(0), number(4).and_then(|len| usize::try_from(len).ok()));
            let (Some(kind), Some(len)) =
                (kind, len.filter(|len| (FRAME..=IMPOSSIBLE).contains(len) && len % 4 == 0))
            else {
                return Err(damaged(input, "a block of impossible length"));
            };
            if len > LONGEST {
                return self.large(input, kind, len).map(Some);
            }
            if input.ensure(len).map_err(|error| unreadable(input, error))? < len {
                return Err(damaged(input, "the file ends in the middle of a block"));
            }
            match self.block(kind, input.bytes().get(..len).unwrap_or_default()) {
                Ok(Some(record)) => return Ok(Some(record)),
                Ok(None) => input.consume(len),
                Err(what) => return Err(damaged(input, what)),
            }
        }
    }

    /// Skips a block that is too large to be held. The beginning of an interface's block is read, because packets need it.
    fn large(&mut self, input: &mut Input<'_>, kind: u32, len: usize) -> Result<Record, Error> {
        if kind == INTERFACE_DESCRIPTION {
            input.ensure(FRAME + INTERFACE_HEAD).map_err(|error| unreadable(input, error))?;
            let body = input.bytes().get(HEAD..HEAD + INTERFACE_HEAD).unwrap_or_default();
            self.describe(body).map_err(|what| damaged(input, what))?;
        }
        let is_packet = matches!(kind, PACKET | SIMPLE_PACKET | ENHANCED_PACKET);
        let offset = pass_over(input, len, "block")?;
        Ok(Record::Large { is_packet, offset })
    }

    fn block(&mut self, kind: u32, block: &[u8]) -> Result<Option<Record>, &'static str> {
        let len = |at| number(block, at, self.order);
        if block.len().checked_sub(4).and_then(len) != len(4) {
            return Err("a block with two lengths that differ");
        }
        let body = block.get(HEAD..block.len().saturating_sub(4)).unwrap_or_default();
        match kind {
            INTERFACE_DESCRIPTION => self.describe(body).map(|()| None),
            ENHANCED_PACKET | PACKET => self.long_packet(kind, body, block.len()).map(packet),
            SIMPLE_PACKET => {
                let whole_len = number(body, 0, self.order).ok_or("a packet without a length")? as usize;
                let snaplen = self.interfaces.first().map_or(usize::MAX, |interface| interface.snaplen);
                let len = whole_len.min(snaplen).min(body.len().saturating_sub(4));
                self.packet(block.len(), 0, None, (HEAD + 4, len), whole_len, None).map(packet)
            }
            INTERFACE_STATISTICS => Ok(self.notice(body, block.len())),
            _ => Ok(None),
        }
    }

    /// Takes note of an interface.
    fn describe(&mut self, body: &[u8]) -> Result<(), &'static str> {
        if self.interfaces.len() == INTERFACES {
            return Err("more interfaces than a capture can have");
        }
        self.changes += 1;
        self.interfaces.push(Interface::new(body, self.order).ok_or("an interface that can't be read")?);
        Ok(())
    }

    /// Returns a packet with a time, in the block of today or in the obsolete one, which has a count of drops beside its interface.
    fn long_packet(&self, kind: u32, body: &[u8], record: usize) -> Result<Packet, &'static str> {
        const LONGER: &str = "a packet longer than its block";
        let head = |at| number(body, at, self.order).ok_or(LONGER);
        let interface = match kind {
            PACKET => body.get(..2).and_then(|id| wire::uint(id, self.order)).ok_or(LONGER)?,
            _ => head(0)?.into(),
        };
        let ticks = u64::from(head(4)?) << 32 | u64::from(head(8)?);
        let (len, whole_len) = (head(12)? as usize, head(16)? as usize);
        let rest = body.get(PACKET_HEAD..).ok_or(LONGER)?;
        let padded = len.checked_next_multiple_of(4).filter(|padded| *padded <= rest.len()).ok_or(LONGER)?;
        let origin = match kind {
            PACKET => None,
            _ => comments(rest.get(padded..).unwrap_or_default(), self.order).find_map(PacketComment::parse),
        };
        let place = (HEAD + PACKET_HEAD, len);
        self.packet(record, interface, Some(ticks), place, whole_len, origin.map(Box::new))
    }

    /// Returns a notice that `-w` recorded between packets. Statistics say nothing else that is shown, and what is wrong with
    /// them is nobody's loss.
    fn notice(&self, body: &[u8], record: usize) -> Option<Record> {
        let head = |at| number(body, at, self.order);
        let event = comments(body.get(STATISTICS_HEAD..)?, self.order).find_map(EventComment::parse)?;
        let interface = self.interfaces.get(usize::try_from(head(0)?).ok()?)?;
        let when = interface.time(u64::from(head(4)?) << 32 | u64::from(head(8)?));
        Some(Record::Notice(Box::new(NoticeComment { when, event, record })))
    }

    /// Returns a packet of `record` bytes. `place` is where its bytes begin in the record, and how many they are.
    fn packet(
        &self,
        record: usize,
        interface: u64,
        ticks: Option<u64>,
        (start, len): (usize, usize),
        whole_len: usize,
        origin: Option<Box<PacketComment>>,
    ) -> Result<Packet, &'static str> {
        let Some(interface) = usize::try_from(interface).ok().and_then(|at| self.interfaces.get(at)) else {
            return Err("a packet of an interface that is not described");
        };
        Ok(Packet {
            when: ticks.map_or(Duration::ZERO, |ticks| interface.time(ticks)),
            link: interface.link,
            bytes: start..start + len,
            whole_len,
            origin,
            order: self.order,
            record,
        })
    }
}

/// Returns the four bytes at an offset as a number.
fn number(bytes: &[u8], at: usize, order: Endian) -> Option<u32> {
    u32::try_from(wire::uint(bytes.get(at..at.checked_add(4)?)?, order)?).ok()
}

/// Returns the options of a block, up to where they end or can't be read.
fn options(mut rest: &[u8], order: Endian) -> impl Iterator<Item = (u16, &[u8])> {
    std::iter::from_fn(move || {
        let short = |at: usize| {
            rest.get(at..at + 2)
                .and_then(|short| wire::uint(short, order))
                .and_then(|n| u16::try_from(n).ok())
        };
        let (code, len) = (short(0).filter(|code| *code != END_OF_OPTIONS)?, usize::from(short(2)?));
        let value = rest.get(4..4 + len)?;
        rest = rest.get(4 + len.next_multiple_of(4)..).unwrap_or_default();
        Some((code, value))
    })
}

/// Returns the comments among options, as far as they are text.
fn comments(rest: &[u8], order: Endian) -> impl Iterator<Item = &str> {
    options(rest, order)
        .filter(|(code, _)| *code == COMMENT)
        .filter_map(|(_, text)| std::str::from_utf8(text).ok())
}

fn packet(packet: Packet) -> Option<Record> {
    Some(Record::Packet(packet))
}

impl Interface {
    /// Returns the interface that a block's body describes; `None` if the body is too short.
    fn new(body: &[u8], order: Endian) -> Option<Interface> {
        let mut interface = Interface {
            link: u32::try_from(wire::uint(body.get(..2)?, order)?).ok()?,
            snaplen: match number(body, 4, order)? {
                0 => usize::MAX,
                snaplen => snaplen as usize,
            },
            resolution: 6,
            offset: 0,
        };
        for (code, value) in options(body.get(INTERFACE_HEAD..)?, order) {
            match (code, value) {
                (IF_TSRESOL, [resolution]) => interface.resolution = *resolution,
                (IF_TSOFFSET, offset) if offset.len() == 8 => {
                    interface.offset = wire::uint(offset, order)?.cast_signed();
                }
                _ => (),
            }
        }
        Some(interface)
    }

    fn time(&self, ticks: u64) -> Duration {
        let power = u32::from(self.resolution & 0x7f);
        let a_second = if self.resolution & 0x80 == 0 {
            10u128.checked_pow(power)
        } else {
            1u128.checked_shl(power).filter(|a_second| *a_second > 0)
        };
        // With such a fine clock, no number of ticks is a nanosecond.
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
