//! `NETLINK_RDMA`: devices of remote direct memory access, and what they hold  (rdma/rdma_netlink.h)
//!
//! A message's type is its client and the client's operation. `RDMA_NL_NLDEV` has devices, ports, resources and counters. Of the other
//! two it is the kernel that asks, and a daemon that answers: path queries (`RDMA_NL_LS`) and the port mapper (`RDMA_NL_IWCM`).

use crate::schema::{Class::*, *};

mod iwpm;
mod ls;
mod names;
mod nldev;

/// The protocol.
pub static FAMILY: Family = Family {
    protocol: 20,
    name: "NETLINK_RDMA",
    messages: &[IWCM, LS, NLDEV],
    groups: &RDMA_NL_GROUP,
    general: None,
    generic: &[],
    unnamed: &[],
    framing: Framing::Messages,
    exchange: Exchange { needs: Some(Capability::NetAdminInitial), ..Exchange::PLAIN },
};

/// Returns `RDMA_NL_GET_TYPE()`.
const fn of(client: u16, operation: u16) -> u16 {
    client << 10 | operation
}

static IWCM: &[Msg] = messages(&[
    msg(of(2, 0), "RDMA_NL_IWPM_REG_PID", Other, &iwpm::REG_PID),
    msg(of(2, 1), "RDMA_NL_IWPM_ADD_MAPPING", Other, &iwpm::MAPPING),
    msg(of(2, 2), "RDMA_NL_IWPM_QUERY_MAPPING", Other, &iwpm::QUERY),
    msg(of(2, 3), "RDMA_NL_IWPM_REMOVE_MAPPING", Other, &iwpm::MAPPING),
    msg(of(2, 4), "RDMA_NL_IWPM_REMOTE_INFO", Other, &iwpm::REMOTE),
    msg(of(2, 5), "RDMA_NL_IWPM_HANDLE_ERR", Other, &iwpm::ERROR),
    msg(of(2, 6), "RDMA_NL_IWPM_MAPINFO", Other, &iwpm::MAPINFO),
    msg(of(2, 7), "RDMA_NL_IWPM_MAPINFO_NUM", Other, &iwpm::MAPINFO_NUM),
    msg(of(2, 8), "RDMA_NL_IWPM_HELLO", Other, &iwpm::HELLO),
]);

static LS: &[Msg] = messages(&[
    msg(of(4, 0), "RDMA_NL_LS_OP_RESOLVE", Other, &ls::RESOLVE),
    msg(of(4, 1), "RDMA_NL_LS_OP_SET_TIMEOUT", Other, &ls::TIMEOUT).changing(),
    msg(of(4, 2), "RDMA_NL_LS_OP_IP_RESOLVE", Other, &ls::IP_RESOLVE),
]);

static NLDEV: &[Msg] = messages(&[
    msg(of(5, 1), "RDMA_NLDEV_CMD_GET", Get, &BODY),
    msg(of(5, 2), "RDMA_NLDEV_CMD_SET", New, &BODY),
    msg(of(5, 3), "RDMA_NLDEV_CMD_NEWLINK", New, &BODY),
    msg(of(5, 4), "RDMA_NLDEV_CMD_DELLINK", Delete, &BODY),
    msg(of(5, 5), "RDMA_NLDEV_CMD_PORT_GET", Get, &BODY),
    msg(of(5, 6), "RDMA_NLDEV_CMD_SYS_GET", Get, &BODY),
    msg(of(5, 7), "RDMA_NLDEV_CMD_SYS_SET", New, &BODY),
    msg(of(5, 9), "RDMA_NLDEV_CMD_RES_GET", Get, &BODY),
    msg(of(5, 10), "RDMA_NLDEV_CMD_RES_QP_GET", Get, &BODY),
    msg(of(5, 11), "RDMA_NLDEV_CMD_RES_CM_ID_GET", Get, &BODY),
    msg(of(5, 12), "RDMA_NLDEV_CMD_RES_CQ_GET", Get, &BODY),
    msg(of(5, 13), "RDMA_NLDEV_CMD_RES_MR_GET", Get, &BODY),
    msg(of(5, 14), "RDMA_NLDEV_CMD_RES_PD_GET", Get, &BODY),
    msg(of(5, 15), "RDMA_NLDEV_CMD_GET_CHARDEV", Get, &BODY),
    msg(of(5, 16), "RDMA_NLDEV_CMD_STAT_SET", New, &BODY),
    msg(of(5, 17), "RDMA_NLDEV_CMD_STAT_GET", Get, &BODY),
    msg(of(5, 18), "RDMA_NLDEV_CMD_STAT_DEL", Delete, &BODY),
    msg(of(5, 19), "RDMA_NLDEV_CMD_RES_QP_GET_RAW", Get, &BODY),
    msg(of(5, 20), "RDMA_NLDEV_CMD_RES_CQ_GET_RAW", Get, &BODY),
    msg(of(5, 21), "RDMA_NLDEV_CMD_RES_MR_GET_RAW", Get, &BODY),
    msg(of(5, 22), "RDMA_NLDEV_CMD_RES_CTX_GET", Get, &BODY),
    msg(of(5, 23), "RDMA_NLDEV_CMD_RES_SRQ_GET", Get, &BODY),
    msg(of(5, 24), "RDMA_NLDEV_CMD_STAT_GET_STATUS", Get, &BODY),
    msg(of(5, 25), "RDMA_NLDEV_CMD_RES_SRQ_GET_RAW", Get, &BODY),
    msg(of(5, 26), "RDMA_NLDEV_CMD_NEWDEV", New, &BODY),
    msg(of(5, 27), "RDMA_NLDEV_CMD_DELDEV", Delete, &BODY),
    msg(of(5, 28), "RDMA_NLDEV_CMD_MONITOR", Other, &BODY),
    msg(of(5, 29), "RDMA_NLDEV_CMD_FRMR_POOLS_GET", Get, &BODY),
    msg(of(5, 30), "RDMA_NLDEV_CMD_FRMR_POOLS_SET", New, &BODY),
]);

static BODY: Body = headless(nest(&nldev::RDMA_NLDEV));

/// `RDMA_NL_GROUP_*`: multicast groups.
static RDMA_NL_GROUP: Names =
    names(&[(2, "RDMA_NL_GROUP_IWPM"), (3, "RDMA_NL_GROUP_LS"), (4, "RDMA_NL_GROUP_NOTIFY")]);

#[cfg(test)]
mod tests {
    use super::{FAMILY, of};
    use crate::family::testing::{attribute, decoded, values};

    #[test]
    fn a_port_and_a_connection() {
        let address = [&[2, 0, 0x12, 0xb7, 10, 0, 0, 1][..], &[0; 120]].concat();
        let entry = attribute(31, &[attribute(32, &[6, 1, 0, 0]), attribute(33, &address)].concat());
        let attributes =
            [attribute(1, &[0; 4]), attribute(2, b"rxe0\0"), attribute(12, &[4]), attribute(30, &entry)];
        let decoded = decoded(&FAMILY, (of(5, 11), 0), &[&attributes.concat()]);
        assert_eq!(values(&decoded, "RDMA_NLDEV_ATTR_DEV_NAME"), ["rxe0"]);
        assert_eq!(values(&decoded, "RDMA_NLDEV_ATTR_PORT_STATE"), ["IB_PORT_ACTIVE"]);
        assert_eq!(values(&decoded, "RDMA_NLDEV_ATTR_RES_PS"), ["RDMA_PS_TCP"]);
        assert_eq!(
            (values(&decoded, "sin_addr"), values(&decoded, "sin_port")),
            (vec!["10.0.0.1"], vec!["4791"])
        );
    }
}
