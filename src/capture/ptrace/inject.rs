//! Has a traced thread make a system call of ours: install a filter that names its new netlink socket or, with `--extack`, set
//! NETLINK_EXT_ACK on one.
//!
//! read, write, close and their like can carry netlink too, yet they are what programs do all day. So they stop only
//! for descriptors that may be netlink sockets: each time a process gets one, by whatever call, the tracer makes the
//! thread itself call `seccomp(2)` before it goes on, with a filter that names the number. Nobody can have used the
//! descriptor before that without the thread's process being there already; `SECCOMP_FILTER_FLAG_TSYNC` puts the
//! filter on all threads of the process, and children inherit it as they inherit the descriptor. Filters are never
//! taken away. That costs something if the number is used again for a pipe, and nothing else: each stop looks at
//! what the descriptor is.
//!
//! How: the thread is stopped right after a system call instruction. nltrace sends it back to that instruction three
//! times, with the registers of its own call: `mmap`, `seccomp`, `munmap`. `mmap` makes room for the filter, because no
//! memory of the program is certain to be free: the bytes below the stack pointer of a goroutine or coroutine may be
//! in use. All signals are blocked meanwhile (`PTRACE_SETSIGMASK`), so that no handler sees those registers. nltrace
//! restores registers and mask at the end. Only `Seccomp_filters` in /proc/PID/status shows the difference.

use std::io;
use std::ops::RangeInclusive;

use nix::libc;

use super::bpf::Question;
use super::memory::AddressSpace;
use super::regs::Registers;
use super::seccomp::Filter;
use super::sys::{self, Pid};
use super::syscalls::Abi;
use super::table::Table;
use crate::datagram::Caller;

/// Length of the mapping the filter is put in: a page holds it.
const PAGE: u64 = 4096;
/// Length of `struct sock_fprog`.
const HEADER: u64 = 16;

/// A plausible address of the page, for running the program's filters before the page exists.
const SOME_PAGE: u64 = 0x7f00_0000_0000;
/// Suspends a thread's filters, in Linux since 4.3: its tracer must have CAP_SYS_ADMIN and be under no filter itself.
const PTRACE_O_SUSPEND_SECCOMP: i32 = 1 << 21;

/// The arguments of `mmap`.
const MAP: [u64; 6] = [
    0,
    PAGE,
    (libc::PROT_READ | libc::PROT_WRITE) as u64,
    (libc::MAP_PRIVATE | libc::MAP_ANONYMOUS) as u64,
    u64::MAX,
    0,
];

/// Returns the arguments of `seccomp`.
const fn filter_arguments(page: u64) -> [u64; 6] {
    let flags = libc::SECCOMP_FILTER_FLAG_TSYNC | libc::SECCOMP_FILTER_FLAG_SPEC_ALLOW;
    [libc::SECCOMP_SET_MODE_FILTER as u64, flags, page, 0, 0, 0]
}

/// The purpose of an injected call.
#[derive(Debug)]
pub(crate) enum Purpose {
    /// A filter that names a descriptor.
    Name {
        /// The descriptor that the filter must name.
        wanted: u32,
        /// The descriptors the filter names.
        range: RangeInclusive<u32>,
    },
    /// Extended ACKs on the socket of this caller.
    Ask(Box<Caller>),
}

impl Purpose {
    /// Returns the system call, where its memory is at `page`.
    fn call(&self, page: u64) -> (i64, [u64; 6]) {
        match self {
            Purpose::Name { .. } => (libc::SYS_seccomp, filter_arguments(page)),
            Purpose::Ask(caller) => {
                let fd = u64::from(caller.fd.cast_unsigned());
                let (level, option) = (libc::SOL_NETLINK as u64, libc::NETLINK_EXT_ACK as u64);
                (libc::SYS_setsockopt, [fd, level, option, page, size_of::<i32>() as u64, 0])
            }
        }
    }

    /// Returns the bytes that the call needs in its memory.
    fn bytes(&self, page: u64) -> Vec<u8> {
        match self {
            Purpose::Name { range, .. } => {
                let filter = Filter::naming(range);
                let mut bytes = Vec::from(u64::from(filter.len()).to_le_bytes());
                bytes.extend((page + HEADER).to_ne_bytes());
                bytes.extend(filter.bytes());
                bytes
            }
            Purpose::Ask(_) => Vec::from(1i32.to_ne_bytes()),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Map,
    Work,
    Unmap,
}

/// The state of an injection after a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Progress {
    /// The thread has to go on until its call ends.
    Going,
    /// The thread is as it was, and the call succeeded.
    Done,
    /// The thread is as it was, and the call was not made or failed.
    Failed,
}

/// An injection under way.
#[derive(Debug)]
pub(crate) struct Injection {
    /// Its purpose.
    pub(crate) purpose: Purpose,
    /// Its ptrace options, if the program's own filters are suspended as long as the injection lasts.
    suspended: Option<i32>,
    saved: Registers,
    mask: u64,
    step: Step,
    page: u64,
    succeeded: bool,
}

impl Injection {
    /// Sends a thread that is stopped after a system call into the first of our calls. An error leaves it untouched.
    ///
    /// Filters that the program has put on itself might kill it for our calls. So nltrace suspends them, which takes
    /// CAP_SYS_ADMIN, or else runs them beforehand.
    pub(crate) fn begin(
        tid: Pid,
        purpose: Purpose,
        space: &AddressSpace,
        table: &Table,
        options: i32,
    ) -> io::Result<Injection> {
        let saved = Registers::read(tid)?;
        let mut instruction = Vec::new();
        if !space.exact(saved.before(), Registers::INSTRUCTION.len(), &mut instruction)
            || instruction != Registers::INSTRUCTION
        {
            return Err(io::Error::from_raw_os_error(libc::ENOEXEC));
        }
        let mut suspended = None;
        if table.has_filters() {
            if sys::set_options(tid, options | PTRACE_O_SUSPEND_SECCOMP).is_ok() {
                suspended = Some(options);
            } else if !Injection::is_allowed(&purpose, table, &saved) {
                return Err(io::Error::from_raw_os_error(libc::EPERM));
            }
        }
        match Injection::enter(tid, &saved) {
            Ok(mask) => {
                Ok(Injection { purpose, suspended, saved, mask, step: Step::Map, page: 0, succeeded: false })
            }
            Err(error) => {
                if suspended.is_some() {
                    let _ = sys::set_options(tid, options);
                }
                Err(error)
            }
        }
    }

    /// Returns true if the program's own filters let our calls pass.
    fn is_allowed(purpose: &Purpose, table: &Table, saved: &Registers) -> bool {
        let instruction_pointer = saved.before().wrapping_add(Registers::INSTRUCTION.len() as u64);
        let allows = |(number, args)| {
            table.allows(&Question { number, arch: Abi::NATIVE.audit(), instruction_pointer, args })
        };
        [(libc::SYS_mmap, MAP), purpose.call(SOME_PAGE), (libc::SYS_munmap, [SOME_PAGE, PAGE, 0, 0, 0, 0])]
            .into_iter()
            .all(allows)
    }

    /// Sends a thread into the first of our calls; returns which signals it blocks.
    fn enter(tid: Pid, saved: &Registers) -> io::Result<u64> {
        let mask = sys::signal_mask(tid)?;
        sys::set_signal_mask(tid, u64::MAX)?;
        if let Err(error) = saved.calling(libc::SYS_mmap, MAP).write(tid) {
            let _ = sys::set_signal_mask(tid, mask);
            return Err(error);
        }
        Ok(mask)
    }

    /// Goes on after the call of ours that returned this. The thread is stopped.
    pub(crate) fn proceed(&mut self, tid: Pid, space: &AddressSpace, returned: i64) -> Progress {
        match self.step {
            Step::Map => {
                if !(0..=i64::MAX).contains(&returned) {
                    return self.restore(tid);
                }
                self.page = returned.cast_unsigned();
                let bytes = self.purpose.bytes(self.page);
                let fits = bytes.len() as u64 <= PAGE && space.write(self.page, &bytes).is_ok();
                if fits {
                    let (number, args) = self.purpose.call(self.page);
                    self.go(tid, Step::Work, number, args)
                } else {
                    self.go(tid, Step::Unmap, libc::SYS_munmap, [self.page, PAGE, 0, 0, 0, 0])
                }
            }
            Step::Work => {
                self.succeeded = returned == 0;
                self.go(tid, Step::Unmap, libc::SYS_munmap, [self.page, PAGE, 0, 0, 0, 0])
            }
            Step::Unmap => self.restore(tid),
        }
    }

    fn go(&mut self, tid: Pid, step: Step, number: i64, args: [u64; 6]) -> Progress {
        self.step = step;
        match self.saved.calling(number, args).write(tid) {
            Ok(()) => Progress::Going,
            Err(_) => self.restore(tid),
        }
    }

    /// Makes the thread what it was. It fails only if the thread is gone.
    fn restore(&self, tid: Pid) -> Progress {
        let _ = self.saved.write(tid);
        let _ = sys::set_signal_mask(tid, self.mask);
        if let Some(options) = self.suspended {
            let _ = sys::set_options(tid, options);
        }
        if self.succeeded { Progress::Done } else { Progress::Failed }
    }
}
