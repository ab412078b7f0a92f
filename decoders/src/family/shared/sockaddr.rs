//! Addresses of sockets  (linux/in.h, linux/in6.h)

use crate::names::AF;
use crate::schema::{Case::*, *};

/// `struct sockaddr`, by its family. The struct on the wire can be longer, mostly a `sockaddr_storage`: bytes after the address
/// have no meaning.
pub(crate) const SOCKADDR: Kind = Kind::Peek(&SA_FAMILY, &BY_FAMILY);

static SA_FAMILY: Struct = layout("sockaddr", 2, &[field("sa_family", U16)]);

static BY_FAMILY: Kind = select(
    "sa_family",
    &[
        (Is(2), fixed(&SOCKADDR_IN)),
        (Is(10), fixed(&SOCKADDR_IN6)),
        (Is(27), fixed(&SOCKADDR_IB)),
        (Otherwise, fixed(&OTHER)),
    ],
);

static SOCKADDR_IN: Struct = layout(
    "sockaddr_in",
    16,
    &[field("sin_family", U16.name(&AF)), field("sin_port", BE16), field("sin_addr", IP4), field("", pad(8))],
)
.then(REST);

static SOCKADDR_IN6: Struct = layout(
    "sockaddr_in6",
    28,
    &[
        field("sin6_family", U16.name(&AF)),
        field("sin6_port", BE16),
        field("sin6_flowinfo", BE32.hex()),
        field("sin6_addr", IP6),
        field("sin6_scope_id", U32.interface()),
    ],
)
.then(REST);

/// `struct sockaddr_ib`  (rdma/ib.h)
static SOCKADDR_IB: Struct = layout(
    "sockaddr_ib",
    48,
    &[
        field("sib_family", U16.name(&AF)),
        field("sib_pkey", BE16.hex()),
        field("sib_flowinfo", BE32.hex()),
        field("sib_addr", IP6),
        field("sib_sid", BE64.hex()),
        field("sib_sid_mask", BE64.hex()),
        field("sib_scope_id", U64),
    ],
)
.then(REST);

const REST: &[Field] = &[field("", PAD)];

static OTHER: Struct = layout("", 2, &[field("sa_family", U16.name(&AF))]).then(&[field("sa_data", OPAQUE)]);
