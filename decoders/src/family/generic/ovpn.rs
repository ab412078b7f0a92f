//! `ovpn`: OpenVPN's peers and their keys in the kernel  (linux/ovpn.h)

use crate::schema::{Case::*, Class::*, *};

pub(super) static FAMILY: Generic = generic("ovpn", &COMMANDS).module("ovpn");

static COMMANDS: Commands = commands(&numbered([
    msg(1, "OVPN_CMD_PEER_NEW", New, &BODY),
    msg(2, "OVPN_CMD_PEER_SET", New, &BODY),
    msg(3, "OVPN_CMD_PEER_GET", Get, &BODY),
    msg(4, "OVPN_CMD_PEER_DEL", Delete, &BODY),
    msg(5, "OVPN_CMD_PEER_DEL_NTF", Other, &BODY),
    msg(6, "OVPN_CMD_KEY_NEW", New, &BODY),
    msg(7, "OVPN_CMD_KEY_GET", Get, &BODY),
    msg(8, "OVPN_CMD_KEY_SWAP", New, &BODY),
    msg(9, "OVPN_CMD_KEY_SWAP_NTF", Other, &BODY),
    msg(10, "OVPN_CMD_KEY_DEL", Delete, &BODY),
    msg(11, "OVPN_CMD_PEER_FLOAT_NTF", Other, &BODY),
]));

static BODY: Body = headless(nest(&OVPN_A));

static OVPN_A: Set = set(
    "OVPN_A",
    &[
        attr(1, "OVPN_A_IFINDEX", U32.interface()).key(),
        attr(2, "OVPN_A_PEER", nest(&OVPN_A_PEER)),
        attr(3, "OVPN_A_KEYCONF", nest(&OVPN_A_KEYCONF)),
    ],
);

static OVPN_A_PEER: Set = set(
    "OVPN_A_PEER",
    &[
        attr(1, "OVPN_A_PEER_ID", U32).limits(&Limits::at_most(16777215)).key(),
        attr(2, "OVPN_A_PEER_REMOTE_IPV4", IP4),
        attr(3, "OVPN_A_PEER_REMOTE_IPV6", IP6),
        attr(4, "OVPN_A_PEER_REMOTE_IPV6_SCOPE_ID", U32.interface()),
        attr(5, "OVPN_A_PEER_REMOTE_PORT", BE16).limits(&Limits::at_least(1)),
        attr(6, "OVPN_A_PEER_SOCKET", U32),
        attr(7, "OVPN_A_PEER_SOCKET_NETNSID", S32),
        attr(8, "OVPN_A_PEER_VPN_IPV4", IP4),
        attr(9, "OVPN_A_PEER_VPN_IPV6", IP6),
        attr(10, "OVPN_A_PEER_LOCAL_IPV4", IP4),
        attr(11, "OVPN_A_PEER_LOCAL_IPV6", IP6),
        attr(12, "OVPN_A_PEER_LOCAL_PORT", BE16).limits(&Limits::at_least(1)),
        attr(13, "OVPN_A_PEER_KEEPALIVE_INTERVAL", U32.unit(Unit::Seconds)).limits(&Limits::at_most(86400)),
        attr(14, "OVPN_A_PEER_KEEPALIVE_TIMEOUT", U32.unit(Unit::Seconds)).limits(&Limits::at_most(86400)),
        attr(15, "OVPN_A_PEER_DEL_REASON", U32.name(&OVPN_DEL_PEER_REASON)),
        attr(16, "OVPN_A_PEER_VPN_RX_BYTES", UINT.unit(Unit::Bytes)),
        attr(17, "OVPN_A_PEER_VPN_TX_BYTES", UINT.unit(Unit::Bytes)),
        attr(18, "OVPN_A_PEER_VPN_RX_PACKETS", UINT.unit(Unit::Packets)),
        attr(19, "OVPN_A_PEER_VPN_TX_PACKETS", UINT.unit(Unit::Packets)),
        attr(20, "OVPN_A_PEER_LINK_RX_BYTES", UINT.unit(Unit::Bytes)),
        attr(21, "OVPN_A_PEER_LINK_TX_BYTES", UINT.unit(Unit::Bytes)),
        attr(22, "OVPN_A_PEER_LINK_RX_PACKETS", UINT.unit(Unit::Packets)),
        attr(23, "OVPN_A_PEER_LINK_TX_PACKETS", UINT.unit(Unit::Packets)),
        attr(24, "OVPN_A_PEER_TX_ID", U32).limits(&Limits::at_most(16777215)),
    ],
);

static OVPN_DEL_PEER_REASON: Names = names(&[
    (0, "OVPN_DEL_PEER_REASON_TEARDOWN"),
    (1, "OVPN_DEL_PEER_REASON_USERSPACE"),
    (2, "OVPN_DEL_PEER_REASON_EXPIRED"),
    (3, "OVPN_DEL_PEER_REASON_TRANSPORT_ERROR"),
    (4, "OVPN_DEL_PEER_REASON_TRANSPORT_DISCONNECT"),
]);

static OVPN_A_KEYCONF: Set = set(
    "OVPN_A_KEYCONF",
    &[
        attr(1, "OVPN_A_KEYCONF_PEER_ID", U32).limits(&Limits::at_most(16777215)),
        attr(2, "OVPN_A_KEYCONF_SLOT", U32.name(&OVPN_KEY_SLOT)),
        // The notification of a swap has it in two bytes.
        attr(3, "OVPN_A_KEYCONF_KEY_ID", select("@len", &[(Is(2), U16), (Otherwise, U32)]))
            .limits(&Limits::at_most(7)),
        attr(4, "OVPN_A_KEYCONF_CIPHER_ALG", U32.name(&OVPN_CIPHER_ALG)),
        attr(5, "OVPN_A_KEYCONF_ENCRYPT_DIR", nest(&OVPN_A_KEYDIR)),
        attr(6, "OVPN_A_KEYCONF_DECRYPT_DIR", nest(&OVPN_A_KEYDIR)),
    ],
);

static OVPN_KEY_SLOT: Names = names(&[(0, "OVPN_KEY_SLOT_PRIMARY"), (1, "OVPN_KEY_SLOT_SECONDARY")]);
static OVPN_CIPHER_ALG: Names = names(&[
    (0, "OVPN_CIPHER_ALG_NONE"),
    (1, "OVPN_CIPHER_ALG_AES_GCM"),
    (2, "OVPN_CIPHER_ALG_CHACHA20_POLY1305"),
]);

static OVPN_A_KEYDIR: Set = set(
    "OVPN_A_KEYDIR",
    &[
        attr(1, "OVPN_A_KEYDIR_CIPHER_KEY", OPAQUE).limits(&Limits::up_to(256)).secret(),
        attr(2, "OVPN_A_KEYDIR_NONCE_TAIL", OPAQUE).secret(),
    ],
);

#[cfg(test)]
mod tests {
    use super::FAMILY;
    use crate::family::generic::testing::{attribute, decoded_unasked, values};

    #[test]
    fn a_peer_that_left_and_a_key_that_was_swapped() {
        let peer = [attribute(1, &[7, 0, 0, 0]), attribute(15, &[2, 0, 0, 0])].concat();
        let gone = decoded_unasked(&FAMILY, 5, &[&attribute(1, &[3, 0, 0, 0]), &attribute(2, &peer)]);
        assert_eq!(values(&gone, "cmd"), ["OVPN_CMD_PEER_DEL_NTF"]);
        assert_eq!(values(&gone, "OVPN_A_PEER_DEL_REASON"), ["OVPN_DEL_PEER_REASON_EXPIRED"]);
        let swapped = decoded_unasked(&FAMILY, 9, &[&attribute(3, &attribute(3, &[5, 0]))]);
        assert_eq!(values(&swapped, "OVPN_A_KEYCONF_KEY_ID"), ["5"]);
    }
}
