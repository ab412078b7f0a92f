//! `-F hex`: every byte is printed once, at its offset, whatever was cut.

use super::support::{Packet, capture, captures, packets, stdout};

/// Returns the bytes of each datagram that annotated bytes show, `None` for those of a key: the lines with an offset, in which it must be
/// the next one.
fn shown(text: &str) -> Vec<Vec<Option<u8>>> {
    let mut datagrams: Vec<Vec<Option<u8>>> = Vec::new();
    let mut expected = 0;
    for line in text.lines() {
        if line.starts_with(|c: char| !c.is_whitespace()) {
            datagrams.push(Vec::new());
            continue;
        }
        let Some(datagram) = datagrams.last_mut() else { continue };
        if let Some(zeros) = line
            .strip_prefix("  after the messages: ")
            .and_then(|rest| rest.strip_suffix(" bytes, all 0").or(rest.strip_suffix(" byte, all 0")))
        {
            datagram.resize(datagram.len() + zeros.parse::<usize>().unwrap(), Some(0));
            continue;
        }
        let Some((offset, bytes)) = row(line) else { continue };
        if offset == 0 {
            expected = 0;
        }
        assert_eq!(offset, expected, "{line}");
        expected += bytes.len();
        datagram.extend(bytes);
    }
    datagrams
}

/// Offset and bytes of a line: `  16  02 00 00 00   …`, or of a key, which is in one line: `  16  ** **   … (hidden, 32 bytes)`.
fn row(line: &str) -> Option<(usize, Vec<Option<u8>>)> {
    let whole = line;
    let line = line.strip_prefix("  ")?.trim_start();
    let digits = line.find(|c: char| !c.is_ascii_digit())?;
    let offset = line[..digits].parse().ok()?;
    let text = line[digits..].strip_prefix("  ")?;
    if text.starts_with("**") {
        // The line may end after the number.
        let count = whole.split_once("(hidden, ").and_then(|(_, rest)| rest.split(' ').next());
        let count = count.unwrap_or_else(|| panic!("how many bytes are hidden: {whole}")).parse().unwrap();
        return Some((offset, vec![None; count]));
    }
    let mut rest = text.as_bytes();
    let mut bytes = Vec::new();
    while let [high, low, tail @ ..] = rest {
        let pair =
            std::str::from_utf8(&[*high, *low]).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok());
        let Some(byte) = pair.filter(|_| tail.first().is_none_or(|next| *next == b' ')) else { break };
        bytes.push(Some(byte));
        rest = tail.get(1..).unwrap_or_default();
    }
    (!bytes.is_empty()).then_some((offset, bytes))
}

/// Whether these bytes are shown; which of them are hidden depends on the tables, and not on what is shown.
fn assert_shown(shown: &[Option<u8>], bytes: &[u8], what: &str) {
    assert_eq!(shown.len(), bytes.len(), "{what}");
    let wrong = shown.iter().zip(bytes).position(|(shown, byte)| shown.is_some_and(|shown| shown != *byte));
    assert_eq!(wrong, None, "{what}");
}

fn datagrams(packets: &[Packet]) -> Vec<&[u8]> {
    packets.iter().map(|packet| &packet[16..]).collect()
}

#[test]
fn every_byte_of_every_fixture_once() {
    let mut hidden = 0;
    for path in captures() {
        let packets = packets(&path);
        for secrets in [&["--show-secrets"][..], &[]] {
            let text = stdout(&[&["-q", "-F", "hex", "-r", path.to_str().unwrap()], secrets].concat(), b"");
            let shown = shown(&text);
            assert_eq!(shown.len(), packets.len(), "{path:?}");
            for (at, (shown, datagram)) in shown.iter().zip(datagrams(&packets)).enumerate() {
                assert_shown(shown, datagram, &format!("packet {at} of {path:?}, {secrets:?}"));
                assert!(secrets.is_empty() || shown.iter().all(Option::is_some), "packet {at} of {path:?}");
                hidden += shown.iter().filter(|byte| byte.is_none()).count();
            }
        }
    }
    assert!(hidden > 0, "some fixture has a key");
}

#[test]
fn every_byte_of_what_was_cut() {
    for path in captures() {
        let packets = packets(&path);
        // Some packets of each fixture, cut at every byte; long ones at a hundred and fifty places.
        let chosen = packets.iter().step_by(packets.len() / 12 + 1);
        let cuts = |packet: &Packet| (17..packet.len()).step_by(packet.len() / 150 + 1);
        let cut: Vec<(&[u8], usize)> =
            chosen.flat_map(|packet| cuts(packet).map(|end| (&packet[..end], packet.len()))).collect();
        assert!(!cut.is_empty(), "{path:?}");
        let text = stdout(&["-q", "-F", "hex", "-r", "-"], &capture(cut.iter().copied()));
        let shown = shown(&text);
        assert_eq!(shown.len(), cut.len(), "{path:?}");
        for (shown, (packet, _)) in shown.iter().zip(&cut) {
            assert_shown(shown, &packet[16..], &format!("{path:?}"));
        }
    }
}

#[test]
fn lines_keep_to_the_page() {
    for path in captures() {
        let text = stdout(&["-F", "hex", "-r", path.to_str().unwrap()], b"");
        for line in text.lines().filter(|line| line.chars().count() > 80) {
            // A name longer than the room for it is left whole.
            let last = line.rsplit(' ').next().unwrap_or_default();
            assert!(last.len() > 40, "{path:?}: {line}");
        }
    }
}

#[test]
fn colours_change_nothing_else() {
    let path = &captures()[0];
    let path = path.to_str().unwrap();
    let plain = stdout(&["-F", "hex", "-r", path], b"");
    let coloured = stdout(&["-F", "hex", "--color", "always", "-r", path], b"");
    let mut stripped = String::new();
    let mut rest = coloured.as_str();
    while let Some((before, after)) = rest.split_once('\x1b') {
        stripped.push_str(before);
        rest = after.split_once('m').unwrap().1;
    }
    stripped.push_str(rest);
    let trimmed = |text: &str| text.lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>();
    assert_eq!(trimmed(&stripped), trimmed(&plain));
}

/// The kernel's answer to `ip link set lo mtu 5`.
const REFUSED: &str = "\
5c 00 00 00 02 00 00 02 07 00 00 00 39 30 00 00 ea ff ff ff
28 00 00 00 10 00 05 00 07 00 00 00 00 00 00 00 00 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00 08 00 04 00 05 00 00 00
15 00 01 00 6d 74 75 20 69 73 20 74 6f 6f 20 73 6d 61 6c 6c 00 00 00 00 08 00 02 00 20 00 00 00";

#[test]
fn an_error_points_into_the_request_it_echoes() {
    let text = stdout(&["-F", "hex", "--protocol", "route", "-x", REFUSED], b"");
    for line in [
        "                                 ┌ msg  the request (NLMSGERR_ATTR_OFFS counts",
        "    16  ea ff ff ff              error    EINVAL (Invalid argument) = -22",
        "    52  08 00                    │ ┌ nla_len   8  ← NLMSGERR_ATTR_OFFS",
        "    56  05 00 00 00              └ └ payload   5",
        "    88  20 00 00 00              └ payload   32 → IFLA_MTU = 5 at 52 here",
    ] {
        assert!(text.lines().any(|shown| shown == line), "{line}\n{text}");
    }
}
