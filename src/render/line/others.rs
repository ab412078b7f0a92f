//! Protocols that have no tables yet: what their messages are called, and the fixed heads that all of one protocol share.
//!
//! Once a protocol has tables, nothing here is asked of it any more.

use nltrace_decoders::schema::{Class, Names, names};
use nltrace_decoders::wire::{self, Endian};

use super::message::Buffer;
use super::pen::{Base, Pen};
use super::scene::{Scene, raw};

const SELINUX: u16 = 7;
const AUDIT_PROTOCOL: u16 = 9;
/// `NETLINK_KOBJECT_UEVENT`, which has no message headers.
pub(super) const KOBJECT_UEVENT: u16 = 15;
const CRYPTO_PROTOCOL: u16 = 21;

/// Writes the type of a message; false where nothing is known of the protocol's.
pub(super) fn message_type(protocol: Option<u16>, kind: u16, pen: &mut Pen) -> bool {
    let (names, unknown) = match protocol {
        Some(SELINUX) => (&SELNL, "SELNL_MSG_???"),
        Some(AUDIT_PROTOCOL) => (&AUDIT, "AUDIT_???"),
        Some(CRYPTO_PROTOCOL) => (&CRYPTO, "CRYPTO_MSG_???"),
        _ => return false,
    };
    pen.constant(kind.into(), names.get(kind.into()), Some(unknown), Base::Hex);
    true
}

/// What a message type does, by its name.
pub(super) fn class(protocol: Option<u16>, kind: u16) -> Option<Class> {
    let name = match protocol {
        Some(CRYPTO_PROTOCOL) => CRYPTO.get(kind.into()),
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
