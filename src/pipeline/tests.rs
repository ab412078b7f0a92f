//! Tests of what the pipeline remembers, and of its questions to the kernel for lines.

use std::sync::atomic::{AtomicU32, Ordering};

use nltrace_decoders::wire::Endian;

use super::*;
use crate::calls::Calls;
use crate::datagram::{Call, Caller, Datagram, Direction, LearnedBy, Memory, Outcome, SocketInfo, Timestamp};
use crate::render::{clock, line};

impl Pipeline {
    /// Returns how much is remembered of sockets, descriptors, interfaces, bytes of requests, and processes.
    pub(crate) fn weight(&self) -> [usize; 5] {
        let [sockets, descriptors, interfaces, requests] = self.processor.session.weight();
        [sockets, descriptors, interfaces, requests, self.processor.notices.users()]
    }
}

/// `RTM_GETLINK` of an interface.
fn getlink(index: u8) -> [u8; 32] {
    let mut message = [0; 32];
    for (at, value) in [(0, 32), (4, 18), (6, 1), (20, index)] {
        message[at] = value;
    }
    message
}

/// A name is asked for once, also where a message is only shown in a line and not decoded as a datagram.
#[test]
fn names_in_lines_are_asked_for_once() {
    static ASKED: AtomicU32 = AtomicU32::new(0);
    let style = line::Style {
        limit: 32,
        verbose: false,
        constants: line::Constants::Abbrev,
        descriptors: line::Descriptors::Numbers,
        calls: Calls::All,
        align: 0,
        remarks: false,
        lints: false,
        recorded: false,
        secrets: false,
        time: clock::Time::None,
        spent: false,
        whose: line::Whose::WhereSeveral,
    };
    let ask = |_: &Caller, index| {
        ASKED.fetch_add(1, Ordering::Relaxed);
        Some((index == 5).then(|| "eth0".to_owned()))
    };
    let pipeline = Pipeline::new(Box::new(line::Line::new(style, false)), Show::Everything, false);
    let mut pipeline = pipeline.asking(ask, |_| Vec::new(), |_| Vec::new(), 1);
    let socket = SocketInfo { inode: 7, protocol: Some(0), portid: None, learned: LearnedBy::SocketCall };
    let caller =
        Caller { fd: 3, socket: Some(socket), netns: 1, ..Caller::new(9, 9, "x".to_owned(), "sendto") };
    let show = |pipeline: &mut Pipeline, messages: &[u8]| {
        let mut before = Memory::default();
        before.add(0x1000, |out| {
            out.extend_from_slice(messages);
            messages.len()
        });
        let len = messages.len() as u64;
        let call = Call {
            begun: Timestamp::ZERO,
            ended: Timestamp::ZERO,
            caller: &caller,
            socket: Some(socket),
            args: [3, 0x1000, len, 0, 0, 0],
            word: 8,
            outcome: Outcome::Returned(len.cast_signed()),
            before: &before,
            after: &Memory::default(),
            files: &[],
            stack: &[],
            is_alone: true,
        };
        pipeline.process(&Observation::Call(call), Depth::Show);
        let mut share = Share::default();
        pipeline.swap(&mut share);
        String::from_utf8(share.shown).unwrap()
    };
    let twice = [getlink(5), getlink(5)].concat();
    for _ in 0..3 {
        let shown = show(&mut pipeline, &twice);
        assert_eq!(shown.matches("ifi_index=if_nametoindex(\"eth0\")").count(), 2, "{shown}");
    }
    assert_eq!(ASKED.load(Ordering::Relaxed), 1);
    for _ in 0..3 {
        assert!(show(&mut pipeline, &getlink(6)).contains("ifi_index=6"));
    }
    assert_eq!(ASKED.load(Ordering::Relaxed), 2, "that there is none is remembered, too");
    // A request that may give it another name.
    let mut rename = getlink(5);
    rename[4] = 16;
    let datagram = Datagram {
        caller: Some(&caller),
        direction: Direction::Send,
        protocol: Some(0),
        endian: Endian::NATIVE,
        bytes: &rename,
        whole_len: 32,
        ..Datagram::of_capture()
    };
    pipeline.process(&Observation::Datagram(datagram), Depth::Show);
    assert!(show(&mut pipeline, &getlink(5)).contains("eth0"));
    assert_eq!(ASKED.load(Ordering::Relaxed), 3);
}
