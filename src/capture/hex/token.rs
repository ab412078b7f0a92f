//! Words, strings and brackets, as most languages and tools write them: what the forms that are literals are made of.
//!
//! A token is a place in the text and no more: 10 MB of text make some millions of them.

use super::effort::step;
use super::text::Error;

/// The kind of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LexemeKind {
    /// A string, without its quotes.
    Text {
        /// It has escapes.
        escaped: bool,
        /// Dots after it show that it was cut.
        cut: bool,
    },
    /// Letters, digits and `_`.
    Word,
    /// `{`, `[` or `(`.
    Open,
    /// `}`, `]` or `)`.
    Close,
    /// `,`.
    Comma,
    /// Anything else, one character.
    Mark,
}

/// A token and its place in the text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lexeme {
    /// Its kind.
    pub(super) kind: LexemeKind,
    start: u32,
    end: u32,
}

impl Lexeme {
    fn new(kind: LexemeKind, start: usize, end: usize) -> Lexeme {
        Lexeme {
            kind,
            start: u32::try_from(start).unwrap_or(u32::MAX),
            end: u32::try_from(end).unwrap_or(u32::MAX),
        }
    }

    /// Returns where it begins; for a string, after its quote.
    pub(super) fn start(self) -> usize {
        self.start as usize
    }

    /// Returns where it ends; a string before its quote.
    pub(super) fn end(self) -> usize {
        self.end as usize
    }

    /// Returns its text.
    pub(super) fn text(self, text: &str) -> &str {
        text.get(self.start()..self.end()).unwrap_or_default()
    }

    /// Returns whether it is this character, or this word.
    pub(super) fn is(self, text: &str, what: &str) -> bool {
        !matches!(self.kind, LexemeKind::Text { .. }) && self.text(text) == what
    }
}

/// Cuts a text into tokens; spaces and comments are left out. A string of bytes without an end is cut, and an error.
pub(super) fn tokens(text: &str) -> (Vec<Lexeme>, Option<Error>) {
    let mut tokens = Vec::new();
    if u32::try_from(text.len()).is_err() {
        return (tokens, Some(Error::at(text, 0, "more than 4 GB of text")));
    }
    let mut at = 0;
    let mut before = ' ';
    // A failed search for the end of a comment or string is not repeated.
    let mut open_comment = false;
    let mut unclosed = [false; 2];
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        step();
        let c = rest.chars().next().unwrap_or(' ');
        let start = at;
        at += c.len_utf8();
        let kind = match c {
            _ if c.is_whitespace() => {
                before = c;
                continue;
            }
            // In Rust `#` also begins raw strings and attributes, which hold no bytes; in Lisp `#(` begins a vector.
            '#' if !["#[", "#\"", "#("].iter().any(|begin| rest.starts_with(begin)) => {
                at = start + rest.find('\n').unwrap_or(rest.len());
                continue;
            }
            '/' if rest.starts_with("//") && before != ':' => {
                at = start + rest.find('\n').unwrap_or(rest.len());
                continue;
            }
            // pyroute2's files have such comments, at the beginning of a line.
            ';' if is_first(text, start) => {
                at = start + rest.find('\n').unwrap_or(rest.len());
                continue;
            }
            '/' if rest.starts_with("/*") && !open_comment => match rest.find("*/") {
                Some(end) => {
                    at = start + end + 2;
                    continue;
                }
                None => {
                    open_comment = true;
                    LexemeKind::Mark
                }
            },
            '"' | '\'' => {
                let which = usize::from(c == '\'');
                let is_apostrophe = c == '\'' && is_apostrophe(text, start);
                let seen = unclosed.get_mut(which);
                match seen {
                    Some(seen) if !*seen && !is_apostrophe => match closing(rest, c) {
                        Ok((end, escaped)) => {
                            let end = start + end;
                            at = end + 1;
                            let cut = text.get(at..).is_some_and(|rest| rest.starts_with("..."));
                            tokens.push(Lexeme::new(LexemeKind::Text { escaped, cut }, start + 1, end));
                            before = c;
                            continue;
                        }
                        Err(_) if c == '"' && is_broken(rest) => {
                            let kind = LexemeKind::Text { escaped: true, cut: true };
                            tokens.push(Lexeme::new(kind, start + 1, text.trim_end().len().max(start + 1)));
                            return (tokens, Some(Error::at(text, start, "this string does not end")));
                        }
                        // Quotes further on were escaped in this search, so that none of them is closed either.
                        Err(end) => {
                            *seen = end == rest.len();
                            LexemeKind::Mark
                        }
                    },
                    _ => LexemeKind::Mark,
                }
            }
            // The binaries of Erlang and Elixir.
            '<' if rest.starts_with("<<") && is_digit(rest, 2) && !before.is_alphanumeric() => {
                at = start + 2;
                LexemeKind::Open
            }
            '>' if rest.starts_with(">>") && before.is_ascii_digit() => {
                at = start + 2;
                LexemeKind::Close
            }
            '{' | '[' | '(' => LexemeKind::Open,
            '}' | ']' | ')' => LexemeKind::Close,
            ',' => LexemeKind::Comma,
            _ if c.is_alphanumeric() || c == '_' => {
                let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
                at = start + end;
                before = text.get(start..at).and_then(|word| word.chars().next_back()).unwrap_or(c);
                tokens.push(Lexeme::new(LexemeKind::Word, start, at));
                continue;
            }
            _ => LexemeKind::Mark,
        };
        tokens.push(Lexeme::new(kind, start, at));
        before = c;
    }
    (tokens, None)
}

fn is_digit(text: &str, at: usize) -> bool {
    text.as_bytes().get(at).is_some_and(u8::is_ascii_digit)
}

/// Returns whether only spaces precede a place in its line.
fn is_first(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default().as_bytes();
    before.iter().rev().take_while(|byte| **byte != b'\n').take(64).all(u8::is_ascii_whitespace)
}

/// Returns whether a single quote is one of a word's (`can't`), and not that of a string or a character.
fn is_apostrophe(text: &str, at: usize) -> bool {
    let mut before = text.get(..at).unwrap_or_default().chars().rev();
    match before.next() {
        // `b'…'`, `rb'…'`.
        Some('b' | 'B' | 'r' | 'R' | 'u') => {
            let next = before.next().unwrap_or(' ');
            let is_prefix = matches!(next, 'b' | 'r') && !before.next().unwrap_or(' ').is_alphanumeric();
            next.is_alphanumeric() && !is_prefix
        }
        Some(c) => c.is_alphanumeric(),
        None => false,
    }
}

/// Finds where the string that begins with this text ends, and whether it has escapes. One in single quotes keeps to its line.
///
/// # Errors
///
/// If it does not end: how far the text was searched.
fn closing(text: &str, quote: char) -> Result<(usize, bool), usize> {
    let mut escaped = false;
    let mut skip = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if skip => skip = false,
            b'\\' => (escaped, skip) = (true, true),
            b'\n' if quote == '\'' && !escaped => return Err(at),
            _ if byte == quote as u8 => return Ok((at, escaped)),
            _ => (),
        }
    }
    Err(text.len())
}

/// Returns whether a string without an end was meant as one of bytes.
fn is_broken(text: &str) -> bool {
    text.get(1..).is_some_and(|text| text.starts_with('\\'))
}
