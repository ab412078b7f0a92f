//! The lines around messages for people: the heading of a datagram, and calls that moved none.

use std::borrow::Cow;
use std::fmt::Write;

use nltrace_decoders::generic::Ids;
use nltrace_decoders::names;

use super::clock::{Clock, Time};
use super::page::Page;
use super::palette::Role;
use super::{escape, text, words};
use crate::datagram::{
    Caller, Cut, Datagram, Direction, LearnedBy, NetlinkAddress, Notice, NoticeKind, Outcome, SocketInfo,
    Timestamp,
};

/// Writes those lines, each to the page given.
pub(crate) struct Calls {
    clock: Clock,
    /// Say how a protocol was found, and the numbers of packets.
    verbose: bool,
    /// Say in which network namespace a process is.
    namespaces: bool,
}

impl Calls {
    /// Returns a writer; `verbose` ones say how a protocol was found, and the numbers of packets.
    pub(crate) fn new(time: Time, verbose: bool) -> Calls {
        Calls { clock: Clock::new(time), verbose, namespaces: false }
    }

    /// From now on each process is shown with its network namespace.
    pub(crate) fn show_namespaces(&mut self) {
        self.namespaces = true;
    }

    /// Writes the line above a datagram's messages.
    pub(crate) fn datagram(&mut self, page: &mut Page, datagram: &Datagram<'_>, ids: &Ids) {
        self.origin(page, datagram.when, datagram.caller, datagram.protocol);
        self.arrow(page, datagram.direction);
        // A capture does not say which way; a message's flags make it likely.
        match datagram.inferred_direction() {
            _ if datagram.direction != Direction::Unknown => (),
            Direction::Send => page.put(1, Role::Note, "→?"),
            Direction::Receive => page.put(1, Role::Note, "←?"),
            Direction::Unknown => (),
        }
        let there = datagram.bytes.len();
        page.word(1);
        page.piece(Role::Plain, |out| {
            text::unsigned(there as u64, out);
            if datagram.whole_len > there {
                out.push_str(" of ");
                text::unsigned(datagram.whole_len as u64, out);
            }
            out.push_str(if datagram.whole_len.max(there) == 1 { " byte" } else { " bytes" });
        });
        match datagram.cut {
            Some(Cut::Buffer) => page.sentence(2, Role::Error, &text::truncated(datagram)),
            Some(Cut::Memory { addr }) => {
                page.sentence(2, Role::Error, &format!("memory at {addr:#x} can't be read"));
            }
            Some(Cut::Snaplen) => page.sentence(2, Role::Note, "cut by the capture"),
            Some(Cut::Limit) => page.sentence(2, Role::Note, "the rest is not kept"),
            None => (),
        }
        if datagram.is_peek() {
            page.sentence(2, Role::Note, "MSG_PEEK: stays queued");
        }
        if let Some(peer) = datagram.peer.filter(|peer| peer.portid != 0 || peer.groups != 0) {
            let preposition = if datagram.direction == Direction::Send { "to" } else { "from" };
            page.sentence(
                2,
                Role::Note,
                &format!("{preposition} {}", address(&peer, datagram.protocol, ids)),
            );
        }
        if let Some(group) = datagram.group.filter(|group| *group != 0) {
            page.sentence(2, Role::Note, &format!("group {}", group_name(datagram.protocol, group, ids)));
        }
        if let Some(nsid) = datagram.nsid {
            page.sentence(2, Role::Note, &format!("nsid {nsid}"));
        }
        self.outcome(page, datagram.outcome);
        if self.verbose && datagram.number > 0 {
            page.put(2, Role::Note, &format!("#{}", datagram.number));
        }
        page.end();
    }

    /// Writes an event in one line.
    pub(crate) fn notice(&mut self, page: &mut Page, notice: &Notice<'_>, ids: &Ids) {
        if let NoticeKind::Lost(count) = notice.what {
            return self.lost(page, notice.when, count);
        }
        let socket = notice.socket();
        let protocol = socket.and_then(|socket| socket.protocol);
        self.origin(page, notice.when, notice.caller, protocol);
        self.arguments(page, notice, ids, true);
        match (&notice.what, notice.outcome) {
            (NoticeKind::Transfer { .. }, Outcome::Returned(_)) => (),
            (
                NoticeKind::Transfer { direction: Direction::Receive, rcvbuf, .. },
                Outcome::Failed(nix::libc::ENOBUFS),
            ) => {
                page.sentence(2, Role::Error, &text::overrun(*rcvbuf));
            }
            (_, outcome) => self.outcome(page, outcome),
        }
        if let Some(SocketInfo { learned, .. }) = socket.filter(|_| self.verbose) {
            page.sentence(2, Role::Note, learned_by(learned));
        }
        page.end();
    }

    /// Writes the calls that prepared a socket in one line. The last of them knows the socket best.
    pub(crate) fn preamble(&mut self, page: &mut Page, notices: &[Notice<'_>], ids: &Ids) {
        let (Some(first), Some(last)) = (notices.first(), notices.last()) else { return };
        let protocol = last.socket().and_then(|socket| socket.protocol);
        let caller = last.caller.zip(first.caller);
        let caller = caller.map(|(last, first)| Caller { syscall: first.syscall, ..last.clone() });
        self.origin(page, first.when, caller.as_ref(), protocol);
        let mut before = first.caller.map_or("", |caller| caller.syscall);
        for (at, notice) in notices.iter().enumerate() {
            let syscall = notice.caller.map_or("", |caller| caller.syscall);
            if at > 0 {
                page.say(Role::Plain, ",");
                if syscall != before {
                    page.put(1, Role::Origin, syscall);
                }
            }
            before = syscall;
            self.arguments(page, notice, ids, false);
        }
        page.end();
    }

    /// Writes what a call was made with. The level of an option can be left out: its name begins with it.
    fn arguments(&mut self, page: &mut Page, notice: &Notice<'_>, ids: &Ids, with_level: bool) {
        let protocol = notice.socket().and_then(|socket| socket.protocol);
        match &notice.what {
            NoticeKind::Socket { kind, protocol } => {
                let name = u64::try_from(*protocol).ok().and_then(|number| names::NETLINK.get(number));
                match name {
                    Some(name) => page.put(1, Role::Flag, name),
                    None => page.put(1, Role::Number, &protocol.to_string()),
                }
                page.word(1);
                page.piece(Role::Flag, |out| socket_kind(*kind, out));
            }
            NoticeKind::Bind(Some(to)) | NoticeKind::Connect(Some(to)) | NoticeKind::SockName(Some(to)) => {
                page.put(1, Role::Plain, &address(to, protocol, ids));
            }
            NoticeKind::Bind(None) | NoticeKind::Connect(None) => {
                page.sentence(1, Role::Note, "no netlink address that could be read");
            }
            NoticeKind::SetOption { level, option, value, len } => {
                page.word(1);
                page.piece(Role::Flag, |out| {
                    match words::socket_option(*level, *option).filter(|_| !with_level) {
                        Some(name) => out.push_str(name),
                        None => option_name(*level, *option, out),
                    }
                });
                if let Some(value) = value {
                    page.word(1);
                    page.piece(Role::Number, |out| {
                        let _ = write!(out, "{value}");
                        if *level == nix::libc::SOL_NETLINK && matches!(option, 1 | 2) {
                            let group = value.unsigned_abs();
                            let _ = write!(out, " ({})", group_name(protocol, group, ids));
                        }
                    });
                } else {
                    page.sentence(1, Role::Note, &text::count(*len as usize, "byte"));
                }
            }
            NoticeKind::Transfer { direction, flags, room, .. } => {
                self.arrow(page, *direction);
                self.transfer(page, *flags, *room, notice.outcome);
            }
            NoticeKind::Exited(status) => page.sentence(1, Role::Note, &format!("exited with {status}")),
            NoticeKind::Killed(signal, core) => {
                let name = nix::sys::signal::Signal::try_from(*signal).map(|signal| signal.as_str());
                let name = name.map_or_else(|_| format!("signal {signal}"), str::to_owned);
                let core = if *core { " (core dumped)" } else { "" };
                page.sentence(1, Role::Error, &format!("killed by {name}{core}"));
            }
            NoticeKind::Blind(sentence) => {
                let mut words = String::new();
                escape::plain(sentence, &mut words);
                page.sentence(1, Role::Error, &words);
            }
            NoticeKind::ExtendedAck(text) => {
                let mut words = String::from("the kernel says: ");
                escape::plain(text, &mut words);
                page.sentence(1, Role::Note, &words);
            }
            NoticeKind::ExtendedAckSet => {
                page.sentence(1, Role::Note, "nltrace set NETLINK_EXT_ACK on this socket (--extack)");
            }
            NoticeKind::SockName(None)
            | NoticeKind::Close
            | NoticeKind::Lost(_)
            | NoticeKind::ExtendedAcksRead
            | NoticeKind::Interface { .. }
            | NoticeKind::Family { .. } => (),
        }
    }

    /// Writes that datagrams are missing here.
    fn lost(&mut self, page: &mut Page, when: Timestamp, count: u64) {
        page.begin(0);
        if self.clock.tells() {
            let clock = &mut self.clock;
            page.piece(Role::Time, |out| clock.tell(when, out));
        }
        page.word(usize::from(self.clock.tells()));
        let datagrams = if count == 1 { "datagram is" } else { "datagrams are" };
        page.say(Role::Error, &format!("{count} {datagrams} missing here: they came too fast"));
        page.end();
    }

    fn transfer(&mut self, page: &mut Page, flags: u32, room: u64, outcome: Outcome) {
        let peek = flags & nix::libc::MSG_PEEK as u32 != 0;
        let text = match outcome {
            Outcome::Returned(1) if peek => "1 byte (peek)".to_owned(),
            Outcome::Returned(n) if peek => format!("{n} bytes (peek)"),
            Outcome::Returned(0) => "nothing".to_owned(),
            Outcome::Returned(1) => "1 byte, no room for it".to_owned(),
            Outcome::Returned(n) => format!("{n} bytes, no room for them"),
            _ => text::count(usize::try_from(room).unwrap_or(usize::MAX), "byte"),
        };
        page.sentence(1, Role::Note, &text);
    }

    /// Begins a line with time, process, socket and call.
    fn origin(&mut self, page: &mut Page, when: Timestamp, caller: Option<&Caller>, protocol: Option<u16>) {
        page.begin(0);
        // Pasted bytes have no time.
        let timed = self.clock.tells() && (caller.is_some() || !when.is_zero());
        if timed {
            let clock = &mut self.clock;
            page.piece(Role::Origin, |out| clock.tell(when, out));
        }
        page.word(usize::from(timed));
        let Some(caller) = caller else {
            return page.say(Role::Origin, &protocol_name(protocol));
        };
        page.piece(Role::Origin, |out| {
            escape::plain(&caller.comm, out);
            let _ = write!(out, "[{}]", caller.tid);
            if let Some(name) = namespace(caller).filter(|_| self.namespaces) {
                out.push('@');
                out.push_str(&name);
            }
        });
        if caller.fd >= 0 && caller.socket.is_some() {
            page.word(1);
            page.piece(Role::Origin, |out| socket(caller, protocol, out));
        }
        if caller.syscall != "exit" {
            page.put(1, Role::Origin, caller.syscall);
        }
    }

    fn arrow(&mut self, page: &mut Page, direction: Direction) {
        page.word(1);
        match direction {
            Direction::Send => page.say(Role::Send, "→"),
            Direction::Receive => page.say(Role::Receive, "←"),
            Direction::Unknown => (),
        }
    }

    fn outcome(&mut self, page: &mut Page, outcome: Outcome) {
        let text = match outcome {
            Outcome::Failed(errno) => {
                let mut text = "= -1 ".to_owned();
                nltrace_decoders::words::errno(errno.into(), &mut text);
                text
            }
            Outcome::Unfinished => "did not return".to_owned(),
            Outcome::Returned(_) | Outcome::None => return,
        };
        page.sentence(2, Role::Error, &text);
    }
}

/// Returns the name of a protocol, or its number in the same form.
pub(crate) fn protocol_name(protocol: Option<u16>) -> Cow<'static, str> {
    let Some(number) = protocol else { return "NETLINK_?".into() };
    let name = crate::tables::protocol_name(number).map(Cow::Borrowed);
    name.unwrap_or_else(|| format!("NETLINK_{number}").into())
}

/// Writes `3<NETLINK:[ROUTE:1912]>`.
fn socket(caller: &Caller, protocol: Option<u16>, out: &mut String) {
    let name = protocol_name(protocol);
    let _ = write!(out, "{}<NETLINK:[{}", caller.fd, name.trim_start_matches("NETLINK_"));
    if let Some(portid) = caller.socket.and_then(|socket| socket.portid).filter(|portid| *portid != 0) {
        let _ = write!(out, ":{portid}");
    }
    out.push_str("]>");
}

fn address(to: &NetlinkAddress, protocol: Option<u16>, ids: &Ids) -> String {
    let mut text = format!("portid={}", to.portid);
    if to.groups != 0 {
        text.push_str(" groups=");
        for (at, group) in to.group_numbers().enumerate() {
            if at > 0 {
                text.push('|');
            }
            text.push_str(&group_name(protocol, group, ids));
        }
    }
    text
}

/// Returns the name of a multicast group, or its number.
pub(crate) fn group_name(protocol: Option<u16>, group: u32, ids: &Ids) -> String {
    text::group(protocol, group, ids).map_or_else(|| group.to_string(), Cow::into_owned)
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
    match level {
        nix::libc::SOL_NETLINK => out.push_str("SOL_NETLINK "),
        nix::libc::SOL_SOCKET => out.push_str("SOL_SOCKET "),
        _ => {
            let _ = write!(out, "level {level} ");
        }
    }
    match words::socket_option(level, option) {
        Some(name) => out.push_str(name),
        None => {
            let _ = write!(out, "{option}");
        }
    }
}

fn learned_by(learned: LearnedBy) -> &'static str {
    match learned {
        LearnedBy::SockDiag => "(protocol by sock_diag)",
        LearnedBy::SocketCall => "(protocol by its socket call)",
        LearnedBy::PidfdGetfd => "(protocol by pidfd_getfd)",
        LearnedBy::Kernel => "(protocol by eBPF)",
        LearnedBy::Unknown => "(protocol unknown)",
    }
}

/// Returns what the network namespace of a process is called: its name, or else its inode; `None` if nobody knows it.
pub(crate) fn namespace(caller: &Caller) -> Option<String> {
    match &caller.namespace {
        _ if caller.netns == 0 => None,
        Some(name) => Some(text::escaped(name)),
        None => Some(caller.netns.to_string()),
    }
}
