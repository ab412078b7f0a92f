//! The calls that are hooked: their names, their numbers, and their treatment by the kernel's half.

use super::record::kind::{
    BIND, BUFFER, CLOSE, CONNECT, GETOPTION, MESSAGE, MESSAGES, PLAIN, RECEIVE, RING, SEND, SETOPTION, SHAPE,
    SOCKET, SOCKETCALL, SOCKNAME, SPLICE, VECTOR,
};

/// Numbers of 32-bit calls come after the native ones in the map `calls`.
pub(super) const CALLS: u32 = 1024;
/// The kernel's half adds this to the number of a call made by `socketcall`.
const MULTIPLEXED: u32 = 0x1000;

/// One call.
#[derive(Debug)]
pub(super) struct Row {
    /// Its name.
    pub(super) name: &'static str,
    /// Its effect: a number of [`super::record::kind`].
    pub(super) kind: u8,
    /// Its number on x86_64, i386 and aarch64; -1 where it is not.
    numbers: [i16; 3],
}

const fn row(name: &'static str, kind: u8, numbers: [i16; 3]) -> Row {
    Row { name, kind, numbers }
}

static ROWS: &[Row] = &[
    row("socket", SOCKET, [41, 359, 198]),
    row("sendto", SEND | BUFFER, [44, 369, 206]),
    row("recvfrom", RECEIVE | BUFFER, [45, 371, 207]),
    row("sendmsg", SEND | MESSAGE, [46, 370, 211]),
    row("recvmsg", RECEIVE | MESSAGE, [47, 372, 212]),
    row("sendmmsg", SEND | MESSAGES, [307, 345, 269]),
    row("recvmmsg", RECEIVE | MESSAGES, [299, 337, 243]),
    row("recvmmsg_time64", RECEIVE | MESSAGES, [-1, 417, -1]),
    row("read", RECEIVE | PLAIN, [0, 3, 63]),
    row("write", SEND | PLAIN, [1, 4, 64]),
    row("readv", RECEIVE | VECTOR, [19, 145, 65]),
    row("writev", SEND | VECTOR, [20, 146, 66]),
    row("preadv2", RECEIVE | VECTOR, [327, 378, 286]),
    row("pwritev2", SEND | VECTOR, [328, 379, 287]),
    row("bind", BIND, [49, 361, 200]),
    row("connect", CONNECT, [42, 362, 203]),
    row("getsockname", SOCKNAME, [51, 367, 204]),
    row("setsockopt", SETOPTION, [54, 366, 208]),
    row("getsockopt", GETOPTION, [55, 365, 209]),
    row("close", CLOSE, [3, 6, 57]),
    row("splice", SPLICE, [275, 313, 76]),
    row("sendfile", SPLICE, [40, 187, 71]),
    row("sendfile64", SPLICE, [-1, 239, -1]),
    row("io_uring_setup", RING, [425, 425, 425]),
    row("socketcall", SOCKETCALL, [-1, 102, -1]),
    // Reached through socketcall only.
    row("send", SEND | BUFFER, [-1, -1, -1]),
    row("recv", RECEIVE | BUFFER, [-1, -1, -1]),
];

impl Row {
    /// Returns its number in the machine's own architecture.
    pub(super) fn native(&self) -> Option<u32> {
        let [x86_64, _, aarch64] = self.numbers;
        u32::try_from(if cfg!(target_arch = "aarch64") { aarch64 } else { x86_64 }).ok()
    }

    /// Returns its number in 32-bit x86.
    pub(super) fn compat(&self) -> Option<u32> {
        let [_, i386, _] = self.numbers;
        u32::try_from(i386).ok().filter(|_| cfg!(target_arch = "x86_64"))
    }

    /// Returns whether the tracepoints of sockets see its effects, so that it needs none of its own.
    pub(super) fn is_seen_by_socket(&self) -> bool {
        let shape = self.kind & SHAPE;
        self.kind & (SEND | RECEIVE) != 0 && (shape == PLAIN || shape == VECTOR)
            || matches!(self.kind, SPLICE | RING)
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
    let found = if number >= MULTIPLEXED {
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
    #[cfg(target_arch = "x86_64")]
    fn numbers_are_those_of_the_other_source() {
        use crate::capture::ptrace::syscalls::{Abi, find};
        let mut seen = 0;
        for row in rows() {
            for (abi, number) in [(Abi::X86_64, row.native()), (Abi::I386, row.compat())] {
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
