//! Blocks too large to hold are skipped and reported. The others take no more memory than one message of them.

use std::io::Write;
use std::process::{Command, Output, Stdio};

use super::made::{self, NETLINK, Order};
use super::{seqs, texts};

const LITTLE: Order = Order::Little;

/// The input that is written to a pipe: bytes, and how often.
type Parts = Vec<(Vec<u8>, usize)>;

/// Runs nltrace in little memory, less for one thread, with a capture on standard input that is never held whole.
fn bounded(arguments: &str, parts: Parts) -> Output {
    let kibibytes = if arguments.ends_with("--threads 1") { 120_000 } else { 400_000 };
    let script = format!("ulimit -v {kibibytes}; exec $0 {arguments} -r -");
    let mut child = Command::new("bash")
        .args(["-c", &script, env!("CARGO_BIN_EXE_nltrace")])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let writer = std::thread::spawn(move || {
        for (bytes, times) in parts {
            for _ in 0..times {
                if input.write_all(&bytes).is_err() {
                    return;
                }
            }
        }
    });
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    output
}

const FORMATS: [&str; 8] = [
    "-F json",
    "-F html",
    "-c -F json",
    "-F hex",
    "-F line",
    "--bytes c",
    "--coverage",
    "-F json --threads 3",
];

/// Returns the parts of a pcap packet of so many MiB of empty attributes, and of two small ones around it.
fn around(mebibytes: u32) -> Parts {
    let size = mebibytes << 20;
    let mut head = made::simple([1]);
    for number in [1, 0, size + 48, size + 48] {
        head.extend(LITTLE.u32(number));
    }
    head.extend(made::packet(&[]));
    head.extend([LITTLE.u32(size + 32).as_slice(), &LITTLE.u16(16), &[0; 10], &[0; 16]].concat());
    let attributes = LITTLE.u16(4).into_iter().chain(LITTLE.u16(1)).collect::<Vec<_>>().repeat(1 << 18);
    vec![(head, 1), (attributes, mebibytes as usize), (made::simple([3])[24..].to_vec(), 1)]
}

#[test]
fn packets_of_pcap() {
    for format in FORMATS {
        let (out, err, code) = texts(&bounded(format, around(100)));
        assert_eq!(err, "nltrace: error: -: packet 2 is longer than 8 MiB and is not shown\n", "{format}");
        assert_eq!(code, Some(1), "{format}");
        let counted = out.contains("\"messages\":2,") || out.matches("RTM_GETLINK").count() >= 2;
        assert!(counted || out.matches("rtm_getlink").count() == 2, "{format}: {out}");
    }
    let out = texts(&bounded("-F json", around(100))).0;
    let messages: Vec<serde_json::Value> =
        out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(seqs(&messages), [1, 3]);
}

/// Returns a block of a type with so many MiB of empty comments after its body.
fn commented(kind: u32, body: &[u8], mebibytes: u32) -> Parts {
    let size = u32::try_from(body.len()).unwrap() + (mebibytes << 20) + 12;
    let head = [&LITTLE.u32(kind)[..], &LITTLE.u32(size), body].concat();
    let comments = [LITTLE.u16(1), LITTLE.u16(0)].concat().repeat(1 << 18);
    vec![(head, 1), (comments, mebibytes as usize), (LITTLE.u32(size).to_vec(), 1)]
}

#[test]
fn blocks_of_pcapng() {
    let small = |seq| made::enhanced(LITTLE, 0, 0, &made::packet(&made::message(LITTLE, seq)), &[]);
    let statistics = [0; 12];
    let enhanced = small(2)[8..].split_last_chunk::<4>().unwrap().0.to_vec();
    let described = made::interface(LITTLE, NETLINK, 0, &[])[8..].split_last_chunk::<4>().unwrap().0.to_vec();
    let start = [made::section(LITTLE), made::interface(LITTLE, NETLINK, 0, &[])].concat();
    let mut parts: Parts = vec![(start.clone(), 1), (small(1), 1)];
    parts.extend(commented(6, &enhanced, 20));
    parts.extend(commented(5, &statistics, 20));
    // An interface whose block has a million comments is an interface too.
    parts.extend(commented(1, &described, 20));
    parts.push((made::enhanced(LITTLE, 1, 0, &made::packet(&made::message(LITTLE, 3)), &[]), 1));
    // Of a million comments in a block that is held, none takes memory.
    parts.extend(commented(6, &enhanced, 7));
    for format in FORMATS {
        let (_, err, code) = texts(&bounded(format, parts.clone()));
        let offset = start.len() + small(1).len() + enhanced.len() + (20 << 20) + 12;
        let other = offset + 12 + (20 << 20) + 12;
        assert_eq!(
            err,
            format!(
                "nltrace: error: -: packet 2, and the blocks at offsets {offset} and {other} are longer than 8 MiB and are not shown\n"
            ),
            "{format}"
        );
        assert_eq!(code, Some(1), "{format}");
    }
    let out = texts(&bounded("-F json", parts)).0;
    let messages: Vec<serde_json::Value> =
        out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(seqs(&messages), [1, 3, 2]);
}

#[test]
fn interfaces_without_end() {
    let start = made::section(LITTLE);
    let parts = vec![(start, 1), (made::interface(LITTLE, NETLINK, 0, &[]), 4_000_000)];
    let (_, err, code) = texts(&bounded("-c", parts));
    assert!(err.contains("more interfaces than a capture can have"), "{err}");
    assert_eq!(code, Some(1));
}

#[test]
fn the_end_of_the_file_in_what_is_passed_over() {
    let mut parts = around(100);
    parts.truncate(2);
    parts[1].1 = 50;
    let (_, err, code) = texts(&bounded("-c", parts));
    assert!(err.contains("damaged at offset 88: the file ends in the middle of a packet"), "{err}");
    assert_eq!(code, Some(1));
}

/// One datagram of many messages is written message by message.
#[test]
fn many_small_messages_take_no_memory() {
    let mut message = made::message(LITTLE, 1)[..16].to_vec();
    message[..4].copy_from_slice(&LITTLE.u32(16));
    let size = 16 + 16 * 200_000;
    let mut head = made::pcap(LITTLE, false, 0x40000, NETLINK);
    for number in [1, 0, size, size] {
        head.extend(LITTLE.u32(number));
    }
    head.extend(made::packet(&[]));
    let parts: Parts = vec![(head, 1), (message.repeat(1000), 200)];
    let one = bounded("-F hex --threads 1", parts.clone());
    assert_eq!((one.status.code(), one.stdout.len() > 40_000_000), (Some(0), true), "{}", texts(&one).1);
    // Parts that several cores make are the same output.
    let mut parts = parts;
    parts[0].0[24 + 8..24 + 12].copy_from_slice(&LITTLE.u32(16 + 16 * 30_000));
    parts[0].0[24 + 12..24 + 16].copy_from_slice(&LITTLE.u32(16 + 16 * 30_000));
    parts[1].1 = 30;
    for format in ["-F hex", "--bytes python", "-F json"] {
        let one = bounded(&format!("{format} --threads 1"), parts.clone());
        let three = bounded(&format!("{format} --threads 3"), parts.clone());
        assert!(one.stdout == three.stdout && three.status.success(), "{format}: {}", texts(&three).1);
    }
}

/// Times of every age survive -w: those of one section count from its beginning.
#[test]
fn times_beyond_64_bits_of_nanoseconds() {
    let mut file = made::section(LITTLE);
    let offsets =
        [0u64, 20_000_000_000, 18_446_744_073, 1 << 40, i64::MAX as u64 - 5, 7, 1 << 34, (1 << 34) - 1];
    for offset in offsets {
        let options =
            [made::option(LITTLE, 9, &[9]), made::option(LITTLE, 14, &offset.to_le_bytes()), vec![0; 4]];
        file.extend(made::interface(LITTLE, NETLINK, 0, &options.concat()));
    }
    for at in 0..400u32 {
        let interface = at / 3 % offsets.len() as u32;
        let packet = made::packet(&made::message(LITTLE, at));
        file.extend(made::enhanced(LITTLE, interface, 709_551_615 + u64::from(at), &packet, &[]));
    }
    let times = |out: &str| -> Vec<String> {
        out.lines().map(|line| line[..line.find(',').unwrap()].to_owned()).collect()
    };
    let wanted = times(&texts(&super::nltrace(&["-F", "json"], &file)).0);
    assert_eq!(wanted.len(), 400);
    assert_eq!(wanted[12], format!("{{\"time\":{}.709551627", i64::MAX as u64 - 5));
    for threads in ["1", "2", "5"] {
        let output = super::nltrace(&["-w", "-", "-o", "/dev/null", "--threads", threads], &file);
        assert!(output.status.success());
        let (out, err, code) = texts(&super::nltrace(&["-F", "json"], &output.stdout));
        assert_eq!((err.as_str(), code), ("", Some(0)), "{threads}");
        assert_eq!(times(&out), wanted, "{threads}");
    }
}
