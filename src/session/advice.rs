//! Advice about errors, where nltrace knows more than the kernel reports.
//!
//! Advice is given only where it is true: each row names the message, the error and, if the kernel gave its reason in words,
//! those words.

use std::borrow::Cow;
use std::ops::RangeInclusive;

use nix::libc;
use nltrace_decoders::control::{NLM_F_CREATE, NLM_F_DUMP, NLM_F_EXCL};
use nltrace_decoders::names::NETLINK_GENERIC;
use nltrace_decoders::schema::{Capability, Class, Family, Show, Traits};
use nltrace_decoders::tape::{Field, Role, Tape};
use nltrace_decoders::value::{Value, read};
use nltrace_decoders::wire::MessageHeader;

use super::lint::table::{BYTE_ORDER, MESSAGE_LENGTH, REQUEST_FLAG, VALUE_REFUSED};
use super::lint::{Finding, Severity};

use crate::tables;

/// Advice in words.
pub(crate) type Advice = Cow<'static, str>;

/// The effect of an error in a batch on the other messages, which get no answer.
const BATCH: &str = "nothing in its batch was done";
/// Gets that the kernel answers only as a dump: their handlers have no other form. Newer kernels answer some of them.
const DUMP_ONLY: &[&str] = &[
    "RTM_GETADDR",
    "RTM_GETANYCAST",
    "RTM_GETMDB",
    "RTM_GETMULTICAST",
    "RTM_GETNEIGHTBL",
    "RTM_GETRULE",
    "RTM_GETTUNNEL",
    "RTM_GETVLAN",
    "CTRL_CMD_GETPOLICY",
];
/// Types whose objects would be changed, or left as they are, without `NLM_F_EXCL`.
const EXCLUSIVE: &[&str] = &[
    "RTM_NEWLINK",
    "RTM_NEWROUTE",
    "RTM_NEWNEIGH",
    "NFT_MSG_NEWTABLE",
    "NFT_MSG_NEWCHAIN",
    "NFT_MSG_NEWSET",
    "NFT_MSG_NEWSETELEM",
];

/// A dead end that is well known: a kind of something that the kernel has in a module of its own.
struct MissingModule {
    message: &'static str,
    errno: i32,
    /// The kernel's text.
    text: &'static str,
    /// The attribute that names the kind.
    kind: &'static str,
    /// How the module, or its alias, is called: this and the kind.
    alias: &'static str,
    /// The sort of object that does not exist.
    noun: &'static str,
}

static MODULES: &[MissingModule] = &[
    MissingModule {
        message: "RTM_NEWLINK",
        errno: libc::EOPNOTSUPP,
        text: "Unknown device type",
        kind: "IFLA_INFO_KIND",
        alias: "rtnl-link-",
        noun: "kind of link",
    },
    MissingModule {
        message: "RTM_NEWQDISC",
        errno: libc::ENOENT,
        text: "Specified qdisc kind is unknown",
        kind: "TCA_KIND",
        alias: "sch_",
        noun: "qdisc",
    },
    MissingModule {
        message: "RTM_NEWTFILTER",
        errno: libc::ENOENT,
        text: "TC classifier not found",
        kind: "TCA_KIND",
        alias: "cls_",
        noun: "filter",
    },
    MissingModule {
        message: "RTM_NEWTFILTER",
        errno: libc::ENOENT,
        text: "Failed to load TC action module",
        kind: "TCA_ACT_KIND",
        alias: "act_",
        noun: "action",
    },
    MissingModule {
        message: "RTM_NEWACTION",
        errno: libc::ENOENT,
        text: "Failed to load TC action module",
        kind: "TCA_ACT_KIND",
        alias: "act_",
        noun: "action",
    },
];

/// A dead end without words of the kernel, which has one cause.
struct DeadEnd {
    /// How the message type begins.
    message: &'static str,
    errno: i32,
    /// An attribute that the request must have.
    attribute: Option<&'static str>,
    advice: &'static str,
}

static DEAD_ENDS: &[DeadEnd] = &[
    DeadEnd {
        message: "ETHTOOL_MSG_",
        errno: libc::EOPNOTSUPP,
        attribute: None,
        advice: "the interface's driver does not support it, or this kernel has no such command",
    },
    DeadEnd {
        message: "RTM_DELLINK",
        errno: libc::EOPNOTSUPP,
        attribute: None,
        advice: "only links that a request has made can be deleted: no hardware, and not lo",
    },
    DeadEnd {
        message: "RTM_NEWLINK",
        errno: libc::EADDRNOTAVAIL,
        attribute: Some("IFLA_ADDRESS"),
        advice: "perhaps IFLA_ADDRESS is no address of one station: it must not be a group's, or zero",
    },
    DeadEnd {
        message: "RTM_NEWLINK",
        errno: libc::EOPNOTSUPP,
        attribute: Some("IFLA_VFINFO_LIST"),
        advice: "the interface's driver has no virtual functions, or cannot change this of them",
    },
    DeadEnd {
        message: "RTM_NEWLINK",
        errno: libc::EBUSY,
        attribute: Some("IFLA_ADDRESS"),
        advice: "perhaps the driver changes the address only while the interface is down",
    },
    DeadEnd {
        message: "SOCK_DESTROY",
        errno: libc::EOPNOTSUPP,
        attribute: None,
        advice: "the kernel closes no such sockets for others: CONFIG_INET_DIAG_DESTROY is not set, or the protocol has no such function",
    },
    DeadEnd {
        message: "NL80211_CMD_",
        errno: libc::ENETDOWN,
        attribute: None,
        advice: "the interface is down",
    },
    DeadEnd {
        message: "NL80211_CMD_",
        errno: libc::ERFKILL,
        attribute: None,
        advice: "the radio is switched off: rfkill list shows by what",
    },
    DeadEnd {
        message: "RTM_GETDCB",
        errno: libc::EOPNOTSUPP,
        attribute: None,
        advice: "the interface's driver has no data center bridging",
    },
    DeadEnd {
        message: "RTM_SETDCB",
        errno: libc::EOPNOTSUPP,
        attribute: None,
        advice: "the interface's driver has no data center bridging",
    },
    DeadEnd {
        message: "RTM_NEWLINK",
        errno: libc::EOPNOTSUPP,
        attribute: Some("IFLA_MASTER"),
        advice: "perhaps the master takes no ports: it has to be a bridge, bond, team or VRF",
    },
    DeadEnd {
        message: "RTM_NEWLINK",
        errno: libc::ESRCH,
        attribute: Some("IFLA_NET_NS_PID"),
        advice: "no process has the id in IFLA_NET_NS_PID, so its network namespace is not known",
    },
    DeadEnd {
        message: "RTM_SETLINK",
        errno: libc::EOPNOTSUPP,
        attribute: None,
        advice: "the interface is no port of a bridge, and its driver has no bridge of its own",
    },
    DeadEnd {
        message: "RTM_GETROUTE",
        errno: libc::ENETUNREACH,
        attribute: None,
        advice: "no route leads there",
    },
    DeadEnd {
        message: "RTM_GETROUTE",
        errno: libc::EHOSTUNREACH,
        attribute: None,
        advice: "no route leads there",
    },
    DeadEnd {
        message: "RTM_NEWTCLASS",
        errno: libc::ENOENT,
        attribute: None,
        advice: "perhaps no qdisc or class of the interface has the handle in tcm_parent",
    },
];

/// A request that failed, as far as advice depends on it.
pub(super) struct Failed<'a> {
    /// The error's number, positive.
    pub(super) errno: i32,
    /// The kernel's text.
    pub(super) text: Option<&'a str>,
    /// The request's header.
    pub(super) header: &'a MessageHeader,
    /// The request.
    pub(super) request: &'a [u8],
    /// Its fields.
    pub(super) tape: &'a Tape,
    /// The name and text of the attribute that the kernel points at, if it is a text.
    pub(super) offender: Option<(&'static str, String)>,
    /// Its protocol.
    pub(super) family: Option<&'static Family>,
}

/// Returns what can be done about a failed request.
pub(super) fn advice(failed: &Failed<'_>) -> Option<Advice> {
    let message = failed.tape.message;
    match failed.errno {
        0 => None,
        libc::EPERM => {
            let general = failed.family.and_then(|family| family.exchange.needs);
            message.and_then(|message| message.needs).or(general).map(|needs| privilege(needs).into())
        }
        _ => {
            let known = missing_module(failed)
                .or_else(|| missing_family(failed))
                .or_else(|| dump_only(failed))
                .or_else(|| missing_diag(failed))
                .or_else(|| missing_parent(failed))
                .or_else(|| dead_end(failed))
                .or_else(|| object(failed));
            let is_batched = message?.traits.has(Traits::BATCHED);
            match known {
                Some(advice) if is_batched => Some(format!("{advice}; nothing in its batch was done").into()),
                None if is_batched => Some(BATCH.into()),
                known => known,
            }
        }
    }
}

/// Returns what a lint found in a failed request, if it explains the failure.
pub(super) fn by_lints(errno: i32, findings: &[Finding]) -> Option<Advice> {
    let explains = |finding: &&Finding| {
        let is = |lint| std::ptr::eq(finding.lint, lint);
        let is_limit = matches!(errno, libc::ERANGE | libc::EINVAL) && is(&raw const VALUE_REFUSED);
        finding.lint.severity == Severity::Error || is(&raw const BYTE_ORDER) || is_limit
    };
    findings.iter().find(explains).map(|finding| format!("{}; {}", finding.words(), finding.lint.fix).into())
}

/// Returns the MTUs that an interface accepts, for a request of `NETLINK_ROUTE` that failed and asks for another.
pub(super) fn of_mtu(
    errno: i32,
    request: &[u8],
    tape: &Tape,
    accepted: &RangeInclusive<u32>,
) -> Option<Advice> {
    let is_mtu = |field: &&Field| field.name == "IFLA_MTU" && field.depth == 0 && errno == libc::EINVAL;
    let Value::Integer(wanted) = read(tape.body().iter().find(is_mtu)?, request, tape) else { return None };
    // A most of 0 is no bound.
    let (least, most) = (*accepted.start(), *accepted.end());
    if wanted.raw >= u64::from(least) && (most == 0 || wanted.raw <= u64::from(most)) {
        return None;
    }
    Some(match most {
        0 => format!("the interface accepts an IFLA_MTU of {least} or more").into(),
        _ => format!("the interface accepts an IFLA_MTU of {least}..{most}").into(),
    })
}

/// Returns whether a lint found something for which the kernel ignores a message without an answer.
pub(crate) fn is_ignored(finding: &Finding) -> bool {
    [&MESSAGE_LENGTH, &REQUEST_FLAG].iter().any(|lint| std::ptr::eq(*lint, finding.lint))
}

/// Returns the meaning of `EPERM` in words; the kernel gives none.
fn privilege(needs: Capability) -> &'static str {
    match needs {
        Capability::NetAdmin => {
            "it needs CAP_NET_ADMIN in the user namespace that the network namespace belongs to, not only in the program's own"
        }
        Capability::NetAdminSomewhere => {
            "it needs CAP_NET_ADMIN in the user namespace that the network namespace belongs to or, as some commands do, in the initial one"
        }
        Capability::NetAdminInitial => {
            "it needs CAP_NET_ADMIN in the initial user namespace, wherever the network namespace belongs"
        }
        Capability::AuditControl => "it needs CAP_AUDIT_CONTROL in the initial user namespace",
        Capability::AuditWrite => "it needs CAP_AUDIT_WRITE in the initial user namespace",
        Capability::SysAdmin => "it needs CAP_SYS_ADMIN in the initial user namespace",
    }
}

fn missing_module(failed: &Failed<'_>) -> Option<Advice> {
    let name = failed.tape.message?.name;
    let row = MODULES.iter().find(|row| row.message == name && row.errno == failed.errno)?;
    let kind = text_of(failed, row.kind)?;
    // Without words of the kernel the error can mean other things.
    let perhaps = match failed.text {
        Some(text) if text.starts_with(row.text) => "",
        None if failed.header.flags & NLM_F_CREATE != 0 => "perhaps ",
        _ => return None,
    };
    Some(format!("{perhaps}this kernel has no {} \"{kind}\": modprobe {}{kind}", row.noun, row.alias).into())
}

/// Returns a family of generic netlink that nobody has registered.
fn missing_family(failed: &Failed<'_>) -> Option<Advice> {
    let is_asked = failed.tape.message?.name == "CTRL_CMD_GETFAMILY" && failed.errno == libc::ENOENT;
    let name = text_of(failed, "CTRL_ATTR_FAMILY_NAME").filter(|_| is_asked)?;
    let generic = tables::by_protocol(NETLINK_GENERIC)?.generic;
    let known = generic.iter().find(|family| family.name == name);
    Some(match known.map(|family| family.module) {
        Some(Some(module)) => {
            format!("the family {name} is not there: its module is not loaded (modprobe {module})").into()
        }
        Some(None) => format!("the family {name} is not there: this kernel is built without it").into(),
        None => format!("no family \"{name}\" is registered, and nltrace knows none of that name").into(),
    })
}

/// Returns a get that the kernel answers only as a dump.
fn dump_only(failed: &Failed<'_>) -> Option<Advice> {
    let is_one = failed.errno == libc::EOPNOTSUPP
        && failed.header.flags & NLM_F_DUMP == 0
        && DUMP_ONLY.contains(&failed.tape.message?.name);
    is_one.then_some("the kernel answers it only as a dump: set NLM_F_DUMP".into())
}

/// Sockets of a family or protocol that no module lists.
fn missing_diag(failed: &Failed<'_>) -> Option<Advice> {
    let is_one = failed.errno == libc::ENOENT
        && failed.header.flags & NLM_F_DUMP != 0
        && failed.tape.message?.name == "SOCK_DIAG_BY_FAMILY";
    let number = |name: &str| {
        let field = failed.tape.body().iter().find(|field| field.name == name)?;
        match read(field, failed.request, failed.tape) {
            Value::Integer(integer) => Some(integer.raw),
            _ => None,
        }
    };
    let family = number("sdiag_family").filter(|_| is_one)?;
    let type_of = match family {
        // The sockets of both are listed by one module for each protocol.
        2 | 10 => format!("2-{}", number("sdiag_protocol")?),
        other => other.to_string(),
    };
    Some(
        format!(
            "the module that lists such sockets is not loaded: modprobe net-pf-16-proto-4-type-{type_of}"
        )
        .into(),
    )
}

/// Returns advice for a request of nftables whose table, chain or set does not exist.
fn missing_parent(failed: &Failed<'_>) -> Option<Advice> {
    let (name, text) = failed.offender.as_ref().filter(|_| failed.errno == libc::ENOENT)?;
    let noun = ["TABLE", "CHAIN", "SET"].into_iter().find(|noun| {
        name.starts_with("NFTA_") && name.strip_suffix(noun).is_some_and(|rest| rest.ends_with('_'))
    })?;
    Some(format!("there is no {} \"{text}\" in this family", noun.to_lowercase()).into())
}

/// Returns a failure that has one cause.
fn dead_end(failed: &Failed<'_>) -> Option<Advice> {
    let name = failed.tape.message?.name;
    let has = |wanted: &str| failed.tape.body().iter().any(|field| field.name == wanted && field.depth == 0);
    let fits = |row: &&DeadEnd| {
        row.errno == failed.errno && name.starts_with(row.message) && row.attribute.is_none_or(has)
    };
    let row = DEAD_ENDS.iter().find(fits).filter(|_| failed.text.is_none())?;
    Some(row.advice.into())
}

/// Names the object that exists already, or does not, or is in use, where the kernel gives no reason in words.
fn object(failed: &Failed<'_>) -> Option<Advice> {
    let message = failed.tape.message?;
    let flags = failed.header.flags;
    let noun = noun(message.name);
    let such = noun.as_deref().unwrap_or("object");
    let is_new = message.class == Class::New;
    match failed.errno {
        libc::EEXIST if is_new && failed.text.is_none() => {
            let refuses = flags & NLM_F_EXCL != 0 && EXCLUSIVE.contains(&message.name);
            let excl = if refuses { ", which NLM_F_EXCL refuses" } else { "" };
            let object = noun.map_or_else(|| "it".to_owned(), |noun| format!("the {noun}"));
            Some(format!("{object} exists already{excl}").into())
        }
        libc::ENODEV => {
            let name = ["IFLA_IFNAME", "IFLA_ALT_IFNAME"].iter().find_map(|name| text_of(failed, name));
            let creates = is_new && flags & NLM_F_CREATE != 0;
            name.filter(|_| !creates && message.name.ends_with("LINK"))
                .map(|name| format!("no interface is called \"{name}\" in this network namespace").into())
                .or_else(|| interface(failed))
        }
        libc::ENOENT | libc::ESRCH | libc::EADDRNOTAVAIL
            if failed.text.is_none() && matches!(message.class, Class::Delete | Class::Get) =>
        {
            Some(format!("there is no such {such}").into())
        }
        libc::EBUSY if failed.text.is_none() && message.class == Class::Delete => {
            Some(format!("the {such} is in use").into())
        }
        _ => None,
    }
}

/// Returns the index of the interface that a request is about, if it names but one.
fn interface(failed: &Failed<'_>) -> Option<Advice> {
    let mut indexes =
        failed.tape.fields().iter().filter_map(|field| match read(field, failed.request, failed.tape) {
            Value::Integer(integer) if matches!(integer.show, Show::Interface) && integer.raw != 0 => {
                Some((field.name, integer.raw))
            }
            _ => None,
        });
    match (indexes.next(), indexes.next()) {
        (Some((name, index)), None) => {
            Some(format!("perhaps no interface has index {index} in this network namespace ({name})").into())
        }
        _ => None,
    }
}

/// Returns `route` of `RTM_DELROUTE`, `table` of `NFT_MSG_GETTABLE`; `None` for a name that ends in no object.
fn noun(message: &str) -> Option<String> {
    for (prefix, noun) in [("IPSET_CMD_", "set"), ("IPCTNL_MSG_CT_", "entry"), ("TASKSTATS_CMD_", "process")]
    {
        if message.starts_with(prefix) {
            return Some(noun.to_owned());
        }
    }
    let last = message.rsplit('_').next().filter(|last| *last != "DELETE")?;
    let bare = ["NEW", "DEL", "GET", "SET"].iter().find_map(|verb| last.strip_prefix(verb))?;
    Some(match bare {
        "" => return None,
        "ADDR" => "address".to_owned(),
        "NEIGH" => "neighbour".to_owned(),
        "TCLASS" => "class".to_owned(),
        "TFILTER" => "filter".to_owned(),
        "SETELEM" => "element".to_owned(),
        "LINKPROP" => "alternative name".to_owned(),
        "SA" => "security association".to_owned(),
        "SOCK" => "socket".to_owned(),
        other => other.to_lowercase(),
    })
}

/// Returns the text of the first attribute with a name, if it is harmless.
fn text_of(failed: &Failed<'_>, name: &str) -> Option<String> {
    let fields = failed.tape.fields();
    let field = fields.iter().find(|field| field.name == name && field.role == Role::Attribute)?;
    match read(field, failed.request, failed.tape) {
        Value::Text(text, _) if !text.is_empty() => Some(String::from_utf8_lossy(text).into_owned()),
        _ => None,
    }
}

/// Returns what can be done about a socket call that failed.
pub(crate) fn of_call(call: &str, protocol: Option<u16>, errno: i32) -> Option<Advice> {
    Some(match (call, errno) {
        ("socket", libc::EPROTONOSUPPORT) => {
            let number = protocol?;
            format!(
                "this kernel does not have the protocol, or not loaded: modprobe net-pf-16-proto-{number}"
            )
            .into()
        }
        ("bind", libc::EADDRINUSE) => {
            "another socket has this port id: bind to 0 and ask with getsockname".into()
        }
        ("bind", libc::EPERM) => {
            let needs = tables::by_protocol(protocol?)?.exchange.needs?;
            privilege(needs).into()
        }
        ("setsockopt", libc::ENOPROTOOPT) => "this kernel does not have the option".into(),
        (_, libc::ECONNREFUSED) => {
            "nobody listens there: no socket has that port id, or no subscriber the group".into()
        }
        (_, libc::ENOBUFS) => {
            "messages were lost: read faster, or with a larger SO_RCVBUF; then dump again".into()
        }
        (_, libc::EMSGSIZE) => "the message is longer than the send buffer (SO_SNDBUF)".into(),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_has_the_name_of_its_type() {
        for (message, wanted) in [
            ("RTM_DELROUTE", Some("route")),
            ("RTM_NEWTFILTER", Some("filter")),
            ("NFT_MSG_GETTABLE", Some("table")),
            ("IPCTNL_MSG_CT_DELETE", Some("entry")),
            ("IPSET_CMD_HEADER", Some("set")),
            ("GTP_CMD_DELETE", None),
            ("NFT_MSG_DELSETELEM", Some("element")),
            ("RTM_NEW", None),
        ] {
            assert_eq!(noun(message).as_deref(), wanted);
        }
    }

    #[test]
    fn types_in_lists_are_in_the_tables() {
        use nltrace_decoders::walk::{Item, tables};
        let tables = tables(tables::families());
        let has =
            |name| tables.items().any(|item| matches!(item, Item::Message(message) if message.name == name));
        let of_modules = MODULES.iter().map(|row| row.message);
        for name in DUMP_ONLY.iter().chain(EXCLUSIVE).copied().chain(of_modules) {
            assert!(has(name), "{name}");
        }
        for row in DEAD_ENDS {
            let is_one =
                |item: Item| matches!(item, Item::Message(message) if message.name.starts_with(row.message));
            assert!(tables.items().any(is_one), "{}", row.message);
        }
    }

    #[test]
    fn modules_are_of_families_that_the_tables_have() {
        let generic = tables::by_protocol(NETLINK_GENERIC).unwrap().generic;
        let module = |name| {
            generic
                .iter()
                .find(|family: &&&nltrace_decoders::schema::Generic| family.name == name)
                .unwrap()
                .module
        };
        assert_eq!(module("nl80211"), Some("cfg80211"));
        assert_eq!(module("ethtool"), None);
        assert!(generic.iter().filter_map(|family| family.module).all(|module| !module.is_empty()));
    }

    #[test]
    fn calls_have_advice_only_where_it_is_known() {
        assert!(of_call("socket", Some(21), libc::EPROTONOSUPPORT).unwrap().contains("proto-21"));
        assert!(of_call("sendto", None, libc::ECONNREFUSED).is_some());
        assert!(of_call("socket", None, libc::EMFILE).is_none());
    }
}
