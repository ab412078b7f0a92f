//! Ethernet and VLAN tags  (linux/if_ether.h, linux/if_vlan.h)

use super::{BY_ETHERTYPE, ETHERTYPE, carried};
use crate::schema::*;

pub(super) static ETHHDR: Struct =
    layout("ethhdr", 14, &[field("h_dest", MAC), field("h_source", MAC), field("h_proto", ETHERTYPE)])
        .may_be_cut()
        .then(&[carried(select("h_proto", &BY_ETHERTYPE))]);

/// What follows an `ETH_P_8021Q`.
pub(super) static VLAN_HDR: Struct = layout(
    "vlan_hdr",
    4,
    &[field("h_vlan_TCI", BE16.parts(&TCI)), field("h_vlan_encapsulated_proto", ETHERTYPE)],
)
.may_be_cut()
.then(&[carried(select("h_vlan_encapsulated_proto", &BY_ETHERTYPE))]);

static TCI: [Part; 3] = [part("id", 12, Show::Dec), part("dei", 1, Show::Bool), part("prio", 3, Show::Dec)];
