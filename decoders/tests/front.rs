//! The front door over every fixture: typed values agree with their words, paths lead back, and no bytes make it panic.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "a test that fails is meant to panic"
)]

#[path = "hostile/captures.rs"]
mod captures;

use std::collections::HashMap;
use std::net::IpAddr;

use nltrace_decoders::schema::{Look, Show};
use nltrace_decoders::{Decoder, Endian, FieldRef, Message, Value, names};

fn decoders() -> impl FnMut(u16) -> Decoder {
    let mut known: HashMap<u16, Decoder> = HashMap::new();
    move |protocol| {
        known.entry(protocol).or_insert_with(|| Decoder::new(protocol).endian(Endian::Little)).clone()
    }
}

/// Each typed accessor of a value, held against the words.
fn agrees(field: &FieldRef<'_>) {
    let value = field.value();
    let words = value.to_string();
    let context = format!("{} of {words}", field.path());
    let (number, symbol) = (value.as_i64(), value.symbol());
    match value {
        Value::Integer(integer) => {
            assert!(value.as_u64().is_some() != (integer.signed && integer.as_signed() < 0), "{context}");
            assert_eq!(value.as_u64().or(Some(integer.raw)), Some(integer.raw), "{context}");
            match integer.show {
                Show::Dec | Show::Interface if integer.signed => {
                    assert_eq!(words, number.unwrap().to_string())
                }
                Show::Dec | Show::Interface => assert_eq!(words, value.as_u64().unwrap().to_string()),
                Show::Hex if integer.raw >= 10 => assert_eq!(words, format!("{:#x}", integer.bits())),
                Show::Name(_) => assert_eq!(
                    words,
                    symbol.map_or_else(
                        || number.map_or(integer.raw.to_string(), |number| number.to_string()),
                        str::to_owned
                    )
                ),
                Show::Errno if symbol.is_some() => {
                    assert_eq!(words.split(' ').next(), symbol, "{context}");
                    assert_eq!(names::errno(number.unwrap().unsigned_abs()).unwrap().0, symbol.unwrap());
                }
                Show::Flags(_) => {
                    let (known, rest) = value.flags().unwrap();
                    let rest = (rest != 0).then(|| format!("{rest:#x}"));
                    let known: Vec<String> = known.map(str::to_owned).chain(rest).collect();
                    let all = [u64::MAX, u64::from(u32::MAX)].contains(&integer.bits());
                    assert!(all || known.join("|") == words || known.is_empty() && words == "0", "{context}");
                }
                Show::Bool if integer.raw <= 1 => assert_eq!(value.as_bool().unwrap().to_string(), words),
                Show::Parts(_) | Show::BitFields(_) => {
                    for part in field.children() {
                        assert!(words.contains(&format!("{}=", part.name())), "{context}");
                        assert_eq!(part.span(), field.span());
                    }
                }
                _ => assert!(!words.is_empty(), "{context}"),
            }
        }
        Value::Text(text, rest) => {
            assert_eq!(value.as_str().map(str::as_bytes), str::from_utf8(text).ok().map(|_| text));
            assert_eq!((value.as_bytes(), field.extra()), (Some(text), rest));
            if let Some(text) = value.as_str().filter(|text| text.chars().all(|c| c.is_ascii_alphanumeric()))
                && rest.is_empty()
            {
                assert_eq!(words, format!("\"{text}\""));
            }
        }
        Value::Bytes(look, bytes) => {
            assert_eq!(value.as_bytes(), Some(bytes), "{context}");
            match (look, value.as_ip()) {
                (Look::Ip4 | Look::Ip4Of16, Some(IpAddr::V4(address))) => {
                    assert_eq!(words, address.to_string());
                }
                (Look::Ip6, Some(IpAddr::V6(address))) => assert_eq!(words, address.to_string()),
                (Look::Ip4 | Look::Ip6 | Look::Ip4Of16, _) => panic!("{context} is an address"),
                (_, address) => assert_eq!(address, None, "{context}"),
            }
            if let Some(mac) = value.as_mac() {
                let pairs: Vec<String> = mac.iter().map(|byte| format!("{byte:02x}")).collect();
                assert_eq!(words, pairs.join(":"));
            }
            assert_eq!(value.as_mac().is_some(), look == Look::Mac && bytes.len() == 6, "{context}");
        }
        Value::Raw(bytes) => assert_eq!(value.as_bytes(), Some(bytes), "{context}"),
        Value::MessageType(id, name) => {
            assert_eq!((value.as_u64(), symbol), (Some(id.into()), name), "{context}");
        }
        Value::Hidden(len) => {
            assert!(number.is_none() && value.as_bytes().is_none() && field.extra().is_empty(), "{context}");
            assert_eq!(words.is_empty(), len == 0, "{context}");
        }
        _ => assert!(words.is_empty() && number.is_none() && value.as_bytes().is_none(), "{context}"),
    }
}

/// The properties of a message's tree of fields.
fn holds(message: &Message) {
    let view = message.view();
    let mut end = 0;
    for leaf in view.leaves() {
        assert_eq!(leaf.offset(), end, "each byte is in one leaf");
        end = leaf.span().end;
    }
    assert_eq!(end, message.bytes().len());
    for field in message.fields() {
        assert!(field.span().end <= message.bytes().len());
        for part in field.children() {
            assert_eq!(part.depth(), field.depth() + 1);
            assert!(part.offset() >= field.offset() && part.span().end <= field.span().end);
        }
        if field.has_parts() {
            assert!(matches!(field.value(), Value::Empty));
        }
    }
}

#[test]
fn values_agree_with_their_words() {
    let mut decoder = decoders();
    let (mut fields, mut paths) = (0, 0);
    for sample in captures::samples() {
        let message = decoder(sample.protocol).decode(sample.bytes);
        holds(&message);
        for field in message.view().header_fields().chain(message.fields()) {
            agrees(&field);
            fields += 1;
        }
        // Paths lead to the first field that has them.
        let mut seen = std::collections::HashSet::new();
        for field in message.fields() {
            let path = field.path();
            if field.kernel_name().is_none() && field.id().is_none() || !seen.insert(path.clone()) {
                continue;
            }
            let found = message.get(&path);
            assert_eq!(found.map(|found| found.span()), Some(field.span()), "{path} of {message}");
            paths += 1;
        }
        for at in 0..message.bytes().len() {
            let by_path = message.view().field_at(at).map(|field| field.span());
            assert!(by_path.is_none_or(|span| span.contains(&at)));
        }
        assert!(message.notes().len() <= message.tape().len() + 1);
    }
    assert!(fields > 100_000 && paths > 50_000, "{fields} fields, {paths} paths");
}

#[test]
fn no_bytes_are_too_few_or_too_wrong() {
    let mut decoder = decoders();
    for (turn, sample) in captures::samples().into_iter().enumerate().step_by(7) {
        let step = sample.bytes.len() / 24 + 1;
        for cut in (turn % step..sample.bytes.len()).step_by(step) {
            let message = decoder(sample.protocol).endian(Endian::Big).decode(&sample.bytes[..cut]);
            holds(&message);
            let message = decoder(sample.protocol).decode(&sample.bytes[..cut]);
            holds(&message);
            message.fields().for_each(|field| agrees(&field));
            let _ = (message.to_string(), message.notes(), format!("{:?}", message.view().header()));
        }
    }
}

#[test]
fn the_front_page_does_what_it_says() {
    // RTM_NEWLINK of a VLAN: IFLA_IFNAME, IFLA_LINKINFO with IFLA_INFO_KIND and IFLA_INFO_DATA.
    let bytes = [
        &[76, 0, 0, 0, 16, 0, 5, 0, 9, 0, 0, 0, 0, 0, 0, 0][..],
        &[0, 0, 1, 0, 7, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0],
        &[8, 0, 3, 0, b'v', b'l', b'1', 0],
        &[36, 0, 18, 0],
        &[9, 0, 1, 0, b'v', b'l', b'a', b'n', 0, 0, 0, 0],
        &[20, 0, 2, 0, 6, 0, 1, 0, 42, 0, 0, 0, 8, 0, 99, 0, 1, 2, 3, 4],
    ]
    .concat();
    let message = Decoder::route().endian(Endian::Little).decode(bytes);
    assert_eq!(message.type_name(), Some("RTM_NEWLINK"));
    let value = |path: &str| message.get(path).map(|field| field.value());
    assert_eq!(value("IFLA_LINKINFO.IFLA_INFO_KIND").and_then(|kind| kind.as_str()), Some("vlan"));
    assert_eq!(value("IFLA_LINKINFO.IFLA_INFO_DATA.IFLA_VLAN_ID").and_then(|id| id.as_u64()), Some(42));
    assert_eq!(value("ifi_flags").unwrap().flags().unwrap().0.collect::<Vec<_>>(), ["IFF_UP"]);
    assert_eq!(value("ifinfomsg.ifi_index").and_then(|index| index.as_i64()), Some(7));
    assert_eq!(value("nlmsg_seq").and_then(|seq| seq.as_u64()), Some(9));
    // A name is looked for at its own level only.
    assert!(value("IFLA_VLAN_ID").is_none() && value("IFLA_LINKINFO.IFLA_VLAN_ID").is_none());
    assert_eq!(message.path_at(60).as_deref(), Some("IFLA_LINKINFO.IFLA_INFO_DATA.IFLA_VLAN_ID"));
    let unknown = message.get("IFLA_LINKINFO.IFLA_INFO_DATA.#99").unwrap();
    assert_eq!((unknown.name().as_ref(), unknown.value().as_bytes()), ("#99", Some(&[1, 2, 3, 4][..])));
    let notes: Vec<String> = message.notes().iter().map(ToString::to_string).collect();
    assert_eq!(notes, ["IFLA_LINKINFO.IFLA_INFO_DATA.#99: 8 bytes at offset 68: not explained"]);
}
