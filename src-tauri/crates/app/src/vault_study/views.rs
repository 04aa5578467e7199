//! The numbers of a study as the window shows them. No number is made here.

use isocenter_domain::Task;
use isocenter_eval::{
    CellAddress, Class, ClassAverages, ClassScheme, ClassTable, Conditions, Division, FigureSubject, HighestAndMedian,
    Interval, Measured, Metric, ModelId, Opponents, PairUnit, Role, StudyModel, Subgroup, SubgroupNumbers, Table1Cell,
    Temperature, TestOutcome,
};

use super::open_study::Scored;
use crate::count::count;
use crate::wire::{
    Baseline, CalibrationView, CaseAddress, ClassLine, ClassTableView, Finding, HeldOutTest, MeasuredView, ScoreCell,
    ScoreRow, StudyFigureKind, StudyModelRole, StudyModelView, StudyResults, StudyRow, SubgroupLine, TestState,
    UnreadableCount,
};

fn ends(interval: Option<Interval>) -> (Option<f64>, Option<f64>) {
    (interval.map(|interval| interval.low), interval.map(|interval| interval.high))
}

const fn role(role: Role) -> StudyModelRole {
    match role {
        Role::Base => StudyModelRole::Base,
        Role::Tuned => StudyModelRole::Tuned,
    }
}

/// The address of the cases behind a number.
pub(crate) fn address_of(conditions: &Conditions) -> CaseAddress {
    let subgroup = conditions.subgroup.as_ref();
    CaseAddress::Number {
        model: conditions.model.to_string(),
        task: conditions.task.into(),
        metric: conditions.metric.name().to_owned(),
        temperature: conditions.temperature.map(Temperature::value),
        division: subgroup.map(|subgroup| subgroup.division.words().to_owned()),
        level: subgroup.map(|subgroup| subgroup.level.clone()),
    }
}

/// What the address of a number means, if it is one that the study can have.
pub(crate) fn conditions_of(
    model: &str,
    task: Task,
    metric: &str,
    temperature: Option<f64>,
    subgroup: Option<(&str, &str)>,
) -> Option<Conditions> {
    let subgroup = match subgroup {
        None => None,
        Some((division, level)) => {
            let division = Division::ALL.into_iter().find(|known| known.words() == division)?;
            Some(Subgroup { division, level: level.to_owned() })
        }
    };
    Some(Conditions {
        model: ModelId::new(model),
        task,
        metric: Metric::from_name(metric)?,
        temperature: temperature.map(Temperature::new),
        subgroup,
    })
}

/// What the address of a cell means, if there is such a scheme.
pub(crate) fn cell_of(
    model: &str,
    scheme: &str,
    temperature: f64,
    truth: &str,
    prediction: &str,
) -> Option<CellAddress> {
    let schemes = Task::ALL.into_iter().flat_map(ClassScheme::of);
    Some(CellAddress {
        model: ModelId::new(model),
        scheme: schemes.copied().find(|known| known.words() == scheme)?,
        temperature: Temperature::new(temperature),
        truth: Class::from_label(truth),
        prediction: Class::from_label(prediction),
    })
}

/// Everything the screen shows but figures.
pub(crate) fn results(scored: &Scored<'_>, row: StudyRow) -> StudyResults {
    let numbers = &scored.outputs.numbers;
    let measured = |of: &Measured| measured_view(scored, of);
    StudyResults {
        row,
        models: scored.study.models.iter().map(model_view).collect(),
        scores: score_rows(scored),
        findings: scored.outputs.findings.iter().map(finding).collect(),
        by_case: by_case(scored),
        classes: classes(scored),
        baselines: numbers.baselines.iter().map(baseline).collect(),
        beside: numbers.beside.iter().filter_map(measured).collect(),
        subgroups: numbers.subgroups.iter().map(|of| subgroup(scored, of)).collect(),
        calibrations: calibrations(scored),
        unreadable: unreadable(scored),
    }
}

fn model_view(model: &StudyModel) -> StudyModelView {
    StudyModelView {
        id: model.id.to_string(),
        label: model.label.clone(),
        family: model.family.clone(),
        role: role(model.role),
    }
}

fn model_of<'a>(scored: &Scored<'a>, id: &ModelId) -> Option<&'a StudyModel> {
    scored.study.model_index(id).map(|index| &scored.study.models[index])
}

/// Table 1 of Wang et al., task by task.
pub(crate) fn score_rows(scored: &Scored<'_>) -> Vec<ScoreRow> {
    let mut rows = Vec::new();
    for task in scored.study.tasks() {
        for row in &scored.outputs.numbers.table1 {
            let Some(cell) = row.tasks.get(task) else { continue };
            let family = model_of(scored, &row.tuned).map_or("", |model| model.family.as_str());
            let Table1Cell { metric, base, tuned, test, p_holm, cases } = cell;
            rows.push(ScoreRow {
                label: row.label.clone(),
                family: family.to_owned(),
                task: task.into(),
                metric: metric.words().to_owned(),
                base: score_cell(&row.base, task, *metric, base),
                tuned: score_cell(&row.tuned, task, *metric, tuned),
                test: test_state(test),
                p_holm: *p_holm,
                cases: count(*cases),
            });
        }
    }
    rows
}

fn score_cell(model: &ModelId, task: Task, metric: Metric, of: &HighestAndMedian) -> ScoreCell {
    let behind = |temperature| {
        let temperature = Some(temperature);
        address_of(&Conditions { model: model.clone(), task, metric, temperature, subgroup: None })
    };
    ScoreCell {
        highest: of.highest.map(|highest| highest.value),
        median: of.median,
        behind: of.highest.map(|highest| behind(highest.temperature)),
    }
}

fn test_state(outcome: &TestOutcome) -> TestState {
    match outcome {
        TestOutcome::Tested(tested) => TestState::Tested {
            p: tested.p,
            p_floor: tested.p_floor,
            n: count(tested.n),
            zeros: count(tested.zeros),
            ties: count(tested.ties),
            method: tested.method.to_owned(),
            rank_biserial: tested.rank_biserial,
            median_difference: tested.median_difference,
        },
        TestOutcome::NoDifference { n } => TestState::NoDifference { n: count(*n) },
        TestOutcome::Undefined => TestState::Undefined,
    }
}

/// What a figure shows, for the window.
pub(super) const fn figure_kind(subject: FigureSubject) -> StudyFigureKind {
    use FigureSubject as Subject;
    match subject {
        Subject::TemperatureScan => StudyFigureKind::TemperatureScan,
        Subject::Comparison => StudyFigureKind::Comparison,
        Subject::FieldAgreement => StudyFigureKind::FieldAgreement,
        Subject::Coverage => StudyFigureKind::Coverage,
        Subject::ClassScores => StudyFigureKind::ClassScores,
        Subject::Confusion => StudyFigureKind::Confusion,
        Subject::Families => StudyFigureKind::Families,
        Subject::Subgroups => StudyFigureKind::Subgroups,
        Subject::Reliability => StudyFigureKind::Reliability,
        Subject::Grades => StudyFigureKind::Grades,
        Subject::Origin => StudyFigureKind::Origin,
    }
}

fn finding(of: &isocenter_eval::Finding) -> Finding {
    let figure = figure_kind(of.figure);
    let task = of.task.and_then(|task| task.parse::<Task>().ok()).map(Into::into);
    Finding { figure, task, text: of.text.clone(), details: of.details.clone() }
}

fn by_case(scored: &Scored<'_>) -> Vec<HeldOutTest> {
    let numbers = &scored.outputs.numbers;
    let tests = numbers.tests.iter().filter(|test| {
        test.opponents == Opponents::TunedAgainstBase && test.unit == PairUnit::Case && test.task.is_some()
    });
    let view = |test: &isocenter_eval::PairTest| {
        let task: Task = test.task?.parse().ok()?;
        let difference = numbers
            .differences
            .iter()
            .find(|of| of.task == task && of.difference.first == test.first && of.difference.second == test.second);
        let (low, high) = ends(difference.and_then(|of| of.difference.bootstrap));
        Some(HeldOutTest {
            label: model_of(scored, &test.first)?.label.clone(),
            task: task.into(),
            metric: test.metric.map(|metric| metric.words().to_owned()).unwrap_or_default(),
            difference: difference.and_then(|of| of.difference.value),
            low,
            high,
            cases: difference.map_or(0, |of| count(of.difference.cases)),
            test: test_state(&test.outcome),
        })
    };
    tests.filter_map(view).collect()
}

fn classes(scored: &Scored<'_>) -> Vec<ClassTableView> {
    let tuned = scored.study.models.iter().filter(|model| model.role == Role::Tuned);
    let mut tables = Vec::new();
    for model in tuned {
        for scheme in scored.study.tasks().flat_map(ClassScheme::of) {
            let best = scored.outputs.numbers.best_classes(&model.id, *scheme);
            tables.extend(best.map(|table| class_table(model, table)));
        }
    }
    tables
}

fn class_table(model: &StudyModel, table: &ClassTable) -> ClassTableView {
    let rates = &table.rates;
    let class = |row: &isocenter_eval::ClassRow| ClassLine {
        name: row.class.to_string(),
        precision: row.precision,
        recall: row.recall,
        f1: row.f1,
        n: count(row.truth),
        is_average: false,
    };
    let average = |name: &str, of: &ClassAverages| ClassLine {
        name: name.to_owned(),
        precision: of.precision.value,
        recall: of.recall.value,
        f1: of.f1.value,
        n: count(table.samples),
        is_average: true,
    };
    let mut lines: Vec<ClassLine> = rates.classes.iter().map(class).collect();
    lines.push(average("macro", &rates.macro_average));
    lines.push(average("weighted", &rates.weighted));
    lines.push(average("micro", &rates.micro));
    ClassTableView {
        model: model.id.to_string(),
        label: model.label.clone(),
        task: table.scheme.task().into(),
        scheme: table.scheme.words().to_owned(),
        temperature: table.temperature.value(),
        samples: count(table.samples),
        lines,
    }
}

fn baseline(of: &isocenter_eval::MajorityBaseline) -> Baseline {
    let (low, high) = ends(of.wilson);
    Baseline {
        task: of.task.into(),
        metric: of.metric.words().to_owned(),
        class: of.class.as_ref().map(ToString::to_string),
        value: of.value,
        low,
        high,
        cases: count(of.cases),
    }
}

fn measured_view(scored: &Scored<'_>, of: &Measured) -> Option<MeasuredView> {
    let model = model_of(scored, &of.conditions.model)?;
    let (low, high) = ends(of.interval);
    Some(MeasuredView {
        model: model.id.to_string(),
        label: model.label.clone(),
        role: role(model.role),
        task: of.conditions.task.into(),
        metric: of.conditions.metric.words().to_owned(),
        value: of.value,
        low,
        high,
        cases: count(of.cases),
        behind: address_of(&of.conditions),
    })
}

fn subgroup(scored: &Scored<'_>, of: &SubgroupNumbers) -> SubgroupLine {
    SubgroupLine {
        task: of.task.into(),
        division: of.subgroup.division.words().to_owned(),
        level: of.subgroup.level.clone(),
        cases: count(of.cases),
        is_small: of.is_small,
        measured: of.measured.iter().filter_map(|of| measured_view(scored, of)).collect(),
    }
}

fn calibrations(scored: &Scored<'_>) -> Vec<CalibrationView> {
    let view = |of: &isocenter_eval::Calibration| {
        let model = model_of(scored, &of.model)?;
        Some(CalibrationView {
            label: model.label.clone(),
            role: role(model.role),
            brier: of.brier,
            expected_calibration_error: of.expected_calibration_error,
            cases: count(of.cases),
        })
    };
    scored.outputs.numbers.calibrations.iter().filter_map(view).collect()
}

fn unreadable(scored: &Scored<'_>) -> Vec<UnreadableCount> {
    let sampling = &scored.study.sampling;
    let samples = sampling.temperatures.len() * sampling.samples_per_temperature as usize;
    let mut counts = Vec::new();
    for model in &scored.study.models {
        for task in scored.study.tasks() {
            counts.push(UnreadableCount {
                model: model.id.to_string(),
                label: model.label.clone(),
                role: role(model.role),
                task: task.into(),
                answers: count(scored.evaluation.unreadable(&model.id, task).len()),
                of: count(scored.cases.serving(task).count() * samples),
            });
        }
    }
    counts
}
