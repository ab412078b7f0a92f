//! Numbers that represent one or more bytes: base, width and byte order.

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

    /// Adds the bytes of a word; `None` if it is not a number of this form.
    pub(super) fn read(self, word: &str, out: &mut Vec<u8>) -> Option<()> {
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
                if radix == 2 && digits.len() != 8 {
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
