use super::FAMILY;
use crate::family::generic::testing::{attribute, decoded, decoded_unasked, values};

#[test]
fn a_call_that_is_served() {
    let ops = [53u8, 22, 9].map(|op| attribute(14, &[op, 0, 0, 0])).concat();
    let call = [
        attribute(1, &[0x12, 0x34, 0x56, 0x78]),
        attribute(8, &[192, 0, 2, 9]),
        attribute(13, &[0x08, 0x01]),
        ops,
    ];
    let decoded = decoded(&FAMILY, (1, 0), &[&call.concat()]);
    assert_eq!(values(&decoded, "NFSD_A_RPC_STATUS_XID"), ["305419896"]);
    assert_eq!(values(&decoded, "NFSD_A_RPC_STATUS_SADDR4"), ["192.0.2.9"]);
    assert_eq!(values(&decoded, "NFSD_A_RPC_STATUS_DPORT"), ["2049"]);
    assert_eq!(values(&decoded, "NFSD_A_RPC_STATUS_COMPOUND_OPS"), ["OP_SEQUENCE", "OP_PUTFH", "OP_GETATTR"]);
}

#[test]
fn where_it_listens() {
    let mut storage = vec![2, 0, 0x08, 0x01, 198, 51, 100, 7];
    storage.resize(128, 0);
    let six = [&[10, 0, 0x08, 0x01, 0, 0, 0, 0][..], &[0x20, 1, 0xd, 0xb8], &[0; 12], &[0; 4]].concat();
    let sock = |address: &[u8]| attribute(1, &[attribute(1, address), attribute(2, b"tcp\0")].concat());
    let decoded = decoded(&FAMILY, (6, 5), &[&sock(&storage), &sock(&six)]);
    assert_eq!(values(&decoded, "sin_port"), ["2049"]);
    assert_eq!(values(&decoded, "sin_addr"), ["198.51.100.7"]);
    assert_eq!(values(&decoded, "sin6_addr"), ["2001:db8::"]);
    assert_eq!(values(&decoded, "NFSD_A_SOCK_TRANSPORT_NAME"), ["tcp", "tcp"]);
}

#[test]
fn what_mountd_is_asked_and_answers() {
    let news = decoded_unasked(&FAMILY, 10, &[&attribute(1, &[2, 0, 0, 0])]);
    assert_eq!(values(&news, "NFSD_A_CACHE_NOTIFY_CACHE_TYPE"), ["NFSD_CACHE_TYPE_EXPKEY"]);
    let key = [attribute(3, &[2]), attribute(4, &[0, 0, 0, 8, 0, 0, 0, 1, 2, 0, 0, 0])].concat();
    let key = decoded(&FAMILY, (13, 0), &[&attribute(1, &key)]);
    assert_eq!(values(&key, "NFSD_A_EXPKEY_FSIDTYPE"), ["FSID_MAJOR_MINOR"]);
    assert_eq!(["major", "minor", "ino"].map(|name| values(&key, name)), [["8"], ["1"], ["2"]]);
    let flavor = attribute(10, &[attribute(1, &[0x73, 0xf3, 5, 0]), attribute(2, &[1, 0, 0, 0])].concat());
    let export = [attribute(3, b"/srv\0"), flavor, attribute(12, &[5, 0, 0, 0])].concat();
    let export = decoded(&FAMILY, (12, 5), &[&attribute(1, &export)]);
    assert_eq!(values(&export, "NFSD_A_AUTH_FLAVOR_PSEUDOFLAVOR"), ["RPC_AUTH_GSS_KRB5"]);
    let flags = "NFSD_EXPORT_FLAGS_READONLY|NFSD_EXPORT_FLAGS_ROOTSQUASH";
    assert_eq!(values(&export, "NFSD_A_SVC_EXPORT_FLAGS"), [flags]);
}

#[test]
fn what_it_counted() {
    let entry = |kind, op: u8, count: u8| {
        attribute(kind, &[attribute(1, &[op, 0, 0, 0]), attribute(2, &[count, 0, 0, 0, 0, 0, 0, 0])].concat())
    };
    let decoded = decoded(&FAMILY, (19, 0), &[&entry(17, 1, 9), &entry(19, 18, 4), &entry(20, 4, 1)]);
    assert_eq!(
        values(&decoded, "NFSD_A_SERVER_PROC_ENTRY_OP"),
        ["NFS3PROC_GETATTR", "OP_OPEN", "OP_CB_RECALL"]
    );
    assert_eq!(values(&decoded, "NFSD_A_SERVER_PROC_ENTRY_COUNT"), ["9", "4", "1"]);
}
