//! `wireguard`: devices, their peers, and what addresses each may have  (linux/wireguard.h)

use core::fmt;

use crate::family::shared::sockaddr::SOCKADDR;
use crate::names::AF;
use crate::schema::{Case::*, Class::*, *};
use crate::wire::Endian;

pub(super) static FAMILY: Generic = generic("wireguard", &COMMANDS).module("wireguard");

static COMMANDS: Commands =
    commands(&numbered([msg(0, "WG_CMD_GET_DEVICE", Get, &BODY), msg(1, "WG_CMD_SET_DEVICE", New, &BODY)]));

static BODY: Body = headless(nest(&WGDEVICE_A));

static WGDEVICE_A: Set = set(
    "WGDEVICE_A",
    &[
        attr(1, "WGDEVICE_A_IFINDEX", U32.interface()).subject(),
        attr(2, "WGDEVICE_A_IFNAME", TEXT).limits(&Limits::up_to(15)).subject(),
        attr(3, "WGDEVICE_A_PRIVATE_KEY", KEY).limits(&Limits::of_length(32)).secret(),
        attr(4, "WGDEVICE_A_PUBLIC_KEY", KEY).limits(&Limits::of_length(32)),
        attr(5, "WGDEVICE_A_FLAGS", U32.flags(&WGDEVICE_F)),
        attr(6, "WGDEVICE_A_LISTEN_PORT", U16),
        attr(7, "WGDEVICE_A_FWMARK", U32.hex()),
        attr(8, "WGDEVICE_A_PEERS", Kind::List(&PEERS)),
    ],
);

/// As `wg` shows it.
const KEY: Kind = gloss(&OPAQUE, base64);

static WGDEVICE_F: Names = names(&[(0x1, "WGDEVICE_F_REPLACE_PEERS")]);

/// The attribute types are ignored.
static PEERS: List = list(nest(&WGPEER_A));

static WGPEER_A: Set = set(
    "WGPEER_A",
    &[
        attr(1, "WGPEER_A_PUBLIC_KEY", KEY).limits(&Limits::of_length(32)),
        attr(2, "WGPEER_A_PRESHARED_KEY", KEY).limits(&Limits::of_length(32)).secret(),
        attr(3, "WGPEER_A_FLAGS", U32.flags(&WGPEER_F)),
        attr(4, "WGPEER_A_ENDPOINT", SOCKADDR),
        attr(5, "WGPEER_A_PERSISTENT_KEEPALIVE_INTERVAL", U16.unit(Unit::Seconds)),
        attr(6, "WGPEER_A_LAST_HANDSHAKE_TIME", fixed(&TIMESPEC)),
        attr(7, "WGPEER_A_RX_BYTES", U64.unit(Unit::Bytes)),
        attr(8, "WGPEER_A_TX_BYTES", U64.unit(Unit::Bytes)),
        attr(9, "WGPEER_A_ALLOWEDIPS", Kind::List(&ALLOWEDIPS)),
        attr(10, "WGPEER_A_PROTOCOL_VERSION", U32),
    ],
);

static WGPEER_F: Names = names(&[
    (0x1, "WGPEER_F_REMOVE_ME"),
    (0x2, "WGPEER_F_REPLACE_ALLOWEDIPS"),
    (0x4, "WGPEER_F_UPDATE_ONLY"),
]);

/// Wall clock time; 0 if there was no handshake.
static TIMESPEC: Struct = layout(
    "__kernel_timespec",
    16,
    &[field("tv_sec", S64.unit(Unit::Seconds)), field("tv_nsec", S64.unit(Unit::Nanoseconds))],
);

/// The attribute types are ignored.
static ALLOWEDIPS: List = list(nest(&WGALLOWEDIP_A));

static WGALLOWEDIP_A: Set = set(
    "WGALLOWEDIP_A",
    &[
        attr(1, "WGALLOWEDIP_A_FAMILY", U16.name(&AF)),
        attr(2, "WGALLOWEDIP_A_IPADDR", select("@len", &[(Is(4), IP4), (Otherwise, IP6)])),
        attr(3, "WGALLOWEDIP_A_CIDR_MASK", U8.unit(Unit::Bits)),
        attr(4, "WGALLOWEDIP_A_FLAGS", U32.flags(&WGALLOWEDIP_F)),
    ],
);

static WGALLOWEDIP_F: Names = names(&[(0x1, "WGALLOWEDIP_F_REMOVE_ME")]);

/// RFC 4648, section 4.
fn base64(key: &[u8], _: Endian, out: &mut dyn fmt::Write) -> fmt::Result {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    if key.len() != 32 {
        return Ok(());
    }
    for three in key.chunks(3) {
        let bits = three.iter().chain([&0, &0]).take(3).fold(0, |bits, byte| bits << 8 | usize::from(*byte));
        for at in 0..4 {
            let digit = DIGITS.get(bits >> (18 - 6 * at) & 63).filter(|_| at <= three.len());
            out.write_char(digit.map_or('=', |digit| char::from(*digit)))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{FAMILY, base64};
    use crate::family::generic::testing::{attribute, decoded, values};
    use crate::wire::Endian;

    #[test]
    fn a_peer_and_where_it_is() {
        let endpoint = [2, 0, 0xca, 0x6c, 192, 0, 2, 7, 0, 0, 0, 0, 0, 0, 0, 0];
        let endpoint6 = [&[10, 0, 0xca, 0x6c, 0, 0, 0, 0][..], &[0; 15], &[1, 3, 0, 0, 0]].concat();
        let allowed = [attribute(1, &[2, 0]), attribute(2, &[10, 0, 0, 0]), attribute(3, &[8])].concat();
        let allowed6 = [attribute(1, &[10, 0]), attribute(2, &[0; 16]), attribute(3, &[0])].concat();
        let allowed = [attribute(0, &allowed), attribute(0, &allowed6)].concat();
        let peer = [attribute(3, &[6, 0, 0, 0]), attribute(4, &endpoint), attribute(9, &allowed)].concat();
        let peers = [attribute(0, &peer), attribute(0, &attribute(4, &endpoint6))].concat();
        let decoded = decoded(&FAMILY, (1, 5), &[&attribute(2, b"wg0\0"), &attribute(8, &peers)]);
        assert_eq!(values(&decoded, "cmd"), ["WG_CMD_SET_DEVICE"]);
        assert_eq!(values(&decoded, "WGPEER_A_FLAGS"), ["WGPEER_F_REPLACE_ALLOWEDIPS|WGPEER_F_UPDATE_ONLY"]);
        assert_eq!(values(&decoded, "sin_port"), ["51820"]);
        assert_eq!(values(&decoded, "sin_addr"), ["192.0.2.7"]);
        assert_eq!(values(&decoded, "sin6_addr"), ["::1"]);
        assert_eq!(values(&decoded, "sin6_scope_id"), ["3"]);
        assert_eq!(values(&decoded, "WGALLOWEDIP_A_IPADDR"), ["10.0.0.0", "::"]);
    }

    #[test]
    fn a_key_in_letters() {
        let decoded = |key: &[u8]| {
            let mut out = String::new();
            base64(key, Endian::Little, &mut out).unwrap();
            out
        };
        assert_eq!(decoded(&[0; 32]), "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
        assert_eq!(
            decoded(b"Many hands make light work, yes."),
            "TWFueSBoYW5kcyBtYWtlIGxpZ2h0IHdvcmssIHllcy4="
        );
        assert_eq!(decoded(&[0; 31]), "", "no key");
    }
}
