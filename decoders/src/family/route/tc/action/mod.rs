//! Actions: `RTM_*ACTION`, struct tcamsg, `TCA_ROOT_*`, `TCA_ACT_*`; one file per action, one line here
//! (linux/rtnetlink.h, linux/pkt_cls.h)

use super::stats::TCA_STATS;
use crate::names::AF;
use crate::schema::{Case::*, Class::*, *};

/// The message types.
pub(in crate::family::route) static MESSAGES: &[Msg] = messages(&[
    msg(48, "RTM_NEWACTION", New, &BODY).needs(Capability::NetAdminInitial),
    msg_pair(49, "RTM_DELACTION", Flush, &BODY, &DELETED).needs(Capability::NetAdminInitial),
    msg(50, "RTM_GETACTION", Get, &BODY),
]);

static BODY: Body = body(fixed(&TCAMSG), nest(&TCA_ROOT));

static DELETED: Body = body(fixed(&TCAMSG), nest(&TCA_ROOT_DELETED));

static TCAMSG: Struct = layout(
    "tcamsg",
    4,
    &[field("tca_family", U8.name(&AF)), field("tca__pad1", pad(1)), field("tca__pad2", pad(2))],
);

static TCA_ROOT: Set = set(
    "TCA_ROOT",
    &[
        attr(1, "TCA_ROOT_TAB", Kind::List(&ACTIONS)),
        attr(2, "TCA_ROOT_FLAGS", fixed(&ROOT_FLAGS)),
        attr(3, "TCA_ROOT_COUNT", U32),
        attr(4, "TCA_ROOT_TIME_DELTA", U32.unit(Unit::Milliseconds)),
        attr(5, "TCA_ROOT_EXT_WARN_MSG", TEXT),
    ],
);

static TCA_ROOT_DELETED: Set = set(
    "TCA_ROOT",
    &[
        attr(1, "TCA_ROOT_TAB", nest(&DELETED_TAB)),
        attr(3, "TCA_ROOT_COUNT", U32),
        attr(5, "TCA_ROOT_EXT_WARN_MSG", TEXT),
    ],
);

/// Actions by their order, from 1: `TCA_ROOT_TAB`, and `TCA_*_ACT` of every classifier.
pub(super) static ACTIONS: List = list(nest(&TCA_ACT));

/// Deleted actions, or at place 0 the number of actions that a flush removed.
static DELETED_TAB: Set = set("TCA_ROOT_TAB", &DELETED_ROWS);

const DELETED_ROWS: [Attr; TCA_ACT_MAX_PRIO + 1] = deleted_rows();

/// Actions in one list at most.
const TCA_ACT_MAX_PRIO: usize = 32;

#[expect(clippy::indexing_slicing, reason = "runs in the compiler, where a slip is an error")]
const fn deleted_rows() -> [Attr; TCA_ACT_MAX_PRIO + 1] {
    let mut rows = [attr(0, "", nest(&FLUSHED)); TCA_ACT_MAX_PRIO + 1];
    let mut id = 1;
    while id < rows.len() {
        rows[id] = attr(rows[id - 1].id + 1, "", nest(&TCA_ACT));
        id += 1;
    }
    rows
}

/// The result of a flush: the number of removed actions is in the place of a cookie.
static FLUSHED: Set = set("TCA_ACT", &[attr(1, "TCA_ACT_KIND", TEXT).key(), attr(6, "TCA_FCNT", U32)]);

static TCA_ACT: Set = set(
    "TCA_ACT",
    &[
        attr(1, "TCA_ACT_KIND", TEXT).key(),
        attr(2, "TCA_ACT_OPTIONS", select("TCA_ACT_KIND", OPTIONS)),
        attr(3, "TCA_ACT_INDEX", U32).key(),
        attr(4, "TCA_ACT_STATS", nest(&TCA_STATS)),
        attr(5, "TCA_ACT_PAD", PAD),
        attr(6, "TCA_ACT_COOKIE", OPAQUE),
        attr(7, "TCA_ACT_FLAGS", fixed(&FLAGS)),
        attr(8, "TCA_ACT_HW_STATS", fixed(&HW_STATS)),
        attr(9, "TCA_ACT_USED_HW_STATS", fixed(&HW_STATS)),
        attr(10, "TCA_ACT_IN_HW_COUNT", U32),
    ],
);

files! {
    /// `TCA_ACT_OPTIONS` by `TCA_ACT_KIND`.
    const OPTIONS: [(Case, Kind)];

    mod bpf: KIND;
    mod connmark: KIND;
    mod csum: KIND;
    mod ct: KIND;
    mod ctinfo: KIND;
    mod gact: KIND;
    mod gate: KIND;
    mod ife: KIND;
    pub(super) mod ipt: KIND, XT;
    mod mirred: KIND;
    mod mpls: KIND;
    mod nat: KIND;
    mod pedit: KIND;
    pub(super) mod police: KIND;
    mod sample: KIND;
    mod simple: KIND;
    mod skbedit: KIND;
    mod skbmod: KIND;
    mod tunnel_key: KIND;
    mod vlan: KIND;
}

/// Returns the members that every action's struct begins with (`tc_gen`), followed by its own.
#[expect(clippy::indexing_slicing, reason = "runs in the compiler, where a slip is an error")]
const fn generic<const N: usize>(own: &[Field]) -> [Field; N] {
    let mut fields = [field("index", U32); N];
    fields[1] = field("capab", U32.hex());
    fields[2] = field("action", CODE);
    fields[3] = field("refcnt", S32);
    fields[4] = field("bindcnt", S32);
    assert!(own.len() + 5 == N, "five members, and the action's own");
    let mut at = 0;
    while at < own.len() {
        fields[5 + at] = own[at];
        at += 1;
    }
    fields
}

/// The effect on a packet: a verdict or, in the upper four bits, how to use the number in the others.
pub(super) const CODE: Kind = Kind::Peek(&PEEKED, &CODES);

static PEEKED: Struct = layout("", 4, &[field("code", U32)]);

static CODES: Kind = select(
    "code",
    &[
        (UpTo(0x0fff_ffff), S32.name(&TC_ACT)),
        (UpTo(0x2fff_ffff), U32.parts(&EXTENDED)),
        (Otherwise, S32.name(&TC_ACT)),
    ],
);

static EXTENDED: [Part; 2] =
    [part("value", 28, Show::Dec), part("opcode", 4, Show::Name(&TC_ACT_EXT_OPCODE))];

/// `TC_ACT_*`: verdicts.
static TC_ACT: Names = names(&[
    (0, "TC_ACT_OK"),
    (1, "TC_ACT_RECLASSIFY"),
    (2, "TC_ACT_SHOT"),
    (3, "TC_ACT_PIPE"),
    (4, "TC_ACT_STOLEN"),
    (5, "TC_ACT_QUEUED"),
    (6, "TC_ACT_REPEAT"),
    (7, "TC_ACT_REDIRECT"),
    (8, "TC_ACT_TRAP"),
    (u64::MAX, "TC_ACT_UNSPEC"),
]);

/// `TC_ACT_*` in the upper four bits.
static TC_ACT_EXT_OPCODE: Names = names(&[(1, "TC_ACT_JUMP"), (2, "TC_ACT_GOTO_CHAIN")]);

/// `struct tcf_t`: how long ago an action was made and used.
static TCF_T: Struct = layout(
    "tcf_t",
    32,
    &[
        field("install", U64.unit(Unit::ClockTicks)),
        field("lastuse", U64.unit(Unit::ClockTicks)),
        field("expires", U64.unit(Unit::ClockTicks)),
        field("firstuse", U64.unit(Unit::ClockTicks)),
    ],
)
.grown_from(24);

static ROOT_FLAGS: Struct = layout(
    "nla_bitfield32",
    8,
    &[field("value", U32.flags(&TCA_ACT_FLAG)), field("selector", U32.flags(&TCA_ACT_FLAG))],
);

static FLAGS: Struct = layout(
    "nla_bitfield32",
    8,
    &[field("value", U32.flags(&TCA_ACT_FLAGS)), field("selector", U32.flags(&TCA_ACT_FLAGS))],
);

static HW_STATS: Struct = layout(
    "nla_bitfield32",
    8,
    &[field("value", U32.flags(&TCA_ACT_HW_STATS)), field("selector", U32.flags(&TCA_ACT_HW_STATS))],
);

static TCA_ACT_FLAG: Names = names(&[(0x1, "TCA_ACT_FLAG_LARGE_DUMP_ON"), (0x2, "TCA_ACT_FLAG_TERSE_DUMP")]);

static TCA_ACT_FLAGS: Names = names(&[
    (0x1, "TCA_ACT_FLAGS_NO_PERCPU_STATS"),
    (0x2, "TCA_ACT_FLAGS_SKIP_HW"),
    (0x4, "TCA_ACT_FLAGS_SKIP_SW"),
]);

static TCA_ACT_HW_STATS: Names =
    names(&[(0x1, "TCA_ACT_HW_STATS_IMMEDIATE"), (0x2, "TCA_ACT_HW_STATS_DELAYED")]);

#[cfg(test)]
mod tests {
    use super::super::tests::{attribute, fields, value};

    fn table(index: u16, action: &[&[u8]]) -> Vec<u8> {
        attribute(1, &[&attribute(index, action)])
    }

    #[test]
    fn a_flush_counts_where_an_action_has_its_cookie() {
        let kind = attribute(1, &[b"gact\0"]);
        let six = attribute(6, &[&[3, 0, 0, 0]]);
        let flushed = fields(49, &[&[0; 4], &table(0, &[&kind, &six])]);
        assert_eq!(value(&flushed, "TCA_FCNT"), Some(3));
        for (message, index) in [(49, 1), (49, 32), (50, 0)] {
            let with_cookie = fields(message, &[&[0; 4], &table(index, &[&kind, &six])]);
            assert_eq!(value(&with_cookie, "TCA_FCNT"), None);
        }
    }

    #[test]
    fn a_code_is_a_verdict_or_leads_elsewhere() {
        let with_code = |code: u32| {
            let parms = attribute(2, &[&[0; 8], &code.to_le_bytes(), &[0; 8]]); // TCA_GACT_PARMS
            let action = [attribute(2, &[&parms]), attribute(1, &[b"gact\0"])].concat();
            fields(48, &[&[0; 4], &table(1, &[&action])])
        };
        let verdict = with_code(2);
        assert_eq!((value(&verdict, "action"), value(&verdict, "opcode")), (Some(2), None));
        assert_eq!(value(&with_code(u32::MAX), "action"), Some(-1));
        let elsewhere = with_code(0x2000_002a); // TC_ACT_GOTO_CHAIN
        assert_eq!((value(&elsewhere, "opcode"), value(&elsewhere, "value")), (Some(2), Some(42)));
    }
}
