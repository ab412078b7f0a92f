//! One datagram's way through the rooms: cut into messages, decoded, paired, shown.

use std::collections::{HashMap, HashSet};
use std::io;

use nltrace_decoders::control::NLMSG_ERROR;
use nltrace_decoders::decode::{Context, NLM_F_ACK_TLVS, decode};
use nltrace_decoders::family;
use nltrace_decoders::tape::Tape;
use nltrace_decoders::wire::{self, MessageHeader, Piece, messages};

use crate::datagram::{Datagram, Direction, Notice, Seen, What};
use crate::outlet::Outlet;
use crate::render::line::{Knowledge, Line};
use crate::render::{Event, Origin, Renderer, pcapng};
use crate::session::{self, Session, fault};

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
            session: Session::new(false),
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

    /// The same, with a session that knows or tells more.
    pub(crate) fn with(self, session: Session) -> Pipeline {
        Pipeline { session, ..self }
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
        self.session.notice(notice);
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
        let origin = Origin { when: notice.when, caller: Some(notice.caller), direction: None };
        self.renderer.findings(origin, self.session.findings(), &mut self.buffer);
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
        self.session.datagram(datagram);
        let mut is_tail = false;
        for piece in messages(datagram.bytes, datagram.endian) {
            match piece {
                Piece::Message { header, start, next, .. } => {
                    let message = datagram.bytes.get(start..next).unwrap_or_default();
                    let is_whole = is_whole(&header, message, datagram);
                    self.message(datagram, header, message, is_whole);
                }
                Piece::Rest { start, end } => {
                    let bytes = datagram.bytes.get(start..end).unwrap_or_default();
                    self.session.rest(datagram, bytes, is_tail);
                    self.renderer.rest(datagram, bytes, is_tail, &mut self.buffer);
                    let origin = Origin {
                        when: datagram.when,
                        caller: datagram.caller,
                        direction: Some(datagram.direction),
                    };
                    self.renderer.findings(origin, self.session.findings(), &mut self.buffer);
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
        self.session.datagram(datagram);
        for piece in messages(datagram.bytes, datagram.endian) {
            if let Piece::Message { header, start, next, .. } = piece {
                let message = datagram.bytes.get(start..next).unwrap_or_default();
                let is_whole = is_whole(&header, message, datagram);
                self.session.skim(datagram, &header, message, is_whole);
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
        let part = self.session.place(datagram, &header, message);
        let to_kernel = match part {
            _ if datagram.direction == Direction::Send => Some(true),
            session::Part::Notification { .. } | session::Part::Answer(_) => Some(false),
            _ => None,
        };
        let context = Context { family, endian: datagram.endian, to_kernel, request: None };
        let request = self.session.request(&part);
        if let (Renderer::Line(_), Some(request)) = (&self.renderer, request) {
            self.answered.insert((header.seq, header.portid), request.to_vec());
        }
        decode(message, &Context { request, ..context }, &mut self.tape);
        let seen = session::Seen { datagram, header: &header, message, tape: &self.tape, is_whole };
        self.session.observe(&seen, &part);
        let is_bare =
            header.kind == NLMSG_ERROR && header.flags & NLM_F_ACK_TLVS == 0 && fails(message, datagram);
        let advice = if is_bare { self.session.advice(datagram) } else { None };
        let request = self.session.request(&part);
        let context = Context { request, ..context };
        let mut fault = fault(message, header.kind, &context, &self.tape, &mut self.request_tape);
        if let Some(fault) = &mut fault {
            fault.advice = fault.advice.or(advice);
        }
        let event = Event {
            datagram,
            header,
            message,
            tape: &self.tape,
            is_whole,
            part,
            fault,
            findings: self.session.findings(),
            interfaces: self.session.interfaces(),
            netns: datagram.caller.map_or(0, |caller| caller.netns),
        };
        self.renderer.message(&event, &mut self.buffer);
        self.session.shown(datagram, header.kind, message, &part);
    }
}

/// Whether an `NLMSG_ERROR` is an error, and no acknowledgement.
fn fails(message: &[u8], datagram: &Datagram<'_>) -> bool {
    message.get(16..20).and_then(|error| wire::uint(error, datagram.endian)).is_some_and(|error| error != 0)
}

/// Whether there are all bytes of a message that its header claims, as far as they were kept.
fn is_whole(header: &wire::MessageHeader, message: &[u8], datagram: &Datagram<'_>) -> bool {
    let is_cut = datagram.whole_len > datagram.bytes.len() || datagram.cut.is_some();
    header.len as usize <= message.len() || is_cut
}

fn is_peek(datagram: &Datagram<'_>) -> bool {
    datagram.direction == Direction::Receive && datagram.flags & nix::libc::MSG_PEEK as u32 != 0
}
