//! nltrace's own signals, and what its program must get of them.
//!
//! A traced command gets from the terminal what it would get without nltrace, as it is in the same process group. So
//! nltrace ignores those, waits for the command, and ends as it ends. What somebody sends to nltrace alone (`kill`,
//! `timeout`) is passed on to the command. Once that is gone, or where there is none (`-p`), it ends the tracing.

use std::sync::atomic::{AtomicBool, AtomicI32, AtomicU32, Ordering};

use nix::libc;

/// The command to pass signals on to; 0 if there is none, or none any more.
static COMMAND: AtomicI32 = AtomicI32::new(0);
/// The signal that asks for the end of tracing; 0 as long as none does.
static END: AtomicI32 = AtomicI32::new(0);
/// The timer of [`interrupt_waits`] has run out since somebody asked.
static TICKED: AtomicBool = AtomicBool::new(false);
/// What Rust's start-up code changed before `main` ran: see [`remember`].
static ORIGINAL: AtomicU32 = AtomicU32::new(0);

/// Bit of [`ORIGINAL`]: SIGPIPE was ignored. The bits 0 to 2 say that the descriptor of that number was closed.
const PIPE_IGNORED: u32 = 8;

/// Signals that end a program, as people and programs send them.
const ENDING: [libc::c_int; 4] = [libc::SIGINT, libc::SIGQUIT, libc::SIGTERM, libc::SIGHUP];
/// Signals of job control: nltrace follows the command's stops instead.
const STOPPING: [libc::c_int; 3] = [libc::SIGTSTP, libc::SIGTTIN, libc::SIGTTOU];

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

/// True if a signal is ignored.
fn ignored(signal: libc::c_int) -> bool {
    // SAFETY: the struct is made of integers and a nullable function; the kernel fills it.
    unsafe {
        let mut action: libc::sigaction = std::mem::zeroed();
        libc::sigaction(signal, std::ptr::null(), &raw mut action);
        action.sa_sigaction == libc::SIG_IGN
    }
}

fn set(signal: libc::c_int, action: libc::sighandler_t, flags: libc::c_int) {
    // SAFETY: `action` is SIG_DFL, SIG_IGN or `ending` below, which has the type that SA_SIGINFO asks for, and does
    // only what is allowed in a handler.
    unsafe {
        let mut new: libc::sigaction = std::mem::zeroed();
        new.sa_sigaction = action;
        new.sa_flags = flags;
        libc::sigaction(signal, &raw const new, std::ptr::null_mut());
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

/// Blocks every signal; returns what was blocked before.
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

/// Sets what is blocked.
pub(super) fn set_blocked(mask: &libc::sigset_t) {
    // SAFETY: the set was filled by `block_all`.
    unsafe { libc::sigprocmask(libc::SIG_SETMASK, &raw const *mask, std::ptr::null_mut()) };
}

/// The handler of signals that end a program.
extern "C" fn ending(signal: libc::c_int, info: *mut libc::siginfo_t, _context: *mut libc::c_void) {
    let command = COMMAND.load(Ordering::Relaxed);
    if signal == libc::SIGALRM {
        TICKED.store(true, Ordering::Relaxed);
    }
    // SAFETY: the kernel hands a valid siginfo to a handler with SA_SIGINFO. kill and alarm may be called here.
    unsafe {
        if command > 0 {
            // Positive codes are the kernel's: a terminal's signal, which the command has got itself.
            if (*info).si_code <= 0 && signal != libc::SIGALRM {
                libc::kill(command, signal);
            }
            return;
        }
        if signal != libc::SIGALRM {
            END.store(signal, Ordering::Relaxed);
        } else if END.load(Ordering::Relaxed) == 0 {
            return;
        }
        // The signal may come just before nltrace goes to wait: then this one wakes it, and again if need be.
        libc::alarm(1);
    }
}

/// Sets nltrace's own handlers, for a command (already running) or for processes it attaches to.
pub(super) fn install(command: Option<i32>) {
    COMMAND.store(command.unwrap_or(0), Ordering::Relaxed);
    let handler = ending as extern "C" fn(libc::c_int, *mut libc::siginfo_t, *mut libc::c_void);
    for signal in ENDING {
        if !ignored(signal) {
            set(signal, handler as libc::sighandler_t, libc::SA_SIGINFO);
        }
    }
    // Ignored, which it may be from the start, it would have the kernel forget how children end. Without the flag each
    // stop of a traced thread would also send the signal, for nothing.
    set(libc::SIGCHLD, libc::SIG_DFL, libc::SA_NOCLDSTOP);
    set(libc::SIGALRM, handler as libc::sighandler_t, libc::SA_SIGINFO);
    if command.is_some() {
        for signal in STOPPING {
            set(signal, libc::SIG_IGN, 0);
        }
    }
}

/// The command has ended: signals are for nltrace now.
pub(super) fn command_ended() {
    COMMAND.store(0, Ordering::Relaxed);
}

/// Has each wait of nltrace's interrupted (`EINTR`) after this many microseconds, again and again; 0 ends that.
pub(super) fn interrupt_waits(after: i64) {
    let each = libc::timeval { tv_sec: 0, tv_usec: after };
    let timer = libc::itimerval { it_interval: each, it_value: each };
    // SAFETY: the kernel only reads `timer`.
    unsafe { libc::setitimer(libc::ITIMER_REAL, &raw const timer, std::ptr::null_mut()) };
    if asked_to_end().is_some() {
        // The handler's own alarm may just have been undone.
        // SAFETY: no memory is involved.
        unsafe { libc::alarm(1) };
    }
}

/// True if the timer has run out since this was asked last.
pub(super) fn ticked() -> bool {
    TICKED.swap(false, Ordering::Relaxed)
}

/// The signal that asks for the end of tracing, if one does.
pub(super) fn asked_to_end() -> Option<i32> {
    Some(END.load(Ordering::Relaxed)).filter(|signal| *signal != 0)
}

/// True if a signal is one of job control that a terminal sends.
pub(super) fn is_job_control(signal: i32) -> bool {
    STOPPING.contains(&signal)
}
