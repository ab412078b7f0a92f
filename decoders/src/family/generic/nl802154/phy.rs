//! Abilities of a radio

use crate::schema::*;

pub(super) static NL802154_CAP_ATTR: Set = set(
    "NL802154_CAP_ATTR",
    &[
        attr(1, "NL802154_CAP_ATTR_IFTYPES", Kind::List(&IFTYPES)),
        attr(2, "NL802154_CAP_ATTR_CHANNELS", Kind::List(&PAGES)),
        attr(3, "NL802154_CAP_ATTR_TX_POWERS", Kind::List(&LEVELS)),
        attr(4, "NL802154_CAP_ATTR_CCA_ED_LEVELS", Kind::List(&LEVELS)),
        attr(5, "NL802154_CAP_ATTR_CCA_MODES", Kind::List(&CCA_MODES)),
        attr(6, "NL802154_CAP_ATTR_CCA_OPTS", Kind::List(&CCA_OPTS)),
        attr(7, "NL802154_CAP_ATTR_MIN_MINBE", U8),
        attr(8, "NL802154_CAP_ATTR_MAX_MINBE", U8),
        attr(9, "NL802154_CAP_ATTR_MIN_MAXBE", U8),
        attr(10, "NL802154_CAP_ATTR_MAX_MAXBE", U8),
        attr(11, "NL802154_CAP_ATTR_MIN_CSMA_BACKOFFS", U8),
        attr(12, "NL802154_CAP_ATTR_MAX_CSMA_BACKOFFS", U8),
        attr(13, "NL802154_CAP_ATTR_MIN_FRAME_RETRIES", S8),
        attr(14, "NL802154_CAP_ATTR_MAX_FRAME_RETRIES", S8),
        attr(15, "NL802154_CAP_ATTR_LBT", U32.name(&NL802154_SUPPORTED_BOOL)),
    ],
);

pub(super) static IFTYPE: Names = names(&[
    (0, "NL802154_IFTYPE_NODE"),
    (1, "NL802154_IFTYPE_MONITOR"),
    (2, "NL802154_IFTYPE_COORD"),
    (0xffff_ffff, "NL802154_IFTYPE_UNSPEC"),
]);

static IFTYPES: List = list_by(&IFTYPE, FLAG);

/// By number of the page, each by number of the channel.
static PAGES: List = list(Kind::List(&CHANNELS));
static CHANNELS: List = list(FLAG);

static LEVELS: List = list(S32.unit(Unit::Millibelmilliwatt));

pub(super) static NL802154_CCA: Names = names(&[
    (1, "NL802154_CCA_ENERGY"),
    (2, "NL802154_CCA_CARRIER"),
    (3, "NL802154_CCA_ENERGY_CARRIER"),
    (4, "NL802154_CCA_ALOHA"),
    (5, "NL802154_CCA_UWB_SHR"),
    (6, "NL802154_CCA_UWB_MULTIPLEXED"),
]);

static CCA_MODES: List = list_by(&NL802154_CCA, FLAG);

pub(super) static NL802154_CCA_OPT: Names =
    names(&[(0, "NL802154_CCA_OPT_ENERGY_CARRIER_AND"), (1, "NL802154_CCA_OPT_ENERGY_CARRIER_OR")]);

static CCA_OPTS: List = list_by(&NL802154_CCA_OPT, FLAG);

static NL802154_SUPPORTED_BOOL: Names = names(&[
    (0, "NL802154_SUPPORTED_BOOL_FALSE"),
    (1, "NL802154_SUPPORTED_BOOL_TRUE"),
    (3, "NL802154_SUPPORTED_BOOL_BOTH"),
]);
