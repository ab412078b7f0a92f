//! Values that make sense only with their bytes the other way round.
//!
//! A value counts only if it cannot be meant as it is: a VLAN id of 2560 may be 10 in the wrong order, and is no finding.

use nltrace_decoders::schema::{Kind, Limits, Order, Show};
use nltrace_decoders::tape::{Field, Tape};
use nltrace_decoders::value::{Integer, Value, flags, read};

/// Ports that everybody knows; swapped, they are none that anybody does.
const PORTS: &[u64] = &[22, 53, 80, 123, 179, 443, 546, 547, 3784, 4789, 5201, 5353, 6081, 6443, 8080, 8443];
/// `ETH_P_8021Q`, `ETH_P_8021AD`.
const VLAN_PROTOCOLS: &[u64] = &[0x8100, 0x88a8];
/// `ETH_P_IP`, `ETH_P_ARP`, `ETH_P_IPV6`, `ETH_P_MPLS_UC`, `ETH_P_MPLS_MC`.
const ETHERTYPES: &[u64] = &[0x0800, 0x0806, 0x86dd, 0x8847, 0x8848];

/// The one number in the machine's order that is checked, beside numbers of interfaces and VLANs and those with limits.
const MTU: &str = "IFLA_MTU";

/// Returns a value whose bytes seem to be swapped, as it is and in the other order. The limits are those of the field's row.
pub(super) fn swapped(
    field: &Field,
    message: &[u8],
    tape: &Tape,
    limits: Option<&Limits>,
) -> Option<(u64, u64)> {
    let Kind::Int { width, order, show, .. } = field.kind else { return None };
    let can_be = match (order, width) {
        _ if limits.is_some() => true,
        (Order::Host, 2) => is_vlan_id(field.name),
        (Order::Host, 4) => matches!(show, Show::Interface) || field.name == MTU,
        (Order::Host, 8) => false,
        (_, 2 | 4 | 8) => true,
        _ => false,
    };
    // Zero is the same in both orders, and most values are.
    if !can_be || message.get(field.payload())?.iter().all(|byte| *byte == 0) {
        return None;
    }
    let Value::Integer(integer) = read(field, message, tape) else { return None };
    let raw = integer.raw;
    let other = reversed(raw, *width)?;
    let looks_so = match width {
        _ if limits.is_some_and(|limits| is_accepted_swapped(&integer, other, limits)) => true,
        2 => is_swapped_short(field, &integer, *order, other),
        4 => is_swapped_word(field, &integer, *order, other),
        // Nobody means a multiple of 2^48.
        _ => *order == Order::Big && raw != 0 && raw & 0xffff_ffff_ffff == 0 && is_number(&integer),
    };
    looks_so.then_some((raw, other))
}

/// Returns a number with its bytes in the other order.
fn reversed(raw: u64, width: u8) -> Option<u64> {
    match width {
        2 => u16::try_from(raw).ok().map(|raw| u64::from(raw.swap_bytes())),
        4 => u32::try_from(raw & 0xffff_ffff).ok().map(|raw| u64::from(raw.swap_bytes())),
        8 => Some(raw.swap_bytes()),
        _ => None,
    }
}

/// Returns whether the kernel refuses a value and accepts it in the other order. A value that is less than twice too large may be meant.
fn is_accepted_swapped(integer: &Integer, other: u64, limits: &Limits) -> bool {
    let accepts = |number: u64, bits: u64| limits.accept_number(number.into(), bits);
    let is_near = limits.numbers.is_some_and(|(_, max)| i128::from(integer.raw / 2) <= max);
    !integer.signed
        && other != 0
        && !is_near
        && !accepts(integer.raw, integer.bits())
        && accepts(other, other)
}

/// Returns whether a value is a number and neither a name nor a mask.
fn is_number(integer: &Integer) -> bool {
    match integer.show {
        Show::Name(_) => integer.name().is_none(),
        Show::Dec | Show::Unit(_) => true,
        _ => false,
    }
}

/// Returns whether flags make sense in the other order only.
fn are_swapped_flags(integer: &Integer, order: Order, other: u64) -> bool {
    let Show::Flags(names) = integer.show else { return false };
    let nameless = |raw| flags(names, raw).1;
    order == Order::Big && nameless(integer.raw) != 0 && nameless(other) == 0 && other != 0
}

/// Returns whether the bytes of a number of 16 bits seem to be swapped.
fn is_swapped_short(field: &Field, integer: &Integer, order: Order, other: u64) -> bool {
    let raw = integer.raw;
    let is_big = order == Order::Big;
    match () {
        () if is_big && VLAN_PROTOCOLS.contains(&other) => true,
        () if is_big && is_ethertype(field.name) => ETHERTYPES.contains(&other) && !ETHERTYPES.contains(&raw),
        () if is_big && is_port(field.name) => PORTS.contains(&other) && !PORTS.contains(&raw),
        () if integer.name().is_some() => false,
        // A VLAN id has 12 bits in either byte order.
        () if is_vlan_id(field.name) => raw > 0xfff && (1..0xfff).contains(&other),
        () => {
            are_swapped_flags(integer, order, other)
                || is_big && is_number(integer) && raw & 0xff == 0 && raw != 0
        }
    }
}

/// Returns whether the bytes of a number of 32 bits seem to be swapped.
fn is_swapped_word(field: &Field, integer: &Integer, order: Order, other: u64) -> bool {
    let raw = integer.raw;
    match integer.show {
        // Kernels count interfaces from 1.
        Show::Interface => raw & 0xffff == 0 && raw != 0 && (1..0xffff).contains(&other),
        _ if order == Order::Host => field.name == MTU && raw & 0xffff == 0 && (68..0xffff).contains(&other),
        _ => {
            are_swapped_flags(integer, order, other)
                || is_number(integer) && raw & 0xffff == 0 && raw > 0xff_ffff
        }
    }
}

fn is_vlan_id(name: &str) -> bool {
    ["VLAN_ID", "vlan_id", "VID", "vid"].iter().any(|end| name.ends_with(end))
}

/// Returns whether a field is a port, by its name.
pub(super) fn is_port(name: &str) -> bool {
    const ENDS: &[&str] = &["port", "_PORT", "_SPORT", "_DPORT"];
    const FLOWER: &[&str] = &["_TCP_SRC", "_TCP_DST", "_UDP_SRC", "_UDP_DST"];
    ENDS.iter().chain(FLOWER).any(|end| name.ends_with(end))
}

fn is_ethertype(name: &str) -> bool {
    name.ends_with("ETH_TYPE")
}
