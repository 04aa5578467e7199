//! GGUF files as llama.cpp reads and writes them: header, tensors in a memory map, tokenizer. What is done with a model
//! is elsewhere.

mod cursor;
mod file;
mod header;
mod merges;
mod metadata;
mod model_config;
mod model_metadata;
mod rotary_rows;
mod tensor_names;
mod tensor_type;
mod tokenizer;
mod tokenizer_metadata;
mod write;
mod writer;

pub(crate) use file::GgufFile;
pub(crate) use rotary_rows::{RowOrder, reordered};
pub(crate) use write::write_model;
