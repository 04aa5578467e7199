//! Keys and values as tensors for the plain form: rows padded to one length, padding kept out of sight by a mask.

use candle_core::{D, Device, Tensor};

use crate::Error;

/// Room is made for this many tokens at least.
const GROWTH_TOKENS: usize = 64;

/// The position of a slot that holds no token.
const PADDING: u32 = u32::MAX;

/// Sequences side by side.
#[derive(Debug)]
pub(crate) struct PaddedRows {
    layers: Vec<Option<LayerTensors>>,
    /// The position of what each slot of each row holds.
    positions: Vec<Vec<u32>>,
    /// Slots filled in every layer.
    slots: usize,
}

/// Keys and values of one layer: (batch, kv_heads, capacity, head_dim) each.
#[derive(Debug)]
struct LayerTensors {
    keys: Tensor,
    values: Tensor,
}

impl PaddedRows {
    pub(crate) fn new(num_layers: usize, batch: usize) -> Self {
        Self { layers: (0..num_layers).map(|_| None).collect(), positions: vec![Vec::new(); batch], slots: 0 }
    }

    pub(crate) fn batch(&self) -> usize {
        self.positions.len()
    }

    /// Tokens held of a row.
    pub(crate) fn tokens(&self, row: usize) -> usize {
        self.positions.get(row).map_or(0, |slots| slots.iter().filter(|position| **position != PADDING).count())
    }

    /// Opens a slot for each new token of the longest row; shorter rows are padded in front. Gives the position of each
    /// new slot, row by row, 0 for padding.
    pub(crate) fn open_slots(&mut self, new_tokens: &[usize]) -> Vec<u32> {
        let longest = new_tokens.iter().copied().max().unwrap_or(0);
        let mut opened = Vec::with_capacity(longest * new_tokens.len());
        for (row, tokens) in new_tokens.iter().enumerate() {
            let held = self.tokens(row);
            let positions = (held..held + tokens).map(|position| u32::try_from(position).unwrap_or(PADDING));
            let slots: Vec<u32> = std::iter::repeat_n(PADDING, longest - tokens).chain(positions).collect();
            opened.extend(slots.iter().map(|position| if *position == PADDING { 0 } else { *position }));
            self.positions[row].extend(slots);
        }
        opened
    }

    /// 0 where one of the last `tokens` slots sees a slot, a very negative number elsewhere:
    /// (batch, 1, tokens, slots).
    pub(crate) fn mask(&self, tokens: usize, window: Option<usize>, device: &Device) -> Result<Tensor, Error> {
        let slots = self.positions.first().map_or(0, Vec::len);
        let window = window.and_then(|window| u32::try_from(window).ok()).unwrap_or(u32::MAX);
        let mut mask = Vec::with_capacity(self.batch() * tokens * slots);
        for row in &self.positions {
            for query in &row[slots - tokens..] {
                let sees = |key: &u32| *key != PADDING && *query != PADDING && key <= query && query - key < window;
                mask.extend(row.iter().map(|key| if sees(key) { 0.0 } else { f32::MIN / 2.0 }));
            }
        }
        Ok(Tensor::from_vec(mask, (self.batch(), 1, tokens, slots), device)?)
    }

    /// Adds keys and values (batch, kv_heads, tokens, head_dim) of one layer behind what was held and gives back all of
    /// them; they count as held only after [`Self::close`].
    #[expect(clippy::disallowed_methods, reason = "a cache is written in place and never carries gradients")]
    pub(crate) fn append_to(
        &mut self,
        layer: usize,
        keys: &Tensor,
        values: &Tensor,
    ) -> Result<(Tensor, Tensor), Error> {
        let (held, tokens) = (self.slots, keys.dim(D::Minus2)?);
        let num_layers = self.layers.len();
        let Some(slot) = self.layers.get_mut(layer) else {
            return Err(Error::Input { what: "cache layers", expected: layer + 1, found: num_layers });
        };
        let cache = match slot {
            Some(cache) if cache.keys.dim(2)? >= held + tokens => cache,
            _ => {
                let room = (held + tokens + GROWTH_TOKENS).max(held * 3 / 2);
                let old = slot.take();
                let grow = |old: Option<&Tensor>, like: &Tensor| -> Result<Tensor, Error> {
                    let (batch, heads, _, width) = like.dims4()?;
                    let grown = Tensor::zeros((batch, heads, room, width), like.dtype(), like.device())?;
                    if let Some(old) = old
                        && held > 0
                    {
                        grown.slice_set(&old.narrow(2, 0, held)?.contiguous()?, 2, 0)?;
                    }
                    Ok(grown)
                };
                slot.insert(LayerTensors {
                    keys: grow(old.as_ref().map(|old| &old.keys), keys)?,
                    values: grow(old.as_ref().map(|old| &old.values), values)?,
                })
            }
        };
        cache.keys.slice_set(&keys.detach().contiguous()?, 2, held)?;
        cache.values.slice_set(&values.detach().contiguous()?, 2, held)?;
        Ok((cache.keys.narrow(2, 0, held + tokens)?, cache.values.narrow(2, 0, held + tokens)?))
    }

    /// Counts the slots opened as held.
    pub(crate) fn close(&mut self) {
        self.slots = self.positions.first().map_or(0, Vec::len);
    }

    /// Forgets slots that were opened by a pass that failed.
    pub(crate) fn give_up(&mut self) {
        let slots = self.slots;
        self.positions.iter_mut().for_each(|row| row.truncate(slots));
    }

    /// Copies of these rows.
    pub(crate) fn select(&self, rows: &[usize]) -> Result<Self, Error> {
        let ids: Vec<u32> = rows.iter().map(|row| u32::try_from(*row).unwrap_or(u32::MAX)).collect();
        let layers = self.map_layers(|tensor| {
            let ids = Tensor::new(ids.as_slice(), tensor.device())?;
            Ok(tensor.narrow(2, 0, self.slots)?.contiguous()?.index_select(&ids, 0)?)
        })?;
        let positions = rows.iter().map(|row| self.positions[*row].clone()).collect();
        Ok(Self { layers, positions, slots: self.slots })
    }

    /// Adds other rows below; the shorter side is padded in front.
    pub(crate) fn append(&mut self, mut other: Self) -> Result<(), Error> {
        let slots = self.slots.max(other.slots);
        self.pad_to(slots)?;
        other.pad_to(slots)?;
        for (layer, other) in self.layers.iter_mut().zip(other.layers) {
            if let (Some(layer), Some(other)) = (layer.as_mut(), other) {
                layer.keys = Tensor::cat(&[&layer.keys, &other.keys], 0)?;
                layer.values = Tensor::cat(&[&layer.values, &other.values], 0)?;
            }
        }
        self.positions.extend(other.positions);
        Ok(())
    }

    fn pad_to(&mut self, slots: usize) -> Result<(), Error> {
        let missing = slots - self.slots;
        self.layers = self.map_layers(|tensor| {
            let held = tensor.narrow(2, 0, self.slots)?.contiguous()?;
            if missing == 0 {
                return Ok(held);
            }
            let (batch, heads, _, width) = held.dims4()?;
            let padding = Tensor::zeros((batch, heads, missing, width), held.dtype(), held.device())?;
            Ok(Tensor::cat(&[&padding, &held], 2)?)
        })?;
        for row in &mut self.positions {
            row.splice(0..0, std::iter::repeat_n(PADDING, missing));
        }
        self.slots = slots;
        Ok(())
    }

    fn map_layers(
        &self,
        change: impl Fn(&Tensor) -> Result<Tensor, Error>,
    ) -> Result<Vec<Option<LayerTensors>>, Error> {
        let changed = |layer: &LayerTensors| -> Result<LayerTensors, Error> {
            Ok(LayerTensors { keys: change(&layer.keys)?, values: change(&layer.values)? })
        };
        self.layers.iter().map(|layer| layer.as_ref().map(changed).transpose()).collect()
    }
}
