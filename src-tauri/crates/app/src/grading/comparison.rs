//! Two plans side by side for the window.

use isocenter_domain::{Laterality, Modality, PlanComparison, QuantityPair, Regimen};
use isocenter_reading::plan::one_site;
use isocenter_reading::{DiagnosisReading, PlanReading, Site, SiteRelation};

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
    let generated_plan = PlanReading::read(&content.generated);
    let delivered_plan = PlanReading::read(&content.delivered);
    let diagnosis = DiagnosisReading::read(&content.diagnosis);
    let (alpha_beta, alpha_beta_source) = content.alpha_beta()?;
    let compared = PlanComparison::of(delivered, generated, alpha_beta);
    let [delivered_kinds, generated_kinds] = compared.modalities.map(kinds);
    Ok(wire::PlanComparison {
        target: targets(&compared.targets),
        site: site_pair(delivered_plan.site().or_else(|| one_site(&diagnosis.treated_sites())), generated_plan.site()),
        side: side_pair(delivered_plan.side().or_else(|| one_side(&diagnosis)), generated_plan.side()),
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

/// The sites, where the generated plan names one: a plan that is silent about its site says nothing wrong about it. A part of an organ beside the
/// organ is the same; a region beside an organ in it is not.
fn site_pair(delivered: Option<Site>, generated: Option<Site>) -> Option<wire::WordPair> {
    let generated = generated?;
    let is_same = |delivered: Site| match delivered.relation(generated) {
        SiteRelation::Same => true,
        SiteRelation::Within => !delivered.is_region() && !generated.is_region(),
        SiteRelation::Near | SiteRelation::Apart => false,
    };
    Some(wire::WordPair {
        differs: delivered.is_some_and(|delivered| !is_same(delivered)),
        delivered: delivered.map(|site| site.name().to_owned()),
        generated: Some(generated.name().to_owned()),
    })
}

/// The sides, where the generated plan names one.
fn side_pair(delivered: Option<Laterality>, generated: Option<Laterality>) -> Option<wire::WordPair> {
    let generated = generated?;
    Some(wire::WordPair {
        differs: delivered.is_some_and(|delivered| delivered != generated),
        delivered: delivered.map(|side| side.word().to_owned()),
        generated: Some(generated.word().to_owned()),
    })
}

fn one_side(diagnosis: &DiagnosisReading) -> Option<Laterality> {
    if let [only] = diagnosis.sides()[..] { Some(only) } else { None }
}
