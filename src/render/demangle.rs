//! Names of functions as programmers write them, from the symbols that compilers of C++ and Rust make of them.

use std::fmt::{self, Write};

/// Longer symbols stay as they are.
const LONGEST_SYMBOL: usize = 4096;
/// Longer names are given up: a short symbol can stand for an endless one, because its parts refer to each other.
const LONGEST_NAME: usize = 1024;

/// Returns the name that a symbol stands for; `None` if it is no symbol of C++ or Rust.
pub(crate) fn demangled(symbol: &str) -> Option<String> {
    if symbol.len() > LONGEST_SYMBOL {
        return None;
    }
    let mut name = BoundedName(String::new());
    if let Ok(of_rust) = rustc_demangle::try_demangle(symbol) {
        // The alternate form is without a hash.
        write!(name, "{of_rust:#}").ok()?;
    } else if symbol.starts_with("_Z") {
        let of_cpp = cpp_demangle::Symbol::new(symbol).ok()?;
        of_cpp.structured_demangle(&mut name, &cpp_demangle::DemangleOptions::default()).ok()?;
    } else {
        return None;
    }
    Some(name.0)
}

/// A name that is written up to a length.
struct BoundedName(String);

impl Write for BoundedName {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if self.0.len() + text.len() > LONGEST_NAME {
            return Err(fmt::Error);
        }
        self.0.push_str(text);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_three_languages() {
        for (symbol, name) in [
            ("main", None),
            ("nl_send_auto", None),
            ("_ZN5agent7deliver17h0123456789abcdefE", Some("agent::deliver")),
            ("_RNvCskwGfYPst2Cb_3foo16example_function", Some("foo::example_function")),
            ("_ZN7Session4sendERKSsi", Some("Session::send(std::string const&, int)")),
            ("_Z7deliverPK8nlmsghdr", Some("deliver(nlmsghdr const*)")),
            ("_Z", None),
            ("_ZN", None),
            ("_R", None),
        ] {
            assert_eq!(demangled(symbol).as_deref(), name, "{symbol}");
        }
    }

    /// Each part of such a symbol stands for the one before it twice.
    #[test]
    fn a_symbol_that_doubles_is_given_up() {
        let mut symbol = "_Z1fSt4pairIiiE".to_owned();
        for at in 0..40 {
            let before = if at == 0 { "S0_".to_owned() } else { format!("S{:X}_", at) };
            symbol.push_str(&format!("St4pairI{before}{before}E"));
        }
        assert!(demangled(&symbol).is_none_or(|name| name.len() <= LONGEST_NAME));
        assert_eq!(demangled(&format!("_Z5000{}", "a".repeat(5000))), None);
        assert_eq!(demangled(&format!("_Z2000{}v", "a".repeat(2000))), None);
    }

    /// Symbols come from files of traced programs.
    #[test]
    fn no_symbol_is_too_strange() {
        const PARTS: [&str; 22] = [
            "_Z", "_R", "N", "E", "I", "S_", "S0_", "St", "T_", "L", "X", "K", "R", "P", "F", "J", "Dp",
            "cv", "i", "3foo", "99", "B_",
        ];
        let mut seed = 7_u64;
        for _ in 0..3000 {
            let mut symbol = String::new();
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            symbol.push_str(if seed >> 63 == 0 { "_Z" } else { "_RNv" });
            for _ in 0..seed >> 40 & 0xff {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                symbol.push_str(PARTS[usize::try_from(seed >> 33).unwrap() % PARTS.len()]);
            }
            assert!(demangled(&symbol).is_none_or(|name| name.len() <= LONGEST_NAME));
        }
        for part in PARTS {
            let symbol = format!("_Z{}", part.repeat(LONGEST_SYMBOL / part.len() - 1));
            assert!(demangled(&symbol).is_none_or(|name| name.len() <= LONGEST_NAME));
        }
    }
}
