//! Messages made by hand: what this machine's kernel may have no module for.

use super::FAMILY;
use crate::family::testing::{attribute, decoded, values};

/// Bytes, and zeros up to so many.
fn filled(bytes: &[u8], len: usize) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes.resize(len, 0);
    bytes
}

const ONE: [u8; 4] = [10, 0, 0, 1];
const TWO: [u8; 4] = [10, 0, 0, 2];

fn selector(family: u8) -> Vec<u8> {
    let addresses = [filled(&TWO, 16), filled(&ONE, 16)].concat();
    let ports = [0, 80, 0xff, 0xff, 0, 0, 0, 0];
    filled(&[&addresses[..], &ports, &[family, 0, 24, 32, 6]].concat(), 56)
}

/// `struct xfrm_usersa_info` of IPv4.
fn association() -> Vec<u8> {
    let id = filled(&[&filled(&TWO, 16)[..], &[0, 0, 0x12, 0x34, 50]].concat(), 24);
    let limits = [[0xff; 32], [0; 32]].concat();
    let used = filled(&[1, 0, 0, 0, 0, 0, 0, 0], 32);
    let rest = [5, 0, 0, 0, 7, 0, 0, 0, 2, 0, 1, 32, 0x84, 0, 0, 0, 0, 0, 0, 0];
    [selector(2), id, filled(&ONE, 16), limits, used, vec![0; 12], rest.to_vec()].concat()
}

#[test]
fn an_association() {
    let name = |name: &str| filled(name.as_bytes(), 64);
    let auth = [&name("hmac(sha256)")[..], &[16, 0, 0, 0, 96, 0, 0, 0], &[0xaa, 0xbb]].concat();
    let encap = filled(&[&[2, 0, 0x11, 0x94, 0x11, 0x94, 0, 0][..], &ONE].concat(), 24);
    let window = [2u32, 9, 8, 0, 0, 64, 0xf, 0].map(u32::to_le_bytes).concat();
    let attributes = [
        attribute(20, &auth),
        attribute(4, &encap),
        attribute(23, &window),
        attribute(14, &filled(&TWO, 16)),
    ];
    let decoded = decoded(&FAMILY, (16, 5), &[&association(), &attributes.concat()]);
    assert_eq!(values(&decoded, "daddr"), ["10.0.0.2", "10.0.0.2"]);
    assert_eq!(values(&decoded, "saddr"), ["10.0.0.1", "10.0.0.1"]);
    assert_eq!(values(&decoded, "spi"), ["4660"]);
    assert_eq!(values(&decoded, "dport"), ["80"]);
    assert_eq!(values(&decoded, "flags"), ["XFRM_STATE_NOPMTUDISC|XFRM_STATE_ESN"]);
    assert_eq!(values(&decoded, "alg_name"), ["hmac(sha256)"]);
    assert_eq!(values(&decoded, "alg_key"), ["aa:bb"]);
    assert_eq!(values(&decoded, "encap_type"), ["UDP_ENCAP_ESPINUDP"]);
    assert_eq!(values(&decoded, "encap_oa"), ["10.0.0.1"]);
    assert_eq!(values(&decoded, "replay_window")[2..], ["64"]);
    assert_eq!(values(&decoded, "XFRMA_COADDR"), ["10.0.0.2"]);
    let elements = decoded.iter().skip_while(|(name, _)| *name != "bmp").skip(1).take(2);
    assert_eq!(elements.map(|(_, value)| value.as_str()).collect::<Vec<_>>(), ["15", "0"]);
}

/// Here the family is in a part of the head, and addresses are outside that part.
#[test]
fn a_family_in_a_part_of_the_head() {
    let id = [&filled(&TWO, 16)[..], &[0, 0, 0, 9, 2, 0, 50, 0]].concat();
    let event = [&id[..], &filled(&ONE, 16), &[0x42, 0, 0, 0, 7, 0, 0, 0]].concat();
    let event = decoded(&FAMILY, (30, 0), &[&event]);
    assert_eq!((values(&event, "saddr"), values(&event, "daddr")), (vec!["10.0.0.1"], vec!["10.0.0.2"]));
    assert_eq!(values(&event, "flags"), ["XFRM_AE_RVAL|XFRM_AE_CU"]);

    let wanted =
        [filled(&[&filled(&TWO, 16)[..], &[0, 0, 0, 0, 50]].concat(), 24), filled(&ONE, 16)].concat();
    let policy = [selector(2), vec![0; 112]].concat();
    let acquire = [wanted, selector(2), policy, vec![0xff; 16]].concat();
    let acquire = decoded(&FAMILY, (23, 0), &[&acquire]);
    assert_eq!(values(&acquire, "daddr"), ["10.0.0.2"; 3]);
    assert_eq!(values(&acquire, "saddr"), ["10.0.0.1"; 3]);

    let mapping = [id, vec![7, 0, 0, 0], filled(&ONE, 16), filled(&TWO, 16), vec![1, 2, 3, 4]].concat();
    let mapping = decoded(&FAMILY, (38, 0), &[&mapping]);
    assert_eq!(values(&mapping, "new_saddr"), ["10.0.0.2"]);
    assert_eq!(values(&mapping, "new_sport"), ["772"]);

    let report = decoded(&FAMILY, (32, 0), &[&[6, 0, 0, 0], &selector(2), &attribute(14, &filled(&ONE, 16))]);
    assert_eq!(values(&report, "XFRMA_COADDR"), ["10.0.0.1"]);

    let range = decoded(
        &FAMILY,
        (22, 1),
        &[&association(), &[0, 1, 0, 0, 0, 2, 0, 0], &attribute(13, &filled(&ONE, 16))],
    );
    assert_eq!(values(&range, "XFRMA_SRCADDR"), ["10.0.0.1"]);
}

#[test]
fn addresses_that_move() {
    let six = |last: u8| [vec![0xfd], vec![0; 14], vec![last]].concat();
    let addresses = [filled(&ONE, 16), filled(&TWO, 16), six(3), six(4)].concat();
    let migration = [&addresses[..], &[50, 1, 0, 0, 7, 0, 0, 0, 2, 0, 10, 0]].concat();
    let decoded = decoded(&FAMILY, (33, 5), &[&selector(2), &[0; 8], &attribute(17, &migration)]);
    assert_eq!(values(&decoded, "old_saddr"), ["10.0.0.2"]);
    assert_eq!(values(&decoded, "new_saddr"), ["fd00::4"]);
    assert_eq!(values(&decoded, "mode"), ["XFRM_MODE_TUNNEL"]);
}

#[test]
fn a_dump_has_no_head() {
    let filter = [filled(&ONE, 16), vec![0; 16], vec![2, 0, 32, 0]].concat();
    let decoded = decoded(&FAMILY, (18, 0x301), &[&attribute(26, &filter)]);
    assert_eq!(values(&decoded, "saddr"), ["10.0.0.1"]);
    assert_eq!(values(&decoded, "splen"), ["32"]);
}

/// 64-bit members are aligned to 4 bytes there: the heads lack padding, and what follows comes earlier.
#[test]
fn heads_of_32_bit_programs() {
    let ours = association();
    let theirs = &ours[..220];
    let interface = attribute(31, &[9, 0, 0, 0]);
    let both = |kind: u16, ours: &[&[u8]], theirs: &[&[u8]]| {
        let ours = decoded(&FAMILY, (kind, 0), &[&ours.concat(), &interface]);
        let theirs = decoded(&FAMILY, (kind, 0), &[&theirs.concat(), &interface]);
        assert_eq!(values(&theirs, "XFRMA_IF_ID"), ["9"], "{kind}");
        let said = |all: &[(&'static str, String)]| -> Vec<_> {
            all.iter().filter(|(_, value)| !value.is_empty()).cloned().collect()
        };
        assert_eq!(said(&ours), said(&theirs), "{kind}");
        let head = |all: &[(&'static str, String)]| all.first().map(|(name, _)| *name).unwrap_or_default();
        assert_eq!(head(&theirs), format!("compat_{}", head(&ours)));
    };
    both(16, &[&ours], &[theirs]);
    // Its only attribute is no longer than the padding that it lacks.
    let flag = decoded(&FAMILY, (16, 0), &[theirs, &attribute(38, &[])]);
    assert!(flag.iter().any(|(name, _)| *name == "XFRMA_IPTFS_DONT_FRAG"));
    let range = [0u8, 1, 0, 0, 0, 2, 0, 0];
    both(22, &[&ours, &range], &[theirs, &range]);
    both(24, &[&ours, &filled(&[1], 8)], &[theirs, &filled(&[1], 4)]);

    let policy = [selector(2), vec![3; 96], vec![7, 0, 0, 0, 8, 0, 0, 0, 1, 0, 1, 0], vec![0; 4]].concat();
    both(19, &[&policy], &[&policy[..164]]);
    both(27, &[&policy, &filled(&[1], 8)], &[&policy[..164], &filled(&[1], 4)]);
    let wanted = [filled(&TWO, 24), filled(&ONE, 16), selector(2)].concat();
    let algorithms = [1u8; 16];
    both(23, &[&wanted, &policy, &algorithms], &[&wanted, &policy[..164], &algorithms]);

    let nested = [attribute(6, theirs), attribute(7, &policy[..164])].concat();
    let deleted = decoded(&FAMILY, (17, 0), &[&filled(&TWO, 20), &[2, 0, 50, 0], &nested]);
    assert_eq!(values(&deleted, "mode"), ["XFRM_MODE_TUNNEL"]);
    assert_eq!(values(&deleted, "dir"), ["XFRM_POLICY_OUT"]);
}

/// A cut message is taken for one of a 64-bit program, unless attributes appear before that end.
#[test]
fn a_head_that_was_cut() {
    use crate::decode::{Context, decode};
    use crate::tape::Tape;
    let head = |kept: usize| {
        let body = [&association()[..220], &attribute(31, &[9, 0, 0, 0]), &attribute(33, &[1])].concat();
        let mut message = [236u32 + 16, 16].map(u32::to_le_bytes).concat();
        message.extend([0; 8]);
        message.extend(&body[..kept]);
        let endian = crate::wire::Endian::Little;
        let context = Context { family: Some(&FAMILY), endian, to_kernel: None, request: None, ids: None };
        let mut tape = Tape::new();
        decode(&message, &context, &mut tape);
        tape.body().first().map(|field| field.name)
    };
    assert_eq!(head(220), Some("xfrm_usersa_info"));
    assert_eq!(head(224), Some("compat_xfrm_usersa_info"));
    assert_eq!(head(230), Some("compat_xfrm_usersa_info"));
}
