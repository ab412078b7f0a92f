//! Names in header members: message types, flags, errors.

use nltrace_decoders::control::{self, flag_names};
use nltrace_decoders::family::netfilter::NFNL_SUBSYS;
use nltrace_decoders::names::{NETLINK_ROUTE, errno};
use nltrace_decoders::schema::{Class, Generic};

use crate::tables;

/// The meaning of a message type's name.
#[derive(Clone, Copy, Debug)]
pub(super) struct TypeHint {
    /// `nlmsg_type`.
    pub(super) id: u16,
    /// The protocol that has it; `None` for control messages and numbers.
    pub(super) protocol: Option<u16>,
    /// The family of generic netlink that is named.
    pub(super) family: Option<&'static Generic>,
}

/// The first number for a family whose own number is not in the text.
const INVENTED: u16 = 0x100;

/// Returns a message type by its name.
pub(super) fn message_type(name: &str) -> Option<TypeHint> {
    let plain = |id| Some(TypeHint { id, protocol: None, family: None });
    match name {
        "error" | "Error" | "NLMSG_ERROR" => return plain(control::NLMSG_ERROR),
        "done" | "Done" | "NLMSG_DONE" => return plain(control::NLMSG_DONE),
        "noop" | "Noop" | "NLMSG_NOOP" => return plain(1),
        "overrun" | "Overrun" | "NLMSG_OVERRUN" => return plain(4),
        _ => (),
    }
    for family in tables::families() {
        let mut messages = family.messages.iter().copied().flatten();
        if let Some(message) = messages.find(|message| message.name == name) {
            return Some(TypeHint { id: message.id, protocol: Some(family.protocol), family: None });
        }
        let mut generics = family.generic.iter().zip(INVENTED..);
        if let Some((generic, invented)) = generics.find(|(generic, _)| generic.name == name) {
            let id = generic.id.unwrap_or(invented);
            return Some(TypeHint { id, protocol: Some(family.protocol), family: Some(generic) });
        }
    }
    // neli writes `Newlink`.
    let is_variant = name.len() > 3 && name.starts_with(|c: char| c.is_ascii_uppercase());
    let upper = is_variant.then(|| format!("RTM_{}", name.to_ascii_uppercase()))?;
    let family = tables::by_protocol(NETLINK_ROUTE)?;
    let message = family.messages.iter().copied().flatten().find(|message| message.name == upper)?;
    Some(TypeHint { id: message.id, protocol: Some(family.protocol), family: None })
}

/// Returns a flag of `nlmsg_flags` by its name, in any of the ways in which libraries write it.
pub(super) fn flag(name: &str) -> Option<u16> {
    let upper = name.strip_prefix("NLM_F_").unwrap_or(name).to_ascii_uppercase();
    let upper = match upper.as_str() {
        "ACKNOWLEDGE" => "ACK",
        "MULTIPART" => "MULTI",
        "DUMPINTERRUPTED" => "DUMP_INTR",
        "DUMPFILTERED" => "DUMP_FILTERED",
        other => other,
    };
    Class::ALL.iter().find_map(|class| {
        let mut entries = flag_names(*class).entries().iter();
        let (bits, _) = entries.find(|(_, known)| known.strip_prefix("NLM_F_") == Some(upper))?;
        u16::try_from(*bits).ok()
    })
}

/// Returns the number of a subsystem of netfilter: `NFNL_SUBSYS_NFTABLES`.
pub(super) fn subsystem(name: &str) -> Option<u16> {
    let (number, _) = NFNL_SUBSYS.entries().iter().find(|(_, known)| *known == name)?;
    u16::try_from(*number).ok()
}

/// Returns the number of an attribute of errors: `NLMSGERR_ATTR_MSG`.
pub(super) fn error_attribute(name: &str) -> Option<u16> {
    control::NLMSGERR_ATTR.attrs.iter().find(|row| row.name == name).map(|row| row.id)
}

/// Returns an `errno` by its name: positive.
pub(super) fn error(name: &str) -> Option<i32> {
    (1..4096u64)
        .find(|number| errno(*number).is_some_and(|(known, _)| known == name))
        .and_then(|number| i32::try_from(number).ok())
}
