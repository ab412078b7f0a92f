//! Messages in a line: prints a tape as strace prints a buffer.
//!
//! strace fetches each struct, attribute header and array element by itself and writes the address of the first that it can't
//! read. Here a message is decoded as if it were whole, with zeros where nothing could be read, and each object asks
//! [`Scene::is_there`] before it is written.

use nltrace_decoders::control::{
    self, NLM_F_ACK_TLVS, NLM_F_CAPPED, NLM_F_REQUEST, NLMSG_DONE, NLMSG_ERROR, NLMSG_MIN_TYPE,
};
use nltrace_decoders::decode::{Context, Remembering};
use nltrace_decoders::names::{
    self, NETLINK_AUDIT as AUDIT, NETLINK_CRYPTO as CRYPTO, NETLINK_SELINUX as SELINUX, NETLINK_XFRM as XFRM,
};
use nltrace_decoders::schema::{Case, Class, Kind};
use nltrace_decoders::tape::Role;
use nltrace_decoders::wire::{self, Endian, MessageHeader, NLMSG_HDRLEN, align};

use super::generic;
use super::list::{AttributeList, Types, attributes};
use super::netfilter;
use super::over;
use super::pen::{Base, Comment, Pen};
use super::scalar;
use super::scene::{Buffer, Scene, raw, string_at};
use super::uevent;
use super::value;
use crate::secret;
use crate::tables;

/// More of a message than this is not made up of zeros where it can't be read.
const MOST_ZEROS: usize = 1 << 16;

/// Writes the messages of a buffer.
pub(super) fn buffer(buffer: &Buffer<'_>, decoder: &mut Remembering, pen: &mut Pen) {
    if buffer.addr == 0 {
        return pen.say("NULL");
    }
    if buffer.protocol == Some(uevent::PROTOCOL) {
        return uevent::datagram(buffer, pen);
    }
    let family = buffer.protocol.and_then(tables::by_protocol);
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
        let Ok((_, header)) = wire::message_header(there, buffer.endian) else {
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
            // The bytes after the echo are read as attributes, with or without the flag.
            let flags = header.flags | NLM_F_ACK_TLVS;
            [*low, *high] = match buffer.endian {
                Endian::Little => flags.to_le_bytes(),
                Endian::Big => flags.to_be_bytes(),
            };
        }
        let request = (buffer.request)(&header);
        let (request, ids) = (request.as_deref(), Some(buffer.ids));
        // Without the flag it is no request, and mostly one process's answer to another.
        let to_kernel = (buffer.is_sent && header.flags & NLM_F_REQUEST != 0).then_some(true);
        let context = Context { family, endian: buffer.endian, to_kernel, request, ids };
        decoder.decode(&padded, &context);
        if pen.secrets {
            decoder.reveal_secrets();
        }
        let tape = decoder.tape();
        let padded = secret::masked(&padded, tape);
        let scene = Scene {
            bytes: &padded,
            readable,
            base: addr,
            tape,
            family,
            protocol: buffer.protocol,
            interface: buffer.interface,
            descriptor: buffer.descriptor,
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
    pen.decimal(header.portid.into());
    pen.say("}");
}

fn message_type(scene: &Scene<'_>, kind: u16, pen: &mut Pen) {
    if let Some(owner) = generic::owner(scene, kind) {
        return generic::message_type(&owner, pen);
    }
    let of_family = scene.family.filter(|_| kind >= NLMSG_MIN_TYPE);
    let name = nltrace_decoders::value::message_name(scene.tape, kind);
    if of_family.is_some_and(|family| family.protocol == netfilter::PROTOCOL) {
        return netfilter::message_type(kind, name, pen);
    }
    let unknown = match of_family.map(|family| family.protocol) {
        Some(0) => "RTM_???",
        Some(4) => "SOCK_DIAG_???",
        Some(XFRM) => "XFRM_MSG_???",
        Some(SELINUX) => "SELNL_MSG_???",
        Some(AUDIT) => "AUDIT_???",
        Some(CRYPTO) => "CRYPTO_MSG_???",
        _ => "NLMSG_???",
    };
    pen.constant(kind.into(), name, Some(unknown), Base::Hex);
}

fn flags(scene: &Scene<'_>, header: &MessageHeader, pen: &mut Pen) {
    let found = scene.family.and_then(|family| family.message(header.kind));
    let found = found.or_else(|| control::MESSAGES.iter().find(|msg| msg.id == header.kind));
    let class = found.filter(|msg| msg.id != NLMSG_DONE).map(|msg| msg.class);
    let is_request = header.flags & NLM_F_REQUEST != 0;
    let of_command = || generic::owner(scene, header.kind).map(|owner| generic::class(&owner, is_request));
    let class = class.or_else(of_command).unwrap_or(Class::Other);
    pen.flags(header.flags.into(), control::flag_names(class), Comment::Words("NLM_F_???"));
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
    if header.kind >= NLMSG_MIN_TYPE
        && matches!(scene.protocol, Some(0 | 4 | XFRM | SELINUX | AUDIT | CRYPTO))
    {
        return body(scene, lo, hi, start, end, pen);
    }
    if generic::owner(scene, header.kind).is_some() {
        return generic::body(scene, (lo, hi), (start, end), &top_types(scene, lo, hi), pen);
    }
    if header.kind >= NLMSG_MIN_TYPE && scene.protocol == Some(netfilter::PROTOCOL) {
        let depth = scene.fields()[lo].depth;
        let list = AttributeList { lo, hi, depth, start, end };
        return netfilter::body(scene, header.kind, &list, &top_types(scene, lo, hi), pen);
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

/// Writes `struct nlmsgerr`, the request that it echoes, and what explains it.
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
    scalar::errno(number, pen);
    pen.say(", msg=");
    let depth = scene.fields()[lo].depth;
    let at = scene.parts(lo, hi, depth).find(|at| scene.fields()[*at].start as usize == echo);
    match at.filter(|at| *at + 1 < scene.end_of(*at)) {
        Some(at) => message(scene, &echoed, at + 1, scene.end_of(at), (echoed.len as usize).min(len), pen),
        // It is nested too deep to have parts.
        None => raw(scene, echo, next, pen),
    }
    pen.say("}");
    if next < end {
        pen.say(", ");
        let set = &control::NLMSGERR_ATTR;
        let following = scene.parts(lo, hi, depth).find(|at| scene.fields()[*at].start as usize >= next);
        let list = AttributeList { lo: following.unwrap_or(hi), hi, depth, start: next, end };
        attributes(scene, &list, &Types::Set(set), pen);
        pen.say("]");
    }
}

/// Writes a message's fixed head and its attributes.
fn body(scene: &Scene<'_>, lo: usize, hi: usize, start: usize, end: usize, pen: &mut Pen) {
    let fields = scene.fields();
    if !scene.is_there(start, 1) {
        return pen.address(scene.addr(start));
    }
    if end - start == 1 && scene.protocol == Some(4) {
        return unknown_body(scene, start, end, pen);
    }
    let depth = fields[lo].depth;
    let following = scene
        .parts(lo, hi, depth)
        .find(|at| fields[*at].start as usize >= start && fields[*at].role != Role::Header);
    if let Some(at) = following.filter(|at| fields[*at].role == Role::Attribute) {
        let list = AttributeList { lo: at, hi, depth, start, end };
        return attributes(scene, &list, &top_types(scene, lo, hi), pen);
    }
    let head = following.and_then(|at| match fields[at].kind {
        Kind::Struct(of) if !of.fields.is_empty() => Some((at, *of)),
        _ => None,
    });
    let Some((at, of)) = head.filter(|(_, of)| of.name != "sock_diag_msg" && of.name != "sock_diag_req")
    else {
        return match (scene.protocol, following) {
            (Some(0 | 4), _) => unknown_body(scene, start, end, pen),
            (_, Some(at)) if matches!(fields[at].kind, Kind::Text { .. } | Kind::Gloss(..)) => {
                value::attribute(scene, at, start, end, pen);
            }
            _ => raw(scene, start, end, pen),
        };
    };
    if !matches!(scene.protocol, Some(0 | 4)) {
        if end - start < of.size {
            return raw(scene, start, end, pen);
        } else if !scene.is_there(start, of.size) {
            return pen.address(scene.addr(start));
        }
    }
    pen.say("{");
    let mut parts = scene.parts(at + 1, scene.end_of(at), depth + 1);
    if end - start < of.size || !scene.is_there(start, of.size) {
        if let Some(first) = parts.next() {
            let how = over::listed(of.name).member(fields[first].name);
            value::member(scene, first, how, pen);
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
    value::members(scene, parts, of, start + of.size, pen);
    pen.say("}");
    let next = start + align(of.size);
    if next < end {
        pen.say(", ");
        let following = scene.parts(at + 1, hi, depth).find(|at| fields[*at].start as usize >= next);
        let list = AttributeList { lo: following.unwrap_or(hi), hi, depth, start: next, end };
        match top_types(scene, lo, hi) {
            Types::None => raw(scene, next, end, pen),
            types => attributes(scene, &list, &types, pen),
        }
    }
}

/// Writes a message of an unknown type that begins with an address family.
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

/// Returns the names of the attributes after a message's head.
fn top_types(scene: &Scene<'_>, lo: usize, hi: usize) -> Types {
    let Some(header) = scene.fields().get(lo) else { return Types::None };
    let start = header.start as usize;
    let (id, flags) = (scene.u16(start + 4), scene.u16(start + 6));
    let is_request = flags & NLM_F_REQUEST != 0 || header.depth > 0;
    let msg = match generic::owner(scene, id) {
        Some(owner) => owner.command(is_request),
        None => scene.family.and_then(|family| family.message(id)),
    };
    let Some(msg) = msg else { return Types::None };
    let body = if is_request { msg.request } else { msg.reply };
    let mut kind = &body.attrs;
    loop {
        match kind {
            Kind::Nest(set) => return Types::Set(set),
            Kind::Peek(_, inner) => kind = inner,
            Kind::Select { by, cases } => {
                let number = member_value(scene, by, &body.head, lo, hi, start + NLMSG_HDRLEN);
                let fits = |case: &Case| match (case, number) {
                    (Case::Otherwise, _) => true,
                    (Case::Is(n), Some(m)) => *n == m,
                    (Case::OneOf(list), Some(m)) => list.contains(&m),
                    (Case::UpTo(n), Some(m)) => m <= *n,
                    (Case::Has(n), Some(m)) => m & n == *n,
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

/// Returns the value of a member of a message's head, or of the struct that is peeked at in its place.
fn member_value(
    scene: &Scene<'_>,
    name: &str,
    head: &Kind,
    lo: usize,
    hi: usize,
    start: usize,
) -> Option<u64> {
    let number = |start, end| wire::uint(scene.slice(start, end), scene.tape.endian);
    if name == "@request" {
        let flags = scene.u16(scene.fields()[lo].start as usize + 6);
        return Some(u64::from(flags & NLM_F_REQUEST != 0));
    }
    let name = match name {
        "@type" => "nlmsg_type",
        "@port" => "nlmsg_pid",
        name => name,
    };
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
    // The head may itself be selected; all of them begin with the family.
    if name == "family" { number(start, start + 1) } else { None }
}
