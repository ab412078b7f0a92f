//! Algorithms with their keys, and protection against replay  (linux/xfrm.h)
//!
//! Names are those of the kernel's crypto API (`hmac(sha256)`, `rfc4106(gcm(aes))`). Lengths are in bits, and the key follows
//! the struct. Keys are marked secret: renderers hide them unless asked.

use crate::schema::*;

/// `struct xfrm_algo`
pub(super) static XFRM_ALGO: Struct =
    layout("xfrm_algo", 68, &[NAME, field("alg_key_len", U32.unit(Unit::Bits))]).then(KEY);

/// `struct xfrm_algo_auth`
pub(super) static XFRM_ALGO_AUTH: Struct = layout(
    "xfrm_algo_auth",
    72,
    &[NAME, field("alg_key_len", U32.unit(Unit::Bits)), field("alg_trunc_len", U32.unit(Unit::Bits))],
)
.then(KEY);

/// `struct xfrm_algo_aead`
pub(super) static XFRM_ALGO_AEAD: Struct = layout(
    "xfrm_algo_aead",
    72,
    &[NAME, field("alg_key_len", U32.unit(Unit::Bits)), field("alg_icv_len", U32.unit(Unit::Bits))],
)
.then(KEY);

const NAME: Field = field("alg_name", text(64));

static KEY: &[Field] = &[field("alg_key", OPAQUE).secret()];

/// `struct xfrm_replay_state`
pub(super) static XFRM_REPLAY_STATE: Struct =
    layout("xfrm_replay_state", 12, &[field("oseq", U32), field("seq", U32), field("bitmap", U32.hex())]);

/// `struct xfrm_replay_state_esn`: sequence numbers of 64 bits, and a bit for each packet of the window.
pub(super) static XFRM_REPLAY_STATE_ESN: Struct = layout(
    "xfrm_replay_state_esn",
    24,
    &[
        field("bmp_len", U32),
        field("oseq", U32),
        field("seq", U32),
        field("oseq_hi", U32),
        field("seq_hi", U32),
        field("replay_window", U32.unit(Unit::Packets)),
    ],
)
.then(&[field("bmp", Kind::Array(&BITMAP))]);

static BITMAP: Array = array_counted("bmp_len", 0, U32.hex());
