//! What is known of one traced thread.

use std::collections::HashMap;
use std::ffi::CString;
use std::fs;
use std::hash::{BuildHasherDefault, Hasher};
use std::io::Read;
use std::os::fd::OwnedFd;
use std::rc::Rc;

use super::batch::Load;
use super::fdset::FdSet;
use super::inject::Injection;
use super::record::Record;
use super::sys::{Pid, Resume};
use super::syscalls::Row;
use super::transfer::View;
use crate::capture::socket::Holder;
use crate::datagram::{NoticeKind, SocketInfo};

/// A call that has begun and is of interest.
#[derive(Debug)]
pub(crate) struct Pending {
    /// Which.
    pub(crate) row: &'static Row,
    /// Its arguments.
    pub(crate) view: View,
    /// The descriptor it is made on, -1 if none.
    pub(crate) fd: i32,
    /// The netlink socket behind that; `None` for calls that bring descriptors from elsewhere.
    pub(crate) socket: Option<SocketInfo>,
    /// What a send offers.
    pub(crate) load: Load,
    /// The notice there will be of it, if it is no transfer.
    pub(crate) what: Option<NoticeKind>,
    /// The call itself, if that is asked for.
    pub(crate) record: Option<Box<Record>>,
}

/// The threads, by their ids: looked up at each stop.
pub(crate) type Tasks = HashMap<Pid, Task, BuildHasherDefault<Spread>>;

/// Hashes a thread's id. The kernel gives those out one by one: nobody can choose them so that they collide.
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
    /// Its name; `None` until somebody asks. Children have their parent's until they execute another program.
    comm: Option<String>,
    /// The call it is in.
    pub(crate) call: Option<Pending>,
    /// It stopped for the beginning of a call, and has not yet stopped for its end.
    pub(crate) entered: bool,
    /// A filter on its way into it.
    pub(crate) injection: Option<Injection>,
    /// Descriptors it has got that still have to be named by a filter.
    pub(crate) unnamed: Vec<u32>,
    /// Which descriptors its filters name.
    pub(crate) named: Rc<FdSet>,
    /// It stops for every call: there is no filter, or none can be added.
    pub(crate) every_call: bool,
    /// It has filters of its own, under which a call of ours might kill it.
    pub(crate) filters: bool,
    /// It stopped before its parent told of it.
    pub(crate) unannounced: bool,
    /// It was made while its parent's process was being given a filter: it may lack that.
    pub(crate) doubtful: bool,
    /// Descriptors that are known to be netlink sockets still, and their inodes: see [`Tracer::kind`].
    ///
    /// [`Tracer::kind`]: super::tracer::Tracer::kind
    pub(crate) held: Vec<(i32, u64)>,
    /// /proc/TID/fd.
    pub(crate) directory: Option<OwnedFd>,
}

impl Task {
    /// A thread of which nothing is known but its process.
    pub(crate) fn new(tid: Pid, tgid: Pid, named: Rc<FdSet>, every_call: bool) -> Task {
        Task {
            tid,
            tgid,
            comm: None,
            call: None,
            entered: false,
            injection: None,
            unnamed: Vec::new(),
            named,
            every_call,
            filters: false,
            unannounced: false,
            doubtful: false,
            held: Vec::new(),
            directory: None,
        }
    }

    /// A thread or child of this one.
    pub(crate) fn child(&self, tid: Pid, tgid: Pid) -> Task {
        let mut child = Task::new(tid, tgid, Rc::clone(&self.named), self.every_call);
        child.filters = self.filters;
        child.comm.clone_from(&self.comm);
        child
    }

    /// How it should go on when it has stopped.
    pub(crate) fn how(&self) -> Resume {
        if self.every_call || self.call.is_some() || self.injection.is_some() {
            Resume::Syscall
        } else {
            Resume::Cont
        }
    }

    /// Its name, read when it is asked for first.
    pub(crate) fn comm(&mut self) -> &str {
        let tid = self.tid;
        self.comm.get_or_insert_with(|| {
            let mut comm = read(&format!("/proc/{tid}/comm")).unwrap_or_default();
            if comm.last() == Some(&b'\n') {
                comm.pop();
            }
            String::from_utf8_lossy(&comm).into_owned()
        })
    }

    /// It may have another name now.
    pub(crate) fn forget_comm(&mut self) {
        self.comm = None;
    }

    /// The owner of its descriptors.
    pub(crate) fn holder(&mut self) -> Holder<'_> {
        Holder { tid: self.tid, tgid: self.tgid, directory: &mut self.directory }
    }
}

/// What /proc says of a thread.
pub(crate) struct Status(Vec<u8>);

impl Status {
    /// Reads it; `None` if the thread is gone, or there is no /proc.
    pub(crate) fn of(tid: Pid) -> Option<Status> {
        read(&format!("/proc/{tid}/status")).map(Status)
    }

    fn number(&self, name: &str) -> Option<i32> {
        let value =
            self.0.split(|byte| *byte == b'\n').find_map(|line| line.strip_prefix(name.as_bytes()))?;
        std::str::from_utf8(value).ok()?.trim().parse().ok()
    }

    /// How many filters it is under; `None` where the kernel (before 5.9) does not say.
    pub(crate) fn filters(&self) -> Option<usize> {
        usize::try_from(self.number("Seccomp_filters:")?).ok()
    }
}

/// A small file of /proc, which tells no length: in one piece.
fn read(path: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(4096);
    fs::File::open(path).ok()?.read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

/// Thread group and parent of a thread; `None` if it is gone.
pub(crate) fn relations(tid: Pid) -> Option<(Pid, Pid)> {
    let status = Status::of(tid)?;
    Some((status.number("Tgid:")?, status.number("PPid:")?))
}

/// Who traces a process, 0 if nobody does; `None` if it is gone.
pub(crate) fn tracer_of(pid: Pid) -> Option<Pid> {
    Status::of(pid)?.number("TracerPid:")
}

/// True if `tid` is a thread of the process `tgid`.
pub(crate) fn is_thread_of(tid: Pid, tgid: Pid) -> bool {
    let Ok(path) = CString::new(format!("/proc/{tgid}/task/{tid}")) else { return false };
    nix::unistd::access(path.as_c_str(), nix::unistd::AccessFlags::F_OK).is_ok()
}

/// The threads of a process.
pub(crate) fn threads(tgid: Pid) -> Vec<Pid> {
    let entries = fs::read_dir(format!("/proc/{tgid}/task")).into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok()).collect()
}

/// The descriptors of a thread.
pub(crate) fn descriptors(tid: Pid) -> Vec<i32> {
    let entries = fs::read_dir(format!("/proc/{tid}/fd")).into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok()).collect()
}
