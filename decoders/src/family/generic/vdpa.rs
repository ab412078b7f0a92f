//! `vdpa`: virtio devices that hardware, or the kernel, moves the data of  (linux/vdpa.h, linux/virtio_*.h)

use crate::schema::{Case::*, Class::*, *};

pub(super) static FAMILY: Generic = generic("vdpa", &COMMANDS).module("vdpa");

/// A `GET` is answered with `NEW`, except for a device's configuration and statistics.
static COMMANDS: Commands = commands(&numbered([
    msg(1, "VDPA_CMD_MGMTDEV_NEW", Get, &BODY),
    msg(2, "VDPA_CMD_MGMTDEV_GET", Get, &BODY),
    msg(3, "VDPA_CMD_DEV_NEW", New, &BODY),
    msg(4, "VDPA_CMD_DEV_DEL", Delete, &BODY),
    msg(5, "VDPA_CMD_DEV_GET", Get, &BODY),
    msg(6, "VDPA_CMD_DEV_CONFIG_GET", Get, &BODY),
    msg(7, "VDPA_CMD_DEV_VSTATS_GET", Get, &BODY),
    msg(8, "VDPA_CMD_DEV_ATTR_SET", New, &BODY),
]));

static BODY: Body = headless(nest(&VDPA_ATTR));

const BYTES: Kind = U32.unit(Unit::Bytes);

static VDPA_ATTR: Set = set(
    "VDPA_ATTR",
    &[
        attr(0, "VDPA_ATTR_PAD", PAD),
        attr(1, "VDPA_ATTR_MGMTDEV_BUS_NAME", TEXT),
        attr(2, "VDPA_ATTR_MGMTDEV_DEV_NAME", TEXT).key(),
        attr(3, "VDPA_ATTR_MGMTDEV_SUPPORTED_CLASSES", U64.flags(&CLASSES)),
        attr(4, "VDPA_ATTR_DEV_NAME", TEXT).key(),
        attr(5, "VDPA_ATTR_DEV_ID", U32.name(&VIRTIO_ID)),
        attr(6, "VDPA_ATTR_DEV_VENDOR_ID", U32.hex()),
        attr(7, "VDPA_ATTR_DEV_MAX_VQS", U32),
        attr(8, "VDPA_ATTR_DEV_MAX_VQ_SIZE", U16),
        attr(9, "VDPA_ATTR_DEV_MIN_VQ_SIZE", U16),
        attr(10, "VDPA_ATTR_DEV_NET_CFG_MACADDR", MAC),
        attr(11, "VDPA_ATTR_DEV_NET_STATUS", U16.flags(&VIRTIO_NET_S)),
        attr(12, "VDPA_ATTR_DEV_NET_CFG_MAX_VQP", U16),
        attr(13, "VDPA_ATTR_DEV_NET_CFG_MTU", U16.unit(Unit::Bytes)),
        attr(14, "VDPA_ATTR_DEV_NEGOTIATED_FEATURES", FEATURES),
        attr(15, "VDPA_ATTR_DEV_MGMTDEV_MAX_VQS", U32),
        attr(
            16,
            "VDPA_ATTR_DEV_SUPPORTED_FEATURES",
            select("VDPA_ATTR_MGMTDEV_SUPPORTED_CLASSES", BY_CLASSES),
        ),
        attr(17, "VDPA_ATTR_DEV_QUEUE_INDEX", U32),
        attr(18, "VDPA_ATTR_DEV_VENDOR_ATTR_NAME", TEXT),
        attr(19, "VDPA_ATTR_DEV_VENDOR_ATTR_VALUE", U64),
        attr(20, "VDPA_ATTR_DEV_FEATURES", FEATURES),
        // In sectors of 512 bytes, independent of the block size.
        attr(21, "VDPA_ATTR_DEV_BLK_CFG_CAPACITY", U64),
        attr(22, "VDPA_ATTR_DEV_BLK_CFG_SIZE_MAX", BYTES),
        attr(23, "VDPA_ATTR_DEV_BLK_CFG_BLK_SIZE", BYTES),
        attr(24, "VDPA_ATTR_DEV_BLK_CFG_SEG_MAX", U32),
        attr(25, "VDPA_ATTR_DEV_BLK_CFG_NUM_QUEUES", U16),
        attr(26, "VDPA_ATTR_DEV_BLK_CFG_PHY_BLK_EXP", U8),
        attr(27, "VDPA_ATTR_DEV_BLK_CFG_ALIGN_OFFSET", U8),
        attr(28, "VDPA_ATTR_DEV_BLK_CFG_MIN_IO_SIZE", U16),
        attr(29, "VDPA_ATTR_DEV_BLK_CFG_OPT_IO_SIZE", U32),
        attr(30, "VDPA_ATTR_DEV_BLK_CFG_MAX_DISCARD_SEC", U32),
        attr(31, "VDPA_ATTR_DEV_BLK_CFG_MAX_DISCARD_SEG", U32),
        attr(32, "VDPA_ATTR_DEV_BLK_CFG_DISCARD_SEC_ALIGN", U32),
        attr(33, "VDPA_ATTR_DEV_BLK_CFG_MAX_WRITE_ZEROES_SEC", U32),
        attr(34, "VDPA_ATTR_DEV_BLK_CFG_MAX_WRITE_ZEROES_SEG", U32),
        attr(35, "VDPA_ATTR_DEV_BLK_READ_ONLY", U8.bool()),
        attr(36, "VDPA_ATTR_DEV_BLK_FLUSH", U8.bool()),
    ],
);

/// The meaning of a bit depends on the sort of device, which a creation request does not contain.
const FEATURES: Kind = select("VDPA_ATTR_DEV_ID", BY_ID);

const BY_ID: &[(Case, Kind)] =
    &[(Is(1), U64.flags(&VIRTIO_NET_F)), (Is(2), U64.flags(&VIRTIO_BLK_F)), (Otherwise, U64.hex())];

/// Most devices make others of one sort only.
const BY_CLASSES: &[(Case, Kind)] =
    &[(Is(1 << 1), U64.flags(&VIRTIO_NET_F)), (Is(1 << 2), U64.flags(&VIRTIO_BLK_F)), (Otherwise, U64.hex())];

static VIRTIO_ID: Names = names(&[
    (1, "VIRTIO_ID_NET"),
    (2, "VIRTIO_ID_BLOCK"),
    (3, "VIRTIO_ID_CONSOLE"),
    (4, "VIRTIO_ID_RNG"),
    (5, "VIRTIO_ID_BALLOON"),
    (8, "VIRTIO_ID_SCSI"),
    (9, "VIRTIO_ID_9P"),
    (16, "VIRTIO_ID_GPU"),
    (18, "VIRTIO_ID_INPUT"),
    (19, "VIRTIO_ID_VSOCK"),
    (20, "VIRTIO_ID_CRYPTO"),
    (26, "VIRTIO_ID_FS"),
    (27, "VIRTIO_ID_PMEM"),
]);

/// The same as bits.
static CLASSES: Names = names(&[
    (1 << 1, "VIRTIO_ID_NET"),
    (1 << 2, "VIRTIO_ID_BLOCK"),
    (1 << 3, "VIRTIO_ID_CONSOLE"),
    (1 << 4, "VIRTIO_ID_RNG"),
    (1 << 5, "VIRTIO_ID_BALLOON"),
    (1 << 8, "VIRTIO_ID_SCSI"),
    (1 << 9, "VIRTIO_ID_9P"),
    (1 << 16, "VIRTIO_ID_GPU"),
    (1 << 18, "VIRTIO_ID_INPUT"),
    (1 << 19, "VIRTIO_ID_VSOCK"),
    (1 << 20, "VIRTIO_ID_CRYPTO"),
    (1 << 26, "VIRTIO_ID_FS"),
    (1 << 27, "VIRTIO_ID_PMEM"),
]);

static VIRTIO_NET_S: Names = names(&[(0x1, "VIRTIO_NET_S_LINK_UP"), (0x2, "VIRTIO_NET_S_ANNOUNCE")]);

static VIRTIO_NET_F: Names = names(&[
    (1 << 0, "VIRTIO_NET_F_CSUM"),
    (1 << 1, "VIRTIO_NET_F_GUEST_CSUM"),
    (1 << 2, "VIRTIO_NET_F_CTRL_GUEST_OFFLOADS"),
    (1 << 3, "VIRTIO_NET_F_MTU"),
    (1 << 5, "VIRTIO_NET_F_MAC"),
    (1 << 6, "VIRTIO_NET_F_GSO"),
    (1 << 7, "VIRTIO_NET_F_GUEST_TSO4"),
    (1 << 8, "VIRTIO_NET_F_GUEST_TSO6"),
    (1 << 9, "VIRTIO_NET_F_GUEST_ECN"),
    (1 << 10, "VIRTIO_NET_F_GUEST_UFO"),
    (1 << 11, "VIRTIO_NET_F_HOST_TSO4"),
    (1 << 12, "VIRTIO_NET_F_HOST_TSO6"),
    (1 << 13, "VIRTIO_NET_F_HOST_ECN"),
    (1 << 14, "VIRTIO_NET_F_HOST_UFO"),
    (1 << 15, "VIRTIO_NET_F_MRG_RXBUF"),
    (1 << 16, "VIRTIO_NET_F_STATUS"),
    (1 << 17, "VIRTIO_NET_F_CTRL_VQ"),
    (1 << 18, "VIRTIO_NET_F_CTRL_RX"),
    (1 << 19, "VIRTIO_NET_F_CTRL_VLAN"),
    (1 << 20, "VIRTIO_NET_F_CTRL_RX_EXTRA"),
    (1 << 21, "VIRTIO_NET_F_GUEST_ANNOUNCE"),
    (1 << 22, "VIRTIO_NET_F_MQ"),
    (1 << 23, "VIRTIO_NET_F_CTRL_MAC_ADDR"),
    (1 << 24, "VIRTIO_F_NOTIFY_ON_EMPTY"),
    (1 << 27, "VIRTIO_F_ANY_LAYOUT"),
    (1 << 28, "VIRTIO_RING_F_INDIRECT_DESC"),
    (1 << 29, "VIRTIO_RING_F_EVENT_IDX"),
    (1 << 32, "VIRTIO_F_VERSION_1"),
    (1 << 33, "VIRTIO_F_ACCESS_PLATFORM"),
    (1 << 34, "VIRTIO_F_RING_PACKED"),
    (1 << 35, "VIRTIO_F_IN_ORDER"),
    (1 << 36, "VIRTIO_F_ORDER_PLATFORM"),
    (1 << 37, "VIRTIO_F_SR_IOV"),
    (1 << 38, "VIRTIO_F_NOTIFICATION_DATA"),
    (1 << 39, "VIRTIO_F_NOTIF_CONFIG_DATA"),
    (1 << 40, "VIRTIO_F_RING_RESET"),
    (1 << 41, "VIRTIO_F_ADMIN_VQ"),
    (1 << 50, "VIRTIO_NET_F_DEVICE_STATS"),
    (1 << 51, "VIRTIO_NET_F_HASH_TUNNEL"),
    (1 << 52, "VIRTIO_NET_F_VQ_NOTF_COAL"),
    (1 << 53, "VIRTIO_NET_F_NOTF_COAL"),
    (1 << 54, "VIRTIO_NET_F_GUEST_USO4"),
    (1 << 55, "VIRTIO_NET_F_GUEST_USO6"),
    (1 << 56, "VIRTIO_NET_F_HOST_USO"),
    (1 << 57, "VIRTIO_NET_F_HASH_REPORT"),
    (1 << 59, "VIRTIO_NET_F_GUEST_HDRLEN"),
    (1 << 60, "VIRTIO_NET_F_RSS"),
    (1 << 61, "VIRTIO_NET_F_RSC_EXT"),
    (1 << 62, "VIRTIO_NET_F_STANDBY"),
    (1 << 63, "VIRTIO_NET_F_SPEED_DUPLEX"),
]);

static VIRTIO_BLK_F: Names = names(&[
    (1 << 0, "VIRTIO_BLK_F_BARRIER"),
    (1 << 1, "VIRTIO_BLK_F_SIZE_MAX"),
    (1 << 2, "VIRTIO_BLK_F_SEG_MAX"),
    (1 << 4, "VIRTIO_BLK_F_GEOMETRY"),
    (1 << 5, "VIRTIO_BLK_F_RO"),
    (1 << 6, "VIRTIO_BLK_F_BLK_SIZE"),
    (1 << 7, "VIRTIO_BLK_F_SCSI"),
    (1 << 9, "VIRTIO_BLK_F_FLUSH"),
    (1 << 10, "VIRTIO_BLK_F_TOPOLOGY"),
    (1 << 11, "VIRTIO_BLK_F_CONFIG_WCE"),
    (1 << 12, "VIRTIO_BLK_F_MQ"),
    (1 << 13, "VIRTIO_BLK_F_DISCARD"),
    (1 << 14, "VIRTIO_BLK_F_WRITE_ZEROES"),
    (1 << 16, "VIRTIO_BLK_F_SECURE_ERASE"),
    (1 << 17, "VIRTIO_BLK_F_ZONED"),
    (1 << 24, "VIRTIO_F_NOTIFY_ON_EMPTY"),
    (1 << 27, "VIRTIO_F_ANY_LAYOUT"),
    (1 << 28, "VIRTIO_RING_F_INDIRECT_DESC"),
    (1 << 29, "VIRTIO_RING_F_EVENT_IDX"),
    (1 << 32, "VIRTIO_F_VERSION_1"),
    (1 << 33, "VIRTIO_F_ACCESS_PLATFORM"),
    (1 << 34, "VIRTIO_F_RING_PACKED"),
    (1 << 35, "VIRTIO_F_IN_ORDER"),
    (1 << 36, "VIRTIO_F_ORDER_PLATFORM"),
    (1 << 37, "VIRTIO_F_SR_IOV"),
    (1 << 38, "VIRTIO_F_NOTIFICATION_DATA"),
    (1 << 39, "VIRTIO_F_NOTIF_CONFIG_DATA"),
    (1 << 40, "VIRTIO_F_RING_RESET"),
    (1 << 41, "VIRTIO_F_ADMIN_VQ"),
]);

#[cfg(test)]
mod tests {
    use super::FAMILY;
    use crate::family::generic::testing::{attribute, decoded, values};

    #[test]
    fn a_bit_is_a_feature_of_a_sort_of_device() {
        let device = |id: u8, features: u64| {
            let attributes = [attribute(5, &[id, 0, 0, 0]), attribute(20, &features.to_le_bytes())].concat();
            decoded(&FAMILY, (6, 0), &[&attributes])
        };
        let net = device(1, 1 << 32 | 1 << 5);
        assert_eq!(values(&net, "VDPA_ATTR_DEV_ID"), ["VIRTIO_ID_NET"]);
        assert_eq!(values(&net, "VDPA_ATTR_DEV_FEATURES"), ["VIRTIO_NET_F_MAC|VIRTIO_F_VERSION_1"]);
        let block = device(2, 1 << 5);
        assert_eq!(values(&block, "VDPA_ATTR_DEV_FEATURES"), ["VIRTIO_BLK_F_RO"]);
    }

    #[test]
    fn what_makes_devices() {
        let attributes = [attribute(3, &6u64.to_le_bytes()), attribute(16, &32u64.to_le_bytes())].concat();
        let decoded = decoded(&FAMILY, (1, 0), &[&attribute(2, b"vdpasim_net\0"), &attributes]);
        assert_eq!(
            values(&decoded, "VDPA_ATTR_MGMTDEV_SUPPORTED_CLASSES"),
            ["VIRTIO_ID_NET|VIRTIO_ID_BLOCK"]
        );
        assert_eq!(values(&decoded, "VDPA_ATTR_DEV_SUPPORTED_FEATURES"), ["32"]);
    }
}
