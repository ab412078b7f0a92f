//! Why tracing could not begin, in one line each that says what to do.

use std::fmt;

use nix::errno::Errno;

use super::proc::ProcFault;
use super::sys::Pid;
use crate::exit::USAGE;

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
    /// The kernel does not let us trace; yama's `ptrace_scope`, where there is one.
    NotPermitted(Option<Pid>, Option<u8>),
    /// This process traces nltrace, and what nltrace starts would be its too: a program has one tracer.
    Nested(Pid),
    /// The kernel lacks a feature that tracing needs; its release.
    OldKernel(String),
    /// There is no /proc that knows processes by nltrace's numbers, and attaching to this one needs it.
    NoProc(Pid, ProcFault),
    /// A thread of the kernel's.
    KernelThread(Pid),
    /// It may not be traced, although nltrace has CAP_SYS_PTRACE.
    Forbidden(Pid),
    /// It may not be traced, as root lacks CAP_SYS_PTRACE here.
    NoCapability(Pid),
    /// nltrace itself.
    Itself(Pid),
    /// The process has ended, and its parent has not asked how.
    Ended(Pid),
    /// The filter could not be installed.
    Filter(Errno),
    /// A system call failed unexpectedly: the attempt, and its error.
    System(&'static str, Errno),
}

impl Error {
    /// Returns the exit status that says so: a shell's where a shell has one.
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Error::NotFound(_) => 127,
            Error::NotExecutable(..) => 126,
            _ => USAGE,
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
            Error::NotPermitted(pid, scope) => {
                match pid {
                    Some(pid) => write!(f, "process {pid}: may not be traced; ")?,
                    None => write!(f, "ptrace is not permitted here; ")?,
                }
                match (pid, scope) {
                    (_, Some(3)) => {
                        write!(f, "kernel.yama.ptrace_scope is 3, which forbids it until the next boot")
                    }
                    (Some(_), Some(1)) => write!(
                        f,
                        "kernel.yama.ptrace_scope is 1, which allows it for children only: start the program with \
                         nltrace, or try as root"
                    ),
                    (_, Some(scope @ 2)) => {
                        write!(
                            f,
                            "kernel.yama.ptrace_scope is {scope}, which allows it with CAP_SYS_PTRACE only: try as root"
                        )
                    }
                    (Some(_), _) => write!(f, "it is another user's or privileged: try as root"),
                    (None, _) => write!(f, "in a container, give it CAP_SYS_PTRACE"),
                }
            }
            Error::Nested(tracer) => write!(
                f,
                "process {tracer} traces nltrace and all that it starts, and a program has one tracer only; end that one first"
            ),
            Error::OldKernel(release) => {
                write!(f, "this is Linux {release}; tracing needs 5.4 or newer with ptrace and seccomp")
            }
            Error::NoProc(pid, missing) => {
                let what = match missing {
                    ProcFault::NotMounted => "there is no /proc",
                    ProcFault::Foreign => "/proc is that of another pid namespace",
                };
                write!(f, "process {pid}: {what}, which -p needs; mount it: mount -t proc proc /proc")
            }
            Error::KernelThread(pid) => {
                write!(
                    f,
                    "process {pid} is a thread of the kernel's, which makes no system calls: it can't be traced"
                )
            }
            Error::Forbidden(pid) => write!(
                f,
                "process {pid}: may not be traced, even with CAP_SYS_PTRACE: it belongs to another user namespace, or a \
                 security module (AppArmor, SELinux, BPF) forbids it"
            ),
            Error::NoCapability(pid) => write!(
                f,
                "process {pid}: may not be traced: root has no CAP_SYS_PTRACE here; in a container add it with \
                 --cap-add=SYS_PTRACE"
            ),
            Error::Itself(pid) => write!(f, "process {pid} is nltrace itself, which can't trace itself"),
            Error::Ended(pid) => {
                write!(f, "process {pid} has ended; its parent has not taken note of it yet")
            }
            Error::Filter(errno) => {
                write!(f, "the seccomp filter was refused ({}); try --no-seccomp", errno.desc())
            }
            Error::System(what, errno) => write!(f, "{what}: {}", errno.desc()),
        }
    }
}

impl std::error::Error for Error {}

/// Returns yama's `ptrace_scope`; `None` on kernels without it.
pub(crate) fn ptrace_scope() -> Option<u8> {
    std::fs::read_to_string("/proc/sys/kernel/yama/ptrace_scope").ok()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_yama_forbids_is_said_with_what_to_do() {
        let text = |pid, scope| Error::NotPermitted(pid, scope).to_string();
        let children = text(Some(7), Some(1));
        assert!(children.contains("process 7") && children.contains("children only"), "{children}");
        assert!(children.contains("start the program with nltrace"), "{children}");
        assert!(text(Some(7), Some(2)).contains("CAP_SYS_PTRACE"));
        assert!(text(None, Some(2)).contains("CAP_SYS_PTRACE"));
        assert!(text(Some(7), Some(3)).contains("forbids"));
        // Scope 0 forbids nothing: the process is another user's.
        for scope in [None, Some(0)] {
            assert!(text(Some(7), scope).ends_with("try as root"));
            assert!(!text(Some(7), scope).contains("yama"));
            assert!(text(None, scope).contains("container"));
        }
    }
}
