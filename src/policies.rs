//! Policies of generic netlink families, as nlctrl describes them: the types of attributes in requests, by number.
//!
//! The kernel answers `CTRL_CMD_GETPOLICY` with a message for each operation, which names policies, and one for each attribute of a
//! policy. A family without a table gets one of these. Its names are numbers, since a policy has no names.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Mutex;

use nltrace_decoders::runtime;
use nltrace_decoders::schema::{
    self, Attr, Body, Capability, Case, Class, Commands, FLAG, Generic, Kind, Limits, List, Msg, RAW, S8,
    S16, S32, S64, SINT, Set, TEXT, U8, U16, U32, U64, UINT,
};
use nltrace_decoders::wire::{self, Endian, Piece, find_attribute};

const GENL_ID_CTRL: u16 = 16;
const CTRL_CMD_NEWFAMILY: u8 = 1;
const CTRL_CMD_DELFAMILY: u8 = 2;
const CTRL_CMD_GETPOLICY: u8 = 10;
const CTRL_ATTR_FAMILY_ID: u16 = 1;
const CTRL_ATTR_HDRSIZE: u16 = 4;
const CTRL_ATTR_OPS: u16 = 6;
const CTRL_ATTR_POLICY: u16 = 8;
const CTRL_ATTR_OP_POLICY: u16 = 9;
/// The kernel gives no family a larger number.
const GENL_MAX_ID: u16 = 1023;
const GENL_ADMIN_PERM: u32 = 0x1;
const GENL_CMD_CAP_DO: u32 = 0x2;
const GENL_CMD_CAP_DUMP: u32 = 0x4;
const GENL_UNS_ADMIN_PERM: u32 = 0x10;

/// Attributes of all policies together. nl80211 has 3,000.
const ATTRIBUTES: usize = 100_000;
/// Rows of a table.
const ROWS: usize = 20_000;
/// Tables that are made. They stay in memory until nltrace ends.
const TABLES: usize = 64;
/// Policies that contain themselves are explained so deep.
const LEVELS: usize = 4;

/// The policies that messages contained, by the number of the family.
#[derive(Default)]
pub(crate) struct KernelPolicies {
    families: BTreeMap<u16, FamilyPolicy>,
    attributes: usize,
}

/// The policies of a family.
#[derive(Clone, Default, PartialEq, Eq)]
struct FamilyPolicy {
    /// Bytes of its own header.
    header: u32,
    operations: BTreeMap<u8, OperationPolicy>,
    /// By policy and attribute.
    attributes: BTreeMap<(u32, u16), AttributePolicy>,
    /// Whether something changed since a table was made.
    is_changed: bool,
}

/// An operation of a family.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct OperationPolicy {
    flags: u32,
    /// The policy of a request for one thing.
    one: Option<u32>,
    /// The policy of a request for a dump.
    dump: Option<u32>,
}

/// An attribute of a policy.
#[derive(Clone, Copy, PartialEq, Eq)]
struct AttributePolicy {
    /// `NL_ATTR_TYPE_*`.
    of: u32,
    /// The policy of what is nested in it.
    nested: Option<u32>,
    /// The values that the kernel accepts.
    limits: Limits,
}

impl KernelPolicies {
    /// Returns the table of a family whose description and policies nlctrl sent.
    pub(crate) fn table_of(id: u16, name: &str, answers: &[u8]) -> Option<&'static Generic> {
        let mut policies = KernelPolicies::default();
        for piece in wire::messages(answers, Endian::NATIVE) {
            let Piece::Message { start, end, .. } = piece else { continue };
            policies.observe(answers.get(start..end).unwrap_or_default(), Endian::NATIVE);
        }
        policies.table(id, name)
    }

    /// Learns from a message of the kernel. Returns whether it was about a policy.
    pub(crate) fn observe(&mut self, message: &[u8], endian: Endian) -> bool {
        let Ok((body, header)) = wire::message_header(message, endian) else { return false };
        let Ok((attributes, head)) = wire::generic_header(body) else { return false };
        if header.kind != GENL_ID_CTRL {
            return false;
        }
        let find = |kind| find_attribute(attributes, kind, endian);
        let Some(id) = find(CTRL_ATTR_FAMILY_ID).and_then(|id| wire::uint(id, endian)) else { return false };
        let Some(id) = u16::try_from(id).ok().filter(|id| *id <= GENL_MAX_ID) else { return false };
        match head.cmd {
            CTRL_CMD_NEWFAMILY => {
                let header = find(CTRL_ATTR_HDRSIZE).and_then(|size| wire::uint(size, endian));
                let operations = find(CTRL_ATTR_OPS).unwrap_or_default();
                let family = self.families.entry(id).or_default();
                family.header = header.and_then(|size| u32::try_from(size).ok()).unwrap_or_default();
                for (_, operation) in wire::attributes(operations, endian) {
                    family.operation(operation, endian);
                }
                false
            }
            CTRL_CMD_DELFAMILY => {
                let gone = self.families.remove(&id).map_or(0, |family| family.attributes.len());
                self.attributes = self.attributes.saturating_sub(gone);
                false
            }
            CTRL_CMD_GETPOLICY => {
                let family = self.families.entry(id).or_default();
                for (command, policies) in
                    find(CTRL_ATTR_OP_POLICY).into_iter().flat_map(|list| wire::attributes(list, endian))
                {
                    family.operation_policy(command, policies, endian);
                }
                for (policy, list) in
                    find(CTRL_ATTR_POLICY).into_iter().flat_map(|list| wire::attributes(list, endian))
                {
                    for (attribute, facts) in wire::attributes(list, endian) {
                        let key = (u32::from(policy), attribute);
                        if self.attributes < ATTRIBUTES && family.attribute_policy(key, facts, endian) {
                            self.attributes += 1;
                        }
                    }
                }
                true
            }
            _ => false,
        }
    }

    /// Returns a table of a family, if its policy changed since the last call.
    pub(crate) fn table(&mut self, id: u16, name: &str) -> Option<&'static Generic> {
        let family = self.families.get_mut(&id).filter(|family| family.is_changed)?;
        family.is_changed = false;
        family.table(name)
    }
}

impl FamilyPolicy {
    /// Learns an operation from `CTRL_ATTR_OP_*`.
    fn operation(&mut self, facts: &[u8], endian: Endian) {
        let fact = |kind| find_attribute(facts, kind, endian).and_then(|value| wire::uint(value, endian));
        if let (Some(Ok(id)), Some(flags)) = (fact(1).map(u8::try_from), fact(2)) {
            self.operations.entry(id).or_default().flags = u32::try_from(flags).unwrap_or_default();
        }
    }

    /// Learns which policies a command has, from `CTRL_ATTR_POLICY_*`.
    fn operation_policy(&mut self, command: u16, policies: &[u8], endian: Endian) {
        let Ok(command) = u8::try_from(command) else { return };
        let policy = |kind| u32::try_from(wire::uint(find_attribute(policies, kind, endian)?, endian)?).ok();
        let operation = self.operations.entry(command).or_default();
        let new = OperationPolicy { one: policy(1), dump: policy(2), ..*operation };
        self.is_changed |= *operation != new;
        *operation = new;
    }

    /// Learns an attribute from `NL_POLICY_TYPE_ATTR_*`. Returns whether it was unknown.
    fn attribute_policy(&mut self, key: (u32, u16), facts: &[u8], endian: Endian) -> bool {
        let fact = |kind| find_attribute(facts, kind, endian).and_then(|value| wire::uint(value, endian));
        let Some(Ok(of)) = fact(1).map(u32::try_from) else { return false };
        let nested = fact(8).and_then(|policy| u32::try_from(policy).ok());
        let new = AttributePolicy { of, nested, limits: limits(of, fact) };
        let old = self.attributes.insert(key, new);
        self.is_changed |= old != Some(new);
        old.is_none()
    }

    /// Makes a table. The same policies have the same table.
    fn table(&self, name: &str) -> Option<&'static Generic> {
        static MADE: Mutex<Vec<(String, FamilyPolicy, &'static Generic)>> = Mutex::new(Vec::new());
        let mut made = MADE.lock().ok()?;
        if let Some((.., table)) = made.iter().find(|(known, policy, _)| known == name && policy == self) {
            return Some(table);
        }
        if made.len() >= TABLES {
            return None;
        }
        let table = PolicyTable { policy: self, name, sets: HashMap::new(), rows: ROWS }.make()?;
        made.push((name.to_owned(), self.clone(), table));
        Some(table)
    }
}

/// A table that is being made.
struct PolicyTable<'p> {
    policy: &'p FamilyPolicy,
    name: &'p str,
    sets: HashMap<(u32, usize), &'static Set>,
    rows: usize,
}

impl PolicyTable<'_> {
    fn make(mut self) -> Option<&'static Generic> {
        let mut rows = Vec::new();
        for (id, operation) in &self.policy.operations {
            let body = self.body(*operation);
            let class = match operation.flags & (GENL_CMD_CAP_DO | GENL_CMD_CAP_DUMP) {
                GENL_CMD_CAP_DUMP => Class::Get,
                _ => Class::Other,
            };
            let row = schema::msg(u16::from(*id), runtime::keep_text(format!("cmd={id}")), class, body);
            rows.push(match operation.flags {
                flags if flags & GENL_ADMIN_PERM != 0 => row.needs(Capability::NetAdminInitial),
                flags if flags & GENL_UNS_ADMIN_PERM != 0 => row.needs(Capability::NetAdmin),
                _ => row,
            });
        }
        let requests = Self::commands(rows)?;
        let mut family = schema::generic(runtime::keep_text(self.name), requests);
        // An answer can be a command that the kernel takes no requests for. Where all requests have one policy, it has that too.
        let operations = self.policy.operations.values();
        let policies: BTreeSet<u32> =
            operations.flat_map(|operation| [operation.one, operation.dump]).flatten().collect();
        let only = policies.first().copied().filter(|_| policies.len() == 1);
        if let Some(only) = only {
            let body = self.body(OperationPolicy { one: Some(only), ..OperationPolicy::default() });
            let rows = (0..=u8::MAX).map(|id| {
                let name = runtime::keep_text(format!("cmd={id}"));
                schema::msg(u16::from(id), name, Class::Other, body)
            });
            let rows = rows.collect();
            family = family.replies(Self::commands(rows)?);
        }
        if let Ok(size @ 1..) = u16::try_from(self.policy.header) {
            let header = runtime::layout("header", vec![("header".to_owned(), schema::opaque(size))]).ok()?;
            family = family.header(header);
        }
        Some(runtime::keep(family.of_policy()))
    }

    fn commands(rows: Vec<Msg>) -> Option<&'static Commands> {
        // The commands have no names: the number is all that is known.
        let names = runtime::names(Vec::new()).ok()?;
        let names = schema::names(names.entries());
        Some(runtime::keep(Commands { list: runtime::keep_all(rows), names }))
    }

    fn body(&mut self, operation: OperationPolicy) -> &'static Body {
        let mut of = |policy: Option<u32>| policy.map(|policy| schema::nest(self.set(policy, LEVELS)));
        let kind = match (of(operation.one), of(operation.dump)) {
            (Some(one), Some(dump)) if operation.one != operation.dump => {
                let cases = runtime::keep_all(vec![(Case::Is(1), dump), (Case::Otherwise, one)]);
                schema::select("@dump", cases)
            }
            (Some(kind), _) | (None, Some(kind)) => kind,
            (None, None) => schema::nest(&NOTHING_KNOWN),
        };
        runtime::keep(schema::headless(kind))
    }

    fn set(&mut self, policy: u32, left: usize) -> &'static Set {
        if let Some(set) = self.sets.get(&(policy, left)) {
            return set;
        }
        let mut rows: Vec<Attr> = Vec::new();
        for ((_, id), attribute) in self.policy.attributes.range((policy, 0)..=(policy, u16::MAX)) {
            let Some(rest) = self.rows.checked_sub(1) else { break };
            self.rows = rest;
            let mut row =
                schema::attr(*id, runtime::keep_text(format!("attr {id}")), self.kind(*attribute, left));
            if attribute.limits != Limits::NONE {
                row = row.limits(runtime::keep(attribute.limits));
            }
            rows.push(if attribute.of == 12 { row.nul_terminated() } else { row });
        }
        // The numbers ascend: they are the keys of a map.
        let set = runtime::keep(schema::set("attr", runtime::keep_all(rows)));
        self.sets.insert((policy, left), set);
        set
    }

    /// Returns the kind for an `NL_ATTR_TYPE_*` (linux/netlink.h).
    fn kind(&mut self, attribute: AttributePolicy, left: usize) -> Kind {
        let is_mask = attribute.limits.bits.is_some();
        let integer = |kind: Kind| if is_mask { kind.hex() } else { kind };
        match attribute.of {
            1 => FLAG,
            2 => integer(U8),
            3 => integer(U16),
            4 => integer(U32),
            5 => integer(U64),
            6 => S8,
            7 => S16,
            8 => S32,
            9 => S64,
            11 | 12 => TEXT,
            13 | 14 => {
                let set = match attribute.nested {
                    Some(policy) if left > 0 => self.set(policy, left - 1),
                    _ => &NOTHING_KNOWN,
                };
                match attribute.of {
                    13 => schema::nest(set),
                    _ => Kind::List(runtime::keep(List { of: schema::nest(set), names: None })),
                }
            }
            15 => schema::fixed(&BIT_FIELD),
            16 => SINT,
            17 => integer(UINT),
            // Bytes, or a type that this kernel has and nltrace does not know.
            _ => RAW,
        }
    }
}

/// Returns the limits among the facts about an attribute: `NL_POLICY_TYPE_ATTR_*` by number. The kernel also says which numbers the
/// type itself can hold; those are no limit.
fn limits(of: u32, fact: impl Fn(u16) -> Option<u64>) -> Limits {
    let signed = |number: u64| i128::from(number.cast_signed());
    let given = match (fact(2), fact(3), fact(4), fact(5)) {
        (Some(min), Some(max), ..) => Some((signed(min), signed(max))),
        (_, _, Some(min), Some(max)) => Some((i128::from(min), i128::from(max))),
        _ => None,
    };
    let numbers = given.and_then(|(min, max)| {
        let (least, most) = range_of_type(of)?;
        let limit =
            |number: i128, unlimited: i128, none: i128| if number == unlimited { none } else { number };
        let range = (limit(min, least, i128::MIN), limit(max, most, i128::MAX));
        (range != (i128::MIN, i128::MAX)).then_some(range)
    });
    let length = |kind| fact(kind).map(|length| u32::try_from(length).unwrap_or(u32::MAX));
    let length = match (length(6), length(7)) {
        (None, None) => None,
        (min, max) => Some((min.unwrap_or(0), max.unwrap_or(u32::MAX))),
    };
    Limits { numbers, bits: fact(12).or(fact(10)), length }
}

/// Returns the numbers that an `NL_ATTR_TYPE_*` can hold.
fn range_of_type(of: u32) -> Option<(i128, i128)> {
    let (width, signed) = match of {
        2 => (1, false),
        3 => (2, false),
        4 => (4, false),
        5 | 17 => (8, false),
        6 => (1, true),
        7 => (2, true),
        8 => (4, true),
        9 | 16 => (8, true),
        _ => return None,
    };
    Some(Limits::of_integer(width, signed))
}

/// Attributes of which only the numbers are known.
static NOTHING_KNOWN: Set = schema::set("attr", &[]);

static BIT_FIELD: schema::Struct = schema::layout(
    "nla_bitfield32",
    8,
    &[schema::field("value", U32.hex()), schema::field("selector", U32.hex())],
);

#[cfg(test)]
mod tests {
    use nltrace_decoders::{Decoder, runtime};

    use super::*;

    fn attribute(kind: u16, payload: &[u8]) -> Vec<u8> {
        let len = u16::try_from(payload.len() + 4).unwrap();
        let mut bytes = [&len.to_ne_bytes()[..], &kind.to_ne_bytes(), payload].concat();
        bytes.resize(bytes.len().next_multiple_of(4), 0);
        bytes
    }

    fn nlctrl(command: u8, attributes: &[Vec<u8>]) -> Vec<u8> {
        let body = [&[command, 2, 0, 0][..], &attributes.concat()].concat();
        message(GENL_ID_CTRL, 0, &body)
    }

    fn message(kind: u16, flags: u16, body: &[u8]) -> Vec<u8> {
        let len = u32::try_from(16 + body.len()).unwrap();
        [&len.to_ne_bytes()[..], &kind.to_ne_bytes(), &flags.to_ne_bytes(), &[0; 8], body].concat()
    }

    /// An attribute of a policy, as a dump has it.
    fn of_policy(policy: u16, id: u16, facts: &[(u16, u32)]) -> Vec<u8> {
        let facts: Vec<u8> =
            facts.iter().flat_map(|(kind, value)| attribute(*kind, &value.to_ne_bytes())).collect();
        let family = attribute(CTRL_ATTR_FAMILY_ID, &40u16.to_ne_bytes());
        nlctrl(10, &[family, attribute(CTRL_ATTR_POLICY, &attribute(policy, &attribute(id, &facts)))])
    }

    fn learned() -> KernelPolicies {
        let mut policies = KernelPolicies::default();
        let operations =
            attribute(1, &[attribute(1, &[7, 0, 0, 0]), attribute(2, &[0x12, 0, 0, 0])].concat());
        let family = attribute(CTRL_ATTR_FAMILY_ID, &40u16.to_ne_bytes());
        let new =
            nlctrl(1, &[family.clone(), attribute(2, b"bells\0"), attribute(CTRL_ATTR_OPS, &operations)]);
        assert!(!policies.observe(&new, Endian::NATIVE));
        let of_command = attribute(7, &attribute(1, &0u32.to_ne_bytes()));
        assert!(policies.observe(&nlctrl(10, &[family, attribute(9, &of_command)]), Endian::NATIVE));
        for (policy, id, facts) in [
            (0, 1, &[(1, 4)][..]),
            (0, 2, &[(1, 12)]),
            (0, 3, &[(1, 13), (8, 1)]),
            (0, 4, &[(1, 14), (8, 1)]),
            (0, 5, &[(1, 15), (10, 3)]),
            (1, 1, &[(1, 2), (12, 6)]),
            // It contains itself.
            (1, 2, &[(1, 13), (8, 1)]),
        ] {
            assert!(policies.observe(&of_policy(policy, id, facts), Endian::NATIVE));
        }
        policies
    }

    #[test]
    fn a_table_of_a_policy_decodes_by_number() {
        let mut policies = learned();
        let table = policies.table(40, "bells").unwrap();
        assert!(table.is_policy && policies.table(40, "bells").is_none(), "nothing changed");
        assert_eq!(table.requests.get(7).unwrap().needs, Some(Capability::NetAdmin));
        let inner = [attribute(1, &[6]), attribute(2, &attribute(1, &[2]))].concat();
        let body = [
            vec![7, 1, 0, 0],
            attribute(1, &9u32.to_ne_bytes()),
            attribute(2, b"tower\0"),
            attribute(3, &inner),
            attribute(4, &attribute(1, &inner)),
            attribute(5, &[1, 0, 0, 0, 3, 0, 0, 0]),
        ]
        .concat();
        let decoder = Decoder::of(runtime::generic_protocol(vec![table])).family_id(40, "bells");
        let decoded = decoder.decode(message(40, 1, &body));
        assert_eq!(decoded.notes(), []);
        assert_eq!(decoded.type_name(), Some("cmd=7"));
        for (name, value) in [
            ("attr 1", "9"),
            ("attr 2", "\"tower\""),
            ("attr 3.attr 1", "6"),
            ("attr 3.attr 2.attr 1", "2"),
            ("attr 5.selector", "3"),
        ] {
            let shown = decoded.get(name).map(|field| field.value().to_string());
            assert_eq!(shown.as_deref(), Some(value), "{name}");
        }
        // Answers with another command have the only policy that there is.
        assert_eq!(decoder.decode(message(40, 0, &[&[9, 1, 0, 0][..], &body[4..12]].concat())).notes(), []);
    }

    #[test]
    fn a_table_is_made_of_answers_about_a_family() {
        let family = attribute(CTRL_ATTR_FAMILY_ID, &40u16.to_ne_bytes());
        let mut answers = nlctrl(1, &[family.clone(), attribute(2, b"bells\0")]);
        answers
            .extend(nlctrl(10, &[family, attribute(9, &attribute(7, &attribute(1, &0u32.to_ne_bytes())))]));
        answers.extend(of_policy(0, 1, &[(1, 2), (4, 1), (5, 255)]));
        let table = KernelPolicies::table_of(40, "bells", &answers).unwrap();
        let Kind::Nest(set) = &table.requests.get(7).unwrap().request.attrs else { panic!("a nest") };
        assert_eq!(set.get(1).unwrap().limits, Some(&Limits::at_least(1)));
        assert!(KernelPolicies::table_of(41, "bell", &answers).is_none());
    }

    #[test]
    fn limits_are_those_that_are_less_than_the_type_s() {
        let of = |of, facts: &'static [(u16, u64)]| {
            limits(of, move |kind| facts.iter().find(|(known, _)| *known == kind).map(|(_, value)| *value))
        };
        assert_eq!(of(2, &[(4, 0), (5, 255)]), Limits::NONE);
        assert_eq!(of(2, &[(4, 1), (5, 255)]), Limits::at_least(1));
        assert_eq!(of(4, &[(4, 0), (5, 32767)]), Limits::at_most(32767));
        assert_eq!(of(8, &[(2, 0), (3, 0x7fff_ffff)]), Limits::at_least(0));
        assert_eq!(of(6, &[(2, u64::MAX), (3, 9)]), Limits::from_to(-1, 9));
        assert_eq!(of(5, &[(4, 0), (5, u64::MAX)]), Limits::NONE);
        assert_eq!(of(11, &[(7, 15)]), Limits::up_to(15));
        assert_eq!(of(1, &[(12, 6)]).bits, Some(6));
        assert_eq!(of(15, &[(10, 3)]).bits, Some(3));
    }

    #[test]
    fn the_same_policies_have_one_table_and_cut_ones_do_no_harm() {
        let [first, second] = [learned(), learned()].map(|mut known| known.table(40, "bells").unwrap());
        assert!(std::ptr::eq(first, second));
        let whole = of_policy(0, 1, &[(1, 4)]);
        for end in 0..whole.len() {
            KernelPolicies::default().observe(&whole[..end], Endian::NATIVE);
        }
        let mut other = KernelPolicies::default();
        other.observe(&of_policy(0, 1, &[(1, 4)]), Endian::Big);
        assert!(other.table(40, "bells").is_none());
    }
}
