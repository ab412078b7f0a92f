//! SCTP: the header, and the heads of its chunks  (linux/sctp.h)

use super::DATA;
use crate::schema::{Case::*, *};

pub(super) static SCTPHDR: Struct = layout(
    "sctphdr",
    12,
    &[field("source", BE16), field("dest", BE16), field("vtag", BE32.hex()), field("checksum", LE32.hex())],
)
.may_be_cut()
.then(&[field("chunks", records(&SCTP_CHUNKHDR, "length"))]);

static SCTP_CHUNKHDR: Struct = layout(
    "sctp_chunkhdr",
    4,
    &[field("type", U8.name(&SCTP_CID)), field("flags", U8.hex()), field("length", BE16.unit(Unit::Bytes))],
)
.then(&[field(
    "chunk",
    select("type", &[(Is(0), fixed(&DATAHDR)), (OneOf(&[1, 2]), fixed(&INITHDR)), (Otherwise, OPAQUE)]),
)]);

/// `struct sctp_datahdr`.
static DATAHDR: Struct =
    layout("", 12, &[field("tsn", BE32), field("stream", BE16), field("ssn", BE16), field("ppid", BE32)])
        .may_be_cut()
        .then(&[DATA]);

/// `struct sctp_inithdr`.
static INITHDR: Struct = layout(
    "",
    16,
    &[
        field("init_tag", BE32.hex()),
        field("a_rwnd", BE32.unit(Unit::Bytes)),
        field("num_outbound_streams", BE16),
        field("num_inbound_streams", BE16),
        field("initial_tsn", BE32),
    ],
)
.may_be_cut()
.then(&[field("params", OPAQUE)]);

static SCTP_CID: Names = names(&[
    (0, "SCTP_CID_DATA"),
    (1, "SCTP_CID_INIT"),
    (2, "SCTP_CID_INIT_ACK"),
    (3, "SCTP_CID_SACK"),
    (4, "SCTP_CID_HEARTBEAT"),
    (5, "SCTP_CID_HEARTBEAT_ACK"),
    (6, "SCTP_CID_ABORT"),
    (7, "SCTP_CID_SHUTDOWN"),
    (8, "SCTP_CID_SHUTDOWN_ACK"),
    (9, "SCTP_CID_ERROR"),
    (10, "SCTP_CID_COOKIE_ECHO"),
    (11, "SCTP_CID_COOKIE_ACK"),
    (12, "SCTP_CID_ECN_ECNE"),
    (13, "SCTP_CID_ECN_CWR"),
    (14, "SCTP_CID_SHUTDOWN_COMPLETE"),
    (15, "SCTP_CID_AUTH"),
    (0x40, "SCTP_CID_I_DATA"),
    (0x80, "SCTP_CID_ASCONF_ACK"),
    (0x82, "SCTP_CID_RECONF"),
    (0x84, "SCTP_CID_PAD"),
    (0xc0, "SCTP_CID_FWD_TSN"),
    (0xc1, "SCTP_CID_ASCONF"),
    (0xc2, "SCTP_CID_I_FWD_TSN"),
]);
