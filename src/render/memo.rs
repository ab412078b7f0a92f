//! What was written before: in a dump that is most of it, and to find a line costs a tenth of what it costs to put it together.
//!
//! A line is found by the fields in it and their bytes, a word by its field and number. What hangs on more than these is not
//! kept: an interface's name may change, and a fault is one message's own.

use nltrace_decoders::schema::{Kind, Show};
use nltrace_decoders::tape::Field;
use nltrace_decoders::value::Integer;
use nltrace_decoders::wire::Endian;

/// How many words are kept: the last of those that share a place. A power of two.
const WORDS: usize = 2048;
/// How many lines are kept, likewise.
const LINES: usize = 1024;
/// Lines of more fields than this are not kept, nor of more bytes: they repeat less, and memory is to stay small.
const FIELDS: usize = 32;
const BYTES: usize = 256;

/// Where something is kept in a table of so many places.
#[inline]
fn place(mixed: u64, places: usize) -> usize {
    // The upper bits of a product hang on all bits of its factors.
    (mixed.wrapping_mul(MIXER) >> (64 - places.ilog2())) as usize
}

const MIXER: u64 = 0x9e37_79b9_7f4a_7c15;

/// Lines, with those in which they go on, and those of their parts.
#[derive(Default)]
pub(crate) struct Lines {
    places: Vec<Option<Line>>,
}

/// A line as it was written, and of what.
struct Line {
    fields: Vec<Field>,
    bytes: Vec<u8>,
    endian: Endian,
    indent: usize,
    text: String,
}

/// A field that has a line, with its parts, and what they say.
#[derive(Clone, Copy)]
pub(crate) struct Block<'a> {
    pub(crate) fields: &'a [Field],
    pub(crate) message: &'a [u8],
    pub(crate) endian: Endian,
    pub(crate) indent: usize,
}

impl Block<'_> {
    #[inline]
    fn bytes(&self) -> &[u8] {
        self.fields.first().and_then(|field| self.message.get(field.span())).unwrap_or_default()
    }

    #[inline]
    fn place(&self) -> usize {
        let mut mixed = self.fields.first().map_or(0, |field| std::ptr::from_ref(field.kind).addr() as u64);
        let mut chunks = self.bytes().chunks_exact(8);
        for chunk in &mut chunks {
            let chunk = chunk.try_into().map_or(0, u64::from_le_bytes);
            mixed = (mixed ^ chunk).wrapping_mul(MIXER).rotate_left(29);
        }
        let rest = chunks.remainder().iter().fold(0, |rest, byte| rest << 8 | u64::from(*byte));
        place(mixed ^ rest.rotate_left(20), LINES)
    }

    /// Whether it is worth the search: addresses and strings seldom come again, and are short work.
    #[inline]
    fn is_sought(&self) -> bool {
        let [first, rest @ ..] = self.fields else { return false };
        let is_short = rest.len() < FIELDS && first.len as usize <= BYTES;
        let is_number = matches!(first.kind, Kind::Int { show, .. } if !matches!(show, Show::Interface));
        is_short && (!rest.is_empty() || is_number)
    }

    /// Whether its text hangs on nothing but its fields and bytes.
    fn is_lasting(&self) -> bool {
        let is_interface = |show: &Show| matches!(show, Show::Interface);
        self.fields.iter().all(|field| match field.kind {
            Kind::Int { show: Show::Parts(parts) | Show::BitFields(parts), .. } => {
                !parts.iter().any(|part| is_interface(&part.show))
            }
            Kind::Int { show, .. } => !is_interface(show),
            // Named by the message's protocol.
            Kind::MessageType => false,
            _ => true,
        })
    }
}

impl Line {
    #[inline]
    fn is(&self, block: &Block<'_>) -> bool {
        let (Some(first), Some(other)) = (self.fields.first(), block.fields.first()) else { return false };
        // Depth, place and type follow from these and the bytes.
        let same = |a: &Field, b: &Field| {
            std::ptr::eq(a.kind, b.kind)
                && std::ptr::eq(a.name.as_ptr(), b.name.as_ptr())
                && (a.start - first.start, a.len, a.state) == (b.start - other.start, b.len, b.state)
        };
        self.fields.len() == block.fields.len()
            && self.bytes == block.bytes()
            && (self.indent, self.endian) == (block.indent, block.endian)
            && self.fields.iter().zip(block.fields).all(|(a, b)| same(a, b))
    }
}

impl Lines {
    /// The text of this line, if it was written lately.
    #[inline]
    pub(crate) fn find(&self, block: &Block<'_>) -> Option<&str> {
        if !block.is_sought() {
            return None;
        }
        let line = self.places.get(block.place())?.as_ref()?;
        line.is(block).then_some(&line.text)
    }

    /// Keeps the text of a line, if that may be.
    pub(crate) fn keep(&mut self, block: &Block<'_>, text: &str) {
        if !block.is_sought() || !block.is_lasting() {
            return;
        }
        if self.places.is_empty() {
            self.places.resize_with(LINES, || None);
        }
        let Some(place) = self.places.get_mut(block.place()) else { return };
        let line = place.get_or_insert_with(|| Line {
            fields: Vec::new(),
            bytes: Vec::new(),
            endian: block.endian,
            indent: 0,
            text: String::new(),
        });
        line.fields.clear();
        line.fields.extend_from_slice(block.fields);
        line.bytes.clear();
        line.bytes.extend_from_slice(block.bytes());
        (line.endian, line.indent) = (block.endian, block.indent);
        line.text.clear();
        line.text.push_str(text);
    }
}

/// Words by what they say.
#[derive(Default)]
pub(crate) struct Words {
    places: Vec<Option<Entry>>,
}

struct Entry {
    key: Key,
    written: Written,
}

/// An integer as a field: what makes two words the same.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Key {
    /// Where its name and its kind lie: rows of tables do not move.
    name: usize,
    kind: usize,
    raw: u64,
    /// Bit-fields hang on the byte order.
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

impl Key {
    /// What a field says; `None` where its words hang on more: an interface's name may change.
    #[inline]
    pub(crate) fn of(field: &Field, integer: &Integer, endian: Endian) -> Option<Key> {
        let is_fixed = !matches!(integer.show, Show::Interface);
        is_fixed.then(|| Key {
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

impl Words {
    /// The word for this, if it was written lately.
    #[inline]
    pub(crate) fn find(&self, key: &Key) -> Option<&Written> {
        let entry = self.places.get(key.place())?.as_ref()?;
        (entry.key == *key).then_some(&entry.written)
    }

    /// Keeps a word, which `write` appends.
    pub(crate) fn keep(&mut self, key: Key, write: impl FnOnce(&mut Written)) {
        if self.places.is_empty() {
            self.places.resize_with(WORDS, || None);
        }
        let Some(place) = self.places.get_mut(key.place()) else { return };
        let entry = place.get_or_insert_with(|| Entry { key, written: Written::default() });
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
    use nltrace_decoders::schema::{Kind, Struct, U32, Unit, field, fixed, layout};
    use nltrace_decoders::tape::{Role, State};

    static PLAIN: Kind = U32;
    static TIME: Kind = U32.unit(Unit::Milliseconds);

    static HEAD: Kind = fixed(&STRUCT);
    static STRUCT: Struct = layout("head", 4, &[field("part", U32)]);

    fn a_field(name: &'static str, kind: &'static Kind, depth: u8) -> Field {
        Field { name, kind, start: 0, len: 4, index: 0, depth, role: Role::Member, state: State::Good }
    }

    fn key(name: &'static str, kind: &'static Kind, raw: u64) -> Option<Key> {
        let field = a_field(name, kind, 0);
        let Kind::Int { width, signed, show, .. } = *kind else { return None };
        Key::of(&field, &Integer { raw, signed, width, show }, Endian::Little)
    }

    #[test]
    fn a_word_is_found_by_all_that_it_says() {
        let mut memo = Words::default();
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
    fn what_hangs_on_more_is_not_kept() {
        assert!(key("ifi_index", &INDEX, 1).is_none());
        let mut lines = Lines::default();
        for part in [&PLAIN, &INDEX, &Kind::MessageType] {
            let fields = [a_field("head", &HEAD, 0), a_field("part", part, 1)];
            let block = Block { fields: &fields, message: &[1, 0, 0, 0], endian: Endian::Little, indent: 4 };
            lines.keep(&block, "    head  part=1\n");
            let found = lines.find(&block);
            assert_eq!(found, std::ptr::eq(part, &PLAIN).then_some("    head  part=1\n"));
        }
    }

    #[test]
    fn a_line_is_found_by_all_that_is_in_it() {
        let mut lines = Lines::default();
        let message = [9, 9, 9, 9, 1, 0, 0, 0];
        let fields = [a_field("head", &HEAD, 0), a_field("part", &PLAIN, 1)];
        let block = Block { fields: &fields, message: &message[4..], endian: Endian::Little, indent: 4 };
        lines.keep(&block, "one");
        assert_eq!(lines.find(&block), Some("one"));
        // The same in another place of another message, deeper.
        let moved = fields.map(|field| Field { start: field.start + 4, depth: field.depth + 1, ..field });
        let elsewhere = Block { fields: &moved, message: &message, ..block };
        assert_eq!(lines.find(&elsewhere), Some("one"));
        let other = fields.map(|field| Field { state: State::Short, ..field });
        for unlike in [
            Block { message: &[2, 0, 0, 0], ..block },
            Block { endian: Endian::Big, ..block },
            Block { indent: 6, ..block },
            Block { fields: &other, ..block },
            Block { fields: &[fields[0], a_field("part", &TIME, 1)], ..block },
            Block { fields: &[fields[0], a_field("trap", &PLAIN, 1)], ..block },
            Block { fields: &fields[..1], ..block },
        ] {
            assert_eq!(lines.find(&unlike), None);
        }
    }
}
