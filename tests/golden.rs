//! Captures and their output: every `testdata/FAMILY/CASE.pcap` beside its `.tree` and `.json`.
//!
//! `UPDATE_EXPECT=1 cargo test golden` writes them again; the change is reviewed as a diff.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use expect_test::expect_file;

/// A capture for benchmarks: too long to be reviewed.
const NOT_GOLDEN: &str = "link-dump";

fn captures() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
    let mut found = Vec::new();
    for folder in [
        "audit",
        "connector",
        "control",
        "crypto",
        "generic",
        "netfilter",
        "rdma",
        "route",
        "small",
        "sock_diag",
        "uevent",
        "xfrm",
    ] {
        for entry in std::fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|ending| ending == "pcap")
                && path.file_stem().is_some_and(|stem| stem != NOT_GOLDEN)
            {
                found.push(path);
            }
        }
    }
    assert!(found.len() >= 7, "the captures are there");
    found
}

fn nltrace(arguments: &[&str], capture: &Path) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_nltrace"))
        .env("TZ", "UTC")
        .env("COLUMNS", "100")
        .args(arguments)
        .arg("-r")
        .arg(capture)
        .output()
        .unwrap();
    assert!(output.status.success(), "{capture:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Captures whose bytes are golden as `.page` too, and as strace's `.line`: links with nested kinds, errors that explain themselves,
/// `sock_diag`, generic netlink, nftables, protocols without a message header.
const PAGES: [&str; 7] = ["errors", "link-kinds", "filters", "nlctrl", "refused", "nft-refused", "uevent"];

/// Compares a format with the files. Reports only the first line that differs: a whole page of JSON is of no use.
fn hold(format: &str) {
    let chosen = |capture: &PathBuf| {
        !["hex", "line", "brief", "flat"].contains(&format)
            || capture.file_stem().is_some_and(|stem| PAGES.iter().any(|page| stem == *page))
    };
    for capture in captures().into_iter().filter(chosen) {
        let path = capture.with_extension(if format == "hex" { "page" } else { format });
        let now = nltrace(&["-F", format], &capture);
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            expect_file![path].assert_eq(&now);
            continue;
        }
        let golden = std::fs::read_to_string(&path).unwrap_or_default();
        let lines = golden.lines().chain([""]).zip(now.lines().chain([""])).enumerate();
        if let Some((at, (golden, now))) = lines.into_iter().find(|(_, (golden, now))| golden != now) {
            let same = golden.bytes().zip(now.bytes()).take_while(|(a, b)| a == b).count().saturating_sub(40);
            let part = |line: &str| {
                String::from_utf8_lossy(&line.as_bytes()[same..]).chars().take(200).collect::<String>()
            };
            panic!(
                "{}:{}\n  golden …{}\n  now    …{}\nUPDATE_EXPECT=1 writes the files anew",
                path.display(),
                at + 1,
                part(golden),
                part(now)
            );
        }
        assert_eq!(golden.len(), now.len(), "{}: one is longer", path.display());
    }
}

#[test]
fn trees() {
    hold("tree");
}

#[test]
fn pages() {
    hold("hex");
}

#[test]
fn lines() {
    hold("line");
}

#[test]
fn briefs() {
    hold("brief");
}

/// Several cores write the same exchanges as one, including those without an answer.
#[test]
fn exchanges_are_the_same_for_all_numbers_of_threads() {
    for capture in captures() {
        let of = |threads: &str| nltrace(&["-F", "brief", "--threads", threads], &capture);
        let one = of("1");
        for threads in ["2", "5"] {
            assert_eq!(of(threads), one, "{capture:?}");
        }
    }
}

/// Every line of every family says something of its message: with a filter there is a line for the exchange that it keeps.
#[test]
fn a_filter_keeps_whole_exchanges() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
    let nft = root.join("netfilter/nft-rules.pcap");
    let all = nltrace(&["-F", "brief"], &nft);
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    // The request and its answers have the same line, whichever of them the filter names.
    for (filter, word) in
        [("type == NFT_MSG_GETTABLE", "NFT_MSG_GETTABLE"), ("type == NFT_MSG_NEWGEN", "NFT_MSG_GETGEN")]
    {
        let kept = nltrace(&["-F", "brief", "-e", filter], &nft);
        let expected: Vec<String> = lines(&all).into_iter().filter(|line| line.contains(word)).collect();
        assert!(!expected.is_empty());
        let kept: Vec<String> = lines(&kept).into_iter().filter(|line| line.contains(word)).collect();
        assert_eq!(kept, expected, "{filter}");
    }
    let errors = nltrace(&["-F", "brief", "-e", "error"], &root.join("control/errors.pcap"));
    assert!(
        errors.lines().any(|line| line.contains("ENETUNREACH") && line.contains("RTM_NEWROUTE")),
        "{errors}"
    );
    assert!(!errors.contains("waits"), "{errors}");
}

#[test]
fn flat() {
    hold("flat");
}

#[test]
fn json() {
    hold("json");
}

/// Captures that hold 802.11 frames with bytes that no row explains: elements and commands of vendors, checksums.
const NOT_EXPLAINED: [&str; 3] = ["nl80211-access-point", "nl80211-device", "nl80211-frames"];

#[test]
fn every_byte_is_explained() {
    // A capture that is wrong on purpose has no meaning.
    let explained = |capture: &&PathBuf| {
        let is_refused = ["refused", "malformed"].iter().any(|stem| capture.file_stem().unwrap() == *stem);
        let is_frames = NOT_EXPLAINED.iter().any(|stem| capture.file_stem().unwrap() == *stem);
        !capture.parent().unwrap().ends_with("control") && !is_refused && !is_frames
    };
    for capture in captures().iter().filter(explained) {
        let report = nltrace(&["--coverage"], capture);
        assert!(report.contains("\"messages_unknown\":0,"), "{capture:?}: {report}");
        assert!(report.ends_with("\"unexplained\":[]}\n"), "{capture:?}: {report}");
    }
}

/// Clients in daily use send no faults, except one: `ip link set d0 addrgenmode X addrgenmode Y` loses the first.
#[test]
fn lints_are_silent_about_clients_in_daily_use() {
    // Errors are made on purpose, and rare messages are made by hand.
    let is_daily = |capture: &PathBuf| {
        let stem = capture.file_stem().unwrap();
        !capture.parent().unwrap().ends_with("control")
            && !["rare", "refused", "malformed"].iter().any(|made| stem == *made)
    };
    let silent = captures().into_iter().filter(is_daily);
    for capture in silent {
        let text = nltrace(&["-F", "json", "--lint"], &capture);
        for line in text.lines().filter(|line| line.contains("\"lints\":")) {
            let record: serde_json::Value = serde_json::from_str(line).unwrap();
            for lint in record["lints"].as_array().unwrap() {
                let known = lint["name"] == "attribute-duplicate" && lint["path"] == "IFLA_AF_SPEC";
                assert!(known, "{}: {lint}", capture.display());
            }
        }
    }
}

/// Adds the names in the fields of a message: of attributes, of their values and flags.
fn names_of(fields: &serde_json::Value, names: &mut HashMap<String, usize>) {
    let is_name = |name: &str| {
        name.len() > 3
            && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
    };
    for field in fields.as_array().into_iter().flatten() {
        let value = field["value"].as_str().filter(|_| field.get("raw_value").is_some());
        let flags = field["flags"].as_array().into_iter().flatten().filter_map(serde_json::Value::as_str);
        for name in field["name"].as_str().into_iter().chain(value).chain(flags).filter(|name| is_name(name))
        {
            *names.entry(name.to_owned()).or_default() += 1;
        }
        names_of(&field["fields"], names);
    }
}

#[test]
fn the_commonest_names_in_captures_have_a_sentence() {
    let mut names = HashMap::new();
    for folder in ["audit", "control", "generic", "netfilter", "route", "sock_diag", "xfrm"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(folder);
        for file in fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()) {
            if file.extension().is_some_and(|extension| extension == "json") {
                for line in fs::read_to_string(file).unwrap().lines() {
                    let message: serde_json::Value = serde_json::from_str(line).unwrap();
                    names_of(&message["fields"], &mut names);
                }
            }
        }
    }
    let mut names: Vec<(String, usize)> = names.into_iter().collect();
    names.sort_by(|(a, one), (b, other)| other.cmp(one).then(a.cmp(b)));
    // Parts of an integer are no rows, and errors have the words of the C library.
    names.retain(|(name, _)| !name.starts_with("IEEE80211_HT_CAP_"));
    let errnos: Vec<&str> =
        (1..200).filter_map(nltrace_decoders::names::errno).map(|(name, _)| name).collect();
    let missing: Vec<&str> =
        (names.iter().map(|(name, _)| name.as_str()).filter(|name| !errnos.contains(name)))
            .take(600)
            .filter(|name| nltrace_decoders::purpose::of(name).is_none())
            .collect();
    assert_eq!(missing, [""; 0]);
}
