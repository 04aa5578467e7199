//! Sides, each with its words.

use isocenter_domain::Laterality::{self, Bilateral, Left, Right};
use isocenter_reading::{DiagnosisReading, Site, sides};

fn stated(text: &str) -> Vec<Laterality> {
    let mut stated: Vec<Laterality> = sides(text).into_iter().map(|found| found.value).collect();
    stated.dedup();
    stated
}

#[test]
fn a_side_is_read_where_it_is_surely_stated() {
    let cases: &[(&str, &[Laterality])] = &[
        ("IDC of the left breast, grade 2", &[Left]),
        ("plan 60 Gy/ 30 fx photons, IMRT to right upper lobe", &[Right]),
        ("Right-sided tonsil SCC", &[Right]),
        ("bilateral whole breast", &[Bilateral]),
        ("R breast, s/p lumpectomy", &[Right]),
        ("Lt lung nodule", &[Left]),
        ("left breast with left axillary nodes", &[Left]),
        ("LT BREAST", &[Left]),
        ("Rt neck, levels II-IV", &[Right]),
        ("l-breast, tangents", &[Left]),
        ("b/l necks", &[Bilateral]),
        ("bil. breasts, tangents", &[Bilateral]),
        ("Bilat neck, levels II-IV", &[Bilateral]),
        ("(L) breast", &[Left]),
        ("L ribs 5-7", &[Left]),
        ("L3 and R breast", &[Right]),
        ("R upper lobe, 54 Gy/ 3 fx", &[Right]),
        ("SBRT to the LUL", &[Left]),
        ("RML nodule", &[Right]),
        ("left\nbreast", &[Left]),
        ("both eyes, 20 Gy", &[Bilateral]),
        ("R nasal ala BCC", &[Right]),
        ("left breast cancer, now right lung nodule", &[Left, Right]),
        ("left tonsil, bilateral neck", &[Left, Bilateral]),
        ("LUL and RUL nodules", &[Left, Right]),
        ("thyroid, right lobe", &[Right]),
    ];
    for (text, wanted) in cases {
        assert_eq!(stated(text), *wanted, "{text}");
    }
}

#[test]
fn what_only_looks_like_a_side_is_none() {
    let none = [
        "painful metastasis of L3 and T8",
        "R1 resection, thymoma",
        "prior RT to the prostate",
        "right-handed patient, glioblastoma",
        "nothing left out, prostate",
        "T2 N0, L5 fracture",
        "adjuvant RT breast",
        "RT neck 70 Gy",
        "what is left, and the stent left in place",
        "residual left behind; left untreated",
        "left ventricular dose below 5 Gy",
        "L/R breast",
        "upright, leftover, brightly",
        "links, rechts",
        "T-bil 0.8, liver SBRT",
        "lul, rul",
        "left the clinic; the right dose, right after surgery",
        "left to heal, left with a stent, left for palliation",
        "r. 5 fx; L. 25 Gy",
        "Stage IIIB R/R lymphoma",
        "R0, R1 and R2",
        "oxygen 3 L. Palliative intent",
        "",
    ];
    for text in none {
        assert_eq!(stated(text), [], "{text}");
    }
}

#[test]
fn a_side_points_at_its_own_words() {
    let text = "SCC Rt BOT, b/l neck";
    let spans: Vec<&str> = sides(text).iter().map(|found| found.span.of(text)).collect();
    assert_eq!(spans, ["Rt", "b/l"]);
}

#[test]
fn each_site_has_the_side_that_is_said_of_it() {
    let site = |id: &str| Site::from_id(id).unwrap();
    let cases: &[(&str, &str, Option<Laterality>)] = &[
        ("IDC left breast, s/p right nephrectomy 2004", "breast", Some(Left)),
        ("SCC left tonsil, bilateral neck nodes", "tonsil", Some(Left)),
        ("SCC left tonsil, bilateral neck nodes", "neck", Some(Bilateral)),
        ("BCC nasal ala, left", "nose", Some(Left)),
        ("NSCLC RUL", "lung", Some(Right)),
        ("left breast IDC and right breast DCIS", "breast", None),
        ("left breast cancer, MRI of the right breast clear", "breast", Some(Left)),
        ("glioblastoma, left temporal lobe", "brain", Some(Left)),
        ("Lt IDC, pT1c", "breast", Some(Left)),
        ("prostate cancer", "prostate", None),
    ];
    for (text, id, side) in cases {
        assert_eq!(DiagnosisReading::read(text).side_of(site(id)), *side, "{text}: {id}");
    }
}

#[test]
fn a_side_of_something_else_is_none_of_the_disease() {
    for text in [
        "adenocarcinoma of the stomach, right nephrectomy 2004",
        "pancreatic cancer, prior left nephrectomy",
        "left tonsil SCC, prior right breast RT 2010",
        "left tonsil SCC, abuts right carotid, no right neck nodes",
        "left tonsil SCC. Family history of right breast cancer",
    ] {
        assert!(
            !DiagnosisReading::read(text).sides().contains(&if text.starts_with("left") { Right } else { Left }),
            "{text}"
        );
    }
}
