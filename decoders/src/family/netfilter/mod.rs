//! `NETLINK_NETFILTER`: nftables, connection tracking, queues, logs, sets  (linux/netfilter/nfnetlink.h)
//!
//! One protocol for many subsystems: the upper byte of a message's type is the subsystem, the lower one its message. All
//! begin with a `struct nfgenmsg`, and nearly every number in their attributes is big-endian.

use crate::names::NFPROTO;
use crate::schema::{Class::*, *};

mod acct;
mod conntrack;
mod cthelper;
mod cttimeout;
mod expect;
mod hook;
mod hooks;
mod ipset;
mod log;
mod nft_compat;
mod nftables;
mod osf;
mod queue;
mod status;
mod timeout;

/// The protocol.
pub static FAMILY: Family = Family {
    protocol: 12,
    name: "NETLINK_NETFILTER",
    messages: &[
        BATCH,
        nftables::MESSAGES,
        conntrack::MESSAGES,
        expect::MESSAGES,
        queue::MESSAGES,
        log::MESSAGES,
        ipset::MESSAGES,
        hook::MESSAGES,
        nft_compat::MESSAGES,
        cttimeout::MESSAGES,
        cthelper::MESSAGES,
        acct::MESSAGES,
        osf::MESSAGES,
    ],
    groups: &NFNLGRP,
    general: None,
    generic: &[],
    unnamed: &[],
    framing: Framing::Messages,
    exchange: Exchange {
        answers: Answers::Named,
        causes: Causes::Subsystem,
        needs: Some(Capability::NetAdmin),
        batches: true,
        heads_with_family: true,
        padding_matters: false,
        byte_order_flags: true,
        ..Exchange::PLAIN
    },
};

/// `NFNL_SUBSYS_*`: the upper byte of a message's type.
pub static NFNL_SUBSYS: Names = names(&[
    (0, "NFNL_SUBSYS_NONE"),
    (1, "NFNL_SUBSYS_CTNETLINK"),
    (2, "NFNL_SUBSYS_CTNETLINK_EXP"),
    (3, "NFNL_SUBSYS_QUEUE"),
    (4, "NFNL_SUBSYS_ULOG"),
    (5, "NFNL_SUBSYS_OSF"),
    (6, "NFNL_SUBSYS_IPSET"),
    (7, "NFNL_SUBSYS_ACCT"),
    (8, "NFNL_SUBSYS_CTNETLINK_TIMEOUT"),
    (9, "NFNL_SUBSYS_CTHELPER"),
    (10, "NFNL_SUBSYS_NFTABLES"),
    (11, "NFNL_SUBSYS_NFT_COMPAT"),
    (12, "NFNL_SUBSYS_HOOK"),
]);

/// Returns a message type of a subsystem.
const fn of(subsystem: u16, number: u16) -> u16 {
    subsystem << 8 | number
}

/// The messages of a transaction are between these two. The kernel applies all of them or none.
static BATCH: &[Msg] = messages(&[
    msg(16, "NFNL_MSG_BATCH_BEGIN", Other, &OF_BATCH).is(Traits::BATCH_BEGIN),
    msg(17, "NFNL_MSG_BATCH_END", Other, &OF_BATCH).is(Traits::BATCH_END),
]);

static OF_BATCH: Body = body(fixed(&NFGENMSG_OF_BATCH), nest(&NFNL_BATCH));

static NFNL_BATCH: Set = set("NFNL_BATCH", &[attr(1, "NFNL_BATCH_GENID", BE32)]);

/// `struct nfgenmsg`. Its last member depends on the subsystem: mostly 0, or the number of a queue.
static NFGENMSG: Struct = layout("nfgenmsg", 4, &[FAMILY_OF, VERSION, field("res_id", BE16).key()]);

/// In messages about a batch, it is the subsystem.
static NFGENMSG_OF_BATCH: Struct =
    layout("nfgenmsg", 4, &[FAMILY_OF, VERSION, field("res_id", BE16.name(&NFNL_SUBSYS)).key()]);

const FAMILY_OF: Field = field("nfgen_family", U8.name(&NFPROTO)).key();
const VERSION: Field = field("version", U8.name(&NFNETLINK));

static NFNETLINK: Names = names(&[(0, "NFNETLINK_V0")]);

/// `NFNLGRP_*`: multicast groups.
static NFNLGRP: Names = names(&[
    (0, "NFNLGRP_NONE"),
    (1, "NFNLGRP_CONNTRACK_NEW"),
    (2, "NFNLGRP_CONNTRACK_UPDATE"),
    (3, "NFNLGRP_CONNTRACK_DESTROY"),
    (4, "NFNLGRP_CONNTRACK_EXP_NEW"),
    (5, "NFNLGRP_CONNTRACK_EXP_UPDATE"),
    (6, "NFNLGRP_CONNTRACK_EXP_DESTROY"),
    (7, "NFNLGRP_NFTABLES"),
    (8, "NFNLGRP_ACCT_QUOTA"),
    (9, "NFNLGRP_NFTRACE"),
]);
