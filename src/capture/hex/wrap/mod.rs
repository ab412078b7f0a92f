//! `--as`: less than a message. Builds a message around the pasted bytes, with the bytes in the place that the tables give,
//! because the interpreter reads messages.

mod build;
mod control;
mod names;
mod search;

use nltrace_decoders::control::NLM_F_REQUEST;
use nltrace_decoders::generic::GENL_HDRLEN;
use nltrace_decoders::schema::{Family, Generic, Msg, Set, Struct};
use nltrace_decoders::wire::{NLA_F_NESTED, NLA_HDRLEN};

use build::{adds_up, attribute, head, header, is_attribute, is_nest, struct_of};
use control::{control, control_message};
use names::{command_of, message};
use search::{Target, search};

/// The number of a generic netlink family in such a message.
const INVENTED: u16 = 0x1f;
/// A place in a message.
pub(crate) struct PastePlace {
    family: &'static Family,
    message: &'static Msg,
    generic: Option<&'static Generic>,
    is_request: bool,
    steps: Vec<PathStep>,
    /// The attribute that is asked for: its header may be in the bytes or not.
    is_attribute: bool,
    /// A control message, which all protocols have: its number and name.
    control: Option<(u16, &'static str)>,
    /// The name whose value chooses what the bytes mean, and a value that it may have.
    undecided: Option<(&'static str, String)>,
}

/// A way from a message's body to what is in it.
#[derive(Clone)]
enum PathStep {
    /// Into an attribute of a set, or of a list.
    Attribute(Option<&'static Set>, u16),
    /// Behind a struct.
    Behind(&'static Struct),
    /// Where a name has a value.
    Where(&'static str, Selector),
}

/// A value that chooses a meaning.
#[derive(Clone)]
enum Selector {
    Text(String),
    Number(u64),
}

/// Why a name is no place.
#[derive(Debug, Default)]
pub(crate) struct UnknownPlace {
    /// The reason.
    pub(crate) reason: String,
    /// The word that is wrong.
    pub(crate) word: String,
    /// The words that are right there; empty if any name of the tables may be.
    pub(crate) names: Vec<String>,
}

impl UnknownPlace {
    fn new(word: &str, names: Vec<String>, reason: impl Into<String>) -> UnknownPlace {
        UnknownPlace { reason: reason.into(), word: word.to_owned(), names }
    }
}

impl PastePlace {
    /// Returns the place that is called so: a message, an attribute with the value in brackets that chooses what it holds, a struct.
    /// The names of messages and attributes may be in lower case, and `struct:` may be left out.
    pub(crate) fn named(name: &str) -> Result<PastePlace, UnknownPlace> {
        if let Some((family, command)) = name.split_once(':').filter(|(family, _)| *family != "struct") {
            return command_of(family, command);
        }
        let (wanted, value) = match name.strip_suffix(']').and_then(|name| name.split_once('[')) {
            Some((wanted, value)) => (wanted, Some(value)),
            None => (name, None),
        };
        let of = wanted.strip_prefix("struct:").or_else(|| wanted.strip_prefix("struct ")).map(str::trim);
        if of.unwrap_or(wanted) == "nlmsghdr" {
            let reason = "a message with its nlmsghdr is decoded without --as";
            return Err(UnknownPlace::new(wanted, Vec::new(), reason));
        }
        // Structs without a name cannot be asked for.
        if wanted.is_empty() || of == Some("") {
            return Err(UnknownPlace::new(name, Vec::new(), "a name is missing"));
        }
        if let Some(of) = of {
            return search(&Target::Struct(of), value);
        }
        let upper = wanted.to_ascii_uppercase();
        if let Some(place) = control(name).or_else(|| message(name)).or_else(|| message(&upper)) {
            return Ok(place);
        }
        let is_other = |result: &Result<PastePlace, UnknownPlace>| {
            result.as_ref().err().is_some_and(|error| error.word == wanted)
        };
        let found = search(&Target::Attribute(wanted), value);
        if !is_other(&found) || upper == wanted {
            return found;
        }
        let more =
            search(&Target::Struct(wanted), value).or_else(|_| search(&Target::Attribute(&upper), value));
        if is_other(&more) || more.as_ref().is_err_and(|error| error.word == upper) { found } else { more }
    }

    /// Returns the protocol of the message.
    pub(crate) fn protocol(&self) -> u16 {
        self.family.protocol
    }

    /// Returns the family of generic netlink, and the number that it has in the message.
    pub(crate) fn family(&self) -> Option<(u16, &'static Generic)> {
        self.generic.map(|generic| (generic.id.unwrap_or(INVENTED), generic))
    }

    /// Returns the remark about the place that was assumed.
    pub(crate) fn note(&self, name: &str) -> String {
        let message = self.control.map_or(self.message.name, |(_, name)| name);
        if message == name {
            return format!("the header of this {message} is made up");
        }
        let undecided = self.undecided.as_ref().map_or(String::new(), |(by, example)| {
            format!("; its meaning depends on {by}, which {name}[{example}] states")
        });
        format!("decoded as {name} of {message}: all around it is made up{undecided}")
    }

    /// Returns a message that holds the bytes.
    pub(super) fn wrap(&self, bytes: &[u8]) -> Vec<u8> {
        if let Some((kind, _)) = self.control {
            return control_message(kind, bytes);
        }
        let mut body = bytes.to_vec();
        let mut values: Vec<(&'static str, Selector)> = Vec::new();
        let innermost = self.steps.iter().rposition(|step| matches!(step, PathStep::Attribute(..)));
        for (at, step) in self.steps.iter().enumerate().rev() {
            match step {
                PathStep::Where(name, value) => values.push((name, value.clone())),
                PathStep::Behind(of) => {
                    let mut head = head(of, &mut values);
                    head.extend(body);
                    body = head;
                }
                PathStep::Attribute(set, id) => {
                    let holds_parts =
                        set.and_then(|set| set.get(*id)).is_some_and(|attr| is_nest(&attr.kind));
                    // The first attribute of a nest may have the nest's own number.
                    let is_whole = self.is_attribute
                        && innermost == Some(at)
                        && is_attribute(&body, *id)
                        && (!holds_parts || adds_up(body.get(NLA_HDRLEN..).unwrap_or_default()));
                    let mut whole = Vec::new();
                    values.retain(|(name, value)| match set.and_then(|set| set.named(name)) {
                        Some(attr) => {
                            whole.extend(attribute(attr.id, &value.bytes(attr)));
                            false
                        }
                        None => true,
                    });
                    let has_parts =
                        set.is_none_or(|set| set.get(*id).is_some_and(|attr| is_nest(&attr.kind)));
                    let kind = if has_parts { id | NLA_F_NESTED } else { *id };
                    whole.extend(if is_whole { body } else { attribute(kind, &body) });
                    body = whole;
                }
            }
        }
        self.message(&body, &mut values)
    }

    fn message(&self, body: &[u8], values: &mut Vec<(&'static str, Selector)>) -> Vec<u8> {
        let of = if self.is_request { self.message.request } else { self.message.reply };
        let mut inside = Vec::new();
        if let Some(generic) = self.generic {
            let cmd = self.message.id.to_le_bytes().first().copied().unwrap_or(0);
            // With or without genlmsghdr: attributes that add up say where they begin.
            if self.steps.is_empty()
                && adds_up(body.get(GENL_HDRLEN..).unwrap_or_default())
                && body.first() == Some(&cmd)
            {
                inside.extend_from_slice(body);
            } else {
                inside.extend([cmd, 1, 0, 0]);
                if let Some(of) = struct_of(&generic.header)
                    && !self.steps.is_empty()
                {
                    inside.extend(head(of, values));
                }
                inside.extend_from_slice(body);
            }
        } else {
            if let Some(of) = struct_of(&of.head).filter(|_| !self.steps.is_empty()) {
                inside.extend(head(of, values));
            }
            inside.extend_from_slice(body);
        }
        let kind = self.family().map_or(self.message.id, |(id, _)| id);
        let flags = if self.is_request { NLM_F_REQUEST } else { 0 };
        let mut bytes = header(kind, flags, inside.len());
        bytes.extend(inside);
        bytes
    }
}

impl PastePlace {
    fn of(
        family: &'static Family,
        generic: Option<&'static Generic>,
        message: &'static Msg,
        is_request: bool,
    ) -> PastePlace {
        PastePlace {
            family,
            message,
            generic,
            is_request,
            steps: Vec::new(),
            is_attribute: false,
            control: None,
            undecided: None,
        }
    }
}
