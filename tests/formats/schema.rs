//! The lines of `-F json` and `-F flat` are as their schemas in docs/ say, and have no member that these do not list.

use std::path::{Path, PathBuf};
use std::process::Command;

use boon::{Compiler, Schemas};
use serde_json::{Value, json};

/// The schema of `-F json`.
const JSON: &str = "nltrace.schema.json";
/// The schema of `-F flat`.
const FLAT: &str = "nltrace-flat.schema.json";

/// Returns the schema, with every object closed: readers must accept new members, but a new member must be documented.
fn schema(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(name);
    let mut schema: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    assert!(close(&mut schema) > 5, "the schema has objects");
    schema
}

/// Forbids members that an object's schema does not list. Returns how many objects there are.
fn close(schema: &mut Value) -> usize {
    let mut count = 0;
    match schema {
        Value::Object(map) => {
            if map.get("type") == Some(&json!("object")) && map.contains_key("properties") {
                map.insert("additionalProperties".to_owned(), json!(false));
                count += 1;
            }
            count += map.values_mut().map(close).sum::<usize>();
        }
        Value::Array(list) => count += list.iter_mut().map(close).sum::<usize>(),
        _ => (),
    }
    count
}

/// Validates lines.
struct Validator {
    schemas: Schemas,
    index: boon::SchemaIndex,
}

impl Validator {
    fn new(name: &str) -> Validator {
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        compiler.add_resource(name, schema(name)).unwrap();
        let index = compiler.compile(name, &mut schemas).unwrap();
        Validator { schemas, index }
    }

    fn problem(&self, line: &str) -> Option<String> {
        let value: Value = match serde_json::from_str(line) {
            Ok(value) => value,
            Err(error) => return Some(error.to_string()),
        };
        self.schemas.validate(&value, self.index).err().map(|error| error.to_string())
    }
}

/// Returns every capture of testdata.
pub(super) fn captures() -> Vec<PathBuf> {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata")];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path
                .extension()
                .is_some_and(|ending| ["pcap", "pcapng"].iter().any(|name| ending == *name))
            {
                found.push(path);
            }
        }
    }
    assert!(found.len() > 30, "the captures are there");
    found
}

pub(super) fn lines(format: &str, path: &Path, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_nltrace"))
        .args(["-F", format, "-r"])
        .arg(path)
        .args(arguments)
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn captures_are_printed_as_the_schema_says() {
    let validator = Validator::new(JSON);
    let mut count = 0;
    for path in captures() {
        for arguments in [["--lint"].as_slice(), &["--show-secrets"], &["-c"], &["--overview"]] {
            for line in lines("json", &path, arguments).lines() {
                let problem = validator.problem(line);
                assert!(problem.is_none(), "{path:?} {arguments:?}: {}\n{line}", problem.unwrap_or_default());
                count += 1;
            }
        }
    }
    assert!(count > 2000, "{count} lines");
}

#[test]
fn captures_are_flattened_as_the_schema_says() {
    let validator = Validator::new(FLAT);
    let mut count = 0;
    for path in captures() {
        for arguments in [["--lint"].as_slice(), &["--show-secrets", "--const", "raw"]] {
            for line in lines("flat", &path, arguments).lines() {
                let problem = validator.problem(line);
                assert!(problem.is_none(), "{path:?} {arguments:?}: {}\n{line}", problem.unwrap_or_default());
                count += 1;
            }
        }
    }
    assert!(count > 2000, "{count} lines");
}

/// The golden files hold the output at their last review.
#[test]
fn golden_lines_are_as_the_schema_says() {
    let validator = Validator::new(JSON);
    let mut count = 0;
    for path in captures() {
        let Ok(golden) = std::fs::read_to_string(path.with_extension("json")) else { continue };
        for line in golden.lines() {
            let problem = validator.problem(line);
            assert!(problem.is_none(), "{path:?}: {}\n{line}", problem.unwrap_or_default());
            count += 1;
        }
    }
    assert!(count > 500, "{count} lines");
}

#[test]
fn a_wrong_line_is_found() {
    let validator = Validator::new(JSON);
    let good = r#"{"time":1.000000000,"event":"close","pid":1,"tid":1,"comm":"ip","fd":3,"syscall":"close"}"#;
    assert_eq!(validator.problem(good), None);
    for wrong in [
        r#"{"time":1.0}"#,
        r#"{"time":1.0,"event":"close","new_member":1}"#,
        r#"{"time":"1","event":"close"}"#,
        r#"{"time":1.0,"type_id":16}"#,
        r#"{"time":1.0,"event":null,"fields":[{"name":"x","offset":0,"len":4}]}"#,
        r#"{"time":1.0,"event":null,"fields":[{"name":"x","offset":0,"len":1,"raw":"0"}]}"#,
    ] {
        assert!(validator.problem(wrong).is_some(), "{wrong}");
    }
}

#[test]
fn a_wrong_flat_line_is_found() {
    let validator = Validator::new(FLAT);
    let good = r#"{"time":1.0,"time_ns":1,"packet":1,"number":null,"event":"malformed","direction":"send","protocol":null,"len":1,"raw":"00"}"#;
    assert_eq!(validator.problem(good), None);
    for wrong in [
        r#"{"time":1.0,"time_ns":1,"packet":1,"number":null}"#,
        r#"{"time":1.0,"time_ns":1.5,"packet":1,"number":null,"event":"malformed"}"#,
        r#"{"time":1.0,"time_ns":1,"packet":1,"number":null,"event":"malformed","raw":"0"}"#,
        r#"{"time":1.0,"time_ns":1,"packet":1,"number":1,"event":null,"head":{},"attrs":{}}"#,
    ] {
        assert!(validator.problem(wrong).is_some(), "{wrong}");
    }
}
