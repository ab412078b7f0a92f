//! `-D`: the program is the process that was started, and nltrace runs as its detached grandchild.

use std::ffi::OsString;
use std::io::{PipeReader, PipeWriter, Read, Write};
use std::os::unix::process::CommandExt;
use std::process::Command;

use nix::errno::Errno;
use nix::libc;
use nix::unistd::{ForkResult, Pid, fork, getpid};

use crate::exit::{ExitStatus, Failure};

/// The rest of the grandchild's work: the process that waits to become the program, and the pipe that lets it go on.
pub(crate) struct Detached {
    /// The process that becomes the program.
    pub(crate) pid: i32,
    go: PipeWriter,
}

impl Detached {
    /// Lets the process become the program: nltrace has attached to it.
    pub(crate) fn let_go(mut self) {
        // If it is gone, its end is what is traced.
        let _ = self.go.write_all(&[1]);
    }
}

/// Splits this process: it becomes the program as soon as its grandchild, in which this function returns, has attached to it.
///
/// # Errors
/// There can be no pipe or no further process.
pub(crate) fn detach(command: &[OsString]) -> Result<Detached, Failure> {
    let (gone, go) = std::io::pipe().map_err(|error| Failure::usage(format_args!("-D: pipe: {error}")))?;
    let pid = getpid();
    if is_child()? {
        drop(gone);
        // The child ends at once, so that nobody waits for the grandchild.
        return match is_child()? {
            true => Ok(Detached { pid: pid.as_raw(), go }),
            false => ExitStatus::SUCCESS.leave(),
        };
    }
    drop(go);
    allow_tracing();
    become_program(command, gone).leave()
}

/// Lets the grandchild trace this process where Yama lets ancestors alone trace.
fn allow_tracing() {
    // SAFETY: no memory is involved. Without Yama the call fails and is not needed.
    unsafe { libc::prctl(libc::PR_SET_PTRACER, libc::PR_SET_PTRACER_ANY, 0, 0, 0) };
}

/// Forks. Returns whether this is the child; the parent of a child waits for it only if it ends at once.
fn is_child() -> Result<bool, Failure> {
    // SAFETY: nltrace has one thread here, so that the child may do whatever its parent may.
    match unsafe { fork() } {
        Ok(ForkResult::Child) => Ok(true),
        Ok(ForkResult::Parent { .. }) => Ok(false),
        Err(errno) => Err(Failure::usage(format_args!("-D: fork: {}", errno.desc()))),
    }
}

/// Waits until the grandchild has attached, and executes the program.
fn become_program(command: &[OsString], mut gone: PipeReader) -> ExitStatus {
    // The child ends at once.
    let _ = nix::sys::wait::waitpid(Pid::from_raw(-1), None);
    let mut byte = [0];
    let (Ok(()), Some((program, arguments))) = (gone.read_exact(&mut byte), command.split_first()) else {
        // The grandchild has said why.
        return ExitStatus::Code(2);
    };
    let error = Command::new(program).args(arguments).exec();
    let name = program.to_string_lossy();
    match error.raw_os_error().map(Errno::from_raw) {
        Some(Errno::ENOENT) => {
            let sentence = format!("{name}: no such program; give its path, or see $PATH");
            Failure::with_status(127, sentence).report()
        }
        _ => Failure::with_status(126, format_args!("{name}: {error}")).report(),
    }
}
