//! `pedit`: bytes of a packet changed  (linux/tc_act/tc_pedit.h)

use core::fmt::{Result, Write};

use super::{TCF_T, generic};
use crate::schema::{Case::Named, *};
use crate::wire::{self, Endian};

pub(super) const KIND: (Case, Kind) = (Named("pedit"), nest(&TCA_PEDIT));

static TCA_PEDIT: Set = set(
    "TCA_PEDIT",
    &[
        attr(1, "TCA_PEDIT_TM", fixed(&TCF_T)),
        attr(2, "TCA_PEDIT_PARMS", PARMS),
        attr(3, "TCA_PEDIT_PAD", PAD),
        attr(4, "TCA_PEDIT_PARMS_EX", PARMS),
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

const PARMS: Kind = gloss(&SEL, in_packet);

static SEL: Kind = fixed(&TC_PEDIT_SEL);

static TC_PEDIT_SEL: Struct = layout(
    "tc_pedit_sel",
    24,
    &generic::<8>(&[field("nkeys", U8), field("flags", U8.hex()), field("", pad(2))]),
)
.then(&[field("keys", Kind::Array(&KEYS))]);

static KEYS: Array = array_counted("nkeys", 0, fixed(&TC_PEDIT_KEY));

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

/// Mask and value are words of the packet, independent of the machine's byte order: here in the packet's order.
fn in_packet(sel: &[u8], endian: Endian, out: &mut dyn Write) -> Result {
    let keys = sel.get(TC_PEDIT_SEL.size..).unwrap_or_default();
    for (at, key) in keys.chunks_exact(TC_PEDIT_KEY.size).enumerate() {
        let [m0, m1, m2, m3, v0, v1, v2, v3, off @ ..] = key else { break };
        let off = off.get(..4).and_then(|off| wire::uint(off, endian)).unwrap_or_default();
        out.write_str(if at == 0 { "in the packet: " } else { ", " })?;
        write!(out, "at {off} val {v0:02x}{v1:02x}{v2:02x}{v3:02x} mask {m0:02x}{m1:02x}{m2:02x}{m3:02x}")?;
    }
    Ok(())
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
