//! A call in a line: its name, its arguments with the memory that they point at, and its result.

use nix::libc;
use nltrace_decoders::decode::Remembering;
use nltrace_decoders::generic::Ids;
use nltrace_decoders::names;
use nltrace_decoders::schema::{Names, names as names_of};
use nltrace_decoders::wire::Endian;

use super::message;
use super::pen::{Base, Comment, Pen};
use super::scene::Buffer;
use super::scene::{FileOf, InterfaceName, RequestOf};
use crate::datagram::{Call, Caller, Memory, Outcome, SocketInfo};
use crate::render::words::MSG;

/// How descriptors are shown: strace's `-y`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Descriptors {
    /// As numbers.
    Numbers,
    /// With the kind of file: `3<socket:[4711]>`.
    Files,
    /// With what the socket is: `3<NETLINK:[ROUTE:1912]>`.
    Sockets,
}

/// The style and context of a call.
pub(super) struct CallStyle<'a> {
    pub(super) call: &'a Call<'a>,
    pub(super) descriptors: Descriptors,
    /// The column of the result.
    pub(super) align: usize,
    pub(super) interface: InterfaceName<'a>,
    pub(super) request: RequestOf<'a>,
    pub(super) ids: &'a Ids,
    pub(super) file: FileOf<'a>,
    pub(super) decoder: &'a mut Remembering,
}

/// The kernel's own errors of calls that a signal interrupts  (linux/errno.h)
static RESTARTS: Names = names_of(&[
    (512, "ERESTARTSYS"),
    (513, "ERESTARTNOINTR"),
    (514, "ERESTARTNOHAND"),
    (515, "ENOIOCTLCMD"),
    (516, "ERESTART_RESTARTBLOCK"),
]);

impl CallStyle<'_> {
    pub(super) fn arg(&self, index: usize) -> u64 {
        self.call.args.get(index).copied().unwrap_or(0)
    }

    /// Writes the call up to its closing parenthesis, and its result.
    pub(super) fn show(&mut self, pen: &mut Pen) {
        let start = pen.text.len();
        let name = self.call.caller.syscall;
        pen.say(name);
        pen.say("(");
        match name {
            "socket" => self.socket(pen),
            _ => self.on_descriptor(name, pen),
        }
        pen.say(") ");
        while pen.text.len() - start < self.align {
            pen.say(" ");
        }
        pen.say("= ");
        result(self.call.caller, self.call.outcome, self.descriptors, pen);
    }

    pub(super) fn is_done(&self) -> bool {
        matches!(self.call.outcome, Outcome::Returned(_))
    }

    pub(super) fn returned(&self) -> u64 {
        match self.call.outcome {
            Outcome::Returned(n) => u64::try_from(n).unwrap_or(0),
            _ => 0,
        }
    }

    fn socket(&self, pen: &mut Pen) {
        pen.constant(self.arg(0), names::AF.get(self.arg(0)), Some("AF_???"), Base::Hex);
        pen.say(", ");
        let kind = self.arg(1) & 0xf;
        let name = match kind as i32 {
            libc::SOCK_RAW => Some("SOCK_RAW"),
            libc::SOCK_DGRAM => Some("SOCK_DGRAM"),
            libc::SOCK_STREAM => Some("SOCK_STREAM"),
            libc::SOCK_SEQPACKET => Some("SOCK_SEQPACKET"),
            _ => None,
        };
        pen.constant(kind, name, Some("SOCK_???"), Base::Hex);
        let mut rest = self.arg(1) & 0xffff_ffff & !0xf;
        for (bit, name) in
            [(libc::SOCK_CLOEXEC as u64, "SOCK_CLOEXEC"), (libc::SOCK_NONBLOCK as u64, "SOCK_NONBLOCK")]
        {
            if rest & bit != 0 {
                rest &= !bit;
                pen.say("|");
                pen.constant(bit, Some(name), None, Base::Hex);
            }
        }
        if rest != 0 {
            pen.say("|");
            pen.hex(rest);
        }
        pen.say(", ");
        let protocol = self.arg(2) & 0xffff_ffff;
        pen.constant(protocol, names::NETLINK.get(protocol), Some("NETLINK_???"), Base::Hex);
    }

    fn on_descriptor(&mut self, name: &str, pen: &mut Pen) {
        descriptor((self.arg(0) as u32).cast_signed(), self.call.socket, self.descriptors, pen);
        let before = self.call.before;
        match name {
            "close" | "dup" => {}
            "dup2" | "dup3" => {
                pen.say(", ");
                pen.number(i64::from(self.arg(1) as i32).cast_unsigned(), Base::Signed);
            }
            "bind" | "connect" => {
                pen.say(", ");
                self.address(self.arg(1), self.arg(2), before, pen);
                pen.say(", ");
                pen.number(i64::from(self.arg(2) as i32).cast_unsigned(), Base::Signed);
            }
            "getsockname" => self.name_and_length(self.arg(1), self.arg(2), pen),
            "sendto" | "send" => self.send(name, pen),
            "recvfrom" | "recv" => self.receive(name, pen),
            "read" | "write" => self.read_or_write(name, pen),
            "readv" | "writev" | "preadv2" | "pwritev2" => self.read_or_write_parts(name, pen),
            "sendmsg" => {
                pen.say(", ");
                self.header(self.arg(1), None, u64::MAX, before, pen);
                pen.say(", ");
                self.message_flags(self.arg(2), pen);
            }
            "recvmsg" => self.receive_message(pen),
            "sendmmsg" | "recvmmsg" | "recvmmsg_time64" => self.many(name, pen),
            "setsockopt" | "getsockopt" => self.option(name, pen),
            "fcntl" | "fcntl64" => self.duplicate(pen),
            _ => {
                for at in 1..6 {
                    pen.say(", ");
                    pen.hex(self.arg(at));
                }
            }
        }
    }

    /// Writes `send` and `sendto`, after the descriptor.
    fn send(&mut self, name: &str, pen: &mut Pen) {
        let before = self.call.before;
        pen.say(", ");
        self.messages(self.arg(1), self.arg(2), before, pen);
        pen.say(", ");
        pen.decimal(self.arg(2));
        pen.say(", ");
        self.message_flags(self.arg(3), pen);
        if name == "sendto" {
            pen.say(", ");
            self.address(self.arg(4), self.arg(5), before, pen);
            pen.say(", ");
            pen.number(i64::from(self.arg(5) as i32).cast_unsigned(), Base::Signed);
        }
    }

    /// Writes `recv` and `recvfrom`, after the descriptor.
    fn receive(&mut self, name: &str, pen: &mut Pen) {
        pen.say(", ");
        if self.is_done() {
            self.messages(self.arg(1), self.returned().min(self.arg(2)), self.call.after, pen);
        } else {
            pen.address(self.arg(1));
        }
        pen.say(", ");
        pen.decimal(self.arg(2));
        pen.say(", ");
        self.message_flags(self.arg(3), pen);
        if name == "recvfrom" {
            self.name_and_length(self.arg(4), self.arg(5), pen);
        }
    }

    /// Writes `read` and `write`, after the descriptor.
    fn read_or_write(&mut self, name: &str, pen: &mut Pen) {
        let is_read = name == "read";
        pen.say(", ");
        if is_read && !self.is_done() {
            pen.address(self.arg(1));
        } else {
            let memory = if is_read { self.call.after } else { self.call.before };
            let len = if is_read { self.returned() } else { self.arg(2) };
            self.messages(self.arg(1), len, memory, pen);
        }
        pen.say(", ");
        pen.decimal(self.arg(2));
    }

    /// Writes `readv`, `writev` and those with an offset, after the descriptor.
    fn read_or_write_parts(&mut self, name: &str, pen: &mut Pen) {
        let is_read = name.contains("read");
        pen.say(", ");
        if is_read && !self.is_done() {
            pen.address(self.arg(1));
        } else {
            let memory = if is_read { self.call.after } else { self.call.before };
            let moved = if is_read { self.returned() } else { u64::MAX };
            self.vectors(self.arg(1), self.arg(2), moved, memory, pen);
        }
        pen.say(", ");
        pen.decimal(self.arg(2));
    }

    /// Writes `recvmsg`, after the descriptor.
    fn receive_message(&mut self, pen: &mut Pen) {
        let (before, after) = (self.call.before, self.call.after);
        let name_len = |memory: &Memory| self.name_len(self.arg(1), memory);
        let room = name_len(before);
        pen.say(", ");
        match room {
            _ if self.is_done() => self.header(self.arg(1), room, self.returned(), after, pen),
            None => pen.address(self.arg(1)),
            Some(room) => {
                pen.say("{msg_namelen=");
                pen.number(i64::from(room).cast_unsigned(), Base::Signed);
                if let Some(now) = name_len(after).filter(|now| *now != room) {
                    pen.write(format_args!(" => {now}"));
                }
                pen.say("}");
            }
        }
        pen.say(", ");
        self.message_flags(self.arg(2), pen);
    }

    /// Writes the `fcntl` that duplicates a descriptor, after the descriptor.
    fn duplicate(&self, pen: &mut Pen) {
        let name = match self.arg(1) as i32 {
            libc::F_DUPFD => Some("F_DUPFD"),
            libc::F_DUPFD_CLOEXEC => Some("F_DUPFD_CLOEXEC"),
            _ => None,
        };
        pen.say(", ");
        pen.constant(self.arg(1), name, Some("F_???"), Base::Hex);
        pen.say(", ");
        pen.decimal(self.arg(2));
    }

    /// Writes `MSG_*`.
    pub(super) fn message_flags(&self, flags: u64, pen: &mut Pen) {
        pen.flags(flags & 0xffff_ffff, &MSG, Comment::Words("MSG_???"));
    }

    pub(super) fn messages(&mut self, addr: u64, len: u64, memory: &Memory, pen: &mut Pen) {
        let len = usize::try_from(len).unwrap_or(usize::MAX);
        let buffer = Buffer {
            bytes: memory.prefix(addr, len),
            len,
            addr,
            endian: Endian::NATIVE,
            protocol: self.call.caller.socket.or(self.call.socket).and_then(|socket| socket.protocol),
            interface: self.interface,
            descriptor: self.file,
            request: self.request,
            ids: self.ids,
            is_sent: is_sending(self.call.caller.syscall),
        };
        message::buffer(&buffer, self.decoder, pen);
    }

    /// Writes `setsockopt` and `getsockopt`.
    fn option(&self, call: &str, pen: &mut Pen) {
        let (level, option) = (self.arg(1) as i32, self.arg(2) & 0xffff_ffff);
        pen.say(", ");
        level_name(level, pen);
        pen.say(", ");
        let (name, unknown) = match level {
            libc::SOL_NETLINK => (names::NETLINK_OPTION.get(option), "NETLINK_???"),
            libc::SOL_SOCKET => (names::SO.get(option), "SO_???"),
            _ => (None, "SO_???"),
        };
        pen.constant(option, name, Some(unknown), Base::Hex);
        pen.say(", ");
        let addr = self.arg(3);
        if call == "setsockopt" {
            let len = self.arg(4) as i32;
            let value = Self::int(self.call.before, addr).filter(|_| len >= 4);
            match value {
                Some(value) if level == libc::SOL_NETLINK || len == 4 => {
                    pen.write(format_args!("[{value}]"));
                }
                _ if level == libc::SOL_NETLINK || len < 0 => pen.address(addr),
                _ => {
                    let len = usize::try_from(len).unwrap_or(0);
                    match self.call.before.get(addr, len) {
                        Some(bytes) => {
                            let shown = bytes.get(..pen.limit).unwrap_or(bytes);
                            pen.quoted(shown, None);
                            if shown.len() < bytes.len() {
                                pen.say("...");
                            }
                        }
                        None => pen.address(addr),
                    }
                }
            }
            return pen.write(format_args!(", {len}"));
        }
        let len_addr = self.arg(4);
        let (Some(room), Some(now)) =
            (Self::int(self.call.before, len_addr), Self::int(self.call.after, len_addr))
        else {
            pen.address(addr);
            pen.say(", ");
            return pen.address(len_addr);
        };
        let is_list = level == libc::SOL_NETLINK && option == 9;
        let value = Self::int(self.call.after, addr);
        let kept = room.min(now);
        if addr == 0 || !self.is_done() || (kept < 4 && !(is_list && kept >= 0)) {
            pen.address(addr);
        } else if is_list {
            let count = u64::try_from(kept).unwrap_or(0) / 4;
            pen.say("[");
            for index in 0..count {
                if index > 0 {
                    pen.say(", ");
                }
                match Self::int(self.call.after, addr.wrapping_add(4 * index)) {
                    Some(word) => pen.hex(word.cast_unsigned().into()),
                    None => {
                        pen.hole(addr.wrapping_add(4 * index));
                        break;
                    }
                }
            }
            pen.say("]");
        } else {
            match value {
                Some(value) => pen.write(format_args!("[{value}]")),
                None => pen.address(addr),
            }
        }
        pen.write(format_args!(", [{room}"));
        if room != now {
            pen.write(format_args!(" => {now}"));
        }
        pen.say("]");
    }
}

/// Writes what a call returned.
pub(super) fn result(caller: &Caller, outcome: Outcome, descriptors: Descriptors, pen: &mut Pen) {
    match outcome {
        Outcome::Returned(fd) if caller.syscall == "socket" => {
            descriptor(i32::try_from(fd).unwrap_or(-1), caller.socket, descriptors, pen);
        }
        Outcome::Returned(n) => pen.number(n.cast_unsigned(), Base::Signed),
        // Not ended: the call is made again, or becomes an EINTR.
        Outcome::Failed(errno @ 512..=516) => {
            pen.write(format_args!("? {}", RESTARTS.get(u64::from(errno.unsigned_abs())).unwrap_or("?")));
        }
        Outcome::Failed(errno) => {
            pen.say("-1 ");
            match names::errno(errno.unsigned_abs().into()) {
                Some((name, meaning)) => pen.write(format_args!("{name} ({meaning})")),
                None => pen.write(format_args!("{errno} (errno {errno})")),
            }
        }
        Outcome::Unfinished | Outcome::None => pen.say("?"),
    }
}

/// Writes a descriptor, and what is asked for beside it.
pub(super) fn descriptor(fd: i32, socket: Option<SocketInfo>, descriptors: Descriptors, pen: &mut Pen) {
    pen.number(i64::from(fd).cast_unsigned(), Base::Signed);
    let Some(socket) = socket else { return };
    match descriptors {
        Descriptors::Numbers => {}
        Descriptors::Files => pen.write(format_args!("<socket:[{}]>", socket.inode)),
        Descriptors::Sockets => {
            let name = socket.protocol.and_then(crate::tables::protocol_name);
            match (socket.portid, name) {
                (Some(portid), Some(name)) => {
                    let name = name.trim_start_matches("NETLINK_");
                    pen.write(format_args!("<NETLINK:[{name}:{portid}]>"));
                }
                _ => pen.write(format_args!("<NETLINK:[{}]>", socket.inode)),
            }
        }
    }
}

/// Writes a socket option's level.
pub(super) fn level_name(level: i32, pen: &mut Pen) {
    let name = match level {
        libc::SOL_NETLINK => Some("SOL_NETLINK"),
        libc::SOL_SOCKET => Some("SOL_SOCKET"),
        _ => None,
    };
    pen.constant(u64::from(level.cast_unsigned()), name, Some("SOL_???"), Base::Hex);
}
/// Returns whether a call sends what it is given.
pub(super) fn is_sending(call: &str) -> bool {
    call.starts_with("send") || call.starts_with("write")
}
