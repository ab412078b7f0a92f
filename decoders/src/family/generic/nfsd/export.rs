//! Upcalls of nfsd to mountd: which paths are exported to whom, and the path of a file handle

use crate::schema::{Case::*, *};

pub(super) static NFSD_A_SVC_EXPORT_REQS: Set = set(
    "NFSD_A_SVC_EXPORT_REQS",
    &[attr(1, "NFSD_A_SVC_EXPORT_REQS_REQUESTS", nest(&NFSD_A_SVC_EXPORT)).repeats()],
);

pub(super) static NFSD_A_EXPKEY_REQS: Set =
    set("NFSD_A_EXPKEY_REQS", &[attr(1, "NFSD_A_EXPKEY_REQS_REQUESTS", nest(&NFSD_A_EXPKEY)).repeats()]);

static NFSD_A_SVC_EXPORT: Set = set(
    "NFSD_A_SVC_EXPORT",
    &[
        attr(1, "NFSD_A_SVC_EXPORT_SEQNO", U64),
        attr(2, "NFSD_A_SVC_EXPORT_CLIENT", TEXT),
        attr(3, "NFSD_A_SVC_EXPORT_PATH", TEXT),
        attr(4, "NFSD_A_SVC_EXPORT_NEGATIVE", FLAG),
        attr(5, "NFSD_A_SVC_EXPORT_EXPIRY", U64.unit(Unit::Seconds)),
        attr(6, "NFSD_A_SVC_EXPORT_ANON_UID", U32),
        attr(7, "NFSD_A_SVC_EXPORT_ANON_GID", U32),
        attr(8, "NFSD_A_SVC_EXPORT_FSLOCATIONS", nest(&NFSD_A_FSLOCATIONS)),
        attr(9, "NFSD_A_SVC_EXPORT_UUID", OPAQUE),
        attr(10, "NFSD_A_SVC_EXPORT_SECINFO", nest(&NFSD_A_AUTH_FLAVOR)).repeats(),
        attr(11, "NFSD_A_SVC_EXPORT_XPRTSEC", U32.flags(&NFSD_XPRTSEC_MODE)).repeats(),
        attr(12, "NFSD_A_SVC_EXPORT_FLAGS", U32.flags(&NFSD_EXPORT_FLAGS)),
        attr(13, "NFSD_A_SVC_EXPORT_FSID", S32),
    ],
);

static NFSD_XPRTSEC_MODE: Names = names(&[
    (0x1, "NFSD_XPRTSEC_MODE_NONE"),
    (0x2, "NFSD_XPRTSEC_MODE_TLS"),
    (0x4, "NFSD_XPRTSEC_MODE_MTLS"),
]);

static NFSD_EXPORT_FLAGS: Names = names(&[
    (0x1, "NFSD_EXPORT_FLAGS_READONLY"),
    (0x2, "NFSD_EXPORT_FLAGS_INSECURE_PORT"),
    (0x4, "NFSD_EXPORT_FLAGS_ROOTSQUASH"),
    (0x8, "NFSD_EXPORT_FLAGS_ALLSQUASH"),
    (0x10, "NFSD_EXPORT_FLAGS_ASYNC"),
    (0x20, "NFSD_EXPORT_FLAGS_GATHERED_WRITES"),
    (0x40, "NFSD_EXPORT_FLAGS_NOREADDIRPLUS"),
    (0x80, "NFSD_EXPORT_FLAGS_SECURITY_LABEL"),
    (0x100, "NFSD_EXPORT_FLAGS_SIGN_FH"),
    (0x200, "NFSD_EXPORT_FLAGS_NOHIDE"),
    (0x400, "NFSD_EXPORT_FLAGS_NOSUBTREECHECK"),
    (0x800, "NFSD_EXPORT_FLAGS_NOAUTHNLM"),
    (0x1000, "NFSD_EXPORT_FLAGS_MSNFS"),
    (0x2000, "NFSD_EXPORT_FLAGS_FSID"),
    (0x4000, "NFSD_EXPORT_FLAGS_CROSSMOUNT"),
    (0x8000, "NFSD_EXPORT_FLAGS_NOACL"),
    (0x10000, "NFSD_EXPORT_FLAGS_V4ROOT"),
    (0x20000, "NFSD_EXPORT_FLAGS_PNFS"),
]);

static NFSD_A_FSLOCATIONS: Set =
    set("NFSD_A_FSLOCATIONS", &[attr(1, "NFSD_A_FSLOCATIONS_LOCATION", nest(&NFSD_A_FSLOCATION)).repeats()]);

static NFSD_A_FSLOCATION: Set = set(
    "NFSD_A_FSLOCATION",
    &[attr(1, "NFSD_A_FSLOCATION_HOST", TEXT), attr(2, "NFSD_A_FSLOCATION_PATH", TEXT)],
);

static NFSD_A_AUTH_FLAVOR: Set = set(
    "NFSD_A_AUTH_FLAVOR",
    &[
        attr(1, "NFSD_A_AUTH_FLAVOR_PSEUDOFLAVOR", U32.name(&RPC_AUTH)),
        attr(2, "NFSD_A_AUTH_FLAVOR_FLAGS", U32.flags(&NFSD_EXPORT_FLAGS)),
    ],
);

/// Of the kernel's own linux/sunrpc/msg_prot.h; RFC 2623 has those of Kerberos.
static RPC_AUTH: Names = names(&[
    (0, "RPC_AUTH_NULL"),
    (1, "RPC_AUTH_UNIX"),
    (2, "RPC_AUTH_SHORT"),
    (3, "RPC_AUTH_DES"),
    (4, "RPC_AUTH_KRB"),
    (6, "RPC_AUTH_GSS"),
    (7, "RPC_AUTH_TLS"),
    (390_003, "RPC_AUTH_GSS_KRB5"),
    (390_004, "RPC_AUTH_GSS_KRB5I"),
    (390_005, "RPC_AUTH_GSS_KRB5P"),
]);

static NFSD_A_EXPKEY: Set = set(
    "NFSD_A_EXPKEY",
    &[
        attr(1, "NFSD_A_EXPKEY_SEQNO", U64),
        attr(2, "NFSD_A_EXPKEY_CLIENT", TEXT),
        attr(3, "NFSD_A_EXPKEY_FSIDTYPE", U8.name(&FSID)),
        attr(4, "NFSD_A_EXPKEY_FSID", select("NFSD_A_EXPKEY_FSIDTYPE", BY_FSIDTYPE)),
        attr(5, "NFSD_A_EXPKEY_NEGATIVE", FLAG),
        attr(6, "NFSD_A_EXPKEY_EXPIRY", U64.unit(Unit::Seconds)),
        attr(7, "NFSD_A_EXPKEY_PATH", TEXT),
    ],
);

/// The file system part of a file handle: of the kernel's own fs/nfsd/nfsfh.h.
static FSID: Names = names(&[
    (0, "FSID_DEV"),
    (1, "FSID_NUM"),
    (2, "FSID_MAJOR_MINOR"),
    (3, "FSID_ENCODE_DEV"),
    (4, "FSID_UUID4_INUM"),
    (5, "FSID_UUID8"),
    (6, "FSID_UUID16"),
    (7, "FSID_UUID16_INUM"),
]);

const BY_FSIDTYPE: &[(Case, Kind)] = &[
    (Is(0), fixed(&FSID_DEV)),
    (Is(1), U32),
    (Is(2), fixed(&FSID_MAJOR_MINOR)),
    (Is(3), fixed(&FSID_ENCODE_DEV)),
    (Is(4), fixed(&FSID_UUID4_INUM)),
    (OneOf(&[5, 6]), OPAQUE),
    (Is(7), fixed(&FSID_UUID16_INUM)),
];

static FSID_DEV: Struct = layout("", 8, &[field("major", BE16), field("minor", BE16), field("ino", U32)]);

static FSID_MAJOR_MINOR: Struct =
    layout("", 12, &[field("major", BE32), field("minor", BE32), field("ino", U32)]);

static FSID_ENCODE_DEV: Struct = layout("", 8, &[field("dev", U32.hex()), field("ino", U32)]);

static FSID_UUID4_INUM: Struct = layout("", 8, &[field("ino", U32), field("uuid", opaque(4))]);

static FSID_UUID16_INUM: Struct = layout("", 24, &[field("ino", U64), field("uuid", opaque(16))]);
