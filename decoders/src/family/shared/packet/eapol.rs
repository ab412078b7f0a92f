//! EAPOL: how a station and its network authenticate each other and agree on keys  (IEEE 802.1X, RFC 3748, IEEE 802.11, 12.7.2)

use crate::family::shared::ieee80211::{KEY_DATA, wps};
use crate::schema::{Case::*, *};

/// A frame of the port that is open before authentication.
pub(super) static EAPOL: Struct = layout(
    "",
    4,
    &[field("version", U8), field("type", U8.name(&EAPOL_TYPE)), field("length", BE16.unit(Unit::Bytes))],
)
.may_be_cut()
.then(&[field("body", sized("length", &BODY)), field("trailer", OPAQUE)]);

static BODY: Kind = select("type", &[(Is(0), fixed(&EAP)), (Is(3), EAPOL_KEY), (Otherwise, RAW)]);

/// The kernel has no names for these: they are what hostapd calls them.
static EAPOL_TYPE: Names = names(&[
    (0, "IEEE802_1X_TYPE_EAP_PACKET"),
    (1, "IEEE802_1X_TYPE_EAPOL_START"),
    (2, "IEEE802_1X_TYPE_EAPOL_LOGOFF"),
    (3, "IEEE802_1X_TYPE_EAPOL_KEY"),
    (4, "IEEE802_1X_TYPE_EAPOL_ENCAPSULATED_ASF_ALERT"),
]);

/// RFC 3748.
static EAP: Struct = layout(
    "",
    4,
    &[field("code", U8.name(&EAP_CODE)), field("identifier", U8), field("length", BE16.unit(Unit::Bytes))],
)
.may_be_cut()
.then(&[field("data", select("code", &[(UpTo(2), fixed(&EAP_METHOD)), (Otherwise, RAW)]))]);

static EAP_CODE: Names = names(&[
    (1, "EAP_CODE_REQUEST"),
    (2, "EAP_CODE_RESPONSE"),
    (3, "EAP_CODE_SUCCESS"),
    (4, "EAP_CODE_FAILURE"),
]);

static EAP_METHOD: Struct = layout("", 1, &[field("eap_type", U8.name(&EAP_TYPE))])
    .then(&[field("type_data", select("eap_type", &EAP_TYPES))]);

/// hostapd's names.
static EAP_TYPE: Names = names(&[
    (1, "EAP_TYPE_IDENTITY"),
    (2, "EAP_TYPE_NOTIFICATION"),
    (3, "EAP_TYPE_NAK"),
    (4, "EAP_TYPE_MD5"),
    (5, "EAP_TYPE_OTP"),
    (6, "EAP_TYPE_GTC"),
    (13, "EAP_TYPE_TLS"),
    (17, "EAP_TYPE_LEAP"),
    (18, "EAP_TYPE_SIM"),
    (21, "EAP_TYPE_TTLS"),
    (23, "EAP_TYPE_AKA"),
    (25, "EAP_TYPE_PEAP"),
    (26, "EAP_TYPE_MSCHAPV2"),
    (29, "EAP_TYPE_MSCHAPV2_TLV"),
    (33, "EAP_TYPE_TLV"),
    (38, "EAP_TYPE_TNC"),
    (43, "EAP_TYPE_FAST"),
    (46, "EAP_TYPE_PAX"),
    (47, "EAP_TYPE_PSK"),
    (48, "EAP_TYPE_SAKE"),
    (49, "EAP_TYPE_IKEV2"),
    (50, "EAP_TYPE_AKA_PRIME"),
    (51, "EAP_TYPE_GPSK"),
    (52, "EAP_TYPE_PWD"),
    (53, "EAP_TYPE_EKE"),
    (55, "EAP_TYPE_TEAP"),
    (254, "EAP_TYPE_EXPANDED"),
]);

/// Data of methods is theirs: challenges, answers and encrypted records.
static EAP_TYPES: [(Case, Kind); 4] = [
    (Is(254), Kind::Peek(&VENDOR_TYPE, &EXPANDED)),
    (UpTo(2), TEXT),
    (Is(3), Kind::Array(&METHODS)),
    (Otherwise, OPAQUE),
];

static METHODS: Array = array(U8.name(&EAP_TYPE));

static VENDOR_TYPE: Struct = layout("", 7, &[field("vendor", opaque(3)), field("vendor_type", BE32)]);

static EXPANDED: Kind = select("vendor_type", &[(Is(1), fixed(&WSC)), (Otherwise, fixed(&OTHER_METHOD))]);

static OTHER_METHOD: Struct = layout("", 7, &[field("vendor", lladdr(3)), field("vendor_type", BE32)])
    .then(&[field("vendor_data", OPAQUE)]);

/// Wi-Fi Protected Setup. The first part of a message that is sent in several has its length.
static WSC: Struct = layout(
    "",
    9,
    &[
        field("vendor", lladdr(3)),
        field("vendor_type", BE32),
        field("op_code", U8.name(&WSC_OP)),
        field("flags", U8.parts(&WSC_FLAGS)),
    ],
)
.then(&[
    field("message_length", sized_in_units("has_length", 2, &MESSAGE_LENGTH)),
    field("message", select("more_fragments", &[(Is(0), wps::ATTRIBUTES), (Otherwise, OPAQUE)])),
]);

static MESSAGE_LENGTH: Kind = BE16.unit(Unit::Bytes);

static WSC_OP: Names = names(&[
    (1, "WSC_Start"),
    (2, "WSC_ACK"),
    (3, "WSC_NACK"),
    (4, "WSC_MSG"),
    (5, "WSC_Done"),
    (6, "WSC_FRAG_ACK"),
]);

static WSC_FLAGS: [Part; 3] =
    [part("more_fragments", 1, Show::Bool), part("has_length", 1, Show::Bool), part("", 6, Show::Dec)];

/// A message of the handshake. Key data is encrypted where a bit says so, and always by the first protocol.
static EAPOL_KEY: Kind = Kind::Peek(&KEY_HEAD, &KEY_STRUCT);

static KEY_HEAD: Struct =
    layout("", 3, &[field("descriptor_type", U8), field("key_information", BE16.parts(&KEY_INFORMATION))]);

static KEY_STRUCT: Kind = fixed(&KEY);

static KEY: Struct = layout(
    "",
    77,
    &[
        field("descriptor_type", U8.name(&EAPOL_KEY_TYPE)),
        field("key_information", BE16.parts(&KEY_INFORMATION)),
        field("key_length", BE16.unit(Unit::Bytes)),
        field("replay_counter", BE64),
        field("nonce", opaque(32)),
        field("iv", opaque(16)),
        field("rsc", LE64),
        field("reserved", pad(8)),
    ],
)
.may_be_cut()
.then(&[field("mic_and_data", BY_CHECK)]);

static EAPOL_KEY_TYPE: Names =
    names(&[(1, "EAPOL_KEY_TYPE_RC4"), (2, "EAPOL_KEY_TYPE_RSN"), (254, "EAPOL_KEY_TYPE_WPA")]);

static KEY_INFORMATION: [Part; 12] = [
    part("descriptor_version", 3, Show::Dec),
    part("pairwise", 1, Show::Bool),
    part("key_index", 2, Show::Dec),
    part("install", 1, Show::Bool),
    part("ack", 1, Show::Bool),
    part("mic", 1, Show::Bool),
    part("secure", 1, Show::Bool),
    part("error", 1, Show::Bool),
    part("request", 1, Show::Bool),
    part("encrypted", 1, Show::Bool),
    part("smk", 1, Show::Bool),
    part("", 2, Show::Dec),
];

/// The length of the check depends on the method (AKM), which no frame contains: 16 bytes, 24 or 32 with longer hashes, none if the
/// key data are authenticated by their encryption. It is the one after which a number counts the rest.
static BY_CHECK: Kind = select(
    "@counted",
    &[(Is(16), CHECK_16), (Is(24), CHECK_24), (Is(32), CHECK_32), (Is(0), CHECK_0), (Otherwise, CHECK_16)],
);

static CHECK_16: Kind = select("descriptor_type", CHECK_16_CASES);

static CHECK_16_CASES: &[(Case, Kind)] = &[
    (Is(2), select("encrypted", &[(Is(0), fixed(&PLAIN_16)), (Otherwise, fixed(&SECRET_16))])),
    (Otherwise, fixed(&SECRET_16)),
];

static CHECK_24: Kind = select("descriptor_type", CHECK_24_CASES);

static CHECK_24_CASES: &[(Case, Kind)] = &[
    (Is(2), select("encrypted", &[(Is(0), fixed(&PLAIN_24)), (Otherwise, fixed(&SECRET_24))])),
    (Otherwise, fixed(&SECRET_24)),
];

static CHECK_32: Kind = select("descriptor_type", CHECK_32_CASES);

static CHECK_32_CASES: &[(Case, Kind)] = &[
    (Is(2), select("encrypted", &[(Is(0), fixed(&PLAIN_32)), (Otherwise, fixed(&SECRET_32))])),
    (Otherwise, fixed(&SECRET_32)),
];

static CHECK_0: Kind = select("descriptor_type", CHECK_0_CASES);

static CHECK_0_CASES: &[(Case, Kind)] = &[
    (Is(2), select("encrypted", &[(Is(0), fixed(&PLAIN_0)), (Otherwise, fixed(&SECRET_0))])),
    (Otherwise, fixed(&SECRET_0)),
];

static PLAIN_16: Struct = layout("", 18, &check(opaque(16))).may_be_cut().then(&PLAIN);
static SECRET_16: Struct = layout("", 18, &check(opaque(16))).may_be_cut().then(&SECRET);
static PLAIN_24: Struct = layout("", 26, &check(opaque(24))).may_be_cut().then(&PLAIN);
static SECRET_24: Struct = layout("", 26, &check(opaque(24))).may_be_cut().then(&SECRET);
static PLAIN_32: Struct = layout("", 34, &check(opaque(32))).may_be_cut().then(&PLAIN);
static SECRET_32: Struct = layout("", 34, &check(opaque(32))).may_be_cut().then(&SECRET);
static PLAIN_0: Struct = layout("", 2, &[KEY_DATA_LENGTH]).may_be_cut().then(&PLAIN);
static SECRET_0: Struct = layout("", 2, &[KEY_DATA_LENGTH]).may_be_cut().then(&SECRET);

const fn check(mic: Kind) -> [Field; 2] {
    [field("key_mic", mic), KEY_DATA_LENGTH]
}

static KEY_DATA_LENGTH: Field = field("key_data_length", BE16.unit(Unit::Bytes));

static PLAIN: [Field; 1] = [field("key_data", sized("key_data_length", &KEY_DATA))];

static SECRET: [Field; 1] = [field("key_data", sized("key_data_length", &BYTES)).secret()];

static BYTES: Kind = OPAQUE;

#[cfg(test)]
mod tests {
    use crate::decode::{Context, decode};
    use crate::family::generic::FAMILY;
    use crate::generic::Ids;
    use crate::tape::Tape;
    use crate::wire::Endian;

    /// Returns the last parts of a frame of the control port with a key message, and how long they are: the check has `check` bytes,
    /// and `data` bytes of plain key data follow.
    fn parts(check: usize, data: usize) -> Vec<(&'static str, usize)> {
        let counted = u16::try_from(data).unwrap().to_be_bytes();
        let body =
            [&[2, 0x03, 0x0a][..], &[7; 66], &[0; 8], &vec![9; check], &counted, &vec![0; data]].concat();
        let frame = [&[2, 3][..], &u16::try_from(body.len()).unwrap().to_be_bytes(), &body].concat();
        let len = u16::try_from(frame.len() + 4).unwrap().to_le_bytes();
        // NL80211_CMD_CONTROL_PORT_FRAME.
        let mut message =
            [&[0, 0, 0, 0, 40, 0, 1, 0][..], &[0; 8], &[129, 1, 0, 0], &len, &[51, 0], &frame].concat();
        message.resize(message.len().next_multiple_of(4), 0);
        let len = u32::try_from(message.len()).unwrap();
        message[..4].copy_from_slice(&len.to_le_bytes());
        let mut ids = Ids::new(crate::family::generic::FAMILIES);
        ids.insert(40, "nl80211");
        let ids = Some(&ids);
        let mut tape = Tape::new();
        let context =
            Context { family: Some(&FAMILY), endian: Endian::Little, to_kernel: None, request: None, ids };
        decode(&message, &context, &mut tape);
        let is_wanted = |name: &str| matches!(name, "key_mic" | "key_data_length" | "key_data");
        let fields = tape.fields().iter().filter(|field| is_wanted(field.name));
        fields.map(|field| (field.name, field.len as usize)).collect()
    }

    #[test]
    fn the_check_is_as_long_as_fits() {
        for check in [16, 24, 32] {
            assert_eq!(parts(check, 0), [("key_mic", check), ("key_data_length", 2)]);
            let with_data = [("key_mic", check), ("key_data_length", 2), ("key_data", 4)];
            assert_eq!(parts(check, 4), with_data);
        }
        assert_eq!(parts(0, 40), [("key_data_length", 2), ("key_data", 40)]);
    }
}
