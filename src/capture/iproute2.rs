//! The administrator's names of routing tables and protocols: the lists that ip(8) reads too.

use std::fs;
use std::path::{Path, PathBuf};

/// Where the lists are: the administrator's own, and the distribution's.
const DIRECTORIES: [&str; 2] = ["/etc/iproute2", "/usr/share/iproute2"];

/// Returns the numbers and names of a list: `rt_tables`, `rt_protos`. The first file there is counts, and what its directory of
/// additions holds.
pub(crate) fn names(list: &str) -> Vec<(u64, String)> {
    let mut names = Vec::new();
    let file =
        DIRECTORIES.iter().find_map(|directory| fs::read_to_string(Path::new(directory).join(list)).ok());
    parse(&file.unwrap_or_default(), &mut names);
    for directory in DIRECTORIES.iter().rev() {
        let entries =
            fs::read_dir(Path::new(directory).join(format!("{list}.d"))).into_iter().flatten().flatten();
        let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
        files.retain(|path| path.extension().is_some_and(|extension| extension == "conf"));
        files.sort();
        for file in files {
            parse(&fs::read_to_string(file).unwrap_or_default(), &mut names);
        }
    }
    names
}

/// Reads lines of a number, decimal or hexadecimal, and a name.
fn parse(text: &str, names: &mut Vec<(u64, String)>) {
    for line in text.lines() {
        let mut words = line.split('#').next().unwrap_or_default().split_whitespace();
        let (Some(number), Some(name)) = (words.next(), words.next()) else { continue };
        let number = match number.strip_prefix("0x") {
            Some(digits) => u64::from_str_radix(digits, 16),
            None => number.parse(),
        };
        if let Ok(number) = number {
            names.push((number, name.to_owned()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_names_between_comments() {
        let mut names = Vec::new();
        parse("#\n# reserved\n255\tlocal\n 0x2a vpn # ours\n\n#1 inr.ruhep\nnonsense\n7\n", &mut names);
        assert_eq!(names, [(255, "local".to_owned()), (42, "vpn".to_owned())]);
    }
}
