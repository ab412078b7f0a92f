//! What web pages, mails, chats, logs and comments put around a paste. A text is read without it only if it cannot be read as it
//! is, because the same characters may be bytes.

mod logs;
mod marks;
mod markup;
mod wraps;

use super::escape;
use super::token::{LexemeKind, tokens};
pub(super) use logs::without_times;

/// Returns a text without one kind of dress; `None` if it has none.
pub(super) type Undress = fn(&str) -> Option<String>;

/// Every kind. Each is taken off what the ones before it left.
pub(super) const DRESSES: &[Undress] = &[
    markup::without_markup,
    markup::without_soft_breaks,
    logs::without_prefixes,
    marks::without_marks,
    wraps::without_blank_lines,
    wraps::without_wraps,
];

/// Shorter strings hold no message.
const SHORTEST: usize = 24;

/// Returns the texts in the strings of a text, a line or more each, with their escapes resolved as in JSON: logs and interfaces
/// wrap text in such strings.
pub(super) fn strings_of(text: &str) -> Option<String> {
    if !text.contains('"') {
        return None;
    }
    let mut out = String::new();
    for token in tokens(text).0 {
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
