//! Values of a filter: parses the text of a value as the kind of the field that it is compared with.

use std::net::{Ipv4Addr, Ipv6Addr};

use nltrace_decoders::control;
use nltrace_decoders::schema::{Kind, Look, Names, Show};
use nltrace_decoders::value::Integer;

use super::syntax::{self, Operator};
use crate::lexicon;
use crate::lexicon::nearest::{did_you_mean, nearest};
use crate::lexicon::words;
use crate::session::Interfaces;
use crate::tables;

/// A value, ready to be compared with.
#[derive(Clone, PartialEq)]
pub(crate) enum Constant {
    /// A number.
    Number(i128),
    /// The number of a symbol in each of these lists of names.
    Symbol(Lists),
    /// Message types, of a protocol or of all.
    Type(Option<u16>, u16),
    /// A command of generic netlink: its family has a number of its own on every machine.
    Command(&'static str),
    /// The interface of this name.
    Interface(String),
    /// A text.
    Text(Vec<u8>),
    /// An address, and how many bits of it count.
    Address(Vec<u8>, usize),
    /// Bytes.
    Bytes(Vec<u8>),
    /// A number from the first to the second.
    Range(i128, i128),
}

/// Lists of names, and what a symbol is in each.
#[derive(Clone)]
pub(crate) struct Lists(pub(crate) Vec<(&'static Names, u64)>);

impl PartialEq for Lists {
    fn eq(&self, other: &Lists) -> bool {
        self.0.len() == other.0.len()
            && self.0.iter().zip(&other.0).all(|(a, b)| std::ptr::eq(a.0, b.0) && a.1 == b.1)
    }
}

impl Lists {
    /// Returns the symbol's number for an integer of this meaning.
    pub(super) fn of(&self, show: Show) -> Option<u64> {
        let (Show::Name(names) | Show::Flags(names)) = show else { return None };
        self.0.iter().find(|(list, _)| std::ptr::eq(*list, names)).map(|(_, value)| *value)
    }
}

/// Returns whether values of a kind can be compared so.
pub(crate) fn is_comparable(kind: &Kind, operator: Operator) -> bool {
    match operator {
        Operator::Equal | Operator::NotEqual | Operator::In => true,
        Operator::Less | Operator::LessOrEqual | Operator::Greater | Operator::GreaterOrEqual => {
            matches!(kind, Kind::Int { .. } | Kind::MessageType)
        }
        Operator::Has | Operator::AnyOf => matches!(kind, Kind::Int { .. }),
        Operator::Contains => {
            matches!(kind, Kind::Text { .. } | Kind::Bytes { look: Look::SocketName, .. })
        }
    }
}

/// Returns the constant that a written value is for a kind; otherwise the reason, and a suggestion.
pub(crate) fn constant(
    kind: &Kind,
    operator: Operator,
    value: &syntax::Value,
) -> Result<Constant, (String, Option<String>)> {
    let text = value.text.as_str();
    let refuse = || Err((format!("{value} does not fit here"), None));
    match kind {
        Kind::Int { width, signed, show, .. } => {
            if let Some(number) = number(text).filter(|_| !value.quoted) {
                // An error is a negative number; a user may write 22 for it.
                let number = if matches!(show, Show::Errno) { -number.abs() } else { number };
                let bits = if *width == 0 { 64 } else { u32::from(*width) * 8 };
                let (least, most) = if *signed {
                    (-(1i128 << (bits - 1)), (1i128 << (bits - 1)) - 1)
                } else {
                    (0, (1i128 << bits) - 1)
                };
                return if (least..=most).contains(&number) {
                    Ok(Constant::Number(number))
                } else {
                    Err((
                        format!(
                            "{} holds {least} to {most}",
                            words::integer(*width, *signed, nltrace_decoders::schema::Order::Host)
                        ),
                        None,
                    ))
                };
            }
            match show {
                Show::Name(names) | Show::Flags(names) => {
                    symbol(names, text).map(|value| Constant::Symbol(Lists(vec![(names, value)])))
                }
                Show::Errno => match lexicon::errno(text) {
                    Some(number) => Ok(Constant::Number(-i128::from(number))),
                    None => {
                        let known =
                            (1..=133).filter_map(nltrace_decoders::names::errno).map(|(name, _)| name);
                        Err((format!("{text} is the name of no error"), did_you_mean(&nearest(text, known))))
                    }
                },
                Show::Interface => Ok(Constant::Interface(text.to_owned())),
                Show::Handle => handle(text).map_or_else(refuse, |number| Ok(Constant::Number(number))),
                Show::Device => pair(text, 10).map_or_else(refuse, |(major, minor)| {
                    Ok(Constant::Number(i128::from(major << 20 | minor)))
                }),
                Show::Bool => match text {
                    "true" | "yes" | "on" => Ok(Constant::Number(1)),
                    "false" | "no" | "off" => Ok(Constant::Number(0)),
                    _ => refuse(),
                },
                _ => refuse(),
            }
        }
        Kind::MessageType => match number(text).filter(|_| !value.quoted) {
            Some(number) => match u16::try_from(number) {
                Ok(number) => Ok(Constant::Type(None, number)),
                Err(_) => Err(("a message type is 0 to 65535".to_owned(), None)),
            },
            None => message_type(text),
        },
        Kind::Text { .. } => Ok(Constant::Text(text.as_bytes().to_vec())),
        Kind::Bytes { look, .. } => bytes(*look, operator, text)
            .map_or_else(|why| why.map_or_else(refuse, |why| Err((why, None))), Ok),
        _ => refuse(),
    }
}

fn symbol(names: &'static Names, text: &str) -> Result<u64, (String, Option<String>)> {
    let mut value = 0;
    for word in text.split('|') {
        let found = names.entries().iter().find(|(_, name)| *name == word).map(|(value, _)| *value);
        let Some(found) = found.or_else(|| number(word).and_then(|number| u64::try_from(number).ok())) else {
            // The names of protocols are long, and their beginnings all the same.
            if let Some(found) = lexicon::protocol(word)
                .filter(|_| std::ptr::eq(names, &raw const nltrace_decoders::names::NETLINK))
            {
                return Ok(found);
            }
            let near = nearest(word, names.entries().iter().map(|(_, name)| *name));
            return Err((format!("{word} is none of {}", words::of_names(names)), did_you_mean(&near)));
        };
        value |= found;
    }
    Ok(value)
}

fn message_type(text: &str) -> Result<Constant, (String, Option<String>)> {
    if let Some(message) = control::MESSAGES.iter().find(|message| message.name == text) {
        return Ok(Constant::Type(None, message.id));
    }
    let all = || {
        tables::families().iter().flat_map(|family| {
            family.messages.iter().copied().flatten().map(|message| (family.protocol, message))
        })
    };
    let commands = || {
        let families = tables::families().iter().flat_map(|family| family.generic);
        families.flat_map(|family| family.lists()).flat_map(|(_, commands, _)| commands.list)
    };
    if let Some(command) = commands().find(|command| command.name == text) {
        return Ok(Constant::Command(command.name));
    }
    match all().find(|(_, message)| message.name == text) {
        Some((protocol, message)) => Ok(Constant::Type(Some(protocol), message.id)),
        None => {
            let messages = all().map(|(_, message)| message).chain(control::MESSAGES).chain(commands());
            let names = messages.map(|message| message.name);
            Err((format!("{text} is no message type"), did_you_mean(&nearest(text, names))))
        }
    }
}

/// Returns a decimal or hexadecimal number.
pub(crate) fn number(text: &str) -> Option<i128> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text),
    };
    if !digits.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let value = match digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X")) {
        Some(digits) => u64::from_str_radix(digits, 16).ok()?,
        None => digits.parse().ok()?,
    };
    Some(sign * i128::from(value))
}

fn pair(text: &str, radix: u32) -> Option<(u32, u32)> {
    let (major, minor) = text.split_once(':')?;
    let part = |text: &str| if text.is_empty() { Some(0) } else { u32::from_str_radix(text, radix).ok() };
    Some((part(major)?, part(minor)?))
}

fn handle(text: &str) -> Option<i128> {
    match text {
        "root" => Some(0xffff_ffff),
        "ingress" | "clsact" => Some(0xffff_fff1),
        _ => pair(text, 16).map(|(major, minor)| i128::from(u64::from(major) << 16 | u64::from(minor))),
    }
}

/// Reads bytes with a look. `Err(None)` means that the text has another form.
fn bytes(look: Look, operator: Operator, text: &str) -> Result<Constant, Option<String>> {
    let (address, prefix) = match text.split_once('/') {
        Some((address, prefix)) => (address, Some(prefix)),
        None => (text, None),
    };
    let octets = match look {
        Look::Ip4 | Look::Ip4Of16 => address.parse::<Ipv4Addr>().ok().map(|ip| ip.octets().to_vec()),
        Look::Ip6 => address.parse::<Ipv6Addr>().ok().map(|ip| ip.octets().to_vec()),
        Look::SocketName => return Ok(Constant::Text(text.as_bytes().to_vec())),
        _ => return hexadecimal(text).map(Constant::Bytes).ok_or(None),
    };
    let octets = octets.ok_or(None)?;
    let all = octets.len() * 8;
    let Some(prefix) = prefix else { return Ok(Constant::Address(octets, all)) };
    match prefix.parse().ok().filter(|bits| *bits <= all) {
        None => Err(Some(format!("a prefix of this is 0 to {all} bits long"))),
        Some(_) if operator != Operator::In => {
            Err(Some(format!("`{}` compares whole addresses; `in` takes a prefix", operator.sign())))
        }
        Some(bits) => Ok(Constant::Address(octets, bits)),
    }
}

/// Returns `02:fc:00`, `02fc00` or `0x02fc00`.
fn hexadecimal(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> = if text.contains([':', '-']) {
        let parts: Vec<&str> = text.split([':', '-']).collect();
        return parts
            .iter()
            .map(|part| u8::from_str_radix(part, 16).ok().filter(|_| part.len() <= 2))
            .collect();
    } else {
        text.strip_prefix("0x").unwrap_or(text).bytes().collect()
    };
    if digits.is_empty() || !digits.len().is_multiple_of(2) {
        return None;
    }
    let digit = |byte: &u8| char::from(*byte).to_digit(16);
    digits
        .chunks(2)
        .map(|two| match two {
            [high, low] => u8::try_from(digit(high)? << 4 | digit(low)?).ok(),
            _ => None,
        })
        .collect()
}

/// The context of a comparison.
#[derive(Clone, Copy)]
pub(crate) struct Circumstances<'a> {
    /// The protocol, which selects the names of message types.
    pub(crate) protocol: Option<u16>,
    /// The interfaces that are known by name, and the namespace in which.
    pub(crate) interfaces: Option<(&'a Interfaces, u64)>,
}

pub(super) fn of_integer(integer: &Integer) -> i128 {
    if integer.signed { i128::from(integer.as_signed()) } else { i128::from(integer.raw) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_bytes_as_people_write_them() {
        assert_eq!(number("0x10"), Some(16));
        assert_eq!(number("-5"), Some(-5));
        assert_eq!(number("eth0"), None);
        assert_eq!(number("1x"), None);
        assert_eq!(hexadecimal("02:fC:0"), Some(vec![2, 0xfc, 0]));
        assert_eq!(hexadecimal("0x02fc"), Some(vec![2, 0xfc]));
        assert_eq!(hexadecimal("2fc"), None);
        assert_eq!(handle("1:10"), Some(0x1_0010));
        assert_eq!(handle("ffff:"), Some(0xffff_0000));
    }
}
