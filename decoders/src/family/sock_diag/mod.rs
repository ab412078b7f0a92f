//! `NETLINK_SOCK_DIAG`: lists sockets and their states  (linux/sock_diag.h)
//!
//! One file per address family. Requests and replies share a message type, and their first byte is the family. A reply's own
//! family byte selects its layout, so it is readable without its request. Only replies of SMC may carry another family's
//! number, and those of TIPC have none; for these the request's family is looked up first.

use crate::names::AF;
use crate::schema::{Case::*, Class::*, *};

mod bytecode;
mod inet;
mod inet_info;
mod netlink;
mod packet;
mod smc;
mod tipc;
mod unix;
mod vsock;
mod xdp;

/// The protocol.
pub static FAMILY: Family = Family {
    protocol: 4,
    name: "NETLINK_SOCK_DIAG",
    messages: &[MESSAGES],
    groups: &SKNLGRP,
    general: None,
    generic: &[],
    unnamed: &[],
    framing: Framing::Messages,
    exchange: Exchange {
        answers: Answers::SocketFamily,
        causes: Causes::Nothing,
        needs: Some(Capability::NetAdmin),
        heads_with_family: true,
        ..Exchange::PLAIN
    },
};

/// The message types. `SOCK_DESTROY` is answered by an acknowledgement; the groups announce destroyed sockets by family.
static MESSAGES: &[Msg] = messages(&[
    msg_pair(18, "TCPDIAG_GETSOCK", Get, &inet::OLD_REQUEST, &inet::REPLY),
    msg_pair(19, "DCCPDIAG_GETSOCK", Get, &inet::OLD_REQUEST, &inet::REPLY),
    msg_pair(20, "SOCK_DIAG_BY_FAMILY", Get, &REQUEST, &REPLY),
    msg_pair(21, "SOCK_DESTROY", Delete, &REQUEST, &REPLY),
]);

static REQUEST: Body = body(Kind::Peek(&SOCK_DIAG_REQ, &REQUEST_HEAD), select("sdiag_family", REQUEST_ATTRS));

static REQUEST_HEAD: Kind = select("sdiag_family", REQUEST_HEADS);

const REQUEST_HEADS: &[(Case, Kind)] = &[
    (Is(1), fixed(&unix::UNIX_DIAG_REQ)),
    (OneOf(INET), inet::REQUEST_HEAD),
    (Is(16), fixed(&netlink::NETLINK_DIAG_REQ)),
    (Is(17), fixed(&packet::PACKET_DIAG_REQ)),
    (Is(30), fixed(&tipc::TIPC_SOCK_DIAG_REQ)),
    (Is(40), fixed(&vsock::VSOCK_DIAG_REQ)),
    (Is(43), fixed(&smc::SMC_DIAG_REQ)),
    (Is(44), fixed(&xdp::XDP_DIAG_REQ)),
    (Otherwise, fixed(&SOCK_DIAG_REQ)),
];

/// Only requests for internet sockets are narrowed by attributes.
const REQUEST_ATTRS: &[(Case, Kind)] =
    &[(OneOf(INET), nest(&inet::INET_DIAG_REQ)), (OneOf(&[1, 16, 17, 30, 40, 43, 44]), nest(&NONE))];

static REPLY: Body = body(select("sdiag_family", REPLY_HEADS), select("sdiag_family", REPLY_ATTRS));

const REPLY_HEADS: &[(Case, Kind)] = &[
    (Is(30), PAD),
    (Is(43), fixed(&smc::SMC_DIAG_MSG)),
    (Otherwise, Kind::Peek(&SOCK_DIAG_MSG, &REPLY_HEAD)),
];

static REPLY_HEAD: Kind = select("family", REPLY_HEADS_BY_FAMILY);

const REPLY_HEADS_BY_FAMILY: &[(Case, Kind)] = &[
    (Is(1), fixed(&unix::UNIX_DIAG_MSG)),
    (OneOf(INET), fixed(&inet::INET_DIAG_MSG)),
    (Is(16), fixed(&netlink::NETLINK_DIAG_MSG)),
    (Is(17), fixed(&packet::PACKET_DIAG_MSG)),
    (Is(40), fixed(&vsock::VSOCK_DIAG_MSG)),
    (Is(43), fixed(&smc::SMC_DIAG_MSG)),
    (Is(44), fixed(&xdp::XDP_DIAG_MSG)),
    (Otherwise, Kind::Peek(&FIRST_ATTRIBUTE, &REPLY_HEAD_IF_ANY)),
];

/// No family: attributes from the start, if the first is one of TIPC's.
static REPLY_HEAD_IF_ANY: Kind = select("nla_type", REPLY_HEADS_IF_ANY);

const REPLY_HEADS_IF_ANY: &[(Case, Kind)] = &[(OneOf(TIPC), PAD), (Otherwise, fixed(&SOCK_DIAG_MSG))];

const REPLY_ATTRS: &[(Case, Kind)] = &[
    (Is(30), nest(&tipc::TIPC_NLA)),
    (Is(43), nest(&smc::SMC_DIAG)),
    (Otherwise, select("family", REPLY_ATTRS_BY_FAMILY)),
];

const REPLY_ATTRS_BY_FAMILY: &[(Case, Kind)] = &[
    (Is(1), nest(&unix::UNIX_DIAG)),
    (OneOf(INET), nest(&inet::INET_DIAG)),
    (Is(16), nest(&netlink::NETLINK_DIAG)),
    (Is(17), nest(&packet::PACKET_DIAG)),
    (Is(40), nest(&NONE)),
    (Is(43), nest(&smc::SMC_DIAG)),
    (Is(44), nest(&xdp::XDP_DIAG)),
    (Otherwise, select("nla_type", REPLY_ATTRS_IF_NO_FAMILY)),
];

const REPLY_ATTRS_IF_NO_FAMILY: &[(Case, Kind)] = &[(OneOf(TIPC), nest(&tipc::TIPC_NLA))];

static FIRST_ATTRIBUTE: Struct = layout("nlattr", 4, &[field("nla_len", U16), field("nla_type", U16)]);

/// `TIPC_NLA_SOCK`, with and without `NLA_F_NESTED`.
const TIPC: &[u64] = &[0x2, 0x8002];

/// An empty set: there are no attributes.
static NONE: Set = set("NONE", &[]);

/// `AF_INET` and `AF_INET6`.
const INET: &[u64] = &[2, 10];

/// `struct sock_diag_req`: what all requests begin with.
static SOCK_DIAG_REQ: Struct = layout(
    "sock_diag_req",
    2,
    &[field("sdiag_family", U8.name(&AF)).key(), field("sdiag_protocol", U8).key()],
);

/// The common beginning of all replies; the kernel has no struct for it.
static SOCK_DIAG_MSG: Struct = layout("sock_diag_msg", 1, &[field("family", U8.name(&AF))]);

/// A socket's cookie, lower half first.
const COOKIE: Kind = Kind::Array(&COOKIE_HALVES);

static COOKIE_HALVES: Array = array_of(2, U32.hex());

/// `TCP_*`: states of a socket of any family.
static TCP_STATE: Names = names(&[
    (1, "TCP_ESTABLISHED"),
    (2, "TCP_SYN_SENT"),
    (3, "TCP_SYN_RECV"),
    (4, "TCP_FIN_WAIT1"),
    (5, "TCP_FIN_WAIT2"),
    (6, "TCP_TIME_WAIT"),
    (7, "TCP_CLOSE"),
    (8, "TCP_CLOSE_WAIT"),
    (9, "TCP_LAST_ACK"),
    (10, "TCP_LISTEN"),
    (11, "TCP_CLOSING"),
    (12, "TCP_NEW_SYN_RECV"),
    (13, "TCP_BOUND_INACTIVE"),
]);

/// `TCPF_*`: sets of states.
static TCPF: Names = names(&[
    (0x2, "TCPF_ESTABLISHED"),
    (0x4, "TCPF_SYN_SENT"),
    (0x8, "TCPF_SYN_RECV"),
    (0x10, "TCPF_FIN_WAIT1"),
    (0x20, "TCPF_FIN_WAIT2"),
    (0x40, "TCPF_TIME_WAIT"),
    (0x80, "TCPF_CLOSE"),
    (0x100, "TCPF_CLOSE_WAIT"),
    (0x200, "TCPF_LAST_ACK"),
    (0x400, "TCPF_LISTEN"),
    (0x800, "TCPF_CLOSING"),
    (0x1000, "TCPF_NEW_SYN_RECV"),
    (0x2000, "TCPF_BOUND_INACTIVE"),
]);

/// Bytes in a queue; of a listening socket, connections that wait and how many may.
const QUEUE: &[(Case, Kind)] = &[(Is(10), U32), (Otherwise, U32.unit(Unit::Bytes))];

/// `*_SHUTDOWN`: directions that are shut down.
static SHUTDOWN: Names = names(&[(0x1, "RCV_SHUTDOWN"), (0x2, "SEND_SHUTDOWN")]);

/// `SK_MEMINFO_*`: an array of numbers by these names.
static MEMINFO: Array = array_by(&SK_MEMINFO, 0, U32);

static SK_MEMINFO: Names = names(&[
    (0, "SK_MEMINFO_RMEM_ALLOC"),
    (1, "SK_MEMINFO_RCVBUF"),
    (2, "SK_MEMINFO_WMEM_ALLOC"),
    (3, "SK_MEMINFO_SNDBUF"),
    (4, "SK_MEMINFO_FWD_ALLOC"),
    (5, "SK_MEMINFO_WMEM_QUEUED"),
    (6, "SK_MEMINFO_OPTMEM"),
    (7, "SK_MEMINFO_BACKLOG"),
    (8, "SK_MEMINFO_DROPS"),
]);

/// `SKNLGRP_*`: multicast groups that announce closed sockets.
static SKNLGRP: Names = names(&[
    (0, "SKNLGRP_NONE"),
    (1, "SKNLGRP_INET_TCP_DESTROY"),
    (2, "SKNLGRP_INET_UDP_DESTROY"),
    (3, "SKNLGRP_INET6_TCP_DESTROY"),
    (4, "SKNLGRP_INET6_UDP_DESTROY"),
]);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Context, decode};
    use crate::tape::{State, Tape};
    use crate::wire::Endian;

    fn message(flags: u8, body: &[u8]) -> Vec<u8> {
        let len = u8::try_from(16 + body.len()).unwrap();
        [&[len, 0, 0, 0, 20, 0, flags, 0, 1, 0, 0, 0, 0, 0, 0, 0], body].concat()
    }

    fn names(reply: &[u8], request: Option<&[u8]>) -> Vec<&'static str> {
        let context = Context {
            family: Some(&FAMILY),
            endian: Endian::Little,
            to_kernel: Some(false),
            request,
            ids: None,
        };
        let mut tape = Tape::new();
        decode(reply, &context, &mut tape);
        assert!(tape.fields().iter().all(|field| field.state == State::Good));
        tape.fields().iter().map(|field| field.name).filter(|name| !name.is_empty()).collect()
    }

    #[test]
    fn tipc_answers_without_a_family() {
        // TIPC_NLA_SOCK { TIPC_NLA_SOCK_REF 7 }
        let reply = message(2, &[12, 0, 2, 0x80, 8, 0, 2, 0, 7, 0, 0, 0]);
        let request = message(1, &[30, 0, 0, 0, 0xff, 0x3f, 0, 0]);
        for request in [None, Some(request.as_slice())] {
            assert!(names(&reply, request).contains(&"TIPC_NLA_SOCK_REF"));
        }
    }

    #[test]
    fn smc_answers_with_the_family_of_its_socket() {
        let reply = message(2, &[[2, 10, 0, 0].as_slice(), &[0; 60]].concat());
        let request = message(1, &[[43, 0, 0, 0].as_slice(), &[0; 48]].concat());
        assert!(names(&reply, Some(&request)).contains(&"smc_diag_msg"));
        let reply = message(2, &[[43, 10, 0, 0].as_slice(), &[0; 60]].concat());
        assert!(names(&reply, None).contains(&"smc_diag_msg"));
    }
}
