//! The plots of an overview, as SVG. Places and sizes are shares of the drawing, so a plot is as wide as its page, and its words keep
//! their size.

use super::markup::Markup;
use super::phrases::{clock, number_of, span, talker_words};
use super::report::Report;
use crate::render::histogram::{self, Histogram};
use crate::render::text;

/// Columns of the plot over time.
const COLUMNS: usize = 160;
/// The whole of a side, in hundredths of a percent.
const WHOLE: u64 = 10_000;
/// The least height of a bar, so that what is not 0 is visible.
const LEAST: u64 = 150;

/// Returns `part` of `whole` in hundredths of a percent.
fn share(part: u64, whole: u64) -> u64 {
    let share = u128::from(part) * u128::from(WHOLE) / u128::from(whole.max(1));
    u64::try_from(share).unwrap_or(WHOLE).min(WHOLE)
}

/// Returns hundredths of a percent as SVG writes them.
fn percent(hundredths: u64) -> String {
    format!("{}.{:02}%", hundredths / 100, hundredths % 100)
}

/// A bar that stands on the lower edge: its place and width from left to right, and its height, in hundredths of a percent.
struct Bar {
    left: u64,
    width: u64,
    height: u64,
}

impl Bar {
    fn draw(&self, class: &str, page: &mut Markup<'_>) {
        let [x, width, y, height] =
            [self.left, self.width, WHOLE.saturating_sub(self.height), self.height].map(percent);
        page.empty("rect", &[("class", class), ("x", &x), ("y", &y), ("width", &width), ("height", &height)]);
    }
}

/// Draws messages, errors among them, and losses over time.
pub(super) fn over_time(report: &Report<'_>, page: &mut Markup<'_>) {
    let Some((begin, end)) = report.span else { return };
    let bins = report.timeline(COLUMNS);
    let most = bins.iter().map(|bin| bin.messages).max().unwrap_or(0);
    let each = report.duration() / COLUMNS as u64;
    let (heading, scale) =
        ("Messages over time", format!("at most {} in {}", number_of(most, "message"), span(each)));
    page.open("section", &[]);
    page.element("h2", &[], heading);
    page.element("p", &[("class", "scale")], &scale);
    page.open("svg", &[("class", "time"), ("role", "img"), ("aria-label", &format!("{heading}: {scale}"))]);
    let width = WHOLE / COLUMNS as u64;
    for (at, bin) in (0..).zip(&bins).filter(|(_, bin)| bin.messages + bin.lost > 0) {
        let height = |part: u64| if part == 0 { 0 } else { share(part, most).max(LEAST) };
        let left = share(at, COLUMNS as u64);
        let bar = |part: u64| Bar { left, width: width * 7 / 8, height: height(part) };
        page.open("g", &[]);
        let mut title =
            format!("{} after the begin: {}", span(each * at), number_of(bin.messages, "message"));
        if bin.errors > 0 {
            title.push_str(&format!(", {}", number_of(bin.errors, "error")));
        }
        if bin.lost > 0 {
            title.push_str(&format!(", {} lost", bin.lost));
        }
        page.element("title", &[], &title);
        for (part, class) in [(bin.messages, "bar"), (bin.errors, "bar bad")] {
            if part > 0 {
                bar(part).draw(class, page);
            }
        }
        if bin.lost > 0 {
            Bar { left, width, height: WHOLE }.draw("lost", page);
        }
        page.close("g");
    }
    page.close("svg");
    page.open("p", &[("class", "ends")]);
    for when in [begin, end] {
        page.element("span", &[], &clock(when));
    }
    page.close("p");
    let legend = [
        ("bar", "messages", true),
        ("bad", "errors", report.errors > 0),
        ("lost", "losses", report.lost + report.overruns > 0),
    ];
    page.open("p", &[("class", "legend")]);
    for (class, word, _) in legend.into_iter().filter(|(.., is_there)| *is_there) {
        page.element("span", &[("class", class)], word);
    }
    page.close("p");
    page.close("section");
}

/// Draws a histogram of latencies for each type of request, all on one logarithmic scale.
pub(super) fn latencies(report: &Report<'_>, rows: usize, page: &mut Markup<'_>) {
    let shown = report.latencies.get(..rows).unwrap_or(&report.latencies);
    let (Some(least), Some(most)) = (
        shown.iter().filter_map(|(_, times)| times.least()).min(),
        shown.iter().filter_map(|(_, times)| times.most()).max(),
    ) else {
        return;
    };
    let scale = Scale::new(least, most);
    page.open("section", &[]);
    page.element("h2", &[], "Latency by type of request");
    page.element(
        "p",
        &[("class", "scale")],
        "time to the last answer, on a logarithmic scale; requests that are guessed are left out",
    );
    page.open("div", &[("class", "table latency"), ("role", "table")]);
    row(page, "row head", &["type", "", "requests", "median", "99 %", "longest"], |page| scale.axis(page));
    for (request, times) in shown {
        let numbers =
            [times.percentile(50), times.percentile(99), times.most()].map(|time| span(time.unwrap_or(0)));
        let [median, late, longest] = &numbers;
        let name = request.words();
        row(page, "row", &[&name, "", &times.count().to_string(), median, late, longest], |page| {
            scale.draw(&name, times, page);
        });
    }
    page.close("div");
    more(page, report.latencies.len().saturating_sub(rows), "type");
    page.close("section");
}

/// Draws how many requests of each talker failed.
pub(super) fn errors(report: &Report<'_>, rows: usize, page: &mut Markup<'_>) {
    let mut failing: Vec<_> = report.talkers.iter().filter(|(_, talk)| talk.errors > 0).collect();
    failing.sort_by_key(|(talker, talk)| (std::cmp::Reverse(talk.errors), *talker));
    let Some((_, worst)) = failing.first() else { return };
    let most = worst.errors;
    page.open("section", &[]);
    page.element("h2", &[], "Errors by process");
    page.open("div", &[("class", "table errors"), ("role", "table")]);
    row(page, "row head", &["process or port id", "", "errors", "messages"], |_| ());
    for (talker, talk) in failing.iter().take(rows) {
        let name = talker_words(talker, talk.comm.as_deref());
        row(page, "row", &[&name, "", &talk.errors.to_string(), &talk.messages.to_string()], |page| {
            let label = format!("{name}: {}", number_of(talk.errors, "error"));
            page.open("svg", &[("role", "img"), ("aria-label", &label)]);
            Bar { left: 0, width: share(talk.errors, most).max(LEAST), height: WHOLE }.draw("bar bad", page);
            page.close("svg");
        });
    }
    page.close("div");
    more(page, failing.len().saturating_sub(rows), "process");
    page.close("section");
}

/// Writes a row of a table: texts, and a drawing in the place of the one that is empty.
fn row(page: &mut Markup<'_>, class: &str, cells: &[&str], draw: impl Fn(&mut Markup<'_>)) {
    page.open("div", &[("class", class), ("role", "row")]);
    for (at, cell) in cells.iter().enumerate() {
        let role = if class == "row" { "cell" } else { "columnheader" };
        match at {
            0 => page.element("span", &[("class", "name"), ("role", role)], cell),
            1 => {
                page.open("span", &[("class", "drawing"), ("role", role)]);
                draw(page);
                page.close("span");
            }
            _ => page.element("span", &[("class", "number"), ("role", role)], cell),
        }
    }
    page.close("div");
}

/// Writes that a list has more rows.
pub(super) fn more(page: &mut Markup<'_>, hidden: usize, what: &str) {
    if hidden > 0 {
        let plural = if hidden == 1 {
            ""
        } else if what.ends_with('s') {
            "es"
        } else {
            "s"
        };
        page.element("p", &[("class", "more")], &format!("and {hidden} more {what}{plural}: -v, --top N"));
    }
}

/// A logarithmic scale from one bar of histograms to another.
struct Scale {
    first: usize,
    bars: usize,
}

impl Scale {
    fn new(least: u64, most: u64) -> Scale {
        let first = histogram::bar(least);
        Scale { first, bars: histogram::bar(most).saturating_sub(first) + 1 }
    }

    /// Returns where a bar begins, in hundredths of a percent.
    fn place(&self, bar: usize) -> u64 {
        share(bar.saturating_sub(self.first) as u64, self.bars as u64)
    }

    fn draw(&self, name: &str, times: &Histogram, page: &mut Markup<'_>) {
        let bars = times.bars();
        let most = bars.values().copied().max().unwrap_or(0);
        let label = format!("Latencies of {name}");
        page.open("svg", &[("role", "img"), ("aria-label", &label)]);
        self.lines(page);
        for (at, number) in bars {
            let left = self.place(at);
            let width = self.place(at + 1).saturating_sub(left);
            page.open("g", &[]);
            page.element("title", &[], &format!("about {}: {number}", span(histogram::middle_of_bar(at))));
            Bar { left, width, height: share(number, most).max(LEAST * 4) }.draw("bar", page);
            page.close("g");
        }
        page.close("svg");
    }

    /// Returns the powers of ten on the scale, with their places.
    fn ticks(&self) -> impl Iterator<Item = (u64, u64)> {
        let powers = (0..19).map(|power| 10u64.pow(power));
        powers
            .map(|time| (time, histogram::bar(time)))
            .filter(|(_, bar)| (self.first..self.first + self.bars).contains(bar))
            .map(|(time, bar)| (time, self.place(bar)))
    }

    fn lines(&self, page: &mut Markup<'_>) {
        for (_, place) in self.ticks() {
            let x = percent(place);
            page.empty("line", &[("x1", &x), ("x2", &x), ("y1", "0"), ("y2", "100%")]);
        }
    }

    fn axis(&self, page: &mut Markup<'_>) {
        page.open("svg", &[("aria-hidden", "true")]);
        for (time, place) in self.ticks() {
            page.element("text", &[("x", &percent(place)), ("y", "80%")], &text::duration(time.into()));
        }
        page.close("svg");
    }
}
