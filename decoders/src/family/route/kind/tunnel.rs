//! Tables that several kinds of IP tunnels share  (linux/if_tunnel.h, linux/ip6_tunnel.h)

use crate::schema::{Case::*, *};

/// An end of the tunnel: kinds over IPv4 and over IPv6 share their attributes.
pub(super) const ADDRESS: Kind = select("@len", &[(Is(4), IP4), (Otherwise, IP6)]);

/// `TUNNEL_ENCAP_*`.
pub(super) static TUNNEL_ENCAP: Names = names(&[
    (0, "TUNNEL_ENCAP_NONE"),
    (1, "TUNNEL_ENCAP_FOU"),
    (2, "TUNNEL_ENCAP_GUE"),
    (3, "TUNNEL_ENCAP_MPLS"),
]);

/// `TUNNEL_ENCAP_FLAG_*`.
pub(super) static TUNNEL_ENCAP_FLAG: Names = names(&[
    (0x1, "TUNNEL_ENCAP_FLAG_CSUM"),
    (0x2, "TUNNEL_ENCAP_FLAG_CSUM6"),
    (0x4, "TUNNEL_ENCAP_FLAG_REMCSUM"),
]);

/// `IP6_TNL_F_*`; the last three are what the kernel found out.
pub(super) static IP6_TNL_F: Names = names(&[
    (0x1, "IP6_TNL_F_IGN_ENCAP_LIMIT"),
    (0x2, "IP6_TNL_F_USE_ORIG_TCLASS"),
    (0x4, "IP6_TNL_F_USE_ORIG_FLOWLABEL"),
    (0x8, "IP6_TNL_F_MIP6_DEV"),
    (0x10, "IP6_TNL_F_RCV_DSCP_COPY"),
    (0x20, "IP6_TNL_F_USE_ORIG_FWMARK"),
    (0x40, "IP6_TNL_F_ALLOW_LOCAL_REMOTE"),
    (0x10000, "IP6_TNL_F_CAP_XMIT"),
    (0x20000, "IP6_TNL_F_CAP_RCV"),
    (0x40000, "IP6_TNL_F_CAP_PER_PACKET"),
]);
