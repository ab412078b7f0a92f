//! GAS: questions to an access point before there is a connection, in the language of an advertisement protocol
//! (IEEE 802.11, 9.6.7.12 to 9.6.7.15)

use super::code::WLAN_STATUS;
use super::network::{ADVERTISEMENT_ID, ADVERTISEMENT_PROTOCOL};
use super::{anqp, eid::WLAN_EID};
use crate::schema::{Case::*, *};

/// The token, then an element of which one entry is the protocol of the question.
pub(super) static INITIAL_REQ: Kind = Kind::Peek(&HEAD_OF_REQ, &REQ_STRUCT);

static HEAD_OF_REQ: Struct = layout(
    "",
    5,
    &[
        field("", opaque(3)),
        field("response_info", U8),
        field("advertisement_id", U8.name(&ADVERTISEMENT_ID)),
    ],
);

static REQ_STRUCT: Kind = fixed(&REQ);

static REQ: Struct =
    layout("", 3, &[DIALOG_TOKEN, ADV_ID, ADV_LENGTH]).then(&[ADV, field("query", fixed(&QUERY))]);

static DIALOG_TOKEN: Field = field("dialog_token", U8);
static ADV_ID: Field = field("adv_id", U8.name(&WLAN_EID));
static ADV_LENGTH: Field = field("adv_length", U8.unit(Unit::Bytes));
static ADV: Field = field("adv", sized("adv_length", &ADVERTISEMENT_PROTOCOL));

static QUERY: Struct = layout("", 2, &[field("query_length", LE16.unit(Unit::Bytes))])
    .then(&[field("request", sized("query_length", &BODY))]);

static BODY: Kind = select("advertisement_id", &[(Is(0), anqp::ELEMENTS), (Otherwise, RAW)]);

pub(super) static INITIAL_RESP: Kind = Kind::Peek(&HEAD_OF_RESP, &RESP_STRUCT);

static HEAD_OF_RESP: Struct = layout(
    "",
    9,
    &[
        field("", opaque(7)),
        field("response_info", U8),
        field("advertisement_id", U8.name(&ADVERTISEMENT_ID)),
    ],
);

static RESP_STRUCT: Kind = fixed(&RESP);

static RESP: Struct = layout(
    "",
    7,
    &[
        DIALOG_TOKEN,
        field("status_code", LE16.name(&WLAN_STATUS)),
        field("comeback_delay", LE16.unit(Unit::TimeUnits)),
        ADV_ID,
        ADV_LENGTH,
    ],
)
.then(&[ADV, field("answer", fixed(&ANSWER))]);

static ANSWER: Struct = layout("", 2, &[field("response_length", LE16.unit(Unit::Bytes))])
    .then(&[field("response", sized("response_length", &BODY))]);

/// The answer after a delay. An answer in one frame is decoded; the parts of a longer one are bytes.
pub(super) static COMEBACK_RESP: Kind = Kind::Peek(&HEAD_OF_COMEBACK, &COMEBACK_STRUCT);

static HEAD_OF_COMEBACK: Struct = layout(
    "",
    10,
    &[
        field("", opaque(3)),
        field("whole", U8),
        field("", opaque(4)),
        field("response_info", U8),
        field("advertisement_id", U8.name(&ADVERTISEMENT_ID)),
    ],
);

static COMEBACK_STRUCT: Kind =
    select("whole", &[(Is(0), fixed(&COMEBACK_WHOLE)), (Otherwise, fixed(&COMEBACK_PART))]);

static COMEBACK_WHOLE: Struct = layout("", 8, &COMEBACK_HEAD).then(&[ADV, field("answer", fixed(&ANSWER))]);

static COMEBACK_PART: Struct = layout("", 8, &COMEBACK_HEAD).then(&[ADV, field("answer", fixed(&FRAGMENT))]);

const COMEBACK_HEAD: [Field; 6] = [
    DIALOG_TOKEN,
    field("status_code", LE16.name(&WLAN_STATUS)),
    field("fragment", U8.parts(&GAS_FRAGMENT)),
    field("comeback_delay", LE16.unit(Unit::TimeUnits)),
    ADV_ID,
    ADV_LENGTH,
];

static GAS_FRAGMENT: [Part; 2] = [part("fragment_id", 7, Show::Dec), part("more_fragments", 1, Show::Bool)];

static FRAGMENT: Struct = layout("", 2, &[field("response_length", LE16.unit(Unit::Bytes))])
    .then(&[field("fragment_data", OPAQUE)]);
