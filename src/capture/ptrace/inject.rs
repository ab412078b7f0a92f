//! Has a traced thread install a filter that names its new netlink socket.
//!
//! read, write, close and their like can carry netlink too, yet they are what programs do all day. So they stop only
//! for descriptors that may be netlink sockets: each time a process gets one, by whatever call, the tracer makes the
//! thread itself call `seccomp(2)` before it goes on, with a filter that names the number. Nobody can have used the
//! descriptor before that without the thread's process being there already; `SECCOMP_FILTER_FLAG_TSYNC` puts the
//! filter on all threads of the process, and children inherit it as they inherit the descriptor. Filters are never
//! taken away. That costs something if the number is used again for a pipe, and nothing else: each stop looks at
//! what the descriptor is.
//!
//! How: the thread stands right behind a system call instruction. It is sent back to it with the registers of our
//! call, three times: `mmap` (the filter needs to lie somewhere, and no memory of the program's is surely free: on a
//! goroutine's or coroutine's stack the bytes below the stack pointer may be somebody else's), `seccomp`, `munmap`.
//! All signals are blocked meanwhile (`PTRACE_SETSIGMASK`), so that no handler sees those registers. At the end
//! registers and mask are what they were, and only `Seccomp_filters` in /proc/PID/status tells of it.

use std::io;
use std::ops::RangeInclusive;

use nix::libc;

use super::memory;
use super::regs::Registers;
use super::seccomp::Filter;
use super::sys::{self, Pid};

/// Length of the mapping the filter is put in: a page holds it.
const PAGE: u64 = 4096;
/// Length of `struct sock_fprog`.
const HEADER: u64 = 16;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Map,
    Filter,
    Unmap,
}

/// How an injection stands after a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Progress {
    /// The thread has to go on until its call ends.
    Going,
    /// The thread is as it was, and under the filter.
    Done,
    /// The thread is as it was, and not under the filter.
    Failed,
}

/// An injection under way.
#[derive(Debug)]
pub(crate) struct Injection {
    /// The descriptors the filter names.
    pub(crate) range: RangeInclusive<u32>,
    saved: Registers,
    mask: u64,
    step: Step,
    page: u64,
    installed: bool,
}

impl Injection {
    /// Sends a thread, which stands behind a system call, into the first of our calls. An error leaves it untouched.
    pub(crate) fn begin(tid: Pid, range: RangeInclusive<u32>) -> io::Result<Injection> {
        let saved = Registers::read(tid)?;
        let mut instruction = Vec::new();
        if !memory::exact(tid, saved.before(), Registers::INSTRUCTION.len(), &mut instruction)
            || instruction != Registers::INSTRUCTION
        {
            return Err(io::Error::from_raw_os_error(libc::ENOEXEC));
        }
        let mask = sys::signal_mask(tid)?;
        sys::set_signal_mask(tid, u64::MAX)?;
        let protection = (libc::PROT_READ | libc::PROT_WRITE) as u64;
        let flags = (libc::MAP_PRIVATE | libc::MAP_ANONYMOUS) as u64;
        let args = [0, PAGE, protection, flags, u64::MAX, 0];
        if let Err(error) = saved.calling(libc::SYS_mmap, args).write(tid) {
            let _ = sys::set_signal_mask(tid, mask);
            return Err(error);
        }
        Ok(Injection { range, saved, mask, step: Step::Map, page: 0, installed: false })
    }

    /// Goes on after the call of ours that returned this. The thread is stopped.
    pub(crate) fn proceed(&mut self, tid: Pid, returned: i64) -> Progress {
        match self.step {
            Step::Map => {
                if !(0..=i64::MAX).contains(&returned) {
                    return self.restore(tid);
                }
                self.page = returned.cast_unsigned();
                let filter = Filter::naming(&self.range);
                let mut bytes = Vec::from(u64::from(filter.instructions().len() as u16).to_le_bytes());
                bytes.extend((self.page + HEADER).to_ne_bytes());
                bytes.extend(filter.bytes());
                let fits = bytes.len() as u64 <= PAGE && sys::write_memory(tid, self.page, &bytes).is_ok();
                let flags = libc::SECCOMP_FILTER_FLAG_TSYNC | libc::SECCOMP_FILTER_FLAG_SPEC_ALLOW;
                let mode = u64::from(libc::SECCOMP_SET_MODE_FILTER);
                if fits {
                    self.go(tid, Step::Filter, libc::SYS_seccomp, [mode, flags, self.page, 0, 0, 0])
                } else {
                    self.go(tid, Step::Unmap, libc::SYS_munmap, [self.page, PAGE, 0, 0, 0, 0])
                }
            }
            Step::Filter => {
                self.installed = returned == 0;
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
        if self.installed { Progress::Done } else { Progress::Failed }
    }
}
