//! A spec of messages of a protocol (`netlink-raw`). A protocol can have several specs, one for each kind of object.

use std::collections::BTreeMap;

use nltrace_decoders::family;
use nltrace_decoders::names::NETLINK;
use nltrace_decoders::runtime;
use nltrace_decoders::schema::{self, Exchange, Family, Framing, Msg};

use super::names;
use super::operations::{Operations, Space};
use super::yaml::{Error, YamlNode};

/// The messages of a protocol that a spec has.
pub(crate) struct RawSpec {
    /// Its number, `NETLINK_*`.
    pub(crate) protocol: u16,
    /// Its name in the spec.
    pub(crate) name: String,
    /// Message types by number.
    pub(crate) messages: BTreeMap<u16, Msg>,
    /// Multicast groups by number.
    pub(crate) groups: BTreeMap<u64, String>,
}

/// Makes the tables of a spec.
pub(super) fn spec(root: &YamlNode) -> Result<RawSpec, Error> {
    let name = names::checked(root.get("name")?)?;
    let number = root.get("protonum")?;
    let protocol = u16::try_from(number.number()?).ok().filter(|protocol| *protocol < 256);
    let protocol = protocol.ok_or_else(|| number.error("protocols have the numbers 0 to 255"))?;
    if protocol == family::generic::FAMILY.protocol {
        return Err(number.error("16 is generic netlink, whose specs have the protocol genetlink"));
    }
    let known = family::by_protocol(protocol);
    let (mut messages, replies) = Operations::new(name, root, Space::Types(known))?.rows()?;
    for (id, reply) in replies.unwrap_or_default() {
        match messages.get_mut(&id) {
            Some(row) => row.reply = reply.reply,
            None => drop(messages.insert(id, reply)),
        }
    }
    Ok(RawSpec { protocol, name: name.to_owned(), messages, groups: groups(root)? })
}

/// Returns the multicast groups whose numbers a spec has.
fn groups(root: &YamlNode) -> Result<BTreeMap<u64, String>, Error> {
    let mut groups = BTreeMap::new();
    let Some(list) = root.find("mcast-groups") else { return Ok(groups) };
    for group in list.get("list")?.list()? {
        if let Some(value) = group.find("value") {
            let name = names::constant("", group.get("name")?)?;
            if groups.insert(value.number()?, name).is_some() {
                return Err(value.error(format!("two groups have the number {}", value.text()?)));
            }
        }
    }
    Ok(groups)
}

impl RawSpec {
    /// Returns a protocol with no messages: that of the library without its own, or one of which only specs know.
    pub(crate) fn protocol(&self) -> Family {
        match family::by_protocol(self.protocol) {
            Some(known) => Family { messages: &[], ..*known },
            None => Family {
                protocol: self.protocol,
                name: NETLINK.get(self.protocol.into()).unwrap_or_else(|| {
                    let name = self.name.to_ascii_uppercase().replace('-', "_");
                    runtime::keep_text(format!("NETLINK_{name}"))
                }),
                messages: &[],
                groups: runtime::keep(schema::names(&[])),
                general: None,
                generic: &[],
                unnamed: &[],
                framing: Framing::Messages,
                exchange: Exchange::PLAIN,
            },
        }
    }
}
