//! The tracepoint's number and the layout of its records, from tracefs, which need not be mounted.

use std::fs::File;
use std::io::{self, Read};
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
use std::path::Path;

use nix::libc;

/// Where tracefs usually is.
const MOUNTS: [&str; 2] = ["/sys/kernel/tracing", "/sys/kernel/debug/tracing"];
const FORMAT: &str = "events/netlink/netlink_extack/format";
/// A description is shorter than this.
const MOST: u64 = 1 << 16;

/// A tracepoint, as perf_event_open(2) wants to have it named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Event {
    /// Its number, which differs from kernel to kernel.
    pub(super) id: u64,
    /// The offset in a record of the place of its text.
    pub(super) at: usize,
}

/// Describes the tracepoint `netlink:netlink_extack`.
///
/// # Errors
/// If tracefs cannot be read, neither where it is usually mounted nor through a mount that only nltrace has.
pub(super) fn event() -> io::Result<Event> {
    let mounted = MOUNTS.iter().find_map(|mount| File::open(Path::new(mount).join(FORMAT)).ok());
    let file = match mounted {
        Some(file) => file,
        None => open_at(&private()?, FORMAT)?,
    };
    let mut text = String::new();
    file.take(MOST).read_to_string(&mut text)?;
    parse(&text).ok_or_else(|| io::Error::from(io::ErrorKind::InvalidData))
}

/// Reads the number and the text's place from a `format` file.
fn parse(format: &str) -> Option<Event> {
    let id = format.lines().find_map(|line| line.strip_prefix("ID:"))?.trim().parse().ok()?;
    let field = format.lines().find(|line| line.contains("__data_loc") && line.contains(" msg;"))?;
    let at = field.split(';').find_map(|part| part.trim().strip_prefix("offset:"))?.parse().ok()?;
    Some(Event { id, at })
}

/// Mounts tracefs where nobody sees it. The mount goes with its descriptor.
fn private() -> io::Result<OwnedFd> {
    const CLOEXEC: libc::c_uint = 1;
    const CREATE: libc::c_uint = 6;
    // SAFETY: the name ends in NUL; the null pointers are what FSCONFIG_CMD_CREATE takes.
    unsafe {
        let context = owned(libc::syscall(libc::SYS_fsopen, c"tracefs".as_ptr(), CLOEXEC))?;
        let none = std::ptr::null::<libc::c_char>();
        let made = libc::syscall(libc::SYS_fsconfig, context.as_raw_fd(), CREATE, none, none, 0);
        if made < 0 {
            return Err(io::Error::last_os_error());
        }
        owned(libc::syscall(libc::SYS_fsmount, context.as_raw_fd(), CLOEXEC, 0))
    }
}

fn open_at(directory: &OwnedFd, path: &str) -> io::Result<File> {
    let flags = nix::fcntl::OFlag::O_RDONLY | nix::fcntl::OFlag::O_CLOEXEC;
    let file = nix::fcntl::openat(directory, path, flags, nix::sys::stat::Mode::empty())?;
    Ok(File::from(file))
}

/// Takes a descriptor that a system call returned.
///
/// # Safety
/// A number that is not negative must be a descriptor that the kernel has just made, and that nobody else owns.
unsafe fn owned(returned: libc::c_long) -> io::Result<OwnedFd> {
    match i32::try_from(returned) {
        // SAFETY: the caller vouches for it.
        Ok(fd) if fd >= 0 => Ok(unsafe { OwnedFd::from_raw_fd(fd) }),
        _ => Err(io::Error::last_os_error()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_names_the_number_and_the_place_of_the_text() {
        let format = "name: netlink_extack\nID: 2311\nformat:\n\
            \tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;\n\
            \tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;\n\n\
            \tfield:__data_loc char[] msg;\toffset:8;\tsize:4;\tsigned:0;\n\nprint fmt: \"msg=%s\", __get_str(msg)\n";
        assert_eq!(parse(format), Some(Event { id: 2311, at: 8 }));
        for strange in [
            "",
            "ID: x\n",
            "ID: 1\n",
            "field:__data_loc char[] msg;\toffset:8;",
            "ID: 1\nfield:__data_loc char[] msg;",
        ] {
            assert_eq!(parse(strange), None, "{strange:?}");
        }
    }
}
