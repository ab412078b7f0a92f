//! Values of options: process ids, numbers, sizes, times, protocols.

use std::time::Duration;

use nltrace_decoders::schema::Generic;

use crate::lexicon::nearest::{did_you_mean, nearest};
use crate::tables;

/// Processes to attach to, as one option names them.
#[derive(Clone, Debug)]
pub(crate) struct Pids(pub(crate) Vec<i32>);

/// Reads process ids with commas or spaces between, as pidof(1) and strace have them.
pub(super) fn pids(text: &str) -> Result<Pids, String> {
    let words = text.split(|c: char| c == ',' || c.is_whitespace()).filter(|word| !word.is_empty());
    let pids: Result<Vec<i32>, String> = words
        .map(|word| match word.parse() {
            Ok(pid) if pid > 0 => Ok(pid),
            _ => Err(format!("'{word}' is no process id; pidof NAME prints those of a program")),
        })
        .collect();
    match pids? {
        pids if pids.is_empty() => Err("no process id; does the program run?".to_owned()),
        pids => Ok(Pids(pids)),
    }
}

/// Reads a number that is not negative.
pub(super) fn number(text: &str) -> Result<usize, String> {
    text.parse().map_err(|_| "a number from 0 on is wanted".to_owned())
}

/// Reads a number of 32 bits that is not negative.
pub(super) fn count(text: &str) -> Result<u32, String> {
    text.parse().map_err(|_| format!("a number from 0 to {} is wanted", u32::MAX))
}

/// Reads a count of threads.
pub(super) fn threads(text: &str) -> Result<u8, String> {
    let count = text.parse().ok().filter(|count| (1..=64).contains(count));
    count.ok_or_else(|| "a number from 1 to 64 is wanted".to_owned())
}

/// A protocol, or a generic netlink family, that the user named.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Protocol {
    /// `NETLINK_*`.
    pub(crate) number: u16,
    /// The generic netlink family, if one was named.
    pub(crate) family: Option<&'static Generic>,
    /// The number of the generic netlink family, if it was given.
    pub(crate) id: Option<u16>,
}

/// Returns a number of bytes that is a power of two: 65536, 64K, 16M, 1G.
pub(super) fn size(text: &str) -> Result<u32, String> {
    let bytes = bytes(text)?.and_then(|bytes| u32::try_from(bytes).ok());
    let bytes = bytes.filter(|bytes| (1 << 16..=1 << 30).contains(bytes)).ok_or("from 64K to 1G")?;
    if bytes.is_power_of_two() { Ok(bytes) } else { Err("a power of two, as 16M".to_owned()) }
}

/// Returns a number of bytes, whatever it is: 0, 1000000, 100M.
pub(super) fn rotation_size(text: &str) -> Result<u64, String> {
    bytes(text)?.ok_or_else(|| "a number of bytes, as 100M".to_owned())
}

/// Reads a number of bytes with its unit. `None` if the digits are no number, or one that is too large.
fn bytes(text: &str) -> Result<Option<u64>, String> {
    let split = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (digits, unit) = text.split_at(split);
    let shift = match unit {
        "" => 0,
        "k" | "K" => 10,
        "m" | "M" => 20,
        "g" | "G" => 30,
        _ => return Err("K, M or G may follow the number".to_owned()),
    };
    Ok(digits.parse::<u64>().ok().and_then(|number| number.checked_mul(1 << shift)))
}

/// Returns a time: 10s, 500ms, 5m, 1h; a number alone is seconds.
pub(super) fn interval(text: &str) -> Result<Duration, String> {
    let split = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (digits, unit) = text.split_at(split);
    let milliseconds = match unit {
        "ms" => 1,
        "" | "s" => 1000,
        "m" => 60_000,
        "h" => 3_600_000,
        _ => return Err("ms, s, m or h may follow the number".to_owned()),
    };
    let time = digits.parse::<u64>().ok().and_then(|number| number.checked_mul(milliseconds));
    let most = 24 * 3_600_000;
    let time = time.filter(|time| (100..=most).contains(time)).ok_or("from 100ms to 24h")?;
    Ok(Duration::from_millis(time))
}

/// Parses a netlink protocol (its name with or without the prefix, or its number) or a generic netlink family.
pub(super) fn protocol(text: &str) -> Result<Protocol, String> {
    let named = |text: &str, id| {
        tables::families().iter().find_map(|protocol| {
            let family = protocol.generic.iter().find(|family| family.name.eq_ignore_ascii_case(text))?;
            Some(Protocol { number: protocol.protocol, family: Some(family), id })
        })
    };
    if let Some((id, name)) = text.split_once('=') {
        let id = id.trim().parse::<u16>().ok().filter(|id| (16..1024).contains(id));
        let id = id.ok_or_else(|| "a family's number is one from 16 to 1023".to_owned())?;
        return named(name.trim(), Some(id)).ok_or_else(|| {
            let near = did_you_mean(&nearest(name.trim(), generic_families()));
            let near = near.map_or_else(String::new, |near| format!("; {near}"));
            format!("no family of generic netlink is called {name}{near}")
        });
    }
    let plain = || plain_protocol(text).map(|number| Protocol { number, family: None, id: None });
    named(text, None).map_or_else(plain, Ok)
}

fn plain_protocol(text: &str) -> Result<u16, String> {
    let upper = text.to_ascii_uppercase();
    let bare = upper.strip_prefix("NETLINK_").unwrap_or(&upper);
    let list = nltrace_decoders::names::NETLINK.entries();
    let found = list.iter().find(|(_, name)| name.strip_prefix("NETLINK_") == Some(bare));
    if let Some(number) = found.and_then(|(number, _)| u16::try_from(*number).ok()) {
        return Ok(number);
    }
    bare.parse().map_err(|_| {
        if !bare.is_empty() && bare.bytes().all(|byte| byte.is_ascii_digit()) {
            return "a protocol's number is one from 0 to 65535".to_owned();
        }
        let names = protocols();
        let words = names.iter().map(String::as_str).chain(generic_families());
        match did_you_mean(&nearest(&bare.to_ascii_lowercase(), words)) {
            Some(near) => format!("no protocol or family has this name; {near}"),
            None => format!("a number or one of {}", names.join(", ")),
        }
    })
}

/// Returns the names of protocols, as they are typed: `route`, `sock_diag`.
pub(crate) fn protocols() -> Vec<String> {
    let list = nltrace_decoders::names::NETLINK.entries();
    list.iter().map(|(_, name)| name.trim_start_matches("NETLINK_").to_ascii_lowercase()).collect()
}

/// Returns the names of all families of generic netlink.
pub(crate) fn generic_families() -> Vec<&'static str> {
    let families = tables::families().iter().flat_map(|protocol| protocol.generic);
    families.map(|family| family.name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::strange::{Strange, TEXTS};

    #[test]
    fn no_protocol_is_too_strange() {
        let mut strange = Strange::new(&[
            "ROUTE",
            "NETLINK_SOCK_DIAG",
            "netlink_generic",
            "4",
            "65535",
            "nlctrl",
            "nl80211",
        ]);
        let mut found = 0;
        for _ in 0..TEXTS {
            let text = strange.text();
            match protocol(&text) {
                Ok(_) => found += 1,
                Err(error) => {
                    let is_known = [
                        "a number or one of",
                        "a family's number is one from 16",
                        "no family of generic netlink",
                        "no protocol or family has this name; did you mean",
                        "a protocol's number is one from 0",
                    ];
                    assert!(is_known.iter().any(|start| error.starts_with(start)), "{text:?}: {error}");
                }
            }
        }
        assert!(found > 0, "some are protocols");
    }
}
