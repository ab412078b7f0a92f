//! Traces of packets through the rules: `NFTA_TRACE_*`

use super::super::hooks::VERDICT;
use super::super::status::{IP_CT_DIR, IPS, NF_CT_STATE};
use super::expr;
use crate::names::{ARPHRD, NFPROTO};
use crate::schema::*;

pub(super) static BODY: Body = super::attributes(&NFTA_TRACE);

static NFTA_TRACE: Set = set(
    "NFTA_TRACE",
    &[
        attr(1, "NFTA_TRACE_TABLE", TEXT).key(),
        attr(2, "NFTA_TRACE_CHAIN", TEXT).key(),
        attr(3, "NFTA_TRACE_RULE_HANDLE", BE64),
        attr(4, "NFTA_TRACE_TYPE", BE32.name(&NFT_TRACETYPE)),
        attr(5, "NFTA_TRACE_VERDICT", nest(&expr::NFTA_VERDICT)),
        // Tells packets apart; the order of its bytes means nothing, and nft shows it so.
        attr(6, "NFTA_TRACE_ID", BE32.hex()).key(),
        attr(7, "NFTA_TRACE_LL_HEADER", OPAQUE),
        attr(8, "NFTA_TRACE_NETWORK_HEADER", OPAQUE),
        attr(9, "NFTA_TRACE_TRANSPORT_HEADER", OPAQUE),
        attr(10, "NFTA_TRACE_IIF", BE32.interface()),
        attr(11, "NFTA_TRACE_IIFTYPE", BE16.name(&ARPHRD)),
        attr(12, "NFTA_TRACE_OIF", BE32.interface()),
        attr(13, "NFTA_TRACE_OIFTYPE", BE16.name(&ARPHRD)),
        attr(14, "NFTA_TRACE_MARK", BE32.hex()),
        attr(15, "NFTA_TRACE_NFPROTO", BE32.name(&NFPROTO)),
        attr(16, "NFTA_TRACE_POLICY", BE32.name(&VERDICT)),
        attr(17, "NFTA_TRACE_PAD", PAD),
        attr(18, "NFTA_TRACE_CT_ID", BE32.hex()),
        attr(19, "NFTA_TRACE_CT_DIRECTION", U8.name(&IP_CT_DIR)),
        attr(20, "NFTA_TRACE_CT_STATUS", BE32.flags(&IPS)),
        attr(21, "NFTA_TRACE_CT_STATE", BE32.flags(&NF_CT_STATE)),
    ],
);

static NFT_TRACETYPE: Names = names(&[
    (0, "NFT_TRACETYPE_UNSPEC"),
    (1, "NFT_TRACETYPE_POLICY"),
    (2, "NFT_TRACETYPE_RETURN"),
    (3, "NFT_TRACETYPE_RULE"),
]);
