//! Reasons why capturing with eBPF could not begin, in one sentence each that says what to do.

use std::fmt;
use std::io;

/// The alternatives where eBPF is not available.
const INSTEAD: &str =
    "without it, --via ptrace traces a command or -p PID, and -i listens on an nlmon interface";

/// Why there is no capture with eBPF.
#[derive(Debug)]
pub(crate) enum Error {
    /// The process lacks these capabilities.
    Rights(Vec<&'static str>),
    /// The kernel does not describe its own types.
    NoBtf,
    /// The kernel is older than the helpers that are used.
    OldKernel(String),
    /// The kernel is locked down for confidentiality, and lets no program read memory.
    Lockdown,
    /// nltrace is in a PID namespace of its own, so it cannot name a process to the kernel.
    PidNamespace,
    /// There is no such process.
    NoSuchProcess(i32),
    /// There is no such program.
    NotFound(String),
    /// There is, but it cannot be executed.
    NotExecutable(String, io::Error),
    /// The ring's size is none that the kernel takes.
    Buffer(u32),
    /// The kernel lets this process attach nothing to tracepoints of single calls.
    NoCallTracepoints,
    /// Loading or attaching failed: the part, and the kernel's error.
    Refused(String, String),
    /// A system call failed that should not.
    System(&'static str, io::Error),
}

impl Error {
    /// Returns what the kernel or the system says of it, without an alternative.
    pub(super) fn reason(&self) -> String {
        match self {
            Error::Refused(what, error) => format!("the kernel refused {what}: {error}"),
            Error::System(what, error) => format!("{what}: {error}"),
            _ => self.to_string(),
        }
    }

    /// Returns the exit status that says so: a shell's where a shell has one.
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Error::NotFound(_) => 127,
            Error::NotExecutable(..) => 126,
            Error::System(..) => 1,
            _ => 2,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Rights(missing) => {
                let missing = missing.join(" and ");
                write!(f, "capturing with eBPF needs root, or {missing}; {INSTEAD}")
            }
            Error::NoBtf => write!(
                f,
                "capturing with eBPF needs /sys/kernel/btf/vmlinux, which this kernel was built without \
                 (CONFIG_DEBUG_INFO_BTF) or /sys is not mounted; {INSTEAD}"
            ),
            Error::OldKernel(release) => {
                write!(f, "this is Linux {release}; capturing with eBPF needs 5.15 or newer; {INSTEAD}")
            }
            Error::Lockdown => write!(
                f,
                "the kernel is locked down (confidentiality) and lets no eBPF program read memory; {INSTEAD}"
            ),
            Error::PidNamespace => f.write_str(
                "nltrace runs in a PID namespace of its own, so eBPF cannot follow a process by its id; \
                 --all works here, and --via ptrace too",
            ),
            Error::NoSuchProcess(pid) => write!(f, "process {pid}: there is none"),
            Error::NotFound(program) => write!(f, "{program}: no such program; give its path, or see $PATH"),
            Error::NotExecutable(program, error) => {
                let error = error.to_string();
                let words = error.split_once(" (os error ").map_or(error.as_str(), |(words, _)| words);
                write!(f, "{program}: cannot be executed: {words}")
            }
            Error::NoCallTracepoints => write!(
                f,
                "the kernel refuses perf_event_open for tracepoints of system calls (see kernel.perf_event_paranoid); {INSTEAD}"
            ),
            Error::Buffer(size) => {
                write!(
                    f,
                    "--buffer {size}: the kernel has no ring of that size; try a smaller power of two, as 16M"
                )
            }
            Error::Refused(what, error) => write!(f, "the kernel refused {what}: {error}; {INSTEAD}"),
            Error::System(what, error) => write!(f, "{what}: {error}"),
        }
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_says_what_else_there_is() {
        for error in [
            Error::Rights(vec!["CAP_BPF", "CAP_PERFMON"]),
            Error::NoBtf,
            Error::OldKernel("4.19".to_owned()),
            Error::Lockdown,
            Error::PidNamespace,
            Error::NoCallTracepoints,
        ] {
            let text = error.to_string();
            assert!(text.contains("--via ptrace"), "{text}");
            assert_eq!(error.exit_code(), 2);
        }
        assert!(
            Error::Rights(vec!["CAP_BPF", "CAP_PERFMON"]).to_string().contains("CAP_BPF and CAP_PERFMON")
        );
    }
}
