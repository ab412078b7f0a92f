//! Actions: `RTM_*ACTION`, and the nests of actions in classifiers. One file per action, one line here.

use crate::schema::*;

/// The message types.
pub(in crate::family::route) static MESSAGES: &[Msg] = messages(&[]);
