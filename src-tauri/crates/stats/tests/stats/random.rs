//! The generator of the bootstrap and of drawn orders.

use isocenter_stats::SplitMix64;

/// What `splitmix64.c` of Vigna prints from seed 1234567.
#[test]
fn the_stream_is_that_of_its_authors() {
    let mut random = SplitMix64::new(1_234_567);
    let drawn: Vec<u64> = (0..5).map(|_| random.next_bits()).collect();
    let published = [
        6_457_827_717_110_365_317,
        3_203_168_211_198_807_973,
        9_817_491_932_198_370_423,
        4_593_380_528_125_082_431,
        16_408_922_859_458_223_821,
    ];
    assert_eq!(drawn, published);
}

#[test]
fn an_order_is_drawn_again_from_its_seed_and_nothing_is_lost() {
    let order = |seed| {
        let mut all: Vec<u32> = (0..100).collect();
        SplitMix64::new(seed).shuffle(&mut all);
        all
    };
    assert_eq!(order(7), order(7));
    assert_ne!(order(7), order(8));
    let mut sorted = order(7);
    sorted.sort_unstable();
    assert_eq!(sorted, (0..100).collect::<Vec<_>>());
    assert_eq!(SplitMix64::new(1).below(0), 0);
}

/// 6,000 draws of 6 orders of three: each within four standard deviations of 1,000.
#[test]
fn each_order_is_as_likely_as_another() {
    let mut random = SplitMix64::new(3);
    let mut counts = std::collections::BTreeMap::new();
    for _ in 0..6000 {
        let mut three = [0, 1, 2];
        random.shuffle(&mut three);
        *counts.entry(three).or_insert(0_i32) += 1;
    }
    assert_eq!(counts.len(), 6);
    assert!(counts.values().all(|count| (count - 1000).abs() < 116), "{counts:?}");
}
