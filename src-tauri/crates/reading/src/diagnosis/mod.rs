//! Free text of a diagnosis, read into facts. The reader knows the telegraphic English of radiation oncology; of other languages it reads little.
//!
//! Words are read once, by one reader after the other: age and sex, markers, stages, grades, margins, earlier radiotherapy, operations,
//! histologies, sites, sides. What a word is said to be (denied, past, supposed, of a relative) comes from cues around it. A long word that
//! is one slip of the keyboard away from a known one is read as that one.
//!
//! A fact stands also as [`Standing::Family`] where it is somebody else's illness. The sites of [`DiagnosisReading::treated_sites`] are what
//! remains when organs that are gone, denied, imaged, spared or another illness's are taken away; where nothing remains, past disease counts,
//! then supposed disease, then what the disease reaches.

mod anatomy;
mod biomarker;
mod conclusions;
mod cues;
mod fact;
mod grading;
mod implied;
mod intent;
mod margins;
mod markers;
mod person;
mod radiotherapy;
mod reading;
mod scan;
mod sides;
mod staging;
mod standing;
mod surgery;
mod tables;
mod values;

pub use biomarker::{Biomarker, Marker, MarkerValue};
pub use conclusions::RemovedSite;
pub use fact::{Fact, FactValue, Standing};
pub use reading::DiagnosisReading;
pub use tables::{Histology, Surgery, Takes};
pub use values::{Grade, Intent, Margins, PriorCourse, PriorRadiotherapy, SiteRole, StageGroup, StageSystem, Tnm};
