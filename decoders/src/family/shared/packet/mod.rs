//! Packets that a message carries: headers of the link, network and transport layers, one file for each protocol
//!
//! A packet may be cut anywhere (the copy range of a queue, the quotation in an ICMP error), so headers may lack members. The bytes after
//! the last header that has a table are data.

mod arp;
mod eapol;
mod esp;
mod ethernet;
mod gre;
mod icmp;
mod icmp6;
mod igmp;
mod ip4;
mod ip6;
mod llc;
mod sctp;
mod summary;
mod tcp;
mod udp;

use crate::names::ETH_P;
use crate::schema::{Case::*, *};

pub(crate) use self::summary::llc as llc_in_words;

/// A packet whose protocol is not known, only that it is one of the internet's: the version in its first byte decides.
pub(crate) static INTERNET: Kind = Kind::Peek(&FIRST_BYTE, &BY_VERSION);

/// The header of a frame of Ethernet.
pub(crate) static LINK: Kind = fixed(&ethernet::ETHHDR);

/// A frame of Ethernet.
pub(crate) static ETHERNET: Kind = gloss(&FRAME, summary::frame);

/// A frame of Ethernet, for a table of cases.
pub(crate) static ETHERNET_HERE: Kind = gloss(&FRAME, summary::frame);

/// A frame of the port that is open before authentication, without the head of its link.
pub(crate) static EAPOL: Kind = fixed(&eapol::EAPOL);

/// A packet after the head of a wireless frame: its protocol follows LLC's head.
pub(crate) use self::llc::BY_SAP as LLC;

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

/// Packets by the `ETH_P_*` before them.
static BY_ETHERTYPE: [(Case, Kind); 8] = [
    // The length of a frame of IEEE 802.3.
    (UpTo(0x5ff), llc::BY_SAP),
    (Is(0x0800), IPHDR),
    (Is(0x86dd), IPV6HDR),
    (Is(0x0806), ARPHDR),
    (OneOf(&[0x8100, 0x88a8, 0x9100]), VLANHDR),
    (Is(0x6558), FRAME),
    (OneOf(&[0x888e, 0x88c7]), EAPOL),
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

/// Returns the last row of a header, for what it carries.
const fn carried(kind: Kind) -> Field {
    field("data", kind).own_name()
}

/// The bytes that a program sent, or of which no table knows more.
const DATA: Field = carried(OPAQUE);

#[cfg(test)]
mod tests {
    use crate::decode::{Context, decode, take_steps};
    use crate::family::by_protocol;
    use crate::tape::{State, Tape};
    use crate::value::{Value, read};
    use crate::wire::Endian;

    /// Returns a packet of a queue: the message's family, the protocol of its header if it has one, and the payload.
    fn queued(family: u8, protocol: Option<u16>, packet: &[u8]) -> Vec<u8> {
        let mut message = [&[0, 0, 0, 0, 0, 3][..], &[0; 10], &[family, 0, 0, 3]].concat();
        if let Some(protocol) = protocol {
            message.extend([11, 0, 1, 0, 0, 0, 0, 1]);
            message.extend(protocol.to_be_bytes());
            message.extend([1, 0]);
        }
        message.extend(u16::try_from(packet.len() + 4).unwrap().to_le_bytes());
        message.extend([10, 0]);
        message.extend(packet);
        let len = u32::try_from(message.len()).unwrap();
        message[..4].copy_from_slice(&len.to_le_bytes());
        message
    }

    fn decoded(message: &[u8]) -> Tape {
        let family = by_protocol(12);
        let context =
            Context { family, endian: Endian::Little, to_kernel: Some(false), request: None, ids: None };
        let mut tape = Tape::new();
        decode(message, &context, &mut tape);
        tape
    }

    /// Names of the structs and members after the payload's header, with the states that are not good.
    fn names(message: &[u8]) -> Vec<(&'static str, State)> {
        let tape = decoded(message);
        let payload = tape.fields().iter().position(|field| field.name == "NFQA_PAYLOAD").unwrap();
        let inside = &tape.fields()[payload + 1..];
        inside.iter().filter(|field| !field.name.is_empty()).map(|field| (field.name, field.state)).collect()
    }

    fn has(message: &[u8], name: &str) -> bool {
        names(message).iter().any(|(known, _)| *known == name)
    }

    fn bytes_of(message: &[u8], name: &str) -> Option<Vec<u8>> {
        let tape = decoded(message);
        let field = tape.fields().iter().find(|field| field.name == name)?;
        match read(field, message, &tape) {
            Value::Bytes(_, bytes) => Some(bytes.to_vec()),
            _ => Some(Vec::new()),
        }
    }

    const UDP: [u8; 33] = [
        0x45, 0, 0, 33, 0, 1, 0, 0, 64, 17, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2, 0, 53, 0, 99, 0, 13, 0, 0,
        b'h', b'e', b'l', b'l', b'o',
    ];

    #[test]
    fn the_protocol_comes_from_the_header_or_the_family_or_the_version() {
        assert!(has(&queued(7, Some(0x0800), &UDP), "udphdr"));
        assert!(has(&queued(2, None, &UDP), "udphdr"));
        assert!(has(&queued(2, Some(0), &UDP), "udphdr"));
        // A verdict has no family.
        assert!(has(&queued(0, None, &UDP), "udphdr"));
        assert!(has(&queued(7, Some(0x0806), &UDP), "ar_hrd"));
        assert!(has(&queued(3, None, &UDP), "ar_hrd"));
        assert!(has(&queued(7, Some(0x8100), &UDP), "h_vlan_TCI"));
        // A packet without a table is data, whatever it looks like.
        assert!(names(&queued(7, Some(0x88cc), &UDP)).is_empty());
        assert!(names(&queued(0, None, &[0x12; 40])).is_empty());
    }

    #[test]
    fn lengths_come_from_headers() {
        // Bytes after the packet are a frame's padding.
        let padded = [&UDP[..], &[0; 13]].concat();
        let message = queued(2, None, &padded);
        assert_eq!(bytes_of(&message, "data").unwrap(), b"hello");
        assert_eq!(bytes_of(&message, "trailer").unwrap(), [0; 13]);
        // A packet that is too long for its length has none.
        let mut long = UDP;
        long[2..4].fill(0);
        let message = queued(2, None, &long);
        assert_eq!(bytes_of(&message, "data").unwrap(), b"hello");
        assert!(!has(&message, "trailer"));
        let mut long6 = [0x60, 0, 0, 0, 0, 0, 17, 64].to_vec();
        long6.extend([0; 32]);
        long6.extend(&UDP[20..]);
        assert_eq!(bytes_of(&queued(10, None, &long6), "data").unwrap(), b"hello");
        // Options, of which one is a byte.
        let mut options = UDP.to_vec();
        options[0] = 0x46;
        options[3] = 37;
        options.splice(20..20, [1, 7, 3, 4]);
        let message = queued(2, None, &options);
        let found: Vec<_> = names(&message).into_iter().filter(|(name, _)| *name == "ip_option").collect();
        assert_eq!(found, [("ip_option", State::Good); 2]);
        assert!(has(&message, "udphdr"));
        // A length below that of the header itself.
        options[0] = 0x42;
        assert!(!has(&queued(2, None, &options), "ip_option"));
    }

    #[test]
    fn a_later_fragment_is_data() {
        let mut fragment = UDP;
        fragment[7] = 185;
        let message = queued(2, None, &fragment);
        assert!(!has(&message, "udphdr"));
        assert_eq!(bytes_of(&message, "data").unwrap(), UDP[20..]);
    }

    #[test]
    fn a_packet_of_which_a_part_was_copied() {
        for end in 1..UDP.len() {
            for (name, state) in names(&queued(2, None, &UDP[..end])) {
                // Bytes beyond the copy range are not missing.
                let expected: &[State] = match end {
                    0..20 => &[State::Good, State::Short],
                    _ => &[State::Good, State::Cut],
                };
                assert!(expected.contains(&state), "{name} of {end} bytes is {state:?}");
            }
        }
        let at = |end: usize| {
            names(&queued(2, None, &UDP[..end])).into_iter().any(|(_, state)| state != State::Good)
        };
        assert!(!at(20) && !at(22) && at(23) && !at(28) && !at(30));
    }

    #[test]
    fn options_and_chunks_of_any_number_take_linear_time() {
        let six = |nexthdr: u8, payload: &[u8]| {
            let mut packet = [0x60, 0, 0, 0, 0, 0, nexthdr, 64].to_vec();
            packet.extend([0; 32]);
            packet.extend(payload);
            queued(10, None, &packet)
        };
        let four = |protocol: u8, payload: &[u8]| {
            let head = [0x45, 0, 0, 0, 0, 1, 0, 0, 64, protocol, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2];
            queued(2, None, &[&head[..], payload].concat())
        };
        let nested: Vec<u8> = (0..1500)
            .flat_map(|_| [0x45, 0, 0, 0, 0, 1, 0, 0, 64, 4, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2])
            .collect();
        let quoted: Vec<u8> = (0..1500)
            .flat_map(|_| {
                [3, 0, 0, 0, 0, 0, 0, 0, 0x45, 0, 0, 0, 0, 1, 0, 0, 64, 1, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2]
            })
            .collect();
        let messages = [
            six(60, &[60, 0, 1, 4, 0, 0, 0, 0].repeat(7000)),
            six(60, &[&[59, 255][..], &[0; 2046]].concat().repeat(20)),
            six(43, &[43, 0, 4, 0, 0, 0, 0, 0].repeat(7000)),
            four(132, &[&[0; 12][..], &[9, 0, 0, 4].repeat(14000)].concat()),
            four(132, &[&[0; 12][..], &[9, 0, 0, 0].repeat(14000)].concat()),
            four(4, &nested),
            four(1, &quoted),
            four(47, &[0, 0, 0x65, 0x58].repeat(14000)),
        ];
        for (at, message) in messages.iter().enumerate() {
            let _ = take_steps();
            let tape = decoded(message);
            let len = message.len() as u64;
            if let Some(steps) = take_steps() {
                assert!(steps <= 12 * len + 4000, "message {at}: {steps} steps for {len} bytes");
            }
            assert!(tape.len() <= message.len(), "message {at}: {} fields", tape.len());
        }
    }
}
