//! Lines that keep to a width: words of coloured pieces, and a hanging indent where a line is full.

use std::collections::VecDeque;
use std::ops::Range;

use super::palette::{Palette, Role};

/// In a sentence, a space at which no line ends, as between a number and its unit.
pub(crate) const NO_BREAK: char = '\u{a0}';

/// Writes words into lines.
pub(crate) struct Page {
    palette: Palette,
    width: usize,
    column: usize,
    hang: usize,
    /// The word being put together.
    text: String,
    pieces: Vec<(Role, Range<usize>)>,
    /// Where the word may be broken if no line can hold it: spaces in `text`.
    breaks: Vec<usize>,
    /// What stands at the left of the lines to come, `hang` columns wide; and of those behind them.
    margin: VecDeque<Vec<u8>>,
    filler: Vec<u8>,
}

impl Page {
    /// A page of so many columns.
    pub(crate) fn new(palette: Palette, width: usize) -> Page {
        Page {
            palette,
            width,
            column: 0,
            hang: 0,
            text: String::new(),
            pieces: Vec::new(),
            breaks: Vec::new(),
            margin: VecDeque::new(),
            filler: Vec::new(),
        }
    }

    /// Begins a line at a column. Where it goes on in another, that is indented four more.
    pub(crate) fn begin(&mut self, indent: usize, out: &mut Vec<u8>) {
        out.resize(out.len() + indent, b' ');
        self.column = indent;
        self.hang = indent + 4;
    }

    /// Begins a line that stands beside something, as do those in which it goes on: the rows of a margin, each `columns`
    /// wide, and `filler` beside lines that it has no rows for. Rows that no line stands beside are written all the same.
    pub(crate) fn beside(
        &mut self,
        margin: impl IntoIterator<Item = Vec<u8>>,
        filler: Vec<u8>,
        columns: usize,
        out: &mut Vec<u8>,
    ) {
        self.margin.extend(margin);
        self.filler = filler;
        self.hang = columns;
        self.edge(out);
    }

    /// Says that the margin of this line reaches so many columns further.
    pub(crate) fn over(&mut self, columns: usize) {
        self.column += columns;
    }

    /// Ends the line.
    pub(crate) fn end(&mut self, out: &mut Vec<u8>) {
        while out.last() == Some(&b' ') {
            out.pop();
        }
        out.push(b'\n');
        while let Some(row) = self.margin.pop_front() {
            out.extend(row.trim_ascii_end());
            out.push(b'\n');
        }
        self.filler.clear();
        self.column = 0;
    }

    /// Goes on in a new line.
    pub(crate) fn next_line(&mut self, out: &mut Vec<u8>) {
        while out.last() == Some(&b' ') {
            out.pop();
        }
        out.push(b'\n');
        self.edge(out);
    }

    /// Writes what stands at the left of a line.
    fn edge(&mut self, out: &mut Vec<u8>) {
        match self.margin.pop_front() {
            Some(row) => out.extend(row),
            None if self.filler.is_empty() => out.resize(out.len() + self.hang, b' '),
            None => out.extend(&self.filler),
        }
        self.column = self.hang;
    }

    /// Adds a piece to the word: what `write` appends.
    #[inline]
    pub(crate) fn piece(&mut self, role: Role, write: impl FnOnce(&mut String)) {
        // Without colours one piece is like another.
        if self.palette.is_plain() {
            return write(&mut self.text);
        }
        let start = self.text.len();
        write(&mut self.text);
        let end = self.text.len();
        match self.pieces.last_mut() {
            _ if end == start => (),
            Some((last, range)) if *last == role && self.breaks.last().is_none_or(|at| at + 1 < start) => {
                range.end = end;
            }
            _ => self.pieces.push((role, start..end)),
        }
    }

    /// Adds a piece to the word.
    #[inline]
    pub(crate) fn say(&mut self, role: Role, text: &str) {
        self.piece(role, |out| out.push_str(text));
    }

    /// Adds a space to the word, at which a word that is longer than a line may be broken.
    pub(crate) fn space(&mut self) {
        self.breaks.push(self.text.len());
        self.pieces.push((Role::Plain, self.text.len()..self.text.len() + 1));
        self.text.push(' ');
    }

    /// The word, without its colours, taken out.
    pub(crate) fn take(&mut self) -> String {
        self.pieces.clear();
        self.breaks.clear();
        std::mem::take(&mut self.text)
    }

    /// Writes the word after `gap` spaces, or on a new line if it does not fit on this one.
    pub(crate) fn word(&mut self, gap: usize, out: &mut Vec<u8>) {
        if self.text.is_empty() {
            return;
        }
        let width = columns(&self.text);
        if self.hang + width > self.width && !self.filler.is_empty() {
            self.chopped(gap, out);
        } else if self.hang + width > self.width {
            self.broken(gap, out);
        } else {
            self.place(gap, width, out);
            self.paint(0..self.text.len(), out);
        }
        self.text.clear();
        self.pieces.clear();
        self.breaks.clear();
    }

    /// Writes a word that no line can hold, part by part: at its spaces, and behind the bars between flags.
    fn broken(&mut self, gap: usize, out: &mut Vec<u8>) {
        let bars = self.text.match_indices('|').map(|(at, _)| (at + 1, 0));
        let mut breaks: Vec<(usize, usize)> = self.breaks.iter().map(|at| (*at, 1)).chain(bars).collect();
        breaks.sort_unstable();
        breaks.push((self.text.len(), 0));
        let (mut start, mut gap) = (0, gap);
        for (end, space) in breaks {
            let width = columns(&self.text[start..end]);
            self.place(gap, width, out);
            self.paint(start..end, out);
            // The space itself is what `place` writes next, unless it begins a new line.
            (start, gap) = (end + space, space);
        }
    }

    /// Writes a part of the word in the colours of its pieces.
    #[inline]
    fn paint(&self, part: Range<usize>, out: &mut Vec<u8>) {
        if self.palette.is_plain() {
            return out.extend_from_slice(self.text[part].as_bytes());
        }
        for (role, range) in &self.pieces {
            let (start, end) = (range.start.max(part.start), range.end.min(part.end));
            if start < end {
                self.palette.paint(*role, &self.text[start..end], out);
            }
        }
    }

    /// Writes a word that no line can hold, as much in each as there is room for, broken at spaces where it has some: what
    /// stands beside something must not reach under it.
    fn chopped(&mut self, gap: usize, out: &mut Vec<u8>) {
        let room = self.width.saturating_sub(self.hang).max(8);
        let mut start = 0;
        while start < self.text.len() {
            let rest = &self.text[start..];
            let fits = rest.char_indices().nth(room).map_or(rest.len(), |(at, _)| at);
            let space = if fits < rest.len() { rest[..fits].rfind(' ').filter(|at| *at > 0) } else { None };
            let end = start + space.unwrap_or(fits);
            let width = columns(&self.text[start..end]);
            self.place(if start == 0 { gap } else { room }, width, out);
            self.paint(start..end, out);
            start = end + usize::from(space.is_some());
        }
    }

    /// Goes to where a word of a width stands: behind `gap` spaces, or in a new line.
    fn place(&mut self, gap: usize, width: usize, out: &mut Vec<u8>) {
        if self.column + gap + width > self.width && self.column > self.hang {
            self.next_line(out);
        } else {
            match gap {
                0 => (),
                1 => out.push(b' '),
                2 => out.extend_from_slice(b"  "),
                _ => out.resize(out.len() + gap, b' '),
            }
            self.column += gap;
        }
        self.column += width;
    }

    /// Writes a word of one piece.
    pub(crate) fn put(&mut self, gap: usize, role: Role, text: &str, out: &mut Vec<u8>) {
        self.say(role, text);
        self.word(gap, out);
    }

    /// Writes a sentence, word by word.
    pub(crate) fn sentence(&mut self, gap: usize, role: Role, text: &str, out: &mut Vec<u8>) {
        for (at, word) in text.split(' ').enumerate() {
            if word.contains(NO_BREAK) {
                self.put(if at == 0 { gap } else { 1 }, role, &word.replace(NO_BREAK, " "), out);
            } else {
                self.put(if at == 0 { gap } else { 1 }, role, word, out);
            }
        }
    }
}

/// How many columns a text takes.
fn columns(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.chars().count() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_line_goes_on_in_the_next() {
        let mut page = Page::new(Palette::new(false), 20);
        let mut out = Vec::new();
        page.begin(2, &mut out);
        page.put(0, Role::Name, "IFLA_STATS", &mut out);
        for word in ["a=1", "b=2", "c=3"] {
            page.put(1, Role::Number, word, &mut out);
        }
        page.end(&mut out);
        assert_eq!(String::from_utf8(out).unwrap(), "  IFLA_STATS a=1 b=2\n      c=3\n");
    }

    #[test]
    fn a_word_that_no_line_holds_is_broken_at_its_spaces() {
        let mut page = Page::new(Palette::new(false), 20);
        let mut out = Vec::new();
        page.begin(0, &mut out);
        page.put(0, Role::Name, "id", &mut out);
        page.say(Role::Plain, "{");
        for (at, word) in ["sport=1", "dport=22", "if=3"].iter().enumerate() {
            if at > 0 {
                page.space();
            }
            page.say(Role::Number, word);
        }
        page.say(Role::Plain, "}");
        page.word(2, &mut out);
        page.end(&mut out);
        assert_eq!(String::from_utf8(out).unwrap(), "id  {sport=1\n    dport=22 if=3}\n");
    }

    #[test]
    fn a_number_keeps_its_unit() {
        let mut page = Page::new(Palette::new(false), 20);
        let mut out = Vec::new();
        page.begin(0, &mut out);
        page.sentence(0, Role::Note, &format!("answers after 59{NO_BREAK}µs"), &mut out);
        page.end(&mut out);
        assert_eq!(String::from_utf8(out).unwrap(), "answers after 59 µs\n");
        let mut out = Vec::new();
        page.begin(0, &mut out);
        page.sentence(0, Role::Note, &format!("it answers after 59{NO_BREAK}µs"), &mut out);
        page.end(&mut out);
        assert_eq!(String::from_utf8(out).unwrap(), "it answers after\n    59 µs\n");
    }

    #[test]
    fn lines_beside_a_margin() {
        let mut page = Page::new(Palette::new(false), 16);
        let mut out = Vec::new();
        let rows = |texts: &[&str]| texts.iter().map(|text| text.as_bytes().to_vec()).collect::<Vec<_>>();
        page.beside(rows(&["00 01 | ", "02 03 | "]), b"      | ".to_vec(), 8, &mut out);
        page.sentence(0, Role::Note, "one two three four", &mut out);
        page.end(&mut out);
        page.beside(rows(&["04 05 | ", "06    | "]), b"      | ".to_vec(), 8, &mut out);
        page.put(0, Role::Text, "7", &mut out);
        page.end(&mut out);
        page.beside(rows(&["07    | "]), b"      | ".to_vec(), 8, &mut out);
        page.put(0, Role::Text, "abcdefghijkl", &mut out);
        page.end(&mut out);
        let lines = "00 01 | one two\n02 03 | three\n      | four\n04 05 | 7\n06    |\n07    | abcdefgh\n      | ijkl\n";
        assert_eq!(String::from_utf8(out).unwrap(), lines);
    }

    #[test]
    fn many_flags_are_broken_behind_a_bar() {
        let mut page = Page::new(Palette::new(false), 20);
        let mut out = Vec::new();
        page.begin(0, &mut out);
        page.say(Role::Name, "states");
        page.say(Role::Plain, "=");
        page.say(Role::Flag, "ESTABLISHED|LISTEN|CLOSE");
        page.word(0, &mut out);
        page.put(1, Role::Number, "a=1", &mut out);
        page.end(&mut out);
        assert_eq!(String::from_utf8(out).unwrap(), "states=ESTABLISHED|\n    LISTEN|CLOSE a=1\n");
    }
}
