//! `NETLINK_GENERIC`: one protocol for many families, a file each  (linux/genetlink.h)
//!
//! A message's type is a family's number, which [`crate::generic`] finds the family by; its `cmd` is the message.

use crate::schema::{
    Capability, Case, Causes, Exchange, Family, Framing, Generic, Kind, Names, U32, list_by, names, nest,
};

/// One line per family: its module, and how it is declared there.
macro_rules! families {
    ($(mod $module:ident: $family:ident;)*) => {
        $(mod $module;)*
        /// Every family of generic netlink that has tables.
        pub static FAMILIES: &[&Generic] = &[$(&$module::$family),*];

        /// A command's number as what the family of this name calls it.
        static COMMAND_BY_FAMILY: &[(Case, Kind)] = &[
            $((Case::Named($module::$family.name), U32.name(&$module::$family.requests.names)),)*
            (Case::Otherwise, U32),
        ];

        /// Policies by command, which are called what the family of this name calls them.
        static OP_POLICY_BY_FAMILY: &[(Case, Kind)] = &[
            $((
                Case::Named($module::$family.name),
                Kind::List(const { &list_by(&$module::$family.requests.names, nest(&nlctrl::CTRL_ATTR_POLICY)) }),
            ),)*
            (Case::Otherwise, Kind::List(&nlctrl::OP_POLICIES)),
        ];
    };
}

mod ovs;
#[cfg(test)]
mod testing;
mod tunnel;

families! {
    mod acpi_event: FAMILY;
    mod batadv: FAMILY;
    mod binder: FAMILY;
    mod cifs: FAMILY;
    mod dev_energymodel: FAMILY;
    mod devlink: FAMILY;
    mod dpll: FAMILY;
    mod drbd: FAMILY;
    mod drm_ras: FAMILY;
    mod ethtool: FAMILY;
    mod fou: FAMILY;
    mod gtp: FAMILY;
    mod handshake: FAMILY;
    mod hsr: FAMILY;
    mod hwsim: FAMILY;
    mod hwsim802154: FAMILY;
    mod ieee802154: FAMILY;
    mod ila: FAMILY;
    mod ioam6: FAMILY;
    mod ipvs: FAMILY;
    mod ksmbd: FAMILY;
    mod l2tp: FAMILY;
    mod lockd: FAMILY;
    mod macsec: FAMILY;
    mod mptcp_pm: FAMILY;
    mod nbd: FAMILY;
    mod ncsi: FAMILY;
    mod net_dm: FAMILY;
    mod net_shaper: FAMILY;
    mod netdev: FAMILY;
    mod nfc: FAMILY;
    mod nfsd: FAMILY;
    mod nl80211: FAMILY;
    mod nl802154: FAMILY;
    mod nlbl_calipso: FAMILY;
    mod nlbl_cipsov4: FAMILY;
    mod nlbl_mgmt: FAMILY;
    mod nlbl_unlbl: FAMILY;
    mod nlctrl: FAMILY;
    mod ovpn: FAMILY;
    mod ovs_ct_limit: FAMILY;
    mod ovs_datapath: FAMILY;
    mod ovs_flow: FAMILY;
    mod ovs_meter: FAMILY;
    mod ovs_packet: FAMILY;
    mod ovs_vport: FAMILY;
    mod pmcraid: FAMILY;
    mod psample: FAMILY;
    mod psp: FAMILY;
    mod seg6: FAMILY;
    mod smc_gen: FAMILY;
    mod smc_pnetid: FAMILY;
    mod sunrpc: FAMILY;
    mod taskstats: FAMILY;
    mod tcmu: FAMILY;
    mod tcp_metrics: FAMILY;
    mod team: FAMILY;
    mod thermal: FAMILY;
    mod tipc: FAMILY;
    mod tipc_config: FAMILY;
    mod vdpa: FAMILY;
    mod vfs_dquot: FAMILY;
    mod wireguard: FAMILY;
}

/// The protocol. Its groups have their numbers from their families.
pub static FAMILY: Family = Family {
    protocol: 16,
    name: "NETLINK_GENERIC",
    messages: &[],
    groups: &NO_GROUPS,
    general: None,
    generic: FAMILIES,
    unnamed: &[],
    framing: Framing::Messages,
    exchange: Exchange {
        causes: Causes::OwnType,
        needs: Some(Capability::NetAdminSomewhere),
        padding_matters: false,
        ..Exchange::PLAIN
    },
};

static NO_GROUPS: Names = names(&[]);
