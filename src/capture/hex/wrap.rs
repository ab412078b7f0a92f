//! `--as`: less than a message. Builds a message around the pasted bytes, with the bytes in the place that the tables give,
//! because the interpreter reads messages.

use std::collections::{HashSet, VecDeque};

use nltrace_decoders::control::{NLM_F_ACK_TLVS, NLM_F_CAPPED, NLM_F_REQUEST, NLMSG_DONE, NLMSG_ERROR};
use nltrace_decoders::generic::GENL_HDRLEN;
use nltrace_decoders::names::{AF, NETLINK_ROUTE};
use nltrace_decoders::schema::{Attr, Body, Case, Family, Generic, Kind, Msg, Set, Struct};
use nltrace_decoders::wire::{self, Endian, NLA_F_NESTED, NLA_HDRLEN, NLA_TYPE_MASK, NLMSG_HDRLEN, align};

use crate::tables;

/// The number of a generic netlink family in such a message.
const INVENTED: u16 = 0x1f;
/// Steps that are tried to find a place in the tables.
const STEPS: usize = 400_000;

/// A place in a message.
pub(crate) struct PastePlace {
    family: &'static Family,
    message: &'static Msg,
    generic: Option<&'static Generic>,
    is_request: bool,
    steps: Vec<PathStep>,
    /// The attribute that is asked for: its header may be in the bytes or not.
    is_attribute: bool,
    /// A control message, which all protocols have: its number and name.
    control: Option<(u16, &'static str)>,
    /// The name whose value chooses what the bytes mean, and a value that it may have.
    undecided: Option<(&'static str, String)>,
}

/// A way from a message's body to what is in it.
#[derive(Clone)]
enum PathStep {
    /// Into an attribute of a set, or of a list.
    Attribute(Option<&'static Set>, u16),
    /// Behind a struct.
    Behind(&'static Struct),
    /// Where a name has a value.
    Where(&'static str, Selector),
}

/// A value that chooses a meaning.
#[derive(Clone)]
enum Selector {
    Text(String),
    Number(u64),
}

/// Why a name is no place.
#[derive(Debug, Default)]
pub(crate) struct UnknownPlace {
    /// The reason.
    pub(crate) reason: String,
    /// The word that is wrong.
    pub(crate) word: String,
    /// The words that are right there; empty if any name of the tables may be.
    pub(crate) names: Vec<String>,
}

impl UnknownPlace {
    fn new(word: &str, names: Vec<String>, reason: impl Into<String>) -> UnknownPlace {
        UnknownPlace { reason: reason.into(), word: word.to_owned(), names }
    }
}

impl PastePlace {
    /// Returns the place that is called so: a message, an attribute with the value in brackets that chooses what it holds, a struct.
    /// The names of messages and attributes may be in lower case, and `struct:` may be left out.
    pub(crate) fn named(name: &str) -> Result<PastePlace, UnknownPlace> {
        if let Some((family, command)) = name.split_once(':').filter(|(family, _)| *family != "struct") {
            return command_of(family, command);
        }
        let (wanted, value) = match name.strip_suffix(']').and_then(|name| name.split_once('[')) {
            Some((wanted, value)) => (wanted, Some(value)),
            None => (name, None),
        };
        let of = wanted.strip_prefix("struct:").or_else(|| wanted.strip_prefix("struct ")).map(str::trim);
        if of.unwrap_or(wanted) == "nlmsghdr" {
            let reason = "a message with its nlmsghdr is decoded without --as";
            return Err(UnknownPlace::new(wanted, Vec::new(), reason));
        }
        // Structs without a name cannot be asked for.
        if wanted.is_empty() || of == Some("") {
            return Err(UnknownPlace::new(name, Vec::new(), "a name is missing"));
        }
        if let Some(of) = of {
            return search(&Target::Struct(of), value);
        }
        let upper = wanted.to_ascii_uppercase();
        if let Some(place) = control(name).or_else(|| message(name)).or_else(|| message(&upper)) {
            return Ok(place);
        }
        let is_other = |result: &Result<PastePlace, UnknownPlace>| {
            result.as_ref().err().is_some_and(|error| error.word == wanted)
        };
        let found = search(&Target::Attribute(wanted), value);
        if !is_other(&found) || upper == wanted {
            return found;
        }
        let more =
            search(&Target::Struct(wanted), value).or_else(|_| search(&Target::Attribute(&upper), value));
        if is_other(&more) || more.as_ref().is_err_and(|error| error.word == upper) { found } else { more }
    }

    /// Returns the protocol of the message.
    pub(crate) fn protocol(&self) -> u16 {
        self.family.protocol
    }

    /// Returns the family of generic netlink, and the number that it has in the message.
    pub(crate) fn family(&self) -> Option<(u16, &'static Generic)> {
        self.generic.map(|generic| (generic.id.unwrap_or(INVENTED), generic))
    }

    /// Returns the remark about the place that was assumed.
    pub(crate) fn note(&self, name: &str) -> String {
        let message = self.control.map_or(self.message.name, |(_, name)| name);
        if message == name {
            return format!("the header of this {message} is made up");
        }
        let undecided = self.undecided.as_ref().map_or(String::new(), |(by, example)| {
            format!("; its meaning depends on {by}, which {name}[{example}] states")
        });
        format!("decoded as {name} of {message}: all around it is made up{undecided}")
    }

    /// Returns a message that holds the bytes.
    pub(super) fn wrap(&self, bytes: &[u8]) -> Vec<u8> {
        if let Some((kind, _)) = self.control {
            return control_message(kind, bytes);
        }
        let mut body = bytes.to_vec();
        let mut values: Vec<(&'static str, Selector)> = Vec::new();
        let innermost = self.steps.iter().rposition(|step| matches!(step, PathStep::Attribute(..)));
        for (at, step) in self.steps.iter().enumerate().rev() {
            match step {
                PathStep::Where(name, value) => values.push((name, value.clone())),
                PathStep::Behind(of) => {
                    let mut head = head(of, &mut values);
                    head.extend(body);
                    body = head;
                }
                PathStep::Attribute(set, id) => {
                    let holds_parts =
                        set.and_then(|set| set.get(*id)).is_some_and(|attr| is_nest(&attr.kind));
                    // The first attribute of a nest may have the nest's own number.
                    let is_whole = self.is_attribute
                        && innermost == Some(at)
                        && is_attribute(&body, *id)
                        && (!holds_parts || adds_up(body.get(NLA_HDRLEN..).unwrap_or_default()));
                    let mut whole = Vec::new();
                    values.retain(|(name, value)| match set.and_then(|set| set.named(name)) {
                        Some(attr) => {
                            whole.extend(attribute(attr.id, &value.bytes(attr)));
                            false
                        }
                        None => true,
                    });
                    let has_parts =
                        set.is_none_or(|set| set.get(*id).is_some_and(|attr| is_nest(&attr.kind)));
                    let kind = if has_parts { id | NLA_F_NESTED } else { *id };
                    whole.extend(if is_whole { body } else { attribute(kind, &body) });
                    body = whole;
                }
            }
        }
        self.message(&body, &mut values)
    }

    fn message(&self, body: &[u8], values: &mut Vec<(&'static str, Selector)>) -> Vec<u8> {
        let of = if self.is_request { self.message.request } else { self.message.reply };
        let mut inside = Vec::new();
        if let Some(generic) = self.generic {
            let cmd = self.message.id.to_le_bytes().first().copied().unwrap_or(0);
            // With or without genlmsghdr: attributes that add up say where they begin.
            if self.steps.is_empty()
                && adds_up(body.get(GENL_HDRLEN..).unwrap_or_default())
                && body.first() == Some(&cmd)
            {
                inside.extend_from_slice(body);
            } else {
                inside.extend([cmd, 1, 0, 0]);
                if let Some(of) = struct_of(&generic.header)
                    && !self.steps.is_empty()
                {
                    inside.extend(head(of, values));
                }
                inside.extend_from_slice(body);
            }
        } else {
            if let Some(of) = struct_of(&of.head).filter(|_| !self.steps.is_empty()) {
                inside.extend(head(of, values));
            }
            inside.extend_from_slice(body);
        }
        let len = u32::try_from(NLMSG_HDRLEN + inside.len()).unwrap_or(u32::MAX);
        let kind = self.family().map_or(self.message.id, |(id, _)| id);
        let flags = if self.is_request { NLM_F_REQUEST } else { 0 };
        let mut bytes = ordered(len.to_le_bytes());
        bytes.extend(ordered(kind.to_le_bytes()));
        bytes.extend(ordered(flags.to_le_bytes()));
        bytes.extend([0; 8]);
        bytes.extend(inside);
        bytes
    }
}

/// Returns the place of a control message's body.
fn control(name: &str) -> Option<PastePlace> {
    let kind = match name {
        "NLMSG_ERROR" => (NLMSG_ERROR, "NLMSG_ERROR"),
        "NLMSG_DONE" => (NLMSG_DONE, "NLMSG_DONE"),
        _ => return None,
    };
    let family = tables::by_protocol(NETLINK_ROUTE)?;
    let message = family.messages.iter().copied().flatten().next()?;
    Some(PastePlace { control: Some(kind), ..PastePlace::of(family, None, message, false) })
}

/// Returns a control message with a body: an errno, of an error the request, and attributes if more bytes follow.
fn control_message(kind: u16, body: &[u8]) -> Vec<u8> {
    let echo = body.get(4..).and_then(|echo| wire::message_header(echo, Endian::NATIVE).ok());
    let len = echo.map_or(0, |(_, header)| usize::try_from(header.len).unwrap_or(usize::MAX));
    let errno_len = 4;
    let end = match kind {
        NLMSG_DONE => errno_len,
        _ => errno_len + align(len.min(body.len())),
    };
    let has_attributes = body.len() > end;
    // An error whose request is missing but for its header.
    let is_capped = kind == NLMSG_ERROR && len > body.len();
    let flags = if has_attributes { NLM_F_ACK_TLVS } else { 0 } | if is_capped { NLM_F_CAPPED } else { 0 };
    let len = u32::try_from(NLMSG_HDRLEN + body.len()).unwrap_or(u32::MAX);
    let mut bytes = ordered(len.to_le_bytes());
    bytes.extend(ordered(kind.to_le_bytes()));
    bytes.extend(ordered(flags.to_le_bytes()));
    bytes.extend([0; 8]);
    bytes.extend_from_slice(body);
    bytes
}

/// Returns bytes of a little-endian number in this machine's order.
fn ordered<const N: usize>(mut bytes: [u8; N]) -> Vec<u8> {
    if Endian::NATIVE == Endian::Big {
        bytes.reverse();
    }
    bytes.to_vec()
}

impl Selector {
    /// Returns the bytes of an attribute with this value.
    fn bytes(&self, attr: &Attr) -> Vec<u8> {
        match (self, attr.kind) {
            (Selector::Text(text), Kind::Int { .. }) => {
                text.parse().map_or(Vec::new(), |number| Selector::Number(number).bytes(attr))
            }
            (Selector::Text(text), _) => [text.as_bytes(), b"\0"].concat(),
            (Selector::Number(number), kind) => {
                let (width, big) = match kind {
                    Kind::Int { width, order, .. } => {
                        (usize::from(width).max(1), matches!(order, nltrace_decoders::schema::Order::Big))
                    }
                    _ => (4, false),
                };
                let mut bytes = number.to_le_bytes().get(..width.min(8)).unwrap_or_default().to_vec();
                if big || Endian::NATIVE == Endian::Big {
                    bytes.reverse();
                }
                bytes
            }
        }
    }
}

/// Returns a struct of zeros, except for members that must have a value.
fn head(of: &Struct, values: &mut Vec<(&'static str, Selector)>) -> Vec<u8> {
    let mut bytes = vec![0; of.size];
    let mut at = 0;
    for member in of.fields {
        let width = member.width();
        values.retain(|(name, value)| {
            let Selector::Number(number) = value else { return true };
            if *name != member.name {
                return true;
            }
            if let (Some(place), Some(low)) =
                (bytes.get_mut(at..at + width), number.to_le_bytes().get(..width))
            {
                place.copy_from_slice(low);
            }
            false
        });
        at += width;
    }
    bytes.resize(align(bytes.len()), 0);
    bytes
}

fn attribute(kind: u16, payload: &[u8]) -> Vec<u8> {
    let len = u16::try_from(NLA_HDRLEN + payload.len()).unwrap_or(u16::MAX);
    let mut bytes = ordered(len.to_le_bytes());
    bytes.extend(ordered(kind.to_le_bytes()));
    bytes.extend_from_slice(payload);
    bytes.resize(align(bytes.len()), 0);
    bytes
}

/// Returns whether bytes are an attribute of this number with its header.
fn is_attribute(bytes: &[u8], id: u16) -> bool {
    wire::attribute(bytes, Endian::NATIVE).is_some_and(|found| {
        let len = usize::from(found.len);
        found.kind & NLA_TYPE_MASK == id
            && len > NLA_HDRLEN
            && (len == bytes.len() || align(len) == bytes.len())
    })
}

/// Returns whether bytes are attributes to the last.
fn adds_up(bytes: &[u8]) -> bool {
    let mut rest = bytes;
    while let Some(found) = wire::attribute(rest, Endian::NATIVE) {
        let len = usize::from(found.len);
        if len > rest.len() {
            return false;
        }
        rest = rest.get(align(len)..).unwrap_or_default();
    }
    rest.is_empty()
}

fn is_nest(kind: &Kind) -> bool {
    match kind {
        Kind::Nest(_) | Kind::List(_) => true,
        Kind::Gloss(inner, _) | Kind::Peek(_, inner) => is_nest(inner),
        Kind::Select { cases, .. } => cases.iter().any(|(_, kind)| is_nest(kind)),
        _ => false,
    }
}

/// Returns the struct that a head is, or the last that it may be.
fn struct_of(kind: &'static Kind) -> Option<&'static Struct> {
    match kind {
        Kind::Struct(of) => Some(of),
        Kind::Gloss(inner, _) | Kind::Peek(_, inner) => struct_of(inner),
        Kind::Select { cases, .. } => cases.iter().rev().find_map(|(_, kind)| struct_of(kind)),
        _ => None,
    }
}

/// Returns a message by its name.
fn message(name: &str) -> Option<PastePlace> {
    for family in tables::families() {
        if let Some(message) = family.messages.iter().copied().flatten().find(|message| message.name == name)
        {
            return Some(PastePlace::of(family, None, message, true));
        }
        for generic in family.generic {
            for (_, commands, _) in generic.lists() {
                if let Some(message) = commands.list.iter().find(|message| message.name == name) {
                    return Some(PastePlace::of(
                        family,
                        Some(generic),
                        message,
                        std::ptr::eq(commands, generic.requests),
                    ));
                }
            }
        }
    }
    None
}

/// Returns a command of a family: `ethtool:STRSET_GET`, by its name, the end of it, or one that has its letters.
fn command_of(name: &str, command: &str) -> Result<PastePlace, UnknownPlace> {
    let mut generics = tables::families()
        .iter()
        .flat_map(|family| family.generic.iter().map(move |generic| (family, generic)));
    let (family, generic) =
        generics.find(|(_, generic)| generic.name.eq_ignore_ascii_case(name)).ok_or_else(|| {
            let names = tables::generic().iter().map(|generic| generic.name.to_owned()).collect();
            UnknownPlace::new(name, names, format!("no family of generic netlink is called {name}"))
        })?;
    let all = || {
        generic
            .lists()
            .flat_map(|(_, commands, _)| commands.list.iter().map(move |message| (commands, message)))
    };
    let upper = command.to_ascii_uppercase();
    let found = all()
        .find(|(_, message)| message.name == upper)
        .or_else(|| all().find(|(_, message)| message.name.ends_with(&upper)))
        .or_else(|| {
            all()
                .filter(|(_, message)| is_within(tail(message.name), &upper))
                .max_by_key(|(_, message)| tail(message.name).len())
        });
    let (commands, message) = found.ok_or_else(|| {
        let names = all().flat_map(|(_, message)| [tail(message.name), message.name]);
        let names = names.map(str::to_owned).collect();
        let reason = format!("{0} has no command {command}; nltrace --list {0} has them", generic.name);
        UnknownPlace::new(command, names, reason)
    })?;
    Ok(PastePlace::of(family, Some(generic), message, std::ptr::eq(commands, generic.requests)))
}

/// Returns a command's name without what all of its family begin with.
fn tail(name: &str) -> &str {
    ["_MSG_", "_CMD_", "_C_"].iter().find_map(|part| name.split_once(part)).map_or(name, |(_, tail)| tail)
}

/// Returns whether the letters of one name are in the other, in their order.
fn is_within(short: &str, long: &str) -> bool {
    let mut letters = long.chars();
    short.len() * 2 > long.len() && short.chars().all(|letter| letters.any(|other| other == letter))
}

impl PastePlace {
    fn of(
        family: &'static Family,
        generic: Option<&'static Generic>,
        message: &'static Msg,
        is_request: bool,
    ) -> PastePlace {
        PastePlace {
            family,
            message,
            generic,
            is_request,
            steps: Vec::new(),
            is_attribute: false,
            control: None,
            undecided: None,
        }
    }
}

/// The subject of the search.
enum Target<'n> {
    Attribute(&'n str),
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
fn search(target: &Target<'_>, value: Option<&str>) -> Result<PastePlace, UnknownPlace> {
    let mut queue: VecDeque<(Start, &'static Kind, Vec<PathStep>)> = VecDeque::new();
    let mut seen: HashSet<(*const Kind, u16)> = HashSet::new();
    for family in tables::families() {
        let plain = family.messages.iter().copied().flatten().map(|message| (None, message, true));
        let commands = family.generic.iter().flat_map(|generic| {
            let of = move |(_, commands, _): (_, &'static nltrace_decoders::schema::Commands, _)| {
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
