//! `IFLA_WIRELESS`: events of the wireless extensions, struct iw_event  (linux/wireless.h)
//!
//! Their layout is that of the receiver's machine, 32 or 64 bits wide: a length tells which.

use crate::names::ARPHRD;
use crate::schema::{Case::*, *};

/// One event behind the other.
pub(super) const EVENTS: Kind = records(&IW_EVENT, "len");

static IW_EVENT: Struct = layout("iw_event", 4, &[field("len", U16), field("cmd", U16.name(&IW_COMMAND))])
    .then(&[field(
        "u",
        select(
            "cmd",
            &[
                // Settings that a driver tells of; nothing has sent them over netlink for long.
                (
                    OneOf(&[
                        0x8b02, 0x8b04, 0x8b06, 0x8b08, 0x8b20, 0x8b22, 0x8b24, 0x8b26, 0x8b28, 0x8b2c,
                        0x8c01,
                    ]),
                    RAW,
                ),
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

/// Words of a driver, a network's or station's name; keys; information elements as the air carried them.
const CONTENT: Kind = select("cmd", &[(OneOf(&[0x8b1a, 0x8b1c, 0x8c02]), TEXT), (Otherwise, OPAQUE)]);

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
