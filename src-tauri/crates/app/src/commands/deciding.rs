//! What is decided about a suggestion: accepted, edited or rejected. The program keeps it and makes the text that may be copied.

use isocenter_domain::{AlphaBeta, Redacted, Regimen};
use isocenter_store::{AcknowledgedStop, NewSuggestionDecision, SuggestionArm, SuggestionDecisionKind};

use crate::application::Application;
use crate::error::Error;
use crate::failure;
use crate::permission::Permission;
use crate::suggestion::copied_text::Decided;
use crate::suggestion::shown::{self, Kept, MICROSECONDS_PER_MILLISECOND, Shown, ShownArm};
use crate::suggestion::{evidence, plan_phases};
use crate::wire::{
    AgreementStanding, Arm, CheckAcknowledgement, CheckLevel, CheckView, CheckedPlan, DecisionKind, DecisionRequest,
    DecisionView, EarlierSuggestion, ErrorCode, PhaseView, PlanCheckRequest,
};

/// Longest edited plan and longest reason, characters.
const MAX_CHARS: usize = 2_000;

/// Reads and checks an edited plan as if it had been suggested.
///
/// # Errors
/// Not permitted; no such suggestion; a plan that is too long.
pub fn check_plan(application: &Application, request: &PlanCheckRequest) -> Result<CheckedPlan, Error> {
    let mut session = application.session();
    session.permit(Permission::Suggest)?;
    let (shown, _) = shown::find(application, &mut session, &request.suggestion)?;
    refuse_long(&request.plan, "plan")?;
    let rules = evidence::rulebook(&mut session)?;
    drop(session);
    let of_arm = arm_of(&shown, request.arm)?;
    let checks = evidence::checks_of_edited(&rules, &shown.request.diagnosis, &request.plan, &of_arm)?;
    let phases = plan_phases::read(&request.plan).phases.iter().map(PhaseView::from).collect();
    Ok(CheckedPlan { phases, checks })
}

/// Decides about an arm's suggestion. Deciding again replaces the decision; every one is kept.
///
/// # Errors
/// Not permitted; no such suggestion; a rejection without a reason, an accepted plan that was not suggested, a stop-level finding that was not
/// acknowledged; a full disk.
pub fn decide_suggestion(application: &Application, request: &DecisionRequest) -> Result<DecisionView, Error> {
    let mut session = application.session();
    session.permit(Permission::Suggest)?;
    let (shown, kept) = shown::find(application, &mut session, &request.suggestion)?;
    let of_arm = arm_of(&shown, request.arm)?;
    for acknowledged in &request.acknowledged {
        refuse_long(&acknowledged.reason, "reason")?;
    }
    refuse_long(&request.reason, "reason")?;
    let reason = request.reason.trim();
    let mut checks = of_arm.checks.to_vec();
    let plan = match request.kind {
        DecisionKind::Accepted => {
            refuse_unsuggested(&of_arm)?;
            Some(of_arm.plan.to_owned())
        }
        DecisionKind::Edited => {
            let plan = request.plan.as_deref().map(str::trim).unwrap_or_default();
            refuse_long(plan, "plan")?;
            if plan.is_empty() {
                return Err(refused("an edited plan must not be empty", "write the plan, or reject the suggestion"));
            }
            if plan == of_arm.plan && refuse_unsuggested(&of_arm).is_ok() {
                return Err(refused("nothing was changed in the plan", "accept it as it was suggested, or change it"));
            }
            let rules = evidence::rulebook(&mut session)?;
            checks = evidence::checks_of_edited(&rules, &shown.request.diagnosis, plan, &of_arm)?;
            Some(plan.to_owned())
        }
        DecisionKind::Rejected if reason.is_empty() => {
            return Err(refused("a rejection needs a reason", "write in a few words why"));
        }
        DecisionKind::Rejected => None,
    };
    let acknowledged = of_stops(&checks, request);
    if plan.is_some() {
        refuse_unacknowledged(&checks, &acknowledged)?;
    }
    let copy_text = plan.as_deref().map(|plan| {
        let plan = match request.kind {
            DecisionKind::Edited => plan_phases::read(plan),
            DecisionKind::Accepted | DecisionKind::Rejected => Regimen::read(plan),
        };
        let decided = Decided {
            shown: &shown,
            arm: request.arm,
            of_arm: &of_arm,
            checks: &checks,
            kind: request.kind,
            plan: &plan,
            reason,
            acknowledged: &acknowledged,
            alpha_beta: request.alpha_beta_gy.and_then(|gray| AlphaBeta::from_gray(gray).ok()),
        };
        decided.text()
    });
    let decision = DecisionView {
        suggestion: request.suggestion.clone(),
        arm: request.arm,
        kind: request.kind,
        reason: reason.to_owned(),
        plan,
        copy_text,
        is_kept: matches!(kept, Kept::Vault(..)),
    };
    match (kept, session.if_open()) {
        (Kept::Vault(suggestion, follows), Some(open)) => {
            let stored = NewSuggestionDecision {
                suggestion,
                follows,
                arm: match request.arm {
                    Arm::Tuned => SuggestionArm::Tuned,
                    Arm::Base => SuggestionArm::Base,
                },
                kind: match request.kind {
                    DecisionKind::Accepted => SuggestionDecisionKind::Accepted,
                    DecisionKind::Edited => SuggestionDecisionKind::Edited,
                    DecisionKind::Rejected => SuggestionDecisionKind::Rejected,
                },
                reason: Redacted::new(decision.reason.clone()),
                plan: Redacted::new(decision.plan.clone().unwrap_or_default()),
                acknowledged: stored(&acknowledged),
            };
            let mut writing = open.vault.write().map_err(failure::vault)?;
            writing.decide_suggestion(&stored).map_err(failure::vault)?;
            writing.commit(&[]).map_err(failure::vault)?;
        }
        _ => application.unkept().decide(&decision.suggestion, decision.kind),
    }
    Ok(decision)
}

/// The suggestions shown to whoever asks since midnight, newest first.
///
/// # Errors
/// Not permitted; a damaged vault.
pub fn earlier_suggestions(application: &Application) -> Result<Vec<EarlierSuggestion>, Error> {
    let mut session = application.session();
    session.permit(Permission::Suggest)?;
    let since = application.today_began_us();
    let Some(open) = session.if_open() else { return Ok(application.unkept().list()) };
    let account = open.vault.actor().account();
    let reading = open.vault.read();
    let mut earlier = Vec::new();
    for row in reading.suggestions_of(account, since).map_err(failure::vault)? {
        let Some(whole) = reading.suggestion(row.id).map_err(failure::vault)? else { continue };
        let shown = shown::read(&whole)?;
        let decision = row.latest.as_ref().map(|decision| match decision.kind {
            SuggestionDecisionKind::Accepted => DecisionKind::Accepted,
            SuggestionDecisionKind::Edited => DecisionKind::Edited,
            SuggestionDecisionKind::Rejected => DecisionKind::Rejected,
        });
        let at_ms = row.at_us / MICROSECONDS_PER_MILLISECOND;
        earlier.push(shown.as_earlier(row.id.0.to_string(), at_ms, decision));
    }
    Ok(earlier)
}

fn arm_of(shown: &Shown, arm: Arm) -> Result<ShownArm<'_>, Error> {
    shown.arm(arm).ok_or_else(|| refused("this model gave no answer in that suggestion", "ask it, then decide"))
}

/// What was not suggested cannot be accepted.
fn refuse_unsuggested(arm: &ShownArm<'_>) -> Result<(), Error> {
    match arm.agreement.standing {
        AgreementStanding::Agrees | AgreementStanding::NoThreshold => Ok(()),
        AgreementStanding::Abstains => {
            Err(refused("no plan was suggested: too few samples agree", "edit the plan, or reject the suggestion"))
        }
        AgreementStanding::NoPlan | AgreementStanding::Drawing => {
            Err(refused("no plan was suggested", "edit the plan, or reject the suggestion"))
        }
    }
}

fn refuse_unacknowledged(checks: &[CheckView], acknowledged: &[CheckAcknowledgement]) -> Result<(), Error> {
    let is_acknowledged = |check: &CheckView| acknowledged.iter().any(|given| given.rule == check.rule);
    let open = checks.iter().find(|check| check.level == CheckLevel::Stop && !is_acknowledged(check));
    match open {
        None => Ok(()),
        Some(check) => Err(refused(
            format!("the check \"{}\" stops this plan", check.title),
            "say why it does not stand in the way, or edit the plan",
        )),
    }
}

/// What was said of findings that do stop this plan.
fn of_stops(checks: &[CheckView], request: &DecisionRequest) -> Vec<CheckAcknowledgement> {
    let stops = |rule: &str| checks.iter().any(|check| check.level == CheckLevel::Stop && check.rule == rule);
    let given = request.acknowledged.iter().filter(|given| stops(&given.rule) && !given.reason.trim().is_empty());
    given.cloned().collect()
}

fn stored(acknowledged: &[CheckAcknowledgement]) -> Vec<AcknowledgedStop> {
    let stop = |given: &CheckAcknowledgement| AcknowledgedStop {
        rule: given.rule.clone(),
        reason: Redacted::new(given.reason.trim().to_owned()),
    };
    acknowledged.iter().map(stop).collect()
}

fn refuse_long(text: &str, what: &str) -> Result<(), Error> {
    let chars = text.chars().count();
    if chars <= MAX_CHARS {
        return Ok(());
    }
    Err(refused(format!("the {what} has {chars} characters, at most {MAX_CHARS} are kept"), "shorten it"))
}

fn refused(what: impl Into<String>, remedy: &str) -> Error {
    Error::new(ErrorCode::BadInput, what, remedy)
}
