//! Light-weight tunnels: what `RTA_ENCAP` and `NHA_ENCAP` hold, by their type  (linux/lwtunnel.h). One file per type.

use crate::family::shared::ila::ILA_ATTR;
use crate::schema::{Case::*, *};

mod bpf;
mod ioam6;
mod ip;
mod ip6;
mod mpls;
mod rpl;
mod seg6;
mod seg6_local;
mod xfrm;

pub(super) use mpls::MPLS_LABELS;

/// A tunnel's attributes, by `RTA_ENCAP_TYPE` or `NHA_ENCAP_TYPE`.
pub(super) const ENCAP: &[(Case, Kind)] = &[
    (Is(1), nest(&mpls::MPLS_IPTUNNEL)),
    (Is(2), nest(&ip::LWTUNNEL_IP)),
    (Is(3), nest(&ILA_ATTR)),
    (Is(4), nest(&ip6::LWTUNNEL_IP6)),
    (Is(5), nest(&seg6::SEG6_IPTUNNEL)),
    (Is(6), nest(&bpf::LWT_BPF)),
    (Is(7), nest(&seg6_local::SEG6_LOCAL)),
    (Is(8), nest(&rpl::RPL_IPTUNNEL)),
    (Is(9), nest(&ioam6::IOAM6_IPTUNNEL)),
    (Is(10), nest(&xfrm::LWT_XFRM)),
];

/// `LWTUNNEL_ENCAP_*`: types of tunnels.
pub(super) static LWTUNNEL_ENCAP: Names = names(&[
    (0, "LWTUNNEL_ENCAP_NONE"),
    (1, "LWTUNNEL_ENCAP_MPLS"),
    (2, "LWTUNNEL_ENCAP_IP"),
    (3, "LWTUNNEL_ENCAP_ILA"),
    (4, "LWTUNNEL_ENCAP_IP6"),
    (5, "LWTUNNEL_ENCAP_SEG6"),
    (6, "LWTUNNEL_ENCAP_BPF"),
    (7, "LWTUNNEL_ENCAP_SEG6_LOCAL"),
    (8, "LWTUNNEL_ENCAP_RPL"),
    (9, "LWTUNNEL_ENCAP_IOAM6"),
    (10, "LWTUNNEL_ENCAP_XFRM"),
]);
