//! Options of neighbour discovery for programs: `RTM_NEWNDUSEROPT`, struct nduseroptmsg, `NDUSEROPT_*` (linux/rtnetlink.h)
//!
//! The option is between the head and the attributes, as it was on the wire: its integers are big-endian.

use crate::family::shared::nd_opt::ND_OPTS;
use crate::names::AF;
use crate::schema::{Class::*, *};

/// The message types.
pub(super) static MESSAGES: &[Msg] = messages(&[msg(68, "RTM_NEWNDUSEROPT", New, &BODY)]);

static BODY: Body = body(fixed(&NDUSEROPTMSG), nest(&NDUSEROPT));

static NDUSEROPTMSG: Struct = layout(
    "nduseroptmsg",
    16,
    &[
        field("nduseropt_family", U8.name(&AF)),
        field("nduseropt_pad1", pad(1)),
        field("nduseropt_opts_len", U16.unit(Unit::Bytes)),
        field("nduseropt_ifindex", S32.interface()).key(),
        field("nduseropt_icmp_type", U8.name(&NDISC)),
        field("nduseropt_icmp_code", U8),
        field("nduseropt_pad2", pad(2)),
        field("nduseropt_pad3", pad(4)),
    ],
)
.then(&[field("nd_opts", sized("nduseropt_opts_len", &ND_OPTS))]);

/// `NDUSEROPT_*`.
static NDUSEROPT: Set = set("NDUSEROPT", &[attr(1, "NDUSEROPT_SRCADDR", IP6)]);

static NDISC: Names = names(&[
    (133, "NDISC_ROUTER_SOLICITATION"),
    (134, "NDISC_ROUTER_ADVERTISEMENT"),
    (135, "NDISC_NEIGHBOUR_SOLICITATION"),
    (136, "NDISC_NEIGHBOUR_ADVERTISEMENT"),
    (137, "NDISC_REDIRECT"),
]);

#[cfg(test)]
mod tests {
    use crate::family::route::FAMILY;
    use crate::family::testing::{attribute, decoded, values};

    #[test]
    fn an_option_between_head_and_attributes() {
        let head = [10, 0, 24, 0, 2, 0, 0, 0, 134, 0, 0, 0, 0, 0, 0, 0];
        let rdnss = [
            &[25, 3, 0, 0][..], // three units of eight bytes
            &[0, 0, 7, 8],      // 1800 s
            &[0; 15],
            &[1],
        ]
        .concat();
        let source = attribute(1, &[0; 16]);
        let decoded = decoded(&FAMILY, (68, 0), &[&head, &rdnss, &source]);
        assert_eq!(values(&decoded, "lifetime"), ["1800"]);
        assert_eq!(values(&decoded, ""), ["::1"]);
        assert_eq!(values(&decoded, "NDUSEROPT_SRCADDR"), ["::"]);
    }
}
