//! A letter study from its protocol to its numbers: physicians who rate letters of a base model, of a tuned one and of a physician on four
//! points in several dimensions, each in an own order, blinded to the author and to each other. The design follows Hou et al.,
//! 10.3389/frai.2024.1493716; what of it is not known is this application's own and says so.
//!
//! It neither stores nor shows: the caller keeps the [`Protocol`] and every [`Entry`], and hands all of them to [`Ledger::of`]. It never
//! sees a letter and knows no files, no clocks, no vault. A number that a definition leaves open is none, never 0.

mod entry;
mod error;
mod export;
mod id;
mod ledger;
mod numbers;
mod order;
mod protocol;
mod protocol_check;
mod report;
mod scale;
mod wording;

pub use entry::{Act, Entry, MOST_COMMENT_CHARACTERS, Rating};
pub use error::Error;
pub use export::{
    EXPORT_FORMAT, NUMBERS_FORMAT, Ratings, read_ratings_json, write_numbers_json, write_ratings_csv,
    write_ratings_json,
};
pub use id::{CaseLabel, DimensionId, EntryId, ItemNumber, RaterNumber, Sha256};
pub use ledger::{Ledger, Progress};
pub use numbers::{
    ArmMeasures, ArmName, ArmScores, Bounds, Comparison, DimensionNumbers, ItemMeasures, MeanAgreement, MeanOfPairs,
    Numbers, PairAgreement, RaterNumbers, SignedRank, SignedRankTest, Statistic, Undefined,
};
pub use order::{Order, numbered_items};
pub use protocol::{Arm, Author, Item, PROTOCOL_FORMAT, Protocol, Rater};
pub use protocol_check::{MOST_NAME_CHARACTERS, MOST_QUESTION_CHARACTERS, ProtocolFault, ProtocolMissing};
pub use report::{DEFINITIONS, ReportFact, ReportParts, finding, report_page};
pub use scale::{Dimension, MOST_DIMENSIONS, Score, WORDS_ARE_OURS, default_dimensions, default_points, dimensions_of};
