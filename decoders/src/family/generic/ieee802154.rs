//! `802.15.4 MAC`: the older family of IEEE 802.15.4  (the kernel's own linux/nl802154.h)

use crate::schema::{Class::*, *};

pub(super) static FAMILY: Generic = generic("802.15.4 MAC", &COMMANDS).module("ieee802154");

/// A `REQ` is answered with `CONF`, which goes to all listeners; events are `INDIC`.
static COMMANDS: Commands = commands(&numbered([
    msg(1, "IEEE802154_ASSOCIATE_REQ", New, &BODY),
    msg(2, "IEEE802154_ASSOCIATE_CONF", Other, &BODY),
    msg(3, "IEEE802154_DISASSOCIATE_REQ", Delete, &BODY),
    msg(4, "IEEE802154_DISASSOCIATE_CONF", Other, &BODY),
    msg(5, "IEEE802154_GET_REQ", Get, &BODY),
    msg(6, "IEEE802154_GET_CONF", Other, &BODY),
    msg(7, "IEEE802154_RESET_REQ", New, &BODY),
    msg(8, "IEEE802154_RESET_CONF", Other, &BODY),
    msg(9, "IEEE802154_SCAN_REQ", New, &BODY),
    msg(10, "IEEE802154_SCAN_CONF", Other, &BODY),
    msg(11, "IEEE802154_SET_REQ", New, &BODY),
    msg(12, "IEEE802154_SET_CONF", Other, &BODY),
    msg(13, "IEEE802154_START_REQ", New, &BODY),
    msg(14, "IEEE802154_START_CONF", Other, &BODY),
    msg(15, "IEEE802154_SYNC_REQ", New, &BODY),
    msg(16, "IEEE802154_POLL_REQ", New, &BODY),
    msg(17, "IEEE802154_POLL_CONF", Other, &BODY),
    msg(18, "IEEE802154_ASSOCIATE_INDIC", Other, &BODY),
    msg(19, "IEEE802154_ASSOCIATE_RESP", New, &BODY),
    msg(20, "IEEE802154_DISASSOCIATE_INDIC", Other, &BODY),
    msg(21, "IEEE802154_BEACON_NOTIFY_INDIC", Other, &BODY),
    msg(22, "IEEE802154_ORPHAN_INDIC", Other, &BODY),
    msg(23, "IEEE802154_ORPHAN_RESP", New, &BODY),
    msg(24, "IEEE802154_COMM_STATUS_INDIC", Other, &BODY),
    msg(25, "IEEE802154_SYNC_LOSS_INDIC", Other, &BODY),
    msg(26, "IEEE802154_GTS_REQ", New, &BODY),
    msg(27, "IEEE802154_GTS_INDIC", Other, &BODY),
    msg(28, "IEEE802154_GTS_CONF", Other, &BODY),
    msg(29, "IEEE802154_RX_ENABLE_REQ", New, &BODY),
    msg(30, "IEEE802154_RX_ENABLE_CONF", Other, &BODY),
    msg(31, "IEEE802154_LIST_IFACE", Get, &BODY),
    msg(32, "IEEE802154_LIST_PHY", Get, &BODY),
    msg(33, "IEEE802154_ADD_IFACE", Get, &BODY).changing(),
    msg(34, "IEEE802154_DEL_IFACE", Delete, &BODY),
    msg(35, "IEEE802154_SET_MACPARAMS", New, &BODY),
    msg(36, "IEEE802154_LLSEC_GETPARAMS", Get, &BODY),
    msg(37, "IEEE802154_LLSEC_SETPARAMS", New, &BODY),
    msg(38, "IEEE802154_LLSEC_LIST_KEY", Get, &BODY),
    msg(39, "IEEE802154_LLSEC_ADD_KEY", New, &BODY),
    msg(40, "IEEE802154_LLSEC_DEL_KEY", Delete, &BODY),
    msg(41, "IEEE802154_LLSEC_LIST_DEV", Get, &BODY),
    msg(42, "IEEE802154_LLSEC_ADD_DEV", New, &BODY),
    msg(43, "IEEE802154_LLSEC_DEL_DEV", Delete, &BODY),
    msg(44, "IEEE802154_LLSEC_LIST_DEVKEY", Get, &BODY),
    msg(45, "IEEE802154_LLSEC_ADD_DEVKEY", New, &BODY),
    msg(46, "IEEE802154_LLSEC_DEL_DEVKEY", Delete, &BODY),
    msg(47, "IEEE802154_LLSEC_LIST_SECLEVEL", Get, &BODY),
    msg(48, "IEEE802154_LLSEC_ADD_SECLEVEL", New, &BODY),
    msg(49, "IEEE802154_LLSEC_DEL_SECLEVEL", Delete, &BODY),
]));

static BODY: Body = headless(nest(&IEEE802154_ATTR));

/// In the machine's own order here; the long addresses as people write them.
const SHORT: Kind = U16.hex();

static IEEE802154_ATTR: Set = set(
    "IEEE802154_ATTR",
    &[
        attr(1, "IEEE802154_ATTR_DEV_NAME", TEXT).key(),
        attr(2, "IEEE802154_ATTR_DEV_INDEX", U32.interface()).key(),
        attr(3, "IEEE802154_ATTR_STATUS", U8.hex()),
        attr(4, "IEEE802154_ATTR_SHORT_ADDR", SHORT),
        attr(5, "IEEE802154_ATTR_HW_ADDR", LLADDR),
        attr(6, "IEEE802154_ATTR_PAN_ID", SHORT),
        attr(7, "IEEE802154_ATTR_CHANNEL", U8),
        attr(8, "IEEE802154_ATTR_COORD_SHORT_ADDR", SHORT),
        attr(9, "IEEE802154_ATTR_COORD_HW_ADDR", LLADDR),
        attr(10, "IEEE802154_ATTR_COORD_PAN_ID", SHORT),
        attr(11, "IEEE802154_ATTR_SRC_SHORT_ADDR", SHORT),
        attr(12, "IEEE802154_ATTR_SRC_HW_ADDR", LLADDR),
        attr(13, "IEEE802154_ATTR_SRC_PAN_ID", SHORT),
        attr(14, "IEEE802154_ATTR_DEST_SHORT_ADDR", SHORT),
        attr(15, "IEEE802154_ATTR_DEST_HW_ADDR", LLADDR),
        attr(16, "IEEE802154_ATTR_DEST_PAN_ID", SHORT),
        attr(17, "IEEE802154_ATTR_CAPABILITY", U8.hex()),
        attr(18, "IEEE802154_ATTR_REASON", U8.hex()),
        attr(19, "IEEE802154_ATTR_SCAN_TYPE", U8),
        attr(20, "IEEE802154_ATTR_CHANNELS", U32.hex()),
        attr(21, "IEEE802154_ATTR_DURATION", U8),
        attr(22, "IEEE802154_ATTR_ED_LIST", Kind::Array(&ENERGIES)),
        attr(23, "IEEE802154_ATTR_BCN_ORD", U8),
        attr(24, "IEEE802154_ATTR_SF_ORD", U8),
        attr(25, "IEEE802154_ATTR_PAN_COORD", U8.bool()),
        attr(26, "IEEE802154_ATTR_BAT_EXT", U8.bool()),
        attr(27, "IEEE802154_ATTR_COORD_REALIGN", U8.bool()),
        // Nothing reads or writes it.
        attr(28, "IEEE802154_ATTR_SEC", RAW),
        attr(29, "IEEE802154_ATTR_PAGE", U8),
        attr(30, "IEEE802154_ATTR_CHANNEL_PAGE_LIST", Kind::Array(&PAGES)),
        attr(31, "IEEE802154_ATTR_PHY_NAME", TEXT),
        attr(32, "IEEE802154_ATTR_DEV_TYPE", U8.name(&IFTYPE)),
        attr(33, "IEEE802154_ATTR_TXPOWER", S8.unit(Unit::DecibelMilliwatt)),
        attr(34, "IEEE802154_ATTR_LBT_ENABLED", U8.bool()),
        attr(35, "IEEE802154_ATTR_CCA_MODE", U8),
        attr(36, "IEEE802154_ATTR_CCA_ED_LEVEL", S32.unit(Unit::Millibelmilliwatt)),
        attr(37, "IEEE802154_ATTR_CSMA_RETRIES", U8),
        attr(38, "IEEE802154_ATTR_CSMA_MIN_BE", U8),
        attr(39, "IEEE802154_ATTR_CSMA_MAX_BE", U8),
        attr(40, "IEEE802154_ATTR_FRAME_RETRIES", S8),
        attr(41, "IEEE802154_ATTR_LLSEC_ENABLED", U8.bool()),
        attr(42, "IEEE802154_ATTR_LLSEC_SECLEVEL", U8.name(&SECLEVEL)),
        attr(43, "IEEE802154_ATTR_LLSEC_KEY_MODE", U8.name(&KEY_MODE)),
        attr(44, "IEEE802154_ATTR_LLSEC_KEY_SOURCE_SHORT", U32.hex()),
        attr(45, "IEEE802154_ATTR_LLSEC_KEY_SOURCE_EXTENDED", LLADDR),
        attr(46, "IEEE802154_ATTR_LLSEC_KEY_ID", U8),
        attr(47, "IEEE802154_ATTR_LLSEC_FRAME_COUNTER", U32),
        attr(48, "IEEE802154_ATTR_LLSEC_KEY_BYTES", opaque(16)).secret(),
        attr(49, "IEEE802154_ATTR_LLSEC_KEY_USAGE_FRAME_TYPES", U8.hex()),
        attr(50, "IEEE802154_ATTR_LLSEC_KEY_USAGE_COMMANDS", fixed(&COMMAND_BITS)),
        attr(51, "IEEE802154_ATTR_LLSEC_FRAME_TYPE", U8.name(&FC_TYPE)),
        attr(52, "IEEE802154_ATTR_LLSEC_CMD_FRAME_ID", U8),
        attr(53, "IEEE802154_ATTR_LLSEC_SECLEVELS", U8.hex()),
        attr(54, "IEEE802154_ATTR_LLSEC_DEV_OVERRIDE", U8.bool()),
        attr(55, "IEEE802154_ATTR_LLSEC_DEV_KEY_MODE", U8.name(&DEVKEY)),
    ],
);

/// One a channel.
static ENERGIES: Array = array(U8);

/// The channels that a page has.
static PAGES: Array = array(U32.parts(&[part("channels", 27, Show::Hex), part("page", 5, Show::Dec)]));

/// The kernel's own net/nl802154.h has them.
static IFTYPE: Names =
    names(&[(0, "NL802154_IFTYPE_NODE"), (1, "NL802154_IFTYPE_MONITOR"), (2, "NL802154_IFTYPE_COORD")]);

/// The kernel's own net/ieee802154_netdev.h and linux/ieee802154.h have these and those below.
static SECLEVEL: Names = names(&[
    (0, "IEEE802154_SCF_SECLEVEL_NONE"),
    (1, "IEEE802154_SCF_SECLEVEL_MIC32"),
    (2, "IEEE802154_SCF_SECLEVEL_MIC64"),
    (3, "IEEE802154_SCF_SECLEVEL_MIC128"),
    (4, "IEEE802154_SCF_SECLEVEL_ENC"),
    (5, "IEEE802154_SCF_SECLEVEL_ENC_MIC32"),
    (6, "IEEE802154_SCF_SECLEVEL_ENC_MIC64"),
    (7, "IEEE802154_SCF_SECLEVEL_ENC_MIC128"),
]);

static KEY_MODE: Names = names(&[
    (0, "IEEE802154_SCF_KEY_IMPLICIT"),
    (1, "IEEE802154_SCF_KEY_INDEX"),
    (2, "IEEE802154_SCF_KEY_SHORT_INDEX"),
    (3, "IEEE802154_SCF_KEY_HW_INDEX"),
]);

static FC_TYPE: Names = names(&[
    (0, "IEEE802154_FC_TYPE_BEACON"),
    (1, "IEEE802154_FC_TYPE_DATA"),
    (2, "IEEE802154_FC_TYPE_ACK"),
    (3, "IEEE802154_FC_TYPE_MAC_CMD"),
]);

static DEVKEY: Names = names(&[
    (0, "IEEE802154_LLSEC_DEVKEY_IGNORE"),
    (1, "IEEE802154_LLSEC_DEVKEY_RESTRICT"),
    (2, "IEEE802154_LLSEC_DEVKEY_RECORD"),
]);

/// Room for 256 bits; only the last word is used.
static COMMAND_BITS: Struct = layout("", 32, &[field("", pad(28)), field("cmd_frame_ids", U32.hex())]);

#[cfg(test)]
mod tests {
    use super::FAMILY;
    use crate::family::generic::testing::{attribute, decoded, values};

    #[test]
    fn a_radio_and_a_key() {
        let pages = attribute(30, &[0, 0xf8, 0xff, 7, 1, 0, 0, 8]);
        let radio = decoded(&FAMILY, (32, 2), &[&attribute(31, b"phy0\0"), &pages, &attribute(33, &[0xfd])]);
        assert_eq!(values(&radio, "IEEE802154_ATTR_PHY_NAME"), ["phy0"]);
        assert_eq!(values(&radio, "IEEE802154_ATTR_TXPOWER"), ["-3"]);
        let source = attribute(45, &[1, 2, 3, 4, 5, 6, 7, 8]);
        let key = decoded(&FAMILY, (39, 5), &[&attribute(43, &[3]), &source, &attribute(42, &[5])]);
        assert_eq!(values(&key, "IEEE802154_ATTR_LLSEC_KEY_MODE"), ["IEEE802154_SCF_KEY_HW_INDEX"]);
        assert_eq!(values(&key, "IEEE802154_ATTR_LLSEC_KEY_SOURCE_EXTENDED"), ["01:02:03:04:05:06:07:08"]);
    }
}
