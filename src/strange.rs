//! For tests: texts that nobody would write, the same in every run.

/// Characters that parsers look at, and some that they do not expect.
const ALPHABET: &[char] = &[
    '\'',
    '"',
    '\\',
    '{',
    '}',
    '[',
    ']',
    '(',
    ')',
    ',',
    '.',
    ':',
    ';',
    '/',
    '*',
    '#',
    '<',
    '>',
    '=',
    '!',
    '~',
    '&',
    '|',
    '%',
    '+',
    '-',
    '_',
    '@',
    '0',
    '1',
    '7',
    '9',
    'a',
    'e',
    'f',
    'u',
    'x',
    'z',
    'R',
    ' ',
    '\n',
    '\t',
    '\r',
    '\0',
    '\u{1b}',
    'é',
    'ß',
    '\u{202e}',
    '€',
    '\u{1f600}',
];

/// How many texts a parser is tried with.
pub(crate) const TEXTS: usize = 100_000;

/// Makes texts: random ones, and seeds with something changed.
pub(crate) struct Strange<'s> {
    state: u64,
    seeds: &'s [&'s str],
}

impl<'s> Strange<'s> {
    /// Texts from these seeds.
    pub(crate) fn new(seeds: &'s [&'s str]) -> Strange<'s> {
        Strange { state: 0x9e37_79b9_7f4a_7c15, seeds }
    }

    fn below(&mut self, most: usize) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        usize::try_from(self.state >> 33).unwrap_or(0) % most.max(1)
    }

    fn letter(&mut self) -> char {
        let at = self.below(ALPHABET.len());
        ALPHABET[at]
    }

    fn seed(&mut self) -> &'s str {
        let at = self.below(self.seeds.len());
        self.seeds[at]
    }

    /// Returns the next text.
    pub(crate) fn text(&mut self) -> String {
        if self.below(3) == 0 {
            let len = self.below(24);
            return (0..len).map(|_| self.letter()).collect();
        }
        let mut text: Vec<char> = self.seed().chars().collect();
        for _ in 0..=self.below(4) {
            let at = self.below(text.len() + 1);
            match self.below(6) {
                0 => text.truncate(at),
                1 if at < text.len() => drop(text.remove(at)),
                2 if at < text.len() => text[at] = self.letter(),
                3 => {
                    let other: Vec<char> = self.seed().chars().collect();
                    let from = self.below(other.len() + 1);
                    text.splice(at..at, other[from..].iter().copied());
                }
                4 => text.extend_from_within(at..),
                _ => text.insert(at, self.letter()),
            }
        }
        text.into_iter().take(400).collect()
    }
}
