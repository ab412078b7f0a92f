//! `nl802154`: radios and networks of IEEE 802.15.4  (the kernel's own net/nl802154.h)
//!
//! The header is not exported to programs, and the numbers of the security attributes follow those before them: these are the
//! numbers of Linux 6.8 and later. Addresses are little-endian, as they are on the air.

mod phy;
mod security;

use self::phy::{IFTYPE, NL802154_CAP_ATTR, NL802154_CCA, NL802154_CCA_OPT};
use self::security::{
    KEY_ID, NL802154_DEV_ATTR, NL802154_DEVKEY_ATTR, NL802154_KEY_ATTR, NL802154_SECLEVEL_ATTR, SECLEVEL,
};
use crate::schema::{Case::*, Class::*, *};

pub(super) static FAMILY: Generic = generic("nl802154", &COMMANDS).module("ieee802154");

/// A `GET` is answered with `NEW`.
static COMMANDS: Commands = commands(&numbered([
    msg(0, "NL802154_CMD_UNSPEC", Get, &BODY),
    msg(1, "NL802154_CMD_GET_WPAN_PHY", Get, &BODY),
    msg(2, "NL802154_CMD_SET_WPAN_PHY", New, &BODY),
    msg(3, "NL802154_CMD_NEW_WPAN_PHY", Get, &BODY),
    msg(4, "NL802154_CMD_DEL_WPAN_PHY", Delete, &BODY),
    msg(5, "NL802154_CMD_GET_INTERFACE", Get, &BODY),
    msg(6, "NL802154_CMD_SET_INTERFACE", New, &BODY),
    msg(7, "NL802154_CMD_NEW_INTERFACE", New, &BODY),
    msg(8, "NL802154_CMD_DEL_INTERFACE", Delete, &BODY),
    msg(9, "NL802154_CMD_SET_CHANNEL", New, &BODY),
    msg(10, "NL802154_CMD_SET_PAN_ID", New, &BODY),
    msg(11, "NL802154_CMD_SET_SHORT_ADDR", New, &BODY),
    msg(12, "NL802154_CMD_SET_TX_POWER", New, &BODY),
    msg(13, "NL802154_CMD_SET_CCA_MODE", New, &BODY),
    msg(14, "NL802154_CMD_SET_CCA_ED_LEVEL", New, &BODY),
    msg(15, "NL802154_CMD_SET_MAX_FRAME_RETRIES", New, &BODY),
    msg(16, "NL802154_CMD_SET_BACKOFF_EXPONENT", New, &BODY),
    msg(17, "NL802154_CMD_SET_MAX_CSMA_BACKOFFS", New, &BODY),
    msg(18, "NL802154_CMD_SET_LBT_MODE", New, &BODY),
    msg(19, "NL802154_CMD_SET_ACKREQ_DEFAULT", New, &BODY),
    msg(20, "NL802154_CMD_SET_WPAN_PHY_NETNS", New, &BODY),
    msg(21, "NL802154_CMD_SET_SEC_PARAMS", New, &BODY),
    msg(22, "NL802154_CMD_GET_SEC_KEY", Get, &BODY),
    msg(23, "NL802154_CMD_NEW_SEC_KEY", New, &BODY),
    msg(24, "NL802154_CMD_DEL_SEC_KEY", Delete, &BODY),
    msg(25, "NL802154_CMD_GET_SEC_DEV", Get, &BODY),
    msg(26, "NL802154_CMD_NEW_SEC_DEV", New, &BODY),
    msg(27, "NL802154_CMD_DEL_SEC_DEV", Delete, &BODY),
    msg(28, "NL802154_CMD_GET_SEC_DEVKEY", Get, &BODY),
    msg(29, "NL802154_CMD_NEW_SEC_DEVKEY", New, &BODY),
    msg(30, "NL802154_CMD_DEL_SEC_DEVKEY", Delete, &BODY),
    msg(31, "NL802154_CMD_GET_SEC_LEVEL", Get, &BODY),
    msg(32, "NL802154_CMD_NEW_SEC_LEVEL", New, &BODY),
    msg(33, "NL802154_CMD_DEL_SEC_LEVEL", Delete, &BODY),
    msg(34, "NL802154_CMD_SCAN_EVENT", Other, &BODY),
    msg(35, "NL802154_CMD_TRIGGER_SCAN", New, &BODY),
    msg(36, "NL802154_CMD_ABORT_SCAN", Delete, &BODY),
    msg(37, "NL802154_CMD_SCAN_DONE", Other, &BODY),
    msg(38, "NL802154_CMD_SEND_BEACONS", New, &BODY),
    msg(39, "NL802154_CMD_STOP_BEACONS", Delete, &BODY),
    msg(40, "NL802154_CMD_ASSOCIATE", New, &BODY),
    msg(41, "NL802154_CMD_DISASSOCIATE", Delete, &BODY),
    msg(42, "NL802154_CMD_SET_MAX_ASSOCIATIONS", New, &BODY),
    msg(43, "NL802154_CMD_LIST_ASSOCIATIONS", Get, &BODY),
]));

static BODY: Body = headless(nest(&NL802154_ATTR));

/// The short address of a network or device.
const SHORT: Kind = LE16.hex();
const EXTENDED: Kind = LE64.hex();

static NL802154_ATTR: Set = set(
    "NL802154_ATTR",
    &[
        attr(1, "NL802154_ATTR_WPAN_PHY", U32).key(),
        attr(2, "NL802154_ATTR_WPAN_PHY_NAME", TEXT).key(),
        attr(3, "NL802154_ATTR_IFINDEX", U32.interface()).key(),
        attr(4, "NL802154_ATTR_IFNAME", TEXT).key(),
        attr(5, "NL802154_ATTR_IFTYPE", U32.name(&IFTYPE)),
        attr(6, "NL802154_ATTR_WPAN_DEV", U64.hex()),
        attr(7, "NL802154_ATTR_PAGE", U8),
        attr(8, "NL802154_ATTR_CHANNEL", U8),
        attr(9, "NL802154_ATTR_PAN_ID", SHORT),
        attr(10, "NL802154_ATTR_SHORT_ADDR", SHORT),
        attr(11, "NL802154_ATTR_TX_POWER", S32.unit(Unit::Millibelmilliwatt)),
        attr(12, "NL802154_ATTR_CCA_MODE", U32.name(&NL802154_CCA)),
        attr(13, "NL802154_ATTR_CCA_OPT", U32.name(&NL802154_CCA_OPT)),
        attr(14, "NL802154_ATTR_CCA_ED_LEVEL", S32.unit(Unit::Millibelmilliwatt)),
        attr(15, "NL802154_ATTR_MAX_FRAME_RETRIES", S8),
        attr(16, "NL802154_ATTR_MAX_BE", U8),
        attr(17, "NL802154_ATTR_MIN_BE", U8),
        attr(18, "NL802154_ATTR_MAX_CSMA_BACKOFFS", U8),
        attr(19, "NL802154_ATTR_LBT_MODE", U8.bool()),
        attr(20, "NL802154_ATTR_GENERATION", U32),
        attr(21, "NL802154_ATTR_CHANNELS_SUPPORTED", nest(&BY_PAGE)),
        attr(22, "NL802154_ATTR_SUPPORTED_CHANNEL", U32.hex()),
        attr(23, "NL802154_ATTR_EXTENDED_ADDR", EXTENDED),
        attr(24, "NL802154_ATTR_WPAN_PHY_CAPS", nest(&NL802154_CAP_ATTR)),
        attr(25, "NL802154_ATTR_SUPPORTED_COMMANDS", Kind::List(&SUPPORTED)),
        attr(26, "NL802154_ATTR_ACKREQ_DEFAULT", U8.bool()),
        attr(27, "NL802154_ATTR_PAD", PAD),
        attr(28, "NL802154_ATTR_PID", U32),
        attr(29, "NL802154_ATTR_NETNS_FD", U32),
        attr(30, "NL802154_ATTR_COORDINATOR", nest(&NL802154_COORD)),
        attr(31, "NL802154_ATTR_SCAN_TYPE", U8.name(&NL802154_SCAN)),
        // Nothing reads it, nor the two after the channels.
        attr(32, "NL802154_ATTR_SCAN_FLAGS", U32.hex()),
        attr(33, "NL802154_ATTR_SCAN_CHANNELS", U32.hex()),
        attr(34, "NL802154_ATTR_SCAN_PREAMBLE_CODES", U64.hex()),
        attr(35, "NL802154_ATTR_SCAN_MEAN_PRF", U8),
        // Exponents of 2, of so many superframes.
        attr(36, "NL802154_ATTR_SCAN_DURATION", U8),
        attr(37, "NL802154_ATTR_SCAN_DONE_REASON", U8.name(&NL802154_SCAN_DONE_REASON)),
        attr(38, "NL802154_ATTR_BEACON_INTERVAL", U8),
        attr(39, "NL802154_ATTR_MAX_ASSOCIATIONS", U32),
        attr(40, "NL802154_ATTR_PEER", nest(&NL802154_DEV_ADDR_ATTR)),
        attr(41, "NL802154_ATTR_SEC_ENABLED", U8.bool()),
        attr(42, "NL802154_ATTR_SEC_OUT_LEVEL", U32.name(&SECLEVEL)),
        attr(43, "NL802154_ATTR_SEC_OUT_KEY_ID", nest(&KEY_ID)),
        attr(44, "NL802154_ATTR_SEC_FRAME_COUNTER", BE32),
        attr(45, "NL802154_ATTR_SEC_LEVEL", nest(&NL802154_SECLEVEL_ATTR)),
        attr(46, "NL802154_ATTR_SEC_DEVICE", nest(&NL802154_DEV_ATTR)),
        attr(47, "NL802154_ATTR_SEC_DEVKEY", nest(&NL802154_DEVKEY_ATTR)),
        attr(48, "NL802154_ATTR_SEC_KEY", nest(&NL802154_KEY_ATTR)),
    ],
);

/// One attribute a page, with a bit for each channel.
static BY_PAGE: Set =
    set("NL802154_ATTR_CHANNELS_SUPPORTED", &[attr(22, "NL802154_ATTR_SUPPORTED_CHANNEL", U32.hex())]);

/// Counted from 1.
static SUPPORTED: List = list(U32.name(&COMMANDS.names));

static NL802154_COORD: Set = set(
    "NL802154_COORD",
    &[
        attr(1, "NL802154_COORD_PANID", SHORT),
        attr(2, "NL802154_COORD_ADDR", select("@len", &[(Is(2), SHORT), (Otherwise, EXTENDED)])),
        attr(3, "NL802154_COORD_CHANNEL", U8),
        attr(4, "NL802154_COORD_PAGE", U8),
        attr(5, "NL802154_COORD_PREAMBLE_CODE", U8),
        attr(6, "NL802154_COORD_MEAN_PRF", U8),
        attr(7, "NL802154_COORD_SUPERFRAME_SPEC", U16.parts(&SUPERFRAME)),
        attr(8, "NL802154_COORD_LINK_QUALITY", U8.unit(Unit::Of255)),
        attr(9, "NL802154_COORD_GTS_PERMIT", FLAG),
        attr(10, "NL802154_COORD_PAYLOAD_DATA", OPAQUE),
        attr(11, "NL802154_COORD_PAD", PAD),
    ],
);

/// IEEE 802.15.4, section 7.3.1.4.
static SUPERFRAME: [Part; 7] = [
    part("beacon_order", 4, Show::Dec),
    part("superframe_order", 4, Show::Dec),
    part("final_cap_slot", 4, Show::Dec),
    part("battery_life_ext", 1, Show::Bool),
    part("", 1, Show::Dec),
    part("pan_coordinator", 1, Show::Bool),
    part("assoc_permit", 1, Show::Bool),
];

static NL802154_SCAN: Names = names(&[
    (1, "NL802154_SCAN_ED"),
    (2, "NL802154_SCAN_ACTIVE"),
    (3, "NL802154_SCAN_PASSIVE"),
    (4, "NL802154_SCAN_ORPHAN"),
    (5, "NL802154_SCAN_ENHANCED_ACTIVE"),
    (6, "NL802154_SCAN_RIT_PASSIVE"),
]);

static NL802154_SCAN_DONE_REASON: Names =
    names(&[(1, "NL802154_SCAN_DONE_REASON_FINISHED"), (2, "NL802154_SCAN_DONE_REASON_ABORTED")]);

/// Of a peer the mode takes a byte.
static NL802154_DEV_ADDR_ATTR: Set = set(
    "NL802154_DEV_ADDR_ATTR",
    &[
        attr(1, "NL802154_DEV_ADDR_ATTR_PAN_ID", SHORT),
        attr(
            2,
            "NL802154_DEV_ADDR_ATTR_MODE",
            select(
                "@len",
                &[(Is(1), U8.name(&NL802154_DEV_ADDR)), (Otherwise, U32.name(&NL802154_DEV_ADDR))],
            ),
        ),
        attr(3, "NL802154_DEV_ADDR_ATTR_SHORT", SHORT),
        attr(4, "NL802154_DEV_ADDR_ATTR_EXTENDED", EXTENDED),
        attr(5, "NL802154_DEV_ADDR_ATTR_PAD", PAD),
        attr(6, "NL802154_DEV_ADDR_ATTR_PEER_TYPE", U8.name(&NL802154_PEER_TYPE)),
    ],
);

static NL802154_DEV_ADDR: Names = names(&[
    (0, "NL802154_DEV_ADDR_NONE"),
    (2, "NL802154_DEV_ADDR_SHORT"),
    (3, "NL802154_DEV_ADDR_EXTENDED"),
]);

static NL802154_PEER_TYPE: Names = names(&[
    (0, "NL802154_PEER_TYPE_UNSPEC"),
    (1, "NL802154_PEER_TYPE_PARENT"),
    (2, "NL802154_PEER_TYPE_CHILD"),
]);

#[cfg(test)]
mod tests {
    use super::FAMILY;
    use crate::family::generic::testing::{attribute, decoded, values};

    #[test]
    fn a_radio() {
        let channels = attribute(2, &attribute(0, &[attribute(11, b""), attribute(26, b"")].concat()));
        let powers =
            attribute(3, &[attribute(0, &[0, 0, 0, 0]), attribute(1, &[0x38, 0xff, 0xff, 0xff])].concat());
        let modes = attribute(5, &[attribute(1, b""), attribute(3, b"")].concat());
        let radio =
            [attribute(24, &[channels, powers, modes].concat()), attribute(25, &attribute(1, &[9, 0, 0, 0]))];
        let decoded = decoded(&FAMILY, (3, 2), &[&radio.concat(), &attribute(11, &[0x2c, 1, 0, 0])]);
        assert_eq!(values(&decoded, "NL802154_ATTR_TX_POWER"), ["300"]);
        assert!(decoded.iter().any(|(name, _)| *name == "NL802154_CCA_ENERGY_CARRIER"));
        assert!(decoded.iter().any(|(_, value)| value == "-200"));
        assert!(decoded.iter().any(|(_, value)| value == "NL802154_CMD_SET_CHANNEL"));
    }

    #[test]
    fn a_coordinator_and_a_peer() {
        let far = [1, 2, 3, 4, 5, 6, 7, 8];
        let coordinator =
            [attribute(1, &[0xcd, 0xab]), attribute(2, &far), attribute(7, &[0xff, 0xcf])].concat();
        let event = decoded(&FAMILY, (34, 0), &[&attribute(30, &coordinator)]);
        assert_eq!(values(&event, "NL802154_COORD_PANID"), ["43981"]);
        assert_eq!(values(&event, "NL802154_COORD_ADDR"), ["578437695752307201"]);
        let peer = [attribute(2, &[3]), attribute(6, &[2]), attribute(4, &far)].concat();
        let peers = decoded(&FAMILY, (43, 2), &[&attribute(40, &peer)]);
        assert_eq!(values(&peers, "NL802154_DEV_ADDR_ATTR_MODE"), ["NL802154_DEV_ADDR_EXTENDED"]);
        assert_eq!(values(&peers, "NL802154_DEV_ADDR_ATTR_PEER_TYPE"), ["NL802154_PEER_TYPE_CHILD"]);
    }

    #[test]
    fn a_key_and_what_it_may_be_used_for() {
        let mut commands = vec![0; 28];
        commands.extend([0x12, 0, 0, 0]);
        let id = [attribute(1, &[1, 0, 0, 0]), attribute(2, &[7])].concat();
        let key = [attribute(1, &id), attribute(2, &[10]), attribute(3, &commands), attribute(4, &[9; 16])]
            .concat();
        let decoded = decoded(&FAMILY, (23, 5), &[&attribute(48, &key)]);
        assert_eq!(values(&decoded, "NL802154_KEY_ID_ATTR_MODE"), ["NL802154_KEY_ID_MODE_INDEX"]);
        assert_eq!(
            values(&decoded, "NL802154_KEY_ATTR_USAGE_FRAMES"),
            ["NL802154_FRAME_DATA|NL802154_FRAME_CMD"]
        );
        let used = "NL802154_CMD_FRAME_ASSOC_REQUEST|NL802154_CMD_FRAME_DATA_REQUEST";
        assert_eq!(values(&decoded, "cmd_frame_ids"), [used]);
    }
}
