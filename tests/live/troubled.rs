//! More programs that are traced: those to which something goes wrong, or that do much at once.

use std::os::fd::{AsRawFd, OwnedFd};
use std::sync::{Arc, Barrier};
use std::time::Duration;

use nix::errno::Errno;
use nix::libc;
use nix::sys::signal::{SaFlags, SigAction, SigHandler, SigSet, Signal, sigaction};
use nix::sys::socket::{MsgFlags, recv, send, setsockopt, sockopt};
use nix::sys::wait::{WaitStatus, waitpid};
use nix::unistd::{ForkResult, dup, pipe, read, write};

use super::tracee::{
    exit_now, getlink, lasting, route, sandbox, scenario_here, serve, unforked_fork, write_read,
};

/// Plays a scenario; false if it is none of these.
pub(super) fn play(name: &str, argument: &str) -> bool {
    let number = || argument.parse().expect("a number");
    match name {
        "ledger" => ledger(),
        "overrun" => overrun(),
        "truncated" => truncated(),
        "bad_addresses" => bad_addresses(),
        "splices" => splices(),
        "ring" => ring(),
        "ring_pair" => ring_pair(),
        "changing_hands" => changing_hands(),
        "racing_hands" => racing_hands(),
        "replaced" => replaced(),
        "leader_ends" => leader_ends(),
        "spawns" => spawns(),
        "children" => children(number()),
        "asks" => asks(number()),
        "busy" => busy(Duration::from_secs(number().into())),
        "forks" => forks(),
        "sockets" => sockets(number()),
        "signals" => signals(),
        "sandboxed_serve" => {
            sandbox(libc::SYS_seccomp);
            serve();
        }
        "stress" => super::stress::play(u64::from(number())),
        _ => return false,
    }
    true
}

/// Messages and their bytes, as `nlmsg_len` has them.
#[derive(Default)]
struct Count {
    messages: usize,
    bytes: usize,
}

impl Count {
    /// Returns true if there is an NLMSG_DONE among them.
    fn add(&mut self, mut datagram: &[u8]) -> bool {
        let mut done = false;
        while let Some(len) = datagram.get(..4) {
            let len = u32::from_ne_bytes(len.try_into().expect("four bytes")) as usize;
            if len < 16 || len > datagram.len() {
                break;
            }
            done |= datagram[4..6] == 3u16.to_ne_bytes();
            self.messages += 1;
            self.bytes += len;
            datagram = datagram.get(len.next_multiple_of(4)..).unwrap_or_default();
        }
        done
    }
}

/// Sends and receives by every call, and counts.
fn ledger() {
    let (socket, mut sent, mut received) = (route(), Count::default(), Count::default());
    let mut buffer = vec![0; 65536];
    for round in 0..50u32 {
        // Two requests in one datagram.
        let two = [getlink(10 * round), getlink(10 * round + 1)].concat();
        match round % 3 {
            0 => assert_eq!(write(&socket, &two), Ok(64)),
            1 => assert_eq!(send(socket.as_raw_fd(), &two, MsgFlags::empty()), Ok(64)),
            _ => {
                let parts = [std::io::IoSlice::new(&two[..7]), std::io::IoSlice::new(&two[7..])];
                assert_eq!(nix::sys::uio::writev(&socket, &parts), Ok(64));
            }
        }
        sent.add(&two);
        for _ in 0..2 {
            let len = match round % 2 {
                0 => read(&socket, &mut buffer).expect("read"),
                _ => recv(socket.as_raw_fd(), &mut buffer, MsgFlags::empty()).expect("recv"),
            };
            received.add(&buffer[..len]);
        }
        // A dump: of links, addresses, routes, rules.
        let mut dump = getlink(10 * round + 2);
        dump[4..6].copy_from_slice(&[18u16, 22, 26, 34][round as usize % 4].to_ne_bytes());
        dump[6..8].copy_from_slice(&0x301u16.to_ne_bytes());
        dump[20..24].fill(0);
        send(socket.as_raw_fd(), &dump, MsgFlags::empty()).expect("send");
        sent.add(&dump);
        while {
            let len = recv(socket.as_raw_fd(), &mut buffer, MsgFlags::empty()).expect("recv");
            !received.add(&buffer[..len])
        } {}
    }
    println!("sent {} {}", sent.messages, sent.bytes);
    println!("received {} {}", received.messages, received.bytes);
}

/// Returns the drops of the socket with this port id, as /proc/net/netlink counts them.
fn drops(socket: &OwnedFd) -> u64 {
    let link = std::fs::read_link(format!("/proc/self/fd/{}", socket.as_raw_fd())).expect("proc");
    let inode = link.to_string_lossy().replace("socket:[", "").replace(']', "");
    let table = std::fs::read_to_string("/proc/net/netlink").expect("proc");
    let row =
        table.lines().find(|line| line.split_whitespace().last() == Some(&inode)).expect("the socket's row");
    row.split_whitespace().nth(8).expect("Drops").parse().expect("a number")
}

/// Sends more requests than its buffer has room for answers, twice, and reads the available ones.
fn overrun() {
    let socket = route();
    setsockopt(&socket, sockopt::RcvBuf, &4096).expect("setsockopt");
    let size = nix::sys::socket::getsockopt(&socket, sockopt::RcvBuf).expect("getsockopt");
    let (mut errors, mut buffer) = (0, [0; 8192]);
    for first in [0, 100] {
        for seq in first..first + 40 {
            send(socket.as_raw_fd(), &getlink(seq), MsgFlags::empty()).expect("send");
        }
        loop {
            match recv(socket.as_raw_fd(), &mut buffer, MsgFlags::MSG_DONTWAIT) {
                Ok(_) => {}
                Err(Errno::ENOBUFS) => errors += 1,
                Err(Errno::EAGAIN) => break,
                Err(error) => panic!("{error}"),
            }
        }
    }
    println!("overrun {errors} {} {size}", drops(&socket));
}

/// Receives into buffers that are too small, asking for the whole length, and not.
fn truncated() {
    let socket = route();
    let mut buffer = [0u8; 40];
    send(socket.as_raw_fd(), &getlink(1), MsgFlags::empty()).expect("send");
    let whole = recv(socket.as_raw_fd(), &mut buffer, MsgFlags::MSG_TRUNC).expect("recv");
    send(socket.as_raw_fd(), &getlink(2), MsgFlags::empty()).expect("send");
    let mut parts = [std::io::IoSliceMut::new(&mut buffer)];
    let got = nix::sys::socket::recvmsg::<()>(socket.as_raw_fd(), &mut parts, None, MsgFlags::empty());
    assert!(got.expect("recvmsg").flags.contains(MsgFlags::MSG_TRUNC));
    println!("whole {whole}");
}

fn bad_addresses() {
    let socket = route();
    let nowhere = std::ptr::without_provenance::<libc::sockaddr>(8);
    // SAFETY: the kernel checks the address, and finds that it cannot be read.
    unsafe {
        assert_eq!(libc::bind(socket.as_raw_fd(), nowhere, 12), -1);
        assert_eq!(libc::connect(socket.as_raw_fd(), nowhere, 12), -1);
    }
}

/// Sends from a pipe and receives into one, if the kernel lets it.
fn splices() {
    let socket = route();
    let (reader, writer) = pipe().expect("pipe");
    let mut count = 0;
    let splice = |from: &OwnedFd, to: &OwnedFd| {
        let null = std::ptr::null_mut();
        // SAFETY: no memory is involved.
        unsafe { libc::splice(from.as_raw_fd(), null, to.as_raw_fd(), null, 8192, libc::SPLICE_F_NONBLOCK) }
    };
    write(&writer, &getlink(1)).expect("write");
    count += u32::from(splice(&reader, &socket) == 32);
    if count == 0 {
        write(&socket, &getlink(1)).expect("write");
    }
    count += u32::from(splice(&socket, &writer) > 32);
    println!("spliced {count}");
}

/// Sets up two rings, as far as the kernel lets it.
fn ring() {
    for _ in 0..2 {
        let mut parameters = [0u8; 120];
        // SAFETY: the kernel reads and writes the parameters, which are 120 bytes long.
        let fd = unsafe { libc::syscall(libc::SYS_io_uring_setup, 4, parameters.as_mut_ptr()) };
        if fd < 0 {
            println!("SKIP");
        }
    }
    write_read(&route(), 1);
}

/// Sends a request and receives its answer through a ring of io_uring, if the kernel lets it.
fn ring_pair() {
    const ENTRIES: u32 = 4;
    const SEND: u8 = 26;
    const RECV: u8 = 27;
    // Of io_uring_params: where members of the queue of requests are; at 40 begin their offsets: head, tail, mask, entries, flags, dropped, array.
    let mut parameters = [0u32; 30];
    // SAFETY: the kernel reads and writes the parameters, which are 120 bytes long.
    let ring = unsafe { libc::syscall(libc::SYS_io_uring_setup, ENTRIES, parameters.as_mut_ptr()) };
    let Ok(ring) = i32::try_from(ring) else { return println!("SKIP") };
    if ring < 0 {
        return println!("SKIP");
    }
    let map = |offset: i64| {
        let protection = libc::PROT_READ | libc::PROT_WRITE;
        // SAFETY: a new mapping, at an address that the kernel chooses.
        unsafe { libc::mmap(std::ptr::null_mut(), 4096, protection, libc::MAP_SHARED, ring, offset) }
    };
    let (queue, entries) = (map(0).cast::<u8>(), map(0x1000_0000).cast::<u8>());
    let (tail, mask, array) = (parameters[11], parameters[12], parameters[16]);
    let socket = route();
    let (request, mut answer) = (getlink(1), [0u8; 8192]);
    for (turn, (operation, address, len)) in
        [(SEND, request.as_ptr().addr(), request.len()), (RECV, answer.as_mut_ptr().addr(), answer.len())]
            .into_iter()
            .enumerate()
    {
        // SAFETY: all offsets are the kernel's, within the mapped pages; an entry has 64 bytes.
        unsafe {
            let word = |offset: u32| queue.add(offset as usize).cast::<u32>();
            let at = turn as u32 & word(mask).read_volatile();
            let entry = entries.add(64 * at as usize);
            entry.write_bytes(0, 64);
            entry.write_volatile(operation);
            entry.add(4).cast::<i32>().write_volatile(socket.as_raw_fd());
            entry.add(16).cast::<u64>().write_volatile(address as u64);
            entry.add(24).cast::<u32>().write_volatile(len as u32);
            word(array).add(at as usize).write_volatile(at);
            std::sync::atomic::fence(std::sync::atomic::Ordering::SeqCst);
            word(tail).write_volatile(turn as u32 + 1);
            std::sync::atomic::fence(std::sync::atomic::Ordering::SeqCst);
            // IORING_ENTER_GETEVENTS: returns when it is done.
            let none = std::ptr::null::<u8>();
            assert_eq!(libc::syscall(libc::SYS_io_uring_enter, ring, 1, 1, 1, none, 0), 1);
        }
    }
    assert_eq!(answer[4..6], [16, 0], "RTM_NEWLINK");
    println!("ringed 2");
}

/// A socket's number becomes a pipe's and a socket's again, by every call that can do so.
fn changing_hands() {
    let mut seq = 0;
    let mut next = || {
        seq += 1;
        seq
    };
    let socket = route();
    let fd = socket.as_raw_fd();
    let (reader, writer) = pipe().expect("pipe");
    let noise = |fd: i32| {
        // The bytes that go through the pipe look like a message, but are none.
        // SAFETY: the buffer is local; the numbers are open.
        unsafe {
            assert_eq!(libc::write(fd, getlink(777).as_ptr().cast(), 32), 32);
        }
        assert_eq!(read(&reader, &mut [0; 64]), Ok(32));
    };
    write_read(&socket, next());
    let kept = dup(&socket).expect("dup");
    let pipe = writer.as_raw_fd();
    // SAFETY: the numbers are this program's own, and `socket` is a socket again at the end.
    unsafe {
        for by in 0..4 {
            match by {
                0 => assert_eq!(libc::dup2(pipe, fd), fd),
                1 => assert_eq!(libc::dup3(pipe, fd, libc::O_CLOEXEC), fd),
                2 => {
                    assert_eq!(libc::syscall(libc::SYS_close_range, fd, fd, 0), 0);
                    assert_eq!(libc::fcntl(pipe, libc::F_DUPFD, fd), fd);
                }
                _ => {
                    assert_eq!(libc::close(fd), 0);
                    assert_eq!(libc::dup(pipe), fd);
                }
            }
            noise(fd);
            assert_eq!(libc::dup2(kept.as_raw_fd(), fd), fd);
            write_read(&socket, next());
            write_read(&kept, next());
        }
    }
    println!("last {}", next() - 1);
}

/// One thread uses a number that another makes a pipe's and a socket's, in turns.
fn racing_hands() {
    const ROUNDS: u32 = 100;
    let socket = route();
    let kept = dup(&socket).expect("dup");
    let (reader, writer) = pipe().expect("pipe");
    let (fd, turn) = (socket.as_raw_fd(), Arc::new(Barrier::new(2)));
    let others = Arc::clone(&turn);
    let changer = std::thread::spawn(move || {
        for _ in 0..ROUNDS {
            for from in [writer.as_raw_fd(), kept.as_raw_fd()] {
                // SAFETY: the numbers are this program's own, and no other thread uses them in this turn.
                assert_eq!(unsafe { libc::dup2(from, fd) }, fd);
                others.wait();
                others.wait();
            }
        }
    });
    for seq in 1..=ROUNDS {
        turn.wait();
        assert_eq!(write(&socket, &getlink(7777)), Ok(32));
        assert_eq!(read(&reader, &mut [0; 64]), Ok(32));
        turn.wait();
        turn.wait();
        write_read(&socket, seq);
        turn.wait();
    }
    changer.join().expect("no panic");
    println!("last {ROUNDS}");
}

/// Sends the number of a descriptor, and has it be another file right after.
fn replaced() {
    let socket = route();
    let (null, zero) =
        (std::fs::File::open("/dev/null").expect("null"), std::fs::File::open("/dev/zero").expect("zero"));
    for seq in 0..50 {
        // RTM_SETLINK of an interface that is not there, with IFLA_XDP and in it IFLA_XDP_FD.
        let mut message = getlink(seq).to_vec();
        message[4..8].copy_from_slice(&[19, 0, 1, 0]);
        message[20..24].copy_from_slice(&0x7fff_fff0u32.to_ne_bytes());
        message.extend([12, 0, 43, 0x80, 8, 0, 1, 0]);
        let file = dup(&null).expect("dup");
        message.extend(file.as_raw_fd().to_ne_bytes());
        message[0] = 44;
        send(socket.as_raw_fd(), &message, MsgFlags::empty()).expect("send");
        // SAFETY: the numbers are this program's own.
        unsafe { libc::dup2(zero.as_raw_fd(), file.as_raw_fd()) };
        drop(file);
        recv(socket.as_raw_fd(), &mut [0; 8192], MsgFlags::empty()).expect("recv");
    }
}

/// The first thread ends, and another works on.
fn leader_ends() {
    std::thread::spawn(|| {
        std::thread::sleep(Duration::from_millis(200));
        write_read(&route(), 1);
        std::process::exit(0);
    });
    // SAFETY: this thread ends here and now; nothing that others use lies on its stack.
    unsafe { libc::syscall(libc::SYS_exit, 0) };
}

/// Children made as the C library makes them for `system` and `posix_spawn`, and by `vfork`'s flags.
fn spawns() {
    for _ in 0..3 {
        let status = scenario_here("write_read").status().expect("it starts");
        assert!(status.success());
    }
}

/// Threads that open sockets while others fork; each child uses a socket it has inherited.
fn forks() {
    let maker = |first: u32| {
        std::thread::spawn(move || {
            for seq in first..first + 40 {
                let socket = lasting();
                if let ForkResult::Child = unforked_fork() {
                    write_read(&socket, seq);
                    exit_now(0);
                }
            }
        })
    };
    let makers: Vec<_> = [0, 100, 200, 300].map(maker).into_iter().collect();
    makers.into_iter().for_each(|thread| thread.join().expect("no panic"));
    while let Ok(status) = waitpid(None, None) {
        assert!(matches!(status, WaitStatus::Exited(_, 0)), "{status:?}");
    }
}

/// Many sockets at once, so that filters have to name blocks.
fn sockets(count: u32) {
    let all: Vec<OwnedFd> = (0..count).map(|_| route()).collect();
    for (socket, seq) in all.iter().zip(0..) {
        write_read(socket, seq);
    }
}

/// Works while signals rain on it: in each round a timer sends one, a little later than in the round before. A timer that repeats by
/// itself would leave no time for the work where a stop takes longer than its interval, as in an emulated machine.
fn signals() {
    static SEEN: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
    extern "C" fn count(_signal: libc::c_int) {
        SEEN.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    }
    let action = SigAction::new(SigHandler::Handler(count), SaFlags::SA_RESTART, SigSet::empty());
    // SAFETY: the handler increments a number.
    unsafe { sigaction(Signal::SIGALRM, &action) }.expect("sigaction");
    let kept: Vec<OwnedFd> = (0..300)
        .map(|seq| {
            let [never, soon] =
                [0, 1 + i64::from(seq % 200)].map(|tv_usec| libc::timeval { tv_sec: 0, tv_usec });
            let timer = libc::itimerval { it_interval: never, it_value: soon };
            // SAFETY: the timer's value is local.
            let set = unsafe { libc::setitimer(libc::ITIMER_REAL, &raw const timer, std::ptr::null_mut()) };
            assert_eq!(set, 0);
            let socket = route();
            write_read(&socket, seq);
            socket
        })
        .collect();
    drop(kept);
    assert!(SEEN.load(std::sync::atomic::Ordering::Relaxed) > 0, "signals came");
}

/// Asks once, and then makes one call after the other, none of which is of interest.
fn busy(long: Duration) {
    write_read(&route(), 1);
    let start = std::time::Instant::now();
    while start.elapsed() < long {
        // SAFETY: no memory is involved.
        unsafe { libc::syscall(libc::SYS_getppid) };
    }
}

/// So many requests by one socket, one reply each.
fn asks(count: u32) {
    let (socket, mut buffer) = (route(), [0; 8192]);
    for seq in 0..count {
        send(socket.as_raw_fd(), &getlink(seq), MsgFlags::empty()).expect("send");
        recv(socket.as_raw_fd(), &mut buffer, MsgFlags::empty()).expect("recv");
    }
}

/// Children that live just long enough to ask one question.
fn children(count: u32) {
    for seq in 0..count {
        if let ForkResult::Child = unforked_fork() {
            write_read(&route(), seq);
            exit_now(0);
        }
        // A few at a time.
        if seq % 8 == 7 {
            wait_for_all();
        }
    }
    wait_for_all();
}

fn wait_for_all() {
    while let Ok(status) = waitpid(None, None) {
        assert!(matches!(status, WaitStatus::Exited(_, 0)), "{status:?}");
    }
}
