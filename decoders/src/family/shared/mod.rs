//! What tables of several protocols refer to, since the kernel tells the same in all of them

pub(crate) mod ila;
pub(crate) mod smc;
pub(crate) mod sockaddr;
pub(crate) mod tipc;
