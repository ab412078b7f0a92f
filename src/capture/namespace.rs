//! Names of network namespaces: those that ip(8) keeps in /run/netns, and those of containers.

#![deny(clippy::unwrap_used, clippy::indexing_slicing, clippy::cast_possible_truncation)]

use std::fs;
use std::os::linux::fs::MetadataExt;
use std::sync::Arc;

use crate::recent::Recent;

/// Where ip(8) keeps a file for each namespace that it made.
const NAMED: &str = "/run/netns";
/// Entries of that folder that are looked at.
const ENTRIES: usize = 4096;
/// Namespaces whose names are remembered.
const REMEMBERED: usize = 1024;
/// Digits of a container's id that people use.
const ID: usize = 12;

/// The names that were found.
#[derive(Debug)]
pub(crate) struct Namespaces {
    /// Of each inode the name; `None` for a namespace without one.
    names: Recent<u64, Option<Arc<str>>>,
    /// The namespace of nltrace itself. It may be that of a container too, but then all is in it.
    own: Option<u64>,
}

impl Namespaces {
    pub(crate) fn new() -> Namespaces {
        let own = fs::metadata("/proc/self/ns/net").ok().map(|link| link.st_ino());
        Namespaces { names: Recent::new(REMEMBERED), own }
    }

    /// Returns the name of a namespace that a thread is in.
    pub(crate) fn name(&mut self, inode: u64, tid: i32) -> Option<Arc<str>> {
        if inode == 0 {
            return None;
        }
        let own = self.own;
        let find = || named(inode).or_else(|| (own != Some(inode)).then(|| container(tid)).flatten());
        self.names.put(inode, || find().map(Arc::from)).clone()
    }
}

/// Returns the name that ip(8) gave to a namespace.
fn named(inode: u64) -> Option<String> {
    let entries = fs::read_dir(NAMED).ok()?.filter_map(Result::ok).take(ENTRIES);
    let mut fits = entries.filter(|entry| {
        // The file itself is an empty one. The namespace is mounted on it.
        fs::metadata(entry.path()).is_ok_and(|file| file.st_ino() == inode)
    });
    fits.next()?.file_name().into_string().ok()
}

/// Returns the name of the container that a thread is in.
fn container(tid: i32) -> Option<String> {
    of_cgroups(&fs::read_to_string(format!("/proc/{tid}/cgroup")).ok()?)
}

/// Finds a container's name in the paths of a process's control groups.
fn of_cgroups(text: &str) -> Option<String> {
    text.lines().find_map(|line| {
        let path = line.splitn(3, ':').nth(2)?;
        // The innermost one counts: containers can be in containers.
        let mut parts = path.split('/').rev().peekable();
        while let Some(part) = parts.next() {
            if let Some(name) = of_group(part, parts.peek().copied()) {
                return Some(name);
            }
        }
        None
    })
}

/// Finds a container's name in the name of a control group and of the one around it.
fn of_group(group: &str, around: Option<&str>) -> Option<String> {
    let bare = group.strip_suffix(".scope").unwrap_or(group);
    for (prefix, engine) in
        [("docker-", "docker"), ("libpod-", "podman"), ("crio-", "cri-o"), ("cri-containerd-", "containerd")]
    {
        if let Some(id) = bare.strip_prefix(prefix).and_then(id) {
            return Some(format!("{engine}:{id}"));
        }
    }
    for prefix in ["lxc.payload.", "lxc.payload/"] {
        if let Some(name) = bare.strip_prefix(prefix).filter(|name| !name.is_empty()) {
            return Some(format!("lxc:{name}"));
        }
    }
    if let Some(name) = group.strip_prefix("systemd-nspawn@").and_then(|rest| rest.strip_suffix(".service")) {
        return Some(name.to_owned());
    }
    if let Some(name) = bare.strip_prefix("machine-").filter(|_| bare.len() < group.len()) {
        return Some(name.replace("\\x2d", "-"));
    }
    match around? {
        "docker" => Some(format!("docker:{}", id(group)?)),
        "lxc" | "lxc.payload" => Some(format!("lxc:{group}")),
        pod if pod.starts_with("pod") || pod.starts_with("kubepods") => Some(format!("pod:{}", id(group)?)),
        _ => None,
    }
}

/// Returns the beginning of a container's id, which has 64 hexadecimal digits.
fn id(text: &str) -> Option<&str> {
    let is_id = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    text.get(..ID).filter(|_| is_id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_groups_name_containers() {
        let id = "3f2a".repeat(16);
        for (text, wanted) in [
            (format!("0::/system.slice/docker-{id}.scope\n"), Some("docker:3f2a3f2a3f2a")),
            (format!("12:pids:/docker/{id}\n"), Some("docker:3f2a3f2a3f2a")),
            (format!("0::/machine.slice/libpod-{id}.scope/container\n"), Some("podman:3f2a3f2a3f2a")),
            (
                format!("0::/kubepods.slice/kubepods-pod7.slice/cri-containerd-{id}.scope"),
                Some("containerd:3f2a3f2a3f2a"),
            ),
            (format!("0::/kubepods/besteffort/pod77/{id}"), Some("pod:3f2a3f2a3f2a")),
            ("0::/lxc.payload.web/init.scope".to_owned(), Some("lxc:web")),
            ("0::/lxc/web".to_owned(), Some("lxc:web")),
            ("0::/machine.slice/machine-my\\x2dbox.scope/payload".to_owned(), Some("my-box")),
            ("0::/machine.slice/systemd-nspawn@web.service".to_owned(), Some("web")),
            ("0::/user.slice/user-0.slice/session-3.scope".to_owned(), None),
            ("0::/docker/notanid".to_owned(), None),
            ("".to_owned(), None),
            ("nonsense".to_owned(), None),
        ] {
            assert_eq!(of_cgroups(&text).as_deref(), wanted, "{text}");
        }
    }

    #[test]
    fn an_inode_of_nothing_has_no_name() {
        let mut names = Namespaces::new();
        assert_eq!(names.name(0, 1), None);
        assert_eq!(names.name(1, i32::MAX), None);
    }
}
