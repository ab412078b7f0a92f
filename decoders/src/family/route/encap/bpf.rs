//! `bpf`: programs that see a route's packets  (linux/lwtunnel.h)

use crate::schema::*;

pub(super) static LWT_BPF: Set = set(
    "LWT_BPF",
    &[
        attr(1, "LWT_BPF_IN", nest(&LWT_BPF_PROG)),
        attr(2, "LWT_BPF_OUT", nest(&LWT_BPF_PROG)),
        attr(3, "LWT_BPF_XMIT", nest(&LWT_BPF_PROG)),
        attr(4, "LWT_BPF_XMIT_HEADROOM", U32.unit(Unit::Bytes)),
    ],
);

static LWT_BPF_PROG: Set = set(
    "LWT_BPF_PROG",
    &[attr(1, "LWT_BPF_PROG_FD", U32), attr(2, "LWT_BPF_PROG_NAME", TEXT).nul_terminated()],
);
