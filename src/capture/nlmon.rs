//! Datagrams as they happen, from an nlmon interface: a packet socket. Packets that the kernel drops are reported in their
//! place.

use std::io::{self, ErrorKind};
use std::os::fd::{AsFd, AsRawFd, FromRawFd, OwnedFd};
use std::time::{Duration, SystemTime};

use nix::libc;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::signal::{SigSet, Signal};
use nix::sys::signalfd::{SfdFlags, SignalFd};
use nltrace_decoders::wire::Endian;

use crate::datagram::{Cut, Datagram, Notice, NoticeKind, Observation, Outcome};
use crate::exit::Failure;
use crate::source::{Ending, OnWait, Source};

/// `ARPHRD_NETLINK`, which nlmon interfaces alone have.
pub(super) const ARPHRD_NETLINK: u16 = 824;
/// Asked of the kernel for what comes while nobody reads. It is counted in the kernel's own bookkeeping too.
const RECEIVE_BUFFER: libc::c_int = 64 << 20;
/// Room for a datagram; netlink's are longer than this only if a program has set its buffer so.
const ROOM: usize = 1 << 20;

/// The reason why listening failed.
#[derive(Debug)]
pub(crate) enum Error {
    /// There is no such interface.
    Missing(String),
    /// The interface is of another sort.
    Other(String),
    /// It is not up.
    Down(String),
    /// It was set down while it was listened to.
    Stopped(String),
    /// It was removed, or moved to another namespace, while it was listened to.
    Gone(String),
    /// Packet sockets are for root.
    Denied,
    /// Something else failed.
    Failed(&'static str, io::Error),
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Error::Missing(name) => write!(
                f,
                "there is no interface {name}; `ip link add {name} type nlmon; ip link set {name} up` makes one"
            ),
            Error::Other(name) => write!(
                f,
                "{name} is not an nlmon interface; `ip link add nlmon0 type nlmon; ip link set nlmon0 up` makes one"
            ),
            Error::Down(name) => write!(f, "{name} is down; `ip link set {name} up` starts it"),
            Error::Stopped(name) => write!(f, "{name} was set down; `ip link set {name} up` starts it again"),
            Error::Gone(name) => write!(f, "{name} is gone"),
            Error::Denied => f.write_str("listening needs root, or the capability CAP_NET_RAW"),
            Error::Failed(what, error) => write!(f, "{what}: {error}"),
        }
    }
}

/// The kernel's counters since the beginning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Datagrams that came, those dropped included.
    pub(crate) packets: u64,
    /// Datagrams that were dropped for want of room.
    pub(crate) drops: u64,
}

/// Why listening ends.
enum End {
    /// A signal asked for it, at this time.
    Asked(Duration),
    /// The interface went down.
    Down,
}

/// Listens on an interface, until a signal asks for an end.
pub(crate) struct Listener {
    name: String,
    index: u32,
    socket: OwnedFd,
    signals: SignalFd,
    buffer: Vec<u8>,
    counts: Counts,
    /// Drops according to the packets, which count in 32 bits.
    dropped: u32,
    /// Drops that were reported.
    reported: u64,
    /// A datagram that waits until the drops before it are reported.
    held: Option<(usize, Beside)>,
    end: Option<End>,
    on_wait: OnWait,
}

impl Listener {
    /// Begins to listen.
    pub(crate) fn open(name: &str) -> Result<Listener, Error> {
        let index = nix::net::if_::if_nametoindex(name).map_err(|_| Error::Missing(name.to_owned()))?;
        // No protocol yet: nothing comes before the socket is bound to the interface.
        // SAFETY: the call takes no pointer.
        let socket = unsafe { libc::socket(libc::AF_PACKET, libc::SOCK_RAW | libc::SOCK_CLOEXEC, 0) };
        if socket < 0 {
            let error = io::Error::last_os_error();
            return Err(match error.kind() {
                ErrorKind::PermissionDenied => Error::Denied,
                _ => Error::Failed("can't make a packet socket", error),
            });
        }
        // SAFETY: the descriptor was just made, and nothing else has it.
        let socket = unsafe { OwnedFd::from_raw_fd(socket) };
        if hardware_type(&socket, name)? != ARPHRD_NETLINK {
            return Err(Error::Other(name.to_owned()));
        }
        // The larger buffer needs a privilege; both options are only attempted.
        for option in [libc::SO_RCVBUF, libc::SO_RCVBUFFORCE] {
            let _ = set_option(&socket, libc::SOL_SOCKET, option, RECEIVE_BUFFER);
        }
        set_option(&socket, libc::SOL_SOCKET, libc::SO_TIMESTAMPNS, 1)
            .map_err(|error| Error::Failed("can't have times", error))?;
        set_option(&socket, libc::SOL_SOCKET, libc::SO_RXQ_OVFL, 1)
            .map_err(|error| Error::Failed("can't learn of drops", error))?;
        bind(&socket, index, name)?;
        // An interrupt ends the listening, not the telling of what was heard.
        let mut asked = SigSet::empty();
        for signal in [Signal::SIGINT, Signal::SIGTERM, Signal::SIGHUP] {
            if !is_handled(signal) {
                asked.add(signal);
            }
        }
        let signals = asked
            .thread_block()
            .and_then(|()| SignalFd::with_flags(&asked, SfdFlags::SFD_CLOEXEC | SfdFlags::SFD_NONBLOCK))
            .map_err(|errno| Error::Failed("can't wait for signals", errno.into()))?;
        Ok(Listener {
            name: name.to_owned(),
            index,
            socket,
            signals,
            buffer: vec![0; ROOM],
            counts: Counts::default(),
            dropped: 0,
            reported: 0,
            held: None,
            end: None,
            on_wait: Box::new(|| ()),
        })
    }

    /// Returns the next datagram, or the drops before it; `None` at the end that a signal has asked for: what came before the signal
    /// is handed on before that.
    fn heard_next(&mut self) -> Result<Option<Observation<'_>>, Error> {
        if let Some((len, beside)) = self.held.take() {
            return Ok(Some(Observation::Datagram(self.datagram(len, &beside))));
        }
        while self.end.is_none() {
            match self.wait().map_err(failed)? {
                Some(end) => self.end = Some(end),
                None => match receive(&self.socket, &mut self.buffer) {
                    Ok(Some((len, beside))) => return Ok(Some(self.heard(len, beside))),
                    Ok(None) => (),
                    // Earlier packets are queued after the error.
                    Err(error) if error.raw_os_error() == Some(libc::ENETDOWN) => self.end = Some(End::Down),
                    Err(error) => return Err(failed(error)),
                },
            }
        }
        let until = match self.end {
            Some(End::Asked(when)) => when,
            _ => Duration::MAX,
        };
        match receive(&self.socket, &mut self.buffer) {
            Ok(Some((len, beside))) if beside.when <= until => return Ok(Some(self.heard(len, beside))),
            _ => (),
        }
        // Drops that no datagram came after.
        let unreported = self.counts().drops.saturating_sub(self.reported);
        if unreported > 0 {
            return Ok(Some(self.lost(unreported, now())));
        }
        match self.end {
            Some(End::Down) if nix::net::if_::if_nametoindex(self.name.as_str()) == Ok(self.index) => {
                Err(Error::Stopped(self.name.clone()))
            }
            Some(End::Down) => Err(Error::Gone(self.name.clone())),
            _ => Ok(None),
        }
    }

    /// Waits for a datagram. Returns why there will be none.
    fn wait(&mut self) -> io::Result<Option<End>> {
        let mut timeout = PollTimeout::ZERO;
        loop {
            let mut polled = [
                PollFd::new(self.socket.as_fd(), PollFlags::POLLIN),
                PollFd::new(self.signals.as_fd(), PollFlags::POLLIN),
            ];
            match poll(&mut polled, timeout) {
                Ok(0) => {
                    (self.on_wait)();
                    timeout = PollTimeout::NONE;
                }
                Ok(_) => {
                    let is_asked = polled[1].any().unwrap_or(false);
                    let is_asked = is_asked && self.signals.read_signal()?.is_some();
                    return Ok(is_asked.then(|| End::Asked(now())));
                }
                Err(nix::errno::Errno::EINTR) => (),
                Err(errno) => return Err(errno.into()),
            }
        }
    }

    /// Returns the observation for a received datagram: drops before it come first.
    fn heard(&mut self, len: usize, beside: Beside) -> Observation<'_> {
        let drops = beside.dropped.map_or(0, |dropped| dropped.wrapping_sub(self.dropped));
        self.dropped = beside.dropped.unwrap_or(self.dropped);
        if drops == 0 {
            return Observation::Datagram(self.datagram(len, &beside));
        }
        let when = beside.when;
        self.held = Some((len, beside));
        self.lost(drops.into(), when)
    }

    fn lost(&mut self, count: u64, when: Duration) -> Observation<'_> {
        self.reported += count;
        let (what, outcome) = (NoticeKind::Lost(count), Outcome::None);
        Observation::Notice(Notice { when, caller: None, what, outcome, is_alone: true })
    }

    fn datagram(&self, len: usize, beside: &Beside) -> Datagram<'_> {
        let bytes = &self.buffer[..len.min(ROOM)];
        Datagram {
            when: beside.when,
            protocol: Some(beside.protocol),
            endian: Endian::NATIVE,
            bytes,
            whole_len: len,
            cut: (len > bytes.len()).then_some(Cut::Limit),
            ..Datagram::of_capture()
        }
    }

    /// Returns the kernel's counters up to now.
    fn counts(&mut self) -> Counts {
        let mut new = libc::tpacket_stats { tp_packets: 0, tp_drops: 0 };
        let mut len = size_of::<libc::tpacket_stats>() as libc::socklen_t;
        // SAFETY: the option writes a tpacket_stats, of which `len` tells the size.
        let done = unsafe {
            libc::getsockopt(
                self.socket.as_raw_fd(),
                libc::SOL_PACKET,
                libc::PACKET_STATISTICS,
                (&raw mut new).cast(),
                &raw mut len,
            )
        };
        // Asking sets the kernel's counters to 0.
        if done == 0 {
            self.counts.packets += u64::from(new.tp_packets);
            self.counts.drops += u64::from(new.tp_drops);
        }
        self.counts
    }
}

impl Source for Listener {
    fn on_wait(&mut self, hook: OnWait) {
        self.on_wait = hook;
    }

    fn next(&mut self) -> Result<Option<Observation<'_>>, Failure> {
        self.heard_next().map_err(Failure::incomplete)
    }

    fn end(&mut self) -> Ending {
        let Counts { packets, drops } = self.counts();
        let mut ending = Ending::default();
        if drops > 0 {
            let sentence = format!("the kernel dropped {drops} of {packets} datagrams: they came too fast");
            ending.losses = Some(sentence);
        } else {
            let datagrams = if packets == 1 { "datagram" } else { "datagrams" };
            ending.remarks.push(format!("{packets} {datagrams}, none dropped"));
        }
        ending
    }
}

/// Returns whether a signal has a handler, which then is called for it.
fn is_handled(signal: Signal) -> bool {
    // SAFETY: an action of zeros is valid, and the call fills it.
    unsafe {
        let mut action: libc::sigaction = std::mem::zeroed();
        libc::sigaction(signal as libc::c_int, std::ptr::null(), &raw mut action) == 0
            && action.sa_sigaction != libc::SIG_DFL
            && action.sa_sigaction != libc::SIG_IGN
    }
}

/// The data beside a packet.
struct Beside {
    when: Duration,
    protocol: u16,
    /// The total number of packets dropped before it; the kernel omits 0.
    dropped: Option<u32>,
}

fn failed(error: io::Error) -> Error {
    Error::Failed("can't listen", error)
}

fn now() -> Duration {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default()
}

/// Receives a packet. Returns its length, which may be more than the room; `None` if there is none.
fn receive(socket: &OwnedFd, buffer: &mut [u8]) -> io::Result<Option<(usize, Beside)>> {
    let mut part = libc::iovec { iov_base: buffer.as_mut_ptr().cast(), iov_len: buffer.len() };
    // SAFETY: zeros are a valid address, header and control buffer.
    let (mut from, mut header): (libc::sockaddr_ll, libc::msghdr) = unsafe { std::mem::zeroed() };
    let mut control = [0u64; 32];
    header.msg_name = (&raw mut from).cast();
    header.msg_namelen = size_of::<libc::sockaddr_ll>() as libc::socklen_t;
    header.msg_iov = &raw mut part;
    header.msg_iovlen = 1;
    header.msg_control = control.as_mut_ptr().cast();
    header.msg_controllen = size_of_val(&control) as _;
    // SAFETY: every pointer in the header is to memory of this frame or of `buffer`, with its size beside it.
    let len =
        unsafe { libc::recvmsg(socket.as_raw_fd(), &raw mut header, libc::MSG_TRUNC | libc::MSG_DONTWAIT) };
    let Ok(len) = usize::try_from(len) else {
        let error = io::Error::last_os_error();
        return match error.kind() {
            ErrorKind::WouldBlock | ErrorKind::Interrupted => Ok(None),
            _ => Err(error),
        };
    };
    let (mut when, mut dropped) = (None, None);
    // SAFETY: the kernel has filled the control buffer, and the macros stay within the length that it returned.
    unsafe {
        let mut message = libc::CMSG_FIRSTHDR(&raw const header);
        while !message.is_null() {
            match ((*message).cmsg_level, (*message).cmsg_type) {
                (libc::SOL_SOCKET, libc::SCM_TIMESTAMPNS) => {
                    when = Some(libc::CMSG_DATA(message).cast::<libc::timespec>().read_unaligned());
                }
                (libc::SOL_SOCKET, libc::SO_RXQ_OVFL) => {
                    dropped = Some(libc::CMSG_DATA(message).cast::<u32>().read_unaligned());
                }
                _ => (),
            }
            message = libc::CMSG_NXTHDR(&raw const header, message);
        }
    }
    let when = match when {
        Some(when) => {
            Duration::new(u64::try_from(when.tv_sec).unwrap_or(0), u32::try_from(when.tv_nsec).unwrap_or(0))
        }
        None => now(),
    };
    Ok(Some((len, Beside { when, protocol: u16::from_be(from.sll_protocol), dropped })))
}

/// Asks for the hardware address of an interface, which begins with its type. libc has it in a type that not every C library takes.
const SIOCGIFHWADDR: libc::Ioctl = 0x8927;

/// Returns the hardware type of an interface.
pub(super) fn hardware_type(socket: &OwnedFd, name: &str) -> Result<u16, Error> {
    // SAFETY: zeros are a valid ifreq.
    let mut request: libc::ifreq = unsafe { std::mem::zeroed() };
    let room = request.ifr_name.len() - 1;
    for (to, from) in request.ifr_name[..room].iter_mut().zip(name.bytes()) {
        *to = from as libc::c_char;
    }
    // SAFETY: the request reads an ifreq with a name that ends in NUL, and writes one.
    let done = unsafe { libc::ioctl(socket.as_raw_fd(), SIOCGIFHWADDR, &raw mut request) };
    if done < 0 {
        return Err(Error::Failed("can't ask for the interface's type", io::Error::last_os_error()));
    }
    // SAFETY: the kernel has filled in this member of the union.
    Ok(unsafe { request.ifr_ifru.ifru_hwaddr.sa_family })
}

fn set_option(
    socket: &OwnedFd,
    level: libc::c_int,
    option: libc::c_int,
    value: libc::c_int,
) -> io::Result<()> {
    let len = size_of::<libc::c_int>() as libc::socklen_t;
    // SAFETY: the pointer is to an int, and the length says so.
    let done = unsafe { libc::setsockopt(socket.as_raw_fd(), level, option, (&raw const value).cast(), len) };
    if done == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

fn bind(socket: &OwnedFd, index: u32, name: &str) -> Result<(), Error> {
    // SAFETY: zeros are a valid address.
    let mut address: libc::sockaddr_ll = unsafe { std::mem::zeroed() };
    address.sll_family = libc::AF_PACKET as u16;
    address.sll_protocol = (libc::ETH_P_ALL as u16).to_be();
    address.sll_ifindex = index.cast_signed();
    let len = size_of::<libc::sockaddr_ll>() as libc::socklen_t;
    // SAFETY: the pointer is to an address of that length.
    let done = unsafe { libc::bind(socket.as_raw_fd(), (&raw const address).cast(), len) };
    if done < 0 {
        return Err(Error::Failed("can't listen to the interface", io::Error::last_os_error()));
    }
    // An interface that is down is reported only later.
    let (mut trouble, mut len): (libc::c_int, _) = (0, size_of::<libc::c_int>() as libc::socklen_t);
    // SAFETY: the option writes an int, and the length says so.
    unsafe {
        libc::getsockopt(
            socket.as_raw_fd(),
            libc::SOL_SOCKET,
            libc::SO_ERROR,
            (&raw mut trouble).cast(),
            &raw mut len,
        )
    };
    if trouble == libc::ENETDOWN { Err(Error::Down(name.to_owned())) } else { Ok(()) }
}
