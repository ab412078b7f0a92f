//! Operations of a spec: the messages that the kernel is asked with, and those that it answers with.

use std::collections::BTreeMap;

use nltrace_decoders::runtime;
use nltrace_decoders::schema::{self, Body, Capability, Class, Family, Generic, Msg, PAD, Struct, Turn};

use super::counterparts::{self, fits};
use super::names;
use super::sets::{NO_ATTRIBUTES, Sets};
use super::types::Definitions;
use super::yaml::{Error, YamlNode};

/// Messages by number.
pub(super) type OperationRows = BTreeMap<u16, Msg>;

/// What the numbers of operations are, and the library's own table of them.
#[derive(Clone, Copy)]
pub(super) enum Space {
    /// Commands of a family of generic netlink: a byte, in two counts or one. The family has one header for all.
    Commands(Option<&'static Generic>),
    /// Types of a protocol's messages: one count, beside those of control messages. Each message has a header of its own.
    Types(Option<&'static Family>),
}

impl Space {
    /// Returns the library's row of a message.
    fn known(self, turn: Turn, number: u16) -> Option<&'static Msg> {
        match self {
            Space::Commands(known) => known?.commands(turn).0.get(u8::try_from(number).ok()?),
            Space::Types(known) => known?.message(number),
        }
    }

    /// Checks the number of an operation.
    fn number(self, number: u64, operation: &YamlNode) -> Result<u16, Error> {
        match (self, u16::try_from(number)) {
            (Space::Commands(_), Ok(number @ 0..=255)) | (Space::Types(_), Ok(number @ 16..)) => Ok(number),
            (Space::Commands(_), _) => Err(operation.error("operations have the numbers 0 to 255")),
            (Space::Types(_), _) => Err(operation.error(format!(
                "messages of a protocol have the numbers 16 to 65535; this has {number} (0 to 15 are control messages)"
            ))),
        }
    }
}

/// An operation in one direction.
#[derive(Clone, Copy)]
struct OperationNumber<'t> {
    number: u16,
    turn: Turn,
    operation: &'t YamlNode,
    /// The number of its answers, if that is another.
    answer: Option<u16>,
}

/// The operations of a spec.
pub(super) struct Operations<'t> {
    sets: Sets<'t>,
    node: &'t YamlNode,
    list: Vec<&'t YamlNode>,
    space: Space,
}

impl<'t> Operations<'t> {
    pub(super) fn new(family: &'t str, root: &'t YamlNode, space: Space) -> Result<Operations<'t>, Error> {
        let sets = Sets::new(Definitions::new(family, root)?, root)?;
        let node = root.get("operations")?;
        let list = node.get("list")?.list()?.collect();
        Ok(Operations { sets, node, list, space })
    }

    /// Returns the header of a family of generic netlink, which is the same in all operations.
    pub(super) fn header(&mut self) -> Result<Option<&'static Struct>, Error> {
        let mut found = self.node.find("fixed-header");
        for operation in &self.list {
            let Some(own) = operation.find("fixed-header") else { continue };
            match found {
                None => found = Some(own),
                Some(known) if known.text()? == own.text()? => (),
                Some(_) => return Err(own.error("operations with different headers are not supported")),
            }
        }
        if let (Some(name), Space::Commands(Some(known))) = (found, self.space) {
            self.sets.definitions.compare_struct(name, &known.header)?;
        }
        found.map(|name| self.sets.definitions.layout(name, 0)).transpose()
    }

    /// Makes the messages: those to the kernel, and those from it if they are counted apart.
    pub(super) fn rows(&mut self) -> Result<(OperationRows, Option<OperationRows>), Error> {
        match self.node.text_of("enum-model")? {
            None | Some("unified") => {
                let all = self.unified()?;
                self.compare(&all)?;
                let mut rows = self.unified_rows(&all)?;
                self.add_known(&mut rows, Turn::Asked);
                Ok((rows, None))
            }
            Some("directional") => {
                let (requests, replies, all_are_numbered) = self.directional()?;
                self.compare(&requests)?;
                self.compare(&replies)?;
                let mut requests = self.request_rows(&requests)?;
                let mut replies = self.reply_rows(&requests, &replies, all_are_numbered)?;
                self.add_known(&mut requests, Turn::Asked);
                self.add_known(&mut replies, Turn::Answered);
                Ok((requests, Some(replies)))
            }
            Some(other) => {
                let message = format!("{other:?} is no way of counting: unified or directional");
                Err(self.node.get("enum-model")?.error(message))
            }
        }
    }

    /// Adds the commands that only the library has.
    fn add_known(&self, rows: &mut OperationRows, turn: Turn) {
        let Space::Commands(Some(known)) = self.space else { return };
        for row in known.commands(turn).0.list {
            rows.entry(row.id).or_insert(Msg { ..*row });
        }
    }

    /// Compares the sets of these messages with those of the library's messages of the same numbers.
    fn compare(&mut self, messages: &[OperationNumber<'t>]) -> Result<(), Error> {
        for OperationNumber { number, turn, operation, .. } in messages {
            let Some(known) = self.space.known(*turn, *number) else { continue };
            let body = if *turn == Turn::Asked { known.request } else { known.reply };
            if let (Some(name), Space::Types(_)) = (self.member(operation, "fixed-header")?, self.space) {
                self.sets.definitions.compare_struct(name, &body.head)?;
            }
            if let Some(set) = self.member(operation, "attribute-set")? {
                self.sets.compare(set, &body.attrs)?;
            }
        }
        Ok(())
    }

    /// Numbers the messages of one count.
    fn unified(&self) -> Result<Vec<OperationNumber<'t>>, Error> {
        let mut all = Vec::new();
        let mut next = 1;
        for operation in self.list.iter().copied() {
            let value = operation.find("value");
            let number = value.map(YamlNode::number).transpose()?.unwrap_or(next);
            next = number.saturating_add(1);
            // The kernel registers no operation for 0 or without content: `unspec`.
            let is_empty =
                ["do", "dump", "notify", "event"].iter().all(|part| operation.find(part).is_none());
            if number == 0 && is_empty {
                continue;
            }
            let number = self.space.number(number, operation)?;
            all.push(OperationNumber { number, turn: Turn::Asked, operation, answer: None });
        }
        Ok(all)
    }

    fn unified_rows(&mut self, all: &[OperationNumber<'t>]) -> Result<OperationRows, Error> {
        let mut rows = OperationRows::new();
        for message in all {
            // Notifications may be called otherwise.
            let key = if is_event(message.operation) && self.node.find("async-prefix").is_some() {
                "async-prefix"
            } else {
                "name-prefix"
            };
            let name = self.name(key, message)?;
            let row = self.row(message, name)?;
            if rows.insert(message.number, row).is_some() {
                let text = format!("two operations have the number {}", message.number);
                return Err(message.operation.error(text));
            }
        }
        Ok(rows)
    }

    /// Numbers messages to the kernel and messages from it, which are counted apart. Returns also whether each answer has a number
    /// of its own.
    fn directional(&self) -> Result<(Vec<OperationNumber<'t>>, Vec<OperationNumber<'t>>, bool), Error> {
        let (mut requests, mut replies) = (Vec::new(), Vec::new());
        let mut all_are_numbered = true;
        let (mut request, mut reply) = (1u64, 1u64);
        for operation in self.list.iter().copied() {
            if is_event(operation) {
                reply = operation.find("value").map(YamlNode::number).transpose()?.unwrap_or(reply);
                let number = self.space.number(reply, operation)?;
                replies.push(OperationNumber { number, turn: Turn::Unasked, operation, answer: None });
                reply = reply.saturating_add(1);
                continue;
            }
            let modes: Vec<_> = ["do", "dump"].iter().filter_map(|mode| operation.find(mode)).collect();
            if modes.is_empty() {
                // A number in a single enum that is not used.
                if let Some(value) = operation.find("value") {
                    let number = value.number()?;
                    let id = self.space.number(number, operation)?;
                    requests.push(OperationNumber { number: id, turn: Turn::Asked, operation, answer: None });
                    (request, reply) = (number.saturating_add(1), number.saturating_add(1));
                }
                continue;
            }
            let number = |part: &str| {
                let value = modes.iter().find_map(|mode| mode.find(part)?.find("value"));
                value.map(YamlNode::number).transpose()
            };
            request = number("request")?.unwrap_or(request);
            let own = number("reply")?;
            reply = own.unwrap_or(reply);
            let has_reply = own.is_some() || modes.iter().any(|mode| mode.find("reply").is_some());
            let asked = self.space.number(request, operation)?;
            let mut answer = None;
            if has_reply {
                let number = self.space.number(reply, operation)?;
                all_are_numbered &= own.is_some();
                answer = Some(number).filter(|number| *number != asked);
                replies.push(OperationNumber { number, turn: Turn::Answered, operation, answer: None });
                reply = reply.saturating_add(1);
            }
            requests.push(OperationNumber { number: asked, turn: Turn::Asked, operation, answer });
            request = request.saturating_add(1);
        }
        Ok((requests, replies, all_are_numbered))
    }

    fn request_rows(&mut self, requests: &[OperationNumber<'t>]) -> Result<OperationRows, Error> {
        let mut rows = OperationRows::new();
        for message in requests {
            let name = self.name("name-prefix", message)?;
            let row = self.row(message, name)?;
            let is_used = ["do", "dump"].iter().any(|mode| message.operation.find(mode).is_some());
            if rows.contains_key(&message.number) && is_used {
                let text = format!("two operations have the number {}", message.number);
                return Err(message.operation.error(text));
            }
            rows.entry(message.number).or_insert(row);
        }
        Ok(rows)
    }

    fn reply_rows(
        &mut self,
        requests: &OperationRows,
        replies: &[OperationNumber<'t>],
        all_are_numbered: bool,
    ) -> Result<OperationRows, Error> {
        // Families that number each reply count both directions in one enum, as protocols do.
        let is_one_enum = all_are_numbered || matches!(self.space, Space::Types(_));
        let mut rows = OperationRows::new();
        // Answers come first: an event may repeat the number of one.
        let is_answer = |message: &&OperationNumber<'_>| message.turn == Turn::Answered;
        let in_order = replies.iter().filter(is_answer).chain(replies.iter().filter(|one| !is_answer(one)));
        for message in in_order {
            let same = requests.get(&message.number).filter(|_| is_one_enum);
            // Specs do not have the names of other answers; the library's table of the family may.
            let known = || self.space.known(Turn::Answered, message.number);
            let name = match message.turn {
                Turn::Answered => match same.map(|row| row.name).or_else(|| known().map(|row| row.name)) {
                    Some(name) => name.to_owned(),
                    None => self.name("name-prefix", message)? + "_REPLY",
                },
                _ => self.name("name-prefix", message)?,
            };
            let row = self.row(message, name)?;
            rows.entry(message.number).or_insert(row);
        }
        Ok(rows)
    }

    /// Returns the name of a message. If the spec has no prefix of names, the library's name comes before the generator's.
    fn name(&self, key: &str, message: &OperationNumber<'t>) -> Result<String, Error> {
        let name = message.operation.get("name")?;
        let known = self.space.known(message.turn, message.number).map(|row| row.name);
        if let Some(prefix) = names::prefix(self.node, key)? {
            let made = names::constant(prefix, name)?;
            // An exported spec ends the name of a notification with `-ntf` if a request has the same name.
            let is_same = |known: &&str| {
                let own = [Some(made.as_str()), made.strip_suffix("_NTF")];
                own.into_iter().flatten().any(|own| known.eq_ignore_ascii_case(own))
            };
            return Ok(known.filter(is_same).map_or_else(|| made.clone(), ToOwned::to_owned));
        }
        let made = names::constant(&format!("{}-cmd-", self.sets.definitions.family), name)?;
        Ok(known.filter(|known| fits(known, name.text().unwrap_or_default())).map_or(made, ToOwned::to_owned))
    }

    /// Returns a member of an operation, of the operation that it notifies of, or of all.
    fn member(&self, operation: &'t YamlNode, key: &str) -> Result<Option<&'t YamlNode>, Error> {
        if let Some(own) = operation.find(key) {
            return Ok(Some(own));
        }
        let of_notified = match operation.find("notify") {
            Some(notified) => self.named(notified)?.find(key),
            None => None,
        };
        Ok(of_notified.or_else(|| self.node.find(key)))
    }

    fn row(&mut self, message: &OperationNumber<'t>, name: String) -> Result<Msg, Error> {
        let operation = message.operation;
        self.sets.definitions.count(1, operation)?;
        let known = self.space.known(message.turn, message.number);
        let request = self.body(operation, known.map(|known| known.request))?;
        let reply = match known {
            Some(known) if !core::ptr::eq(known.request, known.reply) => {
                self.body(operation, Some(known.reply))?
            }
            _ => request,
        };
        let name = runtime::keep_text(name);
        let own_name = operation.get("name")?.text()?;
        let row = match (self.space, known) {
            // Facts that specs do not have.
            (Space::Types(_), Some(known)) => Msg { name, request, reply, ..*known },
            (Space::Commands(_), Some(known)) if fits(known.name, own_name) => {
                Msg { name, request, reply, ..*known }
            }
            (Space::Types(_), None) => {
                let row = schema::msg(message.number, name, type_class(operation)?, request);
                match message.answer {
                    Some(answer) => row.answered_by(answer),
                    None => row,
                }
            }
            (Space::Commands(_), _) => schema::msg(message.number, name, class(operation)?, request),
        };
        Ok(match capability(operation)? {
            Some(capability) if row.needs.is_none() => row.needs(capability),
            _ => row,
        })
    }

    /// Makes the content of an operation. What the spec does not say stays as in the library's `known`.
    fn body(
        &mut self,
        operation: &'t YamlNode,
        known: Option<&'static Body>,
    ) -> Result<&'static Body, Error> {
        let attributes = match self.member(operation, "attribute-set")? {
            Some(set) => self.sets.attributes(set, known.map(|known| &known.attrs))?,
            None => known.map_or(schema::nest(&NO_ATTRIBUTES), |known| known.attrs),
        };
        let head = match (self.space, self.member(operation, "fixed-header")?) {
            (Space::Types(_), Some(header)) => {
                let name = header.text()?;
                let like = known.and_then(|known| counterparts::like(&known.head, None, name));
                let own = self.sets.definitions.layout_like(header, like, 0)?;
                match (known, like) {
                    (Some(known), Some(like)) if own.name == like.name => {
                        counterparts::with_struct(&known.head, like, own)
                    }
                    _ => schema::fixed(own),
                }
            }
            _ => known.map_or(PAD, |known| known.head),
        };
        Ok(runtime::keep(schema::body(head, attributes)))
    }

    /// Returns the operation that a node names.
    fn named(&self, name: &YamlNode) -> Result<&'t YamlNode, Error> {
        let text = name.text()?;
        for operation in &self.list {
            if operation.text_of("name")? == Some(text) {
                return Ok(operation);
            }
        }
        Err(name.error(format!("no operation is called {text}")))
    }
}

/// Returns whether the kernel sends it unasked.
fn is_event(operation: &YamlNode) -> bool {
    operation.find("notify").is_some() || operation.find("event").is_some()
}

/// Returns the class of an operation, by the words in its name; a dump is a question.
fn class(operation: &YamlNode) -> Result<Class, Error> {
    let name = operation.get("name")?.text()?;
    let by_word = name.split('-').rev().find_map(|word| match word {
        "get" | "dump" | "list" | "getfamily" | "getpolicy" => Some(Class::Get),
        "new" | "add" | "create" | "set" => Some(Class::New),
        "del" | "delete" | "remove" | "rem" => Some(Class::Delete),
        "flush" => Some(Class::Flush),
        _ => None,
    });
    let by_dump = operation.find("dump").map(|_| Class::Get);
    Ok(by_word.or(by_dump).unwrap_or(Class::Other))
}

/// Returns the class of a protocol's message: their names are `newlink` rather than `link-new`.
fn type_class(operation: &YamlNode) -> Result<Class, Error> {
    let name = operation.get("name")?.text()?;
    let verbs = [("get", Class::Get), ("new", Class::New), ("set", Class::New), ("del", Class::Delete)];
    match verbs.iter().find(|(verb, _)| name.starts_with(verb)) {
        Some((_, class)) => Ok(*class),
        None => class(operation),
    }
}

/// Returns the capability that the kernel asks for.
fn capability(operation: &YamlNode) -> Result<Option<Capability>, Error> {
    let mut found = None;
    for flag in operation.elements("flags")? {
        match flag.text()? {
            "admin-perm" => found = Some(Capability::NetAdminInitial),
            "uns-admin-perm" => found = Some(Capability::NetAdmin),
            _ => (),
        }
    }
    Ok(found)
}
