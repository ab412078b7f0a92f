//! Datagrams and socket calls of running programs, by ptrace(2).
//!
//! [`Tracer`] launches a command (or attaches to processes: `attach`), handles the stops of their threads, and returns what it
//! observed. A call's way: `seccomp` decides which calls stop, `stop` decodes a stop, `syscalls` finds the call and the places of its
//! arguments, `memory` reads the program's memory, `transfer` makes datagrams and notices of it, `calls` puts them into a
//! `batch`, which holds them until they are asked for. `effects` records what calls do to descriptors, and `guards` handles calls that
//! would get around nltrace's filters.
//!
//! `inject` makes a traced program call something, `naming` decides when a filter must name a descriptor, `book` knows the
//! threads, `lookout` waits for the next stop, and `pace` decides when output is written. `launch` starts a program, `signals` is
//! about nltrace's own signals, and `sys` has the system calls that no crate wraps.

#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::indexing_slicing, clippy::cast_possible_truncation))]

mod attach;
mod batch;
mod book;
mod bpf;
mod calls;
mod effects;
mod error;
mod fdset;
mod guards;
mod inject;
mod launch;
mod load;
mod lookout;
mod memory;
mod naming;
mod options;
mod pace;
mod privileges;
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
pub(crate) mod waiting;

pub(crate) use options::Options;
pub(crate) use source::Programs;
pub(crate) use tracer::Tracer;
