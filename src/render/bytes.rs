//! `--bytes`: each message as a literal of a programming language, for tests. Each row holds one field, followed by its
//! meaning.

#![deny(clippy::unwrap_used, clippy::indexing_slicing, clippy::cast_possible_truncation)]
#![allow(clippy::indexing_slicing, reason = "rows are found by their own fields")]

use std::fmt::Write;

use nltrace_decoders::generic::Ids;
use nltrace_decoders::schema::{Kind, Look};
use nltrace_decoders::tape::{Field, State};
use nltrace_decoders::value::{Value, read};

use super::calls::Calls;
use super::clock::Time;
use super::format::Format;
use super::page::Page;
use super::palette::Palette;
use super::rows::{self, Row, RowKind, Rows};
use super::seam::Seams;
use super::{text, words};
use crate::datagram::Datagram;
use crate::event::{Event, Rest};

/// Bytes in a line.
const WIDE: usize = 8;
/// Columns of a page on which nothing is wrapped: a comment is one line.
const ENDLESS: usize = usize::MAX >> 1;

/// A programming language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    /// An array of unsigned char
    C,
    /// A slice of u8
    Rust,
    /// A []byte
    Go,
    /// A bytes object
    Python,
}

/// The marks of a language around bytes and comments.
struct Syntax {
    indent: &'static str,
    open: &'static str,
    close: &'static str,
    /// Around the bytes of a line, between them, before and after each.
    line: (&'static str, &'static str),
    between: &'static str,
    byte: &'static str,
    comment: (&'static str, &'static str),
}

impl Language {
    fn syntax(self) -> Syntax {
        match self {
            Language::C => Syntax {
                indent: "\t",
                open: "[] = {",
                close: "};",
                line: ("", ","),
                between: ", ",
                byte: "0x",
                comment: ("/* ", " */"),
            },
            Language::Rust => Syntax {
                indent: "    ",
                open: ": &[u8] = &[",
                close: "];",
                line: ("", ","),
                between: ", ",
                byte: "0x",
                comment: ("// ", ""),
            },
            Language::Go => Syntax {
                indent: "\t",
                open: " = []byte{",
                close: "}",
                line: ("", ","),
                between: ", ",
                byte: "0x",
                comment: ("// ", ""),
            },
            Language::Python => Syntax {
                indent: "    ",
                open: " = (",
                close: ")",
                line: ("b\"", "\""),
                between: "",
                byte: "\\x",
                comment: ("# ", ""),
            },
        }
    }

    /// Returns a name, words in lower case with underscores, as the language writes names.
    fn name(self, name: &str) -> String {
        match self {
            Language::C | Language::Python => name.to_owned(),
            Language::Rust => name.to_ascii_uppercase(),
            Language::Go => {
                let mut out = String::new();
                for (at, word) in name.split('_').filter(|word| !word.is_empty()).enumerate() {
                    let (first, rest) = word.split_at(1);
                    out.push_str(&if at == 0 { first.to_owned() } else { first.to_ascii_uppercase() });
                    out.push_str(rest);
                }
                out
            }
        }
    }

    /// Returns a list of the messages of a conversation, each with whether it was sent.
    fn list(self, messages: &[(bool, String)]) -> String {
        let (open, close) = match self {
            Language::C => (
                "static const struct {\n\tint sent;\n\tconst unsigned char *bytes;\n\tunsigned long len;\n} conversation[] = {",
                "};",
            ),
            Language::Rust => ("#[rustfmt::skip]\nconst CONVERSATION: &[(bool, &[u8])] = &[", "];"),
            Language::Go => ("var conversation = []struct {\n\tSent  bool\n\tBytes []byte\n}{", "}"),
            Language::Python => ("conversation = [", "]"),
        };
        let mut out = format!("\n{open}\n");
        for (sent, name) in messages {
            let indent = self.syntax().indent;
            let _ = match (self, sent) {
                (Language::C, sent) => {
                    writeln!(out, "{indent}{{ {}, {name}, sizeof({name}) }},", u8::from(*sent))
                }
                (Language::Go, sent) => writeln!(out, "{indent}{{{sent}, {name}}},"),
                (Language::Rust, sent) => writeln!(out, "{indent}({sent}, {name}),"),
                (Language::Python, true) => writeln!(out, "{indent}(True, {name}),"),
                (Language::Python, false) => writeln!(out, "{indent}(False, {name}),"),
            };
        }
        out.push_str(close);
        out.push('\n');
        out
    }

    /// Appends the beginning of a definition of `name`, words in lower case with underscores.
    fn define(self, name: &str, out: &mut String) {
        match self {
            Language::C => {
                out.push_str("static const unsigned char ");
                out.push_str(name);
            }
            Language::Rust => {
                out.push_str("#[rustfmt::skip]\nconst ");
                out.push_str(&self.name(name));
            }
            Language::Go => {
                out.push_str("var ");
                out.push_str(&self.name(name));
            }
            Language::Python => out.push_str(name),
        }
        out.push_str(self.syntax().open);
        out.push('\n');
    }
}

/// Literals.
pub(crate) struct Bytes {
    language: Language,
    calls: Calls,
    page: Page,
    rows: Rows,
    /// Literals are numbered: their names must differ.
    seams: Seams,
    text: String,
    /// The messages of a conversation, for the list at the end: whether each was sent, and its literal's name.
    conversation: Option<Vec<(bool, String)>>,
}

impl Bytes {
    /// Returns a renderer.
    pub(crate) fn new(language: Language, time: Time) -> Bytes {
        Bytes {
            language,
            calls: Calls::new(time, false),
            page: Page::new(Palette::new(false), ENDLESS),
            rows: Rows::default(),
            seams: Seams::default(),
            text: String::new(),
            conversation: None,
        }
    }

    /// Writes a file that a test can include: the literals, and a list of them in order.
    pub(crate) fn of_conversation(self) -> Bytes {
        Bytes { conversation: Some(Vec::new()), ..self }
    }
}

impl Format for Bytes {
    fn show_namespaces(&mut self) {
        self.calls.show_namespaces();
    }

    /// Writes a comment about a datagram.
    fn datagram(&mut self, datagram: &Datagram<'_>, ids: &Ids, out: &mut Vec<u8>) {
        let mut line = Vec::new();
        self.calls.datagram(&mut self.page, datagram, ids);
        self.page.pour(&mut line);
        self.seams.gap(out);
        self.comment("", String::from_utf8_lossy(&line).trim_end());
        self.flush(out);
    }

    /// Writes a message.
    fn message(&mut self, event: &Event<'_>, out: &mut Vec<u8>) {
        let name = match (event.tape.message, event.tape.owner) {
            (Some(message), _) => message.name.to_ascii_lowercase(),
            (None, Some(owner)) => owner.to_string().replace(|c: char| !c.is_ascii_alphanumeric(), "_"),
            (None, None) => format!("type_{}", event.header.kind),
        };
        self.open(&name, out);
        let number = self.seams.count();
        if let Some(conversation) = &mut self.conversation {
            conversation.push((
                event.datagram.is_sent(),
                self.language.name(&format!("{}_{number}", harmless(&name))),
            ));
        }
        let mut rows = std::mem::take(&mut self.rows);
        for row in rows.of(event.tape) {
            self.row(event, row);
            self.flush(out);
        }
        self.rows = rows;
        self.close(out);
    }

    /// Writes the list of a conversation.
    fn finish(&mut self, out: &mut Vec<u8>) {
        if let Some(messages) = self.conversation.take() {
            self.text.push_str(&self.language.list(&messages));
            self.flush(out);
        }
    }

    /// Writes bytes that are no message.
    fn rest(&mut self, rest: &Rest<'_>, out: &mut Vec<u8>) {
        let Rest { bytes, is_tail, .. } = *rest;
        if is_tail && bytes.iter().all(|byte| *byte == 0) {
            self.comment("", &format!("after the messages: {}, all 0", text::count(bytes.len(), "byte")));
            return self.flush(out);
        }
        self.open("rest", out);
        self.bytes(bytes, 0, 0, if is_tail { "after the messages" } else { "no message" });
        self.close(out);
    }

    fn seams(&mut self) -> Option<&mut Seams> {
        Some(&mut self.seams)
    }

    fn growth(&self) -> usize {
        32
    }
}

impl Bytes {
    fn open(&mut self, name: &str, out: &mut Vec<u8>) {
        let name = harmless(name);
        let (language, text) = (self.language, &mut self.text);
        self.seams.number(|number| {
            language.define(&format!("{name}_{number}"), text);
            // The number ends the name, and the literal opens after it.
            let len = itoa::Buffer::new().format(number).len();
            let following = language.syntax().open.len() + "\n".len();
            (out.len() + text.len() - following - len, len)
        });
        self.flush(out);
    }

    fn close(&mut self, out: &mut Vec<u8>) {
        self.text.push_str(self.language.syntax().close);
        self.text.push('\n');
        self.flush(out);
    }

    fn flush(&mut self, out: &mut Vec<u8>) {
        out.extend(self.text.as_bytes());
        self.text.clear();
    }

    /// Appends a line that is a comment.
    fn comment(&mut self, indent: &str, text: &str) {
        self.text.push_str(indent);
        self.remark(text);
        self.text.push('\n');
    }

    /// Appends a comment. No text ends it before its end.
    fn remark(&mut self, text: &str) {
        let (open, close) = self.language.syntax().comment;
        self.text.push_str(open);
        if self.language == Language::C {
            self.text.push_str(&text.replace("*/", "* /").replace("/*", "/ *"));
        } else {
            self.text.push_str(text);
        }
        self.text.push_str(close);
    }

    /// Appends lines of bytes, with a comment after the first: the offset in the message, and what they are.
    fn bytes(&mut self, bytes: &[u8], offset: usize, level: usize, comment: &str) {
        let syntax = self.language.syntax();
        let of_byte = syntax.byte.len() + 2 + syntax.between.len();
        let wide = syntax.line.0.len() + of_byte * WIDE - syntax.between.len() + syntax.line.1.len();
        for (at, chunk) in bytes.chunks(WIDE).enumerate() {
            self.text.push_str(syntax.indent);
            let start = self.text.len();
            self.text.push_str(syntax.line.0);
            for (at, byte) in chunk.iter().enumerate() {
                if at > 0 {
                    self.text.push_str(syntax.between);
                }
                let _ = write!(self.text, "{}{byte:02x}", syntax.byte);
            }
            self.text.push_str(syntax.line.1);
            if at == 0 {
                let used = self.text.len() - start;
                self.text.extend(std::iter::repeat_n(' ', wide.saturating_sub(used) + 1));
                let indent = "  ".repeat(level);
                self.remark(&format!("{offset:>3}  {indent}{comment}"));
            }
            self.text.push('\n');
        }
    }

    fn row(&mut self, event: &Event<'_>, row: &Row) {
        let field = &event.tape.fields()[row.field()];
        let bytes = event.message.get(row.start()..row.end()).unwrap_or_default();
        let level = row.level().saturating_sub(1);
        let text = match row.what {
            RowKind::HeaderTitle => "struct nlmsghdr".to_owned(),
            RowKind::StructTitle => format!("struct {}", rows::struct_name(field.kind).unwrap_or_default()),
            RowKind::Title => match rows::struct_name(field.kind) {
                Some(name) if name == field.name => format!("struct {name}"),
                _ => rows::name(field).into_owned(),
            },
            RowKind::Length => {
                let claimed = nltrace_decoders::wire::uint(bytes, event.tape.endian).unwrap_or(0);
                format!("nla_len = {claimed}")
            }
            RowKind::Type => attribute_type(field),
            RowKind::Padding => "padding".to_owned(),
            RowKind::Member | RowKind::Payload => self.value(event, field),
        };
        if bytes.is_empty() {
            let indent = self.language.syntax().indent;
            self.comment(indent, &format!("{}{text}", "  ".repeat(level)));
        } else {
            let inside = usize::from(matches!(row.what, RowKind::Member) && row.level() > 0);
            self.bytes(bytes, row.start(), level + inside, &text);
        }
    }

    /// Returns `name = value`, and words for what is wrong with it.
    fn value(&mut self, event: &Event<'_>, field: &Field) -> String {
        let mut text = match (rows::name(field), field.state) {
            (name, _) if !name.is_empty() => name.into_owned(),
            (_, State::Extra) => "extra".to_owned(),
            _ if matches!(field.kind, Kind::Pad { .. }) => "padding".to_owned(),
            _ if field.state == State::Good => "bits".to_owned(),
            _ => "unknown".to_owned(),
        };
        // The literal already contains bytes without meaning.
        let says = !matches!(
            read(field, event.message, event.tape),
            Value::Raw(_) | Value::Empty | Value::Bytes(Look::Opaque, _)
        );
        if says {
            words::value(&mut self.page, event, field, usize::MAX, true);
            text.push_str(" = ");
            text.push_str(&self.page.take());
        }
        if let Some(note) = words::state_note(field) {
            text.push_str(note);
        }
        text
    }
}

/// Returns a name of letters, digits and underscores.
fn harmless(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect()
}

fn attribute_type(field: &Field) -> String {
    let mut text = "nla_type = ".to_owned();
    let number = field.name.is_empty();
    text.push_str(&if number { field.id().to_string() } else { field.name.to_owned() });
    for (_, name) in field.flags() {
        text.push('|');
        text.push_str(name);
    }
    text
}
