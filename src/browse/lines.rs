//! The lines of the list: those of `-F brief`.

use std::sync::Arc;

use ratatui::text::Line;

use super::archive::{Archive, ItemView};
use super::index::{EntryKind, Shared};
use super::sheet::Look;
use crate::event::Rest;
use crate::render::Format;
use crate::render::brief::{Brief, Style};

/// Writes the lines of rows.
pub(super) struct RowLines {
    shared: Arc<Shared>,
    look: Look,
}

impl RowLines {
    /// Writes lines that look so.
    pub(super) fn new(shared: &Arc<Shared>, look: Look) -> RowLines {
        RowLines { shared: Arc::clone(shared), look }
    }

    fn brief(&self) -> Brief {
        let Look { colour, time, .. } = self.look;
        Brief::new(Style { colour, columns: None, verbose: false, time })
    }

    /// Returns the line of a row.
    pub(super) fn row(&self, archive: &mut Archive, row: u32) -> Option<Line<'static>> {
        let of = self.shared.read(|index| index.row(row))?;
        let (mut brief, mut out) = (self.brief(), Vec::new());
        match of.kind {
            EntryKind::Exchange => {
                archive.exchange(row, |exchange| brief.exchange(exchange, &mut out))?;
            }
            EntryKind::Notice => {
                archive.notice(of.first, |notice, ids| brief.notice(notice, &[], ids, &mut out))?;
            }
            _ => archive.item(of.first, |shown| match shown {
                ItemView::Message(event) => brief.message(&event, &mut out),
                ItemView::Rest(rest) => brief.rest(&Rest { is_tail: false, ..rest }, &mut out),
            })?,
        }
        Some(self.line(&out))
    }

    /// Returns the line of one message of a row.
    pub(super) fn item(&self, archive: &mut Archive, item: u32, ordinal: usize) -> Option<Line<'static>> {
        let (mut brief, mut out) = (self.brief(), Vec::new());
        archive.item(item, |shown| match shown {
            ItemView::Message(event) => brief.summary(&event, &mut out),
            ItemView::Rest(rest) => brief.rest(&Rest { is_tail: false, ..rest }, &mut out),
        })?;
        let mut line = self.line(&out);
        line.spans.insert(0, format!("{ordinal:>8}  ").into());
        Some(line)
    }

    fn line(&self, out: &[u8]) -> Line<'static> {
        let text = String::from_utf8_lossy(out);
        self.look.line(text.lines().next().unwrap_or_default())
    }
}
