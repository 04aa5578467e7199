//! The figures of a study: its numbers in the forms that `chart` draws. Nothing is computed here; what a number leaves undefined stays so.

mod classes;
mod comparison;
mod coverage;
mod reliability;
mod scan;

use isocenter_chart::{Arm, Estimate, Figure, Hue, Picture, Theme};
use isocenter_domain::Task;
use isocenter_eval::{Evaluation, FigureSubject, Interval, Measured, ModelId, Numbers, Pair, Role, Study, StudyModel};

use crate::error::Error;
use crate::failure;

pub(crate) use classes::{class_label, class_scheme};
pub(crate) use comparison::FIELDS;
pub(crate) use scan::scan_metrics;

/// A figure with the words that belong to it.
pub(crate) struct StudyFigure {
    /// What it shows.
    pub(crate) subject: FigureSubject,
    /// Its task; nothing for a figure of all tasks.
    pub(crate) task: Option<Task>,
    /// The model, where it is of one.
    pub(crate) model: Option<ModelId>,
    /// Name of its files, without an ending.
    pub(crate) file: String,
    /// One sentence for who does not see it.
    pub(crate) name: String,
    /// The line below it: what stands behind its marks, of how many cases.
    pub(crate) caption: String,
    /// What is drawn.
    pub(crate) figure: Box<dyn Figure>,
}

impl StudyFigure {
    /// Draws it.
    ///
    /// # Errors
    /// A fault of ours.
    pub(crate) fn draw(&self, theme: Theme) -> Result<Picture, Error> {
        self.figure.draw(&self.name, theme).map_err(failure::chart)
    }
}

/// Every figure that the numbers allow, in the order of the report.
///
/// # Errors
/// A fault of ours: `eval` gives only finite numbers.
pub(crate) fn study_figures(evaluation: &Evaluation<'_>, numbers: &Numbers) -> Result<Vec<StudyFigure>, Error> {
    let look = Look::new(evaluation.study(), numbers);
    let mut figures = vec![comparison::headlines(&look)?];
    for task in look.study.tasks() {
        figures.push(scan::temperature_scan(&look, task)?);
        match task {
            Task::Regimen => {
                figures.push(comparison::fields(&look)?);
                figures.extend(coverage::figure(&look)?);
            }
            Task::Modality | Task::Icd10 => figures.extend(classes::figures(&look, task)?),
        }
        if task == Task::Modality {
            figures.push(reliability::figure(&look)?);
        }
    }
    Ok(figures)
}

/// How the models of a study look in all its figures.
struct Look<'a> {
    study: &'a Study,
    numbers: &'a Numbers,
    hues: Vec<Hue>,
}

impl<'a> Look<'a> {
    /// Each folder has a hue, LLaMA amber and Mistral blue as in every study where they are the first of their family.
    fn new(study: &'a Study, numbers: &'a Numbers) -> Self {
        const HUES: [Hue; 4] = [Hue::Amber, Hue::Blue, Hue::Plum, Hue::Grey];
        let mut taken: Vec<(&str, Hue)> = Vec::new();
        let mut hues = Vec::new();
        for model in &study.models {
            let usual = match model.family.as_str() {
                "llama" => Hue::Amber,
                "mistral" => Hue::Blue,
                _ => Hue::Plum,
            };
            let known = taken.iter().find(|(folder, _)| *folder == model.folder).map(|(_, hue)| *hue);
            let hue = known.unwrap_or_else(|| {
                let is_free = |hue: &Hue| taken.iter().all(|(_, other)| other != hue);
                let next = [usual].into_iter().chain(HUES).find(is_free).unwrap_or(usual);
                taken.push((&model.folder, next));
                next
            });
            hues.push(hue);
        }
        Self { study, numbers, hues }
    }

    fn pairs(&self) -> Vec<Pair> {
        self.study.pairs().collect()
    }

    fn model(&self, index: usize) -> &'a StudyModel {
        &self.study.models[index]
    }

    /// The tuned models, by their places.
    fn tuned(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.study.models.len()).filter(|index| self.model(*index).role == Role::Tuned)
    }

    fn cases(&self, task: Task) -> String {
        cases(self.numbers.cases.get(task).copied().unwrap_or(0))
    }
}

fn cases(n: usize) -> String {
    if n == 1 { "1 case".to_owned() } else { format!("{n} cases") }
}

/// `12 cases`, or `12 cases, 36 answers` where a case was asked more than once.
fn cases_and_answers(n: usize, answers: usize) -> String {
    if answers == n { cases(n) } else { format!("{}, {answers} answers", cases(n)) }
}

const fn arm(role: Role) -> Arm {
    match role {
        Role::Base => Arm::Base,
        Role::Tuned => Arm::Tuned,
    }
}

const fn role_words(role: Role) -> &'static str {
    match role {
        Role::Base => "base",
        Role::Tuned => "fine-tuned",
    }
}

/// A model for people: its label and whether it is fine-tuned.
pub(crate) fn name(model: &StudyModel) -> String {
    format!("{}, {}", model.label, role_words(model.role))
}

const fn task_words(task: Task) -> &'static str {
    match task {
        Task::Regimen => "regimen",
        Task::Modality => "modality",
        Task::Icd10 => "ICD-10",
    }
}

/// A model's id as a part of a file's name.
fn in_file_name(model: &StudyModel) -> String {
    let safe = |letter: char| if letter.is_ascii_alphanumeric() || letter == '-' { letter } else { '_' };
    model.id.as_str().chars().map(safe).collect()
}

fn between(value: Option<f64>, interval: Option<Interval>) -> Option<Estimate> {
    let value = value?;
    Some(interval.map_or(Estimate::exact(value), |range| Estimate::between(value, range.low, range.high)))
}

fn estimate(measured: &Measured) -> Option<Estimate> {
    between(measured.value, measured.interval)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_that_was_asked_thrice_is_one_case_and_three_answers() {
        assert_eq!(cases_and_answers(12, 12), "12 cases");
        assert_eq!(cases_and_answers(12, 36), "12 cases, 36 answers");
        assert_eq!(cases_and_answers(1, 3), "1 case, 3 answers");
    }
}
