//! `--coverage`: how much of what was seen the tables explain, and what they do not.

#![deny(clippy::unwrap_used, clippy::indexing_slicing, clippy::cast_possible_truncation)]

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write;

use nltrace_decoders::generic::Ids;
use nltrace_decoders::tape::{Field, Role, State};

use super::escape;
use super::explained::is_explained;
use super::format::{Format, same};
use super::unseen::Unseen;
use crate::datagram::{Datagram, Notice};
use crate::event::Event;
use crate::session::Finding;

/// The largest number of paths. Beyond it, paths are noise, and are counted together.
const PATHS: usize = 4096;

/// Unexplained bytes at a path.
#[derive(Clone, Copy, Default)]
struct Unexplained {
    count: u64,
    bytes: u64,
}

impl Unexplained {
    fn add(&mut self, other: Unexplained) {
        self.count += other.count;
        self.bytes += other.bytes;
    }
}

/// Counts of what was seen.
#[derive(Default)]
pub(crate) struct Coverage {
    messages: u64,
    messages_unknown: u64,
    bytes: u64,
    bytes_explained: u64,
    unexplained: BTreeMap<String, Unexplained>,
    /// Unexplained bytes at paths beyond the limit.
    others: Unexplained,
    path: Vec<String>,
    unseen: Unseen,
}

impl Coverage {
    /// Counts unexplained bytes at a path. Beyond the limit, the first path in order is dropped, so that names are kept before
    /// numbers. A dropped path is never added again, so every kept path was counted completely, in any order and by any number
    /// of workers.
    fn add(&mut self, path: String, unexplained: Unexplained) {
        self.unexplained.entry(path).or_default().add(unexplained);
        if self.unexplained.len() > PATHS
            && let Some((_, dropped)) = self.unexplained.pop_first()
        {
            self.others.add(dropped);
        }
    }

    fn path_of(&self, field: &Field, event: &Event<'_>) -> String {
        let mut path = match event.tape.family {
            Some(family) => family.name.to_owned(),
            None => protocol(event.datagram.protocol),
        };
        path.push('/');
        let owner = event.tape.owner.filter(|owner| owner.id == event.header.kind);
        if let Some(owner) = &owner {
            path.push_str(&owner.name().map_or_else(|| owner.id.to_string(), str::to_owned));
            path.push('/');
        }
        match (event.tape.message, owner.and_then(|owner| owner.cmd)) {
            (Some(message), _) => path.push_str(message.name),
            (None, Some(cmd)) => {
                let _ = write!(path, "{cmd}");
            }
            (None, None) => {
                let _ = write!(path, "{}", event.header.kind);
            }
        }
        for step in &self.path {
            if !step.starts_with('#') {
                path.push('/');
            }
            path.push_str(step);
        }
        let last = step(field);
        if !last.starts_with(['#', '+']) {
            path.push('/');
        }
        path.push_str(&last);
        path
    }
}

impl Format for Coverage {
    fn datagram(&mut self, datagram: &Datagram<'_>, _: &Ids, _: &mut Vec<u8>) {
        self.unseen.datagram(datagram);
    }

    fn notice(&mut self, notice: &Notice<'_>, _: &[Finding], _: &Ids, _: &mut Vec<u8>) {
        self.unseen.notice(notice);
    }

    /// Counts a message.
    fn message(&mut self, event: &Event<'_>, _: &mut Vec<u8>) {
        let tape = event.tape;
        self.messages += 1;
        self.messages_unknown += u64::from(tape.message.is_none());
        self.bytes += event.message.len() as u64;
        self.path.clear();
        let mut unexplained = 0u64;
        for (at, field) in tape.fields().iter().enumerate() {
            self.path.truncate(usize::from(field.depth));
            let is_leaf = !tape.has_parts(at);
            if is_leaf && !is_explained(field, event.message, tape) {
                unexplained += u64::from(field.len);
                let path = self.path_of(field, event);
                self.add(path, Unexplained { count: 1, bytes: field.len.into() });
            }
            if !is_leaf {
                self.path.push(step(field));
            }
        }
        self.bytes_explained += event.message.len() as u64 - unexplained.min(event.message.len() as u64);
    }

    /// Adds the counts of another.
    fn absorb(&mut self, other: Box<dyn Format>) {
        let Some(other) = same::<Coverage>(other) else { return };
        self.messages += other.messages;
        self.messages_unknown += other.messages_unknown;
        self.bytes += other.bytes;
        self.bytes_explained += other.bytes_explained;
        self.others.add(other.others);
        self.unseen.absorb(other.unseen);
        for (path, unexplained) in other.unexplained {
            self.add(path, unexplained);
        }
    }

    /// Writes the report, most bytes first.
    fn finish(&mut self, out: &mut Vec<u8>) {
        let mut text = String::new();
        let _ = write!(
            text,
            "{{\"messages\":{},\"messages_unknown\":{},\"bytes\":{},\"bytes_explained\":{},\"unexplained\":[",
            self.messages, self.messages_unknown, self.bytes, self.bytes_explained
        );
        out.extend(text.as_bytes());
        let mut rows: Vec<_> = self.unexplained.iter().collect();
        rows.sort_by_key(|(path, row)| (Reverse(row.bytes), *path));
        for (at, (path, Unexplained { count, bytes })) in rows.into_iter().enumerate() {
            out.extend(if at > 0 { b",".as_slice() } else { b"".as_slice() });
            out.extend(b"{\"path\":");
            escape::json(path.as_bytes(), out);
            out.extend(format!(",\"count\":{count},\"bytes\":{bytes}}}").as_bytes());
        }
        out.extend(b"]");
        if self.others.count > 0 {
            let Unexplained { count, bytes } = self.others;
            out.extend(format!(",\"unexplained_others\":{{\"count\":{count},\"bytes\":{bytes}}}").as_bytes());
        }
        self.unseen.json(out);
        out.extend(b"}\n");
    }
}

fn step(field: &Field) -> String {
    match (field.role, field.state) {
        (Role::Attribute, _) if field.name.is_empty() => format!("#{}", field.id()),
        (Role::Element, _) if field.name.is_empty() => format!("[{}]", field.index),
        (_, State::Extra) => "+extra".to_owned(),
        (_, State::Malformed) => "+malformed".to_owned(),
        _ if field.name.is_empty() => "+rest".to_owned(),
        _ => field.name.to_owned(),
    }
}

fn protocol(number: Option<u16>) -> String {
    let name = number.and_then(crate::tables::protocol_name);
    match (name, number) {
        (Some(name), _) => name.to_owned(),
        (None, Some(number)) => number.to_string(),
        (None, None) => "?".to_owned(),
    }
}
