//! Names of interfaces in the network namespace of a traced program's socket.

use std::os::fd::AsRawFd;

use nix::libc;

use super::ptrace::sys;
use crate::datagram::Caller;

const SIOCGIFNAME: libc::Ioctl = 0x8910;

/// Asks the kernel through a copy of the call's descriptor: it answers for the namespace of the socket, even if the program has
/// left that. If the program has ended and the namespace is nltrace's, a socket of nltrace's own is used. The outer `None`
/// means that it could not be asked, the inner that there is no such interface.
pub(crate) fn name(caller: &Caller, index: u32) -> Option<Option<String>> {
    if let Ok(copy) = sys::borrow_descriptor(caller.tid, caller.pid, caller.fd) {
        let domain = sys::socket_option(copy.as_raw_fd(), libc::SOL_SOCKET, libc::SO_DOMAIN);
        if domain.is_ok_and(|domain| domain == libc::AF_NETLINK) {
            return ask(copy.as_raw_fd(), index);
        }
    }
    // 0 is not known, and not ours.
    if caller.netns == 0 || caller.netns != namespace() {
        return None;
    }
    let socket = sys::netlink_socket(libc::NETLINK_ROUTE).ok()?;
    ask(socket.as_raw_fd(), index)
}

/// Returns inode of the network namespace that nltrace is in; 0 if it is not known.
pub(crate) fn namespace() -> u64 {
    super::socket::namespace_of("self").unwrap_or(0)
}

fn ask(socket: i32, index: u32) -> Option<Option<String>> {
    // SAFETY: an all-zero ifreq is a valid one.
    let mut request: libc::ifreq = unsafe { std::mem::zeroed() };
    request.ifr_ifru.ifru_ifindex = index.cast_signed();
    // SAFETY: SIOCGIFNAME reads and writes an ifreq, and `request` is one that outlives the call.
    let done = unsafe { libc::ioctl(socket, SIOCGIFNAME, &raw mut request) };
    if done != 0 {
        let is_none = std::io::Error::last_os_error().raw_os_error() == Some(libc::ENODEV);
        return is_none.then_some(None);
    }
    // A C character is signed on x86, and not on ARM.
    let name = request.ifr_name.iter().take_while(|byte| **byte != 0).flat_map(|byte| byte.to_ne_bytes());
    Some(Some(String::from_utf8_lossy(&name.collect::<Vec<u8>>()).into_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_loopback_is_asked_for_and_what_is_not_there_is_told_so() {
        let pid = std::process::id().cast_signed();
        let netns = namespace();
        let caller = Caller { netns, ..Caller::new(pid, pid, String::new(), "") };
        assert_eq!(name(&caller, 1), Some(Some("lo".to_owned())));
        assert_eq!(name(&caller, 0x7fff_fff0), Some(None));
        assert_eq!(name(&Caller { netns: 0, ..caller }, 1), None);
    }
}
