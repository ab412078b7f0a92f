//! What precedes every line of a quoted text: marks of comments, mails, patches and tables, or the number of the line.

use crate::capture::hex::effort::step;

/// Takes off what precedes every line: the marks of comments, quotes and tables, or the lines' numbers.
pub(super) fn without_marks(text: &str) -> Option<String> {
    let lines = || text.lines().filter(|line| !line.trim().is_empty());
    let count = lines().count();
    let marked = lines().filter(|line| mark(line) > 0).count();
    let numbers = || lines().map(|line| line_number(line).map(|(number, _)| number));
    let is_numbered = numbers()
        .zip(numbers().skip(1))
        .all(|pair| matches!(pair, (Some(a), Some(b)) if a.checked_add(1) == Some(b)))
        && numbers().next().flatten().is_some()
        && (count > 1 || lines().all(|line| !is_glued(line)));
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
    let rest = following.trim_start_matches([':', '.', ')', '|']);
    (rest.starts_with([' ', '\t']) || following.starts_with(':')).then(|| (number, line.len() - rest.len()))
}

/// Returns whether a line goes on right after its number and a colon, as grep writes it.
fn is_glued(line: &str) -> bool {
    let rest = line.trim_start().trim_start_matches(|c: char| c.is_ascii_digit());
    rest.strip_prefix(':').is_some_and(|rest| !rest.starts_with([' ', '\t']))
}
