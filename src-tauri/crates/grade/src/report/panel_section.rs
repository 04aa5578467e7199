//! What the panel settled and who signed it. Words and dissents are free text and stay in the exports; here it is said that there are some.

use std::collections::HashMap;

use super::ReportParts;
use crate::wording::{count, listed};
use crate::{DecisionId, DecisionRecord, Error, ItemNumber, PanelReason, Signature, is_void};
use isocenter_report::{Align, Column, Html};

const COLUMNS: [Column<'_>; 8] = [
    ("Case", Align::Start),
    ("Model", Align::Start),
    ("A", Align::End),
    ("B", Align::End),
    ("Consensus", Align::End),
    ("Why", Align::Start),
    ("Settled", Align::Start),
    ("Signed", Align::Start),
];

pub(super) fn write(html: &mut Html, parts: &ReportParts<'_>) -> Result<(), Error> {
    let panel = parts.numbers.panel;
    html.element("h3", "The panel");
    let mut words = format!(
        "{} more than one apart; {} settled, {} moved, {} with a dissent.",
        count(panel.flagged, "regimen was", "regimens were"),
        panel.settled,
        count(panel.moved, "grade", "grades"),
        panel.dissents
    );
    if panel.outdated > 0 {
        words.push_str(&format!(
            " {} on grades that do not stand any more and adjusts nothing.",
            count(panel.outdated, "record is", "records are")
        ));
    }
    html.element("p", &words);
    if parts.checked.settled.is_empty() {
        return Ok(());
    }
    let signatures = by_item(parts);
    let mut rows = Vec::new();
    for (item, record) in &parts.checked.settled {
        rows.push(row(parts, record, signatures.get(item).map_or(&[], Vec::as_slice))?);
    }
    let replaced = parts.record.decisions.len() - parts.checked.settled.len();
    html.table(
        &format!(
            "What stands; before → after. {} replaced by a later one. Void: what was signed has been changed since.",
            count(replaced, "record was", "records were")
        ),
        &COLUMNS,
        &rows,
    );
    Ok(())
}

fn row(parts: &ReportParts<'_>, record: &DecisionRecord, signatures: &[&Signature]) -> Result<Vec<String>, Error> {
    let decision = &record.decision;
    let protocol = &parts.checked.protocol;
    let item = protocol.item(decision.item);
    let arm = item.and_then(|item| protocol.arm(&item.arm)).map_or("", |arm| &arm.label);
    let mut why: Vec<String> = decision.reasons.iter().map(|reason| reason_words(*reason).to_owned()).collect();
    if !decision.words.reveal().trim().is_empty() {
        why.push("in words".to_owned());
    }
    if !decision.dissent.reveal().trim().is_empty() {
        why.push("with a dissent".to_owned());
    }
    let mut signed = Vec::new();
    for signature in signatures {
        let is_void = is_void(signature, record)?;
        signed.push(format!("{}{}", signature.member.name, if is_void { " (void)" } else { "" }));
    }
    let moved = |before: crate::Grade, after: crate::Grade| {
        if before == after { before.to_string() } else { format!("{before} → {after}") }
    };
    Ok(vec![
        item.map_or_else(String::new, |item| item.case.to_string()),
        arm.to_owned(),
        moved(decision.first_before, decision.first),
        moved(decision.second_before, decision.second),
        decision.consensus.to_string(),
        why.join(", "),
        format!("{}, by {}", (parts.at)(decision.at_us), decision.by.name),
        if signed.is_empty() { "nobody".to_owned() } else { listed(&signed) },
    ])
}

/// Signatures by regimen: on what stands and on what stood before it.
fn by_item<'a>(parts: &ReportParts<'a>) -> HashMap<ItemNumber, Vec<&'a Signature>> {
    let items: HashMap<DecisionId, ItemNumber> =
        parts.record.decisions.iter().map(|record| (record.id, record.decision.item)).collect();
    let mut signatures: HashMap<ItemNumber, Vec<&Signature>> = HashMap::new();
    for signature in &parts.record.signatures {
        if let Some(item) = items.get(&signature.decision) {
            signatures.entry(*item).or_default().push(signature);
        }
    }
    signatures
}

const fn reason_words(reason: PanelReason) -> &'static str {
    match reason {
        PanelReason::Dose => "dose",
        PanelReason::Fractionation => "fractionation intent",
        PanelReason::Modality => "modality",
        PanelReason::Target => "target",
        PanelReason::UnclearText => "the text was unclear",
        PanelReason::UnusualReference => "the reference plan is unusual",
    }
}
