//! How a clean diagnosis text gets into the export: with the plan in it, names, dates, initials, odd marks. Everything put in is remembered.

use isocenter_domain::Modality;
use rand::Rng;
use rand_chacha::ChaCha8Rng;

use crate::calendar::{Day, EXPORT_YEAR};
use crate::draft::Answer;
use crate::mess::{Mess, MessCounts};
use crate::names::{Identity, family, initials};

const SHARE_WITH_KEYWORD: f64 = 0.36;
const SHARE_WITHOUT_KEYWORD: f64 = 0.44;
const SHARE_WITH_NAME: f64 = 0.10;
const SHARE_WITH_DATE: f64 = 0.10;
const SHARE_WITH_RECORD_NUMBER: f64 = 0.04;
const SHARE_WITH_INITIALS: f64 = 0.12;
const SHARE_WITH_ODD_MARKS: f64 = 0.06;

/// A text for the export and what was put into it.
#[derive(Debug, Clone, Default)]
pub(crate) struct SoiledText {
    pub text: String,
    /// Pieces that clean curation removes.
    pub injected: Vec<String>,
}

impl SoiledText {
    fn before(&mut self, piece: String) {
        self.text = if self.text.is_empty() { piece.clone() } else { format!("{piece} {}", self.text) };
        self.injected.push(piece);
    }

    fn behind(&mut self, piece: String) {
        if self.text.is_empty() {
            self.text.push_str(&piece);
        } else {
            self.text = format!("{}{} {piece}", self.text, if self.text.ends_with(['.', ':']) { "" } else { "." });
        }
        self.injected.push(piece);
    }

    fn between_sentences(&mut self, piece: String) {
        match self.text.find(". ") {
            Some(at) => {
                self.text.insert_str(at + 2, &format!("{piece}. "));
                self.injected.push(piece);
            }
            None => self.behind(piece),
        }
    }
}

/// Soils a clean text; a blank one gets the plan alone where `must_hold_plan`.
pub(crate) fn soil(
    clean: &str,
    answer: &Answer,
    identity: &Identity,
    must_hold_plan: bool,
    mess: &mut MessCounts,
    rng: &mut ChaCha8Rng,
) -> SoiledText {
    let mut soiled = SoiledText { text: clean.to_owned(), injected: Vec::new() };
    if [
        "Prior RT",
        "h/o RT",
        "Prior mantle RT",
        "Prior chest RT",
        "Prior mediastinal RT",
        "Prior pelvic RT",
        "Prior abdominal RT",
    ]
    .iter()
    .any(|start| clean.contains(start))
    {
        mess.count(Mess::PriorRadiation);
    }
    if clean.contains("lanned") || clean.contains("planning") || clean.contains("Plans to") {
        mess.count(Mess::PlanningWord);
    }
    let at: f64 = rng.random();
    if at < SHARE_WITH_KEYWORD || must_hold_plan {
        mess.count(Mess::PlanWithKeyword);
        place(&mut soiled, with_keyword(answer, rng), rng);
    } else if at < SHARE_WITH_KEYWORD + SHARE_WITHOUT_KEYWORD {
        mess.count(Mess::PlanWithoutKeyword);
        let piece = without_keyword(answer, rng);
        if piece.contains("cGy") {
            mess.count(Mess::PlanInCentigray);
        }
        place(&mut soiled, piece, rng);
    }
    if must_hold_plan {
        return soiled;
    }
    identify(&mut soiled, identity, mess, rng);
    if rng.random_bool(SHARE_WITH_ODD_MARKS) {
        mess.count(Mess::OddPunctuation);
        let mark = ["***", ">>", "~~", "!!"][rng.random_range(0..4)];
        if rng.random_bool(0.5) { soiled.before(mark.to_owned()) } else { soiled.behind(mark.to_owned()) }
    }
    soiled
}

fn identify(soiled: &mut SoiledText, identity: &Identity, mess: &mut MessCounts, rng: &mut ChaCha8Rng) {
    if rng.random_bool(SHARE_WITH_NAME) {
        mess.count(Mess::NameInText);
        match rng.random_range(0..3) {
            0 => soiled.before(format!("{}, {}:", identity.last, identity.first)),
            1 => soiled.before(format!("Pt {} {}.", identity.first, identity.last)),
            _ => soiled.behind(format!("Referred by Dr. {}.", family(rng))),
        }
    }
    if rng.random_bool(SHARE_WITH_DATE) {
        mess.count(Mess::DateInText);
        let day = Day::draw(EXPORT_YEAR - 6..=EXPORT_YEAR, rng);
        match rng.random_range(0..3) {
            0 => soiled.behind(format!("Seen {}.", day.month_first())),
            1 => soiled.behind(format!("Dictated {:04}-{:02}-{:02}.", day.year, day.month, day.day)),
            _ => soiled.before(format!("{}:", day.month_first())),
        }
    }
    if rng.random_bool(SHARE_WITH_RECORD_NUMBER) {
        mess.count(Mess::RecordNumberInText);
        soiled.before(format!("MRN {:08}.", rng.random_range(0..100_000_000_u32)));
    }
    if rng.random_bool(SHARE_WITH_INITIALS) {
        mess.count(Mess::InitialsInText);
        let letters = initials(rng);
        soiled.behind(if rng.random_bool(0.5) { format!("--{letters}") } else { format!("[{letters}]") });
    }
}

fn place(soiled: &mut SoiledText, piece: String, rng: &mut ChaCha8Rng) {
    match rng.random_range(0..10) {
        0 => soiled.before(format!("{piece}.")),
        1 => soiled.between_sentences(piece),
        _ => soiled.behind(piece),
    }
}

fn with_keyword(answer: &Answer, rng: &mut ChaCha8Rng) -> String {
    let keyword = ["Plan:", "PLAN:", "plan", "Plan -", "Tx plan:", "RT plan:"][rng.random_range(0..6)];
    if rng.random_bool(0.6) {
        format!("{keyword} {}", answer.summary)
    } else {
        format!("{keyword} {}", course(answer, rng))
    }
}

fn without_keyword(answer: &Answer, rng: &mut ChaCha8Rng) -> String {
    let opening = ["Rx:", "RT", "--", "Tx:", "->", "XRT"][rng.random_range(0..6)];
    format!("{opening} {}", course(answer, rng))
}

/// The course in one of the ways physicians write it.
fn course(answer: &Answer, rng: &mut ChaCha8Rng) -> String {
    let mut text = String::new();
    let style = rng.random_range(0..6);
    let technique = if answer.modality() == Modality::Photon {
        answer.technique.clone()
    } else {
        format!("{} {}", answer.technique, answer.modality().plural())
    };
    for phase in &answer.phases {
        if !text.is_empty() {
            text.push_str(" + boost ");
        }
        let (gray, count) = (phase.dose.gray(), phase.fractions.count());
        let per_fraction = (phase.dose_per_fraction_gray() * 100.0).round() / 100.0;
        let unit = if phase.modality == Modality::Proton { "Gy(RBE)" } else { "Gy" };
        text.push_str(&match style {
            0 => format!("{gray}{unit}/{count}#"),
            1 => format!("{:.0} cGy in {count} fx {technique}", gray * 100.0),
            2 => format!("{technique} {gray} {unit}/{count} fx"),
            3 => format!("{count} x {per_fraction} {unit} {technique}"),
            4 => format!("{gray} {unit} in {count} fractions"),
            _ => format!("{technique} {per_fraction} {unit} x {count}"),
        });
    }
    text
}
