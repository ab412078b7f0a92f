//! Captures: every sort that nltrace reads, damage and oddities, captures of -w, comparisons with other programs, and progress.

mod diff;
mod dumps;
mod families;
mod kinds;
mod large;
mod made;
mod memory;
mod nothing_dropped;
mod odd;
mod overview;
mod packets;
mod peers;
mod progress;
mod secrets;
mod sorts;
mod twins;
mod write;

use std::io::Write;
use std::process::{Command, Output, Stdio};

/// Runs nltrace with a capture on standard input.
fn nltrace(arguments: &[&str], capture: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_nltrace"))
        .args(["-r", "-"])
        .args(arguments)
        .env("TZ", "UTC")
        .env("COLUMNS", "100")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let capture = capture.to_vec();
    // Output may fill a pipe before all input is read.
    let writer = std::thread::spawn(move || {
        let _ = input.write_all(&capture);
    });
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    output
}

/// Standard output, standard error and exit status.
fn texts(output: &Output) -> (String, String, Option<i32>) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (text(&output.stdout), text(&output.stderr), output.status.code())
}

/// Returns the messages, as JSON; nothing may have gone wrong.
fn messages(capture: &[u8]) -> Vec<serde_json::Value> {
    let (out, err, code) = texts(&nltrace(&["-q", "-F", "json"], capture));
    assert_eq!((err.as_str(), code), ("", Some(0)), "{out}");
    out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Returns the sequence numbers of messages, which tell them apart in captures that are made.
fn seqs(messages: &[serde_json::Value]) -> Vec<u64> {
    messages.iter().map(|message| message["seq"].as_u64().unwrap()).collect()
}
