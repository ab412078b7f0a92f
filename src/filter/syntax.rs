//! The syntax tree of an expression, and its text form.
//!
//! The text form has as few parentheses as possible. Parsing it gives the same tree.

use std::fmt::{self, Display, Formatter};
use std::ops::Range;

/// A place in the text. It does not belong to the meaning of an expression: two spans are always equal.
#[derive(Clone, Debug, Default)]
pub(crate) struct Span(pub(crate) Range<usize>);

impl PartialEq for Span {
    fn eq(&self, _: &Span) -> bool {
        true
    }
}

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Expr {
    /// One of them holds. At least two; none is an `Or` itself.
    Or(Vec<Expr>),
    /// All of them hold. At least two; none is an `And` itself.
    And(Vec<Expr>),
    /// It does not hold.
    Not(Box<Expr>),
    /// A name alone: what has it is there, or it is so.
    Is(Path),
    /// A comparison.
    Compare(Path, Operator, Vec<Operand>),
}

/// Names with dots between them: each is somewhere inside the one before it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Path(pub(crate) Vec<Name>);

/// A name.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Name {
    /// The name.
    pub(crate) text: String,
    /// Its place.
    pub(crate) span: Span,
}

/// The operator of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `in`: a prefix, a range, or one of a list.
    In,
    /// `has`: all of these bits.
    Has,
    /// `&`: any of these bits.
    AnyOf,
    /// `~`: contains this text.
    Contains,
}

/// The right-hand side of a comparison.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Operand {
    /// A value.
    One(Value),
    /// A value between two, both included.
    Range(Value, Value),
}

/// A value as written. Its meaning depends on the left-hand side.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Value {
    /// The text, without quotes.
    pub(crate) text: String,
    /// Whether it stood in quotes.
    pub(crate) quoted: bool,
    /// Its place.
    pub(crate) span: Span,
}

impl Operator {
    /// Returns how it is written.
    pub(crate) fn sign(self) -> &'static str {
        match self {
            Operator::Equal => "==",
            Operator::NotEqual => "!=",
            Operator::Less => "<",
            Operator::LessOrEqual => "<=",
            Operator::Greater => ">",
            Operator::GreaterOrEqual => ">=",
            Operator::In => "in",
            Operator::Has => "has",
            Operator::AnyOf => "&",
            Operator::Contains => "~",
        }
    }
}

impl Path {
    /// Returns its place.
    pub(crate) fn span(&self) -> Range<usize> {
        let start = self.0.first().map_or(0, |name| name.span.0.start);
        start..self.0.last().map_or(start, |name| name.span.0.end)
    }
}

impl Expr {
    /// Writes the expression for an enclosing level: 0 `or`, 1 `and`, 2 operators that bind tighter.
    fn write(&self, level: u8, f: &mut Formatter<'_>) -> fmt::Result {
        let (own, parts, word) = match self {
            Expr::Or(parts) => (0, parts, " or "),
            Expr::And(parts) => (1, parts, " and "),
            Expr::Not(inner) => {
                f.write_str("not ")?;
                return inner.write(2, f);
            }
            Expr::Is(path) => return path.fmt(f),
            Expr::Compare(path, operator, operands) => {
                write!(f, "{path} {} ", operator.sign())?;
                return match operands.as_slice() {
                    [one] => one.fmt(f),
                    list => {
                        f.write_str("{")?;
                        for (at, operand) in list.iter().enumerate() {
                            f.write_str(if at > 0 { ", " } else { "" })?;
                            operand.fmt(f)?;
                        }
                        f.write_str("}")
                    }
                };
            }
        };
        f.write_str(if own < level { "(" } else { "" })?;
        for (at, part) in parts.iter().enumerate() {
            f.write_str(if at > 0 { word } else { "" })?;
            part.write(own + 1, f)?;
        }
        f.write_str(if own < level { ")" } else { "" })
    }
}

impl Display for Expr {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.write(0, f)
    }
}

impl Display for Path {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for (at, name) in self.0.iter().enumerate() {
            f.write_str(if at > 0 { "." } else { "" })?;
            f.write_str(&name.text)?;
        }
        Ok(())
    }
}

impl Display for Operand {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Operand::One(value) => value.fmt(f),
            Operand::Range(first, last) => write!(f, "{first}..{last}"),
        }
    }
}

impl Display for Value {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if !self.quoted {
            return f.write_str(&self.text);
        }
        f.write_str("\"")?;
        for c in self.text.chars() {
            match c {
                '"' | '\\' => write!(f, "\\{c}")?,
                '\n' => f.write_str("\\n")?,
                '\t' => f.write_str("\\t")?,
                c => write!(f, "{c}")?,
            }
        }
        f.write_str("\"")
    }
}
