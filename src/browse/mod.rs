//! `--browse`: a browser for the terminal. The list of exchanges, and a message's fields beside its bytes.
//!
//! - `reading` reads the capture in a thread of its own, `indexer` pairs its messages, `index` keeps where they are;
//! - `spool` holds captures that cannot be read at any place: live ones, packed ones, pipes;
//! - `archive` reads a message at any place, with the meaning that it had when it came;
//! - `lines` and `sheet` make text of it, `paint` makes cells of text;
//! - `list` is the place in the list, `scan` goes through many messages: filter, search, writing;
//! - `app` is the state and the effects of keys, `prompt` a line that is typed, `draw` the screen, `terminal` the real one;
//! - `output` keeps the output of a traced program.
//!
//! docs/design/browse.md has the reasons.

#![deny(clippy::unwrap_used, clippy::indexing_slicing, clippy::cast_possible_truncation)]

mod app;
mod archive;
mod detail;
mod draw;
mod index;
mod indexer;
mod lines;
mod list;
mod log;
mod output;
mod paint;
mod prompt;
mod reading;
mod scan;
mod sheet;
mod spool;
mod terminal;
#[cfg(test)]
mod tests;

use std::fs::File;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use nix::sys::signal::{SigSet, Signal};

use crate::exit::ExitStatus;
use crate::filter::Filter;
use app::App;
use index::Shared;
use scan::CaptureAccess;
use terminal::Screen;

pub(crate) use archive::Meaning;
pub(crate) use output::ProgramOutput;
pub(crate) use reading::Feed;
pub(crate) use sheet::Look;
pub(crate) use spool::Spool;

/// How long a browser may take to see that its terminal has gone.
const PATIENCE: Duration = Duration::from_secs(1);

/// The content and the look of a browser.
pub(crate) struct Settings {
    /// The capture.
    pub(crate) feed: Feed,
    /// Facts for decoding its messages.
    pub(crate) meaning: Meaning,
    /// How text looks.
    pub(crate) look: Look,
    /// The subject of the browser, in a few words.
    pub(crate) title: String,
    /// An expression, and the filter that it is.
    pub(crate) filter: Option<(String, Filter)>,
    /// The output of a traced program.
    pub(crate) output: Option<ProgramOutput>,
}

/// A browser in a thread of its own.
pub(crate) struct Browser {
    thread: JoinHandle<io::Result<()>>,
    is_running: Arc<AtomicBool>,
    left: Option<Leaves>,
    /// Asks it to end.
    to_end: Arc<AtomicBool>,
    has_ended: Arc<AtomicBool>,
}

/// Starts a thread to which no signals come: they are for the thread that traces.
pub(crate) fn spawn<T: Send + 'static>(run: impl FnOnce() -> T + Send + 'static) -> JoinHandle<T> {
    thread::spawn(|| {
        // It can only fail for signals that do not exist.
        let _ = SigSet::all().thread_block();
        run()
    })
}

/// Waits until a browser is left.
pub(crate) struct Leaves(Receiver<()>);

impl Leaves {
    /// Waits.
    pub(crate) fn wait(self) {
        // Its sender is dropped with the browser, and sends nothing.
        let _ = self.0.recv();
    }
}

impl Browser {
    /// Takes the terminal and shows the capture. `is_running` says whether a program runs that ends with the browser.
    ///
    /// # Errors
    ///
    /// If the terminal cannot be taken.
    pub(crate) fn start(tty: File, settings: Settings, is_running: bool) -> io::Result<Browser> {
        let asked = terminal::end_by_signals()?;
        let to_end = Arc::clone(&asked);
        let (watched, is_gone) = (tty.try_clone()?, Arc::new(AtomicBool::new(false)));
        let running = Arc::new(AtomicBool::new(is_running));
        let Settings { feed, meaning, look, title, filter, output } = settings;
        let shared = Arc::<Shared>::default();
        let source =
            CaptureAccess { feed: feed.clone(), shared: Arc::clone(&shared), meaning: meaning.clone(), look };
        let is_running = Arc::clone(&running);
        let (here, left) = mpsc::channel::<()>();
        let show = move || {
            let _here = here;
            let follows = matches!(source.feed, Feed::Spool(_));
            let mut app = App::new(source, title, output)?;
            app.is_running = Box::new(move || is_running.load(Ordering::Relaxed));
            app.list.follows = follows;
            if let Some((text, filter)) = filter {
                app.filter_by(text, filter);
            }
            let mut screen = Screen::open(tty)?;
            screen.run(&mut app, &asked)
        };
        reading::start(feed, shared, meaning);
        let thread = spawn(show);
        let has_ended = Arc::clone(&is_gone);
        spawn(move || {
            terminal::outlive(&watched);
            // The browser sees it too, unless it is just reading a key: then it would read for ever.
            thread::sleep(PATIENCE);
            if !has_ended.load(Ordering::Relaxed) {
                ExitStatus::Signal(Signal::SIGHUP as i32).leave();
            }
        });
        Ok(Browser { thread, is_running: running, left: Some(Leaves(left)), to_end, has_ended: is_gone })
    }

    /// Asks it to end: there is nothing to show.
    pub(crate) fn leave(&self) {
        self.to_end.store(true, Ordering::Relaxed);
    }

    /// Records that the program has ended.
    pub(crate) fn program_ended(&self) {
        self.is_running.store(false, Ordering::Relaxed);
    }

    /// Returns an object that waits until the browser is left. A second one does not wait.
    pub(crate) fn leaves(&mut self) -> Leaves {
        self.left.take().unwrap_or_else(|| Leaves(mpsc::channel().1))
    }

    /// Returns whether the browser was left.
    pub(crate) fn is_left(&self) -> bool {
        self.thread.is_finished()
    }

    /// Waits until the browser is left.
    ///
    /// # Errors
    ///
    /// If the terminal failed.
    pub(crate) fn wait(self) -> io::Result<()> {
        let ended = self.thread.join();
        self.has_ended.store(true, Ordering::Relaxed);
        if terminal::has_panicked() {
            return Err(io::Error::other("the browser has ended by a fault of its own, which is above"));
        }
        ended.unwrap_or_else(|_| Err(io::Error::other("the browser has ended by a fault of its own")))
    }
}
