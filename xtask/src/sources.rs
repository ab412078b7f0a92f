//! The kernel's sources: what its policies take for an attribute, and what its code writes.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs;
use std::path::Path;

use crate::tables::{Row, Table};

/// Folders in which netlink is spoken.
const FOLDERS: [&str; 11] = [
    "block",
    "crypto",
    "drivers",
    "fs",
    "include",
    "kernel",
    "lib",
    "net",
    "samples",
    "security",
    "tools/net/ynl",
];

/// The facts about an attribute.
#[derive(Default)]
struct Forms {
    taken: BTreeSet<&'static str>,
    written: BTreeSet<&'static str>,
}

/// Makes `types.tsv` from a source tree: of the names among the constants.
pub(crate) fn types(source: &Path, constants: &Table) -> Result<Table, String> {
    if !source.join("net/netlink/af_netlink.c").is_file() {
        return Err(format!("{}: there is no net/netlink/af_netlink.c in it", source.display()));
    }
    let mut found: BTreeMap<String, Forms> = BTreeMap::new();
    let mut rest: Vec<_> = FOLDERS.iter().map(|folder| source.join(folder)).collect();
    while let Some(folder) = rest.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() && !path.is_symlink() {
                rest.push(path);
            } else if path.extension().is_some_and(|extension| extension == "c" || extension == "h") {
                let text = String::from_utf8_lossy(&fs::read(&path).unwrap_or_default()).into_owned();
                if text.contains("nla_") {
                    let text = without_comments(&text);
                    policies(&text, &mut found);
                    puts(&text, &mut found);
                }
            }
        }
    }
    let known: HashSet<&str> = constants.sections.values().flatten().map(|row| row.name.as_str()).collect();
    let rows = found.into_iter().filter(|(name, _)| known.contains(name.as_str())).map(|(name, forms)| {
        let join = |words: BTreeSet<&str>| words.into_iter().collect::<Vec<_>>().join(",");
        let line = format!("{name}\t{}\t{}", join(forms.taken), join(forms.written));
        Row { name, line }
    });
    Ok(Table { sections: BTreeMap::from([(String::new(), rows.collect())]) })
}

fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, comment)) = rest.split_once("/*") {
        out.push_str(before);
        rest = comment.split_once("*/").map_or("", |(_, following)| following);
    }
    out.push_str(rest);
    out
}

/// Returns the bracket that closes the one before `text`, with what is between them.
fn inside(text: &str, open: char, close: char) -> Option<&str> {
    let mut depth = 0usize;
    for (at, c) in text.char_indices() {
        if c == open {
            depth += 1;
        } else if c == close {
            match depth.checked_sub(1) {
                None => return text.get(..at),
                Some(less) => depth = less,
            }
        }
    }
    None
}

fn word(text: &str) -> &str {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap_or_default()
}

fn is_constant(name: &str) -> bool {
    name.len() > 3
        && name.contains('_')
        && name.starts_with(|c: char| c.is_ascii_uppercase())
        && !name.contains(|c: char| c.is_ascii_lowercase() && c != 'x')
}

/// `[ATTRIBUTE] = { .type = NLA_U32 }` and `[ATTRIBUTE] = NLA_POLICY_…(…)`, in tables of `struct nla_policy`.
fn policies(text: &str, found: &mut BTreeMap<String, Forms>) {
    for (at, _) in text.match_indices("struct nla_policy") {
        let rest = &text[at..];
        let Some((head, body)) = rest.split_once('{') else { continue };
        if head.contains(';') || head.contains(')') || !head.contains('=') {
            continue;
        }
        let Some(table) = inside(body, '{', '}') else { continue };
        for row in table.split('[').skip(1) {
            let name = word(row.trim_start());
            let Some((_, value)) = row.split_once('=').filter(|_| is_constant(name)) else { continue };
            let value = value.trim_start();
            let kind = match value.strip_prefix('{') {
                Some(fields) => match fields.split_once("NLA_") {
                    Some((_, kind)) => word(kind),
                    None => "UNSPEC",
                },
                None => word(value.strip_prefix("NLA_").unwrap_or_default()),
            };
            if let Some(form) = taken(kind, value) {
                found.entry(name.to_owned()).or_default().taken.insert(form);
            }
        }
    }
}

/// Returns the form that a policy accepts, in the words of the facts; `None` where it accepts nothing, or anything.
fn taken(kind: &str, value: &str) -> Option<&'static str> {
    let kind = match kind {
        // `NLA_POLICY_RANGE(NLA_U32, …)` and others name the type they narrow.
        _ if kind.starts_with("POLICY_") && kind != "POLICY_NESTED" && kind != "POLICY_NESTED_ARRAY" => {
            let rest = value.split_once('(').map_or("", |(_, rest)| rest.trim_start());
            match rest.strip_prefix("NLA_") {
                Some(inner) => word(inner),
                None => kind,
            }
        }
        _ => kind,
    };
    Some(match kind {
        "U8" => "u8",
        "U16" => "u16",
        "U32" => "u32",
        "U64" | "MSECS" => "u64",
        "S8" => "s8",
        "S16" => "s16",
        "S32" => "s32",
        "S64" => "s64",
        "BE16" => "be16",
        "BE32" => "be32",
        "UINT" => "uint",
        "SINT" => "sint",
        "FLAG" => "flag",
        "STRING" | "NUL_STRING" => "string",
        "NESTED" | "NESTED_ARRAY" | "POLICY_NESTED" | "POLICY_NESTED_ARRAY" => "nest",
        "UNSPEC"
        | "BINARY"
        | "BITFIELD32"
        | "HW_ADDR"
        | "POLICY_BITFIELD32"
        | "POLICY_EXACT_LEN"
        | "POLICY_EXACT_LEN_WARN"
        | "POLICY_MIN_LEN"
        | "POLICY_MAX_LEN"
        | "POLICY_ETH_ADDR"
        | "POLICY_ETH_ADDR_COMPAT" => "bytes",
        _ => return None,
    })
}

/// `nla_put_u32(skb, ATTRIBUTE, …)` and the like, with a constant.
fn puts(text: &str, found: &mut BTreeMap<String, Forms>) {
    for prefix in ["nla_put", "nla_nest_start", "nla_reserve"] {
        for (at, _) in text.match_indices(prefix) {
            if text[..at].ends_with(|c: char| c.is_ascii_alphanumeric()) {
                continue;
            }
            let call = word(&text[at..]);
            let Some(arguments) = text[at + call.len()..].trim_start().strip_prefix('(') else { continue };
            let Some(arguments) = inside(arguments, '(', ')') else { continue };
            let second = arguments.split(',').nth(1).unwrap_or_default().trim();
            let name = word(second);
            let is_whole = name == second || second[name.len()..].trim_start().starts_with('|');
            if let Some(form) = written(call).filter(|_| is_whole && is_constant(name)) {
                found.entry(name.to_owned()).or_default().written.insert(form);
            }
        }
    }
}

fn written(call: &str) -> Option<&'static str> {
    Some(match call.strip_prefix("nla_put_").unwrap_or(call) {
        "u8" => "u8",
        "u16" => "u16",
        "u32" => "u32",
        "u64_64bit" | "u64" | "msecs" => "u64",
        "s8" => "s8",
        "s16" => "s16",
        "s32" => "s32",
        "s64" => "s64",
        "be16" | "net16" => "be16",
        "be32" | "net32" => "be32",
        "be64" | "net64" => "be64",
        "le16" => "le16",
        "le32" => "le32",
        "le64" => "le64",
        "uint" => "uint",
        "sint" => "sint",
        "flag" => "flag",
        "string" => "string",
        "in_addr" => "in_addr",
        "in6_addr" => "in6_addr",
        "nla_nest_start" | "nla_nest_start_noflag" => "nest",
        "nla_put" | "nla_put_64bit" | "64bit" | "nohdr" | "bitfield32" | "nla_reserve"
        | "nla_reserve_64bit" => "bytes",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn policies_and_calls_are_read() {
        let text = "static const struct nla_policy p[FOO_MAX + 1] = {\n[FOO_A_X] = { .type = NLA_U32 },\n\
            [FOO_A_Y]\t= NLA_POLICY_RANGE(NLA_U8, 1, 2),\n[FOO_A_Z] = NLA_POLICY_NESTED(q),\n[FOO_A_B] = { .len = 16 },\n\
            [FOO_A_C] = NLA_POLICY_EXACT_LEN(4),\n};\n\
            if (nla_put_u32(skb, FOO_A_X, 1) || nla_put_be16(skb, FOO_A_W, f(a, b)))\n\
            nest = nla_nest_start(skb, FOO_A_Z | NLA_F_NESTED); nla_put(skb, attr, 1, x);";
        let mut found = BTreeMap::new();
        policies(text, &mut found);
        puts(text, &mut found);
        let lines: Vec<String> =
            found.iter().map(|(name, of)| format!("{name} {:?} {:?}", of.taken, of.written)).collect();
        assert_eq!(
            lines,
            [
                "FOO_A_B {\"bytes\"} {}",
                "FOO_A_C {\"bytes\"} {}",
                "FOO_A_W {} {\"be16\"}",
                "FOO_A_X {\"u32\"} {\"u32\"}",
                "FOO_A_Y {\"u8\"} {}",
                "FOO_A_Z {\"nest\"} {\"nest\"}",
            ]
        );
    }
}
