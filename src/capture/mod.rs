//! Where datagrams come from. Each source hands on [`Observation`](crate::datagram::Observation)s and knows nothing of their meaning.

pub(crate) mod bpf;
mod cgroup;
pub(crate) mod extack;
pub(crate) mod families;
pub(crate) mod file;
pub(crate) mod hex;
pub(crate) mod interface;
pub(crate) mod iproute2;
pub(crate) mod namespace;
pub(crate) mod nlmon;
pub(crate) mod own_interface;
pub(crate) mod process;
pub(crate) mod ptrace;
pub(crate) mod socket;
pub(crate) mod stack;
