//! `nlctrl`: the family that lists families  (linux/genetlink.h)

use super::{COMMAND_BY_FAMILY, OP_POLICY_BY_FAMILY};
use crate::control::NL_POLICY_TYPE_ATTR;
use crate::schema::{Class::*, *};

pub(super) static FAMILY: Generic = generic("nlctrl", &COMMANDS).id(16).groups(&[(16, "notify")]);

/// `CTRL_CMD_NEWFAMILY` describes a family, in answers and when one is registered.
static COMMANDS: Commands = commands(&numbered([
    msg(0, "CTRL_CMD_UNSPEC", Get, &BODY),
    msg(1, "CTRL_CMD_NEWFAMILY", Get, &BODY),
    msg(2, "CTRL_CMD_DELFAMILY", Get, &BODY),
    msg(3, "CTRL_CMD_GETFAMILY", Get, &BODY),
    msg(4, "CTRL_CMD_NEWOPS", Get, &BODY),
    msg(5, "CTRL_CMD_DELOPS", Get, &BODY),
    msg(6, "CTRL_CMD_GETOPS", Get, &BODY),
    msg(7, "CTRL_CMD_NEWMCAST_GRP", Get, &BODY),
    msg(8, "CTRL_CMD_DELMCAST_GRP", Get, &BODY),
    msg(9, "CTRL_CMD_GETMCAST_GRP", Get, &BODY),
    msg(10, "CTRL_CMD_GETPOLICY", Get, &BODY),
]));

static BODY: Body = headless(nest(&CTRL_ATTR));

static CTRL_ATTR: Set = set(
    "CTRL_ATTR",
    &[
        attr(1, "CTRL_ATTR_FAMILY_ID", U16).key(),
        attr(2, "CTRL_ATTR_FAMILY_NAME", TEXT).limits(&Limits::up_to(15)).subject(),
        attr(3, "CTRL_ATTR_VERSION", U32),
        attr(4, "CTRL_ATTR_HDRSIZE", U32.unit(Unit::Bytes)),
        attr(5, "CTRL_ATTR_MAXATTR", U32),
        attr(6, "CTRL_ATTR_OPS", Kind::List(&OPS)),
        attr(7, "CTRL_ATTR_MCAST_GROUPS", Kind::List(&MCAST_GROUPS)),
        attr(8, "CTRL_ATTR_POLICY", Kind::List(&POLICIES)),
        attr(9, "CTRL_ATTR_OP_POLICY", select("CTRL_ATTR_FAMILY_NAME", OP_POLICY_BY_FAMILY)),
        attr(10, "CTRL_ATTR_OP", COMMAND).key(),
    ],
);

/// A command of the family that the message is about, or the request that it answers.
const COMMAND: Kind = select("CTRL_ATTR_FAMILY_NAME", COMMAND_BY_FAMILY);

/// Counted from 1.
static OPS: List = list(nest(&CTRL_ATTR_OP));

static CTRL_ATTR_OP: Set = set(
    "CTRL_ATTR_OP",
    &[attr(1, "CTRL_ATTR_OP_ID", COMMAND), attr(2, "CTRL_ATTR_OP_FLAGS", U32.flags(&GENL_OP_FLAGS))],
);

/// Facts about an operation. They have no common prefix of their own.
static GENL_OP_FLAGS: Names = names(&[
    (0x1, "GENL_ADMIN_PERM"),
    (0x2, "GENL_CMD_CAP_DO"),
    (0x4, "GENL_CMD_CAP_DUMP"),
    (0x8, "GENL_CMD_CAP_HASPOL"),
    (0x10, "GENL_UNS_ADMIN_PERM"),
]);

/// Counted from 1.
static MCAST_GROUPS: List = list(nest(&CTRL_ATTR_MCAST_GRP));

static CTRL_ATTR_MCAST_GRP: Set = set(
    "CTRL_ATTR_MCAST_GRP",
    &[attr(1, "CTRL_ATTR_MCAST_GRP_NAME", TEXT).key(), attr(2, "CTRL_ATTR_MCAST_GRP_ID", U32).key()],
);

/// By number of the policy, each by number of the attribute.
static POLICIES: List = list(Kind::List(&POLICY));

static POLICY: List = list(nest(&NL_POLICY_TYPE_ATTR));

/// By command, of a family whose commands have no names here.
pub(super) static OP_POLICIES: List = list(nest(&CTRL_ATTR_POLICY));

/// Numbers of policies, which follow in `CTRL_ATTR_POLICY`.
pub(super) static CTRL_ATTR_POLICY: Set =
    set("CTRL_ATTR_POLICY", &[attr(1, "CTRL_ATTR_POLICY_DO", U32), attr(2, "CTRL_ATTR_POLICY_DUMP", U32)]);

#[cfg(test)]
mod tests {
    use super::FAMILY;
    use crate::family::generic::testing::{attribute, decoded, values};

    #[test]
    fn operations_and_groups() {
        let operation = [attribute(1, &[3, 0, 0, 0]), attribute(2, &[0x1b, 0, 0, 0])].concat();
        let group = [attribute(2, &[16, 0, 0, 0]), attribute(1, b"notify\0")].concat();
        let lists = [attribute(6, &attribute(1, &operation)), attribute(7, &attribute(1, &group))].concat();
        let decoded = decoded(&FAMILY, (1, 0), &[&lists]);
        assert_eq!(values(&decoded, "cmd"), ["CTRL_CMD_NEWFAMILY"]);
        assert_eq!(values(&decoded, "CTRL_ATTR_OP_ID"), ["3"]);
        let flags = "GENL_ADMIN_PERM|GENL_CMD_CAP_DO|GENL_CMD_CAP_HASPOL|GENL_UNS_ADMIN_PERM";
        assert_eq!(values(&decoded, "CTRL_ATTR_OP_FLAGS"), [flags]);
        assert_eq!(values(&decoded, "CTRL_ATTR_MCAST_GRP_NAME"), ["notify"]);
        assert_eq!(values(&decoded, "CTRL_ATTR_MCAST_GRP_ID"), ["16"]);
    }

    #[test]
    fn commands_have_the_names_that_their_family_gives_them() {
        let operation = attribute(6, &attribute(1, &attribute(1, &[3, 0, 0, 0])));
        let policy = attribute(9, &attribute(3, &attribute(1, &[1, 0, 0, 0])));
        let of = |name: &[u8]| decoded(&FAMILY, (1, 0), &[&attribute(2, name), &operation, &policy]);
        let nlctrl = of(b"nlctrl\0");
        assert_eq!(values(&nlctrl, "CTRL_ATTR_OP_ID"), ["CTRL_CMD_GETFAMILY"]);
        assert!(nlctrl.iter().any(|(name, _)| *name == "CTRL_CMD_GETFAMILY"));
        let devlink = of(b"devlink\0");
        assert_eq!(values(&devlink, "CTRL_ATTR_OP_ID"), ["DEVLINK_CMD_NEW"]);
        assert!(devlink.iter().any(|(name, _)| *name == "DEVLINK_CMD_NEW"));
        let unknown = of(b"nobody's\0");
        assert_eq!(values(&unknown, "CTRL_ATTR_OP_ID"), ["3"]);
    }

    #[test]
    fn policies_of_commands_and_attributes() {
        let of_command = attribute(3, &attribute(1, &[1, 0, 0, 0]));
        let of_attribute = attribute(1, &attribute(2, &attribute(1, &[12, 0, 0, 0])));
        let decoded = decoded(&FAMILY, (10, 2), &[&attribute(9, &of_command), &attribute(8, &of_attribute)]);
        assert_eq!(values(&decoded, "CTRL_ATTR_POLICY_DO"), ["1"]);
        assert_eq!(values(&decoded, "NL_POLICY_TYPE_ATTR_TYPE"), ["NL_ATTR_TYPE_NUL_STRING"]);
    }
}
