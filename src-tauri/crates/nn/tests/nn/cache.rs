//! Reading with a cache equals reading at once; what a row reads depends on nothing but its own tokens.

use candle_core::Tensor;
use isocenter_nn::{Adapter, Arithmetic, BaseWeights, Decoder, DecoderConfig, DecoderInput, KvCache, Wanted};
use isocenter_testkit::tiny_model::{self, AdapterStart};
use isocenter_testkit::tolerance;

use crate::measure::{flat, largest_difference};

const FORMS: [Arithmetic; 2] = [Arithmetic::Fused, Arithmetic::Differentiable];

fn slices(rows: &[Vec<u32>]) -> Vec<&[u32]> {
    rows.iter().map(Vec::as_slice).collect()
}

/// The hidden states of one whole row, without a cache.
fn at_once(decoder: &Decoder, row: &[u32], adapter: Option<&Adapter>) -> Tensor {
    let input = DecoderInput::from_rows(&[row.to_vec()], 0, decoder.device()).unwrap();
    decoder.hidden(&input, adapter).unwrap().squeeze(0).unwrap()
}

fn assert_near(found: &Tensor, wanted: &Tensor, what: &str) {
    let off = largest_difference(found, wanted);
    assert!(off < tolerance::F32_LOGITS, "{what}: off by {off}");
}

fn models() -> Vec<(DecoderConfig, Adapter)> {
    tiny_model::configs()
        .into_iter()
        .map(|config| {
            let adapter = tiny_model::adapter(&config, 3, AdapterStart::Trained).0;
            (config, adapter)
        })
        .collect()
}

#[test]
fn reading_rows_of_any_length_in_any_portions_equals_reading_at_once() {
    for (config, adapter) in models() {
        for (form, adapter) in [(FORMS[0], None), (FORMS[0], Some(&adapter)), (FORMS[1], Some(&adapter))] {
            let decoder = tiny_model::decoder(&config, BaseWeights::Frozen).with_arithmetic(form);
            let rows = tiny_model::token_rows(11, config.vocab_size, &[80, 77, 60]);
            let mut cache = KvCache::new(config.num_layers);
            let mut start = [0; 3];
            for portions in [[21, 3, 1], [1, 1, 1], [1, 1, 7], [5, 20, 1], [1, 2, 50], [51, 50, 0]] {
                if portions.contains(&0) {
                    cache.keep_rows(&[0, 1]).unwrap();
                }
                let reading: Vec<usize> = (0..3).filter(|row| portions[*row] > 0).collect();
                let new: Vec<&[u32]> =
                    reading.iter().map(|row| &rows[*row][start[*row]..start[*row] + portions[*row]]).collect();
                let found = decoder.read(&new, Wanted::All, adapter, &mut cache).unwrap();
                assert!(!found.track_op(), "reading with a cache records nothing");
                let mut first = 0;
                for (place, row) in reading.iter().enumerate() {
                    let found = found.narrow(0, first, portions[*row]).unwrap();
                    let wanted =
                        at_once(&decoder, &rows[*row], adapter).narrow(0, start[*row], portions[*row]).unwrap();
                    assert_near(&found, &wanted, &format!("{form:?} row {row} at {}", start[*row]));
                    first += portions[*row];
                    start[*row] += portions[*row];
                    assert_eq!(cache.tokens(place), start[*row]);
                }
            }
        }
    }
}

#[test]
fn the_last_states_are_the_last_of_all_states() {
    for (config, adapter) in models() {
        for form in FORMS {
            let decoder = tiny_model::decoder(&config, BaseWeights::Frozen).with_arithmetic(form);
            let rows = tiny_model::token_rows(12, config.vocab_size, &[9, 1, 30]);
            let read = |wanted: Wanted| {
                let mut cache = KvCache::new(config.num_layers);
                decoder.read(&slices(&rows), wanted, Some(&adapter), &mut cache).unwrap()
            };
            let (last, all) = (read(Wanted::Last), read(Wanted::All));
            for (row, end) in [9, 10, 40].into_iter().enumerate() {
                let off = largest_difference(&last.get(row).unwrap(), &all.get(end - 1).unwrap());
                assert_eq!(off, 0.0, "{form:?} row {row}");
            }
        }
    }
}

#[test]
fn what_a_row_reads_depends_on_its_own_tokens_alone_to_the_last_bit() {
    for (config, adapter) in models() {
        let decoder = tiny_model::decoder(&config, BaseWeights::Frozen);
        let rows = tiny_model::token_rows(13, config.vocab_size, &[70, 3, 90, 41, 66]);
        let logits = |tokens: &[&[u32]], cache: &mut KvCache| {
            let mut logits = Vec::new();
            decoder.read_to_logits(tokens, Some(&adapter), cache, &mut logits).unwrap();
            logits
        };
        let together = logits(&slices(&rows), &mut KvCache::new(config.num_layers));
        for (index, row) in rows.iter().enumerate() {
            let wanted = &together[index * config.vocab_size..][..config.vocab_size];
            let alone = logits(&[row], &mut KvCache::new(config.num_layers));
            assert_eq!(alone, wanted, "row {index} alone");
            let mut cache = KvCache::new(config.num_layers);
            let mut in_portions = Vec::new();
            for portion in row.chunks(7) {
                in_portions = logits(&[portion], &mut cache);
                cache.share();
            }
            assert_eq!(in_portions, wanted, "row {index} in portions, each made a shared beginning");
        }
    }
}

#[test]
fn samples_share_the_prompt_they_go_on_from() {
    for (config, adapter) in models() {
        for form in FORMS {
            let decoder = tiny_model::decoder(&config, BaseWeights::Frozen).with_arithmetic(form);
            let prompts = tiny_model::token_rows(14, config.vocab_size, &[8, 12]);
            let mut cache = KvCache::new(config.num_layers);
            decoder.read(&slices(&prompts), Wanted::Last, Some(&adapter), &mut cache).unwrap();
            cache.share();
            let mut samples = cache.repeat(3).unwrap();
            let mut answers: Vec<Vec<u32>> = (0..6).map(|row| prompts[row / 3].clone()).collect();
            for step in 0..20u32 {
                let new: Vec<Vec<u32>> = (0..6).map(|row| vec![(step * 7 + row * 13) % 61]).collect();
                let found = decoder.read(&slices(&new), Wanted::Last, Some(&adapter), &mut samples).unwrap();
                for (row, (answer, new)) in answers.iter_mut().zip(&new).enumerate() {
                    answer.extend(new);
                    let wanted = at_once(&decoder, answer, Some(&adapter)).get(answer.len() - 1).unwrap();
                    assert_near(&found.get(row).unwrap(), &wanted, &format!("{form:?} sample {row} step {step}"));
                }
            }
            assert_eq!(
                (cache.tokens(0), samples.tokens(0)),
                (8, 28),
                "what was copied from it does not change a cache"
            );
        }
    }
}

#[test]
fn rows_are_selected_left_out_and_added() {
    for form in FORMS {
        let config = tiny_model::mistral_config();
        let decoder = tiny_model::decoder(&config, BaseWeights::Frozen).with_arithmetic(form);
        let rows = tiny_model::token_rows(2, config.vocab_size, &[6, 4, 9]);
        let mut cache = KvCache::new(config.num_layers);
        let read = |tokens: &[Vec<u32>], cache: &mut KvCache| {
            decoder.read(&slices(tokens), Wanted::Last, None, cache).unwrap()
        };
        read(&rows[..2], &mut cache);
        let mut beams = cache.select_rows(&[1, 0, 1]).unwrap();
        let mut late = KvCache::new(config.num_layers);
        read(&rows[2..], &mut late);
        beams.append(late).unwrap();
        beams.keep_rows(&[0, 2, 3]).unwrap();
        assert_eq!(beams.rows(), 3);
        let next = tiny_model::token_rows(4, config.vocab_size, &[3, 1, 2]);
        let found = read(&next, &mut beams);
        for (place, (row, next)) in [1, 1, 2].into_iter().zip(&next).enumerate() {
            let whole: Vec<u32> = rows[row].iter().chain(next).copied().collect();
            let wanted = at_once(&decoder, &whole, None).get(whole.len() - 1).unwrap();
            assert_near(&found.get(place).unwrap(), &wanted, &format!("{form:?} row {place}"));
        }
        assert_eq!(cache.tokens(1), 4, "what was selected from it does not change a cache");
        assert!(cache.select_rows(&[2]).is_err(), "a row that is not there");
        assert!(cache.append(KvCache::new(1)).is_err(), "a cache for another decoder");
    }
}

#[test]
fn what_does_not_fit_is_refused_and_leaves_the_cache_as_it_was() {
    for form in FORMS {
        let config = tiny_model::llama3_config();
        let decoder = tiny_model::decoder(&config, BaseWeights::Frozen).with_arithmetic(form);
        let mut cache = KvCache::new(config.num_layers);
        decoder.read(&[&[1, 2, 3], &[4]], Wanted::Last, None, &mut cache).unwrap();
        let too_high = u32::try_from(config.vocab_size).unwrap();
        for tokens in [&[&[1u32][..]][..], &[&[1], &[]], &[&[1], &[too_high]], &[]] {
            assert!(decoder.read(tokens, Wanted::Last, None, &mut cache).is_err());
        }
        let mut short = KvCache::new(1);
        assert!(decoder.read(&[&[1]], Wanted::Last, None, &mut short).is_err(), "a cache for another decoder");
        let found = decoder.read(&[&[5], &[6]], Wanted::Last, None, &mut cache).unwrap();
        assert_near(
            &found.get(1).unwrap(),
            &at_once(&decoder, &[4, 6], None).get(1).unwrap(),
            "as if nothing had been",
        );
        assert!(flat(&found).iter().all(|value| value.is_finite()));
    }
}
