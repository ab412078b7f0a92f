//! `mpls`: labels pushed onto a packet  (linux/mpls.h, linux/mpls_iptunnel.h)

use crate::schema::*;

pub(super) static MPLS_IPTUNNEL: Set =
    set("MPLS_IPTUNNEL", &[attr(1, "MPLS_IPTUNNEL_DST", MPLS_LABELS), attr(2, "MPLS_IPTUNNEL_TTL", U8)]);

/// A stack of labels, the outermost first: addresses of `AF_MPLS`.
pub(in super::super) const MPLS_LABELS: Kind = Kind::Array(&LABELS);

/// struct mpls_label is this and no more.
static LABELS: Array = array(BE32.parts(&[
    part("ttl", 8, Show::Dec),
    part("s", 1, Show::Bool),
    part("tc", 3, Show::Dec),
    part("label", 20, Show::Name(&MPLS_LABEL)),
]));

static MPLS_LABEL: Names = names(&[
    (0, "MPLS_LABEL_IPV4NULL"),
    (1, "MPLS_LABEL_RTALERT"),
    (2, "MPLS_LABEL_IPV6NULL"),
    (3, "MPLS_LABEL_IMPLNULL"),
    (7, "MPLS_LABEL_ENTROPY"),
    (13, "MPLS_LABEL_GAL"),
    (14, "MPLS_LABEL_OAMALERT"),
    (15, "MPLS_LABEL_EXTENSION"),
]);
