//! `SEG6`: keys and source addresses of segment routing  (linux/seg6_genl.h)

use crate::schema::{Class::*, *};

pub(super) static FAMILY: Generic = generic("SEG6", &COMMANDS);

static COMMANDS: Commands = commands(&numbered([
    msg(1, "SEG6_CMD_SETHMAC", New, &BODY),
    msg(2, "SEG6_CMD_DUMPHMAC", Get, &BODY),
    msg(3, "SEG6_CMD_SET_TUNSRC", New, &BODY),
    msg(4, "SEG6_CMD_GET_TUNSRC", Get, &BODY),
]));

static BODY: Body = headless(nest(&SEG6_ATTR));

static SEG6_ATTR: Set = set(
    "SEG6_ATTR",
    &[
        attr(1, "SEG6_ATTR_DST", IP6).limits(&Limits::up_to(16)).key(),
        attr(2, "SEG6_ATTR_DSTLEN", S32.unit(Unit::Bits)),
        attr(3, "SEG6_ATTR_HMACKEYID", U32).key(),
        attr(4, "SEG6_ATTR_SECRET", OPAQUE).secret(),
        attr(5, "SEG6_ATTR_SECRETLEN", U8.unit(Unit::Bytes)),
        attr(6, "SEG6_ATTR_ALGID", U8.name(&SEG6_HMAC_ALGO)),
        // Nothing writes or reads what would be in it.
        attr(7, "SEG6_ATTR_HMACINFO", nest(&SEG6_ATTR)),
    ],
);

static SEG6_HMAC_ALGO: Names = names(&[(1, "SEG6_HMAC_ALGO_SHA1"), (2, "SEG6_HMAC_ALGO_SHA256")]);

#[cfg(test)]
mod tests {
    use super::FAMILY;
    use crate::family::generic::testing::{attribute, decoded, values};

    #[test]
    fn a_key() {
        let attributes =
            [attribute(3, &[7, 0, 0, 0]), attribute(5, &[6]), attribute(4, b"secret"), attribute(6, &[2])];
        let decoded = decoded(&FAMILY, (1, 5), &[&attributes.concat()]);
        assert_eq!(values(&decoded, "cmd"), ["SEG6_CMD_SETHMAC"]);
        assert_eq!(values(&decoded, "SEG6_ATTR_SECRET"), ["73:65:63:72:65:74"]);
        assert_eq!(values(&decoded, "SEG6_ATTR_ALGID"), ["SEG6_HMAC_ALGO_SHA256"]);
    }
}
