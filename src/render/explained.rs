//! Which bytes of a message are explained: what coverage and summary count.

use nltrace_decoders::schema::{Kind, Show};
use nltrace_decoders::tape::{Field, Role, State, Tape};
use nltrace_decoders::value::{Value, integer, nameless, reveal};

/// The number of shapes whose sums are remembered, a power of two.
const SHAPES: usize = 4096;
/// A shape with more fields whose bits have names is not remembered.
const FIELDS: usize = 16;

/// Remembers how many bytes are not explained in messages of a shape. Only fields whose bits have names are looked at again in
/// each message: whether they are explained depends on their values.
#[derive(Default)]
pub(super) struct UnexplainedByShape(Vec<ShapeSum>);

#[derive(Clone, Default)]
struct ShapeSum {
    shape: Option<u64>,
    /// How many bytes no message of the shape explains.
    always: u64,
    /// Positions on the tape of the fields that some messages explain.
    at_times: Box<[u32]>,
}

impl UnexplainedByShape {
    /// Returns how many bytes of a message are not explained.
    pub(super) fn of(&mut self, message: &[u8], tape: &Tape) -> u64 {
        self.0.resize_with(SHAPES, ShapeSum::default);
        let at = tape.shape.map(|shape| usize::try_from(shape).unwrap_or(0) % SHAPES);
        let place = at.and_then(|at| self.0.get_mut(at));
        if let Some(known) = place.as_ref().filter(|known| known.shape == tape.shape) {
            return known.in_message(message, tape);
        }
        let sum = ShapeSum::new(message, tape);
        let bytes = sum.in_message(message, tape);
        if let Some(place) = place.filter(|_| sum.at_times.len() <= FIELDS) {
            *place = sum;
        }
        bytes
    }
}

impl ShapeSum {
    fn new(message: &[u8], tape: &Tape) -> ShapeSum {
        let (mut always, mut at_times) = (0, Vec::new());
        let mut fields = tape.fields().iter().zip(0..).peekable();
        while let Some((field, at)) = fields.next() {
            if fields.peek().is_some_and(|(next, _)| next.depth > field.depth) {
                continue;
            }
            if matches!(field.kind, Kind::Int { show: Show::Parts(_) | Show::BitFields(_), .. }) {
                at_times.push(at);
            } else if !is_explained(field, message, tape) {
                always += u64::from(field.len);
            }
        }
        ShapeSum { shape: tape.shape, always, at_times: at_times.into() }
    }

    #[inline]
    fn in_message(&self, message: &[u8], tape: &Tape) -> u64 {
        let at_times = self.at_times.iter().filter_map(|at| tape.fields().get(*at as usize));
        let nameless = at_times.filter(|field| !is_explained(field, message, tape));
        self.always + nameless.map(|field| u64::from(field.len)).sum::<u64>()
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
