//! `SMC_PNETID`: which devices are on one physical network, for SMC  (linux/smc.h)

use crate::schema::{Class::*, *};

pub(super) static FAMILY: Generic = generic("SMC_PNETID", &COMMANDS).module("smc");

static COMMANDS: Commands = commands(&numbered([
    msg(1, "SMC_PNETID_GET", Get, &BODY),
    msg(2, "SMC_PNETID_ADD", New, &BODY),
    msg(3, "SMC_PNETID_DEL", Delete, &BODY),
    msg(4, "SMC_PNETID_FLUSH", Delete, &BODY),
]));

static BODY: Body = headless(nest(&SMC_PNETID));

static SMC_PNETID: Set = set(
    "SMC_PNETID",
    &[
        attr(1, "SMC_PNETID_NAME", TEXT),
        attr(2, "SMC_PNETID_ETHNAME", TEXT),
        attr(3, "SMC_PNETID_IBNAME", TEXT),
        attr(4, "SMC_PNETID_IBPORT", U8),
    ],
);

#[cfg(test)]
mod tests {
    use super::FAMILY;
    use crate::family::generic::testing::{attribute, decoded, values};

    #[test]
    fn devices_of_a_network() {
        let names =
            [attribute(1, b"NET1\0"), attribute(2, b"eth0\0"), attribute(3, b"mlx5_0\0"), attribute(4, &[1])];
        let decoded = decoded(&FAMILY, (2, 5), &[&names.concat()]);
        assert_eq!(values(&decoded, "SMC_PNETID_NAME"), ["NET1"]);
        assert_eq!(values(&decoded, "SMC_PNETID_IBPORT"), ["1"]);
    }
}
