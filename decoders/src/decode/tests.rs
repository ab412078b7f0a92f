//! The interpreter on small messages made by hand.

use super::shapes::log::Log;
use super::*;
use crate::family;
use crate::schema::{Case, Set, U16, field as member, layout};
use crate::value::{Value, read};

fn attribute(kind: u16, payload: &[u8]) -> Vec<u8> {
    let len = u16::try_from(payload.len() + 4).unwrap();
    let mut bytes = [len.to_le_bytes(), kind.to_le_bytes()].concat();
    bytes.extend(payload);
    bytes.resize(align(bytes.len()), 0);
    bytes
}

fn message(kind: u16, flags: u16, body: &[&[u8]]) -> Vec<u8> {
    let body = body.concat();
    let len = u32::try_from(body.len() + 16).unwrap();
    let mut bytes = len.to_le_bytes().to_vec();
    bytes.extend([kind.to_le_bytes(), flags.to_le_bytes()].concat());
    bytes.extend([7, 0, 0, 0, 0, 0, 0, 0]);
    bytes.extend(body);
    bytes
}

fn tape(bytes: &[u8], protocol: u16) -> Tape {
    let family = family::by_protocol(protocol);
    let context = Context { family, endian: Endian::Little, to_kernel: None, request: None, ids: None };
    let mut tape = Tape::new();
    decode(bytes, &context, &mut tape);
    let mut at = 0;
    for leaf in tape.leaves() {
        assert_eq!(leaf.span().start, at, "every byte belongs to exactly one leaf");
        at = leaf.end();
    }
    assert_eq!(at, bytes.len());
    tape
}

fn field<'t>(tape: &'t Tape, name: &str) -> &'t Field {
    tape.fields().iter().find(|field| field.name == name).unwrap()
}

#[test]
fn data_before_the_kind_that_says_what_it_is() {
    let id = attribute(1, &[42, 0]);
    let info = [attribute(2, &id), attribute(1, b"vlan\0")].concat();
    let bytes = message(16, 0, &[&[0; 16], &attribute(18, &info), &attribute(3, b"eth0.42\0")]);
    let tape = tape(&bytes, 0);
    let id = field(&tape, "IFLA_VLAN_ID");
    assert_eq!((id.depth, id.state), (2, State::Good));
    assert!(matches!(read(id, &bytes, &tape), Value::Integer(number) if number.raw == 42));
    assert!(matches!(read(field(&tape, "IFLA_IFNAME"), &bytes, &tape), Value::Text(b"eth0.42", b"")));
}

/// If an attribute occurs several times, the last one before the asking field counts; if there is none before, the first one
/// after it.
#[test]
fn a_name_that_stands_there_several_times() {
    static SAYS: Set = crate::schema::set("X", &[crate::schema::attr(1, "X_KIND", U16)]);
    let kinds = [attribute(1, &[5, 0]), attribute(2, &[]), attribute(1, &[6, 0]), attribute(2, &[])].concat();
    let found = Searches::default();
    let frame = Frame::Attributes { set: &SAYS, start: 0, end: kinds.len(), found: &found };
    let scope = Scope { frame, parent: None };
    // The order of the queries does not matter.
    for (before, said) in [(0, 5), (8, 5), (12, 5), (20, 6), (usize::MAX, 6), (8, 5), (24, 6), (0, 5)] {
        let log = Log::default();
        let view = View { bytes: &kinds, endian: Endian::Little, before, log: &log };
        assert_eq!(view.look_up("X_KIND", &scope), Some(Reading::Number(said)), "before {before}");
    }
}

#[test]
fn what_no_table_knows_becomes_a_field_too() {
    let unknown = attribute(0x3ffe, &[1, 2, 3, 4, 5]);
    let long = attribute(4, &[0xdc, 5, 0, 0, 9, 9]);
    let short = attribute(13, &[1]);
    let bytes = message(16, 0, &[&[0; 16], &unknown, &long, &short, &[2, 0, 1, 0, 7]]);
    let tape = tape(&bytes, 0);
    let states: Vec<State> = tape.body().iter().map(|field| field.state).collect();
    for state in [State::Unknown, State::Extra, State::Short, State::Malformed] {
        assert!(states.contains(&state), "{state:?} in {states:?}");
    }
}

#[test]
fn an_error_echoes_its_request_and_explains_itself() {
    let request = message(16, 5, &[&[0; 16], &attribute(4, &[5, 0, 0, 0])]);
    let text = attribute(1, b"mtu less than device minimum\0");
    let offset = attribute(2, &[32, 0, 0, 0]);
    let bytes = message(2, NLM_F_ACK_TLVS, &[&(-22i32).to_le_bytes(), &request, &text, &offset]);
    let tape = tape(&bytes, 0);
    let error = read(field(&tape, "error"), &bytes, &tape);
    assert!(matches!(error, Value::Integer(number) if number.name() == Some("EINVAL")));
    assert_eq!(field(&tape, "IFLA_MTU").depth, 1);
    assert_eq!(field(&tape, "IFLA_MTU").start, 20 + 32);
    assert_eq!(field(&tape, "NLMSGERR_ATTR_OFFS").depth, 0);
}

#[test]
fn a_capped_echo_is_its_header() {
    let request = message(16, 5, &[]);
    let text = attribute(1, b"no\0");
    let bytes = message(2, NLM_F_CAPPED | NLM_F_ACK_TLVS, &[&(-1i32).to_le_bytes(), &request, &text]);
    let tape = tape(&bytes, 0);
    assert_eq!(field(&tape, "msg").len, 16);
    assert_eq!(field(&tape, "NLMSGERR_ATTR_MSG").state, State::Good);
}

#[test]
fn the_end_of_a_dump_tells_its_error() {
    let bytes = message(3, NLM_F_ACK_TLVS, &[&(-95i32).to_le_bytes(), &attribute(1, b"x\0")]);
    let tape = tape(&bytes, 0);
    let error = read(field(&tape, "error"), &bytes, &tape);
    assert!(matches!(error, Value::Integer(number) if number.name() == Some("EOPNOTSUPP")));
    assert_eq!(field(&tape, "NLMSGERR_ATTR_MSG").depth, 0);
}

#[test]
fn a_struct_has_the_value_of_its_first_member() {
    static PART: Struct = layout("part", 2, &[member("kind", U16)]);
    static WHOLE: Struct = layout("whole", 4, &[member("part", Kind::Struct(&PART)), member("more", U16)]);
    let log = Log::default();
    let view = View { bytes: &[5, 0, 9, 9], endian: Endian::Little, before: 0, log: &log };
    assert_eq!(view.read(&Kind::Struct(&WHOLE), 0, 4, 0), Some(Reading::Number(5)));
    assert_eq!(view.read(&Kind::Struct(&WHOLE), 0, 1, 0), None);
}

#[test]
fn a_head_s_members_can_hang_on_attributes_behind_it() {
    let head = [&[2, 3, 0, 0], [0; 68].as_slice()].concat();
    let peer = [&[2, 0, 7, 8], [0; 124].as_slice()].concat();
    for (attributes, name) in
        [(attribute(13, &peer), "SCTP_STATE_ESTABLISHED"), (attribute(10, &[6]), "TCP_SYN_RECV")]
    {
        let bytes = message(20, 2, &[&head, &attributes]);
        let tape = tape(&bytes, 4);
        let state = read(field(&tape, "idiag_state"), &bytes, &tape);
        assert!(matches!(state, Value::Integer(number) if number.name() == Some(name)), "{name}");
    }
}

#[test]
fn a_choice_has_the_value_of_its_first_case() {
    static CASES: [(Case, Kind); 1] = [(Case::Otherwise, U16)];
    static CHOICE: Kind = Kind::Select { by: "x", cases: &CASES };
    let log = Log::default();
    let view = View { bytes: &[5, 0], endian: Endian::Little, before: 0, log: &log };
    assert_eq!(view.read(&CHOICE, 0, 2, 0), Some(Reading::Number(5)));
}

#[test]
fn a_reply_is_what_its_request_asked_for() {
    let sockid = [0u8; 48];
    let ask = [&[2, 6, 2, 0, 0xff, 0xff, 0, 0], sockid.as_slice()].concat();
    let request = message(20, 0x301, &[&ask, &attribute(3, &262u32.to_le_bytes())]);
    let said = [&[2, 1, 0, 0], sockid.as_slice(), &[0; 20]].concat();
    let reply = message(20, 2, &[&said, &attribute(2, &[0; 104])]);
    for (request, name) in [(Some(request.as_slice()), "mptcpi_subflows"), (None, "tcpi_state")] {
        let family = family::by_protocol(4);
        let context = Context { family, endian: Endian::Little, to_kernel: None, request, ids: None };
        let mut tape = Tape::new();
        decode(&reply, &context, &mut tape);
        assert_eq!(field(&tape, name).depth, 1);
    }
}

#[test]
fn nests_deeper_than_anything_real_stay_bytes() {
    let mut bytes = attribute(1, &[]);
    for _ in 0..100 {
        bytes = attribute(0x8000 | 18, &bytes);
    }
    let bytes = message(16, 0, &[&[0; 16], &bytes]);
    assert!(tape(&bytes, 0).len() < 300);
}

#[test]
fn fields_beyond_the_limit_stay_bytes() {
    let bytes = message(16, 0, &[&[0; 16], &attribute(1, &[]).repeat(MAX_FIELDS + 100)]);
    let tape = tape(&bytes, 0);
    assert!((MAX_FIELDS..MAX_FIELDS + 20).contains(&tape.len()), "{} fields", tape.len());
    let last = tape.fields().last().unwrap();
    assert_eq!((last.state, last.depth, last.end()), (State::TooMany, 0, bytes.len()));
    let owned: usize = tape.leaves().map(|leaf| leaf.len as usize).sum();
    assert_eq!(owned, bytes.len());
}

/// An error can echo an error that echoes an error. Below the limit the bytes become a leaf with a state.
#[test]
fn errors_echoed_in_errors_stay_bytes_below_the_limit() {
    let levels = 30_000usize;
    let mut bytes = Vec::new();
    for level in 0..levels {
        let len = u32::try_from((levels - level) * 20 + 16).unwrap();
        bytes.extend(len.to_le_bytes());
        bytes.extend([2, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0xea, 0xff, 0xff, 0xff]);
    }
    bytes.extend(message(18, 0x301, &[]));
    let tape = tape(&bytes, 0);
    assert!(tape.len() < 400, "{} fields", tape.len());
    assert!(tape.fields().iter().all(|field| field.depth <= MAX_DEPTH + 1));
    let last = tape.fields().last().unwrap();
    assert_eq!((last.name, last.state, last.end()), ("msg", State::TooDeep, bytes.len()));
}

#[test]
fn a_bare_rtgenmsg_is_a_head() {
    let bytes = message(18, 0x301, &[&[2, 0, 0, 0]]);
    let tape = tape(&bytes, 0);
    assert_eq!(field(&tape, "rtgen_family").len, 1);
}

/// A head followed by options. The head counts their bytes, each option counts its own in units of 4, and attributes follow.
#[test]
fn what_a_head_counts_stands_before_the_attributes() {
    use crate::schema::{field as member, *};
    static OPTION: Struct = layout("option", 2, &[member("kind", U8), member("len", U8)])
        .then(&[member("value", select("@dump", &[(Case::Is(1), BE16), (Case::Otherwise, U16)]))]);
    static OPTIONS: Kind = records_packed(&OPTION, "len", 4, 0);
    static HEAD: Struct =
        layout("head", 4, &[member("bytes", U32)]).then(&[member("options", sized("bytes", &OPTIONS))]);
    static SET: Set = set("A", &[attr(1, "A_ONE", U32)]);
    static BODY: Body = body(fixed(&HEAD), nest(&SET));
    static NONE: Names = names(&[]);
    static FAMILY: Family = Family {
        protocol: 99,
        name: "NETLINK_99",
        messages: &[messages(&[msg(16, "GET", Class::Get, &BODY)])],
        groups: &NONE,
        general: None,
        generic: &[],
        unnamed: &[],
        framing: Framing::Messages,
        exchange: Exchange::PLAIN,
    };
    let options = [7, 1, 0, 1, 8, 1, 0, 2];
    let bytes = message(16, 0x301, &[&[8, 0, 0, 0], &options, &attribute(1, &[5, 0, 0, 0])]);
    let context =
        Context { family: Some(&FAMILY), endian: Endian::Little, to_kernel: None, request: None, ids: None };
    let mut tape = Tape::new();
    decode(&bytes, &context, &mut tape);
    let values: Vec<_> = tape.fields().iter().filter(|field| field.name == "value").collect();
    assert_eq!(values.len(), 2);
    assert!(matches!(read(values[1], &bytes, &tape), Value::Integer(number) if number.raw == 2));
    assert_eq!((self::field(&tape, "A_ONE").start, self::field(&tape, "A_ONE").state), (28, State::Good));
}

#[test]
fn a_message_cut_short_tells_where() {
    let mut bytes = message(16, 0, &[&[0; 16], &attribute(3, b"eth0\0"), &attribute(4, &[5, 0, 0, 0])]);
    bytes.truncate(bytes.len() - 2);
    let tape = tape(&bytes, 0);
    assert_eq!(field(&tape, "IFLA_MTU").state, State::Cut);
}

mod of_generic_netlink {
    use crate::decode::{Context, decode};
    use crate::generic::Ids;
    use crate::schema::*;
    use crate::tape::{Role, State, Tape};
    use crate::value::{Value, read};
    use crate::wire::Endian;

    static SWITCH: Generic = generic("switch", &SWITCH_REQUESTS)
        .header(&SWITCH_HEADER)
        .replies(&SWITCH_REPLIES)
        .events(&SWITCH_EVENTS)
        .groups(&[(9, "events")]);
    static SWITCH_REQUESTS: Commands = commands(&numbered([msg(1, "SWITCH_GET", Class::Get, &SWITCH_BODY)]));
    static SWITCH_REPLIES: Commands = commands(&numbered([
        msg(1, "SWITCH_GONE", Class::Other, &headless(PAD)),
        msg(2, "SWITCH_GET_REPLY", Class::Get, &SWITCH_BODY),
    ]));
    static SWITCH_EVENTS: Commands =
        commands(&numbered([msg(2, "SWITCH_EVENT_DOWN", Class::Other, &SWITCH_BODY)]));
    static SWITCH_HEADER: Struct = layout("switch_header", 2, &[field("port", S16)]);
    static SWITCH_BODY: Body = headless(nest(&SWITCH_SET));
    static SWITCH_SET: Set = set(
        "SWITCH",
        &[
            attr(1, "SWITCH_BY_PORT", select("port", &[(Case::Is(7), U8), (Case::Otherwise, TEXT)])),
            attr(2, "SWITCH_BY_CMD", select("cmd", &[(Case::Is(2), U16), (Case::Otherwise, U8)])),
            attr(3, "SWITCH_BY_REQUEST", select("SWITCH_KIND", &[(Case::Named("a"), U32)])),
            attr(4, "SWITCH_KIND", TEXT),
        ],
    );
    static GENERIC: Family = Family {
        protocol: 16,
        name: "GENERIC",
        messages: &[],
        groups: &names(&[]),
        general: None,
        generic: &[&SWITCH],
        unnamed: &[],
        framing: Framing::Messages,
        exchange: Exchange::PLAIN,
    };

    /// A family with a header of its own, whose answers are counted otherwise: what a choice asks for may be in any of the heads,
    /// or in the request.
    #[test]
    fn a_family_of_generic_netlink() {
        let mut ids = Ids::new(GENERIC.generic);
        assert_eq!(ids.group(9), Some(("switch", "events")));
        ids.assume(&SWITCH);
        let message = |flags: u8, body: &[u8]| {
            let len = u8::try_from(16 + body.len()).unwrap();
            [&[len, 0, 0, 0, 40, 0, flags, 0, 1, 0, 0, 0, 3, 0, 0, 0], body].concat()
        };
        let request =
            message(1, &[1, 1, 0, 0, 7, 0, 0, 0, 6, 0, 4, 0, b'a', 0, 0, 0, 5, 0, 2, 0, 9, 0, 0, 0]);
        let reply = message(
            0,
            &[2, 1, 0, 0, 7, 0, 0, 0, 5, 0, 1, 0, 3, 0, 0, 0, 6, 0, 2, 0, 9, 1, 0, 0, 8, 0, 3, 0, 1, 0, 0, 0],
        );
        let (family, endian) = (Some(&GENERIC), Endian::Little);
        let decoded = |message: &[u8], request| {
            let mut tape = Tape::new();
            decode(
                message,
                &Context { family, endian, to_kernel: None, request, ids: Some(&ids) },
                &mut tape,
            );
            assert!(tape.fields().iter().all(|field| field.state == State::Good));
            let fields = tape.fields().iter().filter_map(|field| match read(field, message, &tape) {
                Value::Integer(integer) if field.role != Role::Header => {
                    let value = integer.name().map_or_else(|| integer.raw.to_string(), str::to_owned);
                    Some(format!("{}={value}", field.name))
                }
                _ => None,
            });
            (tape.message.unwrap().name, tape.attributes.unwrap().name, fields.collect::<Vec<_>>().join(" "))
        };
        let header = "version=1 reserved=0 port=7";
        assert_eq!(
            decoded(&request, None),
            ("SWITCH_GET", "SWITCH", format!("cmd=SWITCH_GET {header} SWITCH_BY_CMD=9"))
        );
        let values = "SWITCH_BY_PORT=3 SWITCH_BY_CMD=265 SWITCH_BY_REQUEST=1";
        assert_eq!(
            decoded(&reply, Some(&request)),
            ("SWITCH_GET_REPLY", "SWITCH", format!("cmd=SWITCH_GET_REPLY {header} {values}"))
        );
        // The same from port 0 is no answer.
        let mut event = reply[..40].to_vec();
        (event[0], event[12]) = (40, 0);
        let values = "SWITCH_BY_PORT=3 SWITCH_BY_CMD=265";
        let (name, _, fields) = decoded(&event, None);
        assert_eq!((name, fields), ("SWITCH_EVENT_DOWN", format!("cmd=SWITCH_EVENT_DOWN {header} {values}")));
    }
}
