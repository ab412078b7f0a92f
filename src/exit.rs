//! How nltrace ends: exit codes, one line on standard error for what went wrong, and as the traced program did.

use std::fmt::Display;
use std::io::IsTerminal;
use std::process::ExitCode;

use nix::libc;

use crate::render::palette;

/// All is well.
pub(crate) const SUCCESS: u8 = 0;
/// A file could not be read to its end.
pub(crate) const INCOMPLETE: u8 = 1;
/// The command line is wrong, or nothing could be begun.
pub(crate) const USAGE: u8 = 2;

/// Says what went wrong. The number that the standard library puts behind an error's words says nothing more than they do.
pub(crate) fn complain(message: impl Display) {
    let message = message.to_string();
    let message = message.split_once(" (os error ").map_or(message.as_str(), |(words, _)| words);
    let colour = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty());
    eprintln!("nltrace: {} {message}", palette::error_prefix(colour));
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

/// The exit code of a number.
pub(crate) fn code(number: u8) -> ExitCode {
    ExitCode::from(number)
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
