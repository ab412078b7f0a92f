//! GRE  (net/gre.h, linux/if_tunnel.h)

use super::{BY_ETHERTYPE, ETHERTYPE, carried};
use crate::schema::*;

/// Flags say which of the members after the head are there.
pub(super) static GRE_BASE_HDR: Struct =
    layout("gre_base_hdr", 4, &[field("flags", BE16.parts(&FLAGS)), field("protocol", ETHERTYPE)])
        .may_be_cut()
        .then(&[
            field("csum", sized_in_units("has_csum", 4, &WORD)),
            field("key", sized_in_units("has_key", 4, &WORD)),
            field("seq", sized_in_units("has_seq", 4, &NUMBER)),
            field("ack", sized_in_units("has_ack", 4, &NUMBER)),
            carried(select("protocol", &BY_ETHERTYPE)),
        ]);

static WORD: Kind = BE32.hex();
static NUMBER: Kind = BE32;

/// `GRE_VERSION`, `GRE_ACK`, `GRE_REC`, `GRE_STRICT`, `GRE_SEQ`, `GRE_KEY`, `GRE_ROUTING`, `GRE_CSUM`.
static FLAGS: [Part; 9] = [
    part("version", 3, Show::Dec),
    part("", 4, Show::Hex),
    part("has_ack", 1, Show::Bool),
    part("rec", 3, Show::Dec),
    part("strict", 1, Show::Bool),
    part("has_seq", 1, Show::Bool),
    part("has_key", 1, Show::Bool),
    part("routing", 1, Show::Bool),
    part("has_csum", 1, Show::Bool),
];
