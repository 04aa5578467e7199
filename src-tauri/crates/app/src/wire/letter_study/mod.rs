//! Letter studies on the wire: making one, a rater's desk, the numbers.

mod desk;
mod making;
mod results;

pub use desk::{
    LetterCheckLine, LetterDesk, LetterItemView, LetterMark, LetterRatingRecorded, LetterRatingRequest, MyLetterStudy,
    MyLetterStudyState, RecordedLetterRating,
};
pub use making::{
    LetterArm, LetterDimension, LetterModelOption, LetterRaterProgress, LetterScale, LetterStudyEvent,
    LetterStudyOptions, LetterStudyRequest, LetterStudyRow, LetterStudyState,
};
pub use results::{
    LetterArmMeasures, LetterArmRatings, LetterDimensionResults, LetterRaterAgreement, LetterStudyResults,
};
