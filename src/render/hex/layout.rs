//! The rows of a message, with the widths of their labels and their keys. All messages of a shape share them.

use nltrace_decoders::tape::Tape;

use super::key::RowKey;
use super::{LABEL, digits, margin};
use crate::render::rows::{Row, Rows};

/// The number of places for layouts, a power of two, and of their rows beyond which no place is filled that was empty.
const SHAPES: usize = 1024;
const ROWS: usize = 1 << 15;

/// A row of a message, and what its text depends on beside its bytes.
pub(super) struct KeyedRow {
    pub(super) row: Row,
    pub(super) key: Option<RowKey>,
}

/// The rows of a message.
#[derive(Default)]
pub(super) struct RowLayout {
    shape: Option<u64>,
    /// Columns of an offset.
    pub(super) digits: usize,
    pub(super) rows: Vec<KeyedRow>,
    /// Columns of the labels of each group.
    labels: Vec<u8>,
}

/// The layouts of shapes.
#[derive(Default)]
pub(super) struct RowLayouts {
    kept: Vec<RowLayout>,
    /// Rows of those.
    rows: usize,
    /// For messages that have no shape, or no place.
    other: RowLayout,
    splitter: Rows,
}

impl RowLayouts {
    /// Takes the layout of a message of so many bytes, to be given back.
    pub(super) fn take(&mut self, tape: &Tape, len: usize) -> RowLayout {
        if self.kept.is_empty() {
            self.kept.resize_with(SHAPES, RowLayout::default);
        }
        let is_full = self.rows > ROWS;
        let place = tape.shape.and_then(|shape| self.kept.get_mut(at(shape)));
        let place = place.filter(|place| place.shape == tape.shape || !is_full || !place.rows.is_empty());
        let (shape, place) =
            if place.is_some() { (tape.shape, place) } else { (None, Some(&mut self.other)) };
        let mut layout = place.map(std::mem::take).unwrap_or_default();
        if shape.is_none() || layout.shape != shape {
            self.rows -= if shape.is_some() { layout.rows.len() } else { 0 };
            layout.make(tape, digits(len), &mut self.splitter);
            layout.shape = shape;
            self.rows += if shape.is_some() { layout.rows.len() } else { 0 };
        }
        layout
    }

    /// Takes a layout back.
    pub(super) fn put(&mut self, layout: RowLayout) {
        let place = layout.shape.and_then(|shape| self.kept.get_mut(at(shape)));
        *place.unwrap_or(&mut self.other) = layout;
    }
}

/// Returns the place of a shape.
fn at(shape: u64) -> usize {
    usize::try_from(shape).unwrap_or(0) % SHAPES
}

impl RowLayout {
    fn make(&mut self, tape: &Tape, digits: usize, splitter: &mut Rows) {
        self.digits = digits;
        let rows = splitter.of(tape);
        self.rows.clear();
        self.rows.reserve_exact(rows.len());
        self.rows.extend(rows.iter().map(|row| KeyedRow { row: *row, key: None }));
        self.labels.clear();
        self.labels.resize(splitter.groups(), 0);
        for KeyedRow { row, .. } in &self.rows {
            let wide = margin::columns_of(&margin::label(tape, row));
            if let (true, Some(label)) = (wide <= LABEL, self.labels.get_mut(row.group())) {
                *label = (*label).max(u8::try_from(wide).unwrap_or(u8::MAX));
            }
        }
        for at in 0..self.rows.len() {
            let Some(KeyedRow { row, .. }) = self.rows.get(at) else { continue };
            let key = RowKey::of(tape, row, self.columns_of_labels(row), digits);
            if let Some(row) = self.rows.get_mut(at) {
                row.key = key;
            }
        }
    }

    /// Returns how many columns the labels of a row's group take.
    pub(super) fn columns_of_labels(&self, row: &Row) -> usize {
        self.labels.get(row.group()).copied().unwrap_or(0).into()
    }
}

#[cfg(test)]
mod tests {
    use nltrace_decoders::decode::{Context, Remembering};
    use nltrace_decoders::wire::Endian;

    use super::*;

    /// Returns an `RTM_NEWROUTE` with ten attributes of one type.
    fn message(kind: u16) -> Vec<u8> {
        let mut message = [108u32.to_le_bytes(), [24, 0, 2, 0], [0; 4], [0; 4]].concat();
        message.extend([0; 12]);
        message.extend([8u16, kind, 0, 0].map(u16::to_le_bytes).concat().repeat(10));
        message
    }

    #[test]
    fn messages_of_a_shape_share_rows_and_memory_is_bounded() {
        let family = crate::tables::by_protocol(0);
        let context = Context { family, endian: Endian::Little, to_kernel: None, request: None, ids: None };
        let (mut remembering, mut layouts) = (Remembering::default(), RowLayouts::default());
        let mut shared = 0;
        for kind in 1..2000 {
            let message = message(kind);
            for _ in 0..2 {
                remembering.decode(&message, &context);
            }
            let tape = remembering.decode(&message, &context);
            let first = layouts.take(tape, message.len());
            let rows = first.rows.as_ptr();
            // A header of five members with its title, a head with its title, and three rows for each attribute.
            assert!(first.rows.len() > 36, "{}", first.rows.len());
            layouts.put(first);
            let again = layouts.take(tape, message.len());
            shared += usize::from(again.shape.is_some() && again.rows.as_ptr() == rows);
            layouts.put(again);
            assert_eq!(layouts.kept.iter().map(|layout| layout.rows.len()).sum::<usize>(), layouts.rows);
            assert!(layouts.rows <= ROWS + 100);
        }
        assert!(shared > 500, "{shared}");
    }
}
