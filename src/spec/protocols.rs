//! The tables of all specs together: families of generic netlink, and the messages of other protocols.

use std::collections::{BTreeMap, BTreeSet};

use nltrace_decoders::family;
use nltrace_decoders::runtime;
use nltrace_decoders::schema::{self, Family, Generic, Msg};

use super::raw::RawSpec;

/// What specs add to the tables.
#[derive(Default)]
pub(super) struct Additions {
    pub(super) generic: Vec<&'static Generic>,
    protocols: BTreeMap<u16, Addition>,
}

/// A protocol of which specs have messages.
struct Addition {
    /// The protocol without messages.
    family: Family,
    messages: BTreeMap<u16, Msg>,
    groups: BTreeMap<u64, String>,
    /// Types of messages that specs have.
    of_specs: BTreeSet<u16>,
}

impl Additions {
    /// Adds a family. Returns false if a spec has it already.
    pub(super) fn add(&mut self, family: &'static Generic) -> bool {
        let is_new = !self.generic.iter().any(|known| known.name == family.name);
        if is_new {
            self.generic.push(family);
        }
        is_new
    }

    /// Adds a family that the library does not have, and no other spec.
    pub(super) fn add_unknown(&mut self, family: &'static Generic) {
        if !family::generic::FAMILIES.iter().any(|known| known.name == family.name) {
            self.add(family);
        }
    }

    /// Adds messages, in place of the library's. Returns the name of one that another spec has already.
    pub(super) fn add_messages(&mut self, spec: RawSpec) -> Option<&'static str> {
        let addition = self.protocol(&spec);
        if let Some(twice) = spec.messages.values().find(|row| addition.of_specs.contains(&row.id)) {
            return Some(twice.name);
        }
        addition.of_specs.extend(spec.messages.keys());
        addition.messages.extend(spec.messages);
        addition.groups.extend(spec.groups);
        None
    }

    /// Adds those messages that the library does not have, and no other spec.
    pub(super) fn add_unknown_messages(&mut self, spec: RawSpec) {
        let addition = self.protocol(&spec);
        for (id, row) in spec.messages {
            if !addition.messages.contains_key(&id) {
                addition.of_specs.insert(id);
                addition.messages.insert(id, row);
            }
        }
        for (number, name) in spec.groups {
            addition.groups.entry(number).or_insert(name);
        }
    }

    fn protocol(&mut self, spec: &RawSpec) -> &mut Addition {
        self.protocols.entry(spec.protocol).or_insert_with(|| {
            let known = family::by_protocol(spec.protocol);
            let messages = known.into_iter().flat_map(|known| known.messages.iter().copied().flatten());
            Addition {
                family: spec.protocol(),
                messages: messages.map(|row| (row.id, Msg { ..*row })).collect(),
                groups: BTreeMap::new(),
                of_specs: BTreeSet::new(),
            }
        })
    }

    /// Returns the families of generic netlink, and the protocols that have messages of specs.
    pub(super) fn tables(self) -> (Vec<&'static Generic>, Vec<&'static Family>) {
        let changed = self.protocols.into_values().filter(|protocol| !protocol.of_specs.is_empty());
        (self.generic, changed.map(Addition::family).collect())
    }
}

impl Addition {
    fn family(self) -> &'static Family {
        let rows = runtime::keep_all(self.messages.into_values().collect());
        let mut family = Family { messages: runtime::keep_all(vec![schema::messages(rows)]), ..self.family };
        // The numbers ascend: they are the keys of a map, so that this has no error.
        if family.groups.entries().is_empty()
            && let Ok(groups) = runtime::names(self.groups.into_iter().collect())
        {
            family.groups = groups;
        }
        runtime::keep(family)
    }
}
