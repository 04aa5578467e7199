//! Keys and values of single sequences: beginnings that several rows share, and what each row has of its own.

use std::sync::Arc;

/// Room is made for this many tokens at least.
const GROWTH_TOKENS: usize = 32;

/// Sizes of one layer's keys (or values).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct KeyShape {
    pub(crate) heads: usize,
    pub(crate) width: usize,
}

/// One sequence.
#[derive(Debug, Clone)]
pub(crate) struct SequenceRow {
    /// Beginnings shared with other rows, in order.
    pub(crate) shared: Vec<Arc<Piece>>,
    /// What comes after them.
    pub(crate) own: Piece,
}

impl SequenceRow {
    pub(crate) fn new(num_layers: usize, shape: KeyShape) -> Self {
        Self { shared: Vec::new(), own: Piece::new(num_layers, shape) }
    }

    /// Tokens held.
    pub(crate) fn tokens(&self) -> usize {
        self.shared_tokens() + self.own.tokens
    }

    /// Tokens of the shared beginnings.
    pub(crate) fn shared_tokens(&self) -> usize {
        self.shared.iter().map(|piece| piece.tokens).sum()
    }

    /// Makes what the row has of its own a beginning that copies share.
    pub(crate) fn share(&mut self) {
        if self.own.tokens > 0 {
            let empty = Piece::new(self.own.layers.len(), self.own.shape);
            self.shared.push(Arc::new(std::mem::replace(&mut self.own, empty)));
        }
    }

    /// Whether both rows begin with the same shared pieces and nothing else is shared.
    pub(crate) fn shares_all_with(&self, other: &Self) -> bool {
        self.shared.len() == other.shared.len()
            && self.shared.iter().zip(&other.shared).all(|(piece, other)| Arc::ptr_eq(piece, other))
    }
}

/// Keys and values of some tokens in a row, for every layer.
#[derive(Debug)]
pub(crate) struct Piece {
    shape: KeyShape,
    /// Tokens held.
    pub(crate) tokens: usize,
    /// Tokens there is room for.
    capacity: usize,
    layers: Vec<LayerPiece>,
}

/// (heads, capacity, width) each.
#[derive(Debug, Default)]
struct LayerPiece {
    keys: Vec<f32>,
    values: Vec<f32>,
}

impl Clone for Piece {
    /// A copy has room to go on.
    fn clone(&self) -> Self {
        let mut copy = Self::new(self.layers.len(), self.shape);
        if self.tokens > 0 {
            copy.capacity = self.tokens + GROWTH_TOKENS;
            for (to, from) in copy.layers.iter_mut().zip(&self.layers) {
                to.keys = moved(&from.keys, self, copy.capacity);
                to.values = moved(&from.values, self, copy.capacity);
            }
            copy.tokens = self.tokens;
        }
        copy
    }
}

/// The numbers of a piece with room for `capacity` tokens in each head.
fn moved(from: &[f32], piece: &Piece, capacity: usize) -> Vec<f32> {
    let KeyShape { heads, width } = piece.shape;
    let mut to = vec![0f32; heads * capacity * width];
    if piece.tokens > 0 {
        let held = piece.tokens * width;
        for (to, from) in to.chunks_exact_mut(capacity * width).zip(from.chunks_exact(piece.capacity * width)) {
            to[..held].copy_from_slice(&from[..held]);
        }
    }
    to
}

impl Piece {
    fn new(num_layers: usize, shape: KeyShape) -> Self {
        let layers = (0..num_layers).map(|_| LayerPiece::default()).collect();
        Self { shape, tokens: 0, capacity: 0, layers }
    }

    /// Makes room for `tokens` more.
    pub(crate) fn reserve(&mut self, tokens: usize) {
        let needed = self.tokens + tokens;
        if needed <= self.capacity {
            return;
        }
        // The first tokens are a prompt, which is read as a whole and then seldom grows.
        let capacity =
            if self.tokens == 0 && tokens > 1 { needed } else { needed + GROWTH_TOKENS.max(self.tokens / 2) };
        for layer in 0..self.layers.len() {
            let keys = moved(&self.layers[layer].keys, self, capacity);
            let values = moved(&self.layers[layer].values, self, capacity);
            self.layers[layer] = LayerPiece { keys, values };
        }
        self.capacity = capacity;
    }

    /// Where keys and values of one layer's token `token` and head `head` go: `width` numbers each.
    pub(crate) fn place_mut(&mut self, layer: usize, head: usize, token: usize) -> (&mut [f32], &mut [f32]) {
        let width = self.shape.width;
        let at = (head * self.capacity + token) * width;
        let LayerPiece { keys, values } = &mut self.layers[layer];
        (&mut keys[at..at + width], &mut values[at..at + width])
    }

    /// The first `tokens` keys of a head: (tokens, width).
    pub(crate) fn keys(&self, layer: usize, head: usize, tokens: usize) -> &[f32] {
        &self.layers[layer].keys[self.span(head, tokens)]
    }

    /// The first `tokens` values of a head: (tokens, width).
    pub(crate) fn values(&self, layer: usize, head: usize, tokens: usize) -> &[f32] {
        &self.layers[layer].values[self.span(head, tokens)]
    }

    fn span(&self, head: usize, tokens: usize) -> std::ops::Range<usize> {
        let start = head * self.capacity * self.shape.width;
        start..start + tokens * self.shape.width
    }
}
