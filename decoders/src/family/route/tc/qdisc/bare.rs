//! Qdiscs without options: `noqueue`, `noop`, `blackhole`, `teql`, `mq`, `ingress`, `clsact`

use super::Qdisc;
use crate::schema::{Case::Prefix, *};

pub(super) const NOQUEUE: Qdisc = bare("noqueue");
pub(super) const NOOP: Qdisc = bare("noop");
pub(super) const BLACKHOLE: Qdisc = bare("blackhole");
/// Its kind has the name of an interface: `teql0`.
pub(super) const TEQL: Qdisc = Qdisc { kind: Prefix("teql"), ..bare("") };
pub(super) const MQ: Qdisc = bare("mq");
pub(super) const INGRESS: Qdisc = bare("ingress");
pub(super) const CLSACT: Qdisc = bare("clsact");

const fn bare(name: &'static str) -> Qdisc {
    Qdisc::new(name, nest(&TCA_OPTIONS))
}

/// Some of them send an empty nest all the same.
static TCA_OPTIONS: Set = set("TCA_OPTIONS", &[]);
