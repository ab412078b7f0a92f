//! Prints a netlink message, field by field.
//!
//! `cargo run -p nltrace-decoders --example print`

use nltrace_decoders::{Decoder, Endian};

/// The kernel's answer to a request for the interface `lo`, cut to its first attributes.
const NEWLINK: &[u8] = &[
    0x38, 0, 0, 0, 0x10, 0, 0, 0, 1, 0, 0, 0, 0x39, 0x30, 0, 0, // nlmsghdr: 56 bytes, RTM_NEWLINK
    0, 0, 0x04, 0x03, 1, 0, 0, 0, 0x49, 0, 1, 0, 0, 0, 0, 0, // ifinfomsg
    7, 0, 3, 0, b'l', b'o', 0, 0, // IFLA_IFNAME
    8, 0, 4, 0, 0, 0, 1, 0, // IFLA_MTU
    5, 0, 16, 0, 0, 0, 0, 0, // IFLA_OPERSTATE
];

fn main() {
    let message = Decoder::route().endian(Endian::Little).decode(NEWLINK);

    println!("{}", message.type_name().unwrap_or("unknown"));
    for field in message.fields() {
        println!("{:1$}{2} = {3}", "", field.depth() * 2, field.name(), field.value());
    }

    // One field by its path, as a typed value.
    if let Some(mtu) = message.get("IFLA_MTU").and_then(|field| field.value().as_u64()) {
        println!("the MTU is {mtu}");
    }
    // The field to which an error of the kernel with offset 40 points.
    println!("offset 40 is in {}", message.path_at(40).unwrap_or_default());
}
