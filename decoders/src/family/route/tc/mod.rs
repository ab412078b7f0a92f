//! `RTM_*QDISC`, `RTM_*TCLASS`, `RTM_*TFILTER`, `RTM_*CHAIN`: traffic control (linux/rtnetlink.h, linux/pkt_sched.h,
//! linux/gen_stats.h)
//!
//! All share struct tcmsg and the attributes `TCA_*`, but their contents differ: a kind of the same name has other options as a
//! qdisc, as a class and as a classifier. So each has its own set.

use crate::names::{AF, ETH_P};
use crate::schema::{
    Case::{Is, Otherwise},
    Class::*,
    *,
};

pub(super) mod action;
mod ematch;
mod filter;
mod qdisc;
mod stats;

use stats::{TC_ESTIMATOR, TC_LINKLAYER, TC_STATS, TCA_STATS};

/// The message types; [`action`] has those of actions.
pub(super) static MESSAGES: &[Msg] = messages(&[
    msg(36, "RTM_NEWQDISC", New, &QDISC),
    msg(37, "RTM_DELQDISC", Delete, &QDISC),
    msg(38, "RTM_GETQDISC", Get, &QDISC),
    msg(40, "RTM_NEWTCLASS", New, &CLASS),
    msg(41, "RTM_DELTCLASS", Delete, &CLASS),
    msg(42, "RTM_GETTCLASS", Get, &CLASS),
    msg(44, "RTM_NEWTFILTER", New, &FILTER),
    msg(45, "RTM_DELTFILTER", Delete, &FILTER),
    msg(46, "RTM_GETTFILTER", Get, &FILTER),
    msg(100, "RTM_NEWCHAIN", New, &FILTER),
    msg(101, "RTM_DELCHAIN", Delete, &FILTER),
    msg(102, "RTM_GETCHAIN", Get, &FILTER).is(Traits::ANSWERS_ITSELF),
]);

static QDISC: Body = body(fixed(&TCMSG_QDISC), nest(&TCA_QDISC));
static CLASS: Body = body(fixed(&TCMSG_CLASS), nest(&TCA_CLASS));
static FILTER: Body = body(
    Kind::Peek(
        &TCMSG_FILTER,
        &select("tcm_ifindex", &[(Is(0xffff_ffff), fixed(&TCMSG_BLOCK)), (Otherwise, fixed(&TCMSG_FILTER))]),
    ),
    nest(&TCA_FILTER),
);

/// `tcm_info` counts the references to the qdisc.
static TCMSG_QDISC: Struct = layout("tcmsg", 20, &tcmsg(U32.handle(), U32));
/// `tcm_info` is the handle of the class's qdisc.
static TCMSG_CLASS: Struct = layout("tcmsg", 20, &tcmsg(U32.handle(), U32.handle()));
/// `tcm_handle` means to each classifier something else.
static TCMSG_FILTER: Struct = layout("tcmsg", 20, &tcmsg(U32.hex(), U32.parts(&TCM_INFO)));

/// A filter of a shared block: it has no interface, and the block's number in place of its parent.
static TCMSG_BLOCK: Struct = layout(
    "tcmsg",
    20,
    &[
        field("tcm_family", U8.name(&AF)),
        field("tcm__pad1", pad(1)),
        field("tcm__pad2", pad(2)),
        field("tcm_ifindex", U32.name(&TCM_IFINDEX_MAGIC)).key(),
        field("tcm_handle", U32.hex()).key(),
        field("tcm_parent", U32).key(),
        field("tcm_info", U32.parts(&TCM_INFO)),
    ],
);

const fn tcmsg(handle: Kind, info: Kind) -> [Field; 7] {
    [
        field("tcm_family", U8.name(&AF)),
        field("tcm__pad1", pad(1)),
        field("tcm__pad2", pad(2)),
        field("tcm_ifindex", S32.interface()).key(),
        field("tcm_handle", handle).key(),
        field("tcm_parent", U32.handle()).key(),
        field("tcm_info", info),
    ]
}

static TCM_INFO: [Part; 2] = [part_be("protocol", 16, Show::Name(&ETH_P)), part("priority", 16, Show::Dec)];

static TCM_IFINDEX_MAGIC: Names = names(&[(0xffff_ffff, "TCM_IFINDEX_MAGIC_BLOCK")]);

static TCA_QDISC: Set = set("TCA", &tca(&qdisc::OPTIONS, &qdisc::XSTATS, &TCA_STATS_QDISC));
static TCA_CLASS: Set = set("TCA", &tca(&qdisc::CLASS_OPTIONS, &qdisc::CLASS_XSTATS, &TCA_STATS_CLASS));
static TCA_FILTER: Set = set("TCA", &tca(filter::OPTIONS, &[], &TCA_STATS));

const fn tca(
    options: &'static [(Case, Kind)],
    xstats: &'static [(Case, Kind)],
    stats: &'static Set,
) -> [Attr; 16] {
    [
        attr(1, "TCA_KIND", TEXT).key().resent(),
        attr(2, "TCA_OPTIONS", select("TCA_KIND", options)).distinct(),
        attr(3, "TCA_STATS", fixed(&TC_STATS)),
        attr(4, "TCA_XSTATS", select("TCA_KIND", xstats)),
        attr(5, "TCA_RATE", fixed(&TC_ESTIMATOR)),
        attr(6, "TCA_FCNT", U32),
        attr(7, "TCA_STATS2", nest(stats)),
        attr(8, "TCA_STAB", nest(&TCA_STAB)),
        attr(9, "TCA_PAD", PAD),
        attr(10, "TCA_DUMP_INVISIBLE", FLAG),
        attr(11, "TCA_CHAIN", U32).key(),
        attr(12, "TCA_HW_OFFLOAD", U8.bool()),
        attr(13, "TCA_INGRESS_BLOCK", U32),
        attr(14, "TCA_EGRESS_BLOCK", U32),
        attr(15, "TCA_DUMP_FLAGS", fixed(&TCA_DUMP_FLAGS)),
        attr(16, "TCA_EXT_WARN_MSG", TEXT),
    ]
}

static TCA_STATS_QDISC: Set = set("TCA_STATS", &stats::with(select("TCA_KIND", &qdisc::XSTATS)));
static TCA_STATS_CLASS: Set = set("TCA_STATS", &stats::with(select("TCA_KIND", &qdisc::CLASS_XSTATS)));

static TCA_STAB: Set = set(
    "TCA_STAB",
    &[attr(1, "TCA_STAB_BASE", fixed(&TC_SIZESPEC)), attr(2, "TCA_STAB_DATA", Kind::Array(&SIZE_TABLE))],
);

/// Sizes on the wire by sizes of packets, each shifted.
static SIZE_TABLE: Array = array(U16);

/// struct `nla_bitfield32`.
static TCA_DUMP_FLAGS: Struct = layout(
    "nla_bitfield32",
    8,
    &[field("value", U32.flags(&TCA_DUMP_FLAGS_BITS)), field("selector", U32.flags(&TCA_DUMP_FLAGS_BITS))],
);

static TCA_DUMP_FLAGS_BITS: Names = names(&[(0x1, "TCA_DUMP_FLAGS_TERSE")]);

static TC_SIZESPEC: Struct = layout(
    "tc_sizespec",
    24,
    &[
        field("cell_log", U8),
        field("size_log", U8),
        field("cell_align", S16),
        field("overhead", S32.unit(Unit::Bytes)),
        field("linklayer", U32.name(&TC_LINKLAYER)),
        field("mpu", U32.unit(Unit::Bytes)),
        field("mtu", U32.unit(Unit::Bytes)),
        field("tsize", U32),
    ],
);

/// `CLOCK_*` of `clock_gettime`, the clocks of schedules and gates.
static CLOCK: Names = names(&[
    (0, "CLOCK_REALTIME"),
    (1, "CLOCK_MONOTONIC"),
    (2, "CLOCK_PROCESS_CPUTIME_ID"),
    (3, "CLOCK_THREAD_CPUTIME_ID"),
    (4, "CLOCK_MONOTONIC_RAW"),
    (5, "CLOCK_REALTIME_COARSE"),
    (6, "CLOCK_MONOTONIC_COARSE"),
    (7, "CLOCK_BOOTTIME"),
    (8, "CLOCK_REALTIME_ALARM"),
    (9, "CLOCK_BOOTTIME_ALARM"),
    (11, "CLOCK_TAI"),
]);

#[cfg(test)]
mod tests {
    use crate::decode::{Context, decode};
    use crate::family::route::FAMILY;
    use crate::schema::Show;
    use crate::tape::{State, Tape};
    use crate::value::{Value, parts, read};
    use crate::wire::Endian;

    /// Returns the fields of a message by name, numbers as signed, parts of numbers after them.
    pub(super) fn fields(kind: u16, body: &[&[u8]]) -> Vec<(&'static str, i64)> {
        let body = body.concat();
        let mut bytes = u32::try_from(16 + body.len()).unwrap().to_le_bytes().to_vec();
        bytes.extend(kind.to_le_bytes());
        bytes.extend([0; 10]);
        bytes.extend(body);
        let context = Context {
            family: Some(&FAMILY),
            endian: Endian::Little,
            to_kernel: None,
            request: None,
            ids: None,
        };
        let mut tape = Tape::new();
        decode(&bytes, &context, &mut tape);
        let mut all = Vec::new();
        for field in tape.body() {
            assert_eq!(field.state, State::Good, "{}", field.name);
            if let Value::Integer(number) = read(field, &bytes, &tape) {
                all.push((field.name, number.as_signed()));
                if let Show::Parts(list) | Show::BitFields(list) = number.show {
                    all.extend(parts(list, &number).map(|(name, part)| (name, part.as_signed())));
                }
            }
        }
        all
    }

    /// Returns an attribute and its padding.
    pub(super) fn attribute(kind: u16, payload: &[&[u8]]) -> Vec<u8> {
        let payload = payload.concat();
        let mut bytes = u16::try_from(4 + payload.len()).unwrap().to_le_bytes().to_vec();
        bytes.extend(kind.to_le_bytes());
        bytes.extend(payload);
        bytes.resize(bytes.len().next_multiple_of(4), 0);
        bytes
    }

    pub(super) fn value(fields: &[(&str, i64)], name: &str) -> Option<i64> {
        fields.iter().find(|field| field.0 == name).map(|field| field.1)
    }

    #[test]
    fn a_filter_of_a_shared_block() {
        let head = [
            0, 0, 0, 0, // family
            0xff, 0xff, 0xff, 0xff, // no interface
            0, 8, 0, 0x80, // handle 800:8:0 of u32
            10, 0, 0, 0, // block 10
            0x08, 0x00, 0xc0, 0x00, // protocol 0x0800 in network order, priority 192
        ];
        let fields = fields(44, &[&head]);
        assert_eq!(value(&fields, "tcm_ifindex"), Some(0xffff_ffff));
        assert_eq!(value(&fields, "tcm_parent"), Some(10));
        assert_eq!(value(&fields, "protocol"), Some(0x0800));
        assert_eq!(value(&fields, "priority"), Some(192));
    }

    #[test]
    fn options_of_a_qdisc_and_of_its_classes() {
        let kind: &[u8] = &[9, 0, 1, 0, b'h', b'f', b's', b'c', 0, 0, 0, 0];
        let of_qdisc = [6, 0, 2, 0, 0x20, 0, 0, 0]; // defcls 0x20
        let of_class = [
            20, 0, 2, 0, // TCA_OPTIONS
            16, 0, 1, 0, // TCA_HFSC_RSC
            0, 0, 0, 0, // m1
            0x10, 0x27, 0, 0, // d, 10 ms
            0x20, 0xbc, 0xbe, 0x00, // m2, 12500000 bytes per second
        ];
        let qdisc = fields(36, &[&[0; 20], kind, &of_qdisc]);
        assert_eq!(value(&qdisc, "defcls"), Some(0x20));
        let class = fields(40, &[&[0; 20], &of_class, kind]);
        assert_eq!((value(&class, "d"), value(&class, "m2")), (Some(10_000), Some(12_500_000)));
    }

    #[test]
    fn a_union_whose_first_member_tells() {
        let kind: &[u8] = &[13, 0, 1, 0, b'f', b'q', b'_', b'c', b'o', b'd', b'e', b'l', 0, 0, 0, 0];
        let mut xstats = vec![44, 0, 4, 0];
        xstats.extend([1, 0, 0, 0]); // TCA_FQ_CODEL_XSTATS_CLASS
        xstats.extend([0xfb, 0xff, 0xff, 0xff]); // deficit -5
        xstats.extend([100, 0, 0, 0]); // ldelay
        xstats.resize(44, 0);
        let class = fields(40, &[&[0; 20], kind, &xstats]);
        assert_eq!((value(&class, "deficit"), value(&class, "ldelay")), (Some(-5), Some(100)));
        assert_eq!(value(&class, "maxpacket"), None);
        xstats.splice(4..8, [0; 4]);
        let qdisc = fields(36, &[&[0; 20], kind, &xstats]);
        assert_eq!((value(&qdisc, "deficit"), value(&qdisc, "drop_overlimit")), (None, Some(100)));
    }

    #[test]
    fn a_struct_that_once_was_shorter() {
        let kind: &[u8] = &[8, 0, 1, 0, b's', b'f', b'q', 0];
        let mut options = vec![24, 0, 2, 0];
        options.extend([0xea, 5, 0, 0, 10, 0, 0, 0, 127, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0]);
        let old = fields(36, &[&[0; 20], kind, &options]);
        assert_eq!((value(&old, "divisor"), value(&old, "depth")), (Some(1024), None));
        options.resize(76, 0);
        options.splice(..2, [76, 0]);
        let new = fields(36, &[&[0; 20], kind, &options]);
        assert_eq!((value(&new, "divisor"), value(&new, "depth")), (Some(1024), Some(0)));
    }

    #[test]
    fn a_struct_with_attributes_behind_its_padding() {
        let kind: &[u8] = &[11, 0, 1, 0, b'm', b'q', b'p', b'r', b'i', b'o', 0, 0];
        let mut options = vec![96, 0, 2, 0, 3]; // num_tc 3
        options.resize(4 + 82 + 2, 0);
        options.extend([6, 0, 1, 0, 1, 0, 0, 0]); // TCA_MQPRIO_MODE
        let fields = fields(36, &[&[0; 20], kind, &options]);
        assert_eq!((value(&fields, "num_tc"), value(&fields, "TCA_MQPRIO_MODE")), (Some(3), Some(1)));
    }
}
