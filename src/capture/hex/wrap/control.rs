//! The bodies of control messages, which all protocols have.

use nltrace_decoders::control::{NLM_F_ACK_TLVS, NLM_F_CAPPED, NLMSG_DONE, NLMSG_ERROR};
use nltrace_decoders::names::NETLINK_ROUTE;
use nltrace_decoders::wire::{self, Endian, align};

use super::PastePlace;
use super::build::header;
use crate::tables;

/// Returns the place of a control message's body.
pub(super) fn control(name: &str) -> Option<PastePlace> {
    let kind = match name {
        "NLMSG_ERROR" => (NLMSG_ERROR, "NLMSG_ERROR"),
        "NLMSG_DONE" => (NLMSG_DONE, "NLMSG_DONE"),
        _ => return None,
    };
    let family = tables::by_protocol(NETLINK_ROUTE)?;
    let message = family.messages.iter().copied().flatten().next()?;
    Some(PastePlace { control: Some(kind), ..PastePlace::of(family, None, message, false) })
}

/// Returns a control message with a body: an errno, of an error the request, and attributes if more bytes follow.
pub(super) fn control_message(kind: u16, body: &[u8]) -> Vec<u8> {
    let echo = body.get(4..).and_then(|echo| wire::message_header(echo, Endian::NATIVE).ok());
    let len = echo.map_or(0, |(_, header)| usize::try_from(header.len).unwrap_or(usize::MAX));
    let errno_len = 4;
    let end = match kind {
        NLMSG_DONE => errno_len,
        _ => errno_len + align(len.min(body.len())),
    };
    let has_attributes = body.len() > end;
    // An error whose request is missing but for its header.
    let is_capped = kind == NLMSG_ERROR && len > body.len();
    let flags = if has_attributes { NLM_F_ACK_TLVS } else { 0 } | if is_capped { NLM_F_CAPPED } else { 0 };
    let mut bytes = header(kind, flags, body.len());
    bytes.extend_from_slice(body);
    bytes
}
