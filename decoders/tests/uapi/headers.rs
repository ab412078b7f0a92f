//! Constants from the headers that are installed: `#define X number` and enums, by a reader that knows no more C than
//! these take. It is asked last, for names that nothing else knows.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use super::facts::Facts;

/// Where they are.
const DIRECTORIES: &[&str] = &["/usr/include/linux", "/usr/include/asm-generic", "/usr/include/rdma"];
/// The C library's, for names that the kernel's headers do not export (`AF_*`).
const FILES: &[&str] = &[
    "/usr/include/bits/socket.h",
    "/usr/include/x86_64-linux-gnu/bits/socket.h",
    "/usr/include/aarch64-linux-gnu/bits/socket.h",
];

/// Returns the values of these names in the installed headers; an error if there are no headers.
pub(crate) fn installed(wanted: &HashSet<&str>) -> Result<Facts, String> {
    let mut files: Vec<PathBuf> = FILES.iter().map(PathBuf::from).filter(|path| path.exists()).collect();
    for directory in DIRECTORIES {
        gather(Path::new(directory), &mut files);
    }
    if files.is_empty() {
        return Err(format!("no headers in {}", DIRECTORIES.join(", ")));
    }
    let mut facts = Facts { source: "an installed header", ..Facts::default() };
    for path in files {
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        if !words.into_iter().any(|word| wanted.contains(word)) {
            continue;
        }
        for (name, value) in constants(&text) {
            let values = facts.constants.entry(name).or_default();
            if !values.contains(&value) {
                values.push(value);
            }
        }
    }
    Ok(facts)
}

fn gather(directory: &Path, files: &mut Vec<PathBuf>) {
    let mut rest = vec![directory.to_owned()];
    while let Some(directory) = rest.pop() {
        for entry in std::fs::read_dir(directory).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                rest.push(path);
            } else if path.extension().is_some_and(|extension| extension == "h") {
                files.push(path);
            }
        }
    }
}

/// Returns the constants that a header declares.
fn constants(text: &str) -> HashMap<String, i64> {
    let text = without_comments(text).replace("\\\n", " ");
    let mut known: HashMap<String, i64> = HashMap::new();
    for line in text.lines() {
        let define =
            line.trim_start().strip_prefix('#').and_then(|line| line.trim_start().strip_prefix("define"));
        if let Some((name, value)) = define.and_then(|line| line.trim_start().split_once([' ', '\t']))
            && let Some(value) = evaluate(value, &known)
        {
            known.insert(name.to_owned(), value);
        }
    }
    let code: String =
        text.lines().filter(|line| !line.trim_start().starts_with('#')).collect::<Vec<_>>().join("\n");
    let mut rest = code.as_str();
    while let Some(at) = rest.find("enum") {
        rest = &rest[at + 4..];
        let Some((head, body)) = rest.split_once('{') else { break };
        if head.contains([';', '(', ')', ',']) {
            continue;
        }
        let Some((body, following)) = body.split_once('}') else { break };
        let mut next = Some(0);
        for enumerator in body.split(',') {
            let (name, value) = match enumerator.split_once('=') {
                Some((name, value)) => (name.trim(), evaluate(value, &known)),
                None => (enumerator.trim(), next),
            };
            next = value.map(|value| value + 1);
            if let Some(value) = value.filter(|_| !name.is_empty()) {
                known.insert(name.to_owned(), value);
            }
        }
        rest = following;
    }
    known
}

fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, comment)) = rest.split_once("/*") {
        out.push_str(before);
        rest = comment.split_once("*/").map_or("", |(_, following)| following);
    }
    out.push_str(rest);
    out.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

/// Returns the value of numbers, known names, `|`, `+`, `-`, `<<` and parentheses; `None` of anything else.
fn evaluate(text: &str, known: &HashMap<String, i64>) -> Option<i64> {
    let mut tokens = Vec::new();
    let mut rest = text.trim();
    while let Some(first) = rest.chars().next() {
        let len = if first.is_ascii_alphanumeric() || first == '_' {
            rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len())
        } else if rest.starts_with("<<") {
            2
        } else {
            first.len_utf8()
        };
        let (token, following) = rest.split_at(len);
        tokens.push(token);
        rest = following.trim_start();
    }
    let mut at = 0;
    let value = sum(&tokens, &mut at, known, 0)?;
    (at == tokens.len()).then_some(value)
}

/// `|` binds least, then `<<`, then `+` and `-`.
fn sum(tokens: &[&str], at: &mut usize, known: &HashMap<String, i64>, level: u8) -> Option<i64> {
    let operand = |at: &mut usize| match level {
        0 | 1 => sum(tokens, at, known, level + 1),
        _ => operand(tokens, at, known),
    };
    let mut value = operand(at)?;
    loop {
        let operator = *tokens.get(*at).unwrap_or(&"");
        if !matches!((level, operator), (0, "|") | (1, "<<") | (2, "+" | "-")) {
            return Some(value);
        }
        *at += 1;
        let right = operand(at)?;
        value = match operator {
            "|" => value | right,
            "<<" => value.checked_shl(u32::try_from(right).ok()?)?,
            "+" => value.checked_add(right)?,
            _ => value.checked_sub(right)?,
        };
    }
}

fn operand(tokens: &[&str], at: &mut usize, known: &HashMap<String, i64>) -> Option<i64> {
    let token = *tokens.get(*at)?;
    *at += 1;
    match token {
        "(" => {
            let value = sum(tokens, at, known, 0)?;
            *at += 1;
            (tokens.get(*at - 1) == Some(&")")).then_some(value)
        }
        "-" => Some(-operand(tokens, at, known)?),
        _ if token.starts_with(|c: char| c.is_ascii_digit()) => {
            let digits = token.trim_end_matches(['u', 'U', 'l', 'L']);
            match digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X")) {
                Some(digits) => i64::from_str_radix(digits, 16).ok(),
                None if digits.len() > 1 && digits.starts_with('0') => i64::from_str_radix(digits, 8).ok(),
                None => digits.parse().ok(),
            }
        }
        // Byte orders are words of the tables: they have the number as the header writes it.
        "__cpu_to_be16" | "__cpu_to_be32" => operand(tokens, at, known),
        "BIT" | "_BITUL" | "_BITULL" => 1i64.checked_shl(u32::try_from(operand(tokens, at, known)?).ok()?),
        _ => known.get(token).copied(),
    }
}

#[test]
fn a_header_is_read() {
    let text = "#define\tA\t\t0x10 /* a */\n#define B (A | 1U << 2)\n#define F(x) x\nenum e {\n\tC, // c\n\tD = B,\n\tE,\n\t__M,\n#define M (__M - 1)\n};\n";
    let known = constants(text);
    for (name, value) in [("A", 0x10), ("B", 0x14), ("C", 0), ("D", 0x14), ("E", 0x15)] {
        assert_eq!(known.get(name), Some(&value), "{name}");
    }
}
