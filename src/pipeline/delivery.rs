//! Where output goes: a pipeline of its own writes to an outlet, that of a worker hands shares to the writer.

use std::io;
use std::sync::mpsc::SyncSender;

use super::presenter::Presenter;
use super::recording::Recording;
use super::share::{FULL, Share};
use crate::outlet::{Loss, Outlet};

/// The length at which a worker hands on a part of what one datagram makes.
const PART: usize = 512 << 10;
/// The capacity that a buffer keeps. JSON of a datagram of 32 KiB, as the kernel fills them, takes half of it.
const KEPT: usize = 1 << 20;

/// The way out. Without an outlet output is gathered until it is taken.
#[derive(Default)]
pub(super) struct Delivery {
    outlet: Option<Outlet>,
    /// Takes parts of a share that one datagram makes too long.
    parts: Option<SyncSender<Share>>,
}

impl Delivery {
    pub(super) fn to_outlet(outlet: Outlet) -> Delivery {
        Delivery { outlet: Some(outlet), parts: None }
    }

    pub(super) fn send_parts(&mut self, to: Option<SyncSender<Share>>) {
        self.parts = to;
    }

    /// Returns whether each process has a file of its own.
    pub(super) fn is_split(&self) -> bool {
        self.outlet.as_ref().is_some_and(Outlet::is_split)
    }

    /// Hands on output in the middle of a datagram: many small messages make a hundred times its length.
    pub(super) fn relieve(&mut self, presenter: &mut Presenter, recording: &mut Recording) {
        if presenter.out.len() < FULL {
            return;
        }
        if self.outlet.is_some() {
            // An output that fails stays closed, and the next write reports that.
            let _ = self.write(None, presenter, recording);
        } else if let Some(to) = &self.parts
            && presenter.out.len() >= PART
        {
            let mut part = Share { is_part: true, ..Share::default() };
            presenter.swap(&mut part);
            recording.swap(&mut part);
            // If the writer has ended, the worker ends with its next share.
            let _ = to.send(part);
            presenter.begin_share();
        }
    }

    /// Writes output and empties the buffers: to the file of a process, where each has its own.
    pub(super) fn write(
        &mut self,
        pid: Option<i32>,
        presenter: &mut Presenter,
        recording: &mut Recording,
    ) -> io::Result<()> {
        let (shown, captured) = (&mut presenter.out, &mut recording.bytes);
        let Some(outlet) = &mut self.outlet else { return Ok(()) };
        let result =
            if outlet.is_split() { outlet.put_of(pid, shown, captured) } else { outlet.put(shown, captured) };
        // One message may have been a thousand times as long as all others.
        for buffer in [shown, captured] {
            buffer.clear();
            buffer.shrink_to(KEPT);
        }
        result
    }

    pub(super) fn losses(&mut self) -> Vec<Loss> {
        self.outlet.as_mut().map(Outlet::losses).unwrap_or_default()
    }
}
