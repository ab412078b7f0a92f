//! `--diff` and `--normalize`, with recorded conversations and with captures that are made.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

use super::made::{NETLINK, Order, packet, pcap, record};
use super::texts;
use crate::live::run::scratch;
use crate::wire;

fn run(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nltrace"));
    command.args(arguments).env("LC_ALL", "C.UTF-8").env_remove("COLUMNS").stdin(Stdio::null());
    command.current_dir(testdata()).output().expect("nltrace starts")
}

fn testdata() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/diff")
}

fn golden(name: &str, text: &str) {
    expect_test::expect_file![testdata().join(name)].assert_eq(text);
}

/// A capture of these messages, removed at the end.
struct Made(PathBuf);

impl Made {
    fn new(messages: &[Vec<u8>]) -> Made {
        Made::of_protocol(0, messages)
    }

    fn of_protocol(protocol: u8, messages: &[Vec<u8>]) -> Made {
        let mut file = pcap(Order::Little, false, 0x40000, NETLINK);
        for (at, message) in messages.iter().enumerate() {
            let mut packet = packet(message);
            packet[15] = protocol;
            file.extend(record(Order::Little, (1 + u32::try_from(at).unwrap(), 0), &packet, packet.len()));
        }
        let path = scratch("pcap");
        std::fs::write(&path, file).unwrap();
        Made(path)
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for Made {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// Returns the lines that differ between two captures, without the names of the files; and the exit status.
fn lines(first: &Made, second: &Made, options: &[&str]) -> (Vec<String>, i32) {
    let output = run(&[&["--diff", first.path(), second.path()][..], options].concat());
    let (out, err, code) = texts(&output);
    assert_eq!(err, "");
    let names = |line: &&str| !line.starts_with("--- ") && !line.starts_with("+++ ");
    (out.lines().filter(names).map(str::to_owned).collect(), code.unwrap())
}

fn message(kind: u16, flags: u16, seq: u32, body: &[u8]) -> Vec<u8> {
    wire::message(kind, flags, seq, 0, body)
}

fn attribute(kind: u16, payload: &[u8]) -> Vec<u8> {
    padded(kind, payload, 0)
}

/// Returns an attribute whose padding has this value.
fn padded(kind: u16, payload: &[u8], padding: u8) -> Vec<u8> {
    let mut bytes = u16::try_from(4 + payload.len()).unwrap().to_le_bytes().to_vec();
    bytes.extend(kind.to_le_bytes());
    bytes.extend(payload);
    bytes.resize(bytes.len().next_multiple_of(4), padding);
    bytes
}

/// `RTM_NEWLINK` about an interface, with attributes.
fn link(index: u32, seq: u32, attributes: &[Vec<u8>]) -> Vec<u8> {
    let head = [&[0; 4][..], &index.to_le_bytes(), &[0; 8]].concat();
    message(16, 5, seq, &[head, attributes.concat()].concat())
}

/// Returns the kernel's `RTM_NEWLINK` with the name of an interface.
fn named(index: u32, name: &str) -> Vec<u8> {
    let head = [&[0; 4][..], &index.to_le_bytes(), &[0; 8]].concat();
    message(16, 0, 0, &[head, attribute(3, &[name.as_bytes(), b"\0"].concat())].concat())
}

const IFLA_IFNAME: u16 = 3;
const IFLA_MTU: u16 = 4;
const IFLA_TXQLEN: u16 = 13;

fn number(kind: u16, value: u32) -> Vec<u8> {
    attribute(kind, &value.to_le_bytes())
}

/// Three questions, each answered by the recordings of two programs.
#[test]
fn recorded_conversations() {
    for (name, first, second) in [
        // Why does the kernel refuse pyroute2's vxlan?
        ("vxlan", "vxlan-ip.pcapng", "vxlan-pyroute2.pcapng"),
        // Why does this rule, loaded by a hand-made batch, drop nothing?
        ("nft", "nft.pcapng", "nft-by-hand.pcapng"),
        // Two versions of a script.
        ("setup", "setup-1.pcapng", "setup-2.pcapng"),
    ] {
        let (out, err, code) = texts(&run(&["--diff", first, second]));
        assert_eq!((err.as_str(), code), ("", Some(1)), "{name}");
        golden(&format!("{name}.diff"), &out);
        let (out, err, code) = texts(&run(&["--diff", first, second, "-F", "json"]));
        assert_eq!((err.as_str(), code), ("", Some(1)), "{name}");
        golden(&format!("{name}.jsonl"), &out);
        let values: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let total = values.last().unwrap();
        for (count, what) in [("changed", "changed"), ("moved", "moved"), ("only_first", "only_first")] {
            let of = values.iter().filter(|value| value["difference"] == what);
            let sum: u64 = of.map(|value| value["count"].as_u64().unwrap()).sum();
            assert_eq!(total[count], sum, "{name}: {what}");
        }
        for same in [first, second] {
            let (out, err, code) = texts(&run(&["--diff", same, same]));
            assert_eq!((err.as_str(), code), ("", Some(0)), "{same}: {out}");
            assert!(out.starts_with("messages: ") && out.ends_with(" the same\n"), "{same}: {out}");
        }
    }
}

#[test]
fn normalised_conversations() {
    let (out, _, code) = texts(&run(&["--normalize", "-r", "nft-by-hand.pcapng"]));
    assert_eq!(code, Some(0));
    golden("nft-by-hand.normal", &out);
    let (out, _, _) = texts(&run(&["--normalize", "-F", "json", "-r", "vxlan-pyroute2.pcapng"]));
    golden("vxlan-pyroute2.normal.jsonl", &out);
    let (all, _, _) = texts(&run(&["--normalize", "-v", "-r", "setup-1.pcapng"]));
    assert!(all.contains("\nnotification RTM_NEWLINK\n") || all.contains("\nanswer RTM_NEWLINK\n"), "{all}");
}

#[test]
fn what_says_nothing_is_left_out() {
    let (name, mtu, queue) = (padded(IFLA_IFNAME, b"x\0", 0), number(IFLA_MTU, 1400), number(IFLA_TXQLEN, 5));
    let first =
        Made::new(&[link(0, 1, &[name, mtu.clone(), queue.clone()]), message(18, 0x301, 2, &[0; 16])]);
    // Another sequence number, order and padding, and a string without its NUL.
    let name = padded(IFLA_IFNAME, b"x", 0xff);
    let second = Made::new(&[
        link(0, 77, &[queue.clone(), name.clone(), mtu.clone()]),
        message(18, 0x301, 2, &[0; 16]),
    ]);
    assert_eq!(lines(&first, &second, &[]), (vec!["messages: 2 the same".to_owned()], 0));
    // The order of requests that change nothing, and answers.
    let get = message(18, 0x301, 9, &[0; 16]);
    let third = Made::new(&[get, named(4, "y"), link(0, 77, &[queue, name, mtu])]);
    assert_eq!(lines(&first, &third, &[]), (vec!["messages: 2 the same".to_owned()], 0));
    let (found, code) = lines(&first, &third, &["-v"]);
    assert!(code == 1 && found[0].starts_with("notification RTM_NEWLINK"), "{found:?}");
}

#[test]
fn values_attributes_and_order_that_differ() {
    let first = [link(0, 1, &[number(IFLA_MTU, 1400)]), link(0, 2, &[number(IFLA_TXQLEN, 1)])];
    let second = [link(0, 1, &[number(IFLA_MTU, 1500), number(IFLA_TXQLEN, 5)]), first[1].clone()];
    let [one, other] = [Made::new(&first), Made::new(&second)];
    let (found, code) = lines(&one, &other, &[]);
    assert_eq!(code, 1);
    assert_eq!(
        found,
        [
            "RTM_NEWLINK IFLA_MTU=1400  (packet 1 | packet 1)",
            "- IFLA_MTU = 1400",
            "+ IFLA_MTU = 1500",
            "+ IFLA_TXQLEN = 5",
            "messages: 1 the same, 1 different",
        ]
    );
    let turned = Made::new(&[first[1].clone(), first[0].clone()]);
    let (found, code) = lines(&one, &turned, &[]);
    assert_eq!(code, 1);
    assert_eq!(found[1], "messages: 1 the same, 1 in another order", "{found:?}");
    // The same difference is written once.
    let [many, others] = [&first, &second].map(|messages| Made::new(&vec![messages.to_vec(); 3].concat()));
    let (found, _) = lines(&many, &others, &[]);
    assert_eq!(found[0], "RTM_NEWLINK IFLA_MTU=1400  (packet 1 | packet 1; 3 times)");
    assert_eq!(found.last().unwrap(), "messages: 3 the same, 3 different");
}

/// Elements that repeat are a sequence.
#[test]
fn the_order_of_what_repeats_matters() {
    let links = |names: [&str; 2]| {
        // IFLA_PROP_LIST with several IFLA_ALT_IFNAME.
        let names = names.map(|name| attribute(53, &[name.as_bytes(), b"\0"].concat())).concat();
        Made::new(&[link(3, 1, &[attribute(52 | 0x8000, &names)])])
    };
    let (found, code) = lines(&links(["a", "b"]), &links(["b", "a"]), &[]);
    assert_eq!(code, 1);
    assert!(found.iter().any(|line| line == "- IFLA_PROP_LIST.IFLA_ALT_IFNAME[0] = \"a\""), "{found:?}");
}

#[test]
fn interfaces_are_compared_by_name() {
    let about = |index, name| Made::new(&[named(index, name), link(index, 1, &[number(IFLA_MTU, 1400)])]);
    assert_eq!(lines(&about(4, "eth0"), &about(9, "eth0"), &[]).1, 0);
    let (found, code) = lines(&about(4, "eth0"), &about(4, "eth1"), &[]);
    assert_eq!(code, 1);
    assert_eq!(found[1..3], ["- ifi_index = eth0", "+ ifi_index = eth1"]);
}

/// Keys differ, and neither of them is shown.
#[test]
fn secrets_are_compared_and_not_shown() {
    let association = |key: u8| {
        let algorithm = [&b"cbc(aes)"[..], &[0; 56], &128u32.to_le_bytes(), &[key; 16]].concat();
        Made::of_protocol(6, &[message(16, 5, 1, &[&[0; 224][..], &attribute(2, &algorithm)].concat())])
    };
    let (one, other) = (association(0x5a), association(0x5b));
    assert_eq!(lines(&one, &association(0x5a), &[]).1, 0);
    for options in [&[][..], &["-F", "json"]] {
        let (found, code) = lines(&one, &other, options);
        let text = found.join("\n");
        assert!(code == 1 && text.contains("alg_key"), "{text}");
        assert!(!text.contains("5a5a") && !text.contains("5b5b"), "{text}");
    }
    let (found, _) = lines(&one, &other, &["--show-secrets"]);
    assert!(found.join("\n").contains("5a5a"), "{found:?}");
}

/// A filter may refuse the answers. The results of the requests that it keeps are known anyway.
#[test]
fn a_filter_keeps_the_results() {
    let arguments =
        ["--diff", "vxlan-ip.pcapng", "vxlan-pyroute2.pcapng", "-e", "IFLA_INFO_KIND == \"vxlan\""];
    let (out, err, code) = texts(&run(&arguments));
    assert_eq!((err.as_str(), code), ("", Some(1)));
    assert!(out.contains("+ error = EINVAL (Local interface required"), "{out}");
    assert!(out.ends_with("messages: 1 different\n"), "{out}");
}

#[test]
fn commands_are_compared() {
    let ip = "ip route get 127.0.0.1";
    let (out, err, code) = texts(&run(&["--diff", "--", ip, ip]));
    assert_eq!(code, Some(0), "{out}{err}");
    assert!(err.contains("127.0.0.1 dev lo"), "the command's own output is on standard error: {err}");
    let capture = scratch("pcapng");
    let path = capture.to_str().unwrap();
    let words: Vec<&str> = ip.split(' ').collect();
    run(&[&["-q", "-o", "/dev/null", "-w", path, "--"][..], &words].concat());
    let (out, err, code) = texts(&run(&[&["--diff", path, "--"][..], &words].concat()));
    assert_eq!(code, Some(0), "{out}{err}");
    let (out, err, code) = texts(&run(&["--diff", path, "--", "ip", "route", "get", "127.0.0.2"]));
    assert_eq!(code, Some(1), "{out}{err}");
    assert!(out.contains("- RTA_DST = 127.0.0.1\n+ RTA_DST = 127.0.0.2\n"), "{out}");
    std::fs::remove_file(&capture).unwrap();
}

#[test]
fn trouble_is_2() {
    let one = Made::new(&[link(0, 1, &[])]);
    let damaged = Made::new(&[link(0, 1, &[])]);
    let whole = std::fs::read(&damaged.0).unwrap();
    std::fs::write(&damaged.0, &whole[..whole.len() - 3]).unwrap();
    for (arguments, words) in [
        (&["--diff"][..], "--diff compares two captures"),
        (&["--diff", one.path()], "with a second capture"),
        (&["--diff", one.path(), "/nowhere"], "/nowhere: No such file"),
        (&["--diff", one.path(), damaged.path()], "error: "),
        (&["--diff", "--", "true"], "two commands"),
        (&["--diff", "--", one.path(), one.path()], "captures follow --diff"),
        (&["--diff", one.path(), "--", "/nowhere/at/all"], "not found"),
        (&["--diff", one.path(), one.path(), "--", "true"], "two captures and a command"),
        (&["--diff", one.path(), one.path(), "-F", "line"], "-F json"),
        (&["--diff", one.path(), one.path(), "-o", one.path()], "-o would replace it"),
        (&["--diff", one.path(), one.path(), "-w", "x"], "cannot be used with"),
    ] {
        let (_, err, code) = texts(&run(arguments));
        assert_eq!(code, Some(2), "{arguments:?}: {err}");
        assert!(err.contains(words), "{arguments:?}: {err}");
    }
    assert!(std::fs::metadata(&one.0).unwrap().len() > 40, "it is still there");
    // Nothing to compare is remarked.
    let empty = Made::new(&[]);
    let (out, err, code) = texts(&run(&["--diff", empty.path(), empty.path()]));
    assert_eq!((out.as_str(), code), ("messages: none\n", Some(0)));
    assert!(err.contains("there are no requests to compare"), "{err}");
}

/// A hundred thousand requests on each side, in orders that make exact alignments slow, take no time that a test would notice.
#[test]
fn long_conversations() {
    let side = |of: fn(u32) -> u32| {
        let messages: Vec<_> = (0..50_000).map(|at| link(0, at, &[number(IFLA_MTU, of(at))])).collect();
        Made::new(&messages)
    };
    let (first, second) = (side(|at| at % 7), side(|at| 6 - at % 7));
    let (found, code) = lines(&first, &second, &[]);
    assert_eq!(code, 1);
    assert!(found.len() < 400, "repeated differences are written once: {} lines", found.len());
}
