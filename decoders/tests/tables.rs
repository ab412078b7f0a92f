//! Checks that the tables fit together: every choice has a selector that exists.

#![allow(clippy::panic, reason = "a test that fails is meant to panic")]

use std::collections::BTreeSet;

use nltrace_decoders::family::FAMILIES;
use nltrace_decoders::schema::{Case, Kind, Set, Show, Struct, U64};
use nltrace_decoders::walk::{Item, Tables, tables};

/// Names that the interpreter itself answers: see `schema::select`.
const OF_THE_INTERPRETER: &[&str] =
    &["@len", "@nested", "@request", "@dump", "@type", "@port", "@head", "@counted"];

/// The sort of value that a row gives to a selector.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Sort {
    Number,
    Text,
}

/// Returns the same as the interpreter makes of it.
fn sort(kind: &Kind) -> Option<Sort> {
    match kind {
        Kind::Int { .. } => Some(Sort::Number),
        Kind::Text { .. } => Some(Sort::Text),
        Kind::Gloss(of, _) => sort(of),
        Kind::Struct(of) | Kind::Peek(of, _) => of.fields.first().and_then(|field| sort(&field.kind)),
        Kind::Select { cases: [(_, first), ..], .. } => sort(first),
        Kind::Array(array) => sort(&array.of),
        _ => None,
    }
}

fn of_struct(of: &Struct, name: &str) -> Option<Kind> {
    let is_part = |kind: &Kind| match kind {
        Kind::Int { show: Show::Parts(parts) | Show::BitFields(parts), .. } => {
            parts.iter().any(|part| part.name == name)
        }
        _ => false,
    };
    of.fields.iter().find_map(|field| match field.name == name {
        true => Some(field.kind),
        false => is_part(&field.kind).then_some(U64),
    })
}

fn of_set(set: &Set, name: &str) -> Option<Kind> {
    let Some((name, member)) = name.split_once('.') else { return set.named(name).map(|attr| attr.kind) };
    match set.named(name)?.kind {
        Kind::Struct(of) => of_struct(of, member),
        _ => None,
    }
}

/// Returns the kinds that a part of the tables brings into scope under a name.
fn offered(item: &Item, name: &str) -> Vec<Kind> {
    match item {
        Item::Struct(of) | Item::Peek(of, _) => of_struct(of, name).into_iter().collect(),
        Item::Set(set) => of_set(set, name).into_iter().collect(),
        // A head is in the scope of the attributes after it, and they in its own.
        Item::Body(body) => {
            let scopes = scopes(&body.head).into_iter().chain(scopes(&body.attrs));
            scopes.filter_map(|scope| scope.offers(name)).collect()
        }
        _ => Vec::new(),
    }
}

enum Scope {
    Struct(&'static Struct),
    Set(&'static Set),
}

impl Scope {
    fn offers(&self, name: &str) -> Option<Kind> {
        match self {
            Scope::Struct(of) => of_struct(of, name),
            Scope::Set(set) => of_set(set, name),
        }
    }
}

/// Returns the scopes that a head or the attributes after it can form.
fn scopes(kind: &'static Kind) -> Vec<Scope> {
    let mut found = Vec::new();
    let mut rest = vec![kind];
    while let Some(kind) = rest.pop() {
        match kind {
            Kind::Struct(of) => found.push(Scope::Struct(of)),
            Kind::Nest(set) => found.push(Scope::Set(set)),
            Kind::Peek(of, inner) => {
                found.push(Scope::Struct(of));
                rest.push(inner);
            }
            Kind::Gloss(inner, _) => rest.push(inner),
            Kind::Select { cases, .. } => rest.extend(cases.iter().map(|(_, kind)| kind)),
            _ => (),
        }
    }
    found
}

/// Returns the kinds that a reply can select by in its request: heads, and the attributes of the outermost set.
fn of_requests(tables: &Tables, name: &str) -> Vec<Kind> {
    let mut found = Vec::new();
    for item in tables.items() {
        if let Item::Message(message) = item {
            let scopes = scopes(&message.request.head).into_iter().chain(scopes(&message.request.attrs));
            found.extend(scopes.filter_map(|scope| scope.offers(name)));
        }
    }
    found
}

#[test]
fn every_choice_can_be_made() {
    let tables = tables(FAMILIES);
    let mut wrong = BTreeSet::new();
    let mut choices = 0;
    for (at, visit) in tables.visits().iter().enumerate() {
        let Item::Select { by, cases } = visit.item else { continue };
        choices += 1;
        let path = tables.path(at);
        let sorts: BTreeSet<Option<Sort>> = if by.starts_with('@') {
            if !OF_THE_INTERPRETER.contains(&by) {
                wrong.insert(format!("{path}: {by} is no name that the interpreter knows"));
                continue;
            }
            [Some(Sort::Number)].into()
        } else {
            let around = tables.around(at);
            let items = around.into_iter().filter_map(|at| tables.visits().get(at));
            let mut kinds: Vec<Kind> = items.flat_map(|visit| offered(&visit.item, by)).collect();
            if kinds.is_empty() {
                kinds = of_requests(&tables, by);
            }
            if kinds.is_empty() {
                wrong.insert(format!("{path}: nothing around it is called {by}, nor in any request"));
                continue;
            }
            kinds.iter().map(sort).collect()
        };
        for (case, _) in cases {
            let wanted = match case {
                Case::Is(_) | Case::OneOf(_) | Case::UpTo(_) | Case::Has(_) => Sort::Number,
                Case::Named(_) | Case::Prefix(_) => Sort::Text,
                Case::Otherwise => continue,
            };
            if !sorts.contains(&Some(wanted)) {
                wrong.insert(format!("{path}: {by} never says a {wanted:?}, but is asked for one"));
            }
        }
        // A case after one that always fits is never taken.
        let always = cases.iter().position(|(case, _)| matches!(case, Case::Otherwise));
        if always.is_some_and(|at| at + 1 < cases.len()) {
            wrong.insert(format!("{path}: cases of {by} follow the one for all"));
        }
    }
    eprintln!("{choices} choices can be made");
    let text: String = wrong.iter().map(|line| format!("  {line}\n")).collect();
    assert!(wrong.is_empty(), "{} choices can't be made:\n{text}", wrong.len());
}

#[test]
fn members_are_in_lower_case_and_attributes_in_upper() {
    // The first letter tells the interpreter where to look.
    let is_member = |name: &str| name.starts_with(|c: char| c.is_ascii_lowercase() || c == '_');
    let mut wrong = BTreeSet::new();
    let tables = tables(FAMILIES);
    let mut asked = BTreeSet::new();
    for item in tables.items() {
        if let Item::Select { by, .. } = item {
            asked.insert(by);
        }
    }
    for (at, visit) in tables.visits().iter().enumerate() {
        match visit.item {
            Item::Struct(of) => {
                for field in
                    of.fields.iter().filter(|field| asked.contains(field.name) && !is_member(field.name))
                {
                    wrong.insert(format!("{}: member {}", tables.path(at), field.name));
                }
            }
            Item::Set(set) => {
                for attr in set.attrs.iter().filter(|attr| asked.contains(attr.name) && is_member(attr.name))
                {
                    wrong.insert(format!("{}: attribute {}", tables.path(at), attr.name));
                }
            }
            _ => (),
        }
    }
    assert!(wrong.is_empty(), "choices ask for these, and the interpreter looks elsewhere: {wrong:#?}");
}
