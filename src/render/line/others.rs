//! Protocols that have no tables yet: what their messages are called, and the fixed heads that all of one protocol share.
//!
//! Once a protocol has tables, nothing here is asked of it any more.

use nltrace_decoders::names::AF;
use nltrace_decoders::schema::{Class, Names, names};
use nltrace_decoders::wire::{self, Endian};

use super::list::{List, Types, attributes};
use super::message::Buffer;
use super::pen::{Base, Pen};
use super::scene::{Scene, raw};

const SELINUX: u16 = 7;
const XFRM: u16 = 6;
const AUDIT_PROTOCOL: u16 = 9;
const NETFILTER: u16 = 12;
/// `NETLINK_KOBJECT_UEVENT`, which has no message headers.
pub(super) const KOBJECT_UEVENT: u16 = 15;
const GENERIC: u16 = 16;
const CRYPTO_PROTOCOL: u16 = 21;
/// `GENL_ID_CTRL`.
const CONTROLLER: u16 = 16;

/// Writes the type of a message; false where nothing is known of the protocol's.
pub(super) fn message_type(protocol: Option<u16>, kind: u16, pen: &mut Pen) -> bool {
    let (names, unknown) = match protocol {
        Some(SELINUX) => (&SELNL, "SELNL_MSG_???"),
        Some(XFRM) => (&XFRM_MSG, "XFRM_MSG_???"),
        Some(AUDIT_PROTOCOL) => (&AUDIT, "AUDIT_???"),
        Some(CRYPTO_PROTOCOL) => (&CRYPTO, "CRYPTO_MSG_???"),
        Some(GENERIC) => {
            let name = if kind == CONTROLLER { Some("nlctrl") } else { None };
            pen.constant(kind.into(), name, Some("GENERIC_FAMILY_???"), Base::Hex);
            return true;
        }
        Some(NETFILTER) => {
            netfilter_type(kind, pen);
            return true;
        }
        _ => return false,
    };
    pen.constant(kind.into(), names.get(kind.into()), Some(unknown), Base::Hex);
    true
}

/// A subsystem, and a message type of it.
fn netfilter_type(kind: u16, pen: &mut Pen) {
    if let Some(name) = BATCH.get(kind.into()) {
        return pen.constant(kind.into(), Some(name), None, Base::Hex);
    }
    let [subsystem, number] = kind.to_be_bytes();
    pen.constant(subsystem.into(), SUBSYS.get(subsystem.into()), Some("NFNL_SUBSYS_???"), Base::Hex);
    pen.say("<<8|");
    match of_subsystem(subsystem) {
        Some(names) => {
            let unknown = super::pen::unknown(names);
            let unknown = if subsystem == 11 { Some("NFNL_MSG_COMPAT_???") } else { unknown.as_deref() };
            pen.constant(number.into(), names.get(number.into()), unknown, Base::Hex);
        }
        None => pen.hex(number.into()),
    }
}

fn of_subsystem(subsystem: u8) -> Option<&'static Names> {
    Some(match subsystem {
        1 => &CT,
        2 => &EXP,
        3 => &QUEUE,
        4 => &ULOG,
        5 => &OSF,
        6 => &IPSET,
        7 => &ACCT,
        8 => &TIMEOUT,
        9 => &HELPER,
        10 => &NFT,
        11 => &COMPAT,
        12 => &HOOK,
        _ => return None,
    })
}

/// What a message type does, by its name.
pub(super) fn class(protocol: Option<u16>, kind: u16) -> Option<Class> {
    let name = match protocol {
        Some(GENERIC) => return Some(Class::Get),
        Some(XFRM) => XFRM_MSG.get(kind.into()),
        Some(CRYPTO_PROTOCOL) => CRYPTO.get(kind.into()),
        Some(NETFILTER) => {
            let [subsystem, number] = kind.to_be_bytes();
            of_subsystem(subsystem).filter(|_| subsystem != 6).and_then(|names| names.get(number.into()))
        }
        _ => None,
    }?;
    let does = |what: &str| name.contains(what);
    if does("_NEW") {
        Some(Class::New)
    } else if does("_GET") {
        Some(Class::Get)
    } else if does("_DEL") || does("_DESTROY") {
        Some(Class::Delete)
    } else {
        None
    }
}

/// Writes what stands behind a message's header; false where nothing is known of it.
pub(super) fn body(scene: &Scene<'_>, kind: u16, start: usize, end: usize, pen: &mut Pen) -> bool {
    match scene.protocol {
        Some(SELINUX) if SELNL.get(kind.into()).is_some() => selinux(scene, kind, start, end, pen),
        Some(GENERIC) => generic(scene, kind, start, end, pen),
        Some(NETFILTER) => netfilter(scene, kind, start, end, pen),
        _ => return false,
    }
    true
}

/// True once the four bytes of a fixed head are there; else what there is has been written.
fn has_head(scene: &Scene<'_>, start: usize, end: usize, pen: &mut Pen) -> bool {
    if end - start < 4 {
        raw(scene, start, end, pen);
    } else if !scene.is_there(start, 4) {
        pen.address(scene.addr(start));
    } else {
        return true;
    }
    false
}

/// Attributes that nobody has names for.
fn nameless(scene: &Scene<'_>, start: usize, end: usize, pen: &mut Pen) {
    if start < end {
        pen.say(", ");
        let fields = scene.fields().len();
        attributes(scene, &List { lo: fields, hi: fields, depth: 0, start, end }, &Types::None, pen);
    }
}

/// `struct selnl_msg_setenforce` and `struct selnl_msg_policyload`.
fn selinux(scene: &Scene<'_>, kind: u16, start: usize, end: usize, pen: &mut Pen) {
    if !has_head(scene, start, end, pen) {
        return;
    }
    let value = scene.u32(start);
    if kind == 16 {
        pen.write(format_args!("{{val={}}}", value.cast_signed()));
    } else {
        pen.write(format_args!("{{seqno={value}}}"));
    }
}

/// `struct genlmsghdr` and attributes.
fn generic(scene: &Scene<'_>, kind: u16, start: usize, end: usize, pen: &mut Pen) {
    if !has_head(scene, start, end, pen) {
        return;
    }
    let [cmd, version] = scene.pair(start);
    let reserved = scene.u16(start + 2);
    pen.say("{cmd=");
    if kind == CONTROLLER {
        let cmd = cmd.into();
        pen.constant(cmd, CTRL_CMD.get(cmd), Some("CTRL_CMD_???"), Base::Hex);
    } else {
        pen.hex(cmd.into());
    }
    pen.write(format_args!(", version={version}"));
    if reserved != 0 {
        pen.write(format_args!(", reserved={reserved:#x}"));
    }
    pen.say("}");
    nameless(scene, start + 4, end, pen);
}

/// `struct nfgenmsg` and attributes.
fn netfilter(scene: &Scene<'_>, kind: u16, start: usize, end: usize, pen: &mut Pen) {
    if !has_head(scene, start, end, pen) {
        return;
    }
    let [family, version] = scene.pair(start);
    let resource = scene.u16(start + 2);
    let [subsystem, _] = kind.to_be_bytes();
    let is_control = BATCH.get(kind.into()).is_some();
    pen.say("{nfgen_family=");
    pen.constant(family.into(), family_name(family), Some("AF_???"), Base::Hex);
    pen.say(", version=");
    let name = if version == 0 { Some("NFNETLINK_V0") } else { None };
    pen.constant(version.into(), name, Some("NFNETLINK_???"), Base::Hex);
    pen.say(", res_id=");
    let name = SUBSYS.get(subsystem.into()).filter(|_| !is_control);
    match name {
        Some(_) if resource == u16::from(subsystem) => {
            pen.constant(resource.into(), name, None, Base::Hex);
        }
        Some(_) if resource.swap_bytes() == u16::from(subsystem) => {
            pen.say("htons(");
            pen.constant(subsystem.into(), name, None, Base::Hex);
            pen.say(")");
        }
        _ => pen.write(format_args!("htons({})", resource.to_be())),
    }
    pen.say("}");
    if is_control && start + 4 < end {
        pen.say(", ");
        return raw(scene, start + 4, end, pen);
    }
    nameless(scene, start + 4, end, pen);
}

/// Netfilter's families, which are not all address families: `NFPROTO_INET` is no `AF_UNIX`.
fn family_name(family: u8) -> Option<&'static str> {
    match family {
        1 => Some("NFPROTO_INET"),
        3 => Some("NFPROTO_ARP"),
        5 => Some("NFPROTO_NETDEV"),
        _ => AF.get(family.into()),
    }
}

/// `struct udev_monitor_netlink_header`, or the kernel's own text.
pub(super) fn uevent(buffer: &Buffer<'_>, pen: &mut Pen) {
    /// `libudev`, and the number behind it in network byte order.
    const PREFIX: &[u8] = b"libudev\0";
    const MAGIC: u32 = 0xfeed_cafe;
    /// Up to the filters.
    const LEN: usize = 40;
    let word = |at: usize, endian| {
        wire::u32(buffer.bytes.get(at..).unwrap_or_default(), endian).map_or(0, |(_, n)| n)
    };
    let is_udev = buffer.len >= LEN
        && buffer.bytes.len() >= LEN
        && buffer.bytes.starts_with(PREFIX)
        && word(8, Endian::Big) == MAGIC;
    if !is_udev {
        if buffer.bytes.len() < buffer.len.min(pen.limit + 1) {
            return pen.address(buffer.addr);
        }
        return pen.plain(buffer.bytes, buffer.len);
    }
    if buffer.len > LEN {
        pen.say("[");
    }
    pen.say("{prefix=\"libudev\", magic=htonl(");
    pen.hex(MAGIC.into());
    pen.say(")");
    for (at, name) in [(12, "header_size"), (16, "properties_off"), (20, "properties_len")] {
        pen.write(format_args!(", {name}={}", word(at, Endian::NATIVE)));
    }
    let filters = [
        (24, "filter_subsystem_hash"),
        (28, "filter_devtype_hash"),
        (32, "filter_tag_bloom_hi"),
        (36, "filter_tag_bloom_lo"),
    ];
    for (at, name) in filters {
        pen.write(format_args!(", {name}=htonl("));
        pen.hex(word(at, Endian::Big).into());
        pen.say(")");
    }
    pen.say("}");
    if buffer.len > LEN {
        pen.say(", ");
        pen.plain(buffer.bytes.get(LEN..).unwrap_or_default(), buffer.len - LEN);
        pen.say("]");
    }
}

/// `CTRL_CMD_*`  (linux/genetlink.h)
static CTRL_CMD: Names = names(&[
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

/// `IPCTNL_MSG_CT_*`  (linux/netfilter/nfnetlink_conntrack.h)
static CT: Names = names(&[
    (0, "IPCTNL_MSG_CT_NEW"),
    (1, "IPCTNL_MSG_CT_GET"),
    (2, "IPCTNL_MSG_CT_DELETE"),
    (3, "IPCTNL_MSG_CT_GET_CTRZERO"),
    (4, "IPCTNL_MSG_CT_GET_STATS_CPU"),
    (5, "IPCTNL_MSG_CT_GET_STATS"),
    (6, "IPCTNL_MSG_CT_GET_DYING"),
    (7, "IPCTNL_MSG_CT_GET_UNCONFIRMED"),
]);

/// `IPCTNL_MSG_EXP_*`  (linux/netfilter/nfnetlink_conntrack.h)
static EXP: Names = names(&[
    (0, "IPCTNL_MSG_EXP_NEW"),
    (1, "IPCTNL_MSG_EXP_GET"),
    (2, "IPCTNL_MSG_EXP_DELETE"),
    (3, "IPCTNL_MSG_EXP_GET_STATS_CPU"),
]);

/// `NFQNL_MSG_*`  (linux/netfilter/nfnetlink_queue.h)
static QUEUE: Names = names(&[
    (0, "NFQNL_MSG_PACKET"),
    (1, "NFQNL_MSG_VERDICT"),
    (2, "NFQNL_MSG_CONFIG"),
    (3, "NFQNL_MSG_VERDICT_BATCH"),
]);

/// `NFULNL_MSG_*`  (linux/netfilter/nfnetlink_log.h)
static ULOG: Names = names(&[(0, "NFULNL_MSG_PACKET"), (1, "NFULNL_MSG_CONFIG")]);

/// `OSF_MSG_*`  (linux/netfilter/nfnetlink_osf.h)
static OSF: Names = names(&[(0, "OSF_MSG_ADD"), (1, "OSF_MSG_REMOVE")]);

/// `IPSET_CMD_*`  (linux/netfilter/ipset/ip_set.h)
static IPSET: Names = names(&[
    (0, "IPSET_CMD_NONE"),
    (1, "IPSET_CMD_PROTOCOL"),
    (2, "IPSET_CMD_CREATE"),
    (3, "IPSET_CMD_DESTROY"),
    (4, "IPSET_CMD_FLUSH"),
    (5, "IPSET_CMD_RENAME"),
    (6, "IPSET_CMD_SWAP"),
    (7, "IPSET_CMD_LIST"),
    (8, "IPSET_CMD_SAVE"),
    (9, "IPSET_CMD_ADD"),
    (10, "IPSET_CMD_DEL"),
    (11, "IPSET_CMD_TEST"),
    (12, "IPSET_CMD_HEADER"),
    (13, "IPSET_CMD_TYPE"),
    (14, "IPSET_CMD_GET_BYNAME"),
    (15, "IPSET_CMD_GET_BYINDEX"),
    (16, "IPSET_CMD_RESTORE"),
    (17, "IPSET_CMD_HELP"),
    (18, "IPSET_CMD_VERSION"),
    (19, "IPSET_CMD_QUIT"),
    (20, "IPSET_CMD_COMMIT"),
]);

/// `NFNL_MSG_ACCT_*`  (linux/netfilter/nfnetlink_acct.h)
static ACCT: Names = names(&[
    (0, "NFNL_MSG_ACCT_NEW"),
    (1, "NFNL_MSG_ACCT_GET"),
    (2, "NFNL_MSG_ACCT_GET_CTRZERO"),
    (3, "NFNL_MSG_ACCT_DEL"),
    (4, "NFNL_MSG_ACCT_OVERQUOTA"),
]);

/// `IPCTNL_MSG_TIMEOUT_*`  (linux/netfilter/nfnetlink_cttimeout.h)
static TIMEOUT: Names = names(&[
    (0, "IPCTNL_MSG_TIMEOUT_NEW"),
    (1, "IPCTNL_MSG_TIMEOUT_GET"),
    (2, "IPCTNL_MSG_TIMEOUT_DELETE"),
    (3, "IPCTNL_MSG_TIMEOUT_DEFAULT_SET"),
    (4, "IPCTNL_MSG_TIMEOUT_DEFAULT_GET"),
]);

/// `NFNL_MSG_CTHELPER_*`  (linux/netfilter/nfnetlink_cthelper.h)
static HELPER: Names =
    names(&[(0, "NFNL_MSG_CTHELPER_NEW"), (1, "NFNL_MSG_CTHELPER_GET"), (2, "NFNL_MSG_CTHELPER_DEL")]);

/// `NFT_MSG_*`  (linux/netfilter/nf_tables.h)
static NFT: Names = names(&[
    (0, "NFT_MSG_NEWTABLE"),
    (1, "NFT_MSG_GETTABLE"),
    (2, "NFT_MSG_DELTABLE"),
    (3, "NFT_MSG_NEWCHAIN"),
    (4, "NFT_MSG_GETCHAIN"),
    (5, "NFT_MSG_DELCHAIN"),
    (6, "NFT_MSG_NEWRULE"),
    (7, "NFT_MSG_GETRULE"),
    (8, "NFT_MSG_DELRULE"),
    (9, "NFT_MSG_NEWSET"),
    (10, "NFT_MSG_GETSET"),
    (11, "NFT_MSG_DELSET"),
    (12, "NFT_MSG_NEWSETELEM"),
    (13, "NFT_MSG_GETSETELEM"),
    (14, "NFT_MSG_DELSETELEM"),
    (15, "NFT_MSG_NEWGEN"),
    (16, "NFT_MSG_GETGEN"),
    (17, "NFT_MSG_TRACE"),
    (18, "NFT_MSG_NEWOBJ"),
    (19, "NFT_MSG_GETOBJ"),
    (20, "NFT_MSG_DELOBJ"),
    (21, "NFT_MSG_GETOBJ_RESET"),
    (22, "NFT_MSG_NEWFLOWTABLE"),
    (23, "NFT_MSG_GETFLOWTABLE"),
    (24, "NFT_MSG_DELFLOWTABLE"),
]);

/// `NFNL_MSG_COMPAT_*`  (linux/netfilter/nf_tables_compat.h)
static COMPAT: Names = names(&[(0, "NFNL_MSG_COMPAT_GET")]);

/// `NFNL_MSG_HOOK_*`  (linux/netfilter/nfnetlink_hook.h)
static HOOK: Names = names(&[(0, "NFNL_MSG_HOOK_GET")]);

/// `NFNL_SUBSYS_*`: the upper byte of a type  (linux/netfilter/nfnetlink.h)
static SUBSYS: Names = names(&[
    (0, "NFNL_SUBSYS_NONE"),
    (1, "NFNL_SUBSYS_CTNETLINK"),
    (2, "NFNL_SUBSYS_CTNETLINK_EXP"),
    (3, "NFNL_SUBSYS_QUEUE"),
    (4, "NFNL_SUBSYS_ULOG"),
    (5, "NFNL_SUBSYS_OSF"),
    (6, "NFNL_SUBSYS_IPSET"),
    (7, "NFNL_SUBSYS_ACCT"),
    (8, "NFNL_SUBSYS_CTNETLINK_TIMEOUT"),
    (9, "NFNL_SUBSYS_CTHELPER"),
    (10, "NFNL_SUBSYS_NFTABLES"),
    (11, "NFNL_SUBSYS_NFT_COMPAT"),
    (12, "NFNL_SUBSYS_HOOK"),
]);

/// `NFNL_MSG_BATCH_*`  (linux/netfilter/nfnetlink.h)
static BATCH: Names = names(&[(16, "NFNL_MSG_BATCH_BEGIN"), (17, "NFNL_MSG_BATCH_END")]);

/// `XFRM_MSG_*`  (linux/xfrm.h)
static XFRM_MSG: Names = names(&[
    (16, "XFRM_MSG_NEWSA"),
    (17, "XFRM_MSG_DELSA"),
    (18, "XFRM_MSG_GETSA"),
    (19, "XFRM_MSG_NEWPOLICY"),
    (20, "XFRM_MSG_DELPOLICY"),
    (21, "XFRM_MSG_GETPOLICY"),
    (22, "XFRM_MSG_ALLOCSPI"),
    (23, "XFRM_MSG_ACQUIRE"),
    (24, "XFRM_MSG_EXPIRE"),
    (25, "XFRM_MSG_UPDPOLICY"),
    (26, "XFRM_MSG_UPDSA"),
    (27, "XFRM_MSG_POLEXPIRE"),
    (28, "XFRM_MSG_FLUSHSA"),
    (29, "XFRM_MSG_FLUSHPOLICY"),
    (30, "XFRM_MSG_NEWAE"),
    (31, "XFRM_MSG_GETAE"),
    (32, "XFRM_MSG_REPORT"),
    (33, "XFRM_MSG_MIGRATE"),
    (34, "XFRM_MSG_NEWSADINFO"),
    (35, "XFRM_MSG_GETSADINFO"),
    (36, "XFRM_MSG_NEWSPDINFO"),
    (37, "XFRM_MSG_GETSPDINFO"),
    (38, "XFRM_MSG_MAPPING"),
    (39, "XFRM_MSG_SETDEFAULT"),
    (40, "XFRM_MSG_GETDEFAULT"),
]);

/// `SELNL_MSG_*`  (linux/selinux_netlink.h)
static SELNL: Names = names(&[(16, "SELNL_MSG_SETENFORCE"), (17, "SELNL_MSG_POLICYLOAD")]);

/// `CRYPTO_MSG_*`  (linux/cryptouser.h)
static CRYPTO: Names = names(&[
    (16, "CRYPTO_MSG_NEWALG"),
    (17, "CRYPTO_MSG_DELALG"),
    (18, "CRYPTO_MSG_UPDATEALG"),
    (19, "CRYPTO_MSG_GETALG"),
    (20, "CRYPTO_MSG_DELRNG"),
    (21, "CRYPTO_MSG_GETSTAT"),
]);

/// `AUDIT_*`: what is asked of the audit system, and records of events  (linux/audit.h)
static AUDIT: Names = names(&[
    (1000, "AUDIT_GET"),
    (1001, "AUDIT_SET"),
    (1002, "AUDIT_LIST"),
    (1003, "AUDIT_ADD"),
    (1004, "AUDIT_DEL"),
    (1005, "AUDIT_USER"),
    (1006, "AUDIT_LOGIN"),
    (1007, "AUDIT_WATCH_INS"),
    (1008, "AUDIT_WATCH_REM"),
    (1009, "AUDIT_WATCH_LIST"),
    (1010, "AUDIT_SIGNAL_INFO"),
    (1011, "AUDIT_ADD_RULE"),
    (1012, "AUDIT_DEL_RULE"),
    (1013, "AUDIT_LIST_RULES"),
    (1014, "AUDIT_TRIM"),
    (1015, "AUDIT_MAKE_EQUIV"),
    (1016, "AUDIT_TTY_GET"),
    (1017, "AUDIT_TTY_SET"),
    (1018, "AUDIT_SET_FEATURE"),
    (1019, "AUDIT_GET_FEATURE"),
    (1107, "AUDIT_USER_AVC"),
    (1124, "AUDIT_USER_TTY"),
    (1200, "AUDIT_DAEMON_START"),
    (1201, "AUDIT_DAEMON_END"),
    (1202, "AUDIT_DAEMON_ABORT"),
    (1203, "AUDIT_DAEMON_CONFIG"),
    (1300, "AUDIT_SYSCALL"),
    (1302, "AUDIT_PATH"),
    (1303, "AUDIT_IPC"),
    (1304, "AUDIT_SOCKETCALL"),
    (1305, "AUDIT_CONFIG_CHANGE"),
    (1306, "AUDIT_SOCKADDR"),
    (1307, "AUDIT_CWD"),
    (1309, "AUDIT_EXECVE"),
    (1311, "AUDIT_IPC_SET_PERM"),
    (1312, "AUDIT_MQ_OPEN"),
    (1313, "AUDIT_MQ_SENDRECV"),
    (1314, "AUDIT_MQ_NOTIFY"),
    (1315, "AUDIT_MQ_GETSETATTR"),
    (1316, "AUDIT_KERNEL_OTHER"),
    (1317, "AUDIT_FD_PAIR"),
    (1318, "AUDIT_OBJ_PID"),
    (1319, "AUDIT_TTY"),
    (1320, "AUDIT_EOE"),
    (1321, "AUDIT_BPRM_FCAPS"),
    (1322, "AUDIT_CAPSET"),
    (1323, "AUDIT_MMAP"),
    (1324, "AUDIT_NETFILTER_PKT"),
    (1325, "AUDIT_NETFILTER_CFG"),
    (1326, "AUDIT_SECCOMP"),
    (1327, "AUDIT_PROCTITLE"),
    (1328, "AUDIT_FEATURE_CHANGE"),
    (1329, "AUDIT_REPLACE"),
    (1330, "AUDIT_KERN_MODULE"),
    (1331, "AUDIT_FANOTIFY"),
    (1332, "AUDIT_TIME_INJOFFSET"),
    (1333, "AUDIT_TIME_ADJNTPVAL"),
    (1334, "AUDIT_BPF"),
    (1335, "AUDIT_EVENT_LISTENER"),
    (1336, "AUDIT_URINGOP"),
    (1337, "AUDIT_OPENAT2"),
    (1338, "AUDIT_DM_CTRL"),
    (1339, "AUDIT_DM_EVENT"),
    (1400, "AUDIT_AVC"),
    (1401, "AUDIT_SELINUX_ERR"),
    (1402, "AUDIT_AVC_PATH"),
    (1403, "AUDIT_MAC_POLICY_LOAD"),
    (1404, "AUDIT_MAC_STATUS"),
    (1405, "AUDIT_MAC_CONFIG_CHANGE"),
    (1406, "AUDIT_MAC_UNLBL_ALLOW"),
    (1407, "AUDIT_MAC_CIPSOV4_ADD"),
    (1408, "AUDIT_MAC_CIPSOV4_DEL"),
    (1409, "AUDIT_MAC_MAP_ADD"),
    (1410, "AUDIT_MAC_MAP_DEL"),
    (1411, "AUDIT_MAC_IPSEC_ADDSA"),
    (1412, "AUDIT_MAC_IPSEC_DELSA"),
    (1413, "AUDIT_MAC_IPSEC_ADDSPD"),
    (1414, "AUDIT_MAC_IPSEC_DELSPD"),
    (1415, "AUDIT_MAC_IPSEC_EVENT"),
    (1416, "AUDIT_MAC_UNLBL_STCADD"),
    (1417, "AUDIT_MAC_UNLBL_STCDEL"),
    (1418, "AUDIT_MAC_CALIPSO_ADD"),
    (1419, "AUDIT_MAC_CALIPSO_DEL"),
    (1700, "AUDIT_ANOM_PROMISCUOUS"),
    (1701, "AUDIT_ANOM_ABEND"),
    (1702, "AUDIT_ANOM_LINK"),
    (1703, "AUDIT_ANOM_CREAT"),
    (1800, "AUDIT_INTEGRITY_DATA"),
    (1801, "AUDIT_INTEGRITY_METADATA"),
    (1802, "AUDIT_INTEGRITY_STATUS"),
    (1803, "AUDIT_INTEGRITY_HASH"),
    (1804, "AUDIT_INTEGRITY_PCR"),
    (1805, "AUDIT_INTEGRITY_RULE"),
    (1806, "AUDIT_INTEGRITY_EVM_XATTR"),
    (1807, "AUDIT_INTEGRITY_POLICY_RULE"),
    (2000, "AUDIT_KERNEL"),
]);
