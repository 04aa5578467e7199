//! Drawing many answers at once: what `generate` and `scan` share. Each prompt is read once, whatever number of answers
//! is drawn from it; what all prompts begin with is read once for all. Answers that end leave, others take their place.
//! No answer depends on its neighbours, on the order, or on how many are drawn at once.

use isocenter_nn::{Adapter, Decoder, KvCache, PackedProducts, Wanted};
use rayon::prelude::*;

use crate::memory_budget::{MachineMemory, cache_bytes_per_token};
use crate::sampling::RowSampler;
use crate::{CancelToken, Error, Finish};

/// Answers drawn at once, at most: with more the weights are read no cheaper for each.
const MOST_ROWS: usize = 128;
/// The same on other devices, where each keeps a copy of its prompt.
const MOST_ROWS_ELSEWHERE: usize = 32;
/// Tokens of prompts read at once, at most, unless one prompt alone has more.
const PROMPT_TOKENS_AT_ONCE: usize = 2048;
/// What several prompts begin with is read apart if it has this many tokens at least.
const LEAST_COMMON_TOKENS: usize = 4;
/// The part of the free memory that keys and values may take: one in this many.
const MEMORY_PARTS: u64 = 2;

/// One answer to draw.
pub(crate) struct Draw {
    /// Which prompt it answers.
    pub(crate) prompt: usize,
    pub(crate) sampler: RowSampler,
}

/// What becomes known of a draw.
pub(crate) enum Drawn<'a> {
    /// It has one more token; these are all so far.
    Token { draw: usize, ids: &'a [u32] },
    /// It ended.
    Ended { draw: usize, ids: Vec<u32>, finish: Finish },
}

/// When answers end.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits<'a> {
    /// Tokens that end an answer.
    pub(crate) eos_ids: &'a [u32],
    /// The longest answer, in tokens; at least 1.
    pub(crate) max_tokens: usize,
    /// Positions of the model.
    pub(crate) context_tokens: usize,
}

/// Draws answers with a decoder.
pub(crate) struct Decoding<'a> {
    decoder: &'a Decoder,
    adapter: Option<&'a Adapter>,
    limits: Limits<'a>,
    packed_products: PackedProducts,
    prompts: &'a [&'a [u32]],
    /// What all prompts begin with, read once.
    common: Option<KvCache>,
    common_tokens: usize,
    cache: KvCache,
    alive: Vec<Alive>,
    logits: Vec<f32>,
}

/// An answer in the making.
struct Alive {
    draw: usize,
    prompt_tokens: usize,
    sampler: RowSampler,
    ids: Vec<u32>,
}

impl<'a> Decoding<'a> {
    /// `prompts`: not empty, of known tokens, each with a position left for its answer.
    pub(crate) fn new(
        decoder: &'a Decoder,
        adapter: Option<&'a Adapter>,
        prompts: &'a [&'a [u32]],
        limits: Limits<'a>,
        packed_products: PackedProducts,
    ) -> Self {
        let cache = KvCache::new(decoder.config().num_layers).with_products(packed_products);
        Self {
            decoder,
            adapter,
            limits,
            packed_products,
            prompts,
            common: None,
            common_tokens: 0,
            cache,
            alive: Vec::new(),
            logits: Vec::new(),
        }
    }

    /// Draws every answer; `hear` is told of each token and each end. Once cancelled, the answers left end as they are.
    ///
    /// # Errors
    /// A failing model.
    pub(crate) fn run(
        mut self,
        draws: Vec<Draw>,
        cancel: &CancelToken,
        hear: &mut dyn FnMut(Drawn<'_>),
    ) -> Result<(), Error> {
        let most_rows = self.most_rows();
        let mut waiting: Vec<(usize, Draw)> = draws.into_iter().enumerate().collect();
        // The last is taken first. Draws of one prompt stay together, long prompts come first.
        waiting.sort_by_key(|(index, draw)| {
            let length = self.prompts[draw.prompt].len();
            std::cmp::Reverse((std::cmp::Reverse(length), draw.prompt, *index))
        });
        while !cancel.is_cancelled() {
            // With many places free, so that prompts are read together.
            if !waiting.is_empty() && self.alive.len() <= most_rows / 2 {
                self.admit(&mut waiting, most_rows, cancel, hear)?;
            } else if self.alive.is_empty() {
                return Ok(());
            } else {
                self.step(hear)?;
            }
        }
        for alive in self.alive {
            hear(Drawn::Ended { draw: alive.draw, ids: alive.ids, finish: Finish::Cancelled });
        }
        for (draw, _) in waiting {
            hear(Drawn::Ended { draw, ids: Vec::new(), finish: Finish::Cancelled });
        }
        Ok(())
    }

    fn new_cache(&self) -> KvCache {
        KvCache::new(self.decoder.config().num_layers).with_products(self.packed_products)
    }

    /// Answers that may be drawn at once, by the memory their keys and values take.
    fn most_rows(&self) -> usize {
        if !self.decoder.device().is_cpu() {
            return MOST_ROWS_ELSEWHERE;
        }
        let Some(machine) = MachineMemory::read() else { return MOST_ROWS };
        // As if each answer had a prompt of its own: an estimate from above.
        let longest = self.prompts.iter().map(|prompt| prompt.len()).max().unwrap_or(0);
        let row_tokens = (longest + self.limits.max_tokens).min(self.limits.context_tokens) as u64;
        let row_bytes = (row_tokens * cache_bytes_per_token(self.decoder.config())).max(1);
        usize::try_from(machine.available_bytes / MEMORY_PARTS / row_bytes).unwrap_or(MOST_ROWS).clamp(1, MOST_ROWS)
    }

    /// Reads the next prompts and draws the first token of their answers.
    fn admit(
        &mut self,
        waiting: &mut Vec<(usize, Draw)>,
        most_rows: usize,
        cancel: &CancelToken,
        hear: &mut dyn FnMut(Drawn<'_>),
    ) -> Result<(), Error> {
        if self.common.is_none() && self.common_tokens == 0 {
            self.read_common()?;
        }
        let mut prompts: Vec<usize> = Vec::new();
        let mut prompt_tokens = 0;
        let mut starting: Vec<(usize, Alive)> = Vec::new();
        while let Some((_, next)) = waiting.last() {
            if self.alive.len() + starting.len() >= most_rows {
                break;
            }
            if prompts.last() != Some(&next.prompt) {
                let tokens = self.prompts[next.prompt].len() - self.common_tokens;
                if !prompts.is_empty() && prompt_tokens + tokens > PROMPT_TOKENS_AT_ONCE {
                    break;
                }
                prompts.push(next.prompt);
                prompt_tokens += tokens;
            }
            let Some((draw, next)) = waiting.pop() else { break };
            let prompt_tokens = self.prompts[next.prompt].len();
            let alive = Alive { draw, prompt_tokens, sampler: next.sampler, ids: Vec::new() };
            starting.push((prompts.len() - 1, alive));
        }
        let mut read = match &self.common {
            Some(common) => common.repeat(prompts.len())?,
            None => self.new_cache(),
        };
        let tokens: Vec<&[u32]> = prompts.iter().map(|prompt| &self.prompts[*prompt][self.common_tokens..]).collect();
        self.decoder.read_to_logits(&tokens, self.adapter, &mut read, &mut self.logits)?;
        if cancel.is_cancelled() {
            self.alive.extend(starting.into_iter().map(|(_, alive)| alive));
            return Ok(());
        }
        read.share();
        let vocab_size = self.decoder.config().vocab_size;
        let (rows, mut starting): (Vec<usize>, Vec<Alive>) = starting.into_iter().unzip();
        let logits = &self.logits;
        let ids = rayon::scope(|_| {
            starting
                .par_iter_mut()
                .zip(&rows)
                .map(|(alive, row)| alive.sampler.choose(&logits[row * vocab_size..][..vocab_size]))
                .collect::<Result<Vec<u32>, Error>>()
        })?;
        let mut staying_rows = Vec::with_capacity(rows.len());
        for ((alive, row), id) in starting.into_iter().zip(rows).zip(ids) {
            if let Some(alive) = self.grow(alive, id, hear) {
                self.alive.push(alive);
                staying_rows.push(row);
            }
        }
        self.cache.append(read.select_rows(&staying_rows)?)?;
        Ok(())
    }

    /// Reads what all prompts begin with, if that is worth it.
    fn read_common(&mut self) -> Result<(), Error> {
        let (Some((first, others)), true) = (self.prompts.split_first(), self.prompts.len() > 1) else { return Ok(()) };
        // Each prompt keeps a token of its own: the logits after it are those that count.
        let mut common = first.len() - 1;
        for prompt in others {
            let equal = first.iter().zip(*prompt).take_while(|(left, right)| left == right).count();
            common = common.min(equal).min(prompt.len() - 1);
        }
        if common >= LEAST_COMMON_TOKENS {
            let mut cache = self.new_cache();
            self.decoder.read(&[&first[..common]], Wanted::Last, self.adapter, &mut cache)?;
            cache.share();
            self.common = Some(cache);
            self.common_tokens = common;
        }
        Ok(())
    }

    /// One more token for every answer in the making.
    fn step(&mut self, hear: &mut dyn FnMut(Drawn<'_>)) -> Result<(), Error> {
        let vocab_size = self.decoder.config().vocab_size;
        let Self { decoder, adapter, cache, alive, logits, .. } = self;
        // One visit to the worker threads for the whole step.
        let ids = rayon::scope(|_| {
            let tokens: Vec<&[u32]> = alive.iter().map(|alive| &alive.ids[alive.ids.len() - 1..]).collect();
            decoder.read_to_logits(&tokens, *adapter, cache, logits)?;
            alive
                .par_iter_mut()
                .zip(logits.par_chunks(vocab_size))
                .map(|(alive, logits)| alive.sampler.choose(logits))
                .collect::<Result<Vec<u32>, Error>>()
        })?;
        let before = self.alive.len();
        let mut staying = Vec::with_capacity(before);
        for (row, (alive, id)) in std::mem::take(&mut self.alive).into_iter().zip(ids).enumerate() {
            if let Some(alive) = self.grow(alive, id, hear) {
                self.alive.push(alive);
                staying.push(row);
            }
        }
        if staying.len() < before {
            self.cache.keep_rows(&staying)?;
        }
        Ok(())
    }

    /// Adds a token; gives the answer back unless it ended.
    fn grow(&self, mut alive: Alive, id: u32, hear: &mut dyn FnMut(Drawn<'_>)) -> Option<Alive> {
        alive.ids.push(id);
        hear(Drawn::Token { draw: alive.draw, ids: &alive.ids });
        let Limits { eos_ids, max_tokens, context_tokens } = self.limits;
        let finish = if eos_ids.contains(&id) {
            Finish::Eos
        } else if alive.ids.len() >= max_tokens || alive.prompt_tokens + alive.ids.len() >= context_tokens {
            Finish::Length
        } else {
            return Some(alive);
        };
        hear(Drawn::Ended { draw: alive.draw, ids: alive.ids, finish });
        None
    }
}
