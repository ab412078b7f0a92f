//! A small reader of BTF, the type information that a running kernel gives of itself
//! (Documentation/bpf/btf.rst): enumerators, and the layout of structs.

use super::facts::{Facts, Layout, Member};

const INT: u32 = 1;
const PTR: u32 = 2;
const ARRAY: u32 = 3;
const STRUCT: u32 = 4;
const UNION: u32 = 5;
const ENUM: u32 = 6;
const TYPEDEF: u32 = 8;
const RESTRICT: u32 = 11;
const FUNC_PROTO: u32 = 13;
const VAR: u32 = 14;
const DATASEC: u32 = 15;
const DECL_TAG: u32 = 17;
const TYPE_TAG: u32 = 18;
const ENUM64: u32 = 19;

/// Anonymous structs in anonymous unions in …: nothing real goes deeper.
const DEEPEST: usize = 8;

/// One `struct btf_type` and the offset of the data after it.
#[derive(Clone, Copy)]
struct Type {
    name: usize,
    kind: u32,
    /// `kind_flag`: of a struct, its members tell their own width; of an enum, its values are signed.
    flag: bool,
    count: usize,
    /// `size` or `type`.
    size: u32,
    rest: usize,
}

struct Btf<'a> {
    bytes: &'a [u8],
    strings: &'a [u8],
    types: Vec<Type>,
}

/// Reads the running kernel's type information. The error says why there is none.
pub(crate) fn running_kernel() -> Result<Facts, String> {
    const PATH: &str = "/sys/kernel/btf/vmlinux";
    if cfg!(target_endian = "big") {
        // The snapshot and the rows' bit-fields count from the other end.
        return Err("not read on a big-endian machine".to_owned());
    }
    let bytes = std::fs::read(PATH).map_err(|error| format!("{PATH}: {error}"))?;
    read(&bytes).ok_or_else(|| format!("{PATH} is not read by this test"))
}

fn read(bytes: &[u8]) -> Option<Facts> {
    let word = |at: usize| Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?) as usize);
    if bytes.get(..3)? != [0x9f, 0xeb, 1] {
        return None;
    }
    let header = word(4)?;
    let (types, types_len, strings, strings_len) = (word(8)?, word(12)?, word(16)?, word(20)?);
    let types = bytes.get(header + types..header + types + types_len)?;
    let strings = bytes.get(header + strings..header + strings + strings_len)?;
    let mut btf = Btf { bytes: types, strings, types: Vec::new() };
    let mut at = 0;
    while at < types.len() {
        let info = btf.word(at + 4)?;
        let kind = info >> 24 & 0x1f;
        let count = (info & 0xffff) as usize;
        let name = btf.word(at)? as usize;
        let (size, rest) = (btf.word(at + 8)?, at + 12);
        btf.types.push(Type { name, kind, flag: info >> 31 == 1, count, size, rest });
        at = rest
            + match kind {
                INT | VAR | DECL_TAG => 4,
                ARRAY => 12,
                STRUCT | UNION | DATASEC | ENUM64 => 12 * count,
                ENUM | FUNC_PROTO => 8 * count,
                _ => 0,
            };
    }
    let mut facts = Facts { source: "the running kernel's BTF", ..Facts::default() };
    for of in &btf.types {
        match of.kind {
            ENUM | ENUM64 => btf.enumerators(of, &mut facts)?,
            STRUCT if of.name != 0 => {
                let mut layout = Layout { size: of.size as usize, members: Vec::new() };
                btf.members(of, 0, 0, &mut layout)?;
                facts.structs.entry(btf.text(of.name)?.to_owned()).or_default().push(layout);
            }
            _ => (),
        }
    }
    Some(facts)
}

impl Btf<'_> {
    fn word(&self, at: usize) -> Option<u32> {
        Some(u32::from_le_bytes(self.bytes.get(at..at + 4)?.try_into().ok()?))
    }

    fn text(&self, at: usize) -> Option<&str> {
        let rest = self.strings.get(at..)?;
        let end = rest.iter().position(|byte| *byte == 0)?;
        std::str::from_utf8(rest.get(..end)?).ok()
    }

    /// Returns the type of this number, without `typedef`, `const` and their like.
    fn resolve(&self, id: u32) -> Option<&Type> {
        let mut of = self.types.get((id as usize).checked_sub(1)?)?;
        while matches!(of.kind, TYPEDEF..=RESTRICT | TYPE_TAG) {
            of = self.types.get((of.size as usize).checked_sub(1)?)?;
        }
        Some(of)
    }

    fn size(&self, of: &Type) -> Option<usize> {
        match of.kind {
            PTR => Some(8),
            ARRAY => {
                let element = self.resolve(self.word(of.rest)?)?;
                Some(self.size(element)? * self.word(of.rest + 8)? as usize)
            }
            INT | STRUCT | UNION | ENUM | ENUM64 => Some(of.size as usize),
            _ => Some(0),
        }
    }

    fn enumerators(&self, of: &Type, facts: &mut Facts) -> Option<()> {
        let wide = of.kind == ENUM64;
        for at in 0..of.count {
            let at = of.rest + at * if wide { 12 } else { 8 };
            let low = self.word(at + 4)?;
            let value = match (wide, of.flag) {
                (true, _) => i64::from(low) | i64::from(self.word(at + 8)?) << 32,
                (false, true) => i64::from(low.cast_signed()),
                (false, false) => i64::from(low),
            };
            let values = facts.constants.entry(self.text(self.word(at)? as usize)?.to_owned()).or_default();
            if !values.contains(&value) {
                values.push(value);
            }
        }
        Some(())
    }

    fn members(&self, of: &Type, base: usize, depth: usize, layout: &mut Layout) -> Option<()> {
        for at in 0..of.count {
            let at = of.rest + at * 12;
            let (name, kind, place) = (self.word(at)? as usize, self.word(at + 4)?, self.word(at + 8)?);
            let (offset, width) = if of.flag { (place & 0xff_ffff, place >> 24) } else { (place, 0) };
            let start = base + offset as usize;
            let resolved = self.resolve(kind)?;
            if name == 0 && matches!(resolved.kind, STRUCT | UNION) && depth < DEEPEST {
                self.members(resolved, start, depth + 1, layout)?;
                continue;
            }
            let bits = if width > 0 { width as usize } else { 8 * self.size(resolved)? };
            let is_composite = matches!(resolved.kind, STRUCT | UNION | ARRAY);
            layout.members.push(Member { name: self.text(name)?.to_owned(), start, bits, is_composite });
        }
        Some(())
    }
}
