//! Starts a program so that it is traced from its first instruction, and otherwise as if a shell had started it.

use std::ffi::{CString, OsString, c_char};
use std::fs::File;
use std::io::Read;
use std::os::fd::{AsRawFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;

use nix::errno::Errno;
use nix::fcntl::OFlag;
use nix::libc;

use super::error::{Error, ptrace_scope};
use super::lookout::Lookout;
use super::proc;
use super::seccomp::Filter;
use super::signals;
use super::stop::Stop;
use super::sys::{self, Pid, Resume};

/// The step that failed in the child, as the child reports it to the parent.
const FILTER_FAILED: i32 = 1;
const EXEC_FAILED: i32 = 2;

/// Starts a program under ptrace, and under the filter if one is given. It is left stopped at its exec event.
///
/// nltrace's own signal handlers are in place when this returns.
///
/// With `apart`, the program gets a session of its own, which has no terminal.
pub(super) fn launch(
    argv: &[OsString],
    filter: Option<&Filter>,
    options: i32,
    apart: bool,
) -> Result<Pid, Error> {
    let program = argv.first().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let no_nul = |_| Error::NotExecutable(program.clone(), Errno::EINVAL);
    let argv: Vec<CString> =
        argv.iter().map(|arg| CString::new(arg.as_bytes())).collect::<Result<_, _>>().map_err(no_nul)?;
    let mut pointers: Vec<*const c_char> = argv.iter().map(|arg| arg.as_ptr()).collect();
    pointers.push(std::ptr::null());
    let pipe = || nix::unistd::pipe2(OFlag::O_CLOEXEC).map_err(|errno| Error::System("pipe", errno));
    let ((go, going), (failing, failure)) = (pipe()?, pipe()?);

    let mask = signals::block_all();
    let timers = signals::Timers::take();
    // SAFETY: until it executes the program, the child makes system calls and nothing else: `run` allocates nothing
    // and takes no lock.
    let pid = match unsafe { libc::fork() } {
        -1 => {
            let errno = Errno::last();
            signals::set_blocked(&mask);
            return Err(Error::System("fork", errno));
        }
        0 => {
            if apart {
                // SAFETY: no memory is involved. The child leads no process group, so it can't fail.
                unsafe { libc::setsid() };
            }
            run(&pointers, filter, (&mask, &timers), &go, &going, &failure)
        }
        pid => pid,
    };
    // At first what the child waits for: mostly it then need not wait at all.
    let seized = sys::seize(pid, options);
    let _ = nix::unistd::write(&going, &[u8::from(seized.is_ok())]);
    signals::install(Some(pid));
    drop((go, going, failure));

    if let Err(error) = seized {
        let _ = sys::kill(pid, libc::SIGKILL);
        let _ = nix::sys::wait::waitpid(nix::unistd::Pid::from_raw(pid), None);
        return Err(match Errno::from_raw(error.raw_os_error().unwrap_or(0)) {
            Errno::EPERM => {
                match proc::Status::of(std::process::id().cast_signed()).and_then(|own| own.tracer()) {
                    Some(tracer) if tracer != 0 => Error::Nested(tracer),
                    _ => Error::NotPermitted(None, ptrace_scope()),
                }
            }
            Errno::EINVAL | Errno::EIO => Error::OldKernel(release()),
            errno => Error::System("ptrace", errno),
        });
    }
    until_exec(pid, &program, failing)
}

/// Runs in the child: waits until it is traced, then becomes the program.
fn run(
    argv: &[*const c_char],
    filter: Option<&Filter>,
    (mask, timers): (&libc::sigset_t, &signals::Timers),
    go: &OwnedFd,
    going: &OwnedFd,
    failure: &OwnedFd,
) -> ! {
    let (mut byte, mut failed) = (0u8, EXEC_FAILED);
    signals::restore_original();
    // SAFETY: the buffers are local; `argv` ends in a null pointer and its strings in NUL; the filter's instructions
    // outlive the calls. With the writing end closed, the read ends too if nltrace dies.
    unsafe {
        libc::close(going.as_raw_fd());
        libc::read(go.as_raw_fd(), (&raw mut byte).cast(), 1);
        timers.give();
        signals::set_blocked(mask);
        let installed = filter.is_none_or(|filter| {
            let program =
                libc::sock_fprog { len: filter.len(), filter: filter.instructions().as_ptr().cast_mut() };
            let install = || {
                let flags = libc::SECCOMP_FILTER_FLAG_SPEC_ALLOW;
                libc::syscall(libc::SYS_seccomp, libc::SECCOMP_SET_MODE_FILTER, flags, &raw const program)
                    == 0
            };
            // Without CAP_SYS_ADMIN a filter is for processes only that can gain no privileges.
            install() || (libc::prctl(libc::PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && install())
        });
        if !installed {
            failed = FILTER_FAILED;
        } else if byte == 1
            && let Some(program) = argv.first()
        {
            libc::execvp(*program, argv.as_ptr());
        }
        let report = [failed, *libc::__errno_location()];
        libc::write(failure.as_raw_fd(), report.as_ptr().cast(), size_of_val(&report));
        libc::_exit(127)
    }
}

/// Lets the child go on until it is the program, or has failed to become it.
fn until_exec(pid: Pid, program: &str, failing: OwnedFd) -> Result<Pid, Error> {
    let mut lookout = Lookout::default();
    loop {
        let (stopped, status) =
            match lookout.look().and_then(|stop| stop.map_or_else(sys::wait, |stop| Ok(Some(stop)))) {
                Ok(Some(stopped)) => stopped,
                Ok(None) => continue,
                Err(error) if error.raw_os_error() == Some(libc::EINTR) => continue,
                Err(error) => return Err(Error::System("waitpid", errno(&error))),
            };
        if stopped != pid {
            continue;
        }
        let _ = match Stop::of(status) {
            Stop::Exec => {
                let probe = sys::syscall_info(pid);
                if probe.is_err_and(|error| error.raw_os_error() == Some(libc::EIO)) {
                    let _ = sys::kill(pid, libc::SIGKILL);
                    return Err(Error::OldKernel(release()));
                }
                return Ok(pid);
            }
            Stop::Exited(_) | Stop::Killed(..) => return Err(why(program, failing)),
            Stop::Signal(signal) => sys::resume(pid, Resume::Cont, signal),
            Stop::Group(_) => sys::resume(pid, Resume::Listen, 0),
            _ => sys::resume(pid, Resume::Cont, 0),
        };
    }
}

/// Returns the error that the child reported before it ended.
fn why(program: &str, failing: OwnedFd) -> Error {
    let mut report = [0u8; 8];
    if File::from(failing).read_exact(&mut report).is_err() {
        return Error::System("the command was killed before it began", Errno::ECHILD);
    }
    let [a, b, c, d, e, f, g, h] = report;
    let (failed, errno) =
        (i32::from_ne_bytes([a, b, c, d]), Errno::from_raw(i32::from_ne_bytes([e, f, g, h])));
    match (failed, errno) {
        (FILTER_FAILED, errno) => Error::Filter(errno),
        (_, Errno::ENOENT | Errno::ENOTDIR) => Error::NotFound(program.to_owned()),
        // EACCES comes from a directory of $PATH that may not be searched. Report that the program is not there instead.
        (_, Errno::EACCES) if !program.contains('/') && !in_path(program) => {
            Error::NotFound(program.to_owned())
        }
        (_, errno) => Error::NotExecutable(program.to_owned(), errno),
    }
}

/// Returns true if a file of this name is in a directory of `$PATH`.
fn in_path(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|directory| directory.join(program).is_file())
}

/// Returns an I/O error's number.
pub(super) fn errno(error: &std::io::Error) -> Errno {
    Errno::from_raw(error.raw_os_error().unwrap_or(0))
}

/// Returns the kernel's release, for a message.
fn release() -> String {
    nix::sys::utsname::uname()
        .map(|name| name.release().to_string_lossy().into_owned())
        .unwrap_or_else(|_| "of unknown release".to_owned())
}
