//! Names of what RDMA's attributes say  (rdma/rdma_netlink.h, rdma/ib_user_verbs.h, the kernel's rdma/ib_verbs.h)

use crate::schema::{Names, names};

/// `RDMA_NODE_*`
pub(super) static RDMA_NODE: Names = names(&[
    (1, "RDMA_NODE_IB_CA"),
    (2, "RDMA_NODE_IB_SWITCH"),
    (3, "RDMA_NODE_IB_ROUTER"),
    (4, "RDMA_NODE_RNIC"),
    (5, "RDMA_NODE_USNIC"),
    (6, "RDMA_NODE_USNIC_UDP"),
    (7, "RDMA_NODE_UNSPECIFIED"),
]);

/// `enum ib_port_state`
pub(super) static IB_PORT: Names = names(&[
    (0, "IB_PORT_NOP"),
    (1, "IB_PORT_DOWN"),
    (2, "IB_PORT_INIT"),
    (3, "IB_PORT_ARMED"),
    (4, "IB_PORT_ACTIVE"),
    (5, "IB_PORT_ACTIVE_DEFER"),
]);

/// `enum ib_port_phys_state`
pub(super) static IB_PORT_PHYS_STATE: Names = names(&[
    (1, "IB_PORT_PHYS_STATE_SLEEP"),
    (2, "IB_PORT_PHYS_STATE_POLLING"),
    (3, "IB_PORT_PHYS_STATE_DISABLED"),
    (4, "IB_PORT_PHYS_STATE_PORT_CONFIGURATION_TRAINING"),
    (5, "IB_PORT_PHYS_STATE_LINK_UP"),
    (6, "IB_PORT_PHYS_STATE_LINK_ERROR_RECOVERY"),
    (7, "IB_PORT_PHYS_STATE_PHY_TEST"),
]);

/// `enum ib_qp_type`
pub(super) static IB_QPT: Names = names(&[
    (0, "IB_QPT_SMI"),
    (1, "IB_QPT_GSI"),
    (2, "IB_QPT_RC"),
    (3, "IB_QPT_UC"),
    (4, "IB_QPT_UD"),
    (5, "IB_QPT_RAW_IPV6"),
    (6, "IB_QPT_RAW_ETHERTYPE"),
    (8, "IB_QPT_RAW_PACKET"),
    (9, "IB_QPT_XRC_INI"),
    (10, "IB_QPT_XRC_TGT"),
    (255, "IB_QPT_DRIVER"),
]);

/// `enum ib_qp_state`
pub(super) static IB_QPS: Names = names(&[
    (0, "IB_QPS_RESET"),
    (1, "IB_QPS_INIT"),
    (2, "IB_QPS_RTR"),
    (3, "IB_QPS_RTS"),
    (4, "IB_QPS_SQD"),
    (5, "IB_QPS_SQE"),
    (6, "IB_QPS_ERR"),
]);

/// `enum ib_mig_state`
pub(super) static IB_MIG: Names = names(&[(0, "IB_MIG_MIGRATED"), (1, "IB_MIG_REARM"), (2, "IB_MIG_ARMED")]);

/// `enum ib_poll_context`
pub(super) static IB_POLL: Names =
    names(&[(0, "IB_POLL_SOFTIRQ"), (1, "IB_POLL_WORKQUEUE"), (2, "IB_POLL_UNBOUND_WORKQUEUE")]);

/// `RDMA_PS_*`  (rdma/rdma_user_cm.h)
pub(super) static RDMA_PS: Names =
    names(&[(2, "RDMA_PS_IPOIB"), (262, "RDMA_PS_TCP"), (273, "RDMA_PS_UDP"), (319, "RDMA_PS_IB")]);

/// `RDMA_NLDEV_PRINT_TYPE_*`
pub(super) static RDMA_NLDEV_PRINT_TYPE: Names =
    names(&[(0, "RDMA_NLDEV_PRINT_TYPE_UNSPEC"), (1, "RDMA_NLDEV_PRINT_TYPE_HEX")]);

/// `RDMA_COUNTER_MODE_*`
pub(super) static RDMA_COUNTER_MODE: Names =
    names(&[(0, "RDMA_COUNTER_MODE_NONE"), (1, "RDMA_COUNTER_MODE_AUTO"), (2, "RDMA_COUNTER_MODE_MANUAL")]);

/// `RDMA_COUNTER_MASK_*`
pub(super) static RDMA_COUNTER_MASK: Names =
    names(&[(1, "RDMA_COUNTER_MASK_QP_TYPE"), (2, "RDMA_COUNTER_MASK_PID")]);

/// `RDMA_DEVICE_TYPE_*`
pub(super) static RDMA_DEVICE_TYPE: Names = names(&[(1, "RDMA_DEVICE_TYPE_SMI")]);

/// `RDMA_NAME_ASSIGN_TYPE_*`
pub(super) static RDMA_NAME_ASSIGN_TYPE: Names =
    names(&[(0, "RDMA_NAME_ASSIGN_TYPE_UNKNOWN"), (1, "RDMA_NAME_ASSIGN_TYPE_USER")]);

/// `RDMA_*_EVENT`
pub(super) static RDMA_EVENT: Names = names(&[
    (0, "RDMA_REGISTER_EVENT"),
    (1, "RDMA_UNREGISTER_EVENT"),
    (2, "RDMA_NETDEV_ATTACH_EVENT"),
    (3, "RDMA_NETDEV_DETACH_EVENT"),
    (4, "RDMA_RENAME_EVENT"),
    (5, "RDMA_NETDEV_RENAME_EVENT"),
]);
