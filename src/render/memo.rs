//! Words that were written before: in a dump most are, and to find one costs a third of what it costs to put it together.

use nltrace_decoders::schema::Show;
use nltrace_decoders::tape::Field;
use nltrace_decoders::value::Integer;
use nltrace_decoders::wire::Endian;

/// How many words are kept: the last of those that share a place. A power of two.
const PLACES: usize = 2048;

/// Words by what they say.
#[derive(Default)]
pub(crate) struct Memo {
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
        // The upper bits of a product hang on all bits of its factors.
        let mixed = (self.kind as u64 ^ self.raw.rotate_left(20)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (mixed >> (64 - PLACES.ilog2())) as usize
    }
}

impl Memo {
    /// The word for this, if it was written lately.
    #[inline]
    pub(crate) fn find(&self, key: &Key) -> Option<&Written> {
        let entry = self.places.get(key.place())?.as_ref()?;
        (entry.key == *key).then_some(&entry.written)
    }

    /// Keeps a word, which `write` appends.
    pub(crate) fn keep(&mut self, key: Key, write: impl FnOnce(&mut Written)) {
        if self.places.is_empty() {
            self.places.resize_with(PLACES, || None);
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
    use nltrace_decoders::schema::{Kind, U32, Unit};
    use nltrace_decoders::tape::{Role, State};

    static PLAIN: Kind = U32;
    static TIME: Kind = U32.unit(Unit::Milliseconds);

    fn key(name: &'static str, kind: &'static Kind, raw: u64) -> Option<Key> {
        let role = Role::Member;
        let field = Field { name, kind, start: 0, len: 4, index: 0, depth: 0, role, state: State::Good };
        let Kind::Int { width, signed, show, .. } = *kind else { return None };
        Key::of(&field, &Integer { raw, signed, width, show }, Endian::Little)
    }

    #[test]
    fn a_word_is_found_by_all_that_it_says() {
        let mut memo = Memo::default();
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

    #[test]
    fn names_of_interfaces_are_not_kept() {
        static INDEX: Kind = U32.interface();
        assert!(key("ifi_index", &INDEX, 1).is_none());
    }
}
