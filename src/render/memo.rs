//! A cache of written lines and words. Most lines of a dump repeat, and a look-up costs a tenth of composing a line.
//!
//! The key of a line is its fields, their bytes and the names of interfaces; that of a word is its field and number. Text that
//! depends on more, such as the cause of an error, is not cached.

use nltrace_decoders::schema::Show;
use nltrace_decoders::tape::Field;
use nltrace_decoders::value::Integer;
use nltrace_decoders::wire::Endian;

/// How many words are kept: the last of those that share a place. A power of two.
const WORDS: usize = 2048;
/// The number of lines, a power of two, and the largest number of their bytes before the cache is emptied.
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
pub(crate) struct Lines {
    /// The number of places, a power of two, and the largest number of bytes.
    most: (usize, usize),
    places: Vec<LinePlace>,
    /// The hash of the line that was sought last in each place.
    sought: Vec<u32>,
    /// The keys and texts, in sequence.
    keys: Vec<u8>,
    text: String,
}

/// Everything that a line depends on: its fields as numbers, and their bytes.
#[derive(Clone, Copy)]
pub(crate) struct LineKey<'a> {
    hash: u64,
    fields: &'a [u64],
    bytes: &'a [u8],
}

/// Where a line and its key are. Nothing is there if the text is empty.
#[derive(Clone, Default)]
struct LinePlace {
    hash: u32,
    key: u32,
    key_len: u32,
    text: u32,
    text_len: u32,
}

impl<'a> LineKey<'a> {
    /// The key of fields and their bytes.
    #[inline]
    pub(crate) fn new(fields: &'a [u64], bytes: &'a [u8]) -> LineKey<'a> {
        let mut mixed = 0u64;
        for field in fields {
            mixed = (mixed ^ field).wrapping_mul(MIXER).rotate_left(29);
        }
        let mut chunks = bytes.chunks_exact(8);
        for chunk in &mut chunks {
            let chunk = chunk.try_into().map_or(0, u64::from_le_bytes);
            mixed = (mixed ^ chunk).wrapping_mul(MIXER).rotate_left(29);
        }
        let rest = chunks.remainder().iter().fold(0, |rest, byte| rest << 8 | u64::from(*byte));
        // The upper bits of a product depend on all bits of its factors.
        LineKey { hash: (mixed ^ rest.rotate_left(20)).wrapping_mul(MIXER), fields, bytes }
    }

    /// The bits of the hash that do not select the place.
    fn tag(&self) -> u32 {
        (self.hash >> 8) as u32
    }

    fn len(&self) -> usize {
        size_of_val(self.fields) + self.bytes.len()
    }

    /// Returns whether a stored key is this one.
    #[inline]
    fn is(&self, stored: &[u8]) -> bool {
        let mut rest = stored;
        for field in self.fields {
            let Some((first, following)) = rest.split_first_chunk() else { return false };
            if u64::from_ne_bytes(*first) != *field {
                return false;
            }
            rest = following;
        }
        rest == self.bytes
    }
}

impl Default for Lines {
    fn default() -> Lines {
        Lines::new(LINES, TEXT)
    }
}

impl Lines {
    /// A cache with so many places, a power of two, and room for so many bytes.
    pub(crate) fn new(places: usize, bytes: usize) -> Lines {
        let most = (places, bytes);
        Lines { most, places: Vec::new(), sought: Vec::new(), keys: Vec::new(), text: String::new() }
    }

    #[inline]
    fn at(&self, key: &LineKey<'_>) -> usize {
        (key.hash >> (64 - self.most.0.ilog2())) as usize
    }

    /// Returns whether a line was sought twice with no other in its place between: a line that never comes again is not worth
    /// keeping.
    pub(crate) fn is_again(&mut self, key: &LineKey<'_>) -> bool {
        if self.sought.is_empty() {
            self.sought.resize(self.most.0, 0);
        }
        let at = self.at(key);
        self.sought.get_mut(at).is_some_and(|last| std::mem::replace(last, key.tag()) == key.tag())
    }

    /// Returns the text of a line, if it was written lately.
    #[inline]
    pub(crate) fn find(&self, key: &LineKey<'_>) -> Option<&str> {
        let place = self.places.get(self.at(key)).filter(|place| place.hash == key.tag())?;
        let stored = self.keys.get(place.key as usize..(place.key + place.key_len) as usize)?;
        let text = self.text.get(place.text as usize..(place.text + place.text_len) as usize)?;
        (key.is(stored) && !text.is_empty()).then_some(text)
    }

    /// Keeps the text of a line.
    pub(crate) fn keep(&mut self, key: &LineKey<'_>, text: &str) {
        if self.places.is_empty()
            || self.keys.len().max(self.text.len()) + key.len().max(text.len()) > self.most.1
        {
            self.places.clear();
            self.places.resize(self.most.0, LinePlace::default());
            self.keys.clear();
            self.text.clear();
        }
        let at = self.at(key);
        let short = |number: usize| u32::try_from(number).unwrap_or(0);
        let Some(place) = self.places.get_mut(at) else { return };
        *place = LinePlace {
            hash: key.tag(),
            key: short(self.keys.len()),
            key_len: short(key.len()),
            text: short(self.text.len()),
            text_len: short(text.len()),
        };
        for field in key.fields {
            self.keys.extend_from_slice(&field.to_ne_bytes());
        }
        self.keys.extend_from_slice(key.bytes);
        self.text.push_str(text);
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
        let bytes = [1, 0, 0, 0, 9, 9, 9, 9, 9];
        let one = LineKey::new(&[1, 0], &bytes);
        assert_eq!(lines.find(&one), None);
        lines.keep(&one, "one");
        assert_eq!(lines.find(&one), Some("one"));
        let others: [(&[u64], &[u8]); 4] =
            [(&[1, 0], &bytes[..8]), (&[2, 0], &bytes), (&[1, 1], &bytes), (&[1, 0, 0], &bytes[..1])];
        for (fields, bytes) in others {
            // Even with the same hash.
            let other = LineKey { hash: one.hash, ..LineKey::new(fields, bytes) };
            assert_eq!(lines.find(&other), None);
        }
        lines.keep(&one, "new");
        assert_eq!(lines.find(&one), Some("new"));
    }

    #[test]
    fn only_what_comes_again_is_worth_keeping() {
        let mut lines = Lines::default();
        let (one, other) = (LineKey::new(&[1], b"one"), LineKey::new(&[1], b"two"));
        assert!(!lines.is_again(&one));
        assert!(lines.is_again(&one));
        assert!(!lines.is_again(&LineKey { hash: one.hash ^ 1 << 20, ..other }));
    }

    #[test]
    fn memory_is_bounded() {
        let mut lines = Lines::default();
        for number in 0..100_000u32 {
            let bytes = number.to_le_bytes();
            let key = LineKey::new(&[1, 2, 3], &bytes);
            lines.keep(&key, "a line of some length, as lines are");
            assert!(lines.keys.len() <= TEXT && lines.text.len() <= TEXT);
            assert!(lines.find(&key).is_some());
        }
        assert_eq!(lines.places.len(), LINES);
    }
}
