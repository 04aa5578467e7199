//! Who may do what. The rule for every command of the window stands here; the sidebar only mirrors it.

use isocenter_store::Role;

use crate::wire::Place;

/// What a command does, as far as rights go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Permission {
    /// Ask a model about a diagnosis.
    Suggest,
    /// Import, review and freeze cohorts.
    Curate,
    /// Manage base models, start and stop fine-tunes, measure, export.
    FineTune,
    /// Decide whose adapter answers in Suggest.
    Release,
    /// Make, run, remove and export studies.
    Evaluate,
    /// Read the results of studies and the cases behind them.
    ReadResults,
    /// Grade as one of the graders of a study of grades.
    Grade,
    /// Give the reference examples and record what the panel settles.
    SettleGrades,
    /// Sit on the panel: read discrepancies, vote, sign.
    SitOnPanel,
    /// Read the reference examples.
    ReadExamples,
    /// Make, open, amend and lock studies of grades, write and merge packets.
    KeepGradings,
    /// Read letters and their facts; draft, edit and confirm.
    WriteLetters,
    /// Sign a letter, or open a signed one again.
    SignLetters,
    /// Rate as one of the raters of a letter study.
    RateLetters,
    /// Import facts and past letters, write training pairs, keep letter studies and read their numbers.
    KeepLetters,
    /// Read and change the rules of the checks.
    KeepChecks,
    /// Add and remove people, set the idle time.
    KeepAccounts,
    /// Make backups.
    KeepVault,
    /// Read and verify the audit log.
    ReadAudit,
    /// One's own password and drafts.
    OwnAccount,
}

impl Permission {
    /// Every permission.
    pub const ALL: [Self; 20] = [
        Self::Suggest,
        Self::Curate,
        Self::FineTune,
        Self::Release,
        Self::Evaluate,
        Self::ReadResults,
        Self::Grade,
        Self::SettleGrades,
        Self::SitOnPanel,
        Self::ReadExamples,
        Self::KeepGradings,
        Self::WriteLetters,
        Self::SignLetters,
        Self::RateLetters,
        Self::KeepLetters,
        Self::KeepChecks,
        Self::KeepAccounts,
        Self::KeepVault,
        Self::ReadAudit,
        Self::OwnAccount,
    ];
}

/// Who asks, as far as rights go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// There is no vault on this machine yet.
    WithoutVault,
    /// In the throw-away vault of the demonstration.
    Demonstration,
    /// Signed in.
    SignedIn(Role),
    /// Signed in with the recovery code.
    Recovering,
}

/// Whether somebody may do something.
#[must_use]
pub const fn may(who: Standing, what: Permission) -> bool {
    use Permission::{
        Curate, Evaluate, FineTune, Grade, KeepAccounts, KeepChecks, KeepGradings, KeepLetters, KeepVault, OwnAccount,
        RateLetters, ReadAudit, ReadExamples, ReadResults, Release, SettleGrades, SignLetters, SitOnPanel, Suggest,
        WriteLetters,
    };
    match who {
        // A data file needs no vault; what answers in the clinic does, because of the audit log.
        Standing::WithoutVault => matches!(what, Suggest | FineTune),
        Standing::Demonstration => {
            matches!(
                what,
                Suggest
                    | Curate
                    | FineTune
                    | Release
                    | Evaluate
                    | ReadResults
                    | WriteLetters
                    | SignLetters
                    | KeepChecks
                    | ReadAudit
            )
        }
        Standing::Recovering => matches!(what, KeepAccounts | OwnAccount),
        Standing::SignedIn(Role::Resident) => {
            matches!(what, Suggest | Grade | SitOnPanel | ReadExamples | RateLetters | OwnAccount)
        }
        Standing::SignedIn(Role::Oncologist) => {
            matches!(
                what,
                Suggest
                    | ReadResults
                    | Grade
                    | SitOnPanel
                    | ReadExamples
                    | WriteLetters
                    | SignLetters
                    | RateLetters
                    | OwnAccount
            )
        }
        // Whoever settles what two graders differ on is none of them.
        Standing::SignedIn(Role::SeniorOncologist) => {
            matches!(
                what,
                Suggest
                    | ReadResults
                    | SettleGrades
                    | SitOnPanel
                    | ReadExamples
                    | WriteLetters
                    | SignLetters
                    | RateLetters
                    | OwnAccount
            )
        }
        Standing::SignedIn(Role::Physicist) => {
            matches!(
                what,
                Suggest
                    | Curate
                    | FineTune
                    | Release
                    | Evaluate
                    | ReadResults
                    | SitOnPanel
                    | ReadExamples
                    | KeepGradings
                    | WriteLetters
                    | KeepLetters
                    | KeepChecks
                    | KeepAccounts
                    | KeepVault
                    | ReadAudit
                    | OwnAccount
            )
        }
        Standing::SignedIn(Role::Administrator) => matches!(what, KeepAccounts | KeepVault | ReadAudit | OwnAccount),
    }
}

/// The screens somebody may open, in their order; the first is where they land.
#[must_use]
pub fn places(who: Standing) -> Vec<Place> {
    match who {
        Standing::WithoutVault => vec![Place::Start, Place::Suggest, Place::FineTune],
        Standing::Demonstration => {
            vec![Place::Curate, Place::Suggest, Place::Letters, Place::Results, Place::FineTune, Place::Audit]
        }
        Standing::Recovering => vec![Place::Settings],
        Standing::SignedIn(role) => {
            let order = match role {
                Role::Resident => {
                    [Place::Grade, Place::Letters, Place::Examples, Place::Adjudicate, Place::Suggest].as_slice()
                }
                Role::Oncologist => {
                    &[Place::Suggest, Place::Letters, Place::Grade, Place::Examples, Place::Adjudicate, Place::Results]
                }
                Role::SeniorOncologist => {
                    &[Place::Suggest, Place::Letters, Place::Adjudicate, Place::Examples, Place::Results]
                }
                Role::Physicist => &[
                    Place::Curate,
                    Place::Results,
                    Place::Gradings,
                    Place::Adjudicate,
                    Place::Suggest,
                    Place::Letters,
                    Place::LetterStudies,
                    Place::FineTune,
                    Place::Settings,
                    Place::Audit,
                ],
                Role::Administrator => &[Place::Settings, Place::Audit],
            };
            let mut shown = order.to_vec();
            if !shown.contains(&Place::Settings) {
                shown.push(Place::Settings);
            }
            shown
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_physicist_and_the_demonstration_curate() {
        let curating = [
            Standing::WithoutVault,
            Standing::Demonstration,
            Standing::Recovering,
            Standing::SignedIn(Role::Resident),
            Standing::SignedIn(Role::Oncologist),
            Standing::SignedIn(Role::SeniorOncologist),
            Standing::SignedIn(Role::Physicist),
            Standing::SignedIn(Role::Administrator),
        ]
        .map(|who| may(who, Permission::Curate));
        assert_eq!(curating, [false, true, false, false, false, false, true, false]);
    }

    #[test]
    fn a_physicist_fine_tunes_and_releases_and_no_physician_does() {
        for role in [Role::Resident, Role::Oncologist, Role::SeniorOncologist, Role::Administrator] {
            let who = Standing::SignedIn(role);
            assert!(!may(who, Permission::FineTune) && !may(who, Permission::Release), "{role:?}");
        }
        let physicist = Standing::SignedIn(Role::Physicist);
        assert!(may(physicist, Permission::FineTune) && may(physicist, Permission::Release));
        assert!(may(Standing::WithoutVault, Permission::FineTune), "a data file needs no vault");
        assert!(!may(Standing::WithoutVault, Permission::Release), "a release needs an audit log");
    }

    #[test]
    fn a_physicist_runs_studies_and_attending_physicians_read_what_came_out() {
        for role in [Role::Oncologist, Role::SeniorOncologist] {
            let who = Standing::SignedIn(role);
            assert!(may(who, Permission::ReadResults) && !may(who, Permission::Evaluate), "{role:?}");
        }
        assert!(!may(Standing::SignedIn(Role::Resident), Permission::ReadResults), "residents grade, and stay blind");
        let physicist = Standing::SignedIn(Role::Physicist);
        assert!(may(physicist, Permission::Evaluate) && may(physicist, Permission::ReadResults));
        assert!(
            !may(Standing::SignedIn(Role::Administrator), Permission::ReadResults),
            "texts of patients are behind them"
        );
        assert!(!may(Standing::WithoutVault, Permission::ReadResults), "studies lie in the vault");
    }

    #[test]
    fn whoever_settles_grades_grades_nothing_and_a_physicist_does_neither() {
        let senior = Standing::SignedIn(Role::SeniorOncologist);
        assert!(may(senior, Permission::SettleGrades) && !may(senior, Permission::Grade));
        let physicist = Standing::SignedIn(Role::Physicist);
        assert!(may(physicist, Permission::KeepGradings) && may(physicist, Permission::SitOnPanel));
        assert!(!may(physicist, Permission::Grade) && !may(physicist, Permission::SettleGrades));
        for role in [Role::Resident, Role::Oncologist] {
            let who = Standing::SignedIn(role);
            assert!(may(who, Permission::Grade) && !may(who, Permission::KeepGradings), "{role:?}");
        }
    }

    #[test]
    fn physicians_sign_letters_and_a_physicist_who_keeps_them_does_not() {
        for role in [Role::Oncologist, Role::SeniorOncologist] {
            let who = Standing::SignedIn(role);
            assert!(may(who, Permission::SignLetters) && may(who, Permission::RateLetters), "{role:?}");
            assert!(!may(who, Permission::KeepLetters), "{role:?}");
        }
        let physicist = Standing::SignedIn(Role::Physicist);
        assert!(may(physicist, Permission::WriteLetters) && may(physicist, Permission::KeepLetters));
        assert!(!may(physicist, Permission::SignLetters) && !may(physicist, Permission::RateLetters));
        let resident = Standing::SignedIn(Role::Resident);
        assert!(may(resident, Permission::RateLetters) && !may(resident, Permission::WriteLetters));
    }

    #[test]
    fn an_administrator_keeps_the_vault_and_reads_no_patient() {
        let administrator = Standing::SignedIn(Role::Administrator);
        assert!(may(administrator, Permission::KeepAccounts) && may(administrator, Permission::KeepVault));
        assert!(!may(administrator, Permission::Suggest) && !may(administrator, Permission::Curate));
    }

    #[test]
    fn nobody_is_shown_a_screen_whose_commands_refuse_them() {
        for role in [Role::Resident, Role::Oncologist, Role::SeniorOncologist, Role::Physicist, Role::Administrator] {
            let who = Standing::SignedIn(role);
            let shown = places(who);
            assert_eq!(shown.contains(&Place::Curate), may(who, Permission::Curate));
            assert_eq!(shown.contains(&Place::Results), may(who, Permission::ReadResults));
            assert_eq!(shown.contains(&Place::FineTune), may(who, Permission::FineTune));
            assert_eq!(shown.contains(&Place::Audit), may(who, Permission::ReadAudit));
            assert_eq!(shown.contains(&Place::Suggest), may(who, Permission::Suggest));
            assert_eq!(shown.contains(&Place::Grade), may(who, Permission::Grade));
            assert_eq!(shown.contains(&Place::Adjudicate), may(who, Permission::SitOnPanel));
            assert_eq!(shown.contains(&Place::Gradings), may(who, Permission::KeepGradings));
            let letters = may(who, Permission::WriteLetters) || may(who, Permission::RateLetters);
            assert_eq!(shown.contains(&Place::Letters), letters);
            assert_eq!(shown.contains(&Place::LetterStudies), may(who, Permission::KeepLetters));
            assert_eq!(shown.contains(&Place::Settings), may(who, Permission::OwnAccount));
        }
    }
}
