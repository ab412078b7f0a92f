//! A cache of written lines and words. Most lines of a dump repeat, and a look-up costs a tenth of composing a line.
//!
//! The key of a line is its fields, their bytes and the names of interfaces; that of a word is its field and number. Text that
//! depends on more, such as the cause of an error, is not cached.

use std::ops::Range;

use nltrace_decoders::schema::Show;
use nltrace_decoders::tape::Field;
use nltrace_decoders::value::Integer;
use nltrace_decoders::wire::Endian;

/// How many words are kept: the last of those that share a place. A power of two.
const WORDS: usize = 2048;
/// The largest number of lines, and of their bytes, before the cache is emptied.
const LINES: usize = 2048;
const TEXT: usize = 1 << 18;

/// Returns where something is kept in a table of so many places.
#[inline]
fn place(mixed: u64, places: usize) -> usize {
    // The upper bits of a product depend on all bits of its factors.
    (mixed.wrapping_mul(MIXER) >> (64 - places.ilog2())) as usize
}

const MIXER: u64 = 0x9e37_79b9_7f4a_7c15;

/// Lines, with those in which they go on, and those below.
#[derive(Default)]
pub(crate) struct Lines {
    places: Vec<Option<LinePlace>>,
    /// The keys and texts, in sequence.
    bytes: Vec<u8>,
    text: String,
}

/// Everything but bytes that a line depends on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Same {
    /// The number of its fields.
    pub(crate) number: u64,
    /// The namespace of the interface names in it, and how often these have changed.
    pub(crate) names: Option<(u64, u64)>,
}

/// Where a line is, and of what.
#[derive(Clone)]
struct LinePlace {
    same: Same,
    bytes: Range<usize>,
    text: Range<usize>,
}

impl Same {
    #[inline]
    fn place(&self, bytes: &[u8]) -> usize {
        let mut mixed = self.number;
        let mut chunks = bytes.chunks_exact(8);
        for chunk in &mut chunks {
            let chunk = chunk.try_into().map_or(0, u64::from_le_bytes);
            mixed = (mixed ^ chunk).wrapping_mul(MIXER).rotate_left(29);
        }
        let rest = chunks.remainder().iter().fold(0, |rest, byte| rest << 8 | u64::from(*byte));
        place(mixed ^ rest.rotate_left(20), LINES)
    }
}

impl Lines {
    /// Returns the text of a line, if it was written lately.
    #[inline]
    pub(crate) fn find(&self, same: &Same, bytes: &[u8]) -> Option<&str> {
        let kept = self.places.get(same.place(bytes))?.as_ref()?;
        let is_it = kept.same == *same && self.bytes.get(kept.bytes.clone())? == bytes;
        self.text.get(kept.text.clone()).filter(|_| is_it)
    }

    /// Keeps the text of a line.
    pub(crate) fn keep(&mut self, same: &Same, bytes: &[u8], text: &str) {
        if self.places.is_empty()
            || self.bytes.len().max(self.text.len()) + bytes.len().max(text.len()) > TEXT
        {
            self.places.clear();
            self.places.resize(LINES, None);
            self.bytes.clear();
            self.text.clear();
        }
        let Some(place) = self.places.get_mut(same.place(bytes)) else { return };
        let (begun, written) = (self.bytes.len(), self.text.len());
        self.bytes.extend_from_slice(bytes);
        self.text.push_str(text);
        *place =
            Some(LinePlace { same: *same, bytes: begun..self.bytes.len(), text: written..self.text.len() });
    }
}

/// WordMemo by what they say.
#[derive(Default)]
pub(crate) struct WordMemo {
    places: Vec<Option<MemoEntry>>,
}

struct MemoEntry {
    key: WordKey,
    written: Written,
}

/// An integer as a field: what makes two words the same.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct WordKey {
    /// Where its name and its kind lie: rows of tables do not move.
    name: usize,
    kind: usize,
    raw: u64,
    /// The order of bit-fields depends on the byte order.
    endian: Endian,
}

/// A word as it was written.
#[derive(Default)]
pub(crate) struct Written {
    pub(crate) text: String,
    /// Bytes that take no column.
    pub(crate) hidden: usize,
    /// Where it may be broken.
    pub(crate) breaks: Vec<usize>,
}

impl WordKey {
    /// Returns the text of a field; `None` if it depends on more, for example on an interface's name, which may change.
    #[inline]
    pub(crate) fn of(field: &Field, integer: &Integer, endian: Endian) -> Option<WordKey> {
        let is_fixed = !matches!(integer.show, Show::Interface);
        is_fixed.then(|| WordKey {
            name: field.name.as_ptr().addr(),
            kind: std::ptr::from_ref(field.kind).addr(),
            raw: integer.raw,
            endian,
        })
    }

    #[inline]
    fn place(&self) -> usize {
        place(self.kind as u64 ^ self.raw.rotate_left(20), WORDS)
    }
}

impl WordMemo {
    /// Returns the word for this, if it was written lately.
    #[inline]
    pub(crate) fn find(&self, key: &WordKey) -> Option<&Written> {
        let entry = self.places.get(key.place())?.as_ref()?;
        (entry.key == *key).then_some(&entry.written)
    }

    /// Keeps a word, which `write` appends.
    pub(crate) fn keep(&mut self, key: WordKey, write: impl FnOnce(&mut Written)) {
        if self.places.is_empty() {
            self.places.resize_with(WORDS, || None);
        }
        let Some(place) = self.places.get_mut(key.place()) else { return };
        let entry = place.get_or_insert_with(|| MemoEntry { key, written: Written::default() });
        entry.key = key;
        let Written { text, hidden, breaks } = &mut entry.written;
        text.clear();
        breaks.clear();
        *hidden = 0;
        write(&mut entry.written);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nltrace_decoders::schema::{Kind, Marks, U32, Unit};
    use nltrace_decoders::tape::{Role, State};

    static PLAIN: Kind = U32;
    static TIME: Kind = U32.unit(Unit::Milliseconds);

    fn a_field(name: &'static str, kind: &'static Kind, depth: u8) -> Field {
        Field {
            name,
            kind,
            start: 0,
            len: 4,
            index: 0,
            marks: Marks::NONE,
            depth,
            role: Role::Member,
            state: State::Good,
        }
    }

    fn key(name: &'static str, kind: &'static Kind, raw: u64) -> Option<WordKey> {
        let field = a_field(name, kind, 0);
        let Kind::Int { width, signed, show, .. } = *kind else { return None };
        WordKey::of(&field, &Integer { raw, signed, width, show, endian: Endian::Little }, Endian::Little)
    }

    #[test]
    fn a_word_is_found_by_all_that_it_says() {
        let mut memo = WordMemo::default();
        let one = key("a", &PLAIN, 1).unwrap();
        assert!(memo.find(&one).is_none());
        memo.keep(one, |written| written.text.push_str("a=1"));
        assert_eq!(memo.find(&one).map(|written| written.text.as_str()), Some("a=1"));
        for other in [key("a", &PLAIN, 2), key("b", &PLAIN, 1), key("a", &TIME, 1)] {
            assert!(memo.find(&other.unwrap()).is_none());
        }
        memo.keep(one, |written| written.text.push_str("new"));
        assert_eq!(memo.find(&one).map(|written| written.text.as_str()), Some("new"));
    }

    static INDEX: Kind = U32.interface();

    #[test]
    fn a_word_that_hangs_on_a_name_is_not_kept() {
        assert!(key("ifi_index", &INDEX, 1).is_none());
    }

    #[test]
    fn a_line_is_found_by_all_that_is_in_it() {
        let mut lines = Lines::default();
        let same = Same { number: 1, names: None };
        let bytes = [1, 0, 0, 0, 9, 9, 9, 9, 9];
        assert_eq!(lines.find(&same, &bytes), None);
        lines.keep(&same, &bytes, "one");
        assert_eq!(lines.find(&same, &bytes), Some("one"));
        assert_eq!(lines.find(&same, &bytes[..8]), None);
        assert_eq!(lines.find(&Same { number: 2, ..same }, &bytes), None);
        assert_eq!(lines.find(&Same { names: Some((0, 0)), ..same }, &bytes), None);
        lines.keep(&same, &bytes, "new");
        assert_eq!(lines.find(&same, &bytes), Some("new"));
    }

    #[test]
    fn memory_is_bounded() {
        let mut lines = Lines::default();
        let same = Same { number: 1, names: None };
        for number in 0..100_000u32 {
            lines.keep(&same, &number.to_le_bytes(), "a line of some length, as lines are");
            assert!(lines.bytes.len() <= TEXT && lines.text.len() <= TEXT);
            assert!(lines.find(&same, &number.to_le_bytes()).is_some());
        }
        assert_eq!(lines.places.len(), LINES);
    }
}
