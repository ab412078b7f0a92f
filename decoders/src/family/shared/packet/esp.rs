//! IPsec's headers: ESP and AH  (linux/ip.h)

use super::{BY_PROTOCOL, carried};
use crate::names::IPPROTO;
use crate::schema::*;

/// The rest is encrypted.
pub(super) static IP_ESP_HDR: Struct =
    layout("ip_esp_hdr", 8, &[field("spi", BE32.hex()), field("seq_no", BE32)])
        .may_be_cut()
        .then(&[field("enc_data", OPAQUE)]);

pub(super) static IP_AUTH_HDR: Struct = layout(
    "ip_auth_hdr",
    12,
    &[
        field("nexthdr", U8.name(&IPPROTO)),
        field("hdrlen", U8),
        field("reserved", pad(2)),
        field("spi", BE32.hex()),
        field("seq_no", BE32),
    ],
)
.may_be_cut()
.then(&[field("auth_data", up_to("hdrlen", 4, 8, &DIGEST)), carried(select("nexthdr", &BY_PROTOCOL))]);

static DIGEST: Kind = OPAQUE;
