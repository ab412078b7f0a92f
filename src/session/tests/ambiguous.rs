//! Captures in which several requests have one number.

use super::*;

const NEWADDR: u16 = 20;
const GETADDR: u16 = 22;
/// `NLMSG_ERROR` that repeats the header alone.
const CAPPED: u16 = 0x100;
const IFNAME: u16 = 3;

/// Returns the request that a message answers: its order among those of this test, by its body's index, and whether that is a
/// guess. `None` for no answer.
fn answered(talk: &mut Talk, bytes: &[u8]) -> Option<(u8, bool)> {
    match talk.message(Direction::Receive, bytes) {
        MessageRole::Answer(answer) => {
            let request = talk.session.pairing.bytes(answer.serial).unwrap();
            Some((request[20], answer.is_guess))
        }
        _ => None,
    }
}

/// Returns a link of an index; with the port id of whoever it is for, or who writes it into a request.
fn link_of((kind, flags): (u16, u16), port: u32, index: u8, rest: &[u8]) -> Vec<u8> {
    let mut body = vec![0; 16];
    body[4] = index;
    body.extend(rest);
    message((kind, flags), (5, port), &body)
}

fn named(name: &[u8]) -> Vec<u8> {
    let len = u16::try_from(4 + name.len()).unwrap();
    let mut bytes = [&len.to_ne_bytes()[..], &IFNAME.to_ne_bytes(), name].concat();
    bytes.resize(bytes.len().next_multiple_of(4), 0);
    bytes
}

/// Returns an error that repeats the request.
fn refusal(request: &[u8], portid: u32) -> Vec<u8> {
    message((ERROR, 0), (5, portid), &[&(-22i32).to_ne_bytes(), request].concat())
}

#[test]
fn the_interface_that_is_asked_for_tells() {
    let mut talk = Talk::capture();
    talk.asks(&link_of((GETLINK, ASKS), 0, 2, &[]));
    talk.asks(&link_of((GETLINK, ASKS), 0, 3, &[]));
    assert_eq!(answered(&mut talk, &link_of((NEWLINK, 0), 100, 3, &[])), Some((3, false)));
    assert_eq!(answered(&mut talk, &link_of((NEWLINK, 0), 200, 2, &[])), Some((2, false)));
}

#[test]
fn the_name_that_is_asked_for_tells() {
    let mut talk = Talk::capture();
    let (one, other) = (named(b"v0\0"), named(b"v1"));
    let (first, second) =
        (link_of((GETLINK, ASKS), 0, 0, &one), [link_of((GETLINK, ASKS), 0, 0, &other)].concat());
    talk.asks(&first);
    talk.asks(&second);
    // A program may leave out the zero that the kernel sends.
    let reply = link_of((NEWLINK, 0), 100, 9, &named(b"v1\0"));
    let MessageRole::Answer(answer) = talk.message(Direction::Receive, &reply) else { panic!("no answer") };
    assert!(!answer.is_guess);
    assert_eq!(talk.session.pairing.bytes(answer.serial), Some(second.as_slice()));
}

#[test]
fn the_port_id_that_is_in_the_request_tells() {
    let mut talk = Talk::capture();
    talk.asks(&link_of((GETLINK, DUMP), 200, 1, &[]));
    talk.asks(&link_of((GETLINK, DUMP), 100, 2, &[]));
    let part = |index: u8, port| link_of((NEWLINK, MULTI), port, index, &[]);
    assert_eq!(answered(&mut talk, &part(7, 100)), Some((2, false)));
    assert_eq!(answered(&mut talk, &part(7, 200)), Some((1, false)));
    assert_eq!(answered(&mut talk, &part(8, 100)), Some((2, false)));
}

#[test]
fn who_asks_for_all_gets_many() {
    let mut talk = Talk::capture();
    talk.asks(&link_of((GETLINK, ASKS), 0, 1, &[]));
    talk.asks(&link((GETLINK, DUMP), (5, 0)));
    assert_eq!(answered(&mut talk, &link_of((NEWLINK, MULTI), 100, 1, &[])), Some((0, false)));
    assert_eq!(answered(&mut talk, &link_of((NEWLINK, 0), 200, 1, &[])), Some((1, false)));
    // The same, of one socket: the dump has shown its port id.
    let mut talk = Talk::capture();
    talk.asks(&link((GETLINK, DUMP), (5, 0)));
    assert_eq!(answered(&mut talk, &link_of((NEWLINK, MULTI), 100, 1, &[])), Some((0, false)));
    talk.asks(&link_of((GETLINK, ASKS), 0, 1, &[]));
    assert_eq!(answered(&mut talk, &link_of((NEWLINK, 0), 100, 1, &[])), Some((1, false)));
    assert_eq!(answered(&mut talk, &link_of((NEWLINK, MULTI), 100, 2, &[])), Some((0, false)));
}

#[test]
fn families_are_told_apart() {
    let of = |kind, flags, family: u8, port| {
        message((kind, flags), (5, port), &[family, 0, 0, 0, family, 0, 0, 0])
    };
    let mut talk = Talk::capture();
    talk.asks(&of(GETADDR, DUMP, 2, 0));
    talk.asks(&of(GETADDR, DUMP, 10, 0));
    assert_eq!(answered(&mut talk, &of(NEWADDR, MULTI, 10, 100)), Some((10, false)));
    assert_eq!(answered(&mut talk, &of(NEWADDR, MULTI, 2, 200)), Some((2, false)));
}

#[test]
fn an_error_repeats_its_request() {
    let mut talk = Talk::capture();
    let requests = [1, 2, 3].map(|index| link_of((NEWLINK, ACK), 0, index, &[]));
    requests.iter().for_each(|request| talk.asks(request));
    assert_eq!(answered(&mut talk, &refusal(&requests[1], 100)), Some((2, false)));
    // An acknowledgement repeats the header, which they share: it could be either.
    let done = message((ERROR, CAPPED), (5, 200), &[&[0; 4], &requests[0][..16]].concat());
    assert_eq!(answered(&mut talk, &done), Some((1, true)));
    assert_eq!(answered(&mut talk, &refusal(&requests[2], 300)), Some((3, false)));
}

#[test]
fn where_nothing_tells_it_is_a_guess_to_the_end() {
    let mut talk = Talk::capture();
    talk.asks(&link_of((GETLINK, DUMP), 0, 1, &[]));
    talk.asks(&link_of((GETLINK, DUMP), 0, 2, &[]));
    let part = |port| link((NEWLINK, MULTI), (5, port));
    assert_eq!(answered(&mut talk, &part(100)), Some((1, true)), "who came first is served first");
    assert_eq!(answered(&mut talk, &part(100)), Some((1, true)), "it does not become surer");
    assert_eq!(answered(&mut talk, &part(200)), Some((2, true)), "it could be the other way round");
    let end = message((DONE, MULTI), (5, 100), &[0; 4]);
    assert_eq!(answered(&mut talk, &end), Some((1, true)));
}

#[test]
fn what_needs_no_answer_is_not_waited_for() {
    let mut talk = Talk::capture();
    talk.asks(&link_of((NEWLINK, ASKS), 0, 1, &[]));
    talk.asks(&link_of((NEWLINK, ASKS), 0, 2, &[]));
    let refused = link_of((NEWLINK, ASKS), 0, 2, &[]);
    let capped = message((ERROR, CAPPED), (5, 100), &[&(-22i32).to_ne_bytes(), &refused[..16]].concat());
    assert_eq!(answered(&mut talk, &capped), Some((2, false)));
}

#[test]
fn a_socket_is_answered_in_its_order() {
    let mut talk = Talk::traced();
    talk.asks(&link_of((GETLINK, ASKS), 0, 1, &[]));
    talk.asks(&link_of((GETLINK, ASKS), 0, 2, &[]));
    assert_eq!(talk.whole, ["sequence-reused"]);
    let reply = |index| link_of((NEWLINK, 0), 100, index, &[]);
    assert_eq!(answered(&mut talk, &reply(0)), Some((1, false)));
    assert_eq!(answered(&mut talk, &reply(0)), Some((2, false)));
}

#[test]
fn nobody_acknowledges_what_asks_for_none() {
    for (flags, is_answer) in [(ACK, true), (ASKS, false)] {
        let mut talk = Talk::traced();
        talk.call(NoticeKind::Socket { kind: 3, protocol: 0 }, Outcome::Returned(3));
        let request = link_of((NEWLINK, flags), 0, 1, &[]);
        talk.asks(&request);
        let part = talk.message(Direction::Receive, &error(&request, 100, 0));
        assert_eq!(matches!(part, MessageRole::Answer(_)), is_answer);
        assert_eq!(matches!(part, MessageRole::Stray), !is_answer);
        let never_asked = message((ERROR, CAPPED), (77, 100), &[0; 20]);
        assert!(matches!(talk.message(Direction::Receive, &never_asked), MessageRole::Stray));
    }
    let mut talk = Talk::traced();
    let part = talk.message(Direction::Receive, &message((ERROR, CAPPED), (77, 100), &[0; 20]));
    assert!(matches!(part, MessageRole::Unknown), "what was asked before it was traced is not known");
}

/// A capture may lack the answers of some requests.
#[test]
fn who_has_waited_too_long_is_not_answered_any_more() {
    for (milliseconds, expected) in [(20, (1, true)), (200, (2, true)), (2000, (2, false))] {
        let mut talk = Talk::capture();
        talk.step = Duration::from_millis(1);
        talk.asks(&link_of((GETLINK, DUMP), 0, 1, &[]));
        talk.time += Duration::from_millis(milliseconds);
        talk.asks(&link_of((GETLINK, DUMP), 0, 2, &[]));
        assert_eq!(answered(&mut talk, &link((NEWLINK, MULTI), (5, 100))), Some(expected));
    }
}
