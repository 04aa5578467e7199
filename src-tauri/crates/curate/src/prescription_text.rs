//! Dose and fractions of a prescription in words, `4000 cGy in 15 Fractions`. Only for holding numbers against it; it feeds no answer.

/// What a prescription in words says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct ToldPrescription {
    pub total_gray: f64,
    pub fractions: u32,
}

/// Reads the words; nothing when they hold another form or more than one dose.
pub(crate) fn read_prescription(text: &str) -> Option<ToldPrescription> {
    let lower = text.to_ascii_lowercase();
    let (dose, rest) = take_number(&lower)?;
    let rest = rest.trim_start();
    let (per_gray, rest) = match (rest.strip_prefix("cgy"), rest.strip_prefix("gy")) {
        (Some(rest), _) => (100.0, rest),
        (None, Some(rest)) => (1.0, rest),
        (None, None) => return None,
    };
    let (count, rest) = take_number(rest.trim_start_matches([' ', '/']).trim_start_matches("in "))?;
    let rest = rest.trim_start();
    let names_fractions = rest.starts_with("fraction") || rest.starts_with("fx") || rest.starts_with('#');
    if !names_fractions || count.fract() != 0.0 || rest.contains("gy") {
        return None;
    }
    let fractions = format!("{count:.0}").parse().ok().filter(|count| *count > 0)?;
    Some(ToldPrescription { total_gray: dose / per_gray, fractions })
}

fn take_number(text: &str) -> Option<(f64, &str)> {
    let text = text.trim_start();
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    Some((text[..end].parse().ok()?, &text[end..]))
}
