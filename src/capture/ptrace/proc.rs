//! Reads facts about threads from /proc, if that /proc is of the right pid namespace.
//!
//! The numbers in a /proc are those of one pid namespace. In another's /proc (`unshare -pf` without a new one) a number
//! names a different process, and its facts mislead. So nltrace uses /proc only if its `self` is nltrace's own id.
//! Otherwise nltrace asks the kernel for a /proc of its own, mounted nowhere, which takes CAP_SYS_ADMIN. If that fails,
//! nltrace does without.

use std::ffi::CString;
use std::fs;
use std::io::Read;
use std::os::fd::{AsRawFd, OwnedFd};
use std::sync::OnceLock;

use super::sys::{self, Pid};

/// Why there is no /proc to use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ProcFault {
    /// Nothing is mounted there.
    NotMounted,
    /// It is that of another pid namespace.
    Foreign,
}

static ROOT: OnceLock<Result<String, ProcFault>> = OnceLock::new();

/// Returns the directory of the /proc that knows threads by nltrace's numbers.
pub(crate) fn root() -> Result<&'static str, ProcFault> {
    ROOT.get_or_init(find).as_deref().map_err(|missing| *missing)
}

fn find() -> Result<String, ProcFault> {
    let own = std::process::id();
    let own_number = |root: &str| fs::read_link(format!("{root}/self")).ok()?.to_str()?.parse::<u32>().ok();
    match own_number("/proc") {
        Some(number) if number == own => return Ok("/proc".to_owned()),
        Some(_) => {}
        // In the /proc of a pid namespace that nltrace is not in, `self` points nowhere.
        None if fs::metadata("/proc/version").is_ok() => return Err(ProcFault::Foreign),
        None => return Err(ProcFault::NotMounted),
    }
    let mounted: OwnedFd = sys::private_proc().map_err(|_| ProcFault::Foreign)?;
    let root = format!("/proc/self/fd/{}", mounted.as_raw_fd());
    if own_number(&root) != Some(own) {
        return Err(ProcFault::Foreign);
    }
    // It is needed to the end of the process.
    std::mem::forget(mounted);
    Ok(root)
}

/// Returns a path in /proc.
pub(crate) fn path(rest: &str) -> Option<CString> {
    CString::new(format!("{}/{rest}", root().ok()?)).ok()
}

/// Returns a small file of /proc, whose length is not known beforehand, in one piece.
fn read(rest: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(4096);
    fs::File::open(format!("{}/{rest}", root().ok()?)).ok()?.read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

/// The text of a thread's /proc/PID/status.
pub(crate) struct Status(Vec<u8>);

impl Status {
    /// Reads it; `None` if the thread is gone, or there is no /proc.
    pub(crate) fn of(tid: Pid) -> Option<Status> {
        read(&format!("{tid}/status")).map(Status)
    }

    fn text(&self, name: &str) -> Option<&str> {
        let value =
            self.0.split(|byte| *byte == b'\n').find_map(|line| line.strip_prefix(name.as_bytes()))?;
        Some(std::str::from_utf8(value).ok()?.trim())
    }

    fn number(&self, name: &str) -> Option<i32> {
        self.text(name)?.parse().ok()
    }

    /// Returns how many filters it is under; `None` where the kernel (before 5.9) does not say.
    pub(crate) fn filters(&self) -> Option<usize> {
        usize::try_from(self.number("Seccomp_filters:")?).ok()
    }

    /// Returns the id of its tracer, 0 if it has none.
    pub(crate) fn tracer(&self) -> Option<Pid> {
        self.number("TracerPid:")
    }

    /// Returns true if it may trace other users' processes (CAP_SYS_PTRACE in its own user namespace).
    pub(crate) fn can_trace_others(&self) -> bool {
        const CAP_SYS_PTRACE: u32 = 19;
        let capabilities = self.text("CapEff:").and_then(|mask| u64::from_str_radix(mask, 16).ok());
        capabilities.is_some_and(|mask| mask >> CAP_SYS_PTRACE & 1 == 1)
    }

    /// Returns true if it has ended and its parent has not yet reaped it.
    pub(crate) fn has_ended(&self) -> bool {
        self.text("State:").is_some_and(|state| state.starts_with(['Z', 'X']))
    }

    /// Returns true if it is stopped, and not by a tracer.
    pub(super) fn is_stopped(&self) -> bool {
        self.text("State:").is_some_and(|state| state.starts_with('T'))
    }

    /// Returns true if one of these signals is pending for its process.
    pub(super) fn has_pending(&self, signals: u64) -> bool {
        let mask = self.text("ShdPnd:").and_then(|mask| u64::from_str_radix(mask, 16).ok());
        mask.is_some_and(|mask| mask & signals != 0)
    }
}

/// Returns thread group and parent of a thread; `None` if it is gone, or there is no /proc.
pub(crate) fn relations(tid: Pid) -> Option<(Pid, Pid)> {
    let status = Status::of(tid)?;
    Some((status.number("Tgid:")?, status.number("PPid:")?))
}

/// Returns a thread's name.
pub(crate) fn comm(tid: Pid) -> Option<String> {
    let mut comm = read(&format!("{tid}/comm"))?;
    if comm.last() == Some(&b'\n') {
        comm.pop();
    }
    Some(String::from_utf8_lossy(&comm).into_owned())
}

/// Returns true if a process is a thread of the kernel's (`PF_KTHREAD`).
pub(crate) fn is_kernel_thread(pid: Pid) -> bool {
    const PF_KTHREAD: u64 = 0x0020_0000;
    let stat = read(&format!("{pid}/stat")).unwrap_or_default();
    // The fields after the name, which may hold any bytes: state, parent, group, session, terminal, its group, flags.
    let following = stat.iter().rposition(|byte| *byte == b')').and_then(|at| stat.get(at + 1..));
    let flags =
        following.and_then(|rest| std::str::from_utf8(rest).ok()?.split_whitespace().nth(6)?.parse().ok());
    flags.is_some_and(|flags: u64| flags & PF_KTHREAD != 0)
}

/// Returns the numbers that are names of files in a directory.
fn numbers(rest: &str) -> Vec<i32> {
    let Ok(root) = root() else { return Vec::new() };
    let entries = fs::read_dir(format!("{root}/{rest}")).into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok()).collect()
}

/// Returns the threads of a process.
pub(crate) fn threads(tgid: Pid) -> Vec<Pid> {
    numbers(&format!("{tgid}/task"))
}

/// Returns the descriptors of a thread.
pub(crate) fn descriptors(tid: Pid) -> Vec<i32> {
    numbers(&format!("{tid}/fd"))
}

/// Returns true if a descriptor is closed when its process executes a program; `None` if that cannot be read.
pub(crate) fn closes_on_exec(tid: Pid, fd: i32) -> Option<bool> {
    const O_CLOEXEC: u32 = 0o2_000_000;
    let info = Status(read(&format!("{tid}/fdinfo/{fd}"))?);
    Some(u32::from_str_radix(info.text("flags:")?, 8).ok()? & O_CLOEXEC != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own() -> Pid {
        std::process::id().cast_signed()
    }

    #[test]
    fn this_process_is_found() {
        assert_eq!(root(), Ok("/proc"));
        assert_eq!(relations(own()).map(|(tgid, _)| tgid), Some(own()));
        let status = Status::of(own()).unwrap();
        assert!(!status.has_ended() && !status.is_stopped() && !status.has_pending(1 << 16));
        assert!(!is_kernel_thread(own()));
        assert!(threads(own()).contains(&own()));
    }

    #[test]
    fn descriptors_say_whether_they_survive_exec() {
        let file = fs::File::open("/proc/self/status").unwrap();
        assert_eq!(closes_on_exec(own(), file.as_raw_fd()), Some(true));
        let copy = nix::unistd::dup(&file).unwrap();
        assert_eq!(closes_on_exec(own(), copy.as_raw_fd()), Some(false));
        assert!(descriptors(own()).contains(&copy.as_raw_fd()));
        assert_eq!(closes_on_exec(own(), -7), None);
    }

    /// The second process of every machine is kthreadd; containers do not show it.
    #[test]
    fn kernel_threads_are_told_apart() {
        if comm(2).as_deref() == Some("kthreadd") {
            assert!(is_kernel_thread(2));
        } else {
            eprintln!("SKIPPED kernel_threads_are_told_apart: process 2 is no thread of the kernel's here");
        }
    }
}
