//! What a program can do about an error, where nltrace knows more than the kernel says.
//!
//! Advice is given only where it is true: each row names the message, the error and, if the kernel gave its reason in words,
//! those words.

use std::borrow::Cow;

use nix::libc;
use nltrace_decoders::control::{NLM_F_CREATE, NLM_F_DUMP, NLM_F_EXCL};
use nltrace_decoders::family;
use nltrace_decoders::names::NETLINK_GENERIC;
use nltrace_decoders::schema::{Capability, Class, Family, Show, Traits};
use nltrace_decoders::tape::{Role, Tape};
use nltrace_decoders::value::{Value, read};
use nltrace_decoders::wire::MessageHeader;

use super::lint::table::{BYTE_ORDER, MESSAGE_LENGTH, REQUEST_FLAG};
use super::lint::{Finding, Severity};

/// Advice in words.
pub(crate) type Advice = Cow<'static, str>;

/// What an error in a batch means for the rest of it, which has no answer of its own.
const BATCH: &str = "nothing of its batch is done, whatever else is in it";

/// A dead end that is well known: a kind of something that the kernel has in a module of its own.
struct MissingModule {
    message: &'static str,
    errno: i32,
    /// What the kernel says.
    text: &'static str,
    /// The attribute that names the kind.
    kind: &'static str,
    /// How the module, or its alias, is called: this and the kind.
    alias: &'static str,
    /// What there is no such kind of.
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

/// A request that failed, as far as advice depends on it.
pub(super) struct Failed<'a> {
    /// The error's number, positive.
    pub(super) errno: i32,
    /// What the kernel says in words.
    pub(super) text: Option<&'a str>,
    /// The request's header.
    pub(super) header: &'a MessageHeader,
    /// The request.
    pub(super) request: &'a [u8],
    /// Its fields.
    pub(super) tape: &'a Tape,
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
        _ => missing_module(failed)
            .or_else(|| missing_family(failed))
            .or_else(|| misdirected_get(failed))
            .or_else(|| object(failed))
            .or_else(|| message?.traits.has(Traits::BATCHED).then_some(BATCH.into())),
    }
}

/// Returns what a lint found in a failed request, if it explains the failure.
pub(super) fn by_lints(findings: &[Finding]) -> Option<Advice> {
    let explains = |finding: &&Finding| {
        finding.lint.severity == Severity::Error || std::ptr::eq(finding.lint, &raw const BYTE_ORDER)
    };
    findings.iter().find(explains).map(|finding| format!("{}; {}", finding.words(), finding.lint.fix).into())
}

/// Whether a lint found something for which the kernel ignores a message without an answer.
pub(crate) fn is_ignored(finding: &Finding) -> bool {
    [&MESSAGE_LENGTH, &REQUEST_FLAG].iter().any(|lint| std::ptr::eq(*lint, finding.lint))
}

/// What `EPERM` is about, in words; the kernel itself says no more.
fn privilege(needs: Capability) -> &'static str {
    match needs {
        Capability::NetAdmin => {
            "it takes CAP_NET_ADMIN in the user namespace that the network namespace belongs to, not only in the program's own"
        }
        Capability::NetAdminSomewhere => {
            "it takes CAP_NET_ADMIN in the user namespace that the network namespace belongs to or, as some commands do, in the initial one"
        }
        Capability::NetAdminInitial => {
            "it takes CAP_NET_ADMIN in the initial user namespace, wherever the network namespace belongs"
        }
        Capability::AuditControl => "it takes CAP_AUDIT_CONTROL in the initial user namespace",
        Capability::AuditWrite => "it takes CAP_AUDIT_WRITE in the initial user namespace",
        Capability::SysAdmin => "it takes CAP_SYS_ADMIN in the initial user namespace",
    }
}

fn missing_module(failed: &Failed<'_>) -> Option<Advice> {
    let name = failed.tape.message?.name;
    let row = MODULES.iter().find(|row| {
        row.message == name
            && row.errno == failed.errno
            // Without words of the kernel the error alone has to do, if it can mean nothing else.
            && failed.text.map_or(row.message == "RTM_NEWLINK", |text| text.starts_with(row.text))
    })?;
    let kind = text_of(failed, row.kind)?;
    Some(format!("this kernel has no {} \"{kind}\": modprobe {}{kind}", row.noun, row.alias).into())
}

/// A family of generic netlink that nobody has registered.
fn missing_family(failed: &Failed<'_>) -> Option<Advice> {
    let is_asked = failed.tape.message?.name == "CTRL_CMD_GETFAMILY" && failed.errno == libc::ENOENT;
    let name = text_of(failed, "CTRL_ATTR_FAMILY_NAME").filter(|_| is_asked)?;
    let generic = family::by_protocol(NETLINK_GENERIC)?.generic;
    let known = generic.iter().find(|family| family.name == name);
    Some(match known.map(|family| family.module) {
        Some(Some(module)) => {
            format!("the family {name} is not there: its module is not loaded (modprobe {module})").into()
        }
        Some(None) => format!("the family {name} is not there: this kernel is built without it").into(),
        None => format!("no family \"{name}\" is registered, and nltrace knows none of that name").into(),
    })
}

/// A get that the kernel answers only as a dump, or only as no dump.
fn misdirected_get(failed: &Failed<'_>) -> Option<Advice> {
    let is_get = failed.tape.message?.class == Class::Get && failed.errno == libc::EOPNOTSUPP;
    if !is_get || failed.text.is_some() {
        return None;
    }
    let is_dump = failed.header.flags & NLM_F_DUMP != 0;
    Some(
        if is_dump {
            "perhaps it is answered only without NLM_F_DUMP"
        } else {
            "perhaps it is answered only with NLM_F_DUMP"
        }
        .into(),
    )
}

/// Names the object that exists already, or does not, or is in use, where the kernel gives no reason in words.
fn object(failed: &Failed<'_>) -> Option<Advice> {
    let message = failed.tape.message?;
    let flags = failed.header.flags;
    let noun = noun(message.name);
    let is_new = message.class == Class::New;
    match failed.errno {
        libc::EEXIST if is_new && failed.text.is_none() => {
            let excl = if flags & NLM_F_EXCL != 0 { ", which NLM_F_EXCL refuses" } else { "" };
            Some(format!("there is such a {noun} already{excl}").into())
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
            Some(format!("there is no such {noun}").into())
        }
        libc::EBUSY if failed.text.is_none() && message.class == Class::Delete => {
            Some(format!("the {noun} is in use").into())
        }
        _ => None,
    }
}

/// The index of the interface that a request is about, if it names but one.
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

/// `route` of `RTM_DELROUTE`, `table` of `NFT_MSG_GETTABLE`.
fn noun(message: &str) -> String {
    let last = message.rsplit('_').next().unwrap_or(message);
    let bare = ["NEW", "DEL", "GET", "SET"].iter().find_map(|verb| last.strip_prefix(verb));
    match bare.unwrap_or(last) {
        "" => "object".to_owned(),
        "ADDR" => "address".to_owned(),
        "NEIGH" => "neighbour".to_owned(),
        "TCLASS" => "class".to_owned(),
        "TFILTER" => "filter".to_owned(),
        "SETELEM" => "element".to_owned(),
        other => other.to_lowercase(),
    }
}

/// The text of the first attribute with a name, if it is harmless.
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
        ("bind" | "setsockopt", libc::EPERM) => {
            let needs = family::by_protocol(protocol?)?.exchange.needs?;
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
            ("RTM_DELROUTE", "route"),
            ("RTM_NEWTFILTER", "filter"),
            ("NFT_MSG_GETTABLE", "table"),
            ("IPCTNL_MSG_CT_DELETE", "delete"),
            ("NFT_MSG_DELSETELEM", "element"),
            ("RTM_NEW", "object"),
        ] {
            assert_eq!(noun(message), wanted);
        }
    }

    #[test]
    fn modules_are_of_families_that_the_tables_have() {
        let generic = family::by_protocol(NETLINK_GENERIC).unwrap().generic;
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
