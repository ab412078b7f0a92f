//! `-e EXPR`: which messages are shown. An expression in the tables' own words, checked against them before anything runs.
//!
//! ```text
//! type == RTM_NEWLINK and IFLA_MTU < 1500        protocol == SOCK_DIAG and not NLM_F_DUMP
//! IFLA_LINKINFO.IFLA_INFO_KIND == "vlan"         RTA_DST in 10.0.0.0/8 or RTA_MULTIPATH
//! ```
//!
//! `lex` and `parse` make an expression of text (`syntax`), `check` makes of it what can be asked of a message, with names
//! resolved to rows and values to bytes (`value`), and `eval` asks it. A name alone asks whether something is there. Where
//! a message has several fields of a name, one that fits will do; where it has none, no comparison holds.

use std::fmt::{self, Display, Formatter};
use std::ops::Range;

use nltrace_decoders::escape;

use crate::datagram::{Call, Caller, Notice, Outcome, Timestamp};

mod among;
mod check;
mod comparison;
mod eval;
mod lex;
mod moment;
mod parse;
mod pseudo;
mod scope;
mod syntax;
mod value;
pub(crate) mod withheld;

pub(crate) use eval::{Message, Subject};
pub(crate) use pseudo::{KEYWORDS, Keyword};
pub(crate) use scope::WantedScope;

/// A filter, ready to be asked.
pub(crate) struct Filter {
    root: eval::Node,
    /// It speaks of calls by their names: it is asked about calls that move no message too.
    about_calls: bool,
    /// It speaks of errors: the request that failed belongs to what it finds.
    about_errors: bool,
    /// The options that it was made of: `-e error`.
    options: String,
}

impl Filter {
    /// Makes a filter of an expression.
    pub(crate) fn compile(text: &str) -> Result<Filter, Error> {
        let expr = parse::parse(text).map_err(|error| error.of(text))?;
        let filter = check::check(&expr).map_err(|error| error.of(text))?;
        let text = if text.contains(char::is_whitespace) { format!("'{text}'") } else { text.to_owned() };
        Ok(Filter { options: format!("-e {text}"), ..filter })
    }

    /// Returns a filter of what failed, or of what did not: strace's `-Z` and `-z`. It is about calls too.
    pub(crate) fn of_outcome(failed: bool) -> Filter {
        let options = if failed { "-Z" } else { "-z" }.to_owned();
        Filter { root: eval::Node::failed(failed), about_calls: true, about_errors: failed, options }
    }

    /// Returns a filter of what all of these keep.
    pub(crate) fn all(filters: Vec<Filter>) -> Option<Filter> {
        filters.into_iter().reduce(|one, other| Filter {
            root: eval::Node::And(vec![one.root, other.root]),
            about_calls: one.about_calls || other.about_calls,
            about_errors: one.about_errors || other.about_errors,
            options: one.options + " " + &other.options,
        })
    }

    /// Returns the options that it was made of, as they are typed.
    pub(crate) fn options(&self) -> &str {
        &self.options
    }

    /// Returns properties that every message it keeps has, for sources that can choose.
    pub(crate) fn scope(&self) -> WantedScope {
        WantedScope::of(&self.root)
    }

    /// Returns whether a message is to be shown.
    pub(crate) fn keeps(&self, subject: &Subject<'_>) -> bool {
        self.root.holds(subject)
    }

    /// Returns whether a call that moved no message is to be shown. That messages were lost always is: it may be these.
    pub(crate) fn keeps_notice(&self, notice: &Notice<'_>, start: Timestamp) -> bool {
        let Some(caller) = notice.caller else { return true };
        self.asks_about(notice.outcome) && self.keeps_origin(caller, notice.outcome, (notice.when, start))
    }

    /// Returns whether it may be about a call that ended so.
    fn asks_about(&self, outcome: Outcome) -> bool {
        self.about_calls || self.about_errors && matches!(outcome, Outcome::Failed(_))
    }

    fn keeps_origin(&self, caller: &Caller, outcome: Outcome, (when, start): (Timestamp, Timestamp)) -> bool {
        self.root.holds(&Subject {
            caller: Some(caller),
            protocol: caller.socket.and_then(|socket| socket.protocol),
            direction: None,
            outcome,
            packet: None,
            when,
            start,
            message: None,
        })
    }

    /// Returns whether a call is shown for its own sake, whatever it moved.
    pub(crate) fn keeps_call(&self, call: &Call<'_>, start: Timestamp) -> bool {
        self.asks_about(call.outcome) && self.keeps_origin(call.caller, call.outcome, (call.ended, start))
    }

    /// Returns whether the request that failed is to be shown with an error that is.
    pub(crate) fn is_about_errors(&self) -> bool {
        self.about_errors
    }
}

/// Returns the words of expressions that are not kernel names.
pub(crate) fn keywords() -> impl Iterator<Item = &'static str> {
    KEYWORDS.iter().map(|keyword| keyword.name).chain(["and", "or", "not", "in", "has"])
}

/// An error in an expression, and its place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Error {
    /// The expression.
    text: String,
    /// The spot.
    pub(crate) span: Range<usize>,
    /// The error.
    pub(crate) message: String,
    /// A hint.
    help: Option<String>,
}

impl Error {
    fn at(span: Range<usize>, message: impl Into<String>) -> Error {
        Error { span, message: message.into(), ..Error::default() }
    }

    fn help(self, help: impl Into<String>) -> Error {
        Error { help: Some(help.into()), ..self }
    }

    fn of(self, text: &str) -> Error {
        Error { text: text.to_owned(), ..self }
    }
}

/// A line with the error, the expression with the spot underlined, and the hint.
impl Display for Error {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let columns = |text: Option<&str>| text.unwrap_or_default().chars().count();
        let before = " ".repeat(columns(self.text.get(..self.span.start)));
        let carets = "^".repeat(columns(self.text.get(self.span.clone())).max(1));
        let (mut message, mut shown) = (String::new(), String::new());
        escape::plain(&self.message, &mut message);
        // One column per character, so that the carets are in the right place.
        shown.extend(self.text.chars().map(|c| if escape::is_harmless(c) { c } else { ' ' }));
        write!(f, "-e: {message}\n  {shown}\n  {before}{carets}")?;
        match &self.help {
            Some(help) => {
                let mut words = String::new();
                escape::plain(help, &mut words);
                write!(f, "\n  {words}")
            }
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests;
