//! Names that stand for what every message has: its header, who moved it, and whether it is an error.

use nltrace_decoders::control;
use nltrace_decoders::names::NETLINK;
use nltrace_decoders::schema::{Class, Kind, Names, S32, TEXT, U8, U16, U32, names};

/// What such a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pseudo {
    /// `nlmsg_type`.
    Type,
    /// The netlink protocol.
    Protocol,
    /// Of generic netlink: what the family is called.
    Generic,
    /// `nlmsg_len`.
    Len,
    /// `nlmsg_flags`, named by what the type makes of them.
    Flags,
    /// `nlmsg_seq`.
    Seq,
    /// `nlmsg_pid`.
    PortId,
    /// The process.
    Pid,
    /// The thread.
    Tid,
    /// The thread's command.
    Comm,
    /// The descriptor.
    Fd,
    /// The system call's name.
    Syscall,
    /// The network namespace: its inode, or its name.
    Netns,
    /// Which way it goes.
    Direction,
    /// What an error, or a dump's end, says: an errno, or 0.
    Error,
}

/// Directions, as they are compared.
pub(crate) static DIRECTIONS: Names = names(&[(1, "send"), (2, "receive")]);

/// The names, with what they stand for.
pub(crate) const PSEUDO: &[(&str, Pseudo)] = &[
    ("type", Pseudo::Type),
    ("nlmsg_type", Pseudo::Type),
    ("protocol", Pseudo::Protocol),
    ("genl", Pseudo::Generic),
    ("len", Pseudo::Len),
    ("nlmsg_len", Pseudo::Len),
    ("flags", Pseudo::Flags),
    ("nlmsg_flags", Pseudo::Flags),
    ("seq", Pseudo::Seq),
    ("nlmsg_seq", Pseudo::Seq),
    ("portid", Pseudo::PortId),
    ("nlmsg_pid", Pseudo::PortId),
    ("pid", Pseudo::Pid),
    ("tid", Pseudo::Tid),
    ("comm", Pseudo::Comm),
    ("fd", Pseudo::Fd),
    ("syscall", Pseudo::Syscall),
    ("netns", Pseudo::Netns),
    ("direction", Pseudo::Direction),
    ("error", Pseudo::Error),
    ("errno", Pseudo::Error),
];

/// Words that ask for a direction.
pub(crate) const WAYS: &[(&str, u64)] =
    &[("send", 1), ("sent", 1), ("receive", 2), ("recv", 2), ("received", 2)];

impl Pseudo {
    /// What a name stands for.
    pub(crate) fn named(name: &str) -> Option<Pseudo> {
        PSEUDO.iter().find(|(known, _)| *known == name).map(|(_, pseudo)| *pseudo)
    }

    /// What its values are.
    pub(crate) fn kinds(self) -> Vec<&'static Kind> {
        static TYPE: Kind = Kind::MessageType;
        static PROTOCOL: Kind = U16.name(&NETLINK);
        static NUMBER: Kind = U32;
        static SIGNED: Kind = S32;
        static WORD: Kind = TEXT;
        static WAY: Kind = U8.name(&DIRECTIONS);
        match self {
            Pseudo::Type => vec![&TYPE],
            Pseudo::Protocol => vec![&PROTOCOL],
            Pseudo::Len | Pseudo::Seq | Pseudo::PortId => vec![&NUMBER],
            Pseudo::Netns => vec![&NUMBER, &WORD],
            Pseudo::Flags => Class::ALL.map(control::flags).to_vec(),
            Pseudo::Pid | Pseudo::Tid | Pseudo::Fd => vec![&SIGNED],
            Pseudo::Generic | Pseudo::Comm | Pseudo::Syscall => vec![&WORD],
            Pseudo::Direction => vec![&WAY],
            Pseudo::Error => vec![&control::ERRNO],
        }
    }
}
