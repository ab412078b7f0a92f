//! A message, decoded as if it were whole, with the ranges that could be read.

use nltrace_decoders::generic::Ids;
use nltrace_decoders::schema::Family;
use nltrace_decoders::tape::{Field, Tape, end_of};
use nltrace_decoders::wire::{self, Endian, MessageHeader};

use super::pen::Pen;

/// Returns the name of an interface.
pub(super) type InterfaceName<'a> = &'a dyn Fn(u32) -> Option<String>;
/// Returns the file of a descriptor, if that is shown.
pub(super) type FileOf<'a> = &'a dyn Fn(i32) -> Option<Vec<u8>>;
/// Returns the request that a message answers.
pub(super) type RequestOf<'a> = &'a dyn Fn(&MessageHeader) -> Option<Vec<u8>>;

/// A buffer of messages.
pub(super) struct Buffer<'a> {
    /// The part that could be read.
    pub(super) bytes: &'a [u8],
    /// How long it is.
    pub(super) len: usize,
    pub(super) addr: u64,
    pub(super) endian: Endian,
    pub(super) protocol: Option<u16>,
    pub(super) interface: InterfaceName<'a>,
    pub(super) descriptor: FileOf<'a>,
    pub(super) request: RequestOf<'a>,
    pub(super) ids: &'a Ids,
    /// The call sends it: its messages with `NLM_F_REQUEST` are requests.
    pub(super) is_sent: bool,
}

/// A message, and where it lies.
#[derive(Clone, Copy)]
pub(super) struct Scene<'a> {
    /// Its bytes, with zeros for those that could not be read.
    pub(super) bytes: &'a [u8],
    /// How many of them could be read.
    pub(super) readable: usize,
    /// Address of the first.
    pub(super) base: u64,
    pub(super) tape: &'a Tape,
    pub(super) family: Option<&'static Family>,
    pub(super) protocol: Option<u16>,
    pub(super) interface: InterfaceName<'a>,
    pub(super) descriptor: FileOf<'a>,
}

impl<'a> Scene<'a> {
    pub(super) fn is_there(&self, start: usize, len: usize) -> bool {
        start + len <= self.readable
    }

    pub(super) fn addr(&self, at: usize) -> u64 {
        self.base.wrapping_add(at as u64)
    }

    pub(super) fn slice(&self, start: usize, end: usize) -> &'a [u8] {
        self.bytes.get(start..end.min(self.bytes.len())).unwrap_or_default()
    }

    pub(super) fn fields(&self) -> &'a [Field] {
        self.tape.fields()
    }

    /// Returns where the parts of a field end on the tape.
    pub(super) fn end_of(&self, at: usize) -> usize {
        end_of(self.fields(), at)
    }

    /// Returns the fields next below a field, by their places on the tape.
    pub(super) fn parts(
        &self,
        lo: usize,
        hi: usize,
        depth: u8,
    ) -> impl Iterator<Item = usize> + Clone + use<'a> {
        let fields = self.fields();
        (lo..hi).filter(move |at| fields[*at].depth == depth)
    }

    /// Returns two bytes.
    pub(super) fn pair(&self, at: usize) -> [u8; 2] {
        match self.slice(at, at + 2) {
            [first, second] => [*first, *second],
            _ => [0; 2],
        }
    }

    pub(super) fn u16(&self, at: usize) -> u16 {
        wire::u16(self.slice(at, at + 2), self.tape.endian).map_or(0, |(_, n)| n)
    }

    pub(super) fn u32(&self, at: usize) -> u32 {
        wire::u32(self.slice(at, at + 4), self.tape.endian).map_or(0, |(_, n)| n)
    }
}

/// Writes bytes that are no message; the first of them, `there`, could be read.
pub(super) fn string_at(there: &[u8], len: usize, addr: u64, pen: &mut Pen) {
    if there.len() < len.min(pen.limit + 1) {
        return pen.address(addr);
    }
    pen.hex_string(there.get(..len).unwrap_or(there), len);
}

/// Writes a range of a message as bytes.
pub(super) fn raw(scene: &Scene<'_>, start: usize, end: usize, pen: &mut Pen) {
    let there = scene.slice(start, end.min(scene.readable.max(start)));
    string_at(there, end - start, scene.addr(start), pen);
}
