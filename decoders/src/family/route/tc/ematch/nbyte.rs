//! `nbyte`: bytes at one place of the packet  (linux/tc_ematch/tc_em_nbyte.h)

use super::TCF_LAYER;
use crate::schema::*;

pub(super) const KIND: Kind = fixed(&TCF_EM_NBYTE);

static TCF_EM_NBYTE: Struct =
    layout("tcf_em_nbyte", 4, &[field("off", U16), field("", U16.bit_fields(&LEN))])
        .then(&[field("pattern", OPAQUE)]);

static LEN: [Part; 2] = [part("len", 12, Show::Unit(Unit::Bytes)), part("layer", 4, Show::Name(&TCF_LAYER))];
