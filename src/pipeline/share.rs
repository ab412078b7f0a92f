//! The output of pipelines that take turns.

use crate::render::seam::Seams;

/// The length at which output is written.
pub(super) const FULL: usize = 64 << 10;

/// A share of the output, of pipelines that take turns.
#[derive(Default)]
pub(crate) struct Share {
    /// For the output.
    pub(crate) shown: Vec<u8>,
    /// The places in it that depend on the shares before it.
    pub(crate) seams: Seams,
    /// For the capture that is written.
    pub(crate) captured: Vec<u8>,
    /// Whether more of the same share follows.
    pub(crate) is_part: bool,
}
