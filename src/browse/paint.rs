//! Lines that formats have written, as a terminal's cells.
//!
//! Formats write colours as escape sequences of the palette; nothing else in their output has such sequences, because all text
//! from outside is escaped there.

use ratatui::style::{Color, Modifier, Style};
use ratatui::text::{Line, Span};

/// Makes a line of text with the palette's colours.
pub(super) fn line(text: &str) -> Line<'static> {
    let mut spans = Vec::new();
    let mut style = Style::new();
    let mut rest = text.trim_end_matches('\n');
    while let Some((before, after)) = rest.split_once("\x1b[") {
        if !before.is_empty() {
            spans.push(Span::styled(before.to_owned(), style));
        }
        let Some((codes, following)) = after.split_once('m') else { break };
        style = changed(style, codes);
        rest = following;
    }
    if !rest.is_empty() {
        spans.push(Span::styled(rest.to_owned(), style));
    }
    Line::from(spans)
}

/// Returns the style after a sequence.
fn changed(style: Style, codes: &str) -> Style {
    let mut style = style;
    let mut codes = codes.split(';');
    while let Some(code) = codes.next() {
        style = match code {
            "" | "0" => Style::new(),
            "1" => style.add_modifier(Modifier::BOLD),
            "38" => match (codes.next(), codes.next().and_then(|number| number.parse().ok())) {
                (Some("5"), Some(number)) => style.fg(Color::Indexed(number)),
                _ => style,
            },
            _ => style,
        };
    }
    style
}

/// Returns the text of a line, without its colours.
pub(super) fn plain(line: &Line<'_>) -> String {
    line.spans.iter().map(|span| span.content.as_ref()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_of_the_palette_become_styles() {
        let line = line("a \x1b[38;5;32mname\x1b[0m\x1b[38;5;167;1m bad\x1b[0m\n");
        let spans: Vec<_> = line.spans.iter().map(|span| (span.content.as_ref(), span.style)).collect();
        let bad = Style::new().fg(Color::Indexed(167)).add_modifier(Modifier::BOLD);
        assert_eq!(
            spans,
            [("a ", Style::new()), ("name", Style::new().fg(Color::Indexed(32))), (" bad", bad)]
        );
        assert_eq!(plain(&line), "a name bad");
    }
}
