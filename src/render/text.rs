//! Texts that several formats share: groups, and lost messages. The library writes values.

use std::borrow::Cow;

use nltrace_decoders::generic::Ids;
use nltrace_decoders::names;
pub(crate) use nltrace_decoders::words::{
    bytes, decimal, duration, flag_names, hexadecimal, separated, special, unsigned,
};

use crate::datagram::Datagram;
use crate::tables;

/// Returns a count with its noun: `1 byte`, `2 bytes`.
pub(crate) fn count(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// Returns the name of an error number, or the number if it has none.
pub(crate) fn errno_name(errno: u32) -> String {
    names::errno(errno.into()).map_or_else(|| errno.to_string(), |(name, _)| name.to_owned())
}

/// Returns the name of a multicast group; of generic netlink with its family's before it, `nlctrl:notify`.
pub(crate) fn group<'a>(protocol: Option<u16>, group: u32, ids: &'a Ids) -> Option<Cow<'a, str>> {
    let tables = tables::by_protocol(protocol?)?;
    if tables.generic.is_empty() {
        return tables.groups.get(group.into()).map(Cow::Borrowed);
    }
    ids.group(group).map(|(family, name)| Cow::Owned(format!("{family}:{name}")))
}

/// Returns text that may hold bytes from outside, in one harmless line.
pub(crate) fn escaped(text: &str) -> String {
    let mut safe = String::new();
    super::escape::plain(text, &mut safe);
    safe
}

/// Returns the remark about a datagram that was longer than its receive buffer.
pub(crate) fn truncated(datagram: &Datagram<'_>) -> String {
    let what = if datagram.flags & nix::libc::MSG_PEEK as u32 == 0 { "was lost" } else { "did not fit" };
    let more = datagram.whole_len.saturating_sub(datagram.bytes.len());
    match more {
        0 => format!("MSG_TRUNC: the buffer was too small, at least 1 byte {what}"),
        1 => format!("MSG_TRUNC: the buffer was too small, 1 byte {what}"),
        _ => format!("MSG_TRUNC: the buffer was too small, {more} bytes {}", what.replace("was", "were")),
    }
}

/// Returns the remark about a receive that fails with `ENOBUFS`.
pub(crate) fn overrun(rcvbuf: Option<u32>) -> String {
    let lost = "= -1 ENOBUFS: messages were lost";
    rcvbuf.map_or_else(|| lost.to_owned(), |size| format!("{lost}; the receive buffer is {size} B"))
}
