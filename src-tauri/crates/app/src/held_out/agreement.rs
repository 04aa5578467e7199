//! How far the samples of held-out questions agree, against whether the most frequent plan is the delivered one.

use isocenter_domain::{Regimen, SampleAgreement};
use isocenter_lm::{AdapterUse, CancelToken, Ending, Engine, ScanCase, ScanPlan};
use isocenter_stats::coverage_accuracy;

use super::Question;
use crate::error::Error;
use crate::failure;
use crate::suggestion::REGIMEN_TOKENS;
use crate::suggestion::agreement_record::MeasuredCases;
use crate::suggestion_model::{self, prompt_ids};

/// Which samples are drawn.
pub(crate) struct AskedSamples<'a> {
    pub(crate) engine: &'a Engine,
    pub(crate) adapter: &'a str,
    pub(crate) questions: &'a [Question],
    pub(crate) samples: usize,
    pub(crate) temperature: f64,
    pub(crate) seed: u64,
    pub(crate) cancel: &'a CancelToken,
}

/// Draws every sample; `tick` hears how many are drawn.
///
/// # Errors
/// A failing model; being cancelled.
pub(crate) fn measure(
    asked: &AskedSamples<'_>,
    origin: String,
    tick: &mut dyn FnMut(usize),
) -> Result<MeasuredCases, Error> {
    let case = |(place, question): (usize, &Question)| {
        Ok(ScanCase { id: place.to_string(), prompt: prompt_ids(asked.engine, &question.prompt)? })
    };
    let cases = asked.questions.iter().enumerate().map(case).collect::<Result<Vec<_>, Error>>()?;
    let plan = ScanPlan {
        temperatures: vec![asked.temperature],
        samples_per_temperature: asked.samples,
        seed: asked.seed,
        top_p: None,
        max_tokens: REGIMEN_TOKENS,
        ending: Ending::EndToken,
        adapter_use: AdapterUse::Merged,
    };
    let mut drawn: Vec<Vec<Regimen>> = vec![vec![Regimen::default(); asked.samples]; cases.len()];
    let mut count = 0;
    suggestion_model::scan(asked.engine, &cases, Some(asked.adapter), &plan, &|_| false, asked.cancel, &mut |sample| {
        drawn[sample.key.case][sample.key.sample] = Regimen::read(sample.text.trim());
        count += 1;
        tick(count);
    })
    .map_err(failure::lm)?;
    let of_case = |(samples, question): (&Vec<Regimen>, &Question)| {
        let agreement = SampleAgreement::of(samples);
        let suggested = agreement.groups.first().map(|group| &samples[group.samples[0]]);
        let is_equal = suggested.is_some_and(|plan| plan.is_clinically_equal(&Regimen::read(&question.answer)));
        // Where no plan would be suggested, nothing is answered from any share on.
        let share = if agreement.states_a_plan() { agreement.share().unwrap_or(0.0) } else { 0.0 };
        (share, is_equal)
    };
    let (shares, equal): (Vec<f64>, Vec<bool>) = drawn.iter().zip(asked.questions).map(of_case).unzip();
    // OK because shares lie between 0 and 1 and there is one for each case.
    let points = coverage_accuracy(&shares, &equal).map_err(|error| failure::internal(&error))?;
    Ok(MeasuredCases::new(origin, &points))
}
