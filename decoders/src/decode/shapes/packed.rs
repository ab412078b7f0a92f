//! The fields of shapes, stored in a quarter of the memory that they take on a tape.

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::schema::{Kind, Marks};
use crate::tape::{Field, Role, State};

/// The largest number of rows. It bounds the memory.
const ROWS: usize = 1 << 14;
/// The number of places of the table that finds a row, a power of two. Half of them stay empty.
const PLACES: usize = ROWS * 2;

/// The number of shapes whose fields are unpacked, a power of two, and the largest number of fields of one.
const UNPACKED: usize = 256;
const MOST_UNPACKED: usize = 256;

/// A field of a shape.
#[derive(Clone, Copy)]
pub(super) struct PackedField {
    row: u16,
    start: u16,
    len: u16,
    index: u16,
    depth: u8,
    state: State,
}

/// Everything of a field that follows from its row in the tables.
#[derive(Clone, Copy)]
struct FieldRow {
    name: &'static str,
    kind: &'static Kind,
    marks: Marks,
    role: Role,
}

impl FieldRow {
    const NONE: FieldRow = FieldRow { name: "", kind: &Kind::Raw, marks: Marks::NONE, role: Role::Value };

    fn of(field: &Field) -> FieldRow {
        FieldRow { name: field.name, kind: field.kind, marks: field.marks, role: field.role }
    }

    fn is(&self, other: &FieldRow) -> bool {
        core::ptr::eq(self.name, other.name)
            && core::ptr::eq(self.kind, other.kind)
            && (self.marks, self.role) == (other.marks, other.role)
    }

    /// Returns where the search for it begins.
    fn place(&self) -> usize {
        let (name, kind) = (self.name.as_ptr().addr(), core::ptr::from_ref(self.kind).addr());
        (name.rotate_left(7) ^ kind).wrapping_mul(0x9e37_79b9) >> 8
    }
}

/// The rows that packed fields refer to.
#[derive(Default)]
pub(super) struct FieldRows {
    rows: Vec<FieldRow>,
    /// Finds a row: its number and 1, or 0 for none.
    places: Vec<u16>,
}

impl FieldRows {
    /// Packs the fields of a message. Returns `None` if they are too far from its beginning, or need more rows than there is
    /// room for.
    pub(super) fn pack(&mut self, fields: &[Field]) -> Option<Box<[PackedField]>> {
        let mut packed = Vec::with_capacity(fields.len());
        for field in fields {
            let (start, len) = (u16::try_from(field.start).ok()?, u16::try_from(field.len).ok()?);
            let row = self.number(FieldRow::of(field))?;
            let Field { index, depth, state, .. } = *field;
            packed.push(PackedField { row, start, len, index, depth, state });
        }
        Some(packed.into_boxed_slice())
    }

    /// Returns whether there is no room for another row.
    pub(super) fn is_full(&self) -> bool {
        self.rows.len() >= ROWS
    }

    /// Returns the number of a row, which it gets if it has none.
    fn number(&mut self, row: FieldRow) -> Option<u16> {
        if self.places.is_empty() {
            self.places.resize(PLACES, 0);
        }
        let mut at = row.place() % PLACES;
        while let Some(number) = self.places.get(at).and_then(|number| number.checked_sub(1)) {
            if self.rows.get(usize::from(number)).is_some_and(|known| known.is(&row)) {
                return Some(number);
            }
            at = (at + 1) % PLACES;
        }
        if self.is_full() {
            return None;
        }
        let number = u16::try_from(self.rows.len()).ok()?;
        *self.places.get_mut(at)? = number + 1;
        self.rows.push(row);
        Some(number)
    }

    /// Appends packed fields to those of a tape.
    #[inline]
    pub(super) fn unpack(&self, packed: &[PackedField], fields: &mut Vec<Field>) {
        fields.extend(packed.iter().map(|field| {
            let row = self.rows.get(usize::from(field.row)).unwrap_or(&FieldRow::NONE);
            let PackedField { index, depth, state, .. } = *field;
            let FieldRow { name, kind, marks, role } = *row;
            let (start, len) = (field.start.into(), field.len.into());
            Field { name, kind, start, len, index, marks, depth, role, state }
        }));
    }
}

/// The fields of shapes that were met lately, unpacked: in a dump, few shapes follow each other.
#[derive(Default)]
pub(super) struct UnpackedFields {
    /// Each place keeps the last shape whose number leads to it, as this number and its fields.
    places: Vec<(Option<u64>, Vec<Field>)>,
    /// The place whose fields are on the tape.
    lent: Option<usize>,
}

impl UnpackedFields {
    /// Puts the fields of a shape on an empty tape.
    #[inline]
    pub(super) fn lend(
        &mut self,
        shape: u64,
        packed: &[PackedField],
        rows: &FieldRows,
        fields: &mut Vec<Field>,
    ) {
        if packed.len() > MOST_UNPACKED {
            return rows.unpack(packed, fields);
        }
        self.places.resize_with(UNPACKED, Default::default);
        let at = usize::try_from(shape).unwrap_or(0) % UNPACKED;
        let Some((number, unpacked)) = self.places.get_mut(at) else { return };
        if *number != Some(shape) {
            *number = Some(shape);
            unpacked.clear();
            rows.unpack(packed, unpacked);
        }
        core::mem::swap(fields, unpacked);
        self.lent = Some(at);
    }

    /// Takes back the fields on the tape, which gets back its memory.
    #[inline]
    pub(super) fn take_back(&mut self, fields: &mut Vec<Field>) {
        if let Some((_, lent)) = self.lent.take().and_then(|at| self.places.get_mut(at)) {
            core::mem::swap(fields, lent);
        }
    }

    /// Must be called when the fields on the tape were changed.
    pub(super) fn forget_lent(&mut self) {
        if let Some((number, _)) = self.lent.and_then(|at| self.places.get_mut(at)) {
            *number = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{U8, U16};

    #[test]
    fn fields_are_unpacked_as_they_were_packed() {
        static KINDS: [Kind; 2] = [U8, U16];
        let mut rows = FieldRows::default();
        let states = [State::Good, State::Cut, State::Unknown, State::TooMany];
        let roles = [Role::Header, Role::Attribute, Role::Padding];
        let fields: Vec<Field> = (0..500u16)
            .map(|at| Field {
                name: ["", "one", "two", "three", "four"][usize::from(at % 5)],
                kind: &KINDS[usize::from(at % 2)],
                start: u32::from(at) * 100,
                len: u32::from(u16::MAX - at),
                index: at.reverse_bits(),
                marks: [Marks::NONE, Marks::SECRET][usize::from(at % 7 / 6)],
                depth: u8::try_from(at % 40).unwrap(),
                role: roles[usize::from(at % 3)],
                state: states[usize::from(at % 4)],
            })
            .collect();
        let packed = rows.pack(&fields).unwrap();
        let mut unpacked = Vec::new();
        rows.unpack(&packed, &mut unpacked);
        assert_eq!(alloc::format!("{fields:?}"), alloc::format!("{unpacked:?}"));
        assert_eq!(rows.rows.len(), 5 * 2 * 2 * 3, "each row has one number");
    }

    #[test]
    fn fields_too_far_from_the_beginning_and_too_many_rows_are_refused() {
        static KINDS: [Kind; ROWS + 1] = [const { U8 }; ROWS + 1];
        let field = |kind, start| Field {
            name: "",
            kind,
            start,
            len: 1,
            index: 0,
            marks: Marks::NONE,
            depth: 0,
            role: Role::Member,
            state: State::Good,
        };
        let mut rows = FieldRows::default();
        assert!(rows.pack(&[field(&KINDS[0], 0x1_0000)]).is_none());
        for kind in &KINDS[..ROWS] {
            assert!(!rows.is_full() && rows.pack(&[field(kind, 0)]).is_some());
        }
        assert!(rows.is_full() && rows.pack(&[field(&KINDS[ROWS], 0)]).is_none());
        assert!(rows.pack(&[field(&KINDS[ROWS / 2], 0xffff)]).is_some());
    }
}
