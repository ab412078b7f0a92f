//! `NLBL_MGMT`: the labelling protocol of domains and addresses (the kernel's own net/netlabel/netlabel_mgmt.h)

use crate::names::AF;
use crate::schema::{Class::*, *};

pub(super) static FAMILY: Generic = generic("NLBL_MGMT", &COMMANDS);

static COMMANDS: Commands = commands(&numbered([
    msg(1, "NLBL_MGMT_C_ADD", New, &BODY),
    msg(2, "NLBL_MGMT_C_REMOVE", Delete, &BODY),
    msg(3, "NLBL_MGMT_C_LISTALL", Get, &BODY),
    msg(4, "NLBL_MGMT_C_ADDDEF", New, &BODY),
    msg(5, "NLBL_MGMT_C_REMOVEDEF", Delete, &BODY),
    msg(6, "NLBL_MGMT_C_LISTDEF", Get, &BODY),
    msg(7, "NLBL_MGMT_C_PROTOCOLS", Get, &BODY),
    msg(8, "NLBL_MGMT_C_VERSION", Get, &BODY),
]));

static BODY: Body = headless(nest(&NLBL_MGMT_A));

static NLBL_MGMT_A: Set = set(
    "NLBL_MGMT_A",
    &[
        attr(1, "NLBL_MGMT_A_DOMAIN", TEXT),
        attr(2, "NLBL_MGMT_A_PROTOCOL", U32.name(&NETLBL_NLTYPE)),
        attr(3, "NLBL_MGMT_A_VERSION", U32),
        attr(4, "NLBL_MGMT_A_CV4DOI", U32),
        attr(5, "NLBL_MGMT_A_IPV6ADDR", IP6),
        attr(6, "NLBL_MGMT_A_IPV6MASK", IP6),
        attr(7, "NLBL_MGMT_A_IPV4ADDR", IP4),
        attr(8, "NLBL_MGMT_A_IPV4MASK", IP4),
        attr(9, "NLBL_MGMT_A_ADDRSELECTOR", nest(&NLBL_MGMT_A)),
        attr(10, "NLBL_MGMT_A_SELECTORLIST", nest(&NLBL_MGMT_A)),
        attr(11, "NLBL_MGMT_A_FAMILY", U16.name(&AF)),
        attr(12, "NLBL_MGMT_A_CLPDOI", U32),
    ],
);

/// Of the kernel's own net/netlabel.h.
static NETLBL_NLTYPE: Names = names(&[
    (0, "NETLBL_NLTYPE_NONE"),
    (1, "NETLBL_NLTYPE_MGMT"),
    (2, "NETLBL_NLTYPE_RIPSO"),
    (3, "NETLBL_NLTYPE_CIPSOV4"),
    (4, "NETLBL_NLTYPE_CIPSOV6"),
    (5, "NETLBL_NLTYPE_UNLABELED"),
    (6, "NETLBL_NLTYPE_ADDRSELECT"),
    (7, "NETLBL_NLTYPE_CALIPSO"),
]);

#[cfg(test)]
mod tests {
    use super::FAMILY;
    use crate::family::generic::testing::{attribute, decoded, values};

    #[test]
    fn addresses_of_a_domain() {
        let selector = [
            attribute(7, &[192, 0, 2, 0]),
            attribute(8, &[255, 255, 255, 0]),
            attribute(2, &[3, 0, 0, 0]),
            attribute(4, &[16, 0, 0, 0]),
        ];
        let list = attribute(10, &attribute(9, &selector.concat()));
        let decoded =
            decoded(&FAMILY, (3, 2), &[&attribute(1, b"httpd_t\0"), &attribute(11, &[2, 0]), &list]);
        assert_eq!(values(&decoded, "NLBL_MGMT_A_DOMAIN"), ["httpd_t"]);
        assert_eq!(values(&decoded, "NLBL_MGMT_A_PROTOCOL"), ["NETLBL_NLTYPE_CIPSOV4"]);
        assert_eq!(values(&decoded, "NLBL_MGMT_A_IPV4MASK"), ["255.255.255.0"]);
    }
}
