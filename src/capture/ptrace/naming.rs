//! Which threads' filters must name which descriptors, and what is done where they cannot.
//!
//! A filter is for good, and a number that it names may become a pipe's tomorrow. So a new netlink socket is *young* at
//! first: its process stops for every call, and is left alone again if the socket is closed soon, as that of
//! `getifaddrs` is. Once there were [`PATIENCE`] stops for nothing, a filter names the number. A socket that no filter
//! can name stays young.

use std::rc::Rc;

use super::batch::StopBatch;
use super::book::Book;
use super::fdset::FdSet;
use super::inject::{Injection, Progress, Purpose};
use super::proc::{self, Status};
use super::sys::Pid;
use super::task::Tasks;
use crate::capture::socket::{Kind, Sockets};
use crate::datagram::{NoticeKind, Outcome};

/// So many stops may be for nothing while a process has young sockets, before filters name these: some milliseconds.
const PATIENCE: u32 = 512;
/// And so many in all the life of a process: one that makes sockets all the time is not slowed down for ever.
const ALL_PATIENCE: u32 = 4096;

/// Notes that a thread's filters must name these descriptors, which it has just got.
pub(super) fn must_name(tasks: &mut Tasks, tid: Pid, fds: impl IntoIterator<Item = i32>) {
    let Some(task) = tasks.get_mut(&tid) else { return };
    if task.every_call {
        return;
    }
    let fds = fds.into_iter().filter_map(|fd| u32::try_from(fd).ok());
    let new: Vec<u32> = fds.filter(|fd| !task.named.contains(*fd) && !task.young.contains(fd)).collect();
    if new.is_empty() {
        return;
    }
    let tgid = task.tgid;
    let is_patient = task.table.needless.get() < ALL_PATIENCE;
    // Other threads run on until their next stop, and could use the descriptor before it.
    if is_patient && tasks.values().filter(|other| other.tgid == tgid).nth(1).is_none() {
        make_young(tasks, tgid, &new);
    } else if let Some(task) = tasks.get_mut(&tid) {
        task.unnamed.extend(new);
    }
}

/// Has a process stop for every call as long as it has these sockets.
fn make_young(tasks: &mut Tasks, tgid: Pid, fds: &[u32]) {
    for task in tasks.values_mut().filter(|task| task.tgid == tgid) {
        let new: Vec<u32> = fds.iter().copied().filter(|fd| !task.young.contains(fd)).collect();
        task.young.extend(new);
    }
}

/// Notes that a thread stops so many times for nothing. If it does so because of a young socket, patience wears thin.
pub(super) fn needless(tasks: &mut Tasks, tid: Pid, stops: u32) {
    let Some(task) = tasks.get_mut(&tid).filter(|task| !task.young.is_empty()) else { return };
    let before = task.table.needless.get();
    let count = before.saturating_add(stops);
    task.table.needless.set(count);
    let is_over = count / PATIENCE > before / PATIENCE || count >= ALL_PATIENCE;
    if is_over && !task.cannot_be_named {
        task.unnamed = task.young.clone();
    }
}

/// Notes that no filter can name these sockets: their process stops for every call as long as it has them.
fn cannot_name(tasks: &mut Tasks, tgid: Pid, fd: u32) {
    let mut fds = vec![fd];
    for task in tasks.values_mut().filter(|task| task.tgid == tgid) {
        fds.append(&mut task.unnamed);
        task.cannot_be_named = true;
    }
    make_young(tasks, tgid, &fds);
}

/// Puts filters on traced processes, by calls that they are made to make.
#[derive(Debug)]
pub(super) struct Naming {
    /// How many filters a traced process has of the tracer's environment and of its base filter.
    base_filters: usize,
    /// The ptrace options of every traced thread.
    pub(super) thread_options: i32,
}

impl Naming {
    pub(super) fn new(thread_options: i32) -> Naming {
        let own = std::process::id().cast_signed();
        let filters = Status::of(own).and_then(|status| status.filters()).unwrap_or(0);
        Naming { base_filters: filters + 1, thread_options }
    }

    /// Begins a call of ours in a stopped thread, if a socket of its wants one: for extended ACKs, or a filter that names it.
    pub(super) fn inject(&self, tasks: &mut Tasks, tid: Pid) {
        let Some(task) = tasks.get_mut(&tid) else { return };
        while let Some(caller) = task.unasked.pop() {
            let purpose = Purpose::Ask(Box::new(caller));
            // A process that cannot be made to ask goes on as it is; its errors have the usual advice.
            if let Ok(injection) =
                Injection::begin(tid, purpose, &task.space, &task.table, self.thread_options)
            {
                task.injection = Some(injection);
                return;
            }
        }
        while let Some(fd) = task.unnamed.pop() {
            if task.every_call || task.named.contains(fd) {
                continue;
            }
            let tgid = task.tgid;
            let range = task.named.plan(fd);
            let purpose = Purpose::Name { wanted: fd, range };
            match Injection::begin(tid, purpose, &task.space, &task.table, self.thread_options) {
                Ok(injection) => {
                    if let Some(task) = tasks.get_mut(&tid) {
                        task.injection = Some(injection);
                    }
                }
                Err(_) => cannot_name(tasks, tgid, fd),
            }
            return;
        }
    }

    /// Notes that a call of ours has returned in a thread.
    pub(super) fn inject_further(&self, tasks: &mut Tasks, batch: &mut StopBatch, tid: Pid, returned: i64) {
        let Some(task) = tasks.get_mut(&tid) else { return };
        let Some(mut injection) = task.injection.take() else { return };
        let tgid = task.tgid;
        let progress = injection.proceed(tid, &task.space, returned);
        match (progress, injection.purpose) {
            (Progress::Going, purpose) => {
                injection.purpose = purpose;
                task.injection = Some(injection);
            }
            (progress, Purpose::Ask(caller)) => {
                if progress == Progress::Done {
                    batch.stamp();
                    batch.other(*caller, NoticeKind::ExtendedAckSet, Outcome::Returned(0));
                }
                self.inject(tasks, tid);
            }
            (Progress::Done, Purpose::Name { range, .. }) => {
                let mut named = FdSet::clone(&task.named);
                named.add(range);
                let named = Rc::new(named);
                for task in tasks.values_mut().filter(|task| task.tgid == tgid) {
                    task.named = Rc::clone(&named);
                    task.young.retain(|fd| !named.contains(*fd));
                }
                self.inject(tasks, tid);
            }
            (Progress::Failed, Purpose::Name { wanted, .. }) => cannot_name(tasks, tgid, wanted),
        }
    }

    /// A new process that may lack its parent's last filters: counts them, and adds what it needs.
    pub(super) fn check_filters(&self, book: &mut Book, sockets: &mut Sockets, tid: Pid) {
        let Some(task) = book.tasks.get_mut(&tid) else { return };
        if !std::mem::take(&mut task.doubtful) || task.every_call || task.injection.is_some() {
            return;
        }
        let Some(count) = Status::of(tid).and_then(|status| status.filters()) else {
            book.holding = false;
            return;
        };
        let others = self.base_filters + task.table.filter_count();
        let named = count.saturating_sub(others) + book.inherited.ranges().len();
        if named >= task.named.ranges().len() {
            return;
        }
        task.named = Rc::new(task.named.first(named));
        let missing: Vec<i32> = proc::descriptors(tid)
            .into_iter()
            .filter(|fd| matches!(sockets.look_up(task.holder(), *fd), Kind::Netlink(_)))
            .collect();
        must_name(&mut book.tasks, tid, missing);
        self.inject(&mut book.tasks, tid);
    }
}
