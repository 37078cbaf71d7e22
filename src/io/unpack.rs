//! What a file begins with: whether it is packed, and what it is.

use std::io::{Chain, Cursor, Read};

use super::csv::refused;
use crate::error::Error;

#[cfg(feature = "compression")]
const GZIP: &[u8] = b"\x1F\x8B";
#[cfg(feature = "compression")]
const ZSTD: &[u8] = b"\x28\xB5\x2F\xFD";

/// How much of a file is looked at.
const LOOK: usize = 256;

/// The file with its first bytes put back, and unpacked where it was packed with gzip or zstd; and these first bytes.
pub(super) fn unpacked<'r, R: Read + 'r>(input: R) -> Result<(Box<dyn Read + 'r>, Vec<u8>), Error> {
    let (input, start) = peeked(input)?;
    #[cfg(feature = "compression")]
    if start.starts_with(GZIP) {
        let (input, start) = peeked(flate2::read::MultiGzDecoder::new(input))?;
        return Ok((Box::new(input), start));
    }
    #[cfg(feature = "compression")]
    if start.starts_with(ZSTD) {
        let (input, start) = peeked(Frames::new(input))?;
        return Ok((Box::new(input), start));
    }
    Ok((Box::new(input), start))
}

type Peeked<R> = Chain<Cursor<Vec<u8>>, R>;

fn peeked<R: Read>(mut input: R) -> Result<(Peeked<R>, Vec<u8>), Error> {
    let mut start = Vec::with_capacity(LOOK);
    input.by_ref().take(LOOK as u64).read_to_end(&mut start).map_err(|error| refused(&error))?;
    Ok((Cursor::new(start.clone()).chain(input), start))
}

/// The frames of a zstd file, one after the other.
#[cfg(feature = "compression")]
struct Frames<R: Read> {
    state: State<R>,
}

/// A frame that is being unpacked.
#[cfg(feature = "compression")]
type Frame<R> = (ruzstd::decoding::FrameDecoder, std::io::BufReader<R>);

#[cfg(feature = "compression")]
enum State<R: Read> {
    /// Before a frame, or at the end.
    Between(std::io::BufReader<R>),
    Within(Box<Frame<R>>),
    Done,
}

#[cfg(feature = "compression")]
impl<R: Read> Frames<R> {
    fn new(input: R) -> Self {
        Self { state: State::Between(std::io::BufReader::with_capacity(1 << 17, input)) }
    }
}

#[cfg(feature = "compression")]
impl<R: Read> Read for Frames<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
        use ruzstd::decoding::{BlockDecodingStrategy as Block, FrameDecoder};
        use std::io::{BufRead, Error, ErrorKind};

        let broken = |error: &dyn std::fmt::Display| Error::new(ErrorKind::InvalidData, error.to_string());
        loop {
            match std::mem::replace(&mut self.state, State::Done) {
                State::Done => return Ok(0),
                State::Between(mut input) => {
                    if input.fill_buf()?.is_empty() {
                        return Ok(0);
                    }
                    let mut decoder = FrameDecoder::new();
                    match decoder.init(&mut input) {
                        Ok(()) => self.state = State::Within(Box::new((decoder, input))),
                        Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                            length,
                            ..
                        })) => {
                            std::io::copy(&mut input.by_ref().take(u64::from(length)), &mut std::io::sink())?;
                            self.state = State::Between(input);
                        }
                        Err(error) => return Err(broken(&error)),
                    }
                }
                State::Within(mut frame) => {
                    let (decoder, input) = &mut *frame;
                    while decoder.can_collect() == 0 && !decoder.is_finished() {
                        decoder.decode_blocks(&mut *input, Block::UptoBlocks(1)).map_err(|error| broken(&error))?;
                    }
                    let read = decoder.read(buffer)?;
                    if read > 0 || buffer.is_empty() {
                        self.state = State::Within(frame);
                        return Ok(read);
                    }
                    if let (Some(expected), Some(found)) =
                        (decoder.get_checksum_from_data(), decoder.get_calculated_checksum())
                        && expected != found
                    {
                        return Err(broken(&"the checksum of the data is not the one that was written"));
                    }
                    self.state = State::Between(frame.1);
                }
            }
        }
    }
}
