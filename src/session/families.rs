//! Generic netlink family ids and groups, learned from nlctrl messages and, when tracing, by asking the kernel.
//!
//! A capture may come from another machine, so only its own messages count.

use nix::libc;
use nltrace_decoders::control::NLMSG_MIN_TYPE;
use nltrace_decoders::generic::Ids;
use nltrace_decoders::names::NETLINK_GENERIC;
use nltrace_decoders::schema::Generic;
use nltrace_decoders::wire::{self, Endian, MessageHeader, Piece};

use super::MessageRole;
use crate::datagram::{Datagram, Direction, Notice, NoticeKind};
use crate::policies::KernelPolicies;
use crate::tables;

/// Asks the kernel for its families, or for the policies of one. Returns the answers of nlctrl in sequence, empty if it could not be
/// asked.
pub(crate) type AskFamilies = fn(Option<u16>) -> Vec<u8>;

/// Families whose policies are asked for.
const POLICIES_ASKED: usize = 64;

/// The families that are known.
pub(crate) struct Families {
    ids: Ids,
    ask: Option<AskFamilies>,
    /// Whether the kernel was asked for its families: that is done once.
    is_asked: bool,
    /// The families whose policies the kernel was asked for.
    policies_asked: Vec<u16>,
    /// The policies that messages contain.
    policies: KernelPolicies,
    /// The kernel's answers, for others that cannot ask it.
    asked: Vec<u8>,
    /// The messages that changed what is known, if somebody wants to repeat that.
    journal: Option<Vec<FamilyChange>>,
}

/// A message of the kernel's that changed which families there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FamilyChange {
    message: Box<[u8]>,
    endian: Endian,
}

impl Default for Families {
    fn default() -> Families {
        Families {
            ids: Ids::new(tables::generic()),
            ask: None,
            is_asked: false,
            policies_asked: Vec::new(),
            policies: KernelPolicies::default(),
            asked: Vec::new(),
            journal: None,
        }
    }
}

impl Families {
    /// Returns the known numbers of families.
    pub(crate) fn ids(&self) -> &Ids {
        &self.ids
    }

    /// Asks the kernel about families that no message has described.
    pub(crate) fn ask_by(&mut self, ask: AskFamilies) {
        self.ask = Some(ask);
    }

    /// Assigns all unknown numbers to one family.
    pub(crate) fn assume(&mut self, family: &'static Generic) {
        self.ids.assume(family);
    }

    /// Assigns a number to a family, as the user says.
    pub(crate) fn state(&mut self, id: u16, family: &'static Generic) {
        self.ids.state(id, family);
    }

    /// Assigns a number to the family that its messages fit.
    pub(crate) fn guess(&mut self, id: u16, family: &'static Generic) {
        self.ids.guess(id, family);
    }

    /// Learns from a message. Messages that a program sends, or that another program sent to it, are not trusted.
    pub(crate) fn observe(&mut self, datagram: &Datagram<'_>, message: &[u8], part: &MessageRole) {
        let is_kernels = datagram.direction != Direction::Send
            && !matches!(part, MessageRole::Request)
            && datagram.peer.is_none_or(|peer| peer.portid == 0);
        if datagram.protocol == Some(NETLINK_GENERIC) && is_kernels {
            self.learn_one(message, datagram.endian);
        }
    }

    fn learn_one(&mut self, message: &[u8], endian: Endian) {
        let before = self.ids.changes();
        self.ids.observe(message, endian);
        let is_policy = self.policies.observe(message, endian);
        if let Some(journal) = self.journal.as_mut().filter(|_| is_policy || self.ids.changes() != before) {
            journal.push(FamilyChange { message: message.into(), endian });
        }
    }

    /// Keeps a journal of changes from now on.
    pub(super) fn keep_journal(&mut self) {
        self.journal = Some(Vec::new());
    }

    /// Returns the changes since this was called.
    pub(super) fn journal(&mut self) -> impl Iterator<Item = FamilyChange> + '_ {
        self.journal.iter_mut().flat_map(|journal| journal.drain(..))
    }

    /// Makes a change that another session has recorded.
    pub(super) fn repeat(&mut self, change: &FamilyChange) {
        self.ids.observe(&change.message, change.endian);
        self.policies.observe(&change.message, change.endian);
    }

    /// Notes that a message is about to be read.
    pub(crate) fn meet(&mut self, datagram: &Datagram<'_>, header: &MessageHeader) {
        if datagram.protocol != Some(NETLINK_GENERIC) {
            return;
        }
        let group = datagram.group.filter(|group| *group != 0);
        let is_new = header.kind >= NLMSG_MIN_TYPE && !self.ids.knows(header.kind);
        if is_new || group.is_some_and(|group| self.ids.group(group).is_none()) {
            self.ask();
        }
        self.meet_family(header.kind);
    }

    /// Finds a policy for a family that has no table.
    fn meet_family(&mut self, id: u16) {
        let Some((name, table)) = self.ids.family(id) else { return };
        if table.is_some_and(|table| !table.is_policy) {
            return;
        }
        let name = name.to_owned();
        if let Some(ask) = self.ask
            && table.is_none()
            && self.policies_asked.len() < POLICIES_ASKED
            && !self.policies_asked.contains(&id)
        {
            self.policies_asked.push(id);
            self.learn_asked(&ask(Some(id)));
        }
        if let Some(family) = self.policies.table(id, &name) {
            self.ids.supply(family);
        }
    }

    /// Called before a call is shown: it may contain groups.
    pub(crate) fn notice(&mut self, notice: &Notice<'_>) {
        if self.ask.is_none()
            || self.is_asked
            || notice.socket().and_then(|socket| socket.protocol) != Some(NETLINK_GENERIC)
        {
            return;
        }
        let is_new = match &notice.what {
            NoticeKind::Bind(Some(address))
            | NoticeKind::Connect(Some(address))
            | NoticeKind::SockName(Some(address)) => {
                address.group_numbers().any(|group| self.ids.group(group).is_none())
            }
            NoticeKind::SetOption {
                level: libc::SOL_NETLINK,
                option: libc::NETLINK_ADD_MEMBERSHIP | libc::NETLINK_DROP_MEMBERSHIP,
                value: Some(group),
                ..
            } => self.ids.group(group.cast_unsigned()).is_none(),
            _ => false,
        };
        if is_new {
            self.ask();
        }
    }

    fn ask(&mut self) {
        if let Some(ask) = self.ask.filter(|_| !self.is_asked) {
            self.is_asked = true;
            self.learn_asked(&ask(None));
        }
    }

    /// Returns the kernel's answers since this was called, a message each.
    pub(crate) fn asked(&mut self) -> impl Iterator<Item = NoticeKind> + use<> {
        let asked = std::mem::take(&mut self.asked);
        let of_family = |piece| match piece {
            Piece::Message { header, start, end, .. } if header.kind >= NLMSG_MIN_TYPE => {
                Some(NoticeKind::Family { message: asked.get(start..end)?.to_vec(), endian: Endian::NATIVE })
            }
            _ => None,
        };
        let families: Vec<NoticeKind> =
            wire::messages(&asked, Endian::NATIVE).filter_map(of_family).collect();
        families.into_iter()
    }

    /// Takes what the kernel answered, which others want to know too.
    pub(crate) fn learn_asked(&mut self, answers: &[u8]) {
        self.learn(answers, Endian::NATIVE);
        self.asked.extend_from_slice(answers);
    }

    /// Learns from answers of the kernel in sequence.
    pub(crate) fn learn(&mut self, answers: &[u8], endian: Endian) {
        for piece in wire::messages(answers, endian) {
            if let Piece::Message { start, end, .. } = piece {
                self.learn_one(answers.get(start..end).unwrap_or_default(), endian);
            }
        }
    }
}
