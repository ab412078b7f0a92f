//! The state of the browser, and the effects of keys on it.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::text::Line;

use super::archive::{Archive, ItemView};
use super::detail::Detail;
use super::index::{CaptureIndex, EntryKind, ReadingState, flag};
use super::lines::RowLines;
use super::list::{ExchangeList, Spot};
use super::output::ProgramOutput;
use super::paint;
use super::prompt::{Prompt, PromptKind, Typed};
use super::scan::{CaptureAccess, Done, Errand, Sieve, Work};
use super::sheet::{self, MessageSheet};
use crate::diff::{self, ComparedMessage};
use crate::filter::{self, Filter};
use crate::lexicon::Lexicon;
use crate::render::Format;
use crate::render::bytes::{Bytes, Language};
use crate::render::clock::Time;
use crate::render::palette::Palette;

/// Lines that are kept written.
const LINES: usize = 4096;
/// A copy that is longer does not reach the clipboard of most terminals.
const COPIED: usize = 64 << 10;

/// A part of the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Pane {
    /// The exchanges.
    #[default]
    List,
    /// The fields of a message.
    Fields,
    /// Its bytes.
    Bytes,
}

/// The window that covers the screen.
#[derive(Debug, Default)]
pub(super) enum Overlay {
    /// Nothing.
    #[default]
    None,
    /// The keys.
    Help,
    /// The output of the program.
    Output,
    /// The differences between two messages.
    Difference(Vec<Line<'static>>),
    /// In which language to copy.
    Copy,
    /// Whether to leave a program that still runs.
    Quit,
}

/// A task for the code that runs the browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Action {
    /// Go on.
    On,
    /// Put this into the terminal's clipboard.
    Copy(String),
    /// Draw everything again.
    Redraw,
    /// End.
    Quit,
}

/// The browser.
pub(super) struct App {
    pub(super) source: CaptureAccess,
    /// The subject of the browser, in a few words.
    pub(super) title: String,
    archive: Archive,
    lines: RowLines,
    written: HashMap<(Spot, u32, u8), Line<'static>>,
    pub(super) list: ExchangeList,
    pub(super) detail: Detail,
    pub(super) pane: Pane,
    pub(super) overlay: Overlay,
    /// How far an overlay is scrolled.
    pub(super) scroll: usize,
    pub(super) prompt: Option<Prompt>,
    words: Vec<&'static str>,
    /// The expression of the filter, and the filter itself.
    pub(super) filter: String,
    sifted: Option<Arc<Filter>>,
    needle: String,
    pub(super) work: Option<Work>,
    /// A message that is to be compared.
    pub(super) marked: Option<(Spot, ComparedMessage)>,
    fingerprint: diff::Fingerprint,
    /// Lines that the list has less or more than usual.
    pub(super) taller: i32,
    /// The last message of the status line.
    pub(super) status: Option<String>,
    /// The output of the program, if one is traced.
    pub(super) output: Option<ProgramOutput>,
    /// The progress of the reading when it was last checked.
    pub(super) reading: ReadingState,
    version: u64,
    /// A page of the list and of the details, in lines.
    pub(super) page: (usize, usize),
    /// Bytes in a line.
    pub(super) wide: usize,
    /// Whether a program runs that ends with the browser.
    pub(super) is_running: Box<dyn Fn() -> bool + Send>,
}

impl App {
    /// Returns a browser of a source.
    ///
    /// # Errors
    ///
    /// If the capture's descriptor cannot be copied.
    pub(super) fn new(
        source: CaptureAccess,
        title: String,
        output: Option<ProgramOutput>,
    ) -> std::io::Result<App> {
        let archive = source.archive()?;
        let lines = RowLines::new(&source.shared, source.look);
        Ok(App {
            source,
            title,
            archive,
            lines,
            written: HashMap::new(),
            list: ExchangeList::default(),
            detail: Detail::default(),
            pane: Pane::List,
            overlay: Overlay::None,
            scroll: 0,
            prompt: None,
            words: Vec::new(),
            filter: String::new(),
            sifted: None,
            needle: String::new(),
            work: None,
            marked: None,
            fingerprint: diff::Fingerprint::default(),
            taller: 0,
            status: None,
            output,
            reading: ReadingState::default(),
            version: 0,
            page: (1, 1),
            wide: 8,
            is_running: Box::new(|| false),
        })
    }

    /// Filters by an expression that was checked before.
    pub(super) fn filter_by(&mut self, text: String, filter: Filter) {
        let filter = Arc::new(filter);
        self.list.sieve = Some(Sieve::start(self.source.clone(), Arc::clone(&filter)));
        self.sifted = Some(filter);
        self.filter = text;
        self.list.top = Spot::default();
    }

    /// Takes in the results of other threads. Returns whether the screen may have changed.
    pub(super) fn tick(&mut self) -> bool {
        let (version, reading) = self.source.shared.read(|index| (index.version, index.reading.clone()));
        let kept = self
            .list
            .sieve
            .as_ref()
            .map_or(0, |sieve| sieve.read(|kept| kept.version + u64::from(kept.done)));
        let version = version + kept;
        let mut changed = std::mem::replace(&mut self.version, version) != version;
        if changed && !reading.is_done {
            self.archive.forget();
        }
        // Requests without an answer are named with the names known at the end.
        if reading.is_done && !self.reading.is_done {
            self.written.clear();
            self.say_how_it_ended(&reading);
        }
        self.reading = reading;
        if let Some(done) = self.work.as_ref().map(Work::done) {
            changed = true;
            if let Some(done) = done {
                self.work = None;
                self.take_done(done);
            }
        }
        changed || self.output.as_ref().is_some_and(ProgramOutput::has_grown)
    }

    fn say_how_it_ended(&mut self, reading: &ReadingState) {
        let more = if reading.remarks.is_empty() { "" } else { "; ? says what was left out" };
        match &reading.failure {
            Some(failure) => self.status = Some(format!("not read to its end: {failure}")),
            None if more.is_empty() => (),
            None => self.status = Some(format!("read{more}")),
        }
    }

    fn take_done(&mut self, done: Done) {
        match done {
            Done::Found(row, item) => {
                self.list.go_to(row, item, &self.source.shared);
                self.status = None;
            }
            Done::NotFound(text) => self.status = Some(format!("{text:?} is in no message")),
            Done::Saved(count, path) => {
                let plural = if count == 1 { "" } else { "s" };
                self.status = Some(format!("{count} record{plural} written to {}", path.display()));
            }
            Done::Failed(why) => self.status = Some(why),
        }
    }

    /// Returns the line of a place in the list.
    pub(super) fn line(&mut self, spot: Spot) -> Line<'static> {
        let Some(of) = self.source.shared.read(|index| index.row(spot.row)) else { return Line::default() };
        let key = (spot, of.last, of.flags);
        if let Some(line) = self.written.get(&key) {
            return line.clone();
        }
        let line = match spot.sub {
            0 => self.lines.row(&mut self.archive, spot.row),
            sub => {
                let item = self.list.item(spot, &self.source.shared);
                item.and_then(|item| self.lines.item(&mut self.archive, item, sub))
            }
        };
        let line = line.unwrap_or_else(|| Line::from("(this message can't be read)"));
        if self.written.len() >= LINES {
            self.written.clear();
        }
        self.written.insert(key, line.clone());
        line
    }

    /// Makes the details those of the chosen line, for panes of so many columns.
    pub(super) fn look_at_chosen(&mut self, columns: usize) {
        let spot = self.list.cursor;
        let of = self.source.shared.read(|index| index.row(spot.row));
        let key = of.map(|of| (spot, of.last, of.flags, columns));
        if self.detail.is_of(key) {
            return;
        }
        let sheet = of.and_then(|of| self.sheet(spot, of.kind, of.first, columns)).unwrap_or_default();
        self.detail.show(sheet, spot, key);
    }

    fn sheet(&mut self, spot: Spot, kind: EntryKind, first: u32, columns: usize) -> Option<MessageSheet> {
        let look = self.source.look;
        if kind == EntryKind::Notice {
            return sheet::of_notice(&mut self.archive, first, look, columns);
        }
        let item = self.list.item(spot, &self.source.shared)?;
        sheet::of_item(&mut self.archive, &self.source.shared, item, look, columns)
    }

    /// Takes a key.
    pub(super) fn key(&mut self, key: KeyEvent) -> Action {
        // A key right after Escape comes as one with Alt.
        if key.modifiers.contains(KeyModifiers::ALT) {
            return match self.key(KeyCode::Esc.into()) {
                Action::On => self.key(KeyEvent::new(key.code, key.modifiers - KeyModifiers::ALT)),
                action => action,
            };
        }
        if self.prompt.is_some() {
            self.typed(key);
            return Action::On;
        }
        if let Some(action) = self.key_on_overlay(key) {
            return action;
        }
        self.status = None;
        let is_control = key.modifiers.contains(KeyModifiers::CONTROL);
        match key.code {
            KeyCode::Char('c') if is_control => return self.quit(),
            KeyCode::Char('l') if is_control => return Action::Redraw,
            KeyCode::Char('d') if is_control => self.step(0, 1),
            KeyCode::Char('u') if is_control => self.step(0, -1),
            KeyCode::Char('f') if is_control => self.step(0, 1),
            KeyCode::Char('b') if is_control => self.step(0, -1),
            KeyCode::Char('q') => return self.quit(),
            KeyCode::Char('?') | KeyCode::F(1) => self.open(Overlay::Help),
            KeyCode::Char('o') if self.output.is_some() => {
                self.open(Overlay::Output);
                self.scroll = usize::MAX;
            }
            KeyCode::Char('o') => self.say("no program was started here: there is no output"),
            KeyCode::Esc => self.escape(),
            KeyCode::Tab => self.pane = self.next_pane(),
            KeyCode::BackTab => {
                self.pane = match self.pane {
                    Pane::List => Pane::Bytes,
                    Pane::Fields => Pane::List,
                    Pane::Bytes => Pane::Fields,
                };
            }
            KeyCode::Char('/') => self.ask(PromptKind::Search, String::new()),
            KeyCode::Char('n') => self.search(true),
            KeyCode::Char('N') => self.search(false),
            KeyCode::Char('e') => self.next_error(true),
            KeyCode::Char('E') => self.next_error(false),
            KeyCode::Char('f') => self.ask(PromptKind::Filter, self.filter.clone()),
            KeyCode::Char('w') => self.ask(PromptKind::Save, "nltrace.pcapng".to_owned()),
            KeyCode::Char('r') => self.jump(),
            KeyCode::Char('d') => self.mark(),
            KeyCode::Char('y') => self.open(Overlay::Copy),
            KeyCode::Char('x') => {
                self.detail.toggle_form();
            }
            KeyCode::Char('+') => self.taller += 1,
            KeyCode::Char('-') => self.taller -= 1,
            KeyCode::Char('F') => self.list.last(&self.source.shared),
            _ => self.move_by(key.code),
        }
        Action::On
    }

    fn move_by(&mut self, code: KeyCode) {
        match code {
            KeyCode::Char('j') | KeyCode::Down => self.step(1, 0),
            KeyCode::Char('k') | KeyCode::Up => self.step(-1, 0),
            KeyCode::PageDown | KeyCode::Char(' ') => self.step(0, 1),
            KeyCode::PageUp => self.step(0, -1),
            KeyCode::Char('g') | KeyCode::Home => match self.pane {
                Pane::List => self.list.first(&self.source.shared),
                Pane::Fields => self.detail.step_field(isize::MIN),
                Pane::Bytes => self.detail.choose_byte(0),
            },
            KeyCode::Char('G') | KeyCode::End => match self.pane {
                Pane::List => self.list.last(&self.source.shared),
                Pane::Fields => self.detail.step_field(isize::MAX),
                Pane::Bytes => self.detail.choose_byte(usize::MAX),
            },
            KeyCode::Enter => match self.pane {
                Pane::List => self.unfold(),
                Pane::Fields => self.detail.toggle_fold(),
                Pane::Bytes => self.pane = Pane::Fields,
            },
            KeyCode::Left | KeyCode::Char('h') => match self.pane {
                Pane::List => self.list.left = self.list.left.saturating_sub(8),
                Pane::Fields if self.detail.fold_of(self.detail.field) == Some(false) => {
                    self.detail.toggle_fold()
                }
                Pane::Fields => self.choose_above(),
                Pane::Bytes => self.detail.choose_byte(self.detail.byte.saturating_sub(1)),
            },
            KeyCode::Right | KeyCode::Char('l') => match self.pane {
                Pane::List => self.list.left = (self.list.left + 8).min(4096),
                Pane::Fields if self.detail.fold_of(self.detail.field) == Some(true) => {
                    self.detail.toggle_fold()
                }
                Pane::Fields => self.pane = Pane::Bytes,
                Pane::Bytes => self.detail.choose_byte(self.detail.byte.saturating_add(1)),
            },
            _ => (),
        }
    }

    /// Chooses the line that the chosen one is under.
    fn choose_above(&mut self) {
        let fields = &self.detail.sheet.fields;
        let level = fields.get(self.detail.field).map_or(0, |line| line.level);
        let above =
            fields.get(..self.detail.field).unwrap_or_default().iter().rposition(|line| line.level < level);
        match above {
            Some(at) => self.detail.choose_field(at),
            None => self.pane = Pane::List,
        }
    }

    fn next_pane(&self) -> Pane {
        match self.pane {
            Pane::List => Pane::Fields,
            Pane::Fields => Pane::Bytes,
            Pane::Bytes => Pane::List,
        }
    }

    /// Goes some lines, or pages, down in the pane that has the keys.
    fn step(&mut self, lines: isize, pages: isize) {
        let (list, details) = self.page;
        let of = |page: usize| lines + pages * isize::try_from(page).unwrap_or(1);
        match self.pane {
            Pane::List => self.list.step(of(list), &self.source.shared),
            Pane::Fields => self.detail.step_field(of(details)),
            Pane::Bytes => {
                let by = of(details) * isize::try_from(self.wide).unwrap_or(8);
                self.detail.choose_byte(self.detail.byte.saturating_add_signed(by));
            }
        }
    }

    fn key_on_overlay(&mut self, key: KeyEvent) -> Option<Action> {
        let page = (self.page.0 + self.page.1).max(1);
        match (&self.overlay, key.code) {
            (Overlay::None, _) => return None,
            (Overlay::Quit, KeyCode::Char('y' | 'q') | KeyCode::Enter) => return Some(Action::Quit),
            (Overlay::Quit, _) => self.overlay = Overlay::None,
            (Overlay::Copy, code) => {
                self.overlay = Overlay::None;
                return Some(self.copy(code));
            }
            (_, KeyCode::Char('c')) if key.modifiers.contains(KeyModifiers::CONTROL) => {
                return Some(self.quit());
            }
            (_, KeyCode::Char('j') | KeyCode::Down) => self.scroll = self.scroll.saturating_add(1),
            (_, KeyCode::Char('k') | KeyCode::Up) => self.scroll = self.scroll.saturating_sub(1),
            (_, KeyCode::PageDown | KeyCode::Char(' ')) => self.scroll = self.scroll.saturating_add(page),
            (_, KeyCode::PageUp) => self.scroll = self.scroll.saturating_sub(page),
            (_, KeyCode::Home | KeyCode::Char('g')) => self.scroll = 0,
            (_, KeyCode::End | KeyCode::Char('G')) => self.scroll = usize::MAX,
            _ => self.overlay = Overlay::None,
        }
        Some(Action::On)
    }

    fn open(&mut self, overlay: Overlay) {
        self.overlay = overlay;
        self.scroll = 0;
    }

    fn say(&mut self, words: &str) {
        self.status = Some(words.to_owned());
    }

    fn quit(&mut self) -> Action {
        if (self.is_running)() && !matches!(self.overlay, Overlay::Quit) {
            self.overlay = Overlay::Quit;
            return Action::On;
        }
        Action::Quit
    }

    /// Cancels the current task: a search, the mark. Goes back to the list if there is none.
    fn escape(&mut self) {
        if self.work.take().is_some() {
            self.say("stopped");
        } else if self.marked.take().is_some() {
            self.say("the mark is gone");
        } else {
            self.pane = Pane::List;
        }
    }

    fn ask(&mut self, question: PromptKind, text: String) {
        if question == PromptKind::Filter && self.words.is_empty() {
            self.words = Lexicon::new().all_names();
            self.words.extend(filter::keywords());
            self.words.sort_unstable();
            self.words.dedup();
        }
        self.prompt = Some(Prompt::new(question, text));
    }

    fn typed(&mut self, key: KeyEvent) {
        let Some(prompt) = &mut self.prompt else { return };
        match prompt.key(key, if prompt.question == PromptKind::Filter { &self.words } else { &[] }) {
            Typed::On => (),
            Typed::Cancelled => self.prompt = None,
            Typed::Done => {
                let (question, text) = (prompt.question, prompt.text.trim().to_owned());
                match question {
                    PromptKind::Filter if text.is_empty() => {
                        (self.list.sieve, self.sifted) = (None, None);
                        self.filter.clear();
                        self.prompt = None;
                    }
                    PromptKind::Filter => match Filter::compile(&prompt.text) {
                        Ok(filter) => {
                            self.prompt = None;
                            self.filter_by(text, filter);
                        }
                        Err(error) => prompt.error = Some(error.to_string()),
                    },
                    PromptKind::Search => {
                        // Nothing means the same again.
                        self.needle = if text.is_empty() { std::mem::take(&mut self.needle) } else { text };
                        self.prompt = None;
                        self.search(true);
                    }
                    PromptKind::Save => {
                        self.prompt = None;
                        self.save(text.into());
                    }
                }
            }
        }
    }

    fn among(&self) -> Option<Vec<u32>> {
        self.list.sieve.as_ref().map(|sieve| sieve.read(|kept| kept.rows().to_vec()))
    }

    fn search(&mut self, forwards: bool) {
        if self.needle.is_empty() {
            return self.say("nothing to search for: / asks for a text");
        }
        let row = self.list.cursor.row;
        let from = if forwards { row.saturating_add(1) } else { row };
        let task = Errand::Search { text: self.needle.clone(), from, forwards, among: self.among() };
        self.work = Some(Work::start(self.source.clone(), task));
    }

    fn save(&mut self, path: PathBuf) {
        if path.as_os_str().is_empty() {
            return;
        }
        let is_page = path.extension().is_some_and(|extension| extension == "html" || extension == "htm");
        let task = if is_page {
            Errand::Page { path, title: self.title.clone(), filter: self.sifted.clone() }
        } else {
            Errand::Save { path, rows: self.among() }
        };
        self.work = Some(Work::start(self.source.clone(), task));
    }

    /// Goes to the next row that failed, or to the one before.
    fn next_error(&mut self, forwards: bool) {
        let shared = Arc::clone(&self.source.shared);
        let failed = |row: u32, index: &CaptureIndex| index.row(row).is_some_and(|of| of.has(flag::FAILED));
        let row = self.list.cursor.row;
        let found = match (&self.list.sieve, forwards) {
            (Some(sieve), _) => sieve.read(|kept| {
                let at = kept.rows().partition_point(|known| *known <= row);
                let rows = kept.rows();
                shared.read(|index| {
                    if forwards {
                        rows.get(at..).unwrap_or_default().iter().find(|row| failed(**row, index)).copied()
                    } else {
                        let before = rows.partition_point(|known| *known < row);
                        let rows = rows.get(..before).unwrap_or_default();
                        rows.iter().rev().find(|row| failed(**row, index)).copied()
                    }
                })
            }),
            (None, true) => shared.read(|index| (row + 1..index.rows()).find(|row| failed(*row, index))),
            (None, false) => {
                shared.read(|index| (0..row.min(index.rows())).rev().find(|row| failed(*row, index)))
            }
        };
        match found {
            Some(row) => self.list.go_to(row, None, &shared),
            None => self.say(if forwards { "no error after this" } else { "no error before this" }),
        }
    }

    fn unfold(&mut self) {
        let row = self.list.cursor.row;
        if self.list.is_unfolded(row) {
            self.list.fold(row);
        } else if !self.list.unfold(row, &self.source.shared) {
            self.pane = Pane::Fields;
        }
    }

    /// Goes from a request to its last answer, and from an answer to its request.
    fn jump(&mut self) {
        let Spot { row, sub } = self.list.cursor;
        let Some(of) = self.source.shared.read(|index| index.row(row)) else { return };
        match of.kind {
            EntryKind::Exchange if sub > 0 => self.list.go_to(row, None, &self.source.shared),
            EntryKind::Exchange if of.last != of.first => {
                // The first answer says most of a dump; the last of one that failed.
                let answer = if of.has(flag::FAILED) {
                    Some(of.last)
                } else {
                    self.source.shared.read(|index| index.messages(row, 2).last().copied())
                };
                self.list.go_to(row, answer, &self.source.shared);
            }
            EntryKind::Exchange => self.say("no answer to this request was seen"),
            _ => self.say("this belongs to no request"),
        }
    }

    /// Marks a message, or compares it with the one that is marked.
    fn mark(&mut self) {
        let spot = self.list.cursor;
        let marked = self.marked.take();
        if marked.as_ref().is_some_and(|(marked, _)| *marked == spot) {
            return self.say("the mark is gone");
        }
        let Some(message) = self.compared(spot) else {
            self.marked = marked;
            return self.say("this is no message: it can't be compared");
        };
        let Some((_, first)) = marked else {
            self.marked = Some((spot, message));
            return self.say("marked; d on another message shows what differs");
        };
        let mut out = Vec::new();
        first.write_differences(&message, &Palette::new(self.source.look.colour), &mut out);
        let text = String::from_utf8_lossy(&out);
        self.open(Overlay::Difference(text.lines().map(paint::line).collect()));
    }

    /// Returns the message of a line of the list as one to be compared.
    fn compared(&mut self, spot: Spot) -> Option<ComparedMessage> {
        let item = self.list.item(spot, &self.source.shared)?;
        let fingerprint = &self.fingerprint;
        self.archive.item(item, |shown| match shown {
            ItemView::Message(event) => ComparedMessage::of(&event, fingerprint),
            ItemView::Rest(rest) => ComparedMessage::of_bytes(&rest, fingerprint),
        })
    }

    fn copy(&mut self, code: KeyCode) -> Action {
        let language = match code {
            KeyCode::Char('c') => Language::C,
            KeyCode::Char('r') => Language::Rust,
            KeyCode::Char('g') => Language::Go,
            KeyCode::Char('p') => Language::Python,
            KeyCode::Char('t') => return self.copied(self.detail.sheet.plain().join("\n") + "\n"),
            _ => return Action::On,
        };
        let Some(item) = self.list.item(self.list.cursor, &self.source.shared) else {
            self.say("this is no message: it has no bytes");
            return Action::On;
        };
        let mut literals = Bytes::new(language, Time::None);
        let mut out = Vec::new();
        self.archive.item(item, |shown| match shown {
            ItemView::Message(event) => literals.message(&event, &mut out),
            ItemView::Rest(rest) => literals.rest(&rest, &mut out),
        });
        let text = String::from_utf8_lossy(&out).into_owned();
        self.copied(text)
    }

    fn copied(&mut self, text: String) -> Action {
        if text.len() > COPIED {
            let len = text.len();
            self.status =
                Some(format!("{len} bytes are more than a terminal's clipboard takes; w writes a capture"));
            return Action::On;
        }
        self.status = Some(format!("{} lines sent to the terminal's clipboard", text.lines().count()));
        Action::Copy(text)
    }
}
