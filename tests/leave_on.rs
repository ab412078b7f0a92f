//! Leaving nltrace on: files that are rotated, counts for monitoring, the service, a query over many files.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::Value;

use super::live::run::{patience, scratch};

const PATIENCE: Duration = Duration::from_secs(60);

fn nltrace() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nltrace"));
    command.stdin(Stdio::null());
    command
}

fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// A folder of one test, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Folder {
        let path = scratch("folder");
        fs::create_dir_all(&path).expect("the target directory can be written");
        Folder(path)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Returns whether Python has a module. Says that a test is skipped if not.
fn has_module(module: &str, test: &str) -> bool {
    let there = Command::new("python3").args(["-c", &format!("import {module}")]).output();
    let is_there = there.is_ok_and(|output| output.status.success());
    if !is_there {
        eprintln!("SKIPPED {test}: needs Python's {module} (pip install prometheus_client duckdb)");
    }
    is_there
}

/// Returns the samples that Python's OpenMetrics parser reads from a file, a line each: `NAME {labels} VALUE`.
fn samples(file: &Path) -> Vec<String> {
    let program = "import sys\n\
        from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse\n\
        for family in parse(open(sys.argv[1]).read()):\n\
        \x20assert family.documentation and family.type in ('counter','histogram'), family\n\
        \x20for s in family.samples: print(s.name, sorted(s.labels.items()), s.value)";
    let output = Command::new("python3").args(["-c", program]).arg(file).output().expect("python3 starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect()
}

#[test]
fn counts_are_openmetrics_by_the_word_of_a_parser() {
    if !has_module("prometheus_client.openmetrics.parser", "counts_are_openmetrics_by_the_word_of_a_parser") {
        return;
    }
    let folder = Folder::new();
    let (one, several) = (folder.path("one.prom"), folder.path("several.prom"));
    let capture = project("testdata/control/errors.pcap");
    for (file, threads) in [(&one, "1"), (&several, "3")] {
        let mut command = nltrace();
        command.args(["-c", "-F", "openmetrics", "--threads", threads, "-o"]).arg(file);
        let output = command.arg("-r").arg(&capture).output().expect("nltrace starts");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    assert_eq!(samples(&one), samples(&several), "threads change nothing");
    let counted = samples(&one);
    let json = nltrace().args(["-q", "-F", "json", "--messages-only", "-r"]).arg(&capture).output();
    let json = String::from_utf8(json.expect("nltrace starts").stdout).expect("UTF-8");
    let records: Vec<Value> = json.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let total = |name: &str| -> f64 {
        let values = counted.iter().filter(|line| line.starts_with(&format!("{name} ")));
        values.filter_map(|line| line.rsplit(' ').next()?.parse::<f64>().ok()).sum()
    };
    assert!(records.len() > 3);
    assert_eq!(total("nltrace_messages_total") as usize, records.len(), "{counted:#?}");
    let bytes: u64 = records.iter().filter_map(|record| record["len"].as_u64()).sum();
    assert!(total("nltrace_message_bytes_total") as u64 >= bytes);
    let failed =
        records.iter().filter(|record| record["error"]["errno_id"].as_i64().is_some_and(|no| no != 0));
    let failed = failed.count();
    assert!(total("nltrace_errors_total") as usize >= failed.max(1), "{counted:#?}");
    assert!(
        counted.iter().any(|line| line.starts_with("nltrace_errors_total") && line.contains("'errno', 'E"))
    );
}

/// nltrace at work on the whole machine, as a service.
struct Service {
    nltrace: Child,
}

impl Service {
    /// Begins; `None` if the machine does not let it.
    fn begin(test: &str, arguments: &[&str]) -> Option<Service> {
        let mut command = nltrace();
        command.args(["--all", "-v"]).args(arguments).stderr(Stdio::piped());
        let mut nltrace = command.spawn().expect("nltrace starts");
        let mut line = String::new();
        let mut stderr = BufReader::new(nltrace.stderr.take().expect("it is piped"));
        stderr.read_line(&mut line).expect("stderr is read");
        nltrace.stderr = Some(stderr.into_inner());
        if !line.contains("eBPF:") {
            eprintln!("SKIPPED {test}: {line}");
            let _ = nltrace.wait();
            return None;
        }
        Some(Service { nltrace })
    }

    fn signal(&self, signal: Signal) {
        kill(Pid::from_raw(self.nltrace.id().cast_signed()), signal).expect("it is there");
    }

    /// Ends it. Returns its status and its standard error.
    fn end(mut self) -> (Option<i32>, String) {
        self.signal(Signal::SIGTERM);
        let status = super::live::run::ended(&mut self.nltrace);
        let mut said = String::new();
        let _ = self.nltrace.stderr.take().expect("it is piped").read_to_string(&mut said);
        (status.code(), said)
    }
}

/// A process named so asks for the loopback interface, with these sequence numbers.
fn ask(name: &str, from: u32, to: u32) {
    let program = format!(
        "import ctypes,socket,struct\n\
         ctypes.CDLL(None).prctl(15,b'{name}',0,0,0)\n\
         s=socket.socket(16,3,0)\n\
         for q in range({from},{to}):\n\
         \x20s.send(struct.pack('=IHHIIBxHiII',32,18,1,q,0,0,0,1,0,0)); s.recv(1<<16)"
    );
    let status = Command::new("python3").args(["-c", &program]).status().expect("python3 starts");
    assert!(status.success());
}

/// Waits until something holds.
fn wait_for(what: &str, holds: impl Fn() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(start.elapsed() < PATIENCE, "{what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Returns the sequence numbers of the requests in files, oldest file first.
fn requests(files: &[PathBuf]) -> Vec<u64> {
    let mut found = Vec::new();
    for file in files {
        let text = fs::read_to_string(file).unwrap_or_default();
        assert!(text.is_empty() || text.ends_with('\n'), "{}: a file ends with a whole line", file.display());
        for line in text.lines() {
            let record: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
            if record["type"] == "RTM_GETLINK" {
                found.extend(record["seq"].as_u64());
            }
        }
    }
    found
}

/// Files of full size, a SIGHUP in the middle, and a second run that continues: every message is in one file, once.
#[test]
fn rotated_files_hold_every_message_once() {
    const TEST: &str = "rotated_files_hold_every_message_once";
    let folder = Folder::new();
    let path = folder.path("changes.json");
    let name = "nlt-rotated";
    let filter = format!("comm == \"{name}\"");
    let output = path.to_str().expect("UTF-8").to_owned();
    let options = [
        "-q",
        "-F",
        "json",
        "--messages-only",
        "-e",
        &filter,
        "-o",
        &output,
        "--rotate",
        "100K",
        "--keep",
        "99",
    ];
    let Some(service) = Service::begin(TEST, &options) else { return };
    ask(name, 0, 100);
    let moved = folder.path("moved.json");
    wait_for("the first messages are written", || {
        let mut files: Vec<PathBuf> =
            (1..=99).rev().map(|at| folder.path(&format!("changes.json.{at}"))).collect();
        files.push(path.clone());
        requests(&files).len() == 100
    });
    // Another program moves the file, and says so.
    fs::rename(&path, &moved).expect("the file is there");
    service.signal(Signal::SIGHUP);
    ask(name, 100, 200);
    let (status, said) = service.end();
    assert_eq!(status, Some(0), "{said}");
    assert!(path.exists(), "SIGHUP begins a new file");
    let Some(service) = Service::begin(TEST, &options) else { return };
    ask(name, 200, 300);
    assert_eq!(service.end().0, Some(0));
    // The moved file lies between those that were full before and those that were full after.
    let mut numbers = Vec::new();
    for at in 1..=99 {
        let file = folder.path(&format!("changes.json.{at}"));
        if file.exists() {
            let len = fs::metadata(&file).expect("it is there").len();
            assert!(len <= 100 << 10, "{len}");
            numbers.push(file);
        }
    }
    assert!(numbers.len() > 2, "{numbers:?}");
    let all: Vec<PathBuf> = numbers.into_iter().chain([moved, path.clone()]).collect();
    let mut found = requests(&all);
    found.sort_unstable();
    assert_eq!(found, (0..300).collect::<Vec<u64>>());
}

/// A file system that is full, and has room again later.
#[test]
fn a_full_file_system_loses_nothing() {
    const TEST: &str = "a_full_file_system_loses_nothing";
    let folder = Folder::new();
    if !nix::unistd::geteuid().is_root() {
        return eprintln!("SKIPPED {TEST}: needs root");
    }
    let mount = folder.path("small");
    fs::create_dir(&mount).expect("a folder");
    let (go, said) = (folder.path("go"), folder.path("said"));
    // In a mount namespace of its own: half of the file system is taken first and given back when the gate opens.
    let script = format!(
        "mount -t tmpfs -o size=256k none {mount} || exit 77\n\
         head -c 200000 /dev/zero >{mount}/ballast\n\
         \"$0\" --all -v -q -F json --messages-only -e 'comm == \"nlt-full\" and send' -o {mount}/out --rotate 0 2>{said} & pid=$!\n\
         while [ ! -e {go} ]; do sleep 0.05; done\n\
         rm {mount}/ballast; sleep 1.5; cp {mount}/out {copy}.before; kill -TERM $pid; wait $pid; code=$?\n\
         cp {mount}/out {copy}; cat {said} >&2; exit $code",
        mount = mount.display(),
        said = said.display(),
        go = go.display(),
        copy = folder.path("copy").display(),
    );
    let mut command = Command::new("unshare");
    command.args(["-m", "sh", "-c", &script, env!("CARGO_BIN_EXE_nltrace")]).stderr(Stdio::piped());
    let Ok(child) = command.spawn() else { return eprintln!("SKIPPED {TEST}: needs unshare") };
    // Its programs are attached, or it has said why not.
    let start = Instant::now();
    while !fs::read_to_string(&said).is_ok_and(|text| text.contains("eBPF")) && start.elapsed() < patience() {
        std::thread::sleep(Duration::from_millis(50));
    }
    ask("nlt-full", 0, 200);
    std::thread::sleep(Duration::from_millis(500));
    fs::write(&go, "").expect("a file");
    let output = child.wait_with_output().expect("it ends");
    let said = String::from_utf8_lossy(&output.stderr);
    if output.status.code() == Some(77) || said.contains("eBPF needs") {
        return eprintln!("SKIPPED {TEST}: {said}");
    }
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert_eq!(requests(&[folder.path("copy")]), (0..200).collect::<Vec<u64>>(), "{said}");
}

#[test]
fn counts_are_replaced_while_nltrace_runs() {
    const TEST: &str = "counts_are_replaced_while_nltrace_runs";
    if !has_module("prometheus_client.openmetrics.parser", TEST) {
        return;
    }
    let folder = Folder::new();
    let path = folder.path("nltrace.prom");
    let name = "nlt-counted";
    let filter = format!("comm == \"{name}\"");
    let output = path.to_str().expect("UTF-8").to_owned();
    let options = ["-c", "--every", "200ms", "-F", "openmetrics", "-e", &filter, "-o", &output];
    let Some(service) = Service::begin(TEST, &options) else { return };
    ask(name, 0, 50);
    let counted = || {
        let found = samples(&path).into_iter().find(|line| {
            line.starts_with("nltrace_messages_total") && line.contains("RTM_GETLINK") && line.contains(name)
        });
        found.and_then(|line| line.rsplit(' ').next()?.parse::<f64>().ok())
    };
    wait_for("the file is written while nltrace runs", || path.exists() && counted() == Some(50.0));
    ask(name, 0, 10);
    let (status, said) = service.end();
    assert_eq!(status, Some(0), "{said}");
    assert_eq!(counted(), Some(60.0), "the last counts are written at the end");
    assert!(
        samples(&path).iter().any(|line| line.starts_with("nltrace_answer_seconds_count")
            && line.contains("RTM_GETLINK")
            && line.ends_with(" 60")),
        "{:#?}",
        samples(&path)
    );
    assert_eq!(fs::read_dir(&folder.0).expect("a folder").count(), 1, "nothing is left beside the file");
}

#[test]
fn options_that_do_nothing_are_refused() {
    for (arguments, words) in [
        (&["-F", "openmetrics", "true"][..], "-c asks for them"),
        (&["-c", "--every", "10s", "-o", "x", "true"], "-F openmetrics writes one"),
        (&["-c", "-F", "openmetrics", "--every", "10s", "-o", "-", "true"], "needs a file"),
        (&["-c", "-F", "openmetrics", "--every", "10s", "-o", "x", "-r", "y"], "live sources"),
        (&["--rotate", "1M", "-o", "|cat", "true"], "needs a file"),
        (&["--rotate", "1M", "true"], "--output"),
        (&["--keep", "3", "-o", "x", "true"], "--rotate"),
        (&["--rotate", "1X", "-o", "x", "true"], "K, M or G"),
        (&["-c", "-F", "openmetrics", "--every", "1ms", "-o", "x", "true"], "100ms"),
    ] {
        let output = nltrace().args(arguments).output().expect("nltrace starts");
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(said.contains(words) && said.lines().count() == 1, "{arguments:?}: {said}");
    }
}

/// Without a name nltrace makes an interface; a kernel without nlmon says so. `tests/vm/nlmon` runs it where there is one.
#[test]
fn listening_without_a_name_makes_an_interface_or_says_why_not() {
    const TEST: &str = "listening_without_a_name_makes_an_interface_or_says_why_not";
    if !nix::unistd::geteuid().is_root() {
        return eprintln!("SKIPPED {TEST}: needs root");
    }
    let mut command = Command::new("unshare");
    command.args(["-n", "timeout", "-s", "INT", "5"]).arg(env!("CARGO_BIN_EXE_nltrace")).arg("-i");
    let Ok(output) = command.output() else { return eprintln!("SKIPPED {TEST}: needs unshare") };
    let said = String::from_utf8_lossy(&output.stderr);
    match output.status.code() {
        Some(2) => assert!(said.contains("modprobe nlmon"), "{said}"),
        _ => assert!(said.contains("none dropped"), "{:?} {said}", output.status),
    }
}

/// The service file as systemd reads it, with the program that was just built.
#[test]
fn the_service_is_what_systemd_takes() {
    const TEST: &str = "the_service_is_what_systemd_takes";
    let text = fs::read_to_string(project("dist/nltrace.service")).expect("it is there");
    let start =
        text.lines().find_map(|line| line.strip_prefix("ExecStart=/usr/bin/nltrace ")).expect("a command");
    // nltrace accepts the command line of the service.
    let words: Vec<String> =
        start.split(' ').map(|word| word.replace("${LOGS_DIRECTORY}", "/nonexistent")).collect();
    let output = nltrace().args(&words).output().expect("nltrace starts");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("/nonexistent/changes.json"), "only the folder is missing: {said}");
    let folder = Folder::new();
    let copy = folder.path("nltrace.service");
    let own = env!("CARGO_BIN_EXE_nltrace");
    fs::write(&copy, text.replace("/usr/bin/nltrace", own)).expect("a file");
    let verify = Command::new("systemd-analyze").args(["verify", "--man=no"]).arg(&copy).output();
    let Ok(verify) = verify else { return eprintln!("SKIPPED {TEST}: needs systemd-analyze") };
    let said = String::from_utf8_lossy(&verify.stderr);
    assert!(verify.status.success() && said.trim().is_empty(), "{said}");
    for needed in
        ["NoNewPrivileges=yes", "ProtectSystem=strict", "CapabilityBoundingSet=CAP_BPF CAP_PERFMON\n"]
    {
        assert!(text.contains(needed), "{needed}");
    }
}

/// The service's command line works with the capabilities that the file leaves it, and no others.
#[test]
fn the_service_needs_no_more_rights_than_it_has() {
    const TEST: &str = "the_service_needs_no_more_rights_than_it_has";
    if !nix::unistd::geteuid().is_root() || !Path::new("/sys/kernel/btf/vmlinux").exists() {
        return eprintln!("SKIPPED {TEST}: needs root and BTF");
    }
    let text = fs::read_to_string(project("dist/nltrace.service")).expect("it is there");
    let line = |start: &str| text.lines().find_map(|line| line.strip_prefix(start)).expect("a line");
    let rights = line("CapabilityBoundingSet=").replace("CAP_", "+").to_lowercase().replace(' ', ",");
    let folder = Folder::new();
    let words = line("ExecStart=/usr/bin/nltrace ")
        .replace("${LOGS_DIRECTORY}", folder.path("").to_str().expect("in UTF-8"))
        .replace(" -q ", " -v ");
    let mut service = Command::new("setpriv");
    service.args(["--no-new-privs", "--inh-caps=-all", &format!("--bounding-set=-all,{rights}")]);
    service.arg(env!("CARGO_BIN_EXE_nltrace")).args(words.split(' '));
    let mut service = match service.stderr(Stdio::piped()).spawn() {
        Ok(service) => service,
        Err(_) => return eprintln!("SKIPPED {TEST}: needs setpriv"),
    };
    let mut stderr = BufReader::new(service.stderr.take().expect("it is piped"));
    let mut said = String::new();
    stderr.read_line(&mut said).expect("stderr is read");
    if said.contains("needs root") || said.contains("setpriv") {
        let _ = service.wait();
        return eprintln!("SKIPPED {TEST}: a container took the rights away: {said}");
    }
    assert!(said.contains("eBPF: "), "{said}");
    let made = Command::new("unshare").args(["-n", "ip", "link", "set", "lo", "up"]).status();
    kill(Pid::from_raw(service.id().cast_signed()), Signal::SIGTERM).expect("it runs");
    assert!(service.wait().expect("it ends").success());
    if !made.is_ok_and(|status| status.success()) {
        return eprintln!("SKIPPED {TEST} in part: needs unshare and ip");
    }
    let changes = fs::read_to_string(folder.path("changes.json")).expect("it was written");
    assert!(changes.contains("\"RTM_NEWLINK\"") && changes.contains("\"comm\":\"ip\""), "{changes}");
}

/// Files of a fleet, in the form that nltrace writes: real lines, with other times and sequence numbers. Returns how many default
/// routes were deleted.
fn fleet(folder: &Folder, lines: u64) -> u64 {
    const HOSTS: u64 = 20;
    let capture = project("testdata/fleet/changes.pcapng");
    let output = nltrace().args(["-q", "-F", "json", "--messages-only", "-r"]).arg(&capture).output();
    let text = String::from_utf8(output.expect("nltrace starts").stdout).expect("UTF-8");
    let kinds: Vec<&str> = text.lines().collect();
    let records: Vec<Value> = kinds.iter().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    // Requests and answers alternate. One default route was deleted; a second attempt failed, other routes are no default routes.
    assert!(
        records.chunks(2).all(|pair| pair[1]["type"] == "NLMSG_ERROR" && pair[0]["seq"] == pair[1]["seq"])
    );
    let is_default =
        |record: &Value| record["type"] == "RTM_DELROUTE" && record["fields"][0]["fields"][1]["value"] == 0;
    let succeeds = |pair: &[Value]| is_default(&pair[0]) && pair[1]["fields"][0]["value"] == 0;
    let per_turn = records.chunks(2).filter(|pair| succeeds(pair)).count();
    assert!(per_turn == 1 && records.iter().filter(|record| is_default(record)).count() == 2, "{text}");
    // The parts of each line around the time and the sequence number.
    let parts: Vec<(&str, &str)> = kinds
        .iter()
        .map(|line| {
            let (_, rest) = line.split_once(',').expect("a time");
            let (before, after) = rest.split_once("\"seq\":").expect("a number");
            (before, after.split_once(',').expect("more").1)
        })
        .collect();
    let turns = lines / HOSTS / parts.len() as u64;
    for host in 0..HOSTS {
        let home = folder.path(&format!("fleet/host{host}"));
        fs::create_dir_all(&home).expect("a folder");
        let file = fs::File::create(home.join("changes.json")).expect("a file");
        let mut file = std::io::BufWriter::new(file);
        let mut count = 0u64;
        for _ in 0..turns {
            for (before, after) in &parts {
                let (time, seq) = (1_790_000_000 + count, count / 2);
                writeln!(file, "{{\"time\":{time}.0,{before}\"seq\":{seq},{after}").expect("it is written");
                count += 1;
            }
        }
        file.flush().expect("it is written");
    }
    turns * HOSTS
}

/// Returns the query of docs/fleet.md.
fn query() -> String {
    let text = fs::read_to_string(project("docs/fleet.md")).expect("it is there");
    let (_, rest) = text.split_once("```sql\n").expect("a query");
    rest.split_once("```").expect("its end").0.to_owned()
}

fn ask_duckdb(test: &str, lines: u64) {
    if !has_module("duckdb", test) {
        return;
    }
    let folder = Folder::new();
    let expected = fleet(&folder, lines);
    // A query that takes long would draw its progress on standard output.
    let program = "import duckdb,sys\n\
        duckdb.sql('SET enable_progress_bar = false')\n\
        rows=duckdb.sql(sys.argv[1]).fetchall()\n\
        for row in rows: print(*row, sep='\\t')";
    let start = Instant::now();
    let here = folder.path("fleet");
    let query = query().replace("/var/log/fleet", here.to_str().expect("UTF-8"));
    assert!(query.contains("now()"));
    let query = query.replace("now()", "to_timestamp(1790600000)");
    let output = Command::new("python3").args(["-c", program]).arg(query).output().expect("python3 starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8_lossy(&output.stdout);
    let found: u64 = text.lines().filter_map(|line| line.rsplit('\t').next()?.parse::<u64>().ok()).sum();
    assert_eq!(found, expected, "{text}");
    assert_eq!(text.lines().count(), 20, "a row for each host: {text}");
    eprintln!("{lines} lines in {:?}", start.elapsed());
}

#[test]
fn a_fleet_is_asked_who_deleted_default_routes() {
    ask_duckdb("a_fleet_is_asked_who_deleted_default_routes", 20_000);
}

#[test]
#[ignore = "writes 6 GB"]
fn ten_million_lines_of_a_fleet_are_asked() {
    ask_duckdb("ten_million_lines_of_a_fleet_are_asked", 10_000_000);
}
