//! Sentences about one tuned model: fields, classes, confusion, subgroups, calibration.

use isocenter_domain::Task;

use super::{Said, Speaker};
use crate::wording::{count, interval, listed, number, signed};
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

    pub(super) fn field_agreement(&self) -> Option<Said> {
        let (mut shares, mut details) = (Vec::new(), Vec::new());
        for model in self.tuned() {
            let Some((at, rouge)) = self.best(model, Task::Regimen) else { continue };
            let of = |metric| self.point(model, Task::Regimen, metric, at);
            let value = |metric| number(of(metric).and_then(|point| point.value));
            let (Some(whole), Some(temperature)) = (of(Metric::SamePhases), rouge.conditions.temperature) else {
                continue;
            };
            shares.push(format!("{} ({})", number(whole.value), model.label));
            details.push(format!(
                "{}: at T {temperature}, where ROUGE-1 recall is {}, modality agrees in {}, total dose in {}, fractions in {}, EQD2 in {}; {} with a truth that can be read.",
                model.label,
                number(rouge.value),
                value(Metric::SameModality),
                value(Metric::SameDose),
                value(Metric::SameFractions),
                value(Metric::SameEqd2),
                count(whole.cases, "case", "cases"),
            ));
        }
        let text = format!("Modality, dose and fractions all agree in {} of answers at best.", listed(&shares));
        (!shares.is_empty()).then_some(Said { text, details })
    }

    pub(super) fn class_scores(&self, task: Task) -> Option<Said> {
        let scheme = *ClassScheme::of(task).first()?;
        let baseline = self.numbers.baseline(Metric::headline(task))?;
        let (mut standings, mut details) = (Vec::new(), Vec::new());
        for model in self.tuned() {
            let Some((table, (_, best))) = self.numbers.best_classes(&model.id, scheme).zip(self.best(model, task))
            else {
                continue;
            };
            let standing = match (best.interval, baseline.value) {
                (Some(range), Some(majority)) if range.low > majority => "above it",
                (Some(range), Some(majority)) if range.high < majority => "below it",
                _ => "not clearly apart",
            };
            standings.push(format!("{} reaches {} ({standing})", model.label, number(best.value)));
            // Wang et al. weight modalities by their cases and count ICD-10 categories alike.
            let (name, f1) = match task {
                Task::Modality => ("weighted F1", table.rates.weighted.f1),
                Task::Icd10 | Task::Regimen => ("macro F1", table.rates.macro_average.f1),
            };
            details.push(format!(
                "{}: {} (95 % {}) at T {}; {name} {} over {}; {}.",
                model.label,
                number(best.value),
                interval(best.interval),
                table.temperature,
                number(f1.value),
                count(f1.classes, "class", "classes"),
                count(best.cases, "case", "cases"),
            ));
        }
        let text = format!(
            "Always answering {} reaches {} {}; {}.",
            baseline.class.as_ref().map_or("the commonest", Class::label),
            Metric::headline(task),
            number(baseline.value),
            listed(&standings)
        );
        (!standings.is_empty()).then_some(Said { text, details })
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
            let worst = table.rates.cells.iter().filter(|cell| cell.truth != cell.prediction).max_by_key(|cell| {
                // The first of several equal ones, in the order of the matrix.
                (cell.samples, std::cmp::Reverse((cell.truth, cell.prediction)))
            });
            let most = worst.map_or_else(
                || String::from("no answer is wrong"),
                |cell| {
                    let (truth, answer) =
                        (&table.rates.classes[cell.truth].class, &table.rates.classes[cell.prediction].class);
                    format!(
                        "most often “{truth}” is answered “{answer}” ({} of {})",
                        cell.samples, table.rates.classes[cell.truth].truth
                    )
                },
            );
            let unread =
                if unread > 0 { format!("; {} of {} cannot be read", unread, table.samples) } else { String::new() };
            Some(format!("{}: {most}{unread}.", model.label))
        };
        self.tuned().filter_map(sentence).collect()
    }

    pub(super) fn subgroups(&self, task: Task) -> Option<Said> {
        let least = self.evaluation.study.statistics.small_subgroup_cases;
        let of_task = || self.numbers.subgroups.iter().filter(move |group| group.task == task);
        let (mut above, mut not, mut details) = (Vec::new(), Vec::new(), Vec::new());
        for model in self.tuned() {
            let gains = of_task().filter(|group| !group.is_small).filter_map(|group| {
                let difference = group.differences.iter().find(|difference| difference.first == model.id)?;
                Some((difference.value?, group))
            });
            let gains: Vec<_> = gains.collect();
            let Some((gain, group)) = gains.iter().min_by(|a, b| a.0.total_cmp(&b.0)) else { continue };
            if *gain > 0.0 {
                above.push(model.label.clone())
            } else {
                not.push(model.label.clone())
            }
            details.push(format!(
                "{}: least gain in {}: {}, {} ({}).",
                model.label,
                group.subgroup.division.words(),
                group.subgroup.level,
                signed(*gain),
                count(group.cases, "case", "cases")
            ));
        }
        let groups = of_task().filter(|group| !group.is_small).count();
        let small = of_task().count() - groups;
        if small > 0 {
            let are = if small == 1 { "is" } else { "are" };
            details.push(format!(
                "{} of fewer than {least} cases {are} shown but not read.",
                count(small, "subgroup", "subgroups")
            ));
        }
        let large = format!("{} of at least {least} cases", count(groups, "subgroup", "subgroups"));
        let text = match (above.is_empty(), not.is_empty()) {
            (_, true) => format!("Tuned is above base in each of the {large}."),
            (true, false) => format!("Tuned is not above base in each of the {large}."),
            (false, false) => {
                format!("Tuned is above base in each of the {large} in {}, not in {}.", listed(&above), listed(&not))
            }
        };
        (!above.is_empty() || !not.is_empty()).then_some(Said { text, details })
    }

    pub(super) fn reliability(&self) -> Option<Said> {
        let (mut errors, mut details) = (Vec::new(), Vec::new());
        for model in self.tuned() {
            let Some(found) = self.numbers.calibrations.iter().find(|found| found.model == model.id) else { continue };
            let says = found.bins.iter().filter_map(|bin| Some(bin.mean_probability? * bin.cases as f64)).sum::<f64>();
            let right: usize = found.bins.iter().map(|bin| bin.correct).sum();
            let share = |sum: f64| number((found.cases > 0).then(|| sum / found.cases as f64));
            errors.push(format!("{} ({})", number(found.expected_calibration_error), model.label));
            details.push(format!(
                "{}: says {} on average and is right in {}; Brier {}; {}.",
                model.label,
                share(says),
                share(right as f64),
                number(found.brier),
                count(found.cases, "case", "cases")
            ));
        }
        let text = format!("The likeliest label’s probability is off by {} on average.", listed(&errors));
        (!errors.is_empty()).then_some(Said { text, details })
    }
}

/// Samples that were answered with a class.
fn column(table: &ClassTable, class: &Class) -> usize {
    table.rates.classes.iter().find(|row| row.class == *class).map_or(0, |row| row.predicted)
}
