//! The rule, on all 25 pairs.

use isocenter_grade::{Grade, Pair, cross_table, discrepancies, is_discrepancy};

use crate::fixture::{grade, item};

fn all_pairs() -> Vec<Pair> {
    let rows = Grade::ALL.into_iter().flat_map(|first| Grade::ALL.map(|second| (first, second)));
    rows.zip(1..).map(|((first, second), number)| Pair { item: item(number), first, second }).collect()
}

#[test]
fn more_than_one_apart_and_nothing_else_is_a_discrepancy() {
    let flagged = [
        [false, false, true, true, true],
        [false, false, false, true, true],
        [true, false, false, false, true],
        [true, true, false, false, false],
        [true, true, true, false, false],
    ];
    for first in Grade::ALL {
        for second in Grade::ALL {
            assert_eq!(is_discrepancy(first, second), flagged[first.index()][second.index()], "{first} {second}");
        }
    }
    assert!(!is_discrepancy(grade(4), grade(5)) && is_discrepancy(grade(3), grade(5)));
    assert_eq!(discrepancies(&all_pairs()).len(), 12);
}

#[test]
fn the_table_has_a_down_and_b_across() {
    let mut pairs = all_pairs();
    pairs.push(Pair { item: item(26), first: grade(2), second: grade(5) });
    let table = cross_table(&pairs);
    assert_eq!(table[1][4], 2);
    assert_eq!(table[4][1], 1);
    assert_eq!(table.iter().flatten().sum::<u32>(), 26);
}
