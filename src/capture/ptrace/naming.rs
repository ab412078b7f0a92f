//! Which threads' filters must name which descriptors, and what is done where they cannot.

use std::rc::Rc;

use super::fdset::FdSet;
use super::inject::{Injection, Progress};
use super::sys::Pid;
use super::task::{self, Status};
use super::tracer::Tracer;
use crate::capture::socket::Kind;

impl Tracer {
    /// A thread's filters must name these descriptors, which it has just got.
    pub(super) fn must_name(&mut self, tid: Pid, fds: impl IntoIterator<Item = i32>) {
        let Some(task) = self.tasks.get_mut(&tid) else { return };
        if !task.every_call {
            task.unnamed.extend(fds.into_iter().filter_map(|fd| u32::try_from(fd).ok()));
        }
    }

    /// Begins to put a filter on a stopped thread, if it must name something.
    pub(super) fn inject(&mut self, tid: Pid) {
        let Some(task) = self.tasks.get_mut(&tid) else { return };
        while let Some(fd) = task.unnamed.pop() {
            if task.every_call || task.named.contains(fd) {
                continue;
            }
            let tgid = task.tgid;
            let begun = if task.filters { None } else { Injection::begin(tid, task.named.plan(fd)).ok() };
            match begun {
                Some(injection) => task.injection = Some(injection),
                None => self.stop_for_every_call(tgid),
            }
            return;
        }
    }

    /// A call of ours has returned in a thread.
    pub(super) fn inject_further(&mut self, tid: Pid, returned: i64) {
        let Some(task) = self.tasks.get_mut(&tid) else { return };
        let Some(mut injection) = task.injection.take() else { return };
        let tgid = task.tgid;
        match injection.proceed(tid, returned) {
            Progress::Going => task.injection = Some(injection),
            Progress::Done => {
                let mut named = FdSet::clone(&task.named);
                named.add(injection.range);
                let named = Rc::new(named);
                for task in self.tasks.values_mut().filter(|task| task.tgid == tgid) {
                    task.named = Rc::clone(&named);
                }
                self.inject(tid);
            }
            Progress::Failed => self.stop_for_every_call(tgid),
        }
    }

    /// A new process that may lack its parent's last filters: counts them, and adds what it needs.
    pub(super) fn check_filters(&mut self, tid: Pid) {
        let Some(task) = self.tasks.get_mut(&tid) else { return };
        if !std::mem::take(&mut task.doubtful) || task.every_call || task.injection.is_some() {
            return;
        }
        let Some(count) = Status::of(tid).and_then(|status| status.filters()) else {
            self.holding = false;
            return;
        };
        let named = count.saturating_sub(self.base_filters) + self.inherited.ranges().len();
        if named >= task.named.ranges().len() {
            return;
        }
        task.named = Rc::new(task.named.first(named));
        let missing: Vec<i32> = task::descriptors(tid)
            .into_iter()
            .filter(|fd| matches!(self.sockets.look_up(task.holder(), *fd), Kind::Netlink(_)))
            .collect();
        self.must_name(tid, missing);
        self.inject(tid);
    }
}
