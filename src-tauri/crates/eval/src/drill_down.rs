//! From a number to its cases and from a cell of a confusion matrix to its cases: what stands behind a figure.

use isocenter_domain::Task;

use crate::evaluation::Block;
use crate::{Answer, CaseId, Class, ClassScheme, Conditions, Evaluation, FreeAnswer, ModelId, Temperature, Unit, Way};

/// Which cases come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Those with the highest values.
    BestFirst,
    /// Those with the lowest.
    WorstFirst,
}

/// A case behind a number.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseBehind {
    /// The case.
    pub case: CaseId,
    /// Its value: the mean over its samples under the same conditions.
    pub value: f64,
}

/// A cell of a confusion matrix.
#[derive(Debug, Clone, PartialEq)]
pub struct CellAddress {
    /// The model.
    pub model: ModelId,
    /// How answers are put into classes.
    pub scheme: ClassScheme,
    /// At which temperature.
    pub temperature: Temperature,
    /// The true class.
    pub truth: Class,
    /// The answered class.
    pub prediction: Class,
}

/// One answer of a model to a case, as given and as read.
#[derive(Clone, Copy)]
pub struct AnswerBehind<'a> {
    /// As given.
    pub given: &'a FreeAnswer,
    /// As read.
    pub read: &'a Answer,
}

impl Evaluation<'_> {
    /// The cases whose mean a [`Measured`](crate::Measured) is, equal values in order of id. None for conditions that the study does not have.
    #[must_use]
    pub fn cases_behind(&self, conditions: &Conditions, order: Order) -> Vec<CaseBehind> {
        let Some(block) = self.block_of(&conditions.model, conditions.task) else { return Vec::new() };
        let temperature = match conditions.temperature {
            None => None,
            Some(temperature) => match self.study.sampling.temperatures.binary_search(&temperature) {
                Ok(at) => Some(at),
                Err(_) => return Vec::new(),
            },
        };
        let cases = block.cases.iter().map(|index| &self.cases.cases()[*index]);
        let values = cases.zip(block.case_values(conditions.metric, temperature));
        let mut behind: Vec<CaseBehind> = values
            .filter(|(case, _)| conditions.subgroup.as_ref().is_none_or(|subgroup| subgroup.holds(case)))
            .filter_map(|(case, value)| Some(CaseBehind { case: case.id.clone(), value: value?.mean }))
            .collect();
        behind.sort_by(|a, b| match order {
            Order::BestFirst => b.value.total_cmp(&a.value),
            Order::WorstFirst => a.value.total_cmp(&b.value),
        });
        behind
    }

    /// The cases of a cell, once for each sample in it, in order of id.
    #[must_use]
    pub fn cases_in_cell(&self, cell: &CellAddress) -> Vec<CaseId> {
        let Some(block) = self.block_of(&cell.model, cell.scheme.task()) else { return Vec::new() };
        let Ok(at) = self.study.sampling.temperatures.binary_search(&cell.temperature) else { return Vec::new() };
        let behind = block.at(at).filter_map(|scored| {
            let case = &self.cases.cases()[block.cases[scored.case]];
            let is_in = cell.scheme.truth(case).as_ref() == Some(&cell.truth)
                && cell.scheme.prediction(&scored.answer) == cell.prediction;
            is_in.then(|| case.id.clone())
        });
        behind.collect()
    }

    /// What a model answered to a case, by temperature and sample.
    #[must_use]
    pub fn answers(&self, model: &ModelId, task: Task, case: &CaseId) -> Vec<AnswerBehind<'_>> {
        let Some(block) = self.block_of(model, task) else { return Vec::new() };
        let place = self.cases.index(case).and_then(|index| block.cases.binary_search(&index).ok());
        let answers = block.free.iter().filter(|scored| Some(scored.case) == place);
        answers.map(|scored| AnswerBehind { given: &scored.given, read: &scored.answer }).collect()
    }

    /// The questions whose free answers cannot be read, in the order of the plan.
    #[must_use]
    pub fn unreadable(&self, model: &ModelId, task: Task) -> Vec<Unit> {
        let Some(block) = self.block_of(model, task) else { return Vec::new() };
        let unread = block.free.iter().filter(|scored| !scored.answer.is_read());
        let unit = |scored: &crate::evaluation::ScoredAnswer| Unit {
            model: model.clone(),
            task,
            case: self.cases.cases()[block.cases[scored.case]].id.clone(),
            way: Way::Free { temperature: scored.given.temperature, sample: scored.given.sample },
        };
        unread.map(unit).collect()
    }

    fn block_of(&self, model: &ModelId, task: Task) -> Option<&Block> {
        self.block(self.study.model_index(model)?, task)
    }
}
