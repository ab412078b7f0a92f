//! `NETLINK_SOCK_DIAG`: what sockets there are, and in what state  (linux/sock_diag.h)
//!
//! One file per address family; requests and replies share a message type, and their first byte is the family.

use crate::schema::*;

/// The protocol.
pub static FAMILY: Family =
    Family { protocol: 4, name: "NETLINK_SOCK_DIAG", messages: &[], groups: &SKNLGRP, general: None };

/// `SKNLGRP_*`: multicast groups that tell of closed sockets.
static SKNLGRP: Names = names(&[
    (1, "SKNLGRP_INET_TCP_DESTROY"),
    (2, "SKNLGRP_INET_UDP_DESTROY"),
    (3, "SKNLGRP_INET6_TCP_DESTROY"),
    (4, "SKNLGRP_INET6_UDP_DESTROY"),
]);
