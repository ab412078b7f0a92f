//! `text`: bytes searched for in a range of the packet  (linux/tc_ematch/tc_em_text.h)

use super::TCF_LAYER;
use crate::schema::*;

pub(super) const KIND: Kind = fixed(&TCF_EM_TEXT);

static TCF_EM_TEXT: Struct = layout(
    "tcf_em_text",
    24,
    &[
        field("algo", text(16)),
        field("from_offset", U16),
        field("to_offset", U16),
        field("pattern_len", U16.unit(Unit::Bytes)),
        field("", U8.bit_fields(&LAYERS)),
        field("pad", pad(1)),
    ],
)
.then(&[field("pattern", OPAQUE)]);

static LAYERS: [Part; 2] =
    [part("from_layer", 4, Show::Name(&TCF_LAYER)), part("to_layer", 4, Show::Name(&TCF_LAYER))];
