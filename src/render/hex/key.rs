//! Everything that the text of a row depends on, but its bytes and its place, as numbers by which the cache finds it.

use nltrace_decoders::schema::Kind;
use nltrace_decoders::tape::{Field, Role as Place, Tape};
use nltrace_decoders::wire::Endian;

use super::WIDE;
use crate::render::plan::has_interface;
use crate::render::rows::{Row, RowKind};

/// What the text of a row depends on beside its field and its bytes. Thousands are kept, so it is small.
#[derive(Clone, Copy)]
pub(super) struct RowKey {
    form: u64,
    kind: u64,
}

/// The bit of [`RowKey::kind`] for names of interfaces.
const HAS_NAMES: u64 = 1 << 40;

impl RowKey {
    /// Returns the key of a row whose values begin `gap` columns after its brackets, and whose offset takes `digits` columns.
    /// Returns `None` if its text depends on more: on the message's type and length, or on hidden bytes.
    pub(super) fn of(tape: &Tape, row: &Row, gap: usize, digits: usize) -> Option<RowKey> {
        let field = tape.fields().get(row.field())?;
        let varies = field.role == Place::Header
            || field.is_secret()
            || matches!(field.kind, Kind::Message | Kind::MessageType)
            || row.what == RowKind::Type && matches!(field.kind, Kind::Gloss(..));
        if varies {
            return None;
        }
        let facts = [
            tape.endian == Endian::Little,
            field.depth == 0,
            row.group() > 0,
            tape.has_parts(row.field()),
            has_interface(field),
        ];
        let facts = facts.into_iter().fold(0, |all, fact| all << 1 | usize::from(fact));
        // What does not fit in its bits is not cached.
        let packed = |numbers: &[(usize, u32)]| {
            numbers.iter().try_fold(0u64, |all, (number, bits)| {
                let number = u64::try_from(*number).ok()?;
                (number >> bits == 0).then_some(all << bits | number)
            })
        };
        let form =
            packed(&[(gap, 16), (digits, 8), (row.level(), 12), (row.opens(), 12), (row.closes(), 12)])?;
        let kind = packed(&[
            (facts, 8),
            (usize::from(field.index), 16),
            (row.what as usize, 8),
            (field.role as usize, 8),
            (field.state as usize, 8),
        ])?;
        Some(RowKey { form, kind })
    }

    /// Returns the numbers of the key, and how many of them count. `names` is the namespace of interface names, and how often these
    /// have changed; few rows have such names.
    #[inline]
    pub(super) fn numbers(self, field: &Field, row: &Row, names: (u64, u64)) -> ([u64; 7], usize) {
        // The lines in which a row goes on have offsets too.
        let start = if row.end() - row.start() > WIDE { row.start() } else { 0 };
        let numbers = [
            field.name.as_ptr().addr() as u64,
            std::ptr::from_ref(field.kind).addr() as u64,
            (start as u64) << 32 | u64::from(field.len),
            self.form,
            self.kind,
            names.0,
            names.1,
        ];
        (numbers, if self.kind & HAS_NAMES != 0 { 7 } else { 5 })
    }
}
