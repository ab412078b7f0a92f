//! `skbedit`: a packet's priority, queue, mark, type  (linux/tc_act/tc_skbedit.h)

use super::{TCF_T, generic};
use crate::schema::{Case::Named, *};

pub(super) const KIND: (Case, Kind) = (Named("skbedit"), nest(&TCA_SKBEDIT));

static TCA_SKBEDIT: Set = set(
    "TCA_SKBEDIT",
    &[
        attr(1, "TCA_SKBEDIT_TM", fixed(&TCF_T)),
        attr(2, "TCA_SKBEDIT_PARMS", fixed(&TC_SKBEDIT)),
        attr(3, "TCA_SKBEDIT_PRIORITY", U32.handle()),
        attr(4, "TCA_SKBEDIT_QUEUE_MAPPING", U16),
        attr(5, "TCA_SKBEDIT_MARK", U32.hex()),
        attr(6, "TCA_SKBEDIT_PAD", PAD),
        attr(7, "TCA_SKBEDIT_PTYPE", U16.name(&PACKET)),
        attr(8, "TCA_SKBEDIT_MASK", U32.hex()),
        attr(9, "TCA_SKBEDIT_FLAGS", U64.flags(&SKBEDIT_F)),
        attr(10, "TCA_SKBEDIT_QUEUE_MAPPING_MAX", U16),
    ],
);

static TC_SKBEDIT: Struct = layout("tc_skbedit", 20, &generic::<5>(&[]));

static SKBEDIT_F: Names = names(&[
    (0x1, "SKBEDIT_F_PRIORITY"),
    (0x2, "SKBEDIT_F_QUEUE_MAPPING"),
    (0x4, "SKBEDIT_F_MARK"),
    (0x8, "SKBEDIT_F_PTYPE"),
    (0x10, "SKBEDIT_F_MASK"),
    (0x20, "SKBEDIT_F_INHERITDSFIELD"),
    (0x40, "SKBEDIT_F_TXQ_SKBHASH"),
]);

/// `PACKET_*` (linux/if_packet.h)
static PACKET: Names = names(&[
    (0, "PACKET_HOST"),
    (1, "PACKET_BROADCAST"),
    (2, "PACKET_MULTICAST"),
    (3, "PACKET_OTHERHOST"),
    (4, "PACKET_OUTGOING"),
    (5, "PACKET_LOOPBACK"),
    (6, "PACKET_USER"),
    (7, "PACKET_KERNEL"),
]);
