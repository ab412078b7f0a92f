//! From text to an [`Expr`]: `or` binds least, then `and`, then `not`, then a comparison.

#![deny(clippy::unwrap_used, clippy::indexing_slicing, clippy::cast_possible_truncation)]

use std::ops::Range;

use super::Error;
use super::lex::{Token, lex};
use super::syntax::{Expr, Name, Operand, Operator, Path, Span, Value};

/// Parentheses and negations in each other: more than anybody writes, and less than a stack holds.
const MAX_DEPTH: usize = 64;

/// Parses an expression.
pub(crate) fn parse(text: &str) -> Result<Expr, Error> {
    let mut parser = Parser { tokens: lex(text)?, at: 0, depth: 0 };
    if *parser.peek() == Token::End {
        return Err(Error::at(0..0, "there is no expression")
            .help("for example: type == RTM_NEWLINK and IFLA_MTU < 1500"));
    }
    let expr = parser.or()?;
    match parser.peek() {
        Token::End => Ok(expr),
        Token::Sign(")") => Err(parser.unexpected("this parenthesis was not opened")),
        Token::Sign("not") => {
            Err(parser.unexpected("`and` or `or` is missing before this").help("unequal is written !="))
        }
        _ => Err(parser.unexpected("`and` or `or` is missing before this")),
    }
}

struct Parser {
    tokens: Vec<(Token, Range<usize>)>,
    at: usize,
    depth: usize,
}

impl Parser {
    fn peek(&self) -> &Token {
        self.tokens.get(self.at).map_or(&Token::End, |(token, _)| token)
    }

    fn span(&self) -> Range<usize> {
        let last = self.tokens.last().map_or(0..0, |(_, span)| span.clone());
        self.tokens.get(self.at).map_or(last, |(_, span)| span.clone())
    }

    fn next(&mut self) -> (Token, Range<usize>) {
        let next = (self.peek().clone(), self.span());
        self.at += 1;
        next
    }

    fn takes(&mut self, sign: &str) -> bool {
        let is = matches!(self.peek(), Token::Sign(found) if *found == sign);
        self.at += usize::from(is);
        is
    }

    fn unexpected(&self, message: &str) -> Error {
        Error::at(self.span(), message)
    }

    fn or(&mut self) -> Result<Expr, Error> {
        self.chain("or", Parser::and, |expr| match expr {
            Expr::Or(parts) => Ok(parts),
            other => Err(other),
        })
        .map(|mut parts| if parts.len() == 1 { parts.remove(0) } else { Expr::Or(parts) })
    }

    fn and(&mut self) -> Result<Expr, Error> {
        self.chain("and", Parser::not, |expr| match expr {
            Expr::And(parts) => Ok(parts),
            other => Err(other),
        })
        .map(|mut parts| if parts.len() == 1 { parts.remove(0) } else { Expr::And(parts) })
    }

    /// Parses parts with a word between them. A part in parentheses that is a chain of the same word is flattened.
    fn chain(
        &mut self,
        word: &str,
        part: fn(&mut Parser) -> Result<Expr, Error>,
        parts_of: fn(Expr) -> Result<Vec<Expr>, Expr>,
    ) -> Result<Vec<Expr>, Error> {
        let mut parts = Vec::new();
        loop {
            match parts_of(part(self)?) {
                Ok(inner) => parts.extend(inner),
                Err(one) => parts.push(one),
            }
            if !self.takes(word) {
                return Ok(parts);
            }
        }
    }

    fn not(&mut self) -> Result<Expr, Error> {
        if self.depth >= MAX_DEPTH {
            return Err(self.unexpected("this is nested too deep"));
        }
        self.depth += 1;
        let start = self.span();
        let expr = if self.takes("not") {
            self.not().map(|inner| Expr::Not(Box::new(inner)))
        } else if self.takes("(") {
            let inner = self.or()?;
            if !self.takes(")") {
                return Err(match self.peek() {
                    Token::End => Error::at(start, "this parenthesis is not closed"),
                    _ => self.unexpected("`and`, `or` or `)` is missing before this"),
                });
            }
            Ok(inner)
        } else {
            self.comparison()
        };
        self.depth -= 1;
        expr
    }

    fn comparison(&mut self) -> Result<Expr, Error> {
        let path = self.path()?;
        let operator = match self.peek() {
            Token::Sign("==") => Operator::Equal,
            Token::Sign("!=") => Operator::NotEqual,
            Token::Sign("<") => Operator::Less,
            Token::Sign("<=") => Operator::LessOrEqual,
            Token::Sign(">") => Operator::Greater,
            Token::Sign(">=") => Operator::GreaterOrEqual,
            Token::Sign("in") => Operator::In,
            Token::Sign("has") => Operator::Has,
            Token::Sign("&") => Operator::AnyOf,
            Token::Sign("~") => Operator::Contains,
            _ => return Ok(Expr::Is(path)),
        };
        self.at += 1;
        let operands = if operator == Operator::In { self.list()? } else { vec![self.operand()?] };
        match operands.as_slice() {
            [range @ Operand::Range(first, _)] if operator != Operator::In => {
                Err(Error::at(first.span.0.clone(), "`in` needs a range after it")
                    .help(format!("{path} in {range}")))
            }
            _ => Ok(Expr::Compare(path, operator, operands)),
        }
    }

    fn path(&mut self) -> Result<Path, Error> {
        let (token, span) = self.next();
        let word = match token {
            Token::Word(word) => word,
            Token::Text(_) => {
                return Err(Error::at(span, "a comparison begins with a name")
                    .help("`==` and `~` need a text after them"));
            }
            _ => return Err(Error::at(span, "a name is missing here")),
        };
        let mut names = Vec::new();
        let mut start = span.start;
        for part in word.split('.') {
            let end = start + part.len();
            let letters = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
            let is_name =
                part.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') && part.chars().all(letters);
            if !is_name {
                let here = if part.is_empty() { span } else { start..end };
                return Err(Error::at(here, "this is no name")
                    .help("a comparison begins with a name: IFLA_MTU == 1500"));
            }
            names.push(Name { text: part.to_owned(), span: Span(start..end) });
            start = end + 1;
        }
        Ok(Path(names))
    }

    fn list(&mut self) -> Result<Vec<Operand>, Error> {
        let start = self.span();
        let close = match self.peek() {
            Token::Sign("{") => "}",
            Token::Sign("(") => ")",
            _ => return Ok(vec![self.operand()?]),
        };
        self.at += 1;
        let mut operands = vec![self.operand()?];
        while self.takes(",") {
            operands.push(self.operand()?);
        }
        if !self.takes(close) {
            return Err(match self.peek() {
                Token::End => Error::at(start, "this list is not closed"),
                _ => self.unexpected("a comma, or the end of the list, is missing before this"),
            });
        }
        Ok(operands)
    }

    fn operand(&mut self) -> Result<Operand, Error> {
        let (token, span) = self.next();
        match token {
            Token::Text(text) => Ok(Operand::One(Value { text, quoted: true, span: Span(span) })),
            Token::Word(word) => {
                if let Some((first, last)) = word.split_once("..") {
                    let value = |text: &str, start: usize| {
                        let text = text.to_owned();
                        let span = Span(start..start + text.len());
                        Value { text, quoted: false, span }
                    };
                    if first.is_empty() || last.is_empty() || last.starts_with('.') {
                        return Err(Error::at(span, "a range has two ends").help("for example: in 1..9"));
                    }
                    let following = span.start + first.len() + 2;
                    return Ok(Operand::Range(value(first, span.start), value(last, following)));
                }
                let mut value = Value { text: word, quoted: false, span: Span(span) };
                while self.takes("|") {
                    let (token, span) = self.next();
                    let Token::Word(word) = token else {
                        return Err(Error::at(span, "a name is missing after the |"));
                    };
                    value.text.push('|');
                    value.text.push_str(&word);
                    value.span.0.end = span.end;
                }
                Ok(Operand::One(value))
            }
            _ => Err(Error::at(span, "a value is missing here")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::filter::lex::is_sign;
    use proptest::prelude::*;

    fn written(text: &str) -> String {
        parse(text).unwrap_or_else(|error| panic!("{text}: {}", error.message)).to_string()
    }

    #[test]
    fn expressions_are_written_as_they_bind() {
        for (text, wanted) in [
            ("a and b or c", "a and b or c"),
            ("a && (b || !c)", "a and (b or not c)"),
            ("(a and b) and c", "a and b and c"),
            ("not not a", "not not a"),
            ("!(a==1)", "not a == 1"),
            ("a = 0x10", "a == 0x10"),
            ("A.B.c in [1,2 , 5..9]", "A.B.c in {1, 2, 5..9}"),
            ("a in (x)", "a in x"),
            ("a ~ 'q\"'", "a ~ \"q\\\"\""),
            ("a contains x", "a ~ x"),
            ("f has A | B", "f has A|B"),
            ("f & A|B and c", "f & A|B and c"),
            ("a == fe80::/10", "a == fe80::/10"),
        ] {
            assert_eq!(written(text), wanted);
            assert_eq!(written(wanted), wanted);
        }
    }

    #[test]
    fn errors_tell_the_place() {
        for (text, span) in [
            ("", 0..0),
            ("a ==", 4..4),
            ("a b", 2..3),
            ("(a", 0..1),
            ("a)", 1..2),
            ("a == 1..", 5..8),
            ("a == 1..2", 5..6),
            ("1 == a", 0..1),
            ("a..b", 0..4),
            ("a in {1 2}", 8..9),
            ("a in {1", 5..6),
            ("and", 0..3),
            ("\"a\" == b", 0..3),
        ] {
            assert_eq!(parse(text).unwrap_err().span, span, "{text}");
        }
        assert!(parse(&"(".repeat(1000)).is_err());
        assert!(parse(&"not ".repeat(1000)).is_err());
    }

    fn name() -> impl Strategy<Value = Name> {
        "[A-Za-z_][A-Za-z0-9_-]{0,6}"
            .prop_filter("no sign", |text| !is_sign(text))
            .prop_map(|text| Name { text, span: Span::default() })
    }

    fn value() -> impl Strategy<Value = Value> {
        let word = "[A-Za-z0-9:/_-]{1,8}(\\|[A-Za-z0-9_]{1,4})?"
            .prop_filter("no sign", |text: &String| !text.split('|').any(is_sign))
            .prop_map(|text| Value { text, quoted: false, span: Span::default() });
        let text = ".{0,8}".prop_map(|text| Value { text, quoted: true, span: Span::default() });
        prop_oneof![word, text]
    }

    fn comparison() -> impl Strategy<Value = Expr> {
        let path = || prop::collection::vec(name(), 1..4).prop_map(Path);
        let plain = |value: &Value| !value.quoted && !value.text.contains('|');
        let range = (value(), value())
            .prop_filter("words", move |(a, b)| plain(a) && plain(b))
            .prop_map(|(first, last)| Operand::Range(first, last));
        let operand = prop_oneof![value().prop_map(Operand::One), range];
        let operator =
            prop::sample::select(vec![Operator::Equal, Operator::Less, Operator::Has, Operator::Contains]);
        prop_oneof![
            path().prop_map(Expr::Is),
            (path(), operator, value()).prop_map(|(path, op, value)| Expr::Compare(
                path,
                op,
                vec![Operand::One(value)]
            )),
            (path(), prop::collection::vec(operand, 1..4)).prop_map(|(path, list)| Expr::Compare(
                path,
                Operator::In,
                list
            )),
        ]
    }

    fn expression() -> impl Strategy<Value = Expr> {
        comparison().prop_recursive(4, 24, 4, |inner| {
            let parts = || prop::collection::vec(inner.clone(), 2..4);
            prop_oneof![
                parts().prop_map(|parts| flat(parts, true)),
                parts().prop_map(|parts| flat(parts, false)),
                inner.prop_map(|inner| Expr::Not(Box::new(inner))),
            ]
        })
    }

    fn flat(parts: Vec<Expr>, and: bool) -> Expr {
        let parts = parts.into_iter().flat_map(|part| match part {
            Expr::And(inner) if and => inner,
            Expr::Or(inner) if !and => inner,
            other => vec![other],
        });
        if and { Expr::And(parts.collect()) } else { Expr::Or(parts.collect()) }
    }

    proptest! {
        #[test]
        fn what_is_written_reads_as_it_was_meant(expr in expression()) {
            let text = expr.to_string();
            let again = parse(&text).map_err(|error| TestCaseError::fail(format!("{text}: {}", error.message)))?;
            prop_assert_eq!(again, expr);
        }

        #[test]
        fn no_text_is_too_strange(text in ".{0,40}") {
            if let Err(error) = parse(&text) {
                prop_assert!(text.get(error.span).is_some());
            }
        }

        #[test]
        fn no_order_of_words_is_too_strange(words in prop::collection::vec(
            prop::sample::select(vec!["a", "A.b", "==", "!=", "in", "(", ")", "{", "}", "and", "or", "not", "!", "|", "&", "1..2", "\"x\"", ","]),
            0..12,
        )) {
            let text = words.join(" ");
            match parse(&text) {
                Ok(expr) => prop_assert_eq!(parse(&expr.to_string()).ok(), Some(expr)),
                Err(error) => prop_assert!(text.get(error.span).is_some()),
            }
        }
    }
}
