//! Makes a picture of coloured output: an SVG with one line of text for each line, for light and dark pages.

use std::fmt::Write as _;
use std::io::{self, Read, Write as _};

/// Size of the letters, and the place that each takes, in pixels.
const SIZE: f64 = 14.0;
const COLUMN: f64 = 8.43;
const LINE: f64 = 20.0;
const EDGE: f64 = 18.0;

/// How a piece of text looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Look {
    is_bold: bool,
    /// One of the 256 colours of terminals.
    colour: Option<u8>,
}

/// Runs the errand: reads coloured output from standard input, writes the picture to standard output. The argument is the command
/// that the picture shows first.
///
/// # Errors
///
/// There is no command, or input or output fail.
pub(crate) fn run(mut arguments: impl Iterator<Item = String>) -> Result<(), String> {
    let command = arguments.next().ok_or("picture takes the command that it shows")?;
    let mut text = String::new();
    io::stdin().read_to_string(&mut text).map_err(|error| format!("standard input: {error}"))?;
    io::stdout()
        .write_all(picture(&command, &text).as_bytes())
        .map_err(|error| format!("standard output: {error}"))
}

/// Returns the picture of a command and its output.
fn picture(command: &str, text: &str) -> String {
    let prompt =
        [(Look::default(), "$ ".to_owned()), (Look { is_bold: true, colour: None }, command.to_owned())];
    let mut lines = vec![prompt.to_vec(), Vec::new()];
    lines.extend(text.lines().map(pieces));
    let columns = lines.iter().map(|line| width(line)).max().unwrap_or(0);
    let (wide, high) = (2.0 * EDGE + columns as f64 * COLUMN, 2.0 * EDGE + lines.len() as f64 * LINE);
    let mut out = String::new();
    let _ = writeln!(
        out,
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide:.0} {high:.0}" width="{wide:.0}" height="{high:.0}" role="img" aria-label="{}">"#,
        escaped(&format!("output of {command}"))
    );
    out.push_str(&styles(&lines));
    let _ = writeln!(out, r#"<rect width="100%" height="100%" rx="10"/>"#);
    for (at, line) in lines.iter().enumerate().filter(|(_, line)| !line.is_empty()) {
        let y = EDGE + (at as f64 + 0.72) * LINE;
        // Whatever font there is, columns stand under each other.
        let long = width(line) as f64 * COLUMN;
        let _ = write!(out, r#"<text x="{EDGE}" y="{y:.1}" textLength="{long:.1}">"#);
        for (look, text) in line {
            match class(*look) {
                Some(class) => {
                    let _ = write!(out, r#"<tspan class="{class}">{}</tspan>"#, escaped(text));
                }
                None => out.push_str(&escaped(text)),
            }
        }
        out.push_str("</text>\n");
    }
    out.push_str("</svg>\n");
    out
}

fn width(line: &[(Look, String)]) -> usize {
    line.iter().map(|(_, text)| text.chars().count()).sum()
}

/// Cuts a line at the places where its colour changes.
fn pieces(line: &str) -> Vec<(Look, String)> {
    let mut found: Vec<(Look, String)> = Vec::new();
    let mut look = Look::default();
    let mut rest = line;
    loop {
        let (text, after) =
            rest.split_once("\x1b[").map_or((rest, None), |(text, after)| (text, Some(after)));
        if !text.is_empty() {
            match found.last_mut() {
                Some((last, before)) if *last == look => before.push_str(text),
                _ => found.push((look, text.to_owned())),
            }
        }
        let Some((codes, after)) = after.and_then(|after| after.split_once('m')) else { return found };
        look = changed(look, codes);
        rest = after;
    }
}

/// Returns a look after the codes of an escape sequence: those that nltrace writes.
fn changed(mut look: Look, codes: &str) -> Look {
    let mut codes = codes.split(';');
    while let Some(code) = codes.next() {
        match code {
            "" | "0" => look = Look::default(),
            "1" => look.is_bold = true,
            "38" if codes.next() == Some("5") => {
                look.colour = codes.next().and_then(|number| number.parse().ok())
            }
            _ => (),
        }
    }
    look
}

fn class(look: Look) -> Option<String> {
    let bold = if look.is_bold { "b" } else { "" };
    match (look.colour, bold) {
        (None, "") => None,
        (None, bold) => Some(bold.to_owned()),
        (Some(colour), "") => Some(format!("c{colour}")),
        (Some(colour), bold) => Some(format!("c{colour} {bold}")),
    }
}

/// Returns the style sheet: the colours that occur, a little darker on light paper and a little lighter on dark.
fn styles(lines: &[Vec<(Look, String)>]) -> String {
    let mut colours: Vec<u8> = lines.iter().flatten().filter_map(|(look, _)| look.colour).collect();
    colours.sort_unstable();
    colours.dedup();
    let rules = |towards: f64, share: f64| -> String {
        let mixed = |part: u8| (f64::from(part) * (1.0 - share) + towards * share).round();
        colours
            .iter()
            .map(|colour| {
                let [r, g, b] = rgb(*colour);
                format!(".c{colour}{{fill:rgb({} {} {})}}", mixed(r), mixed(g), mixed(b))
            })
            .collect()
    };
    let font = "ui-monospace,\"SF Mono\",Menlo,Consolas,\"DejaVu Sans Mono\",monospace";
    format!(
        "<style>\ntext{{font:{SIZE}px {font};white-space:pre;fill:#23262b}}.b{{font-weight:600}}\nrect{{fill:#fbfaf8;stroke:#e4e0d9}}\n{}\n\
         @media (prefers-color-scheme:dark){{text{{fill:#dfe2e7}}rect{{fill:#17191d;stroke:#31353d}}{}}}\n</style>\n",
        rules(0.0, 0.12),
        rules(255.0, 0.3)
    )
}

/// Returns the parts of one of the 256 colours of terminals, from 16 on: a cube, and greys.
fn rgb(colour: u8) -> [u8; 3] {
    match colour {
        16..=231 => {
            let number = colour - 16;
            [number / 36, number / 6 % 6, number % 6].map(|step| if step == 0 { 0 } else { 55 + 40 * step })
        }
        232.. => [8 + 10 * (colour - 232); 3],
        // A terminal chooses the first 16 itself.
        _ => [128; 3],
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_become_classes() {
        let line = pieces("a\x1b[38;5;32mb\x1b[0m\x1b[1mc\x1b[0m\x1b[38;5;167;1md\x1b[0m\x1b[0me");
        let looks: Vec<(Option<String>, &str)> =
            line.iter().map(|(look, text)| (class(*look), text.as_str())).collect();
        let name = |text: &str| Some(text.to_owned());
        assert_eq!(
            looks,
            [(None, "a"), (name("c32"), "b"), (name("b"), "c"), (name("c167 b"), "d"), (None, "e")]
        );
        assert_eq!((rgb(32), rgb(244)), ([0, 135, 215], [128; 3]));
    }

    #[test]
    fn texts_are_escaped_and_as_wide_as_their_columns() {
        let svg = picture("a <b>", "\x1b[1mx\x1b[0m & y\n");
        assert!(svg.contains("$ <tspan class=\"b\">a &lt;b&gt;</tspan>"), "{svg}");
        assert!(svg.contains(r#"textLength="42.1""#) && svg.contains("&amp; y"), "{svg}");
    }
}
