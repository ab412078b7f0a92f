//! Compares the values of attributes with the limits that the tables have: of a spec, of the kernel's policy, or their own.

use nltrace_decoders::schema::{Attr, Kind, Limits, Set};
use nltrace_decoders::tape::{Field, Role, Tape};
use nltrace_decoders::value::{Value, read};

/// Attributes that are nested deeper than this are not looked at.
const DEPTH: usize = 16;

/// The sets of the attributes around the one that is being read.
pub(super) struct EnclosingSets {
    by_depth: [Option<&'static Set>; DEPTH],
}

impl EnclosingSets {
    /// Begins with the set of a message's attributes.
    pub(super) fn new(tape: &Tape) -> EnclosingSets {
        let mut by_depth = [None; DEPTH];
        by_depth[0] = tape.attributes;
        EnclosingSets { by_depth }
    }

    /// Notes a field, in their order on the tape. Returns the limits of an attribute.
    pub(super) fn enter(&mut self, field: &Field) -> Option<&'static Limits> {
        let depth = usize::from(field.depth);
        if let Some(inside) = self.by_depth.get_mut(depth + 1) {
            *inside = match field.kind {
                Kind::Nest(set) => Some(set),
                _ => None,
            };
        }
        let row: &Attr = match field.role {
            Role::Attribute => (*self.by_depth.get(depth)?)?.of_type(field.index)?,
            _ => return None,
        };
        row.limits
    }
}

/// Returns what is wrong with a value, in words; `None` if the kernel accepts it.
pub(super) fn refused(message: &[u8], tape: &Tape, field: &Field, limits: &Limits) -> Option<String> {
    match read(field, message, tape) {
        Value::Integer(integer) => {
            let number =
                if integer.signed { i128::from(integer.as_signed()) } else { i128::from(integer.raw) };
            let is_accepted = limits.accept_number(number, integer.bits());
            (!is_accepted).then(|| match limits.bits {
                Some(_) => format!("{:#x}, where the kernel accepts {limits}", integer.bits()),
                None => format!("{number}, where the kernel accepts {limits}"),
            })
        }
        value => {
            let bytes = message.get(field.payload()).unwrap_or_default();
            let len = match (value, bytes) {
                (Value::Text(..), [text @ .., 0]) => text.len(),
                _ => bytes.len(),
            };
            (!limits.accept_length(len)).then(|| format!("{len} bytes, where the kernel accepts {limits}"))
        }
    }
}
