//! nltrace: shows every netlink message a program exchanges with the kernel.

mod datagram;

fn main() {}
