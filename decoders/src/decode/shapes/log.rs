//! The bytes of a message that the interpreter read, and their comparison with those of another message.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::cell::{Cell, RefCell};
use core::ops::Range;

/// The largest number of words that are recorded for one message, repeats included. A message with more gets no shape.
pub(super) const LOOKS: usize = 1 << 15;
/// The capacity for notes that is kept from message to message.
const SPANS: usize = 1 << 10;

/// The bytes that the interpreter read.
#[derive(Default)]
pub(in crate::decode) struct Log {
    is_on: Cell<bool>,
    /// How many more words may be recorded.
    room: Cell<usize>,
    is_full: Cell<bool>,
    spans: RefCell<Vec<Range<usize>>>,
    /// The interpreter needed these bytes, although there may be none.
    was_asked: Cell<bool>,
}

impl Log {
    /// Records that the interpreter reads some bytes.
    #[inline]
    pub(in crate::decode) fn note(&self, start: usize, len: usize) {
        if self.is_on.get() {
            self.add(start, len);
        }
    }

    fn add(&self, start: usize, len: usize) {
        match self.room.get().checked_sub(len / 4 + 1) {
            Some(room) => {
                self.room.set(room);
                self.spans.borrow_mut().push(start..start + len);
            }
            None => {
                self.is_on.set(false);
                self.is_full.set(true);
                self.spans.borrow_mut().clear();
            }
        }
    }

    /// Records that the interpreter needs these bytes, whether there are any or not.
    pub(in crate::decode) fn ask(&self) {
        self.was_asked.set(true);
    }

    /// Returns whether the interpreter needed these bytes, whether there were any or not.
    pub(super) fn was_asked(&self) -> bool {
        self.was_asked.get()
    }

    /// Returns whether more was read than is recorded.
    pub(super) fn is_full(&self) -> bool {
        self.is_full.get()
    }

    /// Returns how many notes there is memory for.
    #[cfg(test)]
    pub(super) fn capacity(&self) -> usize {
        self.spans.borrow().capacity()
    }

    fn begin(&mut self, is_on: bool) {
        self.is_on.set(is_on);
        self.room.set(LOOKS);
        self.is_full.set(false);
        self.was_asked.set(false);
        self.spans.get_mut().clear();
        self.spans.get_mut().shrink_to(SPANS);
    }

    /// Returns the recorded words with their values; `None` if one is too far from the message's beginning.
    pub(super) fn words(&mut self, bytes: &[u8]) -> Option<Box<[Word]>> {
        let spans = self.spans.get_mut();
        let mut words = Vec::with_capacity(spans.len());
        for span in spans.drain(..) {
            for start in (span.start & !3..span.end).step_by(4) {
                let (from, to) = (span.start.max(start) - start, span.end.min(start + 4) - start);
                let mask = u32::MAX << (8 * from) & u32::MAX >> (32 - 8 * to);
                words.push(Word { at: u16::try_from(start / 4).ok()?, mask, value: 0 });
            }
        }
        words.sort_unstable_by_key(|word| word.at);
        words.dedup_by(|next, kept| {
            let is_same = next.at == kept.at;
            kept.mask |= if is_same { next.mask } else { 0 };
            is_same
        });
        for word in &mut words {
            word.value = word.value_in(bytes);
        }
        Some(words.into_boxed_slice())
    }
}

/// Four bytes, some of which were read.
pub(super) struct Word {
    /// Where it begins, in words.
    at: u16,
    mask: u32,
    value: u32,
}

impl Word {
    /// Returns the bytes of another message at this place, with 0 for those that were not read here.
    #[inline]
    fn value_in(&self, bytes: &[u8]) -> u32 {
        load(bytes, usize::from(self.at) * 4) & self.mask
    }
}

/// Returns four bytes as a number. Bytes after the end are 0.
#[inline]
fn load(bytes: &[u8], at: usize) -> u32 {
    let rest = bytes.get(at..).unwrap_or_default();
    match rest.first_chunk() {
        Some(word) => u32::from_le_bytes(*word),
        None => rest.iter().rev().fold(0, |word, byte| word << 8 | u32::from(*byte)),
    }
}

/// Returns whether the recorded bytes have the same values here.
#[inline]
pub(super) fn agree(words: &[Word], bytes: &[u8]) -> bool {
    words.iter().all(|word| word.value_in(bytes) == word.value)
}

/// The bytes that the interpreter read in the message and in the request that it answers.
#[derive(Default)]
pub(in crate::decode) struct Reads {
    pub(in crate::decode) message: Log,
    pub(in crate::decode) request: Log,
}

impl Reads {
    pub(super) fn begin(&mut self, is_on: bool) {
        self.message.begin(is_on);
        self.request.begin(is_on);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_bytes_that_were_read_are_compared() {
        let bytes: Vec<u8> = (1..=14).collect();
        for span in (0..bytes.len()).flat_map(|start| (start + 1..=bytes.len()).map(move |end| start..end)) {
            let mut log = Log::default();
            log.begin(true);
            log.note(span.start, span.len());
            let words = log.words(&bytes).unwrap();
            assert!(agree(&words, &bytes));
            for at in 0..bytes.len() {
                let mut other = bytes.clone();
                other[at] ^= 0x81;
                assert_eq!(agree(&words, &other), !span.contains(&at), "{span:?}, byte {at}");
            }
        }
    }

    #[test]
    fn words_that_are_too_far_have_no_place() {
        let mut log = Log::default();
        let bytes = [0; 4 << 16];
        for (at, has_words) in [((4 << 16) - 4, true), (4 << 16, false)] {
            log.begin(true);
            log.note(at, 4);
            assert_eq!(log.words(&bytes).is_some(), has_words);
        }
    }
}
