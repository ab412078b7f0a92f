//! The smallest parts of a line: constants, flags, strings, addresses, shortened lists.

use std::fmt::Write;

use nltrace_decoders::schema::Names;

use crate::render::{escape, text};

/// How constants are shown: strace's `-X`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Constants {
    /// By name.
    Abbrev,
    /// As numbers.
    Raw,
    /// As numbers, with the names in comments.
    Verbose,
}

/// In what base a number is written that has no name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Base {
    /// Unsigned.
    Decimal,
    /// Two's complement.
    Signed,
    /// With `0x`, except 0.
    Hex,
}

/// The comment about bits without names.
#[derive(Clone, Copy)]
pub(super) enum Comment {
    /// Nothing.
    None,
    /// This.
    Words(&'static str),
    /// The common prefix of these names.
    Common(&'static Names),
}

/// The output, and its style.
pub(super) struct Pen {
    /// The line so far.
    pub(super) text: String,
    pub(super) constants: Constants,
    /// The most bytes of a string and elements of an array.
    pub(super) limit: usize,
    /// Arrays are not cut.
    pub(super) verbose: bool,
    /// Keys and passwords are shown.
    pub(super) secrets: bool,
    /// Values followed by bytes that are not written.
    pub(super) left_out: u64,
}

impl Pen {
    pub(super) fn say(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Writes the groups of a netlink address.
    pub(super) fn groups(&mut self, groups: u32) {
        match groups {
            0 => self.say("00000000"),
            _ => self.write(format_args!("{groups:#08x}")),
        }
    }

    pub(super) fn write(&mut self, what: std::fmt::Arguments<'_>) {
        let _ = self.text.write_fmt(what);
    }

    pub(super) fn decimal(&mut self, number: u64) {
        text::unsigned(number, &mut self.text);
    }

    pub(super) fn hex(&mut self, number: u64) {
        match number {
            0 => self.text.push('0'),
            _ => text::hexadecimal(number, &mut self.text),
        }
    }

    pub(super) fn number(&mut self, number: u64, base: Base) {
        match base {
            Base::Decimal => self.decimal(number),
            Base::Signed => self.text.push_str(itoa::Buffer::new().format(number.cast_signed())),
            Base::Hex => self.hex(number),
        }
    }

    /// A pointer that leads nowhere, or where nothing could be read.
    pub(super) fn address(&mut self, addr: u64) {
        match addr {
            0 => self.say("NULL"),
            _ => text::hexadecimal(addr, &mut self.text),
        }
    }

    /// Writes the file of a descriptor after its number.
    pub(super) fn file(&mut self, file: &[u8]) {
        self.text.push('<');
        escape::octal(file, None, &mut self.text);
        self.text.push('>');
    }

    /// Ends a list whose next element, at an address, could not be read.
    pub(super) fn hole(&mut self, addr: u64) {
        self.say("... /* ");
        self.address(addr);
        self.say(" */");
    }

    /// One of a list of constants. `unknown` is the comment for a number without a name.
    pub(super) fn constant(&mut self, number: u64, name: Option<&str>, unknown: Option<&str>, base: Base) {
        match (self.constants, name) {
            (Constants::Raw, _) => self.number(number, base),
            (Constants::Abbrev, Some(name)) => self.say(name),
            (_, comment) => {
                self.number(number, base);
                if let Some(comment) = comment.or(unknown) {
                    self.write(format_args!(" /* {comment} */"));
                }
            }
        }
    }

    /// A set of bits that have the names of their positions, from `first` on: `1<<NAME`, or `1<<(NAME-1)`.
    pub(super) fn shifted(&mut self, number: u64, names: &'static Names, first: u64) {
        if number == 0 || self.constants == Constants::Raw {
            return self.hex(number);
        }
        let (before, following) =
            if first == 0 { ("1<<", String::new()) } else { ("1<<(", format!("-{first})")) };
        let (known, rest) = nltrace_decoders::value::flags(names, number);
        let mut found = String::new();
        for name in known {
            let separator = if found.is_empty() { "" } else { "|" };
            let (stem, name) = name.strip_prefix("TCPF_").map_or(("", name), |name| ("TCP_", name));
            let _ = write!(found, "{separator}{before}{stem}{name}{following}");
        }
        if found.is_empty() {
            let unknown = unknown(names).unwrap_or_default().replace("TCPF_", "TCP_");
            return self.constant(number, None, Some(&format!("{before}{unknown}{following}")), Base::Hex);
        }
        if rest != 0 {
            let _ = write!(found, "|{rest:#x}");
        }
        self.constant(number, Some(&found), None, Base::Hex);
    }

    /// A set of bits.
    pub(super) fn flags(&mut self, number: u64, names: &'static Names, comment: Comment) {
        if self.constants == Constants::Raw {
            return self.hex(number);
        }
        let verbose = self.constants == Constants::Verbose;
        if number == 0 {
            return match names.get(0) {
                Some(name) => self.constant(0, Some(name), None, Base::Hex),
                None => self.say("0"),
            };
        }
        let (known, rest) = nltrace_decoders::value::flags(names, number);
        let mut known = known.peekable();
        if known.peek().is_none() {
            return match comment {
                Comment::None => self.constant(number, None, None, Base::Hex),
                Comment::Words(words) => self.constant(number, None, Some(words), Base::Hex),
                Comment::Common(names) => self.constant(number, None, unknown(names).as_deref(), Base::Hex),
            };
        }
        if verbose {
            self.hex(number);
            self.say(" /* ");
        }
        for (at, name) in known.enumerate() {
            if at > 0 {
                self.text.push('|');
            }
            self.say(super::over::alias(name));
        }
        if rest != 0 {
            self.text.push('|');
            self.hex(rest);
        }
        if verbose {
            self.say(" */");
        }
    }

    /// Bytes as `\x` escapes, cut at the limit.
    pub(super) fn hex_string(&mut self, bytes: &[u8], whole: usize) {
        let shown = bytes.get(..self.limit).unwrap_or(bytes);
        self.text.push('"');
        escape::hex_escaped(shown, &mut self.text);
        self.text.push('"');
        if whole > shown.len() {
            self.say("...");
        }
    }

    /// A string with C's escapes, cut at the limit; `...` where the NUL is not seen that should end it.
    pub(super) fn string(&mut self, bytes: &[u8], whole: usize) {
        let shown = bytes.get(..self.limit).unwrap_or(bytes);
        match shown.split_last() {
            Some((0, text)) => self.quoted(text, None),
            _ => {
                self.quoted(shown, bytes.get(shown.len()).copied());
                if whole > 0 {
                    self.say("...");
                }
            }
        }
    }

    /// Bytes with C's escapes, cut at the limit.
    pub(super) fn plain(&mut self, bytes: &[u8], whole: usize) {
        let shown = bytes.get(..self.limit).unwrap_or(bytes);
        self.quoted(shown, bytes.get(shown.len()).copied());
        if shown.len() < whole {
            self.say("...");
        }
    }

    /// A string that has all it should have, in quotes.
    pub(super) fn quoted(&mut self, bytes: &[u8], next: Option<u8>) {
        self.text.push('"');
        escape::octal(bytes, next, &mut self.text);
        self.text.push('"');
    }
}

/// Returns strace's comment for numbers without a name: the common prefix and question marks.
pub(super) fn unknown(names: &'static Names) -> Option<String> {
    let mut entries = names.entries().iter().map(|entry| entry.1);
    let first = entries.next()?;
    if first == "AF_UNSPEC" {
        return Some("AF_???".to_owned());
    }
    let common = entries.fold(first.len(), |common, name| {
        first.bytes().zip(name.bytes()).take(common).take_while(|(a, b)| a == b).count()
    });
    let end = if common == first.len() { first.rfind('_') } else { first.get(..common)?.rfind('_') };
    Some(format!("{}_???", first.get(..end?)?))
}

/// Returns the same, of a list whose names have nothing in common: after the first of them.
pub(super) fn unknown_of_first(names: &'static Names) -> Option<String> {
    unknown(names).or_else(|| {
        let (_, first) = names.entries().first()?;
        Some(format!("{}_???", first.rsplit_once('_')?.0))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use nltrace_decoders::schema::names;

    static BITS: Names = names(&[(1, "X_A"), (2, "X_B")]);

    fn pen(constants: Constants) -> Pen {
        Pen { text: String::new(), constants, limit: 4, verbose: false, secrets: false, left_out: 0 }
    }

    fn with(constants: Constants, write: impl FnOnce(&mut Pen)) -> String {
        let mut pen = pen(constants);
        write(&mut pen);
        pen.text
    }

    #[test]
    fn sets_of_bits() {
        let of = |constants, number| with(constants, |pen| pen.flags(number, &BITS, Comment::Common(&BITS)));
        assert_eq!(of(Constants::Abbrev, 3), "X_A|X_B");
        assert_eq!(of(Constants::Abbrev, 5), "X_A|0x4");
        assert_eq!(of(Constants::Abbrev, 4), "0x4 /* X_??? */");
        assert_eq!(of(Constants::Abbrev, 0), "0");
        assert_eq!(of(Constants::Verbose, 5), "0x5 /* X_A|0x4 */");
        assert_eq!(of(Constants::Raw, 5), "0x5");
        assert_eq!(with(Constants::Abbrev, |pen| pen.shifted(3, &BITS, 0)), "1<<X_A|1<<X_B");
        assert_eq!(with(Constants::Abbrev, |pen| pen.shifted(6, &BITS, 1)), "1<<(X_B-1)|0x4");
    }

    #[test]
    fn strings_that_end_and_that_do_not() {
        let of = |bytes: &[u8]| with(Constants::Abbrev, |pen| pen.string(bytes, bytes.len()));
        assert_eq!(of(b"lo\0"), r#""lo""#);
        assert_eq!(of(b"lo"), r#""lo"..."#);
        assert_eq!(of(b"loop0\0"), r#""loop"..."#);
        assert_eq!(of(b"\x1b1\0"), r#""\0331""#);
        assert_eq!(of(b""), r#""""#);
        let hex = with(Constants::Abbrev, |pen| pen.hex_string(b"abcde", 5));
        assert_eq!(hex, r#""\x61\x62\x63\x64"..."#);
    }

    #[test]
    fn what_names_have_in_common() {
        static ONE: Names = names(&[(0, "NFNETLINK_V0")]);
        assert_eq!(unknown(&BITS).as_deref(), Some("X_???"));
        assert_eq!(unknown(&ONE).as_deref(), Some("NFNETLINK_???"));
        assert_eq!(unknown(&nltrace_decoders::names::AF).as_deref(), Some("AF_???"));
    }
}
