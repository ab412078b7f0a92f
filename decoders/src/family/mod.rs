//! The registry: one line per protocol.

use crate::schema::Family;

pub mod audit;
pub mod connector;
pub mod crypto;
pub mod fib_lookup;
pub mod generic;
pub mod iscsi;
pub mod netfilter;
pub mod rdma;
pub mod route;
pub mod scsi;
pub mod selinux;
mod shared;
pub mod sock_diag;
#[cfg(test)]
mod testing;
pub mod uevent;
pub mod xfrm;
mod xt;

/// Every protocol that has tables.
pub static FAMILIES: &[&Family] = &[
    &route::FAMILY,
    &sock_diag::FAMILY,
    &fib_lookup::FAMILY,
    &netfilter::FAMILY,
    &generic::FAMILY,
    &xfrm::FAMILY,
    &uevent::FAMILY,
    &audit::FAMILY,
    &connector::FAMILY,
    &crypto::FAMILY,
    &selinux::FAMILY,
    &scsi::FAMILY,
    &rdma::FAMILY,
    &iscsi::FAMILY,
];

/// Returns the tables of a protocol, by its number (`NETLINK_*`).
#[must_use]
pub fn by_protocol(protocol: u16) -> Option<&'static Family> {
    BY_PROTOCOL.get(usize::from(protocol)).copied().flatten()
}

/// The tables by the number of their protocol. The kernel has no more numbers (`MAX_LINKS`).
static BY_PROTOCOL: [Option<&Family>; 32] = {
    let mut by_protocol = [None; 32];
    let mut rest = FAMILIES;
    while let [family, others @ ..] = rest {
        let (_, from) = by_protocol.split_at_mut(family.protocol as usize);
        if let [place, ..] = from {
            *place = Some(*family);
        }
        rest = others;
    }
    by_protocol
};
