//! A split that can no longer change unseen: each case with a hash of its pair, and one hash over all of it.

use std::collections::HashMap;

use isocenter_domain::Task;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::Error;
use crate::pseudonym::{CaseId, hex};
use crate::split::{Part, Split, SplitSettings, Strata};
use crate::task_case::TaskCase;

/// A frozen split. Its fields can be read only, so that it changes through no door but its file, which the hash watches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FrozenSplit {
    task: String,
    seed: u64,
    strata: Strata,
    members: Vec<Member>,
    sha256: String,
}

/// One case of a frozen split.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Member {
    case: CaseId,
    part: Part,
    /// SHA-256 over patient, question and answer.
    pair_sha256: String,
}

impl FrozenSplit {
    /// Freezes a split of these cases.
    #[must_use]
    pub fn new(split: &Split, settings: &SplitSettings, cases: &[TaskCase<'_>]) -> Self {
        let pairs = pair_hashes(cases);
        let member = |(case, part): (&CaseId, Part)| Member {
            case: case.clone(),
            part,
            pair_sha256: pairs.get(case).cloned().unwrap_or_default(),
        };
        let mut members: Vec<Member> = split.members().map(member).collect();
        members.sort_by(|a, b| a.case.cmp(&b.case));
        let mut frozen = Self {
            task: settings.task.name().to_owned(),
            seed: settings.seed,
            strata: settings.strata,
            members,
            sha256: String::new(),
        };
        frozen.sha256 = frozen.content_sha256();
        frozen
    }

    /// SHA-256 over all of it, in hexadecimal.
    #[must_use]
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// The task it splits, if this program knows it.
    #[must_use]
    pub fn task(&self) -> Option<Task> {
        self.task.parse().ok()
    }

    /// The seed it was made with.
    #[must_use]
    pub const fn seed(&self) -> u64 {
        self.seed
    }

    /// The cases of each part.
    #[must_use]
    pub fn split(&self) -> Split {
        let of = |part| self.members.iter().filter(move |member| member.part == part).map(|member| member.case.clone());
        Split {
            train: of(Part::Train).collect(),
            validation: of(Part::Validation).collect(),
            held_out: of(Part::HeldOut).collect(),
        }
    }

    /// Whether it is as it was frozen and the cases still say what they said.
    ///
    /// # Errors
    /// [`Error::SplitAltered`] when the record was changed, [`Error::SplitStale`] with the cases whose question or answer changed or that went away.
    pub fn verify(&self, cases: &[TaskCase<'_>]) -> Result<(), Error> {
        if self.content_sha256() != self.sha256 {
            return Err(Error::SplitAltered);
        }
        let pairs = pair_hashes(cases);
        let changed = self.members.iter().filter(|member| pairs.get(&member.case) != Some(&member.pair_sha256));
        let cases: Vec<String> = changed.map(|member| member.case.to_string()).collect();
        if cases.is_empty() { Ok(()) } else { Err(Error::SplitStale { cases }) }
    }

    /// One line of settings, then one line per case in order of id.
    fn content_sha256(&self) -> String {
        let strata = match self.strata {
            Strata::None => "none",
            Strata::Modality => "modality",
            Strata::Icd10Category => "icd10_category",
        };
        let mut hash = Sha256::new();
        hash.update(format!("isocenter split 1\t{}\t{}\t{strata}\n", self.task, self.seed));
        for member in &self.members {
            let part = match member.part {
                Part::Train => "train",
                Part::Validation => "validation",
                Part::HeldOut => "held_out",
            };
            hash.update(format!("{}\t{part}\t{}\n", member.case, member.pair_sha256));
        }
        hex(&hash.finalize())
    }
}

fn pair_hashes(cases: &[TaskCase<'_>]) -> HashMap<CaseId, String> {
    let hash_of = |case: &TaskCase<'_>| {
        let mut hash = Sha256::new();
        for part in [case.patient.as_str(), case.diagnosis, &case.answer] {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        hex(&hash.finalize())
    };
    cases.iter().map(|case| (case.id.clone(), hash_of(case))).collect()
}
