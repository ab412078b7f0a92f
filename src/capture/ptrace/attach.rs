//! Attaches to threads that run already, and explains why the kernel refuses.

use std::io;

use nix::libc;

use super::error::{Error, ptrace_scope};
use super::launch;
use super::proc;
use super::sys::{self, Pid};

/// How attaching to a thread went.
pub(super) enum Seized {
    Now,
    /// nltrace has traced it already.
    Before,
    /// It has ended.
    Gone,
}

/// Attaches to one thread of a process.
pub(super) fn seize(tid: Pid, tgid: Pid, thread_options: i32) -> Result<Seized, Error> {
    let Err(error) = sys::seize(tid, thread_options) else {
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

/// Returns why a process cannot be attached to.
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
