//! Headers are recognised under many names; a mapping is kept in a file and checked when it is read.

use isocenter_curate::{Error, Field, HeaderTable, Mapping, Table, preview};

use crate::fixture::{Exports, HEADERS, SOME, diagnosis, rewrite, with_patient};

fn headers(list: &str) -> Vec<String> {
    list.split(',').map(str::to_owned).collect()
}

#[test]
fn headers_are_recognised_by_many_names_whatever_their_case_blanks_and_underscores() {
    let cases = [
        ("PATIENT_ID,icd_cd,dx_desc", [("patient_id", "PATIENT_ID"), ("icd_code", "icd_cd"), ("free_text", "dx_desc")]),
        ("pt id,ICD-10,Notes", [("patient_id", "pt id"), ("icd_code", "ICD-10"), ("free_text", "Notes")]),
        (
            "Patienten-ID,Diagnosecode,Diagnosetext",
            [("patient_id", "Patienten-ID"), ("icd_code", "Diagnosecode"), ("free_text", "Diagnosetext")],
        ),
        ("MRN,dx_cd,Comment", [("patient_id", "MRN"), ("icd_code", "dx_cd"), ("free_text", "Comment")]),
    ];
    for (list, expected) in cases {
        let columns = HEADERS.recognise(Table::Diagnoses, &headers(list));
        for (field, header) in expected {
            assert_eq!(columns.get(&Field::from_name(field).unwrap()).map(String::as_str), Some(header), "{list}");
        }
    }
}

#[test]
fn the_better_of_two_names_is_taken_and_of_several_doses_one() {
    let columns = HEADERS.recognise(Table::Diagnoses, &headers("Comment,dx_desc,PatientSer,PatientId"));
    assert_eq!((columns[&Field::FreeText].as_str(), columns[&Field::PatientId].as_str()), ("dx_desc", "PatientId"));
    let columns = HEADERS.recognise(Table::Plans, &headers("DosePerFraction,TotalDose"));
    assert_eq!(columns.keys().copied().collect::<Vec<_>>(), [Field::TotalDose]);
}

#[test]
fn every_field_of_both_exports_has_a_header_in_the_table() {
    let all = HEADERS.recognise(Table::Diagnoses, &SOME_HEADERS.map(str::to_owned));
    assert_eq!(all.len(), Table::Diagnoses.fields().len(), "{all:?}");
    let text = "[diagnoses.colour]\nseen = [\"x\"]\n[plans]\n";
    assert!(matches!(HeaderTable::from_toml(text), Err(Error::HeaderTableSyntax(_))));
}

const SOME_HEADERS: [&str; 11] = [
    "PatientId",
    "LastName",
    "FirstName",
    "MiddleName",
    "DOB",
    "DiagnosisCode",
    "DiagnosisTableENU",
    "dx_desc",
    "IsPrimary",
    "ObjectStatus",
    "DateStamp",
];

#[test]
fn a_mapping_comes_back_from_its_file_as_it_was() {
    let mapping = SOME.mapping().unwrap();
    let text = mapping.to_toml().unwrap();
    assert!(text.contains("dose_unit = \"gray_per_fraction\""), "{text}");
    assert!(text.contains("free_text = \"dx_desc\""), "{text}");
    assert_eq!(Mapping::from_toml(&text).unwrap(), mapping);
}

#[test]
fn a_mapping_file_is_checked_when_it_is_read() {
    let text = SOME.mapping().unwrap().to_toml().unwrap();
    let broken = |from: &str, to: &str| Mapping::from_toml(&text.replacen(from, to, 1)).unwrap_err();
    assert!(matches!(broken("version = 1", "version = 9"), Error::MappingVersion { found: 9, expected: 1 }));
    assert!(matches!(broken("free_text = \"dx_desc\"", ""), Error::ColumnsMissing { table: Table::Diagnoses, .. }));
    assert!(matches!(broken("free_text", "free_test"), Error::MappingSyntax(_)));
    assert!(matches!(broken("\"gray_per_fraction\"", "\"rad\""), Error::MappingSyntax(_)));
    let misplaced = broken("icd_table =", "machine =");
    assert!(matches!(misplaced, Error::FieldOfOtherTable { table: Table::Diagnoses, field: Field::Machine }));
    let two_doses = broken("prescribed_dose =", "total_dose = \"Status\"\nprescribed_dose =");
    assert!(matches!(two_doses, Error::DoseMapping));
}

#[test]
fn a_mapping_that_does_not_fit_the_file_says_which_header_is_not_there() {
    let exports = Exports::synthetic(60, 5);
    let mapping = exports.mapping().unwrap();
    rewrite(&exports.plans(), |text| text.replacen("NoFractions", "Fx", 1).into_bytes());
    let error = exports.import_with(&mapping).err().unwrap();
    assert!(matches!(&error, Error::HeaderNotFound { field: Field::Fractions, .. }));
    assert!(error.to_string().contains("`NoFractions`"), "{error}");
    let exports = with_patient(&[], &[]);
    let mapping = exports.mapping().unwrap();
    rewrite(&exports.diagnoses(), |text| text.replacen("LastName", "PatientId", 1).into_bytes());
    assert!(matches!(exports.import_with(&mapping), Err(Error::HeaderNotFound { .. } | Error::HeaderTwice { .. })));
}

#[test]
fn a_saved_mapping_reads_a_file_whose_headers_nobody_knows() {
    let exports = with_patient(&[], &[]);
    let mut mapping = exports.mapping().unwrap();
    rewrite(&exports.diagnoses(), |text| text.replacen("dx_desc", "Spalte 9", 1).into_bytes());
    assert!(exports.mapping().is_err());
    mapping.diagnoses.columns.insert(Field::FreeText, "Spalte 9".to_owned());
    assert_eq!(exports.import_with(&mapping).unwrap().patients().len(), 20);
}

#[test]
fn a_preview_shows_the_first_rows_as_mapped() {
    let exports = with_patient(&[diagnosis("last", "Rectal cancer")], &[]);
    let mapping = exports.mapping().unwrap();
    let preview = preview(Table::Diagnoses, &exports.diagnoses(), &mapping.diagnoses, 3).unwrap();
    assert_eq!((preview.rows.len(), preview.headers.len()), (3, 10));
    let text = preview.fields.iter().position(|field| *field == Field::FreeText).unwrap();
    assert_eq!(preview.rows[0][text].reveal(), "Prostate adenocarcinoma number 0 of the plain ones");
    assert!(!format!("{:?}", preview.rows).contains("Prostate"), "patient text hides from Debug");
}
