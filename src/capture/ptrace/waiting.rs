//! Where a process waits, before nltrace attaches to it: a call that has begun is not seen until it returns.

use std::fs::{self, File};
use std::io::Read;

use super::proc;
use super::sys::Pid;
use super::syscalls::{self, Abi, Call};
use crate::capture::process;

/// A call on a netlink socket that has not returned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Waiting {
    /// The thread.
    pub(crate) tid: Pid,
    /// The call's name.
    pub(crate) call: &'static str,
    /// The descriptor of the socket.
    pub(crate) fd: i32,
    /// The socket's protocol.
    pub(crate) protocol: u16,
    /// The socket's port id.
    pub(crate) portid: u32,
}

/// Returns the calls that receive or send on netlink sockets and in which threads of a process wait.
pub(crate) fn calls_of(pid: Pid) -> Vec<Waiting> {
    let abi = if is_32_bit(pid) { Abi::NARROW } else { Abi::NATIVE };
    proc::threads(pid).into_iter().filter_map(|tid| call_of(tid, abi)).collect()
}

/// Returns the call on a netlink socket in which a thread waits.
fn call_of(tid: Pid, abi: Abi) -> Option<Waiting> {
    let text = fs::read_to_string(format!("{}/{tid}/syscall", proc::root().ok()?)).ok()?;
    let (call, fd) = parsed(&text, abi)?;
    let (protocol, portid) = process::socket_of(tid, fd)?;
    Some(Waiting { tid, call, fd, protocol, portid })
}

/// Reads /proc/PID/syscall: `NUMBER ARGUMENTS… SP PC`, `running`, or `-1 …` for a thread that waits in no call.
fn parsed(text: &str, abi: Abi) -> Option<(&'static str, i32)> {
    let mut words = text.split_whitespace();
    let row = syscalls::find(abi, words.next()?.parse().ok()?)?;
    if !matches!(row.call, Call::Receive(_) | Call::Send(_)) {
        return None;
    }
    let first = u64::from_str_radix(words.next()?.strip_prefix("0x")?, 16).ok()?;
    // A descriptor is an int: the upper half of the register says nothing.
    let low = u32::try_from(first & u64::from(u32::MAX)).ok()?;
    Some((row.name, low.cast_signed()))
}

/// Returns whether a process runs an ELF file of 32 bits.
fn is_32_bit(pid: Pid) -> bool {
    const CLASS_32: u8 = 1;
    let mut head = [0; 5];
    let file = proc::root().ok().and_then(|root| File::open(format!("{root}/{pid}/exe")).ok());
    file.is_some_and(|mut file| file.read_exact(&mut head).is_ok()) && head.last() == Some(&CLASS_32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_call_and_its_descriptor() {
        let number = |name: &str| {
            syscalls::rows(Abi::NATIVE).find(|(_, row)| row.name == name).map(|(number, _)| number).unwrap()
        };
        let line = |name: &str| format!("{} 0x3 0x7ffc 0x0 0x0 0x0 0x0 0x7ffd 0x7f00\n", number(name));
        assert_eq!(parsed(&line("recvmsg"), Abi::NATIVE), Some(("recvmsg", 3)));
        assert_eq!(parsed(&line("read"), Abi::NATIVE), Some(("read", 3)));
        assert_eq!(parsed(&line("close"), Abi::NATIVE), None, "it waits for no message");
        for other in ["running\n", "-1 0x7ffd 0x7f00\n", "", "45", "99999 0x3", "x 0x3", "47 zz"] {
            assert_eq!(parsed(other, Abi::NATIVE), None, "{other}");
        }
    }
}
