//! Which examples make up which step: a pure function of seed and step, so that a resumed run needs no stored order.

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

/// Streams of the one seed, so that the order does not change when something else draws.
#[derive(Clone, Copy)]
pub(crate) enum Stream {
    /// The adapter's starting values.
    AdapterStart = 1,
    /// Which examples are held out.
    HeldOut = 2,
    /// The order within epochs.
    Order = 3,
    /// Dropout masks.
    Dropout = 4,
}

/// A generator for one purpose of the run's seed.
pub(crate) fn generator(seed: u64, stream: Stream) -> ChaCha8Rng {
    let mut generator = ChaCha8Rng::seed_from_u64(seed);
    generator.set_stream(stream as u64);
    generator
}

/// Whether each epoch has its own order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    /// As given, every epoch.
    AsGiven,
    /// A new seeded permutation each epoch.
    Shuffled,
}

/// The order of a run over `items` things, `window` of them a step; an epoch's last step may have fewer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DataOrder {
    pub(crate) items: usize,
    pub(crate) window: usize,
    pub(crate) order: Order,
    pub(crate) seed: u64,
}

impl DataOrder {
    /// Steps of one epoch.
    pub(crate) fn steps_per_epoch(&self) -> usize {
        self.items.div_ceil(self.window.max(1)).max(1)
    }

    /// The indices of the step (the first is 0).
    pub(crate) fn indices(&self, step_index: usize) -> Vec<usize> {
        let epoch = step_index / self.steps_per_epoch();
        let start = (step_index % self.steps_per_epoch()) * self.window;
        let end = (start + self.window).min(self.items);
        match self.order {
            Order::AsGiven => (start..end).collect(),
            Order::Shuffled => {
                let mut indices: Vec<usize> = (0..self.items).collect();
                let mut generator = generator(self.seed, Stream::Order);
                // Each epoch has its own part of the stream, far beyond what one permutation draws.
                generator.set_word_pos((epoch as u128) << 40);
                indices.shuffle(&mut generator);
                indices.get(start..end).unwrap_or(&[]).to_vec()
            }
        }
    }

    /// Whether this step is the last of an epoch.
    pub(crate) fn ends_epoch(&self, step_index: usize) -> bool {
        (step_index + 1).is_multiple_of(self.steps_per_epoch())
    }
}
