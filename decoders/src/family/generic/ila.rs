//! `ila`: mappings of identifiers to locators  (linux/ila.h)

use crate::family::shared::ila::ILA_ATTR;
use crate::schema::{Class::*, *};

pub(super) static FAMILY: Generic = generic("ila", &COMMANDS).module("ila");

static COMMANDS: Commands = commands(&numbered([
    msg(1, "ILA_CMD_ADD", New, &BODY),
    msg(2, "ILA_CMD_DEL", Delete, &BODY),
    msg(3, "ILA_CMD_GET", Get, &BODY),
    msg(4, "ILA_CMD_FLUSH", Delete, &BODY),
]));

static BODY: Body = headless(nest(&ILA_ATTR));

#[cfg(test)]
mod tests {
    use super::FAMILY;
    use crate::family::generic::testing::{attribute, decoded, values};

    #[test]
    fn a_mapping() {
        let mapping = [attribute(1, &[0x20, 1, 0xd, 0xb8, 0, 0, 0, 1]), attribute(7, &[2])].concat();
        let decoded = decoded(&FAMILY, (1, 5), &[&mapping]);
        assert_eq!(values(&decoded, "ILA_ATTR_LOCATOR"), ["2306139568115548161"]);
        assert_eq!(values(&decoded, "ILA_ATTR_CSUM_MODE"), ["ILA_CSUM_NO_ACTION"]);
    }
}
