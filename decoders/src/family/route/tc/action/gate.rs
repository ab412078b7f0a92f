//! `gate`: a gate that opens and shuts by the clock  (linux/tc_act/tc_gate.h)

use super::super::CLOCK;
use super::{TCF_T, generic};
use crate::schema::{Case::Named, *};

pub(super) const KIND: (Case, Kind) = (Named("gate"), nest(&TCA_GATE));

static TCA_GATE: Set = set(
    "TCA_GATE",
    &[
        attr(1, "TCA_GATE_TM", fixed(&TCF_T)),
        attr(2, "TCA_GATE_PARMS", fixed(&TC_GATE)),
        attr(3, "TCA_GATE_PAD", PAD),
        attr(4, "TCA_GATE_PRIORITY", S32),
        attr(5, "TCA_GATE_ENTRY_LIST", nest(&TCA_GATE_ONE_ENTRY)),
        attr(6, "TCA_GATE_BASE_TIME", U64.unit(Unit::Nanoseconds)),
        attr(7, "TCA_GATE_CYCLE_TIME", U64.unit(Unit::Nanoseconds)),
        attr(8, "TCA_GATE_CYCLE_TIME_EXT", U64.unit(Unit::Nanoseconds)),
        attr(9, "TCA_GATE_FLAGS", U32.hex()),
        attr(10, "TCA_GATE_CLOCKID", S32.name(&CLOCK)),
    ],
);

static TCA_GATE_ONE_ENTRY: Set =
    set("TCA_GATE_ONE_ENTRY", &[attr(1, "TCA_GATE_ONE_ENTRY", nest(&TCA_GATE_ENTRY))]);

static TCA_GATE_ENTRY: Set = set(
    "TCA_GATE_ENTRY",
    &[
        attr(1, "TCA_GATE_ENTRY_INDEX", U32),
        attr(2, "TCA_GATE_ENTRY_GATE", FLAG),
        attr(3, "TCA_GATE_ENTRY_INTERVAL", U32.unit(Unit::Nanoseconds)),
        attr(4, "TCA_GATE_ENTRY_IPV", S32),
        attr(5, "TCA_GATE_ENTRY_MAX_OCTETS", S32.unit(Unit::Bytes)),
    ],
);

static TC_GATE: Struct = layout("tc_gate", 20, &generic::<5>(&[]));
