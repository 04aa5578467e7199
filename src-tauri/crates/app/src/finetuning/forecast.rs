//! Whether a run fits into this machine's memory, and the nearest setting that does. The formula is training's; nothing is measured here.

use isocenter_lm::DecoderConfig;
use isocenter_lm::memory_budget::MachineMemory;
use isocenter_train::{ForecastInput, Keep, MemoryForecast, Quantize, RecipeConfig};

use super::base_model::OpenedBase;
use super::case_problems::setting;
use crate::wire::{FormatNeed, MemoryForecastView, MemoryPart, MemoryPartKind, QuantizeFormat, Remedy, Setting};

const BYTES_PER_GB: f64 = 1e9;

/// The longest of the cases, tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Longest {
    /// A whole case.
    pub(crate) case: usize,
    /// An answer with its end.
    pub(crate) answer: usize,
}

/// What a forecast is about.
pub(crate) struct Asked<'a> {
    pub(crate) config: &'a RecipeConfig,
    pub(crate) shape: &'a DecoderConfig,
    /// Bytes of the base for a way of holding it.
    pub(crate) weights_bytes: &'a dyn Fn(Quantize) -> u64,
    /// Lengths of the cases.
    pub(crate) longest: Longest,
    /// The machine, where the system tells it.
    pub(crate) machine: Option<MachineMemory>,
    /// Bytes that are given back before the run: the model of Suggest.
    pub(crate) given_back: u64,
}

impl Asked<'_> {
    fn bytes(&self, config: &RecipeConfig) -> MemoryForecast {
        MemoryForecast::new(&ForecastInput {
            shape: self.shape,
            weights_bytes: (self.weights_bytes)(config.quantize),
            config,
            longest_tokens: self.longest.case,
            longest_answer_tokens: self.longest.answer,
            keeps_best: config.keep == Keep::Best && config.validation_fraction > 0.0,
        })
    }

    fn available(&self) -> Option<u64> {
        self.machine.map(|machine| (machine.available_bytes + self.given_back).min(machine.total_bytes))
    }

    fn fits(&self, config: &RecipeConfig) -> Option<bool> {
        self.available().map(|available| self.bytes(config).total() <= available)
    }

    /// The forecast with its parts, the other formats, and one click to a setting that fits.
    pub(crate) fn view(&self) -> MemoryForecastView {
        let forecast = self.bytes(self.config);
        let part = |kind, bytes: u64| MemoryPart { kind, gb: gb(bytes) };
        let formats = FORMATS.map(|(format, quantize)| {
            let config = RecipeConfig { quantize, ..self.config.clone() };
            FormatNeed { format, total_gb: gb(self.bytes(&config).total()), fits: self.fits(&config) }
        });
        let fits = self.fits(self.config);
        MemoryForecastView {
            parts: vec![
                part(MemoryPartKind::Weights, forecast.weights),
                part(MemoryPartKind::Adapter, forecast.adapter),
                part(MemoryPartKind::Optimiser, forecast.optimiser),
                part(MemoryPartKind::Activations, forecast.activations),
                part(MemoryPartKind::Logits, forecast.logits),
                part(MemoryPartKind::Scratch, forecast.scratch),
                part(MemoryPartKind::Program, forecast.process),
            ],
            total_gb: gb(forecast.total()),
            available_gb: self.available().map_or(0.0, gb),
            machine_gb: self.machine.map_or(0.0, |machine| gb(machine.total_bytes)),
            fits,
            formats: formats.into(),
            remedy: if fits == Some(false) { self.remedy() } else { None },
        }
    }

    /// The first of ever stronger changes that fits; the effective batch, and so what is learned, stays.
    fn remedy(&self) -> Option<Remedy> {
        let one_at_a_time =
            RecipeConfig { micro_batch: 1, gradient_accumulation: self.config.window(), ..self.config.clone() };
        let recomputed = RecipeConfig { checkpointing: true, ..one_at_a_time.clone() };
        let eight_bit = RecipeConfig { quantize: Quantize::Q8_0, ..recomputed.clone() };
        let four_bit = RecipeConfig { quantize: Quantize::Nf4, ..recomputed.clone() };
        let chosen = [one_at_a_time, recomputed, eight_bit, four_bit]
            .into_iter()
            .find(|config| config.validate().is_ok() && self.fits(config) == Some(true))?;
        let settings = self.changes(&chosen);
        let words = settings.iter().map(|Setting { key, value }| words_of(key, value)).collect::<Vec<_>>().join(", ");
        Some(Remedy { words: format!("Use {words}"), settings, left_out: Vec::new() })
    }

    fn changes(&self, chosen: &RecipeConfig) -> Vec<Setting> {
        let mut changes = Vec::new();
        if chosen.micro_batch != self.config.micro_batch {
            changes.push(setting("micro_batch", &chosen.micro_batch.to_string()));
            changes.push(setting("gradient_accumulation", &chosen.gradient_accumulation.to_string()));
        }
        if chosen.checkpointing != self.config.checkpointing {
            changes.push(setting("checkpointing", "true"));
        }
        if chosen.quantize != self.config.quantize {
            changes.push(setting("quantize", name_of(chosen.quantize)));
        }
        changes
    }
}

const FORMATS: [(QuantizeFormat, Quantize); 4] = [
    (QuantizeFormat::None, Quantize::None),
    (QuantizeFormat::Q8_0, Quantize::Q8_0),
    (QuantizeFormat::Q4K, Quantize::Q4K),
    (QuantizeFormat::Nf4, Quantize::Nf4),
];

/// What each way of holding a base would need with these settings.
pub(crate) fn needs(
    config: &RecipeConfig,
    base: &OpenedBase,
    longest: Longest,
    machine: Option<MachineMemory>,
) -> Vec<FormatNeed> {
    let weights_bytes = |quantize| base.resident_bytes(quantize);
    Asked { config, shape: &base.config, weights_bytes: &weights_bytes, longest, machine, given_back: 0 }.view().formats
}

/// The wire's word for a format.
pub(crate) fn format_of(quantize: Quantize) -> QuantizeFormat {
    FORMATS.into_iter().find(|(_, known)| *known == quantize).map_or(QuantizeFormat::None, |(format, _)| format)
}

/// What the loader is asked for.
pub(crate) const fn loaded_as(format: QuantizeFormat) -> isocenter_lm::Quantize {
    match format {
        QuantizeFormat::None => isocenter_lm::Quantize::None,
        QuantizeFormat::Q8_0 => isocenter_lm::Quantize::Q8_0,
        QuantizeFormat::Q4K => isocenter_lm::Quantize::Q4K,
        QuantizeFormat::Nf4 => isocenter_lm::Quantize::Nf4,
    }
}

fn name_of(quantize: Quantize) -> &'static str {
    match quantize {
        Quantize::None => "none",
        Quantize::Q8_0 => "q8_0",
        Quantize::Q4K => "q4_k",
        Quantize::Nf4 => "nf4",
    }
}

fn words_of(key: &str, value: &str) -> String {
    match (key, value) {
        ("micro_batch", _) => "one case at a time".to_owned(),
        ("gradient_accumulation", portions) => format!("{portions} portions a step"),
        ("checkpointing", _) => "saved activations".to_owned(),
        ("quantize", "q8_0") => "the base in 8 bits".to_owned(),
        ("quantize", _) => "the base in 4 bits".to_owned(),
        (key, value) => format!("{key} = {value}"),
    }
}

fn gb(bytes: u64) -> f64 {
    bytes as f64 / BYTES_PER_GB
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn llama_2_7b() -> DecoderConfig {
        DecoderConfig {
            vocab_size: 32_000,
            hidden_size: 4_096,
            intermediate_size: 11_008,
            num_layers: 32,
            num_heads: 32,
            num_kv_heads: 32,
            head_dim: 128,
            rms_norm_eps: 1e-5,
            rope_theta: 10_000.0,
            rope_scaling: isocenter_lm::RopeScaling::None,
            sliding_window: None,
            tie_word_embeddings: false,
            max_position_embeddings: 4_096,
        }
    }

    const LONGEST: Longest = Longest { case: 512, answer: 64 };

    /// Of 6.7 milliard numbers.
    fn weights_bytes(quantize: Quantize) -> u64 {
        match quantize {
            Quantize::None => 13_500_000_000,
            Quantize::Q8_0 => 7_200_000_000,
            Quantize::Q4K => 4_100_000_000,
            Quantize::Nf4 => 3_900_000_000,
        }
    }

    fn asked<'a>(config: &'a RecipeConfig, shape: &'a DecoderConfig, gigabytes: u64) -> Asked<'a> {
        let bytes = gigabytes * 1_000_000_000;
        let machine = Some(MachineMemory { total_bytes: bytes, available_bytes: bytes });
        Asked { config, shape, weights_bytes: &weights_bytes, longest: LONGEST, machine, given_back: 0 }
    }

    #[test]
    fn the_parts_add_up_and_fewer_bits_need_less() {
        let (config, shape) = (RecipeConfig::default(), llama_2_7b());
        let view = asked(&config, &shape, 64).view();
        let sum: f64 = view.parts.iter().map(|part| part.gb).sum();
        assert!((sum - view.total_gb).abs() < 1e-6, "{sum} {}", view.total_gb);
        let of = |format| view.formats.iter().find(|need| need.format == format).unwrap().total_gb;
        assert!(of(QuantizeFormat::None) > of(QuantizeFormat::Q8_0));
        assert!(of(QuantizeFormat::Q8_0) > of(QuantizeFormat::Nf4));
    }

    #[test]
    fn the_setting_that_is_offered_fits_and_keeps_the_effective_batch() {
        let (config, shape) = (RecipeConfig::default(), llama_2_7b());
        let view = asked(&config, &shape, 16).view();
        assert_eq!(view.fits, Some(false));
        let remedy = view.remedy.unwrap();
        let mut changed = config.clone();
        for Setting { key, value } in &remedy.settings {
            changed.set(&format!("{key}={value}")).unwrap();
        }
        assert_eq!(changed.window(), config.window());
        assert_eq!(asked(&changed, &shape, 16).view().fits, Some(true), "{}", remedy.words);
    }

    #[test]
    fn nothing_is_offered_where_nothing_would_fit_or_nothing_is_wrong() {
        let (config, shape) = (RecipeConfig::default(), llama_2_7b());
        assert_eq!(asked(&config, &shape, 2).view().remedy, None);
        assert_eq!(asked(&config, &shape, 900).view().remedy, None);
    }

    #[test]
    fn what_suggest_gives_back_counts_as_free() {
        let (config, shape) = (RecipeConfig::default(), llama_2_7b());
        let machine = Some(MachineMemory { total_bytes: 64_000_000_000, available_bytes: 1_000_000_000 });
        let given_back = 30_000_000_000;
        let asked = Asked { given_back, machine, ..asked(&config, &shape, 64) };
        let view = asked.view();
        assert_eq!(view.available_gb, 31.0);
    }
}
