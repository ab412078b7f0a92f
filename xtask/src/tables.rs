//! The files of facts: rows below headers, read, compared and written.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;

/// A row: what it is called, and the whole line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    /// The name: a constant, a struct's member with the struct before it, an attribute.
    pub(crate) name: String,
    /// The line, cells with tabs between them.
    pub(crate) line: String,
}

/// Rows by the header that declares them; of `types.tsv` all in one section without a name.
#[derive(Default)]
pub(crate) struct Table {
    pub(crate) sections: BTreeMap<String, Vec<Row>>,
}

impl Table {
    /// Returns the file's text, without the comment at its head.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        for (header, rows) in self.sections.iter().filter(|(_, rows)| !rows.is_empty()) {
            if !header.is_empty() {
                let _ = writeln!(text, "{header}");
            }
            for row in rows {
                let _ = writeln!(text, "{}", row.line);
            }
        }
        text
    }
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// Reads `constants.tsv`.
pub(crate) fn parse_constants(text: &str) -> Table {
    let mut table = Table::default();
    let mut rows: &mut Vec<Row> = table.sections.entry(String::new()).or_default();
    for line in lines(text) {
        match line.split_once('\t') {
            None => rows = table.sections.entry(line.to_owned()).or_default(),
            Some((name, _)) => rows.push(Row { name: name.to_owned(), line: line.to_owned() }),
        }
    }
    table.sections.remove("");
    table
}

/// Reads `structs.tsv`.
pub(crate) fn parse_structs(text: &str) -> Table {
    let mut table = Table::default();
    let mut rows: &mut Vec<Row> = table.sections.entry(String::new()).or_default();
    let mut of = String::new();
    for line in lines(text) {
        match line.split('\t').count() {
            1 => rows = table.sections.entry(line.to_owned()).or_default(),
            2 => {
                line.split('\t').next().unwrap_or_default().clone_into(&mut of);
                rows.push(Row { name: of.clone(), line: line.to_owned() });
            }
            _ => {
                let member = line.split('\t').next().unwrap_or_default();
                rows.push(Row { name: format!("{of}.{member}"), line: line.to_owned() });
            }
        }
    }
    table.sections.remove("");
    table
}

/// Reads `types.tsv`.
pub(crate) fn parse_types(text: &str) -> Table {
    let rows = lines(text).map(|line| {
        let name = line.split('\t').next().unwrap_or_default();
        Row { name: name.to_owned(), line: line.to_owned() }
    });
    Table { sections: BTreeMap::from([(String::new(), rows.collect())]) }
}

/// Returns the differences of a new table from an old one: `+` new rows, `-` removed ones, `!` changed ones, `~` moved ones,
/// with the header that has them now.
pub(crate) fn differences(old: &Table, new: &Table) -> Vec<String> {
    let (was, is) = (Places::of(old), Places::of(new));
    let mut found = Vec::new();
    for (header, rows) in &old.sections {
        for row in rows {
            let words = row.words();
            let line = match (is.lines.get(&(header, &row.name)), is.first.get(row.name.as_str())) {
                (Some(lines), _) if was.lines.get(&(header, &row.name)) == Some(lines) => continue,
                (Some(lines), _) => format!("{header}: ! {}, was {words}", lines.join(" / ")),
                (None, Some(other)) => format!("{other}: ~ {words}, was in {header}"),
                (None, None) => format!("{header}: - {words}"),
            };
            found.push(line.trim_start_matches(": ").to_owned());
        }
    }
    for (header, rows) in &new.sections {
        for row in rows.iter().filter(|row| !was.first.contains_key(row.name.as_str())) {
            found.push(format!("{header}: + {}", row.words()).trim_start_matches(": ").to_owned());
        }
    }
    found
}

impl Row {
    /// Returns the row in words; a member with its struct.
    fn words(&self) -> String {
        let line = self.line.replace('\t', " ");
        match self.name.rsplit_once('.') {
            Some((of, _)) => format!("{of}: {line}"),
            None => line,
        }
    }
}

/// The places of names in a table.
struct Places<'t> {
    /// The lines of a name below a header: some names have several.
    lines: HashMap<(&'t String, &'t String), Vec<String>>,
    /// The first header that has a name.
    first: HashMap<&'t str, &'t str>,
}

impl<'t> Places<'t> {
    fn of(table: &'t Table) -> Places<'t> {
        let mut places = Places { lines: HashMap::new(), first: HashMap::new() };
        for (header, rows) in &table.sections {
            for row in rows {
                places.lines.entry((header, &row.name)).or_default().push(row.words());
                places.first.entry(&row.name).or_insert(header);
            }
        }
        places
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_what_was_read() {
        for (file, parse) in [
            ("constants.tsv", parse_constants as fn(&str) -> Table),
            ("structs.tsv", parse_structs),
            ("types.tsv", parse_types),
        ] {
            let path = format!("{}/../testdata/uapi/{file}", env!("CARGO_MANIFEST_DIR"));
            let text = std::fs::read_to_string(path).unwrap();
            let head: String = text
                .lines()
                .take_while(|line| line.starts_with('#'))
                .map(|line| format!("{line}\n"))
                .collect();
            let table = parse(&text);
            assert!(table.sections.values().map(Vec::len).sum::<usize>() > 1000, "{file}");
            assert!(head + &table.text() == text, "{file} is written in the order of its headers");
            assert!(differences(&table, &parse(&text)).is_empty());
        }
    }

    #[test]
    fn new_gone_and_changed_rows_are_told_apart() {
        let old = parse_constants("linux/x.h\nA\t1\t-\nB\t2\t-\n");
        let new = parse_constants("linux/x.h\nB\t3\t-\nC\t4\t-\n");
        let expected = ["linux/x.h: - A 1 -", "linux/x.h: ! B 3 -, was B 2 -", "linux/x.h: + C 4 -"];
        assert_eq!(differences(&old, &new), expected);
        let moved = parse_constants("linux/y.h\nA\t1\t-\nB\t2\t-\n");
        let expected = ["linux/y.h: ~ A 1 -, was in linux/x.h", "linux/y.h: ~ B 2 -, was in linux/x.h"];
        assert_eq!(differences(&old, &moved), expected);
    }
}
