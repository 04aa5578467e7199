//! From a passphrase to a key: Argon2id, with costs that are refused when they are too weak or a trap.

use std::time::Duration;

use argon2::{Algorithm, Argon2, Params, Version};
use zeroize::Zeroizing;

use crate::error::Error;
use crate::key::Secret;

/// Length of a salt in bytes.
pub(crate) const SALT: usize = 16;

/// Longest time a derivation is made to take on this machine when a slot is written.
const TARGET: Duration = Duration::from_secs(1);

/// What a person types to open their slot. No `Debug`; zeroised when dropped.
pub struct Passphrase(Zeroizing<String>);

impl Passphrase {
    /// Takes the text over.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

/// Cost of an Argon2id derivation, within what the vault accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KdfCost {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

impl KdfCost {
    /// The weakest that is still opened (OWASP): 19 MiB, 2 passes, 1 lane. New slots use [`KdfCost::tuned`]; tests use
    /// this.
    pub const FLOOR: Self = Self { memory_kib: 19 * 1024, passes: 2, lanes: 1 };

    /// The weakest that a new slot gets (RFC 9106, second choice): 64 MiB, 3 passes, 4 lanes.
    pub const RECOMMENDED: Self = Self { memory_kib: 64 * 1024, passes: 3, lanes: 4 };

    /// Most memory accepted: 2 GiB. More in a slot file is meant to bring the machine down.
    pub const MOST_MEMORY_KIB: u32 = 2 * 1024 * 1024;

    /// Most memory that tuning asks for; beyond it passes are added, so that a small workstation does not swap.
    const MOST_TUNED_MEMORY_KIB: u32 = 256 * 1024;
    const MOST_PASSES: u32 = 64;
    const MOST_LANES: u32 = 16;

    /// A cost read from a file.
    ///
    /// # Errors
    /// Below [`KdfCost::FLOOR`] in any part, more than 2 GiB, more than 64 passes or 16 lanes.
    pub fn new(memory_kib: u32, passes: u32, lanes: u32) -> Result<Self, Error> {
        let accepted = (Self::FLOOR.memory_kib..=Self::MOST_MEMORY_KIB).contains(&memory_kib)
            && (Self::FLOOR.passes..=Self::MOST_PASSES).contains(&passes)
            && (Self::FLOOR.lanes..=Self::MOST_LANES).contains(&lanes);
        if accepted {
            Ok(Self { memory_kib, passes, lanes })
        } else {
            Err(Error::KdfCostRefused { memory_kib, passes, lanes })
        }
    }

    /// Memory in KiB.
    #[must_use]
    pub const fn memory_kib(self) -> u32 {
        self.memory_kib
    }

    /// Passes over the memory.
    #[must_use]
    pub const fn passes(self) -> u32 {
        self.passes
    }

    /// Lanes.
    #[must_use]
    pub const fn lanes(self) -> u32 {
        self.lanes
    }

    /// The cost that takes about one second where `measure` runs, never below [`KdfCost::RECOMMENDED`]: first more
    /// memory, up to 256 MiB, then more passes. `measure` is called once, with the recommended cost; see
    /// [`KdfCost::time`].
    ///
    /// # Errors
    /// What `measure` gives.
    pub fn tuned(measure: impl FnOnce(Self) -> Result<Duration, Error>) -> Result<Self, Error> {
        let measured = measure(Self::RECOMMENDED)?.max(Duration::from_millis(1));
        // Whole times only: a cost a little under a second is as good.
        let factor = u32::try_from(TARGET.as_millis() / measured.as_millis().max(1)).unwrap_or(1).max(1);
        let memory_factor = factor.min(Self::MOST_TUNED_MEMORY_KIB / Self::RECOMMENDED.memory_kib);
        let passes = Self::RECOMMENDED.passes * factor / memory_factor;
        Ok(Self {
            memory_kib: Self::RECOMMENDED.memory_kib * memory_factor,
            passes: passes.min(Self::MOST_PASSES),
            lanes: Self::RECOMMENDED.lanes,
        })
    }

    /// How long one derivation takes; `elapsed` is a clock that never goes back.
    ///
    /// # Errors
    /// The machine has not the memory.
    pub fn time(self, elapsed: impl Fn() -> Duration) -> Result<Duration, Error> {
        let started = elapsed();
        self.derive(b"measured", &[0; SALT])?;
        Ok(elapsed().saturating_sub(started))
    }

    /// The key of a passphrase.
    pub(crate) fn derive(self, passphrase: &[u8], salt: &[u8; SALT]) -> Result<Secret, Error> {
        let refused = |_| Error::KdfCostRefused { memory_kib: self.memory_kib, passes: self.passes, lanes: self.lanes };
        let params = Params::new(self.memory_kib, self.passes, self.lanes, Some(32)).map_err(refused)?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        Secret::filled_by(|key| argon2.hash_password_into(passphrase, salt, key))
            .map_err(|_| Error::KdfOutOfMemory { memory_kib: self.memory_kib })
    }
}
