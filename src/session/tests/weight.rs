//! Memory is flat: what is remembered goes with its process, its socket or its namespace, and is bounded where nobody
//! tells that they are gone.

use super::*;

impl Session {
    /// Returns how much is remembered of sockets, descriptors and interfaces, and the bytes of requests.
    pub(crate) fn weight(&self) -> [usize; 4] {
        let (sockets, descriptors) = self.sockets.len();
        [sockets, descriptors, self.interfaces.len(), self.pairing.weight()]
    }
}

/// Sockets, descriptors and names that are remembered at most, and bytes of requests.
const BOUNDS: [usize; 4] = [8192, 8192, 1 << 15, (4 << 20) + (1024 * 4096)];

fn is_bounded(talk: &Talk) {
    let weight = talk.session.weight();
    assert!(weight.iter().zip(BOUNDS).all(|(weight, bound)| *weight <= bound), "{weight:?}");
}

impl Talk {
    /// The caller is another process, with a socket of its own in a namespace.
    fn becomes(&mut self, pid: i32, fd: i32, inode: u64, netns: u64) {
        let caller = self.caller.as_mut().unwrap();
        (caller.pid, caller.tid, caller.fd, caller.netns) = (pid, pid, fd, netns);
        let portid = Some(u32::try_from(pid).unwrap());
        caller.socket = Some(SocketInfo { inode, portid, ..caller.socket.unwrap() });
    }

    /// It asks for a link and learns its name.
    fn learns(&mut self, index: u32, name: &str) {
        let port = self.caller.as_ref().map_or(0, |caller| caller.pid.cast_unsigned());
        self.message(Direction::Send, &link((GETLINK, ASKS), (index, 0)));
        self.message(Direction::Receive, &named((index, port), index, name));
    }

    fn name(&self, index: u32) -> Option<&str> {
        self.session.interfaces().name(self.caller.as_ref().map_or(0, |caller| caller.netns), index)
    }
}

/// `RTM_NEWLINK` of this index and name.
fn named(ids: (u32, u32), index: u32, name: &str) -> Vec<u8> {
    let mut body = vec![0; 16];
    body[4..8].copy_from_slice(&index.to_ne_bytes());
    body.extend((name.len() as u16 + 5).to_ne_bytes());
    body.extend(3u16.to_ne_bytes());
    body.extend(name.as_bytes());
    body.resize((body.len() + 1).next_multiple_of(4), 0);
    message((NEWLINK, 0), ids, &body)
}

#[test]
fn a_capture_of_many_ports() {
    let mut talk = Talk::capture();
    for port in 1..=200_000 {
        talk.message(Direction::Send, &link((GETLINK, ASKS), (port, 0)));
        talk.message(Direction::Receive, &named((port, port), port, "eth0"));
    }
    is_bounded(&talk);
    assert_eq!(talk.name(200_000), Some("eth0"));
}

/// Such as `-w` writes: callers are known, and nobody tells when they end.
#[test]
fn a_capture_of_many_processes() {
    let mut talk = Talk::traced();
    for n in 1..=100_000u32 {
        talk.becomes(n.cast_signed(), 3, u64::from(n), u64::from(n % 30_000));
        talk.learns(n % 7, "eth0");
    }
    is_bounded(&talk);
    // And one socket in as many hands.
    for n in 1..=100_000 {
        talk.becomes(n, 3, 42, 7);
        talk.learns(1, "eth0");
    }
    is_bounded(&talk);
}

#[test]
fn giant_requests() {
    let mut talk = Talk::capture();
    for seq in 1..5000 {
        let body = vec![0; if seq % 3 == 0 { 200_000 } else { 16 }];
        talk.message(Direction::Send, &message((GETLINK, ASKS), (seq, 0), &body));
    }
    is_bounded(&talk);
    // The newest is kept whole, whatever its length.
    let giant = message((NEWLINK, ASKS), (9000, 0), &vec![0; 9 << 20]);
    talk.asks(&giant);
    let MessageRole::Answer(answer) = talk.message(Direction::Receive, &error(&giant, 8, -22)) else {
        panic!("no answer")
    };
    assert_eq!(talk.session.request(&MessageRole::Answer(answer)).map(<[u8]>::len), Some(giant.len()));
    talk.asks(&link((GETLINK, ASKS), (9001, 0)));
    is_bounded(&talk);
}

#[test]
fn processes_that_end() {
    let mut talk = Talk::traced();
    for n in 1..5000 {
        talk.becomes(n, 3 + n % 2, 100 + u64::try_from(n).unwrap(), 7);
        talk.call(NoticeKind::Socket { kind: 3, protocol: 0 }, Outcome::Returned(3));
        talk.learns(2, "eth0");
        let end = if n % 3 == 0 { NoticeKind::Killed(9, false) } else { NoticeKind::Exited(0) };
        talk.call(end, Outcome::Returned(0));
        let [sockets, descriptors, names, _] = talk.session.weight();
        assert_eq!([sockets, descriptors, names], [0; 3], "after {n}");
    }
}

/// Descriptors that are closed unseen: by `exec`, by `close_range`, through a ring.
#[test]
fn numbers_that_are_used_again() {
    let mut talk = Talk::traced();
    for inode in 1..5000 {
        talk.becomes(9, 3 + i32::try_from(inode % 4).unwrap(), inode, 7);
        talk.learns(2, "eth0");
    }
    assert_eq!(talk.session.weight()[..2], [4, 4]);
}

#[test]
fn a_socket_lives_as_long_as_somebody_uses_it() {
    let mut talk = Talk::traced();
    let set = NoticeKind::SetOption { level: 270, option: 12, value: Some(1), len: 4 };
    talk.becomes(9, 3, 70, 7);
    talk.call(set, Outcome::Returned(0));
    talk.becomes(10, 5, 70, 7);
    talk.learns(2, "eth0");
    talk.becomes(9, 3, 70, 7);
    talk.call(NoticeKind::Exited(0), Outcome::Returned(0));
    assert_eq!(talk.session.sockets.strict(70), Some(true));
    talk.becomes(10, 5, 70, 7);
    talk.call(NoticeKind::Close, Outcome::Returned(0));
    assert_eq!(talk.session.sockets.strict(70), None);
}

/// The kernel gives a namespace's number to the next one as soon as it is free.
#[test]
fn names_go_with_their_namespace() {
    let mut talk = Talk::traced();
    talk.session.ask_by(|_, _| None, |_| Vec::new(), |_| Vec::new(), 1);
    for netns in [1, 2] {
        talk.becomes(9, 3, 70 + netns, netns);
        talk.learns(2, "eth0");
        assert_eq!(talk.name(2), Some("eth0"));
    }
    // Another socket in it keeps it alive.
    talk.becomes(9, 4, 80, 2);
    talk.learns(3, "eth1");
    talk.call(NoticeKind::Close, Outcome::Returned(0));
    assert_eq!((talk.name(2), talk.name(3)), (Some("eth0"), Some("eth1")));
    talk.call(NoticeKind::Exited(0), Outcome::Returned(0));
    assert_eq!((talk.name(2), talk.name(3)), (None, None));
    talk.becomes(9, 3, 90, 1);
    assert_eq!(talk.name(2), Some("eth0"), "nltrace itself is in this one");
}
