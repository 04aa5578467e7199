//! Past cases near a diagnosis: a local index over the texts of cases and, where the caller gives them, over a language model's hidden states.
//! Not a reading of the texts, not a judgement of their plans; no files, no clocks, no models, no network.
//!
//! # Words
//! [`tokens`] turns a text into clinical words. Each word of a text gets the weight that it would add to a BM25 score,
//! `idf · tf (k₁ + 1) / (tf + k₁ (1 − b + b · length / mean length))`, with k₁ = 1.2, b = 0.75 (Robertson, Walker, Jones, Hancock-Beaulieu
//! and Gatford, "Okapi at TREC-3", 1994) and Lucene's `idf = ln(1 + (N − df + 0.5) / (df + 0.5))`, which is never negative (Apache Lucene,
//! `BM25Similarity`). [`Hit::words`] is the cosine between the weights of the query and those of the case: 1 for the same words, 0 for none in
//! common, the same in both directions. A BM25 score itself has no upper end, and divided by the query's own score it can exceed 1 for a shorter
//! case, which then ranks above the text itself.
//!
//! # Meaning
//! Hidden states of language models point into one narrow cone: any two texts look alike (Ethayarajh, "How Contextual are Contextualized Word
//! Representations?", EMNLP 2019). So the mean over the cases is taken off (Mu and Viswanath, "All-but-the-Top", ICLR 2018), and what is left is
//! kept as one byte a value. [`Hit::meaning`] is the cosine between these, with 0 for opposite ones. Give the mean of the hidden states over the
//! text's tokens, not the last token's, which tells how a text ends. Vectors of another model or adapter are another index.
//!
//! # Both
//! [`Hit::score`] is ¾ words + ¼ meaning, or words alone where there are no vectors. A fusion of ranks (reciprocal rank fusion) would give no
//! similarity that can be shown. The weights come from measuring, by hand, on 1,000 coded synthetic cases against 6,177 others; share of the five
//! nearest with the same ICD-10 category, and with the same plan:
//!
//! | by | category | plan |
//! |---|---|---|
//! | words (cosine of BM25 weights) | 91.7 % | 36.3 % |
//! | BM25 over the query's own score | 91.4 % | 35.6 % |
//! | ¾ words + ¼ meaning, LLaMA and Mistral demonstration models | 91.4, 91.5 % | 36.2, 35.9 % |
//! | ½ words + ½ meaning | 90.9, 91.1 % | 35.7, 35.2 % |
//! | meaning alone; of the last token | 89.3, 89.8 %; 32.9, 34.3 % | 32.9, 32.1 %; 7.2, 6.8 % |
//!
//! Hidden states so small add nothing where all texts come from one hand. They may where hands differ, and in larger models: not measured.
//!
//! # What a search may see
//! Excluded cases are left out before anything is counted: numbers of cases, rarity of words, mean length. By words, a search gives the same with
//! an excluded case as without it. The mean of the vectors is that of all cases of the index. At most one case of each group is a hit.
//!
//! [`Index::to_bytes`] holds words of patients: keep it encrypted.

mod builder;
mod bytes;
mod error;
mod index;
mod key;
mod tokenizer;
mod vectors;
mod words;

pub use builder::{Document, IndexBuilder, MOST_CASES};
pub use error::Error;
pub use index::{Hit, Index, Query};
pub use key::{CaseKey, GroupKey};
pub use tokenizer::tokens;
pub use vectors::MOST_VALUES;
