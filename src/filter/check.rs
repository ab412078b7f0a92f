//! Names and types, held against the tables: a filter that passes here can be asked, and asks what it seems to.

#![deny(clippy::unwrap_used, clippy::indexing_slicing, clippy::cast_possible_truncation)]

use nltrace_decoders::schema::{Kind, Names, Order, Show};
use nltrace_decoders::walk::Item;

use super::comparison::Comparison;
use super::eval::{MAX_STEPS, Node, Steps};
use super::moment::{Moment, TimeOrigin, duration, moment};
use super::pseudo::{KEYWORDS, Keyword, KeywordKind, Pseudo};
use super::syntax::{Expr, Name, Operand, Operator, Path};
use super::value::{Constant, constant, is_comparable, number};
use super::{Error, Filter};
use crate::lexicon::nearest::{did_you_mean, nearest};
use crate::lexicon::{self, Entry, Lexicon, words};

/// Makes of an expression what can be asked of a message.
pub(crate) fn check(expr: &Expr) -> Result<Filter, Error> {
    let mut checker = Checker { lexicon: Lexicon::shared(), about_calls: false, about_errors: false };
    let root = checker.node(expr)?;
    let Checker { about_calls, about_errors, .. } = checker;
    Ok(Filter { root, about_calls, about_errors, options: String::new() })
}

struct Checker {
    lexicon: &'static Lexicon,
    about_calls: bool,
    about_errors: bool,
}

/// A row, or what else has a place on the tape.
#[derive(Clone, Copy)]
struct FieldPlace {
    /// Its name, as it lies in the tables.
    name: &'static str,
    /// Its kind; `None` for the bits of an integer.
    kind: Option<&'static Kind>,
    /// The meaning of its bits, if it is the bits of an integer.
    show: Option<Show>,
    /// The part of the tables that contains it.
    inside: usize,
    /// The part of the tables that it contains.
    holds: Option<usize>,
}

impl Checker {
    fn node(&mut self, expr: &Expr) -> Result<Node, Error> {
        Ok(match expr {
            Expr::Or(parts) => Node::Or(self.nodes(parts)?),
            Expr::And(parts) => Node::And(self.nodes(parts)?),
            Expr::Not(inner) => Node::Not(Box::new(self.node(inner)?)),
            Expr::Is(path) => self.is(path)?,
            Expr::Compare(path, operator, operands) => self.compare(path, *operator, operands)?,
        })
    }

    fn nodes(&mut self, parts: &[Expr]) -> Result<Vec<Node>, Error> {
        parts.iter().map(|part| self.node(part)).collect()
    }

    /// Returns a name alone.
    fn is(&mut self, path: &Path) -> Result<Node, Error> {
        let [name] = path.0.as_slice() else {
            let (steps, _) = self.resolve(path)?;
            return Ok(Node::Field(steps, None));
        };
        match Keyword::named(&name.text) {
            Some(keyword) => self.is_keyword(keyword, path),
            None => self.is_name(name),
        }
    }

    /// Returns what a keyword alone asks for.
    fn is_keyword(&mut self, keyword: &Keyword, path: &Path) -> Result<Node, Error> {
        match keyword.kind {
            KeywordKind::Way(way) => Ok(has(Pseudo::Direction, Constant::Number(way.into()))),
            KeywordKind::Changes => Ok(Node::Changes),
            KeywordKind::Property(Pseudo::Error | Pseudo::Errno) => {
                self.about_errors = true;
                Ok(Node::Fails)
            }
            KeywordKind::Property(_) => {
                let message = format!("every message has a {}: compare it", keyword.name);
                Err(Error::at(path.span(), message).help(format!("for example: {}", keyword.example)))
            }
        }
    }

    /// Returns what a name of the tables alone asks for: all that has this name.
    fn is_name(&mut self, name: &Name) -> Result<Node, Error> {
        let text = name.text.as_str();
        let entries = self.lexicon.look_up(text);
        let mut nodes = Vec::new();
        let places: Vec<FieldPlace> = entries.iter().filter_map(|entry| self.place(entry)).collect();
        if !places.is_empty() {
            nodes.push(Node::Field(steps_of(Vec::new(), &places), None));
        }
        let mut lists = Vec::new();
        let mut types = Vec::new();
        for entry in entries {
            match entry {
                Entry::Family(family) => {
                    nodes.push(has(Pseudo::Protocol, Constant::Number(family.protocol.into())));
                }
                Entry::Generic(family) => {
                    let name = Constant::Text(family.name.as_bytes().to_vec());
                    nodes.push(has(Pseudo::Generic, name));
                }
                Entry::Message(Some(family), message) if !family.generic.is_empty() => {
                    types.push(Constant::Command(message.name));
                }
                Entry::Message(family, message) => {
                    types.push(Constant::Type(family.map(|family| family.protocol), message.id));
                }
                Entry::Value(names, value, _)
                    if std::ptr::eq(names, &raw const nltrace_decoders::names::NETLINK) =>
                {
                    nodes.push(has(Pseudo::Protocol, Constant::Number(value.into())));
                }
                Entry::Value(names, value, flags) => lists.push((names, value, flags)),
                _ => (),
            }
        }
        if !types.is_empty() {
            nodes.push(Node::Has(Pseudo::Type, Comparison::new(Operator::Equal, types)));
        }
        if let Some(flags) = header_flags(&lists) {
            nodes.push(flags);
        } else if !lists.is_empty() {
            nodes.push(Node::Says(lists));
        }
        if let Some(number) = lexicon::errno(text) {
            self.about_errors = true;
            nodes.push(has(Pseudo::Error, Constant::Number(-i128::from(number))));
        }
        match nodes.len() {
            0 => Err(self.unknown(name)),
            1 => Ok(nodes.remove(0)),
            _ => Ok(Node::Or(nodes)),
        }
    }

    fn compare(&mut self, path: &Path, operator: Operator, operands: &[Operand]) -> Result<Node, Error> {
        let pseudo = match path.0.as_slice() {
            [name] => Pseudo::named(&name.text),
            _ => None,
        };
        if let Some(pseudo @ (Pseudo::Time | Pseudo::Latency | Pseudo::Errno)) = pseudo {
            self.about_errors |= pseudo == Pseudo::Errno;
            return measured(pseudo, path, operator, operands);
        }
        let (steps, kinds) = match pseudo {
            Some(pseudo) => {
                self.about_calls |= pseudo == Pseudo::Syscall;
                self.about_errors |= matches!(pseudo, Pseudo::Error | Pseudo::Text);
                (None, pseudo.kinds().into_iter().copied().collect())
            }
            None => {
                let (steps, places) = self.resolve(path)?;
                let kinds = self.scalars(path, &places)?;
                (Some(steps), kinds)
            }
        };
        let fitting: Vec<Kind> = kinds.iter().copied().filter(|kind| is_comparable(kind, operator)).collect();
        if fitting.is_empty() {
            let what = kinds.first().map_or_else(String::new, words::of_kind);
            return Err(Error::at(
                path.span(),
                format!("`{}` does not go with {path} ({what})", operator.sign()),
            )
            .help(match operator {
                Operator::Contains => format!("{path} == … compares it"),
                Operator::Has | Operator::AnyOf => {
                    format!("{path} == … compares it; only numbers have bits")
                }
                _ => format!("{path} == … compares it; only numbers have an order"),
            }));
        }
        let mut constants = Vec::new();
        for operand in operands {
            constants_of(path, operator, operand, &fitting, &mut constants)?;
        }
        if operator == Operator::NotEqual
            && constants.iter().any(|constant| matches!(constant, Constant::Type(..) | Constant::Command(_)))
        {
            // Another protocol's message of the same number is another type.
            return Ok(Node::Not(Box::new(asked(pseudo, steps, Operator::Equal, constants))));
        }
        Ok(asked(pseudo, steps, operator, constants))
    }

    /// Returns the fields that a path means, and the rows that its last name is.
    fn resolve(&self, path: &Path) -> Result<(Steps, Vec<FieldPlace>), Error> {
        if path.0.len() > MAX_STEPS {
            return Err(Error::at(path.span(), "this path is too long"));
        }
        let mut around: Vec<Vec<FieldPlace>> = Vec::new();
        for (at, name) in path.0.iter().enumerate() {
            let entries = self.lexicon.look_up(&name.text);
            let mut places: Vec<FieldPlace> = entries.iter().filter_map(|entry| self.place(entry)).collect();
            if places.is_empty() {
                return Err(match entries.first() {
                    Some(entry) => misplaced(name, entry, path, at),
                    None => self.unknown(name),
                });
            }
            if let Some(outer) = around.last() {
                let held: Vec<usize> = outer.iter().filter_map(|place| place.holds).collect();
                places.retain(|place| {
                    let above = self.lexicon.tables().around(place.inside);
                    held.iter().any(|held| above.contains(held))
                });
                if places.is_empty() {
                    let around_it = at.checked_sub(1).and_then(|at| path.0.get(at));
                    let outside = around_it.map_or("", |name| name.text.as_str());
                    return Err(Error::at(
                        name.span.0.clone(),
                        format!("{} never occurs inside {outside}", name.text),
                    )
                    .help(self.parts_of(outer)));
                }
            }
            around.push(places);
        }
        let last = around.pop().unwrap_or_default();
        Ok((steps_of(around, &last), last))
    }

    /// Returns the place of an entry on the tape, if it has one.
    fn place(&self, entry: &Entry) -> Option<FieldPlace> {
        let row = |name, kind, inside| {
            Some(FieldPlace { name, kind: Some(kind), show: None, inside, holds: self.part_of(kind) })
        };
        match *entry {
            Entry::Attribute(_, row_of, at) => row(row_of.name, &row_of.kind, at),
            Entry::Member(_, row_of, at) => row(row_of.name, &row_of.kind, at),
            Entry::Position(name, of, at) => row(name, of, at),
            Entry::Part(part, at) => Some(FieldPlace {
                name: part.name,
                kind: None,
                show: Some(part.show),
                inside: at,
                holds: None,
            }),
            Entry::Struct(of, at) => {
                Some(FieldPlace { name: of.name, kind: None, show: None, inside: at, holds: Some(at) })
            }
            Entry::Family(_) | Entry::Generic(_) | Entry::Message(..) | Entry::Set(_) | Entry::Value(..) => {
                None
            }
        }
    }

    /// Returns the part of the tables that a kind points at.
    fn part_of(&self, kind: &'static Kind) -> Option<usize> {
        let same = |item: Item| match (kind, item) {
            (Kind::Struct(of) | Kind::Records { of, .. } | Kind::Strings(of), Item::Struct(found)) => {
                std::ptr::eq(*of, found)
            }
            (Kind::Nest(of), Item::Set(found)) => std::ptr::eq(*of, found),
            (Kind::List(of), Item::List(found)) => std::ptr::eq(*of, found),
            (Kind::Array(of), Item::Array(found)) => std::ptr::eq(*of, found),
            (Kind::Select { by, cases }, Item::Select { by: of, cases: found }) => {
                std::ptr::eq(*cases, found) && std::ptr::eq(*by, of)
            }
            (Kind::Peek(head, inner), Item::Peek(of, found)) => {
                std::ptr::eq(*head, of) && std::ptr::eq(*inner, found)
            }
            (Kind::Int { show: Show::Parts(of) | Show::BitFields(of), .. }, Item::Parts { parts, .. }) => {
                std::ptr::eq(*of, parts)
            }
            _ => false,
        };
        match kind {
            Kind::Gloss(of, _) | Kind::Sized { of, .. } => self.part_of(of),
            _ => self.lexicon.tables().items().position(same),
        }
    }

    /// Returns the scalars that a comparison can be with.
    fn scalars(&self, path: &Path, places: &[FieldPlace]) -> Result<Vec<Kind>, Error> {
        let mut kinds = Vec::new();
        for place in places {
            if let Some(kind) = place.kind {
                flatten(kind, &mut kinds);
            }
            if let Some(show) = place.show {
                kinds.push(Kind::Int { width: 0, signed: false, order: Order::Host, show });
            }
        }
        if kinds.is_empty() {
            let what = places
                .iter()
                .find_map(|place| place.kind)
                .map_or_else(|| "struct".to_owned(), words::of_kind);
            return Err(Error::at(path.span(), format!("{path} ({what}) has no value to compare"))
                .help(format!("alone it asks whether the message has it; {}", self.parts_of(places))));
        }
        Ok(kinds)
    }

    /// Returns some names of fields in these places, as a hint.
    fn parts_of(&self, places: &[FieldPlace]) -> String {
        let mut names: Vec<&str> = Vec::new();
        let items: Vec<Item> = self.lexicon.tables().items().collect();
        for held in places.iter().filter_map(|place| place.holds) {
            match items.get(held) {
                Some(Item::Set(set)) => names.extend(set.attrs.iter().map(|attr| attr.name)),
                Some(Item::Struct(of)) => names.extend(of.fields.iter().chain(of.tail).map(|row| row.name)),
                Some(Item::Select { cases, .. }) => {
                    for (_, kind) in *cases {
                        if let Kind::Nest(set) = kind {
                            names.extend(set.attrs.iter().map(|attr| attr.name));
                        }
                    }
                }
                _ => (),
            }
        }
        names.retain(|name| !name.is_empty());
        match names.as_slice() {
            [] => "nothing inside it has a name".to_owned(),
            [a, b, c, d, e, _, ..] => format!("inside it stand {}, …", [*a, *b, *c, *d, *e].join(", ")),
            few => format!("inside it stand {}", few.join(", ")),
        }
    }

    fn unknown(&self, name: &Name) -> Error {
        let names = KEYWORDS.iter().map(|keyword| keyword.name).chain(self.lexicon.all_names());
        Error::at(name.span.0.clone(), format!("nothing is called {}", name.text)).help(
            did_you_mean(&nearest(&name.text, names))
                .unwrap_or_else(|| "nltrace --list shows what there is".to_owned()),
        )
    }
}

/// Returns whether a property has a value.
fn has(pseudo: Pseudo, value: Constant) -> Node {
    Node::Has(pseudo, Comparison::new(Operator::Equal, vec![value]))
}

/// Returns a comparison with times or with the number of an error: values that people write otherwise than the kernel.
fn measured(pseudo: Pseudo, path: &Path, operator: Operator, operands: &[Operand]) -> Result<Node, Error> {
    if matches!(operator, Operator::Has | Operator::AnyOf | Operator::Contains) {
        let message = format!("`{}` does not go with {path}", operator.sign());
        return Err(Error::at(path.span(), message).help(format!(
            "for example: {}",
            Keyword::named(&path.to_string()).map_or("", |keyword| keyword.example)
        )));
    }
    let (mut constants, mut pseudo) = (Vec::new(), pseudo);
    let is_equality = matches!(operator, Operator::Equal | Operator::NotEqual | Operator::In);
    let mut origin = None;
    let mut measure = |value: &super::syntax::Value| {
        let (from, moment) = measure(pseudo, value)?;
        match (origin, from) {
            (Some(before), Some(from)) if before != from => Err(Error::at(
                value.span.0.clone(),
                "this counts from another moment than the time before it",
            )),
            _ => {
                origin = origin.or(from);
                Ok(moment)
            }
        }
    };
    for operand in operands {
        let constant = match operand {
            Operand::Range(first, last) => {
                let (start, end) = (measure(first)?, measure(last)?);
                if start.first > end.last {
                    return Err(Error::at(first.span.0.clone(), "the range ends before it begins"));
                }
                Constant::Range(start.first, end.last)
            }
            Operand::One(value) => {
                let moment = measure(value)?;
                if is_equality && moment.first != moment.last {
                    Constant::Range(moment.first, moment.last)
                } else {
                    Constant::Number(moment.first)
                }
            }
        };
        constants.push(constant);
    }
    if pseudo == Pseudo::Time {
        pseudo = match origin {
            Some(TimeOrigin::Start) => Pseudo::SinceStart,
            Some(TimeOrigin::Midnight) => Pseudo::TimeOfDay,
            Some(TimeOrigin::Epoch) | None => Pseudo::Time,
        };
    }
    Ok(asked(Some(pseudo), None, operator, constants))
}

/// Returns what a written value is, and of a time the moment from which it counts.
fn measure(pseudo: Pseudo, value: &super::syntax::Value) -> Result<(Option<TimeOrigin>, Moment), Error> {
    let text = value.text.as_str();
    let at = |message: String| Error::at(value.span.0.clone(), message);
    match pseudo {
        Pseudo::Time => moment(text).map(|(origin, moment)| (Some(origin), moment)).ok_or_else(|| {
            at(format!("{text} is no time")).help(
                "seconds from the first packet (10.5), the time of day (14:03:22) or seconds since 1970",
            )
        }),
        Pseudo::Latency => duration(text)
            .map(|moment| (None, moment))
            .ok_or_else(|| at(format!("{text} is no duration")).help("for example 20us, 1.5ms, 2s")),
        _ => {
            let of_name = || lexicon::errno(text).map(i128::from);
            let errno = number(text).or_else(of_name).map(i128::abs);
            let known = || (1..=133).filter_map(nltrace_decoders::names::errno).map(|(name, _)| name);
            errno.map(|errno| (None, Moment { first: errno, last: errno })).ok_or_else(|| {
                at(format!("{text} is the name of no error")).help(
                    did_you_mean(&nearest(text, known()))
                        .unwrap_or_else(|| "for example EINVAL or 22".to_owned()),
                )
            })
        }
    }
}

fn asked(pseudo: Option<Pseudo>, steps: Option<Steps>, operator: Operator, constants: Vec<Constant>) -> Node {
    let comparison = Comparison::new(operator, constants);
    match (pseudo, steps) {
        (Some(pseudo), _) => Node::Has(pseudo, comparison),
        (None, Some(steps)) => Node::Field(steps, Some(comparison)),
        (None, None) => Node::Or(Vec::new()),
    }
}

/// Returns the constant that an operand is for each kind that can be compared with it.
fn constants_of(
    path: &Path,
    operator: Operator,
    operand: &Operand,
    kinds: &[Kind],
    constants: &mut Vec<Constant>,
) -> Result<(), Error> {
    let (value, last) = match operand {
        Operand::One(value) => (value, None),
        Operand::Range(first, last) => (first, Some(last)),
    };
    if let Some(last) = last {
        if !kinds.iter().any(|kind| matches!(kind, Kind::Int { .. } | Kind::MessageType)) {
            return Err(Error::at(value.span.0.start..last.span.0.end, "a range is of numbers"));
        }
        let end = |value: &super::syntax::Value| {
            number(&value.text)
                .ok_or_else(|| Error::at(value.span.0.clone(), "the ends of a range are numbers"))
        };
        let (first, last) = (end(value)?, end(last)?);
        if first > last {
            return Err(Error::at(value.span.0.clone(), "the range ends before it begins"));
        }
        constants.push(Constant::Range(first, last));
        return Ok(());
    }
    let mut refused: Option<(String, Option<String>)> = None;
    let mut taken = false;
    let before = constants.len();
    for kind in kinds {
        match constant(kind, operator, value) {
            Ok(Constant::Symbol(lists)) => {
                taken = true;
                // One symbol, in every list that has it.
                match constants.last_mut() {
                    Some(Constant::Symbol(known)) if operator != Operator::In => {
                        let first = lists.0.first().map(|(names, _)| *names);
                        let is_same = |names: &Names| first.is_some_and(|first| std::ptr::eq(names, first));
                        if !known.0.iter().any(|(names, _)| is_same(names)) {
                            known.0.extend(lists.0);
                        }
                    }
                    _ => constants.push(Constant::Symbol(lists)),
                }
            }
            Ok(constant) => {
                taken = true;
                // Rows of one name are often of one kind.
                if !constants.get(before..).unwrap_or_default().contains(&constant) {
                    constants.push(constant);
                }
            }
            Err(why) => {
                // A refusal with a suggestion is better.
                if refused.as_ref().is_none_or(|known| known.1.is_none() && why.1.is_some()) {
                    refused = Some(why);
                }
            }
        }
    }
    if taken {
        return Ok(());
    }
    let (why, help) = refused.unwrap_or_else(|| ("this can't be compared".to_owned(), None));
    let what = kinds.first().map_or_else(String::new, words::of_kind);
    Err(Error::at(value.span.0.clone(), why).help(help.unwrap_or_else(|| format!("{path}: {what}"))))
}

/// Collects the kinds of the values that a kind can become.
fn flatten(kind: &'static Kind, kinds: &mut Vec<Kind>) {
    match kind {
        Kind::Int { .. } | Kind::Text { .. } | Kind::Bytes { .. } | Kind::MessageType => {
            kinds.push(*kind);
        }
        Kind::Select { cases, .. } => cases.iter().for_each(|(_, kind)| flatten(kind, kinds)),
        Kind::Sized { of, .. } | Kind::Peek(_, of) | Kind::Gloss(of, _) => flatten(of, kinds),
        Kind::Array(array) => flatten(&array.of, kinds),
        Kind::List(list) => flatten(&list.of, kinds),
        _ => (),
    }
}

fn steps_of(around: Vec<Vec<FieldPlace>>, last: &[FieldPlace]) -> Steps {
    let names = |places: &[FieldPlace]| {
        let mut names: Vec<&'static str> = Vec::new();
        for place in places {
            if !names.iter().any(|known| std::ptr::eq(*known, place.name)) {
                names.push(place.name);
            }
        }
        names
    };
    let (parts, rows): (Vec<FieldPlace>, Vec<FieldPlace>) =
        last.iter().partition(|place| place.show.is_some());
    Steps {
        around: around.iter().map(|places| names(places)).collect(),
        names: names(&rows),
        parts: names(&parts),
    }
}

/// Returns true if the lists are those of `NLM_F_*`, bits of every header. Those of a header that an error echoes are not meant.
fn header_flags(lists: &[(&'static Names, u64, bool)]) -> Option<Node> {
    let kinds = Pseudo::Flags.kinds();
    let of_header = |names: &'static Names| {
        kinds.iter().any(
            |kind| matches!(kind, Kind::Int { show: Show::Flags(list), .. } if std::ptr::eq(*list, names)),
        )
    };
    let found: Vec<(&'static Names, u64)> = lists
        .iter()
        .filter(|(names, ..)| of_header(names))
        .map(|(names, value, _)| (*names, *value))
        .collect();
    let constants = vec![Constant::Symbol(super::value::Lists(found.clone()))];
    (!found.is_empty() && found.len() == lists.len())
        .then_some(Node::Has(Pseudo::Flags, Comparison::new(Operator::Has, constants)))
}

/// Returns the error for a known name that is not a field.
fn misplaced(name: &Name, entry: &Entry, path: &Path, at: usize) -> Error {
    let span = name.span.0.clone();
    let text = &name.text;
    match entry {
        Entry::Message(..) if at == 0 && path.0.len() > 1 => {
            let rest = path.0.iter().skip(1).map(|name| name.text.as_str()).collect::<Vec<_>>().join(".");
            Error::at(span, format!("{text} is a message type, and no field"))
                .help(format!("type == {text} and {rest} …"))
        }
        Entry::Message(..) => {
            Error::at(span, format!("{text} is a message type")).help(format!("type == {text}"))
        }
        Entry::Family(_) => {
            Error::at(span, format!("{text} is a protocol")).help(format!("protocol == {text}"))
        }
        Entry::Generic(_) => {
            Error::at(span, format!("{text} is a family of generic netlink")).help(format!("genl == {text}"))
        }
        Entry::Set(set) => {
            let names: Vec<&str> = set.attrs.iter().take(4).map(|attr| attr.name).collect();
            Error::at(span, format!("names begin with {text}, but none is {text}"))
                .help(format!("for example {}", names.join(", ")))
        }
        _ => Error::at(span, format!("{text} is a value, and no field")).help(
            "write a field before == and a value after it; a value alone keeps messages in which any field has it",
        ),
    }
}
