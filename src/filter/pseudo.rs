//! Names for what every message has: its header, the process that moved it, and whether it is an error.

use nltrace_decoders::control;
use nltrace_decoders::names::NETLINK;
use nltrace_decoders::schema::{Class, Kind, Names, S32, TEXT, U8, U16, U32, U64, names};

/// The meaning of such a name.
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
    /// The user id of the thread.
    Uid,
    /// The cgroup of the thread, as a path.
    Cgroup,
    /// The socket's cookie.
    Cookie,
    /// Which way it goes.
    Direction,
    /// The error of an error message or of a dump's end: 0 or a negative errno.
    Error,
    /// The same as a positive number.
    Errno,
    /// The number of the packet.
    Packet,
    /// The time since 1970 in nanoseconds.
    Time,
    /// The time since the first packet in nanoseconds.
    SinceStart,
    /// The time since midnight in nanoseconds.
    TimeOfDay,
    /// Of an answer: the time since its request in nanoseconds.
    Latency,
    /// The kernel's words about an error.
    Text,
}

/// Directions, as they are compared.
pub(crate) static DIRECTIONS: Names = names(&[(1, "send"), (2, "receive")]);

/// The names and their meanings.
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
    ("uid", Pseudo::Uid),
    ("cgroup", Pseudo::Cgroup),
    ("cookie", Pseudo::Cookie),
    ("direction", Pseudo::Direction),
    ("error", Pseudo::Error),
    ("errno", Pseudo::Errno),
    ("packet", Pseudo::Packet),
    ("time", Pseudo::Time),
    ("latency", Pseudo::Latency),
    ("text", Pseudo::Text),
];

/// Words that ask for a direction.
pub(crate) const WAYS: &[(&str, u64)] =
    &[("send", 1), ("sent", 1), ("receive", 2), ("recv", 2), ("received", 2)];

/// The word that asks whether a message changes something, or tells of a change.
pub(crate) const CHANGES: &str = "changes";

impl Pseudo {
    /// Returns the meaning of a name.
    pub(crate) fn named(name: &str) -> Option<Pseudo> {
        PSEUDO.iter().find(|(known, _)| *known == name).map(|(_, pseudo)| *pseudo)
    }

    /// Returns the kinds of its values.
    pub(crate) fn kinds(self) -> Vec<&'static Kind> {
        static TYPE: Kind = Kind::MessageType;
        static PROTOCOL: Kind = U16.name(&NETLINK);
        static NUMBER: Kind = U32;
        static LONG: Kind = U64;
        static SIGNED: Kind = S32;
        static WORD: Kind = TEXT;
        static WAY: Kind = U8.name(&DIRECTIONS);
        match self {
            Pseudo::Type => vec![&TYPE],
            Pseudo::Protocol => vec![&PROTOCOL],
            Pseudo::Packet
            | Pseudo::Time
            | Pseudo::SinceStart
            | Pseudo::TimeOfDay
            | Pseudo::Latency
            | Pseudo::Cookie
            | Pseudo::Errno => vec![&LONG],
            Pseudo::Len | Pseudo::Seq | Pseudo::PortId | Pseudo::Uid => vec![&NUMBER],
            Pseudo::Netns => vec![&NUMBER, &WORD],
            Pseudo::Flags => Class::ALL.map(control::flags).to_vec(),
            Pseudo::Pid | Pseudo::Tid | Pseudo::Fd => vec![&SIGNED],
            Pseudo::Generic | Pseudo::Comm | Pseudo::Syscall | Pseudo::Text | Pseudo::Cgroup => vec![&WORD],
            Pseudo::Direction => vec![&WAY],
            Pseudo::Error => vec![&control::ERRNO],
        }
    }
}
