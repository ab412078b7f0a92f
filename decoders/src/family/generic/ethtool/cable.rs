//! Tests of cables: `ETHTOOL_A_CABLE_*`  (linux/ethtool_netlink.h, linux/ethtool_netlink_generated.h)

use super::HEADER;
use crate::schema::*;

pub(super) static TEST: Body = headless(nest(&ETHTOOL_A_CABLE_TEST));
pub(super) static TEST_NTF: Body = headless(nest(&ETHTOOL_A_CABLE_TEST_NTF));
pub(super) static TDR: Body = headless(nest(&ETHTOOL_A_CABLE_TEST_TDR));
pub(super) static TDR_NTF: Body = headless(nest(&ETHTOOL_A_CABLE_TEST_TDR_NTF));

static ETHTOOL_A_CABLE_TEST: Set =
    set("ETHTOOL_A_CABLE_TEST", &[attr(1, "ETHTOOL_A_CABLE_TEST_HEADER", HEADER)]);

static ETHTOOL_A_CABLE_TEST_NTF: Set = set(
    "ETHTOOL_A_CABLE_TEST_NTF",
    &[
        attr(1, "ETHTOOL_A_CABLE_TEST_NTF_HEADER", HEADER),
        attr(2, "ETHTOOL_A_CABLE_TEST_NTF_STATUS", U8.name(&STATUS)),
        attr(3, "ETHTOOL_A_CABLE_TEST_NTF_NEST", nest(&ETHTOOL_A_CABLE_NEST)),
    ],
);

static STATUS: Names = names(&[
    (0, "ETHTOOL_A_CABLE_TEST_NTF_STATUS_UNSPEC"),
    (1, "ETHTOOL_A_CABLE_TEST_NTF_STATUS_STARTED"),
    (2, "ETHTOOL_A_CABLE_TEST_NTF_STATUS_COMPLETED"),
]);

static ETHTOOL_A_CABLE_NEST: Set = set(
    "ETHTOOL_A_CABLE_NEST",
    &[
        attr(1, "ETHTOOL_A_CABLE_NEST_RESULT", nest(&ETHTOOL_A_CABLE_RESULT)),
        attr(2, "ETHTOOL_A_CABLE_NEST_FAULT_LENGTH", nest(&ETHTOOL_A_CABLE_FAULT_LENGTH)),
    ],
);

static ETHTOOL_A_CABLE_RESULT: Set = set(
    "ETHTOOL_A_CABLE_RESULT",
    &[
        attr(1, "ETHTOOL_A_CABLE_RESULT_PAIR", U8.name(&PAIR)),
        attr(2, "ETHTOOL_A_CABLE_RESULT_CODE", U8.name(&CODE)),
        attr(3, "ETHTOOL_A_CABLE_RESULT_SRC", U32.name(&SRC)),
    ],
);

/// In centimetres.
static ETHTOOL_A_CABLE_FAULT_LENGTH: Set = set(
    "ETHTOOL_A_CABLE_FAULT_LENGTH",
    &[
        attr(1, "ETHTOOL_A_CABLE_FAULT_LENGTH_PAIR", U8.name(&PAIR)),
        attr(2, "ETHTOOL_A_CABLE_FAULT_LENGTH_CM", U32),
        attr(3, "ETHTOOL_A_CABLE_FAULT_LENGTH_SRC", U32.name(&SRC)),
    ],
);

static PAIR: Names = names(&[
    (0, "ETHTOOL_A_CABLE_PAIR_A"),
    (1, "ETHTOOL_A_CABLE_PAIR_B"),
    (2, "ETHTOOL_A_CABLE_PAIR_C"),
    (3, "ETHTOOL_A_CABLE_PAIR_D"),
]);

static CODE: Names = names(&[
    (0, "ETHTOOL_A_CABLE_RESULT_CODE_UNSPEC"),
    (1, "ETHTOOL_A_CABLE_RESULT_CODE_OK"),
    (2, "ETHTOOL_A_CABLE_RESULT_CODE_OPEN"),
    (3, "ETHTOOL_A_CABLE_RESULT_CODE_SAME_SHORT"),
    (4, "ETHTOOL_A_CABLE_RESULT_CODE_CROSS_SHORT"),
    (5, "ETHTOOL_A_CABLE_RESULT_CODE_IMPEDANCE_MISMATCH"),
    (6, "ETHTOOL_A_CABLE_RESULT_CODE_NOISE"),
    (7, "ETHTOOL_A_CABLE_RESULT_CODE_RESOLUTION_NOT_POSSIBLE"),
]);

static SRC: Names = names(&[
    (0, "ETHTOOL_A_CABLE_INF_SRC_UNSPEC"),
    (1, "ETHTOOL_A_CABLE_INF_SRC_TDR"),
    (2, "ETHTOOL_A_CABLE_INF_SRC_ALCD"),
]);

static ETHTOOL_A_CABLE_TEST_TDR: Set = set(
    "ETHTOOL_A_CABLE_TEST_TDR",
    &[
        attr(1, "ETHTOOL_A_CABLE_TEST_TDR_HEADER", HEADER),
        attr(2, "ETHTOOL_A_CABLE_TEST_TDR_CFG", nest(&ETHTOOL_A_CABLE_TEST_TDR_CFG)),
    ],
);

/// In centimetres.
static ETHTOOL_A_CABLE_TEST_TDR_CFG: Set = set(
    "ETHTOOL_A_CABLE_TEST_TDR_CFG",
    &[
        attr(1, "ETHTOOL_A_CABLE_TEST_TDR_CFG_FIRST", U32),
        attr(2, "ETHTOOL_A_CABLE_TEST_TDR_CFG_LAST", U32),
        attr(3, "ETHTOOL_A_CABLE_TEST_TDR_CFG_STEP", U32),
        attr(4, "ETHTOOL_A_CABLE_TEST_TDR_CFG_PAIR", U8.name(&PAIR)),
    ],
);

static ETHTOOL_A_CABLE_TEST_TDR_NTF: Set = set(
    "ETHTOOL_A_CABLE_TEST_TDR_NTF",
    &[
        attr(1, "ETHTOOL_A_CABLE_TEST_TDR_NTF_HEADER", HEADER),
        attr(2, "ETHTOOL_A_CABLE_TEST_TDR_NTF_STATUS", U8.name(&STATUS)),
        attr(3, "ETHTOOL_A_CABLE_TEST_TDR_NTF_NEST", nest(&ETHTOOL_A_CABLE_TDR_NEST)),
    ],
);

static ETHTOOL_A_CABLE_TDR_NEST: Set = set(
    "ETHTOOL_A_CABLE_TDR_NEST",
    &[
        attr(1, "ETHTOOL_A_CABLE_TDR_NEST_STEP", nest(&ETHTOOL_A_CABLE_STEP)),
        attr(2, "ETHTOOL_A_CABLE_TDR_NEST_AMPLITUDE", nest(&ETHTOOL_A_CABLE_AMPLITUDE)),
        attr(3, "ETHTOOL_A_CABLE_TDR_NEST_PULSE", nest(&ETHTOOL_A_CABLE_PULSE)),
    ],
);

/// In centimetres.
static ETHTOOL_A_CABLE_STEP: Set = set(
    "ETHTOOL_A_CABLE_STEP",
    &[
        attr(1, "ETHTOOL_A_CABLE_STEP_FIRST_DISTANCE", U32),
        attr(2, "ETHTOOL_A_CABLE_STEP_LAST_DISTANCE", U32),
        attr(3, "ETHTOOL_A_CABLE_STEP_STEP_DISTANCE", U32),
    ],
);

static ETHTOOL_A_CABLE_AMPLITUDE: Set = set(
    "ETHTOOL_A_CABLE_AMPLITUDE",
    &[
        attr(1, "ETHTOOL_A_CABLE_AMPLITUDE_PAIR", U8.name(&PAIR)),
        attr(2, "ETHTOOL_A_CABLE_AMPLITUDE_mV", S16),
    ],
);

static ETHTOOL_A_CABLE_PULSE: Set = set("ETHTOOL_A_CABLE_PULSE", &[attr(1, "ETHTOOL_A_CABLE_PULSE_mV", S16)]);

#[cfg(test)]
mod tests {
    use crate::family::generic::ethtool::FAMILY;
    use crate::family::generic::testing::{attribute, decoded, values};

    #[test]
    fn an_echo_and_a_result_have_nests_of_their_own() {
        let echo = attribute(2, &[attribute(1, &[2]), attribute(2, &[0xc0, 0xff])].concat());
        let reflected = decoded(&FAMILY, (28, 0), &[&attribute(3, &echo)]);
        assert_eq!(values(&reflected, "ETHTOOL_A_CABLE_AMPLITUDE_PAIR"), ["ETHTOOL_A_CABLE_PAIR_C"]);
        assert_eq!(values(&reflected, "ETHTOOL_A_CABLE_AMPLITUDE_mV"), ["-64"]);
        let length = attribute(2, &[attribute(1, &[0]), attribute(2, &[0xd8, 4, 0, 0])].concat());
        let tested = decoded(&FAMILY, (27, 0), &[&attribute(3, &length)]);
        assert_eq!(values(&tested, "ETHTOOL_A_CABLE_FAULT_LENGTH_CM"), ["1240"]);
    }
}
