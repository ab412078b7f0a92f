//! Conversations as they go wrong, put together by hand.

mod weight;

use std::time::Duration;

use nltrace_decoders::decode::{Context, decode};
use nltrace_decoders::tape::Tape;
use nltrace_decoders::wire::{Endian, message_header};

use super::*;
use crate::datagram::{Caller, LearnedBy, SocketInfo};
use crate::tables;

mod ambiguous;
mod overtaken;
mod policies;

const NEWLINK: u16 = 16;
const DELLINK: u16 = 17;
const GETLINK: u16 = 18;
const NEWROUTE: u16 = 24;
const GETROUTE: u16 = 26;
const ERROR: u16 = 2;
const DONE: u16 = 3;
const ASKS: u16 = 1;
const ACK: u16 = 5;
const DUMP: u16 = 0x301;
const MULTI: u16 = 2;
const INTERRUPTED: u16 = 0x12;

/// A conversation, one message after the other.
struct Talk {
    session: Session,
    protocol: u16,
    caller: Option<Caller>,
    time: Duration,
    /// Between two messages.
    step: Duration,
    whole: Vec<&'static str>,
    /// Messages are skimmed, not read.
    skims: bool,
    /// The findings of the last message.
    findings: Vec<Finding>,
}

impl Talk {
    fn capture() -> Talk {
        Talk {
            session: Session::new(true),
            protocol: 0,
            caller: None,
            time: Duration::ZERO,
            step: Duration::from_secs(1),
            whole: Vec::new(),
            skims: false,
            findings: Vec::new(),
        }
    }

    fn traced() -> Talk {
        let socket =
            SocketInfo { inode: 7, protocol: Some(0), portid: Some(100), learned: LearnedBy::SocketCall };
        let caller = Caller { fd: 3, socket: Some(socket), ..Caller::new(9, 9, String::new(), "") };
        Talk { caller: Some(caller), ..Talk::capture() }
    }

    /// A message goes by. Returns its part; what lints find is kept.
    fn message(&mut self, direction: Direction, bytes: &[u8]) -> MessageRole {
        self.time += self.step;
        let caller = self.caller.as_ref();
        let datagram = Datagram {
            number: 0,
            when: self.time,
            caller,
            direction: if caller.is_some() { direction } else { Direction::Unknown },
            protocol: Some(self.protocol),
            endian: Endian::NATIVE,
            bytes,
            whole_len: bytes.len(),
            cut: None,
            room: None,
            base_addr: 0,
            outcome: Outcome::Returned(0),
            peer: None,
            flags: 0,
            group: None,
            nsid: None,
            stack: &[],
        };
        let (_, header) = message_header(bytes, Endian::NATIVE).unwrap();
        self.session.datagram(&datagram);
        let arrival = self.session.enter(&datagram, header, bytes, true);
        let role = *arrival.role();
        let family = tables::by_protocol(self.protocol);
        let context = Context { family, endian: Endian::NATIVE, to_kernel: None, request: None, ids: None };
        let mut tape = Tape::new();
        decode(bytes, &context, &mut tape);
        let mut passage =
            if self.skims { self.session.skim(arrival) } else { self.session.read(arrival, &tape) };
        self.whole = passage.findings.iter().map(|finding| finding.lint.name).collect();
        self.findings = std::mem::take(&mut passage.findings);
        self.session.leave(passage);
        role
    }

    fn asks(&mut self, bytes: &[u8]) {
        assert!(matches!(self.message(Direction::Send, bytes), MessageRole::Request));
    }

    /// Returns the type of the request that a message answers, and how many answers there were.
    fn answer(&mut self, bytes: &[u8]) -> Option<(u16, u32)> {
        match self.message(Direction::Receive, bytes) {
            MessageRole::Answer(answer) => Some((answer.request_id, answer.count)),
            _ => None,
        }
    }

    /// Returns a call without messages.
    fn call(&mut self, what: NoticeKind, outcome: Outcome) -> Vec<String> {
        let caller = self.caller.as_ref().unwrap();
        let notice = Notice { when: Duration::ZERO, caller: Some(caller), what, outcome, is_alone: true };
        self.session.notice(&notice).iter().map(Finding::words).collect()
    }
}

/// Returns a message of `kind` with `flags`, `seq` and `portid`.
fn message((kind, flags): (u16, u16), (seq, portid): (u32, u32), body: &[u8]) -> Vec<u8> {
    let len = u32::try_from(16 + body.len()).unwrap();
    let head = [kind.to_ne_bytes(), flags.to_ne_bytes()].concat();
    [&len.to_ne_bytes()[..], &head, &seq.to_ne_bytes(), &portid.to_ne_bytes(), body].concat()
}

fn link(kind: (u16, u16), ids: (u32, u32)) -> Vec<u8> {
    message(kind, ids, &[0; 16])
}

/// Returns the error or acknowledgement of a request.
fn error(request: &[u8], portid: u32, errno: i32) -> Vec<u8> {
    let (_, header) = message_header(request, Endian::NATIVE).unwrap();
    message((ERROR, 0x100), (header.seq, portid), &[&errno.to_ne_bytes(), &request[..16]].concat())
}

#[test]
fn requests_of_one_number_are_told_apart_by_type_and_port() {
    let mut talk = Talk::capture();
    talk.asks(&link((GETLINK, DUMP), (5, 0)));
    assert_eq!(talk.answer(&link((NEWLINK, MULTI), (5, 100))), Some((GETLINK, 1)));
    talk.asks(&message((GETROUTE, DUMP), (5, 0), &[0; 12]));
    assert_eq!(talk.answer(&message((NEWROUTE, MULTI), (5, 200), &[0; 12])), Some((GETROUTE, 1)));
    assert_eq!(talk.answer(&link((NEWLINK, MULTI), (5, 100))), Some((GETLINK, 2)));
    assert_eq!(talk.answer(&link((NEWLINK, MULTI), (5, 300))), None, "nobody with this port has asked");
    assert_eq!(talk.answer(&message((DONE, MULTI), (5, 100), &[0; 4])), Some((GETLINK, 3)));
    assert_eq!(talk.answer(&message((DONE, MULTI), (5, 200), &[0; 4])), Some((GETROUTE, 2)));
    assert_eq!(talk.answer(&message((DONE, MULTI), (5, 200), &[0; 4])), None, "it has had its end");
}

#[test]
fn a_notification_repeats_the_numbers_of_whoever_caused_it() {
    let mut talk = Talk::capture();
    let request = link((NEWLINK, ACK), (5, 0));
    talk.asks(&request);
    let part = talk.message(Direction::Receive, &link((NEWLINK, 0), (5, 100)));
    assert!(matches!(part, MessageRole::Notification { cause: Some("RTM_NEWLINK") }));
    assert_eq!(talk.answer(&error(&request, 100, 0)), Some((NEWLINK, 1)));
    let part = talk.message(Direction::Receive, &link((DELLINK, 0), (0, 0)));
    assert!(matches!(part, MessageRole::Notification { cause: None }));
}

#[test]
fn an_echo_is_an_answer() {
    let mut talk = Talk::capture();
    let request = link((NEWLINK, ACK | 8), (5, 0));
    talk.asks(&request);
    assert_eq!(talk.answer(&link((NEWLINK, 0), (5, 100))), Some((NEWLINK, 1)));
    assert_eq!(talk.answer(&error(&request, 100, 0)), Some((NEWLINK, 2)));
}

#[test]
fn a_notification_with_its_request_s_flags_is_no_request() {
    let mut talk = Talk::capture();
    talk.asks(&message((104, ACK), (5, 0), &[0; 8]));
    let part = talk.message(Direction::Receive, &message((104, ACK), (5, 100), &[0; 8]));
    assert!(matches!(part, MessageRole::Notification { cause: Some("RTM_NEWNEXTHOP") }));
}

#[test]
fn an_answer_with_its_request_s_flags_is_no_request() {
    const ECHO: u16 = 9;
    const NEWTFILTER: u16 = 44;
    const GETTFILTER: u16 = 46;
    const GETCHAIN: u16 = 102;
    for mut talk in [Talk::capture(), Talk::traced()] {
        talk.asks(&message((GETCHAIN, ECHO), (4, 0), &[0; 20]));
        assert_eq!(talk.answer(&message((GETCHAIN, ECHO), (4, 100), &[0; 20])), Some((GETCHAIN, 1)));
        talk.asks(&message((GETTFILTER, ECHO), (5, 0), &[0; 20]));
        assert_eq!(talk.answer(&message((NEWTFILTER, ECHO), (5, 100), &[0; 20])), Some((GETTFILTER, 1)));
    }
}

#[test]
fn an_error_answers_the_request_that_it_echoes() {
    let mut talk = Talk::capture();
    let first = link((GETLINK, ASKS), (5, 0));
    let second = message((GETROUTE, ASKS), (5, 0), &[0; 12]);
    talk.asks(&first);
    talk.asks(&second);
    assert_eq!(talk.answer(&error(&first, 100, -19)), Some((GETLINK, 1)));
    assert_eq!(talk.answer(&error(&second, 200, -22)), Some((GETROUTE, 1)));
}

#[test]
fn a_ring_that_is_full_forgets_the_oldest() {
    let mut talk = Talk::capture();
    for seq in 1..=8000 {
        talk.asks(&link((GETLINK, ASKS), (seq, 0)));
    }
    assert_eq!(talk.answer(&link((NEWLINK, 0), (1, 100))), None);
    assert_eq!(talk.answer(&link((NEWLINK, 0), (8000, 100))), Some((GETLINK, 1)));
}

#[test]
fn in_a_trace_what_is_of_another_port_is_no_answer() {
    let mut talk = Talk::traced();
    talk.asks(&link((GETLINK, ASKS), (5, 0)));
    assert_eq!(talk.answer(&link((NEWLINK, 0), (5, 999))), None);
    assert_eq!(talk.answer(&link((NEWLINK, 0), (5, 100))), Some((GETLINK, 1)));
    let part = talk.message(Direction::Receive, &link((NEWLINK, 0), (5, 100)));
    assert!(matches!(part, MessageRole::Stray), "one request, one answer");
}

#[test]
fn a_dump_that_changed_meanwhile_is_called_out_once() {
    let mut talk = Talk::traced();
    talk.asks(&link((GETLINK, DUMP), (5, 0)));
    talk.answer(&link((NEWLINK, MULTI), (5, 100)));
    assert!(talk.whole.is_empty());
    talk.answer(&link((NEWLINK, INTERRUPTED), (5, 100)));
    assert_eq!(talk.whole, ["dump-interrupted"]);
    let MessageRole::Answer(end) =
        talk.message(Direction::Receive, &message((DONE, INTERRUPTED), (5, 100), &[0; 4]))
    else {
        panic!("no answer")
    };
    assert!(talk.whole.is_empty());
    assert!(end.interrupted && end.is_last && end.is_dump);
    assert_eq!((end.count, end.reads), (3, 3));
}

#[test]
fn messages_were_lost_and_nobody_cares() {
    let mut talk = Talk::traced();
    let reported = |talk: &mut Talk| {
        talk.message(Direction::Receive, &link((NEWLINK, 0), (0, 0)));
        talk.whole.clone()
    };
    assert!(reported(&mut talk).is_empty());
    let read = || NoticeKind::Transfer { direction: Direction::Receive, flags: 0, room: 8192, rcvbuf: None };
    talk.call(read(), Outcome::Failed(nix::libc::ENOBUFS));
    assert!(reported(&mut talk).is_empty(), "what is still queued is read first");
    assert_eq!(reported(&mut talk), ["overrun-ignored"]);
    assert!(reported(&mut talk).is_empty(), "once is enough");
    talk.call(read(), Outcome::Failed(nix::libc::ENOBUFS));
    talk.asks(&link((GETLINK, DUMP), (5, 0)));
    assert!(reported(&mut talk).is_empty() && reported(&mut talk).is_empty(), "it has asked again");
}

#[test]
fn what_has_no_answer_is_told_when_the_socket_is_closed() {
    let mut talk = Talk::traced();
    let acknowledged = link((NEWLINK, ACK), (1, 0));
    talk.asks(&acknowledged);
    talk.answer(&error(&acknowledged, 100, 0));
    talk.asks(&link((NEWLINK, ASKS), (2, 0)));
    talk.asks(&link((GETLINK, ASKS), (3, 0)));
    talk.asks(&link((GETLINK, DUMP), (4, 0)));
    talk.answer(&link((NEWLINK, MULTI), (4, 100)));
    let reported = talk.call(NoticeKind::Close, Outcome::Returned(0));
    assert_eq!(
        reported,
        ["RTM_GETLINK seq=3 has no answer", "RTM_GETLINK seq=4 is not read to its end: 1 answer"],
        "what asks for no answer misses none"
    );
}

#[test]
fn advice_is_given_once_and_only_who_needs_it() {
    for (extended, expected) in [(false, [true, false]), (true, [false, false])] {
        let mut talk = Talk::traced();
        talk.call(NoticeKind::Socket { kind: 3, protocol: 0 }, Outcome::Returned(3));
        if extended {
            let what = NoticeKind::SetOption { level: 270, option: 11, value: Some(1), len: 4 };
            talk.call(what, Outcome::Returned(0));
        }
        let reported = [0, 0].map(|_| talk.session.sockets.advice(7).is_some());
        assert_eq!(reported, expected);
    }
    assert!(Talk::traced().session.sockets.advice(7).is_none(), "what it did before is not known");
}

#[test]
fn what_asks_netfilter_is_answered_by_what_makes() {
    const NEWCHAIN: u16 = 0xa03;
    const GETCHAIN: u16 = 0xa04;
    const DELCHAIN: u16 = 0xa05;
    const NEWRULE: u16 = 0xa06;
    let head = [2, 0, 0, 0];
    let mut talk = Talk { protocol: 12, ..Talk::capture() };
    talk.asks(&message((GETCHAIN, DUMP), (0, 0), &head));
    assert_eq!(talk.answer(&message((NEWCHAIN, MULTI), (0, 100), &head)), Some((GETCHAIN, 1)));
    assert_eq!(talk.answer(&message((NEWRULE, MULTI), (0, 100), &head)), None);
    assert_eq!(talk.answer(&message((DONE, MULTI), (0, 100), &[0; 4])), Some((GETCHAIN, 2)));
    // A batch: errors come one by one, the last first if need be.
    let batch = [(NEWCHAIN, ASKS, 1), (NEWRULE, ASKS, 2), (NEWRULE, ASKS | 8, 3)]
        .map(|(kind, flags, seq)| message((kind, flags), (seq, 0), &head));
    batch.iter().for_each(|request| talk.asks(request));
    assert_eq!(talk.answer(&error(&batch[1], 100, -2)), Some((NEWRULE, 1)));
    assert_eq!(talk.answer(&error(&batch[0], 100, -17)), Some((NEWCHAIN, 1)));
    assert_eq!(
        talk.answer(&message((NEWRULE, 0), (3, 100), &head)),
        Some((NEWRULE, 1)),
        "it asked for an echo"
    );
    // To delete a chain is to delete its rules.
    talk.asks(&message((DELCHAIN, ASKS), (4, 0), &head));
    let part = talk.message(Direction::Receive, &message((0xa08, 0), (4, 100), &head));
    assert!(matches!(part, MessageRole::Notification { cause: Some("NFT_MSG_DELCHAIN") }));
}

#[test]
fn a_batch_begins_and_ends_in_its_datagram() {
    let mut talk = Talk { protocol: 12, ..Talk::capture() };
    let nft = |kind| message((kind, ASKS), (1, 0), &[0, 0, 0, 10]);
    let (begin, end, new, get) = (nft(16), nft(17), nft(0xa00), nft(0xa01));
    for (datagram, found) in [
        (vec![&new], Some("batch-missing")),
        (vec![&begin, &new], Some("batch-unfinished")),
        (vec![&begin, &new, &end, &new], Some("batch-missing")),
        (vec![&begin, &new, &new, &end], None),
        (vec![&get, &get], None),
    ] {
        let bytes: Vec<u8> = datagram.into_iter().flatten().copied().collect();
        talk.message(Direction::Send, &bytes);
        let batch = talk.whole.iter().find(|name| name.starts_with("batch"));
        assert_eq!(batch.copied(), found);
    }
}

#[test]
fn what_an_error_misses_has_a_name() {
    let attribute = |kind: u16, payload: &[u8]| {
        let len = u16::try_from(4 + payload.len()).unwrap();
        let mut bytes = [&len.to_ne_bytes()[..], &kind.to_ne_bytes(), payload].concat();
        bytes.resize(bytes.len().next_multiple_of(4), 0);
        bytes
    };
    let data = attribute(0x8002, &attribute(5, &0x8100u16.to_be_bytes()));
    let info = attribute(0x8012, &[attribute(1, b"vlan\0"), data].concat());
    let request = message((NEWLINK, ACK), (5, 0), &[&[0; 16][..], &info].concat());
    let number = |kind: u16, value: u32| attribute(kind, &value.to_ne_bytes());
    // The data begin after the header, the head, the nest's header and the kind.
    let (nest, top) = (16 + 16 + 4 + 12, number(5, 3));
    for (extended, missing) in
        [([number(5, 1), number(6, nest)].concat(), "IFLA_VLAN_ID in IFLA_INFO_DATA"), (top, "IFLA_IFNAME")]
    {
        let body = [&(-22i32).to_ne_bytes()[..], &request, &extended].concat();
        let bytes = message((ERROR, 0x200), (5, 100), &body);
        let family = tables::by_protocol(0);
        let context = Context { family, endian: Endian::NATIVE, to_kernel: None, request: None, ids: None };
        let (mut tape, mut scratch) = (Tape::new(), Tape::new());
        decode(&bytes, &context, &mut tape);
        let fault = fault(&bytes, &context, &tape, &mut scratch, false, None).unwrap();
        assert_eq!(fault.missing.map(|missing| missing.words()).as_deref(), Some(missing));
    }
}

/// The findings in a message must not depend on whether the thread showed earlier messages or skimmed them.
#[test]
fn skimming_teaches_as_much_as_reading() {
    let found = |skims: bool| {
        let mut talk = Talk { skims, ..Talk::traced() };
        let request = link((NEWLINK, ACK), (5000, 0));
        talk.asks(&request);
        assert_eq!(talk.answer(&error(&request, 100, 0)), Some((NEWLINK, 1)));
        talk.skims = false;
        talk.asks(&request);
        talk.whole
    };
    assert!(found(false).contains(&"sequence-constant"), "{:?}", found(false));
    assert_eq!(found(true), found(false));
}

#[test]
fn flags_mean_something_by_type() {
    const DELACTION: u16 = 49;
    const DELNEIGH: u16 = 29;
    let reported = |kind: u16, flags: u16| {
        let mut talk = Talk::traced();
        talk.asks(&message((kind, flags), (1, 0), &[0; 16]));
        let findings = talk.findings.iter();
        let about = findings.filter(|finding| finding.lint.name == "flags-meaningless");
        about.map(|finding| finding.text.clone()).next().unwrap_or_default()
    };
    assert_eq!(reported(DELACTION, ACK | 0x100), "");
    assert_eq!(reported(DELACTION, ACK | 0x200), "NLM_F_BULK in RTM_DELACTION");
    assert_eq!(reported(DELNEIGH, ACK | 0x200), "");
    assert_eq!(reported(DELNEIGH, ACK | 0x100), "NLM_F_NONREC in RTM_DELNEIGH");
    assert_eq!(reported(DELLINK, ACK | 0xf00), "NLM_F_NONREC|NLM_F_BULK|0x800 in RTM_DELLINK");
    assert_eq!(reported(NEWLINK, ACK | 0xf00), "");
    assert_eq!(reported(GETLINK, DUMP | 0x800), "0x800 in RTM_GETLINK");
}

/// The kernel sends the request back, with its flags and all.
#[test]
fn a_lookup_is_answered_by_itself() {
    for mut talk in [Talk::capture(), Talk::traced()] {
        talk.protocol = 10;
        let lookup = message((0, ACK), (5, 100), &[0; 36]);
        let is_answer = |part: MessageRole| matches!(part, MessageRole::Answer(_));
        assert!(!is_answer(talk.message(Direction::Send, &lookup)));
        assert!(is_answer(talk.message(Direction::Receive, &lookup)));
        assert!(!is_answer(talk.message(Direction::Send, &lookup)), "the next has the same number");
        assert!(is_answer(talk.message(Direction::Receive, &lookup)));
        if talk.caller.is_some() {
            assert!(talk.call(NoticeKind::Close, Outcome::Returned(0)).is_empty());
        }
    }
}

#[test]
fn several_answers_to_what_is_no_dump_have_an_end_and_an_acknowledgement() {
    const DEVLINK: u16 = 20;
    let mut talk = Talk::capture();
    talk.protocol = 16;
    // devlink asks for tables and then for resources, with one number.
    talk.asks(&message((DEVLINK, ASKS), (5, 0), &[31, 0, 0, 0]));
    assert_eq!(talk.answer(&message((DEVLINK, MULTI), (5, 100), &[31, 1, 0, 0])), Some((DEVLINK, 1)));
    assert_eq!(talk.answer(&message((DONE, MULTI), (5, 100), &[0; 4])), Some((DEVLINK, 2)));
    let request = message((DEVLINK, ACK), (5, 0), &[36, 0, 0, 0]);
    talk.asks(&request);
    assert_eq!(talk.answer(&message((DEVLINK, MULTI), (5, 100), &[36, 1, 0, 0])), Some((DEVLINK, 1)));
    assert_eq!(talk.answer(&message((DONE, MULTI), (5, 100), &[0; 4])), Some((DEVLINK, 2)));
    assert_eq!(talk.answer(&message((DONE, MULTI), (5, 100), &[0; 4])), None, "there is one end");
    assert_eq!(talk.answer(&error(&request, 100, 0)), Some((DEVLINK, 3)));
    assert_eq!(talk.answer(&error(&request, 100, 0)), None);
}

#[test]
fn what_iproute2_does_to_ipsec_without_harm() {
    const XFRM_MSG_DELPOLICY: u16 = 0x14;
    let with = |kind: u16, payload: &[u8]| {
        let len = u16::try_from(4 + payload.len()).unwrap();
        let attribute = [&len.to_ne_bytes()[..], &kind.to_ne_bytes(), payload].concat();
        let mut talk = Talk::capture();
        talk.protocol = 6;
        talk.asks(&message((XFRM_MSG_DELPOLICY, ACK), (5, 0), &[&[0; 64][..], &attribute].concat()));
        talk.whole
    };
    let stack = [2, 0, 17, 148, 17, 148, 255, 255];
    assert!(with(4, &[&stack[..], &[0; 16]].concat()).is_empty(), "XFRMA_ENCAP has padding inside");
    assert!(
        with(21, &[1; 12]).is_empty(),
        "XFRMA_MARK of a policy that is deleted is copied with what follows it"
    );
    assert_eq!(with(26, &[1; 40]), ["attribute-long"], "XFRMA_ADDRESS_FILTER is not");
}

/// The kernel asks user space for a neighbour's address (`neigh_app_ns`): nobody answers that, and it answers nothing.
#[test]
fn a_neighbour_request_of_the_kernel_is_a_notification() {
    const GETNEIGH: u16 = 30;
    for mut talk in [Talk::capture(), Talk::traced()] {
        let part = talk.message(Direction::Receive, &message((GETNEIGH, ASKS), (0, 0), &[0; 12]));
        assert!(matches!(part, MessageRole::Notification { cause: None }));
        let asked = talk.message(Direction::Send, &message((GETNEIGH, ASKS), (5, 0), &[0; 12]));
        assert!(matches!(asked, MessageRole::Request), "with a number, a program asks");
    }
}

#[test]
fn an_attribute_of_which_requests_hold_several_is_no_duplicate() {
    let reported = |protocol: u16, kind: u16, head: &[u8], attribute: &[u8]| {
        let mut talk = Talk::capture();
        talk.protocol = protocol;
        talk.asks(&message((kind, ACK), (5, 0), &[head, attribute, attribute].concat()));
        talk.whole
    };
    // NFTA_RULE_TABLE twice, even with the same value.
    assert_eq!(
        reported(12, 0x0a06, &[2, 0, 0, 0], &[6, 0, 1, 0, b't', 0, 0, 0]),
        ["batch-missing", "attribute-duplicate"]
    );
    // RTM_NEWVLAN with two BRIDGE_VLANDB_ENTRY, and TCA_KIND, which networkd sends twice.
    assert!(reported(0, 112, &[7, 0, 0, 0, 1, 0, 0, 0], &[4, 0, 1, 0x80]).is_empty());
    assert!(reported(0, 36, &[0; 20], &[8, 0, 1, 0, b'h', b't', b'b', 0]).is_empty());
}

/// A duplicate of a descriptor goes on with the options that were set before the descriptor was closed.
#[test]
fn options_outlive_the_descriptor_that_set_them() {
    let mut talk = Talk::traced();
    talk.call(NoticeKind::Socket { kind: 3, protocol: 0 }, Outcome::Returned(3));
    let request = link((GETLINK, ASKS), (5, 0));
    talk.asks(&request);
    talk.answer(&error(&request, 100, -22));
    talk.call(NoticeKind::Close, Outcome::Returned(0));
    talk.caller = talk.caller.map(|caller| Caller { fd: 4, ..caller });
    talk.asks(&link((GETLINK, ASKS), (6, 0)));
    assert!(talk.session.sockets.can_advise(7), "it is still known that extended ACKs were not asked for");
}
