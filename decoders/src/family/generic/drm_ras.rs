//! `drm-ras`: how often parts of graphics devices failed  (drm/drm_ras.h)

use crate::schema::{Class::*, *};

pub(super) static FAMILY: Generic = generic("drm-ras", &COMMANDS).module("drm");

static COMMANDS: Commands = commands(&numbered([
    msg(1, "DRM_RAS_CMD_LIST_NODES", Get, &NODE),
    msg(2, "DRM_RAS_CMD_GET_ERROR_COUNTER", Get, &COUNTER),
    msg(3, "DRM_RAS_CMD_CLEAR_ERROR_COUNTER", New, &COUNTER),
]));

static NODE: Body = headless(nest(&DRM_RAS_A_NODE_ATTRS));
static COUNTER: Body = headless(nest(&DRM_RAS_A_ERROR_COUNTER_ATTRS));

static DRM_RAS_A_NODE_ATTRS: Set = set(
    "DRM_RAS_A_NODE_ATTRS",
    &[
        attr(1, "DRM_RAS_A_NODE_ATTRS_NODE_ID", U32),
        attr(2, "DRM_RAS_A_NODE_ATTRS_DEVICE_NAME", TEXT),
        attr(3, "DRM_RAS_A_NODE_ATTRS_NODE_NAME", TEXT),
        attr(4, "DRM_RAS_A_NODE_ATTRS_NODE_TYPE", U32.name(&DRM_RAS_NODE_TYPE)),
    ],
);

static DRM_RAS_NODE_TYPE: Names = names(&[(1, "DRM_RAS_NODE_TYPE_ERROR_COUNTER")]);

static DRM_RAS_A_ERROR_COUNTER_ATTRS: Set = set(
    "DRM_RAS_A_ERROR_COUNTER_ATTRS",
    &[
        attr(1, "DRM_RAS_A_ERROR_COUNTER_ATTRS_NODE_ID", U32),
        attr(2, "DRM_RAS_A_ERROR_COUNTER_ATTRS_ERROR_ID", U32),
        attr(3, "DRM_RAS_A_ERROR_COUNTER_ATTRS_ERROR_NAME", TEXT),
        attr(4, "DRM_RAS_A_ERROR_COUNTER_ATTRS_ERROR_VALUE", U32),
    ],
);

#[cfg(test)]
mod tests {
    use super::FAMILY;
    use crate::family::generic::testing::{attribute, decoded, values};

    #[test]
    fn a_node_and_a_counter() {
        let node =
            decoded(&FAMILY, (1, 0), &[&attribute(2, b"0000:03:00.0\0"), &attribute(4, &[1, 0, 0, 0])]);
        assert_eq!(values(&node, "DRM_RAS_A_NODE_ATTRS_DEVICE_NAME"), ["0000:03:00.0"]);
        assert_eq!(values(&node, "DRM_RAS_A_NODE_ATTRS_NODE_TYPE"), ["DRM_RAS_NODE_TYPE_ERROR_COUNTER"]);
        let counter =
            decoded(&FAMILY, (2, 0), &[&attribute(3, b"core-compute\0"), &attribute(4, &[7, 0, 0, 0])]);
        assert_eq!(values(&counter, "DRM_RAS_A_ERROR_COUNTER_ATTRS_ERROR_VALUE"), ["7"]);
    }
}
