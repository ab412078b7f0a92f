//! Rules: which events are recorded  (linux/audit.h)
//!
//! A rule has room for 64 fields; the first `field_count` are used. Their strings follow the struct, one after the other; the
//! value of a field that has a string is the string's length.

use alloc::string::String;
use core::fmt;

use crate::schema::*;
use crate::wire::{self, Endian};

pub(super) static RULE: Body = body(PAD, gloss(&RULE_DATA, in_words));

static RULE_DATA: Kind = fixed(&AUDIT_RULE_DATA);

/// `struct audit_rule_data`
static AUDIT_RULE_DATA: Struct = layout(
    "audit_rule_data",
    1040,
    &[
        field("flags", U32.parts(&[LIST, part("prepend", 1, Show::Bool), part("", 27, Show::Dec)])),
        field("action", U32.name(&ACTION)),
        field("field_count", U32),
        field("mask", Kind::Array(&MASK)),
        field("fields", Kind::Array(&FIELDS)),
        field("values", Kind::Array(&VALUES)),
        field("fieldflags", Kind::Array(&OPERATORS)),
        field("buflen", U32.unit(Unit::Bytes)),
    ],
)
.then(&[field("buf", sized("buflen", &TEXT))]);

const LIST: Part = part("list", 4, Show::Name(&AUDIT_FILTER));

static MASK: Array = array_of(64, U32.hex());
static FIELDS: Array = array_with_room("field_count", 64, U32.name(&FIELD));
static VALUES: Array = array_with_room("field_count", 64, U32);
static OPERATORS: Array = array_with_room("field_count", 64, U32.name(&OPERATOR));

/// `AUDIT_FILTER_*`
static AUDIT_FILTER: Names = names(&[
    (0, "AUDIT_FILTER_USER"),
    (1, "AUDIT_FILTER_TASK"),
    (2, "AUDIT_FILTER_ENTRY"),
    (3, "AUDIT_FILTER_WATCH"),
    (4, "AUDIT_FILTER_EXIT"),
    (5, "AUDIT_FILTER_EXCLUDE"),
    (6, "AUDIT_FILTER_FS"),
    (7, "AUDIT_FILTER_URING_EXIT"),
]);

static ACTION: Names = names(&[(0, "AUDIT_NEVER"), (1, "AUDIT_POSSIBLE"), (2, "AUDIT_ALWAYS")]);

/// The subject of a field.
static FIELD: Names = names(&[
    (0, "AUDIT_PID"),
    (1, "AUDIT_UID"),
    (2, "AUDIT_EUID"),
    (3, "AUDIT_SUID"),
    (4, "AUDIT_FSUID"),
    (5, "AUDIT_GID"),
    (6, "AUDIT_EGID"),
    (7, "AUDIT_SGID"),
    (8, "AUDIT_FSGID"),
    (9, "AUDIT_LOGINUID"),
    (10, "AUDIT_PERS"),
    (11, "AUDIT_ARCH"),
    (12, "AUDIT_MSGTYPE"),
    (13, "AUDIT_SUBJ_USER"),
    (14, "AUDIT_SUBJ_ROLE"),
    (15, "AUDIT_SUBJ_TYPE"),
    (16, "AUDIT_SUBJ_SEN"),
    (17, "AUDIT_SUBJ_CLR"),
    (18, "AUDIT_PPID"),
    (19, "AUDIT_OBJ_USER"),
    (20, "AUDIT_OBJ_ROLE"),
    (21, "AUDIT_OBJ_TYPE"),
    (22, "AUDIT_OBJ_LEV_LOW"),
    (23, "AUDIT_OBJ_LEV_HIGH"),
    (24, "AUDIT_LOGINUID_SET"),
    (25, "AUDIT_SESSIONID"),
    (26, "AUDIT_FSTYPE"),
    (100, "AUDIT_DEVMAJOR"),
    (101, "AUDIT_DEVMINOR"),
    (102, "AUDIT_INODE"),
    (103, "AUDIT_EXIT"),
    (104, "AUDIT_SUCCESS"),
    (105, "AUDIT_WATCH"),
    (106, "AUDIT_PERM"),
    (107, "AUDIT_DIR"),
    (108, "AUDIT_FILETYPE"),
    (109, "AUDIT_OBJ_UID"),
    (110, "AUDIT_OBJ_GID"),
    (111, "AUDIT_FIELD_COMPARE"),
    (112, "AUDIT_EXE"),
    (113, "AUDIT_SADDR_FAM"),
    (200, "AUDIT_ARG0"),
    (201, "AUDIT_ARG1"),
    (202, "AUDIT_ARG2"),
    (203, "AUDIT_ARG3"),
    (210, "AUDIT_FILTERKEY"),
]);

/// How a field is compared.
static OPERATOR: Names = names(&[
    (0x0800_0000, "AUDIT_BIT_MASK"),
    (0x1000_0000, "AUDIT_LESS_THAN"),
    (0x2000_0000, "AUDIT_GREATER_THAN"),
    (0x3000_0000, "AUDIT_NOT_EQUAL"),
    (0x4000_0000, "AUDIT_EQUAL"),
    (0x4800_0000, "AUDIT_BIT_TEST"),
    (0x5000_0000, "AUDIT_LESS_THAN_OR_EQUAL"),
    (0x6000_0000, "AUDIT_GREATER_THAN_OR_EQUAL"),
]);

/// Returns the sign of an operator.
fn sign(operator: u32) -> &'static str {
    match operator >> 27 {
        1 => "&",
        2 => "<",
        4 => ">",
        6 => "!=",
        8 => "=",
        9 => "&=",
        10 => "<=",
        12 => ">=",
        _ => "?",
    }
}

/// Returns whether a field's value is the length of a text: parts of security contexts, paths, keys.
fn has_text(field: u32) -> bool {
    matches!(field, 13..=17 | 19..=23 | 105 | 107 | 112 | 210)
}

/// Writes the rule as fields with their operators and values: `AUDIT_DIR=/etc AUDIT_PERM=10 AUDIT_FILTERKEY=etc`.
fn in_words(payload: &[u8], endian: Endian, out: &mut dyn fmt::Write) -> fmt::Result {
    let word = |at: usize| wire::u32(payload.get(at..).unwrap_or_default(), endian).map_or(0, |(_, n)| n);
    let mut texts = payload.get(AUDIT_RULE_DATA.size..).unwrap_or_default();
    for at in 0..word(8).min(64) as usize {
        let (field, value, operator) = (word(268 + 4 * at), word(524 + 4 * at), word(780 + 4 * at));
        if at > 0 {
            out.write_char(' ')?;
        }
        match FIELD.get(field.into()) {
            Some(name) => out.write_str(name)?,
            None => write!(out, "{field}")?,
        }
        out.write_str(sign(operator))?;
        if has_text(field) {
            let (text, rest) = texts.split_at((value as usize).min(texts.len()));
            out.write_str(&String::from_utf8_lossy(text))?;
            texts = rest;
        } else {
            write!(out, "{value}")?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::in_words;
    use crate::family::audit::FAMILY;
    use crate::family::testing::{decoded, values};
    use crate::wire::Endian;

    /// `auditctl -a always,exit -F dir=/etc -F perm=wa -F auid>=1000 -k etc`
    fn rule() -> Vec<u8> {
        let mut words = vec![0u32; 260];
        words[..3].copy_from_slice(&[4, 2, 4]);
        words[3..67].fill(!0);
        words[67..71].copy_from_slice(&[107, 106, 9, 210]);
        words[131..135].copy_from_slice(&[4, 10, 1000, 3]);
        words[195..199].copy_from_slice(&[0x4000_0000, 0x4000_0000, 0x6000_0000, 0x4000_0000]);
        words[259] = 7;
        let mut bytes: Vec<u8> = words.into_iter().flat_map(u32::to_le_bytes).collect();
        bytes.extend(b"/etcetc");
        bytes
    }

    #[test]
    fn a_rule() {
        let decoded = decoded(&FAMILY, (1011, 5), &[&rule()]);
        assert_eq!(values(&decoded, "action"), ["AUDIT_ALWAYS"]);
        assert_eq!(values(&decoded, "field_count"), ["4"]);
        assert_eq!(values(&decoded, "buf"), ["/etcetc"]);
        let at = decoded.iter().position(|(name, _)| *name == "fields").unwrap();
        assert_eq!(decoded[at + 3].1, "AUDIT_LOGINUID");
    }

    #[test]
    fn in_words_it_has_its_texts() {
        let mut out = String::new();
        in_words(&rule(), Endian::Little, &mut out).unwrap();
        assert_eq!(out, "AUDIT_DIR=/etc AUDIT_PERM=10 AUDIT_LOGINUID>=1000 AUDIT_FILTERKEY=etc");
        for len in 0..rule().len() {
            in_words(&rule()[..len], Endian::Little, &mut String::new()).unwrap();
        }
    }
}
