//! The cases of a data set as questions and answers: from a frozen split of the vault, or from a file of lines. They hold patients' texts.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use isocenter_curate::{FrozenSplit, Part, TaskCase};
use isocenter_domain::Task;
use isocenter_store::{CohortRow, CohortState, Reading, SplitRow};
use isocenter_train::{Example, read_examples};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::assets;
use crate::commands::kept_cases;
use crate::error::Error;
use crate::session::OpenVault;
use crate::wire::{DataSetKind, DataSetView, ErrorCode};
use crate::{failure, files};

/// Id of the data file that was chosen.
const FILE_ID: &str = "file";

/// One question with its answer.
#[derive(Clone)]
pub(crate) struct DataCase {
    /// Case id, or `line 7`.
    pub(crate) id: String,
    /// Its patient's pseudonym; the id itself where nothing is known of patients.
    pub(crate) patient: String,
    /// The pair.
    pub(crate) example: Example,
}

/// A data set in memory.
pub(crate) struct DataSet {
    pub(crate) id: String,
    pub(crate) kind: DataSetKind,
    pub(crate) name: String,
    /// The task; none for a file.
    pub(crate) task: Option<Task>,
    /// Row number of the split.
    pub(crate) split: Option<i64>,
    /// Where the file lies.
    pub(crate) file: Option<PathBuf>,
    pub(crate) sha256: String,
    /// Cases to learn from, training and validation together, in order of id.
    pub(crate) learning: Vec<DataCase>,
    /// Cases kept for the test.
    pub(crate) test: Vec<DataCase>,
}

/// The data sets that were read last; forgotten when the vault is locked.
#[derive(Default)]
pub(crate) struct PreparedData {
    last: Mutex<Option<Arc<DataSet>>>,
    file: Mutex<Option<PathBuf>>,
}

impl PreparedData {
    fn last(&self) -> MutexGuard<'_, Option<Arc<DataSet>>> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Forgets every text.
    pub(crate) fn forget(&self) {
        *self.last() = None;
    }

    /// Takes a file of lines as the data file of this session.
    ///
    /// # Errors
    /// A file that cannot be read, or a line that is no question with its answer.
    pub(crate) fn choose_file(&self, path: &Path) -> Result<DataSetView, Error> {
        let set = read_file(path)?;
        let view = set.view();
        *self.file.lock().unwrap_or_else(PoisonError::into_inner) = Some(path.to_owned());
        *self.last() = Some(Arc::new(set));
        Ok(view)
    }

    /// The data file of this session, if one was chosen.
    pub(crate) fn file(&self) -> Option<PathBuf> {
        self.file.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// A data set by its id; `open` is the vault, where one is open.
    ///
    /// # Errors
    /// No such data set; a split or a file that is not as it was.
    pub(crate) fn get(&self, open: Option<&OpenVault>, id: &str) -> Result<Arc<DataSet>, Error> {
        // A file may have been changed meanwhile, so it is read each time.
        if id == FILE_ID {
            let path = self.file().ok_or_else(|| no_such_data_set(id))?;
            let set = Arc::new(read_file(&path)?);
            *self.last() = Some(Arc::clone(&set));
            return Ok(set);
        }
        if let Some(set) = self.last().as_ref().filter(|set| set.id == id) {
            return Ok(Arc::clone(set));
        }
        let open = open.ok_or_else(|| no_such_data_set(id))?;
        let set = Arc::new(read_split(open.vault.read(), id)?);
        *self.last() = Some(Arc::clone(&set));
        Ok(set)
    }
}

impl DataSet {
    /// As the list shows it, with the usual share for validation.
    pub(crate) fn view(&self) -> DataSetView {
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let learning = count(self.learning.len());
        let validation = usual_validation(learning);
        DataSetView {
            id: self.id.clone(),
            kind: self.kind,
            name: self.name.clone(),
            task: self.task.map(Into::into),
            cases: learning + count(self.test.len()),
            train: learning - validation,
            validation,
            test: count(self.test.len()),
            sha256: self.sha256.clone(),
        }
    }
}

fn usual_validation(learning: u32) -> u32 {
    (f64::from(learning) * super::recipe_form::VALIDATION_SHARE).round() as u32
}

#[derive(Deserialize)]
struct SplitSettings {
    frozen: FrozenSplit,
}

/// The splits a cohort serves with, and for which tasks.
fn tasks_of(split: &SplitRow) -> &'static [Task] {
    match split.task.parse() {
        Ok(Task::Icd10) => &[Task::Icd10],
        // One split serves both: the same cases, read by the same patients' places.
        Ok(Task::Regimen) => &[Task::Regimen, Task::Modality],
        _ => &[],
    }
}

fn split_id(split: &SplitRow, task: Task) -> String {
    format!("split-{}-{}", split.id, task.name())
}

fn set_name(cohort: &CohortRow, task: Task) -> String {
    let task = match task {
        Task::Regimen => "regimen",
        Task::Modality => "modality",
        Task::Icd10 => "ICD-10 code",
    };
    format!("{}, {task}", cohort.name)
}

/// Every frozen split of the vault for every task, without its texts.
///
/// # Errors
/// A damaged vault.
pub(crate) fn splits(reading: Reading<'_>) -> Result<Vec<DataSetView>, Error> {
    let mut views = Vec::new();
    for cohort in reading.cohorts().map_err(failure::vault)?.iter().filter(|row| row.state == CohortState::Frozen) {
        for split in reading.splits(cohort.id).map_err(failure::vault)? {
            let frozen = frozen(&split)?;
            let parts = frozen.split();
            let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
            let (learning, test) = (count(parts.train.len()), count(parts.held_out.len()));
            let validation = usual_validation(learning);
            views.extend(tasks_of(&split).iter().map(|task| DataSetView {
                id: split_id(&split, *task),
                kind: DataSetKind::Split,
                name: set_name(cohort, *task),
                task: Some((*task).into()),
                cases: learning + test,
                train: learning - validation,
                validation,
                test,
                sha256: frozen.sha256().to_owned(),
            }));
        }
    }
    Ok(views)
}

fn frozen(split: &SplitRow) -> Result<FrozenSplit, Error> {
    let settings: SplitSettings = serde_json::from_str(&split.settings).map_err(|error| failure::internal(&error))?;
    Ok(settings.frozen)
}

fn read_split(reading: Reading<'_>, id: &str) -> Result<DataSet, Error> {
    for cohort in reading.cohorts().map_err(failure::vault)?.iter().filter(|row| row.state == CohortState::Frozen) {
        for split in reading.splits(cohort.id).map_err(failure::vault)? {
            let task = tasks_of(&split).iter().find(|task| split_id(&split, **task) == id);
            if let Some(task) = task {
                return split_for(reading, cohort, &split, *task);
            }
        }
    }
    Err(no_such_data_set(id))
}

fn split_for(reading: Reading<'_>, cohort: &CohortRow, split: &SplitRow, task: Task) -> Result<DataSet, Error> {
    let frozen = frozen(split)?;
    let kept = kept_cases(reading, cohort.id)?;
    let split_task = frozen.task().unwrap_or(task);
    let frozen_cases: Vec<TaskCase<'_>> = kept.iter().filter_map(|(_, case)| case.for_task(split_task)).collect();
    frozen.verify(&frozen_cases).map_err(failure::curation)?;
    let parts = frozen.split();
    let parts: HashMap<&isocenter_curate::CaseId, Part> = parts.members().collect();
    let template = assets::prompt_template(task)?;
    let (mut learning, mut test) = (Vec::new(), Vec::new());
    for (_, case) in &kept {
        let (Some(part), Some(case)) = (parts.get(&case.id), case.for_task(task)) else { continue };
        let pair = DataCase {
            id: case.id.to_string(),
            patient: case.patient.as_str().to_owned(),
            example: Example { prompt: template.render(case.diagnosis), answer: case.answer },
        };
        if *part == Part::HeldOut { test.push(pair) } else { learning.push(pair) }
    }
    learning.sort_by(|a, b| a.id.cmp(&b.id));
    test.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(DataSet {
        id: split_id(split, task),
        kind: DataSetKind::Split,
        name: set_name(cohort, task),
        task: Some(task),
        split: Some(split.id.0),
        file: None,
        sha256: frozen.sha256().to_owned(),
        learning,
        test,
    })
}

fn read_file(path: &Path) -> Result<DataSet, Error> {
    let examples = read_examples(path).map_err(failure::train)?;
    let bytes = std::fs::read(path).map_err(|source| files::cannot_read(path, &source))?;
    let learning = examples.into_iter().enumerate().map(|(index, example)| {
        let id = format!("line {}", index + 1);
        DataCase { patient: id.clone(), id, example }
    });
    Ok(DataSet {
        id: FILE_ID.to_owned(),
        kind: DataSetKind::File,
        name: path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned(),
        task: None,
        split: None,
        file: Some(path.to_owned()),
        sha256: files::hex(&Sha256::digest(&bytes)),
        learning: learning.collect(),
        test: Vec::new(),
    })
}

fn no_such_data_set(id: &str) -> Error {
    Error::new(
        ErrorCode::BadInput,
        if id == FILE_ID { "no data file is chosen".to_owned() } else { "that data set is not there".to_owned() },
        "choose one of the data sets shown",
    )
}

/// Training and validation, apart by patient.
pub(crate) struct Sides {
    /// Places in [`DataSet::learning`] to train on.
    pub(crate) train: Vec<usize>,
    /// Places to validate on.
    pub(crate) validation: Vec<usize>,
}

/// Holds patients out until about `share` of the cases validates; whose place comes first depends on seed and patient alone, so leaving a case
/// out moves no other. At least one patient is trained on.
pub(crate) fn sides(set: &DataSet, share: f64, seed: u64, left_out: &HashSet<&str>) -> Sides {
    let mut patients: HashMap<&str, usize> = HashMap::new();
    for case in &set.learning {
        *patients.entry(&case.patient).or_default() += 1;
    }
    let place = |patient: &str| -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(b"validation");
        hash.update(seed.to_le_bytes());
        hash.update(patient);
        hash.finalize().into()
    };
    let mut order: Vec<&str> = patients.keys().copied().collect();
    order.sort_by_cached_key(|patient| place(patient));
    let wanted = if share > 0.0 { ((set.learning.len() as f64 * share).round() as usize).max(1) } else { 0 };
    let mut held: HashSet<&str> = HashSet::new();
    let mut count = 0;
    for patient in order.iter().skip(1) {
        if count >= wanted {
            break;
        }
        count += patients.get(patient).copied().unwrap_or(0);
        held.insert(patient);
    }
    let mut sides = Sides { train: Vec::new(), validation: Vec::new() };
    for (index, case) in set.learning.iter().enumerate().filter(|(_, case)| !left_out.contains(case.id.as_str())) {
        if held.contains(case.patient.as_str()) { sides.validation.push(index) } else { sides.train.push(index) }
    }
    sides
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(cases: usize, patients: usize) -> DataSet {
        let learning = (0..cases).map(|index| DataCase {
            id: format!("C-{index:03}"),
            patient: format!("P-{}", index % patients),
            example: Example { prompt: format!("question {index}"), answer: "answer".into() },
        });
        DataSet {
            id: "x".into(),
            kind: DataSetKind::Split,
            name: "x".into(),
            task: None,
            split: None,
            file: None,
            sha256: String::new(),
            learning: learning.collect(),
            test: Vec::new(),
        }
    }

    #[test]
    fn no_patient_is_on_both_sides_and_every_case_is_on_one() {
        let set = set(200, 37);
        let sides = sides(&set, 0.1, 42, &HashSet::new());
        let patients =
            |places: &[usize]| places.iter().map(|place| set.learning[*place].patient.clone()).collect::<HashSet<_>>();
        assert!(patients(&sides.train).is_disjoint(&patients(&sides.validation)));
        assert_eq!(sides.train.len() + sides.validation.len(), 200);
        assert!((20..30).contains(&sides.validation.len()), "{}", sides.validation.len());
    }

    #[test]
    fn leaving_a_case_out_moves_no_other() {
        let set = set(100, 50);
        let all = sides(&set, 0.2, 1, &HashSet::new());
        let out = set.learning[all.train[0]].id.as_str();
        let fewer = sides(&set, 0.2, 1, &HashSet::from([out]));
        assert_eq!(fewer.validation, all.validation);
        assert_eq!(fewer.train, all.train[1..]);
    }

    #[test]
    fn one_patient_is_trained_on_and_a_share_of_zero_holds_nobody_out() {
        assert_eq!(sides(&set(3, 1), 0.5, 1, &HashSet::new()).train.len(), 3);
        assert_eq!(sides(&set(50, 50), 0.0, 1, &HashSet::new()).validation.len(), 0);
    }
}
