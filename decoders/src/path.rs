//! Paths of fields: names from the outermost field to the innermost, `IFLA_LINKINFO.IFLA_INFO_KIND`.

use crate::tape::{Field, Role};
use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// Returns the path of the innermost field that contains an offset, or of the attribute that begins there, and the position
/// of that field.
///
/// This is how `NLMSGERR_ATTR_OFFS` points at a field. It takes one pass over the fields.
#[must_use]
pub fn path_at(fields: &[Field], offset: u32) -> Option<(String, usize)> {
    let mut steps: Vec<(usize, &Field)> = Vec::new();
    for (at, field) in fields.iter().enumerate() {
        if field.start > offset {
            break;
        }
        while steps.last().is_some_and(|(_, step)| step.depth >= field.depth) {
            steps.pop();
        }
        let holds = offset - field.start < field.len;
        if holds && !matches!(field.role, Role::AttributeHeader) {
            steps.push((at, field));
            if field.start == offset && field.role == Role::Attribute {
                break;
            }
        }
    }
    // Bytes that nothing explains are nothing to point at.
    while steps.last().is_some_and(|(_, step)| step.name.is_empty() && step.role == Role::Member) {
        steps.pop();
    }
    let names: Vec<String> = steps.iter().map(|(_, step)| name(step)).collect();
    steps.last().map(|(at, _)| (names.join("."), *at))
}

/// Returns the name of a field in a path: `#17` for an attribute without a name, `[3]` for an element.
#[must_use]
pub fn name(field: &Field) -> String {
    match (field.name, field.role) {
        ("", Role::Attribute) => format!("#{}", field.id()),
        ("", Role::Element) => format!("[{}]", field.index),
        ("", Role::Padding) => "padding".to_owned(),
        ("", _) => "?".to_owned(),
        (name, _) => name.to_owned(),
    }
}
