//! Finds the process whose netlink socket has a port id, in /proc.

use std::fs;
use std::path::Path;

use crate::datagram::Caller;

/// Finds the process that has a port id of a protocol, in the network namespace of a caller; without one, in ours.
///
/// The kernel lists its netlink sockets with their inodes; a descriptor of one of them shows whose it is. The process whose id
/// is the port id is looked at first: by default it is this one.
pub(crate) fn of_port(caller: Option<&Caller>, protocol: u16, portid: u32) -> Option<(i32, String)> {
    let reader = caller.map_or_else(|| "self".to_owned(), |caller| caller.tid.to_string());
    let list = fs::read_to_string(format!("/proc/{reader}/net/netlink")).ok()?;
    let inode = list.lines().skip(1).find_map(|line| listed(line, protocol, portid))?;
    let link = format!("socket:[{inode}]");
    let likely = i32::try_from(portid).ok().filter(|pid| has(*pid, &link));
    let pid = likely.or_else(|| {
        let processes = fs::read_dir("/proc").ok()?;
        processes
            .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
            .find(|pid: &i32| has(*pid, &link))
    })?;
    let comm = fs::read(format!("/proc/{pid}/comm")).ok()?;
    Some((pid, String::from_utf8_lossy(&comm).trim_end().to_owned()))
}

/// Returns the protocol and port id of a thread's netlink socket, in the thread's network namespace.
pub(crate) fn socket_of(tid: i32, fd: i32) -> Option<(u16, u32)> {
    let link = fs::read_link(format!("/proc/{tid}/fd/{fd}")).ok()?;
    let inode: u64 = link.to_str()?.strip_prefix("socket:[")?.strip_suffix(']')?.parse().ok()?;
    let list = fs::read_to_string(format!("/proc/{tid}/net/netlink")).ok()?;
    list.lines().skip(1).find_map(|line| {
        let mut words = line.split_whitespace().skip(1);
        let socket = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
        (words.last()?.parse() == Ok(inode)).then_some(socket)
    })
}

/// Returns the inode in a line of /proc/net/netlink (`sk Eth Pid Groups Rmem Wmem Dump Locks Drops Inode`) if it is about this
/// port id.
fn listed(line: &str, protocol: u16, portid: u32) -> Option<u64> {
    let mut words = line.split_whitespace().skip(1);
    let is_it = words.next()?.parse() == Ok(protocol) && words.next()?.parse() == Ok(portid);
    words.last()?.parse().ok().filter(|_| is_it)
}

/// Returns whether a process has a descriptor of a socket.
fn has(pid: i32, link: &str) -> bool {
    let Ok(descriptors) = fs::read_dir(format!("/proc/{pid}/fd")) else { return false };
    descriptors
        .filter_map(Result::ok)
        .any(|entry| fs::read_link(entry.path()).is_ok_and(|target| target == Path::new(link)))
}

#[cfg(test)]
mod tests {
    use std::os::fd::{AsFd, AsRawFd};

    use super::*;
    use crate::capture::ptrace::sys;

    #[test]
    fn a_port_id_that_is_no_process_id_is_found_by_its_socket() {
        // The first socket of a process has its id; of two, one has another.
        let sockets = [(); 2].map(|()| sys::netlink_socket(nix::libc::NETLINK_ROUTE).unwrap());
        let own = std::process::id().cast_signed();
        for socket in &sockets {
            let name = nix::sys::socket::NetlinkAddr::new(0, 0);
            nix::sys::socket::bind(socket.as_raw_fd(), &name).unwrap();
            let (portid, _) = sys::netlink_name(socket.as_fd()).unwrap();
            assert_eq!(of_port(None, 0, portid).map(|(pid, _)| pid), Some(own));
            assert_eq!(of_port(None, 4, portid), None, "of another protocol");
            assert_eq!(socket_of(own, socket.as_raw_fd()), Some((0, portid)));
        }
    }
}
