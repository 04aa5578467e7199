//! Site and side of a plan: what is treated, not what is spared, what it is for, or what was treated before.

use isocenter_domain::Laterality::{self, Bilateral, Left, Right};
use isocenter_reading::{PlanReading, Site};

fn site(text: &str) -> Option<&'static str> {
    PlanReading::read(text).site().map(Site::id)
}

#[test]
fn a_site_is_read_when_it_alone_is_named() {
    let cases = [
        ("plan 40.05 Gy/ 15 fx photons, 3DCRT tangents to left breast with breath hold", Some("breast")),
        ("chest wall and nodes after mastectomy", Some("chest_wall")),
        ("chest wall and nodes after mastectomy of the breast", Some("chest_wall")),
        ("breast primary, 8 Gy to the T8 vertebra", None),
        ("neck of the femur", Some("femur")),
        ("lung SBRT, RUL; lung again", Some("upper_lobe")),
        ("brain metastases, whole-brain or whole brain", Some("whole_brain")),
        ("SBRT to the RUL, 54 Gy/ 3 fx", Some("upper_lobe")),
        ("bot, 70 Gy", None),
        ("BOT and tonsil, 70 Gy", Some("oropharynx")),
        ("UOQ of the left breast", Some("breast_upper_outer")),
        ("both lungs, 15 Gy", Some("lung")),
        ("lung SBRT, spinal cord below 18 Gy", Some("lung")),
        ("spinal cord below 45 Gy", None),
        ("cord compression, 8 Gy", Some("spine")),
        ("prostate SBRT with rectal spacer", Some("prostate")),
        ("head and neck, levels II-IV", Some("head_and_neck")),
        ("gall bladder bed", Some("gallbladder")),
        ("paranasal sinuses, 66 Gy", Some("sinonasal")),
        ("İstanbul: BREAST", Some("breast")),
        ("ribbon, lungfish, breastbone", None),
        ("PROSTATE BED with bladder filling", Some("prostate_bed")),
        ("prostate bed, PSA 0.3", Some("prostate_bed")),
        ("PBS to prostate, seminal vesicles and pelvic nodes", Some("prostate")),
        ("whole brain for metastases", Some("whole_brain")),
        ("SBRT to the right upper lobe", Some("upper_lobe")),
        ("plan 25 Gy/ 5 fx photons. primary, photon, 25.0Gy, fractions:5", None),
        ("farmer, forearmed and early", None),
        ("Brustkrebs links, Größe unklar", None),
    ];
    for (text, expected) in cases {
        assert_eq!(site(text), expected, "{text}");
    }
}

#[test]
fn what_is_spared_or_tells_the_indication_is_not_treated() {
    let cases = [
        ("plan 40 Gy/ 15 fx protons, IMPT to left breast heart sparing for pT1a N0 IDC", Some("breast")),
        ("IMRT to larynx, sparing the left parotid", Some("larynx")),
        ("SRS 20 Gy/1 fx to brain metastases for 3 from lung, 2.1 cm", Some("brain")),
        ("8 Gy x1 for painful femur metastasis", Some("femur")),
        ("VMAT to prostate bed after prostatectomy of the prostate", Some("prostate_bed")),
        ("VMAT to pelvis with bladder filling", Some("pelvis")),
        ("IMRT to right chest wall for s/p mastectomy, no residual in breast", Some("chest_wall")),
        ("CSI 36 Gy/20 fx", Some("craniospinal")),
        ("TBI 12 Gy/6 fx", Some("body")),
    ];
    for (text, expected) in cases {
        assert_eq!(site(text), expected, "{text}");
    }
}

#[test]
fn a_side_is_that_of_what_is_treated() {
    let side = |text: &str| PlanReading::read(text).side();
    let cases: &[(&str, Option<Laterality>)] = &[
        ("3DCRT tangents to left breast with breath hold", Some(Left)),
        ("IMRT to right upper lobe", Some(Right)),
        ("SBRT to the LUL", Some(Left)),
        ("bilateral whole breast", Some(Bilateral)),
        ("SRS thalamotomy for left hand tremor", None),
        ("RT neck 70 Gy", None),
        ("left tonsil, bilateral neck", None),
        ("IMRT to right larynx sparing left parotid", Some(Right)),
        ("painful metastasis of L3 and T8", None),
    ];
    for (text, expected) in cases {
        assert_eq!(side(text), *expected, "{text}");
    }
}
