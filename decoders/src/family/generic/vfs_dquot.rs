//! `VFS_DQUOT`: users, groups and projects that used up what they may have of a disk  (linux/quota.h)

use crate::schema::{Class::*, *};

pub(super) static FAMILY: Generic = generic("VFS_DQUOT", &COMMANDS);

static COMMANDS: Commands = commands(&numbered([msg(1, "QUOTA_NL_C_WARNING", Other, &BODY)]));

static BODY: Body = headless(nest(&QUOTA_NL_A));

static QUOTA_NL_A: Set = set(
    "QUOTA_NL_A",
    &[
        attr(1, "QUOTA_NL_A_QTYPE", U32.name(&QUOTA)).key(),
        attr(2, "QUOTA_NL_A_EXCESS_ID", U64).key(),
        attr(3, "QUOTA_NL_A_WARNING", U32.name(&QUOTA_NL)).key(),
        attr(4, "QUOTA_NL_A_DEV_MAJOR", U32),
        attr(5, "QUOTA_NL_A_DEV_MINOR", U32),
        attr(6, "QUOTA_NL_A_CAUSED_ID", U64),
        attr(7, "QUOTA_NL_A_PAD", PAD),
    ],
);

static QUOTA: Names = names(&[(0, "USRQUOTA"), (1, "GRPQUOTA"), (2, "PRJQUOTA")]);

static QUOTA_NL: Names = names(&[
    (0, "QUOTA_NL_NOWARN"),
    (1, "QUOTA_NL_IHARDWARN"),
    (2, "QUOTA_NL_ISOFTLONGWARN"),
    (3, "QUOTA_NL_ISOFTWARN"),
    (4, "QUOTA_NL_BHARDWARN"),
    (5, "QUOTA_NL_BSOFTLONGWARN"),
    (6, "QUOTA_NL_BSOFTWARN"),
    (7, "QUOTA_NL_IHARDBELOW"),
    (8, "QUOTA_NL_ISOFTBELOW"),
    (9, "QUOTA_NL_BHARDBELOW"),
    (10, "QUOTA_NL_BSOFTBELOW"),
]);

#[cfg(test)]
mod tests {
    use super::FAMILY;
    use crate::family::generic::testing::{attribute, decoded_unasked, values};

    #[test]
    fn a_warning() {
        let user = attribute(2, &[0xe8, 3, 0, 0, 0, 0, 0, 0]);
        let decoded =
            decoded_unasked(&FAMILY, 1, &[&attribute(1, &[0; 4]), &user, &attribute(3, &[4, 0, 0, 0])]);
        assert_eq!(values(&decoded, "QUOTA_NL_A_QTYPE"), ["USRQUOTA"]);
        assert_eq!(values(&decoded, "QUOTA_NL_A_EXCESS_ID"), ["1000"]);
        assert_eq!(values(&decoded, "QUOTA_NL_A_WARNING"), ["QUOTA_NL_BHARDWARN"]);
    }
}
