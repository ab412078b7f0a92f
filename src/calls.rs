//! Selects system calls to show, in the syntax of strace's `-e trace=`.

#![deny(clippy::unwrap_used, clippy::indexing_slicing, clippy::cast_possible_truncation)]

use std::collections::HashSet;

use crate::lexicon::nearest::{did_you_mean, nearest};

/// Which calls are shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Calls {
    /// Every call on a netlink socket.
    All,
    /// These.
    Some(HashSet<String>),
}

/// The calls of the class `%network` that nltrace can observe.
const NETWORK: &[&str] = &[
    "socket",
    "bind",
    "connect",
    "getsockname",
    "setsockopt",
    "getsockopt",
    "sendto",
    "recvfrom",
    "sendmsg",
    "recvmsg",
    "sendmmsg",
    "recvmmsg",
    "recvmmsg_time64",
    "send",
    "recv",
];
/// `%desc`, which in strace too holds no call of `%network`.
const DESCRIPTORS: &[&str] = &[
    "read", "write", "readv", "writev", "preadv2", "pwritev2", "close", "dup", "dup2", "dup3", "fcntl",
    "fcntl64",
];

/// The classes, and lists of all calls and of none.
const CLASSES: &[&str] = &["%network", "%net", "%desc", "all", "none"];
/// System calls that never carry netlink, with names like those that do: they are no slips.
const SIMILAR: &[&str] = &["clone", "mbind", "preadv", "pwrite64", "pwritev", "pread64", "fcntl32", "accept"];

/// Fails if a name is most likely a slip for a call that nltrace can show.
fn check_name(name: &str) -> Result<(), String> {
    let calls = || NETWORK.iter().chain(DESCRIPTORS).copied();
    let is_known = calls().chain(SIMILAR.iter().copied()).any(|known| known == name);
    match did_you_mean(&nearest(name, calls())) {
        Some(near) if !is_known => Err(format!("'{name}' is no system call; {near}")),
        _ => Ok(()),
    }
}

impl Calls {
    /// Reads a list as strace's `-e trace=` has it: names and classes with commas between; `all`; with `!`, all others.
    ///
    /// Calls that never carry netlink may be named, and are not seen.
    pub(crate) fn parse(list: &str) -> Result<Calls, String> {
        let (list, others) = match list.strip_prefix('!') {
            Some(rest) => (rest, true),
            None => (list, false),
        };
        let mut names = HashSet::new();
        if !others && list.split(',').any(|name| matches!(name.trim(), "all" | "%all")) {
            return Ok(Calls::All);
        }
        for name in list.split(',').map(str::trim).filter(|name| !name.is_empty()) {
            match name.trim_start_matches('%') {
                "all" => names.extend(NETWORK.iter().chain(DESCRIPTORS).map(|name| (*name).to_owned())),
                "network" | "net" => names.extend(NETWORK.iter().map(|name| (*name).to_owned())),
                "desc" => names.extend(DESCRIPTORS.iter().map(|name| (*name).to_owned())),
                "none" => (),
                plain if plain == name && plain.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') => {
                    check_name(plain)?;
                    names.insert(plain.to_owned());
                }
                _ => {
                    let near = did_you_mean(&nearest(name, CLASSES.iter().copied()));
                    let near = near.unwrap_or_else(|| "%network, %desc, all, none".to_owned());
                    return Err(format!("'{name}' is no system call and no class of them; {near}"));
                }
            }
        }
        if others {
            let all = NETWORK.iter().chain(DESCRIPTORS).map(|name| (*name).to_owned());
            names = all.filter(|name| !names.contains(name)).collect();
        }
        Ok(Calls::Some(names))
    }

    /// Returns whether a call of this name is shown.
    pub(crate) fn include(&self, name: &str) -> bool {
        match self {
            Calls::All => true,
            Calls::Some(names) => names.contains(name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::strange::{Strange, TEXTS};

    #[test]
    fn names_classes_and_others() {
        let calls = Calls::parse("sendto,close").unwrap();
        assert!(calls.include("sendto") && calls.include("close") && !calls.include("recvmsg"));
        for class in ["%network", "%net", "network"] {
            let calls = Calls::parse(class).unwrap();
            assert!(calls.include("recvmsg") && !calls.include("close"), "{class}");
        }
        let calls = Calls::parse("!recvmsg,%desc").unwrap();
        assert!(calls.include("socket") && !calls.include("recvmsg") && !calls.include("write"));
        for order in ["%network,%desc", "%desc,%network", "%desc,socket,%net"] {
            let calls = Calls::parse(order).unwrap();
            assert!(calls.include("socket") && calls.include("read") && calls.include("sendto"), "{order}");
        }
        let calls = Calls::parse("%desc").unwrap();
        assert!(calls.include("close") && !calls.include("sendto") && !calls.include("socket"));
        for all in ["all", "none,all", "all,none"] {
            assert!(Calls::parse(all).unwrap().include("dup2"), "{all}");
        }
        assert!(!Calls::parse("!all").unwrap().include("dup2"));
        assert!(!Calls::parse("none").unwrap().include("dup2"));
        assert!(Calls::parse("openat").is_ok(), "what never carries netlink may be named");
        for real in ["preadv", "clone", "pwritev,mbind"] {
            assert!(Calls::parse(real).is_ok(), "{real} is a system call");
        }
        for (slip, meant) in [("sendmgs", "sendmsg"), ("recvmgs,bind", "recvmsg"), ("%netwrk", "%network")] {
            let error = Calls::parse(slip).unwrap_err();
            assert!(error.contains(&format!("did you mean {meant}")), "{error}");
        }
        assert!(Calls::parse("send to").is_err());
        assert!(Calls::parse("%nonsense").unwrap_err().contains("%nonsense"));
    }

    #[test]
    fn no_list_is_too_strange() {
        let mut strange =
            Strange::new(&["sendto,close", "%network,%desc", "!recvmsg,none", "all", "trace=%net", ", ,"]);
        let mut parsed = 0;
        for _ in 0..TEXTS {
            let text = strange.text();
            match Calls::parse(&text) {
                Ok(calls) => parsed += usize::from(calls.include("sendto")),
                Err(error) => assert!(error.contains("no system call"), "{text:?}: {error}"),
            }
        }
        assert!(parsed > 0, "some are lists");
    }
}
