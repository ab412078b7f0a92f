//! The registers of a stopped thread, and changes to them that make it run a system call of ours.
//!
//! This is all that tracing knows of a processor, besides the numbers of the calls.

use std::io;
use std::mem::size_of;

use nix::libc;

use super::sys::{self, Pid};
use crate::capture::stack::FrameRegisters;

const NT_PRSTATUS: i32 = 1;

/// The general registers of a thread of the machine's native architecture.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Registers(libc::user_regs_struct);

impl Registers {
    /// The instruction that makes a system call.
    pub(crate) const INSTRUCTION: &[u8] =
        if cfg!(target_arch = "aarch64") { &[0x01, 0, 0, 0xd4] } else { &[0x0f, 0x05] };

    /// Reads them; an error too if the thread runs in another architecture.
    pub(crate) fn read(tid: Pid) -> io::Result<Registers> {
        // SAFETY: the struct is made of integers.
        let mut registers: libc::user_regs_struct = unsafe { std::mem::zeroed() };
        if sys::register_set(tid, NT_PRSTATUS, &mut registers)? != size_of::<libc::user_regs_struct>() {
            return Err(io::Error::from_raw_os_error(libc::ENOEXEC));
        }
        Ok(Registers(registers))
    }

    /// Returns those that unwinding a stack begins with.
    #[cfg(target_arch = "x86_64")]
    pub(crate) fn frame(&self) -> FrameRegisters {
        FrameRegisters { instruction: self.0.rip, stack: self.0.rsp, frame: self.0.rbp, link: 0 }
    }

    /// Returns those that unwinding a stack begins with.
    #[cfg(target_arch = "aarch64")]
    pub(crate) fn frame(&self) -> FrameRegisters {
        let [.., frame, link] = self.0.regs;
        FrameRegisters { instruction: self.0.pc, stack: self.0.sp, frame, link }
    }

    /// Writes them.
    pub(crate) fn write(&self, tid: Pid) -> io::Result<()> {
        sys::set_register_set(tid, NT_PRSTATUS, &self.0)
    }

    /// Address of the instruction before the next one, if that is a system call.
    pub(crate) fn before(&self) -> u64 {
        #[cfg(target_arch = "x86_64")]
        let next = self.0.rip;
        #[cfg(target_arch = "aarch64")]
        let next = self.0.pc;
        next.wrapping_sub(Registers::INSTRUCTION.len() as u64)
    }

    /// Returns the registers of a thread that is about to make this call, by the instruction just before its position.
    #[cfg(target_arch = "x86_64")]
    pub(crate) fn calling(&self, number: i64, args: [u64; 6]) -> Registers {
        let mut registers = self.0;
        let [rdi, rsi, rdx, r10, r8, r9] = args;
        (registers.rdi, registers.rsi, registers.rdx) = (rdi, rsi, rdx);
        (registers.r10, registers.r8, registers.r9) = (r10, r8, r9);
        registers.rax = number.cast_unsigned();
        // Not in a call: nothing for the kernel to restart.
        registers.orig_rax = u64::MAX;
        registers.rip = self.before();
        Registers(registers)
    }

    /// Returns the registers of a thread that is about to make this call, by the instruction just before its position.
    #[cfg(target_arch = "aarch64")]
    pub(crate) fn calling(&self, number: i64, args: [u64; 6]) -> Registers {
        let mut registers = self.0;
        registers.regs[..6].copy_from_slice(&args);
        registers.regs[8] = number.cast_unsigned();
        registers.pc = self.before();
        Registers(registers)
    }
}
