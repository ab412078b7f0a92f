//! Operations of a spec of generic netlink: its commands, as the kernel is asked and as it answers.

use std::collections::BTreeMap;

use nltrace_decoders::family::generic::FAMILIES;
use nltrace_decoders::runtime;
use nltrace_decoders::schema::{self, Body, Capability, Class, Commands, Generic, Msg, Struct};

use super::names;
use super::sets::{NO_ATTRIBUTES, Sets};
use super::types::Definitions;
use super::yaml::{Error, YamlNode};

/// Makes the tables of a family.
pub(super) fn family(root: &YamlNode) -> Result<&'static Generic, Error> {
    let name = root.get("name")?;
    let text = names::checked(name)?;
    if text.len() > 15 {
        return Err(name.error("the name of a family has at most 15 characters"));
    }
    let sets = Sets::new(Definitions::new(text, root)?, root)?;
    let operations = root.get("operations")?;
    let list = operations.get("list")?.list()?.collect();
    let mut maker = Maker { sets, operations, list };
    let header = maker.header()?;
    let (requests, replies) = match operations.text_of("enum-model")? {
        None | Some("unified") => (maker.unified()?, None),
        Some("directional") => {
            let (requests, replies) = maker.directional()?;
            (requests, Some(replies))
        }
        Some(other) => {
            let message = format!("{other:?} is no way of counting: unified or directional");
            return Err(operations.get("enum-model")?.error(message));
        }
    };
    let mut family = schema::generic(runtime::keep_text(text), commands(requests, operations)?);
    if let Some(header) = header {
        family = family.header(header);
    }
    if let Some(replies) = replies {
        family = family.replies(commands(replies, operations)?);
    }
    Ok(runtime::keep(with_fixed_facts(family)))
}

/// Adds the facts that specs do not have, if the library has a table of the same family: fixed numbers and the module.
fn with_fixed_facts(mut family: Generic) -> Generic {
    let Some(known) = built_in(family.name) else { return family };
    family = family.groups(known.groups);
    if let Some(id) = known.id {
        family = family.id(id);
    }
    if let Some(module) = known.module {
        family = family.module(module);
    }
    match known.misnumbered {
        Some(command) => family.misnumbered(command),
        None => family,
    }
}

/// Returns the library's table of a family.
fn built_in(name: &str) -> Option<&'static Generic> {
    FAMILIES.iter().copied().find(|known| known.name == name)
}

/// Messages by number.
type OperationRows = BTreeMap<u8, Msg>;

fn commands(rows: OperationRows, operations: &YamlNode) -> Result<&'static Commands, Error> {
    let list: Vec<Msg> = rows.into_values().collect();
    let names = list.iter().map(|row| (row.id.into(), row.name.to_owned())).collect();
    let names = runtime::names(names).map_err(|error| operations.error(error.to_string()))?;
    let names = schema::names(names.entries());
    Ok(runtime::keep(Commands { list: runtime::keep_all(list), names }))
}

struct Maker<'t> {
    sets: Sets<'t>,
    operations: &'t YamlNode,
    list: Vec<&'t YamlNode>,
}

impl<'t> Maker<'t> {
    /// Returns the family's own header, which is the same in all operations.
    fn header(&mut self) -> Result<Option<&'static Struct>, Error> {
        let mut found = self.operations.find("fixed-header");
        for operation in &self.list {
            let Some(own) = operation.find("fixed-header") else { continue };
            match found {
                None => found = Some(own),
                Some(known) if known.text()? == own.text()? => (),
                Some(_) => return Err(own.error("operations with different headers are not supported")),
            }
        }
        found.map(|name| self.sets.definitions.layout(name, 0)).transpose()
    }

    /// Returns one count of all messages.
    fn unified(&mut self) -> Result<OperationRows, Error> {
        let prefix = self.prefix("name-prefix")?;
        // Notifications may be called otherwise.
        let of_events = match self.operations.find("async-prefix") {
            Some(_) => self.prefix("async-prefix")?,
            None => prefix.clone(),
        };
        let mut rows = OperationRows::new();
        let mut next = 1;
        for operation in self.list.clone() {
            let value = operation.find("value");
            let number = value.map(YamlNode::number).transpose()?.unwrap_or(next);
            next = number.saturating_add(1);
            // The kernel registers no operation for 0 or without content: `unspec`.
            let is_empty =
                ["do", "dump", "notify", "event"].iter().all(|part| operation.find(part).is_none());
            if number == 0 && is_empty {
                continue;
            }
            let prefix = if is_event(operation) { &of_events } else { &prefix };
            let name = names::constant(prefix, operation.get("name")?)?;
            let row = self.row(number, name, operation)?;
            if let Some(twice) = rows.insert(row.0, row.1) {
                return Err(operation.error(format!("two operations have the number {}", twice.id)));
            }
        }
        Ok(rows)
    }

    /// Returns a count of messages to the kernel and one of messages from it.
    fn directional(&mut self) -> Result<(OperationRows, OperationRows), Error> {
        let prefix = self.prefix("name-prefix")?;
        let (mut requests, mut replies) = (OperationRows::new(), OperationRows::new());
        // Replies whose names follow from those of all requests.
        let mut unnamed: Vec<(u64, &'t YamlNode)> = Vec::new();
        let mut all_are_numbered = true;
        let (mut request, mut reply) = (1u64, 1u64);
        for operation in self.list.clone() {
            if is_event(operation) {
                reply = operation.find("value").map(YamlNode::number).transpose()?.unwrap_or(reply);
                let name = names::constant(&prefix, operation.get("name")?)?;
                let (id, row) = self.row(reply, name, operation)?;
                replies.entry(id).or_insert(row);
                reply = reply.saturating_add(1);
                continue;
            }
            let mode = operation.find("do").or_else(|| operation.find("dump"));
            let Some(mode) = mode else {
                // A number in a single enum that is not used.
                if let Some(value) = operation.find("value") {
                    let number = value.number()?;
                    let name = names::constant(&prefix, operation.get("name")?)?;
                    let (id, row) = self.row(number, name, operation)?;
                    requests.entry(id).or_insert(row);
                    (request, reply) = (number.saturating_add(1), number.saturating_add(1));
                }
                continue;
            };
            let number = |part: &str| {
                mode.find(part).and_then(|part| part.find("value")).map(YamlNode::number).transpose()
            };
            request = number("request")?.unwrap_or(request);
            let own = number("reply")?;
            reply = own.unwrap_or(reply);
            let name = names::constant(&prefix, operation.get("name")?)?;
            let (id, row) = self.row(request, name, operation)?;
            if requests.insert(id, row).is_some() {
                return Err(operation.error(format!("two operations have the number {id}")));
            }
            request = request.saturating_add(1);
            if mode.find("reply").is_some() || own.is_some() {
                all_are_numbered &= own.is_some();
                unnamed.push((reply, operation));
                reply = reply.saturating_add(1);
            }
        }
        let known = built_in(self.sets.definitions.family);
        for (number, operation) in unnamed {
            // Families that number each reply count both directions in one enum: the number has the name of a request.
            let same =
                u8::try_from(number).ok().and_then(|id| requests.get(&id)).filter(|_| all_are_numbered);
            // Specs do not have the names of other answers; the library's table of the family may.
            let known = u8::try_from(number).ok().and_then(|id| known?.replies.get(id));
            let name = match same.or(known) {
                Some(row) => row.name.to_owned(),
                None => names::constant(&prefix, operation.get("name")?)? + "_REPLY",
            };
            let (id, row) = self.row(number, name, operation)?;
            replies.entry(id).or_insert(row);
        }
        Ok((requests, replies))
    }

    /// Returns the prefix of the operations' names.
    fn prefix(&self, key: &str) -> Result<String, Error> {
        let given = names::prefix(self.operations, key)?;
        Ok(given.map_or_else(|| format!("{}-cmd-", self.sets.definitions.family), ToOwned::to_owned))
    }

    fn row(&mut self, number: u64, name: String, operation: &'t YamlNode) -> Result<(u8, Msg), Error> {
        self.sets.definitions.count(1, operation)?;
        let id = u8::try_from(number).map_err(|_| operation.error("operations have the numbers 0 to 255"))?;
        let notified = operation.find("notify");
        let mut set = operation.find("attribute-set");
        if let (None, Some(notified)) = (set, notified) {
            set = self.named(notified)?.find("attribute-set");
        }
        let set = match set {
            Some(set) => self.sets.set(set)?,
            None => &NO_ATTRIBUTES,
        };
        let body: &'static Body = runtime::keep(schema::headless(schema::nest(set)));
        let row = schema::msg(id.into(), runtime::keep_text(name), class(operation)?, body);
        Ok((
            id,
            match capability(operation)? {
                Some(capability) => row.needs(capability),
                None => row,
            },
        ))
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
