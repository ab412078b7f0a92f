//! Sentences about frames of the air: `BEACON 02:00:00:00:00:00 > ff:ff:ff:ff:ff:ff "home"`

use alloc::string::String;
use core::fmt::{self, Write};

use super::action::WLAN_CATEGORY;
use super::code::{WLAN_REASON, WLAN_STATUS};
use super::frame::{FRAME_TYPE, WLAN_AUTH};
use crate::family::shared::packet::llc_in_words;
use crate::schema::Names;
use crate::wire::Endian;

/// The frame's body is encrypted.
const PROTECTED: u8 = 0x40;
const MANAGEMENT_HEAD: usize = 24;

/// Sums up a management frame.
pub(super) fn management(frame: &[u8], _: Endian, out: &mut dyn Write) -> fmt::Result {
    let Some([kind, flags]) = frame.first_chunk() else { return Ok(()) };
    head(*kind, address(frame, 10), address(frame, 4), out)?;
    let body = frame.get(MANAGEMENT_HEAD..).unwrap_or_default();
    // An authentication frame is marked so while it is not encrypted.
    if flags & PROTECTED != 0 && *kind != 0xb0 {
        return out.write_str(" protected");
    }
    match kind {
        0x00 => ssid(body.get(4..), out),
        0x20 => ssid(body.get(10..), out),
        0x40 => ssid(Some(body), out),
        0x50 | 0x80 => ssid(body.get(12..), out),
        0x10 | 0x30 => name(&WLAN_STATUS, "WLAN_STATUS_", word(body, 2), out),
        0xa0 | 0xc0 => name(&WLAN_REASON, "WLAN_REASON_", word(body, 0), out),
        0xb0 => {
            name(&WLAN_AUTH, "WLAN_AUTH_", word(body, 0), out)?;
            if let Some(transaction) = word(body, 2) {
                write!(out, " {transaction}")?;
            }
            name(&WLAN_STATUS, "WLAN_STATUS_", word(body, 4), out)
        }
        0xd0 | 0xe0 => name(&WLAN_CATEGORY, "WLAN_CATEGORY_", body.first().copied().map(u16::from), out),
        _ => Ok(()),
    }
}

/// Sums up a data frame and the packet in it.
pub(super) fn data(frame: &[u8], endian: Endian, out: &mut dyn Write) -> fmt::Result {
    let Some([kind, flags]) = frame.first_chunk() else { return Ok(()) };
    let direction = flags & 3;
    // Addresses of: the receiver, the transmitter, then who is left to be named.
    let (to, from) = match direction {
        0 => (address(frame, 4), address(frame, 10)),
        1 => (address(frame, 16), address(frame, 10)),
        2 => (address(frame, 4), address(frame, 16)),
        _ => (address(frame, 16), address(frame, 24)),
    };
    head(*kind, from, to, out)?;
    if flags & PROTECTED != 0 {
        return out.write_str(" protected");
    }
    let has_qos = kind & 0x80 != 0;
    let start = if direction == 3 { 30 } else { 24 } + if has_qos { 2 } else { 0 };
    let quality = if has_qos { frame.get(start - 2).copied().unwrap_or(0) } else { 0 };
    if quality & 0x80 != 0 {
        return out.write_str(" A-MSDU");
    }
    let mut packet = String::new();
    llc_in_words(frame.get(start..).unwrap_or_default(), endian, &mut packet)?;
    if packet.is_empty() { Ok(()) } else { write!(out, " {packet}") }
}

/// Writes a frame's type and its addresses.
fn head(kind: u8, from: Option<&[u8]>, to: Option<&[u8]>, out: &mut dyn Write) -> fmt::Result {
    match FRAME_TYPE.get(kind.into()) {
        Some(name) => {
            let name = name.rsplit_once('|').map_or(name, |(_, subtype)| subtype);
            out.write_str(
                name.trim_start_matches("IEEE80211_STYPE_").trim_start_matches("IEEE80211_FTYPE_"),
            )?;
        }
        None => write!(out, "frame {kind:#04x}")?,
    }
    if let (Some(from), Some(to)) = (from, to) {
        out.write_char(' ')?;
        hardware(from, out)?;
        out.write_str(" > ")?;
        hardware(to, out)?;
    }
    Ok(())
}

/// Writes the network's name, if one of the elements is that.
fn ssid(elements: Option<&[u8]>, out: &mut dyn Write) -> fmt::Result {
    let mut rest = elements.unwrap_or_default();
    while let [id, len, tail @ ..] = rest {
        let Some((data, next)) = tail.split_at_checked(usize::from(*len)) else { break };
        if *id == 0 {
            return write!(out, " \"{}\"", String::from_utf8_lossy(data));
        }
        rest = next;
    }
    Ok(())
}

/// Writes the name of a number without the prefix that all its names have.
fn name(names: &Names, prefix: &str, number: Option<u16>, out: &mut dyn Write) -> fmt::Result {
    let Some(number) = number else { return Ok(()) };
    match names.get(number.into()) {
        Some(name) => write!(out, " {}", name.strip_prefix(prefix).unwrap_or(name)),
        None => write!(out, " {number}"),
    }
}

fn hardware(address: &[u8], out: &mut dyn Write) -> fmt::Result {
    for (at, byte) in address.iter().enumerate() {
        write!(out, "{}{byte:02x}", if at > 0 { ":" } else { "" })?;
    }
    Ok(())
}

fn address(frame: &[u8], at: usize) -> Option<&[u8]> {
    frame.get(at..at + 6)
}

fn word(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk().copied().map(u16::from_le_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    const HERE: [u8; 6] = [2, 0, 0, 0, 0, 1];
    const THERE: [u8; 6] = [2, 0, 0, 0, 0, 2];
    const THIRD: [u8; 6] = [2, 0, 0, 0, 0, 3];

    fn frame(kind: u8, flags: u8, body: &[u8]) -> Vec<u8> {
        [&[kind, flags, 0, 0][..], &THERE, &HERE, &THIRD, &[0, 0], body].concat()
    }

    fn said(write: crate::schema::Gloss, frame: &[u8]) -> String {
        let mut out = String::new();
        write(frame, Endian::Little, &mut out).unwrap();
        out
    }

    #[test]
    fn management_frames() {
        let beacon = frame(0x80, 0, &[&[0; 12][..], &[1, 1, 2, 0, 4], b"home"].concat());
        assert_eq!(said(management, &beacon), "BEACON 02:00:00:00:00:01 > 02:00:00:00:00:02 \"home\"");
        assert_eq!(said(management, &beacon[..40]), "BEACON 02:00:00:00:00:01 > 02:00:00:00:00:02");
        assert_eq!(said(management, &beacon[..8]), "BEACON");
        let auth = frame(0xb0, PROTECTED, &[3, 0, 1, 0, 126, 0]);
        assert_eq!(
            said(management, &auth),
            "AUTH 02:00:00:00:00:01 > 02:00:00:00:00:02 SAE 1 SAE_HASH_TO_ELEMENT"
        );
        let left = "02:00:00:00:00:01 > 02:00:00:00:00:02";
        assert_eq!(
            said(management, &frame(0xc0, 0, &[3, 0])),
            alloc::format!("DEAUTH {left} DEAUTH_LEAVING")
        );
        assert_eq!(
            said(management, &frame(0xc0, PROTECTED, &[3, 0])),
            alloc::format!("DEAUTH {left} protected")
        );
        assert_eq!(
            said(management, &frame(0x10, 0, &[0, 0, 99, 3])),
            alloc::format!("ASSOC_RESP {left} 867")
        );
        assert_eq!(said(management, &frame(0xd0, 0, &[4, 10])), alloc::format!("ACTION {left} PUBLIC"));
    }

    #[test]
    fn data_frames() {
        let arp = [0xaa, 0xaa, 3, 0, 0, 0, 0x88, 0x8e, 1, 2, 3];
        let to_station = said(data, &frame(0x08, 2, &arp));
        assert_eq!(to_station, "DATA 02:00:00:00:00:03 > 02:00:00:00:00:02 PAE len 3");
        let to_network = said(data, &frame(0x88, 1, &[&[0, 0][..], &arp].concat()));
        assert_eq!(to_network, "QOS_DATA 02:00:00:00:00:01 > 02:00:00:00:00:03 PAE len 3");
        let many = said(data, &frame(0x88, 0, &[0x80, 0]));
        assert_eq!(many, "QOS_DATA 02:00:00:00:00:01 > 02:00:00:00:00:02 A-MSDU");
        assert_eq!(said(data, &frame(0x08, PROTECTED, &arp)).rsplit_once(' ').unwrap().1, "protected");
        assert_eq!(said(data, &frame(0x08, 3, &[])), "DATA");
        let nothing = said(data, &frame(0xc8, 1, &[0, 0]));
        assert_eq!(nothing, "QOS_NULLFUNC 02:00:00:00:00:01 > 02:00:00:00:00:03");
    }
}
