//! Frames that the kernel forwards, and what it says about them  (linux/nl80211.h)

use crate::family::shared::ieee80211::FRAME;
use crate::family::shared::packet;
use crate::schema::{Case::*, *};

/// `NL80211_ATTR_FRAME`: a frame of the air. To and from the control port it is what a local network's frame carries, and
/// when it was sent, that frame with its head.
pub(super) static BY_COMMAND: Kind = select("cmd", COMMANDS);

static COMMANDS: &[(Case, Kind)] =
    &[(Is(129), packet::EAPOL), (Is(139), packet::ETHERNET_HERE), (Otherwise, FRAME)];

/// How a received frame was handled.
pub(super) static NL80211_RXMGMT_FLAG: Names =
    names(&[(0x1, "NL80211_RXMGMT_FLAG_ANSWERED"), (0x2, "NL80211_RXMGMT_FLAG_EXTERNAL_AUTH")]);
