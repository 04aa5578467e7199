//! What single rules say, word by word, about suggestions written by hand.

use isocenter_check::{CheckInput, Finding, Level, RuleChange, RuleId, Rulebook, Severity};
use isocenter_domain::Modality;
use isocenter_reading::{DiagnosisReading, PlanReading};

use crate::planted::{CATALOG, CATALOG_NAME, LIBRARY, RULES};

struct Suggestion<'a> {
    diagnosis: &'a str,
    plan: &'a str,
    code: Option<&'a str>,
    modality: Option<Modality>,
}

const BREAST: Suggestion<'static> = Suggestion {
    diagnosis: "67-year-old woman, invasive ductal carcinoma of the left breast, pT1c pN0 (sn 0/2) cM0, grade 2, ER 95 %, HER2 negative. \
                Lumpectomy, margins clear.",
    plan: "plan 40 Gy/ 15 fx photons, 3DCRT tangents to left breast. primary, photon, 40.0Gy, fractions:15",
    code: Some("C50.912"),
    modality: Some(Modality::Photon),
};

fn findings_by(book: &Rulebook, suggestion: &Suggestion<'_>) -> Vec<Finding> {
    book.check(&CheckInput {
        diagnosis: suggestion.diagnosis,
        diagnosis_reading: &DiagnosisReading::read(suggestion.diagnosis),
        plan: suggestion.plan,
        plan_reading: &PlanReading::read(suggestion.plan),
        code: suggestion.code,
        catalog: &CATALOG,
        catalog_name: CATALOG_NAME,
        library: &LIBRARY,
        modality: suggestion.modality,
        training: None,
    })
}

fn finding(rule: RuleId, suggestion: &Suggestion<'_>) -> Finding {
    findings_by(&RULES, suggestion).into_iter().find(|finding| finding.rule == rule).unwrap()
}

/// Statement and level with blanks as on a typewriter.
fn said(rule: RuleId, suggestion: &Suggestion<'_>) -> (Level, String) {
    let finding = finding(rule, suggestion);
    (finding.level, finding.statement.replace('\u{a0}', " "))
}

#[test]
fn a_usual_suggestion_passes_in_the_words_of_the_design() {
    let passes = |rule, words: &str| assert_eq!(said(rule, &BREAST), (Level::Pass, words.to_owned()));
    passes(RuleId::PlanUnread, "The plan was read: 40 Gy / 15 fx");
    passes(RuleId::SummaryDelivered, "Summary and delivered part agree in dose, fractions and radiation");
    passes(RuleId::Side, "Laterality matches: left in text, plan and code");
    passes(RuleId::Site, "Site matches: breast in plan and text");
    passes(
        RuleId::CodeExists,
        "C50.912 is in ICD-10-CM 2026: Malignant neoplasm of unspecified site of left female breast",
    );
    passes(RuleId::CodeSex, "Sex matches: female in text and code");
    passes(RuleId::CodeSide, "C50.912 is left, as the text says");
    passes(RuleId::Modality, "Photons in plan, technique and modality answer");
    passes(RuleId::Eqd2, "EQD2 44.4 Gy (α/β 4 Gy) lies in the usual range, 35–57.6 Gy");
    assert_eq!(
        said(RuleId::PriorRadiotherapy, &BREAST),
        (Level::NotChecked, "Earlier radiotherapy: not mentioned, not checked".to_owned())
    );
    assert!(findings_by(&RULES, &BREAST).iter().all(|finding| finding.level > Level::Look));
}

#[test]
fn a_number_and_its_unit_never_part() {
    let finding = finding(RuleId::PlanUnread, &BREAST);
    assert_eq!(finding.statement, "The plan was read: 40\u{a0}Gy\u{a0}/\u{a0}15\u{a0}fx");
}

#[test]
fn protons_are_told_in_weighted_gray() {
    let plan = "plan 50 Gy/ 25 fx protons, IMPT to left breast. primary, proton, 50.0Gy, fractions:25";
    let suggestion = Suggestion { plan, modality: Some(Modality::Proton), ..BREAST };
    assert_eq!(said(RuleId::PlanUnread, &suggestion).1, "The plan was read: 50 Gy (RBE) / 25 fx");
}

#[test]
fn a_contradicting_side_stops_and_says_who_says_what() {
    let plan = "plan 40 Gy/ 15 fx photons, 3DCRT tangents to right breast. primary, photon, 40.0Gy, fractions:15";
    let suggestion = Suggestion { plan, ..BREAST };
    assert_eq!(
        said(RuleId::Side, &suggestion),
        (Level::Stop, "Laterality contradicts: right in the plan, left in the text".to_owned())
    );
    let finding = finding(RuleId::Side, &suggestion);
    assert!(finding.weigh.is_some());
    let words: Vec<&str> = finding
        .places
        .iter()
        .map(|place| {
            let text = match place.text {
                isocenter_check::ReadText::Plan => suggestion.plan,
                isocenter_check::ReadText::Diagnosis => suggestion.diagnosis,
            };
            &text[place.span.start..place.span.end]
        })
        .collect();
    assert_eq!(words, ["right", "left"]);
}

#[test]
fn both_sides_for_disease_of_one_are_looked_at_unless_they_are_treated_as_a_rule() {
    let plan = "plan 50 Gy/ 25 fx photons, 3DCRT to bilateral breasts. primary, photon, 50.0Gy, fractions:25";
    let suggestion = Suggestion { plan, ..BREAST };
    assert_eq!(said(RuleId::Side, &suggestion), (Level::Look, "Both sides in the plan, left in the text".to_owned()));
    let suggestion = Suggestion {
        diagnosis: "55M, SCC of the left tonsil, cT2 N1, p16 positive",
        plan: "plan 70 Gy/ 35 fx photons, IMRT to left tonsil and bilateral neck. primary, photon, 70.0Gy, fractions:35",
        code: Some("C09.9"),
        ..BREAST
    };
    let fits = "Laterality fits: left and bilateral in the plan, left in the text";
    assert_eq!(said(RuleId::Side, &suggestion), (Level::Pass, fits.to_owned()));
}

#[test]
fn a_phase_that_names_no_radiation_contradicts_none() {
    let suggestion = Suggestion {
        diagnosis: "45F, cervical SCC FIGO IIB",
        plan: "45 Gy/25 fx pelvis then HDR 7 Gy x 4 tandem and ovoids",
        code: Some("C53.9"),
        modality: Some(Modality::Photon),
    };
    assert!(said(RuleId::Modality, &suggestion).0 > Level::Look);
}

#[test]
fn a_product_that_does_not_come_out_stops() {
    let plan = "plan 40 Gy/ 15 fx (2 Gy per fraction) photons to left breast. primary, photon, 40.0Gy, fractions:15";
    let (level, statement) = said(RuleId::DoseArithmetic, &Suggestion { plan, ..BREAST });
    assert_eq!(level, Level::Stop);
    assert_eq!(
        statement,
        "Dose and fractions contradict each other: 40 Gy / 15 fx with 2 Gy per fraction, but 15 × 2 Gy is 30 Gy"
    );
}

#[test]
fn rounding_of_the_dose_per_fraction_is_no_contradiction() {
    for plan in [
        "plan 40 Gy/ 15 fx (2.67 Gy per fraction) photons to left breast",
        "plan 42.56 Gy/ 16 fx at 2.66 Gy per fraction, photons to left breast",
        "52.5 Gy in 20 fractions of 2.63 Gy, VMAT to left breast",
    ] {
        assert_eq!(said(RuleId::DoseArithmetic, &Suggestion { plan, ..BREAST }).0, Level::Pass, "{plan}");
    }
}

#[test]
fn centigray_called_gray_is_asked_about_and_not_converted() {
    let plan = "plan 4005 Gy/ 15 fx photons to left breast. primary, photon, 4005.0Gy, fractions:15";
    let (level, statement) = said(RuleId::DoseUnit, &Suggestion { plan, ..BREAST });
    assert_eq!(
        (level, statement.as_str()),
        (Level::Stop, "4,005 Gy is more than any treatment gives: cGy may be meant")
    );
    let plan = "RT 4005 cGy in 15 fx to left breast";
    assert_eq!(said(RuleId::DoseUnit, &Suggestion { plan, ..BREAST }).0, Level::Pass);
    let plan = "plan 2.67 Gy/ 15 fx photons to left breast. primary, photon, 2.67Gy, fractions:15";
    assert_eq!(said(RuleId::DoseUnit, &Suggestion { plan, ..BREAST }).0, Level::Stop);
}

#[test]
fn a_removed_organ_is_no_target_and_its_bed_is_one() {
    let diagnosis = "68M, biochemical recurrence after radical prostatectomy, pT3a R1, PSA 0.4";
    let plan = "plan 66 Gy/ 33 fx photons, IMRT to prostate. primary, photon, 66.0Gy, fractions:33";
    let suggestion = Suggestion { diagnosis, plan, code: Some("C61"), ..BREAST };
    assert_eq!(
        said(RuleId::RemovedSite, &suggestion),
        (Level::Stop, "The plan treats prostate, which the text says is removed or free of disease".to_owned())
    );
    let plan = "plan 66 Gy/ 33 fx photons, IMRT to prostate bed. primary, photon, 66.0Gy, fractions:33";
    let suggestion = Suggestion { diagnosis, plan, code: Some("C61"), ..BREAST };
    assert_eq!(
        said(RuleId::RemovedSite, &suggestion),
        (Level::Pass, "No removed organ is treated (prostate)".to_owned())
    );
    assert_eq!(said(RuleId::Site, &suggestion).0, Level::Pass);
}

#[test]
fn a_site_of_another_disease_stops() {
    let plan = "plan 60 Gy/ 20 fx photons, VMAT to prostate. primary, photon, 60.0Gy, fractions:20";
    let (level, statement) = said(RuleId::Site, &Suggestion { plan, ..BREAST });
    assert_eq!((level, statement.as_str()), (Level::Stop, "The plan treats prostate, the text names breast"));
}

#[test]
fn a_code_is_held_to_table_sex_side_and_site() {
    let with = |code| Suggestion { code: Some(code), ..BREAST };
    let stop = |rule, code, words: &str| assert_eq!(said(rule, &with(code)), (Level::Stop, words.to_owned()));
    stop(RuleId::CodeExists, "C50.999", "C50.999 is not in ICD-10-CM 2026");
    stop(RuleId::CodeExists, "breast", "The answer has not the shape of an ICD-10 code");
    stop(RuleId::CodeSex, "C61", "C61 is a code of male patients, the text says female");
    stop(RuleId::CodeSide, "C50.911", "C50.911 is right, the text says left");
    assert_eq!(said(RuleId::CodeExists, &with("C50.9")).0, Level::Look);
    assert_eq!(
        said(RuleId::CodeSite, &with("C20")),
        (Level::Look, "C20 stands for rectum, the text names breast".to_owned())
    );
    assert_eq!(said(RuleId::CodeSite, &Suggestion { code: None, ..BREAST }).0, Level::NotChecked);
}

#[test]
fn a_quadrant_that_the_code_leaves_out_is_told_with_its_code() {
    let diagnosis =
        "67-year-old woman, invasive ductal carcinoma of the left breast, upper-outer quadrant, pT1c pN0, grade 2";
    let suggestion = Suggestion { diagnosis, ..BREAST };
    assert_eq!(
        said(RuleId::CodeDetail, &suggestion),
        (Level::Look, "The text names upper-outer quadrant of the breast, which C50.912 leaves out".to_owned())
    );
    let weigh = finding(RuleId::CodeDetail, &suggestion).weigh.unwrap();
    assert_eq!(weigh, "C50.412: Malignant neoplasm of upper-outer quadrant of left female breast");
    for code in ["C50.412", "C50.812"] {
        let level = said(RuleId::CodeDetail, &Suggestion { diagnosis, code: Some(code), ..BREAST }).0;
        assert!(level > Level::Look, "{code}");
    }
}

#[test]
fn a_dose_beyond_what_can_be_stops_though_its_rule_looks() {
    let plan = "plan 120 Gy/ 60 fx photons, IMRT to left breast. primary, photon, 120.0Gy, fractions:60";
    assert_eq!(said(RuleId::TotalDose, &Suggestion { plan, ..BREAST }).0, Level::Stop);
    let plan = "plan 72 Gy/ 36 fx photons, IMRT to left breast. primary, photon, 72.0Gy, fractions:36";
    assert_eq!(said(RuleId::TotalDose, &Suggestion { plan, ..BREAST }).0, Level::Look);
}

#[test]
fn a_plan_without_numbers_stops_and_nothing_of_it_is_called_checked() {
    let suggestion = Suggestion { plan: "as discussed in clinic", ..BREAST };
    assert_eq!(said(RuleId::PlanUnread, &suggestion), (Level::Stop, "No plan was read from the suggestion".to_owned()));
    for rule in [
        RuleId::DoseArithmetic,
        RuleId::DoseUnit,
        RuleId::TotalDose,
        RuleId::Fractions,
        RuleId::Eqd2,
        RuleId::Side,
        RuleId::Site,
    ] {
        assert_eq!(said(rule, &suggestion).0, Level::NotChecked, "{rule}");
    }
}

#[test]
fn earlier_radiotherapy_of_the_same_site_is_looked_at_and_elsewhere_it_passes() {
    let diagnosis = "62F, recurrent IDC of the left breast, s/p prior left breast RT 50 Gy 2009, now mastectomy";
    assert_eq!(said(RuleId::PriorRadiotherapy, &Suggestion { diagnosis, ..BREAST }).0, Level::Look);
    let diagnosis = "62F, IDC of the left breast, prior pelvic RT 45 Gy 2009";
    assert_eq!(said(RuleId::PriorRadiotherapy, &Suggestion { diagnosis, ..BREAST }).0, Level::Pass);
    let diagnosis = "62F, IDC of the left breast, no prior RT";
    assert_eq!(said(RuleId::PriorRadiotherapy, &Suggestion { diagnosis, ..BREAST }).0, Level::Pass);
}

#[test]
fn a_child_and_another_language_are_unlike_training() {
    let diagnosis = "Medulloblastoma avg risk, 8 yo F, GTR, M0";
    let (level, statement) = said(RuleId::UnlikeTraining, &Suggestion { diagnosis, ..BREAST });
    assert_eq!((level, statement.as_str()), (Level::Look, "Unlike most training cases: a child of 8 years"));
    let diagnosis = "Mammakarzinom links, Zustand nach Operation der Brust mit Indikation zur Bestrahlung";
    let (level, statement) = said(RuleId::UnlikeTraining, &Suggestion { diagnosis, ..BREAST });
    assert_eq!((level, statement.as_str()), (Level::Look, "Unlike most training cases: a text in German"));
}

#[test]
fn a_rule_that_is_off_is_named_and_does_not_look() {
    let off = RuleChange { id: RuleId::Side, severity: Some(Severity::Off), limits: Vec::new() };
    let plan = "plan 40 Gy/ 15 fx photons, 3DCRT tangents to right breast. primary, photon, 40.0Gy, fractions:15";
    let findings = findings_by(&RULES.changed(&[off]).unwrap(), &Suggestion { plan, ..BREAST });
    let finding = findings.iter().find(|finding| finding.rule == RuleId::Side).unwrap();
    assert_eq!(
        (finding.level, finding.statement.as_str()),
        (Level::NotChecked, "Laterality matches: switched off in the rules")
    );
}

#[test]
fn the_texts_of_a_patient_are_not_shown_by_debug() {
    let (diagnosis, plan) = (DiagnosisReading::read(BREAST.diagnosis), PlanReading::read(BREAST.plan));
    let input = CheckInput {
        diagnosis: BREAST.diagnosis,
        diagnosis_reading: &diagnosis,
        plan: BREAST.plan,
        plan_reading: &plan,
        code: None,
        catalog: &CATALOG,
        catalog_name: CATALOG_NAME,
        library: &LIBRARY,
        modality: None,
        training: None,
    };
    let shown = format!("{input:?}");
    assert!(!shown.contains("breast") && !shown.contains("Gy"), "{shown}");
}

#[test]
fn a_stage_that_the_text_does_not_name_is_looked_at() {
    let of = |reason: &str| {
        let plan = format!(
            "plan 40 Gy/ 15 fx photons, 3DCRT tangents to left breast for {reason}. primary, photon, 40.0Gy, fractions:15"
        );
        said(RuleId::Stage, &Suggestion { plan: &plan, ..BREAST })
    };
    assert_eq!(of("pT1c N0 disease"), (Level::Pass, "Stage matches: pT1c and N0 in plan and text".to_owned()));
    assert_eq!(of("T1 disease").0, Level::Pass, "less detail is no contradiction");
    assert_eq!(of("pT1c Nx disease").0, Level::Pass, "not assessed is none either");
    assert_eq!(of("pT3 N0 disease"), (Level::Look, "The plan names pT3, the text pT1c, pN0 and cM0".to_owned()));
    assert_eq!(of("pT1c N2a disease").0, Level::Look);
    assert_eq!(of("invasive disease"), (Level::NotChecked, "Stage: the plan names none, not checked".to_owned()));
    let without = "67-year-old woman, ductal carcinoma of the left breast";
    let plan = "plan 40 Gy/ 15 fx photons to left breast for T2 disease. primary, photon, 40.0Gy, fractions:15";
    let unstaged = Suggestion { diagnosis: without, plan, ..BREAST };
    assert_eq!(said(RuleId::Stage, &unstaged), (Level::Look, "The plan names T2, the text no stage".to_owned()));
}

#[test]
fn a_schedule_given_in_another_way_excuses_nothing() {
    let lung = Suggestion {
        diagnosis: "68 y/o M, RUL adenocarcinoma NSCLC, cT1b N0 M0, medically inoperable",
        plan: "plan 60 Gy/ 30 fx photons, SBRT to right upper lobe. primary, photon, 60.0Gy, fractions:30",
        code: Some("C34.11"),
        modality: Some(Modality::Photon),
    };
    assert_eq!(
        said(RuleId::Fractions, &lung),
        (Level::Look, "30 fractions are more than 10 of a stereotactic course".to_owned())
    );
    let prostate = Suggestion {
        diagnosis: "62 y/o M, adenocarcinoma of the prostate, cT2a N0 M0, Gleason 3+4=7, iPSA 7.8",
        plan: "plan 27 Gy/ 2 fx photons, VMAT to prostate. primary, photon, 27.0Gy, fractions:2",
        code: Some("C61"),
        modality: Some(Modality::Photon),
    };
    let found = findings_by(&RULES, &prostate);
    let said = |rule| found.iter().find(|finding| finding.rule == rule).unwrap();
    assert_eq!(said(RuleId::DosePerFraction).level, Level::Look, "{}", said(RuleId::DosePerFraction).statement);
    assert!(!said(RuleId::TotalDose).statement.contains("library schedule"));
}

#[test]
fn radiation_is_compared_only_where_every_phase_names_one() {
    let plan = "plan 50 Gy/ 25 fx photons + boost 10 Gy/ 5 fx to left breast";
    let suggestion = Suggestion { plan, modality: Some(Modality::Electron), ..BREAST };
    assert_ne!(said(RuleId::Modality, &suggestion).0, Level::Pass);
}

#[test]
fn both_sides_without_a_site_are_looked_at_where_the_text_says_one() {
    let plan = "plan 40 Gy/ 15 fx photons, bilateral. primary, photon, 40.0Gy, fractions:15";
    assert_eq!(said(RuleId::Side, &Suggestion { plan, ..BREAST }).0, Level::Look);
}

#[test]
fn a_summary_that_states_another_dose_than_the_delivered_part_stops() {
    let plan = "plan 40 Gy/ 15 fx photons to left breast. primary, photon, 50.0Gy, fractions:25";
    assert_eq!(said(RuleId::SummaryDelivered, &Suggestion { plan, ..BREAST }).0, Level::Stop);
}
