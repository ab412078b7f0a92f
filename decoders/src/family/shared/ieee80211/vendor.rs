//! Elements and actions of organisations, selected by the organisation's identifier and a type

use super::network::VENDOR;
use super::{OUI, dpp, p2p, qos, rsn, wfa, wps};
use crate::schema::{Case::*, *};

/// `WLAN_EID_VENDOR_SPECIFIC`.
pub(super) static VENDOR_SPECIFIC: Kind = Kind::Peek(&OUI_AND_TYPE, &VENDORS);

static OUI_AND_TYPE: Struct = layout("", 4, &[field("oui_and_type", BE32)]);

static VENDORS: Kind = select(
    "oui_and_type",
    &[
        (Is(0x0050_f201), fixed(&rsn::WPA)),
        (Is(0x0050_f202), Kind::Peek(&OUI_SUBTYPE, &WMM)),
        (Is(0x0050_f204), fixed(&wps::ELEMENT)),
        (Is(0x506f_9a09), fixed(&p2p::ELEMENT)),
        (Is(0x506f_9a0a), fixed(&wfa::WFD)),
        (Is(0x506f_9a10), fixed(&wfa::HS20_INDICATION)),
        (Is(0x506f_9a12), fixed(&rsn::OSEN)),
        (Is(0x506f_9a16), fixed(&wfa::MBO)),
        (Is(0x506f_9a1b), fixed(&wfa::MULTI_AP)),
        (Is(0x506f_9a1c), fixed(&wfa::OWE_TRANSITION)),
        (Is(0x506f_9a1d), fixed(&wfa::ROAMING_CONSORTIUM_SELECTION)),
        (Is(0x506f_9a1e), fixed(&wfa::BARE)),
        (Is(0x506f_9a1f), fixed(&wfa::SAE_PK)),
        (OneOf(&[0x506f_9a29, 0x506f_9a2a]), fixed(&rsn::RSN_OVERRIDE)),
        (Is(0x506f_9a2b), fixed(&rsn::RSNX_OVERRIDE)),
        (Is(0x506f_9a2c), fixed(&wfa::RSN_SELECTION)),
        (Otherwise, fixed(&VENDOR)),
    ],
);

static OUI_SUBTYPE: Struct = layout("", 5, &[field("", opaque(4)), field("oui_subtype", U8)]);

static WMM: Kind = select("oui_subtype", &[(Is(2), fixed(&qos::WMM_TSPEC)), (Otherwise, fixed(&qos::WMM))]);

/// The body of a public action of an organisation, after the category and code.
pub(super) static PUBLIC_ACTION: Kind = Kind::Peek(&OUI_AND_TYPE, &PUBLIC_ACTIONS);

static PUBLIC_ACTIONS: Kind = select(
    "oui_and_type",
    &[
        (Is(0x506f_9a09), fixed(&p2p::PUBLIC_ACTION)),
        (Is(0x506f_9a1a), fixed(&dpp::PUBLIC_ACTION)),
        (Otherwise, fixed(&VENDOR)),
    ],
);

/// An action of an organisation, without a code. Its category is in front of the identifier.
pub(super) static ACTION: Kind = Kind::Peek(&CATEGORY_AND_OUI, &ACTIONS);

static CATEGORY_AND_OUI: Struct = layout("", 5, &[field("", opaque(1)), field("oui_and_type", BE32)]);

static ACTIONS: Kind =
    select("oui_and_type", &[(Is(0x506f_9a09), fixed(&p2p::ACTION)), (Otherwise, fixed(&VENDOR_ACTION))]);

static VENDOR_ACTION: Struct =
    layout("", 4, &[field("category", U8.name(&super::action::WLAN_CATEGORY)), field("oui", OUI)])
        .grown_from(1)
        .then(&[field("variable", RAW)]);
