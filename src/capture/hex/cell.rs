//! Numbers that represent one or more bytes: base, width and byte order.

use super::effort::step;

/// The form of the words of a dump.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cells {
    /// Hexadecimal digits, bytes as they are written.
    Hex,
    /// Hexadecimal numbers of a little-endian machine: the last two digits are the first byte.
    HexSwapped,
    /// Numbers of other bases.
    Number {
        /// The base.
        radix: u32,
        /// Bytes a number takes.
        width: usize,
        /// The low byte comes first.
        little: bool,
    },
}

/// All that words can be, the likeliest first.
pub(super) const ALL: &[Cells] = &[
    Cells::Hex,
    Cells::HexSwapped,
    number(8, 1, true),
    number(10, 1, true),
    number(8, 2, true),
    number(10, 2, true),
    number(8, 4, true),
    number(10, 4, true),
    number(8, 8, true),
    number(10, 8, true),
    number(2, 1, true),
    number(2, 2, true),
    number(2, 4, true),
    number(2, 8, true),
    number(8, 2, false),
    number(10, 2, false),
    number(8, 4, false),
    number(10, 4, false),
    number(8, 8, false),
    number(10, 8, false),
];

const fn number(radix: u32, width: usize, little: bool) -> Cells {
    Cells::Number { radix, width, little }
}

impl Cells {
    /// Returns whether these are digits as everybody writes them.
    pub(super) fn is_plain(self) -> bool {
        self == Cells::Hex
    }

    /// Returns whether words may be such numbers, by the way in which tools pad them. What could be hexadecimal is not decimal.
    pub(super) fn may_be<'t>(self, mut words: impl Iterator<Item = &'t str>) -> bool {
        let Cells::Number { radix, width, .. } = self else { return true };
        let Some(first) = words.next() else { return false };
        // od pads to the width of the largest number; gdb puts a zero before octal digits.
        let octal_len = (8 * width).div_ceil(3);
        let is_octal = |word: &str| word.len() == octal_len || word.starts_with('0');
        match radix {
            8 => is_octal(first) && words.all(is_octal),
            10 => {
                let is_hex = matches!(first.len(), 2 | 4 | 8 | 16) && !first.starts_with('-');
                !is_hex || words.any(|word| word.len() != first.len())
            }
            _ => true,
        }
    }

    /// Adds the bytes of a word; `None` if it is not a number of this form.
    pub(super) fn read(self, word: &str, out: &mut Vec<u8>) -> Option<()> {
        step();
        match self {
            Cells::Hex | Cells::HexSwapped => {
                let digits = word.strip_prefix("0x").unwrap_or(word);
                if !matches!(digits.len(), 2 | 4 | 6 | 8 | 10 | 12 | 14 | 16) || !is_hex(digits) {
                    // gdb prints 0x0 and 0x20 if no size was given to it.
                    let single = digits.len() == 1 && digits.len() < word.len() && is_hex(digits);
                    out.push(u8::from_str_radix(digits, 16).ok().filter(|_| single)?);
                    return Some(());
                }
                let start = out.len();
                for pair in digits.as_bytes().chunks(2) {
                    let pair = std::str::from_utf8(pair).ok()?;
                    out.push(u8::from_str_radix(pair, 16).ok()?);
                }
                if self == Cells::HexSwapped {
                    out.get_mut(start..)?.reverse();
                }
            }
            Cells::Number { radix, width, little } => {
                let (is_negative, digits) = match word.strip_prefix('-') {
                    Some(digits) => (true, digits),
                    None => (false, word),
                };
                // od and gdb pad with zeros to the width of the largest number.
                if radix == 2 && digits.len() != 8 * width {
                    return None;
                }
                let number = u64::from_str_radix(digits, radix).ok()?;
                let bits = 8 * u32::try_from(width).ok()?;
                let limit = u64::MAX.checked_shr(64 - bits)?;
                let number = match is_negative {
                    true if number > limit / 2 + 1 => return None,
                    true => number.wrapping_neg() & limit,
                    false => Some(number).filter(|number| *number <= limit)?,
                };
                let start = out.len();
                out.extend(number.to_le_bytes().get(..width)?);
                if !little {
                    out.get_mut(start..)?.reverse();
                }
            }
        }
        Some(())
    }
}

/// Returns the byte of a cell as od and hexdump write it with `-c`: a character, an escape, or three octal digits.
pub(super) fn character(cell: &str) -> Option<u8> {
    let escape = match cell.strip_prefix('\\') {
        Some("0") => Some(0),
        Some("a") => Some(7),
        Some("b") => Some(8),
        Some("t") => Some(9),
        Some("n") => Some(10),
        Some("v") => Some(11),
        Some("f") => Some(12),
        Some("r") => Some(13),
        _ => None,
    };
    match (escape, cell.as_bytes()) {
        (Some(byte), _) => Some(byte),
        // The padding of a cell that holds a space.
        (None, []) => Some(b' '),
        (None, [byte @ 0x21..=0x7e]) => Some(*byte),
        (None, [b'0'..=b'3', _, _]) => u8::from_str_radix(cell, 8).ok(),
        _ => None,
    }
}

/// Returns the bytes of a row of characters, each in a column of four: `Some` if all of the row is such cells.
pub(super) fn characters(row: &str) -> Option<Vec<u8>> {
    let row = row.trim_end();
    let mut bytes = Vec::new();
    let mut at = 0;
    while at < row.len() {
        let cell = row.get(at..(at + 4).min(row.len()))?;
        (cell.starts_with(' ') && cell.len() > 1).then_some(())?;
        bytes.push(character(cell.trim())?);
        at += 4;
    }
    // A single cell may be any word.
    (!bytes.is_empty() && row.len() >= 4).then_some(bytes)
}

/// Names of the characters from 0 to 32, as `od -a` writes them.
const NAMES: &[&str] = &[
    "nul", "soh", "stx", "etx", "eot", "enq", "ack", "bel", "bs", "ht", "nl", "vt", "ff", "cr", "so", "si",
    "dle", "dc1", "dc2", "dc3", "dc4", "nak", "syn", "etb", "can", "em", "sub", "esc", "fs", "gs", "rs",
    "us", "sp",
];

/// Returns the lower seven bits of a byte by the name of its character.
pub(super) fn named(word: &str) -> Option<u8> {
    match word.as_bytes() {
        [byte @ 0x21..=0x7e] => Some(*byte),
        _ if word == "del" => Some(0x7f),
        _ => NAMES.iter().position(|name| *name == word).and_then(|at| u8::try_from(at).ok()),
    }
}

/// Returns whether a row is names of characters, as `od -a` writes them: they lack the highest bit of each byte.
pub(super) fn are_names(row: &str) -> bool {
    let mut names = 0;
    let is_name = |word: &str| {
        let is_named = word.len() > 1 && named(word).is_some();
        names += usize::from(is_named);
        is_named || word.len() == 1
    };
    row.split_whitespace().all(is_name) && names > 0
}

/// Returns whether a word is of hexadecimal digits.
pub(super) fn is_hex(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Returns bytes of hexadecimal digits, two a byte.
pub(super) fn pairs(digits: &[u8]) -> Option<Vec<u8>> {
    if !digits.len().is_multiple_of(2) {
        return None;
    }
    let byte =
        |pair: &[u8]| std::str::from_utf8(pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok());
    digits.chunks(2).map(byte).collect()
}
