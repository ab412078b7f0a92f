//! The names of a spec in the kernel's spelling.

use super::yaml::{Error, YamlNode};

/// Characters of a name in the kernel's spelling, with its prefix.
const LONGEST: usize = 128;

/// Returns a constant's name: the prefix and the name in upper case, with underscores.
pub(super) fn constant(prefix: &str, node: &YamlNode) -> Result<String, Error> {
    let name = format!("{prefix}{}", checked(node)?);
    if name.len() > LONGEST {
        return Err(node.error(format!("a name of more than {LONGEST} characters is not read")));
    }
    Ok(name.to_ascii_uppercase().replace('-', "_"))
}

/// Returns the name of a struct or member: with underscores.
pub(super) fn member(node: &YamlNode) -> Result<String, Error> {
    Ok(checked(node)?.replace('-', "_"))
}

/// Returns the text of a member that is a prefix of names, if it is there.
pub(super) fn prefix<'t>(of: &'t YamlNode, key: &str) -> Result<Option<&'t str>, Error> {
    match of.find(key) {
        // Names without a common beginning have an empty one.
        Some(node) if node.text()?.is_empty() => Ok(Some("")),
        node => node.map(checked).transpose(),
    }
}

/// Returns the name of a family of generic netlink. The kernel allows any text: `802.15.4 MAC`.
pub(super) fn of_family(node: &YamlNode) -> Result<&str, Error> {
    let text = node.text()?;
    if text.len() > 15 {
        return Err(node.error("the name of a family has at most 15 characters"));
    }
    if text.is_empty() || !text.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic()) {
        return Err(node.error(format!("{text:?} is no name of a family: ASCII without control characters")));
    }
    Ok(text)
}

/// Returns a text that consists of the characters of names.
pub(super) fn checked(node: &YamlNode) -> Result<&str, Error> {
    let text = node.text()?;
    if text.len() > LONGEST {
        return Err(node.error(format!("a name of more than {LONGEST} characters is not read")));
    }
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte)) {
        return Err(node.error(format!("{text:?} is no name: letters, digits, '-', '_' and '.'")));
    }
    Ok(text)
}
