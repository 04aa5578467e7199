//! What the builder and a search refuse.

use isocenter_similar::{Error, IndexBuilder, MOST_VALUES, Query};

use crate::fixture::{NOBODY, TEXTS, document, keys, search, with_vectors};

#[test]
fn a_key_is_given_once() {
    let mut builder = IndexBuilder::new();
    builder.add(&document(4, "left breast", None)).unwrap();
    assert_eq!(builder.add(&document(4, "prostate", None)), Err(Error::KeyTwice { key: 4 }));
    let index = builder.build();
    assert_eq!((index.len(), keys(&search(&index, "breast")), search(&index, "prostate").len()), (1, vec![4], 0));
}

#[test]
fn all_cases_have_a_vector_of_one_length_or_none_has() {
    let mut builder = IndexBuilder::new();
    builder.add(&document(1, "a case", Some(&[1.0, 2.0]))).unwrap();
    assert_eq!(builder.add(&document(2, "a case", None)), Err(Error::VectorsMixed { key: 2 }));
    let longer = builder.add(&document(2, "a case", Some(&[1.0; 3])));
    assert_eq!(longer, Err(Error::VectorLength { found: 3, expected: 2 }));
    // What was refused left nothing behind.
    builder.add(&document(2, "a case", Some(&[2.0, 1.0]))).unwrap();
    assert_eq!(builder.build().len(), 2);

    let mut builder = IndexBuilder::new();
    builder.add(&document(1, "a case", None)).unwrap();
    assert_eq!(builder.add(&document(2, "a case", Some(&[1.0]))), Err(Error::VectorsMixed { key: 2 }));
}

#[test]
fn a_vector_is_finite_and_of_a_size_that_can_be_summed() {
    let mut builder = IndexBuilder::new();
    for value in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
        assert_eq!(builder.add(&document(1, "", Some(&[0.0, value]))), Err(Error::VectorNotFinite));
    }
    assert_eq!(builder.add(&document(1, "", Some(&[]))), Err(Error::VectorSize { found: 0, most: MOST_VALUES }));
    assert!(builder.build().is_empty());
}

#[test]
fn a_query_of_another_model_is_refused() {
    let index = with_vectors(&TEXTS[..2], &[vec![1.0, 2.0], vec![2.0, 1.0]]);
    let of = |vector| index.search(&Query { text: "breast", vector: Some(vector), exclude: NOBODY, limit: 1 });
    assert_eq!(of(&[1.0; 3]), Err(Error::VectorLength { found: 3, expected: 2 }));
    assert_eq!(of(&[1.0, f32::NAN]), Err(Error::VectorNotFinite));
    assert!(of(&[1.0, 1.5]).is_ok());
}

#[test]
fn refusals_say_what_to_do() {
    assert_eq!(Error::Damaged.to_string(), "the index is damaged; build it anew from the cases");
    assert!(Error::VectorsMixed { key: 2 }.to_string().ends_with("give one to every case or to none"));
}
