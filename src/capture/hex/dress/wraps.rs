//! What terminals, mail programs and editors do to lines: they break long ones and put blank ones between them.

use crate::capture::hex::effort::step;

/// Narrower lines were not broken by a terminal.
const NARROWEST: usize = 40;
/// Fewer lines are a text, and blank lines between them divide it.
const FEWEST: usize = 3;

/// Takes out the blank lines of a text with double spacing.
pub(super) fn without_blank_lines(text: &str) -> Option<String> {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let is_blank = |at: usize| lines.get(at).is_none_or(|line| line.is_empty());
    let filled = lines.iter().filter(|line| !line.is_empty()).count();
    let spaced = (0..lines.len()).filter(|at| !is_blank(*at) && is_blank(at + 1)).count();
    if filled < FEWEST || spaced * 4 < filled * 3 {
        return None;
    }
    step();
    Some(lines.into_iter().filter(|line| !line.is_empty()).flat_map(|line| [line, "\n"]).collect())
}

/// Joins lines that were broken where they reached the width of the paragraph. The breaks follow the joined line, so that lines
/// keep their numbers.
pub(super) fn without_wraps(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut paragraph: Vec<&str> = Vec::new();
    for line in text.lines().chain([""]) {
        step();
        if line.trim().is_empty() {
            join(&paragraph, &mut out);
            paragraph.clear();
            out.push('\n');
        } else {
            paragraph.push(line);
        }
    }
    (out.trim_end() != text.trim_end()).then_some(out)
}

/// Adds a paragraph with its broken lines joined.
fn join(paragraph: &[&str], out: &mut String) {
    let width = |line: &str| line.chars().count();
    let widest = paragraph.iter().map(|line| width(line)).max().unwrap_or(0);
    // A space at the end of a line may be lost.
    let is_broken = |line: &str| widest >= NARROWEST && width(line) + 1 >= widest;
    let following = paragraph.iter().zip(paragraph.iter().skip(1)).filter(|(line, _)| is_broken(line));
    let indents = following.map(|(_, next)| next.len() - next.trim_start().len());
    // One space is one that was between two words.
    let indent = indents.min().filter(|indent| *indent > 1).unwrap_or(0);
    let mut breaks = 0;
    let mut is_open = false;
    for line in paragraph {
        let part = if is_open { line.get(indent..).unwrap_or(line) } else { line };
        if !is_open && !out.is_empty() && breaks > 0 {
            out.extend(std::iter::repeat_n('\n', breaks));
            breaks = 0;
        }
        out.push_str(part);
        is_open = is_broken(line);
        if is_open && width(line) < widest {
            out.push(' ');
        }
        breaks += 1;
    }
    out.extend(std::iter::repeat_n('\n', breaks));
}
