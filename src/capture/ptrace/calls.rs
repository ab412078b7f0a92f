//! The meaning of calls: selects those of interest when they begin, and makes their events when they end.

#![allow(
    clippy::cast_possible_truncation,
    reason = "the kernel too takes the low 32 bits of flags and descriptors"
)]

use nix::libc;

use super::batch::StopBatch;
use super::book::Book;
use super::effects::note_descriptors;
use super::guards::{filtered, keep_traced, own_filter};
use super::load::{Load, Spares};
use super::memory::{AddressSpace, Place};
use super::naming;
use super::options::Options;
use super::proc;
use super::record::Record;
use super::regs::Registers;
use super::sys::Pid;
use super::syscalls::{self, Abi, Call, Row, SETS_DUMPABLE, SETS_FILTER, int};
use super::table::Unsettling;
use super::task::{Pending, Task};
use super::transfer::{Scratch, View};
use crate::capture::extack::KernelTexts;
use crate::capture::namespace::Namespaces;
use crate::capture::socket::{Kind, Sockets};
use crate::capture::stack::{self, Snapshot, Stacks};
use crate::datagram::{Caller, Direction, NoticeKind, Outcome};

/// `SO_ATTACH_FILTER` of `SOL_SOCKET`: its value is no number.
const ATTACH_FILTER: (i32, i32) = (1, 26);

const RING: &str = "what this process sends and receives through the ring is no system call and not shown";

/// Observes calls: remembers those of interest when they begin, and puts what they did into a batch when they end.
#[derive(Debug)]
pub(super) struct CallObserver {
    options: Options,
    pub(super) sockets: Sockets,
    namespaces: Namespaces,
    /// The kernel's reasons, which a program need not have asked for.
    pub(super) texts: KernelTexts,
    pub(super) stacks: Stacks,
    pub(super) batch: StopBatch,
    scratch: Scratch,
    spares: Spares,
    ring_reported: bool,
    /// Processes for which a notice said that nltrace cannot see something.
    blind_processes: u64,
    /// Calls on netlink sockets whose bytes could not be read.
    blind_calls: u64,
}

impl CallObserver {
    pub(super) fn new(options: Options) -> CallObserver {
        CallObserver {
            options,
            sockets: Sockets::default(),
            namespaces: Namespaces::new(),
            texts: KernelTexts::new(),
            stacks: Stacks::new(),
            batch: StopBatch::new(),
            scratch: Scratch::default(),
            spares: Spares::default(),
            ring_reported: false,
            blind_processes: 0,
            blind_calls: 0,
        }
    }

    /// Describes in one sentence which calls nltrace could not see; `None` if it saw all of them.
    pub(super) fn unseen(&self) -> Option<String> {
        let (processes, calls) = (self.blind_processes, self.blind_calls);
        let of = if processes == 1 { "1 process".to_owned() } else { format!("{processes} processes") };
        let what = match (processes, calls) {
            (0, 0) => return None,
            (_, 0) => format!("nltrace could not look into {of}, and may have missed messages"),
            (_, 1) => format!("nltrace could not look into {of}: the bytes of 1 netlink call are missing"),
            _ => format!("nltrace could not look into {of}: the bytes of {calls} netlink calls are missing"),
        };
        Some(what)
    }

    /// Notes that a call begins: remembers it if it is of interest. The thread is stopped.
    pub(super) fn begun(&mut self, book: &mut Book, tid: Pid, arch: u32, number: u64, args: [u64; 6]) {
        let Some(abi) = Abi::of(arch, number) else { return };
        let Some(mut row) = syscalls::find(abi, number) else {
            return naming::needless(&mut book.tasks, tid, 2);
        };
        let Some(space) = book.tasks.get(&tid).map(|task| task.space.clone()) else { return };
        let mut view = View { space, abi, args };
        if row.call == Call::Multiplexed {
            let [number, addr, ..] = args;
            let Some((inner, count)) = syscalls::of_socketcall(number) else { return };
            let Some(args) = view.words(addr, count, &mut self.scratch) else { return };
            (row, view.args) = (inner, args);
        }
        // Where every call stops, no filter has checked the arguments.
        let holds = |(index, values): &syscalls::Condition| {
            view.args.get(*index).is_some_and(|arg| values.contains(&(*arg as u32)))
        };
        let [first, ..] = view.args;
        let has_flags = row.flags().is_none_or(|flags| first & u64::from(flags) != 0);
        if !has_flags || !row.cases.iter().any(|case| case.iter().all(holds)) {
            return naming::needless(&mut book.tasks, tid, 2);
        }
        if row.call == Call::Clone {
            keep_traced(tid, row, &view);
            return naming::needless(&mut book.tasks, tid, 2);
        }
        if row.unsettles()
            && let Some(task) = book.tasks.get(&tid)
        {
            task.table.unsettle();
        }
        if !book.shows(tid) {
            return;
        }
        let records = self.options.calls;
        let call = self.pending(book, tid, row, view);
        if row.named && call.as_ref().is_none_or(|call| call.socket.is_none()) {
            naming::needless(&mut book.tasks, tid, 2);
        }
        if let Some(mut call) = call
            && let Some(task) = book.tasks.get_mut(&tid)
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
            let Some(task) = book.tasks.get_mut(&tid) else { return };
            task.call = Some(call);
        }
    }

    /// Returns what nltrace needs to remember of a call that begins; `None` if the call is of no interest.
    fn pending(&mut self, book: &mut Book, tid: Pid, row: &'static Row, view: View) -> Option<Pending> {
        let call = Pending {
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
            Call::Socket
            | Call::Borrow
            | Call::Ring
            | Call::CloseRange
            | Call::Filter
            | Call::Prctl
            | Call::Credentials => CallObserver::of_process(book, tid, call),
            _ => self.on_descriptor(book, tid, call),
        }
    }

    /// Returns the same for a call that is not made on a socket.
    fn of_process(book: &mut Book, tid: Pid, mut call: Pending) -> Option<Pending> {
        let [first, second, third, ..] = call.view.args;
        match call.row.call {
            Call::Socket => {
                let (kind, protocol) = (int(second), int(third));
                call.what = Some(NoticeKind::Socket { kind, protocol });
            }
            // A descriptor that is closed through it is closed without a call.
            Call::Ring => book.holding = false,
            Call::Filter => call.filter = Some(own_filter(book, tid, first, second, third, &call.view)),
            Call::Prctl if first == SETS_FILTER => {
                let mode = second.saturating_sub(1);
                call.filter = Some(own_filter(book, tid, mode, 0, third, &call.view));
            }
            Call::Prctl if first == SETS_DUMPABLE => {
                call.view.space.prepare();
                return None;
            }
            Call::Prctl => {
                // Asked for again when it is needed, and by then the call is over.
                book.tasks.get_mut(&tid)?.forget_comm();
                return None;
            }
            Call::Credentials => {
                call.view.space.prepare();
                return None;
            }
            // No notice comes of them; but while they are under way the process's descriptors are uncertain.
            _ => {}
        }
        Some(call)
    }

    /// Returns the same for a call on a descriptor.
    fn on_descriptor(&mut self, book: &mut Book, tid: Pid, mut call: Pending) -> Option<Pending> {
        let row = call.row;
        let [first, second, third, fourth, fifth, _] = call.view.args;
        call.fd = int(first);
        let mut kind = book.kind(&mut self.sockets, tid, call.fd, row.unsettles());
        if row.call == Call::Splice
            && let (false, Some(other)) = (matches!(kind, Kind::Netlink(_)), row.other)
        {
            call.fd = int(call.view.args.get(other).copied()?);
            kind = book.kind(&mut self.sockets, tid, call.fd, false);
        }
        let (view, scratch) = (&call.view, &mut self.scratch);
        match kind {
            Kind::Netlink(socket) => call.socket = Some(socket),
            _ if row.unsettles() && CallObserver::must_watch(book, tid) => return Some(call),
            Kind::Unix => {
                let Call::Receive(shape) = row.call else { return None };
                return view.takes_control(shape, scratch).then_some(call);
            }
            Kind::Other | Kind::Hidden(_) => return None,
        }
        match row.call {
            Call::Send(shape) => {
                call.load = self.spares.take();
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
            // Reported as a call if calls are shown, and not otherwise.
            Call::GetOption if !self.options.calls => return None,
            _ => {}
        }
        Some(call)
    }

    /// Returns true if calls that take a descriptor's number away matter though they are made on none of a netlink socket.
    fn must_watch(book: &Book, tid: Pid) -> bool {
        book.holding || book.tasks.get(&tid).is_some_and(|task| !task.table.descriptors.borrow().is_empty())
    }

    /// Notes that a call of interest has ended. The thread is stopped.
    pub(super) fn returned(&mut self, book: &mut Book, tid: Pid, mut call: Pending, returned: i64) {
        // The call has not ended: it is made again, or becomes an `EINTR` once a signal's handler has run.
        if is_restarted(returned) {
            self.interrupted(book, tid, call, returned);
            return;
        }
        self.batch.stamp();
        let failed = (-4095..0).contains(&returned);
        let outcome =
            if failed { Outcome::Failed(int(returned.unsigned_abs())) } else { Outcome::Returned(returned) };
        let done = u64::try_from(returned).ok().filter(|_| !failed);
        let Some(mut task) = book.tasks.remove(&tid) else { return };
        let new = self.new_descriptors(&mut task, &mut call, done);
        note_descriptors(book, &mut task, &call, done);
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
        if let Some(errno) = hidden.filter(|_| matches!(call.row.call, Call::Receive(_) | Call::Borrow)) {
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
        self.tell(book, &mut task, call, done, outcome);
        if let Some(socket) = socket {
            self.must_ask(&mut task, socket.inode);
        }
        book.tasks.insert(tid, task);
        if let Some(call) = filter {
            filtered(book, &mut self.batch, tid, &call, outcome);
        }
        naming::must_name(&mut book.tasks, tid, netlink);
    }

    /// Returns the descriptors that a call has made or brought, and completes what is known of its socket.
    fn new_descriptors(&mut self, task: &mut Task, call: &mut Pending, done: Option<u64>) -> Vec<i32> {
        match (call.row.call, done) {
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
        }
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
    fn reasons(&mut self, book: &mut Book, tid: Pid) {
        if self.texts.is_opened() {
            self.batch.notice(NoticeKind::ExtendedAcksRead, Outcome::Returned(0));
        }
        let tasks = &book.tasks;
        for text in self.texts.take(tid, |other| tasks.contains_key(&other)) {
            self.batch.notice(NoticeKind::ExtendedAck(text), Outcome::Returned(0));
        }
    }

    /// Says once for a process that something of it cannot be seen.
    fn blind(&mut self, task: &mut Task, sentence: &str) {
        if !task.table.blind_reported.replace(true) {
            self.blind_processes += 1;
            let comm = task.comm().to_owned();
            let (pid, tid) = (task.tgid, task.tid);
            let caller = Caller::new(pid, tid, comm, "");
            self.batch.other(caller, NoticeKind::Blind(sentence.to_owned()), Outcome::Returned(0));
        }
    }

    /// Notes that a signal interrupts a call, which has not ended. Makes an event only if calls are shown.
    fn interrupted(&mut self, book: &mut Book, tid: Pid, mut call: Pending, returned: i64) {
        if let Some(mut record) = call.record.take()
            && let Some(mut task) = book.tasks.remove(&tid)
        {
            record.end(&call.view, call.row, None);
            self.batch.stamp();
            self.caller(&mut task, &call);
            self.batch.is_alone = book.tasks.is_empty();
            self.batch.call(record, Outcome::Failed(int(returned.unsigned_abs())));
            book.tasks.insert(tid, task);
        }
        self.spares.keep(call.load);
    }

    /// Puts the events of a call into the batch.
    fn tell(
        &mut self,
        book: &mut Book,
        task: &mut Task,
        mut call: Pending,
        done: Option<u64>,
        outcome: Outcome,
    ) {
        self.caller(task, &call);
        // The thread itself is not in the book while its event is made.
        self.batch.is_alone = book.tasks.is_empty();
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
                self.reasons(book, task.tid);
            }
            Call::Receive(shape) if call.socket.is_some() => {
                self.reasons(book, task.tid);
                let direction = Direction::Receive;
                let mut load = self.spares.take();
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
            Call::Ring if done.is_some() && !self.ring_reported => {
                self.ring_reported = true;
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

    /// Notes that the thread died in a call. Reports the datagrams it was sending, or that it was receiving.
    pub(super) fn unfinished(&mut self, book: &mut Book, task: &mut Task, call: Pending) {
        let transfers = matches!(call.row.call, Call::Send(_) | Call::Receive(_));
        if call.socket.is_some() && transfers && self.batch.is_empty() {
            self.tell(book, task, call, None, Outcome::Unfinished);
        }
    }

    /// Records in the batch the thread that made a call.
    fn caller(&mut self, task: &mut Task, call: &Pending) {
        let caller = &mut self.batch.caller;
        (caller.pid, caller.tid) = (task.tgid, task.tid);
        caller.comm.clear();
        caller.comm.push_str(task.comm());
        (caller.syscall, caller.fd, caller.socket) = (call.row.name, call.fd, call.socket);
        caller.netns = call.socket.map_or(0, |socket| self.sockets.namespace(socket.inode, task.tid));
        caller.namespace = self.namespaces.name(caller.netns, task.tid);
    }

    /// Makes a load the batch's, and keeps the one it had for the next call.
    fn hold(&mut self, load: Load) {
        let old = std::mem::replace(&mut self.batch.load, load);
        self.spares.keep(old);
    }
}

/// Returns true if the kernel is about to repeat a call that returned this.
pub(super) fn is_restarted(returned: i64) -> bool {
    // ERESTARTSYS and its like.
    (-516..=-512).contains(&returned)
}

/// Returns the notice for bytes that went between a netlink socket and another descriptor.
fn spliced(moved: u64) -> String {
    format!(
        "{moved} bytes went between this socket and another descriptor in the kernel, and cannot be shown"
    )
}

/// Returns the notice for a process that nltrace may not inspect.
fn unreadable(what: &str, lost: &str, errno: i32) -> String {
    let why = nix::errno::Errno::from_raw(errno).desc();
    format!(
        "this process's {what} cannot be read ({why}): {lost}; run nltrace with CAP_SYS_PTRACE, in a container with \
         --cap-add=SYS_PTRACE"
    )
}
