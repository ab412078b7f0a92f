//! The tokens of an expression, and their places.

#![deny(clippy::unwrap_used, clippy::indexing_slicing, clippy::cast_possible_truncation)]

use std::ops::Range;

use super::Error;

/// A word or sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Token {
    /// A name, number or address, depending on its place.
    Word(String),
    /// The text between quotes.
    Text(String),
    /// A sign, by the form it has in [`SIGNS`].
    Sign(&'static str),
    /// The end.
    End,
}

/// The signs. Of two that begin alike, the longer comes first. Alternatives mean the same.
const SIGNS: &[(&str, &str)] = &[
    ("==", "=="),
    ("!=", "!="),
    ("<=", "<="),
    (">=", ">="),
    ("&&", "and"),
    ("||", "or"),
    ("=", "=="),
    ("<", "<"),
    (">", ">"),
    ("~", "~"),
    ("&", "&"),
    ("|", "|"),
    ("!", "not"),
    ("(", "("),
    (")", ")"),
    ("{", "{"),
    ("}", "}"),
    ("[", "{"),
    ("]", "}"),
    (",", ","),
];

/// The words that are signs.
const WORDS: &[(&str, &str)] = &[
    ("and", "and"),
    ("AND", "and"),
    ("or", "or"),
    ("OR", "or"),
    ("not", "not"),
    ("NOT", "not"),
    ("in", "in"),
    ("IN", "in"),
    ("has", "has"),
    ("contains", "~"),
];

/// Cuts an expression into words and signs; the end is the last.
pub(crate) fn lex(text: &str) -> Result<Vec<(Token, Range<usize>)>, Error> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = &text[at..];
        if c.is_whitespace() {
            at += c.len_utf8();
            continue;
        }
        let (token, len) = if c == '"' || c == '\'' {
            quoted(rest, c, at)?
        } else if is_of_word(c) {
            let len = rest.find(|c| !is_of_word(c)).unwrap_or(rest.len());
            let word = &rest[..len];
            match WORDS.iter().find(|(written, _)| *written == word) {
                Some((_, sign)) => (Token::Sign(sign), len),
                None => (Token::Word(word.to_owned()), len),
            }
        } else if let Some((written, sign)) = SIGNS.iter().find(|(written, _)| rest.starts_with(written)) {
            (Token::Sign(sign), written.len())
        } else {
            return Err(Error::at(at..at + c.len_utf8(), "this means nothing here")
                .help("a text that is no name or number needs quotes: \"…\""));
        };
        tokens.push((token, at..at + len));
        at += len;
    }
    tokens.push((Token::End, text.len()..text.len()));
    Ok(tokens)
}

/// Returns whether a character can be in a name, number or address.
pub(crate) fn is_of_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | ':' | '/' | '-' | '@' | '%' | '+')
}

/// Returns whether a text would be read as a sign where a word is meant.
#[cfg(test)]
pub(crate) fn is_sign(word: &str) -> bool {
    WORDS.iter().any(|(written, _)| *written == word)
}

/// Reads a quoted text. Returns it, and its length with the quotes. A backslash keeps the next character, except in `\n` and
/// `\t`.
fn quoted(rest: &str, quote: char, at: usize) -> Result<(Token, usize), Error> {
    let mut text = String::new();
    let mut chars = rest.char_indices().skip(1);
    while let Some((here, c)) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some((_, 'n')) => text.push('\n'),
                Some((_, 't')) => text.push('\t'),
                Some((_, c)) => text.push(c),
                None => break,
            },
            c if c == quote => return Ok((Token::Text(text), here + 1)),
            c => text.push(c),
        }
    }
    Err(Error::at(at..at + rest.len(), "this text has no end").help(format!("a {quote} closes it")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signs(text: &str) -> Vec<Token> {
        lex(text).unwrap().into_iter().map(|(token, _)| token).collect()
    }

    #[test]
    fn words_and_signs() {
        let word = |text: &str| Token::Word(text.to_owned());
        assert_eq!(
            signs("IFLA_MTU<1500&&!a.b==fe80::1/64"),
            [
                word("IFLA_MTU"),
                Token::Sign("<"),
                word("1500"),
                Token::Sign("and"),
                Token::Sign("not"),
                word("a.b"),
                Token::Sign("=="),
                word("fe80::1/64"),
                Token::End
            ]
        );
        assert_eq!(
            signs(r#"'a"b' "c\"\n""#),
            [Token::Text("a\"b".into()), Token::Text("c\"\n".into()), Token::End]
        );
    }

    #[test]
    fn what_means_nothing_is_told_with_its_place() {
        assert_eq!(lex("a == ?").unwrap_err().span, 5..6);
        assert_eq!(lex("a == \"b").unwrap_err().span, 5..7);
        assert_eq!(lex("é").unwrap_err().span, 0..2);
    }
}
