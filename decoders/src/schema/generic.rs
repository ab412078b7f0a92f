//! Families of generic netlink: a name, a header, and commands, which are to a family what message types are to a protocol.

use super::message::by_id;
use super::*;

/// A family of generic netlink. Written with [`generic()`].
pub struct Generic {
    /// The name it registers, `CTRL_ATTR_FAMILY_NAME`.
    pub name: &'static str,
    /// Its number, where that is the same on every machine.
    pub id: Option<u16>,
    /// Its own header behind `genlmsghdr`: a struct; [`PAD`] where it has none.
    pub header: Kind,
    /// Its multicast groups whose numbers are the same on every machine.
    pub groups: &'static [(u32, &'static str)],
    /// Its commands, as the kernel is asked.
    pub requests: &'static Commands,
    /// Its commands, as the kernel answers and tells. The same list, where the kernel does not count them otherwise.
    pub replies: &'static Commands,
    /// What the kernel tells unasked, where that is counted otherwise than its answers: from port 0, while an answer has the
    /// port of who asked.
    pub events: Option<&'static Commands>,
    /// The command of an answer that has the low byte of the family's number in `genlmsghdr.cmd`, if the kernel writes that.
    pub misnumbered: Option<u8>,
    /// The kernel module that registers it, where it can be one.
    pub module: Option<&'static str>,
    /// `genlmsghdr.cmd` of requests.
    request: Field,
    /// `genlmsghdr.cmd` of replies.
    reply: Field,
    /// `genlmsghdr.cmd` of events.
    event: Field,
}

/// What a message of generic netlink is, which with some families its command hangs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Turn {
    /// It goes to the kernel.
    Asked,
    /// It comes from the kernel, which was asked.
    Answered,
    /// It comes from the kernel, which was not.
    Unasked,
}

impl Generic {
    /// The commands of such messages, and `genlmsghdr.cmd` in them.
    #[must_use]
    pub fn commands(&self, turn: Turn) -> (&'static Commands, &Field) {
        match (turn, self.events) {
            (Turn::Asked, _) => (self.requests, &self.request),
            (Turn::Unasked, Some(events)) => (events, &self.event),
            (Turn::Answered | Turn::Unasked, _) => (self.replies, &self.reply),
        }
    }

    /// Each list of commands once: what such messages are, the list, and `genlmsghdr.cmd` in them.
    pub fn lists(&self) -> impl Iterator<Item = (Turn, &'static Commands, &Field)> {
        let of = |turn| {
            let (commands, cmd) = self.commands(turn);
            (turn, commands, cmd)
        };
        let replies = (!std::ptr::eq(self.requests, self.replies)).then(|| of(Turn::Answered));
        let events = self.events.map(|_| of(Turn::Unasked));
        [Some(of(Turn::Asked)), replies, events].into_iter().flatten()
    }
}

/// Commands of a family of generic netlink.
pub struct Commands {
    /// The commands, numbers (`genlmsghdr.cmd`) ascending. Their bodies have no head: the family has a header for all.
    pub list: &'static [Msg],
    /// What they are called.
    pub names: Names,
}

impl Commands {
    /// The command with this number.
    #[must_use]
    pub fn get(&self, cmd: u8) -> Option<&'static Msg> {
        by_id(self.list, cmd.into())
    }
}

/// A body without a head: of generic netlink, whose families have one header for all their commands.
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
/// The commands of a family.
#[must_use]
pub const fn commands<const N: usize>(of: &'static Numbered<N>) -> Commands {
    Commands { list: messages(&of.list), names: names(&of.names) }
}
/// A family of generic netlink that counts the commands of its answers as those of requests.
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
        request: cmd,
        reply: cmd,
        event: cmd,
    }
}

impl Generic {
    /// With a number that is the same on every machine.
    #[must_use]
    pub const fn id(self, id: u16) -> Generic {
        Generic { id: Some(id), ..self }
    }
    /// With a header of its own behind `genlmsghdr`.
    #[must_use]
    pub const fn header(self, of: &'static Struct) -> Generic {
        Generic { header: fixed(of), ..self }
    }
    /// With groups whose numbers are the same on every machine.
    #[must_use]
    pub const fn groups(self, groups: &'static [(u32, &'static str)]) -> Generic {
        Generic { groups, ..self }
    }
    /// With commands that are counted otherwise in what the kernel answers and tells.
    #[must_use]
    pub const fn replies(self, commands: &'static Commands) -> Generic {
        Generic { replies: commands, reply: field("cmd", U8.name(&commands.names)), ..self }
    }
    /// With answers to one command that have the family's number where the command belongs.
    #[must_use]
    pub const fn misnumbered(self, cmd: u8) -> Generic {
        Generic { misnumbered: Some(cmd), ..self }
    }
    /// Registered by this kernel module, unless the kernel has it built in.
    #[must_use]
    pub const fn module(self, name: &'static str) -> Generic {
        Generic { module: Some(name), ..self }
    }
    /// With commands that are counted otherwise in what the kernel tells unasked.
    #[must_use]
    pub const fn events(self, commands: &'static Commands) -> Generic {
        Generic { events: Some(commands), event: field("cmd", U8.name(&commands.names)), ..self }
    }
}
