//! `NLBL_CALIPSO`: domains of interpretation of labels in IPv6, RFC 5570  (the kernel's own net/netlabel/netlabel_calipso.h)

use crate::schema::{Class::*, *};

pub(super) static FAMILY: Generic = generic("NLBL_CALIPSO", &COMMANDS);

static COMMANDS: Commands = commands(&numbered([
    msg(1, "NLBL_CALIPSO_C_ADD", New, &BODY),
    msg(2, "NLBL_CALIPSO_C_REMOVE", Delete, &BODY),
    msg(3, "NLBL_CALIPSO_C_LIST", Get, &BODY),
    msg(4, "NLBL_CALIPSO_C_LISTALL", Get, &BODY),
]));

static BODY: Body = headless(nest(&NLBL_CALIPSO_A));

static NLBL_CALIPSO_A: Set = set(
    "NLBL_CALIPSO_A",
    &[attr(1, "NLBL_CALIPSO_A_DOI", U32), attr(2, "NLBL_CALIPSO_A_MTYPE", U32.name(&CALIPSO_MAP))],
);

static CALIPSO_MAP: Names = names(&[(0, "CALIPSO_MAP_UNKNOWN"), (2, "CALIPSO_MAP_PASS")]);

#[cfg(test)]
mod tests {
    use super::FAMILY;
    use crate::family::generic::testing::{attribute, decoded, values};

    #[test]
    fn a_domain() {
        let decoded =
            decoded(&FAMILY, (1, 5), &[&attribute(1, &[16, 0, 0, 0]), &attribute(2, &[2, 0, 0, 0])]);
        assert_eq!(values(&decoded, "NLBL_CALIPSO_A_DOI"), ["16"]);
        assert_eq!(values(&decoded, "NLBL_CALIPSO_A_MTYPE"), ["CALIPSO_MAP_PASS"]);
    }
}
