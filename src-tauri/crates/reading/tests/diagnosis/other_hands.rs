//! Diagnoses in the manner of other departments than that of the synthetic cohort.

use isocenter_domain::Laterality::{Bilateral, Left, Right};
use isocenter_reading::DiagnosisReading;
use isocenter_reading::diagnosis::PriorRadiotherapy;

use crate::awkward::check;
use crate::fixture::lines;

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
            "Brain metastases from renal cell carcinoma s/p left nephrectomy, 2 lesions",
            "brain",
            "kidney",
            &[],
            &["Site: kidney «renal cell carcinoma»"],
        ),
        ("left breast UOQ IDC s/p mastectomy, pT2 N1a", "chest_wall", "breast", &[Left], &[]),
        ("SCC glottis T3N0, s/p total laryngectomy", "", "larynx", &[], &[]),
        ("LUL nodule, s/p right pneumonectomy 2010", "upper_lobe", "", &[Left], &["Side: right [Removed] «right»"]),
        (
            "Left mastectomy 2015 for DCIS. Now right lung adenocarcinoma cT1bN0",
            "lung",
            "breast",
            &[Right],
            &["Histology: ductal carcinoma in situ [History] «DCIS»"],
        ),
        ("left breast IDC, s/p lumpectomy, right breast biopsy benign", "breast", "", &[Left], &[]),
        ("Left temporal glioblastoma; right temporal hemorrhage 2010", "temporal_lobe", "", &[Left], &[]),
        ("right eye melanoma, 4 mm", "eye", "", &[Right], &[]),
        ("Stage IV-A cervical cancer", "cervix", "", &[], &["Stage: stage IVA «Stage IV-A»"]),
        ("s/p nephroureterectomy right 2015, bladder urothelial ca", "bladder", "renal_pelvis kidney", &[], &[]),
        ("T2 N0 M0 glottis; T3 lesion indeterminate", "glottis", "", &[], &["TNM: T2 N0 M0 «T2 N0 M0»"]),
        ("cholangiocarcinoma, hilar, unresectable", "biliary", "", &[], &[]),
        ("vulva ca, R hemivulvectomy, neg groin nodes", "vulva", "", &[], &["Site: groin [Negated] «groin»"]),
        ("leiomyosarcoma of the uterus, s/p TAHBSO", "vaginal_cuff", "uterus cervix", &[], &[]),
        (
            "left ovarian cancer recurrence, painful pelvic mass, prior hysterectomy 2015",
            "ovary pelvis",
            "uterus cervix",
            &[Left],
            &[],
        ),
        (
            "SCC of left gingiva. Only functioning eye on this side. Tumor abuts brainstem.",
            "gingiva",
            "",
            &[Left],
            &["Site: eye (mentioned) «eye»"],
        ),
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
            "lumbar_spine",
            "prostate",
            &[],
            &[],
        ),
    ]);
    for (text, words) in [
        ("breast ca s/p lumpectomy and WBI 50 Gy in 2008", "prior radiotherapy 50 Gy 2008"),
        ("s/p RALP 2017 and salvage RT 66.6 Gy 2019", "prior radiotherapy 66.6 Gy 2019"),
        ("hx: hodgkins 1988 mantle 44 gy. now lt breast ca T1c", "prior radiotherapy 44 Gy"),
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
