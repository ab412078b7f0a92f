//! `flower`: fields of a packet's headers, each with its mask  (linux/pkt_cls.h)

use super::super::action::ACTIONS;
use super::TCA_CLS_FLAGS;
use crate::names::{ETH_P, IPPROTO};
use crate::schema::{Case::Named, *};

pub(super) const KIND: (Case, Kind) = (Named("flower"), nest(&TCA_FLOWER));

static TCA_FLOWER: Set = set(
    "TCA_FLOWER",
    &[
        attr(1, "TCA_FLOWER_CLASSID", U32.handle()),
        attr(2, "TCA_FLOWER_INDEV", TEXT),
        attr(3, "TCA_FLOWER_ACT", Kind::List(&ACTIONS)),
        attr(4, "TCA_FLOWER_KEY_ETH_DST", MAC),
        attr(5, "TCA_FLOWER_KEY_ETH_DST_MASK", MAC),
        attr(6, "TCA_FLOWER_KEY_ETH_SRC", MAC),
        attr(7, "TCA_FLOWER_KEY_ETH_SRC_MASK", MAC),
        attr(8, "TCA_FLOWER_KEY_ETH_TYPE", BE16.name(&ETH_P)),
        attr(9, "TCA_FLOWER_KEY_IP_PROTO", U8.name(&IPPROTO)),
        attr(10, "TCA_FLOWER_KEY_IPV4_SRC", IP4),
        attr(11, "TCA_FLOWER_KEY_IPV4_SRC_MASK", IP4),
        attr(12, "TCA_FLOWER_KEY_IPV4_DST", IP4),
        attr(13, "TCA_FLOWER_KEY_IPV4_DST_MASK", IP4),
        attr(14, "TCA_FLOWER_KEY_IPV6_SRC", IP6),
        attr(15, "TCA_FLOWER_KEY_IPV6_SRC_MASK", IP6),
        attr(16, "TCA_FLOWER_KEY_IPV6_DST", IP6),
        attr(17, "TCA_FLOWER_KEY_IPV6_DST_MASK", IP6),
        attr(18, "TCA_FLOWER_KEY_TCP_SRC", BE16),
        attr(19, "TCA_FLOWER_KEY_TCP_DST", BE16),
        attr(20, "TCA_FLOWER_KEY_UDP_SRC", BE16),
        attr(21, "TCA_FLOWER_KEY_UDP_DST", BE16),
        attr(22, "TCA_FLOWER_FLAGS", U32.flags(&TCA_CLS_FLAGS)),
        attr(23, "TCA_FLOWER_KEY_VLAN_ID", U16),
        attr(24, "TCA_FLOWER_KEY_VLAN_PRIO", U8),
        attr(25, "TCA_FLOWER_KEY_VLAN_ETH_TYPE", BE16.name(&ETH_P)),
        attr(26, "TCA_FLOWER_KEY_ENC_KEY_ID", BE32),
        attr(27, "TCA_FLOWER_KEY_ENC_IPV4_SRC", IP4),
        attr(28, "TCA_FLOWER_KEY_ENC_IPV4_SRC_MASK", IP4),
        attr(29, "TCA_FLOWER_KEY_ENC_IPV4_DST", IP4),
        attr(30, "TCA_FLOWER_KEY_ENC_IPV4_DST_MASK", IP4),
        attr(31, "TCA_FLOWER_KEY_ENC_IPV6_SRC", IP6),
        attr(32, "TCA_FLOWER_KEY_ENC_IPV6_SRC_MASK", IP6),
        attr(33, "TCA_FLOWER_KEY_ENC_IPV6_DST", IP6),
        attr(34, "TCA_FLOWER_KEY_ENC_IPV6_DST_MASK", IP6),
        attr(35, "TCA_FLOWER_KEY_TCP_SRC_MASK", BE16.hex()),
        attr(36, "TCA_FLOWER_KEY_TCP_DST_MASK", BE16.hex()),
        attr(37, "TCA_FLOWER_KEY_UDP_SRC_MASK", BE16.hex()),
        attr(38, "TCA_FLOWER_KEY_UDP_DST_MASK", BE16.hex()),
        attr(39, "TCA_FLOWER_KEY_SCTP_SRC_MASK", BE16.hex()),
        attr(40, "TCA_FLOWER_KEY_SCTP_DST_MASK", BE16.hex()),
        attr(41, "TCA_FLOWER_KEY_SCTP_SRC", BE16),
        attr(42, "TCA_FLOWER_KEY_SCTP_DST", BE16),
        attr(43, "TCA_FLOWER_KEY_ENC_UDP_SRC_PORT", BE16),
        attr(44, "TCA_FLOWER_KEY_ENC_UDP_SRC_PORT_MASK", BE16.hex()),
        attr(45, "TCA_FLOWER_KEY_ENC_UDP_DST_PORT", BE16),
        attr(46, "TCA_FLOWER_KEY_ENC_UDP_DST_PORT_MASK", BE16.hex()),
        attr(47, "TCA_FLOWER_KEY_FLAGS", BE32.flags(&TCA_FLOWER_KEY_FLAGS)),
        attr(48, "TCA_FLOWER_KEY_FLAGS_MASK", BE32.flags(&TCA_FLOWER_KEY_FLAGS)),
        attr(49, "TCA_FLOWER_KEY_ICMPV4_CODE", U8),
        attr(50, "TCA_FLOWER_KEY_ICMPV4_CODE_MASK", U8.hex()),
        attr(51, "TCA_FLOWER_KEY_ICMPV4_TYPE", U8),
        attr(52, "TCA_FLOWER_KEY_ICMPV4_TYPE_MASK", U8.hex()),
        attr(53, "TCA_FLOWER_KEY_ICMPV6_CODE", U8),
        attr(54, "TCA_FLOWER_KEY_ICMPV6_CODE_MASK", U8.hex()),
        attr(55, "TCA_FLOWER_KEY_ICMPV6_TYPE", U8),
        attr(56, "TCA_FLOWER_KEY_ICMPV6_TYPE_MASK", U8.hex()),
        attr(57, "TCA_FLOWER_KEY_ARP_SIP", IP4),
        attr(58, "TCA_FLOWER_KEY_ARP_SIP_MASK", IP4),
        attr(59, "TCA_FLOWER_KEY_ARP_TIP", IP4),
        attr(60, "TCA_FLOWER_KEY_ARP_TIP_MASK", IP4),
        attr(61, "TCA_FLOWER_KEY_ARP_OP", U8.name(&ARPOP)),
        attr(62, "TCA_FLOWER_KEY_ARP_OP_MASK", U8.hex()),
        attr(63, "TCA_FLOWER_KEY_ARP_SHA", MAC),
        attr(64, "TCA_FLOWER_KEY_ARP_SHA_MASK", MAC),
        attr(65, "TCA_FLOWER_KEY_ARP_THA", MAC),
        attr(66, "TCA_FLOWER_KEY_ARP_THA_MASK", MAC),
        attr(67, "TCA_FLOWER_KEY_MPLS_TTL", U8),
        attr(68, "TCA_FLOWER_KEY_MPLS_BOS", U8.bool()),
        attr(69, "TCA_FLOWER_KEY_MPLS_TC", U8),
        attr(70, "TCA_FLOWER_KEY_MPLS_LABEL", U32),
        attr(71, "TCA_FLOWER_KEY_TCP_FLAGS", BE16.hex()),
        attr(72, "TCA_FLOWER_KEY_TCP_FLAGS_MASK", BE16.hex()),
        attr(73, "TCA_FLOWER_KEY_IP_TOS", U8.hex()),
        attr(74, "TCA_FLOWER_KEY_IP_TOS_MASK", U8.hex()),
        attr(75, "TCA_FLOWER_KEY_IP_TTL", U8),
        attr(76, "TCA_FLOWER_KEY_IP_TTL_MASK", U8.hex()),
        attr(77, "TCA_FLOWER_KEY_CVLAN_ID", U16),
        attr(78, "TCA_FLOWER_KEY_CVLAN_PRIO", U8),
        attr(79, "TCA_FLOWER_KEY_CVLAN_ETH_TYPE", BE16.name(&ETH_P)),
        attr(80, "TCA_FLOWER_KEY_ENC_IP_TOS", U8.hex()),
        attr(81, "TCA_FLOWER_KEY_ENC_IP_TOS_MASK", U8.hex()),
        attr(82, "TCA_FLOWER_KEY_ENC_IP_TTL", U8),
        attr(83, "TCA_FLOWER_KEY_ENC_IP_TTL_MASK", U8.hex()),
        attr(84, "TCA_FLOWER_KEY_ENC_OPTS", nest(&TCA_FLOWER_KEY_ENC_OPTS)),
        attr(85, "TCA_FLOWER_KEY_ENC_OPTS_MASK", nest(&TCA_FLOWER_KEY_ENC_OPTS)),
        attr(86, "TCA_FLOWER_IN_HW_COUNT", U32),
        attr(87, "TCA_FLOWER_KEY_PORT_SRC_MIN", BE16),
        attr(88, "TCA_FLOWER_KEY_PORT_SRC_MAX", BE16),
        attr(89, "TCA_FLOWER_KEY_PORT_DST_MIN", BE16),
        attr(90, "TCA_FLOWER_KEY_PORT_DST_MAX", BE16),
        attr(91, "TCA_FLOWER_KEY_CT_STATE", U16.flags(&TCA_FLOWER_KEY_CT_FLAGS)),
        attr(92, "TCA_FLOWER_KEY_CT_STATE_MASK", U16.flags(&TCA_FLOWER_KEY_CT_FLAGS)),
        attr(93, "TCA_FLOWER_KEY_CT_ZONE", U16),
        attr(94, "TCA_FLOWER_KEY_CT_ZONE_MASK", U16.hex()),
        attr(95, "TCA_FLOWER_KEY_CT_MARK", U32.hex()),
        attr(96, "TCA_FLOWER_KEY_CT_MARK_MASK", U32.hex()),
        attr(97, "TCA_FLOWER_KEY_CT_LABELS", OPAQUE),
        attr(98, "TCA_FLOWER_KEY_CT_LABELS_MASK", OPAQUE),
        attr(99, "TCA_FLOWER_KEY_MPLS_OPTS", nest(&TCA_FLOWER_KEY_MPLS_OPTS)),
        attr(100, "TCA_FLOWER_KEY_HASH", U32.hex()),
        attr(101, "TCA_FLOWER_KEY_HASH_MASK", U32.hex()),
        attr(102, "TCA_FLOWER_KEY_NUM_OF_VLANS", U8),
        attr(103, "TCA_FLOWER_KEY_PPPOE_SID", BE16),
        attr(104, "TCA_FLOWER_KEY_PPP_PROTO", BE16.name(&PPP)),
        attr(105, "TCA_FLOWER_KEY_L2TPV3_SID", BE32),
        attr(106, "TCA_FLOWER_L2_MISS", U8.bool()),
        attr(107, "TCA_FLOWER_KEY_CFM", nest(&TCA_FLOWER_KEY_CFM)),
        attr(108, "TCA_FLOWER_KEY_SPI", BE32.hex()),
        attr(109, "TCA_FLOWER_KEY_SPI_MASK", BE32.hex()),
        attr(110, "TCA_FLOWER_KEY_ENC_FLAGS", BE32.flags(&TCA_FLOWER_KEY_FLAGS)),
        attr(111, "TCA_FLOWER_KEY_ENC_FLAGS_MASK", BE32.flags(&TCA_FLOWER_KEY_FLAGS)),
    ],
);

static TCA_FLOWER_KEY_ENC_OPTS: Set = set(
    "TCA_FLOWER_KEY_ENC_OPTS",
    &[
        attr(1, "TCA_FLOWER_KEY_ENC_OPTS_GENEVE", nest(&TCA_FLOWER_KEY_ENC_OPT_GENEVE)),
        attr(2, "TCA_FLOWER_KEY_ENC_OPTS_VXLAN", nest(&TCA_FLOWER_KEY_ENC_OPT_VXLAN)),
        attr(3, "TCA_FLOWER_KEY_ENC_OPTS_ERSPAN", nest(&TCA_FLOWER_KEY_ENC_OPT_ERSPAN)),
        attr(4, "TCA_FLOWER_KEY_ENC_OPTS_GTP", nest(&TCA_FLOWER_KEY_ENC_OPT_GTP)),
        attr(5, "TCA_FLOWER_KEY_ENC_OPTS_PFCP", nest(&TCA_FLOWER_KEY_ENC_OPT_PFCP)),
    ],
);

static TCA_FLOWER_KEY_ENC_OPT_GENEVE: Set = set(
    "TCA_FLOWER_KEY_ENC_OPT_GENEVE",
    &[
        attr(1, "TCA_FLOWER_KEY_ENC_OPT_GENEVE_CLASS", BE16.hex()),
        attr(2, "TCA_FLOWER_KEY_ENC_OPT_GENEVE_TYPE", U8.hex()),
        attr(3, "TCA_FLOWER_KEY_ENC_OPT_GENEVE_DATA", OPAQUE),
    ],
);

static TCA_FLOWER_KEY_ENC_OPT_VXLAN: Set =
    set("TCA_FLOWER_KEY_ENC_OPT_VXLAN", &[attr(1, "TCA_FLOWER_KEY_ENC_OPT_VXLAN_GBP", U32.hex())]);

static TCA_FLOWER_KEY_ENC_OPT_ERSPAN: Set = set(
    "TCA_FLOWER_KEY_ENC_OPT_ERSPAN",
    &[
        attr(1, "TCA_FLOWER_KEY_ENC_OPT_ERSPAN_VER", U8),
        attr(2, "TCA_FLOWER_KEY_ENC_OPT_ERSPAN_INDEX", BE32),
        attr(3, "TCA_FLOWER_KEY_ENC_OPT_ERSPAN_DIR", U8),
        attr(4, "TCA_FLOWER_KEY_ENC_OPT_ERSPAN_HWID", U8),
    ],
);

static TCA_FLOWER_KEY_ENC_OPT_GTP: Set = set(
    "TCA_FLOWER_KEY_ENC_OPT_GTP",
    &[
        attr(1, "TCA_FLOWER_KEY_ENC_OPT_GTP_PDU_TYPE", U8.hex()),
        attr(2, "TCA_FLOWER_KEY_ENC_OPT_GTP_QFI", U8.hex()),
    ],
);

static TCA_FLOWER_KEY_ENC_OPT_PFCP: Set = set(
    "TCA_FLOWER_KEY_ENC_OPT_PFCP",
    &[
        // Stands before the SEID where 64 bits need their alignment.
        attr(0, "TCA_FLOWER_KEY_ENC_OPT_PFCP_UNSPEC", PAD),
        attr(1, "TCA_FLOWER_KEY_ENC_OPT_PFCP_TYPE", U8.hex()),
        attr(2, "TCA_FLOWER_KEY_ENC_OPT_PFCP_SEID", BE64.hex()),
    ],
);

/// One for each label that is looked at.
static TCA_FLOWER_KEY_MPLS_OPTS: Set = set(
    "TCA_FLOWER_KEY_MPLS_OPTS",
    &[attr(1, "TCA_FLOWER_KEY_MPLS_OPTS_LSE", nest(&TCA_FLOWER_KEY_MPLS_OPT_LSE))],
);

static TCA_FLOWER_KEY_MPLS_OPT_LSE: Set = set(
    "TCA_FLOWER_KEY_MPLS_OPT_LSE",
    &[
        attr(1, "TCA_FLOWER_KEY_MPLS_OPT_LSE_DEPTH", U8),
        attr(2, "TCA_FLOWER_KEY_MPLS_OPT_LSE_TTL", U8),
        attr(3, "TCA_FLOWER_KEY_MPLS_OPT_LSE_BOS", U8.bool()),
        attr(4, "TCA_FLOWER_KEY_MPLS_OPT_LSE_TC", U8),
        attr(5, "TCA_FLOWER_KEY_MPLS_OPT_LSE_LABEL", U32),
    ],
);

static TCA_FLOWER_KEY_CFM: Set = set(
    "TCA_FLOWER_KEY_CFM",
    &[attr(1, "TCA_FLOWER_KEY_CFM_MD_LEVEL", U8), attr(2, "TCA_FLOWER_KEY_CFM_OPCODE", U8)],
);

static TCA_FLOWER_KEY_FLAGS: Names = names(&[
    (0x1, "TCA_FLOWER_KEY_FLAGS_IS_FRAGMENT"),
    (0x2, "TCA_FLOWER_KEY_FLAGS_FRAG_IS_FIRST"),
    (0x4, "TCA_FLOWER_KEY_FLAGS_TUNNEL_CSUM"),
    (0x8, "TCA_FLOWER_KEY_FLAGS_TUNNEL_DONT_FRAGMENT"),
    (0x10, "TCA_FLOWER_KEY_FLAGS_TUNNEL_OAM"),
    (0x20, "TCA_FLOWER_KEY_FLAGS_TUNNEL_CRIT_OPT"),
]);

static TCA_FLOWER_KEY_CT_FLAGS: Names = names(&[
    (0x1, "TCA_FLOWER_KEY_CT_FLAGS_NEW"),
    (0x2, "TCA_FLOWER_KEY_CT_FLAGS_ESTABLISHED"),
    (0x4, "TCA_FLOWER_KEY_CT_FLAGS_RELATED"),
    (0x8, "TCA_FLOWER_KEY_CT_FLAGS_TRACKED"),
    (0x10, "TCA_FLOWER_KEY_CT_FLAGS_INVALID"),
    (0x20, "TCA_FLOWER_KEY_CT_FLAGS_REPLY"),
]);

/// `ARPOP_*` (linux/if_arp.h)
static ARPOP: Names = names(&[
    (1, "ARPOP_REQUEST"),
    (2, "ARPOP_REPLY"),
    (3, "ARPOP_RREQUEST"),
    (4, "ARPOP_RREPLY"),
    (8, "ARPOP_InREQUEST"),
    (9, "ARPOP_InREPLY"),
    (10, "ARPOP_NAK"),
]);

/// `PPP_*`: protocols of a PPP frame (linux/ppp_defs.h)
static PPP: Names = names(&[
    (0x21, "PPP_IP"),
    (0x29, "PPP_AT"),
    (0x2b, "PPP_IPX"),
    (0x2d, "PPP_VJC_COMP"),
    (0x2f, "PPP_VJC_UNCOMP"),
    (0x3d, "PPP_MP"),
    (0x57, "PPP_IPV6"),
    (0xfb, "PPP_COMPFRAG"),
    (0xfd, "PPP_COMP"),
    (0x281, "PPP_MPLS_UC"),
    (0x283, "PPP_MPLS_MC"),
    (0x8021, "PPP_IPCP"),
    (0x8029, "PPP_ATCP"),
    (0x802b, "PPP_IPXCP"),
    (0x8057, "PPP_IPV6CP"),
    (0x80fb, "PPP_CCPFRAG"),
    (0x80fd, "PPP_CCP"),
    (0xc021, "PPP_LCP"),
    (0xc023, "PPP_PAP"),
    (0xc025, "PPP_LQR"),
    (0xc029, "PPP_CBCP"),
    (0xc223, "PPP_CHAP"),
]);

#[cfg(test)]
mod tests {
    use super::super::super::tests::{attribute, fields, value};

    #[test]
    fn most_keys_are_big_endian_and_some_are_not() {
        let keys = [
            attribute(8, &[&[0x81, 0x00]]),    // TCA_FLOWER_KEY_ETH_TYPE
            attribute(23, &[&[5, 0]]),         // TCA_FLOWER_KEY_VLAN_ID, the machine's
            attribute(26, &[&[0, 0, 0, 42]]),  // TCA_FLOWER_KEY_ENC_KEY_ID
            attribute(47, &[&[0, 0, 0, 1]]),   // TCA_FLOWER_KEY_FLAGS
            attribute(70, &[&[100, 0, 0, 0]]), // TCA_FLOWER_KEY_MPLS_LABEL, the machine's
            attribute(71, &[&[0x00, 0x12]]),   // TCA_FLOWER_KEY_TCP_FLAGS
            attribute(91, &[&[9, 0]]),         // TCA_FLOWER_KEY_CT_STATE, the machine's
        ];
        let options = attribute(2, &[&keys.concat()]);
        let fields = fields(44, &[&[0; 20], &options, &attribute(1, &[b"flower\0"])]);
        for (name, number) in [
            ("TCA_FLOWER_KEY_ETH_TYPE", 0x8100),
            ("TCA_FLOWER_KEY_VLAN_ID", 5),
            ("TCA_FLOWER_KEY_ENC_KEY_ID", 42),
            ("TCA_FLOWER_KEY_FLAGS", 1),
            ("TCA_FLOWER_KEY_MPLS_LABEL", 100),
            ("TCA_FLOWER_KEY_TCP_FLAGS", 0x12),
            ("TCA_FLOWER_KEY_CT_STATE", 9),
        ] {
            assert_eq!(value(&fields, name), Some(number), "{name}");
        }
    }
}
