//! Helpers for the tests of families.

pub(super) use crate::family::testing::{attribute, values};

use crate::family::testing::decoded_by;
use crate::generic::Ids;
use crate::schema::Generic;

/// A number that no family has.
const NUMBER: u16 = 99;

/// Returns the fields after the header of a family's message, a request or an answer: names and values. Asserts that all are
/// explained.
pub(super) fn decoded(
    family: &'static Generic,
    head: (u8, u16),
    body: &[&[u8]],
) -> Vec<(&'static str, String)> {
    told_to(7, family, head, body)
}

/// Returns the same, for an unsolicited message.
pub(super) fn decoded_unasked(
    family: &'static Generic,
    cmd: u8,
    body: &[&[u8]],
) -> Vec<(&'static str, String)> {
    told_to(0, family, (cmd, 0), body)
}

fn told_to(
    port: u8,
    family: &'static Generic,
    (cmd, nlm_flags): (u8, u16),
    body: &[&[u8]],
) -> Vec<(&'static str, String)> {
    let mut ids = Ids::new(super::FAMILIES);
    ids.assume(family);
    decoded_by(&super::FAMILY, Some(&ids), port, (NUMBER, nlm_flags), &[&[cmd, 1, 0, 0], &body.concat()])
}
