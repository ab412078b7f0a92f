//! Sentences about packets: `192.0.2.1.443 > 192.0.2.2.50122 TCP SYN len 0`

use core::fmt::{self, Write};
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::names::{ETH_P, IPPROTO};
use crate::wire::Endian;

const TCP: u8 = 6;
const UDP: u8 = 17;
/// Headers between IPv6 and its payload that are followed, and tags before a frame's protocol.
const MOST_HEADERS: usize = 16;

/// Sums up a packet that begins with an IPv4 or IPv6 header.
pub(super) fn internet(packet: &[u8], _: Endian, out: &mut dyn Write) -> fmt::Result {
    match IpPacket::new(packet) {
        Some(packet) => packet.write(out),
        None => Ok(()),
    }
}

/// Sums up an ARP packet.
pub(super) fn arp(packet: &[u8], _: Endian, out: &mut dyn Write) -> fmt::Result {
    let Some([_, _, 0x08, 0x00, 6, 4, _, operation]) = packet.first_chunk() else { return Ok(()) };
    let (Some(sender), Some(target)) = (chunk::<4>(packet, 14), chunk::<4>(packet, 24)) else {
        return Ok(());
    };
    let (sender, target) = (Ipv4Addr::from(sender), Ipv4Addr::from(target));
    match operation {
        1 => write!(out, "ARP who-has {target} tell {sender}"),
        2 => {
            write!(out, "ARP {sender} is-at ")?;
            hardware(chunk(packet, 8).unwrap_or_default(), out)
        }
        other => write!(out, "ARP operation {other}: {sender} > {target}"),
    }
}

/// Sums up what follows the `ETH_P_8021Q` of a frame.
pub(super) fn vlan(packet: &[u8], endian: Endian, out: &mut dyn Write) -> fmt::Result {
    tagged(0x8100, packet, endian, out).map(|_| ())
}

/// Sums up what follows the head of a wireless frame.
pub(crate) fn llc(packet: &[u8], endian: Endian, out: &mut dyn Write) -> fmt::Result {
    let Some([0xaa, 0xaa, _, 0, 0, 0]) = packet.first_chunk() else { return Ok(()) };
    let Some(protocol) = number(packet, 6) else { return Ok(()) };
    let payload = packet.get(8..).unwrap_or_default();
    if tagged(protocol, payload, endian, out)? {
        return Ok(());
    }
    match ETH_P.get(protocol.into()).and_then(|name| name.strip_prefix("ETH_P_")) {
        Some(name) => write!(out, "{name}")?,
        None => write!(out, "protocol {protocol:#06x}")?,
    }
    write!(out, " len {}", payload.len())
}

/// Sums up a frame of Ethernet.
pub(super) fn frame(frame: &[u8], endian: Endian, out: &mut dyn Write) -> fmt::Result {
    let Some(protocol) = number(frame, 12) else { return Ok(()) };
    let payload = frame.get(14..).unwrap_or_default();
    if tagged(protocol, payload, endian, out)? {
        return Ok(());
    }
    hardware(chunk(frame, 6).unwrap_or_default(), out)?;
    out.write_str(" > ")?;
    hardware(chunk(frame, 0).unwrap_or_default(), out)?;
    match ETH_P.get(protocol.into()).and_then(|name| name.strip_prefix("ETH_P_")) {
        Some(name) if protocol > 0x5ff => write!(out, " {name}")?,
        _ if protocol <= 0x5ff => write!(out, " 802.3")?,
        _ => write!(out, " protocol {protocol:#06x}")?,
    }
    write!(out, " len {}", payload.len())
}

/// Sums up what a frame carries, VLAN tags first. Returns false where it can't say what that is.
fn tagged(
    mut protocol: u16,
    mut payload: &[u8],
    endian: Endian,
    out: &mut dyn Write,
) -> Result<bool, fmt::Error> {
    for _ in 0..MOST_HEADERS {
        match protocol {
            0x0800 | 0x86dd => return internet(payload, endian, out).map(|()| true),
            0x0806 => return arp(payload, endian, out).map(|()| true),
            0x8100 | 0x88a8 | 0x9100 => {
                let (Some(tag), Some(next)) = (number(payload, 0), number(payload, 2)) else {
                    return Ok(true);
                };
                write!(out, "vlan {} ", tag & 0xfff)?;
                protocol = next;
                payload = payload.get(4..).unwrap_or_default();
            }
            _ => return Ok(false),
        }
    }
    Ok(true)
}

/// A packet after its network header and the extensions of that.
struct IpPacket<'a> {
    source: IpAddr,
    dest: IpAddr,
    protocol: u8,
    /// Bytes of the original packet that are in earlier fragments.
    offset: u16,
    /// The bytes after the headers, as far as they are here.
    payload: &'a [u8],
    /// How many of them the packet had.
    len: usize,
}

impl<'a> IpPacket<'a> {
    fn new(bytes: &'a [u8]) -> Option<IpPacket<'a>> {
        match bytes.first()? >> 4 {
            4 => IpPacket::ip4(bytes),
            6 => IpPacket::ip6(bytes),
            _ => None,
        }
    }

    fn ip4(bytes: &'a [u8]) -> Option<IpPacket<'a>> {
        let head = 4 * usize::from(bytes.first()? & 15);
        let total = match number(bytes, 2)? {
            0 => bytes.len(),
            total => usize::from(total),
        };
        let packet = IpPacket {
            source: IpAddr::from(chunk::<4>(bytes, 12)?),
            dest: IpAddr::from(chunk::<4>(bytes, 16)?),
            protocol: *bytes.get(9)?,
            offset: (number(bytes, 6)? & 0x1fff) << 3,
            payload: bytes,
            len: total,
        };
        Some(packet.after(head))
    }

    fn ip6(bytes: &'a [u8]) -> Option<IpPacket<'a>> {
        let total = match number(bytes, 4)? {
            0 => bytes.len(),
            len => 40 + usize::from(len),
        };
        let packet = IpPacket {
            source: IpAddr::from(Ipv6Addr::from(chunk::<16>(bytes, 8)?)),
            dest: IpAddr::from(Ipv6Addr::from(chunk::<16>(bytes, 24)?)),
            protocol: *bytes.get(6)?,
            offset: 0,
            payload: bytes,
            len: total,
        };
        let mut packet = packet.after(40);
        for _ in 0..MOST_HEADERS {
            let Some([next, len]) = packet.payload.first_chunk() else { break };
            let head = match packet.protocol {
                0 | 43 | 60 => 8 * (usize::from(*len) + 1),
                51 => 4 * (usize::from(*len) + 2),
                44 => {
                    packet.offset = number(packet.payload, 2)? & 0xfff8;
                    8
                }
                _ => break,
            };
            packet = IpPacket { protocol: *next, ..packet.after(head) };
            if packet.offset > 0 {
                break;
            }
        }
        Some(packet)
    }

    /// Returns the packet without its first bytes.
    fn after(self, head: usize) -> IpPacket<'a> {
        let len = self.len.saturating_sub(head);
        let payload = self.payload.get(head..).unwrap_or_default();
        IpPacket { payload: payload.get(..len).unwrap_or(payload), len, ..self }
    }

    fn write(&self, out: &mut dyn Write) -> fmt::Result {
        let IpPacket { source, dest, protocol, offset, payload, len } = *self;
        let ports = match protocol {
            TCP | UDP | 33 | 132 | 136 if offset == 0 => number(payload, 0).zip(number(payload, 2)),
            _ => None,
        };
        match ports {
            Some((from, to)) => write!(out, "{source}.{from} > {dest}.{to} ")?,
            None => write!(out, "{source} > {dest} ")?,
        }
        match IPPROTO.get(protocol.into()).and_then(|name| name.strip_prefix("IPPROTO_")) {
            Some(name) => out.write_str(name)?,
            None => write!(out, "protocol {protocol}")?,
        }
        if offset > 0 {
            return write!(out, " fragment at {offset} len {len}");
        }
        let head = match protocol {
            TCP => match (payload.get(12), payload.get(13)) {
                (Some(doff), Some(flags)) => {
                    tcp_flags(*flags, out)?;
                    4 * usize::from(doff >> 4)
                }
                _ => return Ok(()),
            },
            UDP | 136 => 8,
            1 | 58 => return self.icmp(out),
            _ => 0,
        };
        write!(out, " len {}", len.saturating_sub(head))
    }

    fn icmp(&self, out: &mut dyn Write) -> fmt::Result {
        let Some([kind, code]) = self.payload.first_chunk() else { return Ok(()) };
        let words = match (self.protocol, kind) {
            (1, 8) | (58, 128) => "echo request",
            (1, 0) | (58, 129) => "echo reply",
            (1, 3) | (58, 1) => "destination unreachable",
            (1, 5) | (58, 137) => "redirect",
            (1, 11) | (58, 3) => "time exceeded",
            (1, 12) | (58, 4) => "parameter problem",
            (58, 2) => "packet too big",
            (58, 133) => "router solicitation",
            (58, 134) => "router advertisement",
            (58, 135) => "neighbour solicitation",
            (58, 136) => "neighbour advertisement",
            _ => return write!(out, " type {kind} code {code} len {}", self.len.saturating_sub(8)),
        };
        write!(out, " {words}")?;
        match (self.protocol, kind) {
            (1, 0 | 8) | (58, 128 | 129) => {
                if let Some((id, sequence)) = number(self.payload, 4).zip(number(self.payload, 6)) {
                    write!(out, " id {id} seq {sequence} len {}", self.len.saturating_sub(8))?;
                }
                Ok(())
            }
            (58, 135 | 136) => match chunk::<16>(self.payload, 8) {
                Some(target) => write!(out, " of {}", Ipv6Addr::from(target)),
                None => Ok(()),
            },
            _ if *code > 0 => write!(out, " code {code}"),
            _ => Ok(()),
        }
    }
}

/// Writes the flags of a TCP header that are set.
fn tcp_flags(flags: u8, out: &mut dyn Write) -> fmt::Result {
    let names = ["FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR"];
    let mut before = " ";
    for (bit, name) in names.iter().enumerate() {
        if flags >> bit & 1 == 1 {
            write!(out, "{before}{name}")?;
            before = "|";
        }
    }
    Ok(())
}

fn hardware(address: [u8; 6], out: &mut dyn Write) -> fmt::Result {
    let mut before = "";
    for byte in address {
        write!(out, "{before}{byte:02x}")?;
        before = ":";
    }
    Ok(())
}

/// Returns bytes from a place on.
fn chunk<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..)?.first_chunk().copied()
}

/// Returns a 16-bit integer in network byte order.
fn number(bytes: &[u8], at: usize) -> Option<u16> {
    chunk(bytes, at).map(u16::from_be_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(write: crate::schema::Gloss, packet: &[u8]) -> String {
        let mut out = String::new();
        write(packet, Endian::Little, &mut out).unwrap();
        out
    }

    fn ip4(protocol: u8, frag_off: u16, payload: &[u8]) -> Vec<u8> {
        let len = 20 + u8::try_from(payload.len()).unwrap();
        let [high, low] = frag_off.to_be_bytes();
        let head = [0x45, 0, 0, len, 0, 1, high, low, 64, protocol, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2];
        [&head[..], payload].concat()
    }

    fn ip6(nexthdr: u8, payload: &[u8]) -> Vec<u8> {
        let mut head = [0; 40];
        head[0] = 0x60;
        head[5] = u8::try_from(payload.len()).unwrap();
        head[6] = nexthdr;
        head[8..12].copy_from_slice(&[0x20, 1, 0xd, 0xb8]);
        (head[23], head[39]) = (1, 1);
        [&head[..], payload].concat()
    }

    const SYN: [u8; 20] = [1, 187, 0xc3, 0xca, 0, 0, 0, 1, 0, 0, 0, 0, 0x50, 2, 0, 64, 0, 0, 0, 0];

    #[test]
    fn tcp_and_udp() {
        assert_eq!(said(internet, &ip4(6, 0, &SYN)), "192.0.2.1.443 > 192.0.2.2.50122 TCP SYN len 0");
        let mut data = [&SYN[..], b"hello"].concat();
        data[13] = 0x18;
        assert_eq!(said(internet, &ip6(6, &data)), "2001:db8::1.443 > ::1.50122 TCP PSH|ACK len 5");
        let udp = ip4(17, 0, &[0, 53, 0, 99, 0, 11, 0, 0, 1, 2, 3]);
        assert_eq!(said(internet, &udp), "192.0.2.1.53 > 192.0.2.2.99 UDP len 3");
        // Cut by a copy range: the length is the packet's own.
        assert_eq!(said(internet, &udp[..24]), "192.0.2.1.53 > 192.0.2.2.99 UDP len 3");
        assert_eq!(said(internet, &udp[..22]), "192.0.2.1 > 192.0.2.2 UDP len 3");
        assert_eq!(said(internet, &udp[..19]), "");
        assert_eq!(said(internet, &ip4(6, 0, &SYN[..8])), "192.0.2.1.443 > 192.0.2.2.50122 TCP");
    }

    #[test]
    fn extensions_and_fragments() {
        let hop = [17, 0, 1, 4, 0, 0, 0, 0];
        let udp = [0, 53, 0, 99, 0, 8, 0, 0];
        assert_eq!(said(internet, &ip6(0, &[hop, udp].concat())), "2001:db8::1.53 > ::1.99 UDP len 0");
        let later = [17, 0, 5, 0xa8, 0, 0, 0, 7];
        let later = said(internet, &ip6(44, &[later, udp].concat()));
        assert_eq!(later, "2001:db8::1 > ::1 UDP fragment at 1448 len 8");
        assert_eq!(said(internet, &ip4(17, 185, &udp)), "192.0.2.1 > 192.0.2.2 UDP fragment at 1480 len 8");
        assert_eq!(said(internet, &ip4(200, 0, &[1])), "192.0.2.1 > 192.0.2.2 protocol 200 len 1");
    }

    #[test]
    fn icmp_and_arp() {
        let echo = [8, 0, 0, 0, 0, 7, 0, 1, 9];
        assert_eq!(
            said(internet, &ip4(1, 0, &echo)),
            "192.0.2.1 > 192.0.2.2 ICMP echo request id 7 seq 1 len 1"
        );
        assert_eq!(
            said(internet, &ip4(1, 0, &[3, 3, 0, 0, 0, 0, 0, 0])),
            "192.0.2.1 > 192.0.2.2 ICMP destination unreachable code 3"
        );
        let mut who = [0, 1, 8, 0, 6, 4, 0, 1].to_vec();
        who.extend([2, 0, 0, 0, 0, 1, 192, 0, 2, 1, 0, 0, 0, 0, 0, 0, 192, 0, 2, 2]);
        assert_eq!(said(arp, &who), "ARP who-has 192.0.2.2 tell 192.0.2.1");
        who[7] = 2;
        let eth =
            [&[255, 255, 255, 255, 255, 255, 2, 0, 0, 0, 0, 1, 0x81, 0, 0x20, 5, 8, 6][..], &who].concat();
        assert_eq!(said(frame, &eth), "vlan 5 ARP 192.0.2.1 is-at 02:00:00:00:00:01");
        let lldp = [&eth[..12], &[0x88, 0xcc, 1, 2]].concat();
        assert_eq!(said(frame, &lldp), "02:00:00:00:00:01 > ff:ff:ff:ff:ff:ff LLDP len 2");
    }
}
