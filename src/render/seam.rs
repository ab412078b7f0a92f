//! Parts of a piece of output that depend on earlier pieces: consecutive numbers, and headings that occur once. Workers
//! produce pieces in parallel and leave seams at these places; the writer, which has the pieces in order, fills them in.

#![deny(clippy::unwrap_used, clippy::indexing_slicing, clippy::cast_possible_truncation)]

/// A place where a piece is not as it will be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Seam {
    /// Where it begins.
    at: usize,
    /// The bytes at this place.
    len: usize,
    what: SeamKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum SeamKind {
    /// An empty line, unless this is the beginning of the output.
    Gap,
    /// A heading, at the beginning of the output only.
    Heading,
    /// A number, which counts on.
    Number(u64),
}

/// The seams of a piece, and what was counted in it.
#[derive(Debug, Default)]
pub(crate) struct Seams {
    seams: Vec<Seam>,
    count: u64,
    /// This is one piece of several.
    is_piece: bool,
}

impl Seams {
    /// Begins a piece that may follow others.
    pub(crate) fn begin(&mut self) {
        self.seams.clear();
        (self.count, self.is_piece) = (0, true);
    }

    /// Writes an empty line, unless nothing was counted before.
    pub(crate) fn gap(&mut self, out: &mut Vec<u8>) {
        if self.count > 0 {
            out.push(b'\n');
        } else {
            self.leave(out.len(), 0, SeamKind::Gap);
        }
    }

    /// Writes a heading and counts, the first time.
    pub(crate) fn heading(&mut self, out: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>)) {
        if self.count == 0 {
            let at = out.len();
            write(out);
            self.leave(at, out.len() - at, SeamKind::Heading);
            self.count = 1;
        }
    }

    /// Returns the next number. `at` returns its place, once its length is known.
    pub(crate) fn number(&mut self, at: impl FnOnce(u64) -> (usize, usize)) {
        self.count += 1;
        let (at, len) = at(self.count);
        self.leave(at, len, SeamKind::Number(self.count));
    }

    /// Returns how many things were numbered.
    pub(crate) fn count(&self) -> u64 {
        self.count
    }

    fn leave(&mut self, at: usize, len: usize, what: SeamKind) {
        if self.is_piece {
            self.seams.push(Seam { at, len, what });
        }
    }

    /// Appends a piece with its numbers continued from `before`, and adds its count to that.
    pub(crate) fn sew(&self, piece: &[u8], before: &mut u64, out: &mut Vec<u8>) {
        let mut from = 0;
        for Seam { at, len, what } in &self.seams {
            out.extend(piece.get(from..*at).unwrap_or_default());
            from = *at;
            match what {
                SeamKind::Gap if *before > 0 => out.push(b'\n'),
                SeamKind::Heading if *before > 0 => from += len,
                SeamKind::Number(number) if *before > 0 => {
                    out.extend(itoa::Buffer::new().format(number + *before).as_bytes());
                    from += len;
                }
                _ => (),
            }
        }
        out.extend(piece.get(from..).unwrap_or_default());
        *before += self.count;
    }

    /// Returns whether the piece does not depend on earlier ones.
    pub(crate) fn is_whole(&self) -> bool {
        self.seams.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Things with a heading, numbers and empty lines between them, as one piece and as several.
    #[test]
    fn pieces_are_sewn() {
        let write = |seams: &mut Seams, things: u64, out: &mut Vec<u8>| {
            for _ in 0..things {
                seams.gap(out);
                out.extend(b"thing ");
                let start = out.len();
                seams.number(|number| {
                    out.extend(number.to_string().bytes());
                    (start, out.len() - start)
                });
                out.extend(b"\n");
            }
        };
        let mut whole = Vec::new();
        write(&mut Seams::default(), 112, &mut whole);
        assert!(whole.starts_with(b"thing 1\n\nthing 2\n") && whole.ends_with(b"\n\nthing 112\n"));
        let (mut sewn, mut count) = (Vec::new(), 0);
        let mut seams = Seams::default();
        for things in [0, 1, 0, 8, 3, 100, 0] {
            seams.begin();
            let mut piece = Vec::new();
            write(&mut seams, things, &mut piece);
            assert_eq!(seams.is_whole(), things == 0);
            seams.sew(&piece, &mut count, &mut sewn);
        }
        assert_eq!(String::from_utf8(sewn), String::from_utf8(whole));
    }

    #[test]
    fn a_heading_stands_once() {
        let (mut sewn, mut count) = (Vec::new(), 0);
        let mut seams = Seams::default();
        for things in ["", "a", "bc"] {
            seams.begin();
            let mut piece = Vec::new();
            for thing in things.bytes() {
                seams.gap(&mut piece);
                seams.heading(&mut piece, |out| out.extend(b"THINGS\n"));
                piece.extend([thing, b'\n']);
            }
            seams.sew(&piece, &mut count, &mut sewn);
        }
        assert_eq!(String::from_utf8(sewn).unwrap(), "THINGS\na\n\nb\n\nc\n");
    }
}
