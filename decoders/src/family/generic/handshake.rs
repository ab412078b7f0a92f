//! `handshake`: TLS for sockets of the kernel, agreed on by a program  (linux/handshake.h)

use crate::schema::{Class::*, *};

pub(super) static FAMILY: Generic = generic("handshake", &COMMANDS);

static COMMANDS: Commands = commands(&numbered([
    msg(1, "HANDSHAKE_CMD_READY", Other, &ACCEPT),
    msg(2, "HANDSHAKE_CMD_ACCEPT", Get, &ACCEPT).changing(),
    msg(3, "HANDSHAKE_CMD_DONE", New, &DONE),
]));

static ACCEPT: Body = headless(nest(&HANDSHAKE_A_ACCEPT));
static DONE: Body = headless(nest(&HANDSHAKE_A_DONE));

/// Identities, certificates, private keys and the keyring are serial numbers of keys.
static HANDSHAKE_A_ACCEPT: Set = set(
    "HANDSHAKE_A_ACCEPT",
    &[
        attr(1, "HANDSHAKE_A_ACCEPT_SOCKFD", S32).key(),
        attr(2, "HANDSHAKE_A_ACCEPT_HANDLER_CLASS", U32.name(&CLASS)),
        attr(3, "HANDSHAKE_A_ACCEPT_MESSAGE_TYPE", U32.name(&MSG_TYPE)),
        attr(4, "HANDSHAKE_A_ACCEPT_TIMEOUT", U32.unit(Unit::Milliseconds)),
        attr(5, "HANDSHAKE_A_ACCEPT_AUTH_MODE", U32.name(&AUTH)),
        attr(6, "HANDSHAKE_A_ACCEPT_PEER_IDENTITY", U32).repeats(),
        attr(7, "HANDSHAKE_A_ACCEPT_CERTIFICATE", nest(&HANDSHAKE_A_X509)).repeats(),
        attr(8, "HANDSHAKE_A_ACCEPT_PEERNAME", TEXT),
        attr(9, "HANDSHAKE_A_ACCEPT_KEYRING", U32),
    ],
);

static HANDSHAKE_A_X509: Set = set(
    "HANDSHAKE_A_X509",
    &[attr(1, "HANDSHAKE_A_X509_CERT", S32), attr(2, "HANDSHAKE_A_X509_PRIVKEY", S32)],
);

static CLASS: Names = names(&[(0, "HANDSHAKE_HANDLER_CLASS_NONE"), (1, "HANDSHAKE_HANDLER_CLASS_TLSHD")]);

static MSG_TYPE: Names = names(&[
    (0, "HANDSHAKE_MSG_TYPE_UNSPEC"),
    (1, "HANDSHAKE_MSG_TYPE_CLIENTHELLO"),
    (2, "HANDSHAKE_MSG_TYPE_SERVERHELLO"),
]);

static AUTH: Names = names(&[
    (0, "HANDSHAKE_AUTH_UNSPEC"),
    (1, "HANDSHAKE_AUTH_UNAUTH"),
    (2, "HANDSHAKE_AUTH_PSK"),
    (3, "HANDSHAKE_AUTH_X509"),
]);

/// The status is 0, or an `errno` without its sign.
static HANDSHAKE_A_DONE: Set = set(
    "HANDSHAKE_A_DONE",
    &[
        attr(1, "HANDSHAKE_A_DONE_STATUS", U32).limits(&Limits::at_most(4095)).key(),
        attr(2, "HANDSHAKE_A_DONE_SOCKFD", S32).key(),
        attr(3, "HANDSHAKE_A_DONE_REMOTE_AUTH", U32).repeats(),
    ],
);

#[cfg(test)]
mod tests {
    use super::FAMILY;
    use crate::family::generic::testing::{attribute, decoded, values};

    #[test]
    fn keys_come_one_by_one() {
        let pair = [attribute(1, &[9, 0, 0, 0]), attribute(2, &[8, 0, 0, 0])].concat();
        let identity = |serial| attribute(6, &[serial, 0, 0, 0]);
        let decoded = decoded(
            &FAMILY,
            (2, 0),
            &[&attribute(5, &[3, 0, 0, 0]), &identity(4), &identity(5), &attribute(7, &pair)],
        );
        assert_eq!(values(&decoded, "HANDSHAKE_A_ACCEPT_AUTH_MODE"), ["HANDSHAKE_AUTH_X509"]);
        assert_eq!(values(&decoded, "HANDSHAKE_A_ACCEPT_PEER_IDENTITY"), ["4", "5"]);
        assert_eq!(values(&decoded, "HANDSHAKE_A_X509_PRIVKEY"), ["8"]);
    }
}
