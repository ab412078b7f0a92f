//! Options of tunnels as their packets have them, which families hand on as they are  (net/geneve.h, linux/erspan.h)

use crate::schema::{Case::*, *};

/// Options of Geneve, which follow each other.
pub(super) const GENEVE_OPTS: Kind = records_packed(&GENEVE_OPT, "length", 4, 4);

/// The upper three bits of `length` are reserved, and 0.
static GENEVE_OPT: Struct =
    layout("geneve_opt", 4, &[field("opt_class", BE16.hex()), field("type", U8.hex()), field("length", U8)])
        .then(&[field("opt_data", OPAQUE)]);

/// The part of ERSPAN's header that depends on its version.
pub(super) const ERSPAN_OPTS: Kind = fixed(&ERSPAN_METADATA);

static ERSPAN_METADATA: Struct = layout(
    "erspan_metadata",
    12,
    &[
        field("version", S32),
        field(
            "u",
            select(
                "version",
                &[(Is(1), fixed(&VERSION_1)), (Is(2), fixed(&VERSION_2)), (Otherwise, opaque(8))],
            ),
        ),
    ],
);

static VERSION_1: Struct = layout("u", 8, &[field("index", BE32), field("", pad(4))]);

static VERSION_2: Struct = layout(
    "erspan_md2",
    8,
    &[
        field("timestamp", BE32),
        field("sgt", BE16),
        field("", U8.parts(&HWID_UPPER_TO_P)),
        field("", U8.parts(&O_TO_HWID)),
    ],
);

static HWID_UPPER_TO_P: [Part; 3] =
    [part("hwid_upper", 2, Show::Dec), part("ft", 5, Show::Dec), part("p", 1, Show::Dec)];

static O_TO_HWID: [Part; 4] = [
    part("o", 1, Show::Dec),
    part("gra", 2, Show::Dec),
    part("dir", 1, Show::Dec),
    part("hwid", 4, Show::Dec),
];
