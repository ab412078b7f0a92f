//! The filters: classic BPF that says which calls stop. All other calls run at full speed.
//!
//! Two kinds. The *base* filter is installed before the program starts and stops socket calls. A *naming* filter is
//! added once there is a netlink socket, and stops read, write, close, dup and their like for that descriptor's
//! number. All of them answer `SECCOMP_RET_TRACE` or `SECCOMP_RET_ALLOW`, so they never override a filter of the
//! program's own. A stop too many costs time, never truth.

#![allow(
    clippy::cast_possible_truncation,
    reason = "constants of the kernel, and lengths of filters that tests hold to a page"
)]

use std::ops::RangeInclusive;

use nix::libc::{self, sock_filter};

use super::fdset::FdSet;
use super::syscalls::{Abi, Row, rows};

/// The data that nltrace's filters return with `SECCOMP_RET_TRACE`. It sets them apart from a filter of the program's own
/// that asks for a tracer.
pub(crate) const MARK: u16 = 0x6e6c;

/// Offset of the call's number in `struct seccomp_data`.
const NR: u32 = 0;
/// Offset of the architecture.
const ARCH: u32 = 4;

const LOAD: u16 = (libc::BPF_LD | libc::BPF_W | libc::BPF_ABS) as u16;
const EQUAL: u16 = (libc::BPF_JMP | libc::BPF_JEQ | libc::BPF_K) as u16;
const GREATER: u16 = (libc::BPF_JMP | libc::BPF_JGT | libc::BPF_K) as u16;
const AT_LEAST: u16 = (libc::BPF_JMP | libc::BPF_JGE | libc::BPF_K) as u16;
const ANY_BIT: u16 = (libc::BPF_JMP | libc::BPF_JSET | libc::BPF_K) as u16;
const JUMP: u16 = (libc::BPF_JMP | libc::BPF_JA) as u16;
const RETURN: u16 = (libc::BPF_RET | libc::BPF_K) as u16;

/// A filter program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Filter(Vec<sock_filter>);

impl Filter {
    /// Returns the filter a program starts under; `inherited` are descriptors it has from the start that may be netlink.
    pub(crate) fn base(inherited: &FdSet) -> Filter {
        assemble(|row| if row.named { Vec::from(inherited.ranges()) } else { vec![0..=u32::MAX] })
    }

    /// Returns the filter that names some more descriptors.
    pub(crate) fn naming(fds: &RangeInclusive<u32>) -> Filter {
        assemble(|row| if row.named { vec![fds.clone()] } else { Vec::new() })
    }

    /// Returns its instructions.
    pub(crate) fn instructions(&self) -> &[sock_filter] {
        &self.0
    }

    /// Returns how many instructions it has. Tests hold every filter to a page.
    pub(crate) fn len(&self) -> u16 {
        u16::try_from(self.0.len()).unwrap_or(u16::MAX)
    }

    /// Returns its instructions as they lie in memory.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let bytes = |op: &sock_filter| {
            let [c0, c1] = op.code.to_ne_bytes();
            let [k0, k1, k2, k3] = op.k.to_ne_bytes();
            [c0, c1, op.jt, op.jf, k0, k1, k2, k3]
        };
        self.0.iter().flat_map(bytes).collect()
    }
}

const fn op(code: u16, k: u32) -> sock_filter {
    sock_filter { code, jt: 0, jf: 0, k }
}

/// Returns a jump over some instructions if the comparison holds, and over others if not.
fn branch(code: u16, k: u32, holds: usize, fails: usize) -> sock_filter {
    let jump = |n: usize| u8::try_from(n).unwrap_or(u8::MAX);
    debug_assert!(holds < 256 && fails < 256, "a block of a filter has outgrown its jumps");
    sock_filter { code, jt: jump(holds), jf: jump(fails), k }
}

/// Returns offset of the low 32 bits of an argument.
fn argument(index: usize) -> u32 {
    let low = if cfg!(target_endian = "big") { 4 } else { 0 };
    16 + 8 * index as u32 + low
}

/// Returns the program that traces each call whose descriptor is in the ranges given for it, if one of its cases holds.
fn assemble(ranges: impl Fn(&Row) -> Vec<RangeInclusive<u32>>) -> Filter {
    let mut program = vec![op(LOAD, ARCH)];
    // x32 is found below x86_64, whose AUDIT_ARCH it has.
    for &abi in Abi::HERE.iter().filter(|abi| **abi != Abi::X32) {
        let mut block = vec![op(LOAD, NR)];
        if abi == Abi::X86_64 {
            let x32 = calls(Abi::X32, &ranges);
            block.push(branch(ANY_BIT, Abi::X32_BIT, 1, 0));
            block.push(op(JUMP, x32.len() as u32));
            block.extend(x32);
        }
        block.extend(calls(abi, &ranges));
        program.push(branch(EQUAL, abi.audit(), 1, 0));
        program.push(op(JUMP, block.len() as u32));
        program.extend(block);
    }
    program.push(op(RETURN, libc::SECCOMP_RET_ALLOW));
    Filter(program)
}

/// Returns the instructions for this architecture, once the call's number is loaded. Every path ends in a return.
fn calls(abi: Abi, ranges: &impl Fn(&Row) -> Vec<RangeInclusive<u32>>) -> Vec<sock_filter> {
    let bit = if abi == Abi::X32 { Abi::X32_BIT } else { 0 };
    let traced: Vec<(u32, &Row, Vec<RangeInclusive<u32>>)> = rows(abi)
        .map(|(number, row)| (number | bit, row, ranges(row)))
        .filter(|(_, _, ranges)| !ranges.is_empty())
        .collect();
    // Under a naming filter each read and write comes through the base filter too, and on x86 their numbers are the
    // lowest: they need not be compared with all the others.
    let lowest = traced.iter().map(|(number, ..)| *number).min().unwrap_or(0);
    let mut block = vec![branch(AT_LEAST, lowest, 1, 0), op(RETURN, libc::SECCOMP_RET_ALLOW)];
    for (number, row, ranges) in traced {
        let checks = checks(row, &ranges);
        block.push(branch(EQUAL, number, 0, checks.len()));
        block.extend(checks);
    }
    block.push(op(RETURN, libc::SECCOMP_RET_ALLOW));
    block
}

/// Returns the instructions for a call with the row's number. Every path ends in a return.
fn checks(row: &Row, ranges: &[RangeInclusive<u32>]) -> Vec<sock_filter> {
    let mut block = Vec::new();
    if let Some(flags) = row.flags() {
        block.extend([
            op(LOAD, argument(0)),
            branch(ANY_BIT, flags, 1, 0),
            op(RETURN, libc::SECCOMP_RET_ALLOW),
        ]);
    }
    for range in ranges {
        for case in row.cases {
            // Built from its end, so that each jump knows how far it is to the next case.
            let mut rest = vec![op(RETURN, libc::SECCOMP_RET_TRACE | u32::from(MARK))];
            for (index, values) in case.iter().rev() {
                let mut condition = vec![op(LOAD, argument(*index))];
                for (i, value) in values.iter().enumerate() {
                    let others = values.len() - 1 - i;
                    condition.push(branch(EQUAL, *value, others, if others == 0 { rest.len() } else { 0 }));
                }
                condition.append(&mut rest);
                rest = condition;
            }
            if *range == (0..=u32::MAX) {
                block.append(&mut rest);
                continue;
            }
            for index in [Some(0), row.other].into_iter().flatten() {
                let upper = branch(GREATER, *range.end(), rest.len(), 0);
                let lower = branch(AT_LEAST, *range.start(), 0, rest.len() + 1);
                block.extend([op(LOAD, argument(index)), lower, upper]);
                block.extend(rest.iter().copied());
            }
        }
    }
    block.push(op(RETURN, libc::SECCOMP_RET_ALLOW));
    block
}

#[cfg(test)]
#[cfg(target_arch = "x86_64")]
mod tests {
    use super::*;

    /// Runs the filter and returns its answer: an interpreter of the few instructions that it uses.
    fn answer(filter: &Filter, arch: u32, nr: u32, args: [u64; 6]) -> u32 {
        let mut data = Vec::new();
        data.extend(nr.to_ne_bytes());
        data.extend(arch.to_ne_bytes());
        data.extend([0; 8]);
        args.iter().for_each(|arg| data.extend(arg.to_ne_bytes()));
        let (mut at, mut a) = (0, 0u32);
        loop {
            let op = filter.0[at];
            at += 1;
            let jump = |holds: bool| usize::from(if holds { op.jt } else { op.jf });
            match op.code {
                LOAD => a = u32::from_ne_bytes(data[op.k as usize..][..4].try_into().unwrap()),
                EQUAL => at += jump(a == op.k),
                GREATER => at += jump(a > op.k),
                AT_LEAST => at += jump(a >= op.k),
                ANY_BIT => at += jump(a & op.k != 0),
                JUMP => at += op.k as usize,
                RETURN => return op.k,
                code => panic!("instruction {code:#x}"),
            }
        }
    }

    const X86_64: u32 = Abi::X86_64.audit();
    const TRACE: u32 = libc::SECCOMP_RET_TRACE | MARK as u32;
    const ALLOW: u32 = libc::SECCOMP_RET_ALLOW;

    #[test]
    fn the_base_filter_stops_netlink_and_no_more() {
        let filter = Filter::base(&FdSet::default());
        let of = |nr: i64, args: [u64; 6]| answer(&filter, X86_64, nr as u32, args);
        assert_eq!(of(libc::SYS_socket, [16, 3, 0, 0, 0, 0]), TRACE);
        assert_eq!(of(libc::SYS_socket, [2, 3, 0, 0, 0, 0]), ALLOW);
        assert_eq!(of(libc::SYS_recvmsg, [3, 0, 0, 0, 0, 0]), TRACE);
        assert_eq!(of(libc::SYS_setsockopt, [3, 270, 1, 0, 0, 0]), TRACE);
        assert_eq!(of(libc::SYS_setsockopt, [3, 1, 33, 0, 0, 0]), TRACE);
        assert_eq!(of(libc::SYS_setsockopt, [3, 1, 2, 0, 0, 0]), ALLOW);
        assert_eq!(of(libc::SYS_setsockopt, [3, 6, 7, 0, 0, 0]), ALLOW);
        assert_eq!(of(libc::SYS_read, [3, 0, 0, 0, 0, 0]), ALLOW);
        let untraced = libc::CLONE_UNTRACED as u64;
        assert_eq!(of(libc::SYS_clone, [libc::SIGCHLD as u64 | untraced, 0, 0, 0, 0, 0]), TRACE);
        assert_eq!(of(libc::SYS_clone, [libc::SIGCHLD as u64, untraced, 0, 0, 0, 0]), ALLOW);
        assert_eq!(of(libc::SYS_openat, [3, 0, 0, 0, 0, 0]), ALLOW);
        assert_eq!(answer(&filter, Abi::I386.audit(), 102, [1, 0, 0, 0, 0, 0]), TRACE);
        assert_eq!(answer(&filter, 0x1234, 47, [0; 6]), ALLOW);
    }

    #[test]
    fn a_naming_filter_stops_one_descriptor() {
        let filter = Filter::naming(&(7..=7));
        let of = |nr: i64, args: [u64; 6]| answer(&filter, X86_64, nr as u32, args);
        for nr in [libc::SYS_read, libc::SYS_write, libc::SYS_close, libc::SYS_dup2, libc::SYS_writev] {
            assert_eq!(of(nr, [7, 0, 0, 0, 0, 0]), TRACE);
            assert_eq!(of(nr, [6, 0, 0, 0, 0, 0]), ALLOW);
            assert_eq!(of(nr, [8, 0, 0, 0, 0, 0]), ALLOW);
        }
        assert_eq!(of(libc::SYS_fcntl, [7, 0, 0, 0, 0, 0]), TRACE);
        assert_eq!(of(libc::SYS_fcntl, [7, 1030, 0, 0, 0, 0]), TRACE);
        assert_eq!(of(libc::SYS_fcntl, [7, 3, 0, 0, 0, 0]), ALLOW);
        assert_eq!(of(libc::SYS_recvmsg, [7, 0, 0, 0, 0, 0]), ALLOW);
        for nr in [libc::SYS_dup2, libc::SYS_dup3] {
            assert_eq!([of(nr, [3, 7, 0, 0, 0, 0]), of(nr, [3, 4, 7, 0, 0, 0])], [TRACE, ALLOW]);
        }
        assert_eq!(of(libc::SYS_splice, [3, 0, 7, 0, 0, 0]), TRACE);
        assert_eq!(of(libc::SYS_splice, [3, 7, 4, 7, 0, 0]), ALLOW);
    }

    #[test]
    fn x32_stops_by_its_own_numbers() {
        let x32 = |filter: &Filter, nr: u32, args| answer(filter, X86_64, Abi::X32_BIT | nr, args);
        let base = Filter::base(&FdSet::default());
        for (nr, expected) in [(44, TRACE), (517, TRACE), (519, TRACE), (45, ALLOW), (47, ALLOW), (0, ALLOW)]
        {
            assert_eq!(x32(&base, nr, [3, 0, 0, 0, 0, 0]), expected, "{nr}");
        }
        assert_eq!(
            [x32(&base, 541, [3, 270, 1, 0, 0, 0]), x32(&base, 541, [3, 6, 7, 0, 0, 0])],
            [TRACE, ALLOW]
        );
        assert_eq!(
            answer(&base, X86_64, 519, [3, 0, 0, 0, 0, 0]),
            ALLOW,
            "a number of x32's without its bit"
        );
        let naming = Filter::naming(&(7..=7));
        for nr in [0, 1, 3, 515, 516] {
            assert_eq!([x32(&naming, nr, [7; 6]), x32(&naming, nr, [6; 6])], [TRACE, ALLOW], "{nr}");
        }
        assert!(naming.bytes().len() + 16 <= 4096, "a page holds it");
    }

    #[test]
    fn inherited_descriptors_are_named_from_the_start() {
        let filter = Filter::base(&FdSet::of(&[5, 9]));
        let of = |fd: u64| answer(&filter, X86_64, 0, [fd, 0, 0, 0, 0, 0]);
        assert_eq!([of(4), of(5), of(6), of(9), of(10)], [ALLOW, TRACE, ALLOW, TRACE, ALLOW]);
        assert!(filter.bytes().len() == 8 * filter.instructions().len());
    }
}
