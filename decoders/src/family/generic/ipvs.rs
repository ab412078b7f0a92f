//! `IPVS`: services that the kernel spreads over servers  (linux/ip_vs.h)

use core::fmt;

use crate::names::{AF, IPPROTO};
use crate::schema::{Case::*, Class::*, *};
use crate::wire::{self, Endian};

pub(super) static FAMILY: Generic = generic("IPVS", &COMMANDS).module("ip_vs");

/// A `GET` is answered with `NEW`, or with `SET` for a single object.
static COMMANDS: Commands = commands(&numbered([
    msg(1, "IPVS_CMD_NEW_SERVICE", New, &BODY),
    msg(2, "IPVS_CMD_SET_SERVICE", New, &BODY),
    msg(3, "IPVS_CMD_DEL_SERVICE", Delete, &BODY),
    msg(4, "IPVS_CMD_GET_SERVICE", Get, &BODY),
    msg(5, "IPVS_CMD_NEW_DEST", New, &BODY),
    msg(6, "IPVS_CMD_SET_DEST", New, &BODY),
    msg(7, "IPVS_CMD_DEL_DEST", Delete, &BODY),
    msg(8, "IPVS_CMD_GET_DEST", Get, &BODY),
    msg(9, "IPVS_CMD_NEW_DAEMON", New, &BODY),
    msg(10, "IPVS_CMD_DEL_DAEMON", Delete, &BODY),
    msg(11, "IPVS_CMD_GET_DAEMON", Get, &BODY),
    msg(12, "IPVS_CMD_SET_CONFIG", New, &BODY),
    msg(13, "IPVS_CMD_GET_CONFIG", Get, &BODY),
    msg(14, "IPVS_CMD_SET_INFO", Get, &INFO),
    msg(15, "IPVS_CMD_GET_INFO", Get, &INFO),
    msg(16, "IPVS_CMD_ZERO", New, &BODY),
    msg(17, "IPVS_CMD_FLUSH", Delete, &BODY),
]));

static BODY: Body = headless(nest(&IPVS_CMD_ATTR));
static INFO: Body = headless(nest(&IPVS_INFO_ATTR));

static IPVS_CMD_ATTR: Set = set(
    "IPVS_CMD_ATTR",
    &[
        attr(1, "IPVS_CMD_ATTR_SERVICE", nest(&IPVS_SVC_ATTR)),
        attr(2, "IPVS_CMD_ATTR_DEST", nest(&IPVS_DEST_ATTR)),
        attr(3, "IPVS_CMD_ATTR_DAEMON", nest(&IPVS_DAEMON_ATTR)),
        attr(4, "IPVS_CMD_ATTR_TIMEOUT_TCP", U32.unit(Unit::Seconds)),
        attr(5, "IPVS_CMD_ATTR_TIMEOUT_TCP_FIN", U32.unit(Unit::Seconds)),
        attr(6, "IPVS_CMD_ATTR_TIMEOUT_UDP", U32.unit(Unit::Seconds)),
    ],
);

static IPVS_INFO_ATTR: Set = set(
    "IPVS_INFO_ATTR",
    &[
        attr(1, "IPVS_INFO_ATTR_VERSION", gloss(&VERSION, dotted)),
        attr(2, "IPVS_INFO_ATTR_CONN_TAB_SIZE", U32),
    ],
);

static VERSION: Kind = U32.hex();

/// 0x10201 is 1.2.1.
fn dotted(bytes: &[u8], endian: Endian, out: &mut dyn fmt::Write) -> fmt::Result {
    let Some(version) = wire::uint(bytes, endian) else { return Ok(()) };
    write!(out, "{}.{}.{}", version >> 16 & 0xff, version >> 8 & 0xff, version & 0xff)
}

static IPVS_SVC_ATTR: Set = set(
    "IPVS_SVC_ATTR",
    &[
        attr(1, "IPVS_SVC_ATTR_AF", U16.name(&AF)),
        attr(2, "IPVS_SVC_ATTR_PROTOCOL", U16.name(&IPPROTO)).key(),
        attr(3, "IPVS_SVC_ATTR_ADDR", select("IPVS_SVC_ATTR_AF", ADDRESS)).key(),
        attr(4, "IPVS_SVC_ATTR_PORT", BE16).key(),
        attr(5, "IPVS_SVC_ATTR_FWMARK", U32.hex()).key(),
        attr(6, "IPVS_SVC_ATTR_SCHED_NAME", TEXT),
        attr(7, "IPVS_SVC_ATTR_FLAGS", fixed(&IP_VS_FLAGS)),
        attr(8, "IPVS_SVC_ATTR_TIMEOUT", U32.unit(Unit::Seconds)),
        // A mask, or the length of a prefix.
        attr(
            9,
            "IPVS_SVC_ATTR_NETMASK",
            select("IPVS_SVC_ATTR_AF", &[(Is(10), U32.unit(Unit::Bits)), (Otherwise, IP4)]),
        ),
        attr(10, "IPVS_SVC_ATTR_STATS", nest(&IPVS_STATS_ATTR)),
        attr(11, "IPVS_SVC_ATTR_PE_NAME", TEXT),
        attr(12, "IPVS_SVC_ATTR_STATS64", nest(&IPVS_STATS_ATTR)),
    ],
);

/// A union of 16 bytes; the kernel takes the four that matter, too.
const ADDRESS: &[(Case, Kind)] =
    &[(Is(2), select("@len", &[(Is(4), IP4), (Otherwise, IP4_OF_16)])), (Is(10), IP6), (Otherwise, OPAQUE)];

/// The flags, and the mask of those that are set.
static IP_VS_FLAGS: Struct =
    layout("ip_vs_flags", 8, &[field("flags", U32.flags(&IP_VS_SVC_F)), field("mask", U32.hex())]);

static IP_VS_SVC_F: Names = names(&[
    (0x1, "IP_VS_SVC_F_PERSISTENT"),
    (0x2, "IP_VS_SVC_F_HASHED"),
    (0x4, "IP_VS_SVC_F_ONEPACKET"),
    (0x8, "IP_VS_SVC_F_SCHED1"),
    (0x10, "IP_VS_SVC_F_SCHED2"),
    (0x20, "IP_VS_SVC_F_SCHED3"),
]);

static IPVS_DEST_ATTR: Set = set(
    "IPVS_DEST_ATTR",
    &[
        attr(1, "IPVS_DEST_ATTR_ADDR", select("IPVS_DEST_ATTR_ADDR_FAMILY", ADDRESS)).key(),
        attr(2, "IPVS_DEST_ATTR_PORT", BE16).key(),
        attr(3, "IPVS_DEST_ATTR_FWD_METHOD", U32.name(&IP_VS_CONN_F)),
        attr(4, "IPVS_DEST_ATTR_WEIGHT", U32),
        attr(5, "IPVS_DEST_ATTR_U_THRESH", U32),
        attr(6, "IPVS_DEST_ATTR_L_THRESH", U32),
        attr(7, "IPVS_DEST_ATTR_ACTIVE_CONNS", U32),
        attr(8, "IPVS_DEST_ATTR_INACT_CONNS", U32),
        attr(9, "IPVS_DEST_ATTR_PERSIST_CONNS", U32),
        attr(10, "IPVS_DEST_ATTR_STATS", nest(&IPVS_STATS_ATTR)),
        attr(11, "IPVS_DEST_ATTR_ADDR_FAMILY", U16.name(&AF)),
        attr(12, "IPVS_DEST_ATTR_STATS64", nest(&IPVS_STATS_ATTR)),
        attr(13, "IPVS_DEST_ATTR_TUN_TYPE", U8.name(&IP_VS_CONN_F_TUNNEL_TYPE)),
        attr(14, "IPVS_DEST_ATTR_TUN_PORT", BE16),
        attr(15, "IPVS_DEST_ATTR_TUN_FLAGS", U16.flags(&IP_VS_TUNNEL_ENCAP_FLAG)),
    ],
);

static IP_VS_CONN_F: Names = names(&[
    (0, "IP_VS_CONN_F_MASQ"),
    (1, "IP_VS_CONN_F_LOCALNODE"),
    (2, "IP_VS_CONN_F_TUNNEL"),
    (3, "IP_VS_CONN_F_DROUTE"),
    (4, "IP_VS_CONN_F_BYPASS"),
]);

static IP_VS_CONN_F_TUNNEL_TYPE: Names = names(&[
    (0, "IP_VS_CONN_F_TUNNEL_TYPE_IPIP"),
    (1, "IP_VS_CONN_F_TUNNEL_TYPE_GUE"),
    (2, "IP_VS_CONN_F_TUNNEL_TYPE_GRE"),
]);

static IP_VS_TUNNEL_ENCAP_FLAG: Names =
    names(&[(0x1, "IP_VS_TUNNEL_ENCAP_FLAG_CSUM"), (0x2, "IP_VS_TUNNEL_ENCAP_FLAG_REMCSUM")]);

static IPVS_DAEMON_ATTR: Set = set(
    "IPVS_DAEMON_ATTR",
    &[
        attr(1, "IPVS_DAEMON_ATTR_STATE", U32.name(&IP_VS_STATE)),
        attr(2, "IPVS_DAEMON_ATTR_MCAST_IFN", TEXT).key(),
        attr(3, "IPVS_DAEMON_ATTR_SYNC_ID", U32),
        attr(4, "IPVS_DAEMON_ATTR_SYNC_MAXLEN", U16.unit(Unit::Bytes)),
        attr(5, "IPVS_DAEMON_ATTR_MCAST_GROUP", IP4),
        attr(6, "IPVS_DAEMON_ATTR_MCAST_GROUP6", IP6),
        attr(7, "IPVS_DAEMON_ATTR_MCAST_PORT", U16),
        attr(8, "IPVS_DAEMON_ATTR_MCAST_TTL", U8),
    ],
);

static IP_VS_STATE: Names =
    names(&[(0, "IP_VS_STATE_NONE"), (1, "IP_VS_STATE_MASTER"), (2, "IP_VS_STATE_BACKUP")]);

/// Twice: in 32 bits as it was, and in 64 (`STATS64`).
static IPVS_STATS_ATTR: Set = set(
    "IPVS_STATS_ATTR",
    &[
        attr(1, "IPVS_STATS_ATTR_CONNS", NUMBER),
        attr(2, "IPVS_STATS_ATTR_INPKTS", PACKETS),
        attr(3, "IPVS_STATS_ATTR_OUTPKTS", PACKETS),
        attr(4, "IPVS_STATS_ATTR_INBYTES", U64.unit(Unit::Bytes)),
        attr(5, "IPVS_STATS_ATTR_OUTBYTES", U64.unit(Unit::Bytes)),
        attr(6, "IPVS_STATS_ATTR_CPS", NUMBER),
        attr(7, "IPVS_STATS_ATTR_INPPS", NUMBER),
        attr(8, "IPVS_STATS_ATTR_OUTPPS", NUMBER),
        attr(9, "IPVS_STATS_ATTR_INBPS", PER_SECOND),
        attr(10, "IPVS_STATS_ATTR_OUTBPS", PER_SECOND),
        attr(11, "IPVS_STATS_ATTR_PAD", PAD),
    ],
);

const NUMBER: Kind = select("@len", &[(Is(8), U64), (Otherwise, U32)]);
const PACKETS: Kind =
    select("@len", &[(Is(8), U64.unit(Unit::Packets)), (Otherwise, U32.unit(Unit::Packets))]);
const PER_SECOND: Kind =
    select("@len", &[(Is(8), U64.unit(Unit::BytesPerSecond)), (Otherwise, U32.unit(Unit::BytesPerSecond))]);

#[cfg(test)]
mod tests {
    use super::FAMILY;
    use crate::family::generic::testing::{attribute, decoded, values};

    #[test]
    fn a_service_and_a_server_of_it() {
        let address = [&[192, 0, 2, 1][..], &[0; 12]].concat();
        let service = [attribute(1, &[2, 0]), attribute(3, &address), attribute(4, &[0, 80])].concat();
        let server =
            [attribute(1, &[192, 0, 2, 2]), attribute(11, &[2, 0]), attribute(3, &[3, 0, 0, 0])].concat();
        let decoded = decoded(&FAMILY, (5, 5), &[&attribute(1, &service), &attribute(2, &server)]);
        assert_eq!(values(&decoded, "cmd"), ["IPVS_CMD_NEW_DEST"]);
        assert_eq!(values(&decoded, "IPVS_SVC_ATTR_ADDR"), ["192.0.2.1"]);
        assert_eq!(values(&decoded, "IPVS_SVC_ATTR_PORT"), ["80"]);
        assert_eq!(values(&decoded, "IPVS_DEST_ATTR_ADDR"), ["192.0.2.2"]);
        assert_eq!(values(&decoded, "IPVS_DEST_ATTR_FWD_METHOD"), ["IP_VS_CONN_F_DROUTE"]);
    }

    #[test]
    fn figures_in_both_widths() {
        let stats = |at, bytes: &[u8]| attribute(at, &attribute(1, bytes));
        let both = [stats(10, &[7, 0, 0, 0]), stats(12, &[8, 0, 0, 0, 0, 0, 0, 0])].concat();
        let decoded = decoded(&FAMILY, (1, 0), &[&attribute(1, &both)]);
        assert_eq!(values(&decoded, "IPVS_STATS_ATTR_CONNS"), ["7", "8"]);
    }
}
