//! gdb's abridgement of equal elements, in lists and in strings.

use crate::capture::hex::token::Lexeme;

/// The largest number of equal bytes.
const MOST: usize = 1 << 20;
/// Bytes that abridged elements may stand for in one text: a short text must not take all memory.
pub(super) const MOST_IN_ALL: usize = 1 << 24;

/// Returns the number in `<repeats 15 times>`, after the first mark.
pub(super) fn repeats(text: &str, tokens: &[Lexeme]) -> Option<usize> {
    let [name, count, times, end, ..] = tokens else { return None };
    let is_one = name.is(text, "repeats") && times.is(text, "times") && end.is(text, ">");
    let count = count.text(text).parse().ok().filter(|_| is_one)?;
    (1..=MOST).contains(&count).then_some(count)
}
