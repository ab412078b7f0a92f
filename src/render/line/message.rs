//! Messages in a line: what strace makes of a buffer, from the tape.
//!
//! strace fetches each struct, attribute header and array element by itself and writes the address of the first that it can't
//! read. Here a message is decoded as if it were whole, with zeros where nothing could be read, and each object asks
//! [`Scene::is_there`] before it is written.

use nltrace_decoders::decode::{Context, NLM_F_ACK_TLVS, NLM_F_CAPPED, decode};
use nltrace_decoders::family;
use nltrace_decoders::names;
use nltrace_decoders::schema::{Array, Case, Family, Kind, Names, Set, Show, Struct};
use nltrace_decoders::tape::{Field, Role, State, Tape};
use nltrace_decoders::wire::{self, Endian, MessageHeader, NLMSG_HDRLEN, align};

use super::others;
use super::over::{self, How};
use super::pen::{Base, Pen};
use super::value;

const NLMSG_ERROR: u16 = nltrace_decoders::control::NLMSG_ERROR;
const NLMSG_DONE: u16 = nltrace_decoders::control::NLMSG_DONE;
const NLMSG_MIN_TYPE: u16 = 16;
/// More of a message than this is not made up of zeros where it can't be read.
const MOST_ZEROS: usize = 1 << 16;

/// What names interfaces.
pub(super) type InterfaceName<'a> = &'a dyn Fn(u32) -> Option<String>;
/// What finds the request that a message answers.
pub(super) type RequestOf<'a> = &'a dyn Fn(&MessageHeader) -> Option<Vec<u8>>;

/// A message, and where it lies.
#[derive(Clone, Copy)]
pub(super) struct Scene<'a> {
    /// Its bytes, and zeros where they could not be read.
    pub(super) bytes: &'a [u8],
    /// How many of them could be read.
    pub(super) readable: usize,
    /// Address of the first.
    pub(super) base: u64,
    pub(super) tape: &'a Tape,
    pub(super) family: Option<&'static Family>,
    pub(super) protocol: Option<u16>,
    pub(super) interface: InterfaceName<'a>,
}

impl<'a> Scene<'a> {
    pub(super) fn is_there(&self, start: usize, len: usize) -> bool {
        start + len <= self.readable
    }

    pub(super) fn addr(&self, at: usize) -> u64 {
        self.base.wrapping_add(at as u64)
    }

    pub(super) fn slice(&self, start: usize, end: usize) -> &'a [u8] {
        self.bytes.get(start..end.min(self.bytes.len())).unwrap_or_default()
    }

    pub(super) fn fields(&self) -> &'a [Field] {
        self.tape.fields()
    }

    /// Where the parts of a field end on the tape.
    pub(super) fn end_of(&self, at: usize) -> usize {
        let fields = self.fields();
        let Some(field) = fields.get(at) else { return at };
        at + 1 + fields[at + 1..].iter().take_while(|part| part.depth > field.depth).count()
    }

    /// The fields next below a field, by their places on the tape.
    pub(super) fn parts(&self, lo: usize, hi: usize, depth: u8) -> impl Iterator<Item = usize> + use<'a> {
        let fields = self.fields();
        (lo..hi).filter(move |at| fields[*at].depth == depth)
    }

    pub(super) fn u16(&self, at: usize) -> u16 {
        wire::u16(self.slice(at, at + 2), self.tape.endian).map_or(0, |(_, n)| n)
    }

    pub(super) fn u32(&self, at: usize) -> u32 {
        wire::u32(self.slice(at, at + 4), self.tape.endian).map_or(0, |(_, n)| n)
    }
}

/// A buffer of messages.
pub(super) struct Buffer<'a> {
    /// What of it could be read.
    pub(super) bytes: &'a [u8],
    /// How long it is.
    pub(super) len: usize,
    pub(super) addr: u64,
    pub(super) protocol: Option<u16>,
    pub(super) interface: InterfaceName<'a>,
    pub(super) request: RequestOf<'a>,
}

/// Writes the messages of a buffer.
pub(super) fn buffer(buffer: &Buffer<'_>, tape: &mut Tape, pen: &mut Pen) {
    if buffer.addr == 0 {
        return pen.say("NULL");
    }
    if buffer.protocol == Some(others::KOBJECT_UEVENT) {
        return others::uevent(buffer, pen);
    }
    let family = buffer.protocol.and_then(family::by_protocol);
    let (mut at, mut count, mut is_list) = (0, 0, false);
    let mut padded = Vec::new();
    loop {
        let rest = buffer.len - at;
        let addr = buffer.addr.wrapping_add(at as u64);
        let there = buffer.bytes.get(at..).unwrap_or_default();
        if rest < NLMSG_HDRLEN {
            string_at(there, rest, addr, pen);
            break;
        }
        let Ok((_, header)) = wire::message_header(there, Endian::NATIVE) else {
            if is_list {
                pen.hole(addr)
            } else {
                pen.address(addr)
            }
            break;
        };
        count += 1;
        if count > pen.limit && !pen.verbose {
            pen.say("...");
            break;
        }
        let claimed = header.len as usize;
        let next = if claimed >= NLMSG_HDRLEN { rest.saturating_sub(align(claimed)) } else { 0 };
        if next > 0 && !is_list {
            pen.say("[");
            is_list = true;
        }
        let len = claimed.max(NLMSG_HDRLEN).min(rest);
        let readable = there.len().min(len);
        padded.clear();
        padded.extend_from_slice(&there[..readable]);
        padded.resize(len.min(readable + MOST_ZEROS), 0);
        if header.kind == NLMSG_ERROR
            && let [_, _, _, _, _, _, low, high, ..] = padded.as_mut_slice()
        {
            // What stands behind the echo is taken for attributes whether the flag says so or not.
            let flags = u16::from_ne_bytes([*low, *high]) | NLM_F_ACK_TLVS;
            [*low, *high] = flags.to_ne_bytes();
        }
        let request = (buffer.request)(&header);
        let context =
            Context { family, endian: Endian::NATIVE, to_kernel: None, request: request.as_deref() };
        decode(&padded, &context, tape);
        let scene = Scene {
            bytes: &padded,
            readable,
            base: addr,
            tape,
            family,
            protocol: buffer.protocol,
            interface: buffer.interface,
        };
        message(&scene, &header, 0, scene.fields().len(), claimed.min(rest), pen);
        if next == 0 {
            break;
        }
        pen.say(", ");
        at += align(claimed);
    }
    if is_list {
        pen.say("]");
    }
}

/// Writes bytes that are no message, of which `there` could be read.
fn string_at(there: &[u8], len: usize, addr: u64, pen: &mut Pen) {
    if there.len() < len.min(pen.limit + 1) {
        return pen.address(addr);
    }
    pen.hex_string(there.get(..len).unwrap_or(there), len);
}

/// Writes a range of a message as bytes.
pub(super) fn raw(scene: &Scene<'_>, start: usize, end: usize, pen: &mut Pen) {
    let there = scene.slice(start, end.min(scene.readable.max(start)));
    string_at(there, end - start, scene.addr(start), pen);
}

/// Writes a message whose fields are `lo..hi` on the tape. `len` is its length, which may be less than a header's.
fn message(scene: &Scene<'_>, header: &MessageHeader, lo: usize, hi: usize, len: usize, pen: &mut Pen) {
    let Some(first) = scene.fields().get(lo) else { return };
    let start = first.start as usize;
    let is_list = len > NLMSG_HDRLEN;
    if is_list {
        pen.say("[");
    }
    head(scene, header, pen);
    if is_list {
        pen.say(", ");
        payload(scene, header, lo, hi, start + NLMSG_HDRLEN, start + len, pen);
        pen.say("]");
    }
}

fn head(scene: &Scene<'_>, header: &MessageHeader, pen: &mut Pen) {
    pen.say("{nlmsg_len=");
    pen.decimal(header.len.into());
    pen.say(", nlmsg_type=");
    message_type(scene, header.kind, pen);
    pen.say(", nlmsg_flags=");
    flags(scene, header, pen);
    pen.say(", nlmsg_seq=");
    pen.decimal(header.seq.into());
    pen.say(", nlmsg_pid=");
    pen.number(i64::from(header.portid.cast_signed()).cast_unsigned(), Base::Signed);
    pen.say("}");
}

fn message_type(scene: &Scene<'_>, kind: u16, pen: &mut Pen) {
    if scene.family.is_none() && kind >= NLMSG_MIN_TYPE && others::message_type(scene.protocol, kind, pen) {
        return;
    }
    let of_family = scene.family.filter(|_| kind >= NLMSG_MIN_TYPE);
    let name = nltrace_decoders::value::message_name(scene.tape, kind);
    let unknown = match of_family.map(|family| family.protocol) {
        Some(0) => "RTM_???",
        Some(4) => "SOCK_DIAG_???",
        _ => "NLMSG_???",
    };
    pen.constant(kind.into(), name, Some(unknown), Base::Hex);
}

fn flags(scene: &Scene<'_>, header: &MessageHeader, pen: &mut Pen) {
    let found = scene.family.and_then(|family| family.message(header.kind));
    let found =
        found.or_else(|| nltrace_decoders::control::MESSAGES.iter().find(|msg| msg.id == header.kind));
    let class = found.filter(|msg| msg.id != NLMSG_DONE).map(|msg| msg.class);
    let by_name = || others::class(scene.protocol, header.kind).filter(|_| scene.family.is_none());
    let class = class.or_else(by_name).unwrap_or(nltrace_decoders::schema::Class::Other);
    if let Kind::Int { show: Show::Flags(names), .. } = nltrace_decoders::control::flags(class) {
        pen.flags(header.flags.into(), names, Some("NLM_F_???"));
    }
}

fn payload(
    scene: &Scene<'_>,
    header: &MessageHeader,
    lo: usize,
    hi: usize,
    start: usize,
    end: usize,
    pen: &mut Pen,
) {
    if header.kind == NLMSG_ERROR {
        return error(scene, header, lo, hi, start, end, pen);
    }
    if header.kind >= NLMSG_MIN_TYPE && matches!(scene.protocol, Some(0 | 4)) {
        return body(scene, lo, hi, start, end, pen);
    }
    if header.kind >= NLMSG_MIN_TYPE
        && scene.family.is_none()
        && others::body(scene, header.kind, start, end, pen)
    {
        return;
    }
    if header.kind == NLMSG_DONE && end - start == 4 {
        if !scene.is_there(start, 4) {
            return pen.address(scene.addr(start));
        }
        let number = i64::from(scene.u32(start).cast_signed());
        return pen.number(number.cast_unsigned(), Base::Signed);
    }
    raw(scene, start, end, pen);
}

/// `struct nlmsgerr`, the request that it echoes, and what explains it.
fn error(
    scene: &Scene<'_>,
    header: &MessageHeader,
    lo: usize,
    hi: usize,
    start: usize,
    end: usize,
    pen: &mut Pen,
) {
    if end - start < 4 + NLMSG_HDRLEN {
        return raw(scene, start, end, pen);
    }
    let echo = start + 4;
    if !scene.is_there(start, 4 + NLMSG_HDRLEN) {
        return pen.address(scene.addr(start));
    }
    let Ok((_, echoed)) = wire::message_header(scene.slice(echo, end), scene.tape.endian) else { return };
    let room = end - echo;
    let capped = header.flags & NLM_F_CAPPED != 0;
    let len = if capped { NLMSG_HDRLEN } else { (echoed.len as usize).max(NLMSG_HDRLEN) }.min(room);
    let next = echo + len;
    if next < end {
        pen.say("[");
    }
    pen.say("{error=");
    let number = i64::from(scene.u32(start).cast_signed());
    value::errno(number, pen);
    pen.say(", msg=");
    let depth = scene.fields()[lo].depth;
    let at = scene.parts(lo, hi, depth).find(|at| scene.fields()[*at].start as usize == echo);
    if let Some(at) = at.filter(|at| *at + 1 < scene.end_of(*at)) {
        message(scene, &echoed, at + 1, scene.end_of(at), (echoed.len as usize).min(len), pen);
    }
    pen.say("}");
    if next < end {
        pen.say(", ");
        let set = &nltrace_decoders::control::NLMSGERR_ATTR;
        let behind = scene.parts(lo, hi, depth).find(|at| scene.fields()[*at].start as usize >= next);
        let list = List { lo: behind.unwrap_or(hi), hi, depth, start: next, end };
        attributes(scene, &list, &Types::Set(set), pen);
        pen.say("]");
    }
}

/// A message's fixed head and its attributes.
fn body(scene: &Scene<'_>, lo: usize, hi: usize, start: usize, end: usize, pen: &mut Pen) {
    let fields = scene.fields();
    if !scene.is_there(start, 1) {
        return pen.address(scene.addr(start));
    }
    if end - start == 1 && scene.protocol == Some(4) {
        return unknown_body(scene, start, end, pen);
    }
    let depth = fields[lo].depth;
    let behind = scene
        .parts(lo, hi, depth)
        .find(|at| fields[*at].start as usize >= start && fields[*at].role != Role::Header);
    let head = behind.and_then(|at| match fields[at].kind {
        Kind::Struct(of) if !of.fields.is_empty() => Some((at, *of)),
        _ => None,
    });
    let Some((at, of)) = head.filter(|(_, of)| of.name != "sock_diag_msg" && of.name != "sock_diag_req")
    else {
        return unknown_body(scene, start, end, pen);
    };
    pen.say("{");
    let parts: Vec<usize> = scene.parts(at + 1, scene.end_of(at), depth + 1).collect();
    let first = parts.first().copied();
    if end - start < of.size || !scene.is_there(start, of.size) {
        if let Some(first) = first {
            value::member(scene, first, of, pen);
        }
        if end - start < of.size {
            pen.say(", ...}");
        } else {
            pen.say(", ");
            pen.address(scene.addr(start + 1));
            pen.say("}");
        }
        return;
    }
    value::members(scene, &parts, of, start + of.size, pen);
    pen.say("}");
    let next = start + align(of.size);
    if next < end {
        pen.say(", ");
        let behind = scene.parts(at + 1, hi, depth).find(|at| fields[*at].start as usize >= next);
        let list = List { lo: behind.unwrap_or(hi), hi, depth, start: next, end };
        match top_types(scene, lo, hi) {
            Types::None => raw(scene, next, end, pen),
            types => attributes(scene, &list, &types, pen),
        }
    }
}

/// A message of which nothing is known but that it begins with an address family.
fn unknown_body(scene: &Scene<'_>, start: usize, end: usize, pen: &mut Pen) {
    pen.say("{family=");
    let number = scene.slice(start, start + 1).first().copied().unwrap_or(0).into();
    pen.constant(number, names::AF.get(number), Some("AF_???"), Base::Hex);
    if start + 1 < end {
        pen.say(", data=");
        raw(scene, start + 1, end, pen);
    }
    pen.say("}");
}

/// What the attributes behind a message's head are.
fn top_types(scene: &Scene<'_>, lo: usize, hi: usize) -> Types {
    let Some(header) = scene.fields().get(lo) else { return Types::None };
    let start = header.start as usize;
    let (id, flags) = (scene.u16(start + 4), scene.u16(start + 6));
    let Some(msg) = scene.family.and_then(|family| family.message(id)) else { return Types::None };
    let body = if flags & 1 != 0 || header.depth > 0 { msg.request } else { msg.reply };
    let mut kind = &body.attrs;
    loop {
        match kind {
            Kind::Nest(set) => return Types::Set(set),
            Kind::Peek(_, inner) => kind = inner,
            Kind::Select { by, cases } => {
                let number = said(scene, by, &body.head, lo, hi, start + NLMSG_HDRLEN);
                let fits = |case: &Case| match (case, number) {
                    (Case::Otherwise, _) => true,
                    (Case::Is(n), Some(m)) => *n == m,
                    (Case::OneOf(list), Some(m)) => list.contains(&m),
                    (Case::UpTo(n), Some(m)) => m <= *n,
                    _ => false,
                };
                match cases.iter().find(|(case, _)| fits(case)) {
                    Some((_, chosen)) => kind = chosen,
                    None => return Types::None,
                }
            }
            _ => return Types::None,
        }
    }
}

/// What a member of a message's head says, or one of the struct that is peeked at in its place.
fn said(scene: &Scene<'_>, name: &str, head: &Kind, lo: usize, hi: usize, start: usize) -> Option<u64> {
    let number = |start, end| wire::uint(scene.slice(start, end), scene.tape.endian);
    if name == "@request" {
        return Some(u64::from(scene.u16(scene.fields()[lo].start as usize + 6) & 1));
    }
    if let Some(field) = scene.fields()[lo..hi].iter().find(|field| field.name == name) {
        return number(field.payload().start, field.end());
    }
    let mut head = head;
    while let Kind::Peek(of, inner) = head {
        let mut at = start;
        for row in of.fields {
            let next = at + row.kind.width()?;
            if row.name == name {
                return number(at, next);
            }
            at = next;
        }
        head = inner;
    }
    // What the head is chosen by may be chosen itself; a family stands first in all of them.
    if name == "family" { number(start, start + 1) } else { None }
}

/// Whether bytes that should be attributes do not begin with one that fits.
pub(super) fn is_no_list(scene: &Scene<'_>, start: usize, end: usize) -> bool {
    end - start < 4 || scene.is_there(start, 4) && !(4..=end - start).contains(&usize::from(scene.u16(start)))
}

/// What the types of attributes are called.
#[derive(Clone, Copy)]
pub(super) enum Types {
    /// They are a set's.
    Set(&'static Set),
    /// They have these names, or none.
    Names(Option<&'static Names>),
    /// Nobody knows.
    None,
}

/// Attributes on the tape and in the message.
pub(super) struct List {
    pub(super) lo: usize,
    pub(super) hi: usize,
    pub(super) depth: u8,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// Attributes one behind the other.
pub(super) fn attributes(scene: &Scene<'_>, list: &List, types: &Types, pen: &mut Pen) {
    let (mut at, mut count, mut is_list) = (list.start, 0, false);
    let mut parts = scene
        .parts(list.lo, list.hi, list.depth)
        .filter(|at| scene.fields()[*at].role == Role::Attribute)
        .peekable();
    loop {
        let rest = list.end - at;
        if rest < 4 {
            raw(scene, at, list.end, pen);
            break;
        }
        if !scene.is_there(at, 4) {
            if is_list {
                pen.hole(scene.addr(at))
            } else {
                pen.address(scene.addr(at))
            }
            break;
        }
        count += 1;
        if count > pen.limit && !pen.verbose {
            pen.say("...");
            break;
        }
        let (claimed, kind) = (usize::from(scene.u16(at)), scene.u16(at + 2));
        let next = if claimed >= 4 { rest.saturating_sub(align(claimed)) } else { 0 };
        if next > 0 && !is_list {
            pen.say("[");
            is_list = true;
        }
        let len = claimed.min(rest);
        while parts.next_if(|part| (scene.fields()[*part].start as usize) < at).is_some() {}
        let part = parts.peek().copied().filter(|part| scene.fields()[*part].start as usize == at);
        if len > 4 {
            pen.say("[");
        }
        attribute_head(claimed, kind, types, pen);
        if len > 4 {
            pen.say(", ");
            match part {
                Some(part) => value::attribute(scene, part, at + 4, at + len, pen),
                None => raw(scene, at + 4, at + len, pen),
            }
            pen.say("]");
        }
        if next == 0 {
            break;
        }
        pen.say(", ");
        at += align(claimed);
    }
    if is_list {
        pen.say("]");
    }
}

fn attribute_head(len: usize, kind: u16, types: &Types, pen: &mut Pen) {
    pen.say("{nla_len=");
    pen.decimal(len as u64);
    pen.say(", nla_type=");
    for (bit, name) in
        [(wire::NLA_F_NESTED, "NLA_F_NESTED"), (wire::NLA_F_NET_BYTEORDER, "NLA_F_NET_BYTEORDER")]
    {
        if kind & bit != 0 {
            pen.constant(bit.into(), Some(name), None, Base::Hex);
            pen.say("|");
        }
    }
    let id = kind & wire::NLA_TYPE_MASK;
    match types {
        Types::Set(set) => {
            let unknown = over::set(set.name).map_or_else(|| format!("{}_???", set.name), str::to_owned);
            let zero = format!("{}_UNSPEC", set.name);
            let name = set.get(id).map(|row| row.name).filter(|_| !over::is_newer(set.name, id));
            let by_family = if set.name == "AF" { names::AF.get(id.into()) } else { None };
            let name = name
                .or(by_family)
                .or_else(|| over::attribute(set.name, id))
                .or(Some(zero.as_str()).filter(|_| id == 0));
            pen.constant(id.into(), name, Some(&unknown), Base::Hex);
        }
        Types::Names(Some(names)) => {
            let unknown = super::pen::unknown(names);
            let name = names.get(id.into());
            let is_af = names.entries().first().is_some_and(|entry| entry.1.starts_with("AF_"));
            let (name, unknown) =
                if is_af { (names::AF.get(id.into()), Some("AF_???")) } else { (name, unknown.as_deref()) };
            pen.constant(id.into(), name, unknown, Base::Hex);
        }
        Types::Names(None) | Types::None => pen.constant(id.into(), None, None, Base::Hex),
    }
    pen.say("}");
}

/// Elements without headers of their own.
pub(super) fn array(scene: &Scene<'_>, at: usize, array: &Array, start: usize, end: usize, pen: &mut Pen) {
    let width = array.of.width().unwrap_or(1).max(1);
    let count = (end - start) / width;
    if count == 0 {
        return raw(scene, start, end, pen);
    }
    if !scene.is_there(start, width) {
        return pen.address(scene.addr(start));
    }
    let fields = scene.fields();
    let depth = fields[at].depth + 1;
    let parts =
        scene.parts(at + 1, scene.end_of(at), depth).filter(|part| fields[*part].role == Role::Element);
    let how = over::of(fields[at].name);
    let is_list = !how.contains(&How::NotIndexed);
    let last = how.iter().find_map(|how| match how {
        How::UpTo(last) => Some(*last),
        _ => None,
    });
    pen.say("[");
    for (index, part) in parts.enumerate() {
        if index > 0 {
            pen.say(", ");
        }
        if index >= pen.limit && !pen.verbose {
            pen.say("...");
            break;
        }
        let from = start + index * width;
        if !scene.is_there(from, width) {
            pen.hole(scene.addr(from));
            break;
        }
        if let Some(names) = array.names.filter(|_| is_list) {
            let number = u64::from(array.base) + index as u64;
            let name = names.get(number).filter(|_| last.is_none_or(|last| number <= last));
            let unknown = super::pen::unknown(names);
            pen.say("[");
            match (name, array.base) {
                // Positions are counted from 0, and these names are not.
                (Some(name), 1..) => {
                    let name = format!("{name}-{}", array.base);
                    pen.constant(index as u64, Some(&name), None, Base::Decimal);
                }
                _ => pen.constant(index as u64, name, unknown.as_deref(), Base::Decimal),
            }
            pen.say("]=");
        }
        value::element(scene, part, fields[at].name, pen);
    }
    pen.say("]");
}

/// The struct's members that lie before `end`.
pub(super) fn is_member(field: &Field, end: usize) -> bool {
    (field.start as usize) < end && matches!(field.role, Role::Member)
}

/// Whether a field is one that nobody knows.
pub(super) fn is_unknown(field: &Field) -> bool {
    matches!(field.state, State::Unknown | State::Unselected | State::TooDeep | State::Malformed)
        && matches!(field.kind, Kind::Raw | Kind::Select { .. })
}

/// The name under which a member is found among what is written otherwise.
pub(super) fn key(of: &Struct, field: &Field) -> String {
    format!("{}.{}", of.name, field.name)
}
