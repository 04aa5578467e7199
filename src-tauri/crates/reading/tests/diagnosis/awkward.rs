//! Awkward diagnoses: slips of the keyboard, capitals, denials and their denials, relatives, organs that are gone, other illnesses.

use isocenter_domain::Laterality::{self, Bilateral, Left, Right};
use isocenter_reading::DiagnosisReading;

use crate::fixture::{ids, lines};

/// Text, treated sites, organs that are gone, sides, facts that must be among those read.
pub type Case = (&'static str, &'static str, &'static str, &'static [Laterality], &'static [&'static str]);

#[track_caller]
pub fn check(cases: &[Case]) {
    for (text, treated, removed, sides, facts) in cases {
        let reading = DiagnosisReading::read(text);
        assert_eq!(ids(&reading.treated_sites()).join(" "), *treated, "{text}");
        assert_eq!(ids(&reading.removed_sites()).join(" "), *removed, "{text}");
        assert_eq!(reading.sides(), *sides, "{text}");
        let lines = lines(text);
        for fact in *facts {
            assert!(lines.iter().any(|line| line == fact), "{text}: no {fact} in {lines:#?}");
        }
    }
}

#[test]
fn slips_and_capitals_are_read() {
    check(&[
        (
            "IDC LEFT BREAST UOQ, PT1C N0(SN) M0, ER POS PR POS HER2 NEG, S/P LUMPECTOMY",
            "breast breast_upper_outer",
            "",
            &[Left],
            &[
                "TNM: pT1c N0(sn) M0 «PT1C N0(SN) M0»",
                "Marker: HER2 negative «HER2 NEG»",
                "Surgery: lumpectomy [History] «LUMPECTOMY»",
            ],
        ),
        (
            "adenocarcinma of the rectum, mid rectal, cT3 N1",
            "rectum",
            "",
            &[],
            &["Histology: adenocarcinoma «adenocarcinma»"],
        ),
        (
            "prostaetctomy 2019, PSA 0.3",
            "prostate_bed",
            "prostate",
            &[],
            &["Surgery: prostatectomy [History] «prostaetctomy»"],
        ),
        (
            "lt tonsil scc, ct2n1m0, hpv pos",
            "tonsil",
            "",
            &[Left],
            &["TNM: cT2 N1 M0 «ct2n1m0»", "Marker: HPV positive «hpv pos»"],
        ),
        ("Tonsil SCC rt side, T2 N1", "tonsil", "", &[Right], &["Side: right «rt»"]),
        ("auricle BCC nodular L, 3.4 cm", "ear", "", &[Left], &[]),
        (
            "T1 post contrast enhancing lesion, left temporal lobe AVM",
            "temporal_lobe",
            "",
            &[Left],
            &["Intent: benign «AVM»"],
        ),
    ]);
}

#[test]
fn what_is_denied_or_only_supposed_is_not_treated() {
    check(&[
        (
            "prostate adenocarcinoma s/p radical prostatectomy 2019, rising PSA 0.3, no evidence of bone mets",
            "prostate_bed",
            "prostate",
            &[],
            &["Site: bone (metastasis) [Negated] «bone»", "Marker: PSA 0.3 «PSA 0.3»"],
        ),
        (
            "lung ca, left lower lobe, no mediastinal nodes on PET, brain MRI clear",
            "lung lower_lobe",
            "",
            &[Left],
            &["Site: brain (mentioned) [Negated] «brain»"],
        ),
        (
            "Rule out bone metastasis. NSCLC right upper lobe cT2N0",
            "upper_lobe",
            "",
            &[Right],
            &["Site: bone (metastasis) [Possible] «bone»"],
        ),
        (
            "cannot rule out liver metastases; pancreatic head adenocarcinoma",
            "pancreas",
            "",
            &[],
            &["Site: liver (metastasis) [Possible] «liver»"],
        ),
        (
            "question of liver metastasis vs cyst, gastric cancer cT3",
            "stomach",
            "",
            &[],
            &["Site: liver (metastasis) [Possible] «liver»"],
        ),
        ("r/o leptomeningeal disease, breast cancer with 3 brain mets", "brain", "", &[], &["Site: breast «breast»"]),
        (
            "not without nodes: left axillary node positive, IDC left breast",
            "axilla breast",
            "",
            &[Left],
            &["Site: axilla «axillary»"],
        ),
        (
            "concern for cord compression at T10, metastatic prostate cancer",
            "prostate spine thoracic_spine",
            "",
            &[],
            &["Site: thoracic spine (metastasis) [Possible] «T10»"],
        ),
        (
            "prostate ca, cT2a; no bone or visceral mets, seminal vesicles clear",
            "prostate",
            "",
            &[],
            &["Site: seminal vesicles [Negated] «seminal vesicles»"],
        ),
        ("SCC skin of scalp, no parotid nodes", "skin scalp", "", &[], &["Site: parotid [Negated] «parotid»"]),
        (
            "liver lesion 3 cm, HCC, spleen normal, no extrahepatic disease",
            "liver",
            "",
            &[],
            &["Site: spleen (mentioned) «spleen»"],
        ),
        (
            "meningioma, right sphenoid wing, WHO 2, abuts chiasm, no brainstem compression",
            "meninges skull_base",
            "",
            &[Right],
            &["Site: optic pathway (mentioned) «chiasm»", "Grade: WHO grade 2 «WHO 2»"],
        ),
        (
            "GBM Rt frontal, MRI spine neg, s/p GTR, right-handed",
            "frontal_lobe",
            "",
            &[Right],
            &["Site: spine (mentioned) [Negated] «spine»"],
        ),
    ]);
}

#[test]
fn illnesses_of_relatives_and_other_illnesses_are_not_treated() {
    check(&[
        (
            "Breast cancer in mother. 71 y/o M, prostate adenoca, cT1c",
            "prostate",
            "",
            &[],
            &["Site: breast [Family] «Breast»"],
        ),
        (
            "Family history of breast and ovarian cancer. Rectal adenocarcinoma cT3N1",
            "rectum",
            "",
            &[],
            &["Site: ovary [Family] «ovarian»"],
        ),
        (
            "62M prostate ca. Father with prostate cancer, sister had breast cancer",
            "prostate",
            "",
            &[],
            &["Site: breast [Family] «breast»"],
        ),
        (
            "Pelvic kidney (renal transplant). Cervix ca, FIGO IIB",
            "cervix",
            "",
            &[],
            &["Site: kidney (mentioned) «renal»"],
        ),
        (
            "Horseshoe kidney. Left retroperitoneal liposarcoma 12 cm, displaces kidney",
            "retroperitoneum",
            "",
            &[Left],
            &[],
        ),
        (
            "SCC of scalp. Prior actinic keratoses. Hips native. Liver function normal.",
            "scalp",
            "",
            &[],
            &["Site: hip (mentioned) «Hips»"],
        ),
        (
            "adenoca of prostate, hips otherwise native, T10 compression fracture",
            "prostate",
            "",
            &[],
            &["Site: thoracic spine (mentioned) «T10»"],
        ),
        (
            "NSCLC left lower lobe. Single lung after pneumonectomy. Interstitial lung disease.",
            "lower_lobe",
            "",
            &[Left],
            &["Surgery: pneumonectomy [History] «pneumonectomy»"],
        ),
    ]);
}

#[test]
fn an_organ_that_is_gone_gives_its_bed() {
    check(&[
        (
            "prostate removed 2015; PSA 0.4; bone scan neg",
            "prostate_bed",
            "prostate",
            &[],
            &["Site: prostate [Removed] «prostate»"],
        ),
        (
            "left breast IDC s/p mastectomy + ALND, pT2 N1a, LVSI neg, tissue expander in place",
            "axilla chest_wall",
            "breast",
            &[Left],
            &["Site: breast [Removed] «mastectomy»", "Marker: LVSI negative «LVSI neg»"],
        ),
        ("Left breast removed 2012. Chest wall recurrence, left", "chest_wall", "breast", &[Left], &[]),
        ("no residual breast tissue after bilateral mastectomy", "chest_wall", "breast", &[Bilateral], &[]),
        (
            "h/o left mastectomy 2009; new right breast IDC pT1b N0, s/p BCS",
            "breast",
            "",
            &[Right],
            &["Side: left [Removed] «left»"],
        ),
        (
            "Gastric adenocarcinoma, s/p gastrectomy D2, right nephrectomy 2012",
            "gastric_bed",
            "stomach kidney",
            &[],
            &[],
        ),
        ("right kidney absent since birth; left ureter urothelial carcinoma", "renal_pelvis", "kidney", &[Left], &[]),
        ("Prior RT: none. Seminoma s/p right orchiectomy, stage I", "para_aortic", "testis", &[Right], &[]),
        (
            "uterine ca FIGO stage IIIC1, removed uterus and ovaries",
            "vaginal_cuff",
            "uterus ovary",
            &[],
            &["Stage: FIGO IIIC1 «FIGO stage IIIC1»"],
        ),
        ("rectal ca, s/p APR 2019, presacral recurrence", "pelvis", "rectum anus", &[], &[]),
        (
            "lung nodule suspicious for metastasis, h/o RCC s/p left nephrectomy 2010",
            "lung",
            "kidney",
            &[],
            &["Side: left [Removed] «left»"],
        ),
        (
            "h/o prostate cancer s/p RALP 2012, now left tonsil SCC cT2N1 p16+",
            "tonsil",
            "prostate",
            &[Left],
            &["Site: prostate [History] «prostate»"],
        ),
    ]);
}

#[test]
fn an_operation_that_was_declined_or_is_planned_takes_nothing() {
    check(&[
        (
            "Left breast DCIS, declined mastectomy, s/p lumpectomy, margin focally positive",
            "breast",
            "",
            &[Left],
            &["Surgery: mastectomy [Negated] «mastectomy»", "Margins: margin positive «margin focally positive»"],
        ),
        (
            "bladder ca cT2N0M0, maximal TURBT, not a candidate for cystectomy",
            "bladder",
            "",
            &[],
            &["Surgery: cystectomy [Negated] «cystectomy»"],
        ),
        (
            "esophageal adeno distal, uT3 uN1, esophagectomy to follow",
            "esophagus",
            "",
            &[],
            &["Surgery: oesophagectomy [Possible] «esophagectomy»"],
        ),
        (
            "Hysterectomy 5 weeks ago if operable. Endometrial cancer, FIGO IB gr 3",
            "uterus",
            "",
            &[],
            &["Surgery: hysterectomy [Possible] «Hysterectomy»"],
        ),
        ("muscle invasive bladder cancer, refuses cystectomy, prior to planned chemo", "bladder", "", &[], &[]),
    ]);
}

#[test]
fn metastases_are_told_from_where_they_came() {
    check(&[
        (
            "brain mets from lung adenocarcinoma, KPS 80",
            "brain",
            "",
            &[],
            &["Site: brain (metastasis) «brain»", "Site: lung «lung»"],
        ),
        (
            "72F w/ painful L4 met from breast ca, prior RT to T8 30 Gy/10 fx 2021",
            "lumbar_spine",
            "",
            &[],
            &["Site: breast «breast»"],
        ),
        ("Low volume M1b prostate cancer, 3 bone mets, primary treatment", "prostate bone", "", &[], &[]),
        (
            "melanoma of the left arm, s/p axillary dissection, 4 nodes positive, ENE",
            "arm axilla",
            "",
            &[Left],
            &["Marker: ENE positive «ENE»"],
        ),
        ("solitary plasmacytoma of T3 vertebra", "thoracic_spine spine", "", &[], &[]),
        (
            "Gleason 4+3=7 (GG3), PSA 7.8, T1c/T2a, seminal vesicle invasion on MRI",
            "prostate",
            "",
            &[],
            &["TNM: T2a «T2a»"],
        ),
        ("LS-SCLC, right hilar mass", "hilum", "", &[Right], &["Stage: limited stage «LS»"]),
        ("Mammakarzinom links, pT1c pN0, G2", "", "", &[], &["TNM: pT1c pN0 «pT1c pN0»", "Grade: grade 2 «G2»"]),
    ]);
}
