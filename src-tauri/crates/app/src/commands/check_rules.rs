//! The rules of the checks: read with how often each fires on delivered plans, changed by the physicist with a reason.

use isocenter_check::{AlarmRate, Finding, Rule, RuleChange, RuleId, Rulebook, Severity, alarm_rates};
use isocenter_domain::{Modality, Redacted};

use crate::application::Application;
use crate::count::count;
use crate::error::Error;
use crate::failure;
use crate::permission::Permission;
use crate::session::Session;
use crate::suggestion::evidence::{self, AnsweredPlan, CurrentRules};
use crate::suggestion::past_cases::{self, HeldOutCases};
use crate::wire::{self, CheckLimit, CheckRule, CheckRules, CheckRulesChange, CheckSeverity, ErrorCode};
use crate::{assets, people};

/// Longest reason, characters.
const MAX_REASON_CHARS: usize = 2_000;

/// Every rule, with its alarm rate on the delivered plans of held-out cases.
///
/// # Errors
/// Not permitted; a damaged vault.
pub fn check_rules(application: &Application) -> Result<CheckRules, Error> {
    let mut session = application.session();
    session.permit(Permission::KeepChecks)?;
    let rules = evidence::rulebook(&mut session)?;
    let (changed, reason) = last_change(application, &mut session)?;
    drop(session);
    let measured = past_cases::held_out(application)?;
    let rates = measured.as_ref().map(|cases| measure(&rules.rulebook, cases)).transpose()?;
    let usual = assets::check_rules()?;
    let view = |rule: &Rule| rule_view(rule, usual.rule(rule.id), rates.as_deref());
    Ok(CheckRules {
        version: rules.version,
        changed,
        reason,
        rules: rules.rulebook.rules().iter().map(view).collect(),
        measured_on: measured.map(|cases| cases.origin).unwrap_or_default(),
        may_change: application.session().if_open().is_some(),
    })
}

/// Changes rules; the version before is kept.
///
/// # Errors
/// Not permitted; no vault; no reason, an unknown rule or limit, a limit that cannot be; rules that were changed meanwhile; a full disk.
pub fn change_check_rules(application: &Application, change: &CheckRulesChange) -> Result<CheckRules, Error> {
    let reason = change.reason.trim();
    if reason.is_empty() {
        return Err(refused("a change of the rules needs a reason", "write in a few words why"));
    }
    let chars = reason.chars().count();
    if chars > MAX_REASON_CHARS {
        return Err(refused(
            format!("the reason has {chars} characters, at most {MAX_REASON_CHARS} are kept"),
            "shorten it",
        ));
    }
    let changes = change.rules.iter().map(rule_change).collect::<Result<Vec<_>, Error>>()?;
    let mut session = application.session();
    session.permit(Permission::KeepChecks)?;
    let CurrentRules { rulebook, .. } = evidence::rulebook(&mut session)?;
    let rulebook = rulebook.changed(&changes).map_err(failure::check)?;
    let open = session.open_for(Permission::KeepChecks)?;
    let mut writing = open.vault.write().map_err(failure::vault)?;
    let reason = Redacted::new(reason.to_owned());
    writing.change_check_rules(change.version, &rulebook.to_toml(), &reason).map_err(failure::vault)?;
    writing.commit(&[]).map_err(failure::vault)?;
    drop(session);
    check_rules(application)
}

fn rule_change(change: &wire::CheckRuleChange) -> Result<RuleChange, Error> {
    let id = RuleId::from_name(&change.rule)
        .ok_or_else(|| refused(format!("there is no rule {}", change.rule), "read the rules again"))?;
    let severity = match change.severity {
        CheckSeverity::Stop => Severity::Stop,
        CheckSeverity::Look => Severity::Look,
        CheckSeverity::Off => Severity::Off,
    };
    Ok(RuleChange { id, severity: Some(severity), limits: change.limits.clone() })
}

/// Who changed the rules last and when, and why; empty if nobody ever did.
fn last_change(application: &Application, session: &mut Session) -> Result<(String, String), Error> {
    let Some(open) = session.if_open() else { return Ok(Default::default()) };
    let reading = open.vault.read();
    let Some(row) = reading.check_rules().map_err(failure::vault)? else { return Ok(Default::default()) };
    let accounts = reading.accounts().map_err(failure::vault)?;
    let by = people::name_of(&accounts, row.summary.account);
    let when = application.local_time_of(row.summary.at_us);
    let changed = if by.is_empty() { when } else { format!("{by}, {when}") };
    Ok((changed, row.summary.reason.reveal().clone()))
}

/// How often each rule fires on plans that were delivered.
fn measure(rulebook: &Rulebook, cases: &HeldOutCases) -> Result<Vec<AlarmRate>, Error> {
    let found = |case: &past_cases::LearntCase| {
        let modality: Option<Modality> = case.regimen.phases.first().map(|phase| phase.modality);
        let code = case.icd10.as_ref().map(ToString::to_string);
        let answered = AnsweredPlan { plan: &case.regimen.text, modality, code: code.as_deref() };
        evidence::findings(rulebook, &case.diagnosis, &answered, Some(&cases.learnt))
    };
    let findings = cases.cases.iter().map(found).collect::<Result<Vec<Vec<Finding>>, Error>>()?;
    Ok(alarm_rates(findings.iter().map(Vec::as_slice)))
}

fn rule_view(rule: &Rule, usual: &Rule, rates: Option<&[AlarmRate]>) -> CheckRule {
    let rate = rates.and_then(|rates| rates.iter().find(|rate| rate.rule == rule.id));
    let limit = |limit: &isocenter_check::Limit| CheckLimit {
        key: limit.name.clone(),
        words: limit.words.clone(),
        unit: limit.unit.clone(),
        value: limit.value,
        usual: usual.limits.iter().find(|usual| usual.name == limit.name).map_or(limit.value, |usual| usual.value),
    };
    CheckRule {
        id: rule.id.name().to_owned(),
        title: rule.title.clone(),
        explanation: rule.explanation.clone(),
        source: rule.source.clone(),
        severity: severity(rule.severity),
        usual_severity: severity(usual.severity),
        limits: rule.limits.iter().map(limit).collect(),
        alarm: rate.map(|rate| wire::AlarmRate {
            fired: count(rate.fired),
            checked: count(rate.checked),
            of: count(rate.of),
        }),
        needs_review: rate.is_some_and(AlarmRate::needs_review),
    }
}

const fn severity(severity: Severity) -> CheckSeverity {
    match severity {
        Severity::Stop => CheckSeverity::Stop,
        Severity::Look => CheckSeverity::Look,
        Severity::Off => CheckSeverity::Off,
    }
}

fn refused(what: impl Into<String>, remedy: &str) -> Error {
    Error::new(ErrorCode::BadInput, what, remedy)
}
