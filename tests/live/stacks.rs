//! `-k`: which code sent a message, or got an error.

use std::process::Command;

use serde_json::Value;

use super::run::{bounded, scenario, scratch, trace_with};

fn functions(record: &Value) -> Vec<&str> {
    let frames = record["stack"].as_array().map(Vec::as_slice).unwrap_or_default();
    frames.iter().filter_map(|frame| frame["function"].as_str()).collect()
}

#[test]
fn a_send_and_an_error_have_a_stack() {
    for options in [&["-k"][..], &["--stack", "--no-seccomp"]] {
        let run = trace_with(options, &scenario("reasons"));
        let records: Vec<&Value> = run.message_records().collect();
        assert_eq!(records.len(), 2, "{:#?}", run.records);
        for (record, innermost) in records.into_iter().zip(["send", "recv"]) {
            let functions = functions(record);
            assert!(functions.len() > 4, "{record:#}");
            assert!(functions[0].contains(innermost), "{functions:?}");
            // The name is that of the symbol, which contains the path of the function.
            assert!(
                functions.iter().any(|name| name.contains("extack") && name.contains("play")),
                "{functions:?}"
            );
            // The name beside it is as the source has it, without the compiler's hash.
            let frames = record["stack"].as_array().unwrap();
            let names: Vec<&str> = frames.iter().filter_map(|frame| frame["demangled"].as_str()).collect();
            assert!(names.iter().any(|name| name.contains("extack::play")), "{names:?}");
            let frame = &record["stack"][0];
            assert!(frame["offset"].as_u64().is_some_and(|offset| offset > 0), "{frame}");
            assert!(frame["module"].as_str().is_some_and(|module| module.starts_with('/')), "{frame}");
        }
    }
}

#[test]
fn a_stack_that_nobody_asked_for_is_not_taken() {
    let run = trace_with(&[], &scenario("reasons"));
    assert!(run.message_records().count() == 2, "{:#?}", run.records);
    assert!(run.message_records().all(|record| record["stack"].is_null()), "{:#?}", run.records);
    // An answer that is no error has none: nothing went wrong there.
    let run = trace_with(&["-k"], &scenario("unbound"));
    let of = |direction: &str| -> Vec<usize> {
        let records = run.message_records().filter(|record| record["direction"] == direction);
        records.map(|record| functions(record).len()).collect()
    };
    assert!(of("send")[0] > 4, "{:#?}", run.records);
    assert_eq!(of("receive")[0], 0, "{:#?}", run.records);
}

#[test]
fn stacks_are_lines_below_the_message() {
    for format in ["tree", "line", "hex", "brief"] {
        let output = scratch(format);
        let mut nltrace = Command::new(env!("CARGO_BIN_EXE_nltrace"));
        nltrace.args(["-k", "-F", format, "-o"]).arg(&output).arg("--").args(scenario("unbound"));
        let (status, _, err) = bounded(nltrace);
        assert!(status.success(), "{err}");
        let text = std::fs::read_to_string(&output).unwrap_or_default();
        let _ = std::fs::remove_file(output);
        let frames: Vec<&str> = text.lines().filter(|line| line.trim_start().starts_with("> /")).collect();
        // Before `send`, newer C libraries have functions without names for calls that may be cancelled.
        let has_send = frames.iter().take(4).any(|frame| frame.contains("send"));
        assert!(frames.len() > 4 && has_send, "{format}: {text}");
        assert!(
            frames.iter().any(|frame| frame.contains("tracee") && frame.contains("+0x")),
            "{format}: {frames:#?}"
        );
    }
}

/// With `-e error` the request that failed is shown late, when its error has come: its stack was kept.
#[test]
fn a_request_that_is_shown_late_has_its_stack() {
    let run = trace_with(&["-k", "-e", "error"], &scenario("reasons"));
    let sent = run.message_records().find(|record| record["direction"] == "send").expect("it failed");
    assert!(functions(sent).len() > 4, "{sent:#}");
}

#[test]
fn an_interpreter_s_stack_is_followed() {
    let python = "/usr/bin/python3";
    let program = "import socket, struct
s = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)
s.send(struct.pack('=IHHIIBxHiII', 32, 18, 1, 1, 0, 0, 0, 1, 0, 0))
s.recv(65536)";
    let command = [python, "-c", program].map(str::to_owned);
    if !Command::new(python).arg("-V").output().is_ok_and(|out| out.status.success()) {
        return eprintln!("SKIPPED an_interpreter_s_stack_is_followed: needs python3");
    }
    let run = trace_with(&["-k"], &command);
    let sent = run.message_records().find(|record| record["direction"] == "send").expect("it sends");
    let frames = sent["stack"].as_array().expect("a stack");
    let of_python = |frame: &&Value| frame["module"].as_str().is_some_and(|module| module.contains("python"));
    assert!(frames.iter().filter(of_python).count() > 4, "{frames:#?}");
}

#[test]
fn what_only_a_tracer_can_do_is_refused_without_one() {
    for (option, word) in [("-k", "-k needs ptrace"), ("--extack", "--extack needs ptrace")] {
        let mut nltrace = Command::new(env!("CARGO_BIN_EXE_nltrace"));
        nltrace.args(["--via", "bpf", option, "--", "true"]);
        let (status, _, err) = bounded(nltrace);
        assert_eq!((status.code(), err.contains(word)), (Some(2), true), "{err}");
    }
}
