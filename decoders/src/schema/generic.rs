//! Families of generic netlink: a name, a header, and commands, which are to a family what message types are to a protocol.

use super::message::by_id;
use super::*;

/// A family of generic netlink. Written with [`generic()`].
pub struct Generic {
    /// The name it registers, `CTRL_ATTR_FAMILY_NAME`.
    pub name: &'static str,
    /// Its id, if the id is the same on every machine.
    pub id: Option<u16>,
    /// Its own header after `genlmsghdr`: a struct, or [`PAD`] for none.
    pub header: Kind,
    /// Its multicast groups whose numbers are the same on every machine.
    pub groups: &'static [(u32, &'static str)],
    /// Its commands, as the kernel is asked.
    pub requests: &'static Commands,
    /// Its commands in answers and events of the kernel. This is the same list unless the kernel numbers them differently.
    pub replies: &'static Commands,
    /// Commands of events, if the kernel numbers them differently from those of answers. An event has port id 0, an answer that
    /// of its receiver.
    pub events: Option<&'static Commands>,
    /// The command of an answer that has the low byte of the family's number in `genlmsghdr.cmd`, if the kernel writes that.
    pub misnumbered: Option<u8>,
    /// The kernel module that registers it, where it can be one.
    pub module: Option<&'static str>,
    /// Whether this is made of the policy of a running kernel, which has types and no names.
    pub is_policy: bool,
    /// `genlmsghdr.cmd` of requests.
    request: Field,
    /// `genlmsghdr.cmd` of replies.
    reply: Field,
    /// `genlmsghdr.cmd` of events.
    event: Field,
}

/// The role of a generic netlink message. In some families the meaning of a command depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Turn {
    /// A request to the kernel.
    Asked,
    /// The kernel's answer to a request.
    Answered,
    /// An event: the kernel sends it without a request.
    Unasked,
}

impl Generic {
    /// Returns the commands of messages in a role, and the row of `genlmsghdr.cmd` in them.
    #[must_use]
    pub fn commands(&self, turn: Turn) -> (&'static Commands, &Field) {
        match (turn, self.events) {
            (Turn::Asked, _) => (self.requests, &self.request),
            (Turn::Unasked, Some(events)) => (events, &self.event),
            (Turn::Answered | Turn::Unasked, _) => (self.replies, &self.reply),
        }
    }

    /// Returns each list of commands once: the role of its messages, the list, and the row of `genlmsghdr.cmd` in them.
    pub fn lists(&self) -> impl Iterator<Item = (Turn, &'static Commands, &Field)> {
        let of = |turn| {
            let (commands, cmd) = self.commands(turn);
            (turn, commands, cmd)
        };
        let replies = (!core::ptr::eq(self.requests, self.replies)).then(|| of(Turn::Answered));
        let events = self.events.map(|_| of(Turn::Unasked));
        [Some(of(Turn::Asked)), replies, events].into_iter().flatten()
    }
}

/// Commands of a family of generic netlink.
pub struct Commands {
    /// The commands, numbers (`genlmsghdr.cmd`) ascending. Their bodies have no head: the family has a header for all.
    pub list: &'static [Msg],
    /// The names of the commands.
    pub names: Names,
}

impl Commands {
    /// Returns the command with this number.
    #[must_use]
    pub fn get(&self, cmd: u8) -> Option<&'static Msg> {
        by_id(self.list, cmd.into())
    }
}

/// Returns a body without a head: of generic netlink, whose families have one header for all their commands.
#[must_use]
pub const fn headless(attrs: Kind) -> Body {
    body(PAD, attrs)
}

/// Commands, and their names beside them.
pub struct Numbered<const N: usize> {
    list: [Msg; N],
    names: [(u64, &'static str); N],
}

/// Commands of a family of generic netlink, whose numbers must ascend and fit a byte: a slip is a compile error.
#[must_use]
pub const fn numbered<const N: usize>(list: [Msg; N]) -> Numbered<N> {
    let mut names = [(0, ""); N];
    let mut rest: (&[Msg], &mut [(u64, &'static str)]) = (&list, &mut names);
    while let ([command, commands @ ..], [name, names @ ..]) = rest {
        assert!(command.id <= u8::MAX as u16, "a command is a byte");
        let is_headless =
            matches!((&command.request.head, &command.reply.head), (Kind::Pad { .. }, Kind::Pad { .. }));
        assert!(is_headless, "the family has one header for all its commands");
        *name = (command.id as u64, command.name);
        rest = (commands, names);
    }
    Numbered { list, names }
}
/// Returns the commands of a family.
#[must_use]
pub const fn commands<const N: usize>(of: &'static Numbered<N>) -> Commands {
    Commands { list: messages(&of.list), names: names(&of.names) }
}
/// Returns a family of generic netlink that counts the commands of its answers as those of requests.
#[must_use]
pub const fn generic(name: &'static str, commands: &'static Commands) -> Generic {
    let cmd = field("cmd", U8.name(&commands.names));
    Generic {
        name,
        id: None,
        header: PAD,
        groups: &[],
        requests: commands,
        replies: commands,
        events: None,
        misnumbered: None,
        module: None,
        is_policy: false,
        request: cmd,
        reply: cmd,
        event: cmd,
    }
}

impl Generic {
    /// Gives the family a number that is the same on every machine.
    #[must_use]
    pub const fn id(self, id: u16) -> Generic {
        Generic { id: Some(id), ..self }
    }
    /// Sets the family's own header after `genlmsghdr`.
    #[must_use]
    pub const fn header(self, of: &'static Struct) -> Generic {
        Generic { header: fixed(of), ..self }
    }
    /// Sets the groups whose numbers are the same on every machine.
    #[must_use]
    pub const fn groups(self, groups: &'static [(u32, &'static str)]) -> Generic {
        Generic { groups, ..self }
    }
    /// Sets the commands of the kernel's messages, if they are numbered differently from requests.
    #[must_use]
    pub const fn replies(self, commands: &'static Commands) -> Generic {
        Generic { replies: commands, reply: field("cmd", U8.name(&commands.names)), ..self }
    }
    /// Sets the command of answers in which the kernel writes the low byte of the family's id instead of the command.
    #[must_use]
    pub const fn misnumbered(self, cmd: u8) -> Generic {
        Generic { misnumbered: Some(cmd), ..self }
    }
    /// Sets the kernel module that registers the family, unless it is built into the kernel.
    #[must_use]
    pub const fn module(self, name: &'static str) -> Generic {
        Generic { module: Some(name), ..self }
    }
    /// Marks it as made of the policy of a running kernel.
    #[must_use]
    pub const fn of_policy(self) -> Generic {
        Generic { is_policy: true, ..self }
    }
    /// Sets the commands of events, if they are numbered differently from answers.
    #[must_use]
    pub const fn events(self, commands: &'static Commands) -> Generic {
        Generic { events: Some(commands), event: field("cmd", U8.name(&commands.names)), ..self }
    }
}
