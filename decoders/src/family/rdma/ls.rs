//! The local service: paths and addresses that the kernel asks a daemon for  (rdma/rdma_netlink.h, rdma/ib_user_sa.h)
//!
//! The kernel asks. Its messages begin with a header; those of the daemon are attributes alone.

use crate::schema::{Case::*, *};
use crate::wire::RDMA_NLA_F_MANDATORY;

pub(super) static RESOLVE: Body =
    body(select("@head", &[(Is(68), fixed(&RDMA_LS_RESOLVE_HEADER)), (Otherwise, PAD)]), nest(&LS_NLA_TYPE));
pub(super) static IP_RESOLVE: Body = body(
    select("@head", &[(Is(4), fixed(&RDMA_LS_IP_RESOLVE_HEADER)), (Otherwise, PAD)]),
    nest(&LS_NLA_TYPE),
);
pub(super) static TIMEOUT: Body = headless(nest(&LS_NLA_TYPE));

/// `struct rdma_ls_resolve_header`: where a path is to begin.
static RDMA_LS_RESOLVE_HEADER: Struct = layout(
    "rdma_ls_resolve_header",
    66,
    &[
        field("device_name", text(64)),
        field("port_num", U8),
        field("path_use", U8.name(&LS_RESOLVE_PATH_USE)),
    ],
);

static LS_RESOLVE_PATH_USE: Names = names(&[
    (0, "LS_RESOLVE_PATH_USE_ALL"),
    (1, "LS_RESOLVE_PATH_USE_UNIDIRECTIONAL"),
    (2, "LS_RESOLVE_PATH_USE_GMP"),
]);

/// `struct rdma_ls_ip_resolve_header`
static RDMA_LS_IP_RESOLVE_HEADER: Struct =
    layout("rdma_ls_ip_resolve_header", 4, &[field("ifindex", U32.interface())]);

/// `LS_NLA_TYPE_*`. The type of a mandatory attribute has a flag. Numbers are in the host's byte order, unlike those of a path
/// record.
static LS_NLA_TYPE: Set = set(
    "LS_NLA_TYPE",
    &[
        attr(1, "LS_NLA_TYPE_PATH_RECORD", fixed(&IB_PATH_REC_DATA)),
        attr(2, "LS_NLA_TYPE_TIMEOUT", U32.unit(Unit::Milliseconds)),
        attr(3, "LS_NLA_TYPE_SERVICE_ID", U64.hex()),
        attr(4, "LS_NLA_TYPE_DGID", IP6),
        attr(5, "LS_NLA_TYPE_SGID", IP6),
        attr(6, "LS_NLA_TYPE_TCLASS", U8.hex()),
        attr(7, "LS_NLA_TYPE_PKEY", U16.hex()),
        attr(8, "LS_NLA_TYPE_QOS_CLASS", U16.hex()),
        attr(9, "LS_NLA_TYPE_IPV4", IP4),
        attr(10, "LS_NLA_TYPE_IPV6", IP6),
    ],
)
.with_flag(RDMA_NLA_F_MANDATORY);

/// `struct ib_path_rec_data`: a path in the form of InfiniBand's subnet administrator.
static IB_PATH_REC_DATA: Struct = layout(
    "ib_path_rec_data",
    72,
    &[field("flags", U32.flags(&IB_PATH)), field("reserved", U32), field("path_rec", fixed(&PATH_REC))],
);

/// `IB_PATH_*`
static IB_PATH: Names = names(&[
    (1, "IB_PATH_GMP"),
    (2, "IB_PATH_PRIMARY"),
    (4, "IB_PATH_ALTERNATE"),
    (8, "IB_PATH_OUTBOUND"),
    (16, "IB_PATH_INBOUND"),
    (32, "IB_PATH_INBOUND_REVERSE"),
]);

/// A PathRecord of the InfiniBand Architecture; members are called as in the kernel's `struct sa_path_rec`.
static PATH_REC: Struct = layout(
    "path_rec",
    64,
    &[
        field("service_id", BE64.hex()),
        field("dgid", IP6),
        field("sgid", IP6),
        field("dlid", BE16.hex()),
        field("slid", BE16.hex()),
        field(
            "",
            BE32.parts(&[
                part("hop_limit", 8, Show::Dec),
                part("flow_label", 20, Show::Hex),
                part("", 3, Show::Dec),
                part("raw_traffic", 1, Show::Bool),
            ]),
        ),
        field("traffic_class", U8.hex()),
        field("", U8.parts(&[part("numb_path", 7, Show::Dec), part("reversible", 1, Show::Bool)])),
        field("pkey", BE16.hex()),
        field("", BE16.parts(&[part("sl", 4, Show::Dec), part("qos_class", 12, Show::Hex)])),
        field("", U8.parts(&[part("mtu", 6, IB_MTU_NAME), part("mtu_selector", 2, SELECTOR)])),
        field("", U8.parts(&[part("rate", 6, IB_RATE_NAME), part("rate_selector", 2, SELECTOR)])),
        field(
            "",
            U8.parts(&[
                part("packet_life_time", 6, Show::Dec),
                part("packet_life_time_selector", 2, SELECTOR),
            ]),
        ),
        field("preference", U8),
        field("", pad(6)),
    ],
);

const SELECTOR: Show = Show::Name(&IB_SA_SELECTOR);
const IB_MTU_NAME: Show = Show::Name(&IB_MTU);
const IB_RATE_NAME: Show = Show::Name(&IB_RATE);

/// `enum ib_sa_selector`  (the kernel's rdma/ib_sa.h)
static IB_SA_SELECTOR: Names = names(&[(0, "IB_SA_GT"), (1, "IB_SA_LT"), (2, "IB_SA_EQ"), (3, "IB_SA_BEST")]);

/// `enum ib_mtu`  (the kernel's rdma/ib_verbs.h)
static IB_MTU: Names = names(&[
    (1, "IB_MTU_256"),
    (2, "IB_MTU_512"),
    (3, "IB_MTU_1024"),
    (4, "IB_MTU_2048"),
    (5, "IB_MTU_4096"),
]);

/// `enum ib_rate`  (the kernel's rdma/ib_verbs.h)
static IB_RATE: Names = names(&[
    (0, "IB_RATE_PORT_CURRENT"),
    (2, "IB_RATE_2_5_GBPS"),
    (3, "IB_RATE_10_GBPS"),
    (4, "IB_RATE_30_GBPS"),
    (5, "IB_RATE_5_GBPS"),
    (6, "IB_RATE_20_GBPS"),
    (7, "IB_RATE_40_GBPS"),
    (8, "IB_RATE_60_GBPS"),
    (9, "IB_RATE_80_GBPS"),
    (10, "IB_RATE_120_GBPS"),
    (11, "IB_RATE_14_GBPS"),
    (12, "IB_RATE_56_GBPS"),
    (13, "IB_RATE_112_GBPS"),
    (14, "IB_RATE_168_GBPS"),
    (15, "IB_RATE_25_GBPS"),
    (16, "IB_RATE_100_GBPS"),
    (17, "IB_RATE_200_GBPS"),
    (18, "IB_RATE_300_GBPS"),
    (19, "IB_RATE_28_GBPS"),
    (20, "IB_RATE_50_GBPS"),
    (21, "IB_RATE_400_GBPS"),
    (22, "IB_RATE_600_GBPS"),
    (23, "IB_RATE_800_GBPS"),
    (25, "IB_RATE_1600_GBPS"),
]);

#[cfg(test)]
mod tests {
    use crate::family::rdma::FAMILY;
    use crate::family::rdma::of;
    use crate::family::testing::{attribute, decoded, values};

    const MANDATORY: u16 = 0x2000;

    #[test]
    fn a_path_is_asked_for_and_answered() {
        let mut head = b"mlx5_0".to_vec();
        head.resize(64, 0);
        head.extend([1, 2, 0, 0]);
        let gid = [0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7];
        let wanted = [attribute(MANDATORY | 4, &gid), attribute(MANDATORY | 7, &[0xff, 0xff])].concat();
        let asked = decoded(&FAMILY, (of(4, 0), 1), &[&head, &wanted]);
        assert_eq!(values(&asked, "device_name"), ["mlx5_0"]);
        assert_eq!(values(&asked, "path_use"), ["LS_RESOLVE_PATH_USE_GMP"]);
        assert_eq!(values(&asked, "LS_NLA_TYPE_DGID"), ["fe80::7"]);
        assert_eq!(values(&asked, "LS_NLA_TYPE_PKEY"), ["65535"]);

        let mut record = vec![0; 8];
        record.extend([gid, gid].concat());
        record.extend([0, 5, 0, 3]);
        record.extend([0x80, 0x00, 0x12, 0x40]); // raw traffic, flow label 0x12, 64 hops
        record.extend([0, 0x81, 0xff, 0xff]);
        record.extend([0, 0x32, 0x84, 0x87, 0x92]); // class 3, level 2, exactly 2048 bytes, 40 Gbit/s, 18
        record.resize(64, 0);
        let path = [[42, 0, 0, 0, 0, 0, 0, 0].to_vec(), record].concat();
        let answer = decoded(&FAMILY, (of(4, 0), 0), &[&attribute(1, &path)]);
        assert_eq!(values(&answer, "flags"), ["IB_PATH_PRIMARY|IB_PATH_OUTBOUND|IB_PATH_INBOUND_REVERSE"]);
        assert_eq!(values(&answer, "sgid"), ["fe80::7"]);
        assert_eq!(values(&answer, "slid"), ["3"]);
    }

    #[test]
    fn an_address_is_asked_for_and_answered() {
        // By the interface alone the header could be an attribute's.
        let asked =
            decoded(&FAMILY, (of(4, 2), 1), &[&[12, 0, 0, 0], &attribute(MANDATORY | 9, &[10, 0, 0, 1])]);
        assert_eq!(values(&asked, "ifindex"), ["12"]);
        assert_eq!(values(&asked, "LS_NLA_TYPE_IPV4"), ["10.0.0.1"]);
        let answer = decoded(&FAMILY, (of(4, 2), 0), &[&attribute(4, &[0xfe; 16])]);
        assert_eq!(values(&answer, "LS_NLA_TYPE_DGID").len(), 1);
        let failed = decoded(&FAMILY, (of(4, 2), 0x100), &[]);
        assert!(failed.is_empty());
        let limit = decoded(&FAMILY, (of(4, 1), 1), &[&attribute(2, &[0xd0, 7, 0, 0])]);
        assert_eq!(values(&limit, "LS_NLA_TYPE_TIMEOUT"), ["2000"]);
    }
}
