//! The text that was pasted: its lines, and where in it an error is.

use std::borrow::Cow;

use super::effort::step;

/// Something that can't be understood, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Error {
    /// Counted from 1.
    line: usize,
    /// Counted from 1, in characters.
    column: usize,
    what: String,
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}, column {}: {}", self.line, self.column, self.what)
    }
}

impl Error {
    /// Returns an error at a byte offset of the text.
    pub(super) fn at(text: &str, offset: usize, what: impl Into<String>) -> Error {
        let before = text.get(..offset).unwrap_or(text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        Error { line, column, what: what.into() }
    }

    /// Returns the same error, with the form in which the text was read.
    pub(super) fn read_as(mut self, form: &str) -> Error {
        self.what = format!("{} (read as {form})", self.what);
        self
    }
}

/// Returns the text without what terminals and word processors add to it: colours, spaces of other widths, curly quotes.
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(text);
    // Line breaks of an old Mac, or of a terminal's recording.
    if text.contains('\r') && !text.contains('\n') {
        text = Cow::Owned(text.replace('\r', "\n"));
    }
    if text.contains(['\x1b', '\u{a0}', '\u{2502}', '\u{250a}', '\u{2212}', '\u{feff}'])
        || text.contains(is_typographic)
    {
        text = Cow::Owned(without_ornaments(&text));
    }
    text
}

/// Returns whether a character is of the block of punctuation that word processors take from.
fn is_typographic(c: char) -> bool {
    matches!(c, '\u{2000}'..='\u{206f}')
}

/// Replaces characters by those of ASCII that they resemble, and leaves out the escapes that colour text.
fn without_ornaments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\x1b' if chars.peek() == Some(&'[') => {
                chars.next();
                // The letter that ends the escape is left out too.
                while chars.next_if(|c| matches!(c, '\x20'..='\x3f')).is_some() {}
                chars.next_if(|c| matches!(c, '\x40'..='\x7e'));
            }
            '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' => out.push(' '),
            '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => (),
            '\u{2018}'..='\u{201b}' => out.push('\''),
            '\u{201c}'..='\u{201f}' => out.push('"'),
            '\u{2010}'..='\u{2015}' | '\u{2212}' => out.push('-'),
            '\u{2026}' => out.push_str("..."),
            '\u{2502}' | '\u{250a}' => out.push('|'),
            c => out.push(c),
        }
    }
    out
}

/// Returns the lines of a text without the spaces at their ends, each with the offset where it begins.
pub(super) fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut start = 0;
    text.split_inclusive('\n').map(move |line| {
        step();
        let here = start;
        start += line.len();
        (here, line.trim_end())
    })
}

/// Returns a line without what an e-mail, a table, a patch or a comment puts before it (`> `, `| `, `+ `, `# `, `// `), and how long
/// that is.
pub(super) fn unquoted(line: &str) -> (usize, &str) {
    let is_mark = |c: char| c.is_whitespace() || matches!(c, '>' | '#' | '*' | ';' | '/' | '|' | '+');
    let rest = line.trim_start_matches(is_mark);
    (line.len() - rest.len(), rest)
}

/// Returns the error for an unknown part.
pub(super) fn unknown(text: &str, at: usize) -> String {
    let rest = text.get(at..).unwrap_or_default();
    let word: String = rest.chars().take_while(|c| !c.is_whitespace() && *c != ',').take(24).collect();
    format!("can't understand \"{}\"; {HOW}", word.escape_debug())
}

/// The forms that can be pasted.
pub(super) const HOW: &str =
    "paste bytes in hexadecimal, a dump with offsets, a list of numbers, or strings with escapes";
