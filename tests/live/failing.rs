//! Requests that fail, made by real programs and by one of our own. A page shows nltrace's output for each: the part of the
//! request in the error, the kernel's words, and the attribute that they are about.
//!
//! The pages are in `testdata/failing`. Errors and their words differ between kernel versions and configurations. If they
//! are not those of a page, the test skips that page and says so. `UPDATE_EXPECT=1 cargo test failing` writes the pages
//! again.

use std::fs;
use std::os::fd::{AsRawFd, OwnedFd};
use std::path::{Path, PathBuf};
use std::process::Command;

use nix::libc;
use nix::sys::socket::{
    AddressFamily, MsgFlags, SockFlag, SockProtocol, SockType, recv, send, setsockopt, socket, sockopt,
};

use super::run::{SCENARIO, bounded, scenario, scratch};

const NETLINK_CAP_ACK: i32 = 10;
const NETLINK_EXT_ACK: i32 = 11;
const NETLINK_GET_STRICT_CHK: i32 = 12;

/// A failing request: its name, what is done before, and the command that fails. They run in a network namespace of
/// their own.
struct Case {
    name: &'static str,
    before: &'static str,
    command: &'static str,
}

const fn case(name: &'static str, before: &'static str, command: &'static str) -> Case {
    Case { name, before, command }
}

const VETH: &str = "ip link add v0 type veth peer name v1";
const ADDRESS: &str =
    "ip link add v0 type veth peer name v1; ip link set v0 up; ip addr add 10.0.0.1/24 dev v0";
const HTB: &str = "ip link add v0 type veth peer name v1; tc qdisc add dev v0 root handle 1: htb";
const NFT: &str = "nft 'add table ip t; add chain ip t c; add set ip t s { type ipv4_addr; }; \
    add chain ip t b { type filter hook input priority 0; }; add rule ip t b jump c'";

static CASES: &[Case] = &[
    case("mtu-too-small", VETH, "ip link set v0 mtu 5"),
    case("mtu-too-large", "ip link add br0 type bridge", "ip link set br0 mtu 70000"),
    case("no-such-link", "", "ip link show dev nosuch"),
    case("link-exists", VETH, "ip link add v0 type veth"),
    case("kind-unknown", "", "ip link add x0 type nosuchkind"),
    case("vxlan-without-id", "", "ip link add x0 type vxlan"),
    case("bridge-of-itself", "ip link add br0 type bridge", "ip link set br0 master br0"),
    case("master-that-takes-none", VETH, "ip link set v0 master v1"),
    case("bridge-port-that-is-none", VETH, "ip link set v0 type bridge_slave state 3"),
    case(
        "bridge-forward-delay",
        "ip link add br0 type bridge; ip link set br0 up type bridge stp_state 1",
        "ip link set br0 type bridge forward_delay 1",
    ),
    case("bridge-vlan-of-no-port", VETH, "bridge vlan add dev v0 vid 10"),
    case("macvlan-on-loopback", "", "ip link add m0 link lo type macvlan"),
    case(
        "interface-busy",
        "ip link add v0 type veth peer name v1; ip link add br0 type bridge; ip link set v0 master br0",
        "ip link add m0 link v0 type macvlan",
    ),
    case("alternative-name-exists", "", "ip link property add dev lo altname lo"),
    case("name-taken", VETH, "ip link set v0 name v1"),
    case("namespace-of-nobody", VETH, "ip link set v0 netns 4194000"),
    case("address-exists", ADDRESS, "ip addr add 10.0.0.1/24 dev v0"),
    case("address-not-there", ADDRESS, "ip addr del 10.0.0.9/24 dev v0"),
    case("gateway-out-of-reach", ADDRESS, "ip route add 10.9.0.0/16 via 192.0.2.1"),
    case("route-exists", ADDRESS, "ip route add 10.0.0.0/24 dev v0 proto kernel scope link src 10.0.0.1"),
    case("route-not-there", ADDRESS, "ip route del 10.77.0.0/16"),
    case("route-by-a-link-that-is-down", VETH, "ip route add 10.0.0.0/8 dev v0"),
    case("route-congestion-control", ADDRESS, "ip route add 10.5.0.0/16 dev v0 congctl nosuch"),
    case("route-source-not-ours", ADDRESS, "ip route add 10.6.0.0/16 dev v0 src 10.0.0.77"),
    case("rule-not-there", "", "ip rule del from 192.0.2.1 table 7"),
    case("neighbour-not-there", ADDRESS, "ip neigh del 10.0.0.7 dev v0"),
    case("nexthop-group-of-none", "", "ip nexthop add id 9 group 1/2"),
    case("nexthop-not-there", "", "ip nexthop get id 77"),
    case("fdb-entry-not-there", VETH, "bridge fdb del 00:11:22:33:44:55 dev v0"),
    case("qdisc-unknown", VETH, "tc qdisc add dev v0 root nosuch"),
    case("qdisc-exists", HTB, "tc qdisc add dev v0 root handle 2: htb"),
    case("qdisc-without-parent", VETH, "tc qdisc add dev v0 parent 9:1 handle 2: htb"),
    case("class-not-there", HTB, "tc class del dev v0 classid 1:7"),
    case("actions-are-the-first-root-s", "", "tc actions add action gact drop"),
    case("filter-without-parent", VETH, "tc filter add dev v0 parent 9: protocol ip u32 match u32 0 0"),
    case("filter-unknown", HTB, "tc filter add dev v0 parent 1: protocol ip nosuch"),
    case("nft-table-exists", NFT, "nft create table ip t"),
    case("nft-table-not-there", NFT, "nft delete table ip nosuch"),
    case("nft-chain-not-there", NFT, "nft add rule ip t nosuch counter"),
    case("nft-chain-in-use", NFT, "nft delete chain ip t c"),
    case("nft-chain-jumps-to-itself", NFT, "nft add rule ip t c jump c"),
    case(
        "nft-chain-on-no-hook-of-its-type",
        NFT,
        "nft 'add chain ip t h { type nat hook forward priority 0; }'",
    ),
    case("nft-rule-not-there", NFT, "nft delete rule ip t c handle 77"),
    case("nft-element-not-there", NFT, "nft 'delete element ip t s { 10.0.0.9 }'"),
    case("nft-element-with-a-timeout", NFT, "nft 'add element ip t s { 10.0.0.1, 10.0.0.2 timeout 5s }'"),
    case(
        "nft-one-of-a-batch",
        NFT,
        "nft 'add rule ip t c counter; add rule ip t nosuch counter; add rule ip t c drop'",
    ),
    case(
        "python",
        VETH,
        "python3 -c \"
import socket, struct
s = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE)
name = struct.pack('HH', 4 + 3, 3) + b'v0\\0\\0'
mtu = struct.pack('HHH', 4 + 2, 4, 1400) + b'\\0\\0'
body = struct.pack('BxHiII', 0, 0, 0, 0, 0) + name + mtu
s.send(struct.pack('IHHII', 16 + len(body), 16, 5, 1, 0) + body)
s.recv(8192)\"",
    ),
];

/// Requests that failed elsewhere, for want of modules or hardware here: which capture has the kernel's answer, and what
/// finds it there.
static CAPTURED: &[(&str, &str, &str)] = &[
    ("captured-vlan-id-out-of-range", "errors", "error and NLMSGERR_ATTR_MSG == \"8021q: Invalid VLAN id\""),
    ("captured-vlan-without-id", "errors", "error and NLMSGERR_ATTR_MSG ~ \"VLAN properties\""),
    ("captured-bond-option", "errors", "error == EACCES and NLMSGERR_ATTR_OFFS"),
    ("captured-mac-of-a-group", "errors", "error == EADDRNOTAVAIL and protocol == ROUTE"),
    ("captured-interface-busy", "rtnl-link", "error == EBUSY"),
    ("captured-namespace-has-an-id", "rtnl-link", "error and NLMSGERR_ATTR_MSG ~ \"already has a nsid\""),
    ("captured-nexthop-for-bridges", "rtnl-route", "error and NLMSGERR_ATTR_MSG ~ \"Fdb attribute\""),
    ("captured-taprio-unit-too-large", "tc-qdisc", "error and NLMSGERR_ATTR_MSG ~ \"max SDU\""),
    (
        "captured-policy-of-a-name",
        "errors",
        "error and protocol == ROUTE and NL_POLICY_TYPE_ATTR_MAX_LENGTH == 15",
    ),
];

/// The requests of our own program.
static OWN: &[(&str, fn())] = &[
    ("own-mtu-of-two-bytes", || {
        ask(true, 16, 5, &[&[0; 16], &attribute(3, b"v0\0"), &attribute(4, &[120, 5])])
    }),
    ("own-name-too-long", || ask(true, 16, 5, &[&[0; 16], &attribute(3, b"a-name-that-is-too-long\0")])),
    ("own-strict-dump", || {
        let socket = open(SockProtocol::NetlinkRoute, true);
        turn_on(&socket, NETLINK_GET_STRICT_CHK);
        talk(&socket, &message(22, 0x301, &[&[2, 0, 0, 200, 0, 0, 0, 0]]));
    }),
    ("own-vxlan-id-too-large", || {
        let data = attribute(2 | 0x8000, &attribute(1, &(1u32 << 24).to_ne_bytes()));
        let info = attribute(18 | 0x8000, &[attribute(1, b"vxlan\0"), data].concat());
        ask(true, 16, 0x605, &[&[0; 16], &info]);
    }),
    ("own-capped", || {
        let socket = open(SockProtocol::NetlinkRoute, true);
        turn_on(&socket, NETLINK_CAP_ACK);
        let data = attribute(2 | 0x8000, &attribute(1, &(1u32 << 24).to_ne_bytes()));
        let info = attribute(18 | 0x8000, &[attribute(1, b"vxlan\0"), data].concat());
        talk(&socket, &message(16, 0x605, &[&[0; 16], &info]));
    }),
    ("own-nexthop-unnested", || {
        ask(true, 104, 0x605, &[&[2, 0, 0, 0, 0, 0, 0, 0], &attribute(12, &attribute(1, &[8, 0]))]);
    }),
    ("own-attribute-unknown", || {
        ask(true, 104, 0x605, &[&[2, 0, 0, 0, 0, 0, 0, 0], &attribute(99, &[0; 4])]);
    }),
    ("own-nft-table-without-name", || transact(&attribute(2, &[0; 4]))),
    ("own-nft-outside-a-batch", || {
        let table = message(0xa00, 5, &[&[2, 0, 0, 0], &attribute(1, b"x\0")]);
        talk(&open(SockProtocol::NetlinkNetFilter, true), &table);
    }),
    ("own-nft-flags-of-two-bytes", || {
        transact(&[attribute(1, b"x\0"), attribute(2, &[0, 0])].concat());
    }),
    ("own-nft-table-with-a-long-name", || transact(&attribute(1, &[b'x'; 300]))),
    ("own-without-extended-acks", || {
        let socket = open(SockProtocol::NetlinkRoute, false);
        let mtu = attribute(4, &[5, 0, 0, 0]);
        talk(&socket, &message(16, 5, &[&[0; 16], &attribute(3, b"nosuch\0"), &mtu]));
    }),
];

/// The same, of which no page is kept: requests on a duplicate of a descriptor that is closed.
static DUPLICATES: &[(&str, fn())] = &[
    ("duplicate-without-extended-acks", || refused(&duplicate(open(SockProtocol::NetlinkRoute, false)))),
    ("duplicate-with-extended-acks", || refused(&duplicate(open(SockProtocol::NetlinkRoute, true)))),
];

fn duplicate(socket: OwnedFd) -> OwnedFd {
    // The original is closed when this returns.
    socket.try_clone().expect("a duplicate")
}

/// Asks for something about an interface that is not there.
fn refused(socket: &OwnedFd) {
    talk(socket, &message(16, 5, &[&[0; 16], &attribute(3, b"nosuch\0")]));
}

/// Plays one part of the program of our own.
pub(super) fn play(name: &str) {
    let (_, program) =
        OWN.iter().chain(DUPLICATES).find(|(own, _)| *own == name).expect("it has such a part");
    program();
}

/// nltrace knows the options of a socket under each of its descriptors.
#[test]
fn the_advice_survives_a_duplicate() {
    if !succeeds("unshare -rn true") {
        return eprintln!("SKIPPED the_advice_survives_a_duplicate: no namespaces for users here");
    }
    for (name, is_advised) in
        [("duplicate-without-extended-acks", true), ("duplicate-with-extended-acks", false)]
    {
        let output = scratch("json");
        let mut run = Command::new("unshare");
        run.args(["-rn", env!("CARGO_BIN_EXE_nltrace"), "-F", "json", "-e", "error", "-o"]).arg(&output);
        run.arg("--").args(scenario(&format!("failing:{name}"))).env_remove(SCENARIO);
        bounded(run);
        let text = fs::read_to_string(&output).unwrap_or_default();
        let _ = fs::remove_file(output);
        assert!(text.contains("ENODEV"), "{name}: {text}");
        assert_eq!(text.contains("extended ACK"), is_advised, "{name}: {text}");
    }
}

#[test]
fn failing_requests_say_why() {
    assert!(CASES.len() + OWN.len() > 25);
    if !succeeds("unshare -rn true") {
        return eprintln!("skipped: no namespaces for users here");
    }
    let mut differ = Vec::new();
    for Case { name, before, command } in CASES {
        let tool = command.split(' ').next().unwrap_or_default();
        if !succeeds(&format!("command -v {tool}")) {
            eprintln!("skipped {name}: there is no {tool}");
            continue;
        }
        hold(name, before, &["sh", "-c", command].map(str::to_owned), &mut differ);
    }
    for (name, _) in OWN {
        hold(name, VETH, &scenario(&format!("failing:{name}")), &mut differ);
    }
    assert!(differ.is_empty(), "{}\nUPDATE_EXPECT=1 writes the pages again", differ.join("\n"));
}

#[test]
fn captured_errors_say_why() {
    let mut differ = Vec::new();
    for (name, capture, filter) in CAPTURED {
        let file = format!("{}/testdata/captures/{capture}.pcap", env!("CARGO_MANIFEST_DIR"));
        let mut page = String::new();
        for format in ["tree", "json"] {
            let mut nltrace = Command::new(env!("CARGO_BIN_EXE_nltrace"));
            nltrace.args(["-r", &file, "-F", format, "-e", filter]).env("COLUMNS", "2000");
            if format == "tree" {
                nltrace.args(["--time", "none"]);
            }
            let (status, out, err) = bounded(nltrace);
            assert!(status.success(), "{err}");
            match format {
                "tree" => tree(&out, &mut page),
                _ => json(&out, &mut page),
            }
        }
        let path = page_of(name);
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            fs::write(&path, &page).expect("testdata can be written");
        }
        if fs::read_to_string(&path).ok().as_ref() != Some(&page) {
            differ.push(format!("{name}: now\n{page}"));
        }
    }
    assert!(differ.is_empty(), "{}\nUPDATE_EXPECT=1 writes the pages again", differ.join("\n"));
}

/// An error that repeats no request, or not all of it, points into the request that is shown with it.
#[test]
fn the_place_is_shown_in_the_request_itself() {
    if !succeeds("unshare -rn true") {
        return eprintln!("skipped: no namespaces for users here");
    }
    for (format, place) in [("tree", "IFLA_VXLAN_ID  16777216  ← here"), ("hex", "IFLA_VXLAN_ID")] {
        let output = scratch(format);
        let mut run = Command::new("unshare");
        run.args(["-rn", env!("CARGO_BIN_EXE_nltrace"), "-F", format, "-e", "error", "-o"]).arg(&output);
        run.arg("--").args(scenario("failing:own-capped")).env("COLUMNS", "2000").env_remove(SCENARIO);
        bounded(run);
        let text = fs::read_to_string(&output).unwrap_or_default();
        let _ = fs::remove_file(output);
        if !text.contains("NLMSGERR_ATTR_OFFS") {
            return eprintln!("skipped: this kernel does not point at the VXLAN id:\n{text}");
        }
        let (request, error) = text.split_once("NLMSG_ERROR").expect("the request, and the error");
        assert!(error.contains("NLM_F_CAPPED") && request.contains(place), "{text}");
        assert_eq!(text.matches('←').count() - text.matches(" recv").count(), 1, "{text}");
    }
}

#[test]
fn who_may_not_is_told_so() {
    // Root in a user namespace without a network namespace of its own.
    if succeeds("unshare -r true") {
        let command = ["unshare", "-r", "ip", "link", "add", "nltrace0", "type", "veth"].map(str::to_owned);
        let mut differ = Vec::new();
        hold_without("not-permitted", &command, &mut differ);
        assert!(differ.is_empty(), "{}", differ.join("\n"));
    }
}

/// The page of a command that does not fail.
const NO_ERROR: &str = "no error\n";

fn succeeds(script: &str) -> bool {
    let mut shell = Command::new("sh");
    shell.args(["-c", script]);
    bounded(shell).0.success()
}

fn hold(name: &str, before: &str, command: &[String], differ: &mut Vec<String>) {
    let mut wrapped = ["unshare", "-rn", "sh", "-c"].map(str::to_owned).to_vec();
    wrapped.push(format!("{before}\nexec \"$@\""));
    wrapped.push("sh".to_owned());
    let page = page(&wrapped, command);
    compare(name, &page, differ);
}

fn hold_without(name: &str, command: &[String], differ: &mut Vec<String>) {
    let page = page(&[], command);
    compare(name, &page, differ);
}

fn compare(name: &str, page: &str, differ: &mut Vec<String>) {
    let path = page_of(name);
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        return fs::write(&path, page).expect("testdata can be written");
    }
    let Ok(golden) = fs::read_to_string(&path) else {
        return differ.push(format!("{name}: no page yet; now\n{page}"));
    };
    assert_ne!(golden, NO_ERROR, "{name}: nothing fails in this page");
    if golden == page {
        return;
    }
    // The kernel's own part: its error, its words, and how much of an extended ACK there is.
    let answer = |page: &str| -> Vec<String> {
        let printed = page.lines().filter(|line| {
            let line = line.trim_start();
            line.starts_with("error  ") || line.starts_with("NLMSGERR_") || line.starts_with("NLMSG_ERROR")
        });
        printed.map(str::to_owned).collect()
    };
    let of_kernel = |lines: Vec<String>| -> Vec<String> {
        lines.iter().map(|line| line.split(" → ").next().unwrap_or_default().to_owned()).collect()
    };
    if of_kernel(answer(&golden)) != of_kernel(answer(page)) {
        return eprintln!("skipped {name}: this kernel says something else:\n{page}");
    }
    differ.push(format!("{name}: golden\n{golden}now\n{page}"));
}

fn page_of(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/failing").join(format!("{name}.txt"))
}

/// Returns the output about the last error of a command: the tree from the error's line on, and the JSON about it.
fn page(before: &[String], command: &[String]) -> String {
    let mut page = String::new();
    for format in ["tree", "json"] {
        let output = scratch(format);
        let nltrace =
            [env!("CARGO_BIN_EXE_nltrace"), "-F", format, "--lint", "-o", &output.to_string_lossy()]
                .map(str::to_owned);
        let all: Vec<String> = before
            .iter()
            .cloned()
            .chain(nltrace)
            .chain(["--".to_owned()])
            .chain(command.iter().cloned())
            .collect();
        let (first, rest) = all.split_first().expect("a command");
        let mut run = Command::new(first);
        run.args(rest).env("COLUMNS", "2000").env_remove(SCENARIO);
        bounded(run);
        let text = fs::read_to_string(&output).unwrap_or_default();
        let _ = fs::remove_file(&output);
        match format {
            "tree" => tree(&text, &mut page),
            _ => json(&text, &mut page),
        }
    }
    page
}

/// The last request that failed, its error, and the verdict at the end.
fn tree(text: &str, page: &mut String) {
    let mut datagrams: Vec<Vec<&str>> = Vec::new();
    for line in text.lines() {
        match datagrams.last_mut() {
            Some(datagram) if line.starts_with(' ') => datagram.push(line),
            _ => datagrams.push(vec![line]),
        }
    }
    let fails = |datagram: &Vec<&str>| {
        let is_error = datagram.iter().any(|line| line.starts_with("  NLMSG_ERROR"));
        let is_end = datagram.iter().any(|line| line.starts_with("  NLMSG_DONE"));
        (is_error || is_end) && datagram.iter().any(|line| line.starts_with("    error  E"))
    };
    let Some(at) = datagrams.iter().rposition(fails) else {
        return page.push_str(NO_ERROR);
    };
    let request = datagrams[..at].iter().rposition(|datagram| datagram[0].contains('→'));
    for datagram in request.map(|at| &datagrams[at]).into_iter().chain([&datagrams[at]]) {
        for line in &datagram[1..] {
            page.push_str(&normal(line));
            page.push('\n');
        }
    }
    let lines = text.lines().collect::<Vec<_>>();
    let verdict = lines.iter().rposition(|line| line.starts_with("nltrace: "));
    for line in verdict.and_then(|at| lines.get(at..)).unwrap_or_default() {
        page.push_str(line);
        page.push('\n');
    }
}

/// Returns a line without the parts that change from run to run: numbers, ports and times.
fn normal(line: &str) -> String {
    let words = line.split(' ').map(|word| match word.split_once('=') {
        Some((name @ ("seq" | "portid" | "nlmsg_seq"), _)) => format!("{name}=…"),
        _ => word.to_owned(),
    });
    let line = words.collect::<Vec<_>>().join(" ");
    match line.split_once(" after ") {
        Some((before, after)) => {
            let following: String = after.splitn(3, ' ').skip(2).collect();
            format!("{before} after …{following}")
        }
        None => line,
    }
}

fn json(text: &str, page: &mut String) {
    let mut records = text.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    let error = records.rfind(|record| record["error"]["errno"].as_i64().is_some_and(|errno| errno > 0));
    if let Some(error) = error {
        page.push_str(&format!("\"error\":{}\n", error["error"]));
    }
}

fn open(protocol: SockProtocol, extended: bool) -> OwnedFd {
    let flags = SockFlag::SOCK_CLOEXEC;
    let socket = socket(AddressFamily::Netlink, SockType::Raw, flags, protocol).expect("a netlink socket");
    if extended {
        turn_on(&socket, NETLINK_EXT_ACK);
    }
    let patience = nix::sys::time::TimeVal::new(5, 0);
    setsockopt(&socket, sockopt::ReceiveTimeout, &patience).expect("a timeout");
    socket
}

/// Sets one of `SOL_NETLINK`'s options.
fn turn_on(socket: &OwnedFd, option: i32) {
    let on = 1i32;
    // SAFETY: the option's value is an int, and `on` is one that outlives the call.
    let done =
        unsafe { libc::setsockopt(socket.as_raw_fd(), libc::SOL_NETLINK, option, (&raw const on).cast(), 4) };
    assert_eq!(done, 0);
}

fn talk(socket: &OwnedFd, bytes: &[u8]) {
    assert_eq!(send(socket.as_raw_fd(), bytes, MsgFlags::empty()), Ok(bytes.len()));
    assert!(recv(socket.as_raw_fd(), &mut [0; 32768], MsgFlags::empty()).is_ok());
}

fn ask(extended: bool, kind: u16, flags: u16, body: &[&[u8]]) {
    talk(&open(SockProtocol::NetlinkRoute, extended), &message(kind, flags, body));
}

/// `NFT_MSG_NEWTABLE` with these attributes, in a batch.
fn transact(attributes: &[u8]) {
    const NFTABLES: &[u8] = &[0, 0, 0, 10];
    let table: &[&[u8]] = &[&[2, 0, 0, 0], attributes];
    let mut batch = Vec::new();
    for (seq, (kind, flags, body)) in
        (1u32..).zip([(16, 1, &[NFTABLES][..]), (0xa00, 5, table), (17, 1, &[NFTABLES])])
    {
        let mut message = message(kind, flags, body);
        message[8..12].copy_from_slice(&seq.to_ne_bytes());
        batch.extend(message);
    }
    talk(&open(SockProtocol::NetlinkNetFilter, true), &batch);
}

fn message(kind: u16, flags: u16, body: &[&[u8]]) -> Vec<u8> {
    let body = body.concat();
    let len = u32::try_from(16 + body.len()).expect("a short message");
    let head = [kind.to_ne_bytes(), flags.to_ne_bytes()].concat();
    [&len.to_ne_bytes()[..], &head, &1u32.to_ne_bytes(), &[0; 4], &body].concat()
}

fn attribute(kind: u16, payload: &[u8]) -> Vec<u8> {
    let len = u16::try_from(4 + payload.len()).expect("a short attribute");
    let mut bytes = [&len.to_ne_bytes()[..], &kind.to_ne_bytes(), payload].concat();
    bytes.resize(bytes.len().next_multiple_of(4), 0);
    bytes
}
