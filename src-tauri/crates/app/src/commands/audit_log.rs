//! The audit log in words, and its verification.

use isocenter_store::{
    AccountRow, AuditRecord, Backup, CaseId, ClockReading, Depth, EvidenceFinding, EvidenceRecord, Finding,
    GradeFinding, Reading,
};
use jiff::Timestamp;
use jiff::tz::Offset;

use crate::application::Application;
use crate::error::Error;
use crate::failure;
use crate::permission::Permission;
use crate::wire::{AuditCheck, AuditRow};

/// At most `count` entries, newest first, after the newest `from`.
///
/// # Errors
/// Not permitted; a damaged vault.
pub fn audit_log(application: &Application, from: u64, count: u32) -> Result<Vec<AuditRow>, Error> {
    let mut session = application.session();
    let vault = &session.open_for(Permission::ReadAudit)?.vault;
    let last = vault.checkpoint().entries.saturating_sub(from);
    let before = last.saturating_sub(u64::from(count));
    let most = u32::try_from(last - before).unwrap_or(count);
    let accounts = vault.read().accounts().map_err(failure::vault)?;
    let records = vault.read().audit_after(before, most).map_err(failure::vault)?;
    records.iter().rev().map(|record| row(record, &accounts, vault.read())).collect()
}

/// Checks the whole chain and the file.
///
/// # Errors
/// Not permitted; a damaged vault.
pub fn verify_audit(application: &Application) -> Result<AuditCheck, Error> {
    let mut session = application.session();
    let vault = &session.open_for(Permission::ReadAudit)?.vault;
    vault.check(Depth::Full).map_err(failure::vault)?;
    let report = vault.read().verify_audit(None).map_err(failure::vault)?;
    let grades = vault.read().verify_grades().map_err(failure::vault)?;
    let evidence = vault.read().verify_evidence().map_err(failure::vault)?;
    let findings = report.findings.iter().map(sentence).chain(grades.iter().map(grade_sentence));
    let findings = findings.chain(evidence.iter().map(evidence_sentence));
    Ok(AuditCheck {
        entries: report.entries,
        is_whole: report.findings.is_empty() && grades.is_empty() && evidence.is_empty(),
        findings: findings.collect(),
        checkpoint: vault.checkpoint().words(),
    })
}

/// Makes a backup; its name is the answer.
///
/// # Errors
/// Not permitted; a vault that is not sound (no backup is touched then); a full disk.
pub fn back_up(application: &Application) -> Result<String, Error> {
    let job = application.session().open_for(Permission::KeepVault)?.vault.backup_job();
    // The vault can be worked with, or locked, while the copy is made.
    let backup: Backup = job.run().map_err(failure::vault)?;
    let mut session = application.session();
    session.open_for(Permission::KeepVault)?.vault.record_backup(&backup).map_err(failure::vault)?;
    Ok(format!("{:06} of {}", backup.number, backup.made))
}

fn row(record: &AuditRecord, accounts: &[AccountRow], reading: Reading<'_>) -> Result<AuditRow, Error> {
    let name_of = |account: u32| accounts.iter().find(|row| row.id.0 == account).map(|row| row.display_name.clone());
    let person = match record.account {
        Some(account) => name_of(account).unwrap_or_else(|| format!("account {account}")),
        None if record.actor == "program" => "Isocenter".to_owned(),
        None => words(&record.actor),
    };
    let subject = match (record.subject_kind.as_str(), record.subject_id) {
        (kind, 0) => words(kind),
        ("account", account) => {
            let name = u32::try_from(account).ok().and_then(name_of);
            name.map_or_else(|| format!("account {account}"), |name| format!("account of {name}"))
        }
        ("case", case) => {
            let row = reading.case(CaseId(case)).map_err(failure::vault)?;
            row.map_or_else(|| format!("case {case}"), |row| format!("case {}", row.case.label))
        }
        (kind, id) => format!("{} {id}", words(kind)),
    };
    Ok(AuditRow {
        number: record.sequence,
        at: local_time(record),
        person,
        role: record.role.as_deref().map(words).unwrap_or_default(),
        action: words(&record.action),
        subject,
        change: change_words(record),
        clock_moved: record.clock == ClockReading::MovedBack,
    })
}

/// A code as words: `cohort_imported` as `cohort imported`.
fn words(code: &str) -> String {
    code.replace('_', " ")
}

/// The time as it was on the wall then, with its offset.
fn local_time(record: &AuditRecord) -> String {
    let offset = Offset::from_seconds(record.offset_seconds).unwrap_or(Offset::UTC);
    let moment = Timestamp::from_microsecond(record.at_us).unwrap_or(Timestamp::UNIX_EPOCH);
    moment.to_zoned(offset.to_time_zone()).strftime("%Y-%m-%d %H:%M:%S %:z").to_string()
}

/// `state: open → done (idle)`, as far as there is something to say.
fn change_words(record: &AuditRecord) -> String {
    let value = |text: &Option<String>| text.as_deref().map(value_words);
    let values = match (value(&record.old), value(&record.new)) {
        (Some(old), Some(new)) => format!("{old} → {new}"),
        (None, Some(new)) => new,
        (Some(old), None) => format!("{old} → nothing"),
        (None, None) => String::new(),
    };
    let field = record.field.as_deref().map(words).unwrap_or_default();
    let reason = record.reason.as_deref().map(words).unwrap_or_default();
    let said = if field.is_empty() || values.is_empty() { field + &values } else { format!("{field}: {values}") };
    match (said.is_empty(), reason.is_empty()) {
        (_, true) => said,
        (true, false) => reason,
        (false, false) => format!("{said} ({reason})"),
    }
}

/// `number 3` as `3`, `code soft` as `soft`; of a text only that it has a fingerprint.
fn value_words(value: &str) -> String {
    match value.split_once(' ') {
        Some(("number", number)) => number.to_owned(),
        Some(("code", code)) => words(code),
        Some(("fingerprint", digest)) => format!("text {}", digest.get(..8).unwrap_or(digest)),
        _ => value.to_owned(),
    }
}

/// What does not hold of the grades, in one sentence.
pub(super) fn grade_sentence(finding: &GradeFinding) -> String {
    match finding {
        GradeFinding::Changed { entry } => {
            format!("Grade entry {entry}, or the one before it, was changed after it was recorded.")
        }
        GradeFinding::NotAsAudited { sequence } => format!("Entry {sequence} names grades that are not there."),
        GradeFinding::Replaced { entry } => format!("Grade entry {entry} stands although another replaced it."),
    }
}

/// What does not hold of suggestions, decisions and rules, in one sentence.
fn evidence_sentence(finding: &EvidenceFinding) -> String {
    match finding {
        EvidenceFinding::Changed { record: EvidenceRecord::Suggestion(id) } => {
            format!("Suggestion {id} is not what was shown.")
        }
        EvidenceFinding::Changed { record: EvidenceRecord::Decision { suggestion, number } } => {
            format!("Decision {number} on suggestion {suggestion}, or the suggestion, was changed after it was made.")
        }
        EvidenceFinding::Changed { record: EvidenceRecord::CheckRules { number } } => {
            format!("Version {number} of the rules of the checks was changed after it was made.")
        }
        EvidenceFinding::NotAsAudited { sequence } => {
            format!("Entry {sequence} names a suggestion, a decision or rules that are not there.")
        }
    }
}

/// A finding in one sentence.
pub(super) fn sentence(finding: &Finding) -> String {
    match finding {
        Finding::Edited { sequence } => format!("Entry {sequence} was changed after it was written."),
        Finding::Deleted { first, count } => format!("From entry {first} on, {count} were deleted."),
        Finding::Swapped { first, second } => format!("Entries {first} and {second} stand in each other's place."),
        Finding::Inserted { sequence } => format!("Entry {sequence} was put in from outside."),
        Finding::Truncated { first, count } => format!("From entry {first} on, {count} were cut off."),
        Finding::Rewritten { sequence } => format!("The chain up to entry {sequence} was written anew."),
        Finding::ForeignCheckpoint => "The checkpoint is of another vault.".to_owned(),
    }
}
