//! Limits of the values in requests: what the kernel accepts, by its policies or by its code.

use core::fmt;

/// The values that the kernel accepts in a request, as far as they are limited.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// The smallest and the largest number.
    pub numbers: Option<(i128, i128)>,
    /// The bits that may be set.
    pub bits: Option<u64>,
    /// The smallest and the largest length of bytes or of a string, without a NUL at its end.
    pub length: Option<(u32, u32)>,
}

impl Limits {
    /// Every value is accepted.
    pub const NONE: Limits = Limits { numbers: None, bits: None, length: None };

    /// Accepts the numbers of a range.
    #[must_use]
    pub const fn from_to(min: i128, max: i128) -> Limits {
        Limits { numbers: Some((min, max)), ..Limits::NONE }
    }

    /// Accepts a number and all larger ones.
    #[must_use]
    pub const fn at_least(min: i128) -> Limits {
        Limits::from_to(min, i128::MAX)
    }

    /// Accepts a number and all smaller ones.
    #[must_use]
    pub const fn at_most(max: i128) -> Limits {
        Limits::from_to(i128::MIN, max)
    }

    /// Returns the smallest and the largest integer of 1 to 8 bytes. Any other width counts as 8.
    #[must_use]
    pub const fn of_integer(width: u8, signed: bool) -> (i128, i128) {
        let bits = if matches!(width, 1..=8) { width as u32 * 8 } else { 64 };
        if signed { (-(1 << (bits - 1)), (1 << (bits - 1)) - 1) } else { (0, (1 << bits) - 1) }
    }

    /// Accepts numbers with some bits.
    #[must_use]
    pub const fn of_bits(bits: u64) -> Limits {
        Limits { bits: Some(bits), ..Limits::NONE }
    }

    /// Returns whether every value that `other` accepts is accepted too.
    #[must_use]
    pub fn include(&self, other: &Limits) -> bool {
        let (min, max) = other.numbers.unwrap_or((i128::MIN, i128::MAX));
        let (shortest, longest) = other.length.unwrap_or((0, u32::MAX));
        self.numbers.is_none_or(|(least, most)| least <= min && max <= most)
            && self.bits.is_none_or(|mask| other.bits.unwrap_or(u64::MAX) & !mask == 0)
            && self.length.is_none_or(|(least, most)| least <= shortest && longest <= most)
    }

    /// Accepts bytes of one length.
    #[must_use]
    pub const fn of_length(length: u32) -> Limits {
        Limits { length: Some((length, length)), ..Limits::NONE }
    }

    /// Accepts strings up to a length.
    #[must_use]
    pub const fn up_to(length: u32) -> Limits {
        Limits { length: Some((0, length)), ..Limits::NONE }
    }

    /// Returns whether a number is accepted; its bits are given too.
    #[must_use]
    pub fn accept_number(&self, number: i128, bits: u64) -> bool {
        self.numbers.is_none_or(|(min, max)| (min..=max).contains(&number))
            && self.bits.is_none_or(|mask| bits & !mask == 0)
    }

    /// Returns whether a length is accepted.
    #[must_use]
    pub fn accept_length(&self, length: usize) -> bool {
        let length = u32::try_from(length).unwrap_or(u32::MAX);
        self.length.is_none_or(|(min, max)| (min..=max).contains(&length))
    }
}

/// `1..64`, `at least 1`, `bits of 0x7`, `16 bytes`.
impl fmt::Display for Limits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut before = "";
        if let Some((min, max)) = self.numbers {
            match (min, max) {
                (i128::MIN, max) => write!(f, "at most {max}")?,
                (min, i128::MAX) => write!(f, "at least {min}")?,
                (min, max) => write!(f, "{min}..{max}")?,
            }
            before = ", ";
        }
        if let Some(bits) = self.bits {
            write!(f, "{before}bits of {bits:#x}")?;
            before = ", ";
        }
        match self.length {
            None => Ok(()),
            Some((min, max)) if min == max => write!(f, "{before}{min} bytes"),
            Some((0, max)) => write!(f, "{before}at most {max} bytes"),
            Some((min, u32::MAX)) => write!(f, "{before}at least {min} bytes"),
            Some((min, max)) => write!(f, "{before}{min}..{max} bytes"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn limits_in_words() {
        let bits = Limits::of_bits(6);
        for (limits, words) in [
            (Limits::from_to(-1, 64), "-1..64"),
            (Limits::at_least(1), "at least 1"),
            (Limits::at_most(255), "at most 255"),
            (bits, "bits of 0x6"),
            (Limits::of_length(16), "16 bytes"),
            (Limits::up_to(15), "at most 15 bytes"),
            (Limits { length: Some((4, u32::MAX)), ..Limits::at_most(3) }, "at most 3, at least 4 bytes"),
        ] {
            assert_eq!(limits.to_string(), words);
        }
    }

    #[test]
    fn what_integers_hold() {
        assert_eq!(Limits::of_integer(1, true), (i8::MIN.into(), i8::MAX.into()));
        assert_eq!(Limits::of_integer(2, false), (0, u16::MAX.into()));
        assert_eq!(Limits::of_integer(8, true), (i64::MIN.into(), i64::MAX.into()));
        assert_eq!(Limits::of_integer(8, false), (0, u64::MAX.into()));
    }

    #[test]
    fn values_at_the_edges() {
        let range = Limits::from_to(-1, 64);
        assert!(range.accept_number(-1, 0xff) && range.accept_number(64, 64));
        assert!(!range.accept_number(-2, 0xfe) && !range.accept_number(65, 65));
        let bits = Limits::of_bits(6);
        assert!(range.include(&Limits::from_to(0, 64)) && !range.include(&Limits::at_least(0)));
        assert!(
            bits.include(&Limits::of_bits(2)) && !bits.include(&Limits::of_bits(3)) && !bits.include(&range)
        );
        assert!(
            Limits::up_to(3).include(&Limits::of_length(3))
                && !Limits::of_length(3).include(&Limits::up_to(3))
        );
        assert!(bits.accept_number(4, 4) && !bits.accept_number(5, 5));
        assert!(Limits::up_to(3).accept_length(3) && !Limits::up_to(3).accept_length(4));
        assert!(Limits::NONE.accept_length(usize::MAX) && Limits::NONE.accept_number(i128::MAX, u64::MAX));
    }
}
