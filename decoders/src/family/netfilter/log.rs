//! Logged packets: `NFULA_*`  (linux/netfilter/nfnetlink_log.h)
//!
//! `res_id` is the log group. `NFULA_PAYLOAD` holds a packet, from its network header on.

use super::conntrack::CTA;
use super::hooks::HOOK_IN_BYTE;
use super::status::IP_CT;
use super::{NFGENMSG, of};
use crate::family::shared::packet;
use crate::names::{ARPHRD, ETH_P};
use crate::schema::{Case::*, Class::*, *};

pub(super) static MESSAGES: &[Msg] = messages(&[
    msg(of(4, 0), "NFULNL_MSG_PACKET", Other, &PACKET),
    msg(of(4, 1), "NFULNL_MSG_CONFIG", Other, &CONFIG).changing(),
]);

static PACKET: Body = body(fixed(&NFGENMSG), nest(&NFULA));
static CONFIG: Body = body(fixed(&NFGENMSG), nest(&NFULA_CFG));

static NFULA: Set = set(
    "NFULA",
    &[
        attr(1, "NFULA_PACKET_HDR", fixed(&NFULNL_MSG_PACKET_HDR)),
        attr(2, "NFULA_MARK", BE32.hex()),
        attr(3, "NFULA_TIMESTAMP", fixed(&NFULNL_MSG_PACKET_TIMESTAMP)),
        attr(4, "NFULA_IFINDEX_INDEV", BE32.interface()),
        attr(5, "NFULA_IFINDEX_OUTDEV", BE32.interface()),
        attr(6, "NFULA_IFINDEX_PHYSINDEV", BE32.interface()),
        attr(7, "NFULA_IFINDEX_PHYSOUTDEV", BE32.interface()),
        attr(8, "NFULA_HWADDR", fixed(&NFULNL_MSG_PACKET_HW)),
        attr(9, "NFULA_PAYLOAD", select("NFULA_PACKET_HDR.hw_protocol", &packet::NETFILTER)).subject(),
        attr(10, "NFULA_PREFIX", TEXT),
        attr(11, "NFULA_UID", BE32),
        attr(12, "NFULA_SEQ", BE32),
        attr(13, "NFULA_SEQ_GLOBAL", BE32),
        attr(14, "NFULA_GID", BE32),
        attr(15, "NFULA_HWTYPE", BE16.name(&ARPHRD)),
        attr(16, "NFULA_HWHEADER", select("NFULA_HWTYPE", &HWHEADER)),
        attr(17, "NFULA_HWLEN", BE16.unit(Unit::Bytes)),
        attr(18, "NFULA_CT", nest(&CTA)),
        attr(19, "NFULA_CT_INFO", BE32.name(&IP_CT)),
        attr(20, "NFULA_VLAN", nest(&NFULA_VLAN)),
        attr(21, "NFULA_L2HDR", packet::LINK),
    ],
);

/// Of Ethernet, and of the loopback device, whose header is the same.
static HWHEADER: [(Case, Kind); 2] = [(OneOf(&[1, 772]), packet::LINK), (Otherwise, OPAQUE)];

static NFULNL_MSG_PACKET_HDR: Struct = layout(
    "nfulnl_msg_packet_hdr",
    4,
    &[field("hw_protocol", BE16.name(&ETH_P)), field("hook", HOOK_IN_BYTE), field("_pad", pad(1))],
);

/// Since 1970.
static NFULNL_MSG_PACKET_TIMESTAMP: Struct = layout(
    "nfulnl_msg_packet_timestamp",
    16,
    &[field("sec", BE64.unit(Unit::Seconds)), field("usec", BE64.unit(Unit::Microseconds))],
);

/// The sender's hardware address, as long as it is.
static NFULNL_MSG_PACKET_HW: Struct =
    layout("nfulnl_msg_packet_hw", 4, &[field("hw_addrlen", BE16.unit(Unit::Bytes)), field("_pad", pad(2))])
        .then(&[field("hw_addr", sized("hw_addrlen", &HARDWARE)), field("", PAD)]);

static HARDWARE: Kind = LLADDR;

static NFULA_VLAN: Set = set(
    "NFULA_VLAN",
    &[attr(1, "NFULA_VLAN_PROTO", BE16.name(&ETH_P)), attr(2, "NFULA_VLAN_TCI", BE16.hex())],
);

static NFULA_CFG: Set = set(
    "NFULA_CFG",
    &[
        attr(1, "NFULA_CFG_CMD", fixed(&NFULNL_MSG_CONFIG_CMD)).key(),
        attr(2, "NFULA_CFG_MODE", fixed(&NFULNL_MSG_CONFIG_MODE)),
        attr(3, "NFULA_CFG_NLBUFSIZ", BE32.unit(Unit::Bytes)).limits(&Limits::at_most(131_072)),
        // In hundredths of a second.
        attr(4, "NFULA_CFG_TIMEOUT", BE32.unit(Unit::ClockTicks)),
        attr(5, "NFULA_CFG_QTHRESH", BE32.unit(Unit::Packets)),
        attr(6, "NFULA_CFG_FLAGS", BE16.flags(&NFULNL_CFG_F)),
    ],
);

static NFULNL_MSG_CONFIG_CMD: Struct =
    layout("nfulnl_msg_config_cmd", 1, &[field("command", U8.name(&NFULNL_CFG_CMD))]);

static NFULNL_CFG_CMD: Names = names(&[
    (0, "NFULNL_CFG_CMD_NONE"),
    (1, "NFULNL_CFG_CMD_BIND"),
    (2, "NFULNL_CFG_CMD_UNBIND"),
    (3, "NFULNL_CFG_CMD_PF_BIND"),
    (4, "NFULNL_CFG_CMD_PF_UNBIND"),
]);

static NFULNL_MSG_CONFIG_MODE: Struct = layout(
    "nfulnl_msg_config_mode",
    6,
    &[
        field("copy_range", BE32.unit(Unit::Bytes)),
        field("copy_mode", U8.name(&NFULNL_COPY)),
        field("_pad", pad(1)),
    ],
);

static NFULNL_COPY: Names =
    names(&[(0, "NFULNL_COPY_NONE"), (1, "NFULNL_COPY_META"), (2, "NFULNL_COPY_PACKET")]);

static NFULNL_CFG_F: Names =
    names(&[(0x1, "NFULNL_CFG_F_SEQ"), (0x2, "NFULNL_CFG_F_SEQ_GLOBAL"), (0x4, "NFULNL_CFG_F_CONNTRACK")]);
