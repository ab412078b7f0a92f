//! Extensions of arptables  (linux/netfilter_arp/arpt_mangle.h)

use crate::schema::*;

pub(super) const MANGLE: Kind = fixed(&ARPT_MANGLE);

static ARPT_MANGLE: Struct = layout(
    "arpt_mangle",
    48,
    &[
        field("src_devaddr", lladdr(16)),
        field("tgt_devaddr", lladdr(16)),
        field("u_s", IP4),
        field("u_t", IP4),
        field("flags", U8.flags(&ARPT_MANGLE_FLAGS)),
        field("", pad(3)),
        field("target", U32.name(&XT_VERDICT)),
    ],
);

static ARPT_MANGLE_FLAGS: Names = names(&[
    (0x1, "ARPT_MANGLE_SDEV"),
    (0x2, "ARPT_MANGLE_TDEV"),
    (0x4, "ARPT_MANGLE_SIP"),
    (0x8, "ARPT_MANGLE_TIP"),
]);

static XT_VERDICT: Names = names(&[(0, "NF_DROP"), (1, "NF_ACCEPT"), (0xffff_ffff, "XT_CONTINUE")]);
