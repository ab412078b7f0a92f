//! iptables' extensions in a rule: matches and targets  (linux/netfilter/nf_tables_compat.h)
//!
//! `INFO` holds a struct of the extension's own, chosen by its name, by its revision and by the rule's address family. Where the
//! revision is missing, the size chooses. The files hold the structs by subject:
//!
//! - `header`, `header6`, `transport`, `content`: what a match reads from a packet, and what a target writes into it;
//! - `origin`: where a packet comes from and goes to, on this machine;
//! - `conntrack`, `mark`, `rate`, `ipset`: what the kernel remembers;
//! - `nat`, `verdict`, `log`: what a target does with the packet;
//! - `bridge`, `arp`: the extensions of ebtables and arptables.
//!
//! The structs are those of a 64-bit kernel and program: `u64` members and pointers are aligned to 8 bytes. A 32-bit program on
//! a 64-bit kernel sends other layouts (the kernel's `compat` structs), which are not supported. Each struct is filled up to a
//! multiple of 8 bytes. Pointers and caches of the kernel are [`kernel_only`]: programs send them empty, and they mean nothing.

use crate::schema::{Case::*, *};

mod arp;
mod bridge;
mod conntrack;
mod content;
mod header;
mod header6;
mod ipset;
mod log;
mod mark;
mod nat;
mod origin;
mod rate;
mod transport;
mod verdict;

pub(super) static NFTA_MATCH: Set = set(
    "NFTA_MATCH",
    &[
        attr(1, "NFTA_MATCH_NAME", TEXT).limits(&Limits::up_to(32)),
        attr(2, "NFTA_MATCH_REV", BE32).limits(&Limits::at_most(255)),
        attr(3, "NFTA_MATCH_INFO", select("NFTA_MATCH_NAME", MATCHES)),
    ],
);

pub(super) static NFTA_TARGET: Set = set(
    "NFTA_TARGET",
    &[
        attr(1, "NFTA_TARGET_NAME", TEXT).limits(&Limits::up_to(32)),
        attr(2, "NFTA_TARGET_REV", BE32).limits(&Limits::at_most(255)),
        attr(3, "NFTA_TARGET_INFO", select("NFTA_TARGET_NAME", TARGETS)),
    ],
);

const MATCHES: &[(Case, Kind)] = &[
    (Named("802_3"), bridge::IEEE_802_3),
    (Named("addrtype"), header::ADDRTYPE),
    (Named("ah"), transport::AH),
    (Named("among"), bridge::AMONG),
    (Named("arp"), bridge::ARP),
    (Named("bpf"), content::BPF),
    (Named("cgroup"), origin::CGROUP),
    (Named("cluster"), conntrack::CLUSTER),
    (Named("comment"), content::COMMENT),
    (Named("connbytes"), conntrack::CONNBYTES),
    (Named("connlabel"), conntrack::CONNLABEL),
    (Named("connlimit"), conntrack::CONNLIMIT),
    (Named("connmark"), mark::CONNMARK_MATCH),
    (Named("conntrack"), conntrack::CONNTRACK),
    (Named("cpu"), origin::CPU),
    (Named("dccp"), transport::DCCP),
    (Named("devgroup"), origin::DEVGROUP),
    (Named("dscp"), header::DSCP_MATCH),
    (Named("dst"), header6::OPTS),
    (Named("ecn"), header::ECN_MATCH),
    (Named("esp"), transport::ESP),
    (Named("eui64"), header6::EUI64),
    (Named("frag"), header6::FRAG),
    (Named("hashlimit"), rate::HASHLIMIT),
    (Named("hbh"), header6::OPTS),
    (Named("helper"), conntrack::HELPER),
    (Named("hl"), header6::HL_MATCH),
    (Named("icmp"), transport::ICMP),
    (Named("icmp6"), transport::ICMP6),
    (Named("ip"), bridge::IP),
    (Named("ip6"), bridge::IP6_MATCH),
    (Named("ipcomp"), transport::IPCOMP),
    (Named("iprange"), header::IPRANGE),
    (Named("ipv6header"), header6::IPV6HEADER),
    (Named("ipvs"), origin::IPVS),
    (Named("l2tp"), transport::L2TP),
    (Named("length"), header::LENGTH),
    (Named("limit"), rate::LIMIT),
    (Named("mac"), header::MAC_MATCH),
    (Named("mark"), mark::MARK_MATCH),
    (Named("mark_m"), bridge::MARK_MATCH),
    (Named("mh"), header6::MH),
    (Named("multiport"), transport::MULTIPORT),
    (Named("nfacct"), rate::NFACCT),
    (Named("osf"), origin::OSF),
    (Named("owner"), origin::OWNER),
    (Named("physdev"), origin::PHYSDEV),
    (Named("pkttype"), origin::PKTTYPE),
    (Named("policy"), origin::POLICY),
    (Named("quota"), rate::QUOTA),
    (Named("rateest"), rate::RATEEST_MATCH),
    (Named("realm"), origin::REALM),
    (Named("recent"), rate::RECENT),
    (Named("rpfilter"), origin::RPFILTER),
    (Named("rt"), header6::RT),
    (Named("sctp"), transport::SCTP),
    (Named("set"), ipset::SET_MATCH),
    (Named("socket"), origin::SOCKET),
    (Named("srh"), header6::SRH),
    (Named("state"), conntrack::STATE),
    (Named("statistic"), rate::STATISTIC),
    (Named("stp"), bridge::STP),
    (Named("string"), content::STRING),
    (Named("tcp"), transport::TCP),
    (Named("tcpmss"), transport::TCPMSS_MATCH),
    (Named("time"), rate::TIME),
    (Named("tos"), header::TOS_MATCH),
    (Named("ttl"), header::TTL_MATCH),
    (Named("u32"), content::U32_MATCH),
    (Named("udp"), transport::UDP),
    (Named("udplite"), transport::UDP),
    (Named("vlan"), bridge::VLAN),
    (Otherwise, RAW),
];

const TARGETS: &[(Case, Kind)] = &[
    (Named("AUDIT"), log::AUDIT),
    (Named("CHECKSUM"), verdict::CHECKSUM),
    (Named("CLASSIFY"), mark::CLASSIFY),
    (Named("CLUSTERIP"), nat::CLUSTERIP),
    (Named("CONNMARK"), mark::CONNMARK_TARGET),
    (Named("CONNSECMARK"), mark::CONNSECMARK),
    (Named("CT"), conntrack::CT),
    (Named("DNAT"), nat::NAT),
    (Named("DNPT"), nat::NPT),
    (Named("DSCP"), header::DSCP_TARGET),
    (Named("ECN"), header::ECN_TARGET),
    (Named("HL"), header6::HL_TARGET),
    (Named("HMARK"), mark::HMARK),
    (Named("IDLETIMER"), rate::IDLETIMER),
    (Named("LED"), log::LED),
    (Named("LOG"), log::LOG),
    (Named("MARK"), mark::MARK_TARGET),
    (Named("MASQUERADE"), nat::NAT),
    (Named("NETMAP"), nat::NAT),
    (Named("NFLOG"), log::NFLOG),
    (Named("NFQUEUE"), verdict::NFQUEUE),
    (Named("NOTRACK"), NO_INFO),
    (Named("RATEEST"), rate::RATEEST_TARGET),
    (Named("REDIRECT"), nat::NAT),
    (Named("REJECT"), verdict::REJECT),
    (Named("SECMARK"), mark::SECMARK),
    (Named("SET"), ipset::SET_TARGET),
    (Named("SNAT"), nat::NAT),
    (Named("SNPT"), nat::NPT),
    (Named("SYNPROXY"), verdict::SYNPROXY),
    (Named("TCPMSS"), transport::TCPMSS_TARGET),
    (Named("TCPOPTSTRIP"), transport::TCPOPTSTRIP),
    (Named("TEE"), verdict::TEE),
    (Named("TOS"), header::TOS_TARGET),
    (Named("TPROXY"), nat::TPROXY),
    (Named("TRACE"), NO_INFO),
    (Named("TTL"), header::TTL_TARGET),
    (Named("ULOG"), log::ULOG),
    (Named("arpreply"), bridge::ARPREPLY),
    (Named("dnat"), bridge::NAT),
    (Named("log"), bridge::LOG),
    (Named("mangle"), arp::MANGLE),
    (Named("mark"), bridge::MARK_TARGET),
    (Named("nflog"), bridge::NFLOG),
    (Named("redirect"), bridge::REDIRECT),
    (Named("snat"), bridge::NAT),
    (Otherwise, RAW),
];

/// The name of the extension's revision in a match and in a target.
const MATCH_REV: &str = "NFTA_MATCH_REV";
const TARGET_REV: &str = "NFTA_TARGET_REV";

/// Any revision: what is left after it has none.
const ANY: Case = UpTo(u64::MAX);

/// The extension takes no data.
const NO_INFO: Kind = PAD;

/// Padding of a struct to a multiple of 8 bytes.
const FILL: &[Field] = &[field("", PAD)];

/// `union nf_inet_addr`.
const ADDRESS: Kind = select("nfgen_family", ADDRESSES);
const ADDRESSES: &[(Case, Kind)] = &[(Is(10), IP6), (Otherwise, IP4_OF_16)];

/// The first and the last of a range.
static RANGE_16: Array = array_of(2, U16);
static RANGE_32: Array = array_of(2, U32);
static RANGE_8: Array = array_of(2, U8);
