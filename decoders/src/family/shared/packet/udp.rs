//! UDP, and UDP-Lite  (linux/udp.h)

use super::{DATA, carried};
use crate::schema::*;

const MEMBERS: &[Field] = &[
    field("source", BE16),
    field("dest", BE16),
    field("len", BE16.unit(Unit::Bytes)),
    field("check", BE16.hex()),
];

static BYTES: Kind = OPAQUE;

pub(super) static UDPHDR: Struct = layout("udphdr", 8, MEMBERS)
    .may_be_cut()
    .then(&[carried(up_to("len", 1, 0, &BYTES)), field("trailer", OPAQUE)]);

/// Its `len` is how much the checksum is about.
pub(super) static UDPLITE: Struct = layout("udphdr", 8, MEMBERS).may_be_cut().then(&[DATA]);
