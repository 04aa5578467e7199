//! `audit show`, `verify`, `checkpoint`.

use isocenter_app::Error;
use isocenter_app::commands::audit_administration::{
    AuditLine, ChainVerified, Stretch, export_checkpoint, show, verify,
};

use super::vault::sign_in;
use super::{Format, Session};
use crate::args::{Audit, ExportCheckpoint, ShowAudit, VerifyAudit};
use crate::{output, passphrase};

pub(super) fn run(session: &Session, command: &Audit) -> Result<(), Error> {
    match command {
        Audit::Show(arguments) => run_show(session, arguments),
        Audit::Verify(arguments) => run_verify(session, arguments),
        Audit::Checkpoint(arguments) => run_checkpoint(session, arguments),
    }
}

fn run_show(session: &Session, arguments: &ShowAudit) -> Result<(), Error> {
    let access = &arguments.access;
    let ask = |account: &str| passphrase::known(&access.passphrase, account);
    let stretch = arguments.after.map_or(Stretch::Last(arguments.last), Stretch::After);
    show(&session.application, &sign_in(access), stretch, &ask, &mut |line| match session.format {
        Format::Json => output::print_json(&line),
        Format::Words => {
            output::print_line(&in_words(&line));
            Ok(())
        }
    })
}

fn run_verify(session: &Session, arguments: &VerifyAudit) -> Result<(), Error> {
    let access = &arguments.access;
    let ask = |account: &str| passphrase::known(&access.passphrase, account);
    let verified = verify(&session.application, &sign_in(access), arguments.checkpoint.as_deref(), &ask)?;
    match session.format {
        Format::Json => output::print_json(&verified)?,
        Format::Words => print_findings(&verified),
    }
    verified.refuse_findings()
}

fn run_checkpoint(session: &Session, arguments: &ExportCheckpoint) -> Result<(), Error> {
    let access = &arguments.access;
    let ask = |account: &str| passphrase::known(&access.passphrase, account);
    let taken = export_checkpoint(&session.application, &sign_in(access), arguments.out.as_deref(), &ask)?;
    match (session.format, &arguments.out) {
        (Format::Json, _) => output::print_json(&taken)?,
        (Format::Words, None) => output::print_line(taken.text.trim_end()),
        (Format::Words, Some(out)) => output::print_line(&format!(
            "checkpoint of {} entries in {}; words {}",
            taken.entries,
            out.display(),
            taken.words
        )),
    }
    Ok(())
}

/// What a check of the audit log found, a line each.
pub(super) fn print_findings(verified: &ChainVerified) {
    if verified.holds {
        output::print_line(&format!("{} audit entries hold together", verified.entries));
    }
    for finding in &verified.findings {
        output::print_line(&finding.words);
    }
}

fn in_words(line: &AuditLine) -> String {
    let who = match (&line.name, &line.role) {
        (Some(name), Some(role)) => format!("{name} ({role})"),
        _ => line.actor.clone(),
    };
    let mut words = format!("{}  {}  {who}  {}  {}", line.number, line.at, line.action, line.subject);
    if line.subject_id != 0 {
        words.push_str(&format!(" {}", line.subject_id));
    }
    if let Some(field) = &line.field {
        let value = |value: &Option<String>| value.clone().unwrap_or_else(|| "–".to_owned());
        words.push_str(&format!("  {field}: {} → {}", value(&line.old), value(&line.new)));
    }
    if let Some(reason) = &line.reason {
        words.push_str(&format!("  ({reason})"));
    }
    if line.clock_moved_back {
        words.push_str("  (the clock had been set back)");
    }
    words
}
