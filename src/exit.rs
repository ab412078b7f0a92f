//! How nltrace ends: exit codes, and one line on standard error for what went wrong.

use std::fmt::Display;
use std::io::IsTerminal;
use std::process::ExitCode;

use crate::render::palette;

/// All is well.
pub(crate) const SUCCESS: u8 = 0;
/// A file could not be read to its end.
pub(crate) const INCOMPLETE: u8 = 1;
/// The command line is wrong, or nothing could be begun.
pub(crate) const USAGE: u8 = 2;

/// Says what went wrong.
pub(crate) fn complain(message: impl Display) {
    let colour = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty());
    eprintln!("nltrace: {} {message}", palette::error_prefix(colour));
}

/// The exit code of a number.
pub(crate) fn code(number: u8) -> ExitCode {
    ExitCode::from(number)
}
