//! Facts of one kind each: earlier radiotherapy, age, sex, intent, stages, grades, margins, markers.

use isocenter_reading::diagnosis::{Intent, PriorRadiotherapy};
use isocenter_reading::{DiagnosisReading, Sex};

use crate::fixture::lines;

#[test]
fn earlier_radiotherapy_is_read_with_its_figures_or_its_denial() {
    let cases = [
        (
            "s/p 46.8 Gy in 26 fx to Lt SCV 2004, now Rt breast IDC T1cN0",
            "prior radiotherapy to neck 46.8 Gy in 26 fractions 2004",
        ),
        (
            "NSCLC LLL, s/p SBRT 54 Gy in 3 fx to RUL 2021",
            "prior radiotherapy to upper lobe of the lung 54 Gy in 3 fractions 2021",
        ),
        (
            "Tonsil SCC, previously irradiated 70 Gy/35 fx 2015 in field recurrence",
            "prior radiotherapy 70 Gy in 35 fractions 2015 overlapping",
        ),
        ("HCC recurrent after 50 Gy 2019, re-irradiation", "prior radiotherapy 50 Gy 2019 overlapping"),
        ("Prior mantle RT for Hodgkin 1995, 4000 cGy, fields overlap", "prior radiotherapy 40 Gy 1995 overlapping"),
        ("anal SCC, prior pelvic RT 50.4 Gy 2010", "prior radiotherapy to pelvis 50.4 Gy 2010"),
        ("Re-irradiation of the pelvis", "prior radiotherapy to pelvis overlapping"),
        ("breast ca. h/o RT 50 Gy 2003 adjacent field", "prior radiotherapy 50 Gy 2003"),
    ];
    for (text, words) in cases {
        let PriorRadiotherapy::Mentioned(courses) = DiagnosisReading::read(text).prior_radiotherapy() else {
            panic!("{text}: no course in {:#?}", lines(text));
        };
        let read: Vec<String> = courses.iter().map(|course| course.words()).collect();
        assert_eq!(read, [words], "{text}");
    }
    for text in [
        "No prior RT. Glottic SCC T1aN0",
        "Prior RT: none",
        "Prior RT none.",
        "never irradiated",
        "Patient has never had radiation",
        "denies prior radiation",
        "no previous pelvic radiotherapy",
        "no h/o RT",
        "RT naive",
        "without prior irradiation",
    ] {
        assert_eq!(DiagnosisReading::read(text).prior_radiotherapy(), PriorRadiotherapy::Denied, "{text}");
    }
    for text in [
        "Plan: 60 Gy/20 fx VMAT",
        "adjuvant RT 50 Gy",
        "s/p RALP 2022",
        "chemoRT with capecitabine",
        "prior to RT, dental clearance",
        "",
    ] {
        assert_eq!(DiagnosisReading::read(text).prior_radiotherapy(), PriorRadiotherapy::NotMentioned, "{text}");
    }
}

#[test]
fn age_sex_and_intent_are_read() {
    let cases = [
        ("62 y/o M, prostate", Some(62), Some(Sex::Male)),
        ("8 yo F", Some(8), Some(Sex::Female)),
        ("67-year-old woman", Some(67), Some(Sex::Female)),
        ("54M, GBM", Some(54), Some(Sex::Male)),
        ("(71F)", Some(71), Some(Sex::Female)),
        ("aged 45 years old female", Some(45), Some(Sex::Female)),
        ("18 months old boy", Some(1), Some(Sex::Male)),
        ("73 y.o. man", Some(73), Some(Sex::Male)),
        ("pt is a gentleman with SCC", None, Some(Sex::Male)),
        ("male breast cancer", None, None),
        ("follow up in 6 months, 12 mo ADT", None, None),
        ("T2N0M0, 4/12 cores, 3 M", None, None),
    ];
    for (text, age, sex) in cases {
        let reading = DiagnosisReading::read(text);
        assert_eq!((reading.age_years(), reading.sex()), (age, sex), "{text}");
    }
    let intents = [
        ("NSCLC stage IV, palliation of hemoptysis", Some(Intent::Palliative)),
        ("definitive chemoRT", Some(Intent::Curative)),
        ("PMRT consult", Some(Intent::Adjuvant)),
        ("Salvage consult, PSA 0.4", Some(Intent::Salvage)),
        ("HO prophylaxis right hip", Some(Intent::Benign)),
        ("small cell in CR, consult prophylactic cranial", Some(Intent::Prophylactic)),
        ("keloid of the ear", Some(Intent::Benign)),
        ("prostate cancer. Osteoarthritis.", None),
        ("breast cancer after neoadjuvant chemo, palliative care follows", None),
        ("not palliative", None),
    ];
    for (text, intent) in intents {
        assert_eq!(DiagnosisReading::read(text).intent(), intent, "{text}");
    }
}

#[test]
fn stages_grades_margins_and_markers_are_read() {
    let cases: &[(&str, &[&str])] = &[
        ("FIGO IB3", &["Stage: FIGO IB3 «FIGO IB3»"]),
        ("Masaoka stage II-III", &["Stage: Masaoka II-III «Masaoka stage II-III»"]),
        ("stage IIIB, Stage 2 CKD", &["Stage: stage IIIB «stage IIIB»"]),
        (
            "extensive stage small cell",
            &[
                "Stage: extensive stage «extensive stage»",
                "Histology: small cell lung cancer «small cell»",
                "Site: lung «small cell»",
            ],
        ),
        ("ypT2 N1a; uT3 uN1; rT1", &["TNM: ypT2 N1a «ypT2 N1a»", "TNM: uT3 uN1 «uT3 uN1»", "TNM: rT1 «rT1»"]),
        (
            "grade 1-2; gr 3; WHO grade IV",
            &["Grade: grade 1–2 «grade 1-2»", "Grade: grade 3 «gr 3»", "Grade: WHO grade 4 «WHO grade IV»"],
        ),
        ("ALBI grade 2, Brooker grade 3", &[]),
        ("Gleason 9, Gleason 4/12 cores", &["Grade: Gleason 9 «Gleason 9»", "Site: prostate «Gleason 9»"]),
        (
            "margins were clear; close margin <1 mm; R2",
            &[
                "Margins: margins clear «margins were clear»",
                "Margins: margin close «close margin <1 mm»",
                "Margins: gross residual «R2»",
            ],
        ),
        (
            "ER/PR+ HER2 neg",
            &["Marker: ER positive «ER/PR+»", "Marker: PR positive «ER/PR+»", "Marker: HER2 negative «HER2 neg»"],
        ),
        ("ER+ PR- HER2 3+", &["Marker: ER positive «ER+»", "Marker: PR negative «PR-»", "Marker: HER2 3+ «HER2 3+»"]),
        (
            "PD-L1 40%, BRAF V600E, 1p19q codeleted",
            &[
                "Marker: PD-L1 40 % «PD-L1 40%»",
                "Marker: BRAF mutated «BRAF V600E»",
                "Marker: 1p19q codeleted «1p19q codeleted»",
            ],
        ),
        ("no ENE, LVSI+, CR after chemo, eGFR 78", &["Marker: ENE negative «no ENE»", "Marker: LVSI positive «LVSI+»"]),
        (
            "IDH mutant, IDH wildtype, MGMT methylated",
            &[
                "Marker: IDH mutated «IDH mutant»",
                "Marker: IDH wild type «IDH wildtype»",
                "Marker: MGMT methylated «MGMT methylated»",
            ],
        ),
    ];
    for (text, facts) in cases {
        assert_eq!(lines(text), *facts, "{text}");
    }
}
