//! What a call means: which ones are of interest when they begin, and what there is to tell when they end.

#![allow(
    clippy::cast_possible_truncation,
    reason = "the kernel too takes the low 32 bits of flags and descriptors"
)]

use std::rc::Rc;

use nix::libc;

use super::bpf;
use super::memory::{AddressSpace, Place, uint};
use super::proc;
use super::record::Record;
use super::regs::Registers;
use super::sys::{self, Pid};
use super::syscalls::{self, Abi, CLONE_UNTRACED, Call, Row, SETS_DUMPABLE, SETS_FILTER};
use super::table::Unsettling;
use super::task::{Pending, Task};
use super::tracer::{Tracer, is_restarted};
use super::transfer::View;
use crate::capture::socket::{Kind, Sockets};
use crate::capture::stack::{self, Snapshot};
use crate::datagram::{Caller, Direction, NoticeKind, Outcome};

/// `SO_ATTACH_FILTER` of `SOL_SOCKET`: its value is no number.
const ATTACH_FILTER: (i32, i32) = (1, 26);

/// Loads that are kept to be used again: as many as threads stand in a send at once, mostly.
const SPARES: usize = 16;
/// The longest of them.
const SPARE_ROOM: usize = 128 << 10;

/// `SECCOMP_SET_MODE_FILTER`.
const FILTER_MODE: u64 = 1;
/// `SECCOMP_MODE_STRICT`, for `prctl`.
const STRICT_MODE: u64 = 1;

const STRICT: &str = "the kernel refuses strict seccomp to a program that is under a filter, as nltrace's; trace it with \
    --no-seccomp";

const RING: &str = "what this process sends and receives through the ring is no system call and not shown";

impl Tracer {
    /// A call begins: remembers it if it is of interest. The thread is stopped.
    pub(super) fn begun(&mut self, tid: Pid, arch: u32, number: u64, args: [u64; 6]) {
        let Some(abi) = Abi::of(arch, number) else { return };
        let Some(mut row) = syscalls::find(abi, number) else { return self.needless(tid, 2) };
        let Some(space) = self.tasks.get(&tid).map(|task| task.space.clone()) else { return };
        let mut view = View { space, abi, args };
        if row.call == Call::Multiplexed {
            let [number, addr, ..] = args;
            let Some((inner, count)) = syscalls::of_socketcall(number) else { return };
            let Some(args) = view.words(addr, count, &mut self.scratch) else { return };
            (row, view.args) = (inner, args);
        }
        // Where every call stops nobody has looked at the arguments yet.
        let holds = |(index, values): &syscalls::Condition| {
            view.args.get(*index).is_some_and(|arg| values.contains(&(*arg as u32)))
        };
        let [first, ..] = view.args;
        let has_flags = row.flags().is_none_or(|flags| first & u64::from(flags) != 0);
        if !has_flags || !row.cases.iter().any(|case| case.iter().all(holds)) {
            return self.needless(tid, 2);
        }
        if row.call == Call::Clone {
            keep_traced(tid, row, &view);
            return self.needless(tid, 2);
        }
        if row.unsettles()
            && let Some(task) = self.tasks.get(&tid)
        {
            task.table.unsettle();
        }
        if !self.shows(tid) {
            return;
        }
        let records = self.records();
        let call = self.pending(tid, row, view);
        if row.named && call.as_ref().is_none_or(|call| call.socket.is_none()) {
            self.needless(tid, 2);
        }
        if let Some(mut call) = call
            && let Some(task) = self.tasks.get_mut(&tid)
        {
            if row.unsettles() {
                call.unsettling = Some(Unsettling::begin(&task.table));
            }
            if records && !call.sets_flags() && (call.socket.is_some() || row.call == Call::Socket) {
                let mut record = Record::begin(&call.view, row, call.socket);
                if let Some(find) = self.options.descriptors {
                    record.look_up(find, tid, Direction::Send, &call.load);
                }
                call.record = Some(record);
            }
            // Before the kernel reads the request: afterwards its reasons would be gone.
            if let (Call::Send(_), Some(socket)) = (row.call, call.socket) {
                self.texts.open(socket.inode);
                call.snapshot = self.snapshot(tid, &call.view.space);
            }
            let Some(task) = self.tasks.get_mut(&tid) else { return };
            task.call = Some(call);
        }
    }

    /// What is to be remembered of a call that begins; `None` if it is of no interest.
    fn pending(&mut self, tid: Pid, row: &'static Row, view: View) -> Option<Pending> {
        let [first, second, third, fourth, fifth, _] = view.args;
        let mut call = Pending {
            row,
            view,
            fd: -1,
            socket: None,
            load: Default::default(),
            what: None,
            record: None,
            snapshot: None,
            unsettling: None,
            filter: None,
        };
        match row.call {
            Call::Socket => {
                let (kind, protocol) = (int(second), int(third));
                call.what = Some(NoticeKind::Socket { kind, protocol });
                return Some(call);
            }
            Call::Borrow => return Some(call),
            Call::Ring => {
                // What is closed through it is closed without a call.
                self.holding = false;
                return Some(call);
            }
            // No notice comes of it; but while it is under way the process's descriptors are uncertain.
            Call::CloseRange => return Some(call),
            Call::Filter => {
                call.filter = Some(self.own_filter(tid, first, second, third, &call.view));
                return Some(call);
            }
            Call::Prctl if first == SETS_FILTER => {
                let mode = second.saturating_sub(1);
                call.filter = Some(self.own_filter(tid, mode, 0, third, &call.view));
                return Some(call);
            }
            Call::Credentials => {
                call.view.space.prepare();
                return None;
            }
            Call::Prctl if first == SETS_DUMPABLE => {
                call.view.space.prepare();
                return None;
            }
            Call::Prctl => {
                // Asked for again when it is needed, and by then the call is over.
                self.tasks.get_mut(&tid)?.forget_comm();
                return None;
            }
            _ => {}
        }
        let view = &call.view;
        call.fd = int(first);
        let mut kind = self.kind(tid, call.fd, row.unsettles());
        if row.call == Call::Splice
            && let (false, Some(other)) = (matches!(kind, Kind::Netlink(_)), row.other)
        {
            call.fd = int(view.args.get(other).copied()?);
            kind = self.kind(tid, call.fd, false);
        }
        match kind {
            Kind::Netlink(socket) => call.socket = Some(socket),
            _ if row.unsettles() && self.must_watch(tid) => return Some(call),
            Kind::Unix => {
                let Call::Receive(shape) = row.call else { return None };
                return view.takes_control(shape, &mut self.scratch).then_some(call);
            }
            Kind::Other | Kind::Hidden(_) => return None,
        }
        let scratch = &mut self.scratch;
        match row.call {
            Call::Send(shape) => {
                call.load = self.spare.pop().unwrap_or_default();
                view.offered(shape, scratch, &mut call.load);
            }
            Call::Bind => call.what = Some(NoticeKind::Bind(view.address(second, third, scratch))),
            Call::Connect => call.what = Some(NoticeKind::Connect(view.address(second, third, scratch))),
            Call::SockName => call.what = Some(NoticeKind::SockName(None)),
            Call::SetOption => {
                let (level, option, len) = (int(second), int(third), fifth as u32);
                let number = len >= 4 && (level, option) != ATTACH_FILTER;
                let value = if number { view.int(fourth, scratch) } else { None };
                call.what = Some(NoticeKind::SetOption { level, option, value, len });
            }
            Call::Close => call.what = Some(NoticeKind::Close),
            // Told as a call, if calls are asked for, and not otherwise.
            Call::GetOption if !self.records() => return None,
            _ => {}
        }
        Some(call)
    }

    /// True if calls that take a descriptor's number away matter though they are made on none of a netlink socket.
    fn must_watch(&self, tid: Pid) -> bool {
        self.holding || self.tasks.get(&tid).is_some_and(|task| !task.table.descriptors.borrow().is_empty())
    }

    /// The filter that a process is about to put on itself: calls that nltrace would have it make might be what that
    /// kills for. `None` if it cannot be read.
    fn own_filter(
        &mut self,
        tid: Pid,
        mode: u64,
        flags: u64,
        addr: u64,
        view: &View,
    ) -> Option<Rc<[libc::sock_filter]>> {
        if mode != FILTER_MODE {
            return None;
        }
        if flags & u64::from(libc::SECCOMP_FILTER_FLAG_NEW_LISTENER as u32) != 0 {
            // Whoever supervises such a filter may put descriptors into the process, without a call of its own.
            self.holding = false;
            let process = self.tasks.get(&tid).map(|task| task.tgid);
            process.into_iter().for_each(|tgid| self.stop_for_every_call(tgid));
        }
        let word = view.abi.word();
        let mut bytes = Vec::new();
        if !view.space.exact(addr, 2 * word, &mut bytes) {
            return None;
        }
        let &[low, high, ..] = bytes.as_slice() else { return None };
        let count = usize::from(u16::from_ne_bytes([low, high])).min(bpf::MOST);
        let at = uint(&bytes, word, word)?;
        let is_read = view.space.exact(at, count * size_of::<libc::sock_filter>(), &mut bytes);
        is_read.then(|| bpf::parse(&bytes).into())
    }

    /// The process has put a filter on itself, or the kernel has refused it.
    fn filtered(&mut self, tid: Pid, call: &Pending, outcome: Outcome) {
        let Some(filter) = &call.filter else { return };
        let [first, second, ..] = call.view.args;
        let strict = if call.row.call == Call::Prctl { second == STRICT_MODE } else { first == 0 };
        match outcome {
            Outcome::Returned(_) => {
                if let Some(task) = self.tasks.get(&tid) {
                    task.table.add_filter(filter.clone());
                }
            }
            // The kernel has two modes, and no way from one to the other.
            Outcome::Failed(libc::EINVAL) if strict && self.options.seccomp => {
                self.batch.notice(NoticeKind::Blind(STRICT.to_owned()), outcome);
            }
            _ => {}
        }
    }

    /// Notes what a call has done to the descriptors of its process.
    fn note_descriptors(&mut self, task: &mut Task, call: &Pending, done: Option<u64>) {
        let [first, second, third, ..] = call.view.args;
        let mut descriptors = task.table.descriptors.borrow_mut();
        let mut gone = None;
        match (call.row.call, done) {
            (Call::Socket, Some(_)) => {
                if let Some(socket) = call.socket {
                    let closes = second & libc::SOCK_CLOEXEC as u64 != 0;
                    descriptors.insert(call.fd, socket, closes);
                }
            }
            (Call::Duplicate, Some(_)) if call.sets_flags() => {
                let closes = third & libc::FD_CLOEXEC as u64 != 0;
                descriptors.set_closes_on_exec(call.fd, call.fd, closes);
            }
            (Call::Duplicate, Some(fd)) => {
                let fd = int(fd);
                let closes = match call.row.name {
                    "dup3" => third & libc::O_CLOEXEC as u64 != 0,
                    "dup" | "dup2" => false,
                    _ => second == libc::F_DUPFD_CLOEXEC as u64,
                };
                match call.socket {
                    Some(socket) => descriptors.insert(fd, socket, closes),
                    None if call.row.other.is_some() => descriptors.remove(fd, fd),
                    None => {}
                }
                if call.socket.is_none() && call.row.other.is_some() {
                    gone = Some((fd, fd));
                }
            }
            // The number is free even if close(2) fails, but for one that was free before.
            (Call::Close, _) => {
                descriptors.remove(call.fd, call.fd);
                gone = Some((call.fd, call.fd));
            }
            (Call::CloseRange, Some(_)) => {
                const CLOSE_RANGE_CLOEXEC: u64 = 4;
                let bound = |fd: u64| i32::try_from(fd as u32).unwrap_or(i32::MAX);
                let (first, last) = (bound(first), bound(second));
                if third & CLOSE_RANGE_CLOEXEC != 0 {
                    descriptors.set_closes_on_exec(first, last, true);
                } else {
                    descriptors.remove(first, last);
                    gone = Some((first, last));
                }
            }
            (Call::Send(_) | Call::Bind | Call::Connect, _) => {
                if let Some(socket) = call.socket {
                    descriptors.learn(call.fd, socket);
                }
            }
            _ => {}
        }
        drop(descriptors);
        if let Some((first, last)) = gone {
            let stays = |fd: &u32| i32::try_from(*fd).is_ok_and(|fd| !(first..=last).contains(&fd));
            let tgid = task.tgid;
            task.young.retain(stays);
            // Most have none.
            if self.tasks.len() > 1 {
                let others =
                    self.tasks.values_mut().filter(|other| other.tgid == tgid && !other.young.is_empty());
                others.for_each(|other| other.young.retain(stays));
            }
        }
    }

    /// A call of interest has ended. The thread is stopped.
    pub(super) fn returned(&mut self, tid: Pid, mut call: Pending, returned: i64) {
        // The call has not ended: it is made again, or becomes an `EINTR` once a signal's handler has run.
        if is_restarted(returned) {
            self.interrupted(tid, call, returned);
            return;
        }
        self.batch.stamp();
        let failed = (-4095..0).contains(&returned);
        let outcome =
            if failed { Outcome::Failed(int(returned.unsigned_abs())) } else { Outcome::Returned(returned) };
        let done = u64::try_from(returned).ok().filter(|_| !failed);
        let Some(mut task) = self.tasks.remove(&tid) else { return };
        let new = match (call.row.call, done) {
            (Call::Socket, Some(fd)) => {
                call.fd = int(fd);
                let [_, _, protocol, ..] = call.view.args;
                let protocol = u16::try_from(int(protocol)).unwrap_or_default();
                call.socket = self.sockets.created(task.holder(), call.fd, protocol);
                vec![call.fd]
            }
            (Call::Duplicate, Some(_)) if call.sets_flags() => Vec::new(),
            (Call::Duplicate, Some(fd)) => vec![int(fd)],
            (Call::Borrow, Some(fd)) => vec![int(fd)],
            (Call::Receive(shape), Some(count)) if call.socket.is_none() => {
                call.view.rights(shape, count, &mut self.scratch)
            }
            (Call::Send(_) | Call::Bind | Call::Connect, Some(_)) => {
                if let Some(socket) = call.socket.filter(|socket| socket.portid.is_none()) {
                    call.socket = Some(self.sockets.bound(&task.holder(), call.fd, socket));
                }
                Vec::new()
            }
            (Call::SockName, Some(_)) => {
                let [_, addr, ..] = call.view.args;
                let name = call.view.address(addr, 12, &mut self.scratch);
                call.what = Some(NoticeKind::SockName(name));
                Vec::new()
            }
            _ => Vec::new(),
        };
        self.note_descriptors(&mut task, &call, done);
        let came = new.len();
        let (mut hidden, mut netlink) = (None, Vec::new());
        for fd in new {
            match self.sockets.look_up(task.holder(), fd) {
                Kind::Netlink(_) => netlink.push(fd),
                Kind::Hidden(errno) => hidden = Some(errno),
                Kind::Unix | Kind::Other => {}
            }
        }
        if let Some(record) = &mut call.record {
            record.end(&call.view, call.row, done);
        }
        if let Some(errno) = task.space.refusal().filter(|_| call.socket.is_some()) {
            self.blind_calls += u64::from(matches!(call.row.call, Call::Send(_) | Call::Receive(_)));
            self.blind(&mut task, &unreadable("memory", "the bytes of its messages are missing", errno));
        }
        if let Some(errno) =
            hidden.filter(|_| came > 0 && matches!(call.row.call, Call::Receive(_) | Call::Borrow))
        {
            let lost = "messages on descriptors that it gets from other processes are missing";
            self.blind(&mut task, &unreadable("list of descriptors", lost, errno));
        }
        let filter = call.filter.is_some().then(|| call.without_load());
        let socket = call.socket.filter(|_| !matches!(call.row.call, Call::Close | Call::Duplicate));
        if let (Some(socket), Some(NoticeKind::SetOption { level, option, value, .. }), Some(_)) =
            (call.socket, &call.what, done)
            && (*level, *option) == (libc::SOL_NETLINK, libc::NETLINK_EXT_ACK)
        {
            self.texts.asked(socket.inode, value.is_some_and(|value| value != 0));
        }
        self.tell(&mut task, call, done, outcome);
        if let Some(socket) = socket {
            self.must_ask(&mut task, socket.inode);
        }
        self.tasks.insert(tid, task);
        if let Some(call) = filter {
            self.filtered(tid, &call, outcome);
        }
        self.must_name(tid, netlink);
    }

    /// Notes that a thread must set NETLINK_EXT_ACK on the socket of the call that has just ended, if `--extack` wants that.
    fn must_ask(&mut self, task: &mut Task, inode: u64) {
        if !self.options.extack {
            return;
        }
        self.texts.open(inode);
        if self.texts.is_refused() && !self.texts.has_asked(inode) {
            self.texts.asked(inode, true);
            task.unasked.push(self.batch.caller.clone());
        }
    }

    /// Takes what the stack of a stopped thread can be read from, if stacks are asked for. `None` too where it runs in another
    /// architecture.
    fn snapshot(&mut self, tid: Pid, space: &AddressSpace) -> Option<Snapshot> {
        if !self.options.stacks {
            return None;
        }
        let registers = Registers::read(tid).ok()?.frame();
        let place = Place { addr: registers.stack, len: stack::MOST_BYTES as u64 };
        let mut bytes = Vec::new();
        space.gather(&[place], stack::MOST_BYTES, &mut bytes);
        self.stacks.take(proc::root().ok()?, tid, registers, bytes)
    }

    /// Adds the reasons that the kernel gave in a thread's call, which has ended.
    fn reasons(&mut self, tid: Pid) {
        if self.texts.is_opened() {
            self.batch.notice(NoticeKind::ExtendedAcksRead, Outcome::Returned(0));
        }
        let tasks = &self.tasks;
        for text in self.texts.take(tid, |other| tasks.contains_key(&other)) {
            self.batch.notice(NoticeKind::ExtendedAck(text), Outcome::Returned(0));
        }
    }

    /// Says once for a process that something of it cannot be seen.
    fn blind(&mut self, task: &mut Task, sentence: &str) {
        if !task.table.blind_told.replace(true) {
            self.blind_processes += 1;
            let comm = task.comm().to_owned();
            let (pid, tid) = (task.tgid, task.tid);
            let caller = Caller { pid, tid, comm, syscall: "", fd: -1, socket: None, netns: 0, origin: None };
            self.batch.other(caller, NoticeKind::Blind(sentence.to_owned()), Outcome::Returned(0));
        }
    }

    /// A signal interrupts a call, which has not ended. Only who shows calls is told.
    fn interrupted(&mut self, tid: Pid, mut call: Pending, returned: i64) {
        if let Some(mut record) = call.record.take()
            && let Some(mut task) = self.tasks.remove(&tid)
        {
            record.end(&call.view, call.row, None);
            self.batch.stamp();
            self.caller(&mut task, &call);
            self.batch.is_alone = self.tasks.is_empty();
            self.batch.call(record, Outcome::Failed(int(returned.unsigned_abs())));
            self.tasks.insert(tid, task);
        }
        self.recycle(call);
    }

    /// Puts into the batch what there is to tell of a call.
    fn tell(&mut self, task: &mut Task, mut call: Pending, done: Option<u64>, outcome: Outcome) {
        self.caller(task, &call);
        // The thread itself is not in the book while it is told of.
        self.batch.is_alone = self.tasks.is_empty();
        if call.row.call == Call::Splice
            && let Some(moved) = done
        {
            call.what = Some(NoticeKind::Blind(spliced(moved)));
        }
        if let Some(what) = call.what.take() {
            self.batch.notice(what, outcome);
        }
        let mut record = call.record.take();
        match call.row.call {
            // A reason comes after its request, and before the answer.
            Call::Send(_) => {
                self.batch.snapshot = call.snapshot.take();
                self.tell_sent(call, done, outcome);
                self.reasons(task.tid);
            }
            Call::Receive(shape) if call.socket.is_some() => {
                self.reasons(task.tid);
                let direction = Direction::Receive;
                let mut load = self.spare.pop().unwrap_or_default();
                if let Some(count) = done {
                    call.view.received(shape, count, &mut self.scratch, &mut load);
                }
                if let (Some(record), Some(find)) = (&mut record, self.options.descriptors) {
                    record.look_up(find, task.tid, direction, &load);
                }
                if self.options.stacks && load.has_error() {
                    self.batch.snapshot = self.snapshot(task.tid, &call.view.space);
                }
                let none = load.parts.is_empty();
                for part in load.parts.drain(..) {
                    if part.room == 0 {
                        let what =
                            NoticeKind::Transfer { direction, flags: part.flags, room: 0, rcvbuf: None };
                        self.batch.notice(what, Outcome::Returned(part.whole_len as i64));
                    } else {
                        let outcome = Outcome::Returned(part.whole_len as i64);
                        self.batch.datagram(part, direction, outcome);
                    }
                }
                if none {
                    let room = call.view.room(shape, &mut self.scratch);
                    let rcvbuf = match outcome {
                        Outcome::Failed(libc::ENOBUFS) => Sockets::receive_buffer(&task.holder(), call.fd),
                        _ => None,
                    };
                    let what =
                        NoticeKind::Transfer { direction, flags: call.view.flags(shape), room, rcvbuf };
                    self.batch.notice(what, outcome);
                }
                self.hold(load);
            }
            Call::Ring if done.is_some() && !self.ring_told => {
                self.ring_told = true;
                self.batch.notice(NoticeKind::Blind(RING.to_owned()), outcome);
            }
            _ => {}
        }
        if let Some(record) = record {
            self.batch.call(record, outcome);
        }
    }

    /// Tells of a send: the datagrams that it moved, or, if it failed, those that it would have.
    fn tell_sent(&mut self, mut call: Pending, done: Option<u64>, outcome: Outcome) {
        let Call::Send(shape) = call.row.call else { return };
        let direction = Direction::Send;
        let many = shape == syscalls::Shape::Messages;
        let mut load = std::mem::take(&mut call.load);
        if let (true, Some(count)) = (many, done) {
            call.view.sent_too(count, &mut self.scratch, &mut load);
        }
        let none = load.parts.is_empty();
        let sent = match (many, done) {
            (true, Some(count)) => usize::try_from(count).unwrap_or(usize::MAX),
            // Of several, the first is the one that failed.
            (true, None) => 1,
            _ => usize::MAX,
        };
        for mut part in load.parts.drain(..).take(sent) {
            let mut outcome = outcome;
            if let Some(count) = done.filter(|_| !many) {
                part.whole_len = part.whole_len.min(usize::try_from(count).unwrap_or(usize::MAX));
                part.len = part.len.min(part.whole_len);
            } else if many && done.is_some() {
                outcome = Outcome::Returned(part.whole_len as i64);
            }
            self.batch.datagram(part, direction, outcome);
        }
        if none {
            let flags = call.view.flags(shape);
            let what = NoticeKind::Transfer { direction, flags, room: 0, rcvbuf: None };
            self.batch.notice(what, outcome);
        }
        self.hold(load);
    }

    /// The thread died in a call: what it was sending, or that it was receiving, is told all the same.
    pub(super) fn unfinished(&mut self, task: &mut Task, call: Pending) {
        let transfers = matches!(call.row.call, Call::Send(_) | Call::Receive(_));
        if call.socket.is_some() && transfers && self.batch.is_empty() {
            self.tell(task, call, None, Outcome::Unfinished);
        }
    }

    /// Says in the batch who made a call.
    fn caller(&mut self, task: &mut Task, call: &Pending) {
        let caller = &mut self.batch.caller;
        (caller.pid, caller.tid) = (task.tgid, task.tid);
        caller.comm.clear();
        caller.comm.push_str(task.comm());
        (caller.syscall, caller.fd, caller.socket) = (call.row.name, call.fd, call.socket);
        caller.netns = call.socket.map_or(0, |socket| self.sockets.namespace(socket.inode, task.tid));
    }

    /// Makes a load the batch's, and keeps the one it had for the next call.
    fn hold(&mut self, load: super::load::Load) {
        let old = std::mem::replace(&mut self.batch.load, load);
        self.keep(old);
    }

    /// Keeps what a call that is of no interest any more had taken.
    fn recycle(&mut self, call: Pending) {
        self.keep(call.load);
    }

    fn keep(&mut self, mut load: super::load::Load) {
        if (1..=SPARE_ROOM).contains(&load.bytes.capacity()) && self.spare.len() < SPARES {
            load.clear();
            self.spare.push(load);
        }
    }
}

/// Takes CLONE_UNTRACED out of the flags of a `clone` or `clone3` that begins.
///
/// The child inherits nltrace's filters. If nobody traced it, all calls that they name would fail with ENOSYS.
fn keep_traced(tid: Pid, row: &Row, view: &View) {
    let untraced = u64::from(CLONE_UNTRACED);
    let [first, ..] = view.args;
    if row.flags().is_some() {
        let _ = sys::set_first_argument(tid, view.abi, first & !untraced);
        return;
    }
    // `struct clone_args` begins with 64 bits of flags.
    let mut bytes = Vec::new();
    if view.space.exact(first, size_of::<u64>(), &mut bytes)
        && let Some(flags) = uint(&bytes, 0, size_of::<u64>()).filter(|flags| flags & untraced != 0)
    {
        let _ = view.space.write(first, &(flags & !untraced).to_ne_bytes());
    }
}

/// What to say of bytes that went between a netlink socket and another descriptor.
fn spliced(moved: u64) -> String {
    format!(
        "{moved} bytes went between this socket and another descriptor in the kernel, and cannot be shown"
    )
}

/// What to say of a process into which nltrace may not look.
fn unreadable(what: &str, lost: &str, errno: i32) -> String {
    let why = nix::errno::Errno::from_raw(errno).desc();
    format!(
        "this process's {what} cannot be read ({why}): {lost}; run nltrace with CAP_SYS_PTRACE, in a container with \
         --cap-add=SYS_PTRACE"
    )
}

/// The low 32 bits of an argument, as the `int` they are.
fn int(value: u64) -> i32 {
    (value as u32).cast_signed()
}
