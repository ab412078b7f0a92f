//! Makes `testdata/uapi/*.tsv`, or says what of them a set of headers has otherwise.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::headers::Headers;
use crate::tables::{Table, differences, parse_constants, parse_structs, parse_types};
use crate::{USAGE, sources};

struct Options {
    headers: PathBuf,
    source: Option<PathBuf>,
    write: bool,
}

fn options(mut arguments: impl Iterator<Item = String>) -> Result<Options, String> {
    let (mut headers, mut source, mut write) = (None, None, false);
    while let Some(argument) = arguments.next() {
        let place = match argument.as_str() {
            "--write" => {
                write = true;
                continue;
            }
            "--headers" => &mut headers,
            "--source" => &mut source,
            other => return Err(format!("what is {other:?}?\n{USAGE}")),
        };
        let value = arguments.next().ok_or_else(|| format!("{argument} takes a folder\n{USAGE}"))?;
        *place = Some(PathBuf::from(value));
    }
    let headers = headers.ok_or_else(|| format!("--headers is missing\n{USAGE}"))?;
    if !headers.join("linux/netlink.h").is_file() {
        return Err(format!("{}: there is no linux/netlink.h in it", headers.display()));
    }
    Ok(Options { headers, source, write })
}

/// Returns the folder of the facts.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata/uapi")
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

/// Runs the errand.
///
/// # Errors
///
/// An argument is wrong, a folder is not what it should be, there is no C compiler, or a file cannot be written.
pub(crate) fn run(arguments: impl Iterator<Item = String>) -> Result<(), String> {
    let options = options(arguments)?;
    let folder = folder();
    let old_constants = read(&folder.join("constants.tsv"))?;
    let old_structs = read(&folder.join("structs.tsv"))?;
    let constants = parse_constants(&old_constants);
    let structs = parse_structs(&old_structs);
    let wanted: BTreeSet<String> =
        constants.sections.keys().chain(structs.sections.keys()).cloned().collect();

    let headers = Headers::new(&options.headers)?;
    let mut new_constants = Table::default();
    let mut new_structs = Table::default();
    let mut absent = Vec::new();
    for name in &wanted {
        if !options.headers.join(name).is_file() {
            absent.push(name.clone());
            continue;
        }
        let facts = headers.read(name)?;
        new_constants.sections.insert(name.clone(), facts.constants);
        new_structs.sections.insert(name.clone(), facts.structs);
    }

    let mut types_table = None;
    if let Some(source) = &options.source {
        let old = read(&folder.join("types.tsv"))?;
        let types = parse_types(&old);
        types_table = Some(("types.tsv", old, types, sources::types(source, &new_constants)?));
    }
    let mut tables = vec![
        ("constants.tsv", old_constants, constants, new_constants),
        ("structs.tsv", old_structs, structs, new_structs),
    ];
    tables.extend(types_table);
    for name in &absent {
        println!("{name}: these headers do not have it");
    }
    for name in others(&options.headers, &wanted) {
        println!("{name}: a header that mentions netlink attributes, and is not among the facts");
    }
    for (file, old_text, old, mut new) in tables {
        // A header that these lack keeps the facts it had.
        for name in &absent {
            if let Some(rows) = old.sections.get(name) {
                new.sections.insert(name.clone(), rows.clone());
            }
        }
        let lines = differences(&old, &new);
        for line in &lines {
            println!("{file}: {line}");
        }
        println!("{file}: {} rows, {} differences", new.rows(), lines.len());
        if options.write {
            let head: String = old_text
                .lines()
                .take_while(|line| line.starts_with('#'))
                .map(|line| format!("{line}\n"))
                .collect();
            let path = folder.join(file);
            fs::write(&path, head + &new.text()).map_err(|error| format!("{}: {error}", path.display()))?;
        }
    }
    Ok(())
}

/// Headers that look like a netlink family's, and are not among those of the facts.
fn others(headers: &Path, wanted: &BTreeSet<String>) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = vec![headers.join("linux"), headers.join("rdma")];
    while let Some(folder) = rest.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let Ok(name) = path.strip_prefix(headers).map(|name| name.display().to_string()) else {
                continue;
            };
            if path.is_dir() {
                rest.push(path);
            } else if name.ends_with(".h") && !wanted.contains(&name) {
                let text = fs::read_to_string(&path).unwrap_or_default();
                if ["_GENL_NAME", "_FAMILY_NAME", "_ATTR_MAX", "_A_MAX", "struct nlattr"]
                    .iter()
                    .any(|word| text.contains(word))
                {
                    found.push(name);
                }
            }
        }
    }
    found.sort();
    found
}
