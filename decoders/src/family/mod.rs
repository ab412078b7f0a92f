//! The registry: one line per protocol.

use crate::schema::Family;

pub mod fib_lookup;
pub mod route;
pub mod sock_diag;

/// Every protocol that has tables.
pub static FAMILIES: &[&Family] = &[&route::FAMILY, &sock_diag::FAMILY, &fib_lookup::FAMILY];

/// The tables of a protocol, by its number (`NETLINK_*`).
#[must_use]
pub fn by_protocol(protocol: u16) -> Option<&'static Family> {
    FAMILIES.iter().find(|family| family.protocol == protocol).copied()
}

/// What the tests of tables share.
#[cfg(test)]
mod testing {
    use crate::decode::{Context, decode};
    use crate::schema::{Family, Look};
    use crate::tape::{State, Tape};
    use crate::value::{Value, read};
    use crate::wire::Endian;

    /// An attribute, padded.
    pub(super) fn attribute(id: u16, payload: &[u8]) -> Vec<u8> {
        let mut bytes = u16::try_from(4 + payload.len()).unwrap().to_le_bytes().to_vec();
        bytes.extend(id.to_le_bytes());
        bytes.extend(payload);
        bytes.resize(bytes.len().next_multiple_of(4), 0);
        bytes
    }

    /// What a message says: names and values, in order. All of it must be explained.
    pub(super) fn told(
        family: &'static Family,
        (kind, flags): (u16, u16),
        body: &[&[u8]],
    ) -> Vec<(&'static str, String)> {
        let body = body.concat();
        let mut bytes = u32::try_from(16 + body.len()).unwrap().to_le_bytes().to_vec();
        bytes.extend([kind.to_le_bytes(), flags.to_le_bytes()].concat());
        bytes.extend([0; 8]);
        bytes.extend(body);
        let context =
            Context { family: Some(family), endian: Endian::Little, to_kernel: None, request: None };
        let mut tape = Tape::new();
        decode(&bytes, &context, &mut tape);
        let mut all = Vec::new();
        for field in tape.body() {
            assert_eq!(field.state, State::Good, "{}", field.name);
            let value = match read(field, &bytes, &tape) {
                Value::Integer(number) => number.as_signed().to_string(),
                Value::Text(text, _) => String::from_utf8_lossy(text).into_owned(),
                Value::Bytes(Look::Ip4, ip) => {
                    <[u8; 4]>::try_from(ip).map(std::net::Ipv4Addr::from).unwrap().to_string()
                }
                Value::Bytes(Look::Ip6, ip) => {
                    <[u8; 16]>::try_from(ip).map(std::net::Ipv6Addr::from).unwrap().to_string()
                }
                Value::Bytes(_, bytes) => format!("{bytes:02x?}"),
                _ => continue,
            };
            all.push((field.name, value));
        }
        all
    }

    /// The values that go by a name.
    pub(super) fn values<'a>(told: &'a [(&'static str, String)], name: &str) -> Vec<&'a str> {
        told.iter().filter(|(of, _)| *of == name).map(|(_, value)| value.as_str()).collect()
    }
}
