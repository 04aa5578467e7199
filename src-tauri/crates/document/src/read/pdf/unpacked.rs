//! No stream of a PDF may unpack to more than memory bears: asked before the library unpacks any of them, without keeping what comes out.

use std::io::{Read, sink};

use flate2::read::ZlibDecoder;

use crate::error::Error;

/// The most one stream may unpack to: a colour picture of an A4 page at 600 dots to the inch has 105 MB.
const MOST_UNPACKED: u64 = 200_000_000;
/// Deflate makes no more than this many bytes of one.
const MOST_OF_ONE: u64 = 1032;

/// Looks at each packed stream that is long enough to grow beyond bounds. Streams that are packed twice are not followed.
pub(super) fn check(bytes: &[u8]) -> Result<(), Error> {
    const MARK: &[u8] = b"stream";
    let mut at = 0;
    while let Some(found) = bytes[at..].windows(MARK.len()).position(|part| part == MARK) {
        let start = at + found;
        at = start + MARK.len();
        if bytes[..start].ends_with(b"end") {
            continue;
        }
        let line_end = bytes[at..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n' | b' ')).count();
        let packed = &bytes[at + line_end..];
        let is_long = packed.len() as u64 > MOST_UNPACKED / MOST_OF_ONE;
        if is_long && packed[0] & 0x0f == 8 {
            // A stream that breaks off gives what it has, and so it does in the library.
            let mut unpacked = ZlibDecoder::new(packed).take(MOST_UNPACKED + 1);
            let _ = std::io::copy(&mut unpacked, &mut sink());
            if unpacked.limit() == 0 {
                return Err(Error::UnpacksTooFar);
            }
        }
    }
    Ok(())
}
