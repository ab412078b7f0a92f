//! One datagram's way through the rooms: cut into messages, decoded, paired, shown.

use std::collections::{HashMap, HashSet};
use std::io;
use std::ops::Range;
use std::sync::Arc;

use nltrace_decoders::decode::{Context, NLM_F_REQUEST, decode};
use nltrace_decoders::family;
use nltrace_decoders::tape::{Field, Role, Tape};
use nltrace_decoders::value::{Value, read};
use nltrace_decoders::wire::{MessageHeader, Piece, message_header, messages};

use crate::datagram::{Call, Datagram, Direction, Notice, Seen, What};
use crate::filter::withheld::{self, Sent, Withheld};
use crate::filter::{Filter, Message, Subject};
use crate::outlet::Outlet;
use crate::render::line::{Knowledge, Line};
use crate::render::{Answer, Event, Renderer, pcapng};
use crate::session::{Interfaces, Session};

/// Output that is gathered before it is written.
const FULL: usize = 64 << 10;

/// `NLM_F_DUMP`: both bits.
const NLM_F_DUMP: u16 = 0x300;

/// Uevents are text, without message headers.
const NETLINK_KOBJECT_UEVENT: u16 = 15;

/// What is shown of what a source hands on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Show {
    /// Messages.
    Messages,
    /// And the calls around them.
    Calls,
    /// And what is of little use to eyes: messages that were only peeked at, since they come again when they are read,
    /// and the end of processes that never used netlink.
    Everything,
}

/// What stands between a source and the output.
pub(crate) struct Pipeline {
    session: Session,
    tape: Tape,
    /// A second one, for the request that an error complains about.
    request_tape: Tape,
    renderer: Renderer,
    buffer: Vec<u8>,
    /// For -w, and what it has gathered.
    packets: Option<pcapng::Packets>,
    captured: Vec<u8>,
    outlet: Option<Outlet>,
    show: Show,
    /// Leave out exits, and what cannot be seen.
    quiet: bool,
    /// Processes that used netlink.
    users: HashSet<i32>,
    filter: Option<Arc<Filter>>,
    /// Requests that the filter refused, for errors that it will not.
    withheld: Withheld,
    begun: Begun,
    /// For lines: the requests that the messages of the call answer which is told next, by sequence number and port id.
    answered: HashMap<(u32, u32), Vec<u8>>,
    /// For lines: a message of that call is kept by the filter.
    keeps_call: bool,
}

/// What has been done with the datagram that is being read.
#[derive(Default)]
struct Begun {
    /// It is in the capture that is written.
    captured: bool,
    /// The line above its messages is shown.
    shown: bool,
    /// A copy, for the requests in it that are withheld.
    sent: Option<Arc<Sent>>,
}

impl Pipeline {
    /// A pipeline without an outlet: what it makes is gathered until it is taken ([`Pipeline::swap`]).
    pub(crate) fn new(renderer: Renderer, show: Show, is_captured: bool) -> Pipeline {
        Pipeline {
            session: Session::default(),
            tape: Tape::new(),
            request_tape: Tape::new(),
            renderer,
            buffer: Vec::with_capacity(FULL + FULL / 4),
            packets: is_captured.then(pcapng::Packets::default),
            captured: Vec::new(),
            outlet: None,
            show,
            quiet: false,
            users: HashSet::new(),
            filter: None,
            withheld: Withheld::default(),
            begun: Begun::default(),
            answered: HashMap::new(),
            keeps_call: false,
        }
    }

    /// The same pipeline, showing only what a filter keeps.
    pub(crate) fn through(self, filter: Option<Arc<Filter>>) -> Pipeline {
        Pipeline { filter, ..self }
    }

    /// The same pipeline, without exits and remarks if it is to be quiet.
    pub(crate) fn quietly(self, quiet: bool) -> Pipeline {
        Pipeline { quiet, ..self }
    }

    /// The same pipeline, writing to an outlet.
    pub(crate) fn into(self, outlet: Outlet) -> Pipeline {
        Pipeline { outlet: Some(outlet), ..self }
    }

    /// Takes what a source hands on.
    pub(crate) fn take(&mut self, seen: &Seen<'_>) -> io::Result<()> {
        match seen {
            Seen::Datagram(datagram) => self.datagram(datagram),
            Seen::Notice(notice) => self.notice(notice),
            Seen::Call(call) => self.call(call),
        }
        if self.buffer.len() >= FULL || self.captured.len() >= FULL { self.flush() } else { Ok(()) }
    }

    /// Writes what is gathered.
    pub(crate) fn flush(&mut self) -> io::Result<()> {
        let Some(outlet) = &mut self.outlet else { return Ok(()) };
        let result = outlet.put(&self.buffer, &self.captured);
        self.buffer.clear();
        self.captured.clear();
        result
    }

    /// Exchanges what is gathered for other buffers: what is shown, and what is captured.
    pub(crate) fn swap(&mut self, shown: &mut Vec<u8>, captured: &mut Vec<u8>) {
        std::mem::swap(&mut self.buffer, shown);
        std::mem::swap(&mut self.captured, captured);
    }

    /// Writes what can only be said at the end, and all that is gathered.
    pub(crate) fn finish(&mut self) -> io::Result<()> {
        self.renderer.finish(&mut self.buffer);
        self.flush()
    }

    /// Whether several such pipelines can share the work.
    pub(crate) fn can_share(&self) -> bool {
        self.renderer.can_share()
    }

    /// Adds what another pipeline has counted.
    pub(crate) fn absorb(&mut self, other: Pipeline) {
        self.renderer.absorb(other.renderer);
    }

    fn notice(&mut self, notice: &Notice<'_>) {
        if self.show == Show::Messages {
            return;
        }
        match notice.what {
            What::Exited(_) if !self.users.remove(&notice.caller.pid) && self.show != Show::Everything => {
                return;
            }
            What::Exited(_) | What::Killed(..) => (),
            _ => {
                self.users.insert(notice.caller.pid);
            }
        }
        let is_remark = matches!(notice.what, What::Exited(_) | What::Killed(..) | What::Blind(_));
        if self.quiet && is_remark || self.filter.as_ref().is_some_and(|filter| !filter.keeps_notice(notice))
        {
            return;
        }
        self.renderer.notice(notice, &mut self.buffer);
    }

    /// Captures and shows the datagram around a message, the first time.
    fn begin(&mut self, datagram: &Datagram<'_>) {
        if let Some(packets) = self.packets.as_mut().filter(|_| !self.begun.captured) {
            packets.packet(datagram, &mut self.captured);
        }
        if !self.begun.shown {
            self.renderer.datagram(datagram, &mut self.buffer);
        }
        (self.begun.captured, self.begun.shown) = (true, true);
        self.keeps_call = true;
    }

    /// Whether bytes that are no message are to be shown: those behind messages go with them.
    fn keeps_rest(&self, datagram: &Datagram<'_>) -> bool {
        let Some(filter) = &self.filter else { return true };
        self.begun.shown || filter.keeps(&Subject::bytes(datagram))
    }

    /// Shows a call in a line; what its datagrams hold, the filter has been asked about.
    fn call(&mut self, call: &Call<'_>) {
        let keeps = match &self.filter {
            Some(filter) => std::mem::take(&mut self.keeps_call) || filter.keeps_call(call),
            None => true,
        };
        let sent = self.begun.sent.take();
        if keeps || sent.is_some() {
            let before = self.buffer.len();
            self.line(Some(call.caller.netns), |line, knowledge, out| line.call(call, knowledge, out));
            if let Some(sent) = sent.filter(|_| !keeps) {
                sent.keep_line(self.buffer.split_off(before));
            }
        }
    }

    /// A call, or a datagram that was recorded without one, in a line.
    ///
    /// `netns` is the network namespace whose interfaces it names; `None` for a capture, whose interfaces are not ours.
    fn line(&mut self, netns: Option<u64>, show: impl FnOnce(&mut Line, &Knowledge<'_>, &mut Vec<u8>)) {
        let Some(line) = self.renderer.line() else { return };
        let interfaces = self.session.interfaces();
        let interface = |index| match interfaces.name(netns.unwrap_or(0), index) {
            Some(name) => Some(name.to_owned()).filter(|name| !name.is_empty()),
            None if netns != Some(0) => None,
            // Not told of yet, in a namespace that is ours as far as anybody knows.
            None => {
                let name = nix::net::if_::if_indextoname(index).ok()?.into_string().ok()?;
                Some(name).filter(|name| !name.is_empty())
            }
        };
        let answered = std::mem::take(&mut self.answered);
        let request = |header: &MessageHeader| answered.get(&(header.seq, header.portid)).cloned();
        show(line, &Knowledge { interface: &interface, request: &request }, &mut self.buffer);
    }

    /// Takes a datagram.
    pub(crate) fn datagram(&mut self, datagram: &Datagram<'_>) {
        self.begun = Begun::default();
        if let Some(caller) = datagram.caller {
            self.users.insert(caller.pid);
        }
        if self.filter.is_none() {
            self.begin(datagram);
        }
        if is_peek(datagram) && self.show != Show::Everything {
            return;
        }
        if datagram.protocol == Some(NETLINK_KOBJECT_UEVENT) {
            return self.rest(datagram, datagram.bytes, false);
        }
        let mut is_tail = false;
        for piece in messages(datagram.bytes, datagram.endian) {
            match piece {
                Piece::Message { header, start, next, .. } => {
                    let is_cut = datagram.whole_len > datagram.bytes.len() || datagram.cut.is_some();
                    let is_whole = header.len as usize <= next - start || is_cut;
                    self.message(datagram, header, start..next, is_whole);
                }
                Piece::Rest { start, end } => {
                    let bytes = datagram.bytes.get(start..end).unwrap_or_default();
                    self.rest(datagram, bytes, is_tail);
                }
            }
            is_tail = true;
        }
        if datagram.caller.is_none() && self.begun.shown {
            self.line(None, |line, knowledge, out| line.datagram(datagram, knowledge, out));
        }
    }

    fn rest(&mut self, datagram: &Datagram<'_>, bytes: &[u8], is_tail: bool) {
        if self.keeps_rest(datagram) {
            self.begin(datagram);
            self.renderer.rest(datagram, bytes, is_tail, &mut self.buffer);
        }
    }

    /// Takes note of what later messages need, and shows nothing.
    pub(crate) fn skim(&mut self, datagram: &Datagram<'_>) {
        if datagram.protocol == Some(NETLINK_KOBJECT_UEVENT) || is_peek(datagram) {
            return;
        }
        for piece in messages(datagram.bytes, datagram.endian) {
            if let Piece::Message { header, start, next, .. } = piece {
                let message = datagram.bytes.get(start..next).unwrap_or_default();
                self.session.skim(datagram, &header, message);
                if is_request(datagram, &header)
                    && let Some(filter) = self.filter.clone().filter(|filter| filter.is_about_errors())
                {
                    let context = context(datagram, None);
                    decode(message, &context, &mut self.tape);
                    let subject = subject(datagram, header, message, &self.tape, self.session.interfaces());
                    if !filter.keeps(&subject) {
                        self.withhold(datagram, header.seq, start..next);
                    }
                }
            }
        }
    }

    /// Keeps a request that is not shown, until it is known that it did not fail.
    fn withhold(&mut self, datagram: &Datagram<'_>, seq: u32, span: Range<usize>) {
        if self.begun.sent.is_none() {
            self.begun.sent = Sent::of(datagram, self.begun.captured);
        }
        if let Some(sent) = &self.begun.sent {
            self.withheld.keep(withheld::key(datagram, seq), sent, span);
        }
    }

    /// Shows the request that was withheld, since what answers it is an error that is shown.
    fn show_request(&mut self, datagram: &Datagram<'_>, seq: u32) {
        let Some(request) = self.withheld.take(withheld::key(datagram, seq)) else { return };
        let sent = request.datagram();
        let message = sent.bytes.get(request.span.clone()).unwrap_or_default();
        let Ok((_, header)) = message_header(message, sent.endian) else { return };
        if let Some(packets) = self.packets.as_mut().filter(|_| request.to_be_captured()) {
            packets.packet(&sent, &mut self.captured);
        }
        self.renderer.datagram(&sent, &mut self.buffer);
        decode(message, &context(&sent, None), &mut self.request_tape);
        let event = Event {
            datagram: &sent,
            header,
            message,
            tape: &self.request_tape,
            is_whole: true,
            answers: None,
            offender: None,
            interfaces: self.session.interfaces(),
            netns: netns(&sent),
        };
        self.renderer.message(&event, &mut self.buffer);
        match request.line() {
            Some(line) => self.buffer.extend(line),
            None if sent.caller.is_none() => {
                self.line(None, |line, knowledge, out| line.datagram(&sent, knowledge, out));
            }
            None => (),
        }
        // The datagram of the error is another.
        self.begun.shown = false;
    }

    fn message(
        &mut self,
        datagram: &Datagram<'_>,
        header: MessageHeader,
        span: Range<usize>,
        is_whole: bool,
    ) {
        let message = datagram.bytes.get(span.clone()).unwrap_or_default();
        let family = datagram.protocol.and_then(family::by_protocol);
        let request = self.session.request(datagram, &header);
        let mut answers = None;
        let mut request_bytes = None;
        if let Some(request) = request {
            request.answers += 1;
            let kind =
                nltrace_decoders::wire::u16(request.bytes.get(4..).unwrap_or_default(), datagram.endian)
                    .map_or(0, |(_, kind)| kind);
            let flags =
                nltrace_decoders::wire::u16(request.bytes.get(6..).unwrap_or_default(), datagram.endian)
                    .map_or(0, |(_, flags)| flags);
            answers = Some(Answer {
                kind,
                is_dump: flags & NLM_F_DUMP == NLM_F_DUMP,
                request: family.and_then(|family| family.message(kind)).map(|message| message.name),
                after: datagram.when.saturating_sub(request.when),
                is_first: request.answers == 1,
            });
            request_bytes = Some(request.bytes.as_slice());
            if self.renderer.line().is_some() {
                self.answered.insert((header.seq, header.portid), request.bytes.clone());
            }
        }
        let context = context(datagram, request_bytes);
        decode(message, &context, &mut self.tape);
        let offender = match header.kind {
            // Only errors and the end of a dump complain.
            0..16 => offender(message, &context, &self.tape, &mut self.request_tape),
            _ => None,
        };
        self.session.observe(datagram, &header, message);
        if let Some(filter) = self.filter.clone() {
            let subject = subject(datagram, header, message, &self.tape, self.session.interfaces());
            let failed = answers.is_some() && subject.error().is_some_and(|error| error != 0);
            let keeps = filter.keeps(&subject);
            if filter.is_about_errors() {
                if keeps && failed {
                    self.show_request(datagram, header.seq);
                } else if !keeps && is_request(datagram, &header) {
                    self.withhold(datagram, header.seq, span);
                }
            }
            if !keeps {
                return;
            }
        }
        self.begin(datagram);
        let event = Event {
            datagram,
            header,
            message,
            tape: &self.tape,
            is_whole,
            answers,
            offender,
            interfaces: self.session.interfaces(),
            netns: netns(datagram),
        };
        self.renderer.message(&event, &mut self.buffer);
    }
}

/// What a datagram says about its messages, and the request that one answers.
fn context<'a>(datagram: &Datagram<'_>, request: Option<&'a [u8]>) -> Context<'a> {
    let family = datagram.protocol.and_then(family::by_protocol);
    let to_kernel = (datagram.direction == Direction::Send).then_some(true);
    Context { family, endian: datagram.endian, to_kernel, request }
}

/// A message, as the filter is asked about it.
fn subject<'a>(
    datagram: &'a Datagram<'_>,
    header: MessageHeader,
    bytes: &'a [u8],
    tape: &'a Tape,
    interfaces: &'a Interfaces,
) -> Subject<'a> {
    Subject::message(datagram, Message { header, bytes, tape, interfaces, netns: netns(datagram) })
}

fn is_request(datagram: &Datagram<'_>, header: &MessageHeader) -> bool {
    header.flags & NLM_F_REQUEST != 0 && datagram.direction != Direction::Receive
}

fn netns(datagram: &Datagram<'_>) -> u64 {
    datagram.caller.map_or(0, |caller| caller.netns)
}

fn is_peek(datagram: &Datagram<'_>) -> bool {
    datagram.direction == Direction::Receive && datagram.flags & nix::libc::MSG_PEEK as u32 != 0
}

/// The path of the attribute that `NLMSGERR_ATTR_OFFS` points at, in the request that is known or echoed.
fn offender(message: &[u8], context: &Context<'_>, tape: &Tape, scratch: &mut Tape) -> Option<String> {
    let offset = tape.body().iter().find(|field| field.name == "NLMSGERR_ATTR_OFFS" && field.depth == 0)?;
    let Value::Integer(offset) = read(offset, message, tape) else { return None };
    let echo = tape.body().iter().find(|field| field.name == "msg" && field.depth == 0)?;
    let offset = u32::try_from(offset.raw).ok()?;
    if let Some(request) = context.request {
        let context = Context { to_kernel: Some(true), request: None, ..*context };
        decode(request, &context, scratch);
        path(scratch.fields(), offset, 0)
    } else {
        path(tape.fields(), offset + echo.start, 1)
    }
}

/// The names from the outermost attribute to the one that begins at an offset, with dots between.
fn path(fields: &[Field], offset: u32, top: u8) -> Option<String> {
    let mut steps: Vec<&Field> = Vec::new();
    for field in fields {
        if field.start > offset {
            break;
        }
        while steps.last().is_some_and(|step| step.depth >= field.depth) {
            steps.pop();
        }
        if field.depth >= top
            && field.start + field.len > offset
            && !matches!(field.role, Role::AttributeHeader)
        {
            steps.push(field);
            if field.start == offset && field.role == Role::Attribute {
                break;
            }
        }
    }
    let name = |step: &&Field| match (step.name, step.role) {
        ("", Role::Attribute) => format!("#{}", step.id()),
        ("", Role::Element) => format!("[{}]", step.index),
        ("", _) => "?".to_owned(),
        (name, _) => name.to_owned(),
    };
    let names: Vec<String> = steps.iter().map(name).collect();
    // Bytes that no table knows have no name to give.
    (!names.is_empty() && names.iter().all(|name| name != "?")).then(|| names.join("."))
}
