//! Packets that a message carries: headers of the link, network and transport layers, one file for each protocol
//!
//! A packet may be cut anywhere (the copy range of a queue, the quotation in an ICMP error), so headers may lack members. The bytes after
//! the last header that has a table are data.

mod arp;
mod esp;
mod ethernet;
mod gre;
mod icmp;
mod icmp6;
mod igmp;
mod ip4;
mod ip6;
mod sctp;
mod summary;
mod tcp;
mod udp;

use crate::names::ETH_P;
use crate::schema::{Case::*, *};

/// A packet whose protocol is not known, only that it is one of the internet's: the version in its first byte decides.
pub(crate) static INTERNET: Kind = Kind::Peek(&FIRST_BYTE, &BY_VERSION);

/// The header of a frame of Ethernet.
pub(crate) static LINK: Kind = fixed(&ethernet::ETHHDR);

/// A frame of Ethernet.
pub(crate) static ETHERNET: Kind = gloss(&FRAME, summary::frame);

static IPV4: Kind = gloss(&IPHDR, summary::internet);
static IPV6: Kind = gloss(&IPV6HDR, summary::internet);
static ARP: Kind = gloss(&ARPHDR, summary::arp);
static VLAN: Kind = gloss(&VLANHDR, summary::vlan);

static FRAME: Kind = fixed(&ethernet::ETHHDR);
static IPHDR: Kind = fixed(&ip4::IPHDR);
static IPV6HDR: Kind = fixed(&ip6::IPV6HDR);
static ARPHDR: Kind = fixed(&arp::ARPHDR);
static VLANHDR: Kind = fixed(&ethernet::VLAN_HDR);

static FIRST_BYTE: Struct =
    layout("", 1, &[field("", U8.parts(&[part("ihl", 4, Show::Dec), part("version", 4, Show::Dec)]))]);

static BY_VERSION: Kind =
    select("version", &[(UpTo(3), OPAQUE), (Is(4), IPV4), (Is(6), IPV6), (Otherwise, OPAQUE)]);

/// The packet of netfilter's message: by the protocol that the kernel names, or else by the message's family, or else by its version.
pub(crate) static NETFILTER: [(Case, Kind); 7] = [
    (Is(0x0800), IPV4),
    (Is(0x86dd), IPV6),
    (Is(0x0806), ARP),
    (OneOf(&[0x8100, 0x88a8]), VLAN),
    (Is(0), BY_FAMILY),
    (UpTo(0xffff), OPAQUE),
    (Otherwise, BY_FAMILY),
];

static BY_FAMILY: Kind =
    select("nfgen_family", &[(Is(2), IPV4), (Is(3), ARP), (Is(10), IPV6), (Otherwise, INTERNET)]);

/// A packet from the head of its link on, by its protocol. Devices without such a head (tunnels) have packets that begin with the
/// network's.
pub(crate) static SAMPLED: [(Case, Kind); 2] =
    [(OneOf(&[0x0800, 0x86dd]), Kind::Peek(&LINK_HEAD, &BY_LINK_HEAD)), (Otherwise, ETHERNET)];

static LINK_HEAD: Struct = layout("", 14, &[field("", opaque(12)), field("h_proto", ETHERTYPE)]);

static BY_LINK_HEAD: Kind =
    select("h_proto", &[(OneOf(&[0x0800, 0x86dd, 0x8100, 0x88a8]), ETHERNET), (Otherwise, INTERNET)]);

/// Packets by the `ETH_P_*` that stands before them.
static BY_ETHERTYPE: [(Case, Kind); 7] = [
    // The length of a frame of IEEE 802.3.
    (UpTo(0x5ff), OPAQUE),
    (Is(0x0800), IPHDR),
    (Is(0x86dd), IPV6HDR),
    (Is(0x0806), ARPHDR),
    (OneOf(&[0x8100, 0x88a8, 0x9100]), VLANHDR),
    (Is(0x6558), FRAME),
    (Otherwise, OPAQUE),
];

/// Headers by the `IPPROTO_*` of the header before them.
static BY_PROTOCOL: [(Case, Kind); 19] = [
    // IPPROTO_NONE
    (Is(59), OPAQUE),
    (Is(0), fixed(&ip6::HOPOPTS)),
    (Is(1), fixed(&icmp::ICMPHDR)),
    (Is(2), fixed(&igmp::IGMPHDR)),
    (Is(4), IPHDR),
    (Is(6), fixed(&tcp::TCPHDR)),
    (Is(17), fixed(&udp::UDPHDR)),
    (Is(41), IPV6HDR),
    (Is(43), fixed(&ip6::ROUTING)),
    (Is(44), fixed(&ip6::FRAG_HDR)),
    (Is(47), fixed(&gre::GRE_BASE_HDR)),
    (Is(50), fixed(&esp::IP_ESP_HDR)),
    (Is(51), fixed(&esp::IP_AUTH_HDR)),
    (Is(58), fixed(&icmp6::ICMP6HDR)),
    (Is(60), fixed(&ip6::DSTOPTS)),
    (Is(132), fixed(&sctp::SCTPHDR)),
    (Is(136), fixed(&udp::UDPLITE)),
    (Is(143), FRAME),
    (Otherwise, OPAQUE),
];

/// An `ETH_P_*`.
const ETHERTYPE: Kind = BE16.name(&ETH_P);

/// The last row of a header, for what it carries.
const fn carried(kind: Kind) -> Field {
    field("data", kind).own_name()
}

/// The bytes that a program sent, or of which no table knows more.
const DATA: Field = field("data", OPAQUE);
