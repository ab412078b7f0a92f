//! A spec of a family of generic netlink: its messages are commands.

use nltrace_decoders::family::generic::FAMILIES;
use nltrace_decoders::runtime;
use nltrace_decoders::schema::{self, Commands, Generic, Msg};

use super::names;
use super::operations::{OperationRows, Operations, Space};
use super::yaml::{Error, YamlNode};

/// Makes the tables of a family.
pub(super) fn family(root: &YamlNode) -> Result<&'static Generic, Error> {
    let name = root.get("name")?;
    let text = names::of_family(name)?;
    let mut operations = Operations::new(text, root, Space::Commands(built_in(text)))?;
    let node = root.get("operations")?;
    let header = operations.header()?;
    let (requests, replies) = operations.rows()?;
    let mut family = schema::generic(runtime::keep_text(text), commands(requests, node)?);
    if let Some(header) = header {
        family = family.header(header);
    }
    if let Some(replies) = replies {
        family = family.replies(commands(replies, node)?);
    }
    Ok(runtime::keep(with_fixed_facts(family)))
}

/// Adds the facts that specs do not have, if the library has a table of the same family: fixed numbers, commands of events, and the module.
fn with_fixed_facts(mut family: Generic) -> Generic {
    let Some(known) = built_in(family.name) else { return family };
    family = family.groups(known.groups);
    if let Some(events) = known.events {
        family = family.events(events);
    }
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

fn commands(rows: OperationRows, operations: &YamlNode) -> Result<&'static Commands, Error> {
    let list: Vec<Msg> = rows.into_values().collect();
    let names = list.iter().map(|row| (row.id.into(), row.name.to_owned())).collect();
    let names = runtime::names(names).map_err(|error| operations.error(error.to_string()))?;
    let names = schema::names(names.entries());
    Ok(runtime::keep(Commands { list: runtime::keep_all(list), names }))
}
