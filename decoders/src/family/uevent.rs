//! `NETLINK_KOBJECT_UEVENT`: what happens to devices  (the kernel's lib/kobject_uevent.c)
//!
//! Datagrams have no message header. The kernel's are texts: `ACTION@DEVPATH`, and variables as `KEY=value`. udev sends what it makes
//! of them to others by the same protocol, with a header of its own (`struct udev_monitor_netlink_header`, systemd's
//! sd-device/device-monitor.c) before variables.

use crate::schema::{Case::*, Class::*, *};

/// The protocol.
pub static FAMILY: Family = Family {
    protocol: 15,
    name: "NETLINK_KOBJECT_UEVENT",
    messages: &[],
    groups: &GROUPS,
    general: None,
    generic: &[],
    unnamed: &[],
    framing: Framing::Bare(&UEVENT),
    exchange: Exchange::PLAIN,
};

static UEVENT: Msg = msg(0, "uevent", Other, &BODY);

static BODY: Body = body(Kind::Peek(&BEGINNING, &HEAD), TEXTS);

static HEAD: Kind =
    select("prefix", &[(Named("libudev"), fixed(&UDEV_MONITOR_NETLINK_HEADER)), (Otherwise, PAD)]);

const TEXTS: Kind = select("prefix", BY_SENDER);
static BY_SENDER: &[(Case, Kind)] =
    &[(Named("libudev"), strings(&OF_UDEV)), (Otherwise, strings(&OF_KERNEL))];

/// Distinguishes udev's datagrams from the kernel's.
static BEGINNING: Struct = layout("udev_monitor_netlink_header", 8, &[PREFIX]);

const PREFIX: Field = field("prefix", text(8));

static OF_KERNEL: Struct = layout("uevent", 0, &[]).then(&[field("header", TEXT), field("env", TEXT)]);

static OF_UDEV: Struct = layout("properties", 0, &[]).then(&[field("property", TEXT)]);

/// `struct udev_monitor_netlink_header`: by the hashes, sockets' filters choose without reading texts.
static UDEV_MONITOR_NETLINK_HEADER: Struct = layout(
    "udev_monitor_netlink_header",
    40,
    &[
        PREFIX,
        field("magic", BE32.hex()),
        field("header_size", U32.unit(Unit::Bytes)),
        field("properties_off", U32.unit(Unit::Bytes)),
        field("properties_len", U32.unit(Unit::Bytes)),
        field("filter_subsystem_hash", BE32.hex()),
        field("filter_devtype_hash", BE32.hex()),
        field("filter_tag_bloom_hi", BE32.hex()),
        field("filter_tag_bloom_lo", BE32.hex()),
    ],
);

/// The kernel's own group, and the one to which udev sends: known by their numbers to all.
static GROUPS: Names = names(&[(1, "MONITOR_GROUP_KERNEL"), (2, "MONITOR_GROUP_UDEV")]);

#[cfg(test)]
mod tests {
    use super::FAMILY;
    use crate::decode::{Context, decode, pieces};
    use crate::tape::Tape;
    use crate::value::{Value, read};
    use crate::wire::Endian;

    fn decoded(datagram: &[u8]) -> Vec<String> {
        let context = Context {
            family: Some(&FAMILY),
            endian: Endian::Little,
            to_kernel: None,
            request: None,
            ids: None,
        };
        assert_eq!(pieces(datagram, &context).count(), 1);
        let mut tape = Tape::new();
        decode(datagram, &context, &mut tape);
        let value = |field| match read(field, datagram, &tape) {
            Value::Text(text, rest) => {
                assert!(rest.is_empty());
                String::from_utf8_lossy(text).into_owned()
            }
            Value::Integer(number) => format!("{:#x}", number.raw),
            _ => String::new(),
        };
        tape.fields().iter().map(|field| format!("{}={}", field.name, value(field))).collect()
    }

    #[test]
    fn the_kernels() {
        let datagram = b"add@/devices/virtual/net/lo\0ACTION=add\0SEQNUM=42\0";
        assert_eq!(
            decoded(datagram),
            ["header=add@/devices/virtual/net/lo", "env=ACTION=add", "env=SEQNUM=42"]
        );
        assert_eq!(decoded(b"remove"), ["header=remove"]);
    }

    #[test]
    fn udevs() {
        let mut datagram = b"libudev\0\xfe\xed\xca\xfe\x28\0\0\0\x28\0\0\0\x08\0\0\0".to_vec();
        datagram.extend([0x11; 16]);
        datagram.extend(b"A=1\0B=2\0");
        let decoded = decoded(&datagram);
        assert_eq!(decoded[1..4], ["prefix=libudev", "magic=0xfeedcafe", "header_size=0x28"]);
        assert_eq!(decoded[10..], ["property=A=1", "property=B=2"]);
    }
}
