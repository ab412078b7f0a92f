//! `NETLINK_GENERIC`: one protocol for many families, a file each  (linux/genetlink.h)
//!
//! A message's type is a family's number, which [`crate::generic`] finds the family by; its `cmd` is the message.

use crate::schema::{Family, Framing, Generic, Names, names};

/// One line per family: its module, and how it is declared there.
macro_rules! families {
    ($(mod $module:ident: $family:ident;)*) => {
        $(mod $module;)*
        /// Every family of generic netlink that has tables.
        pub static FAMILIES: &[&Generic] = &[$(&$module::$family),*];
    };
}

#[cfg(test)]
mod testing;

families! {
    mod nlctrl: FAMILY;
}

/// The protocol. Its groups have their numbers from their families.
pub static FAMILY: Family = Family {
    protocol: 16,
    name: "NETLINK_GENERIC",
    messages: &[],
    groups: &NO_GROUPS,
    general: None,
    generic: FAMILIES,
    framing: Framing::Messages,
};

static NO_GROUPS: Names = names(&[]);
