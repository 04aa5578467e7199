//! From rows back to the study of grades. What follows from other records must be what they say: the rows are made anew and compared.

use isocenter_domain::Redacted;

use super::columns::{Column, EXPORT_FORMAT};
use super::row::{Row, RowReader};
use super::rows_of::rows_of;
use crate::{
    Act, AmendmentRecord, Decision, DecisionId, DecisionRecord, EntryId, Error, GradeEntry, GraderId, ItemNumber,
    LockSignature, Member, MemberId, PanelPart, Protocol, Round, Signature, StudyRecord, Vote,
};

/// The study of grades of these rows, proven to hang together.
pub(super) fn study_of(rows: &[Row]) -> Result<StudyRecord, Error> {
    let broken = |record| Error::ExportBroken { record };
    let first = rows.first().ok_or(broken(1))?.read(1);
    let found = first.integer(Column::Format)?;
    if found > EXPORT_FORMAT || found == 0 {
        return Err(Error::NewerFormat { found, newest: EXPORT_FORMAT });
    }
    first.word(Column::Record, |word| (word == "protocol").then_some(()))?;
    let mut study = StudyRecord {
        frozen: Protocol::from_json(first.content()?)?,
        amendments: Vec::new(),
        entries: Vec::new(),
        decisions: Vec::new(),
        signatures: Vec::new(),
        votes: Vec::new(),
        lock: None,
    };
    for (row, record) in rows.iter().zip(1..).skip(1) {
        let row = row.read(record);
        match row.text(Column::Record) {
            "amendment" => study.amendments.push(amendment(row)?),
            "entry" => study.entries.push(entry(row)?),
            "decision" => study.decisions.push(decision(row)?),
            "signature" => study.signatures.push(signature(row)?),
            "vote" => study.votes.push(vote(row)?),
            "lock" if study.lock.is_none() => study.lock = Some(lock(row)?),
            _ => return Err(row.refused(Column::Record)),
        }
    }
    let again = rows_of(&study)?;
    let differing = again.iter().zip(rows).position(|(again, row)| again != row);
    if let Some(place) = differing.or((again.len() != rows.len()).then_some(rows.len())) {
        return Err(broken(place + 1));
    }
    Ok(study)
}

fn amendment(row: RowReader<'_>) -> Result<AmendmentRecord, Error> {
    Ok(AmendmentRecord {
        number: row.integer(Column::Number)?,
        amendment: serde_json::from_str(row.content()?).map_err(|_| row.refused(Column::Content))?,
        reason: Redacted::new(row.text(Column::Reason).to_owned()),
        by: row.text(Column::Name).to_owned(),
        at_us: row.integer(Column::RecordedAtUs)?,
        before: row.sha256(Column::BeforeSha256)?,
        after: row.sha256(Column::Sha256)?,
    })
}

fn entry(row: RowReader<'_>) -> Result<GradeEntry, Error> {
    let packet = row.text(Column::Packet);
    let act = Act::of_words(row.text(Column::Act), row.grade_if(Column::Grade)?, row.text(Column::SkipReason));
    Ok(GradeEntry {
        id: EntryId::new(row.integer(Column::Number)?),
        grader: GraderId::new(row.integer(Column::Account)?),
        round: row.word(Column::Round, Round::of_word)?,
        item: ItemNumber::new(row.integer(Column::Item)?),
        act: act.map_err(|_| row.refused(Column::Act))?,
        comment: Redacted::new(row.text(Column::Comment).to_owned()),
        is_flagged: row.flag(Column::IsFlagged)?,
        focus_ms: row.integer(Column::FocusMs)?,
        recorded_at_us: row.integer(Column::RecordedAtUs)?,
        replaces: row.integer_if(Column::Replaces)?.map(EntryId::new),
        packet: (!packet.is_empty()).then(|| packet.to_owned()),
    })
}

fn decision(row: RowReader<'_>) -> Result<DecisionRecord, Error> {
    let id = DecisionId::new(row.integer(Column::Number)?);
    Ok(DecisionRecord { id, decision: Decision::from_text(row.content()?)? })
}

fn member(row: RowReader<'_>) -> Result<Member, Error> {
    Ok(Member {
        id: MemberId::new(row.integer(Column::Account)?),
        name: row.text(Column::Name).to_owned(),
        part: row.word(Column::Part, PanelPart::of_word)?,
    })
}

fn signature(row: RowReader<'_>) -> Result<Signature, Error> {
    Ok(Signature {
        decision: DecisionId::new(row.integer(Column::Decision)?),
        member: member(row)?,
        meaning: row.text(Column::Meaning).to_owned(),
        at_us: row.integer(Column::RecordedAtUs)?,
        sha256: row.sha256(Column::Sha256)?,
    })
}

fn vote(row: RowReader<'_>) -> Result<Vote, Error> {
    Ok(Vote {
        item: ItemNumber::new(row.integer(Column::Item)?),
        member: member(row)?,
        grade: row.grade_if(Column::Grade)?.ok_or(row.refused(Column::Grade))?,
        at_us: row.integer(Column::RecordedAtUs)?,
    })
}

fn lock(row: RowReader<'_>) -> Result<LockSignature, Error> {
    Ok(LockSignature {
        account: MemberId::new(row.integer(Column::Account)?),
        name: row.text(Column::Name).to_owned(),
        meaning: row.text(Column::Meaning).to_owned(),
        at_us: row.integer(Column::RecordedAtUs)?,
        sha256: row.sha256(Column::Sha256)?,
    })
}
