//! The five grades and their definitions.

use isocenter_grade::{Error, Grade, GradeGroup, GradeScale};

#[test]
fn only_one_to_five_are_grades() {
    let numbers: Vec<u8> = (0..=u8::MAX).filter(|number| Grade::new(*number).is_some()).collect();
    assert_eq!(numbers, [1, 2, 3, 4, 5]);
    assert_eq!(serde_json::to_string(&Grade::ALL).unwrap(), "[1,2,3,4,5]");
    assert!(serde_json::from_str::<Grade>("6").is_err());
    assert!(serde_json::from_str::<Grade>("0").is_err());
    assert_eq!(Grade::try_from(9), Err(Error::NotAGrade { number: 9 }));
}

#[test]
fn the_usual_scale_is_in_the_words_of_the_paper_and_survives_json() {
    let scale = GradeScale::of_wang_2025();
    assert_eq!(GradeScale::new(scale.definitions().to_vec()).as_ref(), Ok(&scale));
    let names: Vec<&str> = scale.definitions().iter().map(|definition| definition.name.as_str()).collect();
    assert_eq!(
        names,
        ["Interchangeable", "Minor deviation", "Significant deviation", "Major deviation", "Not acceptable"]
    );
    let json = serde_json::to_string(&scale).unwrap();
    assert_eq!(serde_json::from_str::<GradeScale>(&json).unwrap(), scale);
}

#[test]
fn a_scale_of_four_of_blank_words_or_of_another_group_is_refused() {
    let five = GradeScale::of_wang_2025().definitions().to_vec();
    assert_eq!(GradeScale::new(five[..4].to_vec()), Err(Error::ScaleNotFive));
    let mut reversed = five.clone();
    reversed.reverse();
    assert_eq!(GradeScale::new(reversed), Err(Error::ScaleNotFive));
    let mut blank = five.clone();
    blank[2].name = "  ".into();
    assert_eq!(GradeScale::new(blank), Err(Error::ScaleBlank { grade: Grade::ALL[2] }));
    let mut other = five;
    other[2].group = GradeGroup::Acceptable;
    assert_eq!(GradeScale::new(other), Err(Error::ScaleGroup { grade: Grade::ALL[2] }));
    assert!(GradeScale::of_wang_2025().reworded(Grade::ALL[0], "Same", " ").is_err());
}
