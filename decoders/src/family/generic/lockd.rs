//! `lockd`: the server of NFS's locks  (linux/lockd_netlink.h)

use crate::schema::{Class::*, *};

pub(super) static FAMILY: Generic = generic("lockd", &COMMANDS).module("lockd");

static COMMANDS: Commands = commands(&numbered([
    msg(1, "LOCKD_CMD_SERVER_SET", New, &BODY),
    msg(2, "LOCKD_CMD_SERVER_GET", Get, &BODY),
]));

static BODY: Body = headless(nest(&LOCKD_A_SERVER));

static LOCKD_A_SERVER: Set = set(
    "LOCKD_A_SERVER",
    &[
        attr(1, "LOCKD_A_SERVER_GRACETIME", U32.unit(Unit::Seconds)),
        // In the machine's own order.
        attr(2, "LOCKD_A_SERVER_TCP_PORT", U16),
        attr(3, "LOCKD_A_SERVER_UDP_PORT", U16),
    ],
);

#[cfg(test)]
mod tests {
    use super::FAMILY;
    use crate::family::generic::testing::{attribute, decoded, values};

    #[test]
    fn a_server() {
        let decoded =
            decoded(&FAMILY, (2, 0), &[&attribute(1, &[90, 0, 0, 0]), &attribute(2, &[0xbd, 0x81])]);
        assert_eq!(values(&decoded, "LOCKD_A_SERVER_GRACETIME"), ["90"]);
        assert_eq!(values(&decoded, "LOCKD_A_SERVER_TCP_PORT"), ["33213"]);
    }
}
