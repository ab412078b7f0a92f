//! The README's claim that a link kind is one file and one line: done, in a copy of the library.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that fails is meant to panic")]

use std::fs;
use std::path::Path;
use std::process::Command;

const README: &str = include_str!("../README.md");
const FILE: &str = "src/family/route/kind/made_up.rs";
const LIST: &str = "src/family/route/kind/mod.rs";
/// Behind this the list begins.
const HEAD: &str = "static KINDS: [&LinkKind];\n\n";

/// The block of code behind the first mention of a file.
fn block_behind(file: &str) -> &'static str {
    let behind = README.split_once(&format!("`{file}`")).expect("the page names the file").1;
    let block = behind.split_once("```rust,ignore\n").expect("and shows it").1;
    block.split_once("```").expect("to its end").0
}

/// Makes a folder as another is. What has not changed keeps its time, so that cargo need not build it again.
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
fn a_link_kind_is_one_file_and_one_line() {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    let made = Path::new(env!("CARGO_TARGET_TMPDIR")).join("made-up");
    copy(&own.join("src"), &made.join("src"));
    fs::copy(own.join("README.md"), made.join("README.md")).unwrap();
    // The same versions as here, without the workspace around it.
    let lock = own.parent().unwrap().join("Cargo.lock");
    if lock.exists() {
        fs::copy(lock, made.join("Cargo.lock")).unwrap();
    }
    let manifest = "[package]\nname = \"nltrace-decoders\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
        [dependencies]\nnom = { version = \"8\", default-features = false }\n\n[workspace]\n";
    fs::write(made.join("Cargo.toml"), manifest).unwrap();
    let run = || {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["test", "--offline", "--quiet", "--lib", "made_up"]).current_dir(&made);
        cargo.env("CARGO_TARGET_DIR", made.join("target")).env_remove("RUSTFLAGS");
        cargo.output().expect("cargo runs")
    };

    fs::write(made.join(FILE), block_behind(FILE)).unwrap();
    let list = fs::read_to_string(own.join(LIST)).unwrap();
    let line = block_behind(LIST);
    assert_eq!(line.lines().count(), 1, "one line");
    assert!(list.contains(HEAD), "{LIST} has the list at its top");
    fs::write(made.join(LIST), list.replacen(HEAD, &format!("{HEAD}{line}"), 1)).unwrap();
    let output = run();
    let said =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    if said.contains("--offline") && said.contains("nom") {
        eprintln!("SKIPPED: cargo has nom in no cache of its own");
        return;
    }
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
}
