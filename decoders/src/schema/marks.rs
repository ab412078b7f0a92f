//! Facts about rows beside their types: which attributes repeat, which hold keys, which belong in a summary.

/// Facts about an attribute or member: a set of bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Marks(u16);

impl Marks {
    /// No facts.
    pub const NONE: Marks = Marks(0);
    /// One request may hold several of it.
    pub const REPEATS: Marks = Marks(1);
    /// The kernel refuses the string without a NUL at its end (`NLA_NUL_STRING`).
    pub const NUL_TERMINATED: Marks = Marks(1 << 1);
    /// The kernel refuses the nest without `NLA_F_NESTED`, even where it does not check strictly.
    pub const MUST_NEST: Marks = Marks(1 << 2);
    /// It holds a key or password.
    pub const SECRET: Marks = Marks(1 << 3);
    /// It belongs in a summary of the message in one line.
    pub const KEY: Marks = Marks(1 << 4);
    /// A nest whose attributes the kernel takes once each.
    pub const DISTINCT: Marks = Marks(1 << 5);
    /// The name of an interface: the kernel takes 15 bytes (`IFNAMSIZ - 1`).
    pub const INTERFACE_NAME: Marks = Marks(1 << 6);
    /// Common programs send more bytes than the kernel reads, and the kernel accepts them.
    pub const OVERLONG: Marks = Marks(1 << 7);
    /// The kernel refuses a dump request in which this member is not 0, if the socket asked for strict checks.
    pub const STRICT_ZERO: Marks = Marks(1 << 8);
    /// It narrows a dump if the socket asked for strict checks; without them the kernel ignores it.
    pub const STRICT_FILTER: Marks = Marks(1 << 9);
    /// Common programs send it twice with the same value, which does no harm.
    pub const RESENT: Marks = Marks(1 << 10);
    /// The message is about it: a summary shows its value first, without a name.
    pub const SUBJECT: Marks = Marks(1 << 11);
    /// A struct in this place has its own name instead of the row's.
    pub const OWN_NAME: Marks = Marks(1 << 12);

    /// Returns whether all of `other` hold.
    #[must_use]
    #[inline]
    pub const fn has(self, other: Marks) -> bool {
        self.0 & other.0 == other.0
    }

    /// Returns these facts and `other`.
    #[must_use]
    pub const fn with(self, other: Marks) -> Marks {
        Marks(self.0 | other.0)
    }

    /// Returns these facts without `other`.
    #[must_use]
    pub const fn without(self, other: Marks) -> Marks {
        Marks(self.0 & !other.0)
    }
}

/// Facts about a message type: a set of bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Traits(u16);

impl Traits {
    /// No facts.
    pub const NONE: Traits = Traits(0);
    /// It changes state, although its class suggests otherwise.
    pub const CHANGES: Traits = Traits(1);
    /// It changes nothing, although its class suggests otherwise.
    pub const HARMLESS: Traits = Traits(1 << 1);
    /// The kernel has always checked its attributes strictly: nests need `NLA_F_NESTED`.
    pub const STRICT: Traits = Traits(1 << 2);
    /// It removes many at once with `NLM_F_BULK`.
    pub const BULK: Traits = Traits(1 << 3);
    /// The kernel takes it only inside a batch.
    pub const BATCHED: Traits = Traits(1 << 4);
    /// Without strict checks the kernel reads nothing after the head of a dump request.
    pub const HEAD_ALONE: Traits = Traits(1 << 5);
    /// Common libraries ask for a dump with the protocol's general head.
    pub const SHORT_DUMP: Traits = Traits(1 << 6);
    /// Common programs leave padding between attributes as it was in memory.
    pub const DIRTY_PADDING: Traits = Traits(1 << 7);
    /// A request of this type is a dump, with or without `NLM_F_DUMP`.
    pub const DUMPS: Traits = Traits(1 << 8);
    /// A change is answered by a message of its group, with or without `NLM_F_ECHO`.
    pub const ECHOES: Traits = Traits(1 << 9);
    /// An answer may have the request's own type.
    pub const ANSWERS_ITSELF: Traits = Traits(1 << 10);
    /// It opens a batch.
    pub const BATCH_BEGIN: Traits = Traits(1 << 11);
    /// It ends a batch.
    pub const BATCH_END: Traits = Traits(1 << 12);
    /// For bridges its head is another struct, which the kernel checks by other rules.
    pub const BRIDGE_HEADS: Traits = Traits(1 << 14);
    /// Its answer to a request without an address family has none either.
    pub const FAMILY_EXACT: Traits = Traits(1 << 15);
    /// The kernel sends it to user space to ask for something, with `NLM_F_REQUEST` set: it is a notification.
    pub const KERNEL_ASKS: Traits = Traits(1 << 13);

    /// Returns whether all of `other` hold.
    #[must_use]
    #[inline]
    pub const fn has(self, other: Traits) -> bool {
        self.0 & other.0 == other.0
    }

    /// Returns these facts and `other`.
    #[must_use]
    pub const fn with(self, other: Traits) -> Traits {
        Traits(self.0 | other.0)
    }
}

/// The capability that a process needs for a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Capability {
    /// `CAP_NET_ADMIN` in the user namespace that owns the network namespace.
    NetAdmin,
    /// `CAP_NET_ADMIN` in the initial user namespace.
    NetAdminInitial,
    /// `CAP_NET_ADMIN` in either: it depends on the command.
    NetAdminSomewhere,
    /// `CAP_AUDIT_CONTROL` in the initial user namespace.
    AuditControl,
    /// `CAP_AUDIT_WRITE` in the initial user namespace.
    AuditWrite,
    /// `CAP_SYS_ADMIN` in the initial user namespace.
    SysAdmin,
}

/// How a protocol pairs requests with their answers and notifications.
#[derive(Clone, Copy, Debug)]
pub struct Exchange {
    /// How an answer is recognised.
    pub answers: Answers,
    /// Which notifications a change may cause.
    pub causes: Causes,
    /// Which messages ask something of their receiver.
    pub asks: Asks,
    /// The capability that requests need, unless the row of a message type names another.
    pub needs: Option<Capability>,
    /// Answers may come without the port id of the socket that asked.
    pub without_port: WithoutPort,
    /// The answers of a get follow its acknowledgement.
    pub acknowledges_first: bool,
    /// The kernel copies the flags of a request into notifications and answers, `NLM_F_REQUEST` too.
    pub copies_flags: bool,
    /// A delete request removes one thing: `NLM_F_NONREC` means nothing, and `NLM_F_BULK` only with [`Traits::BULK`].
    pub deletes_one: bool,
    /// Changes go in batches. Requests outside a batch mostly have the sequence number 0.
    pub batches: bool,
    /// Heads begin with the address family.
    pub heads_with_family: bool,
    /// Padding between attributes is 0 in what common programs send. Old libmnl leaves it as it was in memory.
    pub padding_matters: bool,
    /// Attributes carry `NLA_F_NET_BYTEORDER`, and the kernel expects it.
    pub byte_order_flags: bool,
}

impl Exchange {
    /// A protocol whose answers have the type of their request.
    pub const PLAIN: Exchange = Exchange {
        answers: Answers::OwnType,
        causes: Causes::Group,
        asks: Asks::Flag,
        needs: None,
        without_port: WithoutPort::Never,
        acknowledges_first: false,
        copies_flags: false,
        deletes_one: false,
        batches: false,
        heads_with_family: false,
        padding_matters: true,
        byte_order_flags: false,
    };
}

/// How an answer is recognised, apart from its sequence number and port id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answers {
    /// By the type of the request, or the one that its row names ([`super::Msg::answer`]).
    OwnType,
    /// A get is answered by the lowest type of its group of four, or by its own type; a change only by an echo
    /// (`NLM_F_ECHO`).
    Group,
    /// A get is answered by the type that its row names; a change only by an echo (`NLM_F_ECHO`).
    Named,
    /// A get is answered by the type that its row names; a change only by an acknowledgement.
    NamedGets,
    /// By the type of the request, and by the socket family in the first byte of both.
    SocketFamily,
    /// The kernel fills in the request and sends it back with the same header.
    Returned,
    /// The kernel sends every request back, so only the type counts.
    Copied,
}

/// Which notifications a change may cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Causes {
    /// Those of its group of four types.
    Group,
    /// Those of its subsystem, the upper byte of the type: deleting a chain also deletes its rules.
    Subsystem,
    /// Those of its own type.
    OwnType,
    /// None.
    Nothing,
}

/// Which messages ask something of their receiver.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asks {
    /// Those with `NLM_F_REQUEST`.
    Flag,
    /// Those with a port id. The kernel has none, and requests come without `NLM_F_REQUEST`.
    Port,
}

/// Which answers may come without the port id of the socket that asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WithoutPort {
    /// None.
    Never,
    /// All.
    Always,
    /// All but those of type 0, which are unsolicited.
    Typed,
}

/// The effect of a request on the state of its receiver.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verb {
    /// It makes or changes something.
    New,
    /// It changes something that exists.
    Set,
    /// It removes something.
    Delete,
    /// It removes all of a kind.
    Flush,
    /// It asks for one thing.
    Get,
    /// It asks for all of a kind.
    Dump,
    /// It does something else: an acknowledgement, an end, an event.
    Other,
}
