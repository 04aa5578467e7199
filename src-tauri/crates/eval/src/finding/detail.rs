//! Sentences about one tuned model: fields, classes, confusion, subgroups, calibration.

use isocenter_domain::Task;

use super::Speaker;
use crate::wording::{count, interval, number, signed};
use crate::{Class, ClassScheme, ClassTable, Measured, Metric, StudyModel};

impl Speaker<'_> {
    /// The headline where it is highest, and the place of that temperature in the scan.
    fn best(&self, model: &StudyModel, task: Task) -> Option<(usize, &Measured)> {
        let series = self.numbers.scan(&model.id, task, Metric::headline(task))?;
        let best = series.highest?.temperature;
        series.points.iter().enumerate().find(|(_, point)| point.conditions.temperature == Some(best))
    }

    fn point(&self, model: &StudyModel, task: Task, metric: Metric, at: usize) -> Option<&Measured> {
        self.numbers.scan(&model.id, task, metric)?.points.get(at)
    }

    pub(super) fn field_agreement(&self) -> Vec<String> {
        let sentence = |model: &StudyModel| {
            let (at, rouge) = self.best(model, Task::Regimen)?;
            let of = |metric| self.point(model, Task::Regimen, metric, at);
            let whole = of(Metric::SamePhases)?;
            Some(format!(
                "{}: at T {} ROUGE-1 recall is {}, yet modality, dose and fractions all agree in {} of answers (modality {}, dose {}, fractions {}, EQD2 {}; {} with a readable truth).",
                model.label,
                rouge.conditions.temperature?,
                number(rouge.value),
                number(whole.value),
                number(of(Metric::SameModality)?.value),
                number(of(Metric::SameDose)?.value),
                number(of(Metric::SameFractions)?.value),
                number(of(Metric::SameEqd2)?.value),
                count(whole.cases, "case", "cases"),
            ))
        };
        self.tuned().filter_map(sentence).collect()
    }

    pub(super) fn class_scores(&self, task: Task) -> Vec<String> {
        let Some(scheme) = ClassScheme::of(task).first() else { return Vec::new() };
        let sentence = |model: &StudyModel| {
            let table = self.numbers.best_classes(&model.id, *scheme)?;
            let (_, best) = self.best(model, task)?;
            let baseline = self.numbers.baseline(Metric::headline(task))?;
            let range = best.interval;
            let standing = match (range, baseline.value) {
                (Some(range), Some(majority)) if range.low > majority => "above",
                (Some(range), Some(majority)) if range.high < majority => "below",
                _ => "not clearly apart from",
            };
            // Wang et al. weight modalities by their cases and count ICD-10 categories alike.
            let (name, f1) = match task {
                Task::Modality => ("weighted F1", table.weighted.f1),
                Task::Icd10 | Task::Regimen => ("macro F1", table.macro_average.f1),
            };
            Some(format!(
                "{}: {} {} (95 % {}) at T {}, {standing} the {} that always answering {} reaches; {name} {} over {}; {}.",
                model.label,
                Metric::headline(task),
                number(best.value),
                interval(range),
                table.temperature,
                number(baseline.value),
                baseline.class.as_ref().map_or("the commonest", Class::label),
                number(f1.value),
                count(f1.classes, "class", "classes"),
                count(best.cases, "case", "cases"),
            ))
        };
        self.tuned().filter_map(sentence).collect()
    }

    pub(super) fn confusion(&self, task: Task) -> Vec<String> {
        let scheme = match task {
            Task::Regimen => return Vec::new(),
            Task::Modality => ClassScheme::Modality,
            Task::Icd10 => ClassScheme::Icd10Group,
        };
        let sentence = |model: &StudyModel| {
            let table = self.numbers.best_classes(&model.id, scheme)?;
            let unread: usize = column(table, &Class::Unreadable);
            let worst = table.cells.iter().filter(|cell| cell.truth != cell.prediction).max_by_key(|cell| {
                // The first of several equal ones, in the order of the matrix.
                (cell.samples, std::cmp::Reverse((cell.truth, cell.prediction)))
            });
            let most = worst.map_or_else(
                || String::from("no answer is wrong"),
                |cell| {
                    let (truth, answer) = (&table.classes[cell.truth].class, &table.classes[cell.prediction].class);
                    format!(
                        "most often {truth} is answered {answer} ({} of {})",
                        cell.samples, table.classes[cell.truth].truth
                    )
                },
            );
            let unread =
                if unread > 0 { format!("; {} of {} cannot be read", unread, table.samples) } else { String::new() };
            Some(format!("{}: {most}{unread}.", model.label))
        };
        self.tuned().filter_map(sentence).collect()
    }

    pub(super) fn subgroups(&self, task: Task) -> Vec<String> {
        let least = self.evaluation.study.statistics.small_subgroup_cases;
        let of_task = || self.numbers.subgroups.iter().filter(move |group| group.task == task);
        let small = of_task().filter(|group| group.is_small).count();
        let sentence = |model: &StudyModel| {
            let gains = of_task().filter(|group| !group.is_small).filter_map(|group| {
                let difference = group.differences.iter().find(|difference| difference.first == model.id)?;
                Some((difference.value?, group))
            });
            let gains: Vec<_> = gains.collect();
            let (gain, group) = gains.iter().min_by(|a, b| a.0.total_cmp(&b.0))?;
            let below = gains.iter().filter(|(gain, _)| *gain <= 0.0).count();
            let standing = if below == 0 {
                format!("above base in each of {}", count(gains.len(), "subgroup", "subgroups"))
            } else {
                format!("not above base in {below} of {}", count(gains.len(), "subgroup", "subgroups"))
            };
            Some(format!(
                "{}: {standing} of at least {least} cases; least in {} {} ({}, {} cases).",
                model.label,
                group.subgroup.division.words(),
                group.subgroup.level,
                signed(*gain),
                group.cases
            ))
        };
        let mut sentences: Vec<String> = self.tuned().filter_map(sentence).collect();
        if small > 0 {
            let (what, are) = (count(small, "subgroup", "subgroups"), if small == 1 { "is" } else { "are" });
            sentences.push(format!("{what} of fewer than {least} cases {are} shown but not read."));
        }
        sentences
    }

    pub(super) fn reliability(&self) -> Vec<String> {
        let sentence = |model: &StudyModel| {
            let found = self.numbers.calibrations.iter().find(|found| found.model == model.id)?;
            let cases = (found.cases > 0).then_some(found.cases as f64)?;
            let says: f64 = found.bins.iter().filter_map(|bin| Some(bin.mean_probability? * bin.cases as f64)).sum();
            let right: usize = found.bins.iter().map(|bin| bin.correct).sum();
            let (says, is) = (says / cases, right as f64 / cases);
            Some(format!(
                "{}: gives its likeliest label {} on average and is right in {} ({}); calibration error {}, Brier {}.",
                model.label,
                number(Some(says)),
                number(Some(is)),
                count(found.cases, "case", "cases"),
                number(found.expected_calibration_error),
                number(found.brier)
            ))
        };
        self.tuned().filter_map(sentence).collect()
    }
}

/// Samples that were answered with a class.
fn column(table: &ClassTable, class: &Class) -> usize {
    table.classes.iter().find(|row| row.class == *class).map_or(0, |row| row.predicted)
}
