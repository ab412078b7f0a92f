//! Requests whose answers come long after those of others.

use super::*;

/// Returns whether the answer to `RTM_GETLINK` with this number is known as one.
fn is_answered(talk: &mut Talk, seq: u32) -> bool {
    let role = talk.message(Direction::Receive, &link((NEWLINK, 0), (seq, 100)));
    matches!(role, MessageRole::Answer(answer) if !answer.is_guess)
}

#[test]
fn a_request_outlives_thousands_that_are_answered() {
    let mut talk = Talk::traced();
    talk.asks(&link((GETLINK, ASKS), (77, 0)));
    for seq in 1000..10_000 {
        talk.asks(&link((GETLINK, ASKS), (seq, 0)));
        assert!(is_answered(&mut talk, seq), "{seq}");
    }
    assert!(is_answered(&mut talk, 77));
    // And it is answered once.
    talk.asks(&link((GETLINK, ASKS), (10_001, 0)));
    assert!(!is_answered(&mut talk, 77));
    assert_eq!(talk.session.pairing.forgotten(), 0);
}

#[test]
fn the_first_request_that_must_be_forgotten_is_reported() {
    let mut talk = Talk::traced();
    let mut reported = 0;
    for seq in 1..=8000 {
        talk.asks(&link((GETLINK, ASKS), (seq, 0)));
        reported += talk.findings.iter().filter(|found| found.lint.name == "requests-forgotten").count();
    }
    assert_eq!(reported, 1);
    // The newest of those that are kept beside the ring.
    assert!(is_answered(&mut talk, 8000 - 1024 - 4000));
    assert!(!is_answered(&mut talk, 10));
    let weight = talk.session.weight();
    assert!(weight.iter().all(|weight| *weight < 8 << 20), "{weight:?}");
}

#[test]
fn what_waits_for_a_closed_socket_makes_room() {
    let mut talk = Talk::traced();
    for seq in 1..=4000 {
        talk.asks(&link((GETLINK, ASKS), (seq, 0)));
    }
    talk.call(NoticeKind::Close, Outcome::Returned(0));
    for seq in 1..=4000 {
        talk.asks(&link((GETLINK, ASKS), (seq, 0)));
    }
    assert_eq!(talk.session.pairing.forgotten(), 0);
}
