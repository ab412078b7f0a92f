//! The loop: waits for stops, lets threads go on.
//!
//! A thread is let go *before* what its stop brought to light is handed on, so that decoding and printing cost the
//! program nothing but the other processor. Who the threads are is in `book`, what their calls mean in `calls`.

use std::ffi::OsString;
use std::io;
use std::rc::Rc;
use std::time::{Duration, Instant};

use nix::libc;

use super::batch::StopBatch;
use super::error::{Error, ptrace_scope};
use super::fdset::FdSet;
use super::launch;
use super::load::Load;
use super::lookout::Lookout;
use super::proc;
use super::seccomp::{Filter, MARK};
use super::signals::{self, ContinuedBy};
use super::stop::Stop;
use super::sys::{self, Pid, Resume, SyscallInfo};
use super::task::{Task, Tasks};
use super::transfer::Scratch;
use crate::capture::extack::KernelTexts;
use crate::capture::socket::{Kind, Sockets};
use crate::capture::stack::Stacks;
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
    /// Where the kernel's reasons cannot be read otherwise, set NETLINK_EXT_ACK on the program's sockets.
    pub(crate) extack: bool,
    /// Hand on the call stacks of sends, and of receives that bring an error.
    pub(crate) stacks: bool,
    /// Hand on calls too, as they were made.
    pub(crate) calls: bool,
    /// And with them what the descriptors are that this finds in their messages.
    pub(crate) descriptors: Option<FindDescriptors>,
    /// Start the program without a terminal: somebody else uses it.
    pub(crate) apart: bool,
}

/// How long output that nobody watches is gathered at most, but for what [`STOPS`] allows.
const GATHER: Duration = Duration::from_millis(10);
/// How long a child of a killed process may take to be known, if its parent did not live to announce it.
const ORPHANED: Duration = Duration::from_millis(20);
/// How long the command has to continue by itself when nltrace was continued.
const CONTINUES: Duration = Duration::from_millis(10);

/// After so many stops without a rest, what was gathered is seen to all the same: some milliseconds.
const STOPS: u32 = 256;

impl Default for Options {
    fn default() -> Options {
        Options {
            seccomp: true,
            follow: true,
            unwatched: false,
            extack: false,
            stacks: false,
            calls: false,
            descriptors: None,
            apart: false,
        }
    }
}

/// A source of what traced programs exchange with the kernel.
#[derive(Debug)]
pub(crate) struct Tracer {
    pub(super) tasks: Tasks,
    pub(super) sockets: Sockets,
    /// The kernel's reasons, which a program need not have asked for.
    pub(super) texts: KernelTexts,
    pub(super) stacks: Stacks,
    pub(super) batch: StopBatch,
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
    /// Since when there has been output to write that nobody watches.
    gathered: Option<Instant>,
    /// The command was stopped by this signal, and nltrace is about to stop too.
    halting: Option<i32>,
    /// A process was killed lately, which may have had a child that it could not announce.
    killed: bool,
    /// Processes of which it was said that something cannot be seen.
    pub(super) blind_processes: u64,
    /// Calls on netlink sockets whose bytes could not be read.
    pub(super) blind_calls: u64,
    /// The options of every traced thread.
    pub(super) thread_options: i32,
    /// Stops since nltrace rested last.
    stops: u32,
    lookout: Lookout,
}

impl Tracer {
    /// Starts a command and traces it.
    pub(crate) fn launch(argv: &[OsString], options: &Options) -> Result<Tracer, Error> {
        let mut tracer = Tracer::new(*options)?;
        let filter = options.seccomp.then(|| {
            let fds = proc::descriptors(std::process::id().cast_signed()).into_iter();
            let sockets = fds.filter(|fd| sys::bequeaths_netlink(*fd));
            let fds: Vec<u32> = sockets.filter_map(|fd| u32::try_from(fd).ok()).collect();
            tracer.inherited = Rc::new(FdSet::of(&fds));
            Filter::base(&tracer.inherited)
        });
        let kill = if options.seccomp { libc::PTRACE_O_EXITKILL } else { 0 };
        tracer.thread_options |= kill;
        let pid = launch::launch(argv, filter.as_ref(), tracer.thread_options, options.apart)?;
        tracer.launched = Some(pid);
        let task = Task::new(pid, pid, Rc::clone(&tracer.inherited), !options.seccomp);
        let how = task.how();
        tracer.tasks.insert(pid, task);
        tracer.executed(pid);
        tracer.note_all(pid);
        let _ = sys::resume(pid, how, 0);
        Ok(tracer)
    }

    /// Traces processes that run already, with all their threads. They stop for each call, as they get no filter,
    /// and live on when nltrace ends, however it does.
    pub(crate) fn attach(pids: &[Pid], options: &Options) -> Result<Tracer, Error> {
        let mut tracer = Tracer::new(Options { seccomp: false, ..*options })?;
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
                let is_new = |tid: &Pid| !tracer.tasks.contains_key(tid);
                let new: Vec<Pid> = proc::threads(tgid).into_iter().filter(is_new).collect();
                let mut goes_on = false;
                for tid in new {
                    match tracer.seize(tid, tgid)? {
                        Seized::Now => goes_on = true,
                        Seized::Before => {}
                        Seized::Gone => continue,
                    }
                    is_attached = true;
                    tracer.tasks.insert(tid, tracer.seized_task(tid, tgid));
                }
                if !goes_on {
                    break;
                }
            }
            if !is_attached && !tracer.tasks.values().any(|task| task.tgid == tgid) {
                return Err(Error::Ended(tgid));
            }
            tracer.note_all(pid);
        }
        Ok(tracer)
    }

    /// What is known of a thread that was just attached to.
    fn seized_task(&self, tid: Pid, tgid: Pid) -> Task {
        match self.tasks.values().find(|task| task.tgid == tgid) {
            Some(other) => other.child(tid, tgid),
            None => Task::new(tid, tgid, Rc::default(), true),
        }
    }

    /// Attaches to one thread of a process.
    fn seize(&self, tid: Pid, tgid: Pid) -> Result<Seized, Error> {
        let Err(error) = sys::seize(tid, self.thread_options) else {
            let _ = sys::interrupt(tid);
            return Ok(Seized::Now);
        };
        let status = proc::Status::of(tid);
        let own = std::process::id().cast_signed();
        match &status {
            // The thread that made it was traced already.
            Some(status) if status.tracer() == Some(own) => Ok(Seized::Before),
            // A thread that has ended, as the first one may have long before the others.
            None => Ok(Seized::Gone),
            Some(status) if status.has_ended() => Ok(Seized::Gone),
            // It was just ending.
            Some(_) if error.raw_os_error() == Some(libc::ESRCH) => Ok(Seized::Gone),
            Some(status) => Err(refused(tgid, &error, status.tracer())),
        }
    }

    fn new(options: Options) -> Result<Tracer, Error> {
        let own = std::process::id().cast_signed();
        let filters = proc::Status::of(own).and_then(|status| status.filters()).unwrap_or(0);
        Ok(Tracer {
            tasks: Tasks::default(),
            sockets: Sockets::default(),
            texts: KernelTexts::new(),
            stacks: Stacks::new(),
            batch: StopBatch::new(),
            scratch: Scratch::default(),
            spare: Vec::new(),
            ring_told: false,
            // Where kcmp(2) is missing, processes may share descriptors without our knowing it.
            holding: options.seccomp && sys::same_descriptors(own, own),
            options,
            inherited: Rc::default(),
            base_filters: filters + 1,
            launched: None,
            exit: ExitStatus::Code(0),
            unflushed: false,
            gathered: None,
            halting: None,
            killed: false,
            blind_processes: 0,
            blind_calls: 0,
            thread_options: Tracer::ptrace_options(&options),
            stops: 0,
            lookout: Lookout::default(),
        })
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

    /// What happened next; `None` once every traced process has ended, or nltrace is asked to end.
    ///
    /// `idle` is called when nltrace is about to wait and something was handed on since the last time.
    pub(crate) fn next(&mut self, idle: &mut dyn FnMut()) -> Result<Option<Observation<'_>>, Error> {
        while self.batch.is_empty() {
            if let Some(signal) = signals::asked_to_end() {
                self.exit = ExitStatus::Signal(signal);
                return Ok(None);
            }
            if self.tasks.is_empty() && !self.may_have_orphan() {
                return Ok(None);
            }
            let stop = match self.lookout.look() {
                Ok(None) => {
                    let limit = self.rest(idle);
                    match self.halting.take() {
                        Some(signal) => {
                            self.flush(idle);
                            self.halt(signal);
                            Ok(None)
                        }
                        None => signals::sleep(limit),
                    }
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
                Ok(Some((pid, status))) => self.stopped(pid, Stop::of(status)),
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
        self.gathered = None;
        std::mem::take(&mut self.unflushed)
    }

    /// Called when no stop comes at once, or when there is no end of them: has what was handed on written, or, if nobody
    /// watches, what was handed on [`GATHER`] ago. Returns when that must be done next.
    fn rest(&mut self, idle: &mut dyn FnMut()) -> Option<Duration> {
        self.stops = 0;
        if !self.unflushed {
            return None;
        }
        if self.options.unwatched {
            let age = self.gathered.get_or_insert_with(Instant::now).elapsed();
            if let Some(left) = GATHER.checked_sub(age).filter(|left| !left.is_zero()) {
                return Some(left);
            }
        }
        self.flush(idle);
        None
    }

    /// No thread is known any more. True if there may be one all the same: a process that is killed while it makes a child
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
                    if !self.tasks.is_empty() {
                        return true;
                    }
                }
                Ok(None) => {}
                Err(_) => return false,
            }
        }
        false
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

    /// What could not be seen, in one sentence; `None` if there is nothing of the kind.
    pub(crate) fn unseen(&self) -> Option<String> {
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

    /// Which of the kernel's reasons could not be read, in one sentence.
    pub(crate) fn unread_texts(&self) -> Option<String> {
        self.texts.unseen()
    }

    /// How the launched command ended; or that a signal ended the tracing.
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
        if !self.tasks.contains_key(&tid) {
            self.found(tid);
        }
        let (mut signal, mut listen) = (0, false);
        match stop {
            Stop::Seccomp | Stop::Syscall => self.at_syscall(tid),
            Stop::Child => {
                if let Ok(child) = sys::event_thread(tid) {
                    self.announced(tid, child);
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
        if let Stop::Group(signal) = stop
            && Some(tid) == self.launched
        {
            self.halting = Some(signal);
        }
    }

    /// A call begins or ends.
    fn at_syscall(&mut self, tid: Pid) {
        let Ok(info) = sys::syscall_info(tid) else { return };
        let Some(task) = self.tasks.get_mut(&tid) else { return };
        match info {
            SyscallInfo::Exit(returned) if task.injection.is_some() => self.inject_further(tid, returned),
            SyscallInfo::Exit(returned) => {
                task.entered = false;
                let call = task.call.take();
                let must_name = call.is_some() || !task.unnamed.is_empty();
                if let Some(call) = call {
                    self.returned(tid, call, returned);
                }
                // A call that the kernel is about to repeat must be left as it is.
                if must_name && !is_restarted(returned) {
                    self.inject(tid);
                }
            }
            // A filter of the program's own asks a tracer, and without nltrace there is none.
            SyscallInfo::Entry { mark: Some(mark), .. } if mark != MARK => {
                let _ = sys::refuse_call(tid, libc::ENOSYS);
            }
            // A call of ours.
            SyscallInfo::Entry { .. } if task.injection.is_some() => {}
            // The filter's stop behind the one for the same call's beginning.
            SyscallInfo::Entry { mark: Some(_), .. } if task.entered => self.needless(tid, 1),
            SyscallInfo::Entry { arch, nr, args, .. } => {
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

    /// The command has stopped: nltrace stops as well, so that whoever waits for it sees that. When nltrace alone is
    /// continued, the command is continued too.
    fn halt(&mut self, signal: i32) {
        let Some(command) = self.launched else { return };
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

    /// What a thread's descriptor is.
    ///
    /// The proof that it still is a certain socket is a look at /proc. It holds until a thread of the process makes a
    /// call that closes the number or puts something else there. The filters that name the number stop those calls
    /// too, so the proof is thrown away when one begins, and there is none as long as one is under way.
    pub(super) fn kind(&mut self, tid: Pid, fd: i32, unsettles: bool) -> Kind {
        let Some(task) = self.tasks.get_mut(&tid) else { return Kind::Other };
        let epoch = task.table.epoch.get();
        if task.held_in != epoch {
            task.held.clear();
            task.held_in = epoch;
        }
        if self.holding
            && let Some((_, inode)) = task.held.iter().find(|(held, _)| *held == fd)
            && let Some(kind) = self.sockets.known(*inode)
        {
            return kind;
        }
        let kind = self.sockets.look_up(task.holder(), fd);
        let number = u32::try_from(fd).ok();
        let is_seen = number.is_some_and(|fd| task.named.contains(fd) || task.young.contains(&fd));
        if let Kind::Netlink(socket) = kind
            && self.holding
            && !unsettles
            && is_seen
            && !task.doubtful
            && task.held.len() < Tracer::MOST_HELD
            && task.table.is_settled()
        {
            task.held.push((fd, socket.inode));
        }
        kind
    }

    /// The most descriptors of a thread that are held.
    const MOST_HELD: usize = 16;

    /// Notes which descriptors of a thread are netlink sockets, as long as that can be looked up.
    fn note_all(&mut self, tid: Pid) {
        let inherits = self.inherited.ranges().iter().next().is_some() || !self.options.seccomp;
        for fd in if inherits { proc::descriptors(tid) } else { Vec::new() } {
            if let Some(task) = self.tasks.get_mut(&tid) {
                let _ = self.sockets.look_up(task.holder(), fd);
            }
        }
    }
}

/// True if the kernel is about to repeat a call that returned this.
pub(super) fn is_restarted(returned: i64) -> bool {
    // ERESTARTSYS and its like.
    (-516..=-512).contains(&returned)
}

/// How attaching to a thread went.
enum Seized {
    Now,
    /// nltrace has traced it already.
    Before,
    /// It has ended.
    Gone,
}

/// Why a process cannot be attached to.
fn refused(pid: Pid, error: &io::Error, tracer: Option<Pid>) -> Error {
    match (error.raw_os_error(), tracer) {
        (Some(libc::EPERM), Some(tracer)) if tracer != 0 => Error::AlreadyTraced(pid, tracer),
        (Some(libc::EPERM), _) if proc::is_kernel_thread(pid) => Error::KernelThread(pid),
        (Some(libc::EPERM), _) if pid == std::process::id().cast_signed() => Error::Itself(pid),
        (Some(libc::EPERM), _) => {
            let own = proc::Status::of(std::process::id().cast_signed());
            match (own.is_some_and(|own| own.can_trace_others()), ptrace_scope()) {
                (_, Some(3)) => Error::NotPermitted(Some(pid), Some(3)),
                (true, _) => Error::Forbidden(pid),
                (false, None | Some(0)) if nix::unistd::geteuid().is_root() => Error::NoCapability(pid),
                (false, scope) => Error::NotPermitted(Some(pid), scope),
            }
        }
        _ => Error::System("ptrace", launch::errno(error)),
    }
}
