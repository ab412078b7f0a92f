//! Options of neighbour discovery (RFC 4861 and others): in packets of ICMPv6, and as the kernel passes them to programs
//!
//! Their integers are big-endian.

use crate::schema::{Case::*, *};
use crate::wire::Endian;

pub(crate) const ND_OPTS: Kind = records_packed(&ND_OPT_HDR, "nd_opt_len", 8, 0);

/// The head of an option, whose length is in units of eight bytes, and its data.
static ND_OPT_HDR: Struct =
    layout("nd_opt_hdr", 2, &[field("nd_opt_type", U8.name(&ND_OPT)), field("nd_opt_len", U8)]).then(&[
        field(
            "nd_opt_data",
            select(
                "nd_opt_type",
                &[
                    (OneOf(&[1, 2]), LLADDR),
                    (Is(3), fixed(&PREFIX_INFO)),
                    (Is(5), fixed(&ND_MTU)),
                    (Is(37), TEXT),
                    (Is(25), fixed(&RDNSS)),
                    (Is(31), fixed(&DNSSL)),
                    (Is(38), fixed(&PREF64)),
                    // Other options, such as those of 6LoWPAN, are opaque to the kernel.
                    (Otherwise, OPAQUE),
                ],
            ),
        ),
    ]);

/// The MTU of the link (RFC 4861).
static ND_MTU: Struct = layout("", 6, &[field("reserved", pad(2)), field("mtu", BE32.unit(Unit::Bytes))]);

/// A prefix and how addresses are made of it (RFC 4861).
static PREFIX_INFO: Struct = layout(
    "prefix_info",
    30,
    &[
        field("prefix_len", U8.unit(Unit::Bits)),
        field("flags", U8.flags(&PREFIX_FLAGS)),
        field("valid", LIFETIME_BE),
        field("prefered", LIFETIME_BE),
        field("reserved2", pad(4)),
        field("prefix", IP6),
    ],
);

/// Flags of a prefix, by the kernel's names for the bits.
static PREFIX_FLAGS: Names =
    names(&[(0x10, "preferpd"), (0x20, "routeraddr"), (0x40, "autoconf"), (0x80, "onlink")]);

/// Recursive name servers (RFC 8106).
static RDNSS: Struct = layout("rdnss", 6, &[field("reserved", pad(2)), field("lifetime", LIFETIME_BE)])
    .then(&[field("addresses", Kind::Array(&ADDRESSES))]);

static ADDRESSES: Array = array(IP6);

/// Domain names to search, each a row of labels as DNS writes it (RFC 8106).
static DNSSL: Struct = layout("dnssl", 6, &[field("reserved", pad(2)), field("lifetime", LIFETIME_BE)])
    .then(&[field("domain_names", gloss(&OPAQUE, domain_names))]);

fn domain_names(payload: &[u8], _: Endian, out: &mut dyn core::fmt::Write) -> core::fmt::Result {
    let mut rest = payload;
    let mut before = "";
    while let [len, tail @ ..] = rest {
        let Some((label, tail)) = tail.split_at_checked(usize::from(*len)) else { return Ok(()) };
        rest = tail;
        match label {
            // A name's end; more zeros after the last name are padding.
            [] if rest.iter().all(|byte| *byte == 0) => return Ok(()),
            [] => before = " ",
            _ => {
                out.write_str(before)?;
                for byte in label {
                    out.write_char(if byte.is_ascii_graphic() { char::from(*byte) } else { '?' })?;
                }
                before = ".";
            }
        }
    }
    Ok(())
}

/// The prefix of a NAT64: its lifetime in units of eight seconds, a code for its length, its first 96 bits (RFC 8781).
static PREF64: Struct = layout(
    "pref64",
    14,
    &[
        field(
            "lifetime_plc",
            BE16.parts(&[part("plc", 3, Show::Dec), part("scaled_lifetime", 13, Show::Dec)]),
        ),
        field("prefix", opaque(12)),
    ],
);

/// The options of neighbour discovery that the kernel knows.
pub(crate) static ND_OPT: Names = names(&[
    (1, "ND_OPT_SOURCE_LL_ADDR"),
    (2, "ND_OPT_TARGET_LL_ADDR"),
    (3, "ND_OPT_PREFIX_INFO"),
    (4, "ND_OPT_REDIRECT_HDR"),
    (5, "ND_OPT_MTU"),
    (14, "ND_OPT_NONCE"),
    (24, "ND_OPT_ROUTE_INFO"),
    (25, "ND_OPT_RDNSS"),
    (31, "ND_OPT_DNSSL"),
    (34, "ND_OPT_6CO"),
    (37, "ND_OPT_CAPTIVE_PORTAL"),
    (38, "ND_OPT_PREF64"),
]);

/// How long an address or prefix lasts, in seconds and in network byte order.
const LIFETIME_BE: Kind = gloss(&SECONDS_BE, |payload, _, out| forever(payload, out));
static SECONDS_BE: Kind = BE32.unit(Unit::Seconds);

/// Writes what a lifetime of all ones means.
pub(crate) fn forever(payload: &[u8], out: &mut dyn core::fmt::Write) -> core::fmt::Result {
    if payload == [0xff; 4] { out.write_str("forever") } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_as_dns_writes_them() {
        let mut text = String::new();
        let wire = b"\x03foo\x03com\0\x02b\x1b\0\0\0";
        super::domain_names(wire, crate::wire::Endian::Little, &mut text).unwrap();
        assert_eq!(text, "foo.com b?");
    }
}
