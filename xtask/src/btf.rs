//! BTF as the compiler writes it: structs with their members' offsets, sizes and types.

use std::collections::HashMap;

/// A member of a struct.
pub(crate) struct Member {
    pub(crate) name: String,
    /// Offset of its first bit.
    start: usize,
    /// Bits of a bit-field; 0 for other members.
    bits: usize,
    size: usize,
    kind: String,
}

impl Member {
    /// Returns its row: name, offset, size and type, and the bits of a bit-field, from those of its first byte.
    pub(crate) fn line(&self) -> String {
        let Member { name, start, bits, size, kind } = self;
        if *bits == 0 {
            return format!("{name}\t{}\t{size}\t{kind}", start / 8);
        }
        let low = start % 8;
        format!("{name}\t{}\t{size}\t{kind}\t{low}..{}", start / 8, low + bits)
    }
}

/// A struct.
pub(crate) struct Layout {
    pub(crate) size: usize,
    pub(crate) members: Vec<Member>,
}

struct Type {
    name: String,
    kind: u32,
    size_or_type: u32,
    has_bits: bool,
    /// Name, type and offset of members; for an array its element and how many.
    rows: Vec<(String, u32, u32)>,
}

const INT: u32 = 1;
const PTR: u32 = 2;
const ARRAY: u32 = 3;
const STRUCT: u32 = 4;
const UNION: u32 = 5;
const ENUM: u32 = 6;
const FWD: u32 = 7;
const TYPEDEF: u32 = 8;
const ENUM64: u32 = 19;

/// Returns the structs of a `.BTF` section by name; `None` if it is none.
pub(crate) fn structs(bytes: &[u8]) -> Option<HashMap<String, Layout>> {
    let types = types(bytes)?;
    let mut found = HashMap::new();
    for of in types.iter().flatten().filter(|of| of.kind == STRUCT && !of.name.is_empty()) {
        let mut members = Vec::new();
        gather(&types, of, 0, 0, &mut members);
        found.insert(of.name.clone(), Layout { size: of.size_or_type as usize, members });
    }
    Some(found)
}

fn types(bytes: &[u8]) -> Option<Vec<Option<Type>>> {
    let word = |at: usize| Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    if word(0)? & 0xffff != 0xeb9f {
        return None;
    }
    let head = word(4)? as usize;
    let (first, len) = (head + word(8)? as usize, word(12)? as usize);
    let texts = head + word(16)? as usize;
    let text = |at: u32| -> Option<String> {
        let rest = bytes.get(texts + at as usize..)?;
        let end = rest.iter().position(|byte| *byte == 0)?;
        Some(String::from_utf8_lossy(&rest[..end]).into_owned())
    };
    let mut types = vec![None];
    let mut at = first;
    while at < first + len {
        let (name, info, size_or_type) = (text(word(at)?)?, word(at + 4)?, word(at + 8)?);
        let (count, kind, has_bits) = (info & 0xffff, info >> 24 & 0x1f, info >> 31 == 1);
        at += 12;
        let mut rows = Vec::new();
        at += match kind {
            ARRAY => {
                rows.push((String::new(), word(at)?, word(at + 8)?));
                12
            }
            STRUCT | UNION => {
                for row in 0..count as usize {
                    let start = at + 12 * row;
                    rows.push((text(word(start)?)?, word(start + 4)?, word(start + 8)?));
                }
                12 * count as usize
            }
            INT | 14 | 17 => 4,
            ENUM => 8 * count as usize,
            13 => 8 * count as usize,
            15 | ENUM64 => 12 * count as usize,
            _ => 0,
        };
        types.push(Some(Type { name, kind, size_or_type, has_bits, rows }));
    }
    Some(types)
}

fn of(types: &[Option<Type>], id: u32) -> Option<&Type> {
    types.get(id as usize)?.as_ref()
}

/// Returns a type without the words that change nothing of its layout.
fn strip(types: &[Option<Type>], mut id: u32) -> u32 {
    while let Some(inner) = of(types, id).filter(|of| matches!(of.kind, TYPEDEF | 9..=11 | 18)) {
        id = inner.size_or_type;
    }
    id
}

fn size(types: &[Option<Type>], id: u32, depth: usize) -> usize {
    let Some(of) = of(types, strip(types, id)).filter(|_| depth < 32) else { return 0 };
    match of.kind {
        PTR => 8,
        ARRAY => of
            .rows
            .first()
            .map_or(0, |(_, element, count)| size(types, *element, depth + 1) * *count as usize),
        _ => of.size_or_type as usize,
    }
}

/// Returns a type in C's words, as the facts have it.
fn name(types: &[Option<Type>], id: u32, depth: usize) -> String {
    let Some(ty) = of(types, id).filter(|_| depth < 32) else { return "void".to_owned() };
    let tagged = |word: &str| match ty.name.as_str() {
        "" => format!("{word} (anonymous)"),
        name => format!("{word} {name}"),
    };
    match ty.kind {
        PTR => format!("{}*", name(types, ty.size_or_type, depth + 1)),
        ARRAY => {
            let (mut element, mut dimensions) = (id, String::new());
            while let Some((_, inner, count)) =
                of(types, element).filter(|of| of.kind == ARRAY).and_then(|of| of.rows.first())
            {
                dimensions += &if *count == 0 { "[]".to_owned() } else { format!("[{count}]") };
                element = *inner;
            }
            name(types, element, depth + 1) + &dimensions
        }
        STRUCT => tagged("struct"),
        UNION => tagged("union"),
        ENUM | ENUM64 => tagged("enum"),
        FWD => tagged(if ty.has_bits { "union" } else { "struct" }),
        9..=11 | 18 => name(types, ty.size_or_type, depth + 1),
        _ => ty.name.clone(),
    }
}

/// Members, those of anonymous ones in their place.
fn gather(types: &[Option<Type>], ty: &Type, base: usize, depth: usize, members: &mut Vec<Member>) {
    for (member, id, offset) in &ty.rows {
        let (bits, offset) = match ty.has_bits {
            true => ((offset >> 24) as usize, (offset & 0xff_ffff) as usize),
            false => (0, *offset as usize),
        };
        let start = base + offset;
        let inner = of(types, strip(types, *id)).filter(|of| matches!(of.kind, STRUCT | UNION));
        match inner {
            Some(inner) if member.is_empty() && depth < 16 => gather(types, inner, start, depth + 1, members),
            _ if member.is_empty() => (),
            _ => members.push(Member {
                name: member.clone(),
                start,
                bits,
                size: size(types, *id, 0),
                kind: name(types, *id, 0),
            }),
        }
    }
}
