//! The TypeScript text of every wire type, as files; writing them is the caller's business.

use ts_rs::{Config, ExportError, TS};

use super::*;

/// One generated file.
pub struct TypescriptFile {
    /// File name, e.g. `SuggestEvent.ts`.
    pub name: String,
    /// Its whole text.
    pub text: String,
}

fn file<T: TS + 'static>(config: &Config) -> Result<TypescriptFile, ExportError> {
    Ok(TypescriptFile { name: format!("{}.ts", T::name(config)), text: T::export_to_string(config)? })
}

/// Every generated file and `index.ts`, which exports them all.
///
/// # Errors
/// When a type cannot be written as TypeScript.
pub fn typescript_files() -> Result<Vec<TypescriptFile>, ExportError> {
    let config = Config::new();
    let mut files = vec![
        file::<Arm>(&config)?,
        file::<ArmChoice>(&config)?,
        file::<ArmFigures>(&config)?,
        file::<AuditCheck>(&config)?,
        file::<AuditRow>(&config)?,
        file::<BaseModelKind>(&config)?,
        file::<BaseModelView>(&config)?,
        file::<BiologicalDose>(&config)?,
        file::<CaseCheck>(&config)?,
        file::<CasePart>(&config)?,
        file::<ChangedCase>(&config)?,
        file::<CleanedPreview>(&config)?,
        file::<CodeCandidate>(&config)?,
        file::<CohortView>(&config)?,
        file::<ColumnChoice>(&config)?,
        file::<Correction>(&config)?,
        file::<CreateVault>(&config)?,
        file::<DataSetKind>(&config)?,
        file::<DataSetView>(&config)?,
        file::<DecisionOption>(&config)?,
        file::<DropCount>(&config)?,
        file::<ErrorCode>(&config)?,
        file::<ErrorView>(&config)?,
        file::<EvaluationEvent>(&config)?,
        file::<ExamplePreview>(&config)?,
        file::<ExportDifference>(&config)?,
        file::<ExportKind>(&config)?,
        file::<ExportReport>(&config)?,
        file::<Figure>(&config)?,
        file::<FileDecision>(&config)?,
        file::<FileInspection>(&config)?,
        file::<FinishReason>(&config)?,
        file::<FormatNeed>(&config)?,
        file::<FunnelStep>(&config)?,
        file::<HashRow>(&config)?,
        file::<ImportEvent>(&config)?,
        file::<ImportInspection>(&config)?,
        file::<Interruption>(&config)?,
        file::<LengthBin>(&config)?,
        file::<LengthHistogram>(&config)?,
        file::<LicenceNote>(&config)?,
        file::<LockReason>(&config)?,
        file::<LogitProbe>(&config)?,
        file::<MachineView>(&config)?,
        file::<MappingChange>(&config)?,
        file::<Mark>(&config)?,
        file::<MarkDecision>(&config)?,
        file::<MarkKind>(&config)?,
        file::<MemoryForecastView>(&config)?,
        file::<MemoryPart>(&config)?,
        file::<MemoryPartKind>(&config)?,
        file::<Modality>(&config)?,
        file::<ModalityProbability>(&config)?,
        file::<ModelSummary>(&config)?,
        file::<NearDuplicate>(&config)?,
        file::<NewAccount>(&config)?,
        file::<NoticeCode>(&config)?,
        file::<PersonView>(&config)?,
        file::<PhaseRole>(&config)?,
        file::<PhaseView>(&config)?,
        file::<PictureKind>(&config)?,
        file::<Place>(&config)?,
        file::<PreparationProblem>(&config)?,
        file::<PreviewChoice>(&config)?,
        file::<PreviewSpan>(&config)?,
        file::<ProblemKind>(&config)?,
        file::<QuantizeFormat>(&config)?,
        file::<QueueRow>(&config)?,
        file::<RecipeDescription>(&config)?,
        file::<RecipePreset>(&config)?,
        file::<RecoveryCode>(&config)?,
        file::<ReleaseRow>(&config)?,
        file::<ReleaseView>(&config)?,
        file::<Remedy>(&config)?,
        file::<ReleasedRun>(&config)?,
        file::<RepeatOutcome>(&config)?,
        file::<ReviewCase>(&config)?,
        file::<ReviewDecision>(&config)?,
        file::<ReviewDrop>(&config)?,
        file::<ReviewState>(&config)?,
        file::<Role>(&config)?,
        file::<RuleView>(&config)?,
        file::<RunComparison>(&config)?,
        file::<RunCurve>(&config)?,
        file::<RunDetail>(&config)?,
        file::<RunEvaluation>(&config)?,
        file::<RunEvent>(&config)?,
        file::<RunExportFormat>(&config)?,
        file::<RunNumbers>(&config)?,
        file::<RunPhase>(&config)?,
        file::<RunPoint>(&config)?,
        file::<RunPreparation>(&config)?,
        file::<RunProgress>(&config)?,
        file::<RunRequest>(&config)?,
        file::<RunRow>(&config)?,
        file::<RunState>(&config)?,
        file::<SessionView>(&config)?,
        file::<Setting>(&config)?,
        file::<SettingChoice>(&config)?,
        file::<SettingDifference>(&config)?,
        file::<SettingField>(&config)?,
        file::<SettingGroup>(&config)?,
        file::<SettingKind>(&config)?,
        file::<SplitRequest>(&config)?,
        file::<SplitView>(&config)?,
        file::<SuggestEvent>(&config)?,
        file::<SuggestRequest>(&config)?,
        file::<Task>(&config)?,
        file::<TimeEstimate>(&config)?,
        file::<ValidationPoint>(&config)?,
    ];
    let mut index = String::from("// Generated from the wire types of isocenter-app; see tests/tests/wire_types.rs.\n");
    for file in &files {
        let name = file.name.trim_end_matches(".ts");
        index.push_str(&format!("export type {{ {name} }} from \"./{name}\";\n"));
    }
    files.push(TypescriptFile { name: "index.ts".into(), text: index });
    Ok(files)
}
