//! Counts what nltrace could not observe, for the formats that show no notices: `-c` and `--coverage`.

#![deny(clippy::unwrap_used, clippy::indexing_slicing, clippy::cast_possible_truncation)]

use std::collections::BTreeMap;

use nltrace_decoders::escape;

use super::escape as bytes;
use super::palette::{Palette, Role};
use crate::datagram::{Cut, Datagram, Notice, NoticeKind};

/// Sentences that are kept. A capture of noise has no more that are worth telling apart; the others are counted together.
const SENTENCES: usize = 64;

/// Sentences and their counts.
#[derive(Default)]
pub(super) struct Unseen {
    counts: BTreeMap<String, u64>,
    others: u64,
}

impl Unseen {
    /// Counts a notice, if it is about something that cannot be observed.
    pub(super) fn notice(&mut self, notice: &Notice<'_>) {
        match &notice.what {
            NoticeKind::Blind(sentence) => self.add(sentence.clone(), 1),
            NoticeKind::Lost(count) => self.add(LOST.to_owned(), *count),
            _ => (),
        }
    }

    /// Counts a datagram, if bytes of it are missing.
    pub(super) fn datagram(&mut self, datagram: &Datagram<'_>) {
        let sentence = match datagram.cut {
            Some(Cut::Memory { .. }) => "part of a datagram lay in memory that could not be read",
            Some(Cut::Snaplen) => "the capture kept only part of a datagram",
            Some(Cut::Limit) => "only the beginning of a very long datagram was kept",
            // The program itself did not see those bytes.
            Some(Cut::Buffer) | None => return,
        };
        self.add(sentence.to_owned(), 1);
    }

    /// Adds the counts of another.
    pub(super) fn absorb(&mut self, other: Unseen) {
        self.others += other.others;
        other.counts.into_iter().for_each(|(sentence, count)| self.add(sentence, count));
    }

    /// Adds a count. Beyond the limit, the first sentence in order is dropped and never added again, so the counts do not
    /// depend on the order, or on the number of workers.
    fn add(&mut self, sentence: String, count: u64) {
        *self.counts.entry(sentence).or_default() += count;
        if self.counts.len() > SENTENCES
            && let Some((_, dropped)) = self.counts.pop_first()
        {
            self.others += dropped;
        }
    }

    /// Writes a member of a JSON object, with the comma before it; nothing if all was seen.
    pub(super) fn json(&self, out: &mut Vec<u8>) {
        if self.counts.is_empty() {
            return;
        }
        out.extend_from_slice(b",\"unseen\":[");
        for (at, (sentence, count)) in self.counts.iter().enumerate() {
            out.extend_from_slice(if at > 0 { b",{\"note\":" } else { b"{\"note\":" });
            bytes::json(sentence.as_bytes(), out);
            out.extend(format!(",\"count\":{count}}}").as_bytes());
        }
        out.push(b']');
        if self.others > 0 {
            out.extend(format!(",\"unseen_others\":{}", self.others).as_bytes());
        }
    }

    /// Writes a line for each sentence.
    pub(super) fn lines(&self, palette: &Palette, out: &mut Vec<u8>) {
        for (sentence, count) in &self.counts {
            let mut line = format!("not seen, {count}: ");
            escape::plain(sentence, &mut line);
            palette.paint(Role::Note, &line, out);
            out.push(b'\n');
        }
        if self.others > 0 {
            palette.paint(Role::Note, &format!("not seen, {}: other things", self.others), out);
            out.push(b'\n');
        }
    }
}

const LOST: &str = "datagrams that the kernel's buffer had no room for";

#[cfg(test)]
mod tests {
    use super::*;

    fn noisy(sentences: std::ops::Range<u32>) -> Unseen {
        let mut unseen = Unseen::default();
        sentences.for_each(|at| unseen.add(format!("{at:04}"), 1));
        unseen
    }

    #[test]
    fn nothing_is_written_of_nothing() {
        let mut out = Vec::new();
        Unseen::default().json(&mut out);
        Unseen::default().lines(&Palette::new(false), &mut out);
        assert!(out.is_empty());
    }

    #[test]
    fn noise_is_bounded_and_counted() {
        let mut one = noisy(0..200);
        let json = |unseen: &Unseen| {
            let mut out = Vec::new();
            unseen.json(&mut out);
            String::from_utf8(out).unwrap()
        };
        assert_eq!((one.counts.len(), one.others), (SENTENCES, 136));
        one.absorb(noisy(200..400));
        assert_eq!((one.counts.len(), one.others), (SENTENCES, 336));
        assert_eq!(json(&one), json(&noisy(0..400)));
    }

    #[test]
    fn a_sentence_from_a_file_is_escaped() {
        let mut unseen = Unseen::default();
        unseen.add("\x1b[31m\n\u{202e}".to_owned(), 2);
        let mut out = Vec::new();
        unseen.lines(&Palette::new(false), &mut out);
        unseen.json(&mut out);
        let text = String::from_utf8(out).unwrap();
        assert!(text.starts_with("not seen, 2: ") && text.lines().count() == 2, "{text:?}");
        assert!(!text.contains(['\x1b', '\u{202e}']), "{text:?}");
    }
}
