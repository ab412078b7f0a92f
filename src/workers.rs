//! Several cores read one capture, and the output is as if one had.
//!
//! The thread that reads cuts the capture into batches. Each worker gets all of them, and shows every n-th; of the others it
//! takes note of what later messages need ([`Pipeline::skim`]: requests, interface names), which costs a fraction of showing
//! them. So each has seen, before its own batch, all that one thread would have: what is known is never handed over, and
//! nothing must wait for it. A writer puts the shares in order.
//!
//! Memory is bounded whatever the capture's size: so many batches and shares are on their way, and no more.

use std::io;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread::{self, JoinHandle};

use crate::batch::Batch;
use crate::datagram::Observation;
use crate::outlet::Outlet;
use crate::pipeline::{Pipeline, Share};

/// How much output a share should be, about, for two workers, and how much of a capture is handed on for it at most; to each of more
/// workers less.
const SHARE: usize = 256 << 10;
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
    writer: JoinHandle<(Outlet, io::Result<()>)>,
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
        Workers { batch: Batch::default(), full, used: Vec::new(), to, workers, writer }
    }

    /// Takes what was read. Fails if the workers have ended before their time: the writer then says why.
    pub(crate) fn take(&mut self, seen: &Observation<'_>) -> io::Result<()> {
        match seen {
            Observation::Datagram(datagram) => self.batch.push(datagram),
            Observation::Notice(notice) => self.batch.push_notice(notice),
            // Captures have no calls.
            Observation::Call(_) => (),
        }
        if self.batch.size() >= self.full { self.hand_on() } else { Ok(()) }
    }

    /// Hands on what is there.
    pub(crate) fn hand_on(&mut self) -> io::Result<()> {
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

    /// Waits for all to end. Returns their pipelines, and where the shares were written.
    pub(crate) fn finish(mut self) -> (Vec<Pipeline>, Outlet, io::Result<()>) {
        let _ = self.hand_on();
        drop(self.to);
        let pipelines = self.workers.into_iter().map(joined).collect();
        let (outlet, result) = joined(self.writer);
        (pipelines, outlet, result)
    }
}

/// The workers end before their time if the writer does, and it says why.
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
    for (turn, batch) in batches.iter().enumerate() {
        if turn % count == at {
            let mut share = empty.try_recv().unwrap_or_default();
            pipeline.begin_share();
            for seen in batch.seen() {
                pipeline.show(&seen);
            }
            drop(batch);
            pipeline.swap(&mut share);
            if shares.send(share).is_err() {
                break;
            }
        } else {
            for seen in batch.seen() {
                pipeline.skim(&seen);
            }
        }
    }
    pipeline
}

fn write(mut outlet: Outlet, from: &[(Receiver<Share>, Sender<Share>)]) -> (Outlet, io::Result<()>) {
    let (mut count, mut sewn) = (0, Vec::new());
    for (shares, emptied) in from.iter().cycle() {
        let Ok(mut share) = shares.recv() else { break };
        let shown = if share.seams.is_whole() {
            &share.shown
        } else {
            sewn.clear();
            share.seams.sew(&share.shown, &mut count, &mut sewn);
            &sewn
        };
        if let Err(error) = outlet.put(shown, &share.captured) {
            return (outlet, Err(error));
        }
        share.shown.clear();
        share.captured.clear();
        let _ = emptied.send(share);
    }
    (outlet, Ok(()))
}

/// How many workers this machine is worth, as far as this process may use it.
pub(crate) fn count() -> usize {
    thread::available_parallelism().map_or(1, usize::from).min(MOST)
}

/// More than these would mostly skim.
const MOST: usize = 6;
