//! Messages made by hand: what iSCSI over TCP does without. See `testdata/small/iscsid.pcap` for what it does.

use super::FAMILY;
use crate::family::testing::{attribute, decoded_by, values};

const DAEMON: u8 = 7;

/// `struct iscsi_uevent` with these unions.
fn event(kind: u8, asked: &[u8], decoded: &[u8]) -> Vec<u8> {
    let mut bytes = vec![kind, 0, 0, 0, 0, 0, 0, 0, 0x60, 0x60, 0, 0, 0, 0, 0, 0];
    bytes.extend(asked);
    bytes.resize(40, 0);
    bytes.extend(decoded);
    bytes.resize(56, 0);
    bytes
}

fn decoded(port: u8, kind: u8, body: &[&[u8]]) -> Vec<(&'static str, String)> {
    decoded_by(&FAMILY, None, port, (kind.into(), 0), body)
}

#[test]
fn a_question_and_its_answers() {
    let asked = [1, 0, 0, 0, 9, 0, 0, 0];
    let question = decoded(DAEMON, 13, &[&event(13, &asked, &[0; 16])]);
    assert_eq!((values(&question, "sid"), values(&question, "cid")), (vec!["1"], vec!["9"]));
    let answer = decoded(0, 13, &[&event(13, &asked, &asked)]);
    assert_eq!(values(&answer, "sid"), ["1", "1"]);
    // Only the header's type tells what failed.
    let mut failed = event(103, &asked, &[]);
    failed[4..8].copy_from_slice(&(-12i32).to_le_bytes());
    let failed = decoded(0, 13, &[&failed]);
    assert_eq!(values(&failed, "type"), ["ISCSI_KEVENT_IF_ERROR"]);
    assert_eq!((values(&failed, "iferror"), values(&failed, "cid")), (vec!["ENOMEM"], vec!["9"]));
}

#[test]
fn what_the_kernel_tells_has_no_type() {
    let error = decoded(0, 0, &[&event(102, &[], &[1, 0, 0, 0, 0, 0, 0, 0, 0xfc, 3, 0, 0])]);
    assert_eq!(values(&error, "error"), ["ISCSI_ERR_TCP_CONN_CLOSE"]);
    let mut counters = vec![0; 96];
    counters[..2].copy_from_slice(&[0xe0, 0xd]);
    counters[92] = 1;
    let mut own = b"eh_abort_cnt".to_vec();
    own.resize(64, 0);
    own.extend([5, 0, 0, 0, 0, 0, 0, 0]);
    let stats = decoded(0, 0, &[&event(20, &[3, 0, 0, 0], &[]), &counters, &own]);
    assert_eq!((values(&stats, "sid"), values(&stats, "txdata_octets")), (vec!["3"], vec!["3552"]));
    assert_eq!((values(&stats, "desc"), values(&stats, "value")), (vec!["eh_abort_cnt"], vec!["5"]));
}

#[test]
fn commands_for_adapters() {
    let mut target = vec![2, 0, 0x0c, 0xbc, 10, 0, 0, 1];
    target.resize(16, 0);
    let connect = decoded(DAEMON, 29, &[&event(29, &[4, 0, 0, 0, 1, 0, 0, 0], &[]), &target]);
    assert_eq!((values(&connect, "host_no"), values(&connect, "sin_port")), (vec!["4"], vec!["3260"]));

    let address = [&[0, 0, 0, 0, 4, 0, 0, 0, 1, 0, 1, 2][..], &[10, 0, 0, 5]].concat();
    let name = [&[0, 0, 0, 0, 6, 0, 0, 0, 17, 0, 1, 5][..], b"iqn.x\0"].concat();
    let interface = [attribute(1, &address), attribute(2, &name)].concat();
    let interface = decoded(DAEMON, 31, &[&event(31, &[4, 0, 0, 0, 2, 0, 0, 0], &[]), &interface]);
    let parameters = ["ISCSI_NET_PARAM_IPV4_ADDR", "ISCSI_IFACE_PARAM_INITIATOR_NAME"];
    assert_eq!(values(&interface, "param"), parameters);
    assert_eq!(values(&interface, "value"), ["10.0.0.5", "iqn.x"]);

    let portal = [&[5, 0, 0, 0, 1, 0][..], b"ipv4\0"].concat();
    let tags = [&[2, 0, 0, 0, 32, 0][..], &[0xbc, 0xc]].concat();
    let node = [attribute(1, &portal), attribute(2, &tags)].concat();
    let node = decoded(DAEMON, 35, &[&event(35, &[4, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0], &[]), &node]);
    assert_eq!(values(&node, "param"), ["ISCSI_FLASHNODE_PORTAL_TYPE", "ISCSI_FLASHNODE_PORT"]);
    assert_eq!(values(&node, "value"), ["ipv4", "3260"]);

    let secret = [&[7, 0, 0, 0, 3, 0][..], b"secret\0"].concat();
    let secret = decoded(DAEMON, 41, &[&event(41, &[4, 0, 0, 0], &[]), &attribute(1, &secret)]);
    assert_eq!(
        (values(&secret, "param"), values(&secret, "value")),
        (vec!["ISCSI_CHAP_PARAM_PASSWORD"], vec!["secret"])
    );
}

#[test]
fn a_path_is_asked_for() {
    let mut path = vec![9, 0, 0, 0, 0, 0, 0, 0];
    path.extend([0; 12]);
    path.extend([4, 0, 0, 0, 10, 0, 0, 1]);
    path.resize(40, 0);
    path.extend([10, 0, 0, 2]);
    path.resize(64, 0);
    let wanted = decoded(0, 0, &[&event(107, &[], &[4, 0, 0, 0]), &path]);
    assert_eq!((values(&wanted, "src"), values(&wanted, "dst")), (vec!["10.0.0.1"], vec!["10.0.0.2"]));
}

#[test]
fn why_a_login_fails() {
    let mut head = vec![0x23, 0x87, 0, 0, 0, 0, 0, 0];
    head.resize(36, 0);
    head.extend([2, 1]);
    head.resize(48, 0);
    let pdu = decoded(0, 0, &[&event(101, &[], &[1, 0, 0, 0]), &head]);
    assert_eq!(values(&pdu, "status_class"), ["ISCSI_STATUS_CLS_INITIATOR_ERR"]);
    assert_eq!(values(&pdu, "status_detail"), ["ISCSI_LOGIN_STATUS_AUTH_FAILED"]);
}

#[test]
fn a_type_that_is_not_known() {
    use crate::decode::{Context, decode};
    use crate::tape::{State, Tape};
    let mut message = vec![72, 0, 0, 0, 20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    message.extend(event(200, &[], &[]));
    let endian = crate::wire::Endian::Little;
    let context = Context { family: Some(&FAMILY), endian, to_kernel: None, request: None, ids: None };
    let mut tape = Tape::new();
    decode(&message, &context, &mut tape);
    assert_eq!(tape.body().iter().map(|field| field.state).collect::<Vec<_>>(), [State::Unknown]);
}
