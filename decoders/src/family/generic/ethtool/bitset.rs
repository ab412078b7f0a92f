//! Sets of bits: `ETHTOOL_A_BITSET_*`  (linux/ethtool_netlink_generated.h)
//!
//! A set has two forms. The compact one has its bits in 32-bit words, with a mask in a change request. The verbose one lists
//! bits by number, by name or both; a listed bit without a value is in the mask alone.

use crate::schema::*;

/// A set whose bits are known: what the number of one is, and what the words are.
macro_rules! bitset {
    ($vis:vis $name:ident: $bit:expr, $words:expr) => {
        $vis static $name: Set = set(
            "ETHTOOL_A_BITSET",
            &[
                attr(1, "ETHTOOL_A_BITSET_NOMASK", FLAG),
                attr(2, "ETHTOOL_A_BITSET_SIZE", U32.unit(Unit::Bits)),
                attr(
                    3,
                    "ETHTOOL_A_BITSET_BITS",
                    nest(&set(
                        "ETHTOOL_A_BITSET_BITS",
                        &[attr(
                            1,
                            "ETHTOOL_A_BITSET_BITS_BIT",
                            nest(&set(
                                "ETHTOOL_A_BITSET_BIT",
                                &[
                                    attr(1, "ETHTOOL_A_BITSET_BIT_INDEX", $bit),
                                    attr(2, "ETHTOOL_A_BITSET_BIT_NAME", TEXT),
                                    attr(3, "ETHTOOL_A_BITSET_BIT_VALUE", FLAG),
                                ],
                            )),
                        ).repeats()],
                    )),
                ),
                attr(4, "ETHTOOL_A_BITSET_VALUE", $words),
                attr(5, "ETHTOOL_A_BITSET_MASK", $words),
            ],
        );
    };
    // One word is enough for them.
    ($vis:vis $name:ident of $bits:ident) => {
        bitset!($vis $name: U32.name(&names(&$bits)), U32.flags(&names(&word::<{ $bits.len() }>(&$bits, 0))));
    };
}
pub(super) use bitset;

/// Returns the masks of the bits in a word. Words are counted from 0; `N` is how many bits have names in it.
pub(super) const fn word<const N: usize>(
    bits: &[(u64, &'static str)],
    word: u64,
) -> [(u64, &'static str); N] {
    let mut masks = [(0, ""); N];
    let mut rest: (_, &mut [(u64, &str)]) = (bits, &mut masks);
    while let ([(bit, name), bits @ ..], masks) = rest {
        rest = if *bit / 32 == word {
            let [mask, masks @ ..] = masks else { panic!("more names than masks") };
            *mask = (1 << (*bit % 32), *name);
            (bits, masks)
        } else {
            (bits, masks)
        };
    }
    assert!(rest.1.is_empty(), "fewer names than masks");
    masks
}

// Bits that only the running kernel or the driver knows: features have other numbers from release to release. Names are
// in the verbose form, and in answers to `ETHTOOL_MSG_STRSET_GET`.
bitset!(pub(super) OF_THE_KERNEL: U32, Kind::Array(&WORDS));

static WORDS: Array = array(U32.hex());

bitset!(pub(super) MESSAGES of NETIF_MSG);
bitset!(pub(super) WAKE of WAKE_MODE);
bitset!(pub(super) TIMESTAMPING of SOF_TIMESTAMPING);
bitset!(pub(super) TX_TYPES of HWTSTAMP_TX);
bitset!(pub(super) RX_FILTERS of HWTSTAMP_FILTER);
bitset!(pub(super) HWTSTAMP_FLAGS of HWTSTAMP_FLAG);
bitset!(pub(super) UDP_TUNNELS of UDP_TUNNEL);
bitset!(pub(super) STATS_GROUPS of STATS);

/// The same by number alone.
pub(super) static ETHTOOL_UDP_TUNNEL_TYPE: Names = names(&UDP_TUNNEL);
/// The same by number alone.
pub(super) static ETHTOOL_STATS: Names = names(&STATS);

const NETIF_MSG: [(u64, &str); 15] = [
    (0, "NETIF_MSG_DRV_BIT"),
    (1, "NETIF_MSG_PROBE_BIT"),
    (2, "NETIF_MSG_LINK_BIT"),
    (3, "NETIF_MSG_TIMER_BIT"),
    (4, "NETIF_MSG_IFDOWN_BIT"),
    (5, "NETIF_MSG_IFUP_BIT"),
    (6, "NETIF_MSG_RX_ERR_BIT"),
    (7, "NETIF_MSG_TX_ERR_BIT"),
    (8, "NETIF_MSG_TX_QUEUED_BIT"),
    (9, "NETIF_MSG_INTR_BIT"),
    (10, "NETIF_MSG_TX_DONE_BIT"),
    (11, "NETIF_MSG_RX_STATUS_BIT"),
    (12, "NETIF_MSG_PKTDATA_BIT"),
    (13, "NETIF_MSG_HW_BIT"),
    (14, "NETIF_MSG_WOL_BIT"),
];

const WAKE_MODE: [(u64, &str); 8] = [
    (0, "WAKE_PHY"),
    (1, "WAKE_UCAST"),
    (2, "WAKE_MCAST"),
    (3, "WAKE_BCAST"),
    (4, "WAKE_ARP"),
    (5, "WAKE_MAGIC"),
    (6, "WAKE_MAGICSECURE"),
    (7, "WAKE_FILTER"),
];

const SOF_TIMESTAMPING: [(u64, &str); 19] = [
    (0, "SOF_TIMESTAMPING_TX_HARDWARE"),
    (1, "SOF_TIMESTAMPING_TX_SOFTWARE"),
    (2, "SOF_TIMESTAMPING_RX_HARDWARE"),
    (3, "SOF_TIMESTAMPING_RX_SOFTWARE"),
    (4, "SOF_TIMESTAMPING_SOFTWARE"),
    (5, "SOF_TIMESTAMPING_SYS_HARDWARE"),
    (6, "SOF_TIMESTAMPING_RAW_HARDWARE"),
    (7, "SOF_TIMESTAMPING_OPT_ID"),
    (8, "SOF_TIMESTAMPING_TX_SCHED"),
    (9, "SOF_TIMESTAMPING_TX_ACK"),
    (10, "SOF_TIMESTAMPING_OPT_CMSG"),
    (11, "SOF_TIMESTAMPING_OPT_TSONLY"),
    (12, "SOF_TIMESTAMPING_OPT_STATS"),
    (13, "SOF_TIMESTAMPING_OPT_PKTINFO"),
    (14, "SOF_TIMESTAMPING_OPT_TX_SWHW"),
    (15, "SOF_TIMESTAMPING_BIND_PHC"),
    (16, "SOF_TIMESTAMPING_OPT_ID_TCP"),
    (17, "SOF_TIMESTAMPING_OPT_RX_FILTER"),
    (18, "SOF_TIMESTAMPING_TX_COMPLETION"),
];

const HWTSTAMP_TX: [(u64, &str); 4] = [
    (0, "HWTSTAMP_TX_OFF"),
    (1, "HWTSTAMP_TX_ON"),
    (2, "HWTSTAMP_TX_ONESTEP_SYNC"),
    (3, "HWTSTAMP_TX_ONESTEP_P2P"),
];

const HWTSTAMP_FILTER: [(u64, &str); 16] = [
    (0, "HWTSTAMP_FILTER_NONE"),
    (1, "HWTSTAMP_FILTER_ALL"),
    (2, "HWTSTAMP_FILTER_SOME"),
    (3, "HWTSTAMP_FILTER_PTP_V1_L4_EVENT"),
    (4, "HWTSTAMP_FILTER_PTP_V1_L4_SYNC"),
    (5, "HWTSTAMP_FILTER_PTP_V1_L4_DELAY_REQ"),
    (6, "HWTSTAMP_FILTER_PTP_V2_L4_EVENT"),
    (7, "HWTSTAMP_FILTER_PTP_V2_L4_SYNC"),
    (8, "HWTSTAMP_FILTER_PTP_V2_L4_DELAY_REQ"),
    (9, "HWTSTAMP_FILTER_PTP_V2_L2_EVENT"),
    (10, "HWTSTAMP_FILTER_PTP_V2_L2_SYNC"),
    (11, "HWTSTAMP_FILTER_PTP_V2_L2_DELAY_REQ"),
    (12, "HWTSTAMP_FILTER_PTP_V2_EVENT"),
    (13, "HWTSTAMP_FILTER_PTP_V2_SYNC"),
    (14, "HWTSTAMP_FILTER_PTP_V2_DELAY_REQ"),
    (15, "HWTSTAMP_FILTER_NTP_ALL"),
];

const HWTSTAMP_FLAG: [(u64, &str); 1] = [(0, "HWTSTAMP_FLAG_BONDED_PHC_INDEX")];

const UDP_TUNNEL: [(u64, &str); 3] = [
    (0, "ETHTOOL_UDP_TUNNEL_TYPE_VXLAN"),
    (1, "ETHTOOL_UDP_TUNNEL_TYPE_GENEVE"),
    (2, "ETHTOOL_UDP_TUNNEL_TYPE_VXLAN_GPE"),
];

const STATS: [(u64, &str); 5] = [
    (0, "ETHTOOL_STATS_ETH_PHY"),
    (1, "ETHTOOL_STATS_ETH_MAC"),
    (2, "ETHTOOL_STATS_ETH_CTRL"),
    (3, "ETHTOOL_STATS_RMON"),
    (4, "ETHTOOL_STATS_PHY"),
];

#[cfg(test)]
mod tests {
    use crate::family::generic::ethtool::FAMILY;
    use crate::family::generic::testing::{attribute, decoded, values};

    /// Returns the words of link modes, as an answer has them.
    fn modes(words: &[u32]) -> Vec<String> {
        let words: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
        let decoded = decoded(&FAMILY, (4, 0), &[&attribute(3, &attribute(4, &words))]);
        let decoded =
            decoded.into_iter().filter(|(name, value)| name.starts_with("bits") && !value.is_empty());
        decoded.map(|(name, value)| format!("{name} {value}")).collect()
    }

    #[test]
    fn bits_are_numbered_through_all_words() {
        let all = [
            "bits0 ETHTOOL_LINK_MODE_10baseT_Half_BIT|ETHTOOL_LINK_MODE_25000baseCR_Full_BIT",
            "bits32 ETHTOOL_LINK_MODE_25000baseKR_Full_BIT",
            "bits64 ETHTOOL_LINK_MODE_800000baseDR8_Full_BIT",
            "bits96 ETHTOOL_LINK_MODE_800000baseDR8_2_Full_BIT|ETHTOOL_LINK_MODE_1600000baseDR8_2_Full_BIT",
        ];
        assert_eq!(modes(&[0x8000_0001, 1, 0x8000_0000, 0x1000_0001]), all);
        // A kernel that knows fewer sends fewer.
        assert_eq!(modes(&[0x8000_0001, 1]), all[..2]);
    }

    #[test]
    fn bits_are_listed_by_number_and_by_name() {
        let bits = [attribute(1, &attribute(1, &[6, 0, 0, 0])), attribute(1, &attribute(2, b"filter\0"))];
        let decoded = decoded(&FAMILY, (10, 1), &[&attribute(2, &attribute(3, &bits.concat()))]);
        assert_eq!(values(&decoded, "ETHTOOL_A_BITSET_BIT_INDEX"), ["WAKE_MAGICSECURE"]);
        assert_eq!(values(&decoded, "ETHTOOL_A_BITSET_BIT_NAME"), ["filter"]);
    }
}
