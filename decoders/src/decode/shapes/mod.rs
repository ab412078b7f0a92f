//! A cache of decoded messages by shape. The messages of a dump have the same fields and differ in values, and the interpreter
//! reads few of these values. The cache records which bytes it read; a message with the same bytes there reuses the fields.
//!
//! A tape holds no values, so its fields depend only on lengths and types of attributes, and on values that select or count.
//! They do not depend on the bytes of a counter or an address.

use alloc::boxed::Box;
use alloc::vec::Vec;

pub(super) use self::log::Reads;
use self::log::{Word, agree};
use self::packed::{FieldRows, PackedField, UnpackedFields};
use super::{Context, framing};
use crate::control::NLMSG_MIN_TYPE;
use crate::generic::{self, Owner};
use crate::schema::{Family, Framing, Msg, Set};
use crate::tape::Tape;
use crate::wire::{self, Endian, NLMSG_HDRLEN};

pub(super) mod log;
mod packed;

/// Shapes are stored in a table indexed by a hash of the message's first bytes. This is its size, a power of two.
const PLACES: usize = 2048;
const WAYS: usize = 8;
/// When there is no room, one in so many new shapes is stored. Messages that come in turn, with more shapes than there is room for,
/// would otherwise replace each other before they come again.
const CHOSEN: u32 = 8;
/// How many messages are remembered that had no shape: the last in each place. A power of two.
const MISSED: usize = 1 << 14;
/// A shape that was met so often is dropped only after it was passed over as often.
const MET: u8 = 15;

/// The fields of a message, and everything they depend on.
struct Shape {
    number: u64,
    /// How often it was met, and not passed over since.
    met: u8,
    has_secret: bool,
    endian: Endian,
    to_kernel: Option<bool>,
    len: usize,
    family: &'static Family,
    owner: Option<Owner>,
    words: Box<[Word]>,
    asked: RequestUse,
    fields: Box<[PackedField]>,
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
        words: Box<[Word]>,
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

    /// Returns how many bytes it takes.
    fn bytes(&self) -> usize {
        let asked = if let RequestUse::Request { words, .. } = &self.asked { words.len() } else { 0 };
        size_of::<Shape>()
            + (self.words.len() + asked) * size_of::<Word>()
            + size_of_val::<[PackedField]>(&self.fields)
    }
}

/// The shapes of recent messages.
#[derive(Default)]
pub(super) struct Shapes {
    /// The largest number of bytes that all shapes take together.
    room: usize,
    /// The shapes in each place. Those that are used often come first.
    places: Vec<Vec<Shape>>,
    /// Hashes of the first bytes of the last message in each place that had no shape.
    missed: Vec<u32>,
    /// The rows of the fields of shapes.
    rows: FieldRows,
    unpacked: UnpackedFields,
    reads: Reads,
    /// How many bytes all shapes take.
    bytes: usize,
    /// The place that loses a shape next if there are too many.
    hand: usize,
    /// Shapes that could have been stored since there was no room.
    candidates: u32,
    /// The number of shapes that were ever stored.
    count: u64,
}

/// Returns where in a table of so many places, a power of two, a hash belongs. The upper bits of a hash depend on everything.
#[inline]
fn place_of(hash: u64, places: usize) -> usize {
    usize::try_from(hash >> (64 - places.ilog2())).unwrap_or(0)
}

/// Returns a hash of a message's length, type and flags and of the byte after its header, which selects a command or an address
/// family, and its owner in generic netlink. Returns `None` if its fields depend on more than can be recorded: an echoed request,
/// or an unknown family.
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
    let head = message.first_chunk().map(|head| u64::from_le_bytes(*head))?;
    let next = message.get(NLMSG_HDRLEN).copied().unwrap_or(0);
    // The upper bits of a product depend on all bits of its factors.
    Some(((head ^ u64::from(next) << 40).wrapping_mul(0x9e37_79b9_7f4a_7c15), owner))
}

impl Shapes {
    /// Returns none yet, with room for so many bytes of them.
    pub(super) fn new(room: usize) -> Shapes {
        Shapes { room, ..Shapes::default() }
    }

    /// Decodes a message as `interpret` would, which does it unless one of its shape was met.
    pub(super) fn decode(
        &mut self,
        message: &[u8],
        context: &Context<'_>,
        tape: &mut Tape,
        interpret: impl FnOnce(&Reads, &mut Tape),
    ) {
        self.unpacked.take_back(&mut tape.fields);
        let head = head(message, context);
        if let Some((hash, owner)) = head
            && self.find(hash, message, owner, context, tape)
        {
            return;
        }
        tape.begin(context.family, context.endian);
        // A message that comes only once is not stored.
        let hash = head.map(|(hash, _)| hash).filter(|hash| self.is_again(*hash) && self.is_chosen());
        self.reads.begin(hash.is_some());
        interpret(&self.reads, tape);
        if let Some(hash) = hash {
            self.keep(place_of(hash, PLACES), message, context, tape);
        }
    }

    /// Puts the fields of a message on the tape, if one of its shape was met.
    #[inline]
    fn find(
        &mut self,
        hash: u64,
        message: &[u8],
        owner: Option<Owner>,
        context: &Context<'_>,
        tape: &mut Tape,
    ) -> bool {
        let Some(ways) = self.places.get_mut(place_of(hash, PLACES)) else { return false };
        let way = ways.iter().position(|shape| shape.is(message, owner.as_ref(), context));
        let Some(mut way) = way else { return false };
        if way > 0 {
            ways.swap(way - 1, way);
            way -= 1;
        }
        let Some(shape) = ways.get_mut(way) else { return false };
        shape.met = (shape.met + 1).min(MET);
        tape.clear_fields();
        self.unpacked.lend(shape.number, &shape.fields, &self.rows, &mut tape.fields);
        (tape.family, tape.endian) = (context.family, context.endian);
        (tape.message, tape.attributes) = (shape.message, shape.attributes);
        tape.has_secret = shape.has_secret;
        (tape.owner, tape.shape) = (owner, Some(shape.number));
        true
    }

    /// Must be called when somebody else changed the fields on the tape.
    pub(super) fn forget_tape(&mut self) {
        self.unpacked.forget_lent();
    }

    /// Returns whether a message without a shape has the first bytes of one that came before.
    fn is_again(&mut self, hash: u64) -> bool {
        self.missed.resize(MISSED, 0);
        let tag = u32::try_from(hash >> 32).unwrap_or(0);
        self.missed
            .get_mut(place_of(hash, MISSED))
            .is_some_and(|missed| core::mem::replace(missed, tag) == tag)
    }

    /// Returns whether the next new shape is stored.
    fn is_chosen(&mut self) -> bool {
        if self.bytes < self.room - self.room / 8 {
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
        self.bytes = 0;
    }

    /// Drops the last shape of a place.
    fn forget(&mut self, at: usize) {
        if let Some(old) = self.places.get_mut(at).and_then(Vec::pop) {
            self.bytes -= old.bytes();
        }
    }

    fn keep(&mut self, at: usize, message: &[u8], context: &Context<'_>, tape: &Tape) {
        if self.reads.message.is_full() || self.reads.request.is_full() {
            return;
        }
        let Some(fields) = self.rows.pack(&tape.fields) else {
            if self.rows.is_full() {
                // All begins again.
                (self.places, self.rows, self.bytes) = (Vec::new(), FieldRows::default(), 0);
            }
            return;
        };
        let Some(shape) = self.shape(message, context, tape, fields) else { return };
        let bytes = shape.bytes();
        if bytes > self.room / 16 {
            return;
        }
        while self.bytes + bytes > self.room {
            self.drop_one();
        }
        self.places.resize_with(PLACES, Vec::new);
        if let Some(ways) = self.places.get_mut(at)
            && ways.len() == WAYS
        {
            if ways.last_mut().is_some_and(Shape::pass) {
                return;
            }
            self.forget(at);
        }
        let Some(ways) = self.places.get_mut(at) else { return };
        self.count += 1;
        self.bytes += bytes;
        ways.reserve_exact(1);
        ways.push(shape);
    }

    /// Returns the shape of the message on the tape.
    fn shape(
        &mut self,
        message: &[u8],
        context: &Context<'_>,
        tape: &Tape,
        fields: Box<[PackedField]>,
    ) -> Option<Shape> {
        let asked = match context.request {
            _ if !self.reads.request.was_asked() => RequestUse::Nothing,
            // The family of the request may be learned later.
            _ if tape.owner.is_some() => return None,
            None => RequestUse::Missing,
            Some(request) => {
                RequestUse::Request { len: request.len(), words: self.reads.request.words(request)? }
            }
        };
        Some(Shape {
            number: self.count,
            met: 0,
            has_secret: tape.has_secret,
            endian: context.endian,
            to_kernel: context.to_kernel,
            len: message.len(),
            family: context.family?,
            owner: tape.owner,
            words: self.reads.message.words(message)?,
            asked,
            fields,
            message: tape.message,
            attributes: tape.attributes,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::log::LOOKS;
    use super::*;
    use crate::decode::{ROOM, Remembering, interpret};
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
        is_new
    }

    #[test]
    fn what_differs_in_values_alone_is_not_taken_apart_again() {
        let mut shapes = Shapes::new(ROOM);
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
    fn keys_that_were_shown_are_hidden_in_the_next_message_of_the_shape() {
        // XFRM_MSG_NEWSA with XFRMA_ALG_CRYPT.
        let mut message = [316u32.to_le_bytes(), [16, 0, 0, 0], [7, 0, 0, 0], [0; 4]].concat();
        message.resize(16 + 224, 0);
        message.extend([76, 0, 2, 0]);
        message.resize(316, 1);
        let mut remembering = Remembering::default();
        for _ in 0..4 {
            assert!(remembering.decode(&message, &context(6)).secrets().next().is_some());
            remembering.reveal_secrets();
            assert!(remembering.tape().secrets().next().is_none());
        }
        assert!(remembering.tape().shape.is_some());
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
        let mut shapes = Shapes::new(ROOM);
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
        let mut shapes = Shapes::new(ROOM);
        let mut message = route(4, 0);
        for _ in 0..100_000 {
            message.extend([4, 0, 4, 0]);
        }
        let len = u32::try_from(message.len()).unwrap();
        message[..4].copy_from_slice(&len.to_le_bytes());
        for _ in 0..3 {
            assert!(is_new(&mut shapes, &message, &context(0)), "it has no shape");
        }
        assert!(shapes.reads.message.is_full());
        assert!(shapes.reads.message.capacity() <= LOOKS);
        // The next message begins with all room.
        assert!(
            is_new(&mut shapes, &route(4, 1), &context(0)) && is_new(&mut shapes, &route(4, 2), &context(0))
        );
        assert!(!is_new(&mut shapes, &route(4, 3), &context(0)));
    }

    /// Messages of so many lengths that their shapes need more room than there is, which come in turn.
    #[test]
    fn shapes_that_come_in_turn_do_not_replace_each_other() {
        let mut shapes = Shapes::new(ROOM);
        let message = |count: usize| {
            let mut message = route(4, 0);
            message.extend([8, 0, 4, 0, 0, 0, 0, 0].repeat(count));
            let len = u32::try_from(message.len()).unwrap();
            message[..4].copy_from_slice(&len.to_le_bytes());
            message
        };
        let mut found = 0;
        for round in 0..12 {
            for count in 0..800 {
                let message = message(count);
                let is_new = (0..2).all(|_| is_new(&mut shapes, &message, &context(0)));
                found += usize::from(round == 11 && !is_new);
            }
        }
        assert!(shapes.bytes > ROOM / 2 && shapes.bytes <= ROOM, "{}", shapes.bytes);
        assert!((200..700).contains(&found), "{found}");
    }

    #[test]
    fn messages_that_come_in_turn_have_shapes() {
        let mut shapes = Shapes::new(ROOM);
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
        memory_is_bounded_by(ROOM);
        memory_is_bounded_by(1 << 16);
    }

    fn memory_is_bounded_by(room: usize) {
        let mut remembering = Remembering::with_room(room);
        for kind in 0..0x4000u16 {
            // Other flags lead to another place.
            let mut message = route(kind, 0);
            message[6..8].copy_from_slice(&kind.to_le_bytes());
            for _ in 0..2 {
                remembering.decode(&message, &context(0));
            }
        }
        let Remembering { shapes, .. } = remembering;
        let held = || shapes.places.iter().flatten();
        assert_eq!(held().map(Shape::bytes).sum::<usize>(), shapes.bytes);
        assert!(shapes.bytes <= room && shapes.bytes > room / 2, "{}", shapes.bytes);
        assert!((1..=PLACES * WAYS).contains(&held().count()));
    }
}
