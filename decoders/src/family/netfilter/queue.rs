//! Packets that wait for a program's verdict: `NFQA_*`  (linux/netfilter/nfnetlink_queue.h)
//!
//! `res_id` is the queue's number. `NFQA_PAYLOAD` holds a packet, from its network header on.

use core::fmt;

use super::conntrack::CTA;
use super::expect::CTA_EXPECT;
use super::hooks::{HOOK_IN_BYTE, VERDICT};
use super::status::IP_CT;
use super::{NFGENMSG, of};
use crate::family::shared::packet;
use crate::names::{ETH_P, NFPROTO};
use crate::schema::{Class::*, *};
use crate::wire::{self, Endian};

pub(super) static MESSAGES: &[Msg] = messages(&[
    msg(of(3, 0), "NFQNL_MSG_PACKET", Other, &PACKET),
    msg(of(3, 1), "NFQNL_MSG_VERDICT", Other, &PACKET).changing(),
    msg(of(3, 2), "NFQNL_MSG_CONFIG", Other, &CONFIG).changing(),
    msg(of(3, 3), "NFQNL_MSG_VERDICT_BATCH", Other, &PACKET).changing(),
]);

static PACKET: Body = body(fixed(&NFGENMSG), nest(&NFQA));
static CONFIG: Body = body(fixed(&NFGENMSG), nest(&NFQA_CFG));

static NFQA: Set = set(
    "NFQA",
    &[
        attr(1, "NFQA_PACKET_HDR", fixed(&NFQNL_MSG_PACKET_HDR)),
        attr(2, "NFQA_VERDICT_HDR", fixed(&NFQNL_MSG_VERDICT_HDR)),
        attr(3, "NFQA_MARK", BE32.hex()),
        attr(4, "NFQA_TIMESTAMP", fixed(&NFQNL_MSG_PACKET_TIMESTAMP)),
        attr(5, "NFQA_IFINDEX_INDEV", BE32.interface()),
        attr(6, "NFQA_IFINDEX_OUTDEV", BE32.interface()),
        attr(7, "NFQA_IFINDEX_PHYSINDEV", BE32.interface()),
        attr(8, "NFQA_IFINDEX_PHYSOUTDEV", BE32.interface()),
        attr(9, "NFQA_HWADDR", fixed(&NFQNL_MSG_PACKET_HW)),
        attr(10, "NFQA_PAYLOAD", select("NFQA_PACKET_HDR.hw_protocol", &packet::NETFILTER)).subject(),
        attr(11, "NFQA_CT", nest(&CTA)),
        attr(12, "NFQA_CT_INFO", BE32.name(&IP_CT)),
        attr(13, "NFQA_CAP_LEN", BE32.unit(Unit::Bytes)),
        attr(14, "NFQA_SKB_INFO", BE32.flags(&NFQA_SKB)),
        attr(15, "NFQA_EXP", nest(&CTA_EXPECT)),
        attr(16, "NFQA_UID", BE32),
        attr(17, "NFQA_GID", BE32),
        attr(18, "NFQA_SECCTX", TEXT),
        attr(19, "NFQA_VLAN", nest(&NFQA_VLAN)),
        attr(20, "NFQA_L2HDR", packet::LINK),
        attr(21, "NFQA_PRIORITY", BE32.handle()),
        attr(22, "NFQA_CGROUP_CLASSID", BE32.handle()),
    ],
);

static NFQNL_MSG_PACKET_HDR: Struct = layout(
    "nfqnl_msg_packet_hdr",
    7,
    &[field("packet_id", BE32), field("hw_protocol", BE16.name(&ETH_P)), field("hook", HOOK_IN_BYTE)],
);

static NFQNL_MSG_VERDICT_HDR: Struct = layout(
    "nfqnl_msg_verdict_hdr",
    8,
    &[field("verdict", gloss(&VERDICT_CODE, sends_on)), field("id", BE32)],
);

static VERDICT_CODE: Kind = BE32.name(&VERDICT);

/// Writes the other queue's number, which is the upper half of `NF_QUEUE`.
fn sends_on(payload: &[u8], _: Endian, out: &mut dyn fmt::Write) -> fmt::Result {
    /// `NF_VERDICT_FLAG_QUEUE_BYPASS`.
    const BYPASS: u32 = 0x8000;
    match wire::u32(payload, Endian::Big) {
        Ok((_, verdict)) if verdict & 0xff == 3 => {
            let or = if verdict & BYPASS == 0 { "" } else { ", or NF_ACCEPT if nobody listens" };
            write!(out, "NF_QUEUE to queue {}{or}", verdict >> 16)
        }
        _ => Ok(()),
    }
}

/// Since 1970.
static NFQNL_MSG_PACKET_TIMESTAMP: Struct = layout(
    "nfqnl_msg_packet_timestamp",
    16,
    &[field("sec", BE64.unit(Unit::Seconds)), field("usec", BE64.unit(Unit::Microseconds))],
);

/// The sender's hardware address, as long as it is.
static NFQNL_MSG_PACKET_HW: Struct =
    layout("nfqnl_msg_packet_hw", 4, &[field("hw_addrlen", BE16.unit(Unit::Bytes)), field("_pad", pad(2))])
        .then(&[field("hw_addr", sized("hw_addrlen", &HARDWARE)), field("", PAD)]);

static HARDWARE: Kind = LLADDR;

static NFQA_SKB: Names =
    names(&[(0x1, "NFQA_SKB_CSUMNOTREADY"), (0x2, "NFQA_SKB_GSO"), (0x4, "NFQA_SKB_CSUM_NOTVERIFIED")]);

static NFQA_VLAN: Set =
    set("NFQA_VLAN", &[attr(1, "NFQA_VLAN_PROTO", BE16.name(&ETH_P)), attr(2, "NFQA_VLAN_TCI", BE16.hex())]);

static NFQA_CFG: Set = set(
    "NFQA_CFG",
    &[
        attr(1, "NFQA_CFG_CMD", fixed(&NFQNL_MSG_CONFIG_CMD)).key(),
        attr(2, "NFQA_CFG_PARAMS", fixed(&NFQNL_MSG_CONFIG_PARAMS)),
        attr(3, "NFQA_CFG_QUEUE_MAXLEN", BE32.unit(Unit::Packets)),
        attr(4, "NFQA_CFG_MASK", BE32.flags(&NFQA_CFG_F)),
        attr(5, "NFQA_CFG_FLAGS", BE32.flags(&NFQA_CFG_F)),
    ],
);

static NFQA_CFG_F: Names = names(&[
    (0x1, "NFQA_CFG_F_FAIL_OPEN"),
    (0x2, "NFQA_CFG_F_CONNTRACK"),
    (0x4, "NFQA_CFG_F_GSO"),
    (0x8, "NFQA_CFG_F_UID_GID"),
    (0x10, "NFQA_CFG_F_SECCTX"),
]);

static NFQNL_MSG_CONFIG_CMD: Struct = layout(
    "nfqnl_msg_config_cmd",
    4,
    &[field("command", U8.name(&NFQNL_CFG_CMD)), field("_pad", pad(1)), field("pf", BE16.name(&NFPROTO))],
);

static NFQNL_CFG_CMD: Names = names(&[
    (0, "NFQNL_CFG_CMD_NONE"),
    (1, "NFQNL_CFG_CMD_BIND"),
    (2, "NFQNL_CFG_CMD_UNBIND"),
    (3, "NFQNL_CFG_CMD_PF_BIND"),
    (4, "NFQNL_CFG_CMD_PF_UNBIND"),
]);

static NFQNL_MSG_CONFIG_PARAMS: Struct = layout(
    "nfqnl_msg_config_params",
    5,
    &[field("copy_range", BE32.unit(Unit::Bytes)), field("copy_mode", U8.name(&NFQNL_COPY))],
);

static NFQNL_COPY: Names = names(&[(0, "NFQNL_COPY_NONE"), (1, "NFQNL_COPY_META"), (2, "NFQNL_COPY_PACKET")]);

#[cfg(test)]
mod tests {
    use super::super::FAMILY;
    use super::*;
    use crate::family::testing::{attribute, decoded, values};

    #[test]
    fn a_packet_with_its_connection() {
        let address = attribute(1, &[10, 0, 0, 1]);
        let ct = attribute(1, &attribute(1, &address));
        // Eight bytes; six of them are an address.
        let hardware = [&[0, 6, 0, 0][..], &[2, 0, 0, 0, 0, 9, 0xff, 0xff]].concat();
        let body = [attribute(9, &hardware), attribute(11, &ct), attribute(12, &[0, 0, 0, 2])].concat();
        let decoded = decoded(&FAMILY, (0x300, 0), &[&[7, 0, 0, 3], &body]);
        assert_eq!(values(&decoded, "res_id"), ["3"]);
        assert_eq!(values(&decoded, "hw_addr"), ["02:00:00:00:00:09"]);
        assert_eq!(values(&decoded, "CTA_IP_V4_SRC"), ["10.0.0.1"]);
        assert_eq!(values(&decoded, "NFQA_CT_INFO"), ["IP_CT_NEW"]);
    }

    #[test]
    fn a_verdict_can_name_another_queue() {
        let said = |verdict: u32| {
            let mut out = String::new();
            sends_on(&verdict.to_be_bytes(), Endian::Little, &mut out).unwrap();
            out
        };
        assert_eq!(said(1), "");
        assert_eq!(said(4 << 16 | 3), "NF_QUEUE to queue 4");
        assert_eq!(said(4 << 16 | 0x8003), "NF_QUEUE to queue 4, or NF_ACCEPT if nobody listens");
    }
}
