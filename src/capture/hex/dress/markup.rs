//! What pages and chats put around a paste: tags, entities, fences, colours, soft line breaks.

use crate::capture::hex::effort::step;

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
/// Takes off tags and entities of pages, the quotes of Markdown, colours whose escape character was lost, and the marks of `cat -A`.
pub(super) fn without_markup(text: &str) -> Option<String> {
    let has_dollars = {
        let mut lines = text.lines().filter(|line| !line.trim().is_empty()).peekable();
        lines.peek().is_some() && lines.all(|line| line.ends_with('$'))
    };
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut before = '\n';
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
            '`' if is_quote(before, rest) => Some((rest.len() - rest.trim_start_matches('`').len(), ' ')),
            _ => None,
        };
        let (len, with) = taken.unwrap_or((c.len_utf8(), c));
        out.push(with);
        rest = rest.get(len..).unwrap_or_default();
        before = c;
    }
    (out != text).then_some(out)
}

/// Returns whether backticks are Markdown's: they begin a line, or a word or end it. Within a word they may be bytes, or divide an
/// address of the debugger of Windows, 00000000`00401000; between spaces they may be a cell of `od -c`.
fn is_quote(before: char, text: &str) -> bool {
    let following = text.trim_start_matches('`').chars().next().unwrap_or('\n');
    before == '\n' || before.is_whitespace() != following.is_whitespace()
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
pub(super) fn without_soft_breaks(text: &str) -> Option<String> {
    text.contains("=3D").then(|| {
        text.replace("=\r\n", "")
            .replace("=\n", "")
            .replace("=3D", "=")
            .replace("=20", " ")
            .replace("=09", "\t")
    })
}
