//! A study of invented cases and answers of any size: writes its exports and its report into a folder and says how long each step took.
//! `cargo run --release -p isocenter-eval --example invented_study -- FOLDER [CASES] [SAMPLES_PER_TEMPERATURE]`
#![expect(clippy::print_stdout, clippy::expect_used, reason = "an example, run by hand")]

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;
use std::time::Instant;

use isocenter_domain::{Icd10Code, Modality, Redacted, Task};
use isocenter_eval::{
    CaseId, CaseList, CaseTraits, Evaluation, Finish, FreeAnswer, Intent, ModelCard, Plan, RECOMPUTE_PY, Record, Reply,
    ReportParts, Role, RunFact, SampleWriter, Sex, Study, StudyCase, Way, metrics_of_csv, read_samples, report_html,
    write_results_json, write_samples_csv,
};

const SITES: [&str; 6] = ["Breast", "Prostate", "Lung", "Brain", "Head and neck", "Skin"];
const CODES: [&str; 12] =
    ["C50.912", "C50.911", "C61", "C34.11", "C34.90", "C71.9", "C79.31", "C09.9", "C44.90", "D05.11", "C7A.1", "D32.0"];

fn main() {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().expect("a folder");
    let cases: u64 = arguments.next().map_or(403, |n| n.parse().expect("a number of cases"));
    let samples: u32 = arguments.next().map_or(1, |n| n.parse().expect("a number of samples"));
    let folder = Path::new(&folder);
    std::fs::create_dir_all(folder).expect("the folder can be made");

    let cases = CaseList::new((0..cases).map(invented_case).collect()).expect("each case once");
    let study = Study::from_toml(&study_file(&cases.sha256(), samples)).expect("a valid study");
    let plan = Plan::new(&study, &cases).expect("the study's cases");
    let records: Vec<Record> = plan.units().map(|unit| invented_answer(&study, &cases, unit)).collect();
    println!("{} records of {} cases", records.len(), cases.cases().len());

    let file = folder.join("samples.jsonl");
    timed("write samples.jsonl", || {
        let to = BufWriter::new(File::create(&file).expect("a file"));
        let mut writer = SampleWriter::begin(to, &study.sha256()).expect("writable");
        records.iter().for_each(|record| writer.write(record).expect("writable"));
    });
    let stored = timed("read samples.jsonl", || {
        read_samples(File::open(&file).expect("the file"), &study.sha256()).expect("readable")
    });
    let evaluation = timed("check and score", || Evaluation::new(&study, &cases, stored.records).expect("whole"));
    let numbers = timed("all numbers", || evaluation.numbers().expect("numbers"));
    let findings = timed("findings", || evaluation.findings(&numbers));
    let create = |name: &str| BufWriter::new(File::create(folder.join(name)).expect("a file"));
    timed("write samples.csv", || write_samples_csv(&evaluation, create("samples.csv")).expect("writable"));
    let run = [RunFact { name: String::from("Device"), value: String::from("none: answers are invented") }];
    timed("write results.json", || {
        write_results_json(&evaluation, &numbers, &findings, &run, create("results.json")).expect("writable");
    });
    let parts = ReportParts {
        evaluation: &evaluation,
        numbers: &numbers,
        findings: &findings,
        figures: &[],
        sections: &[],
        model_cards: &[ModelCard { title: String::from("llama demo"), text: String::from("Invented.") }],
        run: &run,
        made: "on an invented day",
    };
    let report = timed("report", || report_html(&parts));
    std::fs::write(folder.join("report.html"), report).expect("writable");
    for task in Task::ALL {
        let table = predictions(&cases, task, 100_000);
        timed(&format!("metrics of 100,000 rows, {task}"), || {
            metrics_of_csv(task, table.as_bytes()).expect("a table");
        });
    }
    std::fs::write(folder.join("recompute.py"), RECOMPUTE_PY).expect("writable");
    findings.iter().for_each(|finding| println!("[{:?}] {}", finding.figure, finding.text));
}

fn timed<T>(step: &str, work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let done = work();
    println!("{step}: {:.2} s", start.elapsed().as_secs_f64());
    done
}

/// So many rows of a table of predictions, every third wrong.
fn predictions(cases: &CaseList, task: Task, rows: usize) -> String {
    let truths: Vec<&str> = cases.cases().iter().filter_map(|case| case.reference(task)).collect();
    let row = |row: usize| {
        let (truth, other) = (truths[row % truths.len()], truths[(row * 7 + 1) % truths.len()]);
        format!("{row},\"{truth}\",\"{}\"\r\n", if row.is_multiple_of(3) { other } else { truth })
    };
    format!("\u{feff}case_id,reference,prediction\r\n{}", (0..rows).map(row).collect::<String>())
}

fn study_file(cases_sha256: &str, samples: u32) -> String {
    let models = ["llama", "mistral"].map(|family| {
        format!(
            "[[models]]\nid = \"{family}-base\"\nlabel = \"{family} demo\"\nfamily = \"{family}\"\nrole = \"base\"\nfolder = \"{family}\"\n\n\
             [[models]]\nid = \"{family}-tuned\"\nlabel = \"{family} demo\"\nfamily = \"{family}\"\nrole = \"tuned\"\nfolder = \"{family}\"\n\
             adapters = {{ regimen = \"r\", modality = \"m\", icd10 = \"i\" }}\n\n"
        )
    });
    format!(
        "name = \"Invented\"\npurpose = \"demonstration\"\n[cases]\nfile = \"cases.jsonl\"\nsha256 = \"{cases_sha256}\"\n\
         [sampling]\nsamples_per_temperature = {samples}\n\
         [tasks]\nregimen = {{ max_tokens = 96, prompt_version = 1 }}\nmodality = {{ max_tokens = 16, prompt_version = 1 }}\n\
         icd10 = {{ max_tokens = 24, prompt_version = 1 }}\n{}",
        models.concat()
    )
}

/// Splitmix64 (Steele, Lea and Flood 2014) of some words.
fn draw(words: &[u64]) -> u64 {
    words.iter().fold(7, |state, word| {
        let mut bits = (state ^ word).wrapping_add(0x9E37_79B9_7F4A_7C15);
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^ (bits >> 31)
    })
}

fn pick<T: Copy>(from: &[T], words: &[u64]) -> T {
    let places = from.len() as u64;
    from[usize::try_from(draw(words) % places).expect("a place")]
}

fn modality(words: &[u64]) -> Modality {
    match draw(words) % 100 {
        0..64 => Modality::Photon,
        64..96 => Modality::Proton,
        96..99 => Modality::Electron,
        _ => Modality::Brachytherapy,
    }
}

fn regimen(modality: Modality, words: &[u64]) -> String {
    let (dose, fractions) = pick(&[("60.0", 30), ("40.05", 15), ("50.4", 28), ("25.0", 5), ("70.0", 35)], words);
    let plan = dose.trim_end_matches(".0");
    let side = pick(&["", " left breast", " right side"], &[words[0], 99]);
    format!(
        "plan {plan} Gy/ {fractions} fx {}{side}. primary, {modality}, {dose}Gy, fractions:{fractions}",
        modality.plural()
    )
}

fn invented_case(number: u64) -> StudyCase {
    let radiation = modality(&[number, 1]);
    let site = pick(&SITES, &[number, 2]);
    let length = usize::try_from(draw(&[number, 3]) % 60).expect("a length");
    let sex = if draw(&[number, 4]).is_multiple_of(2) { Sex::Female } else { Sex::Male };
    let intent = if draw(&[number, 5]).is_multiple_of(50) { Intent::Palliative } else { Intent::Curative };
    let code = pick(&CODES, &[number, 6]);
    StudyCase {
        id: CaseId::new(format!("C-{number:05}")),
        diagnosis: Redacted::new(format!(
            "{} of {site}, invented{}",
            pick(&["left", "right", "mass"], &[number, 7]),
            " word".repeat(length)
        )),
        regimen: Some(Redacted::new(regimen(radiation, &[number, 8]))),
        modality: Some(radiation),
        icd10: (!draw(&[number, 9]).is_multiple_of(15)).then(|| Icd10Code::parse(code).expect("a code")),
        traits: CaseTraits {
            site: (!draw(&[number, 10]).is_multiple_of(20)).then(|| site.to_owned()),
            radiation: Some(radiation),
            intent: Some(intent),
            sex: Some(sex),
            age_years: u16::try_from(draw(&[number, 11]) % 95).ok(),
        },
    }
}

fn invented_answer(study: &Study, cases: &CaseList, unit: isocenter_eval::Unit) -> Record {
    let model = study.model_index(&unit.model).expect("a model");
    let case = &cases.cases()[cases.index(&unit.case).expect("a case")];
    let number: u64 = unit.case.as_str()[2..].parse().expect("a number");
    let way = match unit.way {
        Way::Free { temperature, sample } => [temperature.value().to_bits(), u64::from(sample)],
        Way::Labels => [1, 0],
        Way::Codes => [2, 0],
    };
    let words = [number, model as u64, unit.task as u64, way[0], way[1]];
    let is_tuned = study.models[model].role == Role::Tuned;
    let heat = if let Way::Free { temperature, .. } = unit.way { temperature.value() } else { 0.2 };
    let percent = if is_tuned { 80.0 - 20.0 * heat } else { 10.0 };
    let knows = (draw(&words) % 1000) as f64 / 10.0 < percent;
    let is_noise = !is_tuned && draw(&[words[0], words[1], words[2], words[3], words[4], 3]).is_multiple_of(2);
    let text = || match (unit.task, knows, is_noise) {
        (_, true, _) => case.reference(unit.task).expect("a truth").to_owned(),
        (_, _, true) => String::from("The patient, \"as said\",\nis old"),
        (Task::Regimen, ..) => regimen(modality(&words), &words),
        (Task::Modality, ..) => modality(&words).label().to_owned(),
        (Task::Icd10, ..) => pick(&CODES, &words).to_owned(),
    };
    let reply = match unit.way {
        Way::Free { temperature, sample } => Reply::Free(FreeAnswer {
            temperature,
            sample,
            seed: draw(&words),
            ids: vec![1, 2, 3],
            text: Redacted::new(text()),
            finish: if is_noise { Finish::Length } else { Finish::Eos },
        }),
        Way::Labels => {
            let mut weights = [0_u64, 1, 2, 3].map(|label| 1.0 + (draw(&[words[0], words[1], label]) % 100) as f64);
            if knows {
                let truth = Modality::ALL.iter().position(|modality| Some(*modality) == case.modality);
                weights[truth.expect("a truth")] *= 8.0;
            }
            let sum: f64 = weights.iter().sum();
            Reply::Labels(weights.map(|weight| weight / sum))
        }
        Way::Codes => Reply::Code(Icd10Code::parse(&text()).ok()),
    };
    Record { model: unit.model, task: unit.task, case: unit.case, reply }
}
