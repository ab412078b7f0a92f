//! `NETLINK_ROUTE`: links, addresses, routes, neighbours, rules, traffic control  (linux/rtnetlink.h)
//!
//! One file per message struct, with its message types, head, attributes and names. Each has one line here.

use crate::schema::*;

/// Builds a list from the files of this directory. Each line names a file, which becomes a module, and its items for the list:
/// something new is one file and one line.
macro_rules! files {
    // By reference: what holds itself in the end, as a link does, can't be evaluated to count it.
    (
        $(#[$doc:meta])*
        $vis:vis static $name:ident: [&$of:ty];
        $($file_vis:vis mod $file:ident: $($one:ident),+;)+
    ) => {
        $($file_vis mod $file;)+
        $(#[$doc])*
        $vis static $name: &[&$of] = &[$($(&$file::$one),+),+];
    };
    (
        $(#[$doc:meta])*
        $vis:vis const $name:ident: [$of:ty];
        $($file_vis:vis mod $file:ident: $($one:ident),+;)+
    ) => {
        $($file_vis mod $file;)+
        $(#[$doc])*
        $vis const $name: &[$of] = &[$($($file::$one),+),+];
    };
}

mod addr;
mod addrlabel;
mod af_bridge;
mod af_spec;
mod dcb;
mod encap;
mod kind;
mod link;
mod mdb;
mod mroute;
mod nduseropt;
mod neigh;
mod neightbl;
mod netconf;
mod nexthop;
mod nsid;
mod prefix;
#[expect(clippy::module_inception, reason = "the file of struct rtmsg, named as its messages are")]
mod route;
mod rule;
mod stats;
mod tc;
#[cfg(test)]
mod testing;
mod tunnel;
mod vf;
mod vlan;
mod wireless;

pub(super) use route::{RT_SCOPE, RT_TABLE, RTN};

/// The protocol.
pub static FAMILY: Family = Family {
    protocol: 0,
    name: "NETLINK_ROUTE",
    messages: &[
        link::MESSAGES,
        route::MESSAGES,
        addr::MESSAGES,
        neigh::MESSAGES,
        tc::MESSAGES,
        tc::action::MESSAGES,
        nexthop::MESSAGES,
        rule::MESSAGES,
        link::PROPERTIES,
        stats::MESSAGES,
        mdb::MESSAGES,
        vlan::MESSAGES,
        tunnel::MESSAGES,
        neightbl::MESSAGES,
        addrlabel::MESSAGES,
        prefix::MESSAGES,
        nduseropt::MESSAGES,
        netconf::MESSAGES,
        nsid::MESSAGES,
        dcb::MESSAGES,
        mroute::MESSAGES,
    ],
    groups: &RTNLGRP,
    general: Some(&RTGENMSG),
    generic: &[],
    unnamed: &[],
    framing: Framing::Messages,
    exchange: Exchange {
        answers: Answers::Group,
        needs: Some(Capability::NetAdmin),
        copies_flags: true,
        deletes_one: true,
        heads_with_family: true,
        ..Exchange::PLAIN
    },
};

/// `struct rtgenmsg`: the address family alone.
static RTGENMSG: Struct = layout("rtgenmsg", 1, &[field("rtgen_family", U8.name(&crate::names::AF))]);

/// `RTNLGRP_*`: multicast groups.
static RTNLGRP: Names = names(&[
    (0, "RTNLGRP_NONE"),
    (1, "RTNLGRP_LINK"),
    (2, "RTNLGRP_NOTIFY"),
    (3, "RTNLGRP_NEIGH"),
    (4, "RTNLGRP_TC"),
    (5, "RTNLGRP_IPV4_IFADDR"),
    (6, "RTNLGRP_IPV4_MROUTE"),
    (7, "RTNLGRP_IPV4_ROUTE"),
    (8, "RTNLGRP_IPV4_RULE"),
    (9, "RTNLGRP_IPV6_IFADDR"),
    (10, "RTNLGRP_IPV6_MROUTE"),
    (11, "RTNLGRP_IPV6_ROUTE"),
    (12, "RTNLGRP_IPV6_IFINFO"),
    (13, "RTNLGRP_DECnet_IFADDR"),
    (14, "RTNLGRP_NOP2"),
    (15, "RTNLGRP_DECnet_ROUTE"),
    (16, "RTNLGRP_DECnet_RULE"),
    (17, "RTNLGRP_NOP4"),
    (18, "RTNLGRP_IPV6_PREFIX"),
    (19, "RTNLGRP_IPV6_RULE"),
    (20, "RTNLGRP_ND_USEROPT"),
    (21, "RTNLGRP_PHONET_IFADDR"),
    (22, "RTNLGRP_PHONET_ROUTE"),
    (23, "RTNLGRP_DCB"),
    (24, "RTNLGRP_IPV4_NETCONF"),
    (25, "RTNLGRP_IPV6_NETCONF"),
    (26, "RTNLGRP_MDB"),
    (27, "RTNLGRP_MPLS_ROUTE"),
    (28, "RTNLGRP_NSID"),
    (29, "RTNLGRP_MPLS_NETCONF"),
    (30, "RTNLGRP_IPV4_MROUTE_R"),
    (31, "RTNLGRP_IPV6_MROUTE_R"),
    (32, "RTNLGRP_NEXTHOP"),
    (33, "RTNLGRP_BRVLAN"),
    (34, "RTNLGRP_MCTP_IFADDR"),
    (35, "RTNLGRP_TUNNEL"),
    (36, "RTNLGRP_STATS"),
    (37, "RTNLGRP_IPV4_MCADDR"),
    (38, "RTNLGRP_IPV6_MCADDR"),
    (39, "RTNLGRP_IPV6_ACADDR"),
]);
