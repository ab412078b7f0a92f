//! `NCSI`: network cards that a board's controller shares with its host  (linux/ncsi.h, DMTF DSP0222)

use crate::schema::{Class::*, *};

pub(super) static FAMILY: Generic = generic("NCSI", &COMMANDS);

/// A card's answer comes with the number of the request.
static COMMANDS: Commands = commands(&numbered([
    msg(1, "NCSI_CMD_PKG_INFO", Get, &BODY),
    msg(2, "NCSI_CMD_SET_INTERFACE", New, &BODY),
    msg(3, "NCSI_CMD_CLEAR_INTERFACE", Delete, &BODY),
    msg(4, "NCSI_CMD_SEND_CMD", Get, &BODY).changing(),
    msg(5, "NCSI_CMD_SET_PACKAGE_MASK", New, &BODY),
    msg(6, "NCSI_CMD_SET_CHANNEL_MASK", New, &BODY),
]));

static BODY: Body = headless(nest(&NCSI_ATTR));

static NCSI_ATTR: Set = set(
    "NCSI_ATTR",
    &[
        attr(1, "NCSI_ATTR_IFINDEX", U32.interface()),
        attr(2, "NCSI_ATTR_PACKAGE_LIST", nest(&PACKAGES)),
        attr(3, "NCSI_ATTR_PACKAGE_ID", U32),
        attr(4, "NCSI_ATTR_CHANNEL_ID", U32),
        attr(5, "NCSI_ATTR_DATA", fixed(&NCSI_PKT_HDR)),
        attr(6, "NCSI_ATTR_MULTI_FLAG", FLAG),
        attr(7, "NCSI_ATTR_PACKAGE_MASK", U32.hex()),
        attr(8, "NCSI_ATTR_CHANNEL_MASK", U32.hex()),
    ],
);

/// A packet to or from the card. After its head the layout belongs to the card and its maker.
static NCSI_PKT_HDR: Struct = layout(
    "ncsi_pkt_hdr",
    16,
    &[
        field("mc_id", U8),
        field("revision", U8),
        field("", pad(1)),
        field("id", U8),
        field("type", U8.hex()),
        field("channel", U8.hex()),
        field("length", BE16.unit(Unit::Bytes)),
        field("", pad(8)),
    ],
)
.then(&[field("payload", OPAQUE)]);

static PACKAGES: Set = set("NCSI_ATTR_PACKAGE_LIST", &[attr(1, "NCSI_PKG_ATTR", nest(&NCSI_PKG_ATTR))]);

static NCSI_PKG_ATTR: Set = set(
    "NCSI_PKG_ATTR",
    &[
        attr(2, "NCSI_PKG_ATTR_ID", U32),
        attr(3, "NCSI_PKG_ATTR_FORCED", FLAG),
        attr(4, "NCSI_PKG_ATTR_CHANNEL_LIST", nest(&CHANNELS)),
    ],
);

static CHANNELS: Set =
    set("NCSI_PKG_ATTR_CHANNEL_LIST", &[attr(1, "NCSI_CHANNEL_ATTR", nest(&NCSI_CHANNEL_ATTR))]);

static NCSI_CHANNEL_ATTR: Set = set(
    "NCSI_CHANNEL_ATTR",
    &[
        attr(2, "NCSI_CHANNEL_ATTR_ID", U32),
        attr(3, "NCSI_CHANNEL_ATTR_VERSION_MAJOR", U32),
        attr(4, "NCSI_CHANNEL_ATTR_VERSION_MINOR", U32),
        attr(5, "NCSI_CHANNEL_ATTR_VERSION_STR", TEXT),
        attr(6, "NCSI_CHANNEL_ATTR_LINK_STATE", U32.hex()),
        attr(7, "NCSI_CHANNEL_ATTR_ACTIVE", FLAG),
        attr(8, "NCSI_CHANNEL_ATTR_FORCED", FLAG),
        attr(9, "NCSI_CHANNEL_ATTR_VLAN_LIST", nest(&VLANS)),
    ],
);

static VLANS: Set = set("NCSI_CHANNEL_ATTR_VLAN_LIST", &[attr(10, "NCSI_CHANNEL_ATTR_VLAN_ID", U16)]);

#[cfg(test)]
mod tests {
    use super::FAMILY;
    use crate::family::generic::testing::{attribute, decoded, values};

    #[test]
    fn channels_of_a_package() {
        let vlans = attribute(9, &[attribute(10, &[10, 0]), attribute(10, &[20, 0])].concat());
        let channel = attribute(1, &[attribute(2, &[1, 0, 0, 0]), attribute(7, b""), vlans].concat());
        let package = attribute(1, &[attribute(2, &[0; 4]), attribute(4, &channel)].concat());
        let decoded = decoded(&FAMILY, (1, 0), &[&attribute(2, &package)]);
        assert_eq!(values(&decoded, "NCSI_CHANNEL_ATTR_ID"), ["1"]);
        assert_eq!(values(&decoded, "NCSI_CHANNEL_ATTR_VLAN_ID"), ["10", "20"]);
    }

    #[test]
    fn a_packet_to_the_card() {
        let packet = [&[0, 1, 0, 0, 0x50, 0, 0, 4][..], &[0; 8], &[0, 0, 0x81, 0x19]].concat();
        let decoded = decoded(&FAMILY, (4, 1), &[&attribute(5, &packet)]);
        assert_eq!(values(&decoded, "type"), ["80"]);
        assert_eq!(values(&decoded, "length"), ["4"]);
        assert_eq!(values(&decoded, "payload"), ["00:00:81:19"]);
    }
}
