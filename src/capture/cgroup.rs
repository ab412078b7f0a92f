//! Names of cgroups: the kernel identifies a cgroup by the inode of its folder, people by the folder's path.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::recent::Recent;

/// Where the hierarchy of version 2 is mounted: alone, or beside those of version 1.
const ROOTS: [&str; 2] = ["/sys/fs/cgroup", "/sys/fs/cgroup/unified"];
/// Cgroups that are remembered.
const MOST: usize = 4096;
/// Folders that one search looks at.
const MOST_FOLDERS: usize = 1 << 14;
/// Searches are no more frequent than this: a cgroup that is gone is never found.
const PAUSE: Duration = Duration::from_secs(1);

/// The paths of cgroups by their ids.
#[derive(Debug)]
pub(crate) struct Cgroups {
    root: Option<PathBuf>,
    /// Ids with their paths, as far as these could be found.
    known: Recent<u64, Option<Arc<str>>>,
    searched: Option<Instant>,
}

impl Cgroups {
    /// Knows nothing yet.
    pub(crate) fn new() -> Cgroups {
        let is_root = |root: &&&str| Path::new(root).join("cgroup.procs").exists();
        let root = ROOTS.iter().find(is_root).map(PathBuf::from);
        Cgroups { root, known: Recent::new(MOST), searched: None }
    }

    /// Returns the path of a cgroup that a process is or was in, below the root of the hierarchy.
    pub(crate) fn path(&mut self, id: u64, pid: u32) -> Option<Arc<str>> {
        if let Some(known) = self.known.get(&id) {
            return known.clone();
        }
        let root = self.root.clone()?;
        if let Some(path) = of_process(&root, id, pid) {
            self.known.insert(id, Some(Arc::clone(&path)));
            return Some(path);
        }
        if self.searched.is_none_or(|at| at.elapsed() >= PAUSE) {
            self.searched = Some(Instant::now());
            self.search(&root);
            // A cgroup that is not there now was removed, and its id is not used again soon.
            self.known.put(id, || None);
        }
        self.known.get(&id).cloned().flatten()
    }

    /// Reads the ids of all cgroups.
    fn search(&mut self, root: &Path) {
        let mut open = vec![root.to_path_buf()];
        let mut left = MOST_FOLDERS;
        while let Some(folder) = open.pop() {
            let Some(rest) = left.checked_sub(1) else { return };
            left = rest;
            if let (Ok(about), Some(path)) = (fs::metadata(&folder), below(root, &folder)) {
                self.known.insert(about.ino(), Some(path));
            }
            let entries = fs::read_dir(&folder).into_iter().flatten().flatten();
            open.extend(
                entries
                    .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()))
                    .map(|entry| entry.path()),
            );
        }
    }
}

/// Returns the path that /proc states for a process, if that is the cgroup's.
fn of_process(root: &Path, id: u64, pid: u32) -> Option<Arc<str>> {
    let text = fs::read_to_string(format!("/proc/{pid}/cgroup")).ok()?;
    let path = text.lines().find_map(|line| line.strip_prefix("0::"))?;
    let folder = root.join(path.trim_start_matches('/'));
    let about = fs::metadata(&folder).ok()?;
    if about.ino() == id { below(root, &folder) } else { None }
}

fn below(root: &Path, folder: &Path) -> Option<Arc<str>> {
    let rest = folder.strip_prefix(root).ok()?;
    Some(Arc::from(format!("/{}", rest.display())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_found_by_process_and_by_search() {
        let mut cgroups = Cgroups::new();
        let Some(root) = cgroups.root.clone() else {
            return eprintln!(
                "SKIPPED paths_are_found_by_process_and_by_search: no cgroups of version 2 here"
            );
        };
        let own = std::process::id();
        let text = fs::read_to_string("/proc/self/cgroup").unwrap();
        let path = text.lines().find_map(|line| line.strip_prefix("0::")).unwrap();
        let Ok(about) = fs::metadata(root.join(path.trim_start_matches('/'))) else {
            return eprintln!("SKIPPED paths_are_found_by_process_and_by_search: own cgroup not visible");
        };
        assert_eq!(cgroups.path(about.ino(), own).as_deref(), Some(path));
        // No process has this id.
        assert_eq!(Cgroups::new().path(about.ino(), u32::MAX).as_deref(), Some(path));
        assert_eq!(cgroups.path(u64::MAX, own), None);
    }
}
