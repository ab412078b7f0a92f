//! Unwind tables of arm64 programs that sign their return addresses (`-mbranch-protection`), as Debian's and Fedora's do.
//!
//! Such tables have an instruction of their own, `DW_CFA_AARCH64_negate_ra_state`, at every prologue. The unwinder rejects a function's
//! whole table for it. nltrace replaces the instruction by one that does nothing: the unwinder masks signatures anyway.

/// `DW_CFA_AARCH64_negate_ra_state`. On SPARC it has another meaning.
const NEGATE_RA_STATE: u8 = 0x2d;
const NOP: u8 = 0;

/// Replaces the instruction in every entry of a section `.eh_frame`. An entry that cannot be read stays as it is from there on.
pub(super) fn forget(section: &mut [u8]) {
    let mut at = 0;
    // The entries that others refer to, by place: how their addresses are encoded, and whether they have augmentation data.
    let mut shared: Vec<(usize, SharedEntry)> = Vec::new();
    while let Some(entry) = FrameEntry::read(section, at) {
        at = entry.end;
        let begin = if entry.reference == 0 {
            let Some((common, begin)) = SharedEntry::read(section, entry.body, entry.end) else { continue };
            shared.push((entry.start, common));
            Some(begin)
        } else {
            let common = entry.body.checked_sub(4).and_then(|place| place.checked_sub(entry.reference));
            let found = common.and_then(|place| {
                shared.binary_search_by_key(&place, |(start, _)| *start).ok().and_then(|at| shared.get(at))
            });
            found.and_then(|(_, common)| common.instructions(section, entry.body, entry.end))
        };
        let Some(begin) = begin else { continue };
        if let Some(instructions) = section.get_mut(begin..entry.end) {
            replace(instructions);
        }
    }
}

/// The bounds of an entry of the section.
struct FrameEntry {
    start: usize,
    /// The first byte after the reference.
    body: usize,
    end: usize,
    /// 0 for an entry that others refer to; for the others the distance to it.
    reference: usize,
}

impl FrameEntry {
    /// Reads the entry at a place; `None` at the end, or where the length is one of 64 bits or too long.
    fn read(section: &[u8], start: usize) -> Option<FrameEntry> {
        let word = |at: usize| {
            let bytes = section.get(at..at.checked_add(4)?)?;
            usize::try_from(u32::from_le_bytes(bytes.try_into().ok()?)).ok()
        };
        let length = word(start).filter(|length| (4..0xffff_fff0).contains(length))?;
        let body = start + 8;
        let end = (start + 4).checked_add(length).filter(|end| *end <= section.len())?;
        Some(FrameEntry { start, body, end, reference: word(start + 4)? })
    }
}

/// What the entries of functions take from the entry that they refer to.
struct SharedEntry {
    /// How long an address is.
    pointer: usize,
    has_augmentation: bool,
}

impl SharedEntry {
    /// Reads it; returns where its instructions begin, too.
    fn read(section: &[u8], body: usize, end: usize) -> Option<(SharedEntry, usize)> {
        let mut rest = LebReader { bytes: section.get(..end)?, at: body };
        let version = rest.byte()?;
        let mut letters = Vec::new();
        loop {
            match rest.byte()? {
                0 => break,
                letter => letters.push(letter),
            }
        }
        rest.number()?;
        rest.number()?;
        if version == 1 {
            rest.byte()?;
        } else {
            rest.number()?;
        }
        let mut common = SharedEntry { pointer: 8, has_augmentation: false };
        if let Some((b'z', letters)) = letters.split_first() {
            common.has_augmentation = true;
            let len = rest.number()?;
            let instructions = rest.at.checked_add(len)?;
            for letter in letters {
                match letter {
                    b'R' => common.pointer = length_of(rest.byte()?)?,
                    b'L' => drop(rest.byte()?),
                    b'P' => {
                        let len = length_of(rest.byte()?)?;
                        rest.at += len;
                    }
                    // A signal's frame, or one signed with the other key.
                    b'S' | b'B' => {}
                    _ => return None,
                }
            }
            return Some((common, instructions));
        }
        letters.is_empty().then_some((common, rest.at))
    }

    /// Returns where the instructions of a function's entry begin.
    fn instructions(&self, section: &[u8], body: usize, end: usize) -> Option<usize> {
        let mut rest = LebReader { bytes: section.get(..end)?, at: body.checked_add(2 * self.pointer)? };
        let len = if self.has_augmentation { rest.number()? } else { 0 };
        rest.at.checked_add(len).filter(|begin| *begin <= end)
    }
}

/// Returns the length of an address that is encoded so (`DW_EH_PE_*`); `None` if it varies.
fn length_of(encoding: u8) -> Option<usize> {
    match encoding & 0x0f {
        0x00 | 0x04 | 0x0c => Some(8),
        0x02 | 0x0a => Some(2),
        0x03 | 0x0b => Some(4),
        _ => None,
    }
}

/// Replaces the instruction in a list of instructions, up to one that is not known.
fn replace(instructions: &mut [u8]) {
    let mut at = 0;
    while let Some(code) = instructions.get(at).copied() {
        if code == NEGATE_RA_STATE
            && let Some(byte) = instructions.get_mut(at)
        {
            *byte = NOP;
        }
        let mut rest = LebReader { bytes: instructions, at: at + 1 };
        if operands(code, &mut rest).is_none() {
            return;
        }
        at = rest.at;
    }
}

/// Passes over the operands of an instruction.
fn operands(code: u8, rest: &mut LebReader<'_>) -> Option<()> {
    // The upper two bits are an instruction with an operand in the other six.
    match code >> 6 {
        0b01 | 0b11 => return Some(()),
        0b10 => return rest.number().map(drop),
        _ => {}
    }
    match code {
        NOP | 0x0a | 0x0b | NEGATE_RA_STATE => {}
        0x02 => rest.at += 1,
        0x03 => rest.at += 2,
        0x04 => rest.at += 4,
        0x06 | 0x07 | 0x08 | 0x0d | 0x0e | 0x13 | 0x2e => drop(rest.number()?),
        0x05 | 0x09 | 0x0c | 0x11 | 0x12 | 0x14 | 0x15 | 0x2f => {
            rest.number()?;
            rest.number()?;
        }
        // An expression: its length, and its bytes.
        0x0f => rest.at = rest.number()?.checked_add(rest.at)?,
        0x10 | 0x16 => {
            rest.number()?;
            rest.at = rest.number()?.checked_add(rest.at)?;
        }
        _ => return None,
    }
    Some(())
}

/// Bytes, and how far they have been read.
struct LebReader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl LebReader<'_> {
    fn byte(&mut self) -> Option<u8> {
        let byte = self.bytes.get(self.at).copied()?;
        self.at += 1;
        Some(byte)
    }

    /// Reads a LEB128 number. The value of a signed one is not needed.
    fn number(&mut self) -> Option<usize> {
        let mut value = 0usize;
        for shift in (0..63).step_by(7) {
            let byte = self.byte()?;
            value |= usize::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(reference: u32, body: &[u8]) -> Vec<u8> {
        let mut bytes = [reference.to_le_bytes().as_slice(), body].concat();
        bytes.resize(bytes.len().next_multiple_of(4), NOP);
        [u32::try_from(bytes.len()).unwrap().to_le_bytes().as_slice(), &bytes].concat()
    }

    /// A section as GCC writes it: the entry that others share ("zR", addresses of 4 bytes), and one of a function.
    fn section(instructions: &[u8]) -> Vec<u8> {
        let shared = entry(0, b"\x01zR\0\x04\x78\x1e\x01\x1b\x0c\x1f\0");
        let reference = u32::try_from(shared.len() + 4).unwrap();
        // The address has the instruction's byte in it, which must stay.
        let function =
            entry(reference, &[&[0x2d, 0x2d, 0x2d, 0x2d, 0x10, 0, 0, 0, 0], instructions].concat());
        [shared, function, vec![0; 4]].concat()
    }

    #[test]
    fn only_the_instruction_is_replaced() {
        // advance 1; negate; advance 1; def_cfa_offset 0x2d; offset x29; offset x30; remember; advance1 0x2d; negate; expression
        let with = [
            0x41, 0x2d, 0x41, 0x0e, 0x2d, 0x9d, 0x2d, 0x9e, 3, 0x0a, 2, 0x2d, 0x2d, 0x10, 0x2d, 2, 0x2d,
            0x2d, 0x2d,
        ];
        let without =
            [0x41, 0, 0x41, 0x0e, 0x2d, 0x9d, 0x2d, 0x9e, 3, 0x0a, 2, 0x2d, 0, 0x10, 0x2d, 2, 0x2d, 0x2d, 0];
        let mut bytes = section(&with);
        forget(&mut bytes);
        assert_eq!(bytes, section(&without));
    }

    #[test]
    fn no_section_is_too_strange() {
        let whole = section(&[0x41, 0x2d, 0x0f, 0xff, 0xff, 0x7f, 0x3f]);
        for end in 0..whole.len() {
            forget(&mut whole.get(..end).unwrap().to_vec());
            for byte in [0, 0x2d, 0x7f, 0xff] {
                let mut changed = whole.clone();
                *changed.get_mut(end).unwrap() = byte;
                forget(&mut changed);
                assert_eq!(changed.len(), whole.len());
            }
        }
    }
}
