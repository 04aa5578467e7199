//! One grader's part of a study of grades of another workstation, as this vault keeps it. Its texts are in `grading_items`.

use std::collections::BTreeMap;

use isocenter_domain::Redacted;
use isocenter_grade::{Assignment, ExampleGrade, GradeScale, GraderId, ItemNumber, Look, PacketId, PacketOut, Sha256};
use isocenter_store::AccountId;
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::failure;

/// What a packet brought, without the texts.
#[derive(Serialize, Deserialize)]
pub(crate) struct PacketBook {
    /// Id of the packet.
    pub(crate) packet: PacketId,
    /// Of the protocol at home.
    pub(crate) protocol_sha256: Sha256,
    /// Name of the study of grades.
    pub(crate) name: String,
    /// Whose it is, by their account at home.
    pub(crate) grader: GraderId,
    /// Whose it is here.
    pub(crate) account: u32,
    /// Their name at home.
    pub(crate) grader_name: String,
    /// The scale.
    pub(crate) scale: GradeScale,
    calibration: Vec<ItemNumber>,
    grading: Vec<Look>,
    /// What the senior oncologist gave the examples.
    #[serde(with = "examples")]
    pub(crate) examples: BTreeMap<ItemNumber, ExampleGrade>,
}

impl PacketBook {
    /// What stays of a packet that `account` opened.
    pub(crate) fn of(out: &PacketOut, account: AccountId) -> Self {
        let given = out.examples.iter().map(|example| {
            let note = Redacted::new(example.note.reveal().clone());
            (example.number, ExampleGrade { grade: example.grade, note, by: example.by.clone() })
        });
        Self {
            packet: out.packet.clone(),
            protocol_sha256: out.protocol_sha256,
            name: out.grading.clone(),
            grader: out.grader,
            account: account.0,
            grader_name: out.grader_name.clone(),
            scale: out.scale.clone(),
            calibration: out.calibration.clone(),
            grading: out.grading_order.clone(),
            examples: given.collect(),
        }
    }

    /// As the vault keeps it.
    ///
    /// # Errors
    /// Only a fault of this program.
    pub(crate) fn to_json(&self) -> Result<String, Error> {
        serde_json::to_string(self).map_err(|error| failure::internal(&error))
    }

    /// Reads what [`PacketBook::to_json`] wrote.
    ///
    /// # Errors
    /// A damaged vault.
    pub(crate) fn from_json(text: &str) -> Result<Self, Error> {
        // The parser's message could quote a note, so it is not kept.
        serde_json::from_str(text).map_err(|_| failure::damaged())
    }

    /// The order of its grader, under their account here.
    pub(crate) fn assignment(&self) -> Assignment {
        Assignment::new(GraderId::new(self.account), self.calibration.clone(), self.grading.clone())
    }

    /// How many examples and how many positions of the grading stage it holds.
    pub(crate) const fn lengths(&self) -> (usize, usize) {
        (self.calibration.len(), self.grading.len())
    }
}

/// Examples as pairs: a number is no key of a JSON object.
mod examples {
    use std::collections::BTreeMap;

    use isocenter_grade::{ExampleGrade, ItemNumber};
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(
        examples: &BTreeMap<ItemNumber, ExampleGrade>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        to.collect_seq(examples)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<BTreeMap<ItemNumber, ExampleGrade>, D::Error> {
        Ok(Vec::<(ItemNumber, ExampleGrade)>::deserialize(from)?.into_iter().collect())
    }
}
