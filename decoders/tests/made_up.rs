//! The README's claim that a link kind, or a family of generic netlink, is one file and one line: done, in a copy of the library.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that fails is meant to panic")]

use std::fs;
use std::path::Path;
use std::process::Command;

const README: &str = include_str!("../README.md");
/// Each file, the file of the list that names it, and the text before that list.
const MADE: [(&str, &str, &str); 2] = [
    ("src/family/route/kind/made_up.rs", "src/family/route/kind/mod.rs", "static KINDS: [&LinkKind];\n\n"),
    ("src/family/generic/made_up.rs", "src/family/generic/mod.rs", "families! {\n"),
];

/// Returns the block of code after the first mention of a file.
fn block_behind(file: &str) -> &'static str {
    let following = README.split_once(&format!("`{file}`")).expect("the page names the file").1;
    let block = following.split_once("```rust,ignore\n").expect("and shows it").1;
    block.split_once("```").expect("to its end").0
}

/// Copies a folder. An unchanged file keeps its time, so that cargo need not build it again.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(to).unwrap().map(Result::unwrap) {
        let (there, here) = (from.join(entry.file_name()), entry.path());
        match entry.file_type().unwrap().is_dir() {
            true if !there.is_dir() => fs::remove_dir_all(here).unwrap(),
            false if !there.is_file() => fs::remove_file(here).unwrap(),
            _ => (),
        }
    }
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true => copy(&entry.path(), &target),
            false if fs::read(&target).ok() == Some(fs::read(entry.path()).unwrap()) => (),
            false => drop(fs::copy(entry.path(), target).unwrap()),
        }
    }
}

#[test]
fn one_file_and_one_line() {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    let made = Path::new(env!("CARGO_TARGET_TMPDIR")).join("made-up");
    copy(&own.join("src"), &made.join("src"));
    fs::copy(own.join("README.md"), made.join("README.md")).unwrap();
    // The same versions as here, without the workspace around it.
    let lock = own.parent().unwrap().join("Cargo.lock");
    if lock.exists() {
        fs::copy(lock, made.join("Cargo.lock")).unwrap();
    }
    let manifest = fs::read_to_string(own.join("Cargo.toml")).unwrap();
    let tables = manifest
        .split("\n[")
        .filter(|table| table.starts_with("dependencies]") || table.starts_with("features]"));
    let tables: String = tables.map(|table| format!("\n[{table}\n")).collect();
    let manifest = format!(
        "[package]\nname = \"nltrace-decoders\"\nversion = \"0.1.0\"\nedition = \"2024\"\n{tables}\n[workspace]\n"
    );
    fs::write(made.join("Cargo.toml"), manifest).unwrap();
    let run = || {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["test", "--offline", "--quiet", "--lib", "made_up"]).current_dir(&made);
        cargo.env("CARGO_TARGET_DIR", made.join("target")).env_remove("RUSTFLAGS");
        cargo.output().expect("cargo runs")
    };

    for (file, place, head) in MADE {
        fs::write(made.join(file), block_behind(file)).unwrap();
        let list = fs::read_to_string(own.join(place)).unwrap();
        let line = block_behind(place);
        assert_eq!(line.lines().count(), 1, "one line");
        assert!(list.contains(head), "{place} has the list at its top");
        fs::write(made.join(place), list.replacen(head, &format!("{head}{line}"), 1)).unwrap();
    }
    let output = run();
    let said =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    if said.contains("--offline") && ["nom", "itoa", "serde"].iter().any(|name| said.contains(name)) {
        eprintln!("SKIPPED: cargo's cache lacks a dependency");
        return;
    }
    assert!(output.status.success() && said.contains("2 passed"), "{said}");
}
