//! Plans the lines of a message in the tree. All messages of a shape share one plan.

use std::ops::Range;

use foldhash::HashMap;
use nltrace_decoders::schema::{Kind, Marks, Show};
use nltrace_decoders::tape::{Field, Role, State, Tape, end_of};
use nltrace_decoders::wire::Endian;

use super::memo::Written;
use super::page::Page;

/// The number of cached plans, a power of two: each place keeps its last. And the number of cached lines, before the cache is
/// emptied.
const PLANS: usize = 4096;
const LINES: usize = 1 << 16;
/// When there is no room, one in so many new plans is kept.
const CHOSEN: u32 = 8;
/// The largest number of distinguished fields, before the cache is emptied.
const PARTS: usize = 1 << 15;
/// The largest number of bytes of a cached line with those below it.
const BYTES: u32 = 1024;

/// A line, which may go on in lines below. Thousands are cached, so it is small.
pub(super) struct PlannedLine {
    at: u32,
    end: u32,
    below: u32,
    next: u32,
    /// Lines with this number have the same text for the same bytes; [`PlannedLine::NONE`] if the text depends on more.
    same: u32,
    indent: u16,
    /// Falls where it is sought and not found.
    luck: u8,
    /// They say so where interfaces are called the same.
    has_interfaces: bool,
    /// What it says of the field.
    pub(super) scope: LineScope,
}

/// What a line says of its field.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum LineScope {
    /// The name and the value.
    Leaf,
    /// The name, and parts that have no lines of their own.
    Whole,
    /// The name, and the sentence that sums up a packet or frame.
    Title,
    /// The first header of that packet, in the line after its title.
    FirstHeader,
}

/// Records inside a part of a line have lines of their own if the part has more values than this.
const SHORT: usize = 4;
/// A part of a record has a line of its own if it has more values than this.
const LONG: usize = 12;

/// The chance that a line is found. A failed search costs a quarter of what a successful one saves.
const LUCK: u8 = 64;

impl PlannedLine {
    /// The number of a line whose text is not cached.
    const NONE: u32 = u32::MAX;

    /// Returns the position of its field on the tape.
    #[inline]
    pub(super) fn at(&self) -> usize {
        self.at as usize
    }

    /// Returns where its parts end on the tape.
    #[inline]
    pub(super) fn end(&self) -> usize {
        self.end as usize
    }

    /// Returns where on the tape the parts begin that have lines of their own; where its parts end if none has.
    #[inline]
    pub(super) fn below(&self) -> usize {
        self.below as usize
    }

    /// Returns where in the plan the lines end that are below it.
    #[inline]
    pub(super) fn next(&self) -> usize {
        self.next as usize
    }

    /// Returns the column at which it begins.
    #[inline]
    pub(super) fn indent(&self) -> usize {
        self.indent.into()
    }

    /// Returns the fields and bytes by which a line like it may be found, of this message; `None` where it is not worth it. `names`
    /// is the namespace of interface names, and how often these have changed.
    #[inline]
    pub(super) fn sought<'a>(
        &self,
        (fields, message): (&[Field], &'a [u8]),
        names: (u64, u64),
    ) -> Option<([u64; 4], &'a [u8])> {
        if self.same == PlannedLine::NONE || self.luck == 0 {
            return None;
        }
        let bytes = message.get(fields.get(self.at())?.span())?;
        let (netns, changes) = if self.has_interfaces { names } else { (0, 0) };
        Some(([self.same.into(), self.has_interfaces.into(), netns, changes], bytes))
    }

    /// Says whether one was found.
    #[inline]
    pub(super) fn found(&mut self, is_found: bool) {
        self.luck = if is_found { self.luck.saturating_add(4) } else { self.luck - 1 };
    }
}

/// The lines of a message, and the first line's text, which all messages of the shape share.
#[derive(Default)]
pub(super) struct Plan {
    shape: Option<u64>,
    /// The last other shape that would have this place.
    missed: Option<u64>,
    pub(super) kind: Phrase,
    pub(super) flags: Phrase,
    pub(super) lines: Vec<PlannedLine>,
}

/// Text that all messages of a shape share.
#[derive(Default)]
pub(super) struct Phrase(Option<Written>);

impl Phrase {
    /// Adds to the word what `write` does.
    #[inline]
    pub(super) fn say(&mut self, page: &mut Page, write: impl FnOnce(&mut Page)) {
        if let Some(written) = &self.0 {
            return page.again(written);
        }
        let mark = page.mark();
        write(page);
        page.since(mark, self.0.insert(Written::default()));
    }
}

/// The plans of shapes.
#[derive(Default)]
pub(super) struct Plans {
    kept: Vec<Plan>,
    /// Lines of those.
    lines: usize,
    /// The place whose plan is dropped next if there are too many lines.
    hand: usize,
    /// Plans that could have been kept since there was no room.
    candidates: u32,
    /// For messages that have no shape.
    other: Plan,
    numbers: PlanNumbers,
}

impl Plans {
    /// Returns the plan of a message, to be given back. A plan is kept if its shape comes again and there is room.
    pub(super) fn take(&mut self, tape: &Tape) -> Plan {
        if let Some(shape) = tape.shape {
            let place = self.place(shape);
            if place.shape == Some(shape) {
                return std::mem::take(place);
            }
            let is_again = place.missed.replace(shape) == Some(shape);
            if is_again && self.has_room() {
                let mut plan = std::mem::take(self.place(shape));
                self.lines -= plan.lines.len();
                plan.make(tape, Some(&mut self.numbers));
                self.lines += plan.lines.len();
                self.make_room();
                return plan;
            }
        }
        let mut plan = std::mem::take(&mut self.other);
        plan.make(tape, None);
        plan
    }

    /// Returns whether the next new plan is kept: if there are too many lines, one plan in so many. Messages that come in turn would
    /// otherwise replace each other before they come again.
    fn has_room(&mut self) -> bool {
        if self.lines <= LINES - LINES / 8 {
            return true;
        }
        self.candidates = self.candidates.wrapping_add(1);
        self.candidates.is_multiple_of(CHOSEN)
    }

    /// Drops plans, one place after the other, until there are not too many lines. One plan may have more than that.
    fn make_room(&mut self) {
        for _ in 0..self.kept.len() {
            if self.lines <= LINES {
                break;
            }
            self.hand = (self.hand + 1) % PLANS;
            if let Some(plan) = self.kept.get_mut(self.hand) {
                self.lines -= std::mem::take(plan).lines.len();
            }
        }
    }

    /// Takes a plan back.
    pub(super) fn put(&mut self, plan: Plan) {
        match plan.shape {
            Some(shape) => *self.place(shape) = plan,
            None => self.other = plan,
        }
    }

    fn place(&mut self, shape: u64) -> &mut Plan {
        if self.kept.is_empty() {
            self.kept.resize_with(PLANS, Plan::default);
        }
        let at = usize::try_from(shape).unwrap_or(0) % PLANS;
        &mut self.kept[at]
    }
}

impl Plan {
    /// Plans the lines of a message. Without `numbers` none of them is cached.
    fn make(&mut self, tape: &Tape, numbers: Option<&mut PlanNumbers>) {
        self.shape = tape.shape.filter(|_| numbers.is_some());
        (self.kind, self.flags) = (Phrase::default(), Phrase::default());
        self.lines.clear();
        let first = tape.len() - tape.body().len();
        let fields = tape.fields();
        self.lines_of(fields, first..tape.len(), LineColumns::TOP);
        let Some(numbers) = numbers else { return };
        for line in &mut self.lines {
            let block = fields.get(line.at()..line.end()).unwrap_or_default();
            let is_short = block.first().is_some_and(|field| field.len <= BYTES);
            if is_short
                && is_lasting(block)
                && let Some(number) = numbers.number(block, tape.endian, line.indent())
            {
                line.same = number;
                line.has_interfaces = block.iter().any(has_interface);
            }
        }
    }

    fn lines_of(&mut self, fields: &[Field], range: Range<usize>, place: LineColumns) {
        let mut at = range.start;
        while at < range.end {
            let end = end_of(fields, at);
            let field = &fields[at];
            if is_container(field) && end > at + 1 {
                self.lines_of(fields, at + 1..end, place);
            } else if !is_hidden(field) {
                self.lines_of_field(fields, at..end, place);
            }
            at = end;
        }
    }

    /// Plans the lines of a field.
    fn lines_of_field(
        &mut self,
        fields: &[Field],
        Range { start: at, end }: Range<usize>,
        place: LineColumns,
    ) {
        let field = &fields[at];
        let here = self.lines.len();
        let is_in_record = place.is_in_record || matches!(field.kind, Kind::Records { .. });
        let indent = place.indent(field);
        let below = below(fields, at, end, is_in_record);
        if end == at + 1 {
            self.push(at..end, below, indent, LineScope::Leaf);
        } else if below < end && is_summed_up(field) {
            self.push(at..end, at + 1, indent, LineScope::Title);
            self.push(at..end, below, indent + 2, LineScope::FirstHeader);
            self.lines_of(
                fields,
                below..end,
                LineColumns { carried: indent + 2, other: indent + 4, is_in_record },
            );
        } else {
            self.push(at..end, below, indent, LineScope::Whole);
            // A header is beside the one that carries it.
            let carried = if field.role == Role::Attribute { indent + 2 } else { indent };
            self.lines_of(fields, below..end, LineColumns { carried, other: indent + 2, is_in_record });
        }
        let next = long(self.lines.len());
        for line in self.lines.iter_mut().skip(here).filter(|line| line.at() == at) {
            line.next = next;
        }
    }

    fn push(&mut self, range: Range<usize>, below: usize, indent: usize, scope: LineScope) {
        self.lines.push(PlannedLine {
            at: long(range.start),
            end: long(range.end),
            below: long(below),
            next: 0,
            same: PlannedLine::NONE,
            indent: u16::try_from(indent).unwrap_or(u16::MAX),
            luck: LUCK,
            has_interfaces: false,
            scope,
        });
    }
}

/// Where lines begin.
#[derive(Clone, Copy)]
struct LineColumns {
    /// The column of a header that another one carries.
    carried: usize,
    /// The column of others.
    other: usize,
    /// They are about parts of a record.
    is_in_record: bool,
}

impl LineColumns {
    const TOP: LineColumns = LineColumns { carried: 4, other: 4, is_in_record: false };

    fn indent(self, field: &Field) -> usize {
        if field.marks.has(Marks::OWN_NAME) { self.carried } else { self.other }
    }
}

fn long(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Returns whether a field adds no text.
#[inline]
pub(super) fn is_hidden(field: &Field) -> bool {
    matches!(field.role, Role::Padding | Role::AttributeHeader)
        || field.role != Role::Attribute && matches!(field.kind, Kind::Pad { .. })
}

/// Returns whether a field only holds records, which have lines of their own.
fn is_container(field: &Field) -> bool {
    let is_member = field.role == Role::Member && field.state == State::Good;
    is_member && matches!(field.kind, Kind::Records { .. })
}

/// Returns whether a sentence sums up a field, which is a packet or frame if it has lines below.
fn is_summed_up(field: &Field) -> bool {
    matches!(field.kind, Kind::Gloss(Kind::Struct(_), _)) && !field.is_secret()
}

/// Returns where the parts of a field begin that have their own lines: members share a line; attributes, headers that another
/// carries, records, what contains those, and long parts of records do not.
fn below(fields: &[Field], at: usize, end: usize, is_in_record: bool) -> usize {
    let is_message = matches!(fields[at].kind, Kind::Message);
    let mut next = at + 1;
    while next < end {
        let part_end = end_of(fields, next);
        let (part, inside) = (&fields[next], &fields[next..part_end]);
        let has_line = is_apart(part)
            || inside.iter().any(|field| field.role == Role::Attribute)
            || is_message && part.role != Role::Header
            || inside.iter().any(is_apart) && values(inside) > SHORT
            || is_in_record && inside.len() > 1 && values(inside) > LONG;
        if has_line && !is_hidden(part) {
            return next;
        }
        next = part_end;
    }
    end
}

/// Returns whether a field is a record, or a header that another one carries.
fn is_apart(field: &Field) -> bool {
    matches!(field.kind, Kind::Records { .. }) || field.marks.has(Marks::OWN_NAME)
}

/// Returns how many values fields show. An integer of several parts shows several.
fn values(fields: &[Field]) -> usize {
    let is_leaf = |at: usize| fields.get(at + 1).is_none_or(|next| next.depth <= fields[at].depth);
    let shown =
        (0..fields.len()).filter(|at| is_leaf(*at)).map(|at| &fields[at]).filter(|field| !is_hidden(field));
    shown
        .map(|field| match field.kind {
            Kind::Int { show: Show::Parts(parts) | Show::BitFields(parts), .. } => parts.len(),
            _ => 1,
        })
        .sum()
}

/// Returns whether the text of a field has the name of an interface.
pub(super) fn has_interface(field: &Field) -> bool {
    let is_interface = |show: &Show| matches!(show, Show::Interface);
    match field.kind {
        Kind::Int { show: Show::Parts(parts) | Show::BitFields(parts), .. } => {
            parts.iter().any(|part| is_interface(&part.show))
        }
        Kind::Int { show, .. } => is_interface(show),
        _ => false,
    }
}

/// Returns whether the text of fields depends only on them, their bytes and the names of interfaces.
fn is_lasting(fields: &[Field]) -> bool {
    // Types are named by the message's protocol.
    fields.iter().all(|field| !matches!(field.kind, Kind::MessageType))
}

/// PlanNumbers for lines of the same fields.
#[derive(Default)]
struct PlanNumbers {
    numbers: HashMap<Block, u32>,
    /// Parts of all that have one.
    parts: usize,
    count: u32,
}

/// Everything but bytes that a line and those below it depend on.
#[derive(PartialEq, Eq, Hash)]
struct Block {
    indent: usize,
    endian: Endian,
    parts: Box<[FieldKey]>,
}

/// Everything but its bytes that the text of a field depends on.
#[derive(PartialEq, Eq, Hash)]
struct FieldKey {
    /// Where its name and its kind lie: rows of tables do not move.
    name: usize,
    kind: usize,
    start: u32,
    len: u32,
    index: u16,
    depth: u8,
    role: Role,
    state: State,
}

impl PlanNumbers {
    fn number(&mut self, fields: &[Field], endian: Endian, indent: usize) -> Option<u32> {
        let first = fields.first()?;
        let part = |field: &Field| FieldKey {
            name: field.name.as_ptr().addr(),
            kind: std::ptr::from_ref(field.kind).addr(),
            start: field.start - first.start,
            len: field.len,
            index: field.index,
            depth: field.depth - first.depth,
            role: field.role,
            state: field.state,
        };
        if self.parts + fields.len() > PARTS {
            self.numbers.clear();
            self.parts = 0;
        }
        let block = Block { indent, endian, parts: fields.iter().map(part).collect() };
        let next = self.count.checked_add(1)?;
        let number = *self.numbers.entry(block).or_insert(self.count);
        if number == self.count {
            self.count = next;
            self.parts += fields.len();
        }
        Some(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nltrace_decoders::decode::{Context, Remembering};
    use nltrace_decoders::schema::{Set, Struct, U32, attr, fixed, layout};

    static HEAD: Kind = fixed(&STRUCT);
    static STRUCT: Struct = layout("head", 4, &[nltrace_decoders::schema::field("part", U32)]);
    static NEST: Kind = Kind::Nest(&SET);
    static SET: Set = nltrace_decoders::schema::set("A", &[attr(1, "A_ONE", U32)]);
    static ONE: Kind = U32;
    static INDEX: Kind = U32.interface();

    /// Returns a field of 8 bytes.
    fn field(name: &'static str, kind: &'static Kind, start: u32, depth: u8, role: Role) -> Field {
        Field { name, kind, start, len: 8, index: 0, marks: Marks::NONE, depth, role, state: State::Good }
    }

    fn lines(fields: &[Field]) -> Vec<(usize, usize, usize, usize)> {
        let mut plan = Plan::default();
        plan.lines_of(fields, 0..fields.len(), LineColumns::TOP);
        plan.lines.iter().map(|line| (line.at(), line.below(), line.next(), line.indent())).collect()
    }

    #[test]
    fn members_stand_beside_and_attributes_below() {
        let fields = [
            field("head", &HEAD, 0, 0, Role::Member),
            field("part", &ONE, 0, 1, Role::Member),
            field("A_NEST", &NEST, 8, 0, Role::Attribute),
            field("", &ONE, 8, 1, Role::AttributeHeader),
            field("A_ONE", &ONE, 12, 1, Role::Attribute),
            field("", &ONE, 20, 1, Role::Padding),
            field("A_TWO", &ONE, 24, 0, Role::Attribute),
        ];
        assert_eq!(lines(&fields), [(0, 2, 1, 4), (2, 4, 3, 4), (4, 5, 3, 6), (6, 7, 4, 4)]);
    }

    static PACKET: Kind = Kind::Gloss(&HEAD, |_, _, _| Ok(()));
    static RECORDS: Kind = nltrace_decoders::schema::records(&STRUCT, "part");

    #[test]
    fn headers_that_are_carried_stand_beside_each_other_and_their_records_below() {
        let carried = |start, depth| Field {
            marks: Marks::OWN_NAME,
            ..field("carried", &HEAD, start, depth, Role::Member)
        };
        let fields = [
            field("A_PACKET", &PACKET, 0, 0, Role::Attribute),
            field("", &ONE, 0, 1, Role::AttributeHeader),
            field("first", &ONE, 4, 1, Role::Member),
            carried(8, 1),
            field("part", &ONE, 8, 2, Role::Member),
            field("options", &RECORDS, 16, 2, Role::Member),
            field("option", &RECORDS, 16, 3, Role::Element),
            field("part", &ONE, 16, 4, Role::Member),
            carried(24, 2),
        ];
        // The title and the first header have the same end. The records' container has no line.
        assert_eq!(lines(&fields), [(0, 1, 5, 4), (0, 3, 5, 6), (3, 5, 5, 6), (6, 8, 4, 8), (8, 9, 5, 6)]);
    }

    #[test]
    fn short_records_of_parts_stand_beside() {
        let part = |start, depth| field("part", &ONE, start, depth, Role::Member);
        let record = |start| field("record", &RECORDS, start, 2, Role::Element);
        let mut fields = vec![
            field("A_HEAD", &HEAD, 0, 0, Role::Attribute),
            field("inner", &HEAD, 4, 1, Role::Member),
            record(4),
            part(4, 3),
        ];
        assert_eq!(lines(&fields), [(0, 4, 1, 4)]);
        for start in [8, 12, 16, 20] {
            fields.extend([record(start), part(start, 3)]);
        }
        assert_eq!(lines(&fields).len(), 7);
    }

    #[test]
    fn lines_of_the_same_fields_have_one_number() {
        let mut numbers = PlanNumbers::default();
        let one = field("A_ONE", &ONE, 8, 0, Role::Attribute);
        let first = numbers.number(&[one], Endian::Little, 4);
        // Elsewhere in a message, and deeper, it is the same line.
        assert_eq!(numbers.number(&[Field { start: 40, depth: 2, ..one }], Endian::Little, 4), first);
        for (other, endian, indent) in [
            (Field { len: 9, ..one }, Endian::Little, 4),
            (Field { state: State::Short, ..one }, Endian::Little, 4),
            (Field { index: 1, ..one }, Endian::Little, 4),
            (Field { kind: &INDEX, ..one }, Endian::Little, 4),
            (Field { name: "A_TWO", ..one }, Endian::Little, 4),
            (one, Endian::Big, 4),
            (one, Endian::Little, 6),
        ] {
            assert_ne!(numbers.number(&[other], endian, indent), first);
        }
    }

    #[test]
    fn memory_is_bounded() {
        let family = crate::tables::by_protocol(0);
        let context = Context { family, endian: Endian::Little, to_kernel: None, request: None, ids: None };
        let (mut remembering, mut plans) = (Remembering::default(), Plans::default());
        let mut planned = 0;
        for kind in 1..4000u16 {
            // An RTM_NEWROUTE with ten attributes of one type.
            let mut message = [108u32.to_le_bytes(), [24, 0, 2, 0], [0; 4], [0; 4]].concat();
            message.extend([0; 12]);
            message.extend([8u16, kind, 0, 0].map(u16::to_le_bytes).concat().repeat(10));
            for _ in 0..2 {
                remembering.decode(&message, &context);
            }
            let tape = remembering.decode(&message, &context);
            // There is not room for all shapes.
            if tape.shape.is_none() {
                continue;
            }
            planned += 1;
            for _ in 0..2 {
                let plan = plans.take(tape);
                assert_eq!(plan.lines.len(), 11);
                plans.put(plan);
            }
            assert_eq!(plans.kept.iter().map(|plan| plan.lines.len()).sum::<usize>(), plans.lines);
            assert!(plans.lines <= LINES && plans.numbers.parts <= PARTS);
        }
        assert!(planned > 1000, "{planned}");
    }

    #[test]
    fn what_is_never_found_is_not_sought_for_long() {
        let mut plan = Plan::default();
        let fields = [field("A_INDEX", &INDEX, 0, 0, Role::Attribute)];
        plan.lines_of(&fields, 0..1, LineColumns::TOP);
        let line = plan.lines.first_mut().unwrap();
        (line.same, line.has_interfaces) = (7, true);
        let message = (fields.as_slice(), [0; 8].as_slice());
        assert_eq!(line.sought(message, (1, 2)).unwrap().0, [7, 1, 1, 2]);
        for _ in 0..LUCK {
            assert!(line.sought(message, (1, 2)).is_some());
            line.found(false);
        }
        assert!(line.sought(message, (1, 2)).is_none());
    }
}
