//! `--list FAMILY -F ynl`: a built-in table as a YNL spec.
//!
//! YNL has no words for some of the vocabulary: records with lengths of their own, choices by anything but an attribute, units, text
//! about a payload. Such content becomes `binary`, and the first lines of the spec say so.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write;

use nltrace_decoders::purpose;
use nltrace_decoders::schema::{
    Array, Body, Case, Class, Count, Family, Generic, Kind, Limits, List, Look as BytesLook, Marks, Msg,
    Names, Order, Set, Show, Struct,
};

use crate::lexicon;
use crate::tables;

/// Choices inside each other that are looked into.
const DEEPEST: usize = 8;

/// Returns the spec of a family of generic netlink, or of a protocol.
pub(crate) fn spec(what: &str) -> Result<String, String> {
    if let Some(family) = tables::generic().iter().find(|family| family.name == what) {
        return Ok(Export::default().generic(family));
    }
    let number = lexicon::protocol(&what.to_ascii_uppercase()).and_then(|number| u16::try_from(number).ok());
    let Some(family) = number.and_then(tables::by_protocol) else {
        if number.is_some() {
            return Err(format!("nltrace has no table of messages of {what}, so there is nothing to write"));
        }
        return Err(format!(
            "-F ynl writes the spec of a generic netlink family or a protocol, and {what:?} is neither; --list prints them"
        ));
    };
    let rows: Vec<&'static Msg> = family.messages.iter().copied().flatten().collect();
    match rows.iter().find(|row| row.id < 16) {
        _ if !family.generic.is_empty() => {
            Err("generic netlink has a spec for each of its families: --list FAMILY -F ynl".to_owned())
        }
        Some(row) => Err(format!("YNL has no messages below 16, and {} is {}", row.name, row.id)),
        None if rows.is_empty() => {
            Err(format!("{} has no message types that a spec could have", family.name))
        }
        None => Ok(Export { is_raw: true, ..Export::default() }.raw(family, &rows)),
    }
}

/// A spec that is being written.
#[derive(Default)]
struct Export {
    is_raw: bool,
    definitions: String,
    sets: String,
    sub_messages: String,
    /// Names in the spec by the addresses of tables.
    named: HashMap<(usize, bool), Option<String>>,
    taken: BTreeSet<String>,
    /// Structs by their names in the kernel and their members: tables can have a struct several times.
    layouts: HashMap<(&'static str, String), String>,
    /// Sets that are named and not written yet.
    waiting: Vec<(&'static Set, String)>,
    /// Choices around the one that is being written.
    choices: usize,
    /// Attributes that select, by the kernel's name: their names in the spec.
    attributes: BTreeMap<&'static str, String>,
}

impl Export {
    fn generic(mut self, family: &'static Generic) -> String {
        let header = match &family.header {
            Kind::Struct(of) => Some(self.layout(of)),
            _ => None,
        };
        let operations = self.operations(family.requests.list, family.replies.list, header.as_deref());
        self.write_sets();
        // Specs of generic netlink have no numbers of groups.
        let groups: Vec<_> = family.groups.iter().map(|(_, name)| (None, *name)).collect();
        self.finish(family.name, "protocol: genetlink-legacy\n", &operations, &groups)
    }

    fn raw(mut self, family: &'static Family, rows: &[&'static Msg]) -> String {
        self.collect_attributes(rows);
        let operations = self.operations(rows.iter().copied(), rows.iter().copied(), None);
        self.write_sets();
        let name = family.name.trim_start_matches("NETLINK_").to_ascii_lowercase().replace('_', "-");
        let groups: Vec<_> = (family.groups.entries().iter())
            .filter(|(number, _)| *number > 0)
            .map(|(number, name)| (Some(*number), *name))
            .collect();
        let protocol = format!("protocol: netlink-raw\nprotonum: {}\n", family.protocol);
        self.finish(&name, &protocol, &operations, &groups)
    }

    fn finish(self, name: &str, protocol: &str, operations: &str, groups: &[(Option<u64>, &str)]) -> String {
        let mut out = String::new();
        let _ = write!(
            out,
            "# Written by nltrace {} from its table. What YNL has no words for is binary here: records, choices by anything\n\
             # but an attribute, and struct members that depend on others. Multicast events counted apart are left out.\n\
             name: {}\n{protocol}doc: {}\n",
            env!("CARGO_PKG_VERSION"),
            quoted(name),
            quoted(&format!("The messages of {name}.")),
        );
        for (key, text) in [
            ("definitions", &self.definitions),
            ("attribute-sets", &self.sets),
            ("sub-messages", &self.sub_messages),
        ] {
            match text.as_str() {
                "" if key == "attribute-sets" => out.push_str("attribute-sets: []\n"),
                "" => (),
                text => {
                    let _ = write!(out, "{key}:\n{text}");
                }
            }
        }
        out.push_str(operations);
        if !groups.is_empty() {
            out.push_str("mcast-groups:\n  list:\n");
            for (number, name) in groups {
                let value = number.map_or_else(String::new, |number| format!(", value: {number}"));
                let _ = writeln!(out, "    - {{name: {}{value}}}", quoted(&dashed(name)));
            }
        }
        out
    }

    /// Writes operations: each with its answer, where both are the same; others as requests and as events.
    fn operations<I, J>(&mut self, requests: I, replies: J, header: Option<&str>) -> String
    where
        I: IntoIterator<Item = &'static Msg>,
        J: IntoIterator<Item = &'static Msg>,
    {
        let requests: Vec<&'static Msg> = requests.into_iter().collect();
        let replies: Vec<&'static Msg> = replies.into_iter().collect();
        let prefix = prefix(requests.iter().chain(&replies).map(|row| row.name));
        let mut out =
            format!("operations:\n  enum-model: directional\n  name-prefix: {}\n", quoted(&dashed(prefix)));
        if let Some(header) = header {
            let _ = writeln!(out, "  fixed-header: {}", quoted(header));
        }
        out.push_str("  list:\n");
        let mut is_written = BTreeSet::new();
        let names_of_requests: BTreeSet<&str> = requests.iter().map(|row| row.name).collect();
        for row in &requests {
            let same = replies.iter().find(|reply| reply.id == row.id && reply.name == row.name);
            let has_answer = same.is_some_and(|reply| is_same(row.request, reply.reply));
            let mode = if row.class == Class::Get { "dump" } else { "do" };
            let answer = if has_answer { format!(", reply: {{value: {}}}", row.id) } else { String::new() };
            let parts = self.body(row.request);
            let name = quoted(&short(row.name, prefix));
            let _ = writeln!(
                out,
                "    - {{name: {name}{}{parts}, {mode}: {{request: {{value: {}}}{answer}}}}}",
                doc(row.name),
                row.id
            );
            if has_answer {
                is_written.insert(row.id);
            }
        }
        for row in replies.iter().filter(|row| !is_written.contains(&row.id)) {
            let parts = self.body(row.reply);
            // Operations have names of their own.
            let more = if names_of_requests.contains(row.name) { "-ntf" } else { "" };
            let name = quoted(&(short(row.name, prefix) + more));
            let _ = writeln!(
                out,
                "    - {{name: {name}{}, value: {}{parts}, event: {{}}}}",
                doc(row.name),
                row.id
            );
        }
        out
    }

    fn body(&mut self, body: &'static Body) -> String {
        let mut text = String::new();
        if let Some(set) = last(&body.attrs, &of_set) {
            let _ = write!(text, ", attribute-set: {}", quoted(&self.set(set)));
        }
        if let Some(head) = last(&body.head, &of_struct) {
            let _ = write!(text, ", fixed-header: {}", quoted(&self.layout(head)));
        }
        text
    }

    /// Finds the names that attributes have in the spec, which selectors need.
    fn collect_attributes(&mut self, rows: &[&'static Msg]) {
        let bodies = rows.iter().flat_map(|row| [row.request, row.reply]);
        let mut kinds: Vec<&'static Kind> = bodies.map(|body| &body.attrs).collect();
        let (mut known, mut seen) = (BTreeSet::new(), BTreeSet::new());
        while let Some(kind) = kinds.pop() {
            // Lists can contain themselves by way of a choice.
            if !seen.insert(address(kind)) {
                continue;
            }
            match kind {
                Kind::Gloss(of, _) | Kind::Peek(_, of) | Kind::Sized { of, .. } => kinds.push(of),
                Kind::Select { cases, .. } => kinds.extend(cases.iter().map(|(_, kind)| kind)),
                Kind::List(list) => kinds.push(&list.of),
                Kind::Struct(of) => kinds.extend(of.tail.iter().map(|row| &row.kind)),
                Kind::Nest(set) if known.insert(address(set)) => {
                    let prefix = prefix(set.attrs.iter().map(|row| row.name));
                    for row in set.attrs {
                        self.attributes.entry(row.name).or_insert_with(|| short(row.name, prefix));
                        kinds.push(&row.kind);
                    }
                }
                _ => (),
            }
        }
    }

    /// Returns a name that nothing else in the spec has.
    fn unique(&mut self, name: &str) -> String {
        let name = dashed(name);
        let name = if name.is_empty() { "unnamed".to_owned() } else { name };
        let mut unique = name.clone();
        let mut more = 2;
        while !self.taken.insert(unique.clone()) {
            unique = format!("{name}-{more}");
            more += 1;
        }
        unique
    }

    fn set(&mut self, set: &'static Set) -> String {
        let key = (address(set), false);
        if let Some(Some(name)) = self.named.get(&key) {
            return name.clone();
        }
        let name = self.unique(set.name);
        self.named.insert(key, Some(name.clone()));
        self.waiting.push((set, name.clone()));
        name
    }

    fn write_sets(&mut self) {
        while let Some((set, name)) = self.waiting.pop() {
            let prefix = prefix(set.attrs.iter().map(|row| row.name));
            let mut text =
                format!("  - name: {}\n    name-prefix: {}\n", quoted(&name), quoted(&dashed(prefix)));
            text.push_str(if set.attrs.is_empty() { "    attributes: []\n" } else { "    attributes:\n" });
            for row in set.attrs {
                let mut facts = self.attribute(&row.kind);
                if row.marks.has(Marks::REPEATS) {
                    facts.push_str(", multi-attr: true");
                }
                facts.push_str(&checks(row.limits));
                let name = match short(row.name, prefix) {
                    name if name.is_empty() => format!("unnamed-{}", row.id),
                    name => name,
                };
                let _ = writeln!(
                    text,
                    "      - {{name: {}, value: {}{facts}{}}}",
                    quoted(&name),
                    row.id,
                    doc(row.name)
                );
            }
            self.sets.push_str(&text);
        }
    }

    /// Returns the facts of an attribute, each after a comma.
    fn attribute(&mut self, kind: &'static Kind) -> String {
        match kind {
            Kind::Gloss(of, _) | Kind::Peek(_, of) => self.attribute(of),
            Kind::Flag => ", type: flag".to_owned(),
            Kind::Text { .. } => ", type: string".to_owned(),
            Kind::Pad { .. } => ", type: pad".to_owned(),
            Kind::Int { .. } => self.integer(kind, "type"),
            Kind::Bytes { look: BytesLook::Mac, .. } => ", type: binary, display-hint: mac".to_owned(),
            Kind::Bytes { look: BytesLook::Ip4, .. } => {
                ", type: u32, byte-order: big-endian, display-hint: ipv4".to_owned()
            }
            Kind::Bytes { look: BytesLook::Ip6, .. } => ", type: binary, display-hint: ipv6".to_owned(),
            Kind::Nest(set) => format!(", type: nest, nested-attributes: {}", quoted(&self.set(set))),
            Kind::List(list) => self.list(list),
            Kind::Struct(of) => format!(", type: binary, struct: {}", quoted(&self.layout(of))),
            Kind::Array(Array { of, count: Count::Rest, .. }) => match of {
                Kind::Int { .. } => format!(", type: binary{}", self.integer(of, "sub-type")),
                Kind::Struct(of) => {
                    format!(", type: binary, sub-type: binary, struct: {}", quoted(&self.layout(of)))
                }
                _ => ", type: binary".to_owned(),
            },
            Kind::Select { by, cases } => self.choice(by, cases),
            _ => ", type: binary".to_owned(),
        }
    }

    fn list(&mut self, list: &'static List) -> String {
        let mut numbers = 1;
        let mut of = &list.of;
        while let Kind::List(inner) = of
            && numbers <= DEEPEST
        {
            numbers += 1;
            of = &inner.of;
        }
        match of {
            Kind::Nest(set) if numbers == 1 => {
                format!(
                    ", type: indexed-array, sub-type: nest, nested-attributes: {}",
                    quoted(&self.set(set))
                )
            }
            Kind::Nest(set) if numbers <= 4 => {
                let names: Vec<String> = (1..=numbers).map(|at| format!("number-{at}")).collect();
                format!(
                    ", type: nest-type-value, type-value: [{}], nested-attributes: {}",
                    names.join(", "),
                    quoted(&self.set(set))
                )
            }
            _ if numbers > 1 => ", type: binary".to_owned(),
            Kind::Int { .. } => format!(", type: indexed-array{}", self.integer(of, "sub-type")),
            Kind::Text { .. } => ", type: indexed-array, sub-type: string".to_owned(),
            Kind::Flag => ", type: indexed-array, sub-type: flag".to_owned(),
            Kind::Struct(of) => {
                format!(", type: indexed-array, sub-type: binary, struct: {}", quoted(&self.layout(of)))
            }
            Kind::Bytes { look: BytesLook::Mac, .. } => {
                ", type: indexed-array, sub-type: binary, display-hint: mac".to_owned()
            }
            Kind::Bytes { look: BytesLook::Ip6, .. } => {
                ", type: indexed-array, sub-type: binary, display-hint: ipv6".to_owned()
            }
            Kind::Bytes { look: BytesLook::Ip4, .. } => {
                ", type: indexed-array, sub-type: u32, byte-order: big-endian, display-hint: ipv4".to_owned()
            }
            _ => ", type: indexed-array, sub-type: binary".to_owned(),
        }
    }

    /// Returns the facts of a choice: a sub-message where YNL can have one, or what all its cases have in common.
    fn choice(&mut self, by: &'static str, cases: &'static [(Case, Kind)]) -> String {
        if self.choices > DEEPEST {
            return ", type: binary".to_owned();
        }
        self.choices += 1;
        let facts = self.choice_of(by, cases);
        self.choices -= 1;
        facts
    }

    fn choice_of(&mut self, by: &'static str, cases: &'static [(Case, Kind)]) -> String {
        let is_address =
            |kind: &Kind| matches!(kind, Kind::Bytes { look: BytesLook::Ip4 | BytesLook::Ip6, .. });
        if cases.iter().filter(|(_, kind)| is_address(kind)).count() > 1 {
            return ", type: binary, display-hint: ipv4-or-v6".to_owned();
        }
        let selector = self.attributes.get(by).filter(|_| self.is_raw).cloned();
        if let Some(selector) = selector {
            let name = self.sub_message(by, cases);
            if let Some(name) = name {
                return format!(
                    ", type: sub-message, sub-message: {}, selector: {}",
                    quoted(&name),
                    quoted(&selector)
                );
            }
        }
        let all: Vec<String> = cases.iter().map(|(_, kind)| self.attribute(kind)).collect();
        match all.split_first() {
            Some((first, rest)) if rest.iter().all(|other| other == first) => first.clone(),
            _ => ", type: binary".to_owned(),
        }
    }

    fn sub_message(&mut self, by: &'static str, cases: &'static [(Case, Kind)]) -> Option<String> {
        let key = (cases.as_ptr().addr(), true);
        if let Some(known) = self.named.get(&key) {
            return known.clone();
        }
        self.named.insert(key, None);
        let mut text = String::new();
        let mut values = BTreeSet::new();
        for (case, kind) in cases {
            let Some(form) = self.form(kind) else { continue };
            let cases = match case {
                Case::Named(name) => vec![(*name).to_owned()],
                Case::Is(number) => vec![number.to_string()],
                Case::OneOf(numbers) => numbers.iter().map(ToString::to_string).collect(),
                _ => continue,
            };
            for value in cases.into_iter().filter(|value| !value.is_empty() && values.insert(value.clone())) {
                let _ = writeln!(text, "      - {{value: {}{form}}}", quoted(&value));
            }
        }
        if text.is_empty() {
            return None;
        }
        let name = self.unique(&format!("{by}-msg"));
        let _ = write!(self.sub_messages, "  - name: {}\n    formats:\n{text}", quoted(&name));
        self.named.insert(key, Some(name.clone()));
        Some(name)
    }

    /// Returns the facts of a form of a sub-message: attributes, a struct, or both.
    fn form(&mut self, kind: &'static Kind) -> Option<String> {
        match kind {
            Kind::Gloss(of, _) => self.form(of),
            Kind::Nest(set) => Some(format!(", attribute-set: {}", quoted(&self.set(set)))),
            Kind::Struct(of) => {
                let mut text = format!(", fixed-header: {}", quoted(&self.layout(of)));
                match of.tail {
                    [] => (),
                    [row] => match &row.kind {
                        Kind::Nest(set) => {
                            let _ = write!(text, ", attribute-set: {}", quoted(&self.set(set)));
                        }
                        _ => return None,
                    },
                    _ => return None,
                }
                Some(text)
            }
            _ => None,
        }
    }

    /// Returns the facts of an integer; `key` is what the spec calls its type.
    fn integer(&mut self, kind: &'static Kind, key: &str) -> String {
        let Kind::Int { width, signed, order, show } = kind else { return String::new() };
        let sign = if *signed { 's' } else { 'u' };
        let mut text = match width {
            0 => format!(", {key}: {sign}int"),
            1 | 2 | 4 | 8 => format!(", {key}: {sign}{}", 8 * u16::from(*width)),
            _ => return if key == "type" { ", type: binary".to_owned() } else { String::new() },
        };
        match order {
            Order::Host => (),
            Order::Big => text.push_str(", byte-order: big-endian"),
            Order::Little => text.push_str(", byte-order: little-endian"),
        }
        let names = match show {
            Show::Name(names) => self.names(names, false),
            Show::Flags(names) => self.names(names, true),
            Show::Hex => {
                text.push_str(", display-hint: hex");
                None
            }
            _ => None,
        };
        if let Some(name) = names {
            let _ = write!(text, ", enum: {}", quoted(&name));
        }
        text
    }

    /// Returns the name of an enum or of flags; `None` if YNL cannot have its names.
    fn names(&mut self, names: &'static Names, is_flags: bool) -> Option<String> {
        let key = (address(names), is_flags);
        if let Some(known) = self.named.get(&key) {
            return known.clone();
        }
        let prefix = prefix(names.entries().iter().map(|(_, name)| *name));
        let is_name = |name: &str| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        let mut text = String::new();
        for (number, name) in names.entries() {
            let value = match is_flags {
                false => Some(*number),
                // Masks of several bits have no place among flags.
                true => number.is_power_of_two().then(|| u64::from(number.trailing_zeros())),
            };
            if let Some(value) = value.filter(|_| is_name(name) && !name.is_empty()) {
                let _ = writeln!(text, "      - {{name: {}, value: {value}}}", quoted(&short(name, prefix)));
            }
        }
        // A few numbers of many would be no help: most of the codes of BPF have a `|`. A flag is one by itself.
        let fewest = if is_flags { 1 } else { names.entries().len() / 2 + 1 };
        let made = (text.lines().count() >= fewest).then(|| {
            let stem = prefix.trim_end_matches('_');
            let name = self.unique(if stem.is_empty() { "values" } else { stem });
            let of = if is_flags { "flags" } else { "enum" };
            let _ = write!(
                self.definitions,
                "  - type: {of}\n    name: {}\n    name-prefix: {}\n    entries:\n{text}",
                quoted(&name),
                quoted(&dashed(prefix))
            );
            name
        });
        self.named.insert(key, made.clone());
        made
    }

    fn layout(&mut self, of: &'static Struct) -> String {
        let key = (address(of), false);
        if let Some(Some(name)) = self.named.get(&key) {
            return name.clone();
        }
        let mut text = String::new();
        for (at, member) in of.fields.iter().enumerate() {
            let name = match member.name {
                "" => format!("pad-{at}"),
                // Only netlink-raw has capitals there.
                name if self.is_raw => name.replace('_', "-"),
                name => dashed(name),
            };
            let facts = self.member(&member.kind, member.width());
            let _ = writeln!(text, "      - {{name: {}{facts}}}", quoted(&name));
        }
        let known = self.layouts.get(&(of.name, text.clone())).cloned();
        let name = known.unwrap_or_else(|| {
            let name = self.unique(of.name);
            let _ = write!(
                self.definitions,
                "  - type: struct\n    name: {}\n    members:\n{text}",
                quoted(&name)
            );
            self.layouts.insert((of.name, text), name.clone());
            name
        });
        self.named.insert(key, Some(name.clone()));
        name
    }

    fn member(&mut self, kind: &'static Kind, width: usize) -> String {
        match kind {
            Kind::Gloss(of, _) | Kind::Peek(_, of) => self.member(of, width),
            Kind::Int { width: 1 | 2 | 4 | 8, .. } => self.integer(kind, "type"),
            Kind::MessageType => ", type: u16".to_owned(),
            Kind::Text { .. } => format!(", type: string, len: {width}"),
            // Padding has a type of its own in netlink-raw alone.
            Kind::Pad { .. } if self.is_raw => format!(", type: pad, len: {width}"),
            Kind::Bytes { look: BytesLook::Mac, .. } => {
                format!(", type: binary, len: {width}, display-hint: mac")
            }
            Kind::Bytes { look: BytesLook::Ip4, .. } => {
                ", type: u32, byte-order: big-endian, display-hint: ipv4".to_owned()
            }
            Kind::Bytes { look: BytesLook::Ip6, .. } => {
                format!(", type: binary, len: {width}, display-hint: ipv6")
            }
            Kind::Struct(of) => format!(", type: binary, struct: {}", quoted(&self.layout(of))),
            _ => format!(", type: binary, len: {width}"),
        }
    }
}

/// Returns whether two bodies have the same content.
fn is_same(request: &'static Body, reply: &'static Body) -> bool {
    let parts = |body: &'static Body| {
        (last(&body.attrs, &of_set).map(address), last(&body.head, &of_struct).map(address))
    };
    parts(request) == parts(reply)
}

fn address<T>(of: &'static T) -> usize {
    std::ptr::from_ref(of).addr()
}

fn of_set(kind: &'static Kind) -> Option<&'static Set> {
    match kind {
        Kind::Nest(set) => Some(set),
        _ => None,
    }
}

fn of_struct(kind: &'static Kind) -> Option<&'static Struct> {
    match kind {
        Kind::Struct(of) => Some(of),
        _ => None,
    }
}

/// Returns the last of the kinds that a kind can be: special cases come first in a choice.
fn last<T>(kind: &'static Kind, find: &impl Fn(&'static Kind) -> Option<T>) -> Option<T> {
    fn at<T>(kind: &'static Kind, left: usize, find: &impl Fn(&'static Kind) -> Option<T>) -> Option<T> {
        match kind {
            _ if left == 0 => None,
            Kind::Gloss(of, _) | Kind::Peek(_, of) => at(of, left - 1, find),
            Kind::Select { cases, .. } => cases.iter().rev().find_map(|(_, kind)| at(kind, left - 1, find)),
            _ => find(kind),
        }
    }
    at(kind, DEEPEST, find)
}

/// Returns what all names begin with, up to an underscore; each name has more after it.
fn prefix(names: impl Iterator<Item = &'static str> + Clone) -> &'static str {
    let Some(first) = names.clone().next() else { return "" };
    let mut end = first.rfind('_').map_or(0, |at| at + 1);
    while end > 0 {
        let prefix = first.get(..end).unwrap_or_default();
        if names.clone().all(|name| name.len() > end && name.starts_with(prefix)) {
            return prefix;
        }
        end = prefix.trim_end_matches('_').rfind('_').map_or(0, |at| at + 1);
    }
    ""
}

/// Returns a name without the prefix, as specs write names.
fn short(name: &str, prefix: &str) -> String {
    dashed(name.strip_prefix(prefix).unwrap_or(name))
}

/// Returns a name in lower case with hyphens. Other characters cannot be in the names of specs.
fn dashed(name: &str) -> String {
    name.to_ascii_lowercase().replace(|other: char| !other.is_ascii_alphanumeric(), "-")
}

/// Returns the sentence about a name, as a member.
fn doc(name: &str) -> String {
    purpose::of(name).map_or_else(String::new, |text| format!(", doc: {}", quoted(text)))
}

/// Returns a text in the quotes of YAML, so that `off` stays a name.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Returns the checks of an attribute.
fn checks(limits: Option<&Limits>) -> String {
    let Some(limits) = limits else { return String::new() };
    let mut checks = Vec::new();
    if let Some((min, max)) = limits.numbers {
        checks.extend((min != i128::MIN).then(|| format!("min: {min}")));
        checks.extend((max != i128::MAX).then(|| format!("max: {max}")));
    }
    match limits.length {
        None => (),
        Some((min, max)) if min == max => checks.push(format!("exact-len: {min}")),
        Some((min, max)) => {
            checks.extend((min > 0).then(|| format!("min-len: {min}")));
            checks.extend((max < u32::MAX).then(|| format!("max-len: {max}")));
        }
    }
    if checks.is_empty() { String::new() } else { format!(", checks: {{{}}}", checks.join(", ")) }
}
