//! Chance that can be had again: every draw of a study of grades follows from its seed, on every machine and in every version.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore as _, SeedableRng as _};

use crate::Sha256;

/// A stream of random numbers of its own for each purpose.
pub(crate) struct Draw(ChaCha8Rng);

impl Draw {
    /// The stream of `purpose`, and of one grader's index if it is one of theirs.
    pub(crate) fn new(seed: u64, purpose: &str, index: u64) -> Self {
        Self(ChaCha8Rng::from_seed(*Sha256::of(format!("isocenter-grade {purpose} {seed} {index}")).bytes()))
    }

    /// From 0 to below `end`, each as likely; 0 if there is nothing below.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        let end = end as u64;
        if end < 2 {
            return 0;
        }
        let uneven = u64::MAX - u64::MAX % end;
        loop {
            let drawn = self.0.next_u64();
            if drawn < uneven {
                return (drawn % end) as usize;
            }
        }
    }

    /// Brings them into a drawn order (Fisher and Yates).
    pub(crate) fn shuffle<T>(&mut self, all: &mut [T]) {
        for last in (1..all.len()).rev() {
            all.swap(last, self.below(last + 1));
        }
    }
}
