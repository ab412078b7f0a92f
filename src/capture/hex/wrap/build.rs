//! Builds what is around pasted bytes: the header of a message, structs, attributes.

use nltrace_decoders::schema::{Attr, Kind, Order, Struct};
use nltrace_decoders::wire::{self, Endian, NLA_HDRLEN, NLA_TYPE_MASK, NLMSG_HDRLEN, align};

use super::Selector;

/// Returns bytes of a little-endian number in this machine's order.
fn ordered<const N: usize>(mut bytes: [u8; N]) -> Vec<u8> {
    if Endian::NATIVE == Endian::Big {
        bytes.reverse();
    }
    bytes.to_vec()
}

impl Selector {
    /// Returns the bytes of an attribute with this value.
    pub(super) fn bytes(&self, attr: &Attr) -> Vec<u8> {
        match (self, attr.kind) {
            (Selector::Text(text), Kind::Int { .. }) => {
                text.parse().map_or(Vec::new(), |number| Selector::Number(number).bytes(attr))
            }
            (Selector::Text(text), _) => [text.as_bytes(), b"\0"].concat(),
            (Selector::Number(number), kind) => {
                let (width, big) = match kind {
                    Kind::Int { width, order, .. } => {
                        (usize::from(width).max(1), matches!(order, Order::Big))
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

/// Returns a header for a body of some bytes.
pub(super) fn header(kind: u16, flags: u16, body: usize) -> Vec<u8> {
    let len = u32::try_from(NLMSG_HDRLEN + body).unwrap_or(u32::MAX);
    let mut bytes = ordered(len.to_le_bytes());
    bytes.extend(ordered(kind.to_le_bytes()));
    bytes.extend(ordered(flags.to_le_bytes()));
    bytes.extend([0; 8]);
    bytes
}

/// Returns a struct of zeros, except for members that must have a value.
pub(super) fn head(of: &Struct, values: &mut Vec<(&'static str, Selector)>) -> Vec<u8> {
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

/// Returns an attribute with its header and padding.
pub(super) fn attribute(kind: u16, payload: &[u8]) -> Vec<u8> {
    let len = u16::try_from(NLA_HDRLEN + payload.len()).unwrap_or(u16::MAX);
    let mut bytes = ordered(len.to_le_bytes());
    bytes.extend(ordered(kind.to_le_bytes()));
    bytes.extend_from_slice(payload);
    bytes.resize(align(bytes.len()), 0);
    bytes
}

/// Returns whether bytes are an attribute of this number with its header.
pub(super) fn is_attribute(bytes: &[u8], id: u16) -> bool {
    wire::attribute(bytes, Endian::NATIVE).is_some_and(|found| {
        let len = usize::from(found.len);
        found.kind & NLA_TYPE_MASK == id
            && len > NLA_HDRLEN
            && (len == bytes.len() || align(len) == bytes.len())
    })
}

/// Returns whether bytes are attributes to the last.
pub(super) fn adds_up(bytes: &[u8]) -> bool {
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

/// Returns whether a kind is a nest, or may be one.
pub(super) fn is_nest(kind: &Kind) -> bool {
    match kind {
        Kind::Nest(_) | Kind::List(_) => true,
        Kind::Gloss(inner, _) | Kind::Peek(_, inner) => is_nest(inner),
        Kind::Select { cases, .. } => cases.iter().any(|(_, kind)| is_nest(kind)),
        _ => false,
    }
}

/// Returns the struct that a head is, or the last that it may be.
pub(super) fn struct_of(kind: &'static Kind) -> Option<&'static Struct> {
    match kind {
        Kind::Struct(of) => Some(of),
        Kind::Gloss(inner, _) | Kind::Peek(_, inner) => struct_of(inner),
        Kind::Select { cases, .. } => cases.iter().rev().find_map(|(_, kind)| struct_of(kind)),
        _ => None,
    }
}
