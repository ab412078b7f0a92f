//! Generic netlink: message types are families. The kernel assigns their numbers at boot or when a module is loaded. The family
//! `nlctrl`, whose own number is 16, reports the others  (linux/genetlink.h)

use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::fmt;

use crate::schema::{Family, Field, Generic, Msg, Struct, Turn, U8, U16, field, layout};
use crate::wire::{self, Endian, NLA_HDRLEN, find_attribute};

/// Length of `struct genlmsghdr`, in bytes.
pub const GENL_HDRLEN: usize = 4;

/// `struct genlmsghdr`: follows the header of each message and precedes the family's own header. The family knows the names of
/// `cmd`.
pub static GENLMSGHDR: Struct =
    layout("genlmsghdr", GENL_HDRLEN, &[field("cmd", U8), field("version", U8), field("reserved", U16)]);

const GENL_MIN_ID: u16 = 16;
/// The kernel assigns no number above this to a family.
const GENL_MAX_ID: u16 = 1023;
const GENL_ID_CTRL: u16 = 16;
const CTRL_CMD_NEWFAMILY: u8 = 1;
const CTRL_CMD_DELFAMILY: u8 = 2;
const CTRL_CMD_NEWMCAST_GRP: u8 = 7;
const CTRL_CMD_DELMCAST_GRP: u8 = 8;
const CTRL_ATTR_FAMILY_ID: u16 = 1;
const CTRL_ATTR_FAMILY_NAME: u16 = 2;
const CTRL_ATTR_MCAST_GROUPS: u16 = 7;
const CTRL_ATTR_MCAST_GRP_NAME: u16 = 1;
const CTRL_ATTR_MCAST_GRP_ID: u16 = 2;

/// Groups that are kept of one family; none has half as many.
const GROUPS: usize = 128;

/// The name of a family or of one of its groups: 1 to 15 bytes of printable ASCII (`GENL_NAMSIZ`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name {
    bytes: [u8; 16],
    len: u8,
}

impl Name {
    /// Returns the name up to its NUL; `None` if it is not a valid name.
    #[must_use]
    pub fn new(text: &[u8]) -> Option<Name> {
        let text = text.split(|byte| *byte == 0).next().unwrap_or_default();
        let len = u8::try_from(text.len()).ok().filter(|len| (1..16).contains(len))?;
        if !text.iter().all(|byte| matches!(byte, b' '..=b'~')) {
            return None;
        }
        let mut bytes = [0; 16];
        bytes.get_mut(..text.len())?.copy_from_slice(text);
        Some(Name { bytes, len })
    }

    /// Returns the name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.bytes
            .get(..usize::from(self.len))
            .and_then(|bytes| str::from_utf8(bytes).ok())
            .unwrap_or_default()
    }
}

/// The family and command of a message.
#[derive(Clone, Copy, Debug)]
pub struct Owner {
    /// The family's number, which is the message's type.
    pub id: u16,
    /// The family's tables, if it has some.
    pub family: Option<&'static Generic>,
    /// The family's name, if it was learned.
    pub name: Option<Name>,
    /// The command; `None` if the message ends before it.
    pub cmd: Option<u8>,
    /// Whether the family is a guess: no message has announced its number.
    pub is_guess: bool,
    /// Whether it has no port: if it comes from the kernel, it is unsolicited.
    portless: bool,
}

impl Owner {
    /// Returns the family's name.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.name.as_ref().map(Name::as_str)
    }

    /// Returns whether two messages are the same command of the same family.
    pub(crate) fn is(&self, other: &Owner) -> bool {
        let family = |owner: &Owner| owner.family.map(core::ptr::from_ref);
        (self.id, self.name, self.cmd, self.portless) == (other.id, other.name, other.cmd, other.portless)
            && self.is_guess == other.is_guess
            && family(self) == family(other)
    }

    /// Returns the role of the message.
    #[must_use]
    pub fn turn(&self, to_kernel: bool) -> Turn {
        match (to_kernel, self.portless) {
            (true, _) => Turn::Asked,
            (false, true) => Turn::Unasked,
            (false, false) => Turn::Answered,
        }
    }

    /// Returns the command's row, if its family has one.
    #[must_use]
    pub fn command(&self, to_kernel: bool) -> Option<&'static Msg> {
        let (family, turn) = (self.family?, self.turn(to_kernel));
        let [low, _] = self.id.to_le_bytes();
        let meant = family.misnumbered.filter(|_| turn == Turn::Answered && self.cmd == Some(low));
        family.commands(turn).0.get(meant.or(self.cmd)?)
    }

    /// Returns the row of `genlmsghdr.cmd` in the family.
    pub(crate) fn cmd_field(&self, to_kernel: bool) -> Option<&'static Field> {
        Some(self.family?.commands(self.turn(to_kernel)).1)
    }
}

/// Prints a message whose command has no row: `acme cmd=3`, with a `?` if the family is a guess.
impl fmt::Display for Owner {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => out.write_str(name)?,
            None => write!(out, "family {}", self.id)?,
        }
        self.cmd.map_or(Ok(()), |cmd| write!(out, " cmd={cmd}"))?;
        if self.is_guess { out.write_str("?") } else { Ok(()) }
    }
}

/// Returns the owner of a message; `None` for control messages and for other protocols.
#[must_use]
pub fn owner(protocol: &Family, ids: Option<&Ids>, message: &[u8], endian: Endian) -> Option<Owner> {
    if protocol.generic.is_empty() {
        return None;
    }
    let (following, header) = wire::message_header(message, endian).ok()?;
    let id = Some(header.kind).filter(|id| *id >= GENL_MIN_ID)?;
    let cmd = following.first().copied();
    let known = match ids {
        Some(ids) => ids.get(id),
        None => protocol
            .generic
            .iter()
            .find(|family| family.id == Some(id))
            .and_then(|family| Some((Name::new(family.name.as_bytes())?, Some(*family)))),
    };
    let (name, family) = known.map_or((None, None), |(name, family)| (Some(name), family));
    let is_guess = ids.is_some_and(|ids| ids.is_guess(id));
    Some(Owner { id, family, name, cmd, is_guess, portless: header.portid == 0 })
}

/// The names of families and groups by number: fixed ones, and those that were learned.
#[derive(Clone, Debug)]
pub struct Ids {
    families: &'static [&'static Generic],
    known: BTreeMap<u16, KnownFamily>,
    /// The family of all numbers that are not known.
    others: Option<(Name, &'static Generic)>,
    /// Tables of families that have none in `families`, by name.
    supplied: BTreeMap<Name, &'static Generic>,
    /// How often a message changed the known families.
    changes: u64,
}

#[derive(Clone, Debug)]
struct KnownFamily {
    name: Name,
    family: Option<&'static Generic>,
    groups: Vec<(u32, Name)>,
    is_guess: bool,
}

impl Ids {
    /// Returns the numbers that are the same everywhere, of these families: those with tables.
    #[must_use]
    pub fn new(families: &'static [&'static Generic]) -> Ids {
        let mut ids =
            Ids { families, known: BTreeMap::new(), others: None, supplied: BTreeMap::new(), changes: 0 };
        for family in families {
            if let (Some(id), Some(name)) = (family.id, Name::new(family.name.as_bytes())) {
                ids.learn(id, name);
            }
        }
        ids
    }

    /// Assigns all unknown numbers to one family.
    pub fn assume(&mut self, family: &'static Generic) {
        self.others = Name::new(family.name.as_bytes()).map(|name| (name, family));
    }

    /// Assigns a number to a family until a message of nlctrl assigns another. Fixed numbers do not change.
    pub fn state(&mut self, id: u16, family: &'static Generic) {
        if let Some(name) = Name::new(family.name.as_bytes()) {
            self.learn(id, name);
        }
    }

    /// Assigns a number to a family that its messages fit, until a message of nlctrl assigns one. Fixed numbers do not change.
    pub fn guess(&mut self, id: u16, family: &'static Generic) {
        self.state(id, family);
        if let Some(known) = self.known.get_mut(&id).filter(|known| known.name.as_str() == family.name) {
            known.is_guess = family.id != Some(id);
        }
    }

    /// Returns whether the family of a number is a guess.
    #[must_use]
    pub fn is_guess(&self, id: u16) -> bool {
        self.known.get(&id).is_some_and(|known| known.is_guess)
    }

    fn get(&self, id: u16) -> Option<(Name, Option<&'static Generic>)> {
        let known = self.known.get(&id).map(|known| (known.name, known.family));
        known.or_else(|| self.others.map(|(name, family)| (name, Some(family))))
    }

    /// Returns whether the name of a family is known.
    #[must_use]
    pub fn knows(&self, id: u16) -> bool {
        self.known.contains_key(&id)
    }

    /// Returns the name of a family, and its tables if it has some.
    #[must_use]
    pub fn family(&self, id: u16) -> Option<(&str, Option<&'static Generic>)> {
        self.known.get(&id).map(|known| (known.name.as_str(), known.family))
    }

    /// Gives tables to a family that has none: those made of the kernel's policy. Later ones replace them.
    pub fn supply(&mut self, family: &'static Generic) {
        let Some(name) = Name::new(family.name.as_bytes()) else { return };
        if self.families.iter().any(|known| known.name == family.name) {
            return;
        }
        self.supplied.insert(name, family);
        for known in self.known.values_mut().filter(|known| known.name == name) {
            known.family = Some(family);
        }
        self.changes += 1;
    }

    /// Returns the name of a multicast group, after its family's name.
    #[must_use]
    pub fn group(&self, id: u32) -> Option<(&str, &str)> {
        let of_known = self.known.values().find_map(|known| {
            let (_, name) = known.groups.iter().find(|(group, _)| *group == id)?;
            Some((known.name.as_str(), name.as_str()))
        });
        of_known.or_else(|| {
            self.families.iter().find_map(|family| {
                let (_, name) = family.groups.iter().find(|(group, _)| *group == id)?;
                Some((family.name, *name))
            })
        })
    }

    /// Returns how often a message changed the known families. While this stays the same, so do all names and groups.
    #[must_use]
    pub fn changes(&self) -> u64 {
        self.changes
    }

    /// Learns from a message of the kernel, if it is one of nlctrl about a family or its groups.
    pub fn observe(&mut self, message: &[u8], endian: Endian) {
        let Ok((body, header)) = wire::message_header(message, endian) else { return };
        if header.kind != GENL_ID_CTRL {
            return;
        }
        let Some(id) = family_id(body, endian) else { return };
        let before = self.known.get(&id).map(|known| (known.name, known.groups.clone()));
        self.learn_from(body, endian);
        let after = self.known.get(&id).map(|known| (known.name, known.groups.as_slice()));
        if before.as_ref().map(|(name, groups)| (*name, groups.as_slice())) != after {
            self.changes += 1;
        }
    }

    /// Learns from the body of a message of nlctrl.
    fn learn_from(&mut self, body: &[u8], endian: Endian) {
        let Ok((attributes, head)) = wire::generic_header(body) else { return };
        let find = |kind| find_attribute(attributes, kind, endian);
        let Some(id) = family_id(body, endian) else { return };
        let name = find(CTRL_ATTR_FAMILY_NAME).and_then(Name::new);
        let groups = find(CTRL_ATTR_MCAST_GROUPS).unwrap_or_default();
        match (head.cmd, name) {
            (CTRL_CMD_NEWFAMILY, Some(name)) => {
                self.learn(id, name);
                self.add_groups(id, groups, endian);
            }
            (CTRL_CMD_DELFAMILY, _) if id != GENL_ID_CTRL => drop(self.known.remove(&id)),
            (CTRL_CMD_NEWMCAST_GRP, Some(name)) => {
                if self.known.get(&id).is_none_or(|known| known.name != name) {
                    self.learn(id, name);
                }
                self.add_groups(id, groups, endian);
            }
            (CTRL_CMD_DELMCAST_GRP, _) => {
                let Some(known) = self.known.get_mut(&id) else { return };
                for (gone, _) in self::groups(groups, endian) {
                    known.groups.retain(|(group, _)| *group != gone);
                }
            }
            _ => (),
        }
    }

    /// Assigns an id to a family. An invalid name (valid are 1 to 15 printable ASCII characters) and the id of nlctrl change
    /// nothing.
    pub fn insert(&mut self, id: u16, name: &str) {
        if let Some(name) = Name::new(name.as_bytes()) {
            self.learn(id, name);
        }
    }

    fn learn(&mut self, id: u16, name: Name) {
        let family = self.families.iter().copied().find(|family| family.name == name.as_str());
        let family = family.or_else(|| self.supplied.get(&name).copied());
        if !(GENL_MIN_ID..=GENL_MAX_ID).contains(&id) {
            return;
        }
        // The number of nlctrl cannot be assigned to another family.
        if id != GENL_ID_CTRL || family.is_some_and(|family| family.id == Some(id)) {
            self.known.insert(id, KnownFamily { name, family, groups: Vec::new(), is_guess: false });
        }
    }

    fn add_groups(&mut self, id: u16, list: &[u8], endian: Endian) {
        let Some(known) = self.known.get_mut(&id) else { return };
        for (group, name) in groups(list, endian) {
            known.groups.retain(|(known, _)| *known != group);
            if known.groups.len() < GROUPS {
                known.groups.push((group, name));
            }
        }
    }
}

/// Returns the family that the body of a message of nlctrl is about.
fn family_id(body: &[u8], endian: Endian) -> Option<u16> {
    let (attributes, _) = wire::generic_header(body).ok()?;
    wire::u16(find_attribute(attributes, CTRL_ATTR_FAMILY_ID, endian)?, endian).ok().map(|(_, id)| id)
}

/// Returns the groups of a `CTRL_ATTR_MCAST_GROUPS`.
fn groups(list: &[u8], endian: Endian) -> impl Iterator<Item = (u32, Name)> {
    wire::attributes(list, endian).filter_map(move |(_, group)| {
        let (_, id) = wire::u32(find_attribute(group, CTRL_ATTR_MCAST_GRP_ID, endian)?, endian).ok()?;
        Some((id, Name::new(find_attribute(group, CTRL_ATTR_MCAST_GRP_NAME, endian)?)?))
    })
}

/// Returns whether bytes that no table explains can be attributes: each has a number, and their lengths add up.
pub(crate) fn add_up(bytes: &[u8], endian: Endian) -> bool {
    let mut end = 0;
    let all = wire::attributes(bytes, endian).all(|(kind, payload)| {
        end = wire::align(end + NLA_HDRLEN + payload.len());
        kind != 0
    });
    all && end > 0 && end >= bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::family::generic::FAMILIES;

    fn attribute(kind: u16, payload: &[u8]) -> Vec<u8> {
        let len = u16::try_from(payload.len() + 4).unwrap();
        let mut bytes = [len.to_le_bytes(), kind.to_le_bytes()].concat();
        bytes.extend(payload);
        bytes.resize(bytes.len().next_multiple_of(4), 0);
        bytes
    }

    /// Builds a message of nlctrl: a command, a family, and its groups.
    fn decoded(cmd: u8, id: u16, name: &str, groups: &[(u32, &str)]) -> Vec<u8> {
        let mut body = vec![cmd, 2, 0, 0];
        body.extend(attribute(CTRL_ATTR_FAMILY_NAME, &[name.as_bytes(), b"\0"].concat()));
        body.extend(attribute(CTRL_ATTR_FAMILY_ID, &id.to_le_bytes()));
        let group = |(at, (id, name)): (usize, &(u32, &str))| {
            let id = attribute(CTRL_ATTR_MCAST_GRP_ID, &id.to_le_bytes());
            let name = attribute(CTRL_ATTR_MCAST_GRP_NAME, name.as_bytes());
            attribute(u16::try_from(at).unwrap() + 1, &[id, name].concat())
        };
        let groups: Vec<u8> = groups.iter().enumerate().flat_map(group).collect();
        body.extend(attribute(CTRL_ATTR_MCAST_GROUPS | wire::NLA_F_NESTED, &groups));
        let mut bytes = u32::try_from(16 + body.len()).unwrap().to_le_bytes().to_vec();
        bytes.extend([16, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]);
        bytes.extend(body);
        bytes
    }

    fn name(ids: &Ids, id: u16) -> Option<String> {
        let header = [[20, 0, 0, 0], [id.to_le_bytes()[0], id.to_le_bytes()[1], 0, 0]].concat();
        let message = [header, vec![0; 8], vec![3, 1, 0, 0]].concat();
        let family = crate::family::by_protocol(16).unwrap();
        let owner = owner(family, Some(ids), &message, Endian::Little)?;
        assert_eq!(owner.cmd, Some(3));
        owner.name().map(str::to_owned)
    }

    #[test]
    fn families_and_groups_come_and_go() {
        let mut ids = Ids::new(FAMILIES);
        assert_eq!(name(&ids, 16).as_deref(), Some("nlctrl"));
        assert_eq!(ids.group(16), Some(("nlctrl", "notify")));
        assert_eq!(name(&ids, 30), None);
        let mut observe = |message: &[u8]| ids.observe(message, Endian::Little);
        observe(&decoded(CTRL_CMD_NEWFAMILY, 30, "drbd", &[(5, "events"), (6, "more")]));
        observe(&decoded(CTRL_CMD_DELMCAST_GRP, 30, "drbd", &[(5, "events")]));
        observe(&decoded(CTRL_CMD_NEWMCAST_GRP, 30, "drbd", &[(7, "late")]));
        assert_eq!(name(&ids, 30).as_deref(), Some("drbd"));
        assert_eq!([5, 6, 7].map(|id| ids.group(id)), [None, Some(("drbd", "more")), Some(("drbd", "late"))]);
        ids.observe(&decoded(CTRL_CMD_DELFAMILY, 30, "drbd", &[]), Endian::Little);
        assert_eq!((name(&ids, 30), ids.group(6)), (None, None));
    }

    #[test]
    fn an_announcement_replaces_a_guess() {
        let [nl80211, ethtool] = ["nl80211", "ethtool"]
            .map(|name| FAMILIES.iter().copied().find(|family| family.name == name).unwrap());
        let mut ids = Ids::new(FAMILIES);
        ids.guess(30, nl80211);
        ids.guess(31, ethtool);
        assert_eq!([30, 31].map(|id| ids.is_guess(id)), [true, true]);
        ids.observe(&decoded(CTRL_CMD_NEWFAMILY, 30, "nl80211", &[]), Endian::Little);
        ids.state(31, ethtool);
        assert_eq!([30, 31].map(|id| ids.is_guess(id)), [false, false]);
        // The number of nlctrl is fixed.
        ids.guess(16, ethtool);
        assert_eq!((name(&ids, 16).as_deref(), ids.is_guess(16)), (Some("nlctrl"), false));
    }

    #[test]
    fn what_is_no_announcement_teaches_nothing() {
        let mut ids = Ids::new(FAMILIES);
        let all = decoded(CTRL_CMD_NEWFAMILY, 30, "drbd", &[(5, "events")]);
        for end in 0..all.len() {
            ids.observe(&all[..end], Endian::Little);
        }
        ids.observe(&decoded(3, 31, "asks", &[]), Endian::Little);
        ids.observe(&decoded(CTRL_CMD_NEWFAMILY, 32, "much-too-long-a-name", &[]), Endian::Little);
        ids.observe(&decoded(CTRL_CMD_NEWFAMILY, 33, "\u{1b}[31m", &[]), Endian::Little);
        ids.observe(&decoded(CTRL_CMD_NEWFAMILY, 16, "usurper", &[]), Endian::Little);
        ids.observe(&decoded(CTRL_CMD_DELFAMILY, 16, "nlctrl", &[]), Endian::Little);
        assert_eq!([31, 32, 33].map(|id| name(&ids, id)), [None, None, None]);
        assert_eq!(name(&ids, 16).as_deref(), Some("nlctrl"));
    }

    #[test]
    fn lengths_add_up_or_not() {
        let two = [attribute(1, b"abcde"), attribute(2, b"")].concat();
        assert!(add_up(&two, Endian::Little));
        assert!(add_up(&attribute(1, b"abcde")[..9], Endian::Little), "the last needs no padding");
        for wrong in [&two[..two.len() - 1], &two[1..], &[0; 8], &[], &attribute(0, b"ab")] {
            assert!(!add_up(wrong, Endian::Little), "{wrong:?}");
        }
    }
}
