//! `IOAM6`: namespaces and schemas of data that packets collect on their way  (linux/ioam6_genl.h)

use crate::schema::{Class::*, *};

pub(super) static FAMILY: Generic = generic("IOAM6", &COMMANDS).events(&EVENTS);

static COMMANDS: Commands = commands(&numbered([
    msg(1, "IOAM6_CMD_ADD_NAMESPACE", New, &BODY),
    msg(2, "IOAM6_CMD_DEL_NAMESPACE", Delete, &BODY),
    msg(3, "IOAM6_CMD_DUMP_NAMESPACES", Get, &BODY),
    msg(4, "IOAM6_CMD_ADD_SCHEMA", New, &BODY),
    msg(5, "IOAM6_CMD_DEL_SCHEMA", Delete, &BODY),
    msg(6, "IOAM6_CMD_DUMP_SCHEMAS", Get, &BODY),
    msg(7, "IOAM6_CMD_NS_SET_SCHEMA", New, &BODY),
]));

/// The data of packets that arrived here; its number is also that of a command.
static EVENTS: Commands = commands(&numbered([msg(1, "IOAM6_EVENT_TRACE", Other, &EVENT)]));

static BODY: Body = headless(nest(&IOAM6_ATTR));
static EVENT: Body = headless(nest(&IOAM6_EVENT_ATTR));

static IOAM6_ATTR: Set = set(
    "IOAM6_ATTR",
    &[
        attr(1, "IOAM6_ATTR_NS_ID", U16).key(),
        attr(2, "IOAM6_ATTR_NS_DATA", U32.hex()),
        attr(3, "IOAM6_ATTR_NS_DATA_WIDE", U64.hex()),
        attr(4, "IOAM6_ATTR_SC_ID", U32).key(),
        attr(5, "IOAM6_ATTR_SC_DATA", OPAQUE).limits(&Limits::up_to(1020)),
        attr(6, "IOAM6_ATTR_SC_NONE", FLAG),
        attr(7, "IOAM6_ATTR_PAD", PAD),
    ],
);

static IOAM6_EVENT_ATTR: Set = set(
    "IOAM6_EVENT_ATTR",
    &[
        attr(1, "IOAM6_EVENT_ATTR_TRACE_NAMESPACE", U16),
        // Words of four bytes that each node wrote.
        attr(2, "IOAM6_EVENT_ATTR_TRACE_NODELEN", U8),
        attr(3, "IOAM6_EVENT_ATTR_TRACE_TYPE", U32.hex()),
        attr(4, "IOAM6_EVENT_ATTR_TRACE_DATA", Kind::Array(&WORDS)),
    ],
);

/// RFC 9197, section 4.4: the data of each node in the given number of words, the last node first.
static WORDS: Array = array(BE32.hex());

#[cfg(test)]
mod tests {
    use super::FAMILY;
    use crate::family::generic::testing::{attribute, decoded, decoded_unasked, values};

    #[test]
    fn a_namespace_and_a_trace() {
        let namespace = decoded(&FAMILY, (1, 5), &[&attribute(1, &[123, 0]), &attribute(2, &[1, 0, 0, 0])]);
        assert_eq!(values(&namespace, "cmd"), ["IOAM6_CMD_ADD_NAMESPACE"]);
        assert_eq!(values(&namespace, "IOAM6_ATTR_NS_ID"), ["123"]);
        let trace =
            decoded_unasked(&FAMILY, 1, &[&attribute(2, &[1]), &attribute(4, &[0, 0, 0, 1, 0, 0, 0, 2])]);
        assert_eq!(values(&trace, "cmd"), ["IOAM6_EVENT_TRACE"]);
        assert_eq!(values(&trace, ""), ["1", "2"]);
    }
}
