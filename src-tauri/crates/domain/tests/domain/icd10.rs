//! Codes by shape and by table.

use isocenter_domain::{Error, Icd10Catalog, Icd10Code};

const TABLE: &str = "C50\t0\tMalignant neoplasm of breast\nC50.9\t0\tUnspecified site\nC50.912\t1\tLeft female breast\nC61\t1\tMalignant neoplasm of prostate\n";

#[test]
fn codes_are_read_as_exports_write_them() {
    for (text, code) in [
        ("C50.912", "C50.912"),
        ("  c50912  ", "C50.912"),
        ("C61", "C61"),
        ("C5O.912", "C50.912"),
        ("D4800", "D48.00"),
        ("C4A.39", "C4A.39"),
        ("QA0.0101", "QA0.0101"),
        ("S72.001A", "S72.001A"),
    ] {
        assert_eq!(Icd10Code::parse(text).unwrap().as_str(), code, "{text}");
    }
}

#[test]
fn other_shapes_are_refused_without_telling_the_text() {
    for text in ["", "174.9", "V", "C5", "C50.", "C50..9", "C5.09", "CC0", "C50.91234", "breast", "C50 9", "Cé0", "850"]
    {
        let error = text.parse::<Icd10Code>().unwrap_err();
        assert_eq!(error, Error::NotAnIcd10Code { length: text.chars().count() }, "{text}");
    }
}

#[test]
fn the_category_is_the_first_three_characters() {
    assert_eq!(Icd10Code::parse("c79.31").unwrap().category().to_string(), "C79");
    assert_eq!(Icd10Code::parse("C61").unwrap().category().as_str(), "C61");
}

#[test]
fn a_table_tells_titles_and_what_may_still_become_a_code() {
    let catalog = Icd10Catalog::from_tsv(TABLE).unwrap();
    assert_eq!((catalog.len(), catalog.is_empty()), (4, false));
    assert_eq!(catalog.title(&Icd10Code::parse("C61").unwrap()), Some("Malignant neoplasm of prostate"));
    assert_eq!(catalog.title(&Icd10Code::parse("C62").unwrap()), None);
    assert!(catalog.get("C50.912").unwrap().is_billable);
    assert!(!catalog.get("C50.9").unwrap().is_billable);
    for prefix in ["", "C", "C5", "C50", "C50.", "C50.91", "C50.912", "C61"] {
        assert!(catalog.has_code_starting_with(prefix), "{prefix}");
    }
    for prefix in ["B", "C51", "C50.8", "C50.9120", "C61.", "D", "c", "Z"] {
        assert!(!catalog.has_code_starting_with(prefix), "{prefix}");
        assert!(!catalog.contains(prefix), "{prefix}");
    }
}

#[test]
fn the_search_agrees_with_a_scan_of_every_prefix() {
    let catalog = Icd10Catalog::from_tsv(TABLE).unwrap();
    let codes: Vec<&str> = catalog.entries().map(|entry| entry.code).collect();
    for first in 'A'..='D' {
        for rest in ["", "5", "50", "6", "61", "50.", "50.9", "50.91", "50.912", "50.913"] {
            let prefix = format!("{first}{rest}");
            assert_eq!(
                catalog.has_code_starting_with(&prefix),
                codes.iter().any(|code| code.starts_with(&prefix)),
                "{prefix}"
            );
            assert_eq!(catalog.contains(&prefix), codes.contains(&prefix.as_str()), "{prefix}");
        }
    }
}

#[test]
fn a_faulty_table_is_refused_by_line() {
    for (table, error) in [
        ("C61\t1", Error::CatalogLine { line: 1 }),
        ("C61\t1\ttitle\tmore", Error::CatalogLine { line: 1 }),
        ("C61\tyes\ttitle", Error::CatalogLine { line: 1 }),
        ("C61\t1\t", Error::CatalogLine { line: 1 }),
        ("C61\t1\ta\nC50\t1\tb", Error::CatalogOrder { line: 2 }),
        ("C61\t1\ta\nC61\t1\tb", Error::CatalogOrder { line: 2 }),
    ] {
        assert_eq!(Icd10Catalog::from_tsv(table).unwrap_err(), error);
    }
    assert!(Icd10Catalog::from_tsv("").unwrap().is_empty());
    assert_eq!(Icd10Catalog::from_tsv("C61\t1\ta\r\nC62\t1\tb\r\n").unwrap().get("C61").unwrap().title, "a");
}
