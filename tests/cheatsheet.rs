//! The cheat sheet: each of its commands and filters is one that nltrace takes.

use std::process::Command;

const SHEET: &str = include_str!("../docs/cheatsheet.md");

/// Returns what stands between single backticks.
fn code(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// `--help` ends a command before it does anything, but after its options were read.
#[test]
fn its_commands_have_options_that_exist() {
    let rows = SHEET.lines().filter(|line| line.starts_with('|'));
    let cells = rows.filter_map(|row| row.trim_end_matches('|').rsplit('|').next());
    let commands: Vec<&str> = cells.flat_map(code).filter(|code| code.starts_with("nltrace ")).collect();
    assert!(commands.len() > 15, "{commands:?}");
    for command in commands {
        let arguments = command.strip_prefix("nltrace ").unwrap_or_default().replace("PID", "1");
        let (options, rest) = arguments.split_once("-- ").unwrap_or((&arguments, ""));
        let script = format!("\"$0\" {options} --help -- {rest}");
        let output = Command::new("sh")
            .args(["-c", &script, env!("CARGO_BIN_EXE_nltrace")])
            .output()
            .expect("sh starts");
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && error.is_empty(), "{command}: {error}");
    }
}

#[test]
fn its_filters_are_filters() {
    let (_, text) = SHEET.split_once("\nFilters: ").expect("the filters come after the table");
    let (text, _) = text.split_once("\n\n").expect("a paragraph");
    let joins = ["and", "or", "not"];
    let filters: Vec<&str> = code(text).filter(|code| !joins.contains(code)).collect();
    assert!(filters.len() > 8, "{filters:?}");
    for filter in filters {
        let output = Command::new(env!("CARGO_BIN_EXE_nltrace"))
            .args(["-q", "-e", filter, "-r", "testdata/lessons/sockets.pcapng"])
            .output()
            .expect("nltrace starts");
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && !error.contains("error"), "{filter}: {error}");
    }
}
