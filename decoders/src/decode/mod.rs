//! The one interpreter: schema x bytes -> fields.
//!
//! Nothing stops it. What a table does not know, what is too short, too long or malformed becomes a field with a span and
//! a state, and the rest goes on. See [`crate::tape`] for what it promises about the result.

use crate::control;
use crate::generic::{GENL_HDRLEN, GENLMSGHDR, Ids};
use crate::schema::{
    Array, Body, Case, Class, Count, Family, Field as Row, Framing, Kind, List, Look, Msg, Set, Struct,
};
use crate::tape::{Field, Role, State, Tape};
use crate::wire::{self, Endian, NLA_F_NESTED, NLA_HDRLEN, NLA_TYPE_MASK, NLMSG_HDRLEN, align};

pub use self::framing::{Pieces, pieces};
use self::scope::{Frame, Said, Scope, TOP, View};

mod framing;
mod generic;
mod scope;
#[cfg(test)]
mod tests;

/// `NLM_F_REQUEST`: the message asks something of its receiver.
pub const NLM_F_REQUEST: u16 = 0x1;
/// `NLM_F_DUMP`: one of these in a message that gets makes it get all there is.
const NLM_F_DUMP: u16 = 0x300;
/// `NLM_F_CAPPED`: the echoed request is its header alone.
pub const NLM_F_CAPPED: u16 = 0x100;
/// `NLM_F_ACK_TLVS`: attributes stand behind the acknowledgement.
pub const NLM_F_ACK_TLVS: u16 = 0x200;

/// Fields nested deeper than this are left as bytes: nothing real goes half as deep.
const MAX_DEPTH: u8 = 40;

/// What a message's bytes alone do not say.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The tables of its protocol; `None` for a protocol without tables.
    pub family: Option<&'static Family>,
    /// Byte order of its integers.
    pub endian: Endian,
    /// Whether it goes to the kernel; `None` where only its flags tell (`NLM_F_REQUEST`).
    pub to_kernel: Option<bool>,
    /// The message it answers, whole, where that is known.
    pub request: Option<&'a [u8]>,
    /// Of generic netlink: what families are called; `None` for those alone whose numbers are the same everywhere.
    pub ids: Option<&'a Ids>,
}

/// Decodes one message. `message` begins with its header and ends with it, or with its padding, or where it was cut.
///
/// The tape is cleared first.
pub fn decode(message: &[u8], context: &Context<'_>, tape: &mut Tape) {
    tape.clear();
    tape.family = context.family;
    tape.endian = context.endian;
    let whole = message.len();
    let mut decoder = Decoder { bytes: message, context, cut: false, flags: 0, tape };
    let framing = framing::of(context);
    if let Framing::Bare(msg) = framing {
        decoder.body(msg.reply, 0, whole, 0);
        decoder.tape.message = Some(msg);
        return;
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
}

static PAD: Kind = crate::schema::PAD;
static RAW: Kind = Kind::Raw;
static MESSAGE: Kind = Kind::Message;
static NO_HEAD: Struct = crate::schema::layout("", 0, &[]);

/// Where a field is and what it is called.
#[derive(Clone, Copy)]
struct Place {
    name: &'static str,
    start: usize,
    end: usize,
    role: Role,
    index: u16,
    depth: u8,
}

impl Place {
    const AT_TOP: Place = Place { name: "", start: 0, end: 0, role: Role::Member, index: 0, depth: 0 };

    /// Where the value begins: behind an attribute's header.
    fn content(&self) -> usize {
        match self.role {
            Role::Attribute => (self.start + NLA_HDRLEN).min(self.end),
            _ => self.start,
        }
    }
}

struct Decoder<'a, 't> {
    bytes: &'a [u8],
    context: &'a Context<'a>,
    /// The message claims more bytes than there are.
    cut: bool,
    /// `nlmsg_flags` of the message that is being read.
    flags: u16,
    tape: &'t mut Tape,
}

impl<'a> Decoder<'a, '_> {
    fn view(&self) -> View<'a> {
        View { bytes: self.bytes, endian: self.context.endian, before: 0 }
    }

    fn slice(&self, start: usize, end: usize) -> &'a [u8] {
        self.view().slice(start, end)
    }

    #[inline]
    fn leaf(&mut self, place: &Place, kind: &'static Kind, state: State) {
        // Offsets fit: nlmsg_len is 32 bits wide, and a longer slice is cut to it by the caller.
        let start = u32::try_from(place.start).unwrap_or(u32::MAX);
        let len = u32::try_from(place.end.saturating_sub(place.start)).unwrap_or(u32::MAX);
        let Place { name, role, index, depth, .. } = *place;
        self.tape.push(Field { name, kind, start, len, index, depth, role, state });
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

    /// A message from its header on. Returns its type, if that is known.
    fn message(&mut self, start: usize, end: usize, depth: u8) -> Option<&'static Msg> {
        let place = Place { start, end, depth, ..Place::AT_TOP };
        let Ok((_, header)) = wire::message_header(self.slice(start, end), self.context.endian) else {
            self.leaf(&place, &RAW, State::Malformed);
            return None;
        };
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
                Place { name: member.name, start: at, end: next, role: Role::Header, index: 0, depth };
            let kind = if member.name == "nlmsg_flags" { control::flags(class) } else { &member.kind };
            self.leaf(&place, kind, State::Good);
            at = next;
        }
        if let Some(owner) = owner {
            self.generic(&owner, msg, at, end, depth);
            return msg;
        }
        let Some(msg) = msg else {
            if at < end {
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

    /// A message's head, and its attributes in the scope of it.
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
                let behind = Place { start: (place.start + align(of.size)).min(place.end), ..*place };
                let set = self.nest(attrs, &behind, &Scope { frame, parent: Some(scope) });
                if place.depth == 0 {
                    self.tape.attributes = set;
                }
                let seen = match set.filter(|_| of.tail.is_empty()) {
                    Some(set) => Frame::Attributes { set, start: behind.start, end: behind.end },
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
                // A struct that is told in words has its own name all the same.
                let name = match attrs {
                    Kind::Gloss(Kind::Struct(of), _) => of.name,
                    _ => place.name,
                };
                self.field(Place { name, ..*place }, attrs, scope);
            }
            _ => (),
        }
    }

    /// What stands between a message's head and its attributes; each must tell its length. Returns its end.
    fn counted(&mut self, tail: &'static [Row], start: usize, place: &Place, scope: &Scope<'_>) -> usize {
        let mut at = start;
        for Row { name, kind, .. } in tail {
            let next = self.extent(kind, at, place.end, scope);
            if at < next {
                self.field(Place { name, start: at, end: next, ..*place }, kind, scope);
            }
            at = next;
        }
        at
    }

    /// Where a field that follows a struct ends, if it begins at `at`.
    fn extent(&self, kind: &Kind, at: usize, end: usize, scope: &Scope<'_>) -> usize {
        let said = |name| match self.view().look_up(name, scope) {
            Some(Said::Number(n)) => usize::try_from(n).unwrap_or(usize::MAX),
            _ => 0,
        };
        let len = match kind {
            Kind::Array(Array { of, count: Count::Member(count, more), .. }) => {
                let count = said(count).saturating_add(usize::from(*more));
                Some(count.saturating_mul(of.width().unwrap_or(1)))
            }
            Kind::Sized { by, .. } => Some(said(by)),
            _ => kind.width(),
        };
        len.map_or(end, |len| at.saturating_add(len).min(end))
    }

    /// The attributes that stand behind a head: what its members mean can hang on them.
    fn nest(&self, mut kind: &'static Kind, place: &Place, scope: &Scope<'_>) -> Option<&'static Set> {
        loop {
            kind = match kind {
                Kind::Nest(set) => return Some(set),
                Kind::Select { by, cases } => self.choose(by, cases, place, scope)?,
                _ => return None,
            };
        }
    }

    /// `struct nlmsgerr`, the request it echoes, and `NLMSGERR_ATTR_*`.
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
        self.open(&place, &MESSAGE);
        // What is echoed went to the kernel, whatever direction its echo has.
        let context = Context { to_kernel: Some(true), request: None, ..*self.context };
        let mut decoder =
            Decoder { context: &context, bytes: self.bytes, cut: self.cut, flags: 0, tape: self.tape };
        decoder.message(echo, echo + len, depth + 1);
        let next = (echo + align(len)).min(end);
        self.padding(echo + len, next, depth);
        self.acknowledgement(next, end, flags, depth);
    }

    /// The error number of a dump's end, and `NLMSGERR_ATTR_*`.
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

    /// The kind that a selection makes of the bytes of `place`.
    fn choose(
        &self,
        by: &str,
        cases: &'static [(Case, Kind)],
        place: &Place,
        scope: &Scope<'_>,
    ) -> Option<&'static Kind> {
        let said = match by {
            "@len" => Some(Said::Number(u64::try_from(place.end - place.content()).unwrap_or(u64::MAX))),
            "@nested" => Some(Said::Number(u64::from(place.index & NLA_F_NESTED != 0))),
            "@request" => Some(Said::Number(u64::from(self.is_request()))),
            "@dump" => Some(Said::Number(u64::from(self.flags & NLM_F_DUMP != 0))),
            _ => {
                let view = View { before: place.start, ..self.view() };
                view.look_up(by, scope).or_else(|| self.look_up_in_request(by))
            }
        };
        cases.iter().find(|(case, _)| case.fits(said)).map(|(_, kind)| kind)
    }

    /// What a name says in the request that this message answers: in its head, and in its attributes.
    fn look_up_in_request(&self, name: &str) -> Option<Said<'a>> {
        let view = View { bytes: self.context.request?, endian: self.context.endian, before: 0 };
        let (_, header) = wire::message_header(view.bytes, view.endian).ok()?;
        let end = view.bytes.len();
        let owner = self.owner(view.bytes);
        let (body, mut kind, start, mut base) = match owner {
            None => {
                let body = self.context.family?.message(header.kind)?.request;
                (body, &body.head, NLMSG_HDRLEN, None)
            }
            Some(owner) => {
                let behind = NLMSG_HDRLEN + GENL_HDRLEN;
                let frame = Frame::Members { of: &GENLMSGHDR, start: NLMSG_HDRLEN, end: behind.min(end) };
                (owner.command(true)?.request, &owner.family?.header, behind, Some(frame))
            }
        };
        let of = loop {
            let scope = Scope { frame: base.unwrap_or(Frame::Top), parent: None };
            kind = match kind {
                Kind::Struct(of) => break *of,
                Kind::Pad { .. } => break &NO_HEAD,
                Kind::Peek(of, inner) => {
                    base = Some(Frame::Members { of, start, end });
                    inner
                }
                Kind::Select { by, cases } => {
                    let said = view.look_up(by, &scope);
                    cases.iter().find(|(case, _)| case.fits(said)).map(|(_, kind)| kind)?
                }
                _ => return None,
            };
        };
        let base = Scope { frame: base.unwrap_or(Frame::Top), parent: None };
        let head = Scope { frame: Frame::Members { of, start, end }, parent: Some(&base) };
        let mut kind = &body.attrs;
        while let Kind::Select { by, cases } = kind {
            let said = view.look_up(by, &head);
            match cases.iter().find(|(case, _)| case.fits(said)) {
                Some((_, chosen)) => kind = chosen,
                None => break,
            }
        }
        match kind {
            Kind::Nest(set) => {
                let frame = Frame::Attributes { set, start: start + align(of.size), end };
                view.look_up(name, &Scope { frame, parent: Some(&head) })
            }
            _ => view.look_up(name, &head),
        }
    }

    /// One field of any kind. It takes all of `place`.
    #[inline]
    fn field(&mut self, place: Place, kind: &'static Kind, scope: &Scope<'_>) {
        match kind {
            // What most fields are, told at once.
            Kind::Int { width, .. }
                if place.end - place.content() == usize::from(*width)
                    && *width > 0
                    && place.depth < MAX_DEPTH =>
            {
                self.leaf(&place, kind, State::Good);
            }
            _ => self.field_as(place, kind, kind, scope),
        }
    }

    /// One field, told as `shown` on the tape.
    fn field_as(&mut self, place: Place, kind: &'static Kind, shown: &'static Kind, scope: &Scope<'_>) {
        let start = place.content();
        let end = place.end;
        let len = end - start;
        if place.depth >= MAX_DEPTH {
            return self.leaf(&place, kind, State::TooDeep);
        }
        match kind {
            Kind::Int { .. } | Kind::Text { .. } | Kind::Bytes { .. } => {
                self.scalar(&place, kind, shown, len)
            }
            Kind::MessageType => self.leaf(&place, shown, State::Good),
            Kind::Flag => self.leaf(&place, shown, if len == 0 { State::Good } else { State::Extra }),
            Kind::Raw => self.leaf(&place, shown, State::Unknown),
            Kind::Pad { .. } => self.leaf(&place, shown, State::Good),
            Kind::Select { by, cases } => match self.choose(by, cases, &place, scope) {
                Some(kind) => self.field(place, kind, scope),
                None => self.leaf(&place, kind, State::Unselected),
            },
            Kind::Peek(of, inner) => {
                let frame = Frame::Members { of, start, end };
                self.field(place, inner, &Scope { frame, parent: Some(scope) });
            }
            Kind::Gloss(of, _) => self.field_as(place, of, shown, scope),
            Kind::Struct(of) => {
                let at = self.open(&place, shown);
                if len == 0 && of.size > 0 {
                    return self.mark(at, State::Short);
                }
                let end_of_struct = (start + of.size).min(end);
                self.members(of, at, start, end_of_struct, place.depth + 1, scope);
                let frame = Frame::Members { of, start, end: end_of_struct };
                self.tail(of, end_of_struct, end, place.depth + 1, &Scope { frame, parent: Some(scope) });
            }
            Kind::Nest(set) => {
                let depth = self.open_unless_bare(&place, shown);
                self.attributes(set, start, end, depth, scope);
            }
            Kind::List(list) => {
                let depth = self.open_unless_bare(&place, shown);
                self.list(list, start, end, depth, scope);
            }
            Kind::Array(array) => {
                let depth = self.open_unless_bare(&place, shown);
                self.array(array, start, end, depth, scope);
            }
            Kind::Records { of, .. } => {
                let depth = self.open_unless_bare(&place, shown);
                self.records(kind, of, Place { start, depth, ..place }, scope);
            }
            Kind::Strings(of) => {
                let depth = self.open_unless_bare(&place, shown);
                self.strings(of, start, end, depth);
            }
            Kind::Sized { of, .. } => self.field(place, of, scope),
            Kind::Message => {
                self.open(&place, shown);
                self.message(start, end, place.depth + 1);
            }
        }
    }

    /// Opens a container that has a name or header; what follows a head has neither, and its fields stand where it would.
    /// Returns the depth of its parts.
    fn open_unless_bare(&mut self, place: &Place, kind: &'static Kind) -> u8 {
        if place.name.is_empty() && place.role == Role::Member {
            return place.depth;
        }
        self.open(place, kind);
        place.depth + 1
    }

    fn scalar(&mut self, place: &Place, kind: &'static Kind, shown: &'static Kind, len: usize) {
        let Some(width) = kind.width() else {
            let wrong = matches!(kind, Kind::Int { .. }) && !matches!(len, 1..=8);
            return self.leaf(place, shown, if wrong { State::Short } else { State::Good });
        };
        // Text and addresses of any length up to that of the member fit an attribute.
        let flexible = matches!(kind, Kind::Text { .. })
            || matches!(kind, Kind::Bytes { look: Look::Mac | Look::Opaque, .. });
        if len == width || (flexible && place.role == Role::Attribute) {
            self.leaf(place, shown, State::Good);
        } else if len < width {
            self.leaf(place, shown, State::Short);
        } else {
            self.open(place, shown);
            let start = place.content();
            let depth = place.depth + 1;
            let value = Place { start, end: start + width, role: Role::Value, depth, ..*place };
            self.leaf(&value, shown, State::Good);
            let extra = Place { name: "", start: start + width, role: Role::Value, depth, ..*place };
            self.leaf(&extra, &RAW, State::Extra);
        }
    }

    /// The members of a struct. `container` is marked if the struct is shorter than any kernel's.
    fn members(
        &mut self,
        of: &'static Struct,
        container: usize,
        start: usize,
        end: usize,
        depth: u8,
        scope: &Scope<'_>,
    ) {
        let frame = Frame::Members { of, start, end };
        let scope = Scope { frame, parent: Some(scope) };
        let mut at = start;
        for row @ Row { name, kind, .. } in of.fields {
            let next = at + row.width();
            let place = Place { name, start: at, end: next, role: Role::Member, index: 0, depth };
            if next > end {
                match kind {
                    // A struct at the end that grew: what was there before is whole.
                    Kind::Struct(inner) if at + inner.oldest <= end => {
                        self.field(Place { end, ..place }, kind, &scope);
                    }
                    Kind::Pad { .. } if at < end => self.leaf(&Place { end, ..place }, kind, State::Good),
                    _ if at < end => {
                        self.leaf(&Place { end, ..place }, kind, State::Short);
                        self.mark(container, State::Short);
                    }
                    _ => (),
                }
                break;
            }
            self.field(place, kind, &scope);
            at = next;
        }
        if end - start < of.oldest {
            self.mark(container, State::Short);
        }
    }

    /// What follows a struct's members in the same payload.
    fn tail(&mut self, of: &'static Struct, start: usize, end: usize, depth: u8, scope: &Scope<'_>) {
        let mut at = start;
        for Row { name, kind, .. } in of.tail {
            if matches!(kind, Kind::Nest(_) | Kind::List(_) | Kind::Records { align: 2.., .. }) {
                let next = (start - of.size.min(start) + align(of.size)).max(at).min(end);
                self.padding(at, next, depth);
                at = next;
            }
            if at >= end {
                return;
            }
            let next = self.extent(kind, at, end, scope);
            if at < next {
                self.field(Place { name, start: at, end: next, depth, ..Place::AT_TOP }, kind, scope);
            }
            at = next;
        }
        if at < end {
            let place = Place { start: at, end, depth, role: Role::Value, ..Place::AT_TOP };
            self.leaf(&place, &RAW, State::Extra);
        }
    }

    /// Attributes one behind the other, to the end. `each` decodes one of them, header and payload.
    #[inline]
    fn each_attribute(
        &mut self,
        start: usize,
        end: usize,
        depth: u8,
        mut each: impl FnMut(&mut Self, Place),
    ) {
        let mut at = start;
        while at < end {
            let rest = self.slice(at, end);
            let Some(attribute) = wire::attribute(rest, self.context.endian) else {
                let state = if self.cut { State::Cut } else { State::Malformed };
                return self.leaf(&Place { start: at, end, depth, ..Place::AT_TOP }, &RAW, state);
            };
            let next = at + NLA_HDRLEN + attribute.payload;
            let index = attribute.kind;
            let before = self.tape.len();
            each(self, Place { name: "", start: at, end: next, role: Role::Attribute, index, depth });
            if usize::from(attribute.len) > NLA_HDRLEN + attribute.payload {
                let state = if self.cut { State::Cut } else { State::Malformed };
                if let Some(field) = self.tape.get_mut(before) {
                    field.state = state;
                }
            }
            self.padding(next, next + attribute.padding, depth);
            at = next + attribute.padding;
        }
    }

    fn attributes(&mut self, set: &'static Set, start: usize, end: usize, depth: u8, scope: &Scope<'_>) {
        let scope = Scope { frame: Frame::Attributes { set, start, end }, parent: Some(scope) };
        self.each_attribute(start, end, depth, |decoder, place| match set.get(place.index & NLA_TYPE_MASK) {
            Some(row) => decoder.field(Place { name: row.name, ..place }, &row.kind, &scope),
            None => decoder.leaf(&place, &RAW, State::Unknown),
        });
    }

    fn list(&mut self, list: &'static List, start: usize, end: usize, depth: u8, scope: &Scope<'_>) {
        self.each_attribute(start, end, depth, |decoder, place| {
            let id = u64::from(place.index & NLA_TYPE_MASK);
            let name = list.names.and_then(|names| names.get(id)).unwrap_or_default();
            decoder.field(Place { name, ..place }, &list.of, scope);
        });
    }

    fn array(&mut self, array: &'static Array, start: usize, end: usize, depth: u8, scope: &Scope<'_>) {
        let width = array.of.width().unwrap_or(1).max(1);
        let whole = end;
        let end = match array.count {
            Count::Of(name, _) => {
                let count = match self.view().look_up(name, scope) {
                    Some(Said::Number(n)) => usize::try_from(n).unwrap_or(usize::MAX),
                    _ => 0,
                };
                start.saturating_add(count.saturating_mul(width)).min(end)
            }
            _ => end,
        };
        let mut at = start;
        let mut index = array.base;
        while at + width <= end {
            let name = array.names.and_then(|names| names.get(u64::from(index))).unwrap_or_default();
            let place = Place { name, start: at, end: at + width, role: Role::Element, index, depth };
            self.field(place, &array.of, scope);
            at += width;
            index = index.wrapping_add(1);
        }
        if at < end {
            let place = Place { start: at, end, depth, role: Role::Value, ..Place::AT_TOP };
            self.leaf(&place, &RAW, State::Extra);
        }
        self.padding(end, whole, depth);
    }

    /// Texts one behind the other, each with its NUL.
    fn strings(&mut self, of: &'static Struct, start: usize, end: usize, depth: u8) {
        let mut rows = of.tail;
        let mut at = start;
        while let Some(Row { name, kind, .. }) = rows.first().filter(|_| at < end) {
            let text = self.slice(at, end);
            let nul = text.iter().position(|byte| *byte == 0);
            // Behind the last there may be more zeros.
            let is_next = |nul: &usize| self.slice(at + nul, end).iter().any(|byte| *byte != 0);
            let len = nul.filter(is_next).map_or(text.len(), |nul| nul + 1);
            self.leaf(&Place { name, start: at, end: at + len, depth, ..Place::AT_TOP }, kind, State::Good);
            at += len;
            rows = rows.get(1..).filter(|rest| !rest.is_empty()).unwrap_or(rows);
        }
    }

    /// Records one behind the other; `kind` is what they are on the tape.
    fn records(
        &mut self,
        kind: &'static Kind,
        of: &'static Struct,
        Place { start, end, depth, .. }: Place,
        scope: &Scope<'_>,
    ) {
        let Kind::Records { len, times, more, align, .. } = kind else { return };
        let mut at = start;
        let mut index = 0u16;
        while at < end {
            let claimed = match self.view().member(len, of, at, end) {
                Some(Said::Number(n)) => usize::try_from(n)
                    .unwrap_or(usize::MAX)
                    .saturating_mul(usize::from(*times))
                    .saturating_add(usize::from(*more)),
                _ => 0,
            };
            if claimed < of.oldest {
                let place = Place { start: at, end, depth, ..Place::AT_TOP };
                return self.leaf(&place, &RAW, State::Malformed);
            }
            let next = at.saturating_add(claimed).min(end);
            let place = Place { name: of.name, start: at, end: next, role: Role::Element, index, depth };
            let container = self.open(&place, kind);
            let end_of_struct = (at + of.size).min(next);
            self.members(of, container, at, end_of_struct, depth + 1, scope);
            let frame = Frame::Members { of, start: at, end: end_of_struct };
            self.tail(of, end_of_struct, next, depth + 1, &Scope { frame, parent: Some(scope) });
            if at.saturating_add(claimed) > end {
                self.mark(container, if self.cut { State::Cut } else { State::Malformed });
            }
            at = (at + (next - at).next_multiple_of(usize::from(*align).max(1))).min(end);
            self.padding(next, at, depth);
            index = index.wrapping_add(1);
        }
    }
}
