//! The table that ships with the program.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use isocenter_domain::{Dose, Fractions, Icd10Code, Modality, Phase, PhaseRole, bed_gray, eqd2_gray};
use isocenter_regimens::{IntentClass, RegimenEntry, RegimenLibrary, Verification};

static LIBRARY: LazyLock<RegimenLibrary> =
    LazyLock::new(|| RegimenLibrary::from_csv(include_str!("../../../../../assets/regimens/regimens.csv")).unwrap());

fn category(code: &str) -> isocenter_domain::Icd10Category {
    Icd10Code::parse(code).unwrap().category()
}

fn ids<'a>(entries: impl Iterator<Item = &'a RegimenEntry>) -> Vec<&'a str> {
    entries.map(|entry| entry.id.as_str()).collect()
}

#[test]
fn every_row_is_read_with_all_its_columns() {
    assert_eq!(LIBRARY.entries().count(), 289);
    let of = |class| LIBRARY.entries().filter(|entry| entry.intent_class == class).count();
    assert_eq!(
        [IntentClass::Curative, IntentClass::Palliative, IntentClass::Benign, IntentClass::Investigational].map(of),
        [207, 53, 28, 1]
    );
    assert_eq!(LIBRARY.entries().filter(|entry| entry.verification == Verification::Page).count(), 84);
    assert_eq!(LIBRARY.entries().filter(|entry| entry.is_component).count(), 11);
    assert_eq!(LIBRARY.entries().map(|entry| &entry.site).collect::<BTreeSet<_>>().len(), 84);
    let first = LIBRARY.get("R001").unwrap();
    assert_eq!((first.dose.gray(), first.fractions.count(), first.dose_per_fraction.gray()), (40.05, 15, 2.67));
    assert_eq!((first.schedule.as_str(), first.systemic.as_str()), ("daily", "endocrine/none"));
    assert_eq!(
        (first.boost.as_str(), first.intent.as_str()),
        ("10/4-5 or 16/8 sequential in selected", "curative-adjuvant")
    );
    assert_eq!(
        (first.bed_gray, first.eqd2_gray, first.alpha_beta.map(|ratio| ratio.gray())),
        (Some(66.8), Some(44.5), Some(4.0))
    );
}

#[test]
fn the_table_agrees_with_the_linear_quadratic_model_and_with_itself() {
    for entry in LIBRARY.entries() {
        let product = entry.dose_per_fraction.gray() * f64::from(entry.fractions.count());
        // The dose per fraction stands to two decimals.
        assert!((product - entry.dose.gray()).abs() <= 0.0051 * f64::from(entry.fractions.count()), "{}", entry.id);
        let (Some(alpha_beta), Some(bed), Some(eqd2)) = (entry.alpha_beta, entry.bed_gray, entry.eqd2_gray) else {
            continue;
        };
        let phase = Phase {
            role: PhaseRole::Primary,
            label: "primary".to_owned(),
            modality: entry.modality,
            dose: entry.dose,
            fractions: entry.fractions,
        };
        assert!((bed_gray(std::slice::from_ref(&phase), alpha_beta) - bed).abs() < 0.3, "{}", entry.id);
        assert!((eqd2_gray(&[phase], alpha_beta) - eqd2).abs() < 0.3, "{}", entry.id);
    }
}

#[test]
fn rows_are_found_by_site_by_category_and_by_what_they_give() {
    assert_eq!(LIBRARY.by_site("breast").count(), 22);
    assert_eq!(LIBRARY.by_site("nowhere").count(), 0);
    assert_eq!(LIBRARY.by_category(category("C61")).count(), 26);
    assert_eq!(LIBRARY.by_category(category("H10.0")).count(), 0);
    let equal = LIBRARY.equal_to(Modality::Photon, Dose::from_gray(40.05).unwrap(), Fractions::new(15).unwrap());
    assert!(ids(equal).contains(&"R001"));
    let protons = LIBRARY.equal_to(Modality::Electron, Dose::from_gray(40.05).unwrap(), Fractions::new(15).unwrap());
    assert!(!ids(protons).contains(&"R001"));
}

#[test]
fn every_row_is_equal_to_itself() {
    for entry in LIBRARY.entries() {
        assert!(ids(LIBRARY.equal_to(entry.modality, entry.dose, entry.fractions)).contains(&entry.id.as_str()));
        assert!(ids(LIBRARY.by_category(entry.icd10_category)).contains(&entry.id.as_str()));
        assert!(ids(LIBRARY.by_site(&entry.site)).contains(&entry.id.as_str()));
    }
}

#[test]
fn the_usual_alpha_beta_is_that_of_most_rows() {
    let breast = LIBRARY.usual_alpha_beta(category("C50.912")).unwrap();
    assert_eq!((breast.alpha_beta.gray(), breast.row.id.as_str()), (4.0, "R001"));
    assert_eq!(LIBRARY.usual_alpha_beta(category("C61")).unwrap().alpha_beta.gray(), 1.5);
    assert_eq!(LIBRARY.usual_alpha_beta(category("C96.9")), None);
}
