//! Vendor commands and events, which makers of devices number  (linux/nl80211.h)

use crate::schema::{Case::*, *};

/// Of a device, which commands it has beside the standard's; else what such a command carries, which the maker knows.
pub(super) const DATA: Kind = select("cmd", BY_COMMAND);

const BY_COMMAND: &[(Case, Kind)] = &[(Is(3), Kind::List(&INFOS)), (Otherwise, RAW)];

/// Commands or events.
pub(super) static INFOS: List = list(fixed(&NL80211_VENDOR_CMD_INFO));

static NL80211_VENDOR_CMD_INFO: Struct =
    layout("nl80211_vendor_cmd_info", 8, &[field("vendor_id", U32.hex()), field("subcmd", U32)]);
