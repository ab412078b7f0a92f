//! `NETLINK_AUDIT`: the audit system's state, rules and records  (linux/audit.h)
//!
//! From the kernel each datagram is one message: in records, `nlmsg_len` is often 16 too small. Answers have the sequence
//! number of their request, but no port id, and follow its acknowledgement.

use crate::schema::{Class::*, *};

mod record;
mod rule;

/// The protocol.
pub static FAMILY: Family = Family {
    protocol: 9,
    name: "NETLINK_AUDIT",
    messages: &[COMMANDS, record::OF_PROGRAMS, record::OF_KERNEL, record::OF_PROGRAMS_TOO],
    groups: &AUDIT_NLGRP,
    general: None,
    generic: &[],
    unnamed: &record::UNNAMED,
    framing: Framing::OnePerDatagram,
    exchange: Exchange {
        needs: Some(Capability::AuditControl),
        without_port: WithoutPort::Always,
        acknowledges_first: true,
        ..Exchange::PLAIN
    },
};

static COMMANDS: &[Msg] = messages(&[
    msg_pair(1000, "AUDIT_GET", Get, &EMPTY, &STATUS),
    msg(1001, "AUDIT_SET", New, &STATUS),
    msg(1002, "AUDIT_LIST", Other, &NOTHING),
    msg(1003, "AUDIT_ADD", Other, &NOTHING).changing(),
    msg(1004, "AUDIT_DEL", Other, &NOTHING).changing(),
    msg(1005, "AUDIT_USER", Other, &record::RECORD).needs(Capability::AuditWrite),
    msg(1006, "AUDIT_LOGIN", Other, &record::RECORD),
    msg(1007, "AUDIT_WATCH_INS", Other, &NOTHING).changing(),
    msg(1008, "AUDIT_WATCH_REM", Other, &NOTHING).changing(),
    msg(1009, "AUDIT_WATCH_LIST", Other, &NOTHING),
    msg_pair(1010, "AUDIT_SIGNAL_INFO", Get, &EMPTY, &SIGNAL),
    msg(1011, "AUDIT_ADD_RULE", New, &rule::RULE),
    msg(1012, "AUDIT_DEL_RULE", Delete, &rule::RULE),
    msg_pair(1013, "AUDIT_LIST_RULES", Get, &EMPTY, &rule::RULE).is(Traits::DUMPS),
    msg(1014, "AUDIT_TRIM", Other, &EMPTY).changing(),
    msg(1015, "AUDIT_MAKE_EQUIV", Other, &EQUIVALENT).changing(),
    msg_pair(1016, "AUDIT_TTY_GET", Get, &EMPTY, &TTY),
    msg(1017, "AUDIT_TTY_SET", New, &TTY),
    msg(1018, "AUDIT_SET_FEATURE", New, &FEATURES),
    msg(1019, "AUDIT_GET_FEATURE", Get, &FEATURES),
]);

/// The kernel does not read the body.
static EMPTY: Body = body(PAD, PAD);

static STATUS: Body = body(fixed(&AUDIT_STATUS), PAD);

/// `struct audit_status`; a request changes what its mask names.
static AUDIT_STATUS: Struct = layout(
    "audit_status",
    44,
    &[
        field("mask", U32.flags(&STATUS_MASK)),
        field("enabled", U32.name(&ENABLED)),
        field("failure", U32.name(&AUDIT_FAIL)),
        field("pid", U32),
        field("rate_limit", U32),
        field("backlog_limit", U32),
        field("lost", U32),
        field("backlog", U32),
        field("feature_bitmap", U32.flags(&AUDIT_FEATURE_BITMAP)),
        field("backlog_wait_time", U32),
        field("backlog_wait_time_actual", U32),
    ],
)
.grown_from(32);

/// `AUDIT_STATUS_*`
static STATUS_MASK: Names = names(&[
    (0x1, "AUDIT_STATUS_ENABLED"),
    (0x2, "AUDIT_STATUS_FAILURE"),
    (0x4, "AUDIT_STATUS_PID"),
    (0x8, "AUDIT_STATUS_RATE_LIMIT"),
    (0x10, "AUDIT_STATUS_BACKLOG_LIMIT"),
    (0x20, "AUDIT_STATUS_BACKLOG_WAIT_TIME"),
    (0x40, "AUDIT_STATUS_LOST"),
    (0x80, "AUDIT_STATUS_BACKLOG_WAIT_TIME_ACTUAL"),
]);

/// `AUDIT_OFF`, …  (the kernel's kernel/audit.c)
static ENABLED: Names = names(&[(0, "AUDIT_OFF"), (1, "AUDIT_ON"), (2, "AUDIT_LOCKED")]);

/// `AUDIT_FAIL_*`
static AUDIT_FAIL: Names =
    names(&[(0, "AUDIT_FAIL_SILENT"), (1, "AUDIT_FAIL_PRINTK"), (2, "AUDIT_FAIL_PANIC")]);

/// `AUDIT_FEATURE_BITMAP_*`
static AUDIT_FEATURE_BITMAP: Names = names(&[
    (0x1, "AUDIT_FEATURE_BITMAP_BACKLOG_LIMIT"),
    (0x2, "AUDIT_FEATURE_BITMAP_BACKLOG_WAIT_TIME"),
    (0x4, "AUDIT_FEATURE_BITMAP_EXECUTABLE_PATH"),
    (0x8, "AUDIT_FEATURE_BITMAP_EXCLUDE_EXTEND"),
    (0x10, "AUDIT_FEATURE_BITMAP_SESSIONID_FILTER"),
    (0x20, "AUDIT_FEATURE_BITMAP_LOST_RESET"),
    (0x40, "AUDIT_FEATURE_BITMAP_FILTER_FS"),
]);

static FEATURES: Body = body(fixed(&AUDIT_FEATURES), PAD);

/// `struct audit_features`
static AUDIT_FEATURES: Struct = layout(
    "audit_features",
    16,
    &[
        field("vers", U32),
        field("mask", U32.flags(&AUDIT_FEATURE)),
        field("features", U32.flags(&AUDIT_FEATURE)),
        field("lock", U32.flags(&AUDIT_FEATURE)),
    ],
);

/// `AUDIT_FEATURE_*`: the masks of their numbers.
static AUDIT_FEATURE: Names =
    names(&[(0x1, "AUDIT_FEATURE_ONLY_UNSET_LOGINUID"), (0x2, "AUDIT_FEATURE_LOGINUID_IMMUTABLE")]);

static TTY: Body = body(fixed(&AUDIT_TTY_STATUS), PAD);

/// `struct audit_tty_status`
static AUDIT_TTY_STATUS: Struct =
    layout("audit_tty_status", 8, &[field("enabled", U32.bool()), field("log_passwd", U32.bool())])
        .grown_from(4);

static SIGNAL: Body = body(fixed(&AUDIT_SIG_INFO), strings(&CONTEXT));

static CONTEXT: Struct = layout("context", 0, &[]).then(&[field("ctx", TEXT)]);

/// `struct audit_sig_info`: the process that sent the daemon a signal; a security context may follow.
static AUDIT_SIG_INFO: Struct = layout("audit_sig_info", 8, &[field("uid", U32), field("pid", S32)]);

static EQUIVALENT: Body = body(fixed(&SIZES), PAD);

/// Two paths, their lengths before them: trees that are one.
static SIZES: Struct = layout(
    "audit_make_equiv",
    8,
    &[field("old_len", U32.unit(Unit::Bytes)), field("new_len", U32.unit(Unit::Bytes))],
)
.then(&[field("old", sized("old_len", &TEXT)), field("new", sized("new_len", &TEXT))]);

static REPLACE: Body = body(fixed(&NEW_DAEMON), PAD);

/// The process that takes the daemon's place.
static NEW_DAEMON: Struct = layout("audit_replace", 4, &[field("pid", S32)]);

/// `AUDIT_NLGRP_*`: multicast groups.
static AUDIT_NLGRP: Names = names(&[(0, "AUDIT_NLGRP_NONE"), (1, "AUDIT_NLGRP_READLOG")]);

#[cfg(test)]
mod tests {
    use super::FAMILY;
    use crate::decode::{Context, decode, pieces};
    use crate::family::testing::{decoded, values};
    use crate::tape::Tape;
    use crate::value::{Value, read};
    use crate::wire::Endian;

    #[test]
    fn a_status_of_any_age() {
        let words = [0x1u32, 1, 1, 0, 0, 64, 0, 0, 0x7f, 15_000, 3];
        for count in [8, 9, 10, 11] {
            let status: Vec<u8> = words.iter().take(count).flat_map(|word| word.to_le_bytes()).collect();
            let decoded = decoded(&FAMILY, (1001, 5), &[&status]);
            assert_eq!(values(&decoded, "mask"), ["AUDIT_STATUS_ENABLED"]);
            assert_eq!(values(&decoded, "enabled"), ["AUDIT_ON"]);
            assert_eq!(values(&decoded, "backlog_wait_time_actual").len(), usize::from(count == 11));
        }
    }

    #[test]
    fn paths_that_are_one() {
        let decoded = decoded(&FAMILY, (1015, 5), &[&[4, 0, 0, 0, 5, 0, 0, 0], b"/old/new/"]);
        assert_eq!((values(&decoded, "old"), values(&decoded, "new")), (vec!["/old"], vec!["/new/"]));
    }

    /// The kernel forwards every number that a program takes from its ranges.
    #[test]
    fn a_record_without_a_name() {
        for kind in [1150, 1199, 2999] {
            let decoded = decoded(&FAMILY, (kind, 5), &[b"op=test res=success\0"]);
            assert_eq!(values(&decoded, "text"), ["op=test res=success"], "{kind}");
        }
        assert!([1050, 1399, 3000].iter().all(|kind| FAMILY.unnamed(*kind).is_none()));
    }

    /// A record's length is 16 too small. In messages of programs the length is right.
    #[test]
    fn a_datagram_is_one_record() {
        let text = b"audit(1795257782.110:42): pid=7 uid=0\0";
        let len = u8::try_from(text.len()).unwrap();
        let datagram = [&[len, 0, 0, 0, 0x14, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0][..], text, &[0, 0]].concat();
        let mut context = Context {
            family: Some(&FAMILY),
            endian: Endian::Little,
            to_kernel: None,
            request: None,
            ids: None,
        };
        assert_eq!(pieces(&datagram, &context).count(), 1);
        let mut tape = Tape::new();
        decode(&datagram, &context, &mut tape);
        let [record] = tape.body() else { panic!("one field: {}", tape.body().len()) };
        assert!(matches!(
            read(record, &datagram, &tape),
            Value::Text(b"audit(1795257782.110:42): pid=7 uid=0", _)
        ));
        context.to_kernel = Some(true);
        assert!(pieces(&[&datagram[..], &datagram].concat(), &context).count() > 1);
    }
}
