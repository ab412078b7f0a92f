//! Makes `testdata/uapi/*.tsv`, or prints what a set of headers has otherwise.

use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::headers::Headers;
use crate::tables::{Table, differences, parse_constants, parse_structs, parse_types};
use crate::{USAGE, sources};

struct Options {
    headers: PathBuf,
    since: Option<PathBuf>,
    source: Option<PathBuf>,
    write: bool,
}

fn options(mut arguments: impl Iterator<Item = String>) -> Result<Options, String> {
    let (mut headers, mut since, mut source, mut write) = (None, None, None, false);
    while let Some(argument) = arguments.next() {
        let place = match argument.as_str() {
            "--write" => {
                write = true;
                continue;
            }
            "--headers" => &mut headers,
            "--since" => &mut since,
            "--source" => &mut source,
            other => return Err(format!("unknown argument {other:?}\n{USAGE}")),
        };
        let value = arguments.next().ok_or_else(|| format!("{argument} takes a folder\n{USAGE}"))?;
        *place = Some(PathBuf::from(value));
    }
    let headers = headers.ok_or_else(|| format!("--headers is missing\n{USAGE}"))?;
    for folder in [Some(&headers), since.as_ref()].into_iter().flatten() {
        if !folder.join("linux/netlink.h").is_file() {
            return Err(format!("{}: there is no linux/netlink.h in it", folder.display()));
        }
    }
    Ok(Options { headers, since, source, write })
}

/// Returns the folder of the facts.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata/uapi")
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

/// The facts that are committed.
struct FactTables {
    constants: Table,
    structs: Table,
}

impl FactTables {
    /// Returns the headers that the facts come from.
    fn headers(&self) -> BTreeSet<String> {
        self.constants.sections.keys().chain(self.structs.sections.keys()).cloned().collect()
    }

    /// Reads the same facts from other headers. A header that these lack keeps its rows.
    fn read_again(&self, folder: &Path) -> Result<FactTables, String> {
        let headers = Headers::new(folder)?;
        let mut new = FactTables { constants: Table::default(), structs: Table::default() };
        for name in self.headers() {
            let (constants, structs) = if folder.join(&name).is_file() {
                let facts = headers.read(&name)?;
                (Some(facts.constants), Some(facts.structs))
            } else {
                (self.constants.sections.get(&name).cloned(), self.structs.sections.get(&name).cloned())
            };
            new.constants.sections.extend(constants.map(|rows| (name.clone(), rows)));
            new.structs.sections.extend(structs.map(|rows| (name, rows)));
        }
        Ok(new)
    }

    /// Returns what other headers have otherwise: a line for each difference, after the name of its file.
    fn differences(&self, new: &FactTables, folder: &Path) -> Vec<String> {
        let known = self.headers();
        let mut lines: Vec<String> = known
            .iter()
            .filter(|name| !folder.join(name).is_file())
            .map(|name| format!("{name}: these headers do not have it"))
            .collect();
        lines.extend(others(folder, &known).into_iter().map(|name| {
            format!("{name}: a header that mentions netlink attributes, and is not among the facts")
        }));
        let tables = [(CONSTANTS, &self.constants, &new.constants), (STRUCTS, &self.structs, &new.structs)];
        for (file, old, new) in tables {
            lines.extend(differences(old, new).into_iter().map(|line| format!("{file}: {line}")));
        }
        lines
    }
}

const CONSTANTS: &str = "constants.tsv";
const STRUCTS: &str = "structs.tsv";
const TYPES: &str = "types.tsv";

/// Runs the errand.
///
/// # Errors
///
/// An argument is wrong, a folder is not what it should be, there is no C compiler, or a file cannot be written.
pub(crate) fn run(arguments: impl Iterator<Item = String>) -> Result<(), String> {
    let options = options(arguments)?;
    let folder = folder();
    let old = FactTables {
        constants: parse_constants(&read(&folder.join(CONSTANTS))?),
        structs: parse_structs(&read(&folder.join(STRUCTS))?),
    };
    let new = old.read_again(&options.headers)?;
    let mut lines = old.differences(&new, &options.headers);
    if let Some(since) = &options.since {
        let earlier: HashSet<String> = old.differences(&old.read_again(since)?, since).into_iter().collect();
        lines.retain(|line| !earlier.contains(line));
    }
    let mut types = None;
    if let Some(source) = &options.source {
        let new_types = sources::types(source, &new.constants)?;
        let old_types = parse_types(&read(&folder.join(TYPES))?);
        lines.extend(differences(&old_types, &new_types).into_iter().map(|line| format!("{TYPES}: {line}")));
        types = Some(new_types);
    }
    for line in &lines {
        println!("{line}");
    }
    println!("{} differences", lines.len());
    if options.write {
        let tables = [(CONSTANTS, Some(new.constants)), (STRUCTS, Some(new.structs)), (TYPES, types)];
        for (file, table) in tables {
            if let Some(table) = table {
                write(&folder.join(file), &table)?;
            }
        }
    }
    Ok(())
}

/// Writes a table to its file, whose comment stays.
fn write(path: &Path, table: &Table) -> Result<(), String> {
    let old = read(path)?;
    let comment: String =
        old.lines().take_while(|line| line.starts_with('#')).map(|line| format!("{line}\n")).collect();
    fs::write(path, comment + &table.text()).map_err(|error| format!("{}: {error}", path.display()))
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
