//! The calls that matter: names, numbers in each architecture, what their arguments are, and when they should stop.

use std::sync::LazyLock;

/// The architectures (and their sizes of pointers) that a traced program may make calls in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Abi {
    /// 64-bit x86.
    X86_64,
    /// x32: 64-bit x86 with pointers of 4 bytes. Its calls have bit 30 set ([`Abi::X32_BIT`]), and some have numbers of
    /// their own. Few kernels have it; where there is none they fail with `ENOSYS`.
    X32,
    /// 32-bit x86, also on a 64-bit kernel.
    I386,
    /// 64-bit ARM.
    Aarch64,
}

impl Abi {
    /// The architectures whose programs this machine may run.
    pub(crate) const HERE: &[Abi] =
        if cfg!(target_arch = "aarch64") { &[Abi::Aarch64] } else { &[Abi::X86_64, Abi::X32, Abi::I386] };

    /// The architecture of nltrace itself.
    pub(crate) const NATIVE: Abi = if cfg!(target_arch = "aarch64") { Abi::Aarch64 } else { Abi::X86_64 };

    /// Set in the numbers of x32's calls.
    pub(crate) const X32_BIT: u32 = 0x4000_0000;

    /// Returns `AUDIT_ARCH_*`, as seccomp and ptrace have it; x32 shares x86_64's.
    pub(crate) const fn audit(self) -> u32 {
        match self {
            Abi::X86_64 | Abi::X32 => 0xc000_003e,
            Abi::I386 => 0x4000_0003,
            Abi::Aarch64 => 0xc000_00b7,
        }
    }

    /// Returns the architecture of an `AUDIT_ARCH_*` and a call's number.
    pub(crate) fn of(audit: u32, number: u64) -> Option<Abi> {
        match Abi::HERE.iter().copied().find(|abi| abi.audit() == audit)? {
            Abi::X86_64 if number & u64::from(Abi::X32_BIT) != 0 => Some(Abi::X32),
            abi => Some(abi),
        }
    }

    /// Returns length of a pointer and of a `size_t`.
    pub(crate) const fn word(self) -> usize {
        match self {
            Abi::X86_64 | Abi::Aarch64 => 8,
            Abi::X32 | Abi::I386 => 4,
        }
    }
}

/// Where a call that moves data has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// fd, buffer, length.
    Plain,
    /// fd, iovecs, their count.
    Vector,
    /// fd, buffer, length, flags, and perhaps address and its length.
    Buffer,
    /// fd, msghdr, flags.
    Message,
    /// fd, mmsghdrs, their count, flags.
    Messages,
}

/// The effect of a call, as far as tracing needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Call {
    /// Makes a socket.
    Socket,
    /// Sends.
    Send(Shape),
    /// Receives.
    Receive(Shape),
    /// `bind`.
    Bind,
    /// `connect`.
    Connect,
    /// `getsockname`.
    SockName,
    /// `setsockopt`.
    SetOption,
    /// `getsockopt`.
    GetOption,
    /// `close`.
    Close,
    /// `close_range`.
    CloseRange,
    /// Returns a copy of the descriptor that is its first argument.
    Duplicate,
    /// `splice`, `sendfile`: moves data from one descriptor to another inside the kernel.
    Splice,
    /// `pidfd_getfd`: returns a copy of another process's descriptor.
    Borrow,
    /// `io_uring_setup`.
    Ring,
    /// `seccomp`, or `prctl(PR_SET_SECCOMP)`: the program filters its own calls.
    Filter,
    /// `prctl`: a new name for the thread, a filter, or whether the process is dumpable.
    Prctl,
    /// `setuid` and its like: afterwards nltrace may have no right to look at the process.
    Credentials,
    /// `clone` or `clone3` with CLONE_UNTRACED: the child would have nltrace's filters, and no tracer to answer them.
    Clone,
    /// i386's `socketcall`: another call's number, and a pointer to its arguments.
    Multiplexed,
}

/// One condition on a call's arguments: the low 32 bits of this one must be one of these.
pub(crate) type Condition = (usize, &'static [u32]);

/// One call.
#[derive(Debug)]
pub(crate) struct Row {
    /// Its name.
    pub(crate) name: &'static str,
    /// Its effect.
    pub(crate) call: Call,
    /// It should stop if all conditions of one of these hold.
    pub(crate) cases: &'static [&'static [Condition]],
    /// It should stop only if its first argument is a descriptor that may be a netlink socket: everybody calls it.
    pub(crate) named: bool,
    /// Another argument that is a descriptor, for which it should stop just as well.
    pub(crate) other: Option<usize>,
    /// If not 0: it should stop only if its first argument has one of these bits.
    flags: u32,
    /// Its number on x86_64, i386 and aarch64; -1 where it is not.
    numbers: [i16; 3],
    /// Its number on x32, but for the bit, if it is not x86_64's.
    x32: Option<i16>,
}

impl Row {
    /// Returns true if it may take a descriptor's number away, or give it to something else.
    pub(crate) fn unsettles(&self) -> bool {
        match self.call {
            Call::Close | Call::CloseRange => true,
            Call::Duplicate => self.other.is_some(),
            _ => false,
        }
    }

    /// Returns the same call, which should stop only if its first argument has one of these bits.
    const fn with_flags(self, flags: u32) -> Row {
        Row { flags, ..self }
    }

    /// Bits of which its first argument must have one for the call to stop; `None` if they do not matter.
    pub(crate) fn flags(&self) -> Option<u32> {
        (self.flags != 0).then_some(self.flags)
    }

    /// Returns the same call, that has a number of its own on x32.
    const fn x32(self, number: i16) -> Row {
        Row { x32: Some(number), ..self }
    }

    /// Returns its number, if that architecture has it; x32's without the bit.
    pub(crate) fn number(&self, abi: Abi) -> Option<u32> {
        let [x86_64, i386, aarch64] = self.numbers;
        let number = match abi {
            Abi::X32 => self.x32.unwrap_or(x86_64),
            Abi::X86_64 => x86_64,
            Abi::I386 => i386,
            Abi::Aarch64 => aarch64,
        };
        u32::try_from(number).ok()
    }
}

const ANY: &[&[Condition]] = &[&[]];

const fn row(
    name: &'static str,
    call: Call,
    cases: &'static [&'static [Condition]],
    numbers: [i16; 3],
) -> Row {
    Row { name, call, cases, named: false, other: None, flags: 0, numbers, x32: None }
}

const fn named(
    name: &'static str,
    call: Call,
    cases: &'static [&'static [Condition]],
    numbers: [i16; 3],
) -> Row {
    Row { name, call, cases, named: true, other: None, flags: 0, numbers, x32: None }
}

const fn two(name: &'static str, call: Call, other: usize, numbers: [i16; 3]) -> Row {
    Row { name, call, cases: ANY, named: true, other: Some(other), flags: 0, numbers, x32: None }
}

const AF_NETLINK: u32 = 16;
const SOL_NETLINK: u32 = 270;
const SOL_SOCKET: u32 = 1;
/// `SO_SNDBUF`, `SO_RCVBUF`, `SO_ATTACH_FILTER`, `SO_SNDBUFFORCE`, `SO_RCVBUFFORCE`.
const SOCKET_OPTIONS: &[u32] = &[7, 8, 26, 32, 33];
const PR_SET_NAME: u32 = 15;
const PR_SET_DUMPABLE: u32 = 4;
const PR_SET_SECCOMP: u32 = 22;
/// `F_DUPFD` and `F_DUPFD_CLOEXEC`.
const DUPLICATES: &[u32] = &[0, 1030, F_SETFD];
/// `CLONE_UNTRACED`.
pub(crate) const CLONE_UNTRACED: u32 = 0x0080_0000;
/// The command of `fcntl` that says whether a descriptor survives exec.
pub(crate) const F_SETFD: u32 = 2;

/// `SECCOMP_SET_MODE_STRICT` and `SECCOMP_SET_MODE_FILTER`: the other operations only ask.
const SETS_MODE: &[u32] = &[0, 1];

/// The first argument of `prctl` that sets a filter.
pub(crate) const SETS_FILTER: u64 = PR_SET_SECCOMP as u64;
/// The first argument of `prctl` that sets whether the process is dumpable.
pub(crate) const SETS_DUMPABLE: u64 = PR_SET_DUMPABLE as u64;

static ROWS: &[Row] = &[
    row("socket", Call::Socket, &[&[(0, &[AF_NETLINK])]], [41, 359, 198]),
    row("sendto", Call::Send(Shape::Buffer), ANY, [44, 369, 206]),
    row("recvfrom", Call::Receive(Shape::Buffer), ANY, [45, 371, 207]).x32(517),
    row("sendmsg", Call::Send(Shape::Message), ANY, [46, 370, 211]).x32(518),
    row("recvmsg", Call::Receive(Shape::Message), ANY, [47, 372, 212]).x32(519),
    row("sendmmsg", Call::Send(Shape::Messages), ANY, [307, 345, 269]).x32(538),
    row("recvmmsg", Call::Receive(Shape::Messages), ANY, [299, 337, 243]).x32(537),
    row("recvmmsg_time64", Call::Receive(Shape::Messages), ANY, [-1, 417, -1]),
    named("read", Call::Receive(Shape::Plain), ANY, [0, 3, 63]),
    named("write", Call::Send(Shape::Plain), ANY, [1, 4, 64]),
    named("readv", Call::Receive(Shape::Vector), ANY, [19, 145, 65]).x32(515),
    named("writev", Call::Send(Shape::Vector), ANY, [20, 146, 66]).x32(516),
    named("preadv2", Call::Receive(Shape::Vector), ANY, [327, 378, 286]).x32(546),
    named("pwritev2", Call::Send(Shape::Vector), ANY, [328, 379, 287]).x32(547),
    row("bind", Call::Bind, ANY, [49, 361, 200]),
    row("connect", Call::Connect, ANY, [42, 362, 203]),
    row("getsockname", Call::SockName, ANY, [51, 367, 204]),
    row(
        "setsockopt",
        Call::SetOption,
        &[&[(1, &[SOL_NETLINK])], &[(1, &[SOL_SOCKET]), (2, SOCKET_OPTIONS)]],
        [54, 366, 208],
    )
    .x32(541),
    row("getsockopt", Call::GetOption, &[&[(1, &[SOL_NETLINK])]], [55, 365, 209]).x32(542),
    named("close", Call::Close, ANY, [3, 6, 57]),
    named("dup", Call::Duplicate, ANY, [32, 41, 23]),
    two("dup2", Call::Duplicate, 1, [33, 63, -1]),
    two("dup3", Call::Duplicate, 1, [292, 330, 24]),
    named("fcntl", Call::Duplicate, &[&[(1, DUPLICATES)]], [72, 55, 25]),
    named("fcntl64", Call::Duplicate, &[&[(1, DUPLICATES)]], [-1, 221, -1]),
    two("splice", Call::Splice, 2, [275, 313, 76]),
    named("sendfile", Call::Splice, ANY, [40, 187, 71]),
    named("sendfile64", Call::Splice, ANY, [-1, 239, -1]),
    row("close_range", Call::CloseRange, ANY, [436, 436, 436]),
    row("pidfd_getfd", Call::Borrow, ANY, [438, 438, 438]),
    row("io_uring_setup", Call::Ring, ANY, [425, 425, 425]),
    row("seccomp", Call::Filter, &[&[(0, SETS_MODE)]], [317, 354, 277]),
    row("prctl", Call::Prctl, &[&[(0, &[PR_SET_DUMPABLE, PR_SET_NAME, PR_SET_SECCOMP])]], [157, 172, 167]),
    row("clone", Call::Clone, ANY, [56, 120, 220]).with_flags(CLONE_UNTRACED),
    // Its flags lie in memory, where a filter cannot look.
    row("clone3", Call::Clone, ANY, [435, 435, 435]),
    row("setuid", Call::Credentials, ANY, [105, 23, 146]),
    row("setgid", Call::Credentials, ANY, [106, 46, 144]),
    row("setreuid", Call::Credentials, ANY, [113, 70, 145]),
    row("setregid", Call::Credentials, ANY, [114, 71, 143]),
    row("setresuid", Call::Credentials, ANY, [117, 164, 147]),
    row("setresgid", Call::Credentials, ANY, [119, 170, 149]),
    row("setfsuid", Call::Credentials, ANY, [122, 138, 151]),
    row("setfsgid", Call::Credentials, ANY, [123, 139, 152]),
    row("setuid32", Call::Credentials, ANY, [-1, 213, -1]),
    row("setgid32", Call::Credentials, ANY, [-1, 214, -1]),
    row("setreuid32", Call::Credentials, ANY, [-1, 203, -1]),
    row("setregid32", Call::Credentials, ANY, [-1, 204, -1]),
    row("setresuid32", Call::Credentials, ANY, [-1, 208, -1]),
    row("setresgid32", Call::Credentials, ANY, [-1, 210, -1]),
    row("setfsuid32", Call::Credentials, ANY, [-1, 215, -1]),
    row("setfsgid32", Call::Credentials, ANY, [-1, 216, -1]),
    row("socketcall", Call::Multiplexed, ANY, [-1, 102, -1]),
    // Reached through socketcall only: these have no number of their own.
    row("send", Call::Send(Shape::Buffer), ANY, [-1, -1, -1]),
    row("recv", Call::Receive(Shape::Buffer), ANY, [-1, -1, -1]),
];

/// Returns the calls that matter in an architecture.
pub(crate) fn rows(abi: Abi) -> impl Iterator<Item = (u32, &'static Row)> {
    ROWS.iter().filter_map(move |row| Some((row.number(abi)?, row)))
}

/// More than any number of a call that matters.
const NUMBERS: usize = 560;

/// Which row a number is, for each of [`Abi::HERE`].
static BY_NUMBER: LazyLock<Vec<[Option<&'static Row>; NUMBERS]>> = LazyLock::new(|| {
    let mut tables = vec![[None; NUMBERS]; Abi::HERE.len()];
    for (table, &abi) in tables.iter_mut().zip(Abi::HERE) {
        for (number, row) in rows(abi) {
            if let Some(slot) = table.get_mut(number as usize) {
                *slot = Some(row);
            }
        }
    }
    tables
});

/// Returns the call of this number; `None` if it does not matter.
pub(crate) fn find(abi: Abi, number: u64) -> Option<&'static Row> {
    let number = if abi == Abi::X32 { number & !u64::from(Abi::X32_BIT) } else { number };
    let at = Abi::HERE.iter().position(|here| *here == abi)?;
    *BY_NUMBER.get(at)?.get(usize::try_from(number).ok()?)?
}

/// Returns the call that i386's `socketcall` makes for its first argument, and how many arguments that has.
pub(crate) fn of_socketcall(number: u64) -> Option<(&'static Row, usize)> {
    let (name, arguments) = match number {
        1 => ("socket", 3),
        2 => ("bind", 3),
        3 => ("connect", 3),
        6 => ("getsockname", 3),
        9 => ("send", 4),
        10 => ("recv", 4),
        11 => ("sendto", 6),
        12 => ("recvfrom", 6),
        14 => ("setsockopt", 5),
        15 => ("getsockopt", 5),
        16 => ("sendmsg", 3),
        17 => ("recvmsg", 3),
        19 => ("recvmmsg", 5),
        20 => ("sendmmsg", 4),
        _ => return None,
    };
    ROWS.iter().find(|row| row.name == name).map(|row| (row, arguments))
}

/// Returns the low 32 bits of an argument as the `int` that they are.
#[allow(clippy::cast_possible_truncation, reason = "the kernel too takes the low 32 bits")]
pub(crate) fn int(value: u64) -> i32 {
    (value as u32).cast_signed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(target_arch = "x86_64")]
    fn numbers_are_the_kernels() {
        use nix::libc;
        for (name, number) in [
            ("socket", libc::SYS_socket),
            ("sendto", libc::SYS_sendto),
            ("sendmmsg", libc::SYS_sendmmsg),
            ("recvmmsg", libc::SYS_recvmmsg),
            ("setsockopt", libc::SYS_setsockopt),
            ("preadv2", libc::SYS_preadv2),
            ("pwritev2", libc::SYS_pwritev2),
            ("fcntl", libc::SYS_fcntl),
            ("dup3", libc::SYS_dup3),
            ("prctl", libc::SYS_prctl),
            ("seccomp", libc::SYS_seccomp),
            ("splice", libc::SYS_splice),
            ("sendfile", libc::SYS_sendfile),
            ("close_range", libc::SYS_close_range),
        ] {
            let row = find(Abi::X86_64, number.cast_unsigned()).unwrap();
            assert_eq!(row.name, name);
        }
        assert!(find(Abi::X86_64, libc::SYS_openat.cast_unsigned()).is_none());
        assert!(find(Abi::X86_64, u64::MAX).is_none());
    }

    /// A written capture names its calls, and reading accepts only the names in this list.
    #[test]
    fn comments_know_every_name() {
        for row in ROWS {
            let is_told = !matches!(row.call, Call::Credentials | Call::Clone);
            assert!(!is_told || crate::comment::SYSCALLS.contains(&row.name), "{}", row.name);
        }
    }

    /// Checks the numbers against asm/unistd_x32.h, which no crate provides.
    #[test]
    #[cfg(target_arch = "x86_64")]
    fn x32_has_numbers_of_its_own() {
        let path = "/usr/include/x86_64-linux-gnu/asm/unistd_x32.h";
        let Ok(header) = std::fs::read_to_string(path) else {
            eprintln!("SKIPPED x32_has_numbers_of_its_own: needs {path}");
            return;
        };
        let numbers: std::collections::HashMap<&str, u32> = header
            .lines()
            .filter_map(|line| line.strip_prefix("#define __NR_")?.split_once(" (__X32_SYSCALL_BIT + "))
            .filter_map(|(name, number)| Some((name, number.strip_suffix(')')?.parse().ok()?)))
            .collect();
        assert_eq!(numbers.get("recvmsg"), Some(&519), "{path} is read");
        for row in ROWS {
            assert_eq!(row.number(Abi::X32), numbers.get(row.name).copied(), "{}", row.name);
        }
        let recvmsg = u64::from(Abi::X32_BIT | 519);
        assert_eq!(Abi::of(Abi::X86_64.audit(), recvmsg), Some(Abi::X32));
        assert_eq!(find(Abi::X32, recvmsg).unwrap().name, "recvmsg");
        assert!(find(Abi::X86_64, recvmsg).is_none());
        assert_eq!(Abi::of(Abi::X86_64.audit(), 47), Some(Abi::X86_64));
    }

    #[test]
    fn every_socketcall_has_its_row() {
        for number in 1..=20 {
            if let Some((row, arguments)) = of_socketcall(number) {
                assert!((3..=6).contains(&arguments), "{}", row.name);
            }
        }
        assert_eq!(of_socketcall(9).unwrap().0.name, "send");
    }
}
