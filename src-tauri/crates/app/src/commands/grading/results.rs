//! What came out of a locked study of grades: its numbers for the window, its files. Before the lock nobody reads any of it.

use std::path::Path;

use isocenter_chart::Theme;
use isocenter_grade::{
    Acceptance, Agreement, ArmNumbers, CheckedRecord, Distribution, Numbers, Pace, RepeatNumbers, Share, Statistic,
    StudyRecord,
};
use isocenter_store::{Action, AuditEntry, Reading, StudyId};

use super::protocol::{amendments, lines};
use crate::application::Application;
use crate::count::count;
use crate::error::Error;
use crate::grading::{Book, GradingFigure, GradingOutputs, grading_figures, study_record, subject};
use crate::permission::Permission;
use crate::wire::{
    AcceptanceView, AgreementView, ArmGrades, ErrorCode, FigureTheme, GraderDistribution, GraderPace, GradingResults,
    PanelNumbers, Proportion, RepeatAgreement, StatisticView,
};
use crate::{failure, files};

/// The numbers of a locked study of grades, its figures drawn for the window's theme.
///
/// # Errors
/// Not permitted; one that is not locked.
pub fn grading_results(application: &Application, grading: u32, theme: FigureTheme) -> Result<GradingResults, Error> {
    let mut session = application.session();
    let reading = session.open_for(Permission::ReadResults)?.vault.read();
    let (book, record) = locked(reading, grading)?;
    let checked = record.check().map_err(failure::grade)?;
    let numbers = Numbers::of(&checked).map_err(failure::grade)?;
    let theme = match theme {
        FigureTheme::Light => Theme::Light,
        FigureTheme::Dark => Theme::Dark,
    };
    let figures = figures(&checked, &numbers)?;
    let lock = record.lock.as_ref();
    Ok(GradingResults {
        grading,
        name: checked.protocol.name.clone(),
        is_demonstration: checked.protocol.is_demonstration,
        finding: isocenter_grade::finding(&checked.protocol, &numbers),
        blinding: isocenter_grade::blinding(&record, &checked),
        arms: numbers.arms.iter().map(arm_view).collect(),
        agreement: agreement_view(&numbers.agreement),
        repeats: numbers.repeats.iter().map(repeat_view).collect(),
        pace: numbers.pace.iter().map(pace_view).collect(),
        panel: PanelNumbers {
            flagged: count(numbers.panel.flagged),
            settled: count(numbers.panel.settled),
            moved: count(numbers.panel.moved),
            dissents: count(numbers.panel.dissents),
        },
        protocol: lines(&checked.protocol),
        protocol_sha256: checked.protocol.sha256().map_err(failure::grade)?.to_string(),
        amendments: amendments(application, reading, &book)?,
        figures: figures.iter().map(|figure| figure.view(theme)).collect::<Result<Vec<_>, Error>>()?,
        locked: lock.map(|lock| application.local_time_of(lock.at_us)).unwrap_or_default(),
    })
}

/// The locked studies of grades of a study, newest first.
///
/// # Errors
/// Not permitted; a damaged vault.
pub fn gradings_of_study(application: &Application, study: u32) -> Result<Vec<u32>, Error> {
    let mut session = application.session();
    let reading = session.open_for(Permission::ReadResults)?.vault.read();
    let books = Book::of_home(reading)?;
    let of_study = books.iter().filter(|book| book.is_locked() && book.row.made.study == Some(StudyId(study.into())));
    Ok(of_study.map(Book::number).collect())
}

/// Writes grades, numbers, figures and the report into `folder`; gives the folder's name.
///
/// # Errors
/// Not permitted; one that is not locked; a folder that cannot be written.
pub fn export_grading(application: &Application, grading: u32, folder: &Path) -> Result<String, Error> {
    let mut session = application.session();
    let open = session.open_for(Permission::KeepGradings)?;
    let (book, record) = locked(open.vault.read(), grading)?;
    let checked = record.check().map_err(failure::grade)?;
    let numbers = Numbers::of(&checked).map_err(failure::grade)?;
    let figures = figures(&checked, &numbers)?;
    GradingOutputs { record: &record, checked: &checked, numbers: &numbers, figures: &figures }.write(
        folder,
        &|at_us| application.local_time_of(at_us),
        &application.local_time(),
    )?;
    let entry = AuditEntry::new(Action::Exported, subject(book.id()));
    open.vault.write().and_then(|change| change.commit(&[entry])).map_err(failure::vault)?;
    Ok(files::name_of(folder))
}

/// What the locked studies of grades of a study add to its report, newest first.
///
/// # Errors
/// A damaged vault.
pub(crate) fn report_sections(
    application: &Application,
    reading: Reading<'_>,
    study: StudyId,
) -> Result<Vec<String>, Error> {
    let mut sections = Vec::new();
    for book in Book::of_home(reading)? {
        if !book.is_locked() || book.row.made.study != Some(study) {
            continue;
        }
        let record = study_record(reading, &book)?;
        let checked = record.check().map_err(failure::grade)?;
        let numbers = Numbers::of(&checked).map_err(failure::grade)?;
        let figures = figures(&checked, &numbers)?;
        let outputs = GradingOutputs { record: &record, checked: &checked, numbers: &numbers, figures: &figures };
        sections.push(outputs.section(&|at_us| application.local_time_of(at_us), &application.local_time())?);
    }
    Ok(sections)
}

/// A locked study of grades.
fn locked(reading: Reading<'_>, grading: u32) -> Result<(Book, StudyRecord), Error> {
    let book = Book::find(reading, grading)?;
    if !book.is_locked() {
        return Err(Error::new(
            ErrorCode::NotPermitted,
            "the results of a study of grades stay closed until it is locked",
            "lock it when the panel has settled everything",
        ));
    }
    let record = study_record(reading, &book)?;
    Ok((book, record))
}

fn figures(checked: &CheckedRecord<'_>, numbers: &Numbers) -> Result<Vec<GradingFigure>, Error> {
    let pairs = checked.ledger.pairs(&checked.protocol);
    grading_figures(&checked.protocol, numbers, &pairs.pairs)
}

fn arm_view(arm: &ArmNumbers) -> ArmGrades {
    let distributions = |all: &[Distribution]| all.iter().map(distribution_view).collect();
    ArmGrades {
        model: arm.arm.to_string(),
        label: arm.label.clone(),
        before: distributions(&arm.before),
        after: distributions(&arm.after),
        acceptance_before: acceptance_view(&arm.acceptance_before),
        acceptance_after: acceptance_view(&arm.acceptance_after),
        agreement: agreement_view(&arm.agreement),
    }
}

fn distribution_view(grades: &Distribution) -> GraderDistribution {
    GraderDistribution {
        name: grades.name.clone(),
        letter: grades.letter.word().to_owned(),
        counts: grades.counts.iter().map(|of_grade| count(*of_grade)).collect(),
        skipped: count(grades.skipped),
        mean: grades.mean,
    }
}

fn acceptance_view(acceptance: &Acceptance) -> AcceptanceView {
    AcceptanceView { grade_one: share_view(acceptance.grade_one), acceptable: share_view(acceptance.acceptable) }
}

fn share_view(share: Share) -> Proportion {
    let interval = share.interval();
    Proportion {
        count: share.count,
        n: count(share.n),
        share: share.share(),
        low: interval.map(|interval| interval.low),
        high: interval.map(|interval| interval.high),
    }
}

fn statistic_view(statistic: &Statistic) -> StatisticView {
    match statistic {
        Statistic::Value { value, interval, .. } => StatisticView {
            value: Some(*value),
            low: interval.map(|interval| interval.low),
            high: interval.map(|interval| interval.high),
            undefined: String::new(),
        },
        Statistic::Undefined(why) => {
            StatisticView { value: None, low: None, high: None, undefined: why.sentence().to_owned() }
        }
    }
}

fn agreement_view(agreement: &Agreement) -> AgreementView {
    AgreementView {
        n: count(agreement.n),
        missing: count(agreement.missing),
        exact: share_view(agreement.exact),
        within_one: share_view(agreement.within_one),
        kappa: statistic_view(&agreement.kappa),
        kappa_linear: statistic_view(&agreement.kappa_linear),
        kappa_quadratic: statistic_view(&agreement.kappa_quadratic),
        ac2: statistic_view(&agreement.ac2),
        bias: statistic_view(&agreement.bias),
    }
}

fn repeat_view(repeat: &RepeatNumbers) -> RepeatAgreement {
    RepeatAgreement {
        name: repeat.name.clone(),
        n: count(repeat.agreement.n),
        exact: share_view(repeat.agreement.exact),
        within_one: share_view(repeat.agreement.within_one),
        kappa_quadratic: statistic_view(&repeat.agreement.kappa_quadratic),
    }
}

fn pace_view(pace: &Pace) -> GraderPace {
    GraderPace {
        name: pace.name.clone(),
        median_s: pace.median_s,
        first_third_s: pace.first_third_s,
        last_third_s: pace.last_third_s,
        drift: statistic_view(&pace.drift),
        hasty: count(pace.hasty),
        corrected: count(pace.corrected),
    }
}
