//! Tables that several protocols use, because the kernel's data is the same in all of them

pub(crate) mod ieee80211;
pub(crate) mod ila;
pub(crate) mod nd_opt;
pub(crate) mod packet;
pub(crate) mod smc;
pub(crate) mod sockaddr;
pub(crate) mod tipc;
