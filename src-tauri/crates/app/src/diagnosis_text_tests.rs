//! What is refused, what is cleaned, what is remarked on; the share of remarks is measured on the synthetic cohort.
#![expect(clippy::unwrap_used, reason = "tests")]

use isocenter_synthetic::{SynthesisOptions, synthesise};

use super::*;

fn codes(text: &str) -> Vec<NoticeCode> {
    check_diagnosis(text).unwrap_or_else(|error| panic!("{error}")).notices.iter().map(|notice| notice.code).collect()
}

fn refusal(text: &str) -> ErrorCode {
    check_diagnosis(text).err().map(|error| error.code()).unwrap()
}

#[test]
fn a_diagnosis_without_a_letter_or_digit_is_empty() {
    for text in ["", "   \n\t", "\u{0}\u{7}\u{200b}", "--- ..."] {
        assert_eq!(refusal(text), ErrorCode::EmptyDiagnosis);
    }
}

#[test]
fn a_hundred_kilobytes_are_refused_with_the_limit() {
    let error = check_diagnosis(&"DCIS left breast ".repeat(6_000)).err().unwrap();
    assert_eq!(error.code(), ErrorCode::DiagnosisTooLong);
    assert!(error.what().contains("20000"), "{}", error.what());
}

#[test]
fn control_characters_are_taken_out_and_said() {
    let checked = check_diagnosis("Ductal\u{0} carcinoma\u{1b} in situ\r\n of the  left breast\u{feff}").unwrap();
    assert_eq!(checked.text, "Ductal carcinoma in situ of the left breast");
    assert_eq!(
        checked.notices,
        [Notice { code: NoticeCode::ControlCharacters, message: "3 control characters were taken out.".into() }]
    );
}

#[test]
fn what_identifies_the_patient_is_masked_and_told_by_kind_only() {
    let checked =
        check_diagnosis("Pt John Millerton. MRN 00481516. IDC of the left breast, pT1c N0. Referred by Dr. Keller.")
            .unwrap();
    for identifier in ["Millerton", "00481516", "Keller"] {
        assert!(!checked.text.contains(identifier), "{}", checked.text);
        assert!(checked.notices.iter().all(|notice| !notice.message.contains(identifier)));
    }
    assert!(checked.text.contains("IDC of the left breast, pT1c N0"));
    let told = checked.notices.iter().find(|notice| notice.code == NoticeCode::Masked).unwrap();
    assert!(
        told.message.contains("name") && told.message.ends_with("masked before the model reads the text."),
        "{}",
        told.message
    );
}

#[test]
fn clinical_notation_is_not_masked() {
    let cohort = synthesise(SynthesisOptions { cases: 400, seed: 9 }, assets::regimen_library().unwrap()).unwrap();
    let clean: Vec<_> = cohort.truth.iter().filter(|row| row.kept).collect();
    let masked = clean.iter().filter(|row| codes(&row.diagnosis).contains(&NoticeCode::Masked)).count();
    assert!(masked * 100 <= clean.len(), "{masked} of {} texts without identifiers", clean.len());
}

#[test]
fn two_words_are_very_short_and_four_thousand_characters_very_long() {
    assert_eq!(codes("prostate cancer"), [NoticeCode::VeryShort]);
    assert_eq!(codes(&"adenocarcinoma of the prostate, Gleason 7, stage II. ".repeat(80)), [NoticeCode::VeryLong]);
}

#[test]
fn other_languages_are_remarked_on() {
    for text in [
        "Invasives duktales Mammakarzinom links, pT2 pN1 M0, G3, ER positiv, Zustand nach brusterhaltender Operation",
        "Carcinome canalaire infiltrant du sein gauche, pT2 pN0 M0, récepteurs hormonaux positifs, opéré en mars",
        "Carcinoma ductal infiltrante de mama izquierda, estadio II, receptores hormonales positivos, operada en marzo",
        "Carcinoma duttale infiltrante della mammella sinistra, stadio II, recettori ormonali positivi",
        "左乳腺浸润性导管癌，pT2N1M0，ER阳性",
        "Рак левой молочной железы, стадия II",
        "سرطان الثدي الأيسر المرحلة الثانية",
    ] {
        assert!(codes(text).contains(&NoticeCode::NotEnglish), "{text}");
    }
}

#[test]
fn the_published_example_needs_no_remark() {
    let text = "AJCC 8th edition prognostic stage I (pT1a Nx M0) LEFT invasive lobular carcinoma, grade 2, estrogen receptor \
        positive, progesterone receptor positive, HER2/Neu negative. Stage X,T1a, pN0, M0, G2, HER2 Neg, ER Pos, PR Pos";
    assert_eq!(codes(text), []);
}

#[test]
fn telegraphic_diagnoses_need_no_remark_on_language() {
    for text in [
        "62 y/o M, adenoca prostate cT2aN0M0, iPSA 7.8, Gleason 3+4=7 (GG2), 4/12 cores",
        "AJCC 8th Stage IA Lt breast IDC gr 2, pT1cN0(sn), ER Pos PR Pos HER2 Neg, Ki-67 12%, s/p lumpectomy + SLNB.",
        "SCC Rt BOT cT2N1M0 HPV/p16+, 5 pk-yr.",
        "RUL adeno NSCLC cT1bN0M0, FEV1 38%, med inoperable.",
        "GBM Lt temporal IDH-wt MGMT unmeth s/p STR.",
        "BCC Lt nasal ala 1.2cm nodular, declined Mohs",
        "FIGO IB gr1 endometrioid ca s/p TAH-BSO, MI 55%, LVSI neg",
        "H/o DLBCL stage IIA mediast bulky, CR (Deauville 2) after R-CHOP x6",
        "Rt vestibular schwannoma 1.8 cm, Koos II.",
        "DCIS R breast, HG, margins 3mm, ER+, Tis N0",
        "Medulloblastoma avg risk, 8 yo F, GTR, M0",
    ] {
        assert!(!codes(text).contains(&NoticeCode::NotEnglish), "{text}");
    }
}

#[test]
fn english_diagnoses_are_not_remarked_on() {
    let cohort = synthesise(SynthesisOptions { cases: 2_000, seed: 5 }, assets::regimen_library().unwrap()).unwrap();
    let texts: Vec<&str> =
        cohort.truth.iter().map(|row| row.diagnosis.as_str()).filter(|text| !text.trim().is_empty()).collect();
    let remarked: Vec<&&str> = texts.iter().filter(|text| codes(text).contains(&NoticeCode::NotEnglish)).collect();
    let share = remarked.len() as f64 / texts.len() as f64;
    assert!(share <= 0.01, "{share} of {} texts, such as {:?}", texts.len(), remarked.first());
}
