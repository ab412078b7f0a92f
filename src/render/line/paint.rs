//! Colours a finished line. It recognises words by their form, as an editor does with a programming language.

use crate::render::palette::{Palette, Role};

/// Appends a line, with its words in the colours of their roles.
pub(super) fn paint(line: &str, palette: &Palette, out: &mut Vec<u8>) {
    if palette.is_plain() {
        return out.extend_from_slice(line.as_bytes());
    }
    let mut rest = line;
    let mut is_begun = false;
    while let Some(first) = rest.chars().next() {
        let (role, len) = match first {
            '"' => (Role::Text, string(rest)),
            '/' if rest.starts_with("/*") => (Role::Note, rest.find("*/").map_or(rest.len(), |at| at + 2)),
            'A'..='Z' | 'a'..='z' | '_' => {
                let len = run(rest, |c| c.is_ascii_alphanumeric() || c == '_');
                let (word, following) = rest.split_at(len);
                (role(word, following, &mut is_begun), len)
            }
            '0'..='9' => {
                let len = run(rest, |c| c.is_ascii_alphanumeric() || c == '.' || c == ':');
                (if is_begun { Role::Number } else { Role::Note }, len)
            }
            _ => (Role::Plain, first.len_utf8()),
        };
        let (word, following) = rest.split_at(len);
        palette.paint(role, word, out);
        rest = following;
    }
}

/// Returns the role of a word; the first word before a parenthesis is the call's name.
fn role(word: &str, following: &str, is_begun: &mut bool) -> Role {
    let is_call = !*is_begun && following.starts_with('(');
    *is_begun |= is_call;
    let has_capitals = word.starts_with(|c: char| c.is_ascii_uppercase());
    let is_constant = word.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_');
    if is_call {
        Role::Origin
    } else if following.starts_with('=') && !following.starts_with("==") {
        Role::Name
    } else if is_constant && word.len() > 2 && word.starts_with('E') && following.starts_with(" (") {
        Role::Error
    } else if has_capitals && is_constant && word.len() > 2 {
        Role::Flag
    } else {
        Role::Plain
    }
}

/// Returns the length of the beginning whose characters are all of a sort.
fn run(text: &str, is_of_it: impl Fn(char) -> bool) -> usize {
    text.find(|c| !is_of_it(c)).unwrap_or(text.len())
}

/// Returns the length of a string with its quotes.
fn string(text: &str) -> usize {
    let mut is_escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '"' => return at + 1,
            _ => (),
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the words that have a colour, by role.
    fn painted(line: &str) -> Vec<(Role, String)> {
        let palette = Palette::new(true);
        let mut out = Vec::new();
        paint(line, &palette, &mut out);
        let text = String::from_utf8(out).unwrap();
        let mut plain = text.clone();
        let roles = [Role::Origin, Role::Name, Role::Number, Role::Flag, Role::Text, Role::Error, Role::Note];
        let mut found = Vec::new();
        for role in roles {
            plain = plain.replace(palette.on(role), "");
            for (at, on) in text.match_indices(palette.on(role)) {
                let word = text[at + on.len()..].split(palette.off()).next().unwrap();
                found.push((role, word.to_owned()));
            }
        }
        assert_eq!(plain.replace(palette.off(), ""), line, "nothing is lost");
        found
    }

    #[test]
    fn words_have_their_roles() {
        let line = "[pid 7] sendto(3, [{nlmsg_len=16, nlmsg_type=RTM_NEWLINK}, \"a\\\"b=1\"], 16, 0) = -1 EPERM (Operation not permitted) /* E=2 */\n";
        let found = painted(line);
        let has = |role, word: &str| found.contains(&(role, word.to_owned()));
        assert!(has(Role::Origin, "sendto") && has(Role::Name, "nlmsg_len") && has(Role::Number, "16"));
        assert!(
            has(Role::Flag, "RTM_NEWLINK") && has(Role::Text, "\"a\\\"b=1\"") && has(Role::Error, "EPERM")
        );
        assert!(has(Role::Note, "/* E=2 */") && !has(Role::Name, "b") && !has(Role::Name, "E"), "{found:?}");
    }

    #[test]
    fn no_line_is_too_strange() {
        for line in ["", "\"", "\"\\", "/*", "= -1 E", "ü=ö", "A(B(", "1.2:3µ"] {
            painted(line);
        }
    }
}
