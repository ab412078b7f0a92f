//! Captures that are made, byte by byte: well or ill.

/// Byte order of a file.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    Big,
    Little,
}

impl Order {
    pub(super) fn u16(self, n: u16) -> [u8; 2] {
        if self == Order::Big { n.to_be_bytes() } else { n.to_le_bytes() }
    }
    pub(super) fn u32(self, n: u32) -> [u8; 4] {
        if self == Order::Big { n.to_be_bytes() } else { n.to_le_bytes() }
    }
}

pub(super) const NETLINK: u32 = 253;
pub(super) const SLL: u32 = 113;
pub(super) const SLL2: u32 = 276;
pub(super) const ETHERNET: u32 = 1;

fn len(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.len()).unwrap()
}

/// Returns an `RTM_GETLINK` of 32 bytes, with this sequence number.
pub(super) fn message(order: Order, seq: u32) -> Vec<u8> {
    let mut bytes = order.u32(32).to_vec();
    bytes.extend(order.u16(18));
    bytes.extend(order.u16(0x301));
    bytes.extend(order.u32(seq));
    bytes.extend([0; 20]);
    bytes
}

/// Returns a packet of `LINKTYPE_NETLINK`, with junk where real ones have some.
pub(super) fn packet(payload: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0, 4, 3, 0x38, 0xde, 0xad, 0xbe, 0xef, 1, 2, 3, 4, 5, 6, 0, 0];
    bytes.extend(payload);
    bytes
}

/// Returns a packet of `LINKTYPE_LINUX_SLL2`.
pub(super) fn packet_2(arphrd: u16, payload: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0, 0, 0, 0, 0, 0, 0, 7];
    bytes.extend(arphrd.to_be_bytes());
    bytes.extend([4, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    bytes.extend(payload);
    bytes
}

/// Returns the header of a pcap file.
pub(super) fn pcap(order: Order, nanoseconds: bool, snaplen: u32, link: u32) -> Vec<u8> {
    let mut bytes = order.u32(if nanoseconds { 0xa1b2_3c4d } else { 0xa1b2_c3d4 }).to_vec();
    bytes.extend([order.u16(2), order.u16(4)].concat());
    bytes.extend([0; 8]);
    bytes.extend([order.u32(snaplen), order.u32(link)].concat());
    bytes
}

/// Returns a packet of a pcap file, of which `kept` bytes are there.
pub(super) fn record(order: Order, time: (u32, u32), packet: &[u8], kept: usize) -> Vec<u8> {
    let mut bytes = [order.u32(time.0), order.u32(time.1)].concat();
    bytes.extend(order.u32(u32::try_from(kept).unwrap()));
    bytes.extend(order.u32(len(packet)));
    bytes.extend(&packet[..kept]);
    bytes
}

/// Returns a pcap file with a message for each number.
pub(super) fn simple(seqs: impl IntoIterator<Item = u32>) -> Vec<u8> {
    let mut file = pcap(Order::Little, false, 0x40000, NETLINK);
    for seq in seqs {
        let packet = packet(&message(Order::Little, seq));
        file.extend(record(Order::Little, (1, 0), &packet, packet.len()));
    }
    file
}

/// Returns a block of a pcapng file.
pub(super) fn block(order: Order, kind: u32, body: &[u8]) -> Vec<u8> {
    let mut body = body.to_vec();
    body.resize(body.len().next_multiple_of(4), 0);
    let whole = order.u32(len(&body) + 12);
    [&order.u32(kind)[..], &whole, &body, &whole].concat()
}

/// Returns an option of a block.
pub(super) fn option(order: Order, code: u16, value: &[u8]) -> Vec<u8> {
    let mut bytes = [order.u16(code), order.u16(u16::try_from(value.len()).unwrap())].concat();
    bytes.extend(value);
    bytes.resize(bytes.len().next_multiple_of(4), 0);
    bytes
}

/// Returns a section header block.
pub(super) fn section(order: Order) -> Vec<u8> {
    let mut body = order.u32(0x1a2b_3c4d).to_vec();
    body.extend([order.u16(1), order.u16(0)].concat());
    body.extend([0xff; 8]);
    body.extend(option(order, 1, b"a comment on the section"));
    body.extend([0; 4]);
    block(order, 0x0a0d_0d0a, &body)
}

/// Returns an interface description block.
pub(super) fn interface(order: Order, link: u32, snaplen: u32, options: &[u8]) -> Vec<u8> {
    let mut body = [order.u16(u16::try_from(link).unwrap()), order.u16(0)].concat();
    body.extend(order.u32(snaplen));
    body.extend(options);
    block(order, 1, &body)
}

/// Returns an enhanced packet block.
pub(super) fn enhanced(order: Order, interface: u32, ticks: u64, packet: &[u8], options: &[u8]) -> Vec<u8> {
    let mut body = order.u32(interface).to_vec();
    body.extend([order.u32((ticks >> 32) as u32), order.u32(ticks as u32)].concat());
    body.extend([order.u32(len(packet)), order.u32(len(packet))].concat());
    body.extend(packet);
    body.resize(body.len().next_multiple_of(4), 0);
    body.extend(options);
    block(order, 6, &body)
}
