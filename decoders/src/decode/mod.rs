//! The one interpreter: schema x bytes -> fields.
//!
//! Decoding never stops early. Bytes that are unknown, too short, too long or malformed become a field with a span and
//! a state, and decoding continues after it. [`crate::tape`] lists the guarantees about the result.

use alloc::vec::Vec;
use core::cell::RefCell;

use crate::control;
use crate::generic::Ids;
use crate::schema::{
    Array, Body, Class, Count, Family, Field as Row, Framing, Kind, Marks, Measure, Msg, Struct,
};
use crate::tape::{Field, Role, State, Tape};
use crate::wire::{self, Endian, NLA_HDRLEN, NLMSG_HDRLEN, align};

pub use self::framing::{Pieces, pieces};
use self::scope::{Frame, Reading, Scope, Searches, TOP, View};
use self::shapes::{Reads, Shapes};
pub use self::steps::take_steps;
pub use crate::control::{NLM_F_ACK_TLVS, NLM_F_CAPPED, NLM_F_REQUEST};

mod fields;
mod framing;
mod generic;
mod scope;
mod select;
mod shapes;
mod steps;
#[cfg(test)]
mod tests;

/// The limit of nesting, for attributes, structs, and messages that errors echo. Deeper fields stay bytes. Real messages
/// use less than half of it.
const MAX_DEPTH: u8 = 40;

/// A message has no more fields than this: what follows is bytes. A socket buffer of 416 KiB, the most without privileges, holds
/// 106,000 empty attributes.
const MAX_FIELDS: usize = 1 << 18;

/// The context of a message: facts that its bytes do not contain.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The tables of its protocol; `None` for a protocol without tables.
    pub family: Option<&'static Family>,
    /// Byte order of its integers.
    pub endian: Endian,
    /// Whether it goes to the kernel; `None` if only its flags show it (`NLM_F_REQUEST`).
    pub to_kernel: Option<bool>,
    /// The whole request that it answers, if known.
    pub request: Option<&'a [u8]>,
    /// Generic netlink family ids; `None` for only those families with fixed numbers.
    pub ids: Option<&'a Ids>,
}

/// Decodes one message. `message` begins with its header and ends with it, or with its padding, or where it was cut.
///
/// The tape is cleared first.
pub fn decode(message: &[u8], context: &Context<'_>, tape: &mut Tape) {
    tape.begin(context.family, context.endian);
    interpret(message, context, &Reads::default(), tape);
}

/// Decodes messages as [`decode`] does, and caches their fields: a message that differs from an earlier one only in values
/// is decoded in a fraction of the time. Use it for captures and dumps. It takes up to 5 MB, or less with
/// [`Remembering::with_room`].
pub struct Remembering {
    tape: Tape,
    shapes: Shapes,
}

impl core::fmt::Debug for Remembering {
    fn fmt(&self, out: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        out.debug_struct("Remembering").field("tape", &self.tape).finish_non_exhaustive()
    }
}

/// The room for shapes if nobody chooses another, in bytes.
const ROOM: usize = 1 << 22;

impl Default for Remembering {
    fn default() -> Remembering {
        Remembering::with_room(ROOM)
    }
}

impl Remembering {
    /// Returns a decoder that stores at most so many bytes of messages' shapes. It takes up to 1 MB beside them.
    #[must_use]
    pub fn with_room(bytes: usize) -> Remembering {
        Remembering { tape: Tape::new(), shapes: Shapes::new(bytes) }
    }

    /// Decodes one message.
    pub fn decode(&mut self, message: &[u8], context: &Context<'_>) -> &Tape {
        let interpret = |reads: &Reads, tape: &mut Tape| interpret(message, context, reads, tape);
        self.shapes.decode(message, context, &mut self.tape, interpret);
        &self.tape
    }

    /// Makes [`read`](crate::value::read) show keys and passwords of the message that was decoded last.
    pub fn reveal_secrets(&mut self) {
        if self.tape.has_secret {
            self.tape.reveal_secrets();
            self.shapes.forget_tape();
        }
    }

    /// Returns the fields of the message that was decoded last.
    #[must_use]
    pub fn tape(&self) -> &Tape {
        &self.tape
    }
}

/// Decodes a message field by field. Records in `reads` which bytes it looks at.
fn interpret(message: &[u8], context: &Context<'_>, reads: &Reads, tape: &mut Tape) {
    let whole = message.len();
    let asked = Lookups::default();
    let mut decoder = Interpreter {
        bytes: message,
        context,
        cut: false,
        clipped: false,
        header: 0,
        flags: 0,
        reads,
        asked: &asked,
        tape,
    };
    let framing = framing::of(context);
    if let Framing::Bare(msg) = framing {
        decoder.body(msg.reply, 0, whole, 0);
        decoder.tape.message = Some(msg);
        return tape.spread_secrets();
    }
    let end = match wire::message_header(message, context.endian) {
        Ok((_, header)) if matches!(framing, Framing::OnePerDatagram) => {
            decoder.cut = usize::try_from(header.len).is_ok_and(|claimed| claimed > whole);
            whole
        }
        Ok((_, header)) => {
            let claimed = usize::try_from(header.len).unwrap_or(usize::MAX).max(NLMSG_HDRLEN);
            decoder.cut = claimed > whole;
            claimed.min(whole)
        }
        Err(_) => whole,
    };
    decoder.tape.message = decoder.message(0, end, 0);
    if end < whole {
        decoder.leaf(
            &Place { start: end, end: whole, role: Role::Padding, ..Place::AT_TOP },
            &PAD,
            State::Good,
        );
    }
    tape.spread_secrets();
}

static PAD: Kind = crate::schema::PAD;
static RAW: Kind = Kind::Raw;
static MESSAGE: Kind = Kind::Message;
static NO_HEAD: Struct = crate::schema::layout("", 0, &[]);

/// The place of a field, and its name.
#[derive(Clone, Copy)]
struct Place {
    name: &'static str,
    start: usize,
    end: usize,
    role: Role,
    index: u16,
    depth: u8,
    /// Facts about its row.
    marks: Marks,
}

impl Place {
    const AT_TOP: Place =
        Place { name: "", start: 0, end: 0, role: Role::Member, index: 0, depth: 0, marks: Marks::NONE };

    /// Returns where the value begins: after the header, if it is an attribute.
    fn content(&self) -> usize {
        match self.role {
            Role::Attribute => (self.start + NLA_HDRLEN).min(self.end),
            _ => self.start,
        }
    }
}

/// Where a field ends.
#[derive(Clone, Copy)]
struct Extent {
    end: usize,
    /// Its length leads beyond the bytes.
    is_clipped: bool,
}

struct Interpreter<'a, 't> {
    bytes: &'a [u8],
    context: &'a Context<'a>,
    /// The message is shorter than its header says.
    cut: bool,
    /// The bytes are fewer than the member that counts them says: a packet of which a part was copied.
    clipped: bool,
    /// Where the header of the current message begins.
    header: usize,
    /// `nlmsg_flags` in that header.
    flags: u16,
    reads: &'a Reads,
    asked: &'t Lookups<'a>,
    tape: &'t mut Tape,
}

/// Names that were looked up in the request, and their values. Each is looked up once per message.
type Lookups<'a> = RefCell<Vec<(&'static str, Option<Reading<'a>>)>>;

impl<'a> Interpreter<'a, '_> {
    fn view(&self) -> View<'a> {
        View { bytes: self.bytes, endian: self.context.endian, before: 0, log: &self.reads.message }
    }

    fn slice(&self, start: usize, end: usize) -> &'a [u8] {
        self.view().slice(start, end)
    }

    #[inline]
    fn leaf(&mut self, place: &Place, kind: &'static Kind, state: State) {
        // Offsets fit: nlmsg_len is 32 bits wide, and a longer slice is cut to it by the caller.
        let start = u32::try_from(place.start).unwrap_or(u32::MAX);
        let len = u32::try_from(place.end.saturating_sub(place.start)).unwrap_or(u32::MAX);
        let Place { name, role, index, depth, marks, .. } = *place;
        steps::count(1);
        self.tape.push(Field { name, kind, start, len, index, marks, depth, role, state });
    }

    /// Opens a field with parts: itself, and the header if it is an attribute. Returns where it is on the tape.
    fn open(&mut self, place: &Place, kind: &'static Kind) -> usize {
        let at = self.tape.len();
        self.leaf(place, kind, State::Good);
        if place.role == Role::Attribute && place.content() < place.end {
            let header = Place {
                name: "",
                end: place.content(),
                role: Role::AttributeHeader,
                depth: place.depth + 1,
                ..*place
            };
            self.leaf(&header, &PAD, State::Good);
        }
        at
    }

    fn mark(&mut self, at: usize, state: State) {
        if let Some(field) = self.tape.get_mut(at).filter(|field| field.state == State::Good) {
            field.state = state;
        }
    }

    /// Decodes a message from its header on. Returns its type, if known. The caller keeps `depth` below the limit.
    fn message(&mut self, start: usize, end: usize, depth: u8) -> Option<&'static Msg> {
        let place = Place { start, end, depth, ..Place::AT_TOP };
        let Ok((_, header)) = wire::message_header(self.slice(start, end), self.context.endian) else {
            self.leaf(&place, &RAW, State::Malformed);
            return None;
        };
        self.reads.message.note(start, NLMSG_HDRLEN / 2);
        self.header = start;
        self.flags = header.flags;
        let owner = self.owner(self.slice(start, end));
        let found = match owner {
            Some(owner) => owner.command(self.is_request()),
            None => self.context.family.and_then(|family| family.message(header.kind)),
        };
        self.tape.owner = self.tape.owner.or(owner);
        let msg = found.or_else(|| control::MESSAGES.iter().find(|msg| msg.id == header.kind));
        let unknown = if owner.is_some() { Class::Get } else { Class::Other };
        let class = msg.map_or(unknown, |msg| msg.class);
        let mut at = start;
        for member in control::NLMSGHDR.fields {
            let next = at + member.width();
            let place =
                Place { name: member.name, start: at, end: next, role: Role::Header, depth, ..Place::AT_TOP };
            let kind = if member.name == "nlmsg_flags" { control::flags(class) } else { &member.kind };
            self.leaf(&place, kind, State::Good);
            at = next;
        }
        if let Some(owner) = owner {
            self.generic(&owner, msg, at, end, depth);
            return msg;
        }
        let Some(msg) = msg else {
            if let Some(body) = self.context.family.and_then(|family| family.unnamed(header.kind)) {
                self.body(body, at, end, depth);
            } else if at < end {
                self.leaf(&Place { start: at, ..place }, &RAW, State::Unknown);
            }
            return None;
        };
        let is_request = self.is_request();
        match header.kind {
            control::NLMSG_ERROR if found.is_none() => self.error(at, end, header.flags, depth),
            control::NLMSG_DONE if found.is_none() => self.done(at, end, header.flags, depth),
            _ => self.body(if is_request { msg.request } else { msg.reply }, at, end, depth),
        }
        Some(msg)
    }

    fn is_request(&self) -> bool {
        self.context.to_kernel.unwrap_or(self.flags & NLM_F_REQUEST != 0)
    }

    fn body(&mut self, body: &'static Body, start: usize, end: usize, depth: u8) {
        let place = Place { start, end, depth, ..Place::AT_TOP };
        self.head(&body.head, &body.attrs, &place, &TOP);
    }

    /// Decodes a message's head, and its attributes in the scope of the head.
    fn head(&mut self, kind: &'static Kind, attrs: &'static Kind, place: &Place, scope: &Scope<'_>) {
        match kind {
            Kind::Peek(of, inner) => {
                let frame = Frame::Members { of, start: place.start, end: place.end };
                self.head(inner, attrs, place, &Scope { frame, parent: Some(scope) });
            }
            Kind::Select { by, cases } => match self.choose(by, cases, place, scope) {
                Some(kind) => self.head(kind, attrs, place, scope),
                None if place.start < place.end => self.leaf(place, kind, State::Unselected),
                None => (),
            },
            Kind::Struct(of) => {
                let general = self.context.family.and_then(|family| family.general);
                let of = match general {
                    Some(general) if of.size > 4 && place.end - place.start <= 4 => general,
                    _ => *of,
                };
                let end = (place.start + of.size).min(place.end);
                let head = Place { name: of.name, end, ..*place };
                if place.start == place.end && of.size > 0 {
                    return;
                }
                let at = self.open(&head, kind);
                let frame = Frame::Members { of, start: place.start, end };
                let following = Place { start: (place.start + align(of.size)).min(place.end), ..*place };
                let set = self.nest(attrs, &following, &Scope { frame, parent: Some(scope) });
                if place.depth == 0 {
                    self.tape.attributes = set;
                }
                let found = Searches::default();
                let seen = match set.filter(|_| of.tail.is_empty()) {
                    Some(set) => {
                        Frame::Attributes { set, start: following.start, end: following.end, found: &found }
                    }
                    None => Frame::Top,
                };
                let seen = Scope { frame: seen, parent: Some(scope) };
                self.members(of, at, place.start, end, place.depth + 1, &seen);
                let scope = Scope { frame, parent: Some(scope) };
                let end = self.counted(of.tail, end, place, &scope);
                let next = (place.start + align(end - place.start)).min(place.end);
                self.padding(end, next, place.depth);
                if next < place.end {
                    self.field(Place { start: next, ..*place }, attrs, &scope);
                }
            }
            _ if place.start < place.end => {
                // The gloss of a struct does not change its name.
                let name = match attrs {
                    Kind::Gloss(Kind::Struct(of), _) => of.name,
                    _ => place.name,
                };
                self.field(Place { name, ..*place }, attrs, scope);
            }
            _ => (),
        }
    }

    /// Decodes the rows between a message's head and its attributes; each contains its length. Returns their end.
    fn counted(&mut self, tail: &'static [Row], start: usize, place: &Place, scope: &Scope<'_>) -> usize {
        let mut at = start;
        for Row { name, kind, marks, .. } in tail {
            let extent = self.extent(kind, place.start, at, place.end, scope);
            self.tail_row(
                Place { name, start: at, end: extent.end, marks: *marks, ..*place },
                extent,
                kind,
                scope,
            );
            at = extent.end;
        }
        at
    }

    /// Decodes a row that follows a struct, if it has bytes.
    fn tail_row(&mut self, place: Place, extent: Extent, kind: &'static Kind, scope: &Scope<'_>) {
        if place.start < place.end {
            let before = self.clipped;
            self.clipped |= extent.is_clipped && matches!(kind, Kind::Sized { .. });
            self.field(place, kind, scope);
            self.clipped = before;
        }
    }

    /// Returns the state of a field with fewer bytes than its kind takes.
    fn short(&self) -> State {
        if self.clipped { State::Cut } else { State::Short }
    }

    /// Returns where a field ends that begins at `at` and follows a struct, which begins at `start`.
    fn extent(&self, kind: &Kind, start: usize, at: usize, end: usize, scope: &Scope<'_>) -> Extent {
        let number = |name| match self.view().look_up(name, scope) {
            Some(Reading::Number(n)) => usize::try_from(n).unwrap_or(usize::MAX),
            _ => 0,
        };
        let len = match kind {
            Kind::Array(Array { of, count: Count::Member(count, more), .. }) => {
                let count = number(count).saturating_add(usize::from(*more));
                Some(count.saturating_mul(of.width().unwrap_or(1)))
            }
            Kind::Sized { by, measure: Measure::Units(times), .. } => {
                Some(number(by).saturating_mul(usize::from(*times)))
            }
            Kind::Sized { by, measure: Measure::FromStruct { times, more }, .. } => {
                let len = number(by).saturating_mul(usize::from(*times)).saturating_add(usize::from(*more));
                (len > 0).then(|| start.saturating_add(len).saturating_sub(at))
            }
            _ => kind.width(),
        };
        let wanted = len.map_or(end, |len| at.saturating_add(len));
        Extent { end: wanted.min(end), is_clipped: wanted > end }
    }

    /// Decodes `struct nlmsgerr`, the request that it echoes, and `NLMSGERR_ATTR_*`.
    fn error(&mut self, start: usize, end: usize, flags: u16, depth: u8) {
        let echo = self.errno(start, end, depth);
        if echo >= end {
            return;
        }
        let header = wire::message_header(self.slice(echo, end), self.context.endian);
        let claimed =
            header.map_or(usize::MAX, |(_, header)| usize::try_from(header.len).unwrap_or(usize::MAX));
        let room = end - echo;
        let len = if flags & NLM_F_CAPPED != 0 || claimed < NLMSG_HDRLEN || (claimed > room && !self.cut) {
            NLMSG_HDRLEN.min(room)
        } else {
            claimed.min(room)
        };
        let place = Place { name: "msg", start: echo, end: echo + len, depth, ..Place::AT_TOP };
        if depth < MAX_DEPTH {
            self.open(&place, &MESSAGE);
            // The echoed request went to the kernel, although the error comes from it.
            let context = Context { to_kernel: Some(true), request: None, ..*self.context };
            let asked = Lookups::default();
            let mut interpreter = Interpreter {
                bytes: self.bytes,
                context: &context,
                cut: self.cut,
                clipped: false,
                header: self.header,
                flags: 0,
                reads: self.reads,
                asked: &asked,
                tape: self.tape,
            };
            interpreter.message(echo, echo + len, depth + 1);
        } else {
            self.leaf(&place, &RAW, State::TooDeep);
        }
        let next = (echo + align(len)).min(end);
        self.padding(echo + len, next, depth);
        self.acknowledgement(next, end, flags, depth);
    }

    /// Decodes the error number at the end of a dump, and `NLMSGERR_ATTR_*`.
    fn done(&mut self, start: usize, end: usize, flags: u16, depth: u8) {
        let next = self.errno(start, end, depth);
        self.acknowledgement(next, end, flags, depth);
    }

    fn errno(&mut self, start: usize, end: usize, depth: u8) -> usize {
        let next = (start + 4).min(end);
        if start < next {
            let place = Place { name: "error", start, end: next, depth, ..Place::AT_TOP };
            self.field(place, &control::ERRNO, &TOP);
        }
        next
    }

    fn acknowledgement(&mut self, start: usize, end: usize, flags: u16, depth: u8) {
        let place = Place { start, end, depth, ..Place::AT_TOP };
        if start >= end {
        } else if flags & NLM_F_ACK_TLVS != 0 {
            self.attributes(&control::NLMSGERR_ATTR, start, end, depth, &TOP);
        } else {
            self.leaf(&place, &RAW, State::Extra);
        }
    }

    fn padding(&mut self, start: usize, end: usize, depth: u8) {
        if start < end {
            let place = Place { start, end, depth, role: Role::Padding, ..Place::AT_TOP };
            self.leaf(&place, &PAD, State::Good);
        }
    }
}
