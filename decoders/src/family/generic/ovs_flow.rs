//! `ovs_flow`: flows of a switch of Open vSwitch: what packets, and what becomes of them  (linux/openvswitch.h)

use super::ovs::action::OVS_ACTION_ATTR;
use super::ovs::key::{MASK, OVS_KEY_ATTR};
use super::ovs::{OVS_FLOW_STATS, OVS_HEADER};
use crate::schema::{Class::*, *};

pub(super) static FAMILY: Generic = generic("ovs_flow", &COMMANDS).module("openvswitch").header(&OVS_HEADER);

/// Changes are notified with the commands that request them, and answered if the request has `NLM_F_ECHO`.
static COMMANDS: Commands = commands(&numbered([
    msg(1, "OVS_FLOW_CMD_NEW", Get, &BODY).changing(),
    msg(2, "OVS_FLOW_CMD_DEL", Get, &BODY).changing(),
    msg(3, "OVS_FLOW_CMD_GET", Get, &BODY),
    msg(4, "OVS_FLOW_CMD_SET", Get, &BODY).changing(),
]));

static BODY: Body = headless(nest(&OVS_FLOW_ATTR));

static OVS_FLOW_ATTR: Set = set(
    "OVS_FLOW_ATTR",
    &[
        attr(1, "OVS_FLOW_ATTR_KEY", nest(&OVS_KEY_ATTR)),
        attr(2, "OVS_FLOW_ATTR_ACTIONS", nest(&OVS_ACTION_ATTR)),
        attr(3, "OVS_FLOW_ATTR_STATS", fixed(&OVS_FLOW_STATS)),
        attr(4, "OVS_FLOW_ATTR_TCP_FLAGS", U8.hex()),
        attr(5, "OVS_FLOW_ATTR_USED", U64.unit(Unit::Milliseconds)),
        attr(6, "OVS_FLOW_ATTR_CLEAR", FLAG),
        attr(7, "OVS_FLOW_ATTR_MASK", nest(&MASK)),
        attr(8, "OVS_FLOW_ATTR_PROBE", FLAG),
        attr(9, "OVS_FLOW_ATTR_UFID", OPAQUE).key(),
        attr(10, "OVS_FLOW_ATTR_UFID_FLAGS", U32.flags(&OVS_UFID_F)),
        attr(11, "OVS_FLOW_ATTR_PAD", PAD),
    ],
);

static OVS_UFID_F: Names =
    names(&[(0x1, "OVS_UFID_F_OMIT_KEY"), (0x2, "OVS_UFID_F_OMIT_MASK"), (0x4, "OVS_UFID_F_OMIT_ACTIONS")]);

#[cfg(test)]
mod tests {
    use super::FAMILY;
    use crate::family::generic::testing::{attribute, decoded, values};

    const IPV4: [u8; 12] = [192, 0, 2, 1, 192, 0, 2, 2, 6, 0, 64, 0];

    #[test]
    fn a_mask_is_no_value() {
        let key = [attribute(6, &[8, 0]), attribute(7, &IPV4)].concat();
        let mask = [attribute(6, &[255, 255]), attribute(7, &[255; 12])].concat();
        let decoded = decoded(&FAMILY, (1, 5), &[&[4, 0, 0, 0], &attribute(1, &key), &attribute(7, &mask)]);
        assert_eq!(values(&decoded, "dp_ifindex"), ["4"]);
        assert_eq!(values(&decoded, "OVS_KEY_ATTR_ETHERTYPE"), ["ETH_P_IP", "65535"]);
        assert_eq!(values(&decoded, "ipv4_proto"), ["IPPROTO_TCP", "255"]);
    }

    #[test]
    fn actions_in_actions() {
        let output = attribute(1, &[3, 0, 0, 0]);
        let masked = attribute(11, &attribute(7, &[IPV4, [255; 12]].concat()));
        let sample = attribute(6, &[attribute(1, &[255; 4]), attribute(2, &output)].concat());
        let nat = attribute(6, &[attribute(1, b""), attribute(3, &[10, 0, 0, 1])].concat());
        let track =
            attribute(12, &[attribute(1, b""), attribute(3, &[1, 0, 0, 0, 255, 0, 0, 0]), nat].concat());
        let decoded =
            decoded(&FAMILY, (1, 0), &[&[4, 0, 0, 0], &attribute(2, &[masked, sample, track].concat())]);
        assert_eq!(values(&decoded, "ipv4_dst"), ["192.0.2.2", "255.255.255.255"]);
        assert_eq!(values(&decoded, "OVS_ACTION_ATTR_OUTPUT"), ["3"]);
        assert_eq!(values(&decoded, "mask"), ["255"]);
        assert_eq!(values(&decoded, "OVS_NAT_ATTR_IP_MIN"), ["10.0.0.1"]);
    }

    #[test]
    fn what_a_reply_may_leave_out() {
        let decoded = decoded(&FAMILY, (3, 5), &[&[4, 0, 0, 0], &attribute(10, &[7, 0, 0, 0])]);
        let all = "OVS_UFID_F_OMIT_KEY|OVS_UFID_F_OMIT_MASK|OVS_UFID_F_OMIT_ACTIONS";
        assert_eq!(values(&decoded, "OVS_FLOW_ATTR_UFID_FLAGS"), [all]);
    }
}
