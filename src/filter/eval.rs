//! Evaluates a filter on a message. Names are table rows, compared by address, and values are numbers or bytes, so nothing is
//! looked up or compared as text.

use std::time::Duration;

use nltrace_decoders::control;
use nltrace_decoders::schema::{Kind, Names, Show};
use nltrace_decoders::tape::{Field, Role, Tape, end_of};
use nltrace_decoders::value::{Integer, Value, error, parts, reveal};
use nltrace_decoders::wire::{Endian, MessageHeader};

use super::comparison::Comparison;
use super::pseudo::{DIRECTIONS, Pseudo};
use super::syntax::Operator;
use super::value::{Circumstances, Constant};
use crate::datagram::{Caller, Datagram, Direction, Outcome, Timestamp};
use crate::local_time::time_of_day;
use crate::session::{self, Interfaces};

/// The largest number of names in a path.
pub(crate) const MAX_STEPS: usize = 12;

/// The subject of a filter.
pub(crate) struct Subject<'a> {
    /// The process that moved it.
    pub(crate) caller: Option<&'a Caller>,
    /// The protocol.
    pub(crate) protocol: Option<u16>,
    /// Its direction, if known.
    pub(crate) direction: Option<Direction>,
    /// How the call ended.
    pub(crate) outcome: Outcome,
    /// The number of the packet; a call that moved no message has none.
    pub(crate) packet: Option<u64>,
    /// When it was moved, or when the call ended.
    pub(crate) when: Timestamp,
    /// When the first packet was.
    pub(crate) start: Timestamp,
    /// The message; a call that moved none has none.
    pub(crate) message: Option<Message<'a>>,
}

/// A message, as far as a filter looks at it.
pub(crate) struct Message<'a> {
    /// Its header.
    pub(crate) header: MessageHeader,
    /// Its bytes.
    pub(crate) bytes: &'a [u8],
    /// Its fields.
    pub(crate) tape: &'a Tape,
    /// The time since its request, if it answers one and that is not a guess.
    pub(crate) latency: Option<Duration>,
    /// Interface names.
    pub(crate) interfaces: &'a Interfaces,
    /// The network namespace of the names.
    pub(crate) netns: u64,
    /// Whether it is a request that changes something, the result of one, or tells of a change.
    pub(crate) changes: bool,
}

impl<'a> Subject<'a> {
    /// Returns a message of a datagram.
    pub(crate) fn message(datagram: &'a Datagram<'_>, start: Timestamp, message: Message<'a>) -> Subject<'a> {
        Subject { message: Some(message), ..Subject::bytes(datagram, start) }
    }

    /// Returns bytes of a datagram that are no message.
    pub(crate) fn bytes(datagram: &'a Datagram<'_>, start: Timestamp) -> Subject<'a> {
        Subject {
            caller: datagram.caller,
            protocol: datagram.protocol,
            direction: Some(datagram.direction).filter(|direction| *direction != Direction::Unknown),
            outcome: datagram.outcome,
            packet: Some(datagram.number),
            when: datagram.when,
            start,
            message: None,
        }
    }

    /// Returns the error number of an error message, 0 or negative.
    fn error_in_message(&self) -> Option<i64> {
        self.message.as_ref().and_then(|message| error(message.bytes, message.tape))
    }

    /// Returns the error number of the message or of the failed call, 0 or negative.
    pub(crate) fn error(&self) -> Option<i64> {
        self.error_in_message().or(match self.outcome {
            Outcome::Failed(errno) => Some(-i64::from(errno)),
            _ => None,
        })
    }

    /// Returns whether it is an error: an error message, or a call that failed other than for lack of something to read.
    fn fails(&self) -> bool {
        self.error_in_message().is_some_and(|error| error < 0) || self.outcome.failure().is_some()
    }

    fn about(&self) -> Circumstances<'_> {
        let interfaces = self.message.as_ref().map(|message| (message.interfaces, message.netns));
        Circumstances { protocol: self.protocol, interfaces }
    }

    /// Returns the value that a pseudo-name has.
    fn value(&self, pseudo: Pseudo) -> Option<Value<'_>> {
        let number = |raw: u64, show| {
            Value::Integer(Integer { raw, signed: false, width: 8, show, endian: Endian::NATIVE })
        };
        let signed = |raw: i64, show| {
            Value::Integer(Integer {
                raw: raw.cast_unsigned(),
                signed: true,
                width: 8,
                show,
                endian: Endian::NATIVE,
            })
        };
        let header = self.message.as_ref().map(|message| &message.header);
        Some(match pseudo {
            Pseudo::Type => {
                let name = self.message.as_ref().and_then(|message| message.tape.message);
                Value::MessageType(header?.kind, name.map(|message| message.name))
            }
            Pseudo::Generic => {
                let owner = self.message.as_ref()?.tape.owner.as_ref()?;
                Value::Text(owner.name()?.as_bytes(), &[])
            }
            Pseudo::Protocol => number(self.protocol?.into(), Show::Name(&nltrace_decoders::names::NETLINK)),
            Pseudo::Len => number(header?.len.into(), Show::Dec),
            Pseudo::Flags => {
                let class = self.message.as_ref()?.tape.class();
                number(header?.flags.into(), Show::Flags(control::flag_names(class)))
            }
            Pseudo::Seq => number(header?.seq.into(), Show::Dec),
            Pseudo::PortId => number(header?.portid.into(), Show::Dec),
            Pseudo::Pid => signed(self.caller?.pid.into(), Show::Dec),
            Pseudo::Tid => signed(self.caller?.tid.into(), Show::Dec),
            Pseudo::Fd => signed(self.caller?.fd.into(), Show::Dec),
            Pseudo::Comm => Value::Text(self.caller?.comm.as_bytes(), &[]),
            Pseudo::Syscall => Value::Text(self.caller?.syscall.as_bytes(), &[]),
            Pseudo::Netns => {
                number(self.caller.map(|caller| caller.netns).filter(|netns| *netns != 0)?, Show::Dec)
            }
            Pseudo::Uid => number(self.caller?.origin.as_ref()?.uid.into(), Show::Dec),
            Pseudo::Cgroup => {
                Value::Text(self.caller?.origin.as_ref()?.cgroup_path.as_ref()?.as_bytes(), &[])
            }
            Pseudo::Cookie => number(self.caller?.origin.as_ref()?.cookie, Show::Dec),
            Pseudo::Direction => {
                let way = if self.direction? == Direction::Send { 1 } else { 2 };
                number(way, Show::Name(&DIRECTIONS))
            }
            Pseudo::Error => signed(self.error()?, Show::Errno),
            Pseudo::Errno => number(self.error()?.min(0).unsigned_abs(), Show::Dec),
            Pseudo::Packet => number(self.packet?, Show::Dec),
            Pseudo::Time => number(nanoseconds(self.when), Show::Dec),
            Pseudo::SinceStart => number(nanoseconds(self.when.checked_sub(self.start)?), Show::Dec),
            Pseudo::TimeOfDay => {
                let [hour, minute, second] = time_of_day(self.when.as_secs())?.map(u64::from);
                let seconds = Duration::from_secs((hour * 60 + minute) * 60 + second);
                number(nanoseconds(seconds) + u64::from(self.when.subsec_nanos()), Show::Dec)
            }
            Pseudo::Latency => number(nanoseconds(self.message.as_ref()?.latency?), Show::Dec),
            Pseudo::Text => {
                let message = self.message.as_ref()?;
                Value::Text(session::text(message.tape, message.bytes)?, &[])
            }
        })
    }
}

fn nanoseconds(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}

/// A condition.
pub(crate) enum Node {
    /// One of them holds.
    Or(Vec<Node>),
    /// All of them hold.
    And(Vec<Node>),
    /// It does not hold.
    Not(Box<Node>),
    /// It is an error.
    Fails,
    /// It changes something, or tells of a change.
    Changes,
    /// A comparison of something that every message has.
    Has(Pseudo, Comparison),
    /// A field is there, and fits.
    Field(Steps, Option<Comparison>),
    /// Some value has its name in one of these lists, and a field has that value. The flag is true if the name is bits.
    Says(Vec<(&'static Names, u64, bool)>),
}

/// Which fields are meant.
pub(crate) struct Steps {
    /// The names of the enclosing fields, outermost first, each with all rows that have it.
    pub(crate) around: Vec<Vec<&'static str>>,
    /// Its own.
    pub(crate) names: Vec<&'static str>,
    /// The same, where it is some bits of an integer.
    pub(crate) parts: Vec<&'static str>,
}

impl Node {
    /// Returns a filter of failures, or of successes.
    pub(crate) fn failed(failed: bool) -> Node {
        let below = Comparison::new(Operator::Less, vec![Constant::Number(0)]);
        let node = Node::Has(Pseudo::Error, below);
        if failed { node } else { Node::Not(Box::new(node)) }
    }

    /// Returns whether it holds.
    pub(crate) fn holds(&self, subject: &Subject<'_>) -> bool {
        match self {
            Node::Or(nodes) => nodes.iter().any(|node| node.holds(subject)),
            Node::And(nodes) => nodes.iter().all(|node| node.holds(subject)),
            Node::Not(node) => !node.holds(subject),
            Node::Fails => subject.fails(),
            Node::Changes => subject.message.as_ref().is_some_and(|message| message.changes),
            Node::Has(Pseudo::Netns, comparison) => self::namespace(subject, comparison),
            Node::Has(pseudo, comparison) => {
                subject.value(*pseudo).is_some_and(|value| comparison.holds(&value, subject.about()))
            }
            Node::Field(steps, comparison) => subject.message.as_ref().is_some_and(|message| {
                find(message, steps, |value| match comparison {
                    Some(comparison) => comparison.holds(value, subject.about()),
                    None => true,
                })
            }),
            Node::Says(lists) => subject.message.as_ref().is_some_and(|message| says(message, lists)),
        }
    }
}

/// Returns whether the network namespace fits, by its inode or by its name. One without a name is called as its inode.
fn namespace(subject: &Subject<'_>, comparison: &Comparison) -> bool {
    let Some(caller) = subject.caller.filter(|caller| caller.netns != 0) else { return false };
    let inode = subject.value(Pseudo::Netns);
    let name = caller.namespace.as_deref().map_or_else(|| caller.netns.to_string(), str::to_owned);
    inode.is_some_and(|inode| comparison.holds(&inode, subject.about()))
        || comparison.holds(&Value::Text(name.as_bytes(), &[]), subject.about())
}

/// Returns whether a name is one of these: the same text at the same place. Every row has its name from the tables.
fn is_one_of(name: &'static str, names: &[&'static str]) -> bool {
    names.iter().any(|known| std::ptr::eq(*known, name))
}

/// Returns true if a field has one of these names. A struct that is an attribute's payload is not a field of its own: the
/// attribute's name covers it.
fn is_named(field: &Field, names: &[&'static str]) -> bool {
    is_one_of(field.name, names) || payload_struct(field.kind).is_some_and(|name| is_one_of(name, names))
}

fn payload_struct(kind: &Kind) -> Option<&'static str> {
    match kind {
        Kind::Struct(of) => Some(of.name),
        Kind::Gloss(of, _) | Kind::Peek(_, of) => payload_struct(of),
        _ => None,
    }
}

/// Returns whether a field is meant whose value fits.
fn find(message: &Message<'_>, steps: &Steps, fits: impl Fn(&Value<'_>) -> bool) -> bool {
    let tape = message.tape;
    // The depths of the enclosing fields found so far.
    let mut open = [0u8; MAX_STEPS];
    let mut found = 0;
    for (at, field) in tape.fields().iter().enumerate() {
        while found > 0 && field.depth <= open[found - 1] {
            found -= 1;
        }
        if found == steps.around.len() {
            if is_named(field, &steps.names) && is_field(field) && value_fits(message, at, field, &fits) {
                return true;
            }
            if !steps.parts.is_empty() && part_fits(message, field, &steps.parts, &fits) {
                return true;
            }
        } else if is_named(field, &steps.around[found]) {
            open[found] = field.depth;
            found += 1;
            if found == steps.around.len()
                && !steps.parts.is_empty()
                && part_fits(message, field, &steps.parts, &fits)
            {
                return true;
            }
        }
    }
    false
}

/// Returns whether a field is whole, and not a part of what its name denotes.
fn is_field(field: &Field) -> bool {
    !matches!(field.role, Role::AttributeHeader | Role::Padding)
}

/// Returns whether the value of a field fits, or that of one of its elements.
fn value_fits(message: &Message<'_>, at: usize, field: &Field, fits: &impl Fn(&Value<'_>) -> bool) -> bool {
    let tape = message.tape;
    if !tape.has_parts(at) {
        return fits(&reveal(field, message.bytes, tape));
    }
    if fits(&Value::Empty) {
        return true;
    }
    let parts = tape.fields().get(at + 1..end_of(tape.fields(), at)).unwrap_or_default();
    let mut elements =
        parts.iter().filter(|part| part.depth == field.depth + 1 && part.role != Role::AttributeHeader);
    holds_elements(field.kind) && elements.any(|part| fits(&reveal(part, message.bytes, tape)))
}

fn holds_elements(kind: &Kind) -> bool {
    match kind {
        Kind::Array(_) | Kind::List(_) => true,
        Kind::Gloss(of, _) => holds_elements(of),
        _ => false,
    }
}

fn part_fits(
    message: &Message<'_>,
    field: &Field,
    names: &[&'static str],
    fits: &impl Fn(&Value<'_>) -> bool,
) -> bool {
    let Kind::Int { show: Show::Parts(list) | Show::BitFields(list), .. } = field.kind else { return false };
    let Value::Integer(integer) = reveal(field, message.bytes, message.tape) else { return false };
    parts(list, &integer).any(|(name, part)| is_one_of(name, names) && fits(&Value::Integer(part)))
}

/// Returns whether a field has one of these values.
fn says(message: &Message<'_>, lists: &[(&'static Names, u64, bool)]) -> bool {
    let says = |show: Show, raw: u64| {
        let (Show::Name(names) | Show::Flags(names)) = show else { return false };
        lists.iter().any(|(list, value, bits)| {
            std::ptr::eq(*list, names) && if *bits { raw & value == *value } else { raw == *value }
        })
    };
    message.tape.fields().iter().any(|field| match field.kind {
        Kind::Int { show: show @ (Show::Name(_) | Show::Flags(_)), .. } => {
            // Only what is in a list is read.
            let (Show::Name(names) | Show::Flags(names)) = show else { return false };
            lists.iter().any(|(list, ..)| std::ptr::eq(*list, *names))
                && matches!(reveal(field, message.bytes, message.tape), Value::Integer(integer) if says(*show, integer.raw))
        }
        Kind::Int { show: Show::Parts(list) | Show::BitFields(list), .. } => {
            let Value::Integer(integer) = reveal(field, message.bytes, message.tape) else { return false };
            parts(list, &integer).any(|(_, part)| says(part.show, part.raw))
        }
        _ => false,
    })
}
