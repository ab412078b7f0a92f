//! Names of interfaces, learned from messages and, for the program's own network namespace, from the kernel; MTUs that interfaces
//! accept; names of routing tables and protocols on this machine.

use std::cell::OnceCell;
use std::ops::{Range, RangeInclusive};

use nltrace_decoders::schema::{Kind, Show};
use nltrace_decoders::tape::{State, Tape};
use nltrace_decoders::value::{Value, read};
use nltrace_decoders::wire::{self, Endian};

use crate::datagram::Caller;
use crate::recent::Recent;

/// Asks the kernel for the name of an interface in the namespace of a caller's socket. The outer `None` means that it could not
/// be asked, the inner that there is no such interface.
pub(crate) type AskName = fn(&Caller, u32) -> Option<Option<String>>;

/// Reads one of the administrator's lists of names: `rt_tables`, `rt_protos`.
pub(crate) type ReadList = fn(&str) -> Vec<(u64, String)>;

/// Members and attributes that are numbers of routing tables.
const TABLES: &[&str] = &[
    "RTA_TABLE",
    "rtm_table",
    "FRA_TABLE",
    "table",
    "IFLA_VRF_TABLE",
    "IFLA_VRF_PORT_TABLE",
    "IPMRA_TABLE_ID",
];
/// Members and attributes that are numbers of routing protocols.
const PROTOCOLS: &[&str] =
    &["rtm_protocol", "nh_protocol", "FRA_PROTOCOL", "NDA_PROTOCOL", "MDBE_ATTR_RTPROT"];

const RTM_NEWLINK: u16 = 16;
const RTM_DELLINK: u16 = 17;
const RTM_SETLINK: u16 = 19;
const IFLA_IFNAME: u16 = 3;
const IFLA_MIN_MTU: u16 = 50;
const IFLA_MAX_MTU: u16 = 51;
/// The place of `ifi_index` in a message about a link.
const IFI_INDEX: Range<usize> = wire::NLMSG_HDRLEN + 4..wire::NLMSG_HDRLEN + 8;
/// Where the attributes of a message about a link begin.
const IFINFOMSG_END: usize = wire::NLMSG_HDRLEN + 16;
/// A message names no more interfaces than this that the kernel is asked for.
const ASKED: usize = 256;
/// Names that are remembered.
const NAMES: usize = 1 << 14;

/// A change of the facts about interfaces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NameChange {
    /// An interface in a network namespace has this name; an empty one means that there is none.
    Name(u64, u32, Box<str>),
    /// The name of an interface is not known any more.
    Doubt(u64, u32),
    /// An interface in a network namespace accepts these MTUs, least and most.
    Mtus(u64, u32, [u32; 2]),
    /// Nothing is known any more of the interfaces in a network namespace.
    Left(u64),
}

/// Interfaces by network namespace and index.
pub(crate) struct Interfaces {
    names: Recent<(u64, u32), String>,
    /// The MTUs that they accept, least and most.
    mtus: Recent<(u64, u32), RangeInclusive<u32>>,
    changes: u64,
    /// The changes themselves, if somebody wants to repeat them.
    journal: Option<Vec<NameChange>>,
    /// The kernel's answers, for others that cannot ask it.
    asked: Vec<(u32, String)>,
    ask: Option<AskName>,
    /// The network namespace nltrace is in, which stays as long as nltrace does; 0 if it is not known.
    home: u64,
    read: Option<ReadList>,
    tables: OnceCell<Vec<(u64, String)>>,
    protocols: OnceCell<Vec<(u64, String)>>,
}

impl Default for Interfaces {
    fn default() -> Interfaces {
        Interfaces {
            names: Recent::new(NAMES),
            mtus: Recent::new(NAMES),
            changes: 0,
            journal: None,
            asked: Vec::new(),
            ask: None,
            home: 0,
            read: None,
            tables: OnceCell::new(),
            protocols: OnceCell::new(),
        }
    }
}

impl Interfaces {
    /// Returns the name of an interface in a network namespace (its inode; 0 where there is only one).
    pub(crate) fn name(&self, netns: u64, index: u32) -> Option<&str> {
        self.names.get(&(netns, index)).map(String::as_str)
    }

    /// Returns the MTUs that an interface accepts, as the kernel last said.
    pub(crate) fn mtus(&self, netns: u64, index: u32) -> Option<&RangeInclusive<u32>> {
        self.mtus.get(&(netns, index))
    }

    /// Returns how often a name became another: as long as this stays, all names do.
    pub(crate) fn changes(&self) -> u64 {
        self.changes
    }

    /// Asks the kernel for the name of an unknown interface in a caller's network namespace. Returns an empty name if there is
    /// none, `None` if the kernel could not be asked.
    pub(crate) fn ask(&self, caller: &Caller, index: u32) -> Option<String> {
        (self.ask?)(caller, index).map(Option::unwrap_or_default)
    }

    /// Asks the kernel for names that messages do not contain. `home` is the network namespace that nltrace is in.
    pub(crate) fn ask_by(&mut self, ask: AskName, read: ReadList, home: u64) {
        (self.ask, self.read, self.home) = (Some(ask), Some(read), home);
    }

    /// Forgets a network namespace that may be gone: the kernel gives its number to the next one.
    pub(crate) fn forget(&mut self, netns: u64) {
        if netns != self.home {
            self.names.retain(|(of, _), _| *of != netns);
            self.mtus.retain(|(of, _), _| *of != netns);
            self.changes += 1;
            self.journal.iter_mut().for_each(|journal| journal.push(NameChange::Left(netns)));
        }
    }

    /// Returns the administrator's name of a routing table or protocol that has no kernel name. The lists are read at first
    /// use.
    pub(crate) fn called(&self, field: &str, number: u64) -> Option<&str> {
        let read = self.read?;
        let list = if TABLES.contains(&field) {
            self.tables.get_or_init(|| read("rt_tables"))
        } else if PROTOCOLS.contains(&field) {
            self.protocols.get_or_init(|| read("rt_protos"))
        } else {
            return None;
        };
        list.iter().find(|(known, _)| *known == number).map(|(_, name)| name.as_str())
    }

    /// Records a name; an empty one means that there is no such interface.
    pub(crate) fn learn(&mut self, netns: u64, index: u32, name: &str) {
        let known = self.names.put((netns, index), String::new);
        // An empty one may be new, and another be forgotten for it.
        if known != name || name.is_empty() {
            self.changes += 1;
            known.clear();
            known.push_str(name);
            if let Some(journal) = &mut self.journal {
                journal.push(NameChange::Name(netns, index, name.into()));
            }
        }
    }

    /// Records a name that the kernel answered, and keeps the answer for [`Interfaces::asked`].
    pub(crate) fn learn_answer(&mut self, netns: u64, index: u32, name: &str) {
        self.learn(netns, index, name);
        self.asked.push((index, name.to_owned()));
    }

    /// Returns the kernel's answers since the last call.
    pub(crate) fn asked(&mut self) -> impl Iterator<Item = (u32, String)> {
        self.asked.drain(..)
    }

    /// Learns the name and the MTUs of a link from a message of `NETLINK_ROUTE`, without decoding it.
    pub(crate) fn observe(&mut self, netns: u64, kind: u16, message: &[u8], endian: Endian) {
        if kind != RTM_NEWLINK {
            return;
        }
        let Some(index) = index_of(message, endian) else { return };
        let link = facts(message, endian);
        if let Some(name) = link.name {
            match std::str::from_utf8(name) {
                Ok(name) => self.learn(netns, index, name),
                Err(_) => self.learn(netns, index, &String::from_utf8_lossy(name)),
            }
        }
        if let (Some(least), Some(most)) = (link.least_mtu, link.most_mtu) {
            self.learn_mtus(netns, index, [least, most]);
        }
    }

    /// Records the MTUs that an interface accepts.
    fn learn_mtus(&mut self, netns: u64, index: u32, [least, most]: [u32; 2]) {
        let before = self.mtus.insert((netns, index), least..=most);
        if before != Some(least..=most)
            && let Some(journal) = &mut self.journal
        {
            journal.push(NameChange::Mtus(netns, index, [least, most]));
        }
    }

    /// Forgets the name of a link that a request may change.
    pub(crate) fn doubt(&mut self, netns: u64, kind: u16, message: &[u8], endian: Endian) {
        if matches!(kind, RTM_NEWLINK | RTM_DELLINK | RTM_SETLINK)
            && let Some(index) = index_of(message, endian)
        {
            self.names.remove(&(netns, index));
            self.changes += 1;
            self.journal.iter_mut().for_each(|journal| journal.push(NameChange::Doubt(netns, index)));
        }
    }

    /// Asks for the unknown names of the interfaces in a message.
    pub(crate) fn look_up(&mut self, caller: &Caller, message: &[u8], tape: &Tape) {
        let Some(ask) = self.ask else { return };
        let indices = tape.leaves().filter(|field| {
            field.state == State::Good && matches!(field.kind, Kind::Int { show: Show::Interface, .. })
        });
        for field in indices.take(ASKED) {
            let Value::Integer(index) = read(field, message, tape) else { continue };
            let Ok(index) = u32::try_from(index.raw) else { continue };
            if index == 0 || self.names.contains(&(caller.netns, index)) {
                continue;
            }
            if let Some(answer) = ask(caller, index) {
                let name = answer.unwrap_or_default();
                self.learn(caller.netns, index, &name);
                self.asked.push((index, name));
            }
        }
    }

    /// Keeps a journal of changes from now on.
    pub(super) fn keep_journal(&mut self) {
        self.journal = Some(Vec::new());
    }

    /// Returns the changes since this was called.
    pub(super) fn journal(&mut self) -> impl Iterator<Item = NameChange> + '_ {
        self.journal.iter_mut().flat_map(|journal| journal.drain(..))
    }

    /// Makes a change that another session has recorded.
    pub(super) fn repeat(&mut self, change: &NameChange) {
        match change {
            NameChange::Name(netns, index, name) => self.learn(*netns, *index, name),
            NameChange::Doubt(netns, index) => {
                self.names.remove(&(*netns, *index));
                self.changes += 1;
            }
            NameChange::Mtus(netns, index, mtus) => self.learn_mtus(*netns, *index, *mtus),
            NameChange::Left(netns) => self.forget(*netns),
        }
    }

    /// Returns how many names are remembered.
    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        self.names.len()
    }
}

/// Returns `ifi_index` of a message about a link.
pub(super) fn index_of(message: &[u8], endian: Endian) -> Option<u32> {
    let index = wire::uint(message.get(IFI_INDEX)?, endian)?;
    u32::try_from(index).ok().filter(|index| *index != 0)
}

/// Facts of a message about a link.
#[derive(Default)]
struct LinkFacts<'m> {
    name: Option<&'m [u8]>,
    least_mtu: Option<u32>,
    most_mtu: Option<u32>,
}

/// Returns `IFLA_IFNAME`, `IFLA_MIN_MTU` and `IFLA_MAX_MTU` of a message about a link. The kernel writes them in this order,
/// among the first attributes.
fn facts(message: &[u8], endian: Endian) -> LinkFacts<'_> {
    let mut facts = LinkFacts::default();
    for (kind, payload) in wire::attributes(message.get(IFINFOMSG_END..).unwrap_or_default(), endian) {
        let number = || u32::try_from(wire::uint(payload, endian)?).ok();
        match kind {
            IFLA_IFNAME if facts.name.is_none() => facts.name = payload.split(|byte| *byte == 0).next(),
            IFLA_MIN_MTU => facts.least_mtu = number(),
            IFLA_MAX_MTU => {
                facts.most_mtu = number();
                if facts.name.is_some() {
                    break;
                }
            }
            _ => (),
        }
    }
    facts
}
