//! Classifiers: what `TCA_OPTIONS` holds, by `TCA_KIND`. One file per classifier, one line here.

use crate::schema::*;

/// `TCA_OPTIONS` by `TCA_KIND`.
pub(in super::super) static OPTIONS: [(Case, Kind); 0] = [];
