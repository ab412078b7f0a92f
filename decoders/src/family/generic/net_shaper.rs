//! `net-shaper`: how much queues may send  (linux/net_shaper.h)

use crate::schema::{Case::*, Class::*, *};

pub(super) static FAMILY: Generic = generic("net-shaper", &COMMANDS);

static COMMANDS: Commands = commands(&numbered([
    msg(1, "NET_SHAPER_CMD_GET", Get, &SHAPER),
    msg(2, "NET_SHAPER_CMD_SET", New, &SHAPER),
    msg(3, "NET_SHAPER_CMD_DELETE", Delete, &SHAPER),
    msg(4, "NET_SHAPER_CMD_GROUP", Get, &SHAPER).changing(),
    msg(5, "NET_SHAPER_CMD_CAP_GET", Get, &CAPS),
]));

static SHAPER: Body = headless(nest(&NET_SHAPER_A));
static CAPS: Body = headless(nest(&NET_SHAPER_A_CAPS));

static NET_SHAPER_A: Set = set(
    "NET_SHAPER_A",
    &[
        attr(1, "NET_SHAPER_A_HANDLE", nest(&NET_SHAPER_A_HANDLE)).key(),
        attr(2, "NET_SHAPER_A_METRIC", U32.name(&NET_SHAPER_METRIC)),
        attr(3, "NET_SHAPER_A_BW_MIN", select("NET_SHAPER_A_METRIC", RATE)),
        attr(4, "NET_SHAPER_A_BW_MAX", select("NET_SHAPER_A_METRIC", RATE)),
        attr(5, "NET_SHAPER_A_BURST", UINT),
        attr(6, "NET_SHAPER_A_PRIORITY", U32),
        attr(7, "NET_SHAPER_A_WEIGHT", U32),
        attr(8, "NET_SHAPER_A_IFINDEX", U32.interface()).key(),
        attr(9, "NET_SHAPER_A_PARENT", nest(&NET_SHAPER_A_HANDLE)),
        attr(10, "NET_SHAPER_A_LEAVES", nest(&NET_SHAPER_A)).repeats(),
    ],
);

static NET_SHAPER_METRIC: Names = names(&[(0, "NET_SHAPER_METRIC_BPS"), (1, "NET_SHAPER_METRIC_PPS")]);

/// Bits per second, or packets per second; a request may leave out which.
const RATE: &[(Case, Kind)] = &[(Is(0), UINT.unit(Unit::BitsPerSecond)), (Otherwise, UINT)];

static NET_SHAPER_A_HANDLE: Set = set(
    "NET_SHAPER_A_HANDLE",
    &[
        attr(1, "NET_SHAPER_A_HANDLE_SCOPE", U32.name(&NET_SHAPER_SCOPE)),
        attr(2, "NET_SHAPER_A_HANDLE_ID", U32).limits(&Limits::at_most(67108862)),
    ],
);

static NET_SHAPER_SCOPE: Names = names(&[
    (0, "NET_SHAPER_SCOPE_UNSPEC"),
    (1, "NET_SHAPER_SCOPE_NETDEV"),
    (2, "NET_SHAPER_SCOPE_QUEUE"),
    (3, "NET_SHAPER_SCOPE_NODE"),
]);

static NET_SHAPER_A_CAPS: Set = set(
    "NET_SHAPER_A_CAPS",
    &[
        attr(1, "NET_SHAPER_A_CAPS_IFINDEX", U32.interface()),
        attr(2, "NET_SHAPER_A_CAPS_SCOPE", U32.name(&NET_SHAPER_SCOPE)),
        attr(3, "NET_SHAPER_A_CAPS_SUPPORT_METRIC_BPS", FLAG),
        attr(4, "NET_SHAPER_A_CAPS_SUPPORT_METRIC_PPS", FLAG),
        attr(5, "NET_SHAPER_A_CAPS_SUPPORT_NESTING", FLAG),
        attr(6, "NET_SHAPER_A_CAPS_SUPPORT_BW_MIN", FLAG),
        attr(7, "NET_SHAPER_A_CAPS_SUPPORT_BW_MAX", FLAG),
        attr(8, "NET_SHAPER_A_CAPS_SUPPORT_BURST", FLAG),
        attr(9, "NET_SHAPER_A_CAPS_SUPPORT_PRIORITY", FLAG),
        attr(10, "NET_SHAPER_A_CAPS_SUPPORT_WEIGHT", FLAG),
    ],
);

#[cfg(test)]
mod tests {
    use super::FAMILY;
    use crate::family::generic::testing::{attribute, decoded, values};

    #[test]
    fn a_group_and_its_leaves() {
        let handle = |scope, id| [attribute(1, &[scope, 0, 0, 0]), attribute(2, &[id, 0, 0, 0])].concat();
        let leaf = |id| attribute(10, &[attribute(1, &handle(2, id)), attribute(7, &[id, 0, 0, 0])].concat());
        let decoded = decoded(&FAMILY, (4, 1), &[&attribute(9, &handle(1, 0)), &leaf(1), &leaf(2)]);
        let scopes = ["NET_SHAPER_SCOPE_NETDEV", "NET_SHAPER_SCOPE_QUEUE", "NET_SHAPER_SCOPE_QUEUE"];
        assert_eq!(values(&decoded, "NET_SHAPER_A_HANDLE_SCOPE"), scopes);
        assert_eq!(values(&decoded, "NET_SHAPER_A_WEIGHT"), ["1", "2"]);
    }
}
