//! LLC and SNAP: the header of a packet in frames that have a length in place of a protocol  (IEEE 802.2)

use super::{BY_ETHERTYPE, DATA, ETHERTYPE, carried, llc_in_words};
use crate::schema::{Case::*, *};

/// Decides between the head that names a protocol by two bytes, and any other.
pub(crate) static BY_SAP: Kind = Kind::Peek(&SAPS, &BY_SAPS);

static SAPS: Struct = layout("", 2, &[field("saps", BE16)]);

static BY_SAPS: Kind = select(
    "saps",
    &[
        // The first case has no width, because the others lead back here.
        (Is(0xffff), OPAQUE),
        (Is(0xaaaa), gloss(&SNAP_PACKET, llc_in_words)),
        (Otherwise, fixed(&LLC_PDU)),
    ],
);

static SNAP_PACKET: Kind = fixed(&SNAP);

static SNAP: Struct = layout(
    "",
    8,
    &[
        field("dsap", U8.hex()),
        field("ssap", U8.hex()),
        field("ctrl", U8.hex()),
        field("oui", lladdr(3)),
        field("ethertype", ETHERTYPE),
    ],
)
.may_be_cut()
.then(&[carried(select("ethertype", &BY_ETHERTYPE))]);

/// `struct llc_pdu_un`: bridges' messages among others.
static LLC_PDU: Struct =
    layout("llc_pdu_un", 3, &[field("dsap", U8.hex()), field("ssap", U8.hex()), field("ctrl_1", U8.hex())])
        .may_be_cut()
        .then(&[DATA]);
