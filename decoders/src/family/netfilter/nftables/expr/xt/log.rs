//! Targets that report: the kernel's log, nfnetlink_log, audit, a lamp
//! (linux/netfilter/xt_{AUDIT,LED,LOG,NFLOG}.h, linux/netfilter_ipv4/ipt_ULOG.h until 3.16)

use super::super::act::NF_LOG;
use super::FILL;
use crate::schema::*;

pub(super) const AUDIT: Kind = fixed(&XT_AUDIT_INFO);

static XT_AUDIT_INFO: Struct =
    layout("xt_audit_info", 1, &[field("type", U8.name(&XT_AUDIT_TYPE))]).then(FILL);

static XT_AUDIT_TYPE: Names =
    names(&[(0, "XT_AUDIT_TYPE_ACCEPT"), (1, "XT_AUDIT_TYPE_DROP"), (2, "XT_AUDIT_TYPE_REJECT")]);

pub(super) const LOG: Kind = fixed(&XT_LOG_INFO);

static XT_LOG_INFO: Struct = layout(
    "xt_log_info",
    32,
    &[field("level", U8), field("logflags", U8.flags(&NF_LOG)), field("prefix", text(30))],
);

pub(super) const NFLOG: Kind = fixed(&XT_NFLOG_INFO);

static XT_NFLOG_INFO: Struct = layout(
    "xt_nflog_info",
    76,
    &[
        field("len", U32.unit(Unit::Bytes)),
        field("group", U16),
        field("threshold", U16.unit(Unit::Packets)),
        field("flags", U16.flags(&XT_NFLOG_F)),
        field("pad", pad(2)),
        field("prefix", text(64)),
    ],
)
.then(FILL);

static XT_NFLOG_F: Names = names(&[(0x1, "XT_NFLOG_F_COPY_LEN")]);

pub(super) const LED: Kind = fixed(&XT_LED_INFO);

static XT_LED_INFO: Struct = layout(
    "xt_led_info",
    40,
    &[
        field("id", text(27)),
        field("always_blink", U8.bool()),
        field("delay", U32.unit(Unit::Milliseconds)),
        field("internal_data", kernel_only(8)),
    ],
);

pub(super) const ULOG: Kind = fixed(&IPT_ULOG_INFO);

static IPT_ULOG_INFO: Struct = layout(
    "ipt_ulog_info",
    56,
    &[
        field("nl_group", U32.hex()),
        field("", pad(4)),
        field("copy_range", U64.unit(Unit::Bytes)),
        field("qthreshold", U64.unit(Unit::Packets)),
        field("prefix", text(32)),
    ],
);
