//! The forms in which tools and programs write bytes down: a file each, and none uses another (`repeats` is a part of two).

use std::cell::OnceCell;

use super::piece::PastedPieces;
use super::text::Error;
use super::token::{Lexeme, tokens};

mod base64;
mod columns;
mod digits;
mod dump;
mod headed;
mod indexed;
mod libmnl;
mod libnl;
mod lists;
mod loose;
mod repeats;
mod spew;
mod strings;
mod wireshark;

/// A text, and what several forms need of it.
pub(super) struct Paste<'t> {
    /// The text.
    pub(super) text: &'t str,
    tokens: OnceCell<(Vec<Lexeme>, Option<Error>)>,
}

impl<'t> Paste<'t> {
    /// Returns a text.
    pub(super) fn new(text: &'t str) -> Paste<'t> {
        Paste { text, tokens: OnceCell::new() }
    }

    /// Returns its tokens.
    pub(super) fn tokens(&self) -> &[Lexeme] {
        &self.tokens.get_or_init(|| tokens(self.text)).0
    }

    /// Returns the string without an end that the tokens end with.
    pub(super) fn unfinished(&self) -> Option<&Error> {
        self.tokens.get_or_init(|| tokens(self.text)).1.as_ref()
    }
}

/// A form.
pub(super) struct Form {
    /// Its name in errors.
    pub(super) name: &'static str,
    /// It picks what makes messages out of any text, and passes over the rest.
    pub(super) picks: bool,
    /// It may read what another form left over: it takes hardly anything else for bytes.
    pub(super) is_strict: bool,
    /// Reads a text; `None` if nothing in it looks like this form.
    pub(super) read: fn(&Paste<'_>) -> Option<PastedPieces>,
}

/// All forms: first those that nothing else is taken for.
pub(super) const FORMS: &[Form] = &[
    Form { name: "Wireshark's fields", picks: false, is_strict: true, read: wireshark::read },
    Form { name: "libnl's debug output", picks: false, is_strict: true, read: libnl::read },
    Form { name: "libmnl's table", picks: false, is_strict: true, read: libmnl::read },
    Form { name: "Go's spew", picks: false, is_strict: true, read: spew::read },
    Form { name: "a dump with offsets", picks: false, is_strict: true, read: dump::read },
    Form { name: "messages whose header is text", picks: false, is_strict: true, read: headed::read },
    Form { name: "strings with escapes", picks: false, is_strict: true, read: strings::read },
    Form { name: "byte strings of Rust", picks: false, is_strict: true, read: strings::read_rust },
    Form { name: "strings with decimal escapes", picks: false, is_strict: true, read: strings::read_decimal },
    Form { name: "elements with their numbers", picks: false, is_strict: true, read: indexed::read },
    Form { name: "lists of numbers", picks: false, is_strict: true, read: lists::read },
    Form { name: "base64", picks: true, is_strict: true, read: base64::read },
    Form { name: "rows of numbers", picks: false, is_strict: false, read: columns::read },
    Form { name: "rows of bytes", picks: true, is_strict: true, read: loose::read },
    Form { name: "digits", picks: false, is_strict: true, read: digits::read },
];
