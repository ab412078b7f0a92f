//! The port mapper: TCP ports for connections of iWARP  (rdma/rdma_netlink.h)
//!
//! The kernel asks, and a daemon answers in messages of the same type. Both set `NLM_F_REQUEST`, so only the port id identifies
//! the sender: the kernel has 0, and learns the daemon's from its messages.

use crate::family::shared::sockaddr::SOCKADDR;
use crate::schema::{Case::*, *};

pub(super) static REG_PID: Body =
    headless(select("@port", &[(Is(0), nest(&IWPM_NLA_REG)), (Otherwise, nest(&IWPM_NLA_RREG))]));
pub(super) static MAPPING: Body =
    headless(select("@port", &[(Is(0), nest(&IWPM_NLA_MANAGE)), (Otherwise, nest(&IWPM_NLA_RMANAGE))]));
pub(super) static QUERY: Body =
    headless(select("@port", &[(Is(0), nest(&IWPM_NLA_QUERY)), (Otherwise, nest(&IWPM_NLA_RQUERY))]));
pub(super) static REMOTE: Body = headless(nest(&IWPM_NLA_RQUERY));
pub(super) static MAPINFO: Body =
    headless(select("@port", &[(Is(0), nest(&IWPM_NLA_MAPINFO)), (Otherwise, nest(&IWPM_NLA_MAPINFO_REQ))]));
pub(super) static MAPINFO_NUM: Body = headless(nest(&IWPM_NLA_MAPINFO_NUM));
pub(super) static ERROR: Body = headless(nest(&IWPM_NLA_ERR));
pub(super) static HELLO: Body = headless(nest(&IWPM_NLA_HELLO));

/// The kernel looks for the daemon; the daemon answers.
static IWPM_NLA_REG: Set = set(
    "IWPM_NLA_REG",
    &[
        attr(1, "IWPM_NLA_REG_PID_SEQ", U32),
        attr(2, "IWPM_NLA_REG_IF_NAME", TEXT),
        attr(3, "IWPM_NLA_REG_IBDEV_NAME", TEXT),
        attr(4, "IWPM_NLA_REG_ULIB_NAME", TEXT),
    ],
);
static IWPM_NLA_RREG: Set = set(
    "IWPM_NLA_RREG",
    &[
        attr(1, "IWPM_NLA_RREG_PID_SEQ", U32),
        attr(2, "IWPM_NLA_RREG_IBDEV_NAME", TEXT),
        attr(3, "IWPM_NLA_RREG_ULIB_NAME", TEXT),
        attr(4, "IWPM_NLA_RREG_ULIB_VER", U16),
        attr(5, "IWPM_NLA_RREG_PID_ERR", ERR),
    ],
);

/// An address is to be mapped, or not any longer.
static IWPM_NLA_MANAGE: Set = set(
    "IWPM_NLA_MANAGE",
    &[
        attr(1, "IWPM_NLA_MANAGE_MAPPING_SEQ", U32),
        attr(2, "IWPM_NLA_MANAGE_ADDR", SOCKADDR),
        attr(3, "IWPM_NLA_MANAGE_FLAGS", FLAGS),
    ],
);
static IWPM_NLA_RMANAGE: Set = set(
    "IWPM_NLA_RMANAGE",
    &[
        attr(1, "IWPM_NLA_RMANAGE_MAPPING_SEQ", U32),
        attr(2, "IWPM_NLA_RMANAGE_ADDR", SOCKADDR),
        attr(3, "IWPM_NLA_RMANAGE_MAPPED_LOC_ADDR", SOCKADDR),
        attr(4, "IWPM_NLA_RMANAGE_MAPPING_ERR", ERR),
    ],
);

/// An address is to be mapped, and that of the other end is asked for.
static IWPM_NLA_QUERY: Set = set(
    "IWPM_NLA_QUERY",
    &[
        attr(1, "IWPM_NLA_QUERY_MAPPING_SEQ", U32),
        attr(2, "IWPM_NLA_QUERY_LOCAL_ADDR", SOCKADDR),
        attr(3, "IWPM_NLA_QUERY_REMOTE_ADDR", SOCKADDR),
        attr(4, "IWPM_NLA_QUERY_FLAGS", FLAGS),
    ],
);
static IWPM_NLA_RQUERY: Set = set(
    "IWPM_NLA_RQUERY",
    &[
        attr(1, "IWPM_NLA_RQUERY_MAPPING_SEQ", U32),
        attr(2, "IWPM_NLA_RQUERY_LOCAL_ADDR", SOCKADDR),
        attr(3, "IWPM_NLA_RQUERY_REMOTE_ADDR", SOCKADDR),
        attr(4, "IWPM_NLA_RQUERY_MAPPED_LOC_ADDR", SOCKADDR),
        attr(5, "IWPM_NLA_RQUERY_MAPPED_REM_ADDR", SOCKADDR),
        attr(6, "IWPM_NLA_RQUERY_MAPPING_ERR", ERR),
    ],
);

/// A restarted daemon asks the kernel for the current mappings.
static IWPM_NLA_MAPINFO_REQ: Set = set(
    "IWPM_NLA_MAPINFO",
    &[attr(1, "IWPM_NLA_MAPINFO_ULIB_NAME", TEXT), attr(2, "IWPM_NLA_MAPINFO_ULIB_VER", U16)],
);
static IWPM_NLA_MAPINFO: Set = set(
    "IWPM_NLA_MAPINFO",
    &[
        attr(1, "IWPM_NLA_MAPINFO_LOCAL_ADDR", SOCKADDR),
        attr(2, "IWPM_NLA_MAPINFO_MAPPED_ADDR", SOCKADDR),
        attr(3, "IWPM_NLA_MAPINFO_FLAGS", FLAGS),
    ],
);
static IWPM_NLA_MAPINFO_NUM: Set = set(
    "IWPM_NLA_MAPINFO",
    &[
        attr(1, "IWPM_NLA_MAPINFO_SEQ", U32),
        attr(2, "IWPM_NLA_MAPINFO_SEND_NUM", U32),
        attr(3, "IWPM_NLA_MAPINFO_ACK_NUM", U32),
    ],
);

static IWPM_NLA_ERR: Set =
    set("IWPM_NLA_ERR", &[attr(1, "IWPM_NLA_ERR_SEQ", U32), attr(2, "IWPM_NLA_ERR_CODE", ERR)]);

static IWPM_NLA_HELLO: Set = set("IWPM_NLA_HELLO", &[attr(1, "IWPM_NLA_HELLO_ABI_VERSION", U16)]);

const FLAGS: Kind = U32.flags(&IWPM_FLAGS);
static IWPM_FLAGS: Names = names(&[(1, "IWPM_FLAGS_NO_PORT_MAP")]);

const ERR: Kind = U16.name(&IWPM_ERR);

/// An error; 0 for success  (the kernel's rdma/iw_portmap.h)
static IWPM_ERR: Names = names(&[
    (10, "IWPM_INVALID_NLMSG_ERR"),
    (11, "IWPM_CREATE_MAPPING_ERR"),
    (12, "IWPM_DUPLICATE_MAPPING_ERR"),
    (13, "IWPM_UNKNOWN_MAPPING_ERR"),
    (14, "IWPM_CLIENT_DEV_INFO_ERR"),
    (15, "IWPM_USER_LIB_INFO_ERR"),
    (16, "IWPM_REMOTE_QUERY_REJECT"),
]);

#[cfg(test)]
mod tests {
    use crate::family::rdma::FAMILY;
    use crate::family::rdma::of;
    use crate::family::testing::{attribute, decoded_by, values};

    fn address(last: u8) -> Vec<u8> {
        let mut address = vec![2, 0, 0x12, 0xb7, 10, 0, 0, last];
        address.resize(128, 0);
        address
    }

    /// The same number is another attribute from the other side.
    #[test]
    fn who_sends_is_told_by_the_port() {
        let device = attribute(2, b"eth0\0");
        let kernel = decoded_by(&FAMILY, None, 0, (of(2, 0), 1), &[&attribute(1, &[9, 0, 0, 0]), &device]);
        assert_eq!(values(&kernel, "IWPM_NLA_REG_IF_NAME"), ["eth0"]);
        let all = [attribute(2, b"siw0\0"), attribute(4, &[3, 0]), attribute(5, &[15, 0])].concat();
        let daemon = decoded_by(&FAMILY, None, 7, (of(2, 0), 1), &[&all]);
        assert_eq!(values(&daemon, "IWPM_NLA_RREG_IBDEV_NAME"), ["siw0"]);
        assert_eq!(values(&daemon, "IWPM_NLA_RREG_PID_ERR"), ["IWPM_USER_LIB_INFO_ERR"]);

        let wanted = [attribute(2, &address(1)), attribute(3, &[1, 0, 0, 0])].concat();
        let wanted = decoded_by(&FAMILY, None, 0, (of(2, 1), 1), &[&wanted]);
        assert_eq!(values(&wanted, "sin_addr"), ["10.0.0.1"]);
        assert_eq!(values(&wanted, "IWPM_NLA_MANAGE_FLAGS"), ["IWPM_FLAGS_NO_PORT_MAP"]);
        let mapped = [attribute(2, &address(1)), attribute(3, &address(1)), attribute(4, &[0, 0])].concat();
        let mapped = decoded_by(&FAMILY, None, 7, (of(2, 1), 1), &[&mapped]);
        assert_eq!(values(&mapped, "sin_port"), ["4791"; 2]);
    }

    #[test]
    fn mappings_that_there_are() {
        let name = decoded_by(&FAMILY, None, 7, (of(2, 6), 1), &[&attribute(1, b"iWarpPortMapperUser\0")]);
        assert_eq!(values(&name, "IWPM_NLA_MAPINFO_ULIB_NAME"), ["iWarpPortMapperUser"]);
        let one = [attribute(1, &address(1)), attribute(2, &address(2))].concat();
        let one = decoded_by(&FAMILY, None, 0, (of(2, 6), 1), &[&one]);
        assert_eq!(values(&one, "sin_addr"), ["10.0.0.1", "10.0.0.2"]);
    }
}
