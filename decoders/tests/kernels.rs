//! Structs that grew: the shorter form of older kernels is whole. Members that newer kernels add are reported as extra
//! bytes and affect nothing else.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::cast_possible_truncation,
    reason = "a test that fails is meant to panic"
)]

use nltrace_decoders::decode::{Context, decode};
use nltrace_decoders::family::FAMILIES;
use nltrace_decoders::schema::{
    Body, Class, Exchange, Family, Framing, Kind, Set, Struct, attr, body, fixed, msg, names, nest, set,
};
use nltrace_decoders::tape::{State, Tape};
use nltrace_decoders::walk::{Item, tables};
use nltrace_decoders::wire::Endian;

/// Sizes that released kernels gave to structs which grew, the first and the last among them.
const HISTORY: &[(&str, &[usize])] = &[
    // rx_nohandler, 4.6
    ("rtnl_link_stats", &[92, 96]),
    // rx_nohandler, 4.6; rx_otherhost_dropped, 5.19
    ("rtnl_link_stats64", &[184, 192, 200]),
    // 3.14; the pacing rates, 3.15; bytes_acked and bytes_received, 4.1; segs_out and segs_in, 4.2; notsent_bytes and
    // others, 4.6; delivery_rate, 4.9; busy_time and its like, 4.10; delivered, 4.18; bytes_sent and bytes_retrans,
    // 4.19; dsack_dups and reord_seen, 4.19; rcv_ooopack and snd_wnd, 5.4; rcv_wnd and rehash, 6.2; total_rto, 6.7
    ("tcp_info", &[104, 120, 136, 144, 160, 168, 192, 200, 216, 224, 232, 240, 248, 280]),
    // csum_enabled, 5.14; retransmits and bytes, 6.5; subflows_total and the last times, 6.10
    ("mptcp_info", &[40, 48, 80, 96]),
    // table_fulls, 4.3
    ("ndt_stats", &[80, 88]),
    // firstuse, 4.6
    ("tcf_t", &[24, 32]),
    // ce_mark, 4.20; horizon_drops and horizon_caps, 5.8; fastpath_packets and bands, 6.7
    ("tc_fq_qd_stats", &[80, 88, 104, 112, 152]),
    // ce_mark, 4.2; memory_usage and drop_overmemory, 4.7
    ("tc_fq_codel_xstats", &[28, 32, 40]),
    ("tc_fq_codel_qd_stats", &[24, 28, 36]),
    // ce_mark, 4.2
    ("tc_codel_xstats", &[32, 36]),
    // the upper halves of identifiers, 6.8
    ("smcd_diag_dmbinfo", &[40, 56]),
    // Where 64-bit numbers are aligned to 4 bytes, no padding follows.
    ("gnet_stats_basic", &[12, 16]),
    ("tc_stats", &[36, 40]),
];

/// Bytes that a newer kernel might add.
const ADDED: usize = 8;

/// Returns a protocol whose only attribute is a struct.
fn around(of: &'static Struct) -> &'static Family {
    let set: &'static Set =
        Box::leak(Box::new(set("X", Box::leak(Box::new([attr(1, "X_STRUCT", fixed(of))])))));
    let body: &'static Body = Box::leak(Box::new(body(Kind::Pad { size: 0 }, nest(set))));
    let messages: &'static [_] = Box::leak(Box::new([msg(16, "X", Class::Other, body)]));
    Box::leak(Box::new(Family {
        protocol: 99,
        name: "X",
        messages: Box::leak(Box::new([messages])),
        groups: Box::leak(Box::new(names(&[]))),
        general: None,
        generic: &[],
        unnamed: &[],
        framing: Framing::Messages,
        exchange: Exchange::PLAIN,
    }))
}

/// Returns the states of the struct and its members where the attribute has `len` bytes; choices that zeros don't make are left out.
fn states(family: &'static Family, len: usize) -> Vec<State> {
    let mut message = ((16 + 4 + len).next_multiple_of(4) as u32).to_le_bytes().to_vec();
    message.extend([16, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    message.extend((4 + len as u16).to_le_bytes());
    message.extend([1, 0]);
    message.resize((message.len() + len).next_multiple_of(4), 0);
    let context =
        Context { family: Some(family), endian: Endian::Little, to_kernel: None, request: None, ids: None };
    let mut tape = Tape::new();
    decode(&message, &context, &mut tape);
    let states = tape.body().iter().map(|field| field.state);
    states.filter(|state| *state != State::Good && *state != State::Unselected).collect()
}

#[test]
fn older_structs_are_whole_and_newer_ones_have_extra_bytes() {
    let all = tables(FAMILIES);
    let (mut grown, mut checked) = (Vec::new(), 0);
    for item in all.items() {
        let Item::Struct(of) = item else { continue };
        if of.name.is_empty() || !of.tail.is_empty() {
            continue;
        }
        let family = around(of);
        checked += 1;
        assert_eq!(states(family, of.size), [], "{}", of.name);
        assert_eq!(states(family, of.size + ADDED), [State::Extra], "a newer {}", of.name);
        assert!(states(family, of.oldest - 1).contains(&State::Short), "less than any {}", of.name);
        if of.oldest < of.size {
            grown.push(of.name);
            let known = HISTORY.iter().find(|(name, _)| *name == of.name).map(|(_, sizes)| *sizes);
            for size in known.unwrap_or(&[of.oldest]) {
                assert_eq!(states(family, *size), [], "a {} of {size} bytes", of.name);
            }
        }
    }
    for (name, _) in HISTORY {
        assert!(grown.contains(name), "{name} grew, and its table does not say so");
    }
    eprintln!("{checked} structs, {} of which grew", grown.len());
}
