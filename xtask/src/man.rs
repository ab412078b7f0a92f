//! Manual pages of sections 5 and 7 from the Markdown of `docs/`: filters and JSON have one source.
//!
//! The pages use man(7) macros. Headings become sections, tables become lists of tagged paragraphs, and code stays as it is.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// A page that is made of a file of `docs/`.
struct PageSource {
    file: &'static str,
    name: &'static str,
    section: u8,
    summary: &'static str,
}

const SOURCES: &[PageSource] = &[
    PageSource {
        file: "docs/filters.md",
        name: "nltrace-filter",
        section: 5,
        summary: "expressions that choose netlink messages (nltrace -e)",
    },
    PageSource {
        file: "docs/json.md",
        name: "nltrace-json",
        section: 5,
        summary: "the JSON that nltrace writes",
    },
];

/// Writes the pages into a folder.
pub(crate) fn run(mut arguments: impl Iterator<Item = String>) -> Result<(), String> {
    let folder = arguments.next().ok_or("xtask man FOLDER: the folder for the pages is missing")?;
    let version = version()?;
    fs::create_dir_all(&folder).map_err(|error| format!("{folder}: {error}"))?;
    for source in SOURCES {
        let markdown =
            fs::read_to_string(source.file).map_err(|error| format!("{}: {error}", source.file))?;
        let path = Path::new(&folder).join(format!("{}.{}", source.name, source.section));
        fs::write(&path, page(source, &markdown, &version))
            .map_err(|error| format!("{}: {error}", path.display()))?;
    }
    Ok(())
}

/// Returns a page as roff.
fn page(source: &PageSource, markdown: &str, version: &str) -> String {
    let mut page = RoffPage::default();
    let _ = writeln!(
        page.text,
        ".TH {} {} \"{DATE}\" \"nltrace {version}\" \"File formats\"\n.SH NAME\n{} \\- {}",
        source.name.to_uppercase(),
        source.section,
        escaped(source.name),
        escaped(source.summary)
    );
    let mut is_title = false;
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::Heading { level: HeadingLevel::H1, .. }) => is_title = true,
            Event::End(TagEnd::Heading(HeadingLevel::H1)) => {
                is_title = false;
                page.text.push_str(".SH DESCRIPTION\n");
            }
            _ if is_title => (),
            event => page.event(event),
        }
    }
    page.text.push_str(".SH SEE ALSO\n.BR nltrace (1),\n.BR netlink (7)\n");
    page.text
}

/// The day of the release: the same pages come out on every day.
const DATE: &str = "2026-11-30";

/// Reads the version of the workspace.
fn version() -> Result<String, String> {
    let manifest = fs::read_to_string("Cargo.toml").map_err(|error| format!("Cargo.toml: {error}"))?;
    let found = manifest.lines().find_map(|line| line.strip_prefix("version = \"")?.strip_suffix('"'));
    found.map(str::to_owned).ok_or_else(|| "Cargo.toml has no line 'version = \"…\"'".to_owned())
}

/// A page that is being written.
#[derive(Default)]
struct RoffPage {
    text: String,
    /// The line that is being gathered: roff's requests begin lines.
    line: String,
    /// Lists that are open: the next number, or none for a list with bullets.
    lists: Vec<Option<u64>>,
    is_code: bool,
    is_heading: bool,
    /// The cell of a table's row that is being read.
    cell: usize,
    is_table_head: bool,
}

impl RoffPage {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if self.is_code => {
                for line in text.lines() {
                    let line = escaped(line);
                    let guard = if line.starts_with(['.', '\'']) { "\\&" } else { "" };
                    let _ = writeln!(self.text, "{guard}{line}");
                }
            }
            Event::Text(text) => self.line.push_str(&escaped(&text)),
            Event::Code(text) if self.is_heading => self.line.push_str(&escaped(&text)),
            Event::Code(text) => {
                let _ = write!(self.line, "\\fB{}\\fR", escaped(&text));
            }
            Event::SoftBreak | Event::HardBreak => self.flush(),
            _ => (),
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Heading { .. } => self.is_heading = true,
            // A section or a paragraph of its own begins with its heading already.
            Tag::Paragraph if self.lists.is_empty() && !self.is_after_heading() => {
                self.text.push_str(".PP\n")
            }
            Tag::CodeBlock(_) => {
                self.flush();
                if !self.is_after_heading() {
                    self.text.push_str(".PP\n");
                }
                self.text.push_str(".in +4n\n.EX\n");
                self.is_code = true;
            }
            Tag::List(first) => {
                self.flush();
                self.lists.push(first);
            }
            Tag::Item => match self.lists.last_mut() {
                Some(Some(number)) => {
                    let _ = writeln!(self.text, ".IP {number}. 4");
                    *number += 1;
                }
                _ => self.text.push_str(".IP \\(bu 2\n"),
            },
            Tag::TableHead => self.is_table_head = true,
            Tag::TableRow => self.cell = 0,
            _ => (),
        }
    }

    /// Returns whether the last line is a heading: roff begins a paragraph there by itself.
    fn is_after_heading(&self) -> bool {
        let last = self.text.lines().next_back().unwrap_or_default();
        last.starts_with(".SH") || last.starts_with(".SS")
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(level) => {
                let request = if level == HeadingLevel::H2 { ".SH" } else { ".SS" };
                let title = std::mem::take(&mut self.line).replace('"', "\\(dq");
                let title = if level == HeadingLevel::H2 { title.to_uppercase() } else { title };
                let _ = writeln!(self.text, "{request} \"{title}\"");
                self.is_heading = false;
            }
            TagEnd::Paragraph | TagEnd::Item => self.flush(),
            TagEnd::CodeBlock => {
                self.text.push_str(".EE\n.in\n");
                self.is_code = false;
            }
            TagEnd::List(_) => {
                self.lists.pop();
            }
            TagEnd::TableHead => {
                self.is_table_head = false;
                self.line.clear();
            }
            TagEnd::TableCell if self.is_table_head => self.line.clear(),
            TagEnd::TableCell => self.cell(),
            _ => (),
        }
    }

    /// Ends a cell: the first is the tag of a paragraph, the others are its text.
    fn cell(&mut self) {
        if self.cell == 0 {
            self.text.push_str(".TP\n");
        }
        if self.line.is_empty() && self.cell > 0 {
            self.line.push_str("\\&");
        }
        self.flush();
        self.cell += 1;
    }

    fn flush(&mut self) {
        if self.line.is_empty() {
            return;
        }
        let line = std::mem::take(&mut self.line);
        let line = line.trim();
        if line.starts_with(['.', '\'']) {
            self.text.push_str("\\&");
        }
        self.text.push_str(line);
        self.text.push('\n');
    }
}

/// Returns text as roff prints it unchanged.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for letter in text.chars() {
        match letter {
            '\\' => out.push_str("\\e"),
            '-' => out.push_str("\\-"),
            '`' => out.push_str("\\(ga"),
            '^' => out.push_str("\\(ha"),
            '~' => out.push_str("\\(ti"),
            _ => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_becomes_roff() {
        let source = PageSource { file: "", name: "nltrace-x", section: 5, summary: "a summary" };
        let text = page(
            &source,
            "# Title\n\nFirst `-e`.\n\n## Names\n\n| name | holds if |\n|---|---|\n| `a` | has `b` |\n\n```sh\n.dot \\n\n```\n\n- one\n- two\n",
            "0.1.0",
        );
        for part in [
            ".SH NAME\nnltrace\\-x \\- a summary\n.SH DESCRIPTION\nFirst \\fB\\-e\\fR.\n",
            ".SH \"NAMES\"\n.TP\n\\fBa\\fR\nhas \\fBb\\fR\n",
            ".EX\n\\&.dot \\en\n.EE\n",
            ".IP \\(bu 2\none\n.IP \\(bu 2\ntwo\n",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
    }
}
