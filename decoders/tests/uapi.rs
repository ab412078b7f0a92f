//! The truth of the tables: every name, number, size and offset against the kernel's own.
//!
//! There are three sources: a snapshot of the user API (`testdata/uapi`, see its README), the BTF of the running kernel,
//! and, for names that neither has, the installed headers. A row that contradicts one of them fails, and the message
//! names it. A name that none of them has must be in a list with the reason. Conversely, each attribute of the snapshot
//! has a row or is in a list.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "a test that fails is meant to panic"
)]

#[path = "uapi/btf.rs"]
mod btf;
#[path = "uapi/facts.rs"]
mod facts;
#[path = "uapi/forms.rs"]
mod forms;
#[path = "uapi/headers.rs"]
mod headers;
#[path = "uapi/structs.rs"]
mod structs;

use std::collections::{BTreeSet, HashSet};
use std::fmt::Write as _;

use nltrace_decoders::family::FAMILIES;
use nltrace_decoders::names;
use nltrace_decoders::schema::Names;
use nltrace_decoders::walk::{Item, Tables, tables};

use facts::{Excused, Facts};

/// Lists that no table refers to: the program names calls and protocols with them.
const SHARED: &[(&str, &Names, bool)] = &[
    ("names::AF", &names::AF, false),
    ("names::ARPHRD", &names::ARPHRD, false),
    ("names::IPPROTO", &names::IPPROTO, false),
    ("names::IFF", &names::IFF, true),
    ("names::ETH_P", &names::ETH_P, false),
    ("names::NETLINK", &names::NETLINK, false),
    ("names::NETLINK_OPTION", &names::NETLINK_OPTION, false),
];

/// Names and the numbers that a table gives them.
struct List {
    rows: Vec<(&'static str, u64)>,
    /// Whether they are values of something, and not numbers of attributes or messages.
    values: bool,
    /// Whether each is a bit of a set.
    flags: bool,
    /// Whether it is the type of a message.
    is_message: bool,
    /// Its place in the tables.
    path: String,
}

fn lists(all: &Tables) -> Vec<List> {
    let mut lists = Vec::new();
    for (at, visit) in all.visits().iter().enumerate() {
        let is_message = matches!(visit.item, Item::Message(_));
        let values = matches!(visit.item, Item::Names { .. });
        let mut add = |rows, flags| lists.push(List { rows, values, flags, is_message, path: all.path(at) });
        let swap = |(value, name): &(u64, &'static str)| (*name, *value);
        match visit.item {
            Item::Family(family) => add(vec![(family.name, family.protocol.into())], false),
            Item::Message(message) => add(vec![(message.name, message.id.into())], false),
            Item::Set(set) => add(set.attrs.iter().map(|attr| (attr.name, attr.id.into())).collect(), false),
            Item::Names { names, flags } => add(names.entries().iter().map(swap).collect(), flags),
            _ => (),
        }
    }
    for (path, names, flags) in SHARED {
        let rows = names.entries().iter().map(|(value, name)| (*name, *value)).collect();
        let path = (*path).to_owned();
        lists.push(List { rows, values: true, flags: *flags, is_message: false, path });
    }
    let errors = (1..=4200).filter_map(|number| Some((names::errno(number)?.0, number))).collect();
    let path = "names::errno".to_owned();
    lists.push(List { rows: errors, values: true, flags: false, is_message: false, path });
    for list in &mut lists {
        // A position that has no name is no name of the kernel's.
        list.rows.retain(|(name, _)| !name.is_empty());
    }
    lists
}

/// Returns whether a table's number is the kernel's. The tables hold a negative one as its bits on the wire.
fn agrees(value: u64, fact: i64) -> bool {
    let bits = fact.cast_unsigned();
    value == bits || (fact < 0 && [8, 16, 32].iter().any(|width| value == bits & ((1 << width) - 1)))
}

/// How a list's numbers follow from the kernel's.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    /// They are the same.
    Same,
    /// The kernel numbers bits where the table has their masks: from 0 (`RTAX_LOCK`), from 1 (`idiag_ext`, `filter_mask`), or
    /// on from those of the words before (`ETHTOOL_A_LINKMODES_OURS`, `NL80211_ATTR_EXT_FEATURES`).
    BitsFrom(i64),
    /// The kernel has masks where the table numbers bits from 0 (`ETHTOOL_A_WOL_MODES`).
    Masks,
    /// The bits above the kernel's number are a subsystem or client (`NETLINK_NETFILTER`, `NETLINK_RDMA`).
    LowByte,
}

impl Reading {
    fn agrees(self, value: u64, fact: i64) -> bool {
        let bit =
            |from: i64| u32::try_from(fact - from).ok().and_then(|bit| 1u64.checked_shl(bit)) == Some(value);
        match self {
            Reading::Same => agrees(value, fact),
            Reading::BitsFrom(first) => bit(first),
            Reading::Masks => u32::try_from(value).ok().and_then(|bit| 1i64.checked_shl(bit)) == Some(fact),
            Reading::LowByte => agrees(value & 0xff, fact),
        }
    }
}

/// Returns the values of a name in a source; for several names joined by `|`, their combination.
fn say(facts: &Facts, name: &str) -> Option<Vec<i64>> {
    match name.contains('|') {
        false => facts.constants.get(name).cloned(),
        true => {
            let each = name.split('|').map(|name| facts.constants.get(name.trim())?.first().copied());
            Some(vec![each.collect::<Option<Vec<i64>>>()?.into_iter().fold(0, |all, one| all | one)])
        }
    }
}

/// Gathers faults and reports all at once.
#[derive(Default)]
struct Report {
    wrong: BTreeSet<String>,
}

impl Report {
    fn wrong(&mut self, text: String) {
        self.wrong.insert(text);
    }

    fn finish(self, what: &str) {
        let mut text = String::new();
        for line in &self.wrong {
            let _ = writeln!(text, "  {line}");
        }
        assert!(self.wrong.is_empty(), "{} {what}:\n{text}", self.wrong.len());
    }
}

/// Prints a detail on request: `UAPI=verbose cargo test -p nltrace-decoders --test uapi -- --nocapture`.
fn detail(line: impl std::fmt::Display) {
    if std::env::var_os("UAPI").is_some_and(|word| word == "verbose") {
        eprintln!("{line}");
    }
}

/// Returns the running kernel's facts, or none and a word about it.
fn running_kernel() -> Facts {
    btf::running_kernel().unwrap_or_else(|reason| {
        eprintln!("skipped: the running kernel is not asked ({reason})");
        Facts::default()
    })
}

#[test]
fn every_name_has_the_kernels_number() {
    let (snapshot, _) = facts::snapshot();
    let kernel = running_kernel();
    let excused = Excused::read("exceptions.txt");
    let lists = lists(&tables(FAMILIES));
    let mut report = Report::default();
    let unknown: HashSet<&str> = lists
        .iter()
        .flat_map(|list| &list.rows)
        .flat_map(|(name, _)| name.split('|'))
        .filter(|name| !snapshot.constants.contains_key(*name) && !kernel.constants.contains_key(*name))
        .collect();
    let headers = headers::installed(&unknown).unwrap_or_else(|reason| {
        eprintln!("skipped: no header is asked ({reason})");
        Facts::default()
    });
    let (mut asked, mut absent) = (0, BTreeSet::new());
    for List { rows, values, flags, is_message, path } in &lists {
        // Later sources do not count for a name that an earlier one has: the kernel uses some names internally in another sense.
        let facts = |name: &str| {
            [&snapshot, &kernel, &headers]
                .into_iter()
                .find_map(|facts| Some((say(facts, name)?, facts.source)))
        };
        let wrong = |reading: Reading| {
            let wrong = rows.iter().filter_map(move |(name, value)| {
                let (values, source) = facts(name)?;
                let agrees = values.iter().any(|fact| reading.agrees(*value, *fact));
                (!agrees).then(|| format!("{name} is {value} ({path}), but {values:?} to {source}"))
            });
            wrong.collect::<Vec<_>>()
        };
        let is_subsystem = *is_message
            && ["NETLINK_NETFILTER/", "NETLINK_RDMA/"].iter().any(|family| path.starts_with(family));
        let mut reading = if is_subsystem { Reading::LowByte } else { Reading::Same };
        if let Some(reason) = excused.reason(path) {
            absent.insert(format!("{path}: {reason}"));
            continue;
        }
        // A list is read in one way, for all of it.
        if *values && !wrong(Reading::Same).is_empty() {
            let bits = [0, 1, 32, 64, 72, 96].map(Reading::BitsFrom);
            let others: &[Reading] = if *flags { &bits } else { &[Reading::Masks] };
            let fits = others.iter().find(|reading| wrong(**reading).is_empty());
            reading = fits.copied().unwrap_or(Reading::Same);
            if reading != Reading::Same {
                detail(format_args!("{path}: the kernel numbers these bits"));
            }
        }
        wrong(reading).into_iter().for_each(|line| report.wrong(line));
        for (name, value) in rows {
            if facts(name).is_some() {
                asked += 1;
            } else if let Some(reason) = excused.reason(name) {
                absent.insert(format!("{name}: {reason}"));
            } else {
                let file = excused.file();
                report.wrong(format!(
                    "{name} = {value} ({path}) is known to no source: misspelt? If not, {file}"
                ));
            }
        }
    }
    for line in &absent {
        detail(format_args!("not asked: {line}"));
    }
    eprintln!(
        "{asked} names have the kernel's number; {} are not asked (UAPI=verbose lists them)",
        absent.len()
    );
    report.finish("names are not the kernel's");
}

/// The prefixes of attribute names, for the protocols that have tables.
const PREFIXES: &[&str] = &[
    "IFLA_ IFA_ IFAL_ NDUSEROPT_ PREFIX_ PORT_ LINK_XSTATS_TYPE_ XDP_ATTACHED_ VXLAN_VNIFILTER_",
    "RTA_ RTAX_ RTNH_ RTVIA_ FRA_ NHA_ IPMRA_ LWTUNNEL_ LWT_BPF_ SEG6_LOCAL_ SEG6_IPTUN MPLS_IPTUNNEL_ RPL_IPTUNNEL_",
    "ILA_ATTR_ IOAM6_IPTUNNEL_ NDA_ NDTA_ NDTPA_ NFEA_ NETCONFA_ NETNSA_ DCB_ IEEE_8021QAZ_",
    "MDBA_ MDBE_ BRIDGE_VLANDB_ BRIDGE_XSTATS_ BRIDGE_MST_ TCA_",
    "INET_DIAG_ INET_ULP_INFO_ SK_DIAG_ UNIX_DIAG_ NETLINK_DIAG_ PACKET_DIAG_ XDP_DIAG_ SMC_DIAG_ VSOCK_DIAG_",
    "MPTCP_SUBFLOW_ATTR_ TLS_INFO_",
    "NFTA_ NFNL_BATCH_ NFNLA_ CTA_ NFQA_ NFULA_ NFACCT_ NFCTH_ IPSET_ATTR_ OSF_ATTR_",
    "CTRL_ATTR_ DEVLINK_ATTR_ DEVLINK_PORT_FN_ATTR_ DEVLINK_PORT_FUNCTION_ATTR_ DEVLINK_RATE_TC_ATTR_",
    "WGDEVICE_A_ WGPEER_A_ WGALLOWEDIP_A_ MPTCP_PM_ATTR_ MPTCP_PM_ADDR_ATTR_ MPTCP_PM_ENDPOINT_ MPTCP_ATTR_",
    "TCP_METRICS_ATTR_ TCP_METRICS_A_ TASKSTATS_TYPE_ TASKSTATS_CMD_ATTR_ CGROUPSTATS_TYPE_ CGROUPSTATS_CMD_ATTR_",
    "DPLL_A_ MACSEC_ATTR_ MACSEC_RXSC_ MACSEC_TXSC_ MACSEC_SA_ MACSEC_SECY_ MACSEC_OFFLOAD_ATTR_ TEAM_ATTR_ FOU_ATTR_",
    "L2TP_ATTR_ GTPA_ SEG6_ATTR_ IOAM6_ATTR_ IOAM6_EVENT_ATTR_ NET_DM_ATTR_ PSAMPLE_ATTR_ PSAMPLE_TUNNEL_KEY_ATTR_",
    "IPVS_CMD_ATTR_ IPVS_INFO_ATTR_ IPVS_SVC_ATTR_ IPVS_DEST_ATTR_ IPVS_DAEMON_ATTR_ IPVS_STATS_ATTR_",
    "THERMAL_GENL_ATTR_ QUOTA_NL_A_ HSR_A_",
    "OVS_DP_ATTR_ OVS_VPORT_ATTR_ OVS_VPORT_UPCALL_ OVS_FLOW_ATTR_ OVS_KEY_ATTR_ OVS_ACTION_ATTR_ OVS_PACKET_ATTR_",
    "OVS_TUNNEL_ OVS_VXLAN_EXT_ OVS_NSH_ OVS_CT_ OVS_NAT_ATTR_ OVS_SAMPLE_ OVS_USERSPACE_ OVS_CHECK_PKT_LEN_ OVS_DEC_TTL_",
    "OVS_PSAMPLE_ATTR_ OVS_METER_ATTR_ OVS_BAND_ATTR_ OVPN_A_ NBD_ATTR_ NBD_SOCK_ NBD_DEVICE_ LOCKD_A_ SUNRPC_A_ BINDER_A_",
    "ETHTOOL_A_ ETHTOOL_MSG_",
    "NL80211_",
    "NETDEV_A_ NETDEV_CMD_ NET_SHAPER_A_ NET_SHAPER_CMD_ PSP_A_ PSP_CMD_ HANDSHAKE_A_ HANDSHAKE_CMD_",
    "NFSD_A_ DEV_ENERGYMODEL_A_ VDPA_ATTR_ BATADV_ATTR_ TIPC_NLA_ NFC_ATTR_ NFC_SDP_ATTR_ TCMU_ATTR_",
    "SMC_PNETID_ SMC_GEN_ SMC_NLA_",
    "XT_ IPT_ IP6T_ EBT_ ARPT_ IPRANGE_ CONNSECMARK_ CLUSTERIP_ NFQ_FLAG_ SECMARK_MODE_ D_SHIFT_ SCTP_CHUNK_ MARK_ MASK_ NAT_ARP_",
    "XFRMA_ CRYPTOCFGA_ RDMA_NLDEV_ATTR_ RDMA_NLDEV_SYS_ LS_NLA_TYPE_ IWPM_NLA_",
];

/// Returns the names without a row, as `missing.txt` has them.
fn missing() -> Vec<String> {
    let (_, constants) = facts::snapshot();
    let no_attributes = Excused::read("no-attributes.txt");
    let all = tables(FAMILIES);
    let lists = lists(&all);
    let decoded: HashSet<&str> = lists.iter().flat_map(|list| &list.rows).map(|(name, _)| *name).collect();
    let missing = constants.into_iter().filter(|constant| {
        let name = constant.name.as_str();
        PREFIXES.iter().any(|line| line.split(' ').any(|prefix| name.starts_with(prefix)))
            && !decoded.contains(name)
            && no_attributes.reason(name).is_none()
    });
    missing.map(|constant| format!("{}\t{}", constant.name, constant.header)).collect()
}

#[test]
fn every_attribute_of_the_kernel_has_a_row() {
    let missing = missing();
    let path = facts::directory().join("missing.txt");
    if std::env::var_os("UPDATE_MISSING").is_some() {
        let mut text =
            "# Attributes without a row, each with its header. A name that gets a row leaves this list:\n\
                        # UPDATE_MISSING=1 cargo test -p nltrace-decoders --test uapi\n"
                .to_owned();
        for line in &missing {
            let _ = writeln!(text, "{line}");
        }
        std::fs::write(&path, text).unwrap();
    }
    let listed: BTreeSet<String> = facts::lines("missing.txt").into_iter().collect();
    let found: BTreeSet<String> = missing.iter().cloned().collect();
    let mut report = Report::default();
    for line in found.difference(&listed) {
        report.wrong(format!("{line}: no row, and not in testdata/uapi/no-attributes.txt with a reason"));
    }
    for line in listed.difference(&found) {
        report.wrong(format!(
            "{line}: has a row now (or is no attribute); take it from testdata/uapi/missing.txt"
        ));
    }
    eprintln!("{} attributes have no row yet: testdata/uapi/missing.txt", listed.len());
    report.finish("names are not where they belong (UPDATE_MISSING=1 rewrites missing.txt)");
}
