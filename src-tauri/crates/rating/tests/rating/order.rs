//! Numbers of letters and orders of raters.

use std::collections::BTreeSet;

use isocenter_rating::{Author, CaseLabel, Error, ItemNumber, Order, Protocol, numbered_items};

use crate::invented::{arm, letter, protocol, protocol_of, rater};

fn neighbours(study: &Protocol, order: &Order) -> usize {
    let case = |item: &ItemNumber| &study.item(*item).unwrap().case;
    order.items().windows(2).filter(|two| case(&two[0]) == case(&two[1])).count()
}

#[test]
fn every_rater_sees_every_letter_once_in_an_own_order_that_is_the_same_each_time() {
    let study = protocol(4, 12);
    let mut orders = BTreeSet::new();
    for number in 1..=4 {
        let order = Order::of(&study, rater(number)).unwrap();
        assert_eq!(order, Order::of(&study, rater(number)).unwrap());
        let mut sorted = order.items().to_vec();
        sorted.sort_unstable();
        assert_eq!(sorted, (1..=36).map(letter).collect::<Vec<_>>());
        for (position, item) in order.items().iter().enumerate() {
            assert_eq!((order.position(*item), order.item_at(position)), (Some(position), Some(*item)));
        }
        assert_eq!((order.rater(), order.item_at(36), order.position(letter(37))), (rater(number), None, None));
        orders.insert(order.items().to_vec());
    }
    assert_eq!(orders.len(), 4);
    let mut other = study.clone();
    other.seed = 8;
    assert_ne!(Order::of(&other, rater(1)).unwrap(), Order::of(&study, rater(1)).unwrap());
    assert_eq!(Order::of(&study, rater(5)), Err(Error::UnknownRater { rater: rater(5) }));
}

/// Orders that were shown once must come again in every version of the program.
#[test]
fn an_order_stays_what_it_is() {
    let order = Order::of(&protocol(2, 3), rater(2)).unwrap();
    assert_eq!(order.items().iter().map(|item| item.number()).collect::<Vec<_>>(), ORDER_OF_BO);
}

const ORDER_OF_BO: [u32; 9] = [7, 1, 6, 8, 5, 9, 2, 4, 3];

#[test]
fn letters_of_a_case_are_not_beside_each_other_where_that_can_be_avoided() {
    for cases in 2..9 {
        let mut study = protocol(3, cases);
        for seed in 0..40 {
            study.seed = seed;
            for number in 1..=3 {
                assert_eq!(neighbours(&study, &Order::of(&study, rater(number)).unwrap()), 0, "{cases} {seed}");
            }
        }
    }
    let lone = protocol(1, 1);
    assert_eq!(neighbours(&lone, &Order::of(&lone, rater(1)).unwrap()), 2, "one case has no other to part its letters");
}

#[test]
fn a_case_with_most_of_the_letters_is_parted_as_far_as_the_others_reach() {
    let authors = [Author::Base, Author::Tuned, Author::Physician];
    let mut letters: Vec<(u32, Author)> = authors.map(|author| (1, author)).to_vec();
    letters.extend([(2, Author::Base), (3, Author::Base)]);
    for seed in 0..100 {
        let mut study = protocol_of(1, &letters);
        study.seed = seed;
        assert_eq!(neighbours(&study, &Order::of(&study, rater(1)).unwrap()), 0, "{seed}");
    }
    letters.pop();
    let study = protocol_of(1, &letters);
    assert_eq!(neighbours(&study, &Order::of(&study, rater(1)).unwrap()), 1);
}

/// Over many seeds each letter comes first about as often: of 600 draws over 6 letters within four standard deviations of 100.
#[test]
fn a_position_tells_nothing_of_the_author() {
    let mut first = [0_i32; 6];
    let mut study = protocol(1, 2);
    for seed in 0..600 {
        study.seed = seed;
        first[Order::of(&study, rater(1)).unwrap().items()[0].number() as usize - 1] += 1;
    }
    assert!(first.iter().all(|count| (count - 100).abs() < 37), "{first:?}");
}

#[test]
fn letters_are_numbered_in_a_drawn_order_whatever_the_order_of_the_list() {
    let authors = [Author::Base, Author::Tuned, Author::Physician];
    let mut letters: Vec<_> =
        (0..20).flat_map(|case| authors.map(|author| (CaseLabel::new(format!("L-{case}")), arm(author)))).collect();
    let items = numbered_items(&letters, 3);
    letters.reverse();
    assert_eq!(numbered_items(&letters, 3), items);
    assert_ne!(numbered_items(&letters, 4), items);
    assert!(items.iter().zip(1..).all(|(item, number)| item.number == letter(number) && item.sha256.is_none()));
    let tuned = items.iter().filter(|item| item.author == Author::Tuned).map(|item| item.number.number() as usize % 3);
    assert!((0..3).all(|rest| tuned.clone().filter(|number| *number == rest).count() < 20), "a number tells no arm");
}
