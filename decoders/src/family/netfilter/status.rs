//! Properties of a connection: directions, states, status  (linux/netfilter/nf_conntrack_common.h)

use crate::schema::*;

/// `IP_CT_DIR_*`: the direction of a connection's first packet, and the other.
pub(super) static IP_CT_DIR: Names = names(&[(0, "IP_CT_DIR_ORIGINAL"), (1, "IP_CT_DIR_REPLY")]);

/// `IPS_*`: what has happened to a connection.
pub(super) static IPS: Names = names(&[
    (0x1, "IPS_EXPECTED"),
    (0x2, "IPS_SEEN_REPLY"),
    (0x4, "IPS_ASSURED"),
    (0x8, "IPS_CONFIRMED"),
    (0x10, "IPS_SRC_NAT"),
    (0x20, "IPS_DST_NAT"),
    (0x40, "IPS_SEQ_ADJUST"),
    (0x80, "IPS_SRC_NAT_DONE"),
    (0x100, "IPS_DST_NAT_DONE"),
    (0x200, "IPS_DYING"),
    (0x400, "IPS_FIXED_TIMEOUT"),
    (0x800, "IPS_TEMPLATE"),
    (0x1000, "IPS_UNTRACKED"),
    (0x2000, "IPS_HELPER"),
    (0x4000, "IPS_OFFLOAD"),
    (0x8000, "IPS_HW_OFFLOAD"),
]);

/// The state of a packet's connection, as rules test it. The kernel computes the bits between the first and the last from
/// `IP_CT_*` (`NF_CT_STATE_BIT`) and has no names for them.
pub(super) static NF_CT_STATE: Names = names(&[
    (0x1, "NF_CT_STATE_INVALID_BIT"),
    (0x2, "IP_CT_ESTABLISHED"),
    (0x4, "IP_CT_RELATED"),
    (0x8, "IP_CT_NEW"),
    (0x40, "NF_CT_STATE_UNTRACKED_BIT"),
]);

/// `IP_CT_*`: what a packet is to its connection.
pub(super) static IP_CT: Names = names(&[
    (0, "IP_CT_ESTABLISHED"),
    (1, "IP_CT_RELATED"),
    (2, "IP_CT_NEW"),
    (3, "IP_CT_ESTABLISHED_REPLY"),
    (4, "IP_CT_RELATED_REPLY"),
]);

/// `TCP_CONNTRACK_*`  (linux/netfilter/nf_conntrack_tcp.h).
pub(super) static TCP_CONNTRACK: Names = names(&[
    (0, "TCP_CONNTRACK_NONE"),
    (1, "TCP_CONNTRACK_SYN_SENT"),
    (2, "TCP_CONNTRACK_SYN_RECV"),
    (3, "TCP_CONNTRACK_ESTABLISHED"),
    (4, "TCP_CONNTRACK_FIN_WAIT"),
    (5, "TCP_CONNTRACK_CLOSE_WAIT"),
    (6, "TCP_CONNTRACK_LAST_ACK"),
    (7, "TCP_CONNTRACK_TIME_WAIT"),
    (8, "TCP_CONNTRACK_CLOSE"),
    (9, "TCP_CONNTRACK_SYN_SENT2"),
]);

/// `SCTP_CONNTRACK_*`  (linux/netfilter/nf_conntrack_sctp.h).
pub(super) static SCTP_CONNTRACK: Names = names(&[
    (0, "SCTP_CONNTRACK_NONE"),
    (1, "SCTP_CONNTRACK_CLOSED"),
    (2, "SCTP_CONNTRACK_COOKIE_WAIT"),
    (3, "SCTP_CONNTRACK_COOKIE_ECHOED"),
    (4, "SCTP_CONNTRACK_ESTABLISHED"),
    (5, "SCTP_CONNTRACK_SHUTDOWN_SENT"),
    (6, "SCTP_CONNTRACK_SHUTDOWN_RECD"),
    (7, "SCTP_CONNTRACK_SHUTDOWN_ACK_SENT"),
    (8, "SCTP_CONNTRACK_HEARTBEAT_SENT"),
    (9, "SCTP_CONNTRACK_HEARTBEAT_ACKED"),
]);
