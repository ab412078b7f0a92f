//! Comparisons of a field's value with the values that a filter names.

use nltrace_decoders::schema::Look;
use nltrace_decoders::value::{Integer, Value};

use super::among::Among;
use super::syntax::Operator;
use super::value::{Circumstances, Constant, of_integer};

/// A comparison with values; one of them must match.
pub(crate) struct Comparison {
    /// The operator.
    pub(crate) operator: Operator,
    /// The values.
    constants: Vec<Constant>,
    /// The same where they are many and one of them is to be equal.
    among: Option<Among>,
}

/// So many values are compared one by one.
const FEW: usize = 8;

impl Comparison {
    /// Returns a comparison with values.
    pub(crate) fn new(operator: Operator, constants: Vec<Constant>) -> Comparison {
        let is_long = constants.len() > FEW && matches!(operator, Operator::Equal | Operator::In);
        let among = is_long.then(|| Among::new(&constants));
        Comparison { operator, constants, among }
    }
}

impl Comparison {
    /// Returns the values of which a value must equal one; `None` if the comparison is of another sort.
    pub(super) fn wanted(&self) -> Option<&[Constant]> {
        matches!(self.operator, Operator::Equal | Operator::In).then_some(self.constants.as_slice())
    }

    /// Returns whether a value fits.
    pub(crate) fn holds(&self, value: &Value<'_>, about: Circumstances<'_>) -> bool {
        if let Some(among) = &self.among {
            return among.has(value, about);
        }
        let mut any = self.constants.iter();
        match self.operator {
            Operator::Equal | Operator::In => any.any(|constant| equal(constant, value, about) == Some(true)),
            Operator::NotEqual => {
                let mut comparable = false;
                any.filter_map(|constant| equal(constant, value, about)).all(|equal| {
                    comparable = true;
                    !equal
                }) && comparable
            }
            Operator::Less => any.any(|constant| order(constant, value).is_some_and(|(a, b)| a < b)),
            Operator::LessOrEqual => any.any(|constant| order(constant, value).is_some_and(|(a, b)| a <= b)),
            Operator::Greater => any.any(|constant| order(constant, value).is_some_and(|(a, b)| a > b)),
            Operator::GreaterOrEqual => {
                any.any(|constant| order(constant, value).is_some_and(|(a, b)| a >= b))
            }
            Operator::Has => any.any(|constant| order(constant, value).is_some_and(|(a, b)| a & b == b)),
            Operator::AnyOf => any.any(|constant| order(constant, value).is_some_and(|(a, b)| a & b != 0)),
            Operator::Contains => any.any(|constant| match (constant, value) {
                (Constant::Text(part), Value::Text(text, _)) => contains(text, part),
                (Constant::Text(part), Value::Bytes(_, name)) => contains(name, part),
                _ => false,
            }),
        }
    }
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    part.is_empty() || text.windows(part.len()).any(|window| window == part)
}

/// Returns whether a value equals a constant; `None` if they are of different sorts.
fn equal(constant: &Constant, value: &Value<'_>, about: Circumstances<'_>) -> Option<bool> {
    match (constant, value) {
        (Constant::Range(first, last), Value::Integer(integer)) => {
            Some((*first..=*last).contains(&of_integer(integer)))
        }
        (Constant::Number(_) | Constant::Symbol(_), Value::Integer(_)) => {
            order(constant, value).map(|(a, b)| a == b)
        }
        (Constant::Interface(name), Value::Integer(integer)) => {
            let (interfaces, netns) = about.interfaces?;
            let index = u32::try_from(integer.raw).ok()?;
            Some(interfaces.name(netns, index).is_some_and(|known| known == name))
        }
        (Constant::Type(protocol, wanted), Value::MessageType(found, _)) => {
            Some(wanted == found && (protocol.is_none() || *protocol == about.protocol))
        }
        (Constant::Command(wanted), Value::MessageType(_, found)) => Some(*found == Some(*wanted)),
        (Constant::Range(first, last), Value::MessageType(found, _)) => {
            Some((*first..=*last).contains(&i128::from(*found)))
        }
        (Constant::Text(wanted), Value::Text(text, _)) => Some(wanted == text),
        (Constant::Text(wanted), Value::Bytes(Look::SocketName, name)) => {
            Some(match (wanted.as_slice(), *name) {
                ([b'@', wanted @ ..], [0, name @ ..]) => wanted == name,
                (wanted, name) => name.split(|byte| *byte == 0).next() == Some(wanted),
            })
        }
        (Constant::Address(wanted, bits), Value::Bytes(Look::Ip4 | Look::Ip4Of16 | Look::Ip6, found)) => {
            // Four of 16 bytes are an IPv4 address, and other addresses are as long as each other.
            let same_sort = match value {
                Value::Bytes(Look::Ip6, _) => wanted.len() == 16,
                _ => wanted.len() == 4,
            };
            same_sort.then(|| same_bits(wanted, found, *bits))
        }
        (Constant::Bytes(wanted), Value::Bytes(_, found)) => Some(wanted == found),
        _ => None,
    }
}

/// Returns the value and the constant as numbers.
fn order(constant: &Constant, value: &Value<'_>) -> Option<(i128, i128)> {
    match (constant, value) {
        (Constant::Number(number), Value::Integer(integer)) => Some((of_integer(integer), *number)),
        (Constant::Symbol(lists), Value::Integer(integer)) => {
            let value = lists.of(integer.show)?;
            let symbol = Integer { raw: value, ..*integer };
            Some((of_integer(integer), of_integer(&symbol)))
        }
        (Constant::Type(None, wanted), Value::MessageType(found, _)) => {
            Some((i128::from(*found), i128::from(*wanted)))
        }
        (Constant::Type(Some(_), wanted), Value::MessageType(found, _)) => {
            Some((i128::from(*found), i128::from(*wanted)))
        }
        _ => None,
    }
}

fn same_bits(a: &[u8], b: &[u8], bits: usize) -> bool {
    let (bytes, rest) = (bits / 8, bits % 8);
    if a.get(..bytes) != b.get(..bytes) {
        return false;
    }
    rest == 0 || matches!((a.get(bytes), b.get(bytes)), (Some(a), Some(b)) if (a ^ b) >> (8 - rest) == 0)
}

#[cfg(test)]
mod tests {
    use nltrace_decoders::schema::{Names, Show};

    use super::*;
    use crate::filter::value::Lists;

    #[test]
    fn a_name_for_a_negative_number_is_that_number() {
        static NAMES: Names = nltrace_decoders::schema::names(&[(1, "ONE"), (u64::MAX, "NONE")]);
        let endian = nltrace_decoders::wire::Endian::Little;
        let show = Show::Name(&NAMES);
        let value = Value::Integer(Integer { raw: u64::MAX, signed: true, width: 4, show, endian });
        let about = Circumstances { protocol: None, interfaces: None };
        for (symbol, is_equal) in [(u64::MAX, true), (1, false)] {
            let constant = Constant::Symbol(Lists(vec![(&NAMES, symbol)]));
            assert_eq!(equal(&constant, &value, about), Some(is_equal));
        }
    }

    #[test]
    fn prefixes_of_any_length() {
        let same = |a: [u8; 4], bits| same_bits(&[10, 1, 0x80, 0], &a, bits);
        assert!(same([10, 1, 0xff, 0], 17));
        assert!(!same([10, 1, 0x7f, 0], 17));
        assert!(same([0; 4], 0));
        assert!(!same([10, 1, 0x80, 1], 32));
    }
}
