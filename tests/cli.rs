//! The command line, through the binary: the effect of each option, and the errors for wrong ones.

use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

use super::live::run::{scenario, scratch};

fn nltrace(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nltrace"));
    command
        .args(arguments)
        .env("COLUMNS", "100")
        .env("TZ", "UTC")
        .env_remove("NO_COLOR")
        .stdin(Stdio::null());
    command.output().expect("nltrace starts")
}

/// Returns the standard output of a run, which must succeed.
fn printed(arguments: &[&str]) -> String {
    let output = nltrace(arguments);
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {complaint}");
    String::from_utf8(output.stdout).expect("it is UTF-8")
}

/// Returns the complaint of a run that ends with a status.
fn complaint(status: i32, arguments: &[&str]) -> String {
    let output = nltrace(arguments);
    assert_eq!(output.status.code(), Some(status), "{arguments:?}");
    assert!(output.stdout.is_empty(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8(output.stderr).expect("it is UTF-8")
}

fn capture(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(name);
    path.to_str().expect("the path is UTF-8").to_owned()
}

fn link() -> String {
    capture("route/link.pcap")
}

/// Returns the arguments that trace a small program of netlink, with options before it.
fn tracing(options: &[&str], program: &str) -> Vec<String> {
    options
        .iter()
        .map(|option| (*option).to_owned())
        .chain(["--".to_owned()])
        .chain(scenario(program))
        .collect()
}

fn traced(options: &[&str], program: &str) -> Output {
    let arguments = tracing(options, program);
    nltrace(&arguments.iter().map(String::as_str).collect::<Vec<_>>())
}

/// Returns the lines above messages: those that are not indented.
fn heads(text: &str) -> Vec<&str> {
    text.lines().filter(|line| !line.starts_with("  ")).collect()
}

/// Returns the types of the messages in a tree.
fn types(text: &str) -> Vec<&str> {
    let messages = text.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    messages.filter_map(|line| line.split_whitespace().next()).collect()
}

#[test]
fn wrong_command_lines_are_one_line_and_2() {
    for (arguments, words) in [
        (&[][..], "nothing to trace or to read"),
        (&["-J"][..], "unexpected argument '-J'"),
        (&["--formt", "json", "true"][..], "'--format'"),
        (&["-F", "tre", "-r", "x"][..], "possible values: tree"),
        (&["-s", "x", "true"][..], "a number from 0 on is wanted"),
        (&["-c", "--coverage", "true"][..], "cannot be used with"),
        (&["-c", "-C", "true"][..], "cannot be used with"),
        (&["-p", "1", "-r", "x"][..], "cannot be used with"),
        (&["--time", "never", "true"][..], "possible values: none, clock, epoch, delta"),
        (&["--threads", "0", "-r", "x"][..], "a number from 1 to 64"),
        (&["--protocol", "nothing", "-x", "00"][..], "sock_diag"),
        (&["--completions", "nosh"][..], "possible values: bash"),
        (&["--man", "-r", "x"][..], "cannot be used with"),
        (&["--list", "IFLA_MUT"][..], "did you mean IFLA_MTU"),
        (&["--list", "USERSOCK", "-F", "ynl"], "no table of messages of USERSOCK"),
        (&["-i", "nosuch0"][..], "there is no interface nosuch0"),
        (&["-o", "/nowhere/at/all", "-r", "x"][..], "/nowhere/at/all: No such file"),
    ] {
        let text = complaint(2, arguments);
        assert!(text.contains(words), "{arguments:?}: {text}");
        assert!(text.starts_with("nltrace: error: ") && text.lines().count() == 1, "{arguments:?}: {text}");
    }
}

#[test]
fn a_filter_that_is_wrong_is_underlined() {
    let text = complaint(2, &["-e", "type == RTM_NEWLINK and IFLA_MUT < 3", "-r", "no file is opened"]);
    assert_eq!(
        text,
        "nltrace: error: -e: nothing is called IFLA_MUT\n\
         \x20 type == RTM_NEWLINK and IFLA_MUT < 3\n\
         \x20                         ^^^^^^^^\n\
         \x20 did you mean IFLA_MTU, IFLA_MAP or IFLA_MCTP?\n"
    );
}

#[test]
fn files_that_cannot_be_read() {
    assert!(complaint(2, &["-r", "/nowhere"]).contains("/nowhere: No such file"));
    assert!(complaint(2, &["-r", env!("CARGO_MANIFEST_DIR")]).contains("is a directory"));
    assert!(complaint(2, &["-r", "Cargo.toml"]).contains("no pcap or pcapng file"));
    // The readable part is shown.
    let whole = fs::read(link()).unwrap();
    let path = scratch("pcap");
    fs::write(&path, &whole[..whole.len() - 10]).unwrap();
    let output = nltrace(&["-r", path.to_str().unwrap()]);
    fs::remove_file(&path).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.len() > 10_000 && output.stderr.starts_with(b"nltrace: error: "));
}

#[test]
fn help_manual_and_completions_know_every_option() {
    let short = printed(&["-h"]);
    let long = printed(&["--help"]);
    assert!(long.contains("\nExamples:\n") && long.contains("\nExit status:\n"), "{long}");
    assert!(!short.contains("Examples:") && short.lines().count() <= 24, "{short}");
    assert!(short.lines().all(|line| line.len() <= 80), "{short}");
    assert!(short.lines().chain(long.lines()).all(|line| line.chars().count() <= 100));
    let options: Vec<&str> = long
        .lines()
        .filter(|line| line.starts_with("  ") && line.trim_start().starts_with('-'))
        .filter_map(|line| line.split([' ', ',']).find(|word| word.starts_with("--")))
        .collect();
    assert!(options.len() > 20, "{options:?}");
    let manual = printed(&["--man"]).replace("\\-", "-");
    let shells: Vec<String> =
        ["bash", "zsh", "fish"].iter().map(|shell| printed(&["--completions", shell])).collect();
    for option in &options {
        assert!(manual.contains(option), "the manual knows {option}");
        for text in &shells {
            assert!(text.contains(option.trim_start_matches('-')), "completions know {option}");
        }
    }
    for option in short.split([' ', ',', '\n']).filter(|word| word.len() > 2 && word.starts_with("--")) {
        assert!(["--help", "--man"].contains(&option) || options.contains(&option), "-h invents {option}");
    }
    let sections = "NAME SYNOPSIS DESCRIPTION OPTIONS EXAMPLES FILTERS JSON ENVIRONMENT FILES BUGS";
    for section in sections.split(' ').chain(["EXIT STATUS", "SEE ALSO"]) {
        assert!(
            manual.contains(&format!(".SH {section}")) || manual.contains(&format!(".SH \"{section}\"")),
            "{section}"
        );
    }
    assert!(printed(&["-V"]).starts_with("nltrace "));
    // Every option must be tested through the binary.
    let tests = sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests"));
    let untested: Vec<&&str> = options
        .iter()
        .filter(|option| {
            let line = long.lines().find(|line| line.contains(**option)).unwrap_or_default().trim_start();
            let letter = line.get(..2).filter(|letter| *letter != "--").map(|letter| format!("\"{letter}\""));
            let name = format!("\"{option}");
            !tests.contains(&name) && !letter.is_some_and(|letter| tests.contains(&letter))
        })
        .collect();
    assert!(untested.is_empty(), "{untested:?}");
}

/// The pages that the program writes have no warning of man(1) or mandoc(1).
#[test]
fn manual_pages_are_clean() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{}-manual", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    for (page, section) in
        [(&["--man"][..], 1), (&["--list", "route", "--man"], 7), (&["--list", "wireguard", "--man"], 7)]
    {
        let path = folder.join(format!("page.{section}"));
        fs::write(&path, printed(page)).unwrap();
        for (tool, arguments) in [
            ("man", &["--warnings", "--encoding=utf-8", "--local-file"][..]),
            ("mandoc", &["-T", "lint", "-W", "warning"]),
        ] {
            match Command::new(tool).env("MANWIDTH", "80").args(arguments).arg(&path).output() {
                Err(error) => eprintln!("SKIPPED manual_pages_are_clean: {tool}: {error}"),
                Ok(output) => {
                    let warnings = if tool == "man" { output.stderr } else { output.stdout };
                    assert_eq!(String::from_utf8_lossy(&warnings), "", "{tool} {page:?}");
                    assert!(output.status.success(), "{tool} {page:?}");
                }
            }
        }
    }
    fs::remove_dir_all(folder).unwrap();
}

fn sources(folder: &Path) -> String {
    let mut text = String::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path: PathBuf = entry.unwrap().path();
        text += &if path.is_dir() { sources(&path) } else { fs::read_to_string(path).unwrap() };
    }
    text
}

#[test]
fn a_shell_takes_the_completions() {
    for (shell, arguments) in [("bash", &["-n"][..]), ("zsh", &["-n"][..]), ("fish", &["--no-execute"][..])] {
        let path = scratch("completions");
        fs::write(&path, printed(&["--completions", shell])).unwrap();
        match Command::new(shell).args(arguments).arg(&path).output() {
            Ok(output) => {
                assert!(output.status.success(), "{shell}: {}", String::from_utf8_lossy(&output.stderr))
            }
            Err(_) => eprintln!("skipped: {shell} is not installed"),
        }
        let _ = fs::remove_file(path);
    }
}

#[test]
fn a_closed_pipe_ends_it_as_it_ends_other_tools() {
    for arguments in [
        vec!["-r", &link()],
        vec!["--list", "RTM_NEWLINK"],
        vec!["-F", "json", "-r", &link()],
        vec!["--help"],
    ] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = Command::new(env!("CARGO_BIN_EXE_nltrace"));
        let output = command.args(&arguments).stdout(writer).output().unwrap();
        assert!(output.stderr.is_empty(), "{arguments:?}");
        assert_eq!(output.status.signal(), Some(13), "{arguments:?}: SIGPIPE, and not 0: {}", output.status);
    }
}

#[test]
fn colours_where_they_are_wanted() {
    let coloured = |color: Option<&str>, no_color: Option<&str>| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_nltrace"));
        command.args(["-r", &link()]).env_remove("NO_COLOR");
        if let Some(value) = no_color {
            command.env("NO_COLOR", value);
        }
        if let Some(when) = color {
            command.args(["--color", when]);
        }
        command.output().unwrap().stdout.contains(&0x1b)
    };
    assert!(coloured(Some("always"), None) && coloured(Some("always"), Some("1")));
    assert!(!coloured(None, None), "a pipe is no terminal");
    assert!(!coloured(Some("never"), None) && !coloured(Some("auto"), Some("1")));
    assert!(printed(&["--list", "--color", "always"]).contains('\x1b'));
}

#[test]
fn output_goes_to_a_file() {
    let path = scratch("tree");
    let arguments = ["-o", path.to_str().unwrap(), "-r", &link()];
    assert!(printed(&arguments).is_empty());
    assert_eq!(fs::read_to_string(&path).unwrap(), printed(&["-r", &link()]));
    fs::remove_file(path).unwrap();
}

#[test]
fn filters_keep_messages_and_their_datagrams() {
    let all = printed(&["-r", &link()]);
    let some = printed(&["-e", "IFLA_LINKINFO.IFLA_INFO_KIND == vlan", "-r", &link()]);
    assert!(!some.is_empty() && types(&some).len() < types(&all).len());
    assert!(types(&some).len() >= heads(&some).len(), "a datagram without a message is not shown: {some}");
    assert!(all.contains(some.lines().next().unwrap()));
    assert!(printed(&["-e", "seq == 99", "-r", &link()]).is_empty());
    // One core or several, the same is kept.
    let big = capture("route/link-dump.pcap");
    let filter = ["-e", "IFLA_MTU < 1500 or error", "-r", big.as_str()];
    let one = printed(&[&filter[..], &["--threads", "1"]].concat());
    assert_eq!(one, printed(&[&filter[..], &["--threads", "3"]].concat()));
}

#[test]
fn an_error_brings_the_request_that_failed() {
    let errors = capture("control/errors.pcap");
    for threads in ["1", "3"] {
        let text = printed(&["-q", "-e", "error", "--threads", threads, "-r", &errors]);
        let types = types(&text);
        let failed = types.iter().filter(|name| matches!(**name, "NLMSG_ERROR" | "NLMSG_DONE")).count();
        assert!(failed > 3, "{types:?}");
        // The request comes before its error, once. That of one error is not in the capture.
        assert_eq!(types.len(), 2 * failed - 1, "{types:?}");
        assert!(!text.contains("error  0"), "acknowledgements are no errors");
    }
    let json = printed(&["-q", "-F", "json", "-e", "error == EINVAL", "-r", &errors]);
    let records: Vec<Value> = json.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(!records.is_empty());
    assert_eq!(records.len() % 2, 0);
    for pair in records.chunks(2) {
        assert_eq!(pair[0]["seq"], pair[1]["seq"]);
        assert_eq!(pair[1]["type"], "NLMSG_ERROR");
    }
}

#[test]
fn captures_are_cut_by_filters() {
    let path = scratch("pcapng");
    let file = path.to_str().unwrap();
    let kept = printed(&["-e", "RTM_NEWLINK", "-w", file, "-r", &link()]);
    let again = printed(&["-r", file]);
    fs::remove_file(&path).unwrap();
    assert!(!kept.is_empty());
    assert_eq!(types(&kept), types(&again));
}

#[test]
fn calls_are_filtered_by_their_names() {
    let text = |filter: &str| {
        let output = traced(&["-e", filter], "write_read");
        String::from_utf8(output.stderr).unwrap()
    };
    let calls = text("syscall == socket");
    assert!(heads(&calls).iter().all(|line| line.contains(" socket ")) && !calls.is_empty(), "{calls}");
    let sent = text("send");
    assert!(!sent.is_empty() && heads(&sent).iter().all(|line| line.contains(" → ")), "{sent}");
    let none = text("pid == 1");
    assert!(none.starts_with("nltrace: note: no message matched -e 'pid == 1'; "), "{none}");
    assert_eq!(none.lines().count(), 1);
    let by_fd = text("fd >= 0 and comm ~ a and portid != 1 or comm ~ e");
    assert!(by_fd.contains("RTM_"), "{by_fd}");
}

#[test]
fn summaries_add_up() {
    let route = capture("route/route.pcap");
    let json: Value = serde_json::from_str(&printed(&["-c", "-F", "json", "-r", &route])).unwrap();
    for arguments in [["-c", "-F", "json"].as_slice(), &["--coverage"], &["-C", "-F", "json"]] {
        let text = printed(&[arguments, &["-r", &route]].concat());
        assert!(
            text.lines().all(|line| serde_json::from_str::<Value>(line).is_ok()),
            "{arguments:?}: objects in lines"
        );
    }
    let rows = json["summary"].as_array().unwrap();
    for key in ["messages", "bytes", "unexplained", "answered", "errors", "dumps", "dumped"] {
        let sum: u64 = rows.iter().map(|row| row[key].as_u64().unwrap()).sum();
        assert_eq!(json["total"][key], sum, "{key}");
    }
    let coverage: Value = serde_json::from_str(&printed(&["--coverage", "-r", &route])).unwrap();
    assert_eq!(coverage["messages"], json["total"]["messages"]);
    assert_eq!(coverage["bytes"], json["total"]["bytes"]);
    let counts: Vec<u64> = rows.iter().map(|row| row["messages"].as_u64().unwrap()).collect();
    assert!(counts.is_sorted_by(|a, b| a >= b), "{counts:?}");
    let answered = rows.iter().find(|row| row["answered"] != 0).unwrap();
    let times = &answered["latency_ns"];
    assert!(
        times["min"].as_u64() <= times["median"].as_u64() && times["p99"].as_u64() <= times["max"].as_u64()
    );

    let table = printed(&["-q", "--summary", "-r", &route]);
    assert!(table.starts_with("messages ") && table.lines().last().unwrap().ends_with(" total"), "{table}");
    assert!(table.contains(" NETLINK_ROUTE RTM_NEWROUTE\n"), "{table}");
    let both = printed(&["-q", "-C", "-r", &route]);
    assert_eq!(both, printed(&["-q", "-r", &route]) + &table);
    let filtered = printed(&["-c", "-e", "type == RTM_GETROUTE", "-r", &route]);
    assert_eq!(filtered.lines().count(), 5, "{filtered}");
    // Several cores count as one does.
    let dump = capture("route/link-dump.pcap");
    assert_eq!(
        printed(&["-c", "--threads", "1", "-r", &dump]),
        printed(&["-c", "--threads", "4", "-r", &dump])
    );
    for format in ["tree", "json", "brief"] {
        let count = |threads| printed(&["-c", "-F", format, "--threads", threads, "-r", &route]);
        assert_eq!(count("1"), count("3"));
    }
    let dumped: Value = serde_json::from_str(&printed(&["-c", "-F", "json", "-r", &dump])).unwrap();
    assert_eq!(dumped["total"]["unexplained"], 0);
}

#[test]
fn a_trace_ends_with_its_summary() {
    let output = traced(&["-c"], "many");
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(text.contains("RTM_NEWLINK\n") && text.ends_with(" total\n"), "{text}");
}

#[test]
fn times_of_every_sort() {
    let first = |options: &[&str]| {
        let text = printed(&[options, &["-r", &link()]].concat());
        text.lines()
            .filter(|line| line.contains(" NETLINK_ROUTE "))
            .take(2)
            .map(|line| line.split(" NETLINK").next().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert!(first(&[])[0].as_bytes()[2] == b':');
    assert!(first(&["--time", "epoch"])[0].starts_with("1795"), "{:?}", first(&["--time", "epoch"]));
    assert_eq!(first(&["--time", "delta"])[0], "  0.000000");
    assert_ne!(first(&["--time", "delta"])[1], "  0.000000");
    assert!(printed(&["--time", "none", "-r", &link()]).starts_with("NETLINK_ROUTE"));
    assert!(printed(&["--time", "none", "-F", "hex", "-r", &link()]).starts_with("NETLINK_ROUTE"));
}

#[test]
fn quiet_is_without_exits() {
    let exits = |options: &[&str]| {
        let output = traced(options, "write_read");
        assert_eq!(output.status.code(), Some(0));
        String::from_utf8(output.stderr).unwrap().contains("exited with 0")
    };
    assert!(exits(&[]) && !exits(&["-q"]) && !exits(&["--messages-only"]));
}

#[test]
fn more_and_less_is_shown() {
    let tc = capture("route/tc.pcap");
    let count = |options: &[&str]| printed(&[options, &["-r", &tc]].concat()).len();
    assert!(count(&["-v"]) > count(&[]), "zeros among many");
    let sock = capture("sock_diag/families.pcap");
    let short = printed(&["-s", "2", "-r", &sock]);
    assert!(short.contains("… (") || short != printed(&["-r", &sock]), "bytes are cut");
}

#[test]
fn what_is_listed_is_the_tables() {
    assert!(printed(&["--list"]).contains("NETLINK_ROUTE"));
    assert!(printed(&["--list", "ROUTE"]).contains("16 RTM_NEWLINK"));
    assert!(printed(&["--list", "IFLA_LINKINFO"]).contains("IFLA_INFO_KIND  string"));
    assert!(printed(&["--list", "IFLA_OPERSTATE"]).contains("6 IF_OPER_UP"));
    assert!(printed(&["--list", "groups"]).contains("RTNLGRP_LINK"));
    assert!(printed(&["--list", "trailing-bytes"]).contains("send as many bytes as nlmsg_len says"));
    assert!(printed(&["--list", "latency"]).contains("for example: latency > 1ms"));
    assert!(printed(&["--list", "keywords"]).contains("\nnetns  keyword of -e\n"));
}

#[test]
fn lines_have_options_of_their_own() {
    let line = |options: &[&str]| {
        let output = traced(&[&["-F", "line"], options].concat(), "write_read");
        String::from_utf8(output.stderr).unwrap()
    };
    let plain = line(&[]);
    assert!(plain.contains("socket(AF_NETLINK, "), "{plain}");
    let only = line(&["--calls", "socket"]);
    assert!(only.lines().all(|line| line.contains("socket(") || line.contains("+++")), "{only}");
    assert!(line(&["--const", "raw"]).contains("socket(0x10, "));
    let column = |text: &str| {
        text.lines().find(|line| line.contains("socket(AF_NETLINK")).and_then(|line| line.find(" = "))
    };
    assert!(column(&line(&["--align", "99"])) > column(&plain));
    assert!(line(&["-y"]).contains('<') && line(&["--decode-fds", "socket"]).contains("NETLINK:["));
    // A filter keeps calls by the messages that they move, and -e error keeps the one that failed.
    let sent = line(&["-e", "send"]);
    assert!(!sent.is_empty() && !sent.contains("socket("), "{sent}");
}
