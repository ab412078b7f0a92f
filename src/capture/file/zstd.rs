//! Zstandard: consecutive frames, with skippable frames between them.

use std::io::{self, BufRead, ErrorKind, Read};

use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

const MAGIC: u32 = 0xfd2f_b528;
/// The first of sixteen magic numbers of frames that hold no data; the others differ in the lowest four bits.
const SKIPPABLE: u32 = 0x184d_2a50;
/// The largest window; `zstd --ultra` needs no more.
const WINDOW: u64 = 128 << 20;

/// Returns whether a file that begins with these bytes is compressed with zstd.
pub(super) fn begins_with(bytes: [u8; 4]) -> bool {
    let magic = u32::from_le_bytes(bytes);
    magic == MAGIC || magic & !0xf == SKIPPABLE
}

/// The contents of frames.
pub(super) struct Frames<R> {
    packed: R,
    decoder: FrameDecoder,
    is_within: bool,
}

impl<R: BufRead> Frames<R> {
    /// Frames from the current position of `packed` on.
    pub(super) fn new(packed: R) -> Frames<R> {
        let mut decoder = FrameDecoder::new();
        decoder.set_max_window_size(WINDOW);
        Frames { packed, decoder, is_within: false }
    }

    /// Begins the next frame; false at the end.
    fn begin(&mut self) -> io::Result<bool> {
        while !self.packed.fill_buf()?.is_empty() {
            match self.decoder.reset(&mut self.packed) {
                Ok(()) => return Ok(true),
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                    length,
                    ..
                })) => {
                    io::copy(&mut self.packed.by_ref().take(length.into()), &mut io::sink())?;
                }
                Err(error) => return Err(damaged(&error)),
            }
        }
        Ok(false)
    }
}

impl<R: BufRead> Read for Frames<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if !self.is_within {
                if !self.begin()? {
                    return Ok(0);
                }
                self.is_within = true;
            }
            while self.decoder.can_collect() == 0 && !self.decoder.is_finished() {
                let one = BlockDecodingStrategy::UptoBlocks(1);
                self.decoder.decode_blocks(&mut self.packed, one).map_err(|error| damaged(&error))?;
            }
            match self.decoder.read(buffer)? {
                0 => {
                    self.is_within = false;
                    let stated = self.decoder.get_checksum_from_data();
                    if stated.is_some() && stated != self.decoder.get_calculated_checksum() {
                        return Err(io::Error::new(ErrorKind::InvalidData, "zstd: the checksum differs"));
                    }
                }
                len => return Ok(len),
            }
        }
    }
}

fn damaged(error: &FrameDecoderError) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, format!("zstd: {error}"))
}
