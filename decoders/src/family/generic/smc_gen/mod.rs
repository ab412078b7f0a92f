//! `SMC_GEN_NETLINK`: link groups, devices and identifiers of SMC, and what it counted  (linux/smc.h)

mod stats;

use self::stats::{SMC_NLA_FBACK_STATS, SMC_NLA_STATS};
use crate::family::shared::smc::SMC_ROLE;
use crate::schema::{Class::*, *};

pub(super) static FAMILY: Generic = generic("SMC_GEN_NETLINK", &COMMANDS).module("smc");

/// An answer has the number of its request; there is one command for each list.
static COMMANDS: Commands = commands(&numbered([
    msg(1, "SMC_NETLINK_GET_SYS_INFO", Get, &GEN),
    msg(2, "SMC_NETLINK_GET_LGR_SMCR", Get, &GEN),
    msg(3, "SMC_NETLINK_GET_LINK_SMCR", Get, &GEN),
    msg(4, "SMC_NETLINK_GET_LGR_SMCD", Get, &GEN),
    msg(5, "SMC_NETLINK_GET_DEV_SMCD", Get, &GEN),
    msg(6, "SMC_NETLINK_GET_DEV_SMCR", Get, &GEN),
    msg(7, "SMC_NETLINK_GET_STATS", Get, &GEN),
    msg(8, "SMC_NETLINK_GET_FBACK_STATS", Get, &GEN),
    msg(9, "SMC_NETLINK_DUMP_UEID", Get, &EID_TABLE),
    msg(10, "SMC_NETLINK_ADD_UEID", New, &EID_TABLE),
    msg(11, "SMC_NETLINK_REMOVE_UEID", Delete, &EID_TABLE),
    msg(12, "SMC_NETLINK_FLUSH_UEID", Delete, &EID_TABLE),
    msg(13, "SMC_NETLINK_DUMP_SEID", Get, &SEID),
    msg(14, "SMC_NETLINK_ENABLE_SEID", New, &SEID),
    msg(15, "SMC_NETLINK_DISABLE_SEID", New, &SEID),
    msg(16, "SMC_NETLINK_DUMP_HS_LIMITATION", Get, &HS_LIMITATION),
    msg(17, "SMC_NETLINK_ENABLE_HS_LIMITATION", New, &HS_LIMITATION),
    msg(18, "SMC_NETLINK_DISABLE_HS_LIMITATION", New, &HS_LIMITATION),
]));

static GEN: Body = headless(nest(&SMC_GEN));
static EID_TABLE: Body = headless(nest(&SMC_NLA_EID_TABLE));
static SEID: Body = headless(nest(&SMC_NLA_SEID));
static HS_LIMITATION: Body = headless(nest(&SMC_NLA_HS_LIMITATION));

static SMC_GEN: Set = set(
    "SMC_GEN",
    &[
        attr(1, "SMC_GEN_SYS_INFO", nest(&SMC_NLA_SYS)),
        attr(2, "SMC_GEN_LGR_SMCR", nest(&SMC_NLA_LGR_R)),
        attr(3, "SMC_GEN_LINK_SMCR", nest(&SMC_NLA_LINK)),
        attr(4, "SMC_GEN_LGR_SMCD", nest(&SMC_NLA_LGR_D)),
        attr(5, "SMC_GEN_DEV_SMCD", nest(&SMC_NLA_DEV)),
        attr(6, "SMC_GEN_DEV_SMCR", nest(&SMC_NLA_DEV)),
        attr(7, "SMC_GEN_STATS", nest(&SMC_NLA_STATS)),
        attr(8, "SMC_GEN_FBACK_STATS", nest(&SMC_NLA_FBACK_STATS)),
    ],
);

static SMC_NLA_EID_TABLE: Set = set("SMC_NLA_EID_TABLE", &[attr(1, "SMC_NLA_EID_TABLE_ENTRY", TEXT)]);

static SMC_NLA_SEID: Set =
    set("SMC_NLA_SEID", &[attr(1, "SMC_NLA_SEID_ENTRY", TEXT), attr(2, "SMC_NLA_SEID_ENABLED", U8.bool())]);

static SMC_NLA_HS_LIMITATION: Set =
    set("SMC_NLA_HS_LIMITATION", &[attr(1, "SMC_NLA_HS_LIMITATION_ENABLED", U8.bool())]);

static SMC_NLA_SYS: Set = set(
    "SMC_NLA_SYS",
    &[
        attr(1, "SMC_NLA_SYS_VER", U8),
        attr(2, "SMC_NLA_SYS_REL", U8),
        attr(3, "SMC_NLA_SYS_IS_ISM_V2", U8.bool()),
        attr(4, "SMC_NLA_SYS_LOCAL_HOST", TEXT),
        attr(5, "SMC_NLA_SYS_SEID", TEXT),
        attr(6, "SMC_NLA_SYS_IS_SMCR_V2", U8.bool()),
    ],
);

static SMC_NLA_LGR_R: Set = set(
    "SMC_NLA_LGR_R",
    &[
        attr(1, "SMC_NLA_LGR_R_ID", U32.hex()).key(),
        attr(2, "SMC_NLA_LGR_R_ROLE", U8.name(&SMC_ROLE)),
        attr(3, "SMC_NLA_LGR_R_TYPE", U8.name(&SMC_LGR)),
        attr(4, "SMC_NLA_LGR_R_PNETID", TEXT),
        attr(5, "SMC_NLA_LGR_R_VLAN_ID", U8),
        attr(6, "SMC_NLA_LGR_R_CONNS_NUM", U32),
        attr(7, "SMC_NLA_LGR_R_V2_COMMON", nest(&SMC_NLA_LGR_V2)),
        attr(8, "SMC_NLA_LGR_R_V2", nest(&SMC_NLA_LGR_R_V2)),
        attr(9, "SMC_NLA_LGR_R_NET_COOKIE", U64),
        attr(10, "SMC_NLA_LGR_R_PAD", PAD),
        attr(11, "SMC_NLA_LGR_R_BUF_TYPE", U8.name(&SMCR_BUFS)),
        attr(12, "SMC_NLA_LGR_R_SNDBUF_ALLOC", UINT.unit(Unit::Bytes)),
        attr(13, "SMC_NLA_LGR_R_RMB_ALLOC", UINT.unit(Unit::Bytes)),
    ],
);

/// Of the kernel's own net/smc/smc_core.h, as the buffers and states are.
static SMC_LGR: Names = names(&[
    (0, "SMC_LGR_NONE"),
    (1, "SMC_LGR_SINGLE"),
    (2, "SMC_LGR_SYMMETRIC"),
    (3, "SMC_LGR_ASYMMETRIC_PEER"),
    (4, "SMC_LGR_ASYMMETRIC_LOCAL"),
]);

static SMCR_BUFS: Names =
    names(&[(0, "SMCR_PHYS_CONT_BUFS"), (1, "SMCR_VIRT_CONT_BUFS"), (2, "SMCR_MIXED_BUFS")]);

/// These count from 0.
static SMC_NLA_LGR_V2: Set = set(
    "SMC_NLA_LGR_V2",
    &[
        attr(0, "SMC_NLA_LGR_V2_VER", U8),
        attr(1, "SMC_NLA_LGR_V2_REL", U8),
        attr(2, "SMC_NLA_LGR_V2_OS", U8),
        attr(3, "SMC_NLA_LGR_V2_NEG_EID", TEXT),
        attr(4, "SMC_NLA_LGR_V2_PEER_HOST", TEXT),
    ],
);

static SMC_NLA_LGR_R_V2: Set = set(
    "SMC_NLA_LGR_R_V2",
    &[
        attr(1, "SMC_NLA_LGR_R_V2_DIRECT", U8.bool()),
        attr(2, "SMC_NLA_LGR_R_V2_MAX_CONNS", U8),
        attr(3, "SMC_NLA_LGR_R_V2_MAX_LINKS", U8),
    ],
);

static SMC_NLA_LINK: Set = set(
    "SMC_NLA_LINK",
    &[
        attr(1, "SMC_NLA_LINK_ID", U8),
        attr(2, "SMC_NLA_LINK_IB_DEV", TEXT),
        attr(3, "SMC_NLA_LINK_IB_PORT", U8),
        attr(4, "SMC_NLA_LINK_GID", TEXT),
        attr(5, "SMC_NLA_LINK_PEER_GID", TEXT),
        attr(6, "SMC_NLA_LINK_CONN_CNT", U32),
        attr(7, "SMC_NLA_LINK_NET_DEV", U32.interface()),
        attr(8, "SMC_NLA_LINK_UID", U32.hex()),
        attr(9, "SMC_NLA_LINK_PEER_UID", U32.hex()),
        attr(10, "SMC_NLA_LINK_STATE", U32.name(&SMC_LNK)),
    ],
);

static SMC_LNK: Names = names(&[
    (0, "SMC_LNK_UNUSED"),
    (1, "SMC_LNK_INACTIVE"),
    (2, "SMC_LNK_ACTIVATING"),
    (3, "SMC_LNK_ACTIVE"),
]);

static SMC_NLA_LGR_D: Set = set(
    "SMC_NLA_LGR_D",
    &[
        attr(1, "SMC_NLA_LGR_D_ID", U32.hex()),
        attr(2, "SMC_NLA_LGR_D_GID", U64.hex()),
        attr(3, "SMC_NLA_LGR_D_PEER_GID", U64.hex()),
        attr(4, "SMC_NLA_LGR_D_VLAN_ID", U8),
        attr(5, "SMC_NLA_LGR_D_CONNS_NUM", U32),
        attr(6, "SMC_NLA_LGR_D_PNETID", TEXT),
        attr(7, "SMC_NLA_LGR_D_CHID", U32.hex()),
        attr(8, "SMC_NLA_LGR_D_PAD", PAD),
        attr(9, "SMC_NLA_LGR_D_V2_COMMON", nest(&SMC_NLA_LGR_V2)),
        attr(10, "SMC_NLA_LGR_D_EXT_GID", U64.hex()),
        attr(11, "SMC_NLA_LGR_D_PEER_EXT_GID", U64.hex()),
        attr(12, "SMC_NLA_LGR_D_SNDBUF_ALLOC", UINT.unit(Unit::Bytes)),
        attr(13, "SMC_NLA_LGR_D_DMB_ALLOC", UINT.unit(Unit::Bytes)),
    ],
);

static SMC_NLA_DEV: Set = set(
    "SMC_NLA_DEV",
    &[
        attr(1, "SMC_NLA_DEV_USE_CNT", U32),
        attr(2, "SMC_NLA_DEV_IS_CRIT", U8.bool()),
        attr(3, "SMC_NLA_DEV_PCI_FID", U32.hex()),
        attr(4, "SMC_NLA_DEV_PCI_CHID", U16.hex()),
        attr(5, "SMC_NLA_DEV_PCI_VENDOR", U16.hex()),
        attr(6, "SMC_NLA_DEV_PCI_DEVICE", U16.hex()),
        attr(7, "SMC_NLA_DEV_PCI_ID", TEXT),
        attr(8, "SMC_NLA_DEV_PORT", nest(&SMC_NLA_DEV_PORT)),
        attr(9, "SMC_NLA_DEV_PORT2", nest(&SMC_NLA_DEV_PORT)),
        attr(10, "SMC_NLA_DEV_IB_NAME", TEXT),
    ],
);

static SMC_NLA_DEV_PORT: Set = set(
    "SMC_NLA_DEV_PORT",
    &[
        attr(1, "SMC_NLA_DEV_PORT_PNET_USR", U8.bool()),
        attr(2, "SMC_NLA_DEV_PORT_PNETID", TEXT),
        attr(3, "SMC_NLA_DEV_PORT_NETDEV", U32.interface()),
        attr(4, "SMC_NLA_DEV_PORT_STATE", U8.bool()),
        attr(5, "SMC_NLA_DEV_PORT_VALID", U8.bool()),
        attr(6, "SMC_NLA_DEV_PORT_LNK_CNT", U32),
    ],
);

#[cfg(test)]
mod tests {
    use super::FAMILY;
    use crate::family::generic::testing::{attribute, decoded, values};

    #[test]
    fn a_link_group_of_the_second_version() {
        let common = attribute(7, &[attribute(0, &[2]), attribute(3, b"EID\0")].concat());
        let group = [attribute(2, &[1]), attribute(3, &[2]), common, attribute(12, &[0, 0, 1, 0])].concat();
        let decoded = decoded(&FAMILY, (2, 2), &[&attribute(2, &group)]);
        assert_eq!(values(&decoded, "SMC_NLA_LGR_R_ROLE"), ["SMC_SERV"]);
        assert_eq!(values(&decoded, "SMC_NLA_LGR_R_TYPE"), ["SMC_LGR_SYMMETRIC"]);
        assert_eq!(values(&decoded, "SMC_NLA_LGR_V2_VER"), ["2"]);
        assert_eq!(values(&decoded, "SMC_NLA_LGR_R_SNDBUF_ALLOC"), ["65536"]);
    }

    #[test]
    fn each_list_has_attributes_of_its_own() {
        let limited = decoded(&FAMILY, (16, 2), &[&attribute(1, &[1])]);
        assert_eq!(values(&limited, "SMC_NLA_HS_LIMITATION_ENABLED"), ["1"]);
        let seid = decoded(&FAMILY, (13, 2), &[&attribute(1, b"IBM-SYSZ-ISMSEID\0"), &attribute(2, &[1])]);
        assert_eq!(values(&seid, "SMC_NLA_SEID_ENTRY"), ["IBM-SYSZ-ISMSEID"]);
    }

    #[test]
    fn why_connections_came_down_to_tcp() {
        let reason = [attribute(1, &[1]), attribute(4, &[0, 0, 3, 3]), attribute(5, &[7, 0])].concat();
        let decoded = decoded(&FAMILY, (8, 2), &[&attribute(8, &reason)]);
        assert_eq!(values(&decoded, "SMC_NLA_FBACK_STATS_RSN_CODE"), ["SMC_CLC_DECL_NOSMCDEV"]);
        assert_eq!(values(&decoded, "SMC_NLA_FBACK_STATS_RSN_CNT"), ["7"]);
    }
}
