//! Memory is flat: of processes, threads and sockets that came and went nothing is left.
//!
//! This test binary plays three parts, one in the other: the test runs it as a tracer, since a tracer waits for every child
//! of its process, those of other tests too; and that runs it as the program that is traced.

use std::ffi::OsString;
use std::io;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
use std::process::Command;

use nix::libc;
use nix::sched::{CloneFlags, unshare};
use nix::sys::signal::{SigSet, Signal, raise};
use nix::sys::socket::{
    AddressFamily, ControlMessage, ControlMessageOwned, MsgFlags, SockFlag, SockProtocol, SockType, recvmsg,
    sendmsg, socket, socketpair,
};
use nix::sys::wait::waitpid;
use nix::unistd::{ForkResult, dup2_raw, fork, read, write};

use super::{Options, Tracer};
use crate::capture::{interface, iproute2};
use crate::exit::ExitStatus;
use crate::outlet::{Outlet, OutputFile};
use crate::pipeline::{Pipeline, Show};
use crate::render::json;
use crate::sink::Sink;

/// The environment variable that says which part to play.
const PART: &str = "NLTRACE_TEST_PART";
/// The environment variable that says how often each thing is done: an emulated machine takes many milliseconds for each time
/// that the program stops.
const ROUNDS: &str = "NLTRACE_TEST_ROUNDS";
/// More things than nltrace may remember at any time. Fewer rounds than this would find no leak.
const MOST: usize = 100;

/// Returns how often each thing is done.
fn rounds() -> usize {
    let rounds = std::env::var(ROUNDS).map_or(1500, |rounds| rounds.parse().unwrap());
    assert!(rounds > 2 * MOST, "{ROUNDS} must exceed {}", 2 * MOST);
    rounds
}

#[test]
fn nothing_is_left_of_what_came_and_went() {
    let name = std::thread::current().name().unwrap_or_default().to_owned();
    let own = std::env::current_exe().unwrap();
    let words = |program: &std::path::Path| -> Vec<OsString> {
        let options = ["--exact", &name, "--nocapture", "--test-threads=1"];
        std::iter::once(program.into()).chain(options.map(Into::into)).collect()
    };
    match std::env::var(PART).as_deref() {
        Ok("program") => play(),
        Ok(_) => watch(&words(&own)),
        Err(_) => {
            let words = words(&own);
            // The tracer is not the first thread of its process. A SIGCHLD that comes while the tracer does not wait for it must stay
            // pending, and not go to the first thread: all threads inherit that it is blocked.
            let ends_of_children = SigSet::from(Signal::SIGCHLD);
            ends_of_children.thread_block().unwrap();
            let output = Command::new(&words[0]).args(&words[1..]).env(PART, "tracer").output().unwrap();
            ends_of_children.thread_unblock().unwrap();
            let printed = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success() && printed.contains("all seen"), "{printed}");
        }
    }
}

/// The tracer: follows the program, and counts what it remembers on the way and at the end.
fn watch(program: &[OsString]) {
    let command = [&["env".into(), format!("{PART}=program").into()], program].concat();
    let mut tracer = Tracer::launch(&command, &Options::default()).unwrap();
    let outlet =
        Outlet { shown: OutputFile::new("nowhere", Box::new(io::sink())), captured: None, per_process: None };
    let pipeline = Pipeline::new(Box::new(json::Json::new(false)), Show::Everything, false);
    let mut pipeline = pipeline
        .asking(interface::name, iproute2::names, |_| Vec::new(), interface::namespace())
        .into(outlet);
    let (mut seen, mut most) = (0, 0);
    while let Some(what) = tracer.next(&mut || ()).unwrap() {
        seen += 1;
        pipeline.take(&what).unwrap();
        if seen % 1000 == 0 {
            let _ = pipeline.flush();
        }
        let [sockets, descriptors, interfaces, _, users] = pipeline.weight();
        // Each process has one or two at a time, and there are never more than a few processes.
        let all = [sockets, descriptors, interfaces, users];
        most = all.into_iter().fold(most, usize::max);
        assert!(tracer.weight()[0] < 20, "{} threads", tracer.weight()[0]);
        assert!(tracer.weight()[1] <= 2 * (1024 + 8192), "{} sockets", tracer.weight()[1]);
    }
    assert_eq!(tracer.exit(), ExitStatus::Code(0));
    assert!(seen > 10 * rounds(), "{seen}");
    assert!(most < MOST, "{most} of something");
    assert_eq!(tracer.weight(), [0, 0], "threads, sockets");
    let [sockets, descriptors, interfaces, requests, users] = pipeline.weight();
    // Names in the namespace that the test itself is in are kept.
    assert!(interfaces <= 2, "{interfaces} names");
    assert!(requests < 1 << 20, "{requests} bytes of requests");
    assert_eq!([sockets, descriptors, users], [0; 3]);
    println!("all seen");
}

/// The traced program: uses processes, threads and sockets in ways that may leave state over in nltrace.
fn play() {
    for round in 0..rounds() {
        // A process that ends with its socket open, one way or another.
        child(|| {
            ask(&route());
            if round % 3 == 0 {
                let _ = raise(Signal::SIGKILL);
            }
        });
        // Sockets that go one way or another.
        let socket = route();
        ask(&socket);
        match round % 4 {
            0 => drop(socket),
            // SAFETY: no memory is involved; the descriptor is not used again.
            1 => unsafe {
                let fd = std::os::fd::IntoRawFd::into_raw_fd(socket);
                libc::syscall(libc::SYS_close_range, fd, fd, 0);
            },
            // SAFETY: the new owner takes over the number.
            2 => unsafe {
                let fd = std::os::fd::IntoRawFd::into_raw_fd(socket);
                drop(dup2_raw(route(), fd).unwrap());
            },
            _ => std::thread::spawn(move || ask(&socket)).join().unwrap(),
        }
        if round % 5 == 0 {
            passed();
        }
        if round % 50 == 0 {
            // A namespace that goes with the process, where that is allowed.
            child(|| {
                if unshare(CloneFlags::CLONE_NEWUSER | CloneFlags::CLONE_NEWNET).is_ok() {
                    ask(&route());
                }
            });
        }
    }
    // Without a word of the harness.
    std::process::exit(0);
}

/// A descriptor that a child hands over, and the sockets that carry it.
fn passed() {
    let kind = SockType::Stream;
    let (ours, theirs) = socketpair(AddressFamily::Unix, kind, None, SockFlag::SOCK_CLOEXEC).unwrap();
    child(|| {
        let socket = route();
        let descriptors = [socket.as_raw_fd()];
        let rights = [ControlMessage::ScmRights(&descriptors)];
        let _ =
            sendmsg::<()>(theirs.as_raw_fd(), &[io::IoSlice::new(b"x")], &rights, MsgFlags::empty(), None);
    });
    let (mut byte, mut space) = ([0], nix::cmsg_space!(i32));
    let mut parts = [io::IoSliceMut::new(&mut byte)];
    let got = recvmsg::<()>(ours.as_raw_fd(), &mut parts, Some(&mut space), MsgFlags::empty()).unwrap();
    for message in got.cmsgs().unwrap() {
        if let ControlMessageOwned::ScmRights(fds) = message {
            // SAFETY: the kernel has just put these descriptors here, and they have no other owner.
            fds.into_iter().for_each(|fd| ask(&unsafe { OwnedFd::from_raw_fd(fd) }));
        }
    }
}

/// A child that does this and ends, without closing anything.
fn child(does: impl FnOnce()) {
    // SAFETY: the child only makes system calls, and ends without running anything of its parent's.
    match unsafe { fork() }.unwrap() {
        ForkResult::Child => {
            does();
            // SAFETY: ends the process.
            unsafe { libc::_exit(0) };
        }
        ForkResult::Parent { child } => drop(waitpid(child, None).unwrap()),
    }
}

fn route() -> OwnedFd {
    let (kind, protocol) = (SockType::Raw, SockProtocol::NetlinkRoute);
    socket(AddressFamily::Netlink, kind, SockFlag::SOCK_CLOEXEC, protocol).unwrap()
}

/// `RTM_GETLINK` of interface 1, which every network namespace has, and its answer.
fn ask(socket: &OwnedFd) {
    let mut message = [0; 32];
    for (at, value) in [(0, 32u8), (4, 18), (6, 1), (20, 1)] {
        message[at] = value;
    }
    write(socket, &message).unwrap();
    assert!(read(socket, &mut [0; 8192]).unwrap() > 32);
}
