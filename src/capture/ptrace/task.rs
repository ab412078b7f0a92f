//! The state of one traced thread.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::os::fd::OwnedFd;
use std::rc::Rc;

use nix::libc;

use super::fdset::FdSet;
use super::inject::Injection;
use super::load::Load;
use super::memory::AddressSpace;
use super::proc;
use super::record::Record;
use super::sys::{Pid, Resume};
use super::syscalls::{F_SETFD, Row};
use super::table::{Table, Unsettling};
use super::transfer::View;
use crate::capture::socket::Holder;
use crate::capture::stack::Snapshot;
use crate::datagram::{Caller, NoticeKind, SocketInfo};

/// A call that has begun and is of interest.
#[derive(Debug)]
pub(crate) struct Pending {
    /// Which.
    pub(crate) row: &'static Row,
    /// Its arguments.
    pub(crate) view: View,
    /// The descriptor it is made on, -1 if none.
    pub(crate) fd: i32,
    /// The netlink socket of that descriptor; `None` for calls that bring descriptors from elsewhere.
    pub(crate) socket: Option<SocketInfo>,
    /// The data that a send offers.
    pub(crate) load: Load,
    /// The notice there will be of it, if it is no transfer.
    pub(crate) what: Option<NoticeKind>,
    /// The call itself, if calls are shown.
    pub(crate) record: Option<Box<Record>>,
    /// The stack's raw material, if stacks are shown.
    pub(crate) snapshot: Option<Snapshot>,
    /// It may take a descriptor's number away.
    pub(crate) unsettling: Option<Unsettling>,
    /// The filter that it puts on the process; the inner `None` if that could not be read.
    pub(crate) filter: Option<Option<Rc<[libc::sock_filter]>>>,
}

impl Pending {
    /// Returns true if it is an `fcntl` that sets flags, and duplicates nothing.
    pub(crate) fn sets_flags(&self) -> bool {
        let [_, command, ..] = self.view.args;
        self.row.name.starts_with("fcntl") && command == u64::from(F_SETFD)
    }

    /// Returns a copy of the call without the data that it moves.
    pub(crate) fn without_load(&self) -> Pending {
        Pending {
            row: self.row,
            view: self.view.clone(),
            fd: self.fd,
            socket: self.socket,
            load: Load::default(),
            what: None,
            record: None,
            snapshot: None,
            unsettling: None,
            filter: self.filter.clone(),
        }
    }
}

/// The threads, by their ids: looked up at each stop.
pub(crate) type Tasks = HashMap<Pid, Task, BuildHasherDefault<Spread>>;

/// Hashes a thread's id. The kernel assigns ids one by one, so no program can choose them to collide.
#[derive(Debug, Default)]
pub(crate) struct Spread(u64);

impl Hasher for Spread {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_u64(u64::from(*byte)));
    }

    fn write_i32(&mut self, id: i32) {
        self.write_u64(u64::from(id.cast_unsigned()));
    }

    fn write_u64(&mut self, number: u64) {
        // 2^64 divided by the golden ratio: numbers in a row come to lie far apart.
        self.0 = (self.0 ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

/// One thread.
#[derive(Debug)]
pub(crate) struct Task {
    /// Its id.
    pub(crate) tid: Pid,
    /// Its process.
    pub(crate) tgid: Pid,
    /// Its name; `None` until it is needed. Children have their parent's until they execute another program.
    comm: Option<String>,
    /// The call it is in.
    pub(crate) call: Option<Pending>,
    /// It stopped for the beginning of a call, and has not yet stopped for its end.
    pub(crate) entered: bool,
    /// A filter on its way into it.
    pub(crate) injection: Option<Injection>,
    /// Descriptors it has got that still have to be named by a filter.
    pub(crate) unnamed: Vec<u32>,
    /// Callers whose sockets are still to get extended ACKs.
    pub(crate) unasked: Vec<Caller>,
    /// Netlink sockets of its process that no filter names: as long as there are any, it stops for every call.
    pub(crate) young: Vec<u32>,
    /// Which descriptors its filters name.
    pub(crate) named: Rc<FdSet>,
    /// It stops for every call: there is no filter, or none can be added.
    pub(crate) every_call: bool,
    /// No filter can name its netlink sockets.
    pub(crate) cannot_be_named: bool,
    /// The state shared with the other threads of its process.
    pub(crate) table: Rc<Table>,
    /// Its memory.
    pub(crate) space: AddressSpace,
    /// It stopped before its parent announced it.
    pub(crate) unannounced: bool,
    /// It was made while its parent's process was being given a filter: it may lack that.
    pub(crate) doubtful: bool,
    /// Descriptors that are known to be netlink sockets still, and their inodes: see [`Book::kind`].
    ///
    /// [`Book::kind`]: super::book::Book::kind
    pub(crate) held: Vec<(i32, u64)>,
    /// The epoch of `table` in which they were known.
    pub(crate) held_in: u64,
    /// /proc/TID/fd.
    pub(crate) directory: Option<OwnedFd>,
}

impl Task {
    /// Returns the state of a thread, of which only the process is known.
    pub(crate) fn new(tid: Pid, tgid: Pid, named: Rc<FdSet>, every_call: bool) -> Task {
        Task {
            tid,
            tgid,
            comm: None,
            call: None,
            entered: false,
            injection: None,
            unnamed: Vec::new(),
            unasked: Vec::new(),
            young: Vec::new(),
            named,
            every_call,
            cannot_be_named: false,
            table: Rc::default(),
            space: AddressSpace::of(tid),
            unannounced: false,
            doubtful: false,
            held: Vec::new(),
            held_in: 0,
            directory: None,
        }
    }

    /// Returns a thread or child of this one.
    pub(crate) fn child(&self, tid: Pid, tgid: Pid) -> Task {
        let mut child = Task::new(tid, tgid, Rc::clone(&self.named), self.every_call);
        if tgid == self.tgid {
            child.table = Rc::clone(&self.table);
            child.space = self.space.seen_by(tid);
        } else {
            child.table = Rc::new(self.table.child());
        }
        child.cannot_be_named = self.cannot_be_named;
        child.young.clone_from(&self.young);
        child.comm.clone_from(&self.comm);
        child
    }

    /// Returns how it should go on when it has stopped.
    pub(crate) fn how(&self) -> Resume {
        if self.every_call || !self.young.is_empty() || self.call.is_some() || self.injection.is_some() {
            Resume::Syscall
        } else {
            Resume::Cont
        }
    }

    /// Returns its name, which is read on first use.
    pub(crate) fn comm(&mut self) -> &str {
        let tid = self.tid;
        self.comm.get_or_insert_with(|| proc::comm(tid).unwrap_or_default())
    }

    /// Notes that the thread may have another name now.
    pub(crate) fn forget_comm(&mut self) {
        self.comm = None;
    }

    /// Returns the owner of its descriptors.
    pub(crate) fn holder(&mut self) -> Holder<'_> {
        Holder { tid: self.tid, tgid: self.tgid, directory: &mut self.directory, table: &self.table }
    }
}
