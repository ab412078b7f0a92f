//! `macsec`: IEEE 802.1AE  (linux/if_link.h, linux/if_macsec.h)

use super::LinkKind;
use crate::names::{MACSEC_CIPHER_ID, MACSEC_OFFLOAD, MACSEC_VALIDATE};
use crate::schema::*;

pub(super) static KIND: LinkKind = LinkKind::new("macsec", nest(&IFLA_MACSEC));

static IFLA_MACSEC: Set = set(
    "IFLA_MACSEC",
    &[
        attr(1, "IFLA_MACSEC_SCI", BE64.hex()),
        attr(2, "IFLA_MACSEC_PORT", BE16),
        attr(3, "IFLA_MACSEC_ICV_LEN", U8.unit(Unit::Bytes)),
        attr(4, "IFLA_MACSEC_CIPHER_SUITE", U64.name(&MACSEC_CIPHER_ID)),
        attr(5, "IFLA_MACSEC_WINDOW", U32.unit(Unit::Packets)),
        attr(6, "IFLA_MACSEC_ENCODING_SA", U8),
        attr(7, "IFLA_MACSEC_ENCRYPT", U8.bool()),
        attr(8, "IFLA_MACSEC_PROTECT", U8.bool()),
        attr(9, "IFLA_MACSEC_INC_SCI", U8.bool()),
        attr(10, "IFLA_MACSEC_ES", U8.bool()),
        attr(11, "IFLA_MACSEC_SCB", U8.bool()),
        attr(12, "IFLA_MACSEC_REPLAY_PROTECT", U8.bool()),
        attr(13, "IFLA_MACSEC_VALIDATION", U8.name(&MACSEC_VALIDATE)),
        attr(14, "IFLA_MACSEC_PAD", PAD),
        attr(15, "IFLA_MACSEC_OFFLOAD", U8.name(&MACSEC_OFFLOAD)),
    ],
);
