//! Reading token by token with a cache equals reading at once.

use candle_core::Tensor;
use isocenter_nn::{Adapter, Arithmetic, BaseWeights, Decoder, DecoderInput, KvCache};
use isocenter_testkit::tiny_model::{self, AdapterStart};
use isocenter_testkit::tolerance;

use crate::measure::largest_difference;

struct Reader<'a> {
    decoder: &'a Decoder,
    adapter: Option<&'a Adapter>,
    left_padding: Vec<usize>,
}

impl Reader<'_> {
    fn read(&self, ids: &Tensor, cache: Option<&mut KvCache>) -> Tensor {
        let input = DecoderInput::new(ids.clone(), self.left_padding.clone());
        self.decoder.hidden(&input, self.adapter, cache).unwrap()
    }
}

fn assert_same(found: &Tensor, wanted: &Tensor, what: &str) {
    let off = largest_difference(found, wanted);
    assert!(off < tolerance::F32_LOGITS, "{what}: off by {off}");
}

#[test]
fn cached_reading_in_any_portions_equals_reading_at_once() {
    for config in tiny_model::configs() {
        let (adapter, _) = tiny_model::adapter(&config, 3, AdapterStart::Trained);
        for (form, adapter) in [
            (Arithmetic::Fused, None),
            (Arithmetic::Fused, Some(&adapter)),
            (Arithmetic::Differentiable, Some(&adapter)),
        ] {
            let decoder = tiny_model::decoder(&config, BaseWeights::Frozen).with_arithmetic(form);
            let rows = tiny_model::token_rows(11, config.vocab_size, &[80, 77, 60]);
            let input = DecoderInput::from_rows(&rows, 0, decoder.device()).unwrap();
            let reader = Reader { decoder: &decoder, adapter, left_padding: input.left_padding.clone() };
            let at_once = reader.read(&input.ids, None);
            let mut cache = KvCache::new(config.num_layers);
            let mut start = 0;
            for portion in [21, 1, 1, 5, 1, 50, 1] {
                let part = reader.read(&input.ids.narrow(1, start, portion).unwrap(), Some(&mut cache));
                assert!(!part.track_op(), "generation records nothing");
                // Hidden states of padding mean nothing: compare from the longest padding on.
                let from = start.max(20);
                if start + portion > from {
                    let found = part.narrow(1, from - start, start + portion - from).unwrap();
                    let wanted = at_once.narrow(1, from, start + portion - from).unwrap();
                    assert_same(&found, &wanted, &format!("{form:?} portion of {portion} at {start}"));
                }
                start += portion;
                assert_eq!(cache.len(), start);
            }
        }
    }
}

#[test]
fn a_cache_can_be_cut_back_selected_and_repeated() {
    let config = tiny_model::llama3_config();
    let decoder = tiny_model::decoder(&config, BaseWeights::Frozen);
    let rows = tiny_model::token_rows(2, config.vocab_size, &[6, 4]);
    let input = DecoderInput::from_rows(&rows, 0, decoder.device()).unwrap();
    let next = tiny_model::token_rows(4, config.vocab_size, &[3, 3, 3]);
    let next = Tensor::new(next, decoder.device()).unwrap();
    let mut cache = KvCache::new(config.num_layers);
    let reader =
        |left_padding: &[usize]| Reader { decoder: &decoder, adapter: None, left_padding: left_padding.to_vec() };
    reader(&[0, 2]).read(&input.ids, Some(&mut cache));

    let mut beams = cache.select_rows(&[1, 0, 1]).unwrap();
    let found = reader(&[2, 0, 2]).read(&next, Some(&mut beams));
    let whole = Tensor::cat(
        &[input.ids.index_select(&Tensor::new(&[1u32, 0, 1], decoder.device()).unwrap(), 0).unwrap(), next.clone()],
        1,
    );
    let wanted = reader(&[2, 0, 2]).read(&whole.unwrap(), None).narrow(1, 6, 3).unwrap();
    assert_same(&found, &wanted, "selected rows");

    beams.truncate(6);
    let again = reader(&[2, 0, 2]).read(&next, Some(&mut beams));
    assert_same(&again, &wanted, "cut back and read again");

    assert_eq!(cache.len(), 6, "what was selected from it does not change a cache");
    let mut repeated = cache.repeat(2).unwrap();
    let four = Tensor::cat(&[next.clone(), next.narrow(0, 0, 1).unwrap()], 0).unwrap();
    let found = reader(&[0, 0, 2, 2]).read(&four, Some(&mut repeated));
    let whole = Tensor::cat(
        &[input.ids.index_select(&Tensor::new(&[0u32, 0, 1, 1], decoder.device()).unwrap(), 0).unwrap(), four],
        1,
    );
    let wanted = reader(&[0, 0, 2, 2]).read(&whole.unwrap(), None).narrow(1, 6, 3).unwrap();
    assert_same(&found, &wanted, "repeated rows");

    assert!(cache.select_rows(&[2]).is_err(), "a row that is not there");
    let mut short = KvCache::new(1);
    let input = DecoderInput::new(next, vec![0; 3]);
    assert!(decoder.hidden(&input, None, Some(&mut short)).is_err(), "a cache for another decoder");
    assert!(decoder.hidden(&input, None, Some(&mut cache)).is_err(), "a cache of another batch");
}
