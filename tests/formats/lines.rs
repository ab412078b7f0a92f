//! `-F line` of pasted messages: strace's form, and more where strace knows less.

use super::support::stdout;

/// Returns the line of a netfilter message, given its type in hexadecimal as in memory, and the bytes after its header.
fn netfilter(kind: &str, body: &str) -> String {
    let len = 16 + body.split_whitespace().count();
    let message = format!("{len:02x} 00 00 00 {kind} 01 00 00 00 00 00 00 00 00 00 {body}");
    let line = stdout(&["--protocol", "netfilter", "-F", "line", "-x", &message], b"");
    let (_, rest) = line.trim_end().split_once("nlmsg_type=").expect("a message");
    let (name, rest) = rest.split_once(", nlmsg_flags=NLM_F_REQUEST, ").expect("its flags");
    let (_, rest) = rest.split_once("nlmsg_pid=0}").expect("its header");
    format!("{name}{}", rest.trim_end_matches(']'))
}

#[test]
fn netfilter_s_types_are_of_subsystems() {
    for (kind, name) in [
        ("00 0a", "NFNL_SUBSYS_NFTABLES<<8|NFT_MSG_NEWTABLE"),
        ("ff 0a", "NFNL_SUBSYS_NFTABLES<<8|0xff /* NFT_MSG_??? */"),
        ("00 0b", "NFNL_SUBSYS_NFT_COMPAT<<8|NFNL_MSG_COMPAT_GET"),
        ("00 06", "NFNL_SUBSYS_IPSET<<8|IPSET_CMD_NONE"),
        ("ff 01", "NFNL_SUBSYS_CTNETLINK<<8|0xff /* IPCTNL_MSG_CT_??? */"),
        ("ff ff", "0xff /* NFNL_SUBSYS_??? */<<8|0xff"),
        ("10 00", "NFNL_MSG_BATCH_BEGIN"),
        ("03 00", "NLMSG_DONE"),
    ] {
        assert_eq!(netfilter(kind, ""), name);
    }
}

#[test]
fn netfilter_s_head_by_its_subsystem() {
    let nft = "NFNL_SUBSYS_NFTABLES<<8|NFT_MSG_NEWTABLE, ";
    for (body, said) in [
        ("61 62 63", r#""\x61\x62\x63""#),
        ("02 00 00 00", "{nfgen_family=AF_INET, version=NFNETLINK_V0, res_id=htons(0)}"),
        (
            "01 01 0a 00",
            "{nfgen_family=NFPROTO_INET, version=0x1 /* NFNETLINK_??? */, res_id=NFNL_SUBSYS_NFTABLES}",
        ),
        ("00 00 00 0a", "{nfgen_family=AF_UNSPEC, version=NFNETLINK_V0, res_id=htons(NFNL_SUBSYS_NFTABLES)}"),
        ("00 00 ab cd", "{nfgen_family=AF_UNSPEC, version=NFNETLINK_V0, res_id=htons(43981)}"),
    ] {
        assert_eq!(netfilter("00 0a", body), format!("{nft}{said}"));
    }
    let batch = "NFNL_MSG_BATCH_BEGIN, {nfgen_family=AF_UNSPEC, version=NFNETLINK_V0, res_id=htons(10)}";
    assert_eq!(netfilter("10 00", "00 00 00 0a"), batch);
    assert_eq!(netfilter("10 00", "00 00 00 0a 31 32 33 34"), format!(r#"{batch}, "\x31\x32\x33\x34""#));
}

#[test]
fn netfilter_s_attributes_have_names() {
    let body = "02 00 00 00 06 00 01 00 74 00 00 00 08 00 02 00 00 00 00 01";
    let said = r#"[[{nla_len=6, nla_type=NFTA_TABLE_NAME}, "t"], [{nla_len=8, nla_type=NFTA_TABLE_FLAGS}, htonl(NFT_TABLE_F_DORMANT)"#;
    assert!(netfilter("00 0a", body).ends_with(said), "{}", netfilter("00 0a", body));
    assert!(netfilter("ff 0a", "02 00 00 00 04 00 cd 0b").ends_with("{nla_len=4, nla_type=0xbcd}"));
}
