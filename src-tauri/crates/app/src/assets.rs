//! The tables and templates that ship inside the program, read once at first use.

use std::io::Read;
use std::sync::OnceLock;

use isocenter_check::Rulebook;
use isocenter_curate::HeaderTable;
use isocenter_domain::{Icd10Catalog, Icd10Category, PromptTemplate, Task};
use isocenter_regimens::RegimenLibrary;
use serde::Deserialize;

use crate::error::Error;
use crate::wire::ErrorCode;

static ICD10_TABLE: &[u8] = include_bytes!("../../../../assets/icd10/icd10cm.tsv.gz");
static REGIMENS: &str = include_str!("../../../../assets/regimens/regimens.csv");
static EXPORT_HEADERS: &str = include_str!("../../../../assets/aria/headers.toml");
/// The recipes of the demonstration models that this program was built with, by file name.
pub(crate) static DEMONSTRATION_RECIPES: [(&str, &str); 2] = [
    ("demo-llama.toml", include_str!("../../../../models/recipes/demo-llama.toml")),
    ("demo-mistral.toml", include_str!("../../../../models/recipes/demo-mistral.toml")),
];
/// Whether a demonstration model of this id was built with a recipe of this program.
pub(crate) fn has_recipe(model: &str) -> bool {
    DEMONSTRATION_RECIPES.iter().any(|(file, _)| file.strip_suffix(".toml") == Some(model))
}

/// The recipes of the models that draft letters, by file name.
pub(crate) static LETTER_RECIPES: [(&str, &str); 1] =
    [("demo-letters.toml", include_str!("../../../../models/recipes/letters/demo-letters.toml"))];
static CHECK_RULES: &str = include_str!("../../../../assets/checks/rules.toml");
/// The table and its year, as findings name it.
pub(crate) const ICD10_TABLE_NAME: &str = "ICD-10-CM, fiscal year 2026, update of April 2026";
static REGIMEN_PROMPT: &str = include_str!("../../../../assets/prompts/regimen.toml");
static MODALITY_PROMPT: &str = include_str!("../../../../assets/prompts/modality.toml");
static ICD10_PROMPT: &str = include_str!("../../../../assets/prompts/icd10.toml");

/// α/β where the library has no row for a category: tumours react early, benign tissue late.
const MALIGNANT_ALPHA_BETA_GY: f64 = 10.0;
const LATE_TISSUE_ALPHA_BETA_GY: f64 = 3.0;

fn damaged(asset: &'static str) -> impl FnOnce(&dyn std::error::Error) -> Error {
    move |source| {
        Error::new(ErrorCode::Internal, format!("the built-in {asset} cannot be read"), "install Isocenter again")
            .caused_by(source)
    }
}

/// The official ICD-10-CM table.
pub(crate) fn icd10_catalog() -> Result<&'static Icd10Catalog, Error> {
    static CATALOG: OnceLock<Result<Icd10Catalog, Error>> = OnceLock::new();
    let read = || {
        let mut text = String::new();
        flate2::read::GzDecoder::new(ICD10_TABLE)
            .read_to_string(&mut text)
            .map_err(|e| damaged("ICD-10-CM table")(&e))?;
        Icd10Catalog::from_tsv(&text).map_err(|e| damaged("ICD-10-CM table")(&e))
    };
    CATALOG.get_or_init(read).as_ref().map_err(Clone::clone)
}

/// The dose-fractionation library.
pub(crate) fn regimen_library() -> Result<&'static RegimenLibrary, Error> {
    static LIBRARY: OnceLock<Result<RegimenLibrary, Error>> = OnceLock::new();
    let read = || RegimenLibrary::from_csv(REGIMENS).map_err(|e| damaged("regimen library")(&e));
    LIBRARY.get_or_init(read).as_ref().map_err(Clone::clone)
}

/// The rules of the checks that this program came with.
pub(crate) fn check_rules() -> Result<&'static Rulebook, Error> {
    static RULES: OnceLock<Result<Rulebook, Error>> = OnceLock::new();
    let read = || Rulebook::read(CHECK_RULES).map_err(|e| damaged("rules of the checks")(&e));
    RULES.get_or_init(read).as_ref().map_err(Clone::clone)
}

/// What exports call their columns.
pub(crate) fn export_headers() -> Result<&'static HeaderTable, Error> {
    static HEADERS: OnceLock<Result<HeaderTable, Error>> = OnceLock::new();
    let read = || HeaderTable::from_toml(EXPORT_HEADERS).map_err(|e| damaged("table of headers")(&e));
    HEADERS.get_or_init(read).as_ref().map_err(Clone::clone)
}

/// The library as it was written; its words are words of the field.
pub(crate) fn regimen_text() -> &'static str {
    REGIMENS
}

#[derive(Deserialize)]
struct PromptFile {
    version: u32,
    template: String,
}

/// The question of a task.
pub(crate) fn prompt_template(task: Task) -> Result<&'static PromptTemplate, Error> {
    static TEMPLATES: [OnceLock<Result<PromptTemplate, Error>>; 3] =
        [OnceLock::new(), OnceLock::new(), OnceLock::new()];
    let (slot, text) = match task {
        Task::Regimen => (&TEMPLATES[0], REGIMEN_PROMPT),
        Task::Modality => (&TEMPLATES[1], MODALITY_PROMPT),
        Task::Icd10 => (&TEMPLATES[2], ICD10_PROMPT),
    };
    let read = || {
        let file: PromptFile = toml::from_str(text).map_err(|e| damaged("prompt template")(&e))?;
        PromptTemplate::new(task, file.version, &file.template).map_err(|e| damaged("prompt template")(&e))
    };
    slot.get_or_init(read).as_ref().map_err(Clone::clone)
}

/// SHA-256 of the question of a task, hexadecimal.
pub(crate) fn prompt_sha256(task: Task) -> Result<String, Error> {
    use sha2::Digest;
    Ok(crate::files::hex(&sha2::Sha256::digest(prompt_template(task)?.template())))
}

/// SHA-256 of the shipped ICD-10-CM table, hexadecimal.
pub(crate) fn icd10_sha256() -> String {
    use sha2::Digest;
    crate::files::hex(&sha2::Sha256::digest(ICD10_TABLE))
}

/// The usual α/β for a diagnosis, and where it comes from.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct UsualAlphaBeta {
    pub(crate) gray: f64,
    pub(crate) source: String,
}

/// The α/β most rows of the regimen library have for the category.
pub(crate) fn usual_alpha_beta(category: Icd10Category) -> Result<UsualAlphaBeta, Error> {
    if let Some(usual) = regimen_library()?.usual_alpha_beta(category) {
        let source = format!("regimen library, {category}, row {}", usual.row.id);
        return Ok(UsualAlphaBeta { gray: usual.alpha_beta.gray(), source });
    }
    let is_malignant = category.as_str().starts_with('C');
    Ok(match is_malignant {
        true => tumour_alpha_beta(),
        false => {
            UsualAlphaBeta { gray: LATE_TISSUE_ALPHA_BETA_GY, source: "default for late-responding tissue".into() }
        }
    })
}

/// What stands for a tumour of which nothing more is known.
pub(crate) fn tumour_alpha_beta() -> UsualAlphaBeta {
    UsualAlphaBeta { gray: MALIGNANT_ALPHA_BETA_GY, source: "default for malignant tumours".into() }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use isocenter_domain::Icd10Code;

    fn usual(code: &str) -> UsualAlphaBeta {
        usual_alpha_beta(Icd10Code::parse(code).unwrap().category()).unwrap()
    }

    #[test]
    fn the_usual_alpha_beta_names_the_row_it_comes_from() {
        assert_eq!(usual("C50.912").gray, 4.0);
        assert!(usual("C50.912").source.contains("R001"));
        assert_eq!(usual("C61").gray, 1.5);
    }

    #[test]
    fn a_category_without_a_row_gets_a_default_that_says_so() {
        assert_eq!(usual("C96.9"), UsualAlphaBeta { gray: 10.0, source: "default for malignant tumours".into() });
        assert_eq!(usual("H10.0").gray, 3.0);
    }

    #[test]
    fn every_built_in_table_can_be_read() {
        assert!(icd10_catalog().unwrap().contains("C50.912"));
        regimen_library().unwrap();
        for task in Task::ALL {
            assert!(prompt_template(task).unwrap().render("DCIS").contains("DCIS"));
        }
    }
}
