//! How nltrace ends: exit codes, one line on standard error for what went wrong, and as the traced program did.

use std::fmt::Display;
use std::io::IsTerminal;

use nix::libc;

use crate::render::palette;

/// A file could not be read to its end.
pub(crate) const INCOMPLETE: u8 = 1;
/// The command line is wrong, or nothing could be begun.
pub(crate) const USAGE: u8 = 2;

/// Why nltrace cannot do what it was asked to: one line for standard error, and an exit status.
///
/// Every error of the program becomes one of these where it leaves the room that understands it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    message: String,
    status: u8,
}

impl Failure {
    /// The command line is wrong, or nothing could be begun.
    pub(crate) fn usage(message: impl Display) -> Failure {
        Failure::with_status(USAGE, message)
    }

    /// Something was begun and could not be read or written to its end.
    pub(crate) fn incomplete(message: impl Display) -> Failure {
        Failure::with_status(INCOMPLETE, message)
    }

    /// Output could not be written.
    pub(crate) fn writing(error: &std::io::Error) -> Failure {
        Failure::incomplete(format_args!("can't write: {error}"))
    }

    /// A failure with an exit status of its own.
    pub(crate) fn with_status(status: u8, message: impl Display) -> Failure {
        // The number that the standard library appends to an error's words adds nothing to them.
        let message = message.to_string();
        let words = message.split_once(" (os error ").map_or(message.as_str(), |(words, _)| words);
        Failure { message: words.to_owned(), status }
    }

    /// Prints the line on standard error. Returns how to exit.
    pub(crate) fn report(&self) -> ExitStatus {
        let colour =
            std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty());
        eprintln!("nltrace: {} {}", palette::error_prefix(colour), self.message);
        ExitStatus::Code(self.status.into())
    }
}

/// Says something that is no error, but should be known.
pub(crate) fn remark(message: impl Display) {
    eprintln!("nltrace: note: {message}");
}

/// From now on what interrupts this process clears the line of standard error that the cursor is in before it ends it: what
/// shows a progress there leaves nothing behind.
pub(crate) fn clear_the_line_first() {
    extern "C" fn clear(signal: libc::c_int) {
        const CLEAR: &[u8] = b"\r\x1b[2K";
        // SAFETY: both calls are among those that a handler may make, and the bytes are constant.
        unsafe {
            libc::write(libc::STDERR_FILENO, CLEAR.as_ptr().cast(), CLEAR.len());
            libc::raise(signal);
        }
    }
    for signal in [libc::SIGINT, libc::SIGTERM, libc::SIGHUP] {
        // SAFETY: both actions are initialised; the handler keeps to what handlers may do. It is in force once, and what it raises
        // then does what the signal did before.
        unsafe {
            let mut before: libc::sigaction = std::mem::zeroed();
            libc::sigaction(signal, std::ptr::null(), &raw mut before);
            let mut action: libc::sigaction = std::mem::zeroed();
            action.sa_sigaction = clear as extern "C" fn(libc::c_int) as usize;
            action.sa_flags = libc::SA_RESETHAND | libc::SA_NODEFER;
            if before.sa_sigaction == libc::SIG_DFL {
                libc::sigaction(signal, &raw const action, std::ptr::null_mut());
            }
        }
    }
}

/// How a program ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ExitStatus {
    /// It exited with this status.
    Code(i32),
    /// This signal killed it.
    Signal(i32),
}

impl ExitStatus {
    /// All went well.
    pub(crate) const SUCCESS: ExitStatus = ExitStatus::Code(0);

    /// Ends this process the same way; without a core, as the program has left its own if it has left any.
    pub(crate) fn leave(self) -> ! {
        if let ExitStatus::Signal(signal) = self {
            die_of(signal);
        }
        std::process::exit(match self {
            ExitStatus::Code(code) => code,
            ExitStatus::Signal(signal) => 128 + signal,
        })
    }
}

/// Dies of a signal; returns if it is not deadly.
fn die_of(signal: i32) {
    let none = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: the limit, the action and the set are ours and initialised; no handler of ours runs any more.
    unsafe {
        libc::setrlimit(libc::RLIMIT_CORE, &raw const none);
        let mut default: libc::sigaction = std::mem::zeroed();
        default.sa_sigaction = libc::SIG_DFL;
        libc::sigaction(signal, &raw const default, std::ptr::null_mut());
        let mut only: libc::sigset_t = std::mem::zeroed();
        libc::sigemptyset(&raw mut only);
        libc::sigaddset(&raw mut only, signal);
        libc::sigprocmask(libc::SIG_UNBLOCK, &raw const only, std::ptr::null_mut());
        libc::raise(signal);
    }
}
