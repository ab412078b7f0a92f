//! Makes an nlmon interface for `-i` without a name, and removes it.
//!
//! The interface is called `nltraceN`. As long as its maker lives, that holds an abstract UNIX socket of the same name: such sockets
//! belong to the network namespace as interfaces do, and the kernel closes them however a process ends. So an interface without
//! a socket was left by a process that was killed, and the next maker removes it.

use std::fmt::{self, Display, Formatter};
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::os::linux::net::SocketAddrExt;
use std::os::unix::net::{SocketAddr, UnixListener};

use nix::libc;
use nix::net::if_::{if_nameindex, if_nametoindex};

use super::nlmon::{ARPHRD_NETLINK, hardware_type};
use super::ptrace::sys;

/// The beginning of the names.
const PREFIX: &str = "nltrace";
/// Interfaces of this sort in one namespace.
const MOST: u32 = 64;
const RTM_NEWLINK: u16 = 16;
const RTM_DELLINK: u16 = 17;
/// `NLM_F_REQUEST|NLM_F_ACK`.
const REQUEST: u16 = 0x5;
/// `NLM_F_CREATE|NLM_F_EXCL`.
const CREATE: u16 = 0x600;
const IFLA_IFNAME: u16 = 3;
/// `IFLA_LINKINFO|NLA_F_NESTED`.
const IFLA_LINKINFO: u16 = 18 | 0x8000;
const IFLA_INFO_KIND: u16 = 1;

/// Why no interface could be made.
#[derive(Debug)]
pub(crate) enum Error {
    /// That takes CAP_NET_ADMIN.
    Denied,
    /// The kernel has no nlmon.
    NoModule,
    /// All names are taken.
    Full,
    /// Something else failed.
    Failed(io::Error),
}

impl Display for Error {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Error::Denied => f.write_str(
                "making an nlmon interface needs root, or CAP_NET_ADMIN; -i IFACE listens on one that is there",
            ),
            Error::NoModule => f.write_str(
                "the kernel has no nlmon interfaces: `modprobe nlmon` loads the module, if there is one; \
                 --all needs none",
            ),
            Error::Full => write!(f, "{PREFIX}0 to {PREFIX}{} are all in use", MOST - 1),
            Error::Failed(error) => write!(f, "can't make an nlmon interface: {error}"),
        }
    }
}

/// An interface that is removed when this is dropped.
pub(crate) struct OwnInterface {
    name: String,
    route: OwnedFd,
    /// Says that the interface is in use.
    _lock: UnixListener,
}

impl OwnInterface {
    /// Removes interfaces that killed processes left in this network namespace, and makes one.
    pub(crate) fn make() -> Result<OwnInterface, Error> {
        let route = sys::netlink_socket(libc::NETLINK_ROUTE).map_err(Error::Failed)?;
        for name in left_behind(&route) {
            // Whoever makes an interface of this name at this moment holds the lock.
            if let Some(_lock) = lock(&name) {
                let _ = ask(&route, &delete(&name));
            }
        }
        for number in 0..MOST {
            let name = format!("{PREFIX}{number}");
            let Some(lock) = lock(&name) else { continue };
            if if_nametoindex(name.as_str()).is_ok() {
                continue;
            }
            return match ask(&route, &create(&name)) {
                Ok(()) => Ok(OwnInterface { name, route, _lock: lock }),
                Err(error) => match error.raw_os_error() {
                    Some(libc::EEXIST) => continue,
                    Some(libc::EPERM | libc::EACCES) => Err(Error::Denied),
                    Some(libc::EOPNOTSUPP) => Err(Error::NoModule),
                    _ => Err(Error::Failed(error)),
                },
            };
        }
        Err(Error::Full)
    }

    /// Returns its name.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }
}

impl Drop for OwnInterface {
    fn drop(&mut self) {
        // If this fails, the next maker tries again.
        let _ = ask(&self.route, &delete(&self.name));
    }
}

/// Returns the nlmon interfaces with names that are ours.
fn left_behind(socket: &OwnedFd) -> Vec<String> {
    let Ok(interfaces) = if_nameindex() else { return Vec::new() };
    let names = interfaces.iter().filter_map(|interface| interface.name().to_str().ok().map(str::to_owned));
    names.filter(|name| is_ours(name) && matches!(hardware_type(socket, name), Ok(ARPHRD_NETLINK))).collect()
}

fn is_ours(name: &str) -> bool {
    let number = name.strip_prefix(PREFIX).and_then(|number| number.parse::<u32>().ok());
    number.is_some_and(|number| number < MOST && name == format!("{PREFIX}{number}"))
}

/// Takes the socket that stands for an interface; `None` if a living process has it.
fn lock(name: &str) -> Option<UnixListener> {
    UnixListener::bind_addr(&SocketAddr::from_abstract_name(name).ok()?).ok()
}

/// Sends a request and waits for its acknowledgement.
fn ask(route: &OwnedFd, request: &[u8]) -> io::Result<()> {
    sys::send(route.as_fd(), request)?;
    let mut buffer = [0; 4096];
    let answer = sys::receive(route.as_fd(), &mut buffer)?;
    // The errno follows the header of NLMSG_ERROR, negative.
    let errno = answer.get(16..20).and_then(|bytes| bytes.try_into().ok()).map_or(0, i32::from_ne_bytes);
    if errno == 0 { Ok(()) } else { Err(io::Error::from_raw_os_error(errno.saturating_neg())) }
}

fn create(name: &str) -> Vec<u8> {
    let kind = attribute(IFLA_INFO_KIND, b"nlmon\0");
    let attributes = [ifname(name), attribute(IFLA_LINKINFO, &kind)].concat();
    request(RTM_NEWLINK, REQUEST | CREATE, libc::IFF_UP as u32, &attributes)
}

fn delete(name: &str) -> Vec<u8> {
    request(RTM_DELLINK, REQUEST, 0, &ifname(name))
}

fn ifname(name: &str) -> Vec<u8> {
    attribute(IFLA_IFNAME, &[name.as_bytes(), b"\0"].concat())
}

/// Returns a message with an `ifinfomsg`, whose flags are to be set.
fn request(kind: u16, flags: u16, interface_flags: u32, attributes: &[u8]) -> Vec<u8> {
    let mut message = vec![0; 4];
    message.extend(kind.to_ne_bytes());
    message.extend(flags.to_ne_bytes());
    // The sequence number, the port id, then the family, type and index of the interface.
    message.extend(1u32.to_ne_bytes());
    message.extend([0; 12]);
    message.extend(interface_flags.to_ne_bytes());
    message.extend(interface_flags.to_ne_bytes());
    message.extend_from_slice(attributes);
    let len = u32::try_from(message.len()).unwrap_or(u32::MAX).to_ne_bytes();
    message.iter_mut().zip(len).for_each(|(to, from)| *to = from);
    message
}

fn attribute(kind: u16, value: &[u8]) -> Vec<u8> {
    let mut attribute = u16::try_from(value.len() + 4).unwrap_or(u16::MAX).to_ne_bytes().to_vec();
    attribute.extend(kind.to_ne_bytes());
    attribute.extend_from_slice(value);
    attribute.resize(attribute.len().next_multiple_of(4), 0);
    attribute
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_requests_are_what_they_should_be() {
        use nltrace_decoders::Decoder;
        let decoder = Decoder::route().to_kernel();
        let made = decoder.decode(create("nltrace0"));
        assert_eq!(made.type_name(), Some("RTM_NEWLINK"));
        assert!(made.notes().is_empty(), "{:?}", made.notes());
        assert!(made.header().is_some_and(|header| header.flags & CREATE == CREATE));
        for words in ["IFF_UP", "nltrace0", "IFLA_INFO_KIND", "nlmon"] {
            assert!(made.to_string().contains(words), "{words}: {made}");
        }
        let deleted = decoder.decode(delete("nltrace0"));
        assert_eq!(deleted.type_name(), Some("RTM_DELLINK"));
        assert!(deleted.notes().is_empty() && deleted.to_string().contains("nltrace0"), "{deleted}");
    }

    #[test]
    fn only_names_that_nltrace_makes_are_ours() {
        for (name, is) in [
            ("nltrace0", true),
            ("nltrace63", true),
            ("nltrace64", false),
            ("nltrace", false),
            ("nltrace00", false),
            ("nlmon0", false),
            ("nltrace-1", false),
        ] {
            assert_eq!(is_ours(name), is, "{name}");
        }
    }

    #[test]
    fn a_lock_has_one_holder() {
        let name = format!("nltrace-test-{}", std::process::id());
        let held = lock(&name);
        assert!(held.is_some() && lock(&name).is_none());
        drop(held);
        assert!(lock(&name).is_some());
    }
}
