//! The loop: waits for stops, lets threads go on.
//!
//! A thread resumes *before* the events of its stop are handed on, so that decoding and printing cost the program
//! nothing but the other processor. `book` knows the threads, `calls` interprets their calls.

use std::ffi::OsString;
use std::rc::Rc;
use std::time::{Duration, Instant};

use nix::libc;

use super::attach::{Seized, seize};
use super::book::Book;
use super::calls::{CallObserver, is_restarted};
use super::error::Error;
use super::fdset::FdSet;
use super::launch;
use super::lookout::Lookout;
use super::memory::AddressSpace;
use super::naming::{self, Naming};
use super::options::Options;
use super::pace::Pace;
use super::privileges;
use super::proc;
use super::seccomp::{Filter, MARK};
use super::signals::{self, ContinuedBy};
use super::stop::Stop;
use super::sys::{self, Pid, Resume, SyscallInfo};
use super::task::Task;
use crate::datagram::{Caller, NoticeKind, Observation, Outcome};
use crate::exit::ExitStatus;

/// How long a child of a killed process may take to be known, if its parent did not live to announce it.
const ORPHANED: Duration = Duration::from_millis(20);
/// How long the command has to continue by itself when nltrace was continued.
const CONTINUES: Duration = Duration::from_millis(10);

/// A source of the messages that traced programs exchange with the kernel.
#[derive(Debug)]
pub(crate) struct Tracer {
    book: Book,
    naming: Naming,
    calls: CallObserver,
    pace: Pace,
    lookout: Lookout,
    exit: ExitStatus,
    /// The command was stopped by this signal, and nltrace is about to stop too.
    halting: Option<i32>,
    /// A process was killed lately, which may have had a child that it could not announce.
    killed: bool,
}

impl Tracer {
    /// Starts a command and traces it.
    pub(crate) fn launch(argv: &[OsString], options: &Options) -> Result<Tracer, Error> {
        let mut tracer = Tracer::new(*options);
        let filter = options.seccomp.then(|| {
            let fds = proc::descriptors(std::process::id().cast_signed()).into_iter();
            let sockets = fds.filter(|fd| sys::bequeaths_netlink(*fd));
            let fds: Vec<u32> = sockets.filter_map(|fd| u32::try_from(fd).ok()).collect();
            tracer.book.inherited = Rc::new(FdSet::of(&fds));
            Filter::base(&tracer.book.inherited)
        });
        let kill = if options.seccomp { libc::PTRACE_O_EXITKILL } else { 0 };
        tracer.naming.thread_options |= kill;
        let pid = launch::launch(argv, filter.as_ref(), tracer.naming.thread_options, options.apart)?;
        tracer.book.launched = Some(pid);
        let task = Task::new(pid, pid, Rc::clone(&tracer.book.inherited), !options.seccomp);
        let how = task.how();
        tracer.book.tasks.insert(pid, task);
        tracer.executed(pid);
        tracer.book.note_all(&mut tracer.calls.sockets, pid);
        let _ = sys::resume(pid, how, 0);
        Ok(tracer)
    }

    /// Traces processes that run already, with all their threads. They stop for each call, as they get no filter,
    /// and live on when nltrace ends, however it does.
    pub(crate) fn attach(pids: &[Pid], options: &Options) -> Result<Tracer, Error> {
        let mut tracer = Tracer::new(Options { seccomp: false, ..*options });
        signals::install(None);
        if let (Err(missing), Some(&pid)) = (proc::root(), pids.first()) {
            return Err(Error::NoProc(pid, missing));
        }
        for &pid in pids {
            let tgid = proc::relations(pid).ok_or(Error::NoSuchProcess(pid))?.0;
            let mut is_attached = false;
            // Threads may be made meanwhile. Those that a traced thread makes are traced from the start: look again until
            // there is no other.
            loop {
                let is_new = |tid: &Pid| !tracer.book.tasks.contains_key(tid);
                let new: Vec<Pid> = proc::threads(tgid).into_iter().filter(is_new).collect();
                let mut goes_on = false;
                for tid in new {
                    match seize(tid, tgid, tracer.naming.thread_options)? {
                        Seized::Now => goes_on = true,
                        Seized::Before => {}
                        Seized::Gone => continue,
                    }
                    is_attached = true;
                    tracer.book.attached(tid, tgid);
                }
                if !goes_on {
                    break;
                }
            }
            if !is_attached && !tracer.book.tasks.values().any(|task| task.tgid == tgid) {
                return Err(Error::Ended(tgid));
            }
            tracer.book.note_all(&mut tracer.calls.sockets, pid);
        }
        Ok(tracer)
    }

    fn new(options: Options) -> Tracer {
        Tracer {
            book: Book::new(options.seccomp, options.follow),
            naming: Naming::new(Tracer::ptrace_options(&options)),
            calls: CallObserver::new(options),
            pace: Pace::new(options.unwatched),
            lookout: Lookout::default(),
            exit: ExitStatus::Code(0),
            halting: None,
            killed: false,
        }
    }

    fn ptrace_options(options: &Options) -> i32 {
        // A child that is under the filter has to be traced, if only to let its calls pass.
        let follow = if options.follow || options.seccomp {
            libc::PTRACE_O_TRACEFORK | libc::PTRACE_O_TRACEVFORK
        } else {
            0
        };
        // Threads are followed always: they are the program.
        libc::PTRACE_O_TRACESYSGOOD
            | libc::PTRACE_O_TRACEEXEC
            | libc::PTRACE_O_TRACECLONE
            // Without a filter of nltrace's the kernel refuses what a program's own filter asks a tracer about.
            | if options.seccomp { libc::PTRACE_O_TRACESECCOMP } else { 0 }
            | follow
    }

    /// Returns the next event; `None` once every traced process has ended, or nltrace is asked to end.
    ///
    /// `idle` is called when nltrace is about to wait and something was handed on since the last time.
    pub(crate) fn next(&mut self, idle: &mut dyn FnMut()) -> Result<Option<Observation<'_>>, Error> {
        while self.calls.batch.is_empty() {
            if let Some(signal) = signals::asked_to_end() {
                self.exit = ExitStatus::Signal(signal);
                return Ok(None);
            }
            if self.book.tasks.is_empty() && !self.may_have_orphan() {
                return Ok(None);
            }
            let stop = match self.lookout.look() {
                Ok(None) => {
                    let limit = self.pace.rest(idle);
                    match self.halting.take() {
                        Some(signal) => {
                            self.pace.flush(idle);
                            self.halt(signal);
                            Ok(None)
                        }
                        None => signals::sleep(limit),
                    }
                }
                Ok(stop) => {
                    self.pace.stop(idle);
                    Ok(stop)
                }
                error => error,
            };
            match stop {
                Ok(Some((pid, status))) => self.stopped(pid, Stop::of(status)),
                Ok(None) => {}
                Err(error) => match error.raw_os_error() {
                    Some(libc::EINTR) => {}
                    Some(libc::ECHILD) => return Ok(None),
                    _ => return Err(Error::System("waitpid", launch::errno(&error))),
                },
            }
        }
        self.pace.handed_on();
        Ok(self.calls.batch.pop())
    }

    /// Notes that no thread is known any more. Returns true if there may be one all the same: a process that is killed while it makes a child
    /// cannot announce it, and the child is traced from its first instruction.
    fn may_have_orphan(&mut self) -> bool {
        if !std::mem::take(&mut self.killed) {
            return false;
        }
        let start = Instant::now();
        while let Some(left) = ORPHANED.checked_sub(start.elapsed()).filter(|left| !left.is_zero()) {
            match signals::sleep(Some(left)) {
                Ok(Some((pid, status))) => {
                    self.stopped(pid, Stop::of(status));
                    if !self.book.tasks.is_empty() {
                        return true;
                    }
                }
                Ok(None) => {}
                Err(_) => return false,
            }
        }
        false
    }

    /// Returns how many threads and sockets are remembered.
    #[cfg(test)]
    pub(super) fn weight(&self) -> [usize; 2] {
        [self.book.tasks.len(), self.calls.sockets.len()]
    }

    /// Returns a sentence about the events that could not be observed, if any.
    pub(crate) fn unseen(&self) -> Option<String> {
        self.calls.unseen()
    }

    /// Returns which of the kernel's reasons could not be read, in one sentence.
    pub(crate) fn unread_texts(&self) -> Option<String> {
        self.calls.texts.unseen()
    }

    /// Returns how the launched command ended; or that a signal ended the tracing.
    pub(crate) fn exit(&self) -> ExitStatus {
        self.exit
    }

    /// Deals with one stop, and lets the thread go on.
    fn stopped(&mut self, tid: Pid, stop: Stop) {
        if let Stop::Exited(_) | Stop::Killed(..) = stop {
            self.killed |= matches!(stop, Stop::Killed(libc::SIGKILL, _));
            self.ended(tid, stop);
            return;
        }
        if !self.book.tasks.contains_key(&tid) {
            self.book.found(tid);
        }
        let (mut signal, mut listen) = (0, false);
        match stop {
            Stop::Seccomp | Stop::Syscall => self.at_syscall(tid),
            Stop::Child => {
                if let Ok(child) = sys::event_thread(tid) {
                    self.book.announced(tid, child);
                }
            }
            Stop::Exec => self.executed(tid),
            Stop::Group(_) => listen = true,
            Stop::Signal(number) => signal = number,
            Stop::Trap => self.naming.check_filters(&mut self.book, &mut self.calls.sockets, tid),
            Stop::Exited(_) | Stop::Killed(..) | Stop::Other => {}
        }
        let how = self.book.tasks.get_mut(&tid).map_or(Resume::Cont, |task| {
            let how = task.how();
            // The end of the call will not be reported, so the next stop is not the second one for its beginning.
            // A program that is executed can close all sockets for which its process stopped.
            task.entered &= how == Resume::Syscall;
            how
        });
        // An error means that the thread is gone: its end is still to come.
        let _ = sys::resume(tid, if listen { Resume::Listen } else { how }, signal);
        if let Stop::Group(signal) = stop
            && Some(tid) == self.book.launched
        {
            self.halting = Some(signal);
        }
    }

    /// Notes that a call begins or ends.
    fn at_syscall(&mut self, tid: Pid) {
        let Ok(info) = sys::syscall_info(tid) else { return };
        let Some(task) = self.book.tasks.get_mut(&tid) else { return };
        match info {
            SyscallInfo::Exit(returned) if task.injection.is_some() => {
                self.naming.inject_further(&mut self.book.tasks, &mut self.calls.batch, tid, returned)
            }
            SyscallInfo::Exit(returned) => {
                task.entered = false;
                let call = task.call.take();
                let must_name = call.is_some() || !task.unnamed.is_empty();
                if let Some(call) = call {
                    self.calls.returned(&mut self.book, tid, call, returned);
                }
                // A call that the kernel is about to repeat must be left as it is.
                if must_name && !is_restarted(returned) {
                    self.naming.inject(&mut self.book.tasks, tid);
                }
            }
            // A filter of the program's own asks a tracer, and without nltrace there is none.
            SyscallInfo::Entry { mark: Some(mark), .. } if mark != MARK => {
                let _ = sys::refuse_call(tid, libc::ENOSYS);
            }
            // A call of ours.
            SyscallInfo::Entry { .. } if task.injection.is_some() => {}
            // The filter's stop, which follows the one for the same call's beginning.
            SyscallInfo::Entry { mark: Some(_), .. } if task.entered => {
                naming::needless(&mut self.book.tasks, tid, 1)
            }
            SyscallInfo::Entry { arch, nr, args, .. } => {
                task.entered = true;
                task.call = None;
                self.calls.begun(&mut self.book, tid, arch, nr, args);
            }
            SyscallInfo::None => {}
        }
    }

    /// Notes that the command has stopped: nltrace stops as well, so that its parent sees that. When nltrace alone is continued, the
    /// command is continued too.
    fn halt(&mut self, signal: i32) {
        let Some(command) = self.book.launched else { return };
        if signals::halt(signal) == ContinuedBy::Watcher {
            return;
        }
        // A shell continues a whole process group: then the command goes on by itself.
        let start = Instant::now();
        while !sys::has_news(command) {
            if start.elapsed() > CONTINUES {
                let _ = sys::kill(command, libc::SIGCONT);
                return;
            }
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    /// Notes that a process executes another program: all its threads but one are gone, and that one has the process's id now.
    fn executed(&mut self, tid: Pid) {
        let former = sys::event_thread(tid).unwrap_or(tid);
        if former != tid
            && let Some(mut task) = self.book.tasks.remove(&former)
        {
            task.tid = tid;
            if self.book.tasks.insert(tid, task).is_some_and(|leader| leader.directory.is_some()) {
                self.calls.sockets.directory_closed();
            }
        }
        let gone: Vec<Pid> = self
            .book
            .tasks
            .values()
            .filter(|task| task.tgid == tid && task.tid != tid)
            .map(|task| task.tid)
            .collect();
        for other in gone {
            self.forget(other);
        }
        if let Some(task) = self.book.tasks.get_mut(&tid) {
            // Read the name now: /proc no longer has it when the end of the process is reported.
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
            if let Some(note) = privileges::lacking(tid) {
                let comm = task.comm().to_owned();
                let caller = Caller::new(tid, tid, comm, "execve");
                self.calls.batch.stamp();
                self.calls.batch.other(caller, NoticeKind::Blind(note), Outcome::Returned(0));
            }
            if task.directory.take().is_some() {
                self.calls.sockets.directory_closed();
            }
        }
    }

    /// Notes that a thread has ended.
    fn ended(&mut self, tid: Pid, stop: Stop) {
        self.calls.batch.stamp();
        let shows = self.book.shows(tid);
        let Some(known) = self.forget(tid) else { return };
        self.calls.batch.is_alone = self.book.tasks.is_empty();
        // The kernel reports the first thread's end after the ends of all others.
        if known.1 == tid {
            self.calls.sockets.process_ended(tid);
        }
        if Some(tid) == self.book.launched {
            self.book.launched = None;
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
            let caller = Caller::new(tgid, tid, comm, "exit");
            self.calls.batch.other(caller, what, Outcome::Returned(0));
        }
    }

    /// Strikes a thread from the book; what it was about to send when it died is handed on. Returns its name and its
    /// process.
    fn forget(&mut self, tid: Pid) -> Option<(String, Pid)> {
        let mut task = self.book.tasks.remove(&tid)?;
        if task.directory.is_some() {
            self.calls.sockets.directory_closed();
        }
        if let Some(call) = task.call.take() {
            self.calls.unfinished(&mut self.book, &mut task, call);
        }
        Some((task.comm().to_owned(), task.tgid))
    }
}
