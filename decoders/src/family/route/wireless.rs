//! `IFLA_WIRELESS`: events of the wireless extensions, struct iw_event  (linux/wireless.h)
//!
//! Their layout is that of the receiver's machine, 32 or 64 bits wide; a length shows which.

use crate::family::shared::ieee80211::ELEMENTS;
use crate::names::ARPHRD;
use crate::schema::{Case::*, *};

/// Events that follow each other.
pub(super) const EVENTS: Kind = records(&IW_EVENT, "len");

static IW_EVENT: Struct = layout("iw_event", 4, &[field("len", U16), field("cmd", U16.name(&IW_COMMAND))])
    .then(&[field(
        "u",
        select(
            "cmd",
            &[
                // No command. This kind has no width, so the selected kind takes the rest.
                (Is(0), RAW),
                (Is(0x8b04), select("len", &[(Is(12), fixed(&FREQ_32)), (Is(16), fixed(&FREQ_64))])),
                (Is(0x8b06), select("len", &[(Is(8), U32.name(&IW_MODE)), (Is(12), fixed(&MODE_64))])),
                (
                    OneOf(&[0x8b02, 0x8b08, 0x8b20, 0x8b22, 0x8b24, 0x8b26, 0x8b28, 0x8b2c]),
                    select("len", &[(Is(12), fixed(&PARAM_32)), (Is(16), fixed(&PARAM_64))]),
                ),
                (Is(0x8c01), select("len", &[(Is(8), fixed(&QUAL_32)), (Is(12), fixed(&QUAL_64))])),
                (
                    OneOf(&[0x8b14, 0x8b15, 0x8c00, 0x8c03, 0x8c04]),
                    select("len", &[(Is(20), fixed(&ADDR_32)), (Is(24), fixed(&ADDR_64))]),
                ),
                (
                    OneOf(&[
                        0x8b19, 0x8b1a, 0x8b1c, 0x8b2a, 0x8b30, 0x8c02, 0x8c05, 0x8c06, 0x8c07, 0x8c08,
                        0x8c09,
                    ]),
                    Kind::Peek(&GAP, &DATA),
                ),
            ],
        ),
    )]);

static FREQ_32: Struct =
    layout("iw_freq", 8, &[field("m", S32), field("e", S16), field("i", U8), field("flags", U8.hex())]);

static FREQ_64: Struct = layout(
    "iw_freq",
    12,
    &[field("", pad(4)), field("m", S32), field("e", S16), field("i", U8), field("flags", U8.hex())],
);

static MODE_64: Struct = layout("u", 8, &[field("", pad(4)), field("mode", U32.name(&IW_MODE))]);

static PARAM_32: Struct = layout(
    "iw_param",
    8,
    &[
        field("value", S32),
        field("fixed", U8.bool()),
        field("disabled", U8.bool()),
        field("flags", U16.hex()),
    ],
);

static PARAM_64: Struct = layout(
    "iw_param",
    12,
    &[
        field("", pad(4)),
        field("value", S32),
        field("fixed", U8.bool()),
        field("disabled", U8.bool()),
        field("flags", U16.hex()),
    ],
);

static QUAL_32: Struct = layout(
    "iw_quality",
    4,
    &[field("qual", U8), field("level", U8), field("noise", U8), field("updated", U8.hex())],
);

static QUAL_64: Struct = layout(
    "iw_quality",
    8,
    &[
        field("", pad(4)),
        field("qual", U8),
        field("level", U8),
        field("noise", U8),
        field("updated", U8.hex()),
    ],
);

/// On a 64-bit machine the first four bytes are padding, and the record is never so short.
static DATA: Kind = select(
    "gap",
    &[
        (Is(0), select("len", &[(UpTo(15), fixed(&DATA_32)), (Otherwise, fixed(&DATA_64))])),
        (Otherwise, fixed(&DATA_32)),
    ],
);

static GAP: Struct = layout("gap", 4, &[field("gap", U32)]);

static ADDR_32: Struct = layout(
    "sockaddr",
    16,
    &[field("sa_family", U16.name(&ARPHRD)), field("sa_data", MAC), field("", pad(8))],
);

static ADDR_64: Struct = layout(
    "sockaddr",
    20,
    &[field("", pad(4)), field("sa_family", U16.name(&ARPHRD)), field("sa_data", MAC), field("", pad(8))],
);

static DATA_32: Struct =
    layout("iw_point", 4, &[field("length", U16), field("flags", U16.hex())]).then(&[field("data", CONTENT)]);

static DATA_64: Struct = layout(
    "iw_point",
    12,
    &[field("", pad(4)), field("length", U16), field("flags", U16.hex()), field("", pad(4))],
)
.then(&[field("data", CONTENT)]);

/// Words of a driver, a network's or station's name; information elements as the air carried them; a key; candidates for a cached key;
/// and a report of a wrong check.
static CONTENT: Kind = select("cmd", CONTENTS);

static CONTENTS: &[(Case, Kind)] = &[
    (OneOf(&[0x8b30, 0x8c05, 0x8c07, 0x8c08]), ELEMENTS),
    (OneOf(&[0x8b1a, 0x8b1c, 0x8c02]), TEXT),
    (Is(0x8b2a), fixed(&KEY)),
    (Is(0x8c06), fixed(&MICHAEL_MIC_FAILURE)),
    (Is(0x8c09), fixed(&PMKID_CAND)),
    (Otherwise, OPAQUE),
];

static KEY: Struct = layout("", 0, &[]).then(&[field("key", OPAQUE).secret()]);

static MICHAEL_MIC_FAILURE: Struct = layout(
    "iw_michaelmicfailure",
    28,
    &[
        field("flags", U32.flags(&IW_MICFAILURE)),
        field("sa_family", U16.name(&ARPHRD)),
        field("sa_data", MAC),
        field("", pad(8)),
        field("tsc", opaque(8)),
    ],
);

static IW_MICFAILURE: Names =
    names(&[(0x4, "IW_MICFAILURE_GROUP"), (0x8, "IW_MICFAILURE_PAIRWISE"), (0x10, "IW_MICFAILURE_STAKEY")]);

static PMKID_CAND: Struct = layout(
    "iw_pmkid_cand",
    24,
    &[
        field("flags", U32.flags(&IW_PMKID_CAND)),
        field("index", U32),
        field("sa_family", U16.name(&ARPHRD)),
        field("sa_data", MAC),
        field("", pad(8)),
    ],
);

static IW_PMKID_CAND: Names = names(&[(0x1, "IW_PMKID_CAND_PREAUTH")]);

static IW_MODE: Names = names(&[
    (0, "IW_MODE_AUTO"),
    (1, "IW_MODE_ADHOC"),
    (2, "IW_MODE_INFRA"),
    (3, "IW_MODE_MASTER"),
    (4, "IW_MODE_REPEAT"),
    (5, "IW_MODE_SECOND"),
    (6, "IW_MODE_MONITOR"),
    (7, "IW_MODE_MESH"),
]);

static IW_COMMAND: Names = names(&[
    (0x8b00, "SIOCSIWCOMMIT"),
    (0x8b01, "SIOCGIWNAME"),
    (0x8b02, "SIOCSIWNWID"),
    (0x8b03, "SIOCGIWNWID"),
    (0x8b04, "SIOCSIWFREQ"),
    (0x8b05, "SIOCGIWFREQ"),
    (0x8b06, "SIOCSIWMODE"),
    (0x8b07, "SIOCGIWMODE"),
    (0x8b08, "SIOCSIWSENS"),
    (0x8b09, "SIOCGIWSENS"),
    (0x8b0a, "SIOCSIWRANGE"),
    (0x8b0b, "SIOCGIWRANGE"),
    (0x8b0c, "SIOCSIWPRIV"),
    (0x8b0d, "SIOCGIWPRIV"),
    (0x8b0e, "SIOCSIWSTATS"),
    (0x8b0f, "SIOCGIWSTATS"),
    (0x8b10, "SIOCSIWSPY"),
    (0x8b11, "SIOCGIWSPY"),
    (0x8b12, "SIOCSIWTHRSPY"),
    (0x8b13, "SIOCGIWTHRSPY"),
    (0x8b14, "SIOCSIWAP"),
    (0x8b15, "SIOCGIWAP"),
    (0x8b16, "SIOCSIWMLME"),
    (0x8b17, "SIOCGIWAPLIST"),
    (0x8b18, "SIOCSIWSCAN"),
    (0x8b19, "SIOCGIWSCAN"),
    (0x8b1a, "SIOCSIWESSID"),
    (0x8b1b, "SIOCGIWESSID"),
    (0x8b1c, "SIOCSIWNICKN"),
    (0x8b1d, "SIOCGIWNICKN"),
    (0x8b20, "SIOCSIWRATE"),
    (0x8b21, "SIOCGIWRATE"),
    (0x8b22, "SIOCSIWRTS"),
    (0x8b23, "SIOCGIWRTS"),
    (0x8b24, "SIOCSIWFRAG"),
    (0x8b25, "SIOCGIWFRAG"),
    (0x8b26, "SIOCSIWTXPOW"),
    (0x8b27, "SIOCGIWTXPOW"),
    (0x8b28, "SIOCSIWRETRY"),
    (0x8b29, "SIOCGIWRETRY"),
    (0x8b2a, "SIOCSIWENCODE"),
    (0x8b2b, "SIOCGIWENCODE"),
    (0x8b2c, "SIOCSIWPOWER"),
    (0x8b2d, "SIOCGIWPOWER"),
    (0x8b30, "SIOCSIWGENIE"),
    (0x8b31, "SIOCGIWGENIE"),
    (0x8b32, "SIOCSIWAUTH"),
    (0x8b33, "SIOCGIWAUTH"),
    (0x8b34, "SIOCSIWENCODEEXT"),
    (0x8b35, "SIOCGIWENCODEEXT"),
    (0x8b36, "SIOCSIWPMKSA"),
    (0x8c00, "IWEVTXDROP"),
    (0x8c01, "IWEVQUAL"),
    (0x8c02, "IWEVCUSTOM"),
    (0x8c03, "IWEVREGISTERED"),
    (0x8c04, "IWEVEXPIRED"),
    (0x8c05, "IWEVGENIE"),
    (0x8c06, "IWEVMICHAELMICFAILURE"),
    (0x8c07, "IWEVASSOCREQIE"),
    (0x8c08, "IWEVASSOCRESPIE"),
    (0x8c09, "IWEVPMKIDCAND"),
]);

#[cfg(test)]
mod tests {
    use crate::family::route::testing::{assert_decoded, attribute, decoded};

    #[test]
    fn events_of_machines_of_either_width() {
        let narrow = [
            20, 0, 0x15, 0x8b, // 20 bytes, SIOCGIWAP
            1, 0, 2, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0, // struct sockaddr
        ];
        let wide = [
            24, 0, 0x15, 0x8b, 0, 0, 0, 0, // 24 bytes, SIOCGIWAP, padding
            1, 0, 2, 0, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0, 0, // struct sockaddr
        ];
        for (event, address) in
            [(&narrow[..], "sa_data=02:00:00:00:00:05"), (&wide[..], "sa_data=02:00:00:00:00:06")]
        {
            assert_decoded(&decoded(16, 0, &[&[0; 16], &attribute(11, event)]), &["cmd=SIOCGIWAP", address]);
        }
    }

    #[test]
    fn settings_and_qualities() {
        let rate = [16, 0, 0x20, 0x8b, 0, 0, 0, 0, 0x40, 0x42, 0x0f, 0, 1, 0, 0, 0];
        assert_decoded(
            &decoded(16, 0, &[&[0; 16], &attribute(11, &rate)]),
            &["cmd=SIOCSIWRATE", "value=1000000"],
        );
        let mode = [8, 0, 0x06, 0x8b, 2, 0, 0, 0];
        assert_decoded(&decoded(16, 0, &[&[0; 16], &attribute(11, &mode)]), &["u=IW_MODE_INFRA"]);
    }

    #[test]
    fn what_an_event_points_to_follows_it() {
        let narrow = [10, 0, 0x02, 0x8c, 2, 0, 0, 0, b'h', b'i'];
        let wide = [18, 0, 0x02, 0x8c, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, b'h', b'i'];
        for event in [&narrow[..], &wide[..]] {
            let fields = decoded(16, 0, &[&[0; 16], &attribute(11, event)]);
            assert_decoded(&fields, &["cmd=IWEVCUSTOM", "length=2", "data=hi"]);
        }
        let done = [8, 0, 0x19, 0x8b, 0, 0, 0, 0];
        assert_decoded(&decoded(16, 0, &[&[0; 16], &attribute(11, &done)]), &["cmd=SIOCGIWSCAN", "length=0"]);
    }

    #[test]
    fn events_carry_elements() {
        // IWEVASSOCREQIE of a 64-bit machine, with a name and rates.
        let elements = [0, 2, b'h', b'i', 1, 1, 0x82];
        let head = [23, 0, 0x07, 0x8c, 0, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0];
        let fields = decoded(16, 0, &[&[0; 16], &attribute(11, &[&head[..], &elements].concat())]);
        assert_decoded(
            &fields,
            &["cmd=IWEVASSOCREQIE", "id=WLAN_EID_SSID", "data=hi", "id=WLAN_EID_SUPP_RATES"],
        );
    }
}
