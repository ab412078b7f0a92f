//! Which netlink protocol a program's descriptor speaks.
//!
//! The proof that a descriptor is still the socket it was is its inode, one readlink(2) of /proc/PID/fd/N. What was
//! learned of an inode is kept until the process that was asked about it has ended, or many others were: a socket may be
//! closed unseen, and the kernel gives numbers out again. What is not known is asked for in this order:
//!
//! 1. Is it netlink at all? The extended attribute `system.sockprotoname` of /proc/PID/fd/N tells. It is never asked
//!    twice of one socket, so that other sockets cost next to nothing; and they are not touched.
//! 2. The `socket()` call, if it was seen.
//! 3. `pidfd_getfd(2)` makes a copy of the descriptor, and `SO_PROTOCOL` and getsockname(2) tell.
//! 4. A NETLINK `sock_diag` query, made in the program's network namespace, lists the socket with protocol and port
//!    id, if it is bound. One that is not is bound by its first send, so it is asked for again after that. The kernel
//!    lists all sockets each time: with thousands of them that must stay the exception.
//!
//! Where /proc/PID/fd cannot be read, because the program has changed its user, is not dumpable, or /proc is another pid
//! namespace's, a copy of the descriptor tells all that. Where that is refused too, what the process's calls have shown
//! is all there is: see [`Descriptors`](super::ptrace::table::Descriptors).

use std::ffi::CString;
use std::fs::File;
use std::io;
use std::os::fd::{AsFd, AsRawFd, OwnedFd};

use nix::libc;

use super::ptrace::proc;
use super::ptrace::sys::{self, Pid};
use super::ptrace::table::Table;
use crate::datagram::{LearnedBy, SocketInfo};
use crate::recent::Recent;
use nltrace_decoders::wire::{Endian, Piece, messages, u32 as parse_u32};

/// Netlink sockets that are remembered.
const NETLINK: usize = 1024;
/// Other sockets that are: a server has thousands, and all their calls come by here.
const OTHERS: usize = 1 << 13;
/// `SOCK_DIAG_BY_FAMILY`.
const SOCK_DIAG_BY_FAMILY: u16 = 20;
/// `NDIAG_PROTO_ALL`.
const ALL_PROTOCOLS: u8 = 0xff;
/// `NLM_F_REQUEST | NLM_F_DUMP`.
const REQUEST_DUMP: u16 = 0x301;

/// The kinds of descriptors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A netlink socket.
    Netlink(SocketInfo),
    /// A unix socket: descriptors may come out of it.
    Unix,
    /// Neither.
    Other,
    /// Perhaps a netlink socket: nltrace may not look, for this reason (an `errno`).
    Hidden(i32),
}

/// A socket's number where its inode cannot be read: inodes of sockets have 32 bits.
const FIRST_UNREADABLE: u64 = 1 << 40;

/// Whose descriptor it is.
#[derive(Debug)]
pub(crate) struct Holder<'a> {
    /// Thread.
    pub(crate) tid: Pid,
    /// Its process.
    pub(crate) tgid: Pid,
    /// /proc/TID/fd, opened when it is needed first.
    pub(crate) directory: &'a mut Option<OwnedFd>,
    /// The descriptors that the process's calls have shown.
    pub(crate) table: &'a Table,
}

impl Holder<'_> {
    /// Returns the inode of the socket that a descriptor is; `None` if it is no socket.
    ///
    /// # Errors
    /// The kernel does not let nltrace look, or there is no /proc to look into.
    fn inode(&mut self, fd: i32, open: bool) -> io::Result<Option<u64>> {
        let no_proc = || io::Error::from_raw_os_error(libc::ENOSYS);
        let mut buffer = [0; 64];
        if open && self.directory.is_none() {
            let path = proc::path(&format!("{}/fd", self.tid)).ok_or_else(no_proc)?;
            *self.directory = sys::open_directory(&path).ok();
        }
        let link = match &*self.directory {
            Some(directory) => match decimal(fd) {
                Some(name) => sys::read_link_at(Some(directory.as_fd()), &name, &mut buffer),
                None => return Ok(None),
            },
            None => {
                let path = proc::path(&format!("{}/fd/{fd}", self.tid)).ok_or_else(no_proc)?;
                sys::read_link_at(None, &path, &mut buffer)
            }
        };
        let link = match link {
            Ok(link) => link,
            Err(error) if matches!(error.raw_os_error(), Some(libc::ENOENT | libc::ESRCH)) => {
                return Ok(None);
            }
            Err(error) => return Err(error),
        };
        let inode = link.strip_prefix(b"socket:[").and_then(|rest| rest.strip_suffix(b"]"));
        Ok(inode.and_then(|inode| std::str::from_utf8(inode).ok()?.parse().ok()))
    }
}

/// Returns a descriptor's number as a file name.
fn decimal(fd: i32) -> Option<CString> {
    u32::try_from(fd).ok().and_then(|fd| CString::new(fd.to_string()).ok())
}

/// A netlink socket.
#[derive(Clone, Copy, Debug)]
struct Netlink {
    info: SocketInfo,
    /// Inode of its network namespace, 0 if it is not known; `None` until somebody asks.
    netns: Option<u64>,
    /// The process whose descriptor it was.
    of: Pid,
}

/// Known sockets by their inodes.
#[derive(Debug)]
pub(crate) struct Sockets {
    netlink: Recent<u64, Netlink>,
    /// Those that are not: whether they are unix sockets, and the process whose descriptor it was.
    others: Recent<u64, (bool, Pid)>,
    /// Open /proc/TID/fd directories: not one for each of a thousand threads.
    directories: usize,
    /// How many sockets have got a number for want of an inode.
    unreadable: u64,
    /// The network namespace nltrace runs in, and a `sock_diag` socket there.
    own: Option<(u64, Option<OwnedFd>)>,
}

impl Default for Sockets {
    fn default() -> Sockets {
        Sockets {
            netlink: Recent::new(NETLINK),
            others: Recent::new(OTHERS),
            directories: 0,
            unreadable: 0,
            own: None,
        }
    }
}

impl Sockets {
    /// At most this many threads have their descriptor directory kept open.
    const MOST_DIRECTORIES: usize = 128;

    /// Returns the kind of a descriptor.
    pub(crate) fn look_up(&mut self, mut holder: Holder<'_>, fd: i32) -> Kind {
        let inode = match self.inode(&mut holder, fd) {
            Ok(Some(inode)) => inode,
            Ok(None) => {
                holder.table.descriptors.borrow_mut().remove(fd, fd);
                return Kind::Other;
            }
            Err(_) => return self.look_up_without_proc(&holder, fd),
        };
        let kind = match self.known(inode) {
            Some(known) => known,
            // None: closed meanwhile, or we may not ask. Not to be remembered.
            None => match self.classify(&holder, fd, inode) {
                Some(kind) => self.remember_kind(kind, inode, holder.tgid),
                None => return Kind::Other,
            },
        };
        let mut descriptors = holder.table.descriptors.borrow_mut();
        match kind {
            Kind::Netlink(socket) if descriptors.lacks(fd, inode) => {
                let closes_on_exec = proc::closes_on_exec(holder.tid, fd).unwrap_or(false);
                descriptors.insert(fd, socket, closes_on_exec);
            }
            Kind::Netlink(_) => {}
            Kind::Unix | Kind::Other | Kind::Hidden(_) => descriptors.remove(fd, fd),
        }
        kind
    }

    fn remember_kind(&mut self, kind: Kind, inode: u64, of: Pid) -> Kind {
        match kind {
            Kind::Netlink(info) => self.remember(info, of),
            Kind::Unix | Kind::Other => drop(self.others.insert(inode, (kind == Kind::Unix, of))),
            Kind::Hidden(_) => {}
        }
        kind
    }

    /// Returns the kind of a descriptor where /proc/PID/fd cannot be read.
    fn look_up_without_proc(&mut self, holder: &Holder<'_>, fd: i32) -> Kind {
        let copy = match sys::borrow_descriptor(holder.tid, holder.tgid, fd) {
            Ok(copy) => copy,
            Err(error) => {
                if let Some(socket) = holder.table.descriptors.borrow().get(fd) {
                    return Kind::Netlink(socket);
                }
                return match error.raw_os_error() {
                    Some(libc::EBADF | libc::ESRCH) => Kind::Other,
                    errno => Kind::Hidden(errno.unwrap_or(0)),
                };
            }
        };
        let Ok(inode) = sys::inode(copy.as_fd()) else { return Kind::Other };
        if let Some(known) = self.known(inode) {
            return known;
        }
        let kind = match sys::socket_option(copy.as_raw_fd(), libc::SOL_SOCKET, libc::SO_DOMAIN) {
            Ok(libc::AF_NETLINK) => Kind::Netlink(described(&copy, inode)),
            Ok(libc::AF_UNIX) => Kind::Unix,
            _ => Kind::Other,
        };
        self.remember_kind(kind, inode, holder.tgid)
    }

    fn inode(&mut self, holder: &mut Holder<'_>, fd: i32) -> io::Result<Option<u64>> {
        let had = holder.directory.is_some();
        let inode = holder.inode(fd, self.directories < Self::MOST_DIRECTORIES);
        self.directories += usize::from(!had && holder.directory.is_some());
        inode
    }

    /// Returns the network namespace of a socket that a thread uses, 0 if it is not known: the one that the thread was in when the
    /// socket was seen first. A socket stays in its namespace when the program goes to another.
    pub(crate) fn namespace(&mut self, inode: u64, tid: Pid) -> u64 {
        let ask = || namespace_of(&tid.to_string()).unwrap_or(0);
        match self.netlink.get_mut(&inode) {
            Some(socket) => *socket.netns.get_or_insert_with(ask),
            None => ask(),
        }
    }

    /// Notes that a thread has ended, whose directory was open.
    pub(crate) fn directory_closed(&mut self) {
        self.directories = self.directories.saturating_sub(1);
    }

    /// Notes that a process has ended. Where another has its sockets too, they are asked about again.
    pub(crate) fn process_ended(&mut self, tgid: Pid) {
        self.netlink.retain(|_, socket| socket.of != tgid);
        self.others.retain(|_, (_, of)| *of != tgid);
    }

    /// Returns how many sockets are remembered.
    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        self.netlink.len() + self.others.len()
    }

    /// Returns the known facts about the socket with this inode.
    pub(crate) fn known(&self, inode: u64) -> Option<Kind> {
        if let Some(socket) = self.netlink.get(&inode) {
            return Some(Kind::Netlink(socket.info));
        }
        self.others.get(&inode).map(|(is_unix, _)| if *is_unix { Kind::Unix } else { Kind::Other })
    }

    /// Returns the receive buffer's size of a socket, as `SO_RCVBUF` says it.
    pub(crate) fn receive_buffer(holder: &Holder<'_>, fd: i32) -> Option<u32> {
        let copy = sys::borrow_descriptor(holder.tid, holder.tgid, fd).ok()?;
        u32::try_from(sys::socket_option(copy.as_raw_fd(), libc::SOL_SOCKET, libc::SO_RCVBUF).ok()?).ok()
    }

    /// Notes that something new is known of a netlink socket.
    fn remember(&mut self, info: SocketInfo, of: Pid) {
        let netns = self.netlink.get(&info.inode).and_then(|known| known.netns);
        self.netlink.insert(info.inode, Netlink { info, netns, of });
    }

    /// Notes that the `socket()` call that made a descriptor was seen.
    pub(crate) fn created(&mut self, mut holder: Holder<'_>, fd: i32, protocol: u16) -> Option<SocketInfo> {
        let inode = match self.inode(&mut holder, fd) {
            Ok(inode) => inode?,
            Err(_) => match sys::borrow_descriptor(holder.tid, holder.tgid, fd) {
                Ok(copy) => sys::inode(copy.as_fd()).ok()?,
                Err(_) => {
                    self.unreadable += 1;
                    FIRST_UNREADABLE + self.unreadable
                }
            },
        };
        let learned = LearnedBy::SocketCall;
        let info = SocketInfo { inode, protocol: Some(protocol), portid: None, learned };
        // If the number is known, it is of another socket, which is gone.
        self.others.remove(&inode);
        self.netlink.insert(inode, Netlink { info, netns: None, of: holder.tgid });
        Some(info)
    }

    /// Notes that a socket without a known port id may have one now: it has sent, or called bind or connect.
    pub(crate) fn bound(&mut self, holder: &Holder<'_>, fd: i32, before: SocketInfo) -> SocketInfo {
        let mut info = before;
        if let Ok(copy) = sys::borrow_descriptor(holder.tid, holder.tgid, fd) {
            info.portid = sys::netlink_name(copy.as_fd()).ok().map(|(portid, _)| portid);
            if info.protocol.is_none() {
                info = SocketInfo { portid: info.portid, ..described(&copy, info.inode) };
            }
        } else if let Some((protocol, portid)) = self.ask(holder, info.inode, info.protocol) {
            let learned = LearnedBy::SockDiag;
            info = SocketInfo { protocol: Some(protocol), portid: Some(portid), learned, ..info };
        }
        self.remember(info, holder.tgid);
        info
    }

    /// Finds out what a socket is; `None` if nothing can tell.
    fn classify(&mut self, holder: &Holder<'_>, fd: i32, inode: u64) -> Option<Kind> {
        let mut buffer = [0; 64];
        let path = proc::path(&format!("{}/fd/{fd}", holder.tid))?;
        match sys::socket_family(&path, &mut buffer).ok()? {
            b"NETLINK" => {}
            // UNIX, or UNIX-STREAM.
            family if family.starts_with(b"UNIX") => return Some(Kind::Unix),
            _ => return Some(Kind::Other),
        }
        if let Ok(copy) = sys::borrow_descriptor(holder.tid, holder.tgid, fd) {
            return Some(Kind::Netlink(described(&copy, inode)));
        }
        let (protocol, portid) = self.ask(holder, inode, None).unzip();
        let learned = if protocol.is_some() { LearnedBy::SockDiag } else { LearnedBy::Unknown };
        Some(Kind::Netlink(SocketInfo { inode, protocol, portid, learned }))
    }

    /// Asks `sock_diag` in the holder's network namespace for protocol and port id of a socket.
    fn ask(&mut self, holder: &Holder<'_>, inode: u64, protocol: Option<u16>) -> Option<(u16, u32)> {
        let path = format!("{}/{}/ns/net", proc::root().ok()?, holder.tid);
        let own = self.own.get_or_insert_with(|| {
            (namespace_of("self").unwrap_or(0), sys::netlink_socket(libc::NETLINK_SOCK_DIAG).ok())
        });
        if namespace(&path)? == own.0 {
            return query(own.1.as_ref()?, inode, protocol);
        }
        // In another namespace a thread of ours that lives for this only opens a socket. It is not kept: it would
        // keep a namespace alive that everybody else has left.
        let socket = std::thread::spawn(move || {
            let namespace = File::open(path).ok()?;
            sys::enter_network_namespace(namespace.as_fd()).ok()?;
            sys::netlink_socket(libc::NETLINK_SOCK_DIAG).ok()
        });
        query(&socket.join().ok()??, inode, protocol)
    }
}

/// Returns the kernel's facts about a copy of a netlink socket's descriptor.
fn described(copy: &OwnedFd, inode: u64) -> SocketInfo {
    let protocol = sys::socket_option(copy.as_raw_fd(), libc::SOL_SOCKET, libc::SO_PROTOCOL).ok();
    let protocol = protocol.and_then(|protocol| u16::try_from(protocol).ok());
    let name = sys::netlink_name(copy.as_fd()).ok();
    let portid = name.map(|(portid, _)| portid).filter(|portid| *portid != 0);
    let learned = if protocol.is_some() { LearnedBy::PidfdGetfd } else { LearnedBy::Unknown };
    SocketInfo { inode, protocol, portid, learned }
}

/// Returns the inode of the network namespace that a process is in (`self`: ours).
pub(crate) fn namespace_of(process: &str) -> Option<u64> {
    namespace(&format!("{}/{process}/ns/net", proc::root().ok()?))
}

/// Returns the inode of a namespace, by the path of its link in /proc.
fn namespace(path: &str) -> Option<u64> {
    let mut buffer = [0; 64];
    let link = sys::read_link_at(None, &CString::new(path).ok()?, &mut buffer).ok()?;
    std::str::from_utf8(link.strip_prefix(b"net:[")?.strip_suffix(b"]")?).ok()?.parse().ok()
}

/// Has the kernel list the bound netlink sockets of a namespace; finds this one's protocol and port id.
fn query(socket: &OwnedFd, inode: u64, protocol: Option<u16>) -> Option<(u16, u32)> {
    let protocol = protocol.and_then(|protocol| u8::try_from(protocol).ok()).unwrap_or(ALL_PROTOCOLS);
    let mut request = Vec::with_capacity(36);
    // struct nlmsghdr, and struct netlink_diag_req: family, protocol, inode, show, cookie.
    request.extend(36u32.to_ne_bytes());
    request.extend(SOCK_DIAG_BY_FAMILY.to_ne_bytes());
    request.extend(REQUEST_DUMP.to_ne_bytes());
    request.extend([0; 8]);
    request.extend([libc::AF_NETLINK as u8, protocol, 0, 0]);
    request.extend([0; 16]);
    sys::send(socket.as_fd(), &request).ok()?;
    let mut buffer = vec![0; 32 << 10];
    let mut found = None;
    // To the end of the dump, so that nothing of it is left for the next query.
    while let Ok(bytes) = sys::receive(socket.as_fd(), &mut buffer) {
        if bytes.is_empty() {
            break;
        }
        for piece in messages(bytes, Endian::NATIVE) {
            let Piece::Message { header, start, end, .. } = piece else { return found };
            if header.kind != SOCK_DIAG_BY_FAMILY {
                return found;
            }
            let body = bytes.get(start + 16..end).unwrap_or_default();
            found = found.or(listed(body, inode));
        }
    }
    found
}

/// Returns protocol and port id in a `struct netlink_diag_msg`, if it is about this inode.
fn listed(body: &[u8], inode: u64) -> Option<(u16, u32)> {
    let [_family, _kind, protocol, _state, rest @ ..] = body else { return None };
    let (rest, portid) = parse_u32(rest, Endian::NATIVE).ok()?;
    let (rest, _destination) = parse_u32(rest, Endian::NATIVE).ok()?;
    let (rest, _group) = parse_u32(rest, Endian::NATIVE).ok()?;
    let (_, listed) = parse_u32(rest, Endian::NATIVE).ok()?;
    (u64::from(listed) == inode).then_some((u16::from(*protocol), portid))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own_kind(sockets: &mut Sockets, fd: &OwnedFd) -> Kind {
        let pid = std::process::id().cast_signed();
        let table = Table::default();
        sockets.look_up(Holder { tid: pid, tgid: pid, directory: &mut None, table: &table }, fd.as_raw_fd())
    }

    #[test]
    fn a_bound_socket_is_found_with_its_port() {
        let socket = sys::netlink_socket(libc::NETLINK_ROUTE).unwrap();
        let name = nix::sys::socket::NetlinkAddr::new(0, 0);
        nix::sys::socket::bind(socket.as_raw_fd(), &name).unwrap();
        let (portid, _) = sys::netlink_name(socket.as_fd()).unwrap();
        let Kind::Netlink(info) = own_kind(&mut Sockets::default(), &socket) else {
            panic!("not taken for netlink")
        };
        assert_eq!(info.protocol, Some(0));
        assert_eq!(info.portid, Some(portid));
        assert_eq!(info.learned, LearnedBy::PidfdGetfd);
        let own = sys::netlink_socket(libc::NETLINK_SOCK_DIAG).unwrap();
        assert_eq!(query(&own, info.inode, None), Some((0, portid)), "sock_diag agrees");
    }

    #[test]
    fn an_unbound_socket_is_found_by_its_copy() {
        let socket = sys::netlink_socket(libc::NETLINK_GENERIC).unwrap();
        let Kind::Netlink(info) = own_kind(&mut Sockets::default(), &socket) else {
            panic!("not taken for netlink")
        };
        assert_eq!((info.protocol, info.portid), (Some(16), None));
        assert_eq!(info.learned, LearnedBy::PidfdGetfd);
    }

    #[test]
    fn other_descriptors_are_told_apart() {
        let (one, _other) = std::os::unix::net::UnixStream::pair().unwrap();
        let mut sockets = Sockets::default();
        assert_eq!(own_kind(&mut sockets, &one.into()), Kind::Unix);
        let file = File::open("/proc/self/status").unwrap();
        assert_eq!(own_kind(&mut sockets, &file.into()), Kind::Other);
    }
}
