//! Keys and values of tokens already read, so that generation reads each token once. Never carries gradients.

use candle_core::{D, Tensor};

use crate::Error;

/// Room for this many tokens is made at first and whenever the room runs out, at least.
const GROWTH_TOKENS: usize = 64;

/// Keys and values of every layer for a batch of sequences.
#[derive(Debug)]
pub struct KvCache {
    layers: Vec<Option<LayerCache>>,
    len: usize,
}

/// Keys and values of one layer, with room to grow: (batch, kv_heads, capacity, head_dim) each.
#[derive(Debug)]
struct LayerCache {
    keys: Tensor,
    values: Tensor,
}

impl KvCache {
    /// An empty cache.
    #[must_use]
    pub fn new(num_layers: usize) -> Self {
        Self { layers: (0..num_layers).map(|_| None).collect(), len: 0 }
    }

    /// Tokens held, counting left padding.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether no token is held.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Layers the cache was made for.
    #[must_use]
    pub fn num_layers(&self) -> usize {
        self.layers.len()
    }

    /// Forgets every token after the first `len`; longer than it is, nothing changes.
    pub fn truncate(&mut self, len: usize) {
        self.len = self.len.min(len);
    }

    /// A cache whose row i is a copy of row `rows[i]` of this one (beams; a row may be taken several times).
    ///
    /// # Errors
    /// A row that is not there.
    pub fn select_rows(&self, rows: &[usize]) -> Result<Self, Error> {
        let ids: Vec<u32> = rows.iter().map(|row| u32::try_from(*row).unwrap_or(u32::MAX)).collect();
        let layers = self
            .layers
            .iter()
            .map(|layer| {
                let Some(layer) = layer else { return Ok(None) };
                let batch = layer.keys.dim(0)?;
                if let Some(row) = rows.iter().find(|row| **row >= batch) {
                    return Err(Error::Input { what: "cache row", expected: batch, found: *row });
                }
                let ids = Tensor::new(ids.as_slice(), layer.keys.device())?;
                let take = |tensor: &Tensor| -> Result<Tensor, Error> {
                    Ok(tensor.narrow(2, 0, self.len)?.contiguous()?.index_select(&ids, 0)?)
                };
                Ok(Some(LayerCache { keys: take(&layer.keys)?, values: take(&layer.values)? }))
            })
            .collect::<Result<_, Error>>()?;
        Ok(Self { layers, len: self.len })
    }

    /// A cache with every row `count` times in a row: a prompt read once, continued in several ways.
    ///
    /// # Errors
    /// A failure to copy.
    pub fn repeat(&self, count: usize) -> Result<Self, Error> {
        let batch = self.batch().unwrap_or(0);
        let rows: Vec<usize> = (0..batch).flat_map(|row| std::iter::repeat_n(row, count)).collect();
        self.select_rows(&rows)
    }

    /// Rows held, once something has been read.
    #[must_use]
    pub fn batch(&self) -> Option<usize> {
        self.layers.iter().flatten().next().and_then(|layer| layer.keys.dims().first().copied())
    }

    /// Adds keys and values (batch, kv_heads, tokens, head_dim) of one layer behind the `len` tokens held and
    /// gives back all of them; the tokens count as held only after [`Self::advance`].
    #[expect(clippy::disallowed_methods, reason = "a cache is written in place and never carries gradients")]
    pub(crate) fn append(&mut self, layer: usize, keys: &Tensor, values: &Tensor) -> Result<(Tensor, Tensor), Error> {
        let (held, tokens) = (self.len, keys.dim(D::Minus2)?);
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
                slot.insert(LayerCache {
                    keys: grow(old.as_ref().map(|old| &old.keys), keys)?,
                    values: grow(old.as_ref().map(|old| &old.values), values)?,
                })
            }
        };
        cache.keys.slice_set(&keys.detach().contiguous()?, 2, held)?;
        cache.values.slice_set(&values.detach().contiguous()?, 2, held)?;
        Ok((cache.keys.narrow(2, 0, held + tokens)?, cache.values.narrow(2, 0, held + tokens)?))
    }

    /// Counts `tokens` appended to every layer as held.
    pub(crate) fn advance(&mut self, tokens: usize) {
        self.len += tokens;
    }
}
