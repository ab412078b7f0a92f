//! Long lists of values: whether a value is among them, without a look at each.

use std::collections::{HashMap, HashSet};

use nltrace_decoders::schema::{Look, Names, Show};
use nltrace_decoders::value::{Integer, Value};

use super::value::{Circumstances, Constant, of_integer};

/// Values of a list, by how they are found.
#[derive(Default)]
pub(crate) struct Among {
    /// Numbers from the first to the second: in ascending order, and apart from each other.
    ranges: Vec<(i128, i128)>,
    /// Lists of names by where they lie, and values in them.
    symbols: HashSet<(usize, u64)>,
    types: HashSet<(Option<u16>, u16)>,
    commands: HashSet<&'static str>,
    texts: HashSet<Vec<u8>>,
    bytes: HashSet<Vec<u8>>,
    interfaces: HashSet<String>,
    /// Addresses by their length and how many bits count: the bytes of those bits.
    networks: HashMap<(usize, usize), HashSet<Vec<u8>>>,
}

impl Among {
    /// Puts constants where they are found.
    pub(crate) fn new(constants: &[Constant]) -> Among {
        let mut among = Among::default();
        for constant in constants {
            match constant {
                Constant::Number(number) => among.ranges.push((*number, *number)),
                Constant::Range(first, last) => among.ranges.push((*first, *last)),
                Constant::Symbol(lists) => {
                    let places = lists.0.iter().map(|(names, value)| (place(names), *value));
                    among.symbols.extend(places);
                }
                Constant::Type(protocol, kind) => {
                    among.types.insert((*protocol, *kind));
                }
                Constant::Command(name) => {
                    among.commands.insert(name);
                }
                Constant::Text(text) => {
                    among.texts.insert(text.clone());
                }
                Constant::Bytes(bytes) => {
                    among.bytes.insert(bytes.clone());
                }
                Constant::Interface(name) => {
                    among.interfaces.insert(name.clone());
                }
                Constant::Address(address, bits) => {
                    let masked = masked(address, *bits);
                    among.networks.entry((address.len(), *bits)).or_default().insert(masked);
                }
            }
        }
        among.ranges.sort_unstable();
        let mut apart: Vec<(i128, i128)> = Vec::new();
        for (first, last) in among.ranges {
            match apart.last_mut() {
                Some(before) if first <= before.1 => before.1 = before.1.max(last),
                _ => apart.push((first, last)),
            }
        }
        among.ranges = apart;
        among
    }

    /// Returns whether a value is one of those.
    pub(crate) fn has(&self, value: &Value<'_>, about: Circumstances<'_>) -> bool {
        match value {
            Value::Integer(integer) => {
                self.number(of_integer(integer))
                    || self.symbol(integer)
                    || !self.interfaces.is_empty() && self.interface(integer, about)
            }
            Value::MessageType(found, name) => {
                self.types.contains(&(None, *found))
                    || self.types.contains(&(about.protocol, *found))
                    || name.is_some_and(|name| self.commands.contains(name))
                    || self.number(i128::from(*found))
            }
            Value::Text(text, _) => self.texts.contains(*text),
            Value::Bytes(look, bytes) => {
                let is_address = match look {
                    Look::Ip4 | Look::Ip4Of16 => self.address(bytes, 4),
                    Look::Ip6 => self.address(bytes, 16),
                    Look::SocketName => self.socket(bytes),
                    _ => false,
                };
                is_address || self.bytes.contains(*bytes)
            }
            _ => false,
        }
    }

    fn number(&self, number: i128) -> bool {
        let after = self.ranges.partition_point(|(first, _)| *first <= number);
        after.checked_sub(1).and_then(|at| self.ranges.get(at)).is_some_and(|(_, last)| number <= *last)
    }

    fn symbol(&self, integer: &Integer) -> bool {
        let (Show::Name(names) | Show::Flags(names)) = integer.show else { return false };
        self.symbols.contains(&(place(names), integer.raw))
    }

    fn interface(&self, integer: &Integer, about: Circumstances<'_>) -> bool {
        let name = about
            .interfaces
            .and_then(|(interfaces, netns)| interfaces.name(netns, u32::try_from(integer.raw).ok()?));
        matches!(integer.show, Show::Interface) && name.is_some_and(|name| self.interfaces.contains(name))
    }

    /// Returns whether a Unix socket has one of the names: one that begins with a NUL is written with an `@`.
    fn socket(&self, name: &[u8]) -> bool {
        let is_abstract = match name {
            [0, rest @ ..] => self.texts.contains(&[b"@", rest].concat()),
            _ => false,
        };
        is_abstract || name.split(|byte| *byte == 0).next().is_some_and(|name| self.texts.contains(name))
    }

    /// Returns whether an address of `len` bytes is in one of the networks of such addresses.
    fn address(&self, address: &[u8], len: usize) -> bool {
        self.networks
            .iter()
            .filter(|((of, _), _)| *of == len)
            .any(|((_, bits), networks)| networks.contains(&masked(address, *bits)))
    }
}

fn place(names: &'static Names) -> usize {
    std::ptr::from_ref(names).addr()
}

/// Returns the bytes that hold so many bits, with the others of the last byte cleared.
fn masked(bytes: &[u8], bits: usize) -> Vec<u8> {
    let mut kept = bytes.get(..bits.div_ceil(8)).unwrap_or(bytes).to_vec();
    if let (Some(last), rest @ 1..) = (kept.last_mut(), bits % 8) {
        *last &= 0xff << (8 - rest);
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_ranges_and_networks_are_found() {
        let among = Among::new(&[
            Constant::Number(7),
            Constant::Range(20, 30),
            Constant::Range(25, 40),
            Constant::Number(-3),
            Constant::Address(vec![10, 1, 0x80, 0], 17),
            Constant::Address(vec![192, 168, 0, 1], 32),
            Constant::Type(None, 16),
        ]);
        let about = Circumstances { protocol: Some(4), interfaces: None };
        assert!(among.has(&Value::MessageType(16, None), about));
        assert!(!among.has(&Value::MessageType(17, None), about));
        let found: Vec<i128> = (-5..50).filter(|number| among.number(*number)).collect();
        let wanted: Vec<i128> = [-3, 7].into_iter().chain(20..=40).collect();
        assert_eq!(found, wanted);
        assert!(among.address(&[10, 1, 0xff, 9], 4) && among.address(&[192, 168, 0, 1], 4));
        assert!(!among.address(&[10, 1, 0x7f, 9], 4) && !among.address(&[192, 168, 0, 2], 4));
        assert!(!among.address(&[10, 1, 0xff, 9], 16));
    }
}
