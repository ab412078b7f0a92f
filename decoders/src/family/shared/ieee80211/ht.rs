//! Capabilities of the older generations: HT, VHT, S1G  (IEEE 802.11, linux/ieee80211.h)

use core::fmt::{self, Write};

use crate::schema::*;
use crate::wire::{self, Endian};

/// `struct ieee80211_ht_cap`.
pub(crate) static HT_CAP: Struct = layout(
    "ieee80211_ht_cap",
    26,
    &[
        field("cap_info", LE16.parts(&HT_CAP_INFO)),
        field("ampdu_params_info", U8.parts(&AMPDU_PARAMS)),
        field("mcs", fixed(&MCS_INFO)),
        field("extended_ht_cap_info", LE16.hex()),
        field("tx_BF_cap_info", LE32.hex()),
        field("antenna_selection_info", U8.hex()),
    ],
);

/// `IEEE80211_HT_CAP_*`; flags are counted from where they begin.
pub(crate) static HT_CAP_INFO: [Part; 5] = [
    part("coding", 2, Show::Flags(&HT_CODING)),
    part("IEEE80211_HT_CAP_SM_PS", 2, Show::Name(&SM_PS)),
    part("transmission", 4, Show::Flags(&HT_TRANSMISSION)),
    part("IEEE80211_HT_CAP_RX_STBC", 2, Show::Dec),
    part("others", 6, Show::Flags(&HT_OTHERS)),
];

static HT_CODING: Names =
    names(&[(0x1, "IEEE80211_HT_CAP_LDPC_CODING"), (0x2, "IEEE80211_HT_CAP_SUP_WIDTH_20_40")]);

/// How a receiver saves power by having one chain listen.
pub(crate) static SM_PS: Names = names(&[
    (0, "WLAN_HT_CAP_SM_PS_STATIC"),
    (1, "WLAN_HT_CAP_SM_PS_DYNAMIC"),
    (2, "WLAN_HT_CAP_SM_PS_INVALID"),
    (3, "WLAN_HT_CAP_SM_PS_DISABLED"),
]);

static HT_TRANSMISSION: Names = names(&[
    (0x1, "IEEE80211_HT_CAP_GRN_FLD"),
    (0x2, "IEEE80211_HT_CAP_SGI_20"),
    (0x4, "IEEE80211_HT_CAP_SGI_40"),
    (0x8, "IEEE80211_HT_CAP_TX_STBC"),
]);

static HT_OTHERS: Names = names(&[
    (0x01, "IEEE80211_HT_CAP_DELAY_BA"),
    (0x02, "IEEE80211_HT_CAP_MAX_AMSDU"),
    (0x04, "IEEE80211_HT_CAP_DSSSCCK40"),
    (0x10, "IEEE80211_HT_CAP_40MHZ_INTOLERANT"),
    (0x20, "IEEE80211_HT_CAP_LSIG_TXOP_PROT"),
]);

static AMPDU_PARAMS: [Part; 3] =
    [part("factor", 2, Show::Dec), part("density", 3, Show::Dec), part("", 3, Show::Dec)];

/// `struct ieee80211_mcs_info`: which modulations are received, one bit each.
pub(crate) static MCS_INFO: Struct = layout(
    "ieee80211_mcs_info",
    16,
    &[
        field("rx_mask", gloss(&RX_MASK, modulations)),
        field("rx_highest", LE16.unit(Unit::MegabitsPerSecond)),
        field("tx_params", U8.hex()),
        field("reserved", pad(3)),
    ],
);

static RX_MASK: Kind = opaque(10);

/// Writes the numbers of the bits that are set, neighbours as ranges: `MCS 0-15, 32`.
fn modulations(payload: &[u8], _: Endian, out: &mut dyn Write) -> fmt::Result {
    let count = payload.len().min(16) * 8;
    let is_set = |bit: usize| payload.get(bit / 8).is_some_and(|byte| byte >> (bit % 8) & 1 == 1);
    let mut before = "MCS ";
    let mut bit = 0;
    while bit < count {
        let end = (bit..count).find(|bit| !is_set(*bit)).unwrap_or(count);
        match end - bit {
            0 => (),
            1 => write!(out, "{before}{bit}")?,
            _ => write!(out, "{before}{bit}-{}", end - 1)?,
        }
        if end > bit {
            before = ", ";
        }
        bit = end + 1;
    }
    Ok(())
}

/// `struct ieee80211_ht_operation`.
pub(crate) static HT_OPERATION: Struct = layout(
    "ieee80211_ht_operation",
    22,
    &[
        field("primary_chan", U8),
        field("ht_param", U8.parts(&HT_PARAM)),
        field("operation_mode", LE16.parts(&OPERATION_MODE)),
        field("stbc_param", LE16.hex()),
        field("basic_set", fixed(&MCS_INFO)),
    ],
);

static HT_PARAM: [Part; 4] = [
    part("secondary", 2, Show::Name(&CHANNEL_OFFSET)),
    part("any_width", 1, Show::Bool),
    part("rifs", 1, Show::Bool),
    part("", 4, Show::Dec),
];

/// On which side of the channel the second one is.
pub(crate) static CHANNEL_OFFSET: Names = names(&[
    (0, "IEEE80211_HT_PARAM_CHA_SEC_NONE"),
    (1, "IEEE80211_HT_PARAM_CHA_SEC_ABOVE"),
    (3, "IEEE80211_HT_PARAM_CHA_SEC_BELOW"),
]);

static OPERATION_MODE: [Part; 6] = [
    part("protection", 2, Show::Name(&HT_PROTECTION)),
    part("non_gf_sta_present", 1, Show::Bool),
    part("", 1, Show::Dec),
    part("non_ht_sta_present", 1, Show::Bool),
    part("center_freq_seg2", 8, Show::Dec),
    part("", 3, Show::Dec),
];

static HT_PROTECTION: Names = names(&[
    (0, "IEEE80211_HT_OP_MODE_PROTECTION_NONE"),
    (1, "IEEE80211_HT_OP_MODE_PROTECTION_NONMEMBER"),
    (2, "IEEE80211_HT_OP_MODE_PROTECTION_20MHZ"),
    (3, "IEEE80211_HT_OP_MODE_PROTECTION_NONHT_MIXED"),
]);

/// `struct ieee80211_vht_cap`.
pub(crate) static VHT_CAP: Struct = layout(
    "ieee80211_vht_cap",
    12,
    &[field("vht_cap_info", LE32.parts(&VHT_CAP_INFO)), field("supp_mcs", fixed(&VHT_MCS_INFO))],
);

/// `IEEE80211_VHT_CAP_*`; flags are counted from where they begin.
pub(crate) static VHT_CAP_INFO: [Part; 8] = [
    part("transmission", 11, Show::Flags(&VHT_TRANSMISSION)),
    part("beamforming", 2, Show::Flags(&VHT_BEAMFORMING)),
    part("IEEE80211_VHT_CAP_BEAMFORMEE_STS", 3, Show::Dec),
    part("IEEE80211_VHT_CAP_SOUNDING_DIMENSIONS", 3, Show::Dec),
    part("users", 4, Show::Flags(&VHT_USERS)),
    part("IEEE80211_VHT_CAP_MAX_A_MPDU_LENGTH_EXPONENT", 3, Show::Dec),
    part("others", 4, Show::Flags(&VHT_OTHERS)),
    part("IEEE80211_VHT_CAP_EXT_NSS_BW", 2, Show::Dec),
];

static VHT_TRANSMISSION: Names = names(&[
    (0x1, "IEEE80211_VHT_CAP_MAX_MPDU_LENGTH_7991"),
    (0x2, "IEEE80211_VHT_CAP_MAX_MPDU_LENGTH_11454"),
    (0x4, "IEEE80211_VHT_CAP_SUPP_CHAN_WIDTH_160MHZ"),
    (0x8, "IEEE80211_VHT_CAP_SUPP_CHAN_WIDTH_160_80PLUS80MHZ"),
    (0x10, "IEEE80211_VHT_CAP_RXLDPC"),
    (0x20, "IEEE80211_VHT_CAP_SHORT_GI_80"),
    (0x40, "IEEE80211_VHT_CAP_SHORT_GI_160"),
    (0x80, "IEEE80211_VHT_CAP_TXSTBC"),
    (0x100, "IEEE80211_VHT_CAP_RXSTBC_1"),
    (0x200, "IEEE80211_VHT_CAP_RXSTBC_2"),
    (0x300, "IEEE80211_VHT_CAP_RXSTBC_3"),
    (0x400, "IEEE80211_VHT_CAP_RXSTBC_4"),
]);

static VHT_BEAMFORMING: Names = names(&[
    (0x1, "IEEE80211_VHT_CAP_SU_BEAMFORMER_CAPABLE"),
    (0x2, "IEEE80211_VHT_CAP_SU_BEAMFORMEE_CAPABLE"),
]);

static VHT_USERS: Names = names(&[
    (0x1, "IEEE80211_VHT_CAP_MU_BEAMFORMER_CAPABLE"),
    (0x2, "IEEE80211_VHT_CAP_MU_BEAMFORMEE_CAPABLE"),
    (0x4, "IEEE80211_VHT_CAP_VHT_TXOP_PS"),
    (0x8, "IEEE80211_VHT_CAP_HTC_VHT"),
]);

static VHT_OTHERS: Names = names(&[
    (0x2, "IEEE80211_VHT_CAP_VHT_LINK_ADAPTATION_VHT_UNSOL_MFB"),
    (0x3, "IEEE80211_VHT_CAP_VHT_LINK_ADAPTATION_VHT_MRQ_MFB"),
    (0x4, "IEEE80211_VHT_CAP_RX_ANTENNA_PATTERN"),
    (0x8, "IEEE80211_VHT_CAP_TX_ANTENNA_PATTERN"),
]);

/// `struct ieee80211_vht_mcs_info`.
pub(crate) static VHT_MCS_INFO: Struct = layout(
    "ieee80211_vht_mcs_info",
    8,
    &[
        field("rx_mcs_map", VHT_MCS_MAP),
        field("rx_highest", LE16.parts(&HIGHEST)),
        field("tx_mcs_map", VHT_MCS_MAP),
        field("tx_highest", LE16.parts(&HIGHEST)),
    ],
);

static HIGHEST: [Part; 2] =
    [part("rate", 13, Show::Unit(Unit::MegabitsPerSecond)), part("others", 3, Show::Hex)];

/// Two bits for each number of spatial streams: up to which modulation.
static VHT_MCS_MAP: Kind =
    gloss(&MCS_MAP, |payload, _, out| streams(payload, &["MCS 0-7", "MCS 0-8", "MCS 0-9"], out));

/// A map of modulations as a number.
pub(crate) static MCS_MAP: Kind = LE16.hex();

/// Writes a map of spatial streams: `MCS 0-9 for 1-2 streams`; `words` are what its values but the last, for none, mean.
pub(crate) fn streams(payload: &[u8], words: &[&str; 3], out: &mut dyn Write) -> fmt::Result {
    let Ok((_, map)) = wire::u16(payload, Endian::Little) else { return Ok(()) };
    let of = |stream: u16| usize::from(map >> (2 * stream) & 3);
    let mut before = "";
    let mut stream = 0;
    while stream < 8 {
        let end = (stream..8).find(|next| of(*next) != of(stream)).unwrap_or(8);
        if let Some(word) = words.get(of(stream)) {
            let (first, last) = (stream + 1, end);
            match first == last {
                true => write!(out, "{before}{word} for {first}")?,
                false => write!(out, "{before}{word} for {first}-{last}")?,
            }
            before = ", ";
        }
        stream = end;
    }
    match before {
        "" => out.write_str("no streams"),
        _ => out.write_str(" streams"),
    }
}

/// `struct ieee80211_vht_operation`.
pub(crate) static VHT_OPERATION: Struct = layout(
    "ieee80211_vht_operation",
    5,
    &[
        field("chan_width", U8.name(&VHT_CHANWIDTH)),
        field("center_freq_seg0_idx", U8),
        field("center_freq_seg1_idx", U8),
        field("basic_mcs_set", VHT_MCS_MAP),
    ],
);

pub(super) static VHT_CHANWIDTH: Names = names(&[
    (0, "IEEE80211_VHT_CHANWIDTH_USE_HT"),
    (1, "IEEE80211_VHT_CHANWIDTH_80MHZ"),
    (2, "IEEE80211_VHT_CHANWIDTH_160MHZ"),
    (3, "IEEE80211_VHT_CHANWIDTH_80P80MHZ"),
]);

/// A running station's announcement about its receiver.
pub(crate) static OPMODE_NOTIF: [Part; 4] = [
    part("chanwidth", 2, Show::Name(&OPMODE_CHANWIDTH)),
    part("others", 2, Show::Hex),
    part("rx_nss", 3, Show::Dec),
    part("rx_nss_type_bf", 1, Show::Bool),
];

static OPMODE_CHANWIDTH: Names = names(&[
    (0, "IEEE80211_OPMODE_NOTIF_CHANWIDTH_20MHZ"),
    (1, "IEEE80211_OPMODE_NOTIF_CHANWIDTH_40MHZ"),
    (2, "IEEE80211_OPMODE_NOTIF_CHANWIDTH_80MHZ"),
    (3, "IEEE80211_OPMODE_NOTIF_CHANWIDTH_160MHZ"),
]);

/// Groups of stations that are sent to at once: a bit for each of 64, then two bits for the place in each.
pub(crate) static MU_MIMO_GROUP_DATA: Struct = layout(
    "",
    24,
    &[
        field("membership", LE64.hex()),
        field("position_0_31", LE64.hex()),
        field("position_32_63", LE64.hex()),
    ],
);

/// Capabilities below a gigahertz: bytes of bits, and the modulations.
pub(crate) static S1G_CAPABILITIES: Struct = layout(
    "",
    15,
    &[field("cap", Kind::Array(&S1G_CAPA_IN_STRUCT)), field("nss_mcs", fixed(&S1G_MCS_NSS_SET))],
);

static S1G_CAPA_IN_STRUCT: Array = array_of(10, U8.hex());

/// The bytes of bits alone.
pub(crate) static S1G_CAPA: Array = array(U8.hex());

/// Modulations below a gigahertz.
pub(crate) static S1G_MCS_NSS_SET: Struct = layout(
    "",
    5,
    &[
        field("rx_mcs_map", U8.hex()),
        field("rx_highest", LE16.hex()),
        field("tx_mcs_map", U8.hex()),
        field("tx_highest", U8.hex()),
    ],
);

#[cfg(test)]
mod tests {
    use super::*;

    fn words(gloss: impl FnOnce(&mut String) -> fmt::Result) -> String {
        let mut out = String::new();
        gloss(&mut out).unwrap();
        out
    }

    #[test]
    fn modulations_are_ranges() {
        let decoded = |payload: &[u8]| words(|out| modulations(payload, Endian::Little, out));
        assert_eq!(decoded(&[0xff, 0xff, 0, 0, 1, 0, 0, 0, 0, 0x80]), "MCS 0-15, 32, 79");
        assert_eq!(decoded(&[0; 10]), "");
    }

    #[test]
    fn streams_are_ranges() {
        let decoded = |map: u16| words(|out| streams(&map.to_le_bytes(), &["a", "b", "c"], out));
        assert_eq!(decoded(0xfffa), "c for 1-2 streams");
        assert_eq!(decoded(0xfffe & !0xc), "c for 1, a for 2 streams");
        assert_eq!(decoded(0xffff), "no streams");
    }
}
