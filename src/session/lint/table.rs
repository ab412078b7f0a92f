//! Every lint: its name, how bad it is, why, and what to do about it.

/// How bad what a lint finds is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Severity {
    /// It works, and could be better.
    Hint,
    /// It works here and now, or in part.
    Warning,
    /// It does not do what it looks like: the kernel refuses it, or reads something else. Always told.
    Error,
}

impl Severity {
    /// Its name.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Severity::Hint => "hint",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// A lint.
#[derive(Debug)]
pub(crate) struct Lint {
    /// Its name.
    pub(crate) name: &'static str,
    /// How bad it is.
    pub(crate) severity: Severity,
    /// Why what it finds is wrong, in one line.
    pub(crate) reason: &'static str,
    /// What to do.
    pub(crate) fix: &'static str,
}

/// Declares the lints, and the list of all: none can be left out of it, which a list by hand could.
macro_rules! lints {
    ($($constant:ident: $severity:ident, $name:literal, $reason:literal, $fix:literal;)*) => {
        $(
            #[doc = $reason]
            pub(crate) static $constant: Lint =
                Lint { name: $name, severity: Severity::$severity, reason: $reason, fix: $fix };
        )*
        /// All lints, in the order of the table.
        pub(crate) static LINTS: &[&Lint] = &[$(&$constant),*];
    };
}

lints! {
    MESSAGE_LENGTH: Error, "message-length",
        "nlmsg_len is less than a header or more than was sent: the kernel ignores the message and all behind it",
        "nlmsg_len counts header and payload of this message, and no more";
    TRAILING_BYTES: Warning, "trailing-bytes",
        "bytes that are not zero stand behind the last message: the kernel ignores them",
        "send as many bytes as nlmsg_len says";
    HEAD_SHORT: Error, "head-short",
        "the message is shorter than the fixed struct that its type begins with",
        "send the whole struct, zeros where there is nothing to say";
    TYPE_UNKNOWN: Warning, "type-unknown",
        "no kernel knows this message type", "compare with the list of types in the protocol's header";
    REQUEST_FLAG: Error, "request-flag",
        "without NLM_F_REQUEST the kernel does not look at the message", "set NLM_F_REQUEST";
    FLAGS_MEANINGLESS: Warning, "flags-meaningless",
        "flags that mean nothing for this type of message",
        "NLM_F_DUMP is for what gets, NLM_F_CREATE and its like for what makes, NLM_F_BULK for what removes entries of a bridge";
    ATTRIBUTE_LENGTH: Error, "attribute-length",
        "nla_len is less than 4 or reaches behind what the attribute is in",
        "nla_len counts the attribute's header and payload, without padding";
    ATTRIBUTE_UNPADDED: Error, "attribute-unpadded",
        "attributes begin at multiples of 4: the one behind this is read from the wrong place",
        "fill up to a multiple of 4 (NLA_ALIGN)";
    TRAILING_ATTRIBUTES: Warning, "trailing-attributes",
        "bytes behind the last attribute that are none: refused by strict checking",
        "let nlmsg_len or nla_len end with the last attribute";
    ATTRIBUTE_SHORT: Error, "attribute-short",
        "the payload is shorter than the type that the kernel reads", "send the type's whole width";
    ATTRIBUTE_LONG: Warning, "attribute-long",
        "the payload is longer than the type that the kernel reads: the rest is ignored, or the message refused",
        "send the type's width and no more";
    ATTRIBUTE_UNKNOWN: Warning, "attribute-unknown",
        "an attribute that no kernel knows here: ignored, or refused by strict checking",
        "compare with the list of attributes of this nest: the number may be another nest's";
    ATTRIBUTE_DUPLICATE: Warning, "attribute-duplicate",
        "an attribute that stands here twice: the kernel takes the last", "send it once";
    NESTED_MISSING: Error, "nested-missing",
        "the kernel refuses this nest without NLA_F_NESTED", "set NLA_F_NESTED in nla_type";
    NESTED_ON_SCALAR: Hint, "nested-on-scalar",
        "NLA_F_NESTED on what is no nest: refused by strict checking", "leave NLA_F_NESTED out";
    BYTE_ORDER_FLAG: Hint, "byte-order-flag",
        "NLA_F_NET_BYTEORDER means nothing to this protocol: the kernel goes by the attribute",
        "leave NLA_F_NET_BYTEORDER out";
    BYTE_ORDER: Warning, "byte-order",
        "the value looks as if its bytes were swapped", "htons() and htonl() for what is in network byte order, and only that";
    STRING_UNTERMINATED: Error, "string-unterminated",
        "the kernel wants a NUL at the end of this string", "count the NUL in nla_len";
    STRING_LONG: Error, "string-long",
        "the string is longer than the kernel takes", "names of interfaces have at most 15 bytes";
    // Not looked for where libmnl and iproute2 leave it as it was: `message::LIBMNL`, `message::ROUTES`.
    PADDING: Hint, "padding",
        "padding that is not zero: it leaks memory, and newer kernels may give it a meaning", "clear the buffer first";
    KIND_MISSING: Warning, "kind-missing",
        "nothing says what these data are", "send the kind (IFLA_INFO_KIND, TCA_KIND) with them";
    DUMP_HEAD_SHORT: Hint, "dump-head-short",
        "a dump request with the old general head (rtgenmsg): refused by strict checking, and nothing can be asked for but all",
        "send the struct that the type has of its own";
    DUMP_HEAD_STRICT: Error, "dump-head-strict",
        "the socket asked for strict checking, which refuses this dump request", "leave these members 0";
    DUMP_FILTER_IGNORED: Hint, "dump-filter-ignored",
        "without strict checking the kernel ignores what this dump request is narrowed by",
        "setsockopt(SOL_NETLINK, NETLINK_GET_STRICT_CHK)";
    SEQUENCE_REUSED: Warning, "sequence-reused",
        "a sequence number of a request that still waits for its answer: they can't be told apart",
        "count up with each request";
    SEQUENCE_CONSTANT: Warning, "sequence-constant",
        "all requests of this socket have one sequence number: an answer that comes late passes for the next one's",
        "count up with each request, and compare nlmsg_seq of what is read";
    SEQUENCE_UNCHECKED: Warning, "sequence-unchecked",
        "answers to older requests are taken for those of newer ones, and the last are left unread",
        "read on until nlmsg_seq is the request's; after NLM_F_ACK up to the acknowledgement";
    ANSWER_UNREAD: Warning, "answer-unread",
        "the answer was not read: whether it worked is not known, and the next read gets the old answer",
        "read up to the acknowledgement or NLMSG_DONE";
    REQUESTS_FORGOTTEN: Warning, "requests-forgotten",
        "thousands of requests wait for their answers: nltrace has forgotten the oldest, and does not know their answers",
        "read the answers of a request before the next one";
    DUMP_UNFINISHED: Warning, "dump-unfinished",
        "a dump while the one before it is not read up to NLMSG_DONE: EBUSY, or their answers mix",
        "read up to NLMSG_DONE, or use another socket";
    DUMP_INTERRUPTED: Warning, "dump-interrupted",
        "NLM_F_DUMP_INTR: what is listed changed meanwhile, entries may be missing or twice", "repeat the dump";
    RECEIVE_SMALL: Warning, "receive-small",
        "the buffer is smaller than what the kernel may fill with a part of a dump: what has no room will be lost",
        "32 KiB hold any dump, and make fewer reads; or ask for the length first (MSG_PEEK|MSG_TRUNC)";
    SOCKET_BUFFER_SMALL: Warning, "socket-buffer-small",
        "SO_RCVBUF so small that a message or two fill it: what comes then is lost (ENOBUFS)",
        "leave it as it is, or make it larger";
    BATCH_MISSING: Error, "batch-missing",
        "nftables takes what makes or deletes only in a batch: EINVAL",
        "NFNL_MSG_BATCH_BEGIN before and NFNL_MSG_BATCH_END behind it, in the same datagram";
    BATCH_UNFINISHED: Error, "batch-unfinished",
        "a batch without NFNL_MSG_BATCH_END in the same datagram: acknowledged by the kernel, and all of it undone",
        "end the datagram with NFNL_MSG_BATCH_END";
    RECEIVE_TRUNCATED: Error, "receive-truncated",
        "the buffer was too small: the rest of the message is lost",
        "32 KiB hold any dump; or ask for the length first (MSG_PEEK|MSG_TRUNC)";
    OVERRUN_IGNORED: Warning, "overrun-ignored",
        "ENOBUFS: messages were lost, and the program reads on as if nothing had happened",
        "dump anew what is watched; a larger SO_RCVBUF makes it rarer";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_names_and_each_is_one_lint_s() {
        for (at, lint) in LINTS.iter().enumerate() {
            assert!(lint.name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{}", lint.name);
            assert!(LINTS.iter().skip(at + 1).all(|other| other.name != lint.name), "{}", lint.name);
            assert!(!lint.reason.ends_with('.') && !lint.fix.is_empty(), "{}", lint.name);
        }
    }
}
