//! Decodes one capture on several cores. The output is the same as that of one core.
//!
//! The reading thread cuts the capture into batches. Each worker gets all of them, and shows every n-th. From the others it
//! learns what later messages need ([`Depth::Skim`]: requests, interface names), at a fraction of the cost. So before its own
//! batch each worker knows what a single thread would know, and workers exchange nothing. A writer puts the output in order.
//!
//! Memory is bounded: only a fixed number of batches and pieces of output exist at a time.

use std::io;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread::{self, JoinHandle};

use crate::batch::Batch;
use crate::datagram::Observation;
use crate::outlet::{Loss, Outlet};
use crate::pipeline::{Depth, Pipeline, Share};
use crate::sink::Sink;

/// How much output a share should be, about, for two workers, and how much of a capture is handed on for it at most; to each of more
/// workers less.
const SHARE: usize = 128 << 10;
const FULL: usize = 64 << 10;
/// But not less than this.
const LEAST: usize = 4 << 10;
/// Batches that wait for a worker.
const WAITING: usize = 2;

/// The threads, as the one that reads sees them.
pub(crate) struct Workers {
    batch: Batch,
    /// How large a batch becomes.
    full: usize,
    /// Batches that were handed on; once all workers are done with one, it is used again.
    used: Vec<Arc<Batch>>,
    to: Vec<SyncSender<Arc<Batch>>>,
    workers: Vec<JoinHandle<Pipeline>>,
    /// Taken when it is waited for.
    writer: Option<JoinHandle<Outlet>>,
    /// Remarks about the output, once it is finished.
    remarks: Vec<String>,
}

impl Workers {
    /// Starts a worker for each pipeline.
    pub(crate) fn start(pipelines: Vec<Pipeline>, outlet: Outlet) -> Workers {
        let mut to = Vec::new();
        let mut from = Vec::new();
        let mut workers = Vec::new();
        let count = pipelines.len();
        let growth = pipelines.first().map_or(1, Pipeline::growth);
        let full = (SHARE / growth).min(FULL);
        let full = (2 * full / count.max(2)).max(LEAST);
        for (at, pipeline) in pipelines.into_iter().enumerate() {
            let (batches, received) = sync_channel(WAITING);
            let (shares, done) = sync_channel(1);
            let (emptied, empty) = channel();
            to.push(batches);
            from.push((done, emptied));
            workers.push(thread::spawn(move || work(pipeline, at, count, &received, &shares, &empty)));
        }
        let writer = thread::spawn(move || write(outlet, &from));
        Workers {
            batch: Batch::default(),
            full,
            used: Vec::new(),
            to,
            workers,
            writer: Some(writer),
            remarks: Vec::new(),
        }
    }

    /// Hands on what is there.
    fn hand_on(&mut self) -> io::Result<()> {
        if self.batch.is_empty() {
            return Ok(());
        }
        let batch = Arc::new(std::mem::take(&mut self.batch));
        for worker in &self.to {
            worker.send(batch.clone()).map_err(|_| ended())?;
        }
        self.used.push(batch);
        if let Some(at) = self.used.iter().position(|batch| Arc::strong_count(batch) == 1)
            && let Ok(mut empty) = Arc::try_unwrap(self.used.swap_remove(at))
        {
            empty.clear();
            self.batch = empty;
        }
        Ok(())
    }
}

impl Sink for Workers {
    /// Fails if the workers have ended before their time: `finish` then says why.
    fn take(&mut self, observation: &Observation<'_>) -> io::Result<()> {
        match observation {
            Observation::Datagram(datagram) => self.batch.push(datagram),
            Observation::Notice(notice) => self.batch.push_notice(notice),
            // Captures have no calls.
            Observation::Call(_) => (),
        }
        if self.batch.size() >= self.full { self.hand_on() } else { Ok(()) }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.hand_on()
    }

    /// Waits for all threads, adds up what their pipelines counted, and writes what can only be said at the end.
    fn finish(&mut self) -> Vec<Loss> {
        let _ = self.hand_on();
        self.to.clear();
        let mut pipelines =
            std::mem::take(&mut self.workers).into_iter().map(joined).collect::<Vec<_>>().into_iter();
        let Some(writer) = self.writer.take() else { return Vec::new() };
        let mut outlet = joined(writer);
        let Some(mut all) = pipelines.next() else { return outlet.losses() };
        pipelines.for_each(|pipeline| all.absorb(pipeline));
        let mut all = all.into(outlet);
        let losses = all.finish();
        self.remarks = all.remarks();
        losses
    }

    fn remarks(&self) -> Vec<String> {
        self.remarks.clone()
    }
}

/// Returns the error for workers that ended because the writer did, which says why.
fn ended() -> io::Error {
    io::Error::from(io::ErrorKind::BrokenPipe)
}

fn joined<T>(thread: JoinHandle<T>) -> T {
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

fn work(
    mut pipeline: Pipeline,
    at: usize,
    count: usize,
    batches: &Receiver<Arc<Batch>>,
    shares: &SyncSender<Share>,
    empty: &Receiver<Share>,
) -> Pipeline {
    pipeline.send_parts(Some(shares.clone()));
    for (turn, batch) in batches.iter().enumerate() {
        if turn % count == at {
            let mut share = empty.try_recv().unwrap_or_default();
            pipeline.begin_share();
            for seen in batch.seen() {
                pipeline.process(&seen, Depth::Show);
            }
            drop(batch);
            pipeline.swap(&mut share);
            if shares.send(share).is_err() {
                break;
            }
        } else {
            for seen in batch.seen() {
                pipeline.process(&seen, Depth::Skim);
            }
        }
    }
    // The writer waits for as long as there is somebody who could send.
    pipeline.send_parts(None);
    pipeline
}

fn write(mut outlet: Outlet, from: &[(Receiver<Share>, Sender<Share>)]) -> Outlet {
    let (mut count, mut sewn) = (0, Vec::new());
    for (shares, emptied) in from.iter().cycle() {
        loop {
            let Ok(mut share) = shares.recv() else { return outlet };
            let shown = if share.seams.is_whole() {
                &share.shown
            } else {
                sewn.clear();
                share.seams.sew(&share.shown, &mut count, &mut sewn);
                &sewn
            };
            if outlet.put(shown, &share.captured).is_err() {
                return outlet;
            }
            if !share.is_part {
                share.shown.clear();
                share.captured.clear();
                let _ = emptied.send(share);
                break;
            }
        }
    }
    outlet
}

/// Returns how many workers this machine is worth, as far as this process may use it.
pub(crate) fn count() -> usize {
    thread::available_parallelism().map_or(1, usize::from).min(MOST)
}

/// More than these would mostly skim.
const MOST: usize = 6;
