//! `macsec`: secure channels of a device, and their associations  (linux/if_macsec.h)

use crate::names::{MACSEC_CIPHER_ID, MACSEC_OFFLOAD, MACSEC_VALIDATE};
use crate::schema::{Class::*, *};

pub(super) static FAMILY: Generic = generic("macsec", &COMMANDS).module("macsec");

static COMMANDS: Commands = commands(&numbered([
    msg(0, "MACSEC_CMD_GET_TXSC", Get, &BODY),
    msg(1, "MACSEC_CMD_ADD_RXSC", New, &BODY),
    msg(2, "MACSEC_CMD_DEL_RXSC", Delete, &BODY),
    msg(3, "MACSEC_CMD_UPD_RXSC", New, &BODY),
    msg(4, "MACSEC_CMD_ADD_TXSA", New, &BODY),
    msg(5, "MACSEC_CMD_DEL_TXSA", Delete, &BODY),
    msg(6, "MACSEC_CMD_UPD_TXSA", New, &BODY),
    msg(7, "MACSEC_CMD_ADD_RXSA", New, &BODY),
    msg(8, "MACSEC_CMD_DEL_RXSA", Delete, &BODY),
    msg(9, "MACSEC_CMD_UPD_RXSA", New, &BODY),
    msg(10, "MACSEC_CMD_UPD_OFFLOAD", New, &BODY),
]));

static BODY: Body = headless(nest(&MACSEC_ATTR));

static MACSEC_ATTR: Set = set(
    "MACSEC_ATTR",
    &[
        attr(1, "MACSEC_ATTR_IFINDEX", U32.interface()).key(),
        attr(2, "MACSEC_ATTR_RXSC_CONFIG", nest(&MACSEC_RXSC_ATTR)),
        attr(3, "MACSEC_ATTR_SA_CONFIG", nest(&MACSEC_SA_ATTR)),
        attr(4, "MACSEC_ATTR_SECY", nest(&MACSEC_SECY_ATTR)),
        attr(5, "MACSEC_ATTR_TXSA_LIST", Kind::List(&ASSOCIATIONS)),
        attr(6, "MACSEC_ATTR_RXSC_LIST", Kind::List(&CHANNELS)),
        attr(7, "MACSEC_ATTR_TXSC_STATS", nest(&MACSEC_TXSC_STATS_ATTR)),
        attr(8, "MACSEC_ATTR_SECY_STATS", nest(&MACSEC_SECY_STATS_ATTR)),
        attr(9, "MACSEC_ATTR_OFFLOAD", nest(&MACSEC_OFFLOAD_ATTR)),
    ],
);

/// Counted from 1.
static CHANNELS: List = list(nest(&MACSEC_RXSC_ATTR));

static MACSEC_RXSC_ATTR: Set = set(
    "MACSEC_RXSC_ATTR",
    &[
        attr(1, "MACSEC_RXSC_ATTR_SCI", BE64.hex()),
        attr(2, "MACSEC_RXSC_ATTR_ACTIVE", U8.bool()),
        attr(3, "MACSEC_RXSC_ATTR_SA_LIST", Kind::List(&ASSOCIATIONS)),
        attr(4, "MACSEC_RXSC_ATTR_STATS", nest(&MACSEC_RXSC_STATS_ATTR)),
        attr(5, "MACSEC_RXSC_ATTR_PAD", PAD),
    ],
);

/// Counted from 1.
static ASSOCIATIONS: List = list(nest(&MACSEC_SA_ATTR));

static MACSEC_SA_ATTR: Set = set(
    "MACSEC_SA_ATTR",
    &[
        attr(1, "MACSEC_SA_ATTR_AN", U8),
        attr(2, "MACSEC_SA_ATTR_ACTIVE", U8.bool()),
        // Four bytes, or eight where the cipher suite counts so far.
        attr(3, "MACSEC_SA_ATTR_PN", UINT),
        attr(4, "MACSEC_SA_ATTR_KEY", OPAQUE).secret(),
        attr(5, "MACSEC_SA_ATTR_KEYID", OPAQUE),
        attr(6, "MACSEC_SA_ATTR_STATS", nest(&MACSEC_SA_STATS_ATTR)),
        attr(7, "MACSEC_SA_ATTR_PAD", PAD),
        attr(8, "MACSEC_SA_ATTR_SSCI", BE32.hex()),
        attr(9, "MACSEC_SA_ATTR_SALT", OPAQUE).secret(),
    ],
);

static MACSEC_SECY_ATTR: Set = set(
    "MACSEC_SECY_ATTR",
    &[
        attr(1, "MACSEC_SECY_ATTR_SCI", BE64.hex()),
        attr(2, "MACSEC_SECY_ATTR_ENCODING_SA", U8),
        attr(3, "MACSEC_SECY_ATTR_WINDOW", U32.unit(Unit::Packets)),
        attr(4, "MACSEC_SECY_ATTR_CIPHER_SUITE", U64.name(&MACSEC_CIPHER_ID)),
        attr(5, "MACSEC_SECY_ATTR_ICV_LEN", U8.unit(Unit::Bytes)),
        attr(6, "MACSEC_SECY_ATTR_PROTECT", U8.bool()),
        attr(7, "MACSEC_SECY_ATTR_REPLAY", U8.bool()),
        attr(8, "MACSEC_SECY_ATTR_OPER", U8.bool()),
        attr(9, "MACSEC_SECY_ATTR_VALIDATE", U8.name(&MACSEC_VALIDATE)),
        attr(10, "MACSEC_SECY_ATTR_ENCRYPT", U8.bool()),
        attr(11, "MACSEC_SECY_ATTR_INC_SCI", U8.bool()),
        attr(12, "MACSEC_SECY_ATTR_ES", U8.bool()),
        attr(13, "MACSEC_SECY_ATTR_SCB", U8.bool()),
        attr(14, "MACSEC_SECY_ATTR_PAD", PAD),
    ],
);

static MACSEC_OFFLOAD_ATTR: Set = set(
    "MACSEC_OFFLOAD_ATTR",
    &[attr(1, "MACSEC_OFFLOAD_ATTR_TYPE", U8.name(&MACSEC_OFFLOAD)), attr(2, "MACSEC_OFFLOAD_ATTR_PAD", PAD)],
);

static MACSEC_TXSC_STATS_ATTR: Set = set(
    "MACSEC_TXSC_STATS_ATTR",
    &[
        attr(1, "MACSEC_TXSC_STATS_ATTR_OUT_PKTS_PROTECTED", U64.unit(Unit::Packets)),
        attr(2, "MACSEC_TXSC_STATS_ATTR_OUT_PKTS_ENCRYPTED", U64.unit(Unit::Packets)),
        attr(3, "MACSEC_TXSC_STATS_ATTR_OUT_OCTETS_PROTECTED", U64.unit(Unit::Bytes)),
        attr(4, "MACSEC_TXSC_STATS_ATTR_OUT_OCTETS_ENCRYPTED", U64.unit(Unit::Bytes)),
        attr(5, "MACSEC_TXSC_STATS_ATTR_PAD", PAD),
    ],
);

static MACSEC_RXSC_STATS_ATTR: Set = set(
    "MACSEC_RXSC_STATS_ATTR",
    &[
        attr(1, "MACSEC_RXSC_STATS_ATTR_IN_OCTETS_VALIDATED", U64.unit(Unit::Bytes)),
        attr(2, "MACSEC_RXSC_STATS_ATTR_IN_OCTETS_DECRYPTED", U64.unit(Unit::Bytes)),
        attr(3, "MACSEC_RXSC_STATS_ATTR_IN_PKTS_UNCHECKED", U64.unit(Unit::Packets)),
        attr(4, "MACSEC_RXSC_STATS_ATTR_IN_PKTS_DELAYED", U64.unit(Unit::Packets)),
        attr(5, "MACSEC_RXSC_STATS_ATTR_IN_PKTS_OK", U64.unit(Unit::Packets)),
        attr(6, "MACSEC_RXSC_STATS_ATTR_IN_PKTS_INVALID", U64.unit(Unit::Packets)),
        attr(7, "MACSEC_RXSC_STATS_ATTR_IN_PKTS_LATE", U64.unit(Unit::Packets)),
        attr(8, "MACSEC_RXSC_STATS_ATTR_IN_PKTS_NOT_VALID", U64.unit(Unit::Packets)),
        attr(9, "MACSEC_RXSC_STATS_ATTR_IN_PKTS_NOT_USING_SA", U64.unit(Unit::Packets)),
        attr(10, "MACSEC_RXSC_STATS_ATTR_IN_PKTS_UNUSED_SA", U64.unit(Unit::Packets)),
        attr(11, "MACSEC_RXSC_STATS_ATTR_PAD", PAD),
    ],
);

static MACSEC_SA_STATS_ATTR: Set = set(
    "MACSEC_SA_STATS_ATTR",
    &[
        attr(1, "MACSEC_SA_STATS_ATTR_IN_PKTS_OK", U32.unit(Unit::Packets)),
        attr(2, "MACSEC_SA_STATS_ATTR_IN_PKTS_INVALID", U32.unit(Unit::Packets)),
        attr(3, "MACSEC_SA_STATS_ATTR_IN_PKTS_NOT_VALID", U32.unit(Unit::Packets)),
        attr(4, "MACSEC_SA_STATS_ATTR_IN_PKTS_NOT_USING_SA", U32.unit(Unit::Packets)),
        attr(5, "MACSEC_SA_STATS_ATTR_IN_PKTS_UNUSED_SA", U32.unit(Unit::Packets)),
        attr(6, "MACSEC_SA_STATS_ATTR_OUT_PKTS_PROTECTED", U32.unit(Unit::Packets)),
        attr(7, "MACSEC_SA_STATS_ATTR_OUT_PKTS_ENCRYPTED", U32.unit(Unit::Packets)),
    ],
);

static MACSEC_SECY_STATS_ATTR: Set = set(
    "MACSEC_SECY_STATS_ATTR",
    &[
        attr(1, "MACSEC_SECY_STATS_ATTR_OUT_PKTS_UNTAGGED", U64.unit(Unit::Packets)),
        attr(2, "MACSEC_SECY_STATS_ATTR_IN_PKTS_UNTAGGED", U64.unit(Unit::Packets)),
        attr(3, "MACSEC_SECY_STATS_ATTR_OUT_PKTS_TOO_LONG", U64.unit(Unit::Packets)),
        attr(4, "MACSEC_SECY_STATS_ATTR_IN_PKTS_NO_TAG", U64.unit(Unit::Packets)),
        attr(5, "MACSEC_SECY_STATS_ATTR_IN_PKTS_BAD_TAG", U64.unit(Unit::Packets)),
        attr(6, "MACSEC_SECY_STATS_ATTR_IN_PKTS_UNKNOWN_SCI", U64.unit(Unit::Packets)),
        attr(7, "MACSEC_SECY_STATS_ATTR_IN_PKTS_NO_SCI", U64.unit(Unit::Packets)),
        attr(8, "MACSEC_SECY_STATS_ATTR_IN_PKTS_OVERRUN", U64.unit(Unit::Packets)),
        attr(9, "MACSEC_SECY_STATS_ATTR_PAD", PAD),
    ],
);

#[cfg(test)]
mod tests {
    use super::FAMILY;
    use crate::family::generic::testing::{attribute, decoded, values};

    #[test]
    fn a_channel_and_an_association() {
        let association = [attribute(1, &[2]), attribute(3, &[1, 0, 0, 0, 1, 0, 0, 0])].concat();
        let channel =
            [attribute(1, &[2, 0, 0, 0, 0, 7, 0, 1]), attribute(3, &attribute(1, &association))].concat();
        let decoded =
            decoded(&FAMILY, (0, 2), &[&attribute(1, &[4, 0, 0, 0]), &attribute(6, &attribute(1, &channel))]);
        assert_eq!(values(&decoded, "cmd"), ["MACSEC_CMD_GET_TXSC"]);
        assert_eq!(values(&decoded, "MACSEC_RXSC_ATTR_SCI"), [0x0200_0000_0007_0001_u64.to_string()]);
        assert_eq!(values(&decoded, "MACSEC_SA_ATTR_PN"), ["4294967297"]);
    }
}
