//! Uevents in a line: texts, or udev's header before them, as strace writes both.

pub(super) use nltrace_decoders::names::NETLINK_KOBJECT_UEVENT as PROTOCOL;
use nltrace_decoders::wire::{self, Endian};

use super::pen::Pen;
use super::scene::Buffer;

/// Writes `struct udev_monitor_netlink_header`, or the kernel's own text.
pub(super) fn datagram(buffer: &Buffer<'_>, pen: &mut Pen) {
    /// `libudev`, followed by a number in network byte order.
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
