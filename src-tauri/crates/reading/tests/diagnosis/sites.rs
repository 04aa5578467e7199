//! The lexicon from outside: what words name, what codes stand for, what lies near what.

use isocenter_domain::Icd10Code;
use isocenter_reading::SiteRelation::{Apart, Near, Same, Within};
use isocenter_reading::{Sex, Site, SiteRelation, sites};

use crate::fixture::{CATALOG, ids, library_text};

fn named(text: &str) -> Vec<&'static str> {
    sites(text).iter().map(|found| found.value.id()).collect()
}

#[test]
fn a_site_is_read_where_it_is_named() {
    let cases: &[(&str, &[&str])] = &[
        ("plan 40.05 Gy/ 15 fx photons, 3DCRT tangents to left breast with breath hold", &["breast"]),
        ("chest wall and nodes after mastectomy", &["chest_wall"]),
        ("chest wall and nodes after mastectomy of the breast", &["chest_wall", "breast"]),
        ("breast primary, 8 Gy to the T8 vertebra", &["breast", "thoracic_spine", "spine"]),
        ("neck of the femur", &["femur"]),
        ("lung SBRT, RUL; lung again", &["lung", "upper_lobe", "lung"]),
        ("brain metastases, whole-brain or whole brain", &["brain", "whole_brain", "whole_brain"]),
        ("SBRT to the RUL, 54 Gy/ 3 fx", &["upper_lobe"]),
        ("bot, 70 Gy", &[]),
        ("BOT and tonsil, 70 Gy", &["base_of_tongue", "tonsil"]),
        ("UOQ of the left breast", &["breast_upper_outer", "breast"]),
        ("both lungs, 15 Gy", &["lung"]),
        ("lung SBRT, spinal cord below 18 Gy", &["lung"]),
        ("spinal cord below 45 Gy", &[]),
        ("spinal cord compression, 8 Gy", &["spine"]),
        ("prostate SBRT with rectal spacer", &["prostate"]),
        ("head and neck, levels II-IV", &["head_and_neck"]),
        ("gall bladder bed", &["gallbladder"]),
        ("paranasal sinuses, 66 Gy", &["sinonasal"]),
        ("İstanbul: BREAST", &["breast"]),
        ("ribbon, lungfish, breastbone", &[]),
        ("PROSTATE BED with bladder filling", &["prostate_bed"]),
        ("treatment arm B, upper limb", &["limb"]),
        ("prostate bed, PSA 0.3", &["prostate_bed"]),
        ("PBS to prostate, seminal vesicles and pelvic nodes", &["prostate", "seminal_vesicles", "pelvic_nodes"]),
        ("whole brain for metastases", &["whole_brain"]),
        ("SBRT to the right upper lobe", &["upper_lobe"]),
        ("plan 25 Gy/ 5 fx photons. primary, photon, 25.0Gy, fractions:5", &[]),
        ("farmer, forearmed and early", &[]),
        ("Brustkrebs links, Größe unklar", &[]),
        ("cT2 N1 M0, T1c/T2", &[]),
        ("painful L3 met, T4 vertebra, T2 N0", &["lumbar_spine", "thoracic_spine", "spine"]),
    ];
    for (text, wanted) in cases {
        assert_eq!(named(text), *wanted, "{text}");
    }
}

#[test]
fn a_site_points_at_its_own_words() {
    let text = "Größe 3 cm, base-of-tongue; lymph-node of the neck";
    let spans: Vec<&str> = sites(text).iter().map(|found| found.span.of(text)).collect();
    assert_eq!(spans, ["base-of-tongue", "neck"]);
}

#[test]
fn ids_are_found_again_and_facts_of_a_site_hold() {
    for site in Site::all() {
        assert_eq!(Site::from_id(site.id()), Some(site));
        assert_eq!(site.relation(site), Same);
        assert_ne!(site.bed(), Some(site));
    }
    let site = |id: &str| Site::from_id(id).unwrap();
    assert_eq!(Site::from_id("tail"), None);
    assert_eq!(
        (site("prostate").sex(), site("uterus").sex(), site("lung").sex()),
        (Some(Sex::Male), Some(Sex::Female), None)
    );
    assert_eq!(site("upper_lobe").parent(), Some(site("lung")));
    assert!(site("breast").is_paired() && !site("prostate").is_paired());
    assert_eq!(site("prostate").bed(), Some(site("prostate_bed")));
    assert!(site("axilla").is_nodal() && site("pelvis").is_region());
}

#[test]
fn relations_are_those_of_practice_and_go_both_ways() {
    let cases: &[(&str, &str, SiteRelation)] = &[
        ("upper_lobe", "lung", Within),
        ("breast", "chest_wall", Near),
        ("breast", "axilla", Near),
        ("breast", "internal_mammary_nodes", Near),
        ("breast", "neck", Near),
        ("prostate", "prostate_bed", Near),
        ("prostate", "seminal_vesicles", Near),
        ("prostate", "pelvic_nodes", Near),
        ("prostate", "pelvis", Within),
        ("frontal_lobe", "brain", Within),
        ("frontal_lobe", "craniospinal", Near),
        ("upper_lobe", "mediastinum", Near),
        ("esophagus", "gastric_junction", Near),
        ("tonsil", "neck", Near),
        ("tonsil", "oropharynx", Within),
        ("testis", "para_aortic", Near),
        ("vertebra", "spine", Same),
        ("lumbar_spine", "bone", Within),
        ("nose", "face", Near),
        ("uterus", "vaginal_cuff", Near),
        ("prostate", "bladder", Near),
        ("bladder", "rectum", Apart),
        ("breast", "prostate", Apart),
        ("brain", "lung", Apart),
        ("larynx", "oropharynx", Apart),
        ("lung", "breast", Apart),
        ("prostate", "rectum", Apart),
        ("liver", "kidney", Apart),
        ("left", "right", Apart),
    ];
    for (one, other, relation) in cases {
        let (Some(one), Some(other)) = (Site::from_id(one), Site::from_id(other)) else { continue };
        assert_eq!(one.relation(other), *relation, "{} and {}", one.id(), other.id());
    }
    for one in Site::all() {
        for other in Site::all() {
            assert_eq!(one.relation(other), other.relation(one), "{} and {}", one.id(), other.id());
        }
    }
}

#[test]
fn codes_stand_for_the_sites_of_their_titles() {
    let cases: &[(&str, &[&str])] = &[
        ("C61", &["prostate"]),
        ("C50.912", &["breast"]),
        ("C34.11", &["upper_lobe"]),
        ("C71.2", &["temporal_lobe"]),
        ("C79.31", &["brain"]),
        ("C79.51", &["bone"]),
        ("C77.3", &["axilla"]),
        ("C44.311", &["nose"]),
        ("C44.229", &["ear"]),
        ("C43.39", &["skin_of_face"]),
        ("C4A.39", &["skin_of_face"]),
        ("C20", &["rectum"]),
        ("C32.0", &["glottis"]),
        ("C69.31", &["choroid"]),
        ("C81.12", &["mediastinum"]),
        ("C83.31", &["neck"]),
        ("C82.05", &["groin"]),
        ("C85.80", &[]),
        ("C90.00", &[]),
        ("Z51.0", &[]),
        ("D35.2", &["pituitary"]),
        ("Q28.2", &["brain"]),
        ("G50.0", &["trigeminal_nerve"]),
        ("Z85.46", &["prostate"]),
        ("M61.552", &["hip"]),
        ("C78.02", &["lung"]),
        ("C7A.090", &["lung"]),
        ("C80.1", &[]),
    ];
    for (code, wanted) in cases {
        assert_eq!(ids(&Site::of_code(&Icd10Code::parse(code).unwrap())), *wanted, "{code}");
    }
}

/// Codes that name no one place: blood and lymph by their categories, and those called unspecified, overlapping or other.
const WITHOUT_SITE: &[&str] = &[
    "C40.8", "C40.9", "C41.9", "C46", "C47.8", "C47.9", "C49.8", "C49.9", "C63.7", "C63.9", "C75.8", "C75.9", "C76.8",
    "C79.89", "C79.9", "C7A.00", "C7A.098", "C7A.1", "C7A.8", "C7B.00", "C7B.09", "C7B.1", "C7B.8", "C80", "C86",
    "C88", "C90", "C91", "C92", "C93", "C94", "C95", "C96",
];
/// Fifth characters of lymphomas that name no one region: unspecified, several, extranodal, in remission.
const LYMPHOMA_WITHOUT_REGION: &[char] = &['0', '8', '9', 'A', 'B'];

#[test]
fn every_malignant_code_of_the_table_has_a_site_or_is_one_without() {
    let is_without = |code: &str| {
        let is_lymphoma = ("C81".."C86").contains(&&code[..3]);
        let is_regionless = code.chars().nth(5).is_none_or(|region| LYMPHOMA_WITHOUT_REGION.contains(&region));
        WITHOUT_SITE.iter().any(|prefix| code.starts_with(prefix)) || (is_lymphoma && is_regionless)
    };
    for entry in CATALOG.entries().filter(|entry| entry.is_billable && entry.code.starts_with('C')) {
        let sites = Site::of_code(&Icd10Code::parse(entry.code).unwrap());
        assert_eq!(sites.is_empty(), is_without(entry.code), "{} {}: {sites:?}", entry.code, entry.title);
    }
}

#[test]
fn every_site_label_of_the_library_names_a_site_or_a_disease_that_has_none() {
    const WITHOUT: &[&str] = &[
        "DLBCL",
        "Desmoid",
        "Ewing sarcoma",
        "Chondrosarcoma",
        "Chordoma",
        "Hodgkin lymphoma",
        "Indolent lymphoma",
        "Myeloma",
        "Plasmacytoma",
        "Rhabdomyosarcoma",
        "Soft tissue sarcoma",
        "Osteoarthritis",
        "Oligometastasis",
    ];
    for row in library_text().lines().skip(1) {
        let label = row.split(',').nth(1).unwrap();
        let treated = isocenter_reading::DiagnosisReading::read(label).treated_sites();
        assert!(!treated.is_empty() || WITHOUT.contains(&label), "{label}");
    }
}
