//! Sets and maps, and their elements: `NFTA_SET_*`, `NFTA_SET_ELEM_*`
//!
//! Keys and data have no types on the wire, only lengths; `NFTA_SET_KEY_TYPE` is nft's own note of what they are (see [`super::datatype`]).

use super::object::NFT_OBJECT;
use super::{datatype, expr, userdata};
use crate::schema::*;

pub(super) static BODY: Body = super::attributes(&NFTA_SET);

pub(super) static ELEMENTS: Body = super::attributes(&NFTA_SET_ELEM_LIST);

static NFTA_SET: Set = set(
    "NFTA_SET",
    &[
        attr(1, "NFTA_SET_TABLE", TEXT).key(),
        attr(2, "NFTA_SET_NAME", TEXT).subject(),
        attr(3, "NFTA_SET_FLAGS", BE32.flags(&NFT_SET)),
        attr(4, "NFTA_SET_KEY_TYPE", datatype::KEY),
        attr(5, "NFTA_SET_KEY_LEN", BE32.unit(Unit::Bytes)),
        attr(6, "NFTA_SET_DATA_TYPE", datatype::DATA),
        attr(7, "NFTA_SET_DATA_LEN", BE32.unit(Unit::Bytes)),
        attr(8, "NFTA_SET_POLICY", BE32.name(&NFT_SET_POL)),
        attr(9, "NFTA_SET_DESC", nest(&NFTA_SET_DESC)),
        attr(10, "NFTA_SET_ID", BE32),
        attr(11, "NFTA_SET_TIMEOUT", BE64.unit(Unit::Milliseconds)),
        attr(12, "NFTA_SET_GC_INTERVAL", BE32.unit(Unit::Milliseconds)),
        attr(13, "NFTA_SET_USERDATA", userdata::OF_SET),
        attr(14, "NFTA_SET_PAD", PAD),
        attr(15, "NFTA_SET_OBJ_TYPE", BE32.name(&NFT_OBJECT)),
        attr(16, "NFTA_SET_HANDLE", BE64),
        attr(17, "NFTA_SET_EXPR", nest(&expr::NFTA_EXPR)),
        attr(18, "NFTA_SET_EXPRESSIONS", nest(&expr::NFTA_LIST)),
        attr(19, "NFTA_SET_TYPE", TEXT),
        attr(20, "NFTA_SET_COUNT", BE32),
    ],
);

static NFT_SET: Names = names(&[
    (0x1, "NFT_SET_ANONYMOUS"),
    (0x2, "NFT_SET_CONSTANT"),
    (0x4, "NFT_SET_INTERVAL"),
    (0x8, "NFT_SET_MAP"),
    (0x10, "NFT_SET_TIMEOUT"),
    (0x20, "NFT_SET_EVAL"),
    (0x40, "NFT_SET_OBJECT"),
    (0x80, "NFT_SET_CONCAT"),
    (0x100, "NFT_SET_EXPR"),
]);

static NFT_SET_POL: Names = names(&[(0, "NFT_SET_POL_PERFORMANCE"), (1, "NFT_SET_POL_MEMORY")]);

static NFTA_SET_DESC: Set = set(
    "NFTA_SET_DESC",
    &[attr(1, "NFTA_SET_DESC_SIZE", BE32), attr(2, "NFTA_SET_DESC_CONCAT", nest(&FIELDS))],
);

/// The parts of a concatenation.
static FIELDS: Set = set("NFTA_LIST", &[attr(1, "NFTA_LIST_ELEM", nest(&NFTA_SET_FIELD))]);

static NFTA_SET_FIELD: Set = set("NFTA_SET_FIELD", &[attr(1, "NFTA_SET_FIELD_LEN", BE32.unit(Unit::Bytes))]);

static NFTA_SET_ELEM_LIST: Set = set(
    "NFTA_SET_ELEM_LIST",
    &[
        attr(1, "NFTA_SET_ELEM_LIST_TABLE", TEXT).key(),
        attr(2, "NFTA_SET_ELEM_LIST_SET", TEXT).key(),
        attr(3, "NFTA_SET_ELEM_LIST_ELEMENTS", Kind::List(&ELEMENT_LIST)),
        attr(4, "NFTA_SET_ELEM_LIST_SET_ID", BE32),
    ],
);

/// The kernel numbers each of them 1, and takes any number: nft counts.
static ELEMENT_LIST: List = list_by(&NFTA_LIST, nest(&NFTA_SET_ELEM));

static NFTA_LIST: Names = names(&[(1, "NFTA_LIST_ELEM")]);

static NFTA_SET_ELEM: Set = set(
    "NFTA_SET_ELEM",
    &[
        attr(1, "NFTA_SET_ELEM_KEY", expr::DATA),
        attr(2, "NFTA_SET_ELEM_DATA", expr::DATA),
        attr(3, "NFTA_SET_ELEM_FLAGS", BE32.flags(&NFT_SET_ELEM)),
        attr(4, "NFTA_SET_ELEM_TIMEOUT", BE64.unit(Unit::Milliseconds)),
        attr(5, "NFTA_SET_ELEM_EXPIRATION", BE64.unit(Unit::Milliseconds)),
        attr(6, "NFTA_SET_ELEM_USERDATA", userdata::OF_ELEMENT),
        attr(7, "NFTA_SET_ELEM_EXPR", nest(&expr::NFTA_EXPR)),
        attr(8, "NFTA_SET_ELEM_PAD", PAD),
        attr(9, "NFTA_SET_ELEM_OBJREF", TEXT),
        attr(10, "NFTA_SET_ELEM_KEY_END", expr::DATA),
        attr(11, "NFTA_SET_ELEM_EXPRESSIONS", nest(&expr::NFTA_LIST)),
    ],
);

static NFT_SET_ELEM: Names = names(&[(0x1, "NFT_SET_ELEM_INTERVAL_END"), (0x2, "NFT_SET_ELEM_CATCHALL")]);
