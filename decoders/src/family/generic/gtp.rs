//! `gtp`: contexts of mobile subscribers' tunnels  (linux/gtp.h)

use crate::names::AF;
use crate::schema::{Class::*, *};

/// The kernel answers `GTP_CMD_GETPDP` with the request's `nlmsg_type` for a command.
pub(super) static FAMILY: Generic = generic("gtp", &COMMANDS).module("gtp").misnumbered(2);

static COMMANDS: Commands = commands(&numbered([
    msg(0, "GTP_CMD_NEWPDP", New, &BODY),
    msg(1, "GTP_CMD_DELPDP", Delete, &BODY),
    msg(2, "GTP_CMD_GETPDP", Get, &BODY),
    msg(3, "GTP_CMD_ECHOREQ", Other, &BODY),
]));

static BODY: Body = headless(nest(&GTPA));

static GTPA: Set = set(
    "GTPA",
    &[
        attr(1, "GTPA_LINK", U32.interface()).key(),
        attr(2, "GTPA_VERSION", U32.name(&GTP_VERSION)),
        attr(3, "GTPA_TID", U64),
        attr(4, "GTPA_PEER_ADDRESS", IP4).key(),
        attr(5, "GTPA_MS_ADDRESS", IP4).key(),
        attr(6, "GTPA_FLOW", U16),
        attr(7, "GTPA_NET_NS_FD", U32),
        attr(8, "GTPA_I_TEI", U32).key(),
        attr(9, "GTPA_O_TEI", U32).key(),
        attr(10, "GTPA_PAD", PAD),
        attr(11, "GTPA_PEER_ADDR6", IP6),
        attr(12, "GTPA_MS_ADDR6", IP6),
        attr(13, "GTPA_FAMILY", U8.name(&AF)),
    ],
);

static GTP_VERSION: Names = names(&[(0, "GTP_V0"), (1, "GTP_V1")]);

#[cfg(test)]
mod tests {
    use super::FAMILY;
    use crate::family::generic::testing::{attribute, decoded, values};

    #[test]
    fn a_context() {
        let attributes =
            [attribute(2, &[1, 0, 0, 0]), attribute(4, &[192, 0, 2, 9]), attribute(8, &[100, 0, 0, 0])];
        let decoded = decoded(&FAMILY, (0, 5), &[&attributes.concat(), &attribute(13, &[2])]);
        assert_eq!(values(&decoded, "cmd"), ["GTP_CMD_NEWPDP"]);
        assert_eq!(values(&decoded, "GTPA_VERSION"), ["GTP_V1"]);
        assert_eq!(values(&decoded, "GTPA_PEER_ADDRESS"), ["192.0.2.9"]);
        assert_eq!(values(&decoded, "GTPA_I_TEI"), ["100"]);
        assert_eq!(values(&decoded, "GTPA_FAMILY"), ["AF_INET"]);
    }

    #[test]
    fn an_answer_has_the_family_s_number_for_a_command() {
        let decoded = decoded(&FAMILY, (99, 0), &[&attribute(4, &[192, 0, 2, 9])]);
        assert_eq!(values(&decoded, "cmd"), ["99"]);
        assert_eq!(values(&decoded, "GTPA_PEER_ADDRESS"), ["192.0.2.9"]);
    }
}
