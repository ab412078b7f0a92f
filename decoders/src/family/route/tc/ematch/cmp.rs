//! `cmp`: a number in the packet compared  (linux/tc_ematch/tc_em_cmp.h)

use super::{TCF_EM_OPND, TCF_LAYER};
use crate::schema::*;

pub(super) const KIND: Kind = fixed(&TCF_EM_CMP);

static TCF_EM_CMP: Struct = layout(
    "tcf_em_cmp",
    12,
    &[
        field("val", U32),
        field("mask", U32.hex()),
        field("off", U16),
        field("", U8.bit_fields(&ALIGN)),
        field("", U8.bit_fields(&LAYER)),
    ],
);

static ALIGN: [Part; 2] =
    [part("align", 4, Show::Name(&TCF_EM_ALIGN)), part("flags", 4, Show::Flags(&TCF_EM_CMP_FLAGS))];

static LAYER: [Part; 2] =
    [part("layer", 4, Show::Name(&TCF_LAYER)), part("opnd", 4, Show::Name(&TCF_EM_OPND))];

static TCF_EM_ALIGN: Names =
    names(&[(1, "TCF_EM_ALIGN_U8"), (2, "TCF_EM_ALIGN_U16"), (4, "TCF_EM_ALIGN_U32")]);

static TCF_EM_CMP_FLAGS: Names = names(&[(0x1, "TCF_EM_CMP_TRANS")]);
