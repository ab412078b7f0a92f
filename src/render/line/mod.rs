//! One line per call, as strace prints it, for readers and scripts that know strace.
//!
//! `call` and `header` write the call and its arguments; `message`, `list`, `value` and `scalar` write the messages from the
//! outside in; `pen` writes the smallest parts, and `paint` colours them. `recorded` writes calls that a capture contains.
//! `scene` is a message and its readable part. `over` lists the rows that strace prints differently, `netfilter` has
//! netfilter's types, `uevent` messages without a header.

mod call;
mod descriptors;
mod generic;
mod header;
mod list;
mod message;
mod netfilter;
mod over;
mod paint;
mod pen;
mod recorded;
mod scalar;
mod scene;
mod uevent;
mod value;

use std::collections::HashMap;
use std::fmt::Write;

use nltrace_decoders::decode::Remembering;
use nltrace_decoders::generic::Ids;
use nltrace_decoders::wire::MessageHeader;

use super::calls::namespace;
use super::clock::{Clock, Time};
use super::format::{Format, same};
use super::page::NO_BREAK;
use super::palette::Palette;
use super::{remarks, stack};
use crate::calls::Calls;
use crate::datagram::{Call, Caller, Datagram, Notice, NoticeKind, Timestamp};
use crate::event::{Event, Knowledge, Rest};
use crate::session::Finding;
pub(crate) use call::Descriptors;
pub(crate) use descriptors::find as descriptors;
pub(crate) use pen::Constants;
use pen::Pen;

/// How lines are written.
#[derive(Clone, Debug)]
pub(crate) struct Style {
    /// The most bytes of a string and elements of an array.
    pub(crate) limit: usize,
    /// Arrays are not cut.
    pub(crate) verbose: bool,
    /// How constants are shown.
    pub(crate) constants: Constants,
    /// How descriptors are shown.
    pub(crate) descriptors: Descriptors,
    /// Calls that are shown.
    pub(crate) calls: Calls,
    /// The column of results.
    pub(crate) align: usize,
    /// Messages are remarked on, in a comment at the end: what they answer, what an error is about.
    pub(crate) remarks: bool,
    /// So is what lints find.
    pub(crate) lints: bool,
    /// The calls come from a capture.
    pub(crate) recorded: bool,
    /// Keys and passwords are shown.
    pub(crate) secrets: bool,
    /// The form of the time at the beginning of a line.
    pub(crate) time: Time,
    /// Lines end with the time spent in the call.
    pub(crate) spent: bool,
    /// Whether lines begin with their thread.
    pub(crate) whose: Whose,
}

/// Which lines begin with their thread's id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Whose {
    /// Only if there are several threads.
    WhereSeveral,
    /// Those, and all that follow: in a file nobody sees when there is only one again.
    SinceSeveral,
    /// All, as strace has them in a file: the number alone.
    Always,
}

/// The renderer.
pub(crate) struct Line {
    style: Style,
    decoder: Remembering,
    pen: Pen,
    palette: Palette,
    clock: Clock,
    /// There are several network namespaces.
    namespaces: bool,
    /// There have been several threads.
    has_several: bool,
    /// Remarks for the next line.
    remarks: Vec<String>,
    /// The requests that messages of the next call answer, by sequence number and port id.
    answered: HashMap<(u32, u32), Vec<u8>>,
}

/// The bytes of shapes that are stored to decode the messages of lines, beside those that the pipeline stores.
const SHAPES: usize = 1 << 20;
/// Room that is kept for the requests that the messages of a call answer: mostly they answer one.
const ANSWERED: usize = 32;

impl Line {
    /// Returns a renderer in a style.
    pub(crate) fn new(style: Style, colour: bool) -> Line {
        let pen = Pen {
            text: String::new(),
            constants: style.constants,
            limit: style.limit,
            verbose: style.verbose,
            secrets: style.secrets,
            left_out: 0,
        };
        Line {
            clock: Clock::new(style.time),
            palette: Palette::new(colour),
            style,
            decoder: Remembering::with_room(SHAPES),
            pen,
            namespaces: false,
            has_several: false,
            remarks: Vec::new(),
            answered: HashMap::new(),
        }
    }

    /// Keeps what lints found, for the next line.
    fn findings(&mut self, findings: &[Finding]) {
        if self.style.lints {
            self.remarks.extend(findings.iter().map(remarks::finding));
        }
    }

    /// Forgets what was kept for a line that is not written.
    fn forget(&mut self) {
        self.remarks.clear();
        self.answered.clear();
        self.answered.shrink_to(ANSWERED);
    }

    /// Writes a call.
    fn write_call(&mut self, call: &Call<'_>, names: &Knowledge<'_>, out: &mut Vec<u8>) {
        if !self.style.calls.include(call.caller.syscall) {
            return self.forget();
        }
        self.pen.text.clear();
        self.whose(Some(call.caller), call.is_alone, call.begun);
        let file = |fd| call.files.iter().find(|(known, _)| *known == fd).map(|(_, file)| file.clone());
        let answered = &self.answered;
        let mut way = call::CallStyle {
            call,
            descriptors: self.style.descriptors,
            align: self.style.align,
            interface: names.interface,
            request: &|header| answered.get(&(header.seq, header.portid)).cloned(),
            ids: names.ids,
            file: &file,
            decoder: &mut self.decoder,
        };
        way.show(&mut self.pen);
        if self.style.spent {
            let spent = call.ended.saturating_sub(call.begun);
            self.pen.write(format_args!(" <{}.{:06}>", spent.as_secs(), spent.subsec_micros()));
        }
        self.end(out);
        for frame in call.stack {
            let mut words = String::from(" > ");
            stack::frame(frame, &mut words);
            out.extend_from_slice(words.as_bytes());
            out.push(b'\n');
        }
    }

    /// Writes what is reported beside calls: the end of a process, messages that were lost. Only a capture reports calls so.
    fn write_notice(&mut self, notice: &Notice<'_>, out: &mut Vec<u8>) {
        self.pen.text.clear();
        let is_alone = notice.is_alone && !self.style.recorded;
        match &notice.what {
            NoticeKind::Exited(status) => {
                self.whose(notice.caller, is_alone, notice.when);
                self.pen.write(format_args!("+++ exited with {status} +++"));
            }
            NoticeKind::Killed(signal, core) => {
                self.whose(notice.caller, is_alone, notice.when);
                self.pen.say("+++ killed by ");
                match nix::sys::signal::Signal::try_from(*signal) {
                    Ok(signal) => self.pen.say(signal.as_str()),
                    Err(_) => {
                        let _ = write!(self.pen.text, "SIG_{signal}");
                    }
                }
                self.pen.say(if *core { " (core dumped) +++" } else { " +++" });
            }
            NoticeKind::Lost(count) => {
                self.pen.write(format_args!("+++ {count} datagrams are missing here +++"));
            }
            NoticeKind::Blind(sentence) => {
                self.whose(notice.caller, is_alone, notice.when);
                self.pen.say("/* ");
                comment(sentence, &mut self.pen.text);
                self.pen.say(" */");
            }
            NoticeKind::ExtendedAckSet => {
                self.whose(notice.caller, is_alone, notice.when);
                self.pen.say("/* nltrace set NETLINK_EXT_ACK on this socket (--extack) */");
            }
            // It is shown with the error that it explains.
            NoticeKind::ExtendedAck(_) => return self.remarks.clear(),
            _ if self.style.recorded => return self.recorded(notice, out),
            _ => return,
        }
        self.end(out);
    }

    /// Says whose line it is, where it could be another's, and the time if that is wanted.
    fn whose(&mut self, caller: Option<&Caller>, is_alone: bool, when: Timestamp) {
        self.has_several |= !is_alone;
        if let Some(caller) = caller {
            match self.style.whose {
                Whose::Always => self.pen.write(format_args!("{:<5} ", caller.tid)),
                Whose::SinceSeveral if self.has_several => {
                    self.pen.write(format_args!("[pid {:5}] ", caller.tid))
                }
                Whose::WhereSeveral if !is_alone => self.pen.write(format_args!("[pid {:5}] ", caller.tid)),
                Whose::WhereSeveral | Whose::SinceSeveral => (),
            }
            if let Some(name) = namespace(caller).filter(|_| self.namespaces) {
                self.pen.write(format_args!("[netns {name}] "));
            }
        }
        if self.clock.tells() && !when.is_zero() {
            self.clock.tell(when, &mut self.pen.text);
            self.pen.say(" ");
        }
    }

    fn end(&mut self, out: &mut Vec<u8>) {
        if !self.remarks.is_empty() {
            let remarks = self.remarks.join("; ");
            self.remarks.clear();
            self.pen.say(" /* ");
            comment(&remarks, &mut self.pen.text);
            self.pen.say(" */");
        }
        self.pen.text.push('\n');
        paint::paint(&self.pen.text, &self.palette, out);
    }
}

impl Format for Line {
    fn show_namespaces(&mut self) {
        self.namespaces = true;
    }

    fn absorb(&mut self, other: Box<dyn Format>) {
        if let Some(other) = same::<Line>(other) {
            self.pen.left_out += other.pen.left_out;
        }
    }

    fn remark(&self) -> Option<String> {
        let values = match self.pen.left_out {
            0 => return None,
            1 => "1 value is".to_owned(),
            count => format!("{count} values are"),
        };
        Some(format!("{values} followed by bytes that these lines, like strace's, leave out; -v shows them"))
    }

    /// Keeps what is remarked on in the line of the call, or of the datagram.
    fn message(&mut self, event: &Event<'_>, _: &mut Vec<u8>) {
        if self.style.remarks {
            self.remarks.extend(remarks::sentences(event));
            // Lines of a trace are compared with strace's; those of a capture are looked up in it.
            if self.style.recorded && event.index == 0 {
                self.remarks.push(format!("#{}", event.datagram.number));
            }
        }
        self.findings(event.findings);
    }

    fn rest(&mut self, rest: &Rest<'_>, _: &mut Vec<u8>) {
        self.findings(rest.findings);
    }

    /// Writes a datagram of a capture; those of a call that is traced are shown with it.
    fn end_datagram(&mut self, datagram: &Datagram<'_>, names: &Knowledge<'_>, out: &mut Vec<u8>) {
        if self.style.recorded || datagram.caller.is_none() {
            self.datagram_in_line(datagram, names, out);
            self.forget();
        }
    }

    fn notice(&mut self, notice: &Notice<'_>, findings: &[Finding], _: &Ids, out: &mut Vec<u8>) {
        self.findings(findings);
        self.write_notice(notice, out);
    }

    fn call(&mut self, call: &Call<'_>, names: &Knowledge<'_>, out: &mut Vec<u8>) {
        self.write_call(call, names, out);
        self.forget();
    }

    fn pass_over_call(&mut self) {
        self.forget();
    }

    fn answers(&mut self, header: &MessageHeader, request: &[u8]) {
        self.answered.insert((header.seq, header.portid), request.to_vec());
    }

    fn failed_request(
        &mut self,
        event: &Event<'_>,
        called: Option<&[u8]>,
        names: &Knowledge<'_>,
        out: &mut Vec<u8>,
    ) {
        // The line that comes next belongs to another call.
        let (remarks, answered) = (std::mem::take(&mut self.remarks), std::mem::take(&mut self.answered));
        match called {
            Some(line) => out.extend_from_slice(line),
            None => {
                self.message(event, out);
                self.end_datagram(event.datagram, names, out);
            }
        }
        (self.remarks, self.answered) = (remarks, answered);
    }
}

/// Writes a comment: in ASCII, as the whole line, and without an end of comment.
fn comment(text: &str, out: &mut String) {
    for c in text.replace("*/", "* /").chars() {
        match c {
            ' '..='~' => out.push(c),
            'µ' => out.push('u'),
            '→' => out.push_str("->"),
            '…' => out.push_str("..."),
            NO_BREAK => out.push(' '),
            _ => {
                let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::datagram::{Caller, LearnedBy, Memory, Outcome, SocketInfo};

    const BASE: u64 = 0x7f00_0000_0000;

    pub(super) fn style() -> Style {
        Style {
            limit: 32,
            verbose: false,
            constants: Constants::Abbrev,
            descriptors: Descriptors::Numbers,
            calls: Calls::All,
            align: 40,
            remarks: false,
            lints: false,
            recorded: false,
            secrets: false,
            time: Time::None,
            spent: false,
            whose: Whose::WhereSeveral,
        }
    }

    fn socket(portid: Option<u32>) -> SocketInfo {
        SocketInfo { inode: 4711, protocol: Some(0), portid, learned: LearnedBy::SocketCall }
    }

    fn line(
        style: Style,
        syscall: &'static str,
        args: [u64; 6],
        pieces: &[(u64, &[u8])],
        outcome: Outcome,
    ) -> String {
        let socket = Some(socket(Some(42)));
        let caller = Caller { fd: 3, socket, ..Caller::new(7, 7, "x".to_owned(), syscall) };
        let mut memory = Memory::default();
        for (addr, bytes) in pieces {
            memory.add(*addr, |out| {
                out.extend_from_slice(bytes);
                bytes.len()
            });
        }
        let (before, after) = (&memory, &memory);
        let is_alone = true;
        let files = &[];
        let (begun, ended) = (Timestamp::ZERO, Timestamp::ZERO);
        let call = Call {
            begun,
            ended,
            caller: &caller,
            socket,
            args,
            word: 8,
            outcome,
            before,
            after,
            files,
            stack: &[],
            is_alone,
        };
        let interface = |index| (index == 1).then(|| "lo".to_owned());
        let ids = Ids::new(crate::tables::generic());
        let names = Knowledge { interface: &interface, ids: &ids };
        let mut out = Vec::new();
        Line::new(style, false).call(&call, &names, &mut out);
        String::from_utf8(out).unwrap()
    }

    /// `sendto` of a buffer; its first bytes, `there`, can be read.
    fn sent(there: &[u8], len: usize) -> String {
        let args = [3, BASE, len as u64, 0, 0, 0];
        line(style(), "sendto", args, &[(BASE, there)], Outcome::Returned(len as i64))
    }

    fn attribute(kind: u16, payload: &[u8]) -> Vec<u8> {
        let mut bytes = [(payload.len() as u16 + 4).to_ne_bytes(), kind.to_ne_bytes()].concat();
        bytes.extend(payload);
        bytes.resize(bytes.len().next_multiple_of(4), 0);
        bytes
    }

    fn message(kind: u16, flags: u16, body: &[&[u8]]) -> Vec<u8> {
        let body = body.concat();
        let mut bytes = (body.len() as u32 + 16).to_ne_bytes().to_vec();
        bytes.extend([kind.to_ne_bytes(), flags.to_ne_bytes()].concat());
        bytes.extend([7, 0, 0, 0, 0, 0, 0, 0]);
        bytes.extend(body);
        bytes
    }

    const HEAD: &str = "{nlmsg_len=48, nlmsg_type=RTM_NEWLINK, nlmsg_flags=NLM_F_REQUEST|NLM_F_ACK, \
        nlmsg_seq=7, nlmsg_pid=0}, {ifi_family=AF_UNSPEC, ifi_type=0, ifi_index=if_nametoindex(\"lo\"), \
        ifi_flags=0, ifi_change=0}, ";

    /// `ip link set lo mtu 1500 name x`, in another order.
    fn link() -> Vec<u8> {
        let head = [0u32.to_ne_bytes(), 1u32.to_ne_bytes(), [0; 4], [0; 4]].concat();
        message(16, 5, &[&head, &attribute(4, &1500u32.to_ne_bytes()), &attribute(3, b"x\0")])
    }

    #[test]
    fn a_request_in_a_line() {
        let expected = format!(
            "sendto(3, [{HEAD}[[{{nla_len=8, nla_type=IFLA_MTU}}, 1500], \
             [{{nla_len=6, nla_type=IFLA_IFNAME}}, \"x\"]]], 48, 0, NULL, 0) = 48\n"
        );
        assert_eq!(sent(&link(), 48), expected);
    }

    #[test]
    fn what_cannot_be_read_is_an_address() {
        let link = link();
        let cut = |len: usize| sent(&link[..len], 48);
        assert!(cut(0).starts_with("sendto(3, 0x7f0000000000, 48"), "{}", cut(0));
        assert!(cut(16).contains("nlmsg_pid=0}, 0x7f0000000010], 48"), "{}", cut(16));
        assert!(cut(20).contains(", {ifi_family=AF_UNSPEC, 0x7f0000000011}], 48"), "{}", cut(20));
        assert!(cut(34).contains("ifi_change=0}, 0x7f0000000020], 48"), "{}", cut(34));
        assert!(cut(38).contains("[[{nla_len=8, nla_type=IFLA_MTU}, 0x7f0000000024], ..."), "{}", cut(38));
        assert!(cut(40).contains("1500], ... /* 0x7f0000000028 */]], 48"), "{}", cut(40));
    }

    #[test]
    fn elements_before_a_hole_are_shown() {
        let groups = attribute(2, &[1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0]);
        let bytes = message(104, 5, &[&[0; 8], &groups]);
        let shown = sent(&bytes[..bytes.len() - 3], bytes.len());
        let expected = "[{id=1, weight=0, weight_high=0}, ... /* 0x7f0000000024 */]]]";
        assert!(shown.contains(expected), "{shown}");
    }

    #[test]
    fn unknown_and_odd_things_keep_their_bytes() {
        let head = [0; 16];
        let bytes = message(16, 5, &[&head, &attribute(0x8000 | 0x3fff, b"ab"), &[9, 9]]);
        let shown = sent(&bytes, bytes.len());
        let expected =
            r#"[[{nla_len=6, nla_type=NLA_F_NESTED|0x3fff /* IFLA_??? */}, "\x61\x62"], "\x09\x09"]]"#;
        assert!(shown.contains(expected), "{shown}");
        assert!(sent(b"abcd", 4).starts_with(r#"sendto(3, "\x61\x62\x63\x64", 4"#));
        assert!(sent(&message(1, 0x301, &[]), 16).contains("nlmsg_flags=NLM_F_REQUEST|0x300"));
    }

    #[test]
    fn errors_and_the_ends_of_dumps() {
        let echo = message(16, 5, &[]);
        let text = attribute(1, b"no\0");
        let bytes = message(2, 0x200, &[&(-22i32).to_ne_bytes(), &echo, &text]);
        let shown = sent(&bytes, bytes.len());
        let expected = r#", [{error=-EINVAL, msg={nlmsg_len=16, nlmsg_type=RTM_NEWLINK"#;
        assert!(shown.contains(expected), "{shown}");
        assert!(shown.contains(r#"[{nla_len=7, nla_type=NLMSGERR_ATTR_MSG}, "no"]]"#), "{shown}");
        let done = message(3, 2, &[&0i32.to_ne_bytes()]);
        assert!(sent(&done, 20).contains("nlmsg_flags=NLM_F_MULTI, nlmsg_seq=7, nlmsg_pid=0}, 0], 20"));
    }

    #[test]
    fn constants_as_numbers_and_both() {
        let of = |constants| {
            let style = Style { constants, ..style() };
            let link = link();
            line(style, "sendto", [3, BASE, 48, 0x40, 0, 0], &[(BASE, &link)], Outcome::Returned(48))
        };
        let raw = of(Constants::Raw);
        assert!(raw.contains("nlmsg_type=0x10, nlmsg_flags=0x5,"), "{raw}");
        assert!(raw.contains("ifi_index=1,") && raw.contains("nla_type=0x4}, 1500]"), "{raw}");
        let both = of(Constants::Verbose);
        assert!(both.contains("nlmsg_flags=0x5 /* NLM_F_REQUEST|NLM_F_ACK */"), "{both}");
        assert!(both.contains("ifi_index=1 /* if_nametoindex(\"lo\") */"), "{both}");
        assert!(both.ends_with("48, 0x40 /* MSG_DONTWAIT */, NULL, 0) = 48\n"), "{both}");
    }

    #[test]
    fn results_stand_in_their_column() {
        let close = |descriptors, align| {
            let style = Style { descriptors, align, ..style() };
            line(style, "close", [3, 0, 0, 0, 0, 0], &[], Outcome::Returned(0))
        };
        assert_eq!(close(Descriptors::Numbers, 40), format!("{:40}= 0\n", "close(3)"));
        assert_eq!(close(Descriptors::Files, 0), "close(3<socket:[4711]>) = 0\n");
        assert_eq!(close(Descriptors::Sockets, 0), "close(3<NETLINK:[ROUTE:42]>) = 0\n");
        let restarted = line(style(), "close", [9; 6], &[], Outcome::Failed(512));
        assert!(restarted.ends_with(" = ? ERESTARTSYS\n"), "{restarted}");
        let failed = line(style(), "close", [9; 6], &[], Outcome::Failed(9));
        assert!(failed.ends_with("= -1 EBADF (Bad file descriptor)\n"), "{failed}");
    }

    /// `recvmsg` into two buffers: they hold one datagram, and it is shown once.
    #[test]
    fn a_header_and_its_buffers() {
        let link = link();
        let words = |words: &[u64]| words.iter().flat_map(|word| word.to_ne_bytes()).collect::<Vec<u8>>();
        let header = words(&[BASE + 0x1000, 12, BASE + 0x2000, 2, 0, 0, 0x20]);
        let name = [16u16.to_ne_bytes().as_slice(), &[0; 10]].concat();
        let vectors = words(&[BASE + 0x3000, 20, BASE + 0x4000, 100]);
        let pieces: &[(u64, &[u8])] = &[
            (BASE, &header),
            (BASE + 0x1000, &name),
            (BASE + 0x2000, &vectors),
            (BASE + 0x3000, &link[..20]),
            (BASE + 0x4000, &link[20..]),
        ];
        let shown = line(style(), "recvmsg", [3, BASE, 2, 0, 0, 0], pieces, Outcome::Returned(48));
        let start = format!(
            "recvmsg(3, {{msg_name={{sa_family=AF_NETLINK, nl_pid=0, nl_groups=00000000}}, msg_namelen=12, \
             msg_iov=[{{iov_base=[{HEAD}"
        );
        assert!(shown.starts_with(&start), "{shown}");
        let end = "iov_len=20}, {iov_base=0x7f0000004000, iov_len=100}], msg_iovlen=2, msg_controllen=0, \
                   msg_flags=MSG_TRUNC}, MSG_PEEK) = 48\n";
        assert!(shown.ends_with(end), "{shown}");
        let failed = line(style(), "recvmsg", [3, BASE, 0, 0, 0, 0], pieces, Outcome::Failed(11));
        assert!(failed.starts_with("recvmsg(3, {msg_namelen=12}, 0)"), "{failed}");
        assert!(failed.ends_with("= -1 EAGAIN (Resource temporarily unavailable)\n"), "{failed}");
    }

    /// Any arguments of a program make a line.
    #[test]
    fn any_arguments_make_a_line() {
        let calls = [
            "socket",
            "bind",
            "connect",
            "getsockname",
            "setsockopt",
            "getsockopt",
            "sendto",
            "recvfrom",
            "send",
            "recv",
            "sendmsg",
            "recvmsg",
            "sendmmsg",
            "recvmmsg",
            "read",
            "write",
            "readv",
            "writev",
            "close",
            "dup3",
            "fcntl",
            "ioctl",
        ];
        let garbage: Vec<u8> = (0..4096u32).flat_map(|n| n.wrapping_mul(0x9e37_79b9).to_ne_bytes()).collect();
        let ones = vec![0xff; 4096];
        for syscall in calls {
            for bytes in [&garbage, &ones, &Vec::new()] {
                for args in [[u64::MAX; 6], [BASE; 6], [3, BASE, BASE, 1 << 62, BASE, 8], [3, 0, 0, 0, 0, 0]]
                {
                    for outcome in [Outcome::Returned(1), Outcome::Returned(i64::MAX), Outcome::Failed(14)] {
                        let shown = line(style(), syscall, args, &[(BASE, bytes)], outcome);
                        assert!(shown.starts_with(syscall) && shown.is_ascii(), "{shown}");
                        assert_eq!(shown.matches('\n').count(), 1, "{shown}");
                        assert!(shown.ends_with('\n'));
                    }
                }
            }
        }
    }

    #[test]
    fn long_arrays_are_cut() {
        let all: Vec<u8> = (0..40).flat_map(|_| attribute(4, &[0; 4])).collect();
        let bytes = message(16, 5, &[&[0; 16], &all]);
        let of = |verbose| {
            let style = Style { verbose, limit: 3, ..style() };
            let args = [3, BASE, bytes.len() as u64, 0, 0, 0];
            line(style, "sendto", args, &[(BASE, &bytes)], Outcome::Returned(0))
        };
        assert_eq!(of(false).matches("IFLA_MTU").count(), 3);
        assert!(of(false).contains("], ...]], "), "{}", of(false));
        assert_eq!(of(true).matches("IFLA_MTU").count(), 40);
    }
}
