//! The thread that reads a capture from its beginning and extends the index.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::archive::Meaning;
use super::index::Shared;
use super::indexer::Indexer;
use super::spawn;
use super::spool::Spool;
use crate::capture::file::{Input, Reader};
use crate::datagram::Observation;

/// Records between two reports of how far the reading is.
const OFTEN: u64 = 512;

/// A capture that can be read at any place.
#[derive(Clone)]
pub(crate) enum Feed {
    /// A file that is there as a whole.
    File(Arc<File>),
    /// A file that is being written.
    Spool(Spool),
}

impl Feed {
    /// Opens a capture. One that is packed, or is no file, is copied into a temporary file by a thread.
    ///
    /// # Errors
    ///
    /// If it cannot be read, or there is no room for a temporary file.
    pub(crate) fn open(path: &Path) -> io::Result<Feed> {
        if path != Path::new("-") {
            let file = File::open(path)?;
            let about = file.metadata()?;
            if about.is_dir() {
                return Err(io::Error::from(io::ErrorKind::IsADirectory));
            }
            if about.is_file() && !is_packed(&file) {
                return Ok(Feed::File(Arc::new(file)));
            }
        }
        let spool = Spool::new()?;
        copy(path.to_owned(), spool.clone());
        Ok(Feed::Spool(spool))
    }

    /// Returns the file.
    pub(super) fn file(&self) -> &File {
        match self {
            Feed::File(file) => file,
            Feed::Spool(spool) => spool.file(),
        }
    }

    /// Reads it in order.
    fn input(&self) -> io::Result<Input<'static>> {
        Ok(match self {
            Feed::File(file) => {
                let size = file.metadata()?.len();
                Input::plain(InOrder { file: Arc::clone(file), at: 0 }, Some(size))
            }
            Feed::Spool(spool) => Input::plain(spool.reader(Box::new(|| ())), None),
        })
    }
}

/// A file that is read in order, independent of its other readers.
struct InOrder {
    file: Arc<File>,
    at: u64,
}

impl io::Read for InOrder {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let len = self.file.read_at(buffer, self.at)?;
        self.at += len as u64;
        Ok(len)
    }
}

/// Returns whether a file begins as packed ones do.
fn is_packed(file: &File) -> bool {
    let mut magic = [0; 4];
    let is_there = file.read_exact_at(&mut magic, 0).is_ok();
    is_there && Input::is_packed_as(magic)
}

/// Unpacks a capture into a spool, in a thread of its own.
fn copy(path: PathBuf, spool: Spool) {
    spawn(move || {
        let mut writer = spool.writer();
        let result = Input::open(&path, Box::new(|| ())).and_then(|mut input| input.copy(&mut writer));
        spool.close(result.err().map(|error| error.to_string()));
    });
}

/// Reads a capture in a thread of its own, and extends the index until nothing more comes.
pub(super) fn start(feed: Feed, shared: Arc<Shared>, meaning: Meaning) {
    spawn(move || {
        let mut indexer = Indexer::new((meaning.session)(), meaning.shows_secrets);
        let failure = read(&feed, &shared, &mut indexer, meaning.protocol).err();
        let failure = match (&feed, failure) {
            (Feed::Spool(spool), failure) => spool.failure().or(failure),
            (Feed::File(_), failure) => failure,
        };
        shared.extend(|index| {
            index.reading.failure = failure;
            index.reading.is_done = true;
            index.reading.remarks.extend(indexer.dropped());
            index.version += 1;
        });
    });
}

fn read(feed: &Feed, shared: &Shared, indexer: &mut Indexer, protocol: Option<u16>) -> Result<(), String> {
    let input = feed.input().map_err(|error| error.to_string())?;
    let mut reader = Reader::new(input).map_err(|error| error.to_string())?;
    let mark = reader.mark();
    let mut count = 0u64;
    let ended = loop {
        let mut observation = match reader.next() {
            Ok(Some(observation)) => observation,
            Ok(None) => break Ok(()),
            Err(error) => break Err(error.to_string()),
        };
        if let Observation::Datagram(datagram) = &mut observation {
            datagram.protocol = datagram.protocol.or(protocol);
        }
        let has_room = shared.extend(|index| {
            let has_room = index.add_record(mark.offset(), mark.new_layout());
            if has_room {
                indexer.take(&observation, index);
            }
            has_room
        });
        if !has_room {
            break Err(
                "the capture has more records or sections than can be browsed; -r without --browse reads it"
                    .to_owned(),
            );
        }
        count += 1;
        if count.is_multiple_of(OFTEN) {
            let progress = reader.progress();
            shared.extend(|index| index.reading.bytes = progress);
        }
    };
    let remarks = [reader.passed_over(), reader.too_large()];
    let progress = reader.progress();
    shared.extend(|index| {
        index.reading.bytes = progress;
        index.reading.remarks.extend(remarks.into_iter().flatten());
    });
    ended
}
