//! Why tracing could not begin, in one line each that says what to do.

use std::fmt;

use nix::errno::Errno;

use super::sys::Pid;

/// Why a program cannot be traced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Error {
    /// There is no such program.
    NotFound(String),
    /// There is, but it cannot be executed.
    NotExecutable(String, Errno),
    /// No such process to attach to.
    NoSuchProcess(Pid),
    /// Somebody else traces that process.
    AlreadyTraced(Pid, Pid),
    /// The kernel does not let us trace.
    NotPermitted(Option<Pid>),
    /// The kernel lacks what tracing needs; its release.
    OldKernel(String),
    /// There is no /proc.
    NoProc,
    /// The filter could not be installed.
    Filter(Errno),
    /// A system call failed that should not: what was tried, and how it failed.
    System(&'static str, Errno),
}

impl Error {
    /// The exit status that says so: a shell's where a shell has one.
    pub(crate) fn exit_code(&self) -> i32 {
        match self {
            Error::NotFound(_) => 127,
            Error::NotExecutable(..) => 126,
            _ => 1,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::NotFound(program) => write!(f, "{program}: no such program; give its path, or see $PATH"),
            Error::NotExecutable(program, errno) => {
                write!(f, "{program}: cannot be executed: {}", errno.desc())
            }
            Error::NoSuchProcess(pid) => write!(f, "process {pid}: there is none"),
            Error::AlreadyTraced(pid, tracer) => {
                write!(f, "process {pid} is traced by process {tracer} already; end that one first")
            }
            Error::NotPermitted(Some(pid)) => write!(
                f,
                "process {pid}: may not be traced; try as root (or see /proc/sys/kernel/yama/ptrace_scope)"
            ),
            Error::NotPermitted(None) => {
                write!(f, "ptrace is not permitted here; in a container, give it CAP_SYS_PTRACE")
            }
            Error::OldKernel(release) => {
                write!(f, "this is Linux {release}; tracing needs 5.4 or newer with ptrace and seccomp")
            }
            Error::NoProc => write!(f, "tracing needs /proc; mount it: mount -t proc proc /proc"),
            Error::Filter(errno) => {
                write!(f, "the seccomp filter was refused ({}); try --no-seccomp", errno.desc())
            }
            Error::System(what, errno) => write!(f, "{what}: {}", errno.desc()),
        }
    }
}

impl std::error::Error for Error {}
