//! The digest of an input, from the same pass that reads it.

use std::io::{self, Read};

use sha2::{Digest, Sha256};

/// A reader that computes the SHA-256 of the bytes that pass through it.
///
/// # Example
///
/// ```
/// use std::io::Read;
/// use evenhand::io::DigestReader;
///
/// let mut reader = DigestReader::new("abc".as_bytes());
/// reader.read_to_string(&mut String::new())?;
/// assert_eq!(reader.bytes_read(), 3);
/// assert_eq!(reader.digest(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct DigestReader<R> {
    reader: R,
    state: Sha256,
    bytes: u64,
}

impl<R: Read> DigestReader<R> {
    /// Watches a reader. Give `&mut` of it to whoever reads, and ask for the digest afterwards.
    pub fn new(reader: R) -> Self {
        Self { reader, state: Sha256::new(), bytes: 0 }
    }

    /// The reader, to move it before the first byte has passed.
    pub fn get_mut(&mut self) -> &mut R {
        &mut self.reader
    }

    /// How many bytes have passed.
    pub fn bytes_read(&self) -> u64 {
        self.bytes
    }

    /// The SHA-256 of the bytes that have passed, in hexadecimal.
    pub fn digest(&self) -> String {
        use std::fmt::Write;

        self.state.clone().finalize().iter().fold(String::with_capacity(64), |mut text, byte| {
            // Writing to a string cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
    }
}

impl<R: Read> Read for DigestReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.state.update(buffer.get(..read).unwrap_or_default());
        self.bytes += read as u64;
        Ok(read)
    }
}
