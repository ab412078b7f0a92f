//! `NETLINK_SCSITRANSPORT`: events of SCSI transports  (scsi/scsi_netlink.h, scsi/scsi_netlink_fc.h)

use crate::schema::{Case::*, Class::*, *};

/// The protocol.
pub static FAMILY: Family = Family {
    protocol: 18,
    name: "NETLINK_SCSITRANSPORT",
    messages: &[messages(&[msg(17, "SCSI_TRANSPORT_MSG", Other, &BODY)])],
    groups: &GROUPS,
    general: None,
    generic: &[],
    unnamed: &[],
    framing: Framing::Messages,
    exchange: Exchange { needs: Some(Capability::SysAdmin), ..Exchange::PLAIN },
};

static BODY: Body = body(Kind::Peek(&SCSI_NL_HDR, &HEAD), OPAQUE);

/// The transport and the event: all begin with the same header.
static HEAD: Kind =
    select("transport", &[(Is(0), OF_HOSTS), (Is(1), OF_FIBRE_CHANNEL), (Otherwise, fixed(&SCSI_NL_HDR))]);

const OF_HOSTS: Kind = select("msgtype", HOSTS);
static HOSTS: &[(Case, Kind)] = &[(Is(1), fixed(&SCSI_NL_HOST_VENDOR_MSG)), (Otherwise, fixed(&SCSI_NL_HDR))];

const OF_FIBRE_CHANNEL: Kind = select("msgtype", FIBRE_CHANNEL);
static FIBRE_CHANNEL: &[(Case, Kind)] = &[(Is(0x100), fixed(&FC_NL_EVENT)), (Otherwise, fixed(&SCSI_NL_HDR))];

/// `struct scsi_nl_hdr`
static SCSI_NL_HDR: Struct = layout(
    "scsi_nl_hdr",
    8,
    &[
        field("version", U8),
        field("transport", U8.name(&SCSI_NL_TRANSPORT)),
        field("magic", U16.hex()),
        field("msgtype", U16.hex()),
        field("msglen", U16.unit(Unit::Bytes)),
    ],
);

static SCSI_NL_TRANSPORT: Names = names(&[(0, "SCSI_NL_TRANSPORT"), (1, "SCSI_NL_TRANSPORT_FC")]);

/// `struct scsi_nl_host_vendor_msg`; a vendor's own data follow.
static SCSI_NL_HOST_VENDOR_MSG: Struct = layout(
    "scsi_nl_host_vendor_msg",
    24,
    &[
        field("snlh", fixed(&SCSI_NL_HDR)),
        field("vendor_id", U64.hex()),
        field("host_no", U16),
        field("vmsg_datalen", U16.unit(Unit::Bytes)),
        field("", pad(4)),
    ],
);

/// `struct fc_nl_event`; what an event has beyond 4 bytes follows.
static FC_NL_EVENT: Struct = layout(
    "fc_nl_event",
    40,
    &[
        field("snlh", fixed(&SCSI_NL_HDR)),
        field("seconds", U64.unit(Unit::Seconds)),
        field("vendor_id", U64.hex()),
        field("host_no", U16),
        field("event_datalen", U16.unit(Unit::Bytes)),
        field("event_num", U32),
        field("event_code", U32.name(&FCH_EVT)),
        field("event_data", U32.hex()),
    ],
);

/// `FCH_EVT_*`  (the kernel's scsi/scsi_transport_fc.h)
static FCH_EVT: Names = names(&[
    (0x1, "FCH_EVT_LIP"),
    (0x2, "FCH_EVT_LINKUP"),
    (0x3, "FCH_EVT_LINKDOWN"),
    (0x4, "FCH_EVT_LIPRESET"),
    (0x5, "FCH_EVT_RSCN"),
    (0x103, "FCH_EVT_ADAPTER_CHANGE"),
    (0x200, "FCH_EVT_PORT_UNKNOWN"),
    (0x201, "FCH_EVT_PORT_OFFLINE"),
    (0x202, "FCH_EVT_PORT_ONLINE"),
    (0x204, "FCH_EVT_PORT_FABRIC"),
    (0x500, "FCH_EVT_LINK_UNKNOWN"),
    (0x501, "FCH_EVT_LINK_FPIN"),
    (0x502, "FCH_EVT_LINK_FPIN_ACK"),
    (0xffff, "FCH_EVT_VENDOR_UNIQUE"),
]);

/// `SCSI_NL_GRP_*`: written as bits, and used as numbers of groups.
static GROUPS: Names = names(&[(4, "SCSI_NL_GRP_FC_EVENTS")]);

#[cfg(test)]
mod tests {
    use super::FAMILY;
    use crate::family::testing::{decoded, values};

    #[test]
    fn a_link_that_came_up() {
        let head = [1, 1, 0xb2, 0xa1, 0, 1, 40, 0];
        let times = [[9u64, 0].map(u64::to_le_bytes).concat(), vec![3, 0, 4, 0, 7, 0, 0, 0]].concat();
        let decoded = decoded(&FAMILY, (17, 0), &[&head, &times, &[2, 0, 0, 0, 1, 0, 0, 0]]);
        assert_eq!(values(&decoded, "transport"), ["SCSI_NL_TRANSPORT_FC"]);
        assert_eq!(values(&decoded, "event_code"), ["FCH_EVT_LINKUP"]);
        assert_eq!(values(&decoded, "host_no"), ["3"]);
    }
}
