//! Writes a file again and again while nltrace runs, for programs that collect counts.

#![deny(clippy::unwrap_used, clippy::indexing_slicing, clippy::cast_possible_truncation)]

use std::path::PathBuf;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::exit;
use crate::rotate::replace;

/// A thread that writes a file at intervals, until this is dropped.
pub(crate) struct Exporter {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Exporter {
    /// Begins. `text` makes what the file is to hold now. A failure is reported once, and again after a success.
    pub(crate) fn start(
        path: PathBuf,
        every: Duration,
        text: impl Fn(&mut Vec<u8>) + Send + 'static,
    ) -> Exporter {
        let (stop, stopped) = channel();
        let thread = std::thread::spawn(move || {
            let mut is_failing = false;
            while stopped.recv_timeout(every) == Err(RecvTimeoutError::Timeout) {
                let mut out = Vec::new();
                text(&mut out);
                let result = replace(&path, &out);
                if let Err(error) = &result
                    && !is_failing
                {
                    exit::remark(format_args!(
                        "{}: {error}; it is as old as the last success",
                        path.display()
                    ));
                }
                is_failing = result.is_err();
            }
        });
        Exporter { stop: Some(stop), thread: Some(thread) }
    }
}

impl Drop for Exporter {
    /// Stops the thread and waits for it, so that it writes nothing after what is written last.
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
