//! How nltrace ends: exit codes, one line on standard error for what went wrong, and as the traced program did.

#![deny(clippy::unwrap_used, clippy::indexing_slicing, clippy::cast_possible_truncation)]

use std::fmt::Display;
use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use nix::libc;
use nltrace_decoders::escape;

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
    /// Returns a failure that says: the command line is wrong, or nothing could be begun.
    pub(crate) fn usage(message: impl Display) -> Failure {
        Failure::with_status(USAGE, message)
    }

    /// Returns a failure that says: something was begun and could not be read or written to its end.
    pub(crate) fn incomplete(message: impl Display) -> Failure {
        Failure::with_status(INCOMPLETE, message)
    }

    /// Returns an error in the command line, in several lines. Line feeds are kept: the message contains nothing from outside.
    pub(crate) fn usage_in_lines(message: impl Display) -> Failure {
        let lines: Vec<String> = message.to_string().split('\n').map(in_one_line).collect();
        Failure { message: lines.join("\n"), status: USAGE }
    }

    /// Returns a failure with an exit status of its own. Whatever came from outside, a line feed too, is escaped.
    pub(crate) fn with_status(status: u8, message: impl Display) -> Failure {
        Failure { message: in_one_line(&without_number(&message.to_string())), status }
    }

    /// Returns the same failure, with something more to say.
    pub(crate) fn because(self, more: &str) -> Failure {
        Failure { message: self.message + more, ..self }
    }

    /// Returns the line.
    pub(crate) fn message(&self) -> &str {
        &self.message
    }

    /// Prints the line on standard error. Returns how to exit.
    pub(crate) fn report(&self) -> ExitStatus {
        let colour = io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty());
        print(&format!("nltrace: {} {}\n", palette::error_prefix(colour), self.message));
        ExitStatus::Code(self.status.into())
    }
}

/// Prints something that is not an error but should be known.
pub(crate) fn remark(message: impl Display) {
    print(&format!("nltrace: note: {}\n", in_one_line(&message.to_string())));
}

/// Writes to standard error. If that takes nothing, there is nobody left to report it to.
fn print(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

fn in_one_line(text: &str) -> String {
    let mut line = String::new();
    escape::plain(text, &mut line);
    line
}

/// Removes the number that the standard library puts after an error's words: it adds nothing to them.
fn without_number(message: &str) -> String {
    const MARK: &str = " (os error ";
    let mut text = String::new();
    let mut rest = message;
    while let Some((before, after)) = rest.split_once(MARK) {
        text.push_str(before);
        let digits = after.trim_start_matches(|c: char| c.is_ascii_digit());
        match digits.strip_prefix(')').filter(|_| digits.len() < after.len()) {
            Some(after) => rest = after,
            None => {
                text.push_str(MARK);
                rest = after;
            }
        }
    }
    text + rest
}

/// Makes writes beyond the limit on file sizes (`ulimit -f`) fail instead of killing nltrace, and a traced program with it.
///
/// A handler, and not `SIG_IGN`: exec resets handlers, so a traced program starts with what nltrace was started with.
pub(crate) fn outlive_file_limits() {
    extern "C" fn nothing(_: libc::c_int) {}
    // SAFETY: both actions are initialised, and the handler does nothing.
    unsafe {
        let mut before: libc::sigaction = std::mem::zeroed();
        libc::sigaction(libc::SIGXFSZ, std::ptr::null(), &raw mut before);
        let mut action: libc::sigaction = std::mem::zeroed();
        action.sa_sigaction = nothing as extern "C" fn(libc::c_int) as usize;
        action.sa_flags = libc::SA_RESTART;
        if before.sa_sigaction == libc::SIG_DFL {
            libc::sigaction(libc::SIGXFSZ, &raw const action, std::ptr::null_mut());
        }
    }
}

/// Whether SIGHUP came since somebody asked.
static HANGUP: AtomicBool = AtomicBool::new(false);

/// From now on SIGHUP does not end nltrace, unless something else handles it: [`take_hangup`] reports it.
pub(crate) fn note_hangups() {
    extern "C" fn note(_: libc::c_int) {
        HANGUP.store(true, Ordering::Relaxed);
    }
    // SAFETY: both actions are initialised, and the handler only stores to an atomic.
    unsafe {
        let mut before: libc::sigaction = std::mem::zeroed();
        libc::sigaction(libc::SIGHUP, std::ptr::null(), &raw mut before);
        let mut action: libc::sigaction = std::mem::zeroed();
        action.sa_sigaction = note as extern "C" fn(libc::c_int) as usize;
        action.sa_flags = libc::SA_RESTART;
        if before.sa_sigaction == libc::SIG_DFL {
            libc::sigaction(libc::SIGHUP, &raw const action, std::ptr::null_mut());
        }
    }
}

/// Returns true once after a SIGHUP that [`note_hangups`] noted.
pub(crate) fn take_hangup() -> bool {
    HANGUP.swap(false, Ordering::Relaxed)
}

/// From now on, a signal that ends this process first clears the current line of standard error, so that a progress bar leaves
/// nothing there.
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
    /// Nobody reads standard output any more.
    pub(crate) const CLOSED_PIPE: ExitStatus = ExitStatus::Signal(libc::SIGPIPE);

    /// Returns this status, or the other if this one is success.
    pub(crate) fn or(self, other: ExitStatus) -> ExitStatus {
        if self == ExitStatus::SUCCESS { other } else { self }
    }

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
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_number_is_removed() {
        for (message, wanted) in [
            ("x: No such file (os error 2)", "x: No such file"),
            ("x: full (os error 28); the rest", "x: full; the rest"),
            ("a (os error x): full (os error 28)", "a (os error x): full"),
            ("(os error 1 (os error )", "(os error 1 (os error )"),
            ("nothing", "nothing"),
        ] {
            assert_eq!(without_number(message), wanted);
        }
    }
}
