//! Awkward diagnoses: slips of the keyboard, capitals, denials and their denials, relatives, organs that are gone, other illnesses.

use isocenter_domain::Laterality::{self, Bilateral, Left, Right};
use isocenter_reading::diagnosis::{Intent, PriorRadiotherapy};
use isocenter_reading::{DiagnosisReading, Sex};

use crate::fixture::{ids, lines};

/// Text, treated sites, organs that are gone, sides, facts that must be among those read.
type Case = (&'static str, &'static str, &'static str, &'static [Laterality], &'static [&'static str]);

#[track_caller]
fn check(cases: &[Case]) {
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

#[test]
fn texts_of_other_hands_are_read() {
    check(&[
        (
            "71 yo man, adenocarcinoma of the prostate, GS 3+4, PSA 6.2 ng/mL, MRI w/o ECE. PMH: kidney stones, BPH s/p TURP 2015.",
            "prostate",
            "",
            &[],
            &["Marker: ENE negative «w/o ECE»", "Grade: Gleason 3+4=7 «GS 3+4»"],
        ),
        (
            "Recurrent left breast ca s/p lumpectomy and WBI 50 Gy in 2008, now s/p mastectomy, rpT1c N0",
            "chest_wall",
            "breast",
            &[Left],
            &["TNM: rpT1c N0 «rpT1c N0»"],
        ),
        (
            "45F cervical ca FIGO 2018 IIIC1r, parametrial involvement, PET: FDG avid left external iliac node",
            "cervix pelvic_nodes",
            "",
            &[Left],
            &["Stage: FIGO IIIC1 «FIGO 2018 IIIC1r»", "Site: parametrium (mentioned) «parametrial»"],
        ),
        ("SqCC RUL 4.2 cm, cT2bN2M0, IIIA, PD-L1 <1%", "upper_lobe", "", &[Right], &["Stage: stage IIIA «IIIA»"]),
        (
            "Right sided colon ca with solitary left adrenal metastasis 2.2 cm",
            "adrenal",
            "",
            &[Left],
            &["Site: colon «colon»"],
        ),
        ("kidney: 3.4 cm right renal mass, bx proven ccRCC, solitary kidney, eGFR 45", "kidney", "", &[Right], &[]),
        (
            "76M, PSA 12, GG3. Family hx: father died of prostate ca, mother breast ca",
            "prostate",
            "",
            &[],
            &["Site: breast [Family] «breast»"],
        ),
        ("Uveal mel OD, 6 mm thick", "choroid", "", &[Right], &["Histology: uveal melanoma «Uveal mel»"]),
        ("Graves ophthalmopathy bilat, CAS 5", "orbit", "", &[Bilateral], &["Intent: benign «Graves ophthalmopathy»"]),
        (
            "Bladder: T2 high-grade urothelial ca s/p TURBT; prostate removed 2010 for cancer",
            "bladder",
            "prostate",
            &[],
            &[],
        ),
        (
            "Ca cervix IB2, s/p radical hyst, LVI+, 2 mm margin",
            "vaginal_cuff",
            "cervix uterus",
            &[],
            &["Margins: margin 2 mm «2 mm margin»", "Stage: stage IB2 «IB2»"],
        ),
        (
            "Oligomet prostate ca: single L3 met, s/p RALP 2017 and salvage RT 66.6 Gy 2019",
            "lumbar_spine prostate_bed",
            "prostate",
            &[],
            &[],
        ),
    ]);
    for (text, words) in [
        ("breast ca s/p lumpectomy and WBI 50 Gy in 2008", "prior radiotherapy 50 Gy 2008"),
        ("s/p RALP 2017 and salvage RT 66.6 Gy 2019", "prior radiotherapy 66.6 Gy 2019"),
        ("Hx of lymphoma 1998 treated w/ mantle RT. Now Rt breast DCIS", "prior radiotherapy"),
        ("Rectal ca, previously 50.4 Gy in 28 fx neoadj 2017", "prior radiotherapy 50.4 Gy in 28 fractions 2017"),
        ("Recurrent GBM, s/p 60 Gy/30 fx with TMZ 2021", "prior radiotherapy 60 Gy in 30 fractions 2021"),
    ] {
        let PriorRadiotherapy::Mentioned(courses) = DiagnosisReading::read(text).prior_radiotherapy() else {
            panic!("{text}: no course in {:#?}", lines(text));
        };
        let read: Vec<String> = courses.iter().map(|course| course.words()).collect();
        assert_eq!(read, [words], "{text}");
    }
    assert_eq!(
        DiagnosisReading::read("s/p lumpectomy, here for RT").prior_radiotherapy(),
        PriorRadiotherapy::NotMentioned
    );
    assert_eq!(
        DiagnosisReading::read("s/p resection, adjuvant RT planned").prior_radiotherapy(),
        PriorRadiotherapy::NotMentioned
    );
}
