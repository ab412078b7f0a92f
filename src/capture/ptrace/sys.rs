//! The system calls of tracing that no crate wraps as we need them: thin, and each with its reason to be sound.
//!
//! `ESRCH` from any of them is everyday: a traced thread may die at any moment, its death is then waited for as usual.

#![allow(
    clippy::cast_possible_truncation,
    reason = "the kernel returns ids, descriptors and lengths of an int as long; sizes of structs are small"
)]

use std::ffi::CStr;
use std::io;
use std::mem::{MaybeUninit, size_of};
use std::os::fd::{AsRawFd, BorrowedFd, FromRawFd, OwnedFd, RawFd};
use std::time::{SystemTime, UNIX_EPOCH};

use nix::libc;

use super::syscalls::Abi;

/// Process and thread ids, as nltrace sees them.
pub(crate) type Pid = i32;

/// How a stopped thread goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Resume {
    /// Until the next event.
    Cont,
    /// Until the next system call begins or ends, or the next event.
    Syscall,
    /// A group-stop goes on being one, until a SIGCONT.
    Listen,
}

/// The kind of a system call stop, from `PTRACE_GET_SYSCALL_INFO`.
#[derive(Clone, Copy, Debug)]
pub(crate) enum SyscallInfo {
    /// A call begins: a syscall-entry stop, or a filter's stop (which follows it).
    Entry {
        /// `AUDIT_ARCH_*`.
        arch: u32,
        /// Number of the call in that architecture.
        nr: u64,
        /// Its arguments.
        args: [u64; 6],
        /// In a filter's stop: the data of the filter's `SECCOMP_RET_TRACE`.
        mark: Option<u16>,
    },
    /// A call ended with this value: as the kernel has it, negative for errors.
    Exit(i64),
    /// Neither.
    None,
}

/// `struct ptrace_syscall_info`.
#[repr(C)]
#[derive(Clone, Copy, Default)]
struct RawInfo {
    op: u8,
    pad: [u8; 3],
    arch: u32,
    instruction_pointer: u64,
    stack_pointer: u64,
    /// `entry`: nr, args. `exit`: rval, is_error. `seccomp`: nr, args, ret_data.
    data: [u64; 8],
}

const PTRACE_SYSCALL_INFO_ENTRY: u8 = 1;
const PTRACE_SYSCALL_INFO_EXIT: u8 = 2;
const PTRACE_SYSCALL_INFO_SECCOMP: u8 = 3;
const PTRACE_GETSIGMASK: libc::c_uint = 0x420a;
const PTRACE_SETSIGMASK: libc::c_uint = 0x420b;
const PTRACE_GET_SYSCALL_INFO: libc::c_uint = 0x420e;

fn check(returned: libc::c_long) -> io::Result<libc::c_long> {
    if returned < 0 { Err(io::Error::last_os_error()) } else { Ok(returned) }
}

/// `ptrace` with two arguments that are numbers, or pointers which the callers below vouch for.
fn ptrace(request: libc::c_uint, pid: Pid, addr: usize, data: usize) -> io::Result<libc::c_long> {
    // SAFETY: the kernel checks pid and request; where a request writes through `addr` or `data`, the wrappers in
    // this file pass pointers to memory of theirs that is large enough and outlives the call.
    check(unsafe { libc::ptrace(request as _, pid, addr, data) })
}

/// `PTRACE_SEIZE`: becomes the tracer of a thread without stopping it.
pub(crate) fn seize(pid: Pid, options: i32) -> io::Result<()> {
    ptrace(libc::PTRACE_SEIZE as _, pid, 0, options as usize).map(drop)
}

/// `PTRACE_SETOPTIONS`: changes the options of a stopped thread.
pub(crate) fn set_options(pid: Pid, options: i32) -> io::Result<()> {
    ptrace(libc::PTRACE_SETOPTIONS as _, pid, 0, options as usize).map(drop)
}

/// `PTRACE_INTERRUPT`: stops a seized thread.
pub(crate) fn interrupt(pid: Pid) -> io::Result<()> {
    ptrace(libc::PTRACE_INTERRUPT as _, pid, 0, 0).map(drop)
}

/// Lets a stopped thread go on, delivering `signal` if it is not 0.
pub(crate) fn resume(pid: Pid, how: Resume, signal: i32) -> io::Result<()> {
    let request = match how {
        Resume::Cont => libc::PTRACE_CONT,
        Resume::Syscall => libc::PTRACE_SYSCALL,
        Resume::Listen => libc::PTRACE_LISTEN,
    };
    ptrace(request as _, pid, 0, signal as usize).map(drop)
}

/// `PTRACE_GETEVENTMSG`: the number that belongs to an event.
fn event_message(pid: Pid) -> io::Result<u64> {
    let mut message: libc::c_ulong = 0;
    ptrace(libc::PTRACE_GETEVENTMSG as _, pid, 0, &raw mut message as usize)?;
    Ok(message)
}

/// Returns the id of the thread that belongs to an event.
pub(crate) fn event_thread(pid: Pid) -> io::Result<Pid> {
    Pid::try_from(event_message(pid)?).map_err(|_| io::Error::from_raw_os_error(libc::ESRCH))
}

/// `PTRACE_GET_SYSCALL_INFO`, in Linux since 5.3.
pub(crate) fn syscall_info(pid: Pid) -> io::Result<SyscallInfo> {
    let mut raw = RawInfo::default();
    ptrace(PTRACE_GET_SYSCALL_INFO, pid, size_of::<RawInfo>(), &raw mut raw as usize)?;
    let [nr, args @ .., last] = raw.data;
    Ok(match raw.op {
        PTRACE_SYSCALL_INFO_ENTRY => SyscallInfo::Entry { arch: raw.arch, nr, args, mark: None },
        // The last number has 32 bits, of which a filter's data fills 16.
        PTRACE_SYSCALL_INFO_SECCOMP => {
            let [a, b, c, d, ..] = last.to_ne_bytes();
            SyscallInfo::Entry {
                arch: raw.arch,
                nr,
                args,
                mark: Some(u32::from_ne_bytes([a, b, c, d]) as u16),
            }
        }
        PTRACE_SYSCALL_INFO_EXIT => SyscallInfo::Exit(nr.cast_signed()),
        _ => SyscallInfo::None,
    })
}

/// Has the call that a stopped thread is about to make fail with this `errno`, as if it were not there.
#[cfg(target_arch = "x86_64")]
pub(crate) fn refuse_call(pid: Pid, errno: i32) -> io::Result<()> {
    // Offsets in `struct user`, which is that of a 64-bit tracer for every tracee.
    const RAX: usize = 10 * size_of::<u64>();
    const ORIG_RAX: usize = 15 * size_of::<u64>();
    ptrace(libc::PTRACE_POKEUSER as _, pid, ORIG_RAX, usize::MAX)?;
    ptrace(libc::PTRACE_POKEUSER as _, pid, RAX, (-(errno as isize)).cast_unsigned()).map(drop)
}

/// Has the call that a stopped thread is about to make fail with this `errno`, as if it were not there.
#[cfg(target_arch = "aarch64")]
pub(crate) fn refuse_call(pid: Pid, errno: i32) -> io::Result<()> {
    const NT_ARM_SYSTEM_CALL: i32 = 0x404;
    set_register_set(pid, NT_ARM_SYSTEM_CALL, &-1i32)?;
    set_first_register(pid, (-i64::from(errno)).cast_unsigned())
}

/// Sets the register of a call's first argument, which is also that of its result.
#[cfg(target_arch = "aarch64")]
fn set_first_register(pid: Pid, value: u64) -> io::Result<()> {
    const NT_PRSTATUS: i32 = 1;
    // SAFETY: the struct is made of integers.
    let mut registers: libc::user_regs_struct = unsafe { std::mem::zeroed() };
    let len = register_set(pid, NT_PRSTATUS, &mut registers)?;
    let [first, ..] = &mut registers.regs;
    if len == size_of::<libc::user_regs_struct>() {
        *first = value;
    } else {
        // A 32-bit program has 18 registers of 4 bytes: r0 and r1 are where x0 would be.
        *first = *first & !u64::from(u32::MAX) | value & u64::from(u32::MAX);
    }
    set_register_set(pid, NT_PRSTATUS, &registers)
}

/// Changes the first argument of the call that a stopped thread is about to make.
#[cfg(target_arch = "x86_64")]
pub(crate) fn set_first_argument(pid: Pid, abi: Abi, value: u64) -> io::Result<()> {
    // Offsets in `struct user`, which is that of a 64-bit tracer for every tracee.
    const RBX: usize = 5 * size_of::<u64>();
    const RDI: usize = 14 * size_of::<u64>();
    let register = if abi == Abi::I386 { RBX } else { RDI };
    ptrace(libc::PTRACE_POKEUSER as _, pid, register, value as usize).map(drop)
}

/// Changes the first argument of the call that a stopped thread is about to make.
#[cfg(target_arch = "aarch64")]
pub(crate) fn set_first_argument(pid: Pid, _: Abi, value: u64) -> io::Result<()> {
    set_first_register(pid, value)
}

/// Returns the signals a stopped thread blocks, as the kernel's 64-bit mask.
pub(crate) fn signal_mask(pid: Pid) -> io::Result<u64> {
    let mut mask = 0u64;
    ptrace(PTRACE_GETSIGMASK, pid, size_of::<u64>(), &raw mut mask as usize)?;
    Ok(mask)
}

/// Sets the signals a stopped thread blocks.
pub(crate) fn set_signal_mask(pid: Pid, mask: u64) -> io::Result<()> {
    ptrace(PTRACE_SETSIGMASK, pid, size_of::<u64>(), &raw const mask as usize).map(drop)
}

/// Reads a register set (`NT_*`) into `registers`; returns how many bytes the thread has of it.
pub(crate) fn register_set(pid: Pid, set: i32, registers: &mut libc::user_regs_struct) -> io::Result<usize> {
    let base = (&raw mut *registers).cast::<libc::c_void>();
    let mut iov = libc::iovec { iov_base: base, iov_len: size_of::<libc::user_regs_struct>() };
    ptrace(libc::PTRACE_GETREGSET as _, pid, set as usize, &raw mut iov as usize)?;
    Ok(iov.iov_len)
}

/// Writes a register set (`NT_*`).
pub(crate) fn set_register_set<T: Copy>(pid: Pid, set: i32, registers: &T) -> io::Result<()> {
    let base = (&raw const *registers).cast::<libc::c_void>().cast_mut();
    let mut iov = libc::iovec { iov_base: base, iov_len: size_of::<T>() };
    ptrace(libc::PTRACE_SETREGSET as _, pid, set as usize, &raw mut iov as usize).map(drop)
}

/// Looks once for a stop or end of any traced thread or child.
pub(crate) fn look_once() -> io::Result<Option<(Pid, i32)>> {
    wait_with(libc::WNOHANG)
}

/// Waits for a stop or end of any traced thread or child.
pub(crate) fn wait() -> io::Result<Option<(Pid, i32)>> {
    wait_with(0)
}

fn wait_with(flags: libc::c_int) -> io::Result<Option<(Pid, i32)>> {
    let mut status = 0;
    // SAFETY: `status` is an int that outlives the call.
    let pid = check(libc::c_long::from(unsafe { libc::waitpid(-1, &raw mut status, libc::__WALL | flags) }))?;
    Ok((pid != 0).then_some((pid as Pid, status)))
}

/// Returns true if this thread traces `pid`, also if `pid` has ended and its end has not been collected yet.
pub(crate) fn is_traced(pid: Pid) -> bool {
    let flags = libc::WEXITED | libc::WSTOPPED | libc::WNOHANG | libc::WNOWAIT | libc::__WALL;
    // SAFETY: an all-zero siginfo is a valid one, and it outlives the call, which writes nothing else.
    unsafe {
        let mut info: libc::siginfo_t = std::mem::zeroed();
        libc::waitid(libc::P_PID, pid.cast_unsigned(), &raw mut info, flags) == 0
    }
}

/// Returns true if a stop or end of this thread can be waited for.
pub(crate) fn has_news(pid: Pid) -> bool {
    let flags = libc::WEXITED | libc::WSTOPPED | libc::WNOHANG | libc::WNOWAIT | libc::__WALL;
    // SAFETY: an all-zero siginfo is a valid one, and it outlives the call, which writes nothing else. Its id is
    // written by a call that succeeds, and 0 if there is nothing to report.
    unsafe {
        let mut info: libc::siginfo_t = std::mem::zeroed();
        libc::waitid(libc::P_PID, pid.cast_unsigned(), &raw mut info, flags) == 0 && info.si_pid() != 0
    }
}

/// Sends a signal to a process.
pub(crate) fn kill(pid: Pid, signal: i32) -> io::Result<()> {
    // SAFETY: no memory is involved.
    check(libc::c_long::from(unsafe { libc::kill(pid, signal) })).map(drop)
}

/// Reads memory of another process into the spare capacity of `out`, from several places, in one call.
///
/// Appends what could be read and returns its length: it ends early where the memory has a hole. `places` must not be
/// more than 1024 and `out` must have room for all of them together; what there is no room for is not read.
///
/// # Errors
/// `EFAULT` if the first byte cannot be read, `EPERM` and `ENOSYS` if nothing may be read this way.
pub(crate) fn read_memory(pid: Pid, places: &[libc::iovec], out: &mut Vec<u8>) -> io::Result<usize> {
    let spare = out.spare_capacity_mut();
    let local = libc::iovec { iov_base: spare.as_mut_ptr().cast::<libc::c_void>(), iov_len: spare.len() };
    // SAFETY: the kernel writes at most `local.iov_len` bytes to `local.iov_base`, which is spare capacity of `out`;
    // the remote addresses are checked by the kernel and never dereferenced here.
    let read = unsafe {
        libc::process_vm_readv(pid, &raw const local, 1, places.as_ptr(), places.len() as libc::c_ulong, 0)
    };
    let read = usize::try_from(read).map_err(|_| io::Error::last_os_error())?;
    // SAFETY: the kernel has initialised `read` bytes after the old length, and that is within the capacity.
    unsafe { out.set_len(out.len() + read) };
    Ok(read)
}

/// `PTRACE_PEEKDATA`: a word of a stopped thread's memory, at an address that is a multiple of a word's length.
pub(crate) fn peek(pid: Pid, addr: u64) -> io::Result<usize> {
    let mut word = 0usize;
    // SAFETY: the system call itself, unlike its wrapper, writes the word to its last argument, which outlives it.
    let done = unsafe {
        libc::syscall(
            libc::SYS_ptrace,
            libc::PTRACE_PEEKDATA as libc::c_long,
            pid,
            addr as usize,
            &raw mut word,
        )
    };
    check(done).map(|_| word)
}

/// Returns the address of a stopped thread's next instruction, rounded down to a word.
pub(crate) fn instruction_pointer(pid: Pid) -> io::Result<u64> {
    let mut raw = RawInfo::default();
    ptrace(PTRACE_GET_SYSCALL_INFO, pid, size_of::<RawInfo>(), &raw mut raw as usize)?;
    Ok(raw.instruction_pointer & !7)
}

/// Returns a /proc of nltrace's own pid namespace that is mounted nowhere: its directory.
pub(crate) fn private_proc() -> io::Result<OwnedFd> {
    const FSOPEN_CLOEXEC: u32 = 1;
    const FSCONFIG_CMD_CREATE: u32 = 6;
    const FSMOUNT_CLOEXEC: u32 = 1;
    // SAFETY: the name ends in NUL; the null pointers are what this command of fsconfig takes; the descriptors are new.
    unsafe {
        let filesystem = owned(libc::syscall(libc::SYS_fsopen, c"proc".as_ptr(), FSOPEN_CLOEXEC))?;
        let (fd, none) = (filesystem.as_raw_fd(), std::ptr::null::<libc::c_char>());
        check(libc::syscall(libc::SYS_fsconfig, fd, FSCONFIG_CMD_CREATE, none, none, 0))?;
        owned(libc::syscall(libc::SYS_fsmount, fd, FSMOUNT_CLOEXEC, 0))
    }
}

/// Returns true if `tid` is a thread of the process `tgid`. Needs no /proc.
pub(crate) fn is_thread_of(tid: Pid, tgid: Pid) -> bool {
    // SAFETY: no memory is involved, and signal 0 is none.
    let sent = check(unsafe { libc::syscall(libc::SYS_tgkill, tgid, tid, 0) });
    // EPERM means that the thread exists.
    sent.is_ok() || sent.is_err_and(|error| error.raw_os_error() == Some(libc::EPERM))
}

/// Returns the inode number of an open file.
pub(crate) fn inode(fd: BorrowedFd<'_>) -> io::Result<u64> {
    Ok(nix::sys::stat::fstat(fd)?.st_ino)
}

/// Writes `bytes` to another process's memory, all or it is an error.
pub(crate) fn write_memory(pid: Pid, addr: u64, bytes: &[u8]) -> io::Result<()> {
    let base = bytes.as_ptr().cast::<libc::c_void>().cast_mut();
    let local = libc::iovec { iov_base: base, iov_len: bytes.len() };
    let remote = libc::iovec { iov_base: addr as usize as *mut libc::c_void, iov_len: bytes.len() };
    // SAFETY: the kernel only reads `bytes`; the remote address is checked by the kernel.
    let written = unsafe { libc::process_vm_writev(pid, &raw const local, 1, &raw const remote, 1, 0) };
    if check(written as libc::c_long)? as usize == bytes.len() {
        Ok(())
    } else {
        Err(io::Error::from_raw_os_error(libc::EFAULT))
    }
}

/// Takes a descriptor that a system call returned.
///
/// # Safety
/// A number that is not negative must be a descriptor that the kernel has just made, and that has no other owner.
unsafe fn owned(fd: libc::c_long) -> io::Result<OwnedFd> {
    let fd = check(fd)? as RawFd;
    // SAFETY: the caller guarantees it.
    Ok(unsafe { OwnedFd::from_raw_fd(fd) })
}

/// Returns a copy of another process's (thread's, where the kernel is 6.9 or newer) descriptor: `pidfd_open`, `pidfd_getfd`.
pub(crate) fn borrow_descriptor(tid: Pid, tgid: Pid, fd: i32) -> io::Result<OwnedFd> {
    // PIDFD_THREAD
    let thread = libc::O_EXCL;
    let open = |pid: Pid, flags: i32| {
        // SAFETY: no memory is involved, and the descriptor is new.
        unsafe { owned(libc::syscall(libc::SYS_pidfd_open, pid, flags)) }
    };
    let pidfd = if tid == tgid {
        open(tid, 0)?
    } else {
        match open(tid, thread) {
            Ok(pidfd) => pidfd,
            Err(_) => open(tgid, 0)?,
        }
    };
    // SAFETY: no memory is involved, and the descriptor is new.
    unsafe { owned(libc::syscall(libc::SYS_pidfd_getfd, pidfd.as_raw_fd(), fd, 0)) }
}

/// Returns true if two processes share one table of descriptors (`CLONE_FILES`); false too where kcmp(2) is not there.
pub(crate) fn same_descriptors(one: Pid, other: Pid) -> bool {
    const KCMP_FILES: i32 = 2;
    // SAFETY: no memory is involved.
    unsafe { libc::syscall(libc::SYS_kcmp, one, other, KCMP_FILES, 0, 0) == 0 }
}

/// Returns an option of a socket that is an int.
pub(crate) fn socket_option(socket: RawFd, level: i32, option: i32) -> io::Result<i32> {
    let mut value: libc::c_int = 0;
    let mut len = size_of::<libc::c_int>() as libc::socklen_t;
    // SAFETY: the kernel writes at most `len` bytes to `value`, and `len` is its size.
    let returned = unsafe { libc::getsockopt(socket, level, option, (&raw mut value).cast(), &raw mut len) };
    check(libc::c_long::from(returned)).map(|_| value)
}

/// Returns the port id and groups a netlink socket is bound to.
pub(crate) fn netlink_name(socket: BorrowedFd<'_>) -> io::Result<(u32, u32)> {
    let mut name = MaybeUninit::<libc::sockaddr_nl>::zeroed();
    let mut len = size_of::<libc::sockaddr_nl>() as libc::socklen_t;
    // SAFETY: the kernel writes at most `len` bytes to `name`, and `len` is its size.
    let returned = unsafe { libc::getsockname(socket.as_raw_fd(), name.as_mut_ptr().cast(), &raw mut len) };
    check(libc::c_long::from(returned))?;
    // SAFETY: sockaddr_nl is made of integers: zeroed, and then written by the kernel, it is initialised.
    let name = unsafe { name.assume_init() };
    Ok((name.nl_pid, name.nl_groups))
}

/// Moves the calling thread into a network namespace.
pub(crate) fn enter_network_namespace(namespace: BorrowedFd<'_>) -> io::Result<()> {
    // SAFETY: no memory is involved.
    check(libc::c_long::from(unsafe { libc::setns(namespace.as_raw_fd(), libc::CLONE_NEWNET) })).map(drop)
}

/// Returns a new netlink socket in the calling thread's network namespace.
pub(crate) fn netlink_socket(protocol: i32) -> io::Result<OwnedFd> {
    let kind = libc::SOCK_RAW | libc::SOCK_CLOEXEC;
    // SAFETY: no memory is involved, and the descriptor is new.
    unsafe { owned(libc::c_long::from(libc::socket(libc::AF_NETLINK, kind, protocol))) }
}

/// Sends on a connected or kernel-facing socket.
pub(crate) fn send(socket: BorrowedFd<'_>, bytes: &[u8]) -> io::Result<()> {
    // SAFETY: the kernel only reads `bytes`.
    let sent =
        unsafe { libc::send(socket.as_raw_fd(), bytes.as_ptr().cast(), bytes.len(), libc::MSG_NOSIGNAL) };
    check(sent as libc::c_long).map(drop)
}

/// Receives available data, without waiting.
pub(crate) fn receive<'a>(socket: BorrowedFd<'_>, buffer: &'a mut [u8]) -> io::Result<&'a [u8]> {
    let at = buffer.as_mut_ptr().cast();
    // SAFETY: the kernel writes at most `buffer.len()` bytes to it.
    let got = unsafe { libc::recv(socket.as_raw_fd(), at, buffer.len(), libc::MSG_DONTWAIT) };
    let got = check(got as libc::c_long)? as usize;
    Ok(buffer.get(..got).unwrap_or_default())
}

/// Opens a directory for [`read_link_at`].
pub(crate) fn open_directory(path: &CStr) -> io::Result<OwnedFd> {
    let flags = libc::O_RDONLY | libc::O_DIRECTORY | libc::O_CLOEXEC;
    // SAFETY: `path` ends in NUL, and the descriptor is new.
    unsafe { owned(libc::c_long::from(libc::open(path.as_ptr(), flags))) }
}

/// `readlinkat`: reads the target of a symbolic link into `buffer`.
pub(crate) fn read_link_at<'a>(
    directory: Option<BorrowedFd<'_>>,
    path: &CStr,
    buffer: &'a mut [u8],
) -> io::Result<&'a [u8]> {
    let directory = directory.map_or(libc::AT_FDCWD, |fd| fd.as_raw_fd());
    let at = buffer.as_mut_ptr().cast();
    // SAFETY: `path` ends in NUL, and the kernel writes at most `buffer.len()` bytes to the buffer.
    let len = unsafe { libc::readlinkat(directory, path.as_ptr(), at, buffer.len()) };
    let len = check(len as libc::c_long)? as usize;
    Ok(buffer.get(..len).unwrap_or_default())
}

/// Returns the name of the protocol family of the socket at a path such as /proc/PID/fd/N.
pub(crate) fn socket_family<'a>(path: &CStr, buffer: &'a mut [u8]) -> io::Result<&'a [u8]> {
    let at = buffer.as_mut_ptr().cast();
    // SAFETY: path and name end in NUL, and the kernel writes at most `buffer.len()` bytes to the buffer.
    let len = unsafe { libc::getxattr(path.as_ptr(), c"system.sockprotoname".as_ptr(), at, buffer.len()) };
    let name = buffer.get(..check(len as libc::c_long)? as usize).unwrap_or_default();
    Ok(name.strip_suffix(b"\0").unwrap_or(name))
}

/// Returns true if executing the file at this path gives capabilities.
pub(crate) fn has_capabilities(path: &CStr) -> bool {
    // SAFETY: path and name end in NUL; without a buffer the kernel only returns the length.
    unsafe { libc::getxattr(path.as_ptr(), c"security.capability".as_ptr(), std::ptr::null_mut(), 0) > 0 }
}

/// Returns true if a descriptor of this process is a netlink socket that stays open when it executes a program.
pub(crate) fn bequeaths_netlink(fd: RawFd) -> bool {
    if socket_option(fd, libc::SOL_SOCKET, libc::SO_DOMAIN).ok() != Some(libc::AF_NETLINK) {
        return false;
    }
    // SAFETY: no memory is involved.
    let flags = unsafe { libc::fcntl(fd, libc::F_GETFD) };
    flags >= 0 && flags & libc::FD_CLOEXEC == 0
}

/// Returns the time of the system's clock.
pub(super) fn now() -> crate::datagram::Timestamp {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}
