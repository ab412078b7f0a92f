//! The filter's decisions, and refused requests that may be shown later.

use std::ops::Range;
use std::sync::Arc;

use crate::datagram::{Call, Datagram, Notice, Timestamp};
use crate::filter::withheld::{DatagramCopy, RequestStore, StoredRequest};
use crate::filter::{Filter, Subject};
use crate::session::Serial;

/// A filter, and requests that it refused. Without a filter everything is accepted.
#[derive(Default)]
pub(super) struct Selection {
    filter: Option<Arc<Filter>>,
    /// When the first packet was moved.
    start: Option<Timestamp>,
    /// Requests that the filter refused: they are shown if it accepts their error.
    withheld: RequestStore,
    /// The filter accepted a message of the next call.
    accepts_call: bool,
    /// A copy of the current datagram, for the requests in it that are withheld.
    sent: Option<Arc<DatagramCopy>>,
    /// Messages that the filter judged.
    judged: u64,
    /// The filter accepted a message or a call.
    has_match: bool,
}

impl Selection {
    pub(super) fn set_filter(&mut self, filter: Option<Arc<Filter>>) {
        self.filter = filter;
    }

    pub(super) fn filter(&self) -> Option<&Filter> {
        self.filter.as_deref()
    }

    /// Returns when the first packet was moved.
    pub(super) fn start(&self) -> Timestamp {
        self.start.unwrap_or_default()
    }

    /// Returns whether everything is accepted.
    pub(super) fn is_all(&self) -> bool {
        self.filter.is_none()
    }

    /// Returns whether the filter mentions errors, so that a failed request is shown with its error.
    pub(super) fn withholds(&self) -> bool {
        self.filter().is_some_and(Filter::is_about_errors)
    }

    /// Returns whether errors may be shown: there is no filter, or it mentions them.
    pub(super) fn is_about_errors(&self) -> bool {
        self.filter().is_none_or(Filter::is_about_errors)
    }

    pub(super) fn refuses_notice(&self, notice: &Notice<'_>) -> bool {
        self.filter().is_some_and(|filter| !filter.keeps_notice(notice, self.start.unwrap_or(notice.when)))
    }

    /// Returns whether the filter accepts the bytes of a datagram that are no message.
    pub(super) fn accepts_bytes(&self, datagram: &Datagram<'_>) -> bool {
        self.filter().is_none_or(|filter| filter.keeps(&Subject::bytes(datagram, self.start())))
    }

    /// Counts a message that the filter judged.
    pub(super) fn count(&mut self, is_accepted: bool) {
        self.judged += 1;
        self.has_match |= is_accepted;
    }

    /// Called when a call without messages is shown.
    pub(super) fn count_notice(&mut self, notice: &Notice<'_>) {
        self.has_match |= notice.caller.is_some() && !notice.what.is_hidden();
    }

    /// Adds what another selection with the same filter counted.
    pub(super) fn absorb(&mut self, other: &Selection) {
        self.judged += other.judged;
        self.has_match |= other.has_match;
    }

    /// Returns a sentence if there is a filter, and none of the messages matched.
    pub(super) fn remark(&self) -> Option<String> {
        let filter = self.filter().filter(|_| !self.has_match && self.judged > 0)?;
        let messages = if self.judged == 1 { "message" } else { "messages" };
        Some(format!("no message matched {}; {} {messages} seen", filter.options(), self.judged))
    }

    /// Begins a datagram.
    pub(super) fn begin(&mut self, datagram: &Datagram<'_>) {
        self.start.get_or_insert(datagram.when);
        self.sent = None;
    }

    /// Called when something of a datagram is shown: its call is shown too.
    pub(super) fn accept_call(&mut self) {
        self.accepts_call = true;
    }

    /// Returns whether a call is shown, and the copy of its datagram if a request in it is withheld.
    pub(super) fn call(&mut self, call: &Call<'_>) -> (bool, Option<Arc<DatagramCopy>>) {
        let accepts = match &self.filter {
            Some(filter) => {
                std::mem::take(&mut self.accepts_call)
                    || filter.keeps_call(call, self.start.unwrap_or(call.ended))
            }
            None => true,
        };
        self.has_match |= accepts;
        (accepts, self.sent.take())
    }

    /// Keeps a request that the filter refused until it is known that it did not fail.
    pub(super) fn withhold(
        &mut self,
        datagram: &Datagram<'_>,
        serial: Serial,
        (index, span): (usize, Range<usize>),
        is_captured: bool,
    ) {
        if self.sent.is_none() {
            self.sent = DatagramCopy::of(datagram, is_captured);
        }
        if let Some(sent) = &self.sent {
            self.withheld.keep(serial, sent, span, index);
        }
    }

    /// Takes a request that was withheld.
    pub(super) fn take(&mut self, serial: Serial) -> Option<StoredRequest> {
        self.withheld.take(serial)
    }

    /// Called when the current datagram was captured: its withheld requests need not be captured again.
    pub(super) fn was_captured(&self) {
        if let Some(sent) = &self.sent {
            sent.was_captured();
        }
    }
}
