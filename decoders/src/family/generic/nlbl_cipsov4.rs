//! `NLBL_CIPSOv4`: domains of interpretation of labels in IPv4, and how levels and categories are translated
//! (the kernel's own net/netlabel/netlabel_cipso_v4.h)

use crate::schema::{Class::*, *};

pub(super) static FAMILY: Generic = generic("NLBL_CIPSOv4", &COMMANDS);

static COMMANDS: Commands = commands(&numbered([
    msg(1, "NLBL_CIPSOV4_C_ADD", New, &BODY),
    msg(2, "NLBL_CIPSOV4_C_REMOVE", Delete, &BODY),
    msg(3, "NLBL_CIPSOV4_C_LIST", Get, &BODY),
    msg(4, "NLBL_CIPSOV4_C_LISTALL", Get, &BODY),
]));

static BODY: Body = headless(nest(&NLBL_CIPSOV4_A));

static NLBL_CIPSOV4_A: Set = set(
    "NLBL_CIPSOV4_A",
    &[
        attr(1, "NLBL_CIPSOV4_A_DOI", U32),
        attr(2, "NLBL_CIPSOV4_A_MTYPE", U32.name(&CIPSO_V4_MAP)),
        attr(3, "NLBL_CIPSOV4_A_TAG", U8.name(&CIPSO_V4_TAG)),
        attr(4, "NLBL_CIPSOV4_A_TAGLST", nest(&NLBL_CIPSOV4_A)),
        attr(5, "NLBL_CIPSOV4_A_MLSLVLLOC", U32),
        attr(6, "NLBL_CIPSOV4_A_MLSLVLREM", U32),
        attr(7, "NLBL_CIPSOV4_A_MLSLVL", nest(&NLBL_CIPSOV4_A)),
        attr(8, "NLBL_CIPSOV4_A_MLSLVLLST", nest(&NLBL_CIPSOV4_A)),
        attr(9, "NLBL_CIPSOV4_A_MLSCATLOC", U32),
        attr(10, "NLBL_CIPSOV4_A_MLSCATREM", U32),
        attr(11, "NLBL_CIPSOV4_A_MLSCAT", nest(&NLBL_CIPSOV4_A)),
        attr(12, "NLBL_CIPSOV4_A_MLSCATLST", nest(&NLBL_CIPSOV4_A)),
    ],
);

/// Of the kernel's own net/cipso_ipv4.h, as the tags are.
static CIPSO_V4_MAP: Names = names(&[
    (0, "CIPSO_V4_MAP_UNKNOWN"),
    (1, "CIPSO_V4_MAP_TRANS"),
    (2, "CIPSO_V4_MAP_PASS"),
    (3, "CIPSO_V4_MAP_LOCAL"),
]);

static CIPSO_V4_TAG: Names = names(&[
    (0, "CIPSO_V4_TAG_INVALID"),
    (1, "CIPSO_V4_TAG_RBITMAP"),
    (2, "CIPSO_V4_TAG_ENUM"),
    (5, "CIPSO_V4_TAG_RANGE"),
    (6, "CIPSO_V4_TAG_PBITMAP"),
    (7, "CIPSO_V4_TAG_FREEFORM"),
    (128, "CIPSO_V4_TAG_LOCAL"),
]);

#[cfg(test)]
mod tests {
    use super::FAMILY;
    use crate::family::generic::testing::{attribute, decoded, values};

    #[test]
    fn levels_are_translated() {
        let tags = attribute(4, &[attribute(3, &[1]), attribute(3, &[5])].concat());
        let level = attribute(7, &[attribute(5, &[1, 0, 0, 0]), attribute(6, &[9, 0, 0, 0])].concat());
        let decoded = decoded(&FAMILY, (1, 5), &[&attribute(2, &[1, 0, 0, 0]), &tags, &attribute(8, &level)]);
        assert_eq!(values(&decoded, "NLBL_CIPSOV4_A_MTYPE"), ["CIPSO_V4_MAP_TRANS"]);
        assert_eq!(values(&decoded, "NLBL_CIPSOV4_A_TAG"), ["CIPSO_V4_TAG_RBITMAP", "CIPSO_V4_TAG_RANGE"]);
        assert_eq!(values(&decoded, "NLBL_CIPSOV4_A_MLSLVLREM"), ["9"]);
    }
}
