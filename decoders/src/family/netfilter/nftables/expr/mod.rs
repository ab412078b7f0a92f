//! Expressions, what rules are made of: `NFTA_EXPR_*`, and a set of attributes for each
//!
//! - `load`: what is read from a packet or known about it, into a register, or written to it from one;
//! - `compute`: what is made of registers, and what they are compared with;
//! - `state`: what counts and limits, in a rule, in an element or as an object;
//! - `act`: what is done with a packet;
//! - `xt`: iptables' extensions, with a struct for each match and target.

use super::super::hooks::VERDICT;
use crate::schema::{Case::*, *};

mod act;
mod compute;
mod load;
mod state;
mod xt;

pub(super) use act::NFTA_SYNPROXY;
pub(super) use state::{NFTA_CONNLIMIT, NFTA_COUNTER, NFTA_LIMIT, NFTA_QUOTA};

/// The value of a register, or a verdict.
pub(super) const DATA: Kind = nest(&NFTA_DATA);

/// Expressions, in the order in which they are asked.
pub(super) static NFTA_LIST: Set = set("NFTA_LIST", &[attr(1, "NFTA_LIST_ELEM", nest(&NFTA_EXPR))]);

/// One expression.
pub(super) static NFTA_EXPR: Set = set(
    "NFTA_EXPR",
    &[
        attr(1, "NFTA_EXPR_NAME", TEXT),
        attr(
            2,
            "NFTA_EXPR_DATA",
            select(
                "NFTA_EXPR_NAME",
                &[
                    (Named("payload"), nest(&load::NFTA_PAYLOAD)),
                    (Named("meta"), nest(&load::NFTA_META)),
                    (Named("cmp"), nest(&compute::NFTA_CMP)),
                    (Named("immediate"), nest(&compute::NFTA_IMMEDIATE)),
                    (Named("counter"), nest(&NFTA_COUNTER)),
                    (Named("lookup"), nest(&compute::NFTA_LOOKUP)),
                    (Named("bitwise"), nest(&compute::NFTA_BITWISE)),
                    (Named("byteorder"), nest(&compute::NFTA_BYTEORDER)),
                    (Named("range"), nest(&compute::NFTA_RANGE)),
                    (Named("dynset"), nest(&compute::NFTA_DYNSET)),
                    (Named("hash"), nest(&compute::NFTA_HASH)),
                    (Named("numgen"), nest(&compute::NFTA_NG)),
                    (Named("ct"), nest(&load::NFTA_CT)),
                    (Named("exthdr"), nest(&load::NFTA_EXTHDR)),
                    (Named("fib"), nest(&load::NFTA_FIB)),
                    (Named("inner"), nest(&load::NFTA_INNER)),
                    (Named("osf"), nest(&load::NFTA_OSF)),
                    (Named("rt"), nest(&load::NFTA_RT)),
                    (Named("socket"), nest(&load::NFTA_SOCKET)),
                    (Named("tunnel"), nest(&load::NFTA_TUNNEL)),
                    (Named("xfrm"), nest(&load::NFTA_XFRM)),
                    (Named("connlimit"), nest(&NFTA_CONNLIMIT)),
                    (Named("last"), nest(&state::NFTA_LAST)),
                    (Named("limit"), nest(&NFTA_LIMIT)),
                    (Named("objref"), nest(&state::NFTA_OBJREF)),
                    (Named("quota"), nest(&NFTA_QUOTA)),
                    (Named("dup"), nest(&act::NFTA_DUP)),
                    (Named("flow_offload"), nest(&act::NFTA_FLOW)),
                    (Named("fwd"), nest(&act::NFTA_FWD)),
                    (Named("log"), nest(&act::NFTA_LOG)),
                    (Named("masq"), nest(&act::NFTA_MASQ)),
                    (Named("nat"), nest(&act::NFTA_NAT)),
                    (Named("notrack"), nest(&NONE)),
                    (Named("queue"), nest(&act::NFTA_QUEUE)),
                    (Named("redir"), nest(&act::NFTA_REDIR)),
                    (Named("reject"), nest(&act::NFTA_REJECT)),
                    (Named("synproxy"), nest(&NFTA_SYNPROXY)),
                    (Named("tproxy"), nest(&act::NFTA_TPROXY)),
                    (Named("match"), nest(&xt::NFTA_MATCH)),
                    (Named("target"), nest(&xt::NFTA_TARGET)),
                ],
            ),
        ),
    ],
);

/// An empty set: there are no attributes.
static NONE: Set = set("NONE", &[]);

static NFTA_DATA: Set = set(
    "NFTA_DATA",
    &[
        // A register has no type. Whether its bytes are a number or an address depends on the expressions around it.
        attr(1, "NFTA_DATA_VALUE", OPAQUE),
        attr(2, "NFTA_DATA_VERDICT", nest(&NFTA_VERDICT)),
    ],
);

/// The verdict about a packet, and the chain to continue in.
pub(super) static NFTA_VERDICT: Set = set(
    "NFTA_VERDICT",
    &[
        attr(1, "NFTA_VERDICT_CODE", SBE32.name(&VERDICT)),
        attr(2, "NFTA_VERDICT_CHAIN", TEXT),
        attr(3, "NFTA_VERDICT_CHAIN_ID", BE32),
    ],
);

/// A register: one of four of 16 bytes, or of sixteen of 4 in the same place.
const REGISTER: Kind = BE32.name(&NFT_REG);

static NFT_REG: Names = names(&[
    (0, "NFT_REG_VERDICT"),
    (1, "NFT_REG_1"),
    (2, "NFT_REG_2"),
    (3, "NFT_REG_3"),
    (4, "NFT_REG_4"),
    (8, "NFT_REG32_00"),
    (9, "NFT_REG32_01"),
    (10, "NFT_REG32_02"),
    (11, "NFT_REG32_03"),
    (12, "NFT_REG32_04"),
    (13, "NFT_REG32_05"),
    (14, "NFT_REG32_06"),
    (15, "NFT_REG32_07"),
    (16, "NFT_REG32_08"),
    (17, "NFT_REG32_09"),
    (18, "NFT_REG32_10"),
    (19, "NFT_REG32_11"),
    (20, "NFT_REG32_12"),
    (21, "NFT_REG32_13"),
    (22, "NFT_REG32_14"),
    (23, "NFT_REG32_15"),
]);
