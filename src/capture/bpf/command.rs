//! Starts the command that is to be followed, and passes signals on to it.
//!
//! The map `tree` holds nltrace itself while the command starts: its child is followed from the first instruction on, and
//! nltrace's own calls are left out whatever the map says.

use std::ffi::OsString;
use std::io::{self, ErrorKind};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Child, Command};

use nix::libc;
use nix::sys::signal::{SigSet, SigmaskHow, Signal};
use nix::sys::signalfd::{SfdFlags, SignalFd};

use super::error::Error;
use crate::exit::ExitStatus;

/// Signals that end a program, as people and programs send them.
const ENDING: [Signal; 4] = [Signal::SIGINT, Signal::SIGQUIT, Signal::SIGTERM, Signal::SIGHUP];

/// Signals to nltrace, which come as something to read.
pub(super) struct Signals {
    fd: SignalFd,
    /// What was blocked before, and is in the command.
    before: SigSet,
}

impl Signals {
    /// From now on the signals that end a program, and those of children's ends, are read here. One that is ignored, as
    /// `nohup` does, stays so, and one that has a handler keeps it.
    pub(super) fn open() -> Result<Signals, Error> {
        let failed = |errno: nix::errno::Errno| Error::System("can't wait for signals", errno.into());
        let mut set = SigSet::empty();
        set.add(Signal::SIGCHLD);
        ENDING.into_iter().filter(|signal| is_default(*signal)).for_each(|signal| set.add(signal));
        let before = set.thread_swap_mask(SigmaskHow::SIG_BLOCK).map_err(failed)?;
        let fd =
            SignalFd::with_flags(&set, SfdFlags::SFD_CLOEXEC | SfdFlags::SFD_NONBLOCK).map_err(failed)?;
        Ok(Signals { fd, before })
    }

    /// Returns the descriptor to wait on.
    pub(super) fn as_fd(&self) -> BorrowedFd<'_> {
        self.fd.as_fd()
    }

    /// Returns the next signal that asks for an end. Passes on to the command, if there is one, the signals that it has not
    /// got itself.
    pub(super) fn next(&self, command: Option<&Child>) -> Option<i32> {
        while let Ok(Some(signal)) = self.fd.read_signal() {
            let number = i32::try_from(signal.ssi_signo).unwrap_or(0);
            if number == libc::SIGCHLD {
                continue;
            }
            let Some(command) = command else { return Some(number) };
            // Positive codes are the kernel's: a terminal's signal, which the command has got as well.
            if signal.ssi_code <= 0
                && let Ok(pid) = i32::try_from(command.id())
            {
                // SAFETY: no memory is involved.
                unsafe { libc::kill(pid, number) };
            }
        }
        None
    }
}

fn is_default(signal: Signal) -> bool {
    // SAFETY: an action of zeros is valid, and the call fills it.
    unsafe {
        let mut action: libc::sigaction = std::mem::zeroed();
        libc::sigaction(signal as libc::c_int, std::ptr::null(), &raw mut action) == 0
            && action.sa_sigaction == libc::SIG_DFL
    }
}

/// Starts a command. Signals that nltrace reads are not blocked in it, unless they were before.
pub(super) fn start(argv: &[OsString], signals: &Signals) -> Result<Child, Error> {
    let before = signals.before;
    let (program, arguments) = argv.split_first().map_or((OsString::new(), &[][..]), |(p, a)| (p.clone(), a));
    let name = || program.to_string_lossy().into_owned();
    let mut command = Command::new(&program);
    command.args(arguments);
    // SAFETY: between fork and exec the function makes one system call, and allocates nothing.
    unsafe { command.pre_exec(move || before.thread_set_mask().map_err(io::Error::from)) };
    command.spawn().map_err(|error: io::Error| match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => Error::NotFound(name()),
        _ => Error::NotExecutable(name(), error),
    })
}

/// Returns how the command ended, if it has.
pub(super) fn ended(command: &mut Child) -> Option<ExitStatus> {
    let status = command.try_wait().ok()??;
    Some(match (status.code(), status.signal()) {
        (Some(code), _) => ExitStatus::Code(code),
        (_, Some(signal)) => ExitStatus::Signal(signal),
        _ => ExitStatus::Code(1),
    })
}
