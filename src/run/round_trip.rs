//! What `-F ynl` writes is read by `--spec` as the same table, as far as YNL has words for it.

use std::collections::BTreeSet;

use nltrace_decoders::family::FAMILIES;
use nltrace_decoders::family::generic;
use nltrace_decoders::schema::{Kind, Look, Msg, Names, Set, Show, Struct, Turn};

use crate::list::ynl;
use crate::spec;

/// A comparison of a table with what its spec says.
#[derive(Default)]
struct Comparison {
    /// Pairs of sets that were compared, by their addresses.
    known: BTreeSet<(usize, usize)>,
    rows: usize,
    differences: Vec<String>,
}

impl Comparison {
    fn differ(&mut self, path: &str, what: &str) {
        let short: Vec<&str> = path.rsplit('/').take(3).collect();
        self.differences.push(format!("{}: {what}", short.join(" < ")));
    }

    fn name(&mut self, path: &str, own: &str, known: &str) {
        // Names of specs are in one case.
        if !own.eq_ignore_ascii_case(known) && !known.is_empty() {
            self.differ(path, &format!("{own} for {known}"));
        }
    }

    fn message(&mut self, own: Option<&'static Msg>, known: &'static Msg, is_request: bool) {
        let Some(own) = own else { return self.differ(known.name, "missing") };
        self.name(known.name, own.name, known.name);
        let (one, other) = if is_request { (own.request, known.request) } else { (own.reply, known.reply) };
        if let Kind::Nest(_) = other.attrs {
            self.kind(known.name, &one.attrs, &other.attrs);
        }
        if let (Kind::Struct(one), Kind::Struct(other)) = (&one.head, &other.head) {
            self.layout(known.name, one, other);
        }
    }

    fn set(&mut self, path: &str, own: &'static Set, known: &'static Set) {
        let addresses = (std::ptr::from_ref(own).addr(), std::ptr::from_ref(known).addr());
        if !self.known.insert(addresses) {
            return;
        }
        if own.attrs.len() != known.attrs.len() {
            self.differ(path, &format!("{} attributes for {}", own.attrs.len(), known.attrs.len()));
        }
        for row in known.attrs {
            let path = format!("{path}/{}", row.name);
            match own.get(row.id) {
                Some(one) => {
                    self.rows += 1;
                    self.name(&path, one.name, row.name);
                    self.kind(&path, &one.kind, &row.kind);
                }
                None => self.differ(&path, "missing"),
            }
        }
    }

    fn layout(&mut self, path: &str, own: &'static Struct, known: &'static Struct) {
        if (own.size, own.fields.len()) != (known.size, known.fields.len()) {
            return self.differ(path, &format!("{own:?} for {known:?}"));
        }
        for (one, other) in own.fields.iter().zip(known.fields) {
            let path = format!("{path}/{}", other.name);
            self.rows += 1;
            if !matches!(one.kind, Kind::Pad { .. }) {
                self.name(&path, one.name, other.name);
            }
            if one.width() != other.width() {
                self.differ(&path, "another width");
            }
            self.kind(&path, &one.kind, &other.kind);
        }
    }

    fn names(&mut self, path: &str, own: &'static Names, known: &'static Names, is_flags: bool) {
        for (number, name) in known.entries() {
            // YNL has no flags of several bits.
            if is_flags && !number.is_power_of_two() || !is_name(name) {
                continue;
            }
            match own.get(*number) {
                Some(one) => self.name(path, one, name),
                None => self.differ(path, &format!("{name} is missing")),
            }
        }
    }

    fn kind(&mut self, path: &str, own: &'static Kind, known: &'static Kind) {
        match (own, known) {
            (_, Kind::Gloss(known, _) | Kind::Peek(_, known)) => self.kind(path, own, known),
            (
                Kind::Int { width, signed, order, show },
                Kind::Int { width: other_width, signed: other_signed, order: other_order, show: other_show },
            ) => {
                if (width, signed, order) != (other_width, other_signed, other_order) {
                    self.differ(path, "another integer");
                }
                match (show, other_show) {
                    (Show::Name(one), Show::Name(other)) => self.names(path, one, other, false),
                    (Show::Flags(one), Show::Flags(other)) => self.names(path, one, other, true),
                    (_, Show::Name(other) | Show::Flags(other)) if !other.entries().is_empty() => {
                        self.differ(path, "no names");
                    }
                    _ => (),
                }
            }
            // A set that contains itself is explained six levels deep.
            (Kind::Raw, Kind::Nest(_)) if path.matches('/').count() > 6 => (),
            (Kind::Nest(own), Kind::Nest(known)) => self.set(path, own, known),
            (Kind::List(own), Kind::List(known)) => self.kind(path, &own.of, &known.of),
            (Kind::Struct(own), Kind::Struct(known)) => self.layout(path, own, known),
            (
                _,
                Kind::Int { width: 0..=2 | 4 | 8, .. }
                | Kind::Nest(_)
                | Kind::Struct(_)
                | Kind::Flag
                | Kind::Bytes { look: Look::Mac | Look::Ip4 | Look::Ip6, .. }
                | Kind::Text { .. },
            ) if std::mem::discriminant(own) != std::mem::discriminant(known) => {
                self.differ(path, &format!("{own:?}"));
            }
            // Content that YNL has no word for.
            _ => (),
        }
    }
}

/// Whether a spec can have a name: not `IEEE80211_FTYPE_DATA|IEEE80211_STYPE_NULLFUNC`.
fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// The kernel's names that have characters which specs cannot have, or which YNL counts otherwise.
fn is_expected(difference: &str) -> bool {
    // A notification with the name of a request gets one of its own, because operations have one space of names.
    let is_notification = difference
        .split_once(": ")
        .and_then(|(_, names)| names.split_once("_NTF for "))
        .is_some_and(|(notification, request)| notification == request);
    is_notification || difference.ends_with("no names") && difference.contains("/cmd")
}

#[test]
fn every_family_comes_back() {
    let mut rows = 0;
    let mut differences = Vec::new();
    for known in generic::FAMILIES {
        // Under another name the spec gets nothing from the library.
        let text =
            ynl::spec(known.name).unwrap().replacen(&format!("name: \"{}\"", known.name), "name: \"zz\"", 1);
        let own = spec::family_of_text(&text).unwrap_or_else(|error| panic!("{}: {error}", known.name));
        let mut comparison = Comparison::default();
        for turn in [Turn::Asked, Turn::Answered] {
            for row in known.commands(turn).0.list {
                let one = u8::try_from(row.id).ok().and_then(|id| own.commands(turn).0.get(id));
                comparison.message(one, row, turn == Turn::Asked);
            }
        }
        differences.extend(comparison.differences.into_iter().filter(|difference| !is_expected(difference)));
        rows += comparison.rows;
    }
    assert!(differences.is_empty(), "{differences:#?}");
    assert!(rows > 4000, "{rows}");
}

#[test]
fn every_protocol_that_ynl_can_have_comes_back() {
    let mut written = Vec::new();
    let mut differences = Vec::new();
    for known in FAMILIES {
        let Ok(text) = ynl::spec(known.name.trim_start_matches("NETLINK_")) else { continue };
        let text = text.replacen(&format!("protonum: {}\n", known.protocol), "protonum: 99\n", 1);
        let own = spec::protocol_of_text(&text).unwrap_or_else(|error| panic!("{}: {error}", known.name));
        let mut comparison = Comparison::default();
        for row in known.messages.iter().copied().flatten() {
            let one = own.message(row.id);
            comparison.message(one, row, true);
            comparison.message(one, row, false);
        }
        differences.extend(comparison.differences.into_iter().filter(|difference| !is_expected(difference)));
        written.push((known.name, comparison.rows));
    }
    assert!(differences.is_empty(), "{differences:#?}");
    let rows = |name: &str| written.iter().find(|(known, _)| *known == name).map_or(0, |(_, rows)| *rows);
    assert!(rows("NETLINK_ROUTE") > 500 && rows("NETLINK_NETFILTER") > 200, "{written:?}");
}
