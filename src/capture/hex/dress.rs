//! What web pages, mails, chats, logs and comments put around a paste. A text is read without it only if it cannot be read as it
//! is, because the same characters may be bytes.

use super::effort::step;
use super::escape;
use super::token::{LexemeKind, tokens};

/// Returns a text without one kind of dress; `None` if it has none.
pub(super) type Undress = fn(&str) -> Option<String>;

/// Every kind. Each is taken off what the ones before it left.
pub(super) const DRESSES: &[Undress] = &[without_markup, without_soft_breaks, without_marks];

/// Tags of pages that may surround text.
const TAGS: &[&str] = &[
    "a",
    "b",
    "blockquote",
    "body",
    "br",
    "code",
    "details",
    "div",
    "em",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "hr",
    "html",
    "i",
    "kbd",
    "li",
    "ol",
    "p",
    "pre",
    "samp",
    "span",
    "strong",
    "summary",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "tt",
    "ul",
];
/// The longest tag that is looked for.
const LONGEST_TAG: usize = 256;
/// Shorter strings hold no message.
const SHORTEST: usize = 24;

/// Takes off tags and entities of pages, the quotes of Markdown, colours whose escape character was lost, and the marks of `cat -A`.
fn without_markup(text: &str) -> Option<String> {
    let has_dollars = {
        let mut lines = text.lines().filter(|line| !line.trim().is_empty()).peekable();
        lines.peek().is_some() && lines.all(|line| line.ends_with('$'))
    };
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut before = ' ';
    while let Some(c) = rest.chars().next() {
        step();
        let taken = match c {
            '<' => tag(rest),
            '&' => entity(rest),
            '[' => colour(rest),
            '^' if rest.starts_with("^[[") => {
                colour(rest.get(2..).unwrap_or_default()).map(|(len, with)| (len + 2, with))
            }
            '^' if rest.starts_with("^I") => Some((2, '\t')),
            '$' if has_dollars && matches!(rest.as_bytes(), [_] | [_, b'\n' | b'\r', ..]) => Some((1, ' ')),
            // The debugger of Windows writes addresses in halves: 00000000`00401000.
            '`' if !before.is_ascii_hexdigit()
                || !rest.as_bytes().get(1).is_some_and(u8::is_ascii_hexdigit) =>
            {
                Some((1, ' '))
            }
            _ => None,
        };
        let (len, with) = taken.unwrap_or((c.len_utf8(), c));
        out.push(with);
        rest = rest.get(len..).unwrap_or_default();
        before = c;
    }
    (out != text).then_some(out)
}

/// Returns the length of a tag that a text begins with, and what replaces it.
fn tag(text: &str) -> Option<(usize, char)> {
    let end = text.bytes().take(LONGEST_TAG).position(|byte| byte == b'>')?;
    let inside = text.get(1..end)?;
    let bare = inside.strip_prefix('/').unwrap_or(inside);
    let name = bare.split([' ', '/', '\t']).next()?.to_ascii_lowercase();
    TAGS.contains(&name.as_str()).then_some(())?;
    let is_break = name == "br" && !text.get(end + 1..)?.starts_with(['\n', '\r']);
    Some((end + 1, if is_break { '\n' } else { ' ' }))
}

/// Returns the length of an entity that a text begins with, and its character.
fn entity(text: &str) -> Option<(usize, char)> {
    const NAMES: &[(&str, char)] = &[
        ("amp", '&'),
        ("lt", '<'),
        ("gt", '>'),
        ("quot", '"'),
        ("apos", '\''),
        ("nbsp", ' '),
        ("hellip", '\u{2026}'),
    ];
    let end = text.bytes().take(10).position(|byte| byte == b';')?;
    let name = text.get(1..end)?;
    let number = |digits: &str, radix| u32::from_str_radix(digits, radix).ok().and_then(char::from_u32);
    let c = match name.strip_prefix('#') {
        Some(digits) => match digits.strip_prefix(['x', 'X']) {
            Some(digits) => number(digits, 16)?,
            None => number(digits, 10)?,
        },
        None => NAMES.iter().find(|(known, _)| *known == name)?.1,
    };
    Some((end + 1, if c == '\u{a0}' { ' ' } else { c }))
}

/// Returns the length of a colour without its escape character, `[1;32m`, and what replaces it.
fn colour(text: &str) -> Option<(usize, char)> {
    let digits = text.bytes().skip(1).take_while(|byte| byte.is_ascii_digit() || *byte == b';').count();
    let is_one = digits < 16 && matches!(text.as_bytes().get(1 + digits), Some(b'm' | b'K'));
    is_one.then_some((digits + 2, ' '))
}

/// Takes off what mail programs do to long lines and to `=`: quoted-printable.
fn without_soft_breaks(text: &str) -> Option<String> {
    text.contains("=3D").then(|| {
        text.replace("=\r\n", "")
            .replace("=\n", "")
            .replace("=3D", "=")
            .replace("=20", " ")
            .replace("=09", "\t")
    })
}

/// Takes off what precedes every line: the marks of comments, quotes and tables, or the lines' numbers.
fn without_marks(text: &str) -> Option<String> {
    let lines = || text.lines().filter(|line| !line.trim().is_empty());
    let count = lines().count();
    let marked = lines().filter(|line| mark(line) > 0).count();
    let numbers = || lines().map(|line| line_number(line).map(|(number, _)| number));
    let is_numbered = numbers()
        .zip(numbers().skip(1))
        .all(|pair| matches!(pair, (Some(a), Some(b)) if a.checked_add(1) == Some(b)))
        && numbers().next().flatten().is_some();
    if !is_numbered && marked * 4 < count * 3 {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        step();
        let bare = line.trim_end();
        let skipped = match line_number(bare).filter(|_| is_numbered) {
            Some((_, len)) => len,
            None => mark(bare),
        };
        out.extend(std::iter::repeat_n(' ', skipped));
        let rest = bare.get(skipped..).unwrap_or_default();
        let rest = rest.strip_suffix("*/").unwrap_or(rest);
        out.push_str(if rest.matches('|').count() == 1 {
            rest.strip_suffix('|').unwrap_or(rest)
        } else {
            rest
        });
        out.push('\n');
    }
    (out.trim_end() != text.trim_end()).then_some(out)
}

/// Returns how long the marks at the beginning of a line are.
fn mark(line: &str) -> usize {
    let is_mark = |c: char| c.is_whitespace() || matches!(c, '>' | '#' | '*' | ';' | '/' | '|' | '+');
    let rest = line.trim_start_matches(is_mark);
    let rest = ["- ", "-- ", "\u{2022} "].iter().find_map(|mark| rest.strip_prefix(mark)).unwrap_or(rest);
    let len = line.len() - rest.len();
    if line.get(..len).is_some_and(|marks| marks.trim().is_empty()) { 0 } else { len }
}

/// Returns the number that a line begins with, and where the line goes on.
fn line_number(line: &str) -> Option<(u32, usize)> {
    let bare = line.trim_start();
    let digits = bare.bytes().take_while(u8::is_ascii_digit).count();
    let number = bare.get(..digits)?.parse().ok()?;
    let following = bare.get(digits..)?;
    let following = following.trim_start_matches([':', '.', ')', '|']);
    following.starts_with([' ', '\t']).then(|| (number, line.len() - following.len()))
}

/// Returns the texts in the strings of a text, a line or more each, with their escapes resolved as in JSON: logs and interfaces
/// wrap text in such strings.
pub(super) fn strings_of(text: &str) -> Option<String> {
    if !text.contains('"') {
        return None;
    }
    let mut out = String::new();
    for token in tokens(text).ok()? {
        let LexemeKind::Text { escaped, .. } = token.kind else { continue };
        let inside = token.text(text);
        if inside.len() < SHORTEST {
            continue;
        }
        if escaped {
            escape::unescaped(inside, &mut out);
        } else {
            out.push_str(inside);
        }
        out.push('\n');
    }
    (!out.is_empty() && out.trim() != text.trim()).then_some(out)
}
