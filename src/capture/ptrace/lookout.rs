//! Watches for the next stop: by looking again and again for a moment, unless others need the processor.

use std::io;
use std::time::{Duration, Instant};

use super::sys::{self, Pid};

/// Looks for one stop before nltrace sleeps: about 60 µs.
const LOOKS: u32 = 100;
/// A yield that takes longer has let another program run for its whole time slice.
const LONG_YIELD: Duration = Duration::from_micros(300);
/// Stops for which nltrace sleeps at once after a long yield.
const SLEEPS: u32 = 256;

/// Decides whether nltrace looks for a stop more than once before it sleeps.
///
/// The next stop is mostly microseconds away, and waking an idle processor takes longer than looking. On a busy processor
/// it is the reverse: a yield lasts a time slice of some other program, but the kernel runs a sleeper as soon as its
/// child stops.
#[derive(Debug, Default)]
pub(super) struct Lookout {
    /// Stops for which nltrace still sleeps at once.
    sleeps: u32,
}

impl Lookout {
    /// Looks for a stop or an end of any traced thread or child. `None`: there is none, and the caller should sleep.
    pub(super) fn look(&mut self) -> io::Result<Option<(Pid, i32)>> {
        if self.sleeps > 0 {
            self.sleeps -= 1;
            return sys::look_once();
        }
        let mut before = Instant::now();
        for _ in 0..LOOKS {
            if let Some(stop) = sys::look_once()? {
                return Ok(Some(stop));
            }
            std::thread::yield_now();
            let now = Instant::now();
            if now.duration_since(before) > LONG_YIELD {
                self.sleeps = SLEEPS;
                return sys::look_once();
            }
            before = now;
        }
        Ok(None)
    }
}
