//! What was shown with a suggestion, exactly: the question, the model, and every event but the growing words. Kept in the vault of whoever
//! asked; without a vault in memory, until the program ends.

use isocenter_domain::{Icd10Code, Modality, Redacted};
use isocenter_store::{AccountId, NewSuggestion, SuggestionId, SuggestionRow};
use serde::{Deserialize, Serialize};

use crate::application::Application;
use crate::error::Error;
use crate::failure;
use crate::session::Session;
use crate::wire::{
    Arm, CheckView, DecisionKind, EarlierSuggestion, ErrorCode, ModelSummary, SampleAgreement, SuggestEvent,
    SuggestRequest, Task,
};

/// Suggestions that are remembered without a vault.
const MOST_UNKEPT: usize = 20;
/// What their ids begin with.
const UNKEPT: &str = "unkept-";
pub(crate) const MICROSECONDS_PER_MILLISECOND: i64 = 1_000;

/// The record of one suggestion; no `Debug`, for it holds a patient's text.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Shown {
    /// Version of this program.
    pub(crate) program: String,
    /// Version of the rules of the checks; 0 is what the program came with.
    pub(crate) rules_version: u32,
    /// What was asked.
    pub(crate) request: SuggestRequest,
    /// Who answered.
    pub(crate) model: ModelSummary,
    /// The adapters that answered.
    pub(crate) adapters: Vec<ShownAdapter>,
    /// Everything that was reported, but for the words as they grew.
    pub(crate) events: Vec<SuggestEvent>,
}

/// An adapter that answered.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct ShownAdapter {
    pub(crate) task: Task,
    pub(crate) sha256: String,
}

/// What one arm showed.
pub(crate) struct ShownArm<'a> {
    pub(crate) agreement: &'a SampleAgreement,
    /// The suggested plan's text.
    pub(crate) plan: &'a str,
    pub(crate) modality: Option<Modality>,
    pub(crate) code: Option<Icd10Code>,
    pub(crate) code_title: &'a str,
    pub(crate) checks: &'a [CheckView],
}

impl Shown {
    /// Takes an event into the record.
    pub(crate) fn hear(&mut self, event: &SuggestEvent) {
        match event {
            SuggestEvent::RegimenText { .. } | SuggestEvent::Started { .. } | SuggestEvent::Loading { .. } => {}
            // While samples are drawn, each agreement replaces the one before.
            SuggestEvent::Agreement { arm, .. } => {
                self.events.retain(|held| !matches!(held, SuggestEvent::Agreement { arm: of, .. } if of == arm));
                self.events.push(event.clone());
            }
            _ => self.events.push(event.clone()),
        }
    }

    /// What an arm showed; nothing when it was not asked.
    pub(crate) fn arm(&self, arm: Arm) -> Option<ShownArm<'_>> {
        let (mut agreement, mut first, mut checks) = (None, None, None);
        let (mut modality, mut code, mut code_title) = (None, None, "");
        for event in &self.events {
            match event {
                SuggestEvent::RegimenDone { arm: of, text, .. } if *of == arm => first = Some(text.as_str()),
                SuggestEvent::Agreement { arm: of, agreement: found } if *of == arm => agreement = Some(found),
                SuggestEvent::Modality { arm: of, label, .. } if *of == arm => modality = Some((*label).into()),
                SuggestEvent::Icd10 { arm: of, candidates, .. } if *of == arm => {
                    let best = candidates.first();
                    code = best.and_then(|best| Icd10Code::parse(&best.code).ok());
                    code_title = best.map_or("", |best| best.title.as_str());
                }
                SuggestEvent::Evidence { arm: of, checks: found, .. } if *of == arm => checks = Some(found.as_slice()),
                _ => {}
            }
        }
        let agreement = agreement?;
        let plan = agreement.groups.first().map_or(first?, |largest| largest.text.as_str());
        Some(ShownArm { agreement, plan, modality, code, code_title, checks: checks? })
    }

    /// A line of the list of past suggestions.
    pub(crate) fn as_earlier(&self, id: String, at_ms: i64, decision: Option<DecisionKind>) -> EarlierSuggestion {
        let arm = self.arm(Arm::Tuned).or_else(|| self.arm(Arm::Base));
        EarlierSuggestion {
            suggestion: id,
            at_ms,
            diagnosis: self.request.diagnosis.clone(),
            model: self.model.name.clone(),
            plan: arm.map(|arm| arm.plan.to_owned()).unwrap_or_default(),
            decision,
        }
    }

    /// Name of the model with the hash of its regimen adapter, for the list of past suggestions.
    fn model_key(&self) -> String {
        let adapter = self.adapters.iter().find(|adapter| adapter.task == Task::Regimen);
        let hash = adapter.map_or(String::new(), |adapter| format!(" {}", &adapter.sha256[..12]));
        format!("{}{hash}", self.model.name)
    }
}

/// Suggestions of a program without a vault, and what was decided.
#[derive(Default)]
pub(crate) struct Unkept {
    made: usize,
    held: Vec<Held>,
}

struct Held {
    id: String,
    at_ms: i64,
    shown: Shown,
    decided: Option<DecisionKind>,
}

impl Unkept {
    fn put(&mut self, shown: Shown, at_ms: i64) -> String {
        self.made += 1;
        let id = format!("{UNKEPT}{}", self.made);
        if self.held.len() == MOST_UNKEPT {
            self.held.remove(0);
        }
        self.held.push(Held { id: id.clone(), at_ms, shown, decided: None });
        id
    }

    fn get(&self, id: &str) -> Option<Shown> {
        self.held.iter().find(|held| held.id == id).map(|held| held.shown.clone())
    }

    /// Keeps a decision for as long as the program runs.
    pub(crate) fn decide(&mut self, suggestion: &str, kind: DecisionKind) {
        if let Some(held) = self.held.iter_mut().find(|held| held.id == suggestion) {
            held.decided = Some(kind);
        }
    }

    /// Newest first.
    pub(crate) fn list(&self) -> Vec<EarlierSuggestion> {
        let held = self.held.iter().rev();
        held.map(|held| held.shown.as_earlier(held.id.clone(), held.at_ms, held.decided)).collect()
    }

    /// Forgets every text.
    pub(crate) fn forget(&mut self) {
        self.held.clear();
    }
}

/// In whose name a suggestion was asked for: it is kept in that name or not at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asker {
    /// There is no vault.
    NoVault,
    /// Somebody with the vault open; nobody in the demonstration.
    Person(Option<AccountId>),
    /// The vault is locked.
    Nobody,
}

/// Who asks now.
pub(crate) fn who_asks(session: &mut Session) -> Asker {
    let is_without_vault = session.is_without_vault();
    match session.if_open() {
        Some(open) => Asker::Person(open.vault.actor().account()),
        None if is_without_vault => Asker::NoVault,
        None => Asker::Nobody,
    }
}

/// Keeps what was shown, in the name of whoever asked; gives what a decision names, empty when the vault was locked meanwhile.
///
/// # Errors
/// A full disk, a damaged vault.
pub(crate) fn keep(application: &Application, asked: Asker, shown: Shown) -> Result<String, Error> {
    let mut session = application.session();
    if who_asks(&mut session) != asked || asked == Asker::Nobody {
        return Ok(String::new());
    }
    let Some(open) = session.if_open() else {
        return Ok(application.unkept().put(shown, application.now_us() / MICROSECONDS_PER_MILLISECOND));
    };
    let text = serde_json::to_string(&shown).map_err(|error| unreadable().caused_by(&error))?;
    let suggestion = NewSuggestion {
        diagnosis: Redacted::new(shown.request.diagnosis.clone()),
        shown: Redacted::new(text),
        model: shown.model_key(),
        own_plan: Redacted::new(shown.request.own_plan.clone().unwrap_or_default()),
    };
    let mut writing = open.vault.write().map_err(failure::vault)?;
    let id = writing.keep_suggestion(&suggestion).map_err(failure::vault)?;
    writing.commit(&[]).map_err(failure::vault)?;
    Ok(id.0.to_string())
}

/// Where a suggestion is kept.
pub(crate) enum Kept {
    /// In memory.
    Unkept,
    /// In the vault, with the number of its latest decision.
    Vault(SuggestionId, u32),
}

/// A suggestion that was shown to whoever asks now.
///
/// # Errors
/// `badInput` where there is none of this name, or it was shown to somebody else; a damaged vault.
pub(crate) fn find(application: &Application, session: &mut Session, id: &str) -> Result<(Shown, Kept), Error> {
    let asks = who_asks(session);
    let Some(open) = session.if_open() else {
        let shown = application.unkept().get(id).ok_or_else(no_such_suggestion)?;
        return Ok((shown, Kept::Unkept));
    };
    let number = id.parse().map(SuggestionId).map_err(|_| no_such_suggestion())?;
    let row = open.vault.read().suggestion(number).map_err(failure::vault)?.ok_or_else(no_such_suggestion)?;
    if Asker::Person(row.summary.account) != asks {
        return Err(no_such_suggestion());
    }
    let latest = row.summary.latest.as_ref().map_or(0, |decision| decision.number);
    Ok((read(&row)?, Kept::Vault(number, latest)))
}

/// The record in a row.
///
/// # Errors
/// A row that is not what was written.
pub(crate) fn read(row: &SuggestionRow) -> Result<Shown, Error> {
    let shown = row.holds().then(|| serde_json::from_str(row.shown.reveal()).ok()).flatten();
    shown.ok_or_else(unreadable)
}

fn unreadable() -> Error {
    Error::new(ErrorCode::Internal, "this suggestion's record cannot be read", "ask for the suggestion again")
}

fn no_such_suggestion() -> Error {
    Error::new(ErrorCode::BadInput, "there is no such suggestion", "ask for a suggestion, then decide on it")
}
