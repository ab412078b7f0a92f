//! nltrace finds in captures the same as tshark and capinfos: as many packets, and the same types and numbers.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::{nltrace, texts};

fn captures() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/captures");
    let mut found: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    found.retain(|path| path.extension().is_some_and(|extension| extension == "pcap"));
    assert!(found.len() >= 5);
    found
}

/// Returns the output of a program; `None`, with a message, if it is not installed.
fn said(program: &str, arguments: &[&str], capture: &Path) -> Option<String> {
    let output = Command::new(program).args(arguments).arg(capture).stderr(Stdio::null()).output();
    match output {
        Ok(output) => Some(String::from_utf8_lossy(&output.stdout).into_owned()),
        Err(_) => {
            eprintln!("skipped: {program} is not installed");
            None
        }
    }
}

#[test]
fn as_many_packets_as_capinfos() {
    for path in captures() {
        let Some(counted) = said("capinfos", &["-T", "-M", "-r", "-m", "-c"], &path) else { return };
        let counted: usize = counted.trim().rsplit(',').next().unwrap().trim().parse().unwrap();
        let capture = std::fs::read(&path).unwrap();
        let (tree, ..) = texts(&nltrace(&["--color", "never"], &capture));
        let packets =
            tree.lines().filter(|line| line.contains(" NETLINK_") && !line.starts_with(' ')).count();
        assert_eq!(packets, counted, "{}", path.display());
        // The written capture has as many.
        let again = nltrace(&["-o", "/dev/null", "-w", "-"], &capture).stdout;
        let copy =
            PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{}-peer.pcapng", std::process::id()));
        std::fs::write(&copy, again).unwrap();
        let said = said("capinfos", &["-T", "-M", "-r", "-m", "-c"], &copy).unwrap();
        std::fs::remove_file(&copy).unwrap();
        assert_eq!(said.trim().rsplit(',').next().unwrap().trim(), counted.to_string());
    }
}

/// Type and sequence number of a message, and of the request it echoes if it is an error.
fn headers(message: &serde_json::Value) -> Vec<(u64, u64)> {
    let mut found = vec![(message["type_id"].as_u64().unwrap(), message["seq"].as_u64().unwrap())];
    let named = |fields: &serde_json::Value, name: &str| {
        fields.as_array().into_iter().flatten().find(|field| field["name"] == name).cloned()
    };
    if let Some(echo) = named(&message["fields"], "msg") {
        let number = |name: &str| {
            let field = named(&echo["fields"], name)?;
            field.get("raw_value").or(field.get("value"))?.as_u64()
        };
        found.extend(number("nlmsg_type").zip(number("nlmsg_seq")));
    }
    found
}

/// Returns the numbers of a column of tshark's, which has several where a packet has several messages.
fn numbers(column: &str) -> impl Iterator<Item = u64> {
    column.split(',').filter(|number| !number.is_empty()).map(|number| match number.strip_prefix("0x") {
        Some(digits) => u64::from_str_radix(digits, 16).unwrap(),
        None => number.parse().unwrap(),
    })
}

#[test]
fn the_same_types_and_numbers_as_tshark() {
    const COLUMNS: [&str; 4] =
        ["netlink.hdr_seq", "netlink.hdr_type", "netlink-route.nltype", "netlink-sock_diag.nltype"];
    for path in captures() {
        // The two differ in malformed messages: tshark loses the messages after one.
        if path.file_stem().is_some_and(|stem| stem == "malformed") {
            continue;
        }
        let columns = COLUMNS.iter().flat_map(|column| ["-e", column]);
        let arguments: Vec<&str> =
            ["-T", "fields", "-E", "occurrence=a"].into_iter().chain(columns).collect();
        let Some(theirs) = said("tshark", &[&arguments[..], &["-r"]].concat(), &path) else { return };
        let (json, ..) = texts(&nltrace(&["-q", "-F", "json"], &std::fs::read(&path).unwrap()));
        let ours: Vec<serde_json::Value> =
            json.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let seqs: Vec<u64> = ours.iter().flat_map(headers).map(|(_, seq)| seq).collect();
        let of_column = |at: usize| {
            theirs.lines().flat_map(move |line| numbers(line.split('\t').nth(at).unwrap_or_default()))
        };
        assert_eq!(of_column(0).collect::<Vec<u64>>(), seqs, "{}", path.display());
        // Types stand in columns by protocol: as many of each, then.
        for (at, protocol) in [(2, "NETLINK_ROUTE"), (3, "NETLINK_SOCK_DIAG")] {
            let of_protocol = ours.iter().filter(|message| message["protocol"] == protocol);
            // Those of echoed requests are in a column with unknown types.
            let mut types: Vec<u64> = of_protocol.map(|message| headers(message)[0].0).collect();
            // tshark does not count RTM 200, an unassigned type without a body.
            types.retain(|kind| *kind >= 16 && *kind != 200);
            types.sort_unstable();
            let mut theirs: Vec<u64> = of_column(at).collect();
            theirs.sort_unstable();
            assert_eq!(theirs, types, "{}: {protocol}", path.display());
        }
        let mut control: Vec<u64> = ours.iter().flat_map(headers).map(|(kind, _)| kind).collect();
        control.retain(|kind| *kind < 16);
        let mut theirs: Vec<u64> = of_column(1).filter(|kind| *kind < 16).collect();
        theirs.sort_unstable();
        control.sort_unstable();
        assert_eq!(theirs, control, "{}: control messages", path.display());
    }
}
