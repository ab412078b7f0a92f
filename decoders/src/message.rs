//! A decoded message as a tree of fields with names, places and values.
//!
//! [`Message`] owns its bytes; [`MessageRef`] borrows bytes and tape from wherever they are, so that a program that decodes
//! many messages allocates nothing. Both have the same methods. The fields here are those that nltrace shows: alignment and the
//! headers of attributes are left out, and the values packed into an integer are fields of their own.
//! [`Tape`] has every field, and [`MessageRef::leaves`] every byte.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use core::fmt;
use core::ops::Range;

use crate::control;
use crate::path::path_at;
use crate::schema::{Family, Kind, Marks, Part, Show};
use crate::tape::{self, Role, State, Tape, end_of};
use crate::value::{Integer, Value, parts, read};
use crate::wire::{MessageHeader, message_header};
use crate::words::{WordRole, WordSink, WordStyle};

/// A decoded message that owns its bytes.
#[derive(Clone, Debug)]
pub struct Message {
    bytes: Vec<u8>,
    tape: Tape,
}

/// A decoded message that borrows its bytes and fields.
#[derive(Clone, Copy, Debug)]
pub struct MessageRef<'m> {
    bytes: &'m [u8],
    tape: &'m Tape,
}

impl Message {
    pub(crate) fn new(bytes: Vec<u8>, tape: Tape) -> Message {
        Message { bytes, tape }
    }

    /// Returns the message without its bytes: what all other methods are made of.
    #[must_use]
    pub fn view(&self) -> MessageRef<'_> {
        MessageRef { bytes: &self.bytes, tape: &self.tape }
    }

    /// Returns the bytes of the message, header and padding included.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Returns all fields as the interpreter left them.
    #[must_use]
    pub fn tape(&self) -> &Tape {
        &self.tape
    }

    /// See [`MessageRef::header`].
    #[must_use]
    pub fn header(&self) -> Option<MessageHeader> {
        self.view().header()
    }

    /// See [`MessageRef::type_name`].
    #[must_use]
    pub fn type_name(&self) -> Option<&'static str> {
        self.view().type_name()
    }

    /// See [`MessageRef::family_name`].
    #[must_use]
    pub fn family_name(&self) -> Option<&str> {
        self.view().family_name()
    }

    /// See [`MessageRef::error`].
    #[must_use]
    pub fn error(&self) -> Option<i64> {
        self.view().error()
    }

    /// See [`MessageRef::fields`].
    pub fn fields(&self) -> impl Iterator<Item = FieldRef<'_>> {
        self.view().fields()
    }

    /// See [`MessageRef::children`].
    #[must_use]
    pub fn children(&self) -> Children<'_> {
        self.view().children()
    }

    /// See [`MessageRef::get`].
    #[must_use]
    pub fn get(&self, path: &str) -> Option<FieldRef<'_>> {
        self.view().get(path)
    }

    /// See [`MessageRef::path_at`].
    #[must_use]
    pub fn path_at(&self, offset: usize) -> Option<String> {
        self.view().path_at(offset)
    }

    /// See [`MessageRef::notes`].
    #[must_use]
    pub fn notes(&self) -> Vec<Note> {
        self.view().notes()
    }
}

/// The whole message as lines of text, indented by depth.
impl fmt::Display for Message {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.view().fmt(out)
    }
}

impl<'m> MessageRef<'m> {
    /// Makes a message of bytes, and the tape into which they were decoded.
    #[must_use]
    pub fn new(bytes: &'m [u8], tape: &'m Tape) -> MessageRef<'m> {
        MessageRef { bytes, tape }
    }

    /// Returns the bytes of the message, header and padding included.
    #[must_use]
    pub fn bytes(&self) -> &'m [u8] {
        self.bytes
    }

    /// Returns all fields as the interpreter left them.
    #[must_use]
    pub fn tape(&self) -> &'m Tape {
        self.tape
    }

    /// Returns the tables of the protocol, if it has some.
    #[must_use]
    pub fn protocol(&self) -> Option<&'static Family> {
        self.tape.family
    }

    /// Returns the message's header; `None` for protocols without headers, and where fewer than 16 bytes are there.
    #[must_use]
    pub fn header(&self) -> Option<MessageHeader> {
        let is_there = self.tape.fields().first().is_some_and(|field| field.role == Role::Header);
        is_there.then(|| message_header(self.bytes, self.tape.endian).ok().map(|(_, header)| header))?
    }

    /// Returns the kernel's name of the message's type; in generic netlink, of its command.
    #[must_use]
    pub fn type_name(&self) -> Option<&'static str> {
        self.tape.message.map(|message| message.name)
    }

    /// Returns the name of the generic netlink family, where it is known.
    #[must_use]
    pub fn family_name(&self) -> Option<&'m str> {
        self.tape.owner.as_ref().and_then(|owner| owner.name())
    }

    /// Returns the names of the bits set in `nlmsg_flags`, and the bits that have no name for this type.
    #[must_use]
    pub fn flags(&self) -> Option<(impl Iterator<Item = &'static str> + Clone + use<>, u64)> {
        let names = control::flag_names(self.tape.class());
        self.header().map(|header| crate::value::flags(names, header.flags.into()))
    }

    /// Returns the error number of an `NLMSG_ERROR` or `NLMSG_DONE`: 0, or a negative errno.
    #[must_use]
    pub fn error(&self) -> Option<i64> {
        crate::value::error(self.bytes, self.tape)
    }

    /// Returns the fields after the message's header, each before its parts.
    pub fn fields(&self) -> impl Iterator<Item = FieldRef<'m>> + use<'m> {
        Walk { open: vec![self.children()] }
    }

    /// Returns the outermost fields after the message's header.
    #[must_use]
    pub fn children(&self) -> Children<'m> {
        let all = self.tape.fields().len();
        let first = all - self.tape.body().len();
        Children::of_tape(*self, first, all)
    }

    /// Returns the members of the message's own header.
    pub fn header_fields(&self) -> impl Iterator<Item = FieldRef<'m>> + use<'m> {
        let message = *self;
        let count = self.tape.fields().len() - self.tape.body().len();
        (0..count).map(move |at| FieldRef { message, at, packed: None })
    }

    /// Returns the leaves: every byte of the message is in exactly one of them, headers and alignment included.
    pub fn leaves(&self) -> impl Iterator<Item = FieldRef<'m>> + use<'m> {
        let message = *self;
        let leaves = (0..self.tape.len()).filter(move |at| !message.tape.has_parts(*at));
        leaves.map(move |at| FieldRef { message, at, packed: None })
    }

    /// Returns the first field with a path: names from the outermost to the innermost, with dots between them.
    ///
    /// A path may omit the struct of a message's head: `ifi_index` is `ifinfomsg.ifi_index`. Elements are `[0]`, attributes
    /// without a name `#17`. A name is searched for at its own level only, so that `IFLA_MTU` is never that of a peer in
    /// `IFLA_LINKINFO`.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<FieldRef<'m>> {
        let heads = || self.children().filter(|field| field.role() == Role::Member);
        let in_head = || heads().flat_map(|head| head.children());
        first(self.children(), path)
            .or_else(|| first(in_head(), path))
            .or_else(|| first(self.header_fields(), path))
    }

    /// Returns the path of the innermost field that contains the byte at an offset, or of the attribute that begins there:
    /// the meaning of `NLMSGERR_ATTR_OFFS`.
    #[must_use]
    pub fn path_at(&self, offset: usize) -> Option<String> {
        path_at(self.tape.fields(), u32::try_from(offset).ok()?).map(|(path, _)| path)
    }

    /// Returns the innermost field that contains the byte at an offset, or the attribute that begins there.
    #[must_use]
    pub fn field_at(&self, offset: usize) -> Option<FieldRef<'m>> {
        let (_, at) = path_at(self.tape.fields(), u32::try_from(offset).ok()?)?;
        Some(FieldRef { message: *self, at, packed: None })
    }

    /// Returns the faults, in the order of the bytes: none for a message that is whole and explained.
    #[must_use]
    pub fn notes(&self) -> Vec<Note> {
        let mut notes = Vec::new();
        if let Some(claimed) = self.header().map(|header| header.len)
            && usize::try_from(claimed).is_ok_and(|claimed| claimed > self.bytes.len())
        {
            notes.push(Note::Longer { claimed, there: self.bytes.len() });
        }
        // Names of the open fields, so that one pass makes all paths.
        let mut open: Vec<(u8, &'m tape::Field)> = Vec::new();
        for field in self.tape.fields() {
            while open.last().is_some_and(|(depth, _)| *depth >= field.depth) {
                open.pop();
            }
            open.push((field.depth, field));
            if field.state != State::Good {
                let names: Vec<String> = open.iter().map(|(_, field)| crate::path::name(field)).collect();
                let (path, offset) = (names.join("."), field.span().start);
                notes.push(Note::Field { path, offset, len: field.span().len(), state: field.state });
            }
        }
        notes
    }
}

/// The whole message as lines of text, indented by depth.
impl fmt::Display for MessageRef<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        match (self.type_name(), self.header()) {
            (Some(name), _) => text.push_str(name),
            (None, Some(header)) => text.push_str(&format!("type {}", header.kind)),
            (None, None) => text.push_str("no message"),
        }
        out.write_str(&text)?;
        for field in self.fields() {
            let indent = field.depth() * 2 + 2;
            write!(out, "\n{:indent$}{}", "", field.name())?;
            let value = field.value();
            if !matches!(value, Value::Empty) {
                write!(out, " = {value}")?;
            }
            if let Some(gloss) = field.gloss() {
                write!(out, "  {gloss}")?;
            }
            if let Some(problem) = problem(field.state()) {
                write!(out, "  ({problem})")?;
            }
        }
        Ok(())
    }
}

/// A problem of a message or of one of its fields.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Note {
    /// The message is shorter than its header says.
    Longer {
        /// The length in the header.
        claimed: u32,
        /// Bytes that are there.
        there: usize,
    },
    /// A field does not fit its kind.
    Field {
        /// Its path.
        path: String,
        /// Offset of its first byte in the message.
        offset: usize,
        /// Its length in bytes.
        len: usize,
        /// The problem.
        state: State,
    },
}

impl fmt::Display for Note {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Note::Longer { claimed, there } => {
                write!(out, "nlmsg_len is {claimed}, but there are {there} bytes")
            }
            Note::Field { path, offset, len, state } => {
                let problem = problem(*state).unwrap_or("not explained");
                write!(out, "{path}: {len} bytes at offset {offset}: {problem}")
            }
        }
    }
}

/// Returns a state in words; `None` if the bytes are as expected.
#[must_use]
pub fn problem(state: State) -> Option<&'static str> {
    match state {
        State::Good | State::Unknown => None,
        State::Extra => Some("more than its type takes"),
        State::Short => Some("too short"),
        State::Cut => Some("cut"),
        State::Unselected => Some("nothing says what this is"),
        State::Malformed => Some("malformed"),
        State::TooDeep => Some("nested too deep"),
        State::TooMany => Some("too many fields"),
    }
}

/// A field of a message.
#[derive(Clone, Copy, Debug)]
pub struct FieldRef<'m> {
    message: MessageRef<'m>,
    /// Its place on the tape.
    at: usize,
    /// For one of several values in an integer.
    packed: Option<Packed>,
}

/// Returns the first field with a path among these and their parts. Each field is looked at once at most.
fn first<'m>(mut fields: impl Iterator<Item = FieldRef<'m>>, path: &str) -> Option<FieldRef<'m>> {
    let (step, rest) = path.split_once('.').map_or((path, None), |(step, rest)| (step, Some(rest)));
    fields.find_map(|field| match rest {
        _ if !field.is_called(step) => None,
        None => Some(field),
        Some(rest) => first(field.children(), rest),
    })
}

/// One of several values in an integer.
#[derive(Clone, Copy, Debug)]
struct Packed {
    name: &'static str,
    integer: Integer,
    depth: u8,
}

static NO_FIELD: tape::Field = tape::Field {
    name: "",
    kind: &Kind::Raw,
    start: 0,
    len: 0,
    index: 0,
    marks: Marks::NONE,
    depth: 0,
    role: Role::Value,
    state: State::Good,
};

impl<'m> FieldRef<'m> {
    fn field(&self) -> &'m tape::Field {
        self.message.tape.fields().get(self.at).unwrap_or(&NO_FIELD)
    }

    /// Returns the field that has the value: for an attribute whose value has bytes after it, that is a part of its own.
    fn value_field(&self) -> Option<&'m tape::Field> {
        let fields = self.message.tape.fields();
        let field = fields.get(self.at)?;
        if !self.message.tape.has_parts(self.at) {
            return Some(field);
        }
        let after_header = self.at + 1 + usize::from(field.role == Role::Attribute);
        let value = fields.get(after_header).filter(|part| part.role == Role::Value)?;
        (value.name == field.name && value.depth > field.depth).then_some(value)
    }

    /// Returns the kernel's name; `[3]` for an element, `#17` for an attribute that no table has, and nothing for a member
    /// without a name.
    #[must_use]
    pub fn name(&self) -> Cow<'static, str> {
        let field = self.field();
        match (self.packed, field.role) {
            (Some(packed), _) => Cow::Borrowed(packed.name),
            (None, _) if !field.name.is_empty() => Cow::Borrowed(field.name),
            (None, Role::Attribute) if field.state == State::Unknown => {
                Cow::Owned(format!("#{}", field.id()))
            }
            (None, Role::Attribute) => Cow::Owned(format!("[{}]", field.id())),
            (None, Role::Element) => Cow::Owned(format!("[{}]", field.index)),
            (None, _) => Cow::Borrowed(""),
        }
    }

    /// Returns the kernel's name, if the tables have one.
    #[must_use]
    pub fn kernel_name(&self) -> Option<&'static str> {
        let name = self.packed.map_or(self.field().name, |packed| packed.name);
        Some(name).filter(|name| !name.is_empty())
    }

    /// Returns whether a step of a path names this field.
    fn is_called(&self, step: &str) -> bool {
        if let Some(name) = self.kernel_name() {
            return name == step;
        }
        let field = self.field();
        let number = |text: &str| text.parse::<u16>().ok();
        let bracketed = step.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).and_then(number);
        match field.role {
            Role::Attribute => {
                bracketed.or_else(|| step.strip_prefix('#').and_then(number)) == Some(field.id())
            }
            Role::Element => bracketed == Some(field.index),
            _ => false,
        }
    }

    /// Returns how many fields it is part of.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.packed.map_or(self.field().depth, |packed| packed.depth).into()
    }

    /// Returns where its bytes are in the message. An attribute begins with its header and ends before its padding; a value
    /// packed into an integer has the bytes of the integer.
    #[must_use]
    pub fn span(&self) -> Range<usize> {
        self.field().span()
    }

    /// Returns the offset of its first byte in the message.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.span().start
    }

    /// Returns the bytes of the value: an attribute's header is left out.
    #[must_use]
    pub fn payload(&self) -> &'m [u8] {
        self.message.bytes.get(self.field().payload()).unwrap_or_default()
    }

    /// Returns its kind in the tables, with selections resolved.
    #[must_use]
    pub fn kind(&self) -> &'static Kind {
        self.field().kind
    }

    /// Returns the facts that the tables have about its row.
    #[must_use]
    pub fn marks(&self) -> Marks {
        self.field().marks
    }

    /// Returns its place in the message.
    #[must_use]
    pub fn role(&self) -> Role {
        self.field().role
    }

    /// Returns how its decoding went.
    #[must_use]
    pub fn state(&self) -> State {
        self.field().state
    }

    /// Returns whether it is one of several values in an integer.
    #[must_use]
    pub fn is_packed(&self) -> bool {
        self.packed.is_some()
    }

    /// Returns whether it has parts. A field with parts has no value.
    #[must_use]
    pub fn has_parts(&self) -> bool {
        self.packed.is_none() && self.value_field().is_none()
    }

    /// Returns the number of an attribute, without the bits that are flags.
    #[must_use]
    pub fn id(&self) -> Option<u16> {
        (self.packed.is_none() && self.role() == Role::Attribute).then(|| self.field().id())
    }

    /// Returns the names of the bits set in an attribute's type, `NLA_F_*`.
    pub fn type_flags(&self) -> impl Iterator<Item = &'static str> + use<> {
        let is_attribute = self.id().is_some();
        self.field().flags().filter(move |_| is_attribute).map(|(_, name)| name)
    }

    /// Returns the value; [`Value::Empty`] for a field with parts.
    #[must_use]
    pub fn value(&self) -> Value<'m> {
        match self.packed {
            Some(packed) => Value::Integer(packed.integer),
            None => self
                .value_field()
                .map_or(Value::Empty, |field| read(field, self.message.bytes, self.message.tape)),
        }
    }

    /// Writes the value in words, each with its role: for programs that colour or cut them.
    pub fn write_value(&self, style: WordStyle, out: &mut impl WordSink) {
        self.value().write(style, out);
        if let Some(gloss) = self.gloss() {
            out.say(WordRole::Note, &gloss);
        }
    }

    /// Returns the bytes after a value that its kind does not take, or after the NUL of a string.
    #[must_use]
    pub fn extra(&self) -> &'m [u8] {
        match (self.value(), self.value_field()) {
            (Value::Hidden(_), _) => &[],
            (Value::Text(_, rest), _) if !rest.is_empty() => rest,
            (_, Some(value)) => self.message.bytes.get(value.end()..self.field().end()).unwrap_or_default(),
            _ => &[],
        }
    }

    /// Returns the sentence that the tables have about the whole of the field, if they have one.
    #[must_use]
    pub fn gloss(&self) -> Option<String> {
        let Kind::Gloss(_, gloss) = self.kind() else { return None };
        if self.field().is_secret() {
            return None;
        }
        let mut text = String::new();
        gloss(self.payload(), self.message.tape.endian, &mut text).ok()?;
        let mut safe = String::new();
        crate::escape::plain(&text, &mut safe);
        Some(safe).filter(|text| !text.is_empty() && self.packed.is_none())
    }

    /// Returns the values packed into an integer.
    fn list(&self) -> Option<(&'static [Part], Integer)> {
        match self.value() {
            Value::Integer(integer) => match integer.show {
                Show::Parts(list) | Show::BitFields(list) => Some((list, integer)),
                _ => None,
            },
            _ => None,
        }
    }

    /// Returns the fields that are part of this one: attributes of a nest, members of a struct, elements of an array, values
    /// packed into an integer.
    #[must_use]
    pub fn children(&self) -> Children<'m> {
        if let Some((list, integer)) = self.list() {
            let depth = u8::try_from(self.depth()).unwrap_or(u8::MAX).saturating_add(1);
            return Children::of_integer(*self, list, integer, depth);
        }
        if self.packed.is_some() || self.value_field().is_some() {
            return Children::of_tape(self.message, 0, 0);
        }
        let end = end_of(self.message.tape.fields(), self.at);
        Children::of_tape(self.message, self.at + 1, end)
    }

    /// Returns the first part with a path below this field, as [`MessageRef::get`] does.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<FieldRef<'m>> {
        first(self.children(), path)
    }

    /// Returns the names from the outermost field to this one, with dots between them.
    #[must_use]
    pub fn path(&self) -> String {
        let own = FieldRef { packed: None, ..*self };
        let mut names = Vec::new();
        if self.packed.is_some() {
            names.push(self.name());
        }
        let mut depth = own.field().depth;
        if !own.name().is_empty() {
            names.push(own.name());
        }
        let before = self.message.tape.fields().get(..self.at).unwrap_or_default();
        for (at, field) in before.iter().enumerate().rev() {
            if depth == 0 {
                break;
            }
            if field.depth < depth {
                depth = field.depth;
                names.push(FieldRef { at, packed: None, ..*self }.name());
            }
        }
        names.reverse();
        names.join(".")
    }
}

/// The parts of a field, or the outermost fields of a message.
#[derive(Clone, Debug)]
pub struct Children<'m> {
    message: MessageRef<'m>,
    /// The next on the tape.
    next: usize,
    end: usize,
    /// Values packed into an integer: the integer, its parts, and the next one.
    packed: Option<(FieldRef<'m>, &'static [Part], Integer, usize, u8)>,
}

impl<'m> Children<'m> {
    fn of_tape(message: MessageRef<'m>, next: usize, end: usize) -> Children<'m> {
        Children { message, next, end, packed: None }
    }

    fn of_integer(of: FieldRef<'m>, list: &'static [Part], integer: Integer, depth: u8) -> Children<'m> {
        Children { message: of.message, next: 0, end: 0, packed: Some((of, list, integer, 0, depth)) }
    }
}

impl<'m> Iterator for Children<'m> {
    type Item = FieldRef<'m>;

    fn next(&mut self) -> Option<FieldRef<'m>> {
        loop {
            if let Some((of, list, integer, at, depth)) = &mut self.packed {
                if let Some((name, integer)) = parts(list, integer).nth(*at) {
                    *at += 1;
                    return Some(FieldRef { packed: Some(Packed { name, integer, depth: *depth }), ..*of });
                }
                self.packed = None;
            }
            if self.next >= self.end {
                return None;
            }
            let fields = self.message.tape.fields();
            let at = self.next;
            let field = fields.get(at)?;
            self.next = end_of(fields, at);
            let is_leaf = self.next == at + 1;
            let is_padding = is_leaf && field.role == Role::Member && matches!(field.kind, Kind::Pad { .. });
            if is_padding || matches!(field.role, Role::Padding | Role::AttributeHeader) {
                continue;
            }
            let found = FieldRef { message: self.message, at, packed: None };
            // C bit-fields are shown as members of their struct.
            let is_nameless = is_leaf && field.name.is_empty() && field.role == Role::Member;
            if let Some((list, integer)) = found.list().filter(|_| is_nameless)
                && list.iter().any(|part| !part.name.is_empty())
            {
                self.packed = Some((found, list, integer, 0, field.depth));
                continue;
            }
            return Some(found);
        }
    }
}

/// Fields, each before its parts.
struct Walk<'m> {
    open: Vec<Children<'m>>,
}

impl<'m> Iterator for Walk<'m> {
    type Item = FieldRef<'m>;

    fn next(&mut self) -> Option<FieldRef<'m>> {
        while let Some(innermost) = self.open.last_mut() {
            if let Some(field) = innermost.next() {
                self.open.push(field.children());
                return Some(field);
            }
            self.open.pop();
        }
        None
    }
}
