//! Hashes as text.

/// Bytes in lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        // OK because writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
