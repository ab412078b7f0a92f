//! `vlan`: VLAN tags and Ethernet headers pushed, popped, changed  (linux/tc_act/tc_vlan.h)

use super::{TCF_T, generic};
use crate::names::ETH_P;
use crate::schema::{Case::Named, *};

pub(super) const KIND: (Case, Kind) = (Named("vlan"), nest(&TCA_VLAN));

static TCA_VLAN: Set = set(
    "TCA_VLAN",
    &[
        attr(1, "TCA_VLAN_TM", fixed(&TCF_T)),
        attr(2, "TCA_VLAN_PARMS", fixed(&TC_VLAN)),
        attr(3, "TCA_VLAN_PUSH_VLAN_ID", U16),
        attr(4, "TCA_VLAN_PUSH_VLAN_PROTOCOL", BE16.name(&ETH_P)),
        attr(5, "TCA_VLAN_PAD", PAD),
        attr(6, "TCA_VLAN_PUSH_VLAN_PRIORITY", U8),
        attr(7, "TCA_VLAN_PUSH_ETH_DST", MAC),
        attr(8, "TCA_VLAN_PUSH_ETH_SRC", MAC),
    ],
);

static TC_VLAN: Struct = layout("tc_vlan", 24, &generic::<6>(&[field("v_action", S32.name(&TCA_VLAN_ACT))]));

static TCA_VLAN_ACT: Names = names(&[
    (1, "TCA_VLAN_ACT_POP"),
    (2, "TCA_VLAN_ACT_PUSH"),
    (3, "TCA_VLAN_ACT_MODIFY"),
    (4, "TCA_VLAN_ACT_POP_ETH"),
    (5, "TCA_VLAN_ACT_PUSH_ETH"),
]);
