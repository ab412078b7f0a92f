//! `-F tree`: one line per attribute, nests indented, the members of a struct side by side.

use nltrace_decoders::control::{NLMSG_MIN_TYPE, flag_names};
use nltrace_decoders::generic::Ids;
use nltrace_decoders::schema::{Kind, Marks};
use nltrace_decoders::tape::{Field, Role as Place, State, end_of};
use nltrace_decoders::value::{self, Value, read};
use nltrace_decoders::wire::NLA_F_NET_BYTEORDER;

use super::calls::Calls;
use super::clock::Time;
use super::format::Format;
use super::memo::{LineKey, Lines, WordKey, WordMemo};
use super::page::{Mark, Page};
use super::palette::{Palette, Role};
use super::plan::{LineScope, Plan, PlannedLine, Plans, is_hidden};
use super::{remarks, text, words};
use crate::datagram::{Datagram, Notice};
use crate::event::{Event, Knowledge, Rest};
use crate::session::{Echo, Finding};

/// In an attribute that is a struct of so many members, those are counted if all are 0.
const SOME: usize = 6;
/// In a struct or array with more members than this, those that are 0 are counted instead of shown.
const MANY: usize = 12;

/// The text of a nest without attributes.
const EMPTY: &str = "(empty)";

/// How the tree looks.
#[derive(Clone, Copy)]
pub(crate) struct Style {
    /// Use colours.
    pub(crate) colour: bool,
    /// Columns a line should keep to.
    pub(crate) width: usize,
    /// Bytes of hexadecimal that are shown.
    pub(crate) limit: usize,
    /// Show what is usually left out: zeros among many members, peeks, how a protocol was found.
    pub(crate) verbose: bool,
    /// The form of times.
    pub(crate) time: Time,
}

/// The tree format.
pub(crate) struct Tree {
    style: Style,
    calls: Calls,
    page: Page,
    words: WordMemo,
    lines: Lines,
    plans: Plans,
    /// Lines that are being written, with those below: where in the plan, and where they began on the page.
    open: Vec<(usize, Mark)>,
}

impl Tree {
    /// Returns a renderer.
    pub(crate) fn new(style: Style) -> Tree {
        let page = Page::new(Palette::new(style.colour), style.width);
        Tree {
            style,
            calls: Calls::new(style.time, style.verbose),
            page,
            words: WordMemo::default(),
            lines: Lines::default(),
            plans: Plans::default(),
            open: Vec::new(),
        }
    }
}

impl Format for Tree {
    fn show_namespaces(&mut self) {
        self.calls.show_namespaces();
    }

    /// Writes the line above a datagram's messages.
    fn datagram(&mut self, datagram: &Datagram<'_>, ids: &Ids, out: &mut Vec<u8>) {
        self.calls.datagram(&mut self.page, datagram, ids);
        self.page.pour(out);
    }

    /// Writes a notice in one line, and below it what lints found.
    fn notice(&mut self, notice: &Notice<'_>, findings: &[Finding], ids: &Ids, out: &mut Vec<u8>) {
        self.calls.notice(&mut self.page, notice, ids);
        remarks::findings(&mut self.page, findings, 4);
        self.page.pour(out);
    }

    /// Writes the calls that prepared a socket in one line.
    fn preamble(&mut self, notices: &[Notice<'_>], ids: &Ids, out: &mut Vec<u8>) {
        self.calls.preamble(&mut self.page, notices, ids);
        self.page.pour(out);
    }

    /// Writes a message.
    fn message(&mut self, event: &Event<'_>, out: &mut Vec<u8>) {
        let header = &event.header;
        let mut plan = self.plans.take(event.tape);
        let page = &mut self.page;
        page.begin(2);
        plan.kind.say(page, |page| words::message_type(page, event));
        if remarks::acknowledges(event) {
            page.put(2, Role::Text, "acknowledged");
        }
        let numbers: &[_] = &[(2, "seq=", header.seq), (1, "portid=", header.portid)];
        for &(gap, name, value) in if event.is_bare() { &[] } else { numbers } {
            page.word(gap);
            page.say(Role::Name, name);
            page.piece(Role::Number, |out| text::unsigned(value.into(), out));
        }
        if header.flags != 0 {
            let names = flag_names(event.tape.class());
            page.word(2);
            plan.flags.say(page, |page| {
                page.piece(Role::Flag, |out| text::flag_names(names, u64::from(header.flags), out));
            });
        }
        for part in remarks::part(event).into_iter().chain(remarks::unannounced(event)) {
            page.sentence(2, Role::Note, &part);
        }
        if let Some(number) = remarks::number(event).filter(|_| self.style.verbose) {
            page.put(2, Role::Note, &number);
        }
        let there = event.message.len();
        if header.len as usize > there {
            let text = format!("nlmsg_len={}, but {there} bytes are here", header.len);
            page.sentence(2, Role::Error, &text);
            if !event.is_whole && event.datagram.is_sent() {
                page.sentence(2, Role::Note, "the kernel does not read this as a message");
            }
        }
        page.end();
        self.body(event, &mut plan);
        self.plans.put(plan);
        remarks::below(&mut self.page, event, 4);
        self.page.pour(out);
    }

    /// Writes which code moved the datagram, if that was asked for.
    fn end_datagram(&mut self, datagram: &Datagram<'_>, _: &Knowledge<'_>, out: &mut Vec<u8>) {
        if !datagram.stack.is_empty() {
            remarks::stack(&mut self.page, datagram.stack, 4);
            self.page.pour(out);
        }
    }

    /// Writes bytes that are no message.
    fn rest(&mut self, rest: &Rest<'_>, out: &mut Vec<u8>) {
        let Rest { bytes, is_tail, findings, .. } = *rest;
        let page = &mut self.page;
        page.begin(2);
        let what = if is_tail { "after the messages" } else { "no message" };
        if is_tail && bytes.iter().all(|byte| *byte == 0) {
            page.sentence(0, Role::Note, &format!("{what}: {}, all 0", text::count(bytes.len(), "byte")));
        } else {
            page.sentence(0, Role::Note, &format!("{what}:"));
            let limit = self.style.limit;
            page.word(1);
            page.piece(Role::Unknown, |out| words::hex(bytes, limit, out));
        }
        page.end();
        remarks::findings(page, findings, 4);
        page.pour(out);
    }
}

impl Tree {
    /// Writes the lines of a message's fields.
    fn body(&mut self, event: &Event<'_>, plan: &mut Plan) {
        let is_plain = event.fault.is_none() && event.mark.is_none();
        let is_control = event.header.kind < NLMSG_MIN_TYPE;
        let names = (event.netns, event.interfaces.changes());
        let message = (event.tape.fields(), event.message);
        let mut next = 0;
        loop {
            while let Some((at, mark)) = self.open.pop_if(|(at, _)| plan.lines[*at].next() == next) {
                let line = &plan.lines[at];
                if let Some((fields, bytes)) = line.sought(message, names) {
                    self.lines.keep(&LineKey::new(&fields, bytes), self.page.lines_since(mark));
                }
            }
            let Some(line) = plan.lines.get_mut(next) else { break };
            if is_control && self.control(event, line) {
                next = line.next();
                continue;
            }
            let sought = line.sought(message, names).filter(|_| is_plain);
            if let Some((fields, bytes)) = &sought {
                if let Some(text) = self.lines.find(&LineKey::new(fields, bytes)) {
                    self.page.lines(text);
                    line.found(true);
                    next = line.next();
                    continue;
                }
                line.found(false);
                self.open.push((next, self.page.mark()));
            }
            self.line(event, line);
            next += 1;
        }
    }

    /// Writes the parts of an error, an acknowledgement or the end of a dump that read otherwise than other fields: the number
    /// with the kernel's words, and the request that is repeated. Returns false for others.
    fn control(&mut self, event: &Event<'_>, line: &PlannedLine) -> bool {
        let Some(field) = event.tape.fields().get(line.at()).filter(|field| field.depth == 0) else {
            return false;
        };
        match (field.name, &event.fault, &event.echo) {
            // The message contains it.
            ("error", None, _) => !self.style.verbose && value::error(event.message, event.tape) == Some(0),
            ("error", Some(fault), _) => {
                self.page.begin(line.indent());
                self.page.say(Role::Name, field.name);
                remarks::error(&mut self.page, fault);
                self.page.end();
                true
            }
            ("NLMSGERR_ATTR_MSG", Some(fault), _) => fault.text.is_some() && !self.style.verbose,
            ("msg", _, Some(echo)) if echo.is_unchanged() && !self.style.verbose => {
                // The echo of a request that succeeded adds nothing.
                if remarks::acknowledges(event) && !matches!(echo, Echo::Cut { .. }) {
                    return true;
                }
                self.page.begin(line.indent());
                self.page.say(Role::Name, field.name);
                self.page.sentence(2, Role::Note, &echo.words());
                self.page.end();
                true
            }
            _ => false,
        }
    }

    /// Writes a line; those below are others.
    fn line(&mut self, event: &Event<'_>, line: &PlannedLine) {
        let (at, end) = (line.at(), line.below());
        let field = &event.tape.fields()[at];
        self.page.begin(line.indent());
        if line.scope == LineScope::Leaf {
            self.name(field);
            self.page.word(2);
            if let Some(integer) = value::integer(field, event.message, event.tape) {
                words::integer_of(&mut self.page, event, field, &integer, false);
            } else {
                match read(field, event.message, event.tape) {
                    Value::Raw(bytes) => self.dump(bytes),
                    // A flag has no value either, but it is set by being there.
                    Value::Empty
                        if field.state == State::Good
                            && !matches!(field.kind, Kind::Flag | Kind::Pad { .. }) =>
                    {
                        self.page.put(2, Role::Note, EMPTY);
                    }
                    _ => words::value(&mut self.page, event, field, self.style.limit, false),
                }
            }
            self.remarks(event, at);
            return self.page.end();
        }
        match field.kind {
            Kind::Gloss(Kind::Struct(of), _) if line.scope == LineScope::FirstHeader => {
                self.page.say(Role::Name, of.name);
            }
            _ => self.name(field),
        }
        if line.scope == LineScope::Title {
            self.remarks(event, at);
            return self.page.end();
        }
        let is_led = line.scope == LineScope::Whole && leads(field);
        if is_led && let Some(gloss) = words::gloss(event, field) {
            self.page.sentence(2, Role::Note, &gloss);
        }
        // Members share a line.
        let fold = !self.style.verbose
            && (line.end() - at > MANY && scalars(event, at, line.end()) > MANY
                || field.role == Place::Attribute && is_all_zeros(event, at, end));
        let mut zeros = 0;
        let mut next = at + 1;
        let mut gap = 2;
        while next < end {
            let part = &event.tape.fields()[next];
            let part_end = end_of(event.tape.fields(), next);
            if is_hidden(part) {
            } else if fold && part_end == next + 1 && is_zero(event, part) {
                zeros += 1;
            } else {
                self.page.word(gap);
                if part_end == next + 1 && !part.name.is_empty() && part.name == field.name {
                    // The value of an attribute that is longer than its value has the attribute's name.
                    words::value(&mut self.page, event, part, self.style.limit, false);
                } else {
                    self.member(event, next, part_end);
                }
                gap = 1;
            }
            next = part_end;
        }
        if gap == 2 && zeros == 0 && line.below() == line.end() && field.state == State::Good {
            self.page.put(2, Role::Note, EMPTY);
        }
        if zeros > 0 {
            let text = if gap == 2 { format!("all {zeros} are 0") } else { format!("(+{zeros} that are 0)") };
            self.page.put(gap, Role::Note, &text);
        }
        match line.scope {
            // The title has them.
            LineScope::FirstHeader => (),
            _ if is_led => self.odd(event, at, false),
            _ => self.remarks(event, at),
        }
        self.page.end();
    }

    /// Adds a member to the word.
    #[inline]
    fn member(&mut self, event: &Event<'_>, at: usize, end: usize) {
        let field = &event.tape.fields()[at];
        let integer = value::integer(field, event.message, event.tape).filter(|_| end == at + 1);
        let key = integer.as_ref().and_then(|integer| WordKey::of(field, integer, event.tape.endian));
        let Some(key) = key else { return self.inline(event, at, end) };
        if let Some(written) = self.words.find(&key) {
            return self.page.again(written);
        }
        let mark = self.page.mark();
        self.inline(event, at, end);
        let page = &self.page;
        self.words.keep(key, |written| page.since(mark, written));
    }

    /// Adds a member, with its own members in braces, to the word.
    fn inline(&mut self, event: &Event<'_>, at: usize, end: usize) {
        let field = &event.tape.fields()[at];
        if !field.name.is_empty() {
            self.name(field);
            self.page.say(Role::Plain, "=");
        } else if field.state != State::Good && end == at + 1 {
            self.page.say(Role::Unknown, "+");
        }
        if end > at + 1 {
            self.page.say(Role::Plain, "{");
            let mut next = at + 1;
            let mut first = true;
            while next < end {
                let part_end = end_of(event.tape.fields(), next);
                if !is_hidden(&event.tape.fields()[next]) {
                    if !first {
                        self.page.space();
                    }
                    first = false;
                    self.member(event, next, part_end);
                    let run = run(event, next, end);
                    if run >= LONG_RUN {
                        self.page.say(Role::Note, &format!("(×{run})"));
                        next += run;
                        continue;
                    }
                }
                next = part_end;
            }
            self.page.say(Role::Plain, "}");
        } else if let Some(integer) = value::integer(field, event.message, event.tape) {
            return words::integer_of(&mut self.page, event, field, &integer, true);
        } else {
            words::value(&mut self.page, event, field, self.style.limit, true);
        }
        if let Some(text) = words::gloss(event, field) {
            self.page.say(Role::Note, &format!("({text})"));
        }
        if let Some(note) = words::state_note(field) {
            self.page.say(Role::Note, note);
        }
    }

    #[inline]
    fn name(&mut self, field: &Field) {
        if !field.name.is_empty() {
            return self.page.say(Role::Name, field.name);
        }
        match field.role {
            Place::Attribute if field.state == State::Unknown => {
                self.page.say(Role::Unknown, &format!("#{}", field.id()));
            }
            Place::Attribute => self.page.say(Role::Name, &format!("[{}]", field.id())),
            Place::Element => self.page.say(Role::Name, &format!("[{}]", field.index)),
            _ => self.page.say(Role::Unknown, "…"),
        }
    }

    /// Writes the remarks at the end of a field's line.
    #[inline]
    fn remarks(&mut self, event: &Event<'_>, at: usize) {
        let field = &event.tape.fields()[at];
        let is_plain =
            field.state == State::Good && !matches!(field.kind, Kind::Gloss(..)) && event.echo.is_none();
        if !is_plain || is_network(field) || event.fault.is_some() || event.mark.is_some() {
            self.odd(event, at, true);
        }
    }

    /// Writes the remarks of a field that has some; without the sentence about it if that precedes its members.
    #[cold]
    fn odd(&mut self, event: &Event<'_>, at: usize, with_gloss: bool) {
        let field = &event.tape.fields()[at];
        if let Some(note) = words::state_note(field) {
            self.page.sentence(1, Role::Note, note.trim_start());
        }
        if is_network(field) {
            self.page.put(2, Role::Note, "NLA_F_NET_BYTEORDER");
        }
        if with_gloss && let Some(gloss) = words::gloss(event, field) {
            self.page.sentence(2, Role::Note, &gloss);
        }
        if let Some(words) = remarks::blame(event, field) {
            self.page.put(1, Role::Plain, "→");
            self.page.sentence(1, Role::Name, &words);
        }
        if let Some(mark) = event.mark {
            self.mark(event, mark, at);
        }
        if let Some(echo @ Echo::Differs(_)) = event.echo.as_ref().filter(|_| field.name == "msg") {
            self.page.sentence(2, Role::Error, &echo.words());
        }
    }

    /// Says so where a field is what an error complains about.
    fn mark(&mut self, event: &Event<'_>, mark: usize, at: usize) {
        // A field without a line of its own is shown on that of its attribute or head.
        let fields = event.tape.fields();
        let field = &fields[at];
        let has_line = field.role == Place::Attribute || field.depth == 1;
        let inside = fields.get(at + 1..=mark).unwrap_or_default();
        if has_line
            && at <= mark
            && inside.iter().all(|part| part.depth > field.depth && part.role != Place::Attribute)
        {
            self.page.put(2, Role::Error, "←");
            let what = fields.get(mark).filter(|_| at != mark).map_or("", |part| part.name);
            self.page.put(1, Role::Error, if what.is_empty() { "here" } else { what });
        }
    }

    /// Writes bytes in hexadecimal, in words of 16.
    fn dump(&mut self, bytes: &[u8]) {
        let shown = bytes.get(..self.style.limit).unwrap_or(bytes);
        for (at, chunk) in shown.chunks(16).enumerate() {
            self.page.word(if at == 0 { 2 } else { 1 });
            self.page.piece(Role::Unknown, |out| text::separated(chunk, " ", out));
        }
        if shown.len() < bytes.len() {
            self.page.put(1, Role::Note, &format!("… ({} bytes)", bytes.len()));
        }
    }
}

/// Returns whether the sentence about a field is before its members: a packet, whose header carries another, is summed up first.
fn leads(field: &Field) -> bool {
    let Kind::Gloss(Kind::Struct(of), _) = field.kind else { return false };
    field.role == Place::Attribute && of.tail.iter().any(|row| row.marks.has(Marks::OWN_NAME))
}

/// Returns whether an attribute says that its value has network byte order.
fn is_network(field: &Field) -> bool {
    field.role == Place::Attribute && field.index & NLA_F_NET_BYTEORDER != 0
}

/// Returns how many parts of a field are leaves that could be folded.
fn scalars(event: &Event<'_>, at: usize, end: usize) -> usize {
    let depth = event.tape.fields()[at].depth + 1;
    event.tape.fields()[at + 1..end].iter().filter(|part| part.depth == depth && !is_hidden(part)).count()
}

/// Returns whether an attribute is a struct of several members that are all 0, such as `IFLA_MAP`.
fn is_all_zeros(event: &Event<'_>, at: usize, end: usize) -> bool {
    let Some(parts) = event.tape.fields().get(at + 1..end) else { return false };
    let shown = || parts.iter().filter(|part| !is_hidden(part));
    shown().count() >= SOME && shown().all(|part| part.role == Place::Member && is_zero(event, part))
}

fn is_zero(event: &Event<'_>, field: &Field) -> bool {
    matches!(field.kind, Kind::Int { .. })
        && event.message.get(field.span()).is_some_and(|bytes| bytes.iter().all(|byte| *byte == 0))
}

/// The number of equal consecutive elements of an array from which they are shown once.
const LONG_RUN: usize = 32;

/// Returns how many elements from `at` on are leaves of the same bytes, without names.
fn run(event: &Event<'_>, at: usize, end: usize) -> usize {
    let bytes = |field: &Field| event.message.get(field.span());
    let fields = event.tape.fields().get(at..end).unwrap_or_default();
    let Some(first) = fields.first() else { return 0 };
    let is_same = |field: &&Field| {
        (field.role, field.depth, field.state) == (Place::Element, first.depth, State::Good)
            && field.name.is_empty()
            && bytes(field) == bytes(first)
    };
    let run = fields.iter().take_while(is_same).count();
    // The last one may be a struct, with parts.
    if run > 0 && event.tape.has_parts(at + run - 1) { run - 1 } else { run }
}
