//! The programs that are traced: each does one thing with netlink that a tracer may get wrong.

use std::io::{IoSlice, IoSliceMut, Write};
use std::os::fd::{AsFd, AsRawFd, FromRawFd, OwnedFd, RawFd};
use std::sync::{Arc, Barrier};
use std::time::Duration;

use nix::libc;
use nix::sys::signal::{SaFlags, SigAction, SigHandler, SigSet, Signal, kill, raise, sigaction};
use nix::sys::socket::{
    AddressFamily, MsgFlags, NetlinkAddr, SockFlag, SockProtocol, SockType, recv, send, sendto, socket,
};
use nix::sys::wait::{WaitPidFlag, waitpid};
use nix::unistd::{ForkResult, Pid, dup, fork, pipe, read, write};

use super::run::SCENARIO;
use super::troubled;

/// Plays the scenario that the environment names; a test like others, which does nothing, without one.
#[test]
fn play() {
    let Ok(scenario) = std::env::var(SCENARIO) else { return };
    assert!(play_one(&scenario), "no such scenario: {scenario}");
    std::process::exit(0);
}

/// Plays a scenario; false if there is none of this name.
pub(super) fn play_one(scenario: &str) -> bool {
    let (name, argument) = scenario.split_once(':').unwrap_or((scenario, ""));
    match name {
        "ask" => super::bpf::play(argument),
        "ask_nothing" => super::bpf::ask_nothing(argument),
        "broken" => super::broken::play(argument),
        "failing" => super::failing::play(argument),
        "reasons" => super::extack::play(argument),
        "write_read" => write_read(&route(), 1),
        "vectors" => vectors(),
        "many" => many(),
        "unbound" => unbound(),
        "other_namespace" => other_namespace(),
        "passed" => passed(),
        "duplicates" => duplicates(),
        "exec" => exec(),
        "use_fd" => use_fd(argument),
        "threads" => threads(argument.parse().expect("a number")),
        "exec_in_thread" => exec_in_thread(),
        "stopped" => stopped(),
        "interrupted" => interrupted(),
        "hole" => hole(),
        "peek" => peek(),
        "killed" => killed(),
        "shared_descriptors" => shared_descriptors(),
        "sandboxed" => sandboxed(),
        "reused" => reused(),
        "daemon" => daemon(),
        "environment" => environment(),
        "old_calls" => super::widths::old_calls(),
        "x32_calls" => super::widths::x32_calls(),
        "serve" => serve(),
        "sleep" => std::thread::sleep(Duration::from_secs(30)),
        _ => {
            return troubled::play(name, argument)
                || super::transparent::play(name, argument)
                || super::byways::play(name);
        }
    }
    true
}

/// Returns a NETLINK_ROUTE socket.
pub(super) fn route() -> OwnedFd {
    let flags = SockFlag::SOCK_CLOEXEC;
    socket(AddressFamily::Netlink, SockType::Raw, flags, SockProtocol::NetlinkRoute)
        .expect("a netlink socket")
}

/// RTM_GETLINK for the interface of index 1, which every network namespace has. One RTM_NEWLINK answers.
pub(super) fn getlink(seq: u32) -> [u8; 32] {
    let mut message = [0; 32];
    message[..4].copy_from_slice(&32u32.to_ne_bytes());
    message[4..6].copy_from_slice(&18u16.to_ne_bytes());
    message[6..8].copy_from_slice(&1u16.to_ne_bytes());
    message[8..12].copy_from_slice(&seq.to_ne_bytes());
    message[20..24].copy_from_slice(&1u32.to_ne_bytes());
    message
}

pub(super) fn write_read(socket: &OwnedFd, seq: u32) {
    assert_eq!(write(socket, &getlink(seq)).expect("write"), 32);
    let mut buffer = [0; 8192];
    assert!(read(socket, &mut buffer).expect("read") > 32);
}

fn send_receive(socket: &OwnedFd, seq: u32) {
    send(socket.as_raw_fd(), &getlink(seq), MsgFlags::empty()).expect("send");
    let mut buffer = [0; 8192];
    recv(socket.as_raw_fd(), &mut buffer, MsgFlags::empty()).expect("recv");
}

fn vectors() {
    let socket = route();
    let message = getlink(1);
    let parts = [IoSlice::new(&message[..5]), IoSlice::new(&[]), IoSlice::new(&message[5..])];
    nix::sys::uio::writev(&socket, &parts).expect("writev");
    let (mut head, mut tail) = ([0; 17], [0; 8192]);
    let mut parts = [IoSliceMut::new(&mut head), IoSliceMut::new(&mut tail)];
    nix::sys::uio::readv(&socket, &mut parts).expect("readv");
}

fn many() {
    let socket = route();
    let messages: Vec<[u8; 32]> = (1..=3).map(getlink).collect();
    let mut buffers = vec![[0u8; 8192]; 3];
    let iovec = |base: *const u8, len| libc::iovec { iov_base: base.cast_mut().cast(), iov_len: len };
    let mut out: Vec<libc::iovec> = messages.iter().map(|message| iovec(message.as_ptr(), 32)).collect();
    let mut into: Vec<libc::iovec> =
        buffers.iter_mut().map(|buffer| iovec(buffer.as_mut_ptr(), 8192)).collect();
    let headers = |vectors: &mut [libc::iovec]| -> Vec<libc::mmsghdr> {
        let header = |vector: &mut libc::iovec| {
            // SAFETY: mmsghdr is made of integers and nullable pointers.
            let mut header: libc::mmsghdr = unsafe { std::mem::zeroed() };
            (header.msg_hdr.msg_iov, header.msg_hdr.msg_iovlen) = (vector, 1);
            header
        };
        vectors.iter_mut().map(header).collect()
    };
    let (mut out, mut into) = (headers(&mut out), headers(&mut into));
    // SAFETY: the headers point to vectors, and those to buffers, that live to the end of this function.
    unsafe {
        assert_eq!(libc::sendmmsg(socket.as_raw_fd(), out.as_mut_ptr(), 3, 0), 3);
        assert_eq!(
            libc::recvmmsg(socket.as_raw_fd(), into.as_mut_ptr(), 3, 0, std::ptr::null_mut()),
            3,
            "three answers are there already"
        );
    }
}

fn unbound() {
    let socket = route();
    let kernel = NetlinkAddr::new(0, 0);
    sendto(socket.as_raw_fd(), &getlink(1), &kernel, MsgFlags::empty()).expect("sendto");
    let mut buffer = [0; 8192];
    recv(socket.as_raw_fd(), &mut buffer, MsgFlags::empty()).expect("recv");
}

fn other_namespace() {
    let before = route();
    if nix::sched::unshare(nix::sched::CloneFlags::CLONE_NEWNET).is_err() {
        println!("SKIP");
        return;
    }
    write_read(&before, 1);
    write_read(&route(), 2);
}

/// A child sends its socket to its parent, which uses it under another number.
fn passed() {
    use nix::sys::socket::{ControlMessage, ControlMessageOwned, recvmsg, sendmsg, socketpair};
    let (one, other) =
        socketpair(AddressFamily::Unix, SockType::Stream, None, SockFlag::SOCK_CLOEXEC).expect("socketpair");
    match unforked_fork() {
        ForkResult::Child => {
            let socket = route();
            let fds = [socket.as_raw_fd()];
            let rights = [ControlMessage::ScmRights(&fds)];
            let byte = [IoSlice::new(b"x")];
            sendmsg::<()>(one.as_raw_fd(), &byte, &rights, MsgFlags::empty(), None).expect("sendmsg");
            exit_now(0);
        }
        ForkResult::Parent { child } => {
            let _other_number = dup(&other).expect("dup");
            let mut byte = [0];
            let mut parts = [IoSliceMut::new(&mut byte)];
            let mut room = nix::cmsg_space!([RawFd; 1]);
            let flags = MsgFlags::MSG_CMSG_CLOEXEC;
            let got = recvmsg::<()>(other.as_raw_fd(), &mut parts, Some(&mut room), flags).expect("recvmsg");
            for control in got.cmsgs().expect("control messages") {
                if let ControlMessageOwned::ScmRights(fds) = control {
                    // SAFETY: the kernel has just made this descriptor for us.
                    write_read(&unsafe { OwnedFd::from_raw_fd(fds[0]) }, 1);
                }
            }
            waitpid(child, None).expect("the child ends");
        }
    }
}

fn duplicates() {
    let socket = route();
    write_read(&dup(&socket).expect("dup"), 1);
    let high = nix::fcntl::fcntl(&socket, nix::fcntl::FcntlArg::F_DUPFD_CLOEXEC(100)).expect("fcntl");
    // SAFETY: the kernel has just made this descriptor for us.
    write_read(&unsafe { OwnedFd::from_raw_fd(high) }, 2);
    let mut third = route();
    drop(dup(&socket));
    nix::unistd::dup2(&socket, &mut third).expect("dup2");
    write_read(&third, 3);
}

/// This binary again, to play another scenario.
pub(super) fn scenario_here(scenario: &str) -> std::process::Command {
    let own = std::env::current_exe().expect("the test binary has a path");
    let mut command = std::process::Command::new(own);
    command.args(std::env::args_os().skip(1)).env(SCENARIO, scenario);
    command
}

/// Executes this binary again, to play another scenario.
fn become_scenario(scenario: &str) -> ! {
    use std::os::unix::process::CommandExt;
    panic!("{}", scenario_here(scenario).exec())
}

/// Returns a route socket that stays open over exec.
pub(super) fn lasting() -> OwnedFd {
    let (kind, protocol) = (SockType::Raw, SockProtocol::NetlinkRoute);
    socket(AddressFamily::Netlink, kind, SockFlag::empty(), protocol).expect("a netlink socket")
}

fn exec() {
    let socket = lasting();
    become_scenario(&format!("use_fd:{}", socket.as_raw_fd()));
}

fn use_fd(number: &str) {
    // SAFETY: the caller of this scenario has left that descriptor open for it.
    write_read(&unsafe { OwnedFd::from_raw_fd(number.parse().expect("a number")) }, 1);
}

fn threads(count: u32) {
    let barrier = Arc::new(Barrier::new(count as usize));
    let all: Vec<_> = (0..count)
        .map(|seq| {
            let barrier = Arc::clone(&barrier);
            std::thread::spawn(move || {
                barrier.wait();
                let socket = route();
                if seq % 2 == 0 {
                    write_read(&socket, seq);
                } else {
                    send_receive(&socket, seq);
                }
                barrier.wait();
            })
        })
        .collect();
    all.into_iter().for_each(|thread| thread.join().expect("no thread panics"));
}

fn exec_in_thread() {
    let waits = std::thread::spawn(|| std::thread::sleep(Duration::from_secs(30)));
    let becomes = std::thread::spawn(|| {
        let socket = lasting();
        become_scenario(&format!("use_fd:{}", socket.as_raw_fd()))
    });
    let _ = (waits.join(), becomes.join());
}

/// fork in a program whose other threads, if any, hold no lock that the child could need.
pub(super) fn unforked_fork() -> ForkResult {
    // SAFETY: the children of these scenarios make system calls, and leave by `exit_now`.
    unsafe { fork() }.expect("fork")
}

/// Leaves without running exit handlers and destructors, which are the parent's.
pub(super) fn exit_now(code: i32) -> ! {
    // SAFETY: it does not return.
    unsafe { libc::_exit(code) }
}

/// Stops itself; a child sees that it has stopped and continues it.
fn stopped() {
    let own = Pid::this();
    if let ForkResult::Child = unforked_fork() {
        loop {
            let stat = std::fs::read_to_string(format!("/proc/{own}/stat")).unwrap_or_default();
            // A traced process that is stopped shows as `t`.
            if stat.contains(") T ") || stat.contains(") t ") {
                std::thread::sleep(Duration::from_millis(100));
                kill(own, Signal::SIGCONT).expect("kill");
                exit_now(0);
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }
    raise(Signal::SIGSTOP).expect("raise");
    write_read(&route(), 1);
    let _ = waitpid(None, Some(WaitPidFlag::empty()));
}

extern "C" fn nothing(_signal: libc::c_int) {}

/// Two blocked receives: a signal ends the first with EINTR, the second is restarted after one.
fn interrupted() {
    let socket = route();
    let handle = |flags| {
        let action = SigAction::new(SigHandler::Handler(nothing), flags, SigSet::empty());
        // SAFETY: the handler does nothing.
        unsafe { sigaction(Signal::SIGUSR1, &action) }.expect("sigaction");
    };
    let (process, thread) = (Pid::this().as_raw(), nix::unistd::gettid().as_raw());
    let signal_soon = move || {
        std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(100));
            // SAFETY: no memory is involved.
            let sent = unsafe { libc::syscall(libc::SYS_tgkill, process, thread, libc::SIGUSR1) };
            assert_eq!(sent, 0);
        })
    };
    let mut buffer = [0; 8192];
    handle(SaFlags::empty());
    let signaller = signal_soon();
    let got = recv(socket.as_raw_fd(), &mut buffer, MsgFlags::empty());
    assert_eq!(got, Err(nix::errno::Errno::EINTR));
    signaller.join().expect("no panic");
    handle(SaFlags::SA_RESTART);
    let other = dup(&socket).expect("dup");
    let sender = std::thread::spawn(move || {
        signal_soon().join().expect("no panic");
        std::thread::sleep(Duration::from_millis(100));
        write(&other, &getlink(1)).expect("write");
    });
    assert!(recv(socket.as_raw_fd(), &mut buffer, MsgFlags::empty()).expect("restarted") > 32);
    sender.join().expect("no panic");
}

/// A message that lies at the very end of its page, then one that runs into a page that cannot be read.
fn hole() {
    use nix::sys::mman::{MapFlags, ProtFlags, mmap_anonymous, mprotect};
    let len = std::num::NonZeroUsize::new(8192).expect("not zero");
    let protection = ProtFlags::PROT_READ | ProtFlags::PROT_WRITE;
    let socket = route();
    // SAFETY: the mapping is ours, is written within its first page only, and lives to the end of the program; the
    // kernel checks what is beyond that.
    unsafe {
        let page = mmap_anonymous(None, len, protection, MapFlags::MAP_PRIVATE).expect("mmap");
        mprotect(page.byte_add(4096), 4096, ProtFlags::PROT_NONE).expect("mprotect");
        let page = page.as_ptr().cast::<u8>();
        page.add(4096 - 32).copy_from_nonoverlapping(getlink(1).as_ptr(), 32);
        assert_eq!(libc::send(socket.as_raw_fd(), page.add(4096 - 32).cast(), 32, 0), 32);
        page.add(4096 - 24).copy_from_nonoverlapping(getlink(2).as_ptr(), 24);
        assert_eq!(libc::send(socket.as_raw_fd(), page.add(4096 - 24).cast(), 32, 0), -1);
        assert_eq!(libc::send(socket.as_raw_fd(), page.add(4096 - 24).cast(), 1 << 62, 0), -1);
    }
    let mut buffer = [0; 8192];
    recv(socket.as_raw_fd(), &mut buffer, MsgFlags::empty()).expect("recv");
}

/// Peeks with no buffer, with one that is too small, and then reads.
fn peek() {
    let socket = route();
    let flags = MsgFlags::MSG_PEEK | MsgFlags::MSG_TRUNC;
    send(socket.as_raw_fd(), &getlink(1), MsgFlags::empty()).expect("send");
    let whole = recv(socket.as_raw_fd(), &mut [], flags).expect("recv");
    assert_eq!(recv(socket.as_raw_fd(), &mut [0; 20], flags).expect("recv"), whole);
    let mut buffer = [0; 8192];
    assert_eq!(recv(socket.as_raw_fd(), &mut buffer, MsgFlags::empty()).expect("recv"), whole);
    let none = recv(socket.as_raw_fd(), &mut buffer, MsgFlags::MSG_DONTWAIT);
    assert_eq!(none, Err(nix::errno::Errno::EAGAIN));
}

/// Dies while another thread is blocked in a receive.
fn killed() {
    let socket = route();
    write_read(&socket, 1);
    std::thread::spawn(move || recv(socket.as_raw_fd(), &mut [0; 100], MsgFlags::empty()));
    std::thread::sleep(Duration::from_millis(100));
    let _ = raise(Signal::SIGKILL);
}

/// A child that shares the table of descriptors but is no thread makes a socket, which its parent then uses.
fn shared_descriptors() {
    let (reader, writer) = pipe().expect("pipe");
    // SAFETY: a fork with one flag more: the child has memory of its own, makes system calls only, and leaves.
    let child = unsafe {
        let flags = i64::from(libc::CLONE_FILES | libc::SIGCHLD);
        libc::syscall(libc::SYS_clone, flags, 0, 0, 0, 0)
    };
    if child == 0 {
        let socket = std::mem::ManuallyDrop::new(route());
        write_read(&socket, 1);
        let _ = write(&writer, &socket.as_raw_fd().to_ne_bytes());
        exit_now(0);
    }
    let mut number = [0; 4];
    read(&reader, &mut number).expect("read");
    // SAFETY: the child has left that descriptor open for us.
    write_read(&unsafe { OwnedFd::from_raw_fd(RawFd::from_ne_bytes(number)) }, 2);
    let _ = waitpid(Pid::from_raw(child as i32), None);
}

/// Lives under a filter of its own that kills for calls which it does not make itself.
fn sandboxed() {
    sandbox(libc::SYS_munmap);
    write_read(&route(), 1);
    exit_now(0);
}

/// Puts a filter on this program that kills it for seccomp and one more of the calls nltrace would have it make.
pub(super) fn sandbox(other: libc::c_long) {
    let op = |code: u32, k: u32, jt: u8, jf: u8| libc::sock_filter { code: code as u16, jt, jf, k };
    let (load, equal, ret) =
        (libc::BPF_LD | libc::BPF_W | libc::BPF_ABS, libc::BPF_JMP | libc::BPF_JEQ, libc::BPF_RET);
    let mut filter = [
        op(load, 0, 0, 0),
        op(equal, libc::SYS_seccomp as u32, 2, 0),
        op(equal, other as u32, 1, 0),
        op(ret, libc::SECCOMP_RET_ALLOW, 0, 0),
        op(ret, libc::SECCOMP_RET_KILL_PROCESS, 0, 0),
    ];
    let program = libc::sock_fprog { len: filter.len() as u16, filter: filter.as_mut_ptr() };
    // SAFETY: the program and its instructions are local, and the kernel copies them.
    unsafe {
        assert_eq!(libc::prctl(libc::PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), 0);
        assert_eq!(libc::prctl(libc::PR_SET_SECCOMP, libc::SECCOMP_MODE_FILTER, &raw const program), 0);
    }
}

/// A socket's number becomes a pipe's, and then a socket's again.
fn reused() {
    let socket = route();
    write_read(&socket, 1);
    drop(socket);
    let (reader, writer) = pipe().expect("pipe");
    for _ in 0..100 {
        write(&writer, &getlink(7)).expect("write");
        read(&reader, &mut [0; 32]).expect("read");
    }
    drop((reader, writer));
    write_read(&route(), 2);
}

/// Starts a grandchild that goes on when its parents are gone.
fn daemon() {
    if let ForkResult::Child = unforked_fork() {
        let _ = nix::unistd::setsid();
        if let ForkResult::Child = unforked_fork() {
            std::thread::sleep(Duration::from_millis(300));
            write_read(&route(), 1);
        }
        exit_now(0);
    }
}

/// Prints the state that a program inherits: its signals, descriptors and process group's relation to its parent.
fn environment() {
    let status = std::fs::read_to_string("/proc/thread-self/status").expect("proc");
    // Signals: Rust's start-up changes the same ones in this program with and without nltrace.
    let lines = status.lines().filter(|line| line.starts_with("Sig") || line.starts_with("Shd"));
    lines.filter(|line| !line.starts_with("SigQ")).for_each(|line| println!("{line}"));
    let mut fds: Vec<i32> = std::fs::read_dir("/proc/self/fd")
        .expect("proc")
        .flatten()
        // A process that is started now may inherit a socket of a test that runs beside this one.
        .filter(|entry| {
            !std::fs::read_link(entry.path()).is_ok_and(|link| link.to_string_lossy().starts_with("socket:"))
        })
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .collect();
    fds.sort_unstable();
    println!("{fds:?}");
    let _ = std::io::stdout().flush();
    assert!(std::io::stdin().as_fd().as_raw_fd() == 0);
}

/// Runs until a signal asks it to end. At first it is blocked in a receive that the signal's sender makes return.
pub(super) fn serve() {
    let socket = route();
    let own = dup(&socket).expect("dup");
    let (_, mut buffer) = (println!("ready"), [0; 8192]);
    let waiter = std::thread::spawn(move || recv(own.as_raw_fd(), &mut buffer, MsgFlags::empty()));
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).expect("a line");
    write(&socket, &getlink(1)).expect("write");
    assert!(waiter.join().expect("no panic").expect("recv") > 32);
    write_read(&socket, 2);
    println!("served");
    line.clear();
    std::io::stdin().read_line(&mut line).expect("a line");
    write_read(&socket, 3);
    println!("done");
}
