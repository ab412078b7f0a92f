//! Interprets a status from waitpid(2) for a seized thread.

use nix::libc;

/// Why a thread stopped, or that it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// It exited with this status.
    Exited(i32),
    /// This signal killed it; true: and left a core.
    Killed(i32, bool),
    /// A system call begins or ends (`PTRACE_O_TRACESYSGOOD`).
    Syscall,
    /// A filter asks for the call that begins.
    Seccomp,
    /// It has a child or a thread: its id is the event's message.
    Child,
    /// It executes another program: the event's message is the id which the thread had that called.
    Exec,
    /// All its process is stopped, by this signal.
    Group(i32),
    /// A stop without meaning of its own: a new thread's first, or the end of a group-stop.
    Trap,
    /// This signal is about to be delivered.
    Signal(i32),
    /// Anything else.
    Other,
}

impl Stop {
    /// Reads a wait status.
    pub(crate) fn of(status: i32) -> Stop {
        if libc::WIFEXITED(status) {
            return Stop::Exited(libc::WEXITSTATUS(status));
        }
        if libc::WIFSIGNALED(status) {
            return Stop::Killed(libc::WTERMSIG(status), libc::WCOREDUMP(status));
        }
        if !libc::WIFSTOPPED(status) {
            return Stop::Other;
        }
        let signal = libc::WSTOPSIG(status);
        match status >> 16 {
            0 if signal == libc::SIGTRAP | 0x80 => Stop::Syscall,
            0 => Stop::Signal(signal),
            libc::PTRACE_EVENT_SECCOMP => Stop::Seccomp,
            libc::PTRACE_EVENT_FORK | libc::PTRACE_EVENT_VFORK | libc::PTRACE_EVENT_CLONE => Stop::Child,
            libc::PTRACE_EVENT_EXEC => Stop::Exec,
            libc::PTRACE_EVENT_STOP => match signal {
                libc::SIGSTOP | libc::SIGTSTP | libc::SIGTTIN | libc::SIGTTOU => Stop::Group(signal),
                _ => Stop::Trap,
            },
            _ => Stop::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stopped(signal: i32, event: i32) -> i32 {
        event << 16 | signal << 8 | 0x7f
    }

    #[test]
    fn every_sigtrap_is_told_from_the_others() {
        assert_eq!(Stop::of(stopped(libc::SIGTRAP | 0x80, 0)), Stop::Syscall);
        assert_eq!(Stop::of(stopped(libc::SIGTRAP, 0)), Stop::Signal(libc::SIGTRAP));
        assert_eq!(Stop::of(stopped(libc::SIGTRAP, libc::PTRACE_EVENT_EXEC)), Stop::Exec);
        assert_eq!(Stop::of(stopped(libc::SIGTRAP, libc::PTRACE_EVENT_STOP)), Stop::Trap);
    }

    #[test]
    fn a_group_stop_is_no_signal() {
        assert_eq!(Stop::of(stopped(libc::SIGSTOP, 0)), Stop::Signal(libc::SIGSTOP));
        assert_eq!(Stop::of(stopped(libc::SIGTSTP, libc::PTRACE_EVENT_STOP)), Stop::Group(libc::SIGTSTP));
    }

    #[test]
    fn ends() {
        assert_eq!(Stop::of(7 << 8), Stop::Exited(7));
        assert_eq!(Stop::of(libc::SIGSEGV | 0x80), Stop::Killed(libc::SIGSEGV, true));
    }
}
