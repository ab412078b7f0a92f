//! Exchanges for formats that have one line for a request and its answers: which line is due, and what it is about.

use std::collections::VecDeque;
use std::time::Duration;

use nltrace_decoders::wire::{Endian, MessageHeader};

use super::request::Request;
use super::requests::{REQUESTS, Requests};
use crate::datagram::{Caller, Datagram, Frame, Timestamp};
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
    /// The stack of that call; empty if stacks are not read.
    pub(crate) stack: &'a [Frame],
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

impl RequestReport<'_> {
    pub(super) fn of(request: &Request) -> RequestReport<'_> {
        RequestReport {
            when: request.when,
            packet: request.packet,
            caller: request.caller.as_deref(),
            stack: &request.stack,
            protocol: request.protocol,
            endian: request.endian,
            header: request.header,
            message: &request.bytes,
            port: request.port,
            expects: request.expects(),
            answers: request.tally.answers,
            bytes: request.tally.bytes,
            is_kept: request.is_kept,
        }
    }
}

/// Requests whose line was not printed, in the order in which they were sent.
#[derive(Default)]
pub(super) struct Reports {
    /// Some format shows exchanges.
    is_on: bool,
    serials: VecDeque<u64>,
    /// Requests whose line is due although no last answer came.
    due: Vec<Serial>,
}

impl Reports {
    /// Follows exchanges from now on.
    pub(super) fn turn_on(&mut self) {
        self.is_on = true;
    }

    /// Returns the call that sends a request, if exchanges are followed.
    pub(super) fn caller(&self, datagram: &Datagram<'_>) -> Option<Box<Caller>> {
        datagram.caller.filter(|_| self.is_on).cloned().map(Box::new)
    }

    /// Returns the stack of the call that sends a request, if exchanges are followed.
    pub(super) fn stack(&self, datagram: &Datagram<'_>) -> Box<[Frame]> {
        if self.is_on { datagram.stack.into() } else { Box::default() }
    }

    /// Adds a request.
    pub(super) fn add(&mut self, serial: u64) {
        if self.is_on {
            self.serials.push_back(serial);
        }
    }

    /// Makes the lines of requests due whose socket or process has ended.
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

    /// Makes the lines of requests due that have waited for long.
    pub(super) fn tick(&mut self, now: Timestamp, requests: &mut Requests) {
        while let Some(serial) = self.serials.front().copied() {
            let waits = requests.get(serial).filter(|request| !request.is_reported);
            match waits.map(|request| request.when) {
                Some(when) if now.saturating_sub(when) < PATIENCE => break,
                Some(_) => self.end_oldest(requests),
                None => drop(self.serials.pop_front()),
            }
        }
    }

    /// Makes the lines of requests due that will soon be dropped.
    pub(super) fn make_way(&mut self, requests: &mut Requests) {
        let kept = (REQUESTS - MARGIN) as u64;
        while self.serials.front().is_some_and(|serial| serial + kept <= requests.made()) {
            self.end_oldest(requests);
        }
    }

    /// Makes the line of the oldest request due.
    fn end_oldest(&mut self, requests: &mut Requests) {
        let Some(serial) = self.serials.pop_front() else { return };
        if requests.report(serial) {
            self.due.push(Serial(serial));
        }
    }

    /// Makes all lines due.
    pub(super) fn end_all(&mut self, requests: &mut Requests) {
        while !self.serials.is_empty() {
            self.end_oldest(requests);
        }
    }

    /// Returns the requests whose line became due since the last call.
    pub(super) fn due(&mut self) -> Vec<Serial> {
        std::mem::take(&mut self.due)
    }
}
