//! Extended matches: `TCA_EMATCH_TREE_*`, struct tcf_ematch_hdr and the data of each kind. Kinds with more than a struct have a
//! file each  (linux/pkt_cls.h, linux/tc_ematch/*.h)

use super::filter::u32::TC_U32_KEY;
use crate::schema::{Case::*, *};

mod cmp;
mod ipset;
mod ipt;
mod meta;
mod nbyte;
mod text;

/// `TCA_EMATCH_TREE_*`: matches in sequence; a container refers to a sequence by its position.
pub(super) static TCA_EMATCH_TREE: Set = set(
    "TCA_EMATCH_TREE",
    &[
        attr(1, "TCA_EMATCH_TREE_HDR", fixed(&TCF_EMATCH_TREE_HDR)),
        attr(2, "TCA_EMATCH_TREE_LIST", Kind::List(&TREE)),
    ],
);

static TCF_EMATCH_TREE_HDR: Struct =
    layout("tcf_ematch_tree_hdr", 4, &[field("nmatches", U16), field("progid", U16.name(&TCF_EM_PROG))]);

static TREE: List = list(fixed(&TCF_EMATCH_HDR));

static TCF_EMATCH_HDR: Struct = layout(
    "tcf_ematch_hdr",
    8,
    &[
        field("matchid", U16),
        field("kind", U16.name(&TCF_EM)),
        field("flags", U16.flags(&TCF_EM_FLAGS)),
        field("pad", pad(2)),
    ],
)
.then(&[field("data", select("kind", &DATA))]);

/// The first has no width of its own, so that each takes all there is.
static DATA: [(Case, Kind); 9] = [
    (Is(4), meta::KIND),
    (Is(0), fixed(&CONTAINER)),
    (Is(1), cmp::KIND),
    (Is(2), nbyte::KIND),
    (Is(3), fixed(&TC_U32_KEY)),
    (Is(5), text::KIND),
    (Is(7), Kind::Array(&CAN_FILTERS)),
    (Is(8), ipset::KIND),
    (Is(9), ipt::KIND),
];

static CONTAINER: Struct = layout("", 4, &[field("ref", U32)]);

/// Rules; one of them must match.
static CAN_FILTERS: Array = array(fixed(&CAN_FILTER));

static CAN_FILTER: Struct =
    layout("can_filter", 8, &[field("can_id", U32.parts(&CAN_ID)), field("can_mask", U32.parts(&CAN_ID))]);

static CAN_ID: [Part; 4] = [
    part("id", 29, Show::Hex),
    part("CAN_ERR_FLAG", 1, Show::Bool),
    part("CAN_RTR_FLAG", 1, Show::Bool),
    part("CAN_EFF_FLAG", 1, Show::Bool),
];

static TCF_EM_PROG: Names = names(&[(0, "TCF_EM_PROG_TC")]);

/// `TCF_EM_*`: kinds.
static TCF_EM: Names = names(&[
    (0, "TCF_EM_CONTAINER"),
    (1, "TCF_EM_CMP"),
    (2, "TCF_EM_NBYTE"),
    (3, "TCF_EM_U32"),
    (4, "TCF_EM_META"),
    (5, "TCF_EM_TEXT"),
    (6, "TCF_EM_VLAN"),
    (7, "TCF_EM_CANID"),
    (8, "TCF_EM_IPSET"),
    (9, "TCF_EM_IPT"),
]);

/// `TCF_EM_*`: how a match is joined with the next (the last of a row with none).
static TCF_EM_FLAGS: Names =
    names(&[(0x1, "TCF_EM_REL_AND"), (0x2, "TCF_EM_REL_OR"), (0x4, "TCF_EM_INVERT"), (0x8, "TCF_EM_SIMPLE")]);

/// `TCF_EM_OPND_*`: comparisons.
static TCF_EM_OPND: Names = names(&[(0, "TCF_EM_OPND_EQ"), (1, "TCF_EM_OPND_GT"), (2, "TCF_EM_OPND_LT")]);

/// `TCF_LAYER_*`: where offsets count from.
static TCF_LAYER: Names =
    names(&[(0, "TCF_LAYER_LINK"), (1, "TCF_LAYER_NETWORK"), (2, "TCF_LAYER_TRANSPORT")]);

#[cfg(test)]
mod tests {
    use super::super::tests::{attribute, fields, value};

    /// Returns the fields of a `basic` filter with this match alone.
    fn matching(kind: u8, data: &[u8]) -> Vec<(&'static str, i64)> {
        let header = attribute(1, &[&[1, 0, 0, 0]]);
        let list = attribute(2, &[&attribute(1, &[&[0, 0, kind, 0, 0, 0, 0, 0], data])]);
        let options = attribute(2, &[&attribute(2, &[&header, &list])]);
        fields(44, &[&[0; 20], &attribute(1, &[b"basic\0"]), &options])
    }

    #[test]
    fn the_header_tells_names_from_numbers_of_the_same_length() {
        let name = [
            attribute(1, &[&[5, 0, 0, 0, 0, 0, 0, 0]]), // TCA_EM_META_HDR: a name, TCF_META_ID_DEV
            attribute(3, &[b"eth0"]),
        ];
        assert_eq!(value(&matching(4, &name.concat()), "TCA_EM_META_RVALUE"), None);
        let number = [
            attribute(1, &[&[6, 0x10, 0, 0, 0, 0x10, 0, 0]]), // a number, TCF_META_ID_PRIORITY
            attribute(3, &[&[6, 0, 0, 0]]),
        ];
        let number = matching(4, &number.concat());
        assert_eq!((value(&number, "id"), value(&number, "TCA_EM_META_RVALUE")), (Some(6), Some(6)));
    }

    #[test]
    fn each_kind_takes_the_bytes_it_needs() {
        assert_eq!(value(&matching(0, &[7, 0, 0, 0]), "ref"), Some(7));
        let cmp = matching(1, &[20, 0, 0, 0, 0, 0xff, 0, 0, 3, 0, 0x02, 0x12]);
        assert_eq!((value(&cmp, "val"), value(&cmp, "align")), (Some(20), Some(2)));
        assert_eq!((value(&cmp, "layer"), value(&cmp, "opnd")), (Some(2), Some(1)));
        let nbyte = matching(2, &[12, 0, 5, 0x10, b'a', b'b', b'a', b'b', b'a']);
        assert_eq!((value(&nbyte, "len"), value(&nbyte, "layer")), (Some(5), Some(1)));
        let u32 = matching(3, &[0xff, 0xff, 0, 0, 0x11, 0x22, 0, 0, 4, 0, 0, 0, 0xff, 0xff, 0xff, 0xff]);
        assert_eq!((value(&u32, "val"), value(&u32, "offmask")), (Some(0x1122_0000), Some(-1)));
    }
}
