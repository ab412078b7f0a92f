//! Captures in which two programs have one sequence number at the same time.

use super::made::{NETLINK, Order, packet, pcap, record};
use super::{messages, nltrace, texts};

const NEWLINK: u16 = 16;
const GETLINK: u16 = 18;
const ERROR: u16 = 2;
const EINVAL: i32 = 22;

/// Returns a message with the number that all have.
fn message((kind, flags, portid): (u16, u16, u32), body: &[u8]) -> Vec<u8> {
    let mut bytes = (16 + body.len() as u32).to_le_bytes().to_vec();
    bytes.extend([kind.to_le_bytes(), flags.to_le_bytes()].concat());
    bytes.extend([7u32.to_le_bytes(), portid.to_le_bytes()].concat());
    bytes.extend(body);
    bytes
}

/// Returns a message about a link, with an MTU if it is not 0.
fn link(head: (u16, u16, u32), index: u32, mtu: u32) -> Vec<u8> {
    let mut body = vec![0; 16];
    body[4..8].copy_from_slice(&index.to_le_bytes());
    if mtu != 0 {
        body.extend([8, 0, 4, 0]);
        body.extend(mtu.to_le_bytes());
    }
    message(head, &body)
}

/// Returns an error that repeats as much of a request as is asked for; 0 is an acknowledgement.
fn error(request: &[u8], repeated: usize, portid: u32, errno: i32) -> Vec<u8> {
    let flags = if repeated == 16 { 0x100 } else { 0 };
    message((ERROR, flags, portid), &[&(-errno).to_le_bytes(), &request[..repeated]].concat())
}

fn capture(messages: &[Vec<u8>]) -> Vec<u8> {
    let mut file = pcap(Order::Little, false, 0x40000, NETLINK);
    for (second, message) in (1..).zip(messages) {
        let packet = packet(message);
        file.extend(record(Order::Little, (second, 0), &packet, packet.len()));
    }
    file
}

/// Types and seconds between question and answer, and whether that is a guess.
fn answers(capture: &[u8]) -> Vec<(String, f64, bool)> {
    let answer = |message: &serde_json::Value| {
        let answers = message.get("answers")?;
        let latency = message["latency"].as_f64()?;
        Some((answers["type"].as_str()?.to_owned(), latency, answers.get("guess").is_some()))
    };
    messages(capture).iter().filter_map(answer).collect()
}

#[test]
fn what_is_asked_for_tells_who_is_answered() {
    let capture = capture(&[
        link((GETLINK, 1, 0), 2, 0),
        link((GETLINK, 1, 0), 3, 0),
        link((NEWLINK, 0, 100), 3, 1500),
        link((NEWLINK, 0, 200), 2, 1500),
    ]);
    assert_eq!(
        answers(&capture),
        [("RTM_GETLINK".to_owned(), 1.0, false), ("RTM_GETLINK".to_owned(), 3.0, false)]
    );
}

#[test]
fn where_nothing_tells_it_is_said_to_be_a_guess() {
    let all = |port| link((NEWLINK, 2, port), 2, 1500);
    let capture = capture(&[
        link((GETLINK, 0x301, 0), 0, 0),
        link((GETLINK, 0x301, 0), 0, 0),
        all(100),
        all(200),
        all(100),
    ]);
    let printed: Vec<(f64, bool)> =
        answers(&capture).into_iter().map(|(_, after, guess)| (after, guess)).collect();
    assert_eq!(printed, [(2.0, true), (2.0, true), (4.0, true)]);
    let (out, _, _) = texts(&nltrace(&["-F", "tree"], &capture));
    let words: Vec<&str> = out.split_whitespace().collect();
    let printed = "answers RTM_GETLINK after 2 s, or another with its number: a guess";
    assert!(words.join(" ").contains(printed), "{out}");
}

/// A guess may be another program's answer: it is counted as an answer, and its time is in no latency figure.
#[test]
fn guesses_have_no_latency_in_summaries() {
    let dump = link((GETLINK, 0x301, 0), 0, 0);
    let guessed = [dump.clone(), dump.clone(), link((NEWLINK, 2, 100), 2, 1500)];
    let known = [link((GETLINK, 1, 0), 2, 0), link((NEWLINK, 0, 100), 2, 1500)];
    for (messages, has_latency) in [(&guessed[..], false), (&known, true)] {
        for threads in ["1", "2"] {
            let options = ["-c", "-F", "json", "--threads", threads];
            let (out, _, _) = texts(&nltrace(&options, &capture(messages)));
            let summary: serde_json::Value = serde_json::from_str(&out).unwrap();
            let rows = summary["summary"].as_array().unwrap();
            let asked = rows.iter().find(|row| row["type"] == "RTM_GETLINK").unwrap();
            assert_eq!(asked["answered"], 1, "{out}");
            assert_eq!(asked.get("latency_ns").is_some(), has_latency, "{out}");
        }
    }
}

/// Two programs change links; the second is refused, and its request is shown, not the other's.
#[test]
fn an_error_brings_the_request_that_it_repeats() {
    let first = link((NEWLINK, 5, 0), 2, 1400);
    let second = link((NEWLINK, 5, 0), 3, 70000);
    let capture = capture(&[
        first.clone(),
        second.clone(),
        error(&second, second.len(), 200, EINVAL),
        error(&first, 16, 100, 0),
    ]);
    for threads in ["1", "2"] {
        let (out, err, code) =
            texts(&nltrace(&["-q", "-F", "json", "-e", "error", "--threads", threads], &capture));
        assert_eq!((err.as_str(), code), ("", Some(0)));
        let shown: Vec<serde_json::Value> =
            out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(shown.len(), 2, "{out}");
        assert_eq!(shown[0]["fields"][1]["value"], 70000, "{out}");
        assert_eq!(shown[1]["error"]["name"], "EINVAL", "{out}");
    }
}

/// One program uses its number again: the error is the second's, and so is the request that is shown.
#[test]
fn an_error_brings_the_request_that_still_waits() {
    let first = link((NEWLINK, 5, 0), 2, 1400);
    let second = link((NEWLINK, 5, 0), 2, 70000);
    let capture =
        capture(&[first.clone(), error(&first, 16, 100, 0), second.clone(), error(&second, 16, 100, EINVAL)]);
    let (out, _, _) = texts(&nltrace(&["-q", "-F", "json", "-e", "error"], &capture));
    let shown: Vec<serde_json::Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(shown.len(), 2, "{out}");
    assert_eq!(shown[0]["fields"][1]["value"], 70000, "{out}");
    assert_eq!(shown[1]["latency"], 1.0);
}
