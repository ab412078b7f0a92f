//! The loop: waits for stops, lets threads go on.
//!
//! A thread is let go *before* what its stop brought to light is handed on, so that decoding and printing cost the
//! program nothing but the other processor. Who the threads are is in `book`, what their calls mean in `calls`.

use std::ffi::OsString;
use std::io;
use std::rc::Rc;

use nix::libc;

use super::batch::{Batch, Load};
use super::error::{Error, ptrace_scope};
use super::fdset::FdSet;
use super::launch;
use super::seccomp::Filter;
use super::signals;
use super::stop::Stop;
use super::sys::{self, Pid, Resume, SyscallInfo};
use super::task::{self, Task, Tasks};
use super::transfer::Scratch;
use crate::capture::socket::{Kind, Sockets};
use crate::datagram::{FindDescriptors, Observation};
use crate::exit::ExitStatus;

/// How to trace.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Options {
    /// Stop a launched program only for the calls that can carry netlink. Such a program dies with nltrace. Without
    /// it each call stops, and the program lives on if nltrace is killed.
    pub(crate) seccomp: bool,
    /// Trace children too.
    pub(crate) follow: bool,
    /// Nobody watches the output: while the traced programs keep nltrace busy it may be gathered for a moment.
    pub(crate) unwatched: bool,
    /// Hand on calls too, as they were made.
    pub(crate) calls: bool,
    /// And with them what the descriptors are that this finds in their messages.
    pub(crate) descriptors: Option<FindDescriptors>,
}

/// How long output that nobody watches is gathered, in microseconds.
const GATHER: i64 = 20_000;

/// After so many stops without a rest, what was gathered is seen to all the same: some milliseconds.
const STOPS: u32 = 256;

impl Default for Options {
    fn default() -> Options {
        Options { seccomp: true, follow: true, unwatched: false, calls: false, descriptors: None }
    }
}

/// A source of what traced programs exchange with the kernel.
#[derive(Debug)]
pub(crate) struct Tracer {
    pub(super) tasks: Tasks,
    pub(super) sockets: Sockets,
    pub(super) batch: Batch,
    pub(super) scratch: Scratch,
    pub(super) spare: Vec<Load>,
    pub(super) ring_told: bool,
    /// What a descriptor is need not be asked again until a call was seen that may change it: nothing is known that
    /// could change it unseen.
    pub(super) holding: bool,
    pub(super) options: Options,
    /// What the filters of every process name from the start.
    pub(super) inherited: Rc<FdSet>,
    /// How many filters a traced process has of the tracer's environment and of its base filter.
    pub(super) base_filters: usize,
    pub(super) launched: Option<Pid>,
    pub(super) exit: ExitStatus,
    /// The caller has got something since it was told that nltrace goes to wait.
    unflushed: bool,
    /// Waits are interrupted now and then, to write what was gathered.
    ticking: bool,
    /// Stops since nltrace rested last.
    stops: u32,
}

impl Tracer {
    /// Starts a command and traces it.
    pub(crate) fn launch(argv: &[OsString], options: &Options) -> Result<Tracer, Error> {
        let mut tracer = Tracer::new(*options)?;
        let filter = options.seccomp.then(|| {
            let fds = task::descriptors(std::process::id().cast_signed()).into_iter();
            let sockets = fds.filter(|fd| sys::bequeaths_netlink(*fd));
            let fds: Vec<u32> = sockets.filter_map(|fd| u32::try_from(fd).ok()).collect();
            tracer.inherited = Rc::new(FdSet::of(&fds));
            Filter::base(&tracer.inherited)
        });
        let kill = if options.seccomp { libc::PTRACE_O_EXITKILL } else { 0 };
        let pid = launch::launch(argv, filter.as_ref(), tracer.ptrace_options() | kill)?;
        tracer.launched = Some(pid);
        let task = Task::new(pid, pid, Rc::clone(&tracer.inherited), !options.seccomp);
        let how = task.how();
        tracer.tasks.insert(pid, task);
        tracer.executed(pid);
        let _ = sys::resume(pid, how, 0);
        Ok(tracer)
    }

    /// Traces processes that run already, with all their threads. They stop for each call, as they get no filter,
    /// and live on when nltrace ends, however it does.
    pub(crate) fn attach(pids: &[Pid], options: &Options) -> Result<Tracer, Error> {
        let mut tracer = Tracer::new(Options { seccomp: false, ..*options })?;
        signals::install(None);
        for &pid in pids {
            let tgid = task::relations(pid).ok_or(Error::NoSuchProcess(pid))?.0;
            // Threads may be made while we look: look again until there is none that is new.
            loop {
                let new: Vec<Pid> =
                    task::threads(tgid).into_iter().filter(|tid| !tracer.tasks.contains_key(tid)).collect();
                if new.is_empty() {
                    break;
                }
                for tid in new {
                    match sys::seize(tid, tracer.ptrace_options()) {
                        Ok(()) => {
                            let _ = sys::interrupt(tid);
                        }
                        Err(error) if error.raw_os_error() == Some(libc::ESRCH) && tid != tgid => {}
                        Err(error) => return Err(refused(tgid, &error)),
                    }
                    tracer.tasks.insert(tid, Task::new(tid, tgid, Rc::default(), true));
                }
            }
        }
        Ok(tracer)
    }

    fn new(options: Options) -> Result<Tracer, Error> {
        // Without it no descriptor could be told from another, and nothing would be seen.
        let own = std::process::id().cast_signed();
        let status = task::Status::of(own).ok_or(Error::NoProc)?;
        Ok(Tracer {
            tasks: Tasks::default(),
            sockets: Sockets::default(),
            batch: Batch::new(),
            scratch: Scratch::default(),
            spare: Vec::new(),
            ring_told: false,
            // Where kcmp(2) is missing, processes may share descriptors without our knowing it.
            holding: options.seccomp && sys::same_descriptors(own, own),
            options,
            inherited: Rc::default(),
            base_filters: status.filters().unwrap_or(0) + 1,
            launched: None,
            exit: ExitStatus::Code(0),
            unflushed: false,
            ticking: false,
            stops: 0,
        })
    }

    fn ptrace_options(&self) -> i32 {
        // A child that is under the filter has to be traced, if only to let its calls pass.
        let follow = if self.options.follow || self.options.seccomp {
            libc::PTRACE_O_TRACEFORK | libc::PTRACE_O_TRACEVFORK
        } else {
            0
        };
        // Threads are followed always: they are the program.
        libc::PTRACE_O_TRACESYSGOOD
            | libc::PTRACE_O_TRACEEXEC
            | libc::PTRACE_O_TRACECLONE
            | libc::PTRACE_O_TRACESECCOMP
            | follow
    }

    /// What happened next; `None` once every traced process has ended, or nltrace is asked to end.
    ///
    /// `idle` is called when nltrace is about to wait and something was handed on since the last time.
    pub(crate) fn next(&mut self, idle: &mut dyn FnMut()) -> Result<Option<Observation<'_>>, Error> {
        while self.batch.is_empty() {
            if let Some(signal) = signals::asked_to_end() {
                self.exit = ExitStatus::Signal(signal);
                return Ok(None);
            }
            if self.ticking && signals::ticked() && !self.flush(idle) {
                self.tick(false);
            }
            let stop = match sys::look() {
                Ok(None) => {
                    self.rest(idle);
                    sys::sleep()
                }
                Ok(stop) => {
                    self.stops += 1;
                    if self.stops >= STOPS {
                        self.rest(idle);
                    }
                    Ok(stop)
                }
                error => error,
            };
            match stop {
                Ok(Some((pid, status))) => self.stopped(pid, Stop::of(status), idle),
                Ok(None) => {}
                Err(error) => match error.raw_os_error() {
                    Some(libc::EINTR) => {}
                    Some(libc::ECHILD) => return Ok(None),
                    _ => return Err(Error::System("waitpid", launch::errno(&error))),
                },
            }
        }
        self.unflushed = true;
        Ok(self.batch.pop())
    }

    /// Says that nltrace goes to wait, if something was handed on since the last time; false if not.
    fn flush(&mut self, idle: &mut dyn FnMut()) -> bool {
        if self.unflushed {
            idle();
        }
        std::mem::take(&mut self.unflushed)
    }

    /// No stop comes at once, or there is no end of them: what was handed on is to be seen now, or soon if nobody watches.
    fn rest(&mut self, idle: &mut dyn FnMut()) {
        self.stops = 0;
        if self.unflushed && !self.ticking {
            if self.options.unwatched {
                self.tick(true);
            } else {
                self.flush(idle);
            }
        }
    }

    /// Has waits interrupted now and then, or no more.
    fn tick(&mut self, on: bool) {
        self.ticking = on;
        signals::interrupt_waits(if on { GATHER } else { 0 });
    }

    /// True if what a thread does is to be told.
    pub(super) fn shows(&self, tid: Pid) -> bool {
        let process = self.tasks.get(&tid).map(|task| task.tgid);
        self.options.follow || !self.options.seccomp || process == self.launched
    }

    /// True if calls are handed on as they were made.
    pub(super) fn records(&self) -> bool {
        self.options.calls
    }

    /// How the launched command ended; or that a signal ended the tracing.
    pub(crate) fn exit(&self) -> ExitStatus {
        self.exit
    }

    /// Deals with one stop, and lets the thread go on.
    fn stopped(&mut self, tid: Pid, stop: Stop, idle: &mut dyn FnMut()) {
        if let Stop::Exited(_) | Stop::Killed(..) = stop {
            self.ended(tid, stop);
            return;
        }
        if !self.tasks.contains_key(&tid) {
            self.found(tid);
        }
        let (mut signal, mut listen) = (0, false);
        match stop {
            Stop::Seccomp | Stop::Syscall => self.at_syscall(tid, stop == Stop::Seccomp),
            Stop::Child => {
                if let Ok(child) = sys::event_message(tid) {
                    self.announced(tid, child as Pid);
                }
            }
            Stop::Exec => self.executed(tid),
            Stop::Group(_) => listen = true,
            Stop::Signal(number) => signal = number,
            Stop::Trap => self.check_filters(tid),
            Stop::Exited(_) | Stop::Killed(..) | Stop::Other => {}
        }
        let how = self.tasks.get(&tid).map_or(Resume::Cont, Task::how);
        // An error means that the thread is gone: its end is still to come.
        let _ = sys::resume(tid, if listen { Resume::Listen } else { how }, signal);
        if let Stop::Group(signal) = stop {
            self.follow_stop(tid, signal, idle);
        }
    }

    /// A call begins or ends.
    fn at_syscall(&mut self, tid: Pid, filter: bool) {
        let Ok(info) = sys::syscall_info(tid) else { return };
        let Some(task) = self.tasks.get_mut(&tid) else { return };
        match info {
            SyscallInfo::Exit(returned) if task.injection.is_some() => self.inject_further(tid, returned),
            SyscallInfo::Exit(returned) => {
                task.entered = false;
                if let Some(call) = task.call.take() {
                    self.returned(tid, call, returned);
                    self.inject(tid);
                }
            }
            // A call of ours; or the filter's stop behind the one for the same call's beginning.
            SyscallInfo::Entry { .. } if task.injection.is_some() || (filter && task.entered) => {}
            SyscallInfo::Entry { arch, nr, args } => {
                task.entered = true;
                task.call = None;
                self.begun(tid, arch, nr, args);
                // Without a call to wait for, this thread stops at the end of this one only if it does for all.
                if let Some(task) = self.tasks.get_mut(&tid) {
                    task.entered = task.how() == Resume::Syscall;
                }
            }
            SyscallInfo::None => {}
        }
    }

    /// The command was stopped from the terminal: nltrace stops as well, so that the shell that waits for it knows.
    fn follow_stop(&mut self, tid: Pid, signal: i32, idle: &mut dyn FnMut()) {
        let job = nix::unistd::getpgrp();
        let same_job = nix::unistd::getpgid(Some(nix::unistd::Pid::from_raw(tid))) == Ok(job);
        if Some(tid) == self.launched && signals::is_job_control(signal) && same_job {
            self.flush(idle);
            let _ = sys::kill(std::process::id().cast_signed(), libc::SIGSTOP);
        }
    }

    /// What a thread's descriptor is.
    ///
    /// The proof that it still is a certain socket is a look at /proc. It holds until a thread of the process makes a
    /// call that closes the number or puts something else there. The filters that name the number stop those calls
    /// too, so the proof is thrown away when one begins, and there is none as long as one is under way.
    pub(super) fn kind(&mut self, tid: Pid, fd: i32, unsettles: bool) -> Kind {
        let Some(task) = self.tasks.get_mut(&tid) else { return Kind::Other };
        if self.holding
            && let Some((_, inode)) = task.held.iter().find(|(held, _)| *held == fd)
            && let Some(kind) = self.sockets.known(*inode)
        {
            return kind;
        }
        let kind = self.sockets.look_up(task.holder(), fd);
        let named = u32::try_from(fd).is_ok_and(|fd| task.named.contains(fd));
        if let Kind::Netlink(socket) = kind
            && self.holding
            && !unsettles
            && named
            && !task.doubtful
            && task.held.len() < Tracer::MOST_HELD
        {
            let tgid = task.tgid;
            let unsettled = |task: &Task| {
                task.tgid == tgid && task.call.as_ref().is_some_and(|call| call.row.unsettles())
            };
            if !self.tasks.values().any(unsettled)
                && let Some(task) = self.tasks.get_mut(&tid)
            {
                task.held.push((fd, socket.inode));
            }
        }
        kind
    }

    /// The most descriptors of a thread that are held.
    const MOST_HELD: usize = 16;

    /// A process begins a call that may take a descriptor's number away.
    pub(super) fn unsettle(&mut self, tid: Pid) {
        let Some(tgid) = self.tasks.get(&tid).map(|task| task.tgid) else { return };
        self.tasks.values_mut().filter(|task| task.tgid == tgid).for_each(|task| task.held.clear());
    }
}

/// Why a process cannot be attached to.
fn refused(pid: Pid, error: &io::Error) -> Error {
    match (error.raw_os_error(), task::tracer_of(pid)) {
        (Some(libc::ESRCH), _) | (_, None) => Error::NoSuchProcess(pid),
        (Some(libc::EPERM), Some(tracer)) if tracer != 0 => Error::AlreadyTraced(pid, tracer),
        (Some(libc::EPERM), _) => Error::NotPermitted(Some(pid), ptrace_scope()),
        _ => Error::System("ptrace", launch::errno(error)),
    }
}
