//! The least that a filter wants: properties of a process or socket that every message it keeps has.
//!
//! A source can leave out everything else before it is decoded. The filter itself is still asked about the rest, so each
//! list may hold too much and never too little. A direction is no such property: an answer is read by its request.

use std::collections::BTreeSet;

use nltrace_decoders::names::NETLINK;
use nltrace_decoders::schema::Show;

use super::comparison::Comparison;
use super::eval::Node;
use super::pseudo::Pseudo;
use super::value::Constant;

/// `NETLINK_GENERIC`.
const GENERIC: u64 = 16;
/// More values than this are no help to a source.
const MOST: usize = 1024;

/// The values that each property must have one of; `None` if any will do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct WantedScope {
    /// Netlink protocols.
    pub(crate) protocols: Option<BTreeSet<u64>>,
    /// Process ids.
    pub(crate) pids: Option<BTreeSet<u64>>,
    /// User ids.
    pub(crate) uids: Option<BTreeSet<u64>>,
    /// Inodes of network namespaces.
    pub(crate) netns: Option<BTreeSet<u64>>,
    /// Names of commands.
    pub(crate) comms: Option<BTreeSet<Vec<u8>>>,
}

impl WantedScope {
    /// Returns what all messages that a node keeps have in common.
    pub(super) fn of(node: &Node) -> WantedScope {
        match node {
            Node::And(nodes) => {
                nodes.iter().map(WantedScope::of).reduce(WantedScope::both).unwrap_or_default()
            }
            Node::Or(nodes) => {
                nodes.iter().map(WantedScope::of).reduce(WantedScope::either).unwrap_or_default()
            }
            Node::Has(pseudo, comparison) => WantedScope::of_comparison(*pseudo, comparison),
            Node::Not(_) | Node::Fails | Node::Changes | Node::Field(..) | Node::Says(_) => {
                WantedScope::default()
            }
        }
    }

    fn of_comparison(pseudo: Pseudo, comparison: &Comparison) -> WantedScope {
        let Some(constants) = comparison.wanted() else { return WantedScope::default() };
        let numbers = || constants.iter().map(number).collect();
        match pseudo {
            Pseudo::Protocol => WantedScope { protocols: numbers(), ..WantedScope::default() },
            Pseudo::Pid => WantedScope { pids: numbers(), ..WantedScope::default() },
            Pseudo::Uid => WantedScope { uids: numbers(), ..WantedScope::default() },
            Pseudo::Netns => {
                WantedScope { netns: constants.iter().map(namespace).collect(), ..WantedScope::default() }
            }
            Pseudo::Type => {
                WantedScope { protocols: constants.iter().map(protocol).collect(), ..WantedScope::default() }
            }
            Pseudo::Comm => {
                WantedScope { comms: constants.iter().map(text).collect(), ..WantedScope::default() }
            }
            _ => WantedScope::default(),
        }
    }

    fn both(self, other: WantedScope) -> WantedScope {
        WantedScope {
            protocols: both(self.protocols, other.protocols),
            pids: both(self.pids, other.pids),
            uids: both(self.uids, other.uids),
            netns: both(self.netns, other.netns),
            comms: both(self.comms, other.comms),
        }
    }

    fn either(self, other: WantedScope) -> WantedScope {
        WantedScope {
            protocols: either(self.protocols, other.protocols),
            pids: either(self.pids, other.pids),
            uids: either(self.uids, other.uids),
            netns: either(self.netns, other.netns),
            comms: either(self.comms, other.comms),
        }
    }
}

fn both<T: Ord>(one: Option<BTreeSet<T>>, other: Option<BTreeSet<T>>) -> Option<BTreeSet<T>> {
    match (one, other) {
        (Some(one), Some(mut other)) => {
            other.retain(|value| one.contains(value));
            Some(other)
        }
        (one, other) => one.or(other),
    }
}

fn either<T: Ord>(one: Option<BTreeSet<T>>, other: Option<BTreeSet<T>>) -> Option<BTreeSet<T>> {
    let (mut one, other) = (one?, other?);
    one.extend(other);
    Some(one).filter(|all| all.len() <= MOST)
}

fn number(constant: &Constant) -> Option<u64> {
    match constant {
        Constant::Number(number) => u64::try_from(*number).ok(),
        Constant::Symbol(lists) => lists.of(Show::Name(&NETLINK)),
        _ => None,
    }
}

/// Returns the inode of a network namespace. The kernel does not know the names that programs give namespaces.
fn namespace(constant: &Constant) -> Option<u64> {
    match constant {
        Constant::Text(text) => std::str::from_utf8(text).ok()?.parse().ok(),
        constant => number(constant),
    }
}

/// Returns the protocol of a message type; those of all protocols have none.
fn protocol(constant: &Constant) -> Option<u64> {
    match constant {
        Constant::Type(protocol, _) => protocol.map(u64::from),
        Constant::Command(_) => Some(GENERIC),
        _ => None,
    }
}

fn text(constant: &Constant) -> Option<Vec<u8>> {
    match constant {
        Constant::Text(text) => Some(text.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::filter::Filter;

    fn scope(expression: &str) -> WantedScope {
        Filter::compile(expression).unwrap_or_else(|error| panic!("{error}")).scope()
    }

    fn set(values: &[u64]) -> Option<BTreeSet<u64>> {
        Some(values.iter().copied().collect())
    }

    #[test]
    fn what_must_hold_is_in_the_scope() {
        let found = scope("pid == 7 and protocol in {ROUTE, GENERIC} and comm == \"ip\" and uid == 0");
        assert_eq!((found.pids, found.protocols, found.uids), (set(&[7]), set(&[0, 16]), set(&[0])));
        assert_eq!(found.comms, Some(BTreeSet::from([b"ip".to_vec()])));
        assert_eq!(scope("type == RTM_NEWLINK or type == RTM_DELLINK").protocols, set(&[0]));
        assert_eq!(scope("RTM_NEWLINK and netns == 4026531840").netns, set(&[4_026_531_840]));
        assert_eq!(scope("pid == 7 or pid in {8, 9}").pids, set(&[7, 8, 9]));
        assert_eq!(scope("pid in {7, 8} and pid in {8, 9}").pids, set(&[8]));
    }

    #[test]
    fn what_need_not_hold_is_not() {
        for expression in [
            "not pid == 7",
            "netns == blue",
            "netns in {4026531840, blue}",
            "pid != 7",
            "pid > 7",
            "pid in 1..9",
            "pid == 7 or IFLA_MTU",
            "comm ~ \"i\"",
            "type == NLMSG_ERROR",
            "send",
            "error",
            "changes",
        ] {
            assert_eq!(scope(expression), WantedScope::default(), "{expression}");
        }
    }
}
