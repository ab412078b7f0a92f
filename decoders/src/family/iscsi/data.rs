//! The data after `struct iscsi_uevent`  (the kernel's scsi/iscsi_if.h)

use super::adapter::*;
use super::names::*;
use super::pdu::PDU;
use super::stats::{ISCSI_OFFLOAD_HOST_STATS, ISCSI_STATS};
use crate::family::shared::sockaddr::SOCKADDR;
use crate::schema::{Case::*, *};

/// By the request, or by the kernel's event.
pub(super) const DATA: Kind = select("@type", OF_REQUESTS);

static OF_REQUESTS: &[(Case, Kind)] = &[
    (Is(0), select("type", OF_EVENTS)),
    (OneOf(&[16, 26, 36]), TEXT),
    (Is(19), PDU),
    (OneOf(&[22, 25, 29, 32]), SOCKADDR),
    (Is(30), fixed(&ISCSI_PATH)),
    (Is(31), Kind::List(&IFACE_PARAMS)),
    (Is(35), Kind::List(&FLASHNODE_PARAMS)),
    (Is(41), Kind::List(&CHAP_PARAMS)),
    (Otherwise, RAW),
];

/// The data of a host event or a ping belongs to the driver.
static OF_EVENTS: &[(Case, Kind)] = &[
    (Is(20), fixed(&ISCSI_STATS)),
    (Is(33), Kind::Array(&CHAP)),
    (Is(42), fixed(&ISCSI_OFFLOAD_HOST_STATS)),
    (Is(101), PDU),
    (Is(107), fixed(&ISCSI_PATH)),
    (OneOf(&[110, 111]), OPAQUE),
    (Otherwise, RAW),
];

/// `struct iscsi_path`: how an adapter reaches a target; a daemon knows the neighbour.
static ISCSI_PATH: Struct = layout(
    "iscsi_path",
    64,
    &[
        field("handle", U64.hex()),
        field("mac_addr", MAC),
        field("mac_addr_old", MAC),
        field("ip_addr_len", U32.unit(Unit::Bytes)),
        field("src", PATH_ADDRESS),
        field("dst", PATH_ADDRESS),
        field("vlan_id", U16),
        field("pmtu", U16.unit(Unit::Bytes)),
        field("", pad(4)),
    ],
);

const PATH_ADDRESS: Kind =
    select("ip_addr_len", &[(Is(4), IP4_OF_16), (Is(16), IP6), (Otherwise, opaque(16))]);

/// `struct iscsi_chap_rec`: a name and its secret in an adapter's table.
static ISCSI_CHAP_REC: Struct = layout(
    "iscsi_chap_rec",
    524,
    &[
        field("chap_tbl_idx", U16),
        field("", pad(2)),
        field("chap_type", U32.name(&CHAP_TYPE)),
        field("username", text(256)),
        field("password", text(256)).secret(),
        field("password_length", U8.unit(Unit::Bytes)),
        field("", pad(3)),
    ],
);
static CHAP: Array = array(fixed(&ISCSI_CHAP_REC));

// Values have no type on the wire but their length. Each is in an attribute, whose own type is ignored.

static IFACE_PARAMS: List = list(fixed(&ISCSI_IFACE_PARAM_INFO));

/// `struct iscsi_iface_param_info`: what an adapter's interface is to be like.
static ISCSI_IFACE_PARAM_INFO: Struct = layout(
    "iscsi_iface_param_info",
    12,
    &[
        field("iface_num", U32),
        field("len", U32.unit(Unit::Bytes)),
        field("param", select("param_type", PARAM_BY_TYPE)),
        field("iface_type", U8.name(&ISCSI_IFACE_TYPE)),
        field("param_type", U8.name(&ISCSI_PARAM_TYPE)),
    ],
)
.then(&[field("value", sized("len", &IFACE_VALUE))]);

static PARAM_BY_TYPE: &[(Case, Kind)] = &[
    (Is(0), U16.name(&ISCSI_PARAM)),
    (Is(1), U16.name(&ISCSI_HOST_PARAM)),
    (Is(2), U16.name(&ISCSI_NET_PARAM)),
    (Is(5), U16.name(&ISCSI_IFACE_PARAM)),
    (Otherwise, U16),
];

static IFACE_VALUE: Kind = select(
    "param_type",
    &[
        (Is(2), select("param", NET_VALUE)),
        (Is(5), select("param", &[(Is(17), TEXT), (Otherwise, UINT)])),
        (Otherwise, UINT),
    ],
);

static NET_VALUE: &[(Case, Kind)] = &[
    (OneOf(&[1, 2, 3]), IP4),
    (Is(5), MAC),
    (OneOf(&[6, 7, 8]), IP6),
    (OneOf(&[18, 37, 40]), TEXT),
    (Otherwise, UINT),
];

static FLASHNODE_PARAMS: List = list(fixed(&ISCSI_FLASHNODE_PARAM_INFO));

/// `struct iscsi_flashnode_param_info`: what an adapter is to remember of a target.
static ISCSI_FLASHNODE_PARAM_INFO: Struct = layout(
    "iscsi_flashnode_param_info",
    6,
    &[field("len", U32.unit(Unit::Bytes)), field("param", U16.name(&ISCSI_FLASHNODE))],
)
.then(&[field("value", sized("len", &FLASHNODE_VALUE))]);

static FLASHNODE_VALUE: Kind = select(
    "param",
    &[
        (OneOf(&[1, 36, 43, 52, 53, 54, 55]), TEXT),
        (Is(30), OPAQUE),
        (OneOf(&[35, 37, 45]), select("@len", &[(Is(4), IP4), (Is(16), IP6), (Otherwise, TEXT)])),
        (Otherwise, UINT),
    ],
);

static CHAP_PARAMS: List = list(fixed(&ISCSI_PARAM_INFO));

/// `struct iscsi_param_info`: a part of an entry in the adapter's table of names and secrets.
static ISCSI_PARAM_INFO: Struct = layout(
    "iscsi_param_info",
    6,
    &[field("len", U32.unit(Unit::Bytes)), field("param", U16.name(&ISCSI_CHAP_PARAM))],
)
.then(&[field("value", sized("len", &CHAP_VALUE))]);

static CHAP_VALUE: Kind =
    select("param", &[(Is(1), UINT.name(&CHAP_TYPE)), (OneOf(&[2, 3]), TEXT), (Otherwise, UINT)]);
