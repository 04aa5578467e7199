//! Words for a patient that bend with sex and case.

use crate::Sex;

/// The word of a slot; nothing for a slot of another kind.
pub(crate) fn word(slot: &str, sex: Sex) -> Option<String> {
    let (female, male) = match slot {
        "sex" => ("female", "male"),
        "woman" => ("woman", "man"),
        "Ihres" => ("Ihrer", "Ihres"),
        "Ihren" => ("Ihre", "Ihren"),
        "jährigen" => ("jährige", "jährigen"),
        "jähriger" => ("jährige", "jähriger"),
        "Patient" => ("Patientin", "Patient"),
        "Patienten" | "Patientenakk" => ("Patientin", "Patienten"),
        "derPatientin" => ("der Patientin", "des Patienten"),
        "diePatientin" => ("die Patientin", "den Patienten"),
        _ => return None,
    };
    let word = if sex == Sex::Female { female } else { male };
    Some(word.to_owned())
}
