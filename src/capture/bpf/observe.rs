//! Turns records into observations: the moved data, its peer, and the bytes that were cut.

use std::collections::VecDeque;
use std::time::Duration;

use nix::libc;
use nltrace_decoders::wire::Endian;

use super::calls;
use super::order::Record;
use super::record::{Body, HOLE, Head, address, controls, kind, uint};
use crate::capture::cgroup::Cgroups;
use crate::capture::namespace::Namespaces;
use crate::datagram::{
    Call, Caller, Cut, Datagram, Direction, KernelOrigin, LearnedBy, Memory, Notice, NoticeKind, Observation,
    Outcome, SocketInfo,
};
use crate::recent::Recent;

/// Processes that are remembered to have used netlink.
const USERS: usize = 1 << 14;
const SOL_NETLINK: u64 = 270;
const NETLINK_PKTINFO: u64 = 3;
const NETLINK_LISTEN_ALL_NSID: u64 = 8;
/// `SO_ATTACH_FILTER` of `SOL_SOCKET`: its value is no number.
const ATTACH_FILTER: (i32, i32) = (1, 26);
/// The options of `SOL_SOCKET` that are shown: `SO_SNDBUF`, `SO_RCVBUF`, `SO_ATTACH_FILTER`, `SO_SNDBUFFORCE`,
/// `SO_RCVBUFFORCE`.
const SOCKET_OPTIONS: [i32; 5] = [7, 8, 26, 32, 33];
/// Bits of a wait status.
const CORE: i64 = 0x80;

const RING: &str = "what this process sends and receives through the ring is no system call and not shown";

/// An event of one record.
#[derive(Debug)]
enum Item {
    Lost(u64),
    Notice(NoticeKind, Outcome),
    Datagram(Direction, Outcome, Option<Cut>, usize),
    Call(Outcome),
}

/// The events to hand on besides messages.
#[derive(Clone, Copy, Debug)]
pub(super) struct Telling {
    /// Calls as they were made.
    pub(super) calls: bool,
    /// All that the followed processes do, and not only with netlink: their ends, their rings.
    pub(super) processes: bool,
}

/// Makes observations of one record after the other.
#[derive(Debug)]
pub(super) struct Observer {
    telling: Telling,
    items: VecDeque<Item>,
    record: Option<Record>,
    caller: Caller,
    namespaces: Namespaces,
    /// Added to the kernel's monotonic time.
    epoch: Duration,
    users: Recent<u32, ()>,
    cgroups: Cgroups,
    /// The only thread that was seen so far; `None` once there were several.
    alone: Option<u32>,
    is_first: bool,
    /// The kernel's reasons for errors are read, and no notice has reported that.
    is_news: bool,
    /// The memory that the call's arguments point at, for all datagrams of one call.
    memory: Memory,
}

impl Observer {
    /// Returns an observer that has seen nothing.
    pub(super) fn new(telling: Telling) -> Observer {
        let caller = Caller::new(0, 0, String::new(), "");
        Observer {
            telling,
            items: VecDeque::new(),
            record: None,
            caller,
            namespaces: Namespaces::new(),
            epoch: Duration::ZERO,
            users: Recent::new(USERS),
            cgroups: Cgroups::new(),
            alone: None,
            is_first: true,
            is_news: false,
            memory: Memory::default(),
        }
    }

    /// Sets the time at which the kernel's clock was 0.
    pub(super) fn set_epoch(&mut self, epoch: Duration) {
        self.epoch = epoch;
    }

    /// Returns whether there is nothing to hand on.
    pub(super) fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Gives back the record that was observed last.
    pub(super) fn release(&mut self) -> Option<Record> {
        self.record.take()
    }

    /// Says that the kernel's reasons for errors are read. The first record about a socket is preceded by a notice of that.
    pub(super) fn reads_texts(&mut self) {
        self.is_news = true;
    }

    /// Records lost that no record came after.
    pub(super) fn lost(&mut self, count: u64) {
        self.items.push_back(Item::Lost(count));
    }

    /// Takes a record.
    pub(super) fn observe(&mut self, record: Record) {
        let head = record.head;
        if record.lost > 0 {
            self.items.push_back(Item::Lost(record.lost));
        }
        self.meet(&head);
        if self.is_news && self.caller.socket.is_some() {
            self.is_news = false;
            self.items.push_back(Item::Notice(NoticeKind::ExtendedAcksRead, Outcome::Returned(0)));
        }
        match head.kind {
            kind::EXITED => self.exited(&head),
            kind::EXTACK => {
                let text = record.body().get(..head.data as usize).unwrap_or_default();
                let text = String::from_utf8_lossy(text).into_owned();
                self.items.push_back(Item::Notice(NoticeKind::ExtendedAck(text), Outcome::None));
            }
            _ if head.is_transfer() => self.transfer(&head, &Body::of(&head, record.body())),
            _ => self.call(&head, &Body::of(&head, record.body())),
        }
        self.record = Some(record);
    }

    /// Fills in the caller from a record's head.
    fn meet(&mut self, head: &Head) {
        let caller = &mut self.caller;
        (caller.pid, caller.tid) = (head.pid.cast_signed(), head.tid.cast_signed());
        let comm = head.comm();
        caller.comm.clear();
        caller.comm.push_str(&comm);
        caller.syscall = match head.kind {
            kind::EXITED => "exit",
            kind::EXTACK => "",
            _ => calls::name(head.number, head.word() == 4),
        };
        caller.fd = head.fd;
        caller.netns = head.netns.into();
        let cgroup_path = self.cgroups.path(head.cgroup, head.pid);
        let (uid, cgroup, cookie) = (head.uid, head.cgroup, head.cookie);
        caller.origin = Some(KernelOrigin { uid, cgroup, cgroup_path, cookie });
        caller.namespace = self.namespaces.name(caller.netns, caller.tid);
        caller.socket = (head.inode != 0).then(|| SocketInfo {
            inode: head.inode,
            protocol: Some(head.protocol),
            portid: Some(head.portid).filter(|portid| *portid != 0),
            learned: LearnedBy::Kernel,
        });
        match self.alone {
            _ if self.is_first => self.alone = Some(head.tid),
            Some(tid) if tid != head.tid => self.alone = None,
            _ => (),
        }
        self.is_first = false;
    }

    fn exited(&mut self, head: &Head) {
        let is_user = self.users.remove(&head.pid).is_some();
        if !is_user && !self.telling.processes {
            return;
        }
        let status = i32::try_from(head.result & 0xffff).unwrap_or(0);
        let what = match status & 0x7f {
            0 => NoticeKind::Exited(status >> 8),
            signal => NoticeKind::Killed(signal, head.result & CORE != 0),
        };
        self.items.push_back(Item::Notice(what, Outcome::Returned(0)));
    }

    /// A call that is no transfer.
    fn call(&mut self, head: &Head, body: &Body<'_>) {
        let outcome = outcome(head.result);
        let what = match head.kind {
            kind::SOCKET => NoticeKind::Socket { kind: int(head.arg(1)), protocol: int(head.arg(2)) },
            kind::BIND => NoticeKind::Bind(address(body.peer)),
            kind::CONNECT => NoticeKind::Connect(address(body.peer)),
            kind::SOCKNAME => NoticeKind::SockName(if head.result < 0 { None } else { address(body.peer) }),
            kind::SETOPTION => {
                let (level, option) = (int(head.arg(1)), int(head.arg(2)));
                if level == libc::SOL_SOCKET && !SOCKET_OPTIONS.contains(&option) {
                    return;
                }
                let is_number = (level, option) != ATTACH_FILTER;
                let value = uint(body.data, 0, 4).filter(|_| is_number).map(int);
                NoticeKind::SetOption { level, option, value, len: low(head.arg(4)) }
            }
            kind::CLOSE => NoticeKind::Close,
            kind::SPLICE if head.result > 0 => {
                NoticeKind::Blind(unseen(head.result, "and another descriptor"))
            }
            kind::UNSEEN => {
                NoticeKind::Blind(unseen(head.result, "and memory, by no call that nltrace knows,"))
            }
            kind::RING if self.telling.processes => NoticeKind::Blind(RING.to_owned()),
            kind::GETOPTION => {
                self.keep(head, body);
                self.end_call(outcome);
                return;
            }
            _ => return,
        };
        if head.kind != kind::RING {
            self.users.put(head.pid, || ());
        }
        self.items.push_back(Item::Notice(what, outcome));
        self.keep(head, body);
        self.end_call(outcome);
    }

    /// A call that sent or received, or one datagram of it.
    fn transfer(&mut self, head: &Head, body: &Body<'_>) {
        self.users.put(head.pid, || ());
        self.keep(head, body);
        let whole = outcome(head.result);
        let many = head.shape() == kind::MESSAGES;
        let is_send = head.kind & kind::SEND != 0;
        let direction = if is_send { Direction::Send } else { Direction::Receive };
        let has_header = !matches!(head.shape(), kind::MESSAGE | kind::MESSAGES) || !body.header.is_empty();
        let is_nothing = if is_send { !has_header } else { head.result < 0 || many && head.result == 0 };
        if is_nothing {
            let rcvbuf = Some(head.rcvbuf).filter(|rcvbuf| *rcvbuf != 0);
            let room = if is_send { 0 } else { head.room };
            let what = NoticeKind::Transfer { direction, flags: flags(head), room, rcvbuf };
            self.items.push_back(Item::Notice(what, whole));
        } else {
            self.datagram(head, body, direction, whole);
        }
        let count = if many && head.result > 0 { head.result.unsigned_abs() } else { 1 };
        if u64::from(head.index) + 1 >= count.min(1024) {
            self.end_call(whole);
        }
    }

    fn datagram(&mut self, head: &Head, body: &Body<'_>, direction: Direction, whole: Outcome) {
        let many = head.shape() == kind::MESSAGES;
        let moved = if head.result < 0 { None } else { Some(head.whole) };
        let (whole_len, lost) = match direction {
            Direction::Send => (moved.unwrap_or(head.room).min(head.room), false),
            _ => {
                let returned = match head.shape() {
                    kind::HANDED => head.arg(1),
                    _ => uint(body.header, 6 * head.word(), 4).unwrap_or(0),
                };
                let is_cut = low(returned).cast_signed() & libc::MSG_TRUNC != 0;
                (head.whole, head.whole > head.room || is_cut)
            }
        };
        let here = (body.data.len() as u64).min(whole_len);
        let wanted = whole_len.min(head.room);
        let cut = match () {
            () if here < wanted && head.flags & HOLE != 0 => {
                Some(Cut::Memory { addr: hole(head, body, here) })
            }
            () if here < wanted => Some(Cut::Limit),
            () if lost => Some(Cut::Buffer),
            () => None,
        };
        let of_one = Outcome::Returned(i64::try_from(whole_len).unwrap_or(i64::MAX));
        let outcome =
            if many && head.result >= 0 || direction == Direction::Receive { of_one } else { whole };
        if direction == Direction::Receive && head.room == 0 {
            let what = NoticeKind::Transfer { direction, flags: flags(head), room: 0, rcvbuf: None };
            self.items.push_back(Item::Notice(what, outcome));
            return;
        }
        let whole_len = usize::try_from(whole_len).unwrap_or(usize::MAX);
        self.items.push_back(Item::Datagram(direction, outcome, cut, whole_len));
    }

    /// Keeps the memory that a call's arguments point at, if calls are handed on.
    fn keep(&mut self, head: &Head, body: &Body<'_>) {
        if !self.telling.calls {
            return;
        }
        if head.index == 0 {
            self.memory = Memory::default();
        }
        let memory = &mut self.memory;
        let mut add = |addr: u64, bytes: &[u8]| {
            if addr != 0 && !bytes.is_empty() {
                memory.add(addr, |out| {
                    out.extend_from_slice(bytes);
                    bytes.len()
                });
            }
        };
        let word = head.word();
        let (length_at, length) = match head.kind {
            kind::SOCKNAME => (head.arg(2), body.peer.len()),
            kind::GETOPTION => (head.arg(4), body.data.len()),
            _ if head.kind == kind::RECEIVE | kind::BUFFER => (head.arg(5), body.peer.len()),
            _ => (0, 0),
        };
        add(length_at, &u32::try_from(length).unwrap_or(0).to_ne_bytes());
        match head.kind {
            kind::BIND | kind::CONNECT | kind::SOCKNAME => return add(head.arg(1), body.peer),
            kind::SETOPTION | kind::GETOPTION => return add(head.arg(3), body.data),
            _ if !head.is_transfer() => return,
            _ => (),
        }
        match head.shape() {
            kind::MESSAGE | kind::MESSAGES => {
                let field = |index: usize| uint(body.header, index * word, word).unwrap_or(0);
                let step = if word == 8 { 64 } else { 32 };
                add(head.arg(1).wrapping_add(u64::from(head.index) * step), body.header);
                add(field(0), body.peer);
                add(field(2), body.vectors);
                add(field(4), body.control);
            }
            kind::VECTOR => add(head.arg(1), body.vectors),
            kind::BUFFER => add(head.arg(4), body.peer),
            _ => (),
        }
        if body.vectors.is_empty() {
            return add(head.base, body.data);
        }
        let mut rest = body.data;
        for (addr, len) in vectors(body.vectors, word) {
            let (piece, after) = rest.split_at(rest.len().min(usize::try_from(len).unwrap_or(usize::MAX)));
            add(addr, piece);
            rest = after;
        }
    }

    fn end_call(&mut self, outcome: Outcome) {
        if self.telling.calls {
            self.items.push_back(Item::Call(outcome));
        }
    }

    /// Returns the next event.
    pub(super) fn pop(&mut self) -> Option<Observation<'_>> {
        let item = self.items.pop_front()?;
        let head = self.record.as_ref().map(|record| record.head).unwrap_or_default();
        let when = self.epoch + Duration::from_nanos(head.time);
        let caller = Some(&self.caller);
        let is_alone = self.telling.processes && self.alone.is_some();
        Some(match item {
            Item::Lost(count) => {
                let (what, outcome) = (NoticeKind::Lost(count), Outcome::None);
                Observation::Notice(Notice { when, caller: None, what, outcome, is_alone: true })
            }
            Item::Notice(what, outcome) => {
                Observation::Notice(Notice { when, caller, what, outcome, is_alone })
            }
            Item::Datagram(direction, outcome, cut, whole_len) => {
                let body =
                    self.record.as_ref().map(|record| Body::of(&head, record.body())).unwrap_or_default();
                let mut datagram = Datagram {
                    when,
                    caller,
                    direction,
                    protocol: Some(head.protocol),
                    endian: Endian::NATIVE,
                    bytes: body.data.get(..body.data.len().min(whole_len)).unwrap_or_default(),
                    whole_len,
                    cut,
                    room: (direction == Direction::Receive).then_some(head.room),
                    base_addr: head.base,
                    outcome,
                    peer: address(body.peer),
                    flags: flags(&head),
                    ..Datagram::of_capture()
                };
                let received = if direction == Direction::Receive { body.control } else { &[] };
                for (level, kind, data) in controls(received, head.word()) {
                    match (level, kind) {
                        (SOL_NETLINK, NETLINK_PKTINFO) => datagram.group = uint(data, 0, 4).map(low),
                        (SOL_NETLINK, NETLINK_LISTEN_ALL_NSID) => datagram.nsid = uint(data, 0, 4).map(int),
                        _ => (),
                    }
                }
                Observation::Datagram(datagram)
            }
            Item::Call(outcome) => Observation::Call(Call {
                begun: when,
                ended: when,
                stack: &[],
                caller: &self.caller,
                socket: self.caller.socket.map(|socket| SocketInfo {
                    portid: Some(head.before).filter(|portid| *portid != 0),
                    ..socket
                }),
                args: head.args,
                word: head.word(),
                outcome,
                before: &self.memory,
                after: &self.memory,
                files: &[],
                is_alone,
            }),
        })
    }
}

/// Returns the notice for bytes that moved inside the kernel, where nltrace cannot copy them.
fn unseen(moved: i64, other: &str) -> String {
    format!("{moved} bytes went between this socket {other} in the kernel, and cannot be shown")
}

/// Returns the iovecs in an array: address and length.
fn vectors(bytes: &[u8], word: usize) -> impl Iterator<Item = (u64, u64)> {
    bytes.chunks_exact(2 * word).filter_map(move |pair| Some((uint(pair, 0, word)?, uint(pair, word, word)?)))
}

/// Returns the address of the first byte that could not be read, after so many that could.
fn hole(head: &Head, body: &Body<'_>, here: u64) -> u64 {
    if head.shape() == kind::HANDED {
        return head.arg(2);
    }
    let mut rest = here;
    for (addr, len) in vectors(body.vectors, head.word()) {
        if rest < len {
            return addr.wrapping_add(rest);
        }
        rest -= len;
    }
    head.base.wrapping_add(here)
}

/// Returns `MSG_*` given to the call.
fn flags(head: &Head) -> u32 {
    match head.shape() {
        kind::MESSAGE => low(head.arg(2)),
        kind::HANDED => low(head.arg(0)),
        kind::BUFFER | kind::MESSAGES => low(head.arg(3)),
        _ => 0,
    }
}

fn outcome(result: i64) -> Outcome {
    if (-4095..0).contains(&result) {
        Outcome::Failed(int(result.unsigned_abs()))
    } else {
        Outcome::Returned(result)
    }
}

/// Returns the low 32 bits.
fn low(value: u64) -> u32 {
    (value & u64::from(u32::MAX)) as u32
}

/// Returns the low 32 bits, as the `int` they are.
fn int(value: u64) -> i32 {
    low(value).cast_signed()
}
