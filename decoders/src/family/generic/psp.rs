//! `psp`: encryption of packets by the device  (linux/psp.h)

use crate::schema::{Case::*, Class::*, *};

pub(super) static FAMILY: Generic = generic("psp", &COMMANDS);

static COMMANDS: Commands = commands(&numbered([
    msg(1, "PSP_CMD_DEV_GET", Get, &DEV),
    msg(2, "PSP_CMD_DEV_ADD_NTF", Other, &DEV),
    msg(3, "PSP_CMD_DEV_DEL_NTF", Other, &DEV),
    msg(4, "PSP_CMD_DEV_SET", New, &DEV),
    msg(5, "PSP_CMD_DEV_CHANGE_NTF", Other, &DEV),
    msg(6, "PSP_CMD_KEY_ROTATE", Get, &DEV).changing(),
    msg(7, "PSP_CMD_KEY_ROTATE_NTF", Other, &DEV),
    msg(8, "PSP_CMD_RX_ASSOC", Get, &ASSOC).changing(),
    msg(9, "PSP_CMD_TX_ASSOC", New, &ASSOC),
    msg(10, "PSP_CMD_GET_STATS", Get, &STATS),
    msg(11, "PSP_CMD_DEV_ASSOC", New, &DEV),
    msg(12, "PSP_CMD_DEV_DISASSOC", Delete, &DEV),
]));

static DEV: Body = headless(nest(&PSP_A_DEV));
static ASSOC: Body = headless(nest(&PSP_A_ASSOC));
static STATS: Body = headless(nest(&PSP_A_STATS));

/// With a namespace, the interface's number is that namespace's.
static PSP_A_DEV: Set = set(
    "PSP_A_DEV",
    &[
        attr(1, "PSP_A_DEV_ID", U32).limits(&Limits::at_least(1)).key(),
        attr(
            2,
            "PSP_A_DEV_IFINDEX",
            select("PSP_A_DEV_NSID", &[(UpTo(u64::MAX), U32), (Otherwise, U32.interface())]),
        )
        .key(),
        attr(3, "PSP_A_DEV_PSP_VERSIONS_CAP", U32.flags(&VERSIONS)),
        attr(4, "PSP_A_DEV_PSP_VERSIONS_ENA", U32.flags(&VERSIONS)),
        attr(5, "PSP_A_DEV_ASSOC_LIST", nest(&PSP_A_ASSOC_DEV_INFO)).repeats(),
        attr(6, "PSP_A_DEV_NSID", S32),
        attr(7, "PSP_A_DEV_BY_ASSOCIATION", FLAG),
    ],
);

/// A bit for each version.
static VERSIONS: Names = names(&[
    (0x1, "PSP_VERSION_HDR0_AES_GCM_128"),
    (0x2, "PSP_VERSION_HDR0_AES_GCM_256"),
    (0x4, "PSP_VERSION_HDR0_AES_GMAC_128"),
    (0x8, "PSP_VERSION_HDR0_AES_GMAC_256"),
]);

/// A device in another namespace.
static PSP_A_ASSOC_DEV_INFO: Set = set(
    "PSP_A_ASSOC_DEV_INFO",
    &[attr(1, "PSP_A_ASSOC_DEV_INFO_IFINDEX", U32), attr(2, "PSP_A_ASSOC_DEV_INFO_NSID", S32)],
);

static PSP_A_ASSOC: Set = set(
    "PSP_A_ASSOC",
    &[
        attr(1, "PSP_A_ASSOC_DEV_ID", U32).limits(&Limits::at_least(1)),
        attr(2, "PSP_A_ASSOC_VERSION", U32.name(&PSP_VERSION)),
        attr(3, "PSP_A_ASSOC_RX_KEY", nest(&PSP_A_KEYS)),
        attr(4, "PSP_A_ASSOC_TX_KEY", nest(&PSP_A_KEYS)),
        attr(5, "PSP_A_ASSOC_SOCK_FD", U32),
    ],
);

static PSP_VERSION: Names = names(&[
    (0, "PSP_VERSION_HDR0_AES_GCM_128"),
    (1, "PSP_VERSION_HDR0_AES_GCM_256"),
    (2, "PSP_VERSION_HDR0_AES_GMAC_128"),
    (3, "PSP_VERSION_HDR0_AES_GMAC_256"),
]);

static PSP_A_KEYS: Set =
    set("PSP_A_KEYS", &[attr(1, "PSP_A_KEYS_KEY", OPAQUE).secret(), attr(2, "PSP_A_KEYS_SPI", U32.hex())]);

static PSP_A_STATS: Set = set(
    "PSP_A_STATS",
    &[
        attr(1, "PSP_A_STATS_DEV_ID", U32).limits(&Limits::at_least(1)),
        attr(2, "PSP_A_STATS_KEY_ROTATIONS", UINT),
        attr(3, "PSP_A_STATS_STALE_EVENTS", UINT),
        attr(4, "PSP_A_STATS_RX_PACKETS", UINT.unit(Unit::Packets)),
        attr(5, "PSP_A_STATS_RX_BYTES", UINT.unit(Unit::Bytes)),
        attr(6, "PSP_A_STATS_RX_AUTH_FAIL", UINT),
        attr(7, "PSP_A_STATS_RX_ERROR", UINT),
        attr(8, "PSP_A_STATS_RX_BAD", UINT),
        attr(9, "PSP_A_STATS_TX_PACKETS", UINT.unit(Unit::Packets)),
        attr(10, "PSP_A_STATS_TX_BYTES", UINT.unit(Unit::Bytes)),
        attr(11, "PSP_A_STATS_TX_ERROR", UINT),
    ],
);

#[cfg(test)]
mod tests {
    use super::FAMILY;
    use crate::family::generic::testing::{attribute, decoded, values};

    #[test]
    fn versions_by_number_and_by_bit() {
        let device = decoded(&FAMILY, (1, 0), &[&attribute(3, &[5, 0, 0, 0])]);
        let versions = "PSP_VERSION_HDR0_AES_GCM_128|PSP_VERSION_HDR0_AES_GMAC_128";
        assert_eq!(values(&device, "PSP_A_DEV_PSP_VERSIONS_CAP"), [versions]);
        let key = [attribute(1, &[0xaa; 16]), attribute(2, &[1, 0, 0, 0x80])].concat();
        let asked = decoded(&FAMILY, (9, 5), &[&attribute(2, &[1, 0, 0, 0]), &attribute(4, &key)]);
        assert_eq!(values(&asked, "PSP_A_ASSOC_VERSION"), ["PSP_VERSION_HDR0_AES_GCM_256"]);
        assert_eq!(values(&asked, "PSP_A_KEYS_SPI"), ["2147483649"]);
    }
}
