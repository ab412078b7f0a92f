//! Every use of `unsafe` has a row in docs/design/unsafe.md: a new one needs a review before it gets there.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Returns how often a file says `unsafe` outside comments and strings.
fn uses(source: &str) -> usize {
    let code = source.lines().map(|line| line.split("//").next().unwrap_or_default());
    let words = code.flat_map(|line| line.split(|c: char| !c.is_alphanumeric() && c != '_'));
    words.filter(|word| *word == "unsafe").count()
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn every_unsafe_block_is_reviewed() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for folder in ["src", "benches", "examples", "xtask/src"] {
        rust_files(&root.join(folder), &mut files);
    }
    let mut used = BTreeMap::new();
    for file in &files {
        let count = uses(&fs::read_to_string(file).unwrap());
        let name = file.strip_prefix(root).unwrap().display().to_string();
        if count > 0 {
            used.insert(name, count);
        }
    }
    let page = fs::read_to_string(root.join("docs/design/unsafe.md")).unwrap();
    let mut reviewed = BTreeMap::new();
    for row in page.lines().filter_map(|line| line.strip_prefix("| `")) {
        let (name, _) = row.split_once('`').unwrap();
        *reviewed.entry(name.to_owned()).or_insert(0) += 1;
    }
    assert!(used.values().sum::<usize>() > 50, "the sources are there");
    assert_eq!(used, reviewed, "left: `unsafe` in the sources, right: rows in docs/design/unsafe.md");
}

#[test]
fn uses_are_counted() {
    assert_eq!(uses("unsafe { a() } // unsafe\nunsafe fn b() {}\n#[unsafe(no_mangle)] not_unsafe"), 3);
}
