//! A link: its port, its modes, and whether it is up or why not  (linux/ethtool.h)

use super::{HEADER, link_modes::LINK_MODES};
use crate::schema::{Case::*, *};

pub(super) static LINKINFO: Body = headless(nest(&ETHTOOL_A_LINKINFO));
pub(super) static LINKMODES: Body = headless(nest(&ETHTOOL_A_LINKMODES));
pub(super) static LINKSTATE: Body = headless(nest(&ETHTOOL_A_LINKSTATE));

static ETHTOOL_A_LINKINFO: Set = set(
    "ETHTOOL_A_LINKINFO",
    &[
        attr(1, "ETHTOOL_A_LINKINFO_HEADER", HEADER),
        attr(2, "ETHTOOL_A_LINKINFO_PORT", U8.name(&PORT)),
        attr(3, "ETHTOOL_A_LINKINFO_PHYADDR", U8),
        attr(4, "ETHTOOL_A_LINKINFO_TP_MDIX", U8.name(&ETH_TP_MDI)),
        attr(5, "ETHTOOL_A_LINKINFO_TP_MDIX_CTRL", U8.name(&ETH_TP_MDI)),
        attr(6, "ETHTOOL_A_LINKINFO_TRANSCEIVER", U8.name(&XCVR)),
    ],
);

static ETHTOOL_A_LINKMODES: Set = set(
    "ETHTOOL_A_LINKMODES",
    &[
        attr(1, "ETHTOOL_A_LINKMODES_HEADER", HEADER),
        attr(2, "ETHTOOL_A_LINKMODES_AUTONEG", U8.name(&AUTONEG)),
        attr(3, "ETHTOOL_A_LINKMODES_OURS", nest(&LINK_MODES)),
        attr(4, "ETHTOOL_A_LINKMODES_PEER", nest(&LINK_MODES)),
        attr(5, "ETHTOOL_A_LINKMODES_SPEED", select("ETHTOOL_A_LINKMODES_SPEED", SPEED)),
        attr(6, "ETHTOOL_A_LINKMODES_DUPLEX", U8.name(&DUPLEX)),
        attr(7, "ETHTOOL_A_LINKMODES_MASTER_SLAVE_CFG", U8.name(&MASTER_SLAVE_CFG)),
        attr(8, "ETHTOOL_A_LINKMODES_MASTER_SLAVE_STATE", U8.name(&MASTER_SLAVE_STATE)),
        attr(9, "ETHTOOL_A_LINKMODES_LANES", U32).limits(&Limits::from_to(1, 8)),
        attr(10, "ETHTOOL_A_LINKMODES_RATE_MATCHING", U8.name(&RATE_MATCH)),
    ],
);

/// A number of megabits, or none.
const SPEED: &[(Case, Kind)] =
    &[(Is(0xffff_ffff), U32.name(&SPEED_UNKNOWN)), (Otherwise, U32.unit(Unit::MegabitsPerSecond))];

static SPEED_UNKNOWN: Names = names(&[(0xffff_ffff, "SPEED_UNKNOWN")]);

static ETHTOOL_A_LINKSTATE: Set = set(
    "ETHTOOL_A_LINKSTATE",
    &[
        attr(1, "ETHTOOL_A_LINKSTATE_HEADER", HEADER),
        attr(2, "ETHTOOL_A_LINKSTATE_LINK", U8.bool()),
        attr(3, "ETHTOOL_A_LINKSTATE_SQI", U32),
        attr(4, "ETHTOOL_A_LINKSTATE_SQI_MAX", U32),
        attr(5, "ETHTOOL_A_LINKSTATE_EXT_STATE", U8.name(&ETHTOOL_LINK_EXT_STATE)),
        attr(6, "ETHTOOL_A_LINKSTATE_EXT_SUBSTATE", select("ETHTOOL_A_LINKSTATE_EXT_STATE", EXT_SUBSTATE)),
        attr(7, "ETHTOOL_A_LINKSTATE_EXT_DOWN_CNT", U32),
    ],
);

static PORT: Names = names(&[
    (0, "PORT_TP"),
    (1, "PORT_AUI"),
    (2, "PORT_MII"),
    (3, "PORT_FIBRE"),
    (4, "PORT_BNC"),
    (5, "PORT_DA"),
    (239, "PORT_NONE"),
    (255, "PORT_OTHER"),
]);

static ETH_TP_MDI: Names =
    names(&[(0, "ETH_TP_MDI_INVALID"), (1, "ETH_TP_MDI"), (2, "ETH_TP_MDI_X"), (3, "ETH_TP_MDI_AUTO")]);

static XCVR: Names = names(&[
    (0, "XCVR_INTERNAL"),
    (1, "XCVR_EXTERNAL"),
    (2, "XCVR_DUMMY1"),
    (3, "XCVR_DUMMY2"),
    (4, "XCVR_DUMMY3"),
]);

static AUTONEG: Names = names(&[(0, "AUTONEG_DISABLE"), (1, "AUTONEG_ENABLE")]);

static DUPLEX: Names = names(&[(0, "DUPLEX_HALF"), (1, "DUPLEX_FULL"), (255, "DUPLEX_UNKNOWN")]);

static MASTER_SLAVE_CFG: Names = names(&[
    (0, "MASTER_SLAVE_CFG_UNSUPPORTED"),
    (1, "MASTER_SLAVE_CFG_UNKNOWN"),
    (2, "MASTER_SLAVE_CFG_MASTER_PREFERRED"),
    (3, "MASTER_SLAVE_CFG_SLAVE_PREFERRED"),
    (4, "MASTER_SLAVE_CFG_MASTER_FORCE"),
    (5, "MASTER_SLAVE_CFG_SLAVE_FORCE"),
]);

static MASTER_SLAVE_STATE: Names = names(&[
    (0, "MASTER_SLAVE_STATE_UNSUPPORTED"),
    (1, "MASTER_SLAVE_STATE_UNKNOWN"),
    (2, "MASTER_SLAVE_STATE_MASTER"),
    (3, "MASTER_SLAVE_STATE_SLAVE"),
    (4, "MASTER_SLAVE_STATE_ERR"),
]);

static RATE_MATCH: Names = names(&[
    (0, "RATE_MATCH_NONE"),
    (1, "RATE_MATCH_PAUSE"),
    (2, "RATE_MATCH_CRS"),
    (3, "RATE_MATCH_OPEN_LOOP"),
]);

static ETHTOOL_LINK_EXT_STATE: Names = names(&[
    (0, "ETHTOOL_LINK_EXT_STATE_AUTONEG"),
    (1, "ETHTOOL_LINK_EXT_STATE_LINK_TRAINING_FAILURE"),
    (2, "ETHTOOL_LINK_EXT_STATE_LINK_LOGICAL_MISMATCH"),
    (3, "ETHTOOL_LINK_EXT_STATE_BAD_SIGNAL_INTEGRITY"),
    (4, "ETHTOOL_LINK_EXT_STATE_NO_CABLE"),
    (5, "ETHTOOL_LINK_EXT_STATE_CABLE_ISSUE"),
    (6, "ETHTOOL_LINK_EXT_STATE_EEPROM_ISSUE"),
    (7, "ETHTOOL_LINK_EXT_STATE_CALIBRATION_FAILURE"),
    (8, "ETHTOOL_LINK_EXT_STATE_POWER_BUDGET_EXCEEDED"),
    (9, "ETHTOOL_LINK_EXT_STATE_OVERHEAT"),
    (10, "ETHTOOL_LINK_EXT_STATE_MODULE"),
    (11, "ETHTOOL_LINK_EXT_STATE_OTP_SPEED_VIOLATION"),
    (12, "ETHTOOL_LINK_EXT_STATE_BMC_REQUEST_DOWN"),
]);

const EXT_SUBSTATE: &[(Case, Kind)] = &[
    (Is(0), U8.name(&AN)),
    (Is(1), U8.name(&LT)),
    (Is(2), U8.name(&LLM)),
    (Is(3), U8.name(&BSI)),
    (Is(5), U8.name(&CI)),
    (Is(10), U8.name(&MODULE)),
    (Otherwise, U8),
];

static AN: Names = names(&[
    (1, "ETHTOOL_LINK_EXT_SUBSTATE_AN_NO_PARTNER_DETECTED"),
    (2, "ETHTOOL_LINK_EXT_SUBSTATE_AN_ACK_NOT_RECEIVED"),
    (3, "ETHTOOL_LINK_EXT_SUBSTATE_AN_NEXT_PAGE_EXCHANGE_FAILED"),
    (4, "ETHTOOL_LINK_EXT_SUBSTATE_AN_NO_PARTNER_DETECTED_FORCE_MODE"),
    (5, "ETHTOOL_LINK_EXT_SUBSTATE_AN_FEC_MISMATCH_DURING_OVERRIDE"),
    (6, "ETHTOOL_LINK_EXT_SUBSTATE_AN_NO_HCD"),
]);

static LT: Names = names(&[
    (1, "ETHTOOL_LINK_EXT_SUBSTATE_LT_KR_FRAME_LOCK_NOT_ACQUIRED"),
    (2, "ETHTOOL_LINK_EXT_SUBSTATE_LT_KR_LINK_INHIBIT_TIMEOUT"),
    (3, "ETHTOOL_LINK_EXT_SUBSTATE_LT_KR_LINK_PARTNER_DID_NOT_SET_RECEIVER_READY"),
    (4, "ETHTOOL_LINK_EXT_SUBSTATE_LT_REMOTE_FAULT"),
]);

static LLM: Names = names(&[
    (1, "ETHTOOL_LINK_EXT_SUBSTATE_LLM_PCS_DID_NOT_ACQUIRE_BLOCK_LOCK"),
    (2, "ETHTOOL_LINK_EXT_SUBSTATE_LLM_PCS_DID_NOT_ACQUIRE_AM_LOCK"),
    (3, "ETHTOOL_LINK_EXT_SUBSTATE_LLM_PCS_DID_NOT_GET_ALIGN_STATUS"),
    (4, "ETHTOOL_LINK_EXT_SUBSTATE_LLM_FC_FEC_IS_NOT_LOCKED"),
    (5, "ETHTOOL_LINK_EXT_SUBSTATE_LLM_RS_FEC_IS_NOT_LOCKED"),
]);

static BSI: Names = names(&[
    (1, "ETHTOOL_LINK_EXT_SUBSTATE_BSI_LARGE_NUMBER_OF_PHYSICAL_ERRORS"),
    (2, "ETHTOOL_LINK_EXT_SUBSTATE_BSI_UNSUPPORTED_RATE"),
    (3, "ETHTOOL_LINK_EXT_SUBSTATE_BSI_SERDES_REFERENCE_CLOCK_LOST"),
    (4, "ETHTOOL_LINK_EXT_SUBSTATE_BSI_SERDES_ALOS"),
]);

static CI: Names = names(&[
    (1, "ETHTOOL_LINK_EXT_SUBSTATE_CI_UNSUPPORTED_CABLE"),
    (2, "ETHTOOL_LINK_EXT_SUBSTATE_CI_CABLE_TEST_FAILURE"),
]);

static MODULE: Names = names(&[(1, "ETHTOOL_LINK_EXT_SUBSTATE_MODULE_CMIS_NOT_READY")]);

#[cfg(test)]
mod tests {
    use crate::family::generic::ethtool::FAMILY;
    use crate::family::generic::testing::{attribute, decoded, values};

    #[test]
    fn a_state_says_what_its_substates_are() {
        let of = |state| {
            let decoded = decoded(&FAMILY, (6, 0), &[&attribute(6, &[1]), &attribute(5, &[state])]);
            values(&decoded, "ETHTOOL_A_LINKSTATE_EXT_SUBSTATE").concat()
        };
        assert_eq!(of(0), "ETHTOOL_LINK_EXT_SUBSTATE_AN_NO_PARTNER_DETECTED");
        assert_eq!(of(10), "ETHTOOL_LINK_EXT_SUBSTATE_MODULE_CMIS_NOT_READY");
        // Without a cable there is no more detail.
        assert_eq!(of(4), "1");
    }

    #[test]
    fn an_unknown_speed_is_no_number() {
        let decoded = decoded(&FAMILY, (4, 0), &[&attribute(5, &[0xff; 4])]);
        assert_eq!(values(&decoded, "ETHTOOL_A_LINKMODES_SPEED"), ["SPEED_UNKNOWN"]);
    }
}
