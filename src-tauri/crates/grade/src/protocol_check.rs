//! Whether a protocol hangs together, and what stands before its freeze.

use std::collections::HashSet;

use crate::protocol::{Grader, MOST_REPEAT_PERCENT, Protocol, ProtocolFault, ProtocolMissing};
use crate::{ArmId, CaseId, Error, ItemNumber};

pub(crate) fn check(protocol: &Protocol) -> Result<(), Error> {
    if protocol.repeat_percent > MOST_REPEAT_PERCENT {
        return Err(Error::RepeatPercent { percent: protocol.repeat_percent });
    }
    fault(protocol).map_or(Ok(()), |fault| Err(Error::ProtocolBroken { fault }))
}

fn fault(protocol: &Protocol) -> Option<ProtocolFault> {
    let Protocol { arms, cases, items, examples, graders, temperature, .. } = protocol;
    if !temperature.is_finite() {
        return Some(ProtocolFault::Temperature);
    }
    let is_counted = |numbers: &mut dyn Iterator<Item = ItemNumber>| {
        numbers.enumerate().all(|(place, number)| number.number() as usize == place + 1)
    };
    if !is_counted(&mut items.iter().map(|item| item.number))
        || !is_counted(&mut examples.iter().map(|example| example.number))
    {
        return Some(ProtocolFault::Numbers);
    }
    let arm_ids: HashSet<&ArmId> = arms.iter().map(|arm| &arm.id).collect();
    if arm_ids.len() != arms.len() {
        return Some(ProtocolFault::ArmTwice);
    }
    let case_ids: HashSet<&CaseId> = cases.iter().map(|case| &case.id).collect();
    let example_ids: HashSet<&CaseId> = examples.iter().map(|example| &example.case).collect();
    if case_ids.len() != cases.len() || example_ids.len() != examples.len() || !case_ids.is_disjoint(&example_ids) {
        return Some(ProtocolFault::CaseTwice);
    }
    let is_known = |case: &CaseId, arm: &ArmId| case_ids.contains(case) && arm_ids.contains(arm);
    if !items.iter().all(|item| is_known(&item.case, &item.arm))
        || !examples.iter().all(|example| arm_ids.contains(&example.arm))
    {
        return Some(ProtocolFault::Stranger);
    }
    let pairs: HashSet<(&CaseId, &ArmId)> = items.iter().map(|item| (&item.case, &item.arm)).collect();
    if pairs.len() != items.len() || items.len() != cases.len() * arms.len() {
        return Some(ProtocolFault::Incomplete);
    }
    graders_clash(graders).then_some(ProtocolFault::Graders)
}

fn graders_clash(graders: &[Grader]) -> bool {
    graders.iter().enumerate().any(|(place, grader)| {
        graders[..place].iter().any(|other| {
            other.id == grader.id || (other.letter == grader.letter && !other.is_removed && !grader.is_removed)
        })
    })
}

pub(crate) fn missing(protocol: &Protocol) -> Vec<ProtocolMissing> {
    let mut missing = Vec::new();
    if protocol.name.trim().is_empty() {
        missing.push(ProtocolMissing::Name);
    }
    if protocol.cases.is_empty() {
        missing.push(ProtocolMissing::Cases);
    }
    if protocol.arms.is_empty() {
        missing.push(ProtocolMissing::Arms);
    }
    let found = protocol.active_graders().count();
    let accounts: HashSet<_> = protocol.graders.iter().map(|grader| grader.id).collect();
    if found != 2 {
        missing.push(ProtocolMissing::Graders { found });
    } else if accounts.len() != protocol.graders.len() {
        missing.push(ProtocolMissing::GraderTwice);
    }
    let is_given = |given: &crate::ExampleGrade| !given.note.reveal().trim().is_empty();
    let ungraded = protocol.examples.iter().filter(|example| !example.given.as_ref().is_some_and(is_given));
    let numbers: Vec<ItemNumber> = ungraded.map(|example| example.number).collect();
    if !numbers.is_empty() {
        missing.push(ProtocolMissing::ExamplesUngraded { numbers, of: protocol.examples.len() });
    }
    if protocol.repeat_percent > MOST_REPEAT_PERCENT {
        missing.push(ProtocolMissing::RepeatPercent);
    }
    // Too few graders and one twice have words of their own.
    let is_said =
        missing.iter().any(|said| matches!(said, ProtocolMissing::Graders { .. } | ProtocolMissing::GraderTwice));
    if let Some(fault) = fault(protocol).filter(|fault| !is_said || *fault != ProtocolFault::Graders) {
        missing.push(ProtocolMissing::Broken(fault));
    }
    missing
}
