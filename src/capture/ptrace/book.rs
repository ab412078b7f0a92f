//! The book of threads: who is there, whose child each is, what program it runs, and how it ended.

use std::ffi::CString;
use std::rc::Rc;

use super::memory::AddressSpace;
use super::proc;
use super::signals;
use super::stop::Stop;
use super::sys::{self, Pid};
use super::task::Task;
use super::tracer::Tracer;
use crate::datagram::{Caller, NoticeKind, Outcome};
use crate::exit::ExitStatus;

impl Tracer {
    /// A thread stopped of which nobody has told yet.
    pub(super) fn found(&mut self, tid: Pid) {
        let (tgid, parent) = proc::relations(tid).unwrap_or_else(|| (self.process_of(tid), 0));
        let relative = [tgid, parent].iter().find_map(|pid| self.tasks.get(pid));
        let mut task = match relative {
            Some(relative) => relative.child(tid, tgid),
            None => Task::new(tid, tgid, Rc::clone(&self.inherited), !self.options.seccomp),
        };
        task.unannounced = true;
        self.insert(task, parent);
    }

    /// The known process of which a thread is one; its own id if there is none. Needs no /proc.
    fn process_of(&self, tid: Pid) -> Pid {
        let processes = self.tasks.values().map(|task| task.tgid);
        processes.into_iter().find(|tgid| sys::is_thread_of(tid, *tgid)).unwrap_or(tid)
    }

    /// A thread tells of its child, or of a thread it has made.
    pub(super) fn announced(&mut self, tid: Pid, child: Pid) {
        let seen = self.tasks.get_mut(&child);
        if seen.is_some_and(|task| std::mem::take(&mut task.unannounced)) {
            // It was not known then who made it: the parent it names may be another.
            if self.holding
                && child != tid
                && sys::same_descriptors(tid, child)
                && !self.same_process(tid, child)
            {
                self.holding = false;
                self.stop_for_every_call(child);
                if let Some(tgid) = self.tasks.get(&tid).map(|task| task.tgid) {
                    self.stop_for_every_call(tgid);
                }
            }
            return;
        }
        // It may have come, worked and ended before its parent was asked: nobody would ever tell of its end again.
        if !sys::is_traced(child) {
            return;
        }
        let Some(parent) = self.tasks.get(&tid) else { return };
        let tgid = if sys::is_thread_of(child, parent.tgid) { parent.tgid } else { child };
        let (task, parent) = (parent.child(child, tgid), parent.tgid);
        self.insert(task, parent);
    }

    fn same_process(&self, one: Pid, other: Pid) -> bool {
        let process = |tid| self.tasks.get(&tid).map(|task| task.tgid);
        process(one) == process(other)
    }

    /// Takes a new thread into the book.
    pub(super) fn insert(&mut self, mut task: Task, parent: Pid) {
        if task.tgid == task.tid && self.options.seccomp {
            let family: Vec<Pid> =
                self.tasks.values().filter(|task| task.tgid == parent).map(|task| task.tid).collect();
            // One thread forks while another gets a filter: the child may have the descriptor without the filter.
            task.doubtful = family.len() > 1;
            // Filters are put on the threads of one process. Two that share descriptors would need them on both.
            if sys::same_descriptors(parent, task.tid) {
                task.every_call = true;
                self.holding = false;
                self.stop_for_every_call(parent);
            }
        }
        self.tasks.insert(task.tid, task);
    }

    /// Has all threads of a process stop for each call, from their next stop on.
    ///
    /// They are not interrupted for it: that could show as an EINTR the program would not have got otherwise.
    pub(super) fn stop_for_every_call(&mut self, tgid: Pid) {
        self.tasks.values_mut().filter(|task| task.tgid == tgid).for_each(|task| task.every_call = true);
    }

    /// A process executes another program: all its threads but one are gone, and that one has the process's id now.
    pub(super) fn executed(&mut self, tid: Pid) {
        let former = sys::event_thread(tid).unwrap_or(tid);
        if former != tid
            && let Some(mut task) = self.tasks.remove(&former)
        {
            task.tid = tid;
            if self.tasks.insert(tid, task).is_some_and(|leader| leader.directory.is_some()) {
                self.sockets.directory_closed();
            }
        }
        let gone: Vec<Pid> = self
            .tasks
            .values()
            .filter(|task| task.tgid == tid && task.tid != tid)
            .map(|task| task.tid)
            .collect();
        for other in gone {
            self.forget(other);
        }
        if let Some(task) = self.tasks.get_mut(&tid) {
            // Read now: it is told of the process's end, when there is nobody left to ask.
            task.forget_comm();
            task.comm();
            task.call = None;
            task.injection = None;
            task.held.clear();
            task.space = AddressSpace::of(tid);
            // The program is alone in its process: it shares nothing with anybody any more.
            task.table = Rc::new(task.table.child());
            task.table.descriptors.borrow_mut().execute();
            let descriptors = Rc::clone(&task.table);
            let is_open = |fd: &u32| {
                i32::try_from(*fd).is_ok_and(|fd| descriptors.descriptors.borrow().get(fd).is_some())
            };
            task.young.retain(is_open);
            if let Some(note) = unprivileged(tid) {
                let comm = task.comm().to_owned();
                let caller = Caller {
                    pid: tid,
                    tid,
                    comm,
                    syscall: "execve",
                    fd: -1,
                    socket: None,
                    netns: 0,
                    origin: None,
                };
                self.batch.stamp();
                self.batch.other(caller, NoticeKind::Blind(note), Outcome::Returned(0));
            }
            if task.directory.take().is_some() {
                self.sockets.directory_closed();
            }
        }
    }

    /// A thread has ended.
    pub(super) fn ended(&mut self, tid: Pid, stop: Stop) {
        self.batch.stamp();
        let shows = self.shows(tid);
        let Some(known) = self.forget(tid) else { return };
        self.batch.is_alone = self.tasks.is_empty();
        // The first thread's end is told when all others' was.
        if known.1 == tid {
            self.sockets.process_ended(tid);
        }
        if Some(tid) == self.launched {
            self.launched = None;
            signals::command_ended();
            self.exit = match stop {
                Stop::Killed(signal, _) => ExitStatus::Signal(signal),
                Stop::Exited(code) => ExitStatus::Code(code),
                _ => self.exit,
            };
        }
        let what = match stop {
            Stop::Exited(code) => NoticeKind::Exited(code),
            Stop::Killed(signal, core) => NoticeKind::Killed(signal, core),
            _ => return,
        };
        let (comm, tgid) = known;
        if shows && tgid == tid {
            let caller = Caller {
                pid: tgid,
                tid,
                comm,
                syscall: "exit",
                fd: -1,
                socket: None,
                netns: 0,
                origin: None,
            };
            self.batch.other(caller, what, Outcome::Returned(0));
        }
    }

    /// Strikes a thread from the book; what it was about to send when it died is handed on. Returns its name and its
    /// process.
    pub(super) fn forget(&mut self, tid: Pid) -> Option<(String, Pid)> {
        let mut task = self.tasks.remove(&tid)?;
        if task.directory.is_some() {
            self.sockets.directory_closed();
        }
        if let Some(call) = task.call.take() {
            self.unfinished(&mut task, call);
        }
        Some((task.comm().to_owned(), task.tgid))
    }
}

/// What to say of a program that would have privileges, if it were not traced by somebody who has none.
fn unprivileged(tid: Pid) -> Option<String> {
    use std::os::unix::fs::MetadataExt;
    const SET_USER: u32 = 0o4000;
    const SET_GROUP: u32 = 0o2000;
    if nix::unistd::geteuid().is_root() {
        return None;
    }
    let link = format!("{}/{tid}/exe", proc::root().ok()?);
    let mode = std::fs::metadata(&link).ok()?.mode();
    let what = match () {
        () if mode & SET_USER != 0 => "set-user-ID",
        () if mode & SET_GROUP != 0 => "set-group-ID",
        () if sys::has_capabilities(&CString::new(link.as_str()).ok()?) => "file capabilities",
        () => return None,
    };
    let program = std::fs::read_link(link).ok()?;
    Some(format!(
        "{}: runs without its privileges: {what} of a program traced without root",
        program.display()
    ))
}
