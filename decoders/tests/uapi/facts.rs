//! Facts about the kernel's user API: constants and structs, from any source.

use std::collections::HashMap;
use std::path::PathBuf;

/// A member of a struct.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    /// Its name. Members of an anonymous member count as members of the struct around it.
    pub(crate) name: String,
    /// Offset of its first bit.
    pub(crate) start: usize,
    /// Bits it takes.
    pub(crate) bits: usize,
    /// Whether it is something with parts: a struct, a union or an array.
    pub(crate) is_composite: bool,
}

impl Member {
    /// Returns the bit after its last.
    pub(crate) fn end(&self) -> usize {
        self.start + self.bits
    }
}

/// A struct.
#[derive(Clone, Debug, Default)]
pub(crate) struct Layout {
    /// Its size in bytes.
    pub(crate) size: usize,
    /// Its members, in order.
    pub(crate) members: Vec<Member>,
}

impl Layout {
    /// Returns the member of this name.
    pub(crate) fn member(&self, name: &str) -> Option<&Member> {
        self.members.iter().find(|member| member.name == name)
    }
}

/// The facts of one source. A name may have several values if it is used in several senses, and so may a struct.
#[derive(Default)]
pub(crate) struct Facts {
    /// The name of this source in messages.
    pub(crate) source: &'static str,
    /// Constants, by name.
    pub(crate) constants: HashMap<String, Vec<i64>>,
    /// Structs, by name.
    pub(crate) structs: HashMap<String, Vec<Layout>>,
}

/// A constant of the snapshot.
pub(crate) struct Constant {
    /// Its name.
    pub(crate) name: String,
    /// The header that declares it.
    pub(crate) header: String,
}

/// Returns the directory of the snapshot.
pub(crate) fn directory() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../testdata/uapi")
}

/// Returns a file of the snapshot, without its comments.
pub(crate) fn lines(file: &str) -> Vec<String> {
    let path = directory().join(file);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(str::to_owned).collect()
}

/// Reads the snapshot: its facts, and its constants in order.
pub(crate) fn snapshot() -> (Facts, Vec<Constant>) {
    let mut facts = Facts { source: "the snapshot", ..Facts::default() };
    let mut constants = Vec::new();
    let mut header = String::new();
    for line in lines("constants.tsv") {
        let mut cells = line.split('\t');
        let name = cells.next().unwrap_or_default();
        match cells.next() {
            None => name.clone_into(&mut header),
            Some(value) => {
                let value = value.parse().unwrap_or_else(|_| panic!("constants.tsv: {line}"));
                facts.constants.entry(name.to_owned()).or_default().push(value);
                constants.push(Constant { name: name.to_owned(), header: header.clone() });
            }
        }
    }
    let mut name = String::new();
    for line in lines("structs.tsv") {
        let cells: Vec<&str> = line.split('\t').collect();
        let number = |at: usize| cells[at].parse::<usize>().unwrap_or_else(|_| panic!("structs.tsv: {line}"));
        match cells.len() {
            1 => (),
            2 => {
                cells[0].trim_start_matches("struct ").clone_into(&mut name);
                facts
                    .structs
                    .entry(name.clone())
                    .or_default()
                    .push(Layout { size: number(1), members: Vec::new() });
            }
            _ => {
                let (offset, size, kind) = (number(1) * 8, number(2) * 8, cells[3]);
                let (start, bits) = match cells.get(4).and_then(|bits| bits.split_once("..")) {
                    Some((low, high)) => {
                        let (low, high): (usize, usize) = (low.parse().unwrap(), high.parse().unwrap());
                        (offset + low, high - low)
                    }
                    None => (offset, size),
                };
                let is_composite =
                    kind.starts_with("struct ") || kind.starts_with("union ") || kind.ends_with(']');
                let member = Member { name: cells[0].to_owned(), start, bits, is_composite };
                facts.structs.get_mut(&name).unwrap().last_mut().unwrap().members.push(member);
            }
        }
    }
    (facts, constants)
}

/// A list of names, each with a reason; a name may end in `*`, or begin with it.
pub(crate) struct Excused {
    file: &'static str,
    rows: Vec<(String, String)>,
}

impl Excused {
    /// Reads a list.
    pub(crate) fn read(file: &'static str) -> Excused {
        let rows = lines(file).into_iter().map(|line| {
            let (name, reason) = line.split_once(char::is_whitespace).unwrap_or((&line, ""));
            assert!(!reason.trim().is_empty(), "{file}: {name} needs a reason");
            (name.to_owned(), reason.trim().to_owned())
        });
        Excused { file, rows: rows.collect() }
    }

    /// Returns the reason that excuses a name.
    pub(crate) fn reason(&self, name: &str) -> Option<&str> {
        let fits = |pattern: &str| match (pattern.strip_prefix('*'), pattern.strip_suffix('*')) {
            (Some(end), None) => name.ends_with(end),
            (None, Some(start)) => name.starts_with(start),
            (Some(_), Some(_)) => name.contains(pattern.trim_matches('*')),
            (None, None) => pattern == name,
        };
        self.rows.iter().find(|(pattern, _)| fits(pattern)).map(|(_, reason)| reason.as_str())
    }

    /// Returns the path of the list, for messages.
    pub(crate) fn file(&self) -> String {
        format!("testdata/uapi/{}", self.file)
    }
}
