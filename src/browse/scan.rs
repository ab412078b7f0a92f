//! Work that goes through many messages, in threads of its own: the filter, a search, and writing a capture.

use std::fs::File;
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::archive::{Archive, ItemView, Meaning, subject};
use super::index::{EntryKind, NONE, Shared};
use super::lines::RowLines;
use super::paint;
use super::reading::Feed;
use super::sheet::{self, Look};
use super::spawn;
use crate::datagram::{Observation, Timestamp};
use crate::filter::{Filter, Subject};
use crate::outlet::{Outlet, OutputFile};
use crate::pipeline::{Pipeline, Show};
use crate::render::html::{self, Html};
use crate::render::pcapng;
use crate::sink::Sink;

/// How often a filter looks for new messages.
const PAUSE: Duration = Duration::from_millis(50);
/// Columns of a sheet that is searched.
const ENDLESS: usize = usize::MAX / 2;
/// Messages that a page holds, as without `--limit`.
const MESSAGES: u64 = 20_000;
/// Bytes that are gathered before they are written.
const FULL: usize = 256 << 10;

/// The access that all threads need which go through messages.
#[derive(Clone)]
pub(super) struct CaptureAccess {
    pub(super) feed: Feed,
    pub(super) shared: Arc<Shared>,
    pub(super) meaning: Meaning,
    pub(super) look: Look,
}

impl CaptureAccess {
    pub(super) fn archive(&self) -> io::Result<Archive> {
        Archive::new(self.feed.file(), &self.shared, &self.meaning)
    }
}

/// The rows that a filter keeps, as far as it has come.
#[derive(Default)]
pub(super) struct SievedRows {
    /// In order.
    rows: Vec<u32>,
    /// Records that were looked at.
    pub(super) done: u32,
    /// Changes whenever a row is added.
    pub(super) version: u64,
}

impl SievedRows {
    /// Returns how many rows.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Returns those rows.
    pub(super) fn rows(&self) -> &[u32] {
        &self.rows
    }

    /// Returns the first row after this one, or (`from` included) at it.
    pub(super) fn next(&self, from: u32) -> Option<u32> {
        self.rows.get(self.rows.partition_point(|row| *row < from)).copied()
    }

    /// Returns the last row before this one.
    pub(super) fn before(&self, from: u32) -> Option<u32> {
        self.rows.get(self.rows.partition_point(|row| *row < from).checked_sub(1)?).copied()
    }

    fn add(&mut self, row: u32) {
        let at = self.rows.partition_point(|known| *known < row);
        if self.rows.get(at) != Some(&row) {
            self.rows.insert(at, row);
            self.version += 1;
        }
    }
}

/// A filter that goes through all messages, and those that come.
pub(super) struct Sieve {
    kept: Arc<Mutex<SievedRows>>,
    /// Dropped, it ends the thread.
    _run: Sender<()>,
}

impl Sieve {
    /// Starts.
    pub(super) fn start(source: CaptureAccess, filter: Arc<Filter>) -> Sieve {
        let kept = Arc::<Mutex<SievedRows>>::default();
        let (run, stop) = mpsc::channel();
        let shared = Arc::clone(&kept);
        spawn(move || sift(&source, &filter, &shared, &stop));
        Sieve { kept, _run: run }
    }

    /// Reads the rows that it keeps.
    pub(super) fn read<T>(&self, read: impl FnOnce(&SievedRows) -> T) -> T {
        read(&self.kept.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// A filter, and the time of the first record, from which it may count seconds.
struct Sifter<'f> {
    filter: &'f Filter,
    start: Timestamp,
}

fn sift(source: &CaptureAccess, filter: &Filter, kept: &Mutex<SievedRows>, stop: &Receiver<()>) {
    // Filters compare keys too. The messages that they keep show none.
    let meaning = Meaning { shows_secrets: true, ..source.meaning.clone() };
    let Ok(mut archive) = (CaptureAccess { meaning, ..source.clone() }).archive() else { return };
    let shared = &source.shared;
    let mut sifter = Sifter { filter, start: Timestamp::ZERO };
    let mut next_notice = 0;
    let mut record = 0;
    let mut found = Vec::new();
    loop {
        let there = shared.read(|index| index.records());
        let wait = if record < there { Duration::ZERO } else { PAUSE };
        match stop.recv_timeout(wait) {
            Err(RecvTimeoutError::Disconnected) => return,
            _ if record >= there => {
                archive.forget();
                continue;
            }
            _ => (),
        }
        let end = there.min(record + 64);
        if record == 0 {
            sifter.start = archive.start();
        }
        while record < end {
            judge(&mut archive, shared, &sifter, record, &mut found);
            record += 1;
        }
        notices(&mut archive, shared, &sifter, &mut next_notice, end, &mut found);
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        found.drain(..).for_each(|row| kept.add(row));
        kept.done = record;
    }
}

/// Adds the rows of a record's messages that a filter keeps.
fn judge(archive: &mut Archive, shared: &Shared, filter: &Sifter<'_>, record: u32, found: &mut Vec<u32>) {
    let mut kept = Vec::new();
    let Sifter { filter, start } = *filter;
    archive.items(record, |item, shown| {
        let keeps = match &shown {
            ItemView::Message(event) => filter.keeps(&subject(event, start)),
            ItemView::Rest(rest) => filter.keeps(&Subject::bytes(rest.datagram, start)),
        };
        if keeps {
            kept.push(item);
        }
    });
    shared.read(|index| {
        let rows = kept.iter().filter_map(|item| Some(index.item(*item)?.row));
        found.extend(rows.filter(|row| *row != NONE));
    });
    found.dedup();
}

/// Adds the rows of notices before a record that a filter keeps.
fn notices(
    archive: &mut Archive,
    shared: &Shared,
    filter: &Sifter<'_>,
    next: &mut u32,
    end: u32,
    found: &mut Vec<u32>,
) {
    loop {
        let row = shared.read(|index| {
            let of = index.row(*next)?;
            let record = if of.kind == EntryKind::Notice { of.first } else { index.record_of(of.first)? };
            (record < end).then_some((of.kind, of.first))
        });
        let Some((kind, record)) = row else { return };
        if kind == EntryKind::Notice
            && archive
                .notice(record, |notice, _| filter.filter.keeps_notice(notice, filter.start))
                .unwrap_or(false)
        {
            found.push(*next);
        }
        *next += 1;
    }
}

/// Something to do once.
pub(super) enum Errand {
    /// Look for a text in rows, from one on.
    Search {
        /// The text. In lower case it matches both cases.
        text: String,
        /// The row to begin with, and the one after the last: forwards or backwards.
        from: u32,
        /// Towards the end.
        forwards: bool,
        /// The rows to look at; `None` for all.
        among: Option<Vec<u32>>,
    },
    /// Write the records of rows to a file.
    Save {
        /// The file.
        path: PathBuf,
        /// The rows; `None` for all.
        rows: Option<Vec<u32>>,
    },
    /// Write a page of the messages that a filter keeps to a file.
    Page {
        /// The file.
        path: PathBuf,
        /// The title of the page.
        title: String,
        /// The filter, if there is one.
        filter: Option<Arc<Filter>>,
    },
}

/// The result of a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Done {
    /// A text was found in this row, in this message of it.
    Found(u32, Option<u32>),
    /// A text was not found.
    NotFound(String),
    /// So many datagrams were written.
    Saved(u64, PathBuf),
    /// It failed.
    Failed(String),
}

/// A task that is being done.
pub(super) struct Work {
    done: Receiver<Done>,
    progress: Arc<AtomicU64>,
    stop: Arc<AtomicU64>,
    /// Its name, for the status line.
    pub(super) what: String,
}

impl Work {
    /// Starts.
    pub(super) fn start(source: CaptureAccess, task: Errand) -> Work {
        let (sender, done) = mpsc::channel();
        let (progress, stop) = (Arc::<AtomicU64>::default(), Arc::<AtomicU64>::default());
        let what = match &task {
            Errand::Search { text, .. } => format!("searching for {text:?}"),
            Errand::Save { path, .. } | Errand::Page { path, .. } => format!("writing {}", path.display()),
        };
        let (reports, stops) = (Arc::clone(&progress), Arc::clone(&stop));
        spawn(move || {
            let done = match task {
                Errand::Search { text, from, forwards, among } => {
                    search(&source, &text, (from, forwards), among.as_deref(), &reports, &stops)
                }
                Errand::Save { path, rows } => save(&source, path, rows.as_deref(), &reports, &stops),
                Errand::Page { path, title, filter } => {
                    page(&source, path, title, filter, (&reports, &stops))
                }
            };
            // The receiver may be gone.
            let _ = sender.send(done);
        });
        Work { done, progress, stop, what }
    }

    /// Returns how it ended, once it has.
    pub(super) fn done(&self) -> Option<Done> {
        self.done.try_recv().ok()
    }

    /// Returns how far it is: rows.
    pub(super) fn progress(&self) -> u64 {
        self.progress.load(Ordering::Relaxed)
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        self.stop.store(1, Ordering::Relaxed);
    }
}

/// Returns whether a text is in a line: in both cases, if it has no capital letter.
pub(super) fn contains(line: &str, text: &str) -> bool {
    if text.chars().any(char::is_uppercase) {
        line.contains(text)
    } else {
        line.to_lowercase().contains(text)
    }
}

fn search(
    source: &CaptureAccess,
    text: &str,
    (from, forwards): (u32, bool),
    among: Option<&[u32]>,
    progress: &AtomicU64,
    stop: &AtomicU64,
) -> Done {
    let mut archive = match source.archive() {
        Ok(archive) => archive,
        Err(error) => return Done::Failed(error.to_string()),
    };
    let plain = Look { colour: false, ..source.look };
    let lines = RowLines::new(&source.shared, plain);
    let rows = source.shared.read(|index| index.rows());
    let forward: Box<dyn Iterator<Item = u32>> = match among {
        Some(among) => {
            let at = among.partition_point(|row| *row < from);
            let (before, after) = among.split_at(at);
            if forwards {
                Box::new(after.iter().chain(before).copied())
            } else {
                Box::new(before.iter().rev().chain(after.iter().rev()).copied())
            }
        }
        None if forwards => Box::new((from..rows).chain(0..from.min(rows))),
        None => Box::new((0..from.min(rows)).rev().chain((from..rows).rev())),
    };
    for row in forward {
        if stop.load(Ordering::Relaxed) > 0 {
            break;
        }
        progress.fetch_add(1, Ordering::Relaxed);
        let line = lines.row(&mut archive, row).map(|line| paint::plain(&line)).unwrap_or_default();
        if contains(&line, text) {
            return Done::Found(row, None);
        }
        for item in source.shared.read(|index| index.messages(row, usize::MAX)) {
            if stop.load(Ordering::Relaxed) > 0 {
                break;
            }
            let sheet =
                sheet::of_item(&mut archive, &source.shared, item, plain, ENDLESS).unwrap_or_default();
            if sheet.plain().iter().any(|line| contains(line, text)) {
                return Done::Found(row, Some(item));
            }
        }
    }
    Done::NotFound(text.to_owned())
}

fn save(
    source: &CaptureAccess,
    path: PathBuf,
    rows: Option<&[u32]>,
    progress: &AtomicU64,
    stop: &AtomicU64,
) -> Done {
    // Captures may hold facts that only root may see. An existing file may be the one that is being read.
    let file = File::options().write(true).create_new(true).mode(0o600).open(&path);
    let write = || -> io::Result<u64> {
        let mut file = file?;
        let records = records(source, rows);
        let mut archive = source.archive()?;
        let (mut packets, mut out, mut count) = (pcapng::Packets::default(), Vec::new(), 0);
        pcapng::head(&mut out);
        let all = source.shared.read(|index| index.records());
        for record in 0..all {
            if stop.load(Ordering::Relaxed) > 0 {
                break;
            }
            let is_wanted = records.as_ref().is_none_or(|records| records.binary_search(&record).is_ok());
            progress.fetch_add(1, Ordering::Relaxed);
            // Names that were asked for are in records that are no row of the list.
            archive.record(record, |observation| match observation {
                Observation::Datagram(datagram) if is_wanted => {
                    packets.packet(datagram, &[], &mut out);
                    count += 1;
                }
                Observation::Notice(notice) if is_wanted || notice.what.is_hidden() => {
                    packets.notice(notice, &mut out);
                }
                _ => (),
            });
            if out.len() >= FULL {
                file.write_all(&out)?;
                out.clear();
            }
        }
        packets.end(&mut out);
        file.write_all(&out)?;
        Ok(count)
    };
    match write() {
        Ok(count) => Done::Saved(count, path),
        Err(error) => Done::Failed(format!("{}: {error}", path.display())),
    }
}

/// Writes a page as `-F html` does.
fn page(
    source: &CaptureAccess,
    path: PathBuf,
    title: String,
    filter: Option<Arc<Filter>>,
    (progress, stop): (&AtomicU64, &AtomicU64),
) -> Done {
    let file = File::options().write(true).create_new(true).mode(0o600).open(&path);
    let write = || -> io::Result<u64> {
        let output = OutputFile::to_file(path.display().to_string(), file?);
        let format = Html::new(html::Style { title, limit: MESSAGES, lesson: false });
        let pipeline = Pipeline::new(Box::new(format), Show::Calls, false).with((source.meaning.session)());
        let pipeline = pipeline.through(filter).revealing(source.meaning.shows_secrets);
        let mut pipeline = pipeline.into(Outlet { shown: output, captured: None, per_process: None });
        let mut archive = source.archive()?;
        let mut count = 0;
        for record in 0..source.shared.read(|index| index.records()) {
            if stop.load(Ordering::Relaxed) > 0 {
                break;
            }
            progress.fetch_add(1, Ordering::Relaxed);
            count += u64::from(archive.record(record, |observation| pipeline.take(observation)).is_some());
        }
        match pipeline.finish().first() {
            None => Ok(count),
            Some(loss) => Err(io::Error::other(loss.to_string())),
        }
    };
    match write() {
        Ok(count) => Done::Saved(count, path),
        Err(error) => Done::Failed(format!("{}: {error}", path.display())),
    }
}

/// Returns the records of rows, in order; `None` for all.
fn records(source: &CaptureAccess, rows: Option<&[u32]>) -> Option<Vec<u32>> {
    let rows = rows?;
    let mut records = Vec::new();
    for row in rows {
        source.shared.read(|index| match index.row(*row) {
            Some(of) if of.kind == EntryKind::Notice => records.push(of.first),
            Some(_) => {
                records.extend(
                    index.messages(*row, usize::MAX).iter().filter_map(|item| index.record_of(*item)),
                );
            }
            None => (),
        });
    }
    records.sort_unstable();
    records.dedup();
    Some(records)
}
