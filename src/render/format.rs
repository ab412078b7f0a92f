//! The trait that every output format implements, and two formats at once.

use std::any::Any;

use nltrace_decoders::generic::Ids;
use nltrace_decoders::wire::MessageHeader;

use super::seam::Seams;
use crate::datagram::{Call, Datagram, Notice};
use crate::event::{Event, ExchangeEvent, Knowledge, Rest};
use crate::session::{Finding, MessageRole};

/// An output format.
///
/// A format gets everything in the order in which it happened and appends its output to `out`. For one datagram it gets
/// [`datagram`](Format::datagram), then each message or rest, then [`end_datagram`](Format::end_datagram). The call that moved
/// the datagrams follows. By default each method writes nothing, so a format implements only what it shows. The filter was
/// evaluated before.
pub(crate) trait Format: Any + Send {
    /// Writes a datagram, before its messages.
    fn datagram(&mut self, _datagram: &Datagram<'_>, _ids: &Ids, _out: &mut Vec<u8>) {}

    /// Writes a message.
    fn message(&mut self, event: &Event<'_>, out: &mut Vec<u8>);

    /// Writes bytes of a datagram that are no message.
    fn rest(&mut self, _rest: &Rest<'_>, _out: &mut Vec<u8>) {}

    /// Writes the end of a datagram that was shown at least in part.
    fn end_datagram(&mut self, _datagram: &Datagram<'_>, _names: &Knowledge<'_>, _out: &mut Vec<u8>) {}

    /// Writes a call that moved no message, the end of a process, lost messages; and what lints found in it.
    fn notice(&mut self, _notice: &Notice<'_>, _findings: &[Finding], _ids: &Ids, _out: &mut Vec<u8>) {}

    /// Writes the calls that prepared a socket, before its first message: all are one socket's, and succeeded.
    fn preamble(&mut self, notices: &[Notice<'_>], ids: &Ids, out: &mut Vec<u8>) {
        notices.iter().for_each(|notice| self.notice(notice, &[], ids, out));
    }

    /// Writes a call as it was made, after the datagrams that it moved. Only a tracer hands these on, if asked to.
    fn call(&mut self, _call: &Call<'_>, _names: &Knowledge<'_>, _out: &mut Vec<u8>) {}

    /// A call that the filter refuses, after the datagrams that it moved.
    fn pass_over_call(&mut self) {}

    /// The request that the next message answers. Unlike [`message`](Format::message), it is also called for messages that
    /// the filter refuses: the call that moved them may be shown.
    fn answers(&mut self, _header: &MessageHeader, _request: &[u8]) {}

    /// Writes a request that the filter refused and that is shown after all, because it failed. `called` is what
    /// [`call`](Format::call) made of the call that sent it, if there was one.
    fn failed_request(
        &mut self,
        event: &Event<'_>,
        _called: Option<&[u8]>,
        names: &Knowledge<'_>,
        out: &mut Vec<u8>,
    ) {
        self.datagram(event.datagram, event.ids, out);
        self.message(event, out);
        self.end_datagram(event.datagram, names, out);
    }

    /// Notes that there is a second network namespace: from now on each caller is shown with its own.
    fn show_namespaces(&mut self) {}

    /// Returns whether the format has one line for a request and its answers: [`exchange`](Format::exchange) is called then.
    fn shows_exchanges(&self) -> bool {
        false
    }

    /// Returns whether the format shows anything of a message in this role and of this type. If not, and without a filter, it
    /// is not decoded.
    fn shows(&self, _role: &MessageRole, _kind: u16) -> bool {
        true
    }

    /// Writes a request and its answers, once the last came or it has waited for long. It is called if the filter keeps one of them.
    fn exchange(&mut self, _exchange: &ExchangeEvent<'_>, _out: &mut Vec<u8>) {}

    /// Notes that the source is about to wait: nothing more may come for a while.
    fn idle(&mut self, _out: &mut Vec<u8>) {}

    /// Called at the end, for output that depends on all of the input.
    fn finish(&mut self, _out: &mut Vec<u8>) {}

    /// Returns a remark about the whole output, which is printed on standard error.
    fn remark(&self) -> Option<String> {
        None
    }

    /// Adds what another instance of the same format has counted.
    fn absorb(&mut self, _other: Box<dyn Format>) {}

    /// Returns the places in a piece of output that depend on earlier pieces, if there are any.
    fn seams(&mut self) -> Option<&mut Seams> {
        None
    }

    /// Returns how many times as long as the input the output is, about.
    fn growth(&self) -> usize {
        4
    }
}

/// A format that shows nothing: for a capture that is only written.
pub(crate) struct Nothing;

impl Format for Nothing {
    fn message(&mut self, _: &Event<'_>, _: &mut Vec<u8>) {}
}

/// Returns another format as what it is, if it is the same as the caller.
pub(super) fn same<F: Format>(other: Box<dyn Format>) -> Option<Box<F>> {
    let other: Box<dyn Any> = other;
    other.downcast().ok()
}

/// Two formats at once, for counts beside messages.
pub(crate) struct Both(pub(crate) Box<dyn Format>, pub(crate) Box<dyn Format>);

impl Both {
    fn each(&mut self) -> [&mut dyn Format; 2] {
        [self.0.as_mut(), self.1.as_mut()]
    }
}

impl Format for Both {
    fn show_namespaces(&mut self) {
        self.each().into_iter().for_each(|format| format.show_namespaces());
    }

    fn datagram(&mut self, datagram: &Datagram<'_>, ids: &Ids, out: &mut Vec<u8>) {
        self.each().into_iter().for_each(|format| format.datagram(datagram, ids, out));
    }

    fn message(&mut self, event: &Event<'_>, out: &mut Vec<u8>) {
        self.each().into_iter().for_each(|format| format.message(event, out));
    }

    fn rest(&mut self, rest: &Rest<'_>, out: &mut Vec<u8>) {
        self.each().into_iter().for_each(|format| format.rest(rest, out));
    }

    fn end_datagram(&mut self, datagram: &Datagram<'_>, names: &Knowledge<'_>, out: &mut Vec<u8>) {
        self.each().into_iter().for_each(|format| format.end_datagram(datagram, names, out));
    }

    fn notice(&mut self, notice: &Notice<'_>, findings: &[Finding], ids: &Ids, out: &mut Vec<u8>) {
        self.each().into_iter().for_each(|format| format.notice(notice, findings, ids, out));
    }

    fn preamble(&mut self, notices: &[Notice<'_>], ids: &Ids, out: &mut Vec<u8>) {
        self.each().into_iter().for_each(|format| format.preamble(notices, ids, out));
    }

    fn call(&mut self, call: &Call<'_>, names: &Knowledge<'_>, out: &mut Vec<u8>) {
        self.each().into_iter().for_each(|format| format.call(call, names, out));
    }

    fn pass_over_call(&mut self) {
        self.each().into_iter().for_each(|format| format.pass_over_call());
    }

    fn answers(&mut self, header: &MessageHeader, request: &[u8]) {
        self.each().into_iter().for_each(|format| format.answers(header, request));
    }

    fn failed_request(
        &mut self,
        event: &Event<'_>,
        called: Option<&[u8]>,
        names: &Knowledge<'_>,
        out: &mut Vec<u8>,
    ) {
        self.each().into_iter().for_each(|format| format.failed_request(event, called, names, out));
    }

    fn idle(&mut self, out: &mut Vec<u8>) {
        self.each().into_iter().for_each(|format| format.idle(out));
    }

    fn finish(&mut self, out: &mut Vec<u8>) {
        self.each().into_iter().for_each(|format| format.finish(out));
    }

    fn shows_exchanges(&self) -> bool {
        self.0.shows_exchanges() || self.1.shows_exchanges()
    }

    fn shows(&self, role: &MessageRole, kind: u16) -> bool {
        self.0.shows(role, kind) || self.1.shows(role, kind)
    }

    fn exchange(&mut self, exchange: &ExchangeEvent<'_>, out: &mut Vec<u8>) {
        self.each().into_iter().for_each(|format| format.exchange(exchange, out));
    }

    fn remark(&self) -> Option<String> {
        self.0.remark().or_else(|| self.1.remark())
    }

    fn absorb(&mut self, other: Box<dyn Format>) {
        if let Some(other) = same::<Both>(other) {
            let Both(first, second) = *other;
            self.0.absorb(first);
            self.1.absorb(second);
        }
    }

    fn seams(&mut self) -> Option<&mut Seams> {
        let Both(first, second) = self;
        first.seams().or_else(|| second.seams())
    }

    fn growth(&self) -> usize {
        self.0.growth().max(self.1.growth())
    }
}
