//! Finds the place of an attribute or a struct in the tables of all protocols.

use std::collections::{HashSet, VecDeque};

use nltrace_decoders::names::AF;
use nltrace_decoders::schema::{Body, Case, Commands, Family, Generic, Kind, Msg};

use super::{PastePlace, PathStep, Selector, UnknownPlace};
use crate::tables;

/// Steps that are tried to find a place in the tables.
const STEPS: usize = 400_000;

/// The subject of the search.
pub(super) enum Target<'n> {
    /// An attribute.
    Attribute(&'n str),
    /// A struct.
    Struct(&'n str),
}

impl Target<'_> {
    fn name(&self) -> &str {
        match self {
            Target::Attribute(name) | Target::Struct(name) => name,
        }
    }
}

/// Where a walk begins: the body of a message.
#[derive(Clone, Copy)]
struct Start {
    family: &'static Family,
    generic: Option<&'static Generic>,
    message: &'static Msg,
    is_request: bool,
}

/// Looks through all tables, the nearest first.
pub(super) fn search(target: &Target<'_>, value: Option<&str>) -> Result<PastePlace, UnknownPlace> {
    let mut queue: VecDeque<(Start, &'static Kind, Vec<PathStep>)> = VecDeque::new();
    let mut seen: HashSet<(*const Kind, u16)> = HashSet::new();
    for family in tables::families() {
        let plain = family.messages.iter().copied().flatten().map(|message| (None, message, true));
        let commands = family.generic.iter().flat_map(|generic| {
            let of = move |(_, commands, _): (_, &'static Commands, _)| {
                let is_request = std::ptr::eq(commands, generic.requests);
                commands.list.iter().map(move |message| (Some(*generic), message, is_request))
            };
            generic.lists().flat_map(of)
        });
        for (generic, message, is_request) in plain.chain(commands) {
            for is_request in [is_request, false] {
                let body: &'static Body = if is_request { message.request } else { message.reply };
                let start = Start { family, generic, message, is_request };
                for kind in [&body.head, &body.attrs] {
                    queue.push_back((start, kind, Vec::new()));
                }
            }
        }
    }
    let mut refusal: Option<UnknownPlace> = None;
    let mut budget = STEPS;
    while let Some((start, kind, steps)) = queue.pop_front().filter(|_| budget > 0) {
        budget -= 1;
        // The same table with the same protocol was seen on a shorter way.
        if !seen.insert((std::ptr::from_ref(kind), start.family.protocol)) {
            continue;
        }
        let mut push = |kind: &'static Kind, step: Option<PathStep>| {
            let mut steps = steps.clone();
            steps.extend(step);
            queue.push_back((start, kind, steps));
        };
        match kind {
            Kind::Nest(set) => {
                for attr in set.attrs {
                    let step = PathStep::Attribute(Some(set), attr.id);
                    if matches!(target, Target::Attribute(name) if *name == attr.name) {
                        let mut steps = steps.clone();
                        steps.push(step.clone());
                        // The same name may be in another place with other values.
                        match found(start, steps, &attr.kind, (target, value)) {
                            Ok(place) => return Ok(place),
                            Err(wrong) => refusal.get_or_insert_with(UnknownPlace::default).add(wrong),
                        }
                    }
                    push(&attr.kind, Some(step));
                }
            }
            Kind::List(list) => push(&list.of, Some(PathStep::Attribute(None, 1))),
            Kind::Struct(of) => {
                if matches!(target, Target::Struct(name) if *name == of.name) {
                    return found(start, steps, kind, (target, value))
                        .map(|place| PastePlace { is_attribute: false, ..place });
                }
                if let Some(tail) = of.tail.first().filter(|_| !steps.is_empty()) {
                    push(&tail.kind, Some(PathStep::Behind(of)));
                }
            }
            Kind::Gloss(inner, _) | Kind::Peek(_, inner) => push(inner, None),
            Kind::Array(array) => push(&array.of, None),
            // A record, whose length is in it.
            Kind::Records { of, .. } if matches!(target, Target::Struct(name) if *name == of.name) => {
                return found(start, steps, kind, (target, value))
                    .map(|place| PastePlace { is_attribute: false, ..place });
            }
            Kind::Select { by, cases } => {
                for (case, kind) in *cases {
                    push(kind, where_is(by, case));
                }
            }
            _ => (),
        }
    }
    Err(refusal.unwrap_or_else(|| {
        let name = target.name();
        UnknownPlace::new(name, Vec::new(), format!("no message, attribute or struct is called {name}"))
    }))
}

impl UnknownPlace {
    /// Adds the words that are right in another place of the same name.
    fn add(&mut self, other: UnknownPlace) {
        if self.reason.is_empty() {
            (self.reason, self.word) = (other.reason, other.word);
        }
        self.names.extend(other.names);
    }
}

/// Returns the step that makes a case of a selection apply.
fn where_is(by: &'static str, case: &Case) -> Option<PathStep> {
    let value = match case {
        Case::Is(number) | Case::UpTo(number) | Case::Has(number) => Selector::Number(*number),
        Case::OneOf(numbers) => Selector::Number(*numbers.first()?),
        Case::Named(name) | Case::Prefix(name) => Selector::Text((*name).to_owned()),
        Case::Otherwise => return None,
    };
    Some(PathStep::Where(by, value))
}

/// Returns the place at the end of a walk, if the value in brackets is one that chooses its meaning.
fn found(
    start: Start,
    mut steps: Vec<PathStep>,
    kind: &'static Kind,
    (target, value): (&Target<'_>, Option<&str>),
) -> Result<PastePlace, UnknownPlace> {
    let name = target.name();
    let mut undecided = None;
    match (value, selection(kind)) {
        (Some(value), Some((by, cases))) => {
            // `RTA_GATEWAY[AF_INET]`.
            let number = value
                .parse()
                .ok()
                .or_else(|| AF.entries().iter().find(|(_, name)| *name == value).map(|(number, _)| *number));
            let selector = number.map_or_else(|| Selector::Text(value.to_owned()), Selector::Number);
            let is_known = |case: &Case| match (case, &selector) {
                (Case::Named(name), Selector::Text(text)) => text == name,
                (Case::Prefix(begin), Selector::Text(text)) => text.starts_with(begin),
                (Case::Is(_) | Case::UpTo(_) | Case::Has(_) | Case::OneOf(_), Selector::Number(_)) => true,
                _ => false,
            };
            if !cases.iter().any(|(case, _)| is_known(case)) {
                let reason = format!("{name} has no table for {by} {value:?}");
                return Err(UnknownPlace::new(value, cases.iter().filter_map(example).collect(), reason));
            }
            steps.push(PathStep::Where(by, selector));
        }
        (Some(value), None) => {
            let reason = format!("{name} means the same with any value, so [{value}] says nothing");
            return Err(UnknownPlace::new(value, vec![name.to_owned()], reason));
        }
        (None, Some((by, cases))) => undecided = cases.iter().find_map(example).map(|example| (by, example)),
        (None, None) => (),
    }
    let Start { family, generic, message, is_request } = start;
    Ok(PastePlace {
        family,
        message,
        generic,
        is_request,
        steps,
        is_attribute: true,
        control: None,
        undecided,
    })
}

/// Returns what chooses the meaning of a kind, and the cases.
fn selection(kind: &'static Kind) -> Option<(&'static str, &'static [(Case, Kind)])> {
    match kind {
        Kind::Select { by, cases } => Some((by, cases)),
        Kind::Gloss(inner, _) | Kind::Peek(_, inner) => selection(inner),
        _ => None,
    }
}

/// Returns a value that chooses a case.
fn example((case, _): &(Case, Kind)) -> Option<String> {
    match case {
        Case::Named(name) | Case::Prefix(name) => Some((*name).to_owned()),
        Case::Is(number) | Case::UpTo(number) | Case::Has(number) => Some(number.to_string()),
        Case::OneOf(numbers) => numbers.first().map(u64::to_string),
        Case::Otherwise => None,
    }
}
