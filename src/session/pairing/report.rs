//! Exchanges for formats that have one line for a request and its answers: which line is due, and what it is about.

use std::collections::VecDeque;
use std::time::Duration;

use nltrace_decoders::wire::{Endian, MessageHeader};

use super::request::Request;
use super::{Pairing, REQUESTS};
use crate::datagram::{Caller, Datagram, Timestamp};
use crate::session::role::Serial;

/// A request waits so long for its last answer before its line is due without it.
const PATIENCE: Duration = Duration::from_secs(1);

/// A line that is due is printed before so many other requests are kept.
const MARGIN: usize = 64;

/// A request and what is known of its answers.
pub(crate) struct RequestReport<'a> {
    /// When it was sent.
    pub(crate) when: Timestamp,
    /// The number of its packet in the source.
    pub(crate) packet: u64,
    /// The call that sent it; `None` for captures that know none.
    pub(crate) caller: Option<&'a Caller>,
    /// Its protocol.
    pub(crate) protocol: Option<u16>,
    /// Byte order of its integers.
    pub(crate) endian: Endian,
    /// Its header.
    pub(crate) header: MessageHeader,
    /// Its bytes; empty if there was no room to keep them.
    pub(crate) message: &'a [u8],
    /// The port id of its answers, once there was one.
    pub(crate) port: Option<u32>,
    /// The kernel must answer it.
    pub(crate) expects: bool,
    /// Answers there were.
    pub(crate) answers: u32,
    /// Bytes of them.
    pub(crate) bytes: u64,
    /// The filter keeps the request or one of its answers.
    pub(crate) is_kept: bool,
}

/// Requests whose line was not printed yet, in the order in which they were sent.
#[derive(Default)]
pub(super) struct Reports {
    /// Some format shows exchanges.
    is_on: bool,
    serials: VecDeque<u64>,
    /// Those whose line is due although no last answer came.
    due: Vec<Serial>,
}

impl Reports {
    /// Returns the call that sends a request, if somebody wants to know it.
    pub(super) fn caller(&self, datagram: &Datagram<'_>) -> Option<Box<Caller>> {
        datagram.caller.filter(|_| self.is_on).cloned().map(Box::new)
    }

    pub(super) fn add(&mut self, serial: u64) {
        if self.is_on {
            self.serials.push_back(serial);
        }
    }

    /// Makes the lines of some requests due: their socket or process has ended.
    pub(super) fn end<'a>(
        &mut self,
        requests: impl Iterator<Item = &'a mut Request>,
        of: impl Fn(&Request) -> bool,
    ) {
        if !self.is_on {
            return;
        }
        let before = self.due.len();
        for request in requests.filter(|request| !request.is_reported && of(request)) {
            request.is_reported = true;
            self.due.push(Serial(request.serial));
        }
        if let Some(added) = self.due.get_mut(before..) {
            added.sort_by_key(|serial| serial.0);
        }
    }
}

impl Pairing {
    /// Follows exchanges from now on.
    pub(in crate::session) fn follow_exchanges(&mut self) {
        self.reports.is_on = true;
    }

    /// Makes the lines of requests due that have waited for long.
    pub(in crate::session) fn tick(&mut self, now: Timestamp) {
        while let Some(serial) = self.reports.serials.front().copied() {
            let waits = self.get(serial).filter(|request| !request.is_reported).map(|request| request.when);
            match waits {
                Some(when) if now.saturating_sub(when) < PATIENCE => break,
                Some(_) => self.overdue(),
                None => drop(self.reports.serials.pop_front()),
            }
        }
    }

    /// Makes the lines of requests due whose place others take soon.
    pub(super) fn make_way(&mut self) {
        let kept = (REQUESTS - MARGIN) as u64;
        while self.reports.serials.front().is_some_and(|serial| serial + kept <= self.made) {
            self.overdue();
        }
    }

    /// Makes the line of the oldest request due.
    fn overdue(&mut self) {
        let Some(serial) = self.reports.serials.pop_front() else { return };
        if self.report(Serial(serial)) {
            self.reports.due.push(Serial(serial));
        }
    }

    /// Takes note that the line of a request is printed. Returns false if it was before.
    pub(in crate::session) fn report(&mut self, serial: Serial) -> bool {
        self.get_mut(serial.0).is_some_and(|request| !std::mem::replace(&mut request.is_reported, true))
    }

    /// Makes all lines due.
    pub(in crate::session) fn end_exchanges(&mut self) {
        while !self.reports.serials.is_empty() {
            self.overdue();
        }
    }

    /// Returns the requests whose line is due since this was called.
    pub(in crate::session) fn due(&mut self) -> Vec<Serial> {
        std::mem::take(&mut self.reports.due)
    }

    /// Takes note that the filter keeps a request or one of its answers.
    pub(in crate::session) fn keep_exchange(&mut self, serial: Serial) {
        if let Some(request) = self.get_mut(serial.0) {
            request.is_kept = true;
        }
    }

    /// Returns what is known of a request and its answers.
    pub(in crate::session) fn exchange(&self, serial: Serial) -> Option<RequestReport<'_>> {
        self.get(serial.0).map(|request| RequestReport {
            when: request.when,
            packet: request.packet,
            caller: request.caller.as_deref(),
            protocol: request.protocol,
            endian: request.endian,
            header: request.header,
            message: &request.bytes,
            port: request.port,
            expects: request.expects(),
            answers: request.answers,
            bytes: request.answered_bytes,
            is_kept: request.is_kept,
        })
    }
}
