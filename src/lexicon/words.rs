//! Types in words: `u32, interface`, `be16, one of ETH_P_*`, `nest of IFLA_INFO_*`.

use nltrace_decoders::schema::{Count, Kind, Look, Measure, Names, Order, Part, Set, Show, Unit};

/// Returns a kind in a few words.
pub(crate) fn of_kind(kind: &Kind) -> String {
    match kind {
        Kind::Flag => "flag, without payload".to_owned(),
        Kind::Int { width, signed, order, show } => {
            let integer = integer(*width, *signed, *order);
            match of_show(*show) {
                Some(meaning) => format!("{integer}, {meaning}"),
                None => integer,
            }
        }
        Kind::Text { size: 0 } => "string".to_owned(),
        Kind::Text { size } => format!("string of up to {size} bytes"),
        Kind::Bytes { look, size } => match (look, size) {
            (Look::Mac, 6) => "MAC address".to_owned(),
            (Look::Mac, _) => "hardware address".to_owned(),
            (Look::Ip4, _) => "IPv4 address".to_owned(),
            (Look::Ip6, _) => "IPv6 address".to_owned(),
            (Look::Ip4Of16, _) => "IPv4 address in 16 bytes".to_owned(),
            (Look::SocketName, _) => "socket name".to_owned(),
            (_, 0) => "bytes".to_owned(),
            (_, size) => format!("{size} bytes"),
        },
        Kind::Raw => "bytes, not explained".to_owned(),
        Kind::Struct(of) => format!("struct {}", of.name),
        Kind::Nest(set) => of_set(set),
        Kind::List(list) => match list.names {
            Some(names) => format!("for each of {}: {}", of_names(names), of_kind(&list.of)),
            None => format!("numbered, each {}", of_kind(&list.of)),
        },
        Kind::Array(array) => {
            let count = match array.count {
                Count::Fixed(count) => format!("{count} × "),
                Count::Of(by, room) => format!("as many as {by} says, of {room} × "),
                Count::Rest | Count::Member(..) => "array of ".to_owned(),
            };
            match array.names {
                Some(names) => format!("{count}{}, by {}", of_kind(&array.of), of_names(names)),
                None => format!("{count}{}", of_kind(&array.of)),
            }
        }
        Kind::Strings(of) => {
            let names: Vec<&str> = of.tail.iter().map(|row| row.name).collect();
            format!("texts: {}, …", names.join(", "))
        }
        Kind::Records { of, .. } => format!("records of struct {}", of.name),
        Kind::Select { by, cases } => {
            let mut kinds: Vec<String> = cases.iter().map(|(_, kind)| of_kind(kind)).collect();
            kinds.dedup();
            match (kinds.as_slice(), *by) {
                ([one], _) => one.clone(),
                ([a, b], _) if a.len() + b.len() < 60 => format!("{a}, or {b}"),
                (_, "@len") => "by its length".to_owned(),
                (_, "@nested") => "by NLA_F_NESTED".to_owned(),
                (_, "@type") => "by the message's type".to_owned(),
                (_, "@port") => "by the port id".to_owned(),
                (_, "@counted") => "by where a count fits".to_owned(),
                (_, "@head") => "by where attributes begin".to_owned(),
                (_, "@request" | "@dump") => "by the direction".to_owned(),
                (_, by) => format!("by {by}"),
            }
        }
        Kind::Sized { of, by, measure: Measure::Units(_) } => {
            format!("{}, as long as {by} says", of_kind(of))
        }
        Kind::Sized { of, by, measure: Measure::FromStruct { .. } } => format!("{}, up to {by}", of_kind(of)),
        Kind::Peek(_, of) | Kind::Gloss(of, _) => of_kind(of),
        Kind::Message => "a whole message".to_owned(),
        Kind::MessageType => "u16, a message type".to_owned(),
        Kind::Pad { .. } => "padding".to_owned(),
    }
}

/// Returns a set of attributes, as a payload, in a few words.
pub(crate) fn of_set(set: &Set) -> String {
    if set.attrs.is_empty() { "nothing".to_owned() } else { format!("nest of {}_*", set.name) }
}

/// Returns `u32`, `be16`, `s64`; `uint` where it is as wide as it needs to be.
pub(crate) fn integer(width: u8, signed: bool, order: Order) -> String {
    let letter = match (order, signed) {
        (Order::Big, _) => "be",
        (Order::Little, _) => "le",
        (Order::Host, true) => "s",
        (Order::Host, false) => "u",
    };
    if width == 0 { format!("{letter}int") } else { format!("{letter}{}", u32::from(width) * 8) }
}

/// Returns the meaning of an integer in words; `None` for a plain number.
pub(crate) fn of_show(show: Show) -> Option<String> {
    Some(match show {
        Show::Dec => return None,
        Show::Hex => "hexadecimal".to_owned(),
        Show::Name(names) => format!("one of {}", of_names(names)),
        Show::Flags(names) => format!("bits of {}", of_names(names)),
        Show::Parts(parts) | Show::BitFields(parts) => of_parts(parts),
        Show::Interface => "interface".to_owned(),
        Show::Handle => "handle, major:minor".to_owned(),
        Show::Errno => "0 or negative errno".to_owned(),
        Show::Unit(unit) => of_unit(unit).to_owned(),
        Show::Bool => "yes or no".to_owned(),
        Show::Device => "device, major:minor".to_owned(),
    })
}

fn of_parts(parts: &[Part]) -> String {
    let named: Vec<String> = parts
        .iter()
        .filter(|part| !part.name.is_empty())
        .map(|part| format!("{}:{}", part.name, part.bits))
        .collect();
    format!("of bits {}", named.join(" "))
}

/// Returns a unit in words.
pub(crate) fn of_unit(unit: Unit) -> &'static str {
    match unit {
        Unit::Bytes => "bytes",
        Unit::Kibibytes => "KiB",
        Unit::Packets => "packets",
        Unit::Seconds => "seconds",
        Unit::ClockTicks => "hundredths of a second",
        Unit::Milliseconds => "ms",
        Unit::Microseconds => "µs",
        Unit::Nanoseconds => "ns",
        Unit::SchedTicks => "ticks of 64 ns",
        Unit::BytesPerSecond => "bytes/s",
        Unit::BitsPerSecond => "bit/s",
        Unit::KilobitsPerSecond => "kbit/s",
        Unit::MegabitsPerSecond => "Mbit/s",
        Unit::Percent => "percent",
        Unit::Of32 => "probability, of 2^32",
        Unit::Hertz => "Hz",
        Unit::Megahertz => "MHz",
        Unit::Bits => "bits",
        Unit::Millidegrees => "thousandths of °C",
        Unit::Millibelmilliwatt => "hundredths of dBm",
        Unit::Kilohertz => "kHz",
        Unit::DecibelMilliwatt => "dBm",
        Unit::HalfDecibelMilliwatt => "halves of dBm",
        Unit::QuarterDecibelMilliwatt => "quarters of dBm",
        Unit::Decibel => "dB",
        Unit::Millibel => "hundredths of dB",
        Unit::HundredKilobitsPerSecond => "100 kbit/s",
        Unit::TimeUnits => "time units of 1024 µs",
        Unit::Picoseconds => "ps",
        Unit::Jiffies => "jiffies",
        Unit::Millimetres => "mm",
        Unit::Of255 => "parts of 255",
        _ => nltrace_decoders::words::suffix(unit, false),
    }
}

/// Returns the common prefix of a list of names with a star, `IF_OPER_*`; the names themselves if they are few and differ.
pub(crate) fn of_names(names: &Names) -> String {
    let entries = names.entries();
    let [(_, first), rest @ ..] = entries else { return "no names".to_owned() };
    let mut common = first.len();
    for (_, name) in rest {
        common = first.bytes().zip(name.bytes()).take(common).take_while(|(a, b)| a == b).count();
    }
    if rest.is_empty() {
        return (*first).to_owned();
    }
    match first.get(..common).and_then(|common| common.rfind('_')) {
        Some(end) => format!("{}_*", &first[..end]),
        None if entries.len() <= 6 => {
            let names: Vec<&str> = entries.iter().map(|(_, name)| *name).collect();
            names.join(", ")
        }
        // Some lists hold a stranger or two: most names decide.
        None => {
            let prefix = |name: &'static str| name.split_once('_').map_or(name, |(prefix, _)| prefix);
            let count = |prefix: &str| entries.iter().filter(|(_, name)| name.starts_with(prefix)).count();
            let best = entries.iter().map(|(_, name)| prefix(name)).max_by_key(|prefix| count(prefix));
            format!("{}_*", best.unwrap_or(first))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nltrace_decoders::schema::*;

    static OPER: Names = names(&[(0, "IF_OPER_UNKNOWN"), (6, "IF_OPER_UP")]);
    static MIXED: Names =
        names(&[(0, "AF_A"), (1, "AF_B"), (2, "AF_C"), (3, "AF_D"), (4, "AF_E"), (5, "X"), (6, "AF_F")]);
    static PARTS: [Part; 2] = [part("a", 4, Show::Dec), part("b", 4, Show::Dec)];

    #[test]
    fn types_in_words() {
        assert_eq!(of_kind(&U32.interface()), "u32, interface");
        assert_eq!(of_kind(&BE16.name(&OPER)), "be16, one of IF_OPER_*");
        assert_eq!(of_kind(&U8.parts(&PARTS)), "u8, of bits a:4 b:4");
        assert_eq!(of_kind(&UINT), "uint");
        assert_eq!(
            of_kind(&select("@len", &[(Case::Is(4), IP4), (Case::Otherwise, LLADDR)])),
            "IPv4 address, or hardware address"
        );
        assert_eq!(of_names(&MIXED), "AF_*");
    }
}
