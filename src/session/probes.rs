//! Errors that programs expect: they ask for something only to learn whether the kernel has it.

use nix::libc;
use nltrace_decoders::tape::{Role, Tape};
use nltrace_decoders::value::{Value, read};
use nltrace_decoders::wire::{MessageHeader, NLMSG_HDRLEN};

/// A request whose failure is expected.
struct Probe {
    /// How the command names of the programs that send it begin; none where the request itself shows what it is.
    programs: &'static [&'static str],
    /// The message type.
    message: &'static str,
    /// Whether its number, its head and all else in it is 0.
    is_blank: bool,
    /// A text attribute that decides, and the values that make the request a probe.
    values: Option<(&'static str, &'static [&'static str])>,
    /// The errors that are expected.
    errors: &'static [i32],
    /// The program's question.
    purpose: &'static str,
}

static SYSTEMD: &[&str] = &["systemd", "(systemd", "(udev-worker", "(sd-", "networkctl", "resolvectl"];
static WIRELESS: &[&str] = &["wpa_supplicant", "hostapd"];
static IPTABLES: &[&str] = &["iptables", "ip6tables", "arptables", "ebtables", "xtables-nft"];
/// The chains that iptables itself makes.
static BUILT_IN: &[&str] = &["PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING", "BROUTING"];
/// And its tables.
static TABLES: &[&str] = &["filter", "nat", "mangle", "raw", "security", "broute"];

static PROBES: &[Probe] = &[
    Probe {
        programs: &[],
        message: "RTM_NEWLINK",
        is_blank: true,
        values: None,
        errors: &[libc::ENODEV, libc::EOPNOTSUPP, libc::EINVAL, libc::EPERM],
        purpose: "a probe of iproute2, which expects it: whether the kernel has RTM_NEWLINK",
    },
    Probe {
        programs: SYSTEMD,
        message: "CTRL_CMD_GETFAMILY",
        is_blank: false,
        values: None,
        errors: &[libc::ENOENT, libc::EOPNOTSUPP],
        purpose: "a probe of systemd, which expects it: whether the kernel has this family",
    },
    Probe {
        programs: WIRELESS,
        message: "CTRL_CMD_GETFAMILY",
        is_blank: false,
        values: None,
        errors: &[libc::ENOENT],
        purpose: "a probe of wpa_supplicant, which expects it: whether the kernel has this family",
    },
    Probe {
        programs: WIRELESS,
        message: "NL80211_CMD_DEL_KEY",
        is_blank: false,
        values: None,
        errors: &[libc::ENOENT, libc::ENOLINK],
        purpose: "a probe of wpa_supplicant, which expects it: it removes a key that need not be there",
    },
    Probe {
        programs: IPTABLES,
        message: "NFT_MSG_GETCHAIN",
        is_blank: false,
        values: Some(("NFTA_CHAIN_NAME", BUILT_IN)),
        errors: &[libc::ENOENT],
        purpose: "a probe of iptables, which expects it: whether it has to make this",
    },
    Probe {
        programs: IPTABLES,
        message: "NFT_MSG_GETTABLE",
        is_blank: false,
        values: Some(("NFTA_TABLE_NAME", TABLES)),
        errors: &[libc::ENOENT],
        purpose: "a probe of iptables, which expects it: whether it has to make this",
    },
    Probe {
        programs: IPTABLES,
        message: "NFT_MSG_GETSET",
        is_blank: false,
        values: Some(("NFTA_SET_TABLE", TABLES)),
        errors: &[libc::ENOENT],
        purpose: "a probe of iptables, which expects it: whether it has to make this",
    },
    Probe {
        programs: &["ss"],
        message: "SOCK_DIAG_BY_FAMILY",
        is_blank: false,
        values: None,
        errors: &[libc::ENOENT],
        purpose: "a probe of ss, which expects it: whether the kernel lists such sockets",
    },
    Probe {
        programs: &["ss"],
        message: "DCCPDIAG_GETSOCK",
        is_blank: false,
        values: None,
        errors: &[libc::ENOENT, libc::EINVAL],
        purpose: "a probe of ss, which expects it: whether the kernel lists such sockets",
    },
];

/// Returns what a program wanted to know with a request that failed, if it expects such failures.
pub(super) fn purpose(
    comm: Option<&str>,
    header: &MessageHeader,
    request: &[u8],
    tape: &Tape,
    errno: i32,
) -> Option<&'static str> {
    let message = tape.message?.name;
    let fits = |probe: &&Probe| {
        probe.message == message
            && probe.errors.contains(&errno)
            && (!probe.is_blank || is_blank(header, request, tape))
            && probe.values.is_none_or(|(name, values)| has_text(request, tape, name, values))
            && (probe.programs.is_empty()
                || comm.is_some_and(|comm| probe.programs.iter().any(|name| comm.starts_with(name))))
    };
    PROBES.iter().find(fits).map(|probe| probe.purpose)
}

/// Returns whether a text attribute has one of these values.
fn has_text(request: &[u8], tape: &Tape, name: &str, values: &[&str]) -> bool {
    let field = tape.body().iter().find(|field| field.name == name && field.role == Role::Attribute);
    field.is_some_and(|field| match read(field, request, tape) {
        Value::Text(text, _) => values.iter().any(|value| value.as_bytes() == text),
        _ => false,
    })
}

/// Returns whether a request is blank: no sequence number, no attribute, and a head of zeros.
fn is_blank(header: &MessageHeader, request: &[u8], tape: &Tape) -> bool {
    let body = request.get(NLMSG_HDRLEN..).unwrap_or_default();
    header.seq == 0
        && !body.is_empty()
        && body.iter().all(|byte| *byte == 0)
        && tape.body().iter().all(|field| field.role != Role::Attribute)
}

#[cfg(test)]
mod tests {
    use super::*;
    use nltrace_decoders::decode::{Context, decode};
    use nltrace_decoders::family;
    use nltrace_decoders::walk::{Item, tables};
    use nltrace_decoders::wire::{Endian, message_header};

    fn purpose_of(request: &[u8], errno: i32) -> Option<&'static str> {
        let family = family::by_protocol(0);
        let context =
            Context { family, endian: Endian::Little, to_kernel: Some(true), request: None, ids: None };
        let mut tape = Tape::new();
        decode(request, &context, &mut tape);
        let (_, header) = message_header(request, Endian::Little).unwrap();
        purpose(Some("ip"), &header, request, &tape, errno)
    }

    #[test]
    fn only_a_blank_request_is_a_probe() {
        let mut request = [32u32.to_le_bytes(), [16, 0, 5, 0], [0; 4], [0; 4]].concat();
        request.extend([0; 16]);
        assert!(purpose_of(&request, libc::ENODEV).unwrap().contains("iproute2"));
        assert_eq!(purpose_of(&request, libc::ENOMEM), None);
        let mut numbered = request.clone();
        numbered[8] = 1;
        assert_eq!(purpose_of(&numbered, libc::ENODEV), None);
        let mut indexed = request.clone();
        indexed[20] = 7;
        assert_eq!(purpose_of(&indexed, libc::ENODEV), None);
        request[0] = 40;
        request.extend([8, 0, 4, 0, 70, 0, 0, 0]);
        assert_eq!(purpose_of(&request, libc::ENODEV), None);
    }

    #[test]
    fn every_probe_is_of_a_type_that_the_tables_have() {
        let tables = tables(family::FAMILIES);
        let has =
            |name| tables.items().any(|item| matches!(item, Item::Message(message) if message.name == name));
        for probe in PROBES {
            assert!(has(probe.message), "{}", probe.message);
            assert!(!probe.errors.is_empty() && probe.purpose.starts_with("a probe of "));
        }
    }
}
