//! Whatever the texts, the rules say one thing each, point into the texts and never panic.

use isocenter_check::{ReadText, RuleId};
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::planted::{Case, RULES, check};

const PIECES: &[&str] = &[
    "plan",
    "40 Gy",
    "/ 15 fx",
    "photons",
    "left",
    "Rt",
    "breast",
    "prostate",
    "s/p",
    "prostatectomy",
    "primary, photon,",
    "40.0Gy,",
    "fractions:15",
    "fractions:0",
    "0 Gy",
    "99999999999999999999 Gy",
    "99999999999 fx",
    "-5 Gy",
    "1e308 Gy",
    "NaN Gy",
    "4005 cGy",
    "x",
    "+",
    "boost to",
    "BID",
    "SBRT 54/3",
    "TBI",
    "HDR 7 Gy x 3",
    "é",
    "日本語",
    "\u{a0}",
    "\u{202e}",
    "👩‍⚕️",
    "\n",
    "\t",
    ".",
    ",",
    ";",
    "(",
    ")",
    "C50.912",
    "8 yo F",
    "no prior RT",
    "prior pelvic RT 45 Gy 2009",
    "re-irradiation",
    "ß",
    "0.0000001 Gy in 100 fx",
    "total 60 Gy",
    "50 Gy(RBE)",
    "%",
    "\0",
];
const CODES: &[&str] = &["", "C50.912", "C61", "c", "C50", "💥", "C50.9129999", "ZZZ", "D05.12", "É50", "C 61", "\0"];

#[test]
fn any_text_gets_every_rule_once_with_places_inside_it() {
    let mut rng = ChaCha8Rng::seed_from_u64(8);
    for _ in 0..5_000 {
        let mut text = || {
            let count = rng.random_range(0..14);
            (0..count).map(|_| *PIECES.choose(&mut rng).unwrap()).collect::<Vec<_>>().join(" ")
        };
        let (diagnosis, plan) = (text(), text());
        let code = CODES.choose(&mut rng).map(|code| (*code).to_owned());
        let case = Case { diagnosis, plan, modality: "photon".to_owned(), code };
        let findings = check(&RULES, &case, None);
        assert_eq!(findings.len(), RuleId::ALL.len());
        for finding in findings {
            assert!(!finding.statement.is_empty() && !finding.source.is_empty());
            assert!(!finding.statement.contains("NaN") && !finding.statement.contains("inf"), "{}", finding.statement);
            for place in finding.places {
                let text = if place.text == ReadText::Plan { &case.plan } else { &case.diagnosis };
                assert!(text.get(place.span.start..place.span.end).is_some(), "{place:?} in {text:?}");
            }
        }
    }
}
