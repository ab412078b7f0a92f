//! The minimum cost of tracing on this machine: the kernel's part, without any work on the stops.
//!
//! A program is run under the fewest filters and stops that show its netlink calls: one filter that lets everything
//! pass (for a program without netlink), a second one that looks at an argument (for read and write beside a netlink
//! socket), or a loop that stops each send and receive, twice, and reads what it moves.

use std::env;
use std::io;
use std::os::unix::process::CommandExt;
use std::process::{Command, ExitStatus};

use nix::libc::{self, sock_filter};

/// The environment variable that tells this program, run again, to run another so.
pub(crate) const FLOOR: &str = "NLTRACE_BENCH_FLOOR";

/// The filters and stops of a floor.
#[derive(Clone, Copy)]
pub(crate) enum Floor {
    /// A filter of one instruction.
    Filter,
    /// And one that looks at a descriptor.
    Filters,
    /// Stops at sends and receives.
    Stops,
}

impl Floor {
    const ALL: [Floor; 3] = [Floor::Filter, Floor::Filters, Floor::Stops];

    /// Returns its value of [`FLOOR`].
    pub(crate) fn name(self) -> &'static str {
        match self {
            Floor::Filter => "filter",
            Floor::Filters => "filters",
            Floor::Stops => "stops",
        }
    }
}

const LOAD: u16 = (libc::BPF_LD | libc::BPF_W | libc::BPF_ABS) as u16;
const EQUAL: u16 = (libc::BPF_JMP | libc::BPF_JEQ | libc::BPF_K) as u16;
const RETURN: u16 = (libc::BPF_RET | libc::BPF_K) as u16;
/// Offset of the first argument's low half in `struct seccomp_data`, on little-endian machines.
const ARGUMENT: u32 = 16;

const fn op(code: u16, jt: u8, jf: u8, k: u32) -> sock_filter {
    sock_filter { code, jt, jf, k }
}

const ALLOW: sock_filter = op(RETURN, 0, 0, libc::SECCOMP_RET_ALLOW);
const TRACE: sock_filter = op(RETURN, 0, 0, libc::SECCOMP_RET_TRACE);

static EVERYTHING: [sock_filter; 1] = [ALLOW];
/// A descriptor that no program has.
static DESCRIPTOR: [sock_filter; 4] = [op(LOAD, 0, 0, ARGUMENT), op(EQUAL, 0, 1, 0x7fff_fff0), TRACE, ALLOW];
static TRANSFERS: [sock_filter; 5] = [
    op(LOAD, 0, 0, 0),
    op(EQUAL, 1, 0, libc::SYS_sendto as u32),
    op(EQUAL, 0, 1, libc::SYS_recvfrom as u32),
    TRACE,
    ALLOW,
];

/// Runs another program under a floor, if this program is asked to, and ends as that program ends.
pub(crate) fn asked() -> Option<i32> {
    let name = env::var(FLOOR).ok()?;
    let floor = Floor::ALL.into_iter().find(|floor| floor.name() == name).expect("a floor");
    let mut words = env::args_os().skip(1).skip_while(|word| word == "--");
    let mut command = Command::new(words.next().expect("a program"));
    command.args(words).env_remove(FLOOR);
    let status = match floor {
        Floor::Filter => traced(&mut command, vec![&EVERYTHING], false).status(),
        Floor::Filters => traced(&mut command, vec![&EVERYTHING, &DESCRIPTOR], false).status(),
        Floor::Stops => return Some(stops(traced(&mut command, vec![&TRANSFERS], true))),
    };
    Some(status.as_ref().ok().and_then(ExitStatus::code).unwrap_or(1))
}

/// Has a command put filters on itself before it begins.
fn traced<'c>(
    command: &'c mut Command,
    filters: Vec<&'static [sock_filter]>,
    is_traced: bool,
) -> &'c mut Command {
    let install = move || {
        for filter in &filters {
            let program = libc::sock_fprog { len: filter.len() as u16, filter: filter.as_ptr().cast_mut() };
            let flags = libc::SECCOMP_FILTER_FLAG_SPEC_ALLOW;
            // SAFETY: the filter is static, and the kernel only reads it.
            let returned = unsafe {
                libc::prctl(libc::PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
                libc::syscall(libc::SYS_seccomp, libc::SECCOMP_SET_MODE_FILTER, flags, &raw const program)
            };
            if returned != 0 {
                return Err(io::Error::last_os_error());
            }
        }
        if is_traced {
            nix::sys::ptrace::traceme()?;
        }
        Ok(())
    };
    // SAFETY: between fork and exec only system calls are made.
    unsafe { command.pre_exec(install) }
}

/// Runs a command to its end, and reads what each of its sends and receives moves.
fn stops(command: &mut Command) -> i32 {
    #[expect(clippy::zombie_processes, reason = "the loop below waits for its end, as for all its stops")]
    let child = command.spawn().expect("the command starts");
    let pid = child.id().cast_signed();
    let options = libc::PTRACE_O_TRACESYSGOOD | libc::PTRACE_O_TRACESECCOMP | libc::PTRACE_O_EXITKILL;
    let (mut place, mut buffer) = (0, vec![0u8; 1 << 16]);
    let mut is_new = true;
    loop {
        let status = wait(pid);
        if libc::WIFEXITED(status) {
            return libc::WEXITSTATUS(status);
        }
        if !libc::WIFSTOPPED(status) {
            return 1;
        }
        let (mut resume, mut signal) = (libc::PTRACE_CONT, 0);
        if is_new {
            ptrace(libc::PTRACE_SETOPTIONS as _, pid, 0, options as usize);
            is_new = false;
        } else if status >> 16 == libc::PTRACE_EVENT_SECCOMP {
            resume = libc::PTRACE_SYSCALL;
            let Info { value, args: [_, addr, len, ..] } = info(pid);
            place = addr;
            if value.cast_signed() == libc::SYS_sendto {
                read(pid, addr, len, &mut buffer);
            }
        } else if libc::WSTOPSIG(status) == libc::SIGTRAP | 0x80 {
            read(pid, place, info(pid).value, &mut buffer);
        } else {
            signal = libc::WSTOPSIG(status);
        }
        ptrace(resume as _, pid, 0, signal as usize);
    }
}

/// The facts about a stop at a call.
struct Info {
    /// Number of the call that begins, or result of the call that ends.
    value: u64,
    /// Arguments of one that begins.
    args: [u64; 6],
}

fn info(pid: i32) -> Info {
    // struct ptrace_syscall_info: operation and architecture, instruction and stack pointer, then what is asked for.
    let mut raw = [0u64; 11];
    ptrace(libc::PTRACE_GET_SYSCALL_INFO as _, pid, size_of_val(&raw), raw.as_mut_ptr() as usize);
    let [_, _, _, value, args @ .., _] = raw;
    Info { value, args }
}

fn ptrace(request: libc::c_uint, pid: i32, addr: usize, data: usize) {
    // SAFETY: where a request writes through `data`, the caller above passes memory of that length.
    unsafe { libc::ptrace(request as _, pid, addr, data) };
}

/// Returns the next status, looked for before sleeping as nltrace does.
fn wait(pid: i32) -> i32 {
    let mut status = 0;
    for turn in 0..=100 {
        let flags = libc::__WALL | if turn < 100 { libc::WNOHANG } else { 0 };
        // SAFETY: `status` outlives the call.
        if unsafe { libc::waitpid(pid, &raw mut status, flags) } != 0 {
            return status;
        }
        std::thread::yield_now();
    }
    status
}

fn read(pid: i32, addr: u64, len: u64, buffer: &mut [u8]) {
    let len = usize::try_from(len).map_or(0, |len| len.min(buffer.len()));
    let local = libc::iovec { iov_base: buffer.as_mut_ptr().cast(), iov_len: len };
    let remote = libc::iovec { iov_base: addr as usize as *mut libc::c_void, iov_len: len };
    // SAFETY: the kernel writes at most `len` bytes to the buffer, which is as long.
    unsafe { libc::process_vm_readv(pid, &raw const local, 1, &raw const remote, 1, 0) };
}
