//! The code that is printed once and opens the vault when every passphrase is forgotten.

use zeroize::Zeroizing;

use crate::crockford;
use crate::error::Error;
use crate::kdf::SALT;
use crate::key::{Secret, expand};

const KIND: &str = "isocenter recovery code v1";

/// 160 random bits. No `Debug`; zeroised when dropped.
pub struct RecoveryCode(Zeroizing<[u8; 20]>);

impl RecoveryCode {
    /// A new code.
    ///
    /// # Errors
    /// The operating system gives no random bytes.
    pub(crate) fn random() -> Result<Self, Error> {
        let mut code = Self(Zeroizing::new([0; 20]));
        getrandom::fill(code.0.as_mut_slice()).map_err(|_| Error::NoRandomness)?;
        Ok(code)
    }

    /// Nine groups of four letters and digits, the last group a checksum.
    #[must_use]
    pub fn to_text(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(44));
        crockford::encode_into(&mut text, KIND, self.0.as_slice());
        text
    }

    /// Reads a code as typed: case, blanks and hyphens do not matter.
    ///
    /// # Errors
    /// [`Error::RecoveryCodeMistyped`] if its checksum fails.
    pub fn from_text(text: &str) -> Result<Self, Error> {
        let mut code = Self(Zeroizing::new([0; 20]));
        if crockford::decode_into(text, KIND, code.0.as_mut_slice()) {
            Ok(code)
        } else {
            Err(Error::RecoveryCodeMistyped)
        }
    }

    /// HKDF is enough: nobody guesses 160 bits.
    pub(crate) fn derive(&self, salt: &[u8; SALT]) -> Secret {
        expand(self.0.as_slice(), salt)
    }
}
