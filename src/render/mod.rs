//! How messages are shown: one file per format. They share values in words (`text`), roles (`palette`), time (`clock`),
//! and the one place that prints bytes from the wire (`escape`).

use nltrace_decoders::generic::Ids;
use nltrace_decoders::schema::Framing;
use nltrace_decoders::tape::Tape;
use nltrace_decoders::wire::MessageHeader;

use crate::datagram::{Caller, Datagram, Direction, Notice, Timestamp};
use crate::session::{Answer, Fault, Finding, Interfaces, Part};
use seam::Seams;

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
pub(crate) mod memo;
mod page;
pub(crate) mod palette;
pub(crate) mod pcapng;
mod plan;
pub(crate) mod remarks;
pub(crate) mod rows;
pub(crate) mod seam;
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
    /// What it is in its conversation.
    pub(crate) part: Part,
    /// For an error: what is known of its cause.
    pub(crate) fault: Option<Fault<'a>>,
    /// The field that an error complains about: of the request that is repeated in it, or of a request that is shown with it.
    pub(crate) mark: Option<usize>,
    /// What lints found.
    pub(crate) findings: &'a [Finding],
    /// Interface names.
    pub(crate) interfaces: &'a Interfaces,
    /// What families of generic netlink are called.
    pub(crate) ids: &'a Ids,
    /// The network namespace of the names.
    pub(crate) netns: u64,
}

impl Event<'_> {
    /// What it is an answer to.
    pub(crate) fn answers(&self) -> Option<&Answer> {
        match &self.part {
            Part::Answer(answer) => Some(answer),
            _ => None,
        }
    }

    /// Whether it has no message header: it is what its datagram is.
    pub(crate) fn is_bare(&self) -> bool {
        matches!(self.tape.family.map(|family| family.framing), Some(Framing::Bare(_)))
    }

    /// A field of the request that an error is about, as a message of its own.
    pub(crate) fn of_request<'b>(&'b self, fault: &Fault<'b>) -> Event<'b> {
        Event {
            message: fault.request,
            tape: fault.tape,
            part: Part::Request,
            fault: None,
            mark: None,
            findings: &[],
            ..*self
        }
    }
}

/// When something happened, and who did it.
#[derive(Clone, Copy)]
pub(crate) struct Origin<'a> {
    /// When.
    pub(crate) when: Timestamp,
    /// Who; `None` for captures.
    pub(crate) caller: Option<&'a Caller>,
    /// Which way a datagram went; `None` where there is none.
    pub(crate) direction: Option<Direction>,
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
    pub(crate) fn datagram(&mut self, datagram: &Datagram<'_>, ids: &Ids, out: &mut Vec<u8>) {
        match self {
            Renderer::Tree(tree) => tree.datagram(datagram, ids, out),
            Renderer::Hex(hex) => hex.datagram(datagram, ids, out),
            Renderer::Bytes(bytes) => bytes.datagram(datagram, ids, out),
            Renderer::Summary(Some(shown), _) => shown.datagram(datagram, ids, out),
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
            Renderer::Line(line) => line.message(event),
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
    pub(crate) fn notice(&mut self, notice: &Notice<'_>, ids: &Ids, out: &mut Vec<u8>) {
        match self {
            Renderer::Tree(tree) => tree.notice(notice, ids, out),
            Renderer::Hex(hex) => hex.notice(notice, ids, out),
            Renderer::Json(json) => json.notice(notice, ids, out),
            Renderer::Line(line) => line.notice(notice, out),
            Renderer::Summary(Some(shown), _) => shown.notice(notice, ids, out),
            Renderer::Coverage(_) | Renderer::Bytes(_) | Renderer::Summary(None, _) => (),
        }
    }

    /// What lints found in a datagram's bytes that are no message, or of a call that was told just before; in lines of the
    /// one that is told next.
    pub(crate) fn findings(&mut self, origin: Origin<'_>, findings: &[Finding], out: &mut Vec<u8>) {
        if findings.is_empty() {
            return;
        }
        match self {
            Renderer::Tree(tree) => tree.findings(findings, out),
            Renderer::Hex(hex) => hex.findings(findings, out),
            Renderer::Json(json) => json.findings(origin, findings, out),
            Renderer::Line(line) => line.findings(findings),
            Renderer::Summary(Some(shown), _) => shown.findings(origin, findings, out),
            Renderer::Summary(None, _) | Renderer::Coverage(_) | Renderer::Bytes(_) => (),
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

    /// What in a piece of output hangs on the pieces before it, where that can be.
    pub(crate) fn seams(&mut self) -> Option<&mut Seams> {
        match self {
            Renderer::Hex(hex) => Some(hex.seams()),
            Renderer::Bytes(bytes) => Some(bytes.seams()),
            Renderer::Summary(Some(shown), _) => shown.seams(),
            Renderer::Tree(_)
            | Renderer::Json(_)
            | Renderer::Line(_)
            | Renderer::Coverage(_)
            | Renderer::Summary(None, _) => None,
        }
    }

    /// How many times as long as what is read the output is, about.
    pub(crate) fn growth(&self) -> usize {
        match self {
            Renderer::Hex(_) | Renderer::Bytes(_) => 32,
            Renderer::Json(_) => 16,
            Renderer::Summary(Some(shown), _) => shown.growth(),
            _ => 4,
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
