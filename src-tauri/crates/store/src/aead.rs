//! XChaCha20-Poly1305 with a random nonce: what wraps the key in its slots and closes the seal.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{AeadInOut, XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

use crate::error::Error;
use crate::key::{Secret, random};

/// Length of a nonce in bytes.
pub(crate) const NONCE: usize = 24;

/// Length of the tag in bytes.
pub(crate) const TAG: usize = 16;

/// The nonce and the ciphertext with its tag.
pub(crate) struct Closed {
    pub(crate) nonce: [u8; NONCE],
    pub(crate) ciphertext: Vec<u8>,
}

/// Encrypts `plain` and binds `bound` to it.
pub(crate) fn close(key: &Secret, plain: &[u8], bound: &[u8]) -> Result<Closed, Error> {
    let nonce = random()?;
    let payload = Payload { msg: plain, aad: bound };
    let ciphertext = XChaCha20Poly1305::new(key.bytes().into()).encrypt(&XNonce::from(nonce), payload);
    #[expect(clippy::expect_used, reason = "encryption fails only beyond 256 GiB")]
    let ciphertext = ciphertext.expect("a message of a few hundred bytes can be encrypted");
    Ok(Closed { nonce, ciphertext })
}

/// The plain bytes; nothing if the key, the ciphertext or what is bound to it is another one.
pub(crate) fn open(key: &Secret, nonce: &[u8; NONCE], ciphertext: &[u8], bound: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    // Decrypted in place: a buffer that the cipher allocates itself would not be zeroised.
    let mut buffer = Zeroizing::new(ciphertext.to_vec());
    let cipher = XChaCha20Poly1305::new(key.bytes().into());
    cipher.decrypt_in_place(&XNonce::from(*nonce), bound, &mut *buffer).ok()?;
    Some(buffer)
}
