//! "Did you mean": names that are similar to an unknown one.

use std::cmp::Reverse;

/// Suggestions given at once.
const SUGGESTIONS: usize = 3;

/// Returns the names that an unknown word most likely stands for, best first.
pub(crate) fn nearest<'a>(word: &str, names: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let upper = word.to_ascii_uppercase();
    let tolerated = match word.len() {
        0..=2 => 0,
        len => (len / 4).clamp(1, 4),
    };
    let mut found: Vec<(usize, Reverse<usize>, &str)> = Vec::new();
    for name in names.into_iter().filter(|name| !name.is_empty()) {
        let capital = name.to_ascii_uppercase();
        let score = if capital == upper {
            0
        } else if upper.len() >= 2
            && capital.strip_suffix(upper.as_str()).is_some_and(|rest| rest.ends_with('_'))
        {
            // MTU for IFLA_MTU: what one remembers of a name is its end.
            1
        } else if name.len().abs_diff(word.len()) <= tolerated {
            let distance = strsim::osa_distance(&capital, &upper);
            if distance > tolerated {
                continue;
            }
            distance
        } else if upper.len() >= 4 && capital.starts_with(&upper) {
            tolerated
        } else {
            continue;
        };
        let alike = name.bytes().zip(word.bytes()).take_while(|(a, b)| a == b).count();
        found.push((score, Reverse(alike), name));
    }
    // The order of the names decides between equals: those nearest to a protocol come first.
    found.sort_by_key(|(score, alike, _)| (*score, *alike));
    let mut names: Vec<&str> = Vec::new();
    for (_, _, name) in found {
        if !names.contains(&name) && names.len() < SUGGESTIONS {
            names.push(name);
        }
    }
    names
}

/// Returns `did you mean A, B or C?`; nothing where nothing is near.
pub(crate) fn did_you_mean(names: &[&str]) -> Option<String> {
    let text = match names {
        [] => return None,
        [one] => (*one).to_owned(),
        [others @ .., last] => format!("{} or {last}", others.join(", ")),
    };
    Some(format!("did you mean {text}?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_ends_and_case() {
        let names = ["IFLA_MTU", "IFLA_MASTER", "IFLA_ADDRESS", "RTA_MULTIPATH", "ifi_index"];
        assert_eq!(nearest("IFLA_MUT", names), ["IFLA_MTU"]);
        assert_eq!(nearest("mtu", names), ["IFLA_MTU"]);
        assert_eq!(nearest("ifla_adress", names), ["IFLA_ADDRESS"]);
        assert_eq!(nearest("RTA_MULTI", names), ["RTA_MULTIPATH"]);
        assert_eq!(nearest("IFI_INDEX", names), ["ifi_index"]);
        assert!(nearest("something_else", names).is_empty());
        assert!(nearest("x", ["u", "", "s"]).is_empty());
    }

    #[test]
    fn suggestions_are_a_question() {
        assert_eq!(did_you_mean(&["A"]).as_deref(), Some("did you mean A?"));
        assert_eq!(did_you_mean(&["A", "B", "C"]).as_deref(), Some("did you mean A, B or C?"));
        assert_eq!(did_you_mean(&[]), None);
    }
}
