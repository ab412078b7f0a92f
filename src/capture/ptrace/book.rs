//! The book of threads: the traced threads and their parents.

use std::rc::Rc;

use super::fdset::FdSet;
use super::proc;
use super::sys::{self, Pid};
use super::task::{Task, Tasks};
use crate::capture::socket::{Kind, Sockets};

/// The most descriptors of a thread that are held.
const MOST_HELD: usize = 16;

/// The traced threads, and whether their descriptors are certain.
#[derive(Debug)]
pub(super) struct Book {
    pub(super) tasks: Tasks,
    /// A descriptor's kind, once looked up, holds until a call that may change it: no known means can change it unseen.
    pub(super) holding: bool,
    /// The descriptors that the filters of every process name from the start.
    pub(super) inherited: Rc<FdSet>,
    /// The command, until it ends.
    pub(super) launched: Option<Pid>,
    seccomp: bool,
    follow: bool,
}

impl Book {
    /// Returns a book without threads.
    pub(super) fn new(seccomp: bool, follow: bool) -> Book {
        let own = std::process::id().cast_signed();
        Book {
            tasks: Tasks::default(),
            // Without kcmp(2), processes may share descriptors unnoticed.
            holding: seccomp && sys::same_descriptors(own, own),
            inherited: Rc::default(),
            launched: None,
            seccomp,
            follow,
        }
    }

    /// Returns whether threads run under nltrace's filters.
    pub(super) fn is_filtered(&self) -> bool {
        self.seccomp
    }

    /// Returns whether the calls of a thread are shown.
    pub(super) fn shows(&self, tid: Pid) -> bool {
        let process = self.tasks.get(&tid).map(|task| task.tgid);
        self.follow || !self.seccomp || process == self.launched
    }

    /// Adds a thread that nltrace has attached to.
    pub(super) fn attached(&mut self, tid: Pid, tgid: Pid) {
        let task = match self.tasks.values().find(|task| task.tgid == tgid) {
            Some(other) => other.child(tid, tgid),
            None => Task::new(tid, tgid, Rc::default(), true),
        };
        self.tasks.insert(tid, task);
    }

    /// Adds a thread that stopped before its parent announced it.
    pub(super) fn found(&mut self, tid: Pid) {
        let (tgid, parent) = proc::relations(tid).unwrap_or_else(|| (self.process_of(tid), 0));
        let relative = [tgid, parent].iter().find_map(|pid| self.tasks.get(pid));
        let mut task = match relative {
            Some(relative) => relative.child(tid, tgid),
            None => Task::new(tid, tgid, Rc::clone(&self.inherited), !self.seccomp),
        };
        task.unannounced = true;
        self.insert(task, parent);
    }

    /// Returns the known process of which a thread is one; its own id if there is none. Needs no /proc.
    fn process_of(&self, tid: Pid) -> Pid {
        let processes = self.tasks.values().map(|task| task.tgid);
        processes.into_iter().find(|tgid| sys::is_thread_of(tid, *tgid)).unwrap_or(tid)
    }

    /// Notes that a thread announces its child, or a thread that it has made.
    pub(super) fn announced(&mut self, tid: Pid, child: Pid) {
        let seen = self.tasks.get_mut(&child);
        if seen.is_some_and(|task| std::mem::take(&mut task.unannounced)) {
            // nltrace did not know its maker then: the parent it names may be another.
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
        // It may have started, run and ended before this announcement: its end would not be reported again.
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
        if task.tgid == task.tid && self.seccomp {
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

    /// Returns the kind of a thread's descriptor.
    ///
    /// A look at /proc proves which socket it is. The proof holds until a thread of the process makes a call that closes
    /// the number or puts something else there. The filters that name the number stop those calls too. So the proof is
    /// dropped when such a call begins, and there is none while one is under way.
    pub(super) fn kind(&mut self, sockets: &mut Sockets, tid: Pid, fd: i32, unsettles: bool) -> Kind {
        let Some(task) = self.tasks.get_mut(&tid) else { return Kind::Other };
        let epoch = task.table.epoch.get();
        if task.held_in != epoch {
            task.held.clear();
            task.held_in = epoch;
        }
        if self.holding
            && let Some((_, inode)) = task.held.iter().find(|(held, _)| *held == fd)
            && let Some(kind) = sockets.known(*inode)
        {
            return kind;
        }
        let kind = sockets.look_up(task.holder(), fd);
        let number = u32::try_from(fd).ok();
        let is_seen = number.is_some_and(|fd| task.named.contains(fd) || task.young.contains(&fd));
        if let Kind::Netlink(socket) = kind
            && self.holding
            && !unsettles
            && is_seen
            && !task.doubtful
            && task.held.len() < MOST_HELD
            && task.table.is_settled()
        {
            task.held.push((fd, socket.inode));
        }
        kind
    }

    /// Notes which descriptors of a thread are netlink sockets, as long as that can be looked up.
    pub(super) fn note_all(&mut self, sockets: &mut Sockets, tid: Pid) {
        let inherits = self.inherited.ranges().iter().next().is_some() || !self.seccomp;
        for fd in if inherits { proc::descriptors(tid) } else { Vec::new() } {
            if let Some(task) = self.tasks.get_mut(&tid) {
                let _ = sockets.look_up(task.holder(), fd);
            }
        }
    }
}
