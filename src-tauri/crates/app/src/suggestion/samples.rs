//! Samples of one regimen as they come in, and how far they agree.

use isocenter_domain::{Regimen, SampleAgreement};

use super::agreement_record::AgreementRecord;
use crate::count::count;
use crate::wire::{self, AgreementStanding, PhaseView, SampleGroup};

/// The samples of an arm by their numbers; some may not be drawn yet. No `Debug`: they are made from a patient's text.
pub(super) struct Samples {
    drawn: Vec<Option<Regimen>>,
}

impl Samples {
    pub(super) fn new(asked: usize) -> Self {
        Self { drawn: vec![None; asked] }
    }

    pub(super) fn put(&mut self, number: usize, text: &str) {
        if let Some(place) = self.drawn.get_mut(number) {
            *place = Some(Regimen::read(text.trim()));
        }
    }

    /// How far they agree. `record` says from which share on a plan is suggested, if that was chosen for as many samples at this temperature.
    pub(super) fn agreement(&self, temperature: f64, record: Option<&AgreementRecord>) -> wire::SampleAgreement {
        let (numbers, regimens): (Vec<usize>, Vec<Regimen>) =
            self.drawn.iter().enumerate().filter_map(|(number, sample)| Some((number, sample.clone()?))).unzip();
        let found = SampleAgreement::of(&regimens);
        let mut group_of = vec![None; self.drawn.len()];
        for (place, group) in found.groups.iter().enumerate() {
            for sample in &group.samples {
                group_of[numbers[*sample]] = Some(count(place));
            }
        }
        let groups = found.groups.iter().map(|group| {
            let first = group.samples[0];
            SampleGroup {
                phases: regimens[first].phases.iter().map(PhaseView::from).collect(),
                count: count(group.samples.len()),
                text: regimens[first].text.clone(),
                first: count(numbers[first]),
            }
        });
        let threshold = record.and_then(AgreementRecord::threshold);
        let standing = if regimens.len() < self.drawn.len() {
            AgreementStanding::Drawing
        } else if !found.states_a_plan() {
            AgreementStanding::NoPlan
        } else {
            let applies = record.is_some_and(|record| record.was_measured_with(self.drawn.len(), temperature));
            match (&threshold, found.share()) {
                (Some(threshold), Some(share)) if applies => {
                    if share >= threshold.share {
                        AgreementStanding::Agrees
                    } else {
                        AgreementStanding::Abstains
                    }
                }
                _ => AgreementStanding::NoThreshold,
            }
        };
        wire::SampleAgreement {
            asked: count(self.drawn.len()),
            drawn: count(regimens.len()),
            unread: count(found.unread()),
            groups: groups.collect(),
            group_of,
            standing,
            threshold,
        }
    }
}

#[cfg(test)]
#[path = "samples_tests.rs"]
mod tests;
