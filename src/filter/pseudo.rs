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
pub(crate) static DIRECTIONS: Names = names(&[(SEND as u64, "send"), (RECEIVE as u64, "receive")]);
const SEND: u8 = 1;
const RECEIVE: u8 = 2;

/// A word of filters that is not one of the kernel's names.
pub(crate) struct Keyword {
    /// The word.
    pub(crate) name: &'static str,
    /// What it asks for.
    pub(crate) kind: KeywordKind,
    /// What it is, in one sentence.
    pub(crate) purpose: &'static str,
    /// An expression with it.
    pub(crate) example: &'static str,
}

/// What a keyword asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeywordKind {
    /// A property that every message has, to be compared with a value.
    Property(Pseudo),
    /// A direction: a number of [`DIRECTIONS`].
    Way(u8),
    /// Whether a message changes something, or reports a change.
    Changes,
}

const fn property(
    name: &'static str,
    pseudo: Pseudo,
    purpose: &'static str,
    example: &'static str,
) -> Keyword {
    Keyword { name, kind: KeywordKind::Property(pseudo), purpose, example }
}

const fn way(name: &'static str, way: u8, purpose: &'static str) -> Keyword {
    Keyword { name, kind: KeywordKind::Way(way), purpose, example: name }
}

const TYPE: &str = "The message type, by name or number.";
const LEN: &str = "The length of the message in bytes, with its header.";
const FLAGS: &str = "The flags in the header.";
const SEQ: &str = "The sequence number, by which an answer names its request.";
const PORTID: &str = "The port id in the header: that of a program's socket; the kernel's is 0.";
const SENT: &str = "Holds for messages that programs send.";
const RECEIVED: &str = "Holds for messages that programs receive.";

/// All keywords.
#[rustfmt::skip]
pub(crate) static KEYWORDS: &[Keyword] = &[
    property("type", Pseudo::Type, TYPE, "type == RTM_NEWLINK"),
    property("nlmsg_type", Pseudo::Type, TYPE, "type == RTM_NEWLINK"),
    property("protocol", Pseudo::Protocol, "The netlink protocol, by name or number.", "protocol == NETLINK_ROUTE"),
    property("genl", Pseudo::Generic, "The name of the generic netlink family.", "genl == nlctrl"),
    property("len", Pseudo::Len, LEN, "len > 4096"),
    property("nlmsg_len", Pseudo::Len, LEN, "nlmsg_len > 4096"),
    property("flags", Pseudo::Flags, FLAGS, "flags has NLM_F_DUMP"),
    property("nlmsg_flags", Pseudo::Flags, FLAGS, "flags has NLM_F_DUMP"),
    property("seq", Pseudo::Seq, SEQ, "seq == 1"),
    property("nlmsg_seq", Pseudo::Seq, SEQ, "nlmsg_seq == 1"),
    property("portid", Pseudo::PortId, PORTID, "portid == 1"),
    property("nlmsg_pid", Pseudo::PortId, PORTID, "nlmsg_pid == 1"),
    property("pid", Pseudo::Pid, "The process that sent or received the message.", "pid == 1"),
    property("tid", Pseudo::Tid, "The thread that sent or received the message.", "tid == 1"),
    property("comm", Pseudo::Comm, "The name of that thread, of at most 15 bytes.", "comm == \"ip\""),
    property("fd", Pseudo::Fd, "The descriptor of the socket.", "fd == 3"),
    property("syscall", Pseudo::Syscall, "The name of the system call.", "syscall == sendmsg"),
    property("netns", Pseudo::Netns, "The network namespace: its inode, or its name in /run/netns.", "netns == blue"),
    property("uid", Pseudo::Uid, "The user id of the process; only eBPF records it.", "uid == 1000"),
    property("cgroup", Pseudo::Cgroup, "The path of the process's cgroup; only eBPF records it.", "cgroup ~ \"docker\""),
    property("cookie", Pseudo::Cookie, "The socket's cookie, a number that no other socket gets; only eBPF records it.", "cookie == 4097"),
    property("direction", Pseudo::Direction, "Whether a program sent or received the message.", "direction == send"),
    property("error", Pseudo::Error,
        "Alone, holds for errors and failed calls, and shows the failed request too. Compared, it is the error.",
        "error == EINVAL"),
    property("errno", Pseudo::Errno, "The error, by name or as a positive number. An acknowledgement has 0.", "errno == EINVAL"),
    property("packet", Pseudo::Packet, "The number of the packet in the capture. Wireshark calls it frame.number.", "packet == 4711"),
    property("time", Pseudo::Time, "A time of day (14:03:22), seconds since the first packet, or seconds since 1970.", "time > 10.5"),
    property("latency", Pseudo::Latency, "The time between a request and its answer, in seconds or with a unit.", "latency > 1ms"),
    property("text", Pseudo::Text, "The kernel's words about an error, if it sent any.", "text ~ \"mtu\""),
    way("send", SEND, SENT),
    way("sent", SEND, SENT),
    way("receive", RECEIVE, RECEIVED),
    way("recv", RECEIVE, RECEIVED),
    way("received", RECEIVE, RECEIVED),
    Keyword {
        name: "changes",
        kind: KeywordKind::Changes,
        purpose: "Holds for requests that change something, for their results, and for notifications.",
        example: "changes",
    },
];

impl Keyword {
    /// Returns the keyword of this name.
    pub(crate) fn named(name: &str) -> Option<&'static Keyword> {
        KEYWORDS.iter().find(|keyword| keyword.name == name)
    }
}

impl Pseudo {
    /// Returns the property of this name.
    pub(crate) fn named(name: &str) -> Option<Pseudo> {
        match Keyword::named(name)?.kind {
            KeywordKind::Property(pseudo) => Some(pseudo),
            KeywordKind::Way(_) | KeywordKind::Changes => None,
        }
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
