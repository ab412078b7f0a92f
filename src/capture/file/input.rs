//! The bytes of a capture, from a file or a pipe, decompressed if necessary.
//!
//! The buffer holds one packet, whatever the size of the file. It grows only with bytes that were read, so a wrong length
//! takes no memory.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufReader, ErrorKind, Read, Write};
use std::os::fd::AsFd;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::rc::Rc;

use flate2::bufread::MultiGzDecoder;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

use super::zstd;

/// The number of bytes per read.
const PART: usize = 256 << 10;

/// Bytes to read at once where only some records of a file are wanted.
const SMALL_PART: usize = 32 << 10;

const GZIP: [u8; 2] = [0x1f, 0x8b];

/// Called before a read that may take long, so that the caller can show its output.
pub(crate) type OnWait<'h> = Box<dyn FnMut() + 'h>;

/// A capture's bytes, and how far it is read.
pub(crate) struct Input<'h> {
    from: Box<dyn Read + 'h>,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    offset: u64,
    is_packed: bool,
    read: Rc<Cell<u64>>,
    size: Option<u64>,
    /// Where the next part is read from, of a file that is read at any place.
    place: Option<Rc<Cell<u64>>>,
}

impl<'h> Input<'h> {
    /// Opens a file; `-` is standard input.
    pub(crate) fn open(path: &Path, on_wait: OnWait<'h>) -> io::Result<Input<'h>> {
        let file = if path == Path::new("-") {
            File::from(io::stdin().as_fd().try_clone_to_owned()?)
        } else {
            File::open(path)?
        };
        let about = file.metadata()?;
        if about.is_dir() {
            return Err(io::Error::from(ErrorKind::IsADirectory));
        }
        let size = about.is_file().then_some(about.len());
        let read = Rc::new(Cell::new(0));
        let source = ByteSource { file, on_wait: size.is_none().then_some(on_wait), read: read.clone() };
        Input::unpacked(source, read, size)
    }

    /// Returns whether a file that begins so is packed.
    pub(crate) fn is_packed_as(magic: [u8; 4]) -> bool {
        magic[..2] == GZIP || zstd::begins_with(magic)
    }

    /// Writes all that is left, unpacked.
    pub(crate) fn copy(&mut self, to: &mut impl Write) -> io::Result<()> {
        while self.ensure(1)? > 0 {
            let len = self.bytes().len();
            to.write_all(self.bytes())?;
            self.consume(len);
        }
        Ok(())
    }

    /// Reads bytes that are not packed, as they come.
    pub(crate) fn plain(source: impl Read + 'h, size: Option<u64>) -> Input<'h> {
        let read = Rc::new(Cell::new(0));
        let from = Box::new(Counted { source, read: Rc::clone(&read) });
        Input {
            from,
            buffer: vec![0; PART],
            start: 0,
            end: 0,
            offset: 0,
            is_packed: false,
            read,
            size,
            place: None,
        }
    }

    /// Reads a file that is not packed, at any place: [`Input::seek`] says where.
    pub(crate) fn random(file: File) -> Input<'h> {
        let place = Rc::new(Cell::new(0));
        let source = FileAt { file, place: Rc::clone(&place) };
        let input = Input::plain(source, None);
        Input { buffer: vec![0; SMALL_PART], place: Some(place), ..input }
    }

    /// Goes to an offset, backwards too. Does nothing to an input that can only be read in order.
    pub(super) fn seek(&mut self, offset: u64) {
        let Some(place) = &self.place else { return };
        let first = self.offset - self.start as u64;
        let there = offset.checked_sub(first).and_then(|at| usize::try_from(at).ok());
        match there.filter(|at| *at <= self.end) {
            Some(at) => self.start = at,
            None => {
                place.set(offset);
                (self.start, self.end) = (0, 0);
            }
        }
        self.offset = offset;
    }

    /// Forgets what was read ahead of a file that may have grown, or has failed.
    pub(super) fn forget(&mut self) {
        if let Some(place) = &self.place {
            place.set(self.offset);
            (self.start, self.end) = (0, 0);
        }
    }

    fn unpacked(mut source: impl Read + 'h, read: Rc<Cell<u64>>, size: Option<u64>) -> io::Result<Input<'h>> {
        let mut magic = [0; 4];
        let mut len = 0;
        while let Some(rest) = magic.get_mut(len..).filter(|rest| !rest.is_empty()) {
            match source.read(rest) {
                Ok(0) => break,
                Ok(more) => len += more,
                Err(error) if error.kind() == ErrorKind::Interrupted => (),
                Err(error) => return Err(error),
            }
        }
        let plain = io::Cursor::new(magic).take(len as u64).chain(source);
        let is_zstd = zstd::begins_with(magic);
        let from: Box<dyn Read + 'h> = if magic[..2] == GZIP {
            Box::new(MultiGzDecoder::new(BufReader::with_capacity(PART / 4, plain)))
        } else if is_zstd {
            Box::new(zstd::Frames::new(BufReader::with_capacity(PART / 4, plain)))
        } else {
            Box::new(plain)
        };
        let is_packed = magic[..2] == GZIP || is_zstd;
        Ok(Input {
            from,
            buffer: vec![0; PART],
            start: 0,
            end: 0,
            offset: 0,
            is_packed,
            read,
            size,
            place: None,
        })
    }

    /// Reads until there are `wanted` bytes or the input ends. Returns how many there are.
    #[inline]
    pub(super) fn ensure(&mut self, wanted: usize) -> io::Result<usize> {
        if self.end - self.start < wanted { self.fill(wanted) } else { Ok(self.end - self.start) }
    }

    fn fill(&mut self, wanted: usize) -> io::Result<usize> {
        self.buffer.copy_within(self.start..self.end, 0);
        self.end -= self.start;
        self.start = 0;
        while self.end < wanted {
            if self.end == self.buffer.len() {
                self.buffer.resize(wanted.min(2 * self.end), 0);
            }
            match self.from.read(self.buffer.get_mut(self.end..).unwrap_or_default()) {
                Ok(0) => break,
                Ok(more) => self.end += more,
                Err(error) if error.kind() == ErrorKind::Interrupted => (),
                Err(error) => return Err(error),
            }
        }
        Ok(self.end)
    }

    /// Returns the bytes that are there and not consumed.
    #[inline]
    pub(super) fn bytes(&self) -> &[u8] {
        self.buffer.get(self.start..self.end).unwrap_or_default()
    }

    /// Consumes bytes that are there.
    #[inline]
    pub(super) fn consume(&mut self, len: usize) {
        debug_assert!(len <= self.end - self.start, "only what is there");
        self.start += len;
        self.offset += len as u64;
    }

    /// Skips bytes, most of which need not be there; none of them is held. Returns how many there were.
    pub(super) fn skip(&mut self, len: u64) -> io::Result<u64> {
        let mut rest = len;
        loop {
            let there = usize::try_from(rest).unwrap_or(usize::MAX).min(self.end - self.start);
            self.consume(there);
            rest -= there as u64;
            if rest == 0 || self.ensure(1)? == 0 {
                return Ok(len - rest);
            }
        }
    }

    /// Returns offset of the first byte that is not consumed, in what is unpacked.
    #[inline]
    pub(super) fn offset(&self) -> u64 {
        self.offset
    }

    /// Returns whether offsets are those of what was packed.
    pub(super) fn is_packed(&self) -> bool {
        self.is_packed
    }

    /// Returns how many bytes were read, and how many there are, if known.
    pub(crate) fn progress(&self) -> (u64, Option<u64>) {
        (self.read.get(), self.size)
    }
}

/// A source of bytes that counts them.
struct Counted<R> {
    source: R,
    read: Rc<Cell<u64>>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let len = self.source.read(buffer)?;
        self.read.set(self.read.get() + len as u64);
        Ok(len)
    }
}

/// A file that is read at any place.
struct FileAt {
    file: File,
    place: Rc<Cell<u64>>,
}

impl Read for FileAt {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let len = self.file.read_at(buffer, self.place.get())?;
        self.place.set(self.place.get() + len as u64);
        Ok(len)
    }
}

/// A file that reports when it is about to wait, and counts.
struct ByteSource<'h> {
    file: File,
    /// `None` for files that never make wait.
    on_wait: Option<OnWait<'h>>,
    read: Rc<Cell<u64>>,
}

impl Read for ByteSource<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if let Some(on_wait) = &mut self.on_wait {
            let mut polled = [PollFd::new(self.file.as_fd(), PollFlags::POLLIN)];
            if poll(&mut polled, PollTimeout::ZERO).is_ok_and(|ready| ready == 0) {
                on_wait();
            }
        }
        let len = self.file.read(buffer)?;
        self.read.set(self.read.get() + len as u64);
        Ok(len)
    }
}
