//! Two plans side by side for the window.

use isocenter_domain::{Laterality, Modality, PlanComparison, QuantityPair, Regimen, body_site};

use super::item_content::ItemContent;
use crate::error::Error;
use crate::wire;

/// Delivered and generated plan of a regimen.
///
/// # Errors
/// Only a fault of this program.
pub(crate) fn comparison(
    content: &ItemContent,
    delivered: &Regimen,
    generated: &Regimen,
) -> Result<wire::PlanComparison, Error> {
    let (alpha_beta, alpha_beta_source) = content.alpha_beta()?;
    let compared = PlanComparison::of(delivered, generated, alpha_beta);
    let [delivered_kinds, generated_kinds] = compared.modalities.map(kinds);
    Ok(wire::PlanComparison {
        target: targets(&compared.targets),
        site: named(content, |text| body_site(text).map(str::to_owned)),
        side: named(content, |text| Laterality::read(text).map(|side| side.word().to_owned())),
        modality: wire::ModalityPair {
            differs: delivered_kinds != generated_kinds,
            delivered: delivered_kinds,
            generated: generated_kinds,
        },
        dose_gy: quantity(compared.dose_gray),
        fractions: quantity(compared.fractions),
        per_fraction_gy: quantity(compared.dose_per_fraction_gray),
        bed_gy: quantity(compared.bed_gray),
        eqd2_gy: quantity(compared.eqd2_gray),
        alpha_beta_gy: alpha_beta.gray(),
        alpha_beta_source,
    })
}

fn kinds(modalities: Vec<Modality>) -> Vec<wire::Modality> {
    modalities.into_iter().map(Into::into).collect()
}

fn quantity(pair: QuantityPair) -> wire::NumberPair {
    wire::NumberPair {
        delivered: pair.delivered,
        generated: pair.generated,
        difference: pair.difference(),
        differs: pair.differs(),
    }
}

fn targets([delivered, generated]: &[Vec<String>; 2]) -> wire::WordPair {
    let words = |targets: &[String]| {
        let joined = targets.join(", ");
        let mut letters = joined.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>())
    };
    wire::WordPair { delivered: words(delivered), generated: words(generated), differs: delivered != generated }
}

/// What the plans name; the delivered side falls back on the diagnosis. Shown only where the generated plan names something: a plan that
/// is silent about site and side says nothing wrong about them.
fn named(content: &ItemContent, read: impl Fn(&str) -> Option<String>) -> Option<wire::WordPair> {
    let generated = read(&content.generated)?;
    let delivered = read(&content.delivered).or_else(|| read(&content.diagnosis));
    let differs = delivered.as_ref().is_some_and(|delivered| *delivered != generated);
    Some(wire::WordPair { delivered, generated: Some(generated), differs })
}
