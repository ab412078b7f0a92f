//! Tests that trace living programs: this test binary itself, playing the part that a scenario of `tracee` names.
//!
//! Each says what the program does and which messages must be seen of it, none missing and none invented. They need
//! no root but where they say so aloud, and each is bounded in time.

mod bpf;
mod brief;
mod broken;
mod byways;
mod clients;
mod cost;
mod differential;
mod explained;
mod extack;
mod failing;
mod families;
mod faults;
mod filters;
mod iptables;
mod lines;
mod names;
mod namespaces;
mod nftables;
mod notifications;
mod objects;
mod python;
pub(crate) mod run;
mod stacks;
mod stress;
mod tracee;
mod tracer;
mod transparent;
mod troubled;
mod verdict;
mod widths;
