//! Output formats: one file per format. They share values in words (`text`), roles (`palette`), time (`clock`),
//! and the one place that prints bytes from the wire (`escape`).

pub(crate) mod brief;
pub(crate) mod bytes;
pub(crate) mod calls;
pub(crate) mod clock;
pub(crate) mod coverage;
mod demangle;
pub(crate) mod escape;
mod explained;
mod failed_calls;
pub(crate) mod flat;
mod format;
pub(crate) mod hex;
mod histogram;
pub(crate) mod html;
pub(crate) mod json;
mod keys;
pub(crate) mod line;
mod member;
pub(crate) mod memo;
pub(crate) mod openmetrics;
pub(crate) mod overview;
pub(crate) mod page;
pub(crate) mod palette;
pub(crate) mod pcapng;
mod plan;
mod policy;
pub(crate) mod remarks;
pub(crate) mod rows;
pub(crate) mod seam;
mod stack;
pub(crate) mod summary;
#[cfg(test)]
mod tests;
pub(crate) mod text;
pub(crate) mod tree;
mod unseen;
pub(crate) mod verdict;
pub(crate) mod words;

pub(crate) use format::{Both, Format, Nothing};
