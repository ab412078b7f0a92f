//! Forms of attributes: integers by width and byte order, texts, flags, nests.

use std::collections::{BTreeSet, HashMap};

use nltrace_decoders::family::FAMILIES;
use nltrace_decoders::schema::{Kind, Order};
use nltrace_decoders::walk::{Item, tables};

use super::Report;
use super::facts::{self, Excused};

/// The forms of an attribute's payload.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Form {
    /// An integer: bytes, and whether it is in network byte order.
    Int(u8, bool),
    /// Four or eight bytes, as the number needs.
    Any,
    Flag,
    Text,
    Nest,
    /// Bytes with or without a structure: nothing to hold them against.
    Bytes,
}

/// Returns the forms that a row allows.
fn forms(kind: &'static Kind) -> BTreeSet<Form> {
    let mut found = BTreeSet::new();
    let mut rest = vec![kind];
    while let Some(kind) = rest.pop() {
        match kind {
            Kind::Int { width: 0, .. } => drop(found.insert(Form::Any)),
            Kind::Int { width, order, .. } => drop(found.insert(Form::Int(*width, *order == Order::Big))),
            Kind::Flag => drop(found.insert(Form::Flag)),
            Kind::Text { .. } => drop(found.insert(Form::Text)),
            Kind::Nest(_) | Kind::List(_) => drop(found.insert(Form::Nest)),
            Kind::Select { cases, .. } => rest.extend(cases.iter().map(|(_, kind)| kind)),
            Kind::Gloss(inner, _) | Kind::Peek(_, inner) => rest.push(inner),
            // The length determines the kind of an address, and some sources call four bytes of it a number.
            _ => drop(found.insert(Form::Bytes)),
        }
    }
    found
}

/// Returns a word of `types.tsv`.
fn form(word: &str) -> Form {
    match word {
        "u8" | "s8" => Form::Int(1, false),
        "u16" | "s16" | "le16" => Form::Int(2, false),
        "u32" | "s32" | "le32" => Form::Int(4, false),
        "u64" | "s64" | "le64" => Form::Int(8, false),
        "be16" => Form::Int(2, true),
        "be32" => Form::Int(4, true),
        "be64" => Form::Int(8, true),
        "uint" | "sint" => Form::Any,
        "flag" => Form::Flag,
        "string" => Form::Text,
        "nest" => Form::Nest,
        _ => Form::Bytes,
    }
}

#[test]
fn every_attribute_has_the_form_that_the_kernel_takes_and_gives() {
    let mut types: HashMap<String, BTreeSet<Form>> = HashMap::new();
    for line in facts::lines("types.tsv") {
        let mut cells = line.split('\t');
        let name = cells.next().unwrap_or_default().to_owned();
        let words = cells.flat_map(|cell| cell.split(',')).filter(|word| !word.is_empty());
        types.entry(name).or_default().extend(words.map(form));
    }
    let excused = Excused::read("exceptions.txt");
    let all = tables(FAMILIES);
    let mut report = Report::default();
    let mut asked = 0;
    for (at, visit) in all.visits().iter().enumerate() {
        let Item::Set(set) = visit.item else { continue };
        for attr in set.attrs {
            let Some(facts) = types.get(attr.name) else { continue };
            let path = all.path(at);
            if excused.reason(&format!("form:{}", attr.name)).or_else(|| excused.reason(&path)).is_some() {
                continue;
            }
            asked += 1;
            let forms = forms(&attr.kind);
            let fits = |form: &Form| match form {
                Form::Bytes => true,
                // Policies know no byte order. A value that the kernel writes has one.
                Form::Int(width, true) => {
                    facts.iter().any(|fact| matches!(fact, Form::Int(wide, _) if wide == width))
                }
                form => facts.contains(form),
            };
            if !facts.contains(&Form::Bytes) && !forms.iter().any(fits) {
                report.wrong(format!("{} is {forms:?} ({path}), but {facts:?}", attr.name));
            }
            let big = |form: &Form| matches!(form, Form::Int(_, true));
            if facts.iter().any(big) && !forms.contains(&Form::Bytes) && !forms.iter().any(big) {
                report.wrong(format!(
                    "{} is {forms:?} ({}), but in network byte order",
                    attr.name,
                    all.path(at)
                ));
            }
        }
    }
    eprintln!("{asked} attributes have the form that the kernel takes or gives");
    report.finish("attributes have another form");
}
