//! Finds the place of a body by the name of its message or command.

use super::{PastePlace, UnknownPlace};
use crate::tables;

/// Returns a message by its name.
pub(super) fn message(name: &str) -> Option<PastePlace> {
    for family in tables::families() {
        if let Some(message) = family.messages.iter().copied().flatten().find(|message| message.name == name)
        {
            return Some(PastePlace::of(family, None, message, true));
        }
        for generic in family.generic {
            for (_, commands, _) in generic.lists() {
                if let Some(message) = commands.list.iter().find(|message| message.name == name) {
                    return Some(PastePlace::of(
                        family,
                        Some(generic),
                        message,
                        std::ptr::eq(commands, generic.requests),
                    ));
                }
            }
        }
    }
    None
}

/// Returns a command of a family: `ethtool:STRSET_GET`, by its name, the end of it, or one that has its letters.
pub(super) fn command_of(name: &str, command: &str) -> Result<PastePlace, UnknownPlace> {
    let mut generics = tables::families()
        .iter()
        .flat_map(|family| family.generic.iter().map(move |generic| (family, generic)));
    let (family, generic) =
        generics.find(|(_, generic)| generic.name.eq_ignore_ascii_case(name)).ok_or_else(|| {
            let names = tables::generic().iter().map(|generic| generic.name.to_owned()).collect();
            UnknownPlace::new(name, names, format!("no family of generic netlink is called {name}"))
        })?;
    let all = || {
        generic
            .lists()
            .flat_map(|(_, commands, _)| commands.list.iter().map(move |message| (commands, message)))
    };
    let upper = command.to_ascii_uppercase();
    let found = all()
        .find(|(_, message)| message.name == upper)
        .or_else(|| all().find(|(_, message)| message.name.ends_with(&upper)))
        .or_else(|| {
            all()
                .filter(|(_, message)| is_within(tail(message.name), &upper))
                .max_by_key(|(_, message)| tail(message.name).len())
        });
    let (commands, message) = found.ok_or_else(|| {
        let names = all().flat_map(|(_, message)| [tail(message.name), message.name]);
        let names = names.map(str::to_owned).collect();
        let reason = format!("{0} has no command {command}; nltrace --list {0} has them", generic.name);
        UnknownPlace::new(command, names, reason)
    })?;
    Ok(PastePlace::of(family, Some(generic), message, std::ptr::eq(commands, generic.requests)))
}

/// Returns a command's name without what all of its family begin with.
fn tail(name: &str) -> &str {
    ["_MSG_", "_CMD_", "_C_"].iter().find_map(|part| name.split_once(part)).map_or(name, |(_, tail)| tail)
}

/// Returns whether the letters of one name are in the other, in their order.
fn is_within(short: &str, long: &str) -> bool {
    let mut letters = long.chars();
    short.len() * 2 > long.len() && short.chars().all(|letter| letters.any(|other| other == letter))
}
