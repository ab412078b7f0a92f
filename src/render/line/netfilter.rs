//! `NETLINK_NETFILTER` in a line: types belong to a subsystem, and the type selects how the head is read.

use nltrace_decoders::family::netfilter::NFNL_SUBSYS;
pub(super) use nltrace_decoders::names::NETLINK_NETFILTER as PROTOCOL;
use nltrace_decoders::names::{AF, NFPROTO};
use nltrace_decoders::schema::{Names, names};

use super::list::{AttributeList, Types, attributes, is_no_list};
use super::pen::{Base, Pen};
use super::scene::{Scene, raw};

/// Bytes of `struct nfgenmsg`.
const HEAD: usize = 4;
/// `NFNL_MSG_BATCH_BEGIN` and `NFNL_MSG_BATCH_END`, which are of no subsystem.
const BATCH: std::ops::RangeInclusive<u16> = 16..=17;

/// Writes the type of a message: its subsystem, and the name that the tables have for it.
pub(super) fn message_type(kind: u16, name: Option<&str>, pen: &mut Pen) {
    if BATCH.contains(&kind) {
        return pen.constant(kind.into(), name, None, Base::Hex);
    }
    let [subsystem, number] = kind.to_be_bytes();
    let name = name.or_else(|| NOT_SENT.get(kind.into()));
    pen.constant(subsystem.into(), NFNL_SUBSYS.get(subsystem.into()), Some("NFNL_SUBSYS_???"), Base::Hex);
    pen.say("<<8|");
    match unknown(subsystem) {
        Some(unknown) => pen.constant(number.into(), name, Some(unknown), Base::Hex),
        None => pen.hex(number.into()),
    }
}

/// Commands with numbers that are never sent as messages  (linux/netfilter/ipset/ip_set.h)
static NOT_SENT: Names = names(&[
    (0x600, "IPSET_CMD_NONE"),
    (0x610, "IPSET_CMD_RESTORE"),
    (0x611, "IPSET_CMD_HELP"),
    (0x612, "IPSET_CMD_VERSION"),
    (0x613, "IPSET_CMD_QUIT"),
    (0x614, "IPSET_CMD_COMMIT"),
]);

/// Returns the remark about a number that is no message type of a subsystem.
fn unknown(subsystem: u8) -> Option<&'static str> {
    Some(match subsystem {
        1 => "IPCTNL_MSG_CT_???",
        2 => "IPCTNL_MSG_EXP_???",
        3 => "NFQNL_MSG_???",
        4 => "NFULNL_MSG_???",
        5 => "OSF_MSG_???",
        6 => "IPSET_CMD_???",
        7 => "NFNL_MSG_ACCT_???",
        8 => "IPCTNL_MSG_TIMEOUT_???",
        9 => "NFNL_MSG_CTHELPER_???",
        10 => "NFT_MSG_???",
        11 => "NFNL_MSG_COMPAT_???",
        12 => "NFNL_MSG_HOOK_???",
        _ => return None,
    })
}

/// Writes the bytes after a message's header: `struct nfgenmsg`, and attributes of these types.
pub(super) fn body(scene: &Scene<'_>, kind: u16, list: &AttributeList, types: &Types, pen: &mut Pen) {
    let AttributeList { start, end, .. } = *list;
    if end - start < HEAD {
        return raw(scene, start, end, pen);
    }
    if !scene.is_there(start, HEAD) {
        return pen.address(scene.addr(start));
    }
    head(scene, kind, start, pen);
    let next = start + HEAD;
    if next == end {
        return;
    }
    pen.say(", ");
    if BATCH.contains(&kind) && is_no_list(scene, next, end) {
        raw(scene, next, end, pen);
    } else {
        attributes(scene, &AttributeList { start: next, ..*list }, types, pen);
    }
}

fn head(scene: &Scene<'_>, kind: u16, start: usize, pen: &mut Pen) {
    let [family, version] = scene.pair(start);
    let resource = scene.u16(start + 2);
    let [subsystem, _] = kind.to_be_bytes();
    pen.say("{nfgen_family=");
    pen.constant(family.into(), family_name(family), Some("AF_???"), Base::Hex);
    pen.say(", version=");
    let name = if version == 0 { Some("NFNETLINK_V0") } else { None };
    pen.constant(version.into(), name, Some("NFNETLINK_???"), Base::Hex);
    pen.say(", res_id=");
    let name = NFNL_SUBSYS.get(subsystem.into()).filter(|_| !BATCH.contains(&kind));
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
}

/// Returns strace's name of a family: that of the address family, but where netfilter has one of its own by that number.
fn family_name(family: u8) -> Option<&'static str> {
    match family {
        1 | 3 | 5 => NFPROTO.get(family.into()),
        _ => AF.get(family.into()),
    }
}
