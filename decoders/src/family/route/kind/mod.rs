//! Link kinds: what `IFLA_INFO_DATA` and its like hold, by `IFLA_INFO_KIND`. One file per kind, one line here.

use crate::schema::{Case::Named, *};

mod vlan;

/// Every kind that has something to say.
const KINDS: [LinkKind; 1] = [vlan::KIND];

/// A link kind and what it puts into `IFLA_LINKINFO`.
struct LinkKind {
    /// `IFLA_INFO_KIND`, and `IFLA_INFO_SLAVE_KIND` where it has slaves.
    name: &'static str,
    /// `IFLA_INFO_DATA`.
    data: Kind,
    /// `IFLA_INFO_XSTATS`.
    xstats: Kind,
    /// `IFLA_INFO_SLAVE_DATA`.
    slave: Kind,
}

impl LinkKind {
    /// A kind that has `IFLA_INFO_DATA` alone.
    const fn new(name: &'static str, data: Kind) -> LinkKind {
        LinkKind { name, data, xstats: RAW, slave: RAW }
    }
}

/// `IFLA_INFO_DATA` by `IFLA_INFO_KIND`.
pub(super) static DATA: [(Case, Kind); KINDS.len()] = cases(Part::Data);
/// `IFLA_INFO_XSTATS` by `IFLA_INFO_KIND`.
pub(super) static XSTATS: [(Case, Kind); KINDS.len()] = cases(Part::Xstats);
/// `IFLA_INFO_SLAVE_DATA` by `IFLA_INFO_SLAVE_KIND`.
pub(super) static SLAVE: [(Case, Kind); KINDS.len()] = cases(Part::Slave);

enum Part {
    Data,
    Xstats,
    Slave,
}

#[expect(clippy::indexing_slicing, reason = "runs in the compiler, where a slip is an error")]
const fn cases(part: Part) -> [(Case, Kind); KINDS.len()] {
    let mut cases = [(Case::Otherwise, RAW); KINDS.len()];
    let mut at = 0;
    while at < KINDS.len() {
        let LinkKind { name, data, xstats, slave } = KINDS[at];
        let kind = match part {
            Part::Data => data,
            Part::Xstats => xstats,
            Part::Slave => slave,
        };
        cases[at] = (Named(name), kind);
        at += 1;
    }
    cases
}
