//! Numbers of associations and policies, and their hash tables  (linux/xfrm.h)
//!
//! Requests and answers begin with a 32-bit number that the kernel ignores.

use crate::schema::*;

pub(super) static SAD: Body = body(fixed(&FLAGS), nest(&XFRMA_SAD));
pub(super) static SPD: Body = body(fixed(&FLAGS), nest(&XFRMA_SPD));

static FLAGS: Struct = layout("xfrm_flags", 4, &[field("flags", U32.hex())]);

static XFRMA_SAD: Set =
    set("XFRMA_SAD", &[attr(1, "XFRMA_SAD_CNT", U32), attr(2, "XFRMA_SAD_HINFO", fixed(&XFRMU_SADHINFO))]);

/// `struct xfrmu_sadhinfo`
static XFRMU_SADHINFO: Struct = layout("xfrmu_sadhinfo", 8, &[field("sadhcnt", U32), field("sadhmcnt", U32)]);

static XFRMA_SPD: Set = set(
    "XFRMA_SPD",
    &[
        attr(1, "XFRMA_SPD_INFO", fixed(&XFRMU_SPDINFO)),
        attr(2, "XFRMA_SPD_HINFO", fixed(&XFRMU_SPDHINFO)),
        attr(3, "XFRMA_SPD_IPV4_HTHRESH", fixed(&XFRMU_SPDHTHRESH)),
        attr(4, "XFRMA_SPD_IPV6_HTHRESH", fixed(&XFRMU_SPDHTHRESH)),
    ],
);

/// `struct xfrmu_spdinfo`: policies of the system, and of sockets.
static XFRMU_SPDINFO: Struct = layout(
    "xfrmu_spdinfo",
    24,
    &[
        field("incnt", U32),
        field("outcnt", U32),
        field("fwdcnt", U32),
        field("inscnt", U32),
        field("outscnt", U32),
        field("fwdscnt", U32),
    ],
);

/// `struct xfrmu_spdhinfo`
static XFRMU_SPDHINFO: Struct = layout("xfrmu_spdhinfo", 8, &[field("spdhcnt", U32), field("spdhmcnt", U32)]);

/// `struct xfrmu_spdhthresh`: prefixes from this length on are hashed.
static XFRMU_SPDHTHRESH: Struct = layout(
    "xfrmu_spdhthresh",
    2,
    &[field("lbits", U8.unit(Unit::Bits)), field("rbits", U8.unit(Unit::Bits))],
);
