//! Captures and what is printed of them: every `testdata/FAMILY/CASE.pcap` beside its `.tree` and `.json`.
//!
//! `UPDATE_EXPECT=1 cargo test golden` writes them anew; the change is reviewed as a diff.

use std::path::{Path, PathBuf};
use std::process::Command;

use expect_test::expect_file;

/// A capture for benchmarks: too long to be reviewed.
const NOT_GOLDEN: &str = "link-dump";

fn captures() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
    let mut found = Vec::new();
    for folder in ["control", "route", "sock_diag"] {
        for entry in std::fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|ending| ending == "pcap")
                && path.file_stem().is_some_and(|stem| stem != NOT_GOLDEN)
            {
                found.push(path);
            }
        }
    }
    assert!(found.len() >= 7, "the captures are there");
    found
}

fn nltrace(arguments: &[&str], capture: &Path) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_nltrace"))
        .env("TZ", "UTC")
        .env("COLUMNS", "100")
        .args(arguments)
        .arg("-r")
        .arg(capture)
        .output()
        .unwrap();
    assert!(output.status.success(), "{capture:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn trees() {
    for capture in captures() {
        expect_file![capture.with_extension("tree")].assert_eq(&nltrace(&["-F", "tree"], &capture));
    }
}

#[test]
fn json() {
    for capture in captures() {
        expect_file![capture.with_extension("json")].assert_eq(&nltrace(&["-F", "json"], &capture));
    }
}

#[test]
fn every_byte_of_route_is_explained() {
    for capture in captures().iter().filter(|capture| capture.parent().unwrap().ends_with("route")) {
        let report = nltrace(&["--coverage"], capture);
        assert!(report.contains("\"messages_unknown\":0,"), "{capture:?}: {report}");
        assert!(report.ends_with("\"unexplained\":[]}\n"), "{capture:?}: {report}");
    }
}
