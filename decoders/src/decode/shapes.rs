//! A cache of decoded messages by shape. The messages of a dump have the same fields and differ in values, and the interpreter
//! reads few of these values. The cache records which bytes it read; a message with the same bytes there reuses the fields.
//!
//! A tape holds no values, so its fields depend only on lengths and types of attributes, and on values that select or count.
//! They do not depend on the bytes of a counter or an address.

use alloc::vec::Vec;
use core::cell::{Cell, RefCell};
use core::ops::Range;

use super::{Context, framing};
use crate::control::NLMSG_MIN_TYPE;
use crate::generic::{self, Owner};
use crate::schema::{Family, Framing, Msg, Set};
use crate::tape::{Field, Tape};
use crate::wire::{self, Endian};

/// Shapes are stored in a table indexed by a hash of the message's first bytes. This is its size, a power of two.
const PLACES: usize = 512;
const WAYS: usize = 8;
/// The largest number of fields of all shapes together, and of recorded words. It bounds the memory.
const FIELDS: usize = 1 << 16;
const WORDS: usize = 1 << 15;
/// When there is no room, one in so many new shapes is stored. Messages that come in turn, with more shapes than there is room for,
/// would otherwise replace each other before they come again.
const CHOSEN: u32 = 8;
/// How many messages are remembered that had no shape: the last in each place. A power of two.
const MISSED: usize = 4096;
/// A shape that was met so often is dropped only after it was passed over as often.
const MET: u8 = 15;
/// The largest number of words that are recorded for one message, repeats included. A message with more gets no shape.
const LOOKS: usize = 1 << 15;
/// The capacity for notes that is kept from message to message.
const SPANS: usize = 1 << 10;

/// The bytes that the interpreter read.
#[derive(Default)]
pub(super) struct Log {
    is_on: Cell<bool>,
    /// How many more words may be recorded.
    room: Cell<usize>,
    is_full: Cell<bool>,
    spans: RefCell<Vec<Range<usize>>>,
    /// The interpreter needed these bytes, although there may be none.
    was_asked: Cell<bool>,
}

impl Log {
    /// Records that the interpreter reads some bytes.
    #[inline]
    pub(super) fn note(&self, start: usize, len: usize) {
        if self.is_on.get() {
            self.add(start, len);
        }
    }

    fn add(&self, start: usize, len: usize) {
        match self.room.get().checked_sub(len / 4 + 1) {
            Some(room) => {
                self.room.set(room);
                self.spans.borrow_mut().push(start..start + len);
            }
            None => {
                self.is_on.set(false);
                self.is_full.set(true);
                self.spans.borrow_mut().clear();
            }
        }
    }

    /// Records that the interpreter needs these bytes, whether there are any or not.
    pub(super) fn ask(&self) {
        self.was_asked.set(true);
    }

    fn begin(&mut self, is_on: bool) {
        self.is_on.set(is_on);
        self.room.set(LOOKS);
        self.is_full.set(false);
        self.was_asked.set(false);
        self.spans.get_mut().clear();
        self.spans.get_mut().shrink_to(SPANS);
    }

    /// Returns the recorded words with their values.
    fn words(&mut self, bytes: &[u8]) -> Vec<Word> {
        let mut words = Vec::new();
        for span in self.spans.get_mut().drain(..) {
            for at in (span.start & !3..span.end).step_by(4) {
                let (from, to) = (span.start.max(at) - at, span.end.min(at + 4) - at);
                let mask = u32::MAX << (8 * from) & u32::MAX >> (32 - 8 * to);
                words.push(Word { at, mask, value: 0 });
            }
        }
        words.sort_unstable_by_key(|word| word.at);
        words.dedup_by(|next, kept| {
            let is_same = next.at == kept.at;
            kept.mask |= if is_same { next.mask } else { 0 };
            is_same
        });
        for word in &mut words {
            word.value = load(bytes, word.at) & word.mask;
        }
        words
    }
}

/// Four bytes, some of which were read.
struct Word {
    at: usize,
    mask: u32,
    value: u32,
}

/// Returns four bytes as a number. Bytes after the end are 0.
#[inline]
fn load(bytes: &[u8], at: usize) -> u32 {
    let rest = bytes.get(at..).unwrap_or_default();
    match rest.first_chunk() {
        Some(word) => u32::from_le_bytes(*word),
        None => rest.iter().rev().fold(0, |word, byte| word << 8 | u32::from(*byte)),
    }
}

/// Returns whether the recorded bytes have the same values here.
#[inline]
fn agree(words: &[Word], bytes: &[u8]) -> bool {
    words.iter().all(|word| load(bytes, word.at) & word.mask == word.value)
}

/// The bytes that the interpreter read in the message and in the request that it answers.
#[derive(Default)]
pub(super) struct Reads {
    pub(super) message: Log,
    pub(super) request: Log,
}

impl Reads {
    fn begin(&mut self, is_on: bool) {
        self.message.begin(is_on);
        self.request.begin(is_on);
    }
}

/// The fields of a message, and everything they depend on.
struct Shape {
    number: u64,
    /// How often it was met, and not passed over since.
    met: u8,
    family: &'static Family,
    endian: Endian,
    to_kernel: Option<bool>,
    owner: Option<Owner>,
    len: usize,
    words: Vec<Word>,
    asked: RequestUse,
    fields: Vec<Field>,
    has_secret: bool,
    message: Option<&'static Msg>,
    attributes: Option<&'static Set>,
}

/// The bytes that were read in the request.
enum RequestUse {
    Nothing,
    /// The request was needed, but it was not known.
    Missing,
    Request {
        len: usize,
        words: Vec<Word>,
    },
}

impl Shape {
    fn is(&self, message: &[u8], owner: Option<&Owner>, context: &Context<'_>) -> bool {
        self.len == message.len()
            && agree(&self.words, message)
            && match (&self.owner, owner) {
                (Some(own), Some(owner)) => own.is(owner),
                (own, owner) => own.is_none() && owner.is_none(),
            }
            && (self.endian, self.to_kernel) == (context.endian, context.to_kernel)
            && context.family.is_some_and(|family| core::ptr::eq(family, self.family))
            && match (&self.asked, context.request) {
                (RequestUse::Nothing, _) | (RequestUse::Missing, None) => true,
                (RequestUse::Request { len, words }, Some(request)) => {
                    request.len() == *len && agree(words, request)
                }
                _ => false,
            }
    }

    /// Passes over a shape once. Returns false if it is to be dropped.
    fn pass(&mut self) -> bool {
        let stays = self.met > 0;
        self.met /= 2;
        stays
    }

    fn words(&self) -> usize {
        let asked = if let RequestUse::Request { words, .. } = &self.asked { words.len() } else { 0 };
        self.words.len() + asked
    }
}

/// The shapes of recent messages.
#[derive(Default)]
pub(super) struct Shapes {
    /// The shapes in each place. Those that are used often come first.
    places: Vec<Vec<Shape>>,
    /// The first bytes of the last message in each place that had no shape.
    missed: Vec<u64>,
    /// The shape whose fields are on the tape.
    lent: Option<(usize, usize)>,
    reads: Reads,
    fields: usize,
    words: usize,
    /// The place that loses a shape next if there are too many.
    hand: usize,
    /// Shapes that could have been stored since there was no room.
    candidates: u32,
    /// The number of shapes that were ever stored.
    count: u64,
}

/// Returns where in a table of so many places, a power of two, a message with these first bytes belongs.
#[inline]
fn place_of(head: u64, places: usize) -> usize {
    // The upper bits of a product depend on all bits of its factors.
    usize::try_from(head.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - places.ilog2())).unwrap_or(0)
}

/// Returns a message's length, type and flags, and its owner in generic netlink. Returns `None` if its fields depend on more
/// than can be recorded: an echoed request, or an unknown family.
#[inline]
fn head(message: &[u8], context: &Context<'_>) -> Option<(u64, Option<Owner>)> {
    let (_, header) = wire::message_header(message, context.endian).ok()?;
    if header.kind < NLMSG_MIN_TYPE || !matches!(framing::of(context), Framing::Messages) {
        return None;
    }
    let owner = generic::owner(context.family?, context.ids, message, context.endian);
    if owner.is_some_and(|owner| owner.family.is_none()) {
        return None;
    }
    Some((message.first_chunk().map(|head| u64::from_le_bytes(*head))?, owner))
}

impl Shapes {
    /// Decodes a message as `interpret` would, which does it unless one of its shape was met.
    pub(super) fn decode(
        &mut self,
        message: &[u8],
        context: &Context<'_>,
        tape: &mut Tape,
        interpret: impl FnOnce(&Reads, &mut Tape),
    ) {
        let Some((head, owner)) = head(message, context) else {
            self.reads.begin(false);
            return interpret(&self.reads, tape);
        };
        let at = place_of(head, PLACES);
        if self.places.is_empty() {
            self.places.resize_with(PLACES, Vec::new);
            self.missed.resize(MISSED, 0);
        }
        let Some(ways) = self.places.get_mut(at) else { return interpret(&self.reads, tape) };
        if let Some(mut way) = ways.iter().position(|shape| shape.is(message, owner.as_ref(), context)) {
            if way > 0 {
                ways.swap(way - 1, way);
                way -= 1;
            }
            if let Some(shape) = ways.get_mut(way) {
                shape.met = (shape.met + 1).min(MET);
                core::mem::swap(&mut tape.fields, &mut shape.fields);
                (tape.message, tape.attributes) = (shape.message, shape.attributes);
                tape.has_secret = shape.has_secret;
                (tape.owner, tape.shape) = (owner, Some(shape.number));
                self.lent = Some((at, way));
            }
            return;
        }
        // A message that comes only once is not stored.
        let missed = self.missed.get_mut(place_of(head, MISSED));
        let is_again =
            missed.is_some_and(|missed| core::mem::replace(missed, head) == head) && self.is_chosen();
        self.reads.begin(is_again);
        interpret(&self.reads, tape);
        if is_again {
            self.keep(at, message, context, tape);
        }
    }

    /// Takes back the fields that are on the tape.
    #[inline]
    pub(super) fn take_back(&mut self, fields: &mut Vec<Field>) {
        let Some((at, way)) = self.lent.take() else { return };
        if let Some(shape) = self.places.get_mut(at).and_then(|ways| ways.get_mut(way)) {
            core::mem::swap(fields, &mut shape.fields);
        }
    }

    /// Returns whether the next new shape is stored.
    fn is_chosen(&mut self) -> bool {
        if self.fields < FIELDS - FIELDS / 8 && self.words < WORDS - WORDS / 8 {
            return true;
        }
        self.candidates = self.candidates.wrapping_add(1);
        self.candidates.is_multiple_of(CHOSEN)
    }

    /// Drops a shape that is met seldom. Goes from place to place; shapes that were met stay for as many turns, halved each time.
    fn drop_one(&mut self) {
        let turns = usize::try_from(MET.ilog2()).unwrap_or(0) + 2;
        for _ in 0..self.places.len() * turns {
            self.hand = (self.hand + 1) % PLACES;
            let Some(ways) = self.places.get_mut(self.hand) else { continue };
            if ways.last_mut().is_some_and(|shape| !shape.pass()) {
                self.forget(self.hand);
                return;
            }
        }
        (self.fields, self.words) = (0, 0);
    }

    /// Drops the last shape of a place.
    fn forget(&mut self, at: usize) {
        if let Some(old) = self.places.get_mut(at).and_then(Vec::pop) {
            self.fields -= old.fields.len();
            self.words -= old.words();
        }
    }

    fn keep(&mut self, at: usize, message: &[u8], context: &Context<'_>, tape: &Tape) {
        let Some(family) = context.family else { return };
        if self.reads.message.is_full.get() || self.reads.request.is_full.get() {
            return;
        }
        let asked = match context.request {
            _ if !self.reads.request.was_asked.get() => RequestUse::Nothing,
            // The family of the request may be learned later.
            _ if tape.owner.is_some() => return,
            None => RequestUse::Missing,
            Some(request) => {
                RequestUse::Request { len: request.len(), words: self.reads.request.words(request) }
            }
        };
        let shape = Shape {
            number: self.count,
            met: 0,
            family,
            endian: context.endian,
            to_kernel: context.to_kernel,
            owner: tape.owner,
            len: message.len(),
            words: self.reads.message.words(message),
            asked,
            fields: tape.fields.clone(),
            has_secret: tape.has_secret,
            message: tape.message,
            attributes: tape.attributes,
        };
        let (fields, words) = (shape.fields.len(), shape.words());
        if fields > FIELDS / 8 || words > WORDS / 8 {
            return;
        }
        while self.fields + fields > FIELDS || self.words + words > WORDS {
            self.drop_one();
        }
        let Some(ways) = self.places.get_mut(at) else { return };
        if ways.len() == WAYS {
            if ways.last_mut().is_some_and(Shape::pass) {
                return;
            }
            self.forget(at);
        }
        let Some(ways) = self.places.get_mut(at) else { return };
        self.count += 1;
        self.fields += fields;
        self.words += words;
        ways.push(shape);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Remembering, interpret};
    use crate::family;

    /// Returns an `RTM_NEWROUTE` of IPv4: `RTA_DST`, then a number.
    fn route(kind: u16, number: u32) -> Vec<u8> {
        let mut bytes = [44u32.to_le_bytes(), [24, 0, 2, 0], [7, 0, 0, 0], [0; 4]].concat();
        bytes.extend([2, 24, 0, 0, 254, 3, 0, 1, 0, 0, 0, 0]);
        bytes.extend([[8, 0, 1, 0], [10, 1, 2, 0]].concat());
        bytes.extend([8u16.to_le_bytes(), kind.to_le_bytes()].concat());
        bytes.extend(number.to_le_bytes());
        bytes
    }

    fn context(protocol: u16) -> Context<'static> {
        Context {
            family: family::by_protocol(protocol),
            endian: Endian::Little,
            to_kernel: None,
            request: None,
            ids: None,
        }
    }

    /// Returns whether a message was taken apart.
    fn is_new(shapes: &mut Shapes, message: &[u8], context: &Context<'_>) -> bool {
        let (mut tape, mut is_new) = (Tape::new(), false);
        shapes.decode(message, context, &mut tape, |reads, tape| {
            is_new = true;
            interpret(message, context, reads, tape);
        });
        shapes.take_back(&mut tape.fields);
        is_new
    }

    #[test]
    fn what_differs_in_values_alone_is_not_taken_apart_again() {
        let mut shapes = Shapes::default();
        let new: Vec<bool> =
            (0..4).map(|number| is_new(&mut shapes, &route(4, number), &context(0))).collect();
        assert_eq!(new, [true, true, false, false]);
        // Another attribute, byte order or direction makes another shape. The first byte of the head does too: it selects the
        // type of addresses.
        assert!(is_new(&mut shapes, &route(6, 1), &context(0)));
        assert!(is_new(&mut shapes, &route(4, 1), &Context { to_kernel: Some(true), ..context(0) }));
        let mut six = route(4, 1);
        six[16] = 10;
        assert!(is_new(&mut shapes, &six, &context(0)));
        assert!(!is_new(&mut shapes, &route(4, 9), &context(0)));
    }

    #[test]
    fn what_a_request_says_is_looked_at_too() {
        // An inet_diag_msg with INET_DIAG_INFO: the protocol asked for is in the request alone.
        let mut reply = [96u32.to_le_bytes(), [20, 0, 2, 0], [7, 0, 0, 0], [0; 4]].concat();
        reply.extend([2]);
        reply.resize(88, 0);
        reply.extend([8, 0, 2, 0, 1, 2, 3, 4]);
        let mut request = [72u32.to_le_bytes(), [20, 0, 1, 3], [7, 0, 0, 0], [0; 4]].concat();
        request.extend([2, 6]);
        request.resize(72, 0);
        let mut shapes = Shapes::default();
        let mut again = request.clone();
        again[8] = 8;
        let mut other = request.clone();
        other[17] = 132;
        let as_text = |shapes: &mut Shapes, request: Option<&Vec<u8>>| {
            is_new(shapes, &reply, &Context { request: request.map(Vec::as_slice), ..context(4) })
        };
        assert!(as_text(&mut shapes, Some(&request)) && as_text(&mut shapes, Some(&request)));
        assert!(!as_text(&mut shapes, Some(&again)), "its number is not looked at");
        assert!(as_text(&mut shapes, Some(&other)));
        assert!(as_text(&mut shapes, None));
        assert!(!as_text(&mut shapes, None));
    }

    #[test]
    fn looks_are_bounded_while_they_are_noted() {
        let mut shapes = Shapes::default();
        let mut message = route(4, 0);
        for _ in 0..100_000 {
            message.extend([4, 0, 4, 0]);
        }
        let len = u32::try_from(message.len()).unwrap();
        message[..4].copy_from_slice(&len.to_le_bytes());
        for _ in 0..3 {
            assert!(is_new(&mut shapes, &message, &context(0)), "it has no shape");
        }
        assert!(shapes.reads.message.is_full.get());
        assert!(shapes.reads.message.spans.borrow().capacity() <= LOOKS);
        // The next message begins with all room.
        assert!(
            is_new(&mut shapes, &route(4, 1), &context(0)) && is_new(&mut shapes, &route(4, 2), &context(0))
        );
        assert!(!is_new(&mut shapes, &route(4, 3), &context(0)));
    }

    /// Messages of so many lengths that their shapes need more room than there is, which come in turn.
    #[test]
    fn shapes_that_come_in_turn_do_not_replace_each_other() {
        let mut shapes = Shapes::default();
        let message = |count: usize| {
            let mut message = route(4, 0);
            message.extend([8, 0, 4, 0, 0, 0, 0, 0].repeat(count));
            let len = u32::try_from(message.len()).unwrap();
            message[..4].copy_from_slice(&len.to_le_bytes());
            message
        };
        let mut found = 0;
        for round in 0..12 {
            for count in 0..600 {
                let message = message(count);
                let is_new = (0..2).all(|_| is_new(&mut shapes, &message, &context(0)));
                found += usize::from(round == 11 && !is_new);
            }
        }
        assert!(shapes.fields > FIELDS / 2 && shapes.fields <= FIELDS, "{}", shapes.fields);
        assert!((50..600).contains(&found), "{found}");
    }

    #[test]
    fn messages_that_come_in_turn_have_shapes() {
        let mut shapes = Shapes::default();
        let mut found = 0;
        for round in 0..3 {
            for flags in 0..1000u16 {
                let mut message = route(4, 0);
                message[6..8].copy_from_slice(&flags.to_le_bytes());
                let is_new = is_new(&mut shapes, &message, &context(0));
                found += usize::from(round == 2 && !is_new);
            }
        }
        assert!(found > 700, "{found}");
    }

    #[test]
    fn memory_is_bounded() {
        let mut remembering = Remembering::default();
        for kind in 0..0x4000 {
            for _ in 0..2 {
                remembering.decode(&route(kind, 0), &context(0));
            }
        }
        let Remembering { mut tape, mut shapes } = remembering;
        shapes.take_back(&mut tape.fields);
        let held = || shapes.places.iter().flatten();
        assert_eq!(held().map(|shape| shape.fields.len()).sum::<usize>(), shapes.fields);
        assert_eq!(held().map(Shape::words).sum::<usize>(), shapes.words);
        assert!(shapes.fields <= FIELDS && shapes.words <= WORDS);
        assert!((1..=PLACES * WAYS).contains(&held().count()));
    }
}
