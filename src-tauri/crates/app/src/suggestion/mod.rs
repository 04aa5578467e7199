//! One suggestion: the three questions and the samples of the first, what stands beside the answers, what was shown, what is decided.

pub(crate) mod agreement_record;
mod asker;
pub(crate) mod copied_text;
pub(crate) mod evidence;
pub(crate) mod past_cases;
pub(crate) mod plan_phases;
mod samples;
pub(crate) mod shown;

pub(crate) use asker::{ArmAnswer, Asker, Progress, REGIMEN_TOKENS};
