//! How nltrace ends: exit codes, one line on standard error for what went wrong, and as the traced program did.

use std::fmt::Display;
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use nix::libc;

use crate::escape;
use crate::render::palette;

/// All is well.
pub(crate) const SUCCESS: u8 = 0;
/// A file could not be read to its end.
pub(crate) const INCOMPLETE: u8 = 1;
/// The command line is wrong, or nothing could be begun.
pub(crate) const USAGE: u8 = 2;

/// Prints what went wrong, in one line: whatever came from outside, a line feed too, is escaped.
pub(crate) fn complain(message: impl Display) {
    let mut line = String::new();
    escape::plain(&without_number(&message.to_string()), &mut line);
    print_error(&line);
}

/// Prints what went wrong in several lines. Line feeds stay: the message has none that came from outside.
pub(crate) fn complain_in_lines(message: impl Display) {
    let mut lines = String::new();
    for (at, line) in message.to_string().split('\n').enumerate() {
        lines.push_str(if at > 0 { "\n" } else { "" });
        escape::plain(line, &mut lines);
    }
    print_error(&lines);
}

fn print_error(message: &str) {
    let colour = io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty());
    print(&format!("nltrace: {} {message}\n", palette::error_prefix(colour)));
}

/// Prints something that is no error, but should be known.
pub(crate) fn remark(message: impl Display) {
    let mut line = "nltrace: note: ".to_owned();
    escape::plain(&message.to_string(), &mut line);
    line.push('\n');
    print(&line);
}

/// Writes to standard error. If that takes nothing, there is nobody left to report it to.
fn print(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
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

/// Ends as a program does whose standard output nobody reads any more.
pub(crate) fn leave_closed_pipe() -> ! {
    die_of(libc::SIGPIPE);
    std::process::exit(i32::from(INCOMPLETE))
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
