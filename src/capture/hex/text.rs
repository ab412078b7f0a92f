//! The text that was pasted: its lines, and where in it an error is.

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

/// Returns the lines of a text without the spaces at their ends, each with the offset where it begins.
pub(super) fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut start = 0;
    text.split_inclusive('\n').map(move |line| {
        let here = start;
        start += line.len();
        (here, line.trim_end())
    })
}

/// Returns a line without what an e-mail, a table or a comment puts before it: `> `, `| `, `# `; and how long that is.
pub(super) fn unquoted(line: &str) -> (usize, &str) {
    let rest = line.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '>' | '#' | '*' | ';'));
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
