//! The forms in which tools and programs write bytes down: a file each, and none uses another.

use std::cell::OnceCell;

use super::piece::PastedPieces;
use super::text::Error;
use super::token::{Lexeme, tokens};

mod base64;
mod digits;
mod dump;
mod headed;
mod libmnl;
mod libnl;
mod lists;
mod loose;
mod strings;

/// A text, and what several forms need of it.
pub(super) struct Paste<'t> {
    /// The text.
    pub(super) text: &'t str,
    tokens: OnceCell<Result<Vec<Lexeme>, Error>>,
}

impl<'t> Paste<'t> {
    /// Returns a text.
    pub(super) fn new(text: &'t str) -> Paste<'t> {
        Paste { text, tokens: OnceCell::new() }
    }

    /// Returns its tokens.
    pub(super) fn tokens(&self) -> Result<&[Lexeme], &Error> {
        self.tokens.get_or_init(|| tokens(self.text)).as_deref()
    }
}

/// A form.
pub(super) struct Form {
    /// Its name in errors.
    pub(super) name: &'static str,
    /// It picks what makes messages out of any text, and passes over the rest.
    pub(super) picks: bool,
    /// Reads a text; `None` if nothing in it looks like this form.
    pub(super) read: fn(&Paste<'_>) -> Option<PastedPieces>,
}

/// All forms: first those that nothing else is taken for.
pub(super) const FORMS: &[Form] = &[
    Form { name: "libnl's debug output", picks: false, read: libnl::read },
    Form { name: "libmnl's table", picks: false, read: libmnl::read },
    Form { name: "a dump with offsets", picks: false, read: dump::read },
    Form { name: "messages whose header is text", picks: false, read: headed::read },
    Form { name: "strings with escapes", picks: false, read: strings::read },
    Form { name: "byte strings of Rust", picks: false, read: strings::read_rust },
    Form { name: "lists of numbers", picks: false, read: lists::read },
    Form { name: "base64", picks: true, read: base64::read },
    Form { name: "rows of bytes", picks: true, read: loose::read },
    Form { name: "digits", picks: false, read: digits::read },
];
