//! How well the tables of one candidate fit one message.

use nltrace_decoders::control::{self, NLM_F_DUMP, NLM_F_REQUEST, NLMSG_MIN_TYPE};
use nltrace_decoders::decode::{Context, decode};
use nltrace_decoders::generic::{GENL_HDRLEN, Ids};
use nltrace_decoders::names::{
    NETLINK_FIB_LOOKUP, NETLINK_ISCSI, NETLINK_ROUTE, NETLINK_SCSITRANSPORT, NETLINK_SELINUX,
};
use nltrace_decoders::schema::{Class, Family, Kind, Show};
use nltrace_decoders::tape::{Field, Role, State, Tape};
use nltrace_decoders::value::{Value, flags, message_name, read};
use nltrace_decoders::wire::{Endian, MessageHeader, NLA_F_NESTED, NLMSG_HDRLEN, message_header};

use crate::datagram::Direction;

/// Fields of one message that are looked at.
const FIELDS: usize = 600;
/// Types from here on are those of protocols that count in blocks: to have one by chance is unlikely.
const HIGH: u16 = 200;

/// Points, and how many things spoke against the candidate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Score {
    /// More is better.
    pub(super) points: i32,
    /// Fields that the tables do not explain.
    pub(super) faults: u32,
}

impl Score {
    /// It can't be this candidate's.
    pub(super) const IMPOSSIBLE: Score = Score { points: -60, faults: 1 };
    /// It can't be another's.
    pub(super) const CERTAIN: Score = Score { points: 200, faults: 0 };

    /// Adds another.
    pub(super) fn add(&mut self, other: Score) {
        self.points = self.points.saturating_add(other.points);
        self.faults = self.faults.saturating_add(other.faults);
    }

    fn gain(&mut self, points: i32) {
        self.points = self.points.saturating_add(points);
    }

    fn lose(&mut self, points: i32) {
        self.points = self.points.saturating_sub(points);
        self.faults = self.faults.saturating_add(1);
    }
}

/// Reads a message by a candidate's tables, and scores what comes out.
pub(super) fn score(
    message: &[u8],
    header: &MessageHeader,
    family: &'static Family,
    ids: Option<&Ids>,
    (endian, direction): (Endian, Direction),
    tape: &mut Tape,
) -> Score {
    let to_kernel = match direction {
        Direction::Send => Some(true),
        Direction::Receive => Some(false),
        Direction::Unknown => None,
    };
    let context = Context { family: Some(family), endian, to_kernel, request: None, ids };
    decode(message, &context, tape);
    let mut score = Score::default();
    head(message, header, family, &mut score, tape);
    for (at, field) in tape.fields().iter().enumerate().take(FIELDS) {
        if field.role == Role::Header && field.depth == 0 {
            continue;
        }
        self::field(field, tape.has_parts(at), message, tape, &mut score);
    }
    // Attributes that are all known make a chain, which is more than each of them.
    let has_attributes = tape
        .fields()
        .iter()
        .any(|field| field.role == Role::Attribute && !field.name.starts_with("NLMSGERR_"));
    if score.faults == 0 && has_attributes {
        score.gain(2);
    }
    score
}

/// The message's own header, and that of generic netlink.
fn head(message: &[u8], header: &MessageHeader, family: &Family, score: &mut Score, tape: &Tape) {
    score.gain(prior(family, header));
    // Control messages are the same in all protocols.
    if header.kind < NLMSG_MIN_TYPE && family.message(header.kind).is_none() {
        return;
    }
    match (&tape.owner, tape.message) {
        (Some(_), Some(_)) => generic_head(message, score),
        (Some(_), None) => score.lose(20),
        (None, Some(_)) if header.kind >= HIGH => score.gain(10),
        (None, Some(_)) => score.gain(4),
        (None, None) if family.unnamed(header.kind).is_some() => score.gain(2),
        (None, None) => score.lose(40),
    }
    let class = tape.class();
    if let Kind::Int { show: Show::Flags(names), .. } = control::flags(class) {
        let (_, rest) = flags(names, header.flags.into());
        if rest != 0 {
            score.lose(3);
        }
    }
    let is_request = header.flags & NLM_F_REQUEST != 0;
    if class == Class::Get && tape.owner.is_none() && !is_request {
        score.gain(-2);
    }
    match (message.len(), tape.owner) {
        (NLMSG_HDRLEN, Some(_)) => score.gain(-6),
        (NLMSG_HDRLEN, None) => score.gain(-1),
        (20, Some(_)) if header.flags & NLM_F_DUMP == 0 => score.gain(-3),
        (_, Some(_)) => (),
        // A whole head counts, and more if nothing follows it.
        (len, None) => {
            let head =
                tape.body().first().filter(|field| field.role == Role::Member && field.state == State::Good);
            let size = head.map_or(0, |head| head.len as usize);
            if size >= 8 {
                score.gain(if NLMSG_HDRLEN + size == len { 3 } else { 2 });
            }
        }
    }
}

/// Returns the prior score: some protocols are on half of all sockets, others are rare.
fn prior(family: &Family, header: &MessageHeader) -> i32 {
    match family.protocol {
        NETLINK_ROUTE => 2,
        // The kernel alone speaks, and sets no flag.
        NETLINK_SELINUX if header.flags != 0 => -12,
        NETLINK_SELINUX | NETLINK_SCSITRANSPORT | NETLINK_FIB_LOOKUP | NETLINK_ISCSI => -2,
        _ => 0,
    }
}

/// `struct genlmsghdr`: a small version, and nothing in what is reserved.
fn generic_head(message: &[u8], score: &mut Score) {
    match message.get(NLMSG_HDRLEN..NLMSG_HDRLEN + GENL_HDRLEN) {
        Some([cmd, version, 0, 0]) => {
            score.gain(if *cmd == 0 { 1 } else { 5 });
            match version {
                0 => (),
                1..=3 => score.gain(2),
                4..=16 => (),
                _ => score.lose(6),
            }
        }
        _ => score.lose(12),
    }
}

fn field(field: &Field, has_parts: bool, message: &[u8], tape: &Tape, score: &mut Score) {
    // All protocols have it, so it favours none.
    if field.name.starts_with("NLMSGERR_") {
        return;
    }
    let is_deep = field.depth > 3;
    match field.state {
        State::Good => (),
        State::Cut => return,
        State::Unknown | State::Unselected | State::Malformed if is_deep => return score.lose(2),
        State::Unknown => return score.lose(5),
        State::Unselected => return score.lose(3),
        State::Malformed | State::TooDeep | State::TooMany => return score.lose(7),
        // A wrong width is as likely a fault of the sender as a sign of another protocol.
        State::Short | State::Extra if field.role == Role::Member => return score.lose(10),
        // Short, or with bytes too many.
        _ => return score.lose(4),
    }
    let payload = message.get(field.payload()).unwrap_or_default();
    match field.role {
        Role::Header => echoed(field, message, tape, score),
        Role::Padding if payload.iter().any(|byte| *byte != 0) => score.gain(-2),
        Role::Padding | Role::AttributeHeader => (),
        Role::Attribute if field.name.is_empty() && has_parts => (),
        Role::Attribute => {
            score.gain(2);
            let is_nest = matches!(field.kind, Kind::Nest(_) | Kind::List(_));
            if field.index & NLA_F_NESTED != 0 {
                score.gain(if is_nest { 3 } else { -4 });
            }
            if !has_parts {
                self::value(field, payload, message, tape, score);
            }
        }
        Role::Member | Role::Value | Role::Element if !has_parts => {
            self::value(field, payload, message, tape, score);
        }
        Role::Member | Role::Value | Role::Element => (),
    }
}

/// The header of the request that an error echoes.
fn echoed(field: &Field, message: &[u8], tape: &Tape, score: &mut Score) {
    if !matches!(field.kind, Kind::MessageType) {
        return;
    }
    let span = field.span();
    let before = span.start.saturating_sub(4);
    let Ok((_, header)) = message_header(message.get(before..).unwrap_or_default(), tape.endian) else {
        return;
    };
    let is_named = message_name(tape, header.kind).is_some();
    match tape.owner {
        Some(owner) if owner.family.is_some() => {
            let cmd = message.get(before + NLMSG_HDRLEN);
            let is_known = cmd.is_some() && owner.command(true).is_some();
            score.gain(match () {
                () if header.kind > super::GENL_MAX_ID => -60,
                () if is_known => 3,
                () if cmd.is_none() => 0,
                () => -20,
            });
        }
        _ if is_named => score.gain(if header.kind >= HIGH { 10 } else { 2 }),
        _ => score.lose(40),
    }
}

/// Scores the value of a leaf.
fn value(field: &Field, payload: &[u8], message: &[u8], tape: &Tape, score: &mut Score) {
    let is_attribute = field.role == Role::Attribute;
    match field.kind {
        Kind::Flag => score.gain(if payload.is_empty() { 2 } else { -2 }),
        Kind::Pad { size } => {
            let is_clear = payload.iter().all(|byte| *byte == 0);
            match (is_clear, *size) {
                // Bytes without a meaning in the tables prove nothing.
                (_, 0) if field.depth == 0 && payload.len() > 3 => score.lose(10),
                (true, 1..) => score.gain(1),
                (true, 0) => (),
                (false, _) => score.gain(-2),
            }
        }
        Kind::Raw if !is_attribute && field.depth == 0 && payload.len() > 3 => score.lose(6),
        Kind::Raw if is_attribute => score.gain(-1),
        _ => match read(field, message, tape) {
            Value::Integer(integer) => {
                let wide = i32::from(integer.width);
                if is_attribute {
                    score.gain(2);
                }
                match integer.show {
                    Show::Name(_) if integer.name().is_some() => {
                        score.gain(if integer.raw == 0 { 0 } else { wide.min(3) })
                    }
                    Show::Name(_) => score.gain(-4),
                    Show::Flags(names) => {
                        let (_, rest) = flags(names, integer.raw);
                        match (rest, integer.raw) {
                            (0, 0) => (),
                            (0, _) => score.gain(1),
                            _ => score.gain(-3),
                        }
                    }
                    Show::Bool if integer.raw > 1 => score.gain(-3),
                    Show::Interface if integer.raw > 0xff_ffff => score.gain(-3),
                    Show::Errno if integer.as_signed() != 0 && integer.name().is_none() => score.gain(-6),
                    _ => (),
                }
            }
            Value::Text(text, rest) => self::text(text, rest, payload, is_attribute, score),
            Value::Bytes(..) if is_attribute => score.gain(1),
            _ => (),
        },
    }
}

/// Names are text, and the kernel's end with a NUL.
fn text(text: &[u8], rest: &[u8], payload: &[u8], is_attribute: bool, score: &mut Score) {
    let is_text = std::str::from_utf8(text).is_ok_and(|text| !text.chars().any(char::is_control));
    if !is_text || !rest.is_empty() && is_attribute {
        return score.lose(6);
    }
    let len = i32::try_from(text.len()).unwrap_or(i32::MAX).min(6);
    let is_ended = text.len() + 1 == payload.len();
    if is_attribute {
        match (len, is_ended) {
            (0, true) => (),
            (0, false) => score.gain(-1),
            (_, true) => score.gain(len + 1),
            (_, false) => score.gain(len / 2),
        }
    } else if len > 0 {
        score.gain(len / 2);
    }
}
