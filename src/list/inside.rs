//! Lists the contents of an entry to some depth: attributes, members, cases of a selection, values.

use std::fmt::Write;

use nltrace_decoders::schema::{Attr, Case, Field, Kind, Names, Order, Part, Set, Show, Struct};

use super::Listing;
use crate::lexicon::{Entry, words};

impl Listing<'_> {
    pub(super) fn attribute(
        &mut self,
        attr: &'static Attr,
        level: usize,
        width: usize,
        left: usize,
        open: &mut Vec<usize>,
    ) {
        self.line(level, &attr.id.to_string(), width, attr.name, &of_attribute(attr));
        self.inside(&attr.kind, level + 1, left - 1, open);
    }

    pub(super) fn attributes(&mut self, set: &'static Set, level: usize, left: usize, open: &mut Vec<usize>) {
        let width = set.attrs.iter().map(|attr| attr.id).max().map_or(0, |id| id.to_string().len());
        let address = std::ptr::from_ref(set).addr();
        // A set that holds itself is listed once.
        if open.contains(&address) {
            return;
        }
        open.push(address);
        for attr in set.attrs {
            self.attribute(attr, level, width, left, open);
        }
        open.pop();
    }

    pub(super) fn members(&mut self, of: &'static Struct, level: usize, left: usize, open: &mut Vec<usize>) {
        let mut offset = 0;
        let width = of.size.to_string().len();
        for Field { name, kind, .. } in of.fields {
            if !name.is_empty() && !matches!(kind, Kind::Pad { .. }) {
                self.line(level, &offset.to_string(), width, name, &words::of_kind(kind));
                self.inside(kind, level + 1, left - 1, open);
            }
            offset += kind.width().unwrap_or(0);
        }
        for Field { name, kind, .. } in of.tail {
            let what = words::of_kind(kind);
            match *name {
                "" => self.line(level, "…", width, &what, "after the struct"),
                name => self.line(level, "…", width, name, &format!("{what}, after the struct")),
            }
            self.inside(kind, level + 1, left - 1, open);
        }
    }

    /// Writes the contents of a kind, down to a depth of `left`.
    pub(super) fn inside(&mut self, kind: &'static Kind, level: usize, left: usize, open: &mut Vec<usize>) {
        match kind {
            Kind::Int { show, .. } => self.of_show(*show, level, left),
            Kind::Gloss(of, _) | Kind::Peek(_, of) | Kind::Sized { of, .. } => {
                self.inside(of, level, left, open)
            }
            _ if left == 0 => (),
            Kind::Nest(set) => self.attributes(set, level, left, open),
            Kind::Struct(of) | Kind::Records { of, .. } | Kind::Strings(of) => {
                self.members(of, level, left, open)
            }
            Kind::Select { by, cases } => {
                let names = self.names_of(by);
                for (case, kind) in *cases {
                    self.line(level, "", 0, &of_case(case, names), &words::of_kind(kind));
                    self.inside(kind, level + 1, left - 1, open);
                }
            }
            Kind::List(list) => {
                if let Some(names) = list.names.filter(|_| level == 1) {
                    self.values(names, level, false);
                }
                self.inside(&list.of, level + 1, left, open);
            }
            Kind::Array(array) => {
                if let Some(names) = array.names.filter(|_| level == 1) {
                    self.values(names, level, false);
                }
                self.inside(&array.of, level, left, open);
            }
            _ => (),
        }
    }

    /// Returns the names that a selector's values have.
    fn names_of(&self, by: &str) -> Option<&'static Names> {
        self.lexicon.look_up(by).into_iter().find_map(|entry| {
            let kind = match entry {
                Entry::Attribute(_, row, _) => &row.kind,
                Entry::Member(_, row, _) => &row.kind,
                _ => return None,
            };
            match kind {
                Kind::Int { show: Show::Name(names), .. } => Some(*names),
                _ => None,
            }
        })
    }

    /// Writes the values of the requested entry. For the entries inside it, the values would be too many.
    pub(super) fn of_show(&mut self, show: Show, level: usize, left: usize) {
        match show {
            Show::Name(names) if level == 1 => self.values(names, level, false),
            Show::Flags(names) if level == 1 => self.values(names, level, true),
            Show::Parts(parts) | Show::BitFields(parts) if left > 0 => {
                for part in parts.iter().filter(|part| !part.name.is_empty()) {
                    self.line(level, "", 0, part.name, &of_part(part));
                }
            }
            _ => (),
        }
    }

    pub(super) fn values(&mut self, names: &Names, level: usize, bits: bool) {
        let number = |value: u64| if bits { format!("{value:#x}") } else { value.to_string() };
        let width = names.entries().iter().map(|(value, _)| number(*value).len()).max().unwrap_or(0);
        for (value, name) in names.entries() {
            self.line(level, &number(*value), width, name, "");
        }
    }
}

/// Returns an attribute's type, and which values requests may have.
pub(super) fn of_attribute(attr: &Attr) -> String {
    let mut text = words::of_kind(&attr.kind);
    if let Some(limits) = attr.limits {
        let _ = write!(text, "; accepted in requests: {limits}");
    }
    text
}

pub(super) fn of_part(part: &Part) -> String {
    let mut text = if part.bits == 1 { "1 bit".to_owned() } else { format!("{} bits", part.bits) };
    if let Some(meaning) = words::of_show(part.show) {
        let _ = write!(text, ", {meaning}");
    }
    if part.order == Order::Big {
        text.push_str(", big-endian");
    }
    text
}

fn of_case(case: &Case, names: Option<&'static Names>) -> String {
    let name = |number: &u64| {
        names.and_then(|names| names.get(*number)).map_or_else(|| number.to_string(), str::to_owned)
    };
    match case {
        Case::Is(number) => format!("[{}]", name(number)),
        Case::OneOf(numbers) => {
            let numbers: Vec<String> = numbers.iter().map(name).collect();
            format!("[{}]", numbers.join(", "))
        }
        Case::UpTo(number) if *number == u64::MAX => "[any number]".to_owned(),
        Case::UpTo(number) => format!("[up to {number}]"),
        Case::Has(bits) => format!("[with {bits:#x}]"),
        Case::Named(name) => format!("[\"{name}\"]"),
        Case::Prefix(name) => format!("[\"{name}…\"]"),
        Case::Otherwise => "[otherwise]".to_owned(),
    }
}
