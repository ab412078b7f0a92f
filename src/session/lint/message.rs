//! Lints about single messages that a program sends.
//!
//! Harmless habits of real programs are not reported: a tail of zeros after the messages, a probe without a body, nests
//! without `NLA_F_NESTED` where the kernel never required it, `NLM_F_ACK` together with `NLM_F_DUMP`.

use nltrace_decoders::control::{
    NLM_F_BULK, NLM_F_CREATE, NLM_F_DUMP, NLM_F_NONREC, NLMSG_MIN_TYPE, flag_names,
};
use nltrace_decoders::generic::GENL_HDRLEN;
use nltrace_decoders::names::{NETLINK_NETFILTER, NETLINK_ROUTE};
use nltrace_decoders::path::{name, path_at};
use nltrace_decoders::schema::{Class, Exchange, Kind, Limits, Marks, Msg, Traits};
use nltrace_decoders::tape::{Field, Role, State, Tape};
use nltrace_decoders::value::flags;
use nltrace_decoders::wire::{self, MessageHeader, NLA_F_NESTED, NLA_F_NET_BYTEORDER, NLMSG_HDRLEN};

use super::limits::{EnclosingSets, refused};
use super::order::{is_port, swapped};
use super::table::*;
use super::{Finding, Lint};
use crate::datagram::asks;

/// The largest number of fields that are checked in one message. Real messages are shorter.
const FIELDS: usize = 4096;
const FINDINGS: usize = 32;
/// Fields nested deeper than this are not looked at.
const DEPTH: usize = 16;

const AF_BRIDGE: u8 = 7;
const RT_TABLE_MAIN: u8 = 254;
/// A message that was sent.
pub(crate) struct SentMessage<'a> {
    /// Its header.
    pub(crate) header: &'a MessageHeader,
    /// Its bytes.
    pub(crate) message: &'a [u8],
    /// Its fields.
    pub(crate) tape: &'a Tape,
    /// The message has all bytes that its header claims.
    pub(crate) is_whole: bool,
    /// The message was cut, so missing parts mean nothing.
    pub(crate) is_cut: bool,
    /// Its socket was traced from its beginning on, and asked for strict checking (or did not).
    pub(crate) strict: Option<bool>,
}

/// Looks for what is wrong with a message.
pub(crate) fn message(sent: &SentMessage<'_>, out: &mut Vec<Finding>) {
    if sent.is_cut {
        return;
    }
    if !sent.is_whole {
        let there = sent.message.len();
        let text = format!(
            "nlmsg_len is {}, {there} bytes were sent{}",
            sent.header.len,
            swapped_len(sent.header.len, there)
        );
        out.push(Finding::of(&MESSAGE_LENGTH, text));
        return;
    }
    if sent.tape.family.is_none() || sent.header.kind < NLMSG_MIN_TYPE {
        return;
    }
    head(sent, out);
    let is_head_alone =
        sent.strict != Some(true) && sent.header.flags & NLM_F_DUMP != 0 && is(sent, Traits::HEAD_ALONE);
    // Nothing more can be checked in a message of a family without tables.
    if !is_head_alone && (sent.tape.owner.is_none() || sent.tape.message.is_some()) {
        attributes(sent, out);
    }
}

/// Returns whether a fact holds for the message's type.
fn is(sent: &SentMessage<'_>, traits: Traits) -> bool {
    sent.tape.message.is_some_and(|message| message.traits.has(traits))
}

/// Returns how the message's protocol pairs requests and answers.
fn exchange(tape: &Tape) -> Exchange {
    tape.family.map_or(Exchange::PLAIN, |family| family.exchange)
}

fn head(sent: &SentMessage<'_>, out: &mut Vec<Finding>) {
    let SentMessage { header, tape, .. } = sent;
    if !asks(tape.family.map(|family| family.protocol), header) {
        out.push(Finding::of(&REQUEST_FLAG, ""));
    }
    let len = usize::try_from(header.len).unwrap_or(usize::MAX).min(sent.message.len());
    let generic = len.saturating_sub(NLMSG_HDRLEN);
    if tape.owner.is_some() && generic < GENL_HDRLEN {
        out.push(Finding::of(&HEAD_SHORT, format!("{generic} of {GENL_HDRLEN} bytes")));
        return;
    }
    let Some(kind) = tape.message else {
        match tape.owner {
            None if tape.family.is_some_and(|family| family.unnamed(header.kind).is_some()) => (),
            None => out.push(Finding::of(&TYPE_UNKNOWN, format!("type {}", header.kind))),
            Some(owner) if owner.family.is_some() => {
                out.push(Finding::of(&TYPE_UNKNOWN, owner.to_string()));
            }
            Some(_) => (),
        }
        return;
    };
    if let Some(text) = meaningless(header, kind, exchange(tape).deletes_one) {
        out.push(Finding::of(&FLAGS_MEANINGLESS, text));
    }
    let is_dump = kind.class == Class::Get && header.flags & NLM_F_DUMP != 0;
    let first = tape.body().first().filter(|field| field.depth == 0 && field.role == Role::Member);
    let has = first.map_or(0, |field| field.len as usize);
    let wanted = match kind.request.head {
        Kind::Struct(of) => of.size,
        _ => 0,
    };
    // Some messages have the general head for their own.
    let is_general = first.is_some_and(|field| field.name == "rtgenmsg") && !matches!(wanted, 1..=4);
    // A request without a body may be meant to fail; in these protocols it does not.
    let is_silent =
        len == NLMSG_HDRLEN && header.flags & NLM_F_DUMP != 0 && kind.class == Class::Get && is_silent(tape);
    let is_short = first.is_some_and(|field| field.state == State::Short)
        || (kind.class != Class::Get || is_silent) && has == 0 && wanted > 0;
    if is_general && is_dump {
        let is_strict = sent.strict == Some(true);
        if is_strict || !is(sent, Traits::SHORT_DUMP) {
            let finding = Finding::of(&DUMP_HEAD_SHORT, "");
            out.push(if is_strict { finding.noted() } else { finding });
        }
    } else if is_general || is_short {
        let text = match (wanted, is_silent) {
            (0, _) => format!("{has} bytes"),
            (_, true) => {
                format!("{has} of {wanted} bytes: the kernel does not look at it, and answers nothing")
            }
            (_, false) => format!("{has} of {wanted} bytes"),
        };
        out.push(Finding::of(&HEAD_SHORT, text));
    }
    if is_dump && !is_general {
        let (mark, lint): (_, &'static Lint) = match sent.strict {
            Some(true) => (Marks::STRICT_ZERO, &DUMP_HEAD_STRICT),
            Some(false) => (Marks::STRICT_FILTER, &DUMP_FILTER_IGNORED),
            None => return,
        };
        // A bridge's neighbours are asked for with the head of links, and checked by other rules.
        let is_bridge = is(sent, Traits::BRIDGE_HEADS) && sent.message.get(NLMSG_HDRLEN) == Some(&AF_BRIDGE);
        for field in tape.body().iter().take_while(|field| field.role != Role::Attribute) {
            if field.marks.has(mark)
                && !is_bridge
                && any(sent.message, field)
                // The main table: every program puts it there, and most routes are in it.
                && !(field.name == "rtm_table" && sent.message.get(field.span()) == Some(&[RT_TABLE_MAIN]))
            {
                push(lint, sent, field, String::new(), out);
            }
        }
        // The program gets all objects regardless of its request: this is always reported.
        out.iter_mut()
            .filter(|it| std::ptr::eq(it.lint, &DUMP_FILTER_IGNORED))
            .for_each(|it| it.is_noted = true);
    }
}

/// Returns whether the kernel ignores messages of this protocol that have no body at all, without an error.
fn is_silent(tape: &Tape) -> bool {
    is_protocol(tape, NETLINK_ROUTE) || is_protocol(tape, NETLINK_NETFILTER)
}

fn is_protocol(tape: &Tape, protocol: u16) -> bool {
    tape.family.is_some_and(|family| family.protocol == protocol)
}

/// Flags that mean nothing in a message of this type, in words.
fn meaningless(header: &MessageHeader, kind: &Msg, deletes_one: bool) -> Option<String> {
    if matches!(kind.class, Class::Ack | Class::Other) {
        return None;
    }
    // These requests remove one object, whatever the flags mean in general; only nftables reads NLM_F_NONREC.
    let idle = match kind.class {
        Class::Delete if deletes_one && kind.traits.has(Traits::BULK) => NLM_F_NONREC,
        Class::Delete if deletes_one => NLM_F_NONREC | NLM_F_BULK,
        Class::Flush => NLM_F_BULK,
        _ => 0,
    };
    let names = flag_names(kind.class);
    // Flags of replies have names too: `ip route restore` sends back what was saved.
    let (_, nameless) = flags(names, header.flags.into());
    // zebra removes next hops with the flags that it makes them with.
    let spared = if matches!(kind.class, Class::Delete | Class::Flush) { NLM_F_CREATE } else { 0 };
    let nameless = nameless & !u64::from(spared);
    let (idle, _) = flags(names, (header.flags & idle).into());
    let mut words: Vec<&str> = idle.collect();
    let nameless = if nameless != 0 { format!("{nameless:#x}") } else { String::new() };
    words.extend(Some(nameless.as_str()).filter(|text| !text.is_empty()));
    (!words.is_empty()).then(|| format!("{} in {}", words.join("|"), kind.name))
}

fn attributes(sent: &SentMessage<'_>, out: &mut Vec<Finding>) {
    let SentMessage { message, tape, .. } = sent;
    let fields = tape.body();
    let is_strict = is(sent, Traits::STRICT);
    // The ids below 128 that a nest at each depth has shown, where it is one of distinct attributes.
    let mut shown = [None::<u128>; DEPTH];
    shown[0] = Some(0);
    let mut sets = EnclosingSets::new(tape);
    for (at, field) in fields.iter().enumerate().take(FIELDS) {
        if out.len() >= FINDINGS {
            return;
        }
        let limits = sets.enter(field);
        let depth = usize::from(field.depth);
        if let Some(inside) = shown.get_mut(depth + 1) {
            let is_distinct = matches!(field.kind, Kind::Nest(_)) && field.marks.has(Marks::DISTINCT);
            *inside = is_distinct.then_some(0);
        }
        match field.role {
            Role::Attribute => (),
            Role::Padding => {
                if any(message, field) {
                    if unpadded(sent, fields, at, out) {
                        return;
                    }
                    if exchange(tape).padding_matters && !is(sent, Traits::DIRTY_PADDING) {
                        push(&PADDING, sent, field, String::new(), out);
                    }
                }
                continue;
            }
            Role::Member | Role::Value | Role::Element => {
                other(sent, fields, at, out);
                continue;
            }
            Role::Header | Role::AttributeHeader => continue,
        }
        match field.state {
            State::Malformed => {
                let text = nla_len(message, field, tape);
                push(&ATTRIBUTE_LENGTH, sent, field, text, out);
                return;
            }
            State::Short => {
                let has = field.payload().len();
                let bytes = if has == 1 { "byte" } else { "bytes" };
                let text = match width(field.kind) {
                    Some(wanted) => format!("{has} {bytes} where {wanted} are read{}", logged(field)),
                    None => format!("{has} {bytes}"),
                };
                push(&ATTRIBUTE_SHORT, sent, field, text, out);
            }
            State::Extra => push(&ATTRIBUTE_LONG, sent, field, logged(field).trim_start().to_owned(), out),
            State::Unknown if field.name.is_empty() => {
                push(&ATTRIBUTE_UNKNOWN, sent, field, String::new(), out)
            }
            _ => (),
        }
        if let Some(Some(ids)) = shown.get_mut(depth).filter(|_| field.id() < 128) {
            let bit = 1u128 << field.id();
            let is_spared = !is_protocol(sent.tape, NETLINK_NETFILTER) && is_resent(message, fields, at);
            if *ids & bit != 0 && !field.marks.has(Marks::REPEATS) && !is_spared {
                push(&ATTRIBUTE_DUPLICATE, sent, field, String::new(), out);
            }
            *ids |= bit;
        }
        if let Some(limits) = limits.filter(|_| field.state == State::Good)
            && let Some(text) = refused(message, tape, field, limits)
        {
            push(&VALUE_REFUSED, sent, field, text, out);
        }
        attribute(sent, fields, at, is_strict, out);
        if field.state == State::Good {
            byte_order(sent, field, limits, out);
        }
    }
}

/// Returns whether an attribute that common programs send twice has the value it had before: networkd sends the kind of a qdisc so.
fn is_resent(message: &[u8], fields: &[Field], at: usize) -> bool {
    let Some(field) = fields.get(at).filter(|field| field.marks.has(Marks::RESENT)) else { return false };
    let beside = fields.iter().take(at).rev().take_while(|other| other.depth >= field.depth);
    let mut twins = beside.filter(|other| {
        other.depth == field.depth && other.role == Role::Attribute && other.id() == field.id()
    });
    twins.next().is_some_and(|twin| message.get(twin.payload()) == message.get(field.payload()))
}

/// Checks an attribute that has the length it should have.
fn attribute(sent: &SentMessage<'_>, fields: &[Field], at: usize, is_strict: bool, out: &mut Vec<Finding>) {
    let Some(field) = fields.get(at) else { return };
    let nested = field.index & NLA_F_NESTED != 0;
    match field.kind {
        Kind::Nest(_) | Kind::List(_)
            if !nested && (is_strict && field.depth == 0 || field.marks.has(Marks::MUST_NEST)) =>
        {
            push(&NESTED_MISSING, sent, field, String::new(), out);
        }
        Kind::Int { .. } | Kind::Text { .. } | Kind::Bytes { .. } | Kind::Flag if nested => {
            push(&NESTED_ON_SCALAR, sent, field, String::new(), out);
        }
        _ => (),
    }
    // ipset's attributes have it, and are refused without.
    if field.index & NLA_F_NET_BYTEORDER != 0 && !exchange(sent.tape).byte_order_flags {
        push(&BYTE_ORDER_FLAG, sent, field, String::new(), out);
    }
    let says_nothing = field.state == State::Unselected || field.payload().is_empty();
    if field.name == "IFLA_INFO_DATA" && says_nothing {
        let is_beside = |other: &&Field| other.depth >= field.depth;
        let before = fields.iter().take(at).rev().take_while(is_beside);
        let following = fields.iter().skip(at + 1).take_while(is_beside);
        if !before.chain(following).any(|other| other.name == "IFLA_INFO_KIND" && other.depth == field.depth)
        {
            push(&KIND_MISSING, sent, field, String::new(), out);
        }
    }
    if let Kind::Text { .. } = field.kind {
        let payload = sent.message.get(field.payload()).unwrap_or_default();
        let text = payload.split(|byte| *byte == 0).next().unwrap_or_default();
        if field.marks.has(Marks::INTERFACE_NAME) && text.len() > 15 {
            push(&STRING_LONG, sent, field, format!("{} bytes", text.len()), out);
        }
        if text.len() == payload.len() && field.marks.has(Marks::NUL_TERMINATED) {
            push(&STRING_UNTERMINATED, sent, field, String::new(), out);
        }
    }
}

/// Checks fields that are not attributes: members, values and bytes in the place of attributes.
fn other(sent: &SentMessage<'_>, fields: &[Field], at: usize, out: &mut Vec<Finding>) {
    let SentMessage { message, .. } = sent;
    let Some(field) = fields.get(at) else { return };
    match (field.state, field.role) {
        (State::Malformed, _) if field.name.is_empty() => {
            let bytes = message.get(field.span()).unwrap_or_default();
            let text = format!("{} bytes", bytes.len());
            let is_tail = bytes.len() < 4 || bytes.iter().all(|byte| *byte == 0);
            let lint = if is_tail { &TRAILING_ATTRIBUTES } else { &ATTRIBUTE_LENGTH };
            push(lint, sent, field, text, out);
        }
        (State::Extra, Role::Value)
            if around(fields, at).is_some_and(|around| around.marks.has(Marks::OVERLONG)) => {}
        (State::Extra, Role::Value) => {
            push(&ATTRIBUTE_LONG, sent, field, format!("{} bytes too many", field.len), out);
        }
        (State::Good, Role::Member) => match field.kind {
            // In attributes some members only mean nothing here and now, as unions; others iproute2 leaves as on its stack.
            Kind::Pad { size: 1.. } if any(message, field) && is_of_head(fields, at) => {
                push(&PADDING, sent, field, String::new(), out);
            }
            _ => byte_order(sent, field, None, out),
        },
        _ => (),
    }
}

fn around(fields: &[Field], at: usize) -> Option<&Field> {
    let depth = fields.get(at)?.depth;
    fields.iter().take(at).rev().find(|field| field.depth < depth)
}

/// Returns whether a member is one of the message's own head.
fn is_of_head(fields: &[Field], at: usize) -> bool {
    around(fields, at).is_some_and(|around| around.depth == 0 && around.role != Role::Attribute)
}

/// Returns whether the attribute before padding that is not zero was not padded, and the next begins in it.
fn unpadded(sent: &SentMessage<'_>, fields: &[Field], at: usize, out: &mut Vec<Finding>) -> bool {
    let Some(padding) = fields.get(at) else { return false };
    let before = fields.iter().take(at).rev().find(|field| field.depth == padding.depth);
    let Some(before) =
        before.filter(|field| field.role == Role::Attribute && field.end() == padding.start as usize)
    else {
        return false;
    };
    // From here on, too, all must be attributes that follow each other without padding, to the end of what they are in.
    let inside = fields.iter().take(at).rev().find(|field| field.depth < padding.depth);
    let end = inside.map_or(sent.header.len as usize, Field::end);
    // And as they are read, with padding, they must make no sense: what is left on a stack can look like anything.
    let makes_sense = |field: &Field| matches!(field.state, State::Good);
    if fields.iter().skip(at).take_while(|field| field.depth >= padding.depth).all(makes_sense) {
        return false;
    }
    let mut rest = sent.message.get(before.end()..end).unwrap_or_default();
    while let Some(next) = wire::attribute(rest, sent.tape.endian) {
        let len = usize::from(next.len);
        if len > rest.len() || !(1..512).contains(&(next.kind & wire::NLA_TYPE_MASK)) {
            return false;
        }
        rest = rest.get(len..).unwrap_or_default();
        if rest.iter().all(|byte| *byte == 0) && rest.len() < 4 {
            push(&ATTRIBUTE_UNPADDED, sent, before, String::new(), out);
            return true;
        }
    }
    false
}

/// Returns what the kernel writes to its log about an attribute whose length is not that of its integer: words that people
/// search for.
fn logged(field: &Field) -> String {
    match field.kind {
        Kind::Int { width: 1.., .. } => {
            format!(" (kernel log: attribute type {} has an invalid length)", field.id())
        }
        _ => String::new(),
    }
}

/// Returns bytes that a kind takes at least.
fn width(kind: &Kind) -> Option<usize> {
    match kind {
        Kind::Gloss(inner, _) | Kind::Peek(_, inner) => width(inner),
        Kind::Struct(of) => Some(of.oldest),
        _ => kind.width(),
    }
}

/// Says so where a message's length makes sense only with its bytes swapped.
pub(super) fn swapped_len(len: u32, there: usize) -> &'static str {
    let is_swapped = usize::try_from(len.swap_bytes()).is_ok_and(|len| len >= NLMSG_HDRLEN && len <= there);
    if is_swapped { ": the header is in the wrong byte order" } else { "" }
}

/// Adds a finding if the bytes of a value seem to be swapped.
fn byte_order(sent: &SentMessage<'_>, field: &Field, limits: Option<&Limits>, out: &mut Vec<Finding>) {
    let Some((raw, other)) = swapped(field, sent.message, sent.tape, limits) else { return };
    push(&BYTE_ORDER, sent, field, format!("{raw}, swapped {other}"), out);
    // A port can be any number; what else looks so, the kernel does not accept as it is.
    if let Some(finding) = out.last_mut().filter(|_| !is_port(field.name)) {
        finding.is_noted = true;
    }
}

fn any(message: &[u8], field: &Field) -> bool {
    message.get(field.span()).is_some_and(|bytes| bytes.iter().any(|byte| *byte != 0))
}

fn nla_len(message: &[u8], field: &Field, tape: &Tape) -> String {
    let claimed = message.get(field.span()).and_then(|bytes| wire::attribute(bytes, tape.endian));
    claimed.map_or(String::new(), |it| format!("nla_len is {}, {} bytes are left", it.len, field.len))
}

fn push(lint: &'static Lint, sent: &SentMessage<'_>, field: &Field, text: String, out: &mut Vec<Finding>) {
    let found = path_at(sent.tape.fields(), field.start);
    let path = match found {
        // A struct or nest that begins where its first part does: the way ends there.
        Some((path, _)) if field.role == Role::Attribute || field.state == State::Good => path,
        // Bytes without a name end no path, and are none.
        Some((path, _)) => {
            path.strip_suffix('?').map_or(path.clone(), |path| path.trim_end_matches('.').to_owned())
        }
        None => name(field),
    };
    out.push(Finding { path, offset: field.start, ..Finding::of(lint, text) });
}
