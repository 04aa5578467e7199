//! Time and memory of proposing, importing and curating two exports: `import_speed DIAGNOSES.csv PLANS.csv`. Run it in the repository's root.
#![allow(clippy::unwrap_used, reason = "a measurement, not a product")]

use std::io::{Read, Write};
use std::path::Path;
use std::time::Instant;

use isocenter_curate::{
    CaseNumbers, Cleaner, HeaderTable, ImportSettings, PseudonymKey, RuleSet, SplitSettings, curate, import, propose,
    split, unobserved,
};
use isocenter_domain::{Icd10Catalog, Icd10Code, Task};

fn main() {
    let paths: Vec<String> = std::env::args().skip(1).collect();
    let (diagnoses, plans) = (Path::new(&paths[0]), Path::new(&paths[1]));
    let headers = HeaderTable::from_toml(&std::fs::read_to_string("assets/aria/headers.toml").unwrap()).unwrap();
    let mut table = String::new();
    let packed = std::fs::File::open("assets/icd10/icd10cm.tsv.gz").unwrap();
    flate2::read::GzDecoder::new(packed).read_to_string(&mut table).unwrap();
    let catalog = Icd10Catalog::from_tsv(&table).unwrap();
    let is_icd10_code = |code: &Icd10Code| catalog.contains(code.as_str());
    let is_code = |text: &str| Icd10Code::parse(text).is_ok_and(|code| is_icd10_code(&code));
    let key = PseudonymKey::new(&[7; 32]);

    let begin = Instant::now();
    let proposal = propose(diagnoses, plans, &headers, &mut unobserved).unwrap();
    let proposed = begin.elapsed();
    let settings = ImportSettings { today: jiff::Zoned::now().date(), key: &key, is_icd10_code: &is_icd10_code };
    let import = import(diagnoses, plans, &proposal.mapping, settings, &mut unobserved).unwrap();
    let imported = begin.elapsed();
    let cleaner = Cleaner::new(&is_code, &key);
    let mut numbers = CaseNumbers::default();
    let curated = curate(&import, &RuleSet::default(), &cleaner, &mut numbers, &mut unobserved).unwrap();
    let whole = begin.elapsed();
    let cases = curated.cases_for(Task::Regimen);
    let parts = split(&cases, &SplitSettings::published(Task::Regimen, 1)).unwrap();
    let crossings = parts.crossings(&cases, 0.8);
    let with_split = begin.elapsed();
    let leaks = curated.leak_scan(&cleaner);
    let with_scan = begin.elapsed();

    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default();
    let mut out = std::io::stdout();
    writeln!(out, "propose {proposed:.2?}, import {:.2?}, curate {:.2?}", imported - proposed, whole - imported)
        .unwrap();
    writeln!(out, "whole {whole:.2?}, {peak}").unwrap();
    writeln!(out, "{:?}", curated.funnel()).unwrap();
    writeln!(out, "{} issues, {} questions", import.issues().len(), curated.review_queue().len()).unwrap();
    writeln!(out, "{} like texts across the split in {:.2?}", crossings.len(), with_split - whole).unwrap();
    writeln!(out, "{} leaks left, scanned in {:.2?}", leaks.len(), with_scan - with_split).unwrap();
}
