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
    /// 32-bit ARM (EABI), on a 64-bit kernel.
    Arm,
}

impl Abi {
    /// The architectures whose programs this machine may run.
    pub(crate) const HERE: &[Abi] = if cfg!(target_arch = "aarch64") {
        &[Abi::Aarch64, Abi::Arm]
    } else {
        &[Abi::X86_64, Abi::X32, Abi::I386]
    };

    /// The architecture of nltrace itself.
    pub(crate) const NATIVE: Abi = if cfg!(target_arch = "aarch64") { Abi::Aarch64 } else { Abi::X86_64 };

    /// The architecture of this machine's 32-bit programs.
    pub(crate) const NARROW: Abi = if cfg!(target_arch = "aarch64") { Abi::Arm } else { Abi::I386 };

    /// Set in the numbers of x32's calls.
    pub(crate) const X32_BIT: u32 = 0x4000_0000;

    /// Returns `AUDIT_ARCH_*`, as seccomp and ptrace have it; x32 shares x86_64's.
    pub(crate) const fn audit(self) -> u32 {
        match self {
            Abi::X86_64 | Abi::X32 => 0xc000_003e,
            Abi::I386 => 0x4000_0003,
            Abi::Aarch64 => 0xc000_00b7,
            Abi::Arm => 0x4000_0028,
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
            Abi::X32 | Abi::I386 | Abi::Arm => 4,
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
    /// Its number on x86_64, i386, aarch64 and 32-bit ARM; -1 where it does not exist.
    numbers: [i16; 4],
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
        let [x86_64, i386, aarch64, arm] = self.numbers;
        let number = match abi {
            Abi::X32 => self.x32.unwrap_or(x86_64),
            Abi::X86_64 => x86_64,
            Abi::I386 => i386,
            Abi::Aarch64 => aarch64,
            Abi::Arm => arm,
        };
        u32::try_from(number).ok()
    }
}

const ANY: &[&[Condition]] = &[&[]];

const fn row(
    name: &'static str,
    call: Call,
    cases: &'static [&'static [Condition]],
    numbers: [i16; 4],
) -> Row {
    Row { name, call, cases, named: false, other: None, flags: 0, numbers, x32: None }
}

const fn named(
    name: &'static str,
    call: Call,
    cases: &'static [&'static [Condition]],
    numbers: [i16; 4],
) -> Row {
    Row { name, call, cases, named: true, other: None, flags: 0, numbers, x32: None }
}

const fn two(name: &'static str, call: Call, other: usize, numbers: [i16; 4]) -> Row {
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
    row("socket", Call::Socket, &[&[(0, &[AF_NETLINK])]], [41, 359, 198, 281]),
    row("sendto", Call::Send(Shape::Buffer), ANY, [44, 369, 206, 290]),
    row("recvfrom", Call::Receive(Shape::Buffer), ANY, [45, 371, 207, 292]).x32(517),
    row("sendmsg", Call::Send(Shape::Message), ANY, [46, 370, 211, 296]).x32(518),
    row("recvmsg", Call::Receive(Shape::Message), ANY, [47, 372, 212, 297]).x32(519),
    row("sendmmsg", Call::Send(Shape::Messages), ANY, [307, 345, 269, 374]).x32(538),
    row("recvmmsg", Call::Receive(Shape::Messages), ANY, [299, 337, 243, 365]).x32(537),
    row("recvmmsg_time64", Call::Receive(Shape::Messages), ANY, [-1, 417, -1, 417]),
    named("read", Call::Receive(Shape::Plain), ANY, [0, 3, 63, 3]),
    named("write", Call::Send(Shape::Plain), ANY, [1, 4, 64, 4]),
    named("readv", Call::Receive(Shape::Vector), ANY, [19, 145, 65, 145]).x32(515),
    named("writev", Call::Send(Shape::Vector), ANY, [20, 146, 66, 146]).x32(516),
    named("preadv2", Call::Receive(Shape::Vector), ANY, [327, 378, 286, 392]).x32(546),
    named("pwritev2", Call::Send(Shape::Vector), ANY, [328, 379, 287, 393]).x32(547),
    row("bind", Call::Bind, ANY, [49, 361, 200, 282]),
    row("connect", Call::Connect, ANY, [42, 362, 203, 283]),
    row("getsockname", Call::SockName, ANY, [51, 367, 204, 286]),
    row(
        "setsockopt",
        Call::SetOption,
        &[&[(1, &[SOL_NETLINK])], &[(1, &[SOL_SOCKET]), (2, SOCKET_OPTIONS)]],
        [54, 366, 208, 294],
    )
    .x32(541),
    row("getsockopt", Call::GetOption, &[&[(1, &[SOL_NETLINK])]], [55, 365, 209, 295]).x32(542),
    named("close", Call::Close, ANY, [3, 6, 57, 6]),
    named("dup", Call::Duplicate, ANY, [32, 41, 23, 41]),
    two("dup2", Call::Duplicate, 1, [33, 63, -1, 63]),
    two("dup3", Call::Duplicate, 1, [292, 330, 24, 358]),
    named("fcntl", Call::Duplicate, &[&[(1, DUPLICATES)]], [72, 55, 25, 55]),
    named("fcntl64", Call::Duplicate, &[&[(1, DUPLICATES)]], [-1, 221, -1, 221]),
    two("splice", Call::Splice, 2, [275, 313, 76, 340]),
    named("sendfile", Call::Splice, ANY, [40, 187, 71, 187]),
    named("sendfile64", Call::Splice, ANY, [-1, 239, -1, 239]),
    row("close_range", Call::CloseRange, ANY, [436, 436, 436, 436]),
    row("pidfd_getfd", Call::Borrow, ANY, [438, 438, 438, 438]),
    row("io_uring_setup", Call::Ring, ANY, [425, 425, 425, 425]),
    row("seccomp", Call::Filter, &[&[(0, SETS_MODE)]], [317, 354, 277, 383]),
    row(
        "prctl",
        Call::Prctl,
        &[&[(0, &[PR_SET_DUMPABLE, PR_SET_NAME, PR_SET_SECCOMP])]],
        [157, 172, 167, 172],
    ),
    row("clone", Call::Clone, ANY, [56, 120, 220, 120]).with_flags(CLONE_UNTRACED),
    // Its flags lie in memory, where a filter cannot look.
    row("clone3", Call::Clone, ANY, [435, 435, 435, 435]),
    row("setuid", Call::Credentials, ANY, [105, 23, 146, 23]),
    row("setgid", Call::Credentials, ANY, [106, 46, 144, 46]),
    row("setreuid", Call::Credentials, ANY, [113, 70, 145, 70]),
    row("setregid", Call::Credentials, ANY, [114, 71, 143, 71]),
    row("setresuid", Call::Credentials, ANY, [117, 164, 147, 164]),
    row("setresgid", Call::Credentials, ANY, [119, 170, 149, 170]),
    row("setfsuid", Call::Credentials, ANY, [122, 138, 151, 138]),
    row("setfsgid", Call::Credentials, ANY, [123, 139, 152, 139]),
    row("setuid32", Call::Credentials, ANY, [-1, 213, -1, 213]),
    row("setgid32", Call::Credentials, ANY, [-1, 214, -1, 214]),
    row("setreuid32", Call::Credentials, ANY, [-1, 203, -1, 203]),
    row("setregid32", Call::Credentials, ANY, [-1, 204, -1, 204]),
    row("setresuid32", Call::Credentials, ANY, [-1, 208, -1, 208]),
    row("setresgid32", Call::Credentials, ANY, [-1, 210, -1, 210]),
    row("setfsuid32", Call::Credentials, ANY, [-1, 215, -1, 215]),
    row("setfsgid32", Call::Credentials, ANY, [-1, 216, -1, 216]),
    row("socketcall", Call::Multiplexed, ANY, [-1, 102, -1, -1]),
    // On x86 a 32-bit program reaches these through socketcall only.
    row("send", Call::Send(Shape::Buffer), ANY, [-1, -1, -1, 289]),
    row("recv", Call::Receive(Shape::Buffer), ANY, [-1, -1, -1, 291]),
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
            let row = find(Abi::NATIVE, number.cast_unsigned()).unwrap();
            assert_eq!(row.name, name);
        }
        assert!(find(Abi::NATIVE, libc::SYS_openat.cast_unsigned()).is_none());
        assert!(find(Abi::NATIVE, u64::MAX).is_none());
    }

    /// Checks the numbers of ARM's two architectures against the kernel's headers, also where this machine is another.
    #[test]
    fn numbers_of_arm_are_the_headers() {
        let generic = "/usr/include/asm-generic/unistd.h";
        let eabi = "/usr/arm-linux-gnueabihf/include/asm/unistd-eabi.h";
        let common = "/usr/arm-linux-gnueabihf/include/asm/unistd-common.h";
        for (abi, paths) in [(Abi::Aarch64, &[generic][..]), (Abi::Arm, &[eabi, common])] {
            let texts: Result<Vec<String>, _> = paths.iter().map(std::fs::read_to_string).collect();
            let Ok(texts) = texts else {
                eprintln!("SKIPPED numbers_of_arm_are_the_headers: needs {paths:?}");
                continue;
            };
            // `#define __NR_socket 198`, `#define __NR3264_fcntl 25`, `#define __NR_socket (__NR_SYSCALL_BASE + 281)`
            let numbers: std::collections::HashMap<&str, u32> = texts
                .iter()
                .flat_map(|text| text.lines())
                .filter_map(|line| line.strip_prefix("#define __NR")?.split_once(' '))
                .filter_map(|(name, number)| {
                    let (_, name) = name.split_once('_')?;
                    let number =
                        number.trim_start_matches("(__NR_SYSCALL_BASE +").trim_end_matches(')').trim();
                    Some((name, number.parse().ok()?))
                })
                .collect();
            assert!(numbers.len() > 250, "{paths:?} are read: {}", numbers.len());
            for row in ROWS {
                // The generic header has the calls with 64 bits of time for machines of 32 bits.
                let number = numbers
                    .get(row.name)
                    .copied()
                    .filter(|_| abi == Abi::Arm || !row.name.ends_with("_time64"));
                assert_eq!(row.number(abi), number, "{} of {abi:?}", row.name);
            }
        }
        assert_eq!(Abi::Aarch64.audit(), audit_of(183, true));
        assert_eq!(Abi::Arm.audit(), audit_of(40, false));
    }

    /// Returns an `EM_*` with the bits of <linux/audit.h> for little-endian and 64-bit machines.
    fn audit_of(machine: u32, wide: bool) -> u32 {
        machine | 0x4000_0000 | if wide { 0x8000_0000 } else { 0 }
    }

    /// A written capture names its calls, and reading accepts only the names in this list.
    #[test]
    fn comments_know_every_name() {
        for row in ROWS {
            let is_reported = !matches!(row.call, Call::Credentials | Call::Clone);
            assert!(!is_reported || crate::comment::SYSCALLS.contains(&row.name), "{}", row.name);
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
