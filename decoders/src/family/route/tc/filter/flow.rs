//! `flow`: keys of a packet mapped or hashed to a class  (linux/pkt_cls.h)

use super::super::action::ACTIONS;
use super::super::action::police::TCA_POLICE;
use super::super::ematch::TCA_EMATCH_TREE;
use crate::schema::{Case::Named, *};

pub(super) const KIND: (Case, Kind) = (Named("flow"), nest(&TCA_FLOW));

static TCA_FLOW: Set = set(
    "TCA_FLOW",
    &[
        attr(1, "TCA_FLOW_KEYS", U32.flags(&FLOW_KEY)),
        attr(2, "TCA_FLOW_MODE", U32.name(&FLOW_MODE)),
        attr(3, "TCA_FLOW_BASECLASS", U32.handle()),
        attr(4, "TCA_FLOW_RSHIFT", U32),
        attr(5, "TCA_FLOW_ADDEND", U32.hex()),
        attr(6, "TCA_FLOW_MASK", U32.hex()),
        attr(7, "TCA_FLOW_XOR", U32.hex()),
        attr(8, "TCA_FLOW_DIVISOR", U32),
        attr(9, "TCA_FLOW_ACT", Kind::List(&ACTIONS)),
        attr(10, "TCA_FLOW_POLICE", nest(&TCA_POLICE)),
        attr(11, "TCA_FLOW_EMATCHES", nest(&TCA_EMATCH_TREE)),
        attr(12, "TCA_FLOW_PERTURB", U32.unit(Unit::Seconds)),
    ],
);

/// `FLOW_KEY_*`, each the number of a bit.
static FLOW_KEY: Names = names(&[
    (1 << 0, "FLOW_KEY_SRC"),
    (1 << 1, "FLOW_KEY_DST"),
    (1 << 2, "FLOW_KEY_PROTO"),
    (1 << 3, "FLOW_KEY_PROTO_SRC"),
    (1 << 4, "FLOW_KEY_PROTO_DST"),
    (1 << 5, "FLOW_KEY_IIF"),
    (1 << 6, "FLOW_KEY_PRIORITY"),
    (1 << 7, "FLOW_KEY_MARK"),
    (1 << 8, "FLOW_KEY_NFCT"),
    (1 << 9, "FLOW_KEY_NFCT_SRC"),
    (1 << 10, "FLOW_KEY_NFCT_DST"),
    (1 << 11, "FLOW_KEY_NFCT_PROTO_SRC"),
    (1 << 12, "FLOW_KEY_NFCT_PROTO_DST"),
    (1 << 13, "FLOW_KEY_RTCLASSID"),
    (1 << 14, "FLOW_KEY_SKUID"),
    (1 << 15, "FLOW_KEY_SKGID"),
    (1 << 16, "FLOW_KEY_VLAN_TAG"),
    (1 << 17, "FLOW_KEY_RXHASH"),
]);

static FLOW_MODE: Names = names(&[(0, "FLOW_MODE_MAP"), (1, "FLOW_MODE_HASH")]);
