//! Decodes fields of every kind and their parts: members, attributes, elements, records.

use super::generic::UNNAMED;
use super::scope::{Frame, Reading, Scope, Searches};
use super::{Interpreter, MAX_DEPTH, MAX_FIELDS, Place, RAW, steps};
use crate::schema::{Array, Count, Field as Row, Kind, List, Look, Marks, Set, Struct};
use crate::tape::{Role, State};
use crate::wire::{self, NLA_HDRLEN, NLA_TYPE_MASK, align};

impl Interpreter<'_, '_> {
    /// Decodes a field of any kind. The field takes all of `place`.
    #[inline]
    pub(super) fn field(&mut self, place: Place, kind: &'static Kind, scope: &Scope<'_>) {
        match kind {
            // A shortcut for most fields.
            Kind::Int { width, .. }
                if place.end - place.content() == usize::from(*width)
                    && *width > 0
                    && place.depth < MAX_DEPTH =>
            {
                self.leaf(&place, kind, State::Good);
            }
            _ => self.field_as(place, kind, kind, scope),
        }
    }

    /// Decodes a field. Its kind on the tape is `shown`.
    fn field_as(&mut self, place: Place, kind: &'static Kind, shown: &'static Kind, scope: &Scope<'_>) {
        let start = place.content();
        let end = place.end;
        let len = end - start;
        if place.depth >= MAX_DEPTH {
            return self.leaf(&place, kind, State::TooDeep);
        }
        match kind {
            Kind::Int { .. } | Kind::Text { .. } | Kind::Bytes { .. } => {
                self.scalar(&place, kind, shown, len)
            }
            Kind::MessageType => self.leaf(&place, shown, State::Good),
            Kind::Flag => self.leaf(&place, shown, if len == 0 { State::Good } else { State::Extra }),
            Kind::Raw => self.leaf(&place, shown, State::Unknown),
            Kind::Pad { .. } => self.leaf(&place, shown, State::Good),
            Kind::Select { by, cases } => match self.choose(by, cases, &place, scope) {
                Some(kind) => self.field(place, kind, scope),
                // A link of a kind without data has an empty nest of them.
                None if len == 0 && place.role == Role::Attribute => {
                    self.open(&place, &UNNAMED);
                }
                None => self.leaf(&place, kind, State::Unselected),
            },
            Kind::Peek(of, inner) => {
                let frame = Frame::Members { of, start, end };
                self.field(place, inner, &Scope { frame, parent: Some(scope) });
            }
            Kind::Gloss(of, _) => self.field_as(place, of, shown, scope),
            Kind::Struct(of) => {
                let name = if place.marks.has(Marks::OWN_NAME) { of.name } else { place.name };
                let at = self.open(&Place { name, ..place }, shown);
                if len == 0 && of.size > 0 {
                    return self.mark(at, State::Short);
                }
                let end_of_struct = (start + of.size).min(end);
                self.members(of, at, start, end_of_struct, place.depth + 1, scope);
                let frame = Frame::Members { of, start, end: end_of_struct };
                let is_whole =
                    self.tail(of, end_of_struct, end, place.depth + 1, &Scope { frame, parent: Some(scope) });
                if !is_whole {
                    self.mark(at, self.short());
                }
            }
            Kind::Nest(set) => {
                let depth = self.open_unless_bare(&place, shown);
                self.attributes(set, start, end, depth, scope);
            }
            Kind::List(list) => {
                let depth = self.open_unless_bare(&place, shown);
                self.list(list, start, end, depth, scope);
            }
            Kind::Array(array) => {
                let depth = self.open_unless_bare(&place, shown);
                self.array(array, start, end, depth, scope);
            }
            Kind::Records { of, .. } => {
                let depth = self.open_unless_bare(&place, shown);
                self.records(kind, of, Place { start, depth, ..place }, scope);
            }
            Kind::Strings(of) => {
                let depth = self.open_unless_bare(&place, shown);
                self.strings(of, start, end, depth);
            }
            Kind::Sized { of, .. } => self.field(place, of, scope),
            Kind::Message => {
                self.open(&place, shown);
                self.message(start, end, place.depth + 1);
            }
        }
    }

    /// Opens a container, unless it has neither name nor header. The attributes after a head have neither, so their depth is
    /// that of the container. Returns the depth of the parts.
    fn open_unless_bare(&mut self, place: &Place, kind: &'static Kind) -> u8 {
        if place.name.is_empty() && place.role == Role::Member {
            return place.depth;
        }
        self.open(place, kind);
        place.depth + 1
    }

    fn scalar(&mut self, place: &Place, kind: &'static Kind, shown: &'static Kind, len: usize) {
        let Some(width) = kind.width() else {
            let wrong = matches!(kind, Kind::Int { .. }) && !matches!(len, 1..=8);
            return self.leaf(place, shown, if wrong { State::Short } else { State::Good });
        };
        // Text and addresses of any length up to that of the member fit an attribute.
        let flexible = matches!(kind, Kind::Text { .. })
            || matches!(kind, Kind::Bytes { look: Look::Mac | Look::Opaque, .. });
        if len == width || (flexible && place.role == Role::Attribute) {
            self.leaf(place, shown, State::Good);
        } else if len < width {
            self.leaf(place, shown, self.short());
        } else {
            self.open(place, shown);
            let start = place.content();
            let depth = place.depth + 1;
            let value = Place { start, end: start + width, role: Role::Value, depth, ..*place };
            self.leaf(&value, shown, State::Good);
            let extra = Place { name: "", start: start + width, role: Role::Value, depth, ..*place };
            self.leaf(&extra, &RAW, State::Extra);
        }
    }

    /// Decodes the members of a struct. If the struct is shorter than that of any kernel, `container` is marked.
    pub(super) fn members(
        &mut self,
        of: &'static Struct,
        container: usize,
        start: usize,
        end: usize,
        depth: u8,
        scope: &Scope<'_>,
    ) {
        let frame = Frame::Members { of, start, end };
        let scope = Scope { frame, parent: Some(scope) };
        let mut at = start;
        for row @ Row { name, kind, marks, .. } in of.fields {
            let next = at + row.width();
            let place = Place { name, start: at, end: next, depth, marks: *marks, ..Place::AT_TOP };
            if next > end {
                match kind {
                    // The last member is a struct that later kernels extended: its older part is complete.
                    Kind::Struct(inner) if at + inner.oldest <= end => {
                        self.field(Place { end, ..place }, kind, &scope);
                    }
                    Kind::Pad { .. } if at < end => self.leaf(&Place { end, ..place }, kind, State::Good),
                    _ if at < end => {
                        self.leaf(&Place { end, ..place }, kind, self.short());
                        self.mark(container, self.short());
                    }
                    _ => (),
                }
                break;
            }
            self.field(place, kind, &scope);
            at = next;
        }
        if end - start < of.oldest {
            self.mark(container, self.short());
        }
    }

    /// Decodes the rows that follow a struct in the same payload. Returns false if one of them is an array with some of
    /// its elements, but fewer than its count.
    fn tail(&mut self, of: &'static Struct, start: usize, end: usize, depth: u8, scope: &Scope<'_>) -> bool {
        let mut at = start;
        let mut is_whole = true;
        for Row { name, kind, marks, .. } in of.tail {
            if matches!(kind, Kind::Nest(_) | Kind::List(_) | Kind::Records { align: 2.., .. }) {
                let next = (start - of.size.min(start) + align(of.size)).max(at).min(end);
                self.padding(at, next, depth);
                at = next;
            }
            // Programs leave out rows at the end as a whole, whatever their count.
            if at >= end {
                return is_whole;
            }
            // Only a whole struct has bytes after it.
            let extent = self.extent(kind, start - of.size.min(start), at, end, scope);
            let is_counted = matches!(kind, Kind::Array(Array { count: Count::Member(..), .. }));
            is_whole &= !(is_counted && extent.is_clipped);
            let place = Place { name, start: at, end: extent.end, depth, marks: *marks, ..Place::AT_TOP };
            self.tail_row(place, extent, kind, scope);
            at = extent.end;
        }
        if at < end {
            let place = Place { start: at, end, depth, role: Role::Value, ..Place::AT_TOP };
            self.leaf(&place, &RAW, State::Extra);
        }
        is_whole
    }

    /// Returns whether the message has reached the limit of fields.
    fn is_full(&self) -> bool {
        self.tape.len() >= MAX_FIELDS
    }

    /// Adds the rest of a level as one leaf, because the limit of fields is reached.
    fn rest(&mut self, start: usize, end: usize, depth: u8) {
        self.leaf(&Place { start, end, depth, role: Role::Value, ..Place::AT_TOP }, &RAW, State::TooMany);
    }

    /// Decodes attributes up to the end. `each` decodes one of them, header and payload.
    #[inline]
    fn each_attribute(
        &mut self,
        start: usize,
        end: usize,
        depth: u8,
        mut each: impl FnMut(&mut Self, Place),
    ) {
        let mut at = start;
        while at < end {
            if self.is_full() {
                return self.rest(at, end, depth);
            }
            steps::count(1);
            self.reads.message.note(at, NLA_HDRLEN);
            let rest = self.slice(at, end);
            let Some(attribute) = wire::attribute(rest, self.context.endian) else {
                let state = if self.cut { State::Cut } else { State::Malformed };
                return self.leaf(&Place { start: at, end, depth, ..Place::AT_TOP }, &RAW, state);
            };
            let next = at + NLA_HDRLEN + attribute.payload;
            let index = attribute.kind;
            let before = self.tape.len();
            each(self, Place { start: at, end: next, role: Role::Attribute, index, depth, ..Place::AT_TOP });
            if usize::from(attribute.len) > NLA_HDRLEN + attribute.payload {
                let state = if self.cut { State::Cut } else { State::Malformed };
                if let Some(field) = self.tape.get_mut(before) {
                    field.state = state;
                }
            }
            self.padding(next, next + attribute.padding, depth);
            at = next + attribute.padding;
        }
    }

    pub(super) fn attributes(
        &mut self,
        set: &'static Set,
        start: usize,
        end: usize,
        depth: u8,
        scope: &Scope<'_>,
    ) {
        let found = Searches::default();
        let scope =
            Scope { frame: Frame::Attributes { set, start, end, found: &found }, parent: Some(scope) };
        self.each_attribute(start, end, depth, |decoder, place| match set.of_type(place.index) {
            Some(row) => {
                decoder.field(Place { name: row.name, marks: row.marks, ..place }, &row.kind, &scope);
            }
            None => decoder.leaf(&place, &RAW, State::Unknown),
        });
    }

    fn list(&mut self, list: &'static List, start: usize, end: usize, depth: u8, scope: &Scope<'_>) {
        self.each_attribute(start, end, depth, |decoder, place| {
            let id = u64::from(place.index & NLA_TYPE_MASK);
            let name = list.names.and_then(|names| names.get(id)).unwrap_or_default();
            decoder.field(Place { name, ..place }, &list.of, scope);
        });
    }

    fn array(&mut self, array: &'static Array, start: usize, end: usize, depth: u8, scope: &Scope<'_>) {
        let width = array.of.width().unwrap_or(1).max(1);
        let whole = end;
        let end = match array.count {
            Count::Of(name, _) => {
                let count = match self.view().look_up(name, scope) {
                    Some(Reading::Number(n)) => usize::try_from(n).unwrap_or(usize::MAX),
                    _ => 0,
                };
                start.saturating_add(count.saturating_mul(width)).min(end)
            }
            _ => end,
        };
        let mut at = start;
        let mut index = array.base;
        while at + width <= end {
            if self.is_full() {
                self.rest(at, end, depth);
                at = end;
                break;
            }
            let name = array.names.and_then(|names| names.get(u64::from(index))).unwrap_or_default();
            let place = Place {
                name,
                start: at,
                end: at + width,
                role: Role::Element,
                index,
                depth,
                ..Place::AT_TOP
            };
            self.field(place, &array.of, scope);
            at += width;
            index = index.wrapping_add(1);
        }
        if at < end {
            let place = Place { start: at, end, depth, role: Role::Value, ..Place::AT_TOP };
            self.leaf(&place, &RAW, State::Extra);
        }
        self.padding(end, whole, depth);
    }

    /// Decodes strings up to the end, each with a NUL at its end.
    fn strings(&mut self, of: &'static Struct, start: usize, end: usize, depth: u8) {
        let mut rows = of.tail;
        let mut at = start;
        self.reads.message.note(start, end.saturating_sub(start));
        // More zeros may follow the last text.
        let last =
            self.slice(start, end).iter().rposition(|byte| *byte != 0).map_or(start, |last| start + last);
        while let Some(Row { name, kind, marks, .. }) = rows.first().filter(|_| at < end) {
            if self.is_full() {
                return self.rest(at, end, depth);
            }
            let text = self.slice(at, end);
            let nul = text.iter().position(|byte| *byte == 0);
            steps::count(nul.unwrap_or(text.len()) / 8);
            let is_next = |nul: &usize| at + nul < last;
            let len = nul.filter(is_next).map_or(text.len(), |nul| nul + 1);
            let place = Place { name, start: at, end: at + len, depth, marks: *marks, ..Place::AT_TOP };
            self.leaf(&place, kind, State::Good);
            at += len;
            rows = rows.get(1..).filter(|rest| !rest.is_empty()).unwrap_or(rows);
        }
    }

    /// Returns the byte at a place, and records that it was read.
    fn first_byte(&self, at: usize, end: usize) -> Option<u8> {
        self.reads.message.note(at, 1);
        self.slice(at, end).first().copied()
    }

    /// Decodes records up to the end. Their kind on the tape is `kind`.
    fn records(
        &mut self,
        kind: &'static Kind,
        of: &'static Struct,
        Place { start, end, depth, .. }: Place,
        scope: &Scope<'_>,
    ) {
        let Kind::Records { len, times, more, align, single, .. } = kind else { return };
        let mut at = start;
        let mut index = 0u16;
        while at < end {
            if self.is_full() {
                return self.rest(at, end, depth);
            }
            let is_single = *single > 0 && self.first_byte(at, end).is_some_and(|byte| byte < *single);
            let claimed = match self.view().member(len, of, at, end) {
                _ if is_single => 1,
                Some(Reading::Number(n)) => usize::try_from(n)
                    .unwrap_or(usize::MAX)
                    .saturating_mul(usize::from(*times))
                    .saturating_add(usize::from(*more)),
                _ => 0,
            };
            if claimed < of.oldest && !is_single {
                let place = Place { start: at, end, depth, ..Place::AT_TOP };
                let is_cut = self.clipped && end - at < of.size;
                return self.leaf(&place, &RAW, if is_cut { State::Cut } else { State::Malformed });
            }
            let next = at.saturating_add(claimed).min(end);
            let place = Place {
                name: of.name,
                start: at,
                end: next,
                role: Role::Element,
                index,
                depth,
                ..Place::AT_TOP
            };
            let container = self.open(&place, kind);
            let before = self.clipped;
            self.clipped &= at.saturating_add(claimed) > end;
            let end_of_struct = (at + of.size).min(next);
            match of.fields.first().filter(|_| is_single) {
                Some(Row { name, kind, marks, .. }) => {
                    let place = Place {
                        name,
                        start: at,
                        end: next,
                        depth: depth + 1,
                        marks: *marks,
                        ..Place::AT_TOP
                    };
                    self.field(place, kind, scope);
                }
                None => self.members(of, container, at, end_of_struct, depth + 1, scope),
            }
            let frame = Frame::Members { of, start: at, end: end_of_struct };
            if !self.tail(of, end_of_struct, next, depth + 1, &Scope { frame, parent: Some(scope) }) {
                self.mark(container, self.short());
            }
            self.clipped = before;
            if at.saturating_add(claimed) > end {
                self.mark(container, if self.cut || self.clipped { State::Cut } else { State::Malformed });
            }
            at = (at + (next - at).next_multiple_of(usize::from(*align).max(1))).min(end);
            self.padding(next, at, depth);
            index = index.wrapping_add(1);
        }
    }
}
