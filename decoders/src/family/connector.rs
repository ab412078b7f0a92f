//! `NETLINK_CONNECTOR`: messages between parts of the kernel and programs, mostly about processes (linux/connector.h,
//! linux/cn_proc.h)
//!
//! All messages have one type, the number that ends a dump in other protocols; here it has no meaning. `id` identifies the
//! sender.

use crate::schema::{Case::*, Class::*, *};

/// The protocol.
pub static FAMILY: Family = Family {
    protocol: 11,
    name: "NETLINK_CONNECTOR",
    messages: &[messages(&[msg(3, "NLMSG_DONE", Other, &BODY)])],
    groups: &CN_IDX,
    general: None,
    generic: &[],
    unnamed: &[],
    framing: Framing::Messages,
    exchange: Exchange::PLAIN,
};

static BODY: Body = body(fixed(&CN_MSG), PAD);

/// `struct cn_msg`
static CN_MSG: Struct = layout(
    "cn_msg",
    20,
    &[
        field("id", fixed(&CB_ID)),
        field("seq", U32),
        field("ack", U32),
        field("len", U16.unit(Unit::Bytes)),
        field("flags", U16.hex()),
    ],
)
.then(&[field("data", sized("len", &DATA))]);

/// `struct cb_id`
static CB_ID: Struct = layout("cb_id", 8, &[field("idx", U32.name(&CN_IDX)), field("val", U32)]);

static DATA: Kind = select("id", &[(Is(1), OF_PROCESSES), (Otherwise, RAW)]);

/// `CN_IDX_*`: the sender, and its multicast group.
static CN_IDX: Names = names(&[
    (1, "CN_IDX_PROC"),
    (2, "CN_IDX_CIFS"),
    (3, "CN_W1_IDX"),
    (4, "CN_IDX_V86D"),
    (5, "CN_IDX_BB"),
    (6, "CN_DST_IDX"),
    (7, "CN_IDX_DM"),
    (8, "CN_IDX_DRBD"),
    (9, "CN_KVP_IDX"),
    (10, "CN_VSS_IDX"),
]);

/// To the kernel, a subscription; from it, an event.
const OF_PROCESSES: Kind = select("@len", BY_LENGTH);
static BY_LENGTH: &[(Case, Kind)] =
    &[(Is(4), U32.name(&PROC_CN_MCAST)), (Is(8), fixed(&PROC_INPUT)), (Otherwise, fixed(&PROC_EVENT))];

static PROC_CN_MCAST: Names = names(&[(1, "PROC_CN_MCAST_LISTEN"), (2, "PROC_CN_MCAST_IGNORE")]);

/// `struct proc_input`
static PROC_INPUT: Struct = layout(
    "proc_input",
    8,
    &[field("mcast_op", U32.name(&PROC_CN_MCAST)), field("event_type", U32.flags(&PROC_EVENT_NAMES))],
);

/// `enum proc_cn_event`: what happened, and the bits that ask for it.
static PROC_EVENT_NAMES: Names = names(&[
    (0, "PROC_EVENT_NONE"),
    (0x1, "PROC_EVENT_FORK"),
    (0x2, "PROC_EVENT_EXEC"),
    (0x4, "PROC_EVENT_UID"),
    (0x40, "PROC_EVENT_GID"),
    (0x80, "PROC_EVENT_SID"),
    (0x100, "PROC_EVENT_PTRACE"),
    (0x200, "PROC_EVENT_COMM"),
    (0x2000_0000, "PROC_EVENT_NONZERO_EXIT"),
    (0x4000_0000, "PROC_EVENT_COREDUMP"),
    (0x8000_0000, "PROC_EVENT_EXIT"),
]);

/// `struct proc_event`; its last member is a union.
static PROC_EVENT: Struct = layout(
    "proc_event",
    16,
    &[
        field("what", U32.name(&PROC_EVENT_NAMES)),
        field("cpu", U32),
        field("timestamp_ns", U64.unit(Unit::Nanoseconds)),
    ],
)
.then(&[field("event_data", select("what", EVENT_DATA))]);

static EVENT_DATA: &[(Case, Kind)] = &[
    (Is(0), fixed(&ACK)),
    (Is(0x1), fixed(&FORK_PROC_EVENT)),
    (Is(0x2), fixed(&EXEC_PROC_EVENT)),
    (Is(0x4), fixed(&UID_PROC_EVENT)),
    (Is(0x40), fixed(&GID_PROC_EVENT)),
    (Is(0x80), fixed(&SID_PROC_EVENT)),
    (Is(0x100), fixed(&PTRACE_PROC_EVENT)),
    (Is(0x200), fixed(&COMM_PROC_EVENT)),
    (Is(0x4000_0000), fixed(&COREDUMP_PROC_EVENT)),
    (OneOf(&[0x2000_0000, 0x8000_0000]), fixed(&EXIT_PROC_EVENT)),
];

/// Of a union the other members are longer.
static REST: &[Field] = &[field("", PAD)];

const PID: Field = field("process_pid", S32);
const TGID: Field = field("process_tgid", S32);
const PARENT_PID: Field = field("parent_pid", S32);
const PARENT_TGID: Field = field("parent_tgid", S32);

static ACK: Struct = layout("ack", 4, &[field("err", U32)]).then(REST);

static FORK_PROC_EVENT: Struct = layout(
    "fork_proc_event",
    16,
    &[PARENT_PID, PARENT_TGID, field("child_pid", S32), field("child_tgid", S32)],
)
.then(REST);

static EXEC_PROC_EVENT: Struct = layout("exec_proc_event", 8, &[PID, TGID]).then(REST);

static UID_PROC_EVENT: Struct =
    layout("id_proc_event", 16, &[PID, TGID, field("ruid", U32), field("euid", U32)]).then(REST);

static GID_PROC_EVENT: Struct =
    layout("id_proc_event", 16, &[PID, TGID, field("rgid", U32), field("egid", U32)]).then(REST);

static SID_PROC_EVENT: Struct = layout("sid_proc_event", 8, &[PID, TGID]).then(REST);

static PTRACE_PROC_EVENT: Struct =
    layout("ptrace_proc_event", 16, &[PID, TGID, field("tracer_pid", S32), field("tracer_tgid", S32)])
        .then(REST);

static COMM_PROC_EVENT: Struct =
    layout("comm_proc_event", 24, &[PID, TGID, field("comm", text(16))]).then(REST);

static COREDUMP_PROC_EVENT: Struct =
    layout("coredump_proc_event", 16, &[PID, TGID, PARENT_PID, PARENT_TGID]).then(REST);

/// The code is as `wait(2)` has it.
static EXIT_PROC_EVENT: Struct = layout(
    "exit_proc_event",
    24,
    &[PID, TGID, field("exit_code", U32.hex()), field("exit_signal", S32), PARENT_PID, PARENT_TGID],
)
.then(REST);

#[cfg(test)]
mod tests {
    use super::FAMILY;
    use crate::family::testing::{decoded, values};

    #[test]
    fn questions_and_answers() {
        let head = |len: u8| [[1, 0, 0, 0, 1, 0, 0, 0].as_slice(), &[0; 8], &[len, 0, 0, 0]].concat();
        let listen = decoded(&FAMILY, (3, 0), &[&head(4), &[1, 0, 0, 0]]);
        assert_eq!(values(&listen, "idx"), ["CN_IDX_PROC"]);
        assert_eq!(values(&listen, "data"), ["PROC_CN_MCAST_LISTEN"]);
        let chosen = decoded(&FAMILY, (3, 0), &[&head(8), &[1, 0, 0, 0, 3, 0, 0, 0x80]]);
        assert_eq!(values(&chosen, "event_type"), ["PROC_EVENT_FORK|PROC_EVENT_EXEC|PROC_EVENT_EXIT"]);
        let event = |what: u32, data: &[u8]| {
            let mut data = data.to_vec();
            data.resize(24, 0);
            decoded(&FAMILY, (3, 0), &[&head(40), &what.to_le_bytes(), &[0; 12], &data])
        };
        assert_eq!(values(&event(1, &[7, 0, 0, 0, 7, 0, 0, 0, 9]), "child_pid"), ["9"]);
        assert_eq!(values(&event(0x200, b"\x07\0\0\0\x07\0\0\0cat"), "comm"), ["cat"]);
        assert_eq!(values(&event(0x40, &[0, 0, 0, 0, 0, 0, 0, 0, 5]), "rgid"), ["5"]);
        assert_eq!(values(&event(0x8000_0000, &[0, 0, 0, 0, 0, 0, 0, 0, 0, 1]), "exit_code"), ["256"]);
    }
}
