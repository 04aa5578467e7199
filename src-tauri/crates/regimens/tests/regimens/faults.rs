//! Tables that are refused, each saying where.

use isocenter_regimens::{Error, RegimenLibrary};

const HEADERS: &str = "id,site,condition,intent_class,intent,modality,technique,total_dose_gy,fractions,dose_per_fraction_gy,schedule,boost,systemic,\
    is_component,icd10_category,alpha_beta_gy,bed_gy,eqd2_gy,source,verification";
const ROW: &str = "R1,Breast,Early,curative,curative-adjuvant,photon,3DCRT,40.05,15,2.67,daily,none,any,0,C50,4,66.8,44.5,START B,page";

fn read(rows: &[&str]) -> Result<RegimenLibrary, Error> {
    RegimenLibrary::from_csv(&format!("{HEADERS}\n{}\n", rows.join("\n")))
}

#[test]
fn a_sound_row_is_read_also_without_its_optional_columns() {
    let library = read(&[&ROW.replace(",4,66.8,44.5,", ",,,,")]).unwrap();
    let row = library.get("R1").unwrap();
    assert_eq!((row.alpha_beta, row.bed_gray, row.eqd2_gray), (None, None, None));
}

#[test]
fn a_value_that_is_none_names_its_row_and_column() {
    let faults = [
        ("curative,curative-adjuvant", "curing,curative-adjuvant", "intent_class"),
        (",photon,", ",neutron,", "modality"),
        (",40.05,", ",0,", "total_dose_gy"),
        (",15,", ",0,", "fractions"),
        (",2.67,", ",-2,", "dose_per_fraction_gy"),
        ("any,0,", "any,2,", "is_component"),
        (",C50,", ",174.9,", "icd10_category"),
        (",4,66.8", ",0,66.8", "alpha_beta_gy"),
        (",page", ",seen", "verification"),
    ];
    for (sound, fault, column) in faults {
        let refused = read(&[&ROW.replace(sound, fault)]);
        assert!(
            matches!(&refused, Err(Error::Row { id, column: named }) if id == "R1" && *named == column),
            "{column}: {refused:?}"
        );
    }
}

#[test]
fn an_id_that_stands_twice_and_a_missing_column_are_refused() {
    assert!(matches!(read(&[ROW, ROW]), Err(Error::SameId { id }) if id == "R1"));
    assert!(matches!(RegimenLibrary::from_csv("id,site\nR1,Breast\n"), Err(Error::Table { .. })));
    assert!(matches!(read(&[&ROW.replace("40.05", "much")]), Err(Error::Table { .. })));
}
