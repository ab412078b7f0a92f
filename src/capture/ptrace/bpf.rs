//! Predicts the answers of a program's own seccomp filters: an interpreter of the classic BPF that seccomp(2) accepts.
//!
//! nltrace makes calls of its own in a program (`inject`). It must not do so under a filter that kills or refuses them.
//! nltrace has seen the call that installed the filter, so it can run the filter beforehand.

#![allow(
    clippy::cast_possible_truncation,
    reason = "constants of the kernel, and lengths of programs that it takes: 4096 instructions at most"
)]

use nix::libc::{self, sock_filter};

/// The kernel accepts no longer filter.
pub(crate) const MOST: usize = 4096;
/// Length of `struct seccomp_data`.
const DATA: usize = 64;

/// A call that a filter is asked about.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Question {
    /// Its number.
    pub(crate) number: i64,
    /// `AUDIT_ARCH_*`.
    pub(crate) arch: u32,
    /// The address after its instruction.
    pub(crate) instruction_pointer: u64,
    /// Its arguments.
    pub(crate) args: [u64; 6],
}

impl Question {
    /// Returns `struct seccomp_data`.
    fn data(&self) -> [u8; DATA] {
        let mut data = [0; DATA];
        let number = self.number as i32;
        let parts = number.to_ne_bytes().into_iter().chain(self.arch.to_ne_bytes());
        let parts = parts.chain(self.instruction_pointer.to_ne_bytes());
        let parts = parts.chain(self.args.into_iter().flat_map(u64::to_ne_bytes));
        data.iter_mut().zip(parts).for_each(|(byte, part)| *byte = part);
        data
    }
}

/// Reads a filter's instructions from bytes of memory.
pub(crate) fn parse(bytes: &[u8]) -> Vec<sock_filter> {
    let instruction = |bytes: &[u8]| {
        let &[c0, c1, jt, jf, k0, k1, k2, k3] = bytes else { return None };
        Some(sock_filter {
            code: u16::from_ne_bytes([c0, c1]),
            jt,
            jf,
            k: u32::from_ne_bytes([k0, k1, k2, k3]),
        })
    };
    bytes.chunks_exact(8).filter_map(instruction).collect()
}

/// Returns true if a filter lets a call pass.
pub(crate) fn allows(filter: &[sock_filter], question: &Question) -> bool {
    let action = answer(filter, &question.data()).map(|answer| answer & libc::SECCOMP_RET_ACTION_FULL);
    matches!(action, Some(libc::SECCOMP_RET_ALLOW | libc::SECCOMP_RET_LOG))
}

/// Runs a filter and returns its answer; `None` if the kernel would not accept the filter. Jumps only lead forward, so
/// the loop ends.
fn answer(filter: &[sock_filter], data: &[u8; DATA]) -> Option<u32> {
    let (mut a, mut x, mut memory) = (0u32, 0u32, [0u32; 16]);
    let mut at = 0usize;
    loop {
        let &sock_filter { code, jt, jf, k } = filter.get(at)?;
        let code = u32::from(code);
        at += 1;
        let operand = if code & libc::BPF_X != 0 { x } else { k };
        let slot = usize::try_from(k).ok()?;
        match code & 7 {
            libc::BPF_LD => {
                a = match code & 0xe0 {
                    libc::BPF_ABS => {
                        let word = data.get(slot..slot.checked_add(4)?)?;
                        u32::from_ne_bytes(word.try_into().ok()?)
                    }
                    libc::BPF_IMM => k,
                    libc::BPF_MEM => *memory.get(slot)?,
                    libc::BPF_LEN => DATA as u32,
                    _ => return None,
                }
            }
            libc::BPF_LDX => {
                x = match code & 0xe0 {
                    libc::BPF_IMM => k,
                    libc::BPF_MEM => *memory.get(slot)?,
                    libc::BPF_LEN => DATA as u32,
                    _ => return None,
                }
            }
            libc::BPF_ST => *memory.get_mut(slot)? = a,
            libc::BPF_STX => *memory.get_mut(slot)? = x,
            libc::BPF_ALU => {
                a = match code & 0xf0 {
                    libc::BPF_ADD => a.wrapping_add(operand),
                    libc::BPF_SUB => a.wrapping_sub(operand),
                    libc::BPF_MUL => a.wrapping_mul(operand),
                    // The kernel has a division by X of 0 return 0.
                    libc::BPF_DIV => match a.checked_div(operand) {
                        Some(quotient) => quotient,
                        None => return Some(0),
                    },
                    libc::BPF_OR => a | operand,
                    libc::BPF_AND => a & operand,
                    libc::BPF_XOR => a ^ operand,
                    libc::BPF_LSH => a.checked_shl(operand).unwrap_or(0),
                    libc::BPF_RSH => a.checked_shr(operand).unwrap_or(0),
                    libc::BPF_NEG => a.wrapping_neg(),
                    _ => return None,
                }
            }
            libc::BPF_JMP => {
                let holds = match code & 0xf0 {
                    libc::BPF_JA => {
                        at = at.checked_add(slot)?;
                        continue;
                    }
                    libc::BPF_JEQ => a == operand,
                    libc::BPF_JGT => a > operand,
                    libc::BPF_JGE => a >= operand,
                    libc::BPF_JSET => a & operand != 0,
                    _ => return None,
                };
                at += usize::from(if holds { jt } else { jf });
            }
            libc::BPF_RET => return Some(if code & 0x18 == libc::BPF_A { a } else { k }),
            // BPF_MISC: TAX, or TXA.
            _ if code & 0xf8 == 0 => x = a,
            _ => a = x,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn op(code: u32, jt: u8, jf: u8, k: u32) -> sock_filter {
        sock_filter { code: code as u16, jt, jf, k }
    }

    fn question(number: i64, args: [u64; 6]) -> Question {
        Question { number, arch: 0xc000_003e, instruction_pointer: 0, args }
    }

    #[test]
    fn lists_of_numbers() {
        const LOAD: u32 = libc::BPF_LD | libc::BPF_W | libc::BPF_ABS;
        const EQUAL: u32 = libc::BPF_JMP | libc::BPF_JEQ;
        let filter = [
            op(LOAD, 0, 0, 0),
            op(EQUAL, 1, 0, 317),
            op(libc::BPF_RET, 0, 0, libc::SECCOMP_RET_ALLOW),
            op(libc::BPF_RET, 0, 0, libc::SECCOMP_RET_KILL_PROCESS),
        ];
        assert!(allows(&filter, &question(9, [0; 6])));
        assert!(!allows(&filter, &question(317, [0; 6])));
        assert!(!allows(&filter[..2], &question(9, [0; 6])), "it runs out");
        let bytes: Vec<u8> = filter
            .iter()
            .flat_map(|op| [&op.code.to_ne_bytes()[..], &[op.jt, op.jf], &op.k.to_ne_bytes()].concat())
            .collect();
        assert_eq!(parse(&bytes), filter);
    }

    /// A write and executable mapping is what such filters look for: an argument's bits, through memory and X.
    #[test]
    fn arithmetic_memory_and_index() {
        const PROTECTION: u32 = 16 + 2 * 8;
        let filter = [
            op(libc::BPF_LD | libc::BPF_W | libc::BPF_ABS, 0, 0, PROTECTION),
            op(libc::BPF_ST, 0, 0, 3),
            op(libc::BPF_LDX | libc::BPF_MEM, 0, 0, 3),
            op(libc::BPF_LD | libc::BPF_IMM, 0, 0, 4),
            op(libc::BPF_ALU | libc::BPF_AND | libc::BPF_X, 0, 0, 0),
            op(libc::BPF_JMP | libc::BPF_JEQ, 0, 1, 4),
            op(libc::BPF_RET, 0, 0, libc::SECCOMP_RET_ERRNO | 1),
            op(libc::BPF_LD | libc::BPF_IMM, 0, 0, libc::SECCOMP_RET_ALLOW),
            op(libc::BPF_RET | libc::BPF_A, 0, 0, 0),
        ];
        assert!(allows(&filter, &question(9, [0, 4096, 3, 0, 0, 0])));
        assert!(!allows(&filter, &question(9, [0, 4096, 7, 0, 0, 0])));
        let by_zero = [op(libc::BPF_ALU | libc::BPF_DIV | libc::BPF_X, 0, 0, 0)];
        assert!(!allows(&by_zero, &question(0, [0; 6])));
    }
}
