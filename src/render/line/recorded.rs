//! Calls of a capture; `...` replaces arguments that the capture does not contain. A capture that nltrace wrote has the
//! calls, their descriptors, flags, addresses and results, but neither lengths nor memory addresses.

use nix::libc;
use nltrace_decoders::generic::Ids;
use nltrace_decoders::names;

use super::call::{descriptor, result};
use super::scene::Buffer;
use super::{Line, message};
use crate::datagram::{
    Call, Caller, Datagram, Direction, Memory, NetlinkAddress, Notice, NoticeKind, Outcome, Timestamp,
};
use crate::event::Knowledge;
use crate::render::words::MSG;

impl Line {
    /// Writes a captured datagram: the call that moved it or, if the capture has no calls, the messages alone.
    pub(super) fn datagram_in_line(
        &mut self,
        datagram: &Datagram<'_>,
        knowledge: &Knowledge<'_>,
        out: &mut Vec<u8>,
    ) {
        self.pen.text.clear();
        let Some(caller) = datagram.caller else {
            self.whose(None, true, datagram.when);
            self.messages(datagram, knowledge);
            return self.end(out);
        };
        if !self.style.calls.include(caller.syscall) {
            return self.remarks.clear();
        }
        let start = self.begin(caller, datagram.when);
        let peer = datagram.peer.as_ref();
        match caller.syscall {
            "sendmsg" | "recvmsg" => {
                self.header(datagram, peer, knowledge);
                self.flags(datagram.flags);
            }
            "sendmmsg" | "recvmmsg" | "recvmmsg_time64" => {
                self.pen.say("[{msg_hdr=");
                self.header(datagram, peer, knowledge);
                self.pen.say("}, ...], ...");
                self.flags(datagram.flags);
            }
            "readv" | "writev" | "preadv2" | "pwritev2" => {
                self.pen.say("[{iov_base=");
                self.messages(datagram, knowledge);
                self.pen.say(", ...}], ...");
            }
            "send" | "recv" | "sendto" | "recvfrom" => {
                self.messages(datagram, knowledge);
                self.pen.say(", ...");
                self.flags(datagram.flags);
                if let Some(peer) = peer {
                    self.pen.say(", ");
                    self.address(peer);
                    self.pen.say(", ...");
                }
            }
            _ => {
                self.messages(datagram, knowledge);
                self.pen.say(", ...");
            }
        }
        self.finish(start, caller, datagram.outcome, out);
    }

    /// Writes a call that moved no message.
    pub(super) fn recorded(&mut self, notice: &Notice<'_>, out: &mut Vec<u8>) {
        let Some(caller) = notice.caller.filter(|caller| self.style.calls.include(caller.syscall)) else {
            return self.remarks.clear();
        };
        let fd = u64::from(caller.fd.cast_unsigned());
        match &notice.what {
            NoticeKind::Socket { kind, protocol } => {
                let args = [libc::AF_NETLINK, *kind, *protocol].map(|arg| u64::from(arg.cast_unsigned()));
                self.known(notice, caller, args, &Memory::default(), out);
            }
            NoticeKind::SetOption { level, option, value: Some(value), len } => {
                let mut memory = Memory::default();
                memory.add(PLACE, |out| {
                    out.extend(value.to_ne_bytes());
                    size_of::<i32>()
                });
                let [level, option] = [*level, *option].map(|arg| u64::from(arg.cast_unsigned()));
                self.known(notice, caller, [fd, level, option, PLACE, u64::from(*len)], &memory, out);
            }
            NoticeKind::Close if caller.syscall == "close" => {
                self.known(notice, caller, [fd], &Memory::default(), out);
            }
            what => {
                self.pen.text.clear();
                let start = self.begin(caller, notice.when);
                match what {
                    NoticeKind::Bind(Some(to))
                    | NoticeKind::Connect(Some(to))
                    | NoticeKind::SockName(Some(to)) => {
                        self.address(to);
                        self.pen.say(", ...");
                    }
                    NoticeKind::Transfer { flags, .. } => {
                        self.pen.say("...");
                        self.flags(*flags);
                    }
                    _ => self.pen.say("..."),
                }
                self.finish(start, caller, notice.outcome, out);
            }
        }
    }

    /// Writes a call with all arguments known.
    fn known<const N: usize>(
        &mut self,
        notice: &Notice<'_>,
        caller: &Caller,
        known: [u64; N],
        memory: &Memory,
        out: &mut Vec<u8>,
    ) {
        let mut args = [0; 6];
        args.iter_mut().zip(known).for_each(|(arg, known)| *arg = known);
        let (socket, outcome) = (caller.socket, notice.outcome);
        let call = Call {
            begun: notice.when,
            ended: notice.when,
            caller,
            socket,
            args,
            word: 8,
            outcome,
            before: memory,
            stack: &[],
            after: memory,
            is_alone: false,
            files: &[],
        };
        let ids = Ids::new(&[]);
        let nothing = Knowledge { interface: &|_| None, ids: &ids };
        self.write_call(&call, &nothing, out);
    }

    /// Writes whose call it is, and up to what it is about. Returns where the call begins.
    fn begin(&mut self, caller: &Caller, when: Timestamp) -> usize {
        // A capture may be of many, and does not say so beforehand.
        self.whose(Some(caller), false, when);
        let start = self.pen.text.len();
        self.pen.say(caller.syscall);
        self.pen.say("(");
        descriptor(caller.fd, caller.socket, self.style.descriptors, &mut self.pen);
        self.pen.say(", ");
        start
    }

    fn finish(&mut self, start: usize, caller: &Caller, outcome: Outcome, out: &mut Vec<u8>) {
        self.pen.say(") ");
        while self.pen.text.len() - start < self.style.align {
            self.pen.say(" ");
        }
        self.pen.say("= ");
        result(caller, outcome, self.style.descriptors, &mut self.pen);
        self.end(out);
    }

    fn messages(&mut self, datagram: &Datagram<'_>, knowledge: &Knowledge<'_>) {
        let answered = &self.answered;
        let buffer = Buffer {
            bytes: datagram.bytes,
            len: datagram.whole_len.max(datagram.bytes.len()),
            // Where it was in memory nobody knows; 0 would be a pointer to nothing.
            addr: datagram.base_addr.max(1),
            endian: datagram.endian,
            protocol: datagram.protocol,
            interface: knowledge.interface,
            descriptor: &|_| None,
            request: &|header| answered.get(&(header.seq, header.portid)).cloned(),
            ids: knowledge.ids,
            is_sent: datagram.direction == Direction::Send,
        };
        message::buffer(&buffer, &mut self.decoder, &mut self.pen);
    }

    /// `struct msghdr`.
    fn header(&mut self, datagram: &Datagram<'_>, peer: Option<&NetlinkAddress>, knowledge: &Knowledge<'_>) {
        self.pen.say("{");
        if let Some(peer) = peer {
            self.pen.say("msg_name=");
            self.address(peer);
            self.pen.say(", ");
        }
        self.pen.say("msg_iov=[{iov_base=");
        self.messages(datagram, knowledge);
        self.pen.say(", ...}], ...}");
    }

    fn address(&mut self, address: &NetlinkAddress) {
        let NetlinkAddress { portid, groups } = address;
        self.pen.say("{sa_family=");
        let family = libc::AF_NETLINK as u64;
        self.pen.constant(family, names::AF.get(family), None, super::pen::Base::Hex);
        self.pen.write(format_args!(", nl_pid={portid}, nl_groups="));
        self.pen.groups(*groups);
        self.pen.say("}");
    }

    fn flags(&mut self, flags: u32) {
        self.pen.say(", ");
        self.pen.flags(flags.into(), &MSG, super::pen::Comment::Words("MSG_???"));
    }
}

/// A placeholder for the address of an option's value.
const PLACE: u64 = 8;

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::datagram::{Direction, LearnedBy, SocketInfo};
    use crate::render::line::tests::style;

    fn line(notice: NoticeKind, syscall: &'static str, outcome: Outcome) -> String {
        let socket =
            SocketInfo { inode: 5, protocol: Some(0), portid: Some(7), learned: LearnedBy::SockDiag };
        let caller = Caller { fd: 3, socket: Some(socket), ..Caller::new(7, 8, String::new(), syscall) };
        let (caller, is_alone) = (Some(&caller), true);
        let notice = Notice { when: Duration::ZERO, caller, what: notice, outcome, is_alone };
        let mut out = Vec::new();
        Line::new(super::super::Style { recorded: true, align: 0, ..style() }, false)
            .write_notice(&notice, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn what_is_known_is_written_and_the_rest_is_not_made_up() {
        let done = Outcome::Returned(0);
        let address = NetlinkAddress { portid: 7, groups: 1 };
        let receive =
            |room| NoticeKind::Transfer { direction: Direction::Receive, flags: 0x42, room, rcvbuf: None };
        for (what, syscall, outcome, expected) in [
            (
                NoticeKind::Socket { kind: 0x80003, protocol: 16 },
                "socket",
                Outcome::Returned(3),
                "socket(AF_NETLINK, SOCK_RAW|SOCK_CLOEXEC, NETLINK_GENERIC) = 3",
            ),
            (
                NoticeKind::SetOption { level: 270, option: 11, value: Some(1), len: 4 },
                "setsockopt",
                done,
                "setsockopt(3, SOL_NETLINK, NETLINK_EXT_ACK, [1], 4) = 0",
            ),
            (
                NoticeKind::SetOption { level: 1, option: 26, value: None, len: 16 },
                "setsockopt",
                done,
                "setsockopt(3, ...) = 0",
            ),
            (
                NoticeKind::Bind(Some(address)),
                "bind",
                Outcome::Failed(98),
                "bind(3, {sa_family=AF_NETLINK, nl_pid=7, nl_groups=0x000001}, ...) = -1 EADDRINUSE (Address already in use)",
            ),
            (NoticeKind::Bind(None), "bind", done, "bind(3, ...) = 0"),
            (NoticeKind::Close, "close", done, "close(3) = 0"),
            (NoticeKind::Close, "dup2", Outcome::Returned(3), "dup2(3, ...) = 3"),
            (
                receive(0),
                "recvmsg",
                Outcome::Failed(105),
                "recvmsg(3, ..., MSG_PEEK|MSG_DONTWAIT) = -1 ENOBUFS (No buffer space available)",
            ),
            (NoticeKind::Exited(1), "exit", done, "+++ exited with 1 +++"),
        ] {
            assert_eq!(line(what, syscall, outcome), format!("[pid     8] {expected}\n"));
        }
    }
}
