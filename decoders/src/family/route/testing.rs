//! Helpers for the tests of these tables.

use super::FAMILY;
use crate::family::testing;

pub(super) use crate::family::testing::attribute;

/// `NLM_F_REQUEST`.
pub(super) const REQUEST: u16 = 1;

/// Returns the fields after a message's header, "name=value" each. Asserts that all are explained.
pub(super) fn decoded(kind: u16, nlm_flags: u16, body: &[&[u8]]) -> Vec<String> {
    let decoded = testing::decoded(&FAMILY, (kind, nlm_flags), body);
    decoded
        .iter()
        .filter(|(name, _)| !name.is_empty())
        .map(|(name, value)| format!("{name}={value}"))
        .collect()
}

/// Asserts that all these fields occur.
#[track_caller]
pub(super) fn assert_decoded(decoded: &[String], expected: &[&str]) {
    for one in expected {
        assert!(decoded.iter().any(|field| field == one), "{one} is not in {decoded:#?}");
    }
}
