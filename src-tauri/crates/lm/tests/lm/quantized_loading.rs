//! Models quantised while they are read: smaller in memory, and nearly the same numbers.

use candle_core::Device;
use isocenter_lm::memory_budget::MachineMemory;
use isocenter_lm::{DeviceChoice, LoadOptions, ModelSource, Quantize, SixteenBit, WeightForm};
use isocenter_nn::{BaseWeights, DecoderInput};

use crate::fixture::{copy_of, edit_tensors, pack};

fn logits(source: &ModelSource, form: WeightForm) -> Vec<f32> {
    let decoder = source.load_decoder_as(form, BaseWeights::Frozen, &Device::Cpu).unwrap();
    let input = DecoderInput::from_rows(&[vec![1, 300, 301, 302, 303]], 2, &Device::Cpu).unwrap();
    let hidden = decoder.hidden(&input, None).unwrap().squeeze(0).unwrap();
    decoder.logits(&hidden).unwrap().flatten_all().unwrap().to_vec1().unwrap()
}

/// |a - b| / |b|, the difference of all numbers together.
fn relative(found: &[f32], exact: &[f32]) -> f64 {
    let norm =
        |numbers: &mut dyn Iterator<Item = f32>| numbers.map(|n| f64::from(n) * f64::from(n)).sum::<f64>().sqrt();
    norm(&mut found.iter().zip(exact).map(|(f, e)| f - e)) / norm(&mut exact.iter().copied())
}

#[test]
fn fewer_bits_take_less_memory_and_stay_near_the_exact_logits() {
    let source = ModelSource::open(&pack("llama2")).unwrap();
    let exact = logits(&source, WeightForm::default());
    let wide = source.resident_bytes(WeightForm::default()).unwrap();
    // Q4_K needs rows of 256 numbers, which this small model does not have: it is Q8_0 throughout.
    for (quantize, most_of_the_bytes, most_apart) in
        [(Quantize::Q8_0, 0.28, 0.03), (Quantize::Q4K, 0.28, 0.03), (Quantize::Nf4, 0.50, 0.60)]
    {
        let form = WeightForm { quantize, sixteen_bit: SixteenBit::Widen };
        let share = source.resident_bytes(form).unwrap() as f64 / wide as f64;
        assert!(share < most_of_the_bytes, "{quantize:?}: {share} of the bytes");
        let apart = relative(&logits(&source, form), &exact);
        assert!(apart > 0.0 && apart < most_apart, "{quantize:?}: {apart}");
    }
}

#[test]
fn sixteen_bits_are_widened_where_they_fit_and_kept_where_not() {
    let folder = copy_of("llama2");
    edit_tensors(&folder.path().join("model.safetensors"), |tensors| {
        for tensor in tensors.values_mut() {
            *tensor = tensor.to_dtype(candle_core::DType::BF16).unwrap();
        }
    });
    let source = ModelSource::open(folder.path()).unwrap();
    let options = LoadOptions { device: DeviceChoice::Cpu, quantize: Quantize::None, sixteen_bit: None };
    let machine = |available_bytes| Some(MachineMemory { total_bytes: 1 << 34, available_bytes });
    let wide = source.resident_bytes(WeightForm::default()).unwrap();
    let chosen = |memory| source.form(&options, memory).unwrap().sixteen_bit;
    assert_eq!(chosen(machine(2 * wide)), SixteenBit::Widen);
    assert_eq!(chosen(machine(2 * wide - 1)), SixteenBit::Keep);
    assert_eq!(chosen(None), SixteenBit::Widen);
    let asked = LoadOptions { sixteen_bit: Some(SixteenBit::Widen), ..options };
    assert_eq!(source.form(&asked, machine(0)).unwrap().sixteen_bit, SixteenBit::Widen);
    let keep = WeightForm { quantize: Quantize::None, sixteen_bit: SixteenBit::Keep };
    assert!(relative(&logits(&source, keep), &logits(&source, WeightForm::default())) < 1e-3);
}
