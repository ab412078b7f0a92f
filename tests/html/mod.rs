//! The page of `-F html`: its data, held against captures, and the page itself, driven in a browser.

mod browser;
mod driven;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::formats::support::{captures, packets, stdout};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Returns the page of a capture.
fn page(capture: &Path, options: &[&str]) -> String {
    stdout(&[&["-F", "html", "-r", capture.to_str().unwrap()], options].concat(), b"")
}

/// Returns the content of an element of a page.
fn element<'a>(page: &'a str, start: &str, end: &str) -> &'a str {
    let (_, rest) = page.split_once(start).unwrap_or_else(|| panic!("{start} is there"));
    rest.split_once(end).unwrap_or_else(|| panic!("{end} is there")).0
}

/// Returns the lines of data of a page.
fn lines(page: &str) -> Vec<Value> {
    let data = element(page, "<script type=\"application/json\" id=\"data\">\n", "</script>");
    assert!(!data.contains('<'), "nothing in the data can end their element");
    data.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}"))).collect()
}

/// Returns the lines of a kind.
fn of_kind<'a>(lines: &'a [Value], kind: &str) -> Vec<&'a Value> {
    lines.iter().filter(|line| line[0] == kind).collect()
}

/// Every byte of every message is in the page, and belongs to one leaf of its layout.
#[test]
fn every_byte_of_every_fixture_has_a_field() {
    let mut count = 0;
    for capture in captures() {
        let lines = lines(&page(&capture, &["--show-secrets"]));
        let (definitions, layouts) = (of_kind(&lines, "k"), of_kind(&lines, "l"));
        let mut datagrams: Vec<u8> =
            packets(&capture).iter().flat_map(|packet| packet[16..].to_vec()).collect();
        for message in of_kind(&lines, "f") {
            let bytes = STANDARD.decode(message[2].as_str().unwrap()).unwrap();
            let numbers: Vec<usize> = layouts[message[1].as_u64().unwrap() as usize].as_array().unwrap()[1..]
                .iter()
                .map(|number| usize::try_from(number.as_u64().unwrap()).unwrap())
                .collect();
            let rows: Vec<&[usize]> = numbers.chunks(4).collect();
            let (mut end, mut values) = (0, 0);
            for (at, row) in rows.iter().enumerate() {
                let [definition, depth, start, len] = **row else { panic!("four numbers") };
                let definition = definitions[definition];
                let is_leaf = rows.get(at + 1).is_none_or(|next| next[1] <= depth);
                values += usize::from(!["h", "p", "f", "g"].contains(&definition[2].as_str().unwrap()));
                if is_leaf && len > 0 {
                    assert_eq!(start, end, "{capture:?}: {definition}");
                    end = start + len;
                }
            }
            assert_eq!(end, bytes.len(), "{capture:?}");
            assert_eq!(values, message[3].as_array().unwrap().len(), "{capture:?}: a value for each leaf");
            // Messages are in the order of the capture.
            let place = datagrams.windows(bytes.len()).position(|part| part == bytes).unwrap();
            datagrams.drain(..place + bytes.len());
            count += 1;
        }
        let messages = of_kind(&lines, "m");
        assert_eq!(messages.len(), of_kind(&lines, "f").len(), "{capture:?}");
        assert_eq!(lines.last().unwrap()[0], "e");
    }
    assert!(count > 500, "{count}");
}

/// The text of an error is in the page, and the page knows which request it answers.
#[test]
fn errors_point_at_their_requests() {
    let lines = lines(&page(&root().join("testdata/captures/errors.pcap"), &[]));
    let mut requests = BTreeMap::new();
    let (mut errors, mut offences) = (0, 0);
    for message in of_kind(&lines, "m") {
        let exchange = message[5].as_u64().unwrap();
        if message[4] == "q" {
            requests.insert(exchange, message[6].clone());
        } else if message[4] == "a" {
            assert!(requests.contains_key(&exchange), "{message}");
            // Latency and facts stand before the error.
            if let Some(error) = message[12].as_array() {
                errors += 1;
                offences += usize::from(error[3].is_u64());
                assert!(error[0] != "" || error[1].is_string(), "{message}");
            }
        }
    }
    assert!(errors > 5 && offences > 2, "{errors} errors, {offences} offences");
}

/// The policy allows exactly the script and the styles that are in the page.
#[test]
fn the_policy_allows_what_is_there_and_nothing_else() {
    let page = page(&root().join("testdata/route/link.pcap"), &[]);
    let hash = |text: &str| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)));
    let policy = element(&page, "Content-Security-Policy\" content=\"", "\"");
    let (script, style) = (element(&page, "<script>", "</script>"), element(&page, "<style>", "</style>"));
    let expected = format!(
        "default-src 'none'; script-src {}; style-src {}; base-uri 'none'; form-action 'none'",
        hash(script),
        hash(style)
    );
    assert_eq!(policy, expected);
    assert_eq!(page.matches("<script").count(), 2, "the script and the data");
    for word in ["http://", "https://", "<link", "<img", "<iframe", "@import", "url("] {
        assert!(!page.contains(word), "{word}: the page loads nothing");
    }
}

/// The script puts text from outside into the page as text only.
#[test]
fn the_script_makes_no_markup() {
    let folder = root().join("src/render/html/script");
    let mut whole = String::from("'use strict';\n");
    for file in fs::read_dir(&folder).unwrap() {
        let path = file.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        for word in [
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "eval(",
            "new Function",
            "fetch(",
        ] {
            assert!(!text.contains(word), "{path:?}: {word}");
        }
        for (at, line) in text.lines().enumerate() {
            assert!(line.chars().count() <= 132 && line == line.trim_end(), "{path:?}:{}: {line}", at + 1);
        }
        whole.push_str(&text);
    }
    let node =
        Command::new("node").args(["--check", "-"]).stdin(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let Ok(mut node) = node else {
        return eprintln!("SKIPPED in part: the_script_makes_no_markup: there is no node");
    };
    std::io::Write::write_all(&mut node.stdin.take().unwrap(), whole.as_bytes()).unwrap();
    let output = node.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// The page holds so many messages and no more; it counts the others.
#[test]
fn a_limit_is_kept_and_said() {
    let capture = root().join("testdata/route/link.pcap");
    let all = of_kind(&lines(&page(&capture, &[])), "m").len();
    assert!(all > 3);
    let some = lines(&page(&capture, &["--limit", "3"]));
    assert_eq!(of_kind(&some, "m").len(), 3);
    assert_eq!(some.last().unwrap()[1], all - 3);
    assert_eq!(some[0][3], 0, "no lesson");
    assert_eq!(lines(&page(&capture, &["--lesson", "--limit", "0"]))[0][3], 1);
}

/// Keys are not in the page, in base64 neither.
#[test]
fn keys_are_not_in_the_bytes() {
    let key = b"ZQXJKVWYzqxjkvwyZYWVKJXQzywvkjxq";
    let attribute = [&[36, 0, 3, 0][..], key].concat();
    let len = u32::try_from(16 + 4 + attribute.len()).unwrap();
    let header = [&len.to_le_bytes()[..], &[30, 0, 5, 0], &[7, 0, 0, 0], &[0; 4], &[1, 1, 0, 0]].concat();
    let hex: String = [header, attribute].concat().iter().map(|byte| format!("{byte:02x}")).collect();
    let bytes = |options: &[&str]| {
        let arguments = [&["-F", "html", "--protocol", "wireguard", "-x", &hex], options].concat();
        let lines = lines(&stdout(&arguments, b""));
        let message = of_kind(&lines, "f")[0].clone();
        (STANDARD.decode(message[2].as_str().unwrap()).unwrap(), message[3].to_string())
    };
    let (hidden, values) = bytes(&[]);
    assert!(!hidden.windows(4).any(|part| key.windows(4).any(|of_key| part == of_key)));
    assert!(values.contains("(hidden, 32 bytes)"), "{values}");
    assert!(bytes(&["--show-secrets"]).0.windows(32).any(|part| part == key));
}

/// Options that a page cannot follow are refused.
#[test]
fn what_does_nothing_in_a_page_is_refused() {
    let capture = root().join("testdata/route/link.pcap");
    for options in [
        &["-F", "html", "--time", "epoch"][..],
        &["-F", "html", "-C"],
        &["-F", "html", "-A", "-o", "x.html"],
        &["--lesson"],
        &["--limit", "5"],
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_nltrace"))
            .arg("-r")
            .arg(&capture)
            .args(options)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2), "{options:?}");
    }
}

/// A page mixed with the traced program's output would be broken.
#[test]
fn a_page_of_a_program_needs_a_file() {
    let output =
        Command::new(env!("CARGO_BIN_EXE_nltrace")).args(["-F", "html", "--", "true"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("-o FILE"));
}

/// A page takes less than twelve times the space of its capture, and a capture of ten thousand messages not more.
#[test]
fn a_page_is_not_much_larger_than_its_capture() {
    let own = page(&root().join("testdata/route/link.pcap"), &["--limit", "0"]).len();
    for name in
        ["route/link-kinds", "route/link", "sock_diag/sock_diag", "generic/nlctrl", "netfilter/nft-rules"]
    {
        let capture = root().join("testdata").join(name).with_extension("pcap");
        let bytes = fs::read(&capture).unwrap();
        let many = [&bytes[..24], &bytes[24..].repeat((400_000 / bytes.len()).max(1))].concat();
        let len = stdout(&["-F", "html", "-r", "-"], &many).len() - own;
        assert!(len < 12 * many.len(), "{name}: {len} of {}", many.len());
    }
}

/// The lessons in `docs` equal nltrace's pages of their captures. `UPDATE_EXPECT=1` writes them again.
#[test]
fn the_lessons_are_those_of_their_captures() {
    for name in ["sockets", "route", "error"] {
        let lesson =
            page(&root().join("testdata/lessons").join(name).with_extension("pcapng"), &["--lesson"]);
        let path = root().join("docs/lessons").join(name).with_extension("html");
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            fs::write(&path, &lesson).unwrap();
        }
        let golden = fs::read_to_string(&path).unwrap_or_default();
        // A whole page is of no use in a failure.
        assert!(golden == lesson, "{path:?} is out of date; UPDATE_EXPECT=1 writes it again");
    }
}
