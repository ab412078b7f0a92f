//! Where datagrams come from. Each source hands on [`Seen`](crate::datagram::Seen)s and knows nothing of their meaning.

pub(crate) mod interface;
pub(crate) mod pcap;
pub(crate) mod ptrace;
pub(crate) mod socket;
