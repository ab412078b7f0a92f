//! The parts common to all protocols: struct nlmsghdr, `NLMSG_*`, `NLM_F_*`, `NLMSGERR_ATTR_*`  (linux/netlink.h)

use crate::schema::{Class::*, *};

/// `NLMSG_ERROR`: an error, or an acknowledgement.
pub const NLMSG_ERROR: u16 = 2;
/// `NLMSG_DONE`: the end of a dump.
pub const NLMSG_DONE: u16 = 3;
/// `NLMSG_MIN_TYPE`: the types below are the same in every protocol.
pub const NLMSG_MIN_TYPE: u16 = 16;

/// `NLM_F_REQUEST`: the message asks something of its receiver.
pub const NLM_F_REQUEST: u16 = 0x1;
/// `NLM_F_MULTI`: one of several messages; the last is [`NLMSG_DONE`].
pub const NLM_F_MULTI: u16 = 0x2;
/// `NLM_F_ACK`: the sender wants an acknowledgement even for success.
pub const NLM_F_ACK: u16 = 0x4;
/// `NLM_F_ECHO`: the sender of a change receives its notification too.
pub const NLM_F_ECHO: u16 = 0x8;
/// `NLM_F_DUMP_INTR`: the listed objects changed during the dump.
pub const NLM_F_DUMP_INTR: u16 = 0x10;
/// `NLM_F_DUMP`: either of its bits, `NLM_F_ROOT` and `NLM_F_MATCH`, makes a message that gets get all there is.
pub const NLM_F_DUMP: u16 = 0x300;
/// `NLM_F_CREATE`: creates the object if it does not exist.
pub const NLM_F_CREATE: u16 = 0x400;
/// `NLM_F_EXCL`: a request that makes an object does not touch an existing one.
pub const NLM_F_EXCL: u16 = 0x200;
/// `NLM_F_NONREC`: does not delete dependent objects.
pub const NLM_F_NONREC: u16 = 0x100;
/// `NLM_F_BULK`: a request that deletes deletes many objects at once.
pub const NLM_F_BULK: u16 = 0x200;
/// `NLM_F_CAPPED`: the echoed request is its header alone.
pub const NLM_F_CAPPED: u16 = 0x100;
/// `NLM_F_ACK_TLVS`: attributes follow the acknowledgement.
pub const NLM_F_ACK_TLVS: u16 = 0x200;

/// `struct nlmsghdr`.
pub static NLMSGHDR: Struct = layout(
    "nlmsghdr",
    16,
    &[
        field("nlmsg_len", U32),
        field("nlmsg_type", Kind::MessageType),
        field("nlmsg_flags", U16.flags(&NLM_F)),
        field("nlmsg_seq", U32),
        field("nlmsg_pid", U32),
    ],
);

/// The message types below [`NLMSG_MIN_TYPE`]. The bodies of ERROR and DONE depend on flags, so the interpreter reads them.
pub static MESSAGES: &[Msg] = messages(&[
    msg(1, "NLMSG_NOOP", Other, &NOTHING),
    msg(NLMSG_ERROR, "NLMSG_ERROR", Ack, &NOTHING),
    msg(NLMSG_DONE, "NLMSG_DONE", Ack, &NOTHING),
    msg(4, "NLMSG_OVERRUN", Other, &NOTHING),
    msg(NLMSG_TSTAMP, "NLMSG_TSTAMP", Other, &TSTAMP),
]);

/// rtmon and `ip monitor` write this before each message of a file: the time it arrived. The kernel never sends it.
const NLMSG_TSTAMP: u16 = 15;
static TSTAMP: Body = body(fixed(&TIMES), PAD);
static TIMES: Struct = layout(
    "tstamp",
    8,
    &[field("secs", U32.unit(Unit::Seconds)), field("usecs", U32.unit(Unit::Microseconds))],
);

/// The `error` of struct nlmsgerr, and of a dump's end.
pub static ERRNO: Kind = S32.errno();

/// `enum nlmsgerr_attrs`.
pub static NLMSGERR_ATTR: Set = set(
    "NLMSGERR_ATTR",
    &[
        attr(1, "NLMSGERR_ATTR_MSG", TEXT),
        attr(2, "NLMSGERR_ATTR_OFFS", U32),
        attr(3, "NLMSGERR_ATTR_COOKIE", OPAQUE),
        attr(4, "NLMSGERR_ATTR_POLICY", nest(&NL_POLICY_TYPE_ATTR)),
        attr(5, "NLMSGERR_ATTR_MISS_TYPE", U32),
        attr(6, "NLMSGERR_ATTR_MISS_NEST", U32),
    ],
);

/// `enum netlink_policy_type_attr`: the values that the kernel would have accepted.
pub static NL_POLICY_TYPE_ATTR: Set = set(
    "NL_POLICY_TYPE_ATTR",
    &[
        attr(1, "NL_POLICY_TYPE_ATTR_TYPE", U32.name(&NL_ATTR_TYPE)),
        attr(2, "NL_POLICY_TYPE_ATTR_MIN_VALUE_S", S64),
        attr(3, "NL_POLICY_TYPE_ATTR_MAX_VALUE_S", S64),
        attr(4, "NL_POLICY_TYPE_ATTR_MIN_VALUE_U", U64),
        attr(5, "NL_POLICY_TYPE_ATTR_MAX_VALUE_U", U64),
        attr(6, "NL_POLICY_TYPE_ATTR_MIN_LENGTH", U32.unit(Unit::Bytes)),
        attr(7, "NL_POLICY_TYPE_ATTR_MAX_LENGTH", U32.unit(Unit::Bytes)),
        attr(8, "NL_POLICY_TYPE_ATTR_POLICY_IDX", U32),
        attr(9, "NL_POLICY_TYPE_ATTR_POLICY_MAXTYPE", U32),
        attr(10, "NL_POLICY_TYPE_ATTR_BITFIELD32_MASK", U32.hex()),
        attr(11, "NL_POLICY_TYPE_ATTR_PAD", PAD),
        attr(12, "NL_POLICY_TYPE_ATTR_MASK", U64.hex()),
    ],
);

/// `enum netlink_attribute_type`.
pub static NL_ATTR_TYPE: Names = names(&[
    (0, "NL_ATTR_TYPE_INVALID"),
    (1, "NL_ATTR_TYPE_FLAG"),
    (2, "NL_ATTR_TYPE_U8"),
    (3, "NL_ATTR_TYPE_U16"),
    (4, "NL_ATTR_TYPE_U32"),
    (5, "NL_ATTR_TYPE_U64"),
    (6, "NL_ATTR_TYPE_S8"),
    (7, "NL_ATTR_TYPE_S16"),
    (8, "NL_ATTR_TYPE_S32"),
    (9, "NL_ATTR_TYPE_S64"),
    (10, "NL_ATTR_TYPE_BINARY"),
    (11, "NL_ATTR_TYPE_STRING"),
    (12, "NL_ATTR_TYPE_NUL_STRING"),
    (13, "NL_ATTR_TYPE_NESTED"),
    (14, "NL_ATTR_TYPE_NESTED_ARRAY"),
    (15, "NL_ATTR_TYPE_BITFIELD32"),
    (16, "NL_ATTR_TYPE_SINT"),
    (17, "NL_ATTR_TYPE_UINT"),
]);

/// Returns the `nlmsg_flags` of a class of message types: the same upper bits mean another thing in each.
#[must_use]
pub fn flags(class: Class) -> &'static Kind {
    static GET: Kind = U16.flags(flag_names(Get));
    static NEW: Kind = U16.flags(flag_names(New));
    static DELETE: Kind = U16.flags(flag_names(Delete));
    static FLUSH: Kind = U16.flags(flag_names(Flush));
    static ACK: Kind = U16.flags(flag_names(Ack));
    static OTHER: Kind = U16.flags(flag_names(Other));
    match class {
        Get => &GET,
        New => &NEW,
        Delete => &DELETE,
        Flush => &FLUSH,
        Ack => &ACK,
        Other => &OTHER,
    }
}

/// Returns the names of a class's flags: what [`flags`] shows them by.
#[must_use]
pub const fn flag_names(class: Class) -> &'static Names {
    match class {
        Get => &NLM_F_GET,
        New => &NLM_F_NEW,
        Delete => &NLM_F_DELETE,
        Flush => &NLM_F_FLUSH,
        Ack => &NLM_F_OF_ACK,
        Other => &NLM_F,
    }
}

static NLM_F: Names = names(&[
    (0x1, "NLM_F_REQUEST"),
    (0x2, "NLM_F_MULTI"),
    (0x4, "NLM_F_ACK"),
    (0x8, "NLM_F_ECHO"),
    (0x10, "NLM_F_DUMP_INTR"),
    (0x20, "NLM_F_DUMP_FILTERED"),
]);

static NLM_F_GET: Names = names(&[
    (0x1, "NLM_F_REQUEST"),
    (0x2, "NLM_F_MULTI"),
    (0x4, "NLM_F_ACK"),
    (0x8, "NLM_F_ECHO"),
    (0x10, "NLM_F_DUMP_INTR"),
    (0x20, "NLM_F_DUMP_FILTERED"),
    (0x100, "NLM_F_ROOT"),
    (0x200, "NLM_F_MATCH"),
    (0x300, "NLM_F_DUMP"),
    (0x400, "NLM_F_ATOMIC"),
]);

static NLM_F_NEW: Names = names(&[
    (0x1, "NLM_F_REQUEST"),
    (0x2, "NLM_F_MULTI"),
    (0x4, "NLM_F_ACK"),
    (0x8, "NLM_F_ECHO"),
    (0x10, "NLM_F_DUMP_INTR"),
    (0x20, "NLM_F_DUMP_FILTERED"),
    (0x100, "NLM_F_REPLACE"),
    (0x200, "NLM_F_EXCL"),
    (0x400, "NLM_F_CREATE"),
    (0x800, "NLM_F_APPEND"),
]);

static NLM_F_DELETE: Names = names(&[
    (0x1, "NLM_F_REQUEST"),
    (0x2, "NLM_F_MULTI"),
    (0x4, "NLM_F_ACK"),
    (0x8, "NLM_F_ECHO"),
    (0x10, "NLM_F_DUMP_INTR"),
    (0x20, "NLM_F_DUMP_FILTERED"),
    (0x100, "NLM_F_NONREC"),
    (0x200, "NLM_F_BULK"),
]);

static NLM_F_FLUSH: Names = names(&[
    (0x1, "NLM_F_REQUEST"),
    (0x2, "NLM_F_MULTI"),
    (0x4, "NLM_F_ACK"),
    (0x8, "NLM_F_ECHO"),
    (0x10, "NLM_F_DUMP_INTR"),
    (0x20, "NLM_F_DUMP_FILTERED"),
    (0x100, "NLM_F_ROOT"),
    (0x200, "NLM_F_BULK"),
]);

static NLM_F_OF_ACK: Names = names(&[
    (0x1, "NLM_F_REQUEST"),
    (0x2, "NLM_F_MULTI"),
    (0x4, "NLM_F_ACK"),
    (0x8, "NLM_F_ECHO"),
    (0x10, "NLM_F_DUMP_INTR"),
    (0x20, "NLM_F_DUMP_FILTERED"),
    (0x100, "NLM_F_CAPPED"),
    (0x200, "NLM_F_ACK_TLVS"),
]);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::family::by_protocol;

    #[test]
    fn what_removes_actions_removes_all_of_a_kind_with_root() {
        let named = |protocol, kind| {
            let class = by_protocol(protocol).unwrap().message(kind).unwrap().class;
            (class.changes(), flag_names(class).get(0x100).unwrap())
        };
        assert_eq!(named(0, 49), (true, "NLM_F_ROOT"), "RTM_DELACTION");
        assert_eq!(named(0, 17), (true, "NLM_F_NONREC"), "RTM_DELLINK");
        assert_eq!(named(0, 50), (false, "NLM_F_ROOT"), "RTM_GETACTION");
        assert_eq!(named(4, 21), (true, "NLM_F_NONREC"), "SOCK_DESTROY");
    }

    #[test]
    fn constants_are_what_the_tables_say() {
        for (class, flag, name) in [
            (Other, NLM_F_REQUEST, "NLM_F_REQUEST"),
            (Other, NLM_F_MULTI, "NLM_F_MULTI"),
            (Other, NLM_F_ACK, "NLM_F_ACK"),
            (Other, NLM_F_ECHO, "NLM_F_ECHO"),
            (Other, NLM_F_DUMP_INTR, "NLM_F_DUMP_INTR"),
            (Get, NLM_F_DUMP, "NLM_F_DUMP"),
            (New, NLM_F_CREATE, "NLM_F_CREATE"),
            (Delete, NLM_F_NONREC, "NLM_F_NONREC"),
            (Delete, NLM_F_BULK, "NLM_F_BULK"),
            (Flush, NLM_F_BULK, "NLM_F_BULK"),
            (Ack, NLM_F_CAPPED, "NLM_F_CAPPED"),
            (Ack, NLM_F_ACK_TLVS, "NLM_F_ACK_TLVS"),
        ] {
            assert_eq!(flag_names(class).get(flag.into()), Some(name));
        }
        assert!(MESSAGES.iter().all(|message| message.id < NLMSG_MIN_TYPE));
        let of_route = by_protocol(0).unwrap().messages.iter().copied().flatten().map(|message| message.id);
        assert_eq!(of_route.min(), Some(NLMSG_MIN_TYPE));
    }

    #[test]
    fn each_class_is_among_all() {
        for class in [Get, New, Delete, Flush, Ack, Other] {
            assert!(Class::ALL.contains(&class));
            assert!(matches!(flags(class), Kind::Int { show: Show::Flags(names), .. }
                if core::ptr::eq(*names, flag_names(class))));
        }
    }
}
