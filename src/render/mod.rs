//! How messages are shown: one file per format. They share values in words (`text`), roles (`palette`), time (`clock`),
//! and the one place that prints bytes from the wire (`escape`).

use std::time::Duration;

use nltrace_decoders::tape::Tape;
use nltrace_decoders::wire::MessageHeader;

use crate::datagram::{Datagram, Notice};
use crate::session::Interfaces;

pub(crate) mod bytes;
pub(crate) mod calls;
pub(crate) mod clock;
pub(crate) mod coverage;
pub(crate) mod escape;
mod explained;
pub(crate) mod hex;
mod histogram;
pub(crate) mod json;
pub(crate) mod line;
pub(crate) mod page;
pub(crate) mod palette;
pub(crate) mod pcapng;
pub(crate) mod rows;
pub(crate) mod summary;
#[cfg(test)]
mod tests;
pub(crate) mod text;
pub(crate) mod tree;
pub(crate) mod words;

/// A message, decoded, and what is known about it.
pub(crate) struct Event<'a> {
    /// The datagram it came in.
    pub(crate) datagram: &'a Datagram<'a>,
    /// Its header.
    pub(crate) header: MessageHeader,
    /// Its bytes, padding included.
    pub(crate) message: &'a [u8],
    /// Its fields.
    pub(crate) tape: &'a Tape,
    /// Whether the kernel takes it for a message: its length is not more than what there was.
    pub(crate) is_whole: bool,
    /// What it is an answer to.
    pub(crate) answers: Option<Answer>,
    /// For an error: the path of the attribute that it complains about.
    pub(crate) offender: Option<String>,
    /// Interface names.
    pub(crate) interfaces: &'a Interfaces,
    /// The network namespace of the names.
    pub(crate) netns: u64,
}

/// What a message is an answer to.
#[derive(Clone, Copy)]
pub(crate) struct Answer {
    /// The request's type.
    pub(crate) kind: u16,
    /// Whether it asked for all of something.
    pub(crate) is_dump: bool,
    /// The request's type, where it has a name.
    pub(crate) request: Option<&'static str>,
    /// The time since it was sent.
    pub(crate) after: Duration,
    /// Whether it is the first answer to it.
    pub(crate) is_first: bool,
}

/// A format.
pub(crate) enum Renderer {
    /// For eyes.
    Tree(Box<tree::Tree>),
    /// As strace writes it.
    Line(Box<line::Line>),
    /// For learning.
    Hex(Box<hex::Hex>),
    /// For programs.
    Json(json::Json),
    /// For tests.
    Bytes(Box<bytes::Bytes>),
    /// What is not explained.
    Coverage(coverage::Coverage),
    /// Counts, and perhaps the messages too.
    Summary(Option<Box<Renderer>>, Box<summary::Summary>),
}

impl Renderer {
    /// A datagram begins.
    pub(crate) fn datagram(&mut self, datagram: &Datagram<'_>, out: &mut Vec<u8>) {
        match self {
            Renderer::Tree(tree) => tree.datagram(datagram, out),
            Renderer::Hex(hex) => hex.datagram(datagram, out),
            Renderer::Bytes(bytes) => bytes.datagram(datagram, out),
            Renderer::Summary(Some(shown), _) => shown.datagram(datagram, out),
            Renderer::Line(_) | Renderer::Json(_) | Renderer::Coverage(_) | Renderer::Summary(None, _) => (),
        }
    }

    /// The one that shows whole calls, if it is that.
    pub(crate) fn line(&mut self) -> Option<&mut line::Line> {
        match self {
            Renderer::Line(line) => Some(line),
            Renderer::Summary(Some(shown), _) => shown.line(),
            _ => None,
        }
    }

    /// A message of the datagram.
    pub(crate) fn message(&mut self, event: &Event<'_>, out: &mut Vec<u8>) {
        match self {
            Renderer::Tree(tree) => tree.message(event, out),
            Renderer::Hex(hex) => hex.message(event, out),
            Renderer::Bytes(bytes) => bytes.message(event, out),
            Renderer::Json(json) => json.message(event, out),
            Renderer::Coverage(coverage) => coverage.message(event),
            Renderer::Summary(shown, summary) => {
                if let Some(shown) = shown {
                    shown.message(event, out);
                }
                summary.message(event);
            }
            Renderer::Line(_) => (),
        }
    }

    /// Bytes of a datagram that are no message. `is_tail` where messages stand before them.
    pub(crate) fn rest(&mut self, datagram: &Datagram<'_>, bytes: &[u8], is_tail: bool, out: &mut Vec<u8>) {
        match self {
            Renderer::Tree(tree) => tree.rest(bytes, is_tail, out),
            Renderer::Hex(hex) => hex.rest(bytes, is_tail, out),
            Renderer::Bytes(literals) => literals.rest(bytes, is_tail, out),
            Renderer::Json(json) => json.rest(datagram, bytes, is_tail, out),
            Renderer::Summary(Some(shown), _) => shown.rest(datagram, bytes, is_tail, out),
            Renderer::Coverage(_) | Renderer::Line(_) | Renderer::Summary(None, _) => (),
        }
    }

    /// Something that is told in one line.
    pub(crate) fn notice(&mut self, notice: &Notice<'_>, out: &mut Vec<u8>) {
        match self {
            Renderer::Tree(tree) => tree.notice(notice, out),
            Renderer::Hex(hex) => hex.notice(notice, out),
            Renderer::Json(json) => json.notice(notice, out),
            Renderer::Line(line) => line.notice(notice, out),
            Renderer::Summary(Some(shown), _) => shown.notice(notice, out),
            Renderer::Coverage(_) | Renderer::Bytes(_) | Renderer::Summary(None, _) => (),
        }
    }

    /// The end: what can only be said then.
    pub(crate) fn finish(&mut self, out: &mut Vec<u8>) {
        match self {
            Renderer::Coverage(coverage) => coverage.report(out),
            Renderer::Summary(shown, summary) => {
                if let Some(shown) = shown {
                    shown.finish(out);
                }
                summary.report(out);
            }
            Renderer::Tree(_)
            | Renderer::Hex(_)
            | Renderer::Line(_)
            | Renderer::Json(_)
            | Renderer::Bytes(_) => (),
        }
    }

    /// Whether several can show parts of the same messages: none knows what another has shown.
    pub(crate) fn can_share(&self) -> bool {
        match self {
            Renderer::Tree(_) | Renderer::Json(_) | Renderer::Coverage(_) => true,
            Renderer::Summary(beside, _) => beside.as_ref().is_none_or(|beside| beside.can_share()),
            _ => false,
        }
    }

    /// Adds what another of the same format has counted.
    pub(crate) fn absorb(&mut self, other: Renderer) {
        match (self, other) {
            (Renderer::Coverage(coverage), Renderer::Coverage(other)) => coverage.absorb(other),
            (Renderer::Summary(_, summary), Renderer::Summary(_, other)) => summary.absorb(*other),
            _ => (),
        }
    }
}
