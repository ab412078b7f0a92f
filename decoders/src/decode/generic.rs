//! Decodes a generic netlink message: `struct genlmsghdr`, then the header and attributes of its family.

use super::scope::{Frame, Scope, TOP};
use super::{Interpreter, PAD, Place, RAW, steps};
use crate::generic::{self, GENL_HDRLEN, GENLMSGHDR, Owner};
use crate::schema::{Kind, Msg, Set, set};
use crate::wire::{NLA_HDRLEN, align};

static HEADER: Kind = Kind::Struct(&GENLMSGHDR);
/// Attributes without a table: only their numbers are known.
pub(super) static UNNAMED: Kind = Kind::Nest(&NO_NAMES);
static NO_NAMES: Set = set("", &[]);

impl Interpreter<'_, '_> {
    /// Returns the owner of a generic netlink message.
    pub(super) fn owner(&self, message: &[u8]) -> Option<Owner> {
        generic::owner(self.context.family?, self.context.ids, message, self.context.endian)
    }

    /// Decodes `struct genlmsghdr` and the family's own header and attributes. Without a table, attributes are decoded by
    /// number if their lengths add up.
    pub(super) fn generic(
        &mut self,
        owner: &Owner,
        msg: Option<&'static Msg>,
        start: usize,
        end: usize,
        depth: u8,
    ) {
        if start == end {
            return;
        }
        let following = (start + GENL_HDRLEN).min(end);
        let place = Place { name: GENLMSGHDR.name, start, end: following, depth, ..Place::AT_TOP };
        let at = self.open(&place, &HEADER);
        self.members(&GENLMSGHDR, at, start, following, depth + 1, &TOP);
        let is_request = self.is_request();
        if let (Some(row), Some(cmd)) = (owner.cmd_field(is_request), self.tape.get_mut(at + 1)) {
            cmd.kind = &row.kind;
        }
        let header = owner.family.map_or(&PAD, |family| &family.header);
        let attrs = match msg {
            Some(msg) if is_request => &msg.request.attrs,
            Some(msg) => &msg.reply.attrs,
            None => {
                let first = (following + align(header.width().unwrap_or(0))).min(end);
                self.reads.message.note(first, end - first);
                steps::count((end - first) / NLA_HDRLEN);
                if generic::add_up(self.slice(first, end), self.context.endian) { &UNNAMED } else { &RAW }
            }
        };
        let frame = Frame::Members { of: &GENLMSGHDR, start, end: following };
        let scope = Scope { frame, parent: Some(&TOP) };
        let place = Place { start: following, end, depth, ..Place::AT_TOP };
        if depth == 0 && msg.is_some() {
            self.tape.attributes = self.nest(attrs, &place, &scope);
        }
        self.head(header, attrs, &place, &scope);
    }
}
