//! Distance of a signed letter from its draft.

use isocenter_letter::{Distance, SectionKind, revision, word_distance};

use crate::invented::{BREAST_LETTER, Chance};

/// The whole table, as the textbook has it.
fn textbook(left: &str, right: &str) -> usize {
    let (left, right): (Vec<&str>, Vec<&str>) = (left.split_whitespace().collect(), right.split_whitespace().collect());
    let mut above: Vec<usize> = (0..=right.len()).collect();
    for (line, word) in left.iter().enumerate() {
        let mut row = vec![line + 1];
        for (column, other) in right.iter().enumerate() {
            row.push((above[column] + usize::from(word != other)).min(above[column + 1] + 1).min(row[column] + 1));
        }
        above = row;
    }
    above[right.len()]
}

#[test]
fn the_band_gives_what_the_whole_table_gives() {
    let mut chance = Chance(7);
    for _ in 0..3000 {
        let words = |chance: &mut Chance| {
            let count = chance.below(14);
            (0..count).map(|_| ["a ", "b ", "c "][chance.below(3)]).collect::<String>()
        };
        let (left, right) = (words(&mut chance), words(&mut chance));
        let exact = textbook(&left, &right);
        for most in [0, 1, 2, 3, 5, 9, 20] {
            let expected = if exact <= most { Distance::Exactly(exact) } else { Distance::MoreThan(most) };
            assert_eq!(word_distance(&left, &right, most), expected, "{left:?} {right:?} within {most}");
        }
    }
    let (left, right) = ("x ".repeat(300), "y ".repeat(310));
    assert_eq!(word_distance(&left, &right, 4000), Distance::Exactly(310), "the band doubles");
}

#[test]
fn a_revision_tells_which_section_changed() {
    let signed = BREAST_LETTER.replace("as planned, with grade 1 erythema", "with grade 1 erythema");
    let found = revision(BREAST_LETTER, &signed);
    assert_eq!(found.distance, Distance::Exactly(2), "two words taken out, one with its mark");
    assert!(found.share_kept.unwrap() > 0.97);
    let changed: Vec<_> = found.sections.iter().filter(|s| s.distance != Distance::Exactly(0)).collect();
    assert_eq!(changed.len(), 1);
    assert_eq!(changed[0].section, Some(SectionKind::SummaryAndAssessment));
}

#[test]
fn nothing_and_everything() {
    assert_eq!(revision("", "").share_kept, None);
    assert_eq!(revision("a b", "a b").share_kept, Some(1.0));
    assert_eq!(revision("", "a b").share_kept, Some(0.0));
}
