//! Checks the marks of rows: which hold keys, which repeat. The facts that the tables do not have are in
//! `testdata/uapi`.

#![allow(clippy::panic, reason = "a test that fails is meant to panic")]

use std::collections::BTreeMap;
use std::path::Path;

use nltrace_decoders::family::FAMILIES;
use nltrace_decoders::schema::Marks;
use nltrace_decoders::walk::{Item, tables};

/// Returns all attributes and members that have names, and their marks; of several with one name, each.
fn rows() -> BTreeMap<&'static str, Vec<Marks>> {
    let mut rows: BTreeMap<&str, Vec<Marks>> = BTreeMap::new();
    for visit in tables(FAMILIES).visits() {
        match visit.item {
            Item::Set(set) => {
                set.attrs.iter().for_each(|row| rows.entry(row.name).or_default().push(row.marks));
            }
            Item::Struct(of) => {
                let members = of.fields.iter().chain(of.tail).filter(|row| !row.name.is_empty());
                members.for_each(|row| rows.entry(row.name).or_default().push(row.marks));
            }
            _ => (),
        }
    }
    rows
}

/// Returns the lines of a file of facts: a name, and the fact about it. A name may end with `*`.
fn facts(file: &str) -> Vec<(String, String)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata/uapi").join(file);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|line| {
            let (name, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
            (name.to_owned(), rest.trim().to_owned())
        })
        .collect()
}

fn covers(pattern: &str, name: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(start) => name.starts_with(start),
        None => pattern == name,
    }
}

#[test]
fn what_sounds_like_a_secret_is_one_or_has_a_reason() {
    let harmless = facts("not-secret.txt");
    assert!(harmless.iter().all(|(_, reason)| !reason.is_empty()), "a line of not-secret.txt has no reason");
    let words = ["KEY", "PSK", "SECRET", "PASSWORD", "PASSPHRASE"];
    let rows = rows();
    let mut secrets = 0;
    for (name, marks) in &rows {
        let shouted = name.to_ascii_uppercase();
        let is_excused = harmless.iter().any(|(pattern, _)| covers(pattern, name));
        // Several structs may have a member of this name.
        let is_secret = marks.iter().all(|marks| marks.has(Marks::SECRET));
        secrets += usize::from(is_secret);
        if words.iter().any(|word| shouted.contains(word)) {
            assert!(is_secret || is_excused, "{name}: secret, or why not? (testdata/uapi/not-secret.txt)");
        }
        assert!(!(is_secret && is_excused), "{name} is secret, and not-secret.txt says it is not");
    }
    for (pattern, _) in &harmless {
        assert!(rows.keys().any(|name| covers(pattern, name)), "not-secret.txt: no row is called {pattern}");
    }
    assert!(secrets >= 25, "only {secrets} rows are secret");
}

#[test]
fn what_requests_may_repeat_is_marked() {
    let rows = rows();
    let repeated = facts("repeated.txt");
    for (name, spec) in &repeated {
        let marks = rows.get(name.as_str()).unwrap_or_else(|| panic!("{name} of {spec} has no row"));
        assert!(marks.iter().all(|marks| marks.has(Marks::REPEATS)), "{name} may repeat ({spec})");
    }
    assert!(repeated.len() >= 14);
}
