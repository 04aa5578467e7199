//! A reading as text that reads back to the same statements:
//! `plan 40.05 Gy/ 15 fx photons + boost 10 Gy/ 5 fx photons to left breast, VMAT, daily. primary, photon, 40.05Gy, fractions:15`.

use std::fmt::{self, Write};

use isocenter_domain::Modality;

use super::{Counting, DoseUnit, PlanPhase, PlanReading, StatedDose};

const PRIMARY: &str = "primary";
const NOT_STATED: &str = "not stated";

impl fmt::Display for PlanReading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let summary = self.summary_text()?;
        f.write_str(&summary)?;
        for (place, phase) in self.delivered.iter().enumerate() {
            f.write_str(match (place, summary.is_empty()) {
                (0, true) => "",
                (0, false) => ". ",
                _ => ", ",
            })?;
            delivered(f, phase)?;
        }
        if summary.is_empty() && self.delivered.is_empty() { f.write_str(NOT_STATED) } else { Ok(()) }
    }
}

impl PlanReading {
    fn summary_text(&self) -> Result<String, fmt::Error> {
        let mut text = String::new();
        for (place, phase) in self.summary.iter().enumerate() {
            text.push_str(if place == 0 { " " } else { " + " });
            course(&mut text, phase, place == 0)?;
        }
        if !self.sites.is_empty() || !self.sides.is_empty() {
            let sides: Vec<&str> = self.sides.iter().map(|side| side.value.word()).collect();
            let sites: Vec<&str> = self.sites.iter().map(|site| site.value.name()).collect();
            // `left heart` would be no side of what is treated.
            let link = match (sides.is_empty(), self.sites.first()) {
                (false, Some(first)) if first.value.is_paired() => " ",
                (false, Some(_)) => ", ",
                _ => "",
            };
            write!(text, " to {}{link}{}", sides.join(", "), sites.join(", "))?;
        }
        for technique in &self.techniques {
            write!(text, ", {}", technique.value.name())?;
        }
        let is_of_phase = |modality: Modality| self.summary.iter().any(|phase| phase.modality == Some(modality));
        for modality in self.modalities.iter().filter(|found| !is_of_phase(found.value)) {
            write!(text, ", {}", modality.value.plural())?;
        }
        if let Some(schedule) = self.schedule {
            write!(text, ", {}", schedule.value.words())?;
        }
        if self.is_sib() {
            text.push_str(", SIB");
        }
        if let Some(total) = self.course_total {
            write!(text, ", total {total}")?;
        }
        Ok(if text.is_empty() { text } else { format!("plan{text}") })
    }
}

/// `boost to 54 Gy/ 30 fx @ 1.8 Gy per fraction photons`.
fn course(text: &mut String, phase: &PlanPhase, is_first: bool) -> fmt::Result {
    if !(is_first && phase.label == PRIMARY) {
        write!(text, "{} ", phase.label)?;
    }
    if phase.counting == Counting::Cumulative {
        text.push_str("to ");
    }
    let fractions = phase.fraction_count().map(|count| count.count());
    let is_counted_at_once = match (phase.dose, fractions, phase.per_fraction) {
        (Some(dose), ..) => {
            write!(text, "{dose}")?;
            for level in &phase.levels {
                write!(text, "/{level}")?;
            }
            true
        }
        (None, Some(count), Some(per_fraction)) => {
            write!(text, "{count} x {per_fraction}")?;
            false
        }
        (None, Some(count), None) => {
            write!(text, "{count} fx")?;
            false
        }
        (None, None, Some(per_fraction)) => {
            write!(text, "{per_fraction} per fraction")?;
            false
        }
        (None, None, None) => false,
    };
    if is_counted_at_once {
        if let Some(count) = fractions {
            let link = if phase.levels.is_empty() { "/" } else { " in" };
            write!(text, "{link} {count} fx")?;
        }
        if let Some(per_fraction) = phase.per_fraction {
            write!(text, " @ {per_fraction} per fraction")?;
        }
    }
    match phase.modality {
        Some(modality) => write!(text, " {}", modality.plural()),
        None => Ok(()),
    }
}

/// `primary, photon, 25.0Gy, fractions:5`.
fn delivered(f: &mut fmt::Formatter<'_>, phase: &PlanPhase) -> fmt::Result {
    let modality = phase.modality.map_or(NOT_STATED, Modality::label);
    let dose = phase.dose.map(decimal).unwrap_or_default();
    let fractions = phase.fraction_count().map_or(0, |count| count.count());
    write!(f, "{}, {modality}, {dose}, fractions:{fractions}", phase.label)
}

/// With one decimal at least, as answers write a dose.
fn decimal(dose: StatedDose) -> String {
    let number = dose.value.to_string();
    let point = if number.contains('.') { "" } else { ".0" };
    let unit = if dose.unit == DoseUnit::Unwritten { "" } else { dose.unit.symbol() };
    format!("{number}{point}{unit}")
}
