//! Compares places, bits and numbers with tshark's.
//!
//! Both read the same frames. Each of tshark's fields that has no parts must begin and end where fields here do. Where both have an
//! integer of the same bytes, the numbers must be the same; a field of some bits must be a part here, with the same bits and value.

use std::collections::BTreeMap;
use std::process::Command;

use nltrace_decoders::schema::{Kind, Show};
use nltrace_decoders::tape::Field;
use nltrace_decoders::value::{Value, read};

use super::frames::all;
use super::{decoded, leaves, message, pcap};

/// The version that the differences below are of. Others are compared too, but may differ elsewhere.
const VERSION: &str = "4.0.";

/// Fields that tshark has otherwise, and why.
const DIFFERENT: &[(&str, &str)] = &[
    ("ip.hdr_len", "tshark multiplies by 4"),
    ("udp.checksum.status", "made up from the checksum"),
    ("wlan.ext_tag.he_ppe_thresholds.ppet16", "values of three bits, here bytes"),
    ("wlan.ext_tag.he_ppe_thresholds.ppet8", "values of three bits, here bytes"),
    ("wlan.ext_tag.length", "tshark does not count the extended identifier"),
    ("wlan.fc.type_subtype", "tshark puts the type before the subtype"),
    ("wlan.qos.txop_dur_req", "the lowest of these bits is the mesh's in frames of a mesh"),
    ("wlan.rsnx.reserved", "the standard of 2024 has names for these bits"),
    ("wlan.wfa.ie.wme.acp.cw.max", "computed from the exponent"),
    ("wlan.wfa.ie.wme.acp.cw.min", "computed from the exponent"),
    ("wps.config_methods.virt_display", "hostapd's name has two bits"),
];

/// A field of tshark's.
#[derive(Debug)]
struct Theirs {
    name: String,
    start: usize,
    end: usize,
    show: String,
    showname: String,
    value: String,
}

/// The value of an attribute of an XML tag.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let rest = tag.split(&format!(" {name}=\"")).nth(1)?;
    let text = rest.split('"').next()?;
    Some(text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&"))
}

/// The leaves of each packet, as `tshark -T pdml` has them.
fn packets(pdml: &str) -> Vec<Vec<Theirs>> {
    let packets = pdml.split("<packet>").skip(1);
    packets
        .map(|packet| {
            let protocols = packet.split("<proto ").skip(1);
            // Other protocols describe the capture.
            let inside = protocols.filter(|text| {
                !["geninfo", "frame"].iter().any(|name| text.starts_with(&format!("name=\"{name}\"")))
            });
            let tags = inside.flat_map(|text| text.split("<field").skip(1));
            tags.filter_map(|tag| {
                let tag = tag.split_once("/>").map_or(tag, |(tag, _)| tag).to_owned();
                // A tag with parts is closed by another.
                if tag.contains('>') {
                    return None;
                }
                let number = |name| attribute(&tag, name)?.parse::<usize>().ok();
                let (start, size) = (number("pos")?, number("size")?);
                (size > 0 && attribute(&tag, "hide").is_none()).then(|| Theirs {
                    name: attribute(&tag, "name").unwrap_or_default(),
                    start,
                    end: start + size,
                    show: attribute(&tag, "show").unwrap_or_default(),
                    showname: attribute(&tag, "showname").unwrap_or_default(),
                    value: attribute(&tag, "value").unwrap_or_default(),
                })
            })
            .collect()
        })
        .collect()
}

/// A number as tshark prints it.
fn number(text: &str) -> Option<u64> {
    match text.strip_prefix("0x") {
        Some(hex) => u64::from_str_radix(hex, 16).ok(),
        None => text.parse::<i64>().ok().map(i64::cast_unsigned).or_else(|| text.parse().ok()),
    }
}

/// The lowest bit and the number of bits of a field like `.... 0001 = AIFSN: 1`.
fn bits(showname: &str) -> Option<(usize, usize)> {
    let pattern: String = showname.split(" = ").next()?.chars().filter(|c| *c != ' ').collect();
    if pattern.is_empty() || !pattern.chars().all(|c| matches!(c, '.' | '0' | '1')) {
        return None;
    }
    let from_low: Vec<char> = pattern.chars().rev().collect();
    let low = from_low.iter().position(|c| *c != '.')?;
    let width = from_low.iter().skip(low).take_while(|c| **c != '.').count();
    Some((low, width))
}

enum Verdict {
    Same,
    /// Nothing to compare but the place, which is the same.
    Placed,
    Different(String),
}

fn compare(
    theirs: &Theirs,
    ours: &[(usize, usize, Field)],
    message: &[u8],
    tape: &nltrace_decoders::tape::Tape,
) -> Verdict {
    let is_border = |at: usize| ours.iter().any(|(start, end, _)| *start == at || *end == at);
    let around = ours.iter().find(|(start, end, _)| *start <= theirs.start && theirs.end <= *end);
    let Some((start, end, field)) = around else {
        return match is_border(theirs.start) && is_border(theirs.end) {
            true => Verdict::Placed,
            false => Verdict::Different("begins or ends inside a field".to_owned()),
        };
    };
    let Kind::Int { show, .. } = field.kind else { return Verdict::Placed };
    let Value::Integer(integer) = read(field, message, tape) else { return Verdict::Placed };
    if (*start, *end) != (theirs.start, theirs.end) {
        return Verdict::Placed;
    }
    let Some((low, width)) = bits(&theirs.showname) else {
        return match number(&theirs.show) {
            Some(number) if number & (u64::MAX >> (64 - 8 * (end - start))) == integer.raw => Verdict::Same,
            Some(number) => Verdict::Different(format!("{number}, here {}", integer.raw)),
            None => Verdict::Placed,
        };
    };
    let masked = u64::from_str_radix(&theirs.value, 16).ok();
    let Some(value) = masked.filter(|value| value >> width == 0).or_else(|| number(&theirs.show)) else {
        return Verdict::Placed;
    };
    match show {
        Show::Parts(list) => {
            let mut at = 0;
            for part in list.iter() {
                let wide = usize::from(part.bits);
                if at == low && wide == width {
                    let ours = integer.raw >> low & (u64::MAX >> (64 - width));
                    return match ours == value {
                        true => Verdict::Same,
                        false => Verdict::Different(format!("{value}, here {} is {ours}", part.name)),
                    };
                }
                // Flags in a part, and reserved bits together.
                if at <= low && low + width <= at + wide {
                    return Verdict::Placed;
                }
                at += wide;
            }
            Verdict::Different(format!("bits {low} to {} are no part", low + width - 1))
        }
        Show::Flags(names) if width == 1 && value == 1 => match names.get(1 << low) {
            Some(_) => Verdict::Same,
            None => Verdict::Different(format!("bit {low} has no name")),
        },
        _ => Verdict::Placed,
    }
}

#[test]
fn tshark_has_the_same_places_bits_and_numbers() {
    let Ok(version) = Command::new("tshark").arg("--version").output() else {
        eprintln!("SKIPPED: needs tshark");
        return;
    };
    let version = String::from_utf8_lossy(&version.stdout).into_owned();
    let made = all();
    let path = std::env::temp_dir().join(format!("nltrace-wireless-{}.pcap", std::process::id()));
    let frames: Vec<Vec<u8>> = made.iter().map(|made| made.frame.clone()).collect();
    std::fs::write(&path, pcap(105, &frames)).unwrap();
    // Frames have no checksum at their end.
    let output = Command::new("tshark")
        .args(["-o", "wlan.wpa_key_mic_len_enable:FALSE", "-T", "pdml", "-r"])
        .arg(&path)
        .output()
        .unwrap();
    let _ = std::fs::remove_file(&path);
    let pdml = String::from_utf8_lossy(&output.stdout).into_owned();
    let packets = packets(&pdml);
    assert_eq!(packets.len(), made.len(), "{}", String::from_utf8_lossy(&output.stderr));
    let (mut same, mut placed) = (0, 0);
    let mut different: BTreeMap<String, String> = BTreeMap::new();
    for (made, fields) in made.iter().zip(&packets) {
        let message = message(1, &made.frame);
        let tape = decoded(&message);
        let ours = leaves(&tape, &made.frame);
        for theirs in fields.iter().filter(|field| field.end <= made.frame.len()) {
            match compare(theirs, &ours, &message, &tape) {
                Verdict::Same => same += 1,
                Verdict::Placed => placed += 1,
                Verdict::Different(how) => {
                    different.entry(theirs.name.clone()).or_insert_with(|| {
                        format!(
                            "{} at {}..{}: {} ({}): {how}",
                            made.name, theirs.start, theirs.end, theirs.showname, theirs.show
                        )
                    });
                }
            }
        }
    }
    eprintln!("tshark: {same} numbers and bits are the same, {placed} fields have the same places");
    let unknown: Vec<String> = different
        .iter()
        .filter(|(name, _)| !DIFFERENT.iter().any(|(known, _)| known == name))
        .map(|(name, how)| format!("{name}: {how}"))
        .collect();
    if !version.contains(VERSION) {
        eprintln!("SKIPPED: differences of another version than {VERSION}*: {unknown:#?}");
        return;
    }
    for (known, reason) in DIFFERENT {
        assert!(different.contains_key(*known), "{known} does not differ any more ({reason})");
    }
    assert!(unknown.is_empty(), "{} fields of tshark differ: {unknown:#?}", unknown.len());
    assert!(same > 300, "only {same} values were compared");
}
