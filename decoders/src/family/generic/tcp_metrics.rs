//! `tcp_metrics`: what TCP remembers of each destination  (linux/tcp_metrics.h)

use core::fmt;

use crate::schema::{Class::*, *};
use crate::wire::{self, Endian};

pub(super) static FAMILY: Generic = generic("tcp_metrics", &COMMANDS);

static COMMANDS: Commands = commands(&numbered([
    msg(1, "TCP_METRICS_CMD_GET", Get, &BODY),
    msg(2, "TCP_METRICS_CMD_DEL", Delete, &BODY),
]));

static BODY: Body = headless(nest(&TCP_METRICS_ATTR));

static TCP_METRICS_ATTR: Set = set(
    "TCP_METRICS_ATTR",
    &[
        attr(1, "TCP_METRICS_ATTR_ADDR_IPV4", IP4).key(),
        attr(2, "TCP_METRICS_ATTR_ADDR_IPV6", IP6).limits(&Limits::of_length(16)).key(),
        attr(3, "TCP_METRICS_ATTR_AGE", U64.unit(Unit::Milliseconds)),
        // Nothing writes it or the next since 4.18.
        attr(4, "TCP_METRICS_ATTR_TW_TSVAL", U32),
        attr(5, "TCP_METRICS_ATTR_TW_TS_STAMP", S32.unit(Unit::Seconds)),
        attr(6, "TCP_METRICS_ATTR_VALS", nest(&TCP_METRICS_A_METRICS)),
        attr(7, "TCP_METRICS_ATTR_FOPEN_MSS", U16.unit(Unit::Bytes)),
        attr(8, "TCP_METRICS_ATTR_FOPEN_SYN_DROPS", U16),
        attr(9, "TCP_METRICS_ATTR_FOPEN_SYN_DROP_TS", U64.unit(Unit::Milliseconds)),
        attr(10, "TCP_METRICS_ATTR_FOPEN_COOKIE", OPAQUE),
        attr(11, "TCP_METRICS_ATTR_SADDR_IPV4", IP4),
        attr(12, "TCP_METRICS_ATTR_SADDR_IPV6", IP6).limits(&Limits::of_length(16)),
        attr(13, "TCP_METRICS_ATTR_PAD", PAD),
    ],
);

/// Times are as the kernel smooths them: of a round trip in eighths, of its variance in quarters of what their names say.
static TCP_METRICS_A_METRICS: Set = set(
    "TCP_METRICS_A_METRICS",
    &[
        attr(1, "TCP_METRICS_A_METRICS_RTT", gloss(&U32, round_trip_ms)),
        attr(2, "TCP_METRICS_A_METRICS_RTTVAR", gloss(&U32, variance_ms)),
        attr(3, "TCP_METRICS_A_METRICS_SSTHRESH", U32.unit(Unit::Packets)),
        attr(4, "TCP_METRICS_A_METRICS_CWND", U32.unit(Unit::Packets)),
        attr(5, "TCP_METRICS_A_METRICS_REODERING", U32.unit(Unit::Packets)),
        attr(6, "TCP_METRICS_A_METRICS_RTT_US", gloss(&U32, round_trip_us)),
        attr(7, "TCP_METRICS_A_METRICS_RTTVAR_US", gloss(&U32, variance_us)),
    ],
);

/// Writes a time without its fraction, as `ip tcp_metrics` shows it.
fn whole(bytes: &[u8], endian: Endian, shift: u32, unit: &str, out: &mut dyn fmt::Write) -> fmt::Result {
    let Some(time) = wire::uint(bytes, endian) else { return Ok(()) };
    write!(out, "{} {unit}", time >> shift)
}

fn round_trip_ms(bytes: &[u8], endian: Endian, out: &mut dyn fmt::Write) -> fmt::Result {
    whole(bytes, endian, 3, "ms", out)
}

fn variance_ms(bytes: &[u8], endian: Endian, out: &mut dyn fmt::Write) -> fmt::Result {
    whole(bytes, endian, 2, "ms", out)
}

fn round_trip_us(bytes: &[u8], endian: Endian, out: &mut dyn fmt::Write) -> fmt::Result {
    whole(bytes, endian, 3, "µs", out)
}

fn variance_us(bytes: &[u8], endian: Endian, out: &mut dyn fmt::Write) -> fmt::Result {
    whole(bytes, endian, 2, "µs", out)
}

#[cfg(test)]
mod tests {
    use super::FAMILY;
    use crate::family::generic::testing::{attribute, decoded, values};

    #[test]
    fn of_a_destination() {
        let metrics = [attribute(6, &[0x40, 0x1f, 0, 0]), attribute(4, &[10, 0, 0, 0])].concat();
        let age = attribute(3, &[0x10, 0x27, 0, 0, 0, 0, 0, 0]);
        let decoded =
            decoded(&FAMILY, (1, 2), &[&attribute(1, &[192, 0, 2, 1]), &age, &attribute(6, &metrics)]);
        assert_eq!(values(&decoded, "TCP_METRICS_ATTR_ADDR_IPV4"), ["192.0.2.1"]);
        assert_eq!(values(&decoded, "TCP_METRICS_ATTR_AGE"), ["10000"]);
        assert_eq!(values(&decoded, "TCP_METRICS_A_METRICS_RTT_US"), ["8000"]);
        assert_eq!(values(&decoded, "TCP_METRICS_A_METRICS_CWND"), ["10"]);
    }
}
