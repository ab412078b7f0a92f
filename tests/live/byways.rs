//! Children and descriptors that come about without a call that says so. The programs are below the tests.

use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
use std::sync::mpsc;

use nix::libc;
use nix::unistd::Pid;

use super::run::{scenario, trace_with};
use super::tracee::{exit_now, route, write_read};

/// Plays a scenario; false if it is none of these.
pub(super) fn play(name: &str) -> bool {
    match name {
        "untraced_children" => untraced_children(),
        "supervised" => supervised(),
        "standard_descriptors" => standard_descriptors(),
        _ => return false,
    }
    true
}

/// The flag CLONE_UNTRACED would leave a child under nltrace's filters with no tracer: `socket` would fail with ENOSYS.
#[test]
fn children_that_ask_not_to_be_traced() {
    for options in [&[][..], &["--no-seccomp"]] {
        let run = trace_with(options, &scenario("alone:untraced_children"));
        assert!(run.status.success(), "{options:?}: {} {}", run.stdout, run.stderr);
        let pair = |seq| [format!("write 18 {seq}"), format!("read 16 {seq}")];
        assert_eq!(run.exchanged(), [pair(1), pair(2), pair(3)].concat(), "{options:?}: {}", run.stderr);
    }
}

/// A supervisor puts a netlink socket into a program that only calls getppid.
#[test]
fn sockets_that_a_seccomp_supervisor_installs() {
    let run = trace_with(&[], &scenario("supervised"));
    assert!(run.status.success(), "{} {}", run.stdout, run.stderr);
    if run.stdout.contains("SKIP") {
        eprintln!("SKIPPED sockets_that_a_seccomp_supervisor_installs: {}", run.stdout);
        return;
    }
    assert_eq!(run.exchanged(), ["write 18 1", "read 16 1", "write 18 2", "read 16 2"], "{}", run.stderr);
}

/// Standard input, output and error that are netlink sockets, of a process that closed all it had.
#[test]
fn netlink_in_place_of_the_standard_descriptors() {
    let run = trace_with(&[], &scenario("alone:standard_descriptors"));
    assert!(run.status.success(), "{} {}", run.stdout, run.stderr);
    let expected: Vec<String> =
        (1..=4).flat_map(|seq| [format!("write 18 {seq}"), format!("read 16 {seq}")]).collect();
    assert_eq!(run.exchanged(), expected, "{}", run.stderr);
}

fn untraced_children() {
    for (number, seq) in [(libc::SYS_clone, 1), (libc::SYS_clone3, 2)] {
        let untraced = libc::CLONE_UNTRACED as u64;
        // `struct clone_args`: flags, three pointers, the signal at the end, and the stack.
        let arguments = [untraced, 0, 0, 0, libc::SIGCHLD as u64, 0, 0, 0];
        // SAFETY: without CLONE_VM the child has a copy of the memory; this process has one thread.
        let child = unsafe {
            if number == libc::SYS_clone {
                libc::syscall(number, untraced | libc::SIGCHLD as u64, 0, 0, 0, 0)
            } else {
                libc::syscall(number, arguments.as_ptr(), size_of_val(&arguments))
            }
        };
        if child == 0 {
            write_read(&route(), seq);
            exit_now(0);
        }
        let child = Pid::from_raw(i32::try_from(child).expect("a process id"));
        let status = nix::sys::wait::waitpid(child, None).expect("the child");
        assert_eq!(status, nix::sys::wait::WaitStatus::Exited(child, 0));
    }
    write_read(&route(), 3);
}

/// From `linux/seccomp.h`.
const SECCOMP_IOCTL_NOTIF_RECV: libc::Ioctl = 0xc050_2100_u32 as libc::Ioctl;
const SECCOMP_IOCTL_NOTIF_SEND: libc::Ioctl = 0xc018_2101_u32 as libc::Ioctl;
const SECCOMP_IOCTL_NOTIF_ADDFD: libc::Ioctl = 0x4018_2103_u32 as libc::Ioctl;

fn supervised() {
    let (hand_over, listener) = mpsc::channel();
    // A filter is its thread's own, and the descriptors are those of both.
    let program = std::thread::spawn(move || {
        let op = |code: u32, k: u32, jt: u8, jf: u8| libc::sock_filter { code: code as u16, jt, jf, k };
        let mut filter = [
            op(libc::BPF_LD | libc::BPF_W | libc::BPF_ABS, 0, 0, 0),
            op(libc::BPF_JMP | libc::BPF_JEQ, libc::SYS_getppid as u32, 0, 1),
            op(libc::BPF_RET, libc::SECCOMP_RET_USER_NOTIF, 0, 0),
            op(libc::BPF_RET, libc::SECCOMP_RET_ALLOW, 0, 0),
        ];
        let program = libc::sock_fprog { len: filter.len() as u16, filter: filter.as_mut_ptr() };
        // SAFETY: the program and its instructions outlive the calls, and the kernel copies them.
        let fd = unsafe {
            assert_eq!(libc::prctl(libc::PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), 0);
            let flags = libc::SECCOMP_FILTER_FLAG_NEW_LISTENER;
            libc::syscall(libc::SYS_seccomp, libc::SECCOMP_SET_MODE_FILTER, flags, &raw const program)
        };
        hand_over.send(fd).expect("the supervisor");
        if fd < 0 {
            return;
        }
        // SAFETY: no memory is involved.
        let given = unsafe { libc::syscall(libc::SYS_getppid) };
        // SAFETY: the supervisor has just made this descriptor for this thread.
        let socket = unsafe { OwnedFd::from_raw_fd(i32::try_from(given).expect("a descriptor")) };
        write_read(&socket, 1);
        write_read(&socket, 2);
    });
    let fd = listener.recv().expect("the program");
    if fd < 0 {
        println!("SKIP: no listener, {}", std::io::Error::last_os_error());
        return;
    }
    // SAFETY: the kernel has just made this descriptor, and it has no other owner.
    let listener = unsafe { OwnedFd::from_raw_fd(i32::try_from(fd).expect("a descriptor")) };
    let socket = route();
    // `struct seccomp_notif`: the id comes first.
    let mut notice = [0u64; 10];
    // SAFETY: the structs have the lengths that are part of the requests, and outlive the calls.
    unsafe {
        assert_eq!(libc::ioctl(listener.as_raw_fd(), SECCOMP_IOCTL_NOTIF_RECV, notice.as_mut_ptr()), 0);
        let [id, ..] = notice;
        // `struct seccomp_notif_addfd`: id, flags and source, number and its flags.
        let source = u64::from(socket.as_raw_fd().cast_unsigned()) << 32;
        let request = [id, source, 0];
        let given = libc::ioctl(listener.as_raw_fd(), SECCOMP_IOCTL_NOTIF_ADDFD, &raw const request);
        assert!(given >= 0, "{}", std::io::Error::last_os_error());
        // `struct seccomp_notif_resp`: id, value, error and flags.
        let answer = [id, u64::from(given.cast_unsigned()), 0];
        assert_eq!(libc::ioctl(listener.as_raw_fd(), SECCOMP_IOCTL_NOTIF_SEND, &raw const answer), 0);
    }
    program.join().expect("no panic");
}

fn standard_descriptors() {
    // SAFETY: nothing uses these descriptors any more: the process ends without printing.
    unsafe {
        assert_eq!(libc::syscall(libc::SYS_close_range, 0, u32::MAX, 0), 0);
        let socket = libc::socket(libc::AF_NETLINK, libc::SOCK_RAW, 0);
        libc::dup2(socket, 1);
        libc::dup3(socket, 2, 0);
        for fd in 0..=2 {
            let socket = OwnedFd::from_raw_fd(fd);
            write_read(&socket, fd.cast_unsigned() + 1);
            std::mem::forget(socket);
        }
        let high = libc::fcntl(0, libc::F_DUPFD_CLOEXEC, 200);
        libc::syscall(libc::SYS_close_range, 0, 199, 0);
        write_read(&OwnedFd::from_raw_fd(high), 4);
    }
    exit_now(0);
}
