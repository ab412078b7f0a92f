//! The index of a capture: where each datagram is, which messages it has, and which of them belong to one exchange.
//!
//! It holds numbers, not messages: 8 bytes for a record, 8 for a message, 12 for a row of the list. It also holds the context
//! of each message: its request (the first message of its row), and the names that were known when it came, as a list of
//! changes.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::log::GrowingList;
use crate::capture::file::CaptureLayout;
use crate::session::{Author, Finding, KnowledgeChange};

/// No message, or no row.
pub(super) const NONE: u32 = u32::MAX;

/// Parts of layouts that are kept. A capture of a real program has a few.
const LAYOUTS: usize = 1 << 18;
/// Changes of names that are kept.
const CHANGES: usize = 1 << 18;
/// Messages with findings of lints, or with a reason of the kernel's, that are kept.
const EXTRAS: usize = 1 << 16;

/// The kind of a row of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum EntryKind {
    /// A request and its answers.
    Exchange,
    /// A notification.
    Notification,
    /// An answer to nothing that waits.
    Stray,
    /// A message whose role is not known.
    Unknown,
    /// A request that is longer than the sent bytes.
    Malformed,
    /// Bytes that are no message.
    Rest,
    /// Bytes after the messages of a datagram.
    Tail,
    /// A call that failed, the end of a process, lost messages.
    Notice,
}

/// Facts about a row.
pub(super) mod flag {
    /// The kernel must answer the request.
    pub(in crate::browse) const EXPECTS: u8 = 1;
    /// It is not known which of several requests is answered.
    pub(in crate::browse) const GUESS: u8 = 2;
    /// The last answer came.
    pub(in crate::browse) const ENDED: u8 = 4;
    /// It failed.
    pub(in crate::browse) const FAILED: u8 = 8;
    /// The objects of a dump changed while it was listed.
    pub(in crate::browse) const INTERRUPTED: u8 = 16;
    /// It asks for all of something.
    pub(in crate::browse) const DUMP: u8 = 32;
    /// The bytes may be the rest of a key.
    pub(in crate::browse) const SECRET: u8 = 64;
}

/// A row of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Row {
    /// Its first message; of a notice, its record.
    pub(super) first: u32,
    /// Its last message; of a notification, its note.
    pub(super) last: u32,
    /// Its kind.
    pub(super) kind: EntryKind,
    /// Facts about it.
    pub(super) flags: u8,
}

impl Row {
    /// Returns whether a fact holds.
    pub(super) fn has(&self, flag: u8) -> bool {
        self.flags & flag != 0
    }
}

/// A message, or bytes that are none.
#[derive(Clone, Copy, Debug)]
pub(super) struct Item {
    /// Its row, or [`NONE`].
    pub(super) row: u32,
    /// The next message of the row, or [`NONE`].
    pub(super) next: u32,
}

/// A packet or block of the capture.
#[derive(Clone, Copy, Debug)]
struct Record {
    /// Where it begins, counted from the base that is in force.
    at: u32,
    /// The number of its first message.
    first: u32,
}

/// The counts of the answers to a request, where there are several.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct AnswerCounts {
    /// How many.
    pub(super) answers: u32,
    /// Datagrams they came in.
    pub(super) reads: u32,
    /// Their bytes.
    pub(super) bytes: u64,
}

/// The cause of a notification.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub(super) struct NotificationNote {
    /// Its author.
    pub(super) author: Option<Author>,
    /// The request that caused it, if the capture has it.
    pub(super) cause: Option<&'static str>,
}

/// Facts that few messages have.
#[derive(Clone, Debug, Default)]
pub(super) struct Extra {
    /// The findings of lints.
    pub(super) findings: Arc<Vec<Finding>>,
    /// The kernel's reason, which the program did not ask for.
    pub(super) unsolicited: Option<Arc<str>>,
    /// How the program could have the kernel say more.
    pub(super) unasked: Option<&'static str>,
    /// Whether it is the error of a request that needed a batch around it and had none.
    pub(super) is_outside_batch: bool,
}

/// How the reading of the capture is going.
#[derive(Clone, Debug, Default)]
pub(super) struct ReadingState {
    /// Bytes read, and how many there are, where that is known.
    pub(super) bytes: (u64, Option<u64>),
    /// No more comes.
    pub(super) is_done: bool,
    /// Why it could not be read to its end.
    pub(super) failure: Option<String>,
    /// Remarks about parts of the capture that were skipped.
    pub(super) remarks: Vec<String>,
}

/// The index.
#[derive(Default)]
pub(super) struct CaptureIndex {
    records: GrowingList<Record>,
    /// Numbers of packets: what is added to a record's number, from which record on. Notices are records without a number, so this
    /// has few entries.
    numbers: Vec<(u32, i64)>,
    /// From which record on offsets count from where.
    bases: Vec<(u32, u64)>,
    /// From which record on a layout holds.
    layouts: Vec<(u32, CaptureLayout)>,
    layout_parts: usize,
    items: GrowingList<Item>,
    rows: GrowingList<Row>,
    counts: HashMap<u32, AnswerCounts>,
    notes: Vec<NotificationNote>,
    extras: HashMap<u32, Extra>,
    /// From which message on a name is known.
    changes: Vec<(u32, KnowledgeChange)>,
    /// The progress of the reading.
    pub(super) reading: ReadingState,
    /// Changes whenever something is added.
    pub(super) version: u64,
}

/// Where a record is.
#[derive(Clone)]
pub(super) struct Place {
    /// Its offset in the file.
    pub(super) offset: u64,
    /// Its layout's number.
    pub(super) layout: usize,
    /// The number of its first message.
    pub(super) first: u32,
    /// The number of the packet; 0 if it is none.
    pub(super) packet: u64,
}

fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(NONE)
}

/// Returns the place in a list.
pub(super) fn wide(number: u32) -> usize {
    number as usize
}

impl CaptureIndex {
    /// Rows so far.
    pub(super) fn rows(&self) -> u32 {
        small(self.rows.len())
    }

    /// Messages so far.
    pub(super) fn items(&self) -> u32 {
        small(self.items.len())
    }

    /// Records so far.
    pub(super) fn records(&self) -> u32 {
        small(self.records.len())
    }

    /// Returns a row.
    pub(super) fn row(&self, at: u32) -> Option<Row> {
        self.rows.get(wide(at))
    }

    /// Returns a message.
    pub(super) fn item(&self, at: u32) -> Option<Item> {
        self.items.get(wide(at))
    }

    /// Returns the counts of a row's answers, if there are several.
    pub(super) fn counts(&self, row: u32) -> Option<AnswerCounts> {
        self.counts.get(&row).copied()
    }

    /// Returns the cause of a notification.
    pub(super) fn note(&self, at: u32) -> Option<&NotificationNote> {
        self.notes.get(wide(at))
    }

    /// Returns the facts that few messages have.
    pub(super) fn extra(&self, item: u32) -> Option<&Extra> {
        self.extras.get(&item)
    }

    /// Returns the record that a message is in.
    pub(super) fn record_of(&self, item: u32) -> Option<u32> {
        let after = self.records.partition_point(|record| record.first <= item);
        after.checked_sub(1).map(small)
    }

    /// Returns where a record is.
    pub(super) fn place(&self, record: u32) -> Option<Place> {
        let Record { at, first } = self.records.get(wide(record))?;
        let base = self.bases.partition_point(|(from, _)| *from <= record);
        let (_, base) = self.bases.get(base.checked_sub(1)?)?;
        let layout = self.layouts.partition_point(|(from, _)| *from <= record).checked_sub(1)?;
        Some(Place { offset: base + u64::from(at), layout, first, packet: self.packet(record) })
    }

    /// Returns the number of the packet that a record is, counted from 1; 0 for a record that is none.
    pub(super) fn packet(&self, record: u32) -> u64 {
        let after = self.numbers.partition_point(|(from, _)| *from <= record);
        let added = after.checked_sub(1).and_then(|at| self.numbers.get(at)).map_or(0, |(_, added)| *added);
        u64::try_from(i64::from(record) + added).unwrap_or(0)
    }

    /// Notes the number of the packet that the last record is.
    pub(super) fn note_packet(&mut self, number: u64) {
        let record = self.records().saturating_sub(1);
        let added = i64::try_from(number).unwrap_or(0) - i64::from(record);
        if self.numbers.last().is_none_or(|(_, last)| *last != added) {
            self.numbers.push((record, added));
        }
    }

    /// Returns a layout.
    pub(super) fn layout(&self, number: usize) -> Option<&CaptureLayout> {
        self.layouts.get(number).map(|(_, layout)| layout)
    }

    /// Returns how many of the changes of names come before a message is shown.
    pub(super) fn known_at(&self, item: u32) -> usize {
        self.changes.partition_point(|(from, _)| *from <= item)
    }

    /// Changes of names, in order.
    pub(super) fn changes(&self, from: usize, to: usize) -> &[(u32, KnowledgeChange)] {
        self.changes.get(from..to).unwrap_or_default()
    }

    /// Returns the messages of a row, in order, at most so many.
    pub(super) fn messages(&self, row: u32, most: usize) -> Vec<u32> {
        let Some(Row { first, kind, .. }) = self.row(row) else { return Vec::new() };
        if kind == EntryKind::Notice {
            return Vec::new();
        }
        let mut found = Vec::new();
        let mut at = first;
        while at != NONE && found.len() < most {
            found.push(at);
            at = self.item(at).map_or(NONE, |item| item.next);
        }
        found
    }

    /// Adds a record.
    ///
    /// Returns false if there is no room for it: the file has more sections or records than an index holds.
    pub(super) fn add_record(&mut self, offset: u64, layout: Option<CaptureLayout>) -> bool {
        let record = self.records();
        let fits = |base: &&(u32, u64)| offset.checked_sub(base.1).is_some_and(|at| at < u64::from(u32::MAX));
        let base = match self.bases.last().filter(fits) {
            Some((_, base)) => *base,
            None => {
                self.bases.push((record, offset));
                offset
            }
        };
        if let Some(layout) = layout {
            self.layout_parts += layout.len();
            if self.layout_parts > LAYOUTS {
                return false;
            }
            self.layouts.push((record, layout));
        }
        // Half of the numbers are never reached: a message takes at least 8 bytes here.
        if self.items.len() >= wide(NONE) / 2 || self.records.len() >= wide(NONE) / 2 {
            return false;
        }
        let at = u32::try_from(offset - base).unwrap_or(0);
        self.records.push(Record { at, first: self.items() });
        self.version += 1;
        true
    }

    /// Adds a message of the last record, in a row of its own.
    pub(super) fn add_row(&mut self, kind: EntryKind, flags: u8, last: Option<u32>) -> (u32, u32) {
        let (item, row) = (self.items(), self.rows());
        self.items.push(Item { row, next: NONE });
        self.rows.push(Row { first: item, last: last.unwrap_or(item), kind, flags });
        (item, row)
    }

    /// Adds the last record as a row.
    pub(super) fn add_notice(&mut self, flags: u8) {
        let record = self.records().saturating_sub(1);
        self.rows.push(Row { first: record, last: NONE, kind: EntryKind::Notice, flags });
    }

    /// Adds a message of the last record that is in no row.
    pub(super) fn add_hidden(&mut self) -> u32 {
        let item = self.items();
        self.items.push(Item { row: NONE, next: NONE });
        item
    }

    /// Adds a message of the last record to a row that is there.
    pub(super) fn add_to(&mut self, row: u32, flags: u8, counts: Option<AnswerCounts>) -> u32 {
        let item = self.items();
        self.items.push(Item { row, next: NONE });
        let Some(of) = self.rows.get_mut(wide(row)) else { return item };
        of.flags |= flags;
        let before = std::mem::replace(&mut of.last, item);
        if let Some(before) = self.items.get_mut(wide(before)) {
            before.next = item;
        }
        if let Some(counts) = counts {
            self.counts.insert(row, counts);
        }
        item
    }

    /// Adds the cause of a notification. Returns its number.
    pub(super) fn add_note(&mut self, note: NotificationNote) -> u32 {
        // Those of a program that makes many changes follow each other.
        let known = self.notes.iter().rev().take(16).position(|known| *known == note);
        match known {
            Some(back) => small(self.notes.len() - 1 - back),
            None => {
                self.notes.push(note);
                small(self.notes.len() - 1)
            }
        }
    }

    /// Adds the facts that few messages have. Returns false if there is no room.
    pub(super) fn add_extra(&mut self, item: u32, extra: Extra) -> bool {
        let has_room = self.extras.len() < EXTRAS;
        if has_room {
            self.extras.insert(item, extra);
        }
        has_room
    }

    /// Adds a change of names, which holds from a message on. Returns false if there is no room.
    pub(super) fn add_change(&mut self, from: u32, change: KnowledgeChange) -> bool {
        let has_room = self.changes.len() < CHANGES;
        if has_room {
            self.changes.push((from, change));
        }
        has_room
    }
}

/// An index that one thread extends while others read it.
#[derive(Default)]
pub(super) struct Shared {
    index: Mutex<CaptureIndex>,
    /// Readers that wait.
    waiting: AtomicUsize,
}

impl Shared {
    /// Reads the index.
    pub(super) fn read<T>(&self, read: impl FnOnce(&CaptureIndex) -> T) -> T {
        self.waiting.fetch_add(1, Ordering::Relaxed);
        let index = self.index.lock().unwrap_or_else(PoisonError::into_inner);
        self.waiting.fetch_sub(1, Ordering::Relaxed);
        read(&index)
    }

    /// Extends the index. A thread that does so again and again lets readers go first.
    pub(super) fn extend<T>(&self, extend: impl FnOnce(&mut CaptureIndex) -> T) -> T {
        while self.waiting.load(Ordering::Relaxed) > 0 {
            std::thread::yield_now();
        }
        extend(&mut self.index.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_found_by_their_row_and_rows_by_their_answers() {
        let mut index = CaptureIndex::default();
        assert!(index.add_record(24, None));
        let (one, first) = index.add_row(EntryKind::Exchange, 0, None);
        let (two, second) = index.add_row(EntryKind::Exchange, 0, None);
        assert!(index.add_record(1 << 33, None));
        let answers = [index.add_to(second, flag::ENDED, None), index.add_to(first, flag::FAILED, None)];
        assert_eq!(index.messages(first, 9), [one, answers[1]]);
        assert_eq!(index.messages(second, 9), [two, answers[0]]);
        assert_eq!(index.messages(second, 1), [two]);
        assert_eq!(index.item(answers[0]).unwrap().row, second);
        assert!(index.row(first).unwrap().has(flag::FAILED) && !index.row(first).unwrap().has(flag::ENDED));
        assert_eq!((index.record_of(two), index.record_of(answers[0])), (Some(0), Some(1)));
    }

    #[test]
    fn rows_are_small() {
        assert_eq!((size_of::<Row>(), size_of::<Item>(), size_of::<Record>()), (12, 8, 8));
    }
}
