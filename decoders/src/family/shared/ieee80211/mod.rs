//! 802.11: frames of the air and the elements in them  (IEEE 802.11, linux/ieee80211*.h)
//!
//! Beacons, scan results and requests to associate are full of elements. `nl80211`, simulated radios and the events of the old
//! wireless extensions carry them. Parts that no kernel header names have hostapd's name or the standard's.

mod action;
mod action_code;
mod anqp;
pub(crate) mod code;
mod dpp;
pub(crate) mod eht;
mod eid;
mod element;
pub(crate) mod frame;
mod gas;
pub(crate) mod he;
pub(crate) mod ht;
mod hwmp;
mod measurement;
mod multi_link;
mod neighbor;
mod network;
mod p2p;
mod qos;
mod roam;
mod rsn;
mod schedule;
pub(crate) mod suite;
mod summary;
pub(crate) mod uhr;
mod vendor;
mod wfa;
pub(crate) mod wps;

use crate::schema::*;

pub(crate) use self::element::{ELEMENTS, EXT_CAPA, LISTS, RATES};
pub(crate) use self::frame::{AIR_FRAME, FRAME};
pub(crate) use self::network::CHANNEL_RANGE;
pub(crate) use self::rsn::KEY_DATA;

/// A number of three bytes.
static LE24: Kind = Kind::Int { width: 3, signed: false, order: Order::Little, show: Show::Dec };

/// An organisation's identifier.
static OUI: Kind = lladdr(3);

/// Bytes that are numbers.
pub(crate) static BYTES: Array = array(U8);

/// Hardware addresses.
static MACS: Array = array(MAC);

static OPAQUES: Kind = OPAQUE;
static TEXTS: Kind = TEXT;
static ADDRESS: Kind = MAC;
static BYTE: Kind = U8;
static WORD: Kind = LE16;

/// A value that is printed only on demand.
static SECRET: Struct = layout("", 0, &[]).then(&[field("value", OPAQUE).secret()]);
