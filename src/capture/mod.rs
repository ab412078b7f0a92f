//! Where datagrams come from.

pub(crate) mod pcap;
