//! Plug-in modules: their power, their memory, their firmware  (linux/ethtool_netlink_generated.h)

use super::HEADER;
use crate::schema::*;

pub(super) static MODULE: Body = headless(nest(&ETHTOOL_A_MODULE));
pub(super) static EEPROM: Body = headless(nest(&ETHTOOL_A_MODULE_EEPROM));
pub(super) static FW_FLASH: Body = headless(nest(&ETHTOOL_A_MODULE_FW_FLASH));

static ETHTOOL_A_MODULE: Set = set(
    "ETHTOOL_A_MODULE",
    &[
        attr(1, "ETHTOOL_A_MODULE_HEADER", HEADER),
        attr(2, "ETHTOOL_A_MODULE_POWER_MODE_POLICY", U8.name(&POLICY)),
        attr(3, "ETHTOOL_A_MODULE_POWER_MODE", U8.name(&POWER_MODE)),
    ],
);

static POLICY: Names =
    names(&[(1, "ETHTOOL_MODULE_POWER_MODE_POLICY_HIGH"), (2, "ETHTOOL_MODULE_POWER_MODE_POLICY_AUTO")]);

static POWER_MODE: Names =
    names(&[(1, "ETHTOOL_MODULE_POWER_MODE_LOW"), (2, "ETHTOOL_MODULE_POWER_MODE_HIGH")]);

static ETHTOOL_A_MODULE_EEPROM: Set = set(
    "ETHTOOL_A_MODULE_EEPROM",
    &[
        attr(1, "ETHTOOL_A_MODULE_EEPROM_HEADER", HEADER),
        attr(2, "ETHTOOL_A_MODULE_EEPROM_OFFSET", U32).limits(&Limits::at_most(255)),
        attr(3, "ETHTOOL_A_MODULE_EEPROM_LENGTH", U32.unit(Unit::Bytes)).limits(&Limits::from_to(1, 128)),
        attr(4, "ETHTOOL_A_MODULE_EEPROM_PAGE", U8.hex()),
        attr(5, "ETHTOOL_A_MODULE_EEPROM_BANK", U8),
        attr(6, "ETHTOOL_A_MODULE_EEPROM_I2C_ADDRESS", U8.hex()).limits(&Limits::at_most(127)),
        attr(7, "ETHTOOL_A_MODULE_EEPROM_DATA", OPAQUE),
    ],
);

static ETHTOOL_A_MODULE_FW_FLASH: Set = set(
    "ETHTOOL_A_MODULE_FW_FLASH",
    &[
        attr(1, "ETHTOOL_A_MODULE_FW_FLASH_HEADER", HEADER),
        attr(2, "ETHTOOL_A_MODULE_FW_FLASH_FILE_NAME", TEXT),
        attr(3, "ETHTOOL_A_MODULE_FW_FLASH_PASSWORD", U32.hex()).secret(),
        attr(4, "ETHTOOL_A_MODULE_FW_FLASH_STATUS", U32.name(&FLASH_STATUS)),
        attr(5, "ETHTOOL_A_MODULE_FW_FLASH_STATUS_MSG", TEXT),
        attr(6, "ETHTOOL_A_MODULE_FW_FLASH_DONE", UINT.unit(Unit::Bytes)),
        attr(7, "ETHTOOL_A_MODULE_FW_FLASH_TOTAL", UINT.unit(Unit::Bytes)),
    ],
);

static FLASH_STATUS: Names = names(&[
    (1, "ETHTOOL_MODULE_FW_FLASH_STATUS_STARTED"),
    (2, "ETHTOOL_MODULE_FW_FLASH_STATUS_IN_PROGRESS"),
    (3, "ETHTOOL_MODULE_FW_FLASH_STATUS_COMPLETED"),
    (4, "ETHTOOL_MODULE_FW_FLASH_STATUS_ERROR"),
]);
