//! nltrace's own signals, and which of them its program must get.
//!
//! A traced command gets from the terminal what it would get without nltrace, because both are in one process group:
//! nltrace ignores those signals and ends as the command ends. A signal that somebody sends to nltrace alone (`kill`,
//! `timeout`) is forwarded to the command, whatever its number. Once the command has ended, or where there is none
//! (`-p`), a signal that ends programs ends the tracing.
//!
//! SIGCHLD is blocked and never handled: [`sleep`] waits for it, with or without a limit. No timer signal is needed.

use std::io;
use std::ptr::{null, null_mut};
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicU32, AtomicU64, Ordering};
use std::time::Duration;

use nix::libc;

use super::sys::{self, Pid};

/// The command to which signals are forwarded; 0 if there is none, or if it has ended.
static COMMAND: AtomicI32 = AtomicI32::new(0);
/// The signal that asks for the end of tracing; 0 as long as none does.
static END: AtomicI32 = AtomicI32::new(0);
/// The state that Rust's start-up code changed before `main` ran: see [`remember`].
static ORIGINAL: AtomicU32 = AtomicU32::new(0);
/// The signals that were ignored when [`install`] was called, signal 1 in bit 0.
static IGNORED: AtomicU64 = AtomicU64::new(0);
/// nltrace has stopped, or is about to, because its command has: see [`halt`].
static HALTED: AtomicBool = AtomicBool::new(false);
/// The sender of the last SIGCONT; [`NOBODY`] before there is one.
static CONTINUED_BY: AtomicI32 = AtomicI32::new(NOBODY);
/// No process has this id.
const NOBODY: i32 = -1;

/// Bit of [`ORIGINAL`]: SIGPIPE was ignored. The bits 0 to 2 say that the descriptor of that number was closed.
const PIPE_IGNORED: u32 = 8;

/// Signals that end a program, as people and programs send them.
const ENDING: [libc::c_int; 4] = [libc::SIGINT, libc::SIGQUIT, libc::SIGTERM, libc::SIGHUP];
/// Signals of terminals that stop a process in the background. nltrace ignores them: it follows the command's stops instead.
const STOPPING: [libc::c_int; 2] = [libc::SIGTTIN, libc::SIGTTOU];
/// Signals that report a fault or a limit of nltrace itself, unless another process sends them: `timeout -s ABRT`, a
/// watchdog, a batch system.
const FAULTS: [libc::c_int; 6] =
    [libc::SIGABRT, libc::SIGXCPU, libc::SIGILL, libc::SIGFPE, libc::SIGTRAP, libc::SIGSYS];
/// Other signals that are not forwarded: they cannot be caught, are handled elsewhere (SIGSEGV and SIGBUS by Rust, which
/// reports overflows of the stack), or belong to the C library (32 and 33).
const KEPT: [libc::c_int; 9] = [
    libc::SIGKILL,
    libc::SIGSTOP,
    libc::SIGCHLD,
    libc::SIGPIPE,
    libc::SIGSEGV,
    libc::SIGBUS,
    libc::SIGXFSZ,
    32,
    33,
];
/// The highest signal number.
const LAST: libc::c_int = 64;

/// Runs before Rust's start-up code, which ignores SIGPIPE and opens /dev/null for closed standard descriptors, to
/// record what nltrace was started with: a traced program must start with that.
extern "C" fn remember() {
    let mut original = 0;
    for fd in 0..3 {
        // SAFETY: no memory is involved.
        if unsafe { libc::fcntl(fd, libc::F_GETFD) } < 0 {
            original |= 1 << fd;
        }
    }
    if ignored(libc::SIGPIPE) {
        original |= PIPE_IGNORED;
    }
    ORIGINAL.store(original, Ordering::Relaxed);
}

// SAFETY: the loader calls what this section points to before `main`, once, in the only thread. `remember` makes two
// kinds of system call and stores a number: nothing that needs the runtime to be set up.
#[used]
#[unsafe(link_section = ".init_array")]
static REMEMBER: extern "C" fn() = remember;

/// Returns true if a signal is ignored.
fn ignored(signal: libc::c_int) -> bool {
    // SAFETY: the struct is made of integers and a nullable function; the kernel fills it.
    unsafe {
        let mut action: libc::sigaction = std::mem::zeroed();
        libc::sigaction(signal, null(), &raw mut action);
        action.sa_sigaction == libc::SIG_IGN
    }
}

fn set(signal: libc::c_int, action: libc::sighandler_t, flags: libc::c_int) {
    // SAFETY: `action` is SIG_DFL, SIG_IGN, `receive` below, which has the type that SA_SIGINFO asks for and does only
    // what is allowed in a handler, or one that does nothing.
    unsafe {
        let mut new: libc::sigaction = std::mem::zeroed();
        new.sa_sigaction = action;
        new.sa_flags = flags;
        libc::sigaction(signal, &raw const new, null_mut());
    }
}

/// In a child that is about to execute a program: makes signals and descriptors what nltrace was started with.
/// Only calls what is allowed between fork and exec.
pub(super) fn restore_original() {
    let original = ORIGINAL.load(Ordering::Relaxed);
    let pipe = if original & PIPE_IGNORED != 0 { libc::SIG_IGN } else { libc::SIG_DFL };
    set(libc::SIGPIPE, pipe, 0);
    for fd in 0..3 {
        if original & (1 << fd) != 0 {
            // SAFETY: the descriptor is /dev/null, opened by Rust's start-up code for want of another.
            unsafe { libc::close(fd) };
        }
    }
}

/// Blocks every signal. Returns the signals that were blocked before.
pub(super) fn block_all() -> libc::sigset_t {
    // SAFETY: both sets are ours, and filled by the calls.
    unsafe {
        let mut all: libc::sigset_t = std::mem::zeroed();
        let mut before: libc::sigset_t = std::mem::zeroed();
        libc::sigfillset(&raw mut all);
        libc::sigprocmask(libc::SIG_BLOCK, &raw const all, &raw mut before);
        before
    }
}

/// Sets the blocked signals.
pub(super) fn set_blocked(mask: &libc::sigset_t) {
    // SAFETY: the kernel only reads the set.
    unsafe { libc::sigprocmask(libc::SIG_SETMASK, &raw const *mask, null_mut()) };
}

/// The handler of all signals that nltrace forwards, or that end the tracing.
extern "C" fn receive(signal: libc::c_int, info: *mut libc::siginfo_t, _context: *mut libc::c_void) {
    // SAFETY: the location of this thread's errno, which is always there. The interrupted code may be about to read it, and
    // the calls below change it.
    let errno = unsafe { libc::__errno_location() };
    // SAFETY: as above.
    let before = unsafe { *errno };
    received(signal, info);
    // SAFETY: as above.
    unsafe { *errno = before };
}

/// The handler of [`FAULTS`]: a signal that no other process sent ends nltrace, as without a handler.
extern "C" fn receive_fault(signal: libc::c_int, info: *mut libc::siginfo_t, context: *mut libc::c_void) {
    // SAFETY: the kernel passes a valid siginfo, in which signals whose code is not positive hold the sender's id.
    let is_from_another = unsafe { (*info).si_code <= 0 && (*info).si_pid() != libc::getpid() };
    if is_from_another && COMMAND.load(Ordering::Relaxed) > 0 {
        return receive(signal, info, context);
    }
    set(signal, libc::SIG_DFL, 0);
    // SAFETY: no memory is involved. The signal is blocked until this handler returns.
    unsafe { libc::raise(signal) };
}

/// Does the handler's work.
fn received(signal: libc::c_int, info: *mut libc::siginfo_t) {
    let command = COMMAND.load(Ordering::Relaxed);
    // SAFETY: the kernel passes a valid siginfo to a handler with SA_SIGINFO, and signals whose code is not positive
    // hold the sender's id. kill, getpid and rt_sigqueueinfo are system calls that a handler may make.
    unsafe {
        // Positive codes are the kernel's: a signal of the terminal, which the command has got itself.
        let is_sent = (*info).si_code <= 0;
        if signal == libc::SIGCONT {
            CONTINUED_BY.store(if is_sent { (*info).si_pid() } else { 0 }, Ordering::Relaxed);
            if HALTED.load(Ordering::Relaxed) {
                return;
            }
        }
        if command > 0 {
            if is_sent {
                forward(command, signal, info);
            }
        } else if ENDING.contains(&signal) && IGNORED.load(Ordering::Relaxed) & bit(signal) == 0 {
            END.store(signal, Ordering::Relaxed);
            // It is blocked, so it stays pending until nltrace sleeps next, and ends that sleep.
            libc::kill(libc::getpid(), libc::SIGCHLD);
        }
    }
}

/// Forwards a signal with the value that sigqueue(3) gave it. The kernel does not permit repeating any other code.
///
/// # Safety
/// `info` points to a valid siginfo.
unsafe fn forward(command: Pid, signal: libc::c_int, info: *mut libc::siginfo_t) {
    // SAFETY: the caller vouches for `info`, which the kernel only reads.
    unsafe {
        let queued = (*info).si_code == libc::SI_QUEUE
            && libc::syscall(libc::SYS_rt_sigqueueinfo, command, signal, info) == 0;
        if !queued {
            libc::kill(command, signal);
        }
    }
}

/// Returns the bit of a signal in a mask.
fn bit(signal: libc::c_int) -> u64 {
    u32::try_from(signal - 1).ok().and_then(|shift| 1u64.checked_shl(shift)).unwrap_or(0)
}

/// Sets nltrace's own handlers, for a command (already running) or for processes it attaches to.
pub(super) fn install(command: Option<Pid>) {
    COMMAND.store(command.unwrap_or(0), Ordering::Relaxed);
    let is_handled =
        |signal: &libc::c_int| ![&KEPT[..], &STOPPING, &FAULTS].iter().any(|list| list.contains(signal));
    let all = (1..=LAST).filter(is_handled);
    let was_ignored = (1..=LAST).filter(|signal| ignored(*signal)).fold(0, |mask, signal| mask | bit(signal));
    IGNORED.store(was_ignored, Ordering::Relaxed);
    let handler = receive as extern "C" fn(libc::c_int, *mut libc::siginfo_t, *mut libc::c_void);
    for signal in all.filter(|signal| command.is_some() || ENDING.contains(signal)) {
        // The command may wait for a signal that was ignored at the start; nltrace alone is not ended by it.
        if command.is_some() || was_ignored & bit(signal) == 0 {
            set(signal, handler as libc::sighandler_t, libc::SA_SIGINFO | libc::SA_RESTART);
        }
    }
    let handler = receive_fault as extern "C" fn(libc::c_int, *mut libc::siginfo_t, *mut libc::c_void);
    for signal in FAULTS.into_iter().filter(|_| command.is_some()) {
        set(signal, handler as libc::sighandler_t, libc::SA_SIGINFO | libc::SA_RESTART);
    }
    // If it were ignored, which it may be from the start, the kernel would forget how children end.
    report_stops(false);
    if command.is_some() {
        for signal in STOPPING {
            set(signal, libc::SIG_IGN, 0);
        }
    }
    // Whatever was blocked at the start is blocked in the command, and must reach it there.
    set_blocked(&only(libc::SIGCHLD));
}

/// Returns the set of one signal.
fn only(signal: libc::c_int) -> libc::sigset_t {
    // SAFETY: an all-zero set is a valid one, and the calls write to nothing else.
    unsafe {
        let mut set: libc::sigset_t = std::mem::zeroed();
        libc::sigemptyset(&raw mut set);
        libc::sigaddset(&raw mut set, signal);
        set
    }
}

/// Chooses whether each stop of a traced thread sends SIGCHLD, as each end does: only while nltrace sleeps or is
/// stopped. Otherwise it looks for stops itself, and the signals would cost time for nothing.
///
/// The handler never runs, as the signal is blocked. But where there is none, the kernel would discard a signal that is
/// pending each time this is called.
fn report_stops(on: bool) {
    extern "C" fn nothing(_signal: libc::c_int) {}
    let handler = nothing as extern "C" fn(libc::c_int);
    set(libc::SIGCHLD, handler as libc::sighandler_t, if on { 0 } else { libc::SA_NOCLDSTOP });
}

/// Sleeps until a traced thread stops or ends, a signal asks for the end of tracing, or `limit` has passed. Returns a
/// stop if there is one.
pub(super) fn sleep(limit: Option<Duration>) -> io::Result<Option<(Pid, i32)>> {
    report_stops(true);
    // Catch a stop from before stops were reported.
    let stop = sys::look_once();
    if let Ok(None) = stop {
        wait_for_child(limit);
    }
    report_stops(false);
    if let Ok(None) = stop { sys::look_once() } else { stop }
}

/// Waits until SIGCHLD is pending, and takes it; or until a handler has run, or `limit` has passed.
fn wait_for_child(limit: Option<Duration>) {
    let set = only(libc::SIGCHLD);
    let limit = limit.map(|limit| libc::timespec {
        // Shorter than every type of seconds can hold.
        tv_sec: limit.as_secs().min(u64::from(u16::MAX)).try_into().unwrap_or(0),
        tv_nsec: libc::c_long::from(limit.subsec_nanos()),
    });
    let limit = limit.as_ref().map_or(null(), |limit| &raw const *limit);
    // SAFETY: the kernel reads `set` and the limit, which live to the end of the call; a null limit is none, and a
    // null siginfo is not written.
    unsafe { libc::sigtimedwait(&raw const set, null_mut(), limit) };
}

/// The sender of the SIGCONT that ended nltrace's stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ContinuedBy {
    /// Somebody else: the command must go on too.
    Others,
    /// nltrace's own watcher: a traced thread needs its tracer.
    Watcher,
}

/// Stops nltrace by the signal that stopped its command, so that nltrace's parent sees the stop. Returns when nltrace
/// is continued.
///
/// A traced thread cannot go on past its next stop without its tracer, and the command may be continued without
/// nltrace. So a child of nltrace watches meanwhile, and continues nltrace as soon as one of its threads has stopped.
pub(super) fn halt(signal: libc::c_int) -> ContinuedBy {
    report_stops(true);
    CONTINUED_BY.store(NOBODY, Ordering::Relaxed);
    HALTED.store(true, Ordering::Relaxed);
    let own = std::process::id().cast_signed();
    // SAFETY: the child makes system calls and reads a file of /proc into memory of its own; nltrace has no other
    // thread that could hold a lock of the allocator.
    let watcher = match unsafe { libc::fork() } {
        0 => watch(own),
        pid => pid,
    };
    if signal != libc::SIGSTOP {
        // SAFETY: the structs are made of integers and a nullable function; the kernel fills `before` and reads it again.
        unsafe {
            let mut before: libc::sigaction = std::mem::zeroed();
            libc::sigaction(signal, null(), &raw mut before);
            set(signal, libc::SIG_DFL, 0);
            let _ = sys::kill(own, signal);
            libc::sigaction(signal, &raw const before, null_mut());
        }
    }
    // An orphaned process group is not stopped by signals of job control.
    if CONTINUED_BY.load(Ordering::Relaxed) == NOBODY {
        let _ = sys::kill(own, libc::SIGSTOP);
    }
    HALTED.store(false, Ordering::Relaxed);
    report_stops(false);
    if watcher > 0 {
        let _ = sys::kill(watcher, libc::SIGKILL);
        let _ = nix::sys::wait::waitpid(nix::unistd::Pid::from_raw(watcher), None);
    }
    match CONTINUED_BY.load(Ordering::Relaxed) {
        by if by == watcher => ContinuedBy::Watcher,
        _ => ContinuedBy::Others,
    }
}

/// Does the watcher's part of [`halt`]: continues nltrace once it is stopped and SIGCHLD is pending.
fn watch(nltrace: Pid) -> ! {
    const LONGEST: Duration = Duration::from_millis(64);
    // SAFETY: no memory is involved. In a process group of its own the terminal's stops do not reach it.
    unsafe {
        libc::setpgid(0, 0);
        libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL);
        if libc::getppid() != nltrace {
            libc::_exit(0);
        }
    }
    let mut pause = Duration::from_millis(1);
    while let Some(status) = super::proc::Status::of(nltrace) {
        if status.is_stopped() && status.has_pending(bit(libc::SIGCHLD)) {
            let _ = sys::kill(nltrace, libc::SIGCONT);
            break;
        }
        std::thread::sleep(pause);
        pause = (pause * 2).min(LONGEST);
    }
    // SAFETY: ends the process without running anything of its parent's.
    unsafe { libc::_exit(0) }
}

/// The interval timers of a process, which survive exec and belong to the program that nltrace starts.
#[derive(Clone, Copy)]
pub(super) struct Timers([(libc::c_int, libc::itimerval); 3]);

impl Timers {
    /// Takes nltrace's own away, as nltrace has been started with.
    pub(super) fn take() -> Timers {
        let zero = libc::timeval { tv_sec: 0, tv_usec: 0 };
        let none = libc::itimerval { it_interval: zero, it_value: zero };
        Timers([libc::ITIMER_REAL, libc::ITIMER_VIRTUAL, libc::ITIMER_PROF].map(|which| {
            let mut before = none;
            // SAFETY: the kernel reads `none` and writes `before`.
            unsafe { libc::setitimer(which as _, &raw const none, &raw mut before) };
            (which as libc::c_int, before)
        }))
    }

    /// Gives them to the calling process. Only makes calls that are allowed between fork and exec.
    pub(super) fn give(&self) {
        for (which, timer) in &self.0 {
            if timer.it_value.tv_sec != 0 || timer.it_value.tv_usec != 0 {
                // SAFETY: the kernel only reads `timer`.
                unsafe { libc::setitimer(*which as _, &raw const *timer, null_mut()) };
            }
        }
    }
}

/// Notes that the command has ended: signals are for nltrace now.
pub(super) fn command_ended() {
    COMMAND.store(0, Ordering::Relaxed);
}

/// Returns the signal that asks for the end of tracing, if one does.
pub(super) fn asked_to_end() -> Option<i32> {
    Some(END.load(Ordering::Relaxed)).filter(|signal| *signal != 0)
}
