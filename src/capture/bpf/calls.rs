//! The calls that are hooked: their names, their numbers, and their treatment by the kernel's half.

use super::record::kind::{
    BIND, BUFFER, CLOSE, CONNECT, GETOPTION, MESSAGE, MESSAGES, PLAIN, RECEIVE, RING, SEND, SETOPTION, SHAPE,
    SOCKET, SOCKETCALL, SOCKNAME, SPLICE, VECTOR,
};

/// Numbers of 32-bit calls come after the native ones in the map `calls`.
pub(super) const CALLS: u32 = 1024;
/// The kernel's half adds this to the number of a call made by `socketcall`.
const MULTIPLEXED: u32 = 0x1000;

/// The number of `io_uring_enter` on all architectures. It has no row, as it is never hooked.
const IO_URING_ENTER: u32 = 426;

/// One call.
#[derive(Debug)]
pub(super) struct Row {
    /// Its name.
    pub(super) name: &'static str,
    /// Its effect: a number of [`super::record::kind`].
    pub(super) kind: u8,
    /// Its number on x86_64, i386, aarch64 and 32-bit ARM; -1 where it does not exist.
    numbers: [i16; 4],
}

const fn row(name: &'static str, kind: u8, numbers: [i16; 4]) -> Row {
    Row { name, kind, numbers }
}

static ROWS: &[Row] = &[
    row("socket", SOCKET, [41, 359, 198, 281]),
    row("sendto", SEND | BUFFER, [44, 369, 206, 290]),
    row("recvfrom", RECEIVE | BUFFER, [45, 371, 207, 292]),
    row("sendmsg", SEND | MESSAGE, [46, 370, 211, 296]),
    row("recvmsg", RECEIVE | MESSAGE, [47, 372, 212, 297]),
    row("sendmmsg", SEND | MESSAGES, [307, 345, 269, 374]),
    row("recvmmsg", RECEIVE | MESSAGES, [299, 337, 243, 365]),
    row("recvmmsg_time64", RECEIVE | MESSAGES, [-1, 417, -1, 417]),
    row("read", RECEIVE | PLAIN, [0, 3, 63, 3]),
    row("write", SEND | PLAIN, [1, 4, 64, 4]),
    row("readv", RECEIVE | VECTOR, [19, 145, 65, 145]),
    row("writev", SEND | VECTOR, [20, 146, 66, 146]),
    row("preadv2", RECEIVE | VECTOR, [327, 378, 286, 392]),
    row("pwritev2", SEND | VECTOR, [328, 379, 287, 393]),
    row("bind", BIND, [49, 361, 200, 282]),
    row("connect", CONNECT, [42, 362, 203, 283]),
    row("getsockname", SOCKNAME, [51, 367, 204, 286]),
    row("setsockopt", SETOPTION, [54, 366, 208, 294]),
    row("getsockopt", GETOPTION, [55, 365, 209, 295]),
    row("close", CLOSE, [3, 6, 57, 6]),
    row("splice", SPLICE, [275, 313, 76, 340]),
    row("sendfile", SPLICE, [40, 187, 71, 187]),
    row("sendfile64", SPLICE, [-1, 239, -1, 239]),
    row("io_uring_setup", RING, [425, 425, 425, 425]),
    row("socketcall", SOCKETCALL, [-1, 102, -1, -1]),
    // On x86 a 32-bit program reaches these through socketcall only.
    row("send", SEND | BUFFER, [-1, -1, -1, 289]),
    row("recv", RECEIVE | BUFFER, [-1, -1, -1, 291]),
];

impl Row {
    /// Returns its number in the machine's own architecture.
    pub(super) fn native(&self) -> Option<u32> {
        let [x86_64, _, aarch64, _] = self.numbers;
        u32::try_from(if cfg!(target_arch = "aarch64") { aarch64 } else { x86_64 }).ok()
    }

    /// Returns its number in the machine's 32-bit architecture.
    pub(super) fn compat(&self) -> Option<u32> {
        let [_, i386, _, arm] = self.numbers;
        u32::try_from(if cfg!(target_arch = "aarch64") { arm } else { i386 }).ok()
    }

    /// Returns whether the tracepoints of sockets see its effects, so that it needs none of its own.
    pub(super) fn is_seen_by_socket(&self) -> bool {
        let shape = self.kind & SHAPE;
        self.kind & (SEND | RECEIVE) != 0 && (shape == PLAIN || shape == VECTOR)
            || matches!(self.kind, SPLICE | RING)
    }

    /// Returns whether netlink's own functions report its effects, if they are hooked. A call that moves several datagrams reports them itself.
    pub(super) fn is_seen_by_functions(&self) -> bool {
        self.is_seen_by_socket() || self.kind & (SEND | RECEIVE) != 0 && self.kind & SHAPE != MESSAGES
    }

    /// Returns whether the kernel's half has something to do when it begins.
    pub(super) fn is_entered(&self) -> bool {
        self.kind & SEND != 0 || self.kind == CLOSE
    }
}

/// Returns all of them.
pub(super) fn rows() -> impl Iterator<Item = &'static Row> {
    ROWS.iter()
}

/// Returns the tracepoint's name of a call: some calls are named otherwise in the kernel.
pub(super) fn tracepoint(row: &Row) -> &'static str {
    match row.name {
        // The 64-bit call of this name is sendfile64 in the kernel.
        "sendfile" => "sendfile64",
        name => name,
    }
}

/// Returns the name of a call, given the number in a record.
pub(super) fn name(number: u32, is_compat: bool) -> &'static str {
    let found = if number == IO_URING_ENTER {
        return "io_uring_enter";
    } else if number >= MULTIPLEXED {
        return match number - MULTIPLEXED {
            1 => "socket",
            2 => "bind",
            3 => "connect",
            6 => "getsockname",
            9 => "send",
            10 => "recv",
            11 => "sendto",
            12 => "recvfrom",
            14 => "setsockopt",
            15 => "getsockopt",
            16 => "sendmsg",
            17 => "recvmsg",
            19 => "recvmmsg",
            20 => "sendmmsg",
            _ => "socketcall",
        };
    } else if is_compat {
        ROWS.iter().find(|row| row.compat() == Some(number))
    } else {
        ROWS.iter().find(|row| row.native() == Some(number))
    };
    found.map_or("", |row| row.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The ptrace source has a table of its own, checked against the kernel's headers; the two must agree.
    #[test]
    fn numbers_are_those_of_the_other_source() {
        use crate::capture::ptrace::syscalls::{Abi, find};
        let mut seen = 0;
        for row in rows() {
            for (abi, number) in [(Abi::NATIVE, row.native()), (Abi::NARROW, row.compat())] {
                let Some(number) = number else { continue };
                assert_eq!(find(abi, number.into()).map(|row| row.name), Some(row.name), "{abi:?} {number}");
                seen += 1;
            }
        }
        assert!(seen > 40, "{seen}");
    }

    #[test]
    fn names_come_back() {
        for row in rows() {
            if let Some(number) = row.native() {
                assert_eq!(name(number, false), row.name);
            }
        }
        assert_eq!(name(MULTIPLEXED + 9, true), "send");
        assert_eq!(name(900, false), "");
    }
}
