//! Facts about a message in the context of its datagram, its request and its answers.

use nltrace_decoders::control::{NLM_F_DUMP, NLMSG_DONE, NLMSG_ERROR};
use nltrace_decoders::decode::{Context, NLM_F_ACK_TLVS};
use nltrace_decoders::generic::Ids;
use nltrace_decoders::schema::Msg;
use nltrace_decoders::tape::Tape;
use nltrace_decoders::wire::{self, MessageHeader, message_header};

use crate::datagram::{Datagram, Direction, Timestamp};
use crate::event::Last;
use crate::filter::{Message, Subject};
use crate::session::{self, Answer, Fault, Interfaces, MessageRole, Passage, Session};
use crate::tables;

/// Returns what is known about a message before it is decoded, from its datagram and its role.
pub(crate) fn context<'a>(datagram: &Datagram<'_>, role: &MessageRole, ids: &'a Ids) -> Context<'a> {
    let family = datagram.protocol.and_then(tables::by_protocol);
    let to_kernel = match role {
        MessageRole::Notification { .. } | MessageRole::Answer(_) => Some(false),
        _ => (datagram.direction == Direction::Send).then_some(true),
    };
    Context { family, endian: datagram.endian, to_kernel, request: None, ids: Some(ids) }
}

/// Returns the same with the request that the message answers.
pub(super) fn answer_context<'a>(
    datagram: &Datagram<'_>,
    role: &MessageRole,
    session: &'a Session,
) -> Context<'a> {
    Context { request: session.request(role), ..context(datagram, role, session.ids()) }
}

/// Returns the network namespace of a datagram's caller, 0 if it is not known.
pub(crate) fn netns(datagram: &Datagram<'_>) -> u64 {
    datagram.caller.map_or(0, |caller| caller.netns)
}

/// Returns the cause of an error, as far as it is known. `advice` explains how the program could get the kernel's reason.
/// `request` is the tape for the request's fields, with whether they show secrets.
pub(super) fn explain<'a>(
    passage: &Passage<'a>,
    advice: Option<&'static str>,
    session: &'a Session,
    tape: &'a Tape,
    (request, shows_secrets): (&'a mut Tape, bool),
) -> Option<Fault<'a>> {
    let Passage { datagram, header, message, ref role, .. } = *passage;
    let context = answer_context(datagram, role, session);
    let comm = datagram.caller.map(|caller| caller.comm.as_str());
    let mut fault = session::fault(message, &context, tape, request, shows_secrets, comm)?;
    let found = session.explain(datagram, &fault, session.was_outside_batch(datagram, header.seq));
    fault.unsolicited = session.unsolicited(role).filter(|_| fault.text.is_none() && fault.errno != 0);
    fault.advice = found.or(fault.advice.take()).filter(|_| fault.probe.is_none());
    fault.unasked = advice.filter(|_| fault.probe.is_none() && fault.unsolicited.is_none());
    Some(fault)
}

/// Returns the last answer to a request, which a message is. `tape` has its fields, unless it is an object of a dump.
pub(super) fn last_answer(passage: &Passage<'_>, answer: Answer, tape: &Tape) -> Last<'static> {
    let Passage { datagram, ref header, message, .. } = *passage;
    let (mut errno, mut text) = (0, None);
    if matches!(header.kind, NLMSG_ERROR | NLMSG_DONE) {
        let error = message.get(16..20).and_then(|bytes| wire::uint(bytes, datagram.endian));
        let error = error.and_then(|error| u32::try_from(error).ok()).map_or(0, u32::cast_signed);
        errno = if error < 0 { error.unsigned_abs() } else { 0 };
        text = session::text(tape, message).map(|text| String::from_utf8_lossy(text).into_owned().into());
    }
    // The messages of a dump may not have been decoded; their end always was.
    let name = tape.message.filter(|_| !answer.is_dump);
    Last { answer, name: name.map(|message| message.name), errno, text, is_probe: false }
}

/// Returns a message as the subject of a filter. `start` is the time of the first packet.
pub(super) fn subject<'a>(
    passage: &Passage<'a>,
    start: Timestamp,
    tape: &'a Tape,
    interfaces: &'a Interfaces,
    changes: bool,
) -> Subject<'a> {
    let Passage { datagram, header, message, ref role, .. } = *passage;
    let latency = match role {
        MessageRole::Answer(answer) if !answer.is_guess => Some(answer.after),
        _ => None,
    };
    let message =
        Message { header, bytes: message, tape, latency, interfaces, netns: netns(datagram), changes };
    Subject::message(datagram, start, message)
}

/// Returns true for a request that changes something, the result of one, and what tells of a change. A request of a type that the
/// tables do not have may change something, unless it asks for a list.
pub(crate) fn changes(protocol: Option<u16>, header: MessageHeader, role: &MessageRole, tape: &Tape) -> bool {
    let is_dump = |flags: u16| flags & NLM_F_DUMP == NLM_F_DUMP;
    match role {
        MessageRole::Request => match tape.message {
            Some(message) => message.changes(),
            None => !is_dump(header.flags),
        },
        MessageRole::Answer(answer) => {
            let request = match &answer.owner {
                Some(owner) => owner.command(true),
                None => protocol.and_then(tables::by_protocol).and_then(|of| of.message(answer.request_id)),
            };
            request.map_or(!answer.is_dump, Msg::changes)
        }
        MessageRole::Notification { .. } => true,
        MessageRole::Stray | MessageRole::Unknown => false,
    }
}

/// Returns whether a message has all bytes that its header claims, or may have had them before it was cut.
pub(crate) fn is_whole(header: &MessageHeader, there: usize, datagram: &Datagram<'_>) -> bool {
    let is_cut = datagram.whole_len > datagram.bytes.len() || datagram.cut.is_some();
    header.len as usize <= there || is_cut
}

/// Returns whether an incomplete message follows a message. After a key it is taken for the rest of the key.
pub(crate) fn precedes_a_part(datagram: &Datagram<'_>, end: usize) -> bool {
    let rest = datagram.bytes.get(end..).unwrap_or_default();
    message_header(rest, datagram.endian).is_ok_and(|(_, header)| !is_whole(&header, rest.len(), datagram))
}

/// Returns whether a message is an error without extended ACK attributes.
pub(crate) fn is_bare(header: &MessageHeader, message: &[u8], datagram: &Datagram<'_>) -> bool {
    header.kind == NLMSG_ERROR && header.flags & NLM_F_ACK_TLVS == 0 && fails(message, datagram)
}

/// Returns whether an `NLMSG_ERROR` is an error, which is negative, and not an acknowledgement.
pub(crate) fn fails(message: &[u8], datagram: &Datagram<'_>) -> bool {
    let error = message.get(16..20).and_then(|error| wire::uint(error, datagram.endian));
    error.is_some_and(|error| error > i32::MAX as u64)
}
