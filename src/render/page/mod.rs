//! Wraps lines at a width: words of coloured pieces, with a hanging indent on continuation lines.
//!
//! A word is written into the current line, and moved to the next line only if it does not fit. Words that fit, which is most
//! of them, are never copied.

use super::memo::Written;
use super::palette::{Palette, Role};

/// In a sentence, a space at which no line ends, as between a number and its unit.
pub(crate) const NO_BREAK: char = '\u{a0}';

const SPACES: &str = "                                                                ";

/// Writes words into lines.
pub(crate) struct Page {
    palette: Palette,
    width: usize,
    /// Lines, and the one that is being written.
    text: String,
    /// Where in `text` the words of the line begin: after its indent or margin, which is `before` columns wide.
    edge: usize,
    before: usize,
    /// Bytes after `edge` without width, as far as they were counted.
    hidden: usize,
    /// Where in `text` the current word begins, and how many spaces precede it.
    word: usize,
    gap: usize,
    /// Where the word may be broken if no line can hold it: spaces in `text`.
    breaks: Vec<usize>,
    /// A word on its way to the next line.
    moved: String,
    /// The role of the last piece, and where in `text` it ends.
    last: (Role, usize),
    hang: usize,
    /// The left margin of the next lines.
    margin: Margin,
}

/// Where writing was.
#[derive(Clone, Copy)]
pub(crate) struct Mark {
    text: usize,
    hidden: usize,
    breaks: usize,
}

impl Page {
    /// Returns a page of so many columns.
    pub(crate) fn new(palette: Palette, width: usize) -> Page {
        Page {
            palette,
            width,
            text: String::new(),
            edge: 0,
            before: 0,
            hidden: 0,
            word: 0,
            gap: 0,
            breaks: Vec::new(),
            moved: String::new(),
            last: (Role::Plain, 0),
            hang: 0,
            margin: Margin::default(),
        }
    }

    /// Hands over what was written.
    pub(crate) fn pour(&mut self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.text.as_bytes());
        self.text.clear();
        self.words_begin(0);
    }

    /// Begins a line at a column. Where it goes on in another, that is indented four more.
    #[inline]
    pub(crate) fn begin(&mut self, indent: usize) {
        self.spaces(indent);
        self.hang = indent + 4;
        self.words_begin(indent);
    }

    /// Begins a line with a margin. `write` appends the margin of the line and sets those of its continuation lines. The margin
    /// is `columns` wide, and words begin at the column `hang`.
    #[inline]
    pub(crate) fn beside(
        &mut self,
        columns: usize,
        hang: usize,
        write: impl FnOnce(&mut String, &mut Margin),
    ) {
        self.margin.columns = columns;
        write(&mut self.text, &mut self.margin);
        self.hang = hang;
        self.words_begin(hang);
    }

    /// Ends a line with a margin and begins another with the same margin; words begin `gap` columns after it.
    pub(crate) fn below(&mut self, gap: usize) {
        self.settle();
        self.trim();
        self.text.push('\n');
        self.margin.pour(&mut self.text);
        self.hang = self.margin.columns + gap;
        self.left();
    }

    /// Says that the margin of this line reaches so many columns further.
    pub(crate) fn over(&mut self, columns: usize) {
        self.before += columns;
    }

    /// Ends the line.
    #[inline]
    pub(crate) fn end(&mut self) {
        self.settle();
        self.trim();
        self.text.push('\n');
        if self.margin.is_there() {
            self.margin.pour(&mut self.text);
            self.margin.clear();
        }
    }

    /// Goes on in a new line.
    pub(crate) fn next_line(&mut self) {
        self.settle();
        self.turn();
    }

    /// Begins a word, `gap` spaces after the last; on a new line if it does not fit. A word without letters is dropped.
    #[inline]
    pub(crate) fn word(&mut self, gap: usize) {
        self.settle();
        self.spaces(gap);
        self.word = self.text.len();
        self.gap = gap;
    }

    /// Adds a piece to the word: what `write` appends.
    #[inline]
    pub(crate) fn piece(&mut self, role: Role, write: impl FnOnce(&mut String)) {
        let on = self.palette.on(role);
        if on.is_empty() {
            return write(&mut self.text);
        }
        let off = self.palette.off();
        let at = self.text.len();
        let goes_on = self.last == (role, at) && at > self.word;
        if goes_on {
            self.text.truncate(at - off.len());
        } else {
            self.text.push_str(on);
        }
        let start = self.text.len();
        write(&mut self.text);
        if self.text.len() == start && !goes_on {
            return self.text.truncate(at);
        }
        self.text.push_str(off);
        self.hidden += if goes_on { 0 } else { on.len() + off.len() };
        self.last = (role, self.text.len());
    }

    /// Adds what was written before to the word.
    #[inline]
    pub(crate) fn again(&mut self, written: &Written) {
        let start = self.text.len();
        self.text.push_str(&written.text);
        self.hidden += written.hidden;
        if !written.breaks.is_empty() {
            self.breaks.extend(written.breaks.iter().map(|at| start + at));
        }
    }

    /// Writes whole lines, as they were written before.
    #[inline]
    pub(crate) fn lines(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Returns the text that was written since a mark at the end of a line.
    pub(crate) fn lines_since(&self, mark: Mark) -> &str {
        self.text.get(mark.text..).unwrap_or_default()
    }

    /// Returns where writing is, for [`Page::since`].
    #[inline]
    pub(crate) fn mark(&self) -> Mark {
        Mark { text: self.text.len(), hidden: self.hidden, breaks: self.breaks.len() }
    }

    /// Appends what was added to the word since a mark.
    pub(crate) fn since(&self, mark: Mark, written: &mut Written) {
        written.text.push_str(self.text.get(mark.text..).unwrap_or_default());
        written.hidden += self.hidden.saturating_sub(mark.hidden);
        written.breaks.extend(self.breaks.iter().skip(mark.breaks).map(|at| at - mark.text));
    }

    /// Adds a piece to the word.
    #[inline]
    pub(crate) fn say(&mut self, role: Role, text: &str) {
        self.piece(role, |out| out.push_str(text));
    }

    /// Adds a space to the word, at which a word that is longer than a line may be broken.
    #[inline]
    pub(crate) fn space(&mut self) {
        self.breaks.push(self.text.len());
        self.text.push(' ');
    }

    /// Returns the word, taken out.
    pub(crate) fn take(&mut self) -> String {
        self.breaks.clear();
        let word = self.text.split_off(self.word.min(self.text.len()));
        self.words_begin(self.before);
        word
    }

    /// Writes a word of one piece.
    pub(crate) fn put(&mut self, gap: usize, role: Role, text: &str) {
        self.word(gap);
        self.say(role, text);
    }

    /// Writes a sentence, word by word.
    pub(crate) fn sentence(&mut self, gap: usize, role: Role, text: &str) {
        for (at, word) in text.split(' ').enumerate() {
            self.word(if at == 0 { gap } else { 1 });
            if word.contains(NO_BREAK) {
                self.say(role, &word.replace(NO_BREAK, " "));
            } else {
                self.say(role, word);
            }
        }
    }

    #[inline]
    fn spaces(&mut self, count: usize) {
        spaces(count, &mut self.text);
    }

    /// Sets where the words of a line begin.
    #[inline]
    fn words_begin(&mut self, before: usize) {
        self.edge = self.text.len();
        self.before = before;
        self.hidden = 0;
        self.word = self.edge;
        self.gap = 0;
    }

    /// Writes the margin of a line.
    fn left(&mut self) {
        let beside = if self.margin.is_there() { self.margin.columns } else { 0 };
        self.text.push_str(self.margin.next());
        self.spaces(self.hang - beside);
        self.words_begin(self.hang);
    }

    fn trim(&mut self) {
        while self.text.ends_with(' ') {
            self.text.pop();
        }
    }

    /// Ends the line and begins the next, which belongs to it.
    fn turn(&mut self) {
        self.trim();
        self.text.push('\n');
        self.left();
    }

    /// Ends a word, and moves it to the next line if it does not fit.
    #[inline]
    fn settle(&mut self) {
        if self.text.len() == self.word {
            self.text.truncate(self.word - self.gap);
        } else if self.before + self.text.len() - self.edge > self.width + self.hidden {
            // No column takes less than a byte.
            self.fit();
        }
        self.breaks.clear();
    }

    /// Moves the word to the next line, or breaks it, if it reaches over the end of this one.
    #[inline(never)]
    fn fit(&mut self) {
        let line = &self.text[self.edge..];
        let columns = self.columns(line);
        self.hidden = line.len() - columns;
        if self.before + columns <= self.width {
            return;
        }
        let mut word = std::mem::take(&mut self.moved);
        word.push_str(&self.text[self.word..]);
        self.text.truncate(self.word - self.gap);
        let wide = self.columns(&word);
        self.hidden -= word.len() - wide;
        if self.hang + wide <= self.width {
            self.place(self.gap, &word, wide);
        } else if !self.margin.is_there() {
            self.broken(&word);
        } else {
            self.chopped(&word);
        }
        (self.word, self.gap) = (self.text.len(), 0);
        word.clear();
        self.moved = word;
    }

    /// Writes a word that is longer than a line in parts: at its spaces, and after the bars between flags.
    fn broken(&mut self, word: &str) {
        let base = self.word;
        let (mut start, mut gap) = (0, self.gap);
        let mut colour = "";
        for (at, mark) in word.match_indices([' ', '|']).chain([(word.len(), "")]) {
            // A space precedes the next part, unless that begins a new line.
            let space = usize::from(mark == " ");
            if space == 1 && self.breaks.binary_search(&(base + at)).is_err() {
                continue;
            }
            let end = if mark == "|" { at + 1 } else { at };
            colour = self.part(gap, colour, &word[start..end]);
            (start, gap) = (end + space, space);
        }
    }

    /// Writes a word that is longer than a line in pieces of a line's width, broken at spaces if possible: text with a margin
    /// must not reach under it.
    fn chopped(&mut self, word: &str) {
        let room = self.width.saturating_sub(self.hang).max(8);
        let (mut start, mut gap) = (0, self.gap);
        let mut colour = "";
        while start < word.len() {
            let rest = &word[start..];
            let fits = visible(rest).nth(room).map_or(rest.len(), |(at, _)| at);
            let space = if fits < rest.len() { rest[..fits].rfind(' ').filter(|at| *at > 0) } else { None };
            let end = start + space.unwrap_or(fits);
            colour = self.part(gap, colour, &word[start..end]);
            (start, gap) = (end + usize::from(space.is_some()), room);
        }
    }

    /// Writes a part of a word, which begins in a colour. Returns the one it ends in.
    fn part<'a>(&mut self, gap: usize, colour: &'a str, part: &'a str) -> &'a str {
        if self.palette.is_plain() {
            self.place(gap, part, self.columns(part));
            return colour;
        }
        let off = self.palette.off();
        let (shown, ends_in) = match part.rfind(COLOUR) {
            None => (part, colour),
            Some(at) => {
                let end = at + part[at..].find('m').map_or(0, |end| end + 1);
                let is_empty = end == part.len() && !part.ends_with(off);
                (if is_empty { &part[..at] } else { part }, &part[at..end])
            }
        };
        let ends_in = if ends_in == off { "" } else { ends_in };
        let close = if ends_in.is_empty() || shown.len() < part.len() { "" } else { off };
        // The colour may end where the part begins.
        let (colour, shown) = match shown.strip_prefix(off) {
            Some(rest) if !colour.is_empty() => ("", rest),
            _ => (colour, shown),
        };
        let part = [colour, shown, close].concat();
        self.place(gap, &part, self.columns(&part));
        ends_in
    }

    /// Writes a word of some width, or a part of one: after `gap` spaces, or on a new line.
    fn place(&mut self, gap: usize, word: &str, wide: usize) {
        let columns = self.before + self.text.len() - self.edge - self.hidden;
        if columns + gap + wide > self.width && columns > self.hang {
            self.turn();
        } else {
            self.spaces(gap);
        }
        self.text.push_str(word);
        self.hidden += word.len() - wide;
    }

    /// Returns how many columns a text takes.
    #[inline]
    fn columns(&self, text: &str) -> usize {
        if text.is_ascii() && self.palette.is_plain() {
            text.len()
        } else if self.palette.is_plain() {
            text.chars().count()
        } else {
            visible(text).count()
        }
    }
}

/// The margins of lines. The buffers are reused.
#[derive(Default)]
pub(crate) struct Margin {
    /// How wide it is.
    columns: usize,
    /// Margins of the next lines in sequence, their ends, and how many were written.
    rows: String,
    ends: Vec<usize>,
    written: usize,
    /// The margin of further lines.
    filler: String,
}

impl Margin {
    /// Adds a row, which `write` appends, for the next line that has none. One that no line comes for is written all the same.
    pub(crate) fn row(&mut self, write: impl FnOnce(&mut String)) {
        write(&mut self.rows);
        self.ends.push(self.rows.len());
    }

    /// Sets the margin of further lines.
    #[inline]
    pub(crate) fn filler(&mut self, write: impl FnOnce(&mut String)) {
        write(&mut self.filler);
    }

    #[inline]
    fn is_there(&self) -> bool {
        !self.filler.is_empty()
    }

    /// Returns the next row.
    fn next_row(&mut self) -> Option<&str> {
        let end = *self.ends.get(self.written)?;
        let start = self.written.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.written += 1;
        self.rows.get(start..end)
    }

    /// Returns the margin of the next line.
    fn next(&mut self) -> &str {
        if self.written < self.ends.len() { self.next_row().unwrap_or_default() } else { &self.filler }
    }

    /// Writes the rows that no line came for.
    fn pour(&mut self, out: &mut String) {
        while let Some(row) = self.next_row() {
            out.push_str(row.trim_ascii_end());
            out.push('\n');
        }
    }

    fn clear(&mut self) {
        self.rows.clear();
        self.ends.clear();
        self.written = 0;
        self.filler.clear();
    }
}

/// Appends spaces.
#[inline]
pub(crate) fn spaces(count: usize, out: &mut String) {
    match count {
        0 => (),
        1 => out.push(' '),
        2 => out.push_str("  "),
        _ => match SPACES.get(..count) {
            Some(spaces) => out.push_str(spaces),
            None => out.extend(std::iter::repeat_n(' ', count)),
        },
    }
}

/// The first character of an escape sequence that sets a colour.
const COLOUR: char = '\u{1b}';

/// Returns the characters of a text that take a column, and where they are.
fn visible(text: &str) -> impl Iterator<Item = (usize, char)> {
    let mut colour = false;
    text.char_indices().filter(move |(_, c)| {
        let is_visible = !colour && *c != COLOUR;
        colour = *c == COLOUR || colour && *c != 'm';
        is_visible
    })
}

#[cfg(test)]
mod tests;
