//! The message that is shown in full: the chosen field and byte, and the lines that are folded.

use std::collections::BTreeSet;

use super::list::Spot;
use super::sheet::MessageSheet;

/// The origin of a sheet: the line of the list, the state of its row, and the width of the screen.
pub(super) type SheetKey = (Spot, u32, u8, usize);

/// The message that is shown in full.
#[derive(Default)]
pub(super) struct Detail {
    /// The message.
    pub(super) sheet: MessageSheet,
    /// The chosen line, among all.
    pub(super) field: usize,
    /// The chosen byte.
    pub(super) byte: usize,
    /// The lines whose parts are hidden.
    folded: BTreeSet<usize>,
    /// The first line on the screen.
    pub(super) top: usize,
    /// The first line of bytes on the screen.
    pub(super) bytes_top: usize,
    /// Whether the lines of lengths and padding are shown.
    shows_form: bool,
    /// The choices that it was made from.
    key: Option<SheetKey>,
}

impl Detail {
    /// Returns whether it was made from these choices.
    pub(super) fn is_of(&self, key: Option<SheetKey>) -> bool {
        key.is_some() && key == self.key
    }

    /// Shows another sheet. If it is of the same line of the list, what was chosen stays chosen.
    pub(super) fn show(&mut self, sheet: MessageSheet, spot: Spot, key: Option<SheetKey>) {
        let same = self.key.is_some_and(|(known, ..)| known == spot);
        self.key = key;
        if same {
            self.sheet = sheet;
            return;
        }
        let folded = sheet.fields.iter().enumerate().filter(|(_, line)| line.is_folded).map(|(at, _)| at);
        let folded = folded.collect();
        let blamed = sheet.fields.iter().position(|line| line.is_blamed);
        let first = sheet.fields.iter().position(|line| !line.is_form && !line.is_folded);
        *self = Detail { sheet, folded, key, shows_form: self.shows_form, ..Detail::default() };
        self.choose_field(blamed.or(first).unwrap_or(0));
    }

    /// Shows or hides the lines of lengths and padding.
    pub(super) fn toggle_form(&mut self) {
        self.shows_form = !self.shows_form;
        self.choose_byte(self.byte);
    }

    /// Returns the lines of fields that are shown.
    pub(super) fn shown_fields(&self) -> Vec<usize> {
        let mut shown = Vec::new();
        let mut hidden_below = usize::MAX;
        for (at, line) in self.sheet.fields.iter().enumerate() {
            if line.level > hidden_below {
                continue;
            }
            hidden_below = usize::MAX;
            if line.is_form && !self.shows_form {
                continue;
            }
            shown.push(at);
            if self.folded.contains(&at) {
                hidden_below = line.level;
            }
        }
        shown
    }

    /// Returns whether a line of fields has parts, and whether they are hidden.
    pub(super) fn fold_of(&self, at: usize) -> Option<bool> {
        let fields = &self.sheet.fields;
        let level = fields.get(at)?.level;
        let below = fields.get(at + 1..)?.iter().take_while(|line| line.level > level);
        let has_parts = below.into_iter().any(|line| self.shows_form || !line.is_form);
        has_parts.then(|| self.folded.contains(&at))
    }

    pub(super) fn choose_field(&mut self, at: usize) {
        self.field = at;
        if let Some(line) = self.sheet.fields.get(at) {
            self.byte = line.payload.start.min(self.sheet.bytes.len().saturating_sub(1));
        }
    }

    /// Chooses a byte, and the field that it belongs to.
    pub(super) fn choose_byte(&mut self, byte: usize) {
        let last = self.sheet.bytes.len().saturating_sub(1);
        self.byte = byte.min(last);
        if let Some(at) = self.sheet.line_at(self.byte, self.shows_form) {
            self.field = at;
            // Unfold the lines that hide it.
            let mut level = self.sheet.fields.get(at).map_or(0, |line| line.level);
            for above in (0..at).rev() {
                let of = self.sheet.fields.get(above).map_or(0, |line| line.level);
                if of < level {
                    self.folded.remove(&above);
                    level = of;
                }
            }
        }
    }

    pub(super) fn step_field(&mut self, lines: isize) {
        let shown = self.shown_fields();
        let here = shown.partition_point(|at| *at < self.field);
        let there = here.saturating_add_signed(lines).min(shown.len().saturating_sub(1));
        if let Some(at) = shown.get(there) {
            self.choose_field(*at);
        }
    }

    pub(super) fn toggle_fold(&mut self) {
        let at = self.field;
        match self.fold_of(at) {
            Some(true) => drop(self.folded.remove(&at)),
            Some(false) => drop(self.folded.insert(at)),
            None => (),
        }
    }
}
