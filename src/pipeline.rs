//! One datagram's way through the rooms: cut into messages, decoded, paired, shown.

use std::collections::{HashMap, HashSet};
use std::io;

use nltrace_decoders::decode::{Context, decode};
use nltrace_decoders::family;
use nltrace_decoders::tape::{Field, Role, Tape};
use nltrace_decoders::value::{Value, read};
use nltrace_decoders::wire::{MessageHeader, Piece, messages};

use crate::datagram::{Datagram, Direction, Notice, Seen, What};
use crate::outlet::Outlet;
use crate::render::line::{Knowledge, Line};
use crate::render::{Answer, Event, Renderer, pcapng};
use crate::session::Session;

/// Output that is gathered before it is written.
const FULL: usize = 64 << 10;

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
    /// Processes that used netlink.
    users: HashSet<i32>,
    /// For lines: the requests that the messages of the call answer which is told next, by sequence number and port id.
    answered: HashMap<(u32, u32), Vec<u8>>,
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
            users: HashSet::new(),
            answered: HashMap::new(),
        }
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
            Seen::Call(call) => {
                self.line(Some(call.caller.netns), |line, knowledge, out| line.call(call, knowledge, out));
            }
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
        self.renderer.notice(notice, &mut self.buffer);
    }

    /// A call, or a datagram that was recorded without one, in a line.
    ///
    /// `netns` is the network namespace whose interfaces it names; `None` for a capture, whose interfaces are not ours.
    fn line(&mut self, netns: Option<u64>, show: impl FnOnce(&mut Line, &Knowledge<'_>, &mut Vec<u8>)) {
        let Renderer::Line(line) = &mut self.renderer else { return };
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
        if let Some(packets) = &mut self.packets {
            packets.packet(datagram, &mut self.captured);
        }
        if let Some(caller) = datagram.caller {
            self.users.insert(caller.pid);
        }
        self.renderer.datagram(datagram, &mut self.buffer);
        if is_peek(datagram) && self.show != Show::Everything {
            return;
        }
        if datagram.protocol == Some(NETLINK_KOBJECT_UEVENT) {
            return self.renderer.rest(datagram, datagram.bytes, false, &mut self.buffer);
        }
        let mut is_tail = false;
        for piece in messages(datagram.bytes, datagram.endian) {
            match piece {
                Piece::Message { header, start, next, .. } => {
                    let message = datagram.bytes.get(start..next).unwrap_or_default();
                    let is_cut = datagram.whole_len > datagram.bytes.len() || datagram.cut.is_some();
                    let is_whole = header.len as usize <= message.len() || is_cut;
                    self.message(datagram, header, message, is_whole);
                }
                Piece::Rest { start, end } => {
                    let bytes = datagram.bytes.get(start..end).unwrap_or_default();
                    self.renderer.rest(datagram, bytes, is_tail, &mut self.buffer);
                }
            }
            is_tail = true;
        }
        if datagram.caller.is_none() {
            self.line(None, |line, knowledge, out| line.datagram(datagram, knowledge, out));
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
            }
        }
    }

    fn message(
        &mut self,
        datagram: &Datagram<'_>,
        header: nltrace_decoders::wire::MessageHeader,
        message: &[u8],
        is_whole: bool,
    ) {
        let family = datagram.protocol.and_then(family::by_protocol);
        let to_kernel = (datagram.direction == Direction::Send).then_some(true);
        let request = self.session.request(datagram, &header);
        let mut answers = None;
        let mut request_bytes = None;
        if let Some(request) = request {
            request.answers += 1;
            let kind =
                nltrace_decoders::wire::u16(request.bytes.get(4..).unwrap_or_default(), datagram.endian)
                    .map_or(0, |(_, kind)| kind);
            answers = Some(Answer {
                request: family.and_then(|family| family.message(kind)).map(|message| message.name),
                after: datagram.when.saturating_sub(request.when),
                is_first: request.answers == 1,
            });
            request_bytes = Some(request.bytes.as_slice());
            if let Renderer::Line(_) = self.renderer {
                self.answered.insert((header.seq, header.portid), request.bytes.clone());
            }
        }
        let context = Context { family, endian: datagram.endian, to_kernel, request: request_bytes };
        decode(message, &context, &mut self.tape);
        let offender = match header.kind {
            // Only errors and the end of a dump complain.
            0..16 => offender(message, &context, &self.tape, &mut self.request_tape),
            _ => None,
        };
        let netns = datagram.caller.map_or(0, |caller| caller.netns);
        self.session.observe(datagram, &header, message);
        let event = Event {
            datagram,
            header,
            message,
            tape: &self.tape,
            is_whole,
            answers,
            offender,
            interfaces: self.session.interfaces(),
            netns,
        };
        self.renderer.message(&event, &mut self.buffer);
    }
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
