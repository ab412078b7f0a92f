//! Chooses among several requests that fit an answer by number and type. In a capture two programs may use the same sequence
//! number at the same time; then only the contents of requests and answers distinguish them.

use std::time::Duration;

use nltrace_decoders::control::{NLM_F_CAPPED, NLM_F_MULTI, NLMSG_ERROR, NLMSG_MIN_TYPE};
use nltrace_decoders::schema::{Answers, Kind, Msg, Show, Traits};
use nltrace_decoders::wire::{self, Endian, MessageHeader, NLMSG_HDRLEN, align, message_header};

use super::exchange_of;
use super::request::{ECHO, Request};
use super::requests::Requests;
use crate::datagram::Datagram;
use crate::tables;

/// A lead of as much over all others makes an answer sure.
const SURE: i32 = 2;

/// Requests of one number that are looked at.
pub(super) const LOOKED_AT: usize = 32;

/// It could as well be another's.
const HINT: i32 = 1;
/// The answer has the requested value.
const AGREES: i32 = 2;
/// No answer to this request looks so.
const CONTRADICTS: i32 = -8;

/// Larger numbers are not process ids.
const PROCESSES: u32 = 1 << 22;

/// The kernel answers at once. If a request has waited this long, and many times longer than a later one, it was skipped, or
/// its answer is not in the capture.
const LONG: Duration = Duration::from_millis(100);
/// How many times longer that is.
const LONGER: u32 = 16;
/// If it waited as long as this, and so many times longer, that is sure.
const TOO_LONG: Duration = Duration::from_secs(1);

/// Attributes that are looked at.
const ATTRIBUTES: usize = 32;

/// Requests that a message may answer, the newest first.
#[derive(Default)]
pub(super) struct Fitting {
    serials: [u64; LOOKED_AT],
    count: usize,
}

impl Fitting {
    /// Adds one, if there is room.
    pub(super) fn add(&mut self, serial: u64) {
        if let Some(place) = self.serials.get_mut(self.count) {
            *place = serial;
            self.count += 1;
        }
    }

    /// Returns all of them.
    pub(super) fn serials(&self) -> &[u64] {
        self.serials.get(..self.count).unwrap_or_default()
    }
}

/// Returns which of several requests, the newest first, a message answers; and whether that is a guess.
pub(super) fn likeliest(
    requests: &mut Requests,
    serials: &[u64],
    datagram: &Datagram<'_>,
    header: &MessageHeader,
    message: &[u8],
) -> Option<(u64, bool)> {
    let newest = *serials.first()?;
    if serials.len() == 1 && requests.get(newest).is_some_and(|request| !request.guessed) {
        return Some((newest, false));
    }
    let soonest = datagram.when.saturating_sub(requests.get(newest)?.when);
    let weight = |request: &Request| {
        let exchange = ObservedExchange {
            protocol: datagram.protocol,
            endian: datagram.endian,
            request: &request.bytes,
            asked: &request.header,
            is_dump: request.is_dump(),
            message,
            answered: header,
        };
        let shown = if request.port.is_some() { SURE } else { 0 };
        exchange.weight() + shown + patience(datagram.when.saturating_sub(request.when), soonest)
    };
    // The kernel answers while it is asked: what needs no answer, and had none when the next was asked, gets none.
    let waiting = serials.iter().filter_map(|serial| requests.get(*serial));
    let waiting = waiting.filter(|request| request.serial == newest || request.expects());
    let mut weights: Vec<(i32, u64)> = waiting.map(|request| (weight(request), request.serial)).collect();
    // Requests are answered in order.
    weights.sort_by_key(|(weight, serial)| (-weight, *serial));
    let (best, serial) = *weights.first()?;
    // A socket's requests are answered in their order.
    if datagram.caller.is_some_and(|caller| caller.socket.is_some()) {
        return Some((serial, false));
    }
    let is_close = |weight: i32| best - weight < SURE;
    // If two requests are likely to be confused, both answers are guesses.
    let was_close = requests.get(serial).is_some_and(|request| request.guessed) && is_close(0);
    let mut is_guess = was_close;
    for (_, rival) in weights.iter().skip(1).filter(|(weight, _)| is_close(*weight)) {
        is_guess = true;
        if let Some(rival) = requests.get_mut(*rival) {
            rival.guessed = true;
        }
    }
    Some((serial, is_guess))
}

/// A request, and what may be its answer.
struct ObservedExchange<'a> {
    protocol: Option<u16>,
    endian: Endian,
    request: &'a [u8],
    asked: &'a MessageHeader,
    is_dump: bool,
    message: &'a [u8],
    answered: &'a MessageHeader,
}

impl ObservedExchange<'_> {
    /// Returns how much speaks for the message being an answer to the request; below 0 if more speaks against it.
    fn weight(&self) -> i32 {
        // A program that sets its port id in requests gets answers there; many set nothing, or their process id.
        let port = match self.asked.portid {
            0 => 0,
            port if port == self.answered.portid => AGREES,
            port if port <= PROCESSES => 0,
            _ => CONTRADICTS,
        };
        let rest = match self.answered.kind {
            NLMSG_ERROR => self.echo(),
            0..NLMSG_MIN_TYPE => 0,
            _ => self.form() + self.family() + self.interface() + self.socket() + self.attributes(),
        };
        port + rest
    }

    /// Weighs the request that an error repeats, unless it was asked not to.
    fn echo(&self) -> i32 {
        let Some(Ok((_, header))) = self.message.get(ECHO..).map(|it| message_header(it, self.endian)) else {
            return 0;
        };
        let mut weight = if header.portid == self.asked.portid { 0 } else { CONTRADICTS };
        let echo = self.message.get(ECHO..ECHO.saturating_add(header.len as usize)).unwrap_or_default();
        if self.answered.flags & NLM_F_CAPPED == 0 && echo.len() > NLMSG_HDRLEN {
            let request = self.request.get(..echo.len()).unwrap_or(self.request);
            weight += if echo.get(..request.len()) == Some(request) { AGREES } else { CONTRADICTS };
        }
        weight
    }

    /// Compares whether a dump was requested with whether this is one of several messages.
    fn form(&self) -> i32 {
        if (self.answered.flags & NLM_F_MULTI != 0) == self.is_dump { 0 } else { CONTRADICTS }
    }

    /// Weighs the address family, which the heads of these protocols begin with.
    fn family(&self) -> i32 {
        if !exchange_of(self.protocol).heads_with_family {
            return 0;
        }
        let (Some(&asked), Some(&answered)) =
            (self.request.get(NLMSG_HDRLEN), self.message.get(NLMSG_HDRLEN))
        else {
            return 0;
        };
        let is_exact = self.row(self.answered).is_some_and(|row| row.traits.has(Traits::FAMILY_EXACT));
        match (asked, answered) {
            (0, 0) => 0,
            // A link without an address family is reported without one.
            (0, _) if is_exact => CONTRADICTS,
            (0, _) => 0,
            (_, 0) => -HINT,
            _ if asked == answered => HINT,
            _ => CONTRADICTS,
        }
    }

    fn interface(&self) -> i32 {
        let (Some(asked), Some(answered)) = (self.head(self.asked), self.head(self.answered)) else {
            return 0;
        };
        let (Some(asked), Some(answered)) = (interface_at(asked), interface_at(answered)) else { return 0 };
        match (self.word(self.request, asked), self.word(self.message, answered)) {
            (Some(0), _) | (None, _) | (_, None) => 0,
            (asked, answered) if asked == answered => AGREES,
            // Dumps are narrowed by it under strict checking alone.
            _ if self.is_dump => -HINT,
            _ => CONTRADICTS,
        }
    }

    /// Weighs the states and ports of `struct inet_diag_req_v2`, with which the kernel compares sockets.
    fn socket(&self) -> i32 {
        const AF_INET: u8 = 2;
        const AF_INET6: u8 = 10;
        let family = self.request.get(NLMSG_HDRLEN);
        if exchange_of(self.protocol).answers != Answers::SocketFamily
            || !matches!(family, Some(&(AF_INET | AF_INET6)))
        {
            return 0;
        }
        if self.is_dump {
            let state = self.message.get(NLMSG_HDRLEN + 1).copied().unwrap_or(0);
            let states = self.word(self.request, 4).unwrap_or(u64::MAX);
            return if states.checked_shr(state.into()).unwrap_or(0) & 1 == 1 { 0 } else { CONTRADICTS };
        }
        match (self.word(self.request, 8), self.word(self.message, 4)) {
            (Some(asked), Some(answered)) if asked == answered => AGREES,
            _ => 0,
        }
    }

    /// Compares attributes that are in both: the requested name, address or number.
    fn attributes(&self) -> i32 {
        let (Some(asked), Some(answered)) =
            (self.behind_head(self.request, self.asked), self.behind_head(self.message, self.answered))
        else {
            return 0;
        };
        let mut weight = 0;
        for (kind, payload) in list(asked, self.endian) {
            if let Some((_, other)) = list(answered, self.endian).find(|(other, _)| *other == kind) {
                weight += match (text(payload), text(other)) {
                    (asked, answered) if asked == answered => AGREES,
                    // A nest is asked for in parts.
                    _ if payload.len() != other.len() => 0,
                    _ => -HINT,
                };
            }
        }
        weight
    }

    /// Returns the bytes after the fixed head of a message.
    fn behind_head<'b>(&self, bytes: &'b [u8], header: &MessageHeader) -> Option<&'b [u8]> {
        match self.head(header)? {
            Kind::Struct(head) => bytes.get(NLMSG_HDRLEN + align(head.size)..),
            _ => None,
        }
    }

    /// Returns the row of a message's type.
    fn row(&self, header: &MessageHeader) -> Option<&'static Msg> {
        self.protocol.and_then(tables::by_protocol)?.message(header.kind)
    }

    /// Returns the head that a message has.
    fn head(&self, header: &MessageHeader) -> Option<&'static Kind> {
        let row = self.row(header)?;
        let body = if std::ptr::eq(header, self.asked) { row.request } else { row.reply };
        Some(&body.head)
    }

    /// Returns four bytes at an offset of the payload.
    fn word(&self, bytes: &[u8], offset: usize) -> Option<u64> {
        let start = NLMSG_HDRLEN + offset;
        wire::uint(bytes.get(start..start + 4)?, self.endian)
    }
}

/// Returns the offset of the interface index in a head; of a head that is chosen, in the first that has one.
fn interface_at(head: &Kind) -> Option<usize> {
    match head {
        Kind::Struct(of) => {
            let mut at = 0;
            for member in of.fields {
                if matches!(member.kind, Kind::Int { width: 4, show: Show::Interface, .. }) {
                    return Some(at);
                }
                at += member.width();
            }
            None
        }
        Kind::Peek(_, inner) | Kind::Gloss(inner, _) => interface_at(inner),
        Kind::Select { cases, .. } => cases.iter().find_map(|(_, kind)| interface_at(kind)),
        _ => None,
    }
}

/// Returns the weight of a request's wait, if a later one is also open.
fn patience(waits: Duration, soonest: Duration) -> i32 {
    if waits < LONG || waits / LONGER < soonest {
        0
    } else if waits < TOO_LONG {
        -HINT
    } else {
        CONTRADICTS
    }
}

/// Types and payloads of attributes.
fn list(mut bytes: &[u8], endian: Endian) -> impl Iterator<Item = (u16, &[u8])> {
    std::iter::from_fn(move || {
        let attribute = wire::attribute(bytes, endian)?;
        let payload = bytes.get(wire::NLA_HDRLEN..wire::NLA_HDRLEN + attribute.payload)?;
        bytes = bytes.get(wire::NLA_HDRLEN + attribute.payload + attribute.padding..).unwrap_or_default();
        Some((attribute.kind & wire::NLA_TYPE_MASK, payload))
    })
    .take(ATTRIBUTES)
}

/// Returns a payload without the zeros at its end: programs send names with and without.
fn text(payload: &[u8]) -> &[u8] {
    let end = payload.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    payload.get(..end).unwrap_or(payload)
}
