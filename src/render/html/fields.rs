//! The fields of messages, compactly: definitions and layouts are written once, messages refer to them by number.
//!
//! A *definition* is what fields with the same row of the tables share: name, type, byte order, explanation. A *layout* is the
//! list of a message's fields, each with its definition, depth and place. Messages of one shape have one layout, so a message
//! takes its bytes and its values only.

#![deny(clippy::unwrap_used, clippy::indexing_slicing, clippy::cast_possible_truncation)]

use std::collections::HashSet;

use nltrace_decoders::purpose;
use nltrace_decoders::schema::{Kind, Marks, Show, Unit};
use nltrace_decoders::tape::{Field, Role, State, Tape};
use nltrace_decoders::wire::Endian;

use super::data::DataLine;
use super::explain;
use crate::event::Event;
use crate::lexicon::words as types;
use crate::recent::Recent;
use crate::render::page::Page;
use crate::render::palette::Palette;
use crate::render::{remarks, rows, words};

/// Definitions that are remembered. One that was forgotten is written again under a new number.
const DEFINITIONS: usize = 1 << 15;
/// Layouts that are remembered.
const LAYOUTS: usize = 1 << 14;
/// Fields and bytes of one message that are written. Only noise and hostile captures have more; the page says what is missing.
const FIELDS: usize = 1 << 16;
const BYTES: usize = 1 << 20;
/// Bytes of a value that are written in hexadecimal; the page shows all bytes of the message beside it.
const LIMIT: usize = 64;

/// The definitions and layouts that have been written.
pub(super) struct Fields {
    definitions: Recent<Definition, u32>,
    next_definition: u32,
    layouts: Recent<u64, u32>,
    next_layout: u32,
    /// Symbols in values whose sentence is written, and those whose sentence is to be written next.
    symbols: HashSet<String>,
    new_symbols: Vec<String>,
    /// The groups around the field that is looked at: how deep each is, and what it holds.
    open: Vec<(u8, Option<&'static str>)>,
    /// The definitions of the fields of the message that is looked at.
    numbers: Vec<u32>,
    page: Page,
}

/// The common properties of the fields of one definition.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Definition {
    name: &'static str,
    /// The address of its kind in the tables.
    kind: usize,
    scope: Option<&'static str>,
    index: u16,
    marks: Marks,
    role: Role,
    state: State,
    is_leaf: bool,
    is_little: bool,
}

impl Fields {
    /// Nothing has been written.
    pub(super) fn new() -> Fields {
        Fields {
            definitions: Recent::new(DEFINITIONS),
            next_definition: 0,
            layouts: Recent::new(LAYOUTS),
            next_layout: 0,
            symbols: HashSet::new(),
            new_symbols: Vec::new(),
            open: Vec::new(),
            numbers: Vec::new(),
            page: Page::new(Palette::new(false), usize::MAX / 2),
        }
    }

    /// Writes what is missing of the definitions and the layout of a message. Returns the layout's number.
    pub(super) fn layout(&mut self, tape: &Tape, line: &mut DataLine, out: &mut Vec<u8>) -> u32 {
        if let Some(layout) = tape.shape.and_then(|shape| self.layouts.get(&shape)) {
            return *layout;
        }
        self.open.clear();
        self.numbers.clear();
        for (at, field) in tape.fields().iter().enumerate().take(FIELDS) {
            while self.open.pop_if(|(depth, _)| *depth >= field.depth).is_some() {}
            let around = self.open.last().and_then(|(_, holds)| *holds);
            let scope = match field.role {
                Role::Attribute if field.depth == 0 => tape.attributes.map(|set| set.name),
                Role::Header => Some("nlmsghdr"),
                _ => around,
            };
            let is_leaf = !tape.has_parts(at);
            if !is_leaf {
                self.open.push((field.depth, holds(field.kind)));
            }
            let number = self.definition(field, scope, is_leaf, tape.endian, line, out);
            self.numbers.push(number);
        }
        let number = self.next_layout;
        self.next_layout += 1;
        if let Some(shape) = tape.shape {
            self.layouts.insert(shape, number);
        }
        line.begin('l');
        for (definition, field) in self.numbers.iter().zip(tape.fields()) {
            line.number(*definition);
            line.number(field.depth);
            line.number(field.start);
            line.number(field.len);
        }
        line.write(out);
        number
    }

    /// Returns the number of a field's definition, which is written if it is new.
    fn definition(
        &mut self,
        field: &Field,
        scope: Option<&'static str>,
        is_leaf: bool,
        endian: Endian,
        line: &mut DataLine,
        out: &mut Vec<u8>,
    ) -> u32 {
        let index = if field.role == Role::Attribute || field.name.is_empty() { field.index } else { 0 };
        let definition = Definition {
            name: field.name,
            kind: std::ptr::from_ref(field.kind).addr(),
            scope,
            index,
            marks: field.marks,
            role: field.role,
            state: field.state,
            is_leaf,
            is_little: endian == Endian::Little,
        };
        if let Some(number) = self.definitions.get(&definition) {
            return *number;
        }
        let number = self.next_definition;
        self.next_definition += 1;
        self.definitions.insert(definition, number);
        write_definition(field, scope, is_leaf, endian, line);
        line.write(out);
        number
    }

    /// Adds the values of a message's leaves in words, and then what is said about single fields: pairs of a field's position
    /// and a sentence.
    pub(super) fn values(&mut self, event: &Event<'_>, line: &mut DataLine) {
        let tape = event.tape;
        line.array(|line| {
            for (at, field) in tape.fields().iter().enumerate().take(FIELDS) {
                if has_value(field, !tape.has_parts(at)) {
                    words::value(&mut self.page, event, field, LIMIT, false);
                    let words = self.page.take();
                    if explain::look(field, true) == "s" {
                        words.split('|').for_each(|symbol| self.meet(symbol));
                    }
                    line.text(words);
                }
            }
        });
        line.array(|line| {
            for (at, field) in tape.fields().iter().enumerate().take(FIELDS) {
                for sentence in words::gloss(event, field).into_iter().chain(remarks::blame(event, field)) {
                    line.number(at);
                    line.text(sentence);
                }
            }
        });
    }
}

impl Fields {
    /// Takes note of a symbol or message type that a message shows. The tables have a bounded number of them.
    pub(super) fn meet(&mut self, symbol: &str) {
        if symbol.starts_with(|c: char| c.is_ascii_alphabetic()) && !self.symbols.contains(symbol) {
            self.symbols.insert(symbol.to_owned());
            self.new_symbols.push(symbol.to_owned());
        }
    }

    /// Writes what the symbols are for that were not met before.
    pub(super) fn symbols(&mut self, line: &mut DataLine, out: &mut Vec<u8>) {
        for symbol in self.new_symbols.drain(..) {
            if let Some(sentence) = purpose::of(&symbol) {
                line.begin('w');
                line.text(&symbol);
                line.text(sentence);
                line.write(out);
            }
        }
    }
}

/// Returns the bytes of a message that are written.
pub(super) fn bytes<'a>(event: &Event<'a>) -> &'a [u8] {
    event.message.get(..BYTES).unwrap_or(event.message)
}

/// Says what of a message is not written, if anything.
pub(super) fn missing(event: &Event<'_>) -> Option<String> {
    let (fields, bytes) = (event.tape.len(), event.message.len());
    (fields > FIELDS || bytes > BYTES).then(|| {
        format!(
            "this page holds {} of {fields} fields and {} of {bytes} bytes",
            fields.min(FIELDS),
            bytes.min(BYTES)
        )
    })
}

/// Returns whether a value is written for a field. The page's script has the same rule: it is the letter of the look.
fn has_value(field: &Field, is_leaf: bool) -> bool {
    is_leaf && !matches!(explain::look(field, is_leaf), "h" | "p" | "f")
}

/// Writes a definition: name, look, type, byte order, signedness, number of an attribute, its flags, the set or struct that it is
/// in, the one that it holds, unit, purpose, layout, checks.
fn write_definition(field: &Field, scope: Option<&str>, is_leaf: bool, endian: Endian, line: &mut DataLine) {
    let holds = holds(field.kind);
    let kind = explain::inner(field.kind);
    line.begin('k');
    line.text(&*rows::name(field));
    line.text(explain::look(field, is_leaf));
    line.text(role(field.role));
    line.text(types::of_kind(field.kind));
    line.text(explain::order(field, endian));
    line.number(u8::from(matches!(kind, Kind::Int { signed: true, .. })));
    if field.role == Role::Attribute {
        line.number(field.id());
    } else {
        line.null();
    }
    line.array(|line| field.flags().for_each(|(_, name)| line.text(name)));
    line.optional(scope);
    line.optional(holds);
    line.optional(unit(kind).map(types::of_unit));
    line.optional(explain::purpose(field, scope));
    line.text(explain::layout(field, holds));
    line.array(|line| explain::checks(field).into_iter().for_each(|check| line.text(check)));
}

/// Returns the letter of a role.
fn role(role: Role) -> &'static str {
    match role {
        Role::Header => "h",
        Role::Member => "m",
        Role::Attribute => "a",
        Role::AttributeHeader => "n",
        Role::Value => "v",
        Role::Element => "e",
        Role::Padding => "p",
    }
}

/// Returns the unit of an integer.
fn unit(kind: &Kind) -> Option<Unit> {
    match kind {
        Kind::Int { show: Show::Unit(unit), .. } => Some(*unit),
        _ => None,
    }
}

/// Returns the name of the set or struct that the parts of a field come from.
fn holds(kind: &'static Kind) -> Option<&'static str> {
    match explain::inner(kind) {
        Kind::Nest(set) => Some(set.name),
        Kind::Struct(of) | Kind::Strings(of) | Kind::Records { of, .. } => Some(of.name),
        _ => None,
    }
}
