//! What a letter study fixes: its protocol, and how its letters are drafted. As JSON it is stored and hashed.

use isocenter_rating::{Protocol, default_dimensions, default_points, dimensions_of};
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::failure;
use crate::wire::{LetterDimension, LetterScale};

/// A model that drafts for a study.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PlannedModel {
    /// As the list of models names it.
    pub(crate) id: String,
    /// As the protocol names it.
    pub(crate) name: String,
}

/// The plan of a study.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StudyPlan {
    pub(crate) protocol: Protocol,
    pub(crate) models: Vec<PlannedModel>,
    /// Sampling temperature of the drafts.
    pub(crate) temperature: f64,
}

impl StudyPlan {
    /// As it is stored and hashed.
    ///
    /// # Errors
    /// Only a fault of this program.
    pub(crate) fn to_json(&self) -> Result<String, Error> {
        serde_json::to_string(self).map_err(|error| failure::internal(&error))
    }

    /// Reads what [`StudyPlan::to_json`] wrote.
    ///
    /// # Errors
    /// A damaged vault.
    pub(crate) fn from_json(text: &str) -> Result<Self, Error> {
        serde_json::from_str(text).map_err(|_| failure::damaged())
    }

    /// What is rated.
    pub(crate) fn scale(&self) -> LetterScale {
        let dimension = |dimension: &isocenter_rating::Dimension| LetterDimension {
            label: dimension.label.clone(),
            question: dimension.question.clone(),
        };
        LetterScale {
            dimensions: self.protocol.dimensions.iter().map(dimension).collect(),
            points: self.protocol.points.to_vec(),
            is_default: self.protocol.has_default_words(),
        }
    }
}

/// The scale that a new study begins with: this application's own.
pub(crate) fn scale_view() -> LetterScale {
    let dimension = |dimension: isocenter_rating::Dimension| LetterDimension {
        label: dimension.label,
        question: dimension.question,
    };
    LetterScale {
        dimensions: default_dimensions().into_iter().map(dimension).collect(),
        points: default_points().to_vec(),
        is_default: true,
    }
}

/// The dimensions of a scale; its own where it is the application's.
pub(crate) fn dimensions(scale: &LetterScale) -> Vec<isocenter_rating::Dimension> {
    let words: Vec<(&str, &str)> =
        scale.dimensions.iter().map(|dimension| (dimension.label.trim(), dimension.question.trim())).collect();
    dimensions_of(&words)
}
