//! Any bytes of a packet, and words about a rule  (linux/netfilter/xt_{bpf,comment,string,u32}.h)

use super::MATCH_REV;
use crate::bpf::SOCK_FILTER;
use crate::schema::{Case::*, *};

pub(super) const COMMENT: Kind = fixed(&XT_COMMENT_INFO);

static XT_COMMENT_INFO: Struct = layout("xt_comment_info", 256, &[field("comment", text(256))]);

pub(super) const STRING: Kind = fixed(&XT_STRING_INFO);

/// The pattern is `patlen` bytes of any value.
static XT_STRING_INFO: Struct = layout(
    "xt_string_info",
    160,
    &[
        field("from_offset", U16),
        field("to_offset", U16),
        field("algo", text(16)),
        field("pattern", text(128)),
        field("patlen", U8.unit(Unit::Bytes)),
        field("u", select(MATCH_REV, &[(Is(0), U8.bool()), (Otherwise, U8.flags(&XT_STRING_FLAG))])),
        field("", pad(2)),
        field("config", kernel_only(8)),
    ],
);

static XT_STRING_FLAG: Names = names(&[(0x1, "XT_STRING_FLAG_INVERT"), (0x2, "XT_STRING_FLAG_IGNORECASE")]);

pub(super) const U32_MATCH: Kind = fixed(&XT_U32);

static XT_U32: Struct = layout(
    "xt_u32",
    1984,
    &[
        field("tests", Kind::Array(&TESTS)),
        field("ntests", U8),
        field("invert", U8.bool()),
        field("", pad(2)),
    ],
);

static TESTS: Array = array_with_room("ntests", 11, fixed(&XT_U32_TEST));

static XT_U32_TEST: Struct = layout(
    "xt_u32_test",
    180,
    &[
        field("location", Kind::Array(&LOCATIONS)),
        field("value", Kind::Array(&VALUES)),
        field("nnums", U8),
        field("nvalues", U8),
        field("", pad(2)),
    ],
);

static LOCATIONS: Array = array_with_room("nnums", 11, fixed(&XT_U32_LOCATION_ELEMENT));

/// The operation comes before the number. That of the first number means nothing.
static XT_U32_LOCATION_ELEMENT: Struct = layout(
    "xt_u32_location_element",
    8,
    &[field("number", U32.hex()), field("nextop", U8.name(&XT_U32_OPS)), field("", pad(3))],
);

static XT_U32_OPS: Names =
    names(&[(0, "XT_U32_AND"), (1, "XT_U32_LEFTSH"), (2, "XT_U32_RIGHTSH"), (3, "XT_U32_AT")]);

static VALUES: Array = array_with_room("nvalues", 11, fixed(&XT_U32_VALUE_ELEMENT));

static XT_U32_VALUE_ELEMENT: Struct =
    layout("xt_u32_value_element", 8, &[field("min", U32.hex()), field("max", U32.hex())]);

/// Both revisions have the same size, so the revision must be known.
pub(super) const BPF: Kind = select(MATCH_REV, BPF_REVISIONS);
const BPF_REVISIONS: &[(Case, Kind)] =
    &[(Is(0), fixed(&XT_BPF_INFO)), (Is(1), fixed(&XT_BPF_INFO_V1)), (Otherwise, RAW)];

static XT_BPF_INFO: Struct = layout(
    "xt_bpf_info",
    528,
    &[
        field("bpf_program_num_elem", U16),
        field("", pad(2)),
        field("bpf_program", Kind::Array(&PROGRAM)),
        field("", pad(4)),
        field("filter", kernel_only(8)),
    ],
);

static PROGRAM: Array = array_with_room("bpf_program_num_elem", 64, fixed(&SOCK_FILTER));

static XT_BPF_INFO_V1: Struct = layout(
    "xt_bpf_info_v1",
    528,
    &[
        field("mode", U16.name(&XT_BPF_MODE)),
        field("bpf_program_num_elem", U16),
        field("fd", S32),
        field("bpf_program", select("mode", &[(Is(1), text(512)), (Otherwise, Kind::Array(&PROGRAM))])),
        field("filter", kernel_only(8)),
    ],
);

static XT_BPF_MODE: Names =
    names(&[(0, "XT_BPF_MODE_BYTECODE"), (1, "XT_BPF_MODE_PATH_PINNED"), (2, "XT_BPF_MODE_FD_ELF")]);
