//! Protocols that have no tables yet: what their messages are called, and the fixed heads that all of one protocol share.
//!
//! Once a protocol has tables, nothing here is asked of it any more.

use nltrace_decoders::schema::{Class, Names, names};
use nltrace_decoders::wire::{self, Endian};

use super::message::Buffer;
use super::pen::{Base, Pen};
use super::scene::{Scene, raw};

const SELINUX: u16 = 7;
/// `NETLINK_KOBJECT_UEVENT`, which has no message headers.
pub(super) const KOBJECT_UEVENT: u16 = 15;
const CRYPTO_PROTOCOL: u16 = 21;

/// Writes the type of a message; false where nothing is known of the protocol's.
pub(super) fn message_type(protocol: Option<u16>, kind: u16, pen: &mut Pen) -> bool {
    let (names, unknown) = match protocol {
        Some(SELINUX) => (&SELNL, "SELNL_MSG_???"),
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
