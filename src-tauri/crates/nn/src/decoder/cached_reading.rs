//! Reading tokens behind what a cache holds: the forward pass of generation. Nothing is recorded for a backward.

use std::cell::OnceCell;

use candle_core::Tensor;

use crate::attention::{AttentionShape, Visibility};
use crate::decoder_layer::Call;
use crate::fused::{CachedPass, CachedShape};
use crate::kv_cache::Store;
use crate::kv_rows::{KeyShape, SequenceRow};
use crate::kv_tensors::PaddedRows;
use crate::wakeful::with_wakeful_threads;
use crate::weights::Pass;
use crate::{Adapter, Arithmetic, Decoder, Error, KvCache, Wanted, fused};

impl Decoder {
    /// Reads new tokens behind what each row of the cache holds; an empty cache gets a row for each. `tokens`: those of
    /// each row, at least one; rows may differ in number. Gives hidden states after the final norm, (tokens wanted,
    /// hidden), row after row.
    ///
    /// In the fused form the numbers of a row depend on its own tokens alone, to the last bit: not on the rows beside it,
    /// nor on the portions in which it was read, nor on what it shares with others.
    ///
    /// # Errors
    /// Tokens, an adapter or a cache that do not fit. The cache then holds what it held.
    pub fn read(
        &self,
        tokens: &[&[u32]],
        wanted: Wanted,
        adapter: Option<&Adapter>,
        cache: &mut KvCache,
    ) -> Result<Tensor, Error> {
        let hidden = self.config.hidden_size;
        if self.arithmetic != Arithmetic::Fused {
            return self.read_padded(tokens, wanted, adapter, cache);
        }
        let states = self.read_rows(tokens, wanted, adapter, cache)?;
        let rows = states.len() / hidden;
        Ok(Tensor::from_vec(states, (rows, hidden), &self.device)?)
    }

    /// Reads new tokens as [`Self::read`] does; `logits` becomes those after the last token of each row, (rows, vocab).
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn read_to_logits(
        &self,
        tokens: &[&[u32]],
        adapter: Option<&Adapter>,
        cache: &mut KvCache,
        logits: &mut Vec<f32>,
    ) -> Result<(), Error> {
        if self.arithmetic != Arithmetic::Fused {
            let states = self.read_padded(tokens, Wanted::Last, adapter, cache)?;
            *logits = self.logits(&states)?.to_dtype(candle_core::DType::F32)?.flatten_all()?.to_vec1()?;
            return Ok(());
        }
        with_wakeful_threads(|| {
            let states = self.read_rows(tokens, Wanted::Last, adapter, cache)?;
            let head = self.head.as_ref().unwrap_or(&self.embedding);
            fused::head(&states, self.config.hidden_size, head, cache.packed_products, logits)
        })
    }

    fn read_rows(
        &self,
        tokens: &[&[u32]],
        wanted: Wanted,
        adapter: Option<&Adapter>,
        cache: &mut KvCache,
    ) -> Result<Vec<f32>, Error> {
        let new_tokens = self.check_reading(tokens, adapter, cache)?;
        let key_shape = KeyShape { heads: self.config.num_kv_heads, width: self.config.head_dim };
        if cache.rows() == 0 {
            let row = SequenceRow::new(self.config.num_layers, key_shape);
            cache.store = Store::Sequences(vec![row; tokens.len()]);
        }
        let Store::Sequences(rows) = &mut cache.store else {
            return Err(Error::Input { what: "cache form", expected: 0, found: 1 });
        };
        let last = rows.iter().zip(&new_tokens).map(|(row, new)| row.tokens() + new - 1).max().unwrap_or(0);
        let still = adapter.map(Adapter::detached);
        let pass = CachedPass {
            layers: &self.layers,
            final_norm: &self.norm,
            shape: CachedShape {
                heads: self.config.num_heads,
                kv_heads: self.config.num_kv_heads,
                width: self.config.head_dim,
                window: self.config.sliding_window,
            },
            adapter: still.as_ref(),
            rotation: self.rotary.rotation(vec![u32::try_from(last).unwrap_or(u32::MAX)]),
            hidden: self.config.hidden_size,
            new_tokens: &new_tokens,
            wanted,
            packed_products: cache.packed_products,
        };
        pass.run(self.embeddings(&tokens.concat())?.to_vec1()?, rows)
    }

    fn read_padded(
        &self,
        tokens: &[&[u32]],
        wanted: Wanted,
        adapter: Option<&Adapter>,
        cache: &mut KvCache,
    ) -> Result<Tensor, Error> {
        let new_tokens = self.check_reading(tokens, adapter, cache)?;
        if cache.rows() == 0 {
            cache.store = Store::Padded(PaddedRows::new(self.config.num_layers, tokens.len()));
        }
        let Store::Padded(rows) = &mut cache.store else {
            return Err(Error::Input { what: "cache form", expected: 1, found: 0 });
        };
        let positions = rows.open_slots(&new_tokens);
        let read = self.read_slots(tokens, &new_tokens, positions, wanted, adapter, rows);
        match &read {
            Ok(_) => rows.close(),
            Err(_) => rows.give_up(),
        }
        read
    }

    fn read_slots(
        &self,
        tokens: &[&[u32]],
        new_tokens: &[usize],
        positions: Vec<u32>,
        wanted: Wanted,
        adapter: Option<&Adapter>,
        rows: &mut PaddedRows,
    ) -> Result<Tensor, Error> {
        let (batch, longest) = (tokens.len(), positions.len() / tokens.len());
        let padded: Vec<u32> = tokens
            .iter()
            .flat_map(|row| std::iter::repeat_n(row[0], longest - row.len()).chain(row.iter().copied()))
            .collect();
        let still = adapter.map(Adapter::detached);
        let mask = rows.mask(longest, self.config.sliding_window, &self.device)?.to_dtype(self.dtype)?;
        let call = Call {
            adapter: still.as_ref(),
            pass: Pass::Infer,
            arithmetic: self.arithmetic,
            shape: AttentionShape {
                batch,
                tokens: longest,
                heads: self.config.num_heads,
                kv_heads: self.config.num_kv_heads,
                head_dim: self.config.head_dim,
            },
            rotation: self.rotary.rotation(positions),
            visibility: Visibility {
                left_padding: vec![0; batch].into(),
                window: self.config.sliding_window,
                text_starts: None,
                tokens: longest,
            },
            device: &self.device,
            dtype: self.dtype,
            mask: OnceCell::from(mask),
        };
        let mut x = self.embedding.select_rows(&Tensor::new(padded, &self.device)?, Pass::Infer)?;
        x = self.through_layers(x, &call, Some(rows))?;
        let first_wanted = |tokens: usize| if wanted == Wanted::All { longest - tokens } else { longest - 1 };
        let places: Vec<u32> = new_tokens
            .iter()
            .enumerate()
            .flat_map(|(row, tokens)| row * longest + first_wanted(*tokens)..(row + 1) * longest)
            .map(|place| u32::try_from(place).unwrap_or(u32::MAX))
            .collect();
        let places = Tensor::new(places, &self.device)?;
        self.norm.forward(&x.index_select(&places, 0)?, &call)
    }

    /// The embeddings of tokens, one behind the other.
    fn embeddings(&self, tokens: &[u32]) -> Result<Tensor, Error> {
        let ids = Tensor::new(tokens, &self.device)?;
        Ok(self.embedding.select_rows(&ids, Pass::Infer)?.flatten_all()?)
    }

    /// New tokens of each row, once they, the adapter and the cache are known to fit.
    fn check_reading(
        &self,
        tokens: &[&[u32]],
        adapter: Option<&Adapter>,
        cache: &KvCache,
    ) -> Result<Vec<usize>, Error> {
        if tokens.is_empty() || tokens.iter().any(|row| row.is_empty()) {
            return Err(Error::EmptyInput);
        }
        if let Some(adapter) = adapter {
            adapter.check_fits(&self.config)?;
        }
        let vocab_size = self.config.vocab_size;
        if let Some(id) = tokens.iter().flat_map(|row| row.iter()).find(|id| **id as usize >= vocab_size) {
            return Err(Error::TokenOutOfVocabulary { id: *id, vocab_size });
        }
        if cache.num_layers() != self.config.num_layers {
            let (expected, found) = (self.config.num_layers, cache.num_layers());
            return Err(Error::Input { what: "cache layers", expected, found });
        }
        if cache.rows() != 0 && cache.rows() != tokens.len() {
            return Err(Error::Input { what: "batch", expected: cache.rows(), found: tokens.len() });
        }
        Ok(tokens.iter().map(|row| row.len()).collect())
    }
}
