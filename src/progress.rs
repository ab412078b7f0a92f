//! How far a long read is, on a terminal's standard error.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use crate::exit;

/// A read that is over sooner shows nothing.
const LONG: Duration = Duration::from_millis(500);
/// Bytes of a capture between two looks at the clock, about.
const OFTEN: usize = 256 << 10;
/// The cost of a datagram of any length, as a number of bytes.
const EACH: usize = 64;

/// The progress of one read; nothing is shown if there is nobody to see it.
pub(crate) struct Progress {
    begun: Instant,
    wanted: bool,
    since: usize,
    bar: Option<ProgressBar>,
}

impl Progress {
    /// Begins. `wanted` is false if a bar would disturb: on a terminal that shows the output or a pager.
    pub(crate) fn new(wanted: bool) -> Progress {
        let wanted = wanted && std::io::stderr().is_terminal();
        Progress { begun: Instant::now(), wanted, since: 0, bar: None }
    }

    /// Returns a progress that shows nothing: the source has no length.
    pub(crate) fn none() -> Progress {
        Progress::new(false)
    }

    /// Counts a datagram. `far` has the number of bytes read, and of all bytes, if known.
    #[inline]
    pub(crate) fn tick(&mut self, len: usize, far: impl FnOnce() -> Option<(u64, Option<u64>)>) {
        self.since += len + EACH;
        if self.wanted && self.since >= OFTEN {
            self.since = 0;
            if let Some(far) = far() {
                self.show(far);
            }
        }
    }

    fn show(&mut self, (done, size): (u64, Option<u64>)) {
        if self.bar.is_none() && self.begun.elapsed() >= LONG {
            let (bar, look) = match size {
                Some(size) => {
                    (ProgressBar::new(size), "{wide_bar} {bytes}/{total_bytes} {bytes_per_sec} {eta}")
                }
                None => (ProgressBar::no_length(), "{spinner} {bytes} {bytes_per_sec}"),
            };
            let style = ProgressStyle::with_template(look).unwrap_or_else(|_| ProgressStyle::default_bar());
            self.bar = Some(bar.with_style(style));
            exit::clear_the_line_first();
        }
        if let Some(bar) = &self.bar {
            bar.set_position(done);
        }
    }

    /// Clears the bar, so that the next output has the line to itself.
    pub(crate) fn end(&mut self) {
        self.wanted = false;
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }
}
