//! The sentences that explain names: every name is in the tables, and every name that must have a sentence has one.

use std::collections::{BTreeSet, HashSet};

use nltrace_decoders::family::FAMILIES;
use nltrace_decoders::purpose;
use nltrace_decoders::schema::{Kind, Struct};
use nltrace_decoders::walk::{Item, Tables, tables};

/// Fewer attributes, flags and values than this must not have a sentence.
const ATTRIBUTES_AND_VALUES: usize = 1500;

/// The structs that a fixed header can be.
fn heads(kind: &'static Kind, found: &mut Vec<&'static Struct>) {
    match kind {
        Kind::Struct(of) => found.push(of),
        Kind::Select { cases, .. } => cases.iter().for_each(|(_, kind)| heads(kind, found)),
        Kind::Peek(_, of) => heads(of, found),
        _ => (),
    }
}

/// Names that must have a sentence: message types, and members of fixed headers.
fn required(tables: &Tables) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for item in tables.items() {
        let Item::Message(message) = item else { continue };
        names.insert(message.name.to_owned());
        let mut structs = Vec::new();
        for body in [message.request, message.reply] {
            heads(&body.head, &mut structs);
        }
        for of in structs {
            let named = of.fields.iter().filter(|field| !field.name.is_empty());
            names.extend(named.map(|field| format!("{}.{}", of.name, field.name)));
        }
    }
    names
}

/// Returns every name of the tables; members as `struct.member`.
fn all_names(tables: &Tables) -> HashSet<String> {
    let mut names = HashSet::new();
    let mut take = |name: &str| {
        names.extend(name.split('|').map(|name| name.trim().to_owned()));
    };
    for item in tables.items() {
        match item {
            Item::Message(message) => take(message.name),
            Item::Struct(of) => {
                of.fields.iter().chain(of.tail).for_each(|row| take(&format!("{}.{}", of.name, row.name)));
            }
            Item::Set(set) => set.attrs.iter().for_each(|row| take(row.name)),
            Item::Names { names, .. } => names.entries().iter().for_each(|(_, name)| take(name)),
            Item::List(list) => {
                list.names.iter().flat_map(|list| list.entries()).for_each(|(_, name)| take(name))
            }
            Item::Array(array) => {
                array.names.iter().flat_map(|list| list.entries()).for_each(|(_, name)| take(name));
            }
            _ => (),
        }
    }
    nltrace_decoders::names::NETLINK.entries().iter().for_each(|(_, name)| take(name));
    names
}

/// Returns the words of a sentence that look like names of the kernel's: capitals with `_` between.
fn kernel_names(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '_'))
        .filter(|word| word.contains('_') && word.starts_with(|letter: char| letter.is_ascii_uppercase()))
}

/// Names in sentences that are no rows: socket options, flags of calls, constants that no table needs.
const ELSEWHERE: &[&str] = &[
    "CAP_NET_ADMIN",
    "NETLINK_ADD_MEMBERSHIP",
    "NETLINK_CAP_ACK",
    "NETLINK_CONNECTED",
    "NETLINK_EXT_ACK",
    "NETLINK_UNCONNECTED",
    "SO_MARK",
    "SO_TXTIME",
    "USER_HZ",
];

#[test]
fn every_message_type_and_header_member_has_a_sentence() {
    let tables = tables(FAMILIES);
    let known: HashSet<&str> = purpose::entries().map(|(name, _)| name).collect();
    let missing: Vec<String> =
        required(&tables).into_iter().filter(|name| !known.contains(name.as_str())).collect();
    assert!(missing.is_empty(), "{} names have no sentence: {missing:#?}", missing.len());
}

#[test]
fn the_commonest_attributes_and_values_have_a_sentence() {
    let tables = tables(FAMILIES);
    let required = required(&tables);
    let others = purpose::entries().filter(|(name, _)| !required.contains(*name)).count();
    assert!(others >= ATTRIBUTES_AND_VALUES, "{others}");
}

#[test]
fn every_name_is_a_row_and_has_one_text() {
    let names = all_names(&tables(FAMILIES));
    // Headers that the interpreter reads itself.
    let head = ["nlmsghdr.", "genlmsghdr.", "nlmsgerr."];
    let unknown: Vec<&str> = purpose::entries()
        .map(|(name, _)| name)
        .filter(|name| !names.contains(*name) && !head.iter().any(|head| name.starts_with(head)))
        .collect();
    assert!(unknown.is_empty(), "no row has these names: {unknown:#?}");
    let mut seen = HashSet::new();
    let twice: Vec<&str> =
        purpose::entries().map(|(name, _)| name).filter(|name| !seen.insert(*name)).collect();
    assert!(twice.is_empty(), "these names have two texts: {twice:#?}");
}

#[test]
fn a_text_is_sentences() {
    let names = all_names(&tables(FAMILIES));
    let mut wrong = Vec::new();
    for (name, text) in purpose::entries() {
        if !text.ends_with('.') {
            wrong.push(format!("{name}: no stop at the end: {text}"));
        }
        if text.len() > 170 || text.split(' ').count() > 32 {
            wrong.push(format!("{name}: too long: {text}"));
        }
        if text.split_whitespace().collect::<Vec<_>>().join(" ") != text {
            wrong.push(format!("{name}: spaces: {text}"));
        }
        let first = text.split([' ', ',', '.', ':']).next().unwrap_or_default();
        let begins_well = first.starts_with(|letter: char| !letter.is_lowercase()) || first == "libudev";
        if !begins_well {
            wrong.push(format!("{name}: begins in lower case: {text}"));
        }
        for word in kernel_names(text) {
            if !names.contains(word) && !ELSEWHERE.contains(&word) {
                wrong.push(format!("{name}: {word} is no name"));
            }
        }
        if paraphrases(name, text) {
            wrong.push(format!("{name}: only repeats the name: {text}"));
        }
    }
    assert!(wrong.is_empty(), "{} texts: {wrong:#?}", wrong.len());
}

/// Returns whether a text has no word that the name does not have.
fn paraphrases(name: &str, text: &str) -> bool {
    const EMPTY: &[&str] = &["the", "a", "an", "of", "is", "attribute", "value", "flag", "message", "this"];
    let name = name.to_ascii_lowercase();
    let own: Vec<&str> = name.split(['_', '.']).collect();
    text.to_ascii_lowercase()
        .split(|letter: char| !letter.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty() && !EMPTY.contains(word))
        .all(|word| own.contains(&word))
}

#[test]
fn members_and_names_are_found() {
    assert!(purpose::of("IFLA_MTU").is_some_and(|text| text.contains("bytes")));
    assert!(purpose::of("IFLA_MT").is_none());
    assert!(purpose::of_member("ifinfomsg", "ifi_index").is_some());
    assert!(purpose::of_member("ifinfomsg", "ifi").is_none());
}
