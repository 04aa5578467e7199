//! Rows of `plans.csv`: Aria's column names, one row per plan, treatment or not. `PrescribedDose` is gray per fraction for an odd seed
//! and total centigray for an even one, as two kinds of public queries have it; `PrescriptionName` tells the course in words.

use isocenter_domain::{Modality, Phase};
use rand::Rng;
use rand_chacha::ChaCha8Rng;
use serde::Serialize;

use crate::calendar::{Day, EXPORT_YEAR};
use crate::cohort::Case;
use crate::diagnosis_rows::date;
use crate::drop_reason::DropReason;
use crate::fate::Fate;
use crate::mess::{Mess, MessCounts};
use crate::names::initials;

/// What the column `PrescribedDose` holds throughout one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DoseColumn {
    /// Gray per fraction.
    GrayPerFraction,
    /// Total dose in centigray.
    TotalCentigray,
}

impl DoseColumn {
    pub(crate) const fn of_seed(seed: u64) -> Self {
        if seed % 2 == 1 { Self::GrayPerFraction } else { Self::TotalCentigray }
    }

    fn value(self, phase: &Phase) -> String {
        match self {
            Self::GrayPerFraction => format!("{}", (phase.dose_per_fraction_gray() * 10_000.0).round() / 10_000.0),
            Self::TotalCentigray => format!("{:.0}", phase.dose.gray() * 100.0),
        }
    }
}

/// One row. The field names are those of Aria.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct PlanRow {
    pub patient_id: String,
    pub course_id: String,
    pub plan_setup_id: String,
    pub plan_setup_name: String,
    pub status: String,
    pub status_date: String,
    pub intent: String,
    pub treatment_intent_type: String,
    pub phase_type: String,
    pub treatment_technique: String,
    pub treatment_type: String,
    pub radiation_type: String,
    pub energy_mode: String,
    pub machine_id: String,
    pub number_of_fields: String,
    pub no_fractions: String,
    pub prescribed_dose: String,
    pub prescription_name: String,
    pub plan_comment: String,
    pub creation_date: String,
    pub creation_user_name: String,
    pub first_day_of_treatment: String,
    pub last_day_of_treatment: String,
}

/// Writes the plans of one case.
pub(crate) struct PlanSheet<'a> {
    pub case: &'a Case,
    pub dose_column: DoseColumn,
    pub start: Day,
    pub course_id: &'static str,
}

/// Course ids as departments write them.
pub(crate) const COURSE_IDS: [&str; 5] = ["C1", "C1", "C1", "C2", "1_RT"];

impl PlanSheet<'_> {
    /// The rows of the case, in the order of creation.
    pub(crate) fn rows(&self, mess: &mut MessCounts, rng: &mut ChaCha8Rng) -> Vec<PlanRow> {
        let mut rows = Vec::new();
        match self.case.fate {
            Fate::Dropped(DropReason::NoPlan) => {
                mess.count(Mess::PlanMissing);
                return rows;
            }
            Fate::Dropped(DropReason::NoApprovedPlan) => {
                let (status, kind) = [
                    ("UnApproved", Mess::UnapprovedPlan),
                    ("Rejected", Mess::RejectedPlan),
                    ("Retired", Mess::RetiredPlan),
                    ("Reviewed", Mess::UnapprovedPlan),
                ][rng.random_range(0..4)];
                mess.count(kind);
                rows.push(self.treatment(0, status, mess, rng));
                return rows;
            }
            Fate::Dropped(DropReason::NoPatientPlan) => {
                rows.push(self.aside(Mess::VerificationPlan, mess, rng));
                if rng.random_bool(0.5) {
                    rows.push(self.aside(Mess::ResearchPlan, mess, rng));
                }
                return rows;
            }
            Fate::Dropped(DropReason::NotAPatient) => {
                let mut row = self.treatment(0, "TreatApproval", mess, rng);
                row.course_id = "QA".to_owned();
                row.intent = "MACHINE_QA".to_owned();
                row.plan_comment.clear();
                rows.push(row);
                return rows;
            }
            _ => {}
        }
        if rng.random_bool(0.14) {
            mess.count(Mess::RetiredPlan);
            rows.push(self.earlier("Retired", mess, rng));
        }
        if rng.random_bool(0.05) {
            mess.count(Mess::RejectedPlan);
            rows.push(self.earlier("Rejected", mess, rng));
        }
        for index in 0..self.case.draft.answer.phases.len() {
            let status = if rng.random_bool(0.7) { "Completed" } else { "TreatApproval" };
            rows.push(self.treatment(index, status, mess, rng));
            if index > 0 {
                mess.count(Mess::BoostPlan);
            }
        }
        match self.case.fate {
            Fate::Dropped(DropReason::AlternativePlan) => {
                mess.count(Mess::AlternativePlan);
                rows.push(self.alternative(mess, rng));
            }
            Fate::Dropped(DropReason::PlanIncomplete) => {
                mess.count(Mess::PlanIncomplete);
                for row in &mut rows {
                    row.no_fractions = ["", "0"][rng.random_range(0..2)].to_owned();
                    row.prescribed_dose.clear();
                    row.prescription_name.clear();
                    row.plan_comment.clear();
                }
            }
            _ => {}
        }
        if rng.random_bool(0.30) {
            rows.push(self.aside(Mess::VerificationPlan, mess, rng));
        }
        if rng.random_bool(0.03) {
            rows.push(self.aside(Mess::ResearchPlan, mess, rng));
        }
        if rng.random_bool(0.06) {
            mess.count(Mess::UnapprovedPlan);
            rows.push(self.earlier("UnApproved", mess, rng));
        }
        rows
    }

    /// The plan of one phase.
    fn treatment(&self, index: usize, status: &str, mess: &mut MessCounts, rng: &mut ChaCha8Rng) -> PlanRow {
        let answer = &self.case.draft.answer;
        let Some(phase) = answer.phases.get(index) else { return PlanRow::default() };
        let (treatment_type, radiation_type, energy_mode, machine) = radiation(phase.modality, mess, rng);
        let count = phase.fractions.count();
        let begin = self.start.later(u32::try_from(index).unwrap_or(0) * 40 + rng.random_range(0..5));
        let is_palliative = answer.summary.contains("palliative");
        let is_padded = rng.random_bool(0.15);
        PlanRow {
            patient_id: if is_padded { format!("{:<16}", self.case.patient_id) } else { self.case.patient_id.clone() },
            course_id: self.course_id.to_owned(),
            plan_setup_id: self.plan_id(index, mess, rng),
            plan_setup_name: if index == 0 { String::new() } else { "Boost".to_owned() },
            status: status.to_owned(),
            status_date: date(begin, mess, rng),
            intent: String::new(),
            treatment_intent_type: intent_word(is_palliative, mess, rng).to_owned(),
            phase_type: if index == 0 { "Primary" } else { "Boost" }.to_owned(),
            treatment_technique: if is_padded { format!("{:<12}", answer.technique) } else { answer.technique.clone() },
            treatment_type: treatment_type.to_owned(),
            radiation_type: radiation_type.to_owned(),
            energy_mode: energy_mode.to_owned(),
            machine_id: machine.to_owned(),
            number_of_fields: rng.random_range(1..8).to_string(),
            no_fractions: count.to_string(),
            prescribed_dose: self.dose_column.value(phase),
            prescription_name: format!("{:.0} cGy in {count} Fractions", phase.dose.gray() * 100.0),
            plan_comment: if index == 0 { format!("plan {}", answer.summary) } else { String::new() },
            creation_date: date(self.start, mess, rng),
            creation_user_name: initials(rng).to_lowercase(),
            first_day_of_treatment: date(begin, mess, rng),
            last_day_of_treatment: date(begin.later(count * 7 / 5), mess, rng),
        }
    }

    /// A version of the first plan that was not delivered.
    fn earlier(&self, status: &str, mess: &mut MessCounts, rng: &mut ChaCha8Rng) -> PlanRow {
        let mut row = self.treatment(0, status, mess, rng);
        row.plan_comment.clear();
        row.plan_setup_id =
            format!("{}:{}", row.plan_setup_id.chars().take(13).collect::<String>(), rng.random_range(0..9));
        row.first_day_of_treatment.clear();
        row.last_day_of_treatment.clear();
        row
    }

    /// A second approved primary plan, of another dose or modality.
    fn alternative(&self, mess: &mut MessCounts, rng: &mut ChaCha8Rng) -> PlanRow {
        let mut other = self.case.clone();
        for phase in other.draft.answer.phases.iter_mut().take(1) {
            phase.modality = if phase.modality == Modality::Photon { Modality::Proton } else { Modality::Photon };
        }
        let sheet = PlanSheet { case: &other, ..*self };
        let mut row = sheet.treatment(0, "TreatApproval", mess, rng);
        row.plan_setup_name = "Alternative".to_owned();
        row.plan_comment.clear();
        row
    }

    /// A plan that treats nobody.
    fn aside(&self, kind: Mess, mess: &mut MessCounts, rng: &mut ChaCha8Rng) -> PlanRow {
        mess.count(kind);
        let mut row = self.treatment(0, "Completed", mess, rng);
        let (intent, prefix) = if kind == Mess::ResearchPlan { ("RESEARCH", "RS") } else { ("VERIFICATION", "VQ") };
        row.intent = intent.to_owned();
        row.plan_setup_id = format!("{prefix}_{}", row.plan_setup_id).chars().take(16).collect();
        row.no_fractions = "1".to_owned();
        row.plan_comment.clear();
        row
    }

    /// At most 16 characters, from the site, as departments name plans.
    fn plan_id(&self, index: usize, mess: &mut MessCounts, rng: &mut ChaCha8Rng) -> String {
        let mut id: String =
            self.case.draft.site.chars().filter(char::is_ascii_alphabetic).take(4).collect::<String>().to_uppercase();
        match self.case.draft.facts.get("side").map(String::as_str) {
            Some("left") => id.push('L'),
            Some("right") => id.push('R'),
            _ => {}
        }
        if index > 0 {
            id.push_str("_BST");
        }
        if rng.random_bool(0.03) {
            mess.count(Mess::CommaInPlanId);
            id.push_str(",rev");
        }
        id
    }
}

/// A start of treatment before the exports were made.
pub(crate) fn draw_start(rng: &mut ChaCha8Rng) -> Day {
    Day::draw(EXPORT_YEAR - 5..=EXPORT_YEAR - 1, rng)
}

type Radiation = (&'static str, &'static str, &'static str, &'static str);

/// Treatment type, radiation type, energy and machine. Photons and electrons show in the energy; protons and sources only in type or machine.
fn radiation(modality: Modality, mess: &mut MessCounts, rng: &mut ChaCha8Rng) -> Radiation {
    const PHOTON: &[Radiation] = &[
        ("EXTERNAL", "X", "6X", "TB1"),
        ("EXTERNAL", "X", "10X", "TB2"),
        ("EXTERNAL", "X", "6X-FFF", "TB2"),
        ("Photons", "", "6X", "TB1"),
        ("photon", "X", "", "TB3"),
    ];
    const PROTON: &[Radiation] = &[
        ("PROTON", "", "", "GTR2"),
        ("Protons", "", "", "GTR3"),
        ("ION", "P", "", "PROTON_GTR2"),
        ("IMPT", "", "", "GTR4"),
        ("proton", "", "", "GTR2"),
    ];
    const ELECTRON: &[Radiation] = &[
        ("EXTERNAL", "E", "9E", "TB1"),
        ("EXTERNAL", "E", "6E", "TB2"),
        ("EXTERNAL", "E", "12E", "TB1"),
        ("electrons", "", "9E", "TB1"),
        ("Electron", "E", "", "TB2"),
    ];
    const BRACHY: &[Radiation] = &[
        ("BRACHY", "", "", "HDR1"),
        ("Brachytherapy", "", "", "HDR1"),
        ("HDR brachy", "", "", "HDR1"),
        ("brachy", "", "", "LDR"),
        ("BRACHY HDR", "", "", "FLEXI"),
    ];
    let rows = match modality {
        Modality::Photon => PHOTON,
        Modality::Proton => PROTON,
        Modality::Electron => ELECTRON,
        Modality::Brachytherapy => BRACHY,
    };
    let usual = if modality == Modality::Photon || modality == Modality::Electron { 3 } else { 1 };
    let index = if rng.random_bool(0.75) { rng.random_range(0..usual) } else { rng.random_range(0..rows.len()) };
    if index >= usual {
        mess.count(Mess::ModalityTerm);
    }
    rows.get(index).copied().unwrap_or_default()
}

fn intent_word(is_palliative: bool, mess: &mut MessCounts, rng: &mut ChaCha8Rng) -> &'static str {
    let words: &[&'static str] =
        if is_palliative { &["Palliative", "Palliativ", "Palliatif"] } else { &["Curative", "Kurativ", "Curatif"] };
    let index = if rng.random_bool(0.94) { 0 } else { rng.random_range(1..words.len()) };
    if index > 0 {
        mess.count(Mess::LocalIntent);
    }
    words.get(index).copied().unwrap_or_default()
}
