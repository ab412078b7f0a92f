//! `nfc`: readers for near field communication, what is near them, and their secure elements  (linux/nfc.h)

use crate::schema::{Class::*, *};

pub(super) static FAMILY: Generic = generic("nfc", &COMMANDS).module("nfc");

/// The answer of an element, or to a maker's command, comes later and to all listeners.
static COMMANDS: Commands = commands(&numbered([
    msg(0, "NFC_CMD_UNSPEC", Get, &BODY),
    msg(1, "NFC_CMD_GET_DEVICE", Get, &BODY),
    msg(2, "NFC_CMD_DEV_UP", New, &BODY),
    msg(3, "NFC_CMD_DEV_DOWN", New, &BODY),
    msg(4, "NFC_CMD_DEP_LINK_UP", New, &BODY),
    msg(5, "NFC_CMD_DEP_LINK_DOWN", Delete, &BODY),
    msg(6, "NFC_CMD_START_POLL", New, &BODY),
    msg(7, "NFC_CMD_STOP_POLL", Delete, &BODY),
    msg(8, "NFC_CMD_GET_TARGET", Get, &BODY),
    msg(9, "NFC_EVENT_TARGETS_FOUND", Other, &BODY),
    msg(10, "NFC_EVENT_DEVICE_ADDED", Other, &BODY),
    msg(11, "NFC_EVENT_DEVICE_REMOVED", Other, &BODY),
    msg(12, "NFC_EVENT_TARGET_LOST", Other, &BODY),
    msg(13, "NFC_EVENT_TM_ACTIVATED", Other, &BODY),
    msg(14, "NFC_EVENT_TM_DEACTIVATED", Other, &BODY),
    msg(15, "NFC_CMD_LLC_GET_PARAMS", Get, &BODY),
    msg(16, "NFC_CMD_LLC_SET_PARAMS", New, &BODY),
    msg(17, "NFC_CMD_ENABLE_SE", New, &BODY),
    msg(18, "NFC_CMD_DISABLE_SE", New, &BODY),
    msg(19, "NFC_CMD_LLC_SDREQ", New, &BODY),
    msg(20, "NFC_EVENT_LLC_SDRES", Other, &BODY),
    msg(21, "NFC_CMD_FW_DOWNLOAD", New, &BODY),
    msg(22, "NFC_EVENT_SE_ADDED", Other, &BODY),
    msg(23, "NFC_EVENT_SE_REMOVED", Other, &BODY),
    msg(24, "NFC_EVENT_SE_CONNECTIVITY", Other, &BODY),
    msg(25, "NFC_EVENT_SE_TRANSACTION", Other, &BODY),
    msg(26, "NFC_CMD_GET_SE", Get, &BODY),
    msg(27, "NFC_CMD_SE_IO", New, &BODY),
    msg(28, "NFC_CMD_ACTIVATE_TARGET", New, &BODY),
    msg(29, "NFC_CMD_VENDOR", Get, &BODY).changing(),
    msg(30, "NFC_CMD_DEACTIVATE_TARGET", Delete, &BODY),
]));

static BODY: Body = headless(nest(&NFC_ATTR));

const PROTOCOLS: Kind = U32.flags(&NFC_PROTO);

static NFC_ATTR: Set = set(
    "NFC_ATTR",
    &[
        attr(1, "NFC_ATTR_DEVICE_INDEX", U32).key(),
        attr(2, "NFC_ATTR_DEVICE_NAME", TEXT).key(),
        attr(3, "NFC_ATTR_PROTOCOLS", PROTOCOLS),
        attr(4, "NFC_ATTR_TARGET_INDEX", U32),
        attr(5, "NFC_ATTR_TARGET_SENS_RES", U16.hex()),
        attr(6, "NFC_ATTR_TARGET_SEL_RES", U8.hex()),
        attr(7, "NFC_ATTR_TARGET_NFCID1", OPAQUE),
        attr(8, "NFC_ATTR_TARGET_SENSB_RES", OPAQUE),
        attr(9, "NFC_ATTR_TARGET_SENSF_RES", OPAQUE),
        attr(10, "NFC_ATTR_COMM_MODE", U8.name(&NFC_COMM)),
        attr(11, "NFC_ATTR_RF_MODE", U8.name(&NFC_RF)),
        attr(12, "NFC_ATTR_DEVICE_POWERED", U8.bool()),
        attr(13, "NFC_ATTR_IM_PROTOCOLS", PROTOCOLS),
        attr(14, "NFC_ATTR_TM_PROTOCOLS", PROTOCOLS),
        // In steps of 10 ms.
        attr(15, "NFC_ATTR_LLC_PARAM_LTO", U8),
        attr(16, "NFC_ATTR_LLC_PARAM_RW", U8),
        attr(17, "NFC_ATTR_LLC_PARAM_MIUX", U16.unit(Unit::Bytes)),
        // In kernels before 3.11: the elements.
        attr(18, "NFC_ATTR_SE", U32.flags(&NFC_SE)),
        attr(19, "NFC_ATTR_LLC_SDP", Kind::List(&SERVICES)),
        attr(20, "NFC_ATTR_FIRMWARE_NAME", TEXT),
        attr(21, "NFC_ATTR_SE_INDEX", U32),
        attr(22, "NFC_ATTR_SE_TYPE", U8.name(&NFC_SE)),
        attr(23, "NFC_ATTR_SE_AID", OPAQUE),
        // 0 or an error, without a sign.
        attr(24, "NFC_ATTR_FIRMWARE_DOWNLOAD_STATUS", U32),
        attr(25, "NFC_ATTR_SE_APDU", OPAQUE),
        attr(26, "NFC_ATTR_TARGET_ISO15693_DSFID", U8.hex()),
        attr(27, "NFC_ATTR_TARGET_ISO15693_UID", opaque(8)),
        attr(28, "NFC_ATTR_SE_PARAMS", OPAQUE),
        attr(29, "NFC_ATTR_VENDOR_ID", U32.hex()),
        attr(30, "NFC_ATTR_VENDOR_SUBCMD", U32.hex()),
        attr(31, "NFC_ATTR_VENDOR_DATA", OPAQUE),
        attr(32, "NFC_ATTR_TARGET_ATS", OPAQUE),
    ],
);

static NFC_PROTO: Names = names(&[
    (0x2, "NFC_PROTO_JEWEL_MASK"),
    (0x4, "NFC_PROTO_MIFARE_MASK"),
    (0x8, "NFC_PROTO_FELICA_MASK"),
    (0x10, "NFC_PROTO_ISO14443_MASK"),
    (0x20, "NFC_PROTO_NFC_DEP_MASK"),
    (0x40, "NFC_PROTO_ISO14443_B_MASK"),
    (0x80, "NFC_PROTO_ISO15693_MASK"),
]);

static NFC_COMM: Names = names(&[(0, "NFC_COMM_ACTIVE"), (1, "NFC_COMM_PASSIVE")]);

static NFC_RF: Names = names(&[(0, "NFC_RF_INITIATOR"), (1, "NFC_RF_TARGET"), (2, "NFC_RF_NONE")]);

static NFC_SE: Names = names(&[(1, "NFC_SE_UICC"), (2, "NFC_SE_EMBEDDED")]);

/// The attribute types are ignored.
static SERVICES: List = list(nest(&NFC_SDP_ATTR));

static NFC_SDP_ATTR: Set =
    set("NFC_SDP_ATTR", &[attr(1, "NFC_SDP_ATTR_URI", TEXT), attr(2, "NFC_SDP_ATTR_SAP", U8)]);

#[cfg(test)]
mod tests {
    use super::FAMILY;
    use crate::family::generic::testing::{attribute, decoded, decoded_unasked, values};

    #[test]
    fn a_target() {
        let target = [attribute(3, &[0x14, 0, 0, 0]), attribute(7, &[4, 0x5a, 0x21, 9])].concat();
        let decoded = decoded(&FAMILY, (8, 2), &[&target]);
        assert_eq!(values(&decoded, "NFC_ATTR_PROTOCOLS"), ["NFC_PROTO_MIFARE_MASK|NFC_PROTO_ISO14443_MASK"]);
        assert_eq!(values(&decoded, "NFC_ATTR_TARGET_NFCID1"), ["04:5a:21:09"]);
    }

    #[test]
    fn services_that_were_found() {
        let service = [attribute(2, &[0x10]), attribute(1, b"urn:nfc:sn:snep\0")].concat();
        let news = decoded_unasked(&FAMILY, 20, &[&attribute(19, &attribute(1, &service))]);
        assert_eq!(values(&news, "cmd"), ["NFC_EVENT_LLC_SDRES"]);
        assert_eq!(values(&news, "NFC_SDP_ATTR_URI"), ["urn:nfc:sn:snep"]);
    }
}
