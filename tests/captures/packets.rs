//! Packets inside messages have the same fields for tshark and for nltrace.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use super::nltrace;

const CAPTURE: &[u8] = include_bytes!("../../testdata/netfilter/packets.pcap");

/// tshark's fields, and nltrace's struct, member, and the factor between the numbers.
const FIELDS: &[(&str, &str, &str, u64)] = &[
    ("ip.version", "iphdr", "version", 1),
    ("ip.hdr_len", "iphdr", "ihl", 4),
    ("ip.dsfield", "iphdr", "tos", 1),
    ("ip.len", "iphdr", "tot_len", 1),
    ("ip.id", "iphdr", "id", 1),
    ("ip.flags.df", "iphdr", "df", 1),
    ("ip.flags.mf", "iphdr", "mf", 1),
    ("ip.frag_offset", "iphdr", "offset", 8),
    ("ip.ttl", "iphdr", "ttl", 1),
    ("ip.proto", "iphdr", "protocol", 1),
    ("ip.checksum", "iphdr", "check", 1),
    ("ip.src", "iphdr", "saddr", 1),
    ("ip.dst", "iphdr", "daddr", 1),
    ("ipv6.version", "ipv6hdr", "version", 1),
    ("ipv6.flow", "ipv6hdr", "flow", 1),
    ("ipv6.plen", "ipv6hdr", "payload_len", 1),
    ("ipv6.nxt", "ipv6hdr", "nexthdr", 1),
    ("ipv6.hlim", "ipv6hdr", "hop_limit", 1),
    ("ipv6.src", "ipv6hdr", "saddr", 1),
    ("ipv6.dst", "ipv6hdr", "daddr", 1),
    ("tcp.srcport", "tcphdr", "source", 1),
    ("tcp.dstport", "tcphdr", "dest", 1),
    ("tcp.seq_raw", "tcphdr", "seq", 1),
    ("tcp.ack_raw", "tcphdr", "ack_seq", 1),
    ("tcp.hdr_len", "tcphdr", "doff", 4),
    ("tcp.flags.fin", "tcphdr", "fin", 1),
    ("tcp.flags.syn", "tcphdr", "syn", 1),
    ("tcp.flags.reset", "tcphdr", "rst", 1),
    ("tcp.flags.push", "tcphdr", "psh", 1),
    ("tcp.flags.ack", "tcphdr", "ack", 1),
    ("tcp.flags.urg", "tcphdr", "urg", 1),
    ("tcp.flags.ece", "tcphdr", "ece", 1),
    ("tcp.flags.cwr", "tcphdr", "cwr", 1),
    ("tcp.flags.ae", "tcphdr", "ae", 1),
    ("tcp.window_size_value", "tcphdr", "window", 1),
    ("tcp.checksum", "tcphdr", "check", 1),
    ("tcp.urgent_pointer", "tcphdr", "urg_ptr", 1),
    ("tcp.options.timestamp.tsval", "tcphdr", "tsval", 1),
    ("tcp.options.timestamp.tsecr", "tcphdr", "tsecr", 1),
    ("udp.srcport", "udphdr", "source", 1),
    ("udp.dstport", "udphdr", "dest", 1),
    ("udp.length", "udphdr", "len", 1),
    ("udp.checksum", "udphdr", "check", 1),
    ("icmp.type", "icmphdr", "type", 1),
    ("icmp.code", "icmphdr", "code", 1),
    ("icmp.checksum", "icmphdr", "checksum", 1),
    ("icmp.ident", "icmphdr", "id", 1),
    ("icmp.seq", "icmphdr", "sequence", 1),
    ("icmpv6.type", "icmp6hdr", "icmp6_type", 1),
    ("icmpv6.code", "icmp6hdr", "icmp6_code", 1),
    ("icmpv6.checksum", "icmp6hdr", "icmp6_cksum", 1),
    ("icmpv6.echo.identifier", "icmp6hdr", "identifier", 1),
    ("icmpv6.echo.sequence_number", "icmp6hdr", "sequence", 1),
    ("icmpv6.nd.ns.target_address", "icmp6hdr", "target", 1),
    ("icmpv6.nd.ra.cur_hop_limit", "icmp6hdr", "hop_limit", 1),
    ("icmpv6.nd.ra.router_lifetime", "icmp6hdr", "rt_lifetime", 1),
    ("icmpv6.nd.ra.reachable_time", "icmp6hdr", "reachable_time", 1),
    ("icmpv6.nd.ra.retrans_timer", "icmp6hdr", "retrans_timer", 1),
    ("icmpv6.opt.mtu", "icmp6hdr", "mtu", 1),
    ("icmpv6.opt.prefix.length", "icmp6hdr", "prefix_len", 1),
    ("icmpv6.opt.prefix.valid_lifetime", "icmp6hdr", "valid", 1),
    ("icmpv6.opt.prefix.preferred_lifetime", "icmp6hdr", "prefered", 1),
    ("icmpv6.opt.prefix", "icmp6hdr", "prefix", 1),
    ("sctp.srcport", "sctphdr", "source", 1),
    ("sctp.dstport", "sctphdr", "dest", 1),
    ("sctp.init_credit", "sctphdr", "a_rwnd", 1),
    ("sctp.data_tsn_raw", "sctphdr", "tsn", 1),
    ("gre.proto", "gre_base_hdr", "protocol", 1),
    ("gre.key", "gre_base_hdr", "key", 1),
    ("gre.sequence_number", "gre_base_hdr", "seq", 1),
    ("esp.spi", "ip_esp_hdr", "spi", 1),
    ("esp.sequence", "ip_esp_hdr", "seq_no", 1),
    ("ah.spi", "ip_auth_hdr", "spi", 1),
    ("ah.sequence", "ip_auth_hdr", "seq_no", 1),
    ("igmp.type", "igmphdr", "type", 1),
    ("igmp.maddr", "igmphdr", "group", 1),
    ("vlan.id", "vlan_hdr", "id", 1),
    ("eth.dst", "ethhdr", "h_dest", 1),
    ("eth.src", "ethhdr", "h_source", 1),
    ("ipv6.fraghdr.offset", "frag_hdr", "offset", 1),
    ("ipv6.fraghdr.ident", "frag_hdr", "identification", 1),
    ("ipv6.routing.segleft", "ipv6_rt_hdr", "segments_left", 1),
    ("ipv6.routing.srh.addr", "ipv6_rt_hdr", "segments", 1),
];

/// Returns the packets of the capture that begin with a header of the internet's, and nltrace's fields of each.
fn packets() -> Vec<(Vec<u8>, Value)> {
    let text = nltrace(&["-F", "json"], CAPTURE).stdout;
    let messages = text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    let mut at = 24;
    let mut found = Vec::new();
    for message in messages {
        let len = u32::from_le_bytes(*CAPTURE[at + 8..].first_chunk().unwrap()) as usize;
        // After the headers of the record and of the cooked packet.
        let bytes = &CAPTURE[at + 32..at + 16 + len];
        at += 16 + len;
        let message: Value = serde_json::from_slice(message).unwrap();
        let fields = message["fields"].as_array().unwrap();
        let payload = fields.iter().find(|field| field["name"] == "NFULA_PAYLOAD").unwrap();
        let start = payload["offset"].as_u64().unwrap() as usize;
        let end = start + payload["len"].as_u64().unwrap() as usize;
        let packet = bytes[start + 4..end].to_vec();
        if matches!(packet[0] >> 4, 4 | 6) {
            found.push((packet, payload.clone()));
        }
    }
    assert_eq!(at, CAPTURE.len(), "each packet has one message");
    found
}

/// Returns the first value of a member, inside the first struct of a name.
fn value(fields: &Value, of: &str, member: &str) -> Option<String> {
    let inside = first(fields, of)?;
    let field = first(inside, member)?;
    let field = field["fields"].get(0).unwrap_or(field);
    let value = field.get("raw_value").or(field.get("value"))?;
    Some(value.as_str().map_or_else(|| value.to_string(), str::to_owned))
}

fn first<'a>(field: &'a Value, name: &str) -> Option<&'a Value> {
    let fields = field["fields"].as_array()?;
    fields.iter().find_map(|field| if field["name"] == name { Some(field) } else { first(field, name) })
}

/// Returns a number of either, without the leading zeros of hexadecimal.
fn number(text: &str) -> Option<u64> {
    match text.strip_prefix("0x") {
        Some(digits) => u64::from_str_radix(digits, 16).ok(),
        None => text.parse().ok(),
    }
}

/// Writes packets into a capture of `LINKTYPE_RAW`.
fn raw_capture(packets: &[(Vec<u8>, Value)], path: &Path) {
    let mut out = Vec::new();
    for word in [0xa1b2_c3d4_u32, 0x0004_0002, 0, 0, 65535, 101] {
        out.extend(word.to_le_bytes());
    }
    for (packet, _) in packets {
        let len = u32::try_from(packet.len()).unwrap();
        for word in [0, 0, len, len] {
            out.extend(word.to_le_bytes());
        }
        out.extend(packet);
    }
    std::fs::write(path, out).unwrap();
}

#[test]
fn fields_as_tshark_has_them() {
    let packets = packets();
    assert!(packets.len() >= 40, "{} packets", packets.len());
    let path =
        PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{}-packets.pcap", std::process::id()));
    raw_capture(&packets, &path);
    let mut tshark = Command::new("tshark");
    tshark.args(["-n", "-o", "ip.defragment:FALSE", "-o", "ipv6.defragment:FALSE"]);
    tshark.args(["-T", "fields", "-E", "occurrence=f", "-E", "separator=/t", "-r"]).arg(&path);
    for (field, ..) in FIELDS {
        tshark.args(["-e", field]);
    }
    let output = tshark.stderr(Stdio::piped()).output();
    std::fs::remove_file(&path).unwrap();
    let Ok(output) = output else {
        eprintln!("skipped: tshark is not installed");
        return;
    };
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{errors}");
    let said = String::from_utf8(output.stdout).unwrap();
    let mut compared = std::collections::BTreeMap::new();
    let mut wrong = Vec::new();
    for (at, ((packet, fields), row)) in packets.iter().zip(said.lines()).enumerate() {
        // The payload is itself a struct: the first header.
        let outer = if packet[0] >> 4 == 4 { "iphdr" } else { "ipv6hdr" };
        let all = serde_json::json!({"fields": [{"name": outer, "fields": fields["fields"]}]});
        for ((field, of, member, times), theirs) in FIELDS.iter().zip(row.split('\t')) {
            let Some(ours) = value(&all, of, member).filter(|_| !theirs.is_empty()) else { continue };
            *compared.entry(*field).or_insert(0) += 1;
            let same = match (number(&ours), number(theirs)) {
                (Some(ours), Some(theirs)) => ours * times == theirs,
                _ => ours == theirs || theirs == "True" && ours == "1" || theirs == "False" && ours == "0",
            };
            if !same {
                wrong.push(format!("packet {at}: {field} is {theirs}, but {of}.{member} is {ours}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    let never: Vec<&str> =
        FIELDS.iter().map(|(field, ..)| *field).filter(|field| !compared.contains_key(field)).collect();
    assert!(never.is_empty(), "no packet has these for both: {never:?}");
}
