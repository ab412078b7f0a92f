//! Rows that strace prints differently from what their kinds imply, by name.
//!
//! Attributes are listed by their own name, members by struct and name. All others are written by their kind.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::LazyLock;

use nltrace_decoders::schema::{Names, names};
use nltrace_decoders::tape::Field;

/// How a row is written.
#[derive(Clone, Copy)]
pub(super) enum How {
    /// Unsigned decimal, without a symbol.
    Decimal,
    /// Hexadecimal, without a symbol.
    Hex,
    /// Hexadecimal, with zeros before it up to 8 characters.
    Padded,
    /// A number without a name is commented so.
    Unknown(&'static str),
    /// A number without a name has no comment.
    Bare,
    /// 0 needs no comment.
    ZeroIsNone,
    /// An integer of any length up to 8 bytes.
    AnyLength,
    /// Bytes as `\x` escapes.
    Bytes,
    /// Bytes as numbers in a list.
    Numbers,
    /// A reserved member, that is shown if it is not zero.
    Reserved,
    /// A reserved member, that is shown though it means nothing.
    Shown,
    /// Reserved bytes, that are shown if they are not zero.
    ReservedBytes,
    /// An unsigned integer of 4 bytes, in place of bytes.
    U32,
    /// Under another name.
    Named(&'static str),
    /// One of these names.
    Names(&'static Names),
    /// One of these names where its kind has none; the others are those of commands.
    Commands(&'static Names),
    /// A set of these bits.
    Flags(&'static Names),
    /// Bits by the names of their positions, from this number on: `1<<NAME`, `1<<(NAME-1)`.
    Shifts(u64),
    /// Where no bit is set.
    None(&'static str),
    /// A user's or group's id, -1 for none.
    Id,
    /// A device's number.
    Device,
    /// A descriptor of the program's.
    Descriptor,
    /// A list of `unsigned long`.
    Longs,
    /// The struct's tail is inside its braces.
    TailInside,
    /// A struct and what follows it have no brackets around them.
    NoBrackets,
    /// So many bytes make the struct.
    Least(usize),
    /// Where there is less than the struct, its first member.
    FirstAlone,
    /// Bytes, where they make no list of attributes.
    Doubtful,
    /// The number, and the names in a comment.
    Commented,
    /// The number of bytes is in another member.
    Sized(&'static str),
    /// An instruction of a packet filter, as the macro that makes it.
    Instruction,
    /// Names of strace 7.2 end here.
    UpTo(u64),
    /// A struct as the value of its first member.
    Unwrapped,
    /// The bytes after the struct are shown as bytes.
    Rest,
    /// Clock ticks, and what they are in seconds.
    Ticks(u16),
}

impl PartialEq for How {
    fn eq(&self, other: &How) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }
}

/// Returns whether a row is written so. Most rows are not listed.
#[inline]
pub(super) fn has(how: &[How], wanted: &How) -> bool {
    !how.is_empty() && how.contains(wanted)
}

use How::*;

/// `IPTOS_*`  (linux/ip.h)
static TOS: Names = names(&[
    (0x2, "IPTOS_MINCOST"),
    (0x4, "IPTOS_RELIABILITY"),
    (0x8, "IPTOS_THROUGHPUT"),
    (0x10, "IPTOS_LOWDELAY"),
]);

/// `CTRL_CMD_*`: strace takes commands for nlctrl's own where a message names no family  (linux/genetlink.h)
static CONTROLLER: Names = names(&[
    (0, "CTRL_CMD_UNSPEC"),
    (1, "CTRL_CMD_NEWFAMILY"),
    (2, "CTRL_CMD_DELFAMILY"),
    (3, "CTRL_CMD_GETFAMILY"),
    (4, "CTRL_CMD_NEWOPS"),
    (5, "CTRL_CMD_DELOPS"),
    (6, "CTRL_CMD_GETOPS"),
    (7, "CTRL_CMD_NEWMCAST_GRP"),
    (8, "CTRL_CMD_DELMCAST_GRP"),
    (9, "CTRL_CMD_GETMCAST_GRP"),
    (10, "CTRL_CMD_GETPOLICY"),
]);

/// The rows.
static ROWS: &[(&str, &[How])] = &[
    // struct ifinfomsg, ifaddrmsg, rtmsg, …
    ("ifinfomsg.ifi_family", &[UpTo(127)]),
    ("ifinfomsg.ifi_type", &[ZeroIsNone]),
    ("ifinfomsg.ifi_change", &[Hex]),
    ("rtmsg.rtm_tos", &[Flags(&TOS)]),
    ("rtmsg.rtm_scope", &[Bare]),
    ("rtmsg.rtm_table", &[Bare]),
    ("fib_rule_hdr.tos", &[Flags(&TOS)]),
    ("fib_rule_hdr.table", &[Bare]),
    ("tcmsg.tcm_handle", &[Decimal]),
    ("tcmsg.tcm_info", &[Decimal]),
    ("ifaddrlblmsg.ifal_flags", &[Decimal]),
    ("nhmsg.nh_scope", &[Bare]),
    ("nhmsg.resvd", &[Reserved]),
    ("rtgenmsg.rtgen_family", &[Unknown("RTNL_FAMILY_???")]),
    ("if_stats_msg.filter_mask", &[Shifts(1)]),
    ("if_stats_msg.pad1", &[Reserved]),
    ("if_stats_msg.pad2", &[Reserved]),
    ("RTA_PREF", &[Decimal]),
    ("FRA_FLOWLABEL", &[Decimal]),
    ("FRA_FLOWLABEL_MASK", &[Decimal]),
    ("RTA_FLOWLABEL", &[Decimal]),
    ("rtvia", &[TailInside]),
    ("rta_cacheinfo.rta_expires", &[Decimal]),
    ("rta_cacheinfo.rta_error", &[Decimal]),
    ("rta_cacheinfo.rta_id", &[Hex]),
    // nlctrl
    ("CTRL_ATTR_FAMILY_ID", &[Hex]),
    ("CTRL_ATTR_MCAST_GRP_ID", &[Hex]),
    ("CTRL_ATTR_OP_ID", &[Commands(&CONTROLLER)]),
    ("NL_POLICY_TYPE_ATTR_POLICY_IDX", &[Hex]),
    ("NL_POLICY_TYPE_ATTR_POLICY_MAXTYPE", &[Hex]),
    // links
    ("rtnl_link_ifmap", &[Least(28)]),
    ("rtnl_link_ifmap.mem_start", &[Hex]),
    ("rtnl_link_ifmap.mem_end", &[Hex]),
    ("rtnl_link_ifmap.base_addr", &[Hex]),
    ("IFLA_INFO_DATA", &[Doubtful]),
    ("IFLA_INFO_SLAVE_DATA", &[Doubtful]),
    ("AF_BRIDGE", &[Doubtful]),
    ("IFLA_BRIDGE_MRP", &[Doubtful]),
    ("IFLA_BRIDGE_CFM", &[Doubtful]),
    ("IFLA_BRIDGE_MST", &[Doubtful]),
    ("bridge_vlan_info", &[Rest]),
    ("IFLA_MCTP_PHYS_BINDING", &[Hex]),
    ("IFLA_OFFLOAD_XSTATS_HW_S_INFO", &[Doubtful]),
    ("bridge_vlan_xstats", &[Rest]),
    ("bridge_vlan_xstats.pad2", &[Reserved]),
    ("br_mcast_stats", &[Rest]),
    ("bridge_stp_xstats", &[Rest]),
    ("mpls_link_stats", &[Rest]),
    ("IFLA_INET6_ICMP6STATS", &[UpTo(5)]),
    ("br_boolopt_multi.optval", &[Shifts(0)]),
    ("br_boolopt_multi.optmask", &[Shifts(0)]),
    ("IFLA_NET_NS_FD", &[Descriptor]),
    ("IFLA_XDP_FD", &[Descriptor]),
    ("IFLA_XDP_EXPECTED_FD", &[Descriptor]),
    ("IFLA_OPERSTATE", &[Decimal]),
    ("IFLA_LINKMODE", &[Decimal]),
    ("IFLA_LINK", &[Decimal]),
    ("IFLA_MASTER", &[Decimal]),
    ("IFLA_PORT_VF", &[Decimal]),
    ("ifla_port_vsi.pad", &[ReservedBytes]),
    ("ifla_cacheinfo.tstamp", &[Decimal]),
    ("IFLA_BRPORT_STATE", &[Decimal]),
    ("IFLA_BRPORT_MODE", &[Decimal]),
    ("IFLA_BRPORT_MULTICAST_ROUTER", &[Decimal]),
    ("IFLA_BRPORT_DESIGNATED_PORT", &[Decimal]),
    ("IFLA_BRPORT_DESIGNATED_COST", &[Decimal]),
    ("IFLA_BRPORT_ID", &[Decimal]),
    ("IFLA_BRPORT_NO", &[Decimal]),
    ("IFLA_BR_STP_STATE", &[Decimal]),
    ("IFLA_BR_MCAST_ROUTER", &[Decimal]),
    ("ifla_bridge_id.prio", &[Numbers]),
    ("IFLA_TUN_OWNER", &[Id]),
    ("IFLA_TUN_GROUP", &[Id]),
    // neighbours
    ("NDA_NDM_STATE_MASK", &[None("NUD_NONE")]),
    ("ndmsg.ndm_state", &[None("NUD_NONE")]),
    ("nda_cacheinfo.ndm_confirmed", &[Decimal]),
    ("nda_cacheinfo.ndm_used", &[Decimal]),
    ("nda_cacheinfo.ndm_updated", &[Decimal]),
    ("NDA_LINK_NETNSID", &[Decimal]),
    ("ndt_config.ndtc_hash_rnd", &[Decimal]),
    ("ndt_config.ndtc_hash_mask", &[Padded]),
    // multicast
    ("addr.u", &[Bytes]),
    ("addr.proto", &[Names(&nltrace_decoders::names::AF)]),
    ("br_mdb_entry", &[NoBrackets]),
    ("MDBA_ROUTER_PORT", &[Unwrapped, NoBrackets]),
    ("IPMRA_CREPORT_TABLE", &[Decimal]),
    ("IP6MRA_CREPORT_MSGTYPE", &[UpTo(3)]),
    // nexthops
    ("NHA_BLACKHOLE", &[U32]),
    ("NHA_GROUPS", &[U32]),
    ("NHA_FDB", &[U32]),
    ("nexthop_grp.resvd2", &[Reserved]),
    ("NHA_ENCAP_TYPE", &[UpTo(8)]),
    // traffic control
    ("nla_bitfield32", &[FirstAlone]),
    ("tc_sizespec.linklayer", &[Decimal]),
    ("TCA_ROOT_TIME_DELTA", &[AnyLength, Ticks(1000)]),
    // extended acknowledgement
    ("NLMSGERR_ATTR_COOKIE", &[Numbers]),
    // sockets
    ("inet_diag_msg.idiag_timer", &[Decimal]),
    ("INET_DIAG_MARK", &[Decimal]),
    ("INET_DIAG_TOS", &[Decimal]),
    ("INET_DIAG_TCLASS", &[Decimal]),
    ("INET_DIAG_SHUTDOWN", &[Commented, Unknown("???_SHUTDOWN")]),
    ("SMC_DIAG_SHUTDOWN", &[Unknown("???_SHUTDOWN")]),
    ("smc_diag_cursor.reserved", &[Shown]),
    ("UNIX_DIAG_SHUTDOWN", &[Commented, Unknown("???_SHUTDOWN")]),
    ("sockaddr_in.sin_family", &[Named("sa_family")]),
    ("sockaddr_in6.sin6_family", &[Named("sa_family")]),
    ("TLS_INFO_VERSION", &[Unknown("TLS_???_VERSION")]),
    ("tcp_diag_md5sig.tcpm_key", &[Sized("tcpm_keylen")]),
    ("INET_DIAG_REQ_SK_BPF_STORAGES", &[Doubtful]),
    ("packet_diag_info.pdi_tstamp", &[Decimal]),
    ("packet_diag_mclist.pdmc_type", &[Decimal]),
    ("packet_diag_mclist.pdmc_addr", &[Sized("pdmc_alen")]),
    ("packet_diag_ring.pdr_features", &[Decimal]),
    ("sock_filter", &[Instruction]),
    ("smc_diag_conninfo.token", &[Decimal]),
    ("smc_diag_conninfo.rx_prod_flags", &[Hex]),
    ("smc_diag_conninfo.rx_conn_state_flags", &[Hex]),
    ("smc_diag_conninfo.tx_prod_flags", &[Hex]),
    ("smc_diag_conninfo.tx_conn_state_flags", &[Hex]),
    ("smcd_diag_dmbinfo.linkid", &[Decimal]),
    ("smc_diag_fallback.reason", &[Commented]),
    ("smc_diag_fallback.peer_diagnosis", &[Commented]),
    ("inet_diag_req_v2.idiag_ext", &[Shifts(1)]),
    ("inet_diag_req_v2.idiag_states", &[Shifts(0)]),
    ("inet_diag_req.idiag_ext", &[Shifts(1)]),
    ("inet_diag_req_raw.idiag_ext", &[Shifts(1)]),
    ("inet_diag_req_raw.idiag_states", &[Shifts(0)]),
    ("inet_diag_req.idiag_states", &[Shifts(0)]),
    ("inet_diag_req.idiag_dbs", &[Decimal]),
    ("unix_diag_req.udiag_states", &[Shifts(0)]),
    ("udiag_cookie", &[Decimal]),
    ("idiag_cookie", &[Decimal]),
    ("ndiag_cookie", &[Decimal]),
    ("pdiag_cookie", &[Decimal]),
    ("NETLINK_DIAG_GROUPS", &[Longs]),
    ("packet_diag_req.sdiag_protocol", &[Hex]),
    ("unix_diag_vfs.udiag_vfs_dev", &[Device]),
    ("smc_diag_req.diag_ext", &[Shifts(1)]),
    ("smc_diag_msg.diag_mode", &[Named("diag_fallback")]),
    ("smc_diag_msg.diag_shutdown", &[Decimal]),
    ("tcp_bbr_info.bbr_bw_lo", &[Hex]),
    ("tcp_bbr_info.bbr_bw_hi", &[Hex]),
];

/// The entries for a name: how the attribute or struct itself is written, and members of the struct.
#[derive(Default)]
pub(super) struct Listed {
    pub(super) how: &'static [How],
    members: Vec<(&'static str, &'static [How])>,
}

impl Listed {
    /// Returns how a member of the struct is written.
    pub(super) fn member(&self, name: &str) -> &'static [How] {
        self.members.iter().find(|row| row.0 == name).map_or(&[], |row| row.1)
    }
}

/// Mixes the letters of a name, eight at a time. The names searched for are the tables' own: nobody chooses them so that they
/// collide, and every attribute is searched for.
#[derive(Default)]
struct Letters(u64);

impl Hasher for Letters {
    #[inline]
    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks();
        let rest = rest.iter().fold(0, |word, byte| word << 8 | u64::from(*byte));
        for word in words.iter().map(|word| u64::from_le_bytes(*word)).chain([rest]) {
            self.0 = (self.0 ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
        }
    }

    /// Text ends with a byte, for texts that follow each other. Here each is alone.
    fn write_u8(&mut self, _: u8) {}

    fn finish(&self) -> u64 {
        self.0
    }
}

type Index = HashMap<&'static str, Listed, BuildHasherDefault<Letters>>;

/// The entries by the names of attributes and structs. One search serves all members of a struct; most have no entry.
static INDEX: LazyLock<Index> = LazyLock::new(|| {
    let mut index = Index::default();
    for (name, how) in ROWS {
        if let Some((of, member)) = name.split_once('.') {
            index.entry(of).or_default().members.push((member, how));
        } else {
            index.entry(name).or_default().how = how;
        }
    }
    index
});

/// Returns the entries for the name of a struct.
pub(super) fn listed(name: &str) -> &'static Listed {
    static NOTHING: Listed = Listed { how: &[], members: Vec::new() };
    INDEX.get(name).unwrap_or(&NOTHING)
}

/// Returns how an attribute of this name, or a struct wherever it is, is written.
pub(super) fn of(name: &str) -> &'static [How] {
    listed(name).how
}

/// strace's comment for unknown types of a set, if it is not the set's name.
static SETS: &[(&str, &str)] = &[("SK_DIAG_BPF_STORAGE_REP", "SK_DIAG_BPF_STORAGE")];

/// Returns the comment for an unknown type of a set.
pub(super) fn set(name: &str) -> Option<&'static str> {
    SETS.iter().find(|row| row.0 == name).map(|row| row.1)
}

/// Names of types that are in no set here, since no message has them: the zero of an enum.
static ATTRIBUTES: &[(&str, u16, &str)] = &[
    ("INET_DIAG_REQ", 0, "INET_DIAG_REQ_NONE"),
    ("INET_DIAG", 0, "INET_DIAG_NONE"),
    ("SK_DIAG_BPF_STORAGE_REP", 0, "SK_DIAG_BPF_STORAGE_REP_NONE"),
    ("SK_DIAG_BPF_STORAGE", 0, "SK_DIAG_BPF_STORAGE_NONE"),
];

/// Returns the name of a type that the set lacks.
pub(super) fn attribute(set: &str, id: u16) -> Option<&'static str> {
    ATTRIBUTES.iter().find(|row| (row.0, row.1) == (set, id)).map(|row| row.2)
}

/// Types that strace 7.2 does not know of, nor its tests.
static NEWER: &[(&str, u16)] = &[("NHA", 14)];

/// Returns whether strace knows no types of a set from this one on.
pub(super) fn is_newer(set: &str, id: u16) -> bool {
    NEWER.iter().any(|(name, first)| *name == set && id >= *first)
}

/// Returns whether strace does not know an attribute, so that its value is bytes.
pub(super) fn is_stranger(field: &Field) -> bool {
    let is_in = |set| field.name.strip_prefix(set).is_some_and(|rest| rest.starts_with('_'));
    NEWER.iter().any(|(set, first)| field.id() >= *first && is_in(set))
}

/// Bits with two names, where strace uses the other one.
static ALIASES: &[(&str, &str)] = &[("IFA_F_TEMPORARY", "IFA_F_SECONDARY")];

/// Returns the name that strace has for a bit.
pub(super) fn alias(name: &'static str) -> &'static str {
    ALIASES.iter().find(|(ours, _)| *ours == name).map_or(name, |(_, theirs)| theirs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_found() {
        for (name, how) in ROWS {
            let found = match name.split_once('.') {
                Some((of, member)) => listed(of).member(member),
                _ => of(name),
            };
            assert!(std::ptr::eq(found, *how), "{name}");
        }
        assert!(of("rtmsg").is_empty() && of("RTA_NOTHING").is_empty());
        assert!(listed("rtmsg").member("rtm_family").is_empty());
    }
}
