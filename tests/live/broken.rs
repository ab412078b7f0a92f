//! Deliberately broken programs, one for each lint: it must find the fault of its own program, and nothing in the others.

use std::os::fd::{AsRawFd, OwnedFd};

use nix::errno::Errno;
use nix::libc;
use nix::sys::socket::{
    AddressFamily, MsgFlags, NetlinkAddr, SockFlag, SockProtocol, SockType, bind, recv, send, setsockopt,
    socket, sockopt,
};

use super::run::{plain, scenario, trace_with};

const REQUEST: u16 = 1;
const ACK: u16 = 4;
const DUMP: u16 = 0x301;
const NEWLINK: u16 = 16;
const GETLINK: u16 = 18;
const NEWADDR: u16 = 20;
const GETADDR: u16 = 22;
const GETADDRLABEL: u16 = 74;
const GETDCB: u16 = 78;
const NEWNEXTHOP: u16 = 104;
const NLA_F_NESTED: u16 = 0x8000;
const NLA_F_NET_BYTEORDER: u16 = 0x4000;
const IFLA_MTU: u16 = 4;
const NETLINK_GET_STRICT_CHK: i32 = 12;
const RTMGRP_LINK: u32 = 1;
const IFF_UP: u32 = 1;

/// A lint, and the program that triggers it.
static PROGRAMS: &[(&str, fn())] = &[
    ("message-length", || {
        let mut bytes = link(GETLINK, &[]);
        bytes[0] = 200;
        ask(&bytes);
    }),
    ("trailing-bytes", || ask(&[link(GETLINK, &[]), vec![1, 0, 0, 0]].concat())),
    ("head-short", || ask(&message(NEWADDR, REQUEST, 1, &[2, 0, 0, 0]))),
    ("type-unknown", || ask(&message(250, REQUEST, 1, &[0; 16]))),
    ("request-flag", || ask(&message(GETLINK, 0, 1, &lo()))),
    ("flags-meaningless", || ask(&message(GETLINK, REQUEST | 0x800, 1, &lo()))),
    ("attribute-length", || {
        let mut mtu = attribute(IFLA_MTU, &[0; 4]);
        mtu[0] = 40;
        ask(&link(GETLINK, &[mtu]));
    }),
    ("attribute-unpadded", || {
        let mut name = attribute(3, b"l\0");
        name.truncate(6);
        ask(&link(NEWLINK, &[name, attribute(IFLA_MTU, &1500u32.to_ne_bytes())]));
    }),
    ("trailing-attributes", || ask(&link(GETLINK, &[vec![0; 2]]))),
    ("attribute-short", || ask(&link(NEWLINK, &[attribute(IFLA_MTU, &1500u16.to_ne_bytes())]))),
    ("attribute-long", || ask(&link(NEWLINK, &[attribute(IFLA_MTU, &1500u64.to_ne_bytes())]))),
    ("attribute-unknown", || ask(&link(NEWLINK, &[attribute(0x3ff, &[0; 4])]))),
    ("value-refused", || {
        // The controller's policy: a family's name has 15 bytes at most.
        let socket = open(SockProtocol::NetlinkGeneric);
        let name = attribute(2, b"0123456789abcdef\0");
        talk(&socket, &message(16, REQUEST | ACK, 1, &[&[3, 1, 0, 0][..], &name].concat()));
    }),
    ("attribute-duplicate", || {
        let mtu = |mtu: u32| attribute(IFLA_MTU, &mtu.to_ne_bytes());
        // The same value again is a fault too: only rows that common programs are known to send twice are excepted.
        ask(&link(NEWLINK, &[mtu(1500), mtu(1500)]));
    }),
    ("nested-missing", || {
        let group = attribute(12, &attribute(1, &8u16.to_ne_bytes()));
        ask(&message(NEWNEXTHOP, REQUEST, 1, &[vec![0; 8], group].concat()));
    }),
    ("nested-on-scalar", || {
        ask(&link(NEWLINK, &[attribute(IFLA_MTU | NLA_F_NESTED, &1500u32.to_ne_bytes())]));
    }),
    ("byte-order-flag", || {
        ask(&link(NEWLINK, &[attribute(IFLA_MTU | NLA_F_NET_BYTEORDER, &1500u32.to_be_bytes())]));
    }),
    ("byte-order", || {
        let mut body = vec![0; 56];
        body[..2].copy_from_slice(&[2, 6]);
        // idiag_dport: 80, as if the machine's order were the network's.
        body[10..12].copy_from_slice(&[80, 0]);
        let socket = open(SockProtocol::NetlinkSockDiag);
        talk(&socket, &message(20, REQUEST, 1, &body));
    }),
    ("string-unterminated", || {
        ask(&message(GETDCB, REQUEST, 1, &[vec![0; 4], attribute(1, b"lo")].concat()));
    }),
    ("string-long", || ask(&link(NEWLINK, &[attribute(3, b"sixteen-letters-\0")]))),
    ("padding", || {
        let mut name = attribute(3, b"lo\0");
        name[7] = 0xaa;
        ask(&link(GETLINK, &[name]));
    }),
    ("kind-missing", || ask(&link(NEWLINK, &[attribute(18, &attribute(2, &attribute(1, &[5, 0])))]))),
    ("dump-head-short", || ask(&message(GETADDRLABEL, DUMP, 1, &[10, 0, 0, 0]))),
    ("dump-head-strict", || {
        let socket = open(SockProtocol::NetlinkRoute);
        strict(&socket);
        talk(&socket, &message(GETADDR, DUMP, 1, &[2, 0, 0, 200, 0, 0, 0, 0]));
    }),
    ("dump-filter-ignored", || ask(&message(GETADDR, DUMP, 1, &[2, 0, 0, 0, 1, 0, 0, 0]))),
    ("sequence-reused", || {
        let socket = open(SockProtocol::NetlinkRoute);
        tell(&socket, &link(GETLINK, &[]));
        talk(&socket, &link(GETLINK, &[]));
    }),
    ("batch-missing", || {
        talk(&open(SockProtocol::NetlinkNetFilter), &table(1));
    }),
    ("batch-unfinished", || {
        let begin = message(16, REQUEST, 1, &[0, 0, 0, 10]);
        talk(&open(SockProtocol::NetlinkNetFilter), &[begin, table(2)].concat());
    }),
    ("sequence-constant", || {
        let socket = open(SockProtocol::NetlinkRoute);
        for _ in 0..3 {
            talk(&socket, &link(GETLINK, &[]));
        }
    }),
    ("sequence-unchecked", || {
        let socket = open(SockProtocol::NetlinkRoute);
        // Each is answered by two messages, of which one is read.
        for seq in 1..=4 {
            tell(&socket, &message(GETLINK, REQUEST | ACK, seq, &lo()));
            assert!(read(&socket, &mut [0; 32768]));
        }
    }),
    ("answer-unread", || {
        let socket = open(SockProtocol::NetlinkRoute);
        tell(&socket, &link(GETLINK, &[]));
    }),
    ("dump-unfinished", || {
        let socket = open(SockProtocol::NetlinkRoute);
        tell(&socket, &message(GETLINK, DUMP, 1, &[0; 16]));
        assert!(read(&socket, &mut [0; 32768]));
        talk(&socket, &message(GETADDR, DUMP, 2, &[0; 8]));
    }),
    ("receive-small", || {
        let socket = open(SockProtocol::NetlinkRoute);
        tell(&socket, &message(GETADDR, DUMP, 1, &[0; 8]));
        while read(&socket, &mut [0; 2048]) {}
    }),
    ("socket-buffer-small", || {
        let socket = open(SockProtocol::NetlinkRoute);
        setsockopt(&socket, sockopt::RcvBuf, &4096).expect("a small buffer");
        talk(&socket, &link(GETLINK, &[]));
    }),
    (APART, || {
        let watcher = open(SockProtocol::NetlinkRoute);
        setsockopt(&watcher, sockopt::RcvBuf, &8192).expect("a small buffer");
        bind(watcher.as_raw_fd(), &NetlinkAddr::new(0, RTMGRP_LINK)).expect("a group");
        let changer = open(SockProtocol::NetlinkRoute);
        for seq in 1..=100 {
            let mut head = lo();
            head[8..12].copy_from_slice(&(seq & IFF_UP).to_ne_bytes());
            head[12..16].copy_from_slice(&IFF_UP.to_ne_bytes());
            talk(&changer, &message(NEWLINK, REQUEST | ACK, seq, &head));
        }
        // The first read says that messages were lost.
        assert_eq!(recv(watcher.as_raw_fd(), &mut [0; 32768], MsgFlags::empty()), Err(Errno::ENOBUFS));
        while read(&watcher, &mut [0; 32768]) {}
    }),
    ("receive-truncated", || {
        let socket = open(SockProtocol::NetlinkRoute);
        tell(&socket, &link(GETLINK, &[]));
        assert!(read(&socket, &mut [0; 100]));
    }),
];

/// Lints that need what a test can't have the kernel do, or thousands of other faults; captures and `session` test them.
const ELSEWHERE: &[&str] = &["dump-interrupted", "requests-forgotten"];
/// A program that changes interfaces: it gets a network namespace of its own.
const APART: &str = "overrun-ignored";

/// Plays a broken program.
pub(super) fn play(lint: &str) {
    let (_, program) = PROGRAMS.iter().find(|(name, _)| *name == lint).expect("a program for this lint");
    program();
}

#[test]
fn each_lint_finds_its_own_fault_and_nothing_else_does() {
    let mut wrong = Vec::new();
    for (lint, _) in PROGRAMS {
        let mut command = scenario(&format!("broken:{lint}"));
        if *lint == APART {
            command = ["unshare", "-rn"].map(str::to_owned).into_iter().chain(command).collect();
            if !plain(&["unshare", "-rn", "true"].map(str::to_owned)).status.success() {
                eprintln!("SKIPPED {lint}: needs a network namespace");
                continue;
            }
        }
        let run = trace_with(&["--lint"], &command);
        assert!(run.status.success(), "{lint}: {}", run.stderr);
        let found: Vec<&str> = run
            .records
            .iter()
            .filter_map(|record| record["lints"].as_array())
            .flatten()
            .map(|lint| lint["name"].as_str().unwrap_or_default())
            .collect();
        if found != [*lint] {
            wrong.push(format!("the program for {lint}: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_lint_has_a_program() {
    let mut nltrace = std::process::Command::new(env!("CARGO_BIN_EXE_nltrace"));
    nltrace.args(["--list", "lints"]);
    let (status, list, _) = super::run::bounded(nltrace);
    assert!(status.success());
    let names: Vec<&str> = list
        .lines()
        .filter(|line| !line.starts_with(' '))
        .filter_map(|line| line.split(' ').next())
        .collect();
    assert!(names.len() > 25, "{list}");
    for name in &names {
        let is_tested = PROGRAMS.iter().any(|(lint, _)| lint == name) || ELSEWHERE.contains(name);
        assert!(is_tested, "no program for {name}");
    }
    assert_eq!(names.len(), PROGRAMS.len() + ELSEWHERE.len());
}

fn open(protocol: SockProtocol) -> OwnedFd {
    socket(AddressFamily::Netlink, SockType::Raw, SockFlag::SOCK_CLOEXEC, protocol).expect("a netlink socket")
}

fn strict(socket: &OwnedFd) {
    let on = 1i32;
    // SAFETY: the option's value is an int, and `on` is one that outlives the call.
    let done = unsafe {
        libc::setsockopt(
            socket.as_raw_fd(),
            libc::SOL_NETLINK,
            NETLINK_GET_STRICT_CHK,
            (&raw const on).cast(),
            4,
        )
    };
    assert_eq!(done, 0);
}

fn tell(socket: &OwnedFd, bytes: &[u8]) {
    assert_eq!(send(socket.as_raw_fd(), bytes, MsgFlags::empty()), Ok(bytes.len()));
}

/// Reads a datagram, if there is one: the kernel has answered when the request returns.
fn read(socket: &OwnedFd, buffer: &mut [u8]) -> bool {
    recv(socket.as_raw_fd(), buffer, MsgFlags::MSG_DONTWAIT).is_ok()
}

/// Sends, and reads all that comes.
fn talk(socket: &OwnedFd, bytes: &[u8]) {
    tell(socket, bytes);
    let mut buffer = vec![0; 65536];
    while read(socket, &mut buffer) {}
}

fn ask(bytes: &[u8]) {
    talk(&open(SockProtocol::NetlinkRoute), bytes);
}

/// `NFT_MSG_DELTABLE` for a table that is not there.
fn table(seq: u32) -> Vec<u8> {
    message(0xa02, REQUEST, seq, &[vec![2, 0, 0, 0], attribute(1, b"of-nltrace-s-tests\0")].concat())
}

/// struct ifinfomsg for the interface of index 1.
fn lo() -> [u8; 16] {
    let mut head = [0; 16];
    head[4..8].copy_from_slice(&1u32.to_ne_bytes());
    head
}

/// Returns a request about a link: to change one that is not there, or to show the one of index 1.
fn link(kind: u16, attributes: &[Vec<u8>]) -> Vec<u8> {
    let mut head = lo();
    if kind == NEWLINK {
        // These tests may run as root: the requests must have no effect.
        head[4..8].copy_from_slice(&0x7fff_fff1u32.to_ne_bytes());
    }
    message(kind, REQUEST, 1, &[head.to_vec(), attributes.concat()].concat())
}

fn message(kind: u16, flags: u16, seq: u32, body: &[u8]) -> Vec<u8> {
    let len = u32::try_from(16 + body.len()).expect("a short message");
    let head = [kind.to_ne_bytes(), flags.to_ne_bytes()].concat();
    [&len.to_ne_bytes()[..], &head, &seq.to_ne_bytes(), &[0; 4], body].concat()
}

fn attribute(kind: u16, payload: &[u8]) -> Vec<u8> {
    let len = u16::try_from(4 + payload.len()).expect("a short attribute");
    let mut bytes = [&len.to_ne_bytes()[..], &kind.to_ne_bytes(), payload].concat();
    bytes.resize(bytes.len().next_multiple_of(4), 0);
    bytes
}
