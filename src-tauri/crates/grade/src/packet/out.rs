//! What goes out: the positions that wait for one grader, with their texts, and the examples with the senior oncologist's grades.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use isocenter_domain::Redacted;
use serde::{Deserialize, Serialize};

use super::PACKET_FORMAT;
use crate::words::redacted;
use crate::{
    Assignment, CaseId, Error, Grade, GradeScale, GraderId, ItemNumber, Look, PacketId, Protocol, Round, Sha256,
};

/// The texts of a regimen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ItemText {
    /// What the model read.
    #[serde(with = "redacted")]
    pub diagnosis: Redacted<String>,
    /// The reference plan.
    #[serde(with = "redacted")]
    pub delivered: Redacted<String>,
    /// The generated plan.
    #[serde(with = "redacted")]
    pub generated: Redacted<String>,
    /// ICD-10 category, if the case has one.
    pub category: Option<String>,
}

/// A regimen to be graded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PacketItem {
    /// Its number.
    pub number: ItemNumber,
    /// How the case is named.
    pub case: CaseId,
    /// Its texts.
    pub text: ItemText,
}

/// An example.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PacketExample {
    /// Its number.
    pub number: ItemNumber,
    /// How the case is named.
    pub case: CaseId,
    /// Its texts.
    pub text: ItemText,
    /// The senior oncologist's grade.
    pub grade: Grade,
    /// Why.
    #[serde(with = "redacted")]
    pub note: Redacted<String>,
    /// Name of who gave it.
    pub by: String,
}

/// A packet on its way out.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PacketOut {
    /// [`PACKET_FORMAT`].
    pub format: u32,
    /// Its id.
    pub packet: PacketId,
    /// Name of the study of grades.
    pub grading: String,
    /// Of the protocol as it stood.
    pub protocol_sha256: Sha256,
    /// Whether results must be marked as a demonstration.
    pub is_demonstration: bool,
    /// Whose packet, by their account at home.
    pub grader: GraderId,
    /// Their name.
    pub grader_name: String,
    /// The scale.
    pub scale: GradeScale,
    /// Examples that wait, in this grader's order.
    pub calibration: Vec<ItemNumber>,
    /// Positions that wait, in this grader's order.
    pub grading_order: Vec<Look>,
    /// All examples, by number.
    pub examples: Vec<PacketExample>,
    /// The regimens of the positions that wait, by number.
    pub items: Vec<PacketItem>,
}

impl fmt::Debug for PacketOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { packet, grader, items, .. } = self;
        write!(f, "PacketOut({packet}, grader {grader}, {} regimens)", items.len())
    }
}

impl PacketOut {
    /// The packet of an active grader: what of their order is not `is_recorded` at home. Texts by the numbers of items and of examples.
    ///
    /// # Errors
    /// [`Error::NotGrading`], [`Error::TextMissing`], [`Error::ExampleMissing`] for one without the senior oncologist's grade, [`Error::Json`].
    pub fn of(
        protocol: &Protocol,
        grader: GraderId,
        packet: PacketId,
        items: &BTreeMap<ItemNumber, ItemText>,
        examples: &BTreeMap<ItemNumber, ItemText>,
        is_recorded: impl Fn(Look) -> bool,
    ) -> Result<Self, Error> {
        let person = protocol.active_graders().find(|active| active.id == grader);
        let person = person.ok_or(Error::NotGrading { grader })?;
        let assignment = Assignment::of(protocol, grader)?;
        let waits = |item: &ItemNumber| !is_recorded(Look { round: Round::Calibration, item: *item });
        let calibration = assignment.calibration().iter().copied().filter(waits).collect();
        let grading_order: Vec<Look> =
            assignment.grading().iter().copied().filter(|look| !is_recorded(*look)).collect();
        let text = |texts: &BTreeMap<ItemNumber, ItemText>, item: ItemNumber| {
            texts.get(&item).cloned().ok_or(Error::TextMissing { item })
        };
        let numbers: BTreeSet<ItemNumber> = grading_order.iter().map(|look| look.item).collect();
        let packet_item = |number: ItemNumber| {
            let item = protocol.item(number).ok_or(Error::UnknownItem { item: number })?;
            Ok(PacketItem { number, case: item.case.clone(), text: text(items, number)? })
        };
        let packet_example = |example: &crate::Example| {
            let number = example.number;
            let given = example.given.clone().ok_or(Error::ExampleMissing { number })?;
            let text = text(examples, number)?;
            let crate::ExampleGrade { grade, note, by } = given;
            Ok(PacketExample { number, case: example.case.clone(), text, grade, note, by })
        };
        Ok(Self {
            format: PACKET_FORMAT,
            packet,
            grading: protocol.name.clone(),
            protocol_sha256: protocol.sha256()?,
            is_demonstration: protocol.is_demonstration,
            grader,
            grader_name: person.name.clone(),
            scale: protocol.scale.clone(),
            calibration,
            grading_order,
            examples: protocol.examples.iter().map(packet_example).collect::<Result<_, Error>>()?,
            items: numbers.into_iter().map(packet_item).collect::<Result<_, Error>>()?,
        })
    }

    /// The order at the other workstation.
    #[must_use]
    pub fn assignment(&self) -> Assignment {
        Assignment::new(self.grader, self.calibration.clone(), self.grading_order.clone())
    }

    /// As text to be sealed.
    ///
    /// # Errors
    /// [`Error::Json`] if it cannot be written.
    pub fn to_json(&self) -> Result<String, Error> {
        serde_json::to_string(self).map_err(Error::json)
    }

    /// Reads what [`PacketOut::to_json`] wrote.
    ///
    /// # Errors
    /// [`Error::NewerFormat`], [`Error::Json`], [`Error::TextMissing`] for a position without its regimen.
    pub fn from_json(json: &str) -> Result<Self, Error> {
        crate::format::refuse_newer(json, PACKET_FORMAT)?;
        let packet: Self = serde_json::from_str(json).map_err(Error::json)?;
        let items: BTreeSet<ItemNumber> = packet.items.iter().map(|item| item.number).collect();
        let examples: BTreeSet<ItemNumber> = packet.examples.iter().map(|example| example.number).collect();
        let orphan = packet.grading_order.iter().map(|look| look.item).find(|item| !items.contains(item));
        let orphan = orphan.or_else(|| packet.calibration.iter().copied().find(|item| !examples.contains(item)));
        orphan.map_or(Ok(packet), |item| Err(Error::TextMissing { item }))
    }
}
