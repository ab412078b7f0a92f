//! The tables of this run: those of the library, and those that specs add to them.
//!
//! Specs are read once, before anything is decoded. Their tables stay in memory until the program ends, as static tables do.

use std::sync::OnceLock;

use nltrace_decoders::family;
use nltrace_decoders::names;
use nltrace_decoders::schema::{Family, Generic};

/// The protocols of this run, if specs changed them.
static EXTENDED: OnceLock<&'static [&'static Family]> = OnceLock::new();

/// Returns every protocol that has tables.
pub(crate) fn families() -> &'static [&'static Family] {
    EXTENDED.get().copied().unwrap_or(family::FAMILIES)
}

/// Returns the tables of a protocol, by its number (`NETLINK_*`).
pub(crate) fn by_protocol(protocol: u16) -> Option<&'static Family> {
    match EXTENDED.get() {
        Some(families) => families.iter().find(|family| family.protocol == protocol).copied(),
        None => family::by_protocol(protocol),
    }
}

/// Returns every family of generic netlink that has tables.
pub(crate) fn generic() -> &'static [&'static Generic] {
    by_protocol(family::generic::FAMILY.protocol).map_or(family::generic::FAMILIES, |family| family.generic)
}

/// Returns the name of a protocol, by its number: the kernel's, or that of a spec.
pub(crate) fn protocol_name(protocol: u16) -> Option<&'static str> {
    let known = names::NETLINK.get(protocol.into());
    known.or_else(|| by_protocol(protocol).map(|family| family.name))
}

/// Adds families of generic netlink and protocols. Each replaces one of the same name or number. Only the first call has an effect.
pub(crate) fn add(generic: &[&'static Generic], protocols: &[&'static Family]) {
    if !generic.is_empty() || !protocols.is_empty() {
        let _ = EXTENDED.set(extended(generic, protocols));
    }
}

fn extended(added: &[&'static Generic], protocols: &[&'static Family]) -> &'static [&'static Family] {
    let is_replaced = |known: &Generic| added.iter().any(|family| family.name == known.name);
    let known = family::generic::FAMILIES.iter().copied().filter(|known| !is_replaced(known));
    let mut generic: Vec<&'static Generic> = known.collect();
    generic.extend(added.iter().copied());
    let protocol: &'static Family =
        Box::leak(Box::new(Family { generic: generic.leak(), ..family::generic::FAMILY }));
    let replaced: Vec<&'static Family> = protocols.iter().copied().chain([protocol]).collect();
    let of = |number: u16| replaced.iter().copied().find(|family| family.protocol == number);
    let known = family::FAMILIES.iter().map(|known| of(known.protocol).unwrap_or(known));
    let is_known = |number: u16| family::FAMILIES.iter().any(|known| known.protocol == number);
    let new = protocols.iter().copied().filter(|family| !is_known(family.protocol));
    known.chain(new).collect::<Vec<_>>().leak()
}

#[cfg(test)]
mod tests {
    use nltrace_decoders::runtime;

    use super::*;

    #[test]
    fn a_family_replaces_one_of_its_name_and_others_are_added() {
        let [same, other] = ["fou", "foo"].map(|name| runtime::generic(name, Vec::new()).unwrap());
        let all = extended(&[same, other], &[]);
        assert_eq!(all.len(), family::FAMILIES.len());
        let generic = all.iter().find(|family| family.protocol == 16).unwrap().generic;
        assert_eq!(generic.len(), family::generic::FAMILIES.len() + 1);
        let named = |name| generic.iter().copied().filter(|family| family.name == name).collect::<Vec<_>>();
        assert!(matches!(named("fou").as_slice(), [found] if std::ptr::eq(*found, same)));
        assert_eq!(named("foo").len(), 1);
        assert!(generic.iter().any(|family| family.name == "nlctrl" && family.id == Some(16)));
    }
    #[test]
    fn a_protocol_replaces_the_one_of_its_number_and_others_are_added() {
        let [route, other] = [0, 99].map(|number| runtime::protocol(number, "OWN", Vec::new()).unwrap());
        let all = extended(&[], &[route, other]);
        assert_eq!(all.len(), family::FAMILIES.len() + 1);
        let of = |number| all.iter().copied().find(|family| family.protocol == number).unwrap();
        assert!(std::ptr::eq(of(0), route) && std::ptr::eq(of(99), other));
        assert_eq!(of(16).generic.len(), family::generic::FAMILIES.len());
    }
}
