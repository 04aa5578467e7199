//! The twelve examples of the research notes, each fact looked at one by one.

use isocenter_domain::Laterality::{self, Left, Right};
use isocenter_reading::DiagnosisReading;

use crate::fixture::{ids, lines};

/// Text, facts, treated sites, organs that are gone, sides.
type Example = (&'static str, &'static [&'static str], &'static str, &'static str, &'static [Laterality]);

const EXAMPLES: &[Example] = &[
    (
        "62 y/o M, adenoca prostate cT2aN0M0, iPSA 7.8, Gleason 3+4=7 (GG2), 4/12 cores. Plan: 60 Gy/20 fx VMAT + 6 mo ADT",
        &[
            "Age: 62 years «62 y/o»",
            "Sex: male «M»",
            "Histology: adenocarcinoma «adenoca»",
            "Site: prostate «prostate»",
            "TNM: cT2a N0 M0 «cT2aN0M0»",
            "Marker: PSA 7.8 «iPSA 7.8»",
            "Grade: Gleason 3+4=7 «Gleason 3+4=7»",
            "Grade: grade group 2 «GG2»",
        ],
        "prostate",
        "",
        &[],
    ),
    (
        "AJCC 8th Stage IA Lt breast IDC gr 2, pT1cN0(sn), ER Pos PR Pos HER2 Neg, Ki-67 12%, s/p lumpectomy + SLNB. 40.05Gy/15#",
        &[
            "Stage: AJCC stage IA «AJCC 8th Stage IA»",
            "Side: left «Lt»",
            "Site: breast «breast»",
            "Histology: invasive ductal carcinoma «IDC»",
            "Grade: grade 2 «gr 2»",
            "TNM: pT1c N0(sn) «pT1cN0(sn)»",
            "Marker: ER positive «ER Pos»",
            "Marker: PR positive «PR Pos»",
            "Marker: HER2 negative «HER2 Neg»",
            "Marker: Ki-67 12 % «Ki-67 12%»",
            "Surgery: lumpectomy [History] «lumpectomy»",
            "Surgery: sentinel node biopsy [History] «SLNB»",
        ],
        "breast",
        "",
        &[Left],
    ),
    (
        "SCC Rt BOT cT2N1M0 HPV/p16+, 5 pk-yr. IMPT 70Gy(RBE)/33 fx w/ weekly CDDP",
        &[
            "Histology: squamous cell carcinoma «SCC»",
            "Side: right «Rt»",
            "Site: base of tongue «BOT»",
            "TNM: cT2 N1 M0 «cT2N1M0»",
            "Marker: HPV positive «HPV/p16+»",
            "Marker: p16 positive «HPV/p16+»",
        ],
        "base_of_tongue",
        "",
        &[Right],
    ),
    (
        "RUL adeno NSCLC cT1bN0M0, FEV1 38%, med inoperable. SBRT 54/3",
        &[
            "Site: upper lobe of the lung «RUL»",
            "Side: right «RUL»",
            "Histology: adenocarcinoma «adeno»",
            "Histology: non-small cell lung cancer «NSCLC»",
            "TNM: cT1b N0 M0 «cT1bN0M0»",
        ],
        "upper_lobe",
        "",
        &[Right],
    ),
    (
        "GBM Lt temporal IDH-wt MGMT unmeth s/p STR. RT 6000 cGy in 30 fx + TMZ",
        &[
            "Histology: glioblastoma «GBM»",
            "Side: left «Lt»",
            "Site: temporal lobe «temporal»",
            "Marker: IDH wild type «IDH-wt»",
            "Marker: MGMT unmethylated «MGMT unmeth»",
            "Surgery: subtotal resection [History] «STR»",
        ],
        "temporal_lobe",
        "",
        &[Left],
    ),
    (
        "NSCLC adeno stage IV, painful L3 met, no SCC. 8Gy x1",
        &[
            "Histology: non-small cell lung cancer «NSCLC»",
            "Site: lung «NSCLC»",
            "Histology: adenocarcinoma «adeno»",
            "Stage: stage IV «stage IV»",
            "Site: lumbar spine (metastasis) «L3»",
        ],
        "lumbar_spine",
        "",
        &[],
    ),
    (
        "BCC Lt nasal ala 1.2cm nodular, declined Mohs -- 9 MeV e-, 50 Gy/20 fx",
        &[
            "Histology: basal cell carcinoma «BCC»",
            "Side: left «Lt»",
            "Site: nose «nasal ala»",
            "Surgery: Mohs surgery [Negated] «Mohs»",
        ],
        "nose",
        "",
        &[Left],
    ),
    (
        "FIGO IB gr1 endometrioid ca s/p TAH-BSO, MI 55%, LVSI neg -> VCB HDR 7 Gy x 3",
        &[
            "Stage: FIGO IB «FIGO IB»",
            "Grade: grade 1 «gr1»",
            "Histology: endometrioid adenocarcinoma «endometrioid ca»",
            "Site: uterus «endometrioid ca»",
            "Surgery: hysterectomy [History] «TAH»",
            "Site: uterus [Removed] «TAH»",
            "Site: cervix [Removed] «TAH»",
            "Surgery: oophorectomy [History] «BSO»",
            "Site: ovary [Removed] «BSO»",
            "Marker: LVSI negative «LVSI neg»",
            "Site: vaginal cuff «VCB»",
        ],
        "vaginal_cuff",
        "uterus cervix ovary",
        &[],
    ),
    (
        "H/o DLBCL stage IIA mediast bulky, CR (Deauville 2) after R-CHOP x6; ISRT 30/15",
        &[
            "Histology: diffuse large B-cell lymphoma [History] «DLBCL»",
            "Stage: Ann Arbor stage IIA «stage IIA»",
            "Site: mediastinum [History] «mediast»",
        ],
        "mediastinum",
        "",
        &[],
    ),
    (
        "Rt vestibular schwannoma 1.8 cm, Koos II. GK SRS 12.5 Gy @50%",
        &[
            "Side: right «Rt»",
            "Histology: vestibular schwannoma «vestibular schwannoma»",
            "Site: acoustic nerve «vestibular schwannoma»",
            "Stage: Koos II «Koos II»",
        ],
        "acoustic_nerve",
        "",
        &[Right],
    ),
    (
        "DCIS R breast, HG, margins 3mm, ER+, Tis N0",
        &[
            "Histology: ductal carcinoma in situ «DCIS»",
            "Side: right «R»",
            "Site: breast «breast»",
            "Grade: high grade «HG»",
            "Margins: margin 3 mm «margins 3mm»",
            "Marker: ER positive «ER+»",
            "TNM: Tis N0 «Tis N0»",
        ],
        "breast",
        "",
        &[Right],
    ),
    (
        "Medulloblastoma avg risk, 8 yo F, GTR, M0: PBS CSI 23.4 + boost to 54 Gy(RBE)",
        &[
            "Histology: medulloblastoma «Medulloblastoma»",
            "Site: posterior fossa «Medulloblastoma»",
            "Age: 8 years «8 yo»",
            "Sex: female «F»",
            "Surgery: gross total resection [History] «GTR»",
            "TNM: M0 «M0»",
            "Site: craniospinal axis «CSI»",
        ],
        "posterior_fossa craniospinal",
        "",
        &[],
    ),
];

#[test]
fn the_twelve_examples_read_as_a_physician_reads_them() {
    for (text, facts, treated, removed, sides) in EXAMPLES {
        let reading = DiagnosisReading::read(text);
        assert_eq!(lines(text), *facts, "{text}");
        assert_eq!(ids(&reading.treated_sites()).join(" "), *treated, "{text}");
        assert_eq!(ids(&reading.removed_sites()).join(" "), *removed, "{text}");
        assert_eq!(reading.sides(), *sides, "{text}");
    }
}
