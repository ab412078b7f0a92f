//! Records of a capture at any place: for whoever has read it once in order and kept where each begins.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use super::{FileFormat, Reader};

/// Where the record is that a reader returned last.
#[derive(Default)]
pub(crate) struct Mark {
    offset: Cell<u64>,
    changes: Cell<Option<u64>>,
    layout: RefCell<Option<CaptureLayout>>,
}

impl Mark {
    /// Returns the offset of the record in what is unpacked.
    pub(crate) fn offset(&self) -> u64 {
        self.offset.get()
    }

    /// Returns what the record depends on, if that is not the same as of the record before.
    pub(crate) fn new_layout(&self) -> Option<CaptureLayout> {
        self.layout.borrow_mut().take()
    }
}

/// Everything but its record that a packet's meaning depends on: the file's header, or the section and its interfaces.
#[derive(Clone)]
pub(crate) struct CaptureLayout(Arc<FileFormat>);

impl CaptureLayout {
    /// Returns how many parts it has, which is what it takes in memory.
    pub(crate) fn len(&self) -> usize {
        match &*self.0 {
            FileFormat::Pcap(_) => 1,
            FileFormat::PcapNg(pcapng) => 1 + pcapng.interfaces(),
        }
    }
}

impl Reader<'_> {
    /// Returns a mark, which says from now on where each record is.
    pub(crate) fn mark(&mut self) -> Rc<Mark> {
        Rc::clone(self.mark.get_or_insert_default())
    }

    /// Marks the record that is about to be returned.
    pub(super) fn mark_record(&self) {
        let Some(mark) = &self.mark else { return };
        mark.offset.set(self.input.offset());
        let changes = match &self.format {
            FileFormat::Pcap(_) => 0,
            FileFormat::PcapNg(pcapng) => pcapng.changes(),
        };
        if mark.changes.replace(Some(changes)) != Some(changes) {
            *mark.layout.borrow_mut() = Some(CaptureLayout(Arc::new(self.format.clone())));
        }
    }

    /// Goes to a record. [`Reader::next`] returns it then, if the reader reads at any place. Without a layout it is the one
    /// of the record before.
    pub(crate) fn seek(&mut self, offset: u64, layout: Option<&CaptureLayout>) {
        self.record = 0;
        if let Some(layout) = layout {
            self.format = (*layout.0).clone();
        }
        self.input.seek(offset);
    }

    /// Forgets what was read ahead: the file may have grown.
    pub(crate) fn forget(&mut self) {
        self.input.forget();
    }
}
