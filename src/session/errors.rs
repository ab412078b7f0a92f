//! The cause of an error: the attribute or member that the kernel points at, a missing attribute, the accepted values. Offsets
//! and numbers become names of the request. Renderers decide how values look.

use std::fmt::Write;

use nltrace_decoders::decode::{Context, decode};
use nltrace_decoders::path::{name, path_at};
use nltrace_decoders::schema::{Kind, Set};
use nltrace_decoders::tape::{Field, Role, Tape};
use nltrace_decoders::value::{Integer, Value, read};
use nltrace_decoders::wire::message_header;
use nltrace_decoders::{FieldRef, MessageRef};

use super::advice::{Advice, Failed, advice};
use super::probes;

/// An error, and what is known of its cause.
pub(crate) struct Fault<'a> {
    /// The error's number, positive; 0 for a warning.
    pub(crate) errno: i32,
    /// The kernel's text.
    pub(crate) text: Option<&'a [u8]>,
    /// The kernel's text that it did not send, because the program did not ask for it.
    pub(crate) unsolicited: Option<&'a str>,
    /// The part of the request that it points at.
    pub(crate) offender: Option<Offender>,
    /// The attribute that the request lacks.
    pub(crate) missing: Option<Missing>,
    /// The values that the kernel accepts, in words.
    pub(crate) policy: Option<String>,
    /// Advice about it.
    pub(crate) advice: Option<Advice>,
    /// How the program could have the kernel say more.
    pub(crate) unasked: Option<&'static str>,
    /// The question of the program, if it expects this error.
    pub(crate) probe: Option<&'static str>,
    /// The request, or as much of it as the error echoes.
    pub(crate) request: &'a [u8],
    /// Its fields.
    pub(crate) tape: &'a Tape,
}

impl<'a> Fault<'a> {
    /// Returns the kernel's reason, whether it was sent to the program or not; true if it was not.
    pub(crate) fn reason(&self) -> Option<(&'a [u8], bool)> {
        let sent = self.text.map(|text| (text, false));
        sent.or_else(|| self.unsolicited.map(|text| (text.as_bytes(), true)))
    }
}

/// The part of a request that an error points at.
pub(crate) struct Offender {
    /// The names from the outermost attribute or head on, with dots between.
    pub(crate) path: String,
    /// It itself, in the request, if it is a leaf.
    pub(crate) field: Option<Field>,
    /// Where the kernel points, in the request.
    pub(crate) offset: u32,
    /// Where it is among the error's fields, if the request is echoed there.
    pub(crate) echo: Option<usize>,
}

/// An attribute that the kernel wants and the request has not.
pub(crate) struct Missing {
    /// Its name, or its number where it has none.
    pub(crate) name: String,
    /// The nest it should be in; `None` for the message itself.
    pub(crate) nest: Option<String>,
}

impl Missing {
    /// Returns `IFLA_VLAN_ID in IFLA_INFO_DATA`.
    pub(crate) fn words(&self) -> String {
        match &self.nest {
            Some(nest) => format!("{} in {nest}", self.name),
            None => self.name.clone(),
        }
    }
}

/// Returns the kernel's text about an error.
pub(crate) fn text<'a>(tape: &'a Tape, message: &'a [u8]) -> Option<&'a [u8]> {
    match top(MessageRef::new(message, tape), "NLMSGERR_ATTR_MSG")?.value() {
        Value::Text(text, _) => Some(text),
        _ => None,
    }
}

/// Reads the error in an `NLMSG_ERROR` or `NLMSG_DONE`; `None` if there is none. `scratch` becomes the request's tape, in which
/// keys and passwords are hidden unless `shows_secrets`.
pub(crate) fn fault<'a>(
    message: &'a [u8],
    context: &Context<'a>,
    tape: &'a Tape,
    scratch: &'a mut Tape,
    shows_secrets: bool,
    comm: Option<&str>,
) -> Option<Fault<'a>> {
    let view = MessageRef::new(message, tape);
    let first = view.children().next().filter(|field| field.kernel_name() == Some("error"))?;
    let errno = integer(first)?.as_signed();
    let text = self::text(tape, message);
    // A positive number is not an error: mac80211_hwsim returns the new radio's number.
    if errno >= 0 && text.is_none() {
        return None;
    }
    let value = |name| u32::try_from(integer(top(view, name)?)?.as_signed()).ok();
    let echo = top(view, "msg").map(|field| field.span());
    let echoed = echo.clone().and_then(|echo| message.get(echo)).unwrap_or_default();
    let request = context.request.unwrap_or(echoed);
    let errno = i32::try_from(errno.min(0).unsigned_abs()).unwrap_or(i32::MAX);
    decode(request, &Context { to_kernel: Some(true), request: None, ..*context }, scratch);
    if shows_secrets {
        scratch.reveal_secrets();
    }
    let scratch: &'a Tape = scratch;
    let offender = points_at(message, tape).and_then(|offset| {
        let (path, at) = path_at(scratch.fields(), offset)?;
        let field = scratch.fields().get(at);
        let start = echo.as_ref().and_then(|echo| u32::try_from(echo.start).ok());
        let echo = start.zip(field).and_then(|(start, field)| {
            tape.fields().iter().position(|copy| {
                copy.start == start + field.start && copy.role == field.role && copy.depth == field.depth + 1
            })
        });
        let field = field.filter(|_| !scratch.has_parts(at)).copied();
        Some(Offender { path, field, offset, echo })
    });
    let header = message_header(request, context.endian).ok().map(|(_, header)| header);
    let words = text.and_then(|text| std::str::from_utf8(text).ok());
    let swapped =
        offender.as_ref().and_then(|offender| swapped(&offender.field?, request, scratch, range(view)?));
    let named = offender.as_ref().and_then(|offender| match read(&offender.field?, request, scratch) {
        Value::Text(text, _) => Some((offender.field?.name, String::from_utf8_lossy(text).into_owned())),
        _ => None,
    });
    let advice = header.as_ref().and_then(|header| {
        let family = context.family;
        advice(&Failed { errno, text: words, header, request, tape: scratch, offender: named, family })
    });
    let probe = header.and_then(|header| probes::purpose(comm, &header, request, scratch, errno));
    let missing =
        value("NLMSGERR_ATTR_MISS_TYPE").map(|kind| missing(kind, value("NLMSGERR_ATTR_MISS_NEST"), scratch));
    Some(Fault {
        errno,
        text,
        unsolicited: None,
        offender,
        missing,
        policy: policy(view),
        advice: swapped.or(advice),
        unasked: None,
        probe,
        request,
        tape: scratch,
    })
}

/// Returns the offset in the request that an error points at.
pub(crate) fn points_at(message: &[u8], tape: &Tape) -> Option<u32> {
    let offset = integer(top(MessageRef::new(message, tape), "NLMSGERR_ATTR_OFFS")?)?;
    u32::try_from(offset.as_signed()).ok()
}

/// Returns a field of a message that is not part of another.
fn top<'m>(message: MessageRef<'m>, name: &str) -> Option<FieldRef<'m>> {
    message.children().find(|field| field.kernel_name() == Some(name))
}

fn integer(field: FieldRef<'_>) -> Option<Integer> {
    match field.value() {
        Value::Integer(integer) => Some(integer),
        _ => None,
    }
}

fn missing(kind: u32, nest: Option<u32>, tape: &Tape) -> Missing {
    let inside = nest.and_then(|offset| {
        let fields = tape.fields();
        let exact = fields.iter().find(|field| field.start == offset && field.role == Role::Attribute);
        exact.or_else(|| path_at(fields, offset).and_then(|(_, at)| fields.get(at)))
    });
    let set = match inside {
        Some(field) => set_of(field.kind),
        None => tape.attributes,
    };
    let row = u16::try_from(kind).ok().and_then(|kind| set?.get(kind));
    Missing {
        name: row.map_or_else(|| format!("attribute {kind}"), |row| row.name.to_owned()),
        nest: match (inside, nest) {
            (Some(field), _) => Some(name(field)),
            (None, Some(offset)) => Some(format!("the nest at {offset}")),
            (None, None) => None,
        },
    }
}

/// Returns the attributes that a field of this kind holds.
fn set_of(kind: &'static Kind) -> Option<&'static Set> {
    match kind {
        Kind::Nest(set) => Some(set),
        Kind::Gloss(inner, _) | Kind::Peek(_, inner) => set_of(inner),
        Kind::Struct(of) => of.tail.iter().find_map(|row| set_of(&row.kind)),
        _ => None,
    }
}

/// Returns advice if a value is outside what the kernel accepts, and inside with its bytes swapped.
fn swapped(field: &Field, request: &[u8], tape: &Tape, (low, high): (i128, i128)) -> Option<Advice> {
    let Value::Integer(integer) = read(field, request, tape) else { return None };
    let other = match integer.width {
        2 => u16::try_from(integer.raw).ok()?.swap_bytes().into(),
        4 => u32::try_from(integer.raw).ok()?.swap_bytes().into(),
        8 => integer.raw.swap_bytes(),
        _ => return None,
    };
    let accepts = |value: u64| (low..=high).contains(&i128::from(value));
    let is_swapped = !accepts(integer.raw) && accepts(other) && other != 0;
    is_swapped.then(|| {
        format!(
            "{} has its bytes in the wrong order: swapped it is {other}, which the kernel accepts",
            name(field)
        )
        .into()
    })
}

/// Returns the least and the largest value that the kernel accepts, if the error has both.
fn range(message: MessageRef<'_>) -> Option<(i128, i128)> {
    let policy = top(message, "NLMSGERR_ATTR_POLICY")?;
    let bound = |name: &str| {
        let bound = integer(policy.get(name)?)?;
        Some(if bound.signed { i128::from(bound.as_signed()) } else { i128::from(bound.raw) })
    };
    let low =
        bound("NL_POLICY_TYPE_ATTR_MIN_VALUE_U").or_else(|| bound("NL_POLICY_TYPE_ATTR_MIN_VALUE_S"))?;
    let high =
        bound("NL_POLICY_TYPE_ATTR_MAX_VALUE_U").or_else(|| bound("NL_POLICY_TYPE_ATTR_MAX_VALUE_S"))?;
    Some((low, high))
}

/// Returns `NLMSGERR_ATTR_POLICY` in words: `u16, 0..4094`.
fn policy(message: MessageRef<'_>) -> Option<String> {
    let policy = top(message, "NLMSGERR_ATTR_POLICY")?;
    let part = |name: &str| {
        policy
            .children()
            .find(|field| {
                field.kernel_name().and_then(|whole| whole.strip_prefix("NL_POLICY_TYPE_ATTR_")) == Some(name)
            })
            .and_then(integer)
    };
    let kind = part("TYPE")?;
    let mut words = match kind.name().and_then(|name| name.strip_prefix("NL_ATTR_TYPE_")) {
        Some("NUL_STRING") => "string with a NUL at its end".to_owned(),
        Some("NESTED") => "nest".to_owned(),
        Some("NESTED_ARRAY") => "array of nests".to_owned(),
        Some("BINARY") => "bytes".to_owned(),
        Some("FLAG") => "flag, without a value".to_owned(),
        Some(name) => name.to_lowercase(),
        None => format!("type {}", kind.raw),
    };
    let unsigned = |name| part(name).map(|integer| i128::from(integer.raw));
    let signed = |name| part(name).map(|integer| i128::from(integer.as_signed()));
    let low = unsigned("MIN_VALUE_U").or_else(|| signed("MIN_VALUE_S"));
    let high = unsigned("MAX_VALUE_U").or_else(|| signed("MAX_VALUE_S"));
    // Bounds that the type has anyway say nothing.
    let bits =
        kind.name().and_then(|name| name.trim_start_matches(|c: char| !c.is_ascii_digit()).parse().ok());
    let is_all = bits.is_some_and(|bits: u32| {
        let full = |signed: u32| (1i128 << (bits - signed)) - 1;
        matches!((low, high), (Some(0), Some(high)) if high == full(0))
            || matches!((low, high), (Some(low), Some(high)) if high == full(1) && low == -full(1) - 1)
    });
    let _ = match (low, high) {
        _ if is_all => Ok(()),
        (Some(low), Some(high)) => write!(words, ", {low}..{high}"),
        (Some(low), None) => write!(words, ", at least {low}"),
        (None, Some(high)) => write!(words, ", at most {high}"),
        (None, None) => Ok(()),
    };
    let lengths = (part("MIN_LENGTH").map(|n| n.raw), part("MAX_LENGTH").map(|n| n.raw));
    let _ = match lengths {
        (Some(low), Some(high)) if low == high => write!(words, ", {low} long"),
        (Some(low), Some(high)) => write!(words, ", {low} to {high} long"),
        (Some(low), None) => write!(words, ", at least {low} long"),
        (None, Some(high)) => write!(words, ", at most {high} long"),
        (None, None) => Ok(()),
    };
    if let Some(mask) = part("MASK").or_else(|| part("BITFIELD32_MASK")) {
        let _ = write!(words, ", bits of {:#x}", mask.raw);
    }
    Some(words)
}
