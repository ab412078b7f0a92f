//! The browser against the formats that read in order, and its screens.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crossterm::event::KeyCode;
use ratatui::Terminal;
use ratatui::backend::TestBackend;

use super::app::{Action, App};
use super::archive::{Meaning, Shown};
use super::index::{NONE, Shared};
use super::lines::Lines;
use super::reading::{self, Feed};
use super::scan::Source;
use super::sheet::Look;
use super::{draw, paint};
use crate::capture::file::Capture;
use crate::event::{Event, Rest};
use crate::pipeline::{Depth, Pipeline, Share, Show};
use crate::render::Format;
use crate::render::brief::{self, Brief};
use crate::render::clock::Time;
use crate::render::tree::{self, Tree};
use crate::session::Session;
use crate::source::Source as _;

const PLAIN: Look = Look { colour: false, ascii: false, time: Time::None };

/// A tree of messages without the lines above them.
struct Messages(Tree);

impl Messages {
    fn new() -> Messages {
        let width = usize::MAX / 2;
        Messages(Tree::new(tree::Style { colour: false, width, limit: 48, verbose: true, time: Time::None }))
    }
}

impl Format for Messages {
    fn message(&mut self, event: &Event<'_>, out: &mut Vec<u8>) {
        self.0.message(event, out);
    }

    fn rest(&mut self, rest: &Rest<'_>, out: &mut Vec<u8>) {
        if !rest.is_tail || rest.bytes.iter().any(|byte| *byte != 0) {
            self.0.rest(rest, out);
        }
    }
}

fn captures() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/captures");
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "pcap" || extension == "pcapng"));
    paths.sort();
    assert!(paths.len() > 5, "there are captures");
    paths
}

fn meaning() -> Meaning {
    let session = Arc::new(|| Session::new(true));
    Meaning { session, protocol: None, lists: None, shows_secrets: false }
}

/// A capture, read to its end.
fn read(path: &Path) -> Source {
    let feed = Feed::open(path).unwrap();
    let source = Source { feed: feed.clone(), shared: Arc::<Shared>::default(), meaning: meaning(), look: PLAIN };
    reading::start(feed, Arc::clone(&source.shared), meaning());
    until(|| source.shared.read(|index| index.reading.is_done));
    source
}

fn until(mut holds: impl FnMut() -> bool) {
    let since = Instant::now();
    while !holds() {
        assert!(since.elapsed() < Duration::from_secs(60), "it does not happen");
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// What a format makes of a capture that is read in order.
fn in_order(path: &Path, format: Box<dyn Format>) -> String {
    let mut pipeline = Pipeline::new(format, Show::Calls, false).with(Session::new(true));
    let mut capture = Capture::open(path, None).unwrap();
    // A damaged one is read as far as it goes.
    while let Ok(Some(observation)) = capture.next() {
        pipeline.process(&observation, Depth::Show);
    }
    let mut share = Share::default();
    let _ = crate::sink::Sink::finish(&mut pipeline);
    pipeline.swap(&mut share);
    String::from_utf8(share.shown).unwrap()
}

/// The tree of each message that is in the index, in an order that goes back and forth, put in order.
fn at_random(source: &Source) -> String {
    let mut archive = source.archive().unwrap();
    let items = source.shared.read(|index| index.items());
    let mut texts = vec![String::new(); items as usize];
    let mut at = 0u64;
    for _ in 0..items {
        // A step that has no divisor in common with the count reaches each.
        at = (at + 7919) % u64::from(items);
        while !texts[at as usize].is_empty() {
            at = (at + 1) % u64::from(items);
        }
        let item = u32::try_from(at).unwrap();
        let is_hidden = source.shared.read(|index| index.item(item).unwrap().row == NONE);
        let mut out = Vec::new();
        let shown = archive.item(item, |shown| match shown {
            Shown::Message(event) => Messages::new().message(&event, &mut out),
            Shown::Rest(rest) if !is_hidden => Messages::new().rest(&rest, &mut out),
            Shown::Rest(_) => (),
        });
        assert!(shown.is_some(), "message {item} can be read");
        texts[at as usize] = format!(" {}", String::from_utf8(out).unwrap());
    }
    texts.iter().map(|text| &text[1..]).collect()
}

#[test]
fn a_message_means_the_same_wherever_the_reader_comes_from() {
    for path in captures() {
        let (there, here) = (in_order(&path, Box::new(Messages::new())), at_random(&read(&path)));
        assert!(!there.is_empty());
        for (there, here) in there.lines().zip(here.lines()) {
            assert_eq!(there, here, "{}", path.display());
        }
        assert_eq!(there.lines().count(), here.lines().count(), "{}", path.display());
    }
}

#[test]
fn rows_are_the_lines_of_the_brief_format() {
    for path in captures() {
        let style = brief::Style { colour: false, columns: None, verbose: false, time: Time::None };
        let there = in_order(&path, Box::new(Brief::new(style)));
        let source = read(&path);
        let (lines, mut archive) = (Lines::new(&source.shared, PLAIN), source.archive().unwrap());
        let rows = 0..source.shared.read(|index| index.rows());
        let line = |row| paint::plain(&lines.row(&mut archive, row).unwrap());
        let mut here: Vec<String> = rows.map(line).collect();
        // Bytes after messages have a row, and no line.
        here.retain(|line| !line.contains("that are no message") || there.contains(line.as_str()));
        let mut there: Vec<&str> = there.lines().collect();
        there.sort_unstable();
        here.sort_unstable();
        for (there, here) in there.iter().zip(&here) {
            assert_eq!(there, here, "{}", path.display());
        }
        assert_eq!(there.len(), here.len(), "{}", path.display());
    }
}
