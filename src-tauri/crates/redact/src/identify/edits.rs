//! From accepted hits to a masked text: placeholders numbered by what they stand for, dates by policy.

use std::collections::BTreeMap;

use super::spelling::folded;
use super::{DatePolicy, IdentifierClass, IdentifierRule, IdentifierSpan, NumericOrder, PatternId, dates};
use crate::Edit;

/// What stands for each hit, in order: `name 1`, `record no.`, `date 2`. The same value has the same number.
#[must_use]
pub fn labels(text: &str, hits: &[IdentifierSpan]) -> Vec<String> {
    let mut seen: BTreeMap<IdentifierClass, Vec<String>> = BTreeMap::new();
    let numbers: Vec<usize> = hits
        .iter()
        .map(|hit| {
            let values = seen.entry(hit.class).or_default();
            let value = folded(hit.span.of(text));
            values.iter().position(|other| *other == value).unwrap_or_else(|| {
                values.push(value);
                values.len() - 1
            }) + 1
        })
        .collect();
    hits.iter()
        .zip(numbers)
        .map(|(hit, number)| {
            let is_counted = matches!(hit.class, IdentifierClass::Name | IdentifierClass::Date)
                || seen.get(&hit.class).is_some_and(|values| values.len() > 1);
            if is_counted { format!("{} {number}", hit.class.label()) } else { hit.class.label().to_owned() }
        })
        .collect()
}

/// The edits that mask the accepted hits. `labels` numbers all hits of a text, so give all accepted ones at once.
#[must_use]
pub fn edits(text: &str, hits: &[IdentifierSpan], policy: DatePolicy, order: NumericOrder) -> Vec<Edit> {
    hits.iter()
        .zip(labels(text, hits))
        .map(|(hit, label)| {
            if hit.is_remark() || hit.rule == IdentifierRule::Pattern(PatternId::SignatureInitials) {
                return Edit::cut(hit.extent);
            }
            let rewritten = match (hit.class, hit.rule) {
                (_, IdentifierRule::Pattern(PatternId::AgeOver89)) => Some("90+".to_owned()),
                (_, IdentifierRule::Pattern(PatternId::BirthYear)) => None,
                (IdentifierClass::Date, _) => dates::rewritten(hit.span.of(text), policy, order),
                _ => None,
            };
            Edit::replace(hit.span, rewritten.unwrap_or_else(|| format!("[{label}]")))
        })
        .collect()
}
