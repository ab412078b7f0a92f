//! Link kinds: what `IFLA_INFO_DATA` and its like hold, by `IFLA_INFO_KIND`. One file per kind, one line here.
//!
//! Kinds without data of their own (`dummy`, `ifb`, `nlmon`, `vcan`, `wireguard`, `team`, …) need none.

use crate::schema::{Case::Named, *};

mod tunnel;

files! {
    /// Every kind that has something to say.
    static KINDS: [&LinkKind];

    mod amt: KIND;
    mod bareudp: KIND;
    mod batadv: KIND;
    pub(super) mod bond: KIND;
    pub(super) mod bridge: KIND;
    mod caif: KIND;
    mod can: KIND;
    mod dsa: KIND;
    mod geneve: KIND, OVS;
    mod gre: GRE, GRETAP, ERSPAN, IP6GRE, IP6GRETAP, IP6ERSPAN;
    mod gtp: KIND;
    mod hsr: KIND;
    mod ipoib: KIND;
    mod iptun: IPIP, SIT, IP6TNL;
    mod ipvlan: IPVLAN, IPVTAP;
    mod macsec: KIND;
    mod macvlan: MACVLAN, MACVTAP;
    mod netkit: KIND;
    mod ovpn: KIND;
    mod ppp: KIND;
    mod rmnet: KIND;
    mod tun: KIND;
    mod veth: VETH, VXCAN;
    mod vlan: KIND;
    mod vrf: KIND;
    mod vti: VTI, VTI6;
    mod vxlan: KIND;
    mod wwan: KIND;
    mod xfrm: KIND;
}

const COUNT: usize = KINDS.len();

/// A link kind and what it puts into `IFLA_LINKINFO`.
struct LinkKind {
    /// `IFLA_INFO_KIND`, and `IFLA_INFO_SLAVE_KIND` where it has slaves.
    name: &'static str,
    /// The `IFLA_INFO_KIND` of programs that mean a slave and give no `IFLA_INFO_SLAVE_KIND`.
    slave_name: &'static str,
    /// `IFLA_INFO_DATA`.
    data: Kind,
    /// `IFLA_INFO_XSTATS`.
    xstats: Kind,
    /// `IFLA_INFO_SLAVE_DATA`.
    slave: Kind,
}

impl LinkKind {
    /// Returns a kind that has `IFLA_INFO_DATA` alone.
    const fn new(name: &'static str, data: Kind) -> LinkKind {
        LinkKind { name, slave_name: "", data, xstats: RAW, slave: RAW }
    }
    /// Returns a kind that has `IFLA_INFO_XSTATS` too.
    const fn with_xstats(self, xstats: Kind) -> LinkKind {
        LinkKind { xstats, ..self }
    }
    /// Returns a kind whose links have slaves.
    const fn with_slaves(self, slave_name: &'static str, slave: Kind) -> LinkKind {
        LinkKind { slave_name, slave, ..self }
    }
}

/// `IFLA_INFO_DATA` by `IFLA_INFO_KIND`.
pub(super) static DATA: [(Case, Kind); COUNT] = cases(LinkKindPart::Data);
/// `IFLA_INFO_XSTATS` by `IFLA_INFO_KIND`.
pub(super) static XSTATS: [(Case, Kind); COUNT] = cases(LinkKindPart::Xstats);
/// `IFLA_INFO_SLAVE_DATA` by `IFLA_INFO_SLAVE_KIND`, which requests leave out.
pub(super) static SLAVE: [(Case, Kind); COUNT + 1] = {
    let mut all: [(Case, Kind); COUNT + 1] = cases(LinkKindPart::Slave);
    let [.., last] = &mut all;
    *last = (Case::Otherwise, select("IFLA_INFO_KIND", &SLAVE_BY_KIND));
    all
};
static SLAVE_BY_KIND: [(Case, Kind); COUNT] = cases(LinkKindPart::SlaveByKind);

enum LinkKindPart {
    Data,
    Xstats,
    Slave,
    SlaveByKind,
}

/// Returns a case for every kind, in the first places of `N`.
#[expect(clippy::indexing_slicing, reason = "runs in the compiler, where a slip is an error")]
const fn cases<const N: usize>(part: LinkKindPart) -> [(Case, Kind); N] {
    let mut cases = [(Case::Otherwise, RAW); N];
    let mut at = 0;
    while at < COUNT {
        let LinkKind { name, slave_name, data, xstats, slave } = *KINDS[at];
        cases[at] = match part {
            LinkKindPart::Data => (Named(name), data),
            LinkKindPart::Xstats => (Named(name), xstats),
            LinkKindPart::Slave => (Named(name), slave),
            LinkKindPart::SlaveByKind => (Named(slave_name), slave),
        };
        at += 1;
    }
    cases
}
