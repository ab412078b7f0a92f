//! Datagrams and socket calls of running programs, by ptrace(2).
//!
//! [`Tracer`] launches a command (or attaches to processes), lives through whatever its threads do, and hands on what
//! it saw. One call's way: `seccomp` says which calls stop, `stop` what a stop is, `syscalls` which call it is and
//! where its arguments are, `memory` reads the program's memory, `transfer` makes datagrams and notices of it, `batch`
//! holds those until they are asked for. `inject` makes a traced program stop for read and write of netlink sockets,
//! and for those only; `naming` says when that must be. `tracer` deals with each stop, `lookout` watches for the next one, and `book`
//! knows the threads. `launch` starts a program, `signals` is about nltrace's own signals, and `sys` has the system calls
//! that no crate wraps.

#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::indexing_slicing, clippy::cast_possible_truncation))]

mod batch;
mod book;
mod bpf;
mod calls;
mod error;
mod fdset;
mod inject;
mod launch;
mod load;
mod lookout;
mod memory;
mod naming;
pub(crate) mod proc;
mod record;
mod regs;
mod seccomp;
mod signals;
mod source;
mod stop;
pub(crate) mod sys;
pub(super) mod syscalls;
pub(crate) mod table;
mod task;
#[cfg(test)]
mod tests;
mod tracer;
mod transfer;

pub(crate) use source::Programs;
pub(crate) use tracer::{Options, Tracer};
