//! CRC-32C (Castagnoli), with which record batches are signed.

/// The CRC-32C of bytes.
///
/// ```
/// assert_eq!(kconsole::wire::crc32c(b"123456789"), 0xe306_9283);
/// ```
#[must_use]
pub fn crc32c(bytes: &[u8]) -> u32 {
    crc_fast::crc32_iscsi(bytes)
}
