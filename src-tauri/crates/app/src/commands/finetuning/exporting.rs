//! Export of a run: the adapter alone as PEFT reads it, or merged into its base as a Hugging Face folder or one GGUF file. Nothing is left
//! behind unless what was written answers as the pair did.

use std::path::Path;

use isocenter_domain::Task;
use isocenter_lm::CancelToken;
use isocenter_store::{Action, AuditEntry, AuditValue};

use crate::application::{Application, MachineUse};
use crate::error::Error;
use crate::failure;
use crate::finetuning::adapter_proof;
use crate::finetuning::export::Export;
use crate::finetuning::registry;
use crate::finetuning::run_folder::RunFolder;
use crate::finetuning::run_record::hash_name;
use crate::held_out::predictions::answer_tokens;
use crate::permission::Permission;
use crate::wire::{ExportReport, RunExportFormat};

/// Greedy answers compared, at most.
const ANSWERS: usize = 16;
/// Longest answer where the task is unknown, tokens.
const USUAL_TOKENS: usize = 64;
/// Writes a run's adapter, alone or merged, to `out`.
///
/// # Errors
/// Not permitted; a run without an adapter, or with one that is not what it wrote; answers that differ; a place that is taken; a full disk.
pub fn export_run(
    application: &Application,
    run: u32,
    format: RunExportFormat,
    out: &Path,
) -> Result<ExportReport, Error> {
    let (record, adapter, prompts) = {
        let mut session = application.session();
        session.permit(Permission::FineTune)?;
        let record = registry::record(application, &mut session, run)?;
        let folder = RunFolder::of(&session.runs_root(), run).filter(|_| record.ended_with_adapter());
        let written = record.hash(hash_name::ADAPTER).unwrap_or_default();
        let adapter = adapter_proof::unchanged(folder.map(|folder| folder.adapter()).as_deref(), run, written)?;
        let set = application.data().get(session.if_open().map(|open| &*open), &record.request.data_set)?;
        let cases = set.test.iter().chain(&set.learning).take(ANSWERS);
        let prompts: Vec<String> = cases.map(|case| format!("{}\n", case.example.prompt)).collect();
        if let Some(open) = session.if_open() {
            // Recorded first: what leaves is in the log, even if the file then cannot be written.
            let entry = AuditEntry::new(Action::Exported, registry::subject(run));
            registry::note(open, entry.changing("format", None, Some(AuditValue::Code(code_of(format)))))?;
        }
        (record, adapter, prompts)
    };
    let cancel = CancelToken::new();
    let permit = application.wait_for_machine(MachineUse::Exporting, &cancel).ok_or_else(failure::cancelled)?;
    application.forget_model();
    let max_tokens = record.data.task.map_or(USUAL_TOKENS, |task| answer_tokens(Task::from(task)));
    Export { base: &record.base.place, adapter: &adapter, out, prompts: &prompts, max_tokens }
        .write(format, &permit.cancel)
}

const fn code_of(format: RunExportFormat) -> &'static str {
    match format {
        RunExportFormat::Peft => "peft",
        RunExportFormat::Safetensors => "safetensors",
        RunExportFormat::Gguf => "gguf",
    }
}
