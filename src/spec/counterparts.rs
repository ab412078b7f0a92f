//! The library's own tables supplement a spec of the same family where the spec says nothing.
//!
//! Many specs of old families have no prefixes of names, so that the kernel's spelling cannot be made from them. No spec has a word for
//! a unit, a secret or a traffic control handle. A row of the library with the same number and the same end of the name has them.

use std::mem;

use nltrace_decoders::runtime;
use nltrace_decoders::schema::{
    self, Array, Case, Field, Kind, Limits, List, Look, Marks, Names, Order, Set, Show, Struct,
};

/// Choices inside each other that are looked into.
const DEEPEST: usize = 8;

/// Returns whether a name of the kernel's ends with a name of a spec: `NFTA_LOG_GROUP` and `group`.
pub(super) fn fits(known: &str, own: &str) -> bool {
    let significant = |byte: &u8| !matches!(byte, b'-' | b'_' | b'.');
    let upper = |byte: u8| byte.to_ascii_uppercase();
    let mut known = known.bytes().rev().filter(significant).map(upper);
    own.bytes().rev().filter(significant).map(upper).all(|byte| known.next() == Some(byte))
}

/// Returns the kinds that a kind can be, without choices and glosses. `value` is the value of the selector, if the spec knows it.
pub(super) fn choices(kind: &'static Kind, value: Option<&str>) -> Vec<&'static Kind> {
    let mut found = Vec::new();
    collect(kind, value, DEEPEST, &mut found);
    found
}

fn collect(kind: &'static Kind, value: Option<&str>, left: usize, found: &mut Vec<&'static Kind>) {
    if left == 0 {
        return;
    }
    match kind {
        Kind::Gloss(of, _) | Kind::Peek(_, of) | Kind::Sized { of, .. } => {
            collect(of, value, left - 1, found);
        }
        Kind::Select { cases, .. } => {
            let number: Option<u64> = value.and_then(|value| value.parse().ok());
            let named = |case: &Case| match case {
                Case::Named(name) => Some(*name) == value,
                Case::Is(known) => Some(*known) == number,
                Case::OneOf(known) => number.is_some_and(|number| known.contains(&number)),
                _ => false,
            };
            let is_named = cases.iter().any(|(case, _)| named(case));
            for (case, kind) in *cases {
                if named(case) || !is_named {
                    collect(kind, value, left - 1, found);
                }
            }
        }
        _ => found.push(kind),
    }
}

/// Returns a kind in which `change` replaced choices: it returns the new kind of a choice, or `None` if that stays.
pub(super) fn with_choices(kind: &Kind, change: &impl Fn(&Kind) -> Option<Kind>) -> Kind {
    fn at(kind: &Kind, left: usize, change: &impl Fn(&Kind) -> Option<Kind>) -> Kind {
        match *kind {
            _ if left == 0 => *kind,
            Kind::Gloss(of, gloss) => Kind::Gloss(runtime::keep(at(of, left - 1, change)), gloss),
            Kind::Peek(first, of) => Kind::Peek(first, runtime::keep(at(of, left - 1, change))),
            Kind::Select { by, cases } => {
                let cases = cases.iter().map(|(case, kind)| (*case, at(kind, left - 1, change))).collect();
                Kind::Select { by, cases: runtime::keep_all(cases) }
            }
            _ => change(kind).unwrap_or(*kind),
        }
    }
    at(kind, DEEPEST, change)
}

/// Returns the header of the library's messages with a spec's struct in place of one of its structs.
pub(super) fn with_struct(head: &Kind, old: &'static Struct, own: &'static Struct) -> Kind {
    let own = schema::fixed(longer(own, old).unwrap_or(own));
    with_choices(head, &|kind| match kind {
        Kind::Struct(of) if core::ptr::eq(*of, old) => Some(own),
        _ => None,
    })
}

/// Returns the attributes of the library's messages with a spec's set in place of one of its sets.
pub(super) fn with_set(attributes: &Kind, old: &'static Set, own: &'static Set) -> Kind {
    with_choices(attributes, &|kind| match kind {
        Kind::Nest(set) if core::ptr::eq(*set, old) => Some(schema::nest(own)),
        _ => None,
    })
}

/// A table of the library's for the attributes of a set: a set, or a list whose numbers have names.
#[derive(Clone, Copy)]
pub(super) enum Counterpart {
    Set(&'static Set),
    List(&'static List),
}

/// A row of a [`Counterpart`].
#[derive(Clone, Copy)]
pub(super) struct KnownRow {
    pub(super) name: &'static str,
    pub(super) kind: &'static Kind,
    pub(super) marks: Marks,
    pub(super) limits: Option<&'static Limits>,
}

impl Counterpart {
    /// Returns the row of an attribute.
    pub(super) fn row(self, id: u16) -> Option<KnownRow> {
        match self {
            Counterpart::Set(set) => {
                let row = set.get(id)?;
                Some(KnownRow { name: row.name, kind: &row.kind, marks: row.marks, limits: row.limits })
            }
            Counterpart::List(list) => {
                let name = list.names?.get(id.into())?;
                Some(KnownRow { name, kind: &list.of, marks: Marks::NONE, limits: None })
            }
        }
    }

    /// Returns the row of an attribute if its name ends with the spec's.
    pub(super) fn fitting(self, id: u16, name: &str) -> Option<KnownRow> {
        self.row(id).filter(|row| fits(row.name, name))
    }

    /// Returns the address of the table.
    pub(super) fn address(self) -> usize {
        match self {
            Counterpart::Set(set) => std::ptr::from_ref(set).addr(),
            Counterpart::List(list) => std::ptr::from_ref(list).addr(),
        }
    }
}

/// Returns the table of a kind that has the most rows with the same numbers and fitting names. The kind can be a nest, a list of nests,
/// or a struct with attributes after it; `value` is the value of the selector, if the spec knows it.
pub(super) fn best<'a>(
    kind: &'static Kind,
    value: Option<&str>,
    own: impl Iterator<Item = (u16, &'a str)> + Clone,
) -> Option<Counterpart> {
    let score =
        |table: &Counterpart| own.clone().filter(|(id, name)| table.fitting(*id, name).is_some()).count();
    // The first of the best.
    let found = tables(kind, value).into_iter().rev().max_by_key(score)?;
    (score(&found) > 0).then_some(found)
}

fn tables(kind: &'static Kind, value: Option<&str>) -> Vec<Counterpart> {
    let mut found = Vec::new();
    let mut kinds: Vec<(&'static Kind, usize)> = vec![(kind, 0)];
    while let Some((kind, depth)) = kinds.pop() {
        for kind in choices(kind, value) {
            match kind {
                Kind::Nest(set) => found.push(Counterpart::Set(set)),
                Kind::List(list) if depth < DEEPEST => {
                    if list.names.is_some() {
                        found.push(Counterpart::List(list));
                    }
                    kinds.push((&list.of, depth + 1));
                }
                Kind::Struct(of) if depth < DEEPEST => {
                    kinds.extend(of.tail.iter().map(|row| (&row.kind, depth + 1)));
                }
                _ => (),
            }
        }
    }
    found
}

/// Returns the structs that a kind can be, or whose array it can be.
pub(super) fn structs(kind: &'static Kind, value: Option<&str>) -> Vec<&'static Struct> {
    let mut found = Vec::new();
    for kind in choices(kind, value) {
        match kind {
            Kind::Struct(of) | Kind::Records { of, .. } => found.push(*of),
            Kind::Array(array) => found.extend(choices(&array.of, None).into_iter().filter_map(of_struct)),
            Kind::List(list) => found.extend(choices(&list.of, None).into_iter().filter_map(of_struct)),
            _ => (),
        }
    }
    found
}

fn of_struct(kind: &'static Kind) -> Option<&'static Struct> {
    match kind {
        Kind::Struct(of) => Some(of),
        _ => None,
    }
}

fn of_array(kind: &'static Kind) -> Option<&'static Array> {
    match kind {
        Kind::Array(of) => Some(of),
        _ => None,
    }
}

/// Returns the struct of a kind that is most like one of a spec: of the same name, or else the one for most messages, which is the last.
pub(super) fn like(kind: &'static Kind, value: Option<&str>, name: &str) -> Option<&'static Struct> {
    let structs = structs(kind, value);
    let same = structs.iter().rev().find(|of| fits(of.name, name));
    same.or(structs.last()).copied()
}

/// Returns the names that an integer of this kind can have.
pub(super) fn names(kind: &'static Kind) -> Vec<&'static Names> {
    let mut found: Vec<&'static Names> = Vec::new();
    for kind in choices(kind, None) {
        let element = match kind {
            Kind::Array(array) => choices(&array.of, None),
            Kind::List(list) => choices(&list.of, None),
            // `struct nla_bitfield32`.
            Kind::Struct(of) => of.fields.iter().flat_map(|field| choices(&field.kind, None)).collect(),
            _ => vec![kind],
        };
        for kind in element {
            if let Kind::Int { show: Show::Name(names) | Show::Flags(names), .. } = kind
                && !found.iter().any(|known| core::ptr::eq::<Names>(*known, *names))
            {
                found.push(*names);
            }
        }
    }
    found
}

/// Returns the member of a struct at an offset.
pub(super) fn member(of: &'static Struct, offset: usize) -> Option<&'static Field> {
    let mut at = 0usize;
    of.fields.iter().find(|field| {
        let here = at;
        at = at.saturating_add(field.width());
        here == offset
    })
}

/// Returns the kind of a spec with the facts that only the library's kind of the same row has. Where both say something, the spec's
/// word counts.
pub(super) fn supplement(own: Kind, known: &'static Kind) -> Kind {
    supplement_with(own, known, None)
}

/// As [`supplement`], of a form of a sub-message: `value` is the selector's value for it.
pub(super) fn supplement_choice(own: Kind, known: &'static Kind, value: &str) -> Kind {
    supplement_with(own, known, Some(value))
}

fn supplement_with(own: Kind, known: &'static Kind, value: Option<&str>) -> Kind {
    let made = supplement_content(own, known, value);
    match known {
        Kind::Gloss(of, gloss)
            if mem::discriminant(&made) == mem::discriminant(*of) && made.width() == of.width() =>
        {
            Kind::Gloss(runtime::keep(made), *gloss)
        }
        _ => made,
    }
}

fn supplement_content(own: Kind, known: &'static Kind, value: Option<&str>) -> Kind {
    let choices = choices(known, value);
    match own {
        // The spec has no word for the content.
        Kind::Bytes { look: Look::Opaque, .. } | Kind::Raw
            if own.width() == known.width() || own.width().is_none() =>
        {
            *known
        }
        // That a number is an interface is inferred from its name.
        Kind::Int { show: Show::Dec | Show::Interface, .. }
            if !choices.is_empty() && choices.iter().all(|known| is_as_wide(&own, known)) =>
        {
            *known
        }
        // An address, of which the spec says the width alone.
        Kind::Int { width: 4, order: Order::Big, show: Show::Dec, .. }
            if matches!(choices.as_slice(), [Kind::Bytes { look: Look::Ip4, .. }]) =>
        {
            *known
        }
        // Names of the positions.
        Kind::Array(array) if array.names.is_none() => {
            let arrays: Vec<&'static Array> = choices.iter().filter_map(|kind| of_array(kind)).collect();
            let is_same = arrays.iter().all(|known| is_as_wide(&array.of, &known.of));
            match arrays.as_slice() {
                [_, ..] if is_same && arrays.len() == choices.len() => *known,
                [known] if known.names.is_some() && array.of.width() == known.of.width() => {
                    let of = if is_same { known.of } else { array.of };
                    let named = Array { of, names: known.names, base: known.base, count: array.count };
                    Kind::Array(runtime::keep(named))
                }
                _ => own,
            }
        }
        // An IPv4 or IPv6 address: its length decides, or whatever the library knows.
        Kind::Select { by: "@len", .. }
            if choices.iter().any(|kind| matches!(kind, Kind::Bytes { look: Look::Ip4 | Look::Ip6, .. })) =>
        {
            *known
        }
        Kind::List(list) if list.names.is_none() && !choices.is_empty() => {
            let is_list = |kind: &&Kind| matches!(kind, Kind::List(_));
            match choices.iter().all(is_list) {
                true => with_choices(known, &|kind| match kind {
                    Kind::List(known) => {
                        let of = supplement(list.of, &known.of);
                        Some(Kind::List(runtime::keep(List { of, names: known.names })))
                    }
                    _ => None,
                }),
                false => own,
            }
        }
        Kind::Struct(of) => {
            let longer = choices.into_iter().filter_map(of_struct).find_map(|known| longer(of, known));
            longer.map_or(own, schema::fixed)
        }
        _ => own,
    }
}

/// Whether two kinds are integers of the same form.
fn is_as_wide(own: &Kind, known: &Kind) -> bool {
    match (own, known) {
        (
            Kind::Int { width, signed, order, .. },
            Kind::Int { width: known_width, signed: known_signed, order: known_order, .. },
        ) => (width, signed, order) == (known_width, known_signed, known_order),
        _ => false,
    }
}

/// Returns the struct of a spec with the members and rows that the library's struct has after it, if it has the same members before
/// them.
fn longer(own: &'static Struct, known: &'static Struct) -> Option<&'static Struct> {
    let is_only_padding = own.tail.iter().all(|row| matches!(row.kind, Kind::Pad { .. }));
    if known.size < own.size || !is_only_padding || (known.size == own.size && known.tail.is_empty()) {
        return None;
    }
    let is_same = |(own, known): (&Field, &Field)| {
        own.width() == known.width() && (own.name == known.name || matches!(own.kind, Kind::Pad { .. }))
    };
    let rest = known.fields.get(own.fields.len()..)?;
    own.fields.iter().zip(known.fields).all(is_same).then(|| {
        let fields = own.fields.iter().chain(rest).copied().collect();
        runtime::keep(Struct {
            name: own.name,
            size: known.size,
            oldest: known.oldest.min(own.size),
            fields: runtime::keep_all(fields),
            tail: known.tail,
        })
    })
}

/// Returns a struct with the padding that a C compiler adds at its end. Specs do not have it.
pub(super) fn aligned(of: &'static Struct) -> &'static Struct {
    if !of.tail.is_empty() {
        return of;
    }
    let padding = of.size.next_multiple_of(alignment(of)).saturating_sub(of.size);
    match u16::try_from(padding) {
        Ok(padding @ 1..) => runtime::keep(Struct {
            tail: runtime::keep_all(vec![schema::field("", schema::pad(padding))]),
            ..*of
        }),
        _ => of,
    }
}

/// Returns the alignment of a struct: that of its widest integer.
fn alignment(of: &'static Struct) -> usize {
    let of_kind = |field: &Field| match field.kind {
        Kind::Int { .. } => field.width().max(1),
        Kind::Struct(of) => alignment(of),
        _ => 1,
    };
    of.fields.iter().map(of_kind).max().unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_specs_are_ends_of_the_kernel_s() {
        for (known, own) in [
            ("NFTA_LOG_GROUP", "group"),
            ("CTA_TUPLE_ORIG", "tuple-orig"),
            ("tcm_ifindex", "ifindex"),
            ("FR_ACT_TO_TBL", "to-tbl"),
        ] {
            assert!(fits(known, own), "{known} {own}");
        }
        assert!(!fits("NFTA_CHAIN_PAD", "flags") && !fits("PAD", "a-pad"));
    }
}
