//! Fits a line with colours into columns: wraps it between words, or cuts it.

#![deny(clippy::unwrap_used, clippy::indexing_slicing, clippy::cast_possible_truncation)]

/// The indent of the lines in which a wrapped line continues.
const HANG: usize = 4;

/// Appends a line, wrapped between words so that it takes no more than so many columns. Colours take none.
pub(super) fn wrap(line: &str, columns: usize, out: &mut Vec<u8>) {
    let mut used = 0;
    for (at, word) in line.split(' ').enumerate() {
        let wide = width(word);
        if used > HANG && used + 1 + wide > columns {
            while out.last() == Some(&b' ') {
                out.pop();
            }
            out.push(b'\n');
            out.resize(out.len() + HANG, b' ');
            used = HANG;
        } else if at > 0 {
            out.push(b' ');
            used += 1;
        }
        out.extend_from_slice(word.as_bytes());
        used += wide;
    }
}

/// Returns how many columns a text takes.
fn width(text: &str) -> usize {
    let mut is_colour = false;
    let is_visible = |c: &char| {
        let was_colour = is_colour;
        is_colour = *c == '\x1b' || is_colour && *c != 'm';
        !was_colour && *c != '\x1b'
    };
    text.chars().filter(is_visible).count()
}

/// Appends a line, cut after so many columns. Colours take none.
pub(super) fn cut(line: &str, columns: usize, off: &str, out: &mut Vec<u8>) {
    let mut taken = 0;
    // Where the line ends if it turns out to be too long.
    let mut edge = 0;
    let mut is_colour = false;
    for (at, c) in line.char_indices() {
        match c {
            '\x1b' => is_colour = true,
            'm' if is_colour => is_colour = false,
            _ if is_colour => (),
            _ if taken == columns => {
                out.extend_from_slice(line.get(..edge).unwrap_or_default().as_bytes());
                out.extend_from_slice("…".as_bytes());
                out.extend_from_slice(off.as_bytes());
                return;
            }
            _ => {
                taken += 1;
                if taken == columns {
                    edge = at;
                }
            }
        }
    }
    out.extend_from_slice(line.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_wrapped_between_words() {
        let of = |line: &str, columns| {
            let mut out = Vec::new();
            wrap(line, columns, &mut out);
            String::from_utf8(out).unwrap()
        };
        assert_eq!(of("one two three four", 10), "one two\n    three\n    four");
        assert_eq!(of("one   two", 9), "one   two", "columns keep their spaces");
        assert_eq!(of("\x1b[1mone\x1b[0m two", 7), "\x1b[1mone\x1b[0m two", "colours take no columns");
        assert_eq!(of("a_word_that_no_line_holds b", 8), "a_word_that_no_line_holds\n    b");
        assert_eq!(of("", 8), "");
    }

    #[test]
    fn lines_are_cut_at_columns_and_not_at_bytes() {
        let of = |line: &str, columns| {
            let mut out = Vec::new();
            cut(line, columns, "\x1b[0m", &mut out);
            String::from_utf8(out).unwrap()
        };
        assert_eq!(of("abcdef", 6), "abcdef");
        assert_eq!(of("abcdefg", 6), "abcde…\x1b[0m");
        assert_eq!(of("µµµ", 2), "µ…\x1b[0m");
        assert_eq!(of("\x1b[31mabc\x1b[0m", 3), "\x1b[31mabc\x1b[0m");
        assert_eq!(of("\x1b[31mabcd\x1b[0m", 3), "\x1b[31mab…\x1b[0m");
    }
}
