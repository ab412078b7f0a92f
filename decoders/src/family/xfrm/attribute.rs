//! `XFRMA_*`: one set for all messages  (linux/xfrm.h)

use core::fmt;

use super::algorithm::*;
use super::policy::{
    USERPOLICY, XFRM_USER_KMADDRESS, XFRM_USER_MIGRATE, XFRM_USER_TMPL, XFRM_USERPOLICY_TYPE,
};
use super::state::USERSA;
use super::*;
use crate::wire::{self, Endian};

pub(super) static XFRMA: Set = set(
    "XFRMA",
    &[
        attr(1, "XFRMA_ALG_AUTH", fixed(&XFRM_ALGO)),
        attr(2, "XFRMA_ALG_CRYPT", fixed(&XFRM_ALGO)),
        attr(3, "XFRMA_ALG_COMP", fixed(&XFRM_ALGO)),
        attr(4, "XFRMA_ENCAP", fixed(&XFRM_ENCAP_TMPL)),
        attr(5, "XFRMA_TMPL", Kind::Array(&TEMPLATES)),
        attr(6, "XFRMA_SA", USERSA),
        attr(7, "XFRMA_POLICY", USERPOLICY),
        attr(8, "XFRMA_SEC_CTX", fixed(&XFRM_USER_SEC_CTX)),
        attr(9, "XFRMA_LTIME_VAL", fixed(&XFRM_LIFETIME_CUR)),
        attr(10, "XFRMA_REPLAY_VAL", fixed(&XFRM_REPLAY_STATE)),
        attr(11, "XFRMA_REPLAY_THRESH", U32.unit(Unit::Packets)),
        attr(12, "XFRMA_ETIMER_THRESH", gloss(&U32, tenths)),
        attr(13, "XFRMA_SRCADDR", ADDRESS).key(),
        attr(14, "XFRMA_COADDR", ADDRESS),
        attr(15, "XFRMA_LASTUSED", SECONDS),
        attr(16, "XFRMA_POLICY_TYPE", fixed(&XFRM_USERPOLICY_TYPE)),
        attr(17, "XFRMA_MIGRATE", Kind::Array(&MIGRATIONS)),
        attr(18, "XFRMA_ALG_AEAD", fixed(&XFRM_ALGO_AEAD)),
        attr(19, "XFRMA_KMADDRESS", fixed(&XFRM_USER_KMADDRESS)),
        attr(20, "XFRMA_ALG_AUTH_TRUNC", fixed(&XFRM_ALGO_AUTH)),
        attr(21, "XFRMA_MARK", fixed(&XFRM_MARK)).overlong(),
        attr(22, "XFRMA_TFCPAD", U32.unit(Unit::Bytes)),
        attr(23, "XFRMA_REPLAY_ESN_VAL", fixed(&XFRM_REPLAY_STATE_ESN)),
        attr(24, "XFRMA_SA_EXTRA_FLAGS", U32.flags(&XFRM_SA_XFLAG)),
        attr(25, "XFRMA_PROTO", U8.name(&IPPROTO)),
        attr(26, "XFRMA_ADDRESS_FILTER", fixed(&XFRM_ADDRESS_FILTER)),
        attr(27, "XFRMA_PAD", PAD),
        attr(28, "XFRMA_OFFLOAD_DEV", fixed(&XFRM_USER_OFFLOAD)),
        attr(29, "XFRMA_SET_MARK", U32.hex()),
        attr(30, "XFRMA_SET_MARK_MASK", U32.hex()),
        attr(31, "XFRMA_IF_ID", U32.hex()).key(),
        attr(32, "XFRMA_MTIMER_THRESH", U32.unit(Unit::Seconds)),
        attr(33, "XFRMA_SA_DIR", U8.name(&XFRM_SA_DIR)),
        attr(34, "XFRMA_NAT_KEEPALIVE_INTERVAL", U32.unit(Unit::Seconds)),
        attr(35, "XFRMA_SA_PCPU", U32),
        attr(36, "XFRMA_IPTFS_DROP_TIME", U32.unit(Unit::Microseconds)),
        attr(37, "XFRMA_IPTFS_REORDER_WINDOW", U16.unit(Unit::Packets)),
        attr(38, "XFRMA_IPTFS_DONT_FRAG", FLAG),
        attr(39, "XFRMA_IPTFS_INIT_DELAY", U32.unit(Unit::Microseconds)),
        attr(40, "XFRMA_IPTFS_MAX_QSIZE", U32.unit(Unit::Bytes)),
        attr(41, "XFRMA_IPTFS_PKT_SIZE", U32.unit(Unit::Bytes)),
    ],
);

static TEMPLATES: Array = array(fixed(&XFRM_USER_TMPL));
static MIGRATIONS: Array = array(fixed(&XFRM_USER_MIGRATE));

/// Writes the largest delay of an event, in tenths of a second (`XFRM_AE_ETH_M`).
fn tenths(payload: &[u8], endian: Endian, out: &mut dyn fmt::Write) -> fmt::Result {
    match wire::u32(payload, endian) {
        Ok((_, tenths)) => write!(out, "{}.{} s", tenths / 10, tenths % 10),
        Err(_) => Ok(()),
    }
}

/// `struct xfrm_encap_tmpl`: ESP inside UDP or TCP. The original address is of the association's family.
static XFRM_ENCAP_TMPL: Struct = layout(
    "xfrm_encap_tmpl",
    24,
    &[
        field("encap_type", U16.name(&ENCAP)),
        field("encap_sport", BE16),
        field("encap_dport", BE16),
        field("", pad(2)),
        field("encap_oa", ADDRESS),
    ],
);

/// `UDP_ENCAP_ESPINUDP`, …  (linux/udp.h)
static ENCAP: Names = names(&[
    (1, "UDP_ENCAP_ESPINUDP_NON_IKE"),
    (2, "UDP_ENCAP_ESPINUDP"),
    (3, "UDP_ENCAP_L2TPINUDP"),
    (4, "UDP_ENCAP_GTP0"),
    (5, "UDP_ENCAP_GTP1U"),
    (6, "UDP_ENCAP_RXRPC"),
    (7, "TCP_ENCAP_ESPINTCP"),
]);

/// `struct xfrm_user_sec_ctx`: a security module's context, as text after the struct.
static XFRM_USER_SEC_CTX: Struct = layout(
    "xfrm_user_sec_ctx",
    8,
    &[
        field("len", U16.unit(Unit::Bytes)),
        field("exttype", U16.name(&EXTTYPE)),
        field("ctx_alg", U8.name(&XFRM_SC_ALG)),
        field("ctx_doi", U8.name(&XFRM_SC_DOI)),
        field("ctx_len", U16.unit(Unit::Bytes)),
    ],
)
.then(&[field("ctx_str", sized("ctx_len", &TEXT))]);

static EXTTYPE: Names = names(&[(8, "XFRMA_SEC_CTX")]);
static XFRM_SC_ALG: Names = names(&[(0, "XFRM_SC_ALG_RESERVED"), (1, "XFRM_SC_ALG_SELINUX")]);
static XFRM_SC_DOI: Names = names(&[(0, "XFRM_SC_DOI_RESERVED"), (1, "XFRM_SC_DOI_LSM")]);

/// `XFRM_SA_XFLAG_*`
static XFRM_SA_XFLAG: Names =
    names(&[(1, "XFRM_SA_XFLAG_DONT_ENCAP_DSCP"), (2, "XFRM_SA_XFLAG_OSEQ_MAY_WRAP")]);

/// `struct xfrm_address_filter`: the associations that a dump is to show.
static XFRM_ADDRESS_FILTER: Struct = layout(
    "xfrm_address_filter",
    36,
    &[
        field("saddr", ADDRESS),
        field("daddr", ADDRESS),
        field("family", U16.name(&AF)),
        field("splen", U8),
        field("dplen", U8),
    ],
);

/// `struct xfrm_user_offload`
static XFRM_USER_OFFLOAD: Struct = layout(
    "xfrm_user_offload",
    8,
    &[field("ifindex", S32.interface()), field("flags", U8.flags(&XFRM_OFFLOAD)), field("", pad(3))],
);

/// `XFRM_OFFLOAD_*`
static XFRM_OFFLOAD: Names =
    names(&[(1, "XFRM_OFFLOAD_IPV6"), (2, "XFRM_OFFLOAD_INBOUND"), (4, "XFRM_OFFLOAD_PACKET")]);

/// `XFRM_SA_DIR_*`
static XFRM_SA_DIR: Names = names(&[(1, "XFRM_SA_DIR_IN"), (2, "XFRM_SA_DIR_OUT")]);
