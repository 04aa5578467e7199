//! Everything that can be said before a run: sizes, lengths, problems, memory, time. The same work begins a run, so what was shown is what is done.

use std::collections::HashSet;
use std::sync::Arc;

use isocenter_lm::memory_budget::MachineMemory;
use isocenter_train::RecipeConfig;

use super::base_model::{self, OpenedBase};
use super::case_problems::{CaseChecks, problem};
use super::data_set::{DataSet, Sides, sides};
use super::forecast::{Asked, Longest};
use super::run_record::RunRecord;
use super::token_lengths::{Lengths, histogram, lengths_of};
use super::{recipe_form, registry};
use crate::application::Application;
use crate::error::Error;
use crate::failure;
use crate::model_catalogue::Located;
use crate::permission::Permission;
use crate::wire::{PreparationProblem, ProblemKind, RunNumbers, RunPreparation, RunRequest, RunState, TimeEstimate};

/// A request that was looked at; what is missing has its reason among the problems. Holds patients' texts.
pub(crate) struct Prepared {
    pub(crate) config: Option<RecipeConfig>,
    pub(crate) base: Option<(Located, Arc<OpenedBase>)>,
    pub(crate) set: Option<Arc<DataSet>>,
    pub(crate) sides: Option<Sides>,
    pub(crate) lengths: Option<Arc<Lengths>>,
    pub(crate) view: RunPreparation,
}

/// Looks at a request.
///
/// # Errors
/// Not permitted; locked. Everything else is among the problems.
pub(crate) fn prepare(application: &Application, request: &RunRequest) -> Result<Prepared, Error> {
    let mut problems = Vec::new();
    let config = read_settings(request, &mut problems);
    let (set, records) = {
        let mut session = application.session();
        session.permit(Permission::FineTune)?;
        let set = application.data().get(session.if_open().map(|open| &*open), &request.data_set);
        (set, registry::records(application, &mut session)?)
    };
    let set = set.map_err(|error| problems.push(of_error(ProblemKind::DataSet, &error))).ok();
    let base = open_base(application, &request.model);
    let base = base.map_err(|error| problems.push(of_error(ProblemKind::Model, &error))).ok();
    let mut prepared =
        Prepared { config, base, set, sides: None, lengths: None, view: empty_view(application, request) };
    prepared.measure(request, &mut problems)?;
    prepared.forecast(application, &mut problems);
    prepared.view.time = prepared.estimate(&records);
    problems.sort_by_key(|problem| !problem.is_blocking);
    prepared.view.can_start = !problems.iter().any(|problem| problem.is_blocking);
    prepared.view.problems = problems;
    if let Some(config) = &prepared.config {
        prepared.view.settings = recipe_form::settings_of(config)?;
    }
    Ok(prepared)
}

fn open_base(application: &Application, id: &str) -> Result<(Located, Arc<OpenedBase>), Error> {
    let located = base_model::find(application, id)?;
    let base = application.bases().open(&located.folder)?;
    Ok((located, base))
}

fn empty_view(application: &Application, request: &RunRequest) -> RunPreparation {
    RunPreparation {
        numbers: None,
        lengths: None,
        problems: Vec::new(),
        memory: None,
        time: None,
        settings: request.settings.clone(),
        can_start: false,
        starts_after: application.runs().last_in_line(),
    }
}

fn read_settings(request: &RunRequest, problems: &mut Vec<PreparationProblem>) -> Option<RecipeConfig> {
    match recipe_form::config_of(&request.settings) {
        Ok(config) => Some(config),
        Err(error) => {
            let key = recipe_form::key_of(&error).map(str::to_owned);
            let mut found = of_error(ProblemKind::Setting, &failure::train(error));
            found.key = key;
            problems.push(found);
            None
        }
    }
}

fn of_error(kind: ProblemKind, error: &Error) -> PreparationProblem {
    let sentence = format!("{} — {}.", error.what(), error.remedy());
    let mut letters = sentence.chars();
    let sentence = letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect());
    problem(kind, sentence, Vec::new())
}

impl Prepared {
    /// Sizes, lengths and what is wrong with the cases.
    fn measure(&mut self, request: &RunRequest, problems: &mut Vec<PreparationProblem>) -> Result<(), Error> {
        let (Some(config), Some((_, base)), Some(set)) = (&self.config, &self.base, &self.set) else { return Ok(()) };
        if let Err(error) = config.check_fits(&base.config) {
            let key = recipe_form::key_of(&error).map(str::to_owned);
            problems.push(PreparationProblem { key, ..of_error(ProblemKind::Setting, &failure::train(error)) });
            return Ok(());
        }
        let left_out: HashSet<&str> = request.left_out.iter().map(String::as_str).collect();
        let sides = sides(set, config.validation_fraction, config.seed, &left_out);
        let lengths = lengths_of(base, set)?;
        let context = base.config.max_position_embeddings;
        let limit = config.max_length.min(context);
        let checks = CaseChecks {
            set,
            sides: &sides,
            lengths: &lengths,
            limit,
            context,
            wants_validation: config.validation_fraction > 0.0,
        };
        problems.extend(checks.problems());
        let shown = sides.train.iter().chain(&sides.validation);
        let shown = shown.filter_map(|place| lengths.get(*place).copied().flatten()).map(|length| length.tokens);
        self.view.lengths = Some(histogram(shown, limit));
        let config = recipe_form::with_warmup(config.clone(), &request.settings, steps_of(config, sides.train.len()));
        self.view.numbers = Some(numbers(&config, base, set, &sides, left_out.len()));
        self.config = Some(config);
        self.lengths = Some(lengths);
        self.sides = Some(sides);
        Ok(())
    }

    fn forecast(&mut self, application: &Application, problems: &mut Vec<PreparationProblem>) {
        let (Some(config), Some((_, base)), Some(sides)) = (&self.config, &self.base, &self.sides) else { return };
        let lengths = sides.train.iter().chain(&sides.validation);
        let lengths = lengths.filter_map(|place| self.lengths.as_ref()?.get(*place).copied().flatten());
        let longest = lengths.fold(Longest { case: 1, answer: 1 }, |longest, length| Longest {
            case: longest.case.max(length.tokens),
            answer: longest.answer.max(length.tokens.saturating_sub(length.prompt_tokens)),
        });
        let weights_bytes = |quantize| base.resident_bytes(quantize);
        let asked = Asked {
            config,
            shape: &base.config,
            weights_bytes: &weights_bytes,
            longest,
            machine: MachineMemory::read(),
            given_back: application.bytes_of_model_in_memory(),
        };
        let memory = asked.view();
        if memory.fits == Some(false) {
            let words = format!(
                "It would take {:.1} GB of memory, and {:.1} GB are free.",
                memory.total_gb, memory.available_gb
            );
            let remedies = memory.remedy.iter().cloned().collect();
            problems.push(PreparationProblem { remedies, ..problem(ProblemKind::Memory, words, Vec::new()) });
        }
        self.view.memory = Some(memory);
    }

    /// From the tokens a second of the last run on this base that was held in memory the same way.
    fn estimate(&self, records: &[RunRecord]) -> Option<TimeEstimate> {
        let (config, (located, _)) = (self.config.as_ref()?, self.base.as_ref()?);
        let (sides, lengths) = (self.sides.as_ref()?, self.lengths.as_ref()?);
        let quantize = super::forecast::format_of(config.quantize);
        let comparable = |record: &&RunRecord| {
            record.base.id == located.id
                && record.quantize == quantize
                && record.tokens_per_s.is_some()
                && matches!(record.state, RunState::Finished | RunState::StoppedEarly | RunState::Kept)
        };
        let earlier = records.iter().rev().find(comparable)?;
        let tokens = |places: &[usize]| {
            places.iter().filter_map(|place| lengths.get(*place).copied().flatten()).map(|l| l.tokens).sum::<usize>()
        };
        let passes = f64::from(self.view.numbers?.steps) / f64::from(self.view.numbers?.steps_per_pass.max(1));
        // Reading without a backward pass takes about a third of the time.
        let read = passes * (tokens(&sides.train) as f64 + tokens(&sides.validation) as f64 / 3.0);
        Some(TimeEstimate { seconds: read / earlier.tokens_per_s?, run: earlier.number })
    }
}

/// Steps of a run over so many cases.
pub(crate) fn steps_of(config: &RecipeConfig, train: usize) -> usize {
    config.steps.unwrap_or_else(|| config.epochs * steps_per_pass(config, train))
}

fn steps_per_pass(config: &RecipeConfig, train: usize) -> usize {
    train.div_ceil(config.window().max(1)).max(1)
}

fn numbers(config: &RecipeConfig, base: &OpenedBase, set: &DataSet, sides: &Sides, left_out: usize) -> RunNumbers {
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    RunNumbers {
        train: count(sides.train.len()),
        validation: count(sides.validation.len()),
        test: count(set.test.len()),
        left_out: count(left_out),
        steps: count(steps_of(config, sides.train.len())),
        steps_per_pass: count(steps_per_pass(config, sides.train.len())),
        warmup_steps: count(config.warmup_steps),
        effective_batch: count(config.window()),
        trainable_parameters: config.trainable_parameters(&base.config),
    }
}
