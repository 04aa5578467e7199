//! The stored answers of a study, each checked against the plan and scored, in one fixed order; every number is made of this and nothing else.

use isocenter_domain::Task;

use crate::sample::{FreeAnswer, likeliest};
use crate::score::{Scorer, correct};
use crate::{Answer, CaseList, Error, Metric, Plan, Record, Reply, Study, Unit};

/// A study with its answers, whole and scored. It holds texts of patients, so it has no `Debug`.
pub struct Evaluation<'a> {
    pub(crate) study: &'a Study,
    pub(crate) cases: &'a CaseList,
    /// In the order of the plan.
    pub(crate) blocks: Vec<Block>,
}

/// The answers of one model to one task.
pub(crate) struct Block {
    pub(crate) model: usize,
    pub(crate) task: Task,
    /// Places in the case list, ascending.
    pub(crate) cases: Vec<usize>,
    /// Case by case, temperature by temperature, sample by sample.
    pub(crate) free: Vec<ScoredAnswer>,
    /// Case by case; empty for the regimen task.
    pub(crate) beside: Vec<ScoredBeside>,
}

/// A free answer with what it scored.
pub(crate) struct ScoredAnswer {
    /// Place in [`Block::cases`].
    pub(crate) case: usize,
    /// Place in the study's temperatures.
    pub(crate) temperature: usize,
    pub(crate) given: FreeAnswer,
    pub(crate) answer: Answer,
    /// In the order of [`Metric::of`] the task.
    pub(crate) values: Vec<Option<f64>>,
}

/// A scored label or constrained code with whether it is right.
pub(crate) struct ScoredBeside {
    /// Place in [`Block::cases`].
    pub(crate) case: usize,
    /// Probabilities of the four modalities, for that task.
    pub(crate) probabilities: Option<[f64; 4]>,
    pub(crate) answer: Answer,
    /// In the order of [`Metric::beside`] the task.
    pub(crate) values: Vec<Option<f64>>,
}

/// A metric in one case.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct CaseValue {
    /// Mean over the samples in which it has a meaning.
    pub(crate) mean: f64,
    /// Those samples, at least one.
    pub(crate) samples: u32,
}

/// Place of a record in the plan: model, task, case, free or beside, temperature, sample.
type Place = (usize, Task, usize, u8, usize, u32);

impl<'a> Evaluation<'a> {
    /// Checks and scores `records`, in whatever order they come.
    ///
    /// # Errors
    /// As [`Plan::new`]; [`Error::UnplannedRecord`], [`Error::RecordTwice`], [`Error::SamplesMissing`], [`Error::NotProbabilities`].
    pub fn new(study: &'a Study, cases: &'a CaseList, records: Vec<Record>) -> Result<Self, Error> {
        let plan = Plan::new(study, cases)?;
        let mut placed = Vec::with_capacity(records.len());
        for (index, record) in records.into_iter().enumerate() {
            let number = index + 1;
            let place = place(study, cases, &record).ok_or(Error::UnplannedRecord { record: number })?;
            if let Reply::Labels(probabilities) = &record.reply
                && !are_probabilities(probabilities)
            {
                return Err(Error::NotProbabilities { record: number });
            }
            placed.push((place, number, record));
        }
        placed.sort_by_key(|(place, number, _)| (*place, *number));
        if let Some(twice) = placed.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            return Err(Error::RecordTwice { record: twice[1].1 });
        }
        check_whole(&plan, &placed)?;
        let scorer = Scorer::new(study, cases)?;
        let mut records = placed.into_iter().map(|(_, _, record)| record).peekable();
        let mut blocks = Vec::new();
        for (model, entry) in study.models.iter().enumerate() {
            for task in study.tasks() {
                let mut block = Block::new(model, task, cases);
                while let Some(record) = records.next_if(|record| record.model == entry.id && record.task == task) {
                    block.take(record, study, cases, &scorer);
                }
                blocks.push(block);
            }
        }
        Ok(Self { study, cases, blocks })
    }

    /// The study.
    #[must_use]
    pub const fn study(&self) -> &'a Study {
        self.study
    }

    /// Its cases.
    #[must_use]
    pub const fn cases(&self) -> &'a CaseList {
        self.cases
    }

    pub(crate) fn block(&self, model: usize, task: Task) -> Option<&Block> {
        self.blocks.iter().find(|block| block.model == model && block.task == task)
    }
}

/// Every planned record is there. The placed ones are in the plan's order, each once, and none is unplanned.
fn check_whole(plan: &Plan<'_>, placed: &[(Place, usize, Record)]) -> Result<(), Error> {
    let (mut planned, mut first): (usize, Option<Unit>) = (0, None);
    let mut there = placed.iter().peekable();
    for unit in plan.units() {
        planned += 1;
        if there.next_if(|(_, _, record)| record.unit() == unit).is_none() && first.is_none() {
            first = Some(unit);
        }
    }
    match first {
        None => Ok(()),
        Some(Unit { model, task, case, .. }) => {
            Err(Error::SamplesMissing { missing: planned - placed.len(), planned, model, task, case })
        }
    }
}

fn place(study: &Study, cases: &CaseList, record: &Record) -> Option<Place> {
    let model = study.model_index(&record.model)?;
    let task = record.task;
    study.tasks.get(task)?;
    let case = cases.index(&record.case).filter(|case| cases.cases()[*case].serves(task))?;
    match (&record.reply, task) {
        (Reply::Free(free), _) => {
            let temperature = study.sampling.temperatures.binary_search(&free.temperature).ok()?;
            let is_planned = free.sample < study.sampling.samples_per_temperature;
            is_planned.then_some((model, task, case, 0, temperature, free.sample))
        }
        (Reply::Labels(_), Task::Modality) | (Reply::Code(_), Task::Icd10) => Some((model, task, case, 1, 0, 0)),
        _ => None,
    }
}

/// Room for what is left of four roundings; a caller's softmax stays far below.
const SUM_TOLERANCE: f64 = 1e-6;

fn are_probabilities(probabilities: &[f64; 4]) -> bool {
    let is_one = (probabilities.iter().sum::<f64>() - 1.0).abs() <= SUM_TOLERANCE;
    is_one && probabilities.iter().all(|probability| (0.0..=1.0).contains(probability))
}

impl Block {
    fn new(model: usize, task: Task, cases: &CaseList) -> Self {
        Self { model, task, cases: cases.serving(task).collect(), free: Vec::new(), beside: Vec::new() }
    }

    fn take(&mut self, record: Record, study: &Study, cases: &CaseList, scorer: &Scorer) {
        // OK because `place` let only cases of the list through that serve the task.
        let Some(case) = cases.index(&record.case).and_then(|index| self.cases.binary_search(&index).ok()) else {
            return;
        };
        let of = &cases.cases()[self.cases[case]];
        let beside = |answer: Answer, probabilities| {
            let value = |metric: &Metric| correct(*metric, of, &answer).map(|is_so| f64::from(u8::from(is_so)));
            let values = Metric::beside(self.task).iter().map(value).collect();
            ScoredBeside { case, probabilities, answer, values }
        };
        match record.reply {
            Reply::Free(given) => {
                let answer = study.answer_parser.read(self.task, given.text.reveal());
                let values = scorer.values(of, self.task, given.text.reveal(), &answer);
                let temperature = study.sampling.temperatures.partition_point(|other| *other < given.temperature);
                self.free.push(ScoredAnswer { case, temperature, given, answer, values });
            }
            Reply::Labels(probabilities) => {
                let scored = beside(Answer::Modality(Some(likeliest(&probabilities))), Some(probabilities));
                self.beside.push(scored);
            }
            Reply::Code(code) => {
                let scored = beside(Answer::Icd10(code), None);
                self.beside.push(scored);
            }
        }
    }

    /// The metric in each case, at one temperature or (`None`) over all, in the order of [`Block::cases`]; `None` for a case in which it
    /// has no meaning. A metric beside the scan has one value for each case.
    pub(crate) fn case_values(&self, metric: Metric, temperature: Option<usize>) -> Vec<Option<CaseValue>> {
        let mut sums = vec![(0.0, 0_u32); self.cases.len()];
        let mut add = |case: usize, value: Option<f64>| {
            if let Some(value) = value {
                sums[case].0 += value;
                sums[case].1 += 1;
            }
        };
        if let Some(at) = Metric::of(self.task).iter().position(|other| *other == metric) {
            let here = self.free.iter().filter(|scored| temperature.is_none_or(|only| scored.temperature == only));
            here.for_each(|scored| add(scored.case, scored.values[at]));
        } else if let Some(at) = Metric::beside(self.task).iter().position(|other| *other == metric) {
            self.beside.iter().for_each(|scored| add(scored.case, scored.values[at]));
        }
        let mean = |(sum, samples)| CaseValue { mean: sum / f64::from(samples), samples };
        sums.into_iter().map(|(sum, samples)| (samples > 0).then(|| mean((sum, samples)))).collect()
    }

    /// The free answers at one temperature.
    pub(crate) fn at(&self, temperature: usize) -> impl Iterator<Item = &ScoredAnswer> {
        self.free.iter().filter(move |scored| scored.temperature == temperature)
    }
}
