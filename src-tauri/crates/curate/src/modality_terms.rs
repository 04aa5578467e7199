//! Which radiation a plan row means. Its type, letter and energy decide; technique and machine only where these say nothing, and never for photons.
//! What stays open, or contradicts itself, waits for a person.

use isocenter_domain::Modality;

/// Highest electron energy of a linear accelerator; above it MeV are protons' or nobody's.
const HIGHEST_ELECTRON_MEV: f64 = 25.0;
const STEMS: [(&str, Modality); 9] = [
    ("photon", Modality::Photon),
    ("foton", Modality::Photon),
    ("proton", Modality::Proton),
    ("electron", Modality::Electron),
    ("elektron", Modality::Electron),
    ("électron", Modality::Electron),
    ("brachy", Modality::Brachytherapy),
    ("braqui", Modality::Brachytherapy),
    ("curieth", Modality::Brachytherapy),
];
const SOURCES: [&str; 7] = ["ir192", "i125", "pd103", "cs131", "cs137", "ru106", "sr90"];

/// The cells of a plan row that tell the radiation.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct RadiationCells<'a> {
    pub treatment_type: &'a str,
    pub radiation_type: &'a str,
    pub energy: &'a str,
    pub technique: &'a str,
    pub machine: &'a str,
}

/// The one radiation the cells name.
pub(crate) fn read_modality(cells: RadiationCells<'_>) -> Option<Modality> {
    let named = [of_words(cells.treatment_type), of_letter(cells.radiation_type), of_energy(cells.energy)];
    match one_of(&named) {
        Named::One(modality) => Some(modality),
        Named::Several => None,
        Named::Nothing => {
            let hints = [of_words(cells.technique), of_words(cells.machine)].map(without_photons);
            if let Named::One(modality) = one_of(&hints) { Some(modality) } else { None }
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Named {
    Nothing,
    One(Modality),
    Several,
}

fn one_of(named: &[Named]) -> Named {
    named.iter().fold(Named::Nothing, |before, next| match (before, *next) {
        (Named::Nothing, next) => next,
        (before, Named::Nothing) => before,
        (before, next) if before == next => before,
        _ => Named::Several,
    })
}

/// Proton sites call their techniques IMRT too, and a machine's name proves no photons.
fn without_photons(named: Named) -> Named {
    if named == Named::One(Modality::Photon) { Named::Nothing } else { named }
}

fn of_words(text: &str) -> Named {
    let lower = text.to_lowercase();
    let words: Vec<Named> = lower
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| !word.is_empty())
        .map(|word| {
            let by_stem = STEMS.iter().find(|(stem, _)| word.starts_with(stem)).map(|(_, modality)| *modality);
            let by_term = || if word == "pbs" { Some(Modality::Proton) } else { Modality::from_term(word) };
            by_stem.or_else(by_term).map_or(Named::Nothing, Named::One)
        })
        .collect();
    one_of(&words)
}

fn of_letter(text: &str) -> Named {
    match text.trim() {
        "X" | "x" => Named::One(Modality::Photon),
        "E" | "e" => Named::One(Modality::Electron),
        "P" | "p" => Named::One(Modality::Proton),
        words => of_words(words),
    }
}

/// `6X`, `10X-FFF`, `6 MV`, `9E`, `12 MeV`, `Ir-192`.
fn of_energy(text: &str) -> Named {
    let lower: String = text.to_lowercase().chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '_')).collect();
    if SOURCES.iter().any(|source| lower.contains(source)) {
        return Named::One(Modality::Brachytherapy);
    }
    let end = lower.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(lower.len());
    let (number, unit) = lower.split_at(end);
    let Ok(number) = number.parse::<f64>() else { return of_words(text) };
    match unit {
        "mev" | "e" if number <= HIGHEST_ELECTRON_MEV => Named::One(Modality::Electron),
        unit if unit.starts_with('x') || unit.starts_with("mv") || unit == "fff" => Named::One(Modality::Photon),
        _ => Named::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use super::{RadiationCells, read_modality};
    use isocenter_domain::Modality::{self, Brachytherapy, Electron, Photon, Proton};

    fn of(treatment_type: &str, radiation_type: &str, energy: &str) -> Option<Modality> {
        read_modality(RadiationCells { treatment_type, radiation_type, energy, ..RadiationCells::default() })
    }

    #[test]
    fn energy_letter_or_words_tell_the_radiation() {
        assert_eq!(of("EXTERNAL", "X", "6X"), Some(Photon));
        assert_eq!(of("", "", "10X-FFF"), Some(Photon));
        assert_eq!(of("", "", "6 MV"), Some(Photon));
        assert_eq!(of("EXTERNAL", "", "9E"), Some(Electron));
        assert_eq!(of("Elektronen", "", "12 MeV"), Some(Electron));
        assert_eq!(of("ION", "P", ""), Some(Proton));
        assert_eq!(of("Protonen", "", ""), Some(Proton));
        assert_eq!(of("BRACHY HDR", "", ""), Some(Brachytherapy));
        assert_eq!(of("", "", "Ir-192"), Some(Brachytherapy));
    }

    #[test]
    fn what_says_nothing_or_two_things_stays_open() {
        assert_eq!(of("EXTERNAL", "", ""), None);
        assert_eq!(of("ION", "", "230 MeV"), None);
        assert_eq!(of("EXTERNAL", "X", "9E"), None);
        assert_eq!(of("electronic brachytherapy", "", ""), None);
    }

    #[test]
    fn technique_and_machine_never_prove_photons() {
        let cells = RadiationCells { treatment_type: "ION", technique: "IMRT", ..RadiationCells::default() };
        assert_eq!(read_modality(cells), None);
        assert_eq!(read_modality(RadiationCells { technique: "PBS", ..cells }), Some(Proton));
        assert_eq!(read_modality(RadiationCells { machine: "PROTON_GTR2", ..cells }), Some(Proton));
        assert_eq!(read_modality(RadiationCells { machine: "HDR1", technique: "", ..cells }), Some(Brachytherapy));
    }
}
