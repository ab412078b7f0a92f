//! Which bytes of a message are explained: what coverage and summary count.

use nltrace_decoders::schema::{Kind, Show};
use nltrace_decoders::tape::{Field, Role, State, Tape};
use nltrace_decoders::value::{Value, integer, nameless, reveal};

/// Returns how many bytes of a message are not explained.
fn unexplained(message: &[u8], tape: &Tape) -> u64 {
    let mut bytes = 0;
    let mut fields = tape.fields().iter().peekable();
    while let Some(field) = fields.next() {
        let is_leaf = fields.peek().is_none_or(|next| next.depth <= field.depth);
        if is_leaf && !is_explained(field, message, tape) {
            bytes += u64::from(field.len);
        }
    }
    bytes
}

/// The number of shapes whose sums are remembered, a power of two.
const SHAPES: usize = 1024;

/// Remembers how many bytes are not explained in messages of a shape. Only where bits have names that depend on the values
/// is a message looked at again.
#[derive(Default)]
pub(super) struct UnexplainedByShape(Vec<Option<(u64, u64)>>);

impl UnexplainedByShape {
    /// Returns how many bytes of a message are not explained.
    pub(super) fn of(&mut self, message: &[u8], tape: &Tape) -> u64 {
        let Some(shape) = tape.shape else { return unexplained(message, tape) };
        if self.0.is_empty() {
            self.0.resize(SHAPES, None);
        }
        let at = usize::try_from(shape).unwrap_or(0) % SHAPES;
        let Some(place) = self.0.get_mut(at) else { return unexplained(message, tape) };
        match *place {
            Some((known, bytes)) if known == shape => bytes,
            _ => {
                let bytes = unexplained(message, tape);
                let depends_on_values = |field: &Field| {
                    matches!(field.kind, Kind::Int { show: Show::Parts(_) | Show::BitFields(_), .. })
                };
                if !tape.fields().iter().any(depends_on_values) {
                    *place = Some((shape, bytes));
                }
                bytes
            }
        }
    }
}

/// Returns whether a leaf has a type with a meaning, and as many bytes as that type takes.
pub(super) fn is_explained(field: &Field, message: &[u8], tape: &Tape) -> bool {
    match field.role {
        Role::Padding | Role::AttributeHeader | Role::Header => return true,
        _ => (),
    }
    match field.state {
        State::Good => (),
        // The beginning of a member, of a packet of which a part was copied.
        State::Cut if field.role == Role::Member => return !matches!(field.kind, Kind::Raw),
        _ => return false,
    }
    match field.kind {
        Kind::Raw => false,
        // Bits that a list of bit-fields leaves without a name say nothing.
        Kind::Int { show: Show::Parts(_) | Show::BitFields(_), .. } => {
            integer(field, message, tape).is_some_and(|integer| !nameless(&integer))
        }
        // The interpreter calls nothing of another length good.
        Kind::Int { width, .. } if *width > 0 => true,
        _ => !matches!(reveal(field, message, tape), Value::Raw(_)),
    }
}
