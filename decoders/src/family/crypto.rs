//! `NETLINK_CRYPTO`: the kernel's algorithms  (linux/cryptouser.h)

use crate::schema::{Class::*, *};

/// The protocol.
pub static FAMILY: Family = Family {
    protocol: 21,
    name: "NETLINK_CRYPTO",
    messages: &[messages(&[
        msg(16, "CRYPTO_MSG_NEWALG", New, &BODY),
        msg(17, "CRYPTO_MSG_DELALG", Delete, &BODY),
        msg(18, "CRYPTO_MSG_UPDATEALG", New, &BODY),
        msg(19, "CRYPTO_MSG_GETALG", Get, &BODY),
        msg(20, "CRYPTO_MSG_DELRNG", Delete, &BODY),
        msg(21, "CRYPTO_MSG_GETSTAT", Get, &BODY),
    ])],
    groups: &NO_GROUPS,
    general: None,
    generic: &[],
    unnamed: &[],
    framing: Framing::Messages,
    exchange: Exchange { needs: Some(Capability::NetAdminInitial), ..Exchange::PLAIN },
};

static NO_GROUPS: Names = names(&[]);

static BODY: Body = body(fixed(&CRYPTO_USER_ALG), nest(&CRYPTOCFGA));

/// `struct crypto_user_alg`: an algorithm, or which are meant.
static CRYPTO_USER_ALG: Struct = layout(
    "crypto_user_alg",
    208,
    &[
        field("cru_name", text(64)).subject(),
        field("cru_driver_name", text(64)).key(),
        field("cru_module_name", text(64)),
        field("cru_type", U32.hex()),
        field("cru_mask", U32.hex()),
        field("cru_refcnt", U32),
        field("cru_flags", U32.hex()),
    ],
);

static CRYPTOCFGA: Set = set(
    "CRYPTOCFGA",
    &[
        attr(1, "CRYPTOCFGA_PRIORITY_VAL", U32),
        attr(2, "CRYPTOCFGA_REPORT_LARVAL", fixed(&CRYPTO_REPORT_LARVAL)),
        attr(3, "CRYPTOCFGA_REPORT_HASH", fixed(&CRYPTO_REPORT_HASH)),
        attr(4, "CRYPTOCFGA_REPORT_BLKCIPHER", fixed(&CRYPTO_REPORT_BLKCIPHER)),
        attr(5, "CRYPTOCFGA_REPORT_AEAD", fixed(&CRYPTO_REPORT_AEAD)),
        attr(6, "CRYPTOCFGA_REPORT_COMPRESS", fixed(&CRYPTO_REPORT_COMP)),
        attr(7, "CRYPTOCFGA_REPORT_RNG", fixed(&CRYPTO_REPORT_RNG)),
        attr(8, "CRYPTOCFGA_REPORT_CIPHER", fixed(&CRYPTO_REPORT_CIPHER)),
        attr(9, "CRYPTOCFGA_REPORT_AKCIPHER", fixed(&CRYPTO_REPORT_AKCIPHER)),
        attr(10, "CRYPTOCFGA_REPORT_KPP", fixed(&CRYPTO_REPORT_KPP)),
        attr(11, "CRYPTOCFGA_REPORT_ACOMP", fixed(&CRYPTO_REPORT_ACOMP)),
        attr(12, "CRYPTOCFGA_STAT_LARVAL", fixed(&CRYPTO_STAT_LARVAL)),
        attr(13, "CRYPTOCFGA_STAT_HASH", fixed(&CRYPTO_STAT_HASH)),
        attr(14, "CRYPTOCFGA_STAT_BLKCIPHER", fixed(&CRYPTO_STAT_CIPHER)),
        attr(15, "CRYPTOCFGA_STAT_AEAD", fixed(&CRYPTO_STAT_AEAD)),
        attr(16, "CRYPTOCFGA_STAT_COMPRESS", fixed(&CRYPTO_STAT_COMPRESS)),
        attr(17, "CRYPTOCFGA_STAT_RNG", fixed(&CRYPTO_STAT_RNG)),
        attr(18, "CRYPTOCFGA_STAT_CIPHER", fixed(&CRYPTO_STAT_CIPHER)),
        attr(19, "CRYPTOCFGA_STAT_AKCIPHER", fixed(&CRYPTO_STAT_AKCIPHER)),
        attr(20, "CRYPTOCFGA_STAT_KPP", fixed(&CRYPTO_STAT_KPP)),
        attr(21, "CRYPTOCFGA_STAT_ACOMP", fixed(&CRYPTO_STAT_COMPRESS)),
        attr(22, "CRYPTOCFGA_REPORT_SIG", fixed(&CRYPTO_REPORT_SIG)),
    ],
);

/// `struct crypto_report_larval`
static CRYPTO_REPORT_LARVAL: Struct = layout("crypto_report_larval", 64, &[field("type", text(64))]);

/// `struct crypto_report_hash`
static CRYPTO_REPORT_HASH: Struct = layout(
    "crypto_report_hash",
    72,
    &[
        field("type", text(64)),
        field("blocksize", U32.unit(Unit::Bytes)),
        field("digestsize", U32.unit(Unit::Bytes)),
    ],
);

/// `struct crypto_report_blkcipher`
static CRYPTO_REPORT_BLKCIPHER: Struct = layout(
    "crypto_report_blkcipher",
    144,
    &[
        field("type", text(64)),
        field("geniv", text(64)),
        field("blocksize", U32.unit(Unit::Bytes)),
        field("min_keysize", U32.unit(Unit::Bytes)),
        field("max_keysize", U32.unit(Unit::Bytes)),
        field("ivsize", U32.unit(Unit::Bytes)),
    ],
);

/// `struct crypto_report_aead`
static CRYPTO_REPORT_AEAD: Struct = layout(
    "crypto_report_aead",
    140,
    &[
        field("type", text(64)),
        field("geniv", text(64)),
        field("blocksize", U32.unit(Unit::Bytes)),
        field("maxauthsize", U32.unit(Unit::Bytes)),
        field("ivsize", U32.unit(Unit::Bytes)),
    ],
);

/// `struct crypto_report_comp`
static CRYPTO_REPORT_COMP: Struct = layout("crypto_report_comp", 64, &[field("type", text(64))]);

/// `struct crypto_report_rng`
static CRYPTO_REPORT_RNG: Struct =
    layout("crypto_report_rng", 68, &[field("type", text(64)), field("seedsize", U32.unit(Unit::Bytes))]);

/// `struct crypto_report_cipher`
static CRYPTO_REPORT_CIPHER: Struct = layout(
    "crypto_report_cipher",
    76,
    &[
        field("type", text(64)),
        field("blocksize", U32.unit(Unit::Bytes)),
        field("min_keysize", U32.unit(Unit::Bytes)),
        field("max_keysize", U32.unit(Unit::Bytes)),
    ],
);

/// `struct crypto_report_akcipher`
static CRYPTO_REPORT_AKCIPHER: Struct = layout("crypto_report_akcipher", 64, &[field("type", text(64))]);

/// `struct crypto_report_kpp`
static CRYPTO_REPORT_KPP: Struct = layout("crypto_report_kpp", 64, &[field("type", text(64))]);

/// `struct crypto_report_acomp`
static CRYPTO_REPORT_ACOMP: Struct = layout("crypto_report_acomp", 64, &[field("type", text(64))]);

/// `struct crypto_report_sig`
static CRYPTO_REPORT_SIG: Struct = layout("crypto_report_sig", 64, &[field("type", text(64))]);

/// `struct crypto_stat_larval`
static CRYPTO_STAT_LARVAL: Struct = layout("crypto_stat_larval", 64, &[field("type", text(64))]);

/// `struct crypto_stat_hash`
static CRYPTO_STAT_HASH: Struct = layout(
    "crypto_stat_hash",
    88,
    &[
        field("type", text(64)),
        field("stat_hash_cnt", U64),
        field("stat_hash_tlen", U64.unit(Unit::Bytes)),
        field("stat_err_cnt", U64),
    ],
);

/// Counters that both sorts of ciphers have.
const CIPHER_COUNTS: &[Field] = &[
    field("type", text(64)),
    field("stat_encrypt_cnt", U64),
    field("stat_encrypt_tlen", U64.unit(Unit::Bytes)),
    field("stat_decrypt_cnt", U64),
    field("stat_decrypt_tlen", U64.unit(Unit::Bytes)),
    field("stat_err_cnt", U64),
];

/// `struct crypto_stat_cipher`
static CRYPTO_STAT_CIPHER: Struct = layout("crypto_stat_cipher", 104, CIPHER_COUNTS);

/// `struct crypto_stat_aead`
static CRYPTO_STAT_AEAD: Struct = layout("crypto_stat_aead", 104, CIPHER_COUNTS);

/// `struct crypto_stat_compress`
static CRYPTO_STAT_COMPRESS: Struct = layout(
    "crypto_stat_compress",
    104,
    &[
        field("type", text(64)),
        field("stat_compress_cnt", U64),
        field("stat_compress_tlen", U64.unit(Unit::Bytes)),
        field("stat_decompress_cnt", U64),
        field("stat_decompress_tlen", U64.unit(Unit::Bytes)),
        field("stat_err_cnt", U64),
    ],
);

/// `struct crypto_stat_rng`
static CRYPTO_STAT_RNG: Struct = layout(
    "crypto_stat_rng",
    96,
    &[
        field("type", text(64)),
        field("stat_generate_cnt", U64),
        field("stat_generate_tlen", U64.unit(Unit::Bytes)),
        field("stat_seed_cnt", U64),
        field("stat_err_cnt", U64),
    ],
);

/// `struct crypto_stat_akcipher`
static CRYPTO_STAT_AKCIPHER: Struct = layout(
    "crypto_stat_akcipher",
    120,
    &[
        field("type", text(64)),
        field("stat_encrypt_cnt", U64),
        field("stat_encrypt_tlen", U64.unit(Unit::Bytes)),
        field("stat_decrypt_cnt", U64),
        field("stat_decrypt_tlen", U64.unit(Unit::Bytes)),
        field("stat_verify_cnt", U64),
        field("stat_sign_cnt", U64),
        field("stat_err_cnt", U64),
    ],
);

/// `struct crypto_stat_kpp`
static CRYPTO_STAT_KPP: Struct = layout(
    "crypto_stat_kpp",
    96,
    &[
        field("type", text(64)),
        field("stat_setsecret_cnt", U64),
        field("stat_generate_public_key_cnt", U64),
        field("stat_compute_shared_secret_cnt", U64),
        field("stat_err_cnt", U64),
    ],
);

#[cfg(test)]
mod tests {
    use super::FAMILY;
    use crate::family::testing::{attribute, decoded, values};

    #[test]
    fn an_algorithm() {
        let mut head = b"cbc(aes)".to_vec();
        head.resize(208, 0);
        let mut cipher = b"skcipher".to_vec();
        cipher.resize(64, 0);
        cipher.extend(b"cryptd");
        cipher.resize(128, 0);
        cipher.extend([16u32, 16, 32, 16].map(u32::to_le_bytes).concat());
        let decoded =
            decoded(&FAMILY, (19, 0), &[&head, &attribute(1, &[100, 0, 0, 0]), &attribute(4, &cipher)]);
        assert_eq!(values(&decoded, "cru_name"), ["cbc(aes)"]);
        assert_eq!(values(&decoded, "CRYPTOCFGA_PRIORITY_VAL"), ["100"]);
        assert_eq!(values(&decoded, "max_keysize"), ["32"]);
    }
}
