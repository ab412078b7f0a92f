//! `ioam6`: telemetry that packets gather on their way  (linux/ioam6.h, linux/ioam6_iptunnel.h)

use crate::schema::*;

pub(super) static IOAM6_IPTUNNEL: Set = set(
    "IOAM6_IPTUNNEL",
    &[
        attr(1, "IOAM6_IPTUNNEL_MODE", U8.name(&IOAM6_IPTUNNEL_MODE)),
        attr(2, "IOAM6_IPTUNNEL_DST", IP6),
        attr(3, "IOAM6_IPTUNNEL_TRACE", fixed(&IOAM6_TRACE_HDR)),
        attr(4, "IOAM6_IPTUNNEL_FREQ_K", U32.unit(Unit::Packets)),
        attr(5, "IOAM6_IPTUNNEL_FREQ_N", U32.unit(Unit::Packets)),
        attr(6, "IOAM6_IPTUNNEL_SRC", IP6),
    ],
);

static IOAM6_TRACE_HDR: Struct = layout(
    "ioam6_trace_hdr",
    8,
    &[
        field("namespace_id", BE16),
        field(
            "nodelen",
            U8.parts(&[
                part("", 2, Show::Dec),
                part("overflow", 1, Show::Bool),
                part("nodelen", 5, Show::Dec),
            ]),
        ),
        field("remlen", U8.parts(&[part("remlen", 7, Show::Dec), part("", 1, Show::Dec)])),
        field("type_be32", BE32.flags(&TRACE_TYPE)),
    ],
);

static IOAM6_IPTUNNEL_MODE: Names = names(&[
    (1, "IOAM6_IPTUNNEL_MODE_INLINE"),
    (2, "IOAM6_IPTUNNEL_MODE_ENCAP"),
    (3, "IOAM6_IPTUNNEL_MODE_AUTO"),
]);

/// The data that each node adds: members of the struct over `type_be32`. The first is the most significant bit.
static TRACE_TYPE: Names = names(&[
    (0x100, "bit23"),
    (0x200, "bit22"),
    (0x400, "bit21"),
    (0x800, "bit20"),
    (0x1000, "bit19"),
    (0x2000, "bit18"),
    (0x4000, "bit17"),
    (0x8000, "bit16"),
    (0x1_0000, "bit15"),
    (0x2_0000, "bit14"),
    (0x4_0000, "bit13"),
    (0x8_0000, "bit12"),
    (0x10_0000, "bit11"),
    (0x20_0000, "bit10"),
    (0x40_0000, "bit9"),
    (0x80_0000, "bit8"),
    (0x100_0000, "bit7"),
    (0x200_0000, "bit6"),
    (0x400_0000, "bit5"),
    (0x800_0000, "bit4"),
    (0x1000_0000, "bit3"),
    (0x2000_0000, "bit2"),
    (0x4000_0000, "bit1"),
    (0x8000_0000, "bit0"),
]);
