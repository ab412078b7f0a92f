//! Every sort of capture that is read.

use std::io::Write;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::made::{self, NETLINK, Order, SLL, SLL2, message, packet};
use super::{messages, nltrace, seqs, texts};

const ORDERS: [Order; 2] = [Order::Big, Order::Little];

#[test]
fn pcap_of_both_byte_orders_and_resolutions() {
    for order in ORDERS {
        for (nanoseconds, fraction) in [(false, 250_000), (true, 250_000_000)] {
            // The payload is in the order of the machine that recorded it, which need not be the one that wrote the file.
            for payload in ORDERS {
                let mut file = made::pcap(order, nanoseconds, 0x40000, NETLINK);
                let packet = packet(&message(payload, 7));
                file.extend(made::record(order, (1_700_000_000, fraction), &packet, packet.len()));
                let [message] = &messages(&file)[..] else { panic!("one message") };
                assert!((message["time"].as_f64().unwrap() - 1_700_000_000.25).abs() < 1e-6);
                assert_eq!(
                    (message["type"].as_str(), message["seq"].as_u64()),
                    (Some("RTM_GETLINK"), Some(7))
                );
            }
        }
    }
}

#[test]
fn the_other_cooked_headers() {
    let mut file = made::pcap(Order::Little, false, 0x40000, SLL);
    let netlink = packet(&message(Order::Little, 1));
    file.extend(made::record(Order::Little, (1, 0), &netlink, netlink.len()));
    assert_eq!(seqs(&messages(&file)), [1]);
    let mut file = made::pcap(Order::Little, false, 0x40000, SLL2);
    let netlink = made::packet_2(824, &message(Order::Little, 2));
    file.extend(made::record(Order::Little, (1, 0), &netlink, netlink.len()));
    let found = messages(&file);
    assert_eq!((seqs(&found), found[0]["protocol"].as_str()), (vec![2], Some("NETLINK_ROUTE")));
}

#[test]
fn pcapng_with_sections_interfaces_and_all_sorts_of_packets() {
    let mut file = Vec::new();
    for (at, order) in ORDERS.into_iter().enumerate() {
        let seq = 10 * u32::try_from(at).unwrap();
        let numbered = |n| packet(&message(Order::Little, seq + n));
        file.extend(made::section(order));
        // The unit is microseconds where the capture names none.
        file.extend(made::interface(order, NETLINK, 0, &[]));
        let mut options = made::option(order, 9, &[0x80 | 10]);
        options.extend(made::option(order, 14, &[order.u32(0), order.u32(0)].concat()));
        options.extend([0; 4]);
        file.extend(made::interface(order, NETLINK, 4096, &options));
        // A block of an unknown type, and a name resolution block.
        file.extend(made::block(order, 0x0bad_cafe, &[1, 2, 3, 4]));
        file.extend(made::block(order, 4, &[0; 4]));
        let comment = [made::option(order, 1, b"as seen"), vec![0; 4]].concat();
        file.extend(made::enhanced(order, 0, 1_500_000, &numbered(1), &comment));
        file.extend(made::enhanced(order, 1, 1536, &numbered(2), &[]));
        // A comment that is not UTF-8, and a list of options without an end.
        let comment = [made::option(order, 1, b"\xff"), vec![0; 4]].concat();
        file.extend(made::enhanced(order, 0, 1_500_000, &numbered(3), &comment));
        let endless = made::option(order, 1, b"endless");
        file.extend(made::enhanced(order, 0, 1_500_000, &numbered(4), &endless));
        // The obsolete packet block.
        let packet = numbered(5);
        let mut body = [order.u16(0), order.u16(0)].concat();
        body.extend([order.u32(0), order.u32(1_500_000)].concat());
        body.extend([order.u32(packet.len() as u32), order.u32(packet.len() as u32)].concat());
        body.extend(&packet);
        file.extend(made::block(order, 2, &body));
        // The simple packet block has no time.
        let mut body = order.u32(packet.len() as u32).to_vec();
        body.extend(numbered(6));
        file.extend(made::block(order, 3, &body));
    }
    let found = messages(&file);
    assert_eq!(seqs(&found), [1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16]);
    let times: Vec<f64> = found.iter().map(|message| message["time"].as_f64().unwrap()).collect();
    assert_eq!(times[..6], [1.5, 1.5, 1.5, 1.5, 1.5, 0.0]);
    assert_eq!(times[6..], times[..6]);
}

/// Packs with a program; `None`, with a message, if it is not installed.
fn packed(program: &[&str], bytes: &[u8]) -> Option<Vec<u8>> {
    let spawned =
        Command::new(program[0]).args(&program[1..]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let Ok(mut child) = spawned else {
        eprintln!("skipped: {} is not installed", program[0]);
        return None;
    };
    child.stdin.take().unwrap().write_all(bytes).unwrap();
    Some(child.wait_with_output().unwrap().stdout)
}

#[test]
fn packed_captures() {
    let file = made::simple(1..=3);
    for program in [&["gzip", "-c"][..], &["zstd", "-c"][..]] {
        let Some(whole) = packed(program, &file) else { continue };
        assert_eq!(seqs(&messages(&whole)), [1, 2, 3], "{program:?}");
        // Packed in parts, as logs that are rotated are.
        let (a, b) = file.split_at(100);
        let parts = [packed(program, a).unwrap(), packed(program, b).unwrap()].concat();
        assert_eq!(seqs(&messages(&parts)), [1, 2, 3], "{program:?}");
        let (out, err, code) = texts(&nltrace(&["-F", "json"], &whole[..whole.len() - 9]));
        assert_eq!(code, Some(1), "{program:?}");
        assert!(err.contains("damaged at offset"), "{program:?}: {err}");
        assert!(out.lines().count() <= 3);
    }
}

#[test]
fn zstd_frames_without_data_are_passed_over() {
    let Some(whole) = packed(&["zstd", "-c"], &made::simple([1])) else { return };
    let file = [&[0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3][..], &whole].concat();
    assert_eq!(seqs(&messages(&file)), [1]);
}

#[test]
fn a_pipe_is_shown_as_it_comes() {
    for threads in ["1", "2"] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_nltrace"))
            .args(["-F", "json", "--threads", threads, "-r", "-"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut input = child.stdin.take().unwrap();
        let mut lines = std::io::BufRead::lines(std::io::BufReader::new(child.stdout.take().unwrap()));
        let file = made::simple(1..=2);
        let (first, second) = file.split_at(24 + 16 + 48);
        for (part, seq) in [(first, "\"seq\":1,"), (second, "\"seq\":2,")] {
            input.write_all(part).unwrap();
            let begun = Instant::now();
            // The input stays open: messages must be shown without waiting for more.
            assert!(lines.next().unwrap().unwrap().contains(seq));
            assert!(begun.elapsed() < Duration::from_secs(5));
        }
        drop(input);
        assert!(lines.next().is_none());
        assert!(child.wait().unwrap().success());
    }
}

/// Returns every capture of the project.
fn captures() -> Vec<(String, Vec<u8>)> {
    let mut rest = vec![std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata")];
    let mut found = Vec::new();
    while let Some(path) = rest.pop() {
        for entry in std::fs::read_dir(&path).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                rest.push(path);
            } else if path.extension().is_some_and(|extension| extension == "pcap") {
                found.push((path.display().to_string(), std::fs::read(&path).unwrap()));
            }
        }
    }
    found.sort();
    assert!(found.len() > 10);
    found
}

#[test]
fn cores_make_no_difference() {
    let mut captures = captures();
    // Cores take turns at 64 KiB: one capture of all, so that many turns are taken, and none begins where a capture does.
    let head = &captures.iter().find(|(name, _)| name.ends_with("rtnl-link.pcap")).unwrap().1[..24];
    let of_one_sort = captures.iter().filter(|(_, capture)| capture[..4] == head[..4]);
    let all = of_one_sort.fold(head.to_vec(), |all, (_, capture)| [&all, &capture[24..]].concat());
    assert!(all.len() > 6 * (64 << 10));
    captures.push(("all".to_owned(), all));
    for (name, capture) in captures {
        for format in [
            &["-F", "tree"][..],
            &["-F", "json"],
            &["-F", "json", "--lint"],
            &["-F", "flat"],
            &["-F", "hex"],
            &["-F", "line"],
            &["--bytes", "c"],
            &["--bytes", "go", "-e", "RTA_DST or error"],
            &["-F", "hex", "-e", "error"],
            &["-e", "error"],
            &["-e", "error", "-w", "-", "-o", "/dev/null"],
            &["-c"],
            &["-C", "-F", "hex"],
            &["--coverage"],
            &["-F", "brief"],
            &["-c", "-F", "openmetrics"],
            &["--overview"],
            &["--overview", "-F", "json"],
            &["--overview", "-F", "html"],
            &["--normalize", "-v"],
        ] {
            let of = |threads| nltrace(&[format, &["--threads", threads]].concat(), &capture).stdout;
            let one = of("1");
            assert!(!one.is_empty() || format.contains(&"-e"), "{name}: {format:?}");
            assert!(one == of("2"), "{name}: {format:?} with 2 threads");
            assert!(one == of("5"), "{name}: {format:?} with 5 threads");
        }
    }
}

/// Both requests of a datagram fail. The second fails long after the first, in the part of another core.
#[test]
fn a_datagram_is_written_once_whoever_has_its_errors() {
    let link = |seq: u32| {
        let head = [40u32.to_le_bytes(), [16, 0, 5, 0], seq.to_le_bytes(), [0; 4]].concat();
        [&head[..], &[0; 16], &[8, 0, 4, 0, 1, 0, 0, 0]].concat()
    };
    let error = |seq: u32| {
        let head = [36u32.to_le_bytes(), [2, 0, 0, 1], seq.to_le_bytes(), [9, 0, 0, 0]].concat();
        [&head[..], &(-19i32).to_le_bytes(), &link(seq)[..16]].concat()
    };
    let printed = [&4016u32.to_le_bytes()[..], &[16, 0, 0, 0], &[0; 4008]].concat();
    let mut payloads = vec![[link(1), link(2)].concat(), error(1)];
    payloads.extend(vec![printed; 60]);
    payloads.push(error(2));
    let mut file = made::pcap(Order::Little, false, 0x40000, NETLINK);
    for payload in payloads {
        let packet = packet(&payload);
        file.extend(made::record(Order::Little, (1, 0), &packet, packet.len()));
    }
    for threads in ["1", "2", "5"] {
        let written =
            nltrace(&["-e", "error", "-w", "-", "-o", "/dev/null", "--threads", threads], &file).stdout;
        assert_eq!(seqs(&messages(&written)), [1, 2, 1, 2], "{threads} threads");
    }
}

/// For noise the coverage report lists a bounded number of paths and counts the rest. The result does not depend on threads.
#[test]
fn coverage_of_noise_is_bounded() {
    const TYPES: std::ops::Range<u16> = 1000..7000;
    let mut capture = made::pcap(Order::Little, false, 0x40000, NETLINK);
    let mut message = |kind: u16, body: &[u8]| {
        let header = [16 + u32::try_from(body.len()).unwrap(), kind.into(), 1, 0];
        let packet = packet(&[header.map(|word: u32| word.to_le_bytes()).concat(), body.to_vec()].concat());
        capture.extend(made::record(Order::Little, (1, 0), &packet, packet.len()));
    };
    // An unknown attribute of a link, among unknown message types. The types come twice, in reverse order the second time.
    message(16, &[&[0; 16][..], &[12, 0, 0xe7, 3, 1, 2, 3, 4, 5, 6, 7, 8]].concat());
    TYPES.chain(TYPES.rev()).for_each(|kind| message(kind, &[1, 2, 3, 4]));
    let of = |threads| {
        let (out, err, code) = texts(&nltrace(&["--coverage", "--threads", threads], &capture));
        assert_eq!((err.as_str(), code), ("", Some(0)));
        out
    };
    let out = of("1");
    assert!(out == of("2") && out == of("5"), "several threads differ");
    let report: serde_json::Value = serde_json::from_str(&out).unwrap();
    let rows = report["unexplained"].as_array().unwrap();
    assert_eq!(rows.len(), 4096);
    assert_eq!(rows[0]["path"], "NETLINK_ROUTE/RTM_NEWLINK#999", "names are kept");
    assert!(rows[1..].iter().all(|row| row["count"] == 2 && row["bytes"] == 8), "{out}");
    let others = u64::try_from(2 * (TYPES.len() - 4095)).unwrap();
    assert_eq!(report["unexplained_others"], serde_json::json!({"count": others, "bytes": 4 * others}));
}
