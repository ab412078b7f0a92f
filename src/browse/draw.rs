//! Draws the browser. Nothing here depends on colours: the chosen line is marked by a sign, and reversed.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Clear, Widget};

use super::app::{App, Overlay, Pane};
use super::prompt::PromptKind;
use super::reading::Feed;

/// A smaller screen shows nothing but that it is too small.
const SMALLEST: (u16, u16) = (24, 6);
/// Columns at which the bytes are shown beside the fields, eight or sixteen in a line.
const BESIDE: u16 = 72;
const WIDE: u16 = 130;

/// The keys, for the help.
const KEYS: &[(&str, &str)] = &[
    ("↓ ↑  j k", "next, previous line"),
    ("PgDn PgUp  Space", "next, previous page"),
    ("g G  Home End", "first, last line; at the end new lines are followed"),
    ("← →  h l", "scroll the list sideways; fold and unfold a field; next byte"),
    ("Tab", "go to the list, the fields, the bytes"),
    ("Enter", "unfold the messages of an exchange, or a field"),
    ("r", "go to the answer of a request, or to its request"),
    ("e E", "next, previous error"),
    ("/  n N", "search lines and fields; next, previous match"),
    ("f", "filter by an expression, as -e takes it; Tab completes names; an empty one shows all"),
    ("d", "mark a message; on another: what differs"),
    ("x", "show or hide lengths, types and padding"),
    ("y", "copy a message as literal of C, Rust, Go, Python, or as text"),
    ("w", "write what the list shows: a capture to NAME.pcapng, or a page to NAME.html"),
    ("o", "what the traced program has written"),
    ("+ -", "more or fewer lines for the list"),
    ("Esc", "stop a search; remove the mark; go back to the list"),
    ("Ctrl-L", "draw the screen again"),
    ("q", "quit"),
];

const REVERSED: Style = Style::new().add_modifier(Modifier::REVERSED);
const BOLD: Style = Style::new().add_modifier(Modifier::BOLD);

/// Draws everything.
pub(super) fn draw(frame: &mut Frame<'_>, app: &mut App) {
    let area = frame.area();
    if area.width < SMALLEST.0 || area.height < SMALLEST.1 {
        Line::from("the terminal is too small").render(area, frame.buffer_mut());
        return;
    }
    let inner = area.height - 2;
    let half = i32::from(inner) * 2 / 5 + app.taller;
    let most = i32::from(inner.saturating_sub(3)).max(1);
    let height = u16::try_from(half.clamp(1, most)).unwrap_or(1);
    app.taller = i32::from(height) - i32::from(inner) * 2 / 5;
    let rows = Layout::vertical([
        Constraint::Length(1),
        Constraint::Length(height),
        Constraint::Min(1),
        Constraint::Length(1),
    ]);
    let [title, list, details, status] = rows.areas(area);
    self::list(frame.buffer_mut(), list, app);
    app.page.0 = usize::from(list.height).max(1);
    self::details(frame.buffer_mut(), details, app);
    self::title(frame.buffer_mut(), title, app);
    self::status(frame, status, app);
    overlay(frame, area, app);
}

/// Writes a line, and cuts it at the end of its area.
fn put(buffer: &mut Buffer, area: Rect, line: &Line<'_>) {
    if area.width == 0 || area.height == 0 {
        return;
    }
    let (end, _) = buffer.set_line(area.x, area.y, line, area.width);
    if line.width() > usize::from(area.width) && end > area.x {
        buffer.set_string(end - 1, area.y, "…", Style::new());
    }
}

/// Returns a line of an area, counted from 0.
fn row_of(area: Rect, at: usize) -> Rect {
    let y = area.y.saturating_add(u16::try_from(at).unwrap_or(u16::MAX));
    if y >= area.bottom() { Rect { height: 0, ..area } } else { Rect { y, height: 1, ..area } }
}

/// Returns a line without its first columns.
fn shifted(line: &Line<'static>, columns: usize) -> Line<'static> {
    let mut left = columns;
    let mut spans = Vec::new();
    for span in &line.spans {
        let count = span.content.chars().count();
        if left >= count {
            left -= count;
            continue;
        }
        spans.push(Span::styled(span.content.chars().skip(left).collect::<String>(), span.style));
        left = 0;
    }
    Line::from(spans)
}

fn title(buffer: &mut Buffer, area: Rect, app: &App) {
    let shared = &app.source.shared;
    let count = app.list.count(shared);
    let here = if count == 0 { 0 } else { app.list.ordinal(app.list.cursor.row).min(count) };
    let mut text = format!(" {}  {here}/{count}", app.title);
    if let Some(sieve) = &app.list.sieve {
        let (done, all) = (sieve.read(|kept| kept.done), shared.read(|index| index.records()));
        let how_far = if done < all {
            format!(" ({}%)", u64::from(done) * 100 / u64::from(all.max(1)))
        } else {
            String::new()
        };
        text.push_str(&format!("  filter: {}{how_far}", app.filter));
    }
    let state = match (&app.source.feed, &app.reading) {
        (_, reading) if reading.is_done && reading.failure.is_some() => "incomplete".to_owned(),
        (Feed::File(_), reading) if reading.is_done => String::new(),
        (Feed::Spool(_), reading) if reading.is_done => "ended".to_owned(),
        (Feed::File(_), reading) => {
            let (read, size) = reading.bytes;
            format!("reading {}%", read * 100 / size.unwrap_or(1).max(1))
        }
        (Feed::Spool(_), _) => if app.list.follows { "live, following" } else { "live" }.to_owned(),
    };
    let marked = if app.marked.is_some() { "marked  " } else { "" };
    let right = format!("{marked}{state} ");
    buffer.set_style(area, REVERSED);
    put(buffer, area, &Line::from(text));
    let columns = u16::try_from(right.chars().count()).unwrap_or(0);
    if columns < area.width {
        let at = Rect { x: area.right() - columns, width: columns, ..area };
        put(buffer, at, &Line::from(right));
    }
}

fn list(buffer: &mut Buffer, area: Rect, app: &mut App) {
    let shared = std::sync::Arc::clone(&app.source.shared);
    let spots = app.list.settle(usize::from(area.height), &shared);
    if spots.is_empty() {
        let words = match (&app.list.sieve, app.reading.is_done) {
            (Some(_), _) => "  no message that the filter keeps, so far; f changes it",
            (None, true) => "  no netlink messages",
            (None, false) => "  no messages yet",
        };
        return put(buffer, row_of(area, 0), &Line::from(words));
    }
    for (at, spot) in spots.into_iter().enumerate() {
        let line = app.line(spot);
        let here = row_of(area, at);
        let is_chosen = spot == app.list.cursor;
        let is_marked = app.marked.as_ref().is_some_and(|(marked, _)| *marked == spot);
        let sign = match (is_chosen, is_marked) {
            (_, true) => "*",
            (true, _) => ">",
            _ if spot.sub == 0 && app.list.is_unfolded(spot.row) => "-",
            _ => " ",
        };
        put(buffer, here, &Line::from(sign));
        let rest = Rect { x: here.x + 1, width: here.width.saturating_sub(1), ..here };
        put(buffer, rest, &shifted(&line, app.list.left));
        if is_chosen {
            mark(buffer, here, app.pane == Pane::List);
        }
    }
}

/// Marks a chosen line: reversed in the pane that has the keys, bold in others.
fn mark(buffer: &mut Buffer, area: Rect, has_keys: bool) {
    buffer.set_style(area, if has_keys { REVERSED } else { BOLD });
}

fn details(buffer: &mut Buffer, area: Rect, app: &mut App) {
    app.look_at_chosen(usize::from(area.width));
    let sheet = &app.detail.sheet;
    let rule = row_of(area, 0);
    let dash = if app.source.look.ascii { "-" } else { "─" };
    let mut headline = Line::from(vec![Span::raw(dash), Span::raw(" ")]);
    headline.spans.extend(sheet.headline.spans.iter().cloned());
    headline.spans.push(Span::raw(" "));
    let used = headline.width();
    headline.spans.push(Span::raw(dash.repeat(usize::from(area.width).saturating_sub(used))));
    put(buffer, rule, &headline);
    let mut at = 1;
    let origins = if area.height >= 12 { 2 } else { usize::from(area.height >= 9) };
    let remarks = usize::from(area.height / 2);
    for line in sheet.origin.iter().take(origins).chain(sheet.remarks.iter().take(remarks)) {
        put(buffer, row_of(area, at), line);
        at += 1;
    }
    let top = area.y.saturating_add(u16::try_from(at).unwrap_or(u16::MAX)).min(area.bottom());
    let rest = Rect { y: top, height: area.bottom() - top, ..area };
    app.page.1 = usize::from(rest.height).max(1);
    app.wide = if area.width >= WIDE { 16 } else { 8 };
    let dump = dump_columns(app.wide);
    if area.width < BESIDE {
        return if app.pane == Pane::Bytes { bytes(buffer, rest, app) } else { fields(buffer, rest, app) };
    }
    let [left, _, right] =
        Layout::horizontal([Constraint::Min(1), Constraint::Length(1), Constraint::Length(dump)]).areas(rest);
    fields(buffer, left, app);
    bytes(buffer, right, app);
}

/// Columns of the bytes: offset, hexadecimal digits, characters.
fn dump_columns(wide: usize) -> u16 {
    u16::try_from(5 + 3 * wide + 1 + wide).unwrap_or(u16::MAX)
}

fn fields(buffer: &mut Buffer, area: Rect, app: &mut App) {
    let shown = app.detail.shown_fields();
    let height = usize::from(area.height).max(1);
    let chosen = shown.partition_point(|at| *at < app.detail.field);
    app.detail.top = scrolled(app.detail.top, chosen, height, shown.len());
    for (row, at) in shown.iter().skip(app.detail.top).take(height).enumerate() {
        let Some(line) = app.detail.sheet.fields.get(*at) else { continue };
        let here = row_of(area, row);
        let fold = match app.detail.fold_of(*at) {
            Some(true) => "+",
            Some(false) => "-",
            None => " ",
        };
        let is_chosen = *at == app.detail.field;
        let sign = if is_chosen { ">" } else { " " };
        let mut text = Line::from(vec![Span::raw(sign), Span::raw(fold), Span::raw(" ")]);
        text.spans.extend(line.line.spans.iter().cloned());
        put(buffer, here, &text);
        if is_chosen {
            mark(buffer, here, app.pane == Pane::Fields);
        }
    }
}

/// Returns the first line of a screen of so many that shows the chosen one.
fn scrolled(top: usize, chosen: usize, height: usize, count: usize) -> usize {
    let top = top.min(count.saturating_sub(height));
    if chosen < top {
        chosen
    } else if chosen >= top + height {
        chosen + 1 - height
    } else {
        top
    }
}

fn bytes(buffer: &mut Buffer, area: Rect, app: &mut App) {
    let wide = app.wide;
    let detail = &mut app.detail;
    let all = &detail.sheet.bytes;
    let line = detail.sheet.fields.get(detail.field);
    let (whole, payload) = line.map(|line| (line.bytes.clone(), line.payload.clone())).unwrap_or_default();
    let height = usize::from(area.height).max(1);
    let lines = all.len().div_ceil(wide);
    detail.bytes_top = scrolled(detail.bytes_top, detail.byte / wide, height, lines);
    let is_hidden = |at: usize| detail.sheet.secrets.iter().any(|secret| secret.contains(&at));
    for (row, chunk) in all.chunks(wide).skip(detail.bytes_top).take(height).enumerate() {
        let first = (detail.bytes_top + row) * wide;
        let mut spans = vec![Span::raw(format!("{first:04}"))];
        for (at, byte) in (first..).zip(chunk) {
            let style = byte_style(at, &whole, &payload);
            // The space between two bytes of a field belongs to the field.
            let between = if at > first && whole.contains(&at) && whole.contains(&(at - 1)) {
                byte_style(at - 1, &whole, &payload)
            } else {
                Style::new()
            };
            spans.push(Span::styled(" ", between));
            let digits = if is_hidden(at) { "**".to_owned() } else { format!("{byte:02x}") };
            let is_chosen = at == detail.byte && app.pane == Pane::Bytes;
            spans.push(Span::styled(digits, if is_chosen { style.patch(CHOSEN) } else { style }));
        }
        spans.push(Span::raw(" ".repeat(3 * (wide - chunk.len()) + 2)));
        for (at, byte) in (first..).zip(chunk) {
            let c = match byte {
                _ if is_hidden(at) => '*',
                0x20..0x7f => char::from(*byte),
                _ => '.',
            };
            spans.push(Span::styled(c.to_string(), byte_style(at, &whole, &payload)));
        }
        put(buffer, row_of(area, row), &Line::from(spans));
    }
}

const CHOSEN: Style = Style::new().add_modifier(Modifier::UNDERLINED).add_modifier(Modifier::BOLD);

/// Of the chosen field, the value is reversed and the rest underlined.
fn byte_style(at: usize, whole: &std::ops::Range<usize>, payload: &std::ops::Range<usize>) -> Style {
    if payload.contains(&at) {
        REVERSED
    } else if whole.contains(&at) {
        Style::new().add_modifier(Modifier::UNDERLINED)
    } else {
        Style::new()
    }
}

fn status(frame: &mut Frame<'_>, area: Rect, app: &mut App) {
    if let Some(prompt) = &app.prompt {
        let text = format!("{}{}", prompt.label(), prompt.text);
        // The end of a long line is where it is typed.
        let width = usize::from(area.width).saturating_sub(1);
        let left = prompt.column().saturating_sub(width);
        put(frame.buffer_mut(), area, &shifted(&Line::from(text), left));
        let column = u16::try_from(prompt.column() - left).unwrap_or(0);
        frame.set_cursor_position((area.x + column.min(area.width.saturating_sub(1)), area.y));
        let mut lines: Vec<String> = Vec::new();
        if let Some(error) = &prompt.error {
            lines.extend(error.lines().map(str::to_owned));
        } else if !prompt.candidates.is_empty() {
            lines.push(candidates(&prompt.candidates, usize::from(area.width)));
        } else if prompt.question == PromptKind::Filter && prompt.text.is_empty() {
            lines
                .push("type == RTM_NEWROUTE and RTA_DST in 10.0.0.0/8    error    comm == \"ip\"".to_owned());
        }
        above(frame.buffer_mut(), area, &lines);
        return;
    }
    let buffer = frame.buffer_mut();
    let words = match (&app.work, &app.status) {
        (Some(work), _) => format!(" {}: {} rows  (Esc stops)", work.what, work.progress()),
        (None, Some(status)) => format!(" {}", crate::render::text::escaped(status)),
        (None, None) => {
            " ? help  Tab panes  Enter unfold  / search  e error  f filter  r answer  q quit".to_owned()
        }
    };
    buffer.set_style(area, REVERSED);
    put(buffer, area, &Line::from(words));
}

/// Returns words that fit in a line, and how many do not.
fn candidates(words: &[&str], columns: usize) -> String {
    let mut text = String::new();
    for (at, word) in words.iter().enumerate() {
        if text.len() + word.len() + 12 > columns && at > 0 {
            text.push_str(&format!(" +{} more", words.len() - at));
            break;
        }
        text.push(' ');
        text.push_str(word);
    }
    text
}

/// Writes lines right above an area.
fn above(buffer: &mut Buffer, area: Rect, lines: &[String]) {
    let count = u16::try_from(lines.len()).unwrap_or(u16::MAX).min(area.y);
    for (at, text) in (0..count).zip(lines) {
        let here = Rect { y: area.y - count + at, height: 1, ..area };
        Clear.render(here, buffer);
        put(buffer, here, &Line::from(text.as_str()));
        buffer.set_style(here, REVERSED);
    }
}

fn overlay(frame: &mut Frame<'_>, area: Rect, app: &mut App) {
    let buffer = frame.buffer_mut();
    let (title, lines): (&str, Vec<Line<'_>>) = match &app.overlay {
        Overlay::None => return,
        Overlay::Help => (" keys ", help(app)),
        Overlay::Output => {
            let Some(output) = &app.output else { return };
            let lines = output.lines().into_iter().map(Line::from).collect();
            (" what the program has written ", lines)
        }
        Overlay::Difference(lines) => (" what differs ", lines.clone()),
        Overlay::Copy => {
            let words = "copy as: c C   r Rust   g Go   p Python   t text   any other key: nothing";
            return above(buffer, Rect { y: area.bottom() - 1, height: 1, ..area }, &[words.to_owned()]);
        }
        Overlay::Quit => {
            let words = "the program still runs: q ends it, any other key goes on";
            return above(buffer, Rect { y: area.bottom() - 1, height: 1, ..area }, &[words.to_owned()]);
        }
    };
    let (dx, dy) = (area.width / 20, area.height / 12);
    let frame =
        Rect { x: area.x + dx, y: area.y + dy, width: area.width - 2 * dx, height: area.height - 2 * dy };
    Clear.render(frame, buffer);
    let block = match app.source.look.ascii {
        false => Block::bordered(),
        true => Block::bordered().border_set(ASCII),
    };
    let bottom = " arrows scroll, other keys close ";
    let block = block.title(title).title_bottom(bottom);
    let inner = block.inner(frame);
    block.render(frame, buffer);
    let most = lines.len().saturating_sub(usize::from(inner.height));
    app.scroll = app.scroll.min(most);
    for (at, line) in lines.iter().skip(app.scroll).take(usize::from(inner.height)).enumerate() {
        put(buffer, row_of(inner, at), line);
    }
}

/// A frame of characters that every terminal has.
const ASCII: ratatui::symbols::border::Set<'static> = ratatui::symbols::border::Set {
    top_left: "+",
    top_right: "+",
    bottom_left: "+",
    bottom_right: "+",
    vertical_left: "|",
    vertical_right: "|",
    horizontal_top: "-",
    horizontal_bottom: "-",
};

fn help(app: &App) -> Vec<Line<'static>> {
    let ascii = app.source.look.ascii;
    let mut lines: Vec<Line<'static>> = KEYS
        .iter()
        .map(|(keys, what)| {
            let keys = match ascii {
                true => keys.replace("↓ ↑", "Down Up").replace("← →", "Left Right"),
                false => (*keys).to_owned(),
            };
            Line::from(vec![Span::styled(format!("{keys:<18}"), BOLD), Span::raw(*what)])
        })
        .collect();
    let notes: Vec<&String> = app.reading.failure.iter().chain(&app.reading.remarks).collect();
    if !notes.is_empty() {
        lines.push(Line::default());
        lines.extend(notes.into_iter().map(|note| Line::from(crate::render::text::escaped(note))));
    }
    lines
}
