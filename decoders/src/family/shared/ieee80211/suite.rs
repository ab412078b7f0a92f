//! Ciphers and authentication methods: an organisation's identifier, and a number of its  (IEEE 802.11, linux/ieee80211.h)

use crate::schema::{Names, names};

/// Ways to encrypt.
pub(crate) static WLAN_CIPHER_SUITE: Names = names(&[
    (0x000f_ac00, "WLAN_CIPHER_SUITE_USE_GROUP"),
    (0x000f_ac01, "WLAN_CIPHER_SUITE_WEP40"),
    (0x000f_ac02, "WLAN_CIPHER_SUITE_TKIP"),
    (0x000f_ac04, "WLAN_CIPHER_SUITE_CCMP"),
    (0x000f_ac05, "WLAN_CIPHER_SUITE_WEP104"),
    (0x000f_ac06, "WLAN_CIPHER_SUITE_AES_CMAC"),
    (0x000f_ac07, "WLAN_CIPHER_SUITE_NO_GROUP_ADDR"),
    (0x000f_ac08, "WLAN_CIPHER_SUITE_GCMP"),
    (0x000f_ac09, "WLAN_CIPHER_SUITE_GCMP_256"),
    (0x000f_ac0a, "WLAN_CIPHER_SUITE_CCMP_256"),
    (0x000f_ac0b, "WLAN_CIPHER_SUITE_BIP_GMAC_128"),
    (0x000f_ac0c, "WLAN_CIPHER_SUITE_BIP_GMAC_256"),
    (0x000f_ac0d, "WLAN_CIPHER_SUITE_BIP_CMAC_256"),
    (0x0014_7201, "WLAN_CIPHER_SUITE_SMS4"),
]);

/// Authentication methods.
pub(crate) static WLAN_AKM_SUITE: Names = names(&[
    (0x000f_ac01, "WLAN_AKM_SUITE_8021X"),
    (0x000f_ac02, "WLAN_AKM_SUITE_PSK"),
    (0x000f_ac03, "WLAN_AKM_SUITE_FT_8021X"),
    (0x000f_ac04, "WLAN_AKM_SUITE_FT_PSK"),
    (0x000f_ac05, "WLAN_AKM_SUITE_8021X_SHA256"),
    (0x000f_ac06, "WLAN_AKM_SUITE_PSK_SHA256"),
    (0x000f_ac07, "WLAN_AKM_SUITE_TDLS"),
    (0x000f_ac08, "WLAN_AKM_SUITE_SAE"),
    (0x000f_ac09, "WLAN_AKM_SUITE_FT_OVER_SAE"),
    (0x000f_ac0a, "WLAN_AKM_SUITE_AP_PEER_KEY"),
    (0x000f_ac0b, "WLAN_AKM_SUITE_8021X_SUITE_B"),
    (0x000f_ac0c, "WLAN_AKM_SUITE_8021X_SUITE_B_192"),
    (0x000f_ac0d, "WLAN_AKM_SUITE_FT_8021X_SHA384"),
    (0x000f_ac0e, "WLAN_AKM_SUITE_FILS_SHA256"),
    (0x000f_ac0f, "WLAN_AKM_SUITE_FILS_SHA384"),
    (0x000f_ac10, "WLAN_AKM_SUITE_FT_FILS_SHA256"),
    (0x000f_ac11, "WLAN_AKM_SUITE_FT_FILS_SHA384"),
    (0x000f_ac12, "WLAN_AKM_SUITE_OWE"),
    (0x000f_ac13, "WLAN_AKM_SUITE_FT_PSK_SHA384"),
    (0x000f_ac14, "WLAN_AKM_SUITE_PSK_SHA384"),
    (0x000f_ac15, "WLAN_AKM_SUITE_PASN"),
    (0x000f_ac18, "WLAN_AKM_SUITE_SAE_EXT_KEY"),
    (0x000f_ac19, "WLAN_AKM_SUITE_FT_SAE_EXT_KEY"),
    (0x506f_9a01, "WLAN_AKM_SUITE_OSEN"),
    (0x506f_9a02, "WLAN_AKM_SUITE_WFA_DPP"),
]);

/// The ciphers of the first security element, from before [`WLAN_CIPHER_SUITE`].
pub(crate) static WPA_CIPHER_SUITE: Names = names(&[
    (0x0050_f200, "WPA_CIPHER_SUITE_NONE"),
    (0x0050_f201, "WPA_CIPHER_SUITE_WEP40"),
    (0x0050_f202, "WPA_CIPHER_SUITE_TKIP"),
    (0x0050_f204, "WPA_CIPHER_SUITE_CCMP"),
    (0x0050_f205, "WPA_CIPHER_SUITE_WEP104"),
]);

/// The authentication methods of the same.
pub(crate) static WPA_AUTH_KEY_MGMT: Names = names(&[
    (0x0050_f200, "WPA_AUTH_KEY_MGMT_NONE"),
    (0x0050_f201, "WPA_AUTH_KEY_MGMT_UNSPEC_802_1X"),
    (0x0050_f202, "WPA_AUTH_KEY_MGMT_PSK_OVER_802_1X"),
]);
