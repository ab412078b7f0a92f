//! Privileges that a program lacks because it is traced.

use std::ffi::CString;

use super::proc;
use super::sys::{self, Pid};

/// Returns a sentence about a program that would have privileges if its tracer were root.
pub(super) fn lacking(tid: Pid) -> Option<String> {
    use std::os::unix::fs::MetadataExt;
    const SET_USER: u32 = 0o4000;
    const SET_GROUP: u32 = 0o2000;
    if nix::unistd::geteuid().is_root() {
        return None;
    }
    let link = format!("{}/{tid}/exe", proc::root().ok()?);
    let mode = std::fs::metadata(&link).ok()?.mode();
    let what = match () {
        () if mode & SET_USER != 0 => "set-user-ID",
        () if mode & SET_GROUP != 0 => "set-group-ID",
        () if sys::has_capabilities(&CString::new(link.as_str()).ok()?) => "file capabilities",
        () => return None,
    };
    let program = std::fs::read_link(link).ok()?;
    Some(format!(
        "{}: runs without its privileges: {what} of a program traced without root",
        program.display()
    ))
}
