//! `NFTA_*_USERDATA`: data that programs store with an object  (libnftnl/udata.h)
//!
//! To the kernel these are bytes. nft, iptables-nft and others write them with libnftnl as records of a type, a length and a
//! value. Bytes that do not begin with a known type stay bytes, and so do values whose form depends on nft's version:
//! `NFTNL_UDATA_SET_TYPEOF_DATA`, `NFTNL_UDATA_SET_EXPR`.

use crate::schema::{Case::*, *};

pub(super) const OF_TABLE: Kind = Kind::Peek(&FIRST, &TABLE_DATA);
pub(super) const OF_CHAIN: Kind = Kind::Peek(&FIRST, &CHAIN_DATA);
pub(super) const OF_RULE: Kind = Kind::Peek(&FIRST, &RULE_DATA);
pub(super) const OF_OBJECT: Kind = Kind::Peek(&FIRST, &OBJECT_DATA);
pub(super) const OF_SET: Kind = Kind::Peek(&FIRST, &SET_DATA);
pub(super) const OF_ELEMENT: Kind = Kind::Peek(&FIRST, &ELEMENT_DATA);

/// The first record decides whether these are records.
static FIRST: Struct = layout("nftnl_udata", 2, &[field("type", U8), field("len", U8)]);

/// Returns a record's type, and the length of its value.
const fn head(types: &'static Names) -> [Field; 2] {
    [field("type", U8.name(types)), field("len", U8)]
}

const fn records_of(record: &'static Struct) -> Kind {
    records_packed(record, "len", 1, 2)
}

static TABLE_DATA: Kind = select("type", &[(UpTo(2), records_of(&TABLE)), (Otherwise, OPAQUE)]);

static TABLE: Struct =
    layout("nftnl_udata", 2, &head(&TABLE_TYPES)).then(&[field("value", sized("len", &TABLE_VALUE))]);

static TABLE_TYPES: Names = names(&[
    (0, "NFTNL_UDATA_TABLE_COMMENT"),
    (1, "NFTNL_UDATA_TABLE_NFTVER"),
    (2, "NFTNL_UDATA_TABLE_NFTBLD"),
]);

static TABLE_VALUE: Kind = select(
    "type",
    &[(Is(0), TEXT), (Is(1), Kind::Array(&VERSION)), (Is(2), BE64.unit(Unit::Seconds)), (Otherwise, OPAQUE)],
);

/// Major, minor, patch, and the number of a stable release.
static VERSION: Array = array_of(4, U8);

static CHAIN_DATA: Kind = select("type", &[(Is(0), records_of(&CHAIN)), (Otherwise, OPAQUE)]);

static CHAIN: Struct =
    layout("nftnl_udata", 2, &head(&CHAIN_TYPES)).then(&[field("value", sized("len", &CHAIN_VALUE))]);

static CHAIN_TYPES: Names = names(&[(0, "NFTNL_UDATA_CHAIN_COMMENT")]);

static CHAIN_VALUE: Kind = select("type", &[(Is(0), TEXT), (Otherwise, OPAQUE)]);

static RULE_DATA: Kind = select("type", &[(UpTo(1), records_of(&RULE)), (Otherwise, OPAQUE)]);

static RULE: Struct =
    layout("nftnl_udata", 2, &head(&RULE_TYPES)).then(&[field("value", sized("len", &RULE_VALUE))]);

static RULE_TYPES: Names = names(&[(0, "NFTNL_UDATA_RULE_COMMENT"), (1, "NFTNL_UDATA_RULE_EBTABLES_POLICY")]);

static RULE_VALUE: Kind = select("type", &[(Is(0), TEXT), (Is(1), U32), (Otherwise, OPAQUE)]);

static OBJECT_DATA: Kind = select("type", &[(Is(0), records_of(&OBJECT)), (Otherwise, OPAQUE)]);

static OBJECT: Struct =
    layout("nftnl_udata", 2, &head(&OBJECT_TYPES)).then(&[field("value", sized("len", &OBJECT_VALUE))]);

static OBJECT_TYPES: Names = names(&[(0, "NFTNL_UDATA_OBJ_COMMENT")]);

static OBJECT_VALUE: Kind = select("type", &[(Is(0), TEXT), (Otherwise, OPAQUE)]);

static SET_DATA: Kind = select("type", &[(UpTo(7), records_of(&SET)), (Otherwise, OPAQUE)]);

static SET: Struct =
    layout("nftnl_udata", 2, &head(&SET_TYPES)).then(&[field("value", sized("len", &SET_VALUE))]);

static SET_TYPES: Names = names(&[
    (0, "NFTNL_UDATA_SET_KEYBYTEORDER"),
    (1, "NFTNL_UDATA_SET_DATABYTEORDER"),
    (2, "NFTNL_UDATA_SET_MERGE_ELEMENTS"),
    (3, "NFTNL_UDATA_SET_KEY_TYPEOF"),
    (4, "NFTNL_UDATA_SET_DATA_TYPEOF"),
    (5, "NFTNL_UDATA_SET_EXPR"),
    (6, "NFTNL_UDATA_SET_DATA_INTERVAL"),
    (7, "NFTNL_UDATA_SET_COMMENT"),
]);

static SET_VALUE: Kind = select(
    "type",
    &[
        (Is(0), U32.name(&BYTEORDER)),
        (Is(1), U32.name(&BYTEORDER)),
        (Is(2), U32.bool()),
        (Is(3), TYPEOF),
        (Is(4), TYPEOF),
        (Is(6), U32.bool()),
        (Is(7), TEXT),
        (Otherwise, OPAQUE),
    ],
);

/// nft's own: the byte order of numbers in keys or data.
static BYTEORDER: Names =
    names(&[(0, "BYTEORDER_INVALID"), (1, "BYTEORDER_HOST_ENDIAN"), (2, "BYTEORDER_BIG_ENDIAN")]);

/// An expression whose values the set holds, as it was written.
const TYPEOF: Kind = records_of(&TYPEOF_RECORD);

static TYPEOF_RECORD: Struct =
    layout("nftnl_udata", 2, &head(&TYPEOF_TYPES)).then(&[field("value", sized("len", &TYPEOF_VALUE))]);

static TYPEOF_TYPES: Names = names(&[(0, "NFTNL_UDATA_SET_TYPEOF_EXPR"), (1, "NFTNL_UDATA_SET_TYPEOF_DATA")]);

static TYPEOF_VALUE: Kind = select("type", &[(Is(0), U32), (Otherwise, OPAQUE)]);

static ELEMENT_DATA: Kind = select("type", &[(UpTo(1), records_of(&ELEMENT)), (Otherwise, OPAQUE)]);

static ELEMENT: Struct =
    layout("nftnl_udata", 2, &head(&ELEMENT_TYPES)).then(&[field("value", sized("len", &ELEMENT_VALUE))]);

static ELEMENT_TYPES: Names =
    names(&[(0, "NFTNL_UDATA_SET_ELEM_COMMENT"), (1, "NFTNL_UDATA_SET_ELEM_FLAGS")]);

static ELEMENT_VALUE: Kind =
    select("type", &[(Is(0), TEXT), (Is(1), U32.flags(&NFTNL_SET_ELEM_F)), (Otherwise, OPAQUE)]);

static NFTNL_SET_ELEM_F: Names = names(&[(0x1, "NFTNL_SET_ELEM_F_INTERVAL_OPEN")]);
