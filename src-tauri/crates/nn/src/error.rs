//! What can go wrong in the decoder. No token ids and no text in any of it.

use crate::WeightFormat;

/// A failure of the decoder, its weights or its adapters.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A configuration no decoder can be built from.
    #[error("the model configuration cannot be used: {field} = {value}")]
    InvalidConfig {
        /// The field.
        field: &'static str,
        /// Its value.
        value: String,
    },
    /// The weight source could not give a tensor.
    #[error("weight {name} cannot be read")]
    Weight {
        /// The tensor's Hugging Face name.
        name: String,
        /// Why.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A tensor has another shape than the configuration asks for.
    #[error("tensor {name} has shape {found:?}, expected {expected:?}")]
    Shape {
        /// The tensor.
        name: String,
        /// The shape the configuration asks for; 0 stands for any size.
        expected: Vec<usize>,
        /// The shape it has.
        found: Vec<usize>,
    },
    /// An adapter names a layer the decoder does not have.
    #[error("the adapter has layer {layer}, the model has {num_layers} layers")]
    AdapterLayer {
        /// The adapter's layer, counted from 0.
        layer: usize,
        /// Layers of the decoder.
        num_layers: usize,
    },
    /// A token id outside the vocabulary.
    #[error("token id {id} is outside the vocabulary of {vocab_size}")]
    TokenOutOfVocabulary {
        /// The id.
        id: u32,
        /// Tokens in the vocabulary.
        vocab_size: usize,
    },
    /// An input whose parts do not fit together.
    #[error("the input does not fit: {what} is {found}, expected {expected}")]
    Input {
        /// Which measure of the input.
        what: &'static str,
        /// The measure it should have.
        expected: usize,
        /// The measure it has.
        found: usize,
    },
    /// An adapter was to be added to a packed base.
    #[error("an adapter cannot be merged into a packed base")]
    PackedMerge,
    /// A row without tokens, or no rows at all.
    #[error("there are no tokens in the input")]
    EmptyInput,
    /// Rows that do not divide into a format's blocks.
    #[error("a {format} matrix has rows of a multiple of {block} numbers, this one has {columns}")]
    PackedColumns {
        /// The format.
        format: WeightFormat,
        /// Numbers in a row.
        columns: usize,
        /// Numbers in a block.
        block: usize,
    },
    /// A packed matrix with too little or too much in it.
    #[error("a part of a {format} matrix has length {found}, expected {expected}")]
    PackedLength {
        /// The format.
        format: WeightFormat,
        /// The length the shape asks for.
        expected: usize,
        /// The length it has.
        found: usize,
    },
    /// Something a format does not offer.
    #[error("there is no {what} for {format} matrices")]
    PackedFormat {
        /// The format.
        format: WeightFormat,
        /// What was asked for.
        what: &'static str,
    },
    /// A layer passed no gradient on to the one below it.
    #[error("a layer passed no gradient on")]
    NoGradient,
    /// A tensor operation failed.
    #[error("tensor operation failed")]
    Tensor(#[from] candle_core::Error),
}
