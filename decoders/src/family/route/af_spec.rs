//! `IFLA_AF_SPEC` and `IFLA_PROTINFO`: what each address family has to say about a link  (linux/if_link.h, linux/ip.h,
//! linux/ipv6.h, linux/snmp.h)

use super::af_bridge::IFLA_BRIDGE;
use super::kind::bridge::{BR_STATE, IFLA_BRPORT};
use super::mroute::IPMRA_TABLE;
use crate::schema::{Case::*, *};

/// `IFLA_AF_SPEC`: by family, or the attributes of bridges or of multicast routing where the whole message is theirs.
pub(super) static AF_SPEC: [(Case, Kind); 3] =
    [(Is(7), nest(&IFLA_BRIDGE)), (Is(128), nest(&IPMRA_TABLE)), (Otherwise, nest(&AF))];

/// `IFLA_PROTINFO`: of the message's family. Old bridges' ports had their state alone there.
pub(super) static PROTINFO: [(Case, Kind); 2] = [
    (Is(7), select("@len", &[(Is(1), U8.name(&BR_STATE)), (Otherwise, nest(&IFLA_BRPORT))])),
    (Is(10), nest(&IFLA_INET6)),
];

static AF: Set = set(
    "AF",
    &[
        attr(2, "AF_INET", nest(&IFLA_INET)),
        attr(7, "AF_BRIDGE", nest(&IFLA_BRIDGE)),
        attr(10, "AF_INET6", nest(&IFLA_INET6)),
        attr(45, "AF_MCTP", nest(&IFLA_MCTP)),
    ],
);

/// `IFLA_INET_CONF` from the kernel has all settings by position; in a request it sets some by attributes with the same
/// numbers.
static IFLA_INET: Set = set(
    "IFLA_INET",
    &[attr(
        1,
        "IFLA_INET_CONF",
        select(
            "@nested",
            &[
                (Is(1), Kind::List(&IPV4_SET)),
                (
                    Otherwise,
                    select(
                        "@request",
                        &[(Is(1), Kind::List(&IPV4_SET)), (Otherwise, Kind::Array(&IPV4_CONF))],
                    ),
                ),
            ],
        ),
    )],
);

static IPV4_SET: List = list_by(&IPV4_DEVCONF, S32);
static IPV4_CONF: Array = array_by(&IPV4_DEVCONF, 1, S32);

/// `IFLA_INET6_MCAST` has never been used.
static IFLA_INET6: Set = set(
    "IFLA_INET6",
    &[
        attr(1, "IFLA_INET6_FLAGS", U32.flags(&IF_FLAGS)),
        attr(2, "IFLA_INET6_CONF", Kind::Array(&IPV6_CONF)),
        attr(
            3,
            "IFLA_INET6_STATS",
            select("@len", &[(UpTo(296), Kind::Array(&IPSTATS_OLD)), (Otherwise, Kind::Array(&IPSTATS))]),
        ),
        attr(4, "IFLA_INET6_MCAST", RAW),
        attr(5, "IFLA_INET6_CACHEINFO", fixed(&IFLA_CACHEINFO)),
        attr(6, "IFLA_INET6_ICMP6STATS", Kind::Array(&ICMP6STATS)),
        attr(7, "IFLA_INET6_TOKEN", IP6),
        attr(8, "IFLA_INET6_ADDR_GEN_MODE", U8.name(&IN6_ADDR_GEN_MODE)),
        attr(9, "IFLA_INET6_RA_MTU", U32),
    ],
);

static IPV6_CONF: Array = array_by(&DEVCONF, 0, S32);
static IPSTATS: Array = array_by(&IPSTATS_MIB, 0, U64);
/// Kernels that count less have it in another order.
static IPSTATS_OLD: Array = array_by(&IPSTATS_MIB_OLD, 0, U64);
static ICMP6STATS: Array = array_by(&ICMP6_MIB, 0, U64);

static IFLA_MCTP: Set = set(
    "IFLA_MCTP",
    &[attr(1, "IFLA_MCTP_NET", U32), attr(2, "IFLA_MCTP_PHYS_BINDING", U8.name(&MCTP_PHYS_BINDING))],
);

static IFLA_CACHEINFO: Struct = layout(
    "ifla_cacheinfo",
    16,
    &[
        field("max_reasm_len", U32.unit(Unit::Bytes)),
        field("tstamp", U32.unit(Unit::ClockTicks)),
        field("reachable_time", U32.unit(Unit::Milliseconds)),
        field("retrans_time", U32.unit(Unit::Milliseconds)),
    ],
);

/// `IF_*`: how far router discovery has come.
static IF_FLAGS: Names = names(&[
    (0x10, "IF_RS_SENT"),
    (0x20, "IF_RA_RCVD"),
    (0x40, "IF_RA_MANAGED"),
    (0x80, "IF_RA_OTHERCONF"),
    (0x8000_0000, "IF_READY"),
]);

static IN6_ADDR_GEN_MODE: Names = names(&[
    (0, "IN6_ADDR_GEN_MODE_EUI64"),
    (1, "IN6_ADDR_GEN_MODE_NONE"),
    (2, "IN6_ADDR_GEN_MODE_STABLE_PRIVACY"),
    (3, "IN6_ADDR_GEN_MODE_RANDOM"),
]);

/// How MCTP packets travel.
static MCTP_PHYS_BINDING: Names = names(&[
    (0, "MCTP_PHYS_BINDING_UNSPEC"),
    (1, "MCTP_PHYS_BINDING_SMBUS"),
    (2, "MCTP_PHYS_BINDING_PCIE_VDM"),
    (3, "MCTP_PHYS_BINDING_USB"),
    (4, "MCTP_PHYS_BINDING_KCS"),
    (5, "MCTP_PHYS_BINDING_SERIAL"),
    (6, "MCTP_PHYS_BINDING_I3C"),
    (7, "MCTP_PHYS_BINDING_MMBI"),
    (8, "MCTP_PHYS_BINDING_PCC"),
    (9, "MCTP_PHYS_BINDING_UCIE"),
    (255, "MCTP_PHYS_BINDING_VENDOR"),
]);

/// `IPV4_DEVCONF_*`: settings of IPv4 on a link.
static IPV4_DEVCONF: Names = names(&[
    (1, "IPV4_DEVCONF_FORWARDING"),
    (2, "IPV4_DEVCONF_MC_FORWARDING"),
    (3, "IPV4_DEVCONF_PROXY_ARP"),
    (4, "IPV4_DEVCONF_ACCEPT_REDIRECTS"),
    (5, "IPV4_DEVCONF_SECURE_REDIRECTS"),
    (6, "IPV4_DEVCONF_SEND_REDIRECTS"),
    (7, "IPV4_DEVCONF_SHARED_MEDIA"),
    (8, "IPV4_DEVCONF_RP_FILTER"),
    (9, "IPV4_DEVCONF_ACCEPT_SOURCE_ROUTE"),
    (10, "IPV4_DEVCONF_BOOTP_RELAY"),
    (11, "IPV4_DEVCONF_LOG_MARTIANS"),
    (12, "IPV4_DEVCONF_TAG"),
    (13, "IPV4_DEVCONF_ARPFILTER"),
    (14, "IPV4_DEVCONF_MEDIUM_ID"),
    (15, "IPV4_DEVCONF_NOXFRM"),
    (16, "IPV4_DEVCONF_NOPOLICY"),
    (17, "IPV4_DEVCONF_FORCE_IGMP_VERSION"),
    (18, "IPV4_DEVCONF_ARP_ANNOUNCE"),
    (19, "IPV4_DEVCONF_ARP_IGNORE"),
    (20, "IPV4_DEVCONF_PROMOTE_SECONDARIES"),
    (21, "IPV4_DEVCONF_ARP_ACCEPT"),
    (22, "IPV4_DEVCONF_ARP_NOTIFY"),
    (23, "IPV4_DEVCONF_ACCEPT_LOCAL"),
    (24, "IPV4_DEVCONF_SRC_VMARK"),
    (25, "IPV4_DEVCONF_PROXY_ARP_PVLAN"),
    (26, "IPV4_DEVCONF_ROUTE_LOCALNET"),
    (27, "IPV4_DEVCONF_IGMPV2_UNSOLICITED_REPORT_INTERVAL"),
    (28, "IPV4_DEVCONF_IGMPV3_UNSOLICITED_REPORT_INTERVAL"),
    (29, "IPV4_DEVCONF_IGNORE_ROUTES_WITH_LINKDOWN"),
    (30, "IPV4_DEVCONF_DROP_UNICAST_IN_L2_MULTICAST"),
    (31, "IPV4_DEVCONF_DROP_GRATUITOUS_ARP"),
    (32, "IPV4_DEVCONF_BC_FORWARDING"),
    (33, "IPV4_DEVCONF_ARP_EVICT_NOCARRIER"),
]);

/// `DEVCONF_*`: settings of IPv6 on a link.
static DEVCONF: Names = names(&[
    (0, "DEVCONF_FORWARDING"),
    (1, "DEVCONF_HOPLIMIT"),
    (2, "DEVCONF_MTU6"),
    (3, "DEVCONF_ACCEPT_RA"),
    (4, "DEVCONF_ACCEPT_REDIRECTS"),
    (5, "DEVCONF_AUTOCONF"),
    (6, "DEVCONF_DAD_TRANSMITS"),
    (7, "DEVCONF_RTR_SOLICITS"),
    (8, "DEVCONF_RTR_SOLICIT_INTERVAL"),
    (9, "DEVCONF_RTR_SOLICIT_DELAY"),
    (10, "DEVCONF_USE_TEMPADDR"),
    (11, "DEVCONF_TEMP_VALID_LFT"),
    (12, "DEVCONF_TEMP_PREFERED_LFT"),
    (13, "DEVCONF_REGEN_MAX_RETRY"),
    (14, "DEVCONF_MAX_DESYNC_FACTOR"),
    (15, "DEVCONF_MAX_ADDRESSES"),
    (16, "DEVCONF_FORCE_MLD_VERSION"),
    (17, "DEVCONF_ACCEPT_RA_DEFRTR"),
    (18, "DEVCONF_ACCEPT_RA_PINFO"),
    (19, "DEVCONF_ACCEPT_RA_RTR_PREF"),
    (20, "DEVCONF_RTR_PROBE_INTERVAL"),
    (21, "DEVCONF_ACCEPT_RA_RT_INFO_MAX_PLEN"),
    (22, "DEVCONF_PROXY_NDP"),
    (23, "DEVCONF_OPTIMISTIC_DAD"),
    (24, "DEVCONF_ACCEPT_SOURCE_ROUTE"),
    (25, "DEVCONF_MC_FORWARDING"),
    (26, "DEVCONF_DISABLE_IPV6"),
    (27, "DEVCONF_ACCEPT_DAD"),
    (28, "DEVCONF_FORCE_TLLAO"),
    (29, "DEVCONF_NDISC_NOTIFY"),
    (30, "DEVCONF_MLDV1_UNSOLICITED_REPORT_INTERVAL"),
    (31, "DEVCONF_MLDV2_UNSOLICITED_REPORT_INTERVAL"),
    (32, "DEVCONF_SUPPRESS_FRAG_NDISC"),
    (33, "DEVCONF_ACCEPT_RA_FROM_LOCAL"),
    (34, "DEVCONF_USE_OPTIMISTIC"),
    (35, "DEVCONF_ACCEPT_RA_MTU"),
    (36, "DEVCONF_STABLE_SECRET"),
    (37, "DEVCONF_USE_OIF_ADDRS_ONLY"),
    (38, "DEVCONF_ACCEPT_RA_MIN_HOP_LIMIT"),
    (39, "DEVCONF_IGNORE_ROUTES_WITH_LINKDOWN"),
    (40, "DEVCONF_DROP_UNICAST_IN_L2_MULTICAST"),
    (41, "DEVCONF_DROP_UNSOLICITED_NA"),
    (42, "DEVCONF_KEEP_ADDR_ON_DOWN"),
    (43, "DEVCONF_RTR_SOLICIT_MAX_INTERVAL"),
    (44, "DEVCONF_SEG6_ENABLED"),
    (45, "DEVCONF_SEG6_REQUIRE_HMAC"),
    (46, "DEVCONF_ENHANCED_DAD"),
    (47, "DEVCONF_ADDR_GEN_MODE"),
    (48, "DEVCONF_DISABLE_POLICY"),
    (49, "DEVCONF_ACCEPT_RA_RT_INFO_MIN_PLEN"),
    (50, "DEVCONF_NDISC_TCLASS"),
    (51, "DEVCONF_RPL_SEG_ENABLED"),
    (52, "DEVCONF_RA_DEFRTR_METRIC"),
    (53, "DEVCONF_IOAM6_ENABLED"),
    (54, "DEVCONF_IOAM6_ID"),
    (55, "DEVCONF_IOAM6_ID_WIDE"),
    (56, "DEVCONF_NDISC_EVICT_NOCARRIER"),
    (57, "DEVCONF_ACCEPT_UNTRACKED_NA"),
    (58, "DEVCONF_ACCEPT_RA_MIN_LFT"),
    (59, "DEVCONF_FORCE_FORWARDING"),
]);

static IPSTATS_MIB: Names = names(&[
    (0, "IPSTATS_MIB_NUM"),
    (1, "IPSTATS_MIB_INPKTS"),
    (2, "IPSTATS_MIB_INOCTETS"),
    (3, "IPSTATS_MIB_INDELIVERS"),
    (4, "IPSTATS_MIB_NOECTPKTS"),
    (5, "IPSTATS_MIB_ECT1PKTS"),
    (6, "IPSTATS_MIB_ECT0PKTS"),
    (7, "IPSTATS_MIB_CEPKTS"),
    (8, "IPSTATS_MIB_OUTREQUESTS"),
    (9, "IPSTATS_MIB_OUTPKTS"),
    (10, "IPSTATS_MIB_OUTOCTETS"),
    (11, "IPSTATS_MIB_OUTFORWDATAGRAMS"),
    (12, "IPSTATS_MIB_INHDRERRORS"),
    (13, "IPSTATS_MIB_INTOOBIGERRORS"),
    (14, "IPSTATS_MIB_INNOROUTES"),
    (15, "IPSTATS_MIB_INADDRERRORS"),
    (16, "IPSTATS_MIB_INUNKNOWNPROTOS"),
    (17, "IPSTATS_MIB_INTRUNCATEDPKTS"),
    (18, "IPSTATS_MIB_INDISCARDS"),
    (19, "IPSTATS_MIB_OUTDISCARDS"),
    (20, "IPSTATS_MIB_OUTNOROUTES"),
    (21, "IPSTATS_MIB_REASMTIMEOUT"),
    (22, "IPSTATS_MIB_REASMREQDS"),
    (23, "IPSTATS_MIB_REASMOKS"),
    (24, "IPSTATS_MIB_REASMFAILS"),
    (25, "IPSTATS_MIB_FRAGOKS"),
    (26, "IPSTATS_MIB_FRAGFAILS"),
    (27, "IPSTATS_MIB_FRAGCREATES"),
    (28, "IPSTATS_MIB_INMCASTPKTS"),
    (29, "IPSTATS_MIB_OUTMCASTPKTS"),
    (30, "IPSTATS_MIB_INBCASTPKTS"),
    (31, "IPSTATS_MIB_OUTBCASTPKTS"),
    (32, "IPSTATS_MIB_INMCASTOCTETS"),
    (33, "IPSTATS_MIB_OUTMCASTOCTETS"),
    (34, "IPSTATS_MIB_INBCASTOCTETS"),
    (35, "IPSTATS_MIB_OUTBCASTOCTETS"),
    (36, "IPSTATS_MIB_CSUMERRORS"),
    (37, "IPSTATS_MIB_REASM_OVERLAPS"),
]);

static IPSTATS_MIB_OLD: Names = names(&[
    (0, "IPSTATS_MIB_NUM"),
    (1, "IPSTATS_MIB_INPKTS"),
    (2, "IPSTATS_MIB_INOCTETS"),
    (3, "IPSTATS_MIB_INDELIVERS"),
    (4, "IPSTATS_MIB_OUTFORWDATAGRAMS"),
    (5, "IPSTATS_MIB_OUTPKTS"),
    (6, "IPSTATS_MIB_OUTOCTETS"),
    (7, "IPSTATS_MIB_INHDRERRORS"),
    (8, "IPSTATS_MIB_INTOOBIGERRORS"),
    (9, "IPSTATS_MIB_INNOROUTES"),
    (10, "IPSTATS_MIB_INADDRERRORS"),
    (11, "IPSTATS_MIB_INUNKNOWNPROTOS"),
    (12, "IPSTATS_MIB_INTRUNCATEDPKTS"),
    (13, "IPSTATS_MIB_INDISCARDS"),
    (14, "IPSTATS_MIB_OUTDISCARDS"),
    (15, "IPSTATS_MIB_OUTNOROUTES"),
    (16, "IPSTATS_MIB_REASMTIMEOUT"),
    (17, "IPSTATS_MIB_REASMREQDS"),
    (18, "IPSTATS_MIB_REASMOKS"),
    (19, "IPSTATS_MIB_REASMFAILS"),
    (20, "IPSTATS_MIB_FRAGOKS"),
    (21, "IPSTATS_MIB_FRAGFAILS"),
    (22, "IPSTATS_MIB_FRAGCREATES"),
    (23, "IPSTATS_MIB_INMCASTPKTS"),
    (24, "IPSTATS_MIB_OUTMCASTPKTS"),
    (25, "IPSTATS_MIB_INBCASTPKTS"),
    (26, "IPSTATS_MIB_OUTBCASTPKTS"),
    (27, "IPSTATS_MIB_INMCASTOCTETS"),
    (28, "IPSTATS_MIB_OUTMCASTOCTETS"),
    (29, "IPSTATS_MIB_INBCASTOCTETS"),
    (30, "IPSTATS_MIB_OUTBCASTOCTETS"),
    (31, "IPSTATS_MIB_CSUMERRORS"),
    (32, "IPSTATS_MIB_NOECTPKTS"),
    (33, "IPSTATS_MIB_ECT1PKTS"),
    (34, "IPSTATS_MIB_ECT0PKTS"),
    (35, "IPSTATS_MIB_CEPKTS"),
    (36, "IPSTATS_MIB_REASM_OVERLAPS"),
]);

static ICMP6_MIB: Names = names(&[
    (0, "ICMP6_MIB_NUM"),
    (1, "ICMP6_MIB_INMSGS"),
    (2, "ICMP6_MIB_INERRORS"),
    (3, "ICMP6_MIB_OUTMSGS"),
    (4, "ICMP6_MIB_OUTERRORS"),
    (5, "ICMP6_MIB_CSUMERRORS"),
    (6, "ICMP6_MIB_RATELIMITHOST"),
]);

#[cfg(test)]
mod tests {
    use crate::family::route::testing::{REQUEST, assert_decoded, attribute, decoded};

    const ANY: [u8; 16] = [0; 16];
    const BRIDGE: [u8; 16] = [7, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    const INET6: [u8; 16] = [10, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    #[test]
    fn settings_are_told_by_position_and_set_by_number() {
        let array = [0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0];
        let told_ones = decoded(16, 0, &[&ANY, &attribute(26, &attribute(2, &attribute(1, &array)))]);
        assert_decoded(&told_ones, &["IPV4_DEVCONF_FORWARDING=0", "IPV4_DEVCONF_PROXY_ARP=1"]);
        let nest = attribute(3, &[1, 0, 0, 0]);
        let set_ones = decoded(16, REQUEST, &[&ANY, &attribute(26, &attribute(2, &attribute(1, &nest)))]);
        assert_decoded(&set_ones, &["IPV4_DEVCONF_PROXY_ARP=1"]);
        assert!(!set_ones.iter().any(|field| field.starts_with("IPV4_DEVCONF_FORWARDING")));
    }

    #[test]
    fn the_family_of_the_message_says_whose_attributes_these_are() {
        let spec = attribute(26, &[attribute(0, &[2, 0]), attribute(2, &[0x10, 0, 12, 0])].concat());
        let fields = decoded(19, REQUEST, &[&BRIDGE, &spec]);
        assert_decoded(
            &fields,
            &["IFLA_BRIDGE_FLAGS=BRIDGE_FLAGS_SELF", "flags=BRIDGE_VLAN_INFO_RANGE_END", "vid=12"],
        );
        let fields = decoded(16, 0, &[&BRIDGE, &attribute(0x8000 | 12, &attribute(1, &[3]))]);
        assert_decoded(&fields, &["IFLA_BRPORT_STATE=BR_STATE_FORWARDING"]);
        let fields = decoded(16, 0, &[&BRIDGE, &attribute(12, &[3])]);
        assert_decoded(&fields, &["IFLA_PROTINFO=BR_STATE_FORWARDING"]);
        let fields = decoded(16, 0, &[&INET6, &attribute(12, &attribute(1, &[0x30, 0, 0, 0x80]))]);
        assert_decoded(&fields, &["IFLA_INET6_FLAGS=IF_RS_SENT|IF_RA_RCVD|IF_READY"]);
    }
}
