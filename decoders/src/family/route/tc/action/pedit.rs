//! `pedit`: bytes of a packet changed  (linux/tc_act/tc_pedit.h)

use super::{TCF_T, generic};
use crate::schema::{Case::Named, *};
use crate::wire::Endian;

pub(super) const KIND: (Case, Kind) = (Named("pedit"), nest(&TCA_PEDIT));

static TCA_PEDIT: Set = set(
    "TCA_PEDIT",
    &[
        attr(1, "TCA_PEDIT_TM", fixed(&TCF_T)),
        attr(2, "TCA_PEDIT_PARMS", fixed(&TC_PEDIT_SEL)),
        attr(3, "TCA_PEDIT_PAD", PAD),
        attr(4, "TCA_PEDIT_PARMS_EX", fixed(&TC_PEDIT_SEL)),
        attr(5, "TCA_PEDIT_KEYS_EX", nest(&TCA_PEDIT_KEYS)),
    ],
);

/// One for each key of `TCA_PEDIT_PARMS_EX`, in its order.
static TCA_PEDIT_KEYS: Set = set("TCA_PEDIT", &[attr(6, "TCA_PEDIT_KEY_EX", nest(&TCA_PEDIT_KEY_EX))]);

static TCA_PEDIT_KEY_EX: Set = set(
    "TCA_PEDIT_KEY_EX",
    &[
        attr(1, "TCA_PEDIT_KEY_EX_HTYPE", U16.name(&PEDIT_HEADER_TYPE)),
        attr(2, "TCA_PEDIT_KEY_EX_CMD", U16.name(&PEDIT_CMD)),
    ],
);

static TC_PEDIT_SEL: Struct = layout(
    "tc_pedit_sel",
    24,
    &generic::<8>(&[field("nkeys", U8), field("flags", U8.hex()), field("", pad(2))]),
)
.then(&[field("keys", Kind::Array(&KEYS))]);

static KEYS: Array = array_counted("nkeys", 0, gloss(&KEY, bytes_of_key));

static KEY: Kind = fixed(&TC_PEDIT_KEY);

static TC_PEDIT_KEY: Struct = layout(
    "tc_pedit_key",
    24,
    &[
        field("mask", U32.hex()),
        field("val", U32.hex()),
        field("off", U32),
        field("at", U32),
        field("offmask", U32.hex()),
        field("shift", U32),
    ],
);

/// Mask and value are words of the packet, whatever the machine makes of them: their bytes in the packet's order.
fn bytes_of_key(key: &[u8], _: Endian, out: &mut dyn std::fmt::Write) -> std::fmt::Result {
    let [m0, m1, m2, m3, v0, v1, v2, v3, ..] = key else { return Ok(()) };
    write!(out, "in the packet: mask {m0:02x}{m1:02x}{m2:02x}{m3:02x} val {v0:02x}{v1:02x}{v2:02x}{v3:02x}")
}

static PEDIT_HEADER_TYPE: Names = names(&[
    (0, "TCA_PEDIT_KEY_EX_HDR_TYPE_NETWORK"),
    (1, "TCA_PEDIT_KEY_EX_HDR_TYPE_ETH"),
    (2, "TCA_PEDIT_KEY_EX_HDR_TYPE_IP4"),
    (3, "TCA_PEDIT_KEY_EX_HDR_TYPE_IP6"),
    (4, "TCA_PEDIT_KEY_EX_HDR_TYPE_TCP"),
    (5, "TCA_PEDIT_KEY_EX_HDR_TYPE_UDP"),
]);

static PEDIT_CMD: Names = names(&[(0, "TCA_PEDIT_KEY_EX_CMD_SET"), (1, "TCA_PEDIT_KEY_EX_CMD_ADD")]);
