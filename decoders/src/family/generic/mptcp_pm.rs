//! `mptcp_pm`: what addresses connections of several paths use  (linux/mptcp_pm.h)

use crate::names::AF;
use crate::schema::{Class::*, *};

pub(super) static FAMILY: Generic = generic("mptcp_pm", &COMMANDS).events(&EVENTS);

static COMMANDS: Commands = commands(&numbered([
    msg(1, "MPTCP_PM_CMD_ADD_ADDR", New, &OF_ENDPOINT),
    msg(2, "MPTCP_PM_CMD_DEL_ADDR", Delete, &OF_ENDPOINT),
    msg(3, "MPTCP_PM_CMD_GET_ADDR", Get, &BODY),
    msg(4, "MPTCP_PM_CMD_FLUSH_ADDRS", Delete, &OF_ENDPOINT),
    msg(5, "MPTCP_PM_CMD_SET_LIMITS", New, &BODY),
    msg(6, "MPTCP_PM_CMD_GET_LIMITS", Get, &BODY),
    msg(7, "MPTCP_PM_CMD_SET_FLAGS", New, &BODY),
    msg(8, "MPTCP_PM_CMD_ANNOUNCE", New, &BODY),
    msg(9, "MPTCP_PM_CMD_REMOVE", Delete, &BODY),
    msg(10, "MPTCP_PM_CMD_SUBFLOW_CREATE", New, &BODY),
    msg(11, "MPTCP_PM_CMD_SUBFLOW_DESTROY", Delete, &BODY),
]));

/// Events of connections; their numbers are also those of commands.
static EVENTS: Commands = commands(&numbered([
    msg(1, "MPTCP_EVENT_CREATED", Other, &EVENT),
    msg(2, "MPTCP_EVENT_ESTABLISHED", Other, &EVENT),
    msg(3, "MPTCP_EVENT_CLOSED", Other, &EVENT),
    msg(6, "MPTCP_EVENT_ANNOUNCED", Other, &EVENT),
    msg(7, "MPTCP_EVENT_REMOVED", Other, &EVENT),
    msg(10, "MPTCP_EVENT_SUB_ESTABLISHED", Other, &EVENT),
    msg(11, "MPTCP_EVENT_SUB_CLOSED", Other, &EVENT),
    msg(13, "MPTCP_EVENT_SUB_PRIORITY", Other, &EVENT),
    msg(15, "MPTCP_EVENT_LISTENER_CREATED", Other, &EVENT),
    msg(16, "MPTCP_EVENT_LISTENER_CLOSED", Other, &EVENT),
]));

static OF_ENDPOINT: Body = headless(nest(&MPTCP_PM_ENDPOINT));
static BODY: Body = headless(nest(&MPTCP_PM_ATTR));
static EVENT: Body = headless(nest(&MPTCP_ATTR));

static MPTCP_PM_ENDPOINT: Set =
    set("MPTCP_PM_ENDPOINT", &[attr(1, "MPTCP_PM_ENDPOINT_ADDR", nest(&MPTCP_PM_ADDR_ATTR))]);

static MPTCP_PM_ATTR: Set = set(
    "MPTCP_PM_ATTR",
    &[
        attr(1, "MPTCP_PM_ATTR_ADDR", nest(&MPTCP_PM_ADDR_ATTR)),
        attr(2, "MPTCP_PM_ATTR_RCV_ADD_ADDRS", U32),
        attr(3, "MPTCP_PM_ATTR_SUBFLOWS", U32),
        attr(4, "MPTCP_PM_ATTR_TOKEN", U32.hex()).key(),
        attr(5, "MPTCP_PM_ATTR_LOC_ID", U8),
        attr(6, "MPTCP_PM_ATTR_ADDR_REMOTE", nest(&MPTCP_PM_ADDR_ATTR)),
    ],
);

static MPTCP_PM_ADDR_ATTR: Set = set(
    "MPTCP_PM_ADDR_ATTR",
    &[
        attr(1, "MPTCP_PM_ADDR_ATTR_FAMILY", U16.name(&AF)),
        attr(2, "MPTCP_PM_ADDR_ATTR_ID", U8).key(),
        attr(3, "MPTCP_PM_ADDR_ATTR_ADDR4", IP4).key(),
        attr(4, "MPTCP_PM_ADDR_ATTR_ADDR6", IP6).limits(&Limits::of_length(16)).key(),
        // In the machine's own order, unlike those of events.
        attr(5, "MPTCP_PM_ADDR_ATTR_PORT", U16),
        attr(6, "MPTCP_PM_ADDR_ATTR_FLAGS", U32.flags(&MPTCP_PM_ADDR_FLAG)),
        attr(7, "MPTCP_PM_ADDR_ATTR_IF_IDX", S32.interface()),
    ],
);

static MPTCP_PM_ADDR_FLAG: Names = names(&[
    (0x1, "MPTCP_PM_ADDR_FLAG_SIGNAL"),
    (0x2, "MPTCP_PM_ADDR_FLAG_SUBFLOW"),
    (0x4, "MPTCP_PM_ADDR_FLAG_BACKUP"),
    (0x8, "MPTCP_PM_ADDR_FLAG_FULLMESH"),
    (0x10, "MPTCP_PM_ADDR_FLAG_IMPLICIT"),
    (0x20, "MPTCP_PM_ADDR_FLAG_LAMINAR"),
]);

static MPTCP_ATTR: Set = set(
    "MPTCP_ATTR",
    &[
        attr(1, "MPTCP_ATTR_TOKEN", U32.hex()).key(),
        attr(2, "MPTCP_ATTR_FAMILY", U16.name(&AF)),
        attr(3, "MPTCP_ATTR_LOC_ID", U8),
        attr(4, "MPTCP_ATTR_REM_ID", U8),
        attr(5, "MPTCP_ATTR_SADDR4", IP4),
        attr(6, "MPTCP_ATTR_SADDR6", IP6),
        attr(7, "MPTCP_ATTR_DADDR4", IP4),
        attr(8, "MPTCP_ATTR_DADDR6", IP6),
        attr(9, "MPTCP_ATTR_SPORT", BE16),
        attr(10, "MPTCP_ATTR_DPORT", BE16),
        attr(11, "MPTCP_ATTR_BACKUP", U8.bool()),
        // `sk_err`: a number without a sign.
        attr(12, "MPTCP_ATTR_ERROR", U8),
        attr(13, "MPTCP_ATTR_FLAGS", U16.flags(&MPTCP_PM_EV_FLAG)),
        // Nothing writes it.
        attr(14, "MPTCP_ATTR_TIMEOUT", U32),
        attr(15, "MPTCP_ATTR_IF_IDX", S32.interface()),
        attr(16, "MPTCP_ATTR_RESET_REASON", U32.name(&MPTCP_RST)),
        attr(17, "MPTCP_ATTR_RESET_FLAGS", U32.flags(&RESET_FLAGS)),
        attr(18, "MPTCP_ATTR_SERVER_SIDE", U8.bool()),
    ],
);

static MPTCP_PM_EV_FLAG: Names =
    names(&[(0x1, "MPTCP_PM_EV_FLAG_DENY_JOIN_ID0"), (0x2, "MPTCP_PM_EV_FLAG_SERVER_SIDE")]);
static MPTCP_RST: Names = names(&[
    (0, "MPTCP_RST_EUNSPEC"),
    (1, "MPTCP_RST_EMPTCP"),
    (2, "MPTCP_RST_ERESOURCE"),
    (3, "MPTCP_RST_EPROHIBIT"),
    (4, "MPTCP_RST_EWQ2BIG"),
    (5, "MPTCP_RST_EBADPERF"),
    (6, "MPTCP_RST_EMIDDLEBOX"),
]);

/// T: the condition passes (RFC 8684, section 3.6).
static RESET_FLAGS: Names = names(&[(0x1, "MPTCP_RST_TRANSIENT")]);

#[cfg(test)]
mod tests {
    use super::FAMILY;
    use crate::family::generic::testing::{attribute, decoded, decoded_unasked, values};

    #[test]
    fn an_answer_and_an_event_of_the_same_number() {
        let address =
            [attribute(1, &[2, 0]), attribute(3, &[192, 0, 2, 1]), attribute(5, &[0x90, 0x1f])].concat();
        let answer = decoded(&FAMILY, (3, 0), &[&attribute(1, &address)]);
        assert_eq!(values(&answer, "cmd"), ["MPTCP_PM_CMD_GET_ADDR"]);
        assert_eq!(values(&answer, "MPTCP_PM_ADDR_ATTR_ADDR4"), ["192.0.2.1"]);
        assert_eq!(values(&answer, "MPTCP_PM_ADDR_ATTR_PORT"), ["8080"]);
        let attributes = [attribute(1, &[1, 2, 3, 4]), attribute(9, &[0x1f, 0x90])].concat();
        let event = decoded_unasked(&FAMILY, 3, &[&attributes]);
        assert_eq!(values(&event, "cmd"), ["MPTCP_EVENT_CLOSED"]);
        assert_eq!(values(&event, "MPTCP_ATTR_SPORT"), ["8080"]);
    }
}
