//! Tables: `NFTA_TABLE_*`

use super::userdata;
use crate::schema::*;

pub(super) static BODY: Body = super::attributes(&NFTA_TABLE);

static NFTA_TABLE: Set = set(
    "NFTA_TABLE",
    &[
        attr(1, "NFTA_TABLE_NAME", TEXT).subject(),
        attr(2, "NFTA_TABLE_FLAGS", BE32.flags(&NFT_TABLE_F)),
        attr(3, "NFTA_TABLE_USE", BE32),
        attr(4, "NFTA_TABLE_HANDLE", BE64),
        attr(5, "NFTA_TABLE_PAD", PAD),
        attr(6, "NFTA_TABLE_USERDATA", userdata::OF_TABLE),
        // The port id of the socket with which the table comes and goes.
        attr(7, "NFTA_TABLE_OWNER", BE32),
    ],
);

static NFT_TABLE_F: Names =
    names(&[(0x1, "NFT_TABLE_F_DORMANT"), (0x2, "NFT_TABLE_F_OWNER"), (0x4, "NFT_TABLE_F_PERSIST")]);
