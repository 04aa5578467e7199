//! The figures of a study of grades: grades before and after the discussion (figure 5 of Wang et al.), and who agreed with whom.

use isocenter_chart::{ClassLabel, Confusion, Figure, GradeArm, GradeBar, Grades, Picture, Theme};
use isocenter_grade::{ArmNumbers, Distribution, Numbers, Pair, Protocol, cross_table};

use crate::error::Error;
use crate::failure;
use crate::wire::{HitPlace, StudyFigure, StudyFigureKind};

/// A figure with the words that belong to it.
pub(crate) struct GradingFigure {
    /// Name of its files, without an ending.
    pub(crate) file: &'static str,
    /// One sentence for who does not see it.
    name: String,
    /// The line below it.
    pub(crate) caption: String,
    figure: Box<dyn Figure>,
}

impl GradingFigure {
    /// Draws it.
    ///
    /// # Errors
    /// A fault of ours.
    pub(crate) fn draw(&self, theme: Theme) -> Result<Picture, Error> {
        self.figure.draw(&self.name, theme).map_err(failure::chart)
    }

    /// For the window.
    ///
    /// # Errors
    /// A fault of ours.
    pub(crate) fn view(&self, theme: Theme) -> Result<StudyFigure, Error> {
        let picture = self.draw(theme)?;
        let hit = |hit: &isocenter_chart::HitArea| HitPlace {
            x: hit.x,
            y: hit.y,
            width: hit.width,
            height: hit.height,
            series: hit.series.clone(),
            label: hit.label.clone(),
            value: hit.value.clone(),
            behind: None,
        };
        Ok(StudyFigure {
            id: self.file.to_owned(),
            kind: StudyFigureKind::Grades,
            task: None,
            model: None,
            caption: self.caption.clone(),
            svg: picture.svg().map_err(failure::chart)?,
            width: picture.width(),
            height: picture.height(),
            hits: picture.hit_areas().iter().map(hit).collect(),
        })
    }
}

/// Every figure, in the order of the report.
///
/// # Errors
/// A fault of ours.
pub(crate) fn grading_figures(
    protocol: &Protocol,
    numbers: &Numbers,
    pairs: &[Pair],
) -> Result<Vec<GradingFigure>, Error> {
    let regimens = protocol.items.len();
    let bars = |of: fn(&ArmNumbers) -> &Vec<Distribution>| {
        let arms = numbers
            .arms
            .iter()
            .map(|arm| GradeArm { label: arm.label.clone(), bars: of(arm).iter().map(bar).collect() });
        Box::new(Grades::new("acceptable", "unsafe", arms.collect()))
    };
    let mut figures = vec![
        GradingFigure {
            file: "grades-before",
            name: format!("Grades of each grader before the discussion, {regimens} regimens"),
            caption: "Grades before the discussion, by model and grader".to_owned(),
            figure: bars(|arm| &arm.before),
        },
        GradingFigure {
            file: "grades-after",
            name: format!("Grades of each grader after the discussion, {regimens} regimens"),
            caption: "Grades after the discussion: adjusted where the panel settled".to_owned(),
            figure: bars(|arm| &arm.after),
        },
    ];
    if !pairs.is_empty() {
        let labels = protocol.scale.definitions().iter();
        let labels = labels.map(|grade| ClassLabel::with_short(grade.grade.to_string(), grade.name.clone())).collect();
        let counts = cross_table(pairs).iter().map(|row| row.iter().map(|count| u64::from(*count)).collect()).collect();
        let table = Confusion::new(labels, Vec::new(), counts).map_err(failure::chart)?;
        figures.push(GradingFigure {
            file: "agreement",
            name: format!("Grades of A against grades of B, {} regimens", pairs.len()),
            caption: format!("Grader A down, grader B across, before the discussion; {} regimens", pairs.len()),
            figure: Box::new(table.with_words("grader A", "grader B")),
        });
    }
    Ok(figures)
}

fn bar(grades: &Distribution) -> GradeBar {
    let counts = grades.counts.map(|count| u32::try_from(count).unwrap_or(u32::MAX));
    let is_any = counts.iter().any(|count| *count > 0);
    GradeBar { label: grades.letter.word().to_owned(), counts: is_any.then_some(counts) }
}
