//! The table of lints: name, severity, reason and fix.

/// How serious a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Severity {
    /// It works, but could be better.
    Hint,
    /// It works only in part, or only under conditions that hold now.
    Warning,
    /// The kernel refuses it, or reads something other than the program meant. Always reported.
    Error,
}

impl Severity {
    /// Returns its name.
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
    /// Its severity.
    pub(crate) severity: Severity,
    /// Why the finding is a problem, in one line.
    pub(crate) reason: &'static str,
    /// The remedy.
    pub(crate) fix: &'static str,
}

/// Declares the lints and the list of all of them, so that the list is complete.
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
        "nlmsg_len is smaller than a header or larger than the bytes sent: the kernel ignores this message and all after it",
        "nlmsg_len counts header and payload of this message, and no more";
    TRAILING_BYTES: Warning, "trailing-bytes",
        "nonzero bytes follow the last message: the kernel ignores them",
        "send as many bytes as nlmsg_len says";
    HEAD_SHORT: Error, "head-short",
        "the message is shorter than the fixed struct that its type begins with",
        "send the whole struct, with zeros in unused members";
    TYPE_UNKNOWN: Warning, "type-unknown",
        "no kernel knows this message type", "compare with the list of types in the protocol's header";
    REQUEST_FLAG: Error, "request-flag",
        "the kernel ignores a message without NLM_F_REQUEST", "set NLM_F_REQUEST";
    FLAGS_MEANINGLESS: Warning, "flags-meaningless",
        "flags that have no meaning for this message type",
        "NLM_F_DUMP is for get requests, NLM_F_CREATE and the like for new requests, NLM_F_BULK for deleting bridge entries";
    ATTRIBUTE_LENGTH: Error, "attribute-length",
        "nla_len is less than 4, or the attribute reaches past the end of its nest or message",
        "nla_len counts the attribute's header and payload, without padding";
    ATTRIBUTE_UNPADDED: Error, "attribute-unpadded",
        "attributes begin at multiples of 4: the kernel reads the next one from the wrong place",
        "pad to a multiple of 4 (NLA_ALIGN)";
    TRAILING_ATTRIBUTES: Warning, "trailing-attributes",
        "bytes after the last attribute form no attribute: strict checking refuses them",
        "make nlmsg_len or nla_len end with the last attribute";
    ATTRIBUTE_SHORT: Error, "attribute-short",
        "the payload is shorter than the type that the kernel reads", "send the full width of the type";
    ATTRIBUTE_LONG: Warning, "attribute-long",
        "the payload is longer than the type that the kernel reads: the kernel ignores the rest or refuses the message",
        "send exactly the width of the type";
    ATTRIBUTE_UNKNOWN: Warning, "attribute-unknown",
        "no known kernel has this attribute here: it is ignored, or refused by strict checking",
        "compare with the attributes of this nest: the number may belong to another nest";
    ATTRIBUTE_DUPLICATE: Warning, "attribute-duplicate",
        "the attribute occurs twice here: the kernel uses the last one", "send it once";
    VALUE_REFUSED: Warning, "value-refused",
        "the kernel does not accept this value: ERANGE or EINVAL", "send a value that it accepts";
    NESTED_MISSING: Error, "nested-missing",
        "the kernel refuses this nest without NLA_F_NESTED", "set NLA_F_NESTED in nla_type";
    NESTED_ON_SCALAR: Hint, "nested-on-scalar",
        "NLA_F_NESTED on an attribute that is no nest: strict checking refuses it", "clear NLA_F_NESTED";
    BYTE_ORDER_FLAG: Hint, "byte-order-flag",
        "NLA_F_NET_BYTEORDER has no meaning in this protocol: the attribute determines the byte order",
        "clear NLA_F_NET_BYTEORDER";
    BYTE_ORDER: Warning, "byte-order",
        "the bytes of the value seem to be swapped", "use htons() and htonl() for values in network byte order, and only for those";
    STRING_UNTERMINATED: Error, "string-unterminated",
        "the kernel requires a NUL at the end of this string", "count the NUL in nla_len";
    STRING_LONG: Error, "string-long",
        "the string is longer than the kernel accepts", "an interface name has at most 15 bytes";
    // Not reported where libmnl and iproute2 leave padding uninitialised: `message::LIBMNL`, `message::ROUTES`.
    PADDING: Hint, "padding",
        "nonzero padding: it leaks memory, and newer kernels may give it a meaning", "clear the buffer first";
    KIND_MISSING: Warning, "kind-missing",
        "the kind that gives these data their meaning is missing", "send the kind (IFLA_INFO_KIND, TCA_KIND) with the data";
    DUMP_HEAD_SHORT: Hint, "dump-head-short",
        "a dump request with the old general header (rtgenmsg): strict checking refuses it, and the dump cannot be filtered",
        "send the header struct of the message type";
    DUMP_HEAD_STRICT: Error, "dump-head-strict",
        "the socket asked for strict checking, which refuses this dump request", "set these members to 0";
    DUMP_FILTER_IGNORED: Hint, "dump-filter-ignored",
        "without strict checking the kernel ignores the filter in this dump request",
        "setsockopt(SOL_NETLINK, NETLINK_GET_STRICT_CHK)";
    SEQUENCE_REUSED: Warning, "sequence-reused",
        "a request that still waits for its answer has the same sequence number: their answers cannot be distinguished",
        "increment it for each request";
    SEQUENCE_CONSTANT: Warning, "sequence-constant",
        "all requests of this socket have the same sequence number: a late answer is taken for the answer to the next request",
        "increment it for each request, and compare nlmsg_seq of each answer";
    SEQUENCE_UNCHECKED: Warning, "sequence-unchecked",
        "the program takes answers to older requests for answers to newer ones, and leaves the last ones unread",
        "read until nlmsg_seq is that of the request; after NLM_F_ACK, until the acknowledgement";
    ANSWER_UNREAD: Warning, "answer-unread",
        "the program did not read the answer: it does not know the result, and its next read gets the old answer",
        "read until the acknowledgement or NLMSG_DONE";
    REQUESTS_FORGOTTEN: Warning, "requests-forgotten",
        "thousands of requests wait for their answers: nltrace has dropped the oldest, and cannot find their answers",
        "read the answers of a request before the next one";
    DUMP_UNFINISHED: Warning, "dump-unfinished",
        "a dump was requested before the previous one was read to NLMSG_DONE: EBUSY, or their answers mix",
        "read to NLMSG_DONE, or use another socket";
    DUMP_INTERRUPTED: Warning, "dump-interrupted",
        "NLM_F_DUMP_INTR: the kernel's data changed during the dump, so entries may be missing or listed twice", "repeat the dump";
    RECEIVE_SMALL: Warning, "receive-small",
        "the buffer is smaller than a part of a dump may be: bytes that do not fit will be lost",
        "use 32 KiB, which hold any part of a dump and need fewer reads; or ask for the length first (MSG_PEEK|MSG_TRUNC)";
    SOCKET_BUFFER_SMALL: Warning, "socket-buffer-small",
        "SO_RCVBUF is so small that one or two messages fill it: the kernel drops further messages (ENOBUFS)",
        "keep the default, or set a larger value";
    BATCH_MISSING: Error, "batch-missing",
        "nftables accepts new and delete requests only in a batch: EINVAL",
        "enclose it in NFNL_MSG_BATCH_BEGIN and NFNL_MSG_BATCH_END, in the same datagram";
    BATCH_UNFINISHED: Error, "batch-unfinished",
        "a batch without NFNL_MSG_BATCH_END in the same datagram: the kernel acknowledges it and reverts all of it",
        "end the datagram with NFNL_MSG_BATCH_END";
    RECEIVE_TRUNCATED: Error, "receive-truncated",
        "the buffer was too small: the rest of the message is lost",
        "use 32 KiB, which hold any part of a dump; or ask for the length first (MSG_PEEK|MSG_TRUNC)";
    OVERRUN_IGNORED: Warning, "overrun-ignored",
        "ENOBUFS: messages were lost, and the program reads on without a new dump",
        "repeat the dump; a larger SO_RCVBUF makes losses rarer";
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
