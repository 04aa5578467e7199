//! Sides that a text states: only what is surely a side is one.

use isocenter_domain::Laterality::{self, Bilateral, Left, Right};
use isocenter_reading::sides;

/// The one side of a text.
fn side(text: &str) -> Option<Laterality> {
    let found = sides(text);
    let first = found.first()?.value;
    found.iter().all(|found| found.value == first).then_some(first)
}

#[test]
fn a_side_is_read_where_it_is_surely_stated() {
    let cases = [
        ("IDC of the left breast, grade 2", Some(Left)),
        ("plan 60 Gy/ 30 fx photons, IMRT to right upper lobe", Some(Right)),
        ("Right-sided tonsil SCC", Some(Right)),
        ("bilateral whole breast", Some(Bilateral)),
        ("R breast, s/p lumpectomy", Some(Right)),
        ("Lt lung nodule", Some(Left)),
        ("left breast with left axillary nodes", Some(Left)),
        ("LT BREAST", Some(Left)),
        ("Rt neck, levels II-IV", Some(Right)),
        ("l-breast, tangents", Some(Left)),
        ("b/l necks", Some(Bilateral)),
        ("bil. breasts, tangents", Some(Bilateral)),
        ("Bilat neck, levels II-IV", Some(Bilateral)),
        ("(L) breast", Some(Left)),
        ("L ribs 5-7", Some(Left)),
        ("L3 and R breast", Some(Right)),
        ("R upper lobe, 54 Gy/ 3 fx", Some(Right)),
        ("SBRT to the LUL", Some(Left)),
        ("RML nodule", Some(Right)),
        ("left\nbreast", Some(Left)),
    ];
    for (text, expected) in cases {
        assert_eq!(side(text), expected, "{text}");
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
        "left breast cancer, now right lung nodule",
        "adjuvant RT breast",
        "RT neck 70 Gy",
        "left tonsil, bilateral neck",
        "what is left, and the stent left in place",
        "residual left behind; left untreated",
        "left ventricular dose below 5 Gy",
        "L/R breast",
        "upright, leftover, brightly",
        "links, rechts",
        "T-bil 0.8, liver SBRT",
        "LUL and RUL nodules",
        "lul, rul",
        "left the clinic; the right dose, right after surgery",
        "left to heal, left with a stent, left for palliation",
        "r. 5 fx; L. 25 Gy",
        "Stage IIIB R/R lymphoma",
        "R0, R1 and R2",
        "",
    ];
    for text in none {
        assert_eq!(side(text), None, "{text}");
    }
}
