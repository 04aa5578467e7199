//! Keys in memory: boxed, so that moving one leaves no copy behind, and zeroised when dropped. None has a `Debug`.

use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::{Zeroize, Zeroizing};

use crate::audit_entry::Fingerprint;
use crate::error::Error;
use crate::hash::Hash;

/// Thirty-two secret bytes.
pub(crate) struct Secret(Box<[u8; 32]>);

impl Secret {
    /// Filled in place by `fill`, so that the bytes exist nowhere else.
    pub(crate) fn filled_by<E>(fill: impl FnOnce(&mut [u8; 32]) -> Result<(), E>) -> Result<Self, E> {
        let mut secret = Self(Box::new([0; 32]));
        fill(&mut secret.0)?;
        Ok(secret)
    }

    pub(crate) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// Random bytes of the operating system.
///
/// # Errors
/// The operating system has none to give.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], Error> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| Error::NoRandomness)?;
    Ok(bytes)
}

/// The key of the database. Everything else the vault encrypts or fingerprints uses keys derived from it.
pub struct VaultKey(Secret);

impl VaultKey {
    /// A new random key.
    ///
    /// # Errors
    /// The operating system gives no random bytes.
    pub fn random() -> Result<Self, Error> {
        Secret::filled_by(|bytes| getrandom::fill(bytes).map_err(|_| Error::NoRandomness)).map(Self)
    }

    /// A key that is known already: of a throw-away vault, or of a test. The caller zeroises its own copy.
    #[must_use]
    pub fn from_bytes(bytes: &[u8; 32]) -> Self {
        let mut key = Box::new([0; 32]);
        key.copy_from_slice(bytes);
        Self(Secret(key))
    }

    pub(crate) fn from_secret(secret: Secret) -> Self {
        Self(secret)
    }

    pub(crate) fn bytes(&self) -> &[u8; 32] {
        self.0.bytes()
    }

    pub(crate) fn duplicate(&self) -> Self {
        Self::from_bytes(self.bytes())
    }

    /// The statement that keys a connection: the raw key, so that SQLCipher derives nothing.
    pub(crate) fn statement(&self) -> Zeroizing<String> {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        // Its full size at once: a String that grows leaves its old bytes behind.
        let mut statement = Zeroizing::new(String::with_capacity(96));
        statement.push_str("PRAGMA key = \"x'");
        for byte in self.bytes() {
            statement.push(char::from(DIGITS[usize::from(byte >> 4)]));
            statement.push(char::from(DIGITS[usize::from(byte & 15)]));
        }
        statement.push_str("'\"");
        statement
    }

    /// A key for one purpose, by HKDF-SHA-256.
    pub(crate) fn derive(&self, purpose: Purpose) -> Secret {
        expand(self.bytes(), purpose.name().as_bytes())
    }
}

/// What a derived key is for.
#[derive(Clone, Copy)]
pub(crate) enum Purpose {
    /// Encrypting `vault.seal`.
    Seal,
    /// Fingerprints of patient text in audit entries.
    Fingerprint,
}

impl Purpose {
    const fn name(self) -> &'static str {
        match self {
            Self::Seal => "isocenter vault seal v1",
            Self::Fingerprint => "isocenter audit fingerprint v1",
        }
    }
}

/// Makes keyed fingerprints: without the vault's key nobody can try out which text has a given one.
pub(crate) struct Fingerprinter(Secret);

impl Fingerprinter {
    pub(crate) fn new(key: &VaultKey) -> Self {
        Self(key.derive(Purpose::Fingerprint))
    }

    pub(crate) fn of(&self, text: &str) -> Fingerprint {
        let digest = Hash::of(text.as_bytes());
        let expanded = expand(self.0.bytes(), digest.as_bytes());
        Fingerprint::from_bytes(std::array::from_fn(|at| expanded.bytes()[at]))
    }
}

/// HKDF-SHA-256 without salt: the input is uniformly random already.
pub(crate) fn expand(key: &[u8], info: &[u8]) -> Secret {
    let derived = Secret::filled_by(|bytes| Hkdf::<Sha256>::new(None, key).expand(info, bytes));
    #[expect(clippy::expect_used, reason = "HKDF-SHA-256 gives up to 8160 bytes; 32 are asked for")]
    derived.expect("32 bytes are within what HKDF gives")
}
