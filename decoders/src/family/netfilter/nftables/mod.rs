//! nftables: tables, chains, rules, sets, objects, flow tables  (linux/netfilter/nf_tables.h)
//!
//! One file per kind of object, and `expr` for the expressions of rules. Changes are sent between `NFNL_MSG_BATCH_BEGIN` and
//! `NFNL_MSG_BATCH_END`, in one datagram. Each error names the message that it answers.

use super::{NFGENMSG, of};
use crate::schema::{Class::*, *};

mod chain;
mod datatype;
mod expr;
mod flowtable;
mod object;
mod rule;
mod set;
mod table;
mod trace;
mod tunnel;
mod userdata;

/// Returns `NFNL_SUBSYS_NFTABLES`.
const fn nft(number: u16) -> u16 {
    of(10, number)
}

/// The message types: what gets is answered by what makes.
pub(super) static MESSAGES: &[Msg] = messages(&[
    msg(nft(0), "NFT_MSG_NEWTABLE", New, &table::BODY).is(Traits::BATCHED),
    msg(nft(1), "NFT_MSG_GETTABLE", Get, &table::BODY).answered_by(nft(0)),
    msg(nft(2), "NFT_MSG_DELTABLE", Delete, &table::BODY).is(Traits::BATCHED),
    msg(nft(3), "NFT_MSG_NEWCHAIN", New, &chain::BODY).is(Traits::BATCHED),
    msg(nft(4), "NFT_MSG_GETCHAIN", Get, &chain::BODY).answered_by(nft(3)),
    msg(nft(5), "NFT_MSG_DELCHAIN", Delete, &chain::BODY).is(Traits::BATCHED),
    msg(nft(6), "NFT_MSG_NEWRULE", New, &rule::BODY).is(Traits::BATCHED),
    msg(nft(7), "NFT_MSG_GETRULE", Get, &rule::BODY).answered_by(nft(6)),
    msg(nft(8), "NFT_MSG_DELRULE", Delete, &rule::BODY).is(Traits::BATCHED),
    msg(nft(9), "NFT_MSG_NEWSET", New, &set::BODY).is(Traits::BATCHED),
    msg(nft(10), "NFT_MSG_GETSET", Get, &set::BODY).answered_by(nft(9)),
    msg(nft(11), "NFT_MSG_DELSET", Delete, &set::BODY).is(Traits::BATCHED),
    msg(nft(12), "NFT_MSG_NEWSETELEM", New, &set::ELEMENTS).is(Traits::BATCHED),
    msg(nft(13), "NFT_MSG_GETSETELEM", Get, &set::ELEMENTS).answered_by(nft(12)),
    msg(nft(14), "NFT_MSG_DELSETELEM", Delete, &set::ELEMENTS).is(Traits::BATCHED),
    msg(nft(15), "NFT_MSG_NEWGEN", New, &GENERATION).is(Traits::BATCHED),
    msg(nft(16), "NFT_MSG_GETGEN", Get, &GENERATION).answered_by(nft(15)),
    msg(nft(17), "NFT_MSG_TRACE", Other, &trace::BODY),
    msg(nft(18), "NFT_MSG_NEWOBJ", New, &object::BODY).is(Traits::BATCHED),
    msg(nft(19), "NFT_MSG_GETOBJ", Get, &object::BODY).answered_by(nft(18)),
    msg(nft(20), "NFT_MSG_DELOBJ", Delete, &object::BODY).is(Traits::BATCHED),
    msg(nft(21), "NFT_MSG_GETOBJ_RESET", Get, &object::BODY).answered_by(nft(18)).changing(),
    msg(nft(22), "NFT_MSG_NEWFLOWTABLE", New, &flowtable::BODY).is(Traits::BATCHED),
    msg(nft(23), "NFT_MSG_GETFLOWTABLE", Get, &flowtable::BODY).answered_by(nft(22)),
    msg(nft(24), "NFT_MSG_DELFLOWTABLE", Delete, &flowtable::BODY).is(Traits::BATCHED),
    msg(nft(25), "NFT_MSG_GETRULE_RESET", Get, &rule::BODY).answered_by(nft(6)).changing(),
    msg(nft(26), "NFT_MSG_DESTROYTABLE", Delete, &table::BODY).is(Traits::BATCHED),
    msg(nft(27), "NFT_MSG_DESTROYCHAIN", Delete, &chain::BODY).is(Traits::BATCHED),
    msg(nft(28), "NFT_MSG_DESTROYRULE", Delete, &rule::BODY).is(Traits::BATCHED),
    msg(nft(29), "NFT_MSG_DESTROYSET", Delete, &set::BODY).is(Traits::BATCHED),
    msg(nft(30), "NFT_MSG_DESTROYSETELEM", Delete, &set::ELEMENTS).is(Traits::BATCHED),
    msg(nft(31), "NFT_MSG_DESTROYOBJ", Delete, &object::BODY).is(Traits::BATCHED),
    msg(nft(32), "NFT_MSG_DESTROYFLOWTABLE", Delete, &flowtable::BODY).is(Traits::BATCHED),
    msg(nft(33), "NFT_MSG_GETSETELEM_RESET", Get, &set::ELEMENTS).answered_by(nft(12)).changing(),
]);

/// Returns the head that all share, and attributes of one set.
const fn attributes(of: &'static Set) -> Body {
    body(fixed(&NFGENMSG), nest(of))
}

/// The generation of the ruleset, which each transaction increments, and the process that changed it.
static GENERATION: Body = attributes(&NFTA_GEN);

static NFTA_GEN: Set = crate::schema::set(
    "NFTA_GEN",
    &[
        attr(1, "NFTA_GEN_ID", BE32).key(),
        attr(2, "NFTA_GEN_PROC_PID", BE32),
        attr(3, "NFTA_GEN_PROC_NAME", TEXT),
    ],
);

#[cfg(test)]
mod tests {
    use crate::family::netfilter::FAMILY;
    use crate::family::testing::{attribute, decoded, values};

    /// `struct nfgenmsg`.
    const fn head(family: u8) -> [u8; 4] {
        [family, 0, 0, 0]
    }

    #[test]
    fn a_hook_is_its_family_s() {
        let hook = |family| {
            let hook = [attribute(1, &[0, 0, 0, 0]), attribute(2, &[0xff, 0xff, 0xfe, 0xd4])].concat();
            decoded(&FAMILY, (0xa03, 1), &[&head(family), &attribute(4, &hook)])
        };
        for (family, name) in [
            (1, "NF_INET_PRE_ROUTING"),
            (3, "NF_ARP_IN"),
            (5, "NF_NETDEV_INGRESS"),
            (7, "NF_BR_PRE_ROUTING"),
            (10, "NF_INET_PRE_ROUTING"),
        ] {
            assert_eq!(values(&hook(family), "NFTA_HOOK_HOOKNUM"), [name]);
        }
        assert_eq!(values(&hook(1), "NFTA_HOOK_PRIORITY"), ["-300"]);
    }

    /// Returns the fields of an expression in a rule.
    fn expression(family: u8, name: &[u8], data: &[u8]) -> Vec<(&'static str, String)> {
        let expr = [attribute(1, name), attribute(2, data)].concat();
        decoded(&FAMILY, (0xa06, 1), &[&head(family), &attribute(4, &attribute(1, &expr))])
    }

    #[test]
    fn verdicts_of_chains_are_negative() {
        let verdict = [attribute(1, &[0xff, 0xff, 0xff, 0xfd]), attribute(2, b"next\0")].concat();
        let data = [attribute(1, &[0; 4]), attribute(2, &attribute(2, &verdict))].concat();
        let decoded = expression(2, b"immediate\0", &data);
        assert_eq!(values(&decoded, "NFTA_IMMEDIATE_DREG"), ["NFT_REG_VERDICT"]);
        assert_eq!(values(&decoded, "NFTA_VERDICT_CODE"), ["NFT_JUMP"]);
        assert_eq!(values(&decoded, "NFTA_VERDICT_CHAIN"), ["next"]);
    }

    #[test]
    fn a_reject_s_code_is_of_its_family_or_of_all() {
        let code = |family, kind| {
            let data = [attribute(1, &[0, 0, 0, kind]), attribute(2, &[1])].concat();
            let decoded = expression(family, b"reject\0", &data);
            values(&decoded, "NFTA_REJECT_ICMP_CODE")[0].to_owned()
        };
        assert_eq!(code(2, 0), "ICMP_HOST_UNREACH");
        assert_eq!(code(10, 0), "ICMPV6_ADM_PROHIBITED");
        assert_eq!(code(1, 2), "NFT_REJECT_ICMPX_PORT_UNREACH");
        assert_eq!(code(1, 1), "1");
    }

    #[test]
    fn an_expression_inside_another() {
        let payload = [attribute(2, &[0, 0, 0, 1]), attribute(3, &[0, 0, 0, 12])].concat();
        let inner = [attribute(1, b"payload\0"), attribute(2, &payload)].concat();
        let data = [attribute(2, &[0, 0, 0, 1]), attribute(3, &[0, 0, 0, 15]), attribute(5, &inner)].concat();
        let decoded = expression(1, b"inner\0", &data);
        assert_eq!(values(&decoded, "NFTA_INNER_TYPE"), ["NFT_INNER_VXLAN"]);
        assert_eq!(
            values(&decoded, "NFTA_INNER_FLAGS"),
            ["NFT_INNER_HDRSIZE|NFT_INNER_LL|NFT_INNER_NH|NFT_INNER_TH"]
        );
        assert_eq!(values(&decoded, "NFTA_PAYLOAD_BASE"), ["NFT_PAYLOAD_NETWORK_HEADER"]);
    }

    #[test]
    fn a_tunnel_as_an_object() {
        let geneve = [attribute(1, &[1, 2]), attribute(2, &[0x80]), attribute(3, &[1, 2, 3, 4])].concat();
        let key = [
            attribute(1, &[0, 0, 0, 77]),
            attribute(2, &[attribute(1, &[10, 0, 0, 1]), attribute(2, &[10, 0, 0, 2])].concat()),
            attribute(9, &[attribute(3, &geneve), attribute(3, &geneve)].concat()),
        ];
        let object = [attribute(4, &key.concat()), attribute(3, &[0, 0, 0, 6])].concat();
        let decoded = decoded(&FAMILY, (0xa12, 1), &[&head(2), &object]);
        assert_eq!(values(&decoded, "NFTA_TUNNEL_KEY_ID"), ["77"]);
        assert_eq!(values(&decoded, "NFTA_TUNNEL_KEY_IP_DST"), ["10.0.0.2"]);
        assert_eq!(values(&decoded, "NFTA_TUNNEL_KEY_GENEVE_CLASS"), ["258", "258"]);
    }

    #[test]
    fn notes_that_are_no_records_are_bytes() {
        let table = |notes: &[u8]| decoded(&FAMILY, (0xa00, 1), &[&head(2), &attribute(6, notes)]);
        let nft = table(&[&[0, 4][..], b"abc\0", &[1, 4, 1, 1, 3, 0], &[9, 1, 7]].concat());
        assert_eq!(values(&nft, "value"), ["abc", "07"]);
        assert_eq!(values(&nft, "type"), ["NFTNL_UDATA_TABLE_COMMENT", "NFTNL_UDATA_TABLE_NFTVER", "9"]);
        assert_eq!(values(&table(b"own"), "NFTA_TABLE_USERDATA"), ["6f:77:6e"]);
    }
}
