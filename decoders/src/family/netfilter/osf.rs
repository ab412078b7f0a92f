//! Fingerprints of operating systems, by their first packet: `OSF_ATTR_*`  (linux/netfilter/nfnetlink_osf.h)

use super::{NFGENMSG, of};
use crate::schema::{Class::*, *};

pub(super) static MESSAGES: &[Msg] =
    messages(&[msg(of(5, 0), "OSF_MSG_ADD", New, &BODY), msg(of(5, 1), "OSF_MSG_REMOVE", Delete, &BODY)]);

static BODY: Body = body(fixed(&NFGENMSG), nest(&OSF_ATTR));

static OSF_ATTR: Set = set("OSF_ATTR", &[attr(1, "OSF_ATTR_FINGER", fixed(&NF_OSF_USER_FINGER))]);

/// A fingerprint: properties of the header and a counted list of options. There is room for 40.
static NF_OSF_USER_FINGER: Struct = layout(
    "nf_osf_user_finger",
    112,
    &[
        field("wss", fixed(&NF_OSF_WC)),
        field("ttl", U8),
        field("df", U8.bool()),
        field("ss", U16.unit(Unit::Bytes)),
        field("mss", U16.unit(Unit::Bytes)),
        field("opt_num", U16),
        field("genre", text(32)),
        field("version", text(32)),
        field("subtype", text(32)),
    ],
)
.then(&[field("opt", Kind::Array(&OPTIONS)), field("", PAD)]);

static NF_OSF_WC: Struct = layout("nf_osf_wc", 8, &[field("wc", U32.name(&OSF_WSS)), field("val", U32)]);

/// The unit of a window's size, or of a number in an option.
static OSF_WSS: Names =
    names(&[(0, "OSF_WSS_PLAIN"), (1, "OSF_WSS_MSS"), (2, "OSF_WSS_MTU"), (3, "OSF_WSS_MODULO")]);

static OPTIONS: Array = array_counted("opt_num", 0, fixed(&NF_OSF_OPT));

static NF_OSF_OPT: Struct = layout(
    "nf_osf_opt",
    12,
    &[
        field("kind", U16.name(&OSFOPT)),
        field("length", U16.unit(Unit::Bytes)),
        field("wc", fixed(&NF_OSF_WC)),
    ],
);

static OSFOPT: Names = names(&[
    (0, "OSFOPT_EOL"),
    (1, "OSFOPT_NOP"),
    (2, "OSFOPT_MSS"),
    (3, "OSFOPT_WSO"),
    (4, "OSFOPT_SACKP"),
    (5, "OSFOPT_SACK"),
    (6, "OSFOPT_ECHO"),
    (7, "OSFOPT_ECHOREPLY"),
    (8, "OSFOPT_TS"),
    (9, "OSFOPT_POCP"),
    (10, "OSFOPT_POSP"),
    (255, "OSFOPT_EMPTY"),
]);
