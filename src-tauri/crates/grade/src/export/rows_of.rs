//! From a study of grades to its rows.

use std::collections::HashMap;

use super::columns::{Column, EXPORT_FORMAT};
use super::row::Row;
use crate::{
    AmendmentRecord, Assignment, DecisionRecord, Error, GradeEntry, GraderId, Letter, LockSignature, Look, Protocol,
    Round, Signature, StudyRecord, Vote,
};

/// The rows of a study of grades that hangs together, the protocol first. Columns beside a record's own (letter, case, arm, position) follow from the protocol.
pub(super) fn rows_of(study: &StudyRecord) -> Result<Vec<Row>, Error> {
    let StudyRecord { frozen, amendments, entries, decisions, signatures, votes, lock } = study;
    let places = Places::of(study.check()?.protocol)?;
    let protocol = Row::of("protocol")
        .integer(Column::Format, EXPORT_FORMAT)
        .text(Column::Name, &frozen.name)
        .text(Column::Sha256, &frozen.sha256()?.to_string())
        .content(frozen.canonical_json()?);
    let mut rows = vec![protocol];
    for amendment in amendments {
        rows.push(amendment_row(amendment)?);
    }
    rows.extend(entries.iter().map(|entry| places.entry_row(entry)));
    for record in decisions {
        rows.push(places.decision_row(record)?);
    }
    rows.extend(signatures.iter().map(signature_row));
    rows.extend(votes.iter().map(|vote| places.vote_row(vote)));
    rows.extend(lock.iter().map(lock_row));
    Ok(rows)
}

fn amendment_row(record: &AmendmentRecord) -> Result<Row, Error> {
    let AmendmentRecord { number, amendment, reason, by, at_us, before, after } = record;
    Ok(Row::of("amendment")
        .integer(Column::Number, *number)
        .text(Column::Name, by)
        .integer(Column::RecordedAtUs, *at_us)
        .text(Column::Reason, reason.reveal())
        .text(Column::BeforeSha256, &before.to_string())
        .text(Column::Sha256, &after.to_string())
        .content(serde_json::to_string(amendment).map_err(Error::json)?))
}

fn signature_row(signature: &Signature) -> Row {
    let Signature { decision, member, meaning, at_us, sha256 } = signature;
    Row::of("signature")
        .integer(Column::Account, member.id.number())
        .text(Column::Name, &member.name)
        .text(Column::Part, member.part.word())
        .integer(Column::RecordedAtUs, *at_us)
        .integer(Column::Decision, decision.number())
        .text(Column::Meaning, meaning)
        .text(Column::Sha256, &sha256.to_string())
}

fn lock_row(lock: &LockSignature) -> Row {
    let LockSignature { account, name, meaning, at_us, sha256 } = lock;
    Row::of("lock")
        .integer(Column::Account, account.number())
        .text(Column::Name, name)
        .integer(Column::RecordedAtUs, *at_us)
        .text(Column::Meaning, meaning)
        .text(Column::Sha256, &sha256.to_string())
}

/// Where each grader's entries belong.
struct Places {
    protocol: Protocol,
    graders: HashMap<GraderId, (String, Letter, Assignment)>,
}

impl Places {
    fn of(protocol: Protocol) -> Result<Self, Error> {
        let grader = |grader: &crate::Grader| {
            Ok((grader.id, (grader.name.clone(), grader.letter, Assignment::of(&protocol, grader.id)?)))
        };
        let graders = protocol.graders.iter().map(grader).collect::<Result<_, Error>>()?;
        Ok(Self { protocol, graders })
    }

    fn item_row(&self, record: &str, item: crate::ItemNumber) -> Row {
        let row = Row::of(record).integer(Column::Item, item.number());
        match self.protocol.item(item) {
            Some(item) => row.text(Column::Case, item.case.as_str()).text(Column::Arm, item.arm.as_str()),
            None => row,
        }
    }

    fn entry_row(&self, entry: &GradeEntry) -> Row {
        let GradeEntry { id, grader, round, item, act, comment, is_flagged, focus_ms, .. } = entry;
        let mut row = match (round, self.protocol.example(*item)) {
            (Round::Calibration, Some(example)) => Row::of("entry")
                .integer(Column::Item, item.number())
                .text(Column::Case, example.case.as_str())
                .text(Column::Arm, example.arm.as_str()),
            _ => self.item_row("entry", *item),
        };
        if let Some((name, letter, order)) = self.graders.get(grader) {
            row = row
                .text(Column::Name, name)
                .text(Column::Letter, letter.word())
                .integer_if(Column::Position, order.position(Look { round: *round, item: *item }).map(|at| at as i64));
        }
        row.integer(Column::Number, id.number())
            .integer(Column::Account, grader.number())
            .text(Column::Round, round.word())
            .text(Column::Act, act.word())
            .integer_if(Column::Grade, act.grade().map(|grade| grade.number()))
            .text(Column::SkipReason, act.skip_reason())
            .text(Column::Comment, comment.reveal())
            .flag(Column::IsFlagged, *is_flagged)
            .integer(Column::FocusMs, *focus_ms)
            .integer(Column::RecordedAtUs, entry.recorded_at_us)
            .integer_if(Column::Replaces, entry.replaces.map(|id| id.number()))
            .text(Column::Packet, entry.packet.as_deref().unwrap_or_default())
    }

    fn decision_row(&self, record: &DecisionRecord) -> Result<Row, Error> {
        let DecisionRecord { id, decision } = record;
        Ok(self
            .item_row("decision", decision.item)
            .integer(Column::Number, id.number())
            .integer(Column::Account, decision.by.id.number())
            .text(Column::Name, &decision.by.name)
            .text(Column::Part, decision.by.part.word())
            .integer(Column::RecordedAtUs, decision.at_us)
            .integer_if(Column::Replaces, decision.replaces.map(|id| id.number()))
            .integer(Column::FirstBefore, decision.first_before.number())
            .integer(Column::SecondBefore, decision.second_before.number())
            .integer(Column::First, decision.first.number())
            .integer(Column::Second, decision.second.number())
            .integer(Column::Consensus, decision.consensus.number())
            .text(Column::Sha256, &decision.sha256()?.to_string())
            .content(decision.canonical_text()?))
    }

    fn vote_row(&self, vote: &Vote) -> Row {
        let Vote { item, member, grade, at_us } = vote;
        self.item_row("vote", *item)
            .integer(Column::Account, member.id.number())
            .text(Column::Name, &member.name)
            .text(Column::Part, member.part.word())
            .integer(Column::Grade, grade.number())
            .integer(Column::RecordedAtUs, *at_us)
    }
}
