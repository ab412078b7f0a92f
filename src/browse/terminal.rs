//! The terminal: takes it, gives it back in every case, and reads keys.

use std::fs::File;
use std::io::{self, Write};
use std::os::fd::AsFd;
use std::panic;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crossterm::clipboard::CopyToClipboard;
use crossterm::event::{self, Event, KeyEventKind};
use crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode};
use crossterm::{cursor, execute};
use nix::errno::Errno;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;

use super::app::{Action, App};
use super::draw;

/// How often the screen is drawn while something happens.
const FRAME: Duration = Duration::from_millis(100);

/// The poll events of a terminal that is gone.
const GONE: PollFlags = PollFlags::POLLHUP.union(PollFlags::POLLERR).union(PollFlags::POLLNVAL);

/// Some thread of the process has panicked.
static PANICKED: AtomicBool = AtomicBool::new(false);

/// The browser has the terminal.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// The terminal, as long as the browser has it.
pub(super) struct Screen {
    terminal: Terminal<CrosstermBackend<File>>,
    tty: File,
}

/// Gives the terminal back, once: a second time would move the cursor to where it was before, over the words of a panic.
fn restore(tty: &mut File) {
    if !TAKEN.swap(false, Ordering::Relaxed) {
        return;
    }
    // A failure to write to a terminal that is gone does not matter.
    let _ = disable_raw_mode();
    let _ = execute!(tty, LeaveAlternateScreen, cursor::Show);
    let _ = tty.flush();
}

impl Screen {
    /// Takes the terminal. It is given back when this is dropped, and when any thread panics.
    pub(super) fn open(tty: File) -> io::Result<Screen> {
        let mut own = tty.try_clone()?;
        let in_panic = tty.try_clone()?;
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if let Ok(mut tty) = in_panic.try_clone() {
                restore(&mut tty);
            }
            PANICKED.store(true, Ordering::Relaxed);
            before(info);
        }));
        TAKEN.store(true, Ordering::Relaxed);
        let entered = enable_raw_mode().and_then(|()| execute!(own, EnterAlternateScreen, cursor::Hide));
        entered.inspect_err(|_| restore(&mut own))?;
        let terminal = Terminal::new(CrosstermBackend::new(tty)).inspect_err(|_| restore(&mut own))?;
        Ok(Screen { terminal, tty: own })
    }

    /// Shows the browser until it is left, or `asked_to_end` says so.
    pub(super) fn run(&mut self, app: &mut App, asked_to_end: &AtomicBool) -> io::Result<()> {
        let mut size = crossterm::terminal::size().unwrap_or_default();
        self.terminal.draw(|frame| draw::draw(frame, app))?;
        loop {
            let mut changed = app.tick();
            if self.wait()? {
                // All that has come is taken before the screen is drawn once.
                while event::poll(Duration::ZERO)? {
                    let action = match event::read()? {
                        Event::Key(key) if key.kind != KeyEventKind::Release => app.key(key),
                        _ => Action::On,
                    };
                    match action {
                        Action::On => (),
                        Action::Redraw => self.terminal.clear()?,
                        Action::Copy(text) => execute!(self.tty, CopyToClipboard::to_clipboard_from(text))?,
                        Action::Quit => return Ok(()),
                    }
                    changed = true;
                }
            }
            if asked_to_end.load(Ordering::Relaxed) || PANICKED.load(Ordering::Relaxed) {
                return Ok(());
            }
            // A traced program's signals may hide that the window has changed.
            let now = crossterm::terminal::size().unwrap_or(size);
            changed |= std::mem::replace(&mut size, now) != now;
            if changed || app.tick() {
                self.terminal.draw(|frame| draw::draw(frame, app))?;
            }
        }
    }
}

impl Screen {
    /// Waits for keys, no longer than a frame. Returns whether there are some.
    ///
    /// The terminal is asked before crossterm is: of one that has gone, that reads without an end.
    fn wait(&self) -> io::Result<bool> {
        let mut polled = [PollFd::new(self.tty.as_fd(), PollFlags::POLLIN)];
        let timeout = PollTimeout::from(u8::try_from(FRAME.as_millis()).unwrap_or(u8::MAX));
        match poll(&mut polled, timeout) {
            Ok(_) | Err(Errno::EINTR) => (),
            Err(errno) => return Err(errno.into()),
        }
        match polled.first().and_then(PollFd::revents) {
            Some(events) if events.intersects(GONE) => Err(io::Error::other("it has gone")),
            Some(events) => Ok(events.contains(PollFlags::POLLIN)),
            None => Ok(false),
        }
    }
}

/// Waits until a terminal has gone.
pub(super) fn outlive(tty: &File) {
    loop {
        let mut polled = [PollFd::new(tty.as_fd(), PollFlags::empty())];
        match poll(&mut polled, PollTimeout::NONE) {
            Err(Errno::EINTR) => (),
            _ => return,
        }
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        restore(&mut self.tty);
        // A panic of this thread has printed its words already.
        if !std::thread::panicking() {
            drop(panic::take_hook());
        }
    }
}

/// Returns whether some thread has panicked.
pub(super) fn has_panicked() -> bool {
    PANICKED.load(Ordering::Relaxed)
}

/// Asks for the end when one of the signals comes that end programs.
pub(super) fn end_by_signals() -> io::Result<Arc<AtomicBool>> {
    let asked = Arc::new(AtomicBool::new(false));
    for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM, signal_hook::consts::SIGHUP] {
        signal_hook::flag::register(signal, Arc::clone(&asked))?;
    }
    Ok(asked)
}

#[cfg(test)]
mod tests {
    use std::process::Command;
    use std::time::Instant;

    use super::*;

    /// Longer than anything takes on a machine that is busy.
    const PATIENCE: Duration = Duration::from_secs(60);

    /// Returns a terminal that is taken.
    fn taken() -> Screen {
        let tty = File::options().read(true).write(true).open("/dev/tty").expect("on purpose: no terminal");
        Screen::open(tty).expect("on purpose: no terminal")
    }

    #[test]
    #[ignore = "the tests below run it, each in a terminal of its own"]
    #[should_panic(expected = "on purpose")]
    fn panics_in_its_thread() {
        let _screen = taken();
        panic!("on purpose");
    }

    #[test]
    #[ignore = "the tests below run it, each in a terminal of its own"]
    #[should_panic(expected = "on purpose")]
    fn panics_in_another_thread() {
        let screen = taken();
        let panic = std::thread::spawn(|| panic!("on purpose")).join();
        assert!(has_panicked(), "the browser ends: run() looks at this");
        drop(screen);
        std::panic::resume_unwind(panic.expect_err("it has panicked"));
    }

    /// Runs one of the tests above in a terminal of tmux's, and looks at what it leaves.
    fn leaves_the_terminal_clean(test: &str) {
        let server = format!("nltrace-{test}-{}", std::process::id());
        let tmux = |arguments: &[&str]| {
            let output = Command::new("tmux").args(["-L", &server]).args(arguments).output();
            output
                .ok()
                .filter(|output| output.status.success())
                .map(|output| String::from_utf8_lossy(&output.stdout).into_owned())
        };
        let shell = ["new-session", "-d", "-x", "120", "-y", "40", "env", "PS1=$ ", "LC_ALL=C.UTF-8", "sh"];
        if tmux(&[&["-f", "/dev/null"][..], &shell].concat()).is_none() {
            return eprintln!("SKIPPED {test}: tmux does not start");
        }
        let until = |text: &str| {
            let since = Instant::now();
            loop {
                let screen = tmux(&["capture-pane", "-p"]).unwrap_or_default();
                if screen.contains(text) {
                    return screen;
                }
                assert!(since.elapsed() < PATIENCE, "no {text:?} on the screen:\n{screen}");
                std::thread::sleep(Duration::from_millis(20));
            }
        };
        let line = |text: &str| {
            tmux(&["send-keys", "-l", text]).unwrap();
            tmux(&["send-keys", "Enter"]).unwrap();
        };
        until("$");
        let own = std::env::current_exe().unwrap();
        line("echo be''fore");
        until("\nbefore");
        // Colours of the test harness would be no sign of a terminal that is not clean.
        line(&format!(
            "RUST_BACKTRACE=0 '{}' --color never --nocapture --ignored --exact browse::terminal::tests::{test}; echo af''ter",
            own.display()
        ));
        let screen = until("\nafter");
        assert!(screen.contains("on purpose") && screen.contains("test result: ok. 1 passed"), "{screen}");
        assert!(screen.contains("\nbefore"), "the screen from before is there again: {screen}");
        // A terminal in raw mode echoes nothing.
        line(
            "stty -a | tr ' ;' '\\n\\n' | grep -x -e echo -e icanon -e isig -e icrnl -e opost | wc -l | sed 's/^/modes:/'",
        );
        until("stty -a");
        let screen = until("modes:5");
        assert!(screen.contains("$ stty -a"), "{screen}");
        let state = tmux(&["display-message", "-p", "#{alternate_on} #{cursor_flag}"]).unwrap();
        assert_eq!(state.trim(), "0 1", "the usual screen, and a cursor");
        tmux(&["kill-server"]);
    }

    #[test]
    fn a_panic_leaves_the_terminal_clean() {
        leaves_the_terminal_clean("panics_in_its_thread");
    }

    #[test]
    fn a_panic_of_another_thread_leaves_the_terminal_clean() {
        leaves_the_terminal_clean("panics_in_another_thread");
    }
}
