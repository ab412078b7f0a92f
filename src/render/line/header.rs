//! The memory that arguments of calls point at: socket addresses, buffers, `struct msghdr`, control messages.

use std::fmt::Write;

use nltrace_decoders::names;
use nltrace_decoders::wire::Endian;

use super::call::is_sending;
use super::call::{CallStyle, level_name};
use super::message;
use super::pen::{Base, Comment, Pen};
use super::scene::Buffer;
use crate::datagram::Memory;
use crate::render::words::MSG;

impl CallStyle<'_> {
    /// Writes a socket address of `len` bytes.
    pub(super) fn address(&self, addr: u64, len: u64, memory: &Memory, pen: &mut Pen) {
        let len = usize::try_from(len.min(128)).unwrap_or(128);
        let Some(bytes) = memory.get(addr, len).filter(|_| len >= 2) else { return pen.address(addr) };
        let word = |at: usize| bytes.get(at..at + 4).and_then(|b| b.try_into().ok()).map(u32::from_ne_bytes);
        let family = bytes.get(..2).and_then(|b| b.try_into().ok()).map_or(0, u16::from_ne_bytes);
        pen.say("{sa_family=");
        pen.constant(family.into(), names::AF.get(family.into()), Some("AF_???"), Base::Hex);
        match (family, word(4), word(8)) {
            (16, Some(portid), Some(groups)) => {
                let pad = bytes.get(2..4).and_then(|b| b.try_into().ok()).map_or(0, u16::from_ne_bytes);
                if pad != 0 {
                    pen.write(format_args!(", nl_pad={pad:#x}"));
                }
                pen.say(", nl_pid=");
                pen.decimal(portid.into());
                pen.say(", nl_groups=");
                pen.groups(groups);
            }
            _ if len > 2 => {
                pen.say(", sa_data=");
                let data = bytes.get(2..).unwrap_or_default();
                let shown = data.get(..pen.limit).unwrap_or(data);
                pen.quoted(shown, None);
                if shown.len() < data.len() {
                    pen.say("...");
                }
            }
            _ => {}
        }
        pen.say("}");
    }

    /// Writes an address that the call returned, and the length before and after it.
    pub(super) fn name_and_length(&self, addr: u64, len_addr: u64, pen: &mut Pen) {
        let len =
            |memory: &Memory| memory.get(len_addr, 4).and_then(|b| b.try_into().ok()).map(i32::from_ne_bytes);
        let (room, now) = (len(self.call.before), len(self.call.after));
        pen.say(", ");
        match (room, now, self.is_done()) {
            (Some(room), Some(now), true) => {
                let kept = room.min(now).max(0);
                self.address(addr, u64::try_from(kept).unwrap_or(0), self.call.after, pen);
                pen.write(format_args!(", [{room}"));
                if room != now {
                    pen.write(format_args!(" => {now}"));
                }
                pen.say("]");
            }
            (Some(room), _, false) => {
                pen.address(addr);
                pen.write(format_args!(", [{room}]"));
            }
            _ => {
                pen.address(addr);
                pen.say(", ");
                pen.address(len_addr);
            }
        }
    }

    pub(super) fn word(&self, memory: &Memory, addr: u64) -> Option<u64> {
        let bytes = memory.get(addr, self.call.word)?;
        match self.call.word {
            8 => Some(u64::from_ne_bytes(bytes.try_into().ok()?)),
            _ => Some(u32::from_ne_bytes(bytes.try_into().ok()?).into()),
        }
    }

    pub(super) fn int(memory: &Memory, addr: u64) -> Option<i32> {
        Some(i32::from_ne_bytes(memory.get(addr, 4)?.try_into().ok()?))
    }

    /// Returns `msg_namelen` of a header.
    pub(super) fn name_len(&self, addr: u64, memory: &Memory) -> Option<i32> {
        if addr == 0 { None } else { Self::int(memory, addr.wrapping_add(self.call.word as u64)) }
    }

    /// Writes buffers, with `moved` bytes in all. All of them are one datagram, shown at its beginning.
    pub(super) fn vectors(&mut self, addr: u64, count: u64, moved: u64, memory: &Memory, pen: &mut Pen) {
        let size = 2 * self.call.word as u64;
        if addr == 0 || (count > 0 && self.word(memory, addr).is_none()) {
            return pen.address(addr);
        }
        let mut joined = Vec::new();
        let mut whole = 0u64;
        let mut base = 0;
        let mut places = Vec::new();
        for index in 0..count.min(1024) {
            let at = addr.wrapping_add(index * size);
            let (Some(place), Some(len)) =
                (self.word(memory, at), self.word(memory, at.wrapping_add(self.call.word as u64)))
            else {
                places.push(Err(at));
                break;
            };
            let take = len.min(moved.saturating_sub(whole));
            if joined.len() as u64 == whole {
                joined.extend_from_slice(memory.prefix(place, take as usize));
            }
            if whole == 0 {
                base = place;
            }
            whole = whole.saturating_add(take);
            places.push(Ok((place, len)));
        }
        pen.say("[");
        let mut is_shown = false;
        for (index, place) in places.into_iter().enumerate() {
            if index > 0 {
                pen.say(", ");
            }
            let (place, len) = match place {
                Ok(place) => place,
                Err(at) => {
                    pen.hole(at);
                    break;
                }
            };
            pen.say("{iov_base=");
            if !is_shown && place == base {
                is_shown = true;
                let len = usize::try_from(whole).unwrap_or(usize::MAX);
                let buffer = Buffer {
                    bytes: &joined,
                    len,
                    addr: base,
                    endian: Endian::NATIVE,
                    protocol: self.call.caller.socket.or(self.call.socket).and_then(|s| s.protocol),
                    interface: self.interface,
                    descriptor: self.file,
                    request: self.request,
                    ids: self.ids,
                    is_sent: is_sending(self.call.caller.syscall),
                };
                message::buffer(&buffer, self.decoder, pen);
            } else {
                pen.address(place);
            }
            pen.say(", iov_len=");
            pen.decimal(len);
            pen.say("}");
        }
        pen.say("]");
    }

    /// Writes `struct msghdr`. `room` is the length that there was for a name before the call.
    pub(super) fn header(
        &mut self,
        addr: u64,
        room: Option<i32>,
        moved: u64,
        memory: &Memory,
        pen: &mut Pen,
    ) {
        let word = self.call.word as u64;
        let member = |index: u64| self.word(memory, addr.wrapping_add(index * word));
        let members = (member(0), self.name_len(addr, memory), member(2), member(3), member(4), member(5));
        let (Some(name), Some(name_len), Some(vectors), Some(count), Some(control), Some(control_len)) =
            members
        else {
            return pen.address(addr);
        };
        let flags = Self::int(memory, addr.wrapping_add(6 * word)).unwrap_or(0);
        pen.say("{msg_name=");
        let kept = room.unwrap_or(name_len).min(name_len).max(0);
        if kept == 0 {
            pen.address(name);
        } else {
            self.address(name, u64::try_from(kept).unwrap_or(0), memory, pen);
        }
        pen.say(", msg_namelen=");
        match room.filter(|room| *room != name_len) {
            Some(room) => pen.write(format_args!("{room} => {name_len}")),
            None => pen.write(format_args!("{name_len}")),
        }
        pen.say(", msg_iov=");
        self.vectors(vectors, count, moved, memory, pen);
        pen.say(", msg_iovlen=");
        pen.decimal(count);
        if control_len > 0 {
            pen.say(", msg_control=");
            self.control(control, control_len, memory, pen);
        }
        pen.say(", msg_controllen=");
        pen.decimal(control_len);
        pen.say(", msg_flags=");
        pen.flags(u64::from(flags.cast_unsigned()), &MSG, Comment::Words("MSG_???"));
        pen.say("}");
    }

    /// Writes control messages.
    pub(super) fn control(&self, addr: u64, len: u64, memory: &Memory, pen: &mut Pen) {
        let word = self.call.word as u64;
        let bytes = memory.prefix(addr, usize::try_from(len).unwrap_or(usize::MAX));
        if bytes.is_empty() {
            return pen.address(addr);
        }
        pen.say("[");
        let mut at = addr;
        let end = addr.saturating_add(len);
        while let (Some(size), Some(level), Some(kind)) = (
            self.word(memory, at),
            Self::int(memory, at.wrapping_add(word)),
            Self::int(memory, at.wrapping_add(word + 4)),
        ) {
            if at > addr {
                pen.say(", ");
            }
            pen.write(format_args!("{{cmsg_len={size}, cmsg_level="));
            level_name(level, pen);
            pen.say(", cmsg_type=");
            let number = u64::from(kind.cast_unsigned());
            let name = match (level, kind) {
                (270, 3) => Some("NETLINK_PKTINFO"),
                (270, 8) => Some("NETLINK_LISTEN_ALL_NSID"),
                (1, 1) => Some("SCM_RIGHTS"),
                (1, 2) => Some("SCM_CREDENTIALS"),
                _ => None,
            };
            pen.constant(number, name, None, Base::Hex);
            let data = memory.prefix(
                at.wrapping_add(word + 8),
                usize::try_from(size.saturating_sub(word + 8)).unwrap_or(0),
            );
            let ints: Vec<i32> =
                data.chunks_exact(4).filter_map(|b| Some(i32::from_ne_bytes(b.try_into().ok()?))).collect();
            match (level, kind, ints.as_slice()) {
                (270, ..) | (1, 1, _) => {
                    let mut list = String::new();
                    for (index, int) in ints.iter().enumerate() {
                        let _ = write!(list, "{}{int}", if index > 0 { ", " } else { "" });
                    }
                    pen.write(format_args!(", cmsg_data=[{list}]"));
                }
                (1, 2, [pid, uid, gid]) => {
                    pen.write(format_args!(", cmsg_data={{pid={pid}, uid={uid}, gid={gid}}}"));
                }
                _ if data.is_empty() => {}
                _ => {
                    pen.say(", cmsg_data=");
                    pen.hex_string(data, data.len());
                }
            }
            pen.say("}");
            let step = size.max(word + 8).checked_next_multiple_of(word).unwrap_or(u64::MAX);
            at = at.saturating_add(step);
            if size < word + 8 || at.saturating_add(word + 8) > end {
                break;
            }
        }
        pen.say("]");
    }

    /// Writes `sendmmsg` and `recvmmsg`.
    pub(super) fn many(&mut self, name: &str, pen: &mut Pen) {
        let is_send = name == "sendmmsg";
        let size = if self.call.word == 8 { 64 } else { 32 };
        let (before, after) = (self.call.before, self.call.after);
        let memory = if is_send { before } else { after };
        let count = if is_send { self.arg(2) } else { self.returned() };
        let addr = self.arg(1);
        pen.say(", ");
        if !is_send && !self.is_done() || self.name_len(addr, memory).is_none() {
            pen.address(addr);
        } else {
            pen.say("[");
            for index in 0..count {
                let at = addr.wrapping_add(index * size);
                if index > 0 {
                    pen.say(", ");
                }
                if index as usize >= pen.limit && !pen.verbose {
                    pen.say("...");
                    break;
                }
                if self.name_len(at, memory).is_none() {
                    pen.hole(at);
                    break;
                }
                let moved = Self::int(memory, at.wrapping_add(if size == 64 { 56 } else { 28 })).unwrap_or(0);
                let moved = u64::from(moved.cast_unsigned());
                let room = if is_send { None } else { self.name_len(at, before) };
                pen.say("{msg_hdr=");
                self.header(at, room, if is_send { u64::MAX } else { moved }, memory, pen);
                if !is_send {
                    pen.write(format_args!(", msg_len={moved}"));
                } else if index < self.returned() {
                    // The kernel wrote the length of all options here.
                    let len = self.offered(at, memory);
                    pen.write(format_args!(", msg_len={len}"));
                }
                pen.say("}");
            }
            pen.say("]");
        }
        pen.say(", ");
        pen.decimal(self.arg(2) & 0xffff_ffff);
        pen.say(", ");
        self.message_flags(self.arg(3), pen);
        if !is_send {
            pen.say(", ");
            pen.address(self.arg(4));
        }
    }

    /// Returns the bytes in all buffers of a header.
    pub(super) fn offered(&self, addr: u64, memory: &Memory) -> u64 {
        let word = self.call.word as u64;
        let vectors = self.word(memory, addr.wrapping_add(2 * word)).unwrap_or(0);
        let count = self.word(memory, addr.wrapping_add(3 * word)).unwrap_or(0).min(1024);
        (0..count)
            .filter_map(|index| self.word(memory, vectors.wrapping_add((2 * index + 1) * word)))
            .fold(0, u64::saturating_add)
    }
}
