//! `--overview`: the counts are right, and the same for any number of threads.

use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

fn capture(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("testdata").join(name)
}

fn overview(path: &PathBuf, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_nltrace"))
        .env("TZ", "UTC")
        .env_remove("COLUMNS")
        .args(["--overview", "-r"])
        .arg(path)
        .args(arguments)
        .output()
        .unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn json(path: &PathBuf, arguments: &[&str]) -> Value {
    let text = overview(path, &[&["-F", "json"], arguments].concat());
    serde_json::from_str::<Value>(&text).unwrap()["overview"].clone()
}

/// Lines of `-F flat`, which counts the same by itself.
fn flat(path: &PathBuf) -> Vec<Value> {
    let output =
        Command::new(env!("CARGO_BIN_EXE_nltrace")).args(["-F", "flat", "-r"]).arg(path).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

const CAPTURES: [&str; 5] = [
    "captures/rtnl-link.pcap",
    "captures/errors.pcap",
    "captures/sock-diag.pcap",
    "generic/nl80211-device.pcap",
    "control/errors.pcap",
];

#[test]
fn counts_are_those_of_the_messages() {
    for name in CAPTURES {
        let path = capture(name);
        let (overview, lines) = (json(&path, &[]), flat(&path));
        let messages: Vec<&Value> = lines.iter().filter(|line| !line["type"].is_null()).collect();
        let count = |of: &dyn Fn(&Value) -> bool| messages.iter().filter(|line| of(line)).count();
        let sum = |list: &Value, name: &str| -> u64 {
            list.as_array().unwrap().iter().map(|row| row[name].as_u64().unwrap()).sum()
        };
        assert_eq!(overview["messages"], messages.len(), "{name}");
        assert_eq!(overview["answers"], count(&|line| !line["answers"].is_null()), "{name}");
        assert_eq!(overview["notifications"], count(&|line| !line["notification"].is_null()), "{name}");
        let failed = |line: &Value| line["errno"].as_u64().is_some_and(|errno| errno > 0);
        let is_probe = |line: &Value| line["fault"]["probe"].is_string();
        assert_eq!(overview["errors"], count(&|line| failed(line) && !is_probe(line)), "{name}");
        assert_eq!(overview["probes"], count(&|line| failed(line) && is_probe(line)), "{name}");
        assert_eq!(sum(&overview["failures"], "count"), count(&failed) as u64, "{name}");
        assert_eq!(sum(&overview["talkers"], "messages"), messages.len() as u64, "{name}");
        let columns = |name: &str| -> u64 {
            overview["timeline"][name].as_array().unwrap().iter().map(|count| count.as_u64().unwrap()).sum()
        };
        assert_eq!(columns("messages"), messages.len() as u64, "{name}");
        assert_eq!(overview["errors"], columns("errors"), "{name}");
        for failure in overview["failures"].as_array().unwrap() {
            let same = |line: &&&Value| {
                (&line["errno"], &line["text"]) == (&failure["errno"], &failure["text"])
                    && line["packet"] == failure["packet"]
            };
            assert!(messages.iter().find(same).is_some(), "{name}: packet of {failure}");
        }
        // The slowest request is the one with the longest latency that is no guess.
        let last = |line: &&&Value| line["answers"]["last"] == true;
        let longest = messages.iter().filter(last).filter_map(|line| line["latency_ns"].as_u64()).max();
        assert_eq!(overview["slowest"][0]["latency_ns"].as_u64(), longest, "{name}");
    }
}

#[test]
fn any_number_of_threads_counts_the_same() {
    for name in CAPTURES.into_iter().chain(["generic/malformed.pcap", "audit/auditctl.pcap"]) {
        let path = capture(name);
        for form in [["-F", "json"].as_slice(), &["-v"]] {
            let of = |threads: &str| overview(&path, &[form, &["--threads", threads]].concat());
            let one = of("1");
            assert!(one == of("2") && one == of("5"), "{name} {form:?}");
        }
    }
}

#[test]
fn it_fits_on_a_screen() {
    for name in CAPTURES {
        let text = overview(&capture(name), &["--width", "80"]);
        assert!(text.lines().count() <= 24, "{name}:\n{text}");
        assert!(text.lines().all(|line| line.chars().count() <= 80), "{name}:\n{text}");
        let ascii = Command::new(env!("CARGO_BIN_EXE_nltrace"))
            .env("LC_ALL", "C")
            .args(["--overview", "-r"])
            .arg(capture(name))
            .output()
            .unwrap();
        assert!(ascii.stdout.is_ascii() && !ascii.stdout.is_empty(), "{name}");
    }
}

#[test]
fn the_look_of_an_overview() {
    let text = overview(&capture("control/errors.pcap"), &["--top", "2"]);
    expect_test::expect_file![capture("control/errors.overview")].assert_eq(&text);
}

/// A packet number leads to the message itself.
#[test]
fn a_packet_is_found_by_its_number() {
    let path = capture("control/errors.pcap");
    let overview = json(&path, &[]);
    let packet = overview["failures"][0]["packet"].as_u64().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_nltrace"))
        .args(["-F", "flat", "-e", &format!("packet == {packet}"), "-r"])
        .arg(&path)
        .output()
        .unwrap();
    let line: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&line["packet"], &line["errno"]), (&packet.into(), &overview["failures"][0]["errno"]));
}

#[test]
fn the_table_of_counts_in_other_orders() {
    let rows = |arguments: &[&str]| -> Vec<Value> {
        let output = Command::new(env!("CARGO_BIN_EXE_nltrace"))
            .args(["-c", "-F", "json", "-r"])
            .arg(capture("captures/rtnl-link.pcap"))
            .args(arguments)
            .output()
            .unwrap();
        let summary: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(summary["total"]["messages"], 201, "the total counts all rows");
        summary["summary"].as_array().unwrap().clone()
    };
    let column = |rows: &[Value], name: &str| -> Vec<u64> {
        rows.iter().map(|row| row[name].as_u64().unwrap()).collect()
    };
    for name in ["messages", "bytes", "errors"] {
        let counts = column(&rows(&["--sort", name]), name);
        assert!(counts.len() > 4 && counts.is_sorted_by(|one, other| one >= other), "{name}: {counts:?}");
    }
    let latencies: Vec<u64> = rows(&["--sort", "latency"])
        .iter()
        .map(|row| row["latency_ns"]["median"].as_u64().unwrap_or(0))
        .collect();
    assert!(latencies[0] > 0 && latencies.is_sorted_by(|one, other| one >= other), "{latencies:?}");
    let names: Vec<String> = rows(&["--sort", "name"]).iter().map(|row| row["type"].to_string()).collect();
    assert!(names.is_sorted(), "{names:?}");
    assert_eq!(rows(&["--top", "3"]).len(), 3);
}

/// The plots are drawn from the same counts: a bar for each column with messages, a row for each type and each talker with errors.
#[test]
fn a_page_draws_the_counts() {
    for name in CAPTURES {
        let path = capture(name);
        let data = json(&path, &[]);
        let page = overview(&path, &["-F", "html", "--top", "100"]);
        let rows = |of: &str| data[of].as_array().unwrap().len();
        let latency = page
            .split("class=\"table latency\"")
            .nth(1)
            .map_or("", |rest| rest.split("</section>").next().unwrap());
        assert_eq!(latency.matches("class=\"row\"").count(), rows("latencies"), "{name}");
        let failing =
            data["talkers"].as_array().unwrap().iter().filter(|talker| talker["errors"] != 0).count();
        let errors = page
            .split("class=\"table errors\"")
            .nth(1)
            .map_or("", |rest| rest.split("</section>").next().unwrap());
        assert_eq!(errors.matches("class=\"row\"").count(), failing, "{name}");
        let over_time = page.split("<svg class=\"time\"").nth(1).unwrap().split("</svg>").next().unwrap();
        assert!(over_time.matches("class=\"bar\"").count() > 1, "{name}");
        for failure in data["failures"].as_array().unwrap() {
            assert!(page.contains(&format!(">#{}</td>", failure["packet"])), "{name}: {failure}");
        }
        assert!(
            !page.contains("<script") && !page.contains("style=\""),
            "{name}: nothing that the policy refuses"
        );
    }
}

/// Latencies by type add up to the requests whose last answer came.
#[test]
fn latencies_are_those_of_last_answers() {
    for name in CAPTURES {
        let path = capture(name);
        let latencies = json(&path, &[])["latencies"].clone();
        let counted: u64 =
            latencies.as_array().unwrap().iter().map(|row| row["requests"].as_u64().unwrap()).sum();
        let last = |line: &&Value| {
            let answers = &line["answers"];
            answers["last"] == true && answers["guess"] != true
        };
        assert_eq!(counted, flat(&path).iter().filter(last).count() as u64, "{name}");
        for row in latencies.as_array().unwrap() {
            let times =
                ["min", "median", "p99", "max"].map(|which| row["latency_ns"][which].as_u64().unwrap());
            assert!(times.is_sorted(), "{name}: {row}");
        }
    }
}

/// A page is refused what it can't do.
#[test]
fn a_page_has_no_width_and_is_not_appended() {
    for arguments in [&["--width", "80"][..], &["-A", "-o", "/dev/null"], &["--limit", "4"]] {
        let output = Command::new(env!("CARGO_BIN_EXE_nltrace"))
            .args(["--overview", "-F", "html", "-r"])
            .arg(capture(CAPTURES[0]))
            .args(arguments)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    }
}
