//! `-F tree`: messages for eyes. A line for each attribute, nests indented, the members of a struct side by side.

use std::fmt::Write;

use nltrace_decoders::names;
use nltrace_decoders::schema::{Kind, Show};
use nltrace_decoders::tape::{Field, Role as Place, State};
use nltrace_decoders::value::{Integer, Value, message_name, parts, read};
use nltrace_decoders::wire::NLA_F_NET_BYTEORDER;

use super::clock::Clock;
use super::page::Page;
use super::palette::{Palette, Role};
use super::{Event, escape, text};
use crate::datagram::{
    Caller, Cut, Datagram, Direction, Learned, NetlinkAddress, Notice, Outcome, SocketInfo, Timestamp, What,
};

/// In a struct or array with more members than this, those that are 0 are counted instead of shown.
const MANY: usize = 12;

/// How the tree looks.
#[derive(Clone, Copy)]
pub(crate) struct Style {
    /// Use colours.
    pub(crate) colour: bool,
    /// Columns a line should keep to.
    pub(crate) width: usize,
    /// Bytes of hexadecimal that are shown.
    pub(crate) limit: usize,
    /// Show what is usually left out: zeros among many members, peeks, how a protocol was found.
    pub(crate) verbose: bool,
}

/// The tree format.
pub(crate) struct Tree {
    style: Style,
    clock: Clock,
    page: Page,
}

impl Tree {
    /// A renderer.
    pub(crate) fn new(style: Style) -> Tree {
        let page = Page::new(Palette::new(style.colour), style.width);
        Tree { style, clock: Clock::default(), page }
    }

    /// Writes the line above a datagram's messages.
    pub(crate) fn datagram(&mut self, datagram: &Datagram<'_>, out: &mut Vec<u8>) {
        self.origin(datagram.when, datagram.caller, datagram.protocol, out);
        self.arrow(datagram.direction, out);
        let there = datagram.bytes.len();
        let page = &mut self.page;
        page.piece(Role::Plain, |out| {
            let _ = if datagram.whole_len > there {
                write!(out, "{there} of {} bytes", datagram.whole_len)
            } else {
                write!(out, "{there} bytes")
            };
        });
        page.word(1, out);
        match datagram.cut {
            Some(Cut::Buffer) => page.sentence(2, Role::Error, &text::truncated(datagram), out),
            Some(Cut::Memory { addr }) => {
                page.sentence(2, Role::Error, &format!("memory at {addr:#x} can't be read"), out);
            }
            Some(Cut::Snaplen) => page.sentence(2, Role::Note, "cut by the capture", out),
            Some(Cut::Limit) => page.sentence(2, Role::Note, "the rest is not kept", out),
            None => (),
        }
        if is_peek(datagram) {
            page.sentence(2, Role::Note, "MSG_PEEK: stays queued", out);
        }
        if let Some(peer) = datagram.peer.filter(|peer| peer.portid != 0 || peer.groups != 0) {
            let preposition = if datagram.direction == Direction::Send { "to" } else { "from" };
            page.sentence(
                2,
                Role::Note,
                &format!("{preposition} {}", address(&peer, datagram.protocol)),
                out,
            );
        }
        if let Some(group) = datagram.group.filter(|group| *group != 0) {
            page.sentence(2, Role::Note, &format!("group {}", group_name(datagram.protocol, group)), out);
        }
        if let Some(nsid) = datagram.nsid {
            page.sentence(2, Role::Note, &format!("nsid {nsid}"), out);
        }
        self.outcome(datagram.outcome, out);
        self.page.end(out);
    }

    /// Writes a message.
    pub(crate) fn message(&mut self, event: &Event<'_>, out: &mut Vec<u8>) {
        let header = &event.header;
        let page = &mut self.page;
        page.begin(2, out);
        match message_name(event.tape, header.kind) {
            Some(name) => page.say(Role::Message, name),
            None => page.piece(Role::Unknown, |out| {
                let _ = write!(out, "type {}", header.kind);
            }),
        }
        page.word(0, out);
        for (gap, name, value) in [(2, "seq=", header.seq), (1, "portid=", header.portid)] {
            page.say(Role::Name, name);
            page.piece(Role::Number, |out| {
                let _ = write!(out, "{value}");
            });
            page.word(gap, out);
        }
        let class =
            event.tape.message.map_or(nltrace_decoders::schema::Class::Other, |message| message.class);
        if let Kind::Int { show: Show::Flags(names), .. } = nltrace_decoders::control::flags(class)
            && header.flags != 0
        {
            page.piece(Role::Flag, |out| text::flag_names(names, u64::from(header.flags), out));
            page.word(2, out);
        }
        if let Some(answer) = event.answers.filter(|answer| answer.is_first || header.kind < 16) {
            let what = answer.request.unwrap_or("a request");
            let after = text::duration(answer.after.as_nanos() as f64);
            page.sentence(2, Role::Note, &format!("answers {what} after {after}"), out);
        }
        let there = event.message.len();
        if header.len as usize > there {
            let text = format!("nlmsg_len={}, but {there} bytes are here", header.len);
            page.sentence(2, Role::Error, &text, out);
            if !event.is_whole {
                page.sentence(2, Role::Note, "the kernel takes this for no message", out);
            }
        }
        page.end(out);
        let first = event.tape.fields().len() - event.tape.body().len();
        self.blocks(event, first, 0, 4, out);
    }

    /// Writes bytes that are no message.
    pub(crate) fn rest(&mut self, bytes: &[u8], is_tail: bool, out: &mut Vec<u8>) {
        let page = &mut self.page;
        page.begin(2, out);
        let what = if is_tail { "behind the messages" } else { "no message" };
        if is_tail && bytes.iter().all(|byte| *byte == 0) {
            page.sentence(0, Role::Note, &format!("{what}: {} bytes, all 0", bytes.len()), out);
        } else {
            page.sentence(0, Role::Note, &format!("{what}:"), out);
            let limit = self.style.limit;
            page.piece(Role::Unknown, |out| hex(bytes, limit, out));
            page.word(1, out);
        }
        page.end(out);
    }

    /// Writes an event in one line.
    pub(crate) fn notice(&mut self, notice: &Notice<'_>, out: &mut Vec<u8>) {
        let socket = notice.caller.socket;
        let protocol = socket.and_then(|socket| socket.protocol);
        self.origin(notice.when, Some(notice.caller), protocol, out);
        let page = &mut self.page;
        match &notice.what {
            What::Socket { kind, protocol } => {
                let name = u64::try_from(*protocol).ok().and_then(|number| names::NETLINK.get(number));
                match name {
                    Some(name) => page.put(1, Role::Flag, name, out),
                    None => page.put(1, Role::Number, &protocol.to_string(), out),
                }
                page.piece(Role::Flag, |out| socket_kind(*kind, out));
                page.word(1, out);
            }
            What::Bind(Some(to)) | What::Connect(Some(to)) | What::SockName(Some(to)) => {
                page.put(1, Role::Plain, &address(to, protocol), out);
            }
            What::Bind(None) | What::Connect(None) => {
                page.sentence(1, Role::Note, "no netlink address that could be read", out);
            }
            What::SetOption { level, option, value, len } => {
                page.piece(Role::Flag, |out| option_name(*level, *option, out));
                page.word(1, out);
                if let Some(value) = value {
                    page.piece(Role::Number, |out| {
                        let _ = write!(out, "{value}");
                        if *level == nix::libc::SOL_NETLINK && matches!(option, 1 | 2) {
                            let group = value.unsigned_abs();
                            let _ = write!(out, " ({})", group_name(protocol, group));
                        }
                    });
                    page.word(1, out);
                } else {
                    page.sentence(1, Role::Note, &format!("{len} bytes"), out);
                }
            }
            What::Transfer { direction, flags, room, .. } => {
                self.arrow(*direction, out);
                self.transfer(*flags, *room, notice.outcome, out);
            }
            What::Exited(status) => page.sentence(1, Role::Note, &format!("exited with {status}"), out),
            What::Killed(signal, core) => {
                let name = nix::sys::signal::Signal::try_from(*signal).map(|signal| signal.as_str());
                let name = name.map_or_else(|_| format!("signal {signal}"), str::to_owned);
                let core = if *core { " (core dumped)" } else { "" };
                page.sentence(1, Role::Error, &format!("killed by {name}{core}"), out);
            }
            What::Blind(sentence) => page.sentence(1, Role::Error, sentence, out),
            What::SockName(None) | What::Close => (),
        }
        match (&notice.what, notice.outcome) {
            (What::Transfer { .. }, Outcome::Returned(_)) => (),
            (
                What::Transfer { direction: Direction::Receive, rcvbuf, .. },
                Outcome::Failed(nix::libc::ENOBUFS),
            ) => {
                self.page.sentence(2, Role::Error, &text::overrun(*rcvbuf), out);
            }
            (_, outcome) => self.outcome(outcome, out),
        }
        if let Some(SocketInfo { learned, .. }) = socket.filter(|_| self.style.verbose) {
            self.page.sentence(2, Role::Note, learned_by(learned), out);
        }
        self.page.end(out);
    }

    fn transfer(&mut self, flags: u32, room: u64, outcome: Outcome, out: &mut Vec<u8>) {
        let peek = flags & nix::libc::MSG_PEEK as u32 != 0;
        let text = match outcome {
            Outcome::Returned(n) if peek => format!("{n} bytes (peek)"),
            Outcome::Returned(0) => "nothing".to_owned(),
            Outcome::Returned(n) => format!("{n} bytes, no room for them"),
            _ => format!("{room} bytes"),
        };
        self.page.sentence(1, Role::Note, &text, out);
    }

    /// Begins a line with time, process, socket and call.
    fn origin(&mut self, when: Timestamp, caller: Option<&Caller>, protocol: Option<u16>, out: &mut Vec<u8>) {
        self.page.begin(0, out);
        let clock = &mut self.clock;
        self.page.piece(Role::Origin, |out| clock.time_of_day(when, out));
        self.page.word(0, out);
        let page = &mut self.page;
        let Some(caller) = caller else {
            page.say(Role::Origin, &protocol_name(protocol));
            return page.word(1, out);
        };
        page.piece(Role::Origin, |out| {
            escape::plain(&caller.comm, out);
            let _ = write!(out, "[{}]", caller.tid);
        });
        page.word(1, out);
        if caller.fd >= 0 && caller.socket.is_some() {
            page.piece(Role::Origin, |out| socket(caller, protocol, out));
            page.word(1, out);
        }
        if caller.syscall != "exit" {
            page.put(1, Role::Plain, caller.syscall, out);
        }
    }

    fn arrow(&mut self, direction: Direction, out: &mut Vec<u8>) {
        match direction {
            Direction::Send => self.page.say(Role::Send, "→"),
            Direction::Receive => self.page.say(Role::Receive, "←"),
            Direction::Unknown => (),
        }
        self.page.word(1, out);
    }

    fn outcome(&mut self, outcome: Outcome, out: &mut Vec<u8>) {
        let text = match outcome {
            Outcome::Failed(errno) => {
                let mut text = "= -1 ".to_owned();
                errno_words(errno.into(), &mut text);
                text
            }
            Outcome::Unfinished => "did not return".to_owned(),
            Outcome::Returned(_) | Outcome::None => return,
        };
        self.page.sentence(2, Role::Error, &text, out);
    }

    /// Writes the fields from `at` on that are `depth` deep, a line each. Returns where they end.
    fn blocks(
        &mut self,
        event: &Event<'_>,
        mut at: usize,
        depth: u8,
        indent: usize,
        out: &mut Vec<u8>,
    ) -> usize {
        while event.tape.fields().get(at).is_some_and(|field| field.depth >= depth) {
            at = self.block(event, at, indent, out);
        }
        at
    }

    /// Writes a field that has a line of its own, and its parts. Returns where they end.
    fn block(&mut self, event: &Event<'_>, at: usize, indent: usize, out: &mut Vec<u8>) -> usize {
        let field = &event.tape.fields()[at];
        let end = end_of(event, at);
        if is_hidden(field) {
            return end;
        }
        self.page.begin(indent, out);
        self.name(field);
        self.page.word(0, out);
        if end == at + 1 {
            match read(field, event.message, event.tape) {
                Value::Raw(bytes) => self.dump(bytes, out),
                _ => {
                    self.value(event, field, false);
                    self.page.word(2, out);
                }
            }
            self.remarks(event, field, out);
            self.page.end(out);
            return end;
        }
        // Members stand side by side; attributes, and what holds some, have lines below.
        let is_message = matches!(field.kind, Kind::Message);
        let fold = !self.style.verbose && scalars(event, at, end) > MANY;
        let mut zeros = 0;
        let mut next = at + 1;
        let mut gap = 2;
        let mut below = None;
        while next < end {
            let part = &event.tape.fields()[next];
            let part_end = end_of(event, next);
            if !is_hidden(part) {
                let beside = !holds_attributes(event, next, part_end)
                    && (!is_message || part.role == Place::Header)
                    && !matches!(part.kind, Kind::Records { .. });
                if !beside {
                    below = Some(next);
                    break;
                }
                if fold && part_end == next + 1 && is_zero(event, part) {
                    zeros += 1;
                } else {
                    self.inline(event, next, part_end);
                    self.page.word(gap, out);
                    gap = 1;
                }
            }
            next = part_end;
        }
        if zeros > 0 {
            let text = if gap == 2 { format!("all {zeros} are 0") } else { format!("(+{zeros} that are 0)") };
            self.page.sentence(gap, Role::Note, &text, out);
        }
        self.remarks(event, field, out);
        self.page.end(out);
        match below {
            Some(below) => self.blocks(event, below, field.depth + 1, indent + 2, out),
            None => end,
        }
    }

    /// Adds a member, with its own members in braces, to the word.
    fn inline(&mut self, event: &Event<'_>, at: usize, end: usize) {
        let field = &event.tape.fields()[at];
        if !field.name.is_empty() {
            self.name(field);
            self.page.say(Role::Plain, "=");
        } else if field.state != State::Good && end == at + 1 {
            self.page.say(Role::Unknown, "+");
        }
        if end == at + 1 {
            self.value(event, field, true);
        } else {
            self.page.say(Role::Plain, "{");
            let mut next = at + 1;
            let mut first = true;
            while next < end {
                let part_end = end_of(event, next);
                if !is_hidden(&event.tape.fields()[next]) {
                    if !first {
                        self.page.space();
                    }
                    first = false;
                    self.inline(event, next, part_end);
                }
                next = part_end;
            }
            self.page.say(Role::Plain, "}");
        }
        if let Some(text) = gloss(event, field) {
            self.page.say(Role::Note, &format!("({text})"));
        }
        if let Some(note) = state_note(field) {
            self.page.say(Role::Note, note);
        }
    }

    fn name(&mut self, field: &Field) {
        match (field.name, field.role) {
            ("", Place::Attribute) if field.state == State::Unknown => {
                self.page.say(Role::Unknown, &format!("#{}", field.id()));
            }
            ("", Place::Attribute) => self.page.say(Role::Name, &format!("[{}]", field.id())),
            ("", Place::Element) => self.page.say(Role::Name, &format!("[{}]", field.index)),
            ("", _) => self.page.say(Role::Unknown, "…"),
            (name, _) => self.page.say(Role::Name, name),
        }
    }

    /// What is said about a field at the end of its line.
    fn remarks(&mut self, event: &Event<'_>, field: &Field, out: &mut Vec<u8>) {
        if let Some(note) = state_note(field) {
            self.page.sentence(1, Role::Note, note.trim_start(), out);
        }
        if field.role == Place::Attribute && field.index & NLA_F_NET_BYTEORDER != 0 {
            self.page.put(2, Role::Note, "NLA_F_NET_BYTEORDER", out);
        }
        if let Some(text) = gloss(event, field) {
            self.page.sentence(2, Role::Note, &text, out);
        }
        if field.name == "NLMSGERR_ATTR_OFFS"
            && let Some(path) = &event.offender
        {
            self.page.put(1, Role::Plain, "→", out);
            self.page.put(1, Role::Name, path, out);
        }
    }

    /// Writes bytes in hexadecimal, in words of 16.
    fn dump(&mut self, bytes: &[u8], out: &mut Vec<u8>) {
        let shown = bytes.get(..self.style.limit).unwrap_or(bytes);
        for (at, chunk) in shown.chunks(16).enumerate() {
            self.page.piece(Role::Unknown, |out| text::separated(chunk, " ", out));
            self.page.word(if at == 0 { 2 } else { 1 }, out);
        }
        if shown.len() < bytes.len() {
            self.page.put(1, Role::Note, &format!("… ({} bytes)", bytes.len()), out);
        }
    }

    /// Adds the value of a leaf to the word; shorter where it stands `beside` others.
    fn value(&mut self, event: &Event<'_>, field: &Field, beside: bool) {
        let limit = self.style.limit;
        let page = &mut self.page;
        match read(field, event.message, event.tape) {
            Value::Empty => (),
            Value::Integer(integer) => self.integer(event, &integer, beside),
            Value::Text(text, rest) => {
                page.piece(Role::Text, |out| {
                    out.push('"');
                    escape::quoted(text, out);
                    if !rest.is_empty() {
                        escape::quoted(rest, out);
                    }
                    out.push('"');
                });
            }
            Value::Bytes(look, bytes) => page.piece(Role::Text, |out| {
                let shown = bytes.get(..limit).unwrap_or(bytes);
                text::bytes(look, shown, out);
                if shown.len() < bytes.len() {
                    let _ = write!(out, "… ({} bytes)", bytes.len());
                }
            }),
            Value::Raw(bytes) => page.piece(Role::Unknown, |out| hex(bytes, limit, out)),
            Value::MessageType(id, name) => match name {
                Some(name) => page.say(Role::Message, name),
                None => page.say(Role::Unknown, &id.to_string()),
            },
        }
    }

    fn integer(&mut self, event: &Event<'_>, integer: &Integer, beside: bool) {
        let page = &mut self.page;
        match integer.show {
            Show::Dec => page.piece(Role::Number, |out| text::decimal(integer, out)),
            Show::Hex if integer.raw < 10 => page.piece(Role::Number, |out| text::decimal(integer, out)),
            Show::Hex => page.piece(Role::Number, |out| {
                let _ = write!(out, "{:#x}", truncated(integer));
            }),
            Show::Name(_) => match integer.name() {
                Some(name) => page.say(Role::Flag, name),
                None => page.piece(Role::Number, |out| text::decimal(integer, out)),
            },
            Show::Flags(names) => {
                let role = if integer.raw == 0 { Role::Number } else { Role::Flag };
                page.piece(role, |out| text::flag_names(names, truncated(integer), out));
            }
            Show::Parts(list) | Show::BitFields(list) => {
                page.say(Role::Plain, "{");
                for (at, (name, part)) in parts(list, integer, event.tape).enumerate() {
                    if at > 0 {
                        self.page.space();
                    }
                    self.page.say(Role::Name, name);
                    self.page.say(Role::Plain, "=");
                    self.integer(event, &part, true);
                }
                self.page.say(Role::Plain, "}");
            }
            Show::Interface => {
                page.piece(Role::Number, |out| text::decimal(integer, out));
                let index = u32::try_from(integer.raw).unwrap_or(0);
                if let Some(name) = event.interfaces.name(event.netns, index).filter(|name| !name.is_empty())
                {
                    page.piece(Role::Note, |out| {
                        out.push_str(" (");
                        escape::plain(name, out);
                        out.push(')');
                    });
                }
            }
            Show::Handle | Show::Device => {
                if let Some(text) = text::special(integer) {
                    page.say(Role::Number, &text);
                }
            }
            Show::Errno if integer.raw == 0 => page.say(Role::Number, "0"),
            Show::Errno => page.piece(Role::Error, |out| errno_words(integer.as_signed(), out)),
            // All bits set is not so many bytes a second, but no limit at all.
            Show::Unit(_) if integer.width >= 4 && integer.raw == all_ones(integer) => {
                page.piece(Role::Number, |out| {
                    let _ = write!(out, "{:#x}", integer.raw);
                });
            }
            Show::Unit(unit) => {
                page.piece(Role::Number, |out| {
                    text::decimal(integer, out);
                    let suffix = text::suffix(unit);
                    out.push_str(if beside { suffix.trim_start() } else { suffix });
                });
                if let Some(aside) = text::aside(unit, integer.raw).filter(|_| !beside) {
                    page.say(Role::Note, &format!(" ({aside})"));
                }
            }
            Show::Bool => match integer.raw {
                0 => page.say(Role::Flag, "false"),
                1 => page.say(Role::Flag, "true"),
                _ => page.piece(Role::Number, |out| text::decimal(integer, out)),
            },
        }
    }
}

/// The sentence that a field's kind has for it.
fn gloss(event: &Event<'_>, field: &Field) -> Option<String> {
    let Kind::Gloss(_, gloss) = field.kind else { return None };
    let payload = event.message.get(field.payload()).unwrap_or_default();
    let mut text = String::new();
    gloss(payload, event.tape.endian, &mut text).ok()?;
    let mut safe = String::new();
    escape::plain(&text, &mut safe);
    (!safe.is_empty()).then_some(safe)
}

/// Where the parts of the field at `at` end.
fn end_of(event: &Event<'_>, at: usize) -> usize {
    let fields = event.tape.fields();
    let depth = fields[at].depth;
    at + 1 + fields[at + 1..].iter().take_while(|field| field.depth > depth).count()
}

fn is_hidden(field: &Field) -> bool {
    matches!(field.role, Place::Padding | Place::AttributeHeader)
        || field.role != Place::Attribute && matches!(field.kind, Kind::Pad { .. })
}

fn holds_attributes(event: &Event<'_>, at: usize, end: usize) -> bool {
    event.tape.fields()[at..end].iter().any(|field| field.role == Place::Attribute)
}

/// How many parts of a field are leaves that could be folded.
fn scalars(event: &Event<'_>, at: usize, end: usize) -> usize {
    let depth = event.tape.fields()[at].depth + 1;
    event.tape.fields()[at + 1..end].iter().filter(|part| part.depth == depth && !is_hidden(part)).count()
}

fn is_zero(event: &Event<'_>, field: &Field) -> bool {
    matches!(field.kind, Kind::Int { .. })
        && event.message.get(field.span()).is_some_and(|bytes| bytes.iter().all(|byte| *byte == 0))
}

fn state_note(field: &Field) -> Option<&'static str> {
    match field.state {
        State::Good | State::Unknown | State::Extra => None,
        State::Short => Some(" (too short)"),
        State::Cut => Some(" (cut)"),
        State::Unselected => Some(" (nothing says what this is)"),
        State::Malformed => Some(" (malformed)"),
        State::TooDeep => Some(" (nested too deep)"),
    }
}

/// A number of the same width with all its bits set.
fn all_ones(integer: &Integer) -> u64 {
    u64::MAX.checked_shr(64 - 8 * u32::from(integer.width.clamp(1, 8))).unwrap_or(u64::MAX)
}

/// A signed number as the bits it has in its own width.
fn truncated(integer: &Integer) -> u64 {
    integer.raw & all_ones(integer)
}

fn hex(bytes: &[u8], limit: usize, out: &mut String) {
    let shown = bytes.get(..limit).unwrap_or(bytes);
    text::separated(shown, " ", out);
    if shown.len() < bytes.len() {
        let _ = write!(out, " … ({} bytes)", bytes.len());
    }
}

fn errno_words(errno: i64, out: &mut String) {
    match names::errno(errno.unsigned_abs()) {
        Some((name, meaning)) => {
            let _ = write!(out, "{name} ({meaning})");
        }
        None => {
            let _ = write!(out, "{errno}");
        }
    }
}

fn is_peek(datagram: &Datagram<'_>) -> bool {
    datagram.direction == Direction::Receive && datagram.flags & nix::libc::MSG_PEEK as u32 != 0
}

fn protocol_name(protocol: Option<u16>) -> String {
    match protocol {
        Some(number) => {
            names::NETLINK.get(u64::from(number)).map_or_else(|| format!("NETLINK_{number}"), str::to_owned)
        }
        None => "NETLINK_?".to_owned(),
    }
}

/// `3<NETLINK:[ROUTE:1912]>`.
fn socket(caller: &Caller, protocol: Option<u16>, out: &mut String) {
    let name = protocol_name(protocol);
    let _ = write!(out, "{}<NETLINK:[{}", caller.fd, name.trim_start_matches("NETLINK_"));
    if let Some(portid) = caller.socket.and_then(|socket| socket.portid).filter(|portid| *portid != 0) {
        let _ = write!(out, ":{portid}");
    }
    out.push_str("]>");
}

fn address(to: &NetlinkAddress, protocol: Option<u16>) -> String {
    let mut text = format!("portid={}", to.portid);
    if to.groups != 0 {
        text.push_str(" groups=");
        let groups = (0..32).filter(|bit| to.groups >> bit & 1 == 1);
        for (at, bit) in groups.enumerate() {
            if at > 0 {
                text.push('|');
            }
            text.push_str(&group_name(protocol, bit + 1));
        }
    }
    text
}

fn group_name(protocol: Option<u16>, group: u32) -> String {
    let family = protocol.and_then(nltrace_decoders::family::by_protocol);
    match family.and_then(|family| family.groups.get(u64::from(group))) {
        Some(name) => name.to_owned(),
        None => group.to_string(),
    }
}

fn socket_kind(kind: i32, out: &mut String) {
    let flags = kind & !0xf;
    match kind & 0xf {
        nix::libc::SOCK_RAW => out.push_str("SOCK_RAW"),
        nix::libc::SOCK_DGRAM => out.push_str("SOCK_DGRAM"),
        other => {
            let _ = write!(out, "{other}");
        }
    }
    for (bit, name) in
        [(nix::libc::SOCK_CLOEXEC, "SOCK_CLOEXEC"), (nix::libc::SOCK_NONBLOCK, "SOCK_NONBLOCK")]
    {
        if flags & bit != 0 {
            out.push('|');
            out.push_str(name);
        }
    }
}

fn option_name(level: i32, option: i32, out: &mut String) {
    let name = match level {
        nix::libc::SOL_NETLINK => {
            out.push_str("SOL_NETLINK ");
            u64::try_from(option).ok().and_then(|option| names::NETLINK_OPTION.get(option))
        }
        nix::libc::SOL_SOCKET => {
            out.push_str("SOL_SOCKET ");
            match option {
                nix::libc::SO_SNDBUF => Some("SO_SNDBUF"),
                nix::libc::SO_RCVBUF => Some("SO_RCVBUF"),
                nix::libc::SO_SNDBUFFORCE => Some("SO_SNDBUFFORCE"),
                nix::libc::SO_RCVBUFFORCE => Some("SO_RCVBUFFORCE"),
                nix::libc::SO_ATTACH_FILTER => Some("SO_ATTACH_FILTER"),
                nix::libc::SO_DETACH_FILTER => Some("SO_DETACH_FILTER"),
                nix::libc::SO_RCVTIMEO => Some("SO_RCVTIMEO"),
                nix::libc::SO_SNDTIMEO => Some("SO_SNDTIMEO"),
                _ => None,
            }
        }
        _ => {
            let _ = write!(out, "level {level} ");
            None
        }
    };
    match name {
        Some(name) => out.push_str(name),
        None => {
            let _ = write!(out, "{option}");
        }
    }
}

fn learned_by(learned: Learned) -> &'static str {
    match learned {
        Learned::SockDiag => "(protocol by sock_diag)",
        Learned::SocketCall => "(protocol by its socket call)",
        Learned::PidfdGetfd => "(protocol by pidfd_getfd)",
        Learned::Unknown => "(protocol unknown)",
    }
}
