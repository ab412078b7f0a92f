//! `rpl`: source routes of low-power networks  (linux/rpl.h, linux/rpl_iptunnel.h)

use super::seg6::IPV6_SRCRT;
use crate::names::IPPROTO;
use crate::schema::*;

pub(super) static RPL_IPTUNNEL: Set =
    set("RPL_IPTUNNEL", &[attr(1, "RPL_IPTUNNEL_SRH", fixed(&IPV6_RPL_SR_HDR))]);

/// The source routing header, as in packets. The kernel refuses one with compressed addresses.
static IPV6_RPL_SR_HDR: Struct = layout(
    "ipv6_rpl_sr_hdr",
    8,
    &[
        field("nexthdr", U8.name(&IPPROTO)),
        field("hdrlen", U8),
        field("type", U8.name(&IPV6_SRCRT)),
        field("segments_left", U8),
        field("cmpr", U8.parts(&[part("cmpre", 4, Show::Dec), part("cmpri", 4, Show::Dec)])),
        field("pad", U8.parts(&[part("reserved", 4, Show::Hex), part("pad", 4, Show::Dec)])),
        field("reserved1", pad(2)),
    ],
)
.then(&[field("segments", Kind::Array(&SEGMENTS))]);

static SEGMENTS: Array = array(IP6);
